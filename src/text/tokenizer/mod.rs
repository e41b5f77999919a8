//! The tokenizer. It is the only one in the crate, so that index, query, entity extraction and
//! highlights agree to the byte.
//!
//! Its rules are those of news English. A possessive or contracted ending is grammar and not part
//! of the word (`Carter's`, `we'll` are *carter*, *we*); initials are one word with or without dots
//! (`U.S.` = `US`); `AT&T`, `F-16`, `e-mail`, `co-operation` and `1,750` are one word each, while
//! other hyphens separate two (`Al-Nusra`). Apostrophes inside a name are dropped (`O'Brien`,
//! `Qur'an`) except where French and Italian elide (`l'économie`), and end a word before a Turkish suffix
//! (`Ankara'da`). Accents and case are folded.
//! Scripts written without spaces yield a word per character.

mod apostrophes;
mod joins;
mod letters;

use unicode_normalization::char::is_combining_mark;

pub use super::folding::fold;
use apostrophes::{ELIDED, takes_suffix, turkish_suffix};
use joins::{Join, WordState};
use letters::{
    begins_word, continues_word, is_apostrophe, is_hyphen, is_own_word, opens_with_vowel,
    opens_with_word,
};

/// The length of the longest folded word in bytes; the rest of a longer run is dropped.
const MAX_FOLDED_BYTES: usize = 128;

/// A word by its location in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Byte offset of its first character.
    pub start: usize,
    /// Byte offset after its last character, without a possessive or contracted ending.
    pub end: usize,
    /// The number of words before it.
    pub position: u32,
}

/// The words of a text, in order. A lending iterator: [`Words::folded`] is the text of the last
/// word returned.
pub struct Words<'t> {
    text: &'t str,
    offset: usize,
    position: u32,
    folded: String,
}

impl<'t> Words<'t> {
    /// Tokenizes a text from its start.
    pub fn new(text: &'t str) -> Self {
        Self::with_buffer(text, String::with_capacity(32))
    }

    /// Tokenizes a text and reuses a buffer.
    pub fn with_buffer(text: &'t str, mut folded: String) -> Self {
        folded.clear();
        Self { text, offset: 0, position: 0, folded }
    }

    /// Gives the buffer back for reuse.
    pub fn into_buffer(self) -> String {
        self.folded
    }

    /// The folded form of the last word returned: lowercase, no accents, no inner apostrophes.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Advances to the next word.
    pub fn advance(&mut self) -> Option<Word> {
        self.folded.clear();
        let start = self.skip_to_word()?;
        let end = self.read_word(start);
        let word = Word { start, end, position: self.position };
        self.position = self.position.saturating_add(1);
        Some(word)
    }

