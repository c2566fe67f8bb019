//! [`file_words`]: what a file system's refusal means, and what can be done about it.

use std::io::{Error, ErrorKind};

/// The answer of the file system in plain words, with what to do where that is known; else its own words.
pub fn file_words(error: &Error) -> String {
    let words = match error.kind() {
        ErrorKind::StorageFull => "the disk is full. Make room, then go on",
        ErrorKind::QuotaExceeded => {
            "the space that you are allowed on this disk is used up. Make room, then go on"
        }
        ErrorKind::FileTooLarge => "files on this disk may not become that large. Choose another place",
        ErrorKind::ReadOnlyFilesystem => "this disk can only be read from. Choose another place",
        ErrorKind::PermissionDenied => {
            "you are not allowed to write there. Choose another place, or allow it"
        }
        ErrorKind::NotFound => "the folder is gone. Was it moved, or its disk unplugged?",
        _ => return error.to_string(),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_gets_advice_and_the_rest_its_own_words() {
        assert!(file_words(&ErrorKind::StorageFull.into()).contains("Make room"));
        assert_eq!(file_words(&Error::other("the drive whistles")), "the drive whistles");
    }
}
