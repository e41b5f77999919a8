//! SGML as the evaluation campaigns distribute newspapers (TREC, AQUAINT, Gigaword): `<DOC>` after `<DOC>`, each with its
//! number, and with fields that every newspaper named in its own way. None of it is XML: nothing is escaped, and
//! paragraphs need not end.

use memchr::memmem;
use serde_json::Value;

use crate::article::{Article, Rejected};
use crate::read::format::form::{Format, Options, Take};
use crate::read::format::shared::fields::FieldMap;
use crate::read::format::shared::record;
use crate::read::format::shared::record::Fields;
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// Many documents a file.
pub const FORMAT: Format = Format { name: "trec-sgml", recognises, read };

/// Our field, and the tags that hold it, the likelier first.
const TAGS: [(&str, &[&str]); 14] = [
    ("id", &["DOCNO", "DOCID", "ACCESS"]),
    ("title", &["HEADLINE", "HL", "TTL", "TI", "HEAD", "TITLE"]),
    ("published", &["DATE_TIME", "DATE1", "DATETIME", "DATE", "DD", "PUBDATE", "FILEID"]),
    ("dateline", &["DATELINE"]),
    ("byline", &["BYLINE", "AUTHOR", "AU", "BYLN"]),
    ("publisher", &["SOURCE", "SO", "PUB"]),
    ("section", &["SECTION", "CO"]),
    ("edition", &["EDITION", "EDT"]),
    ("page", &["PAGE"]),
    ("captions", &["CAPTION", "GRAPHIC"]),
    ("keywords", &["KEYWORD", "DESCRIPT", "IN", "NS"]),
    ("topics", &["SUBJECT", "TOPIC"]),
    ("language", &["LANGUAGE", "LA"]),
    ("body", &["TEXT", "LEADPARA", "LP", "BODY"]),
];

fn recognises(_: &str, head: &[u8]) -> bool {
    let opening = head.trim_ascii_start();
    let opens =
        |tag: &[u8]| opening.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    let numbered =
        || memmem::find(head, b"<DOCNO>").or_else(|| memmem::find(head, b"<docno>")).is_some();
    opens(b"<DOC ") || (opens(b"<DOC>") && (numbered() || memmem::find(head, b"<DOCID>").is_some()))
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    let mut ends = |bytes: &[u8], from: usize| {
        const END: &[u8] = b"</DOC>";
        let from = from.saturating_sub(END.len());
        let upper = memmem::find(bytes.get(from..)?, END);
        let found = upper.or_else(|| memmem::find(bytes.get(from..)?, b"</doc>"));
        found.map(|at| from + at + END.len())
    };
    while let Some(record) = source.record(&mut ends) {
        match record {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => take(article(text.trim()))?,
            Err(rejected) => take(Err(rejected))?,
        }
    }
    Flow::Continue(())
}

/// The article in a document.
fn article(text: &str) -> Result<Article, Rejected> {
    let Some(inside) = text.strip_suffix("</DOC>").or_else(|| text.strip_suffix("</doc>")) else {
        return Err(Rejected::new("document has no end: `</DOC>` is missing"));
    };
    let opening = inside
        .find("<DOC")
        .or_else(|| inside.find("<doc"))
        .and_then(|at| inside.get(at..))
        .unwrap_or(inside);
    let (opening, inside) = opening.split_once('>').unwrap_or(("", opening));
    let pieces = pieces(inside);
    let mut said: Fields = TAGS
        .iter()
        .filter_map(|(field, tags)| Some(((*field).to_owned(), told(field, tags, &pieces)?)))
        .collect();
    if let Some(id) = attribute(opening, "id") {
        said.entry("id").or_insert_with(|| Value::from(id));
    }
    date_by_number(&mut said);
    record::article(text, &said, &FieldMap::default())
}

