//! METS files of digitised newspapers: the title and day of an issue, its pages, and its articles
//! where the file says which blocks of which pages they are made of.

use std::collections::{BTreeMap, BTreeSet};

use super::super::shared::xml::{Element, declared_encoding};
use super::super::shared::{record, xml};
use crate::article::date::{NewsDate, Precision};
use crate::read::issue::{Issue, IssuePage, Part, Zone, ZoneBlock};
use crate::read::source::Source;
use crate::text::clean;

/// Most pages, articles and blocks of articles of an issue.
const MOST_PAGES: usize = 2_000;
const MOST_ARTICLES: usize = 20_000;
const MOST_BLOCKS: usize = 100_000;

/// Divisions that are articles, whatever is in them.
const ARTICLES: [&str; 16] = [
    "article",
    "advertisement",
    "advertisements",
    "advert",
    "ad",
    "obituary",
    "death_notice",
    "editorial",
    "letter",
    "review",
    "interview",
    "poem",
    "weather",
    "serial",
    "column_article",
    "notice",
];

/// Divisions by which an article of a kind of its own is known.
const PARTS: [&str; 6] = ["heading", "headline", "body", "body_content", "paragraph", "text"];

/// Divisions that are no articles, whatever parts they have.
const OTHERS: [&str; 9] = [
    "newspaper",
    "volume",
    "issue",
    "content",
    "page",
    "title_section",
    "title_page",
    "masthead",
    "heading",
];

/// Divisions that are a section of the paper.
const SECTIONS: [&str; 4] = ["section", "supplement", "rubric", "chapter"];

/// Returns whether a file that begins like this is METS.
pub(crate) fn is_mets(head: &[u8]) -> bool {
    let start = head.get(..4096).unwrap_or(head);
    let contains = |bytes: &[u8]| memchr::memmem::find(start, bytes).is_some();
    start.trim_ascii_start().starts_with(b"<")
        && [&b"<mets>"[..], b"<mets ", b"<mets\n", b"<mets\r", b":mets ", b":mets>", b":mets\n"]
            .into_iter()
            .any(contains)
}

/// Reads an issue, or nothing where the source is no METS file that names pages.
pub(crate) fn read_issue(source: &mut Source<'_>) -> Option<Issue> {
    let declared = declared_encoding(source.head());
    parse(&source.read_text(declared.as_deref()).ok()?)
}

/// Parses the METS file of an issue.
fn parse(text: &str) -> Option<Issue> {
    let root = xml::parse(text).ok()?;
    let mets = if root.name == "mets" { &root } else { root.find("mets")? };
    let structure = Structure::new(mets);
    let mut issue = Issue { pages: structure.pages(), ..Issue::default() };
    if issue.pages.is_empty() {
        return None;
    }
    structure.describe(&mut issue);
    let mut articles = Vec::new();
    for map in structure.maps.iter().filter(|map| !is_physical(map)) {
        map.elements().for_each(|division| structure.collect(division, "", &mut articles));
    }
    let mut blocks = 0;
    articles.retain(|zone| {
        blocks += zone.blocks.len();
        blocks <= MOST_BLOCKS
    });
    issue.articles = articles;
    Some(issue)
}

fn is_physical(map: &Element<'_>) -> bool {
    map.attribute("TYPE").is_some_and(|kind| kind.eq_ignore_ascii_case("physical"))
}

/// The kind of a division, without the prefix of its vocabulary.
fn kind(division: &Element<'_>) -> String {
    let kind = division.attribute("TYPE").unwrap_or_default().to_lowercase();
    kind.rsplit(':').next().unwrap_or_default().trim().replace([' ', '-'], "_")
}

/// The parts of a METS file by their ids.
struct Structure<'e, 't> {
    mets: &'e Element<'t>,
    maps: Vec<&'e Element<'t>>,
    /// Paths of files by id.
    paths: BTreeMap<String, String>,
    /// The index of a page by the id of its file.
    page_of_file: BTreeMap<String, usize>,
    descriptions: BTreeMap<String, &'e Element<'t>>,
}

