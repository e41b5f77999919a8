//! A pattern made ready: a machine that reads a folded word byte by byte. Engines walk their dictionaries with it, the
//! highlighter the words of an article, so that both mean the same.

use std::collections::HashMap;
use std::sync::LazyLock;

use levenshtein_automata::{DFA as Edits, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, MatchKind};

use super::ast::pattern::Pattern;
use super::lex::wildcard;
use crate::text::words;

/// How much memory a regular expression may take, in bytes.
const MOST_MEMORY: usize = 1 << 20;
/// How much the patterns of one query may take together.
const MOST_TOGETHER: usize = 8 << 20;
/// How deep its groups may nest.
const MAX_DEPTH: u32 = 50;
/// Why a pattern is refused that asks for more.
const TOO_LARGE: &str = "it is too large";
/// Why a pattern is refused that others leave no room for.
const TOO_MANY: &str = "the query has too many patterns";

/// What tells whether a folded word is like a pattern.
pub struct Matcher(Machine);

enum Machine {
    /// The machine of a regular expression, and where it starts.
    Regular(Box<dense::DFA<Vec<u32>>>, StateID),
    /// The machine of a misspelt word, and how many edits it forgives.
    Edits(Box<Edits>, u8),
}

/// What a [`Matcher`] knows of the bytes it has read; of use to this matcher only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct State(u32);

/// The patterns of one query: whether each can be made ready, and all of them together.
#[derive(Default)]
pub(super) struct Patterns {
    known: HashMap<Pattern, Result<(), String>>,
    /// What those take that can be looked for, in whatever order they come.
    memory: usize,
    /// What was spent on the others.
    wasted: usize,
}

impl Patterns {
    /// Whether one more can be looked for; if not, why.
    pub(super) fn check(&mut self, pattern: &Pattern) -> Result<(), String> {
        if let Some(known) = self.known.get(pattern) {
            return known.clone();
        }
        let checked =
            if self.wasted < MOST_TOGETHER { self.add(pattern) } else { Err(TOO_MANY.to_owned()) };
        self.known.insert(pattern.clone(), checked.clone());
        checked
    }

    fn add(&mut self, pattern: &Pattern) -> Result<(), String> {
        let memory = pattern
            .matcher()
            .map(|matcher| matcher.memory())
            .inspect_err(|_| self.wasted += MOST_MEMORY)?;
        if self.memory + memory > MOST_TOGETHER {
            self.wasted += memory;
            return Err(TOO_MANY.to_owned());
        }
        self.memory += memory;
        Ok(())
    }
}

/// The builders of misspelt words, by how many edits they forgive; making one takes milliseconds.
static EDITS: [LazyLock<LevenshteinAutomatonBuilder>; 2] = [
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true)),
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true)),
];

impl Pattern {
    /// Makes it ready; where that can not be, says why.
    pub fn matcher(&self) -> Result<Matcher, String> {
        match self {
            Self::Wildcard(text) => regular(&regex_of_wildcard(&wildcard::folded(text))),
            Self::Regex(text) => regular(&without_accents(text)),
            Self::Fuzzy(word, edits) => Ok(misspelt(&words::folded(word), *edits)),
        }
    }
}

