//! Extraction of the article's text from a page. First the parts that are noise are excluded, then
//! the smallest part that has nearly all of the remaining text is found, and then its blocks are
//! filtered.
//!
//! The text of a block counts by its length, if it is running text. The sum of these lengths over a
//! part and everything in it is the part's mass.

use std::collections::HashSet;

use super::noise::NoiseLevel;
use super::page::{BlockKind, PageLayout, PartRole, TextBlock};
use super::{boilerplate_lines, dates};

/// Text of an article, and of its pictures.
#[derive(Debug, Default)]
pub(super) struct ArticleText {
    /// Paragraphs of the body.
    pub paragraphs: Vec<String>,
    /// Captions, and credits that are separate from them.
    pub captions: Vec<(BlockKind, String)>,
}

impl ArticleText {
    /// Extracts the article from a page, given its headline.
    pub(super) fn extract(page: &PageLayout, title: &str) -> Self {
        let lengths: Vec<usize> = page.blocks.iter().map(text_length).collect();
        let clean = clean_parts(page, &lengths);
        let mut masses = PerPart::new(page, 0);
        for (block, length) in page.blocks.iter().zip(&lengths) {
            if clean.get(block.part) {
                masses.add(block.part, *length);
            }
        }
        masses.accumulate(page);
        let containers = article_containers(page, &masses, title);
        let inside = inside_any(page, &containers);
        let blocks: Vec<&TextBlock> = page
            .blocks
            .iter()
            .filter(|block| inside.get(block.part) && clean.get(block.part))
            .collect();
        Self {
            paragraphs: paragraphs(&blocks, title),
            captions: captions(page, &containers, &clean),
        }
    }
}

/// A value for every part of a page.
struct PerPart<T>(Vec<T>);

impl<T: Copy + Default> PerPart<T> {
    fn new(page: &PageLayout, value: T) -> Self {
        Self(vec![value; page.parts.len()])
    }

    fn get(&self, part: usize) -> T {
        debug_assert!(part < self.0.len());
        self.0.get(part).copied().unwrap_or_default()
    }

    fn set(&mut self, part: usize, value: T) {
        debug_assert!(part < self.0.len());
        if let Some(slot) = self.0.get_mut(part) {
            *slot = value;
        }
    }
}

impl PerPart<usize> {
    fn add(&mut self, part: usize, length: usize) {
        self.set(part, self.get(part) + length);
    }

    /// Adds the values of all parts to those around them. Inner parts come after outer ones.
    fn accumulate(&mut self, page: &PageLayout) {
        for (index, part) in page.parts.iter().enumerate().skip(1).rev() {
            self.add(part.parent, self.get(index));
        }
    }
}

/// Length of a block in bytes if it is running text, else zero.
fn text_length(block: &TextBlock) -> usize {
    let length = block.text.len();
    let is_text = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem)
        && block.link_length * 3 < length;
    let is_running = length >= 120
        || (length >= 45 && ends_sentence(&block.text))
        || (block.link_length == 0 && block.text.chars().count() >= 60);
    if is_text && is_running { length } else { 0 }
}

/// Returns whether a text ends like a sentence.
fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '”', '“', '»', '\'', '’', ')', ' ', '」']);
    end.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', ':'])
}

/// Finds the parts that may hold the article: those that are not noise, nor inside noise. A part
/// that is only named like noise is accepted if it has most of the page's text.
fn clean_parts(page: &PageLayout, lengths: &[usize]) -> PerPart<bool> {
    let mut certain_noise = PerPart::new(page, false);
    for (index, part) in page.parts.iter().enumerate() {
        let inherited = index > 0 && certain_noise.get(part.parent);
        certain_noise.set(index, inherited || part.noise == NoiseLevel::Certain);
    }
    let mut masses = PerPart::new(page, 0);
    for (block, length) in page.blocks.iter().zip(lengths) {
        if !certain_noise.get(block.part) {
            masses.add(block.part, *length);
        }
    }
    masses.accumulate(page);
    let total = masses.get(0);
    let mut clean = PerPart::new(page, true);
    for (index, part) in page.parts.iter().enumerate().skip(1) {
        let mass = masses.get(index);
        let accepted = match part.noise {
            NoiseLevel::Clean => true,
            NoiseLevel::Doubtful => mass * 2 > total,
            NoiseLevel::Likely => mass * 8 > total * 7,
            NoiseLevel::Certain => false,
        };
        clean.set(index, accepted && clean.get(part.parent));
    }
    clean
}

/// Finds the parts that hold the article: those marked as its text, or else the smallest part that
/// has nearly all of the text.
fn article_containers(page: &PageLayout, masses: &PerPart<usize>, title: &str) -> Vec<usize> {
    for role in [PartRole::Microdata, PartRole::NamedText] {
        let mut marked = outermost(page, role);
        let largest = marked.iter().map(|part| masses.get(*part)).max().unwrap_or_default();
        marked.retain(|part| masses.get(*part) * 8 >= largest.max(1));
        let together = marked.iter().map(|part| masses.get(*part)).sum::<usize>();
        if largest > 0 && together * 2 >= masses.get(0) {
            return marked;
        }
    }
    vec![smallest_container(page, masses, titled_article(page, masses, title))]
}

/// Finds the article element with the headline, if it has much of the text, or else the whole page.
/// Some pages continue with other articles.
fn titled_article(page: &PageLayout, masses: &PerPart<usize>, title: &str) -> usize {
    const MUCH: usize = 500;
    let heading =
        page.blocks.iter().find(|block| block.kind == BlockKind::Heading && block.text == title);
    let article = heading.map(|heading| enclosing_article(page, heading.part)).filter(|&part| {
        page.parts.get(part).is_some_and(|part| part.role == PartRole::Article)
            && masses.get(part) > MUCH
            && masses.get(part) * 8 > masses.get(0)
    });
    article.unwrap_or_default()
}

