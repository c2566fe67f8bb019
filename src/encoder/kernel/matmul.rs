//! Products of matrices on one thread; the callers cut the work into pieces for many threads.

use std::mem::MaybeUninit;

use gemm::Parallelism;

/// A matrix laid over a slice: value (row, column) lies at `row * row_step + column * column_step`.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    /// The values.
    pub data: &'a [f32],
    /// Distance between rows.
    pub row_step: usize,
    /// Distance between columns.
    pub column_step: usize,
}

impl<'a> Matrix<'a> {
    /// Row after row, `row_step` values apart.
    pub fn rows(data: &'a [f32], row_step: usize) -> Self {
        Self { data, row_step, column_step: 1 }
    }

    /// The transpose of a matrix that lies row after row, `row_step` values apart.
    pub fn transposed(data: &'a [f32], row_step: usize) -> Self {
        Self { data, row_step: 1, column_step: row_step }
    }

    fn holds(&self, rows: usize, columns: usize) -> bool {
        last(rows, columns, self.row_step, self.column_step) < self.data.len()
    }
}

fn last(rows: usize, columns: usize, row_step: usize, column_step: usize) -> usize {
    rows.saturating_sub(1) * row_step + columns.saturating_sub(1) * column_step
}

/// Sizes of a product: `rows x depth` times `depth x columns`.
#[derive(Clone, Copy)]
pub struct Sizes {
    /// Rows of the left factor and of the result.
    pub rows: usize,
    /// Columns of the right factor and of the result.
    pub columns: usize,
    /// Columns of the left factor, rows of the right one.
    pub depth: usize,
}

/// `out = lhs * rhs`; rows of `out` lie `out_step` values apart.
pub fn overwrite(out: &mut [f32], out_step: usize, sizes: Sizes, lhs: Matrix, rhs: Matrix) {
    let room = out.len();
    product(out.as_mut_ptr(), room, out_step, sizes, lhs, rhs, false);
}

/// `out = lhs * rhs` into memory that was not cleared; writes all `rows x columns` values of it.
pub fn overwrite_new(out: &mut [MaybeUninit<f32>], out_step: usize, sizes: Sizes, lhs: Matrix, rhs: Matrix) {
    let room = out.len();
    product(out.as_mut_ptr().cast(), room, out_step, sizes, lhs, rhs, false);
}

/// `out += lhs * rhs`.
pub fn accumulate(out: &mut [f32], out_step: usize, sizes: Sizes, lhs: Matrix, rhs: Matrix) {
    let room = out.len();
    product(out.as_mut_ptr(), room, out_step, sizes, lhs, rhs, true);
}

fn product(out: *mut f32, room: usize, out_step: usize, sizes: Sizes, lhs: Matrix, rhs: Matrix, add: bool) {
    let Sizes { rows, columns, depth } = sizes;
    if rows == 0 || columns == 0 {
        return;
    }
    assert!(last(rows, columns, out_step, 1) < room, "the result of a product does not fit");
    assert!(lhs.holds(rows, depth) && rhs.holds(depth, columns), "a factor of a product is too short");
    // SAFETY: the two assertions bound every index that the product reads or writes; `out` is
    // exclusively borrowed by the caller, and is read only where `add` says that it holds values.
    unsafe {
        gemm::gemm(
            rows,
            columns,
            depth,
            out,
            1,
            out_step as isize,
            add,
            lhs.data.as_ptr(),
            lhs.column_step as isize,
            lhs.row_step as isize,
            rhs.data.as_ptr(),
            rhs.column_step as isize,
            rhs.row_step as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}
