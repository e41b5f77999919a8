//! Credits: photographers, reporters and editors who sign an article are not its subjects. They are
//! recognised by the fields of the article and by conventions in its text ("AFP Photo/…",
//! "Reporting by …", a byline above or below).

use std::ops::Range;

use crate::article::{Article, Slot};
use crate::text::tokenizer;

/// Range of the line examined around a name, in bytes.
const LINE_REACH: usize = 300;
/// Maximum distance of a byline from the start or end of the text, in bytes.
const BYLINE_MARGIN: usize = 700;

/// Phrases that begin a credit line, or a credit in brackets.
const CREDIT_OPENINGS: &[&str] = &[
    "reporting by",
    "additional reporting",
    "writing by",
    "editing by",
    "edited by",
    "compiled by",
    "photo by",
    "photo:",
    "photos by",
    "photos:",
    "photography by",
    "photography:",
    "photograph by",
    "photograph:",
    "photo credit",
    "photographs by",
    "picture by",
    "picture:",
    "pictures:",
    "image by",
    "image:",
    "image credit",
    "images by",
    "credit:",
    "with reporting by",
    "with files from",
    "with additional reporting",
    "story by",
    "text by",
    "words by",
    "video by",
    "graphic by",
    "graphics by",
    "illustration by",
    "our reporters",
    "afp photo",
    "ap photo",
    "reuters photo",
    "file photo by",
    "reporters:",
    "reporter:",
];
/// Phrases directly before a name that make it a credit anywhere.
const CREDIT_CUES: &[&str] = &[
    "photo by",
    "photos by",
    "photograph by",
    "photographs by",
    "picture by",
    "pictures by",
    "image by",
    "images by",
    "photo:",
    "photos:",
    "photograph:",
    "picture:",
    "pictures:",
    "credit:",
    "image:",
    "reporting by",
    "writing by",
    "editing by",
    "illustration by",
    "graphic by",
    "photo credit:",
    "photo courtesy",
    "photography by",
];
/// Phrases in lines that acknowledge contributors.
const ACKNOWLEDGEMENTS: &[&str] = &[
    "contributed to this",
    "contributed reporting",
    "can be reached at",
    "on twitter at",
    "contributed from",
];
/// Picture agencies: "Joe Raedle/Getty Images".
const PICTURE_AGENCIES: &[&str] = &[
    "afp",
    "ap",
    "reuters",
    "getty",
    "epa",
    "pool",
    "bloomberg",
    "zuma",
    "rex",
    "wireimage",
    "shutterstock",
    "upi",
    "xinhua",
    "dpa",
    "ansa",
    "efe",
    "tass",
    "kyodo",
    "pa",
    "redux",
    "corbis",
    "staff",
    "photo",
    "photos",
    "images",
    "handout",
    "file",
    "associated",
    "agence",
    "filmmagic",
    "newscom",
    "imago",
    "sipa",
    "alamy",
    "ddp",
    "anp",
];
/// Job titles in bylines.
const BYLINE_TITLES: &[&str] = &[
    "writer",
    "correspondent",
    "reporter",
    "editor",
    "staff",
    "columnist",
    "press",
    "contributor",
];

/// Names in the credits of an article.
pub(super) struct Credits {
    authors: Vec<String>,
    lines: String,
}

impl Credits {
    /// Collects the names from the fields of an article.
    pub(super) fn from_article(article: &Article) -> Self {
        let authors = article
            .authors
            .iter()
            .map(|author| tokenizer::folded(author))
            .filter(|author| !author.is_empty());
        let mut lines = String::new();
        for line in article.credits.iter().chain([&article.byline]).filter(|line| !line.is_empty())
        {
            lines.push(' ');
            lines.push_str(&tokenizer::folded(line));
            lines.push(' ');
        }
        Self { authors: authors.collect(), lines }
    }

