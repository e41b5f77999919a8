//! Finds the stories of an archive on a cluster at the end of a run.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde::Deserialize;
use serde_json::{Value, json};

use super::published::{Stories, Story, Superseded, Version};
use crate::article::Article;
use crate::article::schema::Field;
use crate::engine::opensearch::cluster::Cluster;
use crate::engine::opensearch::cluster::ledger::Commit;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::engine::opensearch::{fields, records};
use crate::error::{ErrorContext as _, Result};
use crate::search::budget::Budget;
use crate::stories::revision::{Revision, revisions};
use crate::stories::{self, Earlier, Signature, SignedArticle, StoryFeatures};
use crate::text::hash;

/// Signatures read at a time.
const PAGE: usize = 2_000;

/// Versions of one story that are compared.
const MAX_VERSIONS: usize = 200;

/// The articles that are long enough to have a signature.
#[derive(Default)]
struct SignedArticles {
    signed: Vec<SignedArticle>,
    texts: Vec<String>,
    ids: Vec<String>,
}

/// The part of a stored document that stories are found by.
#[derive(Default, Deserialize)]
struct StoredArticle {
    id: String,
    article: Article,
}

/// Finds the stories in the articles of a commit, and publishes them.
///
/// # Errors
/// Fails when the cluster cannot be read or written.
pub(crate) fn publish(cluster: &Cluster, commit: &mut Commit) -> Result<()> {
    if commit.stories == commit.generation {
        return Ok(());
    }
    let found = find(cluster)?;
    Stories::publish(&found, cluster, commit)
}

fn find(cluster: &Cluster) -> Result<Vec<Story>> {
    let articles = SignedArticles::read(cluster)?;
    let features = &mut |index: usize| -> Result<StoryFeatures> {
        let text = articles.texts.get(index).map_or("", String::as_str);
        let stored = read_article(cluster, text)?;
        // An article that is gone is like no other.
        Ok(stored.map(|it| StoryFeatures::from_article(&it.article)).unwrap_or_default())
    };
    let earlier = Earlier { placed: vec![None; articles.signed.len()], ..Earlier::default() };
    let updated = stories::update(&articles.signed, &earlier, features)?;
    let mut by_story: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, place) in updated.placed.iter().enumerate() {
        if let Some(story) = place.story {
            by_story.entry(story).or_default().push(at);
        }
    }
    by_story.into_values().map(|versions| articles.story(&versions, cluster)).collect()
}

impl SignedArticles {
    fn read(cluster: &Cluster) -> Result<Self> {
        let search = json!({
            "size": PAGE,
            "query": {"match_all": {}},
            "_source": [fields::RECORD, Field::Id.name(), fields::TEXT_DIGEST],
            "docvalue_fields": [Field::Published.name(), fields::LAST_DAY],
            "sort": [{fields::TEXT_DIGEST: "asc"}],
        });
        let mut articles = Self::default();
        cluster.scan(&search, &Budget::default(), &mut |hit| {
            articles.push(hit)?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(articles)
    }

    fn push(&mut self, hit: &Value) -> Result<()> {
        let source = hit.member("_source");
        let Some(signature) = records::signature(source) else { return Ok(()) };
        let (_, record) = records::number_and_digest(source)?;
        let day = |field: &str| {
            let days = hit.member("fields").member(field);
            days.get(0).and_then(Value::as_i64).and_then(|day| i32::try_from(day).ok())
        };
        let days = day(Field::Published.name()).zip(day(fields::LAST_DAY));
        self.signed.push(SignedArticle {
            text_id: text_id(record, days, &signature),
            days,
            signature,
        });
        self.texts.push(records::required(source, fields::TEXT_DIGEST)?.to_owned());
        self.ids.push(records::required(source, Field::Id.name())?.to_owned());
        Ok(())
    }

    /// Makes a story of the articles at these indexes.
    fn story(&self, versions: &[usize], cluster: &Cluster) -> Result<Story> {
        let key = versions.iter().filter_map(|at| self.ids.get(*at)).min().cloned();
        let texts: Vec<&String> = versions.iter().filter_map(|at| self.texts.get(*at)).collect();
        let mut stored = Vec::new();
        for text in texts.iter().take(MAX_VERSIONS) {
            stored.push(read_article(cluster, text)?.unwrap_or_default());
        }
        let members: Vec<(&str, &Article)> =
            stored.iter().map(|it| (it.id.as_str(), &it.article)).collect();
        let superseded =
            |Revision { words, is_correction, .. }: Revision| Superseded { words, is_correction };
        let found = revisions(&members).into_iter().map(|revision| revision.map(superseded));
        let found = found.chain(std::iter::repeat(None));
        let versions = texts
            .into_iter()
            .zip(found)
            .map(|(text, superseded)| Version { text: text.clone(), superseded });
        Ok(Story { key: key.unwrap_or_default(), versions: versions.collect() })
    }
}

/// Returns the number by which comparisons know an article: its record, and what was read of it.
fn text_id(record: u64, days: Option<(i32, i32)>, signature: &Signature) -> u64 {
    let date = days.map_or(0, |(first, last)| hash::combine(first as u64, last as u64));
    signature.iter().fold(hash::combine(record, date), |text_id, number| {
        hash::combine(text_id, u64::from(*number))
    })
}

fn read_article(cluster: &Cluster, text: &str) -> Result<Option<StoredArticle>> {
    let Some(source) = cluster.source(text, fields::DOCUMENT)? else { return Ok(None) };
    let stored = records::required(&source, fields::DOCUMENT)?;
    let stored = serde_json::from_str(stored);
    stored.map(Some).context(|| "cannot read an article of the cluster".to_owned())
}
