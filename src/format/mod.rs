//! The formats news is kept in. Every member reads a [`Source`] one record at a time and hands each on as an
//! [`Article`] or a [`Rejected`]; to join the family, write one file with `recognises` and `read` and add it to
//! [`FORMATS`].
//!
//! [`Source`]: crate::source::Source
//! [`Article`]: crate::article::Article
//! [`Rejected`]: crate::article::Rejected

mod anpa;
mod csv;
mod html;
mod iptc7901;
mod json;
mod reuters;
mod text;

// What the members share: `byline.rs`, `caption.rs`, `furniture.rs` and `when.rs` take a story apart, `fields.rs` and `record.rs` make an article of a record with named fields, `markup.rs` takes
// the text out of HTML, `xml.rs` is the tree all XML is read from, and `story.rs` lays the last hand on every article.
mod byline;
mod caption;
mod fields;
mod form;
mod furniture;
mod labels;
mod markup;
mod record;
mod story;
mod when;
mod xml;

pub use fields::FieldMap;
pub use form::{Format, Options, Take};
pub use when::date_by_path;

/// Every format, the most particular first: the first that recognises a source reads it.
pub const FORMATS: &[Format] = &[
    anpa::FORMAT,
    iptc7901::FORMAT,
    reuters::FORMAT,
    html::FORMAT,
    json::LINES,
    json::FORMAT,
    csv::FORMAT,
    text::FORMAT,
];

/// The format of a source, or nothing where we know none.
pub fn sniff(name: &str, head: &[u8]) -> Option<&'static Format> {
    FORMATS.iter().find(|format| (format.recognises)(name, head))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::{Article, Rejected};
    use crate::source::{Flow, Source};

    /// Every record of some bytes, read by one member.
    fn read(format: &Format, name: &str, bytes: &[u8]) -> Vec<Result<Article, Rejected>> {
        let mut records = Vec::new();
        let mut source = Source::new(name, bytes);
        let flow = (format.read)(&mut source, &Options::default(), &mut |record| {
            records.push(record);
            Flow::Continue(())
        });
        assert_eq!(flow, Flow::Continue(()));
        records
    }

    /// One good file of every member, all with the same headline and text: its format, its name and its bytes.
    fn fixtures() -> Vec<(&'static str, &'static str, Vec<u8>)> {
        let texts: &[(&str, &str, &str)] = &[
            (
                "anpa",
                "a.tst",
                "\u{16}\u{16}\u{1}a0017\u{1f}_mnaw\nr i\u{13}\u{11} BC-Flood     05-03 0021\n\u{2}^BC-Flood,17<\n^Flood in Beira<\n\
                 \t   The river rose.\n\u{3}MNA-05-03-16 1215GMT<\n\u{4}",
            ),
            (
                "iptc7901",
                "i.txt",
                "\u{1}mna0017 4 i 21  mna 017\r\n\r\nFlood/\r\n\u{2}Flood in Beira =\r\n\r\nThe river rose.\r\n\r\n\u{3}031215 GMT May 16\r\n\u{4}",
            ),
            (
                "reuters-sgml",
                "r.sgm",
                "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS NEWID=\"1\">\n<DATE>26-FEB-1987 15:01:01.79</DATE>\n\
                 <TEXT>&#2;\n<TITLE>Flood in Beira</TITLE><BODY>The river rose.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n",
            ),
            (
                "html",
                "p.html",
                "<!DOCTYPE html><html><head><title>Flood in Beira</title></head><body><p>The river rose.</p></body></html>",
            ),
            ("jsonl", "a.jsonl", "{\"title\":\"Flood in Beira\",\"text\":\"The river rose.\"}\n"),
            ("json", "a.json", "[{\"title\":\"Flood in Beira\",\"text\":\"The river rose.\"}]"),
            ("csv", "a.csv", "title,text\nFlood in Beira,The river rose.\n"),
            ("text", "a.txt", "Flood in Beira\n\nThe river rose.\n"),
        ];
        texts.iter().map(|(format, file, text)| (*format, *file, text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn every_member_has_a_fixture_and_recognises_it_alone() {
        let known: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
        assert_eq!(known, fixtures().iter().map(|fixture| fixture.0).collect::<Vec<_>>());
        for (name, file, bytes) in fixtures() {
            assert_eq!(sniff(file, &bytes).map(|format| format.name), Some(name), "{file}");
        }
    }

    #[test]
    fn every_member_reads_its_fixture() {
        for (format, (_, file, bytes)) in FORMATS.iter().zip(fixtures()) {
            let records = read(format, file, &bytes);
            let [Ok(article)] = records.as_slice() else { panic!("{file}: {records:?}") };
            assert_eq!((&*article.title, &*article.body), ("Flood in Beira", "The river rose."), "{file}");
            assert_ne!(article.fingerprint, Default::default(), "{file}");
        }
    }

    #[test]
    fn every_member_stops_when_told() {
        for (format, (_, file, bytes)) in FORMATS.iter().zip(fixtures()) {
            let mut source = Source::new(file, bytes.as_slice());
            let flow = (format.read)(&mut source, &Options::default(), &mut |_| Flow::Break(()));
            assert_eq!(flow, Flow::Break(()), "{file}");
        }
    }

    #[test]
    fn every_member_makes_no_article_of_nothing() {
        for (format, (_, file, _)) in FORMATS.iter().zip(fixtures()) {
            assert!(read(format, file, b"").iter().all(Result::is_err), "{file}");
        }
    }

    /// A fixture with a piece taken out and a piece put in: nearly right is where readers break.
    fn spoilt(good: &[u8], cut: (usize, usize), put: &[u8]) -> Vec<u8> {
        let (from, len) = (cut.0 % (good.len() + 1), cut.1);
        let (head, tail) = good.split_at(from);
        [head, put, tail.get(len..).unwrap_or_default()].concat()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn every_member_takes_any_bytes(bytes: Vec<u8>, cut: (usize, u8), put in "[<>{}\\[\\]\",;&#a\\n0-9-]{0,6}") {
            for (format, (_, file, good)) in FORMATS.iter().zip(fixtures()) {
                read(format, file, &bytes);
                read(format, file, &spoilt(&good, (cut.0, usize::from(cut.1)), put.as_bytes()));
                for article in read(format, file, &spoilt(&good, (cut.0, 1), &bytes)).into_iter().flatten() {
                    prop_assert!(!article.title.is_empty() && !article.title.contains('\n'));
                    prop_assert!(!article.is_blank());
                }
            }
        }
    }
}
