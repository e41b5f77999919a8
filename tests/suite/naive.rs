//! Brute force: the articles of some folders parsed and kept word by word, and questions answered by looking at each.
//! It shares with the program what a word, a stem and an article's values are, and none of how they are searched.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use morgue::article::Slot;
use morgue::canon::Canon;
use morgue::census::Census;
use morgue::clipping::{self, Clipping};
use morgue::corpus::{self, How, Item, Met, Rules};
use morgue::evidence;
use morgue::filing;
use morgue::identity::Identity;
use morgue::names;
use morgue::request::Request;
use morgue::schema::{self, Field};
use morgue::source::Flow;
use morgue::text::stem::Stemmer;
use morgue::text::words::Words;
use morgue::timeline;

use crate::harness::Dice;

/// An article as brute force sees it.
pub struct Seen {
    pub id: String,
    pub path: String,
    pub record: u32,
    /// Its texts as numbered stems, each with its field.
    texts: Vec<(Field, Vec<u32>)>,
    analysis: String,
    /// Its values in every facet, numbered.
    values: BTreeMap<Field, Vec<u32>>,
    /// The same as the article itself says, before anybody asks who is who.
    own: BTreeMap<Field, Vec<String>>,
    /// Its people by key and name.
    people: Vec<(String, String)>,
    pub days: Option<(Date, Date)>,
}

/// An archive as brute force sees it.
#[derive(Default)]
pub struct Naive {
    pub articles: Vec<Seen>,
    numbers: HashMap<String, u32>,
    names: Vec<String>,
    /// Words as printed, to ask for.
    pub vocabulary: Vec<String>,
}

impl Naive {
    /// Every article in these folders; of records with one text, the smallest by id, path and number.
    pub fn read(roots: &[PathBuf]) -> Self {
        let mut naive = Self::default();
        let mut by_text: BTreeMap<String, Clipping> = BTreeMap::new();
        let rules = Rules::new(&[], &[], Path::new("nowhere")).expect("no globs");
        for root in roots {
            corpus::walk(root, &rules, &mut |met| {
                if let Met::File(corpus::Seen { path, ignored: None, .. }) = met {
                    read_file(&path, &mut by_text);
                }
            });
        }
        let mut stemmers: HashMap<String, Stemmer> = HashMap::new();
        let mut vocabulary = BTreeSet::new();
        for clipping in by_text.into_values() {
            let analysis = clipping.analysis().to_owned();
            let stemmer = stemmers.entry(analysis.clone()).or_insert_with(|| Stemmer::of(&analysis));
            let seen = naive.see(&clipping, analysis, stemmer, &mut vocabulary);
            naive.articles.push(seen);
        }
        naive.vocabulary = vocabulary.into_iter().collect();
        naive.identify(&Canon::default());
        naive
    }

    /// Gives everybody who they are by the evidence and an authority file.
    pub fn identify(&mut self, canon: &Canon) {
        let day =
            |(from, to): (Date, Date)| (timeline::day(to) - timeline::day(from) <= 31).then(|| timeline::day(from));
        let told = |(seen, number): (&Seen, u64)| {
            let others = [Field::Organisations, Field::Places].iter().flat_map(|field| seen.own[field].clone());
            (number, seen.days.and_then(day), seen.people.clone(), others.collect())
        };
        let census = Census::of(&self.articles.iter().zip(0..).map(told).collect::<Vec<_>>());
        let numbers: HashMap<&str, u64> = self.articles.iter().map(|seen| seen.id.as_str()).zip(0..).collect();
        let identity = Identity::of(&evidence::find(&census), canon, |id| numbers.get(id).copied());
        let mut articles = std::mem::take(&mut self.articles);
        for (seen, number) in articles.iter_mut().zip(0..) {
            for field in [Field::People, Field::Organisations, Field::Topics, Field::Places] {
                let heads: BTreeSet<&str> = seen.own[&field].iter().map(|key| identity.head_in(number, key)).collect();
                let listed = heads.into_iter().filter(|head| !identity.is_hidden(head));
                seen.values.insert(field, listed.map(|head| self.number(head)).collect());
            }
        }
        self.articles = articles;
    }

