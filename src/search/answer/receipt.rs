//! Receipts: what identifies an answer, so that anybody can see later whether the archive still gives it.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::article::schema;
use crate::error::{Error, Result};
use crate::search::plan::Plan;
use crate::search::request::{Filter, Request};
use crate::search::results::{MatchedArticle, SearchResult, SearchState};

/// A receipt of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Receipt {
    /// The moment of the search.
    pub made: Timestamp,
    /// The day from which its relative dates were counted.
    pub today: Date,
    /// The query as it was understood.
    pub query: String,
    /// The filters by facet: the name of the filter, and its value with a `-` where it excludes.
    pub filters: Vec<(String, String)>,
    /// The first date of publication.
    pub since: Option<String>,
    /// The last date of publication.
    pub until: Option<String>,
    /// Set where a story was one hit.
    pub collapsed: bool,
    /// The number of matching articles.
    pub articles: u64,
    /// The number of matching stories.
    pub stories: u64,
    /// Set where the counts are exact.
    pub exact: bool,
    /// The archive as it was, and the digest of what matched.
    pub state: SearchState,
    /// The matching articles, where the receipt lists them.
    pub listed: Option<Vec<MatchedArticle>>,
}

impl Receipt {
    /// Makes the receipt of a result.
    pub(super) fn new(request: &Request, plan: &Plan, result: &SearchResult) -> Self {
        Self {
            made: Timestamp::now(),
            today: plan.resolution.today,
            query: plan.query.to_string(),
            filters: request.filters.iter().map(written).collect(),
            since: written_date(request.since.as_ref(), plan.since),
            until: written_date(request.until.as_ref(), plan.until),
            collapsed: plan.collapsed,
            articles: result.articles,
            stories: result.stories,
            exact: !result.timed_out && result.missing_articles == 0,
            state: result.state.clone(),
            listed: None,
        }
    }

    /// The number of hits: of articles, or of stories where these were collapsed.
    pub(crate) fn total(&self) -> u64 {
        if self.collapsed { self.stories } else { self.articles }
    }

    /// The request that asks for the same again, without hits and facets.
    ///
    /// # Errors
    /// Fails when the receipt has a filter that does not exist.
    pub(crate) fn request(&self) -> Result<Request> {
        let filters = self.filters.iter().map(|(name, value)| {
            let field = schema::facet_fields().find(|field| field.flag_name() == name);
            let field = field.ok_or_else(|| {
                Error::new(format!("the receipt has an unknown filter `{name}`")).user_error()
            })?;
            Ok(Filter::parse(field, value))
        });
        Ok(Request {
            query: self.query.clone(),
            filters: filters.collect::<Result<_>>()?,
            since: self.since.clone(),
            until: self.until.clone(),
            collapsed: self.collapsed,
            limit: 0,
            facets: Vec::new(),
            ..Request::default()
        })
    }
}

/// A filter as a web address has it.
pub(crate) fn written(filter: &Filter) -> (String, String) {
    let minus = if filter.exclude { "-" } else { "" };
    (filter.field.flag_name().to_owned(), format!("{minus}{}", filter.value))
}

/// A date of a request: as a day, so that a relative one stays what it was.
fn written_date(typed: Option<&String>, day: Option<Date>) -> Option<String> {
    typed.filter(|typed| !typed.is_empty()).and(day).map(|day| day.to_string())
}
