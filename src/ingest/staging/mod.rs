//! Staging: workers on any number of machines read files and extract what is in them. The run that indexes them afterwards takes from the staging area what a worker found in a
//! file, instead of reading it, and does everything else as ever: it decides on duplicates and ids, learns
//! the homes of publishers, and writes the manifest. So the result is that of one run that read all files.

pub(crate) mod records;
mod removal;
pub(crate) mod replay;
pub(crate) mod share;
pub(crate) mod worker;
