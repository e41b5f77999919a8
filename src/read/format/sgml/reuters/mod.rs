//! Reuters-21578: SGML as the wire left it in 1987, control characters and all.

mod codes;

use memchr::memmem::{self, Finder};
use memchr::{memchr, memchr_iter};

use crate::article::date::{DateSource, NewsDate};
use crate::article::dateline;
use crate::article::{Article, Labels, Rejected};
use crate::read::format::form::{Format, Options, Take};
use crate::read::format::shared::finish;
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// Records between `<REUTERS` and `</REUTERS>`.
pub const FORMAT: Format = Format { name: "reuters-sgml", recognises, read };

const END: &[u8] = b"</REUTERS>";

fn recognises(_: &str, head: &[u8]) -> bool {
    let opening = head.get(..4096).unwrap_or(head);
    memmem::find(opening, b"<REUTERS").is_some() && memmem::find(head, b"NEWID=").is_some()
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    let end = Finder::new(END);
    let mut ends = |bytes: &[u8], from: usize| {
        let from = from.saturating_sub(END.len());
        end.find(bytes.get(from..)?).map(|at| from + at + END.len())
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

/// The article in a record; none in what stands between records.
fn article(record: &str) -> Option<Result<Article, Rejected>> {
    let record = record.get(tag(record, "<REUTERS")?..)?;
    let (head, text) =
        tag(record, "<TEXT").and_then(|at| record.split_at_checked(at)).unwrap_or((record, ""));
    let mut article = Article {
        own_id: attribute(head, "NEWID").map(|id| format!("reuters21578-{id}")),
        published: published(head).map(|moment| finish::dated(moment, DateSource::Metadata)),
        labels: labels(head),
        publisher: "Reuters".to_owned(),
        agency: "Reuters".to_owned(),
        language: "en".to_owned(),
        ..Article::from_record(record)
    };
    if !record.ends_with("</REUTERS>") {
        return Some(Err(Rejected::new("record is cut off before </REUTERS>")));
    }
    read_text(text, &mut article);
    Some(finish::finish(article))
}

/// What stands between the tags of an element. Text holds no bare `<`, so the next one is the next tag.
fn element<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let inner = text.get(tag(text, open)? + open.len()..)?;
    inner.get(..tag(inner, close)?)
}

/// Where a tag stands.
fn tag(text: &str, tag: &str) -> Option<usize> {
    memchr_iter(b'<', text.as_bytes())
        .find(|&at| text.get(at..).is_some_and(|rest| rest.starts_with(tag)))
}

fn attribute<'t>(head: &'t str, name: &str) -> Option<&'t str> {
    let tag = head.split('>').next()?;
    let value = tag.split_once(name)?.1.strip_prefix("=\"")?;
    value.split('"').next().filter(|value| !value.is_empty())
}

/// The day: the wire's clock says no zone. Noise may follow it.
fn published(head: &str) -> Option<NewsDate> {
    element(head, "<DATE>", "</DATE>")?.split_whitespace().find_map(NewsDate::parse)
}

fn labels(head: &str) -> Labels {
    let named = |open: &str, close: &str, set: &str| -> Vec<String> {
        let list = element(head, open, close).unwrap_or_default();
        list.split("<D>")
            .skip(1)
            .filter_map(|code| Some(codes::name(set, code.split_once("</D>")?.0)))
            .collect()
    };
    let mut organisations = named("<ORGS>", "</ORGS>", "organisation");
    organisations.extend(named("<EXCHANGES>", "</EXCHANGES>", "exchange"));
    Labels {
        people: named("<PEOPLE>", "</PEOPLE>", "person"),
        places: named("<PLACES>", "</PLACES>", "place"),
        organisations,
        topics: named("<TOPICS>", "</TOPICS>", "topic"),
    }
}

/// Reads `<TEXT>` and what stands in it.
fn read_text(text: &str, article: &mut Article) {
    let (kind, text) = text.split_once('>').unwrap_or_default();
    let text = tag(text, "</TEXT>").and_then(|end| text.get(..end)).unwrap_or(text);
    if kind.contains("UNPROC") {
        return read_unprocessed(&plain(text), article);
    }
    article.title = clean::line(&plain(element(text, "<TITLE>", "</TITLE>").unwrap_or_default()));
    article.byline =
        clean::line(&plain(element(text, "<AUTHOR>", "</AUTHOR>").unwrap_or_default()));
    article.authors = finish::authors(&article.byline);
    let body = plain(element(text, "<BODY>", "</BODY>").unwrap_or_default());
    let body = clean::paragraphs(unsigned(&body));
    article.body = read_dateline(
        &plain(element(text, "<DATELINE>", "</DATELINE>").unwrap_or_default()),
        article,
    ) + &body;
}

