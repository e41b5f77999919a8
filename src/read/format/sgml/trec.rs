//! SGML of the retrieval evaluations (TREC, AQUAINT, Gigaword): one `<DOC>` after another, each
//! with its number and with fields that every newspaper names differently. It is not XML:
//! nothing is escaped, and paragraphs may lack an end tag.

use memchr::memmem;
use serde_json::Value;

use crate::article::{Article, Rejected};
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::shared::fields::FieldMap;
use crate::read::format::shared::record::RecordFields;
use crate::read::format::shared::{record, records};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// Many documents per file.
pub(crate) const FORMAT: Format = Format { name: "trec-sgml", recognises, read };

/// Field names of a record and the tags that hold them, most likely tag first.
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
    let opens_with =
        |tag: &[u8]| opening.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    let holds = |tag: &[u8]| memmem::find(head, tag).is_some();
    opens_with(b"<DOC ")
        || (opens_with(b"<DOC>") && (holds(b"<DOCNO>") || holds(b"<docno>") || holds(b"<DOCID>")))
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    let parse = |record: &str| match record.trim() {
        "" => None,
        document => Some(article(document)),
    };
    records::read_records(source, &mut find_end, parse, emit)
}

/// Finds the end of a document: its closing tag.
fn find_end(bytes: &[u8], searched: usize) -> Option<usize> {
    const END: &[u8] = b"</DOC>";
    let from = searched.saturating_sub(END.len());
    let rest = bytes.get(from..)?;
    let end = memmem::find(rest, END).or_else(|| memmem::find(rest, b"</doc>"));
    end.map(|at| from + at + END.len())
}

/// Parses a document, from its opening tag to its closing tag.
fn article(text: &str) -> Result<Article, Rejected> {
    let Some(inside) = text.strip_suffix("</DOC>").or_else(|| text.strip_suffix("</doc>")) else {
        return Err(Rejected::new("document has no end tag `</DOC>`"));
    };
    let opening = inside
        .find("<DOC")
        .or_else(|| inside.find("<doc"))
        .and_then(|at| inside.get(at..))
        .unwrap_or(inside);
    let (opening, inside) = opening.split_once('>').unwrap_or(("", opening));
    let elements = elements(inside);
    let mut fields: RecordFields = TAGS
        .iter()
        .filter_map(|(field, tags)| Some(((*field).to_owned(), value(field, tags, &elements)?)))
        .collect();
    if let Some(id) = attribute(opening, "id") {
        fields.entry("id").or_insert_with(|| Value::from(id));
    }
    date_by_number(&mut fields);
    record::article(text, &fields, &FieldMap::default())
}

/// Returns the value of a field. The body joins all leads and texts; every other field takes its
/// first tag that has text.
fn value(field: &str, tags: &[&str], elements: &[(&str, &str)]) -> Option<Value> {
    let content = |tag: &str| {
        let texts = elements
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case(tag))
            .map(|(_, text)| *text);
        texts.collect::<Vec<_>>().join("\n\n")
    };
    let text = match field {
        "body" => {
            let mut leads: Vec<String> = tags
                .iter()
                .map(|tag| plain_text(&content(tag)))
                .filter(|text| !text.is_empty())
                .collect();
            leads.reverse();
            if content("LEADPARA").is_empty() {
                leads.pop().unwrap_or_default()
            } else {
                leads.join("\n\n")
            }
        }
        _ => tags
            .iter()
            .map(|tag| clean::line(&plain_text(&content(tag))))
            .find(|text| !text.is_empty())?,
    };
    let text = if field == "published" { normalize_date(&text) } else { text };
    (!text.is_empty()).then(|| Value::from(text.trim_matches(['"', ' ']).to_owned()))
}

/// Returns the outermost elements of a document as name and content. An element without an end tag
/// ends before the next tag.
fn elements(inside: &str) -> Vec<(&str, &str)> {
    let mut elements = Vec::new();
    let mut rest = inside;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((tag, content)) = after.split_once('>') else { break };
        let name = tag.split(' ').next().unwrap_or_default();
        rest = content;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let (inner, after) = split_at_end_tag(content, name);
        // A body may wrap headline and text; then only the text inside it is the body.
        if name.eq_ignore_ascii_case("BODY") && inner.contains("<TEXT>") {
            continue;
        }
        elements.push((name, inner));
        rest = after;
    }
    elements
}

