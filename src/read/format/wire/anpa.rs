//! ANPA-1312, the wire of American agencies: control characters frame a header, a slug, lines of the desk that begin with
//! a caret, and the text. The same lines without the frame, as desks saved them, are read too.

use memchr::{memchr, memmem};

use crate::article::{Article, Rejected};
use crate::read::format::form::{Format, Options, Take};
use crate::read::format::shared::{byline, finish};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// One or several stories a file.
pub const FORMAT: Format = Format { name: "anpa", recognises, read };

const SOH: char = '\u{1}';
const STX: char = '\u{2}';
const ETX: char = '\u{3}';
const EOT: u8 = 4;

/// What opens a story.
const OPENING: &[u8] = &[0x16, 0x16, 1];

/// How much of a file is looked at for the frame, and for lines of the desk.
const FRAME: usize = 128;
const DESK: usize = 2048;

fn recognises(_: &str, head: &[u8]) -> bool {
    let frame = head.get(..FRAME).unwrap_or(head);
    let framed = memmem::find(frame, OPENING).is_some()
        || memchr(1, frame).is_some_and(|at| {
            frame.get(at..).is_some_and(|rest| memchr(0x1F, rest).is_some_and(|at| at < 24))
        });
    (framed && memchr(2, head).is_some()) || has_desk_lines(head.get(..DESK).unwrap_or(head))
}

/// Whether a text without a frame has the lines of an AP desk: "^Headline<", "^By JANE DOE=".
fn has_desk_lines(opening: &[u8]) -> bool {
    let mut lines = opening
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty());
    let marked = |line: &&[u8]| {
        line.starts_with(b"^") && line.ends_with(b"<")
            || line.starts_with(b"^") && line.ends_with(b"=")
    };
    lines.by_ref().take(8).filter(marked).count() >= 2
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    let mut ends = |bytes: &[u8], from: usize| {
        let from = from.saturating_sub(OPENING.len());
        let rest = bytes.get(from..)?;
        let end = memchr(EOT, rest).map(|at| from + at + 1);
        // A story whose end was lost ends where the next one opens.
        let next = memmem::find_iter(rest, OPENING).map(|at| from + at).find(|at| *at > 2);
        end.into_iter().chain(next).min()
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

/// The story in a record; none in what stands between records.
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
    finish::date(&mut article, stamp(trailer));
    if trailer.starts_with("AP-") {
        article.agency = "AP".to_owned();
    }
    Desk::default().read(&unset(text), &mut article);
    Some(finish::finish(article))
}

/// The section a header's category letter stands for; letters that mean something else at every paper stand for none.
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

/// When a story was sent, out of the line behind its text: "AP-WF-11-13-13 1509GMT".
pub fn stamp(trailer: &str) -> Option<String> {
    let line = trailer.trim_matches(|c: char| c.is_control() || c.is_whitespace() || c == '<');
    let (day, clock) = line.rsplit_once(' ')?;
    let mut parts = day.rsplit('-');
    let (year, date, month) = (parts.next()?, parts.next()?, parts.next()?);
    let century = if year.parse::<u8>().ok()? < 40 { 20 } else { 19 };
    let (hour, rest) = clock.split_at_checked(2)?;
    let (minute, zone) = rest.split_at_checked(2)?;
    Some(format!("{century}{year}-{month}-{date} {hour}:{minute} {zone}"))
}

/// Text without the codes of the typesetter: thin spaces, tables, halves and dashes.
fn unset(text: &str) -> String {
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

/// Reads the lines of a story: the slug, the desk's own lines, the text.
#[derive(Default)]
struct Desk {
    slugged: bool,
    /// The text has begun: a line of the desk is a heading in it now.
    begun: bool,
    signed: bool,
    body: String,
}

impl Desk {
    fn read(mut self, text: &str, article: &mut Article) {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let desk = line.trim_start().starts_with('^');
            let plain = clean::line(
                line.trim().trim_start_matches('^').trim_end_matches(['<', '=', '¶', ' ']),
            );
            if !self.slugged {
                self.slugged = true;
                if is_slug(&plain) || (desk && counts_words(&plain)) {
                    read_slug(line, article);
                    continue;
                }
            }
            match desk && !self.begun {
                true => self.desk_line(plain, line.trim_end().ends_with('<'), article),
                false => self.text_line(line, plain, desk),
            }
        }
        article.body = clean::paragraphs(&self.body);
    }

    fn desk_line(&mut self, line: String, closed: bool, article: &mut Article) {
        let opens = |openings: &[&str]| openings.iter().any(|opening| line.starts_with(opening));
        if line.is_empty() {
        } else if opens(&["Eds:", "(Eds:", "Eds.:", "EDITOR'S NOTE", "Editor's Note", "EDS:"]) {
            article.notes.push(line.trim_matches(['(', ')']).to_owned());
        } else if opens(&[
            "AP Photo",
            "AP Graphic",
            "AP Video",
            "AP Audio",
            "Photo ",
            "c.19",
            "c.20",
            "Copyright",
        ]) {
            article.credits.push(line);
        } else if opens(&["By ", "BY "]) {
            (article.authors, article.byline, self.signed) = (finish::authors(&line), line, true);
        } else if self.signed && byline::is_office(&line) {
            article.byline = format!("{}, {line}", article.byline);
        } else if article.title.is_empty() {
            article.title = line;
        } else if closed
            && article.standfirst.is_empty()
            && !self.signed
            && line.len() > article.title.len()
        {
            article.standfirst = line;
        } else {
            self.text_line("\t", line, true);
        }
    }

    /// A line of the text; an indented one begins a paragraph, a heading or a row of a table is one.
    fn text_line(&mut self, line: &str, plain: String, heading: bool) {
        self.begun |= !heading;
        let alone = heading || plain.contains(';') || line.contains('\u{8}');
        let parted = alone || line.starts_with(['\t', ' ']);
        self.body.push_str(if parted { "\n\n" } else { "\n" });
        self.body.push_str(&plain);
        if alone {
            self.body.push_str("\n\n");
        }
    }
}

