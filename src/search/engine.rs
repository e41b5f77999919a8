//! The waist: what an engine must be able to do, what it is asked, and what it answers. Nothing here knows Tantivy.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use jiff::civil::Date;

use super::cursor::{Cursor, Key};
use super::facets::values::FacetTerms;
use super::request::Sort;
use super::timeline;
use super::timeline::Interval;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::corpus::report::Report;
use crate::error::Result;
use crate::query::{Name, Pattern, Query};

/// A machine that finds articles.
pub trait Engine: Send + Sync {
    /// The articles that answer a plan, in its order, and its counts.
    ///
    /// # Errors
    /// When the index can not be read.
    fn search(&self, plan: &Plan) -> Result<SearchResult>;

    /// Hands on every article that answers a plan, in its order and in one state of the index, until `see` has seen
    /// enough. The plan's limit, facets and timeline play no part.
    ///
    /// # Errors
    /// When the index can not be read, or patience ends.
    fn scan(&self, plan: &Plan, see: &mut dyn FnMut(Document) -> ControlFlow<()>) -> Result<()>;

    /// The article called by this id, also by the id of a record that had the same text.
    ///
    /// # Errors
    /// When the index can not be read.
    fn article(&self, id: &str) -> Result<Option<Document>>;

    /// Articles that share with this one what tells it from others: whom it is about, where and on what, and its words.
    /// The best first, each with the share of all that from 0 to 1; of each story one, of its own none.
    ///
    /// # Errors
    /// When the index can not be read.
    fn similar(&self, clipping: &Document, limit: usize, patience: &Budget)
    -> Result<Vec<Match>>;

    /// The other records that have the text of this article.
    ///
    /// # Errors
    /// When the index can not be read.
    fn copies(&self, clipping: &Document) -> Result<Vec<DuplicateRecord>>;

    /// The versions of the story that this article is one of, itself among them, as many as a reader can use; none where
    /// it is the only one.
    ///
    /// # Errors
    /// When the index can not be read.
    fn versions(&self, clipping: &Document) -> Result<Vec<Document>>;

    /// The values of a facet.
    ///
    /// # Errors
    /// When the index can not be read.
    fn facet_terms(&self, field: Field) -> Result<Arc<FacetTerms>>;

    /// The words of the archive that are like this.
    ///
    /// # Errors
    /// When the pattern makes no sense, or the index can not be read.
    fn expand(&self, pattern: &Pattern) -> Result<Expansion>;

    /// What the index holds now.
    ///
    /// # Errors
    /// When the index can not be read.
    fn state(&self) -> Result<IndexState>;
}

/// The hand that files articles. What it does is seen by readers after a commit, all at once.
pub trait Writer: Send {
    /// What the last commit left in the index.
    ///
    /// # Errors
    /// When the index can not be read.
    fn holdings(&self) -> Result<Vec<IndexedRecord>>;

    /// How many articles the last commit left in the index.
    fn count(&self) -> u64;

    /// Files an article.
    ///
    /// # Errors
    /// When the index refuses, as on a full disk.
    fn add(&mut self, filing: &IndexDocument) -> Result<()>;

    /// Takes out the article with this text.
    fn remove_text(&mut self, text: &str);

    /// Takes out every article that was read from this file.
    fn remove_file(&mut self, path: &str);

    /// Makes it all lasting, and seen by readers, with the account's seal.
    ///
    /// # Errors
    /// When the disk refuses; the state of the commit before stays then.
    fn commit(&mut self, seal: &str) -> Result<()>;

    /// Ends the work: waits for what goes on in the background. What was not committed never was.
    ///
    /// # Errors
    /// When the index refuses.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// An article to be filed.
#[derive(Debug, Clone)]
pub struct IndexDocument {
    /// The file it was read from, which may be an archive of many.
    pub file: String,
    /// The article.
    pub document: Document,
    /// The digest of its text, in letters: the articles of an index differ in it.
    pub text: String,
    /// A digest of its record, which tells an update from a repetition.
    pub version: u64,
}

impl IndexDocument {
    /// Where in its file it lies, if that is an archive.
    pub fn within(&self) -> &str {
        self.document.path.strip_prefix(&self.file).unwrap_or_default()
    }
}

/// An article that is filed, as far as the conductor needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedRecord {
    /// The file it was read from.
    pub file: Arc<str>,
    /// Where in it, if that is an archive: `!/1987/a.txt`.
    pub within: Arc<str>,
    /// Which record of the file.
    pub record: u32,
    /// Its id.
    pub id: String,
    /// The digest of its text, in letters.
    pub text: String,
    /// The digest of its record.
    pub version: u64,
    /// Who published it.
    pub publisher: Arc<str>,
}

