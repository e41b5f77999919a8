//! An article read once for a query, with the positions of every leaf in every text.

use std::collections::HashMap;
use std::ops::Range;

use super::marked_span::MarkedSpan;
use super::prepared_query::{PositionalClause, PreparedQuery};
use crate::article::Slot;
use crate::article::document::{Document, ValueMention};
use crate::article::schema;
use crate::article::schema::Field;
use crate::query::span_query::{Leaf, PositionSource};
use crate::query::spans::{Boundaries, WordSpan};
use crate::query::{DateFilter, LengthRange, NameQuery};
use crate::search::plan::Resolution;
use crate::text::annotations;
use crate::text::annotations::Annotation;
use crate::text::letter_case::LetterCase;
use crate::text::stemmer::{self, Stemmer};
use crate::text::tokenizer;

/// Most pairs of spans that are looked at in one text. Frequent words near each other have more in a
/// long text; some of them are then not highlighted.
const MAX_PAIRS: u32 = 1 << 16;

/// An article read for a query.
pub(super) struct MatchedDocument<'a> {
    document: &'a Document,
    resolution: &'a Resolution,
    mentions: Vec<ValueMention<'a>>,
    leaves: &'a [Leaf],
    texts: Vec<MatchedText>,
}

/// One text of the article.
struct MatchedText {
    field: Field,
    /// The slot; `None` for the byline and the dateline, which are not marked.
    slot: Option<Slot>,
    /// The positions of each leaf that matches words.
    positions: Vec<Vec<u32>>,
    /// Mentions: the index among all mentions, the first and the last position.
    mentions: Vec<(usize, u32, u32)>,
    boundaries: Boundaries,
    /// The byte ranges of words that may be marked, sorted by position.
    ranges: Vec<(u32, Range<usize>)>,
}

impl<'a> MatchedDocument<'a> {
    /// Reads an article for a query.
    pub(super) fn read(
        document: &'a Document,
        query: &'a PreparedQuery,
        resolution: &'a Resolution,
        matcher: &mut WordMatcher,
    ) -> Self {
        let mentions = document.value_mentions();
        let article = &document.article;
        let dateline = article.dateline.as_ref().map_or("", |dateline| &dateline.raw);
        let slots = article.slots().map(|(slot, text)| (slot.field(), Some(slot), text));
        let without_slot =
            [(Field::Byline, None, article.byline.as_str()), (Field::Dateline, None, dateline)];
        let texts = slots
            .chain(without_slot)
            .filter(|(_, _, text)| !query.leaves.is_empty() && !text.is_empty());
        let texts = texts
            .map(|(field, slot, text)| matcher.read(query, field, slot, text, &mentions))
            .collect();
        Self { document, resolution, mentions, leaves: &query.leaves, texts }
    }

    /// Returns the spans of a positional clause; `None` where there are too few occurrences.
    pub(super) fn positional_spans(&self, clause: &PositionalClause) -> Option<Vec<MarkedSpan>> {
        let (mut times, mut marked) = (0, Vec::new());
        for text in self.texts.iter().filter(|text| is_searched(text.field, clause.field)) {
            let pairs_left = MAX_PAIRS;
            let mut positions = TextPositions { document: self, text, clause, pairs_left };
            let spans = clause.spans.spans(&mut positions);
            times += spans
                .chunk_by(|one, next| (one.first, one.last) == (next.first, next.last))
                .count();
            if let Some(slot) = text.slot {
                let runs = spans.iter().flat_map(WordSpan::runs);
                marked.extend(runs.filter_map(|run| text.marked_span(slot, *run, clause.clause)));
            }
        }
        (times >= clause.times.max(1) as usize).then_some(marked)
    }

    /// Returns whether the article has one of the values a name stands for.
    pub(super) fn has_value(&self, facet: Field, name: &NameQuery) -> bool {
        self.document.values(facet).into_iter().any(|value| self.stands_for(facet, name, value))
    }

    /// Returns whether one of them is a main subject.
    pub(super) fn is_major(&self, facet: Field, name: &NameQuery) -> bool {
        let majors = self.document.majors().into_iter();
        let mut of_facet = majors.filter(|key| key.starts_with(facet.key_prefix()));
        of_facet.any(|key| self.stands_for(facet, name, key))
    }

