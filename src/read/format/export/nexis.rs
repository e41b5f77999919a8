//! Nexis: records numbered "1 of 100 DOCUMENTS" with labels in capitals, and, since Nexis Uni,
//! records that end with "End of Document". Newspaper, date and often the headline come before the
//! labels.

use super::layout::{Boundary, Layout, is_copyright, is_word_count, labelled};
use super::record::{ExportField, ExportRecord, LineContext, LineRole, leading_date};
use crate::text::clean;

/// Both kinds of records; they share their labels.
pub(super) const LAYOUT: Layout = Layout { recognises, boundary, parse };

/// Labels of both kinds of records, with the German, French and Dutch ones.
const LABELS: [(&str, ExportField); 64] = [
    ("HEADLINE", ExportField::Title),
    ("BYLINE", ExportField::Byline),
    ("Byline", ExportField::Byline),
    ("AUTOR", ExportField::Byline),
    ("Autor", ExportField::Byline),
    ("AUTEUR", ExportField::Byline),
    ("SECTION", ExportField::Section),
    ("Section", ExportField::Section),
    ("RUBRIK", ExportField::Section),
    ("RUBRIQUE", ExportField::Section),
    ("EDITION", ExportField::Edition),
    ("LENGTH", ExportField::Length),
    ("Length", ExportField::Length),
    ("LÄNGE", ExportField::Length),
    ("LONGUEUR", ExportField::Length),
    ("LENGTE", ExportField::Length),
    ("DATELINE", ExportField::Dateline),
    ("Dateline", ExportField::Dateline),
    ("HIGHLIGHT", ExportField::Standfirst),
    ("Highlight", ExportField::Standfirst),
    ("GRAPHIC", ExportField::Caption),
    ("Graphic", ExportField::Caption),
    ("SERIES", ExportField::Keywords),
    ("URL", ExportField::Url),
    ("SUBJECT", ExportField::Topics),
    ("Subject", ExportField::Topics),
    ("INDUSTRY", ExportField::Keywords),
    ("Industry", ExportField::Keywords),
    ("PERSON", ExportField::People),
    ("Person", ExportField::People),
    ("GEOGRAPHIC", ExportField::Places),
    ("Geographic", ExportField::Places),
    ("CITY", ExportField::Places),
    ("STATE", ExportField::Places),
    ("COUNTRY", ExportField::Places),
    ("ORGANIZATION", ExportField::Organisations),
    ("Organization", ExportField::Organisations),
    ("COMPANY", ExportField::Organisations),
    ("Company", ExportField::Organisations),
    ("TICKER", ExportField::Bookkeeping),
    ("Ticker", ExportField::Bookkeeping),
    ("LOAD-DATE", ExportField::Bookkeeping),
    ("Load-Date", ExportField::Bookkeeping),
    ("UPDATE", ExportField::Bookkeeping),
    ("DATE-CHARGEMENT", ExportField::Bookkeeping),
    ("LANGUAGE", ExportField::Language),
    ("Language", ExportField::Language),
    ("SPRACHE", ExportField::Language),
    ("LANGUE", ExportField::Language),
    ("TAAL", ExportField::Language),
    ("PUBLICATION-TYPE", ExportField::Bookkeeping),
    ("Publication-Type", ExportField::Bookkeeping),
    ("PUBLICATION TYPE", ExportField::Bookkeeping),
    ("TYPE-PUBLICATION", ExportField::Bookkeeping),
    ("JOURNAL-CODE", ExportField::Bookkeeping),
    ("Journal Code", ExportField::Bookkeeping),
    ("ACC-NO", ExportField::Bookkeeping),
    ("DOCUMENT-TYPE", ExportField::Bookkeeping),
    ("TYPE", ExportField::Bookkeeping),
    ("COLUMN", ExportField::Keywords),
    ("ENHANCEMENT", ExportField::Bookkeeping),
    ("NOTES", ExportField::Bookkeeping),
    ("CORRECTION-DATE", ExportField::Bookkeeping),
    ("DISTRIBUTION", ExportField::Bookkeeping),
];

