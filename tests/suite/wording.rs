//! Wording of messages: plain modern English in string literals, help texts and printed errors.
//!
//! The sources are read for string literals outside tests, comments and attributes, and for the doc
//! comments that clap prints as help. Then the program itself prints its help and typical errors.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Archive, on_sample, run, sample_index};

/// Turns of phrase that no message may contain, as whole words.
const BANNED: &[&str] = &[
    "anew",
    "are no",
    "asked for",
    "asker",
    "bears",
    "beside it",
    "can not",
    "in hand",
    "is no",
    "is none of",
    "let go",
    "nobody",
    "of its own",
    "so many",
    "stands",
    "the like",
    "told",
    "whoever",
    "with a way to",
];

/// Plain phrases that contain a banned one.
const PLAIN: &[&str] =
    &["there is no", "there are no", "is no longer", "are no longer", "is no more than"];

/// Literals that are data and never printed: the file and the beginning of the literal.
const DATA: &[(&str, &str)] = &[
    // Hashed into the manifest, to notice that the patterns have changed.
    ("corpus/rules.rs", "include {include:?}"),
    // A word list to match names in news text against.
    ("enrich/entities/people/word_classes.rs", "a an the and"),
    // Verbs of speaking, and of questions.
    ("research/check/speaker.rs", "told"),
    ("query/question/words.rs", "told"),
    // Openings and separators of bylines.
    ("read/format/shared/byline/words.rs", "as told to"),
    ("read/format/shared/byline/words.rs", " as told to "),
    ("read/format/shared/byline/words.rs", " AS TOLD TO "),
];

/// The first banned phrase in a message.
fn banned(message: &str) -> Option<&'static str> {
    let mut words: String = message
        .chars()
        .map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' })
        .collect();
    words = format!(" {} ", words.split_whitespace().collect::<Vec<_>>().join(" "));
    for phrase in PLAIN {
        words = words.replace(&format!(" {phrase} "), " ");
    }
    BANNED.iter().copied().find(|phrase| words.contains(&format!(" {phrase} ")))
}

/// Returns whether a format string prints a value in Rust's debug form.
fn has_debug_form(literal: &str) -> bool {
    literal.split('{').skip(1).any(|rest| {
        let placeholder = rest.split('}').next().unwrap_or_default();
        placeholder.ends_with('?') && placeholder.contains(':')
    })
}

// -- string literals of the sources

/// A piece of a source file.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    Code(char),
    Literal(String),
    Doc(String),
}

/// Splits a source file into code, string literals and doc comments, each with its line. Other
/// comments are dropped.
fn tokens(source: &str) -> Vec<(usize, Token)> {
    let chars: Vec<char> = source.chars().collect();
    let starts_with = |index: usize, text: &str| {
        text.chars().enumerate().all(|(offset, c)| chars.get(index + offset) == Some(&c))
    };
    let (mut tokens, mut index, mut line) = (Vec::new(), 0, 1);
    while index < chars.len() {
        let start = index;
        let token = if starts_with(index, "//") {
            let end = (index..chars.len()).find(|at| chars[*at] == '\n').unwrap_or(chars.len());
            let comment: String = chars[index..end].iter().collect();
            index = end;
            comment.strip_prefix("///").map(|doc| Token::Doc(doc.trim().to_owned()))
        } else if starts_with(index, "/*") {
            while index < chars.len() && !starts_with(index, "*/") {
                index += 1;
            }
            index += 2;
            None
        } else if let Some((begin, end, next)) = string(&chars, index) {
            index = next;
            Some(Token::Literal(chars[begin..end].iter().collect()))
        } else if chars[index] == '\'' && chars.get(index + 1) == Some(&'\\') {
            // A character escape such as '\'' or '\u{1b}'.
            index += 3;
            while chars.get(index).is_some_and(|c| *c != '\'') {
                index += 1;
            }
            index += 1;
            None
        } else if chars[index] == '\'' && chars.get(index + 2) == Some(&'\'') {
            index += 3;
            None
        } else {
            index += 1;
            Some(Token::Code(chars[start]))
        };
        tokens.extend(token.map(|token| (line, token)));
        line += chars[start..index.min(chars.len())].iter().filter(|c| **c == '\n').count();
    }
    tokens
}

