//! Template of a format. To add a format, copy this file, adapt it, list its `FORMAT` in
//! [`FORMATS`](super::FORMATS), and add a sample to `TEXTS` in the tests beside that list.
//!
//! The format of this example has a head of `Key: value` lines, an empty line and the text. A line
//! of `%%` ends a record:
//!
//! ```text
//! Title: Flood in Beira
//! Date: 18 July 2016
//! By: Jane Doe
//!
//! The river rose.
//! %%
//! ```

use super::form::{EmitArticle, Format, Options};
use super::shared::{finish, records};
use crate::article::{Article, Rejected};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// One article per record.
pub(crate) const FORMAT: Format = Format { name: "template", recognises, read };

/// The line that ends a record.
const END: &[u8] = b"\n%%\n";

/// Recognises the format by bytes that no other format has. A file name alone is weak evidence.
fn recognises(_name: &str, head: &[u8]) -> bool {
    head.starts_with(b"Title: ") && memchr::memmem::find(head, END).is_some()
}

/// Cuts the source into records, so that memory holds one record at a time. A format with one
/// article per file calls `source.read_text` instead.
fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    if let Some(rejected) = source.reject_empty() {
        return emit(Err(rejected));
    }
    // `searched` bytes were searched before; the end may straddle them and the new ones.
    let mut find_end = |bytes: &[u8], searched: usize| {
        let from = searched.saturating_sub(END.len());
        memchr::memmem::find(bytes.get(from..)?, END).map(|at| from + at + END.len())
    };
    records::read_records(source, &mut find_end, parse, emit)
}

/// Parses one record. Text that is not a record, such as blank lines at the end, gives `None`.
fn parse(record: &str) -> Option<Result<Article, Rejected>> {
    let record = record.trim().trim_end_matches("%%").trim_end();
    if record.is_empty() {
        return None;
    }
    let Some((head, text)) = record.split_once("\n\n") else {
        return Some(Err(Rejected::new("record has no empty line after its head")));
    };
    // The fingerprint of the decoded record identifies an article that has no id.
    let mut article = Article::from_record(record);
    for line in head.lines() {
        match line.split_once(": ") {
            Some(("Title", title)) => article.title = clean::line(title),
            Some(("Date", date)) => finish::set_published(&mut article, [date.to_owned()]),
            Some(("By", byline)) => {
                article.authors = finish::authors(byline);
                article.byline = clean::line(byline);
            }
            _ => {}
        }
    }
    article.body = clean::paragraphs(text);
    // Splits off dateline, captions and credits, and rejects records without any text.
    Some(finish::finish(article))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "Title: Flood in Beira\nDate: 18 July 2016\nBy: Jane Doe\n\nThe river rose.\n%%\n\
                       Title: no text\n%%\nTitle: Rain\n\nIt rained.\n\nIt stopped.\n";

    fn read_all(text: &str) -> Vec<Result<Article, Rejected>> {
        let mut records = Vec::new();
        let mut source = Source::new("news.txt", text.as_bytes());
        let flow = (FORMAT.read)(&mut source, &Options::default(), &mut |record| {
            records.push(record);
            Flow::Continue(())
        });
        assert!(flow.is_continue());
        records
    }

    #[test]
    fn records_become_articles() {
        let records = read_all(TWO);
        let [Ok(flood), Err(rejected), Ok(rain)] = &records[..] else { panic!("{records:?}") };
        assert_eq!((&*flood.title, &*flood.body), ("Flood in Beira", "The river rose."));
        assert_eq!(flood.authors, ["Jane Doe"]);
        assert_eq!(
            flood.published.as_ref().map(|published| published.date.to_string()).as_deref(),
            Some("18 July 2016")
        );
        assert_eq!(rejected.reason, "record has no empty line after its head");
        assert_eq!((&*rain.title, &*rain.body), ("Rain", "It rained.\n\nIt stopped."));
    }

    #[test]
    fn only_this_format_is_recognised() {
        assert!((FORMAT.recognises)("news.txt", TWO.as_bytes()));
        assert!(!(FORMAT.recognises)("news.txt", b"Title: Flood\n\nThe river rose.\n"));
    }
}
