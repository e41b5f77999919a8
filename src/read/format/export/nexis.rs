//! Nexis: records numbered "1 of 100 DOCUMENTS" with labels in capitals, and since Nexis Uni records that end with "End
//! of Document". The paper, the day and often the headline stand above the labels without any.

use super::layout::{Border, Layout, counts_words, is_copyright, labelled};
use super::record::{Part, Said, day_first};
use crate::text::clean;

/// Both layouts; they share their labels.
pub const LAYOUT: Layout = Layout { recognises, border, said };

/// The labels of both layouts, with those of the German, French and Dutch desks.
const LABELS: [(&str, Part); 64] = [
    ("HEADLINE", Part::Title),
    ("BYLINE", Part::Byline),
    ("Byline", Part::Byline),
    ("AUTOR", Part::Byline),
    ("Autor", Part::Byline),
    ("AUTEUR", Part::Byline),
    ("SECTION", Part::Section),
    ("Section", Part::Section),
    ("RUBRIK", Part::Section),
    ("RUBRIQUE", Part::Section),
    ("EDITION", Part::Edition),
    ("LENGTH", Part::Length),
    ("Length", Part::Length),
    ("LÄNGE", Part::Length),
    ("LONGUEUR", Part::Length),
    ("LENGTE", Part::Length),
    ("DATELINE", Part::Dateline),
    ("Dateline", Part::Dateline),
    ("HIGHLIGHT", Part::Standfirst),
    ("Highlight", Part::Standfirst),
    ("GRAPHIC", Part::Caption),
    ("Graphic", Part::Caption),
    ("SERIES", Part::Keywords),
    ("URL", Part::Url),
    ("SUBJECT", Part::Topics),
    ("Subject", Part::Topics),
    ("INDUSTRY", Part::Keywords),
    ("Industry", Part::Keywords),
    ("PERSON", Part::People),
    ("Person", Part::People),
    ("GEOGRAPHIC", Part::Places),
    ("Geographic", Part::Places),
    ("CITY", Part::Places),
    ("STATE", Part::Places),
    ("COUNTRY", Part::Places),
    ("ORGANIZATION", Part::Organisations),
    ("Organization", Part::Organisations),
    ("COMPANY", Part::Organisations),
    ("Company", Part::Organisations),
    ("TICKER", Part::Bookkeeping),
    ("Ticker", Part::Bookkeeping),
    ("LOAD-DATE", Part::Bookkeeping),
    ("Load-Date", Part::Bookkeeping),
    ("UPDATE", Part::Bookkeeping),
    ("DATE-CHARGEMENT", Part::Bookkeeping),
    ("LANGUAGE", Part::Language),
    ("Language", Part::Language),
    ("SPRACHE", Part::Language),
    ("LANGUE", Part::Language),
    ("TAAL", Part::Language),
    ("PUBLICATION-TYPE", Part::Bookkeeping),
    ("Publication-Type", Part::Bookkeeping),
    ("PUBLICATION TYPE", Part::Bookkeeping),
    ("TYPE-PUBLICATION", Part::Bookkeeping),
    ("JOURNAL-CODE", Part::Bookkeeping),
    ("Journal Code", Part::Bookkeeping),
    ("ACC-NO", Part::Bookkeeping),
    ("DOCUMENT-TYPE", Part::Bookkeeping),
    ("TYPE", Part::Bookkeeping),
    ("COLUMN", Part::Keywords),
    ("ENHANCEMENT", Part::Bookkeeping),
    ("NOTES", Part::Bookkeeping),
    ("CORRECTION-DATE", Part::Bookkeeping),
    ("DISTRIBUTION", Part::Bookkeeping),
];

/// Lines that head a part of a record alone.
const HEADINGS: [(&str, Part); 9] = [
    ("Body", Part::Body),
    ("BODY:", Part::Body),
    ("TEXT:", Part::Body),
    ("VOLLTEXT:", Part::Body),
    ("Graphic", Part::Caption),
    ("Classification", Part::Bookkeeping),
    ("Notes", Part::Bookkeeping),
    ("Correction", Part::Bookkeeping),
    ("Correction-Date", Part::Bookkeeping),
];

