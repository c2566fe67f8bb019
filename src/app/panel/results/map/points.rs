//! [`MapPoints`]: all marks of the map, as one picture in the plot.

use super::Map;
use super::raster::{FORMS, Stamp, Stamps, raster};
use crate::app::theme;
use egui::epaint::{Vertex, WHITE_UV};
use egui::{Color32, Id, Mesh, Pos2, Rect, Shape, TextureHandle, TextureOptions, Ui, pos2};
use egui_plot::{PlotBounds, PlotGeometry, PlotItem, PlotItemBase, PlotPoint, PlotTransform};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// How strongly images are drawn that are not among those chosen.
const FAINT: f32 = 0.3;

/// Adds the mark of colour number `colour` around `at`.
pub fn mark(mesh: &mut Mesh, colour: usize, at: Pos2, radius: f32, strength: f32) {
    let form = FORMS.get(form(colour)).copied().unwrap_or_default();
    let fill = theme::series(colour).gamma_multiply(strength);
    let first = mesh.vertices.len() as u32;
    mesh.vertices.extend(form.iter().map(|[x, y]| Vertex {
        pos: pos2(at.x + x * radius, at.y + y * radius),
        uv: WHITE_UV,
        color: fill,
    }));
    for corner in 2..form.len() as u32 {
        mesh.add_triangle(first, first + corner - 1, first + corner);
    }
}

/// The form of colour number `colour`.
fn form(colour: usize) -> usize {
    let count = theme::SERIES.len();
    (colour % count + colour / count) % FORMS.len()
}

/// The radius of a mark on a map of so many images, in points.
pub fn radius(images: usize) -> f32 {
    match images {
        0..=1500 => 3.6,
        1501..=6000 => 2.7,
        _ => 1.9,
    }
}

/// From the map's own units to the screen and back: both scales are even.
#[derive(Clone, Copy, Debug)]
pub struct ToScreen {
    origin: [f64; 2],
    scale: [f64; 2],
}

impl ToScreen {
    /// As `transform` does.
    pub fn new(transform: &PlotTransform) -> Self {
        let origin = transform.position_from_point(&PlotPoint::new(0.0, 0.0));
        Self { origin: [f64::from(origin.x), f64::from(origin.y)], scale: transform.dpos_dvalue() }
    }

    /// The same in pixels of a picture whose corner lies at `corner`, `scale` pixels a point.
    fn in_pixels(&self, scale: f32, corner: [f32; 2]) -> Self {
        let scale = f64::from(scale);
        let origin = [0, 1].map(|axis: usize| self.origin[axis] * scale - f64::from(corner[axis]));
        Self { origin, scale: self.scale.map(|per_unit| per_unit * scale) }
    }

    /// Where a place of the map lies on the screen.
    pub fn at(&self, place: [f32; 2]) -> Pos2 {
        let along = |axis: usize| (self.origin[axis] + f64::from(place[axis]) * self.scale[axis]) as f32;
        pos2(along(0), along(1))
    }

    /// The image nearest to `pointer`, of those that `shown` lets through, not farther than `reach` points.
    pub fn nearest(
        &self,
        places: &[[f32; 2]],
        pointer: Pos2,
        reach: f32,
        shown: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let near = places.iter().enumerate().filter_map(|(i, place)| {
            let away = self.at(*place).distance_sq(pointer);
            (away <= reach * reach && shown(i)).then_some((away, i))
        });
        near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, i)| i)
    }
}

/// The marks of a map.
pub struct MapPoints<'a> {
    base: PlotItemBase,
    map: Map<'a>,
}

impl<'a> MapPoints<'a> {
    /// All that are shown.
    pub fn new(map: Map<'a>) -> Self {
        Self { base: PlotItemBase::new("images".into()), map }
    }
}

/// The picture of the last frame, and all that it depends on.
#[derive(Clone)]
struct Drawn {
    texture: TextureHandle,
    stamps: Arc<Stamps>,
    key: u64,
}

impl MapPoints<'_> {
    /// All that decides how the picture looks, as one number.
    fn key(&self, size: [usize; 2], to_pixels: &ToScreen) -> u64 {
        let mut hasher = DefaultHasher::new();
        let Map { drawn: map, coloured, look, .. } = self.map;
        (std::ptr::from_ref(map) as usize, std::ptr::from_ref(coloured) as usize, size).hash(&mut hasher);
        (&look.hidden, &look.chosen).hash(&mut hasher);
        to_pixels.origin.map(f64::to_bits).hash(&mut hasher);
        to_pixels.scale.map(f64::to_bits).hash(&mut hasher);
        hasher.finish()
    }

    /// The marks in the order in which they are drawn.
    fn marks(&self, to_pixels: ToScreen) -> impl Iterator<Item = Stamp> {
        let Map { drawn: map, coloured, look, .. } = self.map;
        // Full and faint colour of each, `None` where it is hidden: worked out once, not for every mark.
        let fills: Vec<Option<[Color32; 2]>> = (0..coloured.names.len())
            .map(|colour| {
                let full = theme::series(colour);
                self.map.shows(colour).then(|| [full, full.gamma_multiply(FAINT)])
            })
            .collect();
        let mut chosen = vec![look.chosen.is_empty(); map.images.len()];
        for &image in &look.chosen {
            if let Some(chosen) = chosen.get_mut(image) {
                *chosen = true;
            }
        }
        map.order.iter().filter_map(move |&image| {
            let (place, colour) = (map.places.get(image)?, *coloured.colour.get(image)?);
            let [full, faint] = (*fills.get(colour)?)?;
            let fill = if *chosen.get(image)? { full } else { faint };
            Some(Stamp { at: to_pixels.at(*place), form: form(colour), fill })
        })
    }
}

