//! Philox4x32-10, the counter-based random number generator behind every draw.
//!
//! J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
//! A number is a pure function of a key and a counter, so views can be made in any order, on any
//! number of threads, and in a shader (`shaders/common/philox.wgsl` is the twin of this file).

const MULTIPLIER: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: usize = 10;

/// Four random 32-bit words for `counter` under `key`.
pub fn philox4x32(mut key: [u32; 2], mut counter: [u32; 4]) -> [u32; 4] {
    for _ in 0..ROUNDS {
        let a = u64::from(MULTIPLIER[0]) * u64::from(counter[0]);
        let b = u64::from(MULTIPLIER[1]) * u64::from(counter[2]);
        counter = [
            (b >> 32) as u32 ^ counter[1] ^ key[0],
            b as u32,
            (a >> 32) as u32 ^ counter[3] ^ key[1],
            a as u32,
        ];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    counter
}

/// Counters that [`philox4x32_row`] works on at once.
pub const ROW: usize = 16;

/// [`philox4x32`] for [`ROW`] counters that differ in their first word only, which is `first` and what follows.
/// Gives the first words of all, then the second ones, and so on: loops over lanes, which the compiler makes
/// vectors of.
pub fn philox4x32_row(mut key: [u32; 2], first: u32, rest: [u32; 3]) -> [[u32; ROW]; 4] {
    let mut counter = [[0; ROW], [rest[0]; ROW], [rest[1]; ROW], [rest[2]; ROW]];
    counter[0].iter_mut().zip(0..).for_each(|(word, lane)| *word = first.wrapping_add(lane));
    for _ in 0..ROUNDS {
        let [c0, c1, c2, c3] = counter;
        for lane in 0..ROW {
            let a = u64::from(MULTIPLIER[0]) * u64::from(c0[lane]);
            let b = u64::from(MULTIPLIER[1]) * u64::from(c2[lane]);
            counter[0][lane] = (b >> 32) as u32 ^ c1[lane] ^ key[0];
            counter[1][lane] = b as u32;
            counter[2][lane] = (a >> 32) as u32 ^ c3[lane] ^ key[1];
            counter[3][lane] = a as u32;
        }
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    counter
}

/// A word as a number strictly between 0 and 1, exact in 64 bits.
pub fn unit_f64(word: u32) -> f64 {
    (f64::from(word) + 0.5) / 4_294_967_296.0
}

/// A word as a number strictly between 0 and 1, exact in 32 bits (its upper 23 bits count).
pub fn unit_f32(word: u32) -> f32 {
    ((word >> 9) as f32 + 0.5) * (1.0 / 8_388_608.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers of the reference implementation (Random123, `kat_vectors`, philox4x32 10).
    #[test]
    fn agrees_with_the_published_known_answers() {
        assert_eq!(philox4x32([0, 0], [0; 4]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            philox4x32([u32::MAX; 2], [u32::MAX; 4]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        assert_eq!(
            philox4x32([0xa409_3822, 0x299f_31d0], [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn a_row_is_what_single_counters_give() {
        let rows = philox4x32_row([3, 0xffff_0001], u32::MAX - 4, [7, 8, 9]);
        for lane in 0..ROW {
            let one = philox4x32([3, 0xffff_0001], [(u32::MAX - 4).wrapping_add(lane as u32), 7, 8, 9]);
            assert_eq!(rows.map(|row| row[lane]), one);
        }
    }

    #[test]
    fn units_lie_strictly_inside() {
        for word in [0, 1, 511, 512, u32::MAX] {
            assert!(unit_f64(word) > 0.0 && unit_f64(word) < 1.0);
            assert!(unit_f32(word) > 0.0 && unit_f32(word) < 1.0);
        }
    }
}
