//! Publication dates for other programs, never more precise than they are known.

use crate::article::date::{NewsDate, Precision};

/// Year, month and day, as far as they are known.
pub(super) fn parts(date: &NewsDate) -> Vec<i16> {
    let whole = [date.from.year(), date.from.month().into(), date.from.day().into()];
    let known = match date.precision {
        Precision::Year => 1,
        Precision::Month => 2,
        Precision::Day | Precision::Instant => 3,
    };
    whole.into_iter().take(known).collect()
}

/// The date in ISO 8601: `1987`, `1987-03`, `1987-03-05`, or the instant in full.
pub(super) fn iso(date: &NewsDate) -> String {
    match &date.at {
        Some(at) => at.clone(),
        None => parts(date).iter().map(|part| format!("{part:02}")).collect::<Vec<_>>().join("-"),
    }
}
