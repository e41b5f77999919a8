//! A page of a digitised newspaper: its blocks of text, and the page as one article.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::shared::xml::Element;
use super::super::shared::{finish, path_date, record, xml};
use crate::article::date::{DateSource, NewsDate};
use crate::article::{Article, Rejected};
use crate::text::clean;

/// Least ratio of the type size of a headline to that of the text.
const HEADLINE_RATIO: f32 = 1.4;

/// Longest headline, in bytes.
const LONGEST_HEADLINE: usize = 250;

/// Characters that hyphenate a word at the end of a line.
const HYPHENS: [char; 5] = ['-', '\u{ad}', '¬', '⸗', '‐'];

/// A page as it was printed.
pub(super) struct Page {
    pub(super) blocks: Vec<PrintedBlock>,
    pub(super) number: String,
    pub(super) language: String,
    /// The day by the names of its files.
    pub(super) day: Option<NewsDate>,
}

impl Page {
    /// Parses a page; the file name may hold its date.
    pub(super) fn parse(name: &str, text: &str) -> Result<Self, Rejected> {
        let root = xml::parse(text)?;
        let mut blocks: Vec<PrintedBlock> = Vec::new();
        for page in root.all("Page") {
            collect_blocks(page, &mut Vec::new(), &mut blocks);
        }
        blocks.retain(|block| !block.text.is_empty());
        if blocks.is_empty() {
            return Err(Rejected::new("page has no text"));
        }
        let image = root.find("fileName").map(Element::line).unwrap_or_default();
        Ok(Self {
            blocks,
            number: root.find("Page").map(page_number).unwrap_or_default(),
            language: language(&root),
            day: path_date::from_path(name).or_else(|| path_date::from_path(&image)),
        })
    }

    /// The page as one article.
    pub(super) fn article(mut self, text: &str) -> Article {
        let mut article = Article {
            title: extract_headline(&mut self.blocks).unwrap_or_default(),
            body: self.blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n\n"),
            page: self.number,
            language: self.language,
            ..Article::from_record(text)
        };
        article.published = self.day.map(|day| finish::published(day, DateSource::File));
        article
    }

    /// The text of a block, a group of blocks or a line, or from one of them to another.
    pub(super) fn text_of(&self, id: &str) -> String {
        let spans = self.spans(id).into_iter();
        let texts = spans.filter_map(|(at, lines)| Some(self.blocks.get(at)?.text_between(lines)));
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        texts.join("\n\n")
    }

    /// The lines of each block that an id names: one id, or the first and the last of several.
    pub(super) fn spans(&self, id: &str) -> Vec<(usize, Range<usize>)> {
        let (begin, end) = id.split_once(' ').unwrap_or((id, id));
        let lines = |(at, block): (usize, &PrintedBlock)| {
            (0..block.lines.len()).map(move |line| (at, line)).collect::<Vec<_>>()
        };
        let has_id = |(at, line): &(usize, usize), id: &str| {
            let block = self.blocks.get(*at);
            block.is_some_and(|block| {
                block.has_id(id) || block.lines.get(*line).is_some_and(|line| line.id == id)
            })
        };
        let lines: Vec<(usize, usize)> = self.blocks.iter().enumerate().flat_map(lines).collect();
        let Some(first) = lines.iter().position(|line| has_id(line, begin)) else {
            return Vec::new();
        };
        let named = if begin == end {
            lines.into_iter().filter(|line| has_id(line, begin)).collect()
        } else {
            let last =
                lines.iter().rposition(|line| has_id(line, end)).filter(|last| *last >= first);
            let last = last.or_else(|| lines.iter().rposition(|line| has_id(line, begin)));
            lines.get(first..=last.unwrap_or(first)).unwrap_or_default().to_vec()
        };
        let blocks = named.chunk_by(|(one, _), (other, _)| one == other);
        let span = |lines: &[(usize, usize)]| {
            let (&(at, first), &(_, last)) = (lines.first()?, lines.last()?);
            Some((at, first..last + 1))
        };
        blocks.filter_map(span).collect()
    }

    /// The page without lines that belong to articles, given by block.
    pub(super) fn without(self, claimed: &BTreeMap<usize, BTreeSet<usize>>) -> Self {
        let left = |(at, block): (usize, PrintedBlock)| match claimed.get(&at) {
            None => Some(block),
            Some(lines) => block.without(lines),
        };
        Self { blocks: self.blocks.into_iter().enumerate().filter_map(left).collect(), ..self }
    }
}

/// Number printed on a page, or else its position in the issue.
fn page_number(page: &Element<'_>) -> String {
    let number =
        ["PRINTED_IMG_NR", "PHYSICAL_IMG_NR"].into_iter().find_map(|name| page.attribute(name));
    number.map(|number| clean::line(&number)).unwrap_or_default()
}

fn language(root: &Element<'_>) -> String {
    let declared = |element: &Element<'_>| {
        let code = ["LANG", "language"].into_iter().find_map(|name| element.attribute(name));
        code.map(|code| record::language_code(&code))
    };
    root.descendants().find_map(declared).unwrap_or_default()
}

/// Collects the blocks of text in an element, each with the ids of the groups around it.
fn collect_blocks(parent: &Element<'_>, groups: &mut Vec<String>, blocks: &mut Vec<PrintedBlock>) {
    for element in parent.elements() {
        let id = element.attribute("ID").map(|id| id.into_owned()).unwrap_or_default();
        groups.push(id);
        if element.name == "TextBlock" {
            blocks.push(PrintedBlock::from_element(element, groups));
        } else {
            collect_blocks(element, groups, blocks);
        }
        groups.pop();
    }
}

