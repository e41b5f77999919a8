//! IPTC 7901, the wire of agencies in Europe: control characters frame a header, keywords, lines of the headline and the
//! text; the day stands behind it.

use memchr::{memchr, memchr2};

use crate::article::{Article, Rejected};
use crate::read::format::form::{Format, Options, Take};
use crate::read::format::shared::{byline, finish};
use crate::read::source::{Flow, Source};
use crate::text::{calendar, clean};

/// One or several messages a file.
pub const FORMAT: Format = Format { name: "iptc7901", recognises, read };

const SOH: u8 = 1;
const STX: char = '\u{2}';
const ETX: char = '\u{3}';
const EOT: u8 = 4;

fn recognises(_: &str, head: &[u8]) -> bool {
    let opening = head.get(..64).unwrap_or(head);
    let header = memchr(SOH, opening).and_then(|at| head.get(at + 1..));
    let line = header.and_then(|rest| rest.split(|byte| matches!(byte, b'\r' | b'\n')).next());
    line.and_then(|line| std::str::from_utf8(line).ok())
        .is_some_and(|line| Header::of(line).is_some())
        && memchr(2, head).is_some()
}

/// The first line: "eca062 4 i 211 ccccb   dpa 061".
#[derive(Default)]
struct Header<'a> {
    /// Who sent it, with the number of the message.
    number: &'a str,
    category: &'a str,
    agency: &'a str,
}

impl<'a> Header<'a> {
    /// A source and a number, a priority, a category, a count of words; the agency's name is said by many.
    fn of(line: &'a str) -> Option<Self> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [number, priority, category, rest @ ..] = words.as_slice() else { return None };
        let source = number.trim_end_matches(|c: char| c.is_ascii_digit());
        let numbered = (1..=5).contains(&source.len()) && source.len() < number.len();
        let urgent = priority.len() == 1 && priority.bytes().all(|byte| byte.is_ascii_digit());
        let filed = category.len() <= 4 && category.chars().all(char::is_alphabetic);
        let agency = rest.iter().rfind(|word| word.starts_with(char::is_alphabetic)).copied();
        (numbered && source.chars().all(char::is_alphabetic) && urgent && filed).then(|| Self {
            number,
            category,
            agency: agency.unwrap_or_default(),
        })
    }
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    // A message ends where it says so, or where the next one opens.
    let mut ends = |bytes: &[u8], from: usize| {
        let mut from = from.max(1);
        loop {
            let at = from + memchr2(EOT, SOH, bytes.get(from..)?)?;
            if bytes.get(at) == Some(&EOT) {
                return Some(at + 1);
            }
            // What stands before the first message is no message.
            if memchr(SOH, bytes.get(..at)?).is_some() {
                return Some(at);
            }
            from = at + 1;
        }
    };
    while let Some(record) = source.record(&mut ends) {
        match record.map(|text| article(&text)) {
            Ok(Some(record)) => take(record)?,
            Ok(None) => {}
            Err(rejected) => take(Err(rejected))?,
        }
    }
    Flow::Continue(())
}

/// The article in a message; none in what stands between messages.
fn article(record: &str) -> Option<Result<Article, Rejected>> {
    if record.trim_matches(|c: char| c.is_control() || c.is_whitespace()).is_empty() {
        return None;
    }
    let message = record.split_once('\u{1}').map_or(record, |(_, message)| message);
    let Some((header, text)) = message.split_once(STX) else {
        return Some(Err(Rejected::new("message has a header and no text")));
    };
    let (text, trailer) = text.split_once(ETX).unwrap_or((text, ""));
    let mut article = Article::from_record(record);
    finish::date(&mut article, stamp(trailer));
    read_header(header, &mut article);
    let text = text.replace("\r\n", "\n");
    // What stands in lines without a gap is the headline, and what version it is.
    let (head, text) = text.trim_start().split_once("\n\n").unwrap_or((&text, ""));
    read_head(head, &mut article);
    let text = unsigned(text, &article.agency);
    let (text, desk) = notebook(text);
    read_notebook(desk, &mut article);
    article.body = clean::paragraphs(text);
    Some(finish::finish(article))
}

