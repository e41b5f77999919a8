//! The words of the archive that are like a pattern: the dictionaries of unstemmed words, walked by the pattern's machine.

use std::cmp::Reverse;
use std::collections::HashMap;

use tantivy::Searcher;
use tantivy_fst::Automaton;

use crate::engine::tantivy::schema::Fields;
use crate::query::{Matcher, Pattern, State};
use crate::search::engine::Expansion;

/// How many words a pattern may mean.
const MOST: usize = 10_000;

/// The words that are like a pattern; of more than can be asked for, the most frequent. A pattern that makes no sense is
/// like none.
pub fn forms(pattern: &Pattern, searcher: &Searcher, fields: &Fields) -> tantivy::Result<Expansion> {
    let Ok(matcher) = pattern.matcher() else { return Ok(Expansion::default()) };
    let mut all: HashMap<String, u64> = HashMap::new();
    for exact in fields.exact() {
        let mut own: HashMap<String, u64> = HashMap::new();
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(exact)?;
            let mut stream = index.terms().search(Walk(&matcher)).into_stream()?;
            while stream.advance() {
                if let Ok(word) = std::str::from_utf8(stream.key()) {
                    let articles = u64::from(stream.value().doc_freq);
                    match own.get_mut(word) {
                        Some(sum) => *sum += articles,
                        None => drop(own.insert(word.to_owned(), articles)),
                    }
                }
            }
        }
        for (word, articles) in own {
            let most = all.entry(word).or_default();
            *most = articles.max(*most);
        }
    }
    Ok(most_frequent(all))
}

fn most_frequent(all: HashMap<String, u64>) -> Expansion {
    let mut words: Vec<(String, u64)> = all.into_iter().collect();
    let cut = words.len() > MOST;
    if cut {
        words.sort_unstable_by(|(one, of_one), (two, of_two)| {
            (Reverse(of_one), one).cmp(&(Reverse(of_two), two))
        });
        words.truncate(MOST);
    }
    words.sort_unstable();
    Expansion { words, cut }
}

/// A pattern's machine as dictionaries are walked.
struct Walk<'m>(&'m Matcher);

impl Automaton for Walk<'_> {
    type State = State;

    fn start(&self) -> State {
        self.0.start()
    }

    fn is_match(&self, state: &State) -> bool {
        self.0.ends(*state)
    }

    fn can_match(&self, state: &State) -> bool {
        self.0.can_match(*state)
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        self.0.step(*state, byte)
    }
}
