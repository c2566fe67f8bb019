//! [`Samples`]: the values of a picture in the type of its file.

/// Pixel values in the type in which the file stores them: plane after plane, row after row.
///
/// Nothing is rescaled here: twelve bits packed in a file come out as `U16` values up to 4095.
#[derive(Clone, Debug, PartialEq)]
pub enum Samples {
    /// One bit a value, held as 0 or 1.
    Bool(Vec<u8>),
    /// Unsigned 8 bit.
    U8(Vec<u8>),
    /// Signed 8 bit.
    I8(Vec<i8>),
    /// Unsigned 16 bit.
    U16(Vec<u16>),
    /// Signed 16 bit.
    I16(Vec<i16>),
    /// Unsigned 32 bit.
    U32(Vec<u32>),
    /// Signed 32 bit.
    I32(Vec<i32>),
    /// Unsigned 64 bit.
    U64(Vec<u64>),
    /// Signed 64 bit.
    I64(Vec<i64>),
    /// 32-bit float (16-bit floats are widened to it, which changes no value).
    F32(Vec<f32>),
    /// 64-bit float.
    F64(Vec<f64>),
}

/// Runs `$body` with `$values` bound to the vector inside `$samples`, whatever its type.
macro_rules! each_type {
    ($samples:expr, $values:ident => $body:expr) => {
        match $samples {
            Samples::Bool($values) | Samples::U8($values) => $body,
            Samples::I8($values) => $body,
            Samples::U16($values) => $body,
            Samples::I16($values) => $body,
            Samples::U32($values) => $body,
            Samples::I32($values) => $body,
            Samples::U64($values) => $body,
            Samples::I64($values) => $body,
            Samples::F32($values) => $body,
            Samples::F64($values) => $body,
        }
    };
}

impl Samples {
    /// Number of values.
    pub fn len(&self) -> usize {
        each_type!(self, values => values.len())
    }

