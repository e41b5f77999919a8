//! Files of real agencies: every one is an article, or is turned down with a reason, and the articles are whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use morgue::article::Article;
use morgue::corpus::walk;
use morgue::corpus::walk::{Contents, ReadOptions, FileItem};
use morgue::read::source::Flow;

use crate::harness::data;

/// What became of the files of a folder.
#[derive(Debug, Default)]
struct Read {
    articles: Vec<Article>,
    /// Why records or files were turned down, and how often.
    reasons: BTreeMap<String, usize>,
}

impl Read {
    fn of(folder: &Path, wanted: fn(&str) -> bool) -> Self {
        let mut read = Self::default();
        let mut files = Vec::new();
        collect(folder, &mut files);
        let wanted: Vec<PathBuf> = files
            .into_iter()
            .filter(|path| wanted(&path.file_name().expect("a name").to_string_lossy()))
            .collect();
        assert!(!wanted.is_empty(), "nothing in {}", folder.display());
        wanted.iter().for_each(|path| read.file(path));
        read
    }

    /// Reads a file, which must come to something.
    fn file(&mut self, path: &Path) {
        let mut came_to = 0;
        let outcome = walk::read(path, &ReadOptions::default(), &mut |item| {
            came_to += 1;
            let FileItem::Record(record) = item else { return Flow::Continue(()) };
            match record.article {
                Ok(article) => self.articles.push(article),
                Err(rejected) => *self.reasons.entry(rejected.reason).or_default() += 1,
            }
            Flow::Continue(())
        });
        match outcome.expect("reads").holds {
            Contents::Records => assert!(came_to > 0, "{}", path.display()),
            Contents::Unknown(why) | Contents::Nothing(why) => *self.reasons.entry(why).or_default() += 1,
        }
    }

    /// How many articles have all of these.
    fn having(&self, has: fn(&Article) -> bool) -> usize {
        self.articles.iter().filter(|article| has(article)).count()
    }

    /// Laws of every article, whatever its format.
    fn is_clean(&self) {
        for article in &self.articles {
            let told = format!("{:?} {:?}", article.own_id, article.title);
            assert!(!article.title.is_empty() && !article.title.contains('\n'), "{told}");
            assert!(
                article.language.is_empty() || article.language.len() == 2,
                "{told}: {}",
                article.language
            );
            let first = article.body.split("\n\n").next().unwrap_or_default();
            assert!(
                first != article.title
                    || article.warnings.iter().any(|why| why.starts_with("no headline")),
                "{told}"
            );
            for mark in ["<p>", "</", "<br", "&nbsp;", "&amp;nbsp;"] {
                assert!(
                    !article.title.contains(mark) && !article.standfirst.contains(mark),
                    "{told} holds {mark}"
                );
            }
            assert!(article.authors.iter().all(|name| *name != article.agency), "{told}");
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
    files.sort();
}

fn is_whole(article: &Article) -> bool {
    !article.body.is_empty() && article.published.is_some()
}

#[test]
fn items_of_a_german_agency_are_read_whole() {
    let Some(data) = data() else { return };
    let read = Read::of(&data.join("wire/dpa"), |_| true);
    read.is_clean();
    assert_eq!((read.articles.len(), read.reasons.len()), (40, 0), "{:?}", read.reasons);
    assert_eq!(
        read.having(|article| is_whole(article)
            && article.language == "de"
            && article.agency == "dpa"),
        40
    );
    assert!(read.having(|article| article.dateline.is_some()) >= 34);
    assert!(read.having(|article| !article.labels.topics.is_empty()) >= 38);
    assert!(read.having(|article| !article.labels.places.is_empty()) >= 30);
    // Editors' notes are no text.
    assert_eq!(read.having(|article| article.body.contains("Notizblock")), 0);
}

#[test]
fn examples_of_a_standard_are_articles_or_say_what_they_are() {
    let Some(data) = data() else { return };
    let read = Read::of(&data.join("wire/newsml-g2"), |name| name.ends_with(".xml"));
    read.is_clean();
    assert!(read.articles.len() >= 22, "{}", read.articles.len());
    let reasons: usize = read.reasons.values().sum();
    assert!(read.articles.len() + reasons >= 190, "{} {:?}", read.articles.len(), read.reasons);
    for kind in ["concept item", "knowledge item", "planning item", "catalog", "package"] {
        assert!(
            read.reasons.keys().any(|why| why.starts_with("NewsML-G2") && why.contains(kind)),
            "{kind}"
        );
    }
    assert!(read.having(|article| !article.captions.is_empty() && article.body.is_empty()) >= 4);
}

#[test]
fn items_in_json_are_read_in_every_version() {
    let Some(data) = data() else { return };
    let read = Read::of(&data.join("wire/ninjs"), |name| name.ends_with(".json"));
    read.is_clean();
    assert!(read.articles.len() >= 42, "{}", read.articles.len());
    assert!(read.having(is_whole) >= 16, "{}", read.having(is_whole));
    assert!(read.having(|article| !article.captions.is_empty()) >= 14);
    assert!(
        read.reasons.keys().all(|why| why.contains("schema") || why == "record has no text"),
        "{:?}",
        read.reasons
    );
    let newsml = Read::of(&data.join("wire/ninjs/NewsML"), |_| true);
    newsml.is_clean();
    assert_eq!((newsml.articles.len(), newsml.having(is_whole)), (4, 4), "{:?}", newsml.reasons);
}

#[test]
fn feeds_of_many_agencies_are_read() {
    let Some(data) = data() else { return };
    let is_ours =
        |name: &str| name.ends_with(".xml") || name.ends_with(".json") || name.starts_with("tag_");
    let read = Read::of(&data.join("wire/superdesk"), is_ours);
    read.is_clean();
    assert!(read.articles.len() >= 76, "{}", read.articles.len());
    assert!(read.having(|article| article.published.is_some()) >= 74);
    assert!(read.having(is_whole) >= 58, "{}", read.having(is_whole));
    let spoken = read.having(|article| !article.language.is_empty());
    assert!(spoken >= 50, "{spoken}");
    assert!(read.having(|article| !article.agency.is_empty()) >= 64);
    assert!(read.reasons.keys().all(|why| !why.is_empty()));
}
