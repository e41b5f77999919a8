//! `morgue search`: ranked hits with snippets and facets.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, anyhow};

use super::context::{CommandContext, print_json, seconds, today};
use super::page;
use crate::article::schema;
use crate::article::schema::Field;
use crate::search::answer;
use crate::search::engine::Budget;
use crate::search::request::{Filter, HITS, MOST_HITS, Request, Sort, VALUES};
use crate::server::search_params;
use crate::server::wire::AnswerJson;

/// Find articles: ranked hits with snippets, and what they can be narrowed by
///
/// Words are joined by AND; "a phrase", OR, NOT or -, ( ), word*, =exactly, a NEAR/5 b, a SENT b, ATLEAST/3 word,
/// title:word, person:name, place:country, date:1987-03; --explain says how a query was understood.
/// Exits 1 when nothing answers.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to look for; everything if nothing is said. One that begins with - goes behind --
    query: Vec<String>,
    #[command(flatten)]
    narrow: Narrow,
    /// The order of the hits; relevance where there is a query, else newest
    #[arg(long, value_name = "ORDER", value_parser = ["relevance", "fresh", "newest", "oldest"])]
    sort: Option<String>,
    /// The best of late first: `--sort fresh`
    #[arg(long, conflicts_with = "sort")]
    fresh: bool,
    /// How many hits
    #[arg(short = 'n', long, value_name = "N", default_value_t = HITS, value_parser = hits)]
    limit: usize,
    /// Go on after the page before: the `next` of its answer
    #[arg(long, value_name = "CURSOR", allow_hyphen_values = true)]
    after: Option<String>,
    /// The facets to count, parted by commas; `none` for none
    #[arg(long, value_name = "LIST")]
    facets: Option<String>,
    /// Say the query back in words
    #[arg(long)]
    explain: bool,
    /// Stop after so many seconds, with what is found by then
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
}

/// Filters, each repeatable: OR within one, AND between; a leading `-` excludes.
#[derive(Debug, Default, clap::Args)]
#[command(
    next_help_heading = "Narrow (repeatable: OR within one, AND between; a leading - excludes)"
)]
pub struct Narrow {
    /// A person's name or part of it, or a facet's value
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    person: Vec<String>,
    /// A place, with all that lies in it
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    place: Vec<String>,
    /// An organisation
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    org: Vec<String>,
    /// A topic
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    topic: Vec<String>,
    /// Who published it
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    publisher: Vec<String>,
    /// The part of the paper
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    section: Vec<String>,
    /// The news agency it came from
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    agency: Vec<String>,
    /// Who wrote it
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    author: Vec<String>,
    /// A keyword
    #[arg(long, value_name = "WORD", allow_hyphen_values = true)]
    keyword: Vec<String>,
    /// A language, as a two-letter code
    #[arg(long, value_name = "CODE", allow_hyphen_values = true)]
    language: Vec<String>,
    /// Published then or later: 1987, 1987-03, 1987-03-05, last-month
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Published then or earlier
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Take all versions of one story for one hit
    #[arg(long, value_name = "WHAT", value_parser = ["stories"])]
    collapse: Option<String>,
}

impl Narrow {
    /// A request for a query under these filters.
    pub fn request(&self, query: String) -> Request {
        let filters = schema::facets().flat_map(|field| {
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

/// How many hits a page may have.
fn hits(text: &str) -> Result<usize, String> {
    let limit = text.parse().ok().filter(|limit| *limit <= MOST_HITS);
    limit.ok_or_else(|| format!("a page has from 0 to {MOST_HITS} hits; go on with --after"))
}

/// Runs the command.
pub fn run(args: Args, desk: &CommandContext) -> Result<ExitCode> {
    let engine = desk.engine()?;
    let mut request = args.narrow.request(args.query.join(" "));
    let fresh = args.fresh.then_some(Sort::Fresh);
    request.sort = fresh.or(args.sort.as_deref().and_then(Sort::named));
    request.limit = args.limit;
    request.after = args.after;
    request.explain = args.explain;
    request.values = if desk.json { VALUES } else { VALUES / 2 };
    if let Some(list) = args.facets {
        request.facets = if list == "none" {
            Vec::new()
        } else {
            search_params::facets(&list).map_err(|why| anyhow!(why))?
        };
    }
    let answer = answer::answer(&engine, &request, today(), &Budget::of(args.timeout))?;
    if desk.json {
        print_json(&AnswerJson::from(&answer))?;
    } else {
        desk.warn(&request.query, &answer.warnings)?;
        write!(anstream::stdout(), "{}", page::answer(&answer))?;
    }
    Ok(if answer.total == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
