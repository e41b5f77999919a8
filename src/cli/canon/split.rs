//! Splits of a name: in some articles it means another person or organisation, with a key of its own.

use anyhow::Result;

use super::name_lookup;
use crate::cli::show::find_article;
use crate::engine::editable::EditableEngine;
use crate::error::Error;
use crate::identity::authority::{Action, AuthorityFile};

/// Makes a split of a name in articles that contain it. The key to split off is set later.
pub(super) fn split(
    engine: &dyn EditableEngine,
    name: &str,
    articles: Vec<String>,
) -> Result<Action> {
    let from = name_lookup::key(engine, name)?;
    let field = name_lookup::facet_of(&from)?;
    let terms = engine.facet_terms(field)?;
    let value = terms.value(&from).unwrap_or(&from);
    let mut ids = Vec::new();
    for id in articles {
        let document = find_article(engine, &id)?;
        if !document.values(field).contains(&value) {
            let message = format!("the article `{id}` does not name {}", terms.name(value)?);
            return Err(Error::new(message).user_error().into());
        }
        ids.push(document.id);
    }
    Ok(Action::Split { to: from.clone(), from, articles: ids })
}

/// Sets the key to split off: the first of `KEY-2`, `KEY-3` and so on that is not in use.
pub(super) fn with_unused_key(
    engine: &dyn EditableEngine,
    action: Action,
    authority: &AuthorityFile,
) -> crate::Result<Action> {
    let Action::Split { from, articles, .. } = action else { return Ok(action) };
    let is_mentioned =
        |key: &str| authority.entries.iter().any(|entry| entry.action.keys().contains(&key));
    let mut number = 2;
    let mut to = format!("{from}-{number}");
    while is_mentioned(&to) || engine.raw_name(&to)?.is_some() {
        number += 1;
        to = format!("{from}-{number}");
    }
    Ok(Action::Split { from, to, articles })
}
