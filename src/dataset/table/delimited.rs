//! Tables as text: CSV and TSV, with commas, semicolons or tabulators between the columns.

use super::text::{MOST_CELLS, Read};

/// Reads the table in `bytes`.
pub(super) fn read(bytes: Vec<u8>) -> Read {
    let text = decode(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().map_err(|e| e.to_string())?.iter().map(str::to_owned).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (line, record) in reader.records().enumerate() {
        let record = record.map_err(|e| format!("row {}: {e}", line + 1))?;
        if rows.len().saturating_mul(names.len()) > MOST_CELLS {
            return Err("it has more than 100 million cells".to_owned());
        }
        rows.push((0..names.len()).map(|i| record.get(i).unwrap_or("").to_owned()).collect());
    }
    Ok((names, rows))
}

/// The text, without the mark that Excel puts before it; also in the UTF-16 that Excel calls "Unicode text".
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, String> {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let (units, _) = bytes.get(2..).unwrap_or(&[]).as_chunks::<2>();
        let units: Vec<u16> = units.iter().map(|pair| unit(*pair)).collect();
        String::from_utf16(&units).map_err(|_| "it is not in UTF-16 all through".to_owned())
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => {
            let text = String::from_utf8(bytes)
                .map_err(|_| "it is not in UTF-8: save it as CSV UTF-8".to_owned())?;
            Ok(match text.strip_prefix('\u{feff}') {
                Some(rest) => rest.to_owned(),
                None => text,
            })
        }
    }
}

/// The sign between columns: the most frequent of the usual three in the first line.
pub(super) fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or("");
    let count = |d: u8| head.bytes().filter(|&b| b == d).count();
    [b';', b'\t', b','].into_iter().max_by_key(|&d| count(d)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn signs_between_columns_and_encodings() {
        let want = (vec!["file".to_owned(), "dose".to_owned()], vec![vec!["a µ.tif".into(), "1".into()]]);
        let utf16: Vec<u8> =
            "\u{feff}file\tdose\na µ.tif\t1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for text in [
            "file,dose\na µ.tif,1\n".as_bytes().to_vec(),
            "file;dose\r\n\"a µ.tif\";1\r\n".into(),
            "\u{feff}file\tdose\na µ.tif\t1".into(),
            utf16,
        ] {
            assert_eq!(read(text).unwrap(), want);
        }
        assert!(read(b"file\n\xff\xf0".to_vec()).unwrap_err().contains("UTF-8"));
    }

    #[test]
    fn short_rows_are_filled() {
        let (_, rows) = read(b"a,b,c\n1\n1,2,3,4\n".to_vec()).unwrap();
        assert_eq!(rows, [["1", "", ""], ["1", "2", "3"]]);
    }
}
