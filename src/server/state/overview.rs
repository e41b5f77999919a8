//! What an archive holds as a whole: numbers that every page compares its own with. It is counted once
//! for each state of the index.

use jiff::civil::Date;

use crate::error::Result;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::planner;
use crate::search::request::Request;
use crate::search::timeline::{Interval, date_of_epoch_day, epoch_day};

/// The numbers of a whole archive.
pub(crate) struct Overview {
    /// The number of files and records that were rejected.
    pub rejected: u64,
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
        Ok(Self { rejected: report.rejections.len() as u64, dates })
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
