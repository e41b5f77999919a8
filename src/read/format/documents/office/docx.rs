//! DOCX parser: `word/document.xml`, the names of its styles, and the core properties.

use std::collections::HashMap;

use super::package::OfficePackage;
use crate::article::Rejected;
use crate::read::format::documents::styled_document;
use crate::read::format::documents::styled_document::{
    DocumentProperties, Paragraph, ParagraphStyle, StyledDocument,
};
use crate::read::format::shared::xml;
use crate::read::format::shared::xml::{Element, Node};

/// Parses the document in a package.
///
/// # Errors
/// Fails when the package lacks its text, or the text is not XML.
pub(super) fn parse(package: &mut OfficePackage) -> Result<StyledDocument, Rejected> {
    let core = package.optional_part("docProps/core.xml");
    let styles = package.optional_part("word/styles.xml");
    let document = package.required_part("word/document.xml")?;
    let root = xml::parse(&document)?;
    let styles = styles.as_deref().map(style_names).unwrap_or_default();
    let mut parser = DocxParser { styles, paragraphs: Vec::new() };
    if let Some(body) = root.child("body") {
        parser.read_blocks(body);
    }
    Ok(StyledDocument {
        paragraphs: parser.paragraphs,
        properties: core.as_deref().map(properties).unwrap_or_default(),
    })
}

/// Returns the style of every style id: ids are translated, names are not.
fn style_names(styles: &str) -> HashMap<String, ParagraphStyle> {
    let Ok(root) = xml::parse(styles) else { return HashMap::new() };
    let named = root.children("style").filter_map(|style| {
        let name = style.child("name")?.attribute("val")?;
        Some((style.attribute("styleId")?.into_owned(), ParagraphStyle::from_name(&name)))
    });
    named.collect()
}

fn properties(core: &str) -> DocumentProperties {
    let Ok(root) = xml::parse(core) else { return DocumentProperties::default() };
    DocumentProperties {
        title: root.line_at("title"),
        author: root.line_at("creator"),
        created: root.line_at("created"),
        language: root.line_at("language"),
        keywords: root.line_at("keywords"),
    }
}

/// Parser that collects the paragraphs of a DOCX document.
struct DocxParser {
    styles: HashMap<String, ParagraphStyle>,
    paragraphs: Vec<Paragraph>,
}

impl DocxParser {
    /// Reads an element that holds paragraphs: the body, a cell, a content control, a text box.
    fn read_blocks(&mut self, parent: &Element<'_>) {
        for element in parent.elements() {
            match element.name {
                "p" => self.read_paragraph(element),
                "tr" => self.read_row(element),
                "del" | "moveFrom" | "Fallback" | "sectPr" => {}
                _ => self.read_blocks(element),
            }
        }
    }

    /// Reads a paragraph; the paragraphs of a text box inside it follow it.
    fn read_paragraph(&mut self, element: &Element<'_>) {
        let id = element.at("pPr/pStyle").and_then(|style| style.attribute("val"));
        let style = id.map(|id| {
            self.styles.get(&*id).copied().unwrap_or_else(|| ParagraphStyle::from_name(&id))
        });
        let index = self.paragraphs.len();
        let mut text = String::new();
        self.read_runs(element, &mut text);
        self.paragraphs.insert(index, Paragraph { style: style.unwrap_or_default(), text });
    }

    /// Reads the text of a paragraph, without deleted text and the codes of fields.
    fn read_runs(&mut self, parent: &Element<'_>, text: &mut String) {
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
                "txbxContent" => self.read_blocks(element),
                _ => self.read_runs(element, text),
            }
        }
    }

    /// Reads a table row as one paragraph.
    fn read_row(&mut self, row: &Element<'_>) {
        const MAX_CELL_PARAGRAPHS: usize = 40;
        let from = self.paragraphs.len();
        self.read_blocks(row);
        // A row of styled paragraphs, of one cell or of long cells is page layout and not a table.
        let cells = self.paragraphs.get(from..).unwrap_or_default();
        let is_layout = cells.iter().any(|cell| cell.style != ParagraphStyle::Text)
            || row.children("tc").count() < 2
            || cells.len() > MAX_CELL_PARAGRAPHS;
        if !is_layout {
            styled_document::join_row(&mut self.paragraphs, from);
        }
    }
}
