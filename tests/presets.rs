//! Presets against the published recipes, whose numbers stand here once more, apart from the files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use augscope::image::Planes;
use augscope::pipeline::{Chain, PRESETS, Pipeline, load};
use augscope::transform::{Setting, ViewKey};

/// A step of a recipe: its transform, how likely it is in the first and in the second version, and the
/// settings that the recipe names. What it does not name is as a new step has it.
struct Expected {
    kind: &'static str,
    probability: [f64; 2],
    settings: Vec<(&'static str, Setting)>,
}

fn step(kind: &'static str, probability: f64, settings: &[(&'static str, Setting)]) -> Expected {
    Expected { kind, probability: [probability; 2], settings: settings.to_vec() }
}

fn both(kind: &'static str, probability: [f64; 2], settings: &[(&'static str, Setting)]) -> Expected {
    Expected { kind, probability, settings: settings.to_vec() }
}

fn uniform(low: f64, high: f64) -> Setting {
    Setting::Uniform { low, high }
}

fn ratio(low: f64, high: f64) -> Setting {
    Setting::LogUniform { low, high }
}

fn crop(least: f64) -> Expected {
    let shape = ratio(3.0 / 4.0, 4.0 / 3.0);
    step("random-resized-crop", 1.0, &[("area", uniform(least, 1.0)), ("ratio", shape)])
}

fn flips() -> [Expected; 2] {
    [step("flip-horizontal", 0.5, &[]), step("flip-vertical", 0.5, &[])]
}

/// torchvision's `ColorJitter(brightness, contrast, saturation, hue)`.
fn jitter(b: f64, c: f64, s: f64, h: f64) -> Expected {
    let about_one = |d: f64| uniform(1.0 - d, 1.0 + d);
    step(
        "colour-jitter",
        0.8,
        &[
            ("brightness", about_one(b)),
            ("contrast", about_one(c)),
            ("saturation", about_one(s)),
            ("hue", uniform(-h, h)),
        ],
    )
}

fn grey(probability: f64) -> Expected {
    step("grey", probability, &[("strength", Setting::Fixed(1.0))])
}

fn blur(probability: [f64; 2]) -> Expected {
    both("gaussian-blur", probability, &[("sigma", uniform(0.1, 2.0))])
}

fn solarise(probability: [f64; 2]) -> Expected {
    both("solarise", probability, &[("threshold", Setting::Fixed(0.5))])
}

/// BYOL's order; Barlow Twins and VICReg took it over.
fn byol(blurred: [f64; 2], solarised: [f64; 2]) -> Vec<Expected> {
    let [flip, _] = flips();
    vec![crop(0.08), flip, jitter(0.4, 0.4, 0.2, 0.1), grey(0.2), blur(blurred), solarise(solarised)]
}

fn shift() -> Expected {
    step("translate", 1.0, &[("dx", uniform(-0.1, 0.1)), ("dy", uniform(-0.1, 0.1))])
}

fn any_orientation() -> Vec<Expected> {
    vec![
        step("eight-symmetries", 1.0, &[("symmetry", uniform(0.0, 7.0))]),
        step("rotate", 1.0, &[("angle", uniform(-180.0, 180.0))]),
        shift(),
    ]
}

fn recipes() -> Vec<(&'static str, Vec<Expected>)> {
    let noise = |p: f64, sigma: f64| step("gaussian-noise", p, &[("sigma", Setting::Fixed(sigma))]);
    let half = |p: f64, kind: &'static str| step(kind, p, &[("factor", uniform(0.5, 1.5))]);
    // The strength of SimCLR's colour jitter for small images.
    let s = 0.5;
    let e = |kind: &'static str| step(kind, 1.0, &[("factor", ratio((-0.5f64).exp(), 0.5f64.exp()))]);
    let side = ratio(0.9f64.sqrt(), 1.1f64.sqrt());
    let mut stains = any_orientation();
    stains.extend([e("gain"), e("per-channel-gain"), e("contrast"), grey(0.3)]);
    let mut cells = Vec::from(flips());
    cells.extend([
        step("per-channel-offset", 1.0, &[("amount", uniform(-0.3, 0.3))]),
        step("per-channel-gamma", 1.0, &[("exponent", uniform(0.5, 1.5))]),
        blur([0.0; 2]),
        noise(0.0, 0.05),
        step("drop-channel", 0.0, &[]),
    ]);
    let quarter = uniform(0.0, 0.25);
    let mut proteins = vec![
        step("corner-warp", 1.0, &[("corner", uniform(0.0, 3.0)), ("across", quarter), ("down", quarter)]),
        step("drop-channel", 0.2, &[("spare", Setting::Fixed(2.0))]),
        step("rescale-channel", 0.2, &[("factor", uniform(0.0, 2.0))]),
        crop(0.4),
    ];
    proteins.extend(flips());
    proteins.extend([half(0.5, "per-channel-gain"), half(0.5, "per-channel-contrast")]);
    let slant = 0.05f64.atan().to_degrees();
    let viscy = vec![
        step(
            "affine",
            0.8,
            &[
                ("angle", uniform(-180.0, 180.0)),
                ("factor", uniform(0.5, 1.5)),
                ("shear_across", uniform(-slant, slant)),
                ("shear_down", uniform(-slant, slant)),
            ],
        ),
        step("gamma", 0.5, &[("exponent", uniform(0.8, 1.2))]),
        half(0.5, "gain"),
        // A window of the percentiles 0.1 to 99.9 of a bell spans 6.18 standard deviations.
        noise(0.5, 0.05),
        step("gaussian-blur", 0.5, &[("sigma", uniform(0.25, 0.75))]),
    ];
    let [flip, _] = flips();
    let colour = jitter(0.8 * s, 0.8 * s, 0.8 * s, 0.2 * s);
    vec![
        ("nuisance-only", vec![shift(), step("scale", 1.0, &[("factor", side)]), noise(1.0, 0.02)]),
        ("any-orientation", any_orientation()),
        ("stain-and-orientation", stains),
        ("cell-painting", cells),
        ("dino4cells", proteins),
        ("viscy", viscy),
        ("simclr", vec![crop(0.08), flip, colour, grey(0.2), blur([0.5; 2])]),
        (
            "moco-v2",
            vec![
                crop(0.2),
                jitter(0.4, 0.4, 0.4, 0.1),
                grey(0.2),
                blur([0.5; 2]),
                step("flip-horizontal", 0.5, &[]),
            ],
        ),
        ("byol", byol([1.0, 0.1], [0.0, 0.2])),
        ("barlow-twins", byol([1.0, 0.1], [0.0, 0.2])),
        ("vicreg", byol([1.0, 0.1], [0.0, 0.2])),
        ("vicreg-symmetric", byol([0.5; 2], [0.1; 2])),
    ]
}

