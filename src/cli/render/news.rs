//! Rendering of standing queries and of what is new.

use super::style::{DIM, STRONG, count, line, meta, plural, wrapped};
use crate::article::document::Document;
use crate::cli::context::terminal;
use crate::corpus::watch_log::{Watch, WatchRun};
use crate::research::standing::{MAX_SHOWN, ShownNews};

/// Indentation of the lines of an article.
const INDENT: &str = "     ";

/// Renders what a run found.
pub(crate) fn news(watch: &Watch, run: &WatchRun, shown: &ShownNews) -> String {
    let mut page = String::new();
    let mut parts = Vec::new();
    if !run.new.is_empty() {
        let stories = shown.stories.len() as u64;
        let articles = plural(run.new.len() as u64, "new article", "new articles");
        parts.push(match stories < run.new.len() as u64 && run.new.len() <= MAX_SHOWN {
            true => format!("{articles} in {}", plural(stories, "story", "stories")),
            false => articles,
        });
    }
    if !run.corrected.is_empty() {
        parts.push(plural(run.corrected.len() as u64, "correction", "corrections"));
    }
    let found = parts.join(", ");
    line(
        &mut page,
        &format!(
            "{STRONG}{}{STRONG:#}: {found} for {DIM}{}{DIM:#}",
            watch.name, watch.definition.query
        ),
    );
    for story in &shown.stories {
        let label = if story.is_update { "another version of a known story: " } else { "" };
        for document in &story.articles {
            article(&mut page, label, document);
        }
    }
    for (document, by) in &shown.corrected {
        article(&mut page, "corrected: ", document);
        let words = plural(u64::from(by.words), "word", "words");
        page.push_str(&wrapped(
            &format!("by “{}” · {words} changed · {}", by.title, by.id),
            terminal::width(),
            INDENT,
            INDENT,
        ));
    }
    let hidden = run.new.len().saturating_sub(MAX_SHOWN) as u64;
    if hidden > 0 {
        line(&mut page, &format!("{INDENT}and {} more", count(hidden)));
    }
    page
}

fn article(page: &mut String, label: &str, document: &Document) {
    let (width, title) = (terminal::width(), &document.article.title);
    let title = if title.is_empty() { "Untitled" } else { title };
    page.push_str(&wrapped(&format!("{label}{title}"), width, "  -  ", INDENT));
    let about = format!("{DIM}{} · {}{DIM:#}", meta(&document.article), document.id);
    page.push_str(&wrapped(&about, width, INDENT, INDENT));
}

/// Renders a standing query in a list.
pub(crate) fn watch(watch: &Watch) -> String {
    let mut page = String::new();
    let definition = &watch.definition;
    let filters = definition.filters.iter().map(|(name, value)| format!(" --{name} {value}"));
    let dates = [("since", &definition.since), ("until", &definition.until)];
    let dates =
        dates.iter().filter_map(|(name, date)| Some(format!(" --{name} {}", date.as_ref()?)));
    let asked: String = filters.chain(dates).collect();
    line(&mut page, &format!("{STRONG}{}{STRONG:#}  {}{asked}", watch.name, definition.query));
    let known = plural(watch.known.len() as u64, "known article", "known articles");
    let last = match watch.runs.last() {
        Some(run) => format!("last news {}", run.date),
        None => "no news yet".to_owned(),
    };
    line(&mut page, &format!("{INDENT}{DIM}{known} · added {} · {last}{DIM:#}", watch.added));
    for receiver in watch.receivers() {
        let target = match receiver {
            crate::corpus::watch_log::COMMAND => definition.command.as_deref(),
            _ => definition.webhook.as_deref(),
        };
        let pending = match watch.pending(receiver).len() as u64 {
            0 => String::new(),
            pending => format!(", {} not delivered", plural(pending, "run", "runs")),
        };
        line(&mut page, &format!("{INDENT}{receiver} {}{pending}", target.unwrap_or_default()));
    }
    page
}
