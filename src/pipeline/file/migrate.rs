//! Bringing a pipeline file of an older format up to the newest, one format after the other, comments kept.

use toml_edit::{DocumentMut, Item};

/// How a document of one format becomes one of the next.
pub(super) struct Migration {
    /// The older format.
    pub from: i64,
    /// Changes everything but the number of the format.
    pub change: fn(&mut DocumentMut),
}

/// One for every format before the newest. Format 1 is the first, so there is none yet: whoever raises `FORMAT` adds
/// the way from the one before here. New keys need no new format; a word that is renamed is read under both.
pub(super) const MIGRATIONS: &[Migration] = &[];

/// Brings `document` to format `newest` where `migrations` lead there. A document without a format, with a newer one, or
/// with one from which no way leads is left alone: reading it says what is wrong.
pub(super) fn migrate(document: &mut DocumentMut, newest: i64, migrations: &[Migration]) {
    while let Some(format) = document.get("format").and_then(Item::as_integer).filter(|f| *f < newest) {
        let Some(migration) = migrations.iter().find(|migration| migration.from == format) else { return };
        (migration.change)(document);
        if let Some(value) = document.get_mut("format").and_then(Item::as_value_mut) {
            let decor = value.decor().clone();
            *value = (format + 1).into();
            *value.decor_mut() = decor;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(document: &mut DocumentMut, old: &str, new: &str) {
        if let Some(item) = document.remove(old) {
            document.insert(new, item);
        }
    }

    const TWO: [Migration; 2] = [
        Migration { from: 2, change: |document| renamed(document, "size", "side") },
        Migration { from: 1, change: |document| renamed(document, "width", "size") },
    ];

    fn migrated(text: &str, newest: i64) -> String {
        let mut document: DocumentMut = text.parse().unwrap();
        migrate(&mut document, newest, &TWO);
        document.to_string()
    }

    #[test]
    fn formats_follow_one_another_and_comments_stay() {
        let old = "# mine\nformat = 1 # the first\nwidth = 3 # pixels\n";
        assert_eq!(migrated(old, 2), "# mine\nformat = 2 # the first\nsize = 3 # pixels\n");
        assert_eq!(migrated(old, 3), "# mine\nformat = 3 # the first\nside = 3 # pixels\n");
    }

    #[test]
    fn what_no_way_leads_from_is_left_alone() {
        for text in ["format = 3\nwidth = 3\n", "format = 0\nwidth = 3\n", "width = 3\n", "format = \"1\"\n"]
        {
            assert_eq!(migrated(text, 3), text);
        }
    }

    #[test]
    fn every_format_before_the_newest_has_its_way() {
        let mut formats: Vec<i64> = MIGRATIONS.iter().map(|migration| migration.from).collect();
        formats.push(super::super::FORMAT);
        formats.sort_unstable();
        assert!(formats.iter().copied().eq(1..=super::super::FORMAT), "{formats:?}");
    }
}
