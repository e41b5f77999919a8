//! The engine in the binary: Tantivy, in one folder. Nothing outside this folder of the source knows it.

mod analyser;
mod best;
mod days;
mod facts;
mod fields;
mod gather;
pub mod identity;
mod judge;
mod lower;
mod snapshot;
mod values;
mod writer;

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tantivy::schema::Value as _;
use tantivy::{DocAddress, Index, IndexReader, IndexSettings, ReloadPolicy, Searcher, TantivyDocument};

use crate::account::Account;
use crate::clipping::{self, Clipping};
use crate::cursor::Cursor;
use crate::error::{Doing, Error, Result};
use crate::request::Sort;
use crate::schema::Field;
use crate::search::{Copy, Counts, Engine, Found, Match, Plan, Selection, State};
use crate::text::language;
use crate::values::Values;
use facts::Facts;
use fields::Fields;
use gather::{Dimension, Gather, Gathered};
use lower::Lowering;
use snapshot::{Snapshot, Snapshots};
pub use writer::EmbeddedWriter;

/// How many chosen values are listed beyond the most frequent ones: part of a name may mean thousands.
const MOST_CHOSEN: usize = 50;

/// An index in a folder.
pub struct Embedded {
    folder: PathBuf,
    index: Index,
    fields: Fields,
    reader: IndexReader,
    snapshots: Snapshots,
    facts: Mutex<Option<(Option<String>, Arc<Facts>)>>,
}

impl Embedded {
    /// Opens the index in this folder.
    ///
    /// # Errors
    /// When there is none, when another version of morgue wrote it, or when it can not be read.
    pub fn open(folder: &Path) -> Result<Self> {
        if !identity::is_index(folder) {
            return Err(Error::new(format!("there is no index in `{}`", folder.display()))
                .hint("make one with `morgue index FOLDER...`, or name another with --index"));
        }
        identity::check(folder)?;
        let index = Index::open_in_dir(folder).doing(|| format!("cannot open the index `{}`", folder.display()))?;
        Self::over(folder, index)
    }

    /// Opens the index in this folder, or makes one where there is none.
    ///
    /// # Errors
    /// As [`Embedded::open`], and when the folder can not be written.
    pub fn open_or_create(folder: &Path) -> Result<Self> {
        if identity::is_index(folder) {
            return Self::open(folder);
        }
        identity::write(folder)?;
        let doing = || format!("cannot make an index in `{}`", folder.display());
        let directory = tantivy::directory::MmapDirectory::open(folder).doing(doing)?;
        let index = Index::create(directory, fields::schema(), IndexSettings::default()).doing(doing)?;
        Self::over(folder, index)
    }

    fn over(folder: &Path, index: Index) -> Result<Self> {
        let doing = || format!("cannot read the index `{}`", folder.display());
        analyser::register(index.tokenizers());
        let fields = Fields::of(&index)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().doing(doing)?;
        Ok(Self {
            folder: folder.to_path_buf(),
            index,
            fields,
            reader,
            snapshots: Snapshots::default(),
            facts: Mutex::default(),
        })
    }

    /// Takes the index for writing, with this many threads and bytes of memory in all.
    ///
    /// # Errors
    /// When another process holds it.
    pub fn writer(&self, threads: usize, memory: usize) -> Result<EmbeddedWriter> {
        let (folder, fields) = (self.folder.clone(), self.fields.clone());
        EmbeddedWriter::open(folder, &self.index, fields, self.reader.clone(), threads, memory)
    }

    /// The account that the last commit sealed.
    ///
    /// # Errors
    /// When it can not be read.
    pub fn account(&self) -> Result<Account> {
        let meta = self.index.load_metas().doing(|| self.doing())?;
        Account::open(&self.folder, meta.payload.as_deref())
    }

    /// An account that knows nothing, for an index that is made anew.
    pub fn blank_account(&self) -> Account {
        Account::new(&self.folder)
    }

    /// Looks for what another process has written since.
    ///
    /// # Errors
    /// When the index can not be read.
    pub fn refresh(&self) -> Result<()> {
        self.reader.reload().doing(|| self.doing())
    }

    fn doing(&self) -> String {
        format!("cannot read the index `{}`", self.folder.display())
    }

    /// The state of the index now.
    fn now(&self) -> Arc<Snapshot> {
        self.snapshots.now(self.reader.searcher())
    }

