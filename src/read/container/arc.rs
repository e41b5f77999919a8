//! An ARC file: what crawlers kept before there was WARC. Every record is one line that says what it is, and what the
//! server sent.

use std::io::{self, BufRead, Read};

use super::form::Container;
use super::http;
use super::member_path;
use super::unpack::{Exactly, Unpacking};
use crate::read::source::{Flow, Source};

/// ARC.
pub const CONTAINER: Container =
    Container { name: "arc", recognises: |head| head.starts_with(b"filedesc://"), read };

/// The longest line a record opens with.
const LINE: u64 = 64 * 1024;

/// Words behind the address in the line a record opens with, by the version of the file.
const WORDS: [usize; 2] = [4, 9];

fn read(mut source: Source<'_>, unpacking: &mut Unpacking<'_>) -> Flow {
    let (mut version, mut lost) = (1, false);
    loop {
        let line = match opening(&mut source) {
            Ok(Some(line)) => line,
            Ok(None) => return Flow::Continue(()),
            Err(fault) => return unpacking.reject(format!("the rest cannot be read: {fault}")),
        };
        let Some(record) = Record::of(&line, version) else {
            let address = line.split(' ').next().filter(|word| word.contains("://"));
            if address.is_some() || !lost {
                let path = member_path::printable(address.unwrap_or("(no address)"));
                unpacking.refuse(&path, "a record that does not say how long it is")?;
            }
            lost = true;
            continue;
        };
        lost = false;
        let mut block = Exactly::new(&mut source, record.length);
        if record.address.starts_with("filedesc://") {
            version = written_as(&mut block);
        } else {
            page(&record, &mut block, unpacking)?;
        }
        if let Err(fault) = block.skip() {
            return unpacking.reject(format!("the rest cannot be read: {fault}"));
        }
    }
}

/// The next line that is not empty, or the beginning of it.
fn opening(source: &mut Source<'_>) -> io::Result<Option<String>> {
    loop {
        let mut line = Vec::new();
        if source.by_ref().take(LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if !line.trim_ascii().is_empty() {
            return Ok(Some(String::from_utf8_lossy(line.trim_ascii()).into_owned()));
        }
    }
}

/// The version that the first record says the file is of.
fn written_as(block: &mut Exactly<'_, Source<'_>>) -> usize {
    let sign = block.fill_buf().ok().and_then(|block| block.first().copied());
    if sign == Some(b'2') { 2 } else { 1 }
}

fn page(
    record: &Record<'_>,
    block: &mut Exactly<'_, Source<'_>>,
    unpacking: &mut Unpacking<'_>,
) -> Flow {
    if record.address.starts_with("dns:") {
        return Flow::Continue(());
    }
    if block.fill_buf().is_ok_and(|block| block.starts_with(b"HTTP/")) {
        return http::answer(record.address, block, unpacking);
    }
    http::resource(record.address, record.kind, block, unpacking)
}

/// The line a record opens with.
struct Record<'l> {
    address: &'l str,
    kind: &'l str,
    length: u64,
}

impl<'l> Record<'l> {
    /// Addresses may hold blanks, so words are counted from the end.
    fn of(line: &'l str, version: usize) -> Option<Self> {
        let words = WORDS.get(version.saturating_sub(1)).copied().unwrap_or(4);
        // The line that describes the file is of the first version in both.
        let words = if line.starts_with("filedesc://") { 4 } else { words };
        let mut parts = line.rsplitn(words + 1, ' ');
        let length = parts.next()?.parse().ok()?;
        let parts: Vec<&str> = parts.collect();
        let kind = parts.get(words.checked_sub(4)?)?;
        let address = parts.last().filter(|address| address.contains(':'))?;
        Some(Self { address, kind, length })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_versions_say_what_follows() {
        let line = "http://example.org/a b 127.0.0.1 20140216050221 text/html 1591";
        let record = Record::of(line, 1).expect("a record");
        assert_eq!(
            (record.address, record.kind, record.length),
            ("http://example.org/a b", "text/html", 1591)
        );
        let line = "http://example.org/ 127.0.0.1 20140216050221 text/html 200 AB12 - 0 a.arc 77";
        let record = Record::of(line, 2).expect("a record");
        assert_eq!(
            (record.address, record.kind, record.length),
            ("http://example.org/", "text/html", 77)
        );
        assert!(
            Record::of("http://example.org/ 127.0.0.1 20140216050221 text/html -1", 1).is_none()
        );
        assert!(Record::of("1 0 Bad Capture", 1).is_none());
    }
}
