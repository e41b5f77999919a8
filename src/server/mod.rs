//! The HTTP server: a JSON API and HTML pages over any engine.
//!
//! A server on a loopback address shows full file paths. A server on any other address shows paths
//! relative to their root instead (see `relative_paths`).
//!
//! The JSON shapes and the export formats are those of the command line too: they are compiled
//! without the feature `server`.

#[cfg(feature = "server")]
mod api;
#[cfg(feature = "server")]
mod cancellation;
#[cfg(feature = "server")]
mod connections;
#[cfg(feature = "server")]
mod editing;
pub(crate) mod exports;
#[cfg(feature = "server")]
mod guard;
#[cfg(feature = "server")]
mod http;
#[cfg(feature = "server")]
mod mcp;
#[cfg(feature = "server")]
mod metrics;
#[cfg(feature = "server")]
mod pages;
#[cfg(feature = "server")]
mod path_params;
#[cfg(feature = "server")]
mod problem;
#[cfg(feature = "server")]
mod relative_paths;
#[cfg(feature = "server")]
mod search_params;
#[cfg(feature = "server")]
mod signals;
#[cfg(feature = "server")]
mod state;
#[cfg(feature = "server")]
mod stream_body;
pub(crate) mod wire;

#[cfg(feature = "server")]
pub(crate) use editing::{Correction, Editor, MadeCorrection};
#[cfg(feature = "server")]
pub(crate) use guard::{MIN_TOKEN, is_token};
#[cfg(feature = "server")]
pub(crate) use http::Server;
#[cfg(feature = "server")]
pub(crate) use mcp::serve as serve_mcp;
#[cfg(feature = "server")]
pub(crate) use state::AppState;
