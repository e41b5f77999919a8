//! Version labels that desks print in headlines, slugs and notes: "UPDATE 2-", "1st Ld-Writethru",
//! "(CORRECTED)".

use std::fmt;

use crate::article::Article;
use crate::text::hash;
use crate::text::tokenizer::Words;

/// The label of a version, in the order in which desks send them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum VersionLabel {
    /// An alert: "URGENT", "FLASH", "BULLETIN".
    Alert,
    /// A new lead of the story with its number, or 0: "1st Lead", "3rd Ld".
    Lead(u32),
    /// An update with its number, or 0: "UPDATE 2-".
    Update(u32),
    /// The whole story with all that is new written into it: "Writethru".
    Writethru,
    /// The same story sent again: "RPT-", "REPEATS".
    Repeat,
    /// A correction: "CORRECTED-", "Corrects name in third paragraph".
    Correction,
}

impl fmt::Display for VersionLabel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alert => out.write_str("alert"),
            Self::Lead(0) => out.write_str("lead"),
            Self::Lead(number) => write!(out, "lead {number}"),
            Self::Update(0) => out.write_str("update"),
            Self::Update(number) => write!(out, "update {number}"),
            Self::Writethru => out.write_str("writethru"),
            Self::Repeat => out.write_str("repeat"),
            Self::Correction => out.write_str("correction"),
        }
    }
}

/// The number of words at the start of a text that are searched for a label.
const MAX_LABEL_WORDS: usize = 8;

impl VersionLabel {
    /// Finds the label of an article; of several the strongest, so a corrected update is a
    /// correction.
    pub(crate) fn of(article: &Article) -> Option<Self> {
        let notes = article.notes.iter().filter_map(|note| Self::from_note(note));
        // A headline may also end with a label, in parentheses.
        let ending = article.title.rsplit_once(['(', '[']).map_or("", |(_, ending)| ending);
        let slugs =
            article.keywords.iter().map(String::as_str).chain([article.title.as_str(), ending]);
        notes.chain(slugs.filter_map(Self::from_slug)).max()
    }

    /// Finds the label in a note on what was done to the text: "Corrects name in third paragraph".
    fn from_note(note: &str) -> Option<Self> {
        let mut words = Words::new(note);
        words.advance();
        match words.folded() {
            "corrects" | "corrected" | "correction" | "corrige" | "berichtigt" => {
                Some(Self::Correction)
            }
            "repeats" | "refiles" | "rpt" => Some(Self::Repeat),
            "updates" | "updating" | "adds" | "recasts" | "releads" | "actualiza" => {
                Some(Self::Update(0))
            }
            _ => Self::from_slug(note),
        }
    }

    /// Finds the label in a headline or slug: "UPDATE 2-Rains return", "Rains-Accra, 1st Ld".
    fn from_slug(slug: &str) -> Option<Self> {
        let mut words = Words::new(slug);
        let (mut before, mut found) = (String::new(), None);
        for at in 0..MAX_LABEL_WORDS {
            let Some(word) = words.advance() else { break };
            let is_all_caps = slug
                .get(word.start..word.end)
                .is_some_and(|word| !word.contains(char::is_lowercase));
            let rest = slug.get(word.end..).unwrap_or_default();
            let label = match words.folded() {
                "writethru" | "writethrough" => Some(Self::Writethru),
                "ld" | "lede" => Some(Self::Lead(ordinal(&before))),
                "lead" if ordinal(&before) > 0 => Some(Self::Lead(ordinal(&before))),
                word if is_all_caps => Self::from_capitals(word, rest, at),
                _ => None,
            };
            found = found.max(label);
            before.clear();
            before.push_str(words.folded());
        }
        found
    }

