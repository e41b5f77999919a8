//! Where sentences and paragraphs end, counted in words, so that two words can be asked to stand in the same one.
//!
//! News is full of dots that end nothing (`Gen. Dunford`, `Mr. Kerry`, `Acme Corp. said`) and of some that do both
//! (`in the U.S. The talks`). A dot ends a sentence unless the word before it is one that is written short, or the next one
//! begins with a small letter; a name of a firm or initials end one where the next word likes to begin sentences.

use super::words::{Word, Words};

/// What ends behind a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// A sentence.
    Sentence,
    /// A paragraph, and with it a sentence.
    Paragraph,
}

/// The words behind which a sentence or a paragraph ends, by their number, in order. The end of the text is none.
pub fn ends(text: &str) -> Vec<(u32, End)> {
    let mut ends = Vec::new();
    borders(text, |last, border| ends.extend(border.end().map(|end| (last.number, end))));
    ends
}

/// The bytes at which sentences begin, with their opening quotes, in order. The beginning of the text is none.
pub fn starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    borders(text, |last, border| {
        let space = border
            .gap
            .char_indices()
            .rfind(|(_, c)| c.is_whitespace())
            .map(|(at, c)| at + c.len_utf8());
        starts.extend(border.end().map(|_| last.end + space.unwrap_or(border.gap.len())));
    });
    starts
}

/// Calls `see` with every word but the last, and what stands on both sides of its end.
fn borders(text: &str, mut see: impl FnMut(Word, Boundary<'_>)) {
    let mut words = Words::new(text);
    let mut before = words.advance();
    while let (Some(last), Some(next)) = (before, words.advance()) {
        let border = Boundary {
            word: text.get(last.start..last.end).unwrap_or_default(),
            gap: text.get(last.end..next.start).unwrap_or_default(),
            next: text.get(next.start..next.end).unwrap_or_default(),
        };
        see(last, border);
        before = Some(next);
    }
}

/// What stands on both sides of what may be an end.
pub struct Boundary<'t> {
    /// The word before, as printed.
    pub word: &'t str,
    /// What stands between the words.
    pub gap: &'t str,
    /// The word behind.
    pub next: &'t str,
}

impl Boundary<'_> {
    /// What ends here, if anything does.
    pub fn end(&self) -> Option<End> {
        if self.gap == " " {
            return self
                .word
                .ends_with('.')
                .then(|| self.begins_sentence().then_some(End::Sentence))?;
        }
        let breaks = self.gap.bytes().filter(|byte| *byte == b'\n').count();
        match breaks {
            0 => self.is_stop().then_some(End::Sentence),
            1 => Some(End::Sentence),
            _ => Some(End::Paragraph),
        }
    }

    fn is_stop(&self) -> bool {
        let closing = |c: char| matches!(c, '"' | '\'' | '’' | '”' | '»' | ')' | ']');
        let signs = self.gap.trim_start_matches(closing);
        let Some(sign) = signs.chars().next() else { return false };
        match sign {
            '。' | '！' | '？' => true,
            '!' | '?' | '…' => self.is_apart(signs) && !self.begins_small(),
            '.' if signs.starts_with("..") => self.is_apart(signs) && !self.begins_small(),
            '.' if !self.is_apart(signs) || self.begins_small() => false,
            '.' if signs.len() < self.gap.len() => true,
            '.' => match abbreviation(self.word) {
                Some(Short::Always) => false,
                Some(Short::OrLast) => self.begins_sentence(),
                None => true,
            },
            _ => false,
        }
    }

    /// Whether a space stands behind the sign: `www.reuters.com` is no sentence.
    fn is_apart(&self, signs: &str) -> bool {
        signs.contains(char::is_whitespace)
    }

    fn begins_small(&self) -> bool {
        self.next.starts_with(char::is_lowercase)
    }

    fn begins_sentence(&self) -> bool {
        STARTERS.binary_search(&self.next).is_ok()
    }
}

/// A word that is written short.
enum Short {
    /// Something follows it: `Mr.`
    Always,
    /// It may be the last word too: `Corp.`
    OrLast,
}

fn abbreviation(word: &str) -> Option<Short> {
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    if initial || ALWAYS.binary_search(&word).is_ok() {
        Some(Short::Always)
    } else {
        OR_LAST.binary_search(&word).is_ok().then_some(Short::OrLast)
    }
}

/// Titles, ranks and other words that are written short and always lead on, as the style books of the agencies and the
/// papers of Europe write them; in order.
const ALWAYS: &[&str] = &[
    "Adm", "Apr", "Asst", "Aug", "Brig", "Capt", "Cmdr", "Col", "Cpl", "Dec", "Det", "Dr", "Drs",
    "Feb", "Fr", "Gen", "Gov", "Herr", "Hon", "Hr", "Insp", "Jan", "Lt", "Maj", "Mar", "Messrs",
    "Mgr", "Mlle", "Mme", "Mr", "Mrs", "Ms", "Msgr", "Mt", "No", "Nos", "Nov", "Oct", "Pfc",
    "Pres", "Prof", "Pvt", "Rep", "Reps", "Rev", "Sen", "Sens", "Sept", "Sgt", "Spc", "Sr", "Sra",
    "St", "Ste", "Supt", "bzw", "ca", "cf", "dr", "e.g", "eg", "hr", "i.e", "ie", "mr", "no", "nr",
    "op", "pp", "prof", "sog", "usw", "v", "viz", "vol", "vs",
];

/// Forms of firms, streets and states, which may end a sentence too; in order.
const OR_LAST: &[&str] = &[
    "Ala", "Ariz", "Ark", "Ave", "Blvd", "Bros", "Calif", "Co", "Colo", "Conn", "Corp", "Del",
    "Fla", "Ga", "Ill", "Inc", "Ind", "Jr", "Kan", "Ky", "La", "Ltd", "Mass", "Md", "Mich", "Minn",
    "Miss", "Mo", "Mont", "Neb", "Nev", "Okla", "Ont", "Ore", "Pa", "Plc", "Rd", "Tenn", "Tex",
    "Va", "Vt", "Wash", "Wis", "Wyo", "etc", "mln", "pct",
];

/// Words that like to begin sentences and no names; in order.
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

    /// The text with a bar behind every sentence and two behind every paragraph.
    fn parted(text: &str) -> String {
        let (mut words, mut parted) = (Words::new(text), Vec::new());
        let ends = ends(text);
        while let Some(word) = words.advance() {
            parted.push(text[word.start..word.end].to_owned());
            match ends.iter().find(|(number, _)| *number == word.number) {
                Some((_, End::Sentence)) => parted.push("|".to_owned()),
                Some((_, End::Paragraph)) => parted.push("||".to_owned()),
                None => {}
            }
        }
        parted.join(" ")
    }

    #[test]
    fn sentences_end_where_readers_think_they_do() {
        for (text, told) in [
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
            assert_eq!(parted(text), told);
        }
    }

    #[test]
    fn sentences_begin_with_their_quotes() {
        let text = "In the U.S. Treasury. “Who?” he asked. 他来了。我走了";
        let told: Vec<&str> = starts(text).into_iter().map(|at| &text[at..]).collect();
        assert_eq!(told, ["“Who?” he asked. 他来了。我走了", "他来了。我走了", "我走了"]);
    }

    #[test]
    fn the_lists_are_in_order() {
        assert!([ALWAYS, OR_LAST, STARTERS].iter().all(|list| list.is_sorted()));
    }
}
