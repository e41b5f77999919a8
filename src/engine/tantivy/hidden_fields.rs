//! The table of hidden fields: those that only this engine knows, in addition to the fields of
//! [`schema`](crate::article::schema). Their names, the index schema and their handles derive
//! from it.

use tantivy::schema::{
    BytesOptions, FAST, Field as Handle, INDEXED, NumericOptions, STRING, SchemaBuilder,
};

/// Storage of a hidden field in Tantivy.
#[derive(Debug, Clone, Copy)]
pub(super) enum HiddenKind {
    /// A fast field of days counted from 1970.
    Day,
    /// An indexed number.
    IndexedNumber,
    /// A fast field of numbers.
    Number,
    /// Indexed terms.
    Term,
    /// Indexed terms that are a fast field too.
    FastTerm,
    /// Stored bytes.
    Stored,
}

/// A hidden field before it is looked up in an index.
#[derive(Debug, Clone, Copy)]
pub(super) struct HiddenSpec {
    /// Name in the index.
    pub name: &'static str,
    kind: HiddenKind,
}

impl HiddenSpec {
    /// Adds the field to a schema.
    pub(super) fn add_to(self, schema: &mut SchemaBuilder) -> Handle {
        match self.kind {
            HiddenKind::Day => {
                schema.add_i64_field(self.name, NumericOptions::default().set_fast())
            }
            HiddenKind::IndexedNumber => schema.add_u64_field(self.name, INDEXED),
            HiddenKind::Number => schema.add_u64_field(self.name, FAST),
            HiddenKind::Term => schema.add_text_field(self.name, STRING),
            HiddenKind::FastTerm => schema.add_text_field(self.name, STRING | FAST),
            HiddenKind::Stored => {
                schema.add_bytes_field(self.name, BytesOptions::default().set_stored())
            }
        }
    }
}

macro_rules! hidden_fields {
    ($($(#[$doc:meta])* $field:ident: $name:literal, $kind:ident;)*) => {
        /// A value for each hidden field: its [`HiddenSpec`], or its handle in an index.
        #[derive(Debug, Clone, Copy)]
        pub(super) struct HiddenFields<T> { $($(#[$doc])* pub $field: T,)* }

        /// Every hidden field.
        pub(super) const HIDDEN: HiddenFields<HiddenSpec> = HiddenFields {
            $($field: HiddenSpec { name: $name, kind: HiddenKind::$kind },)*
        };

        impl<T> HiddenFields<T> {
            /// Maps every hidden field, in the order of the table.
            ///
            /// # Errors
            /// Fails when `map` fails for a field.
            pub(super) fn try_map<U, E>(
                self,
                mut map: impl FnMut(T) -> Result<U, E>,
            ) -> Result<HiddenFields<U>, E> {
                Ok(HiddenFields { $($field: map(self.$field)?,)* })
            }
        }
    };
}

hidden_fields! {
    /// Last day of the publication date; the first is the article's field `published`.
    last_day: "published_to", Day;
    /// Month and day (`MMDD`) of dates known to the day.
    anniversary: "anniversary", IndexedNumber;
    /// Number of words of the body.
    word_count: "words", Number;
    /// Keys of its main subjects.
    majors: "majors", Term;
    /// Signature of its words, by which versions of a story are found.
    signature: "sketch", Number;
    /// Keys of its foremost subjects.
    foremost: "foremost", Term;
    /// File on disk, which may be an archive of many.
    file: "file", FastTerm;
    /// Ordinal of the record in its file.
    record: "record", Number;
    /// Digest of the text, in letters.
    text_digest: "text_digest", FastTerm;
    /// Digest of the record it was read from.
    record_digest: "version", Number;
    /// Key, separator and name of each of its values that have a name.
    names: "names", Term;
    /// Publisher and region of the places, from which the home of the publisher is learned.
    homes: "homes", Term;
    /// What was inferred about the article and not assigned by its publisher.
    inferred: "inferred", Term;
    /// The document itself, as JSON.
    document: "clipping", Stored;
}
