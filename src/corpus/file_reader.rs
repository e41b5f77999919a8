//! File reader: unpacks one file, recognises the format of each source in it, and emits its records
//! in order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::archived_issues::ArchivedIssues;
use super::issues::Companions;
use super::outcome::{IgnoredMembers, ReadSettings};
pub use super::read_options::ReadOptions;
use super::walk::path_text;
use crate::article::{Article, Rejected};
use crate::error::Result;
use crate::read::container;
use crate::read::container::{Extracted, MemberLocation};
use crate::read::format;
use crate::read::format::{Format, alto};
use crate::read::issue::PageOfIssue;
use crate::read::record_memory::Reservation;
use crate::read::source::{Flow, Source};
use crate::read::timeout::ReadTimeout;

/// An item found in a file.
#[derive(Debug)]
pub enum FileItem {
    /// A record.
    Record(Box<ParsedRecord>),
    /// A member that holds no articles.
    Ignored {
        /// Its path inside the file: `!/1987/map.png`.
        inner_path: String,
        /// The reason.
        reason: String,
    },
}

/// One record of a file.
#[derive(Debug)]
pub struct ParsedRecord {
    /// Its number in the whole file, counted from one.
    pub number: u32,
    /// The path of its member inside the file, `!/1987/a.txt`; empty if the file is no archive.
    pub inner_path: String,
    /// The name of its format.
    pub format: &'static str,
    /// The name of its character encoding.
    pub encoding: String,
    /// The article, or the reason why there is none.
    pub article: Result<Article, Rejected>,
    /// The memory it was given while it was read, if it is large or part of something large.
    pub reservation: Option<Arc<Reservation>>,
}

/// Facts about a file that has been read to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSummary {
    /// Its length in bytes.
    pub bytes: u64,
    /// The digest of its bytes in hexadecimal.
    pub digest: String,
    /// The kind of its contents.
    pub contents: FileContents,
    /// Members that hold no articles, by reason.
    pub ignored: Vec<IgnoredMembers>,
    /// The settings that all this depends on.
    pub read_settings: ReadSettings,
}

/// The kind of a file's contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileContents {
    /// Records.
    Records,
    /// A type that is not supported, with the reason.
    Unsupported(String),
    /// Nothing that can be read, with the reason.
    Unreadable(String),
}

/// Reads every record of a file in order and hands each to `emit`.
///
/// # Errors
/// Fails when the file cannot be opened or read to its end, or does not answer in time.
pub fn read_file(
    path: &Path,
    options: &ReadOptions,
    emit: &mut dyn FnMut(FileItem) -> Flow,
) -> Result<FileSummary> {
    let mut file = container::open(path, &options.timeout)?;
    let mut reader = FileReader::new(path, options, emit);
    let filter = |member: &str| options.rules.member_ignore_reason(member);
    let limit_hit = file.read(options.limits, &filter, &mut |found| reader.accept(found));
    reader.report_container_error();
    let FileReader { records, has_members, contents, ignored, too_long, companions, .. } = reader;
    let contents = match contents {
        _ if records > 0 => FileContents::Records,
        Some(contents) => contents,
        None => FileContents::Unsupported(no_articles(&ignored)),
    };
    let read_settings = ReadSettings {
        rules: has_members.then(|| options.rules.patterns().to_string()),
        limits: limit_hit.then(|| options.limits.to_string()),
        record_memory: too_long.then(|| options.memory.bytes() as u64),
        companions,
    };
    let whole = file.finish()?;
    Ok(FileSummary {
        bytes: whole.bytes,
        digest: whole.hex(),
        contents,
        ignored: ignored.into_values().collect(),
        read_settings,
    })
}

/// The reason why an archive without records is ignored: that for most of its members.
fn no_articles(ignored: &BTreeMap<String, IgnoredMembers>) -> String {
    let reason = ignored.values().max_by_key(|group| group.count);
    reason.map_or_else(
        || "contains no articles".to_string(),
        |group| format!("contains no articles: {}", group.reason),
    )
}

/// True if a file can be opened now.
pub(crate) fn is_readable(path: &str, timeout: &ReadTimeout) -> bool {
    container::open(Path::new(path), timeout).is_ok()
}

/// Computes the digest of a file's bytes in hexadecimal.
///
/// # Errors
/// Fails when the file cannot be read.
pub(crate) fn digest(path: &str, timeout: &ReadTimeout) -> Result<String> {
    Ok(container::open(Path::new(path), timeout)?.finish()?.hex())
}

