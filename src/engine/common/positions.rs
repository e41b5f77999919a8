//! Token positions in a field of several texts. The texts lie so far apart that no phrase or
//! proximity query matches across two of them.

use crate::query::MAX_DISTANCE;

/// Every text begins at a multiple of this.
const STRIDE: u32 = 1 << 16;

/// Returns the position at which the text around a position begins.
pub(crate) fn text_start(position: u32) -> u32 {
    position - position % STRIDE
}

/// Assigns the positions at which the texts of one field begin.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TextPositions {
    start: u32,
}

impl TextPositions {
    /// Returns the position of the first word of the next text.
    pub(crate) fn start(self) -> u32 {
        self.start
    }

    /// Moves past a text whose last word has this position.
    pub(crate) fn skip_past(&mut self, last: u32) {
        let strides = last.saturating_add(2 * MAX_DISTANCE) / STRIDE + 1;
        self.start = strides.saturating_mul(STRIDE);
    }
}
