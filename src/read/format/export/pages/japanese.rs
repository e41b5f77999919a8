//! Japanese newspaper databases (Kikuzo, Yomidasu): a table with day, edition, section and page,
//! and the text below it.

use dom_query::{Document, NodeRef, Selection};

use super::super::record::{ExportField, ExportRecord};
use super::lines::{node_lines, split_lines};
use crate::article::date::{NewsDate, Precision};

/// Headings of the columns.
const COLUMNS: [(&str, ExportField); 9] = [
    ("発行日", ExportField::Date),
    ("掲載日", ExportField::Date),
    ("朝夕刊", ExportField::Edition),
    ("面名", ExportField::Section),
    ("ページ", ExportField::Page),
    ("頁", ExportField::Page),
    ("文字数", ExportField::Bookkeeping),
    ("見出し", ExportField::Title),
    ("媒体", ExportField::Publication),
];

/// Reads every article of a page.
pub(super) fn records(page: &Document) -> Vec<ExportRecord> {
    let mut records: Vec<ExportRecord> = Vec::new();
    let mut open: Option<ExportRecord> = None;
    // A table of facts opens an article; the next table or paragraph is its text.
    for node in page.select("table, p").nodes() {
        if has_table_inside(node) {
            continue;
        }
        if let Some(record) = facts(node) {
            records.extend(open.replace(record));
        } else if let Some(record) = open.as_mut().filter(|record| !record.has(ExportField::Body)) {
            add_text(node, record);
        }
    }
    records.extend(open);
    records.retain(|record| record.has(ExportField::Title));
    records
}

fn has_table_inside(node: &NodeRef<'_>) -> bool {
    Selection::from(*node).select("table table, td table").length() > 0
}

/// Reads a table of facts: a day and an edition in cells of their own.
fn facts(table: &NodeRef<'_>) -> Option<ExportRecord> {
    const MOST_CELLS: usize = 40;
    let cells: Vec<String> = Selection::from(*table)
        .select("th, td")
        .nodes()
        .iter()
        .take(MOST_CELLS)
        .map(|cell| node_lines(cell).concat())
        .collect();
    let headings: Vec<&String> = cells.iter().take_while(|cell| day(cell).is_none()).collect();
    let values =
        cells.get(cells.len() / 2..).filter(|_| cells.len() == 2 * cells.len().div_euclid(2));
    let named = cells.iter().any(|cell| COLUMNS.iter().any(|(name, _)| name == cell));
    let values: &[String] = if named { values? } else { &cells };
    let is_edition = |cell: &str| {
        (cell.ends_with("朝刊") || cell.ends_with("夕刊")) && cell.chars().count() <= 8
    };
    if !values.iter().any(|cell| day(cell).is_some()) || !values.iter().any(|cell| is_edition(cell))
    {
        return None;
    }
    let mut record = ExportRecord::default();
    for (at, cell) in values.iter().enumerate() {
        let column = headings.get(at).filter(|_| named);
        let by_column = column.and_then(|name| {
            COLUMNS.iter().find(|(known, _)| known == *name).map(|(_, field)| *field)
        });
        let field = by_column.unwrap_or_else(|| field_by_shape(cell, is_edition(cell), &record));
        let value = match field {
            ExportField::Date => day(cell).unwrap_or_default(),
            ExportField::Page => cell
                .trim_start_matches('0')
                .trim_end_matches(['頁', 'ペ', 'ー', 'ジ', '面'])
                .to_owned(),
            _ => cell.clone(),
        };
        record.add(field, value);
    }
    Some(record)
}

/// Field of a cell without a heading.
fn field_by_shape(cell: &str, is_edition: bool, record: &ExportRecord) -> ExportField {
    let is_counted = |units: &[&str]| {
        units.iter().any(|unit| {
            cell.strip_suffix(unit)
                .is_some_and(|number| !number.is_empty() && number.chars().all(char::is_numeric))
        })
    };
    if day(cell).is_some() {
        ExportField::Date
    } else if is_edition {
        ExportField::Edition
    } else if is_counted(&["頁", "ページ", "面"]) {
        ExportField::Page
    } else if is_counted(&["字", "文字", ""]) {
        ExportField::Bookkeeping
    } else if !record.has(ExportField::Title) {
        ExportField::Title
    } else {
        ExportField::Section
    }
}

/// Day in a cell, in a form that is parsed: "1985年01月01日", "2018.01.07".
fn day(cell: &str) -> Option<String> {
    const LONGEST: usize = 40;
    let is_day = |date: NewsDate| date.precision <= Precision::Day;
    let found = cell.len() <= LONGEST && cell.starts_with(|c: char| c.is_ascii_digit());
    (found && NewsDate::parse(cell).is_some_and(is_day)).then(|| cell.to_owned())
}

/// Adds the headline, where the table of facts has none, and the paragraphs.
fn add_text(node: &NodeRef<'_>, record: &mut ExportRecord) {
    let lines = split_lines(&node.formatted_text());
    let mut lines = lines.as_slice();
    if !record.has(ExportField::Title)
        && let Some((title, text)) = lines.split_first()
    {
        record.add(ExportField::Title, title.as_str());
        lines = text;
    }
    if !lines.is_empty() {
        record.add(ExportField::Body, lines.join("\n\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    #[test]
    fn tables_with_and_without_headings_are_read() {
        let kikuzo = "<table class=t><tr><td><table><tr><th>No.</th><th>発行日</th><th>朝夕刊</th><th>面名</th><th>ページ</th><th>文字数</th></tr>\
            <tr><td>00001</td><td><nobr>1985年</nobr><nobr>07月18日</nobr></td><td>朝刊</td><td>１総</td><td>001</td><td>00733文字</td></tr></table></td></tr></table>\
            <table><tr><td><span>川が増水</span><br></td></tr><tr><td><div>　川が夜に増水した。<br>　朝に引いた。</div></td></tr></table>";
        let yomidasu = "<table><tr><th>1</th><th>1985.07.18</th><th>川が増水</th><th>東京朝刊</th><th>社会</th><th>1頁</th><th>3348字</th></tr></table>\
            <p>　川が夜に増水した。<br>　朝に引いた。</p>";
        for one in [kikuzo, yomidasu] {
            let articles = read(&format!("<html><body>{}</body></html>", one.repeat(2)));
            let [first, _] = articles.as_slice() else { panic!("{articles:?}") };
            assert_eq!((&*first.title, &*first.page), ("川が増水", "1"));
            assert_eq!(first.body, "川が夜に増水した。\n\n朝に引いた。");
            assert!(first.edition.ends_with("朝刊") && !first.section.is_empty(), "{first:?}");
            assert_eq!(
                first.published.as_ref().map(|it| it.date.to_string()).as_deref(),
                Some("18 July 1985")
            );
        }
    }
}