    fn see(
        &mut self,
        clipping: &Clipping,
        analysis: String,
        stemmer: &mut Stemmer,
        words: &mut BTreeSet<String>,
    ) -> Seen {
        let mut texts = Vec::new();
        for (field, text) in clipping.article.slots() {
            let stems = stems(text, stemmer, &mut |word| {
                if askable(word) && !words.contains(word) {
                    words.insert(word.to_owned());
                }
            });
            let stems = stems.iter().map(|stem| self.number(&format!("{analysis}:{stem}"))).collect();
            texts.push((of_text(field), stems));
        }
        let (mut values, mut own) = (BTreeMap::new(), BTreeMap::new());
        for facet in schema::facets() {
            own.insert(facet, clipping.values(facet).into_iter().map(str::to_owned).collect());
            values.insert(facet, clipping.values(facet).into_iter().map(|value| self.number(value)).collect());
        }
        let days = clipping.article.published.as_ref().map(|published| (published.moment.from, published.moment.to));
        Seen {
            id: clipping.id.clone(),
            path: clipping.path.clone(),
            record: clipping.record,
            texts,
            analysis,
            values,
            own,
            people: clipping.subjects.people.iter().map(|person| (person.key.clone(), person.name.clone())).collect(),
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

    /// The stems of a word or phrase in the language of some article.
    fn stems_asked(&self, text: &str, analysis: &str) -> Vec<u32> {
        let stems = stems(text, &mut Stemmer::for_article(analysis), &mut |_| {});
        stems.iter().map(|stem| self.known(&format!("{analysis}:{stem}"))).collect()
    }

    /// Whether each article answers a question.
    pub fn answering(&self, ask: &Ask) -> Vec<bool> {
        let each = |holds: &dyn Fn(&Seen) -> bool| self.articles.iter().map(holds).collect::<Vec<bool>>();
        let both = |one: Vec<bool>, two: Vec<bool>, join: fn(bool, bool) -> bool| {
            one.into_iter().zip(two).map(|(one, two)| join(one, two)).collect::<Vec<bool>>()
        };
        match ask {
            Ask::All => vec![true; self.articles.len()],
            Ask::Text(text, field) => {
                let mut asked: HashMap<&str, Vec<u32>> = HashMap::new();
                for seen in &self.articles {
                    asked.entry(&seen.analysis).or_insert_with(|| self.stems_asked(text, &seen.analysis));
                }
                each(&|seen| seen.says(&asked[&*seen.analysis], *field))
            }
            Ask::About(facet, value) => {
                let value = self.known(value);
                each(&|seen| seen.values[facet].contains(&value))
            }
            Ask::Year(year) => {
                each(&|seen| seen.days.is_some_and(|(from, to)| from.year() == *year && to.year() == *year))
            }
            Ask::Not(inner) => self.answering(inner).into_iter().map(|holds| !holds).collect(),
            Ask::And(one, two) => both(self.answering(one), self.answering(two), |one, two| one && two),
            Ask::Or(one, two) => both(self.answering(one), self.answering(two), |one, two| one || two),
        }
    }

    /// What a request with filters on exact values finds, and every count of every facet, by the words of the contract.
    pub fn counted(&self, ask: &Ask, request: &Request) -> Counted {
        let chosen = Chosen::of(request, self);
        let answering = self.answering(ask);
        let within: Vec<&Seen> = self
            .articles
            .iter()
            .zip(answering)
            .filter(|(seen, answers)| *answers && seen.lies_between(request.since.as_deref(), request.until.as_deref()))
            .map(|(seen, _)| seen)
            .collect();
        let hits: Vec<&Seen> = within.iter().copied().filter(|seen| chosen.admits(seen)).collect();
        let mut facets = BTreeMap::new();
        for facet in schema::facets() {
            facets.insert(facet, self.facet(facet, &within, &chosen, hits.len()));
        }
        Counted {
            ids: hits.iter().map(|seen| seen.id.clone()).collect(),
            undated: hits.iter().filter(|seen| seen.days.is_none()).count() as u64,
            days: hits.iter().filter_map(|seen| seen.days).collect(),
            facets,
        }
    }

    fn facet(&self, facet: Field, within: &[&Seen], chosen: &Chosen, total: usize) -> BTreeMap<String, u64> {
        let excluded = chosen.excluded.get(&facet).cloned().unwrap_or_default();
        // The facet's own included values give way to the value that is counted; everything else stays.
        let instead = Chosen { included: without(&chosen.included, facet), excluded: chosen.excluded.clone() };
        let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
        for seen in within.iter().filter(|seen| instead.admits(seen)) {
            for value in seen.values[&facet].iter().filter(|value| !excluded.contains(value)) {
                *counts.entry(*value).or_default() += 1;
            }
        }
        for value in chosen.included.get(&facet).into_iter().flatten() {
            counts.entry(*value).or_default();
        }
        // What an exclusion takes away is what comes back without it.
        for value in &excluded {
            let mut relaxed = chosen.clone();
            relaxed.excluded.entry(facet).or_default().remove(value);
            let back = within.iter().filter(|seen| relaxed.admits(seen)).count() - total;
            counts.insert(*value, back as u64);
        }
        // A value no article of the archive has is none.
        counts.remove(&u32::MAX);
        counts.into_iter().map(|(value, count)| (self.names[value as usize].clone(), count)).collect()
    }
}

/// What brute force counted.
pub struct Counted {
    pub ids: BTreeSet<String>,
    pub undated: u64,
    pub days: Vec<(Date, Date)>,
    pub facets: BTreeMap<Field, BTreeMap<String, u64>>,
}

#[derive(Clone)]
struct Chosen {
    included: BTreeMap<Field, BTreeSet<u32>>,
    excluded: BTreeMap<Field, BTreeSet<u32>>,
}

fn without(chosen: &BTreeMap<Field, BTreeSet<u32>>, facet: Field) -> BTreeMap<Field, BTreeSet<u32>> {
    chosen.iter().filter(|(field, _)| **field != facet).map(|(field, values)| (*field, values.clone())).collect()
}

impl Chosen {
    fn of(request: &Request, naive: &Naive) -> Self {
        let mut chosen = Self { included: BTreeMap::new(), excluded: BTreeMap::new() };
        for filter in &request.filters {
            let side = if filter.exclude { &mut chosen.excluded } else { &mut chosen.included };
            side.entry(filter.field).or_default().insert(naive.known(&filter.value));
        }
        chosen
    }

    fn admits(&self, seen: &Seen) -> bool {
        let has = |facet: &Field, values: &BTreeSet<u32>| seen.values[facet].iter().any(|value| values.contains(value));
        self.included.iter().all(|(facet, values)| has(facet, values))
            && !self.excluded.iter().any(|(facet, values)| has(facet, values))
    }
}

impl Seen {
    fn says(&self, stems: &[u32], field: Option<Field>) -> bool {
        let looked_in = self.texts.iter().filter(|(of, _)| field.is_none_or(|field| field == *of));
        looked_in.into_iter().any(|(_, words)| words.windows(stems.len()).any(|words| words == stems))
    }

    fn lies_between(&self, since: Option<&str>, until: Option<&str>) -> bool {
        let date = |text: &str| text.parse::<Date>().expect("a date");
        let (since, until) = (since.map(date), until.map(date));
        match self.days {
            None => since.is_none() && until.is_none(),
            Some((from, to)) => since.is_none_or(|since| since <= from) && until.is_none_or(|until| to <= until),
        }
    }
}

fn read_file(path: &str, by_text: &mut BTreeMap<String, Clipping>) {
    let read = corpus::read(Path::new(path), &How::default(), &mut |item| {
        let Item::Record(record) = item else { return Flow::Continue(()) };
        if let Ok(clipping) = filing::clip(*record, path, names::subjects) {
            let key = |clipping: &Clipping| (clipping.id.clone(), clipping.path.clone(), clipping.record);
            let text = clipping::text_digest(&clipping.article);
            if by_text.get(&text).is_none_or(|standing| key(&clipping) < key(standing)) {
                by_text.insert(text, clipping);
            }
        }
        Flow::Continue(())
    });
    read.expect("a file that can be read");
}

fn stems(text: &str, stemmer: &mut Stemmer, each: &mut dyn FnMut(&str)) -> Vec<String> {
    let (mut words, mut stems) = (Words::new(text), Vec::new());
    while words.advance().is_some() {
        each(words.folded());
        stems.push(stemmer.stem(words.folded()).to_owned());
    }
    stems
}

fn of_text(field: Slot) -> Field {
    match field {
        Slot::Title => Field::Title,
        Slot::Standfirst => Field::Standfirst,
        Slot::Caption(_) => Field::Captions,
        Slot::Body => Field::Body,
    }
}

/// Plain words: what could be read as an operator is asked for elsewhere.
fn askable(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase()) && !matches!(word, "same" | "sentence")
}

/// A question that prints itself in the query language.
#[derive(Debug, Clone)]
pub enum Ask {
    All,
    /// A word, or words side by side, perhaps in one field.
    Text(String, Option<Field>),
    /// A value exactly.
    About(Field, String),
    Year(i16),
    Not(Box<Ask>),
    And(Box<Ask>, Box<Ask>),
    Or(Box<Ask>, Box<Ask>),
}

impl Ask {
    /// A question by chance, so many operators deep at the most.
    pub fn by_chance(naive: &Naive, dice: &mut Dice, depth: usize) -> Self {
        let inner = |dice: &mut Dice| Box::new(Self::by_chance(naive, dice, depth - 1));
        match dice.roll(if depth == 0 { 6 } else { 10 }) {
            0 => Ask::All,
            1..=2 => Ask::Text(dice.pick(&naive.vocabulary).clone(), None),
            3 => Ask::Text(dice.pick(&naive.vocabulary).clone(), Some(*dice.pick(&[Field::Title, Field::Body]))),
            4 => {
                let facet = *dice.pick(&[Field::Places, Field::Topics, Field::People]);
                naive.value(facet, dice).map_or(Ask::All, |value| Ask::About(facet, value))
            }
            5 => naive.day(dice).map_or(Ask::All, |day| Ask::Year(day.year())),
            6 => Ask::Not(inner(dice)),
            7 => Ask::And(inner(dice), inner(dice)),
            _ => Ask::Or(inner(dice), inner(dice)),
        }
    }
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ask::All => f.write_str("*"),
            Ask::Text(text, field) => {
                let field = field.map_or(String::new(), |field| format!("{}:", field.asked()));
                if text.contains(' ') { write!(f, "{field}\"{text}\"") } else { write!(f, "{field}{text}") }
            }
            Ask::About(facet, value) => write!(f, "{}:=\"{value}\"", facet.asked()),
            Ask::Year(year) => write!(f, "date:{year}"),
            Ask::Not(inner) => write!(f, "NOT ({inner})"),
            Ask::And(one, two) => write!(f, "({one}) ({two})"),
            Ask::Or(one, two) => write!(f, "(({one}) OR ({two}))"),
        }
    }
}
