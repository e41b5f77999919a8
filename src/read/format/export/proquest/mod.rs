//! ProQuest: records between lines of underscores, with labelled fields before and after the text.

mod labels;

use std::borrow::Cow;

use super::layout::{Boundary, Layout, is_copyright};
use super::record::{ExportField, ExportRecord, LineContext, LineRole, leading_date};
use crate::read::format::shared::finish;
use labels::{known_field, labelled};

/// Text exports, downloaded or printed.
pub(super) const LAYOUT: Layout = Layout { recognises, boundary, parse };

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
    let has_field = |field: ExportField| {
        lines.iter().any(|line| labelled(line).is_some_and(|(known, _)| known == field))
    };
    let has_text = has_field(ExportField::Body) || has_field(ExportField::Standfirst);
    let is_named = lines.iter().any(|line| line.contains("ProQuest"));
    signatures >= 1 && (has_text || signatures >= 2 && has_field(ExportField::Title))
        || is_named && has_text && has_field(ExportField::OwnId)
}

/// Reports whether a line numbers a record: "Document 1 of 20".
fn is_record_number(line: &str) -> bool {
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = line.split_whitespace();
    matches!(
        [(); 5].map(|()| words.next()),
        [Some(document), Some(at), Some(of), Some(all), None]
            if document.starts_with(['D', 'd']) && of.len() <= 3 && is_number(at) && is_number(all)
    )
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
    let top = lines.iter().position(|line| labelled(line).is_some())?;
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
    const LONGEST: usize = 60;
    line.starts_with("http")
        || line.contains("ProQuest") && line.len() <= LONGEST && !line.contains(':')
}

/// Returns the role of a line. In running text, a label counts only with more labels below it.
fn classify<'l>(record: &mut ExportRecord, context: &LineContext<'_, 'l>) -> LineRole<'l> {
    let line = context.line;
    let in_text = context.field == ExportField::Body;
    let label = labelled(line).filter(|_| !in_text || is_followed_by_labels(context.following));
    match label {
        Some((ExportField::Publication, value)) => {
            LineRole::opens(ExportField::Publication, split_publication(value, record))
        }
        Some((ExportField::Authors, value)) if value == "Anonymous" => {
            LineRole::opens(ExportField::Bookkeeping, value)
        }
        // A credit below the text that names people is the byline.
        Some((ExportField::Credit, value))
            if !record.has(ExportField::Authors)
                && line.trim_start().to_lowercase().starts_with("cr")
                && !finish::authors(value).is_empty() =>
        {
            LineRole::opens(ExportField::Byline, value)
        }
        Some((ExportField::OwnId, value)) if !value.is_empty() => {
            LineRole::Opens(ExportField::OwnId, Cow::Owned(format!("proquest-{value}")))
        }
        Some((field, value)) => LineRole::opens(field, value),
        None if !in_text && is_bare_label(line) => LineRole::opens(ExportField::Bookkeeping, ""),
        None if is_link(line.trim()) => LineRole::Furniture,
        None if is_copyright(line) && !in_text => LineRole::opens(ExportField::Credit, line),
        None => LineRole::Continues,
    }
}

/// Reports whether a line is a label without a colon and value: "Abstract".
fn is_bare_label(line: &str) -> bool {
    let line = line.trim();
    line.len() <= 20
        && line.starts_with(char::is_uppercase)
        && !line.contains(':')
        && known_field(line) == Some(ExportField::Standfirst)
}

/// Reports whether more labels follow, as they do after a text and not inside it.
fn is_followed_by_labels(following: &[&str]) -> bool {
    let mut labels = following
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| labelled(line).is_some());
    // Captions and credits end a text by themselves.
    labels.next().unwrap_or(true) || labels.take(3).filter(|is_label| *is_label).count() == 3
}

/// Returns the newspaper of "The Courier; Beira", or of "The Courier [Beira] 18 July 2016: A.1.",
/// whose date and page become fields of the record.
fn split_publication<'v>(value: &'v str, record: &mut ExportRecord) -> &'v str {
    if leading_date(value.trim_end_matches('.')).is_some() {
        record.add(ExportField::Date, value.trim_end_matches('.'));
        return "";
    }
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

    #[test]
    fn captions_credits_and_missing_values_are_no_text() {
        let record = |labels: &str| {
            let text = format!(
                "{RULE}River breaks its banks\n\nPublication info: Mar 9, 2022.\n\nAbstract: None available.\n\nFull text: The river rose.\nIt fell.\n\n\
                 CAPTION: The bridge at noon.\nCREDIT: {labels}\n\nSubject: Floods\n\nTitle: River breaks its banks\n\nPublication title: The Beira Courier (Online); Beira\n\n\
                 Publication date: Mar 9, 2022\n\nProQuest document ID: 1804902345\n\n"
            );
            let [article] = read(&text).try_into().expect("one article");
            article
        };
        let article = record("Jane Doe and John Roe The Beira Courier;");
        assert_eq!((&*article.publisher, &*article.standfirst), ("The Beira Courier (Online)", ""));
        assert_eq!(article.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(
            (&*article.body, article.captions.join("|")),
            ("The river rose.\n\nIt fell.", "The bridge at noon.".to_owned())
        );
        assert_eq!(record("Staff Writer").credits, ["Staff Writer"]);
    }

    #[test]
    fn labels_are_read_in_every_language_of_the_interface() {
        let text = format!(
            "{RULE}El río sube\n\nAutor: Doe, Juana\n\nEnlace de documentos de ProQuest\n\nResumen: No disponible.\n\nTexto completo: El río subió.\n\n\
             Materia: Inundaciones\n\nUbicación: Beira\n\nTítulo: El río sube\n\nTítulo de publicación: El Correo; Beira\n\nPáginas: A.1\n\n\
             Fecha de publicación: 2016-07-18\n\nIdioma de la publicación: Spanish\n\nID del documento de ProQuest: 1804902345\n\nBase de datos: X\n\n"
        );
        let [article] = read(&text).try_into().expect("one article");
        assert_eq!(
            (&*article.title, &*article.publisher, &*article.body),
            ("El río sube", "El Correo", "El río subió.")
        );
        assert_eq!(
            (article.authors.join("|"), article.own_id.as_deref()),
            ("Juana Doe".to_owned(), Some("proquest-1804902345"))
        );
        assert_eq!(
            (&*article.page, &*article.language, article.labels.places.len()),
            ("A.1", "es", 1)
        );
    }
}