/// Lines that consist of a heading alone.
const HEADINGS: [(&str, ExportField); 9] = [
    ("Body", ExportField::Body),
    ("BODY:", ExportField::Body),
    ("TEXT:", ExportField::Body),
    ("VOLLTEXT:", ExportField::Body),
    ("Graphic", ExportField::Caption),
    ("Classification", ExportField::Bookkeeping),
    ("Notes", ExportField::Bookkeeping),
    ("Correction", ExportField::Bookkeeping),
    ("Correction-Date", ExportField::Bookkeeping),
];

/// Lines of the page that surround a record.
const FURNITURE: [&str; 5] =
    ["Publication Logo", "Link to Image", "Link to PDF", "Return to List", "End of Document"];

fn recognises(lines: &[&str]) -> bool {
    let has = |is_sign: fn(&str) -> bool| lines.iter().any(|line| is_sign(line));
    let is_length =
        |line: &str| labelled(line, &LABELS).is_some_and(|(_, value)| is_word_count(value));
    let is_body = |line: &str| {
        matches!(line.trim(), "Body" | "BODY:" | "TEXT:") || line.trim_start().starts_with("BODY:")
    };
    let (has_length, has_body) = (has(is_length), has(is_body));
    has(is_record_number) && (has_length || has_body) || has_length && has_body
}

/// Reports whether a line numbers a record: "12 of 100 DOCUMENTS", in several languages.
fn is_record_number(line: &str) -> bool {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = line.split_whitespace();
    match [(); 5].map(|()| words.next()) {
        [
            Some(number),
            Some("of" | "von" | "sur" | "de" | "van" | "di"),
            Some(count),
            Some(unit),
            None,
        ] => {
            is_number(number)
                && is_number(count)
                && unit.starts_with("DO")
                && unit.chars().all(char::is_uppercase)
        }
        _ => false,
    }
}

fn boundary(line: &str, _: bool) -> Boundary {
    match line.trim() {
        "End of Document" => Boundary::Last,
        line if is_record_number(line) => Boundary::First,
        _ => Boundary::Inside,
    }
}

fn parse(text: &str) -> Option<ExportRecord> {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.iter().position(|line| is_record_number(line)).map_or(0, |at| at + 1);
    let lines = lines.get(from..).unwrap_or_default();
    let top = lines.iter().position(|line| field(line).is_some())?;
    let (above, fields) = lines.split_at_checked(top)?;
    let mut record = ExportRecord::default();
    read_top(above, &mut record);
    record.read_lines(fields, |_, context| classify(context));
    Some(record)
}

/// Returns the field a line opens, and its value.
fn field(line: &str) -> Option<(ExportField, &str)> {
    let heading = |line: &str| {
        HEADINGS.iter().find(|(known, _)| *known == line).map(|(_, field)| (*field, ""))
    };
    let body = || line.trim_start().strip_prefix("BODY:").map(|text| (ExportField::Body, text));
    labelled(line, &LABELS).or_else(|| heading(line.trim())).or_else(body)
}

/// Reports whether a line ends the text: a label in capitals, or one of Nexis Uni that only follows
/// a text.
fn ends_text(line: &str) -> bool {
    let is_capitals =
        line.split(':').next().is_some_and(|label| !label.contains(char::is_lowercase));
    let follows_text = |line: &str| {
        matches!(line, "Classification" | "Graphic" | "Notes") || line.starts_with("Load-Date:")
    };
    field(line).is_some() && (is_capitals || follows_text(line.trim()))
}

/// Returns the role of a line from the first label on.
fn classify<'l>(context: &LineContext<'_, 'l>) -> LineRole<'l> {
    let line = context.line;
    let in_text = context.field == ExportField::Body;
    match field(line).filter(|_| !in_text || ends_text(line)) {
        Some((field, value)) => LineRole::opens(field, value),
        None if is_furniture(line) || is_record_number(line) => LineRole::Furniture,
        None if is_copyright(line) && (!in_text || line.starts_with("    ")) => {
            LineRole::opens(ExportField::Credit, line)
        }
        // The field ended with its paragraph; a paragraph without a label is text.
        None if context.after_blank
            && !line.trim().is_empty()
            && is_single_paragraph(context.field) =>
        {
            LineRole::opens(ExportField::Body, line)
        }
        None => LineRole::Continues,
    }
}

/// Reports whether a field above the text is one paragraph.
fn is_single_paragraph(field: ExportField) -> bool {
    matches!(
        field,
        ExportField::Title
            | ExportField::Byline
            | ExportField::Section
            | ExportField::Dateline
            | ExportField::Edition
            | ExportField::Length
    )
}

