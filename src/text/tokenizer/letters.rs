//! Characters of words: letters of every script, hyphens and apostrophes in all their forms.

use unicode_normalization::char::is_combining_mark;

use crate::text::folding::fold;

pub(super) fn opens_with_word(after: &str) -> bool {
    after.starts_with(|n| continues_word(n) && !is_own_word(n))
}

pub(super) fn opens_with_vowel(after: &str) -> bool {
    let mut folded = String::new();
    after.chars().take(1).for_each(|first| fold(first, &mut folded));
    folded.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h'])
}

pub(super) fn begins_word(c: char) -> bool {
    c.is_alphanumeric() && !is_combining_mark(c)
}

pub(super) fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && is_combining_mark(c))
}

pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Returns whether a character is an apostrophe in any of the forms that keyboards, typesetters and
/// scanners produce.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | '＇' | '´' | '`' | '′')
}

/// Returns whether a character belongs to a script written without spaces, where each is a word by
/// itself.
pub(super) fn is_own_word(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' // Thai, Lao, Burmese, Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' // kana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}') // Han
}
