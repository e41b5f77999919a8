//! Tests with invented articles.

use proptest::prelude::*;

use super::*;
use crate::enrich::entities::span::EntityKind;

fn article(title: &str, body: &str) -> Article {
    Article { title: title.into(), body: body.into(), agency: "AFP".into(), ..Article::default() }
}

/// Formats every organisation as "name: mention, mention".
fn summary(article: &Article, names: &[&str]) -> Vec<String> {
    let mut names = names.to_vec();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut spans: Vec<Span> = Vec::new();
    for (slot, text) in article.slots() {
        for name in &names {
            for (start, _) in text.match_indices(name) {
                let end = start + name.len();
                let whole = !text[..start].ends_with(char::is_alphanumeric)
                    && !text[end..].starts_with(char::is_alphanumeric);
                let free = spans
                    .iter()
                    .all(|span| span.slot != slot || end <= span.start || span.end <= start);
                if whole && free {
                    spans.push(Span {
                        slot,
                        start,
                        end,
                        kind: EntityKind::Organisation,
                        confidence: 0.9,
                    });
                }
            }
        }
    }
    let mention =
        |mention: &Mention| article.slot(mention.slot)[mention.start..mention.end].to_string();
    let line = |org: &Organisation| {
        format!("{}: {}", org.name, org.mentions.iter().map(mention).collect::<Vec<_>>().join(", "))
    };
    let organisations = resolve(article, &spans, &[]);
    assert!(organisations.iter().all(|org| Some(&org.key) == key(&org.name).as_ref()));
    organisations.iter().map(line).collect()
}

#[test]
fn acronyms_merge_with_their_expansion() {
    let story = article(
        "IMF warns",
        "The International Monetary Fund (IMF) warned. The IMF's board met the Bank of Ghana (BoG). BoG spoke.",
    );
    assert_eq!(
        summary(&story, &["IMF", "International Monetary Fund", "Bank of Ghana", "BoG"]),
        [
            "International Monetary Fund: IMF, International Monetary Fund, IMF, IMF",
            "Bank of Ghana: Bank of Ghana, BoG, BoG"
        ]
    );
    let story = article("", "The Harbour Workers Union struck. HWU said so. XYZ did not.");
    assert_eq!(
        summary(&story, &["Harbour Workers Union", "HWU", "XYZ"]),
        ["Harbour Workers Union: Harbour Workers Union, HWU", "XYZ: XYZ"]
    );
}

#[test]
fn well_known_organisations_have_one_key() {
    assert_eq!(summary(&article("", "The U.N. met."), &["U.N."]), ["U.N.: U.N."]);
    assert_eq!(
        summary(&article("", "The United Nations met."), &["United Nations"]),
        ["United Nations: United Nations"]
    );
}

#[test]
fn companies_and_short_names() {
    let story = article(
        "APPLE SUES",
        "Apple Inc. sued Ford Motor Co. Apple won, Ford lost, the Washington Post wrote. The Post asked.",
    );
    assert_eq!(
        summary(
            &story,
            &["APPLE", "Apple Inc", "Ford Motor Co", "Apple", "Ford", "Washington Post", "Post"]
        ),
        [
            "Apple: APPLE, Apple Inc, Apple",
            "Ford Motor Co: Ford Motor Co, Ford",
            "Washington Post: Washington Post, Post"
        ]
    );
    let story = article(
        "",
        "Liverpool City Council met Liverpool. The Times of Accra and the New York Times wrote to the Times.",
    );
    assert_eq!(
        summary(
            &story,
            &["Liverpool City Council", "Liverpool", "New York Times", "Times of Accra"]
        )
        .len(),
        4
    );
    let story = article("", "The Washington Post and the New York Post wrote. The Post asked.");
    assert_eq!(summary(&story, &["Washington Post", "New York Post", "Post"]).len(), 3);
}

#[test]
fn the_filing_agency_is_left_out() {
    let story = article(
        "",
        "Washington (AFP) - The World Bank lent, officials told AFP. (AFP Photo/Ann Mill)",
    );
    assert_eq!(summary(&story, &["AFP", "World Bank"]), ["World Bank: World Bank", "AFP: AFP"]);
    let story = article("", "TROY (Reuters) - The World Bank lent.");
    assert_eq!(summary(&story, &["Reuters", "World Bank"]), ["World Bank: World Bank"]);
}

#[test]
fn spans_outside_the_text_are_skipped() {
    let span = |start, end| Span {
        slot: Slot::Body,
        start,
        end,
        kind: EntityKind::Organisation,
        confidence: 0.5,
    };
    assert!(
        resolve(&article("", "É"), &[span(0, 1), span(1, 9), span(5, 2), span(2, 2)], &[])
            .is_empty()
    );
}

