//! Topics of real news: floors for publishers held out of training, and properties that hold for
//! any text.

use morgue::internals::article::Article;
use morgue::internals::article::entity::TopicSource;
use morgue::internals::enrich::topics;
use proptest::prelude::*;

use crate::common;
use crate::harness::data;

#[path = "../../benches/topics/gold.rs"]
mod gold;
#[allow(dead_code)]
#[path = "../../benches/topics/measure.rs"]
mod measure;

/// Checks the floors of the bench `topics`, which prints the scores.
#[test]
fn topic_scores_are_above_their_floors() {
    let Some(data) = data() else { return };
    assert!(measure::Evaluation::measure(&measure::sets(&data), &topics::score).holds());
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

/// Returns the first-level topics of an article, in order.
fn first_level(article: &Article) -> Vec<(String, TopicSource)> {
    let mut first_level: Vec<_> = topics::topics(article)
        .into_iter()
        .map(|topic| (topic.path[0].clone(), topic.source))
        .collect();
    first_level.dedup();
    first_level
}

const MATCH: (&str, &str) = (
    "Late goal sends Accra through to cup final",
    "A header deep in injury time took the club into the final on Saturday after a goalless second half. The striker, \
     a substitute, had been on the pitch for four minutes. The coach praised the goalkeeper, who saved a penalty \
     before half time, and said the team deserved the win over the league champions.",
);

#[test]
fn inferred_topics_are_added_to_the_publishers() {
    assert_eq!(
        first_level(&article(MATCH.0, MATCH.1, &[])),
        [("sport".to_string(), TopicSource::Inferred)]
    );
    assert_eq!(
        first_level(&article(MATCH.0, MATCH.1, &["Sports"]))[0],
        ("sport".to_string(), TopicSource::Publisher)
    );
    let first_level = first_level(&article(MATCH.0, MATCH.1, &["Cocoa"]));
    assert_eq!(
        first_level[0],
        ("economy, business and finance".to_string(), TopicSource::Publisher)
    );
    assert!(first_level.contains(&("sport".to_string(), TopicSource::Inferred)), "{first_level:?}");
}

#[test]
fn topics_have_evidence_terms() {
    let story = article(MATCH.0, MATCH.1, &["Cocoa"]);
    let topics = topics::topics(&story);
    assert_eq!(topics::evidence_terms(&story, &topics[0]), ["Cocoa"]);
    let sport = topics::evidence_terms(&story, &topics[1]);
    assert!(
        sport.iter().any(|words| ["goalkeeper", "striker", "penalty", "coach"].contains(words)),
        "{sport:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_can_be_scored(title in "\\PC{0,60}", body in "(\\PC{0,12}[ \\n]){0,120}", label in "\\PC{0,20}") {
        let article = article(&title, &body, &[&label]);
        let topics = topics::topics(&article);
        for topic in &topics {
            prop_assert!((0.0..=1.0).contains(&topic.score));
            prop_assert_eq!(topic.path.len(), topic.lineage.len());
            prop_assert_eq!(topic.lineage.last(), Some(&topic.key));
            prop_assert_eq!(topics.iter().filter(|other| other.key == topic.key).count(), 1);
        }
        let scores = topics::score(&article);
        prop_assert!(scores.iter().all(|score| (0.0..=1.0).contains(&score.probability)));
        prop_assert_eq!(topics, topics::topics(&article));
    }
}
