//! How well one-word names find the person they mean, by the coreference of the GUM corpus: every name of a person is
//! given as a span, and the people made of them are held against the corpus's own.

#![allow(clippy::indexing_slicing, clippy::string_slice)]

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use morgue::article::{Article, Slot};
use morgue::entity::Person;
use morgue::names::people;
use morgue::names::span::{Kind, Span};

/// What became of the one-word names of some articles.
#[derive(Debug, Clone, Copy, Default)]
pub struct Resolution {
    /// Articles read.
    pub articles: usize,
    /// Names of people in them.
    pub names: usize,
    /// Those of one word.
    pub one_word: usize,
    /// One-word names whose person is named more fully somewhere in the article.
    pub resolvable: usize,
    /// Resolvable names that stand with the fullest name of their person.
    pub right: usize,
    /// Resolvable names that stand with a longer name of anybody: right or wrong, not alone.
    pub joined: usize,
    /// Names, of any length, that stand with the fullest name of somebody else.
    pub false_merges: usize,
}

impl Resolution {
    /// The share of resolvable names that are right.
    pub fn accuracy(&self) -> f64 {
        self.right as f64 / self.resolvable.max(1) as f64
    }

    /// The share of resolvable names that were given somebody's longer name.
    pub fn coverage(&self) -> f64 {
        self.joined as f64 / self.resolvable.max(1) as f64
    }

    /// Two counts added up.
    pub fn and(self, other: Self) -> Self {
        Self {
            articles: self.articles + other.articles,
            names: self.names + other.names,
            one_word: self.one_word + other.one_word,
            resolvable: self.resolvable + other.resolvable,
            right: self.right + other.right,
            joined: self.joined + other.joined,
            false_merges: self.false_merges + other.false_merges,
        }
    }
}

/// A name of a person in the corpus: its bytes, its words, and whose it is.
struct Gold {
    start: usize,
    end: usize,
    words: usize,
    cluster: String,
}

/// The resolution of all articles of the corpus in `data`.
pub fn gum(data: &Path) -> Resolution {
    gum_by(data, |_| true)
}

/// The resolution of the articles that `wanted` picks, by their number in the order of their file names.
pub fn gum_by(data: &Path, wanted: impl Fn(usize) -> bool) -> Resolution {
    let mut files: Vec<_> = std::fs::read_dir(data.join("coref"))
        .map(|folder| folder.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "conllu"));
    files.sort();
    let chosen = files.into_iter().enumerate().filter(|(number, _)| wanted(*number));
    chosen
        .filter_map(|(_, path)| std::fs::read_to_string(path).ok())
        .map(|text| resolution(&text))
        .fold(Resolution::default(), Resolution::and)
}

/// The resolution of one article in CoNLL-U.
pub fn resolution(conllu: &str) -> Resolution {
    let (text, gold) = read(conllu);
    // The first paragraph is the headline, where the corpus says so.
    let head = conllu.lines().find(|line| line.starts_with("# newpar_block")).is_some_and(|line| line.contains("head"));
    let cut = text.find("\n\n").filter(|_| head);
    let (title, body) = cut.map_or(("", text.as_str()), |at| (&text[..at], &text[at + 2..]));
    let article = Article { title: title.into(), body: body.into(), ..Article::default() };
    let span = |name: &Gold| {
        let (slot, before) = match cut {
            Some(at) if name.end <= at => (Slot::Title, 0),
            Some(at) => (Slot::Body, at + 2),
            None => (Slot::Body, 0),
        };
        Span { slot, start: name.start - before, end: name.end - before, kind: Kind::Person, confidence: 1.0 }
    };
    let spans: Vec<Span> = gold.iter().map(span).collect();
    judge(&people::resolve(&article, &spans), &gold, &spans)
}

/// Which person each name of the corpus was put with, against whose it is.
fn judge(people: &[Person], gold: &[Gold], spans: &[Span]) -> Resolution {
    let mut by_place: HashMap<usize, usize> = HashMap::new();
    for (number, person) in people.iter().enumerate() {
        for mention in &person.mentions {
            let within =
                |span: &Span| span.slot == mention.slot && span.start <= mention.start && mention.end <= span.end;
            let name = spans.iter().position(within);
            by_place.extend(name.map(|name| (name, number)));
        }
    }
    let mut fullest: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, name) in gold.iter().enumerate() {
        let known = fullest.entry(&name.cluster).or_insert(number);
        if name.words > gold[*known].words {
            *known = number;
        }
    }
    let mut made = Resolution { articles: 1, names: gold.len(), ..Resolution::default() };
    for (number, name) in gold.iter().enumerate() {
        let own = fullest[name.cluster.as_str()];
        let person = by_place.get(&number);
        let with = |other: usize| person.is_some() && person == by_place.get(&other);
        let longer = |other: usize| gold[other].words > 1 && gold[other].cluster != name.cluster;
        let others = fullest.values().copied().filter(|&other| longer(other) && with(other)).count();
        made.false_merges += usize::from(others > 0 && !(with(own) && gold[own].words > 1));
        if name.words > 1 {
            continue;
        }
        made.one_word += 1;
        if gold[own].words > 1 {
            made.resolvable += 1;
            made.right += usize::from(with(own));
            made.joined += usize::from(with(own) || others > 0);
        }
    }
    made
}

