//! The table of fields as a Tantivy schema, and a clipping as a Tantivy document.

use std::collections::BTreeSet;

use tantivy::schema::{
    BytesOptions, FAST, Field as Handle, INDEXED, IndexRecordOption, NumericOptions, STRING,
    Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{Index, TantivyDocument, Term};

use super::analysis::{analyzer, annotations};
use crate::article::document::Document;
use crate::article::entity::Subjects;
use crate::article::schema;
use crate::article::schema::{FIELDS, Field, FieldKind};
use crate::article::{Article, Slot};
use crate::error::{ErrorContext, Result};
use crate::search::engine::IndexDocument;
use crate::search::timeline;
use crate::stories;
use crate::text::words;

/// Parts a key from the name it bears in the field of names. No key or name holds it.
pub const PART: char = '\u{1f}';

/// How many texts of an article one field takes: each begins far behind the one before, and numbers of words have an end.
const MOST_TEXTS: usize = 4096;

/// Where every field of ours lies in the index.
#[derive(Debug, Clone)]
pub struct Fields {
    by_field: Vec<Handle>,
    beside: Vec<(Field, Beside)>,
    /// Last day of the date; the first is [`Field::Published`].
    pub last_day: Handle,
    /// Month and day (`MMDD`) of dates known to the day.
    pub anniversary: Handle,
    /// Words of the body.
    pub length: Handle,
    /// The keys of its main subjects.
    pub majors: Handle,
    /// Its words in a few numbers.
    pub sketch: Handle,
    /// The keys of what it is about before all else.
    pub foremost: Handle,
    /// The file on the disk.
    pub file: Handle,
    /// Which record of its file.
    pub record: Handle,
    /// The digest of the text, in letters.
    pub text: Handle,
    /// A digest of the record it was read from.
    pub version: Handle,
    /// Key, [`PART`], name.
    pub names: Handle,
    /// The clipping itself, as JSON.
    pub clipping: Handle,
}

/// The fields that lie beside one of text, in the same numbering of words.
#[derive(Debug, Clone, Copy)]
pub struct Beside {
    /// Its unstemmed words.
    pub exact: Handle,
    /// What is true of places in it.
    pub marks: Handle,
}

/// The names of the fields that only this engine knows.
pub mod hidden {
    pub const LAST_DAY: &str = "published_to";
    pub const ANNIVERSARY: &str = "anniversary";
    pub const LENGTH: &str = "words";
    pub const MAJORS: &str = "majors";
    pub const SKETCH: &str = "sketch";
    pub const FOREMOST: &str = "foremost";
    pub const FILE: &str = "file";
    pub const RECORD: &str = "record";
    pub const TEXT: &str = "text_digest";
    pub const VERSION: &str = "version";
    pub const NAMES: &str = "names";
    pub const CLIPPING: &str = "clipping";
}

/// The schema of an index.
pub fn schema() -> Schema {
    let mut builder = Schema::builder();
    for spec in FIELDS {
        match spec.kind {
            FieldKind::Text { .. } => {
                builder.add_text_field(spec.name, text(analyzer::STEMS));
                builder.add_text_field(&exact_name(spec.field), text(analyzer::EXACT));
                builder.add_text_field(&marks_name(spec.field), marks());
            }
            FieldKind::Facet { .. } => drop(builder.add_text_field(spec.name, STRING | FAST)),
            FieldKind::Days => drop(builder.add_i64_field(spec.name, days())),
            FieldKind::Kept => drop(builder.add_text_field(spec.name, kept(spec.field))),
        }
    }
    builder.add_i64_field(hidden::LAST_DAY, days());
    builder.add_u64_field(hidden::ANNIVERSARY, INDEXED);
    builder.add_u64_field(hidden::LENGTH, FAST);
    builder.add_text_field(hidden::MAJORS, STRING);
    builder.add_u64_field(hidden::SKETCH, FAST);
    builder.add_text_field(hidden::FOREMOST, STRING);
    builder.add_text_field(hidden::FILE, STRING | FAST);
    builder.add_u64_field(hidden::RECORD, FAST);
    builder.add_text_field(hidden::TEXT, STRING | FAST);
    builder.add_u64_field(hidden::VERSION, FAST);
    builder.add_text_field(hidden::NAMES, STRING);
    builder.add_bytes_field(hidden::CLIPPING, BytesOptions::default().set_stored());
    builder.build()
}

fn text(analyser: &str) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(analyser);
    TextOptions::default()
        .set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions))
}