    /// Returns true if the name in this byte range only signs the article.
    pub(super) fn contains(&self, slot: Slot, text: &str, name: Range<usize>) -> bool {
        self.names(text.get(name.clone()).unwrap_or_default()) || is_credit(slot, text, name)
    }

    /// Returns true if the fields of the article list this full name as an author.
    fn names(&self, name: &str) -> bool {
        if (self.authors.is_empty() && self.lines.is_empty()) || !name.contains(' ') {
            return false;
        }
        let name = tokenizer::folded(name);
        self.authors.contains(&name) || self.lines.contains(&format!(" {name} "))
    }
}

fn is_credit(slot: Slot, text: &str, name: Range<usize>) -> bool {
    let (head, tail) = line_around(text, &name);
    if is_agency_credit(head, tail) {
        return true;
    }
    let trimmed = head.trim_end();
    if !trimmed.is_empty() && (ends_with_cue(trimmed) || starts_as_credit(trimmed)) {
        return true;
    }
    let in_byline_region = match slot {
        Slot::Body => {
            name.start < BYLINE_MARGIN || text.len().saturating_sub(name.end) < BYLINE_MARGIN
        }
        Slot::Standfirst => true,
        _ => false,
    };
    let words = text.get(name).unwrap_or_default();
    in_byline_region
        && (is_byline(head, tail, words)
            || is_signature(head, tail, words, text)
            || is_acknowledged(tail, slot))
}

/// Returns the parts of the line before and after a name, within reach of a credit.
fn line_around<'t>(text: &'t str, name: &Range<usize>) -> (&'t str, &'t str) {
    let from = text.floor_char_boundary(name.start.saturating_sub(LINE_REACH));
    let to = text.floor_char_boundary(name.end.saturating_add(LINE_REACH));
    let head = text.get(from..name.start).unwrap_or_default();
    let tail = text.get(name.end..to).unwrap_or_default();
    let head = head.rsplit('\n').next().unwrap_or_default();
    let tail = tail.split('\n').next().unwrap_or_default();
    (head, tail)
}

/// Recognises "AFP Photo/Natalia Doe" and "Joe Doe/Getty Images", but not "the Kerry/Lavrov talks".
fn is_agency_credit(head: &str, tail: &str) -> bool {
    let is_agency = |word: Option<&str>| {
        word.is_some_and(|word| {
            PICTURE_AGENCIES.iter().any(|agency| word.eq_ignore_ascii_case(agency))
        })
    };
    let before = head.trim_end().strip_suffix(['/', '|']);
    let after = tail.trim_start().strip_prefix(['/', '|']);
    let is_separator = |letter: char| !letter.is_alphanumeric();
    before.is_some_and(|before| is_agency(before.trim_end().rsplit(is_separator).next()))
        || after.is_some_and(|after| is_agency(after.trim_start().split(is_separator).next()))
}

fn ends_with_cue(head: &str) -> bool {
    head.ends_with(['y', ':', 'Y'])
        && CREDIT_CUES.iter().any(|cue| {
            let tail = head.len().checked_sub(cue.len()).and_then(|at| head.get(at..));
            tail.is_some_and(|tail| tail.eq_ignore_ascii_case(cue))
        })
}

/// Returns true if the line, or the open bracket around the name, begins like a credit.
fn starts_as_credit(head: &str) -> bool {
    let has_opening = |text: &str| {
        let text = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        CREDIT_OPENINGS.iter().any(|opening| {
            text.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening))
        })
    };
    let open = head
        .bytes()
        .rposition(|byte| matches!(byte, b'(' | b'[' | b')' | b']'))
        .and_then(|at| head.get(at..));
    has_opening(head)
        || open.is_some_and(|bracket| bracket.starts_with(['(', '[']) && has_opening(bracket))
}

