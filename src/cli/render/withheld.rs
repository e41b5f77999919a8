//! Rendering of the log of withheld articles.

use super::style::{DIM, line, plural, wrapped};
use crate::cli::context::terminal;
use crate::identity::withheld::WithheldEntry;

/// Ids that are printed of an entry.
const MAX_IDS: usize = 5;

/// Renders an entry of the log; `now` of its articles are withheld still.
pub(crate) fn withheld(number: usize, entry: &WithheldEntry, now: usize) -> String {
    let (ids, verb) = match entry.lift.is_empty() {
        true => (&entry.withhold, "withheld"),
        false => (&entry.lift, "lifted"),
    };
    let until = match (entry.until, entry.lift.is_empty()) {
        (Some(until), _) => format!(" until {until}"),
        (None, true) => " until lifted".to_owned(),
        (None, false) => String::new(),
    };
    let state = match now {
        _ if !entry.lift.is_empty() => "",
        0 => " (over)",
        now if now < ids.len() => " (some lifted)",
        _ => "",
    };
    let articles = plural(ids.len() as u64, "article", "articles");
    let mut page = String::new();
    line(
        &mut page,
        &format!("{number:>4}  {}  {verb} {articles}{until} by {}{state}", entry.date, entry.by),
    );
    page.push_str(&wrapped(&entry.because, terminal::width(), "      ", "      "));
    let more = if ids.len() > MAX_IDS { " …" } else { "" };
    let listed: Vec<&str> = ids.iter().take(MAX_IDS).map(String::as_str).collect();
    let query = entry.query.as_ref().map_or(String::new(), |query| format!(" · {query}"));
    line(&mut page, &format!("      {DIM}{}{more}{query}{DIM:#}", listed.join(" ")));
    page
}
