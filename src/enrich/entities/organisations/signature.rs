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

/// Returns true for positions in which an agency signs: in brackets, next to a slash or bar, in the credit
/// of a picture, in the dateline.
pub(super) fn is_signature(slot: Slot, text: &str, start: usize, end: usize) -> bool {
    let head = text.get(..start).unwrap_or_default();
    let tail = text.get(end..).unwrap_or_default();
    let in_brackets = head.ends_with(['(', '[']) && tail.starts_with([')', ']', '/', ' ']);
    let next_to_slash = head.trim_end_matches(' ').ends_with(['/', '|'])
        || tail.trim_start_matches(' ').starts_with(['/', '|']);
    let in_dateline = slot == Slot::Body
        && start < 80
        && [" -", " –", " —", "--"].iter().any(|dash| tail.starts_with(dash));
    in_brackets || next_to_slash || in_credit(head, tail) || in_dateline
}

/// Words before the name of an agency in the credit of a picture: "Quay Agency via Getty Images".
const CREDIT_WORDS: [&str; 4] = [" via ", " copyright ", "hoto: ", "hoto by "];

/// Longest credit in brackets, in bytes.
const LONGEST_CREDIT: usize = 120;

/// Returns true in the credit of a picture: "AP Photo", "Image copyright Getty Images", "(Photo: Ada Marsh,
/// Getty Images)".
fn in_credit(head: &str, tail: &str) -> bool {
    let begins_credit = tail.get(..6).is_some_and(|tail| tail.eq_ignore_ascii_case(" photo"));
    let follows_word = CREDIT_WORDS.iter().any(|word| head.ends_with(word));
    let near = head.get(head.ceil_char_boundary(head.len().saturating_sub(LONGEST_CREDIT))..);
    let bracket = near.and_then(|near| Some(near.rsplit_once('(')?.1));
    let in_brackets =
        tail.starts_with(')') && bracket.is_some_and(|it| it.contains("hoto") && !it.contains(')'));
    begins_credit || follows_word || in_brackets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_signs_the_credit_of_a_picture() {
        let signs = |text: &str| {
            let start = text.find("Getty Images").expect("the agency");
            is_signature(Slot::Body, text, start, start + "Getty Images".len())
        };
        for credit in [
            "Ada Marsh | AFP | Getty Images",
            "Handout/Quay Agency via Getty Images",
            "The quay. (Photo: Ada Marsh, Getty Images)",
            "Image copyright Getty Images",
        ] {
            assert!(signs(credit), "{credit}");
        }
        assert!(!signs("He left (with a photo) the firm Getty Images, which sold it."));
        assert!(!signs("He sued Getty Images (and others)."));
    }
}
