//! Fifteen famous city names in world news: a mention that resolves to another place of the name is
//! wrong, unless the text names the other place's state or country next to it.

use std::path::Path;

use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::search::records::IndexDocument;

use super::common;

/// Names with the GeoNames id of the famous city.
const FAMOUS: [(&str, &str); 15] = [
    ("Paris", "place/2988507"),
    ("London", "place/2643743"),
    ("Geneva", "place/2660646"),
    ("Rome", "place/3169070"),
    ("Vienna", "place/2761369"),
    ("Moscow", "place/524901"),
    ("Athens", "place/264371"),
    ("Cairo", "place/360630"),
    ("Lima", "place/3936456"),
    ("Madrid", "place/3117735"),
    ("Dublin", "place/2964574"),
    ("Berlin", "place/2950159"),
    ("Toronto", "place/6167865"),
    ("Melbourne", "place/2158177"),
    ("Manila", "place/1701668"),
];

/// Counts mentions of the famous names in the stories of Reuters-21578 and those resolved wrongly,
/// and prints both by name.
pub fn reuters(data: &Path) -> (usize, usize) {
    let documents = common::index_documents(&data.join("reuters21578"), Extraction::Full);
    let counts = FAMOUS.map(|(name, key)| {
        documents.iter().map(|document| count(document, name, key)).fold((0, 0), add)
    });
    println!("famous city names, reuters21578: mentions and wrong ones");
    for ((name, _), (mentions, wrong)) in FAMOUS.iter().zip(counts) {
        println!("  {name:<12} {mentions:>5} {wrong:>4}");
    }
    let (mentions, wrong) = counts.into_iter().fold((0, 0), add);
    println!("  {:<12} {mentions:>5} {wrong:>4}", "all");
    (mentions, wrong)
}

fn add(one: (usize, usize), other: (usize, usize)) -> (usize, usize) {
    (one.0 + other.0, one.1 + other.1)
}

/// Counts mentions of a name in an article, and those that resolve to another place.
fn count(document: &IndexDocument, name: &str, key: &str) -> (usize, usize) {
    let article = &document.document.article;
    let places = &document.document.subjects.places;
    let found = places.iter().filter(|place| !place.evidence.reason.contains("next to"));
    let counts = found.map(|place| {
        let is_named = |mention: &&_| {
            let mention: &morgue::internals::article::entity::Mention = mention;
            let text = article.slot(mention.slot).get(mention.start..mention.end);
            text.is_some_and(|text| text.eq_ignore_ascii_case(name))
        };
        let mentions = place.mentions.iter().filter(is_named).count();
        (mentions, if place.key == key { 0 } else { mentions })
    });
    counts.fold((0, 0), add)
}
