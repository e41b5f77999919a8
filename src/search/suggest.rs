//! Spelling suggestions ("did you mean"): where a query finds little or nothing, its words and names
//! are compared with those of the archive. The one with the fewest edits is suggested; of several, those
//! with the same first letter come first, since it is the letter that is mistyped least, and then the most
//! frequent.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::engine::Engine;
use super::plan::Plan;
use super::planner;
use super::planner::ResolvedFilter;
use super::request::{Filter, Sort};
use super::results::SearchResult;
use crate::article::schema::Field;
use crate::error::Result;
use crate::query::{ENTITY_FACETS, Matcher, NameQuery, Pattern, Query};
use crate::text::tokenizer::{self, Words};

/// The number of articles from which on a query needs no suggestion.
const ENOUGH_ARTICLES: u64 = 3;
/// Factor by which a word one edit away must be more frequent to replace a word of the archive.
const FREQUENCY_RATIO: u64 = 20;
/// The greatest number of words and names of a query that are checked.
const MAX_CHECKED: usize = 20;
/// The greatest number of names with equally few edits that are compared by frequency.
const MAX_NEAREST: usize = 8;

/// A query that finds more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The query. A filter by an unknown name has become part of it, respelled.
    pub query: Query,
    /// The remaining filters.
    pub filters: Vec<Filter>,
}

/// Suggests another spelling for a plan that found little. `None` where it would not find more.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn suggestion(
    engine: &dyn Engine,
    plan: &Plan,
    filters: &[ResolvedFilter],
    result: &SearchResult,
) -> Result<Option<Suggestion>> {
    if result.articles >= ENOUGH_ARTICLES || result.timed_out {
        return Ok(None);
    }
    let checker = SpellChecker { engine, plan };
    let mut query = checker.corrected_query()?;
    let mut kept = Vec::with_capacity(filters.len());
    for (filter, values) in filters {
        let included = |(other, _): &&ResolvedFilter| other.field == filter.field && !other.exclude;
        let is_only_one = filters.iter().filter(included).count() == 1;
        let is_unknown = values.is_empty() && !filter.exclude && is_only_one;
        match if is_unknown { checker.corrected_name(filter.field, &filter.value)? } else { None } {
            Some((name, _)) if query == Query::All => query = Query::Facet(filter.field, name),
            Some((name, _)) => query = Query::and([query, Query::Facet(filter.field, name)]),
            None => kept.push((filter.clone(), values.clone())),
        }
    }
    if query == plan.query || checker.filtered_count(&query, &kept)? <= result.articles {
        return Ok(None);
    }
    Ok(Some(Suggestion { query, filters: kept.into_iter().map(|(filter, _)| filter).collect() }))
}

/// Compares a query with the words and names of the archive.
struct SpellChecker<'a> {
    engine: &'a dyn Engine,
    plan: &'a Plan,
}

