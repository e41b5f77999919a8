//! `morgue inspect`: prints what is read from files, without an index.

use std::error::Error as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;

use super::context::{CommandContext, print_json};
use super::index::read_options;
use super::read_args::ReadArgs;
use super::render;
use crate::corpus::file_reader::{self, FileContents, FileItem, ReadOptions};
use crate::corpus::walk::{self, WalkEvent, WalkedFile};
use crate::ingest::extraction::Extraction;
use crate::ingest::homes::Homes;
use crate::ingest::index_document::enrich;
use crate::read::source::Flow;
use crate::search::highlight::Marks;
use crate::server::wire::ArticleJson;

/// Show what is read from files, without an index
///
/// Folders are read in the order of `morgue index`. Exits with 1 if there is no article.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files or folders with articles
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    /// Show the evidence for every person, place, organisation and topic
    #[arg(long)]
    explain: bool,
}

/// A file or record without an article, as printed in JSON.
#[derive(Serialize)]
struct NoArticle<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u32>,
    #[serde(flatten)]
    reason: Reason<'a>,
}

#[derive(Serialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Reason<'a> {
    Rejected(&'a str),
    Ignored(&'a str),
}

/// Runs the command.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let options = read_options(&[], &[], &args.read, context)?;
    let mut inspector = Inspector { options, explain: args.explain, context, articles: 0 };
    for path in &args.files {
        if walk::is_folder(path) {
            inspector.inspect_folder(path)?;
        } else {
            inspector.inspect_file(path)??;
        }
    }
    Ok(if inspector.articles == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

struct Inspector<'c> {
    options: ReadOptions,
    explain: bool,
    context: &'c CommandContext,
    /// Number of articles printed.
    articles: u64,
}

impl Inspector<'_> {
    /// Inspects every file of a folder, in the order of indexing.
    fn inspect_folder(&mut self, folder: &Path) -> Result<()> {
        let mut events = Vec::new();
        let ReadOptions { rules, timeout, .. } = &self.options;
        walk::walk(folder, rules, timeout, &mut |event| events.push(event));
        for event in events {
            match event {
                WalkEvent::File(WalkedFile { path, ignored: Some(reason), .. }) => {
                    self.print_no_article(&path, None, Reason::Ignored(&reason))?;
                }
                WalkEvent::File(WalkedFile { path, unreadable: Some(reason), .. })
                | WalkEvent::Unreadable { path, reason } => {
                    self.print_no_article(&path, None, Reason::Rejected(&reason))?;
                }
                WalkEvent::File(WalkedFile { path, .. }) => {
                    if let Err(error) = self.inspect_file(Path::new(&path))? {
                        let reason = error.source().map_or(error.to_string(), ToString::to_string);
                        self.print_no_article(&path, None, Reason::Rejected(&reason))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Inspects one file. The inner result is the error of a file that cannot be read.
    fn inspect_file(&mut self, file: &Path) -> Result<crate::Result<()>> {
        let path = file.display().to_string();
        let mut error = None;
        let options = self.options.clone();
        let summary =
            file_reader::read_file(file, &options, &mut |item| match self.print(item, &path) {
                Ok(()) => Flow::Continue(()),
                Err(failed) => {
                    error = Some(failed);
                    Flow::Break(())
                }
            });
        if let Some(error) = error {
            return Err(error);
        }
        let summary = match summary {
            Ok(summary) => summary,
            Err(error) => return Ok(Err(error)),
        };
        match &summary.contents {
            FileContents::Records => {}
            FileContents::Unsupported(reason) => {
                self.print_no_article(&path, None, Reason::Ignored(reason))?;
            }
            FileContents::Unreadable(reason) => {
                self.print_no_article(&path, None, Reason::Rejected(reason))?;
            }
        }
        Ok(Ok(()))
    }

    fn print(&mut self, item: FileItem, path: &str) -> Result<()> {
        let record = match item {
            FileItem::Record(record) => *record,
            FileItem::Ignored { inner_path, reason } => {
                let path = format!("{path}{inner_path}");
                return self.print_no_article(&path, None, Reason::Ignored(&reason));
            }
        };
        let (number, full_path) = (record.number, format!("{path}{}", record.inner_path));
        let document = match enrich(record, path, Extraction::Full, &Homes::default()) {
            Ok(indexed) => indexed.document,
            Err(rejected) => {
                let reason = Reason::Rejected(&rejected.reason);
                return self.print_no_article(&full_path, Some(number), reason);
            }
        };
        self.articles += 1;
        if self.context.json {
            let json = ArticleJson::from(&document);
            return print_json(&if self.explain {
                json.with_topic_evidence(&document)
            } else {
                json
            });
        }
        let explain = self.context.verbose || self.explain;
        let page = render::article(&document, &Marks::default(), &[], explain);
        writeln!(anstream::stdout(), "{page}")?;
        Ok(())
    }

    fn print_no_article(&self, path: &str, record: Option<u32>, reason: Reason<'_>) -> Result<()> {
        if self.context.json {
            return print_json(&NoArticle { path, record, reason });
        }
        let record = record.map_or(String::new(), |record| format!(", record {record}"));
        let (outcome, reason) = match reason {
            Reason::Rejected(reason) => ("rejected", reason),
            Reason::Ignored(reason) => ("ignored", reason),
        };
        writeln!(anstream::stderr(), "{outcome} {path}{record}: {reason}")?;
        Ok(())
    }
}
