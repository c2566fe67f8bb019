//! What the next training computes on: a choice where there is one, else a line that says why there is none.

use super::choices::{choice, sentence};
use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::runs::Trainer;
use egui::Ui;

/// The choice or the line.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let processor = processor(cx.runs.threads());
    let Some(trainers) = cx.runs.trainers() else {
        sentence(ui, &format!("Computes on the {processor}. Looking for graphics cards..."));
        return;
    };
    let [_, _, ..] = trainers.list.as_slice() else {
        let why = trainers.why_no_card().unwrap_or("none was found");
        let line = sentence(ui, &format!("Computes on the {processor}. No graphics card: {why}."));
        let help = "A program that was built for NVIDIA cards is found beside this one, as augscope-cuda/augscope, and \
                    in the PATH; or name it under \"More settings\".";
        line.on_hover_text(format!("{help}\n{}", trainers.missing.join("\n")));
        return;
    };
    let chosen = cx.trainer();
    let title =
        |trainer: &Trainer| if trainer.is_processor() { processor.clone() } else { trainer.name.clone() };
    let help = "What learns. A graphics card is many times as fast as the processor; both learn the same, but for the \
                last digits.";
    choice(ui, "Computes on", help, &title(&chosen), |ui| {
        for trainer in &trainers.list {
            let by = match &trainer.program {
                Some(program) => format!("{}, by {}", trainer.device, program.display()),
                None => format!("{}, by this program", trainer.device),
            };
            let row = ui.selectable_label(*trainer == chosen, title(trainer)).on_hover_text(by);
            if row.clicked() {
                out.push(Command::ComputeOn(trainer.choice()));
            }
        }
    });
}

/// The processor in words: its instructions and the threads of a training.
fn processor(threads: usize) -> String {
    let instructions = match augscope::encoder::processor() {
        "avx512" => "AVX-512, ",
        "avx2" => "AVX2, ",
        "neon" => "NEON, ",
        _ => "",
    };
    let unit = if threads == 1 { "thread" } else { "threads" };
    format!("processor ({instructions}{threads} {unit})")
}
