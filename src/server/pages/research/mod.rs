//! The pages of the researcher's desk: a draft that is checked, two searches side by side, receipts, standing
//! queries.

pub(super) mod check;
pub(super) mod clippings;
pub(super) mod compare;
pub(super) mod receipt;
pub(super) mod watches;
