//! Did you mean: where little or nothing is found, a word or a name may be misspelt. The words and names of the archive
//! tell: what differs in the fewest letters is meant, and of several the most frequent.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::engine::{Engine, SearchResult, Plan};
use super::plan;
use super::plan::ResolvedFilter;
use super::request::{Filter, Sort};
use crate::article::schema::Field;
use crate::error::Result;
use crate::query::{MENTIONED, Matcher, Name, Pattern, Query};
use crate::text::words::{self, Words};

/// A search that finds as many has found what was meant.
const ENOUGH: u64 = 3;
/// A word the archive has is misspelt where another, one letter off, is so many times more frequent.
const RARER: u64 = 20;
/// How many words and names of a query are looked at.
const LOOKED_AT: usize = 20;
/// How many names that are equally near are told apart by how frequent they are.
const NEAREST: usize = 8;

/// A search that finds more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The query. A filter by a name that nobody bears has become part of it.
    pub query: Query,
    /// The filters that stay.
    pub filters: Vec<Filter>,
}

/// What may have been meant by a plan that found little; nothing where that would not find more.
///
/// # Errors
/// When the index can not be read.
pub fn suggestion(
    engine: &dyn Engine,
    plan: &Plan,
    meant: &[ResolvedFilter],
    found: &SearchResult,
) -> Result<Option<Suggestion>> {
    if found.articles >= ENOUGH || found.cut {
        return Ok(None);
    }
    let speller = Speller { engine, plan };
    let mut query = speller.respelt()?;
    let mut kept = Vec::with_capacity(meant.len());
    for (filter, values) in meant {
        let alone =
            meant.iter().filter(|(other, _)| other.field == filter.field && !other.exclude).count()
                == 1;
        let unknown = values.is_empty() && !filter.exclude && alone;
        match if unknown { speller.name(filter.field, &filter.value)? } else { None } {
            Some((name, _)) if query == Query::All => query = Query::About(filter.field, name),
            Some((name, _)) => query = Query::and([query, Query::About(filter.field, name)]),
            None => kept.push((filter.clone(), values.clone())),
        }
    }
    if query == plan.query || speller.finds(&query, &kept)? <= found.articles {
        return Ok(None);
    }
    Ok(Some(Suggestion { query, filters: kept.into_iter().map(|(filter, _)| filter).collect() }))
}

/// Knows how words and names of the archive are spelt.
struct Speller<'a> {
    engine: &'a dyn Engine,
    plan: &'a Plan,
}

