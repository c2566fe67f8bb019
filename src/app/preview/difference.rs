//! Differences: by how much versions of two recipes differ on the same random numbers, as pictures and numbers.

use super::painted::Painted;
use super::painter::on_cpu;
use super::processor::Processor;
use super::request::{BoardRequest, Version};
use super::sources::Sources;
use augscope::image::{Display, Planes};
use augscope::pipeline::Pipeline;
use rayon::prelude::*;

/// No difference.
const GREY: [f32; 3] = [128.0; 3];
/// A single channel where the first recipe is brighter, and where the second is: two colours of Okabe and Ito.
const MORE: [f32; 3] = [86.0, 180.0, 233.0];
const LESS: [f32; 3] = [230.0, 97.0, 1.0];

/// How strongly small differences are shown.
const TIMES: [f32; 7] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];

/// What the differences on a board amount to, in units of the intensity window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Differences {
    /// Of each channel over all pictures: the largest and the mean, both without sign.
    pub channels: Vec<(f32, f32)>,
    /// The same of each picture over all channels, by its place.
    pub pictures: Vec<(f32, f32)>,
    /// How many times stronger they are shown than they are.
    pub times: f32,
}

/// Paints A - B for the tiles of `request`: A by its recipe, B by the other one, or the fitted image where there is none.
///
/// # Errors
/// In words for the user.
pub fn fill(painted: &mut Painted, request: &BoardRequest, sources: &mut Sources) -> Result<(), String> {
    let ways = (request.key.size, request.key.drawing.seed());
    let opened = &request.opened;
    let items = || request.key.tiles.iter().map(|tile| tile.item);
    let ready = |sources: &mut Sources, pipeline: &Pipeline| {
        Processor::new(sources, opened, pipeline, &pipeline.input.window, ways)
    };
    let a = ready(sources, &request.pipeline)?;
    let (pictures, unreadable) = sources.get(opened, items(), &a.window);
    painted.unreadable = unreadable;
    let other = request.against.as_ref().map(|pipeline| {
        let sources = sources.other();
        let b = ready(sources, pipeline)?;
        let (pictures, _) = sources.get(opened, items(), &b.window);
        Ok::<_, String>((b, pictures))
    });
    let other = other.transpose()?;
    let mut tiles = Vec::new();
    for tile in &request.key.tiles {
        if pictures.contains_key(&tile.item) && !painted.places.contains_key(tile) {
            painted.places.insert(*tile, tiles.len());
            tiles.push(*tile);
        }
    }
    let made: Vec<Option<Planes>> = tiles
        .par_iter()
        .map(|tile| {
            let key = opened.dataset.items.get(tile.item).map_or("", |item| item.key.as_str());
            let source = pictures.get(&tile.item)?;
            let first = a.planes(key, tile.version, source)?;
            let second = match &other {
                Some((b, pictures)) => b.planes(key, tile.version, pictures.get(&tile.item)?)?,
                None => a.planes(key, Version::Original, source)?,
            };
            Some(minus(first, &second))
        })
        .collect();
    let differences = figures(&made, &request.key.display);
    let times = differences.times;
    painted.differences = Some(differences);
    let colours =
        |place: usize| made.get(place)?.as_ref().map(|planes| colours(planes, &request.key.display, times));
    on_cpu(painted, tiles.len(), request.key.size, colours);
    Ok(())
}

/// `a - b`, value by value; both have one shape.
fn minus(mut a: Planes, b: &Planes) -> Planes {
    a.data.iter_mut().zip(&b.data).for_each(|(a, b)| *a -= b);
    a
}

/// The largest and the mean of values without their signs, 0 of none.
fn largest_and_mean<'a>(values: impl Iterator<Item = &'a f32>) -> (f32, f32) {
    let (mut largest, mut sum, mut count) = (0.0_f32, 0.0_f64, 0_usize);
    for value in values {
        largest = largest.max(value.abs());
        sum += f64::from(value.abs());
        count += 1;
    }
    (largest, (sum / count.max(1) as f64) as f32)
}

