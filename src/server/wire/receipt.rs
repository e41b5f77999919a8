//! JSON of receipts, of what has changed since one was made, and of the mix of an answer.

#[cfg(feature = "server")]
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::article::date::Published;
use crate::error::{Error, Result};
use crate::research::recheck::{Changed, Changes, Recheck};
use crate::search::answer::mix::Mix;
use crate::search::answer::receipt::Receipt;
use crate::search::results::{MatchedArticle, SearchState};

/// Letters of an id.
#[cfg(feature = "server")]
const ID_LEN: usize = 16;

/// Articles that the address of a receipt lists.
#[cfg(feature = "server")]
pub(crate) const MAX_LINKED: u64 = 100;

/// What identifies an answer.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct ReceiptJson {
    made: String,
    today: String,
    query: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    filters: Vec<ReceiptFilterJson>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    collapse: Option<String>,
    total: u64,
    articles: u64,
    stories: u64,
    exact: bool,
    index: String,
    authority: String,
    corrections: u64,
    digest: String,
    /// Each article as its id and the digest of its record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    list: Option<Vec<String>>,
}

/// A filter of a receipt.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct ReceiptFilterJson {
    name: String,
    value: String,
}

impl From<&Receipt> for ReceiptJson {
    fn from(receipt: &Receipt) -> Self {
        let filters = receipt.filters.iter();
        let listed = receipt.listed.as_ref();
        Self {
            made: receipt.made.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            today: receipt.today.to_string(),
            query: receipt.query.clone(),
            filters: filters
                .map(|(name, value)| ReceiptFilterJson { name: name.clone(), value: value.clone() })
                .collect(),
            since: receipt.since.clone(),
            until: receipt.until.clone(),
            collapse: receipt.collapsed.then(|| "stories".to_owned()),
            total: receipt.total(),
            articles: receipt.articles,
            stories: receipt.stories,
            exact: receipt.exact,
            index: format!("{:016x}", receipt.state.generation),
            authority: receipt.state.authority.clone(),
            corrections: receipt.state.corrections,
            digest: format!("{:032x}", receipt.state.digest),
            list: listed.map(|all| {
                all.iter()
                    .map(|MatchedArticle { id, record }| format!("{id} {record:016x}"))
                    .collect()
            }),
        }
    }
}

impl ReceiptJson {
    /// Reads a receipt, or the receipt in the JSON of an answer.
    ///
    /// # Errors
    /// Fails when the text is no receipt.
    pub(crate) fn read(text: &[u8]) -> Result<Receipt> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Sent {
            Answer { receipt: ReceiptJson },
            Receipt(ReceiptJson),
        }
        let sent: Sent =
            serde_json::from_slice(text).map_err(|_| not_a_receipt("it is not the JSON of one"))?;
        let (Sent::Answer { receipt } | Sent::Receipt(receipt)) = sent;
        receipt.to_receipt().ok_or_else(|| not_a_receipt("a number or a date in it is damaged"))
    }

    fn to_receipt(&self) -> Option<Receipt> {
        let article = |line: &String| {
            let (id, record) = line.split_once(' ').unwrap_or((line, "0"));
            let record = u64::from_str_radix(record, 16).ok()?;
            Some(MatchedArticle { id: id.to_owned(), record })
        };
        let listed = self.list.as_ref();
        let listed = listed.map(|list| list.iter().map(article).collect::<Option<Vec<_>>>());
        let filters = self.filters.iter();
        Some(Receipt {
            made: self.made.parse().ok()?,
            today: self.today.parse().ok()?,
            query: self.query.clone(),
            filters: filters.map(|filter| (filter.name.clone(), filter.value.clone())).collect(),
            since: self.since.clone(),
            until: self.until.clone(),
            collapsed: self.collapse.is_some(),
            articles: self.articles,
            stories: self.stories,
            exact: self.exact,
            state: SearchState {
                generation: u64::from_str_radix(&self.index, 16).ok()?,
                authority: self.authority.clone(),
                corrections: self.corrections,
                digest: u128::from_str_radix(&self.digest, 16).ok()?,
            },
            listed: match listed {
                Some(list) => Some(list?),
                None => None,
            },
        })
    }
}

fn not_a_receipt(reason: &str) -> Error {
    Error::new(format!("this is not a receipt: {reason}"))
        .user_error()
        .hint("a receipt is what `morgue search --receipt` prints, or the JSON of an answer")
}

/// Writes what an address needs of a receipt beside its search, and the ids of its articles where
/// they are few.
#[cfg(feature = "server")]
pub(crate) fn token(receipt: &Receipt) -> (String, String) {
    let SearchState { generation, authority, corrections, digest } = &receipt.state;
    let (made, today) = (receipt.made.as_second(), receipt.today);
    let (articles, stories) = (receipt.articles, receipt.stories);
    let token = format!(
        "{made}.{today}.{articles}.{stories}.{generation:016x}.{authority}.{corrections}.{digest:032x}"
    );
    let listed = receipt.listed.iter().flatten().filter(|_| receipt.articles <= MAX_LINKED);
    (token, listed.map(|article| article.id.as_str()).collect())
}

