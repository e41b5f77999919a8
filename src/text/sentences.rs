//! Sentence and paragraph boundaries by word position, so that a query can require two words in the
//! same sentence.
//!
//! News is full of dots that end nothing (`Gen. Dunford`, `Mr. Kerry`, `Acme Corp. said`) and of
//! some that do both (`in the U.S. The talks`). A dot ends a sentence unless the word before it is
//! an abbreviation or the next word is lowercase. After the name of a firm or initials it ends one
//! only if the next word is a common sentence starter.

use super::tokenizer::{Word, Words};

/// The kind of a boundary between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BoundaryKind {
    /// The end of a sentence.
    Sentence,
    /// The end of a paragraph, and so of a sentence.
    Paragraph,
}

/// Finds the boundaries in a text as the positions of the words before them, in order. The end of
/// the text is not listed.
pub fn boundaries(text: &str) -> Vec<(u32, BoundaryKind)> {
    let mut all = Vec::new();
    each_gap(text, |last, gap| {
        all.extend(gap.boundary().map(|kind| (last.position, kind)));
    });
    all
}

/// Finds the byte offsets at which sentences begin, with their opening quotes, in order. The start
/// of the text is not listed.
pub fn starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    each_gap(text, |last, gap| {
        let space = gap
            .between
            .char_indices()
            .rfind(|(_, c)| c.is_whitespace())
            .map(|(at, c)| at + c.len_utf8());
        starts.extend(gap.boundary().map(|_| last.end + space.unwrap_or(gap.between.len())));
    });
    starts
}

/// Calls `visit` with every word but the last and the gap after it.
fn each_gap(text: &str, mut visit: impl FnMut(Word, WordGap<'_>)) {
    let mut words = Words::new(text);
    let mut previous = words.advance();
    while let (Some(last), Some(next)) = (previous, words.advance()) {
        let gap = WordGap {
            before: text.get(last.start..last.end).unwrap_or_default(),
            between: text.get(last.end..next.start).unwrap_or_default(),
            after: text.get(next.start..next.end).unwrap_or_default(),
        };
        visit(last, gap);
        previous = Some(next);
    }
}

/// A gap between two words, where a sentence may end.
pub(crate) struct WordGap<'t> {
    /// The word before, as printed.
    pub before: &'t str,
    /// The text between the words.
    pub between: &'t str,
    /// The word after, as printed.
    pub after: &'t str,
}

impl WordGap<'_> {
    /// The kind of boundary in this gap; none if no sentence ends here.
    pub(crate) fn boundary(&self) -> Option<BoundaryKind> {
        if self.between == " " {
            let ends_sentence = self.before.ends_with('.') && self.next_is_starter();
            return ends_sentence.then_some(BoundaryKind::Sentence);
        }
        let breaks = self.between.bytes().filter(|byte| *byte == b'\n').count();
        match breaks {
            0 => self.is_stop().then_some(BoundaryKind::Sentence),
            1 => Some(BoundaryKind::Sentence),
            _ => Some(BoundaryKind::Paragraph),
        }
    }

    /// Returns whether the gap holds a mark that ends a sentence.
    fn is_stop(&self) -> bool {
        let closing = |c: char| matches!(c, '"' | '\'' | '’' | '”' | '»' | ')' | ']');
        let marks = self.between.trim_start_matches(closing);
        let Some(mark) = marks.chars().next() else { return false };
        match mark {
            '。' | '！' | '？' => true,
            '!' | '?' | '…' => is_followed_by_space(marks) && !self.next_is_lowercase(),
            '.' if marks.starts_with("..") => {
                is_followed_by_space(marks) && !self.next_is_lowercase()
            }
            '.' if !is_followed_by_space(marks) || self.next_is_lowercase() => false,
            '.' if marks.len() < self.between.len() => true,
            '.' => match abbreviation(self.before) {
                Some(Abbreviation::NeverLast) => false,
                Some(Abbreviation::MaybeLast) => self.next_is_starter(),
                None => true,
            },
            _ => false,
        }
    }

    fn next_is_lowercase(&self) -> bool {
        self.after.starts_with(char::is_lowercase)
    }

    fn next_is_starter(&self) -> bool {
        STARTERS.binary_search(&self.after).is_ok()
    }
}

/// Returns whether white space follows the mark: `www.reuters.com` is not two sentences.
fn is_followed_by_space(marks: &str) -> bool {
    marks.contains(char::is_whitespace)
}

/// Kinds of abbreviations.
enum Abbreviation {
    /// A word always follows: `Mr.`
    NeverLast,
    /// It may be the last word of a sentence: `Corp.`
    MaybeLast,
}

/// Classifies a word before a dot; none if it is not an abbreviation.
fn abbreviation(word: &str) -> Option<Abbreviation> {
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    if initial || NEVER_LAST.binary_search(&word).is_ok() {
        Some(Abbreviation::NeverLast)
    } else {
        MAYBE_LAST.binary_search(&word).is_ok().then_some(Abbreviation::MaybeLast)
    }
}

