//! What a terminal can do: its width, and a bar while something goes on.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use crate::ingest::progress::Progress;

/// Text is set no wider than this, in columns, and no narrower.
const WIDEST: usize = 100;
const NARROWEST: usize = 40;

/// How often the bar is drawn.
const FRAME: Duration = Duration::from_millis(100);

/// How wide text is set.
pub fn width() -> usize {
    let width = terminal_size::terminal_size()
        .map_or(WIDEST, |(terminal_size::Width(width), _)| usize::from(width));
    width.clamp(NARROWEST, WIDEST)
}

/// A bar that follows a run, on a terminal only.
pub struct ProgressDisplay {
    running: Option<(Arc<AtomicBool>, JoinHandle<()>)>,
}

impl ProgressDisplay {
    /// Begins to watch.
    pub fn watch(gauge: &Arc<Progress>, quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Self { running: None };
        }
        let stop = Arc::new(AtomicBool::new(false));
        let (gauge, stopped) = (Arc::clone(gauge), Arc::clone(&stop));
        let thread = std::thread::spawn(move || draw(&gauge, &stopped));
        Self { running: Some((stop, thread)) }
    }

    /// Takes the bar away.
    pub fn finish(self) {
        if let Some((stop, thread)) = self.running {
            stop.store(true, Ordering::Relaxed);
            // A bar that failed has nothing more to show.
            let _ = thread.join();
        }
    }
}

fn draw(gauge: &Progress, stop: &AtomicBool) {
    let bar = ProgressBar::new(0);
    let template = "{bar:30} {percent:>3} %  {msg}  {binary_bytes_per_sec}  {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━━╌"));
    }
    while !stop.load(Ordering::Relaxed) {
        std::thread::sleep(FRAME);
        if gauge.files.load(Ordering::Relaxed) == 0 {
            continue;
        }
        let read = |count: &std::sync::atomic::AtomicU64| count.load(Ordering::Relaxed);
        bar.set_length(read(&gauge.bytes));
        bar.set_position(read(&gauge.bytes_done));
        bar.set_message(format!(
            "{} of {} files, {} articles",
            HumanCount(read(&gauge.files_done)),
            HumanCount(read(&gauge.files)),
            HumanCount(read(&gauge.articles))
        ));
    }
    bar.finish_and_clear();
}
