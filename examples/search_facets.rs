//! Searches an index and prints hits and facets:
//! `cargo run --example search_facets -- /tmp/index 'cocoa harvest'`.

#![allow(clippy::print_stdout)]

use morgue::{Archive, Field, Filter, Request};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(index), Some(query)) = (arguments.next(), arguments.next()) else {
        return Err("usage: search_facets INDEX QUERY [PLACE]".into());
    };
    let filters = arguments.next().map(|place| Filter::parse(Field::Places, &place));
    let request = Request {
        query,
        filters: filters.into_iter().collect(),
        facets: vec![Field::Places, Field::People],
        ..Request::default()
    };
    let answer = Archive::open(index)?.search(&request)?;
    println!("{} articles", answer.total);
    for hit in &answer.hits {
        println!("{}  {}", hit.document.id, hit.document.article.title);
    }
    for facet in &answer.facets {
        println!("{}:", facet.field);
        for value in &facet.values {
            println!("  {} {}", value.count, value.name);
        }
    }
    Ok(())
}
