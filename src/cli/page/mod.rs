//! Answers, articles and tallies as a person reads them in a terminal.

mod answer;
mod article;
mod beside;
mod facets;
mod ink;
mod tally;

pub use answer::answer;
pub use article::article;
pub use beside::{difference, similar, versions};
pub use facets::facet;
pub use ink::{count, plural, warning};
pub use tally::{rejections, tally};
