//! Date filters: kept as typed (`last-month` stays `last-month`) and resolved once today is known.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::article::schema::Field;

/// The name before a day of any year: `on:04-13`. It is not a field of the index schema.
pub(super) const DAY_OF_YEAR_FIELD: &str = "on";

/// A filter on the date of publication: the value of `date:` or `on:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateFilter {
    /// Within a period: `date:2016-07`.
    Within(Period),
    /// From the first day of one period to the last of another: `date:2016-07..2016-09`.
    Between(Period, Period),
    /// From the first day of a period on: `date:>=2016`, also typed `date:2016..`.
    From(Period),
    /// Up to the last day of a period: `date:<=2016`, also typed `date:..2016`.
    UpTo(Period),
    /// After the last day of a period: `date:>2016`.
    After(Period),
    /// Before the first day of a period: `date:<2016`.
    Before(Period),
    /// On this day of any year: `on:04-13`.
    DayOfYear {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
}

/// A named period of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// `2016`.
    Year(i16),
    /// `2016-07`, by its first day.
    Month(Date),
    /// `2016-07-18`.
    Day(Date),
    /// The one that contains today: `today`, `this-week`.
    This(CalendarUnit),
    /// The one before: `yesterday`, `last-week`.
    Last(CalendarUnit),
    /// This many, up to today: `last-30-days`.
    Past(u16, CalendarUnit),
}

/// A unit of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CalendarUnit {
    /// A day.
    Day,
    /// A week, from Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// A range of days, inclusive at both ends, open where an end is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct DateRange {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

impl DateFilter {
    /// Parses the value of `date:`.
    pub fn parse(text: &str) -> Option<Self> {
        for (sign, filter) in [
            (">=", Self::From as fn(_) -> _),
            ("<=", Self::UpTo),
            (">", Self::After),
            ("<", Self::Before),
        ] {
            if let Some(period) = text.strip_prefix(sign) {
                return Period::parse(period).map(filter);
            }
        }
        match text.split_once("..") {
            None => Period::parse(text).map(Self::Within),
            Some(("", to)) => Period::parse(to).map(Self::UpTo),
            Some((from, "")) => Period::parse(from).map(Self::From),
            Some((from, to)) => {
                let (from, to) = (Period::parse(from)?, Period::parse(to)?);
                (!is_reversed(from, to)).then_some(Self::Between(from, to))
            }
        }
    }

    /// Parses the value of `on:`, a month and a day.
    pub fn parse_day_of_year(text: &str) -> Option<Self> {
        let (month, day) = text.split_once('-')?;
        let (month, day) = (number(month, 1..=2)?, number(day, 1..=2)?);
        let leap_year = 2000;
        Date::new(leap_year, month, day).ok().map(|_| Self::DayOfYear { month, day })
    }

    /// Parses a range that certainly ends before it begins, such as `1990..1987`, and returns it
    /// the right way round.
    pub fn parse_reversed(text: &str) -> Option<Self> {
        let (from, to) = text.split_once("..")?;
        let (from, to) = (Period::parse(from)?, Period::parse(to)?);
        is_reversed(from, to).then_some(Self::Between(to, from))
    }

    /// Returns the range of days, counted from today. For [`DateFilter::DayOfYear`], which is no
    /// range, it is open.
    pub fn resolve(&self, today: Date) -> DateRange {
        let (from, to) = match self {
            Self::Within(period) => (Some(period.days(today).0), Some(period.days(today).1)),
            Self::Between(first, last) => (Some(first.days(today).0), Some(last.days(today).1)),
            Self::From(period) => (Some(period.days(today).0), None),
            Self::UpTo(period) => (None, Some(period.days(today).1)),
            Self::After(period) => (Some(period.days(today).1.saturating_add(1.day())), None),
            Self::Before(period) => (None, Some(period.days(today).0.saturating_sub(1.day()))),
            Self::DayOfYear { .. } => (None, None),
        };
        DateRange { from, to }
    }
}

impl Period {
    fn parse(text: &str) -> Option<Self> {
        Self::parse_date(text).or_else(|| Self::parse_relative(&text.to_ascii_lowercase()))
    }

