//! Named tensors in a safetensors file, with words about them in its header.
//!
//! The same tensors and words always give the same bytes, so that files can be compared by their hash.

use std::collections::BTreeMap;
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use safetensors::SafeTensors;

use super::error::EncoderError;
use crate::job::write_atomic;

/// Tensors by name.
pub type NamedTensors = BTreeMap<String, Tensor>;
/// Words in the header of a file: what the tensors are, for people and programs.
pub type Metadata = BTreeMap<String, String>;

/// Writes tensors of 32-bit floats, 64-bit floats or 64-bit whole numbers to `path`, whole or not at all.
///
/// # Errors
/// When a tensor has another type or the file cannot be written.
pub fn write(path: &Path, tensors: &NamedTensors, metadata: &Metadata) -> Result<(), EncoderError> {
    let bytes = to_bytes(tensors, metadata)?;
    write_atomic(path, &bytes).map_err(|source| EncoderError::File { path: path.to_owned(), source })
}

/// Reads all tensors of a safetensors file, and the words in its header.
///
/// # Errors
/// When the file cannot be read, is cut short or is no safetensors file.
pub fn read(path: &Path) -> Result<(NamedTensors, Metadata), EncoderError> {
    let bytes = std::fs::read(path).map_err(|source| EncoderError::File { path: path.to_owned(), source })?;
    from_bytes(&bytes)
}

/// The content of a safetensors file: the length of the header, the header as JSON, the values.
///
/// # Errors
/// When a tensor is not of 32-bit floats, 64-bit floats or 64-bit whole numbers.
pub fn to_bytes(tensors: &NamedTensors, metadata: &Metadata) -> Result<Vec<u8>, EncoderError> {
    let mut header = serde_json::Map::new();
    if !metadata.is_empty() {
        header.insert("__metadata__".to_owned(), serde_json::json!(metadata));
    }
    let mut values = Vec::new();
    // Eight-byte values first, so that every tensor lies at a multiple of its values' size.
    for wide in [true, false] {
        for (name, tensor) in tensors.iter().filter(|(_, t)| (t.dtype().size_in_bytes() == 8) == wide) {
            let start = values.len();
            let word = append(&mut values, tensor)?;
            let offsets = [start, values.len()];
            let entry = serde_json::json!({"dtype": word, "shape": tensor.dims(), "data_offsets": offsets});
            header.insert(name.clone(), entry);
        }
    }
    let mut header = serde_json::Value::Object(header).to_string().into_bytes();
    header.resize(header.len().next_multiple_of(8), b' ');
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.append(&mut header);
    bytes.append(&mut values);
    Ok(bytes)
}

/// Appends the values of a tensor, little-endian, and says their type in the format's words.
fn append(bytes: &mut Vec<u8>, tensor: &Tensor) -> Result<&'static str, EncoderError> {
    let flat = tensor.flatten_all()?;
    match tensor.dtype() {
        DType::F32 => {
            bytes.extend(flat.to_vec1::<f32>()?.iter().flat_map(|v| v.to_le_bytes()));
            Ok("F32")
        }
        DType::F64 => {
            bytes.extend(flat.to_vec1::<f64>()?.iter().flat_map(|v| v.to_le_bytes()));
            Ok("F64")
        }
        DType::I64 => {
            bytes.extend(flat.to_vec1::<i64>()?.iter().flat_map(|v| v.to_le_bytes()));
            Ok("I64")
        }
        other => Err(EncoderError::NotWeights(format!("values of type {other:?} cannot be stored"))),
    }
}

/// The tensors and words in the content of a safetensors file.
///
/// # Errors
/// When the content is cut short or is not that of a safetensors file.
pub fn from_bytes(bytes: &[u8]) -> Result<(NamedTensors, Metadata), EncoderError> {
    let broken = |error: &dyn std::fmt::Display| EncoderError::NotWeights(error.to_string());
    SafeTensors::deserialize(bytes).map_err(|error| broken(&error))?;
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|error| broken(&error))?;
    let metadata = header.metadata().clone().unwrap_or_default().into_iter().collect();
    let tensors = candle_core::safetensors::load_buffer(bytes, &Device::Cpu)?;
    Ok((tensors.into_iter().collect(), metadata))
}
