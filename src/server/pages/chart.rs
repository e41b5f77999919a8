//! The hits over time as a drawing: bars that are links, wide as their dates are known.

use jiff::civil::Date;
use maud::{Markup, html};

use super::layout::grouped;
use crate::search::request::Request;
use crate::search::timeline::{Bar, day};
use crate::server::search_params;

/// The drawing's size in its own units.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 72.0;

/// The bars of an answer. A bar whose day or month is not known lies behind the others, hollow.
pub fn chart(bars: &[Bar], undated: u64, request: &Request) -> Markup {
    let (Some(first), Some(last)) =
        (bars.iter().map(|bar| bar.from).min(), bars.iter().map(|bar| bar.to).max())
    else {
        return html! {};
    };
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1) as f64;
    let narrowest = bars.iter().map(|bar| day(bar.to) - day(bar.from)).min().unwrap_or(0);
    let span = (day(last) - day(first) + 1) as f64;
    let x = |date: Date| (day(date) - day(first)) as f64 / span * WIDTH;
    html! {
        figure.timeline {
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } preserveAspectRatio="none" role="img" aria-label="Hits over time" {
                @for bar in bars {
                    @let height = (bar.count as f64 / most * (HEIGHT - 4.0)).max(2.0);
                    @let width = ((day(bar.to) - day(bar.from) + 1) as f64 / span * WIDTH - 0.6).max(1.2);
                    @let wide = day(bar.to) - day(bar.from) > narrowest + 3;
                    @let rect = html! {
                        rect.unsure[wide] x=(format!("{:.2}", x(bar.from))) y=(format!("{:.2}", HEIGHT - height))
                            width=(format!("{width:.2}")) height=(format!("{height:.2}")) {
                            title { (label(bar)) ": " (grouped(bar.count)) @if wide { ", no closer known" } }
                        }
                    };
                    // No range of days asks for those alone whose day is not known.
                    @if wide { (rect) } @else { a href=(narrowed(request, bar)) { (rect) } }
                }
            }
            figcaption {
                span { (end_label(first, narrowest)) }
                @if undated > 0 { span { (grouped(undated)) " undated" } }
                span { (end_label(last, narrowest)) }
            }
        }
    }
}

fn narrowed(request: &Request, bar: &Bar) -> String {
    let (since, until) = (Some(bar.from.to_string()), Some(bar.to.to_string()));
    search_params::address("/", &Request { since, until, ..request.clone() })
}

/// What stands below the first and the last bar: as exact as the bars are narrow, in days.
fn end_label(date: Date, narrowest: i64) -> String {
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
