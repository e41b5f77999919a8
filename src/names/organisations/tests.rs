//! Stories written for these tests.

use super::*;
use crate::names::span::Kind;

fn article(title: &str, body: &str) -> Article {
    Article { title: title.into(), body: body.into(), agency: "AFP".into(), ..Article::default() }
}

/// "Name: mention, mention" for every organisation.
fn told(article: &Article, names: &[&str]) -> Vec<String> {
    let mut names = names.to_vec();
    names.sort_by_key(|name| Reverse(name.len()));
    let mut spans: Vec<Span> = Vec::new();
    for (slot, text) in article.slots() {
        for name in &names {
            for (start, _) in text.match_indices(name) {
                let end = start + name.len();
                let whole =
                    !text[..start].ends_with(char::is_alphanumeric) && !text[end..].starts_with(char::is_alphanumeric);
                let free = spans.iter().all(|span| span.slot != slot || end <= span.start || span.end <= start);
                if whole && free {
                    spans.push(Span { slot, start, end, kind: Kind::Organisation, confidence: 0.9 });
                }
            }
        }
    }
    let mention = |mention: &Mention| article.slot(mention.slot)[mention.start..mention.end].to_string();
    let line = |org: &Organisation| {
        format!("{}: {}", org.name, org.mentions.iter().map(mention).collect::<Vec<_>>().join(", "))
    };
    let organisations = resolve(article, &spans);
    assert!(organisations.iter().all(|org| org.key == format!("org/{}", slug(&org.name))));
    organisations.iter().map(line).collect()
}

#[test]
fn acronyms_join_what_they_stand_for() {
    let story = article(
        "IMF warns",
        "The International Monetary Fund (IMF) warned. The IMF's board met the Bank of Ghana (BoG). BoG spoke.",
    );
    assert_eq!(
        told(&story, &["IMF", "International Monetary Fund", "Bank of Ghana", "BoG"]),
        [
            "International Monetary Fund: IMF, International Monetary Fund, IMF, IMF",
            "Bank of Ghana: Bank of Ghana, BoG, BoG"
        ]
    );
    let story = article("", "The Harbour Workers Union struck. HWU said so. XYZ did not.");
    assert_eq!(
        told(&story, &["Harbour Workers Union", "HWU", "XYZ"]),
        ["Harbour Workers Union: Harbour Workers Union, HWU", "XYZ: XYZ"]
    );
}

#[test]
fn what_everybody_knows_has_one_key_in_every_article() {
    assert_eq!(told(&article("", "The U.N. met."), &["U.N."]), ["United Nations: U.N."]);
    assert_eq!(told(&article("", "The United Nations met."), &["United Nations"]), ["United Nations: United Nations"]);
    assert_eq!(full_name("UN"), Some("United Nations"));
    assert_eq!(full_name("Harbour Gazette"), None);
}

#[test]
fn companies_and_short_names() {
    let story = article(
        "APPLE SUES",
        "Apple Inc. sued Ford Motor Co. Apple won, Ford lost, the Washington Post wrote. The Post asked.",
    );
    assert_eq!(
        told(&story, &["APPLE", "Apple Inc", "Ford Motor Co", "Apple", "Ford", "Washington Post", "Post"]),
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
    assert_eq!(told(&story, &["Liverpool City Council", "Liverpool", "New York Times", "Times of Accra"]).len(), 4);
    let story = article("", "The Washington Post and the New York Post wrote. The Post asked.");
    assert_eq!(told(&story, &["Washington Post", "New York Post", "Post"]).len(), 3);
}

#[test]
fn the_agency_that_filed_it_is_left_out() {
    let story = article("", "Washington (AFP) - The World Bank lent, officials told AFP. (AFP Photo/Ann Mill)");
    assert_eq!(told(&story, &["AFP", "World Bank"]), ["World Bank: World Bank", "Agence France-Presse: AFP"]);
    let story = article("", "TROY (Reuters) - The World Bank lent.");
    assert_eq!(told(&story, &["Reuters", "World Bank"]), ["World Bank: World Bank"]);
}

#[test]
fn spans_that_fit_no_text_are_passed_over() {
    let span = |start, end| Span { slot: Slot::Body, start, end, kind: Kind::Organisation, confidence: 0.5 };
    assert!(resolve(&article("", "É"), &[span(0, 1), span(1, 9), span(5, 2), span(2, 2)]).is_empty());
}
