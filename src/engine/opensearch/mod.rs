//! The engine over a cluster.
