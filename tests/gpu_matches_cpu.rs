//! Every transform draws the same picture on the CPU and on a graphics adapter.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod adapter;

use augscope::gpu::{GpuError, GpuViews};
use augscope::image::Planes;
use augscope::pipeline::{Chain, Pipeline, Step, load};
use augscope::transform::philox::{philox4x32, unit_f32};
use augscope::transform::{
    Border, Entry, Fit, Ignores, Needs, Point, Prepared, Setting, Stage, ViewKey, catalogue, rim_median,
};

/// A picture with structure at all scales: blobs on a tilted background with noise.
fn picture(channels: usize, width: usize, height: usize) -> Planes {
    let mut planes = Planes::zeros(channels, height, width);
    for c in 0..channels {
        for y in 0..height {
            for x in 0..width {
                let (fx, fy) = (x as f32 / width as f32, y as f32 / height as f32);
                let blob = (-((fx - 0.4).powi(2) + (fy - 0.6).powi(2)) * (20.0 + 9.0 * c as f32)).exp();
                let noise = unit_f32(philox4x32([c as u32, 3], [x as u32, y as u32, 0, 0])[0]);
                planes.data[(c * height + y) * width + x] = 0.15 * fx + 0.6 * blob + 0.25 * noise - 0.02;
            }
        }
    }
    planes
}

/// The largest difference and the share of values that differ by more than 1/255.
fn difference(a: &Planes, b: &Planes) -> (f32, f64) {
    assert_eq!((a.channels, a.height, a.width), (b.channels, b.height, b.width));
    let differences: Vec<f32> = a.data.iter().zip(&b.data).map(|(a, b)| (a - b).abs()).collect();
    let over = differences.iter().filter(|d| **d > 1.0 / 255.0).count();
    (differences.iter().fold(0.0, |m, d| m.max(*d)), over as f64 / differences.len() as f64)
}

/// What a comparison is made on: channels, side of a view, and sides of the sources.
#[derive(Clone, Copy, Debug)]
struct Case {
    channels: usize,
    size: usize,
    sources: [(usize, usize); 2],
    views: usize,
}

/// Sources a little larger and a little smaller than the view, of both shapes.
const NEAR: [(usize, usize); 2] = [(40, 40), (57, 44)];

/// Checks `pipeline` on views of both columns; `what` names it, `discontinuous` loosens the worst case.
fn agree(gpu: &GpuViews, pipeline: &Pipeline, what: &str, case: Case, discontinuous: bool) {
    let Case { channels, size, views, .. } = case;
    let sources = case.sources.map(|(width, height)| picture(channels, width, height));
    let chain = Chain::new(pipeline, size);
    let keys: Vec<ViewKey> = (0..views as u32).map(|i| ViewKey::new(5, "cell.tif", i, i % 2)).collect();
    let pictures: Vec<&Planes> = (0..views).map(|i| &sources[i % 2]).collect();
    let draws: Vec<_> = keys.iter().zip(&pictures).map(|(key, picture)| chain.draw(*key, picture)).collect();
    let drawn = gpu.views(&chain, &pictures, &draws).unwrap();
    assert_eq!(drawn.len(), views);
    let (mut worst, mut over) = (0.0f32, 0.0);
    for ((picture, draws), view) in pictures.iter().zip(&draws).zip(&drawn) {
        let (most, share) = difference(&chain.apply(picture, draws), view);
        worst = worst.max(most);
        over += share / views as f64;
    }
    let limit = if discontinuous { f32::INFINITY } else { 4.0 / 255.0 };
    assert!(
        worst <= limit && over <= 0.001,
        "{what}, {case:?}: worst {worst}, {:.3} % beyond 1/255",
        100.0 * over
    );
}

