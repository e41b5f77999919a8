//! Tests with invented articles in the form of news.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::article::Slot;
use crate::enrich::entities::span::EntityKind;

/// Returns a span for every occurrence of these names in the article, the longest names first.
fn spans(article: &Article, names: &[(&str, EntityKind)]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut names = names.to_vec();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    for (slot, text) in article.slots() {
        for (name, kind) in &names {
            for (start, _) in text.match_indices(name) {
                let end = start + name.len();
                let whole = !text[..start].ends_with(char::is_alphanumeric)
                    && !text[end..].starts_with(char::is_alphanumeric);
                let free = spans
                    .iter()
                    .all(|span| span.slot != slot || end <= span.start || span.end <= start);
                if whole && free {
                    spans.push(Span { slot, start, end, kind: *kind, confidence: 0.9 });
                }
            }
        }
    }
    spans.sort_by_key(|span| (span.slot, span.start));
    spans
}

fn people_of(article: &Article, names: &[&str]) -> Vec<Person> {
    let names: Vec<(&str, EntityKind)> =
        names.iter().map(|name| (*name, EntityKind::Person)).collect();
    resolve(article, &spans(article, &names))
}

fn people(body: &str, names: &[&str]) -> Vec<Person> {
    people_of(&Article { body: body.into(), ..Article::default() }, names)
}

/// Formats every person as "name: mention, mention", sorted by name.
fn summary(article: &Article, people: &[Person]) -> BTreeSet<String> {
    let mention = |mention: &crate::article::entity::Mention| {
        article.slot(mention.slot)[mention.start..mention.end].to_string()
    };
    let line = |person: &Person| {
        let mentions: Vec<String> = person.mentions.iter().map(mention).collect();
        format!("{}: {}", person.name, mentions.join(", "))
    };
    people.iter().map(line).collect()
}

fn summary_of(body: &str, names: &[&str]) -> Vec<String> {
    let article = Article { body: body.into(), ..Article::default() };
    summary(&article, &people_of(&article, names)).into_iter().collect()
}

fn role(body: &str, name: &str) -> String {
    people(body, &[name]).into_iter().map(|person| person.role).collect()
}

fn summit() -> Article {
    Article {
        title: "No common ground between Moscow and the US: Carter".into(),
        captions: vec![
            "Russian Foreign Minister Sergei Lavrov (R) greets US Secretary of State John Kerry in a hall (AFP Photo/Natalia \
             Field) (AFP/File)"
                .into(),
        ],
        body: "Washington (AFP) - The two sides remain apart, US Defense Secretary Ashton Carter told reporters.\n\nThe round \
               opened by Secretary of State John Kerry has one aim, Carter said, and it was not reached. He spoke of the \
               government of President Bashar al-Assad.\n\n\"That is what Secretary Kerry's after,\" Carter added.\n\nAssad's \
               forces held the city. Kerry sat for hours with Russian President Vladimir Putin and Foreign Minister \
               Sergei Lavrov last week.\n\nUS intelligence chief James Clapper had doubts.\n\nChairman of the Joint Chiefs of \
               Staff General Joe Dunford had none.\n\nBarack Obama, the US president, hopes on, Kerry has said."
            .into(),
        ..Article::default()
    }
}

const SUMMIT: &[(&str, EntityKind)] = &[
    ("Carter", EntityKind::Person),
    ("Ashton Carter", EntityKind::Person),
    ("Sergei Lavrov", EntityKind::Person),
    ("John Kerry", EntityKind::Person),
    ("Kerry", EntityKind::Person),
    ("Natalia Field", EntityKind::Person),
    ("President Bashar al-Assad", EntityKind::Person),
    ("Assad", EntityKind::Person),
    ("Vladimir Putin", EntityKind::Person),
    ("James Clapper", EntityKind::Person),
    ("General Joe Dunford", EntityKind::Person),
    ("Barack Obama", EntityKind::Person),
    ("US", EntityKind::Place),
    ("Russian", EntityKind::Other),
    ("Moscow", EntityKind::Place),
    ("AFP", EntityKind::Organisation),
];

