//! [`LongTable`]: columns of texts and numbers with names of any kind, as CSV and as Parquet.

use crate::export::chart::cell;
use parquet::basic::{ConvertedType, Repetition, Type as Kind};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::sync::Arc;

/// The entries of a column; what is not known is not there, never a zero.
#[derive(Clone, Debug, PartialEq)]
pub enum Entries {
    /// Texts.
    Texts(Vec<Option<String>>),
    /// Numbers.
    Numbers(Vec<Option<f64>>),
}

/// Columns of the same length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LongTable {
    /// Names and entries.
    pub columns: Vec<(String, Entries)>,
}

impl LongTable {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, entries)| match entries {
            Entries::Texts(texts) => texts.len(),
            Entries::Numbers(numbers) => numbers.len(),
        })
    }

    /// The bytes of a CSV file.
    ///
    /// # Errors
    /// What the writer answers.
    pub fn to_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.columns.iter().map(|(name, _)| name))?;
        for row in 0..self.rows() {
            writer.write_record(self.columns.iter().map(|(_, entries)| match entries {
                Entries::Texts(texts) => texts.get(row).cloned().flatten().unwrap_or_default(),
                Entries::Numbers(numbers) => cell(numbers.get(row).copied().flatten()),
            }))?;
        }
        writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }

    /// The bytes of a Parquet file, without compression, so that any reader opens it.
    ///
    /// # Errors
    /// What the writer answers.
    pub fn to_parquet(&self) -> ParquetResult<Vec<u8>> {
        let field = |(name, entries): &(String, Entries)| {
            let of = |kind| Type::primitive_type_builder(name, kind).with_repetition(Repetition::OPTIONAL);
            let field = match entries {
                Entries::Texts(_) => of(Kind::BYTE_ARRAY).with_converted_type(ConvertedType::UTF8).build()?,
                Entries::Numbers(_) => of(Kind::DOUBLE).build()?,
            };
            Ok::<_, ParquetError>(Arc::new(field))
        };
        let fields = self.columns.iter().map(field).collect::<ParquetResult<Vec<_>>>()?;
        let schema = Arc::new(Type::group_type_builder("study").with_fields(fields).build()?);
        let properties = Arc::new(WriterProperties::builder().build());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties)?;
        let mut group = writer.next_row_group()?;
        for (_, entries) in &self.columns {
            let Some(mut column) = group.next_column()? else { break };
            match entries {
                Entries::Texts(texts) => {
                    let levels: Vec<i16> = texts.iter().map(|text| i16::from(text.is_some())).collect();
                    let values: Vec<ByteArray> =
                        texts.iter().flatten().map(|text| ByteArray::from(text.as_str())).collect();
                    column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
                }
                Entries::Numbers(numbers) => {
                    let levels: Vec<i16> = numbers.iter().map(|number| i16::from(number.is_some())).collect();
                    let values: Vec<f64> = numbers.iter().flatten().copied().collect();
                    column.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
                }
            }
            column.close()?;
        }
        group.close()?;
        writer.into_inner()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    #[test]
    fn both_forms_hold_the_same_and_what_is_unknown_is_empty() {
        let text = |words: &str| Some(words.to_owned());
        let table = LongTable {
            columns: vec![
                ("axis gain.factor".into(), Entries::Texts(vec![text("1.5"), None, text("a, \"b\" 細胞")])),
                ("recall".into(), Entries::Numbers(vec![Some(0.1), Some(0.25), None])),
            ],
        };
        let csv = String::from_utf8(table.to_csv().unwrap()).unwrap();
        assert_eq!(csv, "axis gain.factor,recall\n1.5,0.1\n,0.25\n\"a, \"\"b\"\" 細胞\",\n");
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, &table.to_parquet().unwrap()).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[2].get_string(0).unwrap(), "a, \"b\" 細胞");
        assert_eq!(rows[1].get_double(1).unwrap(), 0.25);
        assert!(rows[1].get_string(0).is_err() && rows[2].get_double(1).is_err(), "unknown");
        let nothing = LongTable::default();
        assert_eq!(nothing.rows(), 0);
    }
}
