//! Rendering of the values of an audit.

use super::style::{DIM, STRONG, marked, meta, wrapped};
use crate::cli::context::terminal;
use crate::research::audit::AuditedValue;
use anstyle::Style;

/// Indentation below the name.
const INDENT: &str = "     ";

/// Renders a value with its sentence.
pub(crate) fn audited(number: usize, of: usize, value: &AuditedValue) -> String {
    let width = terminal::width();
    let AuditedValue { name, why, document, sentence, marks, .. } = value;
    let mut page = String::from("\n");
    let head = format!("{STRONG}{name}{STRONG:#} {DIM}{number} of {of} · {why}{DIM:#}");
    page.push_str(&wrapped(&head, width, "", INDENT));
    page.push_str(&wrapped(&marked(sentence, marks, Style::new()), width, INDENT, INDENT));
    let article = &document.article;
    let source = format!("{DIM}{} · {} · {}{DIM:#}", article.title, meta(article), document.id);
    page.push_str(&wrapped(&source, width, INDENT, INDENT));
    page
}
