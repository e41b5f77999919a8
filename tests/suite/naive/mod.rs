//! A brute-force search engine to compare the real one with.
//!
//! It keeps every article word by word and answers a query by looking at each. It shares the parsers,
//! the tokenizer, the stemmer and the extraction with the program, but none of the search.

mod count;
mod examples;
mod generator;
mod matching;
mod occurrences;
mod pattern;
mod query;
mod text;
mod word_matcher;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::civil::Date;
use morgue::ReadTimeout;
use morgue::internals::article::document;
use morgue::internals::article::document::Document;
use morgue::internals::article::home::{Home, HomeEvidence};
use morgue::internals::article::salience;
use morgue::internals::article::schema;
use morgue::internals::article::schema::Field;
use morgue::internals::corpus::file_reader;
use morgue::internals::corpus::file_reader::{FileItem, ReadOptions};
use morgue::internals::corpus::rules::Rules;
use morgue::internals::corpus::walk;
use morgue::internals::corpus::walk::WalkEvent;
use morgue::internals::enrich::entities;
use morgue::internals::identity::acronyms;
use morgue::internals::identity::authority::AuthorityFile;
use morgue::internals::identity::census::{ArticleNames, Census};
use morgue::internals::identity::coreference;
use morgue::internals::identity::firms;
use morgue::internals::identity::organisations;
use morgue::internals::identity::resolve::Identity;
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::ingest::homes::Homes;
use morgue::internals::ingest::index_document;
use morgue::internals::read::source::Flow;
use morgue::internals::search::engine::Engine;
use morgue::internals::search::records::IndexDocument;
use morgue::internals::search::request::{MAX_HITS, Request};
use morgue::internals::search::timeline;

use crate::harness::{Random, hits_only, sample, search};

pub use count::NaiveCounts;
pub use query::{NaiveQuery, word};
pub use text::{NO_WORD, Text};

/// The sample archive.
pub static SAMPLE: LazyLock<Naive> = LazyLock::new(|| Naive::read(&[sample()]));

/// An article of the brute-force archive.
#[derive(Clone)]
pub struct NaiveArticle {
    pub id: String,
    /// The key of its story, or its own id if it has no other versions.
    pub story: String,
    pub path: String,
    pub record: u32,
    pub texts: Vec<Text>,
    /// The ids of its values in every facet, after identity resolution.
    values: BTreeMap<Field, Vec<u32>>,
    /// Its values in every facet, before identity resolution.
    local_values: BTreeMap<Field, Vec<String>>,
    /// Its people as key and name.
    people: Vec<(String, String)>,
    /// Its organisations as key, name and acronym in brackets.
    organisations: Vec<(String, String, Option<String>)>,
    pub days: Option<(Date, Date)>,
}

impl NaiveArticle {
    /// The number of words in the body.
    fn body_words(&self) -> usize {
        self.texts
            .iter()
            .filter(|text| text.field == Field::Body)
            .map(|text| text.words.len())
            .sum()
    }
}

/// The id of a value that no article of the archive has.
const UNKNOWN_VALUE: u32 = u32::MAX;

/// An archive for brute-force search.
#[derive(Default)]
pub struct Naive {
    pub articles: Vec<NaiveArticle>,
    word_types: text::WordTypes,
    value_ids: HashMap<String, u32>,
    values: Vec<String>,
    /// All plain words of the archive, for random queries.
    pub vocabulary: Vec<String>,
}

impl Naive {
    /// Reads all articles in some folders. Of duplicates it keeps the smallest by id, path and record.
    pub fn read(roots: &[PathBuf]) -> Self {
        let mut by_text: BTreeMap<String, IndexDocument> = BTreeMap::new();
        let rules = Rules::new(&[], &[], Path::new("nowhere")).expect("no globs");
        for root in roots {
            walk::walk(root, &rules, &ReadTimeout::default(), &mut |event| {
                if let WalkEvent::File(walk::WalkedFile { path, ignored: None, .. }) = event {
                    read_file(&path, &mut by_text);
                }
            });
        }
        Self::from_documents(at_home(by_text.into_values().collect()))
    }

    /// Builds an archive of some documents.
    pub fn from_documents(documents: impl IntoIterator<Item = Document>) -> Self {
        let mut naive = Self::default();
        for document in documents {
            let article = naive.add(&document);
            naive.articles.push(article);
        }
        let texts = naive
            .articles
            .iter()
            .flat_map(|article| &article.texts)
            .filter(|text| text.slot.is_some());
        let words = texts
            .flat_map(|text| &text.words)
            .map(|word| &naive.word_types.all[word.word_type].folded);
        let words: BTreeSet<&String> = words.filter(|word| generator::is_plain(word)).collect();
        naive.vocabulary = words.into_iter().cloned().collect();
        naive.identify(&AuthorityFile::default());
        naive
    }

