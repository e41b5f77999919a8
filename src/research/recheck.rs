//! Receipts with the list of articles, and what has changed since one was made.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::article::document::Document;
use crate::error::Result;
use crate::search::answer::answer;
use crate::search::answer::receipt::Receipt;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::plan::Plan;
use crate::search::planner;
use crate::search::request::Request;
use crate::search::results::MatchedArticle;

/// Articles of each kind of change that are looked up and named; more are only counted.
pub(crate) const MAX_NAMED: usize = 1000;

/// What has changed since a receipt was made.
#[derive(Debug, Clone)]
pub(crate) struct Recheck {
    /// The answer to the same request now.
    pub now: Receipt,
    /// Set where the index is in another state.
    pub index_changed: bool,
    /// Set where the authority file is another.
    pub authority_changed: bool,
    /// The corrections of names that were added since, if those before are as many as they were.
    pub corrections: Vec<String>,
    /// Set where the same articles match, with the same records.
    pub same: bool,
    /// What happened to each article; nothing where the receipt lists none.
    pub changes: Option<Changes>,
}

/// The articles that an answer has more or less than before.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes {
    /// Articles that match now and did not.
    pub added: Changed,
    /// Articles that matched and are no longer in the archive.
    pub gone: Changed,
    /// Articles that matched, and are in the archive but do not match.
    pub unmatched: Changed,
    /// Articles that matched and are one with another now, whose id they have.
    pub merged: Changed,
    /// Articles that match as before, whose record has changed.
    pub revised: Changed,
}

impl Changes {
    fn is_empty(&self) -> bool {
        let Self { added, gone, unmatched, merged, revised } = self;
        [added, gone, unmatched, merged, revised].iter().all(|changed| changed.count == 0)
    }
}

/// Articles with the same change.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changed {
    /// How many there are.
    pub count: u64,
    /// The first of them.
    pub articles: Vec<ChangedArticle>,
}

/// One changed article.
#[derive(Debug, Clone)]
pub(crate) struct ChangedArticle {
    /// The id in the receipt, or else the id now.
    pub id: String,
    /// The article; nothing where it is gone.
    pub document: Option<Document>,
}

impl Changed {
    fn add(&mut self, id: &str, document: Option<Document>) {
        self.count += 1;
        if self.articles.len() < MAX_NAMED {
            self.articles.push(ChangedArticle { id: id.to_owned(), document });
        }
    }
}

/// Makes a receipt that lists the matching articles.
///
/// # Errors
/// Fails as a search does, and when the budget is used up.
pub(crate) fn receipt(
    engine: &dyn Engine,
    request: &Request,
    today: Date,
    budget: &Budget,
) -> Result<Receipt> {
    let request =
        Request { limit: 0, facets: Vec::new(), after: None, mix: false, ..request.clone() };
    let mut receipt = answer(engine, &request, today, budget)?.receipt;
    let plan = planner::plan(engine, &request, today, budget)?.plan;
    list(engine, &plan, &mut receipt)?;
    Ok(receipt)
}

/// Adds the list of articles; a commit in between may have made it another than was counted.
fn list(engine: &dyn Engine, plan: &Plan, receipt: &mut Receipt) -> Result<()> {
    let matched = engine.matching(plan)?;
    receipt.articles = matched.articles.len() as u64;
    receipt.state = matched.state;
    receipt.listed = Some(matched.articles);
    Ok(())
}

/// Asks again what a receipt was made for, and compares.
///
/// # Errors
/// Fails as a search does, and when the receipt has a filter that does not exist.
pub(crate) fn recheck(engine: &dyn Engine, then: &Receipt, budget: &Budget) -> Result<Recheck> {
    let now = receipt(engine, &then.request()?, then.today, budget)?;
    let corrections = engine.corrections()?;
    let authority_changed = now.state.authority != then.state.authority;
    let known = usize::try_from(then.state.corrections).unwrap_or(usize::MAX);
    let added = corrections.into_iter().skip(known).filter(|_| authority_changed);
    let changes = match (&then.listed, &now.listed) {
        (Some(before), Some(after)) => {
            let pairs = |list: &[MatchedArticle]| -> BTreeMap<String, u64> {
                list.iter().map(|it: &MatchedArticle| (it.id.clone(), it.record)).collect()
            };
            Some(changes(engine, &pairs(before), &pairs(after))?)
        }
        _ => None,
    };
    Ok(Recheck {
        index_changed: now.state.generation != then.state.generation,
        authority_changed,
        corrections: added.collect(),
        same: now.state.digest == then.state.digest
            && now.articles == then.articles
            && changes.as_ref().is_none_or(Changes::is_empty),
        changes,
        now,
    })
}

/// Articles by id, each with the digest of its record; zero where it is not known.
type Articles = BTreeMap<String, u64>;

fn changes(engine: &dyn Engine, before: &Articles, after: &Articles) -> Result<Changes> {
    let mut changes = Changes::default();
    let mut merged_into = BTreeSet::new();
    for (id, record) in before {
        match after.get(id) {
            Some(now) if now == record || *record == 0 => {}
            Some(_) => changes.revised.add(id, engine.article(id)?),
            None => match engine.article(id)? {
                None => changes.gone.add(id, None),
                Some(document) if document.id == *id => changes.unmatched.add(id, Some(document)),
                Some(document) => {
                    merged_into.insert(document.id.clone());
                    changes.merged.add(id, Some(document));
                }
            },
        }
    }
    for id in after.keys().filter(|id| !before.contains_key(*id) && !merged_into.contains(*id)) {
        let is_named = changes.added.articles.len() < MAX_NAMED;
        let document = if is_named { engine.article(id)? } else { None };
        changes.added.add(id, document);
    }
    Ok(changes)
}
