//! Index from the words of names to the terms that have them.

/// The words of all names of a facet, and for each the terms that have a name with it.
pub(super) struct NameWords {
    /// Distinct words, sorted.
    words: Vec<Box<str>>,
    /// For each word the end of its terms.
    ends: Vec<usize>,
    /// Indexes of terms, in order for each word.
    terms: Vec<u32>,
}

impl NameWords {
    /// Indexes the names of each term, folded and separated by spaces.
    pub(super) fn new<'n>(all: impl Iterator<Item = &'n [String]>) -> Self {
        let mut pairs: Vec<(&str, u32)> = Vec::new();
        for (names, index) in all.zip(0..) {
            let words = names.iter().flat_map(|name| name.split_ascii_whitespace());
            pairs.extend(words.map(|word| (word, index)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        let (mut words, mut ends) = (Vec::new(), Vec::new());
        let mut end = 0;
        for same in pairs.chunk_by(|one, other| one.0 == other.0) {
            end += same.len();
            words.extend(same.first().map(|(word, _)| Box::from(*word)));
            ends.push(end);
        }
        Self { words, ends, terms: pairs.into_iter().map(|(_, index)| index).collect() }
    }

    /// Returns the terms that may have a name with all these words, folded and separated by spaces: those
    /// that have the rarest one. Nothing where there is no word.
    pub(super) fn with_words(&self, folded: &str) -> Option<&[u32]> {
        let lists = folded.split_ascii_whitespace().map(|word| self.with_word(word));
        lists.min_by_key(|list| list.len())
    }

    /// Returns the terms that have a name with a word that begins like this, in order.
    pub(super) fn with_prefix(&self, prefix: &str) -> Vec<u32> {
        let from = self.words.partition_point(|word| &**word < prefix);
        let words = self.words.get(from..).unwrap_or_default();
        let count = words.partition_point(|word| word.starts_with(prefix));
        let mut terms = self.terms_of(from, from + count).to_vec();
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    fn with_word(&self, word: &str) -> &[u32] {
        match self.words.binary_search_by(|known| (**known).cmp(word)) {
            Ok(at) => self.terms_of(at, at + 1),
            Err(_) => &[],
        }
    }

    /// The terms of the words in a range.
    fn terms_of(&self, from: usize, to: usize) -> &[u32] {
        let end = |count: usize| count.checked_sub(1).and_then(|at| self.ends.get(at));
        let (begin, end) = (end(from).copied().unwrap_or(0), end(to).copied().unwrap_or(0));
        self.terms.get(begin..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The index finds what a scan of all names finds.
        #[test]
        fn words_and_prefixes_are_those_of_the_names(
            names in prop::collection::vec("[ab]{1,2}( [ab]{1,2}){0,2}", 0..30),
            word in "[ab]{1,2}",
        ) {
            let index = NameWords::new(names.iter().map(std::slice::from_ref));
            let having = |is_match: &dyn Fn(&str) -> bool| -> Vec<u32> {
                let has = |name: &String| name.split(' ').any(is_match);
                (0..).zip(&names).filter(|(_, name)| has(name)).map(|(at, _)| at).collect()
            };
            prop_assert_eq!(index.with_words(&word), Some(&*having(&|known| known == word)));
            prop_assert_eq!(index.with_prefix(&word), having(&|known| known.starts_with(&*word)));
            let both = index.with_words(&format!("{word} a")).unwrap_or_default();
            prop_assert!(both.len() <= having(&|known| known == "a").len());
            prop_assert_eq!(index.with_words(" "), None);
        }
    }
}
