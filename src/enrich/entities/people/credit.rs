//! Who signs an article is not whom it is about: photographers, reporters, editors, by the article's own fields and by
//! the marks of the trade in its text ("AFP Photo/…", "Reporting by …", a byline above or below).

use std::ops::Range;

use crate::article::{Article, Slot};
use crate::text::words;

/// How far a credit line is looked at around a name, in bytes.
const REACH: usize = 300;
/// How near the head or foot of the text a byline stands, in bytes.
const MARGIN: usize = 700;

/// Words that open a credit line, or a credit in brackets.
const OPENINGS: &[&str] = &[
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
/// Words right before a name that make it a credit wherever they stand.
const CUES: &[&str] = &[
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
/// Words of a line that thank those who helped.
const THANKS: &[&str] = &[
    "contributed to this",
    "contributed reporting",
    "can be reached at",
    "on twitter at",
    "contributed from",
];
/// Who owns the pictures: "Joe Raedle/Getty Images".
const OWNERS: &[&str] = &[
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
/// What a byline calls its author.
const WRITERS: &[&str] = &[
    "writer",
    "correspondent",
    "reporter",
    "editor",
    "staff",
    "columnist",
    "press",
    "contributor",
];

/// Who signs one article.
pub struct Credits {
    authors: Vec<String>,
    lines: String,
}

impl Credits {
    /// The credits of this article.
    pub fn of(article: &Article) -> Self {
        let authors = article
            .authors
            .iter()
            .map(|author| words::folded(author))
            .filter(|author| !author.is_empty());
        let mut lines = String::new();
        for line in article.credits.iter().chain([&article.byline]).filter(|line| !line.is_empty())
        {
            lines.push(' ');
            lines.push_str(&words::folded(line));
            lines.push(' ');
        }
        Self { authors: authors.collect(), lines }
    }

    /// Whether the name in these bytes of a text only signs the article.
    pub fn has(&self, slot: Slot, text: &str, name: Range<usize>) -> bool {
        self.names(text.get(name.clone()).unwrap_or_default()) || is_credit(slot, text, name)
    }

    /// Whether the article's fields name this person, in full, as an author.
    fn names(&self, name: &str) -> bool {
        if (self.authors.is_empty() && self.lines.is_empty()) || !name.contains(' ') {
            return false;
        }
        let name = words::folded(name);
        self.authors.contains(&name) || self.lines.contains(&format!(" {name} "))
    }
}

fn is_credit(slot: Slot, text: &str, name: Range<usize>) -> bool {
    let (head, tail) = line_around(text, &name);
    if beside_an_owner(head, tail) {
        return true;
    }
    let trimmed = head.trim_end();
    if !trimmed.is_empty() && (ends_with_cue(trimmed) || opens_a_credit(trimmed)) {
        return true;
    }
    let signed = match slot {
        Slot::Body => name.start < MARGIN || text.len().saturating_sub(name.end) < MARGIN,
        Slot::Standfirst => true,
        _ => false,
    };
    let words = text.get(name).unwrap_or_default();
    signed
        && (is_byline(head, tail, words)
            || stands_alone(head, tail, words, text)
            || is_thanked(tail, slot))
}

/// What stands before and behind a name on its line, as far as a credit could reach.
fn line_around<'t>(text: &'t str, name: &Range<usize>) -> (&'t str, &'t str) {
    let begin = text.floor_char_boundary(name.start.saturating_sub(REACH));
    let finish = text.floor_char_boundary(name.end.saturating_add(REACH));
    let head = text.get(begin..name.start).unwrap_or_default();
    let tail = text.get(name.end..finish).unwrap_or_default();
    let head = head.rsplit('\n').next().unwrap_or_default();
    let tail = tail.split('\n').next().unwrap_or_default();
    (head, tail)
}

/// "AFP Photo/Natalia Doe", "Joe Doe/Getty Images"; not "the Kerry/Lavrov talks".
fn beside_an_owner(head: &str, tail: &str) -> bool {
    let owner = |word: Option<&str>| {
        word.is_some_and(|word| OWNERS.iter().any(|owner| word.eq_ignore_ascii_case(owner)))
    };
    let before = head.trim_end().strip_suffix(['/', '|']);
    let behind = tail.trim_start().strip_prefix(['/', '|']);
    let part = |letter: char| !letter.is_alphanumeric();
    before.is_some_and(|before| owner(before.trim_end().rsplit(part).next()))
        || behind.is_some_and(|behind| owner(behind.trim_start().split(part).next()))
}

fn ends_with_cue(head: &str) -> bool {
    head.ends_with(['y', ':', 'Y'])
        && CUES.iter().any(|cue| {
            let tail = head.len().checked_sub(cue.len()).and_then(|at| head.get(at..));
            tail.is_some_and(|tail| tail.eq_ignore_ascii_case(cue))
        })
}

/// Whether the line, or the bracket the name stands in, opens as credits do.
fn opens_a_credit(head: &str) -> bool {
    let opens = |text: &str| {
        let text = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        OPENINGS.iter().any(|opening| {
            text.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening))
        })
    };
    let open = head
        .bytes()
        .rposition(|byte| matches!(byte, b'(' | b'[' | b')' | b']'))
        .and_then(|at| head.get(at..));
    opens(head) || open.is_some_and(|bracket| bracket.starts_with(['(', '[']) && opens(bracket))
}