impl Speller<'_> {
    /// The query with its misspelt words and names as the archive spells them.
    fn respelt(&self) -> Result<Query> {
        let mut leaves = Vec::new();
        self.plan.query.leaves(&mut |leaf, _| leaves.push(leaf));
        let mut better: Vec<(&Query, Query)> = Vec::new();
        for leaf in leaves.into_iter().take(LOOKED_AT) {
            better.extend(self.leaf(leaf)?.map(|respelt| (leaf, respelt)));
        }
        let respelt = |leaf: &Query| {
            better.iter().find(|(own, _)| *own == leaf).map(|(_, respelt)| respelt.clone())
        };
        Ok(self.plan.query.clone().with_leaves(&mut |leaf| respelt(&leaf).unwrap_or(leaf)))
    }

    /// A word, phrase or name as the archive spells it, where that is otherwise.
    fn leaf(&self, leaf: &Query) -> Result<Option<Query>> {
        let names = &self.plan.resolution.names;
        let is_nobody = |field: Field, name: &Name| {
            names.get(&(field, name.clone())).is_some_and(Vec::is_empty)
        };
        Ok(match leaf {
            Query::Word(text) => self.text(text)?.map(Query::Word),
            Query::Phrase(text, between) if !text.contains(['*', '?']) => {
                self.text(text)?.map(|text| Query::Phrase(text, *between))
            }
            Query::About(field, name) if is_nobody(*field, name) => {
                self.name(*field, name.text())?.map(|(name, _)| Query::About(*field, name))
            }
            Query::Major(name) if MENTIONED.iter().all(|field| is_nobody(*field, name)) => {
                let mut nearest = Vec::new();
                for field in MENTIONED {
                    nearest.extend(self.name(field, name.text())?);
                }
                nearest
                    .into_iter()
                    .max_by_key(|(_, articles)| *articles)
                    .map(|(name, _)| Query::Major(name))
            }
            _ => None,
        })
    }

    /// Text with its misspelt words replaced; nothing where there are none.
    fn text(&self, text: &str) -> Result<Option<String>> {
        let (mut words, mut respelt, mut end) = (Words::new(text), String::new(), 0);
        while let Some(word) = words.advance() {
            if let Some(better) = self.word(words.folded())? {
                respelt.push_str(text.get(end..word.start).unwrap_or_default());
                respelt.push_str(&better);
                end = word.end;
            }
        }
        respelt.push_str(text.get(end..).unwrap_or_default());
        Ok((end > 0).then_some(respelt))
    }

    /// The word of the archive that is meant by one it does not have, or has far more rarely.
    fn word(&self, word: &str) -> Result<Option<String>> {
        let most = edits(word);
        if most == 0 {
            return Ok(None);
        }
        let own = self.articles(&Query::Word(word.to_owned()))?;
        for edits in 1..=if own == 0 { most } else { 1 } {
            let forms = self.engine.expand(&Pattern::Fuzzy(word.to_owned(), edits))?.words;
            let others = forms.into_iter().filter(|(form, _)| form != word && is_spelt(form));
            let best = others.min_by_key(|(form, articles)| (Reverse(*articles), form.clone()));
            if let Some((form, _)) =
                best.filter(|(_, articles)| *articles >= own.saturating_mul(RARER))
            {
                return Ok(Some(form));
            }
        }
        Ok(None)
    }

    /// The name in a facet that is meant by one nobody bears, and how many articles have it.
    fn name(&self, field: Field, text: &str) -> Result<Option<(Name, u64)>> {
        let values = self.engine.facet_terms(field)?;
        let folded = words::folded(text);
        let asked: Vec<Asked> = folded.split_whitespace().take(LOOKED_AT).map(Asked::of).collect();
        let (mut fewest, mut nearest) = (usize::MAX, BTreeMap::new());
        for value in &values.all {
            let Some((edits, said)) =
                value.folded().iter().filter_map(|name| spelt(&asked, name)).min()
            else {
                continue;
            };
            if edits < fewest {
                (fewest, nearest) = (edits, BTreeMap::new());
            }
            if edits == fewest && nearest.len() < NEAREST {
                nearest.entry(said).or_insert(value);
            }
        }
        let mut best: Option<(Name, u64)> = None;
        for (said, value) in nearest {
            let name = Name::Part(said);
            // Words that do not stand side by side in a name are no part of it: then it is the whole.
            let is_part = !values.meant_by(field, &name).is_empty();
            let name = if is_part { name } else { Name::Part(value.name.clone()) };
            let articles = self.articles(&Query::About(field, name.clone()))?;
            if best.as_ref().is_none_or(|(_, most)| articles > *most) {
                best = Some((name, articles));
            }
        }
        Ok(best)
    }

    /// How many articles of the whole archive answer.
    fn articles(&self, query: &Query) -> Result<u64> {
        self.count(
            query,
            Plan { since: None, until: None, selections: Vec::new(), ..self.plan.clone() },
        )
    }

    /// How many articles answer under these filters and within the plan's days.
    fn finds(&self, query: &Query, meant: &[ResolvedFilter]) -> Result<u64> {
        self.count(query, Plan { selections: plan::selections(meant), ..self.plan.clone() })
    }

    fn count(&self, query: &Query, plan: Plan) -> Result<u64> {
        let meaning = plan::meaning(self.engine, query, plan.resolution.today, &mut |_, _| ())?;
        let (query, sort, facets) = (query.clone(), Sort::Newest, Vec::new());
        let plan = Plan {
            query,
            resolution: meaning,
            sort,
            facets,
            limit: 0,
            after: None,
            timeline: false,
            collapsed: false,
            ..plan
        };
        Ok(self.engine.search(&plan)?.articles)
    }
}

/// How many letters of a folded word may be wrong.
fn edits(word: &str) -> u8 {
    match word.chars().count() {
        _ if !is_spelt(word) => 0,
        0..=2 => 0,
        3..=4 => 1,
        _ => 2,
    }
}

/// Whether it consists of letters, which can be wrong.
fn is_spelt(word: &str) -> bool {
    word.chars().all(char::is_alphabetic)
}

/// A word of a name that is asked for, and the machines that know it with one letter wrong, with two.
struct Asked<'q> {
    word: &'q str,
    misspelt: Vec<Matcher>,
}

impl<'q> Asked<'q> {
    fn of(word: &'q str) -> Self {
        let patterns = (1..=edits(word)).map(|edits| Pattern::Fuzzy(word.to_owned(), edits));
        Self { word, misspelt: patterns.filter_map(|pattern| pattern.matcher().ok()).collect() }
    }

    /// How many letters of a word differ, if it can be the one.
    fn differs(&self, word: &str) -> Option<usize> {
        if word == self.word {
            return Some(0);
        }
        self.misspelt.iter().position(|misspelt| misspelt.is_match(word)).map(|at| at + 1)
    }
}

/// The words of a name that can be those asked for, and how many letters differ.
fn spelt(asked: &[Asked], name: &str) -> Option<(usize, String)> {
    let mut all = (0, Vec::with_capacity(asked.len()));
    for asked in asked {
        let near = name.split_whitespace().filter_map(|word| Some((asked.differs(word)?, word)));
        let (edits, word) = near.min()?;
        all.0 += edits;
        all.1.push(word);
    }
    (!asked.is_empty()).then(|| (all.0, all.1.join(" ")))
}