    /// The state a cursor by relevance was made in, where it is still known; else the state now.
    fn at(&self, after: Option<&Cursor>) -> Arc<Snapshot> {
        let now = self.now();
        let by_relevance = after.filter(|cursor| cursor.sort == Sort::Relevance);
        by_relevance.and_then(|cursor| self.snapshots.of(cursor.generation)).unwrap_or(now)
    }

    fn analyses(&self, snapshot: &Snapshot) -> Result<Vec<String>> {
        let languages = snapshot.dictionaries.get(Field::Language, &snapshot.searcher, &self.fields)?;
        let of = |language: &str| language::analysis(language, usize::MAX).to_string();
        let known = languages.values.all.iter().map(|language| of(&language.value));
        let all: BTreeSet<String> = known.chain([String::new(), "en".to_string()]).collect();
        Ok(all.into_iter().collect())
    }

    fn gather(&self, plan: &Plan, snapshot: &Snapshot) -> Result<Gather> {
        let after = plan.after.clone().filter(|cursor| {
            cursor.sort == plan.sort && (cursor.sort != Sort::Relevance || cursor.generation == snapshot.generation)
        });
        let counted = plan.facets.iter().map(|(field, _)| *field);
        let chosen = plan.selections.iter().map(|selection| selection.field);
        let mut facets: Vec<Field> = Vec::new();
        counted.chain(chosen).for_each(|field| {
            if !facets.contains(&field) {
                facets.push(field)
            }
        });
        let dimensions: Result<Vec<_>> =
            facets.into_iter().map(|field| self.dimension(field, &plan.selections, snapshot)).collect();
        Ok(Gather {
            dimensions: dimensions?,
            sort: plan.sort,
            limit: plan.limit,
            after,
            timeline: plan.timeline,
            deadline: plan.deadline,
        })
    }

    fn dimension(&self, field: Field, selections: &[Selection], snapshot: &Snapshot) -> Result<Dimension> {
        let dictionary = snapshot.dictionaries.get(field, &snapshot.searcher, &self.fields)?;
        let number = |values: &[String]| {
            let mut numbers: Vec<usize> = values.iter().filter_map(|value| dictionary.values.position(value)).collect();
            numbers.sort_unstable();
            numbers
        };
        let selection = selections.iter().find(|selection| selection.field == field);
        let included = selection.and_then(|selection| selection.included.as_deref()).map(number);
        let excluded = selection.map(|selection| number(&selection.excluded)).unwrap_or_default();
        Ok(Dimension { field, dictionary, included, excluded })
    }

    fn found(&self, plan: &Plan, snapshot: &Snapshot, gather: &Gather, gathered: Gathered) -> Result<Found> {
        let more = gathered.hits.len() > plan.limit;
        let mut hits = Vec::with_capacity(plan.limit.min(gathered.hits.len()));
        for hit in gathered.hits.iter().take(plan.limit) {
            let clipping = self.clipping(&snapshot.searcher, hit.address)?;
            hits.push(Match { score: if plan.sort == Sort::Relevance { hit.score() } else { 0.0 }, clipping });
        }
        let counts = |(field, limit): &(Field, usize)| {
            let at = gather.dimensions.iter().position(|dimension| dimension.field == *field)?;
            Some(most(gather.dimensions.get(at)?, gathered.counts.get(at)?, *limit))
        };
        Ok(Found {
            total: gathered.total,
            hits,
            more,
            facets: plan.facets.iter().map(|asked| counts(asked).unwrap_or_default()).collect(),
            days: gathered.days.into_iter().collect(),
            undated: gathered.undated,
            generation: snapshot.generation,
            cut: gathered.cut,
        })
    }

    fn clipping(&self, searcher: &Searcher, address: DocAddress) -> Result<Clipping> {
        let document: TantivyDocument = searcher.doc(address).doing(|| self.doing())?;
        let json = document.get_first(self.fields.clipping).and_then(|value| value.as_bytes()).unwrap_or_default();
        serde_json::from_slice(json).doing(|| self.doing())
    }

    /// The articles that bear this value in a field of single terms.
    fn bearing(&self, snapshot: &Snapshot, term: tantivy::Term) -> Result<Option<Clipping>> {
        let query = tantivy::query::TermQuery::new(term, tantivy::schema::IndexRecordOption::Basic);
        let first = tantivy::collector::TopDocs::with_limit(1).order_by_score();
        let found = snapshot.searcher.search(&query, &first).doing(|| self.doing())?;
        found.first().map(|(_, address)| self.clipping(&snapshot.searcher, *address)).transpose()
    }