/// Whether a line is a slug and not a first sentence: "BC-Flood,17", "AM-Flood, 1st Ld, 0300".
fn is_slug(line: &str) -> bool {
    let cycle = ["BC-", "AM-", "PM-", "AP-", "BC_"].iter().any(|opening| line.starts_with(opening));
    cycle && line.len() < 120
}

/// Whether a line of the desk ends in the count of its story's words, as slugs do: "Flood-Beira,416".
fn counts_words(line: &str) -> bool {
    let count = line.rsplit(',').next().map(str::trim).unwrap_or_default();
    count.len() < line.len() && !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads "BC-Flood, 1st Ld-Writethru,1140<": the slug and which version it is are keywords, the count of words is none.
fn read_slug(line: &str, article: &mut Article) {
    let mut slugs = line.split('<').map(|piece| piece.trim().trim_start_matches(['^', '*']));
    let slug = slugs.rfind(|piece| piece.contains(char::is_alphabetic)).unwrap_or_default();
    let pieces = slug.split(',').map(clean::line);
    article.keywords.extend(pieces.filter(|piece| piece.contains(char::is_alphabetic)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "\u{16}\u{16}\u{1}W0017\u{1f}_mnaw\nr i\u{13}\u{11} BC-Flood 1stLd     05-03 0021\n\
        \u{2}^BC-ML--Flood, 1st Ld-Writethru,17<\r\n^Flood in Beira<\r\n^AP Photo XA101<\r\n^Eds: With photos.<\r\n\
        ^By JANE DOE and JOHN ROE=\r\n^Associated Press=\r\n\t   BEIRA, Mozambique (AP) _ The river rose _ again.\r\n \r\n\
        \t   Nobody was\r\nhurt.\r\n\u{8}Beira\u{1f} 3\r\n\u{8}Tete\u{1f} 4\r\n^UP NEXT=\r\n\t   Rain.\r\n\t   ___\r\n\t   Doe reported from Beira. John Poe in Tete contributed to this report.\r\n\
        \u{3}AP-WF-05-03-16 1215GMT<\r\n\u{c}\r\n\u{4}";

    fn all(text: &str) -> Vec<Result<Article, Rejected>> {
        let mut records = Vec::new();
        let mut source = Source::new("a.tst", text.as_bytes());
        let flow = read(&mut source, &Options::default(), &mut |record| {
            records.push(record);
            Flow::Continue(())
        });
        assert!(flow.is_continue());
        records
    }

    #[test]
    fn every_line_goes_to_its_field() {
        let records = all(STORY);
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
    fn several_stories_and_lost_ends() {
        let two = format!("{STORY}{STORY}");
        assert_eq!(all(&two).iter().filter(|record| record.is_ok()).count(), 2);
        let cut = format!("{}{STORY}", STORY.replace(['\u{3}', '\u{4}'], ""));
        assert_eq!(all(&cut).iter().filter(|record| record.is_ok()).count(), 2);
        assert_eq!(
            all("\u{16}\u{16}\u{1}W0017\u{1f}\n\u{4}"),
            [Err(Rejected::new("story has a header and no text"))]
        );
    }

    #[test]
    fn the_lines_alone_are_enough() {
        let text =
            "^BC-Flood,17<\n^Flood in Beira<\n^By JANE DOE=\n\tBEIRA (AP) _ It rose.\n\tIt fell.\n";
        assert!(
            recognises("flood.txt", text.as_bytes())
                && !recognises("a.txt", b"Flood\n\nIt rose <\n")
        );
        let records = all(text);
        let [Ok(article)] = records.as_slice() else { panic!("{records:?}") };
        assert_eq!((&*article.title, &*article.body), ("Flood in Beira", "It rose.\n\nIt fell."));
    }
}
