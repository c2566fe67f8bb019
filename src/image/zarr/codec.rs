//! [`Chain`]: how a chunk's values became bytes, and how they become values again.

use serde_json::Value;

use super::Fault;
use super::metadata::words;
use super::unpack::Unpack;

/// The ways of an array's chunks, or of the chunks inside its shards.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// For each axis of the stored chunk, the axis of the array that it is; none where they are the same.
    transpose: Option<Vec<usize>>,
    /// What the values are written as.
    pub layout: Layout,
    /// How the bytes were packed, in the order of packing.
    packed: Vec<Unpack>,
}

/// What the values of a chunk are written as.
#[derive(Clone, Debug)]
pub(super) enum Layout {
    /// One behind the other.
    Plain {
        /// True where the high byte stands first.
        big_endian: bool,
    },
    /// In smaller chunks with an index.
    Shards(Box<Shards>),
}

/// A chunk made of smaller ones.
#[derive(Clone, Debug)]
pub(super) struct Shards {
    /// The shape of the smaller ones.
    pub inner: Vec<u64>,
    /// Their ways.
    pub chain: Chain,
    /// True where a check sum stands behind the index.
    pub index_sum: bool,
    /// True where the index stands behind the chunks.
    pub index_last: bool,
}

impl Chain {
    /// That of a description of Zarr 2.
    pub fn of_version_2(about: &Value, axes: usize, big_endian: bool) -> Result<Self, Fault> {
        let filters =
            about.get("filters").and_then(Value::as_array).is_some_and(|filters| !filters.is_empty());
        if filters {
            return Err(Fault::unsupported("chunks that went through filters: save it without them"));
        }
        let transpose = match about.get("order").and_then(Value::as_str).unwrap_or("C") {
            "C" => None,
            "F" => Some((0..axes).rev().collect()),
            other => return Err(Fault::damaged(format!("its description has the unknown order {other:?}"))),
        };
        let packed = match about.get("compressor") {
            None | Some(Value::Null) => Vec::new(),
            Some(compressor) => vec![Unpack::of_version_2(compressor)?],
        };
        Ok(Self { transpose, layout: Layout::Plain { big_endian }, packed })
    }

    /// That of the `codecs` of a description of Zarr 3, for chunks of this shape.
    pub fn of_version_3(codecs: &Value, shape: &[u64]) -> Result<Self, Fault> {
        let listed = codecs.as_array().filter(|listed| listed.len() <= 8);
        let listed = listed.ok_or_else(|| Fault::damaged("its description lists no codecs"))?;
        let (mut transpose, mut layout, mut packed) = (None, None, Vec::new());
        for codec in listed {
            let name = words(codec).or_else(|| codec.get("name").and_then(words)).unwrap_or_default();
            let about = codec.get("configuration").unwrap_or(&Value::Null);
            match (name.as_str(), &layout) {
                ("transpose", None) if transpose.is_none() => transpose = order(about, shape.len())?,
                ("bytes" | "endian", None) => {
                    let endian = about.get("endian").and_then(Value::as_str).unwrap_or("little");
                    layout = Some(Layout::Plain { big_endian: endian == "big" });
                }
                ("sharding_indexed", None) => {
                    if transpose.is_some() {
                        return Err(Fault::unsupported(
                            "shards of turned axes: save it without the transposition",
                        ));
                    }
                    layout = Some(Layout::Shards(Box::new(shards(about, shape)?)));
                }
                (_, Some(_)) => packed.push(Unpack::named(&name)?),
                (_, None) => {
                    return Err(Fault::unsupported(format!(
                        "chunks that went through {name:?}: save it without it"
                    )));
                }
            }
        }
        let layout = layout.ok_or_else(|| Fault::damaged("its codecs say not how values become bytes"))?;
        Ok(Self { transpose, layout, packed })
    }

