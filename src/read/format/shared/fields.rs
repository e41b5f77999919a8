//! What publishers call their fields, and what we call them.

use std::collections::BTreeMap;

use crate::error::{Error, Result};

/// A field of an article, as a record may carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The publisher's own id.
    OwnId,
    /// The headline.
    Title,
    /// The summary under it.
    Standfirst,
    /// The text.
    Body,
    /// Photo captions.
    Captions,
    /// Photo credits.
    Credits,
    /// The day it appeared.
    Published,
    /// Where it was filed from.
    Dateline,
    /// Who wrote it, as printed.
    Byline,
    /// Who wrote it, as people.
    Authors,
    /// The agency it came from.
    Agency,
    /// Who published it.
    Publisher,
    /// The part of the paper.
    Section,
    /// The edition.
    Edition,
    /// The page.
    Page,
    /// Its address.
    Url,
    /// Its language.
    Language,
    /// Free keywords.
    Keywords,
    /// People it is about.
    People,
    /// Places it is about.
    Places,
    /// Organisations it is about.
    Organisations,
    /// Its subjects.
    Topics,
}

/// Our name of every field, and the names it goes by in the wild: in lower case, without `_`, `-` and spaces, the
/// likelier first.
const FIELDS: [(Field, &str, &[&str]); 22] = [
    (
        Field::OwnId,
        "id",
        &[
            "id",
            "guid",
            "uuid",
            "uri",
            "identifier",
            "docid",
            "docno",
            "articleid",
            "documentid",
            "storyid",
        ],
    ),
    (Field::Title, "title", &["title", "headline", "head", "hed", "name", "articletitle"]),
    (
        Field::Standfirst,
        "standfirst",
        &[
            "standfirst",
            "subtitle",
            "subheadline",
            "subhead",
            "dek",
            "deck",
            "summary",
            "description",
            "abstract",
            "excerpt",
            "lead",
        ],
    ),
    (
        Field::Body,
        "body",
        &[
            "body",
            "text",
            "content",
            "contentoriginal",
            "contenttext",
            "articlebody",
            "fulltext",
            "maintext",
            "articletext",
            "bodytext",
            "textcontent",
            "story",
            "article",
        ],
    ),
    (Field::Captions, "captions", &["captions", "caption", "imagecaption", "photocaption"]),
    (Field::Credits, "credits", &["credits", "credit", "photocredit", "imagecredit", "copyright"]),
    (
        Field::Published,
        "published",
        &[
            "published",
            "publishedat",
            "publicationdate",
            "datepublished",
            "publishedtime",
            "pubdate",
            "publishdate",
            "publishedon",
            "publisheddate",
            "datepublish",
            "firstpublished",
            "date",
            "datetime",
            "timestamp",
            "created",
            "createdat",
            "datecreated",
            "issued",
            "time",
            "year",
        ],
    ),
    (Field::Dateline, "dateline", &["dateline"]),
    (Field::Byline, "byline", &["byline"]),
    (
        Field::Authors,
        "authors",
        &[
            "authors",
            "author",
            "creator",
            "creators",
            "writer",
            "writers",
            "journalist",
            "reporter",
        ],
    ),
    (Field::Agency, "agency", &["agency", "newsagency", "wire", "wireservice"]),
    (
        Field::Publisher,
        "publisher",
        &[
            "publisher",
            "source",
            "outlet",
            "newspaper",
            "publication",
            "sitename",
            "site",
            "sourcename",
            "newssource",
        ],
    ),
    (
        Field::Section,
        "section",
        &["section", "sectionname", "articlesection", "category", "desk", "newsdesk", "rubric"],
    ),
    (Field::Edition, "edition", &["edition"]),
    (Field::Page, "page", &["page", "pagenumber", "pageno", "printpage"]),
    (Field::Url, "url", &["url", "link", "canonicalurl", "weburl", "articleurl", "permalink"]),
    (Field::Language, "language", &["language", "lang", "inlanguage", "locale"]),
    (Field::Keywords, "keywords", &["keywords", "tags", "keyword", "tag"]),
    (Field::People, "people", &["people", "persons", "person"]),
    (Field::Places, "places", &["places", "locations", "place", "location"]),
    (
        Field::Organisations,
        "organisations",
        &["organisations", "organizations", "orgs", "organisation", "organization"],
    ),
    (Field::Topics, "topics", &["topics", "topic", "subjects", "subject", "categories"]),
];

/// Names of record fields that come before the common ones, as the config file gives them: ours to theirs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap(BTreeMap<Field, Vec<String>>);

impl FieldMap {
    /// A map from our names (`title`, `body`, `published`, ...) to the names in the records.
    pub fn new(names: impl IntoIterator<Item = (String, Vec<String>)>) -> Result<Self> {
        names
            .into_iter()
            .map(|(ours, theirs)| {
                Ok((field(&ours)?, theirs.iter().map(|name| plain(name)).collect()))
            })
            .collect::<Result<_>>()
            .map(Self)
    }

    /// The names a field may go by, the likeliest first.
    pub fn names(&self, field: Field) -> impl Iterator<Item = &str> {
        let theirs = self.0.get(&field).map(Vec::as_slice).unwrap_or_default();
        let common = FIELDS
            .iter()
            .filter(move |(known, ..)| *known == field)
            .flat_map(|(.., names)| names.iter().copied());
        theirs.iter().map(String::as_str).chain(common)
    }
}

/// The field we call by this name.
fn field(ours: &str) -> Result<Field> {
    let found = FIELDS.iter().find(|(_, name, _)| *name == ours).map(|(field, ..)| *field);
    let hint = || FIELDS.map(|(_, name, _)| name).join(", ");
    found.ok_or_else(|| {
        Error::new(format!("no field of an article is called `{ours}`"))
            .hint(format!("the fields are: {}", hint()))
    })
}

/// A field's name without the habits of its writer: `Published_At` is `publishedat`.
pub fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a name, made [`plain`], is one of the common names of any field.
pub fn is_common(plain: &str) -> bool {
    FIELDS.iter().any(|(.., names)| names.contains(&plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_names_go_first() {
        let map = FieldMap::new([("title".to_owned(), vec!["Head_Line_1".to_owned()])])
            .expect("a known field");
        assert_eq!(map.names(Field::Title).take(2).collect::<Vec<_>>(), ["headline1", "title"]);
        assert_eq!(map.names(Field::Body).next(), Some("body"));
    }

    #[test]
    fn an_unknown_field_is_named() {
        let error = FieldMap::new([("titel".to_owned(), vec![])]).expect_err("no such field");
        assert_eq!(error.to_string(), "no field of an article is called `titel`");
        assert!(error.advice().is_some_and(|hint| hint.contains("title")));
    }

    #[test]
    fn every_common_name_is_plain_and_means_one_field() {
        let mut all: Vec<&str> =
            FIELDS.iter().flat_map(|(.., names)| names.iter().copied()).collect();
        assert!(all.iter().all(|name| plain(name) == **name));
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair.first() != pair.last()), "{all:?}");
    }
}
