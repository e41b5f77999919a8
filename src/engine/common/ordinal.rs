//! The 32-bit ordinal by which segments, dictionaries and lists number their entries.

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU32;

/// Index of an entry in a dictionary or a list. It is kept as its complement, so that
/// `Option<Ordinal>` takes 32 bits too.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Ordinal(NonZeroU32);

impl Ordinal {
    /// Creates the ordinal of an index. Lists of `u32::MAX` entries do not fit in memory.
    pub(crate) fn new(index: usize) -> Self {
        debug_assert!(index < u32::MAX as usize, "an ordinal has 32 bits");
        Self(NonZeroU32::new(!(index as u32)).unwrap_or(NonZeroU32::MIN))
    }

    /// Returns the index.
    pub(crate) fn index(self) -> usize {
        !self.0.get() as usize
    }
}

impl Ord for Ordinal {
    fn cmp(&self, other: &Self) -> Ordering {
        // Complements are in reverse order.
        other.0.cmp(&self.0)
    }
}

impl PartialOrd for Ordinal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Ordinal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.index().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_keep_their_index_and_order() {
        let last = u32::MAX as usize - 1;
        for index in [0, 1, 77, last] {
            assert_eq!(Ordinal::new(index).index(), index);
        }
        assert!(Ordinal::new(0) < Ordinal::new(1) && Ordinal::new(1) < Ordinal::new(last));
        assert_eq!(size_of::<Option<Ordinal>>(), size_of::<u32>());
    }
}