/// Lines of the page around a record.
const FURNITURE: [&str; 5] =
    ["Publication Logo", "Link to Image", "Link to PDF", "Return to List", "End of Document"];

fn recognises(lines: &[&str]) -> bool {
    let has = |sign: fn(&str) -> bool| lines.iter().any(|line| sign(line));
    let counted =
        |line: &str| labelled(line, &LABELS).is_some_and(|(_, value)| counts_words(value));
    let text = |line: &str| {
        matches!(line.trim(), "Body" | "BODY:" | "TEXT:") || line.trim_start().starts_with("BODY:")
    };
    has(is_number) && (has(counted) || has(text)) || has(counted) && has(text)
}

/// "12 of 100 DOCUMENTS", in the language of the desk.
fn is_number(line: &str) -> bool {
    let number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = line.split_whitespace();
    let told = [(); 5].map(|()| words.next());
    match told {
        [
            Some(at),
            Some("of" | "von" | "sur" | "de" | "van" | "di"),
            Some(all),
            Some(unit),
            None,
        ] => {
            number(at)
                && number(all)
                && unit.starts_with("DO")
                && unit.chars().all(char::is_uppercase)
        }
        _ => false,
    }
}

fn border(line: &str, _: bool) -> Border {
    match line.trim() {
        "End of Document" => Border::Closes,
        line if is_number(line) => Border::Opens,
        _ => Border::Inside,
    }
}

fn said(record: &str) -> Option<Said> {
    let lines: Vec<&str> = record.lines().collect();
    let from = lines.iter().position(|line| is_number(line)).map_or(0, |at| at + 1);
    let lines = lines.get(from..).unwrap_or_default();
    let top = lines.iter().position(|line| field(line).is_some())?;
    let mut said = Said::default();
    read_top(lines.get(..top).unwrap_or_default(), &mut said);
    read_fields(lines.get(top..).unwrap_or_default(), &mut said);
    Some(said)
}

/// The field a line opens.
fn field(line: &str) -> Option<(Part, &str)> {
    let heading =
        |line: &str| HEADINGS.iter().find(|(known, _)| *known == line).map(|(_, part)| (*part, ""));
    let text = || line.trim_start().strip_prefix("BODY:").map(|text| (Part::Body, text));
    labelled(line, &LABELS).or_else(|| heading(line.trim())).or_else(text)
}

/// Whether a line ends the text: a label in capitals, or those of Nexis Uni that follow no text.
fn ends_text(line: &str) -> bool {
    let shouted = line.split(':').next().is_some_and(|label| !label.contains(char::is_lowercase));
    let closing = |line: &str| {
        matches!(line, "Classification" | "Graphic" | "Notes") || line.starts_with("Load-Date:")
    };
    field(line).is_some() && (shouted || closing(line.trim()))
}

/// Reads the lines from the first label on.
fn read_fields(lines: &[&str], said: &mut Said) {
    let mut part = Part::Bookkeeping;
    let mut parted = false;
    for line in lines {
        let opened = field(line).filter(|_| part != Part::Body || ends_text(line));
        match opened {
            Some((opens, value)) => {
                part = opens;
                said.add(part, value);
            }
            None if is_furniture(line) || is_number(line) => {}
            None if is_copyright(line) && (part != Part::Body || line.starts_with("    ")) => {
                part = Part::Credit;
                said.add(part, *line);
            }
            // A field ends with its paragraph; what follows without a label is text.
            None if parted && !line.trim().is_empty() && ends_with_paragraph(part) => {
                part = Part::Body;
                said.add(part, *line);
            }
            None => said.go_on(line),
        }
        parted = line.trim().is_empty();
    }
}

/// Whether a part of the head is one paragraph.
fn ends_with_paragraph(part: Part) -> bool {
    matches!(
        part,
        Part::Title | Part::Byline | Part::Section | Part::Dateline | Part::Edition | Part::Length
    )
}

