//! The facade: an index that is updated from folders and searched.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::article::document::Document;
use crate::article::schema::Field;
use crate::corpus::file_reader::{self, FileItem, FileSummary, ReadOptions};
use crate::corpus::report::Report;
use crate::engine::tantivy::TantivyEngine;
use crate::error::Result;
use crate::ingest::job::Job;
use crate::ingest::memory::{DEFAULT_MEMORY, MemoryShares};
use crate::ingest::pipeline;
use crate::ingest::progress::Progress;
use crate::search::answer::{self, Answer, FacetSearchResult};
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::planner;
use crate::search::records::IndexState;
use crate::search::request::{FacetPattern, Request};

/// An archive of news: an index in a folder, and the operations on it.
///
/// Several processes may search one index at the same time; one may update it. An open archive
/// follows the commits of other processes after [`Archive::refresh`].
pub struct Archive {
    engine: TantivyEngine,
}

impl Archive {
    /// Opens an index for searching. Writes nothing.
    ///
    /// # Errors
    /// Fails when the folder holds no index, or one of another version, or cannot be read.
    pub fn open(index: impl AsRef<Path>) -> Result<Self> {
        Ok(Self { engine: TantivyEngine::open(index.as_ref())? })
    }

    /// Opens an index, or creates an empty one.
    ///
    /// # Errors
    /// Fails as [`Archive::open`] does, and when the folder cannot be written.
    pub fn open_or_create(index: impl AsRef<Path>) -> Result<Self> {
        Ok(Self { engine: TantivyEngine::open_or_create(index.as_ref())? })
    }

    /// Uses this authority file instead of `canon.log` in the index folder.
    #[must_use]
    pub fn with_authority_file(self, path: impl Into<PathBuf>) -> Self {
        Self { engine: self.engine.with_authority_file(&path.into()) }
    }

    /// Brings the index up to date with the folders of a job: reads new and changed files, and
    /// removes the articles of files that are gone. Interrupted at any moment, it leaves the last commit.
    ///
    /// # Errors
    /// Fails when a folder does not exist, another process updates the index, or the index cannot
    /// be written. Files that cannot be read are counted in the report.
    pub fn update(&self, job: &Job) -> Result<Report> {
        let MemoryShares { index, records, jobs } = MemoryShares::new(DEFAULT_MEMORY, job.jobs);
        let read_options = ReadOptions { memory: records, ..job.read_options.clone() };
        let job = Job { read_options, jobs, ..job.clone() };
        let writer = Box::new(self.engine.writer(jobs, index)?);
        let (manifest, _) = self.engine.manifest_for_update()?;
        let report = pipeline::run(writer, manifest, &job, &Progress::default())?;
        self.engine.refresh()?;
        Ok(report)
    }

    /// Answers a request: a page of ranked hits, facets and a timeline.
    ///
    /// # Errors
    /// Fails when a date or the cursor of the request is invalid, or the index cannot be read. A
    /// query never fails: the answer has warnings for what was not understood.
    pub fn search(&self, request: &Request) -> Result<Answer> {
        answer::answer(&self.engine, request, today(), &Budget::default())
    }

    /// Lists the values of a facet whose names match a pattern, counted over the matches of a request.
    ///
    /// # Errors
    /// Fails as [`Archive::search`] does.
    pub fn facet(
        &self,
        field: Field,
        pattern: &FacetPattern,
        request: &Request,
    ) -> Result<FacetSearchResult> {
        answer::search_facet(&self.engine, request, field, pattern, today(), &Budget::default())
    }

    /// Calls `visit` with every match of a request, in its order and from one commit of the index,
    /// until `visit` breaks. The request's limit, cursor and facets are ignored.
    ///
    /// # Errors
    /// Fails as [`Archive::search`] does.
    pub fn for_each(
        &self,
        request: &Request,
        mut visit: impl FnMut(Document) -> ControlFlow<()>,
    ) -> Result<()> {
        let planned = planner::plan(&self.engine, request, today(), &Budget::default())?;
        self.engine.scan(&planned.plan, &mut visit)
    }

    /// The article with this id. The id of a duplicate finds the article with the same text.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn document(&self, id: &str) -> Result<Option<Document>> {
        self.engine.article(id)
    }

    /// The state of the index: counts, sizes, and the report on every file it was made from.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn state(&self) -> Result<IndexState> {
        self.engine.state()
    }

    /// Follows the commits that other processes have made since the archive was opened.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn refresh(&self) -> Result<()> {
        self.engine.refresh()
    }
}

/// Reads every record of a file, in order, without an index: a container's members too.
///
/// # Errors
/// Fails when the file cannot be opened or read to its end. A record that cannot be read is passed
/// to `visit` as a rejection.
pub fn read_file(
    path: impl AsRef<Path>,
    options: &ReadOptions,
    mut visit: impl FnMut(FileItem) -> ControlFlow<()>,
) -> Result<FileSummary> {
    file_reader::read_file(path.as_ref(), &options.for_run(), &mut visit)
}

/// The day from which relative dates such as `last-month` are counted.
fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}