impl SpellChecker<'_> {
    /// Returns the query with misspelled words and names corrected.
    fn corrected_query(&self) -> Result<Query> {
        let mut leaves = Vec::new();
        self.plan.query.leaves(&mut |leaf, _| leaves.push(leaf));
        let mut corrections: Vec<(&Query, Query)> = Vec::new();
        for leaf in leaves.into_iter().take(MAX_CHECKED) {
            corrections.extend(self.corrected_leaf(leaf)?.map(|corrected| (leaf, corrected)));
        }
        let corrected = |leaf: &Query| {
            let correction = corrections.iter().find(|(original, _)| *original == leaf);
            correction.map(|(_, corrected)| corrected.clone())
        };
        Ok(self.plan.query.clone().map_leaves(&mut |leaf| corrected(&leaf).unwrap_or(leaf)))
    }

    /// Corrects a word, phrase or name. `None` where there is nothing to correct.
    fn corrected_leaf(&self, leaf: &Query) -> Result<Option<Query>> {
        let names = &self.plan.resolution.names;
        let is_unknown = |field: Field, name: &NameQuery| {
            names.get(&(field, name.clone())).is_some_and(Vec::is_empty)
        };
        Ok(match leaf {
            Query::Word(text) => self.corrected_text(text)?.map(Query::Word),
            Query::Phrase(text, slop) if !text.contains(['*', '?']) => {
                self.corrected_text(text)?.map(|text| Query::Phrase(text, *slop))
            }
            Query::Facet(field, name) if is_unknown(*field, name) => self
                .corrected_name(*field, name.text())?
                .map(|(name, _)| Query::Facet(*field, name)),
            Query::Major(name) if ENTITY_FACETS.iter().all(|field| is_unknown(*field, name)) => {
                let mut nearest = Vec::new();
                for field in ENTITY_FACETS {
                    nearest.extend(self.corrected_name(field, name.text())?);
                }
                nearest
                    .into_iter()
                    .max_by_key(|(_, articles)| *articles)
                    .map(|(name, _)| Query::Major(name))
            }
            _ => None,
        })
    }

    /// Corrects the words of a text. `None` where there is nothing to correct.
    fn corrected_text(&self, text: &str) -> Result<Option<String>> {
        let (mut words, mut corrected, mut end) = (Words::new(text), String::new(), 0);
        while let Some(word) = words.advance() {
            if let Some(better) = self.corrected_word(
                words.folded(),
                text.get(word.start..word.end).unwrap_or_default(),
            )? {
                corrected.push_str(text.get(end..word.start).unwrap_or_default());
                corrected.push_str(&better);
                end = word.end;
            }
        }
        corrected.push_str(text.get(end..).unwrap_or_default());
        Ok((end > 0).then_some(corrected))
    }

    /// Corrects a word that is not in the archive, or far rarer than a similar one. `typed` is the word as
    /// it stands in the query: with a capital, it is the name of a person before it is a word.
    fn corrected_word(&self, word: &str, typed: &str) -> Result<Option<String>> {
        let max_edits = max_edits(word);
        if max_edits == 0 {
            return Ok(None);
        }
        let frequency = self.count(&Query::Word(word.to_owned()))?;
        for edits in 1..=if frequency == 0 { max_edits } else { 1 } {
            let similar = self.engine.expand(&Pattern::Fuzzy(word.to_owned(), edits))?.words;
            let others =
                similar.into_iter().filter(|(other, _)| other != word && is_letters(other));
            let begins_alike = |other: &str| other.chars().next() == word.chars().next();
            let mut others: Vec<(String, u64)> = others.collect();
            others.sort_by_key(|(other, articles)| {
                (!begins_alike(other), Reverse(*articles), other.clone())
            });
            let best = match self.most_frequent_name(typed, &others)? {
                None => others.into_iter().next(),
                name => name,
            };
            let is_frequent = |articles: u64| articles >= frequency.saturating_mul(FREQUENCY_RATIO);
            if let Some((other, _)) = best.filter(|(_, articles)| is_frequent(*articles)) {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }

    /// Of the words most similar to one that was typed with a capital, the one that is the name of people
    /// in the most articles.
    fn most_frequent_name(
        &self,
        typed: &str,
        similar: &[(String, u64)],
    ) -> Result<Option<(String, u64)>> {
        let mut letters = typed.chars();
        let is_name =
            letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase);
        let mut best: Option<(u64, &(String, u64))> = None;
        for word in similar.iter().take(if is_name { MAX_NEAREST } else { 0 }) {
            let name = NameQuery::Part(word.0.clone());
            let articles = self.count(&Query::Facet(Field::People, name))?;
            if articles > best.map_or(0, |(most, _)| most) {
                best = Some((articles, word));
            }
        }
        Ok(best.map(|(_, word)| word.clone()))
    }

    /// Corrects a name that no value of a facet has; returns it with its number of articles.
    fn corrected_name(&self, field: Field, text: &str) -> Result<Option<(NameQuery, u64)>> {
        let terms = self.engine.facet_terms(field)?;
        let folded = tokenizer::folded(text);
        let words: Vec<NameWord> =
            folded.split_whitespace().take(MAX_CHECKED).map(NameWord::new).collect();
        let mut fewest = None;
        let mut nearest = BTreeMap::new();
        for term in terms.all()? {
            let similar = term.folded_names().iter().filter_map(|name| similar_words(&words, name));
            let Some((edits, similar)) = similar.min() else { continue };
            if fewest.is_none_or(|fewest| edits < fewest) {
                fewest = Some(edits);
                nearest.clear();
            }
            if fewest == Some(edits) && nearest.len() < MAX_NEAREST {
                nearest.entry(similar).or_insert(term);
            }
        }
        let mut best: Option<(NameQuery, u64)> = None;
        for (similar, term) in nearest {
            let name = NameQuery::Part(similar);
            // Words that are not adjacent in a name are not a part of it: the whole name is.
            let is_part = !terms.resolve(&name)?.is_empty();
            let name = if is_part { name } else { NameQuery::Part(term.name.clone()) };
            let articles = self.count(&Query::Facet(field, name.clone()))?;
            if best.as_ref().is_none_or(|(_, most)| articles > *most) {
                best = Some((name, articles));
            }
        }
        Ok(best)
    }

    /// Counts the articles of the whole archive that match a query.
    fn count(&self, query: &Query) -> Result<u64> {
        self.count_with(
            query,
            Plan { since: None, until: None, selections: Vec::new(), ..self.plan.clone() },
        )
    }

    /// Counts the articles that match a query under these filters and within the plan's dates.
    fn filtered_count(&self, query: &Query, filters: &[ResolvedFilter]) -> Result<u64> {
        let selections = planner::selections(filters);
        self.count_with(query, Plan { selections, ..self.plan.clone() })
    }

    fn count_with(&self, query: &Query, plan: Plan) -> Result<u64> {
        let resolution =
            planner::resolve(self.engine, query, plan.resolution.today, &mut |_, _| ())?;
        let (query, sort, facets) = (query.clone(), Sort::Newest, Vec::new());
        let plan = Plan {
            query,
            resolution,
            sort,
            facets,
            limit: 0,
            after: None,
            timeline: false,
            collapsed: false,
            lists: false,
            ..plan
        };
        Ok(self.engine.search(&plan)?.articles)
    }
}

