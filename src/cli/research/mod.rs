//! The commands of the researcher's desk.

pub(super) mod check;
