//! Examples of every operator, to test the brute-force engine itself.

use morgue::internals::article::document::Document;
use morgue::internals::article::entity::{Mention, Person, Place, Subjects, Via};
use morgue::internals::article::schema::Field;
use morgue::internals::article::{Article, Dateline, Slot};

use super::Naive;
use super::query::{Capitals, NaiveQuery, Proximity, phrase, word};

use Proximity::{Before, Paragraph, Sentence, Within};

fn exactly(words: &str) -> NaiveQuery {
    NaiveQuery::Exactly(words.to_owned())
}

fn cased(letters: Capitals, words: &str) -> NaiveQuery {
    NaiveQuery::Cased(letters, words.to_owned())
}

fn wildcard(pattern: &str) -> NaiveQuery {
    NaiveQuery::Wildcard(pattern.to_owned())
}

/// Returns whether an article matches. Its text is a body, or `title | standfirst | caption | body`.
fn matches(text: &str, query: &NaiveQuery) -> bool {
    let parts: Vec<&str> = text.split(" | ").collect();
    let mut article = Article { language: "en".into(), ..Article::default() };
    match parts.as_slice() {
        [body] => article.body = (*body).to_owned(),
        [title, standfirst, captions @ .., body] => {
            article.title = (*title).to_owned();
            article.standfirst = (*standfirst).to_owned();
            article.captions = captions.iter().map(|caption| (*caption).to_owned()).collect();
            article.body = (*body).to_owned();
        }
        _ => panic!("two texts in `{text}`"),
    }
    article.byline = "By Ann Reed".into();
    article.dateline = Some(Dateline { raw: "GENEVA, July 4 -".into(), ..Dateline::default() });
    let subjects = subjects(&article.body);
    Naive::from_documents([Document { article, subjects, ..Document::default() }]).matches(query)[0]
}

/// John Kerry is mentioned as "Kerry"; Aleppo is in Syria; Sergei Lavrov has no mention.
fn subjects(body: &str) -> Subjects {
    let mentions = |name: &str| -> Vec<Mention> {
        let mention = |(start, _)| Mention {
            slot: Slot::Body,
            start,
            end: start + name.len(),
            via: Via::Name,
        };
        body.match_indices(name).map(mention).collect()
    };
    let person = |key: &str, name: &str, mentions| Person {
        key: key.into(),
        name: name.into(),
        mentions,
        ..Person::default()
    };
    let mut subjects = Subjects {
        people: vec![person("person/sergei-lavrov", "Sergei Lavrov", Vec::new())],
        ..Subjects::default()
    };
    if body.contains("Kerry") {
        subjects.people.push(person("person/john-kerry", "John Kerry", mentions("Kerry")));
    }
    if body.contains("Aleppo") {
        let lineage = ["place/syria", "place/aleppo"].map(str::to_owned).to_vec();
        subjects.places.push(Place {
            key: "place/aleppo".into(),
            lineage,
            mentions: mentions("Aleppo"),
            ..Place::default()
        });
    }
    subjects
}

fn has_value(facet: Field, value: &str) -> NaiveQuery {
    NaiveQuery::HasValue(facet, Some(value.to_owned()))
}

fn assert_matches(table: Vec<(&str, NaiveQuery, bool)>) {
    for (text, query, expected) in table {
        assert_eq!(matches(text, &query), expected, "`{query}` in `{text}`");
    }
}

