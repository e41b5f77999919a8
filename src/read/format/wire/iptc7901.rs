//! IPTC 7901, the wire format of European agencies: control characters frame a header, keywords,
//! the headline and the text; the date follows the text.

use memchr::{memchr, memchr2};

use crate::article::{Article, Rejected};
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::shared::{byline, finish, records};
use crate::read::source::{Flow, Source};
use crate::text::{calendar, clean};

/// One or more messages per file.
pub(crate) const FORMAT: Format = Format { name: "iptc7901", recognises, read };

const SOH: u8 = 1;
const STX: char = '\u{2}';
const ETX: char = '\u{3}';
const EOT: u8 = 4;

fn recognises(_: &str, head: &[u8]) -> bool {
    if has_clear_header(head) {
        return true;
    }
    let opening = head.get(..64).unwrap_or(head);
    let header = memchr(SOH, opening).and_then(|at| head.get(at + 1..));
    let line = header.and_then(|rest| rest.split(|byte| matches!(byte, b'\r' | b'\n')).next());
    line.and_then(|line| std::str::from_utf8(line).ok())
        .is_some_and(|line| MessageHeader::parse(line).is_some())
        && memchr(2, head).is_some()
}

/// Reports whether a text begins with the header of a message without control characters: number,
/// priority, category, count of words and agency, and nothing else.
fn has_clear_header(head: &[u8]) -> bool {
    let start = head.iter().position(u8::is_ascii_graphic).unwrap_or(head.len());
    let head = head.get(start..).unwrap_or_default();
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    std::str::from_utf8(line).is_ok_and(is_clear_header)
}

fn is_clear_header(line: &str) -> bool {
    const LONGEST: usize = 60;
    let is_count = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = line.split_whitespace().collect();
    line.len() <= LONGEST
        && (4..=8).contains(&words.len())
        && words.get(3).is_some_and(|word| is_count(word))
        && MessageHeader::parse(line).is_some()
}

/// First line of a message: "eca062 4 i 211 ccccb   dpa 061".
#[derive(Default)]
struct MessageHeader<'a> {
    /// The sender's code with the number of the message.
    number: &'a str,
    category: &'a str,
    agency: &'a str,
}

impl<'a> MessageHeader<'a> {
    /// Parses source and number, priority, category and word count; many agencies add their name.
    fn parse(line: &'a str) -> Option<Self> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [number, priority, category, rest @ ..] = words.as_slice() else { return None };
        let source = number.trim_end_matches(|c: char| c.is_ascii_digit());
        let has_number = (1..=5).contains(&source.len())
            && source.len() < number.len()
            && source.chars().all(char::is_alphabetic);
        let has_priority =
            priority.len() == 1 && priority.bytes().all(|byte| byte.is_ascii_digit());
        let has_category = category.len() <= 4 && category.chars().all(char::is_alphabetic);
        let agency = rest.iter().rfind(|word| word.starts_with(char::is_alphabetic)).copied();
        (has_number && has_priority && has_category).then(|| Self {
            number,
            category,
            agency: agency.unwrap_or_default(),
        })
    }
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    records::read_records(source, &mut find_end, article, emit)
}

