//! An article as a query sees it: its texts read once, with the places of every leaf the query seeks.

use std::collections::HashMap;
use std::ops::Range;

use super::Span;
use super::prepared::{PreparedQuery, PositionalPart};
use crate::article::Slot;
use crate::article::document::{Document, ValueMention};
use crate::article::schema;
use crate::article::schema::Field;
use crate::query::span_query::{Leaf, Places};
use crate::query::spans::{Ends, Occurrence};
use crate::query::{Days, Lengths, Name};
use crate::search::engine::Resolution;
use crate::text::annotations;
use crate::text::annotations::Annotation;
use crate::text::letters::LetterCase;
use crate::text::stem::{self, Stemmer};
use crate::text::words;

/// An article as a query sees it.
pub struct MatchedDocument<'a> {
    clipping: &'a Document,
    meaning: &'a Resolution,
    namings: Vec<ValueMention<'a>>,
    leaves: &'a [Leaf],
    texts: Vec<Text>,
}

/// A text of the article.
struct Text {
    field: Field,
    /// Its slot; of bylines and datelines, which nothing marks, none.
    slot: Option<Slot>,
    /// The places of every leaf that is a word.
    words: Vec<Vec<u32>>,
    /// The mentions, by their number among all namings.
    mentions: Vec<(usize, u32, u32)>,
    ends: Ends,
    /// The bytes of words that may be marked, by their number, in order.
    ranges: Vec<(u32, Range<usize>)>,
}

impl<'a> MatchedDocument<'a> {
    /// Reads an article for a query.
    pub fn of(
        clipping: &'a Document,
        asked: &'a PreparedQuery,
        meaning: &'a Resolution,
        eyes: &mut Eyes,
    ) -> Self {
        let namings = clipping.value_mentions();
        let article = &clipping.article;
        let dateline = article.dateline.as_ref().map_or("", |dateline| &dateline.raw);
        let slots = article.slots().map(|(slot, text)| (slot.field(), Some(slot), text));
        let printed =
            [(Field::Byline, None, article.byline.as_str()), (Field::Dateline, None, dateline)];
        let texts = slots
            .chain(printed)
            .filter(|(_, _, text)| !asked.leaves.is_empty() && !text.is_empty());
        let texts = texts
            .map(|(field, slot, text)| eyes.read(asked, field, slot, text, &namings))
            .collect();
        Self { clipping, meaning, namings, leaves: &asked.leaves, texts }
    }

    /// The spans of something that stands in the texts often enough.
    pub fn standing(&self, stands: &PositionalPart) -> Option<Vec<Span>> {
        let (mut times, mut spans) = (0, Vec::new());
        for text in self.texts.iter().filter(|text| looks_in(text.field, stands.field)) {
            let found = stands.sought.occurrences(&mut View { seen: self, text, stands });
            times += found
                .chunk_by(|one, next| (one.first, one.last) == (next.first, next.last))
                .count();
            if let Some(slot) = text.slot {
                let runs = found.iter().flat_map(Occurrence::runs);
                spans.extend(runs.filter_map(|run| text.span(slot, *run, stands.part)));
            }
        }
        (times >= stands.times.max(1) as usize).then_some(spans)
    }

    /// Whether the article has one of the values that a name means.
    pub fn bears(&self, facet: Field, name: &Name) -> bool {
        self.clipping.values(facet).into_iter().any(|value| self.means(facet, name, value))
    }

    /// Whether it is mostly about one of them.
    pub fn is_major(&self, facet: Field, name: &Name) -> bool {
        let own = self.clipping.majors().into_iter().filter(|key| key.starts_with(facet.keys()));
        own.into_iter().any(|key| self.means(facet, name, key))
    }

    /// The mentions of what a name means.
    pub fn named(&self, facet: Field, name: &Name, part: usize) -> Vec<Span> {
        let named = self.namings.iter().filter(|naming| self.names(naming, facet, name));
        named
            .map(|naming| Span { slot: naming.slot, start: naming.start, end: naming.end, part })
            .collect()
    }

    fn names(&self, naming: &ValueMention<'_>, facet: Field, name: &Name) -> bool {
        naming.field == facet && naming.values.iter().any(|value| self.means(facet, name, value))
    }

    fn means(&self, facet: Field, name: &Name, value: &str) -> bool {
        let meant = || {
            self.meaning.names.get(&(facet, name.clone())).map(Vec::as_slice).unwrap_or_default()
        };
        *name == Name::Any || meant().binary_search_by(|meant| meant.as_str().cmp(value)).is_ok()
    }

    /// Whether it was published then.
    pub fn is_published(&self, days: &Days) -> bool {
        let Some(published) = &self.clipping.article.published else { return false };
        let (from, to) = (published.date.from, published.date.to);
        if let Days::On { month, day } = days {
            return from == to && (from.month(), from.day()) == (*month, *day);
        }
        let span = days.resolve(self.meaning.today);
        span.from.is_none_or(|first| first <= from) && span.to.is_none_or(|last| to <= last)
    }

    /// Whether its body has so many words.
    pub fn is_long(&self, lengths: Lengths) -> bool {
        let words = words::count(&self.clipping.article.body);
        lengths.from.is_none_or(|from| from as usize <= words)
            && lengths.to.is_none_or(|to| words <= to as usize)
    }
}

