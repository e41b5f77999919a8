//! Conversion of a document for the cluster: its terms, their positions, its values.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use crate::article::document::{Document, ValueMention};
use crate::article::schema;
use crate::article::schema::{FIELDS, Field};
use crate::engine::common::article_digest::ArticleDigest;
use crate::engine::common::document_terms::{
    MAX_TEXTS, NAME_SEPARATOR, anniversary, inferred, name_terms, texts,
};
use crate::engine::common::positions::TextPositions;
use crate::engine::common::stems::UNTAGGED;
use crate::engine::common::{annotations, home_terms};
use crate::engine::opensearch::fields;
use crate::engine::opensearch::fields::{POSITION_BITS, TermKind};
use crate::error::{ErrorContext as _, Result};
use crate::query::ArticleState;
use crate::search::records::IndexDocument;
use crate::search::timeline;
use crate::text::stemmer::Stemmer;
use crate::text::tokenizer::{self, Words};

/// Converts documents. It keeps the stemmer of every language, each with its cache.
#[derive(Default)]
pub(crate) struct DocumentConverter {
    stemmers: HashMap<String, Stemmer>,
}

/// A document as the cluster takes it.
pub(crate) struct ClusterDocument {
    /// Fields and their values.
    pub source: Map<String, Value>,
    /// Its unstemmed words.
    pub words: BTreeSet<String>,
}

/// The terms of one text field.
#[derive(Default)]
struct FieldTerms {
    stems: BTreeSet<String>,
    exact: BTreeSet<String>,
    annotations: BTreeSet<String>,
    /// Positions of all terms: number of the term, then position.
    positions: Vec<i64>,
    words: u64,
}

impl FieldTerms {
    fn add(&mut self, kind: TermKind, term: &str, position: u32) {
        let terms = match kind {
            TermKind::Stem => &mut self.stems,
            TermKind::Exact => &mut self.exact,
            TermKind::Annotation => &mut self.annotations,
        };
        if !terms.contains(term) {
            terms.insert(term.to_owned());
        }
        if position >> POSITION_BITS == 0 {
            self.positions.push(kind.number(term) << POSITION_BITS | i64::from(position));
        }
    }
}

impl DocumentConverter {
    /// Converts a document.
    ///
    /// # Errors
    /// Fails when it cannot be written as JSON.
    pub(crate) fn convert(&mut self, added: &IndexDocument) -> Result<ClusterDocument> {
        let document = &added.document;
        let text = serde_json::to_string(document)
            .context(|| format!("cannot index `{}`", document.path))?;
        let mut source = Map::new();
        let mut words = BTreeSet::new();
        let mentions = document.value_mentions();
        for field in FIELDS.iter().map(|spec| spec.field).filter(|field| field.is_text()) {
            let Some(terms) = self.terms(document, field, &mentions) else { continue };
            let FieldTerms { stems, exact, annotations, mut positions, words: count } = terms;
            positions.sort_unstable();
            source.insert(TermKind::Stem.field(field), json!(stems));
            source.insert(TermKind::Exact.field(field), json!(exact));
            source.insert(TermKind::Annotation.field(field), json!(annotations));
            source.insert(fields::positions(field), json!(positions));
            source.insert(fields::length(field), json!(fields::rounded_length(count)));
            source.insert(fields::word_count(field), json!(count));
            words.extend(exact);
        }
        add_values(&mut source, document);
        add_days(&mut source, document);
        let homes = home_terms::terms(&document.article.publisher, &added.regions);
        source.insert(fields::HOMES.to_owned(), json!(homes));
        source.insert(fields::FILE.to_owned(), json!(added.file));
        source.insert(fields::TEXT_DIGEST.to_owned(), json!(added.text_digest));
        source.insert(
            fields::RECORD.to_owned(),
            json!({
                "number": document.record,
                "digest": added.record_digest.to_string(),
                "signature": added.signature.map(|signature| signature.to_vec()),
            }),
        );
        let mut digest = ArticleDigest::default();
        digest.add(added.record_digest);
        for (field, word) in fields::DIGEST.into_iter().zip(digest.words()) {
            source.insert(field.to_owned(), json!(word.cast_signed()));
        }
        source.insert(fields::DOCUMENT.to_owned(), json!(text));
        Ok(ClusterDocument { source, words })
    }

