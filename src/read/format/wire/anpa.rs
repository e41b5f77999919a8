//! ANPA-1312, the wire format of American agencies: control characters frame a header, a slug,
//! editing lines that begin with a caret, and the text. The same lines without the frame, as desks
//! saved them, are read too.

use memchr::{memchr, memmem};

use crate::article::{Article, Rejected};
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::shared::{byline, finish, records};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// One or more stories per file.
pub(crate) const FORMAT: Format = Format { name: "anpa", recognises, read };

const SOH: char = '\u{1}';
const STX: char = '\u{2}';
const ETX: char = '\u{3}';
const EOT: u8 = 4;

/// Bytes that open a story: SYN SYN SOH.
const OPENING: &[u8] = &[0x16, 0x16, 1];

/// Bytes of a file searched for the frame.
const FRAME_HEAD: usize = 128;

/// Bytes of a file searched for caret lines.
const CARET_HEAD: usize = 2048;

fn recognises(_: &str, head: &[u8]) -> bool {
    let frame = head.get(..FRAME_HEAD).unwrap_or(head);
    let framed = memmem::find(frame, OPENING).is_some()
        || memchr(1, frame).is_some_and(|at| {
            frame.get(at..).is_some_and(|rest| memchr(0x1F, rest).is_some_and(|at| at < 24))
        });
    (framed && memchr(2, head).is_some()) || has_caret_lines(head.get(..CARET_HEAD).unwrap_or(head))
}

/// Reports whether a text without a frame has an AP desk's caret lines: "^Headline<",
/// "^By JANE DOE=".
fn has_caret_lines(opening: &[u8]) -> bool {
    let mut lines = opening
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty());
    let is_caret_line =
        |line: &&[u8]| line.starts_with(b"^") && (line.ends_with(b"<") || line.ends_with(b"="));
    lines.by_ref().take(8).filter(is_caret_line).count() >= 2
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    records::read_records(source, &mut find_end, article, emit)
}

/// Finds the end of a story: its EOT, or the opening of the next story where the EOT was lost.
fn find_end(bytes: &[u8], searched: usize) -> Option<usize> {
    let from = searched.saturating_sub(OPENING.len());
    let rest = bytes.get(from..)?;
    let end = memchr(EOT, rest).map(|at| from + at + 1);
    let next = memmem::find_iter(rest, OPENING).map(|at| from + at).find(|at| *at > 2);
    end.into_iter().chain(next).min()
}

/// Parses a record; returns nothing for the bytes between stories.
fn article(record: &str) -> Option<Result<Article, Rejected>> {
    if record.trim_matches(|c: char| c.is_control() || c.is_whitespace()).is_empty() {
        return None;
    }
    let (header, text) = match record.split_once(STX) {
        Some(parts) => parts,
        None if record.contains(SOH) => {
            return Some(Err(Rejected::new("story has a header and no text")));
        }
        None => ("", record),
    };
    let (text, trailer) = text.rsplit_once(ETX).unwrap_or((text, ""));
    let mut article =
        Article { section: section(header).to_owned(), ..Article::from_record(record) };
    finish::set_published(&mut article, sent_at(trailer));
    if trailer.starts_with("AP-") {
        article.agency = "AP".to_owned();
    }
    StoryParser::default().parse(&strip_typesetting(text), &mut article);
    let mut finished = finish::finish(article);
    if let Ok(article) = &mut finished
        && let Some(day) = header_day(header)
        && article.published.is_none()
    {
        // The year comes from the path of the file.
        let dateline = article.dateline.get_or_insert_default();
        if dateline.raw.is_empty() {
            dateline.raw.clone_from(&day);
        }
        if dateline.date.is_empty() {
            dateline.date = day;
        }
    }
    Some(finished)
}

/// Day in the header of a story, "BC-Flood     05-03 0021", as a dateline prints it.
fn header_day(header: &str) -> Option<String> {
    let words: Vec<&str> = header.split_whitespace().collect();
    let is_number = |text: &str, len: usize| {
        text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    words.windows(2).find_map(|pair| {
        let [day, count] = pair else { return None };
        let (month, day) = day.split_once('-')?;
        let fits = is_number(month, 2) && is_number(day, 2) && is_number(count, 4);
        let date = jiff::civil::Date::new(2000, month.parse().ok()?, day.parse().ok()?).ok()?;
        fits.then(|| date.strftime("%B %-d").to_string())
    })
}

/// Maps a header's category letter to a section; letters that every newspaper uses differently map
/// to none.
fn section(header: &str) -> &'static str {
    let line = header
        .lines()
        .find(|line| line.contains(['\u{11}', '\u{12}', '\u{13}', '\u{14}']))
        .unwrap_or_default();
    match line.get(2..3) {
        Some("a") => "Domestic",
        Some("e") => "Entertainment",
        Some("f") => "Financial",
        Some("i") => "International",
        Some("k") => "Commentary",
        Some("l") => "Lifestyle",
        Some("n") => "Regional",
        Some("o") => "Weather",
        Some("p") => "Politics",
        Some("q") => "Sports results",
        Some("s") => "Sports",
        Some("t") => "Travel",
        Some("v") => "Advisories",
        Some("w") => "Washington",
        _ => "",
    }
}

