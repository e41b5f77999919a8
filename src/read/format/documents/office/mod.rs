//! Documents of office programs that are zip archives of XML: DOCX and ODT, and the tables of XLSX
//! and ODS.

mod docx;
mod odt;
mod package;
mod tables;

use super::styled_document;
use super::styled_document::StyledDocument;
use crate::article::Rejected;
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::source::{Flow, Source};
use package::OfficePackage;

/// Word documents since 2007.
pub(crate) const DOCX: Format = Format {
    name: "docx",
    recognises: recognises_docx,
    read: |source, _: &Options, emit| read(source, docx::parse, emit),
};

/// Documents of LibreOffice and OpenOffice, and as exported by Google Docs.
pub(crate) const ODT: Format = Format {
    name: "odt",
    recognises: recognises_odt,
    read: |source, _: &Options, emit| read(source, odt::parse, emit),
};

/// Workbooks of Excel since 2007.
pub(crate) const XLSX: Format = Format {
    name: "xlsx",
    recognises: |name, head| {
        head.starts_with(ZIP)
            && (has_extension(name, &[".xlsx", ".xlsm"])
                || holds(head, b"[Content_Types].xml") && holds(head, b"xl/worksheets/"))
    },
    read: |source, options, emit| tables::read(source, tables::parse_xlsx, options, emit),
};

/// Spreadsheets of LibreOffice and OpenOffice.
pub(crate) const ODS: Format = Format {
    name: "ods",
    recognises: |name, head| {
        let opening = head.get(..256).unwrap_or(head);
        head.starts_with(ZIP)
            && (has_extension(name, &[".ods"])
                || holds(opening, b"application/vnd.oasis.opendocument.spreadsheet"))
    },
    read: |source, options, emit| tables::read(source, tables::parse_ods, options, emit),
};

/// First bytes of a zip archive.
const ZIP: &[u8] = b"PK\x03\x04";

/// First bytes of an OLE file, the older Office format, which also wraps encrypted documents.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

fn holds(head: &[u8], signature: &[u8]) -> bool {
    memchr::memmem::find(head, signature).is_some()
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    extensions.iter().any(|extension| name.ends_with(extension))
}

fn recognises_docx(name: &str, head: &[u8]) -> bool {
    let is_named = has_extension(name, &[".docx", ".docm", ".dotx", ".dotm"]);
    let is_package = head.starts_with(ZIP)
        && (is_named || (holds(head, b"[Content_Types].xml") && holds(head, b"word/")));
    is_package || (is_named && head.starts_with(OLE))
}

fn recognises_odt(name: &str, head: &[u8]) -> bool {
    let opening = head.get(..256).unwrap_or(head);
    head.starts_with(ZIP)
        && (has_extension(name, &[".odt", ".ott"])
            || holds(opening, b"application/vnd.oasis.opendocument.text"))
}

fn read(
    source: &mut Source<'_>,
    parse: fn(&mut OfficePackage) -> Result<StyledDocument, Rejected>,
    emit: &mut EmitArticle<'_>,
) -> Flow {
    if source.head().starts_with(OLE) {
        return emit(Err(Rejected::new("document is encrypted: save it without a password")));
    }
    let parse = |bytes, source: &Source<'_>| {
        let mut package = OfficePackage::open(bytes)?;
        source.reserve(package.unpacked_length());
        parse(&mut package)
    };
    styled_document::read_source(source, parse, emit)
}

