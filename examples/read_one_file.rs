//! Reads a file without an index and prints its articles:
//! `cargo run --example read_one_file -- corpus/agency/courier.jsonl`.

#![allow(clippy::print_stdout)]

use morgue::{FileItem, Flow, ReadOptions, read_file};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: read_one_file FILE")?;
    read_file(&path, &ReadOptions::default(), |item| {
        match item {
            FileItem::Record(record) => match record.article {
                Ok(article) => println!("{}: {}", record.format, article.title),
                Err(rejected) => println!("record {}: {}", record.number, rejected.reason),
            },
            FileItem::Ignored { inner_path, reason } => println!("{inner_path}: {reason}"),
        }
        Flow::Continue(())
    })?;
    Ok(())
}
