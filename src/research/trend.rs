//! Trends: how many articles match a query in each year, month, week or day, their share of all articles,
//! and how often the words of the query occur in a million words.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::article::schema::Field;
use crate::error::Result;
use crate::query::span_query::SpanQuery;
use crate::query::{Query, Warning};
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::planner;
use crate::search::planner::PlannedRequest;
use crate::search::request::Request;
use crate::search::timeline::{Interval, date_of_epoch_day};

/// The most periods of a trend.
pub(crate) const MAX_PERIODS: usize = 20_000;

/// The most occurrences in one article that are counted.
const MAX_OCCURRENCES: u32 = 1_000;

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Period {
    /// A calendar year.
    Year,
    /// A calendar month.
    Month,
    /// A week from Monday.
    Week,
    /// A day.
    Day,
}

impl Period {
    /// Every period with its name.
    pub(crate) const ALL: [(&'static str, Self); 4] =
        [("year", Self::Year), ("month", Self::Month), ("week", Self::Week), ("day", Self::Day)];

    /// The period with this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, period)| *period)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, period)| *period == self).map_or("", |(name, _)| name)
    }

    /// The first day of the period that a day is in.
    fn start(self, day: Date) -> Date {
        match self {
            Self::Year => day.first_of_year(),
            Self::Month => day.first_of_month(),
            Self::Week => {
                let days = day.weekday().since(Weekday::Monday);
                day.saturating_sub(i64::from(days).days())
            }
            Self::Day => day,
        }
    }

    /// The last day of the period that begins on a day.
    fn end(self, start: Date) -> Date {
        match self {
            Self::Year => start.last_of_year(),
            Self::Month => start.last_of_month(),
            Self::Week => start.saturating_add(6.days()),
            Self::Day => start,
        }
    }
}

/// The trends of some queries.
#[derive(Debug)]
pub(crate) struct Trend {
    /// The length of a period.
    pub by: Period,
    /// The queries, as they were understood.
    pub queries: Vec<TrendQuery>,
    /// The periods in order, those without an article too.
    pub rows: Vec<TrendRow>,
    /// What is known less precisely than a period: a year among months.
    pub imprecise: Vec<TrendRow>,
    /// Set unless a deadline ended the work early or a part of the index is damaged.
    pub exact: bool,
    /// Warnings about the queries.
    pub warnings: Vec<Warning>,
}

/// A query of a trend with its totals.
#[derive(Debug)]
pub(crate) struct TrendQuery {
    /// The query as understood.
    pub query: Query,
    /// The number of articles.
    pub articles: u64,
    /// The number of them that are undated.
    pub undated: u64,
    /// The occurrences of its words in bodies; `None` for a query that is not about words.
    pub occurrences: Option<u64>,
}

/// One period.
#[derive(Debug, Clone)]
pub(crate) struct TrendRow {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// All articles of the period.
    pub all: u64,
    /// The words of their bodies; 0 where only some articles are counted, by filters.
    pub words: u64,
    /// The articles of each query.
    pub articles: Vec<u64>,
    /// The occurrences of each query in bodies.
    pub occurrences: Vec<Option<u64>>,
}

impl TrendRow {
    /// The share of all articles that match a query, from 0 to 1.
    pub(crate) fn share(&self, query: usize) -> f64 {
        let articles = self.articles.get(query).copied().unwrap_or(0);
        articles as f64 / self.all.max(1) as f64
    }

