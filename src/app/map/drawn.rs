//! [`DrawnMap`]: the images of a run in the plane, and the clusters they fall into.

use super::look::inside;
use augscope::evaluate::map::{Projection, medoids, trustworthiness};
use augscope::evaluate::{EmbeddingsTable, EvaluateError, Random, read_embeddings};
use augscope::job::Progress;
use augscope::run::{EvaluationPart, Prediction, read_predictions};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// The seed of maps and clusters: the same run gives the same map.
const SEED: u64 = 0;
/// Images that stand for a cluster.
const CLOSEST: usize = 3;
/// Neighbours that trust in a map is measured by.
pub const NEIGHBOURS: usize = 12;
/// Images up to which trust is measured: its time grows with their square.
const MEASURED: usize = 6000;

/// Which map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapKey {
    /// The run's folder.
    pub run: PathBuf,
    /// Tells the run's report from an older one.
    pub report: usize,
    /// How images are laid out.
    pub projection: Projection,
}

/// An image of the run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapImage {
    /// Its key in the data set.
    pub key: String,
    /// Its class, where it has one.
    pub class: Option<String>,
    /// Its group, where it has one.
    pub group: Option<String>,
    /// The part it is in.
    pub part: String,
    /// What the read-outs said of it, where they were asked.
    pub said: Option<Prediction>,
    /// The number of its cluster, from 0; the largest cluster comes first.
    pub cluster: usize,
}

/// Images that the encoder finds alike.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapCluster {
    /// How many.
    pub images: usize,
    /// The classes among them with their share, the largest first.
    pub classes: Vec<(String, f64)>,
    /// Those in its middle.
    pub closest: Vec<usize>,
}

impl MapCluster {
    /// "cluster 2: 40 images, 90 % round", with the second class where the first has not nearly all.
    pub fn words(&self, number: usize) -> String {
        let images = if self.images == 1 { "image" } else { "images" };
        let shares = self.classes.iter().take(2).take_while(|(_, share)| *share >= 0.05);
        let shares: Vec<String> =
            shares.map(|(class, share)| format!(", {:.0} % {class}", 100.0 * share)).collect();
        format!("cluster {}: {} {images}{}", number + 1, self.images, shares.concat())
    }
}

/// A map, ready to be drawn.
#[derive(Debug, Default)]
pub struct DrawnMap {
    /// The images.
    pub images: Vec<MapImage>,
    /// Where each lies.
    pub places: Vec<[f32; 2]>,
    /// The order in which they are drawn: a random one, so that no class lies upon all others.
    pub order: Vec<usize>,
    /// The clusters, the largest first.
    pub clusters: Vec<MapCluster>,
    /// How far neighbours on the map are neighbours to the encoder, 0..1; `None` where that was not measured.
    pub trust: Option<f64>,
    /// Why it is not known what was said of the images.
    pub note: Option<String>,
}

impl DrawnMap {
    /// Reads a run's embeddings and lays them out.
    ///
    /// # Errors
    /// In words for the user.
    pub fn make(key: &MapKey, progress: &Progress) -> Result<Self, String> {
        let words = |error: EvaluateError| match error {
            EvaluateError::Stopped => STOPPED.to_owned(),
            error => error.to_string(),
        };
        let table = read_embeddings(&key.run.join("embeddings.parquet"))
            .map_err(|error| format!("{error}. The map needs it: evaluate the run again to get it."))?;
        table.features.check_finite("the encoder's features").map_err(words)?;
        let places = key.projection.places(&table.features, SEED, progress).map_err(words)?;
        let measured = table.features.n() <= MEASURED;
        let trust = if measured {
            let features = table.features.normalised();
            trustworthiness(&features, &places, NEIGHBOURS, progress.stop()).map_err(words)?
        } else {
            None
        };
        if progress.stop().requested() {
            return Err(STOPPED.to_owned());
        }
        let (mut said, note) = predictions(&key.run);
        let mut images: Vec<MapImage> =
            (0..table.features.n()).map(|i| image(&table, i, &mut said)).collect();
        let clusters = clusters(&table, &mut images);
        let mut order: Vec<usize> = (0..images.len()).collect();
        Random::new(SEED, 0).shuffle(&mut order);
        Ok(Self { images, places, order, clusters, trust, note })
    }

    /// The images inside a closed line, of those that `shown` lets through.
    pub fn inside(&self, line: &[[f64; 2]], shown: impl Fn(usize) -> bool) -> Vec<usize> {
        let within = |place: &[f32; 2]| inside(line, place.map(f64::from));
        self.places
            .iter()
            .enumerate()
            .filter(|(i, place)| shown(*i) && within(place))
            .map(|(i, _)| i)
            .collect()
    }
}

/// What a map that was stopped says.
pub const STOPPED: &str = "The map was stopped.";

