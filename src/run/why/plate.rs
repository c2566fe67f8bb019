//! [`PlateColumns`] and [`Layout`]: which images are of which well, control and dose, by columns of the data set's table.

use super::{Plate, Work};
use crate::dataset::{Dataset, Item};
use crate::evaluate::plate::{Well, WellRole, plate_verdict};
use crate::evaluate::{Features, embed};
use crate::run::{Material, RunError};

/// The columns that make a data set a plate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlateColumns {
    /// The column of wells; the run's groups where it is not named.
    pub well: Option<String>,
    /// The column that tells controls; the classes where it is not named.
    pub control: Option<String>,
    /// What stands there for negative controls.
    pub negative: String,
    /// What stands there for positive controls.
    pub positive: String,
    /// The column of treatments; without it all treated wells and positive controls are of one.
    pub treatment: Option<String>,
    /// The column of doses, numbers in one unit.
    pub dose: Option<String>,
}

/// What is in the well of one image.
#[derive(Clone, Debug, PartialEq)]
struct Content {
    well: String,
    role: WellRole,
    treatment: String,
    dose: Option<f64>,
}

/// The content of every image's well.
pub(super) struct Layout {
    content: Vec<Option<Content>>,
    notes: Vec<String>,
}

/// Where a text of an image comes from.
enum Source {
    Column(usize),
    Group,
    Class,
}

impl Source {
    fn column(dataset: &Dataset, name: &str) -> Result<Self, RunError> {
        let place = dataset.column_names.iter().position(|column| column == name);
        place.map(Self::Column).ok_or_else(|| {
            let there = if dataset.column_names.is_empty() {
                "this data set has no table".to_owned()
            } else {
                format!("there are {}", dataset.column_names.join(", "))
            };
            RunError::Plate(format!("the data set's table has no column \"{name}\"; {there}"))
        })
    }

    fn of<'a>(&self, dataset: &'a Dataset, item: &'a Item) -> &'a str {
        match self {
            Self::Column(place) => item.columns.get(*place).map_or("", |cell| cell.trim()),
            Self::Group => item.group.as_deref().unwrap_or(""),
            Self::Class => item.class.and_then(|c| dataset.classes.get(c)).map_or("", String::as_str),
        }
    }
}

impl Layout {
    /// Reads the columns.
    pub fn read(material: &Material, columns: &PlateColumns) -> Result<Self, RunError> {
        let dataset = &material.dataset;
        let column = |name: &Option<String>| name.as_ref().map(|n| Source::column(dataset, n)).transpose();
        let well = match column(&columns.well)? {
            Some(source) => source,
            None if dataset.group_column.is_some() => Source::Group,
            None => {
                return Err(RunError::Plate(
                    "this run has no groups, so the column of wells must be named (--well)".into(),
                ));
            }
        };
        let control = column(&columns.control)?.unwrap_or(Source::Class);
        let (treatment, dose) = (column(&columns.treatment)?, column(&columns.dose)?);
        let mut odd = Vec::new();
        let content: Vec<Option<Content>> = dataset
            .items
            .iter()
            .map(|item| {
                let name = well.of(dataset, item);
                if name.is_empty() {
                    return None;
                }
                let is = control.of(dataset, item);
                let role = if is == columns.negative {
                    WellRole::Negative
                } else if is == columns.positive {
                    WellRole::Positive
                } else {
                    WellRole::Treated
                };
                let cell = dose.as_ref().map_or("", |source| source.of(dataset, item));
                let dose = cell.parse().ok().filter(|d: &f64| d.is_finite() && *d >= 0.0);
                if dose.is_none() && !cell.is_empty() && !odd.contains(&cell) {
                    odd.push(cell);
                }
                let treatment = treatment.as_ref().map_or("treatment", |source| source.of(dataset, item));
                Some(Content { well: name.to_owned(), role, treatment: treatment.to_owned(), dose })
            })
            .collect();
        for (role, value, name) in [
            (WellRole::Negative, &columns.negative, "negative"),
            (WellRole::Positive, &columns.positive, "positive"),
        ] {
            if !content.iter().flatten().any(|c| c.role == role) {
                let mut there: Vec<&str> =
                    dataset.items.iter().map(|item| control.of(dataset, item)).collect();
                there.sort_unstable();
                there.dedup();
                return Err(RunError::Plate(format!(
                    "no image is a {name} control: nowhere stands \"{value}\"; there are {}",
                    there.join(", ")
                )));
            }
        }
        let mut notes = Vec::new();
        if !odd.is_empty() {
            notes.push(format!("no dose, since it is no number of 0 or above: {}", odd.join(", ")));
        }
        let without = content.iter().filter(|c| c.is_none()).count();
        if without > 0 {
            notes.push(format!("{without} images have no well and are left out"));
        }
        Ok(Self { content, notes })
    }

    /// The verdicts of both encoders on the wells of `items`, whose trained features are `features`.
    pub fn verdicts(&self, work: &Work, items: &[usize], features: &Features) -> Result<Plate, RunError> {
        let wells = self.wells(items)?;
        let Material { dataset, views, .. } = work.material;
        let (encoder, objective) = (work.start.encoder.as_ref(), work.start.objective.as_ref());
        let (untrained, _) = embed(encoder, objective, dataset, items, views, work.stop)?;
        Ok(Plate {
            encoder: plate_verdict(features, &wells, work.seed)?,
            untrained: plate_verdict(&untrained, &wells, work.seed)?,
            notes: self.notes.clone(),
        })
    }

    fn wells(&self, items: &[usize]) -> Result<Vec<Well>, RunError> {
        let mut wells: Vec<(&Content, Vec<usize>)> = Vec::new();
        for (place, &item) in items.iter().enumerate() {
            let Some(content) = self.content.get(item).and_then(Option::as_ref) else { continue };
            match wells.iter_mut().find(|(c, _)| c.well == content.well) {
                Some((known, images)) if *known == content => images.push(place),
                Some((known, _)) => {
                    return Err(RunError::Plate(format!(
                        "the well \"{}\" holds images of different controls, treatments or doses: {} and {}; is this \
                         the column of wells?",
                        known.well,
                        known.words(),
                        content.words()
                    )));
                }
                None => wells.push((content, vec![place])),
            }
        }
        let well = |(content, images): (&Content, Vec<usize>)| Well {
            name: content.well.clone(),
            role: content.role,
            treatment: content.treatment.clone(),
            dose: content.dose,
            images,
        };
        let mut wells: Vec<Well> = wells.into_iter().map(well).collect();
        wells.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(wells)
    }
}

impl Content {
    fn words(&self) -> String {
        let role = match self.role {
            WellRole::Negative => "negative control",
            WellRole::Positive => "positive control",
            WellRole::Treated => "treated",
        };
        self.dose.map_or_else(
            || format!("{role} ({})", self.treatment),
            |dose| format!("{role} ({} {dose})", self.treatment),
        )
    }
}
