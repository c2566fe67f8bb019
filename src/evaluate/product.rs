//! [`product`]: the matrix product on which neighbours, probes and clusters stand.

use gemm::{Parallelism, gemm};

/// A number type that the product knows.
pub trait Element: Copy + Send + Sync + 'static {
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;
}

impl Element for f32 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;
}

impl Element for f64 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;
}

/// A matrix whose rows lie one after the other, or its transpose.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a, T> {
    data: &'a [T],
    rows: usize,
    columns: usize,
    row_step: usize,
    column_step: usize,
}

impl<'a, T> Matrix<'a, T> {
    /// `data` as `data.len() / columns` rows; a remainder is left out.
    pub fn rows_of(data: &'a [T], columns: usize) -> Self {
        let rows = data.len().checked_div(columns).unwrap_or(0);
        Self { data, rows, columns, row_step: columns, column_step: 1 }
    }

    /// The same numbers with rows and columns exchanged.
    #[must_use]
    pub fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_step: self.column_step,
            column_step: self.row_step,
            ..self
        }
    }
}

/// `left` times `right`, row after row, on the calling thread.
///
/// Callers share the work between threads by blocks of rows: the result is then the same on any
/// number of threads. Columns of `left` beyond the rows of `right` (or the other way round) count
/// as absent.
pub fn product<T: Element>(left: Matrix<'_, T>, right: Matrix<'_, T>) -> Vec<T> {
    let (m, n, k) = (left.rows, right.columns, left.columns.min(right.rows));
    let mut out = vec![T::ZERO; m * n];
    if m == 0 || n == 0 || k == 0 {
        return out;
    }
    debug_assert!(left.data.len() >= left.rows * left.columns);
    debug_assert!(right.data.len() >= right.rows * right.columns);
    // SAFETY: `out` holds m * n values with rows n apart; `left` and `right` were built by `rows_of`
    // (and `transposed`) over slices of at least rows * columns values, so that every index
    // row * row_step + column * column_step with row < rows and column < columns lies inside them;
    // `out` is freshly allocated and overlaps neither.
    unsafe {
        gemm(
            m,
            n,
            k,
            out.as_mut_ptr(),
            1,
            n as isize,
            false,
            left.data.as_ptr(),
            left.column_step as isize,
            left.row_step as isize,
            right.data.as_ptr(),
            right.column_step as isize,
            right.row_step as isize,
            T::ZERO,
            T::ONE,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_small_matrices_and_their_transposes() {
        let a = [1.0_f32, 2.0, 3.0, 4.0, 5.0, 6.0];
        let b = [1.0_f32, 0.0, -1.0, 2.0, 1.0, 0.0];
        let two_by_three = Matrix::rows_of(&a, 3);
        let three_by_two = Matrix::rows_of(&b, 2);
        assert_eq!(product(two_by_three, three_by_two), [2.0, 4.0, 5.0, 10.0]);
        assert_eq!(product(two_by_three, two_by_three.transposed()), [14.0, 32.0, 32.0, 77.0]);
        assert_eq!(
            product(two_by_three.transposed(), two_by_three),
            [17.0, 22.0, 27.0, 22.0, 29.0, 36.0, 27.0, 36.0, 45.0]
        );
        assert!(product(Matrix::rows_of(&a[..0], 3), three_by_two).is_empty());
    }
}