    /// The occurrences of a query in a million words; `None` where either is not known.
    pub(crate) fn per_million(&self, query: usize) -> Option<f64> {
        let occurrences = self.occurrences.get(query).copied().flatten()?;
        (self.words > 0).then(|| occurrences as f64 * 1e6 / self.words as f64)
    }
}

/// What was counted for a query.
struct Counted {
    query: TrendQuery,
    articles: Vec<Interval>,
    occurrences: Option<Vec<Interval>>,
}

/// Counts the trends of queries. The filters and dates of the request hold for each of them, and its
/// query is left out.
///
/// # Errors
/// Fails when a date of the request is invalid, the dates span too many periods, or the index cannot be
/// read.
pub(crate) fn trend(
    engine: &dyn Engine,
    queries: &[String],
    request: &Request,
    by: Period,
    today: Date,
    budget: &Budget,
) -> Result<Trend> {
    let mut trend = Trend {
        by,
        queries: Vec::new(),
        rows: Vec::new(),
        imprecise: Vec::new(),
        exact: true,
        warnings: Vec::new(),
    };
    let everything = Request { query: String::new(), ..request.clone() };
    let all = intervals(engine, &everything, None, today, budget, &mut trend)?.articles;
    // The words of a part of the archive are not known.
    let words = if request.filters.is_empty() { engine.words_by_date()? } else { Vec::new() };
    let mut table = Table::new(by, queries.len());
    all.iter().for_each(|interval| table.row(interval).all += interval.1);
    for (number, query) in queries.iter().enumerate() {
        let request = Request { query: query.clone(), ..request.clone() };
        let Counted { query, articles, occurrences } =
            intervals(engine, &request, Some(number), today, budget, &mut trend)?;
        let is_counted = occurrences.is_some();
        for interval in &articles {
            if let Some(count) = table.row(interval).articles.get_mut(number) {
                *count += interval.1;
            }
        }
        for interval in occurrences.iter().flatten() {
            if let Some(count) = table.row(interval).occurrences.get_mut(number) {
                *count.get_or_insert(0) += interval.1;
            }
        }
        table.uncounted.push(!is_counted);
        trend.queries.push(query);
    }
    for interval in &words {
        if let Some(row) = table.known_row(interval) {
            row.words += interval.1;
        }
    }
    (trend.rows, trend.imprecise) = table.finish()?;
    Ok(trend)
}

/// Counts the articles of a request by date and, for one of the queries, the occurrences of its words.
fn intervals(
    engine: &dyn Engine,
    request: &Request,
    number: Option<usize>,
    today: Date,
    budget: &Budget,
    trend: &mut Trend,
) -> Result<Counted> {
    let request = Request { facets: Vec::new(), limit: 0, after: None, ..request.clone() };
    let PlannedRequest { mut plan, warnings, .. } = planner::plan(engine, &request, today, budget)?;
    if number.is_some() {
        trend.warnings.extend(warnings);
    }
    let found = engine.search(&plan)?;
    trend.exact &= !found.timed_out && found.missing_articles == 0;
    // Boosts say nothing about what is counted, and stand in the way of positions.
    let query = plan.query.clone();
    let counted = query.clone().without_boosts();
    let occurrences = match number.filter(|_| is_about_words(&counted)) {
        None => None,
        Some(_) => {
            let mut all = Vec::new();
            // An article with three occurrences matches ATLEAST/1, 2 and 3.
            for times in 1..=MAX_OCCURRENCES {
                let inner = Box::new(counted.clone());
                plan.query = Query::In(Field::Body, Box::new(Query::AtLeast(times, inner)));
                let found = engine.search(&plan)?;
                trend.exact &= !found.timed_out;
                if found.articles == 0 {
                    break;
                }
                all.extend(found.date_counts);
            }
            Some(all)
        }
    };
    let counted = occurrences.as_ref().map(|all| all.iter().map(|(_, count)| count).sum());
    let query = TrendQuery {
        query,
        articles: found.articles,
        undated: found.undated,
        occurrences: counted,
    };
    Ok(Counted { query, articles: found.date_counts, occurrences })
}

/// Returns whether a query is one word, phrase, pattern or name, or some of them near each other.
fn is_about_words(query: &Query) -> bool {
    let is_one = !matches!(
        query,
        Query::All
            | Query::And(_)
            | Query::Not(_)
            | Query::In(..)
            | Query::AtLeast(..)
            | Query::First(..)
            | Query::Boosted(..)
            | Query::Major(_)
            | Query::Published(_)
            | Query::Length(_)
            | Query::Corrected
            | Query::WordsChanged(_)
            | Query::State(_)
            | Query::Clipped(_)
    );
    is_one && SpanQuery::from_query(query).is_some()
}

/// The rows of a trend by their first and last day.
struct Table {
    by: Period,
    queries: usize,
    rows: BTreeMap<(Date, Date), TrendRow>,
    /// For each query whether its words cannot be counted.
    uncounted: Vec<bool>,
}

impl Table {
    fn new(by: Period, queries: usize) -> Self {
        Self { by, queries, rows: BTreeMap::new(), uncounted: Vec::new() }
    }

    /// The first and the last day of the row of an interval: the period it lies in, or itself where it
    /// is wider.
    fn days(&self, ((from, to), _): &Interval) -> (Date, Date) {
        let (from, to) = (date_of_epoch_day(*from), date_of_epoch_day(*to));
        let start = self.by.start(from);
        let end = self.by.end(start);
        if to <= end { (start, end) } else { (from, to) }
    }