    /// The bytes before they were packed: `expected` of them, for a chunk whose size is known.
    pub fn unpack(&self, raw: Vec<u8>, expected: Option<usize>) -> Result<Vec<u8>, Fault> {
        // A shard has no size of its own; it is as long as what was packed into it.
        let mut most = vec![expected.unwrap_or(raw.len())];
        for way in &self.packed {
            most.push(way.most_packed(most.last().copied().unwrap_or(0)));
        }
        let mut bytes = raw;
        for (way, most) in self.packed.iter().zip(most).rev() {
            bytes = way.undo(&bytes, most)?;
        }
        if expected.is_some_and(|expected| expected != bytes.len()) {
            return Err(Fault::damaged(format!(
                "a chunk has {} bytes of pixels instead of {}",
                bytes.len(),
                expected.unwrap_or(0)
            )));
        }
        Ok(bytes)
    }

    /// The values of a plain chunk of this shape, low bytes first, the last axis of the array fastest.
    pub fn sorted(&self, mut bytes: Vec<u8>, shape: &[u64], size: usize) -> Vec<u8> {
        if matches!(self.layout, Layout::Plain { big_endian: true }) && size > 1 {
            bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse);
        }
        let Some(axes) = &self.transpose else { return bytes };
        // How many values further the next place along each axis of the array lies in what is stored.
        let mut steps = vec![0; shape.len()];
        let mut step = 1;
        for &axis in axes.iter().rev() {
            if let (Some(slot), Some(&length)) = (steps.get_mut(axis), shape.get(axis)) {
                *slot = step;
                step *= length as usize;
            }
        }
        let mut out = Vec::with_capacity(bytes.len());
        let mut place = vec![0_u64; shape.len()];
        for _ in 0..bytes.len() / size {
            let at = size * place.iter().zip(&steps).map(|(&p, &step)| p as usize * step).sum::<usize>();
            out.extend_from_slice(bytes.get(at..at + size).unwrap_or(&[]));
            for (p, &length) in place.iter_mut().zip(shape).rev() {
                *p += 1;
                if *p < length {
                    break;
                }
                *p = 0;
            }
        }
        out
    }
}

/// For each axis of the stored chunk the axis of the array; none for the order that they have anyway.
fn order(about: &Value, axes: usize) -> Result<Option<Vec<usize>>, Fault> {
    let wrong = || Fault::damaged("its transposition names not every axis once");
    let order: Vec<usize> = match about.get("order") {
        Some(Value::Array(order)) => order
            .iter()
            .map(|axis| axis.as_u64().map(|axis| axis as usize))
            .collect::<Option<_>>()
            .ok_or_else(wrong)?,
        Some(Value::String(order)) if order == "F" => (0..axes).rev().collect(),
        Some(Value::String(order)) if order == "C" => return Ok(None),
        _ => return Err(wrong()),
    };
    let mut sorted = order.clone();
    sorted.sort_unstable();
    if !sorted.into_iter().eq(0..axes) {
        return Err(wrong());
    }
    Ok((!order.iter().copied().eq(0..axes)).then_some(order))
}

fn shards(about: &Value, shape: &[u64]) -> Result<Shards, Fault> {
    let inner: Option<Vec<u64>> = about
        .get("chunk_shape")
        .and_then(Value::as_array)
        .and_then(|sizes| sizes.iter().map(Value::as_u64).collect());
    let inner = inner.filter(|inner| {
        inner.len() == shape.len() && inner.iter().zip(shape).all(|(&i, &s)| i > 0 && s.is_multiple_of(i))
    });
    let inner = inner.ok_or_else(|| Fault::damaged("its shards are not made of whole chunks"))?;
    let chain = Chain::of_version_3(about.get("codecs").unwrap_or(&Value::Null), &inner)?;
    if matches!(chain.layout, Layout::Shards(_)) {
        return Err(Fault::unsupported("shards inside shards: save it with one kind of shards"));
    }
    let index = Chain::of_version_3(about.get("index_codecs").unwrap_or(&Value::Null), &[1, 2])?;
    let index_sum = match (index.packed.as_slice(), &index.layout) {
        ([], Layout::Plain { big_endian: false }) => false,
        ([Unpack::Crc32c], Layout::Plain { big_endian: false }) => true,
        _ => return Err(Fault::unsupported("shards with a packed index: save it again")),
    };
    let index_last = match about.get("index_location").and_then(Value::as_str).unwrap_or("end") {
        "end" => true,
        "start" => false,
        other => return Err(Fault::damaged(format!("its shards have their index at {other:?}"))),
    };
    Ok(Shards { inner, chain, index_sum, index_last })
}
