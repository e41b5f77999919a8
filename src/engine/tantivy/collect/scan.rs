//! Everything that answers, however much: page by page in one state of the index, so that memory holds the places of a
//! page and one article.

use std::ops::ControlFlow;

use crate::article::document::Document;
use crate::engine::tantivy::TantivyEngine;
use crate::error::{Error, Result};
use crate::search::engine::Plan;

/// How many hits a pass ranks. Each page costs a pass over everything that matches.
const PAGE: usize = 20_000;

impl TantivyEngine {
    /// Hands on every hit of a plan in its order, until `see` has seen enough.
    ///
    /// # Errors
    /// When the index can not be read, or the plan's patience ends.
    pub(crate) fn page_by_page(
        &self,
        plan: &Plan,
        see: &mut dyn FnMut(Document) -> ControlFlow<()>,
    ) -> Result<()> {
        let snapshot = self.at(plan.after.as_ref());
        let view = self.view(&snapshot)?;
        let mut plan = Plan { limit: PAGE, facets: Vec::new(), timeline: false, ..plan.clone() };
        loop {
            let (gather, gathered) = self.pass(&plan, &snapshot, &view)?;
            if gather.halt.has_stopped() {
                return Err(Error::new("the search was stopped before everything was found"));
            }
            let mut last = None;
            for hit in gathered.hits.iter().take(PAGE) {
                let found = self.hit(&gather, &snapshot, &view, hit)?;
                last = Some(found.cursor(plan.sort, snapshot.generation));
                if see(found.document).is_break() {
                    return Ok(());
                }
            }
            if gathered.hits.len() <= PAGE {
                return Ok(());
            }
            plan.after = last;
        }
    }
}
