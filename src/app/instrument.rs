//! [`Instrument`]: where controls stand and how long frames take, written to files for measuring from outside.

use egui::accesskit::{Node, NodeId};
use egui::plugin::Plugin;
use egui::{Context, FullOutput};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

/// Names a file for one line a frame: seconds since the start. Frames then follow each other without pause.
const FRAMES: &str = "AUGSCOPE_FRAMES";
/// Names a file for one line a set of pictures: which, and how many frames after the wish they were there.
const BEHIND: &str = "AUGSCOPE_BEHIND";
/// Names a file for the controls: left, top, width, height in screen pixels, role, label.
const CONTROLS: &str = "AUGSCOPE_CONTROLS";

/// Writes what was asked for by the environment; without it, does nothing.
struct Instrument {
    frames: Option<File>,
    behind: Option<File>,
    controls: Option<PathBuf>,
    began: Instant,
    written: String,
}

/// Begins to measure `context`, where the environment asks for it.
pub fn install(context: &Context) {
    let frames = std::env::var_os(FRAMES).and_then(|path| File::create(path).ok());
    let controls = std::env::var_os(CONTROLS).map(PathBuf::from);
    let behind = std::env::var_os(BEHIND).and_then(|path| File::create(path).ok());
    if frames.is_none() && controls.is_none() && behind.is_none() {
        return;
    }
    if controls.is_some() {
        context.enable_accesskit();
    }
    context.add_plugin(Instrument {
        frames,
        behind,
        controls,
        began: Instant::now(),
        written: String::new(),
    });
}

impl Plugin for Instrument {
    fn debug_name(&self) -> &'static str {
        "instrument"
    }

    fn on_end_pass(&mut self, ui: &mut egui::Ui) {
        if self.frames.is_some() {
            ui.ctx().request_repaint();
        }
        if self.controls.is_some() {
            // The window library switches it off where no screen reader listens.
            ui.ctx().enable_accesskit();
        }
    }

    fn output_hook(&mut self, context: &Context, output: &mut FullOutput) {
        if let Some(file) = &mut self.frames {
            // A measurement that cannot be written is missed by whoever asked for it.
            let _ = writeln!(file, "{:.6}", self.began.elapsed().as_secs_f64());
        }
        if let Some(file) = &mut self.behind {
            for (pictures, frames) in
                context.data_mut(|data| data.remove_temp::<Arrivals>(arrivals())).unwrap_or_default()
            {
                let _ = writeln!(file, "{pictures}\t{frames}");
            }
        }
        if let (Some(path), Some(update)) = (&self.controls, &output.platform_output.accesskit_update) {
            let text = listed(&update.nodes, context.pixels_per_point());
            if text != self.written && augscope::job::write_atomic_unsynced(path, text.as_bytes()).is_ok() {
                self.written = text;
            }
        }
    }
}

/// Which pictures arrived, and how many frames after the wish.
type Arrivals = Vec<(&'static str, u64)>;

fn arrivals() -> egui::Id {
    egui::Id::unique("pictures that arrived")
}

/// Notes that pictures are there `frames` frames after they were asked for. Only the newest are kept where nobody
/// measures.
pub fn arrived(context: &Context, pictures: &'static str, frames: u64) {
    context.data_mut(|data| {
        let list: &mut Arrivals = data.get_temp_mut_or_default(arrivals());
        if list.len() > 64 {
            list.clear();
        }
        list.push((pictures, frames));
    });
}

/// One line a control that has a place and words.
fn listed(nodes: &[(NodeId, Node)], pixels_per_point: f32) -> String {
    let words: HashMap<NodeId, &str> =
        nodes.iter().filter_map(|(id, node)| Some((*id, node.label().or(node.value())?))).collect();
    let mut text = String::new();
    for (_, node) in nodes {
        let Some(place) = node.bounds() else { continue };
        let by = || node.labelled_by().iter().find_map(|id| words.get(id).copied());
        let Some(label) = node.label().or_else(by).or(node.value()) else { continue };
        let scale = f64::from(pixels_per_point);
        // Writing into a String cannot fail.
        let _ = writeln!(
            text,
            "{:.0}\t{:.0}\t{:.0}\t{:.0}\t{:?}\t{}",
            place.x0 * scale,
            place.y0 * scale,
            place.width() * scale,
            place.height() * scale,
            node.role(),
            label.replace(['\n', '\t'], " ")
        );
    }
    text
}
