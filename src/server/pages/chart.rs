//! The timeline of a search as an SVG chart whose bars are links.

use jiff::civil::Date;
use maud::{Markup, html};

use super::layout::with_separators;
use crate::search::request::Request;
use crate::search::timeline::{Bar, epoch_day};
use crate::server::search_params;

/// Width of the chart in SVG units.
const WIDTH: f64 = 1000.0;
/// Height of the chart in SVG units.
const HEIGHT: f64 = 72.0;

/// Days by which a bar must exceed the narrowest one to count as imprecise. Months differ by three.
const SAME_WIDTH: i64 = 3;

/// Draws the bars of an answer. Bars of articles whose exact date is unknown are wider and hollow.
pub(super) fn chart(bars: &[Bar], undated: u64, request: &Request) -> Markup {
    let (Some(first), Some(last)) =
        (bars.iter().map(|bar| bar.from).min(), bars.iter().map(|bar| bar.to).max())
    else {
        return html! {};
    };
    let highest = bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1) as f64;
    let narrowest =
        bars.iter().map(|bar| epoch_day(bar.to) - epoch_day(bar.from)).min().unwrap_or(0);
    let days = (epoch_day(last) - epoch_day(first) + 1) as f64;
    let x = |date: Date| (epoch_day(date) - epoch_day(first)) as f64 / days * WIDTH;
    html! {
        figure.timeline {
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } preserveAspectRatio="none" role="img" aria-label="Results over time" {
                @for bar in bars {
                    @let height = (bar.count as f64 / highest * (HEIGHT - 4.0)).max(2.0);
                    @let width = ((epoch_day(bar.to) - epoch_day(bar.from) + 1) as f64 / days * WIDTH - 0.6).max(1.2);
                    @let imprecise = epoch_day(bar.to) - epoch_day(bar.from) > narrowest + SAME_WIDTH;
                    @let rect = html! {
                        rect.imprecise[imprecise] x=(format!("{:.2}", x(bar.from))) y=(format!("{:.2}", HEIGHT - height))
                            width=(format!("{width:.2}")) height=(format!("{height:.2}")) {
                            title { (label(bar)) ": " (with_separators(bar.count)) @if imprecise { ", exact date unknown" } }
                        }
                    };
                    // A date range would also match the precise dates inside an imprecise bar.
                    @if imprecise { (rect) } @else { a href=(narrowed_url(request, bar)) { (rect) } }
                }
            }
            figcaption {
                span { (axis_label(first, narrowest)) }
                @if undated > 0 { span { (with_separators(undated)) " undated" } }
                span { (axis_label(last, narrowest)) }
            }
        }
    }
}

fn narrowed_url(request: &Request, bar: &Bar) -> String {
    let (since, until) = (Some(bar.from.to_string()), Some(bar.to.to_string()));
    search_params::url("/", &Request { since, until, ..request.clone() })
}

/// The label at an end of the axis, as precise as the narrowest bar, whose width is in days.
fn axis_label(date: Date, narrowest: i64) -> String {
    let format = match narrowest {
        ..=1 => "%-d %b %Y",
        2..=31 => "%b %Y",
        _ => "%Y",
    };
    date.strftime(format).to_string()
}

fn label(bar: &Bar) -> String {
    if bar.from == bar.to { bar.from.to_string() } else { format!("{} to {}", bar.from, bar.to) }
}
