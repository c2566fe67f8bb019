//! Changing the values of tensors where they lie: one pass over all that a rule reads and writes.

use std::cell::Cell;

use candle_core::{CpuStorage, InplaceOp1, Layout, Result, Tensor, bail};
use rayon::prelude::*;

/// Values that a thread changes at once. What is computed of a value depends on its place alone, so that any
/// number of threads gives the same bits.
const PIECE: usize = 1 << 14;

/// True where the values can be changed in place: on the processor.
pub(super) fn possible(tensor: &Tensor) -> bool {
    #[cfg(test)]
    if AS_ELSEWHERE.get() {
        return false;
    }
    tensor.device().is_cpu()
}

#[cfg(test)]
thread_local! {
    /// Lets a test take the way of other devices on the processor.
    pub(super) static AS_ELSEWHERE: Cell<bool> = const { Cell::new(false) };
}

/// Calls `change` with the values of `tensor`, which must lie one after the other on the processor.
pub(super) fn in_place(tensor: &Tensor, change: impl FnOnce(&mut [f32]) -> Result<()>) -> Result<()> {
    tensor.inplace_op1(&Change(Cell::new(Some(change))))
}

/// A change that is made once.
struct Change<F>(Cell<Option<F>>);

impl<F: FnOnce(&mut [f32]) -> Result<()>> InplaceOp1 for Change<F> {
    fn name(&self) -> &'static str {
        "optimiser"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> Result<()> {
        let CpuStorage::F32(values) = storage else { bail!("a parameter is not of 32-bit floats") };
        let values = layout.contiguous_offsets().and_then(|(start, end)| values.get_mut(start..end));
        match (values, self.0.take()) {
            (Some(values), Some(change)) => change(values),
            _ => bail!("the values of a parameter do not lie one after the other"),
        }
    }
}

/// Calls `work` with the same pieces of all `changed` and of `read`, in parallel where there are many.
pub(super) fn in_pieces<const N: usize>(
    changed: [&mut [f32]; N],
    read: &[f32],
    work: impl Fn([&mut [f32]; N], &[f32]) + Sync,
) {
    if read.len() <= PIECE {
        return work(changed, read);
    }
    let mut pieces: Vec<(Vec<&mut [f32]>, &[f32])> =
        read.chunks(PIECE).map(|read| (Vec::with_capacity(N), read)).collect();
    for values in changed {
        for (piece, values) in pieces.iter_mut().zip(values.chunks_mut(PIECE)) {
            piece.0.push(values);
        }
    }
    pieces.into_par_iter().for_each(|(changed, read)| {
        // Each of the N gave a piece above; were one shorter than `read`, its end would be left alone.
        if let Ok(changed) = <[&mut [f32]; N]>::try_from(changed) {
            work(changed, read);
        }
    });
}

/// The sum of squares, in 64 bits and in an order that does not depend on the number of threads.
pub(super) fn sum_of_squares(values: &[f32]) -> f64 {
    // Eight sums side by side, so that the compiler may use vectors.
    let of_piece = |piece: &[f32]| {
        let mut sums = [0.0_f64; 8];
        let rows = piece.chunks_exact(8);
        let rest: f64 = rows.remainder().iter().map(|&x| f64::from(x) * f64::from(x)).sum();
        for row in rows {
            for (sum, &x) in sums.iter_mut().zip(row) {
                *sum += f64::from(x) * f64::from(x);
            }
        }
        sums.iter().sum::<f64>() + rest
    };
    let sums: Vec<f64> = values.par_chunks(PIECE).map(of_piece).collect();
    sums.iter().sum()
}

/// The Euclidean length of a tensor's values, wherever they are.
pub(super) fn norm(tensor: &Tensor) -> Result<f64> {
    if !possible(tensor) {
        return Ok(f64::from(tensor.sqr()?.sum_all()?.to_scalar::<f32>()?).sqrt());
    }
    let mut sum = 0.0;
    crate::encoder::ops::with_slices([tensor], |[values]| sum = sum_of_squares(values))?;
    Ok(sum.sqrt())
}
