//! Confidence of an entity from its mentions, and the words that explain it.

/// Combines the confidences of the spans that name an entity: that of the best span, raised a
/// little by each further one.
pub(super) fn combine_confidence(spans: impl Iterator<Item = f32>) -> f32 {
    let (mut best, mut divisor): (f32, f32) = (0.0, 1.0);
    for (index, span) in spans.enumerate() {
        best = best.max(span.clamp(0.0, 1.0));
        divisor = if index < 6 { 1.0 + index as f32 * 0.25 } else { divisor };
    }
    let combined = 1.0 - (1.0 - best) / divisor;
    // Two decimals: more would be noise in the stored articles.
    (combined * 100.0).round() / 100.0
}

/// Formats a count: "once", "twice", "3 times".
pub(super) fn times(count: usize) -> String {
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
    fn more_spans_raise_the_confidence() {
        let single = combine_confidence([0.8].into_iter());
        let several = combine_confidence([0.8, 0.5, 0.6].into_iter());
        assert!(single >= 0.79 && several > single && several < 1.0);
        assert_eq!(combine_confidence(std::iter::empty()), 0.0);
    }
}
