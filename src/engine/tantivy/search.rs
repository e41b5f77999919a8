//! One search: from a plan and a snapshot to the result.

use std::collections::BTreeSet;

use tantivy::query::Query as TantivyQuery;

use super::TantivyEngine;
use super::collect::collector::{Collected, SearchCollector};
use super::collect::date_histogram;
use super::collect::options::{CollectOptions, Dimension};
use super::collect::top_hits::RankedHit;
use super::collect::top_values::top_values;
use super::deadline::Deadline;
use super::query::lowering::Lowering;
use super::query::proximity::MinScore;
use super::snapshot::{Snapshot, View};
use super::stories::Story;
use crate::article::schema::Field;
use crate::corpus::manifest::Manifest;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::Result;
use crate::query::Query;
use crate::search::plan::{Plan, Selection};
use crate::search::request::Sort;
use crate::search::results::{Match, SearchResult, SearchState};
use crate::search::timeline;
use crate::text::language;

/// Returns whether a query asks which articles were superseded.
fn is_about_revisions(query: &Query) -> bool {
    let mut is_about = false;
    query.leaves(&mut |leaf, _| {
        is_about |= matches!(leaf, Query::Corrected | Query::WordsChanged(_));
    });
    is_about
}

impl TantivyEngine {
    /// Collects everything that matches a plan.
    pub(super) fn collect(
        &self,
        plan: &Plan,
        snapshot: &Snapshot,
        view: &View,
    ) -> Result<(CollectOptions, Collected)> {
        self.collect_with(plan, snapshot, view, |lowering, min_score| lowering.plan(min_score))
    }

