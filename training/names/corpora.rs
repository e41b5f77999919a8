//! Training corpora of the tagger: reads the format of each set and makes plain text with labelled
//! spans.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use morgue::internals::enrich::entities::span::EntityKind;

/// A name in a text, by its byte range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelledName {
    pub start: usize,
    pub end: usize,
    pub kind: EntityKind,
}

/// A text with labelled names and the number of its annotation guidelines: 0 for those of this
/// project.
#[derive(Debug, Clone)]
pub struct LabelledText {
    pub text: String,
    pub names: Vec<LabelledName>,
    pub guidelines: u64,
    /// Start offsets of tokens whose label is not known.
    pub uncertain: HashSet<usize>,
}

/// Guidelines of the sets from social media.
pub const SOCIAL_MEDIA: u64 = 4;

/// Words of a sentence with their tags.
type Sentence = Vec<(String, WordTag)>;

/// Type of the name that a word belongs to, and whether the name begins with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct WordTag {
    kind: Option<EntityKind>,
    begins: bool,
}

const OUTSIDE: WordTag = WordTag { kind: None, begins: false };

/// Capitalisation of a sentence that is copied as a headline.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Casing {
    AsWritten,
    Capitals,
    Headline,
}

/// Reads all labelled sets in this folder.
pub fn labelled(
    train: &Path,
    countries: &HashSet<String>,
    demonyms: &HashSet<String>,
) -> Vec<LabelledText> {
    let mut texts = Vec::new();
    let gmb = clean_gmb(gmb_sentences(&train.join("gmb.csv")), countries, demonyms);
    texts.extend(articles(&gmb, 1));
    let sets: [(&str, u64, char); 4] = [
        ("wikigold", 2, ' '),
        ("crossner-politics", 3, '\t'),
        ("btc", SOCIAL_MEDIA, '\t'),
        ("wnut17", SOCIAL_MEDIA, '\t'),
    ];
    for (set, guidelines, separator) in sets {
        texts.extend(articles(&columns(&train.join(set), separator), guidelines));
    }
    texts
}

/// Returns words that the GMB labels as demonyms, and hardly ever as places.
pub fn gmb_demonyms(train: &Path, countries: &HashSet<String>) -> HashSet<String> {
    let mut counts = std::collections::BTreeMap::<String, (usize, usize)>::new();
    for (word, tag) in raw_gmb(&train.join("gmb.csv")).into_iter().flatten() {
        match tag.as_str() {
            "B-gpe" => counts.entry(word.to_lowercase()).or_default().0 += 1,
            "B-geo" => counts.entry(word.to_lowercase()).or_default().1 += 1,
            _ => {}
        }
    }
    let is_people = |(word, (peoples, places)): &(String, (usize, usize))| {
        *peoples >= 3 && *peoples > places * 3 && !countries.contains(word)
    };
    counts.into_iter().filter(is_people).map(|(word, _)| word).collect()
}

fn raw_gmb(path: &Path) -> Vec<Vec<(String, String)>> {
    let bytes = fs::read(path).expect("gmb.csv is there");
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let mut sentences: Vec<Vec<(String, String)>> = Vec::new();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(text.as_bytes());
    for row in reader.records().filter_map(|row| row.ok()) {
        if !row[0].is_empty() || sentences.is_empty() {
            sentences.push(Vec::new());
        }
        if let Some(sentence) = sentences.last_mut() {
            sentence.push((row[1].trim().to_string(), row[3].to_string()));
        }
    }
    sentences
}

fn gmb_sentences(path: &Path) -> Vec<Sentence> {
    let kind = |tag: &str| match tag.get(2..) {
        Some("per") => Some(EntityKind::Person),
        Some("geo" | "gpe") => Some(EntityKind::Place),
        Some("org") => Some(EntityKind::Organisation),
        Some("art" | "eve" | "nat") => Some(EntityKind::Other),
        _ => None,
    };
    let tag = |tag: &str| WordTag { kind: kind(tag), begins: tag.starts_with("B-") };
    raw_gmb(path)
        .into_iter()
        .map(|sentence| sentence.into_iter().map(|(word, label)| (word, tag(&label))).collect())
        .collect()
}

