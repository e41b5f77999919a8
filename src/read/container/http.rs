//! HTTP responses as crawlers store them: a status line, headers, and a body that may be chunked or
//! compressed.

use std::io::{self, BufRead, Read};

use brotli_decompressor::Decompressor;
use flate2::bufread::{DeflateDecoder, ZlibDecoder};

use super::extracted::CapturedPage;
use super::member_path;
use super::readers::CountingReader;
use super::unpack::Unpacker;
use crate::read::source::{Flow, Source};

/// Longest block of headers, in bytes.
const LONGEST_HEADERS: u64 = 64 * 1024;

/// Content types of text and documents, with a file name that has the matching extension.
const CONTENT_TYPES: [(&str, &str); 13] = [
    ("text/html", "page.html"),
    ("application/xhtml+xml", "page.html"),
    ("text/plain", "page.txt"),
    ("text/markdown", "page.md"),
    ("text/csv", "page.csv"),
    ("text/xml", "page.xml"),
    ("application/xml", "page.xml"),
    ("application/json", "page.json"),
    ("application/pdf", "page.pdf"),
    ("message/rfc822", "page.eml"),
    ("application/rtf", "page.rtf"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "page.docx"),
    ("application/vnd.oasis.opendocument.text", "page.odt"),
];

/// A header: its name in lower case, and its value.
pub(super) type Header = (String, String);

/// Value of the first header of this name, empty where there is none.
pub(super) fn value<'h>(headers: &'h [Header], name: &str) -> &'h str {
    headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

/// Reads the next line without its line break; `None` at the end of the stream. `remaining` is what
/// is left of the size limit.
fn next_line(stream: &mut dyn BufRead, remaining: &mut u64) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let read = stream.take(*remaining).read_until(b'\n', &mut bytes)?;
    *remaining -= read as u64;
    if *remaining == 0 {
        return Err(io::Error::other("headers are longer than 64 KiB"));
    }
    Ok((read > 0)
        .then(|| String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned()))
}

/// Reads the headers up to the next blank line.
pub(super) fn read_headers(stream: &mut dyn BufRead) -> io::Result<Vec<Header>> {
    let mut remaining = LONGEST_HEADERS;
    let mut headers: Vec<Header> = Vec::new();
    while let Some(line) = next_line(stream, &mut remaining)?.filter(|line| !line.trim().is_empty())
    {
        match (line.split_once(':'), headers.last_mut()) {
            // A line that begins with a space continues the one before.
            (_, Some((_, value))) if line.starts_with([' ', '\t']) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (Some((name, value)), _) => {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            }
            (None, _) => {}
        }
    }
    Ok(headers)
}

/// Opens the page in a response, if its status and content type say that it is one.
pub(super) fn read_response(
    url: &str,
    stream: &mut dyn BufRead,
    unpacker: &mut Unpacker<'_>,
) -> Flow {
    let head = next_line(stream, &mut LONGEST_HEADERS.clone())
        .and_then(|status| Ok((status, read_headers(stream)?)));
    let (status, headers) = match head {
        Ok((status, headers)) => (status.unwrap_or_default(), headers),
        Err(error) => {
            return unpacker
                .reject_member(&member_path::printable(url), &format!("cannot be read: {error}"));
        }
    };
    let code = status.split_whitespace().nth(1).unwrap_or("nothing");
    if !code.starts_with('2') {
        return unpacker.ignore_member(
            &member_path::printable(url),
            &format!("the server answered {}", member_path::printable(code)),
        );
    }
    let Some(page) = captured_page(value(&headers, "content-type"), url) else {
        return ignore_resource(url, value(&headers, "content-type"), unpacker);
    };
    if value(&headers, "transfer-encoding").to_ascii_lowercase().contains("chunked") {
        let body = Source::new(page.name.as_str(), ChunkedReader::new(stream));
        return open_body(&page, &headers, body, unpacker);
    }
    let body = Source::new(page.name.as_str(), stream);
    open_body(&page, &headers, body, unpacker)
}

