//! The formats news is kept in. Every member reads a [`Source`] one record at a time and hands each on as an
//! [`Article`] or a [`Rejected`]; to join the family, write one file with `recognises` and `read` and add it to
//! [`FORMATS`].
//!
//! [`Source`]: super::source::Source
//! [`Article`]: crate::article::Article
//! [`Rejected`]: crate::article::Rejected

mod alto;
mod documents;
mod email;
mod export;
mod form;
mod records;
mod sgml;
mod shared;
mod text;
mod unsupported;
mod web;
mod wire;

// What the members share: `fields.rs` and `record.rs` make an article of a record with named fields, `markup.rs` takes
// the text out of HTML, `xml.rs` is the tree all XML is read from, `prose.rs` parts the story in it from what is printed
// beside it, `assigned/` puts desks' codes into words, `byline.rs`, `caption.rs`, `credit.rs`, `furniture.rs`, `labels.rs` and `when.rs`
// take a story apart, and `story.rs` lays the last hand on every article; `foreign.rs` says why a file of no format is
// left out.

pub use form::{Format, Options, Take};
pub use shared::fields::FieldMap;
pub use shared::publication_date::date_by_path;
pub use unsupported::reason as why_unread;

/// Every format, the most particular first: the first that recognises a source reads it.
pub const FORMATS: &[Format] = &[
    wire::anpa::FORMAT,
    wire::iptc7901::FORMAT,
    sgml::reuters::FORMAT,
    sgml::trec::FORMAT,
    email::MAILBOX,
    email::MESSAGE,
    alto::FORMAT,
    documents::office::DOCX,
    documents::office::ODT,
    documents::rtf::FORMAT,
    documents::pdf::FORMAT,
    export::NEXIS,
    export::FACTIVA,
    export::PROQUEST,
    wire::newsml_g2::FORMAT,
    wire::newsml::FORMAT,
    wire::nitf::FORMAT,
    web::wordpress::FORMAT,
    web::feed::FORMAT,
    web::html::FORMAT,
    records::json::LINES,
    records::json::FORMAT,
    records::csv::FORMAT,
    documents::markdown::FORMAT,
    text::FORMAT,
];

/// The format of a source, or nothing where we know none.
pub fn sniff(name: &str, head: &[u8]) -> Option<&'static Format> {
    FORMATS.iter().find(|format| (format.recognises)(name, head))
}

