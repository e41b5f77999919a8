//! A name of a draft as a value of the archive.

use crate::article::schema::Field;
use crate::error::Result;
use crate::query::{NameQuery, Query};
use crate::search::engine::Engine;

/// A person, place or organisation of the archive.
#[derive(Debug, Clone)]
pub(super) struct ArchiveName {
    field: Field,
    /// The keys it stands for.
    keys: Vec<String>,
    query: NameQuery,
}

impl ArchiveName {
    /// Finds a value by its key, or by its name where the draft shortens it; `None` where the archive has
    /// no such value.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn find(
        engine: &dyn Engine,
        field: Field,
        key: &str,
        name: &str,
    ) -> Result<Option<Self>> {
        let terms = engine.facet_terms(field)?;
        if let Some(value) = terms.value(key) {
            let keys = vec![value.to_string()];
            return Ok(Some(Self { field, keys, query: NameQuery::Exact(value.to_string()) }));
        }
        let query = NameQuery::Part(name.to_string());
        let keys = terms.resolve(&query)?;
        // A surname that many people have is nobody in particular.
        Ok((keys.len() == 1).then_some(Self { field, keys, query }))
    }

    /// Finds a person.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn person(engine: &dyn Engine, key: &str, name: &str) -> Result<Option<Self>> {
        Self::find(engine, Field::People, key, name)
    }

    /// Matches the articles that name it.
    pub(super) fn query(&self) -> Query {
        Query::Facet(self.field, self.query.clone())
    }

    /// Returns whether a key of an article is its own.
    pub(super) fn is(&self, key: &str) -> bool {
        self.keys.iter().any(|known| known == key)
    }
}