/// Titles and offices that the GMB includes in names.
const TITLES: &[&str] = &[
    "mr.",
    "mrs.",
    "ms.",
    "dr.",
    "mr",
    "mrs",
    "ms",
    "dr",
    "president",
    "prime",
    "minister",
    "vice",
    "general",
    "gen.",
    "secretary",
    "senator",
    "king",
    "queen",
    "prince",
    "chancellor",
    "pope",
    "prime",
    "secretary-general",
    "secretary",
    "lieutenant",
    "colonel",
    "major",
    "admiral",
    "judge",
    "ayatollah",
    "sheikh",
    "sheik",
    "cardinal",
    "archbishop",
    "premier",
    "governor",
    "mayor",
    "ambassador",
    "foreign",
    "defense",
    "director",
    "chief",
    "captain",
    "commander",
    "deputy",
    "attorney",
    "justice",
    "professor",
    "state",
    "of",
    "the",
    "congressman",
    "representative",
    "crown",
    "chairman",
    "leader",
    "spokesman",
    "spokeswoman",
    "sir",
    "lord",
    "princess",
    "mullah",
    "imam",
    "bishop",
    "sen.",
];

/// Converts the Groningen Meaning Bank to the guidelines of this project: titles are not part of a
/// name, and a demonym is not a place.
fn clean_gmb(
    mut sentences: Vec<Sentence>,
    countries: &HashSet<String>,
    demonyms: &HashSet<String>,
) -> Vec<Sentence> {
    for sentence in &mut sentences {
        let mut at = 0;
        while at < sentence.len() {
            let mut end = at + 1;
            while end < sentence.len()
                && sentence[end].1.kind == sentence[at].1.kind
                && !sentence[end].1.begins
            {
                end += 1;
            }
            clean_name(&mut sentence[at..end], countries, demonyms);
            at = end;
        }
    }
    sentences
}

fn clean_name(
    name: &mut [(String, WordTag)],
    countries: &HashSet<String>,
    demonyms: &HashSet<String>,
) {
    let Some(kind) = name[0].1.kind else { return };
    let whole = name.iter().map(|(word, _)| word.to_lowercase()).collect::<Vec<_>>().join(" ");
    match kind {
        EntityKind::Person => {
            let titles = name
                .iter()
                .take_while(|(word, _)| TITLES.contains(&word.to_lowercase().as_str()))
                .count();
            name[..titles].iter_mut().for_each(|(_, tag)| *tag = OUTSIDE);
            if let Some((_, tag)) = name.get_mut(titles) {
                tag.begins = true;
            }
            if demonyms.contains(&whole)
                || matches!(whole.as_str(), "sunni" | "shi'ite" | "western" | "roman catholic")
            {
                name.iter_mut().for_each(|(_, tag)| tag.kind = Some(EntityKind::Other));
            }
        }
        EntityKind::Place
            if !countries.contains(&whole)
                && (demonyms.contains(&whole) || has_demonym_ending(&whole)) =>
        {
            name.iter_mut().for_each(|(_, tag)| tag.kind = Some(EntityKind::Other));
        }
        EntityKind::Organisation if countries.contains(&whole) => {
            name.iter_mut().for_each(|(_, tag)| tag.kind = Some(EntityKind::Place));
        }
        _ => {}
    }
}

/// Returns true for words with the ending of a demonym in the plural: "Panamanians". In a set that
/// labels demonyms as places, few real places have these endings.
fn has_demonym_ending(word: &str) -> bool {
    !word.contains(' ')
        && ["ians", "eans", "lese", "nese", "gans", "bans", "cans", "tanis", "raqis", "raelis"]
            .iter()
            .any(|end| word.ends_with(end))
}

/// Reads a folder of files with a word and a tag per line, in any of the common variants.
fn columns(folder: &Path, separator: char) -> Vec<Sentence> {
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the set is there").flatten().map(|file| file.path()).collect();
    files.sort();
    let mut sentences = Vec::new();
    for file in
        files.iter().filter(|file| !file.ends_with("README.md") && !file.ends_with("LICENSE.txt"))
    {
        let text = fs::read_to_string(file).expect("text");
        let mut sentence: Sentence = Vec::new();
        let mut before: Option<EntityKind> = None;
        for line in text.lines().chain([""]) {
            let cells: Vec<&str> = line.split(separator).collect();
            if line.trim().is_empty() || line.starts_with("-DOCSTART-") {
                if !sentence.is_empty() {
                    sentences.push(std::mem::take(&mut sentence));
                }
                before = None;
                continue;
            }
            let (word, label) = (cells[0].trim(), cells[cells.len() - 1].trim());
            let kind = column_kind(label);
            let begins = kind.is_some() && (label.starts_with("B-") || before != kind);
            before = kind;
            if !word.is_empty() {
                sentence.push((word.to_string(), WordTag { kind, begins }));
            }
        }
    }
    sentences
}

