//! TEI of digitised newspapers: an issue with a header that names the paper and the day, and an
//! element for every article.

use super::form::{EmitArticle, Format, Options};
use super::shared::xml::Element;
use super::shared::{codes, finish, record, records, xml};
use crate::article::{Article, Rejected};
use crate::read::source::{Flow, Source};

/// Many articles per issue, in the current version and in P4.
pub(super) const FORMAT: Format = Format { name: "tei", recognises, read };

/// Types of elements that hold a part of an issue larger than an article.
const LARGER: [&str; 5] = ["issue", "section", "page", "column", "volume"];

fn recognises(_: &str, head: &[u8]) -> bool {
    xml::root_tag(head).is_some_and(|(root, _)| matches!(root, "TEI" | "TEI.2" | "teiCorpus"))
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    records::read_xml(source, read_issue, emit)
}

fn read_issue(root: &Element<'_>, emit: &mut EmitArticle<'_>) -> Flow {
    if root.name == "teiCorpus" {
        return root.children("TEI").try_for_each(|issue| read_issue(issue, emit));
    }
    let Some(body) = root.find("text").and_then(|text| text.find("body")) else {
        return emit(Err(Rejected::new("TEI document has no text")));
    };
    let mut divisions = Vec::new();
    collect(body, &mut divisions);
    if divisions.is_empty() {
        divisions.push(body);
    }
    divisions.into_iter().try_for_each(|division| emit(article(division, root)))
}

/// Collects the divisions that are articles: those named so, and those without divisions inside.
fn collect<'e, 't>(parent: &'e Element<'t>, found: &mut Vec<&'e Element<'t>>) {
    for division in parent.elements().filter(|element| is_division(element)) {
        let kind = division.attribute("type").unwrap_or_default().to_lowercase();
        let has_parts = division.elements().any(is_division);
        let is_larger = LARGER.contains(&kind.as_str());
        if has_parts && (is_larger || kind.is_empty()) {
            collect(division, found);
        } else {
            found.push(division);
        }
    }
}

fn is_division(element: &Element<'_>) -> bool {
    element
        .name
        .strip_prefix("div")
        .is_some_and(|level| level.is_empty() || level.bytes().all(|byte| byte.is_ascii_digit()))
}

fn article(division: &Element<'_>, issue: &Element<'_>) -> Result<Article, Rejected> {
    let mut article = Article::from_record(division.source);
    article.own_id = division.attribute("id").map(|id| id.into_owned());
    for element in division.elements() {
        let text = element.paragraphs();
        match element.name {
            "head" if article.title.is_empty() && article.body.is_empty() => {
                article.title = text.replace("\n\n", " ");
            }
            "byline" | "docAuthor" => article.byline = text.replace("\n\n", " "),
            "figure" => codes::push_unique(&mut article.captions, &text.replace("\n\n", " ")),
            "dateline" | "opener" if article.body.is_empty() => {
                article.dateline = crate::article::dateline::parse(&text);
            }
            "pb" | "cb" | "lb" | "fw" => {}
            _ if text.is_empty() => {}
            _ if article.body.is_empty() => article.body = text,
            _ => article.body = format!("{}\n\n{text}", article.body),
        }
    }
    article.authors = finish::authors(&article.byline);
    if let Some(header) = issue.child("teiHeader") {
        read_header(header, &mut article);
    }
    let language = issue.find("text").and_then(|text| text.attribute("lang"));
    article.language = record::language_code(&language.unwrap_or_default());
    finish::finish(article)
}

/// Reads paper and day from the description of the source, or else from that of the file.
fn read_header(header: &Element<'_>, article: &mut Article) {
    let described = header.find("sourceDesc");
    let is_paper = |title: &&Element<'_>| title.attribute("level").as_deref() == Some("j");
    let paper = described
        .and_then(|source| source.all("title").find(is_paper).or_else(|| source.find("title")))
        .or_else(|| header.all("title").find(is_paper))
        .or_else(|| header.find("title"));
    article.publisher = paper.map(Element::line).unwrap_or_default();
    let dates = described.into_iter().chain(header.find("publicationStmt"));
    let dates = dates.flat_map(|part| part.all("date")).map(|date| {
        let machine = ["when", "value"].into_iter().find_map(|name| date.attribute(name));
        machine.map_or_else(|| date.line(), |day| day.into_owned())
    });
    finish::set_published(article, dates.collect::<Vec<_>>());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_division_of_an_issue_is_an_article() {
        let text = "<?xml version=\"1.0\"?><TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>Issue 7</title></titleStmt>\
            <publicationStmt><date when=\"2020-01-01\"/></publicationStmt><sourceDesc><bibl><title level=\"j\">The Valley Gazette</title>\
            <date when=\"1885-07-18\">18 July 1885</date></bibl></sourceDesc></fileDesc></teiHeader><text xml:lang=\"en\"><body>\
            <div type=\"section\"><head>World</head><div type=\"article\" xml:id=\"a1\"><head>The river rises</head><byline>By Jane Doe</byline><p>It rose in <hi>Beira</hi>.</p><p>It fell.</p></div></div>\
            <pb n=\"2\"/><div type=\"article\"><head>Dry again</head><p>The sun<lb/> shone.</p></div></body></text></TEI>";
        assert!(recognises("a.xml", text.as_bytes()));
        let records = records::tests::read_all(&FORMAT, "a.xml", text);
        let [Ok(first), Ok(second)] = records.as_slice() else { panic!("{records:?}") };
        assert_eq!(
            (&*first.title, &*first.body),
            ("The river rises", "It rose in Beira.\n\nIt fell.")
        );
        assert_eq!(
            (&*first.publisher, first.authors.join("|")),
            ("The Valley Gazette", "Jane Doe".to_owned())
        );
        assert_eq!(
            first.published.as_ref().map(|it| it.date.to_string()).as_deref(),
            Some("18 July 1885")
        );
        assert_eq!((&*second.title, &*second.body), ("Dry again", "The sun shone."));
    }
}
