//! Predictors: undoing the differences that a TIFF writer took along each row before packing it.
//!
//! Indices stay inside the row: every loop ends at `row.len()`, and looks back by one pixel at most.

use super::Fault;
use super::page::{Format, Page};

/// Turns a row as unpacked into little-endian values in place; bits that are not whole bytes are left.
pub(super) fn undo(row: &mut [u8], page: &Page, big_endian: bool) -> Result<(), Fault> {
    let size = page.bits / 8;
    let samples = if page.planar { 1 } else { page.samples };
    match page.predictor {
        1 => to_little(row, page, big_endian),
        2 if page.bits.is_multiple_of(8) && page.format != Format::Float => {
            to_little(row, page, big_endian);
            add_up(row, size, samples);
        }
        3 if page.format == Format::Float => undo_float(row, size, samples),
        2 | 3 => return Err(Fault::unsupported("a predictor that does not suit its values: save it again")),
        other => return Err(Fault::unsupported(format!("predictor {other}: save it again without one"))),
    }
    Ok(())
}

/// Swaps bytes where the file has the high byte first.
fn to_little(row: &mut [u8], page: &Page, big_endian: bool) {
    if big_endian && page.bits.is_multiple_of(8) && page.bits > 8 {
        row.chunks_exact_mut(page.bits / 8).for_each(<[u8]>::reverse);
    }
}

/// Each value becomes the sum of itself and the one before it in the same sample, wrapping around.
fn add_up(row: &mut [u8], size: usize, samples: usize) {
    let step = size * samples;
    let mut at = step;
    while at + size <= row.len() {
        let mut carry = 0_u16;
        for b in at..at + size {
            let sum = u16::from(row[b]) + u16::from(row[b - step]) + carry;
            row[b] = sum as u8;
            carry = sum >> 8;
        }
        at += size;
    }
}

/// Differences of bytes over rows in which all first bytes stand first, then all second ones, ...
fn undo_float(row: &mut [u8], size: usize, samples: usize) {
    for at in samples..row.len() {
        row[at] = row[at].wrapping_add(row[at - samples]);
    }
    let values = row.len() / size;
    let apart = row.to_vec();
    for value in 0..values {
        for byte in 0..size {
            // The first group holds the high bytes, whatever the order of the file.
            row[value * size + (size - 1 - byte)] = apart[byte * values + value];
        }
    }
}
