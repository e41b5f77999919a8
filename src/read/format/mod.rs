//! Formats that news is kept in. Each reads a [`Source`] record by record and emits every record as
//! an [`Article`] or as [`Rejected`].
//!
//! To add a format, copy `template.rs` and list the copy in [`FORMATS`]. The modules in `shared/`
//! parse what many formats have in common; every article passes through [`finish`] at the end.
//!
//! [`Source`]: super::source::Source
//! [`Article`]: crate::article::Article
//! [`Rejected`]: crate::article::Rejected
//! [`finish`]: shared::finish::finish

pub(crate) mod alto;
mod documents;
mod email;
mod export;
mod form;
mod records;
mod sgml;
pub(crate) mod shared;
mod tei;
#[cfg(test)]
mod template;
mod text;
mod unsupported;
mod web;
mod wire;

pub use form::{EmitArticle, Format, Options};
pub use shared::fields::FieldMap;
pub(crate) use shared::path_date::date_by_path;
pub(crate) use unsupported::unsupported_reason;

/// Every format, the most specific first: the first that recognises a source reads it.
pub const FORMATS: &[Format] = &[
    // Files that begin with a signature of their own: any bytes may follow it, those of a wire too.
    documents::office::DOCX,
    documents::office::ODT,
    documents::office::XLSX,
    documents::office::ODS,
    documents::rtf::FORMAT,
    #[cfg(feature = "parquet")]
    records::parquet::FORMAT,
    wire::anpa::FORMAT,
    wire::iptc7901::FORMAT,
    sgml::reuters::FORMAT,
    sgml::trec::FORMAT,
    email::MAILBOX,
    email::MESSAGE,
    alto::FORMAT,
    tei::FORMAT,
    #[cfg(feature = "pdf")]
    documents::pdf::FORMAT,
    export::NEXIS,
    export::FACTIVA,
    export::FACTIVA_XML,
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

/// Finds the format of a source by its name and first bytes.
pub fn sniff(name: &str, head: &[u8]) -> Option<&'static Format> {
    first_match(FORMATS, name, head)
}

/// Returns the first of these formats that recognises a source.
pub(crate) fn first_match<'f>(
    formats: &'f [Format],
    name: &str,
    head: &[u8],
) -> Option<&'f Format> {
    formats.iter().find(|format| (format.recognises)(name, head))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::source::{Flow, Source};
    use super::*;
    use crate::article::{Article, Rejected};

    /// Reads every record of a file in one format.
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

    /// A sample of every text format: format, file name and content. All samples have the same
    /// headline and text.
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
        (
            "tei",
            "t.xml",
            "<TEI><teiHeader/><text><body><div><head>Flood in Beira</head><p>The river rose.</p></div></body></text></TEI>",
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

    /// A sample of every format: format, file name and content.
    fn samples() -> Vec<(&'static str, &'static str, Vec<u8>)> {
        let mut samples: Vec<_> = TEXTS
            .iter()
            .map(|(format, file, text)| (*format, *file, text.as_bytes().to_vec()))
            .collect();
        let docx = documents::office::tests::docx(
            "<p><r><t>Flood in Beira</t></r></p><p><r><t>The river rose.</t></r></p>",
        );
        let odt = documents::office::tests::odt("<p>Flood in Beira</p><p>The river rose.</p>");
        let [xlsx, ods] = documents::office::tests::tables();
        samples.extend([
            ("docx", "a.docx", docx),
            ("odt", "a.odt", odt),
            ("xlsx", "a.xlsx", xlsx),
            ("ods", "a.ods", ods),
        ]);
        #[cfg(feature = "parquet")]
        samples.push(("parquet", "a.parquet", records::parquet::tests::sample()));
        #[cfg(feature = "pdf")]
        samples.push(("pdf", "a.pdf", {
            let lines = documents::pdf::tests::line(50, 700, 20, "Flood in Beira")
                + &documents::pdf::tests::line(50, 650, 10, "The river rose.");
            documents::pdf::tests::pdf(&[&lines])
        }));
        samples
    }

    /// Every format with the file name and content of its sample.
    fn formats() -> impl Iterator<Item = (&'static Format, &'static str, Vec<u8>)> {
        samples().into_iter().map(|(name, file, bytes)| {
            let format = FORMATS
                .iter()
                .find(|format| format.name == name)
                .expect("a sample is in a known format");
            (format, file, bytes)
        })
    }

    #[test]
    fn every_format_has_a_sample_that_it_alone_recognises() {
        let samples = samples();
        assert!(FORMATS.iter().all(|format| samples.iter().any(|(name, ..)| *name == format.name)));
        for (name, file, bytes) in samples {
            assert_eq!(sniff(file, &bytes).map(|format| format.name), Some(name), "{file}");
        }
    }

    #[test]
    fn every_format_reads_its_sample() {
        for (format, file, bytes) in formats() {
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
    fn every_text_format_reads_the_lines_of_old_macs() {
        for (name, file, text) in TEXTS {
            let text = text.replace("\r\n", "\n").replace('\n', "\r");
            let mut source = Source::new(*file, text.as_bytes());
            source.unify_line_ends();
            let format = sniff(file, source.head()).expect("a format");
            assert_eq!(format.name, *name, "{file}");
            let mut records = Vec::new();
            let flow = (format.read)(&mut source, &Options::default(), &mut |record| {
                records.push(record);
                Flow::Continue(())
            });
            assert!(flow.is_continue());
            let [Ok(article)] = records.as_slice() else { panic!("{file}: {records:?}") };
            assert_eq!(
                (&*article.title, &*article.body),
                ("Flood in Beira", "The river rose."),
                "{file}"
            );
        }
    }

    #[test]
    fn every_format_stops_on_break() {
        for (format, file, bytes) in formats() {
            let mut source = Source::new(file, bytes.as_slice());
            let flow = (format.read)(&mut source, &Options::default(), &mut |_| Flow::Break(()));
            assert_eq!(flow, Flow::Break(()), "{file}");
        }
    }

    #[test]
    fn an_empty_file_gives_no_article_in_any_format() {
        for (format, file, _) in formats() {
            assert!(read(format, file, b"").iter().all(Result::is_err), "{file}");
        }
    }

    /// A sample with `cut.1` bytes replaced from offset `cut.0` on: almost valid input breaks
    /// readers most easily.
    fn corrupt(good: &[u8], cut: (usize, usize), inserted: &[u8]) -> Vec<u8> {
        let (from, len) = (cut.0 % (good.len() + 1), cut.1);
        let (head, tail) = good.split_at(from);
        [head, inserted, tail.get(len..).unwrap_or_default()].concat()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn no_bytes_make_a_format_panic(bytes: Vec<u8>, cut: (usize, u8), inserted in "[<>{}\\[\\]\",;&#a\\n0-9-]{0,6}") {
            for (format, file, good) in formats() {
                read(format, file, &bytes);
                read(format, file, &corrupt(&good, (cut.0, usize::from(cut.1)), inserted.as_bytes()));
                for article in read(format, file, &corrupt(&good, (cut.0, 1), &bytes)).into_iter().flatten() {
                    prop_assert!(!article.title.is_empty() && !article.title.contains('\n'));
                    prop_assert!(!article.is_blank());
                }
            }
        }
    }
}
