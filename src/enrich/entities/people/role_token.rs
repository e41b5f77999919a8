//! Words around a name, as the parser for roles reads them.

use super::word_classes;
use super::word_classes::WordClasses;
use crate::text::tokenizer::Words;

/// A word near a name.
pub(super) struct RoleToken<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) classes: WordClasses,
    /// Text between it and the previous word.
    pub(super) gap: &'t str,
}

impl RoleToken<'_> {
    pub(super) fn is_capital(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    pub(super) fn has(&self, classes: WordClasses) -> bool {
        self.classes.intersects(classes)
    }

    pub(super) fn equals(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }
}

pub(super) fn tokens(window: &str) -> Vec<RoleToken<'_>> {
    let mut words = Words::new(window);
    let mut tokens: Vec<RoleToken> = Vec::with_capacity(24);
    while let Some(word) = words.advance() {
        let before = tokens.last().map_or(0, |token| token.end);
        let (Some(text), Some(gap)) =
            (window.get(word.start..word.end), window.get(before..word.start))
        else {
            break;
        };
        tokens.push(RoleToken {
            text,
            start: word.start,
            end: word.end,
            classes: word_classes::classes(words.folded()),
            gap,
        });
    }
    tokens
}

/// Recognises "Gen." and "Sen.", but not the "general." that ends a sentence.
pub(super) fn is_rank_abbreviation(token: &RoleToken) -> bool {
    is_trailing_rank(token) && !token.has(WordClasses::OFFICE)
}

/// Recognises a rank or a courtesy title at the end of an office: "Prime Minister Sir", "Chairman
/// General".
pub(super) fn is_trailing_rank(token: &RoleToken) -> bool {
    let is_modifier = ["staff", "state", "deputy"].iter().any(|word| token.equals(word));
    token.has(WordClasses::RANK.union(WordClasses::COURTESY)) && !is_modifier
}

/// Recognises compounds such as "Secretary General" and "Attorney General".
pub(super) fn is_general_compound(before: Option<&RoleToken>, rank: &RoleToken) -> bool {
    const GENERALS: [&str; 9] = [
        "secretary",
        "attorney",
        "director",
        "surgeon",
        "solicitor",
        "inspector",
        "consul",
        "governor",
        "auditor",
    ];
    rank.equals("general")
        && before.is_some_and(|before| GENERALS.iter().any(|word| before.equals(word)))
}

pub(super) fn is_acronym(token: &RoleToken) -> bool {
    token.text.len() > 1 && token.text.chars().all(char::is_uppercase)
}

/// Returns true if a title continues across the gap before a word: a space, a hyphen, the dot of
/// "Lt. Gen.".
pub(super) fn continues_title(token: &RoleToken, before: Option<&RoleToken>) -> bool {
    match token.gap {
        "-" => true,
        gap if gap.trim().is_empty() || gap == " & " => true,
        gap if gap.trim() == "." => before.is_some_and(is_rank_abbreviation),
        _ => false,
    }
}

pub(super) fn starts_sentence(gap: &str) -> bool {
    gap.contains(['.', '!', '?', ':', '“', '"'])
}
