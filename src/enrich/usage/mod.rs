//! The usage of words in an archive: which terms occur in the same contexts. Each term has a vector, learned
//! from the archive's own texts and from nothing else; terms with similar vectors are used alike.
//!
//! The vectors are those of a randomised singular value decomposition of the positive pointwise mutual
//! information of terms and contexts. The same articles give the same vectors.

mod contexts;
mod svd;
mod vocabulary;
mod word_usage;

use vocabulary::Tokens;
pub(crate) use word_usage::{Neighbour, WordUsage};

/// Version of the rules: what other rules have learned is learned again.
pub(crate) const RULES: &str = "morgue usage 1";

/// Length of a vector.
const DIMENSIONS: usize = 100;

/// Words that are read at most. Their numbers take 48 MB, the counts of pairs up to 250 MB.
const MAX_WORDS: usize = 12_000_000;

/// Learns the usage of words from articles.
#[derive(Default)]
pub(crate) struct UsageLearner {
    tokens: Tokens,
}

impl UsageLearner {
    /// Begins an article. Returns false when enough was read.
    pub(crate) fn begin_article(&mut self) -> bool {
        self.tokens.begin_article();
        self.tokens.len() < MAX_WORDS
    }

    /// Adds a text of the article, in its language.
    pub(crate) fn add_text(&mut self, language: &str, text: &str) {
        self.tokens.add_text(language, text);
    }

    /// Computes the vectors.
    pub(crate) fn finish(self) -> WordUsage {
        let languages = self.tokens.languages();
        let (entries, tokens) = self.tokens.into_vocabulary();
        let matrix = contexts::weighted_contexts(&tokens, entries.len());
        drop(tokens);
        let vectors = svd::row_vectors(&matrix, DIMENSIONS);
        WordUsage::new(languages, entries, &vectors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Articles in which two words stand in the same contexts and a third in others.
    fn usage(order: impl Iterator<Item = usize>) -> WordUsage {
        let mut learner = UsageLearner::default();
        let subjects = ["firm", "factory", "mill", "bank", "airline", "shipyard", "brewery"];
        let verbs = ["announced", "planned", "denied", "feared", "expected"];
        for at in order {
            let (subject, verb) = (subjects[at % subjects.len()], verbs[at % verbs.len()]);
            let cuts = ["layoffs", "redundancies", "job cuts"][at % 3];
            assert!(learner.begin_article());
            learner.add_text(
                "en",
                &format!("The {subject} {verb} {cuts} among its workers after losses."),
            );
            learner.add_text(
                "en",
                &format!("Rain {verb} over the green valley, farmers of maize said {at}."),
            );
            learner.add_text("fr", "La pluie tombe sur la vallée.");
            // Most articles are about something else: no phrase is in a large part of an archive.
            assert!(learner.begin_article());
            learner.add_text(
                "en",
                &format!("The choir of the village sang at {at}, and the bells rang."),
            );
        }
        learner.finish()
    }

    #[test]
    fn words_in_the_same_contexts_are_near() {
        let usage = usage(0..120);
        let found = usage.neighbours(&["layoffs".into()], 2);
        let forms: Vec<&str> = found.iter().map(|it| it.form.as_str()).collect();
        assert_eq!(
            {
                let mut forms = forms.clone();
                forms.sort_unstable();
                forms
            },
            ["job cuts", "redundancies"]
        );
        assert!(found.iter().all(|it| it.similarity > 0.6), "{found:?}");
        let phrase = usage.neighbours(&["job".into(), "cuts".into()], 1);
        assert_eq!(phrase[0].articles, 40, "{phrase:?}");
        assert!(usage.neighbours(&["zebulonite".into()], 9).is_empty());
        assert_eq!(usage.neighbours(&["vallee".into()], 1)[0].term.get(..3), Some("fr:"));
    }

    #[test]
    fn the_order_of_articles_changes_nothing() {
        let (one, other) = (usage(0..120), usage((0..120).rev()));
        let near = |usage: &WordUsage| usage.neighbours(&["layoffs".into()], 5);
        assert_eq!(near(&one), near(&other));
    }

    #[test]
    fn usage_is_read_as_it_was_written() {
        let usage = usage(0..60);
        let bytes = usage.encode();
        let again = WordUsage::decode(&bytes).expect("it is whole");
        let near = |usage: &WordUsage| usage.neighbours(&["redundancy".into()], 5);
        assert_eq!(near(&again), near(&usage));
        for end in [0, 5, bytes.len() / 2, bytes.len() - 1] {
            assert!(WordUsage::decode(&bytes[..end]).is_none(), "{end} bytes");
        }
        assert!(WordUsage::decode(b"9999999999 100 en\n").is_none());
    }

    #[test]
    fn an_archive_without_words_has_no_usage() {
        let usage = UsageLearner::default().finish();
        assert!(usage.neighbours(&["layoffs".into()], 5).is_empty());
        assert!(WordUsage::decode(&usage.encode()).is_some());
    }
}
