//! The study on a cluster: named settings, and buttons that write, hand over, ask and take back.

use crate::app::command::{Command, Commands};
use crate::app::context::Context;
use crate::app::studies::{ClusterMove, StudyInfo, StudyMove};
use augscope::run::engine::slurm::Profile;
use egui::{CollapsingHeader, ComboBox, DragValue, Grid, RichText, TextEdit, Ui};

/// The fold.
pub fn show(ui: &mut Ui, cx: &Context, out: &mut Commands, study: &StudyInfo) {
    let fold = CollapsingHeader::new("On a cluster").id_salt("cluster").show(ui, |ui| {
        ui.label(
            "The same runs as jobs of Slurm. Reached by hand: write the folder, copy it there, and copy it back over this one. \
             Where this computer is part of the cluster, hand it over from here.",
        );
        profiles(ui, cx, out);
        buttons(ui, out, study);
        if let Some(said) = cx.view.cluster.as_ref().filter(|said| said.study == study.name) {
            ui.label(&said.words);
        }
    });
    fold.header_response.on_hover_text("For many runs: a cluster with Slurm does them side by side.");
}

fn buttons(ui: &mut Ui, out: &mut Commands, study: &StudyInfo) {
    let name = || study.name.clone();
    let steps: [(&str, &str, ClusterMove); 4] = [
        (
            "Write the folder",
            "Writes the job script and the lists of runs into the folder slurm of the study, with a README that says what to \
             do. Nothing is sent.",
            ClusterMove::Write(name()),
        ),
        (
            "Hand it over",
            "Calls sbatch on this computer. Runs that are done are left out; the study leaves the queue of this computer.",
            ClusterMove::Submit(name()),
        ),
        ("Ask the queue", "Calls squeue: how many wait, and why.", ClusterMove::Look(name())),
        (
            "Take it back",
            "Calls scancel: what waits does not begin, what runs is paused.",
            ClusterMove::TakeBack(name()),
        ),
    ];
    ui.horizontal_wrapped(|ui| {
        for (words, help, step) in steps {
            if ui.button(words).on_hover_text(help).clicked() {
                out.push(Command::Study(StudyMove::Cluster(step)));
            }
        }
    });
}

fn profiles(ui: &mut Ui, cx: &Context, out: &mut Commands) {
    let settings = cx.settings;
    let mut push = |step: ClusterMove| out.push(Command::Study(StudyMove::Cluster(step)));
    let shown = if settings.profiles.is_empty() { "the cluster's own" } else { settings.profile.as_str() };
    ui.horizontal_wrapped(|ui| {
        ui.label("Settings");
        let list = ComboBox::from_id_salt("profile").truncate().selected_text(shown).show_ui(ui, |ui| {
            for name in settings.profiles.keys() {
                if ui.selectable_label(*name == settings.profile, name).clicked() {
                    push(ClusterMove::Choose(name.clone()));
                }
            }
        });
        list.response
            .on_hover_text("What is asked of the cluster for every run.")
            .accessible_name("Settings for the cluster");
        if ui
            .button("New settings")
            .on_hover_text("Begins another set, for another cluster or partition.")
            .clicked()
        {
            let name =
                (1..1000).map(|n| format!("cluster {n}")).find(|name| !settings.profiles.contains_key(name));
            push(ClusterMove::Choose(name.unwrap_or_default()));
        }
        if settings.profiles.contains_key(&settings.profile)
            && ui.button("Forget them").on_hover_text("Removes these settings.").clicked()
        {
            push(ClusterMove::Forget);
        }
    });
    if let Some(before) = settings.profiles.get(&settings.profile) {
        let mut profile = before.clone();
        fields(ui, &mut profile);
        if profile != *before {
            push(ClusterMove::Set(Box::new(profile)));
        }
    }
}

fn fields(ui: &mut Ui, profile: &mut Profile) {
    Grid::new("profile").num_columns(2).show(ui, |ui| {
        for (words, hint, help, field) in [
            ("Partition", "the usual one", "The partition (queue) of the cluster.", &mut profile.partition),
            ("Account", "none", "The account that pays.", &mut profile.account),
            ("Quality of service", "none", "As the cluster calls it (qos).", &mut profile.qos),
            (
                "Time limit",
                "the usual one",
                "Of one run: minutes, HH:MM:SS or D-HH:MM:SS. Longer runs go on in their next turn.",
                &mut profile.time,
            ),
            ("Graphics cards", "none", "A number, or a kind and a number: a100:1.", &mut profile.gpus),
            ("Memory", "the usual one", "Of one run: 16G.", &mut profile.memory),
        ] {
            let label = ui.label(words);
            let mut typed = field.clone().unwrap_or_default();
            let edit = TextEdit::singleline(&mut typed).hint_text(hint).desired_width(180.0);
            if ui.add(edit).labelled_by(label.id).on_hover_text(help).changed() {
                *field = Some(typed).filter(|typed| !typed.trim().is_empty());
            }
            ui.end_row();
        }
        let label = ui.label("Cores of a run");
        ui.add(DragValue::new(&mut profile.cpus).range(1..=256).speed(0.1))
            .labelled_by(label.id)
            .on_hover_text("Processor cores, and threads, of one run.");
        ui.end_row();
        let label = ui.label("Runs at once");
        let mut at_once = profile.at_once.unwrap_or(0);
        let drag = ui.add(DragValue::new(&mut at_once).range(0..=10_000).speed(0.2)).labelled_by(label.id);
        if drag.on_hover_text("At the most; 0 for as many as the cluster gives.").changed() {
            profile.at_once = Some(at_once).filter(|&most| most > 0);
        }
        ui.end_row();
        for (words, help, list) in [
            ("Modules", "To load before, one a line.", &mut profile.modules),
            (
                "Lines of shell before",
                "Carried out before each run as they stand, one a line.",
                &mut profile.prologue,
            ),
        ] {
            let label = ui.label(words);
            let mut typed = list.join("\n");
            let edit = TextEdit::multiline(&mut typed).desired_rows(2).desired_width(180.0);
            if ui.add(edit).labelled_by(label.id).on_hover_text(help).changed() {
                *list = typed.split('\n').map(ToOwned::to_owned).collect();
                if list.iter().all(String::is_empty) {
                    list.clear();
                }
            }
            ui.end_row();
        }
    });
    ui.label(
        RichText::new("They are kept for all projects, and written beside the study as cluster.toml.")
            .small(),
    );
}