/// What the tags of a field tell. All leads and texts together are the body; of everything else the first tag counts.
fn told(field: &str, tags: &[&str], pieces: &[(&str, &str)]) -> Option<Value> {
    let of = |tag: &str| {
        let texts =
            pieces.iter().filter(|(name, _)| name.eq_ignore_ascii_case(tag)).map(|(_, text)| *text);
        texts.collect::<Vec<_>>().join("\n\n")
    };
    let text = match field {
        "body" => {
            let mut leads: Vec<String> =
                tags.iter().map(|tag| plain(&of(tag))).filter(|text| !text.is_empty()).collect();
            leads.reverse();
            if of("LEADPARA").is_empty() {
                leads.pop().unwrap_or_default()
            } else {
                leads.join("\n\n")
            }
        }
        _ => tags.iter().map(|tag| clean::line(&plain(&of(tag)))).find(|text| !text.is_empty())?,
    };
    let text = if field == "published" { day(&text) } else { text };
    (!text.is_empty()).then(|| Value::from(text.trim_matches(['"', ' ']).to_owned()))
}

/// The outermost elements of a document, by name. An element that does not end holds what comes before the next tag.
fn pieces(inside: &str) -> Vec<(&str, &str)> {
    let mut pieces = Vec::new();
    let mut rest = inside;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((tag, content)) = after.split_once('>') else { break };
        let name = tag.split(' ').next().unwrap_or_default();
        rest = content;
        if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let end = closing(content, name);
        // A body may wrap headline and text; only the latter is running text.
        if name.eq_ignore_ascii_case("BODY")
            && content.get(..end.0).is_some_and(|body| body.contains("<TEXT>"))
        {
            continue;
        }
        pieces.push((name, content.get(..end.0).unwrap_or_default()));
        rest = content.get(end.1..).unwrap_or_default();
    }
    pieces
}

/// Where the content of an element ends, and where its closing tag does.
fn closing(content: &str, name: &str) -> (usize, usize) {
    let close = format!("</{name}>");
    match content.find(&close) {
        Some(at) => (at, at + close.len()),
        None => {
            let next = content.find('<').unwrap_or(content.len());
            (next, next)
        }
    }
}

