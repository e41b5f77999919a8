//! What a server answered, as crawlers keep it: a status line, headers, and a page that may come in chunks or packed.

use std::io::{self, BufRead, Read};

use flate2::bufread::{DeflateDecoder, ZlibDecoder};

use super::member_path;
use super::unpack::{Counted, Page, Unpacking};
use crate::read::source::{Flow, Source};

/// The longest block of headers that is read.
const HEADERS: u64 = 64 * 1024;

/// Types of text and documents, and the name a file of that type would bear.
const TYPES: [(&str, &str); 13] = [
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

/// A line of headers: its name in lower case, and its value.
pub type Header = (String, String);

/// The value of the first header of this name.
pub fn value<'h>(headers: &'h [Header], name: &str) -> &'h str {
    headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

/// The next line, without its end; nothing at the end of the stream.
pub fn line(stream: &mut dyn BufRead, left: &mut u64) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let read = stream.take(*left).read_until(b'\n', &mut bytes)?;
    *left -= read as u64;
    if *left == 0 {
        return Err(io::Error::other("its headers are longer than 64 KiB"));
    }
    Ok((read > 0)
        .then(|| String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned()))
}

/// The headers up to the next empty line.
pub fn headers(stream: &mut dyn BufRead) -> io::Result<Vec<Header>> {
    let mut left = HEADERS;
    let mut headers: Vec<Header> = Vec::new();
    while let Some(line) = line(stream, &mut left)?.filter(|line| !line.trim().is_empty()) {
        match (line.split_once(':'), headers.last_mut()) {
            // A line that begins with a blank goes on with the one before.
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

/// Hands on the page in an answer, if it is one.
pub fn answer(address: &str, stream: &mut dyn BufRead, unpacking: &mut Unpacking<'_>) -> Flow {
    let head = line(stream, &mut HEADERS.clone()).and_then(|status| Ok((status, headers(stream)?)));
    let (status, headers) = match head {
        Ok((status, headers)) => (status.unwrap_or_default(), headers),
        Err(fault) => {
            return unpacking
                .refuse(&member_path::printable(address), &format!("it cannot be read: {fault}"));
        }
    };
    let code = status.split_whitespace().nth(1).unwrap_or("nothing");
    if !code.starts_with('2') {
        return unpacking.ignore(
            &member_path::printable(address),
            &format!("the server answered {}", member_path::printable(code)),
        );
    }
    let Some(page) = page(value(&headers, "content-type"), address) else {
        return no_page(address, value(&headers, "content-type"), unpacking);
    };
    if value(&headers, "transfer-encoding").to_ascii_lowercase().contains("chunked") {
        let body = Source::new(page.name.as_str(), Chunks::new(stream));
        return unpacked(&page, &headers, body, unpacking);
    }
    let body = Source::new(page.name.as_str(), stream);
    unpacked(&page, &headers, body, unpacking)
}

/// Takes the packing off a page. Gzip and zstd are known by their own signs.
fn unpacked(
    page: &Page<'_>,
    headers: &[Header],
    body: Source<'_>,
    unpacking: &mut Unpacking<'_>,
) -> Flow {
    let encoding = value(headers, "content-encoding").to_ascii_lowercase();
    let counted = Counted::new(body);
    let packed = counted.count();
    match encoding.trim() {
        "deflate" if counted.is_zlib() => {
            let body = unpacking.metered(ZlibDecoder::new(counted), packed);
            unpacking.page(page, body)
        }
        "deflate" => {
            let body = unpacking.metered(DeflateDecoder::new(counted), packed);
            unpacking.page(page, body)
        }
        "br" => {
            let why = "the page is packed with brotli, which is not read";
            unpacking.refuse(&member_path::printable(page.address), why)
        }
        _ => unpacking.page(page, counted),
    }
}

impl Counted<Source<'_>> {
    /// Whether a stream opens as zlib does; `deflate` is said of that and of bare deflate alike.
    fn is_zlib(&self) -> bool {
        let head = self.get_ref().head();
        matches!(head, [method, flags, ..] if method & 0x0F == 8 && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0)
    }
}

/// Hands on something that lies in an archive of the web as it is.
pub fn resource(
    address: &str,
    kind: &str,
    stream: &mut dyn BufRead,
    unpacking: &mut Unpacking<'_>,
) -> Flow {
    match page(kind, address) {
        Some(page) => unpacking.page(&page, stream),
        None => no_page(address, kind, unpacking),
    }
}

/// The page of this type, where it may hold an article.
fn page<'a>(kind: &str, address: &'a str) -> Option<Page<'a>> {
    let charset = kind.to_ascii_lowercase().split("charset=").nth(1).map(|label| {
        let end = label.find(';').unwrap_or(label.len());
        label.get(..end).unwrap_or_default().trim_matches(['"', '\'', ' ']).to_owned()
    });
    Some(Page { address, name: file_name(kind, address)?, charset })
}

