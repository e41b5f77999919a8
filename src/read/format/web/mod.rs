//! Web formats: saved pages, feeds, WordPress exports.

pub(crate) mod feed;
pub(crate) mod html;
pub(crate) mod wordpress;
