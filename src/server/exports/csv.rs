//! CSV as RFC 4180 has it, one row per article: for spreadsheets, which must not take a headline for a formula.

use std::io::{self, Write};

use super::{Format, dates};
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::search::engine::DuplicateRecord;

/// The form.
pub const FORMAT: Format = Format {
    name: "csv",
    media: "text/csv; charset=utf-8",
    ending: "csv",
    head,
    entry,
    between: "",
    foot: "",
};

/// The fields that have a column, in their order.
const COLUMNS: [Field; 22] = [
    Field::Id,
    Field::Published,
    Field::Title,
    Field::Standfirst,
    Field::Body,
    Field::Captions,
    Field::Byline,
    Field::Authors,
    Field::Dateline,
    Field::Agency,
    Field::Publisher,
    Field::Section,
    Field::Edition,
    Field::Page,
    Field::Language,
    Field::People,
    Field::Places,
    Field::Organisations,
    Field::Topics,
    Field::Keywords,
    Field::Url,
    Field::Path,
];

fn head(out: &mut dyn Write) -> io::Result<()> {
    row(COLUMNS.iter().map(|field| field.name().to_owned()), out)
}

fn entry(clipping: &Document, _: &[DuplicateRecord], out: &mut dyn Write) -> io::Result<()> {
    row(COLUMNS.iter().map(|field| harmless(cell(clipping, *field))), out)
}

fn row(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    writer.write_record(cells).map_err(io::Error::from)?;
    writer.flush()
}

/// What stands in a field; of many values, all of them.
fn cell(clipping: &Document, field: Field) -> String {
    let (article, subjects) = (&clipping.article, &clipping.subjects);
    let all = |values: &[String]| values.join("; ");
    let names = |names: Vec<&str>| names.join("; ");
    match field {
        Field::Id => clipping.id.clone(),
        Field::Published => {
            article.published.as_ref().map(|at| dates::iso(&at.date)).unwrap_or_default()
        }
        Field::Title => article.title.clone(),
        Field::Standfirst => article.standfirst.clone(),
        Field::Body => article.body.clone(),
        Field::Captions => all(&article.captions),
        Field::Byline => article.byline.clone(),
        Field::Authors => all(&article.authors),
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
        Field::Keywords => all(&article.keywords),
        Field::Url => article.url.clone(),
        Field::Path => clipping.path.clone(),
    }
}

/// Text that a spreadsheet takes for text: what begins as a formula does gets an apostrophe.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}
