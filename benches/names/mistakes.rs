//! Lists the names that are missed or wrongly found, with their surroundings, for an error analysis.

use std::collections::BTreeSet;

use morgue::internals::enrich::entities::span::EntityKind;

/// Names by position and type.
pub type Names = BTreeSet<(usize, usize, EntityKind)>;

/// Bytes of text that are printed on each side of a name.
const CONTEXT: usize = 50;

/// Reports whether the mistakes are asked for instead of all measures.
pub fn are_listed() -> bool {
    std::env::var_os("MORGUE_LIST").is_some()
}

/// Prints a line for each difference between the names found in a text and those labelled: the type,
/// what is wrong, the name, the names of the other set that overlap it, and the text around it.
pub fn print(text: &str, found: &Names, labelled: &Names) {
    for (what, names, others) in [("missed", labelled, found), ("wrong", found, labelled)] {
        for &(start, end, kind) in names.difference(others) {
            let overlapping: Vec<String> = others
                .iter()
                .filter(|other| other.0 < end && start < other.1)
                .map(|other| format!("{:?} {}", other.2, line(text, other.0, other.1)))
                .collect();
            println!(
                "{kind:?}\t{what}\t{}\t{}\t{}",
                line(text, start, end),
                overlapping.join(" | "),
                line(text, start.saturating_sub(CONTEXT), end + CONTEXT),
            );
        }
    }
}

/// A part of a text on one line.
fn line(text: &str, start: usize, end: usize) -> String {
    let (start, end) = (text.floor_char_boundary(start), text.floor_char_boundary(end));
    text.get(start..end).unwrap_or_default().replace(['\n', '\t'], " / ")
}
