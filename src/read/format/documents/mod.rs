//! Office documents and manuscripts: PDF, DOCX, ODT, RTF, Markdown.

pub(crate) mod manuscript;
pub(crate) mod markdown;
pub(crate) mod office;
pub(crate) mod pdf;
pub(crate) mod rtf;
