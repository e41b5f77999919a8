//! What the mentions of a person or an organisation weigh as evidence that it is there, in a number and in words.

/// How sure one may be of a value that spans of these confidences name: as of the best of them, and a little surer the
/// more there are.
pub fn confidence(spans: impl Iterator<Item = f32>) -> f32 {
    let (mut best, mut doubt): (f32, f32) = (0.0, 1.0);
    for (number, span) in spans.enumerate() {
        best = best.max(span.clamp(0.0, 1.0));
        doubt = if number < 6 { 1.0 + number as f32 * 0.25 } else { doubt };
    }
    let sure = 1.0 - (1.0 - best) / doubt;
    // Two decimals: more would be noise in every stored article.
    (sure * 100.0).round() / 100.0
}

/// "once", "twice", "3 times".
pub fn times(count: usize) -> String {
    match count {
        1 => "once".to_string(),
        2 => "twice".to_string(),
        _ => format!("{count} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_spans_make_surer_and_never_less_than_the_best() {
        let once = confidence([0.8].into_iter());
        let often = confidence([0.8, 0.5, 0.6].into_iter());
        assert!(once >= 0.79 && often > once && often < 1.0);
        assert_eq!(confidence(std::iter::empty()), 0.0);
    }
}
