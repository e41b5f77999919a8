//! Paragraphs that articles of one publisher repeat: lists of links, invitations and other text of its
//! pages, which scrapers keep. What the head of a file repeats is left out of all its articles, so that
//! an article is a function of its file.

use std::collections::{BTreeMap, BTreeSet};

use crate::article::{Article, Rejected};
use crate::read::format::form::{EmitArticle, Options};
use crate::read::format::shared::boilerplate::{LeftOut, push_paragraph};
use crate::read::source::{Flow, Source};

/// Bytes of a file that show what is repeated.
const HEAD: usize = 256 << 10;

/// Longest paragraph that counts as repeated, in bytes.
const LONGEST: usize = 240;

/// Articles in which a paragraph is repeated, and the share of the publisher's articles in the head:
/// one in so many.
const FEWEST_ARTICLES: usize = 3;
const SHARE: usize = 5;

/// Paragraphs that are repeated, by publisher.
#[derive(Debug, Default)]
pub(super) struct Repeated(BTreeMap<String, BTreeSet<String>>);

/// Reads the records of a source in one format.
pub(super) type ReadRecords = fn(&mut Source<'_>, &Options, &mut EmitArticle<'_>) -> Flow;

/// Reads a source without the paragraphs that its articles repeat.
pub(super) fn read(
    source: &mut Source<'_>,
    options: &Options,
    emit: &mut EmitArticle<'_>,
    read_records: ReadRecords,
) -> Flow {
    let repeated = Repeated::from_head(source, options, read_records);
    read_records(source, options, &mut |record| {
        emit(record.map(|article| repeated.without(article)))
    })
}

/// Paragraphs of an article of the head.
type Paragraphs = (String, Vec<String>);

impl Repeated {
    /// Reads the head of a source and finds what its articles repeat.
    fn from_head(source: &mut Source<'_>, options: &Options, read_records: ReadRecords) -> Self {
        let name = source.name().to_owned();
        let head = source.look_ahead(HEAD);
        if !may_repeat(head) {
            return Self::default();
        }
        let mut articles: BTreeMap<String, Vec<Paragraphs>> = BTreeMap::new();
        let mut keep = |record: Result<Article, Rejected>| {
            if let Ok(Article { publisher, title, body, .. }) = record {
                let paragraphs = body.split("\n\n").map(str::to_owned).collect();
                articles.entry(publisher).or_default().push((title, paragraphs));
            }
            Flow::Continue(())
        };
        // The last record of the head is cut off, and rejected.
        let _: Flow = read_records(&mut Source::new(name, head), options, &mut keep);
        let found = articles.into_iter().map(|(publisher, articles)| (publisher, find(&articles)));
        Self(found.filter(|(_, found)| !found.is_empty()).collect())
    }

    /// The article without repeated paragraphs, unless nothing would be left.
    fn without(&self, mut article: Article) -> Article {
        let Some(repeated) = self.0.get(&article.publisher) else { return article };
        let is_repeated = |paragraph: &&str| repeated.contains(*paragraph);
        let (left_out, kept): (Vec<&str>, Vec<&str>) =
            article.body.split("\n\n").partition(is_repeated);
        if left_out.is_empty() || kept.is_empty() {
            return article;
        }
        let mut counted = LeftOut::default();
        left_out.into_iter().for_each(|paragraph| counted.add(paragraph));
        let mut body = String::with_capacity(article.body.len());
        kept.into_iter().for_each(|paragraph| push_paragraph(&mut body, paragraph));
        article.body = body;
        counted.warn(&mut article, "other articles of the file repeat it");
        article
    }
}

/// Reports whether bytes hold several records, so that reading them twice may show something.
fn may_repeat(head: &[u8]) -> bool {
    let breaks = memchr::memchr_iter(b'\n', head).take(FEWEST_ARTICLES).count();
    let objects = memchr::memchr_iter(b'{', head).take(FEWEST_ARTICLES + 1).count();
    breaks >= FEWEST_ARTICLES || objects > FEWEST_ARTICLES
}

