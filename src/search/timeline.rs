//! The days of hits as bars: by day, month or year as their span allows, each date drawn no narrower than it is known.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;

/// One bar: so many articles published between two days, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Articles.
    pub count: u64,
}

/// First and last day of a date, counted from 1970, with how many articles bear it.
pub type Interval = ((i64, i64), u64);

/// The width of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Month,
    Year,
}

/// The longest span in days that is drawn by the day, and by the month.
const BY_DAY: i64 = 92;
const BY_MONTH: i64 = 366 * 12;

/// Bars for intervals of days counted from 1970, each with its number of articles.
///
/// An interval wider than a bar (a date known to its year among months) is a bar of its own, so that the bars add up
/// to the dated articles and no month claims what is known to its year only.
pub fn bars(intervals: impl IntoIterator<Item = Interval>) -> Vec<Bar> {
    let intervals: Vec<_> = intervals.into_iter().collect();
    let first = intervals.iter().map(|((from, _), _)| *from).min().unwrap_or(0);
    let last = intervals.iter().map(|((_, to), _)| *to).max().unwrap_or(0);
    let unit = match last.saturating_sub(first) {
        span if span <= BY_DAY => Unit::Day,
        span if span <= BY_MONTH => Unit::Month,
        _ => Unit::Year,
    };
    let mut bars: BTreeMap<(Date, Date), u64> = BTreeMap::new();
    for ((from, to), count) in intervals {
        *bars.entry(widen(date(from), date(to), unit)).or_default() += count;
    }
    bars.into_iter().map(|((from, to), count)| Bar { from, to, count }).collect()
}

/// The bar that an interval belongs to: its unit's, or wider where the interval is.
fn widen(from: Date, to: Date, unit: Unit) -> (Date, Date) {
    match unit {
        Unit::Day => (from, to),
        Unit::Month if (from.year(), from.month()) == (to.year(), to.month()) => {
            (from.first_of_month(), to.last_of_month())
        }
        Unit::Month => (from, to),
        Unit::Year => (from.first_of_year(), to.last_of_year()),
    }
}

/// The civil day so many days after 1970-01-01; the nearest there is, where that lies outside the calendar.
pub fn date(day: i64) -> Date {
    let epoch = Date::constant(1970, 1, 1);
    Span::new().try_days(day).map_or(epoch, |span| epoch.saturating_add(span))
}

/// The days from 1970-01-01 to a civil day.
pub fn day(date: Date) -> i64 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_year_is_never_drawn_in_its_january() {
        let year = (day(Date::constant(1987, 1, 1)), day(Date::constant(1987, 12, 31)));
        let january = day(Date::constant(1987, 1, 5));
        let drawn = bars([(year, 3), ((january, january), 2)]);
        assert_eq!(drawn.len(), 2);
        assert_eq!((drawn[0].to, drawn[0].count), (Date::constant(1987, 1, 31), 2));
        assert_eq!((drawn[1].to, drawn[1].count), (Date::constant(1987, 12, 31), 3));
    }

    proptest! {
        #[test]
        fn bars_add_up(days in proptest::collection::vec((-40_000i64..40_000, 0i64..400, 1u64..50), 0..40)) {
            let total: u64 = days.iter().map(|(_, _, count)| count).sum();
            let drawn = bars(days.into_iter().map(|(from, length, count)| ((from, from + length), count)));
            prop_assert_eq!(drawn.iter().map(|bar| bar.count).sum::<u64>(), total);
            prop_assert!(drawn.iter().all(|bar| bar.from <= bar.to));
        }

        #[test]
        fn a_day_is_its_date(number in -300_000i64..300_000) {
            prop_assert_eq!(day(date(number)), number);
        }
    }
}
