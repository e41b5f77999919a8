//! Normalises text: no control characters, single spaces between words, one line per paragraph,
//! mojibake repaired.

use memchr::{memchr_iter, memmem};

use super::line_join::{self, LineJoin};
use super::repair;

/// Longer lines were not wrapped by a typewriter or a terminal: each is a paragraph.
const MAX_WRAPPED_LINE: usize = 132;

/// Text set in a narrow printed column has shorter lines than this on average, and breaks words.
const MAX_COLUMN_WIDTH: usize = 52;

/// Rows of lists are shorter than this, in bytes.
const MAX_ROW: usize = 90;

/// A line with this many words in lowercase is prose.
const PROSE_WORDS: usize = 6;

/// The indentation of a paragraph's first line in spaces, as news agencies send it.
const PARAGRAPH_INDENT: usize = 3;

/// Cleans a text into one line: white space is collapsed; control characters, soft hyphens and
/// zero-width characters are removed.
pub(crate) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_line(&mut out, &repair::repaired(text));
    out
}

/// Cleans a text into paragraphs, each on one line, separated by empty lines.
///
/// A paragraph begins after an empty line, at an indented line, at and after a row of a table or a
/// numbered list, or, in a text without wrapped lines, at every line.
pub(crate) fn paragraphs(text: &str) -> String {
    let text = &*repair::repaired(text);
    let text = &*unix_lines(text);
    let layout = LineLayout::of(text);
    let mut out = String::with_capacity(text.len() + text.len() / 64);
    let (mut joins, mut above, mut row_above) = (false, "", false);
    for line in lines(text) {
        let start = out.len();
        let line_join = if joins {
            line_join::line_join(above, line, text, layout.narrow)
        } else {
            LineJoin::Space
        };
        above = line;
        let row = layout.wrapped && is_row(line);
        let follows_row = std::mem::replace(&mut row_above, row);
        let is_apart = row || follows_row;
        if joins && !is_apart && !layout.begins_paragraph(line) {
            join_line(&mut out, line, line_join);
            joins = out.len() != start;
        } else {
            begin_paragraph(&mut out);
            let begin = out.len();
            push_line(&mut out, line);
            joins = out.len() > begin;
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Appends a line to the line above it, where a word may have been broken.
fn join_line(out: &mut String, line: &str, line_join: LineJoin) {
    if line_join == LineJoin::Space {
        return push_line(out, line);
    }
    if line_join == LineJoin::Nothing && out.ends_with(['-', '¬']) {
        out.pop();
    }
    let mut below = String::with_capacity(line.len());
    push_line(&mut below, line);
    out.push_str(&below);
}

/// Returns the first sentence of a text, truncated at a word boundary if it is longer than `limit`
/// bytes.
pub(crate) fn first_sentence(text: &str, limit: usize) -> &str {
    let line = text.lines().next().unwrap_or_default().trim();
    let end = line
        .match_indices(['.', '!', '?'])
        .map(|(at, mark)| at + mark.len())
        .find(|&end| ends_sentence(line, end))
        .unwrap_or(line.len());
    let sentence = line.get(..end).unwrap_or(line);
    if sentence.len() <= limit { sentence } else { truncate_at_word(sentence, limit) }
}

/// Returns whether the mark before `end` ends a sentence: white space and no lowercase letter
/// follow it, and the word before is more than an initial or an abbreviation such as `Mr.`
fn ends_sentence(line: &str, end: usize) -> bool {
    let (before, after) = line.split_at_checked(end).unwrap_or((line, ""));
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let abbreviation = word.chars().count() <= 4 && word.starts_with(char::is_uppercase)
        || word.matches('.').count() > 1;
    let opens = after.trim_start().starts_with(|c: char| !c.is_lowercase());
    after.is_empty() || (after.starts_with(char::is_whitespace) && opens && !abbreviation)
}

/// Truncates a line at a word boundary to at most `limit` bytes.
fn truncate_at_word(line: &str, limit: usize) -> &str {
    let fits = line.get(..line.floor_char_boundary(limit)).unwrap_or(line);
    let end = fits.rfind(char::is_whitespace).unwrap_or(fits.len());
    let cut = fits.get(..end).unwrap_or(fits).trim_end_matches([' ', ',', ';', ':']);
    // A mark before one long word is no sentence.
    if cut.is_empty() { fits.trim() } else { cut }
}

/// The layout of a text's lines and paragraphs.
struct LineLayout {
    /// The lines were wrapped to a width and must be joined.
    wrapped: bool,
    /// The left margin of the text in columns; lines indented further begin paragraphs.
    margin: usize,
    /// The lines come from a narrow printed column.
    narrow: bool,
}

impl LineLayout {
    /// Measures the lines of a text.
    fn of(text: &str) -> Self {
        let (mut count, mut long, mut length, mut margin) = (0usize, 0usize, 0usize, usize::MAX);
        for line in lines(text) {
            count += usize::from(!line.is_empty());
            long += usize::from(line.len() > MAX_WRAPPED_LINE);
            length += line.trim_ascii().len();
            margin = if margin < PARAGRAPH_INDENT || line.trim_ascii_end().is_empty() {
                margin
            } else {
                margin.min(indent(line))
            };
        }
        Self {
            wrapped: long * 10 < count,
            margin: if margin < PARAGRAPH_INDENT { 0 } else { margin },
            narrow: length < MAX_COLUMN_WIDTH * count,
        }
    }

    fn begins_paragraph(&self, line: &str) -> bool {
        !self.wrapped || is_indented(line, self.margin) || line.trim_ascii_start().is_empty()
    }
}

/// Recognises a row of a table or a list of results: columns apart by spaces, with a figure or a
/// third column, or a number before a name, as in "1. M. Quill (Italy) 1:02.3". Justified prose has
/// gaps too, but many words in lowercase.
fn is_row(line: &str) -> bool {
    let line = line.trim_ascii();
    if line.len() > MAX_WRAPPED_LINE {
        return false;
    }
    let lowercase = || {
        let words = line.split_ascii_whitespace();
        words.filter(|word| word.starts_with(char::is_lowercase)).count()
    };
    let marker = line.bytes().take_while(u8::is_ascii_digit).count();
    if matches!(marker, 1..=3) {
        let name = line.get(marker..).unwrap_or_default().trim_start_matches(['.', ')']);
        let is_marked = name.len() < line.len() - marker || name.starts_with("  ");
        let is_name = name.trim_ascii_start().starts_with(char::is_uppercase);
        if is_marked && name.starts_with(' ') && is_name && line.len() <= MAX_ROW && lowercase() < 3
        {
            return true;
        }
    }
    let mut gaps =
        memmem::find_iter(line.as_bytes(), b"   ").chain(memchr_iter(b'\t', line.as_bytes()));
    let Some(first) = gaps.next() else { return false };
    let is_apart = |gap: usize| line.get(first..gap).is_some_and(|cell| !cell.trim().is_empty());
    let has_columns = gaps.any(is_apart) || line.bytes().any(|byte| byte.is_ascii_digit());
    has_columns && lowercase() < PROSE_WORDS
}

/// The indentation of a line in columns. A tab counts as eight.
fn indent(line: &str) -> usize {
    let blanks = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    blanks.map(|byte| if byte == b'\t' { 8 } else { 1 }).sum()
}

/// Returns whether a line is indented beyond the margin. Most lines are not, which their first byte
/// shows.
fn is_indented(line: &str, margin: usize) -> bool {
    line.starts_with([' ', '\t']) && indent(line) >= margin.saturating_add(PARAGRAPH_INDENT)
}

/// Iterates over the lines of a text, including an unterminated last line.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]).map(move |end| {
        let line = text.get(start..end).unwrap_or_default();
        start = end + 1;
        line
    })
}

