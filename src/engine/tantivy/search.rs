//! One search: from a plan and a state of the index to what was found.

use std::collections::BTreeSet;

use tantivy::query::Query as Lowered;

use super::TantivyEngine;
use super::collect::collector::{Dimension, SearchCollector, Collected};
use super::collect::date_histogram;
use super::collect::top_hits::Ranked;
use super::collect::top_values::most;
use super::deadline::Deadline;
use super::query::lower::Lowering;
use super::query::proximity::MinScore;
use super::snapshot::{Snapshot, View};
use super::stories;
use crate::article::schema::Field;
use crate::error::{ErrorContext, Result};
use crate::search::engine::{SearchResult, Match, Plan, Selection};
use crate::search::timeline;
use crate::text::language;

impl TantivyEngine {
    fn analyses(&self, snapshot: &Snapshot, view: &View) -> Result<Vec<String>> {
        let languages = view.dictionaries.get(Field::Language, &snapshot.searcher, &self.fields)?;
        let of = |language: &str| language::analysis(language, usize::MAX).to_string();
        let known = languages.values.all.iter().map(|language| of(&language.value));
        let all: BTreeSet<String> = known.chain([String::new(), "en".to_string()]).collect();
        Ok(all.into_iter().collect())
    }

    /// One pass over everything that matches a plan.
    pub(super) fn pass(
        &self,
        plan: &Plan,
        snapshot: &Snapshot,
        view: &View,
    ) -> Result<(SearchCollector, Collected)> {
        self.pass_of(plan, snapshot, view, |lowering, floor| lowering.plan(floor))
    }

    /// The same, over everything that matches what becomes of the plan in these hands.
    pub(super) fn pass_of(
        &self,
        plan: &Plan,
        snapshot: &Snapshot,
        view: &View,
        lower: impl FnOnce(&Lowering<'_>, &MinScore) -> tantivy::Result<Box<dyn Lowered>>,
    ) -> Result<(SearchCollector, Collected)> {
        let (searcher, analyses) = (&snapshot.searcher, self.analyses(snapshot, view)?);
        let halt = Deadline::new(plan.budget.clone());
        let lowering =
            Lowering { plan, fields: &self.fields, searcher, analyses, view, halt: halt.clone() };
        let gather = self.gather(plan, snapshot, view, halt)?;
        let query = lower(&lowering, &gather.floor).context(|| self.doing())?;
        let gathered = searcher.search(&*query, &gather).context(|| self.doing())?;
        Ok((gather, gathered))
    }

    fn gather(&self, plan: &Plan, snapshot: &Snapshot, view: &View, halt: Deadline) -> Result<SearchCollector> {
        let after = plan.after.clone().filter(|cursor| {
            cursor.sort == plan.sort
                && (!cursor.sort.is_by_score() || cursor.generation == snapshot.generation)
        });
        let counted = plan.facets.iter().map(|(field, _)| *field);
        let chosen = plan.selections.iter().map(|selection| selection.field);
        let mut facets: Vec<Field> = Vec::new();
        counted.chain(chosen).for_each(|field| {
            if !facets.contains(&field) {
                facets.push(field)
            }
        });
        self.make_side_by_side(&facets, snapshot, view);
        let dimensions: Result<Vec<_>> = facets
            .into_iter()
            .map(|field| self.dimension(field, &plan.selections, snapshot, view))
            .collect();
        Ok(SearchCollector {
            dimensions: dimensions?,
            sort: plan.sort,
            newest: date_histogram::newest(&snapshot.searcher)
                .context(|| self.doing())?
                .min(timeline::day(plan.resolution.today)),
            floor: MinScore::default(),
            limit: plan.limit,
            after,
            timeline: plan.timeline,
            stories: self.stories(snapshot)?,
            collapsed: plan.collapsed,
            halt,
        })
    }

    /// Makes the dictionaries that are not there yet, each on a thread of its own: in a large archive the first question
    /// waits for nothing else. What fails here fails again where it is asked for, and is said there.
    fn make_side_by_side(&self, facets: &[Field], snapshot: &Snapshot, view: &View) {
        let missing: Vec<Field> =
            facets.iter().copied().filter(|field| !view.dictionaries.has(*field)).collect();
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
        let number = |values: &[String]| {
            let mut numbers: Vec<usize> =
                values.iter().filter_map(|value| dictionary.values.position(value)).collect();
            numbers.sort_unstable();
            numbers
        };
        let selection = selections.iter().find(|selection| selection.field == field);
        let included = selection.and_then(|selection| selection.included.as_deref()).map(number);
        let excluded = selection.map(|selection| number(&selection.excluded)).unwrap_or_default();
        Ok(Dimension { field, dictionary, included, excluded })
    }

    pub(super) fn found(
        &self,
        plan: &Plan,
        snapshot: &Snapshot,
        view: &View,
        gather: &SearchCollector,
        gathered: Collected,
    ) -> Result<SearchResult> {
        let more = gathered.hits.len() > plan.limit;
        let mut hits = Vec::with_capacity(plan.limit.min(gathered.hits.len()));
        for hit in gathered.hits.iter().take(plan.limit) {
            hits.push(self.hit(gather, snapshot, view, hit)?);
        }
        let counts = |(field, limit): &(Field, usize)| {
            let at = gather.dimensions.iter().position(|dimension| dimension.field == *field)?;
            Some(most(gather.dimensions.get(at)?, gathered.counts.get(at)?, *limit))
        };
        Ok(SearchResult {
            articles: gathered.articles,
            stories: gathered.stories,
            hits,
            more,
            facets: plan.facets.iter().map(|asked| counts(asked).unwrap_or_default()).collect(),
            days: gathered.days.into_iter().collect(),
            undated: gathered.undated,
            generation: snapshot.generation,
            cut: gather.halt.has_stopped(),
        })
    }

    pub(super) fn hit(
        &self,
        gather: &SearchCollector,
        snapshot: &Snapshot,
        view: &View,
        hit: &Ranked,
    ) -> Result<Match> {
        let score = if gather.sort.is_by_score() { hit.score() } else { 0.0 };
        let story = gather.stories.story(hit.address).map(stories::Story::told);
        Ok(Match { score, document: self.clipping(snapshot, view, hit.address)?, story })
    }
}
