//! Quotations: bytes of an article, with what proves them.

use std::ops::Range;

use serde_json::{Value, json};

use crate::article::Slot;

/// Hexadecimal digits of a digest, of 64.
const DIGITS: usize = 16;

/// Quotes a range of a text of an article, which is on character boundaries.
pub(super) fn quotation(slot: Slot, text: &str, range: Range<usize>) -> Value {
    let quoted = text.get(range.clone()).unwrap_or_default();
    let digest = blake3::hash(quoted.as_bytes()).to_hex();
    json!({
        "field": slot.to_string(),
        "start": range.start,
        "end": range.end,
        "digest": digest.get(..DIGITS),
        "text": quoted,
    })
}