/// Titles, ranks and other abbreviations that are never the last word, from the style books of the
/// agencies and of European papers; sorted.
const NEVER_LAST: &[&str] = &[
    "Adm", "Apr", "Asst", "Aug", "Brig", "Capt", "Cmdr", "Col", "Cpl", "Dec", "Det", "Dr", "Drs",
    "Feb", "Fr", "Gen", "Gov", "Herr", "Hon", "Hr", "Insp", "Jan", "Lt", "Maj", "Mar", "Messrs",
    "Mgr", "Mlle", "Mme", "Mr", "Mrs", "Ms", "Msgr", "Mt", "No", "Nos", "Nov", "Oct", "Pfc",
    "Pres", "Prof", "Pvt", "Rep", "Reps", "Rev", "Sen", "Sens", "Sept", "Sgt", "Spc", "Sr", "Sra",
    "St", "Ste", "Supt", "bzw", "ca", "cf", "dr", "e.g", "eg", "hr", "i.e", "ie", "mr", "no", "nr",
    "op", "pp", "prof", "sog", "usw", "v", "viz", "vol", "vs",
];

/// Abbreviations of firms, streets and states, which may end a sentence; sorted.
const MAYBE_LAST: &[&str] = &[
    "Ala", "Ariz", "Ark", "Ave", "Blvd", "Bros", "Calif", "Co", "Colo", "Conn", "Corp", "Del",
    "Fla", "Ga", "Ill", "Inc", "Ind", "Jr", "Kan", "Ky", "La", "Ltd", "Mass", "Md", "Mich", "Minn",
    "Miss", "Mo", "Mont", "Neb", "Nev", "Okla", "Ont", "Ore", "Pa", "Plc", "Rd", "Tenn", "Tex",
    "Va", "Vt", "Wash", "Wis", "Wyo", "etc", "mln", "pct",
];

/// Words that commonly begin sentences and are not names; sorted.
const STARTERS: &[&str] = &[
    "A",
    "After",
    "All",
    "Also",
    "Although",
    "An",
    "And",
    "Another",
    "As",
    "At",
    "Before",
    "Both",
    "But",
    "By",
    "During",
    "Each",
    "For",
    "From",
    "He",
    "Her",
    "Here",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "Instead",
    "It",
    "Its",
    "Last",
    "Many",
    "Meanwhile",
    "More",
    "Most",
    "No",
    "Not",
    "Now",
    "On",
    "One",
    "Only",
    "Or",
    "Other",
    "Others",
    "Our",
    "Since",
    "So",
    "Some",
    "Such",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Though",
    "To",
    "Under",
    "Until",
    "We",
    "What",
    "When",
    "Where",
    "Which",
    "While",
    "Who",
    "Why",
    "With",
    "Without",
    "Yet",
    "You",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `|` after every sentence and `||` after every paragraph.
    fn marked(text: &str) -> String {
        let (mut words, mut marked) = (Words::new(text), Vec::new());
        let ends = boundaries(text);
        while let Some(word) = words.advance() {
            marked.push(text[word.start..word.end].to_owned());
            match ends.iter().find(|(number, _)| *number == word.position) {
                Some((_, BoundaryKind::Sentence)) => marked.push("|".to_owned()),
                Some((_, BoundaryKind::Paragraph)) => marked.push("||".to_owned()),
                None => {}
            }
        }
        marked.join(" ")
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        for (text, expected) in [
            ("It rained. It stopped.", "It rained | It stopped"),
            ("Gen. Dunford met Mr. Kerry. Both left.", "Gen Dunford met Mr Kerry | Both left"),
            ("Acme Corp. said it. Acme Corp. The end.", "Acme Corp said it | Acme Corp | The end"),
            (
                "in the U.S. Treasury of the U.S. The talks",
                "in the U.S. Treasury of the U.S. | The talks",
            ),
            ("“Who?” he asked. “Me!” It was.", "Who he asked | Me | It was"),
            (
                "He said: “Go.” They went (at 5.30 p.m. sharp).",
                "He said Go | They went at 5.30 p.m. sharp",
            ),
            ("Up 5.9 pct. and down... No. 5 won", "Up 5.9 pct and down | No 5 won"),
            ("see www.reuters.com. Then e.g. this", "see www reuters com | Then e.g. this"),
            ("one\ntwo\n\nthree", "one | two || three"),
            ("J. P. Morgan went", "J P Morgan went"),
            ("他来了。我走了", "他 来 了 | 我 走 了"),
        ] {
            assert_eq!(marked(text), expected);
        }
    }

    #[test]
    fn sentences_begin_with_their_opening_quotes() {
        let text = "In the U.S. Treasury. “Who?” he asked. 他来了。我走了";
        let found: Vec<&str> = starts(text).into_iter().map(|at| &text[at..]).collect();
        assert_eq!(found, ["“Who?” he asked. 他来了。我走了", "他来了。我走了", "我走了"]);
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!([NEVER_LAST, MAYBE_LAST, STARTERS].iter().all(|list| list.is_sorted()));
    }
}
