//! An issue of a digitised newspaper, as its METS file describes it: its paper and day, its pages, and
//! the articles on them. Pages are files of their own, and a page is read with the issue it belongs to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::article::date::NewsDate;

/// An issue: what it lends to its pages. Absent texts are empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Issue {
    /// The title of the newspaper.
    pub paper: String,
    /// The day of the issue.
    pub day: Option<NewsDate>,
    /// Its language, as a two-letter code.
    pub language: String,
    /// Its pages in order.
    pub pages: Vec<IssuePage>,
    /// Its articles in order, if the file says where they are.
    pub articles: Vec<Zone>,
}

/// A page of an issue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct IssuePage {
    /// The path of its file, as the issue names it: from the folder of the METS file, or a longer one.
    pub path: String,
    /// Its number as printed, or its position.
    pub label: String,
}

/// The blocks of one article in reading order, on one page or more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Zone {
    /// The headline by the description of the issue.
    pub label: String,
    /// The section of the paper.
    pub section: String,
    /// Its language, as a two-letter code.
    pub language: String,
    /// Its blocks.
    pub blocks: Vec<ZoneBlock>,
}

/// A block of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ZoneBlock {
    /// The index of its page in the issue.
    pub page: usize,
    /// Its id on the page, which may be that of a line. For several, the first and the last id with a space
    /// between them, which no id has.
    pub id: String,
    /// The part of the article that it is.
    pub part: Part,
}

/// A part of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The headline.
    Headline,
    /// A line above or below the headline.
    Standfirst,
    /// The name of the author.
    Byline,
    /// The text below a picture.
    Caption,
    /// The text.
    Text,
}

/// A page with its issue, as it is lent to the reader of the page.
#[derive(Debug, Clone)]
pub(crate) struct PageOfIssue {
    /// The issue.
    pub issue: Arc<Issue>,
    /// The index of the page in it.
    pub page: usize,
    /// Texts of the blocks on other pages, for articles that begin on this one.
    pub continued: BlockTexts,
}

/// Bytes of a page or block besides its texts.
pub(crate) const OVERHEAD: usize = 64;

/// Texts of blocks by page and id.
pub(crate) type BlockTexts = BTreeMap<(usize, String), String>;

impl Zone {
    /// The page on which the article begins.
    pub(crate) fn first_page(&self) -> Option<usize> {
        self.blocks.first().map(|block| block.page)
    }
}

impl Issue {
    /// Finds a page by its path from the folder of the METS file. Also returns what its path in the
    /// issue has before that.
    pub(crate) fn find_page(&self, relative: &str) -> Option<(usize, &str)> {
        self.pages.iter().enumerate().find_map(|(index, page)| {
            let before = page.path.strip_suffix(relative)?;
            (before.is_empty() || before.ends_with('/')).then_some((index, before))
        })
    }

    /// About the memory it takes, in bytes.
    pub(crate) fn size(&self) -> usize {
        let pages = self.pages.iter().map(|page| page.path.len() + page.label.len() + OVERHEAD);
        let blocks = self.articles.iter().flat_map(|zone| &zone.blocks);
        let blocks = blocks.map(|block| block.id.len() + OVERHEAD);
        let labels = self.articles.iter().map(|zone| zone.label.len() + 2 * OVERHEAD);
        pages.chain(blocks).chain(labels).sum()
    }

    /// The blocks on other pages of the articles that begin on this one.
    pub(crate) fn blocks_elsewhere(&self, page: usize) -> BTreeMap<usize, BTreeSet<&str>> {
        let mut wanted: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        let zones = self.articles.iter().filter(|zone| zone.first_page() == Some(page));
        for block in zones.flat_map(|zone| &zone.blocks).filter(|block| block.page != page) {
            wanted.entry(block.page).or_default().insert(&block.id);
        }
        wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_by_its_path_and_not_by_a_part_of_a_name() {
        let page = |path: &str| IssuePage { path: path.into(), label: String::new() };
        let issue = Issue {
            pages: vec![page("text/0001.xml"), page("scan/text/0002.xml")],
            ..Issue::default()
        };
        assert_eq!(issue.find_page("text/0001.xml"), Some((0, "")));
        assert_eq!(issue.find_page("0001.xml"), Some((0, "text/")));
        assert_eq!(issue.find_page("text/0002.xml"), Some((1, "scan/")));
        assert_eq!(issue.find_page("1.xml"), None);
        assert_eq!(issue.find_page("old/0001.xml"), None);
    }
}