/// Marks have no length: nothing is ranked by how many there are.
fn marks() -> TextOptions {
    let indexing =
        TextFieldIndexing::default().set_tokenizer(annotations::MARKS).set_fieldnorms(false);
    TextOptions::default()
        .set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions))
}

fn days() -> NumericOptions {
    NumericOptions::default().set_fast()
}

/// Ids and paths are also read by the column: they break ties, and tell which files are in the index.
fn kept(field: Field) -> TextOptions {
    if matches!(field, Field::Id | Field::Path) { STRING | FAST } else { STRING }
}

/// The name of the field that keeps a text's unstemmed words.
fn exact_name(field: Field) -> String {
    format!("{field}_exact")
}

/// The name of the field that keeps what is true of places in a text.
fn marks_name(field: Field) -> String {
    format!("{field}_marks")
}

impl Fields {
    /// The fields of an index.
    ///
    /// # Errors
    /// When one is missing: the index is not ours.
    pub fn of(index: &Index) -> Result<Self> {
        let schema = index.schema();
        let handle = |name: &str| {
            schema.get_field(name).context(|| format!("the index has no field `{name}`"))
        };
        let beside = |field: Field| {
            Ok((
                field,
                Beside { exact: handle(&exact_name(field))?, marks: handle(&marks_name(field))? },
            ))
        };
        Ok(Self {
            by_field: FIELDS.iter().map(|spec| handle(spec.name)).collect::<Result<_>>()?,
            beside: FIELDS
                .iter()
                .map(|spec| spec.field)
                .filter(|field| field.is_text())
                .map(beside)
                .collect::<Result<_>>()?,
            last_day: handle(hidden::LAST_DAY)?,
            anniversary: handle(hidden::ANNIVERSARY)?,
            length: handle(hidden::LENGTH)?,
            majors: handle(hidden::MAJORS)?,
            sketch: handle(hidden::SKETCH)?,
            foremost: handle(hidden::FOREMOST)?,
            file: handle(hidden::FILE)?,
            record: handle(hidden::RECORD)?,
            text: handle(hidden::TEXT)?,
            version: handle(hidden::VERSION)?,
            names: handle(hidden::NAMES)?,
            clipping: handle(hidden::CLIPPING)?,
        })
    }

    /// The handle of a field of the table.
    pub fn get(&self, field: Field) -> Handle {
        self.by_field.get(field as usize).copied().unwrap_or(Handle::from_field_id(field as u32))
    }

    /// Every field of unstemmed words.
    pub fn exact(&self) -> impl Iterator<Item = Handle> {
        self.beside.iter().map(|(_, beside)| beside.exact)
    }

    /// The fields beside one of text.
    pub fn beside(&self, field: Field) -> Option<Beside> {
        self.beside.iter().find(|(text, _)| *text == field).map(|(_, beside)| *beside)
    }

    /// The term that a value of a facet or a kept field is indexed by.
    pub fn term(&self, field: Field, value: &str) -> Term {
        Term::from_field_text(self.get(field), value)
    }

    /// A filing as a document.
    ///
    /// # Errors
    /// When the clipping can not be written as JSON.
    pub fn document(&self, filing: &IndexDocument) -> Result<TantivyDocument> {
        let clipping = &filing.document;
        let json =
            serde_json::to_vec(clipping).context(|| format!("cannot file `{}`", clipping.path))?;
        let mut document = TantivyDocument::new();
        self.add_texts(&mut document, clipping);
        self.add_facets(&mut document, clipping);
        self.add_kept(&mut document, clipping);
        self.add_days(&mut document, clipping);
        let sketch = stories::signature(&clipping.article);
        sketch
            .iter()
            .flatten()
            .for_each(|number| document.add_u64(self.sketch, u64::from(*number)));
        document.add_text(self.text, &filing.text);
        document.add_text(self.file, &filing.file);
        document.add_u64(self.record, u64::from(clipping.record));
        document.add_u64(self.version, filing.version);
        document.add_bytes(self.clipping, &json);
        Ok(document)
    }

