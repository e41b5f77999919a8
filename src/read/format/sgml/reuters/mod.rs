//! Reuters-21578: SGML of the 1987 newswire, with the control characters of the wire.

mod codes;

use memchr::memmem::{self, Finder};
use memchr::{memchr, memchr_iter};

use crate::article::date::{DateSource, NewsDate};
use crate::article::dateline;
use crate::article::{Article, Labels, Rejected};
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::shared::{finish, records};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// Many records per file, each from `<REUTERS` to `</REUTERS>`.
pub(crate) const FORMAT: Format = Format { name: "reuters-sgml", recognises, read };

const END: &str = "</REUTERS>";

fn recognises(_: &str, head: &[u8]) -> bool {
    let opening = head.get(..4096).unwrap_or(head);
    memmem::find(opening, b"<REUTERS").is_some() && memmem::find(head, b"NEWID=").is_some()
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    let end = Finder::new(END);
    let mut find_end = |bytes: &[u8], searched: usize| {
        let from = searched.saturating_sub(END.len());
        end.find(bytes.get(from..)?).map(|at| from + at + END.len())
    };
    records::read_records(source, &mut find_end, article, emit)
}

/// Parses a record; returns nothing for the text between records.
fn article(record: &str) -> Option<Result<Article, Rejected>> {
    let record = record.get(find_tag(record, "<REUTERS")?..)?;
    if !record.ends_with(END) {
        return Some(Err(Rejected::new("record is cut off before </REUTERS>")));
    }
    let (head, text) = find_tag(record, "<TEXT")
        .and_then(|at| record.split_at_checked(at))
        .unwrap_or((record, ""));
    let mut article = Article {
        own_id: attribute(head, "NEWID").map(|id| format!("reuters21578-{id}")),
        published: published(head).map(|date| finish::published(date, DateSource::Metadata)),
        labels: labels(head),
        publisher: "Reuters".to_owned(),
        agency: "Reuters".to_owned(),
        language: "en".to_owned(),
        ..Article::from_record(record)
    };
    read_text(text, &mut article);
    Some(finish::finish(article))
}

/// Returns the content of an element. Text holds no bare `<`, so the next `<` opens the next tag.
fn element<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let inner = text.get(find_tag(text, open)? + open.len()..)?;
    inner.get(..find_tag(inner, close)?)
}

/// Returns the byte offset of a tag.
fn find_tag(text: &str, tag: &str) -> Option<usize> {
    memchr_iter(b'<', text.as_bytes())
        .find(|&at| text.get(at..).is_some_and(|rest| rest.starts_with(tag)))
}

fn attribute<'t>(head: &'t str, name: &str) -> Option<&'t str> {
    let tag = head.split('>').next()?;
    let value = tag.split_once(name)?.1.strip_prefix("=\"")?;
    value.split('"').next().filter(|value| !value.is_empty())
}

/// Returns the day; the time is left out because it has no zone. Noise may follow the date.
fn published(head: &str) -> Option<NewsDate> {
    element(head, "<DATE>", "</DATE>")?.split_whitespace().find_map(NewsDate::parse)
}

fn labels(head: &str) -> Labels {
    let names = |open: &str, close: &str, set: &str| -> Vec<String> {
        let list = element(head, open, close).unwrap_or_default();
        list.split("<D>")
            .skip(1)
            .filter_map(|code| Some(codes::name(set, code.split_once("</D>")?.0)))
            .collect()
    };
    let mut organisations = names("<ORGS>", "</ORGS>", "organisation");
    organisations.extend(names("<EXCHANGES>", "</EXCHANGES>", "exchange"));
    Labels {
        people: names("<PEOPLE>", "</PEOPLE>", "person"),
        places: names("<PLACES>", "</PLACES>", "place"),
        organisations,
        topics: names("<TOPICS>", "</TOPICS>", "topic"),
    }
}

/// Reads the `<TEXT>` element.
fn read_text(text: &str, article: &mut Article) {
    let (kind, text) = text.split_once('>').unwrap_or_default();
    let text = find_tag(text, "</TEXT>").and_then(|end| text.get(..end)).unwrap_or(text);
    if kind.contains("UNPROC") {
        return read_unprocessed(&unescape(text), article);
    }
    article.title =
        clean::line(&unescape(element(text, "<TITLE>", "</TITLE>").unwrap_or_default()));
    article.byline =
        clean::line(&unescape(element(text, "<AUTHOR>", "</AUTHOR>").unwrap_or_default()));
    article.authors = finish::authors(&article.byline);
    let body = unescape(element(text, "<BODY>", "</BODY>").unwrap_or_default());
    let body = clean::paragraphs(strip_signature(&body));
    article.body = read_dateline(
        &unescape(element(text, "<DATELINE>", "</DATELINE>").unwrap_or_default()),
        article,
    ) + &body;
}

/// Reads the dateline and returns the part of it that belongs to the story: the element sometimes
/// encloses the first words of the text.
fn read_dateline(element: &str, article: &mut Article) -> String {
    let line = clean::line(element);
    article.dateline = dateline::parse(&line);
    let raw = article.dateline.as_ref().map_or("", |dateline| dateline.raw.as_str());
    let rest = line.strip_prefix(raw).unwrap_or_default().trim_start_matches([' ', '-', '_']);
    if rest.is_empty() { String::new() } else { format!("{rest} ") }
}

/// A line shorter than this, in bytes, was broken on purpose; lines of the wire hold 64 characters.
const SHORT_LINE: usize = 50;

