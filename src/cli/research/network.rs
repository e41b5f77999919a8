//! `morgue network`: writes who appears with whom.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, anyhow};

use crate::cli::context::{CommandContext, print_json, seconds, today};
use crate::cli::search::FilterArgs;
use crate::research::network::{MAX_NODES, Network, network};
use crate::search::budget::Budget;
use crate::search::facets::facet_names;
use crate::server::exports::graph::{Graph, GraphFormat};
use crate::server::wire::NetworkJson;

/// Write who appears with whom: the most frequent people and, for every pair, the number of
/// articles with both
///
/// Exits with 1 if nothing matches.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Count only articles that match this query (default: all articles)
    query: Vec<String>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Whom to count: people, places, organisations, or another facet
    #[arg(long, value_name = "FACET", default_value = "people")]
    of: String,
    /// Number of people, at most 500
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Format of the output
    #[arg(long, value_name = "FORMAT", default_value = "csv",
          value_parser = ["csv", "gexf", "graphml"])]
    format: String,
    /// Time limit in seconds; writes what was counted by then
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
}

/// Runs the command.
pub(crate) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let field = facet_names::parse(&args.of).map_err(|message| anyhow!(message))?;
    let format = GraphFormat::from_name(&args.format).ok_or_else(|| anyhow!("unknown format"))?;
    if args.limit > MAX_NODES {
        return Err(anyhow!("a network has at most {MAX_NODES} people: use a smaller -n"));
    }
    let index = context.engine()?;
    let engine = index.engine();
    let request = args.filters.request(args.query.join(" "));
    let budget = Budget::from_timeout(args.timeout);
    let found = network(engine, &request, (field, args.limit), today(), &budget)?;
    if context.json {
        print_json(&NetworkJson::from(&found))?;
    } else {
        context.print_warnings(&request.query, &found.warnings)?;
        write!(anstream::stdout(), "{}", graph(&found).to_text(format))?;
    }
    Ok(if found.nodes.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn graph(network: &Network) -> Graph<'_> {
    let nodes = network.nodes.iter().map(|it| (it.key.as_str(), it.name.as_str(), it.articles));
    let edges = network.edges.iter().map(|it| (it.one, it.other, it.articles));
    Graph { nodes: nodes.collect(), edges: edges.collect() }
}
