//! `morgue typical`: prints what is typical of some articles.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Result, anyhow};

use crate::cli::context::{CommandContext, print_json, today};
use crate::cli::render;
use crate::cli::search::FilterArgs;
use crate::research::typical::{TypicalOf, typical};
use crate::search::budget::Budget;
use crate::search::facets::facet_names;
use crate::server::wire::TypicalJson;

/// Print what is typical of the articles that match a query, compared with all others
///
/// The score is the log-likelihood ratio over numbers of articles: above 10.83 a difference comes
/// by chance once in a thousand times. Words are counted in up to 2,000 of the newest matching
/// articles. Exits with 1 if nothing matches.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The query
    #[arg(required = true)]
    query: Vec<String>,
    #[command(flatten)]
    filters: FilterArgs,
    /// What to compare: words, people, places, organisations, or another facet
    #[arg(long, value_name = "WHAT", default_value = "words")]
    of: String,
    /// Number of lines
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

/// Runs the command.
pub(crate) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let of = match args.of.as_str() {
        "words" => TypicalOf::Words,
        name => TypicalOf::Facet(facet_names::parse(name).map_err(|message| anyhow!(message))?),
    };
    let index = context.engine()?;
    let engine = index.engine();
    let request = args.filters.request(args.query.join(" "));
    let found = typical(engine, &request, (of, args.limit), today(), &Budget::default())?;
    if context.json {
        print_json(&TypicalJson::from(&found))?;
    } else {
        context.print_warnings(&request.query, &found.warnings)?;
        write!(anstream::stdout(), "{}", render::typical(&found))?;
    }
    Ok(if found.items.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