fn is_furniture(line: &str) -> bool {
    let line = line.trim();
    FURNITURE.contains(&line) || is_page(line)
}

/// "Page 1 of 3".
fn is_page(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    matches!(words.as_slice(), ["Page", at, "of", all] if [at, all].iter().all(|n| n.bytes().all(|b| b.is_ascii_digit())))
}

/// Reads what stands above the labels: headline, paper and day, in this order or with the headline last.
fn read_top(lines: &[&str], said: &mut Said) {
    let mut blocks: Vec<Vec<&str>> = vec![Vec::new()];
    for line in lines.iter().map(|line| line.trim()).filter(|line| !is_furniture(line)) {
        if is_copyright(line) {
            said.add(Part::Credit, line);
        } else if !line.is_empty() {
            // A day is a block of its own, so that what stands above and below it can be told apart.
            let day = day_first(line).is_some();
            if day {
                blocks.push(Vec::new());
            }
            blocks.last_mut().into_iter().for_each(|block| block.push(line));
            if day {
                blocks.push(Vec::new());
            }
        } else if blocks.last().is_some_and(|block| !block.is_empty()) {
            blocks.push(Vec::new());
        }
    }
    blocks.retain(|block| !block.is_empty());
    let day = blocks
        .iter()
        .rposition(|block| matches!(block.as_slice(), [line] if day_first(line).is_some()));
    let Some(day) = day else { return add_block(Part::Title, blocks.last(), said) };
    add_block(Part::Date, blocks.get(day), said);
    read_above(blocks.get(..day).unwrap_or_default(), said);
    read_below(blocks.get(day + 1..).unwrap_or_default(), said);
}

fn add_block(part: Part, block: Option<&Vec<&str>>, said: &mut Said) {
    if let Some(block) = block {
        said.add(part, block.join(" "));
    }
}

/// The paper, and the headline where it stands above it.
fn read_above(blocks: &[Vec<&str>], said: &mut Said) {
    let Some((last, before)) = blocks.split_last() else { return };
    let Some((paper, above)) = last.split_last() else { return };
    said.add(Part::Publication, *paper);
    let title =
        if above.is_empty() { before.last().map(Vec::as_slice).unwrap_or_default() } else { above };
    // Nexis Uni prints the headline twice, as a link and as a heading.
    let half = title.len() / 2;
    let title = match title.split_at_checked(half) {
        Some((once, again)) if half > 0 && once == again => once,
        _ => title,
    };
    if !title.is_empty() {
        said.add(Part::Title, title.join(" "));
    }
}

/// The edition and the headline, where they stand below the day.
fn read_below(blocks: &[Vec<&str>], said: &mut Said) {
    for line in blocks.iter().map(|block| clean::line(&block.join(" "))) {
        let edition = line.len() < 60
            && ["dition", "Final", "EDITION", "usgabe"].iter().any(|sign| line.contains(sign));
        if edition && !said.has(Part::Edition) {
            said.add(Part::Edition, line);
        } else if !said.has(Part::Title) {
            said.add(Part::Title, line);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::article::Article;
    use crate::read::source::Flow;

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

    fn read(text: &str) -> Vec<Article> {
        let mut articles = Vec::new();
        let flow = super::super::read_text(text, &mut |record| {
            articles.push(record.expect("an article"));
            Flow::Continue(())
        });
        assert_eq!(flow, Some(Flow::Continue(())));
        articles
    }

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
    fn text_follows_the_length_where_nothing_labels_it() {
        let articles = read(
            "1 of 1 DOCUMENTS\n\nThe Beira Courier\n\nJuly 18, 2016\n\nRiver rises\n\nLENGTH: 5 words\n\n\nThe river rose.\n\nIt fell.\n\nLOAD-DATE: July 19, 2016\n",
        );
        assert_eq!(articles[0].body, "The river rose.\n\nIt fell.");
    }

    #[test]
    fn nexis_uni_ends_its_records() {
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