/// Converts old Macintosh line ends to Unix ones. In other texts `\r` before `\n` is mere white
/// space, so no copy is needed.
fn unix_lines(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('\n') || !text.contains('\r') {
        text.into()
    } else {
        text.replace('\r', "\n").into()
    }
}

/// Begins a new paragraph unless the text is empty.
fn begin_paragraph(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push_str("\n\n");
    }
}

/// Appends the words of a line, with a space before them where a word precedes.
fn push_line(out: &mut String, line: &str) {
    let line = line.trim_ascii();
    let start = out.len();
    if start > 0 && !out.ends_with('\n') {
        out.push(' ');
    }
    let body = out.len();
    if is_plain(line.as_bytes()) {
        out.push_str(line);
    } else {
        push_words(out, line, body);
        out.truncate(body + out.get(body..).unwrap_or_default().trim_ascii_end().len());
    }
    if out.len() == body {
        out.truncate(start);
    }
}

/// Returns whether a line is clean already: printable ASCII with single spaces. This holds for
/// nearly all agency text, and two passes that the compiler vectorises are cheaper than one that it
/// cannot.
fn is_plain(line: &[u8]) -> bool {
    let printable = line.iter().all(|byte| (0x20..0x7F).contains(byte));
    printable && !line.windows(2).any(|pair| pair == b"  ")
}

/// Appends the words of a line that begins at byte `body`, copying clean stretches as a whole.
fn push_words(out: &mut String, line: &str, body: usize) {
    let mut rest = line;
    while !rest.is_empty() {
        let after_space = out.len() == body || out.ends_with(' ');
        let (run, after) =
            rest.split_at_checked(clean_len(rest.as_bytes(), after_space)).unwrap_or((rest, ""));
        out.push_str(run);
        let Some(c) = after.chars().next() else { break };
        if c.is_whitespace() {
            if out.len() > body && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if let Some(letters) = ligature(c) {
            out.push_str(letters);
        } else if !is_invisible(c) {
            out.push(c);
        }
        rest = after.get(c.len_utf8()..).unwrap_or_default();
    }
}

/// The letters of a typographic ligature, as typesetters and OCR write it: nobody searches for
/// "ﬁnance".
fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{FB00}' => "ff",
        '\u{FB01}' => "fi",
        '\u{FB02}' => "fl",
        '\u{FB03}' => "ffi",
        '\u{FB04}' => "ffl",
        '\u{FB05}' | '\u{FB06}' => "st",
        _ => return None,
    })
}

