use super::*;

/// A chart of `classes` classes and `runs` runs; AUGSCOPE_CHARTS=DIR keeps the pictures for the eye.
fn chart(classes: usize, runs: usize) -> ClassChart {
    let names = [
        "reference",
        "DMSO & <control> \"vehicle\"",
        "Cytochalasin B 3 µM, 24 h, actin inhibitor, plate layout B, second donor, batch 2 (80)",
    ];
    let value = |i: usize, s: usize| 0.35 + ((i * 37 + s * 23) % 60) as f64 / 100.0;
    ClassChart {
        title: "How well each class is recognised".into(),
        readout: "nearest neighbours, encoder features".into(),
        part: "choose".into(),
        remark: "Exploratory: too few groups or images for a verdict".into(),
        classes: (0..classes)
            .map(|i| names.get(i).map_or_else(|| format!("class {i}"), |n| (*n).to_owned()))
            .collect(),
        n: (0..classes).map(|i| if i == 4 { 0 } else { 90 + i * 7 }).collect(),
        series: (0..runs)
            .map(|s| Series {
                name: format!("run {s}"),
                values: (0..classes).map(|i| (i != 4).then(|| value(i, s))).collect(),
                ci: (0..classes)
                    .map(|i| (i != 4 && i != 5).then(|| [value(i, s) - 0.07, (value(i, s) + 0.05).min(1.0)]))
                    .collect(),
            })
            .collect(),
        marks: [("untrained encoder", 0.3), ("raw pixels", 0.42), ("chance", 0.125)]
            .map(|(name, v)| Mark { name: name.into(), values: vec![Some(v); classes] })
            .into(),
    }
}

fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("AUGSCOPE_CHARTS") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

#[test]
fn svg_is_well_formed_whatever_the_names() {
    let mut chart = chart(3, 1);
    chart.classes[0] = "a\u{1}b]]> <&'\"".into();
    let svg = chart.to_svg();
    let mut reader = quick_xml::Reader::from_str(&svg);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(_) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert!(svg.contains("DMSO &amp; &lt;control&gt;"));
    assert!(svg.contains('\u{2026}') && svg.contains("batch 2 (80)</title>"), "shortened, whole on hovering");
    for words in ["recall (fraction", "Part: choose", "untrained encoder", "raw pixels", "chance"] {
        assert!(svg.contains(words), "{words}");
    }
}

#[test]
fn png_has_the_size_asked_for_and_text_in_it() {
    for (classes, runs) in [(2, 1), (8, 1), (12, 3), (60, 1), (60, 8)] {
        let chart = chart(classes, runs);
        let png = chart.bytes(ChartFormat::Png, 1.0).unwrap();
        keep(&format!("chart_{classes}_{runs}.png"), &png);
        let picture = image::load_from_memory(&png).unwrap().to_luma8();
        assert_eq!(picture.width(), 960);
        // The headline lies in the first 40 rows: without a font they would be white.
        let dark = (0..40).flat_map(|y| (0..960).map(move |x| (x, y)));
        assert!(dark.filter(|&(x, y)| picture.get_pixel(x, y).0[0] < 128).count() > 100);
        let twice = chart.bytes(ChartFormat::Png, 2.0).unwrap();
        assert_eq!(image::load_from_memory(&twice).unwrap().width(), 1920);
    }
}

#[test]
fn short_vectors_and_nothing_at_all_are_drawn_without_a_panic() {
    let mut short = chart(6, 2);
    short.n.clear();
    short.series[1].values.truncate(1);
    short.series[0].ci[0] = Some([f64::NAN, 1.0]);
    short.bytes(ChartFormat::Png, 1.0).unwrap();
    ClassChart::default().bytes(ChartFormat::Png, 1.0).unwrap();
    assert!(short.bytes(ChartFormat::Png, 0.0).is_err() && short.bytes(ChartFormat::Png, f32::NAN).is_err());
    assert!(short.bytes(ChartFormat::Png, 1000.0).unwrap_err().to_string().contains("too large"));
}

#[test]
fn a_chart_of_reports_shows_runs_baselines_and_words() {
    use crate::evaluate::{Embedded, Features, Question, ReadoutKind, Split, assess};
    let part = |shift: usize| {
        let labels: Vec<usize> = (0..60).map(|i| i % 2).collect();
        let data = (0..60).map(|i| (i % 2) as f32 + (i * 7 % 5) as f32 * 0.1).collect();
        let encoder = Features::new(60, 1, data).unwrap();
        let pixels = Some(Features::new(60, 1, vec![1.0; 60]).unwrap());
        Embedded { groups: (shift..shift + 60).collect(), labels, encoder, pixels, ..Embedded::default() }
    };
    let question = Question {
        classes: vec!["a".into(), "b".into()],
        part: "choose".into(),
        primary_readout: ReadoutKind::LinearFull,
        transductive: true,
        exploratory: false,
        seed: 0,
        split: Split::default(),
    };
    let report = assess(&part(0), &part(100), &question, &crate::job::Stop::new()).unwrap();
    let chart = ClassChart::from_report(&report, ReadoutKind::LinearFull).unwrap();
    assert_eq!(chart.n, [30, 30]);
    let marks: Vec<&str> = chart.marks.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(marks, ["raw pixels", "chance"]);
    assert!(chart.series[0].values[0].unwrap() > 0.9 && chart.series[0].ci[0].is_some());
    assert!(chart.to_svg().contains("Transductive"));
    let two =
        ClassChart::from_reports(&[("one", &report), ("two", &report)], ReadoutKind::LinearFull).unwrap();
    assert_eq!(two.series.len(), 2);
    let missing = ClassChart::from_report(&report, ReadoutKind::KnnProjector).unwrap_err().to_string();
    assert!(missing.contains("knn_projector"), "{missing}");
}
