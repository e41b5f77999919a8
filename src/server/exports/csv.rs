//! CSV export as in RFC 4180: one row per article, safe to open in a spreadsheet.

use std::io::{self, Write};

use super::dates;
use super::format::{ExportFormat, FormatKind, StreamFormat};
use super::options::ExportOptions;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::search::records::DuplicateRecord;

/// The CSV export format.
pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "csv",
    media_type: "text/csv; charset=utf-8",
    extension: "csv",
    kind: FormatKind::Stream(StreamFormat {
        write_header,
        write_document,
        separator: "",
        footer: "",
    }),
};

/// The byte order mark of UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

fn write_header(options: &ExportOptions, out: &mut dyn Write) -> io::Result<()> {
    if options.bom {
        out.write_all(BOM)?;
    }
    write_row(options.columns().iter().map(|field| field.name().to_owned()), out)
}

fn write_document(
    document: &Document,
    _: &[DuplicateRecord],
    options: &ExportOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_row(options.columns().iter().map(|field| without_formula(cell(document, *field))), out)
}

fn write_row(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    writer.write_record(cells).map_err(io::Error::from)?;
    writer.flush()
}

/// Writes a table of rows; no spreadsheet takes a text for a formula.
pub(super) fn table<const N: usize>(
    header: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> String {
    let mut table = Vec::new();
    let header = header.map(str::to_owned);
    for row in std::iter::once(header).chain(rows) {
        // Writing to memory cannot fail.
        let _ = write_row(row.into_iter().map(without_formula), &mut table);
    }
    String::from_utf8_lossy(&table).into_owned()
}

/// The text of a cell; several values are joined by semicolons.
fn cell(document: &Document, field: Field) -> String {
    let (article, subjects) = (&document.article, &document.subjects);
    let list = |values: &[String]| values.join("; ");
    let names = |names: Vec<&str>| names.join("; ");
    match field {
        Field::Id => document.id.clone(),
        Field::Published => {
            article.published.as_ref().map(|at| dates::iso(&at.date)).unwrap_or_default()
        }
        Field::Title => article.title.clone(),
        Field::Standfirst => article.standfirst.clone(),
        Field::Body => article.body.clone(),
        Field::Captions => list(&article.captions),
        Field::Byline => article.byline.clone(),
        Field::Authors => list(&article.authors),
        Field::Dateline => {
            article.dateline.as_ref().map(|line| line.raw.clone()).unwrap_or_default()
        }
        Field::Agency => article.agency.clone(),
        Field::Publisher => article.publisher.clone(),
        Field::Section => article.section.clone(),
        Field::Edition => article.edition.clone(),
        Field::Page => article.page.clone(),
        Field::Language => article.language.clone(),
        Field::People => names(subjects.people.iter().map(|person| person.name.as_str()).collect()),
        Field::Places => names(subjects.places.iter().map(|place| place.name.as_str()).collect()),
        Field::Organisations => {
            names(subjects.organisations.iter().map(|org| org.name.as_str()).collect())
        }
        Field::Topics => names(subjects.topics.iter().map(|topic| topic.name.as_str()).collect()),
        Field::Keywords => list(&article.keywords),
        Field::Url => article.url.clone(),
        Field::Path => document.path.clone(),
    }
}

/// Prefixes an apostrophe to text that a spreadsheet would run as a formula.
pub(super) fn without_formula(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}
