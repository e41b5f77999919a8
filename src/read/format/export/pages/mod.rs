//! Result pages of newspaper databases, saved from the browser. The structure of the page tells
//! what each part is, whatever the language of its labels.

mod europresse;
mod factiva;
mod integrum;
mod japanese;
mod lines;

use dom_query::Document;

use super::record::ExportRecord;
use crate::read::format::form::EmitArticle;
use crate::read::source::Flow;

/// Reader of the result pages of one database.
struct PageReader {
    /// Texts of which every such page holds one: a cheap test for every page.
    signatures: &'static [&'static str],
    /// Returns the records of a page, or none where it is another page.
    read: fn(&Document) -> Vec<ExportRecord>,
}

const READERS: [PageReader; 4] = [
    PageReader { signatures: &["DocPublicationName"], read: europresse::records },
    PageReader { signatures: &["id=\"hd\"", "id='hd'", "id=hd"], read: factiva::records },
    PageReader { signatures: &["朝刊", "夕刊"], read: japanese::records },
    PageReader { signatures: &["^ИС", "^\u{418}\u{421}"], read: integrum::records },
];

/// Reads a result page of a database; returns nothing for other pages.
pub(super) fn read(html: &str, emit: &mut EmitArticle<'_>) -> Option<Flow> {
    let is_held = |text: &&str| memchr::memmem::find(html.as_bytes(), text.as_bytes()).is_some();
    let mut readers =
        READERS.iter().filter(|reader| reader.signatures.iter().any(is_held)).peekable();
    readers.peek()?;
    let page = Document::from(html);
    let records = readers.map(|reader| (reader.read)(&page)).find(|records| !records.is_empty())?;
    Some(records.iter().try_for_each(|record| emit(record.article(&record.source_text()))))
}

#[cfg(test)]
mod tests {
    use crate::article::Article;
    use crate::read::source::Flow;

    /// Reads a page whose records are all articles.
    pub(super) fn read(html: &str) -> Vec<Article> {
        let mut articles = Vec::new();
        let flow = super::read(html, &mut |record| {
            articles.push(record.expect("an article"));
            Flow::Continue(())
        });
        assert_eq!(flow, Some(Flow::Continue(())));
        articles
    }

    #[test]
    fn other_pages_are_left_alone() {
        for html in ["<p>The 朝刊 of today</p>", "<p id=\"hd\">x</p>", "<p>^ИС: x</p>"] {
            assert_eq!(super::read(html, &mut |_| Flow::Continue(())), None, "{html}");
        }
    }
}
