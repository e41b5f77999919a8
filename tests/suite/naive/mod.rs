//! Brute force: the articles of some folders parsed and kept word by word, and questions answered by looking at each.
//! It shares with the program what a word, a stem, a sentence and an article's values are, and none of how they are
//! searched.

mod answers;
mod ask;
mod chance;
mod count;
mod pattern;
mod places;
mod table;
mod text;
mod wanted;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::civil::Date;
use morgue::article::document;
use morgue::article::document::Document;
use morgue::article::schema;
use morgue::article::schema::Field;
use morgue::corpus::walk;
use morgue::corpus::walk::{ReadOptions, FileItem, WalkEvent, Rules};
use morgue::enrich::entities;
use morgue::identity::authority::AuthorityFile;
use morgue::identity::census::Census;
use morgue::identity::coreference;
use morgue::identity::resolve::Identity;
use morgue::ingest::index_document;
use morgue::read::source::Flow;
use morgue::search::engine::Engine;
use morgue::search::request::{MOST_HITS, Request};
use morgue::search::timeline;

use crate::harness::{Dice, ask, plain, sample};

pub use ask::{Ask, word};
pub use count::Counted;
pub use text::{NOWHERE, Text};

/// The sample archive.
pub static SAMPLE: LazyLock<Naive> = LazyLock::new(|| Naive::read(&[sample()]));

/// An article as brute force sees it.
#[derive(Clone)]
pub struct Seen {
    pub id: String,
    /// The key of the story it is a version of, or else its own id.
    pub story: String,
    pub path: String,
    pub record: u32,
    pub texts: Vec<Text>,
    /// Its values in every facet, numbered.
    values: BTreeMap<Field, Vec<u32>>,
    /// The same as the article itself says, before anybody asks who is who.
    own: BTreeMap<Field, Vec<String>>,
    /// Its people by key and name.
    people: Vec<(String, String)>,
    pub days: Option<(Date, Date)>,
}

impl Seen {
    /// How many words its body has.
    fn body_words(&self) -> usize {
        self.texts
            .iter()
            .filter(|text| text.field == Field::Body)
            .map(|text| text.words.len())
            .sum()
    }
}

/// An archive as brute force sees it.
#[derive(Default)]
pub struct Naive {
    pub articles: Vec<Seen>,
    kinds: text::Kinds,
    numbers: HashMap<String, u32>,
    names: Vec<String>,
    /// Plain words, to ask for.
    pub vocabulary: Vec<String>,
}

impl Naive {
    /// Every article in these folders; of records with one text, the smallest by id, path and number.
    pub fn read(roots: &[PathBuf]) -> Self {
        let mut by_text: BTreeMap<String, Document> = BTreeMap::new();
        let rules = Rules::new(&[], &[], Path::new("nowhere")).expect("no globs");
        for root in roots {
            walk::walk(root, &rules, &mut |met| {
                if let WalkEvent::File(walk::WalkedFile { path, ignored: None, .. }) = met {
                    read_file(&path, &mut by_text);
                }
            });
        }
        Self::of(by_text.into_values())
    }

    /// These articles.
    pub fn of(clippings: impl IntoIterator<Item = Document>) -> Self {
        let mut naive = Self::default();
        for clipping in clippings {
            let seen = naive.see(&clipping);
            naive.articles.push(seen);
        }
        let texts =
            naive.articles.iter().flat_map(|seen| &seen.texts).filter(|text| text.slot.is_some());
        let words =
            texts.flat_map(|text| &text.words).map(|word| &naive.kinds.all[word.kind].folded);
        let words: BTreeSet<&String> = words.filter(|word| chance::is_plain(word)).collect();
        naive.vocabulary = words.into_iter().cloned().collect();
        naive.identify(&AuthorityFile::default());
        naive
    }

    /// Gives every article the story that an engine says it is a version of.
    pub fn tell_stories(&mut self, engine: &dyn Engine) {
        let mut stories = HashMap::new();
        let mut request = Request { facets: Vec::new(), limit: MOST_HITS, ..plain("*") };
        loop {
            let answer = ask(engine, &request);
            let told =
                answer.hits.into_iter().filter_map(|hit| Some((hit.clipping.id, hit.story?.key)));
            stories.extend(told);
            request.after = answer.next;
            if request.after.is_none() {
                break;
            }
        }
        for seen in &mut self.articles {
            seen.story = stories.remove(&seen.id).unwrap_or_else(|| seen.id.clone());
        }
    }

