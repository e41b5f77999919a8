//! Factiva: records whose fields have codes of two or three letters, or no codes and a fixed order.
//! Both end with the accession number.

mod ordered;
pub(super) mod xml;

use super::layout;
use super::layout::{Boundary, Layout, is_copyright, is_word_count};
use super::record::{ExportField, ExportRecord, LineRole, leading_date};
pub(super) use ordered::{add_facts, is_facts_end};

/// Records with and without field codes.
pub(super) const LAYOUT: Layout = Layout { recognises, boundary, parse };

/// Field codes.
const CODES: [(&str, ExportField); 29] = [
    ("SE", ExportField::Section),
    ("CLM", ExportField::Keywords),
    ("HD", ExportField::Title),
    ("BY", ExportField::Byline),
    ("CR", ExportField::Credit),
    ("WC", ExportField::Bookkeeping),
    ("PD", ExportField::Date),
    ("ET", ExportField::Bookkeeping),
    ("SN", ExportField::Publication),
    ("SC", ExportField::Bookkeeping),
    ("ED", ExportField::Edition),
    ("PG", ExportField::Page),
    ("VOL", ExportField::Bookkeeping),
    ("LA", ExportField::Language),
    ("CY", ExportField::Credit),
    ("LP", ExportField::Body),
    ("TD", ExportField::Body),
    ("CT", ExportField::Bookkeeping),
    ("RF", ExportField::Bookkeeping),
    ("ART", ExportField::Caption),
    ("CO", ExportField::Organisations),
    ("IN", ExportField::Keywords),
    ("NS", ExportField::Topics),
    ("RE", ExportField::Places),
    ("IPC", ExportField::Keywords),
    ("IPD", ExportField::Keywords),
    ("DE", ExportField::Keywords),
    ("PUB", ExportField::Bookkeeping),
    ("AN", ExportField::OwnId),
];

fn recognises(lines: &[&str]) -> bool {
    let has = |code: &str| {
        lines.iter().any(|line| split_code(line).is_some_and(|(known, _)| known == code))
    };
    if has("HD") && (has("LP") || has("TD")) && (has("PD") || has("WC")) && (has("SN") || has("AN"))
    {
        return true;
    }
    let printed: Vec<&str> =
        lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    printed.windows(9).any(|lines| match lines {
        [count, date, after @ ..] => {
            is_word_count(count)
                && leading_date(date).is_some()
                && after.iter().any(|line| is_copyright(line))
        }
        _ => false,
    })
}

