//! Faults of the disk behind Tantivy's directory: errors at any operation, and power loss after any. What
//! searches see of a commit.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

use super::TantivyEngine;
use super::ordinals::saved::encode;
use super::storage::directory::IndexDirectory;
use super::storage::file_names::SEGMENT_LIST;
use super::storage::sidecar;
use crate::article::Article;
use crate::article::document::Document;
use crate::article::entity::Person;
use crate::article::home::LocalRegions;
use crate::article::salience;
use crate::article::schema;
use crate::article::schema::Field;
use crate::error::Result;
use crate::search::engine::{Engine as _, Writer as _};
use crate::search::records::IndexDocument;

/// The error code of a disk that fails.
const EIO: i32 = 5;

/// An operation on a directory.
#[derive(Debug, Clone)]
enum Operation {
    Open,
    Create(PathBuf),
    Write(PathBuf, Vec<u8>),
    Sync(PathBuf),
    Replace(PathBuf, Vec<u8>),
    Delete(PathBuf),
    SyncFolder,
}

/// A directory that records its operations and fails from one of them on.
#[derive(Debug, Clone)]
struct FaultyDirectory {
    inner: IndexDirectory,
    operations: Arc<Mutex<Vec<Operation>>>,
    fails_at: usize,
}

impl FaultyDirectory {
    fn open(folder: &Path, fails_at: usize) -> Self {
        let inner = IndexDirectory::open(folder).expect("a folder");
        Self { inner, operations: Arc::default(), fails_at }
    }

    fn begin(&self, operation: Operation) -> io::Result<()> {
        let mut operations = self.operations.lock().unwrap_or_else(PoisonError::into_inner);
        if operations.len() >= self.fails_at {
            return Err(io::Error::from_raw_os_error(EIO));
        }
        operations.push(operation);
        Ok(())
    }

    fn recorded(&self) -> Vec<Operation> {
        self.operations.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn engine(&self, folder: &Path) -> Result<TantivyEngine> {
        let hidden = self.inner.hidden();
        TantivyEngine::open_through(folder, Box::new(self.clone()), hidden)
    }
}

/// A file of a [`FaultyDirectory`].
struct FaultyFile {
    inner: WritePtr,
    path: PathBuf,
    directory: FaultyDirectory,
}

impl Write for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.directory.begin(Operation::Write(self.path.clone(), bytes.to_vec()))?;
        self.inner.write_all(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl TerminatingWrite for FaultyFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.inner.terminate_ref(token)?;
        self.directory.begin(Operation::Sync(self.path.clone()))
    }
}

