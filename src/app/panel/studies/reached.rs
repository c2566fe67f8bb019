//! What the recipes of a study reached so far, best first, each with a button that takes it over.

use crate::app::command::{Command, Commands};
use crate::app::studies::{Reached, StudyInfo, StudyMove};
use crate::app::widget::percent;
use egui::{Grid, Label, RichText, ScrollArea, Ui};

/// Rows at the most; the Results room has all.
const SHOWN: usize = 60;

/// The table.
pub fn show(ui: &mut Ui, out: &mut Commands, study: &StudyInfo) {
    ui.label(RichText::new("What came out so far").strong());
    let rows = study.reached.as_slice();
    if rows.is_empty() {
        ui.label("As soon as runs are done, their accuracy stands here.");
        return;
    }
    ui.label(
        RichText::new(
            "Means over seeds on the part for choosing, by the read-out that was declared. Whether recipes differ at all is \
             told in the Results room, with intervals.",
        )
        .small(),
    );
    let best = rows.first().map_or(0, |row| row.recipe);
    ScrollArea::horizontal().id_salt("reached").show(ui, |ui| {
        Grid::new("reached").striped(true).num_columns(6).spacing([14.0, 4.0]).show(ui, |ui| {
            for (words, help) in [
                ("recipe", "Called by what was changed."),
                ("mean", "Accuracy, the mean over classes."),
                ("worst class", "Accuracy of the class that is recognised worst."),
                ("seeds", "Runs that are done."),
            ] {
                ui.label(RichText::new(words).weak()).on_hover_text(help);
            }
            ui.end_row();
            for row in rows.iter().take(SHOWN) {
                line(ui, out, study, row, best);
                ui.end_row();
            }
        });
    });
    if rows.len() > SHOWN {
        ui.label(RichText::new(format!("and {} more, in the Results room", rows.len() - SHOWN)).small());
    }
}

fn line(ui: &mut Ui, out: &mut Commands, study: &StudyInfo, row: &Reached, best: usize) {
    let mut push = |step: StudyMove| out.push(Command::Study(step));
    let name = study.recipe(row.recipe).map_or("", |variant| variant.name.as_str());
    ui.scope(|ui| {
        ui.set_max_width(220.0);
        ui.add(Label::new(name).truncate()).on_hover_text(name);
    });
    ui.label(percent(row.mean));
    ui.label(percent(row.worst));
    let seeds = if row.seeds == 1 { "single run".to_owned() } else { row.seeds.to_string() };
    ui.label(seeds);
    let button = ui
        .button("Use this recipe")
        .on_hover_text("Puts it beside the recipes of the project, in the Design room.");
    if button.accessible_name(format!("Use the recipe {name}")).clicked() {
        push(StudyMove::UseRecipe(study.name.clone(), row.recipe));
    }
    let button = ui.button("Sealed part...").on_hover_text(
        "At the very end: accuracy of this recipe, and of the reference, on the images that were put aside before the first \
         training. It asks before it opens them.",
    );
    if button.accessible_name(format!("Sealed part for {name}")).clicked() {
        let mut recipes = vec![0, row.recipe];
        recipes.dedup();
        push(StudyMove::Sealed(study.name.clone(), recipes));
    }
    if row.recipe == best {
        ui.label(RichText::new("highest mean so far").small());
    }
}