/// Reads what an address has of a receipt; `search` is the receipt of its search now.
#[cfg(feature = "server")]
pub(crate) fn read_token(token: &str, ids: &str, search: Receipt) -> Option<Receipt> {
    let mut parts = token.split('.');
    let made = Timestamp::from_second(parts.next()?.parse().ok()?).ok()?;
    let today = parts.next()?.parse().ok()?;
    let articles: u64 = parts.next()?.parse().ok()?;
    let stories = parts.next()?.parse().ok()?;
    let state = SearchState {
        generation: u64::from_str_radix(parts.next()?, 16).ok()?,
        authority: parts.next()?.to_owned(),
        corrections: parts.next()?.parse().ok()?,
        digest: u128::from_str_radix(parts.next()?, 16).ok()?,
    };
    let ids: Vec<char> = ids.chars().take(ID_LEN * MAX_LINKED as usize).collect();
    let listed: Vec<MatchedArticle> = ids
        .chunks(ID_LEN)
        .map(|id| MatchedArticle { id: id.iter().collect(), record: 0 })
        .collect();
    let is_listed = listed.len() as u64 == articles;
    let listed = is_listed.then_some(listed);
    Some(Receipt { made, today, articles, stories, state, listed, ..search })
}

/// What has changed since a receipt was made.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct RecheckJson<'a> {
    same: bool,
    index_changed: bool,
    authority_changed: bool,
    corrections: &'a [String],
    then: ReceiptJson,
    now: ReceiptJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<ChangedJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<ChangedJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merged: Option<ChangedJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revised: Option<ChangedJson<'a>>,
}

/// Articles with the same change.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct ChangedJson<'a> {
    count: u64,
    articles: Vec<ChangedArticleJson<'a>>,
}

/// An article that an answer has more or less than before.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct ChangedArticleJson<'a> {
    id: &'a str,
    /// The id of the article that it is one with now.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<&'a str>,
    in_archive: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
}

impl<'a> RecheckJson<'a> {
    /// Makes the JSON of a comparison of a receipt with the archive.
    pub(crate) fn new(then: &Receipt, recheck: &'a Recheck) -> Self {
        let without_list = |receipt: &Receipt| ReceiptJson { list: None, ..receipt.into() };
        let changes = recheck.changes.as_ref();
        Self {
            same: recheck.same,
            index_changed: recheck.index_changed,
            authority_changed: recheck.authority_changed,
            corrections: &recheck.corrections,
            then: without_list(then),
            now: without_list(&recheck.now),
            added: changes.map(|it| changed_json(&[&it.added])),
            removed: changes
                .map(|Changes { gone, unmatched, .. }| changed_json(&[gone, unmatched])),
            merged: changes.map(|it| changed_json(&[&it.merged])),
            revised: changes.map(|it| changed_json(&[&it.revised])),
        }
    }
}

fn changed_json<'a>(parts: &[&'a Changed]) -> ChangedJson<'a> {
    let articles = parts.iter().flat_map(|changed| &changed.articles).map(|changed| {
        let document = changed.document.as_ref();
        ChangedArticleJson {
            id: &changed.id,
            now: document.map(|it| it.id.as_str()).filter(|now| *now != changed.id),
            in_archive: document.is_some(),
            title: document.map_or("", |it| &it.article.title),
            published: document.and_then(|it| it.article.published.as_ref()),
        }
    });
    ChangedJson {
        count: parts.iter().map(|changed| changed.count).sum(),
        articles: articles.collect(),
    }
}

/// A share of the articles of an answer.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(super) struct ShareJson<'a> {
    name: &'static str,
    articles: u64,
    query: &'a str,
}

/// The JSON of a mix.
pub(super) fn mix_json(mix: &Mix) -> Vec<ShareJson<'_>> {
    let shares = mix.shares.iter();
    let share = shares.map(|share| ShareJson {
        name: share.kind.name(),
        articles: share.articles,
        query: &share.query,
    });
    share.collect()
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn receipt(articles: usize, digest: u128, corrections: u64) -> Receipt {
        let listed = (0..articles)
            .map(|number| MatchedArticle { id: format!("{number:016}"), record: number as u64 });
        Receipt {
            made: Timestamp::from_second(1_700_000_000).expect("a moment"),
            today: jiff::civil::date(2026, 11, 30),
            query: "cocoa".into(),
            filters: vec![("person".into(), "-okafor".into())],
            until: Some("2016".into()),
            articles: articles as u64,
            stories: 1,
            state: SearchState { generation: 7, authority: "a1".into(), corrections, digest },
            listed: Some(listed.collect()),
            ..Receipt::default()
        }
    }

    proptest! {
        #[test]
        fn receipts_are_read_back(articles in 0usize..150, digest: u128, corrections: u64) {
            let written = receipt(articles, digest, corrections);
            let json = serde_json::to_vec(&ReceiptJson::from(&written)).expect("JSON");
            prop_assert_eq!(ReceiptJson::read(&json).expect("a receipt"), written.clone());
            let answer = format!("{{\"total\":1,\"receipt\":{}}}", String::from_utf8(json).expect("text"));
            prop_assert_eq!(ReceiptJson::read(answer.as_bytes()).expect("a receipt"), written.clone());
            let (token, ids) = token(&written);
            let read = read_token(&token, &ids, Receipt { listed: None, ..written.clone() }).expect("a receipt");
            prop_assert_eq!(read.state, written.state);
            let is_listed = articles <= MAX_LINKED as usize;
            prop_assert_eq!(read.listed.map(|list| list.len()), is_listed.then_some(articles));
        }

        #[test]
        fn any_token_is_read_or_refused(token in "\\PC{0,80}", ids in "\\PC{0,40}") {
            read_token(&token, &ids, Receipt::default());
            let _ = ReceiptJson::read(token.as_bytes());
        }
    }
}
