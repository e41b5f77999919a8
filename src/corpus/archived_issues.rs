//! Issues of digitised newspapers inside an archive file. Its members come one after the other, and a
//! page may come before the METS file that describes it, so that the archive is gone through once more
//! before its first page is read.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::issues::IssueSettings;
use crate::read::container::{self, Extracted, MemberFilter, MemberLocation};
use crate::read::format::alto;
use crate::read::format::alto::mets;
use crate::read::issue::{BlockTexts, Issue, PageOfIssue};
use crate::read::source::{Flow, Source};

/// Most folders between a METS file and its pages.
const LEVELS: usize = 2;

/// Most bytes of issues, and of texts that go on to another page, that are kept for one archive.
const MOST_BYTES: usize = 64 << 20;

/// Bytes of one block of an issue, besides its id.
const BLOCK: usize = 64;

/// The issues of an archive.
#[derive(Debug, Default)]
pub(super) struct ArchivedIssues {
    issues: Vec<ArchivedIssue>,
    /// Bytes of the issues and texts so far.
    bytes: usize,
}

/// An issue with the folder of its METS file in the archive, which ends with a slash.
#[derive(Debug)]
struct ArchivedIssue {
    folder: String,
    issue: Arc<Issue>,
    /// Texts of blocks that continue an article from an earlier page.
    continued: BlockTexts,
}

impl ArchivedIssues {
    /// Goes through an archive and collects its issues.
    pub(super) fn collect(
        path: &Path,
        settings: IssueSettings<'_>,
        filter: &MemberFilter<'_>,
    ) -> Self {
        let mut found = Self::default();
        each_source(path, settings, filter, &mut |source, location| {
            if mets::is_mets(source.head()) {
                found.add(source, location);
            }
        });
        found.issues.sort_by(|a, b| a.folder.cmp(&b.folder));
        let goes_on = |it: &ArchivedIssue| {
            (0..it.issue.pages.len()).any(|page| !it.issue.blocks_elsewhere(page).is_empty())
        };
        if found.issues.iter().any(goes_on) {
            each_source(path, settings, filter, &mut |source, location| {
                found.add_texts(source, location);
            });
        }
        found
    }

    fn add(&mut self, source: &mut Source<'_>, location: &MemberLocation) {
        let Some(issue) = mets::read_issue(source) else { return };
        let blocks = issue.articles.iter().flat_map(|zone| &zone.blocks);
        let bytes: usize = blocks.map(|block| block.id.len() + BLOCK).sum();
        if self.bytes + bytes <= MOST_BYTES {
            self.bytes += bytes;
            let folder = folder_of(&location.inner_path).to_owned();
            let (issue, continued) = (Arc::new(issue), BlockTexts::new());
            self.issues.push(ArchivedIssue { folder, issue, continued });
        }
    }

    /// Keeps the texts of a page that continue articles of earlier pages.
    fn add_texts(&mut self, source: &mut Source<'_>, location: &MemberLocation) {
        let Some((at, page)) = self.find(&location.inner_path) else { return };
        let Some(found) = self.issues.get_mut(at) else { return };
        let ids = continuing_ids(&found.issue, page);
        if ids.is_empty() {
            return;
        }
        let Ok(text) = source.read_text(None) else { return };
        for (id, text) in alto::block_texts(&text, &ids) {
            self.bytes += text.len() + id.len() + BLOCK;
            if self.bytes > MOST_BYTES {
                return;
            }
            found.continued.insert((page, id), text);
        }
    }

    /// The issue of a page by its path in the archive.
    pub(super) fn of_page(&self, inner_path: &str) -> Option<PageOfIssue> {
        let (at, page) = self.find(inner_path)?;
        let ArchivedIssue { issue, continued, .. } = self.issues.get(at)?;
        let wanted = issue.blocks_elsewhere(page);
        let is_wanted = |(page, id): &(usize, String)| {
            wanted.get(page).is_some_and(|ids| ids.contains(id.as_str()))
        };
        let continued = continued.iter().filter(|(block, _)| is_wanted(block));
        let continued = continued.map(|(block, text)| (block.clone(), text.clone())).collect();
        Some(PageOfIssue { issue: Arc::clone(issue), page, continued })
    }

    /// The number of the nearest issue that names a page, and the number of the page in it.
    fn find(&self, inner_path: &str) -> Option<(usize, usize)> {
        let mut folder = folder_of(inner_path);
        for _ in 0..=LEVELS {
            let from = self.issues.partition_point(|it| it.folder.as_str() < folder);
            let issues = self.issues.iter().enumerate().skip(from);
            let mut issues = issues.take_while(|(_, it)| it.folder == folder);
            let within = inner_path.strip_prefix(folder)?;
            let found = issues.find_map(|(at, it)| Some((at, it.issue.find_page(within)?.0)));
            if found.is_some() {
                return found;
            }
            folder = folder_of(folder.strip_suffix('/')?);
        }
        None
    }
}

/// The path of a folder with its slash.
fn folder_of(path: &str) -> &str {
    path.rfind('/').and_then(|slash| path.get(..=slash)).unwrap_or_default()
}

/// The ids of the blocks of a page that continue an article of another.
fn continuing_ids(issue: &Issue, page: usize) -> BTreeSet<&str> {
    let zones = issue.articles.iter().filter(|zone| zone.first_page() != Some(page));
    let blocks = zones.flat_map(|zone| &zone.blocks).filter(|block| block.page == page);
    blocks.map(|block| &*block.id).collect()
}

/// Visits everything in a file that may be METS or a page.
fn each_source(
    path: &Path,
    IssueSettings { timeout, memory, limits }: IssueSettings<'_>,
    filter: &MemberFilter<'_>,
    visit: &mut dyn FnMut(&mut Source<'_>, &MemberLocation),
) {
    let Ok(mut file) = container::open(path, timeout) else { return };
    file.read(limits, filter, &mut |found| {
        if let Extracted::Source(mut source, location) = found
            && super::issues::is_xml(source.name())
        {
            source.set_memory(memory);
            visit(&mut source, location);
        }
        Flow::Continue(())
    });
}
