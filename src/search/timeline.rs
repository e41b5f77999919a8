//! The timeline of hits: bars by day, month or year, depending on the range of dates. No date is
//! drawn narrower than it is known.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;

/// One bar: a number of articles published between two days, inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The number of articles.
    pub count: u64,
}

/// The first and the last day of a date, counted from 1970-01-01, and the number of articles with
/// that date.
pub(crate) type Interval = ((i64, i64), u64);

/// The width of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BarWidth {
    Day,
    Month,
    Year,
}

/// The longest range in days that is drawn by the day, and by the month.
const MAX_BY_DAY: i64 = 92;
const MAX_BY_MONTH: i64 = 366 * 12;

/// Makes the bars of intervals.
///
/// An interval wider than a bar (a date known to its year among months) is a separate bar, so that
/// the bars add up to the dated articles and no month claims what is known to its year only.
pub(crate) fn bars(intervals: impl IntoIterator<Item = Interval>) -> Vec<Bar> {
    let intervals: Vec<_> = intervals.into_iter().collect();
    let first = intervals.iter().map(|((from, _), _)| *from).min().unwrap_or(0);
    let last = intervals.iter().map(|((_, to), _)| *to).max().unwrap_or(0);
    let width = match last.saturating_sub(first) {
        span if span <= MAX_BY_DAY => BarWidth::Day,
        span if span <= MAX_BY_MONTH => BarWidth::Month,
        _ => BarWidth::Year,
    };
    let mut bars: BTreeMap<(Date, Date), u64> = BTreeMap::new();
    for ((from, to), count) in intervals {
        *bars.entry(widen(date_of_epoch_day(from), date_of_epoch_day(to), width)).or_default() +=
            count;
    }
    bars.into_iter().map(|((from, to), count)| Bar { from, to, count }).collect()
}

/// Returns the bar of an interval: one unit wide, or as wide as the interval.
fn widen(from: Date, to: Date, width: BarWidth) -> (Date, Date) {
    match width {
        BarWidth::Day => (from, to),
        BarWidth::Month if (from.year(), from.month()) == (to.year(), to.month()) => {
            (from.first_of_month(), to.last_of_month())
        }
        BarWidth::Month => (from, to),
        BarWidth::Year => (from.first_of_year(), to.last_of_year()),
    }
}

/// Returns the date this many days after 1970-01-01, or the nearest in the calendar.
pub(crate) fn date_of_epoch_day(day: i64) -> Date {
    let epoch = Date::constant(1970, 1, 1);
    Span::new().try_days(day).map_or(epoch, |span| epoch.saturating_add(span))
}

/// Returns the number of days from 1970-01-01 to a date.
pub fn epoch_day(date: Date) -> i64 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_year_is_never_drawn_in_its_january() {
        let year = (epoch_day(Date::constant(1987, 1, 1)), epoch_day(Date::constant(1987, 12, 31)));
        let january = epoch_day(Date::constant(1987, 1, 5));
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
        fn days_and_dates_convert_into_each_other(number in -300_000i64..300_000) {
            prop_assert_eq!(epoch_day(date_of_epoch_day(number)), number);
        }
    }
}
