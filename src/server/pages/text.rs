//! Texts of an article as markup: headline, date, matches and entities; and numbers and messages.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use maud::{Markup, html};

use crate::article::Article;
use crate::article::date::{NewsDate, Precision};
use crate::article::document::ValueMention;
use crate::article::schema::Field;
use crate::search::highlight;
use crate::search::request::{Filter, Request};
use crate::search::story::Superseding;
use crate::server::search_params;

/// The headline of an article, or a placeholder if it has none.
pub(super) fn headline(article: &Article) -> &str {
    if article.title.is_empty() { "Untitled" } else { &article.title }
}

/// The URL of the search for all articles with a value.
pub(super) fn facet_url(field: Field, value: &str) -> String {
    search_params::url("/", &search_for(field, value))
}

/// The search for all articles with a value.
pub(super) fn search_for(field: Field, value: &str) -> Request {
    let filter = Filter { field, value: value.to_string(), exclude: false };
    Request { filters: vec![filter], ..Request::default() }
}

/// The URL of the page about a person, place or organisation. Other values have none.
pub(super) fn dossier_url(value: &str) -> Option<String> {
    let (kind, name) = value.split_once('/')?;
    let is_known = matches!(kind, "person" | "place" | "org" | "topic");
    is_known.then(|| format!("/{kind}/{}", search_params::percent_encoded(name)))
}

/// The URL of an article.
pub(super) fn article_url(id: &str) -> String {
    format!("/article/{id}")
}

/// The heading of a facet.
pub(super) fn facet_label(field: Field) -> &'static str {
    match field {
        Field::People => "People",
        Field::Places => "Places",
        Field::Organisations => "Organisations",
        Field::Topics => "Topics",
        Field::Keywords => "Keywords",
        Field::Authors => "Authors",
        Field::Agency => "Agencies",
        Field::Publisher => "Publishers",
        Field::Section => "Sections",
        Field::Language => "Languages",
        other => other.name(),
    }
}

/// A date with its form for programs.
pub(super) fn date(date: &NewsDate) -> Markup {
    let machine = match (&date.precision, &date.at) {
        (Precision::Instant, Some(at)) => at.clone(),
        (Precision::Month, _) => date.from.strftime("%Y-%m").to_string(),
        (Precision::Year, _) => date.from.strftime("%Y").to_string(),
        _ => date.from.to_string(),
    };
    html! { time datetime=(machine) { (date) } }
}

/// The line with date, place, publisher, agency and section of an article.
pub(super) fn meta_line(article: &Article) -> Markup {
    html! { p.meta { (meta(article)) } }
}

/// The content of the line with date, place, publisher, agency and section of an article.
pub(super) fn meta(article: &Article) -> Markup {
    let place = article.dateline.as_ref().map(|dateline| dateline.place.as_str());
    let publisher = article.publisher.as_str();
    let agency = Some(article.agency.as_str()).filter(|agency| *agency != publisher);
    let parts = [place, Some(publisher), agency, Some(article.section.as_str())];
    html! {
        @match &article.published {
            Some(published) => (date(&published.date)),
            None => "undated",
        }
        @for part in parts.into_iter().flatten().filter(|part| !part.is_empty()) {
            span.sep { "·" } (part)
        }
    }
}

/// The line that says what superseded a version, with a link to what changed.
pub(super) fn superseded(id: &str, superseding: &Superseding) -> Markup {
    let Superseding { id: later, published, is_correction, change, words, .. } = superseding;
    html! {
        p.superseded {
            @if *is_correction { "Corrected" } @else { "Superseded" }
            @if let Some(published) = published { " on " (date(&published.date)) }
            ": " (change) ", " a href=(format!("/article/{id}/diff/{later}")) { (counted(u64::from(*words), "word", "words")) " changed" }
        }
    }
}