#[test]
fn words_and_forms() {
    assert_matches(vec![
        ("The talks went on", word("talk"), true),
        ("The talks went on", word("talked"), true),
        ("The talks went on", word("walk"), false),
        ("al-Nusra fighters", word("al-nusra"), true),
        ("Nusra al fighters", word("al-nusra"), false),
        ("Café in the U.S.", word("cafe").and(word("US")), true),
        ("By the river", word("reed"), false),
        ("By the river", word("reed").in_field(Field::Byline), true),
        ("By the river", word("geneva").in_field(Field::Dateline), true),
        ("The talks went on", exactly("talk"), false),
        ("The Talks went on", exactly("talks"), true),
        ("The Talks went on", exactly("TALKS"), false),
        ("The Talks went on", exactly("Talks"), true),
        ("the us open", exactly("US Open"), false),
        ("the U.S. Open", exactly("US Open"), true),
        ("O'Brien's book", exactly("OBrien"), true),
        ("O'Brien's book", exactly("Obrien"), false),
        ("Turkey and a turkey", cased(Capitals::Some, "turkey"), true),
        ("Turkey", cased(Capitals::All, "turkey"), false),
        ("AIDS helps", cased(Capitals::All, "aids"), true),
        ("AIDS helps", cased(Capitals::None, "aids"), false),
        ("Hearing aids", cased(Capitals::None, "AIDS"), true),
        ("Hearing aids", cased(Capitals::None, "aid"), false),
        ("In 1987", cased(Capitals::None, "1987"), true),
        ("In 1987", cased(Capitals::All, "1987").or(cased(Capitals::Some, "1987")), false),
        ("John Kerry spoke", cased(Capitals::Some, "john kerry"), true),
        ("John kerry spoke", cased(Capitals::Some, "john kerry"), false),
        ("Terrorists struck", wildcard("terror*"), true),
        ("Watergate", wildcard("*gate"), true),
        ("Women of Élan", wildcard("wom?n").and(wildcard("él*n")), true),
        ("The talks", wildcard("talk"), false),
        ("Gorbachev", NaiveQuery::Fuzzy("gorbachov".into(), 1), true),
        ("Grobachev", NaiveQuery::Fuzzy("gorbachov".into(), 1), false),
        ("Grobachev", NaiveQuery::Fuzzy("gorbachov".into(), 2), true),
    ]);
}

#[test]
fn phrases() {
    assert_matches(vec![
        ("military cooperation", phrase("military cooperation", 0), true),
        ("cooperation military", phrase("military cooperation", 1), false),
        ("military and naval cooperation", phrase("military cooperation", 1), false),
        ("military and naval cooperation", phrase("military cooperation", 2), true),
        ("a x b x c", phrase("a b c", 1), false),
        ("a x b x c", phrase("a b c", 2), true),
        ("a x a b", phrase("a b", 0), true),
        ("military cooperations", phrase("milit* cooperation", 0), true),
        ("a a", phrase("a a", 0), true),
        ("a", phrase("a a", 0), false),
        ("a | x |  | b", phrase("a b", 3), false),
    ]);
}

#[test]
fn nearness() {
    let (a, b, c) = (|| word("a"), || word("b"), || word("c"));
    let x_y = || phrase("x y", 0);
    assert_matches(vec![
        ("a b", a().near(Within(1), b()), true),
        ("b a", a().near(Within(1), b()), true),
        ("a x b", a().near(Within(1), b()), false),
        ("a x b", a().near(Within(2), b()), true),
        ("b a", a().near(Before(1), b()), false),
        ("a b", a().near(Before(1), b()), true),
        ("a | b |  | x", a().near(Within(9), b()), false),
        ("t | s | a | b | x", a().near(Within(9), b()), false),
        ("t | s | a b | x", a().near(Within(1), b()), true),
        // Distance is between the nearest ends.
        ("x y z b", x_y().near(Within(2), b()), true),
        ("x y z z b", x_y().near(Within(2), b()), false),
        ("b z x y", x_y().near(Within(2), b()), true),
        // A word is not near itself.
        ("a", a().near(Within(5), a()), false),
        ("a a", a().near(Within(5), a()), true),
        ("x y", x_y().near(Within(5), word("y")), false),
        ("x y y", x_y().near(Within(1), word("y")), true),
        // In a chain, distance is from the nearest edge of the left operand.
        ("a x b x x c", a().near(Within(2), b()).near(Within(3), c()), true),
        ("c x a x b", a().near(Within(2), b()).near(Within(2), c()), true),
        ("a x c x b", a().near(Within(4), b()).near(Within(2), c()), true),
        ("a x x c x x b", a().near(Within(6), b()).near(Within(2), c()), false),
        ("a x b x x c", a().near(Within(2), b()).near(Before(2), c()), false),
        ("b a c", a().near(Within(1), b()).near(Before(1), c()), true),
        ("b c a", a().near(Within(2), b()).near(Before(1), c()), false),
        ("a b", a().or(c()).near(Within(1), b()), true),
        ("terror b", wildcard("ter*").near(Before(1), b()), true),
    ]);
}