/// Splits what follows an opening tag into the content of the element and the text after its end
/// tag.
fn split_at_end_tag<'t>(content: &'t str, name: &str) -> (&'t str, &'t str) {
    content.split_once(&format!("</{name}>")).unwrap_or_else(|| {
        let next_tag = content.find('<').unwrap_or(content.len());
        content.split_at_checked(next_tag).unwrap_or((content, ""))
    })
}

/// Returns text without tags, with an empty line between paragraphs.
fn plain_text(content: &str) -> String {
    if !content.contains('<') {
        return clean::paragraphs(&unescape(content));
    }
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        match after.split_once('>').filter(|(tag, _)| is_tag(tag)) {
            Some((tag, after_tag)) => {
                let name = tag.trim_start_matches('/');
                let is_block = ["P", "p", "TABLE", "TABLEROW", "BR"].contains(&name);
                text.push_str(if is_block { "\n\n" } else { " " });
                rest = after_tag;
            }
            None => {
                text.push('<');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    clean::paragraphs(&unescape(&text))
}

/// Reports whether text between angle brackets is a tag: `P`, `/F`, `F P=102`, `!-- PJG ITAG --`.
fn is_tag(tag: &str) -> bool {
    let name = tag.trim_start_matches('/');
    tag.len() <= 80 && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!')
}

/// Resolves the few entities that these collections use.
fn unescape(text: &str) -> String {
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
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

/// Returns the value of an attribute of an opening tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, value) = tag.split_once(&format!("{name}=\""))?;
    value.split('"').next()
}

/// Rewrites a collection's way to print a date into one that can be parsed: `= 870324`,
/// `AP-NR-02-12-88 2344EST`, `January 1, 1989, Sunday, Home Edition`.
fn normalize_date(text: &str) -> String {
    let text = text.trim_start_matches(['=', ' ']);
    if let Some(stamp) = text.strip_prefix("AP-NR-").and_then(|rest| rest.split(' ').next()) {
        return american_date(stamp).unwrap_or_default();
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if text.len() == 6 && digits(text) {
        let (year, rest) = text.split_at(2);
        return format!("19{year}{rest}");
    }
    if let Some(day) = american_date(text) {
        return day;
    }
    let parts: Vec<&str> = text.splitn(3, ',').collect();
    match parts.as_slice() {
        [day, year, _] if digits(year.trim()) => format!("{day},{year}"),
        _ => text.to_owned(),
    }
}

/// Parses `02-12-88` and `02/12/88`: the newspapers of these collections are American and of the
/// 20th century.
fn american_date(stamp: &str) -> Option<String> {
    let parts: Vec<&str> = stamp.split(['-', '/']).collect();
    match parts.as_slice() {
        [month, day, year] if parts.iter().all(|part| part.len() == 2) => {
            Some(format!("19{year}-{month}-{day}"))
        }
        _ => None,
    }
}

/// Dates a document by its number where it has no date: `AFP_ENG_20041231.0001`,
/// `APW19980601.0003`, `AP880212-0001`.
fn date_by_number(fields: &mut RecordFields) {
    if fields.contains_key("published") {
        return;
    }
    let number = fields.get("id").and_then(Value::as_str).unwrap_or_default();
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
    fields.insert("published".to_owned(), Value::from(date));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Vec<Result<Article, Rejected>> {
        records::tests::read_all(&FORMAT, "a", text)
    }

    fn read_one(text: &str) -> Article {
        let mut all = read_all(text);
        assert_eq!(all.len(), 1);
        all.remove(0).expect("an article")
    }

    #[test]
    fn every_newspaper_has_its_own_tags() {
        let wire = read_one(
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
        let paper = read_one(
            "<DOC><DOCNO>LX010189-0001</DOCNO><DATE><P>January 1, 1989, Sunday, Home Edition</P></DATE><SECTION><P>Metro; Page 3</P></SECTION>\
             <HEADLINE><P>FLOOD</P></HEADLINE><TEXT><P>One.</P><P>Two.</P></TEXT></DOC>",
        );
        assert_eq!((&*paper.body, &*paper.section), ("One.\n\nTwo.", "Metro; Page 3"));
        assert_eq!(
            paper.published.map(|date| date.date.to_string()).as_deref(),
            Some("1 January 1989")
        );
        let journal = read_one(
            "<DOC><DOCNO>WX870324-0001</DOCNO><HL>Flood</HL><DD> = 870324</DD><LP>One.</LP><TEXT>Two.</TEXT></DOC>",
        );
        assert_eq!(
            journal.published.map(|date| date.date.to_string()).as_deref(),
            Some("24 March 1987")
        );
    }

    #[test]
    fn a_document_without_a_date_is_dated_by_its_number() {
        let article = read_one(
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
