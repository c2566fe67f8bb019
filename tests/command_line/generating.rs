//! What packages are made of: man pages, completions, and the words of the version.

use super::{augscope, text};
use std::collections::BTreeSet;

#[test]
fn every_command_has_its_page_and_its_completion() {
    let folder = tempfile::tempdir().unwrap();
    let (man, shells) = (folder.path().join("man"), folder.path().join("shells"));
    for (what, out) in [("man", &man), ("completions", &shells)] {
        assert!(augscope(&["generate", what, text(out)]).status.success());
    }
    let page = std::fs::read_to_string(man.join("augscope.1")).unwrap();
    let bash = std::fs::read_to_string(shells.join("augscope.bash")).unwrap();
    assert!(page.contains(".TH") && !page.contains("avx"));
    assert!(!page.contains("generate"));
    assert_eq!(std::fs::read_dir(&shells).unwrap().count(), 5);

    let help = String::from_utf8(augscope(&["--help"]).stdout).unwrap();
    let listed = help.split("Commands:\n").nth(1).unwrap().lines().take_while(|line| line.starts_with("  "));
    let mut names: BTreeSet<&str> = listed.filter_map(|line| line.split_whitespace().next()).collect();
    // What clap adds has no page.
    assert!(names.remove("help"), "{names:?}");
    assert!(names.contains("train") && !names.contains("generate"), "{names:?}");
    for name in names {
        assert!(man.join(format!("augscope-{name}.1")).is_file(), "{name}");
        assert!(page.contains(&format!("augscope\\-{name}")), "{name}");
        assert!(bash.contains(name), "{name}");
    }
}

/// Other programs read the number in front, and look for the features.
#[test]
fn the_number_of_the_version_stands_first() {
    let said = String::from_utf8(augscope(&["--version"]).stdout).unwrap();
    let words = said.trim().strip_prefix("augscope ").unwrap();
    let (number, rest) = words.split_once(' ').unwrap();
    assert_eq!(number, env!("CARGO_PKG_VERSION"));
    assert!(rest.starts_with("(cpu: ") && rest.contains("; features: ") && rest.ends_with(')'), "{rest}");
}
