//! Edits of every kind by random numbers, wrong ones among them.

use augscope::dataset::WindowRule;
use augscope::evaluate::Random;
use augscope::pipeline::{
    Column, Edit, Group, Lengths, PRESETS, Pipeline, PipelineFile, PipelineInput, Step,
};
use augscope::transform::{Border, Entry, Fit, Param, Setting, catalogue};

/// The kinds of edits, by their names.
pub const KINDS: [&str; 16] = [
    "Rename",
    "Describe",
    "SetInput",
    "SetGroups",
    "Insert",
    "Remove",
    "Move",
    "Switch",
    "SetProbability",
    "SetStrength",
    "SetParam",
    "SetSecond",
    "SetGroup",
    "Annotate",
    "Replace",
    "Together",
];

/// The place of an edit's kind in [`KINDS`].
pub fn kind_of(edit: &Edit) -> usize {
    match edit {
        Edit::Rename(_) => 0,
        Edit::Describe(_) => 1,
        Edit::SetInput(_) => 2,
        Edit::SetGroups(_) => 3,
        Edit::Insert { .. } => 4,
        Edit::Remove { .. } => 5,
        Edit::Move { .. } => 6,
        Edit::Switch { .. } => 7,
        Edit::SetProbability { .. } => 8,
        Edit::SetStrength { .. } => 9,
        Edit::SetParam { .. } => 10,
        Edit::SetSecond { .. } => 11,
        Edit::SetGroup { .. } => 12,
        Edit::Annotate { .. } => 13,
        Edit::Replace(_) => 14,
        Edit::Together(_) => 15,
    }
}

/// An edit of `pipeline`; perhaps one that must be refused.
pub fn random_edit(pipeline: &Pipeline, random: &mut Random) -> Edit {
    // Steps come more often than they go, so that there is something to edit.
    match random.below(KINDS.len() + 3) {
        kind if kind < KINDS.len() => edit_of(kind, pipeline, random),
        _ => edit_of(4, pipeline, random),
    }
}

fn edit_of(kind: usize, pipeline: &Pipeline, random: &mut Random) -> Edit {
    let id = step_id(pipeline, random);
    let second = random.below(3) == 0;
    match kind {
        0 => Edit::Rename(text(random)),
        1 => Edit::Describe(text(random)),
        2 => Edit::SetInput(input(pipeline, random)),
        3 => Edit::SetGroups(groups(pipeline, random)),
        4 => insert(pipeline, random),
        5 => Edit::Remove { id },
        6 => Edit::Move { id, to: random.below(pipeline.steps.len() + 1) },
        7 => Edit::Switch { id, on: random.below(2) == 0 },
        8 => Edit::SetProbability { id, second, probability: share(random) },
        9 => Edit::SetStrength { id: (random.below(2) == 0).then_some(id), strength: 2.0 * share(random) },
        10 => set_param(pipeline, id, second, random),
        11 => {
            let entry = pipeline.step(&id).map_or_else(|| entry(random), |(_, step)| step.entry);
            let second = (random.below(3) > 0).then(|| column(pipeline, entry, random));
            Edit::SetSecond { id, second }
        }
        12 => Edit::SetGroup { id, group: (random.below(3) > 0).then(|| group_id(pipeline, random)) },
        13 => Edit::Annotate { id, note: text(random) },
        14 => Edit::Replace(Box::new(replacement(pipeline, random))),
        _ => together(pipeline, &id, random),
    }
}

fn insert(pipeline: &Pipeline, random: &mut Random) -> Edit {
    let entry = entry(random);
    let taken = random.below(12) == 0;
    let id = if taken { step_id(pipeline, random) } else { pipeline.fresh_id(entry.kind) };
    let mut step = Step { id, ..pipeline.new_step(entry) };
    step.on = random.below(4) > 0;
    step.note = text(random);
    if random.below(2) == 0 {
        step.first = column(pipeline, entry, random);
    }
    if random.below(3) == 0 {
        step.second = Some(column(pipeline, entry, random));
    }
    if random.below(4) == 0 {
        step.group = Some(group_id(pipeline, random));
    }
    Edit::Insert { at: random.below(pipeline.steps.len() + 2), step }
}

/// The edits that the window makes of several: groups, steps carried over; or any two.
fn together(pipeline: &Pipeline, id: &str, random: &mut Random) -> Edit {
    match random.below(5) {
        0 => pipeline.edit_to_group(&[id, &step_id(pipeline, random)], 1 + random.below(3)),
        1 => pipeline.edit_to_remove(id),
        2 => {
            let (_, text) = PRESETS[random.below(PRESETS.len())];
            let preset = PipelineFile::parse(text).map(|file| file.pipeline).unwrap_or_default();
            let at = random.below(pipeline.steps.len() + 1);
            // Few, or sequences would be slow for their many steps.
            let some = preset.steps.get(random.below(preset.steps.len())).and_then(|s| preset.only(&s.id));
            pipeline.carried(&some.unwrap_or_default(), at).edit
        }
        _ => {
            let edits = [(); 2].map(|()| {
                let kind = random.below(KINDS.len() - 2);
                edit_of(kind, pipeline, random)
            });
            Edit::Together(edits.to_vec())
        }
    }
}

fn set_param(pipeline: &Pipeline, id: String, second: bool, random: &mut Random) -> Edit {
    let params = pipeline.step(&id).map_or(&[][..], |(_, step)| step.entry.params);
    match params.get(random.below(params.len())) {
        Some(param) if random.below(20) > 0 => {
            let setting = setting(&pipeline.param_in_lengths(param), random);
            Edit::SetParam { id, second, param: param.name.into(), setting }
        }
        _ => Edit::SetParam { id, second, param: "no such parameter".into(), setting: Setting::Fixed(1.0) },
    }
}

