//! [`Compression`]: how the bytes of a chunk are packed, and unpacking them.

use std::io::Read;

use super::Fault;

/// The compressions that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    /// As they are.
    None,
    /// Lempel-Ziv-Welch.
    Lzw,
    /// JPEG with tables in a tag of the page.
    Jpeg,
    /// Deflate, by its number of today or of old.
    Deflate,
    /// Runs of equal bytes.
    PackBits,
    /// Zstandard.
    Zstd,
}

impl Compression {
    /// The compression of that number, or a refusal by name.
    pub fn from_tag(tag: u64) -> Result<Self, Fault> {
        let name = match tag {
            // 0 is written by old programs that mean "none".
            0 | 1 => return Ok(Self::None),
            5 => return Ok(Self::Lzw),
            7 => return Ok(Self::Jpeg),
            8 | 32946 => return Ok(Self::Deflate),
            32773 => return Ok(Self::PackBits),
            50000 => return Ok(Self::Zstd),
            2..=4 => "a fax compression (CCITT)",
            6 => "the JPEG of before 1995",
            34712 | 33003..=33005 => "JPEG 2000",
            34887 => "LERC",
            34925 => "LZMA",
            34676 | 34677 => "SGI LogLuv",
            50001 | 34927 => "WebP",
            34892 => "lossy JPEG (DNG)",
            22610 | 50002 => "JPEG XR or XL",
            _ => {
                return Err(Fault::unsupported(format!(
                    "compression {tag}: save it with deflate or without"
                )));
            }
        };
        Err(Fault::unsupported(format!("{name} inside a TIFF: save it with deflate or without compression")))
    }

    /// Unpacks a chunk that must hold at least `expected` bytes, of which exactly those are given.
    /// JPEG is not done here: it makes pixels, not bytes.
    pub fn unpack(self, raw: &[u8], expected: usize) -> Result<Vec<u8>, Fault> {
        let mut out = Vec::new();
        match self {
            Self::None => out.extend(raw.iter().take(expected)),
            Self::Deflate => read_most(flate2::read::ZlibDecoder::new(raw), expected, &mut out, "deflate")?,
            Self::Zstd => {
                let decoder = zstd::stream::read::Decoder::new(raw)
                    .map_err(|e| Fault::damaged(format!("its Zstandard data: {e}")))?;
                read_most(decoder, expected, &mut out, "Zstandard")?;
            }
            Self::Lzw => out = unpack_lzw(raw, expected)?,
            Self::PackBits => unpack_runs(raw, expected, &mut out),
            Self::Jpeg => return Err(Fault::damaged("its JPEG data are used as plain bytes")),
        }
        if out.len() < expected {
            return Err(Fault::damaged(format!(
                "a strip or tile holds {} bytes of pixels instead of {expected}",
                out.len()
            )));
        }
        Ok(out)
    }
}

/// Reads up to `expected` bytes: a hostile chunk that unpacks to more costs nothing.
fn read_most(reader: impl Read, expected: usize, out: &mut Vec<u8>, name: &str) -> Result<(), Fault> {
    reader
        .take(expected as u64)
        .read_to_end(out)
        .map_err(|e| Fault::damaged(format!("its {name} data: {e}")))?;
    Ok(())
}

fn unpack_lzw(raw: &[u8], expected: usize) -> Result<Vec<u8>, Fault> {
    use weezl::{BitOrder, LzwStatus, decode};
    if raw.starts_with(&[0, 1]) {
        return Err(Fault::unsupported("the LZW of before TIFF 6 (bits in reverse): save it again"));
    }
    let mut decoder = decode::Configuration::with_tiff_size_switch(BitOrder::Msb, 8)
        .with_yield_on_full_buffer(true)
        .build();
    let mut out = vec![0; expected];
    let (mut used, mut done) = (0, 0);
    while done < expected {
        let result =
            decoder.decode_bytes(raw.get(used..).unwrap_or(&[]), out.get_mut(done..).unwrap_or(&mut []));
        used += result.consumed_in;
        done += result.consumed_out;
        match result.status {
            Ok(LzwStatus::Ok) if result.consumed_in + result.consumed_out > 0 => {}
            Ok(_) => break,
            Err(e) => return Err(Fault::damaged(format!("its LZW data: {e}"))),
        }
    }
    out.truncate(done);
    Ok(out)
}

fn unpack_runs(raw: &[u8], expected: usize, out: &mut Vec<u8>) {
    let mut rest = raw;
    while out.len() < expected {
        let Some((&head, tail)) = rest.split_first() else { return };
        match head as i8 {
            -128 => rest = tail,
            n @ 0.. => {
                let (run, after) = tail.split_at((n as usize + 1).min(tail.len()));
                out.extend_from_slice(run);
                rest = after;
            }
            n => {
                let Some((&value, after)) = tail.split_first() else { return };
                out.extend(std::iter::repeat_n(value, 1 + usize::from(n.unsigned_abs())));
                rest = after;
            }
        }
    }
    out.truncate(expected);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_the_tiff_specification() {
        let packed =
            [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa];
        let plain = [
            0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0xaa, 0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0x22, 0xaa, 0xaa,
            0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa,
        ];
        assert_eq!(Compression::PackBits.unpack(&packed, 24).unwrap(), plain);
        assert!(Compression::PackBits.unpack(&packed, 25).is_err());
    }
}