    /// Returns the mentions of the values a name stands for.
    pub(super) fn mention_spans(
        &self,
        facet: Field,
        name: &NameQuery,
        clause: usize,
    ) -> Vec<MarkedSpan> {
        let marked = |mention: &ValueMention<'_>| MarkedSpan {
            slot: mention.slot,
            start: mention.start,
            end: mention.end,
            clause,
        };
        let is_meant = |mention: &&ValueMention<'_>| self.is_mention_of(mention, facet, name);
        self.mentions.iter().filter(is_meant).map(marked).collect()
    }

    fn is_mention_of(&self, mention: &ValueMention<'_>, facet: Field, name: &NameQuery) -> bool {
        mention.field == facet
            && mention.values.iter().any(|value| self.stands_for(facet, name, value))
    }

    fn stands_for(&self, facet: Field, name: &NameQuery, value: &str) -> bool {
        let resolved = || self.resolution.names.get(&(facet, name.clone()));
        *name == NameQuery::Any
            || resolved().is_some_and(|values| {
                values.binary_search_by(|known| known.as_str().cmp(value)).is_ok()
            })
    }

    /// Returns whether the article was published within a date filter.
    pub(super) fn is_published(&self, filter: &DateFilter) -> bool {
        let Some(published) = &self.document.article.published else { return false };
        let (from, to) = (published.date.from, published.date.to);
        if let DateFilter::DayOfYear { month, day } = filter {
            return from == to && (from.month(), from.day()) == (*month, *day);
        }
        let range = filter.resolve(self.resolution.today);
        range.from.is_none_or(|first| first <= from) && range.to.is_none_or(|last| to <= last)
    }

    /// Returns whether the length of the body is in a range.
    pub(super) fn has_length(&self, range: LengthRange) -> bool {
        let words = tokenizer::count(&self.document.article.body);
        range.from.is_none_or(|from| from as usize <= words)
            && range.to.is_none_or(|to| words <= to as usize)
    }
}

/// Returns whether a clause searches a text field; without a field of its own it searches the default
/// ones.
fn is_searched(text: Field, field: Option<Field>) -> bool {
    match field {
        Some(field) => text == field,
        None => schema::default_text_fields().any(|searched| searched == text),
    }
}

impl MatchedText {
    /// Returns the byte range of a run of words.
    fn marked_span(
        &self,
        slot: Slot,
        (first, last): (u32, u32),
        clause: usize,
    ) -> Option<MarkedSpan> {
        let range = |position: u32| {
            let index = self.ranges.binary_search_by_key(&position, |(known, _)| *known).ok()?;
            self.ranges.get(index).map(|(_, range)| range)
        };
        let (first, last) = (range(first), range(last));
        debug_assert!(first.is_some() && last.is_some(), "every matching word has a range");
        Some(MarkedSpan { slot, start: first?.start, end: last?.end, clause })
    }
}

/// The positions of one clause in one text.
struct TextPositions<'s, 'a> {
    document: &'s MatchedDocument<'a>,
    text: &'s MatchedText,
    clause: &'s PositionalClause,
    /// Pairs of spans that may still be looked at.
    pairs_left: u32,
}

impl PositionSource for TextPositions<'_, '_> {
    fn positions(&mut self, leaf: usize) -> Vec<u32> {
        let positions = self.text.positions.get(self.clause.first_leaf + leaf);
        debug_assert!(positions.is_some(), "every leaf has a list of positions");
        positions.cloned().unwrap_or_default()
    }

    fn mentions(&mut self, leaf: usize) -> Vec<WordSpan> {
        let leaf = self.document.leaves.get(self.clause.first_leaf + leaf);
        let Some(Leaf::Mention(facet, name)) = leaf else { return Vec::new() };
        let is_meant = |(index, ..): &&(usize, u32, u32)| {
            let mention = self.document.mentions.get(*index);
            mention.is_some_and(|mention| self.document.is_mention_of(mention, *facet, name))
        };
        let mentions = self.text.mentions.iter().filter(is_meant);
        mentions.map(|(_, first, last)| WordSpan::run(*first, *last)).collect()
    }

