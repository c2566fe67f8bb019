//! [`sheet_parquet`]: embeddings as Parquet, without compression, so that any reader opens it.

use super::sheet::Column;
use super::{ExportError, Sheet};
use parquet::basic::{ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, FloatType};
use parquet::errors::Result as ParquetResult;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use std::path::PathBuf;
use std::sync::Arc;

/// Rows written together; a reader may load them separately.
const ROWS_TOGETHER: usize = 65_536;

/// The content of the file.
///
/// # Errors
/// When it cannot be encoded.
pub(super) fn sheet_parquet(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    encode(sheet).map_err(|source| {
        crate::evaluate::EvaluateError::EmbeddingsFile { path: PathBuf::from("embeddings.parquet"), source }
            .into()
    })
}

fn encode(sheet: &Sheet) -> ParquetResult<Vec<u8>> {
    let mut fields = vec![text("path", Repetition::REQUIRED)?];
    for (name, column) in &sheet.columns {
        fields.push(match column {
            Column::Text(_) => text(name, Repetition::OPTIONAL)?,
            Column::Number(_) => number(name)?,
        });
    }
    for feature in 0..sheet.features.d() {
        fields.push(number(&format!("e{feature}"))?);
    }
    let schema = Arc::new(Type::group_type_builder("embeddings").with_fields(fields).build()?);
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties)?;
    let n = sheet.features.n();
    for from in (0..n).step_by(ROWS_TOGETHER) {
        let to = (from + ROWS_TOGETHER).min(n);
        let mut group = writer.next_row_group()?;
        let paths: Vec<ByteArray> = sheet
            .paths
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .map(|t| ByteArray::from(t.as_str()))
            .collect();
        put_texts(&mut group, &paths, None)?;
        for (_, column) in &sheet.columns {
            match column {
                Column::Text(texts) => {
                    let texts = texts.get(from..to).unwrap_or_default();
                    let present: Vec<i16> = texts.iter().map(|t| i16::from(t.is_some())).collect();
                    let values: Vec<ByteArray> =
                        texts.iter().flatten().map(|t| ByteArray::from(t.as_str())).collect();
                    put_texts(&mut group, &values, Some(&present))?;
                }
                Column::Number(numbers) => {
                    put_numbers(&mut group, numbers.get(from..to).unwrap_or_default())?;
                }
            }
        }
        for feature in 0..sheet.features.d() {
            let values: Vec<f32> =
                (from..to).filter_map(|row| sheet.features.row(row).get(feature).copied()).collect();
            put_numbers(&mut group, &values)?;
        }
        group.close()?;
    }
    writer.into_inner()
}

fn text(name: &str, repetition: Repetition) -> ParquetResult<Arc<Type>> {
    let field = Type::primitive_type_builder(name, Physical::BYTE_ARRAY);
    Ok(Arc::new(field.with_repetition(repetition).with_converted_type(ConvertedType::UTF8).build()?))
}

fn number(name: &str) -> ParquetResult<Arc<Type>> {
    let field = Type::primitive_type_builder(name, Physical::FLOAT);
    Ok(Arc::new(field.with_repetition(Repetition::REQUIRED).build()?))
}

fn put_texts(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: &[ByteArray],
    present: Option<&[i16]>,
) -> ParquetResult<()> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<ByteArrayType>().write_batch(values, present, None)?;
        column.close()?;
    }
    Ok(())
}

fn put_numbers(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, values: &[f32]) -> ParquetResult<()> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<FloatType>().write_batch(values, None, None)?;
        column.close()?;
    }
    Ok(())
}