#[test]
fn sentences_and_paragraphs() {
    let (a, b) = (|| word("alpha"), || word("beta"));
    let wide = || phrase("alpha gamma", 3);
    assert_matches(vec![
        ("Alpha was here. So was beta.", a().near(Sentence, b()), false),
        ("Alpha was here, so was beta.", a().near(Sentence, b()), true),
        ("Alpha was here. So was beta.", a().near(Paragraph, b()), true),
        ("Alpha was here.\n\nSo was beta.", a().near(Paragraph, b()), false),
        ("Alpha was here\n\nSo was beta", a().near(Sentence, b()), false),
        ("Alpha\n\nBeta", a().near(Within(1), b()), true),
        // The nearest ends count; overlapping matches are always in the same sentence.
        ("Alpha. Gamma and beta.", wide().near(Sentence, b()), true),
        ("Alpha. And gamma. Beta.", wide().near(Sentence, b()), false),
        ("Alpha. And beta. And gamma.", wide().near(Sentence, b()), true),
    ]);
}

#[test]
fn negated_nearness() {
    let (a, b) = (|| word("a"), || word("b"));
    assert_matches(vec![
        ("a x b", a().not_near(Within(1), b()), true),
        ("a x b", a().not_near(Within(2), b()), false),
        ("a b x x a", a().not_near(Within(2), b()), true),
        ("b a", a().not_near(Before(1), b()), true),
        ("a b", a().not_near(Before(1), b()), false),
        ("x", a().not_near(Within(1), b()), false),
        ("a | b |  | x", a().not_near(Within(9), b()), true),
        // A word is not near itself, but a match that contains it is.
        ("a", a().not_near(Within(5), a()), true),
        ("a a", a().not_near(Within(1), a()), false),
        ("a y", a().not_near(Within(5), phrase("a y", 0)), false),
        ("a y", phrase("a y", 0).not_near(Before(1), word("y")), false),
        ("Alpha here. Beta.", word("alpha").not_near(Sentence, word("beta")), true),
        ("Alpha here. Beta.", word("alpha").not_near(Paragraph, word("beta")), false),
        ("a b x x a c", a().not_near(Within(2), b()).near(Within(1), word("c")), true),
        ("a c b x x a", a().not_near(Within(2), b()).near(Within(1), word("c")), false),
    ]);
}

#[test]
fn at_least_and_first() {
    let (a, b) = (|| word("a"), || word("b"));
    assert_matches(vec![
        ("a x a", a().at_least(2), true),
        ("a x a", a().at_least(3), false),
        ("a |  | a | a a", a().at_least(4), true),
        ("a |  | a | a a", a().at_least(2).in_field(Field::Title), false),
        // Pairs with the same first and last word count once.
        ("a b a", a().near(Within(1), b()).at_least(2), true),
        ("a b", a().near(Within(1), b()).at_least(2), false),
        ("a b b c", a().near(Within(2), b()).near(Within(3), word("c")).at_least(2), false),
        ("a b", a().or(b()).at_least(2), true),
        ("x x a", a().first(2), false),
        ("x x a", a().first(3), true),
        ("x a b", phrase("a b", 0).first(2), false),
        ("a | s | x", a().first(5), false),
        ("x a | s | x", a().first(2).in_field(Field::Title), true),
        ("x a | s | x", a().first(1).in_field(Field::Title), false),
        ("t | s | x a | a x | y", a().first(1).in_field(Field::Captions), true),
        ("x a b a", a().first(2).near(Within(1), b()), true),
        ("a x b a", a().first(2).near(Within(1), b()), false),
        ("x a a", a().first(3).at_least(2), true),
        ("x a x a", a().first(3).at_least(2), false),
    ]);
}

