//! A wire story as plain text: headline, byline, captions, dateline, text.

use jiff::civil::Date;

use super::form::{Format, Options, Take};
use super::{story, xml};
use crate::article::{Article, Rejected};
use crate::dateline;
use crate::moment::{DateSource, Moment};
use crate::source::{Flow, Source};
use crate::text::clean;

/// One story a file.
pub const FORMAT: Format = Format { name: "text", recognises, read };

/// The longest first line that is a headline.
const HEADLINE: usize = 200;

/// The longest byline.
const BYLINE: usize = 120;

/// The longest caption.
const CAPTION: usize = 800;

fn recognises(name: &str, head: &[u8]) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let named = match ending.as_deref() {
        Some("txt" | "text" | "asc") => true,
        Some(ending) => ending.contains(char::is_whitespace) || ending.bytes().all(|byte| byte.is_ascii_digit()),
        None => true,
    };
    named && is_printed(head) && xml::root(head).is_none()
}

/// Whether bytes are something to read: wires send a few control characters, programs send many.
fn is_printed(head: &[u8]) -> bool {
    let controls = head.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    !head.contains(&0) && controls * 20 <= head.len()
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    if let Some(rejected) = source.nothing() {
        return take(Err(rejected));
    }
    let name = source.name().to_owned();
    let record = source.text(None).and_then(|text| article(&name, &text));
    take(record)
}

/// The article in a file of this name.
fn article(name: &str, text: &str) -> Result<Article, Rejected> {
    story(name, text, Article::from_record(text))
}

/// The story in a text, put into an article that may have its headline already.
pub fn story(name: &str, text: &str, mut article: Article) -> Result<Article, Rejected> {
    let (title, text) = if article.title.is_empty() { headline(text) } else { (article.title, text) };
    article.title = title;
    let text = clean::paragraphs(under_byline(text, &mut article));
    let body = text.split("\n\n").filter(|paragraph| !take_aside(paragraph, &mut article));
    article.body = body.collect::<Vec<_>>().join("\n\n");
    let mut article = story::finish(article)?;
    if article.published.is_none() {
        article.published = date_in(name).map(|moment| story::dated(moment, DateSource::File));
    }
    Ok(article)
}

/// The headline, if the text has one, and the text under it.
fn headline(text: &str) -> (String, &str) {
    let text = text.trim_start_matches(['\n', '\r', ' ', '\u{feff}']);
    let (line, under) = text.split_once('\n').unwrap_or((text, ""));
    let title = clean::line(line);
    if stands_alone(&title, under) {
        return (title, under);
    }
    // A headline broken over two lines, or a story that begins at once.
    let (block, rest) = first_block(text);
    let title = clean::line(block);
    if is_headline(&title) && !title.ends_with('.') && !rest.trim().is_empty() {
        (title, rest)
    } else {
        (String::new(), text)
    }
}

/// Whether a first line is a headline: what follows begins something new.
fn stands_alone(title: &str, under: &str) -> bool {
    let next = under.lines().next().unwrap_or_default();
    let parted = next.trim().is_empty() || next.starts_with("   ") || next.starts_with('\t') || next.len() > HEADLINE;
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
    article.authors = story::authors(&article.byline);
    under
}

/// Takes a caption and its credits to where they belong; false for running text.
fn take_aside(paragraph: &str, article: &mut Article) -> bool {
    if paragraph.len() > CAPTION {
        return false;
    }
    let Some((caption, credits)) = story::caption(paragraph) else { return false };
    article.captions.extend(Some(caption).filter(|caption| !caption.is_empty()));
    article.credits.extend(credits);
    true
}

/// "By Jane Doe", and no sentence that begins with "By".
fn is_byline(line: &str) -> bool {
    let line = line.trim();
    let by = line.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "));
    let named = line.get(3..).is_some_and(|name| name.trim_start().starts_with(char::is_uppercase));
    by && named && line.len() <= BYLINE && !line.ends_with(['.', ':', '?']) && dateline::split(line).is_none()
}

/// The date in a file's name: `2016-07-18-flood.txt`, `wire_20160718.txt`, `2016-07-flood.txt`.
pub fn date_in(name: &str) -> Option<Moment> {
    let runs: Vec<(&str, usize)> = digit_runs(name).collect();
    let day = runs.iter().find(|(run, _)| run.len() == 8).map(|(run, _)| (*run).to_owned());
    let day = day.or_else(|| {
        runs.windows(3)
            .filter(|run| adjoin(run))
            .map(|run| run.iter().map(|(digits, _)| *digits).collect::<Vec<_>>().join("-"))
            .next()
    });
    let month = || runs.get(..2).filter(|run| adjoin(run) && name.starts_with(char::is_numeric));
    let found = day.or_else(|| Some(month()?.iter().map(|(digits, _)| *digits).collect::<Vec<_>>().join("-")));
    found.and_then(|date| Moment::parse(&date)).filter(|moment| moment.from >= Date::constant(1600, 1, 1))
}

/// Whether runs of digits are a year and its parts: four digits, then two, one sign between each.
fn adjoin(runs: &[(&str, usize)]) -> bool {
    let lengths = runs.iter().enumerate().all(|(at, (digits, _))| digits.len() == if at == 0 { 4 } else { 2 });
    lengths && runs.windows(2).all(|pair| matches!(pair, [(left, at), (_, next)] if at + left.len() + 1 == *next))
}

/// Every run of digits in a text, with its place.
fn digit_runs(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut place = 0;
    text.split_inclusive(|c: char| !c.is_ascii_digit()).filter_map(move |piece| {
        let run = piece.trim_end_matches(|c: char| !c.is_ascii_digit());
        let at = place;
        place += piece.len();
        (!run.is_empty()).then_some((run, at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(text: &str) -> Article {
        article("story.txt", text).expect("an article")
    }

    #[test]
    fn a_wire_story_is_taken_apart() {
        let article = story(
            "Quake kills one, damages homes\n\nBy Marina Teles\n\nHelena Arvelos (R) in Capelo on November 15 (MNA Photo/Lena Brandt) (MNA/File)\n\n\
             Horta, Portugal (MNA) - An earthquake\nkilled one.\n\nIt struck at noon.\n",
        );
        assert_eq!((&*article.title, &*article.byline), ("Quake kills one, damages homes", "By Marina Teles"));
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
            ("Quake shakes\nisland of Faial\n\nIt shook.", "Quake shakes island of Faial", "It shook."),
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
    fn a_files_name_can_tell_its_day() {
        let told = |name| date_in(name).map(|moment| moment.to_string());
        for (name, want) in [
            ("2016-07-18-flood.txt", Some("18 July 2016")),
            ("wire_20160718.txt", Some("18 July 2016")),
            ("flood.2016_07_18", Some("18 July 2016")),
            ("2012-05-wheat.txt", Some("May 2012")),
            ("000_284d051aa2862c65.txt", None),
            ("2016-99-99.txt", None),
            ("12345678901.txt", None),
            ("flood.txt", None),
        ] {
            assert_eq!(told(name).as_deref(), want, "{name}");
        }
    }

    #[test]
    fn programs_are_no_stories() {
        assert!(recognises("story", b"Flood in Beira"));
        assert!(recognises("story.TXT", b"\x02Flood in Beira and beyond the river"));
        assert!(!recognises("story", b"\x7fELF\x02\x01\x01\0\0"));
        assert!(!recognises("story.rs", b"fn main() {}"));
    }
}
