//! PDF with a text layer: glyphs become words, columns and paragraphs, as one story per file or an
//! export of many.
//!
//! A PDF is a program that draws pages, and some files are hostile. `hayro` interprets them because
//! it was made for such files: it has no `unsafe` code, no recursion that a file
//! controls, and is fuzzed. Three guards cover the rest. `stream_limits.rs` bounds what streams
//! unpack to, which `hayro` does not. Parsing runs in a separate thread with a large stack, so that
//! a panic becomes a rejection. Glyphs, pages and time are limited; a thread that exceeds its time
//! is abandoned. A separate process could bound memory too, but a library has no program to start.

mod glyphs;
mod paragraphs;
mod stream_limits;
mod words;
mod xy_cut;

use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;

use super::styled_document;
use super::styled_document::StyledDocument;
use crate::article::Rejected;
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::source::{Flow, Source};

/// One story per file, or an export of many.
pub(crate) const FORMAT: Format = Format { name: "pdf", recognises, read };

/// Time that parsing a file may take.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Stack of the parsing thread, in bytes: nested objects take a frame each.
const STACK: usize = 256 * 1024 * 1024;

/// Bytes of a file searched for its signature: some programs print a line before it.
const SIGNATURE_HEAD: usize = 1024;

fn recognises(_: &str, head: &[u8]) -> bool {
    memchr::memmem::find(head.get(..SIGNATURE_HEAD).unwrap_or(head), b"%PDF-").is_some()
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    styled_document::read_source(source, |bytes, _| parse_in_thread(bytes), emit)
}

/// Parses a document in a separate thread.
fn parse_in_thread(bytes: Vec<u8>) -> Result<StyledDocument, Rejected> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let run = move || {
        // Sending fails when the timeout has passed and the receiver is gone.
        let _ = sender.send(parse(bytes));
    };
    let thread = thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn(run);
    thread.map_err(|error| {
        Rejected::new(format!("PDF cannot be read, because no thread can be started: {error}"))
    })?;
    match receiver.recv_timeout(TIMEOUT) {
        Ok(document) => document,
        Err(RecvTimeoutError::Timeout) => Err(Rejected::new("PDF takes too long to be read")),
        Err(RecvTimeoutError::Disconnected) => {
            Err(Rejected::new("PDF is damaged: its text cannot be extracted"))
        }
    }
}