/// Reads a text without inner markup: the first line is the headline where it looks like one.
fn read_unprocessed(text: &str, article: &mut Article) {
    let text = strip_signature(text).trim_start();
    let (line, below) = text.split_once('\n').unwrap_or((text, ""));
    let title = clean::line(line);
    let letters = || title.chars().filter(|c| c.is_alphabetic());
    let is_capitals = letters().filter(|c| c.is_uppercase()).count() * 2 > letters().count();
    let is_set_off = below.starts_with(' ') || below.trim().is_empty();
    let is_headline = letters().count() > 3
        && !title.ends_with('.')
        && (is_capitals || is_set_off || title.len() < SHORT_LINE);
    let (title, body) = if is_headline { (title, below) } else { (String::new(), text) };
    article.title = title;
    article.body = clean::paragraphs(body);
}

/// Cuts off the last line where it is the wire's signature or announces that more will follow.
fn strip_signature(text: &str) -> &str {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || c.is_control());
    let (above, last) = text.rsplit_once('\n').unwrap_or(("", text));
    let word = last.trim().trim_end_matches('.').to_ascii_lowercase();
    if matches!(word.as_str(), "reuter" | "reuters" | "reute" | "reuiter" | "more") {
        above
    } else {
        text
    }
}

/// Resolves entities and drops control characters written as entities.
fn unescape(text: &str) -> String {
    const NAMED: [(&str, char); 5] =
        [("lt", '<'), ("gt", '>'), ("amp", '&'), ("quot", '"'), ("apos", '\'')];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) =
        memchr(b'&', rest.as_bytes()).and_then(|at| rest.split_at_checked(at))
    {
        out.push_str(before);
        let after = after.get(1..).unwrap_or_default();
        // An entity is short; without a bound, a text of ampersands would take quadratic time.
        let near = after.get(..after.floor_char_boundary(7)).unwrap_or(after);
        let resolved =
            near.find(';').and_then(|end| after.split_at_checked(end)).and_then(|(name, after)| {
                let after = after.get(1..)?;
                let named = NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
                Some((
                    named.or_else(|| char::from_u32(name.strip_prefix('#')?.parse().ok()?))?,
                    after,
                ))
            });
        let (c, after) = resolved.unwrap_or(('&', after));
        out.extend(Some(c).filter(|c| !c.is_control()));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = "<REUTERS TOPICS=\"YES\" NEWID=\"17\">\n<DATE> 3-MAR-1987  09:15:05.40 noise</DATE>\n<TOPICS><D>cocoa</D></TOPICS>\n\
        <PLACES><D>usa</D></PLACES>\n<PEOPLE></PEOPLE>\n<ORGS><D>opec</D></ORGS>\n<EXCHANGES><D>nyse</D></EXCHANGES>\n\
        <UNKNOWN>&#5;C T</UNKNOWN>\n<TEXT>&#2;\n<TITLE>ACME &lt;ACM> SELLS A&amp;B</TITLE>\n<AUTHOR>    By Jane Doe, Reuters</AUTHOR>\n\
        <DATELINE>    TROY, N.C., March 3 - </DATELINE><BODY>Acme sold\nit.\n    Shares rose.\n REUTER...\n&#3;</BODY></TEXT>\n</REUTERS>";

    fn parse(record: &str) -> Article {
        article(record).expect("a record").expect("an article")
    }

    #[test]
    fn every_element_goes_to_its_field() {
        let article = parse(RECORD);
        assert_eq!(
            (article.own_id.as_deref(), &*article.title),
            (Some("reuters21578-17"), "ACME <ACM> SELLS A&B")
        );
        assert_eq!(article.body, "Acme sold it.\n\nShares rose.");
        assert_eq!(
            article.published.map(|date| date.date.to_string()).as_deref(),
            Some("3 March 1987")
        );
        assert_eq!(
            (article.authors, &*article.byline),
            (vec!["Jane Doe".to_owned()], "By Jane Doe, Reuters")
        );
        assert_eq!(article.dateline.map(|dateline| dateline.place).as_deref(), Some("TROY, N.C."));
        assert_eq!(article.labels.organisations.len(), 2);
        assert_eq!((article.labels.topics.len(), article.labels.places.len()), (1, 1));
    }

    #[test]
    fn briefs_and_unprocessed_texts_are_stories() {
        let record =
            |text: &str| parse(&format!("<REUTERS NEWID=\"1\">\n<TEXT{text}&#3;</TEXT></REUTERS>"));
        let brief =
            record(" TYPE=\"BRIEF\">&#2;\n******<TITLE>ACME SELLS\n</TITLE>Blah blah blah.\n");
        assert_eq!((&*brief.title, &*brief.body), ("ACME SELLS", ""));
        let raw =
            record(" TYPE=\"UNPROC\">&#2;\nRUBBER PRICES - APRIL 7\n APR 123\n MAY 124\n REUTER\n");
        assert_eq!((&*raw.title, &*raw.body), ("RUBBER PRICES - APRIL 7", "APR 123 MAY 124"));
        let text = record(
            " TYPE=\"UNPROC\">&#2;\nThe price of rubber rose in the morning and in the night\nbefore. It fell later.\n",
        );
        assert_eq!(text.title, "The price of rubber rose in the morning and in the night before.");
    }

    #[test]
    fn text_inside_the_dateline_element_goes_to_the_body() {
        let article = parse(&RECORD.replace("March 3 - <", "March 3 - Acme's boss said <"));
        assert_eq!(article.body, "Acme's boss said Acme sold it.\n\nShares rose.");
    }

    #[test]
    fn a_cut_record_is_rejected() {
        let cut = RECORD.trim_end_matches("</REUTERS>");
        assert_eq!(article(cut), Some(Err(Rejected::new("record is cut off before </REUTERS>"))));
        assert_eq!(article("<!DOCTYPE lewis>\n"), None);
    }
}
