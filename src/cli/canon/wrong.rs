//! Corrections of values that an audit found wrong: each in its article, and for good where it is in no other.

use jiff::Timestamp;

use super::split::with_unused_key;
use crate::article::schema::Field;
use crate::engine::editable::EditableEngine;
use crate::error::Result;
use crate::identity::authority::{Action, AuthorityFile};
use crate::query::{NameQuery, Query};
use crate::search::budget::Budget;
use crate::search::planner;
use crate::search::request::Request;

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is none of its kind.
    Wrong,
    /// It is another of its kind.
    Other,
}

/// A value that was marked wrong in an article.
#[derive(Debug, Clone)]
pub(crate) struct WrongValue {
    /// Its facet.
    pub field: Field,
    /// Its key.
    pub key: String,
    /// The article.
    pub article: String,
    /// What is wrong.
    pub verdict: Verdict,
}

/// Corrects values that were marked wrong. Returns the entries that were made, and the values for which there is no
/// correction: a place or topic that other articles have too.
///
/// # Errors
/// Fails when the index cannot be read, or the authority file cannot be written.
pub(crate) fn correct_wrong(
    engine: &dyn EditableEngine,
    wrong: &[WrongValue],
) -> Result<(Vec<Action>, Vec<WrongValue>)> {
    let (mut made, mut left) = (Vec::new(), Vec::new());
    for value in wrong {
        let articles = articles_with(engine, value)?;
        let Some(action) = correction(value, articles) else {
            left.push(value.clone());
            continue;
        };
        let decide = |file: &AuthorityFile| with_unused_key(engine, action.clone(), file);
        let (_, entry) = engine.append_correction(Timestamp::now(), &decide)?;
        let to_hide = match (&entry.action, value.verdict) {
            (Action::Split { to, .. }, Verdict::Wrong) => Some(Action::Hide { key: to.clone() }),
            _ => None,
        };
        made.push(entry.action);
        if let Some(hide) = to_hide {
            engine.append_correction(Timestamp::now(), &|_| Ok(hide.clone()))?;
            made.push(hide);
        }
    }
    engine.refresh()?;
    Ok((made, left))
}

/// Counts the articles with a value.
fn articles_with(engine: &dyn EditableEngine, value: &WrongValue) -> Result<u64> {
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
    match (value.verdict, articles) {
        (Verdict::Wrong, 0 | 1) if value.field != Field::Topics => Some(Action::Hide { key }),
        _ if can_split => Some(Action::Split {
            from: key.clone(),
            to: key,
            articles: vec![value.article.clone()],
        }),
        _ => None,
    }
}
