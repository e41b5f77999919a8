//! Axes of a timeline: its measures, the dates that are labelled, and round numbers for the scale.

use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

use crate::search::timeline::epoch_day;

/// Height of the bars in pixels.
pub(super) const HEIGHT: f64 = 72.0;
/// Distance of the bars from the top, where the highest label of the scale needs space.
pub(super) const TOP: f64 = 6.0;
/// The foot of the bars.
pub(super) const BASE: f64 = TOP + HEIGHT;

/// The most labels along the axis.
const MAX_LABELS: i64 = 9;

/// Labels of which every other one is left out on a phone.
const MANY_LABELS: usize = 5;

/// The end of the first label on a phone, in percent.
const NEAR_FIRST: f64 = 28.0;

/// A labelled date.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tick {
    /// The date.
    pub date: Date,
    /// Its label.
    pub label: String,
}

/// The distance between two labels.
#[derive(Clone, Copy)]
enum Step {
    Days(i64),
    Months(i64),
    Years(i64),
}

/// Steps from narrow to wide.
const STEPS: [Step; 13] = [
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(25),
    Step::Years(100),
];

impl Step {
    /// Roughly the number of days.
    fn days(self) -> i64 {
        match self {
            Self::Days(days) => days,
            Self::Months(months) => months * 30,
            Self::Years(years) => years * 365,
        }
    }

    /// The first labelled date on or after a day.
    fn first(self, from: Date) -> Date {
        match self {
            Self::Days(_) => from,
            Self::Months(step) => {
                let month = i64::from(from.month());
                let start = month - (month - 1) % step;
                let start =
                    i8::try_from(start).ok().and_then(|it| Date::new(from.year(), it, 1).ok());
                start.unwrap_or_else(|| from.first_of_month())
            }
            Self::Years(step) => {
                let year = i64::from(from.year());
                let start = i16::try_from(year - year.rem_euclid(step)).ok();
                let start = start.and_then(|year| Date::new(year, 1, 1).ok());
                start.unwrap_or_else(|| from.first_of_year())
            }
        }
    }

    fn next(self, date: Date) -> Option<Date> {
        let step = match self {
            Self::Days(days) => days.days(),
            Self::Months(months) => months.months(),
            Self::Years(years) => years.years(),
        };
        date.checked_add(step).ok()
    }

    fn label(self, date: Date, is_first: bool) -> String {
        let format = match self {
            Self::Days(_) if is_first => "%-d %b %Y",
            Self::Days(_) => "%-d %b",
            Self::Months(_) if is_first || date.month() == 1 => "%b %Y",
            Self::Months(_) => "%b",
            Self::Years(_) => "%Y",
        };
        date.strftime(format).to_string()
    }
}

/// Returns whether a label is one for which a narrow chart has no room.
pub(super) fn is_second(index: usize, ticks: usize, x: f64) -> bool {
    index % 2 == 1 && (ticks > MANY_LABELS || x < NEAR_FIRST)
}

/// A labelled date on the axis, at a position in percent.
pub(super) fn tick_mark(tick: &Tick, x: f64, is_second: bool) -> Markup {
    let anchor = match x {
        x if x > 95.0 => "end",
        x if x < 5.0 => "start",
        _ => "middle",
    };
    html! {
        line.tick x1=(percent(x)) x2=(percent(x)) y1=(BASE) y2=(BASE + 5.0) {}
        text x=(percent(x)) y=(BASE + 19.0) text-anchor=(anchor) class=[is_second.then_some("second")] { (tick.label) }
    }
}

/// The labelled dates between two days, at least `bar` days apart.
pub(super) fn ticks(first: Date, last: Date, bar: i64) -> Vec<Tick> {
    let days = epoch_day(last) - epoch_day(first) + 1;
    let fits = |step: &Step| step.days() >= bar.min(365) && days / step.days() < MAX_LABELS;
    let step = STEPS.into_iter().find(fits);
    let step = step.unwrap_or(Step::Years(100));
    let mut ticks = Vec::new();
    let mut next = Some(step.first(first));
    while let Some(date) = next.filter(|date| *date <= last) {
        if date >= first {
            // The first label is longer than the others: it has the year.
            let is_hidden = ticks.len() == 1 && (epoch_day(date) - epoch_day(first)) * 8 < days;
            let label = step.label(date, ticks.is_empty());
            ticks.push(Tick { date, label: if is_hidden { String::new() } else { label } });
        }
        next = step.next(date).filter(|after| *after > date);
    }
    ticks
}

/// A position along the axis.
pub(super) fn percent(value: f64) -> String {
    format!("{value:.2}%")
}

/// A position from the top.
pub(super) fn pixels(value: f64) -> String {
    format!("{value:.1}")
}

/// The smallest round number that is at least `highest`: 1, 2, 4, 5 or 8 times a power of ten.
pub(super) fn round_up(highest: f64) -> f64 {
    if highest <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf(highest.log10().floor());
    let factors = [1.0, 2.0, 4.0, 5.0, 8.0, 10.0];
    let factor = factors.into_iter().find(|factor| factor * power >= highest - 1e-9);
    factor.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(first: (i16, i8, i8), last: (i16, i8, i8)) -> Vec<String> {
        let date = |(year, month, day)| Date::constant(year, month, day);
        ticks(date(first), date(last), 1).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn labels_fit_the_width() {
        assert_eq!(labels((1987, 3, 1), (1987, 3, 5))[..2], ["1 Mar 1987", "2 Mar"]);
        // The first label needs the space of two.
        assert_eq!(labels((1987, 3, 1), (1987, 4, 30))[..3], ["1 Mar 1987", "", "15 Mar"]);
        let months = ticks(Date::constant(1987, 3, 1), Date::constant(1987, 5, 31), 28);
        assert_eq!(months.len(), 3);
        assert_eq!(labels((1987, 2, 10), (1987, 5, 30)), ["Mar 1987", "Apr", "May"]);
        assert_eq!(labels((1986, 11, 1), (1987, 4, 30))[2], "Jan 1987");
        assert_eq!(labels((1987, 1, 1), (2020, 12, 31))[..2], ["1990", "1995"]);
        for last in [1987, 1990, 2020, 2100, 2200] {
            let count = labels((1987, 1, 1), (last, 12, 31)).len();
            assert!((2..=13).contains(&count), "{last}: {count}");
        }
    }

    #[test]
    fn scales_end_at_round_numbers() {
        for (highest, round) in [(0.0, 1.0), (1.0, 1.0), (7.0, 8.0), (41.0, 50.0), (1287.0, 2000.0)]
        {
            assert!((round_up(highest) - round).abs() < 1e-9, "{highest}");
        }
        assert!((round_up(0.034) - 0.04).abs() < 1e-9);
    }
}
