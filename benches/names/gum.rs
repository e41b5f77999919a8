//! Reader for the GUM corpus: interviews and biographies in which every mention of a person, place
//! or organisation is annotated with its entity, and with the number of summaries out of five that
//! mention it.

#![allow(clippy::indexing_slicing, clippy::string_slice)]

use std::path::Path;

use morgue::internals::article::{Article, Slot};

/// An article of the corpus.
#[derive(Debug, Default)]
pub struct GumDocument {
    /// The article.
    pub article: Article,
    /// Its mentions of people, places and organisations.
    pub mentions: Vec<GumMention>,
}

/// A mention of a person, place or organisation.
#[derive(Debug, Clone)]
pub struct GumMention {
    /// The text that contains it.
    pub slot: Slot,
    /// Byte offset of the mention.
    pub start: usize,
    /// Byte offset after the mention.
    pub end: usize,
    /// Number of the entity.
    pub cluster: String,
    /// `person`, `place` or `organization`.
    pub kind: String,
    /// Number of summaries, out of five, that mention the entity.
    pub summaries: usize,
    /// The name in the mention without titles; `None` if it is not a name.
    pub name: Option<GumName>,
}

/// A name in a mention.
#[derive(Debug, Clone)]
pub struct GumName {
    /// Byte offset of the name in its text.
    pub start: usize,
    /// Byte offset after the name.
    pub end: usize,
    /// Number of words.
    pub words: usize,
}

/// Reads every article of the corpus in `data`, in the order of file names.
pub fn read(data: &Path) -> Vec<GumDocument> {
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
struct GumToken<'t> {
    form: &'t str,
    is_name: bool,
    start: usize,
    end: usize,
}

/// An entity mention by the indexes of its words.
struct GumEntity {
    cluster: String,
    kind: String,
    summaries: usize,
    first: usize,
    last: usize,
}

/// Parses an article in CoNLL-U.
fn document(conllu: &str) -> GumDocument {
    let (text, tokens, entities) = parse(conllu);
    // The first paragraph is the headline if the corpus marks it.
    let head = conllu
        .lines()
        .find(|line| line.starts_with("# newpar_block"))
        .is_some_and(|line| line.contains("head"));
    let cut = text.find("\n\n").filter(|_| head);
    let (title, body) =
        cut.map_or(("", text.as_str()), |at| (text[..at].trim_end(), &text[at + 2..]));
    let article = Article { title: title.into(), body: body.into(), ..Article::default() };
    let mention = |entity: GumEntity| {
        let words = &tokens[entity.first..=entity.last];
        let (start, end) = (words[0].start, words[words.len() - 1].end);
        let (slot, body_start) = match cut {
            Some(at) if end <= at => (Slot::Title, 0),
            Some(at) => (Slot::Body, at + 2),
            None => (Slot::Body, 0),
        };
        let name = name(words).map(|name| GumName {
            start: name.start - body_start,
            end: name.end - body_start,
            ..name
        });
        let GumEntity { cluster, kind, summaries, .. } = entity;
        GumMention {
            slot,
            start: start - body_start,
            end: end - body_start,
            cluster,
            kind,
            summaries,
            name,
        }
    };
    let is_relevant =
        |entity: &GumEntity| matches!(entity.kind.as_str(), "person" | "place" | "organization");
    let mentions = entities.into_iter().filter(is_relevant).map(mention).collect();
    GumDocument { article, mentions }
}

/// Parses the text, words and entity mentions of an article.
fn parse(conllu: &str) -> (String, Vec<GumToken<'_>>, Vec<GumEntity>) {
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
        // A contracted word has a line for its range "3-4"; its parts have no text of their own.
        if columns[0].contains('-') || columns[0].contains('.') {
            continue;
        }
        let (form, misc) = (columns[1], columns[9]);
        let start = body.len();
        body.push_str(form);
        tokens.push(GumToken { form, is_name: columns[3] == "PROPN", start, end: body.len() });
        if !misc.contains("SpaceAfter=No") {
            body.push(' ');
        }
        if let Some(mentions) = misc.split('|').find_map(|part| part.strip_prefix("Entity=")) {
            parse_brackets(mentions, tokens.len() - 1, &mut open, &mut found);
        }
    }
    (body, tokens, found)
}

/// Parses "(1-person-new-sssnn-…)" and "1)" at a word; closed mentions go to `found`.
fn parse_brackets(
    mentions: &str,
    at: usize,
    open: &mut Vec<GumEntity>,
    found: &mut Vec<GumEntity>,
) {
    let mut rest = mentions;
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
            open.push(GumEntity {
                cluster: field(0),
                kind: field(1),
                summaries,
                first: at,
                last: at,
            });
        }
        if closes && let Some(index) = open.iter().rposition(|open| open.cluster == inside[0]) {
            found.push(GumEntity { last: at, ..open.remove(index) });
        }
        rest = &rest[(end + usize::from(closes)).max(1).min(rest.len())..];
    }
}

/// Titles, which are not part of a name.
const TITLES: &str = "Mr.|Mr|Mrs.|Mrs|Ms.|Ms|Dr.|Dr|Prof.|Professor|President|Sir|Lord|Lady|King|Queen|Prince|Princess|General|Captain|Saint|St.|\
                      Emperor|Pope|Governor|Senator|Minister|Judge|Rabbi|Reverend|Rev.|Baron|Baroness|Count|Duke|Miss|Attorney";

fn is_title(word: &str) -> bool {
    TITLES.split('|').any(|title| title == word)
}

/// Returns the name in a mention: the run of proper nouns at its beginning, after titles and
/// function words.
fn name(tokens: &[GumToken]) -> Option<GumName> {
    let head = tokens.iter().take_while(|token| !token.is_name || is_title(token.form)).count();
    let has_only_function_words = tokens[..head].iter().all(|token| {
        is_title(token.form)
            || matches!(token.form, "the" | "The" | "“" | "\"" | "’" | "'")
            || token.is_name
    });
    let name: Vec<&GumToken> = tokens[head..].iter().take_while(|token| token.is_name).collect();
    let after = tokens.get(head + name.len()).map(|token| token.form);
    let is_complete = matches!(
        after,
        None | Some("’s" | "'s" | "’" | "'" | "," | "(" | "”" | "\"" | "-" | "–" | "—" | "[" | ":")
    );
    let (first, last) = (name.first()?, name.last()?);
    let is_word =
        |token: &&&GumToken| token.form.chars().any(char::is_alphanumeric) && token.form != "Jr.";
    let words = name.iter().filter(is_word).count();
    let is_name =
        has_only_function_words && is_complete && first.form.starts_with(char::is_uppercase);
    is_name.then_some(GumName { start: first.start, end: last.end, words })
}
