//! A WARC file: what a crawler of the web kept (ISO 28500). Of its records the answers of servers, resources and
//! conversions may be news; requests and the crawler's own notes are passed over.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use super::form::Container;
use super::http;
use super::member_path;
use super::unpack::{Exactly, Unpacking};
use crate::read::source::{Flow, Source};

/// WARC.
pub const CONTAINER: Container =
    Container { name: "warc", recognises: |head| head.starts_with(b"WARC/"), read };

/// How much is looked at in one go where a record should begin and does not.
const LOST: u64 = 64 * 1024;

fn read(mut source: Source<'_>, unpacking: &mut Unpacking<'_>) -> Flow {
    let mut lost = false;
    loop {
        let opening = match opening(&mut source) {
            Ok(Some(opening)) => opening,
            Ok(None) => return Flow::Continue(()),
            Err(fault) => return unpacking.reject(format!("the rest cannot be read: {fault}")),
        };
        if !opening.starts_with(b"WARC/") {
            if !std::mem::replace(&mut lost, true) {
                unpacking
                    .reject("what follows is no record: passed over up to the next that is one")?;
            }
            continue;
        }
        lost = false;
        if let Err(fault) = record(&mut source, unpacking)? {
            return unpacking.reject(format!("the rest cannot be read: {fault}"));
        }
    }
}

/// The next line that is not empty, or the beginning of it.
fn opening(source: &mut Source<'_>) -> io::Result<Option<Vec<u8>>> {
    loop {
        let mut line = Vec::new();
        if source.by_ref().take(LOST).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if !line.trim_ascii().is_empty() {
            return Ok(Some(line));
        }
    }
}

/// Reads a record behind its first line; or says why none can be read behind it.
fn record(
    source: &mut Source<'_>,
    unpacking: &mut Unpacking<'_>,
) -> ControlFlow<(), io::Result<()>> {
    let headers = match http::headers(source) {
        Ok(headers) => headers,
        Err(fault) => return ControlFlow::Continue(Err(fault)),
    };
    let said = |name: &str| http::value(&headers, name);
    // wget wraps addresses in the brackets of the grammar.
    let address = said("warc-target-uri").trim_start_matches('<').trim_end_matches('>');
    let Ok(length) = said("content-length").parse() else {
        let path = if address.is_empty() { "(no address)" } else { address };
        return unpacking
            .refuse(&member_path::printable(path), "a record that does not say how long it is")
            .map_continue(Ok);
    };
    let mut block = Exactly::new(source, length);
    let kind = said("content-type");
    let is_answer = kind.to_ascii_lowercase().starts_with("application/http");
    match said("warc-type").to_ascii_lowercase().as_str() {
        // What crawlers say of themselves: their arguments, their logs.
        _ if address.starts_with("metadata:") => {}
        "response" if is_answer || address.starts_with("http") => {
            http::answer(address, &mut block, unpacking)?
        }
        "response" | "resource" | "conversion" => {
            http::resource(address, kind, &mut block, unpacking)?
        }
        "revisit" => unpacking
            .ignore(&member_path::printable(address), "the same page as at an earlier visit")?,
        "continuation" => unpacking
            .refuse(&member_path::printable(address), "a record that goes on in another file")?,
        _ => {}
    }
    ControlFlow::Continue(block.skip())
}
