//! JSON: one object per line, or a document of one object, a sequence of objects or a list of
//! objects.

use serde_json::Value;

use crate::article::Rejected;
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::records::date_order::FieldOrders;
use crate::read::format::records::repeated;
use crate::read::format::shared::fields::FieldMap;
use crate::read::format::shared::record;
use crate::read::format::shared::record::RecordFields;
use crate::read::format::wire::ninjs;
use crate::read::source;
use crate::read::source::{FindEnd, Flow, Source};

/// One object per line: a faulty line is one rejection, and the next line is read.
pub(crate) const LINES: Format = Format { name: "jsonl", recognises: is_lines, read: read_lines };

/// A document. Objects are cut out of the stream one by one, so a list may exceed memory.
pub(crate) const FORMAT: Format =
    Format { name: "json", recognises: is_document, read: read_document };

/// Levels of an answer that are searched for articles: `{"response": {"docs": [..]}}`.
const MAX_DEPTH: usize = 4;

fn is_lines(name: &str, head: &[u8]) -> bool {
    match extension(name).as_str() {
        "jsonl" | "ndjson" | "jsonlines" => true,
        "json" | "txt" | "" => has_object_lines(head),
        _ => false,
    }
}

/// Reports whether the first line is an object and a second object begins after it.
fn has_object_lines(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let first =
        lines.next().is_some_and(|line| serde_json::from_slice::<RecordFields>(line).is_ok());
    first && lines.next().is_some_and(|line| line.trim_ascii_start().starts_with(b"{"))
}

fn is_document(name: &str, head: &[u8]) -> bool {
    let opening = head.trim_ascii_start();
    let inner = opening.strip_prefix(b"[").unwrap_or(opening).trim_ascii_start();
    let is_object =
        inner.strip_prefix(b"{").is_some_and(|fields| fields.trim_ascii_start().starts_with(b"\""));
    match extension(name).as_str() {
        "json" => true,
        "txt" | "" => is_object,
        _ => false,
    }
}

/// Returns the file extension of a name in lower case.
fn extension(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
}

fn read_lines(source: &mut Source<'_>, options: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    repeated::read(source, options, emit, read_each_line)
}

fn read_document(source: &mut Source<'_>, options: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    repeated::read(source, options, emit, read_each_object)
}

fn read_each_line(source: &mut Source<'_>, options: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    read_pieces(
        source,
        "line",
        &mut source::line_end,
        &options.fields,
        emit,
        |text, fields, emit| read_line(text, fields, &options.fields, emit),
    )
}

fn read_each_object(
    source: &mut Source<'_>,
    options: &Options,
    emit: &mut EmitArticle<'_>,
) -> Flow {
    let mut scanner = ObjectScanner::default();
    let mut find_end = |bytes: &[u8], searched: usize| scanner.find_end(bytes, searched);
    read_pieces(source, "object", &mut find_end, &options.fields, emit, |text, fields, emit| {
        read_object(text, fields, &options.fields, emit)
    })
}

/// Cuts a stream into pieces, parses each as a JSON object, and passes its text and fields to
/// `read`. `unit` names a piece in the reason of a rejection: "line 3 is not JSON".
fn read_pieces(
    source: &mut Source<'_>,
    unit: &str,
    find_end: &mut FindEnd<'_>,
    map: &FieldMap,
    emit: &mut EmitArticle<'_>,
    read: impl Fn(&str, &RecordFields, &mut EmitArticle<'_>) -> Flow,
) -> Flow {
    let mut number = 0;
    let orders = FieldOrders::from_head(source.head(), map);
    while let Some(text) = source.next_record(find_end) {
        number += 1;
        let text = match text {
            Ok(text) => text,
            Err(rejected) => {
                emit(Err(rejected))?;
                continue;
            }
        };
        match parse(&text) {
            Ok(None) => {}
            Ok(Some(fields)) => {
                let rewritten = orders.rewrite(&fields);
                read(&text, rewritten.as_ref().unwrap_or(&fields), emit)?
            }
            Err(error) => {
                emit(Err(Rejected::new(format!("{unit} {number} is not JSON: {error}"))))?
            }
        }
    }
    Flow::Continue(())
}

/// Parses a piece of a stream; returns nothing for white space and punctuation between objects.
fn parse(text: &str) -> Result<Option<RecordFields>, String> {
    match strip_punctuation(text) {
        "" => Ok(None),
        object => serde_json::from_str(object).map(Some).map_err(|error| message(&error)),
    }
}

/// Cuts off the white space and punctuation that separate an object from its neighbours in a list.
fn strip_punctuation(text: &str) -> &str {
    text.trim().trim_start_matches(['[', ',', ']', ' ', '\n', '\r', '\t'])
}

/// Returns the message of an error with its column. The line is left out because `unit` counts
/// lines.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    let reason = text.strip_suffix(&position).unwrap_or(&text);
    format!("{reason} at column {}", error.column())
}

