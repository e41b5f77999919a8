//! The JSON that programs rely on: the same shapes on the command line and over HTTP. Absent is never `null`.

mod answer;
mod article;
mod similar;
mod story;
mod tally;

pub use answer::{AnswerJson, CompletionJson, FacetJson};
pub use article::ArticleJson;
pub use similar::SimilarJson;
pub use story::DifferenceJson;
pub use tally::{RejectionJson, StatusJson, TallyJson};