#[test]
fn mentions() {
    let kerry = || has_value(Field::People, "person/john-kerry");
    let lavrov = || has_value(Field::People, "person/sergei-lavrov");
    let (talks, anyone) = (|| word("talks"), || NaiveQuery::HasValue(Field::People, None));
    assert_matches(vec![
        ("Kerry left talks", kerry(), true),
        ("Kerry left talks", kerry().near(Within(2), talks()), true),
        ("Kerry left talks", kerry().near(Within(1), talks()), false),
        ("Kerry left. Talks failed", talks().near(Sentence, kerry()), false),
        ("Kerry left. Talks failed", talks().near(Before(9), anyone()), false),
        ("Talks failed Kerry", talks().near(Before(2), anyone()), true),
        ("Talks in Aleppo", talks().near(Within(2), has_value(Field::Places, "place/syria")), true),
        (
            "Talks in Aleppo",
            talks().near(Within(2), NaiveQuery::HasValue(Field::Organisations, None)),
            false,
        ),
        ("Kerry met Kerry", kerry().at_least(2), true),
        ("He met Kerry", kerry().first(2), false),
        ("Kerry met talks", talks().not_near(Within(2), kerry()), false),
        ("Kerry", kerry().near(Within(1), word("kerry")), false),
        // A value without a mention has no position.
        ("Lavrov left talks", lavrov(), true),
        ("Lavrov left talks", lavrov().near(Within(9), talks()), false),
        ("Talks failed", anyone(), true),
        ("Talks failed", anyone().near(Paragraph, talks()), false),
    ]);
}

#[test]
fn whole_articles() {
    let (a, b) = (|| word("a"), || word("b"));
    assert_matches(vec![
        ("a | s | b", a().and(b()), true),
        ("a | s | b", a().and(b()).in_field(Field::Title), false),
        ("a | s | b", b().in_field(Field::Title).negated(), true),
        ("a b c", NaiveQuery::Length(3, Some(3)), true),
        ("a b c", NaiveQuery::Length(4, None), false),
        ("a |  | x", a().or(b()), true),
        ("x", NaiveQuery::All.and(a().negated()), true),
    ]);
}

#[test]
fn queries_print_with_few_parentheses() {
    let (a, b, c) = (|| word("a"), || word("b"), || word("c"));
    for (query, printed) in [
        (a().or(b().and(c())), "a OR b c"),
        (a().or(b()).and(c()), "(a OR b) c"),
        (a().near(Within(5), b()).near(Before(2), c()), "a NEAR/5 b PRE/2 c"),
        (a().near(Sentence, b().near(Paragraph, c())), "a SENT (b PARA c)"),
        (a().and(b().near(Within(5), c())), "a b NEAR/5 c"),
        (a().not_near(Within(3), b().or(c())), "a NOT NEAR/3 (b OR c)"),
        (a().first(5).near(Within(1), b()), "FIRST/5 a NEAR/1 b"),
        (a().near(Within(1), b()).at_least(2), "ATLEAST/2 (a NEAR/1 b)"),
        (a().first(5).in_field(Field::Title), "title:(FIRST/5 a)"),
        (a().and(b()).negated(), "NOT (a b)"),
        (exactly("US Open").and(exactly("talks")), "=\"US Open\" =talks"),
        (
            phrase("a b", 3).and(wildcard("t*")).and(NaiveQuery::Fuzzy("x".into(), 2)),
            "\"a b\"~3 t* x~",
        ),
        (NaiveQuery::HasValue(Field::People, None).near(Sentence, a()), "person:* SENT a"),
    ] {
        assert_eq!(query.to_string(), printed);
    }
}