proptest! {
    #[test]
    fn mentions_of_organisations_do_not_overlap(
        text in "([A-Z][a-z]{1,4}|the|of|UN|IMF|\\(|\\)|Inc\\.|é|/| ){0,24}",
        spans in proptest::collection::vec((0usize..60, 0usize..20, 0f32..1.0), 0..20),
    ) {
        let story = article("", &text);
        let span = |(start, length, confidence)| {
            Span { slot: Slot::Body, start, end: start + length, kind: EntityKind::Organisation, confidence }
        };
        let spans: Vec<Span> = spans.into_iter().map(span).collect();
        let organisations = resolve(&story, &spans, &[]);
        prop_assert_eq!(&organisations, &resolve(&story, &spans, &[]));
        let mut taken: Vec<_> = organisations.iter().flat_map(|org| org.mentions.clone()).collect();
        prop_assert!(organisations.iter().all(|org| !org.mentions.is_empty() && org.mentions.is_sorted()));
        prop_assert!(taken.iter().all(|mention| text.get(mention.start..mention.end).is_some()));
        taken.sort();
        prop_assert!(taken.windows(2).all(|pair| pair[0].end <= pair[1].start));
        let keys: std::collections::BTreeSet<_> = organisations.iter().map(|org| &org.key).collect();
        prop_assert_eq!(keys.len(), organisations.len());
    }
}

fn place(path: &[&str], mentions: usize) -> Place {
    let mention = Mention { slot: Slot::Body, start: 0, end: 0, via: Via::Name };
    Place {
        path: path.iter().map(ToString::to_string).collect(),
        mentions: vec![mention; mentions],
        ..Place::default()
    }
}

/// Returns the keys of the organisations of an article with these names and places.
fn keys(body: &str, names: &[&str], places: &[Place]) -> Vec<String> {
    let article = article("", body);
    let mut at = 0;
    let spans = names.iter().map(|name| {
        let start = at + body[at..].find(name).unwrap();
        at = start + name.len();
        let kind = EntityKind::Organisation;
        Span { slot: Slot::Body, start, end: at, kind, confidence: 0.9 }
    });
    let spans: Vec<Span> = spans.collect();
    resolve(&article, &spans, places).into_iter().map(|it| it.key).collect()
}

#[test]
fn institutions_have_the_country_that_the_article_gives() {
    let ghana = place(&["Africa", "Ghana"], 3);
    let beside = "Japan's Finance Ministry met the French Finance Ministry.";
    assert_eq!(
        keys(beside, &["Finance Ministry", "Finance Ministry"], std::slice::from_ref(&ghana)),
        ["org/japanese-finance-ministry", "org/french-finance-ministry"]
    );
    let again = "The Japanese Finance Ministry spoke. The Finance Ministry was clear.";
    assert_eq!(
        keys(
            again,
            &["Japanese Finance Ministry", "Finance Ministry"],
            std::slice::from_ref(&ghana)
        ),
        ["org/japanese-finance-ministry"]
    );
    let bare = "The Ministry of Finance spoke.";
    assert_eq!(
        keys(bare, &["Ministry of Finance"], std::slice::from_ref(&ghana)),
        ["org/ghanaian-finance-ministry"]
    );
    assert_eq!(keys(bare, &["Ministry of Finance"], &[]), ["org/finance-ministry"]);
    // The troops in a country may be another's, and the United States have no such ministry.
    assert_eq!(keys("The Army left.", &["Army"], &[ghana]), ["org/army"]);
    let states = place(&["North America", "United States"], 3);
    assert_eq!(keys(bare, &["Ministry of Finance"], &[states]), ["org/finance-ministry"]);
}

#[test]
fn clubs_and_committees_are_called_by_their_last_words() {
    let club = "Quay United won. United were fast.";
    assert_eq!(keys(club, &["Quay United", "United"], &[]), ["org/quay-united"]);
    assert_eq!(keys("United were fast.", &["United"], &[]), Vec::<String>::new());
    let two = "Quay United beat Marsh United. United were fast.";
    assert_eq!(
        keys(two, &["Quay United", "Marsh United", "United"], &[]),
        ["org/quay-united", "org/marsh-united"]
    );
    let committee = "The Harbour Fisheries Committee met. The Fisheries Committee left.";
    assert_eq!(
        keys(committee, &["Harbour Fisheries Committee", "Fisheries Committee"], &[]),
        ["org/harbour-fisheries-committee"]
    );
}
