//! Names of record fields: those that publishers use, and the fields of an article they stand for.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::{Error, Result};

/// A field of an article that a record may fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum ArticleField {
    /// The publisher's own id.
    OwnId,
    /// The headline.
    Title,
    /// The summary below the headline.
    Standfirst,
    /// The text.
    Body,
    /// Photo captions.
    Captions,
    /// Photo credits.
    Credits,
    /// The date of publication.
    Published,
    /// Place and date of filing.
    Dateline,
    /// The byline as printed.
    Byline,
    /// The authors as people.
    Authors,
    /// The news agency.
    Agency,
    /// The publisher.
    Publisher,
    /// The section of the newspaper.
    Section,
    /// The edition.
    Edition,
    /// The page.
    Page,
    /// The web address.
    Url,
    /// The language.
    Language,
    /// Free keywords.
    Keywords,
    /// People in the story.
    People,
    /// Places in the story.
    Places,
    /// Organisations in the story.
    Organisations,
    /// Subjects of the story.
    Topics,
}

/// Every field with its name in the config file, and its names in records. Those are normalised by
/// [`normalise_name`] and ordered by likelihood.
const FIELDS: [(ArticleField, &str, &[&str]); 22] = [
    (
        ArticleField::OwnId,
        "id",
        &[
            "id",
            "guid",
            "uuid",
            "uri",
            "identifier",
            "docid",
            "an",
            "accessionno",
            "storiesid",
            "unid",
            "docno",
            "articleid",
            "documentid",
            "storyid",
        ],
    ),
    (
        ArticleField::Title,
        "title",
        &[
            "title",
            "headline",
            "head",
            "hed",
            "name",
            "articletitle",
            "webtitle",
            "headlines",
            "documenttitle",
        ],
    ),
    (
        ArticleField::Standfirst,
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
            "trailtext",
            "customexcerpt",
            "subheadlines",
            "metadescription",
        ],
    ),
    (
        ArticleField::Body,
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
            "bodyhtml",
            "contenthtml",
            "contentelements",
            "html",
            "plaintext",
            "ocrtext",
            "rawtext",
            "storytext",
            "ft",
            "story",
            "article",
        ],
    ),
    (ArticleField::Captions, "captions", &["captions", "caption", "imagecaption", "photocaption"]),
    (
        ArticleField::Credits,
        "credits",
        &["credits", "credit", "photocredit", "imagecredit", "copyright"],
    ),
    (
        ArticleField::Published,
        "published",
        &[
            "published",
            "publishedat",
            "publicationdatetime",
            "datetimepub",
            "webpublicationdate",
            "publicationdate",
            "publishingdate",
            "displaydate",
            "firstpublishdate",
            "datepublished",
            "publishedtime",
            "pubdate",
            "publishdate",
            "publishedon",
            "publisheddate",
            "datepublish",
            "firstpublished",
            "versioncreated",
            "issuedate",
            "date",
            "datetime",
            "timestamp",
            "created",
            "createdat",
            "datecreated",
            "issued",
            "seendate",
            "time",
            "year",
        ],
    ),
    (ArticleField::Dateline, "dateline", &["dateline"]),
    (ArticleField::Byline, "byline", &["byline"]),
    (
        ArticleField::Authors,
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
    (ArticleField::Agency, "agency", &["agency", "newsagency", "wire", "wireservice"]),
    (
        ArticleField::Publisher,
        "publisher",
        &[
            "publisher",
            "sourcehostname",
            "sourcename",
            "publicationtitle",
            "medianame",
            "metasitename",
            "source",
            "outlet",
            "newspaper",
            "publication",
            "sitename",
            "site",
            "newssource",
            "publishername",
            "sourcedomain",
            "hostname",
            "domain",
            "sourceurl",
            "mediaurl",
        ],
    ),
    (
        ArticleField::Section,
        "section",
        &[
            "section",
            "sectionname",
            "articlesection",
            "category",
            "desk",
            "newsdesk",
            "rubric",
            "anpacategory",
        ],
    ),
    (ArticleField::Edition, "edition", &["edition"]),
    (ArticleField::Page, "page", &["page", "pagenumber", "pageno", "printpage", "pages"]),
    (
        ArticleField::Url,
        "url",
        &[
            "url",
            "link",
            "canonicalurl",
            "weburl",
            "articleurl",
            "permalink",
            "canonicallink",
            "requestedurl",
            "websiteurl",
        ],
    ),
    (
        ArticleField::Language,
        "language",
        &["language", "lang", "inlanguage", "locale", "languagecode", "metalang"],
    ),
    (
        ArticleField::Keywords,
        "keywords",
        &["keywords", "tags", "keyword", "tag", "metakeywords", "wpterm"],
    ),
    (ArticleField::People, "people", &["people", "persons", "person"]),
    (ArticleField::Places, "places", &["places", "locations", "place", "location"]),
    (
        ArticleField::Organisations,
        "organisations",
        &["organisations", "organizations", "orgs", "organisation", "organization"],
    ),
    (ArticleField::Topics, "topics", &["topics", "topic", "subjects", "subject", "categories"]),
];