    /// True when there is no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The type in NumPy's words: `uint16`, `float32`, `bool`, ...
    pub fn dtype(&self) -> &'static str {
        match self {
            Self::Bool(_) => "bool",
            Self::U8(_) => "uint8",
            Self::I8(_) => "int8",
            Self::U16(_) => "uint16",
            Self::I16(_) => "int16",
            Self::U32(_) => "uint32",
            Self::I32(_) => "int32",
            Self::U64(_) => "uint64",
            Self::I64(_) => "int64",
            Self::F32(_) => "float32",
            Self::F64(_) => "float64",
        }
    }

    /// Bytes that the values take in memory.
    pub fn bytes(&self) -> usize {
        let size = match self {
            Self::Bool(_) | Self::U8(_) | Self::I8(_) => 1,
            Self::U16(_) | Self::I16(_) => 2,
            Self::U32(_) | Self::I32(_) | Self::F32(_) => 4,
            Self::U64(_) | Self::I64(_) | Self::F64(_) => 8,
        };
        size * self.len()
    }

    /// Puts `more` behind these values; false, and nothing done, where they are of another type.
    pub fn append(&mut self, more: Self) -> bool {
        match (self, more) {
            (Self::Bool(values), Self::Bool(mut more)) | (Self::U8(values), Self::U8(mut more)) => {
                values.append(&mut more);
            }
            (Self::I8(values), Self::I8(mut more)) => values.append(&mut more),
            (Self::U16(values), Self::U16(mut more)) => values.append(&mut more),
            (Self::I16(values), Self::I16(mut more)) => values.append(&mut more),
            (Self::U32(values), Self::U32(mut more)) => values.append(&mut more),
            (Self::I32(values), Self::I32(mut more)) => values.append(&mut more),
            (Self::U64(values), Self::U64(mut more)) => values.append(&mut more),
            (Self::I64(values), Self::I64(mut more)) => values.append(&mut more),
            (Self::F32(values), Self::F32(mut more)) => values.append(&mut more),
            (Self::F64(values), Self::F64(mut more)) => values.append(&mut more),
            _ => return false,
        }
        true
    }

    /// Each value becomes the greater of itself and that of `other`; what is not a number gives way to what is.
    /// False, and nothing done, where they differ in type or number.
    pub fn keep_greater(&mut self, other: &Self) -> bool {
        if self.len() != other.len() {
            return false;
        }
        macro_rules! greater {
            ($values:expr, $others:expr) => {
                $values.iter_mut().zip($others).for_each(|(v, &o)| *v = (*v).max(o))
            };
        }
        match (self, other) {
            (Self::Bool(v), Self::Bool(o)) | (Self::U8(v), Self::U8(o)) => greater!(v, o),
            (Self::I8(v), Self::I8(o)) => greater!(v, o),
            (Self::U16(v), Self::U16(o)) => greater!(v, o),
            (Self::I16(v), Self::I16(o)) => greater!(v, o),
            (Self::U32(v), Self::U32(o)) => greater!(v, o),
            (Self::I32(v), Self::I32(o)) => greater!(v, o),
            (Self::U64(v), Self::U64(o)) => greater!(v, o),
            (Self::I64(v), Self::I64(o)) => greater!(v, o),
            (Self::F32(v), Self::F32(o)) => greater!(v, o),
            (Self::F64(v), Self::F64(o)) => greater!(v, o),
            _ => return false,
        }
        true
    }

    /// The values of `ranges`, one behind the other; a range that reaches past the end is cut there.
    #[must_use]
    pub fn gather(&self, ranges: &[std::ops::Range<usize>]) -> Self {
        macro_rules! of {
            ($kind:ident, $values:expr) => {
                Self::$kind(
                    ranges.iter().flat_map(|r| $values.get(r.clone()).unwrap_or(&[])).copied().collect(),
                )
            };
        }
        match self {
            Self::Bool(v) => of!(Bool, v),
            Self::U8(v) => of!(U8, v),
            Self::I8(v) => of!(I8, v),
            Self::U16(v) => of!(U16, v),
            Self::I16(v) => of!(I16, v),
            Self::U32(v) => of!(U32, v),
            Self::I32(v) => of!(I32, v),
            Self::U64(v) => of!(U64, v),
            Self::I64(v) => of!(I64, v),
            Self::F32(v) => of!(F32, v),
            Self::F64(v) => of!(F64, v),
        }
    }

    /// The largest value an integer type can hold, or `None` for floats.
    pub fn type_max(&self) -> Option<f64> {
        match self {
            Self::Bool(_) => Some(1.0),
            Self::U8(_) => Some(u8::MAX as f64),
            Self::I8(_) => Some(i8::MAX as f64),
            Self::U16(_) => Some(u16::MAX as f64),
            Self::I16(_) => Some(i16::MAX as f64),
            Self::U32(_) => Some(u32::MAX as f64),
            Self::I32(_) => Some(i32::MAX as f64),
            Self::U64(_) => Some(u64::MAX as f64),
            Self::I64(_) => Some(i64::MAX as f64),
            Self::F32(_) | Self::F64(_) => None,
        }
    }

    /// Value number `index` as a 64-bit float, or `None` past the end.
    #[expect(clippy::unnecessary_cast, reason = "the macro casts every type, f64 among them")]
    pub fn get(&self, index: usize) -> Option<f64> {
        each_type!(self, values => values.get(index).map(|&v| v as f64))
    }

    /// Calls `f` with each value of `range` as a 64-bit float, in order.
    /// A range that reaches past the end is cut there.
    #[expect(clippy::unnecessary_cast, reason = "the macro casts every type, f64 among them")]
    pub fn for_each(&self, range: std::ops::Range<usize>, mut f: impl FnMut(f64)) {
        each_type!(self, values => {
            let end = range.end.min(values.len());
            values[range.start.min(end)..end].iter().for_each(|&v| f(v as f64));
        });
    }
}
