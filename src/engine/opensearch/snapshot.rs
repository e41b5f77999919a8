//! One state of an archive on a cluster, and what was read of it so far: the values of facets, the
//! words, the counts that ranking needs, the manifest.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};

use super::cluster::Cluster;
use super::cluster::ledger::Commit;
use super::fields;
use super::lexicon;
use super::names::ClusterNames;
use crate::article::schema::{FIELDS, Field, FieldKind};
use crate::corpus::manifest::Manifest;
use crate::engine::common::bm25f::FieldRanking;
use crate::engine::common::manifest_view::ManifestView;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::{ErrorContext as _, Result};
use crate::search::budget::Budget;
use crate::search::facets::sorted_values::SortedValues;
use crate::search::facets::terms::FacetTerms;
use crate::search::timeline;

/// A value that is read when it is first needed, and again when that failed.
struct Memo<T>(Mutex<Option<Arc<T>>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Memo<T> {
    fn get_or_try_init(&self, compute: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
        // A thread that panicked while it held the lock left nothing half made behind.
        let mut value = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*value {
            Some(value) => Ok(Arc::clone(value)),
            None => Ok(Arc::clone(value.insert(Arc::new(compute()?)))),
        }
    }
}

/// Counts of the whole archive that ranking needs.
#[derive(Debug, Default)]
pub(super) struct Statistics {
    /// The number of articles.
    pub articles: u64,
    /// The latest first day of an article.
    pub newest: i64,
    /// Average number of words of each text field.
    average_lengths: HashMap<Field, f32>,
}

/// A term of a field on the cluster, by the field's name.
pub(super) type FieldTerm = (String, String);

/// One state of an archive.
pub(super) struct Snapshot {
    cluster: Arc<Cluster>,
    /// The commit that it belongs to.
    pub commit: Commit,
    statistics: Memo<Statistics>,
    words: Memo<Vec<String>>,
    manifest: Memo<ManifestView>,
    facets: Mutex<HashMap<Field, Arc<Memo<FacetTerms>>>>,
    /// Numbers of articles with a term.
    counts: Mutex<HashMap<FieldTerm, u64>>,
}

impl Snapshot {
    /// Makes the snapshot of a commit, of which nothing was read yet.
    pub(super) fn new(cluster: Arc<Cluster>, commit: Commit) -> Self {
        Self {
            cluster,
            commit,
            statistics: Memo::default(),
            words: Memo::default(),
            manifest: Memo::default(),
            facets: Mutex::default(),
            counts: Mutex::default(),
        }
    }

    /// Returns the terms of a facet.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn facet_terms(&self, field: Field) -> Result<Arc<FacetTerms>> {
        let memo = {
            let mut facets = self.facets.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(facets.entry(field).or_default())
        };
        memo.get_or_try_init(|| {
            let values = self.cluster.values(field.name(), &json!({"match_all": {}}))?;
            let values: SortedValues = values.iter().map(|(value, _)| value.as_str()).collect();
            let names = ClusterNames::new(Arc::clone(&self.cluster), field);
            Ok(FacetTerms::new(field, Arc::new(values), HashMap::new(), Box::new(names)))
        })
    }

    /// Returns the words of the archive, sorted.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn words(&self) -> Result<Arc<Vec<String>>> {
        self.words.get_or_try_init(|| lexicon::read(&self.cluster.ledger, 0))
    }

    /// Returns the view of the manifest.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn manifest_view(&self) -> Result<Arc<ManifestView>> {
        self.manifest.get_or_try_init(|| Ok(ManifestView::new(&self.manifest()?)))
    }

    /// Reads the manifest.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn manifest(&self) -> Result<Manifest> {
        let folder = tempfile::tempdir().context(|| "cannot make a temporary folder".to_owned())?;
        if self.commit.seal.is_empty() {
            return Ok(Manifest::new(folder.path()));
        }
        self.cluster.ledger.download(&self.commit.seal, folder.path())?;
        Manifest::open(folder.path(), Some(&self.commit.seal))
    }

    /// Returns the counts that ranking needs.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn statistics(&self) -> Result<Arc<Statistics>> {
        self.statistics.get_or_try_init(|| {
            let texts = || FIELDS.iter().map(|spec| spec.field).filter(|field| field.is_text());
            let mut aggregations = Map::new();
            for field in texts() {
                let sum = json!({"sum": {"field": fields::word_count(field)}});
                aggregations.insert(field.name().to_owned(), sum);
            }
            let published = Field::Published.name();
            aggregations.insert(published.to_owned(), json!({"max": {"field": published}}));
            let search = json!({"size": 0, "track_total_hits": true, "aggs": aggregations});
            let found = self.cluster.search(&search, &Budget::default())?;
            let articles = found.pointer("/hits/total/value").and_then(Value::as_u64).unwrap_or(0);
            let value =
                |name: &str| found.member("aggregations").member(name).member("value").as_f64();
            let average = |field: Field| {
                let words = value(field.name()).unwrap_or(0.0) as u64;
                (field, words as f32 / articles.max(1) as f32)
            };
            Ok(Statistics {
                articles,
                newest: value(published).map_or(i64::MIN, |day| day as i64),
                average_lengths: texts().map(average).collect(),
            })
        })
    }

    /// Returns the numbers of articles with these terms.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn counts(&self, terms: &[FieldTerm]) -> Result<HashMap<FieldTerm, u64>> {
        let mut known = self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let unknown: Vec<&FieldTerm> = terms.iter().filter(|it| !known.contains_key(*it)).collect();
        if !unknown.is_empty() {
            let counts = self.cluster.count_terms(&unknown)?;
            known.extend(unknown.into_iter().cloned().zip(counts));
            *self.counts.lock().unwrap_or_else(PoisonError::into_inner) = known.clone();
        }
        Ok(known)
    }

    /// Returns the day of the newest article, or today where it is in the future.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn newest(&self, today: jiff::civil::Date) -> Result<i64> {
        Ok(self.statistics()?.newest.min(timeline::epoch_day(today)))
    }
}

impl Statistics {
    /// Returns the parameters by which a text field is ranked.
    pub(super) fn ranking(&self, field: Field) -> FieldRanking {
        let average_length = self.average_lengths.get(&field).copied().unwrap_or(1.0);
        match field.spec().kind {
            FieldKind::Text { weight, length_norm, .. } => {
                FieldRanking { weight, length_norm, average_length }
            }
            _ => FieldRanking { weight: 1.0, length_norm: 0.0, average_length: 1.0 },
        }
    }
}