/// Why a source of no format we know is not read.
pub fn unknown(name: &str, head: &[u8]) -> String {
    unsupported::reason(name, head)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::source::{Flow, Source};
    use super::*;
    use crate::article::{Article, Rejected};

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

    /// One good file of every member that is text, all with the same headline and text: its format, its name, its text.
    const TEXTS: &[(&str, &str, &str)] = &[
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
            "alto",
            "a.xml",
            "<alto><Layout><Page><PrintSpace><TextBlock><TextLine HEIGHT=\"40\"><String CONTENT=\"Flood\"/><String CONTENT=\"in\"/>\
                 <String CONTENT=\"Beira\"/></TextLine></TextBlock><TextBlock><TextLine HEIGHT=\"9\"><String CONTENT=\"The river rose.\"/>\
                 </TextLine></TextBlock><TextBlock><TextLine HEIGHT=\"9\"/></TextBlock></PrintSpace></Page></Layout></alto>",
        ),
        ("rtf", "a.rtf", "{\\rtf1\\ansi Flood in Beira\\par The river rose.\\par}"),
        (
            "trec-sgml",
            "wx880212",
            "<DOC>\n<DOCNO> WX880212-0001 </DOCNO>\n<HEADLINE>Flood in Beira</HEADLINE>\n<TEXT>\nThe river rose.\n</TEXT>\n</DOC>\n",
        ),
        (
            "mbox",
            "inbox",
            "From a@example.org Mon Jul 18 10:15:00 2016\nFrom: Jane Doe <a@example.org>\nSubject: Flood in Beira\n\
                 Date: Mon, 18 Jul 2016 10:15:00 GMT\n\nThe river rose.\n",
        ),
        (
            "email",
            "a.eml",
            "From: Jane Doe <a@example.org>\nSubject: Flood in Beira\nDate: Mon, 18 Jul 2016 10:15:00 GMT\n\nThe river rose.\n",
        ),
        (
            "nexis",
            "n.txt",
            "1 of 1 DOCUMENTS\n\nThe Courier\n\nJuly 18, 2016\n\nFlood in Beira\n\nLENGTH: 3 words\n\nBODY:\nThe river rose.\n",
        ),
        (
            "factiva",
            "f.txt",
            "HD Flood in Beira\nWC 3 words\nPD 18 July 2016\nSN Courier\nLP\nThe river rose.\n\nAN Document COUR000020160718ec7i0001\n",
        ),
        (
            "proquest",
            "q.txt",
            "Document 1 of 1\n\nFlood in Beira\n\nFull text: The river rose.\n\nProQuest document ID: 1804902345\n",
        ),
        (
            "newsml-g2",
            "g.xml",
            "<newsItem guid=\"g\"><contentMeta><headline>Flood in Beira</headline></contentMeta><contentSet><inlineXML><html><body>\
                 <p>The river rose.</p></body></html></inlineXML></contentSet></newsItem>",
        ),
        (
            "newsml",
            "m.xml",
            "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>Flood in Beira</HeadLine></NewsLines><ContentItem><DataContent>\
                 <p>The river rose.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
        ),
        (
            "nitf",
            "n.xml",
            "<?xml version=\"1.0\"?><nitf><body><body.head><hedline><hl1>Flood in Beira</hl1></hedline></body.head>\
                 <body.content><p>The river rose.</p></body.content></body></nitf>",
        ),
        (
            "wordpress",
            "w.xml",
            "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><item><title>Flood in Beira</title><content:encoded>\
                 The river rose.</content:encoded></item></channel></rss>",
        ),
        (
            "feed",
            "f.xml",
            "<rss version=\"2.0\"><channel><item><title>Flood in Beira</title><description>The river rose.</description></item>\
                 </channel></rss>",
        ),
        (
            "html",
            "p.html",
            "<!DOCTYPE html><html><head><title>Flood in Beira</title></head><body><p>The river rose.</p></body></html>",
        ),
        ("jsonl", "a.jsonl", "{\"title\":\"Flood in Beira\",\"text\":\"The river rose.\"}\n"),
        ("json", "a.json", "[{\"title\":\"Flood in Beira\",\"text\":\"The river rose.\"}]"),
        ("csv", "a.csv", "title,text\nFlood in Beira,The river rose.\n"),
        ("markdown", "a.md", "---\ntitle: Flood in Beira\n---\nThe river rose.\n"),
        ("text", "a.txt", "Flood in Beira\n\nThe river rose.\n"),
    ];

    /// The same of every member, as bytes.
    fn fixtures() -> Vec<(&'static str, &'static str, Vec<u8>)> {
        let mut fixtures: Vec<_> = TEXTS
            .iter()
            .map(|(format, file, text)| (*format, *file, text.as_bytes().to_vec()))
            .collect();
        let docx = documents::office::tests::docx(
            "<p><r><t>Flood in Beira</t></r></p><p><r><t>The river rose.</t></r></p>",
        );
        let odt = documents::office::tests::odt("<p>Flood in Beira</p><p>The river rose.</p>");
        let lines = documents::pdf::tests::line(50, 700, 20, "Flood in Beira")
            + &documents::pdf::tests::line(50, 650, 10, "The river rose.");
        let pdf = documents::pdf::tests::pdf(&[&lines]);
        fixtures.extend([("docx", "a.docx", docx), ("odt", "a.odt", odt), ("pdf", "a.pdf", pdf)]);
        fixtures
    }

    /// Every member with the name and the bytes of its fixture.
    fn members() -> impl Iterator<Item = (&'static Format, &'static str, Vec<u8>)> {
        fixtures().into_iter().map(|(name, file, bytes)| {
            let format = FORMATS
                .iter()
                .find(|format| format.name == name)
                .expect("a fixture is of a format");
            (format, file, bytes)
        })
    }

    #[test]
    fn every_member_has_a_fixture_and_recognises_it_alone() {
        let fixtures = fixtures();
        assert!(
            FORMATS.iter().all(|format| fixtures.iter().any(|(name, ..)| *name == format.name))
        );
        for (name, file, bytes) in fixtures {
            assert_eq!(sniff(file, &bytes).map(|format| format.name), Some(name), "{file}");
        }
    }

    #[test]
    fn every_member_reads_its_fixture() {
        for (format, file, bytes) in members() {
            let records = read(format, file, &bytes);
            let [Ok(article)] = records.as_slice() else { panic!("{file}: {records:?}") };
            assert_eq!(
                (&*article.title, &*article.body),
                ("Flood in Beira", "The river rose."),
                "{file}"
            );
            assert_ne!(article.fingerprint, Default::default(), "{file}");
        }
    }

    #[test]
    fn every_member_stops_when_told() {
        for (format, file, bytes) in members() {
            let mut source = Source::new(file, bytes.as_slice());
            let flow = (format.read)(&mut source, &Options::default(), &mut |_| Flow::Break(()));
            assert_eq!(flow, Flow::Break(()), "{file}");
        }
    }

    #[test]
    fn every_member_makes_no_article_of_nothing() {
        for (format, file, _) in members() {
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
            for (format, file, good) in members() {
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
