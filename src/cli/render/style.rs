//! Styles, marks, line wrapping and number formats for a terminal. Escape codes are always written;
//! the output stream strips them if it is not a terminal.

use std::fmt::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Style};

use crate::article::Article;
use crate::article::document::ValueMention;
use crate::article::schema::Field;
use crate::search::highlight;

pub(super) const STRONG: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default();
const MATCH: Style = AnsiColor::Yellow.on_default().bold();
const PERSON: Style = AnsiColor::Cyan.on_default().underline();
const PLACE: Style = AnsiColor::Green.on_default().underline();
const OTHER_SUBJECT: Style = AnsiColor::Magenta.on_default().underline();

/// A number with thousands separators.
pub(crate) fn count(number: u64) -> String {
    indicatif::HumanCount(number).to_string()
}

/// A number with a noun in singular or plural.
pub(crate) fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// Appends a line.
pub(super) fn line(page: &mut String, text: &str) {
    page.push_str(text);
    page.push('\n');
}

/// The line above an article: date, place, publisher, agency and section.
pub(super) fn meta(article: &Article) -> String {
    let date = article
        .published
        .as_ref()
        .map_or("undated".to_string(), |published| published.date.to_string());
    let place = article.dateline.as_ref().map_or("", |dateline| &dateline.place);
    let agency = if article.agency == article.publisher { "" } else { &article.agency };
    let parts = [&date, place, &article.publisher, agency, &article.section];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A text with matches marked.
pub(super) fn marked(text: &str, marks: &[Range<usize>], style: Style) -> String {
    with_mentions(text, marks, &[], style)
}

/// A text with matches and mentions marked.
pub(super) fn with_mentions(
    text: &str,
    marks: &[Range<usize>],
    mentions: &[ValueMention<'_>],
    style: Style,
) -> String {
    let mut styled = format!("{style}");
    for run in highlight::text_runs(text, marks, mentions) {
        let run_style = match (run.marked, run.mention.map(|mention| mention.field)) {
            (true, _) => MATCH,
            (_, Some(Field::People)) => PERSON,
            (_, Some(Field::Places)) => PLACE,
            (_, Some(_)) => OTHER_SUBJECT,
            (false, None) => {
                styled.push_str(run.text);
                continue;
            }
        };
        // Styled word by word, so that a line can be wrapped between them.
        let words = run.text.split(' ');
        let words = words.map(|word| format!("{style:#}{run_style}{word}{run_style:#}{style}"));
        styled.push_str(&words.collect::<Vec<_>>().join(" "));
    }
    // Writing to a string cannot fail.
    let _ = write!(styled, "{style:#}");
    styled
}

/// A text in a style that is ended after each word, so that a line can be wrapped between them.
pub(super) fn styled_words(text: &str, style: Style) -> String {
    text.split(' ').map(|word| format!("{style}{word}{style:#}")).collect::<Vec<_>>().join(" ")
}

/// Wraps a paragraph, with an indent for the first line and for the others.
pub(super) fn wrapped(text: &str, width: usize, first: &str, rest: &str) -> String {
    let options = textwrap::Options::new(width)
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let mut wrapped = textwrap::fill(text, options);
    wrapped.push('\n');
    wrapped
}

/// Wraps a text of paragraphs, with an empty line between them.
pub(super) fn wrapped_paragraphs(text: &str, width: usize) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| wrapped(paragraph, width, "", ""));
    paragraphs.collect::<Vec<_>>().join("\n")
}

/// A warning about a query, with the part of the query it is about.
pub(crate) fn warning(query: &str, start: usize, end: usize, message: &str) -> String {
    let part = query.get(start..end).filter(|part| !part.is_empty() && !message.contains(part));
    let part = part.map_or(String::new(), |part| format!(" (at `{part}`)"));
    format!("{WARNING}note:{WARNING:#} {message}{part}")
}
