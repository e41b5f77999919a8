//! The article on a page: the parts its text stands in, and of them what was written for it.

use std::collections::HashSet;

use super::noise::Standing;
use super::page::{Block, Kind, Page, Role};
use super::{dates, lines};

/// The text of an article, and what stands under its pictures.
#[derive(Debug, Default)]
pub struct Prose {
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// Captions, and credits where they stand apart.
    pub captions: Vec<(Kind, String)>,
}

impl Prose {
    /// The article on a page that says this of its headline.
    pub fn of(page: &Page, title: &str) -> Self {
        let weights: Vec<usize> = page.blocks.iter().map(weight).collect();
        let good = standings(page, &weights);
        let mut masses = vec![0usize; page.parts.len()];
        for (block, weight) in page.blocks.iter().zip(&weights) {
            if good.get(block.within) == Some(&true) {
                add(&mut masses, block.within, *weight);
            }
        }
        settle(page, &mut masses);
        let homes = homes(page, &masses, title);
        let inside = spread(page, &homes);
        let own: Vec<&Block> = page
            .blocks
            .iter()
            .filter(|block| is(&inside, block.within) && is(&good, block.within))
            .collect();
        Self { paragraphs: paragraphs(&own, title), captions: captions(page, &homes, &good) }
    }
}

fn is(flags: &[bool], at: usize) -> bool {
    flags.get(at).copied().unwrap_or_default()
}

fn add(masses: &mut [usize], at: usize, weight: usize) {
    if let Some(mass) = masses.get_mut(at) {
        *mass += weight;
    }
}

/// What a block speaks for being in an article: its length, where it is running text.
fn weight(block: &Block) -> usize {
    let running =
        matches!(block.kind, Kind::Paragraph | Kind::Item) && block.linked * 3 < block.text.len();
    let len = block.text.len();
    let told = len >= 120
        || (len >= 45 && ends_sentence(&block.text))
        || (block.linked == 0 && block.text.chars().count() >= 60);
    if running && told { len } else { 0 }
}

/// Whether a text ends as sentences do.
fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '”', '“', '»', '\'', '’', ')', ' ', '」']);
    end.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', ':'])
}

/// Adds to every part what the parts within it hold.
fn settle(page: &Page, masses: &mut [usize]) {
    for (at, part) in page.parts.iter().enumerate().skip(1).rev() {
        let mass = masses.get(at).copied().unwrap_or_default();
        add(masses, part.parent, mass);
    }
}

/// Which parts may hold the article: no furniture, nor anything within furniture. What is only called so is none where
/// most of the page's text stands in it.
fn standings(page: &Page, weights: &[usize]) -> Vec<bool> {
    let mut masses = vec![0usize; page.parts.len()];
    let mut barred = vec![false; page.parts.len()];
    for (at, part) in page.parts.iter().enumerate() {
        let out = part.standing == Standing::Barred || (at > 0 && is(&barred, part.parent));
        if let Some(flag) = barred.get_mut(at) {
            *flag = out;
        }
    }
    for (block, weight) in page.blocks.iter().zip(weights) {
        if !is(&barred, block.within) {
            add(&mut masses, block.within, *weight);
        }
    }
    settle(page, &mut masses);
    let all = masses.first().copied().unwrap_or_default();
    let mut good = vec![true; page.parts.len()];
    for (at, part) in page.parts.iter().enumerate().skip(1) {
        let mass = masses.get(at).copied().unwrap_or_default();
        let acquitted = match part.standing {
            Standing::Good => true,
            Standing::Doubtful => mass * 2 > all,
            Standing::Unlikely => mass * 8 > all * 7,
            Standing::Barred => false,
        };
        let stands = is(&good, part.parent) && acquitted;
        if let Some(flag) = good.get_mut(at) {
            *flag = stands;
        }
    }
    good
}

/// The parts that hold the article: those the markup says are its text, else the smallest that holds nearly all of
/// what is written on the page.
fn homes(page: &Page, masses: &[usize], title: &str) -> Vec<usize> {
    let all = masses.first().copied().unwrap_or_default();
    for role in [Role::Marked, Role::Named] {
        let mut told = outermost(page, role);
        let mass = |at: &usize| masses.get(*at).copied().unwrap_or_default();
        let largest = told.iter().map(mass).max().unwrap_or_default();
        told.retain(|at| mass(at) * 8 >= largest.max(1));
        if largest > 0 && told.iter().map(mass).sum::<usize>() * 2 >= all {
            return told;
        }
    }
    vec![smallest(page, masses, titled(page, masses, title))]
}

/// The article whose heading is the headline, where it says much: pages go on with other articles.
fn titled(page: &Page, masses: &[usize], title: &str) -> usize {
    const MUCH: usize = 500;
    let heading =
        page.blocks.iter().find(|block| block.kind == Kind::Heading && block.text == title);
    let article = heading.map(|heading| article_of(page, heading.within)).filter(|&at| {
        page.parts.get(at).is_some_and(|part| part.role == Role::Article)
            && masses.get(at).is_some_and(|mass| {
                *mass > MUCH && *mass * 8 > masses.first().copied().unwrap_or_default()
            })
    });
    article.unwrap_or_default()
}

