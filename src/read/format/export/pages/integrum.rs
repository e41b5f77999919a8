//! Integrum: a block of fields with codes behind carets, a heading and the text as it was typed.

use dom_query::{Document, NodeRef, Selection};

use super::super::record::{ExportField, ExportRecord};
use super::lines::node_lines;

/// Highest element around the fields that may hold the text.
const MOST_ANCESTORS: usize = 8;

/// Field codes.
const CODES: [(&str, ExportField); 8] = [
    ("ИС", ExportField::Publication),
    ("РБ", ExportField::Section),
    ("НР", ExportField::Bookkeeping),
    ("ДТ", ExportField::Date),
    ("АВ", ExportField::Byline),
    ("ЗГ", ExportField::Title),
    ("ПЗ", ExportField::Standfirst),
    ("СТ", ExportField::Page),
];

/// Reads every article of a page.
pub(super) fn records(page: &Document) -> Vec<ExportRecord> {
    page.select("td").nodes().iter().filter_map(record).collect()
}

fn record(cell: &NodeRef<'_>) -> Option<ExportRecord> {
    let lines = node_lines(cell);
    if !lines.first()?.starts_with('^') || !cell.children().iter().any(NodeRef::is_text) {
        return None;
    }
    let mut record = ExportRecord::default();
    let mut field = ExportField::Bookkeeping;
    for line in &lines {
        let (opened, value) = match line.strip_prefix('^').and_then(|line| line.split_once(':')) {
            Some((code, value)) => {
                let known = CODES.iter().find(|(known, _)| *known == code.trim());
                (known.map_or(ExportField::Note, |(_, field)| *field), value)
            }
            None => (field, line.as_str()),
        };
        field = opened;
        match value.trim() {
            "" => {}
            name if field == ExportField::Byline => record.add(field, given_name_first(name)),
            value => record.add(field, value),
        }
    }
    let text = cell.ancestors(Some(MOST_ANCESTORS)).into_iter().find_map(|node| {
        let texts = Selection::from(node).select("pre");
        (texts.length() > 0).then(|| texts.first().text().to_string())
    })?;
    record.add(ExportField::Body, text);
    Some(record)
}

/// Turns "Лаврова Нина" into "Нина Лаврова": the database lists the surname first.
fn given_name_first(names: &str) -> String {
    let names = names.split([',', ';']).map(|name| {
        let words: Vec<&str> = name.split_whitespace().collect();
        match words.as_slice() {
            [last, first] => format!("{first} {last}"),
            [last, first, father] => format!("{first} {father} {last}"),
            _ => name.trim().to_owned(),
        }
    });
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    #[test]
    fn fields_and_text_are_read() {
        let one = "<div><a name=1></a><table><tr><td>^ИС:\n Речная газета \n<br>^РБ:\n ВОДА\n<br>^НР:\n 6\n<br>^ДТ:\n 18.07.2016\n<br>^АВ:\n Речная Анна\n<br>^ЗГ:\n РЕКА ВЫШЛА\n<br></td></tr></table>\
            <h3>РЕКА ВЫШЛА</h3><pre>\n     Река поднялась\nночью.\n     Потом она спала.\n</pre></div>";
        let articles = read(&format!("<html><body><h3>Report</h3>{}</body></html>", one.repeat(2)));
        let [first, _] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!(
            (&*first.title, &*first.publisher, &*first.section),
            ("РЕКА ВЫШЛА", "Речная газета", "ВОДА")
        );
        assert_eq!(first.body, "Река поднялась ночью.\n\nПотом она спала.");
        assert_eq!(first.authors, ["Анна Речная"]);
        assert_eq!(
            first.published.as_ref().map(|it| it.date.to_string()).as_deref(),
            Some("18 July 2016")
        );
    }
}
