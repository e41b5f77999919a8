//! Rendering of clippings.

use super::style::{DIM, STRONG, line, meta, wrapped};
use crate::cli::context::terminal;
use crate::research::clippings::ShownClipping;

/// Indentation below the title.
const INDENT: &str = "     ";

/// Renders an article with its tags, collections and notes.
pub(crate) fn clipping(clipping: &ShownClipping) -> String {
    let width = terminal::width();
    let article = &clipping.document.article;
    let title = if article.title.is_empty() { "Untitled" } else { &article.title };
    let mut page = wrapped(&format!("{STRONG}{title}{STRONG:#}"), width, "", INDENT);
    let mut indented = |text: &str| page.push_str(&wrapped(text, width, INDENT, INDENT));
    indented(&format!("{DIM}{} · {}{DIM:#}", meta(article), clipping.document.id));
    let listed = |names: &std::collections::BTreeSet<String>| {
        names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    if !clipping.tags.is_empty() {
        indented(&format!("tags: {}", listed(&clipping.tags)));
    }
    if !clipping.collections.is_empty() {
        indented(&format!("in: {}", listed(&clipping.collections)));
    }
    for shown in &clipping.notes {
        let (note, lost) =
            (&shown.note, if shown.is_lost { " (not in the article now)" } else { "" });
        if !note.note.quote.is_empty() {
            indented(&format!("“{}”{lost}", note.note.quote));
        }
        let date = &note.date;
        indented(&format!(
            "note {}: {} {DIM}({}, {date}){DIM:#}",
            shown.number, note.note.text, note.by
        ));
    }
    line(&mut page, "");
    page
}
