//! Cancellation of searches whose client has disconnected.
//!
//! Axum drops the handler of a request when the client goes away, and the [`Cancellation`] it holds
//! with it. The search polls the flag and stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::problem::Problem;
use super::state::AppState;
use crate::search::budget::Budget;

/// Sets its flag when it is dropped, which cancels the work that polls the flag.
#[derive(Default)]
pub(super) struct Cancellation {
    cancelled: Arc<AtomicBool>,
}

impl Cancellation {
    /// A budget that ends after `time`, if a time is given, or on cancellation.
    pub(super) fn budget(&self, time: Option<Duration>) -> Budget {
        Budget { cancelled: Some(Arc::clone(&self.cancelled)), ..Budget::from_timeout(time) }
    }
}

impl Drop for Cancellation {
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}

/// Runs blocking work on its own thread until it is done, out of time or cancelled.
///
/// # Errors
/// Fails when the work fails or panics.
pub(super) async fn run_blocking<T: Send + 'static>(
    state: AppState,
    work: impl FnOnce(&AppState, &Budget) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let cancellation = Cancellation::default();
    let budget = cancellation.budget(Some(state.timeout));
    let budget = Budget { turn: Some(state.turns.start()), ..budget };
    let permit = tokio::time::timeout(state.timeout, Arc::clone(&state.searches).acquire_owned());
    let Ok(Ok(permit)) = permit.await else {
        return Err(Problem::busy("too many searches are waiting: try again in a moment"));
    };
    match tokio::task::spawn_blocking(move || {
        let result = work(&state, &budget);
        drop(permit);
        result
    })
    .await
    {
        Ok(result) => result,
        Err(_) => {
            Err(Problem::internal("the search failed unexpectedly: please report the request"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::task::{Context, Waker};

    use super::*;

    #[test]
    fn dropping_a_request_cancels_its_search() {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let _entered = runtime.enter();
        let (sender, receiver) = mpsc::channel();
        let cancellation = Cancellation::default();
        let cancelled = cancellation.budget(None).cancelled.expect("a flag");
        let request = async move {
            let budget = cancellation.budget(None);
            let search = tokio::task::spawn_blocking(move || {
                let flag = budget.cancelled.expect("a flag");
                while !flag.load(Ordering::Relaxed) {
                    std::thread::yield_now();
                }
                sender.send(()).expect("the receiver exists");
            });
            let _ = search.await;
            drop(cancellation);
        };
        let mut request = Box::pin(request);
        assert!(request.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert!(!cancelled.load(Ordering::Relaxed));
        drop(request);
        receiver.recv_timeout(Duration::from_secs(30)).expect("the search stops");
    }
}