/// A word of the corpus.
struct Token<'t> {
    form: &'t str,
    is_name: bool,
    start: usize,
    end: usize,
}

/// The text of an article and the names of people in it, outermost entities that are names, in reading order.
fn read(conllu: &str) -> (String, Vec<Gold>) {
    let mut body = String::new();
    let mut gold: Vec<Gold> = Vec::new();
    let mut sentence: Vec<Token> = Vec::new();
    let mut open: Vec<(String, String, usize)> = Vec::new();
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for line in conllu.lines().chain([""]) {
        if line.starts_with("# newpar") && !body.is_empty() && !line.contains("block") {
            body.truncate(body.trim_end().len());
            body.push_str("\n\n");
        }
        let columns: Vec<&str> = line.split('\t').collect();
        if columns.len() < 10 {
            if line.is_empty() {
                names(&sentence, &mut found, &mut gold);
                sentence.clear();
                open.clear();
            }
            continue;
        }
        // A contracted word is printed as the range "3-4"; its parts have no text of their own.
        if columns[0].contains('-') || columns[0].contains('.') {
            continue;
        }
        let (form, misc) = (columns[1], columns[9]);
        let start = body.len();
        body.push_str(form);
        sentence.push(Token { form, is_name: columns[3] == "PROPN", start, end: body.len() });
        if !misc.contains("SpaceAfter=No") {
            body.push(' ');
        }
        if let Some(marks) = misc.split('|').find_map(|part| part.strip_prefix("Entity=")) {
            brackets(marks, sentence.len() - 1, &mut open, &mut found);
        }
    }
    gold.sort_by_key(|name| name.start);
    gold.dedup_by(|next, name| next.start < name.end);
    (body, gold)
}

/// Reads "(1-person-new-…)" and "1)" at a word; entities of persons that close go to `found`.
fn brackets(marks: &str, at: usize, open: &mut Vec<(String, String, usize)>, found: &mut Vec<(usize, usize, String)>) {
    let mut rest = marks;
    while let Some(first) = rest.chars().next() {
        let end = rest.char_indices().skip(1).find(|(_, c)| matches!(c, '(' | ')')).map_or(rest.len(), |(at, _)| at);
        let inside = rest[..end].trim_start_matches('(');
        let closes = rest[end..].starts_with(')');
        let mut fields = inside.split('-');
        let (number, kind) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        if first == '(' {
            open.push((number.to_string(), kind.to_string(), at));
        }
        if closes && let Some(index) = open.iter().rposition(|(open, _, _)| open == number) {
            let (number, kind, start) = open.remove(index);
            if kind == "person" {
                found.push((start, at, number));
            }
        }
        rest = &rest[(end + usize::from(closes)).max(1).min(rest.len())..];
    }
}

/// Titles, which are no part of a name.
const TITLES: &str = "Mr.|Mr|Mrs.|Mrs|Ms.|Ms|Dr.|Dr|Prof.|Professor|President|Sir|Lord|Lady|King|Queen|Prince|Princess|General|Captain|Saint|St.|\
                      Emperor|Pope|Governor|Senator|Minister|Judge|Rabbi|Reverend|Rev.|Baron|Baroness|Count|Duke|Miss|Attorney";

fn is_title(word: &str) -> bool {
    TITLES.split('|').any(|title| title == word)
}

/// The names among the entities of a sentence: the run of proper nouns an entity opens with, behind its titles, where
/// nothing but grammar precedes it.
fn names(sentence: &[Token], found: &mut Vec<(usize, usize, String)>, gold: &mut Vec<Gold>) {
    for (start, end, cluster) in found.drain(..) {
        let tokens = &sentence[start..=end.min(sentence.len() - 1)];
        let head = tokens.iter().take_while(|token| !token.is_name || is_title(token.form)).count();
        let small = tokens[..head].iter().all(|token| {
            is_title(token.form) || matches!(token.form, "the" | "The" | "“" | "\"" | "’" | "'") || token.is_name
        });
        let name: Vec<&Token> = tokens[head..].iter().take_while(|token| token.is_name).collect();
        let behind = tokens.get(head + name.len()).map(|token| token.form);
        let ends = matches!(
            behind,
            None | Some("’s" | "'s" | "’" | "'" | "," | "(" | "”" | "\"" | "-" | "–" | "—" | "[" | ":")
        );
        let (Some(first), Some(last)) = (name.first(), name.last()) else { continue };
        if small && ends && first.form.starts_with(char::is_uppercase) {
            let words = name
                .iter()
                .filter(|token| token.form.chars().any(char::is_alphanumeric) && token.form != "Jr.")
                .count();
            gold.push(Gold { start: first.start, end: last.end, words, cluster });
        }
    }
}
