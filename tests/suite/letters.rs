//! A law over all formats: every letter of a record's text is in a field of its article, or a warning
//! says how many were left out and why.

use morgue::internals::article::Article;
use morgue::internals::read::format::{self, Options};
use morgue::internals::read::source::{Flow, Source};

use crate::written::{self, SINGLES, Story, WRITERS};

/// Paragraphs that rules take for something else than text, in words that no story has.
const TEMPTING: [&str; 29] = [
    "Advertisement",
    "Read more: Ferry zolpeck sinks off Quorby",
    "Related stories",
    "Follow us on Quorby @zolpeck",
    "Sign up for our zolpeck newsletter",
    "Follow Ada Quorby on Twitter: @zolpeck",
    "This site uses cookies of zolpeck",
    "(Reporting by Ada Zolpeck; Editing by Bo Quorby)",
    "Copyright 2016 Quorby Zolpeck. All rights reserved.",
    "Ada Zolpeck contributed to this report from Quorby.",
    "(Corrects spelling of Zolpeck in third paragraph)",
    "Eds: UPDATES with zolpeck. Quorby to follow.",
    "* Zolpeck council votes for Quorby",
    "By Ada Zolpeck in Quorby",
    "ADA ZOLPECK, Staff Writer",
    "QUORBY (MNA) — Zolpeck fell.",
    "QUORBY, July 18 (MNA) - Zolpeck fell.",
    "The quay at Quorby (Ada Zolpeck/Reuters)",
    "The quay at Quorby on Monday. Photo: Ada Zolpeck",
    "Graphic: Zolpeck of Quorby",
    "HIGHLIGHT: Zolpeck of Quorby",
    "SUBJECT: Zolpeck",
    "Subject: Zolpeck of Quorby",
    "Keywords: zolpeck, quorby",
    "Zolpeck of Quorby MORE",
    "Senator Quorby Ada QuorbyZolpeck wins vote Ferry sinks MORE said so.",
    "— Zolpeck Quorby",
    "*** Zolpeck ***",
    "Zolpeck quorby",
];

/// All texts of an article in one.
fn everything(article: &Article) -> String {
    let labels = &article.labels;
    let dateline = article.dateline.as_ref().map(|dateline| dateline.raw.clone());
    let lists = [
        &article.captions,
        &article.credits,
        &article.notes,
        &article.authors,
        &article.keywords,
        &labels.people,
        &labels.places,
        &labels.organisations,
        &labels.topics,
    ];
    let one = [
        &article.title,
        &article.standfirst,
        &article.body,
        &article.byline,
        &article.agency,
        &article.publisher,
        &article.section,
        &article.edition,
        &article.page,
    ];
    let texts = one.into_iter().chain(lists.into_iter().flatten()).cloned().chain(dateline);
    texts.collect::<Vec<_>>().join("\n").to_lowercase()
}

/// The letters that the warnings of an article say were left out.
fn counted(article: &Article) -> usize {
    let counts = article.warnings.iter().filter(|warning| warning.contains(" letters "));
    counts.filter_map(|warning| warning.split(' ').next()?.parse::<usize>().ok()).sum()
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// What is lost of a story that has one more paragraph at this position.
fn lost(name: &str, file: &str, bytes: &[u8], story: &Story) -> Option<String> {
    let format = format::FORMATS.iter().find(|format| format.name == name)?;
    let mut articles = Vec::new();
    let mut source = Source::new(file, bytes);
    let flow = (format.read)(&mut source, &Options::default(), &mut |record| {
        articles.push(record);
        Flow::Continue(())
    });
    assert!(flow.is_continue());
    let [Ok(article)] = articles.as_slice() else {
        return Some(format!("{} records: {articles:?}", articles.len()));
    };
    let found = everything(article);
    let words = story.paragraphs.iter().flat_map(|paragraph| {
        paragraph.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty())
    });
    // A label of a database export is no text.
    let is_label = |word: &&str| {
        matches!(name, "nexis" | "proquest")
            && ["highlight", "subject", "graphic", "keywords"].contains(&&*word.to_lowercase())
    };
    let is_lost = |word: &&str| !found.contains(&word.to_lowercase()) && !is_label(word);
    let missing: Vec<&str> = words.filter(is_lost).collect();
    let missing_letters: usize = missing.iter().map(|word| letters(word)).sum();
    (missing_letters > counted(article)).then(|| format!("`{}` is lost", missing.join(" ")))
}

#[test]
fn no_letter_of_a_record_is_lost_without_a_warning() {
    let mut losses = Vec::new();
    for tempting in TEMPTING {
        for position in [0, 1, 4, 7, 8] {
            let mut story = written::stories(1).remove(0);
            story.paragraphs.insert(position, tempting.to_owned());
            let story = [story];
            for (name, file, write) in WRITERS {
                // A page is more than its article.
                if *name == "html" {
                    continue;
                }
                let bytes = write(&story);
                if let Some(loss) = lost(name, file, &bytes, &story[0]) {
                    losses.push(format!("{name} {file}, paragraph {position}: {loss}"));
                }
            }
        }
    }
    assert!(SINGLES.contains(&"html"));
    assert!(losses.is_empty(), "{} losses\n{}", losses.len(), losses.join("\n"));
}
