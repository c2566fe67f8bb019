//! [`plate_charts`] and [`dose_charts`]: a run's wells on their plates, and the response to doses, from what its folder
//! holds.

use crate::dataset::WellPlace;
use crate::evaluate::ReadoutKind;
use crate::evaluate::plate::{DoseResponse, PlateVerdict, WellRole, WellScore};
use crate::export::chart::{DoseChart, DoseCurve, DosePoint, PlateChart, PlateWell};
use crate::run::Prediction;
use crate::run::why::Why;
use std::collections::BTreeMap;

/// Classes of a well that are named; the rest is counted.
const MOST_CLASSES: usize = 3;

/// The groups of a run are no wells.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotWells {
    /// There are no groups.
    #[error(
        "the images of this run have no groups, so it is not known which well they are from: open them with a table \
         whose column of groups holds wells"
    )]
    NoGroups,
    /// The groups are something else.
    #[error("the groups of this run are no wells of a plate: \"{0}\" is not a name like B07")]
    Other(String),
}

/// What is counted of a well.
#[derive(Default)]
struct Count {
    images: usize,
    /// Images that were judged, and the share of right answers, summed.
    judged: usize,
    right: f64,
    classes: BTreeMap<String, usize>,
}

/// The plates of the run called `run`, in the order of their names: of every well its images in `predictions`, the
/// share of them that `readout` recognised, and the score between the controls where `why` has one.
///
/// # Errors
/// Where the groups are no wells.
pub fn plate_charts(
    run: &str,
    predictions: &[Prediction],
    readout: ReadoutKind,
    part: &str,
    why: Option<&Why>,
) -> Result<Vec<PlateChart>, NotWells> {
    if predictions.iter().all(|image| image.group.is_none()) {
        return Err(NotWells::NoGroups);
    }
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for image in predictions {
        let Some(group) = image.group.as_deref() else { continue };
        let count = counts.entry(group).or_default();
        count.images += 1;
        *count.classes.entry(image.label.clone()).or_default() += 1;
        let answers = image.answers(readout);
        if !answers.is_empty() {
            count.judged += 1;
            let right = answers.iter().filter(|answer| **answer == image.label).count();
            count.right += right as f64 / answers.len() as f64;
        }
    }
    let scores: BTreeMap<&str, &WellScore> = why
        .and_then(|why| why.plate.as_ref())
        .map(|plate| plate.encoder.wells.iter().map(|well| (well.well.as_str(), well)).collect())
        .unwrap_or_default();
    let mut plates: BTreeMap<String, Vec<PlateWell>> = BTreeMap::new();
    let unknown = scores.keys().filter(|name| !counts.contains_key(**name)).copied();
    let names: Vec<&str> = counts.keys().copied().chain(unknown).collect();
    for name in names {
        let Some(place) = WellPlace::parse(name) else {
            // Wells of the table's own column may be called anything; the groups may not.
            if counts.contains_key(name) {
                return Err(NotWells::Other(name.to_owned()));
            }
            continue;
        };
        let (count, score) = (counts.get(name), scores.get(name));
        let well = PlateWell {
            name: name.to_owned(),
            row: place.row,
            column: place.column,
            images: count.map_or(0, |count| count.images),
            recall: count.filter(|count| count.judged > 0).map(|count| count.right / count.judged as f64),
            score: score.and_then(|well| well.score),
            content: content(count, score.copied()),
        };
        plates.entry(plate_of(name)).or_default().push(well);
    }
    let chart = |(plate, wells)| PlateChart {
        plate,
        run: run.to_owned(),
        remark: format!("Read-out: {}. Part: {part}", readout.title()),
        wells,
        ..PlateChart::default()
    };
    Ok(plates.into_iter().map(chart).collect())
}

/// What stands in front of the well in a group's name: "P2" of "P2-B07", nothing of "B07".
fn plate_of(name: &str) -> String {
    let well = name.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    name.strip_suffix(well).unwrap_or_default().trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

fn content(count: Option<&Count>, score: Option<&WellScore>) -> String {
    let mut words = Vec::new();
    if count.is_none() {
        words.push("none of its images is in the part that was evaluated".to_owned());
    }
    if let Some(count) = count {
        let named =
            count.classes.iter().take(MOST_CLASSES).map(|(class, images)| format!("{class} ({images})"));
        words.push(named.collect::<Vec<_>>().join(", "));
        if let Some(more) = count.classes.len().checked_sub(MOST_CLASSES).filter(|more| *more > 0) {
            words.push(format!("and {more} more classes"));
        }
    }
    if let Some(score) = score {
        words.push(match score.dose {
            Some(dose) => format!("{}, {}, dose {dose}", role(score.role), score.treatment),
            None => format!("{}, {}", role(score.role), score.treatment),
        });
    }
    words.join("\n")
}

fn role(role: WellRole) -> &'static str {
    match role {
        WellRole::Negative => "negative control",
        WellRole::Positive => "positive control",
        WellRole::Treated => "treated",
    }
}

