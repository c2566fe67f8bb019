//! [`MapPoints`]: all marks of the map as one mesh.
//!
//! Circles of the plot library are cut into triangles with soft edges one by one, which for 20,000 images takes longer
//! than a frame. These few hard triangles a mark are written down in one go.

use super::Map;
use crate::app::theme;
use egui::epaint::{Vertex, WHITE_UV};
use egui::{Color32, Mesh, Pos2, Shape, Ui, pos2};
use egui_plot::{PlotBounds, PlotGeometry, PlotItem, PlotItemBase, PlotPoint, PlotTransform};
use std::ops::RangeInclusive;

/// Corners of the marks, the radius being 1: each colour comes with each of them once.
const FORMS: [&[[f32; 2]]; 7] = [
    &[[1.0, 0.0], [0.5, 0.87], [-0.5, 0.87], [-1.0, 0.0], [-0.5, -0.87], [0.5, -0.87]],
    &[[0.0, -1.2], [1.15, 0.8], [-1.15, 0.8]],
    &[[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
    &[[0.0, -1.3], [1.3, 0.0], [0.0, 1.3], [-1.3, 0.0]],
    &[[0.0, 1.2], [1.15, -0.8], [-1.15, -0.8]],
    &[[-1.4, -0.45], [1.4, -0.45], [1.4, 0.45], [-1.4, 0.45]],
    &[[-0.45, -1.4], [0.45, -1.4], [0.45, 1.4], [-0.45, 1.4]],
];

/// How strongly images are drawn that are not among those chosen.
const FAINT: f32 = 0.3;

/// Adds the mark of colour number `colour` around `at`.
pub fn mark(mesh: &mut Mesh, colour: usize, at: Pos2, radius: f32, strength: f32) {
    let count = theme::SERIES.len();
    let form = FORMS.get((colour % count + colour / count) % FORMS.len()).copied().unwrap_or_default();
    let fill = theme::series(colour).gamma_multiply(strength);
    add(mesh, form, fill, at, radius);
}

fn add(mesh: &mut Mesh, form: &[[f32; 2]], fill: Color32, at: Pos2, radius: f32) {
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

impl PlotItem for MapPoints<'_> {
    fn shapes(&self, ui: &Ui, transform: &PlotTransform, shapes: &mut Vec<Shape>) {
        let Map { map, coloured, look, .. } = self.map;
        let (to_screen, radius) = (ToScreen::new(transform), radius(map.images.len()));
        let shown: Vec<bool> = (0..coloured.names.len()).map(|colour| self.map.shows(colour)).collect();
        let mut chosen = vec![look.chosen.is_empty(); map.images.len()];
        for &image in &look.chosen {
            if let Some(chosen) = chosen.get_mut(image) {
                *chosen = true;
            }
        }
        let sight = transform.frame().expand(2.0 * radius);
        let mut mesh = Mesh::default();
        mesh.reserve_vertices(6 * map.order.len());
        mesh.reserve_triangles(4 * map.order.len());
        for &image in &map.order {
            let (Some(place), Some(&colour)) = (map.places.get(image), coloured.colour.get(image)) else {
                continue;
            };
            let at = to_screen.at(*place);
            if !shown.get(colour).copied().unwrap_or(true) || !sight.contains(at) {
                continue;
            }
            let strength = if chosen.get(image).copied().unwrap_or(true) { 1.0 } else { FAINT };
            mark(&mut mesh, colour, at, radius, strength);
        }
        shapes.push(Shape::mesh(mesh));
        if let Some(place) = look.hovered.and_then(|image| map.places.get(image)) {
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
        for place in &self.map.map.places {
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
    fn forty_nine_colours_have_marks_of_their_own() {
        let look = |colour| {
            let mut mesh = Mesh::default();
            mark(&mut mesh, colour, Pos2::ZERO, 1.0, 1.0);
            let corners: Vec<String> =
                mesh.vertices.iter().map(|v| format!("{:?}{:?}", v.pos, v.color)).collect();
            corners.concat()
        };
        let looks: std::collections::HashSet<String> = (0..49).map(look).collect();
        assert_eq!(looks.len(), 49);
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
