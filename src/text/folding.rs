//! Folding of characters to their base letters, so that case, accents and ligatures do not matter.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Appends the folded form of one character: lowercase, without accents, ligatures split.
pub fn fold(c: char, folded: &mut String) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
    } else if ('\u{ac00}'..='\u{d7a3}').contains(&c) {
        folded.push(c); // decomposition would split a Hangul syllable into its letters
    } else {
        decompose_compatible(c, |part| {
            part.to_lowercase().for_each(|lower| fold_part(lower, folded))
        });
    }
}

fn fold_part(part: char, folded: &mut String) {
    match part {
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ø' => folded.push('o'),
        'ł' => folded.push('l'),
        'đ' | 'ð' => folded.push('d'),
        'ħ' => folded.push('h'),
        'ı' => folded.push('i'),
        'ς' => folded.push('σ'),
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{652}' => {}
        _ if part.is_alphanumeric() || is_combining_mark(part) => folded.push(part),
        _ => {}
    }
}