/// The response to every treatment's doses in the run called `run`; nothing where no plate was looked at, or no well has
/// a dose.
pub fn dose_charts(run: &str, why: &Why) -> Vec<DoseChart> {
    let Some(plate) = &why.plate else { return Vec::new() };
    let of = |(treatment, found): &(String, DoseResponse)| dose_chart(run, &plate.encoder, treatment, found);
    plate.encoder.dose_response.0.iter().map(of).collect()
}

fn dose_chart(run: &str, verdict: &PlateVerdict, treatment: &str, found: &DoseResponse) -> DoseChart {
    let point = |well: &WellScore| {
        let negative = well.role == WellRole::Negative;
        // Wells without any of it are the response to no dose.
        let dose = if negative { Some(0.0) } else { well.dose }?;
        let own = negative || well.treatment == treatment || dose == 0.0;
        let point = |score| DosePoint { well: well.well.clone(), dose, score, role: role(well.role).into() };
        if own { well.score.map(point) } else { None }
    };
    let curve = || {
        Some(DoseCurve { bottom: found.bottom?, top: found.top?, ec50: found.ec50.value?, hill: found.hill? })
    };
    let mut remark = Vec::new();
    if let Some(why) = &found.ec50.not_defined {
        remark.push(format!("No EC50: {why}"));
    } else if let (Some(why), None) = (&found.ec50.ci_reason, found.ec50.ci95) {
        remark.push(format!("No interval of EC50: {why}"));
    }
    if let Some(r2) = found.r2 {
        remark.push(format!("the curve explains {:.0} % of the variance between wells", 100.0 * r2));
    }
    remark.push(format!("{} wells, {} doses", found.wells, found.doses));
    DoseChart {
        treatment: treatment.to_owned(),
        run: run.to_owned(),
        unit: None,
        points: verdict.wells.iter().filter_map(point).collect(),
        curve: curve(),
        ec50: found.ec50.clone(),
        remark: remark.join("; "),
    }
}

#[cfg(test)]
mod tests {
    use super::super::made_up::made_up;
    use super::*;
    use crate::export::chart::WellFigureKind;

    fn image(file: &str, label: &str, group: Option<&str>, said: &str) -> Prediction {
        Prediction {
            file: file.into(),
            label: label.into(),
            group: group.map(str::to_owned),
            by: [("knn_encoder".to_owned(), said.to_owned())].into(),
        }
    }

    #[test]
    fn wells_lie_at_their_places_on_their_plates() {
        let images = [
            image("1", "a", Some("P1-A01"), "a"),
            image("2", "a", Some("P1-A01"), "b"),
            image("3", "b", Some("P2-H12"), "b"),
        ];
        let plates = plate_charts("run", &images, ReadoutKind::KnnEncoder, "choose", None).unwrap();
        let names: Vec<&str> = plates.iter().map(|plate| plate.plate.as_str()).collect();
        assert_eq!(names, ["P1", "P2"]);
        let heat = plates[0].heat();
        assert_eq!((heat.rows.len(), heat.columns.len()), (8, 12));
        assert_eq!(heat.cell(0, 0).unwrap().value, Some(50.0));
        assert!(heat.cell(7, 11).unwrap().empty && !plates[1].heat().cell(7, 11).unwrap().empty);
        // A read-out that was not made leaves the images.
        let plates = plate_charts("run", &images, ReadoutKind::LinearFull, "choose", None).unwrap();
        assert_eq!((plates[0].wells[0].images, plates[0].wells[0].recall), (2, None));
        let other = [image("1", "a", Some("donor Anna"), "a")];
        let error = plate_charts("run", &other, ReadoutKind::KnnEncoder, "choose", None).unwrap_err();
        assert!(error.to_string().contains("\"donor Anna\" is not a name like B07"), "{error}");
        let none = [image("1", "a", None, "a")];
        assert_eq!(
            plate_charts("run", &none, ReadoutKind::KnnEncoder, "choose", None),
            Err(NotWells::NoGroups)
        );
    }

    #[test]
    fn scores_and_doses_come_from_the_explanation() {
        let why = made_up();
        let images = [image("1", "a", Some("B01"), "a")];
        let plates = plate_charts("run", &images, ReadoutKind::KnnEncoder, "choose", Some(&why)).unwrap();
        let scored = PlateChart { kind: WellFigureKind::Score, ..plates[0].clone() };
        let wells = &why.plate.as_ref().unwrap().encoder.wells;
        assert_eq!(scored.heat().cell(1, 0).unwrap().value, wells[1].score);
        assert!(scored.heat().cell(1, 0).unwrap().words.contains("treated, drug, dose 1"));
        assert_eq!(scored.heat().cell(0, 0).unwrap().value, Some(0.0), "a well outside the part");
        let doses = dose_charts("run", &why);
        assert_eq!((doses.len(), doses[0].points.len()), (1, 25));
        let lines = doses[0].lines();
        assert_eq!(lines.uprights.len(), 1, "{:?}", doses[0].ec50);
        assert!(lines.lines.iter().any(|line| line.name == "fitted curve" && line.curve.len() > 50));
        // The wells without the drug stand left of the lowest dose.
        assert!(lines.lines.iter().any(|line| line.name == "negative control" && line.points[0].x < 1.0));
    }
}
