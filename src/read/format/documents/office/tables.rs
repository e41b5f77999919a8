//! Tables of spreadsheets, XLSX and ODS: the first row names the fields, and every other row is an
//! article, as in CSV.

use serde_json::Value;

use super::package::OfficePackage;
use crate::article::Rejected;
use crate::read::format::form::{EmitArticle, Options};
use crate::read::format::records::date_order::DateOrder;
use crate::read::format::shared::fields::ArticleField;
use crate::read::format::shared::record::{self, RecordFields};
use crate::read::format::shared::xml::{self, Element};
use crate::read::source::{Flow, Source};

/// Most sheets of a workbook that are read.
const MOST_SHEETS: usize = 256;

/// Most columns of a sheet.
const MOST_COLUMNS: usize = 1_024;

/// Rows of cells, as text.
type Rows = Vec<Vec<String>>;

/// Reads the sheets of a workbook.
pub(super) fn read(
    source: &mut Source<'_>,
    parse: fn(&mut OfficePackage) -> Result<Vec<Rows>, Rejected>,
    options: &Options,
    emit: &mut EmitArticle<'_>,
) -> Flow {
    if let Some(rejected) = source.reject_empty() {
        return emit(Err(rejected));
    }
    let sheets = source.read_bytes().and_then(|bytes| {
        let mut package = OfficePackage::open(bytes)?;
        source.reserve(package.unpacked_length());
        parse(&mut package)
    });
    match sheets {
        Ok(sheets) => {
            let mut sheets: Vec<Rows> = sheets.into_iter().filter(|rows| rows.len() > 1).collect();
            if sheets.is_empty() {
                return emit(Err(Rejected::new("workbook has no table with a header and rows")));
            }
            sheets.iter_mut().try_for_each(|rows| read_sheet(rows, options, emit))
        }
        Err(rejected) => emit(Err(rejected)),
    }
}

/// Emits every row below the header.
fn read_sheet(rows: &mut Rows, options: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    let header = std::mem::take(rows.first_mut().unwrap_or(&mut Vec::new()));
    let is_day = |name: &String| options.fields.is_named(ArticleField::Published, name);
    let mut orders: Vec<Option<DateOrder>> =
        header.iter().map(|name| is_day(name).then(DateOrder::default)).collect();
    for row in rows.iter() {
        let days =
            orders.iter_mut().zip(row).filter_map(|(order, value)| Some((order.as_mut()?, value)));
        days.for_each(|(order, value)| order.observe(value));
    }
    for row in rows.iter().skip(1).filter(|row| row.iter().any(|cell| !cell.is_empty())) {
        let mut fields = RecordFields::new();
        for ((name, value), order) in header.iter().zip(row).zip(&orders) {
            let day = order.and_then(|order| day_of_serial(value).or_else(|| order.rewrite(value)));
            fields.insert(name.clone(), Value::String(day.unwrap_or_else(|| value.clone())));
        }
        emit(record::article(&row.join("\u{1F}"), &fields, &options.fields))?;
    }
    Flow::Continue(())
}

