//! Seeded damage to files: bits, numbers, cuts, copies, and in texts words that lead astray.

/// SplitMix64 (G. Steele and others 2014).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// A number below `n`, which is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// Numbers at which programs break.
const NUMBERS: [u64; 14] = [
    0,
    1,
    2,
    7,
    0x7f,
    0xff,
    0x7fff,
    0xffff,
    0x10000,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    0xffff_ffff_ffff_ffff,
];

/// Words that lead astray.
const WORDS: [&str; 26] = [
    "..",
    "../..",
    "/etc/passwd",
    "C:\\x",
    "\\\\host\\x",
    "\0",
    "-1",
    "0",
    "1e308",
    "NaN",
    "null",
    "[]",
    "{}",
    "\"",
    "4294967296",
    "18446744073709551615",
    "99999999999999999999",
    "0.0001",
    "true",
    "é\u{0301}",
    ",",
    "\n",
    "\t",
    ";",
    "=",
    "[[",
];

/// A damaged copy of `bytes`.
pub fn bytes(original: &[u8], random: &mut Random) -> Vec<u8> {
    let mut out = original.to_vec();
    for _ in 0..=random.below(4) {
        if out.is_empty() {
            return out;
        }
        // The head of a file decides most.
        let reach = if random.below(2) == 0 { out.len().min(400) } else { out.len() };
        let at = random.below(reach);
        match random.below(8) {
            0 | 1 => out[at] ^= 1 << random.below(8),
            2 => out[at] = NUMBERS[random.below(6)] as u8,
            3 | 4 => {
                let size = [2, 4, 8][random.below(3)];
                let number = NUMBERS[random.below(NUMBERS.len())].to_le_bytes();
                for (k, slot) in out.iter_mut().skip(at).take(size).enumerate() {
                    *slot = number[if random.0 & 1 == 0 { k } else { size - 1 - k }];
                }
            }
            5 => out.truncate(at),
            6 => {
                let end = (at + 1 + random.below(64)).min(out.len());
                drop(out.drain(at..end));
            }
            _ => {
                let end = (at + 1 + random.below(64)).min(out.len());
                let copy = out[at..end].to_vec();
                let to = random.below(out.len());
                out.splice(to..to, copy);
            }
        }
    }
    out
}

/// A damaged copy of a text: as bytes, or with words and lines exchanged.
pub fn text(original: &str, random: &mut Random) -> Vec<u8> {
    if random.below(3) == 0 {
        return bytes(original.as_bytes(), random);
    }
    let mut parts: Vec<String> = Vec::new();
    for letter in original.chars() {
        let word = letter.is_alphanumeric() || letter == '_' || letter == '.' || letter == '-';
        match parts.last_mut() {
            Some(last) if word && last.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c)) => {
                last.push(letter);
            }
            _ => parts.push(letter.to_string()),
        }
    }
    for _ in 0..=random.below(3) {
        if parts.is_empty() {
            break;
        }
        let at = random.below(parts.len());
        match random.below(4) {
            0 | 1 => WORDS[random.below(WORDS.len())].clone_into(&mut parts[at]),
            2 => drop(parts.remove(at)),
            _ => {
                let copy = parts[random.below(parts.len())].clone();
                parts.insert(at, copy);
            }
        }
    }
    parts.concat().into_bytes()
}
