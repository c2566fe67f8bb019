//! Which class is likely a control: by its name.

/// Words in the names of controls, likeliest first.
const WORDS: [&str; 11] = [
    "dmso",
    "negative control",
    "neg control",
    "control",
    "vehicle",
    "untreated",
    "mock",
    "negative",
    "normal",
    "wild type",
    "reference",
];

/// The place of the class whose images should look alike but for how they were taken; `None` where no name says so.
pub fn likely_control(classes: &[String]) -> Option<usize> {
    let plain = |name: &String| name.to_lowercase().replace(['_', '-', '.'], " ");
    let names: Vec<String> = classes.iter().map(plain).collect();
    let fits = |name: &String, word: &str| name.contains(word) && !name.contains("positive");
    WORDS.iter().find_map(|word| names.iter().position(|name| fits(name, word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_controls() {
        let of = |names: &[&str]| likely_control(&names.iter().map(|n| (*n).into()).collect::<Vec<_>>());
        assert_eq!(of(&["taxol", "normal", "DMSO_0.1"]), Some(2));
        assert_eq!(of(&["positive control", "Negative_Control", "control 2"]), Some(1));
        assert_eq!(of(&["macrocyte", "Normal-cell"]), Some(1));
        assert_eq!(of(&["G1", "S", "positive control"]), None);
    }
}
