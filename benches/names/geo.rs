//! How well places are told apart when their names are given: `geo/lgl.xml`, local news whose names of places are
//! marked by hand with where they lie.

use std::ops::Range;
use std::path::Path;

use morgue::article::entity::Place;
use morgue::article::{Article, Slot};
use morgue::enrich::entities::places;
use morgue::enrich::entities::span::{Kind, Span};

/// As far off as a place may be to count as found: a hundred miles.
const NEAR_KM: f64 = 161.0;

/// What was found of the names whose place is known.
#[derive(Debug, Default, Clone, Copy)]
pub struct Score {
    /// Names that have a place.
    pub names: usize,
    /// Of them within 161 km of it.
    pub near: usize,
    /// Of them in its country.
    pub country: usize,
    /// Names that were given coordinates.
    pub placed: usize,
}

impl Score {
    /// The share within 161 km.
    pub fn within_161_km(&self) -> f64 {
        self.near as f64 / self.names.max(1) as f64
    }

    /// The share in the right country.
    pub fn in_country(&self) -> f64 {
        self.country as f64 / self.names.max(1) as f64
    }
}

/// A name with its place.
struct Gold {
    span: Range<usize>,
    lat: f64,
    lon: f64,
    country: String,
}

/// Scores `geo/lgl.xml` below this folder, and prints it by halves: rules are made on the first and proved on the
/// second.
pub fn lgl(data: &Path) -> Score {
    let text = std::fs::read_to_string(data.join("geo/lgl.xml")).expect("geo/lgl.xml");
    let articles: Vec<(Article, Vec<Span>, Vec<Gold>)> =
        text.split("<article ").skip(1).map(read).collect();
    let (first, second) = articles.split_at(articles.len() / 2);
    let mut all = Score::default();
    for (half, articles) in [("first half", first), ("second half", second)] {
        let score = score(articles);
        print("places, lgl.xml", half, score);
        all = Score {
            names: all.names + score.names,
            near: all.near + score.near,
            country: all.country + score.country,
            placed: all.placed + score.placed,
        };
    }
    print("places, lgl.xml", "all", all);
    all
}

fn print(set: &str, part: &str, score: Score) {
    println!(
        "{set}, {part}: {} names, within 161 km {:.3}, right country {:.3}, with coordinates {:.3}",
        score.names,
        score.within_161_km(),
        score.in_country(),
        score.placed as f64 / score.names.max(1) as f64
    );
}

fn score(articles: &[(Article, Vec<Span>, Vec<Gold>)]) -> Score {
    let mut score = Score::default();
    for (article, spans, golds) in articles {
        let found = places::resolve(article, spans);
        for gold in golds {
            score.names += 1;
            let Some(place) = found.iter().find(|place| names(place, &gold.span)) else { continue };
            score.country += usize::from(country(place) == gold.country);
            let (Some(lat), Some(lon)) = (place.lat, place.lon) else { continue };
            score.placed += 1;
            let off = kilometres((lat, lon), (gold.lat, gold.lon));
            score.near += usize::from(off <= NEAR_KM);
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

/// An article of the set: its text, and its names of places.
fn read(xml: &str) -> (Article, Vec<Span>, Vec<Gold>) {
    let body =
        between(xml, "<text><![CDATA[", "]]></text>").or_else(|| between(xml, "<text>", "</text>"));
    let body = unescaped(body.unwrap_or_default());
    let url = unescaped(between(xml, "<url>", "</url>").unwrap_or_default());
    // Offsets count characters.
    let starts: Vec<usize> = body.char_indices().map(|(at, _)| at).chain([body.len()]).collect();
    let (mut spans, mut golds) = (Vec::new(), Vec::new());
    for toponym in xml.split("<toponym>").skip(1) {
        let number = |tag: &str| {
            between(toponym, &format!("<{tag}>"), &format!("</{tag}>")).and_then(|n| n.parse().ok())
        };
        let (Some(start), Some(end)) = (number("start"), number("end")) else { continue };
        let (start, end) = (starts[start as usize], starts[end as usize]);
        spans.push(Span { slot: Slot::Body, start, end, kind: Kind::Place, confidence: 1.0 });
        if let (Some(lat), Some(lon)) = (number("lat"), number("lon")) {
            let country =
                between(toponym, "<country ", "</country>").and_then(|tag| tag.split_once('>'));
            golds.push(Gold {
                span: start..end,
                lat,
                lon,
                country: country.map_or("", |it| it.1).to_string(),
            });
        }
    }
    spans.sort_by_key(|span| span.start);
    (Article { body, url, ..Article::default() }, spans, golds)
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    text.split_once(open)?.1.split_once(close).map(|(inside, _)| inside)
}

fn unescaped(text: &str) -> String {
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
