//! Terminal output: text width and progress bar.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use crate::ingest::progress::Progress;

/// Bounds of the text width, in columns.
const MAX_WIDTH: usize = 100;
const MIN_WIDTH: usize = 40;

/// Interval between updates of the bar.
const FRAME: Duration = Duration::from_millis(100);

/// The width for text, in columns.
pub(crate) fn width() -> usize {
    let width = terminal_size::terminal_size()
        .map_or(MAX_WIDTH, |(terminal_size::Width(width), _)| usize::from(width));
    width.clamp(MIN_WIDTH, MAX_WIDTH)
}

/// A thread that draws the progress of a run, if stderr is a terminal.
pub(crate) struct ProgressBarThread {
    running: Option<(Arc<AtomicBool>, JoinHandle<()>)>,
}

impl ProgressBarThread {
    /// Starts to draw.
    pub(crate) fn start(progress: &Arc<Progress>, quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Self { running: None };
        }
        let stop = Arc::new(AtomicBool::new(false));
        let (progress, stopped) = (Arc::clone(progress), Arc::clone(&stop));
        let thread = std::thread::spawn(move || draw(&progress, &stopped));
        Self { running: Some((stop, thread)) }
    }

    /// Removes the bar.
    pub(crate) fn finish(self) {
        if let Some((stop, thread)) = self.running {
            stop.store(true, Ordering::Relaxed);
            // A panic while drawing loses the bar, nothing else.
            let _ = thread.join();
        }
    }
}

fn draw(progress: &Progress, stop: &AtomicBool) {
    let bar = ProgressBar::new(0);
    let template = "{bar:30} {percent:>3} %  {msg}  {binary_bytes_per_sec}  {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━━╌"));
    }
    let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    while !stop.load(Ordering::Relaxed) {
        std::thread::sleep(FRAME);
        if load(&progress.files) == 0 {
            continue;
        }
        bar.set_length(load(&progress.bytes));
        bar.set_position(load(&progress.bytes_done));
        bar.set_message(format!(
            "{} of {} files, {} articles",
            HumanCount(load(&progress.files_done)),
            HumanCount(load(&progress.files)),
            HumanCount(load(&progress.articles))
        ));
    }
    bar.finish_and_clear();
}
