//! Compiled patterns: automata that read a folded word byte by byte. Engines walk their
//! dictionaries with them, suggestions the words of names, so that a pattern has one meaning.

use std::collections::HashMap;
use std::sync::LazyLock;

use levenshtein_automata::{
    DFA as LevenshteinDfa, Distance, LevenshteinAutomatonBuilder, SINK_STATE,
};
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, MatchKind};

use super::ast::pattern::Pattern;
use super::lex::wildcard;
use crate::text::tokenizer;

/// The greatest size of one automaton in bytes.
const MAX_MEMORY: usize = 1 << 20;
/// The greatest size of all automata of one query in bytes.
const MAX_QUERY_MEMORY: usize = 8 << 20;
/// The greatest depth of nested groups in a regular expression.
const MAX_DEPTH: u32 = 50;
/// The reason for rejecting a pattern above [`MAX_MEMORY`].
const TOO_LARGE: &str = "it is too large";
/// The reason for rejecting a pattern above [`MAX_QUERY_MEMORY`].
const TOO_MANY: &str = "the query has too many patterns";

/// The automaton of a pattern.
pub struct Matcher(Automata);

enum Automata {
    /// The automaton of a regular expression and its start state.
    Regular(Box<dense::DFA<Vec<u32>>>, StateID),
    /// The Levenshtein automaton of a fuzzy word and its number of edits.
    Levenshtein(Box<LevenshteinDfa>, u8),
}

/// A state of one [`Matcher`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MatcherState(u32);

/// Checks that the patterns of one query compile and stay within its memory budget.
#[derive(Default)]
pub(super) struct PatternBudget {
    known: HashMap<Pattern, Result<(), String>>,
    /// The memory of the accepted patterns.
    memory: usize,
    /// The memory spent on rejected patterns.
    wasted: usize,
}

impl PatternBudget {
    /// Accepts a pattern or returns the reason for rejecting it.
    pub(super) fn check(&mut self, pattern: &Pattern) -> Result<(), String> {
        if let Some(known) = self.known.get(pattern) {
            return known.clone();
        }
        let checked = if self.wasted < MAX_QUERY_MEMORY {
            self.add(pattern)
        } else {
            Err(TOO_MANY.to_owned())
        };
        self.known.insert(pattern.clone(), checked.clone());
        checked
    }

    fn add(&mut self, pattern: &Pattern) -> Result<(), String> {
        let memory = pattern
            .matcher()
            .map(|matcher| matcher.memory())
            .inspect_err(|_| self.wasted += MAX_MEMORY)?;
        if self.memory + memory > MAX_QUERY_MEMORY {
            self.wasted += memory;
            return Err(TOO_MANY.to_owned());
        }
        self.memory += memory;
        Ok(())
    }
}

/// The builders of Levenshtein automata for one and two edits. Making one takes milliseconds.
static LEVENSHTEIN: [LazyLock<LevenshteinAutomatonBuilder>; 2] = [
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true)),
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true)),
];

impl Pattern {
    /// Compiles the pattern.
    ///
    /// # Errors
    /// Fails with a reason in words when the pattern is invalid or too large.
    pub fn matcher(&self) -> Result<Matcher, String> {
        match self {
            Self::Wildcard(text) => regular(&regex_of_wildcard(&wildcard::folded(text))),
            Self::Regex(text) => regular(&without_accents(text)),
            Self::Fuzzy(word, edits) => Ok(fuzzy(&tokenizer::folded(word), *edits)),
        }
    }
}

fn fuzzy(word: &str, edits: u8) -> Matcher {
    let [one, two] = &LEVENSHTEIN;
    let (builder, edits) = if edits < 2 { (one, edits) } else { (two, 2) };
    Matcher(Automata::Levenshtein(Box::new(builder.build_dfa(word)), edits))
}

fn regex_of_wildcard(wildcard: &str) -> String {
    let mut regex = String::with_capacity(wildcard.len() * 2);
    for c in wildcard.chars() {
        match c {
            '*' => regex.push_str(".*"),
            '?' => regex.push('.'),
            c if c.is_ascii_punctuation() => regex.extend(['\\', c]),
            c => regex.push(c),
        }
    }
    regex
}