fn pipeline_of(entries: &[&'static Entry]) -> Pipeline {
    let mut pipeline = Pipeline::default();
    for entry in entries {
        let mut step = Step::new(pipeline.fresh_id(entry.kind), entry);
        step.first.probability = 0.9;
        pipeline.steps.push(step);
    }
    pipeline
}

/// Every entry by itself, as it comes and over the whole of what sliders offer.
fn every_entry(gpu: &GpuViews, case: Case) {
    for entry in catalogue::ALL {
        let mut pipeline = pipeline_of(&[entry]);
        agree(gpu, &pipeline, entry.kind, case, entry.discontinuous);
        for (setting, param) in pipeline.steps[0].first.settings.iter_mut().zip(entry.params) {
            *setting = Setting::Uniform { low: param.soft.0, high: param.soft.1 };
        }
        agree(gpu, &pipeline, &format!("all of {}", entry.kind), case, entry.discontinuous);
    }
}

/// Everything at once, and geometry again after a change of values; once without the entries that make
/// much of a tiny difference, so that the worst case is still held.
fn everything(gpu: &GpuViews, case: Case) {
    let continuous: Vec<_> = catalogue::ALL.iter().copied().filter(|e| !e.discontinuous).collect();
    let whole = (catalogue::ALL, "the whole catalogue");
    for (entries, what) in [whole, (continuous.as_slice(), "all continuous entries")] {
        let mut all = pipeline_of(entries);
        all.steps.push(Step::new("rotate-2", catalogue::find("rotate").unwrap()));
        agree(gpu, &all, what, case, entries.iter().any(|e| e.discontinuous));
    }
}

fn borders_and_fits(gpu: &GpuViews, case: Case) {
    for (border, name) in Border::ALL {
        // In one resampling and in a second, with and without warps.
        let kinds = ["rotate", "gain", "shear", "offset", "elastic", "translate"];
        let mut pipeline = pipeline_of(&kinds.map(|kind| catalogue::find(kind).unwrap()));
        (pipeline.input.border, pipeline.input.border_value) = (border, 0.3);
        agree(gpu, &pipeline, &format!("border {name}"), case, false);
    }
    for (fit, name) in Fit::ALL {
        let mut pipeline = pipeline_of(&[catalogue::find("scale").unwrap()]);
        pipeline.input.fit = fit;
        agree(gpu, &pipeline, &format!("fit {name}"), case, false);
    }
}

/// Takes the brightness of the edge away. No transform of the catalogue reads the rim by itself.
static WITHOUT_RIM: Entry = Entry {
    kind: "without-rim",
    name: "Without the rim",
    ignores: Ignores::Brightness,
    summary: "Takes the median of the outermost pixels away.",
    encoder_ignores: "the background",
    formula: "v' = v - r + 1/4",
    source: "this test",
    params: &[],
    prepare: None,
    stage: Stage::Point(Point {
        cpu: without_rim,
        wgsl: "fn without_rim(value: vec4<f32>, step: u32, pixel: Pixel) -> vec4<f32> {
            return value - rim_median(pixel) + 0.25;
        }
        ",
        needs: Needs::Rim,
    }),
    discontinuous: false,
    only_channels: None,
};

fn without_rim(_step: &Prepared, view: &mut Planes) {
    for (c, rim) in rim_median(view).into_iter().enumerate() {
        view.channel_mut(c).iter_mut().for_each(|v| *v = *v - rim + 0.25);
    }
}

/// Several steps that measure the whole view, one after the other and with others between.
#[test]
fn statistics_of_the_whole_view_agree() {
    let Some(device) = adapter::open("statistics_of_the_whole_view_agree") else { return };
    let gpu = GpuViews::new(device);
    let kinds = ["rotate", "equalise", "contrast", "clahe", "gaussian-blur", "percentile-window", "clahe"];
    let mut entries: Vec<_> = kinds.iter().map(|kind| catalogue::find(kind).unwrap()).collect();
    entries.push(&WITHOUT_RIM);
    for channels in [1, 3, 5] {
        // Views with fewer pixels than tiles, too.
        for size in [1, 5, 32, 65] {
            let case = Case { channels, size, sources: NEAR, views: 4 };
            agree(&gpu, &pipeline_of(&[&WITHOUT_RIM]), "rim", case, false);
            agree(&gpu, &pipeline_of(&entries), "several statistics", case, false);
        }
    }
}

