//! JSON shapes shared by the command line and the API.
//!
//! The keys are a stable contract. An absent value is left out rather than written as `null`.

mod answer;
mod article;
#[cfg(feature = "server")]
pub(crate) mod audit;
mod check;
mod clipping;
#[cfg(feature = "server")]
mod completion;
#[cfg(feature = "server")]
mod endpoint;
#[cfg(feature = "server")]
pub(crate) mod openapi;
#[cfg(feature = "server")]
mod patterns;
pub(crate) mod receipt;
#[cfg(feature = "server")]
pub(crate) mod reconcile;
#[cfg(feature = "server")]
mod reconcile_endpoints;
mod report;
mod research;
#[cfg(feature = "server")]
mod research_endpoints;
mod similar;
mod story;
pub(crate) mod watch;

pub(crate) use answer::{AnswerJson, FacetJson};
pub(crate) use article::ArticleJson;
pub(crate) use check::CheckJson;
pub(crate) use clipping::ClippingJson;
#[cfg(feature = "server")]
pub(crate) use completion::CompletionJson;
pub(crate) use receipt::{ReceiptJson, RecheckJson};
pub(crate) use report::{ReportJson, StatusJson, WorkerReportJson};
pub(crate) use research::{KwicJson, NetworkJson, TrendJson, TypicalJson};
#[cfg(feature = "server")]
pub(crate) use similar::SimilarJson;
pub(crate) use story::DiffJson;
pub(crate) use watch::{NewsJson, WatchJson};
