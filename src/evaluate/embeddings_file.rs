//! embeddings.parquet: one row an image with its path, class, split, group, the encoder's features e0, e1, ... and the
//! projector's p0, p1, ...
//!
//! Written without compression, so that any reader of Parquet opens it.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, ByteArrayType, FloatType};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::error::EvaluateError;
use super::features::Features;
use crate::job::write_atomic;

/// Rows written together; a reader may load them separately.
const ROWS_TOGETHER: usize = 65_536;

/// The content of the file. All vectors have one entry an image.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EmbeddingsTable {
    /// The image's key: its path relative to the data set.
    pub paths: Vec<String>,
    /// Class name; None where unlabelled.
    pub classes: Vec<Option<String>>,
    /// The part it fell into.
    pub splits: Vec<String>,
    /// Group name; None where images are independent.
    pub groups: Vec<Option<String>>,
    /// Encoder features.
    pub features: Features,
    /// The projector's output; absent in files of earlier versions.
    pub projector: Option<Features>,
}

impl EmbeddingsTable {
    fn check(&self) -> Result<(), EvaluateError> {
        let expected = self.features.n();
        for (what, found) in [
            ("paths", self.paths.len()),
            ("classes", self.classes.len()),
            ("splits", self.splits.len()),
            ("groups", self.groups.len()),
            ("features of the projector", self.projector.as_ref().map_or(expected, Features::n)),
        ] {
            if found != expected {
                return Err(EvaluateError::Length { what: what.to_owned(), found, expected });
            }
        }
        Ok(())
    }
}

/// Writes the table to `path`, whole or not at all.
///
/// # Errors
/// [`EvaluateError::Length`] when the columns differ in length, otherwise what the file system answers.
pub fn write_embeddings(path: &Path, table: &EmbeddingsTable) -> Result<(), EvaluateError> {
    table.check()?;
    let bytes =
        encode(table).map_err(|source| EvaluateError::EmbeddingsFile { path: path.to_path_buf(), source })?;
    write_atomic(path, &bytes).map_err(|source| EvaluateError::Io { path: path.to_path_buf(), source })
}

/// Reads a table that [`write_embeddings`] wrote.
///
/// # Errors
/// A file that cannot be opened, is not Parquet, or has other columns.
pub fn read_embeddings(path: &Path) -> Result<EmbeddingsTable, EvaluateError> {
    let file =
        std::fs::File::open(path).map_err(|source| EvaluateError::Io { path: path.to_path_buf(), source })?;
    let Decoded { mut table, rows, encoder, projector } =
        decode(file).map_err(|source| EvaluateError::EmbeddingsFile { path: path.to_path_buf(), source })?;
    table.features = from_columns(rows, &encoder)?;
    table.projector = if projector.is_empty() { None } else { Some(from_columns(rows, &projector)?) };
    table.check()?;
    Ok(table)
}

/// `n` rows of the values that stand in `columns`.
fn from_columns(n: usize, columns: &[Vec<f32>]) -> Result<Features, EvaluateError> {
    let d = columns.len();
    let mut data = vec![0.0; n * d];
    for (j, column) in columns.iter().enumerate() {
        for (i, &value) in column.iter().enumerate().take(n) {
            data[i * d + j] = value;
        }
    }
    Features::new(n, d, data)
}

fn encode(table: &EmbeddingsTable) -> ParquetResult<Vec<u8>> {
    let n = table.features.n();
    let mut message = String::from(
        "message embeddings { required binary path (UTF8); optional binary class (UTF8); \
         required binary split (UTF8); optional binary group (UTF8); ",
    );
    let parts = [("e", Some(&table.features)), ("p", table.projector.as_ref())];
    let parts = parts.into_iter().filter_map(|(name, features)| Some((name, features?)));
    let columns: Vec<(&Features, usize)> = parts
        .flat_map(|(name, features)| (0..features.d()).map(move |j| (name, features, j)))
        .map(|(name, features, j)| {
            let _ = write!(message, "required float {name}{j}; ");
            (features, j)
        })
        .collect();
    message.push('}');
    let schema = Arc::new(parse_message_type(&message)?);
    let mut writer =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::builder().build()))?;
    for from in (0..n).step_by(ROWS_TOGETHER) {
        let rows = from..(from + ROWS_TOGETHER).min(n);
        let mut group = writer.next_row_group()?;
        write_required(&mut group, &table.paths[rows.clone()])?;
        write_optional(&mut group, &table.classes[rows.clone()])?;
        write_required(&mut group, &table.splits[rows.clone()])?;
        write_optional(&mut group, &table.groups[rows.clone()])?;
        for &(features, j) in &columns {
            let values: Vec<f32> = rows.clone().map(|i| features.row(i)[j]).collect();
            if let Some(mut column) = group.next_column()? {
                column.typed::<FloatType>().write_batch(&values, None, None)?;
                column.close()?;
            }
        }
        group.close()?;
    }
    writer.into_inner()
}

fn write_required(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, texts: &[String]) -> ParquetResult<()> {
    let values: Vec<ByteArray> = texts.iter().map(|t| ByteArray::from(t.as_str())).collect();
    if let Some(mut column) = group.next_column()? {
        column.typed::<ByteArrayType>().write_batch(&values, None, None)?;
        column.close()?;
    }
    Ok(())
}

