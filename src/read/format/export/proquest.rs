//! ProQuest: records between lines of underscores, with labelled fields before and after the text.

use std::borrow::Cow;

use super::layout::{Boundary, Layout, is_copyright, labelled};
use super::record::{ExportField, ExportRecord, LineContext, LineRole, leading_date};

/// Text exports, downloaded or printed.
pub(super) const LAYOUT: Layout = Layout { recognises, boundary, parse };

const LABELS: [(&str, ExportField); 58] = [
    ("Title", ExportField::Title),
    ("Author", ExportField::Authors),
    ("Authors", ExportField::Authors),
    ("Publication info", ExportField::Publication),
    ("Publication title", ExportField::Publication),
    ("Publication date", ExportField::Date),
    ("Date", ExportField::Bookkeeping),
    ("Publication year", ExportField::Bookkeeping),
    ("Year", ExportField::Bookkeeping),
    ("First page", ExportField::Page),
    ("Start Page", ExportField::Page),
    ("Pages", ExportField::Page),
    ("Section", ExportField::Section),
    ("Edition", ExportField::Edition),
    ("Dateline", ExportField::Dateline),
    ("Abstract", ExportField::Standfirst),
    ("Abstract (summary)", ExportField::Standfirst),
    ("Full text", ExportField::Body),
    ("Full Text", ExportField::Body),
    ("Illustration", ExportField::Caption),
    ("Caption", ExportField::Caption),
    ("Credit", ExportField::Credit),
    ("Copyright", ExportField::Credit),
    ("Subject", ExportField::Topics),
    ("Business indexing term", ExportField::Topics),
    ("Identifier / keyword", ExportField::Keywords),
    ("Identifiers / keywords", ExportField::Keywords),
    ("Classification", ExportField::Keywords),
    ("People", ExportField::People),
    ("Location", ExportField::Places),
    ("Company / organization", ExportField::Organisations),
    ("Language of publication", ExportField::Language),
    ("Language", ExportField::Language),
    ("ProQuest document ID", ExportField::OwnId),
    ("ProQuest Document ID", ExportField::OwnId),
    ("Document URL", ExportField::Url),
    ("Links", ExportField::Bookkeeping),
    ("Column", ExportField::Keywords),
    ("Volume", ExportField::Bookkeeping),
    ("Issue", ExportField::Bookkeeping),
    ("Number of pages", ExportField::Bookkeeping),
    ("Publisher", ExportField::Bookkeeping),
    ("Place of publication", ExportField::Bookkeeping),
    ("Country of publication", ExportField::Bookkeeping),
    ("Journal subject", ExportField::Bookkeeping),
    ("Publication subject", ExportField::Bookkeeping),
    ("ISSN", ExportField::Bookkeeping),
    ("e-ISSN", ExportField::Bookkeeping),
    ("CODEN", ExportField::Bookkeeping),
    ("ISBN", ExportField::Bookkeeping),
    ("Source type", ExportField::Bookkeeping),
    ("Document type", ExportField::Bookkeeping),
    ("Document feature", ExportField::Bookkeeping),
    ("Accession number", ExportField::Bookkeeping),
    ("Last updated", ExportField::Bookkeeping),
    ("Database", ExportField::Bookkeeping),
    ("Source", ExportField::Bookkeeping),
    ("DOI", ExportField::Bookkeeping),
];

fn recognises(lines: &[&str]) -> bool {
    const SIGNATURES: [&str; 6] = [
        "ProQuest document ID:",
        "ProQuest Document ID:",
        "Document URL:",
        "ProQuest document link",
        "Report Information from ProQuest",
        "Publication info:",
    ];
    let has = |opening: &str| lines.iter().any(|line| line.trim_start().starts_with(opening));
    let signatures = SIGNATURES.iter().filter(|signature| has(signature)).count();
    let has_text = ["Full text:", "Full Text:", "Abstract:"].iter().any(|label| has(label));
    signatures >= 1 && (has_text || signatures >= 2 && has("Title:"))
}

/// Reports whether a line numbers a record: "Document 1 of 20".
fn is_record_number(line: &str) -> bool {
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = line.split_whitespace().collect();
    matches!(words.as_slice(), ["Document", at, "of", all] if is_number(at) && is_number(all))
}

/// Reports whether a line is a rule of underscores.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 20 && line.bytes().all(|byte| byte == b'_')
}

fn boundary(line: &str, _: bool) -> Boundary {
    if is_rule(line) {
        Boundary::Last
    } else if is_record_number(line) {
        Boundary::First
    } else {
        Boundary::Inside
    }
}

fn parse(text: &str) -> Option<ExportRecord> {
    const ESSENTIAL: [ExportField; 4] =
        [ExportField::Body, ExportField::OwnId, ExportField::Standfirst, ExportField::Publication];
    let lines: Vec<&str> =
        text.lines().filter(|line| !is_rule(line) && !is_record_number(line)).collect();
    let top = lines.iter().position(|line| labelled(line, &LABELS).is_some())?;
    let (above, fields) = lines.split_at_checked(top)?;
    let title =
        above.iter().map(|line| line.trim()).filter(|line| !line.is_empty() && !is_link(line));
    let title = title.collect::<Vec<_>>().join(" ");
    let mut record = ExportRecord::default();
    record.read_lines(fields, classify);
    if !title.is_empty() && !record.has(ExportField::Title) {
        record.add(ExportField::Title, title);
    }
    ESSENTIAL.iter().any(|field| record.has(*field)).then_some(record)
}