/// The parts of a role that lie in no other of it.
fn outermost(page: &Page, role: Role) -> Vec<usize> {
    let mut within = vec![false; page.parts.len()];
    let mut found = Vec::new();
    for (at, part) in page.parts.iter().enumerate() {
        let inner = at > 0 && is(&within, part.parent);
        let told = part.role == role;
        if told && !inner {
            found.push(at);
        }
        if let Some(flag) = within.get_mut(at) {
            *flag = inner || told;
        }
    }
    found
}

/// The smallest part that holds nearly all of what is written: from one part inwards, as long as one within has it.
fn smallest(page: &Page, masses: &[usize], from: usize) -> usize {
    let mass = |at: usize| masses.get(at).copied().unwrap_or_default();
    let mut heaviest: Vec<usize> = vec![0; page.parts.len()];
    for (at, part) in page.parts.iter().enumerate().skip(1) {
        let best = heaviest.get(part.parent).copied().unwrap_or_default();
        if (best == 0 || mass(at) > mass(best))
            && let Some(slot) = heaviest.get_mut(part.parent)
        {
            *slot = at;
        }
    }
    let mut here = from;
    while let Some(&inner) = heaviest.get(here).filter(|&&inner| inner != 0) {
        let articles = page.parts.get(inner).is_some_and(|part| part.role == Role::Article);
        let needed = if articles { 4 } else { 5 };
        if mass(inner) == 0 || mass(inner) * 6 < mass(here) * needed {
            break;
        }
        here = inner;
    }
    here
}

/// Which parts lie in one of these.
fn spread(page: &Page, homes: &[usize]) -> Vec<bool> {
    let mut inside = vec![false; page.parts.len()];
    for (at, part) in page.parts.iter().enumerate() {
        let within = homes.contains(&at) || (at > 0 && is(&inside, part.parent));
        if let Some(flag) = inside.get_mut(at) {
            *flag = within;
        }
    }
    inside
}

/// The blocks that were written for the article.
fn paragraphs(blocks: &[&Block], title: &str) -> Vec<String> {
    let weights: Vec<usize> = blocks.iter().map(|block| weight(block)).collect();
    let first = weights.iter().position(|weight| *weight > 0).unwrap_or(blocks.len());
    let last = weights.iter().rposition(|weight| *weight > 0).unwrap_or_default();
    let mut seen = HashSet::new();
    let mut kept: Vec<(Kind, &str)> = Vec::new();
    let mut elsewhere = false;
    let (mut told, all) = (0usize, weights.iter().sum::<usize>());
    for (at, block) in blocks.iter().enumerate() {
        let within = (first..=last).contains(&at) || ends_sentence(&block.text);
        let text = block.text.as_str();
        let furniture =
            lines::is_furniture(text) || (block.kind == Kind::Paragraph && is_stamp(text));
        if block.kind == Kind::Heading && lines::heads_elsewhere(text) && told * 5 > all * 2 {
            break;
        }
        told += weights.get(at).copied().unwrap_or_default();
        if block.kind == Kind::Heading {
            elsewhere = furniture;
        }
        let alone = matches!(block.kind, Kind::Caption | Kind::Credit) || !within || elsewhere;
        if alone
            || is_link(block)
            || text == title
            || furniture
            || (!seen.insert(text) && block.kind != Kind::Paragraph)
        {
            continue;
        }
        kept.push((block.kind, text));
    }
    without_idle_headings(&kept)
}

/// Whether a line is a date, perhaps with who wrote it and how long it takes to read.
fn is_stamp(line: &str) -> bool {
    line.len() < 140 && !ends_sentence(line) && dates::in_words(line).is_some()
}

/// Whether a block is a link to something else.
fn is_link(block: &Block) -> bool {
    block.linked * 3 > block.text.len() * 2 && block.text.len() < 300
}

/// Paragraphs without headings over nothing.
fn without_idle_headings(kept: &[(Kind, &str)]) -> Vec<String> {
    let followed = |at: usize| kept.get(at + 1).is_some_and(|(kind, _)| *kind != Kind::Heading);
    let told =
        kept.iter().enumerate().filter(|(at, (kind, _))| *kind != Kind::Heading || followed(*at));
    told.map(|(_, (_, text))| (*text).to_owned()).collect()
}

/// The captions of the article: those in the article its text stands in, or beside its text.
fn captions(page: &Page, homes: &[usize], good: &[bool]) -> Vec<(Kind, String)> {
    let scope = homes.first().map_or(0, |&home| article_of(page, home));
    let inside = spread(page, &[scope]);
    let mut seen = HashSet::new();
    let told = page.blocks.iter().filter(|block| {
        matches!(block.kind, Kind::Caption | Kind::Credit)
            && is(&inside, block.within)
            && is(good, block.within)
    });
    told.filter(|block| seen.insert(block.text.as_str()))
        .map(|block| (block.kind, block.text.clone()))
        .collect()
}

/// The article around a part, or the part itself.
fn article_of(page: &Page, home: usize) -> usize {
    let mut here = home;
    while here != 0 {
        match page.parts.get(here) {
            Some(part) if part.role == Role::Article => return here,
            Some(part) => here = part.parent,
            None => break,
        }
    }
    home
}
