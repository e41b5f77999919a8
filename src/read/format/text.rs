//! A wire story as plain text: headline, byline, captions, dateline, text.

use serde_json::Value;

use super::form::{Format, Options, Take};
use super::shared::fields::FieldMap;
use super::shared::record;
use super::shared::record::Fields;
use super::shared::{byline, finish, labels, xml};
use super::wire::anpa;
use crate::article::dateline;
use crate::article::{Article, Rejected};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// One story a file.
pub const FORMAT: Format = Format { name: "text", recognises, read };

/// The longest first line that is a headline.
const HEADLINE: usize = 200;

fn recognises(name: &str, head: &[u8]) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let named = match ending.as_deref() {
        Some("txt" | "text" | "asc") => true,
        Some(ending) => {
            ending.contains(char::is_whitespace) || ending.bytes().all(|byte| byte.is_ascii_digit())
        }
        None => true,
    };
    named && is_printed(head) && !is_markup(head)
}

/// Whether bytes are something to read: wires send a few control characters, programs send many.
fn is_printed(head: &[u8]) -> bool {
    let controls =
        head.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    !head.contains(&0) && controls * 20 <= head.len()
}

/// Whether bytes are markup that no other format knew: to read it as a story would print its tags.
fn is_markup(head: &[u8]) -> bool {
    xml::root(head).is_some() && memchr::memmem::find(head, b"</").is_some()
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    if let Some(rejected) = source.nothing() {
        return take(Err(rejected));
    }
    let record = source.text(None).and_then(|text| article(&text));
    take(record)
}

/// The article in a text.
fn article(text: &str) -> Result<Article, Rejected> {
    match labels::split(text) {
        Some((fields, under)) => labelled(text, fields, under),
        None => story(text, Article::from_record(text)),
    }
}

/// The story in a text, put into an article that may have its headline already.
pub fn story(text: &str, mut article: Article) -> Result<Article, Rejected> {
    let text = without_stamp(text, &mut article);
    let text = if article.title.is_empty() {
        let head = headline(text);
        article.title = head.title;
        if article.standfirst.is_empty() {
            article.standfirst = head.deck;
        }
        head.text
    } else {
        text
    };
    let text = clean::paragraphs(under_byline(text, &mut article));
    let body = text.split("\n\n").filter(|paragraph| !take_aside(paragraph, &mut article));
    article.body = body.collect::<Vec<_>>().join("\n\n");
    finish::finish(article)
}

/// The text above the line in which an agency says when it was sent: "AP-NY-05-03-98 1215EDT".
fn without_stamp<'t>(text: &'t str, article: &mut Article) -> &'t str {
    let trimmed = text.trim_end_matches(|c: char| c.is_whitespace() || c.is_control() || c == '<');
    let (above, last) = trimmed.rsplit_once('\n').unwrap_or(("", trimmed));
    let Some(sent) =
        anpa::stamp(last).filter(|_| last.trim_start().starts_with("AP-") && !above.is_empty())
    else {
        return text;
    };
    article.agency = "AP".to_owned();
    finish::date(article, [sent]);
    above
}

/// The article in a text under labels; its headline may stand under them.
fn labelled(text: &str, mut fields: Fields, under: &str) -> Result<Article, Rejected> {
    let titled = ["title", "headline"].iter().any(|name| fields.contains_key(*name));
    let (title, under) = if titled {
        (String::new(), under)
    } else {
        let head = headline(under);
        (head.title, head.text)
    };
    if !title.is_empty() {
        fields.insert("title".to_owned(), Value::String(title));
    }
    fields.insert("body".to_owned(), Value::String(under.to_owned()));
    record::article(text, &fields, &FieldMap::default())
}

/// What stands over a story, and the story.
struct Head<'t> {
    title: String,
    /// The lines of the headline that do not shout under those that do, as old papers set them.
    deck: String,
    text: &'t str,
}

