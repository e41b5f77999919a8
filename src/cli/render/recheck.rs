//! Rendering of what has changed since a receipt was made, and of the mix of an answer.

use super::style::{DIM, STRONG, count, line, meta, plural, wrapped};
use crate::cli::context::terminal;
use crate::research::recheck::{Changed, Recheck};
use crate::search::answer::mix::Mix;
use crate::search::answer::receipt::Receipt;

/// Indentation of the lines of an article below its title.
const INDENT: &str = "     ";

/// Renders a comparison of a receipt with the archive.
pub(crate) fn recheck(then: &Receipt, report: &Recheck) -> String {
    let mut page = String::new();
    let (before, now) = (then.articles, report.now.articles);
    let articles = plural(before, "article", "articles");
    let verdict = match (report.same, before == now) {
        (true, _) => format!("the same {articles} as at {}", moment(then)),
        (false, true) => format!("not the same {articles} as at {}", moment(then)),
        (false, false) => {
            let now = plural(now, "article", "articles");
            format!("{now} now, {} at {}", count(before), moment(then))
        }
    };
    line(&mut page, &format!("{STRONG}{verdict}{STRONG:#}"));
    line(&mut page, &format!("{DIM}{}{DIM:#}", then.query));
    line(&mut page, &state(report));
    for correction in &report.corrections {
        line(&mut page, &format!("{INDENT}{correction}"));
    }
    match &report.changes {
        Some(changes) => {
            let parts = [
                ("added", &changes.added),
                ("no longer matching", &changes.unmatched),
                ("no longer in the archive", &changes.gone),
                ("merged with another article", &changes.merged),
                ("whose record has changed", &changes.revised),
            ];
            for (label, changed) in parts.into_iter().filter(|(_, changed)| changed.count > 0) {
                page.push_str(&listed(label, changed));
            }
        }
        None if !report.same => {
            line(
                &mut page,
                "the receipt does not list its articles, so that those that came or went are unknown",
            );
        }
        None => {}
    }
    page
}

fn moment(receipt: &Receipt) -> String {
    receipt.made.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Says whether index and authority file are as they were.
fn state(report: &Recheck) -> String {
    let index = if report.index_changed { "has been updated since" } else { "is unchanged" };
    let names = match (report.authority_changed, report.corrections.len() as u64) {
        (false, _) => "no correction of names since".to_string(),
        (true, 0) => "the corrections of names are others".to_string(),
        (true, added) => {
            format!("{} of names since", plural(added, "correction", "corrections"))
        }
    };
    format!("the index {index}, {names}")
}

fn listed(label: &str, changed: &Changed) -> String {
    let width = terminal::width();
    let mut page =
        format!("\n{STRONG}{}{STRONG:#} {label}\n", plural(changed.count, "article", "articles"));
    for article in &changed.articles {
        let Some(document) = &article.document else {
            line(&mut page, &format!("{INDENT}{}", article.id));
            continue;
        };
        let title = &document.article.title;
        let title = if title.is_empty() { "Untitled" } else { title };
        page.push_str(&wrapped(title, width, INDENT, INDENT));
        let now = if document.id == article.id {
            String::new()
        } else {
            format!(", now {}", document.id)
        };
        let about = format!("{DIM}{} · {}{now}{DIM:#}", meta(&document.article), article.id);
        page.push_str(&wrapped(&about, width, INDENT, INDENT));
    }
    let more = changed.count.saturating_sub(changed.articles.len() as u64);
    if more > 0 {
        line(&mut page, &format!("{INDENT}and {}", plural(more, "more", "more")));
    }
    page
}

/// Renders the mix of an answer, each share with its query.
pub(crate) fn mix(mix: &Mix) -> String {
    let mut page = String::new();
    for share in &mix.shares {
        let number = count(share.articles);
        let label = share.kind.label();
        line(&mut page, &format!("{number:>7} {label:<22} {DIM}{}{DIM:#}", share.query));
    }
    page
}