/// Returns when a story was sent, read from the line after its text: "AP-WF-11-13-13 1509GMT".
pub(crate) fn sent_at(trailer: &str) -> Option<String> {
    let line = trailer.trim_matches(|c: char| c.is_control() || c.is_whitespace() || c == '<');
    let (day, clock) = line.rsplit_once(' ')?;
    let mut parts = day.rsplit('-');
    let (year, date, month) = (parts.next()?, parts.next()?, parts.next()?);
    let century = if year.parse::<u8>().ok()? < 40 { 20 } else { 19 };
    let (hour, rest) = clock.split_at_checked(2)?;
    let (minute, zone) = rest.split_at_checked(2)?;
    Some(format!("{century}{year}-{month}-{date} {hour}:{minute} {zone}"))
}

/// Replaces typesetting codes by plain text: thin spaces, tables, halves and dashes.
fn strip_typesetting(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{10}' | '\u{C}'))
        .map(|c| match c {
            '\u{1E}' | '\u{1F}' => ' ',
            '{' => '½',
            c => c,
        })
        .collect::<String>()
        .replace(" _ ", " — ")
        .replace("\t   ___", "")
}

/// Parses the lines of a story: the slug, the caret lines of the desk, the text.
#[derive(Default)]
struct StoryParser {
    /// The line of the slug is behind us, or there was none.
    past_slug: bool,
    /// The text has begun: from here on a caret line is a heading in it.
    in_text: bool,
    has_byline: bool,
    body: String,
}

impl StoryParser {
    fn parse(mut self, text: &str, article: &mut Article) {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let has_caret = line.trim_start().starts_with('^');
            let plain = clean::line(
                line.trim().trim_start_matches('^').trim_end_matches(['<', '=', '¶', ' ']),
            );
            if !self.past_slug {
                self.past_slug = true;
                if is_slug(&plain) || (has_caret && ends_in_word_count(&plain)) {
                    read_slug(line, article);
                    continue;
                }
            }
            if has_caret && !self.in_text {
                self.read_caret_line(plain, line.trim_end().ends_with('<'), article);
            } else {
                self.read_text_line(line, plain, has_caret);
            }
        }
        article.body = clean::paragraphs(&self.body);
    }

    /// Reads a line above the text: a note, a credit, the byline, the headline or the line under
    /// it.
    fn read_caret_line(&mut self, line: String, ends_field: bool, article: &mut Article) {
        const NOTES: [&str; 6] =
            ["Eds:", "(Eds:", "Eds.:", "EDITOR'S NOTE", "Editor's Note", "EDS:"];
        const CREDITS: [&str; 8] = [
            "AP Photo",
            "AP Graphic",
            "AP Video",
            "AP Audio",
            "Photo ",
            "c.19",
            "c.20",
            "Copyright",
        ];
        let opens_with = |openings: &[&str]| openings.iter().any(|text| line.starts_with(text));
        if line.is_empty() {
            return;
        }
        if opens_with(&NOTES) {
            article.notes.push(line.trim_matches(['(', ')']).to_owned());
        } else if opens_with(&CREDITS) {
            article.credits.push(line);
        } else if opens_with(&["By ", "BY "]) {
            article.authors = finish::authors(&line);
            article.byline = line;
            self.has_byline = true;
        } else if self.has_byline && byline::is_affiliation(&line) {
            article.byline = format!("{}, {line}", article.byline);
        } else if article.title.is_empty() {
            article.title = line;
        } else if ends_field
            && article.standfirst.is_empty()
            && !self.has_byline
            && line.len() > article.title.len()
        {
            article.standfirst = line;
        } else {
            self.read_text_line("\t", line, true);
        }
    }

    /// Adds a line of the text. An indented line begins a paragraph; a heading or a row of a table
    /// is a paragraph by itself.
    fn read_text_line(&mut self, line: &str, plain: String, is_heading: bool) {
        self.in_text |= !is_heading;
        let is_paragraph = is_heading || plain.contains(';') || line.contains('\u{8}');
        let begins = is_paragraph || line.starts_with(['\t', ' ']);
        self.body.push_str(if begins { "\n\n" } else { "\n" });
        self.body.push_str(&plain);
        if is_paragraph {
            self.body.push_str("\n\n");
        }
    }
}

/// Reports whether a line is a slug and not a first sentence: "BC-Flood,17", "AM-Flood, 1st Ld,
/// 0300".
fn is_slug(line: &str) -> bool {
    let cycle = ["BC-", "AM-", "PM-", "AP-", "BC_"].iter().any(|opening| line.starts_with(opening));
    cycle && line.len() < 120
}

