//! [`file_words`]: what a file system's refusal means, and what can be done about it.

use std::io::{Error, ErrorKind};

/// The answer of the file system in plain words, with what to do where that is known.
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
    format!("{words} ({error})")
}
