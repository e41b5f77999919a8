//! The texts the tagger learns from: each set with its own marks for names, made into articles of plain text with spans.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use morgue::enrich::entities::span::Kind;

/// A name in a text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

/// A text with its names, and the guidelines it was marked by: 0 is ours, others have features of their own.
#[derive(Debug, Clone)]
pub struct Text {
    pub text: String,
    pub names: Vec<Name>,
    pub guidelines: u64,
    /// Where the runs begin that teach nobody.
    pub unsure: HashSet<usize>,
}

/// A sentence: words with what they are part of.
type Sentence = Vec<(String, Tag)>;

/// What a word is part of, and whether a name begins with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tag {
    kind: Option<Kind>,
    begins: bool,
}

const NO_NAME: Tag = Tag { kind: None, begins: false };

/// How a set's sentences are written when they are copied for headlines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dress {
    AsIs,
    Capitals,
    Headline,
}

/// All labelled sets below this folder.
pub fn labelled(
    train: &Path,
    countries: &HashSet<String>,
    demonyms: &HashSet<String>,
) -> Vec<Text> {
    let mut texts = Vec::new();
    let gmb = clean_gmb(gmb_sentences(&train.join("gmb.csv")), countries, demonyms);
    texts.extend(articles(&gmb, 0));
    let sets: [(&str, u64, char); 4] = [
        ("wikigold", 1, ' '),
        ("crossner-politics", 2, '\t'),
        ("btc", 3, '\t'),
        ("wnut17", 3, '\t'),
    ];
    for (set, guidelines, separator) in sets {
        texts.extend(articles(&columns(&train.join(set), separator), guidelines));
    }
    texts
}

/// Words that GMB marks as peoples, and hardly ever as places.
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
        Some("per") => Some(Kind::Person),
        Some("geo" | "gpe") => Some(Kind::Place),
        Some("org") => Some(Kind::Organisation),
        Some("art" | "eve" | "nat") => Some(Kind::Other),
        _ => None,
    };
    let tag = |tag: &str| Tag { kind: kind(tag), begins: tag.starts_with("B-") };
    raw_gmb(path)
        .into_iter()
        .map(|sentence| sentence.into_iter().map(|(word, label)| (word, tag(&label))).collect())
        .collect()
}

/// Forms of address and offices that GMB takes into the name.
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

/// Brings the Groningen Meaning Bank to our guidelines: titles are no part of a name, a people is no place.
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

fn clean_name(name: &mut [(String, Tag)], countries: &HashSet<String>, demonyms: &HashSet<String>) {
    let Some(kind) = name[0].1.kind else { return };
    let whole = name.iter().map(|(word, _)| word.to_lowercase()).collect::<Vec<_>>().join(" ");
    match kind {
        Kind::Person => {
            let titles = name
                .iter()
                .take_while(|(word, _)| TITLES.contains(&word.to_lowercase().as_str()))
                .count();
            name[..titles].iter_mut().for_each(|(_, tag)| *tag = NO_NAME);
            if let Some((_, tag)) = name.get_mut(titles) {
                tag.begins = true;
            }
            if demonyms.contains(&whole)
                || matches!(whole.as_str(), "sunni" | "shi'ite" | "western" | "roman catholic")
            {
                name.iter_mut().for_each(|(_, tag)| tag.kind = Some(Kind::Other));
            }
        }
        Kind::Place
            if !countries.contains(&whole)
                && (demonyms.contains(&whole) || names_a_people(&whole)) =>
        {
            name.iter_mut().for_each(|(_, tag)| tag.kind = Some(Kind::Other));
        }
        Kind::Organisation if countries.contains(&whole) => {
            name.iter_mut().for_each(|(_, tag)| tag.kind = Some(Kind::Place));
        }
        _ => {}
    }
}

/// Whether a word ends as the names of peoples do, many at once: "Panamanians". In a set that marks peoples as places
/// few that end so are places.
fn names_a_people(word: &str) -> bool {
    !word.contains(' ')
        && ["ians", "eans", "lese", "nese", "gans", "bans", "cans", "tanis", "raqis", "raelis"]
            .iter()
            .any(|end| word.ends_with(end))
}

/// A folder of files with a word and a tag a line, in any of the ways such sets are written.
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
        let mut before: Option<Kind> = None;
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
                sentence.push((word.to_string(), Tag { kind, begins }));
            }
        }
    }
    sentences
}

fn column_kind(label: &str) -> Option<Kind> {
    match label.split_once('-')?.1.to_lowercase().as_str() {
        "per" | "person" | "politician" => Some(Kind::Person),
        "loc" | "location" | "country" => Some(Kind::Place),
        "org" | "organisation" | "organization" | "corporation" | "group" | "politicalparty" => {
            Some(Kind::Organisation)
        }
        _ => Some(Kind::Other),
    }
}

