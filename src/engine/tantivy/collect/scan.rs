//! Scans over everything that matches, however much: page by page in one snapshot, so that memory
//! holds the addresses of a page and one document.

use std::ops::ControlFlow;

use crate::article::document::Document;
use crate::engine::tantivy::TantivyEngine;
use crate::error::{Error, Result};
use crate::search::plan::Plan;

/// Hits of one page. Each page costs a pass over everything that matches.
const PAGE_LEN: usize = 20_000;

impl TantivyEngine {
    /// Passes every hit of a plan to `visit`, in its order, until that breaks.
    ///
    /// # Errors
    /// Fails when the index cannot be read, or when the budget of the plan is used up.
    pub(crate) fn scan_pages(
        &self,
        plan: &Plan,
        visit: &mut dyn FnMut(Document) -> ControlFlow<()>,
    ) -> Result<()> {
        let snapshot = self.snapshot_at(plan.after.as_ref())?;
        let view = self.view(&snapshot)?;
        let mut page =
            Plan { limit: PAGE_LEN, facets: Vec::new(), timeline: false, ..plan.clone() };
        loop {
            let (options, collected) = self.collect(&page, &snapshot, &view)?;
            if options.deadline.has_passed() {
                return Err(Error::new("the search was stopped before everything was found"));
            }
            // Whoever visits may take as long as it likes.
            plan.budget.turn.iter().for_each(|turn| turn.release());
            let mut last = None;
            for hit in collected.hits.iter().take(PAGE_LEN) {
                let hit = self.to_match(&options, &snapshot, &view, hit)?;
                last = Some(hit.cursor(page.sort, snapshot.generation));
                if visit(hit.document).is_break() {
                    return Ok(());
                }
            }
            if collected.hits.len() <= PAGE_LEN {
                return Ok(());
            }
            page.after = last;
        }
    }
}
