//! [`Dialogs`]: the system's windows for choosing files, each on a thread: some never answer.

use augscope::job::{Task, TaskState};
use egui::Context;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// An answer quicker than this was not given by a person.
const TOO_QUICK: Duration = Duration::from_millis(150);

/// What is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// A folder of images.
    Folder,
    /// A table of images.
    Table,
    /// The folder of a project.
    Project,
    /// The folder of a run.
    Run,
    /// A folder of images without classes.
    Unlabelled,
    /// The file of a recipe.
    Recipe,
    /// The folder that something is exported into.
    Exports,
}

/// The dialog that is open.
#[derive(Debug, Default)]
pub struct Dialogs {
    open: Option<(Dialog, Instant, Task<Option<PathBuf>>)>,
}

/// What came out of a dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// A path.
    Path(Dialog, PathBuf),
    /// The user changed her mind.
    Nothing,
    /// This system shows no dialogs.
    NoDialogs,
}

impl Dialogs {
    /// Opens a dialog, unless one is open already. Returns at once.
    pub fn open(&mut self, dialog: Dialog, context: &Context) {
        if self.open.is_some() {
            return;
        }
        let context = context.clone();
        let task = Task::spawn(
            "file dialog",
            move || context.request_repaint(),
            move |_| match dialog {
                Dialog::Folder => rfd::FileDialog::new().set_title("Open a folder of images").pick_folder(),
                Dialog::Table => rfd::FileDialog::new()
                    .set_title("Open a table of images")
                    .add_filter(
                        "Tables",
                        &["csv", "tsv", "txt", "parquet", "xlsx", "xlsm", "xls", "ods", "toml"],
                    )
                    .pick_file(),
                Dialog::Unlabelled => {
                    rfd::FileDialog::new().set_title("Open a folder of unlabelled images").pick_folder()
                }
                Dialog::Recipe => rfd::FileDialog::new()
                    .set_title("Import a recipe")
                    .add_filter("Recipes", &["toml", "json", "yaml", "yml", "py"])
                    .pick_file(),
                Dialog::Exports => rfd::FileDialog::new().set_title("Export into a folder").pick_folder(),
                Dialog::Run => rfd::FileDialog::new().set_title("Open the folder of a run").pick_folder(),
                Dialog::Project => {
                    rfd::FileDialog::new().set_title("Open the folder of a project").pick_folder()
                }
            },
        );
        self.open = Some((dialog, Instant::now(), task));
    }

    /// What came out, if something did. Returns at once.
    pub fn poll(&mut self) -> Option<Chosen> {
        let (dialog, since, task) = self.open.as_ref()?;
        let chosen = match task.poll() {
            TaskState::Working => return None,
            TaskState::Done(Some(path)) => Chosen::Path(*dialog, path),
            TaskState::Done(None) if since.elapsed() < TOO_QUICK => Chosen::NoDialogs,
            TaskState::Done(None) => Chosen::Nothing,
            TaskState::Broken => Chosen::NoDialogs,
        };
        self.open = None;
        Some(chosen)
    }
}
