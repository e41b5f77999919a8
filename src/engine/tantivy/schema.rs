//! The index schema: the fields of the article and the hidden fields as Tantivy knows them, and the
//! conversion of a document.

use tantivy::schema::{
    FAST, Field as Handle, IndexRecordOption, NumericOptions, STRING, Schema, TextFieldIndexing,
    TextOptions,
};
use tantivy::{Index, TantivyDocument, TantivyError, Term};

use super::analysis::{analyzer, annotations};
use super::hidden_fields::{HIDDEN, HiddenFields};
use crate::article::Slot;
use crate::article::document::Document;
use crate::article::schema;
use crate::article::schema::{FIELDS, Field, FieldKind};
use crate::engine::common::document_terms::{MAX_TEXTS, anniversary, inferred, name_terms, texts};
use crate::engine::common::{annotations as annotation_terms, home_terms};
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::Result;
use crate::search::records::IndexDocument;
use crate::search::timeline;
use crate::text::tokenizer;

/// Handles of every field of an index.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    /// In the order of [`FIELDS`].
    handles: [Handle; FIELDS.len()],
    parallel: Vec<(Field, ParallelFields)>,
    /// The fields that only this engine knows.
    pub hidden: HiddenFields<Handle>,
}

/// The fields parallel to a text field: they share its positions.
#[derive(Debug, Clone, Copy)]
pub(super) struct ParallelFields {
    /// Unstemmed words.
    pub exact: Handle,
    /// Annotation terms.
    pub annotations: Handle,
}

/// Builds the schema of an index.
pub(super) fn schema() -> Schema {
    let mut builder = Schema::builder();
    for spec in FIELDS {
        match spec.kind {
            FieldKind::Text { .. } => {
                builder.add_text_field(spec.name, text_options(analyzer::STEMS));
                builder.add_text_field(&exact_name(spec.field), text_options(analyzer::EXACT));
                builder.add_text_field(&annotations_name(spec.field), annotation_options());
            }
            FieldKind::Facet { .. } => drop(builder.add_text_field(spec.name, STRING | FAST)),
            FieldKind::Date => {
                builder.add_i64_field(spec.name, NumericOptions::default().set_fast());
            }
            FieldKind::Stored => drop(builder.add_text_field(spec.name, term_options(spec.field))),
        }
    }
    let Ok(_) = HIDDEN.try_map(|spec| Ok::<_, std::convert::Infallible>(spec.add_to(&mut builder)));
    builder.build()
}

fn text_options(tokenizer: &str) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer);
    TextOptions::default()
        .set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions))
}

/// Annotations have no field norms: nothing is ranked by how many there are.
fn annotation_options() -> TextOptions {
    let indexing =
        TextFieldIndexing::default().set_tokenizer(annotations::TOKENIZER).set_fieldnorms(false);
    TextOptions::default()
        .set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions))
}

/// Ids and paths are fast fields too: ids break ties, and paths list the indexed files.
fn term_options(field: Field) -> TextOptions {
    if matches!(field, Field::Id | Field::Path) { STRING | FAST } else { STRING }
}

/// Returns the name of the field of a text's unstemmed words.
fn exact_name(field: Field) -> String {
    format!("{field}_exact")
}

/// Returns the name of the field of a text's annotations.
fn annotations_name(field: Field) -> String {
    format!("{field}_marks")
}

impl Fields {
    /// Looks up the fields of an index.
    ///
    /// # Errors
    /// Fails when one is missing: another program wrote the index.
    pub(super) fn open(index: &Index) -> Result<Self> {
        let schema = index.schema();
        let handle = |name: &str| {
            schema.get_field(name).context(|| format!("the index has no field `{name}`"))
        };
        let mut handles = [Handle::from_field_id(0); FIELDS.len()];
        let mut parallel = Vec::new();
        for (spec, slot) in FIELDS.iter().zip(&mut handles) {
            *slot = handle(spec.name)?;
            if spec.field.is_text() {
                let exact = handle(&exact_name(spec.field))?;
                let annotations = handle(&annotations_name(spec.field))?;
                parallel.push((spec.field, ParallelFields { exact, annotations }));
            }
        }
        let hidden = HIDDEN.try_map(|spec| handle(spec.name))?;
        Ok(Self { handles, parallel, hidden })
    }

