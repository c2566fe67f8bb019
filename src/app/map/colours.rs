//! [`Coloured`]: which colour every image of a map has, and where it lies in the opened data set.

use super::DrawnMap;
use crate::app::behind::place;
use crate::app::opened::Opened;
use augscope::evaluate::ReadoutKind;
use augscope::run::RunRecord;
use std::collections::HashMap;
use std::path::PathBuf;

/// Names of groups or of a column's values that have colours of their own; the rarer ones share one.
const MOST: usize = 14;
/// Ranges that a column of many numbers is cut into.
const RANGES: usize = 5;
/// What the rest is called.
const OTHERS: &str = "others";
/// What images without a value are called.
const NONE: &str = "none";

/// What colours stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ColourBy {
    /// The class.
    #[default]
    Class,
    /// The group.
    Group,
    /// The part.
    Part,
    /// Whether the read-out was right.
    Correctness,
    /// The cluster.
    Cluster,
    /// A column of the opened images' table.
    Column(String),
}

impl ColourBy {
    /// Those that every run has.
    pub const FIXED: [Self; 5] = [Self::Class, Self::Group, Self::Part, Self::Correctness, Self::Cluster];

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Class => "class",
            Self::Group => "group",
            Self::Part => "part",
            Self::Correctness => "recognised or missed",
            Self::Cluster => "cluster",
            Self::Column(name) => name,
        }
    }

    /// What it tells.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Class => "Do images of one class lie together?",
            Self::Group => "Do images lie together because they come from one plate, slide or donor?",
            Self::Part => "Which images the encoder learned from, and which it was asked about.",
            Self::Correctness => "Where the images lie that the read-out took for another class.",
            Self::Cluster => "Clusters that K-means finds in all features, without any label.",
            Self::Column(_) => "A column of the table that the images were opened with.",
        }
    }
}

/// What is coloured, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColouredKey {
    /// The run's folder.
    pub run: PathBuf,
    /// Tells maps of one run apart.
    pub map: usize,
    /// What colours stand for.
    pub by: ColourBy,
    /// The read-out whose answers are right or wrong.
    pub readout: ReadoutKind,
    /// The opened data set, if there is one.
    pub data: Option<u64>,
}

/// The colours of a map's images. Vectors have one entry an image.
#[derive(Debug, Default)]
pub struct Coloured {
    /// Its place in the opened data set, where it is there.
    pub items: Vec<Option<usize>>,
    /// The number of its colour.
    pub colour: Vec<usize>,
    /// The colours: name and number of images.
    pub names: Vec<(String, usize)>,
    /// What a reader must know.
    pub note: Option<String>,
}

impl Coloured {
    /// Colours the images of `map`.
    pub fn make(key: &ColouredKey, map: &DrawnMap, record: &RunRecord, opened: Option<&Opened>) -> Self {
        let found = place(opened, record);
        let items: Vec<Option<usize>> =
            map.images.iter().map(|image| found.places.get(image.key.as_str()).copied()).collect();
        let column = |name: &str| opened.and_then(|o| o.dataset.column_names.iter().position(|c| c == name));
        let text = |i: usize| -> Option<String> {
            let image = map.images.get(i)?;
            match &key.by {
                ColourBy::Class => image.class.clone(),
                ColourBy::Group => image.group.clone(),
                ColourBy::Part => Some(image.part.clone()),
                ColourBy::Cluster => Some(format!("cluster {}", image.cluster + 1)),
                ColourBy::Correctness => Some(correctness(image.said.as_ref(), key.readout).into()),
                ColourBy::Column(name) => {
                    let item = opened?.dataset.items.get((*items.get(i)?)?)?;
                    item.columns.get(column(name)?).filter(|value| !value.is_empty()).cloned()
                }
            }
        };
        let texts: Vec<Option<String>> = (0..map.images.len()).map(text).collect();
        let texts = match &key.by {
            ColourBy::Column(_) => in_ranges(&texts).unwrap_or(texts),
            _ => texts,
        };
        // All classes and clusters have their own colour and form; of others there may be hundreds.
        let most = match key.by {
            ColourBy::Class | ColourBy::Cluster => usize::MAX,
            _ => MOST,
        };
        let (colour, names) = numbered(&texts, most);
        let note = if found.closed { None } else { found.note };
        let correctness = key.by == ColourBy::Correctness;
        Self { items, colour, names, note: if correctness { map.note.clone().or(note) } else { note } }
    }
}

fn correctness(said: Option<&augscope::run::Prediction>, readout: ReadoutKind) -> &'static str {
    let Some(said) = said else { return "not asked about" };
    let answers = said.answers(readout);
    let right = answers.iter().filter(|answer| **answer == said.label).count();
    match (answers.len(), right) {
        (0, _) => "not asked about",
        (all, right) if right == all => "recognised",
        (_, 0) => "missed",
        _ => "missed in some draws",
    }
}