/// The number, category and agency, and the keywords under them: "Germany-politics/".
fn read_header(header: &str, article: &mut Article) {
    let mut lines = header.lines().map(str::trim).filter(|line| !line.is_empty());
    let head = lines.next().and_then(Header::of).unwrap_or_default();
    article.agency = head.agency.split('-').next().unwrap_or_default().to_owned();
    article.section = section(head.category).to_owned();
    let day = article.published.as_ref().map(|published| published.date.from);
    article.own_id =
        day.filter(|_| !head.number.is_empty()).map(|day| format!("{}-{day}", head.number));
    let keywords = lines.flat_map(|line| line.split('/')).map(clean::line);
    article.keywords.extend(keywords.filter(|keyword| keyword.contains(char::is_alphabetic)));
}

/// The section a category letter stands for.
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

/// The lines of the headline. In a language without capitals or with them, a line such as "1ST LEAD" or "(Achtung)" says
/// which version it is.
fn read_head(head: &str, article: &mut Article) {
    let mut title = String::new();
    for line in head.lines().map(|line| clean::line(line.trim_end_matches(['=', ' ', '\r']))) {
        let shouted = line.len() <= 24
            && line.chars().any(char::is_alphabetic)
            && !line.chars().any(char::is_lowercase);
        let version =
            title.is_empty() && (shouted || (line.starts_with('(') && line.ends_with(')')));
        if line.is_empty() {
        } else if version && head.lines().count() > 1 {
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

/// The text without the line that signs it: "dpa wsz jln npr".
fn unsigned<'t>(text: &'t str, agency: &str) -> &'t str {
    let text = text.trim_end();
    let (above, last) = text.rsplit_once('\n').unwrap_or(("", text));
    let mut words = last.split_whitespace();
    let signed = !agency.is_empty()
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case(agency))
        && words.all(|word| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_lowercase()));
    if signed { above } else { text }
}

/// The text, and what is not for print behind it.
fn notebook(text: &str) -> (&str, &str) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let plain = line.trim().trim_start_matches('#').trim();
        let named = line.trim().starts_with('#') && plain.to_lowercase().contains("notebook")
            || line.trim().starts_with('#') && plain.to_lowercase().contains("notizblock");
        if named || plain.to_lowercase().ends_with("not for publication") {
            return text.split_at_checked(at).unwrap_or((text, ""));
        }
        at += line.len();
    }
    (text, "")
}

/// Who wrote and edited it are credits, notes to editors are notes; the rest of a notebook is for the desk.
fn read_notebook(desk: &str, article: &mut Article) {
    let mut heading = "";
    for line in desk.lines().map(str::trim) {
        if let Some(named) = line.strip_prefix("##") {
            heading = named.trim();
        }
        let Some(item) = line.strip_prefix("- ").map(clean::line) else { continue };
        let lower = item.to_lowercase();
        let made =
            ["reporting", "editing", "autor", "redaktion", "writing", "(c)", "©", "copyright"]
                .iter()
                .any(|word| lower.starts_with(word));
        if made {
            article.credits.push(item);
        } else if heading.to_lowercase().contains("note to editors") {
            article.notes.push(item);
        }
    }
}

/// The moment behind the text: "131137 GMT Nov 13" is 11:37 on the 13th; some leave the zone out.
fn stamp(trailer: &str) -> Option<String> {
    let mut words = trailer
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty());
    let clock = words
        .next()
        .filter(|clock| clock.len() == 6 && clock.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest: Vec<&str> = words.take(3).collect();
    let at = rest.iter().position(|word| calendar::month(word).is_some())?;
    let (month, year) = (calendar::month(rest.get(at)?)?, rest.get(at + 1)?);
    let zone = rest.first().filter(|_| at > 0).copied().unwrap_or_default();
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

    fn all(text: &str) -> Vec<Result<Article, Rejected>> {
        let mut records = Vec::new();
        let mut source = Source::new("a.txt", text.as_bytes());
        let flow = read(&mut source, &Options::default(), &mut |record| {
            records.push(record);
            Flow::Continue(())
        });
        assert!(flow.is_continue());
        records
    }

    #[test]
    fn every_line_goes_to_its_field() {
        assert!(
            recognises("a.txt", MESSAGE.as_bytes()) && !recognises("a.txt", b"\x01 Flood\n\x02")
        );
        let records = all(MESSAGE);
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
    fn several_messages_and_lost_ends() {
        let cut = MESSAGE.trim_end_matches('\u{4}');
        assert_eq!(
            all(&format!("{cut}{MESSAGE}")).iter().filter(|record| record.is_ok()).count(),
            2
        );
        assert_eq!(
            all("\u{1}mna0017 4 i 21\r\n\u{4}"),
            [Err(Rejected::new("message has a header and no text"))]
        );
    }
}