impl Directory for FaultyDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let begun = self.begin(Operation::Open);
        begun.map_err(|error| OpenReadError::wrap_io_error(error, path.to_path_buf()))?;
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let begun = self.begin(Operation::Delete(path.to_path_buf()));
        let filepath = path.to_path_buf();
        begun.map_err(|error| DeleteError::IoError { io_error: Arc::new(error), filepath })?;
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let begun = self.begin(Operation::Create(path.to_path_buf()));
        begun.map_err(|error| OpenWriteError::wrap_io_error(error, path.to_path_buf()))?;
        let inner = self.inner.open_write(path)?;
        let file = FaultyFile { inner, path: path.to_path_buf(), directory: self.clone() };
        Ok(BufWriter::new(Box::new(file)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let begun = self.begin(Operation::Open);
        begun.map_err(|error| OpenReadError::wrap_io_error(error, path.to_path_buf()))?;
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.begin(Operation::Replace(path.to_path_buf(), data.to_vec()))?;
        self.inner.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.begin(Operation::SyncFolder)?;
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

fn document(number: usize) -> IndexDocument {
    let article = Article {
        title: format!("Flood {number}"),
        body: format!("The river rose in week {number}."),
        ..Article::default()
    };
    let (id, path) = (format!("id{number}"), format!("{number}.txt"));
    IndexDocument {
        file: path.clone(),
        document: Document { id, path, record: 1, article, ..Document::default() },
        text_digest: format!("text{number}"),
        record_digest: number as u64,
        regions: LocalRegions::default(),
        signature: None,
    }
}

/// Removes the article before these, adds them, and commits.
fn change(engine: &TantivyEngine, numbers: std::ops::Range<usize>) -> Result<()> {
    let mut writer = engine.writer(1, 0)?;
    if let Some(before) = numbers.start.checked_sub(1) {
        writer.remove_text(&format!("text{before}"));
    }
    for number in numbers {
        writer.add(&document(number))?;
    }
    writer.commit("sealed")?;
    Box::new(writer).finish()
}

/// The ids of an index, which must be sound.
fn ids(folder: &Path) -> Vec<String> {
    let engine = TantivyEngine::open(folder).expect("opens");
    assert!(engine.damage().is_empty(), "{:?}", engine.damage());
    assert!(engine.verify_files().expect("reads").is_empty());
    let records = engine.indexed_records().expect("reads").into_iter();
    let mut ids: Vec<String> = records.map(|record| record.id).collect();
    ids.sort();
    ids
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        fs::copy(&path, to.join(name)).expect("copies");
    }
}

#[test]
fn an_error_of_the_disk_at_any_operation_loses_nothing() {
    let base = tempfile::tempdir().expect("a folder");
    let engine = TantivyEngine::open_or_create(base.path()).expect("an index");
    change(&engine, 0..3).expect("changes");
    drop(engine);
    let before = ids(base.path());
    let done = tempfile::tempdir().expect("a folder");
    copy(base.path(), done.path());
    change(&TantivyEngine::open(done.path()).expect("opens"), 3..6).expect("changes");
    let after = ids(done.path());
    let mut failed = 0;
    for fails_at in 0.. {
        let trial = tempfile::tempdir().expect("a folder");
        copy(base.path(), trial.path());
        let directory = FaultyDirectory::open(trial.path(), fails_at);
        let engine = directory.engine(trial.path());
        let result = engine.and_then(|engine| change(&engine, 3..6));
        let found = ids(trial.path());
        assert!(found == after || result.is_err() && found == before, "{fails_at}: {result:?}");
        if found == before {
            let engine = TantivyEngine::open(trial.path()).expect("opens");
            change(&engine, 3..6).expect("the next change succeeds");
            assert_eq!(ids(trial.path()), after, "{fails_at}");
        }
        if directory.recorded().len() < fails_at {
            break;
        }
        failed += 1;
    }
    assert!(failed > 20, "{failed} operations");
}

#[test]
fn a_commit_is_seen_after_a_refresh_that_makes_ready_what_searches_need() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = TantivyEngine::open_or_create(folder.path()).expect("an index");
    change(&engine, 0..3).expect("changes");
    engine.refresh().expect("reads");
    engine.facet_terms(Field::People).expect("reads").all().expect("reads");
    change(&engine, 3..6).expect("changes");
    let version = || engine.version().expect("reads");
    let first = version();
    let articles = || engine.latest_snapshot().expect("a snapshot").searcher.num_docs();
    assert_eq!(articles(), 3, "the state before answers until the next is ready");
    engine.refresh().expect("reads");
    let view = engine.latest_snapshot().expect("a snapshot").last_view().expect("a view");
    let ready: Vec<bool> =
        schema::facet_fields().map(|field| view.dictionaries.contains(field)).collect();
    assert_eq!(ready.iter().filter(|is_ready| **is_ready).count(), 1, "{ready:?}");
    assert!(engine.facet_terms(Field::People).expect("reads").has_all());
    assert_eq!(articles(), 5);
    let second = version();
    assert_ne!(first, second, "a commit");
    fs::write(folder.path().join("canon.log"), "hide person/ada-mensah\n").expect("writes");
    assert_ne!(second, version(), "a correction");
    assert_eq!(version(), version());
}

#[test]
fn the_first_search_of_a_process_reads_the_facets_that_an_update_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = TantivyEngine::open_or_create(folder.path()).expect("an index");
    let person = |(key, name): &(&str, &str)| Person {
        key: format!("person/{key}"),
        name: name.to_string(),
        ..Person::default()
    };
    let people =
        [("ada-mensah", "Ada Mensah"), ("a-mensah", "A. Mensah"), ("bola-quill", "Bola Quill")];
    let mut writer = engine.writer(1, 0).expect("a writer");
    for number in 0..4 {
        let mut document = document(number);
        let Document { article, subjects, .. } = &mut document.document;
        subjects.people = people.iter().skip(number % 3).map(person).collect();
        salience::score(article, subjects);
        writer.add(&document).expect("adds");
    }
    writer.commit("sealed").expect("commits");
    Box::new(writer).finish().expect("finishes");
    fs::write(folder.path().join("canon.log"), "merge person/ada-mensah person/a-mensah\n")
        .expect("writes");
    let path = folder.path().join("facet-people.state");
    // The dictionary of people as a process finds it that opens the index now.
    let found = || {
        let engine = TantivyEngine::open(folder.path()).expect("opens");
        let snapshot = engine.latest_snapshot().expect("a snapshot");
        let view = engine.view(&snapshot).expect("a view");
        let dictionary = view.dictionaries.get(Field::People, &snapshot.searcher, &engine.fields);
        encode(&dictionary.expect("reads"), snapshot.searcher.segment_readers()).expect("encodes")
    };
    let computed = found();
    assert!(!path.exists(), "a search writes nothing");
    engine.save_facets(0).expect("saves");
    assert_eq!(found(), computed);
    let saved = fs::read(&path).expect("saved");
    let state = String::from_utf8_lossy(saved.split(|b| *b == b'\n').next().expect("a line"));
    let at = computed.windows(4).position(|it| it == b"bola").expect("a key");
    let mut other = computed.clone();
    other[at..at + 4].copy_from_slice(b"bali");
    sidecar::write(folder.path(), "facet-people.state", &state, &other).expect("writes");
    assert_eq!(found(), other, "what is saved is read");
    fs::write(&path, [saved.as_slice(), b"x"].concat()).expect("writes");
    assert_eq!(found(), computed, "what is damaged is not");
    sidecar::write(folder.path(), "facet-people.state", &state, &other).expect("writes");
    fs::write(folder.path().join("canon.log"), "").expect("writes");
    assert_ne!(found(), other, "nor what is of another authority file");
}