/// Reports whether a caret line ends in the word count of its story, as slugs do:
/// "Flood-Beira,416".
fn ends_in_word_count(line: &str) -> bool {
    let count = line.rsplit(',').next().map(str::trim).unwrap_or_default();
    count.len() < line.len() && !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads "BC-Flood, 1st Ld-Writethru,1140<": the slug and the version become keywords, the word
/// count does not.
fn read_slug(line: &str, article: &mut Article) {
    let mut slugs = line.split('<').map(|piece| piece.trim().trim_start_matches(['^', '*']));
    let slug = slugs.rfind(|piece| piece.contains(char::is_alphabetic)).unwrap_or_default();
    let pieces = slug.split(',').map(clean::line);
    article.keywords.extend(pieces.filter(|piece| piece.contains(char::is_alphabetic)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_the_header_is_completed_by_the_path() {
        let text = STORY.replace("AP-WF-05-03-16 1215GMT<", "");
        let records = read_all(&text);
        let Some(Ok(article)) = records.first() else { panic!("{records:?}") };
        let mut article = article.clone();
        assert_eq!(
            (article.published.is_none(), header_day("a BC-Flood 99-99 0021")),
            (true, None)
        );
        crate::read::format::date_by_path(&mut article, "/wire/2016/flood.tst");
        assert_eq!(article.published.map(|it| it.date.to_string()).as_deref(), Some("3 May 2016"));
    }

    const STORY: &str = "\u{16}\u{16}\u{1}W0017\u{1f}_mnaw\nr i\u{13}\u{11} BC-Flood 1stLd     05-03 0021\n\
        \u{2}^BC-ML--Flood, 1st Ld-Writethru,17<\r\n^Flood in Beira<\r\n^AP Photo XA101<\r\n^Eds: With photos.<\r\n\
        ^By JANE DOE and JOHN ROE=\r\n^Associated Press=\r\n\t   BEIRA, Mozambique (AP) _ The river rose _ again.\r\n \r\n\
        \t   Nobody was\r\nhurt.\r\n\u{8}Beira\u{1f} 3\r\n\u{8}Tete\u{1f} 4\r\n^UP NEXT=\r\n\t   Rain.\r\n\t   ___\r\n\t   Doe reported from Beira. John Poe in Tete contributed to this report.\r\n\
        \u{3}AP-WF-05-03-16 1215GMT<\r\n\u{c}\r\n\u{4}";

    fn read_all(text: &str) -> Vec<Result<Article, Rejected>> {
        records::tests::read_all(&FORMAT, "a.tst", text)
    }

    #[test]
    fn every_line_goes_to_its_field() {
        let records = read_all(STORY);
        let [Ok(article)] = records.as_slice() else { panic!("{records:?}") };
        assert_eq!(
            (&*article.title, &*article.byline),
            ("Flood in Beira", "By JANE DOE and JOHN ROE, Associated Press")
        );
        assert_eq!(article.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(article.keywords, ["BC-ML--Flood", "1st Ld-Writethru"]);
        assert_eq!(
            (article.notes.join("|"), &*article.credits.join("|")),
            (
                "Eds: With photos.".to_owned(),
                "AP Photo XA101|Doe reported from Beira. John Poe in Tete contributed to this report."
            )
        );
        assert_eq!(
            article.body,
            "The river rose — again.\n\nNobody was hurt.\n\nBeira 3\n\nTete 4\n\nUP NEXT\n\nRain."
        );
        assert_eq!((&*article.agency, &*article.section), ("AP", "International"));
        assert_eq!(
            article.dateline.as_ref().map(|dateline| &*dateline.place),
            Some("BEIRA, Mozambique")
        );
        let at = article.published.as_ref().and_then(|published| published.date.at.as_deref());
        assert_eq!(at, Some("2016-05-03T12:15:00Z"));
    }

    #[test]
    fn stories_with_lost_ends_are_cut_at_the_next_opening() {
        let two = format!("{STORY}{STORY}");
        assert_eq!(read_all(&two).iter().filter(|record| record.is_ok()).count(), 2);
        let cut = format!("{}{STORY}", STORY.replace(['\u{3}', '\u{4}'], ""));
        assert_eq!(read_all(&cut).iter().filter(|record| record.is_ok()).count(), 2);
        assert_eq!(
            read_all("\u{16}\u{16}\u{1}W0017\u{1f}\n\u{4}"),
            [Err(Rejected::new("story has a header and no text"))]
        );
    }

    #[test]
    fn caret_lines_without_a_frame_are_read() {
        let text =
            "^BC-Flood,17<\n^Flood in Beira<\n^By JANE DOE=\n\tBEIRA (AP) _ It rose.\n\tIt fell.\n";
        assert!(
            recognises("flood.txt", text.as_bytes())
                && !recognises("a.txt", b"Flood\n\nIt rose <\n")
        );
        let records = read_all(text);
        let [Ok(article)] = records.as_slice() else { panic!("{records:?}") };
        assert_eq!((&*article.title, &*article.body), ("Flood in Beira", "It rose.\n\nIt fell."));
    }
}
