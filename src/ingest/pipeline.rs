//! The conductor: files are read on all cores, articles go through one hand into the index, and the account of it all
//! is committed with them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::time::Instant;

use crossbeam_channel::Receiver;

use super::dedup::{Claim, Decision, Dedup};
use super::job::Job;
use super::progress::Progress;
use super::workers;
use super::workers::Event;
use crate::article::document;
use crate::corpus::changes;
use crate::corpus::changes::{Changes, PendingFile};
use crate::corpus::manifest::{Manifest, ReadSettings, Contested, Duplicate, FileEntry, Outcome, FileRecords};
use crate::corpus::report::Report;
use crate::corpus::walk;
use crate::corpus::walk::{Contents, FileSummary};
use crate::error::Result;
use crate::search::engine::{IndexDocument, IndexedRecord, Writer};

/// Brings the index up to date with the folders of a job.
///
/// Files that changed are taken out before they are read again: a run that is cut short leaves what its last commit saw,
/// and the next run reads the rest.
///
/// # Errors
/// When a root is not there, or the index can not be written.
pub fn run(
    mut writer: Box<dyn Writer>,
    account: Manifest,
    job: &Job,
    gauge: &Progress,
) -> Result<Report> {
    let begun = Instant::now();
    let roots = job.full_roots(&account)?;
    let mut changes = changes::find(&roots, &account, &job.how, job.prune, job.rebuild)?;
    let account = if job.rebuild { account.renewed() } else { account };
    let mut run = Run::new(&mut *writer, account, job, gauge);
    roots.iter().for_each(|root| run.account.add_root(root));
    if run.has_work(&changes) {
        run.prepare(&mut changes, &roots)?;
    }
    run.settle(&changes);
    run.read(std::mem::take(&mut changes.read))?;
    run.read_again()?;
    run.commit()?;
    let tally = run.tally(&changes, begun);
    writer.finish()?;
    Ok(tally)
}

struct Run<'r> {
    writer: &'r mut dyn Writer,
    account: Manifest,
    job: &'r Job,
    gauge: &'r Progress,
    shelf: Dedup,
    /// What is known so far of files that are being read.
    open: HashMap<String, FileRecords>,
    /// Articles taken out and put in by this run: id to version.
    taken: BTreeMap<String, u64>,
    put: BTreeMap<String, u64>,
    /// Texts whose records have lost an id, or got it back: whoever has one of them is to be read again.
    stirred: BTreeSet<String>,
    /// Files to be read again.
    aside: Vec<PendingFile>,
    read: BTreeSet<String>,
    bytes_read: u64,
    written: bool,
    committed: Instant,
}

impl<'r> Run<'r> {
    fn new(writer: &'r mut dyn Writer, account: Manifest, job: &'r Job, gauge: &'r Progress) -> Self {
        Self {
            writer,
            account,
            job,
            gauge,
            shelf: Dedup::default(),
            open: HashMap::new(),
            taken: BTreeMap::new(),
            put: BTreeMap::new(),
            stirred: BTreeSet::new(),
            aside: Vec::new(),
            read: BTreeSet::new(),
            bytes_read: 0,
            written: false,
            committed: Instant::now(),
        }
    }

    /// Whether any article may have to come or go. Articles that no account knows are what a crash left.
    fn has_work(&self, changes: &Changes) -> bool {
        !changes.read.is_empty()
            || !changes.gone.is_empty()
            || changes.settled.iter().any(|(path, _)| self.held(path))
            || self.writer.count() != self.account.articles()
    }

    fn held(&self, path: &str) -> bool {
        self.account.file(path).is_some_and(|entry| entry.reading().is_some())
    }

    /// Takes out the articles of every file that is gone, changed or unknown, and adds the files that thereby have to
    /// be read again.
    fn prepare(&mut self, changes: &mut Changes, roots: &[String]) -> Result<()> {
        self.shelf = Dedup::of(self.writer.holdings()?);
        for path in self.miscounted(changes) {
            self.read_too(&path, changes);
        }
        let unwanted = changes.settled.iter().map(|(path, _)| path);
        let leaving =
            changes.read.iter().map(|file| &file.path).chain(&changes.gone).chain(unwanted);
        let mut leaving: BTreeSet<String> = leaving.cloned().collect();
        leaving.extend(self.strays(roots));
        self.take_out(&leaving);
        self.claim_all(&leaving);
        let mut orphaned = self.orphaned(&leaving);
        orphaned.retain(|path| self.read_too(path, changes));
        self.take_out(&orphaned);
        self.stirred.clear();
        Ok(())
    }