fn is_furniture(line: &str) -> bool {
    let line = line.trim();
    FURNITURE.contains(&line) || is_page_number(line)
}

/// Reports whether a line numbers a page: "Page 1 of 3".
fn is_page_number(line: &str) -> bool {
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = line.split_whitespace().collect();
    matches!(words.as_slice(), ["Page", at, "of", all] if is_number(at) && is_number(all))
}

/// Reads the lines above the labels: headline, newspaper and date, or newspaper, date and headline.
fn read_top(lines: &[&str], record: &mut ExportRecord) {
    let blocks = blocks(lines, record);
    let is_date =
        |block: &Vec<&str>| matches!(block.as_slice(), [line] if leading_date(line).is_some());
    let Some(date) = blocks.iter().rposition(is_date) else {
        if let Some(title) = blocks.last() {
            record.add(ExportField::Title, title.join(" "));
        }
        return;
    };
    let (above, rest) = blocks.split_at_checked(date).unwrap_or((&blocks, &[]));
    if let [date, below @ ..] = rest {
        record.add(ExportField::Date, date.join(" "));
        read_above_date(above, record);
        read_below_date(below, record);
    }
}

/// Splits lines into blocks separated by blank lines; a date is a separate block. Copyright lines
/// become credits.
fn blocks<'l>(lines: &[&'l str], record: &mut ExportRecord) -> Vec<Vec<&'l str>> {
    let mut blocks = Vec::new();
    let mut block = Vec::new();
    for line in lines.iter().map(|line| line.trim()).filter(|line| !is_furniture(line)) {
        if is_copyright(line) {
            record.add(ExportField::Credit, line);
        } else if line.is_empty() {
            blocks.push(std::mem::take(&mut block));
        } else if leading_date(line).is_some() {
            blocks.extend([std::mem::take(&mut block), vec![line]]);
        } else {
            block.push(line);
        }
    }
    blocks.push(block);
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// Reads the newspaper, and a headline above it.
fn read_above_date(blocks: &[Vec<&str>], record: &mut ExportRecord) {
    let Some((last, before)) = blocks.split_last() else { return };
    let Some((newspaper, above)) = last.split_last() else { return };
    record.add(ExportField::Publication, *newspaper);
    let title =
        if above.is_empty() { before.last().map(Vec::as_slice).unwrap_or_default() } else { above };
    // Nexis Uni prints the headline twice, as a link and as a heading.
    let half = title.len() / 2;
    let title = match title.split_at_checked(half) {
        Some((once, again)) if half > 0 && once == again => once,
        _ => title,
    };
    if !title.is_empty() {
        record.add(ExportField::Title, title.join(" "));
    }
}

