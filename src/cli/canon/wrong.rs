//! Corrections of values that an audit found wrong: each in its article, and for good where it is in no other.

use jiff::Timestamp;

use super::split::with_unused_key;
use crate::article::schema::Field;
use crate::engine::editable::EditableEngine;
use crate::error::Result;
use crate::identity::authority::Action;
use crate::query::{NameQuery, Query};
use crate::research::audit::{Fault, WrongValue};
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::planner;
use crate::search::request::Request;

/// Corrects values that were marked wrong. Returns the entries that were made, and the values for which there is no
/// correction: a date, or a place or topic that other articles have too.
///
/// # Errors
/// Fails when the index cannot be read, or the authority file cannot be written.
pub(crate) fn correct_wrong(
    engine: &dyn EditableEngine,
    wrong: &[WrongValue],
) -> Result<(Vec<Action>, Vec<WrongValue>)> {
    let (mut made, mut left) = (Vec::new(), Vec::new());
    for value in wrong {
        let action = match value.field {
            // The authority file has names only.
            Field::Published => None,
            _ => correction(value, articles_with(engine, value)?),
        };
        let Some(action) = action else {
            left.push(value.clone());
            continue;
        };
        let (_, entry) = engine.append_correction(Timestamp::now(), &|file| {
            with_unused_key(engine, action.clone(), file)
        })?;
        made.push(entry.action.clone());
        // What was split off is no name at all.
        if let (Action::Split { to, .. }, Fault::Wrong) = (&entry.action, value.fault) {
            let hide = Action::Hide { key: to.clone() };
            engine.append_correction(Timestamp::now(), &|_| Ok(hide.clone()))?;
            made.push(hide);
        }
    }
    engine.refresh()?;
    Ok((made, left))
}

/// Counts the articles with a value.
fn articles_with(engine: &dyn Engine, value: &WrongValue) -> Result<u64> {
    let query = Query::Facet(value.field, NameQuery::Exact(value.key.clone())).to_string();
    let request = Request { query, facets: Vec::new(), limit: 0, ..Request::default() };
    let plan =
        planner::plan(engine, &request, crate::cli::context::today(), &Budget::default())?.plan;
    Ok(engine.search(&plan)?.articles)
}

/// What corrects a value: it is hidden where no other article has it, and else split off in its article.
fn correction(value: &WrongValue, articles: u64) -> Option<Action> {
    let key = value.key.clone();
    let can_split = matches!(value.field, Field::People | Field::Organisations);
    match (value.fault, articles) {
        (Fault::Wrong, 0 | 1) if value.field != Field::Topics => Some(Action::Hide { key }),
        _ if can_split => Some(Action::Split {
            from: key.clone(),
            to: key,
            articles: vec![value.article.clone()],
        }),
        _ => None,
    }
}
