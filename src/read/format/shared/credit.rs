//! Who made a story or holds its rights, as it stands around the text: "(Reporting by Jane Doe; Editing by John Roe)",
//! "Copyright 2019 AFP". Credits tell the agency of a copy that a newspaper printed.

use memchr::memmem;

use crate::article::Article;
use crate::article::agency::in_full;
use crate::article::dateline;

/// The longest credit.
const LONGEST: usize = 420;

/// Keeps a credit, and the agency it names where nothing else did.
pub fn keep(article: &mut Article, credit: String) {
    if article.agency.is_empty() {
        article.agency = agency(&credit).unwrap_or_default().to_owned();
    }
    article.credits.push(credit);
}

/// Whether a text opens with this, in whatever letters. Most do not by their first byte, which costs nothing to see.
pub fn opens_with(text: &str, opening: &str) -> bool {
    text.get(..opening.len()).is_some_and(|head| head.eq_ignore_ascii_case(opening))
}

/// What opens a credit in parentheses behind the story, or as its last paragraph.
const MADE_BY: [&str; 16] = [
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

/// Whether a paragraph is a credit.
pub fn is_credit(paragraph: &str, at_tail: bool) -> bool {
    let open = paragraph.trim_start_matches('(');
    opens_with_maker(open, open.len() < paragraph.len(), at_tail)
        || is_copyright(open)
        || contributed(open, at_tail)
        || (at_tail && (is_reserved(open) || is_agency_alone(paragraph)))
}

fn opens_with_maker(open: &str, enclosed: bool, at_tail: bool) -> bool {
    const SEVERAL: [&str; 3] = ["; editing by", "; writing by", "; additional reporting by"];
    const SENTENCE: [&str; 4] = [" said", " was ", " is ", " has "];
    if open.len() > 300 || !MADE_BY.iter().any(|opening| opens_with(open, opening)) {
        return false;
    }
    let lower = open.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    !any(&SENTENCE) && (enclosed || any(&SEVERAL) || (at_tail && lower.len() <= 160))
}

fn is_copyright(open: &str) -> bool {
    const SIGNS: [&str; 5] = ["copyright ", "©", "c) ", "c.1", "c.2"];
    if open.len() > 300 || !SIGNS.iter().any(|sign| opens_with(open, sign)) {
        return false;
    }
    let lower = open.to_lowercase();
    let year = |run: &str| run.len() == 4 && (run.starts_with("19") || run.starts_with("20"));
    let holder = ["news service", "agence france-presse", "associated press"]
        .iter()
        .any(|name| lower.contains(name));
    is_reserved(open) || holder || lower.split(|c: char| !c.is_ascii_digit()).any(year)
}

/// "The Gazette. All rights reserved."
fn is_reserved(paragraph: &str) -> bool {
    const SAID: [&str; 5] =
        ["ights reserved", "ights Reserved", "IGHTS RESERVED", "Tous droits", "Alle Rechte"];
    paragraph.len() <= 160 && SAID.iter().any(|said| paragraph.contains(said))
}

/// "Associated Press writers Jane Doe and John Roe contributed to this report."
fn contributed(open: &str, at_tail: bool) -> bool {
    const REPORTS: [&str; 5] =
        ["to this report", "to this story", "to this article", "to this post", "reporting"];
    if open.len() > 300 || (!at_tail && memmem::find(open.as_bytes(), b" contributed ").is_none()) {
        return false;
    }
    let reported = open
        .split_once(" contributed ")
        .is_some_and(|(_, to)| REPORTS.iter().any(|said| to.starts_with(said)));
    let helped = at_tail
        && (open.contains(" helped with this story")
            || opens_with(open, "with files from")
            || opens_with(open, "contributing: "));
    reported || helped
}

/// "— AFP", "(Reuters)", "dpa": who sent it, alone in the last paragraph.
fn is_agency_alone(paragraph: &str) -> bool {
    let name = paragraph.trim_matches([' ', '-', '–', '—', '(', ')', '.', '/']);
    name.len() <= 30 && !name.contains([',', '/']) && dateline::is_known_agency(name)
}

/// The agency a credit names: itself, as the holder of the rights, or by how it credits its people. Who contributed is
/// not who sent it.
fn agency(credit: &str) -> Option<&str> {
    if is_agency_alone(credit) {
        return Some(credit.trim_matches([' ', '-', '–', '—', '.', '/']));
    }
    if is_reuters_form(credit) {
        return Some("Reuters");
    }
    if !is_copyright(credit) {
        return None;
    }
    in_full(credit).or_else(|| holder(credit))
}

/// "(Reporting by Jane Doe; Editing by John Roe)": no other agency parts its people so.
fn is_reuters_form(credit: &str) -> bool {
    ["Reporting ", "Additional reporting ", "Writing "]
        .iter()
        .any(|opening| opens_with(credit, opening))
        && (credit.contains("; Editing by ") || credit.contains("; editing by "))
}

/// The holder of the rights where it is an agency: "c.2016 New York Times News Service", "Copyright 2019 AFP."
fn holder(credit: &str) -> Option<&str> {
    let name = credit.trim_start_matches(|c: char| !c.is_uppercase()).trim_end_matches('.');
    let named = || {
        credit
            .trim_start_matches(|c: char| !c.is_ascii_digit())
            .trim_start_matches(|c: char| !c.is_alphabetic())
    };
    let alone =
        || named().split(['.', ',', ' ']).next().filter(|name| dateline::is_known_agency(name));
    if name.ends_with("News Service") { Some(name) } else { alone() }
}

/// Takes a credit that stands in parentheses behind the last words: "… he said. (Reporting by Jane Doe; Editing by …)".
pub fn take_behind_text(article: &mut Article) {
    take_agency_behind_text(article);
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
    if credit.len() <= LONGEST && opens_with_maker(&credit, true, true) {
        keep(article, credit);
        article.body.truncate(article.body.get(..at).map_or(0, |body| body.trim_end().len()));
    }
}

/// Takes the agency that stands behind the last sentence: "… he said. (Reuters)", "… he said. -- AP".
fn take_agency_behind_text(article: &mut Article) {
    let Some(at) = article.body.rfind(['.', '!', '?', '"', '”']) else { return };
    let width = article.body.get(at..).and_then(|end| end.chars().next()).map_or(0, char::len_utf8);
    let Some((text, last)) = article.body.split_at_checked(at + width) else { return };
    let credit = last.trim();
    if !last.contains('\n') && credit.starts_with(['(', '-', '–', '—']) && is_agency_alone(credit)
    {
        let name = credit.trim_matches([' ', '-', '–', '—', '(', ')']).to_owned();
        article.body = text.to_owned();
        keep(article, name);
    }
}
