//! A data set without files, for the tests of what only counts its items.

use std::sync::Arc;

use super::dataset::{Dataset, Item};
use super::look::Seen;
use super::opened::Opened;

/// `(class, group)` of each item.
pub(super) fn dataset(classes: usize, items: &[(Option<usize>, Option<String>)], grouped: bool) -> Dataset {
    let items: Vec<Item> = items
        .iter()
        .enumerate()
        .map(|(i, (class, group))| Item {
            key: format!("{i:06}.tif"),
            path: format!("{i}.tif").into(),
            class: *class,
            group: group.clone(),
            given: None,
            width: 1,
            height: 1,
            pixel_size_um: None,
            file_bytes: 1,
            columns: Vec::new(),
        })
        .collect();
    Dataset {
        root: ".".into(),
        items,
        classes: (0..classes).map(|c| format!("class {c}")).collect(),
        channels: Vec::new(),
        group_column: grouped.then(|| "well".to_owned()),
        split_column: None,
        column_names: Vec::new(),
        left_out: Vec::new(),
        emptied_classes: Vec::new(),
        default_label: None,
        warnings: Vec::new(),
        slots: Vec::new(),
        opened: Arc::new(Opened::default()),
    }
}

/// Lets `data` know the pictures' contents, one number each.
pub(super) fn with_contents(data: &mut Dataset, contents: &[u64]) {
    let seen = |(item, content): (&Item, &u64)| {
        let seen = Seen {
            width: 1,
            height: 1,
            pixel_size_um: None,
            file_bytes: 1,
            names: Vec::new(),
            dtype: "uint8".to_owned(),
            content: *content,
        };
        (item.key.clone(), Ok(seen))
    };
    let seen = data.items.iter().zip(contents).map(seen).collect();
    data.slots = (0..contents.len()).collect();
    data.opened = Arc::new(Opened { seen, ..Opened::default() });
}
