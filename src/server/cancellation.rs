//! Whoever waits for an answer. A browser that goes away lets go of its request, and with it of the asker: the search is
//! told to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::problem::Problem;
use super::state::AppState;
use crate::search::engine::Budget;

/// Whoever waits. When they are dropped, they have gone away.
#[derive(Default)]
pub struct Cancellation {
    gone: Arc<AtomicBool>,
}

impl Cancellation {
    /// How long they wait: so long, if that is said, and no longer than they are there.
    pub fn patience(&self, time: Option<Duration>) -> Budget {
        Budget { cancelled: Some(Arc::clone(&self.gone)), ..Budget::of(time) }
    }
}

impl Drop for Cancellation {
    fn drop(&mut self) {
        self.gone.store(true, Ordering::Relaxed);
    }
}

/// Does what takes a while where it holds up nobody else, for as long as somebody waits for it.
pub async fn work<T: Send + 'static>(
    desk: AppState,
    work: impl FnOnce(&AppState, &Budget) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let asker = Cancellation::default();
    let patience = asker.patience(Some(desk.timeout));
    match tokio::task::spawn_blocking(move || work(&desk, &patience)).await {
        Ok(done) => done,
        Err(_) => Err(Problem::internal("the search failed inside; please report what was asked")),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::task::{Context, Waker};

    use super::*;

    #[test]
    fn a_search_nobody_waits_for_is_told_to_stop() {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let _inside = runtime.enter();
        let (tell, told) = mpsc::channel();
        let asker = Cancellation::default();
        let cancelled = asker.patience(None).cancelled.expect("a flag");
        let task = async move {
            let patience = asker.patience(None);
            let waits = tokio::task::spawn_blocking(move || {
                let flag = patience.cancelled.expect("a flag");
                while !flag.load(Ordering::Relaxed) {
                    std::thread::yield_now();
                }
                tell.send(()).expect("somebody listens");
            });
            let _ = waits.await;
            drop(asker);
        };
        let mut task = Box::pin(task);
        assert!(task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert!(!cancelled.load(Ordering::Relaxed));
        drop(task);
        told.recv_timeout(Duration::from_secs(30)).expect("it stops");
    }
}
