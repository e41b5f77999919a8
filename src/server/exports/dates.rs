//! A date of publication as other programs take it: no more exact than it is known.

use crate::article::date::{NewsDate, Precision};

/// Year, month and day, as many of them as are known.
pub fn parts(moment: &NewsDate) -> Vec<i16> {
    let whole = [moment.from.year(), moment.from.month().into(), moment.from.day().into()];
    let known = match moment.precision {
        Precision::Year => 1,
        Precision::Month => 2,
        Precision::Day | Precision::Instant => 3,
    };
    whole.into_iter().take(known).collect()
}

/// As ISO 8601 has it: `1987`, `1987-03`, `1987-03-05`, or the moment itself.
pub fn iso(moment: &NewsDate) -> String {
    match &moment.at {
        Some(at) => at.clone(),
        None => parts(moment).iter().map(|part| format!("{part:02}")).collect::<Vec<_>>().join("-"),
    }
}