fn write_optional(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    texts: &[Option<String>],
) -> ParquetResult<()> {
    let values: Vec<ByteArray> = texts.iter().flatten().map(|t| ByteArray::from(t.as_str())).collect();
    let present: Vec<i16> = texts.iter().map(|t| i16::from(t.is_some())).collect();
    if let Some(mut column) = group.next_column()? {
        column.typed::<ByteArrayType>().write_batch(&values, Some(&present), None)?;
        column.close()?;
    }
    Ok(())
}

/// What a file holds, its features column by column.
struct Decoded {
    /// Without features.
    table: EmbeddingsTable,
    rows: usize,
    encoder: Vec<Vec<f32>>,
    projector: Vec<Vec<f32>>,
}

fn decode(file: std::fs::File) -> ParquetResult<Decoded> {
    let reader = SerializedFileReader::new(file)?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let names: Vec<&str> = schema.columns().iter().map(|c| c.name()).collect();
    if names.get(..4) != Some(&["path", "class", "split", "group"][..]) {
        return Err(ParquetError::General("the first columns are not path, class, split, group".to_owned()));
    }
    let mut table = EmbeddingsTable::default();
    let mut columns = vec![Vec::new(); names.len() - 4];
    let of_encoder = names.iter().skip(4).take_while(|name| name.starts_with('e')).count();
    let mut total = 0;
    for g in 0..reader.num_row_groups() {
        let group = reader.get_row_group(g)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        total += rows;
        let texts = |column: usize| -> ParquetResult<Vec<Option<String>>> {
            read_texts(group.get_column_reader(column)?, rows)
        };
        table.paths.extend(texts(0)?.into_iter().flatten());
        table.classes.extend(texts(1)?);
        table.splits.extend(texts(2)?.into_iter().flatten());
        table.groups.extend(texts(3)?);
        for (j, column) in columns.iter_mut().enumerate() {
            let ColumnReader::FloatColumnReader(mut values) = group.get_column_reader(j + 4)? else {
                return Err(ParquetError::General(format!(
                    "column {} is not of 32-bit floats",
                    names[j + 4]
                )));
            };
            let aim = column.len() + rows;
            while column.len() < aim {
                let (read, _, _) = values.read_records(aim - column.len(), None, None, column)?;
                if read == 0 {
                    return Err(ParquetError::EOF("a column of features ends early".to_owned()));
                }
            }
        }
    }
    let projector = columns.split_off(of_encoder);
    Ok(Decoded { table, rows: total, encoder: columns, projector })
}

fn read_texts(reader: ColumnReader, rows: usize) -> ParquetResult<Vec<Option<String>>> {
    let ColumnReader::ByteArrayColumnReader(mut reader) = reader else {
        return Err(ParquetError::General("a column of text is not text".to_owned()));
    };
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    let mut done = 0;
    while done < rows {
        let (read, _, _) = reader.read_records(rows - done, Some(&mut levels), None, &mut values)?;
        if read == 0 {
            return Err(ParquetError::EOF("a column of text ends early".to_owned()));
        }
        done += read;
    }
    let texts: Vec<String> =
        values.iter().map(|v| v.as_utf8().map(str::to_owned)).collect::<ParquetResult<_>>()?;
    let mut texts = texts.into_iter();
    if levels.is_empty() {
        // A required column has no levels: every row has a text.
        return Ok(texts.map(Some).collect());
    }
    Ok(levels.iter().map(|&level| if level > 0 { texts.next() } else { None }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let table = EmbeddingsTable {
            paths: vec!["a/1.tif".into(), "b/zwei µ.tif".into(), "c.tif".into()],
            classes: vec![Some("A".into()), None, Some("B".into())],
            splits: vec!["train".into(), "train".into(), "choose".into()],
            groups: vec![None, Some("plate 1".into()), None],
            features: Features::new(3, 2, vec![0.5, -1.0, f32::MAX, 0.0, 1e-30, 3.0]).unwrap(),
            projector: None,
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("embeddings.parquet");
        write_embeddings(&path, &table).unwrap();
        assert_eq!(read_embeddings(&path).unwrap(), table);
        let projector = Some(Features::new(3, 1, vec![7.0, -8.0, 9.0]).unwrap());
        let both = EmbeddingsTable { projector, ..table };
        write_embeddings(&path, &both).unwrap();
        assert_eq!(read_embeddings(&path).unwrap(), both);
        let empty = EmbeddingsTable { features: Features::new(0, 2, vec![]).unwrap(), ..Default::default() };
        write_embeddings(&path, &empty).unwrap();
        assert_eq!(read_embeddings(&path).unwrap().features.d(), 2);
    }

    #[test]
    fn another_file_is_refused_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("embeddings.parquet");
        std::fs::write(&path, b"not parquet at all").unwrap();
        assert!(read_embeddings(&path).unwrap_err().to_string().contains("embeddings.parquet"));
        let short = EmbeddingsTable { paths: vec!["x".into()], ..Default::default() };
        assert!(matches!(write_embeddings(&path, &short), Err(EvaluateError::Length { .. })));
    }
}
