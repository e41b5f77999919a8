//! How much say a part of a query has in the ranking.

use std::fmt;

/// A weight in thousandths, from 0.001 to 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Weight(u32);

const THOUSANDTHS: u32 = 1000;
const MOST: u32 = 1000 * THOUSANDTHS;

impl Weight {
    /// What everything weighs unless told otherwise.
    pub const ONE: Self = Self(THOUSANDTHS);

    /// Reads `3` or `0.5`; greater and smaller ones than there are become the greatest and smallest.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let weight: f64 = text.parse().ok().filter(|_| plain)?;
        Some(Self((weight * f64::from(THOUSANDTHS)).round().clamp(1.0, f64::from(MOST)) as u32))
    }

    /// Both weights together.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        let product = u64::from(self.0) * u64::from(other.0) / u64::from(THOUSANDTHS);
        Self(u32::try_from(product).unwrap_or(MOST).clamp(1, MOST))
    }

    /// The factor it is.
    pub fn factor(self) -> f32 {
        self.0 as f32 / THOUSANDTHS as f32
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", f64::from(self.0) / f64::from(THOUSANDTHS))
    }
}
