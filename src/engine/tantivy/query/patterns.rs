//! Expansion of patterns: wildcards, regular expressions and fuzzy words become the words of the
//! archive that match, found by walking the term dictionaries with the pattern's automaton.

use std::cmp::Reverse;
use std::collections::HashMap;

use tantivy::Searcher;
use tantivy_fst::Automaton;

use crate::engine::tantivy::schema::Fields;
use crate::query::{Matcher, MatcherState, Pattern};
use crate::search::plan::Expansion;

/// Words that a pattern expands to.
const MAX_WORDS: usize = 10_000;

/// Expands a pattern to the words that match it, of too many the most frequent. An invalid pattern
/// matches none.
pub(crate) fn expand(
    pattern: &Pattern,
    searcher: &Searcher,
    fields: &Fields,
) -> tantivy::Result<Expansion> {
    let Ok(matcher) = pattern.matcher() else { return Ok(Expansion::default()) };
    let mut all: HashMap<String, u64> = HashMap::new();
    for exact in fields.exact() {
        let mut in_field: HashMap<String, u64> = HashMap::new();
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(exact)?;
            let mut stream = index.terms().search(PatternAutomaton(&matcher)).into_stream()?;
            while stream.advance() {
                if let Ok(word) = std::str::from_utf8(stream.key()) {
                    let articles = u64::from(stream.value().doc_freq);
                    match in_field.get_mut(word) {
                        Some(sum) => *sum += articles,
                        None => drop(in_field.insert(word.to_owned(), articles)),
                    }
                }
            }
        }
        for (word, articles) in in_field {
            let most = all.entry(word).or_default();
            *most = articles.max(*most);
        }
    }
    Ok(most_frequent(all))
}

fn most_frequent(all: HashMap<String, u64>) -> Expansion {
    let mut words: Vec<(String, u64)> = all.into_iter().collect();
    let truncated = words.len() > MAX_WORDS;
    if truncated {
        words.sort_unstable_by(|(one, one_articles), (other, other_articles)| {
            (Reverse(one_articles), one).cmp(&(Reverse(other_articles), other))
        });
        words.truncate(MAX_WORDS);
    }
    words.sort_unstable();
    Expansion { words, truncated }
}

/// Automaton of a pattern, as term dictionaries are walked by.
struct PatternAutomaton<'m>(&'m Matcher);

impl Automaton for PatternAutomaton<'_> {
    type State = MatcherState;

    fn start(&self) -> MatcherState {
        self.0.start()
    }

    fn is_match(&self, state: &MatcherState) -> bool {
        self.0.is_accepting(*state)
    }

    fn can_match(&self, state: &MatcherState) -> bool {
        self.0.can_match(*state)
    }

    fn accept(&self, state: &MatcherState, byte: u8) -> MatcherState {
        self.0.step(*state, byte)
    }
}
