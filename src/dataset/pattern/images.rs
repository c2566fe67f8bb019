//! Joining the files that a pattern fits into images: the channels of one site, and its depths.

use super::compiled::Compiled;
use super::fields::Fields;
use crate::image::ZChoice;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// One image: what its name says, and for each channel its files by depth, as numbers of the list of names.
#[derive(Debug)]
pub(super) struct Joined {
    /// What the name of its first file says.
    pub fields: Fields,
    /// For each channel of the data set the files, shallowest first; one unless the brightest of several is taken.
    pub channels: Vec<(String, Vec<usize>)>,
}

/// What a pattern makes of names.
#[derive(Debug, Default)]
pub(super) struct Images {
    /// The images with all their channels.
    pub whole: Vec<Joined>,
    /// The channels, in order.
    pub channels: Vec<String>,
    /// Files that do not fit.
    pub unmatched: Vec<usize>,
    /// Files that fit but cannot be used, and why.
    pub refused: Vec<(usize, String)>,
    /// Files that fit but whose depth is not the one chosen.
    pub other_depths: usize,
}

/// Applies the pattern to `names`.
pub(super) fn join(pattern: &Compiled, names: &[&str], z: ZChoice) -> Images {
    let mut images = Images::default();
    let each = z == ZChoice::Each;
    let mut sites: BTreeMap<Vec<String>, Vec<(usize, Fields)>> = BTreeMap::new();
    let mut channels = BTreeSet::new();
    for (number, name) in names.iter().enumerate() {
        let Some(fields) = pattern.read(name) else {
            images.unmatched.push(number);
            continue;
        };
        if let ZChoice::Plane(wanted) = z
            && fields.z().parse::<usize>().is_ok_and(|there| there != wanted)
        {
            images.other_depths += 1;
            continue;
        }
        if let Some(channel) = fields.channel() {
            channels.insert(channel);
        }
        let key = fields.image(each).into_iter().map(str::to_owned).collect();
        sites.entry(key).or_default().push((number, fields));
    }
    images.channels = channels.into_iter().collect();
    images.channels.sort_by(|a, b| by_number(a, b));
    let by_name = !pattern.names().iter().any(|name| name == "channel");
    for (_, files) in sites {
        if by_name && !files.iter().any(|(_, fields)| !fields.z().is_empty()) {
            one_each(files, &mut images);
        } else {
            one_site(files, z, &mut images);
        }
    }
    images
}

/// Without channels and depths every file is an image, whatever else its name says.
fn one_each(files: Vec<(usize, Fields)>, images: &mut Images) {
    for (number, fields) in files {
        images.whole.push(Joined { fields, channels: vec![(String::new(), vec![number])] });
    }
}

/// The files of one site as an image, or why they are none.
fn one_site(files: Vec<(usize, Fields)>, z: ZChoice, images: &mut Images) {
    let mut by_channel: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
    for (number, fields) in &files {
        let channel = fields.channel().unwrap_or_default();
        by_channel.entry(channel).or_default().push((fields.z().to_owned(), *number));
    }
    let wanted: Vec<String> =
        if images.channels.is_empty() { vec![String::new()] } else { images.channels.clone() };
    let mut channels = Vec::with_capacity(wanted.len());
    let mut why = None;
    for channel in &wanted {
        let Some(mut depths) = by_channel.remove(channel) else {
            why = Some(format!("the file of {channel:?} is missing for this image"));
            break;
        };
        depths.sort_by(|a, b| by_number(&a.0, &b.0));
        if let Some(pair) = depths.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let what = if channel.is_empty() { "the same image".to_owned() } else { format!("{channel:?}") };
            let depth = &pair[0].0;
            let at = if depth.is_empty() { String::new() } else { format!(" at depth {depth}") };
            why = Some(format!(
                "two files are {what}{at} of one image by their names: the pattern leaves out what tells them apart"
            ));
            break;
        }
        let files: Vec<usize> = depths.into_iter().map(|(_, number)| number).collect();
        match z {
            // Each depth of each channel is a channel.
            ZChoice::Channels if files.len() > 1 => {
                for (depth, number) in files.into_iter().enumerate() {
                    channels.push((format!("{channel} plane {}", depth + 1).trim().to_owned(), vec![number]));
                }
            }
            _ => channels.push((channel.clone(), files)),
        }
    }
    match (why, files.into_iter().next()) {
        (None, Some((_, fields))) => images.whole.push(Joined { fields, channels }),
        (Some(why), Some((number, _))) => images.refused.push((number, why)),
        (_, None) => {}
    }
}

/// Orders words with numbers in them as a person would: `w2` before `w10`.
pub(super) fn by_number(a: &str, b: &str) -> Ordering {
    let number = |text: &str| -> Option<u64> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    let word = |text: &str| -> String { text.chars().filter(|c| !c.is_ascii_digit()).collect() };
    word(a).cmp(&word(b)).then(number(a).cmp(&number(b))).then(a.cmp(b))
}