/// The string literal that begins here: its first character, its end, and the position behind it.
fn string(chars: &[char], start: usize) -> Option<(usize, usize, usize)> {
    let is_word = |c: &char| c.is_alphanumeric() || *c == '_';
    let mut index = start;
    if start == 0 || !is_word(&chars[start - 1]) {
        index += usize::from(chars.get(index) == Some(&'b'));
        if chars.get(index) == Some(&'r') {
            let hashes = chars[index + 1..].iter().take_while(|c| **c == '#').count();
            if chars.get(index + 1 + hashes) == Some(&'"') {
                let begin = index + 2 + hashes;
                let ends = |end: &usize| {
                    chars[*end] == '"'
                        && (1..=hashes).all(|offset| chars.get(end + offset) == Some(&'#'))
                };
                let end = (begin..chars.len()).find(ends)?;
                return Some((begin, end, end + hashes + 1));
            }
        }
    }
    if chars.get(index) != Some(&'"') {
        return None;
    }
    let begin = index + 1;
    let mut end = begin;
    while end < chars.len() && chars[end] != '"' {
        end += if chars[end] == '\\' { 2 } else { 1 };
    }
    Some((begin, end, end + 1))
}

/// The code of some tokens, one character for each of them.
fn code(tokens: &[(usize, Token)]) -> Vec<char> {
    let code = |(_, token): &(usize, Token)| match token {
        Token::Code(c) => *c,
        Token::Literal(_) => '"',
        Token::Doc(_) => '/',
    };
    tokens.iter().map(code).collect()
}

fn starts_with(code: &[char], index: usize, text: &str) -> bool {
    text.chars().enumerate().all(|(offset, c)| code.get(index + offset) == Some(&c))
}

/// The position behind the bracket that closes the one at `open`.
fn closing(code: &[char], open: usize, pair: (char, char)) -> usize {
    let mut depth = 0;
    for (index, c) in code.iter().enumerate().skip(open) {
        depth += i32::from(*c == pair.0) - i32::from(*c == pair.1);
        if depth == 0 {
            return index + 1;
        }
    }
    code.len()
}

/// The end of the item that begins here: its closing brace or its semicolon.
fn item_end(code: &[char], start: usize) -> usize {
    match (start..code.len()).find(|index| matches!(code[*index], '{' | ';')) {
        Some(index) if code[index] == '{' => closing(code, index, ('{', '}')),
        Some(index) => index + 1,
        None => code.len(),
    }
}

/// The messages of a source file with their lines: string literals outside tests and attributes, and
/// the doc comments of types that derive a clap trait.
fn messages(source: &str) -> Vec<(usize, String)> {
    let tokens = tokens(source);
    let code = code(&tokens);
    let mut messages = Vec::new();
    let mut docs: Vec<(usize, String)> = Vec::new();
    let (mut index, mut help_until) = (0, 0);
    while index < tokens.len() {
        if starts_with(&code, index, "#[cfg(test)]") {
            index = item_end(&code, index);
            continue;
        }
        if code[index] == '#' && matches!(code.get(index + 1), Some('[' | '!')) {
            let open = index + 1 + usize::from(code[index + 1] == '!');
            let end = closing(&code, open, ('[', ']'));
            let attribute: String = code[index..end].iter().collect();
            let derives = attribute.starts_with("#[derive");
            if derives
                && ["clap", "Args", "Parser", "Subcommand", "ValueEnum"]
                    .iter()
                    .any(|name| attribute.contains(name))
            {
                messages.append(&mut docs);
                help_until = item_end(&code, end);
            }
            index = end;
            continue;
        }
        let (line, token) = &tokens[index];
        match token {
            Token::Literal(text) => messages.push((*line, text.clone())),
            Token::Doc(text) if index < help_until => messages.push((*line, text.clone())),
            Token::Doc(text) => docs.push((*line, text.clone())),
            Token::Code(c) if c.is_whitespace() => {}
            Token::Code(_) => docs.clear(),
        }
        index += 1;
    }
    messages
}