    /// Has a file read that did not change. One that can not be read now keeps its articles, and is tried again.
    fn read_too(&mut self, path: &str, changes: &mut Changes) -> bool {
        let Some(entry) = self.account.file(path).cloned() else { return false };
        if !walk::can_be_read(path) {
            self.account.set(path, FileEntry { digest: None, fresh: true, ..entry });
            return false;
        }
        changes.read.push(PendingFile {
            path: path.to_string(),
            stamp: entry.stamp,
            fresh: entry.fresh,
        });
        changes.unchanged.remove(path);
        true
    }

    /// Files that are said to be unchanged, of which the index holds more or fewer articles than the account says.
    fn miscounted(&self, changes: &Changes) -> Vec<String> {
        let mut held: HashMap<&str, u64> = HashMap::new();
        self.shelf.articles().for_each(|article| *held.entry(&article.file).or_default() += 1);
        let unchanged =
            self.account.records().filter(|(path, _)| changes.unchanged.contains(*path));
        let wrong = unchanged
            .filter(|(path, reading)| held.get(path).copied().unwrap_or(0) != reading.articles);
        wrong.map(|(path, _)| path.to_string()).collect()
    }

    /// Files that hold articles and that no account knows: a run was cut short in them. Those of other roots are left to
    /// a run of theirs.
    fn strays(&self, roots: &[String]) -> BTreeSet<String> {
        let files: BTreeSet<&str> = self.shelf.articles().map(|held| &*held.file).collect();
        let elsewhere = |file: &str| {
            let lies_in = |root: &str| walk::lies_in(file, root);
            !roots.iter().any(|root| lies_in(root)) && self.account.roots().any(lies_in)
        };
        files
            .into_iter()
            .filter(|file| !self.held(file) && !elsewhere(file))
            .map(str::to_string)
            .collect()
    }

    fn take_out(&mut self, files: &BTreeSet<String>) {
        let taken = self.shelf.take_files(&files.iter().map(String::as_str).collect());
        let holding: BTreeSet<&str> = taken.iter().map(|held| &*held.file).collect();
        for file in holding {
            self.writer.remove_file(file);
            self.written = true;
        }
        for held in taken {
            if self.put.remove(&held.id).is_none() {
                self.taken.insert(held.id, held.version);
            }
        }
    }

    /// Gives every id to the text that bears it by the records that stay; what gets back an id of its own is stirred.
    fn claim_all(&mut self, leaving: &BTreeSet<String>) {
        let account = &self.account;
        let staying = || account.records().filter(|(path, _)| !leaving.contains(*path));
        let contested: Vec<Contested> =
            staying().flat_map(|(_, reading)| reading.contested.clone()).collect();
        let given: HashSet<String> =
            contested.iter().map(|lost| document::contested_id(&lost.id, &lost.text)).collect();
        self.shelf.claim_for_articles(&given);
        for repeat in staying()
            .flat_map(|(_, reading)| &reading.duplicates)
            .filter(|repeat| !given.contains(&repeat.id))
        {
            self.shelf.claim(&repeat.id, &repeat.text);
        }
        for lost in &contested {
            self.shelf.claim(&lost.id, &lost.text);
        }
        self.stirred.extend(
            contested
                .into_iter()
                .filter(|lost| self.shelf.owns(&lost.text, &lost.id))
                .map(|lost| lost.text),
        );
    }

