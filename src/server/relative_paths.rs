//! An engine that hides the location of the archive on disk, for servers reachable from other machines.
//!
//! A path is shown from its root's own name: `/srv/press/corpus/wire/a.txt` under the root
//! `/srv/press/corpus` becomes `corpus/wire/a.txt`. A path under no known root is shown by its file
//! name. Wrapping the engine covers pages, API and exports alike, and new ones by default.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use crate::article::document::Document;
use crate::article::schema::Field;
use crate::corpus::report::Report;
use crate::enrich::usage::WordUsage;
use crate::error::{Error, Result};
use crate::query::Pattern;
use crate::research::clippings::Clippings;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::facets::terms::FacetTerms;
use crate::search::plan::{Expansion, Plan};
use crate::search::records::{DuplicateRecord, IndexState};
use crate::search::results::{Match, MatchedArticles, SearchResult};
use crate::search::timeline::Interval;

/// Wraps an engine and shows every path relative to its root.
pub(super) struct RelativePaths {
    engine: Arc<dyn Engine>,
}

impl RelativePaths {
    /// Wraps an engine.
    pub(super) fn new(engine: Arc<dyn Engine>) -> Self {
        Self { engine }
    }

    fn known_roots(&self) -> Result<Roots> {
        self.engine.roots().map(Roots::new).map_err(hide_details)
    }
}

impl Engine for RelativePaths {
    fn search(&self, plan: &Plan) -> Result<SearchResult> {
        let roots = self.known_roots()?;
        let mut found = self.engine.search(plan).map_err(hide_details)?;
        found.hits.iter_mut().for_each(|hit| roots.shorten(&mut hit.document.path));
        Ok(found)
    }

    fn scan(&self, plan: &Plan, visit: &mut dyn FnMut(Document) -> ControlFlow<()>) -> Result<()> {
        let roots = self.known_roots()?;
        let mut shortened = |mut document: Document| {
            roots.shorten(&mut document.path);
            visit(document)
        };
        self.engine.scan(plan, &mut shortened).map_err(hide_details)
    }

    fn matching(&self, plan: &Plan) -> Result<MatchedArticles> {
        self.engine.matching(plan).map_err(hide_details)
    }

    fn corrections(&self) -> Result<Vec<String>> {
        self.engine.corrections().map_err(hide_details)
    }

    fn article(&self, id: &str) -> Result<Option<Document>> {
        let mut document = self.engine.article(id).map_err(hide_details)?;
        if let Some(document) = &mut document {
            self.known_roots()?.shorten(&mut document.path);
        }
        Ok(document)
    }

    fn articles_by_id_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<Document>> {
        let roots = self.known_roots()?;
        let found = self.engine.articles_by_id_prefix(prefix, limit);
        let mut found = found.map_err(hide_details)?;
        found.iter_mut().for_each(|document| roots.shorten(&mut document.path));
        Ok(found)
    }

    fn similar(&self, document: &Document, limit: usize, budget: &Budget) -> Result<Vec<Match>> {
        let roots = self.known_roots()?;
        let mut similar = self.engine.similar(document, limit, budget).map_err(hide_details)?;
        similar.iter_mut().for_each(|found| roots.shorten(&mut found.document.path));
        Ok(similar)
    }

    fn copies(&self, document: &Document) -> Result<Vec<DuplicateRecord>> {
        let mut duplicates = self.engine.copies(document).map_err(hide_details)?;
        if !duplicates.is_empty() {
            let roots = self.known_roots()?;
            duplicates.iter_mut().for_each(|duplicate| roots.shorten(&mut duplicate.path));
        }
        Ok(duplicates)
    }

    fn versions(&self, document: &Document) -> Result<Vec<Document>> {
        let roots = self.known_roots()?;
        let mut versions = self.engine.versions(document).map_err(hide_details)?;
        versions.iter_mut().for_each(|version| roots.shorten(&mut version.path));
        Ok(versions)
    }

    fn facet_terms(&self, field: Field) -> Result<Arc<FacetTerms>> {
        self.engine.facet_terms(field).map_err(hide_details)
    }

    fn word_usage(&self) -> Result<Option<Arc<WordUsage>>> {
        self.engine.word_usage().map_err(hide_details)
    }

    fn clippings(&self) -> Result<Arc<Clippings>> {
        self.engine.clippings().map_err(hide_details)
    }

