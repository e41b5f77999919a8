//! Search on any engine: requests, plans, results and answers.

pub(crate) mod answer;
#[cfg(feature = "server")]
pub(crate) mod autocomplete;
pub(crate) mod budget;
pub(crate) mod cursor;
pub(crate) mod engine;
pub(crate) mod facets;
pub(crate) mod highlight;
pub(crate) mod plan;
pub(crate) mod planner;
pub(crate) mod question;
pub(crate) mod records;
pub(crate) mod request;
pub(crate) mod results;
pub(crate) mod similar;
pub(crate) mod story;
pub(crate) mod suggest;
pub(crate) mod timeline;
pub(crate) mod turns;