/// Day of a number that counts days since the end of 1899, with the time of day behind the point.
fn day_of_serial(value: &str) -> Option<String> {
    let serial: f64 = value.parse().ok().filter(|serial| (3_000.0..200_000.0).contains(serial))?;
    let origin = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0);
    let minutes = (serial * 24.0 * 60.0).round() as i64;
    let time = origin.checked_add(jiff::Span::new().try_minutes(minutes).ok()?).ok()?;
    let is_day = minutes % (24 * 60) == 0;
    Some(time.strftime(if is_day { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" }).to_string())
}

/// Parses a workbook of Excel since 2007.
pub(super) fn parse_xlsx(package: &mut OfficePackage) -> Result<Vec<Rows>, Rejected> {
    let shared = package.optional_part("xl/sharedStrings.xml");
    let shared = match &shared {
        Some(text) => xml::parse(text)?.children("si").map(joined_text).collect(),
        None => Vec::new(),
    };
    let mut sheets = Vec::new();
    for number in 1..=MOST_SHEETS {
        let part = format!("xl/worksheets/sheet{number}.xml");
        // A sheet that was removed leaves a gap.
        let Some(sheet) = package.optional_part(&part) else { continue };
        let root = xml::parse(&sheet)?;
        sheets.push(root.all("row").map(|row| xlsx_row(row, &shared)).collect());
    }
    if sheets.is_empty() {
        return Err(Rejected::new("workbook has no sheet"));
    }
    Ok(sheets)
}

/// Text of all runs inside an element, without phonetic readings.
fn joined_text(element: &Element<'_>) -> String {
    let runs = element.children("r").flat_map(|run| run.children("t"));
    element.children("t").chain(runs).map(Element::text).collect()
}

fn xlsx_row(row: &Element<'_>, shared: &[String]) -> Vec<String> {
    let mut cells = Vec::new();
    for cell in row.children("c") {
        let column = cell.attribute("r").and_then(|name| column_number(&name));
        let column = column.unwrap_or(cells.len()).min(MOST_COLUMNS);
        if cells.len() < column {
            cells.resize(column, String::new());
        }
        let value = cell.child("v").map(Element::text).unwrap_or_default();
        cells.push(match cell.attribute("t").as_deref() {
            Some("s") => value
                .trim()
                .parse()
                .ok()
                .and_then(|at: usize| shared.get(at))
                .cloned()
                .unwrap_or_default(),
            Some("inlineStr") => cell.child("is").map(joined_text).unwrap_or_default(),
            _ => value,
        });
    }
    cells.truncate(MOST_COLUMNS);
    cells
}

/// Number of the column of a cell from zero: "B7" is in column 1.
fn column_number(cell: &str) -> Option<usize> {
    let letters = cell.bytes().take_while(u8::is_ascii_uppercase).take(4);
    let number =
        letters.fold(0usize, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1)
}

/// Parses a spreadsheet of LibreOffice.
pub(super) fn parse_ods(package: &mut OfficePackage) -> Result<Vec<Rows>, Rejected> {
    let content = package.required_part("content.xml")?;
    let root = xml::parse(&content)?;
    let tables = root.all("table").filter(|table| table.prefix == "table").take(MOST_SHEETS);
    Ok(tables.map(|table| table.all("table-row").map(ods_row).collect()).collect())
}

fn ods_row(row: &Element<'_>) -> Vec<String> {
    let mut cells = Vec::new();
    for cell in row.children("table-cell") {
        let repeated =
            cell.attribute("number-columns-repeated").and_then(|count| count.parse().ok());
        let paragraphs: Vec<String> = cell.children("p").map(Element::text).collect();
        let day = cell.attribute("date-value").map(|day| day.into_owned());
        let value = day.unwrap_or_else(|| paragraphs.join("\n\n"));
        for _ in 0..repeated.unwrap_or(1).min(MOST_COLUMNS.saturating_sub(cells.len())) {
            cells.push(value.clone());
        }
    }
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::super::tests::zip_archive;
    use super::super::{ODS, XLSX};
    use crate::article::Article;
    use crate::read::format::form::{Format, Options};
    use crate::read::source::{Flow, Source};

    fn read(format: &Format, bytes: &[u8]) -> Vec<Article> {
        let mut articles = Vec::new();
        let flow =
            (format.read)(&mut Source::new("a", bytes), &Options::default(), &mut |record| {
                articles.push(record.expect("an article"));
                Flow::Continue(())
            });
        assert_eq!(flow, Flow::Continue(()));
        articles
    }

    fn check(articles: &[Article]) {
        let [first, second] = articles else { panic!("{articles:?}") };
        assert_eq!((&*first.title, &*first.body), ("River rises", "It rose & fell."));
        assert_eq!(
            first.published.as_ref().map(|it| it.date.to_string()).as_deref(),
            Some("18 July 2016")
        );
        assert_eq!((&*second.title, &*second.publisher), ("Dry again", "The Courier"));
    }

    #[test]
    fn a_workbook_of_excel_is_read_row_by_row() {
        let bytes = zip_archive(&[
            ("[Content_Types].xml", "<Types/>"),
            ("xl/workbook.xml", "<workbook/>"),
            (
                "xl/sharedStrings.xml",
                "<sst><si><t>title</t></si><si><t>date</t></si><si><t>text</t></si><si><t>source</t></si>\
                <si><r><t>River </t></r><r><t>rises</t></r></si><si><t>It rose &amp; fell.</t></si><si><t>The Courier</t></si></sst>",
            ),
            (
                // Sheets that were removed leave gaps.
                "xl/worksheets/sheet3.xml",
                "<worksheet><sheetData>\
                <row><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c></row>\
                <row><c r=\"A2\" t=\"s\"><v>4</v></c><c r=\"B2\"><v>42569</v></c><c r=\"C2\" t=\"s\"><v>5</v></c></row>\
                <row><c r=\"A3\" t=\"inlineStr\"><is><t>Dry again</t></is></c><c r=\"D3\" t=\"s\"><v>6</v></c></row></sheetData></worksheet>",
            ),
        ]);
        assert!((XLSX.recognises)("a.xlsx", &bytes));
        check(&read(&XLSX, &bytes));
    }

    #[test]
    fn a_spreadsheet_of_libreoffice_is_read_row_by_row() {
        let content = "<office:document-content><office:body><office:spreadsheet><table:table>\
            <table:table-row><table:table-cell><text:p>title</text:p></table:table-cell><table:table-cell><text:p>date</text:p></table:table-cell>\
            <table:table-cell><text:p>text</text:p></table:table-cell><table:table-cell><text:p>source</text:p></table:table-cell></table:table-row>\
            <table:table-row><table:table-cell><text:p>River rises</text:p></table:table-cell><table:table-cell office:date-value=\"2016-07-18\"><text:p>18.7.16</text:p></table:table-cell>\
            <table:table-cell><text:p>It rose &amp; fell.</text:p></table:table-cell></table:table-row>\
            <table:table-row><table:table-cell><text:p>Dry again</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"2\"/>\
            <table:table-cell><text:p>The Courier</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>\
            </table:table></office:spreadsheet></office:body></office:document-content>";
        let bytes = zip_archive(&[
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content),
        ]);
        assert!((ODS.recognises)("a.ods", &bytes));
        check(&read(&ODS, &bytes));
    }
}
