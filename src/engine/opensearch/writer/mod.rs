//! The writer of an archive on a cluster: one at a time. Searches see its work after a commit.

pub(super) mod bulk;
mod document;
mod homes;
mod lock;
pub(super) mod sender;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::cluster::client::{Body, Method};
use super::cluster::ledger::{self, Commit, SealedLog};
use super::identity::publish;
use super::staging::ClusterStaging;
use super::{fields, lexicon, records, stories};
use crate::article::home::{Home, HomeEvidence};
use crate::article::schema::Field;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::{Error, ErrorContext as _, Result};
use crate::search::budget::Budget;
use crate::search::engine::{CommittedRecords, Writer};
use crate::search::records::StagingArea;
use crate::search::records::{IndexDocument, IndexedRecord};
use bulk::Bulk;
use document::DocumentConverter;
use lock::WriterLock;
use sender::Sender;

/// Bits of a version that count the actions of one run; those above count the runs.
const VERSION_BITS: u32 = 32;

/// Writer of an archive on a cluster.
pub(crate) struct OpenSearchWriter {
    cluster: Arc<Cluster>,
    lock: WriterLock,
    /// Folder in which the manifest of the run is written.
    folder: PathBuf,
    converter: DocumentConverter,
    bulk: Bulk,
    sender: Sender,
    /// Version of the last action. It grows from run to run.
    version: u64,
    /// What workers have staged.
    staging: Option<Arc<dyn StagingArea>>,
    /// The last commit.
    commit: Commit,
    /// Words that the archive has.
    words: HashSet<String>,
    new_words: Vec<String>,
    /// Number of articles in the last commit.
    count: u64,
    /// Texts that were added since the last commit, each with its file.
    added: HashMap<String, String>,
    /// Files whose articles of the last commit are removed, each with the version of the removal.
    removed_files: Vec<(String, u64)>,
}

impl OpenSearchWriter {
    /// Locks the archive for writing.
    ///
    /// # Errors
    /// Fails when another process writes it, or when the cluster cannot be read.
    pub(crate) fn open(cluster: Arc<Cluster>, folder: PathBuf) -> Result<Self> {
        let lock = WriterLock::take(Arc::clone(&cluster.client), &cluster.ledger.index)?;
        // A run that was killed may have left articles that no search sees yet.
        refresh(&cluster)?;
        let commit = cluster.ledger.commit()?.unwrap_or_default();
        let words = lexicon::read(&cluster.ledger, 0)?.into_iter().collect();
        let count = cluster.count()?;
        let staging = ClusterStaging::find(&cluster)?;
        let sender = Sender::start(Arc::clone(&cluster.client));
        let version = cluster.ledger.next_epoch()? << VERSION_BITS;
        Ok(Self {
            cluster,
            lock,
            folder,
            converter: DocumentConverter::default(),
            bulk: Bulk::default(),
            sender,
            version,
            staging: staging.map(|area| Arc::new(area) as _),
            commit,
            words,
            new_words: Vec::new(),
            count,
            added: HashMap::new(),
            removed_files: Vec::new(),
        })
    }

    fn next_version(&mut self) -> u64 {
        self.version += 1;
        self.version
    }

    fn send_if_full(&mut self) -> Result<()> {
        if self.bulk.is_full() {
            self.lock.check()?;
            self.sender.send(self.bulk.take())?;
        }
        Ok(())
    }

    fn delete(&mut self, text_digest: &str) {
        let version = self.next_version();
        self.bulk.delete(&self.cluster.articles, text_digest, version);
    }

    /// Removes the articles that the last commit has of removed files, unless their texts were added
    /// again since. Done before anything else is added, as searches do not see what was.
    fn remove_files(&mut self) -> Result<()> {
        for (path, version) in std::mem::take(&mut self.removed_files) {
            for record in self.records_of_file(&path)? {
                if !self.added.contains_key(&record.text_digest) {
                    self.bulk.delete(&self.cluster.articles, &record.text_digest, version);
                }
            }
            self.send_if_full()?;
        }
        Ok(())
    }

    /// Publishes who is who and the stories of the last commit, where that has not been done: a run that
    /// ended too early leaves it to the next.
    fn publish(&mut self) -> Result<()> {
        self.lock.check()?;
        publish::publish(&self.cluster, &mut self.commit)?;
        self.lock.check()?;
        stories::publish(&self.cluster, &mut self.commit)
    }

    /// Adds to the log on the cluster what the manifest has appended to that in the folder.
    fn upload_manifest(&self, log: &SealedLog) -> Result<()> {
        let path = self.folder.join(&log.name);
        let text = fs::read(&path).context(|| format!("cannot read `{}`", path.display()))?;
        let before = ledger::log_of(&self.commit.seal).filter(|before| before.name == log.name);
        let from = before.map_or(0, |before| before.bytes);
        let range = usize::try_from(from).unwrap_or(0)..usize::try_from(log.bytes).unwrap_or(0);
        let new = text.get(range).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let new = new.ok_or_else(|| Error::new("the manifest is shorter than its seal says"))?;
        self.cluster.ledger.append(&log.name, from, new)
    }
}

