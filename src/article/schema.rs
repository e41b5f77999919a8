//! The schema: one table of fields, from which indexer, query parser, engines and pages are
//! derived.

use std::fmt;

/// The version of the index format: fields, analysis and manifest. An index of another version is
/// refused.
pub(crate) const VERSION: u32 = 9;

/// The kind of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FieldKind {
    /// Running text, tokenized with positions, folded and stemmed. Two companion fields share its
    /// positions: `<name>_exact` holds the unstemmed words, `<name>_marks` the annotations.
    Text {
        /// The boost of a match in this field, relative to 1 for the body.
        weight: f32,
        /// The length normalisation from 0 to 1: the `b` of BM25.
        length_norm: f32,
        /// Set if a plain word is searched in this field.
        default: bool,
    },
    /// Values to count and to filter by: keys, or plain labels.
    Facet {
        /// The prefix of its keys (`person/` in `person/john-kerry`); empty if a value is a plain
        /// label.
        key_prefix: &'static str,
    },
    /// The publication date.
    Date,
    /// A value that is only stored with the article.
    Stored,
}

/// The specification of one field.
#[derive(Debug)]
pub struct FieldSpec {
    /// The field.
    pub field: Field,
    /// Its name in the index, in JSON and in URLs.
    pub name: &'static str,
    /// The names of the field in queries (`person:kerry`), the canonical one first; none if it
    /// cannot be searched.
    pub query_names: &'static [&'static str],
    /// Its kind.
    pub kind: FieldKind,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident $name:literal [$($query_name:literal),*] $kind:expr;)*) => {
        /// The fields of an article.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field { $($(#[$doc])* $field,)* }

        /// Every field, in reading order.
        pub(crate) const FIELDS: &[FieldSpec] = &[$(FieldSpec { field: Field::$field, name: $name, query_names: &[$($query_name),*], kind: $kind },)*];
    };
}

use FieldKind::{Date, Facet, Stored, Text};

fields! {
    /// The id of the article.
    Id "id" [] Stored;
    /// The headline.
    Title "title" ["title"] Text { weight: 3.0, length_norm: 0.75, default: true };
    /// The summary under the headline.
    Standfirst "standfirst" ["standfirst"] Text { weight: 1.5, length_norm: 0.3, default: true };
    /// The text.
    Body "body" ["body"] Text { weight: 1.0, length_norm: 0.75, default: true };
    /// Photo captions.
    Captions "captions" ["caption", "captions"] Text { weight: 0.7, length_norm: 0.3, default: true };
    /// The people it is about.
    People "people" ["person", "people"] Facet { key_prefix: "person/" };
    /// The places it is about, with every broader place.
    Places "places" ["place", "places"] Facet { key_prefix: "place/" };
    /// The organisations it is about.
    Organisations "organisations" ["org", "organisation", "organisations", "organization", "organizations"] Facet { key_prefix: "org/" };
    /// The topics, with every broader topic.
    Topics "topics" ["topic", "topics"] Facet { key_prefix: "topic/" };
    /// Free keywords.
    Keywords "keywords" ["keyword", "keywords"] Facet { key_prefix: "" };
    /// The publication date.
    Published "published" ["date", "published"] Date;
    /// The dateline as printed.
    Dateline "dateline" ["dateline"] Text { weight: 1.0, length_norm: 0.75, default: false };
    /// The byline as printed.
    Byline "byline" ["byline"] Text { weight: 1.0, length_norm: 0.75, default: false };
    /// The authors as names of people.
    Authors "authors" ["author", "authors"] Facet { key_prefix: "" };
    /// The news agency it came from.
    Agency "agency" ["agency"] Facet { key_prefix: "" };
    /// The publisher.
    Publisher "publisher" ["publisher"] Facet { key_prefix: "" };
    /// The section of the paper.
    Section "section" ["section"] Facet { key_prefix: "" };
    /// The edition.
    Edition "edition" [] Stored;
    /// The page.
    Page "page" [] Stored;
    /// The language, a two-letter code.
    Language "language" ["lang", "language"] Facet { key_prefix: "" };
    /// The address on the web.
    Url "url" [] Stored;
    /// The source file.
    Path "path" [] Stored;
}

impl Field {
    /// Its row in `FIELDS`.
    #[expect(
        clippy::indexing_slicing,
        reason = "the table has a row for every field: one macro makes both"
    )]
    pub fn spec(self) -> &'static FieldSpec {
        &FIELDS[self as usize]
    }

    /// Its name in the index, in JSON and in URLs.
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// Its canonical name in queries, or its own name if it cannot be searched.
    pub fn query_name(self) -> &'static str {
        self.spec().query_names.first().copied().unwrap_or(self.name())
    }

    /// The name of its filter in flags and URLs.
    pub fn flag_name(self) -> &'static str {
        if self == Field::Language { "language" } else { self.query_name() }
    }

    /// Finds a field by one of its query names, in any letter case.
    pub fn from_query_name(name: &str) -> Option<Self> {
        let is_named = |spec: &&FieldSpec| {
            spec.query_names.iter().any(|known| known.eq_ignore_ascii_case(name))
        };
        FIELDS.iter().find(is_named).map(|spec| spec.field)
    }

    /// Finds a field by its name in the index.
    pub fn from_name(name: &str) -> Option<Self> {
        FIELDS.iter().find(|spec| spec.name == name).map(|spec| spec.field)
    }

    /// Returns whether its values are counted and filtered by.
    pub fn is_facet(self) -> bool {
        matches!(self.spec().kind, Facet { .. })
    }

    /// Returns whether it holds analysed text.
    pub fn is_text(self) -> bool {
        matches!(self.spec().kind, Text { .. })
    }

    /// The prefix of its keys; empty if a value is a plain label.
    pub fn key_prefix(self) -> &'static str {
        match self.spec().kind {
            Facet { key_prefix } => key_prefix,
            _ => "",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The fields to count and to filter by.
pub fn facet_fields() -> impl Iterator<Item = Field> {
    FIELDS.iter().map(|spec| spec.field).filter(|field| field.is_facet())
}

/// The text fields in which a plain word is searched.
pub fn default_text_fields() -> impl Iterator<Item = Field> {
    FIELDS
        .iter()
        .filter(|spec| matches!(spec.kind, Text { default: true, .. }))
        .map(|spec| spec.field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_its_row() {
        for (row, spec) in FIELDS.iter().enumerate() {
            assert_eq!(spec.field as usize, row);
            assert_eq!(Field::from_name(spec.name), Some(spec.field));
            let is_found = |name: &&str| Field::from_query_name(name) == Some(spec.field);
            assert!(spec.query_names.iter().all(is_found));
        }
    }
}