/// Opens the body of a page, decompressed. Gzip and zstd are recognised later by their content.
fn open_body(
    page: &CapturedPage<'_>,
    headers: &[Header],
    body: Source<'_>,
    unpacker: &mut Unpacker<'_>,
) -> Flow {
    let encoding = value(headers, "content-encoding").to_ascii_lowercase();
    let counting = CountingReader::new(body);
    let packed = counting.count();
    match encoding.trim() {
        "deflate" if is_zlib(counting.get_ref().head()) => {
            let body = unpacker.limited(ZlibDecoder::new(counting), packed);
            unpacker.open_page(page, body)
        }
        "deflate" => {
            let body = unpacker.limited(DeflateDecoder::new(counting), packed);
            unpacker.open_page(page, body)
        }
        // Some crawlers keep this header and store the body unpacked.
        "br" if !is_text(counting.get_ref().head()) => {
            let body = unpacker.limited(Decompressor::new(counting, BROTLI_BUFFER), packed);
            unpacker.open_page(page, body)
        }
        _ => unpacker.open_page(page, counting),
    }
}

/// Bytes that brotli reads at once.
const BROTLI_BUFFER: usize = 16 * 1024;

/// Returns whether a stream begins as markup or text does.
fn is_text(head: &[u8]) -> bool {
    let opening = head.trim_ascii_start();
    opening.starts_with(b"<")
        && opening.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || b"!?".contains(byte))
}

/// Returns whether a stream begins with a zlib header (RFC 1950). Servers call both zlib and raw
/// deflate streams `deflate`.
fn is_zlib(head: &[u8]) -> bool {
    match head {
        [method, flags, ..] => {
            method & 0x0F == 8 && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0
        }
        _ => false,
    }
}

/// Opens a resource that is stored without an HTTP response around it.
pub(super) fn read_resource(
    url: &str,
    content_type: &str,
    stream: &mut dyn BufRead,
    unpacker: &mut Unpacker<'_>,
) -> Flow {
    match captured_page(content_type, url) {
        Some(page) => unpacker.open_page(&page, stream),
        None => ignore_resource(url, content_type, unpacker),
    }
}

/// The page of this content type; `None` where it cannot hold an article.
fn captured_page<'u>(content_type: &str, url: &'u str) -> Option<CapturedPage<'u>> {
    let charset = content_type.to_ascii_lowercase().split("charset=").nth(1).map(|label| {
        let end = label.find(';').unwrap_or(label.len());
        label.get(..end).unwrap_or_default().trim_matches(['"', '\'', ' ']).to_owned()
    });
    Some(CapturedPage { url, name: file_name(content_type, url)?, charset })
}

fn ignore_resource(url: &str, content_type: &str, unpacker: &mut Unpacker<'_>) -> Flow {
    let path = member_path::printable(url);
    if is_robots_txt(url) {
        return unpacker.ignore_member(&path, "instructions for crawlers");
    }
    let content_type = member_path::printable(without_parameters(content_type));
    unpacker.ignore_member(&path, &format!("{content_type} is not text"))
}

fn is_robots_txt(url: &str) -> bool {
    url.split(['?', '#']).next().is_some_and(|path| path.ends_with("/robots.txt"))
}

