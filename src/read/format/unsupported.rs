//! Kinds of files that are kept beside news and are none, or none that can be read: why each is left out, and what
//! would help.

use super::shared::xml;

/// How a kind of file begins.
const MAGIC: [(&[u8], &str); 12] = [
    (b"\xFF\xD8\xFF", PICTURE),
    (b"\x89PNG", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"RIFF", SOUND),
    (b"ID3", SOUND),
    (b"OggS", SOUND),
    (b"fLaC", SOUND),
    (b"%!PS", "PostScript: save it as PDF"),
    (b"AT&TFORM", "DjVu: save it as PDF with its text"),
    (b"\x7fELF", "a program"),
];

const PICTURE: &str = "a picture: run OCR first where it shows text";
const SOUND: &str = "sound or moving pictures";

/// How a file of the older Office begins.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Why nobody reads a file of this name that opens with these bytes.
pub fn reason(name: &str, head: &[u8]) -> String {
    match (known(name, head), xml::root(head)) {
        (Some(reason), _) => reason.to_owned(),
        (None, Some((root, _))) => {
            format!("XML of no format of news we know: its root is `{root}`")
        }
        (None, None) => "no format of news we know".to_owned(),
    }
}

/// Why a file of a kind we know is left out.
fn known(name: &str, head: &[u8]) -> Option<&'static str> {
    let holds = |sign: &[u8]| memchr::memmem::find(head, sign).is_some();
    let ending =
        name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if head.starts_with(OLE) {
        return Some(match ending.as_str() {
            "xls" => "old Excel format: save as CSV",
            "ppt" => "slides",
            _ => "old Word format: save as DOCX",
        });
    }
    if head.starts_with(b"PK\x03\x04") && holds(b"[Content_Types].xml") {
        return Some(if holds(b"ppt/") { "slides" } else { "a workbook: save as CSV" });
    }
    if head.trim_ascii_start().starts_with(b"<") && (holds(b"<mets") || holds(b":mets ")) {
        return Some(
            "METS lists the pages of an issue and holds no text: the ALTO files it names are read, page by page",
        );
    }
    MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, reason)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_say_what_would_help() {
        assert_eq!(reason("a.doc", OLE), "old Word format: save as DOCX");
        assert_eq!(
            reason("a.xlsx", b"PK\x03\x04..[Content_Types].xml..xl/workbook.xml"),
            "a workbook: save as CSV"
        );
        assert!(
            reason("a.xml", b"<?xml version='1.0'?><mets:mets xmlns:mets='x'>").contains("ALTO")
        );
        assert!(reason("a.jpg", b"\xFF\xD8\xFF\xE0").contains("OCR"));
        assert_eq!(reason("a.bin", b"\0\0"), "no format of news we know");
    }
}
