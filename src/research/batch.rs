//! A list of queries: what each finds, in numbers.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::error::Result;
use crate::query::Warning;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::plan::Plan;
use crate::search::planner;
use crate::search::request::Request;
use crate::search::timeline;

/// What one query of a list finds.
#[derive(Debug, Clone, Default)]
pub(crate) struct BatchCounts {
    /// The query as it was understood.
    pub query: String,
    /// The number of matching articles.
    pub articles: u64,
    /// The number of matching stories.
    pub stories: u64,
    /// The number of matching articles without a date.
    pub undated: u64,
    /// The first and the last day of the articles.
    pub days: Option<(Date, Date)>,
    /// The number of articles by year, of those whose year is known.
    pub years: BTreeMap<i16, u64>,
    /// Set when time ran out, so that the numbers are too low.
    pub is_partial: bool,
    /// Notes on the query.
    pub notes: Vec<Warning>,
}

/// Counts what a query of a list finds.
///
/// # Errors
/// Fails as a search does.
pub(crate) fn count(
    engine: &dyn Engine,
    request: &Request,
    today: Date,
    budget: &Budget,
) -> Result<BatchCounts> {
    let request = Request { limit: 0, facets: Vec::new(), ..request.clone() };
    let planned = planner::plan(engine, &request, today, budget)?;
    let plan = Plan { timeline: true, collapsed: false, ..planned.plan };
    let result = engine.search(&plan)?;
    let (mut years, mut days): (BTreeMap<i16, u64>, Option<(Date, Date)>) = Default::default();
    for ((from, to), articles) in result.date_counts {
        let (from, to) = (timeline::date_of_epoch_day(from), timeline::date_of_epoch_day(to));
        let (first, last) = days.unwrap_or((from, to));
        days = Some((first.min(from), last.max(to)));
        if from.year() == to.year() {
            *years.entry(from.year()).or_default() += articles;
        }
    }
    Ok(BatchCounts {
        query: plan.query.to_string(),
        articles: result.articles,
        stories: result.stories,
        undated: result.undated,
        is_partial: result.timed_out,
        days,
        years,
        notes: planned.warnings,
    })
}
