//! What leaves the map: the chart as a file, and the lists of images that are opened from it.

use super::Map;
use crate::app::command::Command;
use crate::app::view::{Behind, Evidence, Overlay, What};
use augscope::export::{Chart, MapChart, MapMark};
use std::sync::Arc;

/// The chart as it is written into a file: what is shown.
pub fn chart(map: &Map) -> Arc<dyn Chart> {
    let look = map.look;
    let mut numbers = vec![None; map.coloured.names.len()];
    let mut categories = Vec::new();
    for (colour, (name, _)) in map.coloured.names.iter().enumerate() {
        if map.shows(colour)
            && let Some(number) = numbers.get_mut(colour)
        {
            *number = Some(categories.len());
            categories.push(name.clone());
        }
    }
    let images = map.drawn.images.iter().zip(&map.drawn.places).zip(&map.coloured.colour);
    let marks = images.filter_map(|((image, place), colour)| {
        let class = image.class.clone().unwrap_or_default();
        let category = (*numbers.get(*colour)?)?;
        Some(MapMark { image: image.key.clone(), class, category, place: *place })
    });
    let trust = map.drawn.trust.map_or(String::new(), |trust| {
        format!(" Trustworthiness of its neighbours (Venna and Kaski, k 12): {trust:.2}.")
    });
    Arc::new(MapChart {
        title: format!("Map of {}", map.run.name),
        remark: format!("{}{trust}", look.projection.help()),
        projection: look.projection.name().into(),
        coloured_by: look.colour.name().into(),
        marks: marks.collect(),
        categories,
    })
}

/// Opens the list of the chosen images.
pub fn open_chosen(map: &Map, words: &str) -> Command {
    let keys = map.look.chosen.iter().filter_map(|&i| map.drawn.images.get(i)).map(|image| image.key.clone());
    let what = What::Chosen { title: format!("{words} on the map"), keys: keys.collect() };
    Command::Overlay(Overlay::Behind(Behind { run: map.run.folder.clone(), what }))
}

/// Opens one image.
pub fn open_image(map: &Map, image: usize) -> Option<Command> {
    let key = map.drawn.images.get(image)?.key.clone();
    Some(Command::Overlay(Overlay::Evidence(Evidence { run: map.run.folder.clone(), key, back: None })))
}
