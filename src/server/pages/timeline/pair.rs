//! Two searches on one timeline: two thin bars side by side in each period.

use std::collections::BTreeMap;

use jiff::civil::Date;
use maud::{Markup, html};

use super::axis::{BASE, HEIGHT, is_second, percent, pixels, round_up, tick_mark, ticks};
use super::zoom::Period;
use crate::search::timeline::{Bar, epoch_day};
use crate::server::pages::text::{counted, with_separators};

/// Days of the longest month and the longest year: the widths of bars.
const MONTH: i64 = 31;
const YEAR: i64 = 366;

/// The bars of two searches by the first day of their period.
type Pairs = BTreeMap<(Date, Date), [u64; 2]>;

/// Draws two timelines as one.
pub(crate) fn pair(one: &[Bar], two: &[Bar]) -> Markup {
    let pairs = pairs(one, two);
    let (Some(first), Some(last)) =
        (pairs.keys().map(|it| it.0).min(), pairs.keys().map(|it| it.1).max())
    else {
        return html! {};
    };
    let highest = round_up(pairs.values().flatten().copied().max().unwrap_or(1) as f64);
    let days = (epoch_day(last) - epoch_day(first) + 1).max(1) as f64;
    let width = |(from, to): &(Date, Date)| epoch_day(*to) - epoch_day(*from);
    let narrowest = pairs.keys().map(width).min().unwrap_or(0);
    let x = |date: Date| (epoch_day(date) - epoch_day(first)) as f64 / days * 100.0;
    html! {
        section.timeline.lines aria-label="Timeline" {
            svg.scale aria-hidden="true" {
                text x="100%" y=(pixels(BASE - HEIGHT + 4.0)) text-anchor="end" { (with_separators(highest as u64)) }
                text x="100%" y=(pixels(BASE + 4.0)) text-anchor="end" { "0" }
            }
            svg.plot role="img" aria-label={ "Articles of both, " (first) " to " (last) } {
                line.grid x1="0" x2="100%" y1=(pixels(BASE - HEIGHT)) y2=(pixels(BASE - HEIGHT)) {}
                @for ((from, to), counts) in &pairs {
                    @let width = x(to.tomorrow().unwrap_or(*to)) - x(*from);
                    @for (index, (side, count)) in ["one", "two"].into_iter().zip(counts).enumerate() {
                        @let height = *count as f64 / highest * HEIGHT;
                        @if *count > 0 {
                            rect class=(side) x=(percent(x(*from) + width * (0.08 + 0.42 * index as f64))) width=(percent(width * 0.42))
                                y=(pixels(BASE - height)) height=(pixels(height)) {
                                title { (Period::between(*from, *to).label()) ": " (counted(*count, "article", "articles")) }
                            }
                        }
                    }
                }
                line.base x1="0" x2="100%" y1=(BASE) y2=(BASE) {}
                @let ticks = ticks(first, last, narrowest);
                @for (index, tick) in ticks.iter().enumerate() {
                    @let at = x(tick.date);
                    (tick_mark(tick, at, is_second(index, ticks.len(), at)))
                }
            }
        }
    }
}

/// The bars of both by period. Where one has wider bars than the other, both get these.
fn pairs(one: &[Bar], two: &[Bar]) -> Pairs {
    let days = |bar: &Bar| epoch_day(bar.to) - epoch_day(bar.from) + 1;
    let narrowest = |bars: &[Bar]| bars.iter().map(days).min().unwrap_or(1);
    let width = narrowest(one).max(narrowest(two));
    let period = |bar: &Bar| match width {
        1 => (bar.from, bar.to),
        2..=MONTH if days(bar) <= MONTH => (bar.from.first_of_month(), bar.to.last_of_month()),
        2..=YEAR => (bar.from.first_of_year(), bar.to.last_of_year()),
        _ => (bar.from, bar.to),
    };
    let mut pairs = Pairs::new();
    for (bars, side) in [(one, 0), (two, 1)] {
        for bar in bars {
            if let Some(count) = pairs.entry(period(bar)).or_default().get_mut(side) {
                *count += bar.count;
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wider_bars_of_two_are_those_of_both() {
        let bar = |from: (i16, i8, i8), to: (i16, i8, i8), count| Bar {
            from: Date::constant(from.0, from.1, from.2),
            to: Date::constant(to.0, to.1, to.2),
            count,
        };
        let days = [bar((1987, 3, 1), (1987, 3, 1), 2), bar((1987, 3, 9), (1987, 3, 9), 3)];
        let months = [bar((1987, 3, 1), (1987, 3, 31), 7), bar((1988, 1, 1), (1988, 1, 31), 1)];
        let both: Vec<[u64; 2]> = pairs(&days, &months).into_values().collect();
        assert_eq!(both, [[5, 7], [0, 1]]);
    }
}