impl<'e, 't> Structure<'e, 't> {
    fn new(mets: &'e Element<'t>) -> Self {
        let id = |element: &Element<'t>| element.attribute("ID").map(|id| id.into_owned());
        let descriptions =
            mets.children("dmdSec").filter_map(|section| Some((id(section)?, section))).collect();
        let mut structure = Self {
            mets,
            maps: mets.children("structMap").collect(),
            paths: BTreeMap::new(),
            page_of_file: BTreeMap::new(),
            descriptions,
        };
        for file in mets.children("fileSec").flat_map(|section| section.all("file")) {
            let path = file.child("FLocat").and_then(|location| location.attribute("href"));
            if let (Some(id), Some(path)) = (id(file), path) {
                structure.paths.insert(id, normalised(&path));
            }
        }
        structure.number_pages();
        structure
    }

    /// Numbers the files that are XML, in the order of the file.
    fn number_pages(&mut self) {
        let files = self.mets.children("fileSec").flat_map(|section| section.all("file"));
        let ids = files.filter_map(|file| file.attribute("ID"));
        for id in ids {
            let is_text = self.paths.get(&*id).is_some_and(|path| is_xml(path));
            if is_text && self.page_of_file.len() < MOST_PAGES {
                let next = self.page_of_file.len();
                self.page_of_file.entry(id.into_owned()).or_insert(next);
            }
        }
    }

    fn pages(&self) -> Vec<IssuePage> {
        let mut pages = vec![IssuePage::default(); self.page_of_file.len()];
        for (id, index) in &self.page_of_file {
            if let (Some(page), Some(path)) = (pages.get_mut(*index), self.paths.get(id)) {
                page.path.clone_from(path);
            }
        }
        let divisions = self.maps.iter().filter(|map| is_physical(map));
        for division in divisions.flat_map(|map| map.all("div")).filter(|it| kind(it) == "page") {
            let label =
                ["ORDERLABEL", "ORDER"].into_iter().find_map(|name| division.attribute(name));
            let label = clean::line(&label.unwrap_or_default());
            let files = division.descendants().filter_map(|it| it.attribute("FILEID"));
            for index in files.filter_map(|id| self.page_of_file.get(&*id)) {
                if let Some(page) = pages.get_mut(*index) {
                    page.label.clone_from(&label);
                }
            }
        }
        pages
    }

    /// Adds title, day and language of the newspaper.
    fn describe(&self, issue: &mut Issue) {
        let label = clean::line(&self.mets.attribute("LABEL").unwrap_or_default());
        let sections = self.issue_descriptions();
        issue.paper = sections
            .iter()
            .map(|section| paper(section))
            .find(|it| !it.is_empty())
            .unwrap_or_else(|| without_date(&label));
        let dates = sections.iter().flat_map(|section| dates(section));
        let dates: Vec<NewsDate> = dates.chain(date_in(&label)).collect();
        let day = dates.iter().find(|date| date.precision <= Precision::Day);
        issue.day = day.or(dates.first()).cloned();
        let language = sections.iter().find_map(|section| section.find("languageTerm"));
        issue.language = language.map(|it| record::language_code(&it.line())).unwrap_or_default();
    }

    /// The descriptions of the issue and of its paper: those that no article and no page has, first
    /// those that a division for the issue names.
    fn issue_descriptions(&self) -> Vec<&'e Element<'t>> {
        let (mut own, mut other) = (Vec::new(), BTreeSet::new());
        for division in self.maps.iter().flat_map(|map| map.all("div")) {
            let Some(ids) = division.attribute("DMDID") else { continue };
            let is_issue = matches!(
                kind(division).as_str(),
                "issue" | "newspaper" | "volume" | "newspaper_issue" | "periodical"
            );
            for id in ids.split_ascii_whitespace() {
                if is_issue { own.push(id.to_owned()) } else { _ = other.insert(id.to_owned()) }
            }
        }
        let rest = self.descriptions.keys().filter(|id| !other.contains(*id)).cloned();
        let mut seen = BTreeSet::new();
        own.into_iter()
            .chain(rest)
            .filter(|id| seen.insert(id.clone()))
            .filter_map(|id| self.descriptions.get(&id).copied())
            .collect()
    }

