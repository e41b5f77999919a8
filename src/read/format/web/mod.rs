//! Web formats: saved pages, feeds, and WordPress exports.

pub(crate) mod feed;
pub(crate) mod html;
pub(crate) mod wordpress;
