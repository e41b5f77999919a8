//! The timeline of a search as an SVG chart whose bars are links to narrower periods. The chart has no
//! view box: positions along the axis are percentages, so that it fits any width without distorting
//! its labels.

mod axis;
mod pair;
mod zoom;

use jiff::civil::Date;
use maud::{Markup, html};

use super::facets::hidden_parameters;
use super::text::{counted, with_separators};
use crate::search::request::Request;
use crate::search::timeline::{Bar, epoch_day};
use crate::server::search_params;
use crate::server::state::Overview;
use axis::{BASE, HEIGHT, TOP, is_second, percent, pixels, round_up, tick_mark, ticks};
pub(super) use pair::pair;
pub(super) use zoom::Period;

/// Days by which a bar must exceed the narrowest one to count as imprecise. Months differ by three.
const SAME_WIDTH: i64 = 3;

/// A timeline to draw.
pub(super) struct Timeline<'a> {
    pub bars: &'a [Bar],
    pub undated: u64,
    pub request: &'a Request,
    /// The numbers of the whole archive, which the share of each bar is of.
    pub overview: &'a Overview,
    pub today: Date,
}

/// A timeline with what follows from its bars.
struct Chart<'a> {
    timeline: &'a Timeline<'a>,
    first: Date,
    last: Date,
    narrowest: i64,
    /// The upper end of the scale of counts.
    highest: f64,
    /// The upper end of the scale of shares.
    highest_share: f64,
}

impl Timeline<'_> {
    /// Draws the timeline; nothing where no hit has a date and no period is chosen.
    pub(super) fn draw(&self) -> Markup {
        let (period, range) = Period::of(self.request, self.today);
        let first = self.bars.iter().map(|bar| bar.from).min();
        let last = self.bars.iter().map(|bar| bar.to).max();
        let Some((first, last)) = first.zip(last).or(range) else { return html! {} };
        // The axis covers the chosen period where hits fill part of it only.
        let (first, last) =
            range.map_or((first, last), |(from, to)| (from.min(first), to.max(last)));
        let days = |bar: &Bar| epoch_day(bar.to) - epoch_day(bar.from);
        let share = |bar: &Bar| self.share(bar);
        let chart = Chart {
            timeline: self,
            first,
            last,
            narrowest: self.bars.iter().map(days).min().unwrap_or(0),
            highest: round_up(self.bars.iter().map(|bar| bar.count).max().unwrap_or(1) as f64),
            highest_share: round_up(self.bars.iter().map(share).fold(0.0, f64::max)),
        };
        html! {
            section.timeline aria-label="Timeline" {
                (self.crumbs(period))
                @if !self.bars.is_empty() {
                    (chart.scale())
                    (chart.plot())
                }
                @if self.undated > 0 { p.undated { (with_separators(self.undated)) " without a date" } }
            }
        }
    }

    /// The share of a bar of all articles of its time.
    fn share(&self, bar: &Bar) -> f64 {
        let all = self.overview.articles_between(bar.from, bar.to).max(bar.count).max(1);
        bar.count as f64 / all as f64
    }

    fn url(&self, period: Period) -> String {
        search_params::url("/", &period.narrowed(self.request))
    }

    /// The period that is shown, ways out of it, the dates as a form, and the choice of a scale.
    fn crumbs(&self, period: Period) -> Markup {
        let neighbours = period.neighbours();
        html! {
            div.crumbs {
                @for wider in period.wider() {
                    a href=(self.url(wider)) { (wider.label()) } span aria-hidden="true" { "›" }
                }
                @if let Some((before, _)) = neighbours {
                    a href=(self.url(before)) title=(before.label()) aria-label=(before.label()) { "←" }
                }
                strong { (period.label()) }
                @if let Some((_, after)) = neighbours {
                    a href=(self.url(after)) title=(after.label()) aria-label=(after.label()) { "→" }
                }
                (self.dates())
                @if !self.bars.is_empty() { fieldset {
                    legend.vh { "Scale of the timeline" }
                    @for (value, label) in [("count", "articles"), ("root", "square root"), ("share", "share of all")] {
                        label { input type="radio" name="scale" value=(value) checked[value == "count"]; (label) }
                    }
                } }
            }
        }
    }

    fn dates(&self) -> Markup {
        let undated = Request { since: None, until: None, ..self.request.clone() };
        let date = |name: &'static str, label: &'static str, value: &Option<String>| {
            html! {
                label { (label) " " input name=(name) value=[value.as_deref()] placeholder="1987-03-05"; }
            }
        };
        html! {
            details.dates {
                summary { "choose dates" }
                form action="/" {
                    (hidden_parameters(&undated))
                    (date("since", "from", &self.request.since))
                    (date("until", "to", &self.request.until))
                    button { "Show" }
                }
            }
        }
    }
}

