//! The GUM corpus: interviews and biographies whose every mention of a person, place or organisation is marked with
//! whom it means, and with how many of five summaries of the article name them.

#![allow(clippy::indexing_slicing, clippy::string_slice)]

use std::path::Path;

use morgue::article::{Article, Slot};

/// An article of the corpus.
#[derive(Debug, Default)]
pub struct Document {
    /// Its text.
    pub article: Article,
    /// Its mentions of people, places and organisations.
    pub marks: Vec<Mark>,
}

/// A mention of a person, place or organisation.
#[derive(Debug, Clone)]
pub struct Mark {
    /// The text it stands in.
    pub slot: Slot,
    /// First byte of it there.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// Whom it means, by a number.
    pub cluster: String,
    /// `person`, `place` or `organization`.
    pub kind: String,
    /// How many of five summaries name them.
    pub summaries: usize,
    /// The name it is, without titles; nothing where it is none.
    pub name: Option<Name>,
}

/// The name that a mention is.
#[derive(Debug, Clone)]
pub struct Name {
    /// First byte of it in its text.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// Its words.
    pub words: usize,
}

/// Every article of the corpus in `data`, in the order of their file names.
pub fn read(data: &Path) -> Vec<Document> {
    let mut files: Vec<_> = std::fs::read_dir(data.join("coref"))
        .map(|folder| folder.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "conllu"));
    files.sort();
    files
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .map(|text| document(&text))
        .collect()
}

/// A word.
struct Token<'t> {
    form: &'t str,
    is_name: bool,
    start: usize,
    end: usize,
}

/// A mention by its words.
struct Entity {
    cluster: String,
    kind: String,
    summaries: usize,
    first: usize,
    last: usize,
}

/// One article in CoNLL-U.
fn document(conllu: &str) -> Document {
    let (text, tokens, entities) = parse(conllu);
    // The first paragraph is the headline, where the corpus says so.
    let head = conllu
        .lines()
        .find(|line| line.starts_with("# newpar_block"))
        .is_some_and(|line| line.contains("head"));
    let cut = text.find("\n\n").filter(|_| head);
    let (title, body) =
        cut.map_or(("", text.as_str()), |at| (text[..at].trim_end(), &text[at + 2..]));
    let article = Article { title: title.into(), body: body.into(), ..Article::default() };
    let mark = |entity: Entity| {
        let words = &tokens[entity.first..=entity.last];
        let (start, end) = (words[0].start, words[words.len() - 1].end);
        let (slot, before) = match cut {
            Some(at) if end <= at => (Slot::Title, 0),
            Some(at) => (Slot::Body, at + 2),
            None => (Slot::Body, 0),
        };
        let name = name(words).map(|name| Name {
            start: name.start - before,
            end: name.end - before,
            ..name
        });
        let Entity { cluster, kind, summaries, .. } = entity;
        Mark { slot, start: start - before, end: end - before, cluster, kind, summaries, name }
    };
    let wanted =
        |entity: &Entity| matches!(entity.kind.as_str(), "person" | "place" | "organization");
    let marks = entities.into_iter().filter(wanted).map(mark).collect();
    Document { article, marks }
}

/// The text of an article, its words and every entity in it.
fn parse(conllu: &str) -> (String, Vec<Token<'_>>, Vec<Entity>) {
    let mut body = String::new();
    let (mut tokens, mut open, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for line in conllu.lines() {
        if line.starts_with("# newpar") && !body.is_empty() && !line.contains("block") {
            body.truncate(body.trim_end().len());
            body.push_str("\n\n");
        }
        let columns: Vec<&str> = line.split('\t').collect();
        if columns.len() < 10 {
            if line.is_empty() {
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
        tokens.push(Token { form, is_name: columns[3] == "PROPN", start, end: body.len() });
        if !misc.contains("SpaceAfter=No") {
            body.push(' ');
        }
        if let Some(marks) = misc.split('|').find_map(|part| part.strip_prefix("Entity=")) {
            brackets(marks, tokens.len() - 1, &mut open, &mut found);
        }
    }
    (body, tokens, found)
}

/// Reads "(1-person-new-sssnn-…)" and "1)" at a word; what closes goes to `found`.
fn brackets(marks: &str, at: usize, open: &mut Vec<Entity>, found: &mut Vec<Entity>) {
    let mut rest = marks;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| matches!(c, '(' | ')'))
            .map_or(rest.len(), |(at, _)| at);
        let inside: Vec<&str> = rest[..end].trim_start_matches('(').split('-').collect();
        let closes = rest[end..].starts_with(')');
        let field = |number: usize| inside.get(number).copied().unwrap_or_default().to_string();
        if first == '(' {
            let summaries = field(3).matches('s').count();
            open.push(Entity { cluster: field(0), kind: field(1), summaries, first: at, last: at });
        }
        if closes && let Some(index) = open.iter().rposition(|open| open.cluster == inside[0]) {
            found.push(Entity { last: at, ..open.remove(index) });
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

/// The name that an entity is: the run of proper nouns it opens with, behind its titles, where nothing but grammar
/// precedes it.
fn name(tokens: &[Token]) -> Option<Name> {
    let head = tokens.iter().take_while(|token| !token.is_name || is_title(token.form)).count();
    let small = tokens[..head].iter().all(|token| {
        is_title(token.form)
            || matches!(token.form, "the" | "The" | "“" | "\"" | "’" | "'")
            || token.is_name
    });
    let name: Vec<&Token> = tokens[head..].iter().take_while(|token| token.is_name).collect();
    let behind = tokens.get(head + name.len()).map(|token| token.form);
    let ends = matches!(
        behind,
        None | Some("’s" | "'s" | "’" | "'" | "," | "(" | "”" | "\"" | "-" | "–" | "—" | "[" | ":")
    );
    let (first, last) = (name.first()?, name.last()?);
    let is_word =
        |token: &&&Token| token.form.chars().any(char::is_alphanumeric) && token.form != "Jr.";
    let words = name.iter().filter(is_word).count();
    let is_name = small && ends && first.form.starts_with(char::is_uppercase);
    is_name.then_some(Name { start: first.start, end: last.end, words })
}
