//! `morgue inspect`: what the readers see in a file, without an index.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;

use super::context::{CommandContext, print_json};
use super::index::how;
use super::page;
use super::unpack_limits::Packed;
use crate::corpus::walk;
use crate::corpus::walk::{Contents, ReadOptions, FileItem};
use crate::enrich::entities;
use crate::ingest::index_document::enrich;
use crate::read::source::Flow;
use crate::search::highlight::Marks;
use crate::server::wire::ArticleJson;

/// Show what is read from files, without an index
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files of articles
    #[arg(required = true)]
    file: Vec<PathBuf>,
    #[command(flatten)]
    packed: Packed,
    /// Say what spoke for every value
    #[arg(long)]
    explain: bool,
}

/// A file or record that became no article.
#[derive(Serialize)]
struct NoArticle<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ignored: Option<&'a str>,
}

/// Runs the command: exits 1 when no article was read.
pub fn run(args: Args, desk: &CommandContext) -> Result<ExitCode> {
    let how = how(&[], &[], &args.packed, desk)?;
    let mut articles = 0;
    for file in &args.file {
        articles += inspect(file, &how, args.explain, desk)?;
    }
    Ok(if articles == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn inspect(file: &Path, how: &ReadOptions, explain: bool, desk: &CommandContext) -> Result<usize> {
    let path = file.display().to_string();
    let mut articles = 0;
    let mut fault = None;
    let outcome = walk::read(file, how, &mut |item| {
        articles += usize::from(matches!(&item, FileItem::Record(record) if record.article.is_ok()));
        match print(item, &path, explain, desk) {
            Ok(()) => Flow::Continue(()),
            Err(why) => {
                fault = Some(why);
                Flow::Break(())
            }
        }
    })?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    match &outcome.holds {
        Contents::Records => {}
        Contents::Unknown(why) => {
            say(NoArticle { path: &path, record: None, rejected: None, ignored: Some(why) }, desk)?
        }
        Contents::Nothing(why) => {
            say(NoArticle { path: &path, record: None, rejected: Some(why), ignored: None }, desk)?
        }
    }
    Ok(articles)
}

fn print(item: FileItem, path: &str, explain: bool, desk: &CommandContext) -> Result<()> {
    let record = match item {
        FileItem::Record(record) => *record,
        FileItem::Ignored { within, why } => {
            let path = &format!("{path}{within}");
            return say(
                NoArticle { path, record: None, rejected: None, ignored: Some(&why) },
                desk,
            );
        }
    };
    let (number, within) = (record.number, format!("{path}{}", record.within));
    match enrich(record, path, entities::subjects) {
        Err(rejected) => {
            let (record, rejected) = (Some(number), Some(rejected.reason.as_str()));
            say(NoArticle { path: &within, record, rejected, ignored: None }, desk)
        }
        Ok(clipping) if desk.json && explain => {
            print_json(&ArticleJson::from(&clipping).with_why(&clipping))
        }
        Ok(clipping) if desk.json => print_json(&ArticleJson::from(&clipping)),
        Ok(clipping) => {
            writeln!(
                anstream::stdout(),
                "{}",
                page::article(&clipping, &Marks::default(), &[], desk.verbose || explain)
            )?;
            Ok(())
        }
    }
}

fn say(fact: NoArticle<'_>, desk: &CommandContext) -> Result<()> {
    if desk.json {
        return print_json(&fact);
    }
    let record = fact.record.map_or(String::new(), |record| format!(", record {record}"));
    let (what, why) =
        fact.rejected.map_or(("ignored", fact.ignored), |why| ("rejected", Some(why)));
    writeln!(anstream::stderr(), "{what} {}{record}: {}", fact.path, why.unwrap_or_default())?;
    Ok(())
}