/// Finds the paragraphs that articles repeat in different surroundings. Versions of one story repeat
/// their paragraphs too: they consist of little else, and are left aside.
fn find(articles: &[Paragraphs]) -> BTreeSet<String> {
    let fewest = FEWEST_ARTICLES.max(articles.len().div_ceil(SHARE));
    let all: Vec<&Paragraphs> = articles.iter().collect();
    let frequent = frequent(&all, fewest);
    let is_own = |(_, paragraphs): &&Paragraphs| {
        let length = |it: &str| if frequent.contains(it) { (it.len(), 0) } else { (0, it.len()) };
        let lengths = paragraphs.iter().map(|paragraph| length(paragraph));
        let (repeated, own) = lengths.fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
        repeated <= own
    };
    let articles: Vec<&Paragraphs> = all.into_iter().filter(is_own).collect();
    let frequent = self::frequent(&articles, fewest);
    let mut surroundings: BTreeMap<&str, [BTreeSet<&str>; 2]> = BTreeMap::new();
    for (title, paragraphs) in articles {
        let own = |paragraph: &&String| !frequent.contains(paragraph.as_str());
        for (at, paragraph) in paragraphs.iter().enumerate() {
            if !frequent.contains(paragraph.as_str()) {
                continue;
            }
            let before = paragraphs.iter().take(at).rev().find(own).map_or(&**title, |it| it);
            let after = paragraphs.iter().skip(at + 1).find(own).map_or("", |it| it);
            let [befores, afters] = surroundings.entry(paragraph).or_default();
            befores.insert(before);
            afters.insert(after);
        }
    }
    let differs = |[before, after]: &[BTreeSet<&str>; 2]| {
        let is_at_end = after.len() == 1 && after.contains("");
        before.len() >= FEWEST_ARTICLES && (is_at_end || after.len() >= FEWEST_ARTICLES)
    };
    let found = surroundings.into_iter().filter(|(_, around)| differs(around));
    found.map(|(paragraph, _)| paragraph.to_owned()).collect()
}

/// Short paragraphs of at least so many articles.
fn frequent<'a>(articles: &[&'a Paragraphs], fewest: usize) -> BTreeSet<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, paragraphs) in articles {
        let short = paragraphs.iter().filter(|paragraph| is_examined(paragraph));
        let different: BTreeSet<&str> = short.map(String::as_str).collect();
        different.into_iter().for_each(|paragraph| *counts.entry(paragraph).or_default() += 1);
    }
    counts.into_iter().filter(|(_, count)| *count >= fewest).map(|(text, _)| text).collect()
}

fn is_examined(paragraph: &str) -> bool {
    paragraph.len() <= LONGEST && paragraph.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::super::{csv, json};
    use super::*;
    use crate::read::format::form::Format;

    const LINKS: &str = "Follow the Courier for more news from the coast";
    const TEXTS: [&str; 4] = [
        "The river rose by a metre in the night.",
        "A gale closed the harbour.",
        "Copper fell again.",
        "The council voted for the bridge.",
    ];

    /// Bodies that are read from a file, and the warnings about them.
    fn bodies(format: &Format, text: &str) -> Vec<(String, String)> {
        let mut bodies = Vec::new();
        let mut source = Source::new("a", text.as_bytes());
        let flow = (format.read)(&mut source, &Options::default(), &mut |record| {
            bodies.extend(record.map(|article| (article.body, article.warnings.join("; "))));
            Flow::Continue(())
        });
        assert!(flow.is_continue());
        bodies
    }

    fn lines(bodies: &[String]) -> String {
        let line = |(at, body): (usize, &String)| serde_json::json!({"title": format!("Story {at}"), "source": "Courier", "body": body});
        bodies.iter().enumerate().map(|it| format!("{}\n", line(it))).collect()
    }

    #[test]
    fn what_articles_repeat_is_left_out_with_a_warning() {
        let with_links: Vec<String> =
            TEXTS.iter().map(|text| format!("{text}\n\n{LINKS}\n\nIt is Monday {text}")).collect();
        let read = bodies(&json::LINES, &lines(&with_links));
        for ((body, warning), text) in read.iter().zip(TEXTS) {
            assert_eq!(*body, format!("{text}\n\nIt is Monday {text}"));
            assert_eq!(
                *warning,
                "39 letters left out: other articles of the file repeat it, \
                 `Follow the Courier for more news from`"
            );
        }
        let rows = with_links.iter().map(|body| format!("\"T {}\",\"{body}\"\n", body.len()));
        let table = format!("title,body\n{}", rows.collect::<String>());
        assert!(bodies(&csv::FORMAT, &table).iter().all(|(body, _)| !body.contains(LINKS)));
    }

    #[test]
    fn versions_of_a_story_and_what_few_repeat_stay() {
        let said = "“It was a bad night,” he said.";
        let versions: Vec<String> =
            TEXTS.iter().map(|text| format!("The river rose.\n\n{said}\n\n{text}")).collect();
        let twice: Vec<String> =
            TEXTS.iter().take(2).map(|text| format!("{text}\n\n{said}")).collect();
        let only: Vec<String> = (0..4).map(|_| said.to_owned()).collect();
        for bodies_written in [versions, twice, only] {
            let read = bodies(&json::LINES, &lines(&bodies_written));
            let read: Vec<String> = read.into_iter().map(|(body, _)| body).collect();
            assert_eq!(read, bodies_written);
        }
    }
}