fn column_kind(label: &str) -> Option<EntityKind> {
    match label.split_once('-')?.1.to_lowercase().as_str() {
        "per" | "person" | "politician" => Some(EntityKind::Person),
        "loc" | "location" | "country" => Some(EntityKind::Place),
        "org" | "organisation" | "organization" | "corporation" | "group" | "politicalparty" => {
            Some(EntityKind::Organisation)
        }
        _ => Some(EntityKind::Other),
    }
}

/// Joins consecutive sentences that share names to articles, and adds copies of some in the
/// capitalisation of headlines.
fn articles(sentences: &[Sentence], guidelines: u64) -> Vec<LabelledText> {
    let mut texts = Vec::new();
    let mut article: Vec<&Sentence> = Vec::new();
    for sentence in sentences {
        let related = article.iter().rev().take(4).any(|earlier| share_a_name(earlier, sentence));
        if !(related || article.len() < 2) || article.len() >= 25 {
            texts.push(write(&article, Casing::AsWritten, guidelines));
            article.clear();
        }
        article.push(sentence);
    }
    texts.push(write(&article, Casing::AsWritten, guidelines));
    for (number, sentence) in sentences.iter().enumerate() {
        match number % 33 {
            7 => texts.push(write(&[sentence], Casing::Capitals, guidelines)),
            18 => texts.push(write(&[sentence], Casing::Headline, guidelines)),
            _ => {}
        }
    }
    texts
}

fn share_a_name(one: &Sentence, other: &Sentence) -> bool {
    let capitals = |sentence: &Sentence| -> HashSet<String> {
        let named = sentence.iter().filter(|(word, tag)| tag.kind.is_some() && word.len() > 3);
        named.map(|(word, _)| word.chars().take(5).collect()).collect()
    };
    !capitals(one).is_disjoint(&capitals(other))
}

/// Words that stay lowercase in a headline.
const HEADLINE_LOWERCASE: &[&str] = &[
    "of", "the", "and", "for", "in", "on", "at", "to", "a", "an", "by", "as", "or", "from", "with",
];

fn apply_casing(word: &str, at: usize, casing: Casing) -> String {
    match casing {
        Casing::AsWritten => word.to_string(),
        Casing::Capitals => word.to_uppercase(),
        Casing::Headline if at > 0 && HEADLINE_LOWERCASE.contains(&word) => word.to_string(),
        Casing::Headline => {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
                .unwrap_or_default()
        }
    }
}

/// Formats sentences as running text with two sentences to a paragraph.
fn write(sentences: &[&Sentence], casing: Casing, guidelines: u64) -> LabelledText {
    let (mut text, mut names) = (String::new(), Vec::<LabelledName>::new());
    for (number, sentence) in sentences.iter().enumerate() {
        if number > 0 {
            text.push_str(if number % 2 == 0 { "\n\n" } else { " " });
        }
        let (mut attaches_next, mut quoted) = (true, false);
        for (at, (word, tag)) in sentence.iter().enumerate() {
            let word = match word.as_str() {
                "``" | "''" => "\"",
                "-LRB-" => "(",
                "-RRB-" => ")",
                other => other,
            };
            let closes_quote = word == "\"" && quoted;
            quoted ^= word == "\"";
            let attaches_left =
                matches!(word, "." | "," | ";" | ":" | "?" | "!" | ")" | "]" | "%" | "n't")
                    || closes_quote
                    || word.starts_with('\'') && word.len() <= 3;
            if !attaches_next && !attaches_left {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(&apply_casing(word, at, casing));
            attaches_next =
                matches!(word, "(" | "[" | "$" | "#") || (word == "\"" && !closes_quote);
            let Some(kind) = tag.kind else { continue };
            match names.last_mut().filter(|name| !tag.begins && name.kind == kind) {
                Some(name) => name.end = text.len(),
                None => names.push(LabelledName { start, end: text.len(), kind }),
            }
        }
    }
    LabelledText { text, names, guidelines, uncertain: HashSet::new() }
}
