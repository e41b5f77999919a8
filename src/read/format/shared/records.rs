//! Reading loops that formats share: many records cut out of one stream, and one XML document.

use super::xml;
use super::xml::Element;
use crate::article::{Article, Rejected};
use crate::read::format::form::EmitArticle;
use crate::read::source::{FindEnd, Flow, Source};

/// Reads a source record by record and hands every article or rejection to `emit`.
///
/// `find_end` finds where the next record ends. `parse` turns its text into an article, and returns
/// nothing for text between records that is not a record.
pub(crate) fn read_records(
    source: &mut Source<'_>,
    find_end: &mut FindEnd<'_>,
    parse: impl Fn(&str) -> Option<Result<Article, Rejected>>,
    emit: &mut EmitArticle<'_>,
) -> Flow {
    while let Some(record) = source.next_record(find_end) {
        match record.map(|text| parse(&text)) {
            Ok(Some(parsed)) => emit(parsed)?,
            Ok(None) => {}
            Err(rejected) => emit(Err(rejected))?,
        }
    }
    Flow::Continue(())
}

/// Parses a source as one XML document and passes its root to `read`, or hands the rejection of a
/// document that cannot be parsed to `emit`.
pub(crate) fn read_xml(
    source: &mut Source<'_>,
    read: fn(&Element<'_>, &mut EmitArticle<'_>) -> Flow,
    emit: &mut EmitArticle<'_>,
) -> Flow {
    match xml::read_text(source) {
        Ok(text) => match xml::parse(&text) {
            Ok(root) => read(&root, emit),
            Err(rejected) => emit(Err(rejected)),
        },
        Err(rejected) => emit(Err(rejected)),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::read::format::form::{Format, Options};
    use crate::read::source::line_end;

    /// Reads every record of a text with one format.
    pub(crate) fn read_all(
        format: &Format,
        name: &str,
        text: &str,
    ) -> Vec<Result<Article, Rejected>> {
        let mut records = Vec::new();
        let mut source = Source::new(name, text.as_bytes());
        let flow = (format.read)(&mut source, &Options::default(), &mut |record| {
            records.push(record);
            Flow::Continue(())
        });
        assert_eq!(flow, Flow::Continue(()));
        records
    }

    /// Reads up to three lines as records and returns the title of each, or the reason of its
    /// rejection.
    fn titles(text: &str) -> Vec<Result<String, String>> {
        let mut titles = Vec::new();
        let parse = |line: &str| match line.trim() {
            "" => None,
            "bad" => Some(Err(Rejected::new("bad line"))),
            title => Some(Ok(Article { title: title.to_owned(), ..Article::default() })),
        };
        let mut source = Source::new("a", text.as_bytes());
        let flow = read_records(&mut source, &mut line_end, parse, &mut |record| {
            titles.push(record.map(|article| article.title).map_err(|rejected| rejected.reason));
            if titles.len() == 3 { Flow::Break(()) } else { Flow::Continue(()) }
        });
        assert_eq!(flow.is_break(), titles.len() == 3);
        titles
    }

    #[test]
    fn a_rejected_record_does_not_end_the_source() {
        assert_eq!(
            titles("one\n\nbad\ntwo\nthree\n"),
            [Ok("one".to_owned()), Err("bad line".to_owned()), Ok("two".to_owned())]
        );
        assert_eq!(titles("one\ntwo"), [Ok("one".to_owned()), Ok("two".to_owned())]);
        assert_eq!(titles(""), []);
    }
}