/// Text with its matches marked.
pub(super) fn marked(text: &str, marks: &[Range<usize>]) -> Markup {
    html! {
        @for run in highlight::text_runs(text, marks, &[]) {
            @if run.marked { mark { (run.text) } } @else { (run.text) }
        }
    }
}

/// A snippet with its matches marked. The ellipsis at its end stays on the line of the last word.
pub(super) fn snippet(text: &str, marks: &[Range<usize>]) -> Markup {
    match text.strip_suffix(" …") {
        Some(cut) => html! { (marked(cut, marks)) "\u{a0}…" },
        None => marked(text, marks),
    }
}

/// Annotates the texts of one article in order.
pub(super) struct Annotator<'a> {
    /// The values that were named already. Only the first mention of a value is reached by the
    /// tabulator.
    named: HashSet<String>,
    /// The number of matches marked so far.
    pub matches: usize,
    /// The labels of places whose name others have too, by key.
    labels: &'a HashMap<String, String>,
}

impl<'a> Annotator<'a> {
    /// An annotator that shows some values with these labels.
    pub(super) fn with_labels(labels: &'a HashMap<String, String>) -> Self {
        Self { named: HashSet::new(), matches: 0, labels }
    }

    /// Returns text with its matches marked and every mention of an entity linked to its page.
    pub(super) fn annotated(
        &mut self,
        text: &str,
        marks: &[Range<usize>],
        mentions: &[ValueMention<'_>],
    ) -> Markup {
        let (mut after_mark, mut pieces) = (false, Vec::new());
        for run in highlight::text_runs(text, marks, mentions) {
            let text = self.run(run.text, run.marked, after_mark);
            after_mark = run.marked;
            let named = run.mention.and_then(|mention| Some((mention, *mention.values.last()?)));
            pieces.push(match named {
                Some((mention, value)) => self.link(mention, value, &text),
                None => text,
            });
        }
        html! { @for piece in pieces { (piece) } }
    }

    /// One run of text. A match that an entity divides is one match.
    fn run(&mut self, text: &str, marked: bool, after_mark: bool) -> Markup {
        if !marked {
            return html! { (text) };
        }
        if after_mark {
            return html! { mark { (text) } };
        }
        self.matches += 1;
        html! { mark id={ "match-" (self.matches) } { (text) } }
    }

    /// The tooltip of a mention: "John Kerry, US Secretary of State".
    fn title(&self, mention: &ValueMention<'_>, value: &str) -> String {
        let name = self.labels.get(value).map_or(mention.name, String::as_str);
        let parts = [name, mention.role].into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(", ")
    }

    fn link(&mut self, mention: &ValueMention<'_>, value: &str, text: &Markup) -> Markup {
        let url = dossier_url(value).unwrap_or_else(|| facet_url(mention.field, value));
        let is_first = self.named.insert(value.to_owned());
        html! {
            a class={ "entity " (mention.field.name()) } href=(url) title=(self.title(mention, value))
                tabindex=[(!is_first).then_some("-1")] data-value=(value) { (text) }
        }
    }
}

/// A message with the parts between backticks as code.
pub(super) fn message(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A number with thousands separators.
pub(super) fn with_separators(number: u64) -> String {
    let digits = number.to_string();
    let mut separated = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            separated.push(',');
        }
        separated.push(digit);
    }
    separated
}

/// A number with its noun: "1 article", "1,287 articles".
pub(super) fn counted(number: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", with_separators(number), if number == 1 { singular } else { plural })
}

#[cfg(test)]
mod tests {
    use super::snippet;

    #[test]
    fn the_ellipsis_of_a_snippet_does_not_stand_alone_on_a_line() {
        let marks = vec![std::ops::Range { start: 4, end: 9 }];
        let marked = snippet("the cocoa harvest …", &marks).into_string();
        assert_eq!(marked, "the <mark>cocoa</mark> harvest\u{a0}…");
        assert_eq!(snippet("a whole text", &[]).into_string(), "a whole text");
    }
}
