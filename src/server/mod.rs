//! The archive over HTTP: an API for programs and pages for people, over any engine.

mod api;
mod cancellation;
pub mod exports;
mod guard;
mod pages;
mod problem;
pub mod search_params;
mod state;
mod stream_body;
pub mod wire;

use std::net::SocketAddr;

use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::error::{ErrorContext, Error, Result};
pub use state::AppState;

/// A server that has an address and waits to be run.
pub struct Server {
    runtime: tokio::runtime::Runtime,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Takes an address to listen on, such as `127.0.0.1:7878`.
    ///
    /// # Errors
    /// When it is no address, or taken.
    pub fn bind(listen: &str) -> Result<Self> {
        let doing = || format!("cannot listen on `{listen}`");
        let runtime = tokio::runtime::Runtime::new().context(doing)?;
        let listener = runtime.block_on(TcpListener::bind(listen)).map_err(|why| {
            Error::new(doing())
                .with_source(why)
                .hint("name another address with --listen, such as 127.0.0.1:0")
        })?;
        let address = listener.local_addr().context(doing)?;
        Ok(Self { runtime, listener, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the process is asked to end.
    ///
    /// # Errors
    /// When the network fails.
    pub fn run(self, desk: AppState) -> Result<()> {
        let routes = match self.address.ip().is_loopback() {
            true => routes(desk).layer(middleware::from_fn(guard::only_this_machine)),
            false => routes(desk),
        };
        let serve = axum::serve(self.listener, routes).with_graceful_shutdown(asked_to_end());
        self.runtime.block_on(serve.into_future()).context(|| "the server failed".to_string())
    }
}

/// Every page and endpoint.
pub fn routes(desk: AppState) -> Router {
    let header = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    Router::new()
        .merge(api::routes())
        .merge(pages::routes())
        .fallback(problem::no_such_page)
        .method_not_allowed_fallback(problem::no_such_method)
        .with_state(desk)
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header(
            "content-security-policy",
            "default-src 'self'; style-src 'self'; img-src 'self' data:",
        ))
        .layer(header("referrer-policy", "no-referrer"))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
}

async fn asked_to_end() {
    // Where no signal can be waited for, the process ends as processes do.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
