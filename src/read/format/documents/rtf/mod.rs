//! RTF of word processors and newspaper databases. The parser is written here, because the one
//! crate for RTF panics on letters beyond the Basic Multilingual Plane and ignores code pages.

mod lexer;
mod parser;

use super::styled_document;
use super::styled_document::StyledDocument;
use crate::article::Rejected;
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::source::{Flow, Source};
use lexer::RtfLexer;
use parser::RtfParser;

/// One document per file: a story, or an export of many.
pub(crate) const FORMAT: Format = Format { name: "rtf", recognises, read };

fn recognises(_: &str, head: &[u8]) -> bool {
    head.trim_ascii_start().starts_with(b"{\\rtf")
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    styled_document::read_source(source, |bytes, _| parse(&bytes), emit)
}

/// Parses a file.
pub(crate) fn parse(bytes: &[u8]) -> Result<StyledDocument, Rejected> {
    let mut parser = RtfParser::default();
    for token in RtfLexer::new(bytes) {
        parser.take(token)?;
    }
    Ok(parser.finish())
}

#[cfg(test)]
mod tests {
    use super::super::styled_document::{Paragraph, ParagraphStyle};
    use super::*;

    fn paragraphs(rtf: &[u8]) -> Vec<(ParagraphStyle, String)> {
        let document = parse(rtf).expect("a document");
        document.paragraphs.into_iter().map(|Paragraph { style, text }| (style, text)).collect()
    }

    #[test]
    fn text_is_read_and_other_groups_are_skipped() {
        let rtf = b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial Cyr;}}{\\colortbl;\\red0;}\
            {\\stylesheet{\\s0 Normal;}{\\s1\\b heading 1;}}{\\*\\generator Riched;}{\\info{\\title Flood}{\\author Jane Doe}{\\creatim\\yr2016\\mo7\\dy18\\hr10}}\
            {\\header Page}\\pard\\s1 Flood in Beira\\par\\pard Caf\\'e9 \\u8217? {\\b bold} \\f1\\'d0\\'e5\\'ea\\'e0\\f0\\par\
            {\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt link}} {\\deleted gone}{\\v hidden}{\\pict 0102}{\\footnote note}\\uc2\\u-10180ab\\u-8193ab end.\\line next\\par\n\
            a\\cell b\\cell\\row}";
        assert_eq!(
            paragraphs(rtf),
            [
                (ParagraphStyle::Heading, "Flood in Beira".to_owned()),
                (ParagraphStyle::Text, "Café ’ bold Река".to_owned()),
                (ParagraphStyle::Text, "link \u{1F3FF} end.\nnext".to_owned()),
                (ParagraphStyle::Text, "a\tb\t".to_owned()),
            ]
        );
        let properties = parse(rtf).expect("a document").properties;
        assert_eq!(
            (&*properties.title, &*properties.author, &*properties.created),
            ("Flood", "Jane Doe", "2016-07-18")
        );
    }

    #[test]
    fn two_byte_code_pages_are_read() {
        let rtf = b"{\\rtf1\\ansi\\ansicpg932{\\fonttbl{\\f0\\fcharset128 Gothic;}}\\f0\\'90\\'ec\\'82\\'aa\\par}";
        assert_eq!(paragraphs(rtf), [(ParagraphStyle::Text, "川が".to_owned())]);
    }

    #[test]
    fn deeply_nested_groups_are_rejected() {
        assert!(parse(&[b"{\\rtf1".as_slice(), &b"{".repeat(100_000)].concat()).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_rtf_is_read_or_rejected(rtf in "(\\{|\\}|\\\\(par|u|'|uc|f|s|info|title|bin|fonttbl|row) ?|-?[0-9]{1,5}|[a-z ]){0,60}") {
            let _ = parse(rtf.as_bytes());
        }
    }
}