impl PlotItem for MapPoints<'_> {
    fn shapes(&self, ui: &Ui, transform: &PlotTransform, shapes: &mut Vec<Shape>) {
        let (to_screen, radius) = (ToScreen::new(transform), radius(self.map.drawn.images.len()));
        let (scale, frame) = (ui.pixels_per_point(), *transform.frame());
        // The picture lies on whole pixels of the screen.
        let corner = (frame.min.to_vec2() * scale).floor();
        let size = [frame.width(), frame.height()].map(|side| (side * scale).ceil().max(0.0) as usize + 1);
        let to_pixels = to_screen.in_pixels(scale, [corner.x, corner.y]);
        let (key, id) = (self.key(size, &to_pixels), Id::unique("picture of the map"));
        let before: Option<Drawn> = ui.ctx().data(|data| data.get_temp(id));
        let texture = match before {
            Some(drawn) if drawn.key == key => drawn.texture,
            before => {
                let kept = before.as_ref().filter(|drawn| drawn.stamps.radius == radius * scale);
                let stamps = kept
                    .map_or_else(|| Arc::new(Stamps::new(radius * scale)), |drawn| Arc::clone(&drawn.stamps));
                let picture = raster(size, &stamps, self.marks(to_pixels));
                let texture = match before {
                    Some(mut drawn) => {
                        // Into the texture that is there: a new one takes the graphics longer.
                        if drawn.texture.size() == size {
                            drawn.texture.set_partial([0, 0], picture, TextureOptions::NEAREST);
                        } else {
                            drawn.texture.set(picture, TextureOptions::NEAREST);
                        }
                        drawn.texture
                    }
                    None => ui.ctx().load_texture("map", picture, TextureOptions::NEAREST),
                };
                let drawn = Drawn { texture: texture.clone(), stamps, key };
                ui.ctx().data_mut(|data| data.insert_temp(id, drawn));
                texture
            }
        };
        let area = egui::vec2(size[0] as f32, size[1] as f32) / scale;
        let rect = Rect::from_min_size((corner / scale).to_pos2(), area);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        shapes.push(Shape::image(texture.id(), rect, whole, Color32::WHITE));
        if let Some(place) = self.map.look.hovered.and_then(|image| self.map.drawn.places.get(image)) {
            let ring = (2.0, ui.visuals().strong_text_color());
            shapes.push(Shape::circle_stroke(to_screen.at(*place), radius + 3.0, ring));
        }
    }

    fn initialize(&mut self, _: RangeInclusive<f64>) {}

    fn color(&self) -> Color32 {
        Color32::TRANSPARENT
    }

    fn geometry(&self) -> PlotGeometry<'_> {
        // The map finds for itself what the pointer is upon.
        PlotGeometry::None
    }

    fn bounds(&self) -> PlotBounds {
        let mut bounds = PlotBounds::NOTHING;
        for place in &self.map.drawn.places {
            bounds.extend_with(&PlotPoint::new(place[0], place[1]));
        }
        bounds
    }

    fn base(&self) -> &PlotItemBase {
        &self.base
    }

    fn base_mut(&mut self) -> &mut PlotItemBase {
        &mut self.base
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Rect;

    #[test]
    fn every_pair_of_colour_and_form_is_a_mark_of_its_own() {
        let all = theme::SERIES.len() * FORMS.len();
        let look = |colour| {
            let mut mesh = Mesh::default();
            mark(&mut mesh, colour, Pos2::ZERO, 1.0, 1.0);
            let corners: Vec<String> =
                mesh.vertices.iter().map(|v| format!("{:?}{:?}", v.pos, v.color)).collect();
            corners.concat()
        };
        let looks: std::collections::HashSet<String> = (0..all).map(look).collect();
        assert_eq!(looks.len(), all);
    }

    #[test]
    fn the_image_under_the_pointer_is_found_where_it_is_drawn() {
        let frame = Rect::from_min_max(pos2(10.0, 20.0), pos2(110.0, 120.0));
        let bounds = PlotBounds::from_min_max([-5.0, -5.0], [5.0, 5.0]);
        let transform = PlotTransform::new(frame, bounds, false);
        let to_screen = ToScreen::new(&transform);
        let places = [[0.0, 0.0], [4.0, 4.0], [4.0, 4.2]];
        for place in places {
            let expected = transform.position_from_point(&PlotPoint::new(place[0], place[1]));
            assert!(to_screen.at(place).distance(expected) < 0.01);
        }
        let at = to_screen.at([4.0, 4.1]);
        assert!(to_screen.nearest(&places, at, 8.0, |_| true).is_some_and(|i| i > 0));
        assert_eq!(to_screen.nearest(&places, at, 8.0, |i| i == 2), Some(2));
        assert_eq!(to_screen.nearest(&places, pos2(200.0, 200.0), 8.0, |_| true), None);
    }
}
