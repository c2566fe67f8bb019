//! [`EvidenceOfImage`]: what a run has to say of one image, read from its folder on a thread.

use super::App;
use super::behind::{Place, place};
use super::opened::Opened;
use super::view::{Evidence, Overlay};
use augscope::evaluate::{EmbeddingsTable, ReadoutKind, nearest, read_embeddings};
use augscope::job::Worker;
use augscope::run::{EvaluationPart, RunRecord, read_predictions};
use egui::Context;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// How many neighbours are shown.
const NEIGHBOURS: usize = 12;

/// Which image of which run, and which images are open.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    run: PathBuf,
    image: String,
    part: EvaluationPart,
    data: Option<u64>,
}

/// An image that is like another one to the encoder.
#[derive(Clone, Debug, PartialEq)]
pub struct NearImage {
    /// Its key in the data set.
    pub key: String,
    /// Its place in the opened data set, where it is there.
    pub item: Option<usize>,
    /// Its class, where it has one.
    pub class: Option<String>,
    /// The part it is in.
    pub part: String,
    /// Cosine of the angle between both images' features, -1..1.
    pub similarity: f32,
}

/// What is known of one image.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImageFacts {
    /// Its place in the opened data set, where it is there.
    pub item: Option<usize>,
    /// Its class, where it has one.
    pub class: Option<String>,
    /// Its group, where it has one.
    pub group: Option<String>,
    /// The part it is in.
    pub part: Option<String>,
    /// What every read-out said, draw by draw; nothing where the image was not evaluated.
    pub answers: Vec<(ReadoutKind, Vec<String>)>,
    /// The images that are most like it, the most similar first.
    pub neighbours: Vec<NearImage>,
    /// Why they are not known.
    pub no_neighbours: Option<String>,
    /// What a reader must know.
    pub note: Option<String>,
}

struct Request {
    key: Key,
    record: Arc<RunRecord>,
    opened: Option<Arc<Opened>>,
}

/// A run's embeddings, kept while images of that run are looked at.
#[derive(Default)]
struct Kept(Option<(PathBuf, Option<SystemTime>, Arc<EmbeddingsTable>)>);

/// Finds what a run says of an image; the newest wish wins.
pub struct EvidenceOfImage {
    worker: Option<Worker<Request, (Key, ImageFacts)>>,
    wanted: Option<Key>,
    found: Option<(Key, ImageFacts)>,
}

impl EvidenceOfImage {
    /// Nothing asked yet; the thread asks `context` for a new frame when it has an answer.
    pub fn new(context: &Context) -> Self {
        let wake = context.clone();
        let mut kept = Kept::default();
        let worker = Worker::spawn(
            "image of a run",
            move || wake.request_repaint(),
            move |request: Request| {
                let facts = find(&request, &mut kept);
                (request.key, facts)
            },
        );
        Self { worker: worker.ok(), wanted: None, found: None }
    }

    /// Takes over an answer. Returns at once.
    pub fn poll(&mut self) {
        if let Some(answer) = self.worker.as_ref().and_then(Worker::answer) {
            self.found = Some(answer);
        }
    }

    /// What was found for the image that was asked last; `None` while it is being read.
    pub fn found(&self) -> Option<&ImageFacts> {
        let (key, facts) = self.found.as_ref()?;
        (self.wanted.as_ref() == Some(key)).then_some(facts)
    }

    fn want(&mut self, request: Option<Request>) {
        let key = request.as_ref().map(|request| request.key.clone());
        if self.wanted == key {
            return;
        }
        self.wanted = key;
        if let (Some(worker), Some(request)) = (&self.worker, request) {
            worker.ask(request);
        }
    }
}

impl App {
    /// Asks for what the run says of the image on the screen.
    pub(super) fn want_evidence(&mut self) {
        let request = match &self.view.overlay {
            Overlay::Evidence(Evidence { run, key, .. }) => {
                let part = self.context().part();
                let info = self.runs.list().iter().find(|info| info.folder == *run);
                let opened = self.data.opened.ready().cloned();
                info.map(|info| Request {
                    key: Key {
                        run: run.clone(),
                        image: key.clone(),
                        part,
                        data: opened.as_ref().map(|o| o.id),
                    },
                    record: Arc::clone(&info.record),
                    opened,
                })
            }
            _ => None,
        };
        self.data.evidence.want(request);
    }
}

