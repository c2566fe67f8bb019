//! [`simulate`]: writing a data set of simulated cells with the truth about each of them.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tiff::encoder::compression::DeflateLevel;
use tiff::encoder::{Compression, TiffEncoder, colortype::Gray16};
use tiff::tags::Tag;

use super::cell::{self, CHANNELS};
use super::difficulty::{Constants, Difficulty};
use super::factors::{Batch, CLASSES, Factors};
use super::random::Random;
use crate::job::write_atomic;

/// Plates of a data set.
const PLATES: usize = 2;
/// Wells of a class on one plate; eight classes fit on a plate of 384 wells. A fifth of them is
/// enough for intervals by groups, which need eight.
const WELLS: usize = 24;
/// Rows and columns of a plate.
const PLATE: (usize, usize) = (16, 24);

/// What is simulated.
#[derive(Clone, Debug)]
pub struct SimulateOptions {
    /// Cells of each class.
    pub per_class: usize,
    /// Side of a picture in pixels, 40 to 64.
    pub size: usize,
    /// Another seed gives other cells.
    pub seed: u64,
    /// How hard the classes are to tell apart.
    pub difficulty: Difficulty,
}

impl Default for SimulateOptions {
    fn default() -> Self {
        Self { per_class: 200, size: 48, seed: 0, difficulty: Difficulty::Default }
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Simulated {
    /// Number of pictures.
    pub images: usize,
    /// Number of classes.
    pub classes: usize,
    /// Number of wells over all plates.
    pub wells: usize,
}

/// Why no cells were simulated.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// The folder is in use.
    #[error("{path} is not empty: give a new folder, so that nothing is overwritten")]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// A setting is out of range.
    #[error("{0}")]
    Setting(String),
    /// The file system refused.
    #[error("cannot write {path}: {source}")]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the file system answered.
        source: std::io::Error,
    },
    /// A picture could not be put into a TIFF.
    #[error("cannot make {path}: {source}")]
    Encode {
        /// The file.
        path: PathBuf,
        /// What the encoder answered.
        source: tiff::TiffError,
    },
}

/// One cell to be made.
struct Plan {
    class: usize,
    index: usize,
    plate: String,
    well: String,
    batch: Batch,
}

/// Writes `CLASS/*.ome.tif` and a `labels.csv` with the truth about every cell into the new or empty
/// folder `out`. The same options give the same bytes on every machine.
pub fn simulate(out: &Path, options: &SimulateOptions) -> Result<Simulated, SimulateError> {
    if !(40..=64).contains(&options.size) {
        return Err(SimulateError::Setting(format!("size {}: it lies in 40 to 64 pixels", options.size)));
    }
    if options.per_class == 0 || options.per_class > 100_000 {
        return Err(SimulateError::Setting(format!(
            "{} cells a class: it lies in 1 to 100000",
            options.per_class
        )));
    }
    let write = |path: &Path| {
        let path = path.to_path_buf();
        move |source| SimulateError::Write { path, source }
    };
    if out.exists() && fs::read_dir(out).map_err(write(out))?.next().is_some() {
        return Err(SimulateError::NotEmpty { path: out.to_path_buf() });
    }
    for class in CLASSES {
        let folder = out.join(class);
        fs::create_dir_all(&folder).map_err(write(&folder))?;
    }
    let constants = options.difficulty.constants();
    let plans = plan(options, &constants);
    let rows: Vec<Vec<String>> =
        plans.par_iter().map(|plan| make(out, plan, options, &constants)).collect::<Result<_, _>>()?;
    let table = out.join("labels.csv");
    let mut csv = csv::Writer::from_writer(Vec::new());
    let header = ["file", "label", "plate", "well"].into_iter().chain(Factors::COLUMNS);
    let io = |e: csv::Error| std::io::Error::other(e);
    csv.write_record(header).map_err(io).map_err(write(&table))?;
    for row in &rows {
        csv.write_record(row).map_err(io).map_err(write(&table))?;
    }
    let bytes = csv.into_inner().map_err(|e| std::io::Error::other(e.to_string())).map_err(write(&table))?;
    write_atomic(&table, &bytes).map_err(write(&table))?;
    let wells: std::collections::BTreeSet<_> = plans.iter().map(|p| &p.well).collect();
    Ok(Simulated { images: plans.len(), classes: CLASSES.len(), wells: wells.len() })
}

