//! Files that are not used, and why.

use crate::app::opened::Opened;
use crate::app::theme;
use egui::{CollapsingHeader, Label, RichText, ScrollArea, Ui};

/// The list, closed at first.
pub fn show(ui: &mut Ui, opened: &Opened) {
    let files = &opened.dataset.left_out;
    ui.add_space(2.0);
    if files.is_empty() {
        ui.label(RichText::new("No file was left out.").weak());
        return;
    }
    let junk = files.iter().filter(|file| file.junk).count();
    let mut title = match files.len() - junk {
        0 => "No file was left out".to_owned(),
        1 => "1 file was left out".to_owned(),
        count => format!("{count} files were left out"),
    };
    if junk > 0 {
        title = format!("{title}; {junk} skipped that a system left behind");
    }
    let title = RichText::new(title).color(theme::warning(ui.visuals()));
    let header = CollapsingHeader::new(title).id_salt("left out").show_unindented(ui, |ui| {
        let row = ui.text_style_height(&egui::TextStyle::Body);
        ScrollArea::vertical().id_salt("left out").max_height(140.0).auto_shrink([false, true]).show_rows(
            ui,
            row,
            files.len(),
            |ui, range| {
                for file in files.get(range).unwrap_or_default() {
                    let words = format!("{}: {}", file.path, file.why);
                    ui.add(Label::new(&words).truncate()).on_hover_text(&words);
                }
            },
        );
    });
    header.header_response.on_hover_text("Files in the folder or table that are not used, and why.");
}
