//! Updates of the engine's index, as those ask for them who do not know the engine.

use std::path::PathBuf;

use crate::corpus::manifest::Manifest;
use crate::engine::tantivy::TantivyEngine;
use crate::error::{Error, Result};
use crate::search::engine::{UpdatableEngine, Writer};
use crate::search::records::IndexedRecord;

/// Least number of values of a facet that take long enough to put together that they are saved.
const MANY_VALUES: usize = 5_000;

impl UpdatableEngine for TantivyEngine {
    fn open_writer(&self, threads: usize, memory: usize) -> Result<Box<dyn Writer>> {
        Ok(Box::new(self.writer(threads, memory)?))
    }

    fn manifest(&self) -> Result<Manifest> {
        self.manifest()
    }

    fn manifest_for_update(&self) -> Result<(Manifest, Option<Error>)> {
        self.manifest_for_update()
    }

    fn refresh(&self) -> Result<()> {
        self.refresh()
    }

    fn prepare_searches(&self) -> Result<()> {
        self.save_facets(MANY_VALUES)
    }

    fn indexed_records(&self) -> Result<Vec<IndexedRecord>> {
        self.indexed_records()
    }

    fn orphaned_files(&self) -> Result<Vec<PathBuf>> {
        self.orphaned_files()
    }

    fn verify_files(&self) -> Result<Vec<Error>> {
        self.verify_files()
    }

    fn damage(&self) -> Vec<Error> {
        self.damage()
    }
}
