//! Parquet export: a table with typed columns, for DuckDB, pandas, R and Spark. Dates are dates; people, places,
//! organisations and topics are lists of names. Beside each is the list of keys that facets count the article by,
//! with those of broader places and topics.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use parquet::basic::Compression;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::format::{DocumentWriter, ExportFormat, FormatKind};
use super::options::ExportOptions;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::search::records::DuplicateRecord;

/// The Parquet export format.
pub(super) const FORMAT: ExportFormat = ExportFormat {
    name: "parquet",
    media_type: "application/vnd.apache.parquet",
    extension: "parquet",
    kind: FormatKind::Table(|options| Ok(Box::new(ParquetWriter::new(options)?))),
};

/// Bytes of text, and articles, after which a group of rows is written.
const GROUP_BYTES: usize = 4 << 20;
const GROUP_ROWS: usize = 50_000;

/// A column.
struct Column {
    /// Its name.
    name: String,
    /// The field it is made of.
    field: Field,
    /// Which part of the field it has.
    part: Part,
    cells: Cells,
}

/// The part of a field that a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The value, or the names of values.
    Value,
    /// The keys of values.
    Keys,
    /// The last day of a date that is known to the month or year.
    LastDay,
    /// How exactly a date is known.
    Precision,
    /// The number of words of the body.
    Words,
}

/// The cells of a group of rows.
enum Cells {
    Texts(Vec<ByteArray>),
    /// Days since 1970, absent ones left out, with 1 or 0 for each row.
    Days(Vec<i32>, Vec<i16>),
    Numbers(Vec<i32>),
    /// Values of lists, with definition and repetition levels.
    Lists(Vec<ByteArray>, Vec<i16>, Vec<i16>),
}

/// What was written and not yet handed on.
#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn take(&self) -> Vec<u8> {
        // A thread that panicked while it held the lock left whole writes behind.
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a Parquet file. Memory holds one group of rows.
struct ParquetWriter {
    columns: Vec<Column>,
    buffer: Buffer,
    file: SerializedFileWriter<Buffer>,
    rows: usize,
    bytes: usize,
}

impl ParquetWriter {
    fn new(options: &ExportOptions) -> io::Result<Self> {
        let columns: Vec<Column> =
            options.columns().iter().flat_map(|it| columns_of(*it)).collect();
        let members: String = columns.iter().map(|column| column.schema() + "\n").collect();
        let schema =
            parse_message_type(&format!("message articles {{\n{members}}}")).map_err(failed)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::LZ4_RAW)
            .set_created_by(concat!("morgue ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let buffer = Buffer::default();
        let file =
            SerializedFileWriter::new(buffer.clone(), Arc::new(schema), Arc::new(properties));
        Ok(Self { columns, buffer, file: file.map_err(failed)?, rows: 0, bytes: 0 })
    }

    fn write_group(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.rows > 0 {
            let mut group = self.file.next_row_group().map_err(failed)?;
            for column in &mut self.columns {
                let Some(mut writer) = group.next_column().map_err(failed)? else { break };
                column.cells.write_to(writer.untyped()).map_err(failed)?;
                writer.close().map_err(failed)?;
            }
            group.close().map_err(failed)?;
            (self.rows, self.bytes) = (0, 0);
        }
        out.write_all(&self.buffer.take())
    }
}

impl DocumentWriter for ParquetWriter {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.buffer.take())
    }

    fn add(
        &mut self,
        document: &Document,
        _: &[DuplicateRecord],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for column in &mut self.columns {
            column.add(document);
        }
        self.rows += 1;
        self.bytes += document.article.text_length();
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.write_group(out)
        } else {
            Ok(())
        }
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.write_group(out)?;
        self.file.finish().map_err(failed)?;
        out.write_all(&self.buffer.take())
    }
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