    /// What the account of the last commit says. It is read once per commit.
    fn facts(&self) -> Result<Arc<Facts>> {
        // A commit of another process may take away the account between the two looks; then there is a newer one.
        match self.read_facts() {
            Err(_) => self.read_facts(),
            facts => facts,
        }
    }

    fn read_facts(&self) -> Result<Arc<Facts>> {
        let seal = self.index.load_metas().doing(|| self.doing())?.payload;
        let mut known = self.facts.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some((_, facts)) = known.as_ref().filter(|(of, _)| *of == seal) {
            return Ok(Arc::clone(facts));
        }
        let facts = Arc::new(Facts::of(&Account::open(&self.folder, seal.as_deref())?));
        *known = Some((seal, Arc::clone(&facts)));
        Ok(facts)
    }
}

impl Engine for Embedded {
    fn find(&self, plan: &Plan) -> Result<Found> {
        let snapshot = self.at(plan.after.as_ref());
        let lowering =
            Lowering { fields: &self.fields, searcher: &snapshot.searcher, analyses: self.analyses(&snapshot)? };
        let query = lowering.plan(plan).doing(|| self.doing())?;
        let gather = self.gather(plan, &snapshot)?;
        let gathered = snapshot.searcher.search(&*query, &gather).doing(|| self.doing())?;
        self.found(plan, &snapshot, &gather, gathered)
    }

    fn article(&self, id: &str) -> Result<Option<Clipping>> {
        let snapshot = self.now();
        if let Some(clipping) = self.bearing(&snapshot, self.fields.term(Field::Id, id))? {
            return Ok(Some(clipping));
        }
        match self.facts()?.texts.get(id) {
            Some(text) => self.bearing(&snapshot, tantivy::Term::from_field_text(self.fields.text, text)),
            None => Ok(None),
        }
    }

    fn copies(&self, clipping: &Clipping) -> Result<Vec<Copy>> {
        let facts = self.facts()?;
        Ok(facts.copies.get(&clipping::text_digest(&clipping.article)).cloned().unwrap_or_default())
    }

    fn values(&self, field: Field) -> Result<Arc<Values>> {
        let snapshot = self.now();
        let dictionary = snapshot.dictionaries.get(field, &snapshot.searcher, &self.fields)?;
        Ok(Arc::clone(&dictionary.values))
    }

    fn state(&self) -> Result<State> {
        let snapshot = self.now();
        let usage = snapshot.searcher.space_usage().doing(|| self.doing())?;
        let facts = self.facts()?;
        Ok(State {
            roots: facts.roots.clone(),
            tally: facts.tally.clone(),
            articles: snapshot.searcher.num_docs(),
            bytes: usage.total().get_bytes(),
            segments: snapshot.searcher.segment_readers().len(),
            generation: snapshot.generation,
        })
    }
}

/// The most frequent values of a facet, of equally frequent ones the first by name, and every chosen value.
fn most(dimension: &Dimension, counts: &[u64], limit: usize) -> Counts {
    let values = &dimension.dictionary.values.all;
    let order = |a: &usize, b: &usize| {
        let count = |at: &usize| counts.get(*at).copied().unwrap_or(0);
        let name = |at: &usize| values.get(*at).map(|value| (&value.name, &value.value));
        count(b).cmp(&count(a)).then_with(|| name(a).cmp(&name(b)))
    };
    let mut counted: Vec<usize> =
        (0..counts.len()).filter(|at| counts.get(*at).is_some_and(|count| *count > 0)).collect();
    let distinct = counted.len() as u64;
    if counted.len() > limit && limit > 0 {
        counted.select_nth_unstable_by(limit - 1, order);
    }
    counted.truncate(limit);
    counted.sort_unstable_by(order);
    let listed: HashSet<usize> = counted.iter().copied().collect();
    let chosen: BTreeSet<usize> = dimension.included.iter().flatten().chain(&dimension.excluded).copied().collect();
    let absent = chosen.into_iter().filter(|at| !listed.contains(at)).take(MOST_CHOSEN);
    let value = |at: usize| Some((values.get(at)?.value.clone(), counts.get(at).copied().unwrap_or(0)));
    Counts { values: counted.into_iter().chain(absent).filter_map(value).collect(), distinct }
}