/// Field names from the config file, which take precedence over the common ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FieldMap(BTreeMap<ArticleField, Vec<String>>);

impl FieldMap {
    /// Maps article fields (`title`, `body`, `published`, ...) to field names in records.
    ///
    /// # Errors
    /// Fails when an article has no such field.
    pub fn new(names: impl IntoIterator<Item = (String, Vec<String>)>) -> Result<Self> {
        names
            .into_iter()
            .map(|(field, aliases)| {
                Ok((
                    field_by_name(&field)?,
                    aliases.iter().map(|name| normalise_name(name)).collect(),
                ))
            })
            .collect::<Result<_>>()
            .map(Self)
    }

    /// Returns whether a name, in whatever spelling, is one of a field.
    pub(crate) fn is_named(&self, field: ArticleField, name: &str) -> bool {
        let name = normalise_name(name);
        self.names(field).any(|known| known == name)
    }

    /// Names that a field may have in a record, the most likely first.
    pub fn names(&self, field: ArticleField) -> impl Iterator<Item = &str> {
        let configured = self.0.get(&field).map(Vec::as_slice).unwrap_or_default();
        let common = FIELDS
            .iter()
            .filter(move |(known, ..)| *known == field)
            .flat_map(|(.., names)| names.iter().copied());
        configured.iter().map(String::as_str).chain(common)
    }
}

/// Finds a field by its name in the config file.
fn field_by_name(name: &str) -> Result<ArticleField> {
    let found = FIELDS.iter().find(|(_, known, _)| *known == name).map(|(field, ..)| *field);
    let known = || FIELDS.map(|(_, known, _)| known).join(", ");
    found.ok_or_else(|| {
        Error::new(format!("unknown article field `{name}`"))
            .hint(format!("use one of: {}", known()))
    })
}

/// Reduces a field name to its letters and digits in lower case: `Published_At` becomes
/// `publishedat`.
pub(crate) fn normalise_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns whether a normalised name is one of the common names of any field.
pub(crate) fn is_known_name(normalised: &str) -> bool {
    FIELDS.iter().any(|(.., names)| names.contains(&normalised))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configured_names_come_first() {
        let map = FieldMap::new([("title".to_owned(), vec!["Head_Line_1".to_owned()])])
            .expect("a known field");
        assert_eq!(
            map.names(ArticleField::Title).take(2).collect::<Vec<_>>(),
            ["headline1", "title"]
        );
        assert_eq!(map.names(ArticleField::Body).next(), Some("body"));
    }

    #[test]
    fn an_unknown_field_is_an_error() {
        let error = FieldMap::new([("titel".to_owned(), vec![])]).expect_err("no such field");
        assert_eq!(error.to_string(), "unknown article field `titel`");
        assert!(error.hint_text().is_some_and(|hint| hint.contains("title")));
    }

    #[test]
    fn every_common_name_is_normalised_and_belongs_to_one_field() {
        let mut all: Vec<&str> =
            FIELDS.iter().flat_map(|(.., names)| names.iter().copied()).collect();
        assert!(all.iter().all(|name| normalise_name(name) == **name));
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair.first() != pair.last()), "{all:?}");
    }
}