/// The columns that a field becomes.
fn columns_of(field: Field) -> Vec<Column> {
    let column = |name: &str, part, cells| Column { name: name.to_owned(), field, part, cells };
    let texts = || Cells::Texts(Vec::new());
    let lists = || Cells::Lists(Vec::new(), Vec::new(), Vec::new());
    let name = field.name();
    match field {
        Field::Published => {
            let days = || Cells::Days(Vec::new(), Vec::new());
            vec![
                column(name, Part::Value, days()),
                column("published_to", Part::LastDay, days()),
                column("precision", Part::Precision, texts()),
            ]
        }
        Field::Body => vec![
            column(name, Part::Value, texts()),
            column("words", Part::Words, Cells::Numbers(Vec::new())),
        ],
        Field::People | Field::Places | Field::Organisations | Field::Topics => vec![
            column(name, Part::Value, lists()),
            column(&format!("{name}_keys"), Part::Keys, lists()),
        ],
        Field::Captions | Field::Authors | Field::Keywords => {
            vec![column(name, Part::Value, lists())]
        }
        _ => vec![column(name, Part::Value, texts())],
    }
}

impl Column {
    /// The column in the notation of Parquet schemas.
    fn schema(&self) -> String {
        let name = &self.name;
        match self.cells {
            Cells::Texts(_) => format!("required binary {name} (STRING);"),
            Cells::Days(..) => format!("optional int32 {name} (DATE);"),
            Cells::Numbers(_) => format!("required int32 {name};"),
            Cells::Lists(..) => format!(
                "required group {name} (LIST) {{ repeated group list {{ required binary element (STRING); }} }}"
            ),
        }
    }

    fn add(&mut self, document: &Document) {
        let published = document.article.published.as_ref().map(|it| &it.date);
        match &mut self.cells {
            Cells::Texts(texts) => texts.push(text(document, self.field, self.part).into()),
            Cells::Numbers(numbers) => {
                numbers.push(i32::try_from(document.article.words()).unwrap_or(i32::MAX))
            }
            Cells::Days(days, levels) => {
                let day =
                    published.map(|it| if self.part == Part::LastDay { it.to } else { it.from });
                levels.push(i16::from(day.is_some()));
                days.extend(day.map(since_epoch));
            }
            Cells::Lists(values, definitions, repetitions) => {
                let list = list(document, self.field, self.part);
                if list.is_empty() {
                    definitions.push(0);
                    repetitions.push(0);
                }
                for (number, value) in list.into_iter().enumerate() {
                    definitions.push(1);
                    repetitions.push(i16::from(number > 0));
                    values.push(value.into());
                }
            }
        }
    }
}

impl Cells {
    /// Writes the cells as a column of a group and empties them.
    fn write_to(&mut self, writer: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        match (&mut *self, writer) {
            (Self::Texts(texts), ColumnWriter::ByteArrayColumnWriter(writer)) => {
                writer.write_batch(texts, None, None)?;
                texts.clear();
            }
            (Self::Days(days, levels), ColumnWriter::Int32ColumnWriter(writer)) => {
                writer.write_batch(days, Some(levels), None)?;
                days.clear();
                levels.clear();
            }
            (Self::Numbers(numbers), ColumnWriter::Int32ColumnWriter(writer)) => {
                writer.write_batch(numbers, None, None)?;
                numbers.clear();
            }
            (
                Self::Lists(values, definitions, repetitions),
                ColumnWriter::ByteArrayColumnWriter(writer),
            ) => {
                writer.write_batch(values, Some(definitions), Some(repetitions))?;
                values.clear();
                definitions.clear();
                repetitions.clear();
            }
            _ => return Err(ParquetError::General("a column has another type".to_owned())),
        }
        Ok(())
    }
}

fn since_epoch(day: Date) -> i32 {
    let days = day.since((jiff::Unit::Day, Date::constant(1970, 1, 1))).map(|span| span.get_days());
    days.unwrap_or_default()
}

