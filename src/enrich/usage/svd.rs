//! A randomised singular value decomposition (Halko, Martinsson and Tropp 2011) of a sparse matrix. The same
//! matrix gives the same vectors: the random numbers have a fixed seed.

use super::contexts::SparseMatrix;

/// Columns more than are asked for, which make the result more exact.
const OVERSAMPLING: usize = 12;

/// Times that the range is sharpened.
const POWER_ITERATIONS: usize = 2;

/// Sweeps of Jacobi's method: it has converged long before.
const MAX_SWEEPS: usize = 30;

/// A dense matrix by rows, all of one width.
pub(super) struct Dense {
    /// The cells.
    pub cells: Vec<f32>,
    /// The number of columns.
    pub width: usize,
}

impl Dense {
    fn zero(rows: usize, width: usize) -> Self {
        Self { cells: vec![0.0; rows * width], width }
    }

    /// Iterates over the rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.cells.chunks_exact(self.width.max(1))
    }

    fn row(&self, at: usize) -> &[f32] {
        self.cells.get(at * self.width..(at + 1) * self.width).unwrap_or_default()
    }

    fn row_mut(&mut self, at: usize) -> &mut [f32] {
        self.cells.get_mut(at * self.width..(at + 1) * self.width).unwrap_or_default()
    }
}

/// Returns for each row of a matrix its vector: the left singular vectors, each times the square root of its
/// singular value, which suits similarity of words better than the value itself.
pub(super) fn row_vectors(matrix: &SparseMatrix, dimensions: usize) -> Dense {
    let rows = matrix.ends.len();
    let width = (dimensions + OVERSAMPLING).min(matrix.width).min(rows);
    let mut range = times(matrix, &random(matrix.width, width));
    for _ in 0..POWER_ITERATIONS {
        orthonormalise(&mut range);
        range = times(matrix, &transposed_times(matrix, &range));
    }
    orthonormalise(&mut range);
    // Of the small matrix `B = Qt A`, `B Bt` has the squares of the singular values.
    let small = gram(&transposed_times(matrix, &range));
    let (values, vectors) = eigen(small, width);
    let mut order: Vec<usize> = (0..width).collect();
    let value = |at: &usize| values.get(*at).copied().unwrap_or_default();
    order.sort_by(|one, other| value(other).total_cmp(&value(one)).then(one.cmp(other)));
    order.truncate(dimensions);
    let mut result = Dense::zero(rows, order.len());
    for (at, row) in range.rows().enumerate() {
        for (cell, chosen) in result.row_mut(at).iter_mut().zip(&order) {
            // The fourth root of the square is the square root of the singular value.
            let scale = value(chosen).max(0.0).powf(0.25);
            let column = vectors.iter().skip(*chosen).step_by(width);
            let sum: f64 = row.iter().zip(column).map(|(one, other)| f64::from(*one) * other).sum();
            *cell = (sum * scale) as f32;
        }
    }
    result
}

/// A matrix of signs drawn with a fixed seed.
fn random(rows: usize, width: usize) -> Dense {
    let mut state: u64 = 0x6d6f_7267_7565;
    let mut sign = || {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        if (mixed ^ (mixed >> 31)) & 1 == 0 { 1.0 } else { -1.0 }
    };
    Dense { cells: (0..rows * width).map(|_| sign()).collect(), width }
}

/// A sparse matrix times a dense one.
fn times(matrix: &SparseMatrix, dense: &Dense) -> Dense {
    let mut result = Dense::zero(matrix.ends.len(), dense.width);
    for (at, (columns, values)) in matrix.rows().enumerate() {
        let sums = result.row_mut(at);
        for (column, value) in columns.iter().zip(values) {
            add_scaled(sums, dense.row(*column as usize), *value);
        }
    }
    result
}

/// The transpose of a sparse matrix times a dense one.
fn transposed_times(matrix: &SparseMatrix, dense: &Dense) -> Dense {
    let mut result = Dense::zero(matrix.width, dense.width);
    for ((columns, values), row) in matrix.rows().zip(dense.rows()) {
        for (column, value) in columns.iter().zip(values) {
            add_scaled(result.row_mut(*column as usize), row, *value);
        }
    }
    result
}