/// The headline, if the text has one, and the text under it.
fn headline(text: &str) -> Head<'_> {
    let text = text.trim_start_matches(['\n', '\r', ' ', '\u{feff}']);
    let (line, under) = text.split_once('\n').unwrap_or((text, ""));
    let title = clean::line(line);
    if stands_alone(&title, under) {
        return Head { title, deck: String::new(), text: under };
    }
    // A headline broken over two lines, or a story that begins at once.
    let (block, rest) = first_block(text);
    let title = clean::line(block);
    if !is_headline(&title) || title.ends_with('.') || rest.trim().is_empty() {
        return Head { title: String::new(), deck: String::new(), text };
    }
    let shouted = block
        .split_inclusive('\n')
        .take_while(|line| !line.contains(char::is_lowercase))
        .map(str::len)
        .sum();
    match block.split_at_checked(shouted) {
        Some((top, deck)) if !top.is_empty() && !deck.is_empty() => {
            Head { title: clean::line(top), deck: clean::line(deck), text: rest }
        }
        _ => Head { title, deck: String::new(), text: rest },
    }
}

/// Whether a first line is a headline: what follows begins something new.
fn stands_alone(title: &str, under: &str) -> bool {
    let next = under.lines().next().unwrap_or_default();
    let parted = next.trim().is_empty()
        || next.starts_with("   ")
        || next.starts_with('\t')
        || next.len() > HEADLINE;
    is_headline(title) && (parted || is_byline(next) || dateline::split(next).is_some())
}

fn is_headline(line: &str) -> bool {
    !line.is_empty() && line.len() < HEADLINE && dateline::split(line).is_none()
}

/// The lines before the first empty one, and those after it.
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

/// Takes the byline where it is the first line under the headline, and gives the text under it.
fn under_byline<'t>(text: &'t str, article: &mut Article) -> &'t str {
    let text = text.trim_start_matches(['\n', '\r']);
    let (line, under) = text.split_once('\n').unwrap_or((text, ""));
    if !is_byline(line) {
        return text;
    }
    article.byline = clean::line(line);
    article.authors = finish::authors(&article.byline);
    match under.split_once('\n') {
        Some((office, rest)) if byline::is_office(office) => {
            article.byline = format!("{}, {}", article.byline, clean::line(office));
            rest
        }
        _ => under,
    }
}

/// Takes a caption and its credits to where they belong; false for running text.
fn take_aside(paragraph: &str, article: &mut Article) -> bool {
    if paragraph.len() > finish::CAPTION {
        return false;
    }
    let Some((caption, credits)) = finish::caption(paragraph) else { return false };
    article.captions.extend(Some(caption).filter(|caption| !caption.is_empty()));
    article.credits.extend(credits);
    true
}

/// "By Jane Doe", and no sentence that begins with "By".
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
    fn a_wire_story_is_taken_apart() {
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
    fn headlines_are_told_from_text() {
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
    fn a_printout_of_the_wire_is_taken_apart() {
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
    fn a_deck_of_headlines_has_its_ranks() {
        let article =
            story("FLOOD SWEEPS\nTHE QUAY\nMayor Calls for Calm\n\nBEIRA, May 3.--It rose.\n");
        assert_eq!(
            (&*article.title, &*article.standfirst),
            ("FLOOD SWEEPS THE QUAY", "Mayor Calls for Calm")
        );
    }

    #[test]
    fn labels_are_fields() {
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
    fn programs_are_no_stories() {
        assert!(recognises("story", b"Flood in Beira"));
        assert!(recognises("story.TXT", b"\x02Flood in Beira and beyond the river"));
        assert!(!recognises("story", b"\x7fELF\x02\x01\x01\0\0"));
        assert!(!recognises("story", b"<results><id>1</id></results>"));
        assert!(recognises("story", b"<Flood> in Beira"));
        assert!(!recognises("story.rs", b"fn main() {}"));
    }
}
