//! The values of facets, as boxes beside each other or one below the other.

use textwrap::core::display_width;

use super::style::{QUIET, STRONG, count, line};
use crate::search::answer::{Choice, Facet, FacetValue};
use crate::search::facets::tree::tree;

/// How wide a name and its bar are in a list of values.
const NAME: usize = 24;
const BAR: usize = 8;

/// A facet as a box of lines: its name, and each value with its count and a bar.
pub fn facet_box(facet: &Facet) -> Vec<String> {
    let most = facet.values.iter().map(|value| value.count).max().unwrap_or(1).max(1);
    let hidden = facet.distinct.saturating_sub(facet.values.len() as u64);
    let mut lines = vec![format!("{STRONG}{}{STRONG:#}", capital(facet.field.name()))];
    lines.extend(tree(facet).into_iter().map(|(depth, value)| facet_line(depth, value, most)));
    if hidden > 0 {
        lines.push(format!("{QUIET}  and {} more{QUIET:#}", count(hidden)));
    }
    lines
}

fn facet_line(depth: usize, value: &FacetValue, most: u64) -> String {
    let sign = match value.selected {
        Some(Choice::Included) => "+",
        Some(Choice::Excluded) => "−",
        None => " ",
    };
    let name = shortened(&format!("{}{}", "  ".repeat(depth), value.name), NAME);
    let gap = " ".repeat(NAME.saturating_sub(display_width(&name)));
    format!(
        "{sign} {name}{gap} {:>7} {QUIET}{}{QUIET:#}",
        count(value.count),
        bar(value.count, most)
    )
}

/// A bar in eighths of a column.
fn bar(count: u64, most: u64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (count as f64 / most as f64 * (BAR * 8) as f64).ceil() as usize;
    let rest = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
    format!("{}{rest}", "█".repeat((eighths / 8).min(BAR)))
}

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

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Boxes side by side as the width allows, row by row.
pub fn columns(boxes: &[Vec<String>], width: usize) -> String {
    let column = NAME + BAR + 14;
    let across = (width / column).max(1);
    let mut page = String::new();
    for row in boxes.chunks(across) {
        let height = row.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut text = String::new();
            for (number, lines) in row.iter().enumerate() {
                let cell = lines.get(at).map(String::as_str).unwrap_or_default();
                text.push_str(&" ".repeat((number * column).saturating_sub(display_width(&text))));
                text.push_str(cell);
            }
            line(&mut page, text.trim_end());
        }
        page.push('\n');
    }
    let end = page.trim_end().len();
    page.truncate(end);
    page.push('\n');
    page
}

/// All values of one facet.
pub fn facet(facet: &Facet) -> String {
    let most = facet.values.iter().map(|value| value.count).max().unwrap_or(1).max(1);
    let widest = facet
        .values
        .iter()
        .map(|value| display_width(&value.name))
        .max()
        .unwrap_or(0)
        .clamp(10, 56)
        + 4;
    let mut page = String::new();
    for (depth, value) in tree(facet) {
        let name = shortened(&format!("{}{}", "  ".repeat(depth), value.name), widest);
        let gap = " ".repeat(widest.saturating_sub(display_width(&name)));
        let key = if value.value == value.name { "" } else { &value.value };
        let bar = bar(value.count, most);
        let after = " ".repeat(BAR.saturating_sub(display_width(&bar)));
        let text =
            format!("{name}{gap} {:>8} {QUIET}{bar}{after} {key}{QUIET:#}", count(value.count));
        line(&mut page, text.trim_end());
    }
    page
}