/// Files round exp and square roots to five digits.
fn alike(a: &Setting, b: &Setting) -> bool {
    let same_kind = std::mem::discriminant(a) == std::mem::discriminant(b);
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-5 * b.abs().max(1.0);
    same_kind && a.numbers().iter().zip(&b.numbers()).all(near)
}

fn check(name: &str, pipeline: &Pipeline, expected: &[Expected]) {
    let kinds: Vec<_> = pipeline.steps.iter().map(|s| s.entry.kind).collect();
    assert_eq!(kinds, expected.iter().map(|s| s.kind).collect::<Vec<_>>(), "{name}");
    assert!(pipeline.groups.is_empty() && pipeline.steps.iter().all(|s| s.on), "{name}");
    for (step, expected) in pipeline.steps.iter().zip(expected) {
        for (named, _) in &expected.settings {
            assert!(step.entry.param(named).is_some(), "{}.{named} is no parameter", expected.kind);
        }
        for view in [0, 1] {
            let column = step.column(view);
            let place = format!("{name}, {}, version {}", expected.kind, view + 1);
            assert_eq!(column.probability, expected.probability[view as usize], "{place}");
            for (param, setting) in step.entry.params.iter().zip(&column.settings) {
                let recipe = expected.settings.iter().find(|(named, _)| *named == param.name);
                let wanted = recipe.map_or(param.default, |(_, setting)| *setting);
                assert!(
                    alike(setting, &wanted),
                    "{place}, {}: {setting:?} instead of {wanted:?}",
                    param.name
                );
            }
        }
    }
}

#[test]
fn every_preset_equals_its_recipe() {
    let recipes = recipes();
    let names: Vec<_> = recipes.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, PRESETS.map(|(name, _)| name), "every preset has a recipe here, in this order");
    for (name, expected) in &recipes {
        check(name, &load(name).unwrap().pipeline, expected);
    }
}

#[test]
fn every_preset_names_its_source() {
    for (name, _) in PRESETS {
        let note = load(name).unwrap().pipeline.note;
        // An author with a year or a place, or this program itself.
        let named = ["et al., ", "this program"].iter().any(|words| note.contains(words));
        assert!(named, "{name}: {note}");
    }
}

#[test]
fn every_preset_draws_views_of_any_number_of_channels() {
    for (name, _) in PRESETS {
        let chain = Chain::new(&load(name).unwrap().pipeline, 32);
        for channels in [1, 2, 3, 5] {
            let mut source = Planes::zeros(channels, 40, 44);
            source.data.iter_mut().enumerate().for_each(|(i, v)| *v = ((i * 7919) % 1000) as f32 / 1000.0);
            let views =
                [0, 1, 2, 3].map(|view| chain.view(&source, ViewKey::new(0, "a", view / 2, view % 2)).planes);
            for view in &views {
                assert_eq!((view.channels, view.height, view.width), (channels, 32, 32), "{name}");
                assert!(view.data.iter().all(|v| (0.0..=1.0).contains(v)), "{name}");
            }
            assert!(views[0] != views[2] && views[0] != views[1], "{name}: versions do not differ");
        }
    }
}

#[test]
fn the_readme_lists_every_preset() {
    let readme = include_str!("../README.md");
    for (name, _) in PRESETS {
        assert!(readme.contains(&format!("`{name}`")), "README.md does not name {name}");
    }
}