/// Reads an edition and a headline below the date.
fn read_below_date(blocks: &[Vec<&str>], record: &mut ExportRecord) {
    const EDITIONS: [&str; 4] = ["dition", "Final", "EDITION", "usgabe"];
    for line in blocks.iter().map(|block| clean::line(&block.join(" "))) {
        let is_edition = line.len() < 60 && EDITIONS.iter().any(|word| line.contains(word));
        if is_edition && !record.has(ExportField::Edition) {
            record.add(ExportField::Edition, line);
        } else if !record.has(ExportField::Title) {
            record.add(ExportField::Title, line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    const CLASSIC: &str = "\
                               1 of 2 DOCUMENTS\n\n\n\
        \x20                                 The Beira Courier\n\n\
        \x20                            July 18, 2016 Monday\n\
        \x20                                Late Edition\n\n\
        River breaks its banks\nabove the old town\n\n\
        BYLINE: By JANE DOE and JOHN ROE; Staff Writers\n\n\
        SECTION: Section A; Column 1; Foreign Desk; Pg. 3\n\n\
        LENGTH: 24 words\n\n\
        DATELINE: BEIRA, Mozambique\n\n\
        BODY:\n\n   The river rose in the\nnight.\n\n   SUBJECT to rain, it will rise again: so the mayor.\n\n\
        URL: http://courier.example/1\n\n\
        GRAPHIC: PHOTO: The bridge at noon\n\n\
        SUBJECT: FLOODS & FLOODING (92%); MAYORS (71%)\n\nPERSON: JANE ROE (79%)\n\n\
        GEOGRAPHIC: BEIRA, MOZAMBIQUE (91%); MOZAMBIQUE (88%)\n\n\
        LOAD-DATE: July 19, 2016\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\
        \x20                Copyright 2016 The Beira Courier Company\n                       All Rights Reserved\n\n\
        \x20                              2 of 2 DOCUMENTS\n\n\
        \x20                Copyright 2016 The Beira Courier Company\n\n                 The Beira Courier\n\n\
        \x20                            July 20, 2016\n\nSECTION: NEWS\n\nLENGTH: 3 words\n\nHEADLINE: Dry again\n\n\
        BODY:\nThe sun shone.\n\nLOAD-DATE: July 21, 2016\n";

    #[test]
    fn numbered_records_are_read_by_their_labels() {
        let articles = read(CLASSIC);
        let [first, second] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!(first.title, "River breaks its banks above the old town");
        assert_eq!((&*first.publisher, &*first.edition), ("The Beira Courier", "Late Edition"));
        assert_eq!(first.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(
            (&*first.section, &*first.page, &*first.language),
            ("Section A; Foreign Desk", "3", "en")
        );
        assert_eq!(
            first.body,
            "The river rose in the night.\n\nSUBJECT to rain, it will rise again: so the mayor."
        );
        assert_eq!(
            first.dateline.as_ref().map(|dateline| &*dateline.place),
            Some("BEIRA, Mozambique")
        );
        assert_eq!(first.labels.topics, ["Floods & flooding", "Mayors"]);
        assert_eq!(
            (&*first.labels.people, &*first.labels.places),
            (
                &["Jane Roe".to_owned()][..],
                &["Beira, Mozambique".to_owned(), "Mozambique".to_owned()][..]
            )
        );
        assert_eq!(first.captions, ["PHOTO: The bridge at noon"]);
        assert_eq!(first.credits.len(), 2, "{:?}", first.credits);
        assert_eq!(
            first.published.as_ref().map(|date| date.date.to_string()).as_deref(),
            Some("18 July 2016")
        );
        assert_eq!((&*second.title, &*second.body), ("Dry again", "The sun shone."));
        assert_eq!(second.publisher, "The Beira Courier");
    }

    #[test]
    fn an_unlabelled_paragraph_after_the_length_is_text() {
        let articles = read(
            "1 of 1 DOCUMENTS\n\nThe Beira Courier\n\nJuly 18, 2016\n\nRiver rises\n\nLENGTH: 5 words\n\n\nThe river rose.\n\nIt fell.\n\nLOAD-DATE: July 19, 2016\n",
        );
        assert_eq!(articles[0].body, "The river rose.\n\nIt fell.");
    }

    #[test]
    fn records_of_nexis_uni_end_with_end_of_document() {
        let one = "Page 1 of 2\nRiver breaks its banks\n\nRiver breaks its banks\nThe Beira Courier\nJuly 18, 2016 Monday\n\n\
            Copyright 2016 The Beira Courier All Rights Reserved\n\nSection: NEWS; Pg. 3\nLength: 24 words\nByline: Jane Doe\n\
            Body\n\n\nThe river rose.\n\nSubject: what comes next.\n\nClassification\n\n\nLanguage: ENGLISH\n\nSubject: FLOODS (92%)\n\n\
            Load-Date: July 19, 2016\n\n\nEnd of Document\n\n";
        let front = "User Name: jdoe\nDate and Time: Monday, July 25, 2016 10:15:00 AM EDT\nJob Number: 12345\n\n\
            Documents (2)\n1. River breaks its banks\n\n";
        let articles = read(&[front, one, &one.replace("July 18", "July 20")].concat());
        let [first, second] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!(
            (&*first.title, &*first.publisher),
            ("River breaks its banks", "The Beira Courier")
        );
        assert_eq!(first.body, "The river rose.\n\nSubject: what comes next.");
        assert_eq!(
            (&*first.page, &*first.byline, &*first.labels.topics),
            ("3", "Jane Doe", &["Floods".to_owned()][..])
        );
        assert_eq!(
            second.published.as_ref().map(|date| date.date.to_string()).as_deref(),
            Some("20 July 2016")
        );
    }
}