/// A record with the text of an article that stands elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateRecord {
    /// Its own id, by which the article can be called too.
    pub id: String,
    /// The file it was read from.
    pub path: String,
    /// Which record of it.
    pub record: u32,
    /// Who published it.
    pub publisher: String,
}

/// What the index holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IndexState {
    /// Articles.
    pub articles: u64,
    /// Stories: all versions of one are one.
    pub stories: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// Pieces the index is in.
    pub segments: usize,
    /// A number that changes with every change of the index.
    pub generation: u64,
    /// The folders and files it was made from.
    pub roots: Vec<String>,
    /// What became of everything in them; nothing was read to tell.
    pub report: Report,
}

/// A question, with every name in it resolved to values.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What the articles must say.
    pub query: Query,
    /// What its names, patterns and dates mean here and now.
    pub resolution: Resolution,
    /// Chosen values.
    pub selections: Vec<Selection>,
    /// Published on this day or later.
    pub since: Option<Date>,
    /// Published on this day or earlier.
    pub until: Option<Date>,
    /// The order of the hits.
    pub sort: Sort,
    /// How many hits.
    pub limit: usize,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// The facets to count, and how many values of each.
    pub facets: Vec<(Field, usize)>,
    /// Whether days are counted.
    pub timeline: bool,
    /// Whether a story is one hit, however many of its versions answer, and counts once.
    pub collapsed: bool,
    /// When to stop.
    pub budget: Budget,
}

/// How long an answer is waited for; for ever unless told otherwise.
#[derive(Debug, Clone, Default)]
pub struct Budget {
    /// When to stop and say so.
    pub deadline: Option<Instant>,
    /// Set when nobody waits for the answer any more.
    pub cancelled: Option<Arc<AtomicBool>>,
}

impl Budget {
    /// So long from now.
    pub fn of(time: Option<Duration>) -> Self {
        Self { deadline: time.and_then(|time| Instant::now().checked_add(time)), cancelled: None }
    }
}

/// What is meant by what a query leaves to the archive and the day.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    /// The values that names mean, in order.
    pub names: Names,
    /// The words that patterns mean.
    pub expansions: HashMap<Pattern, Expansion>,
    /// The day relative dates are counted from.
    pub today: Date,
}

/// The words that a pattern means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expansion {
    /// Folded words, in order, each with the number of articles that have it in one field at least.
    pub words: Vec<(String, u64)>,
    /// Whether there are more: these are the most frequent.
    pub cut: bool,
}

impl Expansion {
    /// The most articles that one of them can be in.
    pub fn articles(&self) -> u64 {
        self.words.iter().map(|(_, articles)| articles).sum()
    }
}

/// The values that the names of a query mean.
pub type Names = HashMap<(Field, Name), Vec<String>>;

/// The chosen values of one facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The facet.
    pub field: Field,
    /// An article must have one of these; nothing where none was chosen.
    pub included: Option<Vec<String>>,
    /// An article must have none of these.
    pub excluded: Vec<String>,
}

/// What an engine found.
#[derive(Debug, Default)]
pub struct SearchResult {
    /// Articles that answer.
    pub articles: u64,
    /// Stories that answer: an article by itself is one, and so are all versions of one.
    pub stories: u64,
    /// The page of them.
    pub hits: Vec<Match>,
    /// Whether more follow.
    pub more: bool,
    /// The counts of each facet asked for, in that order.
    pub facets: Vec<FacetCounts>,
    /// The dates of all hits.
    pub days: Vec<Interval>,
    /// Articles without a date.
    pub undated: u64,
    /// The state of the index that answered.
    pub generation: u64,
    /// Whether the deadline or a cancellation cut the work, so that counts are too low.
    pub cut: bool,
}

/// An article that answers.
#[derive(Debug, Clone)]
pub struct Match {
    /// How well.
    pub score: f32,
    /// The article.
    pub document: Document,
    /// The story it is a version of, where others are too.
    pub story: Option<StoryRef>,
}

/// A story that several articles tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryRef {
    /// What it is called by: the smallest id of its versions.
    pub key: String,
    /// How many articles of the archive tell it.
    pub versions: u64,
}

impl Match {
    /// The cursor of what stands behind it in this order.
    pub fn cursor(&self, sort: Sort, generation: u64) -> Cursor {
        let moment = self.document.article.published.as_ref().map(|published| &published.date);
        let days = moment.map(|moment| (timeline::day(moment.from), timeline::day(moment.to)));
        let key = match sort {
            Sort::Relevance | Sort::Fresh => Key::Score(self.score, days.map(|(from, _)| from)),
            Sort::Newest | Sort::Oldest => Key::Days(days),
        };
        Cursor { sort, generation, key, id: self.document.id.clone() }
    }
}

/// The counts of one facet.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// The most frequent values with their counts, and every chosen value.
    pub values: Vec<(String, u64)>,
    /// How many values have a count.
    pub distinct: u64,
}