/// Mostly a setting that may stand.
fn setting(param: &Param, random: &mut Random) -> Setting {
    let (low, high) = if random.below(3) == 0 { param.hard } else { param.soft };
    let reach = if random.below(10) == 0 { 2.0 } else { 1.0 };
    let mut value = || low + reach * (high - low) * random.unit();
    let (a, b) = (value(), value());
    let (low, high) = (a.min(b), a.max(b));
    match random.below(12) {
        0 => Setting::Fixed([f64::NAN, f64::INFINITY, -0.0, 1e-300, 0.1 + 0.2][random.below(5)]),
        1 => Setting::Uniform { low: high, high: low },
        2..=4 => Setting::Fixed(a),
        5..=7 => Setting::Uniform { low, high },
        8 | 9 => Setting::LogUniform { low, high },
        _ => Setting::Normal { mean: a, sd: (b - a) / 4.0 },
    }
}

fn column(pipeline: &Pipeline, entry: &'static Entry, random: &mut Random) -> Column {
    let mut settings: Vec<Setting> = entry
        .params
        .iter()
        .map(|param| {
            let param = pipeline.param_in_lengths(param);
            if random.below(6) == 0 { setting(&param, random) } else { param.default }
        })
        .collect();
    if random.below(30) == 0 {
        settings.push(Setting::Fixed(0.5));
    }
    Column { probability: share(random), settings }
}

/// From 0 to 1, and a little beyond.
fn share(random: &mut Random) -> f64 {
    match random.below(12) {
        0 => f64::NAN,
        1 => -0.1,
        2 => 1.5,
        3 => 0.0,
        4 => 1.0,
        _ => random.unit(),
    }
}

fn input(pipeline: &Pipeline, random: &mut Random) -> PipelineInput {
    let ends = [0.1, 99.9, 50.0, -1.0, f64::NAN];
    let (low, high) = (ends[random.below(5)], ends[random.below(5)]);
    PipelineInput {
        size: [None, Some(64), Some(0), Some(4096), Some(5000)][random.below(5)],
        fit: Fit::ALL[random.below(Fit::ALL.len())].0,
        border: Border::ALL[random.below(Border::ALL.len())].0,
        border_value: [0.0, 0.1, 1.0, 1.5, f32::NAN][random.below(5)],
        // Other lengths with the same numbers: many steps are out of range then.
        lengths: if random.below(3) == 0 { Lengths::Micrometres } else { pipeline.input.lengths },
        um_per_pixel: [None, Some(0.325), Some(0.1), Some(0.0)][random.below(4)],
        window: match random.below(8) {
            0 => WindowRule::Percentile { low, high },
            1 => WindowRule::EachImage { low, high },
            2 => WindowRule::BitDepth,
            3 => WindowRule::Fixed(vec![(0.0, 4095.0), (low, high)]),
            4 => WindowRule::Fixed(Vec::new()),
            5 => WindowRule::PerGroup { column: "plate".into(), low, high },
            6 => WindowRule::Controls { column: "well".into(), value: "A \"1\"".into(), low, high },
            _ => WindowRule::default(),
        },
    }
}

fn groups(pipeline: &Pipeline, random: &mut Random) -> Vec<Group> {
    let mut groups = pipeline.groups.clone();
    match random.below(4) {
        0 if !groups.is_empty() => drop(groups.remove(random.below(groups.len()))),
        1 if !groups.is_empty() => {
            let place = random.below(groups.len());
            groups[place].pick = random.below(4);
        }
        _ => groups.push(Group { id: text(random), pick: [1, 2, 3, 0, usize::MAX][random.below(5)] }),
    }
    groups
}

/// Another recipe, or this one in other lengths, or one that no file may hold.
fn replacement(pipeline: &Pipeline, random: &mut Random) -> Pipeline {
    match random.below(4) {
        0 => PipelineFile::parse(PRESETS[random.below(3)].1).map(|file| file.pipeline).unwrap_or_default(),
        1 => pipeline.with_lengths(Lengths::ALL[random.below(2)].0, [0.1, 0.325, 1.3][random.below(3)]),
        2 => Pipeline { strength: 2.0 * share(random), ..pipeline.clone() },
        _ => {
            let mut other = pipeline.clone();
            // Two steps of one id, where there are steps.
            other.steps.extend(pipeline.steps.first().cloned());
            other
        }
    }
}

fn step_id(pipeline: &Pipeline, random: &mut Random) -> String {
    let step = pipeline.steps.get(random.below(pipeline.steps.len() + 1));
    step.map_or_else(|| "no such step".to_owned(), |step| step.id.clone())
}

fn group_id(pipeline: &Pipeline, random: &mut Random) -> String {
    let group = pipeline.groups.get(random.below(pipeline.groups.len() + 1));
    group.map_or_else(|| "no such group".to_owned(), |group| group.id.clone())
}

fn entry(random: &mut Random) -> &'static Entry {
    catalogue::ALL[random.below(catalogue::ALL.len())]
}

/// Texts as people write them, and as nobody should.
fn text(random: &mut Random) -> String {
    let texts = [
        "",
        "mine",
        "a \"quoted\" 'text'",
        "two\nlines",
        "Zellgröße µm 細胞 🔬",
        "# no comment",
        "[[step]]",
        "tab\there\r\n",
        "\"\"\"",
        "'''\n\\",
        "\u{7}\u{1b}[0m\u{0}",
        " ",
    ];
    texts[random.below(texts.len())].to_owned()
}
