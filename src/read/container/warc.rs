//! WARC files, as web crawlers write them (ISO 28500). Responses, resources and conversions may
//! hold news; requests and the crawler's own records are skipped.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use super::form::Container;
use super::http;
use super::member_path;
use super::readers::FixedLengthReader;
use super::unpack::Unpacker;
use crate::read::source::{Flow, Source};

/// WARC.
pub(super) const CONTAINER: Container =
    Container { recognises: |head| head.starts_with(b"WARC/"), read };

/// Most bytes read at once where a version line is expected.
const LONGEST_LINE: u64 = 64 * 1024;

fn read(mut source: Source<'_>, unpacker: &mut Unpacker<'_>) -> Flow {
    let mut skipping = false;
    loop {
        let version = match next_line(&mut source) {
            Ok(Some(line)) => line,
            Ok(None) => return Flow::Continue(()),
            Err(error) => return unpacker.reject(format!("the rest cannot be read: {error}")),
        };
        if !version.starts_with(b"WARC/") {
            if !std::mem::replace(&mut skipping, true) {
                unpacker.reject("not a WARC record here: skipped to the next one")?;
            }
            continue;
        }
        skipping = false;
        if let Err(error) = read_record(&mut source, unpacker)? {
            return unpacker.reject(format!("the rest cannot be read: {error}"));
        }
    }
}

/// Reads the next line that is not blank, or its first bytes if it is too long.
fn next_line(source: &mut Source<'_>) -> io::Result<Option<Vec<u8>>> {
    loop {
        let mut line = Vec::new();
        if source.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if !line.trim_ascii().is_empty() {
            return Ok(Some(line));
        }
    }
}

/// Reads a record after its version line. The inner error means that nothing after it can be read.
fn read_record(
    source: &mut Source<'_>,
    unpacker: &mut Unpacker<'_>,
) -> ControlFlow<(), io::Result<()>> {
    let headers = match http::read_headers(source) {
        Ok(headers) => headers,
        Err(error) => return ControlFlow::Continue(Err(error)),
    };
    let header = |name: &str| http::value(&headers, name);
    // Wget writes addresses in the angle brackets of the standard's grammar.
    let address = header("warc-target-uri").trim_start_matches('<').trim_end_matches('>');
    let Ok(length) = header("content-length").parse() else {
        let path = if address.is_empty() { "(no address)" } else { address };
        return unpacker
            .reject_member(&member_path::printable(path), "record has no valid length")
            .map_continue(Ok);
    };
    let mut block = FixedLengthReader::new(source, length);
    let content_type = header("content-type");
    let is_http = content_type.to_ascii_lowercase().starts_with("application/http");
    match header("warc-type").to_ascii_lowercase().as_str() {
        // Arguments and logs of the crawler.
        _ if address.starts_with("metadata:") => {}
        "response" if is_http || address.starts_with("http") => {
            http::read_response(address, &mut block, unpacker)?
        }
        "response" | "resource" | "conversion" => {
            http::read_resource(address, content_type, &mut block, unpacker)?
        }
        "revisit" => unpacker.ignore_member(
            &member_path::printable(address),
            "page is unchanged since an earlier capture",
        )?,
        "continuation" => unpacker
            .reject_member(&member_path::printable(address), "record continues in another file")?,
        _ => {}
    }
    ControlFlow::Continue(block.skip())
}
