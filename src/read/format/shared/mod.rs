//! What formats share: parsers for the parts of a story, field names, and the final step every article goes through.

pub(crate) mod boilerplate;
pub(crate) mod byline;
pub(crate) mod caption;
pub(crate) mod codes;
pub(crate) mod credit;
pub(crate) mod fields;
pub(crate) mod finish;
pub(crate) mod labels;
pub(crate) mod markup;
pub(crate) mod prose;
pub(crate) mod publication_date;
pub(crate) mod record;
pub(crate) mod xml;
