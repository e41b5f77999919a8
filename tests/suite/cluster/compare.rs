//! Comparison of two engines that hold the same articles: what they find, count and mark.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use morgue::internals::article::schema::{self, Field};
use morgue::internals::search::answer::{Answer, Hit};
use morgue::internals::search::budget::Budget;
use morgue::internals::search::engine::Engine;
use morgue::internals::search::planner;
use morgue::internals::search::request::{Filter, Request, Sort};
use proptest::prelude::*;

use crate::harness::{Random, TODAY, search};

/// The relative difference that scores may have: sums of the same numbers in another order. An index in
/// a folder counts articles that were replaced until it merges them away, so that its scores differ
/// more after an update.
const TOLERANCE: f32 = 1e-4;

/// Hits that are compared.
const HITS: usize = 60;

/// Pages that are compared, and the hits on each.
const PAGES: usize = 4;
const ON_PAGE: usize = 3;

pub type TestResult = Result<(), TestCaseError>;

/// An archive in a folder and on a cluster.
pub struct Engines<'e> {
    pub folder: &'e dyn Engine,
    pub cluster: &'e dyn Engine,
    /// True if no article was replaced, so that the scores of both engines are equal.
    pub same_scores: bool,
}

impl Engines<'_> {
    /// Compares the answers to a query in a random order, without and with random filters.
    pub fn compare(&self, query: &str, dice: &mut Random) -> TestResult {
        let (_, sort) = *dice.pick(&Sort::ALL);
        let facets: Vec<Field> = schema::facet_fields().collect();
        let request = Request {
            query: query.to_owned(),
            sort: Some(sort),
            limit: HITS,
            facets,
            values: 5,
            ..Request::default()
        };
        let answer = self.compare_answers(&request)?;
        let mut filtered = Request { values: 1000, ..request };
        for _ in 0..=dice.below(2) {
            filtered.filters.extend(random_filter(&answer, dice));
        }
        if dice.below(3) == 0 {
            filtered.since = answer.timeline.first().map(|bar| bar.to.to_string());
        }
        self.compare_answers(&filtered)?;
        self.compare_pages(&filtered)?;
        self.compare_scans(&filtered)?;
        let collapsed = Request { collapsed: true, ..filtered };
        self.compare_answers(&collapsed)?;
        self.compare_pages(&collapsed)?;
        self.compare_scans(&collapsed)
    }

    /// Compares the answers to a request, and returns that of the folder.
    pub fn compare_answers(&self, request: &Request) -> Result<Answer, TestCaseError> {
        let (folder, cluster) = (search(self.folder, request), search(self.cluster, request));
        let context =
            format!("{request:?}\nfolder: {:?}\ncluster: {:?}", ids(&folder), ids(&cluster));
        prop_assert_eq!(folder.total, cluster.total, "total of {}", context);
        prop_assert_eq!(folder.stories, cluster.stories, "stories of {}", context);
        prop_assert_eq!(folder.undated, cluster.undated, "undated of {}", context);
        prop_assert_eq!(&folder.timeline, &cluster.timeline, "timeline of {}", context);
        prop_assert_eq!(folder.exact, cluster.exact, "{:?}", &cluster.warnings);
        prop_assert_eq!(
            folder.warnings.iter().map(|it| &it.message).collect::<Vec<_>>(),
            cluster.warnings.iter().map(|it| &it.message).collect::<Vec<_>>()
        );
        for (one, other) in folder.facets.iter().zip(&cluster.facets) {
            prop_assert_eq!(&one.values, &other.values, "{} of {}", one.field, context);
            prop_assert_eq!(one.distinct, other.distinct, "{} of {}", one.field, context);
        }
        prop_assert_eq!(folder.next.is_some(), cluster.next.is_some(), "next of {}", context);
        self.compare_hits(&folder, &cluster, &context)?;
        Ok(folder)
    }

    /// Follows the pages of a request in both engines.
    fn compare_pages(&self, request: &Request) -> TestResult {
        let first = Request { limit: ON_PAGE, facets: Vec::new(), ..request.clone() };
        let (mut folder, mut cluster) = (first.clone(), first);
        for _ in 0..PAGES {
            let (one, other) = (search(self.folder, &folder), search(self.cluster, &cluster));
            self.compare_hits(&one, &other, &format!("a page of {request:?}"))?;
            prop_assert_eq!(one.next.is_some(), other.next.is_some(), "next of {:?}", request);
            if one.next.is_none() {
                break;
            }
            (folder.after, cluster.after) = (one.next, other.next);
        }
        Ok(())
    }

    /// Compares what an export visits.
    fn compare_scans(&self, request: &Request) -> TestResult {
        let request = Request { sort: Some(Sort::Newest), ..request.clone() };
        let scanned = |engine: &dyn Engine| {
            let planned =
                planner::plan(engine, &request, TODAY, &Budget::default()).expect("a plan");
            let mut ids = Vec::new();
            let visit = &mut |document: morgue::Document| {
                ids.push(document.id);
                ControlFlow::Continue(())
            };
            engine.scan(&planned.plan, visit).expect("a scan");
            let matching = engine.matching(&planned.plan).expect("matching articles");
            let answer = engine.search(&planned.plan).expect("an answer");
            assert_eq!(answer.state.digest, matching.state.digest, "receipt of {request:?}");
            (ids, matching.articles, matching.state.digest)
        };
        prop_assert_eq!(scanned(self.folder), scanned(self.cluster), "scan of {:?}", request);
        Ok(())
    }

    /// Compares hits: all of them in their order by date, and up to ties of the score by relevance.
    fn compare_hits(&self, folder: &Answer, cluster: &Answer, context: &str) -> TestResult {
        prop_assert_eq!(folder.hits.len(), cluster.hits.len(), "{}", context);
        let by_score = folder.sort.is_by_score();
        let is_comparable = self.same_scores || !by_score;
        let is_close = |one: f32, other: f32| (one - other).abs() <= TOLERANCE * one.abs().max(1.0);
        for (one, other) in folder.hits.iter().zip(&cluster.hits).filter(|_| is_comparable) {
            prop_assert!(
                is_close(one.score, other.score),
                "{} {} {}",
                one.score,
                other.score,
                context
            );
            if !by_score {
                prop_assert_eq!(&one.document.id, &other.document.id, "{}", context);
            }
        }
        let last = folder.hits.last().map_or(0.0, |hit| hit.score);
        let above = |answer: &'_ Answer| -> BTreeSet<String> {
            let hits = answer.hits.iter().filter(|hit| !is_close(hit.score, last));
            hits.map(|hit| hit.document.id.clone()).collect()
        };
        if is_comparable {
            prop_assert_eq!(above(folder), above(cluster), "{}", context);
        }
        for one in &folder.hits {
            let same = cluster.hits.iter().find(|other| other.document.id == one.document.id);
            if let Some(other) = same {
                prop_assert_eq!(&one.story, &other.story, "{}", context);
                compare_marks(one, other, context)?;
            }
        }
        Ok(())
    }
}

fn ids(answer: &Answer) -> Vec<(&str, f32)> {
    answer.hits.iter().map(|hit| (hit.document.id.as_str(), hit.score)).collect()
}

fn compare_marks(one: &Hit, other: &Hit, context: &str) -> TestResult {
    prop_assert_eq!(&one.document.article, &other.document.article, "{}", context);
    prop_assert_eq!(&one.document.subjects, &other.document.subjects, "{}", context);
    prop_assert_eq!(&one.title_marks, &other.title_marks, "{}", context);
    prop_assert_eq!(&one.snippet, &other.snippet, "{}", context);
    Ok(())
}

/// Picks a value of a facet of an answer, to be included or excluded.
fn random_filter(answer: &Answer, dice: &mut Random) -> Option<Filter> {
    let with_values: Vec<_> =
        answer.facets.iter().filter(|facet| !facet.values.is_empty()).collect();
    if with_values.is_empty() {
        return None;
    }
    let facet = dice.pick(&with_values);
    let value = dice.pick(&facet.values).value.clone();
    Some(Filter { field: facet.field, value, exclude: dice.below(3) == 0 })
}
