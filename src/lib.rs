//! morgue: full-text search for news archives.
//!
//! [`Archive`] is an index that is brought up to date from folders and searched. The steps behind
//! it, one module each:
//!
//! 1. `corpus` walks folders and compares them with the manifest of the last run.
//! 2. `read` opens containers, recognises formats, and turns records into [`Article`]s.
//! 3. `enrich` finds the people, places, organisations and topics of an article.
//! 4. `ingest` runs all this on several cores, removes duplicates, and hands [`Document`]s to the writer
//!    of an engine; `stories` finds the versions of a wire story.
//! 5. `identity` decides which names are one person, on evidence and by the authority file.
//! 6. `query` parses a query; `search` plans a [`Request`], asks an engine, and puts hits, facets,
//!    highlights and timeline together as an [`Answer`]. `engine` is Tantivy behind that contract, or an OpenSearch cluster.
//! 7. `server` and `cli` are the user interfaces.
//!
//! To read files without an index, use [`read_file`]. To read a format of your own, add a
//! [`Format`] to [`FormatOptions`].
//!
//! From a file to a hit:
//!
//! ```
//! use morgue::{Archive, Job, Request};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let news = folder.path().join("news");
//! std::fs::create_dir(&news)?;
//! let story = "Rain returns to Accra\n\nACCRA, March 4, 2016 (CP) - It rained on Friday.\n";
//! std::fs::write(news.join("rain.txt"), story)?;
//!
//! let archive = Archive::open_or_create(folder.path().join("index"))?;
//! let report = archive.update(&Job::new([news]))?;
//! assert_eq!(report.articles, 1);
//!
//! let request = Request { query: "rained date:2016-03".into(), ..Request::default() };
//! let answer = archive.search(&request)?;
//! assert_eq!(answer.hits[0].snippet.text, "It rained on Friday.");
//! assert_eq!(answer.hits[0].snippet.marks, [3..9]);
//! # Ok(())
//! # }
//! ```

#![warn(unreachable_pub)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice
    )
)]

mod archive;
mod article;
pub mod cli;
mod corpus;
mod engine;
mod enrich;
mod error;
mod identity;
mod ingest;
mod query;
mod read;
mod research;
mod search;
mod server;
mod stories;
mod text;

pub use archive::{Archive, read_file};
pub use article::date::{DateSource, NewsDate, Precision, Published};
pub use article::document::Document;
pub use article::entity::{
    Evidence, EvidenceSource, Mention, Organisation, Person, Place, Subjects, Topic, TopicSource,
};
pub use article::schema::Field;
pub use article::{Article, Dateline, Labels, Rejected, Slot};
pub use corpus::file_reader::{FileContents, FileItem, FileSummary, ParsedRecord, ReadOptions};
pub use corpus::issues::IssueCache;
pub use corpus::report::{Rejection, Report};
pub use corpus::rules::Rules;
pub use error::{Error, Result};
pub use ingest::job::Job;
pub use read::container::Limits;
pub use read::format::shared::finish::finish as finish_article;
pub use read::format::{EmitArticle, FieldMap, Format, Options as FormatOptions};
pub use read::source::{Flow, Source};
pub use read::timeout::ReadTimeout;
pub use search::answer::{Answer, Facet, FacetSearchResult, FacetValue, Hit, SelectionMode};
pub use search::highlight::Fragment;
pub use search::records::IndexState;
pub use search::request::{FacetPattern, Filter, Request, Sort};
pub use search::results::StoryRef;
pub use search::suggest::Suggestion;
pub use search::timeline::Bar;