fn refresh(cluster: &Cluster) -> Result<()> {
    let path = format!("/{}/_refresh", cluster.articles);
    cluster.client.call(Method::Post, &path, Body::None).map(drop)
}

fn with_term(field: &str, value: &str) -> Value {
    json!({"term": {field: value}})
}

impl CommittedRecords for OpenSearchWriter {
    fn record_of_text(&self, text_digest: &str) -> Result<Option<IndexedRecord>> {
        if self.count == 0 {
            return Ok(None);
        }
        let query = with_term(fields::TEXT_DIGEST, text_digest);
        Ok(records::few_records(&self.cluster, &query)?.pop())
    }

    fn records_with_id(&self, id: &str) -> Result<Vec<IndexedRecord>> {
        if self.count == 0 {
            return Ok(Vec::new());
        }
        records::few_records(&self.cluster, &with_term(Field::Id.name(), id))
    }

    fn records_of_file(&self, path: &str) -> Result<Vec<IndexedRecord>> {
        if self.count == 0 {
            return Ok(Vec::new());
        }
        records::records(&self.cluster, &with_term(fields::FILE, path))
    }

    fn articles_by_file(&self) -> Result<HashMap<String, u64>> {
        Ok(self.cluster.values(fields::FILE, &json!({"match_all": {}}))?.into_iter().collect())
    }
}

impl Writer for OpenSearchWriter {
    fn staging(&self) -> Option<Arc<dyn StagingArea>> {
        self.staging.clone()
    }

    fn count(&self) -> u64 {
        self.count
    }

    fn home_evidence(&self) -> Result<HashMap<String, HomeEvidence>> {
        homes::evidence(&self.cluster)
    }

    fn replace_moved(
        &mut self,
        homes: &HashMap<String, Home>,
        replace: &mut dyn FnMut(&mut IndexDocument),
    ) -> Result<u64> {
        let mut moved = HashSet::new();
        for query in homes::moved(&self.cluster, homes)? {
            let cluster = Arc::clone(&self.cluster);
            let search = json!({"query": query, "sort": [{fields::TEXT_DIGEST: "asc"}]});
            cluster.scan(&search, &Budget::default(), &mut |hit| {
                let mut document = records::index_document(hit.member("_source"))?;
                if moved.insert(document.text_digest.clone()) {
                    replace(&mut document);
                    self.add(&document)?;
                }
                Ok(ControlFlow::Continue(()))
            })?;
        }
        Ok(moved.len() as u64)
    }

    fn add(&mut self, added: &IndexDocument) -> Result<()> {
        self.remove_files()?;
        let document = self.converter.convert(added)?;
        for word in document.words {
            if self.words.insert(word.clone()) {
                self.new_words.push(word);
            }
        }
        let version = self.next_version();
        self.bulk.put(&self.cluster.articles, &added.text_digest, version, document.source);
        self.added.insert(added.text_digest.clone(), added.file.clone());
        self.send_if_full()
    }

    fn remove_text(&mut self, text_digest: &str) {
        self.delete(text_digest);
        self.added.remove(text_digest);
    }

    fn remove_file(&mut self, path: &str) {
        let removed: Vec<String> =
            self.added.extract_if(|_, file| file == path).map(|(text, _)| text).collect();
        removed.iter().for_each(|text_digest| self.delete(text_digest));
        let version = self.next_version();
        self.removed_files.push((path.to_owned(), version));
    }

    fn commit(&mut self, seal: &str) -> Result<()> {
        self.remove_files()?;
        self.lock.check()?;
        self.sender.send(self.bulk.take())?;
        self.sender.flush()?;
        refresh(&self.cluster)?;
        let log = ledger::log_of(seal).ok_or_else(|| Error::new("the manifest has no seal"))?;
        self.upload_manifest(&log)?;
        lexicon::append(&self.cluster.ledger, self.commit.generation + 1, &self.new_words)?;
        self.new_words.clear();
        let generation = self.commit.generation + 1;
        self.commit = Commit { seal: seal.to_owned(), generation, ..self.commit.clone() };
        self.cluster.ledger.set_commit(&self.commit)?;
        self.cluster.ledger.remove_other_logs("account-", &[&log.name])?;
        self.cluster.ledger.refresh()?;
        self.count = self.cluster.count()?;
        self.added.clear();
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.sender.send(self.bulk.take())?;
        self.sender.flush()?;
        // A node that goes away takes views of the index with it, from which names are read.
        self.publish().or_else(|_| self.publish())
    }
}
