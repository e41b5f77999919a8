//! Articles lie in a folder; morgue reads them, learns who, where and about what, files them in an index, and answers
//! questions.
//!
//! The steps, each a noun that flows to the next:
//!
//! 1. [`corpus`] walks the roots; [`changes`] holds what lies there against the [`account`] of the run before.
//! 2. A [`container`] opens a file as a [`source`]; a [`mod@format`] reads its records as [`article`]s.
//! 3. [`names`] says who, where and about what; with its id that makes a [`clipping`].
//! 4. [`ingest`] conducts all this on every core and hands the clippings to a [`crate::search::engine::Writer`]; the [`shelf`] knows
//!    which record stands for each text.
//! 5. [`census`], [`evidence`] and the [`canon`] say who is who across articles: the [`identity`] that an engine answers
//!    by; [`variant`] knows how names are alike.
//! 6. A [`request`] holds a [`query`]; a [`plan`] says what it means here and today; [`answer`] asks a [`crate::search::engine::Engine`]
//!    and puts [`highlight`]s, facets and the [`timeline`] together.
//!    [`suggest`] knows what may have been meant instead, [`completions`] how a name may go on.
//! 7. [`cli`] prints it, [`server`] serves it.
//!
//! From a file to a hit:
//!
//! ```
//! use morgue::engine::embedded::Embedded;
//! use morgue::gauge::Gauge;
//! use morgue::{ingest, crate::ingest::job::Job};
//! use morgue::{answer, crate::search::request::Request, crate::search::engine::Patience};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let archive = folder.path().join("archive");
//! std::fs::create_dir(&archive)?;
//! std::fs::write(archive.join("rain.txt"), "Rain returns to Accra\n\nACCRA, March 4, 2016 (CP) - It rained on Friday.\n")?;
//!
//! let engine = Embedded::open_or_create(&folder.path().join("index"))?;
//! let writer = Box::new(engine.writer(1, 64 << 20)?);
//! let tally = crate::ingest::pipeline::run(writer, engine.account()?, &Job::of([archive]), &Gauge::default())?;
//! assert_eq!(tally.articles, 1);
//!
//! let request = Request { query: "rained date:2016-03".into(), ..Request::default() };
//! let answer = crate::search::answer::answer(&engine, &request, jiff::Zoned::now().date(), &Patience::default())?;
//! assert_eq!(answer.hits[0].snippet.text, "It rained on Friday.");
//! assert_eq!(answer.hits[0].snippet.marks, [3..9]);
//! # Ok(())
//! # }
//! ```

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice
    )
)]

pub mod article;
pub mod cli;
pub mod config;
pub mod corpus;
pub mod engine;
pub mod enrich;
pub mod error;
pub mod identity;
pub mod ingest;
pub mod query;
pub mod read;
pub mod search;
pub mod server;
pub mod stories;
pub mod text;

pub use crate::error::{Error, Result};