    /// Skips to the next character that can begin a word and returns its offset.
    fn skip_to_word(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.offset) {
            match byte {
                b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => return Some(self.offset),
                0..0x80 => self.offset += 1,
                _ => match self.char_at(self.offset) {
                    Some(c) if begins_word(c) => return Some(self.offset),
                    Some(c) => self.offset += c.len_utf8(),
                    None => return None,
                },
            }
        }
        None
    }

    /// Reads the word that begins at `start` into `folded` and returns the end of its span.
    fn read_word(&mut self, start: usize) -> usize {
        let mut shape = WordState::default();
        loop {
            self.read_ascii_run(&mut shape);
            let Some(c) = self.char_at(self.offset) else { return self.offset };
            if !c.is_ascii() && continues_word(c) {
                if is_own_word(c) {
                    return self.read_lone_character(c, start);
                }
                shape.push(c);
                self.push(c);
                self.offset += c.len_utf8();
                continue;
            }
            match self.join(c, start, &shape) {
                Join::Over { skip, keep } => {
                    self.folded.extend(keep);
                    self.offset += skip;
                    shape.push_joiner(c);
                }
                Join::End { span, skip } => {
                    let end = self.offset + span;
                    self.offset += skip;
                    return end;
                }
            }
        }
    }

    /// Reads a run of ASCII letters and digits: the fast path.
    fn read_ascii_run(&mut self, shape: &mut WordState) {
        let rest = self.text.as_bytes().get(self.offset..).unwrap_or_default();
        let run = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let Some(run) = self.text.get(self.offset..self.offset + run).filter(|run| !run.is_empty())
        else {
            return;
        };
        shape.push_ascii(run);
        let fits = MAX_FOLDED_BYTES.saturating_sub(self.folded.len()).min(run.len());
        let begin = self.folded.len();
        self.folded.push_str(run.get(..fits).unwrap_or_default());
        if let Some(fresh) = self.folded.get_mut(begin..) {
            fresh.make_ascii_lowercase();
        }
        self.offset += run.len();
    }

    /// Reads a character of a script without spaces: a word by itself, or the end of the word
    /// before it.
    fn read_lone_character(&mut self, c: char, start: usize) -> usize {
        if self.offset > start {
            return self.offset;
        }
        self.push(c);
        self.offset += c.len_utf8();
        while let Some(mark) = self.char_at(self.offset).filter(|&mark| is_combining_mark(mark)) {
            self.push(mark);
            self.offset += mark.len_utf8();
        }
        self.offset
    }

    fn push(&mut self, c: char) {
        if self.folded.len() < MAX_FOLDED_BYTES {
            fold(c, &mut self.folded);
        }
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// Decides whether the word continues across `c` at the current offset.
    fn join(&self, c: char, start: usize, shape: &WordState) -> Join {
        let after = self.text.get(self.offset + c.len_utf8()..).unwrap_or_default();
        match c {
            '.' => joins::join_dot(after, shape),
            ',' => joins::join_thousands(c, after, shape),
            '&' => joins::join_ampersand(after, shape),
            '-' | '\u{2010}' | '\u{2011}' => self.join_hyphen(c, after, start, shape),
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{b7}' => {
                joins::join_if(opens_with_word(after), c)
            }
            _ if is_apostrophe(c) => self.join_apostrophe(c, after, shape),
            _ => Join::END,
        }
    }

    /// Hyphens join `F-16`, `e-mail`, `co-operation`, `re-elected`; any other hyphen separates two
    /// words.
    fn join_hyphen(&self, c: char, after: &str, start: usize, shape: &WordState) -> Join {
        let after_hyphen = self.text.get(..start).is_some_and(|before| before.ends_with(is_hyphen));
        let letter = shape.letters == 1 && shape.digits == 0;
        let prefix =
            matches!(self.folded.as_str(), "co" | "re") && after.starts_with(char::is_alphabetic);
        joins::join_if(
            !after_hyphen && !shape.hyphenated && (letter || prefix) && opens_with_word(after),
            c,
        )
    }

    /// Reports whether the word so far may be a name with this Turkish suffix.
    fn is_turkish_stem(&self, suffix: &str) -> bool {
        let begin = self.text.get(..self.offset).unwrap_or_default();
        let word = begin.rsplit(|c: char| !continues_word(c)).next().unwrap_or_default();
        takes_suffix(word, suffix)
    }

    /// Apostrophes join names, separate elided articles, and drop contracted endings.
    fn join_apostrophe(&self, c: char, after: &str, shape: &WordState) -> Join {
        if shape.digits > 0 && shape.letters == 0 && after.starts_with(|n: char| n.is_ascii_digit())
        {
            return joins::join_thousands(c, after, shape);
        }
        if let Some(ending) = joins::contracted_ending(after) {
            return Join::End { span: 0, skip: c.len_utf8() + ending };
        }
        let elided = ELIDED.contains(&self.folded.as_str());
        if let Some(suffix) = turkish_suffix(after, continues_word)
            .filter(|suffix| !elided && self.is_turkish_stem(suffix))
        {
            return Join::End { span: 0, skip: c.len_utf8() + suffix.len() };
        }
        let joins = after.starts_with(char::is_alphabetic) && !(elided && opens_with_vowel(after));
        joins::join_if(joins, c)
    }
}

/// Counts the words of a text.
pub(crate) fn count(text: &str) -> usize {
    let (mut words, mut count) = (Words::new(text), 0);
    while words.advance().is_some() {
        count += 1;
    }
    count
}

