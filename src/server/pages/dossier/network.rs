//! The network of a value: the people who appear most in its articles, and who of them appear together.
//! People are on two rings around the value, those with many shared articles on the inner one.

use std::f64::consts::TAU;

use maud::{Markup, html};

use super::sample::Sample;
use crate::search::answer::FacetValue;
use crate::server::exports::graph::{Graph, GraphFormat};
use crate::server::pages::text::{counted, dossier_url};

/// Size of the picture.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 520.0;

/// Space for labels on both sides.
const MARGIN: f64 = 185.0;

/// People on the inner ring.
const INNER: usize = 8;

/// Characters of a label.
const LABEL: usize = 22;

struct Node {
    key: String,
    name: String,
    articles: u64,
    x: f64,
    y: f64,
}

/// The people around a value.
pub(super) struct Network {
    /// The value itself first.
    nodes: Vec<Node>,
    /// Pairs of nodes with the number of articles they share.
    edges: Vec<(usize, usize, u64)>,
}

impl Network {
    /// Lays out the network of a value, given by key and name.
    pub(super) fn new(
        own: (&str, &str),
        articles: u64,
        others: &[&FacetValue],
        sample: &Sample,
    ) -> Self {
        let (x, y) = (WIDTH / 2.0, HEIGHT / 2.0);
        let centre = Node { key: own.0.to_string(), name: own.1.to_string(), articles, x, y };
        let mut nodes = vec![centre];
        let (inner, outer) = others.split_at(others.len().min(INNER));
        // A few people have the space of both rings.
        let inner_ring = if outer.is_empty() { 0.8 } else { 0.52 };
        for (ring, people) in [(inner_ring, inner), (1.0, outer)] {
            let ordered = neighbours_together(people, sample);
            for (index, person) in ordered.iter().enumerate() {
                // The rings are turned against each other, so that no label hides another.
                let turn = if ring < 1.0 { 0.5 } else { 0.0 };
                let angle = (index as f64 + turn) / ordered.len() as f64 * TAU;
                nodes.push(Node {
                    key: person.value.clone(),
                    name: person.name.clone(),
                    articles: person.count,
                    x: WIDTH / 2.0 + angle.sin() * ring * (WIDTH / 2.0 - MARGIN),
                    y: HEIGHT / 2.0 - angle.cos() * ring * (HEIGHT / 2.0 - 28.0),
                });
            }
        }
        let mut edges = Vec::new();
        for (index, node) in nodes.iter().enumerate().skip(1) {
            edges.push((0, index, node.articles));
            for (other, second) in nodes.iter().enumerate().skip(index + 1) {
                let together = sample.together(&node.key, &second.key);
                if together > 0 {
                    edges.push((index, other, together));
                }
            }
        }
        Self { nodes, edges }
    }

    /// Returns whether there are people enough for a picture.
    pub(super) fn has_people(&self) -> bool {
        self.nodes.len() > 2
    }

    /// Draws the network; with links for a page, without for a file.
    pub(super) fn svg(&self, links: bool) -> Markup {
        let highest = self.nodes.iter().skip(1).map(|node| node.articles).max().unwrap_or(1).max(1);
        let strongest = self.edges.iter().map(|edge| edge.2).max().unwrap_or(1).max(1) as f64;
        let point =
            |index: usize| self.nodes.get(index).map_or((0.0, 0.0), |node| (node.x, node.y));
        html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) }
                role=[links.then_some("group")] aria-label=[links.then_some("People in the same articles")] {
                @for (one, other, articles) in &self.edges {
                    @let ((x1, y1), (x2, y2)) = (point(*one), point(*other));
                    line x1=(pixels(x1)) y1=(pixels(y1)) x2=(pixels(x2)) y2=(pixels(y2)) stroke="#8b877b" stroke-opacity="0.45"
                        stroke-width=(pixels(0.7 + 3.0 * (*articles as f64 / strongest).sqrt())) {}
                }
                @for (index, node) in self.nodes.iter().enumerate() {
                    @let share = if index == 0 { 1.0 } else { node.articles as f64 / highest as f64 };
                    @let drawn = circle_and_label(node, index == 0, 4.0 + 9.0 * share.sqrt());
                    @match dossier_url(&node.key).filter(|_| links && index > 0) {
                        Some(url) => {
                            a href=(url) tabindex="-1" { (drawn) }
                        }
                        None => { g.centre[index == 0] { (drawn) } }
                    }
                }
            }
        }
    }

    /// The network as a GEXF file.
    pub(super) fn gexf(&self) -> String {
        let nodes = self.nodes.iter();
        let nodes = nodes.map(|node| (node.key.as_str(), node.name.as_str(), node.articles));
        Graph { nodes: nodes.collect(), edges: self.edges.clone() }.to_text(GraphFormat::Gexf)
    }
}

fn circle_and_label(node: &Node, is_centre: bool, radius: f64) -> Markup {
    let colour = if is_centre { "#a3261b" } else { "#a8482f" };
    let (dx, anchor) = if is_centre || (node.x - WIDTH / 2.0).abs() < 30.0 {
        (0.0, "middle")
    } else if node.x > WIDTH / 2.0 {
        (radius + 4.0, "start")
    } else {
        (-radius - 4.0, "end")
    };
    let dy = match anchor {
        "middle" if node.y < HEIGHT / 2.0 && !is_centre => -radius - 5.0,
        "middle" => radius + 17.0,
        _ => 4.5,
    };
    html! {
        circle cx=(pixels(node.x)) cy=(pixels(node.y)) r=(pixels(radius)) fill=(colour) {
            title { (node.name) ": " (counted(node.articles, "article", "articles")) }
        }
        text x=(pixels(node.x + dx)) y=(pixels(node.y + dy)) text-anchor=(anchor) font-size="16" font-family="sans-serif" {
            (shortened(&node.name))
        }
    }
}

/// A name as a label.
fn shortened(name: &str) -> String {
    if name.chars().count() <= LABEL {
        return name.to_string();
    }
    name.chars().take(LABEL - 1).chain(['…']).collect()
}

fn pixels(value: f64) -> String {
    format!("{value:.1}")
}

/// People in an order that keeps those next to each other who appear together.
fn neighbours_together<'a>(people: &[&'a FacetValue], sample: &Sample) -> Vec<&'a FacetValue> {
    let mut left: Vec<&FacetValue> = people.to_vec();
    let mut ordered: Vec<&FacetValue> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let with_last = |person: &&FacetValue| {
            ordered.last().map_or(0, |last| sample.together(&last.value, &person.value))
        };
        let best = (0..left.len()).rev().max_by_key(|index| left.get(*index).map(with_last));
        ordered.push(left.remove(best.unwrap_or(0)));
    }
    ordered
}
