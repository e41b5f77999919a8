//! Wire stories in plain text: headline, byline, captions, dateline, text.

use serde_json::Value;

use super::form::{EmitArticle, Format, Options};
use super::shared::fields::FieldMap;
use super::shared::record;
use super::shared::record::RecordFields;
use super::shared::{byline, finish, labels, xml};
use super::wire::anpa;
use crate::article::dateline;
use crate::article::{Article, Rejected};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// One story per file.
pub(super) const FORMAT: Format = Format { name: "text", recognises, read };

/// Longest first line that may be a headline, in bytes.
const LONGEST_HEADLINE: usize = 200;

fn recognises(name: &str, head: &[u8]) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let name_fits = match extension.as_deref() {
        Some("txt" | "text" | "asc") | None => true,
        // No extension but the end of a name with a full stop: `story no. 7`.
        Some(extension) => {
            extension.contains(char::is_whitespace)
                || extension.bytes().all(|byte| byte.is_ascii_digit())
        }
    };
    name_fits && is_mostly_printable(head) && !is_markup(head)
}

/// Returns whether bytes are text. Wires send a few control characters, binary files contain many.
fn is_mostly_printable(head: &[u8]) -> bool {
    let controls =
        head.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    !head.contains(&0) && controls * 20 <= head.len()
}

/// Returns whether bytes are markup of an unknown format, whose tags would end up in the story.
fn is_markup(head: &[u8]) -> bool {
    xml::root_tag(head).is_some() && memchr::memmem::find(head, b"</").is_some()
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    if let Some(rejected) = source.reject_empty() {
        return emit(Err(rejected));
    }
    let record = source.read_text(None).and_then(|text| article(&text));
    emit(record)
}

/// Parses a text with labels at its head, or without.
fn article(text: &str) -> Result<Article, Rejected> {
    match labels::split(text) {
        Some((fields, rest)) => labelled_article(text, fields, rest),
        None => parse_story(text, Article::from_record(text)),
    }
}

/// Parses a story into an article, whose headline may be known already.
pub(super) fn parse_story(text: &str, mut article: Article) -> Result<Article, Rejected> {
    let text = strip_timestamp(text, &mut article);
    let text = if article.title.is_empty() {
        let head = split_headline(text);
        article.title = head.title;
        if article.standfirst.is_empty() {
            article.standfirst = head.deck;
        }
        head.text
    } else {
        text
    };
    let text = clean::paragraphs(strip_byline(text, &mut article));
    let body = text.split("\n\n").filter(|paragraph| !extract_caption(paragraph, &mut article));
    article.body = body.collect::<Vec<_>>().join("\n\n");
    finish::finish(article)
}

/// Removes the last line if it is the agency's time stamp, such as "AP-NY-05-03-98 1215EDT", and
/// dates the article by it.
fn strip_timestamp<'t>(text: &'t str, article: &mut Article) -> &'t str {
    let trimmed = text.trim_end_matches(|c: char| c.is_whitespace() || c.is_control() || c == '<');
    let (above, last) = trimmed.rsplit_once('\n').unwrap_or(("", trimmed));
    let Some(timestamp) =
        anpa::sent_at(last).filter(|_| last.trim_start().starts_with("AP-") && !above.is_empty())
    else {
        return text;
    };
    article.agency = "AP".to_owned();
    finish::set_published(article, [timestamp]);
    above
}

/// Builds an article from labels and the text below them, which may begin with the headline.
fn labelled_article(text: &str, mut fields: RecordFields, rest: &str) -> Result<Article, Rejected> {
    let has_title = ["title", "headline"].iter().any(|name| fields.contains_key(*name));
    let (title, rest) = if has_title {
        (String::new(), rest)
    } else {
        let head = split_headline(rest);
        (head.title, head.text)
    };
    if !title.is_empty() {
        fields.insert("title".to_owned(), Value::String(title));
    }
    fields.insert("body".to_owned(), Value::String(rest.to_owned()));
    record::article(text, &fields, &FieldMap::default())
}

