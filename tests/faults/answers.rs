//! Searches whose answers are compared before and after a fault.

use serde_json::Value;

/// Searches, as arguments.
pub const SEARCHES: [&[&str]; 3] = [
    &["search", "--json", "--facets", "people,places,publisher", "--sort", "oldest", "-n", "50"],
    &["search", "river NEAR/9 bridge", "--json", "-n", "50"],
    &["facet", "people", "--json"],
];

/// Returns an answer without what may differ between equal archives: the time it took, the cursor,
/// which names a state of the index, and scores, which count articles that are deleted but still
/// there. Of the receipt the digest of what matched stays.
pub fn answer(mut answer: Value) -> Value {
    let members = answer.as_object_mut().expect("an object");
    for name in ["took_ms", "next", "cursor"] {
        members.remove(name);
    }
    let digest = members.remove("receipt").map(|receipt| receipt["digest"].clone());
    members.extend(digest.map(|digest| ("digest".to_owned(), digest)));
    if let Some(Value::Array(hits)) = members.get_mut("hits") {
        for hit in hits.iter_mut().filter_map(Value::as_object_mut) {
            hit.remove("score");
        }
        hits.sort_by_key(|hit| hit["id"].to_string());
    }
    answer
}
