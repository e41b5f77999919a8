//! Rendering of facets: as boxes in columns, or as one long list.

use textwrap::core::display_width;

use super::style::{DIM, STRONG, count, line};
use crate::search::answer::{Facet, FacetValue, SelectionMode};
use crate::search::facets::tree::tree;

/// Widths of a value's name and bar, in columns.
const NAME_WIDTH: usize = 24;
const BAR_WIDTH: usize = 8;

/// Bounds of the width of a name in a list.
const MIN_LIST_NAME: usize = 10;
const MAX_LIST_NAME: usize = 56;

/// Renders a facet as the lines of a box: its name, then its values with counts and bars.
pub(super) fn facet_box(facet: &Facet) -> Vec<String> {
    let largest = largest_count(facet);
    let hidden = facet.distinct.saturating_sub(facet.values.len() as u64);
    let mut lines = vec![format!("{STRONG}{}{STRONG:#}", capitalised(facet.field.name()))];
    lines.extend(tree(facet).into_iter().map(|(depth, value)| box_line(depth, value, largest)));
    if hidden > 0 {
        lines.push(format!("{DIM}  and {} more{DIM:#}", count(hidden)));
    }
    lines
}

fn box_line(depth: usize, value: &FacetValue, largest: u64) -> String {
    let sign = match value.selected {
        Some(SelectionMode::Included) => "+",
        Some(SelectionMode::Excluded) => "−",
        None => " ",
    };
    let name = shortened(&indented(depth, &value.name), NAME_WIDTH);
    let gap = " ".repeat(NAME_WIDTH.saturating_sub(display_width(&name)));
    let bar = bar(value.count, largest);
    format!("{sign} {name}{gap} {:>7} {DIM}{bar}{DIM:#}", count(value.count))
}

fn largest_count(facet: &Facet) -> u64 {
    facet.values.iter().map(|value| value.count).max().unwrap_or(1).max(1)
}

fn indented(depth: usize, name: &str) -> String {
    format!("{}{name}", "  ".repeat(depth))
}

/// A bar with a resolution of an eighth of a column.
fn bar(count: u64, largest: u64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (count as f64 / largest as f64 * (BAR_WIDTH * 8) as f64).ceil() as usize;
    let rest = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
    format!("{}{rest}", "█".repeat((eighths / 8).min(BAR_WIDTH)))
}

/// Cuts a text to a width, with an ellipsis.
fn shortened(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_string();
    }
    let mut short = String::new();
    for c in text.chars() {
        if display_width(&short) + 2 > width {
            break;
        }
        short.push(c);
    }
    format!("{}…", short.trim_end())
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Arranges boxes side by side, as many as fit, row by row.
pub(super) fn columns(boxes: &[Vec<String>], width: usize) -> String {
    let column_width = NAME_WIDTH + BAR_WIDTH + 14;
    let per_row = (width / column_width).max(1);
    let mut page = String::new();
    for row in boxes.chunks(per_row) {
        let height = row.iter().map(Vec::len).max().unwrap_or(0);
        for y in 0..height {
            let mut text = String::new();
            for (x, lines) in row.iter().enumerate() {
                let cell = lines.get(y).map_or("", String::as_str);
                let gap = (x * column_width).saturating_sub(display_width(&text));
                text.push_str(&" ".repeat(gap));
                text.push_str(cell);
            }
            line(&mut page, text.trim_end());
        }
        page.push('\n');
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// Renders all values of a facet, one on a line, with its key.
pub(crate) fn facet(facet: &Facet) -> String {
    let largest = largest_count(facet);
    let widest = facet.values.iter().map(|value| display_width(&value.name)).max().unwrap_or(0);
    let name_width = widest.clamp(MIN_LIST_NAME, MAX_LIST_NAME) + 4;
    let mut page = String::new();
    for (depth, value) in tree(facet) {
        let name = shortened(&indented(depth, &value.name), name_width);
        let gap = " ".repeat(name_width.saturating_sub(display_width(&name)));
        let key = if value.value == value.name { "" } else { &value.value };
        let bar = bar(value.count, largest);
        let after = " ".repeat(BAR_WIDTH.saturating_sub(display_width(&bar)));
        let count = count(value.count);
        let text = format!("{name}{gap} {count:>8} {DIM}{bar}{after} {key}{DIM:#}");
        line(&mut page, text.trim_end());
    }
    page
}
