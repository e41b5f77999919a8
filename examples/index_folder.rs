//! Indexes a folder and prints the report: `cargo run --example index_folder -- corpus /tmp/index`.

#![allow(clippy::print_stdout)]

use std::path::PathBuf;

use morgue::{Archive, Job};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(folder), Some(index)) = (arguments.next(), arguments.next()) else {
        return Err("usage: index_folder FOLDER INDEX".into());
    };
    let archive = Archive::open_or_create(index)?;
    let report = archive.update(&Job { jobs: 2, ..Job::new([folder]) })?;
    println!("{} articles in {} files", report.articles, report.files);
    for rejection in &report.rejections {
        println!("rejected: {}: {}", rejection.path, rejection.reason);
    }
    Ok(())
}
