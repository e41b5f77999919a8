//! Factiva: records whose fields bear codes of two or three letters, or bear none and are known by their order; both end
//! with the accession number.

use super::layout::{Border, Layout, counts_words, is_copyright};
use super::record::{Part, Said, day_first};
use crate::read::format::shared::{finish, record};

/// With codes and without.
pub const LAYOUT: Layout = Layout { recognises, border, said };

/// The codes of fields.
const CODES: [(&str, Part); 29] = [
    ("SE", Part::Section),
    ("CLM", Part::Keywords),
    ("HD", Part::Title),
    ("BY", Part::Byline),
    ("CR", Part::Credit),
    ("WC", Part::Bookkeeping),
    ("PD", Part::Date),
    ("ET", Part::Bookkeeping),
    ("SN", Part::Publication),
    ("SC", Part::Bookkeeping),
    ("ED", Part::Edition),
    ("PG", Part::Page),
    ("VOL", Part::Bookkeeping),
    ("LA", Part::Language),
    ("CY", Part::Credit),
    ("LP", Part::Body),
    ("TD", Part::Body),
    ("CT", Part::Bookkeeping),
    ("RF", Part::Bookkeeping),
    ("ART", Part::Caption),
    ("CO", Part::Organisations),
    ("IN", Part::Keywords),
    ("NS", Part::Topics),
    ("RE", Part::Places),
    ("IPC", Part::Keywords),
    ("IPD", Part::Keywords),
    ("DE", Part::Keywords),
    ("PUB", Part::Bookkeeping),
    ("AN", Part::OwnId),
];

fn recognises(lines: &[&str]) -> bool {
    let has =
        |code: &str| lines.iter().any(|line| coded(line).is_some_and(|(known, _)| known == code));
    if has("HD") && (has("LP") || has("TD")) && (has("PD") || has("WC")) && (has("SN") || has("AN"))
    {
        return true;
    }
    let printed: Vec<&str> =
        lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    printed.windows(9).any(|lines| match lines {
        [count, day, after @ ..] => {
            counts_words(count)
                && day_first(day).is_some()
                && after.iter().any(|line| is_copyright(line))
        }
        _ => false,
    })
}

