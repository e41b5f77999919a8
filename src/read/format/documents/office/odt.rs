//! Open documents: `content.xml` and `meta.xml`.

use std::collections::HashMap;

use super::package::Package;
use crate::article::Rejected;
use crate::read::format::documents::manuscript::{Manuscript, Paragraph, Properties, Rank};
use crate::read::format::shared::xml;
use crate::read::format::shared::xml::{Element, Node};

/// The document in a package.
pub fn manuscript(package: &mut Package) -> Result<Manuscript, Rejected> {
    let manifest = package.side_part("META-INF/manifest.xml").unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(Rejected::new("document is encrypted: save it without a password"));
    }
    let meta = package.side_part("meta.xml");
    let content = package.part("content.xml")?;
    let root = xml::parse(&content)?;
    let mut reading = Reading { ranks: ranks(&root), paragraphs: Vec::new() };
    if let Some(body) = root.at("body/text") {
        reading.blocks(body);
    }
    Ok(Manuscript {
        paragraphs: reading.paragraphs,
        properties: meta.as_deref().map(properties).unwrap_or_default(),
    })
}

/// The ranks of the styles a document made for itself, by the styles they come from.
fn ranks(root: &Element<'_>) -> HashMap<String, Rank> {
    let styles =
        root.child("automatic-styles").into_iter().flat_map(|styles| styles.children("style"));
    let named = styles.filter_map(|style| {
        let parent = style.attribute("parent-style-name")?;
        Some((style.attribute("name")?.into_owned(), rank(&parent)))
    });
    named.collect()
}

/// The rank of a style: names are written with their spaces as `_20_`.
fn rank(name: &str) -> Rank {
    Rank::of_style(&name.replace("_20_", " "))
}

fn properties(meta: &str) -> Properties {
    let root = xml::parse(meta);
    let Some(meta) = root.as_ref().ok().and_then(|root| root.child("meta")) else {
        return Properties::default();
    };
    let first = |names: [&str; 2]| {
        names.map(|name| meta.line_at(name)).into_iter().find(|said| !said.is_empty())
    };
    Properties {
        title: meta.line_at("title"),
        author: first(["initial-creator", "creator"]).unwrap_or_default(),
        created: first(["creation-date", "date"]).unwrap_or_default(),
        language: meta.line_at("language"),
        keywords: meta.children("keyword").map(Element::line).collect::<Vec<_>>().join(";"),
    }
}

/// The paragraphs read so far.
struct Reading {
    ranks: HashMap<String, Rank>,
    paragraphs: Vec<Paragraph>,
}

impl Reading {
    /// Reads what holds paragraphs: the text, a list, a section, a text box.
    fn blocks(&mut self, parent: &Element<'_>) {
        for element in parent.elements() {
            match element.name {
                "p" | "h" => self.paragraph(element),
                "table-row" => self.row(element),
                "tracked-changes" | "annotation" | "note" | "forms" | "sequence-decls" => {}
                _ => self.blocks(element),
            }
        }
    }

    fn paragraph(&mut self, element: &Element<'_>) {
        let at = self.paragraphs.len();
        self.paragraphs.push(Paragraph { rank: self.rank(element), text: String::new() });
        let mut text = String::new();
        self.runs(element, &mut text);
        if let Some(paragraph) = self.paragraphs.get_mut(at) {
            paragraph.text = text;
        }
    }

    fn rank(&self, element: &Element<'_>) -> Rank {
        let style = element.attribute("style-name").unwrap_or_default();
        let styled = self.ranks.get(&*style).copied().unwrap_or_else(|| rank(&style));
        let top = element.name == "h" && element.attribute("outline-level").as_deref() == Some("1");
        if top && styled == Rank::Text { Rank::Heading } else { styled }
    }

    fn runs(&mut self, parent: &Element<'_>, text: &mut String) {
        for node in parent.nodes() {
            match node {
                Node::Text(words) => text.push_str(words),
                Node::Element(element) => match element.name {
                    "s" | "tab" => text.push(' '),
                    "line-break" => text.push('\n'),
                    "note" | "annotation" | "tracked-changes" => {}
                    "text-box" => self.blocks(element),
                    _ => self.runs(element, text),
                },
            }
        }
    }

    /// Reads a row of a table as one paragraph.
    fn row(&mut self, row: &Element<'_>) {
        let from = self.paragraphs.len();
        self.blocks(row);
        let cells = self
            .paragraphs
            .drain(from..)
            .map(|cell| cell.text)
            .filter(|text| !text.trim().is_empty());
        let text = cells.collect::<Vec<_>>().join("\t");
        self.paragraphs.push(Paragraph { rank: Rank::Text, text });
    }
}
