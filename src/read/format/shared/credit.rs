//! Credits in the text of a story: its makers, as in "(Reporting by Jane Doe; Editing by John
//! Roe)", and holders of rights, as in "Copyright 2019 AFP". They reveal the agency of a story that
//! a newspaper reprinted.

use memchr::memmem;

use crate::article::Article;
use crate::article::agency::named_in_full;
use crate::article::dateline;

/// Longest credit, in bytes.
const LONGEST: usize = 420;

/// Adds a credit to an article, and the agency it names if the article has none.
pub(crate) fn add_credit(article: &mut Article, credit: String) {
    if article.agency.is_empty() {
        article.agency = agency(&credit).unwrap_or_default().to_owned();
    }
    article.credits.push(credit);
}

/// Returns whether a text starts with an ASCII prefix, in any case.
pub(crate) fn starts_with_ignore_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

/// Openings of a credit after the story, in parentheses or as its last paragraph.
const MAKER_OPENINGS: [&str; 16] = [
    "reporting by ",
    "reporting and writing by ",
    "additional reporting by ",
    "writing by ",
    "written by ",
    "editing by ",
    "edited by ",
    "compiled by ",
    "reported by ",
    "translated by ",
    "translation by ",
    "photo by ",
    "photos by ",
    "photograph by ",
    "avec afp",
    "mit material von",
];

/// Returns whether a paragraph is a credit.
pub(crate) fn is_credit(paragraph: &str, at_tail: bool) -> bool {
    let open = paragraph.trim_start_matches('(');
    is_maker_credit(open, open.len() < paragraph.len(), at_tail)
        || is_copyright(open)
        || is_contributor_credit(open, at_tail)
        || (at_tail && (reserves_rights(open) || is_agency_alone(paragraph)))
}

fn is_maker_credit(open: &str, enclosed: bool, at_tail: bool) -> bool {
    const FURTHER_ROLES: [&str; 3] = ["; editing by", "; writing by", "; additional reporting by"];
    const VERBS: [&str; 4] = [" said", " was ", " is ", " has "];
    if open.len() > 300
        || !MAKER_OPENINGS.iter().any(|opening| starts_with_ignore_case(open, opening))
    {
        return false;
    }
    let lower = open.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    !any(&VERBS) && (enclosed || any(&FURTHER_ROLES) || (at_tail && lower.len() <= 160))
}

fn is_copyright(open: &str) -> bool {
    const OPENINGS: [&str; 5] = ["copyright ", "©", "c) ", "c.1", "c.2"];
    if open.len() > 300 || !OPENINGS.iter().any(|opening| starts_with_ignore_case(open, opening)) {
        return false;
    }
    let lower = open.to_lowercase();
    let year = |run: &str| run.len() == 4 && (run.starts_with("19") || run.starts_with("20"));
    let holder = ["news service", "agence france-presse", "associated press"]
        .iter()
        .any(|name| lower.contains(name));
    reserves_rights(open) || holder || lower.split(|c: char| !c.is_ascii_digit()).any(year)
}

/// Returns whether a paragraph reserves the rights: "The Gazette. All rights reserved."
fn reserves_rights(paragraph: &str) -> bool {
    const PHRASES: [&str; 5] =
        ["ights reserved", "ights Reserved", "IGHTS RESERVED", "Tous droits", "Alle Rechte"];
    paragraph.len() <= 160 && PHRASES.iter().any(|phrase| paragraph.contains(phrase))
}

/// Returns whether a paragraph credits contributors: "Associated Press writers Jane Doe and John
/// Roe contributed to this report."
fn is_contributor_credit(open: &str, at_tail: bool) -> bool {
    const REPORTS: [&str; 5] =
        ["to this report", "to this story", "to this article", "to this post", "reporting"];
    if open.len() > 300 || (!at_tail && memmem::find(open.as_bytes(), b" contributed ").is_none()) {
        return false;
    }
    let reported = open
        .split_once(" contributed ")
        .is_some_and(|(_, to)| REPORTS.iter().any(|report| to.starts_with(report)));
    let helped = at_tail
        && (open.contains(" helped with this story")
            || starts_with_ignore_case(open, "with files from")
            || starts_with_ignore_case(open, "contributing: "));
    reported || helped
}

