//! What the operators mean, by examples: what brute force is held to.

use morgue::article::document::Document;
use morgue::article::entity::{Mention, Person, Place, Subjects};
use morgue::article::schema::Field;
use morgue::article::{Article, Dateline, Slot};

use super::Naive;
use super::ask::{Ask, How, Letters, phrase, word};

use How::{Before, Paragraph, Sentence, Within};

fn exactly(words: &str) -> Ask {
    Ask::Exactly(words.to_owned())
}

fn cased(letters: Letters, words: &str) -> Ask {
    Ask::Cased(letters, words.to_owned())
}

fn like(pattern: &str) -> Ask {
    Ask::Wildcard(pattern.to_owned())
}

/// Articles of these texts: of a body alone, or of `title | standfirst | caption | body`.
fn holds(text: &str, ask: &Ask) -> bool {
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
    Naive::of([Document { article, subjects, ..Document::default() }]).answering(ask)[0]
}

/// John Kerry is named where a body says Kerry; Aleppo is in Syria; Sergei Lavrov is a label of the publisher.
fn subjects(body: &str) -> Subjects {
    let mentions = |name: &str| -> Vec<Mention> {
        let mention = |(start, _)| Mention {
            slot: Slot::Body,
            start,
            end: start + name.len(),
            demonym: false,
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

fn about(facet: Field, value: &str) -> Ask {
    Ask::About(facet, Some(value.to_owned()))
}

fn is_so(table: Vec<(&str, Ask, bool)>) {
    for (text, ask, expected) in table {
        assert_eq!(holds(text, &ask), expected, "`{ask}` in `{text}`");
    }
}

#[test]
fn words_and_forms() {
    is_so(vec![
        ("The talks went on", word("talk"), true),
        ("The talks went on", word("talked"), true),
        ("The talks went on", word("walk"), false),
        ("al-Nusra fighters", word("al-nusra"), true),
        ("Nusra al fighters", word("al-nusra"), false),
        ("Café in the U.S.", word("cafe").and(word("US")), true),
        ("By the river", word("reed"), false),
        ("By the river", word("reed").within(Field::Byline), true),
        ("By the river", word("geneva").within(Field::Dateline), true),
        ("The talks went on", exactly("talk"), false),
        ("The Talks went on", exactly("talks"), true),
        ("The Talks went on", exactly("TALKS"), false),
        ("The Talks went on", exactly("Talks"), true),
        ("the us open", exactly("US Open"), false),
        ("the U.S. Open", exactly("US Open"), true),
        ("O'Brien's book", exactly("OBrien"), true),
        ("O'Brien's book", exactly("Obrien"), false),
        ("Turkey and a turkey", cased(Letters::Some, "turkey"), true),
        ("Turkey", cased(Letters::All, "turkey"), false),
        ("AIDS helps", cased(Letters::All, "aids"), true),
        ("AIDS helps", cased(Letters::None, "aids"), false),
        ("Hearing aids", cased(Letters::None, "AIDS"), true),
        ("Hearing aids", cased(Letters::None, "aid"), false),
        ("In 1987", cased(Letters::None, "1987"), true),
        ("In 1987", cased(Letters::All, "1987").or(cased(Letters::Some, "1987")), false),
        ("John Kerry spoke", cased(Letters::Some, "john kerry"), true),
        ("John kerry spoke", cased(Letters::Some, "john kerry"), false),
        ("Terrorists struck", like("terror*"), true),
        ("Watergate", like("*gate"), true),
        ("Women of Élan", like("wom?n").and(like("él*n")), true),
        ("The talks", like("talk"), false),
        ("Gorbachev", Ask::Fuzzy("gorbachov".into(), 1), true),
        ("Grobachev", Ask::Fuzzy("gorbachov".into(), 1), false),
        ("Grobachev", Ask::Fuzzy("gorbachov".into(), 2), true),
    ]);
}

#[test]
fn phrases() {
    is_so(vec![
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
    is_so(vec![
        ("a b", a().near(Within(1), b()), true),
        ("b a", a().near(Within(1), b()), true),
        ("a x b", a().near(Within(1), b()), false),
        ("a x b", a().near(Within(2), b()), true),
        ("b a", a().near(Before(1), b()), false),
        ("a b", a().near(Before(1), b()), true),
        ("a | b |  | x", a().near(Within(9), b()), false),
        ("t | s | a | b | x", a().near(Within(9), b()), false),
        ("t | s | a b | x", a().near(Within(1), b()), true),
        // From the nearest ends.
        ("x y z b", x_y().near(Within(2), b()), true),
        ("x y z z b", x_y().near(Within(2), b()), false),
        ("b z x y", x_y().near(Within(2), b()), true),
        // No word is near itself.
        ("a", a().near(Within(5), a()), false),
        ("a a", a().near(Within(5), a()), true),
        ("x y", x_y().near(Within(5), word("y")), false),
        ("x y y", x_y().near(Within(1), word("y")), true),
        // Chains hang on the nearest edge of what is to the left.
        ("a x b x x c", a().near(Within(2), b()).near(Within(3), c()), true),
        ("c x a x b", a().near(Within(2), b()).near(Within(2), c()), true),
        ("a x c x b", a().near(Within(4), b()).near(Within(2), c()), true),
        ("a x x c x x b", a().near(Within(6), b()).near(Within(2), c()), false),
        ("a x b x x c", a().near(Within(2), b()).near(Before(2), c()), false),
        ("b a c", a().near(Within(1), b()).near(Before(1), c()), true),
        ("b c a", a().near(Within(2), b()).near(Before(1), c()), false),
        ("a b", a().or(c()).near(Within(1), b()), true),
        ("terror b", like("ter*").near(Before(1), b()), true),
    ]);
}

#[test]
fn sentences_and_paragraphs() {
    let (a, b) = (|| word("alpha"), || word("beta"));
    let wide = || phrase("alpha gamma", 3);
    is_so(vec![
        ("Alpha was here. So was beta.", a().near(Sentence, b()), false),
        ("Alpha was here, so was beta.", a().near(Sentence, b()), true),
        ("Alpha was here. So was beta.", a().near(Paragraph, b()), true),
        ("Alpha was here.\n\nSo was beta.", a().near(Paragraph, b()), false),
        ("Alpha was here\n\nSo was beta", a().near(Sentence, b()), false),
        ("Alpha\n\nBeta", a().near(Within(1), b()), true),
        // Between nearest ends, or at once where both interlock.
        ("Alpha. Gamma and beta.", wide().near(Sentence, b()), true),
        ("Alpha. And gamma. Beta.", wide().near(Sentence, b()), false),
        ("Alpha. And beta. And gamma.", wide().near(Sentence, b()), true),
    ]);
}

#[test]
fn what_is_not_near() {
    let (a, b) = (|| word("a"), || word("b"));
    is_so(vec![
        ("a x b", a().far(Within(1), b()), true),
        ("a x b", a().far(Within(2), b()), false),
        ("a b x x a", a().far(Within(2), b()), true),
        ("b a", a().far(Before(1), b()), true),
        ("a b", a().far(Before(1), b()), false),
        ("x", a().far(Within(1), b()), false),
        ("a | b |  | x", a().far(Within(9), b()), true),
        // A word is not near to itself, but what shares it is.
        ("a", a().far(Within(5), a()), true),
        ("a a", a().far(Within(1), a()), false),
        ("a y", a().far(Within(5), phrase("a y", 0)), false),
        ("a y", phrase("a y", 0).far(Before(1), word("y")), false),
        ("Alpha here. Beta.", word("alpha").far(Sentence, word("beta")), true),
        ("Alpha here. Beta.", word("alpha").far(Paragraph, word("beta")), false),
        ("a b x x a c", a().far(Within(2), b()).near(Within(1), word("c")), true),
        ("a c b x x a", a().far(Within(2), b()).near(Within(1), word("c")), false),
    ]);
}

#[test]
fn how_often_and_how_early() {
    let (a, b) = (|| word("a"), || word("b"));
    is_so(vec![
        ("a x a", a().at_least(2), true),
        ("a x a", a().at_least(3), false),
        ("a |  | a | a a", a().at_least(4), true),
        ("a |  | a | a a", a().at_least(2).within(Field::Title), false),
        // Two pairs that begin and end alike are one.
        ("a b a", a().near(Within(1), b()).at_least(2), true),
        ("a b", a().near(Within(1), b()).at_least(2), false),
        ("a b b c", a().near(Within(2), b()).near(Within(3), word("c")).at_least(2), false),
        ("a b", a().or(b()).at_least(2), true),
        ("x x a", a().first(2), false),
        ("x x a", a().first(3), true),
        ("x a b", phrase("a b", 0).first(2), false),
        ("a | s | x", a().first(5), false),
        ("x a | s | x", a().first(2).within(Field::Title), true),
        ("x a | s | x", a().first(1).within(Field::Title), false),
        ("t | s | x a | a x | y", a().first(1).within(Field::Captions), true),
        ("x a b a", a().first(2).near(Within(1), b()), true),
        ("a x b a", a().first(2).near(Within(1), b()), false),
        ("x a a", a().first(3).at_least(2), true),
        ("x a x a", a().first(3).at_least(2), false),
    ]);
}

#[test]
fn mentions() {
    let kerry = || about(Field::People, "person/john-kerry");
    let lavrov = || about(Field::People, "person/sergei-lavrov");
    let (talks, anyone) = (|| word("talks"), || Ask::About(Field::People, None));
    is_so(vec![
        ("Kerry left talks", kerry(), true),
        ("Kerry left talks", kerry().near(Within(2), talks()), true),
        ("Kerry left talks", kerry().near(Within(1), talks()), false),
        ("Kerry left. Talks failed", talks().near(Sentence, kerry()), false),
        ("Kerry left. Talks failed", talks().near(Before(9), anyone()), false),
        ("Talks failed Kerry", talks().near(Before(2), anyone()), true),
        ("Talks in Aleppo", talks().near(Within(2), about(Field::Places, "place/syria")), true),
        ("Talks in Aleppo", talks().near(Within(2), Ask::About(Field::Organisations, None)), false),
        ("Kerry met Kerry", kerry().at_least(2), true),
        ("He met Kerry", kerry().first(2), false),
        ("Kerry met talks", talks().far(Within(2), kerry()), false),
        ("Kerry", kerry().near(Within(1), word("kerry")), false),
        // Whom only a label names stands nowhere.
        ("Lavrov left talks", lavrov(), true),
        ("Lavrov left talks", lavrov().near(Within(9), talks()), false),
        ("Talks failed", anyone(), true),
        ("Talks failed", anyone().near(Paragraph, talks()), false),
    ]);
}

#[test]
fn whole_articles() {
    let (a, b) = (|| word("a"), || word("b"));
    is_so(vec![
        ("a | s | b", a().and(b()), true),
        ("a | s | b", a().and(b()).within(Field::Title), false),
        ("a | s | b", b().within(Field::Title).negated(), true),
        ("a b c", Ask::Long(3, Some(3)), true),
        ("a b c", Ask::Long(4, None), false),
        ("a |  | x", a().or(b()), true),
        ("x", Ask::All.and(a().negated()), true),
    ]);
}

#[test]
fn questions_print_as_they_bind() {
    let (a, b, c) = (|| word("a"), || word("b"), || word("c"));
    for (ask, printed) in [
        (a().or(b().and(c())), "a OR b c"),
        (a().or(b()).and(c()), "(a OR b) c"),
        (a().near(Within(5), b()).near(Before(2), c()), "a NEAR/5 b PRE/2 c"),
        (a().near(Sentence, b().near(Paragraph, c())), "a SENT (b PARA c)"),
        (a().and(b().near(Within(5), c())), "a b NEAR/5 c"),
        (a().far(Within(3), b().or(c())), "a NOT NEAR/3 (b OR c)"),
        (a().first(5).near(Within(1), b()), "FIRST/5 a NEAR/1 b"),
        (a().near(Within(1), b()).at_least(2), "ATLEAST/2 (a NEAR/1 b)"),
        (a().first(5).within(Field::Title), "title:(FIRST/5 a)"),
        (a().and(b()).negated(), "NOT (a b)"),
        (exactly("US Open").and(exactly("talks")), "=\"US Open\" =talks"),
        (phrase("a b", 3).and(like("t*")).and(Ask::Fuzzy("x".into(), 2)), "\"a b\"~3 t* x~"),
        (Ask::About(Field::People, None).near(Sentence, a()), "person:* SENT a"),
    ] {
        assert_eq!(ask.to_string(), printed);
    }
}