    fn add_texts(&self, document: &mut TantivyDocument, clipping: &Document) {
        let article = &clipping.article;
        let analysis = clipping.analysis();
        let namings = clipping.value_mentions();
        for (field, beside) in &self.beside {
            let texts = texts(article, *field).filter(|(_, text)| !text.is_empty());
            let texts: Vec<(Option<Slot>, &str)> = texts.take(MOST_TEXTS).collect();
            if texts.is_empty() {
                continue;
            }
            let joined = analyzer::joined(texts.iter().map(|(_, text)| *text));
            let named = |slot: Option<Slot>| {
                namings.iter().filter(|naming| Some(naming.slot) == slot).collect()
            };
            document.add_text(
                beside.marks,
                annotations::write(texts.iter().map(|(slot, text)| (*text, named(*slot)))),
            );
            document.add_text(beside.exact, &joined);
            document.add_text(self.get(*field), analyzer::tagged(analysis, joined));
        }
        document.add_u64(self.length, words::count(&article.body) as u64);
        clipping.majors().into_iter().for_each(|key| document.add_text(self.majors, key));
        clipping.foremost().into_iter().for_each(|key| document.add_text(self.foremost, key));
    }

    fn add_facets(&self, document: &mut TantivyDocument, clipping: &Document) {
        for facet in schema::facets() {
            clipping
                .values(facet)
                .into_iter()
                .for_each(|value| document.add_text(self.get(facet), value));
        }
        for (key, name) in named(&clipping.subjects) {
            document.add_text(self.names, format!("{key}{PART}{name}"));
        }
    }

    fn add_kept(&self, document: &mut TantivyDocument, clipping: &Document) {
        let article = &clipping.article;
        let mut add = |field: Field, value: &str| {
            if !value.is_empty() {
                document.add_text(self.get(field), value);
            }
        };
        add(Field::Id, &clipping.id);
        add(Field::Path, &clipping.path);
        add(Field::Edition, &article.edition);
        add(Field::Page, &article.page);
        add(Field::Url, &article.url);
    }

    fn add_days(&self, document: &mut TantivyDocument, clipping: &Document) {
        let Some(published) = &clipping.article.published else { return };
        let (from, to) = (published.date.from, published.date.to);
        document.add_i64(self.get(Field::Published), timeline::day(from));
        document.add_i64(self.last_day, timeline::day(to));
        if from == to {
            document.add_u64(self.anniversary, anniversary(from.month(), from.day()));
        }
    }
}

/// The texts of an article that are one field, each with its slot where mentions are looked for in it.
fn texts(article: &Article, field: Field) -> impl Iterator<Item = (Option<Slot>, &str)> {
    let printed = match field {
        Field::Byline => Some(article.byline.as_str()),
        Field::Dateline => article.dateline.as_ref().map(|dateline| dateline.raw.as_str()),
        _ => None,
    };
    let slots = article.slots().filter(move |(slot, _)| slot.field() == field);
    slots.map(|(slot, text)| (Some(slot), text)).chain(printed.map(|text| (None, text)))
}

/// A day of any year as it is indexed: April 13 is 413.
pub fn anniversary(month: i8, day: i8) -> u64 {
    u64::from(month.unsigned_abs()) * 100 + u64::from(day.unsigned_abs())
}

/// Every key of an article's subjects with the name it bears there, each once.
fn named(subjects: &Subjects) -> BTreeSet<(&str, &str)> {
    let people = subjects.people.iter().map(|person| (person.key.as_str(), person.name.as_str()));
    let organisations =
        subjects.organisations.iter().map(|org| (org.key.as_str(), org.name.as_str()));
    let topics = subjects.topics.iter().flat_map(|topic| topic.lineage.iter().zip(&topic.path));
    let regions = subjects.places.iter().flat_map(|place| place.lineage.iter().zip(&place.path));
    let wider = topics.chain(regions).map(|(key, name)| (key.as_str(), name.as_str()));
    people.chain(organisations).chain(wider).collect()
}