#[test]
fn people_at_a_summit() {
    let article = summit();
    let people = resolve(&article, &spans(&article, SUMMIT));
    assert_eq!(
        summary(&article, &people),
        BTreeSet::from(
            [
                "Ashton Carter: Carter, Ashton Carter, Carter, Carter",
                "Barack Obama: Barack Obama",
                "Bashar al-Assad: Bashar al-Assad, Assad",
                "James Clapper: James Clapper",
                "Joe Dunford: Joe Dunford",
                "John Kerry: John Kerry, John Kerry, Kerry, Kerry, Kerry",
                "Sergei Lavrov: Sergei Lavrov, Sergei Lavrov",
                "Vladimir Putin: Vladimir Putin",
            ]
            .map(String::from)
        )
    );
    let role = |key: &str| {
        people.iter().find(|person| person.key == key).map(|person| person.role.as_str())
    };
    for (key, expected) in [
        ("person/ashton-carter", "US Defense Secretary"),
        ("person/sergei-lavrov", "Russian Foreign Minister"),
        ("person/john-kerry", "US Secretary of State"),
        ("person/bashar-al-assad", "President"),
        ("person/vladimir-putin", "Russian President"),
        ("person/james-clapper", "US intelligence chief"),
        ("person/joe-dunford", "Chairman of the Joint Chiefs of Staff"),
        ("person/barack-obama", "US president"),
    ] {
        assert_eq!(role(key), Some(expected), "{key}");
    }
    let carter = &people[0];
    assert_eq!(carter.name, "Ashton Carter");
    assert_eq!(carter.evidence.reason, "named in full once, in short 3 times, also in the title");
    assert!(carter.evidence.confidence > 0.9);
}

#[test]
fn members_of_a_family_stay_apart() {
    let body = "Bill Clinton spoke first. Hillary Clinton came later. Mrs Clinton smiled; Clinton left. Hillary stayed, \
                Mr. Clinton did not. The Clintons were late.";
    assert_eq!(
        summary_of(body, &["Bill Clinton", "Hillary Clinton", "Clinton", "Hillary", "Clintons"]),
        [
            "Bill Clinton: Bill Clinton, Clinton, Clinton",
            "Hillary Clinton: Hillary Clinton, Clinton, Hillary"
        ]
    );
    let others =
        summary_of("Bill Clinton spoke. Mrs Clinton listened.", &["Bill Clinton", "Clinton"]);
    assert_eq!(others, ["Bill Clinton: Bill Clinton", "Clinton: Clinton"]);
}

#[test]
fn family_names_that_come_first() {
    let body = "Kim Jong-un met Park Geun-hye and Wang Yi. Kim smiled, Park did not. Wang's aides left. Jong-un waved.";
    assert_eq!(
        summary_of(
            body,
            &["Kim Jong-un", "Park Geun-hye", "Wang Yi", "Kim", "Park", "Wang", "Jong-un"]
        ),
        [
            "Kim Jong-un: Kim Jong-un, Kim, Jong-un",
            "Park Geun-hye: Park Geun-hye, Park",
            "Wang Yi: Wang Yi, Wang"
        ]
    );
    let body = "Andy Kim lost to Kim Jong-un and Kim Yo-jong. Kim left.";
    assert_eq!(
        people(body, &["Andy Kim", "Kim Jong-un", "Kim Yo-jong", "Kim"])[0].name,
        "Andy Kim"
    );
}