/// Parses a document.
fn parse(bytes: Vec<u8>) -> Result<StyledDocument, Rejected> {
    stream_limits::check(&bytes)?;
    let text_layer = glyphs::text_layer(bytes)?;
    let pages: Vec<Vec<xy_cut::TextLine>> =
        text_layer.pages.iter().map(|page| xy_cut::lines(words::words(page))).collect();
    let heights: Vec<f32> = text_layer.pages.iter().map(|page| page.height).collect();
    let paragraphs = paragraphs::paragraphs(pages, &heights);
    Ok(StyledDocument { paragraphs, properties: text_layer.properties })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::article::Article;

    /// Builds a PDF of pages from their drawing operators, with two fonts: Helvetica, and one whose
    /// letters are known only from its Unicode map.
    pub(crate) fn pdf(pages: &[&str]) -> Vec<u8> {
        let map = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n\
            2 beginbfchar <41> <0421> <42> <0430> endbfchar endcmap end";
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            String::new(),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R>>".to_owned(),
            stream(map),
            "<</Title(x)/Author(Jane Doe)/CreationDate(D:20160718101500Z)>>".to_owned(),
        ];
        let mut kids = Vec::new();
        for page in pages {
            let (extra, drawing) = page.split_once("%%").unwrap_or(("", page));
            let number = objects.len() + 1;
            kids.push(format!("{number} 0 R"));
            objects.push(format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]{extra}/Contents {} 0 R/Resources<</Font<</F 3 0 R/M 4 0 R>>>>>>",
                number + 1
            ));
            objects.push(stream(drawing));
        }
        if let Some(tree) = objects.get_mut(1) {
            *tree = format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), kids.len());
        }
        file(&objects)
    }

    fn stream(text: &str) -> String {
        format!("<</Length {}>>stream\n{text}\nendstream", text.len())
    }

    /// Builds a file of objects with its cross-reference table.
    fn file(objects: &[String]) -> Vec<u8> {
        let mut file = "%PDF-1.4\n".to_owned();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (index, object) in objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", file.len());
            file += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
        }
        let start = file.len();
        file += &format!(
            "{table}trailer\n<</Size {}/Root 1 0 R/Info 6 0 R>>\nstartxref\n{start}\n%%EOF",
            objects.len() + 1
        );
        file.into_bytes()
    }

    /// Returns the drawing operators of a line of text.
    pub(crate) fn line(x: u16, y: u16, size: u16, text: &str) -> String {
        format!("BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n")
    }

    fn read_one(bytes: &[u8]) -> Result<Article, Rejected> {
        let mut article = None;
        let _ = read(&mut Source::new("a.pdf", bytes), &Options::default(), &mut |record| {
            article = Some(record);
            Flow::Continue(())
        });
        article.expect("a record")
    }

    fn rejection(bytes: &[u8]) -> String {
        read_one(bytes).expect_err("no article").reason
    }

    #[test]
    fn columns_are_read_one_after_the_other() {
        let mut page = line(50, 700, 30, "Flood in Beira") + &line(50, 670, 10, "By Jane Roe");
        let left = [
            "The river rose above its banks on",
            "Monday and stood in the streets of",
            "the old town, where nobody had ex-",
            "pected it.",
            "   Boats were sent from the port to",
        ];
        let right = [
            "help those who waited on the roofs",
            "of their houses for the water to",
            "fall. It fell at noon.",
            "   Nobody was hurt, the mayor said,",
            "and no boat was lost.",
        ];
        for (at, (left, right)) in (0..).zip(left.iter().zip(right)) {
            page += &line(50, 640 - 12 * at, 10, left);
            page += &line(320, 640 - 12 * at, 10, right);
        }
        let article = read_one(&pdf(&[&page])).expect("an article");
        assert_eq!((&*article.title, &*article.byline), ("Flood in Beira", "By Jane Roe"));
        assert_eq!(
            article.body,
            "The river rose above its banks on Monday and stood in the streets of the old town, where nobody had expected it.\n\n\
             Boats were sent from the port to help those who waited on the roofs of their houses for the water to fall. It fell at noon.\n\n\
             Nobody was hurt, the mayor said, and no boat was lost."
        );
        assert_eq!(
            article.published.map(|date| date.date.to_string()).as_deref(),
            Some("18 July 2016")
        );
    }

    #[test]
    fn letters_come_from_the_unicode_map_of_the_font() {
        let article = read_one(&pdf(&["BT /M 10 Tf 50 700 Td (ABABB) Tj ET"])).expect("an article");
        assert_eq!(article.title, "СаСаа");
    }

    #[test]
    fn rotated_pages_are_read_upright() {
        for extra in ["/Rotate 90%%", "/Rotate 180%%", "/Rotate 270%%"] {
            let page = format!(
                "{extra}{}{}",
                line(50, 700, 10, "The river rose."),
                line(50, 688, 10, "It fell again.")
            );
            assert_eq!(
                read_one(&pdf(&[&page])).map(|article| article.title),
                Ok("The river rose. It fell again.".to_owned()),
                "{extra}"
            );
        }
        let drawn =
            "BT /F 10 Tf 0 1 -1 0 100 100 Tm (The river rose.) Tj 0 -12 Td (It fell again.) Tj ET";
        assert_eq!(
            read_one(&pdf(&[drawn])).map(|article| article.title),
            Ok("The river rose. It fell again.".to_owned())
        );
    }

    #[test]
    fn page_headers_are_removed() {
        let pages: Vec<String> = (1..5)
            .map(|at| {
                line(50, 780, 8, &format!("The Courier, page {at}"))
                    + &line(
                        50,
                        400,
                        10,
                        &format!("{} word of it.", ["First", "Second", "Third", "Fourth"][at - 1]),
                    )
            })
            .collect();
        let article = read_one(&pdf(&pages.iter().map(String::as_str).collect::<Vec<_>>()))
            .expect("an article");
        assert!(
            !article.body.contains("Courier") && article.body.contains("Fourth word of it."),
            "{}",
            article.body
        );
    }

    #[test]
    fn scans_without_a_text_layer_are_rejected() {
        assert_eq!(
            rejection(&pdf(&["0 0 100 100 re f"])),
            "PDF holds pictures of pages and no text: run OCR first"
        );
    }

    #[test]
    fn hostile_files_do_not_panic() {
        let good = pdf(&[&line(50, 700, 10, "The river rose.")]);
        for end in (0..good.len()).step_by(97) {
            let _ = read_one(&good[..end]);
        }
        let text = String::from_utf8_lossy(&good).into_owned();
        for (from, to) in [
            ("/Kids[7 0 R]", "/Kids[2 0 R]"),
            ("/Length ", "/Length 99999999999999999999"),
            ("[0 0 600 800]", "[0 0 1e38 -1e38]"),
            ("50 700 Td", "99999999999999999999 -1e300 Td"),
            ("/Count 1", "/Count 999999999"),
            ("10 Tf", "1e300 Tf"),
        ] {
            let _ = read_one(text.replace(from, to).as_bytes());
        }
        let deep = text.replace("/Count 1", &format!("/Count 1/X {}", "[".repeat(1_000_000)));
        let _ = read_one(deep.as_bytes());
    }

    #[test]
    fn streams_that_unpack_to_too_much_are_rejected() {
        use std::io::Write;
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![b' '; 80 * 1024 * 1024]).expect("packs");
        let bomb = [
            b"%PDF-1.4\n1 0 obj<</Filter/FlateDecode>>stream\r\n".to_vec(),
            packer.finish().expect("packs"),
        ]
        .concat();
        assert_eq!(rejection(&bomb), "PDF unpacks to more than a newspaper can hold");
    }
}