/// Returns whether a last paragraph is only an agency: "— AFP", "(Reuters)", "dpa".
fn is_agency_alone(paragraph: &str) -> bool {
    let name = paragraph.trim_matches([' ', '-', '–', '—', '(', ')', '.', '/']);
    name.len() <= 30 && !name.contains([',', '/']) && dateline::is_known_agency(name)
}

/// Agency that a credit reveals: by its name alone, as holder of the rights, or by its way of
/// crediting people. A contributor is not the sender.
fn agency(credit: &str) -> Option<&str> {
    if is_agency_alone(credit) {
        return Some(credit.trim_matches([' ', '-', '–', '—', '.', '/']));
    }
    if is_reuters_style(credit) {
        return Some("Reuters");
    }
    if !is_copyright(credit) {
        return None;
    }
    named_in_full(credit).or_else(|| holder(credit))
}

/// Returns whether a credit is in the style that only Reuters uses: "(Reporting by Jane Doe;
/// Editing by John Roe)".
fn is_reuters_style(credit: &str) -> bool {
    ["Reporting ", "Additional reporting ", "Writing "]
        .iter()
        .any(|opening| starts_with_ignore_case(credit, opening))
        && (credit.contains("; Editing by ") || credit.contains("; editing by "))
}

/// Holder of the rights, if it is an agency: "c.2016 New York Times News Service", "Copyright 2019
/// AFP."
fn holder(credit: &str) -> Option<&str> {
    let name = credit.trim_start_matches(|c: char| !c.is_uppercase()).trim_end_matches('.');
    let after_year = || {
        credit
            .trim_start_matches(|c: char| !c.is_ascii_digit())
            .trim_start_matches(|c: char| !c.is_alphabetic())
    };
    let known_agency = || {
        after_year().split(['.', ',', ' ']).next().filter(|name| dateline::is_known_agency(name))
    };
    if name.ends_with("News Service") { Some(name) } else { known_agency() }
}

/// Moves a credit in parentheses from the end of the last paragraph to its field: "… he said.
/// (Reporting by Jane Doe; Editing by …)".
pub(crate) fn extract_trailing(article: &mut Article) {
    extract_trailing_agency(article);
    let Some(text) = article.body.trim_end().strip_suffix(')') else { return };
    let from = text.rfind("\n\n").unwrap_or(0);
    let last = text.get(from..).unwrap_or_default();
    let open =
        ["(Reporting", "(Additional reporting", "(Writing", "(Editing", "(Compiled", "(Edited"]
            .iter()
            .filter_map(|opening| last.find(opening))
            .min();
    let Some(at) = open.map(|at| from + at) else { return };
    let credit = text.get(at + 1..).unwrap_or_default().to_owned();
    if credit.len() <= LONGEST && is_maker_credit(&credit, true, true) {
        add_credit(article, credit);
        article.body.truncate(article.body.get(..at).map_or(0, |body| body.trim_end().len()));
    }
}

/// Moves an agency after the last sentence to its field: "… he said. (Reuters)", "… he said. --
/// AP".
fn extract_trailing_agency(article: &mut Article) {
    let Some(at) = article.body.rfind(['.', '!', '?', '"', '”']) else { return };
    let width = article.body.get(at..).and_then(|end| end.chars().next()).map_or(0, char::len_utf8);
    let Some((text, last)) = article.body.split_at_checked(at + width) else { return };
    let credit = last.trim();
    if !last.contains('\n') && credit.starts_with(['(', '-', '–', '—']) && is_agency_alone(credit)
    {
        let name = credit.trim_matches([' ', '-', '–', '—', '(', ')']).to_owned();
        article.body = text.to_owned();
        add_credit(article, name);
    }
}