/// "By Jane Doe and John Doe", "JANE DOE, Staff Writer".
fn is_byline(head: &str, tail: &str, name: &str) -> bool {
    let line = head.len() + name.len() + tail.len();
    if line > 140 || !name.contains(' ') {
        return false;
    }
    let head = head.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let sentence = tail.trim_end().ends_with(['.', '?', '!', '"', '”', ':']);
    let by = head.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "));
    if by {
        return !sentence || tail.split_whitespace().count() < 6 && head.trim_end().len() == 2;
    }
    let rest = tail.trim();
    let writes = rest.split(|letter: char| !letter.is_alphanumeric());
    let mut writes =
        writes.filter(|word| WRITERS.iter().any(|writer| word.eq_ignore_ascii_case(writer)));
    head.is_empty()
        && !sentence
        && rest.starts_with(',')
        && rest.len() < 60
        && writes.next().is_some()
}

/// A bare name on a line of its own above or below a text that says no more of that person.
fn stands_alone(head: &str, tail: &str, name: &str, text: &str) -> bool {
    let bare = |side: &str| !side.contains(char::is_alphanumeric);
    let surname = name.rsplit(' ').next().unwrap_or_default();
    bare(head)
        && bare(tail)
        && name.contains(' ')
        && name.len() < text.len()
        && text.matches(surname).nth(1).is_none()
}

fn is_thanked(tail: &str, slot: Slot) -> bool {
    slot == Slot::Body && THANKS.iter().any(|thanks| tail.contains(thanks))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(body: &str, name: &str) -> bool {
        let start = body.find(name).unwrap();
        let article = Article { body: body.into(), ..Article::default() };
        Credits::of(&article).has(Slot::Body, body, start..start + name.len())
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
            assert!(signs(body, name), "{body}");
        }
    }

    #[test]
    fn people_in_the_story_are_no_credits() {
        for (body, name) in [
            ("The Mill/Dale talks failed.", "Dale"),
            ("By Monday Ann Mill had left the talks with a smile.", "Ann Mill"),
            ("A book written by Ann Mill sold well.", "Ann Mill"),
            ("Rain fell on Ann Mill (pictured) and Tom Dale.", "Tom Dale"),
            ("He was met by Ann Mill.", "Ann Mill"),
        ] {
            assert!(!signs(body, name), "{body}");
        }
    }

    #[test]
    fn the_articles_own_fields_name_its_authors() {
        let article = Article {
            authors: vec!["Ann Mill".into()],
            byline: "By Tom Dale in Geneva".into(),
            ..Article::default()
        };
        let credits = Credits::of(&article);
        assert!(credits.names("ANN MILL") && credits.names("Tom Dale"));
        assert!(!credits.names("Mill") && !credits.names("Sue Reed"));
    }
}