    /// Files with a record whose text is stirred, or repeats what no article says any more.
    fn orphaned(&self, leaving: &BTreeSet<String>) -> BTreeSet<String> {
        let is_orphan =
            |text: &str| self.stirred.contains(text) || self.shelf.standing(text).is_none();
        let repeating = self.account.records();
        let repeating = repeating
            .filter(|(_, reading)| reading.duplicates.iter().any(|repeat| is_orphan(&repeat.text)));
        let standing = self
            .stirred
            .iter()
            .filter_map(|text| self.shelf.standing(text))
            .map(|held| &*held.file);
        let orphaned =
            repeating.map(|(path, _)| path).chain(standing).filter(|path| !leaving.contains(*path));
        orphaned.map(str::to_string).collect()
    }

    /// Reads files on all cores and files what they hold.
    fn read(&mut self, files: Vec<PendingFile>) -> Result<()> {
        self.gauge.expect(&files);
        // Until it is read again a file is unknown: a run cut short must not leave it half read and thought whole.
        files.iter().for_each(|file| self.account.remove(&file.path));
        let job = self.job;
        workers::read_all(&files, &job.how, job.about, job.jobs, |told| self.file_all(&files, told))
    }

    fn file_all(&mut self, files: &[PendingFile], told: &Receiver<Event>) -> Result<()> {
        for message in told {
            match message {
                Event::Article(number, filing) => {
                    let Some(file) = files.get(number) else { continue };
                    self.file(*filing, file)?;
                }
                Event::Rejected(number, rejected) => {
                    let Some(file) = files.get(number) else { continue };
                    self.reading(&file.path).rejected.push(rejected);
                }
                Event::Done(number, outcome) => {
                    let Some(file) = files.get(number) else { continue };
                    self.close(file, outcome);
                }
            }
            // An index made anew is seen when it is whole: until then the old one answers.
            if !self.job.rebuild && self.committed.elapsed() >= self.job.commit_every {
                self.commit()?;
            }
        }
        Ok(())
    }

    fn reading(&mut self, path: &str) -> &mut FileRecords {
        self.open.entry(path.to_string()).or_default()
    }

    /// Puts an article in its place: it stands for its text, or repeats another, or displaces it.
    fn file(&mut self, mut filing: IndexDocument, file: &PendingFile) -> Result<()> {
        self.settle_id(&mut filing, &file.path);
        let within = filing.within();
        let IndexDocument { document: clipping, text, version, .. } = &filing;
        let offered = IndexedRecord {
            file: file.path.as_str().into(),
            within: within.into(),
            record: clipping.record,
            id: clipping.id.clone(),
            text: text.clone(),
            version: *version,
            publisher: clipping.article.publisher.as_str().into(),
        };
        match self.shelf.offer(offered) {
            Decision::Repeats => {
                let duplicate = Duplicate {
                    record: clipping.record,
                    within: within.to_string(),
                    id: clipping.id.clone(),
                    text: text.clone(),
                    publisher: clipping.article.publisher.clone(),
                };
                self.reading(&file.path).duplicates.push(duplicate);
                return Ok(());
            }
            Decision::Displaces(displaced) => self.demote(displaced),
            Decision::Stands => {}
        }
        self.reading(&file.path).articles += 1;
        self.put.insert(filing.document.id.clone(), filing.version);
        self.gauge.articles.fetch_add(1, Ordering::Relaxed);
        self.written = true;
        self.writer.add(&filing)
    }

    /// Gives an article whose id another bears with a different text an id of its own.
    fn settle_id(&mut self, filing: &mut IndexDocument, path: &str) {
        let IndexDocument { document: clipping, text, .. } = filing;
        match self.shelf.claim(&clipping.id, text) {
            Claim::Own => {}
            Claim::TakenFrom(loser) => drop(self.stirred.insert(loser)),
            Claim::Taken => {
                let given = document::contested_id(&clipping.id, text);
                let id = std::mem::replace(&mut clipping.id, given);
                self.reading(path).contested.push(Contested { id, text: text.clone() });
            }
        }
    }

