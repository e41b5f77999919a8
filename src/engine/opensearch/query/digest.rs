//! The digest of all articles that match, which the cluster adds up. Each article has its two words as
//! numbers; a script adds them, as OpenSearch's own sums are rounded.

use serde_json::{Value, json};

use crate::engine::common::article_digest::ArticleDigest;
use crate::engine::opensearch::fields;

/// Name of the aggregation.
pub(crate) const NAME: &str = "digest";

/// The scripts: of a shard, and of all shards.
const START: &str = "state.sum = new long[2];";
const ADD: &str =
    "for (int at = 0; at < 2; at++) { state.sum[at] += doc[params.words[at]].value; }";
const SHARD: &str = "return [state.sum[0], state.sum[1]];";
const TOTAL: &str = "long[] sum = new long[2]; \
    for (shard in states) { if (shard != null) { \
    for (int at = 0; at < 2; at++) { sum[at] += (long) shard[at]; } } } \
    return [sum[0], sum[1]];";

/// Returns the aggregation for the articles that match a filter besides the query.
pub(crate) fn aggregation(filter: &Value) -> Value {
    json!({"filter": filter, "aggs": {NAME: {"scripted_metric": {
        "params": {"words": fields::DIGEST},
        "init_script": START,
        "map_script": ADD,
        "combine_script": SHARD,
        "reduce_script": TOTAL,
    }}}})
}

/// Reads the digest from the answer to a search with the aggregation; that of nothing where no article
/// matched.
pub(crate) fn of_answer(answer: &Value) -> ArticleDigest {
    let word = |at: usize| {
        let path = format!("/aggregations/{NAME}/{NAME}/value/{at}");
        answer.pointer(&path).and_then(Value::as_i64).unwrap_or_default().cast_unsigned()
    };
    ArticleDigest::of_words([word(0), word(1)])
}