/// One test, so that the adapter is opened once.
#[test]
fn cpu_and_gpu_agree() {
    let Some(device) = adapter::open("cpu_and_gpu_agree") else { return };
    let gpu = GpuViews::new(device);
    // Every number of channels up to two groups of four; at 3 channels other sizes, and sources of half and of twice
    // the view.
    let mut cases: Vec<Case> =
        (1..=8).map(|channels| Case { channels, size: 32, sources: NEAR, views: 4 }).collect();
    cases.extend([
        Case { channels: 3, size: 65, sources: NEAR, views: 4 },
        Case { channels: 3, size: 48, sources: [(24, 24), (96, 96)], views: 4 },
    ]);
    for case in cases {
        every_entry(&gpu, case);
        borders_and_fits(&gpu, case);
        everything(&gpu, case);
    }
    for (name, _) in augscope::pipeline::PRESETS {
        let case = Case { channels: 3, size: 64, sources: NEAR, views: 8 };
        agree(&gpu, &load(name).unwrap().pipeline, name, case, false);
    }
    // As many channels and views as a grid may have.
    everything(&gpu, Case { channels: 16, size: 40, sources: NEAR, views: 64 });
}

#[test]
fn a_slider_compiles_nothing() {
    let Some(device) = adapter::open("a_slider_compiles_nothing") else { return };
    let gpu = GpuViews::new(device);
    let source = picture(3, 40, 40);
    let mut compiled = Vec::new();
    for i in 0..20 {
        let mut pipeline = load("simclr").unwrap().pipeline;
        pipeline.steps[0].first.settings[0] = Setting::Fixed(0.1 + 0.04 * f64::from(i));
        let chain = Chain::new(&pipeline, 48);
        let draws = chain.draw(ViewKey::new(0, "a", 0, 0), &source);
        gpu.views(&chain, &[&source], &[draws]).unwrap();
        compiled.push(gpu.compiled());
    }
    assert!(compiled[0] > 0 && compiled.iter().all(|n| *n == compiled[0]), "{compiled:?}");
}

/// Views that one buffer does not hold are made tile by tile, with what lies around each tile, and are the same.
#[test]
fn tiles_make_the_same_views() {
    let Some(device) = adapter::open("tiles_make_the_same_views") else { return };
    let (whole, small) =
        (GpuViews::new(device.clone()), GpuViews::new(device).with_largest_buffer(24_000 * 16));
    let sources = [picture(6, 190, 170), picture(6, 400, 300)];
    let neighbourhoods: Vec<&'static Entry> =
        catalogue::ALL.iter().copied().filter(|e| matches!(e.stage, Stage::Neighbourhood(_))).collect();
    let with = |kinds: &[&str]| -> Vec<&'static Entry> {
        kinds.iter().map(|kind| catalogue::find(kind).unwrap()).collect()
    };
    let mut chains = vec![
        with(&["rotate", "gain", "gaussian-blur", "uneven-background", "cutout", "gaussian-noise"]),
        with(&["scale", "translate", "sharpen", "illumination-gradient", "debris", "jpeg", "motion-blur"]),
    ];
    chains.extend(neighbourhoods.into_iter().map(|entry| vec![entry]));
    for (number, entries) in chains.iter().enumerate() {
        for (border, name) in Border::ALL {
            let mut pipeline = pipeline_of(entries);
            pipeline.input.border = border;
            // The first chains turn and shrink, and see much of their source in every tile.
            let source = &sources[usize::from(number > 1)];
            let chain = Chain::new(&pipeline, 200);
            let draws = vec![chain.draw(ViewKey::new(2, "a", 0, 0), source)];
            let [a, b] = [&whole, &small].map(|gpu| gpu.views(&chain, &[source], &draws).unwrap());
            let (most, _) = difference(&a[0], &b[0]);
            let what = entries.iter().map(|e| e.kind).collect::<Vec<_>>().join(", ");
            assert!(most < 1e-5, "{what}, border {name}: {most}");
        }
    }
    // What needs the whole view at once says so.
    let chain = Chain::new(&pipeline_of(&with(&["contrast"])), 200);
    let draws = vec![chain.draw(ViewKey::new(2, "a", 0, 0), &sources[0])];
    assert!(matches!(small.views(&chain, &[&sources[0]], &draws), Err(GpuError::TooLarge { .. })));
}
