//! ALTO: a page of a digitised newspaper as OCR saw it, word by word. Which blocks make an article stands in the METS
//! file beside it, if anywhere, and a reader sees one file alone; so each page is one article, as it would be turned up
//! on microfilm.

use std::collections::BTreeMap;

use super::form::{Format, Options, Take};
use super::shared::xml;
use super::shared::xml::Element;
use super::shared::{finish, publication_date, record};
use crate::article::date::DateSource;
use crate::article::{Article, Rejected};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// One page a file, of versions 2 to 4.
pub const FORMAT: Format = Format { name: "alto", recognises, read };

/// How much larger than the text a headline is printed.
const HEADLINE: f32 = 1.4;

/// The longest headline.
const LONGEST: usize = 250;

/// The signs that break a word at the end of a line.
const HYPHENS: [char; 5] = ['-', '\u{ad}', '¬', '⸗', '‐'];

fn recognises(_: &str, head: &[u8]) -> bool {
    let opening = head.get(..4096).unwrap_or(head);
    let holds = |sign: &[u8]| memchr::memmem::find(opening, sign).is_some();
    opening.trim_ascii_start().starts_with(b"<")
        && (holds(b"<alto") || holds(b":alto ") || holds(b":alto>"))
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    if let Some(rejected) = source.nothing() {
        return take(Err(rejected));
    }
    let name = source.name().to_owned();
    let record = source.text(None).and_then(|text| article(&name, &text));
    take(record)
}

fn article(name: &str, text: &str) -> Result<Article, Rejected> {
    let root = xml::parse(text)?;
    let mut blocks: Vec<Block> = Vec::new();
    for page in root.all("Page") {
        blocks.extend(page.all("TextBlock").map(Block::of).filter(|block| !block.text.is_empty()));
    }
    if blocks.is_empty() {
        return Err(Rejected::new("page holds no text"));
    }
    let mut article = Article {
        title: take_headline(&mut blocks).unwrap_or_default(),
        body: blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n\n"),
        page: root.find("Page").map(printed_number).unwrap_or_default(),
        language: language(&root),
        ..Article::from_record(text)
    };
    let image = root.find("fileName").map(Element::line).unwrap_or_default();
    let day = publication_date::in_path(name).or_else(|| publication_date::in_path(&image));
    article.published = day.map(|day| finish::dated(day, DateSource::File));
    finish::finish(article)
}

/// The number printed on a page, or its place in the issue.
fn printed_number(page: &Element<'_>) -> String {
    let said =
        ["PRINTED_IMG_NR", "PHYSICAL_IMG_NR"].into_iter().find_map(|name| page.attribute(name));
    said.map(|number| clean::line(&number)).unwrap_or_default()
}

fn language(root: &Element<'_>) -> String {
    let said = |element: &Element<'_>| {
        let code = ["LANG", "language"].into_iter().find_map(|name| element.attribute(name));
        code.map(|code| record::language(&code))
    };
    root.below().find_map(said).unwrap_or_default()
}

/// A block of text, and how high its lines are.
struct Block {
    text: String,
    height: f32,
}

impl Block {
    fn of(element: &Element<'_>) -> Self {
        let mut text = String::new();
        let mut heights: Vec<f32> = Vec::new();
        for line in element.children("TextLine") {
            add_line(line, &mut text);
            heights.extend(line.attribute("HEIGHT").and_then(|height| height.parse::<f32>().ok()));
        }
        heights.sort_by(f32::total_cmp);
        Self {
            text: clean::line(&text),
            height: heights.get(heights.len() / 2).copied().unwrap_or(0.0),
        }
    }
}

/// Adds the words of a line; a word broken at its end is made whole.
fn add_line(line: &Element<'_>, text: &mut String) {
    let mut first = true;
    let broken = text.ends_with(HYPHENS);
    for string in line.children("String") {
        let part = string.attribute("SUBS_TYPE").unwrap_or_default();
        let content = string.attribute("CONTENT").unwrap_or_default();
        let whole = string.attribute("SUBS_CONTENT").filter(|whole| !whole.is_empty());
        match (&*part, whole) {
            ("HypPart1", Some(whole)) => add_word(&whole, text),
            // Its first half stands on the line before, and brought it along.
            ("HypPart2", Some(_)) if !text.is_empty() => {}
            _ if first && broken && content.starts_with(char::is_lowercase) => {
                text.truncate(text.trim_end_matches(HYPHENS).len());
                text.push_str(&content);
            }
            _ => add_word(&content, text),
        }
        first = false;
    }
    if line.child("HYP").is_some() && !text.ends_with(HYPHENS) && !has_whole(line) {
        text.push('-');
    }
}

