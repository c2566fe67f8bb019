//! Recipes of other programs, read as pipelines: files of Albumentations, solo-learn and lightly, with a list of what was
//! not understood.

mod albumentations;
mod albumentations_moves;
mod albumentations_names;
mod albumentations_values;
mod arguments;
mod gathered;
mod lightly;
mod solo_learn;

use super::Pipeline;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A recipe of another program as a pipeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// What was understood. Its note says where it comes from.
    pub pipeline: Pipeline,
    /// The program whose file it was.
    pub program: &'static str,
    /// What was left out or is otherwise here, in words.
    pub left_out: Vec<String>,
}

/// Why a file could not be read as a recipe of another program.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("{path} cannot be read: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the file system answered.
        source: std::io::Error,
    },
    /// Too large for a recipe.
    #[error("{path} is larger than 4 MB: it is not a recipe")]
    Large {
        /// The file.
        path: PathBuf,
    },
    /// Neither JSON nor YAML.
    #[error("{name} is neither valid JSON nor valid YAML: {why}")]
    Syntax {
        /// The file's name.
        name: String,
        /// What the reader says.
        why: String,
    },
    /// Of no program that is known.
    #[error(
        "{name} is no recipe of Albumentations (a file of albumentations.save), of solo-learn (a file of its \
         augmentations folder) or of lightly (its arguments as YAML or JSON, or the Python that this program writes for it)"
    )]
    Unknown {
        /// The file's name.
        name: String,
    },
}

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// True where the ending of `path` is that of other programs' recipes: .json, .yaml, .yml, or .py of lightly.
pub fn is_foreign(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    matches!(ending.as_deref(), Some("json" | "yaml" | "yml" | "py"))
}

/// Reads the file `path` as a recipe of Albumentations, solo-learn or lightly.
///
/// # Errors
/// Where it cannot be read or is of neither.
pub fn import(path: &Path) -> Result<Imported, ImportError> {
    let of = |source| ImportError::File { path: path.to_path_buf(), source };
    if std::fs::metadata(path).map_err(of)?.len() > LARGEST {
        return Err(ImportError::Large { path: path.to_path_buf() });
    }
    let text = std::fs::read_to_string(path).map_err(of)?;
    let name = path.file_name().map_or_else(|| "the file".into(), |name| name.to_string_lossy().into_owned());
    import_text(&text, &name)
}