    /// Takes over the stories that an engine has found.
    pub fn load_stories(&mut self, engine: &dyn Engine) {
        let mut stories = HashMap::new();
        let mut request = Request { facets: Vec::new(), limit: MAX_HITS, ..hits_only("*") };
        loop {
            let answer = search(engine, &request);
            let members =
                answer.hits.into_iter().filter_map(|hit| Some((hit.document.id, hit.story?.key)));
            stories.extend(members);
            request.after = answer.next;
            if request.after.is_none() {
                break;
            }
        }
        for article in &mut self.articles {
            let story = stories.remove(&article.id);
            article.story = story.unwrap_or_else(|| article.id.clone());
        }
    }

    /// Links the keys of one organisation.
    fn organisation_links(&self) -> Vec<coreference::Link> {
        let mut names: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
        let mut given: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        let organisations = self.articles.iter().flat_map(|article| &article.organisations);
        for (key, name, acronym) in organisations {
            *names.entry(key).or_default().entry(name).or_default() += 1;
            if let Some(acronym) = acronym {
                *given.entry((key, acronym)).or_default() += 1;
            }
        }
        let majority = |key: &str| {
            let names = names.get(key)?;
            let most = names.values().max()?;
            names.iter().find(|(_, articles)| *articles == most).map(|(name, _)| *name)
        };
        let uses = given.iter().map(|(&(key, acronym), &articles)| acronyms::AcronymUse {
            acronym,
            key,
            name: majority(key).unwrap_or_default(),
            articles,
        });
        let by_key =
            names.iter().flat_map(|(&key, names)| names.keys().map(move |&name| (key, name)));
        let is_acronym = |key: &str| majority(key).is_some_and(acronyms::is_in_capitals);
        let has = |article: &NaiveArticle, field: Field, key: &str| {
            article.local_values[&field].iter().any(|known| known == key)
        };
        let count = |key: &str, place: &str| {
            let with_key = || self.articles.iter().filter(|it| has(it, Field::Organisations, key));
            let there = |it: &&NaiveArticle| has(it, Field::Places, place);
            Ok::<_, Infallible>(organisations::KeyCounts {
                articles: with_key().count() as u64,
                in_country: with_key().filter(there).count() as u64,
            })
        };
        let Ok(links) = organisations::links(by_key, uses, is_acronym, count);
        links
    }

    /// People who are firms: names that more articles use for an organisation.
    fn firms(&self) -> Vec<String> {
        let mut articles: BTreeMap<(Field, &str), u64> = BTreeMap::new();
        let mut forms: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for article in &self.articles {
            for field in [Field::People, Field::Organisations] {
                for key in &article.local_values[&field] {
                    *articles.entry((field, key)).or_default() += 1;
                }
            }
            for (key, name, _) in &article.organisations {
                forms.entry(key).or_default().insert(document::slug(name));
            }
        }
        let is_firm = |key: &str, as_person: u64| {
            let slug = key.strip_prefix("person/")?;
            let organisation = format!("org/{slug}");
            let as_organisation = *articles.get(&(Field::Organisations, organisation.as_str()))?;
            let forms: Vec<String> = forms.get(organisation.as_str())?.iter().cloned().collect();
            let name = firms::SharedName { slug, forms: &forms, as_person, as_organisation };
            firms::is_firm(&name).then(|| key.to_owned())
        };
        let people = articles.iter().filter(|((field, _), _)| *field == Field::People);
        people.filter_map(|((_, key), count)| is_firm(key, *count)).collect()
    }

