//! One state of an archive on a cluster, and what was read of it so far: the values of facets, the
//! words, the counts that ranking needs, the manifest.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};

use super::cluster::Cluster;
use super::cluster::ledger::Commit;
use super::fields;
use super::identity::facet_view::{Articles, FacetView};
use super::identity::publish::Published;
use super::identity::raw_facet::RawFacet;
use super::identity::view::View;
use super::lexicon;
use super::query::keys::is_one_of;
use super::stories::Stories;
use crate::article::schema::{FIELDS, Field, FieldKind};
use crate::corpus::manifest::Manifest;
use crate::engine::common::bm25f::FieldRanking;
use crate::engine::common::manifest_view::ManifestView;
use crate::engine::common::memo::Memo;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::{ErrorContext as _, Result};
use crate::identity::authority::AuthorityFile;
use crate::search::budget::Budget;
use crate::search::facets::term::FacetTerm;
use crate::search::timeline;

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
    /// The archive without the articles that are withheld.
    pub cluster: Arc<Cluster>,
    /// Ids of the articles that are withheld.
    pub withheld: Arc<BTreeSet<String>>,
    /// Digests of their texts.
    withheld_texts: HashSet<String>,
    /// The commit that it belongs to.
    pub commit: Commit,
    statistics: Memo<Statistics>,
    words: Memo<Vec<String>>,
    manifest: Memo<ManifestView>,
    facets: Mutex<HashMap<Field, Arc<Memo<RawFacet>>>>,
    published: Memo<Published>,
    stories: Memo<Stories>,
    view: Mutex<Option<Arc<View>>>,
    /// Numbers of articles with a term.
    counts: Mutex<HashMap<FieldTerm, u64>>,
}

impl Snapshot {
    /// Makes the snapshot of a commit without some articles. Nothing else was read of it yet.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn new(
        cluster: Arc<Cluster>,
        commit: Commit,
        withheld: Arc<BTreeSet<String>>,
    ) -> Result<Self> {
        let mut snapshot = Self::of_all(cluster, commit);
        for id in &*withheld {
            snapshot.withheld_texts.extend(snapshot.text_of_id(id)?);
        }
        if !snapshot.withheld_texts.is_empty() {
            let texts: Articles = snapshot.withheld_texts.iter().cloned().collect();
            snapshot.cluster = Arc::new(snapshot.cluster.without(is_one_of(&texts)));
        }
        snapshot.withheld = withheld;
        Ok(snapshot)
    }

    fn of_all(cluster: Arc<Cluster>, commit: Commit) -> Self {
        Self {
            cluster,
            withheld: Arc::default(),
            withheld_texts: HashSet::new(),
            commit,
            statistics: Memo::default(),
            words: Memo::default(),
            manifest: Memo::default(),
            facets: Mutex::default(),
            published: Memo::default(),
            stories: Memo::default(),
            view: Mutex::default(),
            counts: Mutex::default(),
        }
    }

    /// Returns the values that articles themselves have in a facet.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn raw_facet(&self, field: Field) -> Result<Arc<RawFacet>> {
        let memo = {
            let mut facets = self.facets.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(facets.entry(field).or_default())
        };
        memo.get_or_try_init(|| RawFacet::read(Arc::clone(&self.cluster), field))
    }

    /// Returns what the last run found out about names.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn published(&self) -> Result<Arc<Published>> {
        self.published.get_or_try_init(|| Published::read(&self.cluster, &self.commit))
    }

    /// Returns the stories that the last run found.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn stories(&self) -> Result<Arc<Stories>> {
        self.stories.get_or_try_init(|| {
            let all = Stories::read(&self.cluster, &self.commit)?;
            match self.withheld_texts.is_empty() {
                true => Ok(all),
                false => all.without(&self.withheld_texts, &|texts| self.least_id(texts)),
            }
        })
    }

    /// Returns the view under an authority file; resolves it again when the file has changed.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn view(&self, authority: Arc<AuthorityFile>) -> Result<Arc<View>> {
        // A thread that panicked while it held the lock left nothing half made behind.
        let mut latest = self.view.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(view) = latest.as_ref().filter(|view| Arc::ptr_eq(&view.authority, &authority))
        {
            return Ok(Arc::clone(view));
        }
        let (cluster, published) = (&self.cluster, self.published()?);
        let mut view = View::resolve(cluster, &published, authority, &|id| self.text_of_id(id))?;
        view.articles.retain(|text, _| !self.withheld_texts.contains(text));
        Ok(Arc::clone(latest.insert(Arc::new(view))))
    }

    /// Returns a facet under the identity of a view.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn facet(&self, field: Field, view: &View) -> Result<Arc<FacetView>> {
        view.facet(field, || {
            let (raw, identity) = (self.raw_facet(field)?, Arc::clone(&view.identity));
            Ok(FacetView::new(field, raw, identity, &view.articles))
        })
    }

    /// Returns the least id of some articles, given by the digests of their texts.
    fn least_id(&self, texts: &Articles) -> Result<String> {
        let id = Field::Id.name();
        let search = json!({
            "size": 1, "query": is_one_of(texts), "_source": [id], "sort": [{id: "asc"}],
        });
        let found = self.cluster.search(&search, &Budget::default())?;
        let least = found.pointer("/hits/hits/0/_source").and_then(|it| it.member(id).as_str());
        Ok(least.unwrap_or_default().to_owned())
    }

    /// Returns the name of a key and the other keys that mean it. A place has no label.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn term(&self, field: Field, key: &str, view: &View) -> Result<FacetTerm> {
        let names = view.names(field, || self.raw_facet(field))?;
        names.term(key)
    }

    /// Returns the digest of the text of the article with an id, own or of a duplicate record.
    fn text_of_id(&self, id: &str) -> Result<Option<String>> {
        let search = json!({
            "size": 1,
            "query": {"bool": {"filter": [{"term": {Field::Id.name(): id}}]}},
            "_source": [fields::TEXT_DIGEST],
        });
        let found = self.cluster.search(&search, &Budget::default())?;
        let source = found.pointer("/hits/hits/0/_source");
        let digest = source.and_then(|source| source.member(fields::TEXT_DIGEST).as_str());
        match digest {
            Some(digest) => Ok(Some(digest.to_owned())),
            None => Ok(self.manifest_view()?.text_by_duplicate.get(id).cloned()),
        }
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
