//! The JSON that programs rely on: the same shapes on the command line and over HTTP. Absent is never `null`.

mod answer;
mod article;
mod report;
mod similar;
mod story;

pub use answer::{AnswerJson, CompletionJson, FacetJson};
pub use article::ArticleJson;
pub use report::{RejectionJson, StatusJson, TallyJson};
pub use similar::SimilarJson;
pub use story::DifferenceJson;