    /// Gives everybody who they are by the evidence and an authority file.
    pub fn identify(&mut self, canon: &AuthorityFile) {
        let day = |(from, to): (Date, Date)| {
            (timeline::day(to) - timeline::day(from) <= 31).then(|| timeline::day(from))
        };
        let told = |(seen, number): (&Seen, u64)| {
            let others = [Field::Organisations, Field::Places]
                .iter()
                .flat_map(|field| seen.own[field].clone());
            (number, seen.days.and_then(day), seen.people.clone(), others.collect())
        };
        let census = Census::of(&self.articles.iter().zip(0..).map(told).collect::<Vec<_>>());
        let numbers: HashMap<&str, u64> =
            self.articles.iter().map(|seen| seen.id.as_str()).zip(0..).collect();
        let identity =
            Identity::of(&coreference::find(&census), canon, |id| numbers.get(id).copied());
        let mut articles = std::mem::take(&mut self.articles);
        for (seen, number) in articles.iter_mut().zip(0..) {
            let mut who = |keys: &[String]| {
                let heads: BTreeSet<&str> =
                    keys.iter().map(|key| identity.head_in(number, key)).collect();
                let listed = heads.into_iter().filter(|head| !identity.is_hidden(head));
                listed.map(|head| self.number(head)).collect()
            };
            for field in [Field::People, Field::Organisations, Field::Topics, Field::Places] {
                seen.values.insert(field, who(&seen.own[&field]));
            }
            for mention in seen.texts.iter_mut().flat_map(|text| &mut text.mentions) {
                mention.values = who(&mention.own);
            }
        }
        self.articles = articles;
    }

    fn see(&mut self, clipping: &Document) -> Seen {
        let (mut values, mut own) = (BTreeMap::new(), BTreeMap::new());
        for facet in schema::facets() {
            own.insert(facet, clipping.values(facet).into_iter().map(str::to_owned).collect());
            values.insert(
                facet,
                clipping.values(facet).into_iter().map(|value| self.number(value)).collect(),
            );
        }
        let days = clipping
            .article
            .published
            .as_ref()
            .map(|published| (published.date.from, published.date.to));
        Seen {
            id: clipping.id.clone(),
            story: clipping.id.clone(),
            path: clipping.path.clone(),
            record: clipping.record,
            texts: self.kinds.texts(clipping),
            values,
            own,
            people: clipping
                .subjects
                .people
                .iter()
                .map(|person| (person.key.clone(), person.name.clone()))
                .collect(),
            days,
        }
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    fn known(&self, name: &str) -> u32 {
        self.numbers.get(name).copied().unwrap_or(u32::MAX)
    }

    /// A value of a facet by chance, from an article by chance, so that frequent ones come often.
    pub fn value(&self, facet: Field, dice: &mut Dice) -> Option<String> {
        (0..40).find_map(|_| {
            let values = &dice.pick(&self.articles).values[&facet];
            (!values.is_empty()).then(|| self.names[*dice.pick(values) as usize].clone())
        })
    }

    /// A day some article appeared on.
    pub fn day(&self, dice: &mut Dice) -> Option<Date> {
        (0..40).find_map(|_| dice.pick(&self.articles).days.map(|(from, _)| from))
    }
}

fn read_file(path: &str, by_text: &mut BTreeMap<String, Document>) {
    let read = walk::read(Path::new(path), &ReadOptions::default(), &mut |item| {
        let FileItem::Record(record) = item else { return Flow::Continue(()) };
        if let Ok(clipping) = index_document::enrich(*record, path, entities::subjects) {
            let key =
                |clipping: &Document| (clipping.id.clone(), clipping.path.clone(), clipping.record);
            let text = document::text_digest(&clipping.article);
            if by_text.get(&text).is_none_or(|standing| key(&clipping) < key(standing)) {
                by_text.insert(text, clipping);
            }
        }
        Flow::Continue(())
    });
    read.expect("a file that can be read");
}
