//! Values out of bits: whole bytes out of packed ones, and typed values out of bytes.

use super::page::{Format, Page};
use super::{Fault, Samples};

/// Bytes that a value takes in memory.
pub(super) fn value_size(bits: usize) -> usize {
    match bits {
        0..=8 => 1,
        9..=16 => 2,
        17..=32 => 4,
        _ => 8,
    }
}

/// The values of a row of packed bits, high bits first, as little-endian values of whole bytes.
/// Values keep their size: twelve bits reach 4095.
pub(super) fn unpack_row(row: &[u8], bits: usize, values: usize) -> Vec<u8> {
    let size = value_size(bits);
    let mut out = Vec::with_capacity(values * size);
    let (mut held, mut count) = (0_u64, 0);
    let mut bytes = row.iter();
    for _ in 0..values {
        while count < bits {
            held = held << 8 | u64::from(bytes.next().copied().unwrap_or(0));
            count += 8;
        }
        count -= bits;
        let value = (held >> count) & ((1 << bits) - 1);
        out.extend(value.to_le_bytes().iter().take(size));
    }
    out
}

/// Typed values out of little-endian bytes.
pub(super) fn to_samples(bytes: &[u8], page: &Page) -> Result<Samples, Fault> {
    macro_rules! typed {
        ($kind:ident, $type:ty) => {
            Samples::$kind(bytes.as_chunks().0.iter().map(|&b| <$type>::from_le_bytes(b)).collect())
        };
    }
    Ok(match (page.format, value_size(page.bits)) {
        (Format::Unsigned, 1) if page.bits == 1 => Samples::Bool(bytes.to_vec()),
        (Format::Unsigned, 1) => Samples::U8(bytes.to_vec()),
        (Format::Unsigned, 2) => typed!(U16, u16),
        (Format::Unsigned, 4) => typed!(U32, u32),
        (Format::Unsigned, 8) => typed!(U64, u64),
        (Format::Signed, 1) => typed!(I8, i8),
        (Format::Signed, 2) => typed!(I16, i16),
        (Format::Signed, 4) => typed!(I32, i32),
        (Format::Signed, 8) => typed!(I64, i64),
        (Format::Float, 4) => typed!(F32, f32),
        (Format::Float, 8) => typed!(F64, f64),
        _ => return Err(Fault::unsupported("values of a type that has no name here")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_bits_are_not_stretched() {
        assert_eq!(unpack_row(&[0xab, 0xcd, 0xef], 12, 2), [0xbc, 0x0a, 0xef, 0x0d]);
        assert_eq!(unpack_row(&[0b1010_0000], 1, 3), [1, 0, 1]);
    }
}
