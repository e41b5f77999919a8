//! Signatures: an agency that only signs an article is none that the article is about.

use super::name::OrganisationName;
use crate::article::Slot;

/// News agencies, by the names in their credits.
const AGENCIES: &[&str] = &[
    "afp",
    "ap",
    "upi",
    "reuters",
    "thomson reuters",
    "dpa",
    "efe",
    "ansa",
    "tass",
    "itar tass",
    "ria novosti",
    "xinhua",
    "kyodo",
    "pti",
    "ians",
    "aap",
    "cp",
    "pa",
    "associated press",
    "agence france presse",
    "agence france-presse",
    "united press international",
    "bloomberg",
    "interfax",
    "anadolu",
    "getty images",
    "getty",
];

/// Returns whether a name is that of an agency, or one of those by which the article's own agency and
/// publisher go.
pub(super) fn is_agency(name: &OrganisationName, own_names: &[String]) -> bool {
    let words = name.words.join(" ");
    AGENCIES.contains(&words.as_str())
        || own_names.contains(&words)
        || own_names.contains(&name.core)
}

/// Returns true for positions in which an agency signs: in brackets, next to a slash, in the
/// dateline.
pub(super) fn is_signature(slot: Slot, text: &str, start: usize, end: usize) -> bool {
    let head = text.get(..start).unwrap_or_default();
    let tail = text.get(end..).unwrap_or_default();
    let in_brackets = head.ends_with(['(', '[']) && tail.starts_with([')', ']', '/', ' ']);
    let next_to_slash = head.ends_with(['/', '|']) || tail.starts_with(['/', '|']);
    let is_photo_credit = tail.get(..6).is_some_and(|tail| tail.eq_ignore_ascii_case(" photo"));
    let in_dateline = slot == Slot::Body
        && start < 80
        && [" -", " –", " —", "--"].iter().any(|dash| tail.starts_with(dash));
    in_brackets || next_to_slash || is_photo_credit || in_dateline
}