fn no_page(address: &str, kind: &str, unpacking: &mut Unpacking<'_>) -> Flow {
    if is_for_crawlers(address) {
        return unpacking
            .ignore(&member_path::printable(address), "said to crawlers, not to readers");
    }
    unpacking.ignore(
        &member_path::printable(address),
        &format!("{}, no text", member_path::printable(essence(kind))),
    )
}

fn is_for_crawlers(address: &str) -> bool {
    address.split(['?', '#']).next().is_some_and(|path| path.ends_with("/robots.txt"))
}

/// A type without its parameters.
fn essence(kind: &str) -> &str {
    kind.split(';').next().unwrap_or_default().trim()
}

/// The name a file of this type would bear, where it may hold an article. Without a type, the one it has.
fn file_name(kind: &str, address: &str) -> Option<String> {
    if is_for_crawlers(address) {
        return None;
    }
    let kind = essence(kind).to_ascii_lowercase();
    if let Some((_, file)) = TYPES.iter().find(|(known, _)| *known == kind) {
        return Some((*file).to_owned());
    }
    let own = address
        .split(['?', '#'])
        .next()
        .and_then(|path| path.rsplit('/').next())
        .unwrap_or_default()
        .to_owned();
    let code = ["text/css", "text/javascript", "text/ecmascript"].contains(&&*kind);
    match kind.as_str() {
        "" | "no-type" | "unk" | "application/octet-stream" if !own.is_empty() => Some(own),
        "" | "no-type" | "unk" => Some("page.html".to_owned()),
        _ if kind.ends_with("+xml") && !kind.starts_with("image/") => Some("page.xml".to_owned()),
        _ if kind.ends_with("+json") => Some("page.json".to_owned()),
        _ if kind.starts_with("text/") && !code => Some("page.txt".to_owned()),
        _ => None,
    }
}

/// A body that comes in chunks. One that says so and does not is taken as it is.
struct Chunks<R> {
    input: R,
    left: u64,
    state: State,
}

#[derive(PartialEq)]
enum State {
    First,
    Chunk,
    Between,
    Plain,
    Ended,
}

impl<R: BufRead> Chunks<R> {
    fn new(input: R) -> Self {
        Self { input, left: 0, state: State::First }
    }

    /// Finds where the next chunk begins.
    fn advance(&mut self) -> io::Result<()> {
        let first = self.state == State::First;
        if !first {
            // The line end behind the chunk.
            while self.input.fill_buf()?.first().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
                self.input.consume(1);
            }
        }
        let buffer = self.input.fill_buf()?;
        let end = buffer.iter().take(256).position(|byte| *byte == b'\n');
        let said = end.and_then(|end| Some((length(buffer.get(..end)?)?, end + 1)));
        self.state = match said {
            Some((0, _)) => State::Ended,
            Some((length, line)) => {
                self.input.consume(line);
                self.left = length;
                State::Chunk
            }
            None if buffer.is_empty() => State::Ended,
            None => State::Plain,
        };
        Ok(())
    }
}

/// The length a chunk's own line says.
fn length(line: &[u8]) -> Option<u64> {
    let said = std::str::from_utf8(line).ok()?.split(';').next()?.trim();
    u64::from_str_radix(said, 16).ok().filter(|_| !said.starts_with('+'))
}

impl<R: BufRead> Read for Chunks<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state {
                State::Ended => return Ok(0),
                State::Plain => return self.input.read(out),
                State::First | State::Between => self.advance()?,
                State::Chunk => {
                    let read = (&mut self.input).take(self.left).read(out)?;
                    self.left -= read as u64;
                    if self.left == 0 || read == 0 {
                        self.state = if read == 0 { State::Ended } else { State::Between };
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
        Chunks::new(text.as_bytes()).read_to_string(&mut out).expect("reads");
        out
    }

    #[test]
    fn chunks_are_put_together() {
        assert_eq!(dechunked("4\r\nRain\r\n6;x=y\r\n falls\r\n0\r\n\r\n"), "Rain falls");
        assert_eq!(dechunked("6\r\nRain"), "Rain");
        assert_eq!(dechunked("<html>\r\nRain"), "<html>\r\nRain");
        assert_eq!(dechunked(""), "");
    }

    #[test]
    fn headers_have_names_and_may_go_on() {
        let mut stream: &[u8] = b"Content-Type: text/html;\r\n charset=utf-8\r\nX: y\r\n\r\nbody";
        let headers = headers(&mut stream).expect("headers");
        assert_eq!(value(&headers, "content-type"), "text/html; charset=utf-8");
        assert_eq!(stream, b"body");
    }

    #[test]
    fn types_tell_text_from_the_rest() {
        let name = |kind| file_name(kind, "http://example.org/a/flood.htm?x=1");
        assert_eq!(name("text/html; charset=utf-8").as_deref(), Some("page.html"));
        let page =
            page("Text/HTML; Charset=\"ISO-8859-7\"; x=y", "http://example.org/").expect("a page");
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