/// Recognises "By Jane Doe and John Doe" and "JANE DOE, Staff Writer".
fn is_byline(head: &str, tail: &str, name: &str) -> bool {
    let line = head.len() + name.len() + tail.len();
    if line > 140 || !name.contains(' ') {
        return false;
    }
    let head = head.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let sentence = tail.trim_end().ends_with(['.', '?', '!', '"', '”', ':']);
    let starts_with_by = head.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "));
    if starts_with_by {
        return !sentence || tail.split_whitespace().count() < 6 && head.trim_end().len() == 2;
    }
    let rest = tail.trim();
    let titles = rest.split(|letter: char| !letter.is_alphanumeric());
    let mut titles =
        titles.filter(|word| BYLINE_TITLES.iter().any(|writer| word.eq_ignore_ascii_case(writer)));
    head.is_empty()
        && !sentence
        && rest.starts_with(',')
        && rest.len() < 60
        && titles.next().is_some()
}

/// Recognises a bare name on its own line above or below a text that does not mention the person
/// again.
fn is_signature(head: &str, tail: &str, name: &str, text: &str) -> bool {
    let bare = |side: &str| !side.contains(char::is_alphanumeric);
    let surname = name.rsplit(' ').next().unwrap_or_default();
    bare(head)
        && bare(tail)
        && name.contains(' ')
        && name.len() < text.len()
        && text.matches(surname).nth(1).is_none()
}

fn is_acknowledged(tail: &str, slot: Slot) -> bool {
    slot == Slot::Body && ACKNOWLEDGEMENTS.iter().any(|thanks| tail.contains(thanks))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_credited(body: &str, name: &str) -> bool {
        let start = body.find(name).unwrap();
        let article = Article { body: body.into(), ..Article::default() };
        Credits::from_article(&article).contains(Slot::Body, body, start..start + name.len())
    }

    #[test]
    fn credits_in_the_text() {
        for (body, name) in [
            ("Ministers meet (AFP Photo/Nora Field) (AFP/File)", "Nora Field"),
            ("The bridge at dawn. Omar Bright/Getty Images", "Omar Bright"),
            ("The bridge at dawn (Photo by Omar Bright)", "Omar Bright"),
            ("Rain fell.\n\n(Reporting by Ann Mill and Tom Dale; Editing by Sue Reed)", "Tom Dale"),
            ("Rain fell.\n\n(Reporting by Ann Mill and Tom Dale; Editing by Sue Reed)", "Sue Reed"),
            ("By Ann Mill\n\nRain fell on Accra.", "Ann Mill"),
            ("By ANN MILL and TOM DALE, Associated Press Writers\n\nRain fell.", "TOM DALE"),
            ("ANN MILL, Staff Writer\n\nRain fell.", "ANN MILL"),
            ("Rain fell.\n\nAnn Mill", "Ann Mill"),
            (
                "Rain fell.\n\nAssociated Press writer Ann Mill contributed to this report.",
                "Ann Mill",
            ),
        ] {
            assert!(is_credited(body, name), "{body}");
        }
    }

    #[test]
    fn people_in_the_story_are_not_credits() {
        for (body, name) in [
            ("The Mill/Dale talks failed.", "Dale"),
            ("By Monday Ann Mill had left the talks with a smile.", "Ann Mill"),
            ("A book written by Ann Mill sold well.", "Ann Mill"),
            ("Rain fell on Ann Mill (pictured) and Tom Dale.", "Tom Dale"),
            ("He was met by Ann Mill.", "Ann Mill"),
        ] {
            assert!(!is_credited(body, name), "{body}");
        }
    }

    #[test]
    fn the_fields_of_the_article_name_its_authors() {
        let article = Article {
            authors: vec!["Ann Mill".into()],
            byline: "By Tom Dale in Geneva".into(),
            ..Article::default()
        };
        let credits = Credits::from_article(&article);
        assert!(credits.names("ANN MILL") && credits.names("Tom Dale"));
        assert!(!credits.names("Mill") && !credits.names("Sue Reed"));
    }
}
