//! Results of Factiva's programming interface: `article` elements with a headline, a lead and the
//! paragraphs after it.

use super::super::record::{ExportField, ExportRecord};
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::shared::records;
use crate::read::format::shared::xml::Element;
use crate::read::source::{Flow, Source};

/// Many articles in one answer.
pub(crate) const FORMAT: Format = Format { name: "factiva", recognises, read };

/// Elements that are paragraphs, in the order of the text.
const TEXTS: [(&str, ExportField); 9] = [
    ("headline", ExportField::Title),
    ("byline", ExportField::Byline),
    ("leadParagraph", ExportField::Body),
    ("tailParagraphs", ExportField::Body),
    ("artWork", ExportField::Caption),
    ("art", ExportField::Caption),
    ("corrections", ExportField::Note),
    ("notes", ExportField::Note),
    ("contact", ExportField::Note),
];

/// Elements that are one line.
const LINES: [(&str, ExportField); 11] = [
    ("accessionNo", ExportField::OwnId),
    ("sectionName", ExportField::Section),
    ("columnName", ExportField::Series),
    ("sourceName", ExportField::Publication),
    ("edition", ExportField::Edition),
    ("pages", ExportField::Page),
    ("page", ExportField::Page),
    ("baseLanguage", ExportField::Language),
    ("copyright", ExportField::Credit),
    ("credit", ExportField::Credit),
    ("creditLine", ExportField::Credit),
];

/// Elements that assign an index term.
const TERMS: [(&str, ExportField); 5] = [
    ("newsSubject", ExportField::Topics),
    ("region", ExportField::Places),
    ("company", ExportField::Organisations),
    ("person", ExportField::People),
    ("industry", ExportField::Keywords),
];

fn recognises(_: &str, head: &[u8]) -> bool {
    let holds = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    head.trim_ascii_start().starts_with(b"<")
        && holds(b"accessionNo>")
        && (holds(b"leadParagraph>") || holds(b"tailParagraphs>") || holds(b"<headline>"))
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    records::read_xml(source, read_results, emit)
}

fn read_results(root: &Element<'_>, emit: &mut EmitArticle<'_>) -> Flow {
    if root.name == "article" {
        return emit(record(root).article(root.source));
    }
    root.all("article").try_for_each(|article| emit(record(article).article(article.source)))
}

fn record(article: &Element<'_>) -> ExportRecord {
    let mut record = ExportRecord::default();
    for (name, field) in TEXTS {
        for element in article.children(name) {
            let paragraphs: Vec<String> = element.all("paragraph").map(Element::line).collect();
            let text = if paragraphs.is_empty() { element.line() } else { paragraphs.join("\n\n") };
            record.add(field, text);
        }
    }
    for (name, field) in LINES {
        article.children(name).for_each(|element| record.add(field, element.line()));
    }
    for (name, field) in TERMS {
        for term in article.children(name) {
            record.add(field, term.child("name").map(Element::line).unwrap_or_default());
        }
    }
    for day in article.children("publicationDate") {
        record.add(ExportField::Date, day.line());
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::format::shared::records::tests::read_all;

    #[test]
    fn an_answer_is_read_article_by_article() {
        let one = "<ppsarticle><article><accessionNo>BCNW000020160718ec7i0001</accessionNo><baseLanguage>EN</baseLanguage>\
            <byline><paragraph>By Jane Doe</paragraph></byline><copyright>(c) 2016 Courier Limited  </copyright>\
            <headline><paragraph><hlt>River</hlt> breaks its banks</paragraph></headline>\
            <leadParagraph><paragraph>The river rose.</paragraph></leadParagraph><pages>A3</pages>\
            <publicationDate><dateTime>2016-07-18T10:15:00Z</dateTime></publicationDate><sectionName>World</sectionName>\
            <sourceName>The Courier</sourceName><region code=\"moz\"><name>Mozambique</name></region>\
            <newsSubject code=\"gflood\"><name>Floods</name></newsSubject>\
            <tailParagraphs><paragraph>It fell.</paragraph><paragraph>Nobody was hurt.</paragraph></tailParagraphs></article></ppsarticle>";
        let text = format!("<?xml version=\"1.0\"?><R><set count=\"2\">{one}{one}</set></R>");
        assert!(recognises("a", text.as_bytes()));
        let articles = read_all(&FORMAT, "a.xml", &text);
        let [Ok(first), Ok(_)] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!(
            (&*first.title, &*first.body),
            ("River breaks its banks", "The river rose.\n\nIt fell.\n\nNobody was hurt.")
        );
        assert_eq!(
            (&*first.publisher, &*first.section, &*first.page, &*first.language),
            ("The Courier", "World", "A3", "en")
        );
        assert_eq!(first.authors, ["Jane Doe"]);
        assert_eq!(
            first.published.as_ref().and_then(|it| it.date.at.as_deref()),
            Some("2016-07-18T10:15:00Z")
        );
        assert_eq!((first.labels.topics.len(), first.labels.places.len()), (1, 1));
        assert_eq!(first.own_id.as_deref(), Some("BCNW000020160718ec7i0001"));
    }
}
