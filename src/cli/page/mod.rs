//! Answers, articles and tallies as a person reads them in a terminal.

mod answer;
mod article;
mod facets;
mod related;
mod report;
mod style;

pub use answer::answer;
pub use article::article;
pub use facets::facet;
pub use related::{difference, similar, versions};
pub use report::{rejections, tally};
pub use style::{count, plural, warning};
