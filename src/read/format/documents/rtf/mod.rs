//! RTF, as word processors and newspaper databases write it. The reader is our own: the one crate for it panics on
//! letters beyond the basic plane and knows no code pages.

mod reading;
mod tokens;

use super::manuscript::Manuscript;
use crate::article::Rejected;
use crate::read::format::form::{Format, Options, Take};
use crate::read::source::{Flow, Source};

/// One document a file: a story, or an export of many.
pub const FORMAT: Format = Format { name: "rtf", recognises, read };

fn recognises(_: &str, head: &[u8]) -> bool {
    head.trim_ascii_start().starts_with(b"{\\rtf")
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    if let Some(rejected) = source.nothing() {
        return take(Err(rejected));
    }
    match source.bytes().and_then(|bytes| manuscript(&bytes)) {
        Ok(document) => document.read(take),
        Err(rejected) => take(Err(rejected)),
    }
}

fn manuscript(bytes: &[u8]) -> Result<Manuscript, Rejected> {
    let mut reading = reading::Reading::default();
    for token in tokens::Tokens::of(bytes) {
        reading.take(token)?;
    }
    Ok(reading.finish())
}

#[cfg(test)]
mod tests {
    use super::super::manuscript::{Paragraph, Rank};
    use super::*;

    fn paragraphs(rtf: &[u8]) -> Vec<(Rank, String)> {
        let document = manuscript(rtf).expect("a document");
        document.paragraphs.into_iter().map(|Paragraph { rank, text }| (rank, text)).collect()
    }

    #[test]
    fn text_is_read_and_the_rest_is_not() {
        let rtf = b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial Cyr;}}{\\colortbl;\\red0;}\
            {\\stylesheet{\\s0 Normal;}{\\s1\\b heading 1;}}{\\*\\generator Riched;}{\\info{\\title Flood}{\\author Jane Doe}{\\creatim\\yr2016\\mo7\\dy18\\hr10}}\
            {\\header Page}\\pard\\s1 Flood in Beira\\par\\pard Caf\\'e9 \\u8217? {\\b bold} \\f1\\'d0\\'e5\\'ea\\'e0\\f0\\par\
            {\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt link}} {\\deleted gone}{\\v hidden}{\\pict 0102}{\\footnote note}\\uc2\\u-10180ab\\u-8193ab end.\\line next\\par\n\
            a\\cell b\\cell\\row}";
        assert_eq!(
            paragraphs(rtf),
            [
                (Rank::Heading, "Flood in Beira".to_owned()),
                (Rank::Text, "Café ’ bold Река".to_owned()),
                (Rank::Text, "link \u{1F3FF} end.\nnext".to_owned()),
                (Rank::Text, "a\tb\t".to_owned()),
            ]
        );
        let properties = manuscript(rtf).expect("a document").properties;
        assert_eq!(
            (&*properties.title, &*properties.author, &*properties.created),
            ("Flood", "Jane Doe", "2016-07-18")
        );
    }

    #[test]
    fn japanese_letters_of_two_bytes_are_read() {
        let rtf = b"{\\rtf1\\ansi\\ansicpg932{\\fonttbl{\\f0\\fcharset128 Gothic;}}\\f0\\'90\\'ec\\'82\\'aa\\par}";
        assert_eq!(paragraphs(rtf), [(Rank::Text, "川が".to_owned())]);
    }

    #[test]
    fn bottomless_groups_are_rejected() {
        assert!(manuscript(&[b"{\\rtf1".as_slice(), &b"{".repeat(100_000)].concat()).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_rtf_is_read_or_refused(rtf in "(\\{|\\}|\\\\(par|u|'|uc|f|s|info|title|bin|fonttbl|row) ?|-?[0-9]{1,5}|[a-z ]){0,60}") {
            let _ = manuscript(rtf.as_bytes());
        }
    }
}