/// Reads the dateline; the markup sometimes runs on into the story, and returns what it took of it.
fn read_dateline(element: &str, article: &mut Article) -> String {
    let line = clean::line(element);
    article.dateline = dateline::parse(&line);
    let raw = article.dateline.as_ref().map_or("", |dateline| dateline.raw.as_str());
    let rest = line.strip_prefix(raw).unwrap_or_default().trim_start_matches([' ', '-', '_']);
    if rest.is_empty() { String::new() } else { format!("{rest} ") }
}

/// A line that ends before this was ended on purpose; the wire's lines hold 64 characters.
const BROKEN_EARLY: usize = 50;

/// A text without markup of its own: the first line is its headline where it looks like one.
fn read_unprocessed(text: &str, article: &mut Article) {
    let text = unsigned(text).trim_start();
    let (line, under) = text.split_once('\n').unwrap_or((text, ""));
    let title = clean::line(line);
    let letters = || title.chars().filter(|c| c.is_alphabetic());
    let shouted = letters().filter(|c| c.is_uppercase()).count() * 2 > letters().count();
    let parted = under.starts_with(' ') || under.trim().is_empty();
    let is_headline = letters().count() > 3
        && !title.ends_with('.')
        && (shouted || parted || title.len() < BROKEN_EARLY);
    let (title, body) = if is_headline { (title, under) } else { (String::new(), text) };
    article.title = title;
    article.body = clean::paragraphs(body);
}

/// A text without the wire's signature or its word that more will follow.
fn unsigned(text: &str) -> &str {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || c.is_control());
    let (above, last) = text.rsplit_once('\n').unwrap_or(("", text));
    let word = last.trim().trim_end_matches('.').to_ascii_lowercase();
    if matches!(word.as_str(), "reuter" | "reuters" | "reute" | "reuiter" | "more") {
        above
    } else {
        text
    }
}

/// Text with its entities read; control characters written as entities vanish with the rest of them.
fn plain(text: &str) -> String {
    const NAMED: [(&str, char); 5] =
        [("lt", '<'), ("gt", '>'), ("amp", '&'), ("quot", '"'), ("apos", '\'')];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) =
        memchr(b'&', rest.as_bytes()).and_then(|at| rest.split_at_checked(at))
    {
        out.push_str(before);
        let after = after.get(1..).unwrap_or_default();
        // No further than an entity is long: a text of ampersands alone would be searched for ever.
        let near = after.get(..after.floor_char_boundary(7)).unwrap_or(after);
        let read =
            near.find(';').and_then(|end| after.split_at_checked(end)).and_then(|(name, after)| {
                let after = after.get(1..)?;
                let named = NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
                Some((
                    named.or_else(|| char::from_u32(name.strip_prefix('#')?.parse().ok()?))?,
                    after,
                ))
            });
        let (c, after) = read.unwrap_or(('&', after));
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

    fn one(record: &str) -> Article {
        article(record).expect("a record").expect("an article")
    }

    #[test]
    fn every_element_goes_to_its_field() {
        let article = one(RECORD);
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
    fn briefs_and_raw_texts_are_stories() {
        let record =
            |text: &str| one(&format!("<REUTERS NEWID=\"1\">\n<TEXT{text}&#3;</TEXT></REUTERS>"));
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
    fn a_dateline_that_swallowed_text_gives_it_back() {
        let article = one(&RECORD.replace("March 3 - <", "March 3 - Acme's boss said <"));
        assert_eq!(article.body, "Acme's boss said Acme sold it.\n\nShares rose.");
    }

    #[test]
    fn a_cut_record_is_rejected() {
        let cut = RECORD.trim_end_matches("</REUTERS>");
        assert_eq!(article(cut), Some(Err(Rejected::new("record is cut off before </REUTERS>"))));
        assert_eq!(article("<!DOCTYPE lewis>\n"), None);
    }
}
