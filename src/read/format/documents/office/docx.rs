//! Word: `word/document.xml`, the names of its styles, and its core properties.

use std::collections::HashMap;

use super::package::Package;
use crate::article::Rejected;
use crate::read::format::documents::manuscript::{Manuscript, Paragraph, Properties, Rank};
use crate::read::format::shared::xml;
use crate::read::format::shared::xml::{Element, Node};

/// The document in a package.
pub fn manuscript(package: &mut Package) -> Result<Manuscript, Rejected> {
    let core = package.side_part("docProps/core.xml");
    let styles = package.side_part("word/styles.xml");
    let document = package.part("word/document.xml")?;
    let root = xml::parse(&document)?;
    let mut reading =
        Reading { ranks: styles.as_deref().map(ranks).unwrap_or_default(), paragraphs: Vec::new() };
    if let Some(body) = root.child("body") {
        reading.blocks(body);
    }
    Ok(Manuscript {
        paragraphs: reading.paragraphs,
        properties: core.as_deref().map(properties).unwrap_or_default(),
    })
}

/// The rank of every style, by its id: ids are translated, names are not.
fn ranks(styles: &str) -> HashMap<String, Rank> {
    let Ok(root) = xml::parse(styles) else { return HashMap::new() };
    let named = root.children("style").filter_map(|style| {
        let name = style.child("name")?.attribute("val")?;
        Some((style.attribute("styleId")?.into_owned(), Rank::of_style(&name)))
    });
    named.collect()
}

fn properties(core: &str) -> Properties {
    let Ok(root) = xml::parse(core) else { return Properties::default() };
    Properties {
        title: root.line_at("title"),
        author: root.line_at("creator"),
        created: root.line_at("created"),
        language: root.line_at("language"),
        keywords: root.line_at("keywords"),
    }
}

/// The paragraphs read so far.
struct Reading {
    ranks: HashMap<String, Rank>,
    paragraphs: Vec<Paragraph>,
}

impl Reading {
    /// Reads what holds paragraphs: the body, a cell, a content control, a text box.
    fn blocks(&mut self, parent: &Element<'_>) {
        for element in parent.elements() {
            match element.name {
                "p" => self.paragraph(element),
                "tr" => self.row(element),
                "del" | "moveFrom" | "Fallback" | "sectPr" => {}
                _ => self.blocks(element),
            }
        }
    }

    fn paragraph(&mut self, element: &Element<'_>) {
        let style = element.at("pPr/pStyle").and_then(|style| style.attribute("val"));
        let rank =
            style.map(|id| self.ranks.get(&*id).copied().unwrap_or_else(|| Rank::of_style(&id)));
        let at = self.paragraphs.len();
        self.paragraphs.push(Paragraph { rank: rank.unwrap_or_default(), text: String::new() });
        let mut text = String::new();
        self.runs(element, &mut text);
        if let Some(paragraph) = self.paragraphs.get_mut(at) {
            paragraph.text = text;
        }
    }

    /// Reads the text in a paragraph. What was deleted, and the codes of fields, were never printed.
    fn runs(&mut self, parent: &Element<'_>, text: &mut String) {
        for element in parent.elements() {
            match element.name {
                "t" => element.nodes().iter().for_each(|node| {
                    if let Node::Text(words) = node {
                        text.push_str(words);
                    }
                }),
                "tab" => text.push(' '),
                "br" | "cr" => text.push('\n'),
                "noBreakHyphen" => text.push('-'),
                "del" | "moveFrom" | "instrText" | "Fallback" | "pPr" | "rPr" => {}
                "txbxContent" => self.blocks(element),
                _ => self.runs(element, text),
            }
        }
    }

    /// Reads a row of a table as one paragraph.
    fn row(&mut self, row: &Element<'_>) {
        let from = self.paragraphs.len();
        self.blocks(row);
        // A cell that holds a story of its own is layout and no table.
        let cells = self.paragraphs.get(from..).unwrap_or_default();
        if cells.iter().any(|cell| cell.rank != Rank::Text)
            || row.children("tc").count() < 2
            || cells.len() > 40
        {
            return;
        }
        let cells = self
            .paragraphs
            .drain(from..)
            .map(|cell| cell.text)
            .filter(|text| !text.trim().is_empty());
        let text = cells.collect::<Vec<_>>().join("\t");
        self.paragraphs.push(Paragraph { rank: Rank::Text, text });
    }
}
