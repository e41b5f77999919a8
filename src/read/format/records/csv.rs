//! CSV: a header row that names the fields, then one article per row.

use std::io::{self, Read};

use csv::{ByteRecord, ReaderBuilder};
use serde_json::Value;

use crate::article::{Article, Rejected};
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::records::date_order::DateOrder;
use crate::read::format::records::repeated;
use crate::read::format::shared::fields::{self, ArticleField, FieldMap};
use crate::read::format::shared::record;
use crate::read::format::shared::record::RecordFields;
use crate::read::record_memory::LARGE_RECORD;
use crate::read::source::{Flow, Source};

/// Fields separated by comma, semicolon or tab: the one that gives the header the most fields.
pub(crate) const FORMAT: Format = Format { name: "csv", recognises, read };

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

fn recognises(name: &str, head: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let unnamed = name.ends_with(".txt") || !name.contains('.');
    name.ends_with(".csv") || name.ends_with(".tsv") || (unnamed && is_header(head))
}

/// Reports whether the first line names fields of articles: at least two, and at least half of all.
fn is_header(head: &[u8]) -> bool {
    let line = first_line(head);
    let delimiter = delimiter(line);
    let names: Vec<String> = line
        .split(|byte| *byte == delimiter)
        .map(|name| fields::normalise_name(&String::from_utf8_lossy(name)))
        .collect();
    let known = names.iter().filter(|name| fields::is_known_name(name)).count();
    known >= 2 && known * 2 >= names.len()
}

fn first_line(head: &[u8]) -> &[u8] {
    head.split(|byte| *byte == b'\n').next().unwrap_or_default()
}

/// Returns the delimiter that the header uses.
fn delimiter(header: &[u8]) -> u8 {
    let count = |delimiter: &u8| header.iter().filter(|byte| *byte == delimiter).count();
    DELIMITERS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}

fn read(source: &mut Source<'_>, options: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    repeated::read(source, options, emit, read_rows)
}

fn read_rows(source: &mut Source<'_>, options: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    let delimiter = delimiter(first_line(source.head()));
    let mut orders = date_orders(source.head(), delimiter, &options.fields);
    let input = RowInput { source, row: 0 };
    let mut rows = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(input);
    let header = match rows.byte_headers() {
        Ok(header) => {
            header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect::<Vec<_>>()
        }
        Err(error) => return emit(Err(unreadable(&error))),
    };
    let mut row = ByteRecord::new();
    loop {
        if row.as_slice().len() > LARGE_RECORD {
            row = ByteRecord::new();
        }
        rows.get_mut().begin_row();
        match rows.read_byte_record(&mut row) {
            Ok(true) => emit(article(&header, &row, rows.get_mut().source, &mut orders, options))?,
            Ok(false) => return Flow::Continue(()),
            Err(error) => return emit(Err(unreadable(&error))),
        }
    }
}

/// Order of day and month in every column of days of publication, as the rows at the head of a file show
/// it.
fn date_orders(head: &[u8], delimiter: u8, map: &FieldMap) -> Vec<Option<DateOrder>> {
    const MOST_COLUMNS: usize = 1_000;
    let mut rows = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(head);
    let Ok(header) = rows.byte_headers() else { return Vec::new() };
    let is_day =
        |name: &[u8]| map.is_named(ArticleField::Published, &String::from_utf8_lossy(name));
    let columns = header.iter().take(MOST_COLUMNS);
    let mut orders: Vec<Option<DateOrder>> =
        columns.map(|name| is_day(name).then(DateOrder::default)).collect();
    let mut row = ByteRecord::new();
    while rows.read_byte_record(&mut row).unwrap_or(false) {
        for (order, value) in orders.iter_mut().zip(&row) {
            if value.len() <= LONGEST_DATE
                && let Some(order) = order
                && let Ok(value) = std::str::from_utf8(value)
            {
                order.observe(value);
            }
        }
    }
    orders
}

/// Longest value that may be a date, in bytes.
const LONGEST_DATE: usize = 40;

/// The bytes of the rows. A quotation mark that is missing makes the rest of a file one row, so that
/// reading fails where a row grows too long.
struct RowInput<'r, 's> {
    source: &'r mut Source<'s>,
    /// Bytes read since the row began.
    row: usize,
}

impl RowInput<'_, '_> {
    fn begin_row(&mut self) {
        self.row = 0;
        self.source.release();
    }
}

impl Read for RowInput<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.row > self.source.longest_record() {
            return Err(io::Error::other(self.source.too_long("row").reason));
        }
        let read = self.source.read(out)?;
        self.row += read;
        self.source.reserve(self.row);
        Ok(read)
    }
}

/// Rejects the rest of a stream.
fn unreadable(error: &csv::Error) -> Rejected {
    Rejected::new(format!("the rest cannot be read: {error}"))
}

