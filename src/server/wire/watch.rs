//! JSON of standing queries and of what is new.

use serde::Serialize;

use crate::article::date::Published;
use crate::article::document::Document;
use crate::corpus::watch_log::{Watch, WatchRun};
use crate::research::standing::{NewsStory, ShownNews};
use crate::search::story::Superseding;

/// What a run of a standing query found: what a command and a webhook get.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct NewsJson<'a> {
    watch: &'a str,
    query: &'a str,
    run: u64,
    /// The same for every delivery of this run, so that a receiver can tell a repeated one.
    key: String,
    date: &'a str,
    articles: usize,
    stories: Vec<NewsStoryJson<'a>>,
    corrected: Vec<CorrectedJson<'a>>,
    /// Articles that are not shown, since there are too many.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    more: Vec<&'a str>,
}

/// New articles of one story.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct NewsStoryJson<'a> {
    key: &'a str,
    is_update: bool,
    articles: Vec<NewsArticleJson<'a>>,
}

/// A new article.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct NewsArticleJson<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
    #[serde(skip_serializing_if = "str::is_empty")]
    publisher: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    agency: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'a str,
}

/// An article that was corrected.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct CorrectedJson<'a> {
    article: NewsArticleJson<'a>,
    by: &'a str,
    title: &'a str,
    words: u32,
}

/// The key of a run for its receivers.
pub(crate) fn key(watch: &Watch, run: &WatchRun) -> String {
    format!("{}-{}-{}", watch.name, run.run, run.date)
}

impl<'a> NewsJson<'a> {
    /// Makes the JSON of a run with its articles.
    pub(crate) fn new(watch: &'a Watch, run: &'a WatchRun, shown: &'a ShownNews) -> Self {
        let is_shown = |id: &&String| {
            let mut articles = shown.stories.iter().flat_map(|story| &story.articles);
            articles.any(|article| article.id == **id)
        };
        let is_long = run.new.len() > crate::research::standing::MAX_SHOWN;
        let more = run.new.iter().filter(|id| is_long && !is_shown(id)).map(String::as_str);
        let stories = shown.stories.iter();
        let corrected = shown.corrected.iter();
        Self {
            watch: &watch.name,
            query: &watch.definition.query,
            run: run.run,
            key: key(watch, run),
            date: &run.date,
            articles: run.new.len(),
            stories: stories.map(story_json).collect(),
            corrected: corrected.map(|(article, by)| corrected_json(article, by)).collect(),
            more: more.collect(),
        }
    }
}

fn story_json(story: &NewsStory) -> NewsStoryJson<'_> {
    let articles = story.articles.iter().map(article_json);
    NewsStoryJson { key: &story.key, is_update: story.is_update, articles: articles.collect() }
}

fn article_json(document: &Document) -> NewsArticleJson<'_> {
    let article = &document.article;
    NewsArticleJson {
        id: &document.id,
        title: &article.title,
        published: article.published.as_ref(),
        publisher: &article.publisher,
        agency: &article.agency,
        url: &article.url,
    }
}

fn corrected_json<'a>(document: &'a Document, by: &'a Superseding) -> CorrectedJson<'a> {
    CorrectedJson { article: article_json(document), by: &by.id, title: &by.title, words: by.words }
}

/// A standing query.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct WatchJson<'a> {
    name: &'a str,
    query: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    filters: Vec<WatchFilterJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<&'a str>,
    added: &'a str,
    known: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<&'a str>,
    receivers: Vec<&'static str>,
    pending: usize,
}

/// A filter of a standing query.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct WatchFilterJson<'a> {
    name: &'a str,
    value: &'a str,
}

impl<'a> From<&'a Watch> for WatchJson<'a> {
    fn from(watch: &'a Watch) -> Self {
        let definition = &watch.definition;
        let filters = definition.filters.iter();
        let receivers = watch.receivers();
        Self {
            name: &watch.name,
            query: &definition.query,
            filters: filters.map(|(name, value)| WatchFilterJson { name, value }).collect(),
            since: definition.since.as_deref(),
            until: definition.until.as_deref(),
            added: &watch.added,
            known: watch.known.len(),
            last: watch.runs.last().map(|run| run.date.as_str()),
            pending: receivers.iter().map(|receiver| watch.pending(receiver).len()).sum(),
            receivers,
        }
    }
}
