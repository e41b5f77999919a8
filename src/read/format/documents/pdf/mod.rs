//! PDF with a text layer: the letters of every page, put into words, columns and paragraphs, as one story a file or as an
//! export of many.
//!
//! A PDF is a program that draws pages, and some are written to do harm. `hayro` was chosen to run it because it was
//! made for such files: no `unsafe` of its own, no recursion that a file controls, fuzzed. What is left is fenced here:
//! `guard.rs` looks before at what the streams unpack to, which `hayro` does not bound; the reading runs in a thread of
//! its own with a stack of its own, so that a panic is a rejection; letters, pages and time are counted. A reading that
//! does not come back in time is left behind. A process of its own would add a bound on memory, but a library has no
//! program it could start.

mod columns;
mod guard;
mod letters;
mod paragraphs;
mod words;

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::manuscript::Manuscript;
use crate::article::Rejected;
use crate::read::format::form::{Format, Options, Take};
use crate::read::source::{Flow, Source};

/// One story a file, or an export of many.
pub const FORMAT: Format = Format { name: "pdf", recognises, read };

/// How long the reading of a file may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The stack of a reading: objects within objects take a frame each.
const STACK: usize = 256 * 1024 * 1024;

/// How far into a file its mark may stand: some programs print a line of their own before it.
const OPENING: usize = 1024;

fn recognises(_: &str, head: &[u8]) -> bool {
    memchr::memmem::find(head.get(..OPENING).unwrap_or(head), b"%PDF-").is_some()
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    if let Some(rejected) = source.nothing() {
        return take(Err(rejected));
    }
    match source.bytes().and_then(apart) {
        Ok(document) => document.read(take),
        Err(rejected) => take(Err(rejected)),
    }
}

/// Reads a document in a thread of its own.
fn apart(bytes: Vec<u8>) -> Result<Manuscript, Rejected> {
    let (told, hears) = mpsc::sync_channel(1);
    let reading = move || {
        // Nobody hears it when patience ran out.
        let _ = told.send(manuscript(bytes));
    };
    let started = thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn(reading);
    started.map_err(|fault| Rejected::new(format!("PDF cannot be read now: {fault}")))?;
    match hears.recv_timeout(PATIENCE) {
        Ok(document) => document,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(Rejected::new("PDF takes too long to be read")),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(Rejected::new("PDF is damaged: reading it failed"))
        }
    }
}

/// The document in these bytes.
fn manuscript(bytes: Vec<u8>) -> Result<Manuscript, Rejected> {
    guard::check(&bytes)?;
    let print = letters::print(bytes)?;
    let pages: Vec<Vec<columns::Line>> =
        print.pages.iter().map(|page| columns::lines(words::words(page))).collect();
    let heights: Vec<f32> = print.pages.iter().map(|page| page.height).collect();
    let paragraphs = paragraphs::paragraphs(pages, &heights);
    Ok(Manuscript { paragraphs, properties: print.properties })
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::article::Article;

    /// A PDF of these pages' drawing, with two fonts: Helvetica, and one whose letters only its map can tell.
    pub fn pdf(pages: &[&str]) -> Vec<u8> {
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
            let at = objects.len() + 1;
            kids.push(format!("{at} 0 R"));
            objects.push(format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]{extra}/Contents {} 0 R/Resources<</Font<</F 3 0 R/M 4 0 R>>>>>>",
                at + 1
            ));
            objects.push(stream(drawing));
        }
        if let Some(tree) = objects.get_mut(1) {
            *tree = format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), kids.len());
        }
        whole(&objects)
    }

    fn stream(text: &str) -> String {
        format!("<</Length {}>>stream\n{text}\nendstream", text.len())
    }

    /// A file of these objects.
    fn whole(objects: &[String]) -> Vec<u8> {
        let mut file = "%PDF-1.4\n".to_owned();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (at, object) in objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", file.len());
            file += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
        }
        let start = file.len();
        file += &format!(
            "{table}trailer\n<</Size {}/Root 1 0 R/Info 6 0 R>>\nstartxref\n{start}\n%%EOF",
            objects.len() + 1
        );
        file.into_bytes()
    }

    /// The drawing of a line.
    pub fn line(x: u16, y: u16, size: u16, text: &str) -> String {
        format!("BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n")
    }

    fn read_one(bytes: &[u8]) -> Result<Article, Rejected> {
        let mut got = None;
        let _ = read(&mut Source::new("a.pdf", bytes), &Options::default(), &mut |record| {
            got = Some(record);
            Flow::Continue(())
        });
        got.expect("a record")
    }

    fn why(bytes: &[u8]) -> String {
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
    fn letters_are_known_by_the_maps_of_their_fonts() {
        let article = read_one(&pdf(&["BT /M 10 Tf 50 700 Td (ABABB) Tj ET"])).expect("an article");
        assert_eq!(article.title, "СаСаа");
    }

    #[test]
    fn turned_pages_are_read_upright() {
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
    fn heads_of_pages_are_no_text() {
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
    fn pictures_of_pages_hold_no_text() {
        assert_eq!(
            why(&pdf(&["0 0 100 100 re f"])),
            "PDF holds pictures of pages and no text: run OCR first"
        );
    }

    #[test]
    fn hostile_files_are_rejections() {
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
    fn streams_that_unpack_to_gigabytes_are_rejections() {
        use std::io::Write;
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![b' '; 80 * 1024 * 1024]).expect("packs");
        let bomb = [
            b"%PDF-1.4\n1 0 obj<</Filter/FlateDecode>>stream\r\n".to_vec(),
            packer.finish().expect("packs"),
        ]
        .concat();
        assert_eq!(why(&bomb), "PDF unpacks to more than a newspaper can hold");
    }
}
