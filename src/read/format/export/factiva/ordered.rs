//! Factiva records without field codes: headline, byline, "512 words", date, time, newspaper, its
//! code, edition, page, language, copyright, text. Their order tells the fields, since the words
//! come in the language of the interface.

use super::super::layout::{accession_number, desk, is_copyright, is_word_count};
use super::super::record::{ExportField, ExportRecord, leading_date};
use crate::read::format::shared::{finish, record};

/// Longest line that may name a desk, in bytes.
const LONGEST_DESK: usize = 40;

/// Most lines of facts.
const MOST_FACTS: usize = 14;

/// Reads a record.
pub(super) fn read(text: &str, record: &mut ExportRecord) -> Option<()> {
    let lines: Vec<&str> = text.lines().collect();
    let count = lines.iter().position(|line| is_word_count(line))?;
    let (top, rest) = lines.split_at_checked(count)?;
    let (_, rest) = rest.split_first()?;
    read_top(top, record);
    let end = rest.iter().take(MOST_FACTS).position(|line| is_facts_end(line));
    // Without a copyright, the facts end at the first blank line.
    let end = end.map(|at| at + 1).or_else(|| rest.iter().position(|line| line.trim().is_empty()));
    let (facts, text) = rest.split_at_checked(end.unwrap_or(0))?;
    add_facts(facts, record);
    let text: Vec<&str> =
        text.iter().copied().filter(|line| accession_number(line).is_none()).collect();
    record.add(ExportField::Body, text.join("\n"));
    Some(())
}

/// Reports whether a line is the last of the facts.
pub(crate) fn is_facts_end(line: &str) -> bool {
    is_copyright(line)
}

/// Adds the lines between the word count and the text.
pub(crate) fn add_facts(facts: &[&str], record: &mut ExportRecord) {
    let mut unknown: Vec<&str> = Vec::new();
    for fact in facts.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        match fact_field(fact, record) {
            Some(field) => record.add(field, fact),
            None => unknown.push(fact),
        }
    }
    // The language comes last; what is before it belongs to the edition.
    let language = unknown.pop();
    if let Some(language) = language.filter(|name| !record::language_code(name).is_empty()) {
        record.add(ExportField::Language, language);
    } else if let Some(name) = language.filter(|name| name.contains(' ')) {
        unknown.push(name);
    }
    unknown.into_iter().for_each(|edition| record.add(ExportField::Edition, edition));
}

/// Reads the desk, the headline, and the byline where the last line above the word count can be
/// one.
fn read_top(top: &[&str], record: &mut ExportRecord) {
    let mut lines: Vec<&str> =
        top.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    // Whoever sent the articles by mail has a word above them: "Jo sent you the following articles:".
    if lines.len() > 1 && lines.first().is_some_and(|line| line.ends_with(':')) {
        lines.remove(0);
    }
    let is_byline = |line: &str| {
        line.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by ")) || is_names(line)
    };
    if lines.len() > 1
        && let Some(line) = lines.pop_if(|line| is_byline(line))
    {
        record.add(ExportField::Byline, line);
    }
    if let [first, _, ..] = lines.as_slice()
        && is_desk(first)
    {
        record.add(ExportField::Section, desk(first));
        lines.remove(0);
    }
    record.add(ExportField::Title, lines.join(" "));
}

/// Reports whether a line above a headline names the desk: a few words, or words and the part of
/// the paper.
fn is_desk(line: &str) -> bool {
    line.len() <= LONGEST_DESK
        && (desk(line).len() < line.len() || line.split(' ').count() <= 2)
        && !line.ends_with(['.', '?', '!', ',', ':'])
}

/// Reports whether a line holds only names of people, each of two to four words.
fn is_names(line: &str) -> bool {
    let people = finish::authors(line);
    let is_name = |name: &String| (2..=4).contains(&name.split(' ').count());
    let has_capitals =
        line.split(' ').all(|word| word.starts_with(char::is_uppercase) || word == "and");
    !people.is_empty() && line.len() <= 60 && has_capitals && people.iter().all(is_name)
}

/// Returns the field of a line between word count and copyright, from its form and the fields
/// above; none for an edition or a language.
fn fact_field(fact: &str, record: &ExportRecord) -> Option<ExportField> {
    let is_short = fact.len() <= 8;
    let has_digit = fact.contains(|c: char| c.is_ascii_digit());
    let is_code = is_short
        && fact.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && fact.contains(|c: char| c.is_ascii_alphabetic())
        && !fact.ends_with(|c: char| c.is_ascii_digit());
    let is_time = fact.contains(':') && !fact.contains(char::is_alphabetic);
    if is_copyright(fact) {
        Some(ExportField::Credit)
    } else if !record.has(ExportField::Date) && leading_date(fact).is_some() {
        Some(ExportField::Date)
    } else if is_time {
        Some(ExportField::Bookkeeping)
    } else if !record.has(ExportField::Publication) {
        Some(ExportField::Publication)
    } else if is_code {
        Some(ExportField::Bookkeeping)
    } else if is_short && has_digit && !fact.contains(' ') {
        Some(ExportField::Page)
    } else {
        None
    }
}