/// The content type without its parameters.
fn without_parameters(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// File name that matches a content type, where that may hold an article. Without a type, the last
/// part of the address is used.
fn file_name(content_type: &str, url: &str) -> Option<String> {
    if is_robots_txt(url) {
        return None;
    }
    let content_type = without_parameters(content_type).to_ascii_lowercase();
    if let Some((_, file)) = CONTENT_TYPES.iter().find(|(known, _)| *known == content_type) {
        return Some((*file).to_owned());
    }
    let from_url = url
        .split(['?', '#'])
        .next()
        .and_then(|path| path.rsplit('/').next())
        .unwrap_or_default()
        .to_owned();
    let code = ["text/css", "text/javascript", "text/ecmascript"].contains(&&*content_type);
    match content_type.as_str() {
        "" | "no-type" | "unk" | "application/octet-stream" if !from_url.is_empty() => {
            Some(from_url)
        }
        "" | "no-type" | "unk" => Some("page.html".to_owned()),
        xml if xml.ends_with("+xml") && !xml.starts_with("image/") => Some("page.xml".to_owned()),
        json if json.ends_with("+json") => Some("page.json".to_owned()),
        text if text.starts_with("text/") && !code => Some("page.txt".to_owned()),
        _ => None,
    }
}

/// Decodes a chunked body (RFC 9112). A body that is declared chunked and is not is read as it is.
struct ChunkedReader<R> {
    input: R,
    /// Bytes left in the current chunk.
    remaining: u64,
    state: ChunkState,
}

#[derive(PartialEq)]
enum ChunkState {
    /// Before the first chunk.
    First,
    Chunk,
    Between,
    /// The body is not chunked.
    Plain,
    Ended,
}

impl<R: BufRead> ChunkedReader<R> {
    fn new(input: R) -> Self {
        Self { input, remaining: 0, state: ChunkState::First }
    }

    /// Reads the size line of the next chunk.
    fn advance(&mut self) -> io::Result<()> {
        if self.state != ChunkState::First {
            // The line break after the previous chunk.
            while self.input.fill_buf()?.first().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
                self.input.consume(1);
            }
        }
        let buffer = self.input.fill_buf()?;
        let end = buffer.iter().take(256).position(|byte| *byte == b'\n');
        let size_line = end.and_then(|end| Some((chunk_size(buffer.get(..end)?)?, end + 1)));
        self.state = match size_line {
            Some((0, _)) => ChunkState::Ended,
            Some((size, line)) => {
                self.input.consume(line);
                self.remaining = size;
                ChunkState::Chunk
            }
            None if buffer.is_empty() => ChunkState::Ended,
            None => ChunkState::Plain,
        };
        Ok(())
    }
}

/// Size of a chunk in bytes, from its hexadecimal size line.
fn chunk_size(line: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(line).ok()?.split(';').next()?.trim();
    u64::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
}

impl<R: BufRead> Read for ChunkedReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state {
                ChunkState::Ended => return Ok(0),
                ChunkState::Plain => return self.input.read(out),
                ChunkState::First | ChunkState::Between => self.advance()?,
                ChunkState::Chunk => {
                    let read = (&mut self.input).take(self.remaining).read(out)?;
                    self.remaining -= read as u64;
                    if self.remaining == 0 || read == 0 {
                        self.state =
                            if read == 0 { ChunkState::Ended } else { ChunkState::Between };
                    }
                    if read > 0 || out.is_empty() {
                        return Ok(read);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dechunked(text: &str) -> String {
        let mut out = String::new();
        ChunkedReader::new(text.as_bytes()).read_to_string(&mut out).expect("reads");
        out
    }

    #[test]
    fn chunks_are_joined() {
        assert_eq!(dechunked("4\r\nRain\r\n6;x=y\r\n falls\r\n0\r\n\r\n"), "Rain falls");
        assert_eq!(dechunked("6\r\nRain"), "Rain");
        assert_eq!(dechunked("<html>\r\nRain"), "<html>\r\nRain");
        assert_eq!(dechunked(""), "");
    }

    #[test]
    fn headers_may_continue_on_the_next_line() {
        let mut stream: &[u8] = b"Content-Type: text/html;\r\n charset=utf-8\r\nX: y\r\n\r\nbody";
        let headers = read_headers(&mut stream).expect("headers");
        assert_eq!(value(&headers, "content-type"), "text/html; charset=utf-8");
        assert_eq!(stream, b"body");
    }

    #[test]
    fn content_types_decide_what_may_be_an_article() {
        let name = |content_type| file_name(content_type, "http://example.org/a/flood.htm?x=1");
        assert_eq!(name("text/html; charset=utf-8").as_deref(), Some("page.html"));
        let page = captured_page("Text/HTML; Charset=\"ISO-8859-7\"; x=y", "http://example.org/")
            .expect("a page");
        assert_eq!(
            (page.name.as_str(), page.charset.as_deref()),
            ("page.html", Some("iso-8859-7"))
        );
        assert_eq!(name("application/ld+json").as_deref(), Some("page.json"));
        assert_eq!(name("application/rss+xml").as_deref(), Some("page.xml"));
        assert_eq!(name("").as_deref(), Some("flood.htm"));
        assert_eq!(file_name("text/plain", "http://example.org/robots.txt"), None);
        assert_eq!(
            [name("image/png"), name("image/svg+xml"), name("text/css")],
            [None, None, None]
        );
    }
}