    /// Collects the terms of the texts of a field; nothing where there is no text.
    fn terms(
        &mut self,
        document: &Document,
        field: Field,
        mentions: &[ValueMention<'_>],
    ) -> Option<FieldTerms> {
        let language = document.analysis_language();
        let texts: Vec<_> = texts(&document.article, field)
            .filter(|(_, text)| !text.is_empty())
            .take(MAX_TEXTS)
            .collect();
        if texts.is_empty() {
            return None;
        }
        let stemmer = match self.stemmers.get_mut(language) {
            Some(stemmer) => stemmer,
            None => {
                self.stemmers.entry(language.to_owned()).or_insert_with(|| Stemmer::new(language))
            }
        };
        let mut terms = FieldTerms::default();
        let mut positions = TextPositions::default();
        for (_, text) in &texts {
            let (mut words, mut last) = (Words::new(text), None);
            while let Some(word) = words.advance() {
                let position = positions.start().saturating_add(word.position);
                last = Some(position);
                terms.words += 1;
                terms.add(TermKind::Exact, words.folded(), position);
                let stem = stemmer.stem(words.folded());
                match language {
                    UNTAGGED => terms.add(TermKind::Stem, stem, position),
                    _ => terms.add(TermKind::Stem, &format!("{language}:{stem}"), position),
                }
            }
            last.into_iter().for_each(|last| positions.skip_past(last));
        }
        let annotated = texts.iter().map(|(slot, text)| {
            let of_text = mentions.iter().filter(|mention| Some(mention.slot) == *slot);
            (*text, of_text.collect())
        });
        for (position, term) in annotations::decode(&annotations::encode(annotated)) {
            terms.add(TermKind::Annotation, term, position);
        }
        Some(terms)
    }
}

/// Adds facets, names and other exact values.
fn add_values(source: &mut Map<String, Value>, document: &Document) {
    let article = &document.article;
    for facet in schema::facet_fields() {
        let values = document.values(facet);
        if !values.is_empty() {
            source.insert(facet.name().to_owned(), json!(values));
        }
    }
    let mut names: HashMap<Field, Vec<String>> = HashMap::new();
    for term in name_terms(&document.subjects) {
        let key = term.split_once(NAME_SEPARATOR).map_or("", |(key, _)| key);
        let keyed = schema::facet_fields().filter(|field| !field.key_prefix().is_empty());
        for field in keyed.filter(|field| key.starts_with(field.key_prefix())) {
            names.entry(field).or_default().push(term.clone());
        }
    }
    for (field, names) in names {
        source.insert(fields::names(field), json!(names));
    }
    source.insert(fields::MAJORS.to_owned(), json!(document.majors()));
    source.insert(fields::FOREMOST.to_owned(), json!(document.foremost()));
    let inferred: Vec<&str> = inferred(document).map(ArticleState::value).collect();
    source.insert(fields::INFERRED.to_owned(), json!(inferred));
    source.insert(fields::WORD_COUNT.to_owned(), json!(tokenizer::count(&article.body)));
    let values = [
        (Field::Id, &document.id),
        (Field::Path, &document.path),
        (Field::Edition, &article.edition),
        (Field::Page, &article.page),
        (Field::Url, &article.url),
    ];
    for (field, value) in values.into_iter().filter(|(_, value)| !value.is_empty()) {
        source.insert(field.name().to_owned(), json!(value));
    }
}

fn add_days(source: &mut Map<String, Value>, document: &Document) {
    let Some(published) = &document.article.published else { return };
    let (from, to) = (published.date.from, published.date.to);
    let (first, last) = (timeline::epoch_day(from), timeline::epoch_day(to));
    source.insert(Field::Published.name().to_owned(), json!(first));
    source.insert(fields::LAST_DAY.to_owned(), json!(last));
    source.insert(fields::INTERVAL.to_owned(), json!(format!("{first}:{last}")));
    if from == to {
        let day = anniversary(from.month(), from.day());
        source.insert(fields::ANNIVERSARY.to_owned(), json!(day));
    }
}
