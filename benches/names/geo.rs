//! Toponym resolution with given names: `geo/lgl.xml`, local news in which place names are
//! annotated with coordinates.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use morgue::internals::article::entity::Place;
use morgue::internals::article::home::{Home, HomeEvidence};
use morgue::internals::article::{Article, Slot};
use morgue::internals::enrich::entities::places;
use morgue::internals::enrich::entities::span::{EntityKind, Span};

/// Maximum distance of a correct place: a hundred miles.
const NEAR_KM: f64 = 161.0;

/// Counts of resolved names.
#[derive(Debug, Default, Clone, Copy)]
pub struct GeoScore {
    /// Names with known coordinates.
    pub names: usize,
    /// Names resolved within 161 km.
    pub near: usize,
    /// Names resolved to the right country.
    pub country: usize,
    /// Names resolved to a place with coordinates.
    pub placed: usize,
}

impl GeoScore {
    /// Share within 161 km.
    pub fn within_161_km(&self) -> f64 {
        self.near as f64 / self.names.max(1) as f64
    }

    /// Share in the right country.
    pub fn in_country(&self) -> f64 {
        self.country as f64 / self.names.max(1) as f64
    }
}

/// An annotated name with its place.
struct GoldPlace {
    span: Range<usize>,
    lat: f64,
    lon: f64,
    country: String,
}

/// Measures `geo/lgl.xml` in this folder and prints the scores by halves: rules are developed on
/// the first half and evaluated on the second.
pub fn lgl(data: &Path) -> GeoScore {
    let text = std::fs::read_to_string(data.join("geo/lgl.xml")).expect("geo/lgl.xml");
    let articles: Vec<(Article, Vec<Span>, Vec<GoldPlace>)> =
        text.split("<article ").skip(1).map(read).collect();
    let (first, second) = articles.split_at(articles.len() / 2);
    let mut all = GeoScore::default();
    for (half, articles) in [("first half", first), ("second half", second)] {
        let score = score(articles);
        print("places, lgl.xml", half, score);
        all = GeoScore {
            names: all.names + score.names,
            near: all.near + score.near,
            country: all.country + score.country,
            placed: all.placed + score.placed,
        };
    }
    print("places, lgl.xml", "all", all);
    all
}

fn print(set: &str, part: &str, score: GeoScore) {
    println!(
        "{set}, {part}: {} names, within 161 km {:.3}, right country {:.3}, with coordinates {:.3}",
        score.names,
        score.within_161_km(),
        score.in_country(),
        score.placed as f64 / score.names.max(1) as f64
    );
}

fn score(articles: &[(Article, Vec<Span>, Vec<GoldPlace>)]) -> GeoScore {
    let mut score = GeoScore::default();
    let mut homes: BTreeMap<&str, HomeEvidence> = BTreeMap::new();
    for (article, spans, _) in articles {
        let found = places::resolve(article, spans, &Home::default());
        homes.entry(&article.publisher).or_default().add(&found.regions.certain);
    }
    for (article, spans, gold_places) in articles {
        let home =
            homes.get(article.publisher.as_str()).map(HomeEvidence::home).unwrap_or_default();
        let found = places::resolve(article, spans, &home).places;
        for gold in gold_places {
            score.names += 1;
            let Some(place) = found.iter().find(|place| names(place, &gold.span)) else { continue };
            score.country += usize::from(country(place) == gold.country);
            let (Some(lat), Some(lon)) = (place.lat, place.lon) else { continue };
            score.placed += 1;
            let distance = kilometres((lat, lon), (gold.lat, gold.lon));
            score.near += usize::from(distance <= NEAR_KM);
        }
    }
    score
}

fn names(place: &Place, span: &Range<usize>) -> bool {
    place.mentions.iter().any(|mention| mention.start == span.start && mention.end == span.end)
}

fn country(place: &Place) -> &str {
    place.path.get(1).or(place.path.first()).map_or("", String::as_str)
}

/// Parses an article of the set: its text and place names.
fn read(xml: &str) -> (Article, Vec<Span>, Vec<GoldPlace>) {
    let body = text_between(xml, "<text><![CDATA[", "]]></text>")
        .or_else(|| text_between(xml, "<text>", "</text>"));
    let body = unescape(body.unwrap_or_default());
    let url = unescape(text_between(xml, "<url>", "</url>").unwrap_or_default());
    // The annotated offsets count characters.
    let starts: Vec<usize> = body.char_indices().map(|(at, _)| at).chain([body.len()]).collect();
    let (mut spans, mut gold_places) = (Vec::new(), Vec::new());
    for toponym in xml.split("<toponym>").skip(1) {
        let value = |tag: &str| {
            text_between(toponym, &format!("<{tag}>"), &format!("</{tag}>"))
                .and_then(|n| n.parse().ok())
        };
        let (Some(start), Some(end)) = (value("start"), value("end")) else { continue };
        let (start, end) = (starts[start as usize], starts[end as usize]);
        spans.push(Span { slot: Slot::Body, start, end, kind: EntityKind::Place, confidence: 1.0 });
        if let (Some(lat), Some(lon)) = (value("lat"), value("lon")) {
            let country = text_between(toponym, "<country ", "</country>")
                .and_then(|tag| tag.split_once('>'));
            gold_places.push(GoldPlace {
                span: start..end,
                lat,
                lon,
                country: country.map_or("", |it| it.1).to_string(),
            });
        }
    }
    spans.sort_by_key(|span| span.start);
    let publisher = unescape(text_between(xml, "<domain>", "</domain>").unwrap_or_default());
    (Article { body, url, publisher, ..Article::default() }, spans, gold_places)
}

fn text_between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    text.split_once(open)?.1.split_once(close).map(|(inside, _)| inside)
}

fn unescape(text: &str) -> String {
    ["&lt;", "&gt;", "&quot;", "&apos;", "&amp;"]
        .iter()
        .zip(["<", ">", "\"", "'", "&"])
        .fold(text.to_string(), |text, (entity, plain)| text.replace(entity, plain))
}

fn kilometres(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (lat, lon) = ((one.0 - other.0).to_radians() / 2.0, (one.1 - other.1).to_radians() / 2.0);
    let chord = lat.sin().powi(2)
        + one.0.to_radians().cos() * other.0.to_radians().cos() * lon.sin().powi(2);
    2.0 * 6371.0 * chord.sqrt().min(1.0).asin()
}
