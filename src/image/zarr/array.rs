//! [`Array`]: the description of an array of Zarr, checked before anything is read by it.

use serde_json::Value;

use super::codec::Chain;
use super::dtype::DataType;
use super::folder::Folder;
use super::{Fault, check_size};

/// The most axes that an array may have.
const MOST_AXES: usize = 8;
/// So many chunks may be missing without a further look.
const FREE_CHUNKS: u64 = 100_000;
/// Beyond that, chunks declared for each file that is there.
const MOST_CHUNKS_A_FILE: u64 = 100;

/// An array.
#[derive(Debug)]
pub(super) struct Array {
    /// Where its chunks lie.
    pub folder: Folder,
    shape: Vec<u64>,
    /// The shape of its chunks.
    pub chunk: Vec<u64>,
    /// The type of its values.
    pub dtype: DataType,
    /// The bytes of the value of pixels that are not stored, low one first.
    pub fill: Vec<u8>,
    fill_words: String,
    /// How its chunks became bytes.
    pub chain: Chain,
    names: Names,
}

/// How the files of chunks are called.
#[derive(Debug)]
struct Names {
    before: &'static str,
    separator: char,
}

impl Array {
    /// Reads the description in `folder`.
    pub fn open(folder: Folder) -> Result<Self, Fault> {
        let array = if let Some(about) = folder.json("zarr.json")? {
            Self::version_3(&about, folder)?
        } else if let Some(about) = folder.json(".zarray")? {
            Self::version_2(&about, folder)?
        } else {
            return Err(Fault::damaged("the folder of its largest level holds no array"));
        };
        array.check()?;
        Ok(array)
    }

    fn version_2(about: &Value, folder: Folder) -> Result<Self, Fault> {
        let dtype = about.get("dtype").and_then(Value::as_str).unwrap_or_default();
        let (dtype, big_endian) = DataType::of_version_2(dtype)?;
        let shape = lengths(about.get("shape"), "shape")?;
        let chunk = lengths(about.get("chunks"), "chunks")?;
        let separator = match about.get("dimension_separator").and_then(Value::as_str).unwrap_or(".") {
            "." => '.',
            "/" => '/',
            other => return Err(Fault::damaged(format!("its chunks' names are joined by {other:?}"))),
        };
        let fill = about.get("fill_value");
        Ok(Self {
            chain: Chain::of_version_2(about, shape.len(), big_endian)?,
            fill: dtype.fill(fill)?,
            fill_words: fill.map_or_else(|| "0".to_owned(), Value::to_string),
            names: Names { before: "", separator },
            folder,
            shape,
            chunk,
            dtype,
        })
    }

    fn version_3(about: &Value, folder: Folder) -> Result<Self, Fault> {
        if about.get("node_type").and_then(Value::as_str) != Some("array") {
            return Err(Fault::damaged("the folder of its largest level holds no array"));
        }
        if about.get("storage_transformers").and_then(Value::as_array).is_some_and(|t| !t.is_empty()) {
            return Err(Fault::unsupported("an array with storage transformers: save it without"));
        }
        let dtype =
            DataType::of_version_3(about.get("data_type").and_then(Value::as_str).unwrap_or_default())?;
        let shape = lengths(about.get("shape"), "shape")?;
        let grid = about.get("chunk_grid").unwrap_or(&Value::Null);
        if grid.get("name").and_then(Value::as_str) != Some("regular") {
            return Err(Fault::unsupported("chunks of different sizes: save it with chunks of one size"));
        }
        let chunk = lengths(grid.get("configuration").and_then(|c| c.get("chunk_shape")), "chunk_shape")?;
        let keys = about.get("chunk_key_encoding").unwrap_or(&Value::Null);
        let before = match keys.get("name").and_then(Value::as_str).unwrap_or("default") {
            "default" => "c",
            "v2" => "",
            other => return Err(Fault::unsupported(format!("chunks with names by {other:?}"))),
        };
        let usual = if before.is_empty() { "." } else { "/" };
        let separator = keys.get("configuration").and_then(|c| c.get("separator")).and_then(Value::as_str);
        let separator = match separator.unwrap_or(usual) {
            "." => '.',
            "/" => '/',
            other => return Err(Fault::damaged(format!("its chunks' names are joined by {other:?}"))),
        };
        let fill = about.get("fill_value");
        Ok(Self {
            chain: Chain::of_version_3(about.get("codecs").unwrap_or(&Value::Null), &chunk)?,
            fill: dtype.fill(fill)?,
            fill_words: fill.map_or_else(|| "0".to_owned(), Value::to_string),
            names: Names { before, separator },
            folder,
            shape,
            chunk,
            dtype,
        })
    }

    /// Refuses sizes that what is stored cannot mean.
    fn check(&self) -> Result<(), Fault> {
        if self.chunk.len() != self.shape.len() || self.shape.len() < 2 {
            return Err(Fault::damaged(format!(
                "its array has {} axes, its chunks have {}",
                self.shape.len(),
                self.chunk.len()
            )));
        }
        let (files, bytes) = self.folder.stored();
        let sides = |sizes: &[u64]| {
            let (planes, plane) = sizes.split_at(sizes.len() - 2);
            let side = |k: usize| plane.get(k).copied().unwrap_or(0);
            (side(1), side(0), planes.iter().copied().fold(1, u64::saturating_mul))
        };
        for sizes in [&self.shape, &self.chunk] {
            let (width, height, planes) = sides(sizes);
            check_size(width, height, planes, self.dtype.bits(), bytes)?;
        }
        let chunks = self.shape.iter().zip(&self.chunk).map(|(s, c)| s.div_ceil(*c));
        let chunks = chunks.fold(1, u64::saturating_mul);
        if chunks > FREE_CHUNKS && chunks / MOST_CHUNKS_A_FILE > files as u64 {
            return Err(Fault::damaged(format!("it declares {chunks} chunks, but holds {files} files")));
        }
        Ok(())
    }

    /// The length of each axis.
    pub fn shape(&self) -> &[u64] {
        &self.shape
    }

    /// The value of pixels that are not stored, in words.
    pub fn fill_words(&self) -> &str {
        &self.fill_words
    }

    /// The name of the file of the chunk at this place of the grid.
    pub fn chunk_name(&self, place: &[u64]) -> String {
        let mut name = self.names.before.to_owned();
        for at in place {
            if !name.is_empty() {
                name.push(self.names.separator);
            }
            name.push_str(&at.to_string());
        }
        name
    }
}

fn lengths(value: Option<&Value>, name: &str) -> Result<Vec<u64>, Fault> {
    let listed = value.and_then(Value::as_array).filter(|listed| listed.len() <= MOST_AXES);
    let lengths: Option<Vec<u64>> = listed.and_then(|listed| listed.iter().map(Value::as_u64).collect());
    let lengths = lengths.filter(|lengths| lengths.iter().all(|&n| n > 0 && n < 1 << 40));
    lengths.ok_or_else(|| Fault::damaged(format!("the {name} of its array is no list of sizes")))
}
