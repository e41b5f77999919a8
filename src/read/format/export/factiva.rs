//! Factiva: records whose fields have codes of two or three letters, or no codes and a fixed order.
//! Both end with the accession number.

use super::layout::{Boundary, Layout, is_copyright, is_word_count};
use super::record::{ExportField, ExportRecord, LineRole, leading_date};
use crate::read::format::shared::{finish, record};

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

/// Returns the accession number on the last line of a record: "Document `LBA0000020160718ec7i0001x`".
fn accession_number(line: &str) -> Option<&str> {
    let line =
        split_code(line).filter(|(code, _)| *code == "AN").map_or(line, |(_, rest)| rest).trim();
    let number = line.strip_prefix("Document ").or_else(|| line.strip_prefix("Dokument "))?.trim();
    let is_number = number.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && (12..=40).contains(&number.len())
        && number.contains(|c: char| c.is_ascii_digit());
    is_number.then_some(number)
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
        read_ordered(text, &mut record)?;
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

/// Reads a record without codes: headline, byline, "512 words", date, time, newspaper, its code,
/// language, copyright, text.
fn read_ordered(text: &str, record: &mut ExportRecord) -> Option<()> {
    let lines: Vec<&str> = text.lines().collect();
    let count = lines.iter().position(|line| is_word_count(line))?;
    let (top, rest) = lines.split_at_checked(count)?;
    let (_, rest) = rest.split_first()?;
    read_top(top, record);
    let end = rest.iter().position(|line| is_copyright(line)).map_or(0, |at| at + 1);
    let (facts, text) = rest.split_at_checked(end)?;
    for fact in facts.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        record.add(fact_field(fact, record), fact);
    }
    let text: Vec<&str> =
        text.iter().copied().filter(|line| accession_number(line).is_none()).collect();
    record.add(ExportField::Body, text.join("\n"));
    Some(())
}

/// Reads the headline, and the byline where the last line above the word count can be one.
fn read_top(top: &[&str], record: &mut ExportRecord) {
    let mut lines: Vec<&str> =
        top.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let is_byline = |line: &str| {
        line.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by ")) || is_names(line)
    };
    if lines.len() > 1
        && let Some(line) = lines.pop_if(|line| is_byline(line))
    {
        record.add(ExportField::Byline, line);
    }
    record.add(ExportField::Title, lines.join(" "));
}

/// Reports whether a line holds only names of people, each of two to four words.
fn is_names(line: &str) -> bool {
    let people = finish::authors(line);
    let is_name = |name: &String| (2..=4).contains(&name.split(' ').count());
    let has_capitals =
        line.split(' ').all(|word| word.starts_with(char::is_uppercase) || word == "and");
    !people.is_empty() && line.len() <= 60 && has_capitals && people.iter().all(is_name)
}

/// Returns the field of a line between word count and copyright, from its form and the fields
/// above.
fn fact_field(fact: &str, record: &ExportRecord) -> ExportField {
    let is_short = fact.len() <= 8;
    let ends_in_digit = fact.ends_with(|c: char| c.is_ascii_digit());
    let is_code = is_short
        && fact.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && fact.contains(|c: char| c.is_ascii_alphabetic())
        && !ends_in_digit;
    let is_time = fact.contains(':') && !fact.contains(char::is_alphabetic);
    if is_copyright(fact) {
        ExportField::Credit
    } else if !record.has(ExportField::Date) && leading_date(fact).is_some() {
        ExportField::Date
    } else if is_time {
        ExportField::Bookkeeping
    } else if !record.has(ExportField::Publication) {
        ExportField::Publication
    } else if fact.to_lowercase().contains("edition") {
        ExportField::Edition
    } else if is_code {
        ExportField::Bookkeeping
    } else if is_short && ends_in_digit {
        ExportField::Page
    } else if !record::language_code(fact).is_empty() {
        ExportField::Language
    } else {
        ExportField::Bookkeeping
    }
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
}
