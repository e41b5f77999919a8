//! Rendering of answers, articles and reports as text for a terminal.

mod answer;
mod article;
mod audited;
mod check;
mod clipping;
mod facets;
mod news;
mod recheck;
mod related;
mod report;
mod research;
mod style;
mod withheld;

pub(super) use answer::answer;
pub(super) use article::article;
pub(super) use audited::audited;
pub(super) use check::check;
pub(super) use clipping::clipping;
pub(super) use facets::facet;
pub(super) use news::{news, watch};
pub(super) use recheck::recheck;
pub(super) use related::{diff, similar, superseding, versions};
pub(super) use report::{empty_roots, rejections, report, worker_report};
pub(super) use research::{concordance, trend, typical};
pub(super) use style::{count, plural, warning};
pub(super) use withheld::withheld;
