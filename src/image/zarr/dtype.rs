//! [`DataType`]: the type of an array's values, by the names of Zarr 2 and 3.

use serde_json::Value;

use super::{Fault, Samples};

/// How the bytes of a value are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bool,
    Unsigned,
    Signed,
    Float,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DataType {
    kind: Kind,
    /// Bytes of a value.
    pub size: usize,
}

impl DataType {
    /// The type that Zarr 2 calls `<u2`, `|b1`, `>f4`, ..., and whether its high byte stands first.
    pub fn of_version_2(name: &str) -> Result<(Self, bool), Fault> {
        let unknown = || Fault::unsupported(format!("values of the type {name:?}: save it as 8 or 16 bit"));
        let mut letters = name.chars();
        let order = letters.next().ok_or_else(unknown)?;
        let kind = match letters.next() {
            Some('b') => Kind::Bool,
            Some('u') => Kind::Unsigned,
            Some('i') => Kind::Signed,
            Some('f') => Kind::Float,
            _ => return Err(unknown()),
        };
        let size: usize = letters.as_str().parse().map_err(|_| unknown())?;
        if !matches!(order, '<' | '>' | '|') || (order == '|' && size > 1) {
            return Err(unknown());
        }
        Ok((Self::checked(kind, size).ok_or_else(unknown)?, order == '>'))
    }

    /// The type that Zarr 3 calls `uint16`, `bool`, `float32`, ...
    pub fn of_version_3(name: &str) -> Result<Self, Fault> {
        let (kind, bits) = match name {
            "bool" => (Kind::Bool, "8"),
            _ => [("uint", Kind::Unsigned), ("int", Kind::Signed), ("float", Kind::Float)]
                .into_iter()
                .find_map(|(word, kind)| Some((kind, name.strip_prefix(word)?)))
                .unwrap_or((Kind::Bool, "")),
        };
        let size =
            bits.parse::<usize>().ok().filter(|bits| bits.is_multiple_of(8)).map_or(0, |bits| bits / 8);
        Self::checked(kind, size)
            .ok_or_else(|| Fault::unsupported(format!("values of the type {name:?}: save it as 8 or 16 bit")))
    }

    fn checked(kind: Kind, size: usize) -> Option<Self> {
        let known: &[usize] = match kind {
            Kind::Bool => &[1],
            Kind::Unsigned | Kind::Signed => &[1, 2, 4, 8],
            Kind::Float => &[4, 8],
        };
        known.contains(&size).then_some(Self { kind, size })
    }

    /// The bytes, low one first, of the value that pixels have of which nothing is stored.
    pub fn fill(&self, value: Option<&Value>) -> Result<Vec<u8>, Fault> {
        let wrong = |value: &Value| Fault::damaged(format!("its fill value {value} is none of its type"));
        let value = match value {
            None | Some(Value::Null) => return Ok(vec![0; self.size]),
            Some(value) => value,
        };
        let whole: Vec<u8> = match (self.kind, value) {
            (Kind::Bool, Value::Bool(value)) => vec![u8::from(*value)],
            (Kind::Bool, Value::Number(value)) => vec![u8::from(value.as_f64() != Some(0.0))],
            (Kind::Float, value) => self.float(value).ok_or_else(|| wrong(value))?,
            (_, Value::Number(number)) => {
                let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
                // Python writes 0.0 for whole numbers, too.
                let float = number.as_f64().filter(|v| v.fract() == 0.0 && v.abs() < 1e15).map(|v| v as i128);
                whole.or(float).ok_or_else(|| wrong(value))?.to_le_bytes().to_vec()
            }
            _ => return Err(wrong(value)),
        };
        whole.get(..self.size).map(<[u8]>::to_vec).ok_or_else(|| wrong(value))
    }

    fn float(&self, value: &Value) -> Option<Vec<u8>> {
        let value = match value {
            Value::Number(number) => number.as_f64()?,
            Value::String(text) => match text.as_str() {
                "NaN" => f64::NAN,
                "Infinity" => f64::INFINITY,
                "-Infinity" => f64::NEG_INFINITY,
                bits => {
                    let bits = u64::from_str_radix(bits.strip_prefix("0x")?, 16).ok()?;
                    return Some(bits.to_le_bytes().to_vec());
                }
            },
            _ => return None,
        };
        Some(if self.size == 4 {
            (value as f32).to_le_bytes().to_vec()
        } else {
            value.to_le_bytes().to_vec()
        })
    }

    /// Bits of a value.
    pub fn bits(&self) -> u64 {
        self.size as u64 * 8
    }

    /// Typed values out of bytes, low ones first.
    pub fn samples(&self, bytes: Vec<u8>) -> Result<Samples, Fault> {
        macro_rules! typed {
            ($kind:ident, $type:ty) => {
                Samples::$kind(bytes.as_chunks().0.iter().map(|&b| <$type>::from_le_bytes(b)).collect())
            };
        }
        Ok(match (self.kind, self.size) {
            (Kind::Bool, _) => Samples::Bool(bytes.into_iter().map(|b| u8::from(b != 0)).collect()),
            (Kind::Unsigned, 1) => Samples::U8(bytes),
            (Kind::Unsigned, 2) => typed!(U16, u16),
            (Kind::Unsigned, 4) => typed!(U32, u32),
            (Kind::Unsigned, 8) => typed!(U64, u64),
            (Kind::Signed, 1) => typed!(I8, i8),
            (Kind::Signed, 2) => typed!(I16, i16),
            (Kind::Signed, 4) => typed!(I32, i32),
            (Kind::Signed, 8) => typed!(I64, i64),
            (Kind::Float, 4) => typed!(F32, f32),
            (Kind::Float, 8) => typed!(F64, f64),
            _ => return Err(Fault::unsupported("values of a type that has no name here")),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn names_of_both_versions() {
        let (two, big_endian) = DataType::of_version_2(">u2").unwrap();
        assert_eq!((two, big_endian), (DataType::of_version_3("uint16").unwrap(), true));
        assert_eq!(DataType::of_version_2("|b1").unwrap().0, DataType::of_version_3("bool").unwrap());
        for name in ["<f2", "<c8", "|S4", "<U3", "u2", "", "<u3", "|u2", "<M8[ns]"] {
            assert!(DataType::of_version_2(name).is_err(), "{name}");
        }
        for name in ["float16", "complex64", "uint12", "r16", "int", ""] {
            assert!(DataType::of_version_3(name).is_err(), "{name}");
        }
    }

    #[test]
    fn fill_values_in_all_their_spellings() {
        let fill = |name: &str, text: &str| {
            DataType::of_version_3(name).unwrap().fill(Some(&serde_json::from_str(text).unwrap())).unwrap()
        };
        assert_eq!(fill("int16", "-2"), [0xfe, 0xff]);
        assert_eq!(fill("uint64", "18446744073709551615"), [0xff; 8]);
        assert_eq!(fill("float32", "\"NaN\""), f32::NAN.to_le_bytes());
        assert_eq!(fill("float32", "\"0x7fc00000\""), [0, 0, 0xc0, 0x7f]);
        assert_eq!(fill("float64", "1.5"), 1.5_f64.to_le_bytes());
        assert_eq!(fill("bool", "true"), [1]);
    }
}
