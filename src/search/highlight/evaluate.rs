//! Evaluates a prepared query on one article.

use super::marked_span::MarkedSpan;
use super::matched_document::MatchedDocument;
use super::prepared_query::Node;
use crate::article::schema::Field;
use crate::query::ENTITY_FACETS;

/// Returns the spans that make an article match; `None` where it does not match.
pub(super) fn matching_spans(
    node: &Node,
    document: &MatchedDocument<'_>,
) -> Option<Vec<MarkedSpan>> {
    match node {
        Node::All | Node::Known => Some(Vec::new()),
        Node::Positional(clause) => document.positional_spans(clause),
        Node::Facet(facet, name, clause) => {
            document.has_value(*facet, name).then(|| document.mention_spans(*facet, name, *clause))
        }
        Node::Major(name, clause) => {
            let is_major = |facet: &Field| document.is_major(*facet, name);
            let facets: Vec<Field> = ENTITY_FACETS.into_iter().filter(is_major).collect();
            let mentions = |facet: &Field| document.mention_spans(*facet, name, *clause);
            (!facets.is_empty()).then(|| facets.iter().flat_map(mentions).collect())
        }
        Node::Published(filter) => document.is_published(filter).then(Vec::new),
        Node::Length(range) => document.has_length(*range).then(Vec::new),
        Node::And(nodes) => {
            let spans: Option<Vec<_>> =
                nodes.iter().map(|node| matching_spans(node, document)).collect();
            spans.map(|spans| spans.concat())
        }
        Node::Or(nodes) => {
            let spans: Vec<_> =
                nodes.iter().filter_map(|node| matching_spans(node, document)).collect();
            (!spans.is_empty()).then(|| spans.concat())
        }
        Node::Not(inner) if matches!(**inner, Node::Known) => Some(Vec::new()),
        Node::Not(inner) => matching_spans(inner, document).is_none().then(Vec::new),
    }
}
