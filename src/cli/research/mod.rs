//! The commands of the researcher's desk.

pub(super) mod audit;
pub(super) mod batch;
pub(super) mod check;
pub(super) mod clip;
pub(super) mod kwic;
pub(super) mod network;
pub(super) mod recheck;
pub(super) mod trend;
pub(super) mod typical;
pub(super) mod watch;
pub(super) mod withhold;