fn figures(made: &[Option<Planes>], display: &Display) -> Differences {
    let channels = made.iter().flatten().map(|planes| planes.channels).max().unwrap_or(0);
    let of_channel = |c: usize| {
        let planes = made.iter().flatten().filter(move |planes| c < planes.channels);
        largest_and_mean(planes.flat_map(move |planes| planes.channel(c)))
    };
    let channels: Vec<(f32, f32)> = (0..channels).map(of_channel).collect();
    let of_picture = |planes: &Option<Planes>| {
        planes.as_ref().map_or((0.0, 0.0), |planes| largest_and_mean(planes.data.iter()))
    };
    let visible = channels.iter().zip(&display.channels).filter(|(_, shown)| shown.visible);
    let largest = visible.map(|((largest, _), _)| *largest).fold(0.0, f32::max);
    let times = TIMES.into_iter().rev().find(|times| times * largest <= 1.0);
    let times = if largest > 0.0 { times.unwrap_or(1.0) } else { 1.0 };
    Differences { channels, pictures: made.iter().map(of_picture).collect(), times }
}

/// A difference about mid grey, four bytes a pixel: a single channel from orange to blue, several in their own colours.
fn colours(planes: &Planes, display: &Display, times: f32) -> Vec<u8> {
    let visible: Vec<usize> = (0..planes.channels)
        .filter(|&c| display.channels.get(c).is_some_and(|channel| channel.visible))
        .collect();
    let mut light = vec![GREY; planes.area()];
    for &c in &visible {
        let own = display.channels.get(c).map_or([255; 3], |channel| channel.colour).map(f32::from);
        for (sum, &value) in light.iter_mut().zip(planes.channel(c)) {
            let value = if value.is_finite() { (value * times).clamp(-1.0, 1.0) } else { 0.0 };
            for i in 0..3 {
                sum[i] += if visible.len() == 1 {
                    let end = if value < 0.0 { LESS } else { MORE };
                    value.abs() * (end[i] - GREY[i])
                } else {
                    value * own[i] / 2.0
                };
            }
        }
    }
    let byte = |v: f32| v.round().clamp(0.0, 255.0) as u8;
    light.into_iter().flat_map(|[r, g, b]| [byte(r), byte(g), byte(b), 255]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planes(data: Vec<f32>, channels: usize) -> Planes {
        Planes { channels, height: 1, width: data.len() / channels, data }
    }

    fn display(channels: usize) -> Display {
        let names = ["red", "green", "blue"];
        Display::new(&names.iter().take(channels).map(|n| (*n).to_owned()).collect::<Vec<_>>(), &[])
    }

    #[test]
    fn differences_are_counted_by_channel_and_by_picture() {
        let made =
            [Some(planes(vec![0.0, 0.1, -0.2, 0.0], 2)), None, Some(planes(vec![0.1, 0.0, 0.0, 0.0], 2))];
        let found = figures(&made, &display(2));
        let near = |a: (f32, f32), b: (f32, f32)| (a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6;
        assert!(near(found.channels[0], (0.1, 0.05)) && near(found.channels[1], (0.2, 0.05)), "{found:?}");
        assert!(near(found.pictures[0], (0.2, 0.075)) && near(found.pictures[2], (0.1, 0.025)), "{found:?}");
        assert_eq!(found.times, 5.0);
        // What is hidden decides nothing.
        let mut hidden = display(2);
        hidden.channels[1].visible = false;
        assert_eq!(figures(&made, &hidden).times, 10.0);
        assert_eq!(figures(&[Some(planes(vec![0.0, 0.0], 1))], &display(1)).times, 1.0);
    }

    #[test]
    fn what_is_alike_is_grey_and_signs_have_colours_of_their_own() {
        let pixel = |value: f32| {
            let colours = colours(&planes(vec![value], 1), &display(1), 1.0);
            [colours[0], colours[1], colours[2]]
        };
        assert_eq!((pixel(0.0), pixel(1.0), pixel(-1.0)), ([128; 3], [86, 180, 233], [230, 97, 1]));
        assert_eq!(pixel(9.0), pixel(1.0));
        assert_eq!(pixel(f32::NAN), [128; 3]);
        let several = colours(&planes(vec![1.0, -1.0, 0.0], 3), &display(3), 1.0);
        assert_eq!(several[..3], [255, 1, 128]);
    }
}