/// Finds the end of a message: its EOT, or the opening of the next message.
fn find_end(bytes: &[u8], searched: usize) -> Option<usize> {
    let mut from = searched.max(1);
    loop {
        let at = from + memchr2(EOT, SOH, bytes.get(from..)?)?;
        if bytes.get(at) == Some(&EOT) {
            return Some(at + 1);
        }
        // The first SOH opens this message; the bytes before it belong to none.
        if memchr(SOH, bytes.get(..at)?).is_some() {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Parses a message; returns nothing for the bytes between messages.
fn article(record: &str) -> Option<Result<Article, Rejected>> {
    if record.trim_matches(|c: char| c.is_control() || c.is_whitespace()).is_empty() {
        return None;
    }
    let message = record.split_once('\u{1}').map_or(record, |(_, message)| message);
    let framed = message
        .split_once(STX)
        .or_else(|| split_clear(message).filter(|(_, text)| text.contains(char::is_alphabetic)));
    let Some((header, text)) = framed else {
        return Some(Err(Rejected::new("message has a header and no text")));
    };
    let (text, trailer) = text.split_once(ETX).unwrap_or_else(|| split_trailer(text));
    let mut article = Article::from_record(record);
    finish::set_published(&mut article, sent_at(trailer));
    read_header(header, &mut article);
    let text = text.replace("\r\n", "\n");
    // The lines above the first empty line are the headline and the version.
    let (headline, text) = split_headline(first_line(&text));
    read_headline(headline, &mut article);
    let text = strip_signature(text, &article.agency);
    let (text, notebook) = split_notebook(text);
    read_notebook(notebook, &mut article);
    article.body = clean::paragraphs(text);
    Some(finish::finish(article))
}

/// Splits off the last line of a message without control characters, if it says when it was sent.
fn split_trailer(text: &str) -> (&str, &str) {
    let whole = text.trim_end();
    match whole.rsplit_once('\n') {
        Some((above, last)) if sent_at(last).is_some() => (above, last),
        _ => (text, ""),
    }
}

/// Splits a message without control characters into the header with its keywords, and the text.
fn split_clear(message: &str) -> Option<(&str, &str)> {
    let message = message.trim_start();
    let mut end = 0;
    for (at, line) in message.split_inclusive('\n').enumerate() {
        let text = line.trim();
        let is_keywords = text.contains('/') && (!text.contains(' ') || text.ends_with('/'));
        if at == 0 && !is_clear_header(text) {
            return None;
        }
        if at > 0 && !text.is_empty() && !is_keywords {
            break;
        }
        end += line.len();
    }
    message.split_at_checked(end)
}

/// The text from its first line with words on.
fn first_line(text: &str) -> &str {
    let words = text.find(|c: char| !c.is_whitespace()).unwrap_or(text.len());
    let start = text.get(..words).and_then(|blank| blank.rfind('\n')).map_or(0, |at| at + 1);
    text.get(start..).unwrap_or_default()
}

/// Splits off the headline: the lines above the first empty line, or above the first that is indented
/// more than the headline. A headline that ends at neither is one line.
fn split_headline(text: &str) -> (&str, &str) {
    const MOST_LINES: usize = 5;
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let begins_text = |line: &str, first: usize| {
        line.trim().is_empty() || indent(line) >= first + 2 || first == 0 && line.starts_with('\t')
    };
    let mut lines = text.split_inclusive('\n');
    let Some(line) = lines.next() else { return (text, "") };
    let (first, mut end) = (indent(line), line.len());
    let mut count = 1;
    let mut is_closed = false;
    for line in lines {
        if begins_text(line, first) {
            is_closed = true;
            break;
        }
        end += line.len();
        count += 1;
    }
    // An indented text without an empty line below its headline.
    if first > 0 && (!is_closed || count > MOST_LINES) {
        end = line.len();
    }
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Reads the number, category and agency, and the keywords below them: "Germany-politics/".
fn read_header(header: &str, article: &mut Article) {
    let mut lines = header.lines().map(str::trim).filter(|line| !line.is_empty());
    let header = lines.next().and_then(MessageHeader::parse).unwrap_or_default();
    article.agency = header.agency.split('-').next().unwrap_or_default().to_owned();
    article.section = section(header.category).to_owned();
    let day = article.published.as_ref().map(|published| published.date.from);
    article.own_id =
        day.filter(|_| !header.number.is_empty()).map(|day| format!("{}-{day}", header.number));
    let keywords = lines.flat_map(|line| line.split('/')).map(clean::line);
    article.keywords.extend(keywords.filter(|keyword| keyword.contains(char::is_alphabetic)));
}

/// Maps a category letter to a section.
fn section(category: &str) -> &'static str {
    match category {
        "a" => "Domestic",
        "c" => "Culture",
        "e" => "Entertainment",
        "f" | "w" => "Economy",
        "i" => "International",
        "k" => "Culture",
        "p" => "Politics",
        "s" | "rs" => "Sports",
        _ => "",
    }
}

/// Reads the lines of the headline. A short line above it in capitals or parentheses names the
/// version: "1ST LEAD", "(Achtung)". In a script without capitals every short line counts as
/// capitals.
fn read_headline(headline: &str, article: &mut Article) {
    let mut title = String::new();
    let is_upper = |line: &str| !line.chars().any(char::is_lowercase);
    let all_capitals = headline.lines().all(is_upper);
    for line in headline.lines().map(|line| clean::line(line.trim_end_matches(['=', ' ', '\r']))) {
        let is_capitals = line.len() <= 24
            && line.chars().any(char::is_alphabetic)
            && is_upper(&line)
            && (!all_capitals || is_version_word(&line));
        let is_version =
            title.is_empty() && (is_capitals || (line.starts_with('(') && line.ends_with(')')));
        if line.is_empty() {
            continue;
        }
        if is_version && headline.lines().count() > 1 {
            article.keywords.push(line.trim_matches(['(', ')']).to_owned());
        } else if !title.is_empty() && (byline::is_byline(&line) || line.starts_with("By ")) {
            article.authors = finish::authors(&line);
            article.byline = line;
        } else {
            title = if title.is_empty() { line } else { format!("{title} {line}") };
        }
    }
    article.title = title;
}

/// Reports whether a line in capitals is a version and no headline: "1ST LEAD", "EILMELDUNG".
fn is_version_word(line: &str) -> bool {
    const VERSIONS: [&str; 16] = [
        "LEAD",
        "NET",
        "ADD",
        "TAKE",
        "URGENT",
        "UPDATE",
        "CORR",
        "CORRECTION",
        "FLASH",
        "BULLETIN",
        "ALERT",
        "EIL",
        "EILMELDUNG",
        "ZUSAMMENFASSUNG",
        "KORREKTUR",
        "WRAP",
    ];
    let has_capitals = line.chars().any(char::is_uppercase);
    !has_capitals || line.split([' ', '-', ':']).any(|word| VERSIONS.contains(&word))
}

/// Cuts the last line off where it is the editors' signature: "dpa wsz jln npr".
fn strip_signature<'t>(text: &'t str, agency: &str) -> &'t str {
    let text = text.trim_end();
    let (above, last) = text.rsplit_once('\n').unwrap_or(("", text));
    let mut words = last.split_whitespace();
    let is_signature = !agency.is_empty()
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case(agency))
        && words.all(|word| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_lowercase()));
    if is_signature { above } else { text }
}

