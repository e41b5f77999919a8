//! The logs of standing queries: one append-only file for each, with its definition, what each run found,
//! and what was delivered. A line is on disk before anything is delivered, so that a process that is
//! killed at any moment loses no match.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorContext as _, Result};

/// Letters of a name.
const MAX_NAME: usize = 64;

/// End of the names of the files.
const EXTENSION: &str = "jsonl";

/// What a standing query asks and whom it tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct WatchDefinition {
    /// The query.
    pub query: String,
    /// The filters by facet: the name of the filter, and its value with a `-` where it excludes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<(String, String)>,
    /// The first date of publication, which may be relative.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The last date of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// A command that gets what is new on its standard input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// An address that what is new is posted to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
}

/// What one run found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WatchRun {
    /// The number of the run, from 1.
    pub run: u64,
    /// The moment of the run.
    pub date: String,
    /// The ids of the articles that are new.
    pub new: Vec<String>,
    /// Articles that were found before under another id of the same text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renamed: Vec<String>,
    /// Articles that were corrected since, each with the id of the correction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<(String, String)>,
}

/// A line of a log.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    /// The definition, with the articles that match already and are not news.
    Definition {
        watch: WatchDefinition,
        date: String,
        known: Vec<String>,
        corrected: Vec<(String, String)>,
    },
    /// A delivery of what a run found.
    Delivery { delivered: u64, to: String, date: String },
    /// What a run found.
    Run(WatchRun),
}

/// A standing query with everything that was found and delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Watch {
    /// The name.
    pub name: String,
    /// The definition.
    pub definition: WatchDefinition,
    /// The moment at which it was added.
    pub added: String,
    /// The ids of the articles that are not news.
    pub known: BTreeSet<String>,
    /// Corrections that are not news: ids of an article and of its correction.
    pub corrected: BTreeSet<(String, String)>,
    /// The runs that found something, in order.
    pub runs: Vec<WatchRun>,
    /// What was delivered: the number of the run and the kind of the receiver.
    pub delivered: BTreeSet<(u64, String)>,
}

impl Watch {
    /// Returns the kinds of receivers to which runs are delivered.
    pub(crate) fn receivers(&self) -> Vec<&'static str> {
        let WatchDefinition { command, webhook, .. } = &self.definition;
        let receivers = [(COMMAND, command.is_some()), (WEBHOOK, webhook.is_some())];
        receivers.into_iter().filter(|(_, is_told)| *is_told).map(|(kind, _)| kind).collect()
    }

    /// Returns the runs that were not delivered to a receiver yet, in order.
    pub(crate) fn pending(&self, receiver: &str) -> Vec<&WatchRun> {
        let is_open = |run: &&WatchRun| !self.delivered.contains(&(run.run, receiver.to_owned()));
        self.runs.iter().filter(is_open).collect()
    }

    fn add(&mut self, line: Line) {
        match line {
            Line::Definition { watch, date, known, corrected } => {
                self.definition = watch;
                self.added = date;
                self.known.extend(known);
                self.corrected.extend(corrected);
            }
            Line::Delivery { delivered, to, .. } => {
                self.delivered.insert((delivered, to));
            }
            Line::Run(run) => {
                self.known.extend(run.new.iter().chain(&run.renamed).cloned());
                self.corrected.extend(run.corrected.iter().cloned());
                if !run.new.is_empty() || !run.corrected.is_empty() {
                    self.runs.push(run);
                }
            }
        }
    }
}

/// Kinds of receivers.
pub(crate) const COMMAND: &str = "command";
pub(crate) const WEBHOOK: &str = "webhook";

/// The folder of the logs.
#[derive(Debug, Clone)]
pub(crate) struct WatchFolder {
    folder: PathBuf,
}

/// A log that this process alone may append to, until it is dropped.
pub(crate) struct WatchLog {
    file: File,
    path: PathBuf,
    /// The watch as the log has it.
    pub watch: Watch,
}

impl WatchFolder {
    /// The folder beside this authority file.
    pub(crate) fn beside(authority: &Path) -> Self {
        Self { folder: authority.with_file_name("watches") }
    }

