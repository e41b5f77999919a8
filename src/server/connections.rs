//! Connections: a limited number at a time, each closed when its client is too slow, and all of them
//! ended when the process receives a signal to stop.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;

/// Open connections at a time. More wait to be accepted.
const MAX_CONNECTIONS: usize = 512;
/// Time in which a client must send the head of a request, also of the next on its connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// Time after which a client that reads nothing of its answer is dropped.
const STALL_TIMEOUT: Duration = Duration::from_secs(30);
/// Longest head of a request in bytes, and most bytes that are buffered for a connection.
const MAX_HEAD: usize = 64 << 10;
/// Time that running requests have after a signal to stop.
const GRACE: Duration = Duration::from_secs(10);
/// Pause after an error to accept a connection, such as too many open files.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves connections until `stop` is done, and then lets running requests end, until it is done a
/// second time.
pub(super) async fn serve<F: Future<Output = ()>>(
    listener: TcpListener,
    routes: Router,
    stop: impl Fn() -> F,
) {
    let service = TowerToHyperService::new(routes);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(MAX_HEAD);
    let (graceful, limit) = (GracefulShutdown::new(), Arc::new(Semaphore::new(MAX_CONNECTIONS)));
    let mut stopped = pin!(stop());
    loop {
        let (permit, stream) = tokio::select! {
            accepted = accept(&listener, &limit) => accepted,
            () = &mut stopped => break,
        };
        let connection = http.serve_connection(TokioIo::new(stream), service.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // What ends a connection early is the client's doing.
            let _ = connection.await;
            drop(permit);
        });
    }
    drop(listener);
    // Requests that have not ended by then are dropped with the runtime.
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(GRACE) => {}
        () = stop() => {}
    }
}

/// Accepts the next connection, once there are few enough.
async fn accept(
    listener: &TcpListener,
    limit: &Arc<Semaphore>,
) -> (Option<OwnedSemaphorePermit>, Pin<Box<TimeoutStream<TcpStream>>>) {
    // The semaphore is never closed, so that there always is a permit.
    let permit = Arc::clone(limit).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let mut stream = TimeoutStream::new(stream);
                stream.set_write_timeout(Some(STALL_TIMEOUT));
                return (permit, Box::pin(stream));
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