fn is_link(line: &str) -> bool {
    line.ends_with("ProQuest document link") || line.starts_with("http")
}

/// Returns the role of a line. In running text, a label counts only with more labels below it.
fn classify<'l>(record: &mut ExportRecord, context: &LineContext<'_, 'l>) -> LineRole<'l> {
    let line = context.line;
    let in_text = context.field == ExportField::Body;
    let label =
        labelled(line, &LABELS).filter(|_| !in_text || is_followed_by_labels(context.following));
    match label {
        Some((ExportField::Publication, value)) => {
            LineRole::opens(ExportField::Publication, split_publication(value, record))
        }
        Some((ExportField::OwnId, value)) if !value.is_empty() => {
            LineRole::Opens(ExportField::OwnId, Cow::Owned(format!("proquest-{value}")))
        }
        Some((field, value)) => LineRole::opens(field, value),
        None if is_link(line.trim()) => LineRole::Furniture,
        None if is_copyright(line) && !in_text => LineRole::opens(ExportField::Credit, line),
        None => LineRole::Continues,
    }
}

/// Reports whether more labels follow, as they do after a text and not inside it.
fn is_followed_by_labels(following: &[&str]) -> bool {
    let mut labels = following
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| labelled(line, &LABELS).is_some());
    labels.next().unwrap_or(true) || labels.take(3).filter(|is_label| *is_label).count() == 3
}

/// Returns the newspaper of "The Courier; Beira", or of "The Courier [Beira] 18 July 2016: A.1.",
/// whose date and page become fields of the record.
fn split_publication<'v>(value: &'v str, record: &mut ExportRecord) -> &'v str {
    let end = value.find([';', '[']).unwrap_or(value.len());
    let (newspaper, rest) = value.split_at_checked(end).unwrap_or((value, ""));
    if let Some((_, date)) = rest.rsplit_once(']').filter(|(_, date)| !date.trim().is_empty()) {
        let (date, page) = date.split_once(':').unwrap_or((date, ""));
        if leading_date(date).is_some() {
            record.add(ExportField::Date, date.trim());
        }
        record.add(ExportField::Page, page.trim_matches([' ', '.']));
    }
    newspaper.trim()
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    const RULE: &str = "____________________________________________________________\n\n";

    #[test]
    fn records_between_rules_are_read() {
        let front = "Report Information from ProQuest\n\nJuly 25 2016 10:15\n\n";
        let one = "Document 1 of 2\n\nRiver breaks its banks\n\nAuthor: Doe, Jane; Roe, John\n\n\
            Publication info: The Beira Courier ; Beira [Beira]18 July 2016: A.1.\n\nhttp://search.example/docview/1804902345\n\n\
            Abstract: The river rose above the old town.\n\nLinks: http://resolver.example/1\n\n\
            Full text: The river rose.\n\nLocation: the old bridge. So began the report.\n\nNobody was hurt.\n\nNo boat was lost.\n\nCredit: Staff Writer\n\n\
            Subject: Floods; Rivers\n\nPeople: Roe, Jane\n\nLocation: Beira Mozambique\n\nCompany / organization: Name: Port Authority\n\n\
            Title: River breaks its banks\n\nPublication title: The Beira Courier; Beira\n\nPages: A.1\n\nPublication year: 2016\n\n\
            Publication date: Jul 18, 2016\n\nSection: World\n\nLanguage of publication: English\n\nProQuest document ID: 1804902345\n\n\
            Document URL: http://search.example/docview/1804902345\n\nCopyright: Copyright Courier Company Jul 18, 2016\n\nLast updated: 2016-07-19\n\nDatabase: ProQuest Central\n\n";
        let two = "Document 2 of 2\n\nDry again\n\nFull text: The sun shone.\n\nTitle: Dry again\n\nPublication date: Jul 20, 2016\n\nProQuest document ID: 1804902346\n\n";
        let back = "Contact ProQuest\n\nCopyright 2016 ProQuest LLC. All rights reserved.\n";
        let articles = read(&[RULE, front, RULE, one, RULE, two, RULE, back].concat());
        let [first, second] = articles.as_slice() else { panic!("{articles:#?}") };
        assert_eq!(
            (&*first.title, &*first.publisher, &*first.page),
            ("River breaks its banks", "The Beira Courier", "A.1")
        );
        assert_eq!(first.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(first.standfirst, "The river rose above the old town.");
        assert_eq!(
            first.body,
            "The river rose.\n\nLocation: the old bridge. So began the report.\n\nNobody was hurt.\n\nNo boat was lost."
        );
        assert_eq!(
            (&*first.labels.people, &*first.labels.organisations),
            (&["Jane Roe".to_owned()][..], &["Port Authority".to_owned()][..])
        );
        assert_eq!(
            (first.own_id.as_deref(), &*first.section, &*first.language),
            (Some("proquest-1804902345"), "World", "en")
        );
        assert_eq!(
            first.published.as_ref().map(|date| date.date.to_string()).as_deref(),
            Some("18 July 2016")
        );
        assert_eq!((&*second.title, &*second.body), ("Dry again", "The sun shone."));
    }
}
