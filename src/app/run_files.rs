//! Runs that leave for other programs: encoder, tables, curves; files are written by chores.

use super::App;
use super::chores::News;
use super::free_path::free_path;
use super::view::{Gravity, Overlay};
use augscope::export::Target;
use augscope::export::target::Form;
use augscope::run::{RunFolder, export_run_folder};
use std::path::{Path, PathBuf};

/// What of a run is to go where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunExport {
    /// The run's folder.
    pub run: PathBuf,
    /// The word of the form.
    pub target: &'static str,
    /// The path as typed.
    pub typed: String,
}

impl RunExport {
    /// The place in `folder` that is offered for a form of the run called `name`.
    pub fn offered(folder: &Path, name: &str, target: &Target) -> String {
        let plain = |c: char| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '-' };
        let name: String = name.chars().map(plain).collect();
        let name = name.trim_start_matches('.');
        let file = match target.form {
            Form::File { ending } => format!("{name}.{ending}"),
            Form::Folder { name: form } => format!("{name} {form}"),
        };
        folder.join(file).display().to_string()
    }
}

impl App {
    /// Lets what is being exported go into `folder`, and offers that folder from now on.
    pub(super) fn export_into(&mut self, folder: &Path) {
        let moved = |typed: &mut String| {
            if let Some(name) = Path::new(typed.trim()).file_name() {
                *typed = folder.join(name).display().to_string();
            }
        };
        match &mut self.view.overlay {
            Overlay::ExportRun(wish) => moved(&mut wish.typed),
            Overlay::ExportRecipe(wish) => moved(&mut wish.typed),
            _ => return,
        }
        self.settings.exports = Some(folder.to_path_buf());
        self.keep_settings();
    }

    /// Writes what was chosen of a run. Returns at once.
    pub(super) fn export_run(&mut self, wish: RunExport) {
        self.view.say(Gravity::Note, "the run is being exported...");
        let path = PathBuf::from(wish.typed.trim());
        self.system.chores.run("export run", move || {
            let path = free_path(&path);
            let refused = |why: &dyn std::fmt::Display| {
                let asked = Box::new(Overlay::ExportRun(wish.clone()));
                News::NotExported(Gravity::Failure, why.to_string(), asked)
            };
            if let Some(folder) = path.parent()
                && let Err(error) = std::fs::create_dir_all(folder)
            {
                return refused(&format!("{} cannot be made: {error}", folder.display()));
            }
            let target = match Target::find(wish.target) {
                Ok(target) => target,
                Err(error) => return refused(&error),
            };
            match export_run_folder(&RunFolder::new(&wish.run), target, &path, false) {
                Ok(written) => {
                    let mut words = format!("the run was exported as {}", written.out.display());
                    for note in &written.notes {
                        words.push_str("\n- ");
                        words.push_str(note);
                    }
                    News::Said(Gravity::Note, words)
                }
                Err(error) => refused(&error),
            }
        });
    }
}
