//! Lines of a page as they are displayed.

use dom_query::{NodeRef, Selection};

/// Lines of an element as they are displayed, without blank ones.
pub(super) fn lines(element: &Selection<'_>) -> Vec<String> {
    split_lines(&element.formatted_text())
}

/// Lines of a node as they are displayed, without blank ones.
pub(super) fn node_lines(node: &NodeRef<'_>) -> Vec<String> {
    split_lines(&node.formatted_text())
}

/// Splits a text into its lines, without the white space around them.
pub(super) fn split_lines(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| line.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}').to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}
