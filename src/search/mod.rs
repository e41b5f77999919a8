//! Search: from a request to an answer, on any engine.

pub mod answer;
pub mod autocomplete;
pub mod cursor;
pub mod engine;
pub mod facets;
pub mod highlight;
pub mod plan;
pub mod request;
pub mod similar;
pub mod story;
pub mod suggest;
pub mod timeline;
