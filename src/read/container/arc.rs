//! ARC files, the archive format of web crawlers before WARC. Every record is a header line with
//! the address, type and length, followed by the server's response.

use std::io::{self, BufRead, Read};

use super::form::Container;
use super::http;
use super::member_path;
use super::readers::FixedLengthReader;
use super::unpack::Unpacker;
use crate::read::source::{Flow, Source};

/// ARC.
pub(super) const CONTAINER: Container =
    Container { recognises: |head| head.starts_with(b"filedesc://"), read };

/// Longest header line, in bytes.
const LONGEST_LINE: u64 = 64 * 1024;

/// Version of the file, which decides the columns of the header lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

impl Version {
    /// Number of columns after the address.
    fn columns(self) -> usize {
        match self {
            Self::One => 4,
            Self::Two => 9,
        }
    }
}

fn read(mut source: Source<'_>, unpacker: &mut Unpacker<'_>) -> Flow {
    let (mut version, mut skipping) = (Version::One, false);
    loop {
        let line = match next_line(&mut source) {
            Ok(Some(line)) => line,
            Ok(None) => return Flow::Continue(()),
            Err(error) => return unpacker.reject(format!("the rest cannot be read: {error}")),
        };
        let Some(record) = RecordHeader::parse(&line, version) else {
            // Only the first of several lines that are not headers is reported.
            let address = line.split(' ').next().filter(|word| word.contains("://"));
            if address.is_some() || !skipping {
                let path = member_path::printable(address.unwrap_or("(no address)"));
                unpacker.reject_member(&path, "record has no valid length")?;
            }
            skipping = true;
            continue;
        };
        skipping = false;
        let mut content = FixedLengthReader::new(&mut source, record.length);
        if record.address.starts_with("filedesc://") {
            version = file_version(&mut content);
        } else {
            read_record(&record, &mut content, unpacker)?;
        }
        if let Err(error) = content.skip() {
            return unpacker.reject(format!("the rest cannot be read: {error}"));
        }
    }
}

/// Reads the next line that is not blank, or its first bytes if it is too long.
fn next_line(source: &mut Source<'_>) -> io::Result<Option<String>> {
    loop {
        let mut line = Vec::new();
        if source.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if !line.trim_ascii().is_empty() {
            return Ok(Some(String::from_utf8_lossy(line.trim_ascii()).into_owned()));
        }
    }
}

/// Version that the first record declares.
fn file_version(content: &mut FixedLengthReader<'_, Source<'_>>) -> Version {
    let digit = content.fill_buf().ok().and_then(|buffer| buffer.first().copied());
    if digit == Some(b'2') { Version::Two } else { Version::One }
}

fn read_record(
    record: &RecordHeader<'_>,
    content: &mut FixedLengthReader<'_, Source<'_>>,
    unpacker: &mut Unpacker<'_>,
) -> Flow {
    if record.address.starts_with("dns:") {
        return Flow::Continue(());
    }
    if content.fill_buf().is_ok_and(|buffer| buffer.starts_with(b"HTTP/")) {
        return http::read_response(record.address, content, unpacker);
    }
    http::read_resource(record.address, record.content_type, content, unpacker)
}

/// Header line of a record.
struct RecordHeader<'l> {
    address: &'l str,
    content_type: &'l str,
    length: u64,
}

impl<'l> RecordHeader<'l> {
    /// Parses a header line. Addresses may contain spaces, so columns are counted from the end.
    fn parse(line: &'l str, version: Version) -> Option<Self> {
        // The line that describes the file itself has the columns of version 1 in both versions.
        let is_file = line.starts_with("filedesc://");
        let columns = if is_file { Version::One } else { version }.columns();
        let mut parts = line.rsplitn(columns + 1, ' ');
        let length = parts.next()?.parse().ok()?;
        let parts: Vec<&str> = parts.collect();
        let content_type = parts.get(columns.checked_sub(4)?)?;
        let address = parts.last().filter(|address| address.contains(':'))?;
        Some(Self { address, content_type, length })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_lines_of_both_versions_are_parsed() {
        let line = "http://example.org/a b 127.0.0.1 20140216050221 text/html 1591";
        let record = RecordHeader::parse(line, Version::One).expect("a record");
        assert_eq!(
            (record.address, record.content_type, record.length),
            ("http://example.org/a b", "text/html", 1591)
        );
        let line = "http://example.org/ 127.0.0.1 20140216050221 text/html 200 AB12 - 0 a.arc 77";
        let record = RecordHeader::parse(line, Version::Two).expect("a record");
        assert_eq!(
            (record.address, record.content_type, record.length),
            ("http://example.org/", "text/html", 77)
        );
        assert!(
            RecordHeader::parse(
                "http://example.org/ 127.0.0.1 20140216050221 text/html -1",
                Version::One
            )
            .is_none()
        );
        assert!(RecordHeader::parse("1 0 Bad Capture", Version::One).is_none());
    }
}