/// Text without tags, its paragraphs parted by empty lines.
fn plain(content: &str) -> String {
    if !content.contains('<') {
        return clean::paragraphs(&resolved(content));
    }
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        match after.split_once('>').filter(|(tag, _)| is_tag(tag)) {
            Some((tag, behind)) => {
                let name = tag.trim_start_matches('/');
                let parts = ["P", "p", "TABLE", "TABLEROW", "BR"].contains(&name);
                text.push_str(if parts { "\n\n" } else { " " });
                rest = behind;
            }
            None => {
                text.push('<');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    clean::paragraphs(&resolved(&text))
}

/// Whether this stands between angle brackets as a tag: `P`, `/F`, `F P=102`, `!-- PJG ITAG --`.
fn is_tag(tag: &str) -> bool {
    let name = tag.trim_start_matches('/');
    tag.len() <= 80 && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!')
}

/// A text with the few entities resolved that these collections use.
fn resolved(text: &str) -> String {
    const ENTITIES: [(&str, &str); 8] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&hyph;", "-"),
        ("&blank;", " "),
        ("&sect;", "§"),
        ("&amp;", "&"),
    ];
    if !text.contains('&') {
        return text.to_owned();
    }
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

/// The value of an attribute of an opening tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, value) = tag.split_once(&format!("{name}=\""))?;
    value.split('"').next()
}

/// A date as its collection prints it, in a form that can be read: `= 870324`, `AP-NR-02-12-88 2344EST`,
/// `January 1, 1989, Sunday, Home Edition`.
fn day(text: &str) -> String {
    let text = text.trim_start_matches(['=', ' ']);
    if let Some(stamp) = text.strip_prefix("AP-NR-").and_then(|rest| rest.split(' ').next()) {
        return american(stamp).unwrap_or_default();
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if text.len() == 6 && digits(text) {
        let (year, rest) = text.split_at(2);
        return format!("19{year}{rest}");
    }
    if let Some(day) = american(text) {
        return day;
    }
    let pieces: Vec<&str> = text.splitn(3, ',').collect();
    match pieces.as_slice() {
        [day, year, _] if digits(year.trim()) => format!("{day},{year}"),
        _ => text.to_owned(),
    }
}

/// `02-12-88` and `02/12/88` in the newspapers of these collections, which are American and of their century.
fn american(stamp: &str) -> Option<String> {
    let parts: Vec<&str> = stamp.split(['-', '/']).collect();
    match parts.as_slice() {
        [month, day, year] if parts.iter().all(|part| part.len() == 2) => {
            Some(format!("19{year}-{month}-{day}"))
        }
        _ => None,
    }
}

/// Dates a document by its number where nothing else does: `AFP_ENG_20041231.0001`, `APW19980601.0003`, `AP880212-0001`.
fn date_by_number(said: &mut Fields) {
    if said.contains_key("published") {
        return;
    }
    let number = said.get("id").and_then(Value::as_str).unwrap_or_default();
    let digits: String = number
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let date = match digits.len() {
        8 => digits,
        6 => format!("19{digits}"),
        _ => return,
    };
    said.insert("published".to_owned(), Value::from(date));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Vec<Result<Article, Rejected>> {
        let mut seen = Vec::new();
        let flow =
            read(&mut Source::new("a", text.as_bytes()), &Options::default(), &mut |record| {
                seen.push(record);
                Flow::Continue(())
            });
        assert!(flow.is_continue());
        seen
    }

    fn one(text: &str) -> Article {
        let mut all = read_all(text);
        assert_eq!(all.len(), 1);
        all.remove(0).expect("an article")
    }

    #[test]
    fn every_newspaper_has_its_own_tags() {
        let wire = one(
            "<DOC>\n<DOCNO> XX880212-0001 </DOCNO>\n<FILEID>AP-NR-02-12-88 2344EST</FILEID>\n<HEAD>Flood in Beira</HEAD>\n\
             <DATELINE>BEIRA, Mozambique (AP) </DATELINE>\n<BYLINE>By JANE DOE</BYLINE>\n<TEXT>\n   The river rose\nby night.\n   It fell & fell.\n</TEXT>\n</DOC>\n",
        );
        assert_eq!(
            (wire.own_id.as_deref(), &*wire.title),
            (Some("XX880212-0001"), "Flood in Beira")
        );
        assert_eq!(wire.body, "The river rose by night.\n\nIt fell & fell.");
        assert_eq!((wire.authors, wire.agency), (vec!["Jane Doe".to_owned()], "AP".to_owned()));
        assert_eq!(
            wire.published.map(|date| date.date.to_string()).as_deref(),
            Some("12 February 1988")
        );
        let paper = one(
            "<DOC><DOCNO>LX010189-0001</DOCNO><DATE><P>January 1, 1989, Sunday, Home Edition</P></DATE><SECTION><P>Metro; Page 3</P></SECTION>\
             <HEADLINE><P>FLOOD</P></HEADLINE><TEXT><P>One.</P><P>Two.</P></TEXT></DOC>",
        );
        assert_eq!((&*paper.body, &*paper.section), ("One.\n\nTwo.", "Metro; Page 3"));
        assert_eq!(
            paper.published.map(|date| date.date.to_string()).as_deref(),
            Some("1 January 1989")
        );
        let journal = one(
            "<DOC><DOCNO>WX870324-0001</DOCNO><HL>Flood</HL><DD> = 870324</DD><LP>One.</LP><TEXT>Two.</TEXT></DOC>",
        );
        assert_eq!(
            journal.published.map(|date| date.date.to_string()).as_deref(),
            Some("24 March 1987")
        );
    }

    #[test]
    fn a_number_can_tell_the_day() {
        let article = one(
            "<DOC id=\"AFP_ENG_20041231.0001\" type=\"story\" >\n<HEADLINE>\nFlood\n</HEADLINE>\n<TEXT>\n<P>\nOne.\n</P>\n<P>\nTwo.\n</P>\n</TEXT>\n</DOC>",
        );
        assert_eq!(article.own_id.as_deref(), Some("AFP_ENG_20041231.0001"));
        assert_eq!(
            article.published.map(|date| date.date.to_string()).as_deref(),
            Some("31 December 2004")
        );
        assert_eq!(article.body, "One.\n\nTwo.");
    }

    #[test]
    fn a_cut_document_is_rejected_and_the_others_are_read() {
        let all =
            read_all("<DOC><DOCNO>1</DOCNO><TEXT>One.</TEXT></DOC>\n<DOC><DOCNO>2</DOCNO><TEXT>Tw");
        assert_eq!(all.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false]);
    }
}