/// Reads a line: one article, or an answer that wraps ninjs items.
fn read_line(
    text: &str,
    fields: &RecordFields,
    map: &FieldMap,
    emit: &mut EmitArticle<'_>,
) -> Flow {
    match &ninjs::items(fields)[..] {
        [] => emit(record::article(text, fields, map)),
        items => read_items(text, items, emit),
    }
}

/// Reads ninjs items. A single item takes the text of the object as its record; of several, each
/// takes its JSON.
fn read_items(text: &str, items: &[&RecordFields], emit: &mut EmitArticle<'_>) -> Flow {
    match items {
        [item] => emit(ninjs::article(strip_punctuation(text), item)),
        items => items.iter().try_for_each(|item| {
            emit(ninjs::article(&Value::Object((*item).clone()).to_string(), item))
        }),
    }
}

/// Reads an object: an article, or an answer that wraps articles.
fn read_object(
    text: &str,
    fields: &RecordFields,
    map: &FieldMap,
    emit: &mut EmitArticle<'_>,
) -> Flow {
    if fields.contains_key("$schema") && fields.contains_key("$id") {
        return emit(Err(Rejected::new("JSON schema: it describes records and is not an article")));
    }
    let items = ninjs::items(fields);
    if !items.is_empty() {
        return read_items(text, &items, emit);
    }
    if record::is_article(fields, map) {
        return emit(record::article(strip_punctuation(text), fields, map));
    }
    let mut articles = Vec::new();
    fields.values().for_each(|value| find_articles(value, map, MAX_DEPTH, &mut articles));
    if articles.is_empty() {
        return emit(record::article(strip_punctuation(text), fields, map));
    }
    articles.into_iter().try_for_each(|fields| {
        emit(record::article(&Value::Object(fields.clone()).to_string(), fields, map))
    })
}

/// Collects the articles inside a value, in document order.
fn find_articles<'v>(
    value: &'v Value,
    map: &FieldMap,
    depth: usize,
    found: &mut Vec<&'v RecordFields>,
) {
    match value {
        Value::Object(fields) if record::is_article(fields, map) => found.push(fields),
        Value::Object(fields) if depth > 0 => {
            fields.values().for_each(|value| find_articles(value, map, depth - 1, found))
        }
        Value::Array(items) if depth > 0 => {
            items.iter().for_each(|item| find_articles(item, map, depth - 1, found))
        }
        _ => {}
    }
}

/// Tracks the braces of a stream to find where each object ends. Every object ends in the state the
/// scanner begins with.
#[derive(Default)]
struct ObjectScanner {
    depth: usize,
    in_string: bool,
    is_escaped: bool,
}

impl ObjectScanner {
    /// Returns the length of the object that begins in these bytes; those before `searched` were
    /// scanned by earlier calls.
    fn find_end(&mut self, bytes: &[u8], searched: usize) -> Option<usize> {
        let new = bytes.get(searched..)?;
        new.iter().position(|byte| self.closes_object(*byte)).map(|at| searched + at + 1)
    }

