//! One search: from a plan and a snapshot to the result.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::time::Instant;

use serde_json::{Map, Value, json};

use super::facets::{FacetCounter, buckets, facet_counts, selected};
use super::identity::facet_view::FacetViews;
use super::identity::view::View;
use super::query::digest;
use super::query::keys::is_one_of;
use super::query::lowering::Lowering;
use super::snapshot::Snapshot;
use super::stories::{Collapsed, Story};
use super::{OpenSearchEngine, fields, records};
use crate::article::document::Document;
use crate::article::salience;
use crate::article::schema::Field;
use crate::engine::common::article_digest::ArticleDigest;
use crate::engine::common::identity::canonicalize::canonicalize;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::engine::opensearch::identity::name_table::article_number;
use crate::error::{Error, Result};
use crate::query::{ENTITY_FACETS, Query};
use crate::search::cursor::SortKey;
use crate::search::plan::Plan;
use crate::search::request::Sort;
use crate::search::results::{Match, SearchResult, SearchState};
use crate::search::timeline::Interval;
use crate::text::language;

/// What is read of a hit.
pub(super) const DOCUMENT_FIELDS: [&str; 2] = [fields::DOCUMENT, fields::TEXT_DIGEST];

/// A day before and a day behind all others, for articles without a date.
const BEFORE_ALL: i64 = -1_000_000_000;
const BEHIND_ALL: i64 = 1_000_000_000;

/// Dates that are counted in one request; of more, in further ones.
const DATES: usize = 20_000;

/// Score that fades with the age of an article, halved at one year.
const FRESHNESS: &str = "float age = doc['published'].size() == 0 ? 36500.0F \
    : (float) Math.max(0L, Math.min(36500L, params.newest - doc['published'].value)); \
    return (float) _score * (365.0F / (365.0F + age));";

impl OpenSearchEngine {
    /// Lowers the query of a plan. Where hits are ranked, this takes a second round, with the numbers
    /// of articles that the first one asked for.
    pub(super) fn lower(
        &self,
        plan: &Plan,
        snapshot: &Snapshot,
        views: &FacetViews,
    ) -> Result<Value> {
        let statistics = snapshot.statistics()?;
        let mut lowering = Lowering {
            plan,
            languages: languages(snapshot)?,
            views,
            snapshot,
            statistics: &statistics,
            is_scored: plan.sort.is_by_score() && plan.query.is_ranked(),
            counts: HashMap::new(),
            unknown: RefCell::default(),
        };
        let mut query = lowering.plan()?;
        let unknown: Vec<_> = lowering.unknown.take().into_iter().collect();
        if !unknown.is_empty() {
            lowering.counts = snapshot.counts(&unknown)?;
            query = lowering.plan()?;
        }
        if !lowering.is_scored {
            return Ok(json!({"bool": {"filter": [query]}}));
        }
        if plan.sort == Sort::Fresh {
            let newest = snapshot.newest(plan.resolution.today)?;
            let script = json!({"source": FRESHNESS, "params": {"newest": newest}});
            query = json!({"script_score": {"query": query, "script": script}});
        }
        Ok(query)
    }

    /// Returns the facets that a plan asks about, under an identity.
    pub(super) fn views(
        &self,
        plan: &Plan,
        snapshot: &Snapshot,
        view: &View,
    ) -> Result<FacetViews> {
        let counted = plan.facets.iter().map(|(field, _)| *field);
        let selected = plan.selections.iter().map(|selection| selection.field);
        let mut fields: Vec<Field> = counted.chain(selected).collect();
        plan.query.leaves(&mut |leaf, _| match leaf {
            Query::Facet(field, _) => fields.push(*field),
            Query::Major(_) => fields.extend(ENTITY_FACETS),
            _ => {}
        });
        let mut views = FacetViews::new();
        for field in fields {
            views.insert(field, snapshot.facet(field, view)?);
        }
        Ok(views)
    }

