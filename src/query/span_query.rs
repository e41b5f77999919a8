//! What a query that stands at places looks for in a text: leaves, each of which a word or a mention is or is not, and how
//! they are to stand to each other. Engine and highlights read the leaves in their own ways and share the rest.

use super::spans;
use super::spans::{Ends, InRow, Occurrence};
use crate::article::schema::Field;
use crate::query::{Case, Name, Nearness, Pattern, PhraseWord, Query, phrase_words};
use crate::text::letters::LetterCase;
use crate::text::words::Words;

/// What a query looks for at the places of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct SpanQuery {
    /// The leaves, by the numbers the tree calls them by.
    pub leaves: Vec<Leaf>,
    tree: Tree,
}

/// What a single word is, or the words of a mention are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Leaf {
    /// A word with the stem of this folded one.
    Stem(String),
    /// This folded word itself.
    Form(String),
    /// This folded word, written so.
    Written(String, Writing),
    /// A word like this.
    Like(Pattern),
    /// A mention of what this name means.
    Mention(Field, Name),
}

/// How a word is to be written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Writing {
    /// With such capitals.
    Case(Case),
    /// Letter by letter.
    As(LetterCase),
}

impl Writing {
    /// Whether a word that is written like this will do.
    pub fn admits(&self, letters: &LetterCase) -> bool {
        match self {
            Self::Case(Case::Some) => *letters != LetterCase::Small,
            Self::Case(Case::All) => matches!(letters, LetterCase::Single | LetterCase::Capitals),
            Self::Case(Case::None) => *letters == LetterCase::Small,
            Self::As(asked) => asked == letters,
        }
    }
}

/// How leaves are to stand to each other.
#[derive(Debug, Clone, PartialEq)]
enum Tree {
    Leaf(usize),
    /// Leaves, each with how many other words stand before it, and how many more may stand in between.
    Row(Vec<(u32, usize)>, u32),
    Any(Vec<Tree>),
    Near(Box<Tree>, Nearness, Box<Tree>),
    Far(Box<Tree>, Nearness, Box<Tree>),
    First(u32, Box<Tree>),
}

/// A text in which leaves have places.
pub trait Places {
    /// The numbers of the words that are this leaf, in order; the leaf is no mention.
    fn words(&mut self, leaf: usize) -> Vec<u32>;

    /// The mentions that are this leaf, in order.
    fn mentions(&mut self, leaf: usize) -> Vec<Occurrence>;

    /// Where sentences and paragraphs end.
    fn ends(&mut self) -> Ends;

    /// The number of the first word of the text that a word stands in; nothing where nobody asks for first words of it.
    fn beginning(&self, word: u32) -> Option<u32>;
}

impl SpanQuery {
    /// What a query looks for; nothing where it has no places, or asks for no word at all.
    pub fn of(query: &Query) -> Option<Self> {
        let mut sought = Self { leaves: Vec::new(), tree: Tree::Any(Vec::new()) };
        sought.tree = sought.tree(query)?;
        (!sought.leaves.is_empty()).then_some(sought)
    }

    fn tree(&mut self, query: &Query) -> Option<Tree> {
        Some(match query {
            Query::Word(text) => self.row(stems(text), 0),
            Query::Phrase(text, between) => self.phrase(text, *between),
            Query::Exactly(text) => self.row(each_word(text, &exactly), 0),
            Query::Cased(case, text) => self
                .row(each_word(text, &|folded, _| Leaf::Written(folded, Writing::Case(*case))), 0),
            Query::Like(pattern) => self.row(vec![Leaf::Like(pattern.clone())], 0),
            Query::About(field, name) if query.has_places() => {
                Tree::Leaf(self.leaf(Leaf::Mention(*field, name.clone())))
            }
            Query::Or(parts) => {
                Tree::Any(parts.iter().map(|part| self.tree(part)).collect::<Option<_>>()?)
            }
            Query::Near(one, how, other) => {
                Tree::Near(Box::new(self.tree(one)?), *how, Box::new(self.tree(other)?))
            }
            Query::Far(one, how, other) => {
                Tree::Far(Box::new(self.tree(one)?), *how, Box::new(self.tree(other)?))
            }
            Query::First(words, inner) => Tree::First(*words, Box::new(self.tree(inner)?)),
            _ => return None,
        })
    }

    fn row(&mut self, leaves: Vec<Leaf>, between: u32) -> Tree {
        let leaves = leaves.into_iter().map(|leaf| (0, self.leaf(leaf))).collect();
        Self::in_row(leaves, between)
    }

    /// Words side by side, of which some may be wildcards, and some any word.
    fn phrase(&mut self, text: &str, between: u32) -> Tree {
        let (mut leaves, mut behind) = (Vec::new(), 0);
        for word in phrase_words(text) {
            let leaf = match word {
                PhraseWord::Plain(folded) => Leaf::Stem(folded),
                PhraseWord::Like(pattern) => Leaf::Like(pattern),
                PhraseWord::Any => {
                    behind += 1;
                    continue;
                }
            };
            leaves.push((std::mem::take(&mut behind), self.leaf(leaf)));
        }
        Self::in_row(leaves, between)
    }

    fn in_row(leaves: Vec<(u32, usize)>, between: u32) -> Tree {
        match leaves.as_slice() {
            [(_, only)] => Tree::Leaf(*only),
            _ => Tree::Row(leaves, between),
        }
    }

    /// Every place of the tree has a leaf of its own: one that is read for another may have gone on.
    fn leaf(&mut self, leaf: Leaf) -> usize {
        self.leaves.push(leaf);
        self.leaves.len() - 1
    }