/// Splits a text into the story and the notebook after it, which is not for publication.
fn split_notebook(text: &str) -> (&str, &str) {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let line_text = line.trim();
        let words = line_text.trim_start_matches('#').trim().to_lowercase();
        let is_heading = line_text.starts_with('#')
            && (words.contains("notebook") || words.contains("notizblock"));
        if is_heading || words.ends_with("not for publication") {
            return text.split_at_checked(offset).unwrap_or((text, ""));
        }
        offset += line.len();
    }
    (text, "")
}

/// Reads the notebook: lines about writers and editors become credits, notes to editors become
/// notes, the rest is dropped.
fn read_notebook(notebook: &str, article: &mut Article) {
    const CREDITS: [&str; 8] =
        ["reporting", "editing", "autor", "redaktion", "writing", "(c)", "©", "copyright"];
    let mut heading = "";
    for line in notebook.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("##") {
            heading = text.trim();
        }
        let Some(item) = line.strip_prefix("- ").map(clean::line) else { continue };
        let lower = item.to_lowercase();
        if CREDITS.iter().any(|word| lower.starts_with(word)) {
            article.credits.push(item);
        } else if heading.to_lowercase().contains("note to editors") {
            article.notes.push(item);
        }
    }
}

/// Returns when a message was sent: "131137 GMT Nov 13" is 11:37 on the 13th. Some agencies leave
/// the zone out.
fn sent_at(trailer: &str) -> Option<String> {
    let mut words = trailer
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty());
    let clock = words
        .next()
        .filter(|clock| clock.len() == 6 && clock.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest: Vec<&str> = words.take(3).collect();
    let month_at = rest.iter().position(|word| calendar::month(word).is_some())?;
    let (month, year) = (calendar::month(rest.get(month_at)?)?, rest.get(month_at + 1)?);
    let zone = rest.first().filter(|_| month_at > 0).copied().unwrap_or_default();
    let (day, time) = clock.split_at_checked(2)?;
    let (hour, minute) = time.split_at_checked(2)?;
    let century = if year.len() == 4 {
        ""
    } else if year.parse::<u8>().ok()? < 40 {
        "20"
    } else {
        "19"
    };
    Some(format!("{century}{year}-{month:02}-{day} {hour}:{minute} {zone}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = "\u{1}mna0017 4 i 21 xxb   mna 017\r\n\r\nMozambique/flood/\r\n\u{2}1ST LEAD\r\nFlood in Beira\r\nafter rain\r\n\
        By Jane Doe, mna =\r\n\r\nBeira (MNA) - The river\r\nrose.\r\n\r\nIt fell.\r\n\r\n# Notebook\r\n\r\n## Note to editors\r\n- adds rain\r\n\r\n\
        ## Contacts\r\n- Reporting by: Jane Doe\r\n- Tel: 1\r\n\r\nmna jd\r\n\r\n\u{3}031215 GMT Okt 16\r\n\u{7f}\u{4}";

    fn read_all(text: &str) -> Vec<Result<Article, Rejected>> {
        records::tests::read_all(&FORMAT, "a.txt", text)
    }

    #[test]
    fn every_line_goes_to_its_field() {
        assert!(
            recognises("a.txt", MESSAGE.as_bytes()) && !recognises("a.txt", b"\x01 Flood\n\x02")
        );
        let records = read_all(MESSAGE);
        let [Ok(article)] = records.as_slice() else { panic!("{records:?}") };
        assert_eq!(
            (&*article.title, &*article.byline),
            ("Flood in Beira after rain", "By Jane Doe, mna")
        );
        assert_eq!(article.keywords, ["Mozambique", "flood", "1ST LEAD"]);
        assert_eq!(
            (&*article.body, article.authors.as_slice()),
            ("The river rose.\n\nIt fell.", &["Jane Doe".to_owned()][..])
        );
        assert_eq!(
            (&*article.agency, &*article.section, article.own_id.as_deref()),
            ("mna", "International", Some("mna0017-2016-10-03"))
        );
        assert_eq!(
            (article.notes.join("|"), article.credits.join("|")),
            ("adds rain".to_owned(), "Reporting by: Jane Doe".to_owned())
        );
        assert_eq!(
            article.published.as_ref().and_then(|it| it.date.at.as_deref()),
            Some("2016-10-03T12:15:00Z")
        );
    }

    #[test]
    fn messages_with_lost_ends_are_cut_at_the_next_header() {
        let cut = MESSAGE.trim_end_matches('\u{4}');
        assert_eq!(
            read_all(&format!("{cut}{MESSAGE}")).iter().filter(|record| record.is_ok()).count(),
            2
        );
        assert_eq!(
            read_all("\u{1}mna0017 4 i 21\r\n\u{4}"),
            [Err(Rejected::new("message has a header and no text"))]
        );
    }

    #[test]
    fn a_message_without_control_characters_is_read() {
        let text = "mna00075 3 i 510 mna 1003\nWeather/Floods/Mozambique/\n2ND LEAD\nRiver breaks its banks\nabove the old town of\nBeira =\n   BEIRA, May 3 (mna) - The river rose\nin the night.\n   It fell.\n";
        assert!(recognises("a.txt", text.as_bytes()));
        let Some(Ok(article)) = article(text) else { panic!("no article") };
        assert_eq!(article.title, "River breaks its banks above the old town of Beira");
        assert_eq!(article.body, "The river rose in the night.\n\nIt fell.");
        assert_eq!(article.keywords, ["Weather", "Floods", "Mozambique", "2ND LEAD"]);
        assert!(!recognises("a.txt", b"In 3 a man died\nand more"));
        // Only the first control character was lost.
        let framed = format!("\u{1}{text}\nmna jd\n031215 GMT May 16\n");
        assert!(recognises("a.txt", framed.as_bytes()));
        let Some(Ok(article)) = super::article(&framed) else { panic!("no article") };
        assert_eq!(article.title, "River breaks its banks above the old town of Beira");
        assert_eq!(article.body, "The river rose in the night.\n\nIt fell.");
        let at = article.published.and_then(|published| published.date.at);
        assert_eq!(at.as_deref(), Some("2016-05-03T12:15:00Z"));
    }

    #[test]
    fn an_indented_headline_has_several_lines() {
        let message = |headline: &str| {
            let text = format!(
                "\u{1}mna0017 4 i 21 xxb mna 017\n\u{2}\n{headline}     BEIRA, May 3 (mna) - The river rose\n  in the night.\n     It fell.\n\u{3}031215 GMT May 16\n\u{4}"
            );
            let Some(Ok(article)) = article(&text) else { panic!("no article") };
            (article.title, article.body, article.keywords)
        };
        let body = "The river rose in the night.\n\nIt fell.".to_owned();
        let capitals = message("  RIVER BREAKS\n  ITS BANKS\n  IN BEIRA\n\n");
        assert_eq!(capitals, ("RIVER BREAKS ITS BANKS IN BEIRA".to_owned(), body.clone(), vec![]));
        let version = message("  2ND LEAD\n  RIVER BREAKS\n  ITS BANKS\n");
        assert_eq!(
            version,
            ("RIVER BREAKS ITS BANKS".to_owned(), body, vec!["2ND LEAD".to_owned()])
        );
    }
}
