//! Removal of what was staged, after a run has indexed it.

use crate::corpus::changes::Changes;
use crate::corpus::walk;
use crate::error::Result;
use crate::ingest::update::Update;

impl Update<'_> {
    /// Removes from the staging area the files that the manifest knows, and those of the roots that are
    /// gone. What workers stage of other files meanwhile stays for the next run. A run that ends before this
    /// leaves it to the next.
    pub(in crate::ingest) fn clear_staging(
        &self,
        changes: &Changes,
        roots: &[String],
    ) -> Result<()> {
        let Some(staged) = &self.staged else { return Ok(()) };
        let is_gone = |path: &str| {
            !changes.present.contains(path) && roots.iter().any(|root| walk::is_within(path, root))
        };
        let mut done = staged.area.files()?;
        done.retain(|path| self.manifest.file(path).is_some() || is_gone(path));
        staged.area.remove(&done)
    }
}
