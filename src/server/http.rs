//! The HTTP server: binds an address and serves the pages and the API.

use std::net::SocketAddr;

use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use super::state::AppState;
use super::{api, guard, pages, problem};
use crate::error::{Error, ErrorContext, Result};

/// A server bound to an address but not yet running.
pub(crate) struct Server {
    runtime: tokio::runtime::Runtime,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Binds an address such as `127.0.0.1:7878`.
    ///
    /// # Errors
    /// Fails when the address is invalid or already in use.
    pub(crate) fn bind(listen: &str) -> Result<Self> {
        let context = || format!("cannot listen on `{listen}`");
        let runtime = tokio::runtime::Runtime::new().context(context)?;
        let listener = runtime.block_on(TcpListener::bind(listen)).map_err(|source| {
            Error::new(context())
                .with_source(source)
                .hint("choose another address with --listen, such as 127.0.0.1:0")
        })?;
        let address = listener.local_addr().context(context)?;
        Ok(Self { runtime, listener, address })
    }

    /// The address the server listens on.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves requests until the process is interrupted.
    ///
    /// # Errors
    /// Fails when the network fails.
    pub(crate) fn run(self, state: AppState) -> Result<()> {
        let routes = match self.address.ip().is_loopback() {
            true => routes(state).layer(middleware::from_fn(guard::require_local_host)),
            false => routes(state.with_relative_paths()),
        };
        let serve = axum::serve(self.listener, routes).with_graceful_shutdown(interrupted());
        self.runtime.block_on(serve.into_future()).context(|| "the server failed".to_string())
    }
}

/// Builds the router with every page and endpoint.
pub(crate) fn routes(state: AppState) -> Router {
    let header = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    Router::new()
        .merge(api::routes())
        .merge(pages::routes())
        .fallback(problem::not_found_fallback)
        .method_not_allowed_fallback(problem::method_fallback)
        .with_state(state)
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header(
            "content-security-policy",
            "default-src 'self'; style-src 'self'; img-src 'self' data:",
        ))
        .layer(header("referrer-policy", "no-referrer"))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
}

async fn interrupted() {
    // Where the signal cannot be awaited, it ends the process directly.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