/// Sentences side by side that speak of the same are one article; and copies of some in the dress of headlines.
fn articles(sentences: &[Sentence], guidelines: u64) -> Vec<Text> {
    let mut texts = Vec::new();
    let mut article: Vec<&Sentence> = Vec::new();
    for sentence in sentences {
        let related =
            article.iter().rev().take(4).any(|earlier| share_a_capital(earlier, sentence));
        if !(related || article.len() < 2) || article.len() >= 25 {
            texts.push(write(&article, Dress::AsIs, guidelines));
            article.clear();
        }
        article.push(sentence);
    }
    texts.push(write(&article, Dress::AsIs, guidelines));
    for (number, sentence) in sentences.iter().enumerate() {
        match number % 33 {
            7 => texts.push(write(&[sentence], Dress::Capitals, guidelines)),
            18 => texts.push(write(&[sentence], Dress::Headline, guidelines)),
            _ => {}
        }
    }
    texts
}

fn share_a_capital(one: &Sentence, other: &Sentence) -> bool {
    let capitals = |sentence: &Sentence| -> HashSet<String> {
        let named = sentence.iter().filter(|(word, tag)| tag.kind.is_some() && word.len() > 3);
        named.map(|(word, _)| word.chars().take(5).collect()).collect()
    };
    !capitals(one).is_disjoint(&capitals(other))
}

/// Small words that a headline leaves small.
const SMALL: &[&str] = &[
    "of", "the", "and", "for", "in", "on", "at", "to", "a", "an", "by", "as", "or", "from", "with",
];

fn dressed(word: &str, at: usize, dress: Dress) -> String {
    match dress {
        Dress::AsIs => word.to_string(),
        Dress::Capitals => word.to_uppercase(),
        Dress::Headline if at > 0 && SMALL.contains(&word) => word.to_string(),
        Dress::Headline => {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
                .unwrap_or_default()
        }
    }
}

/// Writes sentences as running text: words joined as they are printed, two sentences to a paragraph.
fn write(sentences: &[&Sentence], dress: Dress, guidelines: u64) -> Text {
    let (mut text, mut names) = (String::new(), Vec::<Name>::new());
    for (number, sentence) in sentences.iter().enumerate() {
        if number > 0 {
            text.push_str(if number % 2 == 0 { "\n\n" } else { " " });
        }
        let (mut glue, mut quoted) = (true, false);
        for (at, (word, tag)) in sentence.iter().enumerate() {
            let word = match word.as_str() {
                "``" | "''" => "\"",
                "-LRB-" => "(",
                "-RRB-" => ")",
                other => other,
            };
            let closes_quote = word == "\"" && quoted;
            quoted ^= word == "\"";
            let tight = matches!(word, "." | "," | ";" | ":" | "?" | "!" | ")" | "]" | "%" | "n't")
                || closes_quote
                || word.starts_with('\'') && word.len() <= 3;
            if !glue && !tight {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(&dressed(word, at, dress));
            glue = matches!(word, "(" | "[" | "$" | "#") || (word == "\"" && !closes_quote);
            let Some(kind) = tag.kind else { continue };
            match names.last_mut().filter(|name| !tag.begins && name.kind == kind) {
                Some(name) => name.end = text.len(),
                None => names.push(Name { start, end: text.len(), kind }),
            }
        }
    }
    Text { text, names, guidelines, unsure: HashSet::new() }
}

/// Texts without labels: news that may train.
pub fn unlabelled(data: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    let articles =
        fs::File::open(data.join("articles.jsonl.zst")).expect("articles.jsonl.zst is there");
    let lines = zstd::decode_all(articles).expect("zstd");
    for line in String::from_utf8_lossy(&lines).lines() {
        let Ok(article) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        let field = |name: &str| article[name].as_str().unwrap_or_default().to_string();
        texts.push(format!("{}\n\n{}", field("title"), field("content_original")));
    }
    for file in ["wikinews_2019.csv", "wikinews_2020.csv"] {
        let mut reader =
            csv::Reader::from_path(data.join("wikinews").join(file)).expect("wikinews is there");
        for row in reader.records().filter_map(|row| row.ok()) {
            texts.push(format!("{}\n\n{}", &row[2], &row[3]));
        }
    }
    texts.extend(reuters(&data.join("reuters21578")));
    texts
}

/// The stories of Reuters-21578: title and body, lines joined to paragraphs.
fn reuters(folder: &Path) -> Vec<String> {
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("reuters21578 is there").flatten().map(|f| f.path()).collect();
    files.sort();
    let mut texts = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "sgm")) {
        let bytes = fs::read(file).expect("reads");
        let all: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        for story in all.split("<REUTERS").skip(1) {
            let part = |tag: &str| {
                let from = story.find(&format!("<{tag}>")).map(|at| at + tag.len() + 2);
                from.and_then(|from| {
                    story[from..].find(&format!("</{tag}>")).map(|to| &story[from..from + to])
                })
            };
            let Some(body) = part("BODY") else { continue };
            let paragraphs = body
                .split("\n    ")
                .map(|lines| lines.split_whitespace().collect::<Vec<_>>().join(" "));
            let body = paragraphs.collect::<Vec<_>>().join("\n\n");
            let text = format!(
                "{}\n\n{} {body}",
                part("TITLE").unwrap_or_default(),
                part("DATELINE").unwrap_or_default().trim()
            );
            texts.push(text.replace("&lt;", "<").replace("&amp;", "&").replace("&gt;", ">"));
        }
    }
    texts
}