    /// Collects the articles in a division.
    fn collect(&self, division: &Element<'t>, section: &str, found: &mut Vec<Zone>) {
        if found.len() >= MOST_ARTICLES || division.name != "div" {
            return;
        }
        if is_article(division) {
            let zone = self.zone(division, section);
            found.extend(Some(zone).filter(|zone| !zone.blocks.is_empty()));
            return;
        }
        let label = clean::line(&division.attribute("LABEL").unwrap_or_default());
        let names_section = SECTIONS.contains(&kind(division).as_str()) && !label.is_empty();
        let section = if names_section { &label } else { section };
        division.elements().for_each(|inner| self.collect(inner, section, found));
    }

    fn zone(&self, division: &Element<'t>, section: &str) -> Zone {
        let mut blocks = Vec::new();
        self.collect_blocks(division, None, &mut blocks);
        let mut seen = BTreeSet::new();
        blocks.retain(|block: &ZoneBlock| seen.insert((block.page, block.id.clone())));
        let ids = division.attribute("DMDID").unwrap_or_default();
        let description =
            ids.split_ascii_whitespace().find_map(|id| self.descriptions.get(id).copied());
        let title = description.and_then(|it| it.find("title")).map(Element::line);
        let label = clean::line(&division.attribute("LABEL").unwrap_or_default());
        let language = description.and_then(|it| it.find("languageTerm")).map(Element::line);
        Zone {
            label: if label.is_empty() { title.unwrap_or_default() } else { label },
            section: section.to_owned(),
            language: language.map(|it| record::language_code(&it)).unwrap_or_default(),
            blocks,
        }
    }

    /// Collects the blocks of an article in reading order. The part is known below a division that
    /// names it.
    fn collect_blocks(
        &self,
        parent: &Element<'t>,
        part: Option<Part>,
        blocks: &mut Vec<ZoneBlock>,
    ) {
        for element in parent.elements() {
            match element.name {
                "div" => self.collect_blocks(element, part_of(&kind(element), part), blocks),
                "area" => blocks.extend(self.block(element, part.unwrap_or(Part::Text))),
                _ => self.collect_blocks(element, part, blocks),
            }
        }
    }

    fn block(&self, area: &Element<'t>, part: Part) -> Option<ZoneBlock> {
        let page = *self.page_of_file.get(&*area.attribute("FILEID")?)?;
        // Other areas count bytes or seconds.
        if area.attribute("BETYPE").is_some_and(|kind| !kind.eq_ignore_ascii_case("IDREF")) {
            return None;
        }
        let begin = area.attribute("BEGIN")?;
        let id = match area.attribute("END").filter(|end| *end != begin && !end.is_empty()) {
            Some(end) => format!("{begin} {end}"),
            None => begin.into_owned(),
        };
        Some(ZoneBlock { page, id, part })
    }
}

/// Returns whether a division is an article: by its name, or else by its parts where no article is
/// inside.
fn is_article(division: &Element<'_>) -> bool {
    let named = |it: &Element<'_>| ARTICLES.contains(&kind(it).as_str());
    if division.all("div").any(named) {
        return false;
    }
    let has_part = |it: &Element<'_>| PARTS.contains(&kind(it).as_str());
    let own = kind(division);
    let may_be = !SECTIONS.contains(&own.as_str()) && !OTHERS.contains(&own.as_str());
    named(division) || (may_be && division.children("div").any(has_part))
}