    fn parse_date(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = number(parts.next()?, 4..=4)?;
        let (month, day) = (parts.next(), parts.next());
        let date = |month, day| Date::new(year, number(month, 1..=2)?, number(day, 1..=2)?).ok();
        match (month, day, parts.next()) {
            (None, ..) => Some(Self::Year(year)),
            (Some(month), None, _) => date(month, "1").map(Self::Month),
            (Some(month), Some(day), None) => date(month, day).map(Self::Day),
            _ => None,
        }
    }

    fn parse_relative(text: &str) -> Option<Self> {
        match text {
            "today" => return Some(Self::This(CalendarUnit::Day)),
            "yesterday" => return Some(Self::Last(CalendarUnit::Day)),
            _ => {}
        }
        let parts: Vec<_> = text.split('-').collect();
        match parts.as_slice() {
            ["this", unit] => CalendarUnit::parse(unit).map(Self::This),
            ["last", unit] => CalendarUnit::parse(unit).map(Self::Last),
            ["last", count, units] => {
                let count = number(count, 1..=4).filter(|count| *count > 0)?;
                let unit = CalendarUnit::parse(units.strip_suffix('s').unwrap_or(units))?;
                Some(Self::Past(count, unit))
            }
            _ => None,
        }
    }

    /// Returns the first and the last day, where they do not depend on today.
    fn fixed(self) -> Option<(Date, Date)> {
        match self {
            Self::Year(year) => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
            Self::Month(first) => Some((first.first_of_month(), first.last_of_month())),
            Self::Day(day) => Some((day, day)),
            _ => None,
        }
    }

    /// Returns the first and the last day.
    fn days(self, today: Date) -> (Date, Date) {
        match self {
            Self::This(unit) => unit.containing(today),
            Self::Last(unit) => unit.containing(unit.containing(today).0.saturating_sub(1.day())),
            Self::Past(count, unit) => {
                (today.saturating_sub(unit.times(count)).saturating_add(1.day()), today)
            }
            // A year beyond the calendar has no articles: neither has its last day.
            fixed => fixed.fixed().unwrap_or((Date::MAX, Date::MAX)),
        }
    }
}

impl CalendarUnit {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "day" => Some(Self::Day),
            "week" => Some(Self::Week),
            "month" => Some(Self::Month),
            "year" => Some(Self::Year),
            _ => None,
        }
    }

    /// Returns the first and the last day of the unit that contains a day.
    fn containing(self, day: Date) -> (Date, Date) {
        match self {
            Self::Day => (day, day),
            Self::Week => {
                let monday =
                    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
                (monday, monday.saturating_add(6.days()))
            }
            Self::Month => (day.first_of_month(), day.last_of_month()),
            Self::Year => (day.first_of_year(), day.last_of_year()),
        }
    }

    fn times(self, count: u16) -> jiff::Span {
        let count = i64::from(count);
        match self {
            Self::Day => count.days(),
            Self::Week => count.weeks(),
            Self::Month => count.months(),
            Self::Year => count.years(),
        }
    }
}

/// Returns true for ranges that end before they begin, whatever day it is.
fn is_reversed(from: Period, to: Period) -> bool {
    from.fixed().zip(to.fixed()).is_some_and(|((first, _), (_, last))| first > last)
}