impl Chart<'_> {
    /// The position of the beginning of a day, in percent.
    fn x(&self, date: Date) -> f64 {
        let days = (epoch_day(self.last) - epoch_day(self.first) + 1).max(1) as f64;
        (epoch_day(date) - epoch_day(self.first)) as f64 / days * 100.0
    }

    /// The numbers beside the chart.
    fn scale(&self) -> Markup {
        let (counts, shares) = (self.highest, self.highest_share);
        let count = |part: f64| match counts * part {
            count if count.fract() == 0.0 => with_separators(count as u64),
            _ => String::new(),
        };
        let share = |part: f64| format!("{}%", significant(shares * part * 100.0));
        html! {
            svg.scale aria-hidden="true" {
                @for (kind, part, label) in [
                    ("count", 1.0, count(1.0)), ("count", 0.5, count(0.5)), ("root", 1.0, count(1.0)),
                    ("root", 0.5, count(0.25)), ("share", 1.0, share(1.0)), ("share", 0.5, share(0.5)),
                ] {
                    text class=(kind) x="100%" y=(pixels(BASE - HEIGHT * part + 4.0)) text-anchor="end" { (label) }
                }
                text x="100%" y=(pixels(BASE + 4.0)) text-anchor="end" { "0" }
            }
        }
    }

    fn plot(&self) -> Markup {
        let bars = self.timeline.bars;
        html! {
            svg.plot role="group" aria-label={ "Articles over time, " (self.first) " to " (self.last) } {
                pattern #hatch width="6" height="6" patternUnits="userSpaceOnUse" {
                    path d="M-1 1 L1 -1 M0 6 L6 0 M5 7 L7 5" {}
                }
                @for part in [1.0, 0.5] {
                    @let y = pixels(BASE - HEIGHT * part);
                    line.grid x1="0" x2="100%" y1=(y) y2=(y) {}
                }
                @for (from, to) in self.gaps() {
                    rect.gap x=(percent(self.x(from))) width=(percent(self.x(to) - self.x(from))) y=(TOP) height=(HEIGHT) {
                        title { "no articles in the archive" }
                    }
                }
                @for bar in bars.iter().filter(|bar| self.is_imprecise(bar)) { (self.imprecise(bar)) }
                @for bar in bars.iter().filter(|bar| !self.is_imprecise(bar)) { (self.bar(bar)) }
                line.base x1="0" x2="100%" y1=(BASE) y2=(BASE) {}
                @let ticks = ticks(self.first, self.last, self.narrowest);
                @for (index, tick) in ticks.iter().enumerate() {
                    @let x = self.x(tick.date);
                    (tick_mark(tick, x, is_second(index, ticks.len(), x)))
                }
            }
        }
    }

    /// Returns whether a bar stands for dates that are less precise than others.
    fn is_imprecise(&self, bar: &Bar) -> bool {
        epoch_day(bar.to) - epoch_day(bar.from) > self.narrowest + SAME_WIDTH
    }

    /// A bar as a link: one rectangle for each scale, and one as high as the chart for the pointer.
    fn bar(&self, bar: &Bar) -> Markup {
        let period = Period::between(bar.from, bar.to);
        let share = self.timeline.share(bar);
        let label = format!(
            "{}: {}, {}% of all",
            period.label(),
            counted(bar.count, "article", "articles"),
            significant(share * 100.0)
        );
        let (x, width) = (self.x(bar.from), self.width(bar));
        let (inset, drawn) = (x + width * 0.06, width * 0.88);
        html! {
            a.bar href=(self.timeline.url(period)) tabindex="-1" aria-label=(label)
                data-from=(bar.from) data-to=(bar.to) {
                @for (kind, part) in self.parts(bar, share) {
                    @let height = (part * HEIGHT).max(1.5);
                    rect class=(kind) x=(percent(inset)) width=(percent(drawn)) y=(pixels(BASE - height)) height=(pixels(height)) {}
                }
                rect.hit x=(percent(x)) width=(percent(width)) y=(TOP) height=(HEIGHT) { title { (label) } }
            }
        }
    }

    /// The height of a bar on each scale.
    fn parts(&self, bar: &Bar, share: f64) -> [(&'static str, f64); 3] {
        let count = bar.count as f64 / self.highest;
        [("count", count), ("root", count.sqrt()), ("share", share / self.highest_share)]
    }

    /// A bar of articles whose exact date is unknown. It is no link: its dates would find the precise
    /// ones too.
    fn imprecise(&self, bar: &Bar) -> Markup {
        html! {
            g.imprecise {
                @for (kind, part) in self.parts(bar, self.timeline.share(bar)) {
                    @let height = (part * HEIGHT).max(1.5);
                    rect class=(kind) x=(percent(self.x(bar.from))) width=(percent(self.width(bar)))
                        y=(pixels(BASE - height)) height=(pixels(height)) {
                        title {
                            (Period::between(bar.from, bar.to).label()) ", exact date unknown: "
                            (counted(bar.count, "article", "articles"))
                        }
                    }
                }
            }
        }
    }

    fn width(&self, bar: &Bar) -> f64 {
        let end = bar.to.tomorrow().unwrap_or(bar.to);
        (self.x(end) - self.x(bar.from)).max(0.15)
    }

    /// Times between two bars in which the archive has no article at all.
    fn gaps(&self) -> Vec<(Date, Date)> {
        let mut bars: Vec<&Bar> =
            self.timeline.bars.iter().filter(|bar| !self.is_imprecise(bar)).collect();
        bars.sort_by_key(|bar| bar.from);
        let between = bars.windows(2).filter_map(|pair| {
            let [one, other] = pair else { return None };
            Some((one.to.tomorrow().ok()?, other.from))
        });
        let is_gap = |(from, to): &(Date, Date)| {
            let last = to.yesterday().unwrap_or(*to);
            from < to && self.timeline.overview.articles_between(*from, last) == 0
        };
        // A weekend without a paper is no gap.
        let is_long = |(from, to): &(Date, Date)| epoch_day(*to) - epoch_day(*from) > 3;
        between.filter(|gap| is_long(gap) && is_gap(gap)).collect()
    }
}

/// A percentage with as many decimals as it needs.
fn significant(percentage: f64) -> String {
    let decimals = match percentage {
        percentage if percentage >= 10.0 => 0,
        percentage if percentage >= 1.0 => 1,
        _ => 2,
    };
    let text = format!("{percentage:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    } else {
        text
    }
}
