//! Reasons why a file of no supported format is skipped, with advice where there is any.

use super::alto::mets;
use super::shared::xml;

/// Magic numbers of other kinds of files, and the reason given for each.
const MAGIC: [(&[u8], &str); 14] = [
    (b"\xFF\xD8\xFF", PICTURE),
    (b"\x89PNG", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"RIFF", SOUND),
    (b"ID3", SOUND),
    (b"OggS", SOUND),
    (b"fLaC", SOUND),
    // Only reached in a build without the `pdf` feature.
    (b"%PDF-", "PDF, which this build of morgue does not read"),
    // Likewise without `parquet`.
    (b"PAR1", "Parquet, which this build of morgue does not read"),
    (b"%!PS", "PostScript: save it as PDF"),
    (b"AT&TFORM", "DjVu: save it as PDF with its text"),
    (b"\x7fELF", "a program"),
];

const PICTURE: &str = "a picture: run OCR on it first if it shows text";
const SOUND: &str = "audio or video";

/// Magic number of documents from Microsoft Office before 2007.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Returns the reason why a file with this name and these first bytes is not read.
pub(crate) fn unsupported_reason(name: &str, head: &[u8]) -> String {
    match (known_reason(name, head), xml::root_tag(head)) {
        (Some(reason), _) => reason.to_owned(),
        (None, Some((root, _))) => {
            format!("XML of an unknown format: its root element is `{root}`")
        }
        (None, None) => "not a known news format".to_owned(),
    }
}

/// The reason for a kind of file that is known not to be readable.
fn known_reason(name: &str, head: &[u8]) -> Option<&'static str> {
    let contains = |bytes: &[u8]| memchr::memmem::find(head, bytes).is_some();
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase())
        .unwrap_or_default();
    if head.starts_with(OLE) {
        return Some(match extension.as_str() {
            "xls" => "old Excel format: save it as CSV",
            "ppt" => "slides",
            _ => "old Word format: save it as DOCX",
        });
    }
    if head.starts_with(b"PK\x03\x04") && contains(b"[Content_Types].xml") {
        return Some(if contains(b"ppt/") { "slides" } else { "a workbook: save it as CSV" });
    }
    if mets::is_mets(head) {
        return Some(
            "METS describes an issue and has no text: its ALTO pages are read with its title, day \
             and articles",
        );
    }
    MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, reason)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_come_with_advice() {
        assert_eq!(unsupported_reason("a.doc", OLE), "old Word format: save it as DOCX");
        assert_eq!(
            unsupported_reason("a.xlsx", b"PK\x03\x04..[Content_Types].xml..xl/workbook.xml"),
            "a workbook: save it as CSV"
        );
        assert!(
            unsupported_reason("a.xml", b"<?xml version='1.0'?><mets:mets xmlns:mets='x'>")
                .contains("ALTO")
        );
        assert!(unsupported_reason("a.jpg", b"\xFF\xD8\xFF\xE0").contains("OCR"));
        assert_eq!(unsupported_reason("a.bin", b"\0\0"), "not a known news format");
    }
}
