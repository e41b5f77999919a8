//! A news date with its precision, held as an interval of civil days: 1987 is a whole year, not its
//! first of January.

use std::fmt;
use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

/// The precision of a date.
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// A moment, with the publisher's UTC offset.
    Instant,
    /// A civil day.
    Day,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// An interval of civil days, both ends inclusive, in the publisher's calendar.
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NewsDate {
    /// First day.
    #[cfg_attr(feature = "server", schema(value_type = String, format = Date))]
    pub from: Date,
    /// Last day.
    #[cfg_attr(feature = "server", schema(value_type = String, format = Date))]
    pub to: Date,
    /// The precision.
    pub precision: Precision,
    /// The moment in RFC 3339 with the publisher's offset, if the precision is `Instant`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The time of day as printed, if its time zone is missing. It orders the articles of one
    /// publisher on a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>))]
    pub clock: Option<Time>,
}

/// The origin of a publication date.
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateSource {
    /// A field of the record.
    Metadata,
    /// The dateline.
    Dateline,
    /// The text.
    Text,
    /// The name of the file or its folder.
    File,
}

/// A publication date with its origin.
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The date.
    #[serde(flatten)]
    pub date: NewsDate,
    /// Its origin.
    pub source: DateSource,
}

/// The years accepted: a newspaper needs a printing press, and later years are typing errors.
const YEARS: RangeInclusive<i16> = 1400..=2200;

/// Unix times from here on are milliseconds: as seconds they would be in the year 5138.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

impl NewsDate {
    /// A civil day.
    pub fn day(day: Date) -> Self {
        Self { from: day, to: day, precision: Precision::Day, at: None, clock: None }
    }

    /// A month; none if there is no such month.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = checked(year, month, 1)?;
        Some(Self {
            from: first,
            to: first.last_of_month(),
            precision: Precision::Month,
            at: None,
            clock: None,
        })
    }

    /// A year; none if no newspaper can have appeared in it.
    pub fn year(year: i16) -> Option<Self> {
        Some(Self {
            from: checked(year, 1, 1)?,
            to: checked(year, 12, 31)?,
            precision: Precision::Year,
            at: None,
            clock: None,
        })
    }

    /// A moment in the publisher's local time. Its day is the publisher's day, whatever day it was
    /// elsewhere.
    pub fn instant(clock: DateTime, offset: Offset) -> Self {
        let at = format!("{}{}", clock.strftime("%Y-%m-%dT%H:%M:%S"), rfc3339(offset));
        Self { precision: Precision::Instant, at: Some(at), ..Self::day(clock.date()) }
    }

    /// Converts a Unix time in seconds or milliseconds, distinguished by their size.
    pub fn from_unix(time: i64) -> Option<Self> {
        let seconds = if time.unsigned_abs() >= MILLISECONDS_FROM.unsigned_abs() {
            time / 1000
        } else {
            time
        };
        let clock = Offset::UTC.to_datetime(Timestamp::from_second(seconds).ok()?);
        YEARS.contains(&clock.year()).then(|| Self::instant(clock, Offset::UTC))
    }

    /// Returns whether it is wholly after today. One day is allowed, because it is already tomorrow
    /// in Auckland.
    pub fn is_future(&self, today: Date) -> bool {
        today.tomorrow().is_ok_and(|tomorrow| self.from > tomorrow)
    }
}

impl fmt::Display for NewsDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shape = match self.precision {
            Precision::Instant | Precision::Day => "%-d %B %Y",
            Precision::Month => "%B %Y",
            Precision::Year => "%Y",
        };
        write!(f, "{}", self.from.strftime(shape))
    }
}

/// Formats an offset as in RFC 3339.
fn rfc3339(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    match minutes {
        0 => "Z".to_owned(),
        _ => format!(
            "{}{:02}:{:02}",
            if minutes < 0 { '-' } else { '+' },
            minutes.abs() / 60,
            minutes.abs() % 60
        ),
    }
}

/// A calendar date in an accepted year.
pub(super) fn checked(year: i16, month: i8, day: i8) -> Option<Date> {
    YEARS.contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unix_times_are_seconds_or_milliseconds() {
        let at = |time| NewsDate::from_unix(time).and_then(|date| date.at);
        assert_eq!(at(1_468_836_900).as_deref(), Some("2016-07-18T10:15:00Z"));
        assert_eq!(at(1_468_836_900_123).as_deref(), Some("2016-07-18T10:15:00Z"));
        assert_eq!(at(i64::MAX), None);
        assert_eq!(at(i64::MIN), None);
    }

    #[test]
    fn dates_are_printed_to_their_precision() {
        let shown = |text| NewsDate::parse(text).map(|date| date.to_string()).unwrap_or_default();
        assert_eq!(shown("2016-07-08T10:15:00Z"), "8 July 2016");
        assert_eq!(shown("2016-07"), "July 2016");
        assert_eq!(shown("1987"), "1987");
    }

    #[test]
    fn the_day_after_tomorrow_is_the_future() {
        let today = jiff::civil::date(2016, 7, 18);
        let future = |text| NewsDate::parse(text).is_some_and(|date| date.is_future(today));
        assert!(future("2016-07-20") && future("2017"));
        assert!(!future("2016-07-19") && !future("2016") && !future("2016-07-18"));
    }
}