/// Returns the number of edits for which a folded word is corrected.
fn max_edits(word: &str) -> u8 {
    match word.chars().count() {
        _ if !is_letters(word) => 0,
        0..=2 => 0,
        3..=4 => 1,
        _ => 2,
    }
}

/// Returns true for words of letters alone. Numbers are not corrected.
fn is_letters(word: &str) -> bool {
    word.chars().all(char::is_alphabetic)
}

/// A word of a name in the query, with a matcher for each number of edits from one.
struct NameWord<'q> {
    word: &'q str,
    fuzzy: Vec<Matcher>,
}

impl<'q> NameWord<'q> {
    fn new(word: &'q str) -> Self {
        let patterns = (1..=max_edits(word)).map(|edits| Pattern::Fuzzy(word.to_owned(), edits));
        Self { word, fuzzy: patterns.filter_map(|pattern| pattern.matcher().ok()).collect() }
    }

    /// Returns the number of edits to another word, if few enough.
    fn edits_to(&self, other: &str) -> Option<usize> {
        if other == self.word {
            return Some(0);
        }
        self.fuzzy.iter().position(|matcher| matcher.is_match(other)).map(|index| index + 1)
    }
}

/// Finds the words of a name that are similar to those of the query; returns them with the number
/// of edits.
fn similar_words(words: &[NameWord], name: &str) -> Option<(usize, String)> {
    let (mut edits, mut similar) = (0, Vec::with_capacity(words.len()));
    for word in words {
        let candidates =
            name.split_whitespace().filter_map(|other| Some((word.edits_to(other)?, other)));
        let (fewest, other) = candidates.min()?;
        edits += fewest;
        similar.push(other);
    }
    (!words.is_empty()).then(|| (edits, similar.join(" ")))
}