    fn boundaries(&mut self) -> Boundaries {
        self.text.boundaries.clone()
    }

    fn text_start(&self, _: u32) -> Option<u32> {
        (self.clause.field.is_some() || self.text.field == Field::Body).then_some(0)
    }

    fn is_over(&mut self) -> bool {
        self.pairs_left = self.pairs_left.saturating_sub(1);
        self.pairs_left == 0
    }
}

/// Matches the words of texts in one language with the leaves of a query.
pub(super) struct WordMatcher {
    /// The leaves of each stem.
    leaves_by_stem: HashMap<String, Vec<usize>>,
    /// The first bytes of the stems. Stemmers change the ends of words only, so most words need no
    /// stemming.
    first_bytes: [bool; 256],
    stemmer: Stemmer,
}

impl WordMatcher {
    /// Makes the matcher of a query for a language.
    pub(super) fn new(query: &PreparedQuery, language: &str) -> Self {
        let stemmer = Stemmer::for_article(language);
        let mut matcher =
            Self { leaves_by_stem: HashMap::new(), first_bytes: [false; 256], stemmer };
        for (index, leaf) in query.leaves.iter().enumerate() {
            if let Leaf::Stem(folded) = leaf {
                matcher.add_stem(stemmer::stem(language, folded).into_owned(), index);
            }
        }
        matcher
    }

    fn add_stem(&mut self, stem: String, leaf: usize) {
        let first = stem.bytes().next();
        if let Some(first) = first.and_then(|byte| self.first_bytes.get_mut(usize::from(byte))) {
            *first = true;
        }
        self.leaves_by_stem.entry(stem).or_default().push(leaf);
    }

    fn read(
        &mut self,
        query: &PreparedQuery,
        field: Field,
        slot: Option<Slot>,
        text: &str,
        mentions: &[ValueMention<'_>],
    ) -> MatchedText {
        let (indices, ranges): (Vec<usize>, Vec<Range<usize>>) = mentions
            .iter()
            .enumerate()
            .filter(|(_, mention)| Some(mention.slot) == slot)
            .map(|(index, mention)| (index, mention.start..mention.end))
            .unzip();
        let mut matched = MatchedText {
            field,
            slot,
            positions: vec![Vec::new(); query.leaves.len()],
            mentions: Vec::new(),
            boundaries: Boundaries::default(),
            ranges: Vec::new(),
        };
        let mut upcoming = ranges.iter().peekable();
        annotations::annotate(text, &ranges, &mut |annotation| match annotation {
            Annotation::Word { position, range, printed, folded } => {
                while upcoming.next_if(|mention| mention.end <= range.start).is_some() {}
                let in_mention = upcoming.peek().is_some_and(|mention| mention.start < range.end);
                if self.record(query, position, printed, folded, &mut matched.positions)
                    || in_mention
                {
                    matched.ranges.push((position, range));
                }
            }
            Annotation::Boundary(position, kind) => matched.boundaries.push(position, kind),
            Annotation::Mention(mention, first, last) => {
                matched.mentions.extend(indices.get(mention).map(|index| (*index, first, last)));
            }
        });
        matched
    }

    /// Records a word for every leaf that it matches. Returns whether there is any.
    fn record(
        &mut self,
        query: &PreparedQuery,
        position: u32,
        printed: &str,
        folded: &str,
        positions: &mut [Vec<u32>],
    ) -> bool {
        let mut is_match = false;
        let mut add = |leaf: usize| {
            is_match = true;
            positions.get_mut(leaf).into_iter().for_each(|positions| positions.push(position));
        };
        for leaf in query.leaves_by_word.get(folded).into_iter().flatten() {
            match query.leaves.get(*leaf) {
                Some(Leaf::Cased(_, rule)) if !rule.admits(&LetterCase::of(printed)) => {}
                _ => add(*leaf),
            }
        }
        let first = folded.bytes().next();
        let may_have_stem = first.and_then(|byte| self.first_bytes.get(usize::from(byte)));
        if may_have_stem == Some(&true)
            && let Some(leaves) = self.leaves_by_stem.get(self.stemmer.stem(folded))
        {
            leaves.iter().for_each(|leaf| add(*leaf));
        }
        is_match
    }
}
