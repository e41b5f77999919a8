//! What an archive holds as a whole: numbers that every page compares its own with. It is counted once
//! for each state of the index.

use jiff::civil::Date;

use crate::article::schema::Field;
use crate::error::Result;
use crate::search::answer;
use crate::search::answer::FacetValue;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::planner;
use crate::search::request::Request;
use crate::search::timeline::{Interval, date_of_epoch_day, epoch_day};

/// Articles from which on a month or year says who is written about.
const MANY: u64 = 10;

/// People shown of the last month.
const LATEST_PEOPLE: usize = 6;

/// The people most written about in the last month or year of an archive.
pub(crate) struct Latest {
    /// The first and the last day of the month or year.
    pub period: (Date, Date),
    /// The people, the most frequent first.
    pub people: Vec<FacetValue>,
}

/// The numbers of a whole archive.
pub(crate) struct Overview {
    /// The number of files.
    pub files: u64,
    /// The number of files and records that were rejected.
    pub rejected: u64,
    /// The people of the archive's last month.
    pub latest: Option<Latest>,
    /// The dates of all articles, sorted.
    dates: Vec<Interval>,
}

impl Overview {
    /// Counts an archive.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn count(engine: &dyn Engine, today: Date) -> Result<Self> {
        let request = Request { facets: Vec::new(), limit: 0, ..Request::default() };
        let plan = planner::plan(engine, &request, today, &Budget::default())?.plan;
        let result = engine.search(&plan)?;
        let report = engine.state()?.report;
        let mut dates = result.date_counts;
        dates.sort_unstable();
        let (files, rejected) = (report.files, report.rejections.len() as u64);
        let mut overview = Self { files, rejected, latest: None, dates };
        overview.latest = overview.latest_people(engine, today)?;
        Ok(overview)
    }

    /// Counts the people of the last month with articles, or of the last year where the month has few.
    fn latest_people(&self, engine: &dyn Engine, today: Date) -> Result<Option<Latest>> {
        let Some((_, last)) = self.span() else { return Ok(None) };
        let month = (last.first_of_month(), last.last_of_month());
        let year = (last.first_of_year(), last.last_of_year());
        let has_many = |(from, to): &(Date, Date)| self.articles_between(*from, *to) >= MANY;
        let Some(period) = [month, year].into_iter().find(has_many) else { return Ok(None) };
        let request = Request {
            since: Some(period.0.to_string()),
            until: Some(period.1.to_string()),
            facets: vec![Field::People],
            values: LATEST_PEOPLE,
            limit: 0,
            ..Request::default()
        };
        let answer = answer::answer(engine, &request, today, &Budget::default())?;
        let people: Vec<FacetValue> = answer.facets.into_iter().flat_map(|it| it.values).collect();
        Ok((!people.is_empty()).then_some(Latest { period, people }))
    }

    /// Counts the articles that were published between two days, whatever their precision.
    pub(crate) fn articles_between(&self, from: Date, to: Date) -> u64 {
        let (from, to) = (epoch_day(from), epoch_day(to));
        let first = self.dates.partition_point(|((start, _), _)| *start < from);
        let dates = self.dates.get(first..).unwrap_or_default().iter();
        let inside = dates.take_while(|((start, _), _)| *start <= to);
        inside.filter(|((_, end), _)| *end <= to).map(|(_, count)| count).sum()
    }

    /// The first and the last day of all dates.
    pub(crate) fn span(&self) -> Option<(Date, Date)> {
        let first = self.dates.iter().map(|((from, _), _)| *from).min()?;
        let last = self.dates.iter().map(|((_, to), _)| *to).max()?;
        Some((date_of_epoch_day(first), date_of_epoch_day(last)))
    }

    /// The years of the archive in order, each with its number of articles: a year without any too.
    pub(crate) fn years(&self) -> Vec<(i16, u64)> {
        let Some((first, last)) = self.span() else { return Vec::new() };
        let year = |year: i16| {
            let (from, to) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
            Some((year, self.articles_between(from, to)))
        };
        (first.year()..=last.year()).filter_map(year).collect()
    }
}
