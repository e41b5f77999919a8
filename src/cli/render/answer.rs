//! Rendering of an answer: totals, hits and facets.

use anstyle::Style;

use super::article::topic_with_evidence;
use super::facets::{columns, facet_box};
use super::recheck;
use super::related::superseded;
use super::style::{DIM, STRONG, count, line, marked, meta, plural, wrapped};
use crate::cli::context::terminal;
use crate::search::answer::{Answer, Hit};
use crate::search::request::Sort;

/// Indentation of the lines of a hit below its title.
const INDENT: &str = "     ";

/// Renders an answer.
pub(crate) fn answer(answer: &Answer) -> String {
    let width = terminal::width();
    let mut page = heading(answer);
    let explained = answer.explanation.is_some();
    for (number, hit) in (1..).zip(&answer.hits) {
        page.push('\n');
        page.push_str(&one_hit(number, hit, width, explained));
    }
    let boxes: Vec<Vec<String>> =
        answer.facets.iter().filter(|facet| !facet.values.is_empty()).map(facet_box).collect();
    if !boxes.is_empty() {
        page.push('\n');
        page.push_str(&columns(&boxes, width));
    }
    if let Some(next) = &answer.next {
        line(&mut page, &format!("\n{DIM}more: --after {next}{DIM:#}"));
    }
    page
}

/// Totals, time and order; then a suggestion and an explanation, if there are any.
fn heading(answer: &Answer) -> String {
    let order = match answer.sort {
        Sort::Relevance => "best first",
        Sort::Fresh => "best recent first",
        Sort::Newest => "newest first",
        Sort::Oldest => "oldest first",
    };
    let articles = plural(answer.articles, "article", "articles");
    let stories = plural(answer.stories, "story", "stories");
    let total = match answer.stories < answer.articles {
        true if answer.collapsed => format!("{stories} in {articles}"),
        true => format!("{articles} in {stories}"),
        false => articles,
    };
    let took = answer.took.as_secs_f64() * 1e3;
    let mut heading = String::new();
    line(&mut heading, &format!("{STRONG}{total}{STRONG:#} {DIM}in {took:.1} ms, {order}{DIM:#}"));
    if let Some(mix) = &answer.mix {
        heading.push_str(&recheck::mix(mix));
    }
    if let Some(suggestion) = &answer.did_you_mean {
        line(&mut heading, &format!("did you mean {STRONG}{}{STRONG:#}", suggestion.query));
    }
    if let Some(explanation) = &answer.explanation {
        line(&mut heading, &format!("{DIM}{explanation}{DIM:#}"));
    }
    heading
}

fn one_hit(number: usize, hit: &Hit, width: usize, explained: bool) -> String {
    let article = &hit.document.article;
    let title = if article.title.is_empty() {
        "Untitled".to_string()
    } else {
        marked(&article.title, &hit.title_marks, STRONG)
    };
    let mut text = wrapped(&title, width, &format!("{number:>3}  "), INDENT);
    let mut indented = |line: &str| text.push_str(&wrapped(line, width, INDENT, INDENT));
    let versions = hit
        .story
        .as_ref()
        .map_or(String::new(), |story| format!(" · {} versions", count(story.versions)));
    indented(&format!("{DIM}{}{versions} · {}{DIM:#}", meta(article), hit.document.id));
    if let Some(superseding) = &hit.superseding {
        indented(&superseded(superseding));
    }
    if !hit.snippet.text.is_empty() {
        indented(&marked(&hit.snippet.text, &hit.snippet.marks, Style::new()));
    }
    for topic in hit.document.subjects.topics.iter().filter(|_| explained) {
        indented(&format!("{DIM}{}{DIM:#}", topic_with_evidence(topic, article)));
    }
    text
}
