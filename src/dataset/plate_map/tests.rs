//! Tests of plate maps: grids, lists, what is refused, and the classes that come out.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::dataset::listing::{Listing, Row};
use crate::dataset::source::Source;

fn map(text: &str) -> PlateMap {
    PlateMap { column: None, text: text.to_owned() }
}

fn well(map: &PlateMap, name: &str) -> Option<MappedWell> {
    map.wells().unwrap().get(&WellPlace::parse(name).unwrap()).cloned()
}

/// A plate of 8 x 12 with DMSO in column 1 and a compound in two doses.
fn grid(heads: bool) -> String {
    let mut text = String::new();
    if heads {
        text += &(0..13)
            .map(|c| if c == 0 { String::new() } else { c.to_string() })
            .collect::<Vec<_>>()
            .join("\t");
        text += "\n";
    }
    for row in 0..8 {
        let mut cells = vec![String::new(); 12];
        cells[0] = "DMSO".into();
        cells[1] = format!("wortmannin {} nM", if row < 4 { "500" } else { "1000" });
        cells[2] = "wortmannin 1.5uM".into();
        if heads {
            cells.insert(0, WellPlace::row_name(row));
        }
        text += &cells.join("\t");
        text += "\n";
    }
    text
}

#[test]
fn grids_with_and_without_letters_and_numbers_are_the_same() {
    assert_eq!(map(&grid(true)).wells().unwrap(), map(&grid(false)).wells().unwrap());
    let map = map(&grid(true));
    let dose = well(&map, "b2").unwrap();
    assert_eq!((dose.compound.as_str(), dose.dose.as_str(), dose.unit.as_str()), ("wortmannin", "500", "nM"));
    assert_eq!(well(&map, "H03").unwrap().class(), "wortmannin 1.5 uM");
    assert_eq!(well(&map, "A01").unwrap().control, Some(Control::Negative));
    assert_eq!(well(&map, "r01c04"), None);
}

#[test]
fn a_large_grid_is_a_plate_of_384_wells() {
    let row = vec!["x"; 24].join(",");
    let text = vec![row; 16].join("\n");
    assert_eq!(map(&text).wells().unwrap().len(), 384);
    let error = map("a,b\nc,d").wells().unwrap_err();
    assert!(error.contains("2 x 2") && error.contains("8 x 12"), "{error}");
}

#[test]
fn lists_with_and_without_a_heading() {
    let headed =
        map("Metadata_Well,Compound,Dose,Unit,Control\nB02,taxol,3,nM,\nr02c03,DMSO,,,negative\nB4,x,,,1\n");
    let bare = map("B2\ttaxol\t3\tnM\nB03\tDMSO\t\t\t-1\nB04\tx\t\t\tpositive");
    assert_eq!(headed.wells().unwrap(), bare.wells().unwrap());
    assert_eq!(well(&headed, "B2").unwrap().class(), "taxol 3 nM");
    assert_eq!(well(&headed, "B4").unwrap().control, Some(Control::Positive));
    let twice = map("well,compound\nB2,a\nB02,b").wells().unwrap_err();
    assert!(twice.contains("twice"), "{twice}");
    assert!(map("well,compound\nZZ9,a").wells().unwrap_err().contains("is no well"));
    assert!(map("well,compound,control\nB2,a,maybe").wells().unwrap_err().contains("maybe"));
    assert!(map("  \n").wells().is_err());
}

fn listing(wells: &[&str]) -> Listing {
    let row = |(i, well): (usize, &&str)| Row {
        key: format!("{i}.tif"),
        source: Source::File(format!("{i}.tif").into()),
        class_folder: None,
        own_group: None,
        columns: vec!["1".into(), (*well).to_owned()],
    };
    Listing {
        rows: wells.iter().enumerate().map(row).collect(),
        column_names: vec!["site".into(), "place".into()],
        ..Listing::default()
    }
}

#[test]
fn images_get_their_class_by_any_spelling_of_the_well_and_doses_come_in_order() {
    let mut list = listing(&["A1", "a02", "r05c02", "A03", "A05"]);
    let classes = apply(&map(&grid(true)), &mut list).unwrap();
    assert_eq!(classes, ["DMSO", "wortmannin 500 nM", "wortmannin 1000 nM", "wortmannin 1.5 uM"]);
    let of = |row: usize| list.rows[row].columns[2].as_str();
    assert_eq!(
        [of(0), of(1), of(2), of(3), of(4)],
        ["DMSO", "wortmannin 500 nM", "wortmannin 1000 nM", "wortmannin 1.5 uM", ""]
    );
    assert_eq!(list.rows[0].columns[6], "negative");
    assert!(list.warnings[0].starts_with("1 image(s)"), "{:?}", list.warnings);
    assert_eq!(list.default_label.as_deref(), Some("plate map"));
    assert!(apply(&map(&grid(true)), &mut listing(&["P20"])).unwrap_err().contains("none of the wells"));
    let named = PlateMap { column: Some("well".into()), ..map(&grid(true)) };
    assert!(apply(&named, &mut listing(&["A1"])).unwrap_err().contains("site, place"));
}