fn image(table: &EmbeddingsTable, i: usize, said: &mut HashMap<String, Prediction>) -> MapImage {
    let key = table.paths.get(i).cloned().unwrap_or_default();
    MapImage {
        class: table.classes.get(i).cloned().flatten(),
        group: table.groups.get(i).cloned().flatten(),
        part: table.splits.get(i).cloned().unwrap_or_default(),
        said: said.remove(&key),
        cluster: 0,
        key,
    }
}

fn predictions(run: &Path) -> (HashMap<String, Prediction>, Option<String>) {
    match read_predictions(&run.join(EvaluationPart::Choose.predictions_file())) {
        Ok(all) => (all.into_iter().map(|one| (one.file.clone(), one)).collect(), None),
        Err(error) => (HashMap::new(), Some(error.to_string())),
    }
}

/// As many clusters as there are classes.
fn clusters(table: &EmbeddingsTable, images: &mut [MapImage]) -> Vec<MapCluster> {
    let mut classes: Vec<&str> = table.classes.iter().flatten().map(String::as_str).collect();
    classes.sort_unstable();
    classes.dedup();
    let found = medoids(&table.features, classes.len().max(2), CLOSEST, SEED);
    let mut clusters = Vec::with_capacity(found.len());
    for (number, cluster) in found.into_iter().enumerate() {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for &i in &cluster.images {
            if let Some(image) = images.get_mut(i) {
                image.cluster = number;
                *counts
                    .entry(image.class.clone().unwrap_or_else(|| "without a class".into()))
                    .or_default() += 1;
            }
        }
        let all = cluster.images.len();
        let mut classes: Vec<(String, f64)> =
            counts.into_iter().map(|(class, count)| (class, count as f64 / all.max(1) as f64)).collect();
        classes.sort_by(|a, b| b.1.total_cmp(&a.1));
        clusters.push(MapCluster { images: all, classes, closest: cluster.closest });
    }
    clusters
}

#[cfg(test)]
mod tests {
    use super::*;
    use augscope::evaluate::{Features, write_embeddings};

    fn written(n: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let mut random = Random::new(1, 1);
        let values = (0..n).flat_map(|i| {
            let far = if i % 2 == 0 { 1.0 } else { -1.0 };
            [far, 0.1 * random.unit() as f32, 0.1 * random.unit() as f32]
        });
        let features = Features::new(n, 3, values.collect()).unwrap();
        let table = EmbeddingsTable {
            paths: (0..n).map(|i| format!("{i}.png")).collect(),
            classes: (0..n).map(|i| Some(["round", "flat"][i % 2].to_owned())).collect(),
            splits: vec!["choose".into(); n],
            groups: vec![None; n],
            features,
            projector: None,
        };
        write_embeddings(&folder.path().join("embeddings.parquet"), &table).unwrap();
        folder
    }

    fn key(run: &Path) -> MapKey {
        MapKey { run: run.to_path_buf(), report: 0, projection: Projection::Pca }
    }

    #[test]
    fn a_map_holds_every_image_and_its_clusters_are_the_planted_ones() {
        let folder = written(30);
        let csv = "file,label,group,knn_encoder\n3.png,flat,,round\n";
        std::fs::write(folder.path().join("predictions.csv"), csv).unwrap();
        let map = DrawnMap::make(&key(folder.path()), &Progress::default()).unwrap();
        assert_eq!((map.images.len(), map.places.len(), map.order.len()), (30, 30, 30));
        assert_eq!(map.clusters.len(), 2);
        for (number, cluster) in map.clusters.iter().enumerate() {
            assert_eq!((cluster.images, cluster.classes.len(), cluster.closest.len()), (15, 1, 3));
            let class = &cluster.classes[0].0;
            assert_eq!(cluster.words(number), format!("cluster {}: 15 images, 100 % {class}", number + 1));
            assert!(cluster.closest.iter().all(|&i| map.images[i].class.as_ref() == Some(class)));
        }
        assert_eq!(map.images[3].said.as_ref().unwrap().by["knn_encoder"], "round");
        assert!(map.images[4].said.is_none() && map.note.is_none() && map.trust.is_some());
        let all = [[-9.0, -9.0], [9.0, -9.0], [9.0, 9.0], [-9.0, 9.0]];
        assert_eq!(map.inside(&all, |_| true).len(), 30);
        assert_eq!(map.inside(&all, |i| i < 4), [0, 1, 2, 3]);
    }

    #[test]
    fn what_is_missing_is_said_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let words = DrawnMap::make(&key(folder.path()), &Progress::default()).unwrap_err();
        assert!(words.contains("embeddings.parquet") && words.contains("evaluate the run again"), "{words}");
        let folder = written(20);
        let map = DrawnMap::make(&key(folder.path()), &Progress::default()).unwrap();
        assert!(map.note.unwrap().contains("predictions.csv"));
        let progress = Progress::default();
        progress.stop().request();
        assert_eq!(DrawnMap::make(&key(folder.path()), &progress).unwrap_err(), STOPPED);
    }
}
