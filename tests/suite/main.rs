//! End-to-end tests: one module per subject, all through one harness.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::too_many_lines,
    clippy::unwrap_used
)]

mod api_description;
mod archive;
mod assistants;
mod audit;
mod batch;
mod browser;
mod canon;
mod check;
mod clippings;
#[cfg(feature = "cluster")]
mod cluster;
mod collapse;
mod commands;
#[path = "../../benches/common/mod.rs"]
mod common;
mod containers;
mod corrections;
mod crash;
mod damage;
mod dates;
mod digitised;
mod docs;
mod examples;
mod exports;
mod facets;
#[path = "../faults/mod.rs"]
mod faults;
mod formats;
mod hanging;
mod harness;
mod help;
mod hostile_clients;
mod incremental;
mod journeys;
mod language;
mod layouts;
mod letters;
mod naive;
mod names;
mod operators;
mod pages;
mod permissions;
mod questions;
mod reading_room;
mod receipts;
mod rejections;
mod relevance;
mod research;
mod roots;
mod search_input;
mod serve;
mod similar;
mod stories;
mod test_server;
mod tools_pages;
mod topics;
mod walls;
mod watches;
mod watching;
mod widening;
mod wire;
mod withheld;
mod wording;
mod written;
