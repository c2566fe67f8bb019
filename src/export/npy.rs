//! [`npy`]: a block of 32-bit floats as NumPy's file (format 1.0).

/// The content of the file for `values` of this shape, row after row.
pub(super) fn npy(shape: &[usize], values: &[f32]) -> Vec<u8> {
    let sides: Vec<String> = shape.iter().map(ToString::to_string).collect();
    // A tuple of one side needs its comma in Python.
    let comma = if shape.len() == 1 { "," } else { "" };
    let mut header =
        format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}{comma}), }}", sides.join(", "));
    // Ten bytes before, a line break behind, and the values at a multiple of 64.
    let padded = (10 + header.len() + 1).next_multiple_of(64) - 11;
    header.extend(std::iter::repeat_n(' ', padded - header.len()));
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.into_bytes());
    bytes.extend(values.iter().flat_map(|v| v.to_le_bytes()));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_and_values() {
        // numpy.save of numpy.array([[1.5, -2.0]], "<f4") has these first 128 bytes and then the values.
        let bytes = npy(&[1, 2], &[1.5, -2.0]);
        assert_eq!(bytes.len(), 128 + 8);
        assert_eq!(&bytes[..10], b"\x93NUMPY\x01\x00\x76\x00");
        assert!(bytes[10..].starts_with(b"{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }  "));
        assert_eq!(bytes[127], b'\n');
        assert_eq!(bytes[128..], [1.5f32.to_le_bytes(), (-2.0f32).to_le_bytes()].concat());
        assert!(String::from_utf8_lossy(&npy(&[3], &[0.0; 3])).contains("(3,)"));
    }
}
