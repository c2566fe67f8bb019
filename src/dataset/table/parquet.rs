//! Tables as Parquet files, as pandas and CytoTable write them.

use super::text::{MOST_CELLS, Read};
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::Field;
use std::fs::File;

/// Reads all rows of the file. Numbers are written as short as they can be read back.
pub(super) fn read(file: &File) -> Read {
    let file = file.try_clone().map_err(|e| e.to_string())?;
    let reader = SerializedFileReader::new(file).map_err(|e| e.to_string())?;
    let about = reader.metadata().file_metadata();
    let count = usize::try_from(about.num_rows()).unwrap_or(0);
    let fields = about.schema().get_fields();
    let names: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
    if count.saturating_mul(names.len()) > MOST_CELLS {
        return Err("it has more than 100 million cells: write a table with fewer columns".to_owned());
    }
    let mut rows = Vec::new();
    for row in reader.get_row_iter(None).map_err(|e| e.to_string())? {
        let row = row.map_err(|e| e.to_string())?;
        rows.push(row.get_column_iter().map(|(_, field)| words(field)).collect());
    }
    Ok((names, rows))
}

/// A value in words; nothing where there is none.
fn words(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.trim().to_owned(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).trim().to_owned(),
        other => other.to_string().trim_matches('"').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use ::parquet::data_type::{ByteArrayType, DoubleType, Int64Type};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;
    use std::sync::Arc;

    #[test]
    fn texts_numbers_and_gaps_come_out_as_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        let schema = "message m { required binary file (UTF8); optional double dose; required int64 plate; }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let made = WriterProperties::builder().set_compression(::parquet::basic::Compression::SNAPPY).build();
        let mut writer =
            SerializedFileWriter::new(File::create(&path).unwrap(), schema, Arc::new(made)).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let files = ["a.tif".into(), "b.tif".into()];
        column.typed::<ByteArrayType>().write_batch(&files, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&[15.6], Some(&[1, 0]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[1_053_597_806, 7], None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.close().unwrap();
        let (names, rows) = read(&File::open(&path).unwrap()).unwrap();
        assert_eq!(names, ["file", "dose", "plate"]);
        assert_eq!(rows, [["a.tif", "15.6", "1053597806"], ["b.tif", "", "7"]]);
        std::fs::write(&path, b"PAR1 nothing PAR1").unwrap();
        assert!(read(&File::open(&path).unwrap()).is_err());
    }
}