    /// Finds the articles that match a plan, and counts them and their facets.
    pub(super) fn find(&self, plan: &Plan, snapshot: &Snapshot) -> Result<SearchResult> {
        let (view, stories) = (self.view(snapshot)?, snapshot.stories()?);
        let views = self.views(plan, snapshot, &view)?;
        let query = self.lower(plan, snapshot, &views)?;
        let counters = plan.facets.iter().filter_map(|(field, _)| {
            Some(FacetCounter::new(*field, views.get(field)?, plan, &views))
        });
        let facets: Vec<FacetCounter> = counters.collect();
        let (cluster, budget) = (&snapshot.cluster, &plan.budget);
        let all_selected = selected(plan, None, &views);
        let collapsed = match plan.collapsed {
            true => {
                let within = (&query, &all_selected);
                Some(Collapsed::find(&stories, cluster, within, &order(plan.sort), budget)?)
            }
            false => None,
        };
        let collapsed = collapsed.as_ref();
        let mut body = body(plan, &query, &all_selected, collapsed);
        body.insert("aggs".to_owned(), aggregations(plan, &facets, &all_selected));
        body.extend(search_after(plan, snapshot.commit.generation));
        let answer = cluster.search(&Value::Object(body), budget)?;
        let mut result = SearchResult {
            generation: snapshot.commit.generation,
            timed_out: answer.member("timed_out").as_bool().unwrap_or_default(),
            state: search_state(snapshot, &view, digest::of_answer(&answer)),
            ..SearchResult::default()
        };
        let within = json!({"bool": {"filter": [query, all_selected]}});
        let found = answer.pointer("/hits/total/value").and_then(Value::as_u64).unwrap_or(0);
        (result.articles, result.stories) = match collapsed {
            // The cluster found of each story the best version only.
            Some(it) => (found + it.versions().saturating_sub(it.stories()), found),
            None => {
                let versions = cluster.matching_among(&within, stories.texts(), budget)?;
                let single_articles = found.saturating_sub(versions.len() as u64);
                (found, single_articles + stories.count(&versions))
            }
        };
        self.add_hits(plan, &answer, (snapshot, &view), &mut result)?;
        for ((facet, number), (_, limit)) in facets.iter().zip(0..).zip(&plan.facets) {
            let counts = facet.counts(&answer, number, &query, cluster, (plan, collapsed))?;
            result.facets.push(facet_counts(facet, counts, *limit)?);
        }
        if plan.timeline {
            add_dates(plan, &answer, (&within, snapshot), &mut result)?;
            if let Some(collapsed) = collapsed {
                collapsed.collapse_days(&mut result.date_counts, &mut result.undated);
            }
        }
        Ok(result)
    }

    fn add_hits(
        &self,
        plan: &Plan,
        answer: &Value,
        (snapshot, view): (&Snapshot, &View),
        result: &mut SearchResult,
    ) -> Result<()> {
        let stories = snapshot.stories()?;
        let hits = answer.pointer("/hits/hits").and_then(Value::as_array);
        let hits = hits.map(Vec::as_slice).unwrap_or_default();
        result.more = hits.len() > plan.limit;
        for hit in hits.iter().take(plan.limit) {
            let is_scored = plan.sort.is_by_score();
            let score = hit.member("_score").as_f64().filter(|_| is_scored).unwrap_or(0.0) as f32;
            let source = hit.member("_source");
            let document = self.document(source, snapshot, view)?;
            let text = source.member(fields::TEXT_DIGEST).as_str().unwrap_or_default();
            let story = stories.story(text).map(Story::to_ref);
            result.hits.push(Match { score, document, story });
        }
        Ok(())
    }

    /// Visits every article that matches a plan, in its order.
    pub(super) fn scan_all(
        &self,
        plan: &Plan,
        snapshot: &Snapshot,
        visit: &mut dyn FnMut(Document) -> ControlFlow<()>,
    ) -> Result<()> {
        let view = self.view(snapshot)?;
        let views = self.views(plan, snapshot, &view)?;
        let query = self.lower(plan, snapshot, &views)?;
        let stories = snapshot.stories()?;
        let within = (&query, &selected(plan, None, &views));
        let order = order(plan.sort);
        let hidden = match plan.collapsed {
            false => None,
            true => {
                let cluster = &snapshot.cluster;
                let found = Collapsed::find(&stories, cluster, within, &order, &plan.budget)?;
                Some(is_one_of(&found.hidden()))
            }
        };
        let body = json!({
            // The score, if any, comes from the query; the selections are filters.
            "query": {"bool": {
                "must": [query],
                "filter": [within.1],
                "must_not": hidden.into_iter().collect::<Vec<_>>(),
            }},
            "sort": order,
            "_source": DOCUMENT_FIELDS,
        });
        let is_over = || plan.budget.deadline.is_some_and(|end| Instant::now() > end);
        snapshot.cluster.scan(&body, &plan.budget, &mut |hit| {
            if is_over() {
                return Err(Error::new("time ran out: not all articles were read"));
            }
            Ok(visit(self.document(hit.member("_source"), snapshot, &view)?))
        })
    }

    /// Reads the document of an article with its canonical subjects.
    pub(super) fn document(
        &self,
        source: &Value,
        snapshot: &Snapshot,
        view: &View,
    ) -> Result<Document> {
        let mut document = records::document(source)?;
        let digest = source.member(fields::TEXT_DIGEST).as_str().unwrap_or_default();
        let term = |field: Field, key: &str| snapshot.term(field, key, view);
        canonicalize(&mut document.subjects, &view.identity, article_number(digest), &term)?;
        salience::score(&document.article, &mut document.subjects);
        Ok(document)
    }
}

/// Describes the archive as a search saw it, with the digest of what matched.
pub(super) fn search_state(snapshot: &Snapshot, view: &View, digest: ArticleDigest) -> SearchState {
    SearchState {
        generation: snapshot.commit.generation,
        authority: view.digest.clone(),
        corrections: view.authority.entries.len() as u64,
        digest: digest.value(),
    }
}