/// Parts with a role that are not inside another part with that role.
fn outermost(page: &PageLayout, role: PartRole) -> Vec<usize> {
    let mut covered = PerPart::new(page, false);
    let mut found = Vec::new();
    for (index, part) in page.parts.iter().enumerate() {
        let is_inner = index > 0 && covered.get(part.parent);
        let has_role = part.role == role;
        if has_role && !is_inner {
            found.push(index);
        }
        covered.set(index, is_inner || has_role);
    }
    found
}

/// Descends from a part to its heaviest child, as long as that has nearly all of the text.
fn smallest_container(page: &PageLayout, masses: &PerPart<usize>, from: usize) -> usize {
    let mut heaviest: PerPart<Option<usize>> = PerPart::new(page, None);
    for (index, part) in page.parts.iter().enumerate().skip(1) {
        let is_heavier =
            heaviest.get(part.parent).is_none_or(|best| masses.get(index) > masses.get(best));
        if is_heavier {
            heaviest.set(part.parent, Some(index));
        }
    }
    let mut here = from;
    while let Some(inner) = heaviest.get(here) {
        let is_article = page.parts.get(inner).is_some_and(|part| part.role == PartRole::Article);
        let needed_sixths = if is_article { 4 } else { 5 };
        let mass = masses.get(inner);
        if mass == 0 || mass * 6 < masses.get(here) * needed_sixths {
            break;
        }
        here = inner;
    }
    here
}

/// Marks the parts that are one of the containers, or inside one.
fn inside_any(page: &PageLayout, containers: &[usize]) -> PerPart<bool> {
    let mut inside = PerPart::new(page, false);
    for (index, part) in page.parts.iter().enumerate() {
        let inherited = index > 0 && inside.get(part.parent);
        inside.set(index, inherited || containers.contains(&index));
    }
    inside
}

/// Filters the blocks of the containers down to the text of the article.
fn paragraphs(blocks: &[&TextBlock], title: &str) -> Vec<String> {
    let lengths: Vec<usize> = blocks.iter().map(|block| text_length(block)).collect();
    let first = lengths.iter().position(|length| *length > 0).unwrap_or(blocks.len());
    let last = lengths.iter().rposition(|length| *length > 0).unwrap_or_default();
    let total: usize = lengths.iter().sum();
    let mut passed = 0;
    let mut known = HashSet::new();
    let mut kept: Vec<(BlockKind, &str)> = Vec::new();
    let mut under_boilerplate = false;
    for (index, (block, length)) in blocks.iter().zip(&lengths).enumerate() {
        let text = block.text.as_str();
        let is_heading = block.kind == BlockKind::Heading;
        if is_heading && boilerplate_lines::ends_article(text) && passed * 5 > total * 2 {
            break;
        }
        passed += length;
        let is_boilerplate = boilerplate_lines::is_boilerplate(text)
            || (block.kind == BlockKind::Paragraph && is_date_line(text));
        if is_heading {
            under_boilerplate = is_boilerplate;
        }
        let is_outside = !(first..=last).contains(&index) && !ends_sentence(text);
        let is_picture_text = matches!(block.kind, BlockKind::Caption | BlockKind::Credit);
        if is_picture_text
            || is_outside
            || under_boilerplate
            || is_link(block)
            || text == title
            || is_boilerplate
            || (!known.insert(text) && block.kind != BlockKind::Paragraph)
        {
            continue;
        }
        kept.push((block.kind, text));
    }
    without_empty_headings(&kept)
}

/// Returns whether a line is a date, perhaps with the author and the reading time.
fn is_date_line(line: &str) -> bool {
    line.len() < 140 && !ends_sentence(line) && dates::in_words(line).is_some()
}

/// Returns whether a block is mostly a link to another page.
fn is_link(block: &TextBlock) -> bool {
    block.link_length * 3 > block.text.len() * 2 && block.text.len() < 300
}

/// The text of the blocks without headings that have no text below them.
fn without_empty_headings(kept: &[(BlockKind, &str)]) -> Vec<String> {
    let has_text =
        |at: usize| kept.get(at + 1).is_some_and(|(kind, _)| *kind != BlockKind::Heading);
    kept.iter()
        .enumerate()
        .filter(|(at, (kind, _))| *kind != BlockKind::Heading || has_text(*at))
        .map(|(_, (_, text))| (*text).to_owned())
        .collect()
}

/// Captions and credits in the article element around the text.
fn captions(
    page: &PageLayout,
    containers: &[usize],
    clean: &PerPart<bool>,
) -> Vec<(BlockKind, String)> {
    let scope = containers.first().map_or(0, |&container| enclosing_article(page, container));
    let inside = inside_any(page, &[scope]);
    let mut known = HashSet::new();
    page.blocks
        .iter()
        .filter(|block| {
            matches!(block.kind, BlockKind::Caption | BlockKind::Credit)
                && inside.get(block.part)
                && clean.get(block.part)
        })
        .filter(|block| known.insert(block.text.as_str()))
        .map(|block| (block.kind, block.text.clone()))
        .collect()
}

/// The article element around a part, or the part itself if there is none.
fn enclosing_article(page: &PageLayout, part: usize) -> usize {
    let mut here = part;
    while here != 0 {
        match page.parts.get(here) {
            Some(article) if article.role == PartRole::Article => return here,
            Some(other) => here = other.parent,
            None => break,
        }
    }
    part
}