/// Splits a line after the field code it opens with.
fn split_code(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(['\u{feff}']);
    let end = line.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(line.len());
    let (code, rest) = line.split_at_checked(end)?;
    let is_code = CODES.iter().any(|(known, _)| *known == code)
        && (rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\u{a0}']));
    is_code.then_some((code, rest))
}

/// Returns the field that a line opens, and its value. In running text, a code that is also a word
/// must be set off from the value.
fn field(line: &str, in_text: bool) -> Option<(ExportField, &str)> {
    const WORDS: [&str; 11] = ["IN", "RE", "CO", "BY", "SE", "LA", "ED", "DE", "ART", "CT", "CR"];
    let (code, rest) = split_code(line)?;
    let is_set_off = rest.trim().is_empty()
        || rest.starts_with("  ")
        || rest.starts_with('\t')
        || rest.contains(" : ");
    let field = CODES.iter().find(|(known, _)| *known == code).map(|(_, field)| *field)?;
    (!in_text || is_set_off || !WORDS.contains(&code)).then(|| (field, rest.trim()))
}

/// Returns the accession number on the last line of a record, with or without its field code.
fn accession_number(line: &str) -> Option<&str> {
    layout::accession_number(
        split_code(line).filter(|(code, _)| *code == "AN").map_or(line, |(_, rest)| rest),
    )
}

fn boundary(line: &str, has_ended: bool) -> Boundary {
    if accession_number(line).is_some() {
        return Boundary::End;
    }
    let opens_record = match split_code(line) {
        Some((code, _)) => matches!(code, "HD" | "SE" | "CLM"),
        None => !line.trim().is_empty(),
    };
    if has_ended && opens_record { Boundary::First } else { Boundary::Inside }
}

fn parse(text: &str) -> Option<ExportRecord> {
    let mut record = ExportRecord::default();
    if text.lines().any(|line| matches!(split_code(line), Some(("HD", _)))) {
        read_coded(text, &mut record);
    } else {
        ordered::read(text, &mut record)?;
    }
    if let Some(number) = text.lines().rev().find_map(accession_number) {
        record.add(ExportField::OwnId, number);
    }
    Some(record)
}

/// Reads a record with field codes. Its accession number is read separately, because it is the last
/// line of every record.
fn read_coded(text: &str, record: &mut ExportRecord) {
    let lines: Vec<&str> = text.lines().collect();
    record.read_lines(&lines, |_, context| {
        match field(context.line, context.field == ExportField::Body) {
            Some((ExportField::OwnId, _)) => LineRole::opens(ExportField::Bookkeeping, ""),
            Some((field, value)) => LineRole::opens(field, value),
            None => LineRole::Continues,
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    #[test]
    fn coded_records_are_read() {
        let one = "SE      World\nHD      River breaks its banks above\n        the old town\nBY      By Jane Doe and John Roe\nWC      512 words\n\
            PD      18 July 2016\nET      10:15\nSN      Courier News\nSC      BCNW\nPG      A3\nLA      English\nCY      (c) 2016 Courier Limited\n\
            LP      \nBEIRA, July 18 (Courier) - The river rose.\n\nTD      \nIN the night it rose again.\n\nNobody was hurt.\n\n\
            CO      portau : Beira Port Authority\nNS      gflood : Floods | gcat : Political/General News\nRE      mozam : Mozambique | africaz : Africa\n\
            PUB     Courier Limited\nAN      Document BCNW000020160718ec7i0001x\n\n\n";
        let text = [
            one,
            &one.replace("0001x", "0002x").replace("SE      World\n", ""),
            "Search Summary\nText    flood\n",
        ]
        .concat();
        let articles = read(&text);
        let [first, second] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!(first.title, "River breaks its banks above the old town");
        assert_eq!(
            (&*first.section, &*first.page, &*first.publisher),
            ("World", "A3", "Courier News")
        );
        assert_eq!(
            first.body,
            "The river rose.\n\nIN the night it rose again.\n\nNobody was hurt."
        );
        assert_eq!(first.labels.topics, ["Floods", "Political/General News"]);
        assert_eq!(
            (&*first.labels.places, &*first.labels.organisations),
            (
                &["Mozambique".to_owned(), "Africa".to_owned()][..],
                &["Beira Port Authority".to_owned()][..]
            )
        );
        assert_eq!(
            (first.own_id.as_deref(), first.authors.len()),
            (Some("BCNW000020160718ec7i0001x"), 2)
        );
        assert_eq!(
            (second.own_id.as_deref(), &*second.section),
            (Some("BCNW000020160718ec7i0002x"), "")
        );
        assert_eq!(first.credits, ["(c) 2016 Courier Limited"]);
    }

    #[test]
    fn records_without_codes_are_read_by_their_order() {
        let one = "River breaks its banks\n\nJane Doe\n512 words\n18 July 2016\n10:15\nThe Beira Courier\nBCOUR\n1st Edition\n3\nEnglish\n\
            (c) 2016 Courier Limited\n\nThe river rose.\n\nNobody was hurt.\n\nDocument BCOUR00020160718ec7i0001x\n\n";
        // A mail has a word of its sender above them.
        let mail = format!("Jo sent you the following articles:\n\nForeign Desk\n{one}");
        let [sent] = read(&mail).try_into().expect("one article");
        assert_eq!((&*sent.title, &*sent.section), ("River breaks its banks", "Foreign Desk"));
        let articles = read(&one.repeat(2));
        let [first, _] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!(
            (&*first.title, &*first.byline, &*first.publisher),
            ("River breaks its banks", "Jane Doe", "The Beira Courier")
        );
        assert_eq!((&*first.page, &*first.edition, &*first.language), ("3", "1st Edition", "en"));
        assert_eq!(first.body, "The river rose.\n\nNobody was hurt.");
        assert_eq!(
            first.published.as_ref().map(|date| date.date.to_string()).as_deref(),
            Some("18 July 2016")
        );
    }

    #[test]
    fn a_desk_above_the_headline_is_the_section_in_any_language() {
        let one = "Foreign Desk; 1\nRiver breaks its banks\n\nBy Jane Doe\n212 słów\n9 gennaio 2018\nThe Beira Courier\nBCOUR\n3\nPolski\n\
            Copyright 2018 Courier Limited.\n\nThe river rose.\n\nDokument BCOUR00020160718ec7i0001x\n\n";
        let articles = read(&one.repeat(2));
        let [first, _] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!(
            (&*first.title, &*first.section, &*first.page),
            ("River breaks its banks", "Foreign Desk", "3")
        );
        assert_eq!(
            first.published.as_ref().map(|date| date.date.to_string()).as_deref(),
            Some("9 January 2018")
        );
        assert_eq!(first.body, "The river rose.");
    }
}