    /// Lists the watches by name.
    ///
    /// # Errors
    /// Fails when the folder or a log cannot be read.
    pub(crate) fn list(&self) -> Result<Vec<Watch>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error).context(|| self.context()),
        };
        let mut watches = BTreeMap::new();
        for entry in entries {
            let path = entry.context(|| self.context())?.path();
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            if path.extension().is_some_and(|it| it == EXTENSION) && is_name(name) {
                watches.insert(name.to_owned(), self.get(name)?);
            }
        }
        Ok(watches.into_values().collect())
    }

    /// Reads a watch.
    ///
    /// # Errors
    /// Fails when there is no such watch, or its log cannot be read.
    pub(crate) fn get(&self, name: &str) -> Result<Watch> {
        let path = self.path(name)?;
        match fs::read(&path) {
            Ok(bytes) => Ok(parse(name, &bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(unknown(name)),
            Err(error) => Err(error).context(|| format!("cannot read `{}`", path.display())),
        }
    }

    /// Creates the log of a new watch with the articles that are not news.
    ///
    /// # Errors
    /// Fails when there is a watch of this name, or the folder cannot be written.
    pub(crate) fn create(&self, watch: &Watch) -> Result<()> {
        let path = self.path(&watch.name)?;
        let context = || format!("cannot write `{}`", path.display());
        fs::create_dir_all(&self.folder).context(context)?;
        let mut line = serde_json::to_vec(&Line::Definition {
            watch: watch.definition.clone(),
            date: watch.added.clone(),
            known: watch.known.iter().cloned().collect(),
            corrected: watch.corrected.iter().cloned().collect(),
        })
        .context(context)?;
        line.push(b'\n');
        if path.exists() {
            return Err(Error::new(format!("there is a watch `{}` already", watch.name))
                .user_error()
                .hint("choose another name, or remove it with `morgue watch remove`"));
        }
        // Whole or not at all.
        let draft = self.folder.join(format!("{}.{}", watch.name, std::process::id()));
        let written = File::create(&draft)
            .and_then(|mut file| file.write_all(&line).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&draft, &path));
        if written.is_err() {
            // The draft may not exist; the error of the write is the one to report.
            let _ = fs::remove_file(&draft);
        }
        sync_folder(&self.folder);
        written.context(context)
    }

    /// Removes a watch with its log.
    ///
    /// # Errors
    /// Fails when there is no such watch, or it cannot be removed.
    pub(crate) fn remove(&self, name: &str) -> Result<()> {
        let path = self.path(name)?;
        match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(unknown(name)),
            removed => {
                sync_folder(&self.folder);
                removed.context(|| format!("cannot remove `{}`", path.display()))
            }
        }
    }

    /// Opens the log of a watch for a run; a second process waits.
    ///
    /// # Errors
    /// Fails when there is no such watch, or its log cannot be written.
    pub(crate) fn open(&self, name: &str) -> Result<WatchLog> {
        let path = self.path(name)?;
        let context = || format!("cannot write `{}`", path.display());
        let mut file = match OpenOptions::new().read(true).write(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(unknown(name)),
            file => file.context(context)?,
        };
        match file.lock() {
            Err(error) if error.kind() != io::ErrorKind::Unsupported => {
                return Err(error).context(context);
            }
            _ => {}
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).context(context)?;
        // A last line without its end was cut off by a crash; what comes next replaces it.
        let complete = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        file.set_len(complete as u64).context(context)?;
        file.seek(SeekFrom::End(0)).context(context)?;
        Ok(WatchLog { file, watch: parse(name, &bytes), path })
    }

    fn path(&self, name: &str) -> Result<PathBuf> {
        if !is_name(name) {
            return Err(Error::new(format!("`{name}` is not a name for a watch"))
                .user_error()
                .hint("use lower-case letters, digits, - and _, up to 64 of them"));
        }
        Ok(self.folder.join(format!("{name}.{EXTENSION}")))
    }

    fn context(&self) -> String {
        format!("cannot read the watches in `{}`", self.folder.display())
    }
}

impl WatchLog {
    /// Appends what a run found. It is on disk when this returns.
    ///
    /// # Errors
    /// Fails when the log cannot be written.
    pub(crate) fn add_run(&mut self, run: WatchRun) -> Result<()> {
        self.append(Line::Run(run))
    }

    /// Appends that a run was delivered to a receiver. It is on disk when this returns.
    ///
    /// # Errors
    /// Fails when the log cannot be written.
    pub(crate) fn add_delivery(&mut self, run: u64, to: &str, date: &str) -> Result<()> {
        self.append(Line::Delivery { delivered: run, to: to.to_owned(), date: date.to_owned() })
    }