fn source_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(source_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn messages_in_the_sources_are_plain_english() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut faults, mut count) = (Vec::new(), 0);
    for file in source_files(&root) {
        let path = file.strip_prefix(&root).expect("below src").to_str().expect("UTF-8");
        // Tests of a module in a file of their own.
        if path.ends_with("/tests.rs") || path.ends_with("/laws.rs") {
            continue;
        }
        for (line, message) in messages(&fs::read_to_string(&file).expect("reads")) {
            count += 1;
            if DATA.iter().any(|(file, start)| path == *file && message.starts_with(start)) {
                continue;
            }
            let phrase =
                banned(&message).or(has_debug_form(&message).then_some("the debug form `{:?}`"));
            faults.extend(phrase.map(|phrase| format!("src/{path}:{line}: {phrase}: {message}")));
        }
    }
    assert!(count > 2000, "only {count} string literals in src");
    assert!(faults.is_empty(), "{} messages to reword:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn messages_are_found_in_literals_and_help_only() {
    let source = r##"
        //! it can not
        /// help nobody
        #[derive(Debug, clap::Args)]
        struct Args {
            /// so many
            #[arg(value_name = "TOLD")]
            value: String,
        }
        /// no help
        fn f() { error("a \"b\""); let c = '"'; raw(r#"raw "text""#); } // told
        #[cfg(test)]
        mod tests { fn g() { x("whoever") } }
        const LAST: &str = "{x:?}";
    "##;
    let found: Vec<String> = messages(source).into_iter().map(|(_, message)| message).collect();
    assert_eq!(found, ["help nobody", "so many", "a \\\"b\\\"", "raw \"text\"", "{x:?}"]);
    assert_eq!(messages(source)[1].0, 6);
    assert!(
        has_debug_form("{x:?}")
            && has_debug_form("{:#?}")
            && has_debug_form("{b:02x?}")
            && !has_debug_form("{x} ?")
    );
    for (message, phrase) in [
        ("`x` is no number", Some("is no")),
        ("there is no article `x`", None),
        ("it can not, whoever", Some("can not")),
        ("the file is no longer there", None),
        ("untold", None),
    ] {
        assert_eq!(banned(message), phrase, "{message}");
    }
}

// -- what the program prints

fn assert_plain(context: &str, printed: &str) {
    for line in printed.lines() {
        assert_eq!(banned(line), None, "{context} prints: {line}");
    }
}

/// The subcommands that a help text lists.
fn subcommands(help: &str) -> Vec<String> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        // A wrapped description goes on below its command, further to the right.
        .filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

fn assert_plain_help(command: &[&str]) -> usize {
    let arguments = [command, &["--help"]].concat();
    let ran = run(sample_index(), &arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_plain(&arguments.join(" "), &ran.out);
    let nested = subcommands(&ran.out);
    let counts = nested.iter().map(|name| assert_plain_help(&[command, &[name]].concat()));
    1 + counts.sum::<usize>()
}

#[test]
fn help_of_every_command_is_plain_english() {
    let count = assert_plain_help(&[]);
    assert!(count > 20, "only {count} commands have help");
}

#[test]
fn typical_errors_are_plain_english() {
    let archive = Archive::with_files(&[("a.json", "{")]);
    let errors: &[&[&str]] = &[
        &["search", "river"],
        &["status"],
        &["index"],
        &["index", "nowhere"],
        &["index", "news", "--memory", "much"],
        &["index", "news", "--include", "[a"],
        &["index", "news", "--jobs", "none"],
        &["--config", "nowhere.toml", "index", "news"],
        &["serve", "--listen", "nonsense"],
        &["man", "nothing"],
        &["unknown"],
    ];
    for arguments in errors {
        let ran = archive.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert_plain(&arguments.join(" "), &ran.err);
    }
    archive.run(&["index", "news"]);
    for arguments in [&["index", "news", "--strict"][..], &["index", "news", "-v"], &["status"]] {
        let ran = archive.run(arguments);
        assert_plain(&arguments.join(" "), &(ran.out + &ran.err));
    }
    let on_index: &[&[&str]] = &[
        &["search", "--since", "rubbish"],
        &["search", "--after", "rubbish"],
        &["search", "--sort", "best"],
        &["search", "--facets", "shoes"],
        &["search", "--timeout", "soon"],
        &["facet", "shoes"],
        &["show", "unknown"],
        &["diff", "unknown", "other"],
        &["export", "--format", "paper"],
        &["canon", "merge", "unknown one", "unknown two"],
        &["canon", "rename", "person/unknown", "Other"],
        &["canon", "undo"],
    ];
    for arguments in on_index {
        let ran = on_sample(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert_plain(&arguments.join(" "), &ran.err);
    }
    for query in ["(river", "river NEAR/x", "date:rubbish", "person:unknownperson", "/[/", "a OR"] {
        let ran = on_sample(&["search", query]);
        assert_plain(query, &ran.err);
    }
}
