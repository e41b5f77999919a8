//! A map of the world with the places of a search as circles that filter.

use maud::{Markup, html};

use super::assets::ADDRESSES;
use super::text::{counted, facet_label, with_separators};
use crate::article::schema::Field;
use crate::enrich::entities::places;
use crate::search::answer::{Facet, FacetValue};
use crate::search::request::{Filter, Request};
use crate::server::search_params;

/// The radius of the largest circle in degrees.
const LARGEST: f64 = 9.0;

/// The radius around a place that can be touched, in degrees.
const TOUCHED: &str = "5";

/// Places in the list below the map.
const LISTED: usize = 30;

/// Draws the places of a facet that have a position: countries and smaller ones.
pub(super) fn place_map(request: &Request, facet: &Facet) -> Markup {
    let mut placed: Vec<(&FacetValue, (f64, f64))> = facet
        .values
        .iter()
        .filter_map(|value| Some((value, places::position(&value.value)?)))
        .collect();
    // Small circles are drawn last, above the large ones.
    placed.sort_by_key(|(value, _)| std::cmp::Reverse(value.count));
    let highest = placed.iter().map(|(value, _)| value.count).max().unwrap_or(1).max(1) as f64;
    html! {
        @if !placed.is_empty() {
            section.map #map aria-label={ "Map: " (facet_label(Field::Places)) } {
                p.done { a.button href="#content" { "Close the map" } }
                div.scroll tabindex="0" role="group" aria-label="Map of the world" { svg viewBox="-180 -85 360 145" {
                    use.land href={ (ADDRESSES.world) "#land" } {}
                    @for (value, (latitude, longitude)) in &placed {
                        @let label = format!("{}: {}", value.name, counted(value.count, "article", "articles"));
                        @let radius = ((value.count as f64 / highest).sqrt() * LARGEST).max(1.5);
                        a href=(narrowed_url(request, value)) tabindex="-1" aria-label=(label) {
                            @let (x, y) = (format!("{longitude:.1}"), format!("{:.1}", -latitude));
                            circle.touch cx=(x) cy=(y) r=(TOUCHED) {}
                            circle cx=(x) cy=(y) r=(format!("{radius:.1}")) { title { (label) } }
                        }
                    }
                } }
                (names(request, &placed))
            }
        }
    }
}

/// The largest places as a list. It is shown where the map covers the page.
fn names(request: &Request, placed: &[(&FacetValue, (f64, f64))]) -> Markup {
    html! {
        ul.places { @for (value, _) in placed.iter().take(LISTED) {
            li { a href=(narrowed_url(request, value)) { span { (value.name) } span.count { (with_separators(value.count)) } } }
        } }
    }
}

fn narrowed_url(request: &Request, value: &FacetValue) -> String {
    let filter = Filter { field: Field::Places, value: value.value.clone(), exclude: false };
    let mut filters: Vec<Filter> = request
        .filters
        .iter()
        .filter(|it| it.field != Field::Places || it.exclude)
        .cloned()
        .collect();
    filters.push(filter);
    search_params::url("/", &Request { filters, after: None, ..request.clone() })
}