/// The code a line opens with, and what follows it.
fn coded(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(['\u{feff}']);
    let end = line.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(line.len());
    let (code, rest) = line.split_at_checked(end)?;
    let known = CODES.iter().any(|(known, _)| *known == code);
    (known && (rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\u{a0}'])))
        .then_some((code, rest))
}

/// The field a line opens. Where it stands in running text, a code that is a word as well must be set apart.
fn field(line: &str, running: bool) -> Option<(Part, &str)> {
    const WORDS: [&str; 11] = ["IN", "RE", "CO", "BY", "SE", "LA", "ED", "DE", "ART", "CT", "CR"];
    let (code, rest) = coded(line)?;
    let apart = rest.trim().is_empty()
        || rest.starts_with("  ")
        || rest.starts_with('\t')
        || rest.contains(" : ");
    let part = CODES.iter().find(|(known, _)| *known == code).map(|(_, part)| *part)?;
    (!running || apart || !WORDS.contains(&code)).then(|| (part, rest.trim()))
}

/// The accession number a line ends a record with: "Document LBA0000020160718ec7i0001x".
fn accession(line: &str) -> Option<&str> {
    let line = coded(line).filter(|(code, _)| *code == "AN").map_or(line, |(_, rest)| rest).trim();
    let number = line.strip_prefix("Document ").or_else(|| line.strip_prefix("Dokument "))?.trim();
    let printed = number.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && (12..=40).contains(&number.len());
    (printed && number.contains(|c: char| c.is_ascii_digit())).then_some(number)
}

fn border(line: &str, ended: bool) -> Border {
    if accession(line).is_some() {
        return Border::Ends;
    }
    let opens = match coded(line) {
        Some((code, _)) => matches!(code, "HD" | "SE" | "CLM"),
        None => !line.trim().is_empty(),
    };
    if ended && opens { Border::Opens } else { Border::Inside }
}

fn said(record: &str) -> Option<Said> {
    let mut said = Said::default();
    if record.lines().any(|line| matches!(coded(line), Some(("HD", _)))) {
        read_coded(record, &mut said);
    } else {
        read_ordered(record, &mut said)?;
    }
    if let Some(number) = record.lines().rev().find_map(accession) {
        said.add(Part::OwnId, number);
    }
    Some(said)
}

fn read_coded(record: &str, said: &mut Said) {
    let mut part = Part::Bookkeeping;
    for line in record.lines() {
        match field(line, part == Part::Body) {
            // The number is looked for by itself: it is the last line whatever else is.
            Some((Part::OwnId, _)) => {
                part = Part::Bookkeeping;
                said.add(part, "");
            }
            Some((opens, value)) => {
                part = opens;
                said.add(part, value);
            }
            None => said.go_on(line),
        }
    }
}

/// Reads a record without codes: headline, byline, "512 words", day, time, paper, its code, language, copyright, text.
fn read_ordered(record: &str, said: &mut Said) -> Option<()> {
    let lines: Vec<&str> = record.lines().collect();
    let count = lines.iter().position(|line| counts_words(line))?;
    let (top, rest) = lines.split_at_checked(count)?;
    let (_, rest) = rest.split_first()?;
    read_top(top, said);
    let end = rest.iter().position(|line| is_copyright(line)).map_or(0, |at| at + 1);
    let (facts, text) = rest.split_at_checked(end)?;
    read_facts(facts, said);
    let text: Vec<&str> = text.iter().copied().filter(|line| accession(line).is_none()).collect();
    said.add(Part::Body, text.join("\n"));
    Some(())
}

/// The headline, and the byline where the last line above the count can be one.
fn read_top(top: &[&str], said: &mut Said) {
    let mut lines: Vec<&str> =
        top.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let byline = |line: &str| {
        line.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by ")) || is_names(line)
    };
    if lines.len() > 1
        && let Some(line) = lines.pop_if(|line| byline(line))
    {
        said.add(Part::Byline, line);
    }
    said.add(Part::Title, lines.join(" "));
}

/// Whether a line is nothing but people's names, each of two to four words.
fn is_names(line: &str) -> bool {
    let people = finish::authors(line);
    let words = |name: &String| (2..=4).contains(&name.split(' ').count());
    let capitals =
        line.split(' ').all(|word| word.starts_with(char::is_uppercase) || word == "and");
    !people.is_empty() && line.len() <= 60 && capitals && people.iter().all(words)
}

/// Reads what stands between the count of words and the copyright, one fact a line.
fn read_facts(facts: &[&str], said: &mut Said) {
    for fact in facts.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        said.add(fact_of(fact, said), fact);
    }
}

/// What a line is by its look, given what is known already.
fn fact_of(fact: &str, said: &Said) -> Part {
    let coded =
        fact.len() <= 8 && fact.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    match () {
        () if is_copyright(fact) => Part::Credit,
        () if !said.has(Part::Date) && day_first(fact).is_some() => Part::Date,
        () if fact.contains(':') && !fact.contains(char::is_alphabetic) => Part::Bookkeeping,
        () if !said.has(Part::Publication) => Part::Publication,
        () if fact.to_lowercase().contains("edition") => Part::Edition,
        () if coded
            && fact.contains(|c: char| c.is_ascii_alphabetic())
            && !fact.ends_with(|c: char| c.is_ascii_digit()) =>
        {
            Part::Bookkeeping
        }
        () if fact.len() <= 8 && fact.ends_with(|c: char| c.is_ascii_digit()) => Part::Page,
        () if !record::language(fact).is_empty() => Part::Language,
        () => Part::Bookkeeping,
    }
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
