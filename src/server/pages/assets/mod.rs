//! Static files of the pages: style, script and icons. They are part of the program, so that no page
//! asks another server for anything.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::RawQuery;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::server::state::AppState;

/// A static file.
struct Asset {
    path: &'static str,
    media_type: &'static str,
    body: &'static str,
}

/// All scripts as one file. Each is a block with its own names.
const SCRIPT: &str = concat!(
    "\"use strict\";\n{\n",
    include_str!("complete.js"),
    "}\n{\n",
    include_str!("keys.js"),
    "}\n{\n",
    include_str!("search.js"),
    "}\n{\n",
    include_str!("article.js"),
    "}\n",
);

static STYLE: Asset =
    Asset { path: "/style.css", media_type: "text/css", body: include_str!("style.css") };
static CODE: Asset = Asset { path: "/morgue.js", media_type: "text/javascript", body: SCRIPT };
static ICON: Asset =
    Asset { path: "/favicon.svg", media_type: "image/svg+xml", body: include_str!("favicon.svg") };
static WORLD: Asset =
    Asset { path: "/world.svg", media_type: "image/svg+xml", body: include_str!("world.svg") };
/// Archives are for their readers: crawlers would request every combination of filters.
static ROBOTS: Asset = Asset {
    path: "/robots.txt",
    media_type: "text/plain; charset=utf-8",
    body: "User-agent: *\nDisallow: /\n",
};

/// Addresses of the files that pages load. Each carries the digest of its file, so that a browser may
/// keep it for good.
pub(super) struct Addresses {
    pub style: String,
    pub script: String,
    pub icon: String,
    pub world: String,
}

/// The addresses of this version of the program.
pub(super) static ADDRESSES: LazyLock<Addresses> = LazyLock::new(|| Addresses {
    style: STYLE.address(),
    script: CODE.address(),
    icon: ICON.address(),
    world: WORLD.address(),
});

impl Asset {
    fn digest(&self) -> String {
        blake3::hash(self.body.as_bytes()).to_hex().chars().take(16).collect()
    }

    fn address(&self) -> String {
        format!("{}?v={}", self.path, self.digest())
    }

    /// Answers a request. An address with another digest is of another version of the program, so
    /// that its answer must not be kept.
    fn response(&self, query: Option<&str>, headers: &HeaderMap) -> Response {
        let digest = self.digest();
        let is_versioned = query.and_then(|query| query.strip_prefix("v=")) == Some(&digest);
        let cache = if is_versioned { "public, max-age=31536000, immutable" } else { "no-cache" };
        let tag = format!("\"{digest}\"");
        let caching = [(header::CACHE_CONTROL, cache), (header::ETAG, &tag)];
        if super::caching::is_known(headers, &tag) {
            return (StatusCode::NOT_MODIFIED, caching).into_response();
        }
        (caching, [(header::CONTENT_TYPE, self.media_type)], self.body).into_response()
    }
}

/// Builds the routes of the static files.
pub(super) fn routes() -> Router<AppState> {
    [&STYLE, &CODE, &ICON, &WORLD, &ROBOTS].into_iter().fold(Router::new(), |router, asset| {
        let answer = move |RawQuery(query): RawQuery, headers: HeaderMap| async move {
            asset.response(query.as_deref(), &headers)
        };
        router.route(asset.path, get(answer))
    })
}
