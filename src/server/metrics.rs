//! Figures about the server, in the form that Prometheus reads.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use super::problem::Problem;

/// Upper bounds of the buckets for the time of a request: from a millisecond to half a minute.
const FIRST_BUCKET: f64 = 0.001;
const BUCKETS: u16 = 16;

/// Media type of the page.
pub(super) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Figures that grow with each request.
#[derive(Debug, Clone)]
pub(crate) struct Metrics {
    registry: Arc<Registry>,
    requests: Family<RequestLabels, Counter>,
    seconds: Histogram,
    articles: Gauge,
    searches: Gauge,
    exports: Gauge,
    failed: Gauge,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    status: u32,
}

impl Metrics {
    /// Figures of a server that has not answered a request yet.
    pub(crate) fn new() -> Self {
        let (requests, articles, failed) = (Family::default(), Gauge::default(), Gauge::default());
        let (searches, exports) = (Gauge::default(), Gauge::default());
        let seconds = Histogram::new(exponential_buckets(FIRST_BUCKET, 2.0, BUCKETS));
        let mut registry = Registry::with_prefix("morgue");
        registry.register("requests", "Requests that were answered", Family::clone(&requests));
        let help = "Time until the head of an answer was sent";
        registry.register_with_unit("request", help, Unit::Seconds, seconds.clone());
        registry.register("articles", "Articles that can be searched", articles.clone());
        registry.register("searches", "Searches that work or wait", searches.clone());
        registry.register("exports", "Exports that are being read", exports.clone());
        let help = "1 if the last update of the index failed";
        registry.register("indexing_failed", help, failed.clone());
        let registry = Arc::new(registry);
        Self { registry, requests, seconds, articles, searches, exports, failed }
    }
}

/// Counts a request and its time.
pub(super) async fn measure(
    State(metrics): State<Metrics>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let response = next.run(request).await;
    let status = u32::from(response.status().as_u16());
    metrics.requests.get_or_create(&RequestLabels { status }).inc();
    metrics.seconds.observe(started.elapsed().as_secs_f64());
    response
}

/// Figures about the present.
pub(super) struct Present {
    /// Articles that can be searched.
    pub articles: u64,
    /// Searches that work or wait.
    pub searches: usize,
    /// Exports that are being read.
    pub exports: usize,
    /// Whether the last update of the index failed.
    pub has_failed: bool,
}

impl Metrics {
    /// Writes all figures.
    ///
    /// # Errors
    /// Fails when they cannot be formatted.
    pub(super) fn page(&self, present: &Present) -> Result<String, Problem> {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        self.articles.set(number(present.articles));
        self.searches.set(number(present.searches as u64));
        self.exports.set(number(present.exports as u64));
        self.failed.set(i64::from(present.has_failed));
        let mut page = String::new();
        text::encode(&mut page, &self.registry)
            .map_err(|error| Problem::internal(format!("cannot write the figures: {error}")))?;
        Ok(page)
    }
}