/// Deals the cells over plates and wells. A well holds one class, its place on the plate is random.
fn plan(options: &SimulateOptions, c: &Constants) -> Vec<Plan> {
    let wells = WELLS.min(options.per_class.div_ceil(2 * PLATES)).max(1);
    let mut layouts = Vec::new();
    for plate in 0..PLATES {
        let mut places: Vec<usize> = (0..PLATE.0 * PLATE.1).collect();
        Random::new(&[options.seed, 1, plate as u64]).shuffle(&mut places);
        layouts.push(places);
    }
    let batch_of = |plate: usize, place: usize| {
        let mut of_plate = Random::new(&[options.seed, 2, plate as u64]);
        let mut of_well = Random::new(&[options.seed, 3, plate as u64, place as u64]);
        let (gain, ground) = (c.batch_gain_sd, c.batch_background_sd);
        Batch {
            log_gain: of_plate.normal(gain.0) + of_well.normal(gain.1),
            background: of_plate.normal(ground.0) + of_well.normal(ground.1),
        }
    };
    let mut plans = Vec::with_capacity(CLASSES.len() * options.per_class);
    for class in 0..CLASSES.len() {
        for index in 0..options.per_class {
            let plate = index % PLATES;
            let slot = class * wells + index / PLATES % wells;
            let place = layouts.get(plate).and_then(|l| l.get(slot)).copied().unwrap_or(slot);
            let row = char::from(b'A' + (place / PLATE.1) as u8);
            let plate_name = format!("P{}", plate + 1);
            plans.push(Plan {
                class,
                index,
                well: format!("{plate_name}-{row}{:02}", place % PLATE.1 + 1),
                plate: plate_name,
                batch: batch_of(plate, place),
            });
        }
    }
    plans
}

/// Makes one cell; gives its row of the table.
fn make(
    out: &Path,
    plan: &Plan,
    options: &SimulateOptions,
    c: &Constants,
) -> Result<Vec<String>, SimulateError> {
    let class = CLASSES.get(plan.class).copied().unwrap_or_default();
    let mut random = Random::new(&[options.seed, 4, plan.class as u64, plan.index as u64]);
    let factors = Factors::draw(class, options.size, c, plan.batch, &mut random);
    let planes = cell::draw(&factors, options.size, c, &mut random);
    let file = format!("{class}/{class}_{}_c{:04}.ome.tif", plan.well, plan.index);
    let path = out.join(&file);
    let bytes = encode(&planes, options.size)
        .map_err(|source| SimulateError::Encode { path: path.clone(), source })?;
    fs::write(&path, bytes).map_err(|source| SimulateError::Write { path, source })?;
    let mut row = vec![file, class.to_owned(), plan.plate.clone(), plan.well.clone()];
    row.extend(factors.columns());
    Ok(row)
}

/// An OME-TIFF of three pages.
fn encode(planes: &[u16], size: usize) -> Result<Vec<u8>, tiff::TiffError> {
    let mut bytes = Vec::new();
    let mut encoder = TiffEncoder::new(Cursor::new(&mut bytes))?
        .with_compression(Compression::Deflate(DeflateLevel::Balanced));
    for (channel, plane) in planes.chunks_exact(size * size).enumerate() {
        let mut page = encoder.new_image::<Gray16>(size as u32, size as u32)?;
        if channel == 0 {
            page.encoder().write_tag(Tag::ImageDescription, description(size).as_str())?;
        }
        page.write_data(plane)?;
    }
    Ok(bytes)
}

/// The OME-XML of a cell.
fn description(size: usize) -> String {
    let channel =
        |(i, name)| format!("<Channel ID=\"Channel:0:{i}\" SamplesPerPixel=\"1\" Name=\"{name}\"/>");
    let channels = CHANNELS.iter().enumerate().map(channel).collect::<Vec<_>>().concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">\
         <Image ID=\"Image:0\" Name=\"simulated cell\"><Pixels ID=\"Pixels:0\" DimensionOrder=\"XYZCT\" \
         Type=\"uint16\" SizeX=\"{size}\" SizeY=\"{size}\" SizeC=\"3\" SizeZ=\"1\" SizeT=\"1\" \
         PhysicalSizeX=\"0.65\" PhysicalSizeY=\"0.65\">{channels}<TiffData IFD=\"0\" PlaneCount=\"3\"/></Pixels>\
         </Image></OME>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Dataset, OpenOptions, fingerprint};

    #[test]
    fn the_same_options_give_the_same_files_whatever_the_threads() {
        let options = SimulateOptions { per_class: 8, size: 40, ..SimulateOptions::default() };
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        let made = simulate(&a, &options).unwrap();
        assert_eq!((made.images, made.classes, made.wells), (64, 8, 32));
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        one.install(|| simulate(&b, &options)).unwrap();
        let open = |path: &Path| Dataset::open(path, &OpenOptions::columns(None, Some("well"))).unwrap();
        let (da, db) = (open(&a), open(&b));
        assert_eq!(fingerprint(&da), fingerprint(&db));
        for item in &da.items {
            assert_eq!(fs::read(&item.path).unwrap(), fs::read(b.join(&item.key)).unwrap());
        }
        assert_eq!(fs::read(a.join("labels.csv")).unwrap(), fs::read(b.join("labels.csv")).unwrap());
        assert_eq!((da.channels.as_slice(), da.classes.len()), (&CHANNELS.map(String::from)[..], 8));
        assert!(da.left_out.is_empty() && da.warnings.is_empty(), "{:?} {:?}", da.left_out, da.warnings);
        assert_eq!(da.image(0).unwrap().pixel_size_um, Some(0.65));
        assert!(matches!(simulate(&a, &options), Err(SimulateError::NotEmpty { .. })));
    }
}
