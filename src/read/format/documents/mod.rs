//! Documents of word processors and page layout: DOCX, ODT, RTF, PDF and Markdown.

pub(crate) mod markdown;
pub(crate) mod office;
#[cfg(feature = "pdf")]
pub(crate) mod pdf;
pub(crate) mod rtf;
pub(crate) mod styled_document;
