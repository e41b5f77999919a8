//! Files of real agencies: each gives an article or a rejection with a reason, and the articles are
//! complete.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use morgue::internals::article::Article;
use morgue::internals::corpus::file_reader;
use morgue::internals::corpus::file_reader::{FileContents, FileItem, ReadOptions};
use morgue::internals::read::source::Flow;

use crate::harness::data;

/// Articles and rejections of a folder.
#[derive(Debug, Default)]
struct FolderContent {
    articles: Vec<Article>,
    /// Number of rejected records and files, by reason.
    rejections: BTreeMap<String, usize>,
}

impl FolderContent {
    /// Reads the files of a folder whose names are accepted.
    fn read(folder: &Path, accepts: fn(&str) -> bool) -> Self {
        let mut content = Self::default();
        let mut files = Vec::new();
        collect_files(folder, &mut files);
        let accepted: Vec<PathBuf> = files
            .into_iter()
            .filter(|path| accepts(&path.file_name().expect("a name").to_string_lossy()))
            .collect();
        assert!(!accepted.is_empty(), "nothing in {}", folder.display());
        accepted.iter().for_each(|path| content.read_file(path));
        content
    }

    /// Reads a file, which must give an article or a rejection.
    fn read_file(&mut self, path: &Path) {
        let mut records = 0;
        let outcome = file_reader::read_file(path, &ReadOptions::default(), &mut |item| {
            records += 1;
            let FileItem::Record(record) = item else { return Flow::Continue(()) };
            match record.article {
                Ok(article) => self.articles.push(article),
                Err(rejected) => *self.rejections.entry(rejected.reason).or_default() += 1,
            }
            Flow::Continue(())
        });
        match outcome.expect("reads").contents {
            FileContents::Records => assert!(records > 0, "{}", path.display()),
            FileContents::Unsupported(reason) | FileContents::Unreadable(reason) => {
                *self.rejections.entry(reason).or_default() += 1
            }
        }
    }

    /// Counts the articles that satisfy a condition.
    fn count(&self, condition: fn(&Article) -> bool) -> usize {
        self.articles.iter().filter(|article| condition(article)).count()
    }

    /// Asserts what holds for every article of every format.
    fn assert_clean(&self) {
        for article in &self.articles {
            let label = format!("{:?} {:?}", article.own_id, article.title);
            assert!(!article.title.is_empty() && !article.title.contains('\n'), "{label}");
            assert!(
                article.language.is_empty() || article.language.len() == 2,
                "{label}: {}",
                article.language
            );
            let first = article.body.split("\n\n").next().unwrap_or_default();
            assert!(
                first != article.title
                    || article.warnings.iter().any(|warning| warning.starts_with("no headline")),
                "{label}"
            );
            for markup in ["<p>", "</", "<br", "&nbsp;", "&amp;nbsp;"] {
                assert!(
                    !article.title.contains(markup) && !article.standfirst.contains(markup),
                    "{label} holds {markup}"
                );
            }
            assert!(article.authors.iter().all(|name| *name != article.agency), "{label}");
        }
    }
}

fn collect_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { collect_files(&path, files) } else { files.push(path) }
    }
    files.sort();
}

fn is_complete(article: &Article) -> bool {
    !article.body.is_empty() && article.published.is_some()
}

#[test]
fn items_of_a_german_agency_are_complete() {
    let Some(data) = data() else { return };
    let content = FolderContent::read(&data.join("wire/dpa"), |_| true);
    content.assert_clean();
    assert_eq!(
        (content.articles.len(), content.rejections.len()),
        (40, 0),
        "{:?}",
        content.rejections
    );
    assert_eq!(
        content.count(|article| is_complete(article)
            && article.language == "de"
            && article.agency == "dpa"),
        40
    );
    assert!(content.count(|article| article.dateline.is_some()) >= 34);
    assert!(content.count(|article| !article.labels.topics.is_empty()) >= 38);
    assert!(content.count(|article| !article.labels.places.is_empty()) >= 30);
    // Notes to editors are not text.
    assert_eq!(content.count(|article| article.body.contains("Notizblock")), 0);
}

#[test]
fn examples_of_newsml_g2_are_articles_or_name_their_kind() {
    let Some(data) = data() else { return };
    let content = FolderContent::read(&data.join("wire/newsml-g2"), |name| name.ends_with(".xml"));
    content.assert_clean();
    assert!(content.articles.len() >= 22, "{}", content.articles.len());
    let rejected: usize = content.rejections.values().sum();
    assert!(
        content.articles.len() + rejected >= 190,
        "{} {:?}",
        content.articles.len(),
        content.rejections
    );
    for kind in ["concept item", "knowledge item", "planning item", "catalog", "package"] {
        assert!(
            content
                .rejections
                .keys()
                .any(|reason| reason.starts_with("NewsML-G2") && reason.contains(kind)),
            "{kind}"
        );
    }
    assert!(content.count(|article| !article.captions.is_empty() && article.body.is_empty()) >= 4);
}

#[test]
fn items_of_every_version_of_ninjs_are_read() {
    let Some(data) = data() else { return };
    let content = FolderContent::read(&data.join("wire/ninjs"), |name| name.ends_with(".json"));
    content.assert_clean();
    assert!(content.articles.len() >= 42, "{}", content.articles.len());
    assert!(content.count(is_complete) >= 16, "{}", content.count(is_complete));
    assert!(content.count(|article| !article.captions.is_empty()) >= 14);
    assert!(
        content
            .rejections
            .keys()
            .all(|reason| reason.contains("schema") || reason == "record has no text"),
        "{:?}",
        content.rejections
    );
    let newsml = FolderContent::read(&data.join("wire/ninjs/NewsML"), |_| true);
    newsml.assert_clean();
    assert_eq!(
        (newsml.articles.len(), newsml.count(is_complete)),
        (4, 4),
        "{:?}",
        newsml.rejections
    );
}

#[test]
fn feeds_of_many_agencies_are_read() {
    let Some(data) = data() else { return };
    let is_feed =
        |name: &str| name.ends_with(".xml") || name.ends_with(".json") || name.starts_with("tag_");
    let content = FolderContent::read(&data.join("wire/superdesk"), is_feed);
    content.assert_clean();
    assert!(content.articles.len() >= 76, "{}", content.articles.len());
    assert!(content.count(|article| article.published.is_some()) >= 74);
    assert!(content.count(is_complete) >= 58, "{}", content.count(is_complete));
    let with_language = content.count(|article| !article.language.is_empty());
    assert!(with_language >= 50, "{with_language}");
    assert!(content.count(|article| !article.agency.is_empty()) >= 64);
    assert!(content.rejections.keys().all(|reason| !reason.is_empty()));
}
