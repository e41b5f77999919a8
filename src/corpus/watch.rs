//! Watches folders for changes, so that an update can follow within two seconds.
//!
//! The events of the operating system only say that something changed: the update looks at all files
//! anyway, so that no event has to be complete, and none that is lost does harm for long.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::walk;
use crate::error::{ErrorContext, Result};
use crate::read::timeout::ReadTimeout;

/// Quiet time after which a burst of changes is over.
const QUIET: Duration = Duration::from_millis(300);

/// Longest burst that is waited for.
const LONGEST_BURST: Duration = Duration::from_secs(1);

/// Time after which files are looked at without an event: some network folders send none.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Watcher of the files in several folders.
pub(crate) struct FolderWatcher {
    changes: Receiver<()>,
    /// Stops watching when it is dropped.
    _watcher: RecommendedWatcher,
}

impl FolderWatcher {
    /// Starts to watch these folders and files. Changes in the folder of the index do not count.
    ///
    /// # Errors
    /// Fails when the operating system cannot watch them, as when there are too many folders.
    pub(crate) fn new(roots: &[PathBuf], index: &Path, timeout: &ReadTimeout) -> Result<Self> {
        // One waiting note says as much as many.
        let (sender, changes) = sync_channel(1);
        let index = std::fs::canonicalize(index).unwrap_or_else(|_| index.to_path_buf());
        let context = || "cannot watch the folders for changes".to_string();
        let on_event = move |event: notify::Result<notify::Event>| {
            // An error may stand for any number of lost events.
            if event.map_or(true, |event| is_change(&event, &index)) {
                // Full: it is known. Closed: nobody listens any more.
                let _ = sender.try_send(());
            }
        };
        let mut watcher = notify::recommended_watcher(on_event).context(context)?;
        for root in roots {
            let root = walk::resolve_root(root, timeout)?;
            watcher
                .watch(Path::new(&root), RecursiveMode::Recursive)
                .context(|| format!("cannot watch `{root}` for changes"))?;
        }
        Ok(Self { changes, _watcher: watcher })
    }

    /// Waits until something has changed and a burst of changes is over, or until it is time to look
    /// without an event.
    pub(crate) fn wait(&self) {
        match self.changes.recv_timeout(LOOK_EVERY) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return,
            // Watching has ended: look now and then.
            Err(RecvTimeoutError::Disconnected) => return std::thread::sleep(LOOK_EVERY),
        }
        let started = Instant::now();
        while started.elapsed() < LONGEST_BURST && self.changes.recv_timeout(QUIET).is_ok() {}
        // What came meanwhile is part of the burst.
        while self.changes.try_recv().is_ok() {}
    }
}

/// Returns true for an event that may change what an update finds.
fn is_change(event: &notify::Event, index: &Path) -> bool {
    let is_outside = |path: &PathBuf| !path.starts_with(index);
    let is_access = matches!(event.kind, EventKind::Access(_));
    event.need_rescan() || !is_access && event.paths.iter().any(is_outside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::Event;
    use notify::event::{AccessKind, CreateKind, Flag};

    #[test]
    fn reading_and_the_index_are_no_changes() {
        let index = Path::new("/a/index");
        let created =
            |path: &str| Event::new(EventKind::Create(CreateKind::File)).add_path(path.into());
        assert!(is_change(&created("/a/story.txt"), index));
        assert!(!is_change(&created("/a/index/meta.json"), index));
        let read = Event::new(EventKind::Access(AccessKind::Any)).add_path("/a/story.txt".into());
        assert!(!is_change(&read, index) && is_change(&read.set_flag(Flag::Rescan), index));
    }
}
