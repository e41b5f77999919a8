//! Boosts: how much a part of a query counts in the ranking.

use std::fmt;

/// A factor for the score, from 0.001 to 1000, kept in thousandths so that it can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Boost(u32);

const THOUSANDTHS: u32 = 1000;
const MAX: u32 = 1000 * THOUSANDTHS;

impl Boost {
    /// The boost of everything that has none.
    pub const ONE: Self = Self(THOUSANDTHS);

    /// Parses `3` or `0.5`. What is out of range becomes the greatest or the smallest boost.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let boost: f64 = text.parse().ok().filter(|_| plain)?;
        Some(Self((boost * f64::from(THOUSANDTHS)).round().clamp(1.0, f64::from(MAX)) as u32))
    }

    /// Multiplies two boosts.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        let product = u64::from(self.0) * u64::from(other.0) / u64::from(THOUSANDTHS);
        Self(u32::try_from(product).unwrap_or(MAX).clamp(1, MAX))
    }

    /// Returns the factor.
    pub fn factor(self) -> f32 {
        self.0 as f32 / THOUSANDTHS as f32
    }
}

impl fmt::Display for Boost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", f64::from(self.0) / f64::from(THOUSANDTHS))
    }
}
