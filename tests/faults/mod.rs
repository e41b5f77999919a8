//! Faults that the program must survive: a few in the suite, many in `benches/faults`.

pub mod answers;
pub mod damage;
#[cfg(unix)]
pub mod full_disk;
pub mod kills;
#[cfg(target_os = "linux")]
pub mod memory;
pub mod watch;