    /// Scans a byte and reports whether it closes the object.
    fn closes_object(&mut self, byte: u8) -> bool {
        match (byte, self.in_string) {
            _ if self.is_escaped => self.is_escaped = false,
            (b'\\', true) => self.is_escaped = true,
            (b'"', _) => self.in_string = !self.in_string && self.depth > 0,
            (b'{', false) => self.depth += 1,
            (b'}', false) => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: &Format, text: &str) -> Vec<Result<String, String>> {
        let mut records = Vec::new();
        let flow = (format.read)(
            &mut Source::new("a", text.as_bytes()),
            &Options::default(),
            &mut |record| {
                records
                    .push(record.map(|article| article.title).map_err(|rejected| rejected.reason));
                Flow::Continue(())
            },
        );
        assert!(flow.is_continue());
        records
    }

    fn titles(names: &[&str]) -> Vec<Result<String, String>> {
        names.iter().map(|name| Ok((*name).to_owned())).collect()
    }

    #[test]
    fn a_faulty_line_does_not_end_the_file() {
        let records = read(&LINES, "{\"title\":\"a\"}\n\n{\"title\":\n{\"title\":\"b\"}\n");
        let reason = "line 3 is not JSON: EOF while parsing a value at column 9";
        assert_eq!(records, [Ok("a".into()), Err(reason.into()), Ok("b".into())]);
    }

    #[test]
    fn objects_are_found_in_every_kind_of_document() {
        for text in [
            r#"[{"title":"a"}, {"title":"b"}]"#,
            "{\"title\":\"a\"}\n{\"title\":\"b\"}",
            r#"{"status":"ok","articles":[{"title":"a"},{"title":"b"}]}"#,
            r#"{"response":{"docs":[{"_source":{"title":"a"}},{"_source":{"title":"b"}}]}}"#,
        ] {
            assert_eq!(read(&FORMAT, text), titles(&["a", "b"]), "{text}");
        }
    }

    #[test]
    fn ninjs_items_are_found_in_every_kind_of_document() {
        let item =
            r#"{"uri":"u:1","headline":"a","versioncreated":"2018-05-03","pubstatus":"usable"}"#;
        let other = item.replace("\"a\"", "\"b\"");
        assert_eq!(read(&LINES, &format!("{item}\n{other}\n")), titles(&["a", "b"]));
        for text in [
            format!("[{item},{other}]"),
            format!(r#"{{"name":"x","data":{{"items":[{{"item":{item}}},{{"item":{other}}}]}}}}"#),
        ] {
            assert_eq!(read(&FORMAT, &text), titles(&["a", "b"]), "{text}");
        }
        assert_eq!(
            read(&FORMAT, r#"{"$schema":"s","$id":"i","title":"t"}"#)
                .iter()
                .filter(|record| record.is_ok())
                .count(),
            0
        );
    }

    #[test]
    fn braces_in_strings_are_text() {
        assert_eq!(
            read(&FORMAT, r#"[{"title":"a } \" { b","x":{"y":1}}]"#),
            titles(&["a } \" { b"])
        );
    }

    #[test]
    fn the_position_of_a_fault_is_reported() {
        assert_eq!(
            read(&FORMAT, "nothing"),
            [Err("object 1 is not JSON: expected ident at column 2".into())]
        );
        assert_eq!(read(&FORMAT, r#"[{"title":"a"},{"title":"#).len(), 2);
    }

    #[test]
    fn nested_articles_have_their_own_fingerprints() {
        let mut fingerprints = Vec::new();
        let mut source = Source::new("a", &br#"{"articles":[{"title":"a"},{"title":"b"}]}"#[..]);
        let flow = read_document(&mut source, &Options::default(), &mut |record| {
            fingerprints.extend(record.map(|article| article.fingerprint));
            Flow::Continue(())
        });
        assert!(
            flow.is_continue()
                && fingerprints.len() == 2
                && fingerprints.first() != fingerprints.last()
        );
    }
}
