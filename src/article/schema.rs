//! The one table of fields that indexer, query parser, engines and pages derive from.

use std::fmt;

/// The version of everything that lies in an index: fields, analysis, account. An index of another version is refused.
pub const VERSION: u32 = 5;

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FieldKind {
    /// Running text, analysed into words with positions, stemmed and folded. Beside it lie `<name>_exact`, the unstemmed
    /// words, and `<name>_marks`, what is true of places in it, in the same numbering.
    Text {
        /// How much a match here weighs in the ranking, against 1 for the body.
        weight: f32,
        /// How much the length of the text takes from that, from 0 to 1.
        length_matters: f32,
        /// Whether a plain word looks here.
        searched: bool,
    },
    /// Values that are counted and filtered by: a key, or the label itself.
    Facet {
        /// What a key starts with (`person/john-kerry`), empty where the value is the label itself.
        keys: &'static str,
    },
    /// The days of publication.
    Days,
    /// Kept with the article only.
    Kept,
}

/// One field of an article.
#[derive(Debug)]
pub struct FieldSpec {
    /// The field.
    pub field: Field,
    /// Its name in the index, in JSON and in addresses.
    pub name: &'static str,
    /// The names a query may call it by (`person:kerry`), the canonical one first; none if it can not be asked.
    pub asked: &'static [&'static str],
    /// What it is for.
    pub kind: FieldKind,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident $name:literal [$($asked:literal),*] $kind:expr;)*) => {
        /// The fields of an article, by name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field { $($(#[$doc])* $field,)* }

        /// Every field, in the order people read them.
        pub const FIELDS: &[FieldSpec] = &[$(FieldSpec { field: Field::$field, name: $name, asked: &[$($asked),*], kind: $kind },)*];
    };
}

use FieldKind::{Days, Facet, Kept, Text};

fields! {
    /// The id an article is called by.
    Id "id" [] Kept;
    /// The headline.
    Title "title" ["title"] Text { weight: 3.0, length_matters: 0.75, searched: true };
    /// The summary under the headline.
    Standfirst "standfirst" ["standfirst"] Text { weight: 1.5, length_matters: 0.3, searched: true };
    /// The text.
    Body "body" ["body"] Text { weight: 1.0, length_matters: 0.75, searched: true };
    /// Photo captions.
    Captions "captions" ["caption", "captions"] Text { weight: 0.7, length_matters: 0.3, searched: true };
    /// Who it is about.
    People "people" ["person", "people"] Facet { keys: "person/" };
    /// Where it happens, with every wider place.
    Places "places" ["place", "places"] Facet { keys: "place/" };
    /// Which organisations it is about.
    Organisations "organisations" ["org", "organisation", "organisations", "organization"] Facet { keys: "org/" };
    /// What it is about.
    Topics "topics" ["topic", "topics"] Facet { keys: "topic/" };
    /// Free keywords.
    Keywords "keywords" ["keyword", "keywords"] Facet { keys: "" };
    /// When it was published.
    Published "published" ["date", "published"] Days;
    /// Where it was filed from, as printed.
    Dateline "dateline" ["dateline"] Text { weight: 1.0, length_matters: 0.75, searched: false };
    /// Who wrote it, as printed.
    Byline "byline" ["byline"] Text { weight: 1.0, length_matters: 0.75, searched: false };
    /// Who wrote it, as people.
    Authors "authors" ["author", "authors"] Facet { keys: "" };
    /// The news agency it came from.
    Agency "agency" ["agency"] Facet { keys: "" };
    /// Who published it.
    Publisher "publisher" ["publisher"] Facet { keys: "" };
    /// The part of the paper.
    Section "section" ["section"] Facet { keys: "" };
    /// The edition.
    Edition "edition" [] Kept;
    /// The page.
    Page "page" [] Kept;
    /// Its language, a two-letter code.
    Language "language" ["lang", "language"] Facet { keys: "" };
    /// Where it is on the web.
    Url "url" [] Kept;
    /// The file it was read from.
    Path "path" [] Kept;
}

impl Field {
    /// Its row in [`FIELDS`].
    #[expect(
        clippy::indexing_slicing,
        reason = "the table has a row for every field: both come of one macro"
    )]
    pub fn spec(self) -> &'static FieldSpec {
        &FIELDS[self as usize]
    }

    /// Its name in the index, in JSON and in addresses.
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// The name a query prints it by; its own name where it can not be asked.
    pub fn asked(self) -> &'static str {
        self.spec().asked.first().copied().unwrap_or(self.name())
    }

    /// The name flags and addresses give the filter by it.
    pub fn flag(self) -> &'static str {
        if self == Field::Language { "language" } else { self.asked() }
    }

    /// The field a query calls by this name, in any case.
    pub fn called(name: &str) -> Option<Self> {
        let called = |spec: &&FieldSpec| spec.asked.iter().any(|asked| asked.eq_ignore_ascii_case(name));
        FIELDS.iter().find(called).map(|spec| spec.field)
    }

    /// The field of this name in the index.
    pub fn named(name: &str) -> Option<Self> {
        FIELDS.iter().find(|spec| spec.name == name).map(|spec| spec.field)
    }

    /// Whether its values are counted and filtered by.
    pub fn is_facet(self) -> bool {
        matches!(self.spec().kind, Facet { .. })
    }

    /// Whether it holds analysed text.
    pub fn is_text(self) -> bool {
        matches!(self.spec().kind, Text { .. })
    }

    /// What the keys of its values start with; empty where a value is the label itself.
    pub fn keys(self) -> &'static str {
        match self.spec().kind {
            Facet { keys } => keys,
            _ => "",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The fields that can be counted and filtered by.
pub fn facets() -> impl Iterator<Item = Field> {
    FIELDS.iter().map(|spec| spec.field).filter(|field| field.is_facet())
}

/// The text fields a plain word looks in.
pub fn searched() -> impl Iterator<Item = Field> {
    FIELDS
        .iter()
        .filter(|spec| matches!(spec.kind, Text { searched: true, .. }))
        .map(|spec| spec.field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_its_own_row() {
        for (row, spec) in FIELDS.iter().enumerate() {
            assert_eq!(spec.field as usize, row);
            assert_eq!(Field::named(spec.name), Some(spec.field));
            assert!(spec.asked.iter().all(|asked| Field::called(asked) == Some(spec.field)));
        }
    }
}