/// Items for the benches, the test suite and the trainer of this repository. They may change in any
/// release.
#[doc(hidden)]
pub mod internals {
    pub mod article {
        pub use crate::article::{Article, Dateline, Fingerprint, Rejected, Slot};
        pub mod date {
            pub use crate::article::date::{DateSource, NewsDate, Published};
        }
        pub mod document {
            pub use crate::article::document::{Document, base32, id, slug, text_digest};
        }
        pub mod entity {
            pub use crate::article::entity::{Mention, Person, Place, Subjects, TopicSource, Via};
        }
        pub mod home {
            pub use crate::article::home::{Home, HomeEvidence};
        }
        pub mod salience {
            pub use crate::article::salience::{Features, MAJOR, features, score, scores};
        }
        pub mod schema {
            pub use crate::article::schema::{Field, default_text_fields, facet_fields};
        }
        pub mod taxonomy {
            pub use crate::article::taxonomy::{all, by_code};
        }
    }
    pub mod corpus {
        pub mod file_reader {
            pub use crate::corpus::file_reader::{FileContents, FileItem, ReadOptions, read_file};
        }
        pub mod outcome {
            pub use crate::corpus::outcome::Outcome;
        }
        pub mod report {
            pub use crate::corpus::report::Report;
        }
        pub mod rules {
            pub use crate::corpus::rules::Rules;
        }
        pub mod walk {
            pub use crate::corpus::walk::{WalkEvent, WalkedFile, walk};
        }
    }
    pub mod engine {
        pub mod editable {
            pub use crate::engine::editable::EditableEngine;
        }
        #[cfg(feature = "cluster")]
        pub mod opensearch {
            pub use crate::engine::opensearch::{ClusterAccess, ClusterAddress, OpenSearchEngine};
        }
        pub mod tantivy {
            pub use crate::engine::tantivy::{TantivyEngine, TantivyWriter};
        }
    }
    pub mod enrich {
        pub mod entities {
            pub use crate::enrich::entities::{Enrichment, assigned, enrich, spans};
            pub mod people {
                pub use crate::enrich::entities::people::resolve;
            }
            pub mod places {
                pub use crate::enrich::entities::places::resolve;
            }
            pub mod span {
                pub use crate::enrich::entities::span::{EntityKind, Span};
            }
            pub mod tagger {
                pub use crate::enrich::entities::tagger::{Tagger, TaggerModel};
                pub mod features {
                    pub use crate::enrich::entities::tagger::features::{
                        CandidateRun, LabelCounts, document_context, first_pass, second_pass,
                    };
                }
                pub mod input {
                    pub use crate::enrich::entities::tagger::input::TaggerInput;
                }
                pub mod label {
                    pub use crate::enrich::entities::tagger::label::{
                        BEGIN, INSIDE, LABELS, LAST, OUTSIDE, UNIT, encode, is_open, may_follow,
                    };
                }
                pub mod lexicon {
                    pub use crate::enrich::entities::tagger::lexicon::{
                        Lexicon, LexiconEntry, phrase_hash, word_trait,
                    };
                }
                pub mod weights {
                    pub use crate::enrich::entities::tagger::weights::{ROW, Weights};
                }
            }
        }
        pub mod topics {
            pub use crate::enrich::topics::{assigned, evidence_terms, score, topics};
            pub mod features {
                pub use crate::enrich::topics::features::{bigram, extract, term_frequency};
            }
            pub mod model {
                pub use crate::enrich::topics::model::{
                    DAMPING, FeatureRow, FeatureVector, MAX_TOPICS, Scores, TopicModel,
                    TopicOutput, TopicScore, pack,
                };
            }
        }
    }
    pub mod error {
        pub use crate::error::{Error, Result};
    }
    pub mod identity {
        pub mod acronyms {
            pub use crate::identity::acronyms::{AcronymUse, is_in_capitals};
        }
        pub mod authority {
            pub use crate::identity::authority::{Action, AuthorityFile, append};
        }
        pub mod census {
            pub use crate::identity::census::{ArticleNames, Census};
        }
        pub mod coreference {
            pub use crate::identity::coreference::{Link, find};
        }
        pub mod firms {
            pub use crate::identity::firms::{SharedName, is_firm};
        }
        pub mod organisations {
            pub use crate::identity::organisations::{KeyCounts, links};
        }
        pub mod resolve {
            pub use crate::identity::resolve::Identity;
        }
    }
    pub mod ingest {
        pub mod extraction {
            pub use crate::ingest::extraction::Extraction;
        }
        pub mod homes {
            pub use crate::ingest::homes::Homes;
        }
        pub mod index_document {
            pub use crate::ingest::index_document::{enrich, index_document};
        }
        pub mod job {
            pub use crate::ingest::job::Job;
        }
        pub mod pipeline {
            pub use crate::ingest::pipeline::run;
        }
        pub mod progress {
            pub use crate::ingest::progress::Progress;
        }
    }
    pub mod query {
        pub use crate::query::{explain, parse};
    }
    pub mod read {
        pub mod format {
            pub use crate::read::format::{FORMATS, Format, Options, sniff};
        }
        pub mod source {
            pub use crate::read::source::{Flow, Source};
        }
    }
    pub mod research {
        pub mod check {
            pub use crate::research::check::{CheckedQuotation, checked_quotations};
        }
    }
    pub mod search {
        pub mod answer {
            pub use crate::search::answer::{Answer, Hit, SelectionMode, answer, marks};
        }
        pub mod budget {
            pub use crate::search::budget::Budget;
        }
        pub mod engine {
            pub use crate::search::engine::{CommittedRecords, Engine, UpdatableEngine, Writer};
        }
        pub mod highlight {
            pub use crate::search::highlight::Marks;
        }
        pub mod planner {
            pub use crate::search::planner::plan;
        }
        pub mod records {
            pub use crate::search::records::{IndexDocument, IndexedRecord};
        }
        pub mod request {
            pub use crate::search::request::{Filter, MAX_HITS, Request, Sort};
        }
        pub mod similar {
            pub use crate::search::similar::{DEFAULT_SIMILAR, similar};
        }
        pub mod timeline {
            pub use crate::search::timeline::{Bar, epoch_day};
        }
    }
    pub mod server {
        pub mod exports {
            pub use crate::server::exports::{ExportFormat, ExportOptions, FORMATS, export};
        }
    }
    pub mod stories {
        pub use crate::stories::{
            Clusters, Comparisons, SignedArticle, StoryFeatures, cluster, day_range, signature,
        };
    }
    pub mod text {
        pub mod date_mentions {
            pub use crate::text::date_mentions::parse_date;
        }
        pub mod hash {
            pub use crate::text::hash::{combine, of};
        }
        pub mod sentences {
            pub use crate::text::sentences::{BoundaryKind, boundaries, starts};
        }
        pub mod stemmer {
            pub use crate::text::stemmer::{Stemmer, stem};
        }
        pub mod tokenizer {
            pub use crate::text::tokenizer::{Words, fold};
        }
    }
}