fn add_scaled(sums: &mut [f32], row: &[f32], scale: f32) {
    for (sum, cell) in sums.iter_mut().zip(row) {
        *sum += cell * scale;
    }
}

/// The products of all columns: the transpose of a matrix times the matrix, by rows.
fn gram(matrix: &Dense) -> Vec<f64> {
    let mut products = vec![0.0; matrix.width * matrix.width];
    for row in matrix.rows() {
        for (one, sums) in row.iter().zip(products.chunks_exact_mut(matrix.width.max(1))) {
            for (sum, other) in sums.iter_mut().zip(row) {
                *sum += f64::from(*one) * f64::from(*other);
            }
        }
    }
    products
}

/// Makes the columns orthonormal: with the eigenvectors of their products, which needs one pass over the
/// rows. Columns that depend on others become zero.
fn orthonormalise(matrix: &mut Dense) {
    let width = matrix.width;
    let (values, vectors) = eigen(gram(matrix), width);
    let largest = values.iter().copied().fold(0.0, f64::max);
    let scales: Vec<f64> = values
        .iter()
        .map(|value| if *value > largest * 1e-12 { value.sqrt().recip() } else { 0.0 })
        .collect();
    let mut turned = vec![0.0_f64; width];
    for row in matrix.cells.chunks_exact_mut(width.max(1)) {
        turned.iter_mut().for_each(|cell| *cell = 0.0);
        for (cell, vector) in row.iter().zip(vectors.chunks_exact(width.max(1))) {
            for (sum, other) in turned.iter_mut().zip(vector) {
                *sum += f64::from(*cell) * other;
            }
        }
        for ((cell, sum), scale) in row.iter_mut().zip(&turned).zip(&scales) {
            *cell = (sum * scale) as f32;
        }
    }
}

/// Eigenvalues and eigenvectors (as columns) of a symmetric matrix, by Jacobi's method.
fn eigen(mut matrix: Vec<f64>, width: usize) -> (Vec<f64>, Vec<f64>) {
    let mut vectors = vec![0.0; width * width];
    vectors.iter_mut().step_by(width + 1).for_each(|cell| *cell = 1.0);
    let at = |row: usize, column: usize| row * width + column;
    let get =
        |matrix: &[f64], row, column| matrix.get(at(row, column)).copied().unwrap_or_default();
    for _ in 0..MAX_SWEEPS {
        let diagonal: f64 = matrix.iter().step_by(width + 1).map(|cell| cell * cell).sum();
        let all: f64 = matrix.iter().map(|cell| cell * cell).sum();
        if all - diagonal <= diagonal * 1e-18 {
            break;
        }
        for one in 0..width {
            for other in one + 1..width {
                let off = get(&matrix, one, other);
                if off.abs() < 1e-300 {
                    continue;
                }
                let theta = (get(&matrix, other, other) - get(&matrix, one, one)) / (2.0 * off);
                let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let tangent = if theta == 0.0 { 1.0 } else { tangent };
                let cosine = (tangent * tangent + 1.0).sqrt().recip();
                let sine = tangent * cosine;
                rotate_rows(&mut matrix, width, (one, other), (cosine, sine));
                rotate_columns(&mut matrix, width, (one, other), (cosine, sine));
                rotate_columns(&mut vectors, width, (one, other), (cosine, sine));
            }
        }
    }
    (matrix.iter().step_by(width + 1).copied().collect(), vectors)
}

fn rotate_columns(matrix: &mut [f64], width: usize, pair: (usize, usize), turn: (f64, f64)) {
    for row in matrix.chunks_exact_mut(width) {
        if let Ok([one, other]) = row.get_disjoint_mut([pair.0, pair.1]) {
            (*one, *other) = turned(*one, *other, turn);
        }
    }
}

fn rotate_rows(matrix: &mut [f64], width: usize, (one, other): (usize, usize), turn: (f64, f64)) {
    let range = |row: usize| row * width..(row + 1) * width;
    if let Ok([one, other]) = matrix.get_disjoint_mut([range(one), range(other)]) {
        for (one, other) in one.iter_mut().zip(other) {
            (*one, *other) = turned(*one, *other, turn);
        }
    }
}

fn turned(one: f64, other: f64, (cosine, sine): (f64, f64)) -> (f64, f64) {
    (cosine * one - sine * other, sine * one + cosine * other)
}
