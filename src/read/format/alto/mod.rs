//! ALTO: pages of digitised newspapers, recognised by OCR word by word. A page takes its paper and day
//! from the METS file of its issue, and its articles where that file says which blocks they are made
//! of. An article is read with the page on which it begins. A page without articles is one article, as
//! on microfilm.

pub(crate) mod mets;
mod page;
mod zones;

use std::collections::BTreeSet;

use super::form::{EmitArticle, Format, Options};
use super::shared::finish;
use crate::read::issue::PageOfIssue;
use crate::read::source::{Flow, Source};
use page::Page;

/// One page per file, of ALTO versions 2 to 4.
pub(super) const FORMAT: Format = Format { name: "alto", recognises, read };

/// Returns whether files of a format are pages of issues.
pub(crate) fn reads_pages(format: &Format) -> bool {
    format.name == FORMAT.name
}

fn recognises(_: &str, head: &[u8]) -> bool {
    let start = head.get(..4096).unwrap_or(head);
    let contains = |bytes: &[u8]| memchr::memmem::find(start, bytes).is_some();
    start.trim_ascii_start().starts_with(b"<")
        && (contains(b"<alto") || contains(b":alto ") || contains(b":alto>"))
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    if let Some(rejected) = source.reject_empty() {
        return emit(Err(rejected));
    }
    let name = source.name().to_owned();
    let issue = source.take_issue();
    match source.read_text(None) {
        Ok(text) => read_page(&name, &text, issue.as_ref(), emit),
        Err(rejected) => emit(Err(rejected)),
    }
}

/// Reads the articles of a page: those that its issue names, and the rest of the page as one.
fn read_page(
    name: &str,
    text: &str,
    issue: Option<&PageOfIssue>,
    emit: &mut EmitArticle<'_>,
) -> Flow {
    let page = match Page::parse(name, text) {
        Ok(page) => page,
        Err(rejected) => return emit(Err(rejected)),
    };
    let Some(issue) = issue else { return emit(finish::finish(page.article(text))) };
    let (articles, rest) = zones::split(page, issue);
    let rest = rest.map(|page| page.article(text));
    let lent = articles.into_iter().chain(rest).map(|article| zones::lend(article, issue));
    lent.map(finish::finish).try_for_each(emit)
}

/// Returns the texts of these blocks of a page, by their ids.
pub(crate) fn block_texts(text: &str, ids: &BTreeSet<&str>) -> Vec<(String, String)> {
    let Ok(page) = Page::parse("", text) else { return Vec::new() };
    let texts = ids.iter().map(|id| ((*id).to_owned(), page.text_of(id)));
    texts.filter(|(_, text)| !text.is_empty()).collect()
}