/// The length in bytes of the prefix that needs no inspection by character: no second space, no
/// control character, and no lead byte of the characters that [`push_words`] handles.
fn clean_len(line: &[u8], after_space: bool) -> usize {
    let mut after_space = after_space;
    let dirty = |byte: &u8| {
        let second = after_space && *byte == b' ';
        after_space = *byte == b' ';
        second || matches!(byte, 0..=0x1F | 0x7F | 0xC2 | 0xE1 | 0xE2 | 0xE3 | 0xEF)
    };
    line.iter().position(dirty).unwrap_or(line.len())
}

/// Returns whether a character prints nothing and is not part of a word. The joiners U+200C and
/// U+200D stay, because Persian and Hindi words are spelled with them.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_words_and_single_spaces() {
        for (raw, want) in [
            ("  Cocoa \t review\r\n out ", "Cocoa review out"),
            ("a\u{a0}b\u{ad}c\u{200b}d\u{feff}", "a bcd"),
            ("\u{1}\u{3}", ""),
            ("x \u{1} y", "x y"),
            ("x\u{a0} y \u{3000}z\u{2028}", "x y z"),
            ("naïve – “quoted”", "naïve – “quoted”"),
            ("ﬁnance oﬃce", "finance office"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("", ""),
        ] {
            assert_eq!(line(raw), want);
        }
    }

    #[test]
    fn paragraphs_are_found_by_gaps_indents_or_lines() {
        for (raw, want) in [
            ("one\ntwo\n\n\nthree\r\n\r\nfour\n", "one two\n\nthree\n\nfour"),
            (
                "Showers fell\nall week.\n    The dry period\nis over.\n Reuter",
                "Showers fell all week.\n\nThe dry period is over. Reuter",
            ),
            (
                "Results:\n1. M. Quill (Italy) 1:02.3\n2. J. Marsh\nof Ghana\nran on.",
                "Results:\n\n1. M. Quill (Italy) 1:02.3\n\n2. J. Marsh\n\nof Ghana ran on.",
            ),
            (
                "Prices\nTin     12.5   13\nZinc    8.25   9\nrose.",
                "Prices\n\nTin 12.5 13\n\nZinc 8.25 9\n\nrose.",
            ),
            (
                "as   justified   lines   with   gaps   do\nnot break",
                "as justified lines with gaps do not break",
            ),
            (
                "it rose to\n12. The minister said so then",
                "it rose to 12. The minister said so then",
            ),
            ("    all\n    indented\n    alike", "all indented alike"),
            ("    \n      one\n   and two\n      three", "one and two\n\nthree"),
            ("the govern-\nment of an Anglo-\nSaxon", "the government of an Anglo-Saxon"),
            ("it rained -\nand stopped", "it rained - and stopped"),
            ("CafÃ©s of MÃ\u{AD}lo\nBay &amp; co", "Cafés of Mílo Bay & co"),
            ("old\rmac\r\rfile", "old mac\n\nfile"),
            ("a\n \u{a0} \nb", "a\n\nb"),
            ("\n\n\n", ""),
            ("\u{3}\n", ""),
        ] {
            assert_eq!(paragraphs(raw), want);
        }
        let long = "word ".repeat(40);
        assert_eq!(
            paragraphs(&format!("{long}\nshort\n{long}")),
            format!("{0}\n\nshort\n\n{0}", long.trim())
        );
    }

    #[test]
    fn the_first_sentence_ends_at_its_stop() {
        for (text, want) in [
            ("Mr. Smith left. He came back.", "Mr. Smith left."),
            ("U.S. exports rose 3.5 pct. Imports fell.", "U.S. exports rose 3.5 pct."),
            ("One line only", "One line only"),
            ("First\nsecond", "First"),
            ("", ""),
        ] {
            assert_eq!(first_sentence(text, 120), want);
        }
        assert_eq!(first_sentence("one two, three", 9), "one two");
    }

    proptest::proptest! {
        #[test]
        fn cleaning_is_idempotent_on_any_text(text in "[a-zA-Z \\n\\r\\t\u{a0}\u{ad}é]{0,200}|\\PC{0,80}") {
            let body = paragraphs(&text);
            proptest::prop_assert_eq!(&paragraphs(&body.replace("\n\n", "\n\n\n")), &body);
            for paragraph in body.split("\n\n") {
                proptest::prop_assert_eq!(&line(paragraph), paragraph);
            }
        }
    }
}
