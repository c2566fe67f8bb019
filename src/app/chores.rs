//! [`Chores`]: short work with files, each on a thread, so that no frame waits for a disk.

use super::project::{DataSource, Project};
use super::studies::ClusterSaid;
use super::view::{Gravity, Overlay};
use augscope::pipeline::PipelineFile;
use augscope::run::Order;
use egui::Context;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

/// What came of a chore.
pub enum News {
    /// It is done, and that is all.
    Nothing,
    /// Something to say.
    Said(Gravity, String),
    /// A run or a recipe was not written: why, and the window in which it was asked for.
    NotExported(Gravity, String, Box<Overlay>),
    /// A recipe was read: where it comes from, and what was left out.
    Recipe(Box<PipelineFile>, String, Vec<String>),
    /// Words for the clipboard.
    Copied(String),
    /// A project was read, with what is to be said about it.
    Project(Box<Project>, PathBuf, Option<String>),
    /// A path is no project, so it is images.
    Images(Box<DataSource>),
    /// A path is a run.
    Run(PathBuf),
    /// The project may go on in this folder.
    SaveAs(PathBuf),
    /// A run was given an order.
    Ordered(PathBuf, Order),
    /// What a cluster said about a study.
    Cluster(ClusterSaid),
    /// A run lies in the bin now.
    Discarded(PathBuf, PathBuf),
}

/// Work with files.
pub struct Chores {
    news: Receiver<News>,
    tell: Sender<News>,
    context: Context,
}

impl Chores {
    /// Nothing to do yet.
    pub fn new(context: &Context) -> Self {
        let (tell, news) = channel();
        Self { news, tell, context: context.clone() }
    }

    /// Does `work` on a thread of its own. Returns at once.
    pub fn run(&self, name: &str, work: impl FnOnce() -> News + Send + 'static) {
        let (tell, context) = (self.tell.clone(), self.context.clone());
        let started = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            // Nobody listens any more once the window is closed.
            let _ = tell.send(work());
            context.request_repaint();
        });
        if let Err(error) = started {
            let words = format!("the system lets the program do no further work: {error}");
            let _ = self.tell.send(News::Said(Gravity::Failure, words));
        }
    }

    /// Puts words on the clipboard.
    pub fn copy(&self, words: String) {
        self.context.copy_text(words);
    }

    /// What came of the chores since the last call. Returns at once.
    pub fn poll(&self) -> Vec<News> {
        self.news.try_iter().collect()
    }
}