fn looks_in(text: Field, asked: Option<Field>) -> bool {
    match asked {
        Some(asked) => text == asked,
        None => schema::searched().any(|searched| searched == text),
    }
}

impl Text {
    /// The bytes of a run of words.
    fn span(&self, slot: Slot, (first, last): (u32, u32), part: usize) -> Option<Span> {
        let range = |number: u32| {
            let at = self.ranges.binary_search_by_key(&number, |(number, _)| *number).ok()?;
            self.ranges.get(at).map(|(_, range)| range)
        };
        Some(Span { slot, start: range(first)?.start, end: range(last)?.end, part })
    }
}

/// One text, for something that is to stand in it.
struct View<'s, 'a> {
    seen: &'s MatchedDocument<'a>,
    text: &'s Text,
    stands: &'s PositionalPart,
}

impl Places for View<'_, '_> {
    fn words(&mut self, leaf: usize) -> Vec<u32> {
        self.text.words.get(self.stands.first_leaf + leaf).cloned().unwrap_or_default()
    }

    fn mentions(&mut self, leaf: usize) -> Vec<Occurrence> {
        let Some(Leaf::Mention(facet, name)) = self.seen.leaves.get(self.stands.first_leaf + leaf)
        else {
            return Vec::new();
        };
        let meant = |mention: &&(usize, u32, u32)| {
            self.seen
                .namings
                .get(mention.0)
                .is_some_and(|naming| self.seen.names(naming, *facet, name))
        };
        self.text
            .mentions
            .iter()
            .filter(meant)
            .map(|(_, first, last)| Occurrence::run(*first, *last))
            .collect()
    }

    fn ends(&mut self) -> Ends {
        self.text.ends.clone()
    }

    fn beginning(&self, _: u32) -> Option<u32> {
        (self.stands.field.is_some() || self.text.field == Field::Body).then_some(0)
    }
}

/// What to look out for in texts of one language, word by word.
pub struct Eyes {
    stems: HashMap<String, Vec<usize>>,
    /// The first bytes of those stems. Stemmers cut words at their ends only.
    first_bytes: [bool; 256],
    stemmer: Stemmer,
}

impl Eyes {
    /// What a query makes one look out for.
    pub fn of(asked: &PreparedQuery, analysis: &str) -> Self {
        let stemmer = Stemmer::for_article(analysis);
        let mut eyes = Self { stems: HashMap::new(), first_bytes: [false; 256], stemmer };
        for (number, leaf) in asked.leaves.iter().enumerate() {
            if let Leaf::Stem(folded) = leaf {
                eyes.look_for_stem(stem::stem(analysis, folded).into_owned(), number);
            }
        }
        eyes
    }

    fn look_for_stem(&mut self, stem: String, leaf: usize) {
        if let Some(first) =
            stem.bytes().next().and_then(|byte| self.first_bytes.get_mut(usize::from(byte)))
        {
            *first = true;
        }
        self.stems.entry(stem).or_default().push(leaf);
    }

    fn read(
        &mut self,
        asked: &PreparedQuery,
        field: Field,
        slot: Option<Slot>,
        text: &str,
        namings: &[ValueMention<'_>],
    ) -> Text {
        let own: Vec<usize> = (0..namings.len())
            .filter(|at| namings.get(*at).is_some_and(|naming| Some(naming.slot) == slot))
            .collect();
        let mentions: Vec<Range<usize>> = own
            .iter()
            .filter_map(|at| namings.get(*at))
            .map(|naming| naming.start..naming.end)
            .collect();
        let words = vec![Vec::new(); asked.leaves.len()];
        let mut read = Text {
            field,
            slot,
            words,
            mentions: Vec::new(),
            ends: Ends::default(),
            ranges: Vec::new(),
        };
        let mut ahead = mentions.iter().peekable();
        annotations::walk(text, &mentions, &mut |landmark| match landmark {
            Annotation::Word { number, range, printed, folded } => {
                while ahead.next_if(|mention| mention.end <= range.start).is_some() {}
                let named = ahead.peek().is_some_and(|mention| mention.start < range.end);
                if self.see(asked, number, printed, folded, &mut read.words) || named {
                    read.ranges.push((number, range));
                }
            }
            Annotation::End(number, end) => read.ends.push(number, end),
            Annotation::Mention(mention, first, last) => {
                read.mentions.extend(own.get(mention).map(|at| (*at, first, last)));
            }
        });
        read
    }

    /// Notes a word with every leaf it is, and says whether it is any.
    fn see(
        &mut self,
        asked: &PreparedQuery,
        number: u32,
        printed: &str,
        folded: &str,
        places: &mut [Vec<u32>],
    ) -> bool {
        let mut note =
            |leaf: usize| places.get_mut(leaf).into_iter().for_each(|places| places.push(number));
        let mut seen = false;
        for leaf in asked.forms.get(folded).into_iter().flatten() {
            let admits = match asked.leaves.get(*leaf) {
                Some(Leaf::Written(_, writing)) => writing.admits(&LetterCase::of(printed)),
                _ => true,
            };
            if admits {
                note(*leaf);
                seen = true;
            }
        }
        let may =
            folded.bytes().next().and_then(|byte| self.first_bytes.get(usize::from(byte))).copied();
        if may == Some(true)
            && let Some(leaves) = self.stems.get(self.stemmer.stem(folded))
        {
            leaves.iter().for_each(|leaf| note(*leaf));
            seen = true;
        }
        seen
    }
}