/// Parses a Word document that is in memory.
pub(crate) fn parse_docx(bytes: Vec<u8>) -> Result<StyledDocument, Rejected> {
    docx::parse(&mut OfficePackage::open(bytes)?)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use zip::CompressionMethod;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::article::Article;

    /// Packs parts into a zip archive.
    pub(crate) fn zip_archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in parts {
            let method = if *name == "mimetype" {
                CompressionMethod::Stored
            } else {
                CompressionMethod::Deflated
            };
            zip.start_file(*name, SimpleFileOptions::default().compression_method(method))
                .expect("a part");
            zip.write_all(text.as_bytes()).expect("written");
        }
        zip.finish().expect("an archive").into_inner()
    }

    /// Builds a DOCX file from the XML of its body.
    pub(crate) fn docx(body: &str) -> Vec<u8> {
        let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
        let core = "<cp:coreProperties><dc:title>x</dc:title><dc:creator>Jane Doe</dc:creator><dcterms:created>2016-07-18T10:15:00Z</dcterms:created></cp:coreProperties>";
        let styles = "<w:styles><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>";
        zip_archive(&[
            ("[Content_Types].xml", "<Types/>"),
            ("word/document.xml", &document),
            ("word/styles.xml", styles),
            ("docProps/core.xml", core),
        ])
    }

    /// Builds an ODT file from the XML of its text.
    pub(crate) fn odt(body: &str) -> Vec<u8> {
        let content = format!(
            "<office:document-content><office:automatic-styles><style:style style:name=\"P1\" style:parent-style-name=\"Title\"/></office:automatic-styles>\
             <office:body><office:text>{body}</office:text></office:body></office:document-content>"
        );
        let meta = "<office:document-meta><office:meta><dc:language>pt-MZ</dc:language><meta:keyword>floods</meta:keyword><meta:creation-date>2016-07-18T10:15:00</meta:creation-date></office:meta></office:document-meta>";
        zip_archive(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", &content),
            ("meta.xml", meta),
        ])
    }

    /// Builds an XLSX and an ODS file with one article.
    pub(crate) fn tables() -> [Vec<u8>; 2] {
        let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let row = |one: &str, two: &str| format!("<row>{}{}</row>", cell(one), cell(two));
        let sheet = row("title", "text") + &row("Flood in Beira", "The river rose.");
        let sheet = format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>");
        let cell =
            |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
        let row = |one: &str, two: &str| {
            format!("<table:table-row>{}{}</table:table-row>", cell(one), cell(two))
        };
        let table = row("title", "text") + &row("Flood in Beira", "The river rose.");
        let content = format!(
            "<office:document-content><table:table>{table}</table:table></office:document-content>"
        );
        [
            zip_archive(&[
                ("[Content_Types].xml", "<Types/>"),
                ("xl/worksheets/sheet1.xml", &sheet),
            ]),
            zip_archive(&[
                ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
                ("content.xml", &content),
            ]),
        ]
    }

    fn read_one(format: &Format, bytes: &[u8]) -> Result<Article, Rejected> {
        let mut article = None;
        let _ = (format.read)(&mut Source::new("a", bytes), &Options::default(), &mut |record| {
            article = Some(record);
            Flow::Continue(())
        });
        article.expect("a record")
    }

    #[test]
    fn word_documents_are_read() {
        let body = "<w:p><w:pPr><w:pStyle w:val=\"berschrift1\"/></w:pPr><w:r><w:t>Flood in Beira</w:t></w:r></w:p>\
            <w:p><w:r><w:t>By Jane Roe</w:t></w:r></w:p>\
            <w:p><w:r><w:t xml:space=\"preserve\">The river </w:t></w:r><w:del><w:r><w:delText>fell</w:delText></w:r></w:del>\
            <w:ins><w:r><w:t>rose</w:t><w:footnoteReference w:id=\"1\"/></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>\
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Boats</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
        let article = read_one(&DOCX, &docx(body)).expect("an article");
        assert_eq!((&*article.title, &*article.byline), ("Flood in Beira", "By Jane Roe"));
        assert_eq!(article.body, "The river rose.\n\nBoats 12");
        assert_eq!(
            article.published.map(|date| date.date.to_string()).as_deref(),
            Some("18 July 2016")
        );
    }

    #[test]
    fn open_documents_are_read() {
        let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>\
            <text:p text:style-name=\"P1\">Flood in Beira</text:p><text:p>The<text:s/>river<text:note><text:p>A note</text:p></text:note> <text:span>rose</text:span>.</text:p>\
            <text:list><text:list-item><text:p>Boats</text:p></text:list-item></text:list>\
            <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>";
        let article = read_one(&ODT, &odt(body)).expect("an article");
        assert_eq!(
            (&*article.title, &*article.body),
            ("Flood in Beira", "The river rose.\n\nBoats\n\na b")
        );
        assert_eq!((&*article.language, &*article.keywords), ("pt", &["floods".to_owned()][..]));
    }

    #[test]
    fn bombs_and_encrypted_documents_are_rejected() {
        let bomb = docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "a".repeat(8_000_000)));
        let reason = |bytes: &[u8]| {
            read_one(&DOCX, bytes).err().map(|rejected| rejected.reason).unwrap_or_default()
        };
        assert!(reason(&bomb).contains("unpacks to"), "{}", reason(&bomb));
        assert!(reason(&[OLE, b"EncryptedPackage"].concat()).contains("encrypted"));
        assert!(reason(&docx(&"<w:p>".repeat(100_000))).contains("nested too deep"));
        assert!(reason(&zip_archive(&[("word/other.xml", "")])).contains("word/document.xml"));
    }

    #[test]
    fn documents_are_recognised_by_their_content() {
        assert!(recognises_docx("a", &docx("")) && !recognises_odt("a", &docx("")));
        assert!(recognises_odt("a", &odt("")) && !recognises_docx("a", &odt("")));
        assert!(recognises_docx("a.docx", OLE) && !recognises_docx("a.doc", OLE));
    }
}
