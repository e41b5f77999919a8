//! Dates in words: `March 1987`, `5 March 1987`, `the last 30 days`.

use jiff::civil::Date;

use crate::query::dates::{CalendarUnit, DateFilter, Period};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Describes a date filter so that it can follow "published".
pub(crate) fn describe(filter: &DateFilter) -> String {
    match filter {
        DateFilter::Within(period) => within(*period),
        DateFilter::Between(from, to) => format!("from {} to {}", name(*from), name(*to)),
        DateFilter::From(period) => format!("{} or later", within(*period)),
        DateFilter::UpTo(period) => format!("{} or earlier", within(*period)),
        DateFilter::After(period) => format!("after {}", name(*period)),
        DateFilter::Before(period) => format!("before {}", name(*period)),
        DateFilter::DayOfYear { month, day } => {
            format!("on {day} {} of any year", month_name(*month))
        }
    }
}

/// Names a period with the preposition it takes: `in March 1987`, `on 5 March 1987`, `last month`.
fn within(period: Period) -> String {
    match period {
        Period::Year(_) | Period::Month(_) | Period::Past(..) => format!("in {}", name(period)),
        Period::Day(_) => format!("on {}", name(period)),
        Period::This(_) | Period::Last(_) => name(period),
    }
}

fn name(period: Period) -> String {
    match period {
        Period::Year(year) => year.to_string(),
        Period::Month(first) => format!("{} {}", month_of(first), first.year()),
        Period::Day(day) => format!("{} {} {}", day.day(), month_of(day), day.year()),
        Period::This(CalendarUnit::Day) => "today".to_owned(),
        Period::Last(CalendarUnit::Day) => "yesterday".to_owned(),
        Period::This(unit) => format!("this {unit}"),
        Period::Last(unit) => format!("last {unit}"),
        Period::Past(1, unit) => format!("the last {unit}"),
        Period::Past(count, unit) => format!("the last {count} {unit}s"),
    }
}

fn month_of(date: Date) -> &'static str {
    month_name(date.month())
}

/// Returns the name of a month from 1 to 12; a [`DateFilter`] has no others.
fn month_name(month: i8) -> &'static str {
    let name = usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index));
    debug_assert!(name.is_some(), "no month {month}");
    name.copied().unwrap_or_default()
}