/// Removes accents from a regular expression. Its letters keep their case, which matters in `\S`.
fn without_accents(regex: &str) -> String {
    let mut plain = String::with_capacity(regex.len());
    for c in regex.chars() {
        if c.is_ascii() { plain.push(c) } else { tokenizer::fold(c, &mut plain) }
    }
    plain
}

fn regular(regex: &str) -> Result<Matcher, String> {
    let syntax = syntax::Config::new().case_insensitive(true).nest_limit(MAX_DEPTH);
    let parsed = syntax::parse_with(regex, &syntax).map_err(|error| reason(&error.to_string()))?;
    let small = thompson::Config::new()
        .which_captures(thompson::WhichCaptures::None)
        .nfa_size_limit(Some(MAX_MEMORY));
    let nfa = thompson::Compiler::new()
        .configure(small)
        .build_from_hir(&parsed)
        .map_err(|_| TOO_LARGE)?;
    if nfa.look_set_any().contains_word() {
        return Err("there are no word boundaries inside a word".to_owned());
    }
    let config = dense::Config::new()
        .start_kind(StartKind::Anchored)
        .match_kind(MatchKind::All)
        .accelerate(false)
        .dfa_size_limit(Some(MAX_MEMORY))
        .determinize_size_limit(Some(MAX_MEMORY));
    let dfa =
        dense::Builder::new().configure(config).build_from_nfa(&nfa).map_err(|_| TOO_LARGE)?;
    let start =
        dfa.start_state(&start::Config::new().anchored(Anchored::Yes)).map_err(|_| TOO_LARGE)?;
    Ok(Matcher(Automata::Regular(Box::new(dfa), start)))
}