/// The reason why a page of a digitised newspaper has no article.
const READ_ELSEWHERE: &str = "its text belongs to articles that begin on other pages of the issue";

/// The warning about a page whose issue, or text on other pages, may be missing.
const FULL: &str = "the issues of its archive take too much memory: with a larger --memory it may \
                    have more text, a title and a day";

/// State of reading one file.
struct FileReader<'r> {
    path: &'r Path,
    options: &'r ReadOptions,
    emit: &'r mut dyn FnMut(FileItem) -> Flow,
    /// Number of records so far, including rejected ones.
    records: u32,
    /// True if the file is an archive with members.
    has_members: bool,
    /// True if a record was too long.
    too_long: bool,
    /// The kind of contents, if the file has no records.
    contents: Option<FileContents>,
    /// An error of the archive itself, found before any record.
    container_error: Option<Rejected>,
    ignored: BTreeMap<String, IgnoredMembers>,
    /// Other files that this one was read with, if it is a page of a digitised newspaper.
    companions: Option<Companions>,
    /// The issues of digitised newspapers in the archive, once a page was met.
    archived_issues: Option<ArchivedIssues>,
}

impl<'r> FileReader<'r> {
    fn new(
        path: &'r Path,
        options: &'r ReadOptions,
        emit: &'r mut dyn FnMut(FileItem) -> Flow,
    ) -> Self {
        Self {
            path,
            options,
            emit,
            records: 0,
            has_members: false,
            too_long: false,
            contents: None,
            container_error: None,
            ignored: BTreeMap::new(),
            companions: None,
            archived_issues: None,
        }
    }

    fn accept(&mut self, found: Extracted<'_>) -> Flow {
        match found {
            Extracted::Source(mut source, location) => self.read_source(&mut source, location),
            Extracted::Ignored(location, reason) => self.ignore(location, reason),
            // Kept until the end: it rejects the file only if no record follows.
            Extracted::Rejected(location, reason)
                if location.inner_path.is_empty() && self.records == 0 =>
            {
                self.container_error.get_or_insert_with(|| Rejected::new(reason));
                Flow::Continue(())
            }
            Extracted::Rejected(location, reason) => self.reject(location, reason),
        }
    }

    fn read_source(&mut self, source: &mut Source<'_>, location: &MemberLocation) -> Flow {
        let is_file = location.inner_path.is_empty();
        self.has_members |= !is_file;
        if let Some(Rejected { reason }) = source.reject_empty() {
            return if is_file {
                self.set_contents(FileContents::Unreadable(reason))
            } else {
                self.reject(location, reason)
            };
        }
        let added = &self.options.format_options.formats;
        let custom = format::first_match(added, source.name(), source.head());
        let Some(format) = custom.or_else(|| format::sniff(source.name(), source.head())) else {
            let reason = format::unsupported_reason(source.name(), source.head());
            return if is_file {
                self.set_contents(FileContents::Unsupported(reason))
            } else {
                self.ignore(location, reason)
            };
        };
        if let Some(charset) = &location.charset {
            source.declare_encoding(charset);
        }
        source.set_memory(&self.options.memory);
        let is_of_issue = custom.is_none() && alto::reads_pages(format);
        let issue = if is_of_issue { self.issue_of(source.name(), location) } else { None };
        let is_described = issue.is_some();
        let archived = self.archived_issues.as_ref().filter(|_| is_of_issue);
        let may_be_missing = archived.is_some_and(ArchivedIssues::is_full);
        self.too_long |= may_be_missing;
        source.set_issue(issue);
        let before = self.records;
        // A format reader that panics loses this member alone.
        let warning = may_be_missing.then_some(FULL);
        let read = AssertUnwindSafe(|| self.read_records(format, source, location, warning));
        let result = catch_unwind(read);
        self.too_long |= source.was_too_long();
        let reason = match result {
            Ok(Flow::Break(())) => return Flow::Break(()),
            Ok(Flow::Continue(())) if self.records > before => return Flow::Continue(()),
            Ok(Flow::Continue(())) if is_described && is_file => {
                return self.set_contents(FileContents::Unsupported(READ_ELSEWHERE.to_string()));
            }
            Ok(Flow::Continue(())) if is_described => {
                return self.ignore(location, READ_ELSEWHERE.to_string());
            }
            Ok(Flow::Continue(())) => "contains no records".to_string(),
            Err(_) => "the format reader crashed; please report this".to_string(),
        };
        if is_file && self.records == before {
            self.set_contents(FileContents::Unreadable(reason))
        } else {
            self.reject(location, reason)
        }
    }