/// Headline and deck of a story, and the text below them.
struct StoryHead<'t> {
    title: String,
    /// Lines in mixed case below a headline in capitals, as old newspapers set them.
    deck: String,
    text: &'t str,
}

/// Splits off the headline, if the text has one.
fn split_headline(text: &str) -> StoryHead<'_> {
    let text = text.trim_start_matches(['\n', '\r', ' ', '\u{feff}']);
    let (line, below) = text.split_once('\n').unwrap_or((text, ""));
    let title = clean::line(line);
    if is_set_apart(&title, below) {
        return StoryHead { title, deck: String::new(), text: below };
    }
    // A headline over two lines, or a story without a headline.
    let (block, rest) = first_block(text);
    let title = clean::line(block);
    if !is_headline(&title) || title.ends_with('.') || rest.trim().is_empty() {
        return StoryHead { title: String::new(), deck: String::new(), text };
    }
    let in_capitals = block
        .split_inclusive('\n')
        .take_while(|line| !line.contains(char::is_lowercase))
        .map(str::len)
        .sum();
    match block.split_at_checked(in_capitals) {
        Some((top, deck)) if !top.is_empty() && !deck.is_empty() => {
            StoryHead { title: clean::line(top), deck: clean::line(deck), text: rest }
        }
        _ => StoryHead { title, deck: String::new(), text: rest },
    }
}

/// Returns whether the first line is a headline because the line below it starts something new.
fn is_set_apart(title: &str, below: &str) -> bool {
    let next = below.lines().next().unwrap_or_default();
    let separated = next.trim().is_empty()
        || next.starts_with("   ")
        || next.starts_with('\t')
        || next.len() > LONGEST_HEADLINE;
    is_headline(title) && (separated || is_byline(next) || dateline::split(next).is_some())
}

fn is_headline(line: &str) -> bool {
    !line.is_empty() && line.len() < LONGEST_HEADLINE && dateline::split(line).is_none()
}

/// Splits the text at its first empty line.
fn first_block(text: &str) -> (&str, &str) {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Moves a byline in the first line to its field, and returns the text below it.
fn strip_byline<'t>(text: &'t str, article: &mut Article) -> &'t str {
    let text = text.trim_start_matches(['\n', '\r']);
    let (line, below) = text.split_once('\n').unwrap_or((text, ""));
    if !is_byline(line) {
        return text;
    }
    article.byline = clean::line(line);
    article.authors = finish::authors(&article.byline);
    match below.split_once('\n') {
        Some((affiliation, rest)) if byline::is_affiliation(affiliation) => {
            article.byline = format!("{}, {}", article.byline, clean::line(affiliation));
            rest
        }
        _ => below,
    }
}

/// Moves a caption and its credits to their fields; false for running text.
fn extract_caption(paragraph: &str, article: &mut Article) -> bool {
    if paragraph.len() > finish::LONGEST_CAPTION {
        return false;
    }
    let Some((caption, credits)) = finish::split_caption(paragraph) else { return false };
    article.captions.extend(Some(caption).filter(|caption| !caption.is_empty()));
    article.credits.extend(credits);
    true
}

