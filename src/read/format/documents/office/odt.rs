//! OpenDocument text parser: `content.xml` and `meta.xml`.

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
/// Fails when the document is encrypted, or the package lacks its text, or the text is not XML.
pub(super) fn parse(package: &mut OfficePackage) -> Result<StyledDocument, Rejected> {
    let manifest = package.optional_part("META-INF/manifest.xml").unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(Rejected::new("document is encrypted: save it without a password"));
    }
    let meta = package.optional_part("meta.xml");
    let content = package.required_part("content.xml")?;
    let root = xml::parse(&content)?;
    let mut parser = OdtParser { styles: automatic_styles(&root), paragraphs: Vec::new() };
    if let Some(body) = root.at("body/text") {
        parser.read_blocks(body);
    }
    Ok(StyledDocument {
        paragraphs: parser.paragraphs,
        properties: meta.as_deref().map(properties).unwrap_or_default(),
    })
}

/// Returns the styles of the document's automatic style names, from the styles they inherit.
fn automatic_styles(root: &Element<'_>) -> HashMap<String, ParagraphStyle> {
    let styles =
        root.child("automatic-styles").into_iter().flat_map(|styles| styles.children("style"));
    let named = styles.filter_map(|style| {
        let parent = style.attribute("parent-style-name")?;
        Some((style.attribute("name")?.into_owned(), style_by_name(&parent)))
    });
    named.collect()
}

/// Returns the style of a name, in which spaces are written as `_20_`.
fn style_by_name(name: &str) -> ParagraphStyle {
    ParagraphStyle::from_name(&name.replace("_20_", " "))
}

fn properties(meta: &str) -> DocumentProperties {
    let root = xml::parse(meta);
    let Some(meta) = root.as_ref().ok().and_then(|root| root.child("meta")) else {
        return DocumentProperties::default();
    };
    let first = |names: [&str; 2]| {
        names.map(|name| meta.line_at(name)).into_iter().find(|value| !value.is_empty())
    };
    DocumentProperties {
        title: meta.line_at("title"),
        author: first(["initial-creator", "creator"]).unwrap_or_default(),
        created: first(["creation-date", "date"]).unwrap_or_default(),
        language: meta.line_at("language"),
        keywords: meta.children("keyword").map(Element::line).collect::<Vec<_>>().join(";"),
    }
}

/// Parser that collects the paragraphs of an OpenDocument text.
struct OdtParser {
    styles: HashMap<String, ParagraphStyle>,
    paragraphs: Vec<Paragraph>,
}

impl OdtParser {
    /// Reads an element that holds paragraphs: the text, a list, a section, a text box.
    fn read_blocks(&mut self, parent: &Element<'_>) {
        for element in parent.elements() {
            match element.name {
                "p" | "h" => self.read_paragraph(element),
                "table-row" => self.read_row(element),
                "tracked-changes" | "annotation" | "note" | "forms" | "sequence-decls" => {}
                _ => self.read_blocks(element),
            }
        }
    }

    /// Reads a paragraph; the paragraphs of a text box inside it follow it.
    fn read_paragraph(&mut self, element: &Element<'_>) {
        let style = self.style(element);
        let index = self.paragraphs.len();
        let mut text = String::new();
        self.read_runs(element, &mut text);
        self.paragraphs.insert(index, Paragraph { style, text });
    }

    fn style(&self, element: &Element<'_>) -> ParagraphStyle {
        let name = element.attribute("style-name").unwrap_or_default();
        let style = self.styles.get(&*name).copied().unwrap_or_else(|| style_by_name(&name));
        let is_top_heading =
            element.name == "h" && element.attribute("outline-level").as_deref() == Some("1");
        if is_top_heading && style == ParagraphStyle::Text {
            ParagraphStyle::Heading
        } else {
            style
        }
    }

    /// Reads the text of a paragraph, without notes.
    fn read_runs(&mut self, parent: &Element<'_>, text: &mut String) {
        for node in parent.nodes() {
            match node {
                Node::Text(words) => text.push_str(words),
                Node::Element(element) => match element.name {
                    "s" | "tab" => text.push(' '),
                    "line-break" => text.push('\n'),
                    "note" | "annotation" | "tracked-changes" => {}
                    "text-box" => self.read_blocks(element),
                    _ => self.read_runs(element, text),
                },
            }
        }
    }

    /// Reads a table row as one paragraph.
    fn read_row(&mut self, row: &Element<'_>) {
        let from = self.paragraphs.len();
        self.read_blocks(row);
        styled_document::join_row(&mut self.paragraphs, from);
    }
}
