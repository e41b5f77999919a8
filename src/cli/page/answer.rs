//! An answer: how many, the hits, and what they can be narrowed by.

use anstyle::Style;

use super::article::topic_told;
use super::facets::{columns, facet_box};
use super::style::{QUIET, STRONG, count, line, marked, meta, plural, wrapped};
use crate::cli::terminal;
use crate::search::answer::{Answer, Hit};
use crate::search::request::Sort;

/// An answer: how many, the hits, and what they can be narrowed by.
pub fn answer(answer: &Answer) -> String {
    let width = terminal::width();
    let mut page = String::new();
    let order = match answer.sort {
        Sort::Relevance => "best first",
        Sort::Fresh => "best of late first",
        Sort::Newest => "newest first",
        Sort::Oldest => "oldest first",
    };
    let total = plural(answer.articles, "article", "articles");
    let stories = plural(answer.stories, "story", "stories");
    let total = match answer.stories < answer.articles {
        true if answer.collapsed => format!("{stories} in {total}"),
        true => format!("{total} in {stories}"),
        false => total,
    };
    let took = answer.took.as_secs_f64() * 1e3;
    line(&mut page, &format!("{STRONG}{total}{STRONG:#} {QUIET}in {took:.1} ms, {order}{QUIET:#}"));
    if let Some(better) = &answer.did_you_mean {
        line(&mut page, &format!("did you mean {STRONG}{}{STRONG:#}", better.query));
    }
    if let Some(explanation) = &answer.explanation {
        line(&mut page, &format!("{QUIET}{explanation}{QUIET:#}"));
    }
    for (number, hit) in answer.hits.iter().enumerate() {
        page.push('\n');
        page.push_str(&one_hit(number + 1, hit, width, answer.explanation.is_some()));
    }
    let boxes: Vec<Vec<String>> =
        answer.facets.iter().filter(|facet| !facet.values.is_empty()).map(facet_box).collect();
    if !boxes.is_empty() {
        page.push('\n');
        page.push_str(&columns(&boxes, width));
    }
    if let Some(next) = &answer.next {
        line(&mut page, &format!("\n{QUIET}more: --after {next}{QUIET:#}"));
    }
    page
}

fn one_hit(number: usize, hit: &Hit, width: usize, why: bool) -> String {
    let article = &hit.clipping.article;
    let mut text = String::new();
    let title = if article.title.is_empty() {
        "Untitled".to_string()
    } else {
        marked(&article.title, &hit.title_marks, STRONG)
    };
    text.push_str(&wrapped(&title, width, &format!("{number:>3}  "), "     "));
    let id = &hit.clipping.id;
    let versions = hit
        .story
        .as_ref()
        .map_or(String::new(), |story| format!(" · {} versions", count(story.versions)));
    text.push_str(&wrapped(
        &format!("{QUIET}{}{versions} · {id}{QUIET:#}", meta(article)),
        width,
        "     ",
        "     ",
    ));
    if !hit.snippet.text.is_empty() {
        text.push_str(&wrapped(
            &marked(&hit.snippet.text, &hit.snippet.marks, Style::new()),
            width,
            "     ",
            "     ",
        ));
    }
    for topic in hit.clipping.subjects.topics.iter().filter(|_| why) {
        let told = topic_told(topic, article);
        text.push_str(&wrapped(&format!("{QUIET}{told}{QUIET:#}"), width, "     ", "     "));
    }
    text
}
