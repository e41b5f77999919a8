//! The words that make a question, and those that a question has beside what it is about.

/// Words with which a question begins.
const INTERROGATIVES: &[&str] =
    &["who", "whom", "whose", "what", "which", "when", "where", "why", "how"];

/// Contractions of an interrogative and a verb.
const CONTRACTIONS: &[&str] = &[
    "who's", "who'd", "who'll", "what's", "what're", "what'd", "when's", "when'd", "where's",
    "where'd", "why's", "why'd", "how's", "how'd",
];

/// Verbs that follow an interrogative.
const AUXILIARIES: &[&str] = &[
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "being",
    "am",
    "did",
    "does",
    "do",
    "has",
    "have",
    "had",
    "will",
    "would",
    "can",
    "could",
    "shall",
    "should",
    "may",
    "might",
    "must",
    "isn't",
    "aren't",
    "wasn't",
    "weren't",
    "didn't",
    "doesn't",
    "don't",
    "hasn't",
    "haven't",
    "hadn't",
    "won't",
    "wouldn't",
    "can't",
    "cannot",
    "couldn't",
    "shouldn't",
];

/// Words that may follow "how" directly.
const DEGREES: &[&str] = &["many", "much", "long", "often", "old", "far", "big", "large"];

/// Articles, pronouns, prepositions and conjunctions.
const FUNCTION_WORDS: &[&str] = &[
    "a", "an", "the", "this", "that", "these", "those", "there", "it", "its", "i", "we", "you",
    "he", "she", "they", "me", "us", "him", "them", "my", "our", "your", "his", "her", "their",
    "any", "some", "about", "of", "in", "on", "at", "to", "for", "from", "by", "with", "into",
    "and", "or", "not", "ever", "as",
];

/// Words that ask for what was said and done, not what it was.
const EMPTY_VERBS: &[&str] = &[
    "say",
    "says",
    "said",
    "tell",
    "told",
    "think",
    "thinks",
    "thought",
    "happen",
    "happens",
    "happened",
    "happening",
    "going",
    "doing",
    "done",
    "do",
    "know",
    "known",
];

/// What an archive consists of.
const NEWS: &[&str] =
    &["article", "articles", "story", "stories", "report", "reports", "news", "coverage"];

/// What articles do.
const NEWS_VERBS: &[&str] = &[
    "mention",
    "mentions",
    "mentioned",
    "written",
    "published",
    "printed",
    "appeared",
    "cover",
    "covers",
    "covered",
    "exist",
];

/// Verbs with which a request for articles begins.
const REQUESTS: &[&str] = &["show", "find", "list", "give"];

/// Prepositions before a place.
const LOCATIVES: &[&str] = &["in", "at", "from", "near", "to"];

/// The class of a word of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WordClass {
    pub interrogative: bool,
    pub contraction: bool,
    pub auxiliary: bool,
    pub degree: bool,
    pub function_word: bool,
    pub empty_verb: bool,
    pub news: bool,
    pub news_verb: bool,
    pub request: bool,
    pub locative: bool,
}

impl WordClass {
    /// Classifies a word as it was typed. `WHO` and `US` in capitals are names, unless the whole
    /// question is.
    pub(super) fn of(word: &str, all_capitals: bool) -> Self {
        let letters = word.chars().filter(|c| c.is_alphabetic());
        if !all_capitals && letters.clone().count() > 1 && letters.clone().all(char::is_uppercase) {
            return Self::default();
        }
        let lower = word.to_lowercase().replace('’', "'");
        let is = |list: &[&str]| list.contains(&lower.as_str());
        Self {
            interrogative: is(INTERROGATIVES),
            contraction: is(CONTRACTIONS),
            auxiliary: is(AUXILIARIES),
            degree: is(DEGREES),
            function_word: is(FUNCTION_WORDS),
            empty_verb: is(EMPTY_VERBS),
            news: is(NEWS),
            news_verb: is(NEWS_VERBS),
            request: is(REQUESTS),
            locative: is(LOCATIVES),
        }
    }
}
