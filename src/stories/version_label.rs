//! What a desk calls a version: "UPDATE 2-", "1st Ld-Writethru", "(CORRECTED)", as it stands in headlines, slugs and notes.

use std::fmt;

use crate::article::Article;
use crate::text::hash;
use crate::text::words::Words;

/// What a desk calls a version, in the order in which desks send them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VersionLabel {
    /// An alert: "URGENT", "FLASH", "BULLETIN".
    Alert,
    /// A new opening of the story: "1st Lead", "3rd Ld".
    Lead(u32),
    /// "UPDATE 2-".
    Update(u32),
    /// The whole story again with what is new in its place: "Writethru".
    Writethru,
    /// The same again for who missed it: "RPT-", "REPEATS".
    Repeat,
    /// A mistake put right: "CORRECTED-", "Corrects name in third paragraph".
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

/// How many words of a text can be a mark's.
const REACH: usize = 8;

impl VersionLabel {
    /// The mark an article bears: of several that which says most, so a corrected update is a correction.
    pub fn of(article: &Article) -> Option<Self> {
        let notes = article.notes.iter().filter_map(|note| Self::in_note(note));
        // A headline may also end with one, in parentheses.
        let ending = article.title.rsplit_once(['(', '[']).map_or("", |(_, ending)| ending);
        let slugs =
            article.keywords.iter().map(String::as_str).chain([article.title.as_str(), ending]);
        notes.chain(slugs.filter_map(Self::in_slug)).max()
    }

    /// What a note says was done to the text: "Corrects name in third paragraph".
    fn in_note(note: &str) -> Option<Self> {
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
            _ => Self::in_slug(note),
        }
    }

    /// The mark in a headline or slug: "UPDATE 2-Rains return", "Rains-Accra, 1st Ld".
    fn in_slug(slug: &str) -> Option<Self> {
        let mut words = Words::new(slug);
        let (mut before, mut found) = (String::new(), None);
        for at in 0..REACH {
            let Some(word) = words.advance() else { break };
            let shouts = slug
                .get(word.start..word.end)
                .is_some_and(|word| !word.contains(char::is_lowercase));
            let rest = slug.get(word.end..).unwrap_or_default();
            let mark = match words.folded() {
                "writethru" | "writethrough" => Some(Self::Writethru),
                "ld" | "lede" => Some(Self::Lead(ordinal(&before))),
                "lead" if ordinal(&before) > 0 => Some(Self::Lead(ordinal(&before))),
                word if shouts => Self::shouted(word, rest, at),
                _ => None,
            };
            found = found.max(mark);
            before.clear();
            before.push_str(words.folded());
        }
        found
    }

    /// The mark that a word in capitals is, where more than a space parts it from the words behind it.
    fn shouted(folded: &str, rest: &str, at: usize) -> Option<Self> {
        let number = number_at(rest);
        let parted = rest.trim_start().starts_with(['-', ':', ')', ']', '–', '—', '/', ',']);
        match folded {
            "update" | "updated" if at <= 1 && (parted || number > 0) => Some(Self::Update(number)),
            "corrected" | "correction" | "corrects" if parted => Some(Self::Correction),
            "rpt" | "repeat" | "repeats" | "repeating" | "refile" if at <= 1 && parted => {
                Some(Self::Repeat)
            }
            "urgent" | "flash" | "bulletin" | "newsalert" if at == 0 && parted => Some(Self::Alert),
            _ => None,
        }
    }
}

/// The words of a headline by their hashes, without the marks it opens with.
pub fn unmarked(title: &str) -> impl Iterator<Item = u64> {
    const MARKS: [&str; 14] = [
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
            opening &= MARKS.contains(&word) || word.len() == 1;
            if !opening {
                return Some(hash::of(word.as_bytes()));
            }
        }
    })
}

/// "1st" is one, "second" two; what is no ordinal, none.
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

/// The number a text opens with.
fn number_at(text: &str) -> u32 {
    let text = text.trim_start();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    text.get(..digits.min(3)).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_desks_print_them() {
        for (title, mark) in [
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
                VersionLabel::of(&article).map(|mark| mark.to_string()).as_deref(),
                Some(mark),
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
    fn notes_tell_too() {
        let article = Article {
            notes: vec!["Corrects name in third paragraph".into()],
            ..Article::default()
        };
        assert_eq!(VersionLabel::of(&article), Some(VersionLabel::Correction));
        let article = Article { notes: vec!["Adds quotes, details".into()], ..Article::default() };
        assert_eq!(VersionLabel::of(&article), Some(VersionLabel::Update(0)));
    }
}
