//! The end of a run: homes of publishers depend on all articles of the archive, but articles are
//! resolved one by one, each with the home known so far. Those that a different home changes are
//! resolved again, so that the result does not depend on the order.

use std::collections::HashMap;

use super::index_document::resolve_again;
use super::update::Update;
use crate::article::home::Home;
use crate::error::Result;

impl Update<'_> {
    /// Resolves the places of articles again that were resolved with another home than the one
    /// that all articles of their publisher show. Needs a commit before.
    pub(super) fn settle_homes(&mut self) -> Result<()> {
        let evidence = self.writer.home_evidence()?.into_iter();
        let homes: HashMap<String, Home> =
            evidence.map(|(publisher, evidence)| (publisher, evidence.home())).collect();
        let (nowhere, extraction) = (Home::default(), self.extraction());
        let changed = self.writer.replace_moved(&homes, &mut |document| {
            let home = homes.get(&document.document.article.publisher).unwrap_or(&nowhere);
            resolve_again(document, extraction, home);
        })?;
        self.uncommitted |= changed > 0;
        self.commit()
    }
}