    fn row(&mut self, interval: &Interval) -> &mut TrendRow {
        let (from, to) = self.days(interval);
        let queries = self.queries;
        self.rows.entry((from, to)).or_insert_with(|| empty_row(from, to, queries))
    }

    fn known_row(&mut self, interval: &Interval) -> Option<&mut TrendRow> {
        self.rows.get_mut(&self.days(interval))
    }

    /// The periods without a gap, and the wider rows.
    fn finish(self) -> Result<(Vec<TrendRow>, Vec<TrendRow>)> {
        let Self { by, queries, rows, uncounted } = self;
        let is_period =
            |row: &TrendRow| by.start(row.from) == row.from && by.end(row.from) == row.to;
        let complete = |mut row: TrendRow| {
            for (count, uncounted) in row.occurrences.iter_mut().zip(&uncounted) {
                *count = (!uncounted).then(|| count.unwrap_or(0));
            }
            row
        };
        let (periods, imprecise): (Vec<_>, Vec<_>) =
            rows.into_values().map(complete).partition(is_period);
        let mut filled: Vec<TrendRow> = Vec::with_capacity(periods.len());
        for row in periods {
            while let Some(last) = filled.last().map(|last| last.to) {
                let next = last.saturating_add(1.day());
                if next >= row.from || filled.len() >= MAX_PERIODS {
                    break;
                }
                filled.push(complete(empty_row(next, by.end(next), queries)));
            }
            filled.push(row);
        }
        if filled.len() > MAX_PERIODS {
            let message =
                format!("the dates span more than {MAX_PERIODS} periods of a {}", by.name());
            let error = crate::Error::new(message).user_error();
            return Err(error.hint("use longer periods, or fewer dates with since and until"));
        }
        Ok((filled, imprecise))
    }
}

fn empty_row(from: Date, to: Date, queries: usize) -> TrendRow {
    let (articles, occurrences) = (vec![0; queries], vec![None; queries]);
    TrendRow { from, to, all: 0, words: 0, articles, occurrences }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::timeline::epoch_day;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn periods_begin_and_end_on_their_days() {
        for (by, day, from, to) in [
            (Period::Year, date(2016, 3, 5), date(2016, 1, 1), date(2016, 12, 31)),
            (Period::Month, date(2016, 2, 5), date(2016, 2, 1), date(2016, 2, 29)),
            (Period::Week, date(2016, 3, 5), date(2016, 2, 29), date(2016, 3, 6)),
            (Period::Week, date(2016, 2, 29), date(2016, 2, 29), date(2016, 3, 6)),
            (Period::Day, date(2016, 3, 5), date(2016, 3, 5), date(2016, 3, 5)),
        ] {
            let start = by.start(day);
            assert_eq!((start, by.end(start)), (from, to), "{by:?} {day}");
            assert_eq!(Period::from_name(by.name()), Some(by));
        }
    }

    #[test]
    fn a_year_is_no_month_and_gaps_are_filled() {
        let mut table = Table::new(Period::Month, 1);
        let day = |day| (epoch_day(day), epoch_day(day));
        table.row(&(day(date(2016, 1, 5)), 1)).all += 1;
        table.row(&(day(date(2016, 4, 5)), 1)).all += 1;
        let year = (epoch_day(date(2016, 1, 1)), epoch_day(date(2016, 12, 31)));
        table.row(&(year, 3)).all += 3;
        table.uncounted.push(true);
        let (rows, imprecise) = table.finish().expect("rows");
        assert_eq!(rows.iter().map(|row| row.all).collect::<Vec<_>>(), [1, 0, 0, 1]);
        assert_eq!((imprecise.len(), imprecise[0].all), (1, 3));
        assert_eq!(rows[0].per_million(0), None);
    }

    proptest! {
        #[test]
        fn rows_add_up(days in proptest::collection::vec((0i64..3000, 0i64..40, 1u64..9), 1..30)) {
            for (_, by) in Period::ALL {
                let mut table = Table::new(by, 0);
                for (from, length, count) in &days {
                    table.row(&((*from, from + length), *count)).all += count;
                }
                let (rows, imprecise) = table.finish().expect("rows");
                let total: u64 = rows.iter().chain(&imprecise).map(|row| row.all).sum();
                prop_assert_eq!(total, days.iter().map(|(_, _, count)| count).sum::<u64>());
                prop_assert!(rows.windows(2).all(|two| two[0].to < two[1].from));
            }
        }
    }
}
