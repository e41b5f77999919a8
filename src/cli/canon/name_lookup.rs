//! Resolution of a name on the command line to exactly one key.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::article::schema::Field;
use crate::engine::editable::EditableEngine;
use crate::enrich::entities;
use crate::error::Error;
use crate::identity::authority;
use crate::query::NameQuery;

/// The facets that are searched for a name.
const FIELDS: [Field; 4] = [Field::People, Field::Organisations, Field::Topics, Field::Places];

/// Number of candidates listed for an ambiguous name.
const MAX_LISTED: usize = 10;

/// A value that a name may mean.
struct Candidate {
    /// Its displayed name.
    name: String,
    /// The key of the name as it was typed, if that is one of several names of the value.
    own_key: Option<String>,
}

/// Candidates by value.
type Candidates = BTreeMap<String, Candidate>;

/// Finds the key that a name or key means. Full names come before parts of names.
pub(super) fn key(engine: &dyn EditableEngine, text: &str) -> Result<String> {
    if let Some(field) = authority::facet_of_key(text) {
        let is_known =
            engine.facet_terms(field)?.index_of(text).is_some() || engine.raw_name(text)?.is_some();
        return if is_known { Ok(text.to_string()) } else { Err(unknown(text)) };
    }
    let queries = [NameQuery::Exact(text.to_string()), NameQuery::Part(text.to_string())];
    for query in queries {
        let candidates = candidates(engine, text, &query)?;
        let mut all = candidates.iter();
        match (all.next(), all.next()) {
            (Some((value, Candidate { own_key, .. })), None) => {
                return Ok(own_key.as_ref().unwrap_or(value).clone());
            }
            (Some(_), Some(_)) => return Err(ambiguous(text, &candidates)),
            _ => {}
        }
    }
    Err(unknown(text))
}

/// The facet of a key.
///
/// # Errors
/// Fails when the text is not a key.
pub(super) fn facet_of(key: &str) -> crate::Result<Field> {
    authority::facet_of_key(key)
        .ok_or_else(|| Error::new(format!("`{key}` is not a key")).user_error())
}

/// All values that a name may mean.
fn candidates(engine: &dyn EditableEngine, text: &str, query: &NameQuery) -> Result<Candidates> {
    let mut candidates = Candidates::new();
    for field in FIELDS {
        let values = engine.facet_terms(field)?;
        for value in values.resolve(query)? {
            let known = values.get(&value)?;
            let own_key = entities::key(field, text).filter(|key| {
                known.as_ref().is_some_and(|known| {
                    let mut alternates = known.alternates.iter();
                    alternates.any(|other| other.articles.is_none() && other.key == *key)
                })
            });
            let name = values.name(&value)?;
            candidates.insert(value, Candidate { name, own_key });
        }
    }
    Ok(candidates)
}

/// The displayed name of a key. One that is hidden or merged keeps the name its articles give it.
pub(super) fn name(engine: &dyn EditableEngine, key: &str) -> Result<String> {
    let Some(field) = authority::facet_of_key(key) else { return Ok(key.to_string()) };
    let raw_name = engine.raw_name(key)?;
    let terms = engine.facet_terms(field)?;
    Ok(match (terms.get(key)?, raw_name) {
        (Some(term), _) if term.value == key => term.name.clone(),
        (_, Some(raw_name)) => raw_name,
        (Some(term), None) => term.name.clone(),
        (None, None) => key.to_string(),
    })
}

fn unknown(text: &str) -> anyhow::Error {
    Error::new(format!("no person, organisation, topic or place is called `{text}`"))
        .user_error()
        .hint("`morgue facet people PREFIX` lists names; with --json also their keys")
        .into()
}

fn ambiguous(text: &str, candidates: &Candidates) -> anyhow::Error {
    let listed: Vec<String> = candidates
        .iter()
        .take(MAX_LISTED)
        .map(|(value, Candidate { name, .. })| format!("{name} ({value})"))
        .collect();
    let more = match candidates.len().saturating_sub(MAX_LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Error::new(format!("`{text}` is ambiguous: {}{more}", listed.join(", ")))
        .user_error()
        .hint("use one of the keys in parentheses")
        .into()
}