/// The part that a division is. A heading inside the text is text, and a line inside a heading is of
/// it, whatever it is called.
fn part_of(kind: &str, outer: Option<Part>) -> Option<Part> {
    match (kind, outer) {
        ("caption" | "illustration_caption", _) => Some(Part::Caption),
        (_, Some(Part::Text | Part::Caption)) => outer,
        ("heading" | "headline" | "title" | "head", _) => Some(Part::Headline),
        ("overline" | "subheadline" | "subtitle" | "motto", _) => Some(Part::Standfirst),
        ("author" | "byline", _) => Some(Part::Byline),
        ("body" | "body_content", _) => Some(Part::Text),
        _ => outer,
    }
}

/// The title of the newspaper: that of the work to which an issue belongs, or else its own.
fn paper(section: &Element<'_>) -> String {
    let is_host = |item: &&Element<'_>| item.attribute("type").as_deref() == Some("host");
    let host = section.all("relatedItem").find(is_host).and_then(|item| item.find("titleInfo"));
    let own = || section.all("titleInfo").find(|title| title.attribute("type").is_none());
    let Some(info) = host.or_else(own) else {
        return section.find("title").map(Element::line).unwrap_or_default();
    };
    let part = |name: &str| info.child(name).map(Element::line).unwrap_or_default();
    clean::line(&format!("{} {}", part("nonSort"), part("title")))
}

/// Dates of a description, the days of issue first.
fn dates(section: &Element<'_>) -> Vec<NewsDate> {
    let named = |name: &'static str| section.all(name).map(Element::line);
    let texts = named("dateIssued").chain(named("date")).chain(named("issued"));
    texts.filter_map(|text| NewsDate::parse(&text)).collect()
}

/// The date in the label of an issue: "The Valley Gazette, 1885-07-18, page 1".
fn date_in(label: &str) -> Option<NewsDate> {
    label.split(", ").find_map(|part| {
        let date = NewsDate::parse(part.trim_matches(['.', ' ', '[', ']']))?;
        (date.precision <= Precision::Day).then_some(date)
    })
}

/// The label of an issue as far as its date.
fn without_date(label: &str) -> String {
    let parts: Vec<&str> = label.split(", ").take_while(|part| date_in(part).is_none()).collect();
    parts.join(", ").trim_end_matches([',', '.', ' ']).to_owned()
}

/// The path of a file without its scheme, with slashes only.
fn normalised(path: &str) -> String {
    let path = path.trim().replace('\\', "/");
    let path = path.split_once("://").map_or(&*path, |(_, path)| path);
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "." | "")).collect();
    parts.join("/")
}