    fn append(&mut self, line: Line) -> Result<()> {
        let context = || format!("cannot write `{}`", self.path.display());
        let mut bytes = serde_json::to_vec(&line).context(context)?;
        bytes.push(b'\n');
        self.file.write_all(&bytes).and_then(|()| self.file.sync_data()).context(context)?;
        self.watch.add(line);
        Ok(())
    }
}

/// Returns whether a text can name a watch: it is a file and a part of an address.
pub(crate) fn is_name(name: &str) -> bool {
    let is_letter =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(is_letter)
}

fn unknown(name: &str) -> Error {
    Error::new(format!("there is no watch `{name}`"))
        .user_error()
        .hint("`morgue watch list` lists them")
}

/// Reads a log. A line that cannot be read, as a crash may leave the last, is left out.
fn parse(name: &str, bytes: &[u8]) -> Watch {
    let mut watch = Watch { name: name.to_owned(), ..Watch::default() };
    let complete = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let lines = bytes.get(..complete).unwrap_or_default().split(|byte| *byte == b'\n');
    for line in lines.filter_map(|line| serde_json::from_slice(line).ok()) {
        watch.add(line);
    }
    watch
}

/// Makes new and removed names durable. Some systems cannot sync folders.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).map(|folder| folder.sync_all());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(name: &str) -> Watch {
        let definition = WatchDefinition { query: "cocoa".into(), ..WatchDefinition::default() };
        let known = BTreeSet::from(["a".to_string()]);
        Watch { name: name.into(), definition, known, ..Watch::default() }
    }

    #[test]
    fn what_was_appended_is_read_back() {
        let parent = tempfile::tempdir().expect("a folder");
        let folder = WatchFolder::beside(&parent.path().join("canon.log"));
        assert_eq!(folder.list().expect("reads"), []);
        folder.create(&watch("cocoa")).expect("creates");
        assert!(folder.create(&watch("cocoa")).is_err());
        let run = WatchRun {
            run: 1,
            new: vec!["b".into()],
            corrected: vec![("a".into(), "c".into())],
            ..WatchRun::default()
        };
        let mut log = folder.open("cocoa").expect("opens");
        log.add_run(run.clone()).expect("appends");
        assert_eq!(log.watch.pending(WEBHOOK), [&run]);
        log.add_delivery(1, WEBHOOK, "now").expect("appends");
        assert!(log.watch.pending(WEBHOOK).is_empty());
        let written = log.watch.clone();
        drop(log);
        assert_eq!(folder.list().expect("reads"), [written]);
        folder.remove("cocoa").expect("removes");
        assert!(folder.get("cocoa").is_err() && folder.remove("cocoa").is_err());
    }

    #[test]
    fn a_line_that_was_cut_off_never_happened() {
        let parent = tempfile::tempdir().expect("a folder");
        let folder = WatchFolder::beside(&parent.path().join("canon.log"));
        folder.create(&watch("cocoa")).expect("creates");
        let mut log = folder.open("cocoa").expect("opens");
        log.add_run(WatchRun { run: 1, new: vec!["b".into()], ..WatchRun::default() })
            .expect("appends");
        drop(log);
        let path = folder.path("cocoa").expect("a path");
        let whole = fs::read(&path).expect("reads");
        let first = whole.iter().position(|byte| *byte == b'\n').expect("a line") + 1;
        for end in first..whole.len() {
            fs::write(&path, &whole[..end]).expect("writes");
            let mut log = folder.open("cocoa").expect("opens");
            assert!(log.watch.runs.is_empty(), "{end}");
            log.add_run(WatchRun { run: 1, new: vec!["c".into()], ..WatchRun::default() })
                .expect("appends");
            drop(log);
            assert_eq!(folder.get("cocoa").expect("reads").runs[0].new, ["c"], "{end}");
        }
    }

    #[test]
    fn names_are_files_and_parts_of_addresses() {
        for (name, valid) in [
            ("cocoa-2", true),
            ("", false),
            ("../x", false),
            ("A", false),
            (&"a".repeat(65), false),
        ] {
            assert_eq!(is_name(name), valid, "{name}");
        }
    }
}