/// Whether the last word of a line says what it is when it is whole.
fn has_whole(line: &Element<'_>) -> bool {
    line.children("String").last().is_some_and(|string| string.attribute("SUBS_CONTENT").is_some())
}

fn add_word(word: &str, text: &mut String) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
}

/// The height of the lines that most letters stand in, in steps of an eighth.
fn usual_height(blocks: &[Block]) -> Option<f32> {
    let mut letters: BTreeMap<i32, usize> = BTreeMap::new();
    for block in blocks {
        *letters.entry((block.height.max(1.0).log2() * 8.0) as i32).or_default() +=
            block.text.len();
    }
    letters
        .into_iter()
        .max_by_key(|(_, letters)| *letters)
        .map(|(step, _)| (step as f32 / 8.0).exp2())
}

/// Takes out the block in the largest type, with those of its type that follow it at once.
fn take_headline(blocks: &mut Vec<Block>) -> Option<String> {
    let usual = usual_height(blocks)?;
    let speaks = |block: &&Block| block.text.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let largest = blocks.iter().filter(speaks).map(|block| block.height).fold(0.0, f32::max);
    let at =
        blocks.iter().position(|block| block.height >= largest && block.text.len() <= LONGEST)?;
    (blocks.len() > 1 && largest >= HEADLINE * usual.max(1.0)).then(|| blocks.remove(at).text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(blocks: &str) -> Article {
        let alto = format!(
            "<?xml version=\"1.0\"?><alto xmlns=\"http://www.loc.gov/standards/alto/ns-v3#\"><Description><sourceImageInformation>\
             <fileName>scans/courier_1916-07-18_p3.tif</fileName></sourceImageInformation></Description>\
             <Layout><Page PHYSICAL_IMG_NR=\"3\"><TopMargin/><PrintSpace>{blocks}</PrintSpace></Page></Layout></alto>"
        );
        article("0003.xml", &alto).expect("a page")
    }

    #[test]
    fn words_broken_at_line_ends_are_whole() {
        let article = page(
            "<TextBlock LANG=\"por\"><TextLine HEIGHT=\"40\"><String CONTENT=\"Flood\"/><SP/><String CONTENT=\"in\"/><String CONTENT=\"Beira\"/></TextLine></TextBlock>\
             <ComposedBlock><TextBlock><TextLine HEIGHT=\"12\"><String CONTENT=\"The\"/><String CONTENT=\"ri\" SUBS_TYPE=\"HypPart1\" SUBS_CONTENT=\"river\"/><HYP CONTENT=\"-\"/></TextLine>\
             <TextLine HEIGHT=\"12\"><String CONTENT=\"ver\" SUBS_TYPE=\"HypPart2\" SUBS_CONTENT=\"river\"/><String CONTENT=\"rose\"/><String CONTENT=\"over\"/><HYP/></TextLine>\
             <TextLine HEIGHT=\"12\"><String CONTENT=\"night\"/><String CONTENT=\"&amp;\"/><String CONTENT=\"fell-\"/></TextLine><TextLine><String CONTENT=\"North.\"/></TextLine></TextBlock></ComposedBlock>\
             <TextBlock><TextLine HEIGHT=\"12\"><String CONTENT=\"Nobody\"/></TextLine></TextBlock>",
        );
        assert_eq!(
            (&*article.title, &*article.page, &*article.language),
            ("Flood in Beira", "3", "pt")
        );
        assert_eq!(article.body, "The river rose overnight & fell- North.\n\nNobody");
        assert_eq!(
            article.published.map(|date| date.date.to_string()).as_deref(),
            Some("18 July 1916")
        );
    }

    #[test]
    fn a_page_of_pictures_is_rejected() {
        assert!(
            article("a.xml", "<alto><Layout><Page><PrintSpace/></Page></Layout></alto>").is_err()
        );
    }
}
