//! CRC-32C, the check sum behind chunks and indices of Zarr 3.

/// The polynomial of G. Castagnoli and others (1993), bits in reverse.
const POLYNOMIAL: u32 = 0x82f6_3b78;

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut value = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { value >> 1 ^ POLYNOMIAL } else { value >> 1 };
            bit += 1;
        }
        table[byte] = value;
        byte += 1;
    }
    table
};

/// The check sum of `bytes`.
pub(super) fn crc32c(bytes: &[u8]) -> u32 {
    // The index is a byte, the table has 256 entries.
    !bytes.iter().fold(!0, |sum, &byte| TABLE[((sum ^ u32::from(byte)) & 0xff) as usize] ^ sum >> 8)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sums_of_rfc_3720() {
        assert_eq!(super::crc32c(&[0; 32]), 0x8a91_36aa);
        assert_eq!(super::crc32c(b"123456789"), 0xe306_9283);
    }
}
