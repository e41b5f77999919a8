//! Replaces the widened words of a query by alternatives, and makes words widened and plain again.

use super::Query;
use crate::query::lex::syntax::is_plain_word;

impl Query {
    /// Replaces every widened word, negated ones too. `widen` is told whether the word is in a part that is about
    /// positions, where alternatives cannot be boosted.
    pub(crate) fn widen(self, widen: &mut dyn FnMut(&str, bool) -> Query) -> Self {
        self.widen_part(widen, false)
    }

    fn widen_part(self, widen: &mut dyn FnMut(&str, bool) -> Query, positional: bool) -> Self {
        let mut boxed = |inner: Box<Query>| Box::new(inner.widen_part(widen, true));
        match self {
            Query::Near(one, operator, other) => Query::Near(boxed(one), operator, boxed(other)),
            Query::NotNear(one, operator, other) => {
                Query::NotNear(boxed(one), operator, boxed(other))
            }
            Query::AtLeast(times, inner) => Query::AtLeast(times, boxed(inner)),
            Query::First(words, inner) => Query::First(words, boxed(inner)),
            Query::In(field, inner) => {
                Query::In(field, Box::new(inner.widen_part(widen, positional)))
            }
            Query::Boosted(inner, boost) => {
                Query::Boosted(Box::new(inner.widen_part(widen, positional)), boost)
            }
            Query::Not(inner) => inner.widen_part(widen, positional).negated(),
            Query::And(parts) => {
                Query::and(parts.into_iter().map(|part| part.widen_part(widen, positional)))
            }
            Query::Or(parts) => {
                Query::or(parts.into_iter().map(|part| part.widen_part(widen, positional)))
            }
            Query::Widened(words) => widen(&words, positional),
            leaf => leaf,
        }
    }

    /// Returns the query of a widened word without its alternatives.
    pub(crate) fn plain(words: &str) -> Self {
        match is_plain_word(words) {
            true => Query::Word(words.to_owned()),
            false => Query::Phrase(words.to_owned(), 0),
        }
    }

    /// Widens its words and phrases, except those that are negated.
    #[cfg_attr(not(feature = "server"), allow(dead_code, reason = "the pages switch it"))]
    pub(crate) fn with_widened_words(self) -> Self {
        self.map_leaves(&mut |leaf| match leaf {
            Query::Word(word) => Query::Widened(word),
            Query::Phrase(words, 0) if !words.contains(['*', '?']) => Query::Widened(words),
            leaf => leaf,
        })
    }

    /// Takes back that words are widened.
    #[cfg_attr(not(feature = "server"), allow(dead_code, reason = "the pages switch it"))]
    pub(crate) fn without_widened_words(self) -> Self {
        self.widen(&mut |words, _| Query::plain(words))
    }

    /// Returns whether a word of it is widened.
    pub(crate) fn has_widened_words(&self) -> bool {
        let mut has = false;
        self.leaves(&mut |leaf, _| has |= matches!(leaf, Query::Widened(_)));
        has
    }

    /// Takes the boosts away, which change the order of hits and not what matches.
    pub(crate) fn without_boosts(self) -> Self {
        match self {
            Query::Boosted(inner, _) => inner.without_boosts(),
            Query::In(field, inner) => Query::In(field, Box::new(inner.without_boosts())),
            Query::Not(inner) => inner.without_boosts().negated(),
            Query::And(parts) => Query::and(parts.into_iter().map(Query::without_boosts)),
            Query::Or(parts) => Query::or(parts.into_iter().map(Query::without_boosts)),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn a_tilde_in_front_widens_a_word_or_a_phrase() {
        let printed = |text: &str| parse(text).query.to_string();
        for (text, query) in [
            ("~layoffs", "~layoffs"),
            ("mill ~layoffs, 1987", "mill ~layoffs 1987"),
            ("~“job cuts”", "~\"job cuts\""),
            ("-~layoffs", "NOT ~layoffs"),
            ("title:~layoffs", "title:~layoffs"),
            ("~layoffs NEAR/5 mill", "~layoffs NEAR/5 mill"),
            ("(~layoffs OR strike)^2", "(~layoffs OR strike)^2"),
            ("~U.S.", "~\"U.S.\""),
            // No word, or another sign that has a meaning.
            ("~", "*"),
            ("~ layoffs", "layoffs"),
            ("layoffs~", "layoffs~"),
            ("~layoffs~1", "layoffs~1"),
            ("~lay*", "lay*"),
            ("~title:x", "title:x"),
            ("a~b", "a~b"),
            ("~2 ~\"2 3\"", "2 \"2 3\""),
        ] {
            assert_eq!(printed(text), query, "{text}");
        }
        assert_eq!(parse("a~b").query, Query::Word("a~b".into()));
    }

    #[test]
    fn widened_words_become_alternatives() {
        let widen = |text: &str| {
            let query = parse(text).query.widen(&mut |word, positional| {
                let other = Query::Word(format!("{word}2"));
                let boost = parse("x^0.2").query;
                let Query::Boosted(_, boost) = boost else { panic!("a boost") };
                let other = if positional { other } else { other.boosted(boost) };
                Query::or([Query::plain(word), other])
            });
            let printed = query.to_string();
            assert_eq!(parse(&printed).query, query, "{printed}");
            printed
        };
        for (text, query) in [
            ("~a", "a OR a2^0.2"),
            ("~a OR b", "a OR a2^0.2 OR b"),
            ("~a b", "(a OR a2^0.2) b"),
            ("~a NEAR/5 b", "(a OR a2) NEAR/5 b"),
            ("ATLEAST/2 ~a", "ATLEAST/2 (a OR a2)"),
            ("-~a b", "NOT (a OR a2^0.2) b"),
            ("title:~a", "title:(a OR a2^0.2)"),
            ("~a^3", "(a OR a2^0.2)^3"),
        ] {
            assert_eq!(widen(text), query, "{text}");
        }
    }

    #[test]
    fn words_are_widened_and_plain_again() {
        let query = parse("mill \"job cuts\" -strike org:nato").query;
        let widened = query.clone().with_widened_words();
        assert_eq!(widened.to_string(), "~mill ~\"job cuts\" NOT strike org:nato");
        assert!(widened.has_widened_words() && !query.has_widened_words());
        assert_eq!(widened.without_widened_words(), query);
        assert_eq!(parse("a OR (b c)^2").query.without_boosts(), parse("a OR (b c)").query);
    }
}
