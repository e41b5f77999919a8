//! Standing queries: what is new since the last run, by article and by story, and what was corrected.
//!
//! A run compares all matches with those that are known, and not their dates: an article of 1987 that
//! arrives today is news today.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::article::document::Document;
use crate::article::schema;
use crate::error::{Error, Result};
use crate::query::{Query, parse};
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::planner;
use crate::search::request::{Filter, Request};
use crate::search::story::{Superseding, story, superseding_of};

/// Articles that are shown of one run; more are listed by id only.
pub(crate) const MAX_SHOWN: usize = 500;

/// The matches of a standing query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Matches {
    /// The ids of the articles.
    pub articles: BTreeSet<String>,
    /// Articles that a correction follows, each with the id of the correction.
    pub corrected: BTreeSet<(String, String)>,
}

/// What is new since a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct News {
    /// The ids of the articles that match now and did not.
    pub new: Vec<String>,
    /// Articles that matched before under another id of the same text.
    pub renamed: Vec<String>,
    /// Articles that matched before and were corrected since, with the ids of the corrections.
    pub corrected: Vec<(String, String)>,
}

impl News {
    /// Returns whether nothing must be remembered.
    pub(crate) fn is_empty(&self) -> bool {
        self.new.is_empty() && self.renamed.is_empty() && self.corrected.is_empty()
    }

    /// Returns whether there is something to tell.
    pub(crate) fn is_news(&self) -> bool {
        !self.new.is_empty() || !self.corrected.is_empty()
    }
}

/// News with its articles, by story.
#[derive(Debug, Clone, Default)]
pub(crate) struct ShownNews {
    /// The stories with new articles.
    pub stories: Vec<NewsStory>,
    /// Articles that were corrected.
    pub corrected: Vec<(Document, Superseding)>,
}

/// New articles of one story.
#[derive(Debug, Clone)]
pub(crate) struct NewsStory {
    /// The key of the story; the id of the article where it has no other version.
    pub key: String,
    /// Set where another version of it was known before.
    pub is_update: bool,
    /// The new articles.
    pub articles: Vec<Document>,
}

/// Makes the request of a standing query.
///
/// # Errors
/// Fails when a filter does not exist.
pub(crate) fn request(
    query: &str,
    filters: &[(String, String)],
    since: Option<&str>,
    until: Option<&str>,
) -> Result<Request> {
    let filters = filters.iter().map(|(name, value)| {
        let field = schema::facet_fields().find(|field| field.flag_name() == name);
        let unknown =
            || Error::new(format!("the watch has an unknown filter `{name}`")).user_error();
        Ok(Filter::parse(field.ok_or_else(unknown)?, value))
    });
    Ok(Request {
        query: query.to_owned(),
        filters: filters.collect::<Result<_>>()?,
        since: since.map(str::to_owned),
        until: until.map(str::to_owned),
        limit: 0,
        facets: Vec::new(),
        ..Request::default()
    })
}

/// Finds everything that matches now.
///
/// # Errors
/// Fails as a search does, and when the budget is used up.
pub(crate) fn matches(
    engine: &dyn Engine,
    request: &Request,
    today: Date,
    budget: &Budget,
) -> Result<Matches> {
    let ids = |request: &Request| -> Result<BTreeSet<String>> {
        let plan = planner::plan(engine, request, today, budget)?.plan;
        Ok(engine.matching(&plan)?.articles.into_iter().map(|article| article.id).collect())
    };
    let query = parse(&request.query).query;
    let corrected = Query::and([query, Query::Corrected]).to_string();
    let mut pairs = BTreeSet::new();
    for id in ids(&Request { query: corrected, ..request.clone() })? {
        let Some(document) = engine.article(&id)? else { continue };
        let superseding = superseding_of(engine, &document)?;
        pairs.extend(superseding.filter(|it| it.is_correction).map(|it| (id, it.id)));
    }
    Ok(Matches { articles: ids(request)?, corrected: pairs })
}

/// Compares matches with what is known.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn news(
    engine: &dyn Engine,
    matches: &Matches,
    known: &BTreeSet<String>,
    known_corrections: &BTreeSet<(String, String)>,
) -> Result<News> {
    let mut news = News::default();
    for id in matches.articles.difference(known) {
        // What left the archive a moment ago is news when it is back.
        let Some(document) = engine.article(id)? else { continue };
        let copies = engine.copies(&document)?;
        match copies.iter().any(|copy| known.contains(&copy.id)) {
            true => news.renamed.push(id.clone()),
            false => news.new.push(id.clone()),
        }
    }
    let corrected = matches.corrected.difference(known_corrections);
    news.corrected.extend(corrected.cloned());
    Ok(news)
}

/// Loads the articles of news, without those that have left the archive since, and groups them by story.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn shown(
    engine: &dyn Engine,
    news: &News,
    known: &BTreeSet<String>,
) -> Result<ShownNews> {
    let mut shown = ShownNews::default();
    let new: BTreeSet<&String> = news.new.iter().collect();
    for id in news.new.iter().take(MAX_SHOWN) {
        let Some(document) = engine.article(id)? else { continue };
        let story = story(engine, &document)?;
        let key = story.as_ref().map_or_else(|| document.id.clone(), |story| story.key.clone());
        let versions = story.iter().flat_map(|story| &story.versions);
        let is_update = versions
            .clone()
            .any(|it| known.contains(&it.document.id) && !new.contains(&it.document.id));
        match shown.stories.iter_mut().find(|known| known.key == key) {
            Some(known) => known.articles.push(document),
            None => shown.stories.push(NewsStory { key, is_update, articles: vec![document] }),
        }
    }
    for (id, _) in news.corrected.iter().take(MAX_SHOWN) {
        let Some(document) = engine.article(id)? else { continue };
        if let Some(superseding) = superseding_of(engine, &document)? {
            shown.corrected.push((document, superseding));
        }
    }
    Ok(shown)
}