fn misspelt(word: &str, edits: u8) -> Matcher {
    let [one, two] = &EDITS;
    let (builder, edits) = if edits < 2 { (one, edits) } else { (two, 2) };
    Matcher(Machine::Edits(Box::new(builder.build_dfa(word)), edits))
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

/// A regular expression without accents. Its letters keep their case, which means something in `\S` and nothing elsewhere.
fn without_accents(regex: &str) -> String {
    let mut plain = String::with_capacity(regex.len());
    for c in regex.chars() {
        if c.is_ascii() { plain.push(c) } else { words::fold(c, &mut plain) }
    }
    plain
}

fn regular(regex: &str) -> Result<Matcher, String> {
    let syntax = syntax::Config::new().case_insensitive(true).nest_limit(MAX_DEPTH);
    let parsed = syntax::parse_with(regex, &syntax).map_err(|error| reason(&error.to_string()))?;
    let small = thompson::Config::new()
        .which_captures(thompson::WhichCaptures::None)
        .nfa_size_limit(Some(MOST_MEMORY));
    let nfa = thompson::Compiler::new()
        .configure(small)
        .build_from_hir(&parsed)
        .map_err(|_| TOO_LARGE)?;
    if nfa.look_set_any().contains_word() {
        return Err("a word has no borders inside".to_owned());
    }
    let config = dense::Config::new()
        .start_kind(StartKind::Anchored)
        .match_kind(MatchKind::All)
        .accelerate(false)
        .dfa_size_limit(Some(MOST_MEMORY))
        .determinize_size_limit(Some(MOST_MEMORY));
    let dfa =
        dense::Builder::new().configure(config).build_from_nfa(&nfa).map_err(|_| TOO_LARGE)?;
    let start =
        dfa.start_state(&start::Config::new().anchored(Anchored::Yes)).map_err(|_| TOO_LARGE)?;
    Ok(Matcher(Machine::Regular(Box::new(dfa), start)))
}

/// The last line of what a parser says, which is the reason; those above draw the place.
fn reason(error: &str) -> String {
    let last = error.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

impl Matcher {
    /// Whether a folded word is like the pattern.
    pub fn is_match(&self, folded: &str) -> bool {
        let end = folded.bytes().fold(self.start(), |state, byte| self.step(state, byte));
        self.ends(end)
    }

    /// How much memory it takes, in bytes.
    pub fn memory(&self) -> usize {
        match &self.0 {
            Machine::Regular(dfa, _) => dfa.memory_usage(),
            Machine::Edits(dfa, _) => dfa.num_states() * size_of::<[u32; 256]>(),
        }
    }

    /// The state before the first byte.
    pub fn start(&self) -> State {
        State(match &self.0 {
            Machine::Regular(_, start) => start.as_u32(),
            Machine::Edits(dfa, _) => dfa.initial_state(),
        })
    }

    /// The state after one more byte.
    pub fn step(&self, state: State, byte: u8) -> State {
        State(match &self.0 {
            Machine::Regular(dfa, _) => dfa.next_state(id(state), byte).as_u32(),
            Machine::Edits(dfa, _) => dfa.transition(state.0, byte),
        })
    }

    /// Whether a word may end here.
    pub fn ends(&self, state: State) -> bool {
        match &self.0 {
            Machine::Regular(dfa, _) => dfa.is_match_state(dfa.next_eoi_state(id(state))),
            Machine::Edits(dfa, edits) => {
                matches!(dfa.distance(state.0), Distance::Exact(found) if found <= *edits)
            }
        }
    }

    /// Whether a word may still end further on.
    pub fn can_match(&self, state: State) -> bool {
        match &self.0 {
            Machine::Regular(dfa, _) => !dfa.is_dead_state(id(state)),
            Machine::Edits(..) => state.0 != SINK_STATE,
        }
    }
}

fn id(state: State) -> StateID {
    StateID::new(state.0 as usize).unwrap_or_default()
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
    fn patterns_are_the_whole_word() {
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
    fn what_can_not_be_made_ready_says_why() {
        for (text, why) in [
            ("(a", "unclosed group"),
            ("a)", "unopened group"),
            ("*a", "repetition operator missing expression"),
            ("[z-a]", "invalid character class range, the start must be <= the end"),
            (r"\bx", "a word has no borders inside"),
            (r"\pL{300}", TOO_LARGE),
            ("((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9})", TOO_LARGE),
            ("[ab]*a[ab]{20}", TOO_LARGE),
        ] {
            assert_eq!(
                Pattern::Regex(text.to_owned()).matcher().err().as_deref(),
                Some(why),
                "{text}"
            );
        }
        let wide = Pattern::Wildcard(format!("*a{}", "?".repeat(30)) + "b");
        assert_eq!(wide.matcher().err().as_deref(), Some(TOO_LARGE));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn a_wildcard_is_what_it_says(pattern in "[abé]?[abд?*]{0,6}[abж]", word in "[abeдж]{0,8}") {
            let letters = |text: &str| wildcard::folded(text).chars().collect::<Vec<_>>();
            let naive = naive_wildcard(&letters(&pattern), &word.chars().collect::<Vec<_>>());
            prop_assert_eq!(is_match(Pattern::Wildcard(pattern), &word), naive);
        }

        #[test]
        fn a_misspelling_is_within_its_edits(word in "[abдж]{1,8}", other in "[abдж]{0,9}", edits in 1u8..3) {
            let distance = naive_distance(&word.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>());
            prop_assert_eq!(is_match(Pattern::Fuzzy(word, edits), &other), distance <= usize::from(edits));
        }

        #[test]
        fn a_dead_state_never_ends(regex in "[ab.]{1,3}[*+?]?(\\|[ab]{1,2})?", word in "[abc]{0,8}") {
            let matcher = Pattern::Regex(regex).matcher().expect("a pattern");
            let mut state = matcher.start();
            for byte in word.bytes() {
                let next = matcher.step(state, byte);
                prop_assert!(matcher.can_match(state) || !(matcher.ends(next) || matcher.can_match(next)));
                state = next;
            }
        }

        #[test]
        fn any_text_is_a_pattern_or_none(text in "\\PC{0,20}") {
            for pattern in [Pattern::Wildcard(text.clone()), Pattern::Regex(text.clone()), Pattern::Fuzzy(text, 2)] {
                let _ = pattern.matcher().map(|matcher| matcher.is_match("any"));
            }
        }
    }
}