    /// Whether an article that has its only leaf has it, wherever that stands.
    pub fn is_anywhere(&self) -> bool {
        matches!(self.tree, Tree::Leaf(_)) && !matches!(self.leaves.as_slice(), [Leaf::Written(..)])
    }

    /// Whether ends of sentences or paragraphs matter.
    pub fn needs_ends(&self) -> bool {
        self.tree.needs_ends()
    }

    /// What a text must have for anything to be found in it.
    pub fn requirement(&self) -> Requirement {
        self.tree.requirement()
    }

    /// Where what is sought stands in a text.
    pub fn occurrences(&self, text: &mut dyn Places) -> Vec<Occurrence> {
        let ends = if self.needs_ends() { text.ends() } else { Ends::default() };
        self.occurrences_of(&self.tree, text, &ends)
    }

    fn occurrences_of(&self, tree: &Tree, text: &mut dyn Places, ends: &Ends) -> Vec<Occurrence> {
        match tree {
            Tree::Leaf(leaf) if matches!(self.leaves.get(*leaf), Some(Leaf::Mention(..))) => {
                text.mentions(*leaf)
            }
            Tree::Leaf(leaf) => text
                .words(*leaf)
                .into_iter()
                .map(|number| Occurrence::run(number, number))
                .collect(),
            Tree::Row(leaves, between) => {
                let lists: Vec<(u32, Vec<u32>)> =
                    leaves.iter().map(|(behind, leaf)| (*behind, text.words(*leaf))).collect();
                let words: Vec<InRow<'_>> = lists
                    .iter()
                    .map(|(behind, numbers)| InRow { behind: *behind, numbers })
                    .collect();
                spans::row(&words, *between)
            }
            Tree::Any(trees) => {
                spans::any(trees.iter().map(|tree| self.occurrences_of(tree, text, ends)))
            }
            Tree::Near(one, how, other) => {
                let these = self.occurrences_of(one, text, ends);
                if these.is_empty() {
                    return these;
                }
                spans::near(&these, &self.occurrences_of(other, text, ends), *how, ends)
            }
            Tree::Far(one, how, other) => {
                let these = self.occurrences_of(one, text, ends);
                if these.is_empty() {
                    return these;
                }
                spans::far(&these, &self.occurrences_of(other, text, ends), *how, ends)
            }
            Tree::First(words, inner) => {
                let mut found = self.occurrences_of(inner, text, ends);
                found.retain(|one| {
                    text.beginning(one.last).is_some_and(|first| one.last - first < *words)
                });
                found
            }
        }
    }
}

/// Leaves that a text must have for anything to be found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requirement {
    /// This leaf.
    Leaf(usize),
    /// All of these.
    All(Vec<Requirement>),
    /// One of these.
    Any(Vec<Requirement>),
}

impl Tree {
    fn needs_ends(&self) -> bool {
        match self {
            Tree::Leaf(_) | Tree::Row(..) => false,
            Tree::Any(trees) => trees.iter().any(Tree::needs_ends),
            Tree::Near(one, how, other) | Tree::Far(one, how, other) => {
                matches!(how, Nearness::Sentence | Nearness::Paragraph)
                    || one.needs_ends()
                    || other.needs_ends()
            }
            Tree::First(_, inner) => inner.needs_ends(),
        }
    }

    fn requirement(&self) -> Requirement {
        match self {
            Tree::Leaf(leaf) => Requirement::Leaf(*leaf),
            Tree::Row(leaves, _) => {
                Requirement::All(leaves.iter().map(|(_, leaf)| Requirement::Leaf(*leaf)).collect())
            }
            Tree::Any(trees) => Requirement::Any(trees.iter().map(Tree::requirement).collect()),
            Tree::Near(one, _, other) => {
                Requirement::All(vec![one.requirement(), other.requirement()])
            }
            Tree::Far(one, ..) => one.requirement(),
            Tree::First(_, inner) => inner.requirement(),
        }
    }
}

/// A leaf for each word of a text, made of its folded form and its letters as typed.
fn each_word(text: &str, leaf: &dyn Fn(String, &str) -> Leaf) -> Vec<Leaf> {
    let (mut words, mut leaves) = (Words::new(text), Vec::new());
    while let Some(word) = words.advance() {
        leaves.push(leaf(
            words.folded().to_owned(),
            text.get(word.start..word.end).unwrap_or_default(),
        ));
    }
    leaves
}

fn stems(text: &str) -> Vec<Leaf> {
    each_word(text, &|folded, _| Leaf::Stem(folded))
}

fn exactly(folded: String, typed: &str) -> Leaf {
    match LetterCase::of(typed) {
        LetterCase::Small => Leaf::Form(folded),
        letters => Leaf::Written(folded, Writing::As(letters)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_falls_into_leaves() {
        let leaves =
            |query: Query| SpanQuery::of(&query).map(|sought| sought.leaves).unwrap_or_default();
        let stem = |word: &str| Leaf::Stem(word.to_owned());
        assert_eq!(leaves(Query::Word("al-Nusra".into())), [stem("al"), stem("nusra")]);
        let like = |pattern: &str| Leaf::Like(Pattern::Wildcard(pattern.to_owned()));
        assert_eq!(
            leaves(Query::Phrase("Isläm* who? * wom?n".into(), 0)),
            [like("Isläm*"), stem("who"), like("wom?n")]
        );
        let written =
            |folded: &str, letters| Leaf::Written(folded.to_owned(), Writing::As(letters));
        assert_eq!(
            leaves(Query::Exactly("US Open talks".into())),
            [
                written("us", LetterCase::Capitals),
                written("open", LetterCase::Initial),
                Leaf::Form("talks".into())
            ]
        );
        assert!(
            SpanQuery::of(&Query::Word("…".into())).is_none() && SpanQuery::of(&Query::All).is_none()
        );
    }
}