    fn expand(&self, pattern: &Pattern) -> Result<Expansion> {
        self.engine.expand(pattern).map_err(hide_details)
    }

    fn words_by_date(&self) -> Result<Vec<Interval>> {
        self.engine.words_by_date().map_err(hide_details)
    }

    fn version(&self) -> Result<u64> {
        self.engine.version().map_err(hide_details)
    }

    fn state(&self) -> Result<IndexState> {
        let mut state = self.engine.state().map_err(hide_details)?;
        let roots = Roots::new(state.roots.clone());
        state.roots.iter_mut().for_each(|root| roots.shorten(root));
        roots.shorten_report(&mut state.report);
        Ok(state)
    }

    fn roots(&self) -> Result<Vec<String>> {
        let mut names = self.engine.roots().map_err(hide_details)?;
        let roots = Roots::new(names.clone());
        names.iter_mut().for_each(|root| roots.shorten(root));
        Ok(names)
    }
}

/// Passes on an error about the request and hides the details of any other, since they name files.
fn hide_details(error: Error) -> Error {
    if error.is_user_error() {
        return error;
    }
    Error::new("the index cannot be read").hint("run `morgue verify` on the server for the reason")
}

/// The roots of an archive as absolute paths, longest first, so that an inner root wins.
struct Roots(Vec<String>);

impl Roots {
    fn new(mut roots: Vec<String>) -> Self {
        roots.sort_by_key(|root| std::cmp::Reverse(root.len()));
        Self(roots)
    }

    /// Replaces an absolute path by the path from its root's own name.
    fn shorten(&self, path: &mut String) {
        let relative = self.0.iter().find_map(|root| {
            let rest = path.strip_prefix(root.as_str())?;
            let is_below = rest.is_empty() || rest.starts_with(['/', '!']) || root.ends_with('/');
            is_below.then(|| format!("{}{rest}", file_name(root)))
        });
        *path = relative.unwrap_or_else(|| file_name(path).to_string());
    }

    /// Shortens the paths of a report, also those that a reason quotes.
    fn shorten_report(&self, report: &mut Report) {
        for rejection in &mut report.rejections {
            self.shorten(&mut rejection.path);
            self.shorten_quoted(&mut rejection.reason);
        }
        report.empty_roots.iter_mut().for_each(|root| self.shorten(&mut root.path));
        for (mut reason, mut ignored) in std::mem::take(&mut report.ignored) {
            self.shorten_quoted(&mut reason);
            ignored.first.iter_mut().for_each(|path| self.shorten(path));
            let group = report.ignored.entry(reason).or_default();
            group.files += ignored.files;
            group.members += ignored.members;
            group.first.append(&mut ignored.first);
        }
    }

    /// Replaces every root that a text mentions by the root's own name.
    fn shorten_quoted(&self, text: &mut String) {
        for root in &self.0 {
            *text = text.replace(root.as_str(), file_name(root));
        }
    }
}

/// The last component of a path; empty for the root of the file system.
fn file_name(path: &str) -> &str {
    Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shortened(path: &str) -> String {
        let roots = ["/srv/press/corpus", "/srv/press/corpus/inner", "/srv/a.zip"];
        let mut path = path.to_string();
        Roots::new(roots.map(str::to_string).to_vec()).shorten(&mut path);
        path
    }

    #[test]
    fn paths_begin_with_the_name_of_their_root() {
        for (path, expected) in [
            ("/srv/press/corpus/wire/a.txt", "corpus/wire/a.txt"),
            ("/srv/press/corpus", "corpus"),
            ("/srv/press/corpus/inner/b.txt", "inner/b.txt"),
            ("/srv/a.zip!/1987/c.txt", "a.zip!/1987/c.txt"),
            ("/srv/press/corpus-2/d.txt", "d.txt"),
            ("/home/me/e.txt", "e.txt"),
        ] {
            assert_eq!(shortened(path), expected);
        }
    }

    #[test]
    fn only_errors_about_the_request_keep_their_details() {
        let internal = || Error::new("cannot read `/srv/index/meta.json`").with_source("EIO");
        let hidden = hide_details(internal());
        assert!(!hidden.to_string().contains("/srv"));
        assert!(std::error::Error::source(&hidden).is_none());
        let shown = hide_details(internal().user_error());
        assert!(shown.to_string().contains("/srv"));
    }
}
