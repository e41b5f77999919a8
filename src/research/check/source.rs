//! The source that a draft gives for a quotation: the article it links to, or the newspaper or agency it
//! names in the same sentence.

use std::ops::Range;

use super::passage::sentences_around;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::error::Result;
use crate::query::{NameQuery, Query};
use crate::search::engine::Engine;

/// A source that a draft names.
#[derive(Debug, Clone)]
pub(crate) enum StatedSource {
    /// An article of the archive.
    Article(Box<Document>),
    /// A web address.
    Address(String),
    /// A publisher or an agency.
    Publisher(String),
}

impl StatedSource {
    /// The source as the draft names it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Article(document) => &document.id,
            Self::Address(name) | Self::Publisher(name) => name,
        }
    }

    /// Returns whether an article is of the source.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn is_of(&self, engine: &dyn Engine, document: &Document) -> Result<bool> {
        let article = &document.article;
        Ok(match self {
            Self::Article(stated) => stated.id == document.id,
            Self::Address(address) => plain_address(address) == plain_address(&article.url),
            Self::Publisher(name) => {
                article.publisher == *name
                    || article.agency == *name
                    || engine.copies(document)?.iter().any(|copy| copy.publisher == *name)
            }
        })
    }

    /// Matches the articles of the source, where these can be searched.
    pub(super) fn query(&self) -> Option<Query> {
        let Self::Publisher(name) = self else { return None };
        let field = |field| Query::Facet(field, NameQuery::Exact(name.clone()));
        Some(Query::or([field(Field::Publisher), field(Field::Agency)]))
    }
}

/// The names of the publishers and agencies of an archive.
pub(super) struct SourceNames(Vec<String>);

impl SourceNames {
    /// Reads the names.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn read(engine: &dyn Engine) -> Result<Self> {
        let mut names = Vec::new();
        for field in [Field::Publisher, Field::Agency] {
            let terms = engine.facet_terms(field)?;
            names.extend(terms.values().iter().map(str::to_owned));
        }
        // The longest first: "Harbour Gazette" is not "Gazette".
        names.sort_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
        names.dedup();
        Ok(Self(names))
    }

    /// The name that a sentence has as a whole word.
    fn in_sentence(&self, sentence: &str) -> Option<&String> {
        self.0.iter().find(|name| {
            let plain = name.strip_prefix("The ").unwrap_or(name);
            plain.len() > 1 && plain.starts_with(char::is_uppercase) && has_words(sentence, plain)
        })
    }
}

/// Returns whether a text has a name between characters that are not of a word.
fn has_words(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// Finds the source that a draft gives for a quotation.
///
/// # Errors
/// Fails when the index cannot be read.
pub(super) fn stated_source(
    engine: &dyn Engine,
    names: &SourceNames,
    text: &str,
    quotation: &Range<usize>,
) -> Result<Option<StatedSource>> {
    let around = sentences_around(text, quotation);
    let before = text.get(around.start..quotation.start).unwrap_or_default();
    let after = text.get(quotation.end..around.end.max(quotation.end)).unwrap_or_default();
    for address in addresses(after).into_iter().chain(addresses(before)) {
        let id = address.rsplit_once("/article/").map_or(address, |(_, id)| id);
        let id = id.split(['?', '#']).next().unwrap_or_default();
        if let Some(document) = engine.article(id)? {
            return Ok(Some(StatedSource::Article(Box::new(document))));
        }
        if address.contains("://") {
            return Ok(Some(StatedSource::Address(address.to_string())));
        }
    }
    let named = names.in_sentence(after).or_else(|| names.in_sentence(before));
    Ok(named.map(|name| StatedSource::Publisher(name.clone())))
}

/// The web addresses and links to articles in a text.
fn addresses(text: &str) -> Vec<&str> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '<' | '"' | '”');
    let words = text.split(is_end).flat_map(|word| word.split('('));
    let trimmed = words.map(|word| word.trim_end_matches(['.', ',', ';', ':']));
    trimmed.filter(|word| word.contains("://") || word.contains("/article/")).collect()
}

/// An address without its scheme and its last slash.
fn plain_address(address: &str) -> &str {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    address.strip_prefix("www.").unwrap_or(address).trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_names_are_found() {
        assert_eq!(
            addresses("said ([Gazette](http://gazette.example/a/1)), see <https://b.example/>."),
            ["http://gazette.example/a/1", "https://b.example/"]
        );
        assert_eq!(addresses("[here](/article/0a1b2c)."), ["/article/0a1b2c"]);
        assert_eq!(plain_address("https://www.a.example/b/"), plain_address("http://a.example/b"));
        let names = SourceNames(vec!["Harbour Gazette".into(), "The Gazette".into()]);
        let named = |text: &str| names.in_sentence(text).map(String::as_str);
        assert_eq!(named(", she told the Gazette."), Some("The Gazette"));
        assert_eq!(named(", she told the Harbour Gazette."), Some("Harbour Gazette"));
        assert_eq!(named(", she told a gazette or the Gazetteer."), None);
    }
}
