//! Reads the text of a draft: plain text and Markdown as they are, so that offsets and line numbers are
//! those of the file; other formats by their readers.

use std::io::Cursor;
use std::path::Path;

use crate::article::{Article, Rejected};
use crate::error::{Error, Result};
use crate::read::container::{self, Extracted, Limits};
use crate::read::format;
use crate::read::format::Options;
use crate::read::record_memory::RecordMemory;
use crate::read::source::{Flow, Source};
use crate::read::timeout::ReadTimeout;

/// Formats whose text is read as it is.
const AS_IT_IS: [&str; 2] = ["text", "markdown"];

/// Reads the draft in a file.
///
/// # Errors
/// Fails when the file cannot be read or has no text.
pub(crate) fn read_file(path: &Path) -> Result<String> {
    let mut file = container::open(path, &ReadTimeout::default())?;
    let mut draft: Option<Result<String, Rejected>> = None;
    file.read(Limits::default(), &|_| None, &mut |found| {
        match found {
            Extracted::Source(mut source, _) => draft = Some(read(&mut source)),
            Extracted::Rejected(_, reason) => draft = Some(Err(Rejected::new(reason))),
            Extracted::Ignored(..) => return Flow::Continue(()),
        }
        Flow::Break(())
    });
    let draft = draft.unwrap_or_else(|| Err(Rejected::new("contains no text")));
    draft.map_err(|Rejected { reason }| no_text(&path.display().to_string(), &reason))
}

/// Reads the draft in some bytes, whose name or head tells the format.
///
/// # Errors
/// Fails when they have no text.
pub(crate) fn read_bytes(name: &str, bytes: &[u8]) -> Result<String> {
    let read = read(&mut Source::new(name, Cursor::new(bytes)));
    read.map_err(|Rejected { reason }| no_text(name, &reason))
}

fn no_text(name: &str, reason: &str) -> Error {
    Error::new(format!("cannot read the draft `{name}`: {reason}"))
        .user_error()
        .hint("a draft is a text, Markdown, DOCX or HTML file")
}

fn read(source: &mut Source<'_>) -> Result<String, Rejected> {
    if let Some(rejected) = source.reject_empty() {
        return Err(rejected);
    }
    source.set_memory(&RecordMemory::default());
    let found = format::sniff(source.name(), source.head());
    let Some(format) = found.filter(|format| !AS_IT_IS.contains(&format.name)) else {
        return match found {
            Some(_) => source.read_text(None),
            None => Err(Rejected::new(format::unsupported_reason(source.name(), source.head()))),
        };
    };
    let (mut text, mut rejected) = (String::new(), None);
    let _: Flow = (format.read)(source, &Options::default(), &mut |article| {
        match article {
            Ok(article) => add(&mut text, &article),
            Err(reason) => rejected = Some(reason),
        }
        Flow::Continue(())
    });
    match rejected {
        Some(rejected) if text.is_empty() => Err(rejected),
        _ if text.is_empty() => Err(Rejected::new("it has no text")),
        _ => Ok(text),
    }
}

/// Adds the texts of an article, each a paragraph.
fn add(text: &mut String, article: &Article) {
    for (_, slot) in article.slots().filter(|(_, slot)| !slot.trim().is_empty()) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(slot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_it_is_and_pages_by_their_reader() {
        let text = "# Flood\n\n“The river rose,” she said.\n";
        assert_eq!(read_bytes("draft.md", text.as_bytes()).expect("text"), text);
        assert_eq!(read_bytes("draft", text.as_bytes()).expect("text"), text);
        let page = "<html><head><title>Flood</title></head><body><article><h1>Flood</h1>\
                    <p>“The river rose all night and then it fell again,” she said to us.</p>\
                    </article></body></html>";
        let read = read_bytes("draft.html", page.as_bytes()).expect("text");
        assert!(read.contains("“The river rose all night") && !read.contains("<p>"), "{read}");
        let error = read_bytes("draft.txt", b"").expect_err("no text").to_string();
        assert!(error.contains("draft.txt"), "{error}");
        assert!(read_bytes("a.png", b"\x89PNG\r\n\x1a\n\0\0").is_err());
    }
}