    /// Makes the article that stood for a text a duplicate of the one that now does.
    fn demote(&mut self, displaced: IndexedRecord) {
        self.writer.remove_text(&displaced.text);
        if self.put.remove(&displaced.id).is_none() {
            self.taken.insert(displaced.id.clone(), displaced.version);
        }
        let IndexedRecord { record, within, id, text, publisher, .. } = displaced;
        let (within, publisher) = (within.to_string(), publisher.to_string());
        let duplicate = Duplicate { record, within, id, text, publisher };
        let demote = |reading: &mut FileRecords| {
            reading.articles = reading.articles.saturating_sub(1);
            reading.duplicates.push(duplicate);
            reading.duplicates.sort_by_key(|duplicate| duplicate.record);
        };
        match self.open.get_mut(&*displaced.file) {
            Some(reading) => demote(reading),
            None => self.account.amend(&displaced.file, demote),
        }
    }

    /// Writes down what became of a file that has been read.
    fn close(&mut self, file: &PendingFile, outcome: Result<FileSummary>) {
        let reading = self.open.remove(&file.path).unwrap_or_default();
        let (fate, digest, bounds) = match outcome {
            Ok(outcome) => {
                self.bytes_read += if self.read.contains(&file.path) { 0 } else { outcome.bytes };
                let fate = match outcome.holds {
                    Contents::Records => Outcome::Read(FileRecords { ignored: outcome.ignored, ..reading }),
                    Contents::Unknown(why) => Outcome::Ignored { why, rule: false },
                    Contents::Nothing(why) => Outcome::Rejected { why, retry: false },
                };
                (fate, Some(outcome.digest), outcome.bounds)
            }
            Err(error) => {
                let why = std::error::Error::source(&error)
                    .map_or_else(|| error.to_string(), ToString::to_string);
                (Outcome::Rejected { why, retry: true }, None, ReadSettings::default())
            }
        };
        if !matches!(fate, Outcome::Read(_)) {
            // What was filed before it failed has no place in the account.
            self.take_out(&BTreeSet::from([file.path.clone()]));
        }
        self.account
            .set(&file.path, FileEntry { stamp: file.stamp, digest, fresh: file.fresh, fate, bounds });
        self.read.insert(file.path.clone());
        self.gauge.done(file);
    }

    /// Makes files that hold a stirred text unknown until they have been read again, so that a run cut short between
    /// two commits does not leave them as they are.
    fn set_aside(&mut self) {
        if self.stirred.is_empty() {
            return;
        }
        for path in self.orphaned(&BTreeSet::new()) {
            if let Some(entry) = self.account.file(&path) {
                self.aside.push(PendingFile {
                    path: path.clone(),
                    stamp: entry.stamp,
                    fresh: entry.fresh,
                });
                self.account.remove(&path);
            }
        }
    }

    /// Reads files again whose records have to give up an id. All ids are claimed by now, so once is enough.
    fn read_again(&mut self) -> Result<()> {
        self.set_aside();
        self.stirred.clear();
        let files = std::mem::take(&mut self.aside);
        if files.is_empty() {
            return Ok(());
        }
        self.take_out(&files.iter().map(|file| file.path.clone()).collect());
        self.read(files)
    }

    /// Writes down what was settled without reading.
    fn settle(&mut self, changes: &Changes) {
        for (path, entry) in &changes.settled {
            if self.account.file(path) != Some(entry) {
                self.account.set(path, entry.clone());
            }
        }
        for PendingFile { path, stamp, fresh } in &changes.touched {
            if let Some(entry) = self.account.file(path) {
                let entry = FileEntry { stamp: *stamp, fresh: *fresh, ..entry.clone() };
                self.account.set(path, entry);
            }
        }
        changes.gone.iter().for_each(|path| self.account.remove(path));
    }

    /// Makes everything so far lasting: the account first, then the index that carries its seal.
    fn commit(&mut self) -> Result<()> {
        self.set_aside();
        if self.written || self.account.is_dirty() {
            let seal = self.account.save()?;
            self.writer.commit(&seal)?;
            self.account.sweep();
            self.written = false;
        }
        self.committed = Instant::now();
        Ok(())
    }

    fn tally(&self, changes: &Changes, begun: Instant) -> Report {
        let mut tally = Report::of(
            self.account.files().filter(|(path, _)| changes.present.contains(*path)),
            &self.read,
        );
        tally.compare(&self.taken, &self.put);
        tally.bytes_read = self.bytes_read;
        tally.seconds = begun.elapsed().as_secs_f64();
        tally
    }
}