/// Parses a number of ASCII digits without sign or space; `digits` limits how many.
fn number<N: std::str::FromStr>(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<N> {
    let plain = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

impl fmt::Display for DateFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = Field::Published.query_name();
        match self {
            Self::Within(period) => write!(f, "{date}:{period}"),
            Self::Between(from, to) => write!(f, "{date}:{from}..{to}"),
            Self::From(period) => write!(f, "{date}:>={period}"),
            Self::UpTo(period) => write!(f, "{date}:<={period}"),
            Self::After(period) => write!(f, "{date}:>{period}"),
            Self::Before(period) => write!(f, "{date}:<{period}"),
            Self::DayOfYear { month, day } => write!(f, "{DAY_OF_YEAR_FIELD}:{month:02}-{day:02}"),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(first) => write!(f, "{:04}-{:02}", first.year(), first.month()),
            Self::Day(day) => write!(f, "{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
            Self::This(CalendarUnit::Day) => f.write_str("today"),
            Self::Last(CalendarUnit::Day) => f.write_str("yesterday"),
            Self::This(unit) => write!(f, "this-{unit}"),
            Self::Last(unit) => write!(f, "last-{unit}"),
            Self::Past(count, unit) => write!(f, "last-{count}-{unit}s"),
        }
    }
}

impl fmt::Display for CalendarUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_resolve_from_today() {
        let today = date(2026, 11, 22);
        for (text, from, to) in [
            ("2016", "2016-01-01", "2016-12-31"),
            ("2016-02", "2016-02-01", "2016-02-29"),
            ("2016-07-18", "2016-07-18", "2016-07-18"),
            ("2016-07..2016-09", "2016-07-01", "2016-09-30"),
            (">2016", "2017-01-01", "-"),
            (">=2016-07", "2016-07-01", "-"),
            ("2016-07..", "2016-07-01", "-"),
            ("<2016", "-", "2015-12-31"),
            ("<=2016", "-", "2016-12-31"),
            ("..2016", "-", "2016-12-31"),
            ("today", "2026-11-22", "2026-11-22"),
            ("yesterday", "2026-11-21", "2026-11-21"),
            ("this-week", "2026-11-16", "2026-11-22"),
            ("last-week", "2026-11-09", "2026-11-15"),
            ("this-month", "2026-11-01", "2026-11-30"),
            ("last-month", "2026-10-01", "2026-10-31"),
            ("this-year", "2026-01-01", "2026-12-31"),
            ("last-year", "2025-01-01", "2025-12-31"),
            ("last-30-days", "2026-10-24", "2026-11-22"),
            ("last-2-weeks", "2026-11-09", "2026-11-22"),
            ("last-3-months", "2026-08-23", "2026-11-22"),
            ("last-2-years", "2024-11-23", "2026-11-22"),
            ("yesterday..today", "2026-11-21", "2026-11-22"),
            ("last-month..2030", "2026-10-01", "2030-12-31"),
        ] {
            let span = DateFilter::parse(text).unwrap().resolve(today);
            let shown = |day: Option<Date>| day.map_or("-".to_owned(), |day| day.to_string());
            assert_eq!((shown(span.from).as_str(), shown(span.to).as_str()), (from, to), "{text}");
        }
        assert_eq!(
            DateFilter::parse_day_of_year("04-13").unwrap().resolve(today),
            DateRange::default()
        );
    }

    #[test]
    fn dates_print_as_they_are_parsed() {
        for text in [
            "2016",
            "0044-03-15",
            "2016-07",
            ">2016",
            "<=2016-07",
            "2016..today",
            "last-9-months",
            "yesterday",
        ] {
            assert_eq!(DateFilter::parse(text).unwrap().to_string(), format!("date:{text}"));
        }
        assert_eq!(DateFilter::parse_day_of_year("2-29").unwrap().to_string(), "on:02-29");
    }

    #[test]
    fn invalid_dates_are_rejected() {
        for text in [
            "",
            "..",
            ">",
            "16",
            "20161",
            "2016-13",
            "2016-02-30",
            "2016-1-2-3",
            "2017..2016",
            "2016...2017",
            "+016",
            "last-0-days",
            "last-99999-days",
            "last",
            "last-30-dayss",
            "next-week",
            ">2016..2017",
            "2016-",
            "٢٠١٦",
        ] {
            assert_eq!(DateFilter::parse(text), None, "{text}");
        }
        for text in ["", "13", "13-04", "02-30", "4-13-1", "00-01"] {
            assert_eq!(DateFilter::parse_day_of_year(text), None, "{text}");
        }
    }

    #[test]
    fn reversed_ranges_are_recognized() {
        for (text, range) in
            [("1990..1987", "date:1987..1990"), ("2016-03-05..2016-02", "date:2016-02..2016-03-05")]
        {
            let turned = DateFilter::parse_reversed(text).map(|filter| filter.to_string());
            assert_eq!((turned.as_deref(), DateFilter::parse(text)), (Some(range), None));
        }
        for text in ["1987..1990", "1990..", "today..yesterday", "x..y"] {
            assert_eq!(DateFilter::parse_reversed(text), None, "{text}");
        }
    }

    #[test]
    fn dates_at_the_ends_of_the_calendar_resolve() {
        for text in [">9999", "<0000", "last-9999-years", "9999-12..", "..0000-01-01"] {
            for today in [Date::MIN, Date::MAX, date(2026, 11, 22)] {
                DateFilter::parse(text).unwrap().resolve(today);
            }
        }
    }
}
