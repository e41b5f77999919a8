//! ProQuest: records between lines of underscores, their fields labelled in words, before the text and behind it.

use super::layout::{Border, Layout, is_copyright, labelled};
use super::record::{Part, Said, day_first};

/// The text layout, as downloaded and as printed.
pub const LAYOUT: Layout = Layout { recognises, border, said };

const LABELS: [(&str, Part); 58] = [
    ("Title", Part::Title),
    ("Author", Part::Authors),
    ("Authors", Part::Authors),
    ("Publication info", Part::Publication),
    ("Publication title", Part::Publication),
    ("Publication date", Part::Date),
    ("Date", Part::Bookkeeping),
    ("Publication year", Part::Bookkeeping),
    ("Year", Part::Bookkeeping),
    ("First page", Part::Page),
    ("Start Page", Part::Page),
    ("Pages", Part::Page),
    ("Section", Part::Section),
    ("Edition", Part::Edition),
    ("Dateline", Part::Dateline),
    ("Abstract", Part::Standfirst),
    ("Abstract (summary)", Part::Standfirst),
    ("Full text", Part::Body),
    ("Full Text", Part::Body),
    ("Illustration", Part::Caption),
    ("Caption", Part::Caption),
    ("Credit", Part::Credit),
    ("Copyright", Part::Credit),
    ("Subject", Part::Topics),
    ("Business indexing term", Part::Topics),
    ("Identifier / keyword", Part::Keywords),
    ("Identifiers / keywords", Part::Keywords),
    ("Classification", Part::Keywords),
    ("People", Part::People),
    ("Location", Part::Places),
    ("Company / organization", Part::Organisations),
    ("Language of publication", Part::Language),
    ("Language", Part::Language),
    ("ProQuest document ID", Part::OwnId),
    ("ProQuest Document ID", Part::OwnId),
    ("Document URL", Part::Url),
    ("Links", Part::Bookkeeping),
    ("Column", Part::Keywords),
    ("Volume", Part::Bookkeeping),
    ("Issue", Part::Bookkeeping),
    ("Number of pages", Part::Bookkeeping),
    ("Publisher", Part::Bookkeeping),
    ("Place of publication", Part::Bookkeeping),
    ("Country of publication", Part::Bookkeeping),
    ("Journal subject", Part::Bookkeeping),
    ("Publication subject", Part::Bookkeeping),
    ("ISSN", Part::Bookkeeping),
    ("e-ISSN", Part::Bookkeeping),
    ("CODEN", Part::Bookkeeping),
    ("ISBN", Part::Bookkeeping),
    ("Source type", Part::Bookkeeping),
    ("Document type", Part::Bookkeeping),
    ("Document feature", Part::Bookkeeping),
    ("Accession number", Part::Bookkeeping),
    ("Last updated", Part::Bookkeeping),
    ("Database", Part::Bookkeeping),
    ("Source", Part::Bookkeeping),
    ("DOI", Part::Bookkeeping),
];

fn recognises(lines: &[&str]) -> bool {
    const OWN: [&str; 6] = [
        "ProQuest document ID:",
        "ProQuest Document ID:",
        "Document URL:",
        "ProQuest document link",
        "Report Information from ProQuest",
        "Publication info:",
    ];
    let has = |sign: &str| lines.iter().any(|line| line.trim_start().starts_with(sign));
    let own = OWN.iter().filter(|sign| has(sign)).count();
    let text = ["Full text:", "Full Text:", "Abstract:"].iter().any(|sign| has(sign));
    own >= 1 && (text || own >= 2 && has("Title:"))
}

/// "Document 1 of 20".
fn is_number(line: &str) -> bool {
    let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = line.split_whitespace().collect();
    matches!(words.as_slice(), ["Document", at, "of", all] if number(at) && number(all))
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 20 && line.bytes().all(|byte| byte == b'_')
}

fn border(line: &str, _: bool) -> Border {
    match () {
        () if is_rule(line) => Border::Closes,
        () if is_number(line) => Border::Opens,
        () => Border::Inside,
    }
}

fn said(record: &str) -> Option<Said> {
    let lines: Vec<&str> =
        record.lines().filter(|line| !is_rule(line) && !is_number(line)).collect();
    let top = lines.iter().position(|line| labelled(line, &LABELS).is_some())?;
    let mut said = Said::default();
    let (above, fields) = lines.split_at_checked(top)?;
    let title =
        above.iter().map(|line| line.trim()).filter(|line| !line.is_empty() && !is_link(line));
    let title = title.collect::<Vec<_>>().join(" ");
    read_fields(fields, &mut said);
    if !title.is_empty() && !said.has(Part::Title) {
        said.add(Part::Title, title);
    }
    let counts = [Part::Body, Part::OwnId, Part::Standfirst, Part::Publication]
        .iter()
        .any(|part| said.has(*part));
    counts.then_some(said)
}

fn is_link(line: &str) -> bool {
    line.ends_with("ProQuest document link") || line.starts_with("http")
}

fn read_fields(lines: &[&str], said: &mut Said) {
    let mut part = Part::Bookkeeping;
    for (at, line) in lines.iter().enumerate() {
        let running = part == Part::Body;
        match labelled(line, &LABELS)
            .filter(|_| !running || is_among_labels(lines.get(at + 1..).unwrap_or_default()))
        {
            Some((opens, value)) => {
                part = opens;
                add(part, value, said);
            }
            None if is_link(line.trim()) => {}
            None if is_copyright(line) && !running => {
                part = Part::Credit;
                said.add(part, *line);
            }
            None => said.go_on(line),
        }
    }
}

/// Whether more labels follow, as they do behind a text and not in it.
fn is_among_labels(after: &[&str]) -> bool {
    let mut next = after
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| labelled(line, &LABELS).is_some());
    let first = next.next().unwrap_or(true);
    first || next.take(3).filter(|is_label| *is_label).count() == 3
}

/// Adds a field whose value may hold several.
fn add(part: Part, value: &str, said: &mut Said) {
    match part {
        Part::Publication => add_publication(value, said),
        Part::OwnId if !value.is_empty() => said.add(part, format!("proquest-{value}")),
        _ => said.add(part, value),
    }
}

/// The paper: "The Courier; Beira", or with day and page, "The Courier [Beira] 18 July 2016: A.1."
fn add_publication(value: &str, said: &mut Said) {
    let end = value.find([';', '[']).unwrap_or(value.len());
    let (paper, place) = value.split_at_checked(end).unwrap_or((value, ""));
    if let Some((_, day)) = place.rsplit_once(']').filter(|(_, day)| !day.trim().is_empty()) {
        let (day, page) = day.split_once(':').unwrap_or((day, ""));
        if day_first(day).is_some() {
            said.add(Part::Date, day.trim());
        }
        said.add(Part::Page, page.trim_matches([' ', '.']));
    }
    said.add(Part::Publication, paper.trim());
}

#[cfg(test)]
mod tests {
    use crate::article::Article;
    use crate::read::source::Flow;

    fn read(text: &str) -> Vec<Article> {
        let mut articles = Vec::new();
        let flow = super::super::read_text(text, &mut |record| {
            articles.push(record.expect("an article"));
            Flow::Continue(())
        });
        assert_eq!(flow, Some(Flow::Continue(())));
        articles
    }

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