#[test]
fn surnames_of_two_words_and_particles() {
    for (body, names, expected) in [
        (
            "Luiz Inácio Lula da Silva won. Lula da Silva wept, Lula danced.",
            &["Luiz Inácio Lula da Silva", "Lula da Silva", "Lula"][..],
            "Luiz Inácio Lula da Silva",
        ),
        (
            "Enrique Peña Nieto came. Peña Nieto ate, Pena left.",
            &["Enrique Peña Nieto", "Peña Nieto", "Pena"],
            "Enrique Peña Nieto",
        ),
        (
            "Bashar al-Assad came. Al-Assad ate; Assad left.",
            &["Bashar al-Assad", "Al-Assad", "Assad"],
            "Bashar al-Assad",
        ),
        (
            "Osama bin Laden hid. Bin Laden ate; bin Laden left.",
            &["Osama bin Laden", "Bin Laden", "bin Laden"],
            "Osama bin Laden",
        ),
        ("Al Baker spoke. Akbar al Baker left.", &["Al Baker", "Akbar al Baker"], "Akbar al Baker"),
        ("Mr O'Brien came with Ann. Pat O’Brien left.", &["O'Brien", "Pat O’Brien"], "Pat O’Brien"),
        (
            "Saddam Hussein hid. Saddam ate. Hussein left.",
            &["Saddam Hussein", "Saddam", "Hussein"],
            "Saddam Hussein",
        ),
        (
            "Sergei Lavrov came. Sergey Lavrov ate. LAVROV left.",
            &["Sergei Lavrov", "Sergey Lavrov", "LAVROV"],
            "Sergei Lavrov",
        ),
        (
            "J. Kerry came. John F. Kerry ate. John Kerry left.",
            &["J. Kerry", "John F. Kerry", "John Kerry"],
            "John F. Kerry",
        ),
        (
            "Martin King Jr. came. King ate. Martin King left.",
            &["Martin King Jr.", "King", "Martin King"],
            "Martin King Jr",
        ),
    ] {
        let found = people(body, names);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].name, expected);
        assert_eq!(found[0].mentions.len(), names.len());
    }
}

#[test]
fn a_particle_distinguishes_surnames() {
    let body = "Jim Gaal spoke. Louis van Gaal listened. Van Gaal left.";
    assert_eq!(
        summary_of(body, &["Jim Gaal", "Louis van Gaal", "Van Gaal"]),
        ["Jim Gaal: Jim Gaal", "Louis van Gaal: Louis van Gaal, Van Gaal"]
    );
}

#[test]
fn aliases_stated_in_the_text() {
    let body = "Ann Joan Mill (born in May), better known as Lady Rain, sang. Rain bowed. Mill left. Tom Dale, born Max Reed, \
                stayed. Luiz Inácio da Silva, known as Lula, came. Lula spoke.";
    let names = [
        "Ann Joan Mill",
        "Lady Rain",
        "Rain",
        "Mill",
        "Tom Dale",
        "Max Reed",
        "Luiz Inácio da Silva",
        "Lula",
    ];
    assert_eq!(
        summary_of(body, &names),
        [
            "Luiz Inácio da Silva: Luiz Inácio da Silva, Lula, Lula",
            "Tom Dale: Tom Dale, Max Reed",
            "Ann Joan Mill: Ann Joan Mill, Rain, Rain, Mill",
        ]
        .iter()
        .map(|line| line.to_string())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>()
    );
}

#[test]
fn monarchs_and_popes() {
    let body = "Pope Francis met Queen Elizabeth II. Francis prayed with William Smith. Prince William came. Elizabeth smiled.";
    assert_eq!(
        summary_of(body, &["Francis", "Elizabeth II", "William Smith", "William", "Elizabeth"]),
        [
            "Elizabeth II: Elizabeth II, Elizabeth",
            "Pope Francis: Francis, Francis",
            "Prince William: William",
            "William Smith: William Smith"
        ]
    );
}

#[test]
fn a_headline_in_capitals_and_a_bare_surname() {
    let article = Article {
        title: "CARTER SAYS NO TO OBAMA".into(),
        body: "Ashton Carter said no.".into(),
        ..Article::default()
    };
    let people = people_of(&article, &["CARTER", "OBAMA", "Ashton Carter"]);
    let names: Vec<_> = people
        .iter()
        .map(|person| (person.key.as_str(), person.name.as_str(), person.mentions.len()))
        .collect();
    assert_eq!(names, [("person/ashton-carter", "Ashton Carter", 2), ("person/obama", "Obama", 1)]);
}

