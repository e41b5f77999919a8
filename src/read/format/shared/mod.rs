//! Parts that formats share: parsers for the parts of a story, field names, reading loops, and the
//! final step of every article.

pub(crate) mod boilerplate;
pub(crate) mod byline;
pub(crate) mod caption;
pub(crate) mod codes;
pub(crate) mod credit;
pub(crate) mod fields;
pub(crate) mod fill;
pub(crate) mod finish;
pub(crate) mod labels;
pub(crate) mod link_lists;
pub(crate) mod markup;
pub(crate) mod path_date;
pub(crate) mod prose;
pub(crate) mod publication_date;
pub(crate) mod record;
pub(crate) mod records;
pub(crate) mod xml;
pub(crate) mod xml_head;