/// Returns the last line of a parser's message, which is the reason. The lines above draw the
/// position.
fn reason(error: &str) -> String {
    let last = error.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

impl Matcher {
    /// Matches a whole folded word.
    pub fn is_match(&self, folded: &str) -> bool {
        let end = folded.bytes().fold(self.start(), |state, byte| self.step(state, byte));
        self.is_accepting(end)
    }

    /// Returns the size of the automaton in bytes.
    pub fn memory(&self) -> usize {
        match &self.0 {
            Automata::Regular(dfa, _) => dfa.memory_usage(),
            Automata::Levenshtein(dfa, _) => dfa.num_states() * size_of::<[u32; 256]>(),
        }
    }

    /// Returns the state before the first byte.
    pub fn start(&self) -> MatcherState {
        MatcherState(match &self.0 {
            Automata::Regular(_, start) => start.as_u32(),
            Automata::Levenshtein(dfa, _) => dfa.initial_state(),
        })
    }

    /// Returns the state after one more byte.
    pub fn step(&self, state: MatcherState, byte: u8) -> MatcherState {
        MatcherState(match &self.0 {
            Automata::Regular(dfa, _) => dfa.next_state(id(state), byte).as_u32(),
            Automata::Levenshtein(dfa, _) => dfa.transition(state.0, byte),
        })
    }

    /// Returns true for states in which a word may end.
    pub fn is_accepting(&self, state: MatcherState) -> bool {
        match &self.0 {
            Automata::Regular(dfa, _) => dfa.is_match_state(dfa.next_eoi_state(id(state))),
            Automata::Levenshtein(dfa, edits) => {
                matches!(dfa.distance(state.0), Distance::Exact(found) if found <= *edits)
            }
        }
    }

    /// Returns true for states from which an accepting state can be reached.
    pub fn can_match(&self, state: MatcherState) -> bool {
        match &self.0 {
            Automata::Regular(dfa, _) => !dfa.is_dead_state(id(state)),
            Automata::Levenshtein(..) => state.0 != SINK_STATE,
        }
    }
}

fn id(state: MatcherState) -> StateID {
    let id = StateID::new(state.0 as usize);
    debug_assert!(id.is_ok(), "a state of another matcher");
    id.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_match(pattern: Pattern, word: &str) -> bool {
        pattern.matcher().expect("a pattern").is_match(word)
    }

    /// Letter by letter, trying every length for a star.
    fn naive_wildcard(pattern: &[char], word: &[char]) -> bool {
        match (pattern, word) {
            ([], word) => word.is_empty(),
            (['*', rest @ ..], word) => {
                (0..=word.len()).any(|skip| naive_wildcard(rest, &word[skip..]))
            }
            (['?', rest @ ..], [_, word @ ..]) => naive_wildcard(rest, word),
            ([letter, rest @ ..], [first, word @ ..]) => {
                letter == first && naive_wildcard(rest, word)
            }
            _ => false,
        }
    }

    /// Edits, where a swap of neighbours is one and nothing is edited twice.
    fn naive_distance(one: &[char], other: &[char]) -> usize {
        let mut rows = vec![(0..=other.len()).collect::<Vec<_>>()];
        for i in 1..=one.len() {
            let mut row = vec![i];
            for j in 1..=other.len() {
                let replaced = rows[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
                if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                row.push(best);
            }
            rows.push(row);
        }
        rows[one.len()][other.len()]
    }

    #[test]
    fn patterns_match_whole_words() {
        let regex = |text: &str| Pattern::Regex(text.to_owned());
        for (pattern, word, like) in [
            (regex("reg(ime|ent)s?"), "regimes", true),
            (regex("reg(ime|ent)s?"), "regiment", false),
            (regex("a|ab"), "ab", true),
            (regex("Élysée"), "elysee", true),
            (regex(r"\S+\pL\/?"), "xy", true),
            (regex(r"\S"), "s", true),
            (regex("[À-Ü]b"), "ob", true),
            (regex("^ab$"), "ab", true),
            (regex("москв."), "москва", true),
            (Pattern::Wildcard("Méri*".to_owned()), "merida", true),
            (Pattern::Wildcard("*".to_owned()), "x", true),
            (Pattern::Fuzzy("Gorbachov".to_owned(), 1), "gorbachev", true),
            (Pattern::Fuzzy("Gorbachov".to_owned(), 1), "gorbachyev", false),
            (Pattern::Fuzzy("gorbachov".to_owned(), 2), "gorabchev", true),
        ] {
            assert_eq!(is_match(pattern.clone(), word), like, "{pattern} {word}");
        }
    }

    #[test]
    fn invalid_patterns_give_a_reason() {
        for (text, reason) in [
            ("(a", "unclosed group"),
            ("a)", "unopened group"),
            ("*a", "repetition operator missing expression"),
            ("[z-a]", "invalid character class range, the start must be <= the end"),
            (r"\bx", "there are no word boundaries inside a word"),
            (r"\pL{300}", TOO_LARGE),
            ("((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9})", TOO_LARGE),
            ("[ab]*a[ab]{20}", TOO_LARGE),
        ] {
            assert_eq!(
                Pattern::Regex(text.to_owned()).matcher().err().as_deref(),
                Some(reason),
                "{text}"
            );
        }
        let wide = Pattern::Wildcard(format!("*a{}", "?".repeat(30)) + "b");
        assert_eq!(wide.matcher().err().as_deref(), Some(TOO_LARGE));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn wildcards_match_as_the_naive_matcher_does(pattern in "[abé]?[abд?*]{0,6}[abж]", word in "[abeдж]{0,8}") {
            let letters = |text: &str| wildcard::folded(text).chars().collect::<Vec<_>>();
            let naive = naive_wildcard(&letters(&pattern), &word.chars().collect::<Vec<_>>());
            prop_assert_eq!(is_match(Pattern::Wildcard(pattern), &word), naive);
        }

        #[test]
        fn fuzzy_words_are_within_their_edits(word in "[abдж]{1,8}", other in "[abдж]{0,9}", edits in 1u8..3) {
            let distance = naive_distance(&word.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>());
            prop_assert_eq!(is_match(Pattern::Fuzzy(word, edits), &other), distance <= usize::from(edits));
        }

        #[test]
        fn a_dead_state_never_accepts(regex in "[ab.]{1,3}[*+?]?(\\|[ab]{1,2})?", word in "[abc]{0,8}") {
            let matcher = Pattern::Regex(regex).matcher().expect("a pattern");
            let mut state = matcher.start();
            for byte in word.bytes() {
                let next = matcher.step(state, byte);
                prop_assert!(matcher.can_match(state) || !(matcher.is_accepting(next) || matcher.can_match(next)));
                state = next;
            }
        }

        #[test]
        fn any_text_compiles_or_fails(text in "\\PC{0,20}") {
            for pattern in [Pattern::Wildcard(text.clone()), Pattern::Regex(text.clone()), Pattern::Fuzzy(text, 2)] {
                let _ = pattern.matcher().map(|matcher| matcher.is_match("any"));
            }
        }
    }
}
