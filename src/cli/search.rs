//! `morgue search`: prints ranked hits with snippets and facets.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, anyhow};

use super::context::{CommandContext, print_json, seconds, today};
use super::render;
use crate::article::schema;
use crate::article::schema::Field;
use crate::research::recheck;
use crate::search::answer;
use crate::search::budget::Budget;
use crate::search::facets::facet_names;
use crate::search::request::{DEFAULT_FACET_VALUES, DEFAULT_HITS, Filter, MAX_HITS, Request, Sort};
use crate::server::wire::{AnswerJson, ReceiptJson};

/// Search the index: ranked hits with snippets, and facets to narrow them
///
/// All words must match. Syntax: "a phrase", OR, NOT or -, ( ), word*, =exact, a NEAR/5 b,
/// a SENT b, ATLEAST/3 word, title:word, person:name, place:country, date:1987-03.
/// --explain shows how a query was understood. Exits with 1 if nothing matches.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The query (default: all articles); put -- before a query that begins with -
    query: Vec<String>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Order of hits (default: relevance with a query, else newest)
    #[arg(long, value_name = "ORDER", value_parser = ["relevance", "fresh", "newest", "oldest"])]
    sort: Option<String>,
    /// Rank recent articles higher: short for --sort fresh
    #[arg(long, conflicts_with = "sort")]
    fresh: bool,
    /// Number of hits
    #[arg(short = 'n', long, value_name = "N", default_value_t = DEFAULT_HITS, value_parser = hits)]
    limit: usize,
    /// Continue after the previous page: the `next` value of its JSON
    #[arg(long, value_name = "CURSOR", allow_hyphen_values = true)]
    after: Option<String>,
    /// Facets to count, separated by commas, or `none`
    #[arg(long, value_name = "LIST")]
    facets: Option<String>,
    /// Explain how the query was understood
    #[arg(long)]
    explain: bool,
    /// Add the mix of the articles: by staff, agencies, superseded, inferred; each with its query
    #[arg(long)]
    mix: bool,
    /// Print the receipt of the answer, for `morgue recheck`
    #[arg(long, conflicts_with_all = ["after", "explain", "mix"])]
    receipt: bool,
    /// Time limit in seconds; prints what was found by then
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
}

/// Filters on facets and dates.
#[derive(Debug, Default, clap::Args)]
#[command(
    next_help_heading = "Filters (repeatable: OR within one, AND between; a leading - excludes)"
)]
pub(super) struct FilterArgs {
    /// Person: a name, part of a name, or a facet value
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    person: Vec<String>,
    /// Place, including all places in it
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    place: Vec<String>,
    /// Organisation
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    org: Vec<String>,
    /// Topic
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    topic: Vec<String>,
    /// Publisher
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    publisher: Vec<String>,
    /// Section of the newspaper
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    section: Vec<String>,
    /// News agency
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    agency: Vec<String>,
    /// Author
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    author: Vec<String>,
    /// Keyword
    #[arg(long, value_name = "WORD", allow_hyphen_values = true)]
    keyword: Vec<String>,
    /// Language: its English name or its two-letter code
    #[arg(long, value_name = "LANGUAGE", allow_hyphen_values = true)]
    language: Vec<String>,
    /// Published on this date or later: 1987, 1987-03, 1987-03-05, last-month
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Published on this date or earlier
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Count all versions of a story as one hit
    #[arg(long, value_name = "WHAT", value_parser = ["stories"])]
    collapse: Option<String>,
}

impl FilterArgs {
    /// Makes a request for a query under these filters.
    pub(super) fn request(&self, query: String) -> Request {
        let filters = schema::facet_fields().flat_map(|field| {
            self.values(field).iter().map(move |value| Filter::parse(field, value))
        });
        Request {
            query,
            filters: filters.collect(),
            since: self.since.clone(),
            until: self.until.clone(),
            collapsed: self.collapse.is_some(),
            ..Request::default()
        }
    }

    /// Returns whether the versions of a story are one hit.
    pub(super) fn collapses(&self) -> bool {
        self.collapse.is_some()
    }

    fn values(&self, field: Field) -> &[String] {
        match field {
            Field::People => &self.person,
            Field::Places => &self.place,
            Field::Organisations => &self.org,
            Field::Topics => &self.topic,
            Field::Publisher => &self.publisher,
            Field::Section => &self.section,
            Field::Agency => &self.agency,
            Field::Authors => &self.author,
            Field::Keywords => &self.keyword,
            Field::Language => &self.language,
            _ => &[],
        }
    }
}

/// Parses the number of hits of a page.
fn hits(text: &str) -> Result<usize, String> {
    let limit = text.parse().ok().filter(|limit| *limit <= MAX_HITS);
    limit.ok_or_else(|| format!("must be a number from 0 to {MAX_HITS}; use --after for more"))
}

/// Runs the command.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let index = context.engine()?;
    let engine = index.engine();
    let mut request = args.filters.request(args.query.join(" "));
    let fresh = args.fresh.then_some(Sort::Fresh);
    request.sort = fresh.or(args.sort.as_deref().and_then(Sort::from_name));
    request.limit = args.limit;
    request.after = args.after;
    request.explain = args.explain;
    // A terminal has less space than a program.
    request.values = if context.json { DEFAULT_FACET_VALUES } else { DEFAULT_FACET_VALUES / 2 };
    if let Some(list) = args.facets {
        request.facets = if list == "none" {
            Vec::new()
        } else {
            facet_names::parse_list(&list).map_err(|message| anyhow!(message))?
        };
    }
    request.mix = args.mix;
    let budget = Budget::from_timeout(args.timeout);
    if args.receipt {
        let receipt = recheck::receipt(engine, &request, today(), &budget)?;
        print_json(&ReceiptJson::from(&receipt))?;
        return Ok(if receipt.articles == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS });
    }
    let answer = answer::answer(engine, &request, today(), &budget)?;
    if context.json {
        print_json(&AnswerJson::from(&answer))?;
    } else {
        context.print_warnings(&request.query, &answer.warnings)?;
        write!(anstream::stdout(), "{}", render::answer(&answer))?;
    }
    Ok(if answer.total == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
