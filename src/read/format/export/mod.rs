//! Exports of the newspaper databases: many articles in one text, told by labels and separators. What was saved as HTML,
//! RTF or a word processor's document holds the same text, so its reader asks here first.

mod factiva;
mod layout;
mod nexis;
mod proquest;
mod record;
mod terms;

use std::borrow::Cow;

use super::form::{Format, Options, Take};
use crate::article::Rejected;
use crate::read::source::{Flow, Source};
use layout::{Border, Layout};

/// Nexis, in its layouts before and after 2017.
pub const NEXIS: Format = Format {
    name: "nexis",
    recognises: |name, head| recognises(&nexis::LAYOUT, name, head),
    read: |source, _: &Options, take| read(&nexis::LAYOUT, source, take),
};

/// Factiva, with field codes and without.
pub const FACTIVA: Format = Format {
    name: "factiva",
    recognises: |name, head| recognises(&factiva::LAYOUT, name, head),
    read: |source, _: &Options, take| read(&factiva::LAYOUT, source, take),
};

/// ProQuest.
pub const PROQUEST: Format = Format {
    name: "proquest",
    recognises: |name, head| recognises(&proquest::LAYOUT, name, head),
    read: |source, _: &Options, take| read(&proquest::LAYOUT, source, take),
};

const LAYOUTS: [&Layout; 3] = [&nexis::LAYOUT, &factiva::LAYOUT, &proquest::LAYOUT];

/// How much of a text shows what it is.
const HEAD: usize = 64 * 1024;

/// Reads a text taken out of a document, where it is an export.
pub fn read_text(text: &str, take: &mut Take<'_>) -> Option<Flow> {
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or(text);
    let lines: Vec<&str> = head.lines().collect();
    let layout = LAYOUTS.iter().find(|layout| (layout.recognises)(&lines))?;
    Some(read(layout, &mut Source::new("", text.as_bytes()), take))
}

/// Whether markup may hold an export: cheap to ask of every page.
pub fn may_be_in(markup: &str) -> bool {
    const SIGNS: [&str; 8] = [
        " DOCUMENTS",
        " DOKUMENTE",
        "LOAD-DATE",
        "Load-Date",
        "Document URL",
        "ProQuest",
        "factiva",
        "Factiva",
    ];
    SIGNS.iter().any(|sign| memchr::memmem::find(markup.as_bytes(), sign.as_bytes()).is_some())
}

fn recognises(layout: &Layout, name: &str, head: &[u8]) -> bool {
    const OTHERS: [&str; 9] =
        [".html", ".htm", ".xml", ".json", ".jsonl", ".csv", ".eml", ".mbox", ".md"];
    let name = name.to_ascii_lowercase();
    let markup =
        head.trim_ascii_start().starts_with(b"<") || head.starts_with(b"{") || head.contains(&0);
    if markup || OTHERS.iter().any(|ending| name.ends_with(ending)) {
        return false;
    }
    let text = String::from_utf8_lossy(head);
    (layout.recognises)(&text.lines().collect::<Vec<_>>())
}

fn read(layout: &Layout, source: &mut Source<'_>, take: &mut Take<'_>) -> Flow {
    if let Some(rejected) = source.nothing() {
        return take(Err(rejected));
    }
    let mut borders = Borders::new(layout);
    while let Some(record) = source.record(&mut |bytes, searched| borders.end(bytes, searched)) {
        borders = Borders::new(layout);
        match record.map(|text| article(layout, &text)) {
            Ok(Some(record)) => take(record)?,
            Ok(None) => {}
            Err(rejected) => take(Err(rejected))?,
        }
    }
    Flow::Continue(())
}

/// The article in a record; none in what stands between records.
fn article(layout: &Layout, record: &str) -> Option<Result<crate::article::Article, Rejected>> {
    // Databases feed forms as printers did; a page's end parts no words.
    let record: Cow<'_, str> =
        if record.contains('\u{c}') { record.replace('\u{c}', "\n").into() } else { record.into() };
    Some((layout.said)(&record)?.article(&record))
}

/// The search for the end of one record, line by line.
struct Borders<'l> {
    layout: &'l Layout,
    /// How far its lines have been seen.
    seen: usize,
    /// Whether a line told its end.
    ended: bool,
    /// Whether anything stands in it yet.
    filled: bool,
}

impl<'l> Borders<'l> {
    fn new(layout: &'l Layout) -> Self {
        Self { layout, seen: 0, ended: false, filled: false }
    }

    /// The length of the record, where its end is in these bytes.
    fn end(&mut self, bytes: &[u8], searched: usize) -> Option<usize> {
        self.seen = self.seen.min(searched);
        while let Some(len) = memchr::memchr(b'\n', bytes.get(self.seen..)?) {
            let start = self.seen;
            self.seen = start + len + 1;
            let line = bytes.get(start..start + len).unwrap_or_default();
            match self.border(line) {
                Border::Opens if self.filled => return Some(start),
                Border::Closes => return Some(self.seen),
                Border::Ends => self.ended = true,
                Border::Opens | Border::Inside => {}
            }
            self.filled |= !line.trim_ascii().is_empty();
        }
        None
    }

    /// What a line says; borders are short.
    fn border(&self, line: &[u8]) -> Border {
        const LONGEST: usize = 2_000;
        let line = line.get(..LONGEST).unwrap_or(line);
        (self.layout.border)(&String::from_utf8_lossy(line), self.ended)
    }
}
