//! The topics of real news: the floors of what is told, by publishers that were held apart from all training, and laws
//! that hold for any text.

use morgue::article::Article;
use morgue::article::entity::TopicSource;
use morgue::enrich::topics;
use proptest::prelude::*;

use crate::harness::data;

#[path = "../../benches/common/mod.rs"]
mod common;
#[path = "../../benches/topics/gold.rs"]
mod gold;
#[allow(dead_code)]
#[path = "../../benches/topics/measure.rs"]
mod measure;

/// The floors of the bench `topics`, which prints the figures.
#[test]
fn topics_are_told_rightly() {
    let Some(data) = data() else { return };
    assert!(measure::Measured::of(&measure::sets(&data), &topics::judged).holds());
}

fn article(title: &str, body: &str, labels: &[&str]) -> Article {
    let mut article = Article {
        title: title.into(),
        body: body.into(),
        language: "en".into(),
        ..Article::default()
    };
    article.labels.topics = labels.iter().map(|label| label.to_string()).collect();
    article
}

/// The widest subjects of an article, in order.
fn told(article: &Article) -> Vec<(String, TopicSource)> {
    let mut told: Vec<_> = topics::topics(article)
        .into_iter()
        .map(|topic| (topic.path[0].clone(), topic.source))
        .collect();
    told.dedup();
    told
}

const MATCH: (&str, &str) = (
    "Late goal sends Accra through to cup final",
    "A header deep in injury time took the club into the final on Saturday after a goalless second half. The striker, \
     a substitute, had been on the pitch for four minutes. The coach praised the goalkeeper, who saved a penalty \
     before half time, and said the team deserved the win over the league champions.",
);

#[test]
fn the_text_adds_to_what_the_publisher_says() {
    assert_eq!(
        told(&article(MATCH.0, MATCH.1, &[])),
        [("sport".to_string(), TopicSource::Inferred)]
    );
    assert_eq!(
        told(&article(MATCH.0, MATCH.1, &["Sports"]))[0],
        ("sport".to_string(), TopicSource::Publisher)
    );
    let told = told(&article(MATCH.0, MATCH.1, &["Cocoa"]));
    assert_eq!(told[0], ("economy, business and finance".to_string(), TopicSource::Publisher));
    assert!(told.contains(&("sport".to_string(), TopicSource::Inferred)), "{told:?}");
}

#[test]
fn a_topic_says_what_spoke_for_it() {
    let story = article(MATCH.0, MATCH.1, &["Cocoa"]);
    let topics = topics::topics(&story);
    assert_eq!(topics::speakers(&story, &topics[0]), ["Cocoa"]);
    let sport = topics::speakers(&story, &topics[1]);
    assert!(
        sport.iter().any(|words| ["goalkeeper", "striker", "penalty", "coach"].contains(words)),
        "{sport:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_judged(title in "\\PC{0,60}", body in "(\\PC{0,12}[ \\n]){0,120}", label in "\\PC{0,20}") {
        let article = article(&title, &body, &[&label]);
        let topics = topics::topics(&article);
        for topic in &topics {
            prop_assert!((0.0..=1.0).contains(&topic.score));
            prop_assert_eq!(topic.path.len(), topic.lineage.len());
            prop_assert_eq!(topic.lineage.last(), Some(&topic.key));
            prop_assert_eq!(topics.iter().filter(|other| other.key == topic.key).count(), 1);
        }
        let likely = topics::judged(&article);
        prop_assert!(likely.iter().all(|judged| (0.0..=1.0).contains(&judged.probability)));
        prop_assert_eq!(topics, topics::topics(&article));
    }
}
