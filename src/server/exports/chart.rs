//! A trend as a file for other programs: CSV, and a picture in SVG.

use super::csv;
use super::xml::escaped;
use crate::research::trend::{Trend, TrendQuery, TrendRow};

/// Size of the picture and of its margins.
const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 60.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 40.0;

/// Colours of the queries.
const COLOURS: [&str; 6] = ["#a3261b", "#2d6286", "#2f6f5c", "#5d5299", "#a8482f", "#59574f"];

/// Labels of the time axis, at most.
const LABELS: usize = 10;

/// What a picture shows of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Numbers of articles.
    Articles,
    /// Shares of all articles.
    Share,
    /// Occurrences in a million words.
    PerMillion,
}

impl Measure {
    /// Every measure with its name.
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("articles", Self::Articles), ("share", Self::Share), ("per-million", Self::PerMillion)];

    /// The measure with this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, measure)| *measure)
    }

    fn of(self, row: &TrendRow, query: usize) -> f64 {
        match self {
            Self::Articles => row.articles.get(query).copied().unwrap_or(0) as f64,
            Self::Share => row.share(query) * 100.0,
            Self::PerMillion => row.per_million(query).unwrap_or(0.0),
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Share => "% of all articles",
            Self::PerMillion => "occurrences in a million words",
        }
    }
}

/// Writes a trend as a table: a row for each period and query. What is known less precisely than a period
/// comes last.
pub(crate) fn csv(trend: &Trend) -> String {
    let header =
        ["from", "to", "query", "articles", "all", "share", "occurrences", "words", "per_million"];
    let row = |row: &TrendRow, number: usize, of: &TrendQuery| {
        let occurrences = row.occurrences.get(number).copied().flatten();
        let rate = row.per_million(number);
        [
            row.from.to_string(),
            row.to.to_string(),
            of.query.to_string(),
            row.articles.get(number).copied().unwrap_or(0).to_string(),
            row.all.to_string(),
            format!("{:.6}", row.share(number)),
            occurrences.map(|count| count.to_string()).unwrap_or_default(),
            row.words.to_string(),
            rate.map(|rate| format!("{rate:.3}")).unwrap_or_default(),
        ]
    };
    let rows = trend.rows.iter().chain(&trend.imprecise).flat_map(|period| {
        trend.queries.iter().enumerate().map(move |(number, of)| row(period, number, of))
    });
    csv::table(header, rows)
}

/// Draws a trend: a line for each query over the periods.
pub(crate) fn svg(trend: &Trend, measure: Measure) -> String {
    let rows = &trend.rows;
    let queries = 0..trend.queries.len();
    let values = rows.iter().flat_map(|row| queries.clone().map(|query| measure.of(row, query)));
    // Whole numbers of articles have whole labels.
    let least = if measure == Measure::Articles { 5.0 } else { 0.0 };
    let top = round_top(values.fold(least, f64::max));
    let mut picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fbfaf7\"/>\n\
         <text x=\"{LEFT}\" y=\"20\" fill=\"#59574f\">{}</text>\n",
        measure.label()
    );
    draw_axes(&mut picture, trend, top);
    for (query, of) in trend.queries.iter().enumerate() {
        let colour = COLOURS.get(query % COLOURS.len()).copied().unwrap_or("#000");
        let point = |(index, row): (usize, &TrendRow)| {
            format!("{:.1},{:.1}", x(index, rows.len()), y(measure.of(row, query), top))
        };
        let points: Vec<String> = rows.iter().enumerate().map(point).collect();
        let points = points.join(" ");
        let drawn = "fill=\"none\" stroke-width=\"2\"";
        line(
            &mut picture,
            &format!(
                "<polyline class=\"series-{query}\" points=\"{points}\" stroke=\"{colour}\" {drawn}/>"
            ),
        );
        let name = escaped(&of.query.to_string());
        let (right, height) = (WIDTH - 20.0, 20.0 + 16.0 * query as f64);
        line(
            &mut picture,
            &format!(
                "<text class=\"series-{query}\" x=\"{right:.0}\" y=\"{height:.0}\" \
                 text-anchor=\"end\" fill=\"{colour}\">{name}</text>"
            ),
        );
    }
    picture.push_str("</svg>\n");
    picture
}

/// The place of a period from the left.
fn x(index: usize, periods: usize) -> f64 {
    LEFT + (WIDTH - LEFT - 20.0) * (index as f64 + 0.5) / periods.max(1) as f64
}

/// The place of a value from the top.
fn y(value: f64, top: f64) -> f64 {
    HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top
}

/// Draws the lines of the scale with their values, and the labels of the periods.
fn draw_axes(picture: &mut String, trend: &Trend, top: f64) {
    let parts = if format!("{top:e}").starts_with('2') { 4 } else { 5 };
    for part in 0..=parts {
        let value = top * f64::from(part) / f64::from(parts);
        let (height, right, left) = (y(value, top), WIDTH - 20.0, LEFT - 8.0);
        let (label, base) = (short(value), height + 4.0);
        line(
            picture,
            &format!(
                "<line x1=\"{LEFT}\" x2=\"{right:.0}\" y1=\"{height:.1}\" y2=\"{height:.1}\" \
                 stroke=\"#dedbd2\"/><text x=\"{left:.0}\" y=\"{base:.1}\" text-anchor=\"end\" \
                 fill=\"#59574f\">{label}</text>"
            ),
        );
    }
    let step = trend.rows.len().div_ceil(LABELS).max(1);
    for (index, row) in trend.rows.iter().enumerate().step_by(step) {
        let (left, base) = (x(index, trend.rows.len()), HEIGHT - BOTTOM + 20.0);
        let label = period_label(trend, row);
        line(
            picture,
            &format!(
                "<text x=\"{left:.1}\" y=\"{base:.0}\" text-anchor=\"middle\" \
                 fill=\"#59574f\">{label}</text>"
            ),
        );
    }
}

fn line(picture: &mut String, element: &str) {
    picture.push_str(element);
    picture.push('\n');
}

/// The first day of a period, as precisely as the period.
fn period_label(trend: &Trend, row: &TrendRow) -> String {
    let shape = match trend.by.name() {
        "year" => "%Y",
        "month" => "%Y-%m",
        _ => "%Y-%m-%d",
    };
    row.from.strftime(shape).to_string()
}

/// The least round number that is not below a value: 1, 2, 5 times a power of ten.
fn round_top(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let power = 10_f64.powf(value.log10().floor());
    let rounded = [1.0, 2.0, 5.0].into_iter().map(|step| step * power).find(|it| *it >= value);
    rounded.unwrap_or(10.0 * power)
}

fn short(value: f64) -> String {
    if value >= 10.0 || value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        for (value, top) in [(0.0, 1.0), (0.3, 0.5), (1.0, 1.0), (37.0, 50.0), (501.0, 1000.0)] {
            assert!((round_top(value) - top).abs() < 1e-9, "{value}");
        }
        for (name, measure) in Measure::ALL {
            assert_eq!(Measure::from_name(name), Some(measure));
        }
    }
}
