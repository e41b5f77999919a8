//! JSON of audits: a sample with the verdicts on it, and the precision that follows.

use serde::Serialize;

use crate::research::audit::{AuditedValue, precision};

/// A random sample of what the archive found by itself.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct AuditSampleJson<'a> {
    /// What was drawn.
    of: &'static str,
    /// The seed: the same draws the same sample.
    seed: u64,
    /// The number of values that were judged.
    judged: u64,
    /// The number of them that are right.
    right: u64,
    /// The share of right values; absent where none was judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<f64>,
    /// Its interval of 95 % (Wilson).
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<[f64; 2]>,
    /// The values in the order of the verdicts.
    values: Vec<AuditedValueJson<'a>>,
}

/// A value of the sample.
#[derive(Serialize, utoipa::ToSchema)]
struct AuditedValueJson<'a> {
    key: &'a str,
    name: &'a str,
    why: &'a str,
    article: &'a str,
    title: &'a str,
    sentence: &'a str,
    /// Byte ranges of the sentence that name the value.
    marks: Vec<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<String>,
}

impl<'a> AuditSampleJson<'a> {
    /// A sample with a letter for each value: r right, w wrong, o other, s skipped.
    pub(crate) fn new(
        of: &'static str,
        seed: u64,
        drawn: &'a [AuditedValue],
        verdicts: &str,
    ) -> Self {
        let given: Vec<char> = verdicts.chars().take(drawn.len()).collect();
        let count =
            |letters: &[char]| given.iter().filter(|it| letters.contains(it)).count() as u64;
        let (right, judged) = (count(&['r']), count(&['r', 'w', 'o']));
        let found = precision(right, judged);
        let value = |(number, value): (usize, &'a AuditedValue)| AuditedValueJson {
            key: &value.key,
            name: &value.name,
            why: &value.why,
            article: &value.document.id,
            title: &value.document.article.title,
            sentence: &value.sentence,
            marks: value.marks.iter().map(|range| [range.start, range.end]).collect(),
            verdict: given.get(number).map(char::to_string),
        };
        Self {
            of,
            seed,
            judged,
            right,
            precision: found.as_ref().map(|(share, _)| *share),
            interval: found.as_ref().map(|(_, interval)| [interval.start, interval.end]),
            values: drawn.iter().enumerate().map(value).collect(),
        }
    }
}