    /// Finds the issue of a page of a digitised newspaper.
    fn issue_of(&mut self, name: &str, location: &MemberLocation) -> Option<PageOfIssue> {
        let settings = self.options.issue_settings();
        if location.inner_path.is_empty() {
            let path = self.path.with_file_name(name);
            let (issue, companions) = self.options.issues.of_file(&path, settings);
            self.companions = Some(companions);
            return issue;
        }
        let filter = |member: &str| self.options.rules.member_ignore_reason(member);
        let collect = || ArchivedIssues::collect(self.path, settings, &filter);
        self.archived_issues.get_or_insert_with(collect).of_page(&location.inner_path)
    }

    fn read_records(
        &mut self,
        format: &Format,
        source: &mut Source<'_>,
        location: &MemberLocation,
        warning: Option<&str>,
    ) -> Flow {
        let (encoding, options) = (source.shared_encoding(), &self.options.format_options);
        let reservation = source.shared_reservation();
        let path = path_text(&self.path.with_file_name(source.name())) + &location.inner_path;
        (format.read)(source, options, &mut |article| {
            let article = article.and_then(|article| with_location(article, location));
            let mut article = article.and_then(|article| self.within_memory(article));
            if let Ok(article) = &mut article {
                format::date_by_path(article, &path);
                article.warnings.extend(warning.map(str::to_string));
            }
            // Known only now: the encoding is detected while the source is read.
            let encoding = encoding.get().map_or_else(String::new, |encoding| encoding.name());
            let reservation = reservation.borrow().clone();
            self.emit_record(location, format.name, encoding, article, reservation)
        })
    }

    /// Rejects an article whose text is too long to index.
    fn within_memory(&mut self, article: Article) -> Result<Article, Rejected> {
        let memory = &self.options.memory;
        if article.text_length() <= memory.longest_text() {
            return Ok(article);
        }
        self.too_long = true;
        Err(Rejected::new(memory.too_long("text", memory.longest_text())))
    }

    fn set_contents(&mut self, contents: FileContents) -> Flow {
        self.contents = Some(contents);
        Flow::Continue(())
    }

    fn emit_record(
        &mut self,
        location: &MemberLocation,
        format: &'static str,
        encoding: String,
        article: Result<Article, Rejected>,
        reservation: Option<Arc<Reservation>>,
    ) -> Flow {
        self.records += 1;
        (self.emit)(FileItem::Record(Box::new(ParsedRecord {
            number: self.records,
            inner_path: location.inner_path.clone(),
            format,
            encoding,
            article,
            reservation,
        })))
    }

    fn reject(&mut self, location: &MemberLocation, reason: String) -> Flow {
        self.has_members |= !location.inner_path.is_empty();
        self.emit_record(location, "", String::new(), Err(Rejected::new(reason)), None)
    }

    fn ignore(&mut self, location: &MemberLocation, reason: String) -> Flow {
        self.has_members = true;
        let inner_path = location.inner_path.clone();
        let group = self.ignored.entry(reason.clone());
        group.or_insert_with(|| IgnoredMembers::new(&reason)).add(&inner_path);
        (self.emit)(FileItem::Ignored { inner_path, reason })
    }

    /// Reports an error of the archive itself: it rejects the whole file if nothing could be read,
    /// else it counts as one more rejected record.
    fn report_container_error(&mut self) {
        let Some(Rejected { reason }) = self.container_error.take() else { return };
        if self.records == 0 {
            self.contents = Some(FileContents::Unreadable(reason));
        } else {
            // The last item: whether to go on does not matter.
            let _: Flow = self.reject(&MemberLocation::default(), reason);
        }
    }
}

/// Adds what the location says to an article. One without any text is rejected.
fn with_location(mut article: Article, location: &MemberLocation) -> Result<Article, Rejected> {
    if article.is_blank() {
        return Err(Rejected::new("record has no text"));
    }
    if article.url.is_empty() {
        article.url = location.url.clone().unwrap_or_default();
    }
    article.warnings.extend(location.warning.clone());
    Ok(article)
}
