//! [`Unpack`]: undoing what packed the bytes of a chunk, never into more bytes than the chunk can have.

use std::borrow::Cow;
use std::io::Read;

use serde_json::Value;
use zarrs::array::codec::{BloscCodec, BloscCompressionLevel, BloscCompressor, BloscShuffleMode};
use zarrs::array::{BytesRepresentation, BytesToBytesCodecTraits, CodecOptions};

use super::Fault;
use super::checksum::crc32c;

/// Bytes of a check sum.
const SUM: usize = 4;
/// Bytes of the head of Blosc's blocks.
const BLOSC_HEAD: usize = 16;

/// One way of packing bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unpack {
    /// Deflate in gzip's frame.
    Gzip,
    /// Deflate in zlib's frame.
    Zlib,
    /// Zstandard.
    Zstd,
    /// Blosc with any of its compressors.
    Blosc,
    /// A check sum behind the bytes.
    Crc32c,
}

impl Unpack {
    /// The packing of that name, or a refusal.
    pub fn named(name: &str) -> Result<Self, Fault> {
        Ok(match name {
            "gzip" => Self::Gzip,
            "zlib" | "numcodecs.zlib" => Self::Zlib,
            "zstd" | "numcodecs.zstd" => Self::Zstd,
            "blosc" | "numcodecs.blosc" => Self::Blosc,
            "crc32c" => Self::Crc32c,
            other => {
                return Err(Fault::unsupported(format!(
                    "chunks packed by {other:?}: save it with zstd, gzip or blosc"
                )));
            }
        })
    }

    /// The packing that a description of Zarr 2 names under `compressor`.
    pub fn of_version_2(compressor: &Value) -> Result<Self, Fault> {
        let name = compressor.get("id").and_then(Value::as_str);
        Self::named(name.ok_or_else(|| Fault::damaged("its description names a packing without a name"))?)
    }

    /// The most bytes that `most` bytes can become by being packed.
    pub fn most_packed(self, most: usize) -> usize {
        match self {
            Self::Crc32c => most.saturating_add(SUM),
            // What cannot be packed grows by a little.
            _ => most.saturating_add(most / 8).saturating_add(1024),
        }
    }

    /// The bytes as they were before they were packed: `most` at most.
    pub fn undo(self, raw: &[u8], most: usize) -> Result<Vec<u8>, Fault> {
        let damaged = |what: String| Fault::damaged(format!("a chunk: {what}"));
        let mut out = Vec::new();
        let limit = most as u64 + 1;
        let read = match self {
            Self::Gzip => flate2::read::GzDecoder::new(raw).take(limit).read_to_end(&mut out).map(drop),
            Self::Zlib => flate2::read::ZlibDecoder::new(raw).take(limit).read_to_end(&mut out).map(drop),
            Self::Zstd => zstd::stream::read::Decoder::new(raw)
                .and_then(|decoder| decoder.take(limit).read_to_end(&mut out).map(drop)),
            Self::Blosc => {
                out = blosc(raw, most)?;
                Ok(())
            }
            Self::Crc32c => {
                let (body, sum) = raw
                    .split_at_checked(raw.len().saturating_sub(SUM))
                    .filter(|(_, sum)| sum.len() == SUM)
                    .ok_or_else(|| damaged("it is too short for its check sum".to_owned()))?;
                if crc32c(body).to_le_bytes() != sum {
                    return Err(damaged("its check sum is wrong".to_owned()));
                }
                out.extend_from_slice(body);
                Ok(())
            }
        };
        read.map_err(|e| damaged(format!("its packed bytes: {e}")))?;
        if out.len() > most {
            return Err(damaged(format!("it unpacks to more than the {most} bytes that it can have")));
        }
        Ok(out)
    }
}

/// Unpacks a block of Blosc, whose head says how long it is before and after.
fn blosc(raw: &[u8], most: usize) -> Result<Vec<u8>, Fault> {
    let damaged = |what: &str| Fault::damaged(format!("a chunk: {what}"));
    let word = |at: usize| {
        let bytes = raw.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
        bytes.map_or(0, |n| n as usize)
    };
    if raw.len() < BLOSC_HEAD || word(12) > raw.len() {
        return Err(damaged("its block of Blosc is cut off"));
    }
    if word(4) > most {
        return Err(damaged("its block of Blosc unpacks to more than it can have"));
    }
    if word(4) == 0 {
        return Ok(Vec::new());
    }
    let level = BloscCompressionLevel::try_from(5).map_err(|_| damaged("Blosc"))?;
    // The block itself says how it was packed; the settings serve packing only.
    let codec = BloscCodec::new(BloscCompressor::Zstd, level, None, BloscShuffleMode::NoShuffle, None)
        .map_err(|e| damaged(&e.to_string()))?;
    let size = BytesRepresentation::FixedSize(word(4) as u64);
    let out = codec.decode(Cow::Borrowed(raw), &size, &CodecOptions::default());
    out.map(Cow::into_owned).map_err(|e| damaged(&format!("its block of Blosc: {e}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn nothing_unpacks_to_more_than_it_may() {
        let plain = vec![7; 1 << 20];
        let zstd = zstd::encode_all(&plain[..], 3).unwrap();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut gzip, &plain).unwrap();
        let gzip = gzip.finish().unwrap();
        for (way, packed) in [(Unpack::Zstd, zstd), (Unpack::Gzip, gzip)] {
            assert_eq!(way.undo(&packed, plain.len()).unwrap(), plain);
            assert!(way.undo(&packed, plain.len() - 1).is_err());
            assert!(way.undo(&packed[..packed.len() / 2], plain.len()).is_err());
        }
        // A head that claims two gigabytes.
        let mut claim = vec![2, 1, 0, 1];
        claim.extend([0xff, 0xff, 0xff, 0x7f, 0, 0, 1, 0, 16, 0, 0, 0]);
        assert!(Unpack::Blosc.undo(&claim, 1000).is_err());
    }
}
