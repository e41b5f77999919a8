//! Articles on a page of Factiva: a heading in its own element, the desk above it, the byline and a
//! list of facts below, then the text.

use dom_query::{Document, NodeRef};

use super::super::factiva::{add_facts, is_facts_end};
use super::super::layout::{accession_number, desk, is_word_count};
use super::super::record::{ExportField, ExportRecord};
use super::lines::node_lines;
use crate::text::clean;

/// Reads every article of a page.
pub(super) fn records(page: &Document) -> Vec<ExportRecord> {
    let heads = page.select("[id=hd]");
    heads.nodes().iter().filter_map(record).collect()
}

/// Part of an article that the next element belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    AboveHeadline,
    BelowHeadline,
    Facts,
    Text,
}

/// Reads the article around a headline; none where no word count follows it.
fn record(head: &NodeRef<'_>) -> Option<ExportRecord> {
    let mut record = ExportRecord::default();
    let (mut part, mut facts, mut text) = (Part::AboveHeadline, Vec::new(), Vec::new());
    for child in head.parent()?.element_children() {
        let lines = node_lines(&child);
        let line = clean::line(&lines.join(" "));
        if child.id == head.id {
            record.add(ExportField::Title, line);
            part = Part::BelowHeadline;
            continue;
        }
        if line.is_empty() {
            continue;
        }
        if part == Part::BelowHeadline && is_word_count(&line) {
            part = Part::Facts;
            continue;
        }
        match part {
            Part::AboveHeadline => record.add(ExportField::Section, desk(&line)),
            Part::BelowHeadline if child.has_class("author") => {
                record.add(ExportField::Byline, line)
            }
            Part::BelowHeadline => record.add(ExportField::Credit, line),
            Part::Facts => {
                let is_paragraph = child.node_name().is_some_and(|name| &*name == "p");
                if is_paragraph {
                    part = Part::Text;
                    text.extend(lines);
                } else {
                    part = if is_facts_end(&line) { Part::Text } else { part };
                    facts.push(line);
                }
            }
            Part::Text => text.extend(lines),
        }
    }
    (part != Part::AboveHeadline && !facts.is_empty()).then_some(())?;
    let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
    add_facts(&facts, &mut record);
    if let Some(number) = text.iter().rev().find_map(|line| accession_number(line)) {
        record.add(ExportField::OwnId, number);
    }
    text.retain(|line| accession_number(line).is_none());
    record.add(ExportField::Body, text.join("\n\n"));
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    #[test]
    fn every_element_of_a_page_is_its_own_field() {
        let one = "<div id=\"article-BCNW000020160718ec7i0001x\" class=\"article\"><div class=\"article xxArticle\"><p>\n</p><div>World Desk; 3</div>\
            <div id=\"hd\"><span class=\"xxHeadline\">River breaks its banks </span></div><div class=\"author\">By JANE DOE </div><div>Special to the Courier</div>\
            <div>1.512 szavak</div><div>18 July 2016</div><div>10:15</div><div>The Courier</div><div>BCNW</div><div>Late Edition</div><div>A3</div><div>Magyar</div>\
            <div>Copyright 2016 Courier Limited</div><p></p><p class=\"articleParagraph xxarticleParagraph\">The river rose.</p>\
            <p class=\"articleParagraph\">It fell.</p><p>Dokumentum BCNW000020160718ec7i0001x</p></div></div>";
        let html = format!("<html><body><h1>Dow Jones Factiva</h1>{}</body></html>", one.repeat(2));
        let articles = read(&html);
        let [first, _] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!(
            (&*first.title, &*first.section, &*first.publisher),
            ("River breaks its banks", "World Desk", "The Courier")
        );
        assert_eq!(
            (&*first.body, &*first.page, &*first.edition),
            ("The river rose.\n\nIt fell.", "A3", "Late Edition")
        );
        assert_eq!(first.authors, ["Jane Doe"]);
        assert_eq!(first.own_id.as_deref(), Some("BCNW000020160718ec7i0001x"));
        assert_eq!(first.credits, ["Special to the Courier", "Copyright 2016 Courier Limited"]);
    }
}