#[test]
fn a_disk_that_fails_under_a_full_queue_ends_the_update() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(TantivyEngine::open_or_create(folder.path()).expect("an index"));
    let directory = FaultyDirectory::open(folder.path(), usize::MAX);
    let engine = directory.engine(folder.path()).expect("opens");
    drop(engine.writer(1, 0).expect("a writer"));
    let opened = directory.recorded().len();
    let body: String = (0..200_000).map(|number| format!("word{number:x} ")).collect();
    // The disk fails when the first segment begins, while it is written, and with the second.
    for further in [1, 10, 40] {
        let directory = FaultyDirectory::open(folder.path(), opened + further);
        let engine = directory.engine(folder.path()).expect("opens");
        let mut writer = engine.writer(1, 0).expect("a writer");
        let added = (0..100).try_for_each(|number| {
            let mut added = document(number);
            added.document.article.body.clone_from(&body);
            writer.add(&added)
        });
        assert!(added.is_err(), "{further}");
        drop(writer);
        assert_eq!(ids(folder.path()), [""; 0]);
    }
}

/// Rounds of changes whose writes are recorded: enough for a merge.
const ROUNDS: usize = 10;

#[test]
fn a_loss_of_power_after_any_operation_loses_nothing_that_was_committed() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(TantivyEngine::open_or_create(folder.path()).expect("an index"));
    let base = tempfile::tempdir().expect("a folder");
    copy(folder.path(), base.path());
    let directory = FaultyDirectory::open(folder.path(), usize::MAX);
    let engine = directory.engine(folder.path()).expect("opens");
    // After how many operations there was which state.
    let mut states = vec![(0, Vec::new())];
    for round in 0..ROUNDS {
        change(&engine, round * 2..round * 2 + 2).expect("changes");
        states.push((directory.recorded().len(), ids(folder.path())));
    }
    let operations = directory.recorded();
    assert!(operations.iter().any(|it| matches!(it, Operation::Delete(_))), "there was a merge");
    for length in 0..=operations.len() {
        let lost = tempfile::tempdir().expect("a folder");
        copy(base.path(), lost.path());
        replay(lost.path(), &operations[..length], length);
        let found = ids(lost.path());
        let committed = states.iter().rposition(|(after, _)| *after <= length).expect("a state");
        let possible = &states[committed..states.len().min(committed + 2)];
        assert!(possible.iter().any(|(_, ids)| *ids == found), "{length}: {found:?}");
    }
}

/// What a disk may hold when the power fails after some operations: everything that was synced; of
/// the rest nothing, a half or all, as the number says.
fn replay(folder: &Path, operations: &[Operation], number: usize) {
    let directory = IndexDirectory::open(folder).expect("a folder");
    for (at, operation) in operations.iter().enumerate() {
        let rest = &operations[at..];
        let is_synced = |path: &PathBuf| {
            rest.iter().any(|later| matches!(later, Operation::Sync(synced) if synced == path))
        };
        let is_listed = rest.iter().any(|later| matches!(later, Operation::SyncFolder));
        match operation {
            Operation::Create(path) if is_listed || number.is_multiple_of(2) => {
                fs::write(folder.join(path), b"").expect("writes");
            }
            Operation::Write(path, bytes) if folder.join(path).exists() => {
                let kept =
                    if is_synced(path) { bytes.len() } else { bytes.len() * (number % 3) / 2 };
                let mut file =
                    fs::OpenOptions::new().append(true).open(folder.join(path)).expect("a file");
                file.write_all(&bytes[..kept]).expect("writes");
            }
            Operation::Replace(path, bytes) if path == Path::new(SEGMENT_LIST) => {
                directory.atomic_write(path, bytes).expect("writes");
            }
            Operation::Delete(path) if is_listed || number.is_multiple_of(3) => {
                // A file that never reached the disk is not there.
                let _ = fs::remove_file(folder.join(path));
            }
            _ => {}
        }
    }
}