/// Folds a text to its words, separated by single spaces. Names are compared in this form.
pub(crate) fn folded(text: &str) -> String {
    let mut words = Words::new(text);
    let mut all = String::with_capacity(text.len());
    while words.advance().is_some() {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(words.folded());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans(text: &str) -> Vec<(String, String)> {
        let mut words = Words::new(text);
        let mut all = Vec::new();
        while let Some(word) = words.advance() {
            assert_eq!(word.position as usize, all.len());
            all.push((words.folded().to_string(), text[word.start..word.end].to_string()));
        }
        all
    }

    #[test]
    fn news_english_is_tokenized_by_its_rules() {
        for (text, expected) in [
            ("Carter's CARTER’S farmers' talks", "carter carter farmers talks"),
            ("we'll they're I've he'd don't can’t", "we they i he dont cant"),
            ("U.S. US U.S.A. U.N.'s J.K. Rowling a.m.", "us us usa un jk rowling am"),
            ("in the U.S. The end.", "in the us the end"),
            ("J.Smith went to St.Louis", "j smith went to st louis"),
            ("AT&T R&D Marks & Spencer Smith&Wesson", "at&t r&d marks spencer smith wesson"),
            (
                "Al-Nusra F-16 e-mail co-operation re-elected G-20 vice-president",
                "al nusra f16 email cooperation reelected g20 vice president",
            ),
            ("vitamin-D-rich 2016-07-18 22-member", "vitamin d rich 2016 07 18 22 member"),
            (
                "1,750 5.93 155,221.50 1'750 3,5 2016,300 1,2,3",
                "1750 5.93 155221.50 1750 3 5 2016 300 1 2 3",
            ),
            (
                "O'Brien O’Brien Qur'an Sana'a Xi'an l'économie d’Artagnan qu'il",
                "obrien obrien quran sanaa xian l economie d artagnan qu il",
            ),
            (
                "dell'Italia sull’Adriatico un'altra all'improvviso",
                "dell italia sull adriatico un altra all improvviso",
            ),
            (
                "Ankara'da İSTANBUL'DAN Türkiye'nin İzmir'e Boğaz'dan Kemal'in",
                "ankara istanbul turkiye izmir bogaz kemal",
            ),
            ("Shi'a Hawai'i Chang'e Quelqu'un O'Dan", "shia hawaii change quelquun odan"),
            (
                "Jum'a Sana'a Ka'bah San'a Dar'a Sa'da Mu'ta Ra'anan Il'in Il'ya Ch'i",
                "juma sanaa kabah sana dara sada muta raanan ilin ilya chi",
            ),
            (
                "Van'da Kars'a ABD'de TBMM'nin AB'ye İran'ın Irak'ta Erdoğan'a Ege'de",
                "van kars abd tbmm ab iran irak erdogan ege",
            ),
            (
                "José Łódź Søren Straße Æsop Ålesund İstanbul ﬁne",
                "jose lodz soren strasse aesop alesund istanbul fine",
            ),
            ("co\u{ad}operate soft\u{ad}ware", "cooperate software"),
            ("北京 ok 東京tower 서울시", "北 京 ok 東 京 tower 서울시"),
            ("$1.5bn 15th #brexit @user", "1.5bn 15th brexit user"),
            ("“Quoted” (words), ... -- !", "quoted words"),
        ] {
            assert_eq!(folded(text), expected, "{text}");
        }
    }

    #[test]
    fn spans_exclude_endings() {
        assert_eq!(spans("Carter's"), [("carter".into(), "Carter".into())]);
        assert_eq!(spans("(U.S.)"), [("us".into(), "U.S.".into())]);
        assert_eq!(
            spans("1,750 e-mail"),
            [("1750".into(), "1,750".into()), ("email".into(), "e-mail".into())]
        );
    }

    #[test]
    fn composed_and_decomposed_accents_fold_alike() {
        assert_eq!(folded("Jose\u{301} Munu\u{308}z"), folded("José Munüz"));
    }

    proptest! {
        #[test]
        fn words_are_in_order_and_on_character_boundaries(text in "\\PC{0,200}") {
            let mut words = Words::new(&text);
            let mut last = 0;
            while let Some(word) = words.advance() {
                prop_assert!(last <= word.start && word.start < word.end);
                prop_assert!(text.get(word.start..word.end).is_some());
                prop_assert!(words.folded().len() <= MAX_FOLDED_BYTES + 16);
                last = word.end;
            }
        }

        #[test]
        fn a_folded_word_of_letters_folds_to_itself(text in "[\\p{Latin} ']{0,60}") {
            let once = folded(&text);
            let again = folded(&once);
            prop_assert_eq!(&once, &again);
        }
    }
}