    /// Resolves every value to its identity, by coreference and an authority file.
    pub fn identify(&mut self, authority: &AuthorityFile) {
        let day = |(from, to): (Date, Date)| {
            (timeline::epoch_day(to) - timeline::epoch_day(from) <= 31)
                .then(|| timeline::epoch_day(from))
        };
        let census_entry = |(article, number): (&NaiveArticle, u64)| {
            let others = [Field::Organisations, Field::Places]
                .iter()
                .flat_map(|field| article.local_values[field].clone());
            let (day, people) = (article.days.and_then(day), article.people.clone());
            ArticleNames { number, day, people, others: others.collect() }
        };
        let census = Census::from_articles(
            &self.articles.iter().zip(0..).map(census_entry).collect::<Vec<_>>(),
        );
        let numbers: HashMap<&str, u64> =
            self.articles.iter().map(|article| article.id.as_str()).zip(0..).collect();
        let mut findings = coreference::find(&census);
        findings.links.extend(self.organisation_links());
        findings.firms = self.firms();
        let identity = Identity::new(&findings, authority, |id| numbers.get(id).copied());
        let mut articles = std::mem::take(&mut self.articles);
        for (article, number) in articles.iter_mut().zip(0..) {
            let mut resolve = |keys: &[String]| {
                let heads: BTreeSet<&str> =
                    keys.iter().map(|key| identity.canonical_key_in(number, key)).collect();
                let visible = heads.into_iter().filter(|head| !identity.is_hidden(head));
                visible.map(|head| self.value_id(head)).collect()
            };
            for field in [Field::People, Field::Organisations, Field::Topics, Field::Places] {
                article.values.insert(field, resolve(&article.local_values[&field]));
            }
            for mention in article.texts.iter_mut().flat_map(|text| &mut text.mentions) {
                mention.values = resolve(&mention.local_values);
            }
        }
        self.articles = articles;
    }

    fn add(&mut self, document: &Document) -> NaiveArticle {
        let (mut values, mut local_values) = (BTreeMap::new(), BTreeMap::new());
        for facet in schema::facet_fields() {
            local_values
                .insert(facet, document.values(facet).into_iter().map(str::to_owned).collect());
            values.insert(
                facet,
                document.values(facet).into_iter().map(|value| self.value_id(value)).collect(),
            );
        }
        let days = document
            .article
            .published
            .as_ref()
            .map(|published| (published.date.from, published.date.to));
        NaiveArticle {
            id: document.id.clone(),
            story: document.id.clone(),
            path: document.path.clone(),
            record: document.record,
            texts: self.word_types.texts(document),
            values,
            local_values,
            people: document
                .subjects
                .people
                .iter()
                .map(|person| (person.key.clone(), person.name.clone()))
                .collect(),
            organisations: document
                .subjects
                .organisations
                .iter()
                .map(|org| (org.key.clone(), org.name.clone(), org.acronym.clone()))
                .collect(),
            days,
        }
    }

    fn value_id(&mut self, name: &str) -> u32 {
        if let Some(id) = self.value_ids.get(name) {
            return *id;
        }
        let id = self.values.len() as u32;
        self.values.push(name.to_owned());
        self.value_ids.insert(name.to_owned(), id);
        id
    }

    fn known_value_id(&self, name: &str) -> u32 {
        self.value_ids.get(name).copied().unwrap_or(UNKNOWN_VALUE)
    }

    /// A random value of a facet, from a random article, so that frequent values come often.
    pub fn random_value(&self, facet: Field, dice: &mut Random) -> Option<String> {
        (0..40).find_map(|_| {
            let values = &dice.pick(&self.articles).values[&facet];
            (!values.is_empty()).then(|| self.values[*dice.pick(values) as usize].clone())
        })
    }

    /// The publication date of a random article.
    pub fn random_day(&self, dice: &mut Random) -> Option<Date> {
        (0..40).find_map(|_| dice.pick(&self.articles).days.map(|(from, _)| from))
    }
}

/// Resolves all documents with the homes that they show together.
fn at_home(documents: Vec<IndexDocument>) -> Vec<Document> {
    let mut evidence: HashMap<String, HomeEvidence> = HashMap::new();
    for IndexDocument { document, regions, .. } in &documents {
        let publisher = document.article.publisher.clone();
        evidence.entry(publisher).or_default().add(&regions.certain);
    }
    let resolve = |IndexDocument { mut document, .. }: IndexDocument| {
        let home = evidence.get(&document.article.publisher).map(HomeEvidence::home);
        if let Some(home) = home.filter(|home| *home != Home::default()) {
            document.subjects = entities::enrich(&document.article, &home).subjects;
            salience::score(&document.article, &mut document.subjects);
        }
        document
    };
    documents.into_iter().map(resolve).collect()
}

fn read_file(path: &str, by_text: &mut BTreeMap<String, IndexDocument>) {
    let read = file_reader::read_file(Path::new(path), &ReadOptions::default(), &mut |item| {
        let FileItem::Record(record) = item else { return Flow::Continue(()) };
        let indexed = index_document::enrich(*record, path, Extraction::Full, &Homes::default());
        if let Ok(indexed) = indexed {
            let key = |IndexDocument { document, .. }: &IndexDocument| {
                (document.id.clone(), document.path.clone(), document.record)
            };
            let text = indexed.text_digest.clone();
            if by_text.get(&text).is_none_or(|known| key(&indexed) < key(known)) {
                by_text.insert(text, indexed);
            }
        }
        Flow::Continue(())
    });
    read.expect("a file that can be read");
}