#[test]
fn initials_and_suffixes_keep_people_apart() {
    let body = "George W. Bush and George H.W. Bush met. Bush spoke. Robert Downey Sr. and Robert Downey Jr. came.";
    let found = summary_of(
        body,
        &["George W. Bush", "George H.W. Bush", "Bush", "Robert Downey Sr.", "Robert Downey Jr."],
    );
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found.contains(&"George W. Bush: George W. Bush, Bush".to_string()), "{found:?}");
}

#[test]
fn people_in_credits_are_left_out() {
    let article = Article {
        authors: vec!["Tom Dale".into()],
        body: "By Tom Dale\n\nAnn Mill won. Mill smiled.\n\n(Reporting by Tom Dale; editing by Sue Mill)".into(),
        captions: vec!["Ann Mill waves (Photo by Max Mill)".into()],
        ..Article::default()
    };
    let people = people_of(&article, &["Tom Dale", "Ann Mill", "Mill", "Sue Mill", "Max Mill"]);
    assert_eq!(
        summary(&article, &people),
        BTreeSet::from(["Ann Mill: Ann Mill, Ann Mill, Mill".to_string()])
    );
}

#[test]
fn roles_before_a_name() {
    for (text, expected) in [
        ("But Prime Minister Jane Doe left.", "Prime Minister"),
        ("German chancellor Jane Doe left.", "German chancellor"),
        ("On Monday former England captain Jane Doe left.", "former England captain"),
        ("He told striker Jane Doe to go.", "striker"),
        ("Putin and Foreign Minister Jane Doe left.", "Foreign Minister"),
        ("UN Secretary General Jane Doe left.", "UN Secretary General"),
        ("Talks with Sen. Jane Doe failed.", "Sen."),
        ("He spoke of justice. Jane Doe left.", ""),
        ("They heard the nominee - former Health Minister Jane Doe.", "former Health Minister"),
        ("The vice president of the Jane Doe club.", ""),
        ("Mr Jane Doe left.", ""),
        ("Yesterday Jane Doe left.", ""),
        ("Russia's foreign minister, Jane Doe, left.", "foreign minister"),
        (
            "The president of the European Commission, Jane Doe, left.",
            "president of the European Commission",
        ),
        (
            "President of the European Commission Jane Doe left.",
            "President of the European Commission",
        ),
        ("Lt. Gen. Jane Doe left.", "Lt. Gen."),
        ("Asked about the minister, Jane said. Jane Doe left.", ""),
    ] {
        assert_eq!(role(text, "Jane Doe"), expected, "{text}");
    }
}

#[test]
fn roles_after_a_name() {
    for (text, expected) in [
        ("Jane Doe, the mayor of Troy, spoke.", "mayor of Troy"),
        ("Jane Doe, a spokeswoman for the port, said no.", "spokeswoman for the port"),
        ("Jane Doe, chief executive of Fiat, left.", "chief executive of Fiat"),
        ("Jane Doe (L), 45, director of the Bank of Ghana, left.", "director of the Bank of Ghana"),
        ("Jane Doe, a professor at the university who won, left.", "professor at the university"),
        ("Jane Doe, Troy's mayor, left.", "mayor"),
        ("Jane Doe, who is tall, left the mayor.", ""),
        ("Jane Doe, said the mayor, left.", ""),
        ("Jane Doe, however, met the minister.", ""),
        ("Jane Doe, 45, left.", ""),
        (
            "Jane Doe, the head of a long list of committees on the state of the roads in the north of the island, left.",
            "head of a long list of committees",
        ),
    ] {
        assert_eq!(role(text, "Jane Doe"), expected, "{text}");
    }
    let list = people("Jane Doe, President Tom Dale and others left.", &["Jane Doe", "Tom Dale"]);
    assert_eq!(
        list.iter().map(|person| person.role.as_str()).collect::<Vec<_>>(),
        ["", "President"]
    );
}

