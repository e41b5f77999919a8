//! JSON: one object a line, or a document of one object, of many in sequence, or of a list of them.

use std::borrow::Cow;

use serde_json::Value;

use crate::article::Rejected;
use crate::read::format::form::{Format, Options, Take};
use crate::read::format::shared::fields::FieldMap;
use crate::read::format::shared::record;
use crate::read::format::shared::record::Fields;
use crate::read::format::wire::ninjs;
use crate::read::source::{Flow, Source};

/// One object a line: a faulty line is one rejection, and the next line is read.
pub const LINES: Format = Format { name: "jsonl", recognises: is_lines, read: read_lines };

/// A document. Objects are cut out of the stream one by one, so a list may be longer than memory.
pub const FORMAT: Format = Format { name: "json", recognises: is_document, read: read_document };

/// How deep articles may lie inside the objects of an answer: `{"response": {"docs": [..]}}`.
const DEPTH: usize = 4;

fn is_lines(name: &str, head: &[u8]) -> bool {
    match extension(name).as_str() {
        "jsonl" | "ndjson" | "jsonlines" => true,
        "json" | "txt" | "" => has_object_lines(head),
        _ => false,
    }
}

/// Whether the first line is an object and another begins after it.
fn has_object_lines(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let first = lines.next().is_some_and(|line| serde_json::from_slice::<Fields>(line).is_ok());
    first && lines.next().is_some_and(|line| line.trim_ascii_start().starts_with(b"{"))
}

fn is_document(name: &str, head: &[u8]) -> bool {
    let opening = head.trim_ascii_start();
    let inner = opening.strip_prefix(b"[").unwrap_or(opening).trim_ascii_start();
    let object =
        inner.strip_prefix(b"{").is_some_and(|fields| fields.trim_ascii_start().starts_with(b"\""));
    match extension(name).as_str() {
        "json" => true,
        "txt" | "" => object,
        _ => false,
    }
}

/// The ending of a name in lower case.
fn extension(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
}

fn read_lines(source: &mut Source<'_>, options: &Options, take: &mut Take<'_>) -> Flow {
    let mut number = 0;
    while let Some(line) = source.line() {
        number += 1;
        match line.map(|line| parse(line, |fault| format!("line {number} is not JSON: {fault}"))) {
            Ok(Parsed::Blank) => {}
            Ok(Parsed::Object(text, fields)) => read_line(&text, &fields, &options.fields, take)?,
            Ok(Parsed::Faulty(rejected)) | Err(rejected) => take(Err(rejected))?,
        }
    }
    Flow::Continue(())
}

fn read_document(source: &mut Source<'_>, options: &Options, take: &mut Take<'_>) -> Flow {
    let mut number = 0;
    loop {
        let mut object = Object::default();
        let Some(text) = source.record(&mut |bytes, from| object.ends(bytes, from)) else { break };
        number += 1;
        match text.map(|text| parse(text, |fault| format!("object {number} is not JSON: {fault}")))
        {
            Ok(Parsed::Blank) => {}
            Ok(Parsed::Object(text, fields)) => read_object(&text, &fields, &options.fields, take)?,
            Ok(Parsed::Faulty(rejected)) | Err(rejected) => take(Err(rejected))?,
        }
    }
    Flow::Continue(())
}

/// A piece of the stream, parsed.
enum Parsed<'t> {
    /// Nothing but white space and the punctuation between objects.
    Blank,
    /// An object and its text.
    Object(Cow<'t, str>, Fields),
    /// What could not be parsed.
    Faulty(Rejected),
}