/// Numbers the texts: the order is that of names with numbers in them; the rarest share one beyond `most`.
fn numbered(texts: &[Option<String>], most: usize) -> (Vec<usize>, Vec<(String, usize)>) {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for text in texts {
        *counts.entry(text.as_deref().unwrap_or(NONE)).or_default() += 1;
    }
    let mut kept: Vec<(&str, usize)> = counts.into_iter().collect();
    kept.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let others: usize = kept.iter().skip(most).map(|(_, count)| count).sum();
    kept.truncate(most);
    kept.sort_by_key(|(name, _)| in_parts(name));
    let mut names: Vec<(String, usize)> =
        kept.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    if others > 0 {
        names.push((OTHERS.into(), others));
    }
    let numbers: HashMap<&str, usize> = kept.iter().enumerate().map(|(n, (name, _))| (*name, n)).collect();
    let last = names.len().saturating_sub(1);
    let number =
        |text: &Option<String>| numbers.get(text.as_deref().unwrap_or(NONE)).copied().unwrap_or(last);
    (texts.iter().map(number).collect(), names)
}

/// A name as it is sorted: "cluster 10" behind "cluster 9".
fn in_parts(name: &str) -> (String, u64, String) {
    let front = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = name.get(front.len()..).unwrap_or_default();
    (front.to_owned(), number.parse().unwrap_or(0), name.to_owned())
}

/// Texts that are numbers, many different ones, as ranges with about as many images each; `None` where they are not.
fn in_ranges(texts: &[Option<String>]) -> Option<Vec<Option<String>>> {
    let numbers: Vec<Option<f64>> =
        texts.iter().map(|text| text.as_ref().and_then(|text| text.trim().parse().ok())).collect();
    if texts.iter().zip(&numbers).any(|(text, number)| text.is_some() != number.is_some_and(f64::is_finite)) {
        return None;
    }
    let mut sorted: Vec<f64> = numbers.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let mut different = sorted.clone();
    different.dedup();
    if different.len() <= MOST {
        return None;
    }
    let mut ends: Vec<f64> =
        (1..RANGES).filter_map(|r| sorted.get(r * sorted.len() / RANGES).copied()).collect();
    ends.dedup();
    let (first, last) = (*sorted.first()?, *sorted.last()?);
    let name = |value: f64| {
        let range = ends.iter().filter(|end| value >= **end).count();
        let from = if range == 0 { first } else { ends.get(range - 1).copied().unwrap_or(first) };
        let to = ends.get(range).copied().unwrap_or(last);
        // The number in front keeps the ranges in order.
        format!("{}. {from} to {to}", range + 1)
    };
    Some(numbers.into_iter().map(|number| number.map(name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use augscope::run::Prediction;

    fn some(texts: &[&str]) -> Vec<Option<String>> {
        texts.iter().map(|text| (!text.is_empty()).then(|| (*text).to_owned())).collect()
    }

    #[test]
    fn names_are_in_order_and_the_rarest_share_a_colour() {
        let (colour, names) = numbered(&some(&["cluster 10", "cluster 9", "", "cluster 10"]), usize::MAX);
        let names: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!((names, colour), (vec!["cluster 9", "cluster 10", NONE], vec![1, 0, 2, 1]));
        let (colour, names) = numbered(&some(&["b", "b", "a", "a", "c", "d"]), 2);
        assert_eq!(names, [("a".into(), 2), ("b".into(), 2), (OTHERS.into(), 2)]);
        assert_eq!(colour, [1, 1, 0, 0, 2, 2]);
        assert_eq!(numbered(&[], 3), (vec![], vec![]));
    }

    #[test]
    fn many_numbers_become_ranges_and_words_do_not() {
        let numbers: Vec<String> = (0..100).map(|i| format!("{}", f64::from(i) / 2.0)).collect();
        let texts: Vec<Option<String>> = numbers.into_iter().map(Some).chain([None]).collect();
        let ranges = in_ranges(&texts).unwrap();
        assert_eq!(ranges[0].as_deref(), Some("1. 0 to 10"));
        assert_eq!((ranges[99].as_deref(), &ranges[100]), (Some("5. 40 to 49.5"), &None));
        assert_eq!(numbered(&ranges, MOST).1.len(), RANGES + 1);
        assert!(in_ranges(&some(&["a", "1"])).is_none());
        assert!(in_ranges(&some(&["1", "2", "1"])).is_none(), "few numbers stay as they are");
        assert!(in_ranges(&[]).is_none());
    }

    #[test]
    fn an_image_is_recognised_missed_or_was_not_asked_about() {
        let of = |said: &str| Prediction {
            file: "f".into(),
            label: "round".into(),
            group: None,
            by: [("knn_encoder".to_owned(), said.to_owned())].into(),
        };
        let kind = ReadoutKind::KnnEncoder;
        assert_eq!(correctness(Some(&of("round")), kind), "recognised");
        assert_eq!(correctness(Some(&of("flat")), kind), "missed");
        assert_eq!(correctness(Some(&of("flat")), ReadoutKind::LinearFull), "not asked about");
        assert_eq!(correctness(None, kind), "not asked about");
    }
}
