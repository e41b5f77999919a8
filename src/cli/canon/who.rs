//! Whom a name on the command line means: exactly one, or it is refused with the list.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::article::schema::Field;
use crate::engine::tantivy::TantivyEngine;
use crate::error::Error;
use crate::identity::authority;
use crate::query::Name;
use crate::search::engine::Engine;

/// The facets whose values can be named, people first.
const FIELDS: [Field; 4] = [Field::People, Field::Organisations, Field::Topics, Field::Places];

/// How many of those that a name may mean are listed.
const LISTED: usize = 10;

/// The key of whom a name or key means.
pub fn key(engine: &TantivyEngine, text: &str) -> Result<String> {
    if let Some(field) = authority::kind(text) {
        let known =
            engine.facet_terms(field)?.get(text).is_some() || engine.keys(field)?.name(text).is_some();
        return if known { Ok(text.to_string()) } else { Err(nobody(text)) };
    }
    for part in [false, true] {
        let meant = meant(engine, text, part)?;
        let mut all = meant.iter();
        match (all.next(), all.next()) {
            (Some((value, (_, key))), None) => return Ok(key.as_ref().unwrap_or(value).clone()),
            (Some(_), Some(_)) => return Err(several(text, &meant)),
            _ => {}
        }
    }
    Err(nobody(text))
}

/// By the value they are listed as: their names, and the key that is the name's own, where it is one of several.
type Meant = BTreeMap<String, (String, Option<String>)>;

/// Everybody who bears a name, or has it as a part.
fn meant(engine: &TantivyEngine, text: &str, part: bool) -> Result<Meant> {
    let mut meant = Meant::new();
    for field in FIELDS {
        let values = engine.facet_terms(field)?;
        let name =
            if part { Name::Part(text.to_string()) } else { Name::Exactly(text.to_string()) };
        for value in values.meant_by(field, &name) {
            let known = values.get(&value);
            let own = crate::enrich::entities::key(field, text);
            let own = own.filter(|own| {
                known.is_some_and(|known| {
                    known.also.iter().any(|also| also.articles.is_none() && also.key == *own)
                })
            });
            meant.insert(value.clone(), (values.name(&value).to_string(), own));
        }
    }
    Ok(meant)
}

/// The name somebody is shown by, or was before they were not listed.
pub fn name(engine: &TantivyEngine, key: &str) -> Result<String> {
    let Some(field) = authority::kind(key) else { return Ok(key.to_string()) };
    let own = engine.keys(field)?.name(key).map(str::to_string);
    let shown =
        engine.facet_terms(field)?.get(key).map(|value| (value.value == key, value.name.clone()));
    Ok(match (shown, own) {
        (Some((true, shown)), _) => shown,
        (_, Some(own)) => own,
        (Some((_, shown)), None) => shown,
        _ => key.to_string(),
    })
}

fn nobody(text: &str) -> anyhow::Error {
    Error::new(format!("nobody in this archive is called `{text}`"))
        .user_error()
        .hint("`morgue facet people PREFIX` lists names; with --json also their keys")
        .into()
}

fn several(text: &str, meant: &Meant) -> anyhow::Error {
    let listed: Vec<String> =
        meant.iter().take(LISTED).map(|(value, (name, _))| format!("{name} ({value})")).collect();
    let more = meant.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Error::new(format!("`{text}` may mean {}{more}", listed.join(", ")))
        .user_error()
        .hint("name one by its key")
        .into()
}