    /// Matches a word in capitals that is separated from the next word by more than a space.
    fn from_capitals(folded: &str, rest: &str, at: usize) -> Option<Self> {
        let number = number_at(rest);
        let separated = rest.trim_start().starts_with(['-', ':', ')', ']', '–', '—', '/', ',']);
        match folded {
            "update" | "updated" if at <= 1 && (separated || number > 0) => {
                Some(Self::Update(number))
            }
            "corrected" | "correction" | "corrects" if separated => Some(Self::Correction),
            "rpt" | "repeat" | "repeats" | "repeating" | "refile" if at <= 1 && separated => {
                Some(Self::Repeat)
            }
            "urgent" | "flash" | "bulletin" | "newsalert" if at == 0 && separated => {
                Some(Self::Alert)
            }
            _ => None,
        }
    }
}

/// The hashes of the words of a headline, without the labels at its start.
pub(crate) fn unlabelled(title: &str) -> impl Iterator<Item = u64> {
    const LABELS: [&str; 14] = [
        "update",
        "updated",
        "corrected",
        "correction",
        "corrects",
        "rpt",
        "repeat",
        "repeats",
        "refile",
        "urgent",
        "flash",
        "bulletin",
        "newsalert",
        "writethru",
    ];
    let mut words = Words::new(title);
    let mut opening = true;
    std::iter::from_fn(move || {
        loop {
            words.advance()?;
            let word = words.folded();
            opening &= LABELS.contains(&word) || word.len() == 1;
            if !opening {
                return Some(hash::of(word.as_bytes()));
            }
        }
    })
}

/// Parses an ordinal: "1st" is 1, "second" is 2, anything else is 0.
fn ordinal(word: &str) -> u32 {
    const SPELLED: [&str; 10] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth",
    ];
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending));
    let spelled =
        || (1..).zip(SPELLED).find(|(_, spelled)| *spelled == word).map(|(number, _)| number);
    digits.and_then(|digits| digits.parse().ok()).or_else(spelled).unwrap_or(0)
}

/// Parses the number at the start of a text; 0 if there is none.
fn number_at(text: &str) -> u32 {
    let text = text.trim_start();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    text.get(..digits.min(3)).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_as_desks_print_them() {
        for (title, label) in [
            ("UPDATE 2-Rains return to Accra", "update 2"),
            ("UPDATE: Rains return", "update"),
            ("CORRECTED - RAINS RETURN TO ACCRA", "correction"),
            ("(CORRECTED)-RAINS RETURN", "correction"),
            ("RPT-RAINS RETURN", "repeat"),
            ("CORRECTED-UPDATE 1-Rains return", "correction"),
            ("Rains-Accra, 3rd Ld-Writethru", "writethru"),
            ("Rains-Accra, 1st Ld", "lead 1"),
            ("BC-Rains 2nd Lead", "lead 2"),
            ("URGENT: Rains return", "alert"),
            (
                "Rains return to Accra after a dry month, farmers say they hope (Writethru)",
                "writethru",
            ),
            ("Rains return to Accra after a dry month, farmers say they hope (2nd Lead)", "lead 2"),
        ] {
            let article = Article { title: title.into(), ..Article::default() };
            assert_eq!(
                VersionLabel::of(&article).map(|label| label.to_string()).as_deref(),
                Some(label),
                "{title}"
            );
        }
        for title in [
            "Update on rains in Accra",
            "Lead in the water",
            "CORRECTION OFFICERS STRIKE",
            "Repeat offender held",
            "Cubs take 3-1 lead",
            "",
        ] {
            assert_eq!(
                VersionLabel::of(&Article { title: title.into(), ..Article::default() }),
                None,
                "{title}"
            );
        }
    }

    #[test]
    fn labels_are_found_in_notes() {
        let article = Article {
            notes: vec!["Corrects name in third paragraph".into()],
            ..Article::default()
        };
        assert_eq!(VersionLabel::of(&article), Some(VersionLabel::Correction));
        let article = Article { notes: vec!["Adds quotes, details".into()], ..Article::default() };
        assert_eq!(VersionLabel::of(&article), Some(VersionLabel::Update(0)));
    }
}