fn find(request: &Request, kept: &mut Kept) -> ImageFacts {
    let Key { run, image, part, .. } = &request.key;
    let Place { places, note, .. } = place(request.opened.as_deref(), &request.record);
    let item = |key: &str| places.get(key).copied();
    let mut facts = ImageFacts { item: item(image), note, ..ImageFacts::default() };
    if let Ok(predictions) = read_predictions(&run.join(part.predictions_file()))
        && let Some(prediction) = predictions.into_iter().find(|p| p.file == *image)
    {
        let answers = ReadoutKind::ALL
            .into_iter()
            .map(|kind| (kind, prediction.answers(kind).into_iter().map(str::to_owned).collect::<Vec<_>>()));
        facts.answers = answers.filter(|(_, said)| !said.is_empty()).collect();
        facts.class = Some(prediction.label).filter(|class| !class.is_empty());
        facts.group = prediction.group;
    }
    match kept.of(run) {
        Err(why) => facts.no_neighbours = Some(why),
        Ok(table) => match table.paths.iter().position(|path| path == image) {
            None => facts.no_neighbours = Some("This image is not among the run's embeddings.".into()),
            Some(row) => {
                facts.class = table.classes.get(row).cloned().flatten().or(facts.class);
                facts.group = table.groups.get(row).cloned().flatten().or(facts.group);
                facts.part = table.splits.get(row).cloned();
                let mut near = neighbours(&table, row);
                for one in &mut near {
                    one.item = item(&one.key);
                }
                facts.neighbours = near;
            }
        },
    }
    facts
}

/// The images that are most like image number `row`, by the cosine of their features, without the image itself.
fn neighbours(table: &EmbeddingsTable, row: usize) -> Vec<NearImage> {
    let query = table.features.subset(&[row]).normalised();
    let found = nearest(&query, &table.features.normalised(), NEIGHBOURS + 1);
    let others = found.into_iter().flatten().filter(|near| near.index != row).take(NEIGHBOURS);
    others
        .filter_map(|near| {
            Some(NearImage {
                key: table.paths.get(near.index)?.clone(),
                item: None,
                class: table.classes.get(near.index).cloned().flatten(),
                part: table.splits.get(near.index).cloned().unwrap_or_default(),
                similarity: near.similarity,
            })
        })
        .collect()
}

impl Kept {
    /// The embeddings of `run`, read again only where their file was written anew.
    fn of(&mut self, run: &Path) -> Result<Arc<EmbeddingsTable>, String> {
        let file = run.join("embeddings.parquet");
        let written = std::fs::metadata(&file).and_then(|about| about.modified()).ok();
        if let Some((known, when, table)) = &self.0
            && known == run
            && *when == written
        {
            return Ok(Arc::clone(table));
        }
        let table = read_embeddings(&file).map_err(|error| error.to_string())?;
        let table = Arc::new(table);
        self.0 = Some((run.to_path_buf(), written, Arc::clone(&table)));
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use augscope::evaluate::Features;

    #[test]
    fn neighbours_are_the_most_similar_images_but_not_the_image_itself() {
        let data = vec![1.0, 0.0, 0.9, 0.1, 0.0, 1.0, -1.0, 0.0];
        let table = EmbeddingsTable {
            paths: ["a", "b", "c", "d"].map(String::from).into(),
            classes: vec![Some("x".into()), None, Some("y".into()), Some("x".into())],
            splits: vec!["train".into(); 4],
            groups: vec![None; 4],
            features: Features::new(4, 2, data).unwrap(),
            projector: None,
        };
        let near = neighbours(&table, 0);
        let keys: Vec<&str> = near.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(keys, ["b", "c", "d"]);
        assert!((near[2].similarity + 1.0).abs() < 1e-6 && near[0].class.is_none());
    }
}