/// Returns the request of a search, without its aggregations. Of a story whose versions are collapsed,
/// only the best is listed.
fn body(
    plan: &Plan,
    query: &Value,
    all_selected: &Value,
    collapsed: Option<&Collapsed<'_>>,
) -> Map<String, Value> {
    let hidden = collapsed.map(|collapsed| is_one_of(&collapsed.hidden()));
    let must_not: Vec<Value> = hidden.into_iter().collect();
    let mut body = Map::new();
    let mut add = |name: &str, value: Value| drop(body.insert(name.to_owned(), value));
    add("size", json!(plan.limit.saturating_add(1)));
    add("track_total_hits", json!(true));
    add("query", query.clone());
    add("post_filter", json!({"bool": {"filter": [all_selected], "must_not": must_not}}));
    add("sort", order(plan.sort));
    add("_source", json!(DOCUMENT_FIELDS));
    limit_time(&mut body, plan);
    body
}

/// Returns the aggregations of a search: the counts of its facets, its dates, and the digest of all hits.
fn aggregations(plan: &Plan, facets: &[FacetCounter], all_selected: &Value) -> Value {
    let mut aggregations = Map::new();
    for (facet, number) in facets.iter().zip(0..) {
        facet.add_to(&mut aggregations, number);
    }
    if plan.timeline {
        aggregations.insert("dates".to_owned(), dates(all_selected));
    }
    aggregations.insert(digest::NAME.to_owned(), digest::aggregation(all_selected));
    Value::Object(aggregations)
}

/// Adds the dates of all hits: those of the answer, or, where there are more, those of a request
/// of their own.
fn add_dates(
    plan: &Plan,
    answer: &Value,
    (query, snapshot): (&Value, &Snapshot),
    result: &mut SearchResult,
) -> Result<()> {
    let dates = answer.member("aggregations").member("dates");
    result.undated = dates.member("undated").member("doc_count").as_u64().unwrap_or_default();
    let others =
        dates.member("intervals").member("sum_other_doc_count").as_u64().unwrap_or_default();
    let counted: Vec<(String, u64)> = if others > 0 {
        snapshot.cluster.values_within(fields::INTERVAL, query, &plan.budget)?
    } else {
        buckets(dates.member("intervals"))
    };
    result.date_counts =
        counted.iter().filter_map(|(text, count)| interval(text, *count)).collect();
    Ok(())
}

/// Returns the analysis languages of the articles; empty for those whose words are only folded.
fn languages(snapshot: &Snapshot) -> Result<Vec<String>> {
    let languages = snapshot.raw_facet(Field::Language)?;
    let known = languages.values.iter();
    let known = known.map(|it| language::analysis_language(it, usize::MAX).to_owned());
    let all: BTreeSet<String> = known.chain([String::new(), "en".to_owned()]).collect();
    Ok(all.into_iter().collect())
}

/// Returns the order of hits. Articles without a date come last in each.
fn order(sort: Sort) -> Value {
    let day = |field: &str, order: &str, missing: i64| json!({field: {"order": order, "missing": missing}});
    let (first, last) = (Field::Published.name(), fields::LAST_DAY);
    let id = json!({Field::Id.name(): "asc"});
    match sort {
        Sort::Relevance | Sort::Fresh => {
            json!([{"_score": "desc"}, day(first, "desc", BEFORE_ALL), id])
        }
        Sort::Newest => {
            json!([day(first, "desc", BEFORE_ALL), day(last, "desc", BEFORE_ALL), id])
        }
        Sort::Oldest => {
            json!([day(first, "asc", BEHIND_ALL), day(last, "asc", BEHIND_ALL), id])
        }
    }
}

/// Returns where the page of a plan begins. A cursor of another order, or by scores of another
/// generation, begins at the first page.
fn search_after(plan: &Plan, generation: u64) -> Option<(String, Value)> {
    let cursor = plan.after.as_ref().filter(|cursor| {
        cursor.sort == plan.sort && (!cursor.sort.is_by_score() || cursor.generation == generation)
    })?;
    let missing = if cursor.sort == Sort::Oldest { BEHIND_ALL } else { BEFORE_ALL };
    let key = match cursor.key {
        SortKey::Score(score, day) => {
            json!([f64::from(score), day.unwrap_or(BEFORE_ALL), cursor.id])
        }
        SortKey::Days(Some((from, to))) => json!([from, to, cursor.id]),
        SortKey::Days(None) => json!([missing, missing, cursor.id]),
    };
    Some(("search_after".to_owned(), key))
}

fn limit_time(body: &mut Map<String, Value>, plan: &Plan) {
    if let Some(end) = plan.budget.deadline {
        let left = end.saturating_duration_since(Instant::now()).as_millis().max(1);
        body.insert("timeout".to_owned(), json!(format!("{left}ms")));
    }
}

fn dates(all_selected: &Value) -> Value {
    json!({
        "filter": all_selected,
        "aggs": {
            "intervals": {"terms": {
                "field": fields::INTERVAL, "size": DATES, "shard_size": DATES,
            }},
            "undated": {"missing": {"field": Field::Published.name()}},
        },
    })
}

/// Reads an interval of days.
pub(super) fn interval(text: &str, count: u64) -> Option<Interval> {
    let (from, to) = text.split_once(':')?;
    Some(((from.parse().ok()?, to.parse().ok()?), count))
}