/// Reads a row. A row with more fields than the header has lost a quote, so its fields cannot be
/// matched with the header.
fn article(
    header: &[String],
    row: &ByteRecord,
    source: &mut Source<'_>,
    orders: &mut [Option<DateOrder>],
    options: &Options,
) -> Result<Article, Rejected> {
    let line = row.position().map_or(0, csv::Position::line);
    if row.len() > header.len() || row.len() < 2.min(header.len()) {
        return Err(Rejected::new(format!(
            "row at line {line} has {} fields where the header has {}",
            row.len(),
            header.len()
        )));
    }
    let mut values: Vec<String> =
        row.iter().map(|field| source.decode(field).into_owned()).collect();
    let decoded = values.join("\u{1F}");
    for (value, order) in values.iter_mut().zip(orders) {
        let Some(order) = order else { continue };
        order.observe(value);
        if let Some(date) = order.rewrite(value) {
            *value = date;
        }
    }
    let fields: RecordFields =
        header.iter().cloned().zip(values.into_iter().map(Value::String)).collect();
    record::article(&decoded, &fields, &options.fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::record_memory::RecordMemory;

    #[test]
    fn a_row_without_its_last_quotation_mark_is_bounded() {
        let rest = "x,y\n".repeat(600_000);
        let text = format!("title,body\nFlood,Rain.\n\"Fire,{rest}");
        let mut source = Source::new("a.csv", text.as_bytes());
        source.set_memory(&RecordMemory::new(1 << 20));
        let mut records = Vec::new();
        let flow = read(&mut source, &Options::default(), &mut |record| {
            records.push(record.map(|article| article.title).map_err(|rejected| rejected.reason));
            Flow::Continue(())
        });
        assert_eq!((flow, records.len()), (Flow::Continue(()), 2));
        assert_eq!(records[0], Ok("Flood".to_string()));
        assert!(records[1].as_ref().is_err_and(|reason| reason.contains("longer than 1 MiB")));
    }

    fn read_all(text: &[u8]) -> Vec<Result<(String, String), String>> {
        let mut records = Vec::new();
        let flow = read(&mut Source::new("a.csv", text), &Options::default(), &mut |record| {
            records.push(
                record
                    .map(|article| (article.title, article.body))
                    .map_err(|rejected| rejected.reason),
            );
            Flow::Continue(())
        });
        assert!(flow.is_continue());
        records
    }

    fn story(title: &str, body: &str) -> Result<(String, String), String> {
        Ok((title.to_owned(), body.to_owned()))
    }

    #[test]
    fn quotes_hold_line_breaks_and_delimiters() {
        let records = read_all(b"title;text\n\"Flood; fire\";\"One.\n\nTwo \"\"three\"\".\"\n");
        assert_eq!(records, [story("Flood; fire", "One.\n\nTwo \"three\".")]);
    }

    #[test]
    fn a_faulty_row_does_not_end_the_file() {
        let records = read_all(b"title,text\na,b,c\nd,e\n");
        assert_eq!(
            records,
            [Err("row at line 2 has 3 fields where the header has 2".into()), story("d", "e")]
        );
    }

    #[test]
    fn rows_are_decoded_from_their_encoding() {
        assert_eq!(
            read_all(b"title\ttext\ncaf\xE9 cr\xE8me\tbr\xFBl\xE9e\n"),
            [story("café crème", "brûlée")]
        );
    }

    #[test]
    fn a_column_of_dates_shows_the_order_of_day_and_month() {
        let dates = |text: &[u8]| {
            let mut dates = Vec::new();
            let _ = read(&mut Source::new("a.csv", text), &Options::default(), &mut |record| {
                dates.extend(
                    record.ok().and_then(|it| it.published).map(|it| it.date.from.to_string()),
                );
                Flow::Continue(())
            });
            dates
        };
        assert_eq!(dates(b"title,date\na,3/10/2016\nb,11/27/2017\n"), ["2016-03-10", "2017-11-27"]);
        assert_eq!(dates(b"title,date\na,3/10/2016\nb,27/11/2017\n"), ["2016-10-03", "2017-11-27"]);
        let mut titles = Vec::new();
        let text: &[u8] = b"title,date\n9/11/2001,3/10/2016\n12/25/2001,11/27/2017\n";
        let _ = read(&mut Source::new("a.csv", text), &Options::default(), &mut |record| {
            titles.extend(record.ok().map(|it| it.title));
            Flow::Continue(())
        });
        assert_eq!(titles, ["9/11/2001", "12/25/2001"], "only days of publication are rewritten");
    }

    #[test]
    fn a_header_is_distinguished_from_a_sentence() {
        assert!(recognises("export", b"url,date,title,text\n"));
        assert!(!recognises("story.txt", b"Flood, fire, and a title to defend\n"));
        assert!(!recognises("story.xml", b"url,date,title,text\n"));
    }
}