/// A block of text with its type size.
pub(super) struct PrintedBlock {
    /// Its id, and those of the groups it is in.
    pub(super) ids: Vec<String>,
    pub(super) text: String,
    /// Median height of its lines.
    height: f32,
    lines: Vec<PrintedLine>,
}

/// A line of a block. A word that is hyphenated at its end belongs to it as a whole.
struct PrintedLine {
    id: String,
    text: String,
}

impl PrintedBlock {
    fn has_id(&self, id: &str) -> bool {
        self.ids.iter().any(|own| own == id)
    }

    fn from_element(element: &Element<'_>, ids: &[String]) -> Self {
        let mut text = String::new();
        let mut heights: Vec<f32> = Vec::new();
        let mut lines: Vec<PrintedLine> = Vec::new();
        for line in element.children("TextLine") {
            let before = text.len();
            push_line(line, &mut text);
            let before = (0..=before.min(text.len()))
                .rev()
                .find(|at| text.is_char_boundary(*at))
                .unwrap_or(0);
            let id = line.attribute("ID").map(|id| id.into_owned()).unwrap_or_default();
            // The rest of a hyphenated word went to the line before.
            let own = match (text.get(before..), lines.last_mut()) {
                (Some(own), _) if own.starts_with(' ') || before == 0 => own,
                (own, Some(last)) => {
                    let joined = text.get(..before).unwrap_or_default();
                    let word = joined.rsplit(' ').next().unwrap_or_default();
                    let rest = own.unwrap_or_default();
                    let end = rest.find(' ').unwrap_or(rest.len());
                    let (end, own) = rest.split_at_checked(end).unwrap_or((rest, ""));
                    let cut = last.text.rfind(' ').map_or(0, |at| at + 1);
                    last.text.truncate(cut);
                    last.text.push_str(word);
                    last.text.push_str(end);
                    own
                }
                (own, None) => own.unwrap_or_default(),
            };
            lines.push(PrintedLine { id, text: clean::line(own) });
            heights.extend(line.attribute("HEIGHT").and_then(|height| height.parse::<f32>().ok()));
        }
        heights.sort_by(f32::total_cmp);
        Self {
            ids: ids.to_vec(),
            text: clean::line(&text),
            height: heights.get(heights.len() / 2).copied().unwrap_or(0.0),
            lines,
        }
    }

    /// The text of some of its lines.
    fn text_between(&self, lines: Range<usize>) -> String {
        if lines == (0..self.lines.len()) {
            return self.text.clone();
        }
        let lines = self.lines.get(lines).unwrap_or_default().iter();
        lines.map(|line| &*line.text).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The block without some of its lines; none where nothing is left.
    fn without(mut self, claimed: &BTreeSet<usize>) -> Option<Self> {
        let lines = std::mem::take(&mut self.lines).into_iter().enumerate();
        self.lines = lines.filter(|(at, _)| !claimed.contains(at)).map(|(_, line)| line).collect();
        let texts = self.lines.iter().map(|line| &*line.text).filter(|line| !line.is_empty());
        self.text = texts.collect::<Vec<_>>().join(" ");
        (!self.text.is_empty()).then_some(self)
    }
}

/// Appends the words of a line, and joins a word that is hyphenated at the line break.
fn push_line(line: &Element<'_>, text: &mut String) {
    let mut first = true;
    let hyphenated = text.ends_with(HYPHENS);
    for string in line.children("String") {
        let part = string.attribute("SUBS_TYPE").unwrap_or_default();
        let content = string.attribute("CONTENT").unwrap_or_default();
        let whole = string.attribute("SUBS_CONTENT").filter(|whole| !whole.is_empty());
        match (&*part, whole) {
            ("HypPart1", Some(whole)) => push_word(&whole, text),
            // The first half, on the line before, already added the whole word.
            ("HypPart2", Some(_)) if !text.is_empty() => {}
            _ if first && hyphenated && content.starts_with(char::is_lowercase) => {
                text.truncate(text.trim_end_matches(HYPHENS).len());
                text.push_str(&content);
            }
            _ => push_word(&content, text),
        }
        first = false;
    }
    if line.child("HYP").is_some() && !text.ends_with(HYPHENS) && !names_whole_word(line) {
        text.push('-');
    }
}

/// Returns whether the last string of a line has the whole of its hyphenated word.
fn names_whole_word(line: &Element<'_>) -> bool {
    line.children("String").last().is_some_and(|string| string.attribute("SUBS_CONTENT").is_some())
}

fn push_word(word: &str, text: &mut String) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
}

/// Line height of most of the text. Heights are grouped on a logarithmic scale, in eight steps per
/// doubling.
fn usual_height(blocks: &[PrintedBlock]) -> Option<f32> {
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

/// Removes the first block in the largest type, if that is a headline, and returns its text.
fn extract_headline(blocks: &mut Vec<PrintedBlock>) -> Option<String> {
    let usual = usual_height(blocks)?;
    let has_words =
        |block: &&PrintedBlock| block.text.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let largest = blocks.iter().filter(has_words).map(|block| block.height).fold(0.0, f32::max);
    let at = blocks
        .iter()
        .position(|block| block.height >= largest && block.text.len() <= LONGEST_HEADLINE)?;
    (blocks.len() > 1 && largest >= HEADLINE_RATIO * usual.max(1.0)).then(|| blocks.remove(at).text)
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
        let page = Page::parse("0003.xml", &alto).expect("a page");
        finish::finish(page.article(&alto)).expect("an article")
    }

    #[test]
    fn words_hyphenated_at_line_ends_are_joined() {
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
        let empty = "<alto><Layout><Page><PrintSpace/></Page></Layout></alto>";
        assert!(Page::parse("a.xml", empty).is_err());
    }
}