fn text(document: &Document, field: Field, part: Part) -> Vec<u8> {
    let article = &document.article;
    let text = match field {
        Field::Id => document.id.as_str(),
        Field::Published if part == Part::Precision => {
            let precision =
                article.published.as_ref().map(|it| serde_json::to_value(it.date.precision));
            let name = precision.and_then(Result::ok);
            return name.and_then(|name| name.as_str().map(Vec::from)).unwrap_or_default();
        }
        Field::Title => &article.title,
        Field::Standfirst => &article.standfirst,
        Field::Body => &article.body,
        Field::Byline => &article.byline,
        Field::Dateline => article.dateline.as_ref().map_or("", |line| &line.raw),
        Field::Agency => &article.agency,
        Field::Publisher => &article.publisher,
        Field::Section => &article.section,
        Field::Edition => &article.edition,
        Field::Page => &article.page,
        Field::Language => &article.language,
        Field::Url => &article.url,
        Field::Path => &document.path,
        _ => "",
    };
    text.as_bytes().to_vec()
}

fn list(document: &Document, field: Field, part: Part) -> Vec<&str> {
    let (article, subjects) = (&document.article, &document.subjects);
    match field {
        // As facets count them: with every broader place and topic.
        _ if part == Part::Keys => document.values(field),
        Field::People => subjects.people.iter().map(|it| it.name.as_str()).collect(),
        Field::Places => subjects.places.iter().map(|it| it.name.as_str()).collect(),
        Field::Organisations => subjects.organisations.iter().map(|it| it.name.as_str()).collect(),
        Field::Topics => subjects.topics.iter().map(|it| it.name.as_str()).collect(),
        Field::Captions => article.captions.iter().map(String::as_str).collect(),
        Field::Authors => article.authors.iter().map(String::as_str).collect(),
        Field::Keywords => article.keywords.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader as _, SerializedFileReader};

    fn written(options: &ExportOptions, documents: &[Document]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = FORMAT.writer(options).expect("a writer");
        writer.begin(&mut out).expect("begins");
        for document in documents {
            writer.add(document, &[], &mut out).expect("adds");
        }
        writer.end(&mut out).expect("ends");
        out
    }

    fn read(bytes: &[u8]) -> SerializedFileReader<std::fs::File> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).expect("writes");
        SerializedFileReader::new(file).expect("it is whole")
    }

    #[test]
    fn rows_are_read_back_with_their_types() {
        let mut document = Document { id: "one".into(), ..Document::default() };
        document.article.title = "Rain in Horta".into();
        document.article.keywords = vec!["rain".into(), "wind".into()];
        document.article.published = Some(crate::article::date::Published {
            date: crate::article::date::NewsDate::year(1987).expect("a year"),
            source: crate::article::date::DateSource::Metadata,
        });
        let undated = Document { id: "two".into(), ..Document::default() };
        let mut options = ExportOptions::default();
        options.add_columns("id,title,published,keywords,body").expect("known");
        let bytes = written(&options, &[document, undated]);
        let file = read(&bytes);
        let rows: Vec<String> = file
            .get_row_iter(None)
            .expect("rows")
            .map(|row| row.expect("a row").to_string())
            .collect();
        assert_eq!(rows.len(), 2);
        for part in [
            "\"Rain in Horta\"",
            "published: 1987-01-01",
            "published_to: 1987-12-31",
            "\"year\"",
            "[\"rain\", \"wind\"]",
            "words: 0",
        ] {
            assert!(rows[0].contains(part), "no {part} in {}", rows[0]);
        }
        assert!(rows[1].contains("published: null") && rows[1].contains("[]"), "{}", rows[1]);
    }

    #[test]
    fn an_export_of_nothing_is_a_whole_file() {
        let bytes = written(&ExportOptions::default(), &[]);
        let file = read(&bytes);
        assert_eq!(file.metadata().file_metadata().num_rows(), 0);
    }
}
