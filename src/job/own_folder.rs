//! Where the program keeps what is its own: projects and settings, and what it can make again.

use std::ffi::OsString;
use std::path::PathBuf;

/// Names a folder in which everything of the program lies, instead of the system's places.
const VARIABLE: &str = "AUGSCOPE_HOME";

/// The folder of projects, settings and simulated cells; `None` where the system names none.
pub fn data() -> Option<PathBuf> {
    given(std::env::var_os(VARIABLE)).or_else(|| Some(dirs::data_dir()?.join("augscope")))
}

/// The folder of what can be made again, such as indices; `None` where the system names none.
pub fn cache() -> Option<PathBuf> {
    given(std::env::var_os(VARIABLE)).or_else(|| Some(dirs::cache_dir()?.join("augscope")))
}

/// The folder that a variable names. An empty one names none: taken for a folder, it would be the present one, which is
/// strewn with files then.
fn given(variable: Option<OsString>) -> Option<PathBuf> {
    variable.filter(|name| !name.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_names_no_folder() {
        assert_eq!(given(None), None);
        assert_eq!(given(Some("".into())), None);
        assert_eq!(given(Some("/home/anna/cells".into())), Some("/home/anna/cells".into()));
    }
}