    /// Returns the handle of a field of the article.
    #[expect(
        clippy::indexing_slicing,
        reason = "there is a handle for every row of the table that the fields are numbered by"
    )]
    pub(super) fn get(&self, field: Field) -> Handle {
        self.handles[field as usize]
    }

    /// Returns every field of unstemmed words.
    pub(super) fn exact(&self) -> impl Iterator<Item = Handle> {
        self.parallel.iter().map(|(_, parallel)| parallel.exact)
    }

    /// Returns the fields parallel to a text field; nothing for other fields.
    pub(super) fn parallel(&self, field: Field) -> Option<ParallelFields> {
        self.parallel.iter().find(|(text, _)| *text == field).map(|(_, parallel)| *parallel)
    }

    /// Returns the term of a value of a facet or of an unanalysed field.
    pub(super) fn term(&self, field: Field, value: &str) -> Term {
        Term::from_field_text(self.get(field), value)
    }

    /// Converts a document for Tantivy.
    ///
    /// # Errors
    /// Fails when the document cannot be written as JSON.
    pub(super) fn document(&self, added: &IndexDocument) -> Result<TantivyDocument> {
        let document = &added.document;
        let json =
            serde_json::to_vec(document).context(|| format!("cannot index `{}`", document.path))?;
        let mut fields = TantivyDocument::new();
        self.add_texts(&mut fields, document);
        self.add_facets(&mut fields, document);
        self.add_terms(&mut fields, document);
        self.add_days(&mut fields, document);
        for number in added.signature.iter().flatten() {
            fields.add_u64(self.hidden.signature, u64::from(*number));
        }
        fields.add_text(self.hidden.text_digest, &added.text_digest);
        fields.add_text(self.hidden.file, &added.file);
        fields.add_u64(self.hidden.record, u64::from(document.record));
        fields.add_u64(self.hidden.record_digest, added.record_digest);
        for term in home_terms::terms(&document.article.publisher, &added.regions) {
            fields.add_text(self.hidden.homes, term);
        }
        for state in inferred(document) {
            fields.add_text(self.hidden.inferred, state.value());
        }
        fields.add_bytes(self.hidden.document, &json);
        Ok(fields)
    }

    fn add_texts(&self, fields: &mut TantivyDocument, document: &Document) {
        let article = &document.article;
        let language = document.analysis_language();
        let mentions = document.value_mentions();
        for (field, parallel) in &self.parallel {
            let texts = texts(article, *field).filter(|(_, text)| !text.is_empty());
            let texts: Vec<(Option<Slot>, &str)> = texts.take(MAX_TEXTS).collect();
            if texts.is_empty() {
                continue;
            }
            let joined = analyzer::join(texts.iter().map(|(_, text)| *text));
            let mentions_in = |slot: Option<Slot>| {
                mentions.iter().filter(|mention| Some(mention.slot) == slot).collect()
            };
            fields.add_text(
                parallel.annotations,
                annotation_terms::encode(
                    texts.iter().map(|(slot, text)| (*text, mentions_in(*slot))),
                ),
            );
            fields.add_text(parallel.exact, &joined);
            fields.add_text(self.get(*field), analyzer::tag(language, joined));
        }
        fields.add_u64(self.hidden.word_count, tokenizer::count(&article.body) as u64);
        for key in document.majors() {
            fields.add_text(self.hidden.majors, key);
        }
        for key in document.foremost() {
            fields.add_text(self.hidden.foremost, key);
        }
    }

    fn add_facets(&self, fields: &mut TantivyDocument, document: &Document) {
        for facet in schema::facet_fields() {
            for value in document.values(facet) {
                fields.add_text(self.get(facet), value);
            }
        }
        for name in name_terms(&document.subjects) {
            fields.add_text(self.hidden.names, name);
        }
    }

    fn add_terms(&self, fields: &mut TantivyDocument, document: &Document) {
        let article = &document.article;
        let mut add = |field: Field, value: &str| {
            if !value.is_empty() {
                fields.add_text(self.get(field), value);
            }
        };
        add(Field::Id, &document.id);
        add(Field::Path, &document.path);
        add(Field::Edition, &article.edition);
        add(Field::Page, &article.page);
        add(Field::Url, &article.url);
    }

    fn add_days(&self, fields: &mut TantivyDocument, document: &Document) {
        let Some(published) = &document.article.published else { return };
        let (from, to) = (published.date.from, published.date.to);
        fields.add_i64(self.get(Field::Published), timeline::epoch_day(from));
        fields.add_i64(self.hidden.last_day, timeline::epoch_day(to));
        if from == to {
            fields.add_u64(self.hidden.anniversary, anniversary(from.month(), from.day()));
        }
    }
}

/// Unwraps a value that every document has.
///
/// # Errors
/// Fails when the document lacks it: the index is damaged.
pub(super) fn required<T>(value: Option<T>, field: &str) -> tantivy::Result<T> {
    value.ok_or_else(|| TantivyError::InternalError(format!("a document has no `{field}`")))
}