/// Reads `text`, the content of a file called `name`.
///
/// # Errors
/// Where it is neither JSON nor YAML, or of no program that is known.
pub fn import_text(text: &str, name: &str) -> Result<Imported, ImportError> {
    let is_python = name.to_lowercase().ends_with(".py");
    let value: Value = match serde_json::from_str(text) {
        _ if is_python => {
            let text = text.replace("\r\n", "\n");
            lightly::python(&text).ok_or_else(|| ImportError::Unknown { name: name.into() })?
        }
        Ok(value) => value,
        // YAML holds JSON, but JSON's reader is told first, since it is the quicker and the stricter.
        Err(json) => serde_saphyr::from_str(text).map_err(|yaml| {
            let is_json = name.to_lowercase().ends_with(".json");
            let why = if is_json { json.to_string() } else { yaml.to_string() };
            ImportError::Syntax { name: name.into(), why: why.lines().next().unwrap_or_default().into() }
        })?,
    };
    let (program, mut gathered) = if let Some(root) = albumentations::root(&value) {
        ("Albumentations", albumentations::read(root))
    } else if let Some(list) = solo_learn::list(&value) {
        ("solo-learn", solo_learn::read(&list))
    } else if let Some(views) = lightly::views(&value) {
        ("lightly", lightly::read(&views))
    } else {
        return Err(ImportError::Unknown { name: name.into() });
    };
    let stem =
        Path::new(name).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    gathered.pipeline.name = stem;
    gathered.pipeline.note = format!("From the {program} file {name}.");
    Ok(Imported { pipeline: gathered.pipeline, program, left_out: gathered.left_out })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::Setting;

    #[test]
    fn a_minimal_albumentations_file_is_read_with_their_defaults() {
        let text = r#"{"transform": {"__class_fullname__": "Compose", "p": 1.0, "transforms": [
            {"__class_fullname__": "albumentations.augmentations.transforms.HorizontalFlip", "p": 0.25},
            {"__class_fullname__": "Rotate", "p": 1.0, "limit": 45, "crop_border": true},
            {"__class_fullname__": "RandomRain", "p": 0.5},
            {"__class_fullname__": "OneOf", "p": 0.4, "transforms": [
                {"__class_fullname__": "GaussNoise", "p": 1.0, "std_range": [0.01, 0.05]},
                {"__class_fullname__": "RandomGamma", "p": 1.0}]}]}}"#;
        let imported = import_text(text, "old.json").unwrap();
        let pipeline = &imported.pipeline;
        assert_eq!(pipeline.check(), Ok(()));
        let kinds: Vec<_> = pipeline.steps.iter().map(|step| step.entry.kind).collect();
        assert_eq!(kinds, ["flip-horizontal", "rotate", "gaussian-noise", "gamma"]);
        assert_eq!(pipeline.steps[0].first.probability, 0.25);
        assert_eq!(pipeline.steps[1].first.settings[0], Setting::Uniform { low: -45.0, high: 45.0 });
        assert_eq!(pipeline.steps[3].first.settings[0], Setting::Uniform { low: 0.8, high: 1.2 });
        assert_eq!((pipeline.groups.len(), pipeline.groups[0].pick), (1, 1));
        assert_eq!(pipeline.steps[2].first.probability, 0.4);
        for word in ["RandomRain", "crop_border"] {
            assert!(imported.left_out.iter().any(|line| line.contains(word)), "{:?}", imported.left_out);
        }
    }

    #[test]
    fn an_asymmetric_file_of_solo_learn_has_two_columns() {
        let view = |blur: f64, solarise: f64| {
            format!(
                "- rrc:\n    enabled: True\n    crop_min_scale: 0.08\n    crop_max_scale: 1.0\n  color_jitter:\n    prob: 0.8\n    \
                 brightness: 0.4\n    contrast: 0.4\n    saturation: 0.2\n    hue: 0.1\n  grayscale:\n    prob: 0.2\n  \
                 gaussian_blur:\n    prob: {blur}\n  solarization:\n    prob: {solarise}\n  equalization:\n    prob: 0.0\n  \
                 horizontal_flip:\n    prob: 0.5\n  crop_size: 32\n  num_crops: 1\n  mean: [0.5]\n\n"
            )
        };
        let imported = import_text(&format!("{}{}", view(1.0, 0.0), view(0.1, 0.2)), "byol.yaml").unwrap();
        let pipeline = &imported.pipeline;
        assert_eq!(imported.program, "solo-learn");
        assert_eq!((pipeline.check(), pipeline.input.size), (Ok(()), Some(32)));
        let found: Vec<_> = pipeline
            .steps
            .iter()
            .map(|step| {
                (
                    step.entry.kind,
                    step.first.probability,
                    step.second.as_ref().map(|second| second.probability),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("random-resized-crop", 1.0, None),
                ("colour-jitter", 0.8, None),
                ("grey", 0.2, None),
                ("gaussian-blur", 1.0, Some(0.1)),
                ("solarise", 0.0, Some(0.2)),
                ("flip-horizontal", 0.5, None)
            ]
        );
        assert!(imported.left_out.iter().any(|line| line.contains("mean")), "{:?}", imported.left_out);
    }

    #[test]
    fn arguments_of_lightly_are_read_and_the_rest_is_told() {
        let text = "input_size: 96\ncj_strength: 0.5\ncj_bright: 0.8\nrr_prob: 0.25\nrr_degrees: [10, 20]\n\
                    gaussian_blur: 0.0\nkernel_size: 0.1\nnormalize: {mean: [0.5], std: [0.5]}\nblur: 3\n";
        let imported = import_text(text, "simclr.yaml").unwrap();
        let pipeline = &imported.pipeline;
        assert_eq!((imported.program, pipeline.check(), pipeline.input.size), ("lightly", Ok(()), Some(96)));
        let kinds: Vec<_> = pipeline.steps.iter().map(|step| step.entry.kind).collect();
        assert_eq!(kinds, ["random-resized-crop", "flip-horizontal", "rotate", "colour-jitter", "grey"]);
        let rotate = &pipeline.steps[2].first;
        assert_eq!(
            (rotate.probability, rotate.settings[0]),
            (0.25, Setting::Uniform { low: 10.0, high: 20.0 })
        );
        assert_eq!(pipeline.steps[3].first.settings[0], Setting::Uniform { low: 0.6, high: 1.4 });
        assert_eq!(pipeline.input.border, crate::transform::Border::Constant, "black corners");
        for word in [
            "kernel_size",
            "normalize",
            "blur: not understood",
            "SimCLRTransform of lightly has them: ",
            "cj_hue",
        ] {
            assert!(
                imported.left_out.iter().any(|line| line.contains(word)),
                "{word}: {:?}",
                imported.left_out
            );
        }
        // Each view turns in its own way.
        let text =
            r#"[{"min_scale": 0.2, "rr_prob": 0.5}, {"min_scale": 0.2, "rr_prob": 1.0, "rr_degrees": 30}]"#;
        let pipeline = import_text(text, "two.json").unwrap().pipeline;
        let of = |kind: &str| pipeline.steps.iter().find(|step| step.entry.kind == kind).unwrap();
        let shares = |step: &crate::pipeline::Step| {
            (step.first.probability, step.second.as_ref().map(|second| second.probability))
        };
        assert_eq!(shares(of("quarter-turn")), (0.5, Some(0.0)));
        assert_eq!(shares(of("rotate")), (0.0, Some(1.0)));
    }

    /// Values that mean something else there than what the step does here.
    #[test]
    fn arguments_of_albumentations_are_told_where_they_mean_something_else() {
        let of = |class: &str, arguments: &str| {
            let text = format!(
                "{{\"transform\": {{\"__class_fullname__\": \"Compose\", \"transforms\": [{{\"__class_fullname__\": \
                 \"{class}\", \"p\": 1.0{arguments}}}]}}}}"
            );
            let imported = import_text(&text, "a.json").unwrap();
            assert_eq!(imported.pipeline.steps.len(), 1, "{class}: {:?}", imported.left_out);
            imported.left_out
        };
        for (class, plain, other, word) in [
            (
                "SaltAndPepper",
                r#""salt_vs_pepper": [0.5, 0.5]"#,
                r#""salt_vs_pepper": [0.9, 1.0]"#,
                "salt_vs_pepper",
            ),
            ("SaltAndPepper", r#""salt_vs_pepper": [0.5, 0.5]"#, "", "salt_vs_pepper"),
            (
                "Illumination",
                r#""effect_type": "brighten""#,
                r#""effect_type": "darken""#,
                "effect_type = darken",
            ),
            (
                "MotionBlur",
                r#""direction_range": [0.0, 0.0], "allow_shifted": false"#,
                r#""direction_range": [1.0, 1.0], "allow_shifted": false"#,
                "direction_range",
            ),
            ("ToGray", r#""method": "weighted_average""#, r#""method": "max""#, "method = max"),
            ("Perspective", r#""fit_output": false"#, r#""fit_output": true"#, "fit_output = true"),
            ("Rotate", r#""fill": [0.5, 0.5, 0.5]"#, r#""fill": [0.5, 0.0, 0.5]"#, "fill = "),
            ("Rotate", r#""fill": 1.0"#, r#""fill": 128"#, "fill = 128"),
            (
                "CoarseDropout",
                r#""num_holes_range": [1, 1], "fill": 0.25"#,
                r#""num_holes_range": [1, 1], "fill": "random""#,
                "fill = \"random\"",
            ),
            ("Rotate", r#""interpolation": 1"#, r#""interpolation": 0"#, "interpolation = 0 (nearest)"),
            ("RandomResizedCrop", r#""size": [32, 32]"#, r#""size": [32, 64]"#, "square"),
        ] {
            let separated = |text: &str| if text.is_empty() { String::new() } else { format!(", {text}") };
            assert_eq!(of(class, &separated(plain)), Vec::<String>::new(), "{class}");
            let told = of(class, &separated(other));
            assert!(told.iter().any(|line| line.contains(word)), "{class}: {word} is missing in {told:?}");
        }
        // What darkens towards one side slopes the other way.
        let text =
            r#"{"__class_fullname__": "Illumination", "effect_type": "darken", "angle_range": [10, 10]}"#;
        let darker = import_text(text, "a.json").unwrap().pipeline;
        let (angle, _) = darker.steps[0].entry.param("angle").unwrap();
        assert_eq!(darker.steps[0].first.settings[angle], Setting::Fixed(170.0));
        let elastic = of("ElasticTransform", r#", "same_dxdy": true"#);
        assert!(elastic.iter().any(|line| line.contains("same_dxdy = true")), "{elastic:?}");
    }

    #[test]
    fn other_files_are_refused_in_words() {
        for (text, name, words) in [
            ("{", "a.json", "neither valid JSON"),
            ("a: [", "a.yaml", "neither valid JSON nor valid YAML"),
            ("{\"a\": 1}", "a.json", "no recipe of Albumentations"),
            ("- 1\n- 2\n", "a.yaml", "no recipe"),
            ("just words", "a.yaml", "no recipe"),
            ("print(1)", "a.py", "no recipe"),
        ] {
            let error = import_text(text, name).unwrap_err().to_string();
            assert!(error.contains(words) && error.contains(name), "{text}: {error}");
        }
    }

    #[test]
    fn values_out_of_range_leave_their_step_out() {
        let text = r#"{"transform": {"__class_fullname__": "Compose", "transforms": [
            {"__class_fullname__": "GaussianBlur", "sigma_limit": [100.0, 1e400]},
            {"__class_fullname__": "GaussianBlur", "sigma_limit": [100.0, 200.0], "p": 7}]}}"#;
        let text = text.replace("1e400", "1e300");
        let imported = import_text(&text, "a.json").unwrap();
        assert!(imported.pipeline.steps.is_empty());
        assert_eq!(imported.left_out.len(), 2, "{:?}", imported.left_out);
    }
}
