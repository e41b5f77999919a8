//! Names before a colon: fields of the schema, and the names other search engines give them.

use crate::article::schema::{FIELDS, Field};
use crate::query::ast::clip::ClipKind;
use crate::query::ast::length::{CHANGES_FIELD, CORRECTED_FIELD, LENGTH_FIELD};
use crate::query::ast::pattern::Pattern;
use crate::query::ast::state::{INFERRED_FIELD, SUPERSEDED_FIELD};
use crate::query::dates::{DAY_OF_YEAR_FIELD, DateFilter};

/// The name of the query for main subjects. It is not a field of the index schema.
pub(crate) const MAIN_SUBJECT_FIELD: &str = "major";

/// Names that other search engines and other archives use, and the fields they mean.
const ALIASES: &[(&str, Field)] = &[
    ("headline", Field::Title),
    ("intitle", Field::Title),
    ("summary", Field::Standfirst),
    ("source", Field::Publisher),
    ("site", Field::Publisher),
    ("newspaper", Field::Publisher),
    ("publication", Field::Publisher),
    ("country", Field::Places),
    ("location", Field::Places),
    ("company", Field::Organisations),
];

/// Meaning of a name before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldName {
    /// A field of the schema.
    Schema(Field),
    /// The same by a name of another search engine.
    Alias(Field),
    /// `on:`, a day of any year.
    DayOfYear,
    /// `words:`, the length of the body.
    Length,
    /// `corrected:`, whether a later version corrects the article.
    Corrected,
    /// `words-changed:`, the number of words that a later version changed.
    WordsChanged,
    /// `superseded:`, whether a later version superseded the article.
    Superseded,
    /// `inferred:`, what was inferred about the article.
    Inferred,
    /// `tag:`, `collection:` or `note:`, what readers gave to the article.
    Clip(ClipKind),
    /// `major:`, a main subject.
    MainSubject,
    /// `before:`, `after:`, `since:` or `until:`.
    DateBound(DateBound),
}

impl FieldName {
    /// Finds the meaning of a name, in any letter case.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        let extra = [
            (DAY_OF_YEAR_FIELD, Self::DayOfYear),
            (LENGTH_FIELD, Self::Length),
            (CORRECTED_FIELD, Self::Corrected),
            (CHANGES_FIELD, Self::WordsChanged),
            (SUPERSEDED_FIELD, Self::Superseded),
            (INFERRED_FIELD, Self::Inferred),
            (MAIN_SUBJECT_FIELD, Self::MainSubject),
        ];
        let bound = || DateBound::ALL.into_iter().find(|bound| is(bound.name()));
        let clip = || ClipKind::ALL.into_iter().find(|kind| is(kind.field()));
        let alias = || ALIASES.iter().find(|(known, _)| is(known)).map(|(_, field)| *field);
        Field::from_query_name(name)
            .map(Self::Schema)
            .or_else(|| extra.into_iter().find(|(known, _)| is(known)).map(|(_, meaning)| meaning))
            .or_else(|| bound().map(Self::DateBound))
            .or_else(|| clip().map(Self::Clip))
            .or_else(|| alias().map(Self::Alias))
    }
}

/// One end of a range of dates, as Google and others write it: `before:1990`, `after:1990-03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateBound {
    /// Before the first day of the date: `date:<1990`.
    Before,
    /// After the last day of the date: `date:>1990`.
    After,
    /// On the first day of the date or later: `date:>=1990`.
    Since,
    /// On the last day of the date or earlier: `date:<=1990`.
    Until,
}

impl DateBound {
    const ALL: [Self; 4] = [Self::Before, Self::After, Self::Since, Self::Until];

    /// Returns the name before the colon.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
            Self::Since => "since",
            Self::Until => "until",
        }
    }

    /// Parses the date behind the colon.
    pub(crate) fn filter(self, text: &str) -> Option<DateFilter> {
        let DateFilter::Within(period) = DateFilter::parse(text)? else { return None };
        Some(match self {
            Self::Before => DateFilter::Before(period),
            Self::After => DateFilter::After(period),
            Self::Since => DateFilter::From(period),
            Self::Until => DateFilter::UpTo(period),
        })
    }
}

/// Explains an unknown name, and names the field that was probably meant.
pub(crate) fn explain_unknown(name: &str) -> String {
    if name.eq_ignore_ascii_case(Field::Url.name()) {
        let publisher = Field::Publisher.query_name();
        return format!(
            "`{name}:` cannot be searched: read as words; articles of one site are found by `{publisher}:`"
        );
    }
    if let Some(field) = Field::from_name(&name.to_ascii_lowercase()) {
        return format!("`{field}:` is shown with articles but cannot be searched: read as words");
    }
    match similar_name(name) {
        Some(similar) => {
            format!("`{name}:` is not a field: read as words; did you mean `{similar}:`?")
        }
        None => format!(
            "`{name}:` is not a field: read as words; the fields are {}",
            known_names().collect::<Vec<_>>().join(", ")
        ),
    }
}

/// Returns true for names of fields that are stored with articles but not searched.
pub(crate) fn is_stored_only(name: &str) -> bool {
    Field::from_name(&name.to_ascii_lowercase()).is_some() && Field::from_query_name(name).is_none()
}

/// Returns the known name that differs from this one in the fewest letters, if in few.
fn similar_name(name: &str) -> Option<&'static str> {
    let folded = name.to_ascii_lowercase();
    let edits = match folded.chars().count() {
        0..3 => 0,
        3..5 => 1,
        _ => 2,
    };
    (1..=edits).find_map(|edits| {
        let matcher = Pattern::Fuzzy(folded.clone(), edits).matcher().ok()?;
        known_names().find(|known| matcher.is_match(known))
    })
}

/// Returns the names of all fields, each by its first name.
fn known_names() -> impl Iterator<Item = &'static str> {
    let fields = FIELDS.iter().filter_map(|spec| spec.query_names.first().copied());
    fields.chain([
        MAIN_SUBJECT_FIELD,
        LENGTH_FIELD,
        DAY_OF_YEAR_FIELD,
        CORRECTED_FIELD,
        CHANGES_FIELD,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_engines_are_understood() {
        for (name, meaning) in [
            ("Person", Some(FieldName::Schema(Field::People))),
            ("SITE", Some(FieldName::Alias(Field::Publisher))),
            ("headline", Some(FieldName::Alias(Field::Title))),
            ("words", Some(FieldName::Length)),
            ("before", Some(FieldName::DateBound(DateBound::Before))),
            ("url", None),
            ("foo", None),
        ] {
            assert_eq!(FieldName::parse(name), meaning, "{name}");
        }
    }

    #[test]
    fn an_alias_never_hides_a_field() {
        for (alias, _) in ALIASES {
            assert!(matches!(FieldName::parse(alias), Some(FieldName::Alias(_))), "{alias}");
        }
    }

    #[test]
    fn an_unknown_name_is_explained_with_the_right_one() {
        for (name, expected) in [
            ("tilte", "did you mean `title:`?"),
            ("Persn", "did you mean `person:`?"),
            ("url", "articles of one site are found by `publisher:`"),
            ("page", "cannot be searched"),
            ("foobar", "the fields are title, standfirst, body,"),
        ] {
            let message = explain_unknown(name);
            assert!(message.contains(expected), "{message}");
        }
    }
}
