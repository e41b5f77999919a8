//! What pages in the terminal are set with: styles, marks, lines of a width, and numbers as people write them. Escape codes are
//! taken out again by the stream they are printed on, where that is no terminal.

use std::fmt::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Style};

use crate::article::Article;
use crate::article::document::ValueMention;
use crate::article::schema::Field;
use crate::search::highlight;

/// What stands out, and what steps back.
pub const STRONG: Style = Style::new().bold();
pub const QUIET: Style = Style::new().dimmed();
/// What asks to be looked at.
pub const WARNING: Style = AnsiColor::Yellow.on_default();
const MATCH: Style = AnsiColor::Yellow.on_default().bold();
const WHO: Style = AnsiColor::Cyan.on_default().underline();
const WHERE: Style = AnsiColor::Green.on_default().underline();
const BODY: Style = AnsiColor::Magenta.on_default().underline();

/// A number with its thousands parted.
pub fn count(number: u64) -> String {
    indicatif::HumanCount(number).to_string()
}

/// A number of things.
pub fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

pub fn line(page: &mut String, text: &str) {
    page.push_str(text);
    page.push('\n');
}

/// Date, place, publisher, agency, section: what stands above an article.
pub fn meta(article: &Article) -> String {
    let date = article
        .published
        .as_ref()
        .map_or("undated".to_string(), |published| published.date.to_string());
    let place = article.dateline.as_ref().map_or("", |dateline| &dateline.place);
    let agency = if article.agency == article.publisher { "" } else { &article.agency };
    let parts = [&date, place, &article.publisher, agency, &article.section];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Text with what answers standing out from its style.
pub fn marked(text: &str, marks: &[Range<usize>], style: Style) -> String {
    named(text, marks, &[], style)
}

/// Text with what answers and every name standing out from its style.
pub fn named(text: &str, marks: &[Range<usize>], namings: &[ValueMention<'_>], style: Style) -> String {
    let mut styled = format!("{style}");
    for piece in highlight::pieces(text, marks, namings) {
        let look = match (piece.marked, piece.naming.map(|naming| naming.field)) {
            (true, _) => MATCH,
            (_, Some(Field::People)) => WHO,
            (_, Some(Field::Places)) => WHERE,
            (_, Some(_)) => BODY,
            (false, None) => {
                styled.push_str(piece.text);
                continue;
            }
        };
        // Each word by itself, so that a line can end between them without taking the style along.
        let inside =
            piece.text.split(' ').map(|word| format!("{style:#}{look}{word}{look:#}{style}"));
        styled.push_str(&inside.collect::<Vec<_>>().join(" "));
    }
    // Writing to a string can not fail.
    let _ = write!(styled, "{style:#}");
    styled
}

pub fn wrapped(text: &str, width: usize, first: &str, rest: &str) -> String {
    let options = textwrap::Options::new(width)
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let mut wrapped = textwrap::fill(text, options);
    wrapped.push('\n');
    wrapped
}

/// What was odd about a query, under the place it stands in.
pub fn warning(query: &str, start: usize, end: usize, message: &str) -> String {
    let odd = query.get(start..end).filter(|odd| !odd.is_empty() && !message.contains(odd));
    let odd = odd.map_or(String::new(), |odd| format!(" (at `{odd}`)"));
    format!("{WARNING}note:{WARNING:#} {message}{odd}")
}