    /// Collects everything that matches the query that `lower` makes of a plan.
    pub(super) fn collect_with(
        &self,
        plan: &Plan,
        snapshot: &Snapshot,
        view: &View,
        lower: impl FnOnce(&Lowering<'_>, &MinScore) -> tantivy::Result<Box<dyn TantivyQuery>>,
    ) -> Result<(CollectOptions, Collected)> {
        // Where only counts are asked for, scores are not computed.
        let unscored = (plan.limit == 0 && plan.sort.is_by_score())
            .then(|| Plan { sort: Sort::Newest, ..plan.clone() });
        let plan = unscored.as_ref().unwrap_or(plan);
        let deadline = Deadline::new(plan.budget.clone());
        let lowering = self.lowering(plan, snapshot, view, deadline.clone())?;
        let options = self.options(plan, snapshot, view, deadline)?;
        let query = lower(&lowering, &options.min_score).context(|| self.read_context())?;
        let collector = SearchCollector { options };
        let collected =
            snapshot.searcher.search(&*query, &collector).context(|| self.read_context())?;
        Ok((collector.options, collected))
    }

    /// Returns what it takes to lower the query of a plan.
    pub(super) fn lowering<'l>(
        &'l self,
        plan: &'l Plan,
        snapshot: &'l Snapshot,
        view: &'l View,
        deadline: Deadline,
    ) -> Result<Lowering<'l>> {
        Ok(Lowering {
            plan,
            fields: &self.fields,
            searcher: &snapshot.searcher,
            languages: self.languages(snapshot, view)?,
            view,
            revisions: match is_about_revisions(&plan.query) {
                true => Some(self.revisions(snapshot)?),
                false => None,
            },
            deadline,
        })
    }

    /// Returns the analysis languages of the articles; empty for those whose words are only folded.
    fn languages(&self, snapshot: &Snapshot, view: &View) -> Result<Vec<String>> {
        let languages = view.dictionaries.get(Field::Language, &snapshot.searcher, &self.fields)?;
        let known = languages
            .terms
            .values()
            .iter()
            .map(|language| language::analysis_language(language, usize::MAX).to_string());
        let all: BTreeSet<String> = known.chain([String::new(), "en".to_string()]).collect();
        Ok(all.into_iter().collect())
    }

    fn options(
        &self,
        plan: &Plan,
        snapshot: &Snapshot,
        view: &View,
        deadline: Deadline,
    ) -> Result<CollectOptions> {
        // A cursor of another order, or by scores of another snapshot, begins at the first page.
        let after = plan.after.clone().filter(|cursor| {
            cursor.sort == plan.sort
                && (!cursor.sort.is_by_score() || cursor.generation == snapshot.generation)
        });
        let counted = plan.facets.iter().map(|(field, _)| *field);
        let selected = plan.selections.iter().map(|selection| selection.field);
        let mut facets: Vec<Field> = Vec::new();
        for field in counted.chain(selected) {
            if !facets.contains(&field) {
                facets.push(field);
            }
        }
        self.prepare_dictionaries(&facets, snapshot, view);
        let facets = facets.into_iter();
        let dimensions: Result<Vec<_>> =
            facets.map(|field| self.dimension(field, &plan.selections, snapshot, view)).collect();
        let newest =
            date_histogram::newest_day(&snapshot.searcher).context(|| self.read_context())?;
        Ok(CollectOptions {
            dimensions: dimensions?,
            sort: plan.sort,
            newest: newest.min(timeline::epoch_day(plan.resolution.today)),
            min_score: MinScore::default(),
            limit: plan.limit,
            after,
            timeline: plan.timeline,
            stories: self.stories(snapshot)?,
            collapsed: plan.collapsed,
            lists: plan.lists,
            deadline,
        })
    }

    /// Computes missing dictionaries in parallel: in a large archive the first search waits for
    /// nothing else. An error comes up again when the dictionary is used.
    fn prepare_dictionaries(&self, facets: &[Field], snapshot: &Snapshot, view: &View) {
        let missing: Vec<Field> =
            facets.iter().copied().filter(|field| !view.dictionaries.contains(*field)).collect();
        if missing.len() < 2 {
            return;
        }
        std::thread::scope(|scope| {
            for field in missing {
                scope.spawn(move || {
                    view.dictionaries.get(field, &snapshot.searcher, &self.fields).is_ok()
                });
            }
        });
    }

    fn dimension(
        &self,
        field: Field,
        selections: &[Selection],
        snapshot: &Snapshot,
        view: &View,
    ) -> Result<Dimension> {
        let dictionary = view.dictionaries.get(field, &snapshot.searcher, &self.fields)?;
        let ordinals = |values: &[String]| {
            // A value that the archive does not have selects nothing.
            let mut ordinals: Vec<usize> =
                values.iter().filter_map(|value| dictionary.terms.index_of(value)).collect();
            ordinals.sort_unstable();
            ordinals
        };
        let selection = selections.iter().find(|selection| selection.field == field);
        let included = selection.and_then(|selection| selection.included.as_deref()).map(ordinals);
        let excluded = selection.map(|selection| ordinals(&selection.excluded)).unwrap_or_default();
        Ok(Dimension { field, dictionary, included, excluded })
    }

    /// Counts the articles that the last commit should have and this snapshot has not.
    pub(super) fn missing_articles(&self, snapshot: &Snapshot) -> Result<u64> {
        let missing = snapshot.missing_articles.get_or_try_init(|| {
            let commit = self.index.load_metas().context(|| self.read_context())?;
            let segments = snapshot.complete.segment_readers();
            let is_latest = commit.segments.len() == segments.len()
                && segments.iter().all(|it| {
                    commit.segments.iter().any(|listed| {
                        listed.id() == it.segment_id() && listed.num_docs() == it.num_docs()
                    })
                });
            // Of a commit before the latest, nobody knows.
            let sealed = Manifest::sealed_articles(commit.payload.as_deref());
            Ok(if is_latest { sealed.saturating_sub(snapshot.complete.num_docs()) } else { 0 })
        })?;
        Ok(self.integrity.missing_articles().max(*missing))
    }

    /// Builds the result of a search from what was collected.
    pub(super) fn search_result(
        &self,
        plan: &Plan,
        snapshot: &Snapshot,
        view: &View,
        options: &CollectOptions,
        collected: Collected,
    ) -> Result<SearchResult> {
        let more = collected.hits.len() > plan.limit;
        let mut hits = Vec::with_capacity(plan.limit.min(collected.hits.len()));
        for hit in collected.hits.iter().take(plan.limit) {
            hits.push(self.to_match(options, snapshot, view, hit)?);
        }
        let mut facets = Vec::with_capacity(plan.facets.len());
        for (field, limit) in &plan.facets {
            let dimensions = options.dimensions.iter().zip(&collected.counts);
            let counted = dimensions.filter(|(dimension, _)| dimension.field == *field);
            for (dimension, counts) in counted {
                facets.push(top_values(dimension, counts, *limit)?);
            }
        }
        debug_assert_eq!(facets.len(), plan.facets.len(), "every facet of the plan is counted");
        Ok(SearchResult {
            articles: collected.articles,
            stories: collected.stories,
            hits,
            more,
            facets,
            date_counts: collected.dates.into_iter().collect(),
            undated: collected.undated,
            state: self.search_state(snapshot, view, collected.digest.value()),
            generation: snapshot.generation,
            timed_out: options.deadline.has_passed(),
            missing_articles: self.missing_articles(snapshot)?,
        })
    }

    /// Describes the archive as a search saw it, with the digest of what matched.
    pub(super) fn search_state(
        &self,
        snapshot: &Snapshot,
        view: &View,
        digest: u128,
    ) -> SearchState {
        SearchState {
            generation: snapshot.generation,
            authority: view.digest.clone(),
            corrections: view.authority.entries.len() as u64,
            digest,
        }
    }

    /// Reads the document of a hit.
    pub(super) fn to_match(
        &self,
        options: &CollectOptions,
        snapshot: &Snapshot,
        view: &View,
        hit: &RankedHit,
    ) -> Result<Match> {
        let score = if options.sort.is_by_score() { hit.score() } else { 0.0 };
        let story = options.stories.story(hit.address).map(Story::to_ref);
        Ok(Match { score, document: self.document(snapshot, view, hit.address)?, story })
    }
}