fn parse(text: Cow<'_, str>, reason: impl Fn(&str) -> String) -> Parsed<'_> {
    let trimmed = trim(&text);
    if trimmed.is_empty() {
        return Parsed::Blank;
    }
    match serde_json::from_str(trimmed) {
        Ok(fields) => Parsed::Object(text, fields),
        Err(fault) => Parsed::Faulty(Rejected::new(reason(&in_words(&fault)))),
    }
}

/// A text without what parts it from its neighbours in a list.
fn trim(text: &str) -> &str {
    text.trim().trim_start_matches(['[', ',', ']', ' ', '\n', '\r', '\t'])
}

/// A fault of a one-line text needs no line.
fn in_words(fault: &serde_json::Error) -> String {
    let text = fault.to_string();
    let place = format!(" at line {} column {}", fault.line(), fault.column());
    let what = text.strip_suffix(&place).unwrap_or(&text);
    format!("{what} at column {}", fault.column())
}

/// A line is one article, unless it is an answer that wraps items of news.
fn read_line(text: &str, fields: &Fields, map: &FieldMap, take: &mut Take<'_>) -> Flow {
    match &ninjs::items(fields)[..] {
        [] => take(record::article(text, fields, map)),
        items => read_items(text, items, take),
    }
}

/// Items of news. One that is the whole object has its text; one inside it has its own.
fn read_items(text: &str, items: &[&Fields], take: &mut Take<'_>) -> Flow {
    match items {
        [item] => take(ninjs::article(trim(text), item)),
        items => items.iter().try_for_each(|item| {
            take(ninjs::article(&Value::Object((*item).clone()).to_string(), item))
        }),
    }
}

/// An object is an article, or wraps articles.
fn read_object(text: &str, fields: &Fields, map: &FieldMap, take: &mut Take<'_>) -> Flow {
    if fields.contains_key("$schema") && fields.contains_key("$id") {
        return take(Err(Rejected::new(
            "JSON schema: it says what records look like, and is no article",
        )));
    }
    let items = ninjs::items(fields);
    if !items.is_empty() {
        return read_items(text, &items, take);
    }
    if record::is_article(fields, map) {
        return take(record::article(trim(text), fields, map));
    }
    let mut inside = Vec::new();
    fields.values().for_each(|value| find_articles(value, map, DEPTH, &mut inside));
    if inside.is_empty() {
        return take(record::article(trim(text), fields, map));
    }
    inside.into_iter().try_for_each(|fields| {
        take(record::article(&Value::Object(fields.clone()).to_string(), fields, map))
    })
}

/// The articles inside a value, in their order.
fn find_articles<'v>(value: &'v Value, map: &FieldMap, depth: usize, found: &mut Vec<&'v Fields>) {
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

/// Follows the braces of a stream to where its next object ends.
#[derive(Default)]
struct Object {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Object {
    /// The length of the object that opens in these bytes, of which those before `from` were seen before.
    fn ends(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        let new = bytes.get(from..)?;
        new.iter().position(|byte| self.closes(*byte)).map(|at| from + at + 1)
    }

    /// Whether this byte closes the object.
    fn closes(&mut self, byte: u8) -> bool {
        match (byte, self.in_string) {
            _ if self.escaped => self.escaped = false,
            (b'\\', true) => self.escaped = true,
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
        let mut seen = Vec::new();
        let flow = (format.read)(
            &mut Source::new("a", text.as_bytes()),
            &Options::default(),
            &mut |record| {
                seen.push(record.map(|article| article.title).map_err(|rejected| rejected.reason));
                Flow::Continue(())
            },
        );
        assert!(flow.is_continue());
        seen
    }

    fn titles(names: &[&str]) -> Vec<Result<String, String>> {
        names.iter().map(|name| Ok((*name).to_owned())).collect()
    }

    #[test]
    fn a_faulty_line_spoils_nothing() {
        let got = read(&LINES, "{\"title\":\"a\"}\n\n{\"title\":\n{\"title\":\"b\"}\n");
        let reason = "line 3 is not JSON: EOF while parsing a value at column 9";
        assert_eq!(got, [Ok("a".into()), Err(reason.into()), Ok("b".into())]);
    }

    #[test]
    fn documents_come_in_four_shapes() {
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
    fn items_of_ninjs_are_read_as_such_in_every_shape() {
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
                .filter(|read| read.is_ok())
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
    fn what_is_no_json_says_where() {
        assert_eq!(
            read(&FORMAT, "nothing"),
            [Err("object 1 is not JSON: expected ident at column 2".into())]
        );
        assert_eq!(read(&FORMAT, r#"[{"title":"a"},{"title":"#).len(), 2);
    }

    #[test]
    fn nested_articles_have_their_own_fingerprints() {
        let mut seen = Vec::new();
        let mut source = Source::new("a", &br#"{"articles":[{"title":"a"},{"title":"b"}]}"#[..]);
        let flow = read_document(&mut source, &Options::default(), &mut |record| {
            seen.extend(record.map(|article| article.fingerprint));
            Flow::Continue(())
        });
        assert!(flow.is_continue() && seen.len() == 2 && seen.first() != seen.last());
    }
}