fn is_xml(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("xml"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The METS file of an issue of two pages, with an article on both.
    pub(in crate::read::format::alto) const ISSUE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<mets xmlns="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink" LABEL="Beira Courier, 1916-07-18">
 <dmdSec ID="MODS_ISSUE"><mdWrap MDTYPE="MODS"><xmlData><mods:mods><mods:titleInfo><mods:nonSort>The</mods:nonSort><mods:title>Beira Courier</mods:title></mods:titleInfo>
  <mods:originInfo><mods:dateIssued encoding="iso8601">1916-07-18</mods:dateIssued></mods:originInfo><mods:language><mods:languageTerm>por</mods:languageTerm></mods:language></mods:mods></xmlData></mdWrap></dmdSec>
 <dmdSec ID="MODS_A2"><mdWrap MDTYPE="MODS"><xmlData><mods:mods><mods:titleInfo><mods:title>Ferry stops</mods:title></mods:titleInfo></mods:mods></xmlData></mdWrap></dmdSec>
 <fileSec><fileGrp USE="Images"><file ID="IMG1"><FLocat xlink:href="file://./images/0001.tif"/></file></fileGrp>
  <fileGrp USE="Text"><file ID="ALTO1"><FLocat LOCTYPE="URL" xlink:href="file://./text/0001.xml"/></file><file ID="ALTO2"><FLocat xlink:href="file://./text/0002.xml"/></file></fileGrp></fileSec>
 <structMap TYPE="PHYSICAL"><div TYPE="Newspaper"><div TYPE="PAGE" ORDER="1" ORDERLABEL="5"><fptr><par><area FILEID="IMG1"/><area FILEID="ALTO1"/></par></fptr></div>
  <div TYPE="PAGE" ORDER="2"><fptr FILEID="ALTO2"/></div></div></structMap>
 <structMap TYPE="LOGICAL"><div TYPE="Newspaper"><div TYPE="ISSUE" DMDID="MODS_ISSUE"><div TYPE="TITLE_SECTION"><div TYPE="HEADLINE"><fptr><area FILEID="ALTO1" BETYPE="IDREF" BEGIN="P1_TB0"/></fptr></div></div>
  <div TYPE="CONTENT"><div TYPE="SECTION" LABEL="Harbour"><div TYPE="ARTICLE" ID="A1"><div TYPE="HEADING"><div TYPE="OVERLINE"><fptr><area FILEID="ALTO1" BEGIN="P1_TB1"/></fptr></div>
   <div TYPE="TITLE"><fptr><area FILEID="ALTO1" BEGIN="P1_TB2"/></fptr></div></div><div TYPE="BODY"><div TYPE="BODY_CONTENT"><div TYPE="PARAGRAPH"><fptr><area FILEID="ALTO1" BEGIN="P1_TB3"/></fptr></div>
   <div TYPE="PARAGRAPH"><fptr><seq><area FILEID="ALTO2" BEGIN="P2_CB1"/></seq></fptr></div></div></div></div></div>
   <div TYPE="ADVERTISEMENT" DMDID="MODS_A2"><fptr><area FILEID="ALTO2" BEGIN="P2_TB9"/></fptr></div></div></div></div></structMap>
</mets>"#;

    /// The issue of [`ISSUE`].
    pub(in crate::read::format::alto) fn issue() -> Issue {
        parse(ISSUE).expect("an issue")
    }

    /// The issue of a METS file.
    pub(in crate::read::format::alto) fn issue_of(text: &str) -> Issue {
        parse(text).expect("an issue")
    }

    #[test]
    fn an_issue_has_paper_day_pages_and_articles() {
        assert!(is_mets(ISSUE.as_bytes()) && !is_mets(b"<alto xmlns='x'>"));
        let issue = issue();
        assert_eq!((&*issue.paper, &*issue.language), ("The Beira Courier", "pt"));
        assert_eq!(issue.day.map(|day| day.to_string()).as_deref(), Some("18 July 1916"));
        let pages = issue.pages.iter().map(|page| (&*page.path, &*page.label));
        assert_eq!(pages.collect::<Vec<_>>(), [("text/0001.xml", "5"), ("text/0002.xml", "2")]);
        let [flood, ferry] = issue.articles.as_slice() else { panic!("{:?}", issue.articles) };
        let blocks = flood.blocks.iter().map(|block| (block.page, &*block.id, block.part));
        assert_eq!(
            blocks.collect::<Vec<_>>(),
            [
                (0, "P1_TB1", Part::Standfirst),
                (0, "P1_TB2", Part::Headline),
                (0, "P1_TB3", Part::Text),
                (1, "P2_CB1", Part::Text)
            ]
        );
        assert_eq!((&*flood.section, &*ferry.label), ("Harbour", "Ferry stops"));
    }

    proptest::proptest! {
        #[test]
        fn any_part_of_a_file_is_parsed_or_left(cut in 0..ISSUE.len(), text in "[<>/&;a-c='\" ]{0,20}") {
            let head = ISSUE.get(..cut).unwrap_or_default();
            let tail = ISSUE.get(cut..).unwrap_or_default();
            drop(parse(head));
            drop(parse(&format!("{head}{text}{tail}")));
        }
    }

    #[test]
    fn an_issue_without_a_title_has_its_label() {
        let text = ISSUE.replace("mods:title", "mods:note").replace("dateIssued", "dateOther");
        let issue = parse(&text).expect("an issue");
        assert_eq!(issue.paper, "Beira Courier");
        assert_eq!(issue.day.map(|day| day.to_string()).as_deref(), Some("18 July 1916"));
        assert!(parse("<mets><fileSec/></mets>").is_none() && parse("<mets").is_none());
    }
}
