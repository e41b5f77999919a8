//! Rendering of trends, concordances, and of what is typical of some articles.

use super::style::{DIM, STRONG, count, line, plural};
use crate::article::date::{NewsDate, Precision};
use crate::research::kwic::{Concordance, KwicLine};
use crate::research::trend::{Trend, TrendRow};
use crate::research::typical::Typical;

/// Renders a trend as a table with three columns for each query.
pub(crate) fn trend(trend: &Trend) -> String {
    let mut page = String::new();
    for (number, query) in (1..).zip(&trend.queries) {
        let articles = plural(query.articles, "article", "articles");
        let undated = match query.undated {
            0 => String::new(),
            undated => format!(", {} undated", count(undated)),
        };
        let occurrences = query.occurrences.map_or(String::new(), |occurrences| {
            format!(", {}", plural(occurrences, "occurrence", "occurrences"))
        });
        let head = format!("{STRONG}{number} {}{STRONG:#}", query.query);
        line(&mut page, &format!("{head}: {articles}{occurrences}{undated}"));
    }
    if !trend.exact {
        line(&mut page, "note: time ran out or the index is damaged: the counts are too low");
    }
    let mut heading = format!("\n{DIM}{:<21}{:>9}", trend.by.name(), "all");
    for number in 1..=trend.queries.len() {
        heading += &format!(" {:>9} {:>7} {:>9}", format!("{number}"), "%", "/million");
    }
    line(&mut page, &format!("{heading}{DIM:#}"));
    for row in &trend.rows {
        line(&mut page, &row_line(trend, row, &label(trend, row)));
    }
    for row in &trend.imprecise {
        line(&mut page, &row_line(trend, row, &format!("{}..{}", row.from, row.to)));
    }
    page
}

fn row_line(trend: &Trend, row: &TrendRow, label: &str) -> String {
    let mut text = format!("{label:<21}{:>9}", count(row.all));
    for query in 0..trend.queries.len() {
        let articles = row.articles.get(query).copied().unwrap_or(0);
        let rate = row.per_million(query).map_or("-".to_string(), |rate| format!("{rate:.1}"));
        text += &format!(" {:>9} {:>7.2} {rate:>9}", count(articles), row.share(query) * 100.0);
    }
    text
}

fn label(trend: &Trend, row: &TrendRow) -> String {
    let shape = match trend.by.name() {
        "year" => "%Y",
        "month" => "%Y-%m",
        _ => "%Y-%m-%d",
    };
    row.from.strftime(shape).to_string()
}

/// Renders a concordance with the matches below each other.
pub(crate) fn concordance(found: &Concordance, width: usize) -> String {
    let mut page = String::new();
    let occurrences = plural(found.occurrences, "occurrence", "occurrences");
    let articles = plural(found.articles, "article", "articles");
    let read = match found.read < found.articles {
        true => format!(" {DIM}(the newest {} of them){DIM:#}", count(found.read)),
        false => String::new(),
    };
    line(&mut page, &format!("{STRONG}{occurrences}{STRONG:#} in {articles}{read}"));
    for KwicLine { left, matched, right, published, id, .. } in &found.lines {
        let date = published.as_ref().map_or(String::new(), |it| day(&it.date));
        let padding = width.saturating_sub(left.chars().count());
        let behind = width.saturating_sub(right.chars().count());
        line(
            &mut page,
            &format!(
                "{:padding$}{left}{STRONG}{matched}{STRONG:#}{right}{:behind$} {DIM}{date:<10} {id}{DIM:#}",
                "", ""
            ),
        );
    }
    page
}

/// A date, as precisely as it is known.
fn day(date: &NewsDate) -> String {
    let shape = match date.precision {
        Precision::Instant | Precision::Day => "%Y-%m-%d",
        Precision::Month => "%Y-%m",
        Precision::Year => "%Y",
    };
    date.from.strftime(shape).to_string()
}

/// Renders what is typical of some articles.
pub(crate) fn typical(found: &Typical) -> String {
    let mut page = String::new();
    let articles = plural(found.articles, "article", "articles");
    let counted = match found.counted < found.articles {
        true => format!(", counted in the newest {}", count(found.counted)),
        false => String::new(),
    };
    line(&mut page, &format!("{STRONG}{articles}{STRONG:#} of {}{counted}", count(found.all)));
    line(&mut page, &format!("{DIM}{:>10} {:>9} {:>9}{DIM:#}", "score", "here", "archive"));
    for item in &found.items {
        let counts = format!("{:>9} {:>9}", count(item.articles), count(item.all));
        line(&mut page, &format!("{:>10.1} {counts}  {}", item.score, item.name));
    }
    page
}
