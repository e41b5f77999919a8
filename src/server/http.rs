//! The HTTP server: binds an address and serves the pages and the API.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;

use super::api::{lists, reconcile, research};
use super::guard::Token;
use super::signals::signal_to_stop;
use super::state::AppState;
use super::{api, connections, guard, metrics, pages, problem};
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

    /// Serves requests until the process receives a signal to stop: all of them, or those with this
    /// token. Pages of these origins may read the answers.
    pub(crate) fn run(self, state: AppState, token: Option<&str>, origins: &[String]) {
        let is_local = self.address.ip().is_loopback();
        let state = if is_local { state } else { state.with_relative_paths() };
        let mut routes = routes(state);
        if let Some(token) = token {
            let token = Token::new(token);
            routes = routes.layer(middleware::from_fn_with_state(token, guard::require_token));
        }
        if is_local {
            let allowed: Arc<[String]> = origins.into();
            routes = routes.layer(middleware::from_fn_with_state(allowed, guard::require_local));
        }
        // Before the guards, so that a page of an allowed origin can read what they answer.
        let allowed = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
        let cors = CorsLayer::new().allow_origin(AllowOrigin::list(allowed));
        if !origins.is_empty() {
            routes = routes.layer(cors.allow_methods([Method::GET, Method::POST]));
        }
        self.runtime.block_on(connections::serve(self.listener, routes, signal_to_stop));
        // A search that has not ended by now is not waited for.
        self.runtime.shutdown_background();
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
    let metrics = state.metrics.clone();
    Router::new()
        .merge(api::routes())
        .merge(research::routes())
        .merge(reconcile::routes())
        .merge(lists::routes())
        .merge(pages::routes())
        .layer(middleware::from_fn_with_state(state.clone(), pages::revalidate))
        .merge(api::live_routes())
        .merge(research::live_routes())
        .merge(pages::live_routes())
        .merge(pages::file_routes())
        .fallback(pages::not_found)
        .method_not_allowed_fallback(problem::method_fallback)
        .with_state(state)
        .layer(middleware::from_fn_with_state(metrics, metrics::measure))
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header(
            "content-security-policy",
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
             form-action 'self'; frame-ancestors 'none'",
        ))
        .layer(header("referrer-policy", "no-referrer"))
        .layer(header("cross-origin-resource-policy", "same-origin"))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
}
