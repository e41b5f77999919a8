//! The questions: a thousand that are drawn from the archive's own words, each word as often as it is printed, and one or
//! more for every operator of the query language.
//!
//! Words that stand in nearly every text and that nobody asks for are not drawn; they are asked apart, as the worst there
//! is.

use std::fmt;

use morgue::engine::tantivy::TantivyEngine;
use morgue::search::engine::Engine;
use morgue::text::words::Words;

use crate::common::Dice;

/// How many questions are drawn.
const DRAWN: usize = 1_000;

/// Words that carry no question of their own.
const FUNCTION_WORDS: &str = "a about after all also an and any are as at be been but by can could did do for from had has \
    have he her his how i if in into is it its just like may more most much no not now of on one only or other our out over \
    said says she so some such than that the their them then there these they this to two under up was we were what when \
    which while who will with would you your s t us me my him because being between both does during each against before \
    off own same should since still through too very where why last new mr ms mrs dr";

/// What is in nearly every article.
pub const WORST: &[&str] =
    &["the", "of", "said", "the OR of", "the of", "\"of the\"", "\"in the\"", "*", ""];

/// A question or two for each operator, in the words of the query language.
pub const OPERATORS: &[&str] = &[
    "oil NEAR/5 prices",
    "interest NEAR/10 rates",
    "said NEAR/5 bank",
    "oil NEAR/5 prices NEAR/5 opec",
    "(dollar OR yen) NEAR/5 (intervention OR \"central bank\")",
    "\"central bank\" PRE/10 rates",
    "trade PRE/5 deficit",
    "the PRE/1 president",
    "president SENT congress",
    "said SENT bank",
    "tariffs PARA japan",
    "bank NOT NEAR/5 england",
    "a NOT NEAR/5 the",
    "\"interest rates\"~3",
    "=talks",
    "=\"US Open\"",
    "caps(Turkey)",
    "allcaps(AIDS)",
    "nocaps(aids)",
    "terror*",
    "wom?n",
    "*gate",
    "*tion",
    "s*",
    "gorbachov~",
    "gorbachov~1",
    "goverment~2",
    "/reg(ime|ent)s?/",
    "/(im|ex)port(s|ed|ing)?/",
    "ATLEAST/3 sanctions",
    "ATLEAST/5 said",
    "FIRST/50 ceasefire",
    "FIRST/50 president",
    "title:merger",
    "title:(oil prices)",
    "byline:smith",
    "trump -byline:smith",
    "person:trump",
    "person:* NEAR/5 resigned",
    "person:trump NEAR/5 tax",
    "ceasefire SENT person:*",
    "place:syria",
    "place:syria NEAR/10 troops",
    "org:opec SENT prices",
    "topic:crude opec",
    "major:trump",
    "date:1987-03",
    "date:2016-07..2016-12 election",
    "on:04-13",
    "words:>500",
    "title:tax^3 reform",
    "bank NOT england",
    "-said",
];

/// A question that was drawn.
#[derive(Debug, Clone)]
pub enum Asked {
    Word(String),
    Both(String, String),
    Either(String, String),
    Phrase(String, String),
}

impl Asked {
    /// Its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Word(_) => "word",
            Self::Both(..) => "two words",
            Self::Either(..) => "OR",
            Self::Phrase(..) => "phrase",
        }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => write!(out, "{word}"),
            Self::Both(one, other) => write!(out, "{one} {other}"),
            Self::Either(one, other) => write!(out, "{one} OR {other}"),
            Self::Phrase(one, other) => write!(out, "\"{one} {other}\""),
        }
    }
}

/// A third each of one word, two words of one article, and two adjacent words as a phrase or two words as an OR.
pub fn drawn(engine: &TantivyEngine) -> Vec<Asked> {
    let mut ids: Vec<String> =
        engine.holdings().expect("holdings").into_iter().map(|holding| holding.id).collect();
    ids.sort();
    let function_words: Vec<&str> = FUNCTION_WORDS.split_whitespace().collect();
    let mut dice = Dice::new(1);
    let mut asked = Vec::with_capacity(DRAWN);
    while asked.len() < DRAWN {
        let article = engine
            .article(dice.pick::<String>(&ids))
            .expect("an article")
            .expect("an article")
            .article;
        let words = words(&article.body);
        let asks = |at: usize| {
            words.get(at).filter(|word| word.len() > 1 && !function_words.contains(&word.as_str()))
        };
        let (one, other) = (dice.roll(words.len()), dice.roll(words.len()));
        let (kind, phrase) = (asked.len() % 3, asked.len() % 2 == 0);
        let other = if kind == 2 && phrase { one + 1 } else { other };
        let (Some(one), Some(other)) = (asks(one).cloned(), asks(other).cloned()) else { continue };
        asked.push(match kind {
            0 => Asked::Word(one),
            1 => Asked::Both(one, other),
            _ if phrase => Asked::Phrase(one, other),
            _ => Asked::Either(one, other),
        });
    }
    asked
}

/// The words of a text that are letters and nothing else: the others mean more than one thing to one reader or another.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut all) = (Words::new(text), Vec::new());
    while words.advance().is_some() {
        let letters = words.folded().chars().all(char::is_alphabetic);
        all.push(if letters { words.folded().to_string() } else { String::new() });
    }
    all
}
