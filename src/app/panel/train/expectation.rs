//! A fold in which somebody writes what she expects of every class, before the training seals it.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::project::Expectations;
use augscope::run::study::Expected;
use egui::{CollapsingHeader, ComboBox, Label, RichText, ScrollArea, TextEdit, Ui};

/// What can be expected, in words.
const WORDS: [(Option<Expected>, &str); 4] = [
    (None, "no expectation"),
    (Some(Expected::Rises), "rises"),
    (Some(Expected::Stays), "stays"),
    (Some(Expected::Falls), "falls"),
];

/// The fold.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let Some(opened) = cx.opened().filter(|opened| !opened.dataset.classes.is_empty()) else { return };
    let expected = &cx.document.project().expectations;
    let title = match expected.classes.len() {
        0 => "What do you expect?".to_owned(),
        classes => format!("What do you expect? ({classes} classes)"),
    };
    let fold = CollapsingHeader::new(title).id_salt("expectation").show(ui, |ui| {
        ui.small(
            "Which classes will this recipe help or hurt? The training seals your answer in the run's folder; the \
             Results room shows it beside what came out. It changes nothing of the training.",
        );
        ui.horizontal(|ui| {
            let label = ui.label("against");
            let mut against = expected.against.clone();
            let field = TextEdit::singleline(&mut against).hint_text("the other recipe's name");
            let help = "The recipe that this one will be compared with. Only for your memory.";
            if ui.add(field).labelled_by(label.id).on_hover_text(help).changed() {
                out.push(Command::Expect(Expectations { against, ..expected.clone() }));
            }
        });
        ScrollArea::vertical().id_salt("expected classes").max_height(220.0).show(ui, |ui| {
            for class in &opened.dataset.classes {
                row(ui, out, expected, class);
            }
        });
    });
    fold.header_response
        .on_hover_text("An expectation written down before cannot be bent to what came out. Optional.");
}

fn row(ui: &mut Ui, out: &mut Commands, expected: &Expectations, class: &str) {
    let now = expected.classes.get(class).copied();
    let word =
        |of: Option<Expected>| WORDS.iter().find(|(known, _)| *known == of).map_or("", |(_, word)| word);
    ui.horizontal(|ui| {
        let list = ComboBox::from_id_salt(("expected", class)).width(110.0).selected_text(word(now));
        let shown = list.show_ui(ui, |ui| {
            for (choice, word) in WORDS {
                if ui.selectable_label(choice == now, word).clicked() {
                    let mut new = expected.clone();
                    match choice {
                        Some(choice) => new.classes.insert(class.to_owned(), choice),
                        None => new.classes.remove(class),
                    };
                    out.push(Command::Expect(new));
                }
            }
        });
        shown
            .response
            .on_hover_text(format!("What you expect of the recall of {class}."))
            .accessible_name(format!("Expected of {class}"));
        ui.add(Label::new(RichText::new(class).small()).truncate()).on_hover_text(class);
    });
}