fn any_article() -> impl Strategy<Value = Article> {
    let text = "([A-Z][a-zé]{0,6}|KIM|al-Assad|O'Neil|Mr\\.?|Mrs|President|Jr\\.|[A-Z]\\.|said|the|of|,|\\(R\\)|\\n|\"| - |é){0,14}";
    let spaced = proptest::collection::vec(text, 0..6).prop_map(|parts| parts.join(" "));
    (spaced.clone(), spaced.clone(), proptest::collection::vec(spaced, 0..2))
        .prop_map(|(title, body, captions)| Article { title, body, captions, ..Article::default() })
}

fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    let slot = prop_oneof![
        Just(Slot::Title),
        Just(Slot::Standfirst),
        Just(Slot::Body),
        Just(Slot::Caption(0)),
        Just(Slot::Caption(9))
    ];
    let kind = prop_oneof![4 => Just(EntityKind::Person), 1 => Just(EntityKind::Place), 1 => Just(EntityKind::Organisation)];
    let span = (slot, 0usize..90, 0usize..24, kind, -1f32..2.0).prop_map(
        |(slot, start, length, kind, confidence)| Span {
            slot,
            start,
            end: start + length,
            kind,
            confidence,
        },
    );
    proptest::collection::vec(span, 0..40)
}

proptest! {
    #[test]
    fn mentions_of_people_do_not_overlap(article in any_article(), spans in any_spans()) {
        let people = resolve(&article, &spans);
        prop_assert_eq!(&people, &resolve(&article, &spans));
        let mut keys = BTreeSet::new();
        let mut taken: Vec<(Slot, usize, usize)> = Vec::new();
        for person in &people {
            prop_assert!(keys.insert(person.key.clone()), "two of {}", person.key);
            prop_assert!(person.key.len() > "person/".len() && !person.name.is_empty());
            prop_assert!(!person.mentions.is_empty() && person.mentions.is_sorted());
            prop_assert!((0.0..=1.0).contains(&person.evidence.confidence));
            for mention in &person.mentions {
                let text = article.slot(mention.slot).get(mention.start..mention.end);
                prop_assert!(text.is_some_and(|text| text.trim() == text && !text.is_empty()));
                taken.push((mention.slot, mention.start, mention.end));
            }
        }
        taken.sort();
        prop_assert!(taken.windows(2).all(|pair| pair[0].0 != pair[1].0 || pair[0].2 <= pair[1].1));
    }

    #[test]
    fn the_order_of_spans_does_not_matter(article in any_article(), spans in any_spans()) {
        let ordered = mention::sorted_spans(&article, &spans);
        let mut reversed = ordered.clone();
        reversed.reverse();
        prop_assert_eq!(resolve(&article, &ordered), resolve(&article, &reversed));
    }
}

#[test]
fn a_shared_surname_and_a_nickname_in_brackets() {
    let found = summary_of("Ada and Ben Marsh spoke. Ada left.", &["Ada", "Ben Marsh"]);
    assert_eq!(found, ["Ada Marsh: Ada, Ada", "Ben Marsh: Ben Marsh"]);
    let found = summary_of("Then Quill and Ben Marsh spoke.", &["Quill", "Ben Marsh"]);
    assert_eq!(found, ["Ben Marsh: Ben Marsh", "Quill: Quill"]);
    let found = summary_of(
        "Robert (Bob) Marsh spoke. Bob Marsh left.",
        &["Robert (Bob) Marsh", "Bob Marsh"],
    );
    assert_eq!(found, ["Robert Marsh: Robert (Bob) Marsh, Bob Marsh"]);
}

#[test]
fn a_relative_who_is_introduced_later_is_not_meant_before() {
    let body = "Quill left. Quill said so. His wife, Ada Quill, stayed.";
    let found = summary_of(body, &["Quill", "Quill", "Ada Quill"]);
    assert_eq!(found, ["Ada Quill: Ada Quill", "Quill: Quill, Quill"]);
    let body = "Quill left. Quill said so. The minister, Ada Quill, stayed.";
    let found = summary_of(body, &["Quill", "Quill", "Ada Quill"]);
    assert_eq!(found, ["Ada Quill: Quill, Quill, Ada Quill"]);
}