/// Returns whether a line is a byline, and not a sentence that begins with "By".
fn is_byline(line: &str) -> bool {
    byline::is_byline(line) && dateline::split(line).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(text: &str) -> Article {
        article(text).expect("an article")
    }

    #[test]
    fn a_wire_story_is_split_into_its_parts() {
        let article = story(
            "Quake kills one, damages homes\n\nBy Marina Teles\n\nHelena Arvelos (R) in Capelo on November 15 (MNA Photo/Lena Brandt) (MNA/File)\n\n\
             Horta, Portugal (MNA) - An earthquake\nkilled one.\n\nIt struck at noon.\n",
        );
        assert_eq!(
            (&*article.title, &*article.byline),
            ("Quake kills one, damages homes", "By Marina Teles")
        );
        assert_eq!(article.captions, ["Helena Arvelos (R) in Capelo on November 15"]);
        assert_eq!(article.credits, ["MNA Photo/Lena Brandt", "MNA/File"]);
        assert_eq!(article.body, "An earthquake killed one.\n\nIt struck at noon.");
        assert_eq!(
            (&*article.agency, article.dateline.map(|dateline| dateline.place).as_deref()),
            ("MNA", Some("Horta, Portugal"))
        );
        assert!(article.warnings.is_empty());
    }

    #[test]
    fn headlines_are_split_from_text() {
        for (text, title, body) in [
            ("URGENT: Quake shakes Faial\n", "URGENT: Quake shakes Faial", ""),
            (
                "Quake shakes\nisland of Faial\n\nIt shook.",
                "Quake shakes island of Faial",
                "It shook.",
            ),
            ("Quake\nBy Jane Doe\nHORTA (MNA) - It shook.", "Quake", "It shook."),
            ("HORTA (MNA) - It shook. Twice.\n", "It shook.", "It shook. Twice."),
            (
                "The ground shook under\nHorta. Twice.\n\nMore.",
                "The ground shook under Horta.",
                "The ground shook under Horta. Twice.\n\nMore.",
            ),
            ("Quake\n    It shook\nat noon.\n    Twice.", "Quake", "It shook at noon.\n\nTwice."),
        ] {
            let article = story(text);
            assert_eq!((&*article.title, &*article.body), (title, body), "{text}");
        }
    }

    #[test]
    fn a_printout_of_the_wire_is_split_into_its_parts() {
        let article = story(
            "   Flood in Beira\n\n   By Jane Doe\n   Associated Press Writer\n\n      BEIRA, Mozambique (AP) -- The river\n   rose.\n      It fell.\n\
             \n   AP-NY-05-03-98 1215EDT\n",
        );
        assert_eq!(
            (&*article.title, &*article.byline),
            ("Flood in Beira", "By Jane Doe, Associated Press Writer")
        );
        assert_eq!((&*article.body, &*article.agency), ("The river rose.\n\nIt fell.", "AP"));
        assert_eq!(
            article.published.and_then(|it| it.date.at).as_deref(),
            Some("1998-05-03T12:15:00-04:00")
        );
    }

    #[test]
    fn a_deck_below_a_headline_in_capitals_is_the_standfirst() {
        let article =
            story("FLOOD SWEEPS\nTHE QUAY\nMayor Calls for Calm\n\nBEIRA, May 3.--It rose.\n");
        assert_eq!(
            (&*article.title, &*article.standfirst),
            ("FLOOD SWEEPS THE QUAY", "Mayor Calls for Calm")
        );
    }

    #[test]
    fn labels_become_fields() {
        let article = story(
            "Date: July 18, 2016\nSource: The Courier\nAuthor: Jane Doe\n\nFlood in Beira\n\nThe river rose.\n",
        );
        assert_eq!(
            (&*article.title, &*article.body, &*article.publisher),
            ("Flood in Beira", "The river rose.", "The Courier")
        );
        assert_eq!(
            article.published.map(|it| it.date.to_string()).as_deref(),
            Some("18 July 2016")
        );
    }

    #[test]
    fn binary_files_and_markup_are_not_stories() {
        assert!(recognises("story", b"Flood in Beira"));
        assert!(recognises("story.TXT", b"\x02Flood in Beira and beyond the river"));
        assert!(!recognises("story", b"\x7fELF\x02\x01\x01\0\0"));
        assert!(!recognises("story", b"<results><id>1</id></results>"));
        assert!(recognises("story", b"<Flood> in Beira"));
        assert!(!recognises("story.rs", b"fn main() {}"));
    }
}
