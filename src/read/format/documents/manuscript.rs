//! A document of a word processor, whatever program wrote it: paragraphs with their rank, and what its properties say.
//! It is one story, or an export of many.

use crate::article::date::{DateSource, NewsDate};
use crate::article::{Article, Rejected};
use crate::read::format::form::Take;
use crate::read::format::shared::{finish, record};
use crate::read::format::{export, text};
use crate::read::source::Flow;
use crate::text::clean;

/// What a paragraph is, as its style says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rank {
    /// The title of the document.
    Title,
    /// The line under the title.
    Subtitle,
    /// A heading of the first order.
    Heading,
    /// A caption.
    Caption,
    /// Anything else.
    #[default]
    Text,
}

impl Rank {
    /// The rank of a style by its name, as word processors call their styles in any language.
    pub fn of_style(name: &str) -> Self {
        let name: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        match name.as_str() {
            "title" | "titel" | "titre" | "título" | "titolo" | "headline" => Self::Title,
            "subtitle" | "untertitel" | "soustitre" | "subtítulo" | "sottotitolo"
            | "standfirst" => Self::Subtitle,
            "heading1" | "überschrift1" | "berschrift1" | "titre1" | "titolo1" | "ttulo1"
            | "título1" => Self::Heading,
            "caption" | "beschriftung" | "légende" | "lgende" | "illustration" => Self::Caption,
            _ => Self::Text,
        }
    }
}

/// A paragraph: its rank and its text, whose lines are parted by `\n`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// What it is.
    pub rank: Rank,
    /// What it says.
    pub text: String,
}

/// What a document says of itself. These are properties of a file: who typed it and when.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Properties {
    /// Its title.
    pub title: String,
    /// Who typed it.
    pub author: String,
    /// When it was made.
    pub created: String,
    /// Its language.
    pub language: String,
    /// Its keywords, parted by commas or semicolons.
    pub keywords: String,
}

/// A document.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Manuscript {
    /// Its paragraphs, in order.
    pub paragraphs: Vec<Paragraph>,
    /// What it says of itself.
    pub properties: Properties,
}

impl Manuscript {
    /// Reads its articles, or its one.
    pub fn read(self, take: &mut Take<'_>) -> Flow {
        let text = self.text();
        match export::read_text(&text, take) {
            Some(flow) => flow,
            None => take(self.article(&text)),
        }
    }

    /// All its text, paragraphs parted by an empty line.
    fn text(&self) -> String {
        let paragraphs = self
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.text.trim_end())
            .filter(|text| !text.is_empty());
        paragraphs.collect::<Vec<_>>().join("\n\n")
    }

    /// The same with every paragraph on one line: its lines are the page's, not the writer's. Who parts paragraphs by two
    /// line breaks means it.
    fn running(&self) -> String {
        let blocks = self.paragraphs.iter().flat_map(|paragraph| paragraph.text.split("\n\n"));
        blocks.map(clean::line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn article(mut self, text: &str) -> Result<Article, Rejected> {
        self.paragraphs.retain(|paragraph| !paragraph.text.trim().is_empty());
        let title =
            self.take_first(Rank::Title).or_else(|| self.take_top_heading()).unwrap_or_default();
        let article = Article {
            title: clean::line(&title),
            standfirst: clean::line(&self.take_first(Rank::Subtitle).unwrap_or_default()),
            captions: self.take_captions(),
            language: record::language(&self.properties.language),
            keywords: keywords(&self.properties.keywords),
            ..Article::from_record(text)
        };
        let mut article = text::story(&self.running(), article)?;
        self.add_properties(&mut article);
        Ok(article)
    }

    /// Takes out the first paragraph of a rank.
    fn take_first(&mut self, rank: Rank) -> Option<String> {
        let at = self.paragraphs.iter().position(|paragraph| paragraph.rank == rank)?;
        Some(self.paragraphs.remove(at).text)
    }

    /// Takes out a heading that stands above all text; others are headings within it.
    fn take_top_heading(&mut self) -> Option<String> {
        let above = self.paragraphs.first().is_some_and(|first| first.rank == Rank::Heading);
        if above { self.take_first(Rank::Heading) } else { None }
    }

    fn take_captions(&mut self) -> Vec<String> {
        let captions = self.paragraphs.extract_if(.., |paragraph| paragraph.rank == Rank::Caption);
        captions.map(|caption| clean::line(&caption.text)).collect()
    }

    /// Fills in what the story itself left open from the properties of its file, and says so.
    fn add_properties(&self, article: &mut Article) {
        let said = &self.properties;
        if article.authors.is_empty() && article.byline.is_empty() && is_person(&said.author) {
            article.authors = finish::authors(&said.author);
            article.warnings.push("author from the properties of the file".to_owned());
        }
        if article.published.is_none()
            && let Some(moment) = NewsDate::parse(&said.created)
                .filter(|moment| !moment.is_future(jiff::Zoned::now().date()))
        {
            article.published = Some(finish::dated(NewsDate::day(moment.from), DateSource::File));
            article.warnings.push("dated by the day the file was made".to_owned());
        }
        let lent = article.warnings.iter().position(|warning| warning.starts_with("no headline"));
        if let Some(lent) = lent.filter(|_| is_headline(&said.title)) {
            article.title = clean::line(&said.title);
            article.warnings.remove(lent);
        }
    }
}

fn keywords(list: &str) -> Vec<String> {
    let mark = if list.contains(';') { ';' } else { ',' };
    list.split(mark).map(clean::line).filter(|keyword| !keyword.is_empty()).collect()
}

/// Whether the author of a file is a name, and not what an installation calls its user.
fn is_person(author: &str) -> bool {
    const PROGRAMS: [&str; 8] =
        ["microsoft", "windows", "office", "user", "admin", "docx", "unknown", "libreoffice"];
    let lower = author.to_lowercase();
    author.trim().contains(' ') && !PROGRAMS.iter().any(|sign| lower.contains(sign))
}

/// Whether the title of a file is one a writer gave it, and not the name a program did.
fn is_headline(title: &str) -> bool {
    const PROGRAMS: [&str; 6] =
        ["microsoft word", "untitled", "document", "unbenannt", ".doc", "powerpoint"];
    let lower = title.to_lowercase();
    title.trim().contains(' ') && !PROGRAMS.iter().any(|sign| lower.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(paragraphs: &[(Rank, &str)], properties: Properties) -> Vec<Article> {
        let paragraphs = paragraphs
            .iter()
            .map(|(rank, text)| Paragraph { rank: *rank, text: (*text).to_owned() });
        let mut articles = Vec::new();
        let document = Manuscript { paragraphs: paragraphs.collect(), properties };
        let flow = document.read(&mut |record| {
            articles.push(record.expect("an article"));
            Flow::Continue(())
        });
        assert_eq!(flow, Flow::Continue(()));
        articles
    }

    #[test]
    fn styles_tell_headlines_and_captions() {
        let properties = Properties {
            author: "Jane Doe".into(),
            created: "2016-07-18T10:15:00Z".into(),
            ..Properties::default()
        };
        let articles = read(
            &[
                (Rank::Text, ""),
                (Rank::Title, "Flood in Beira"),
                (Rank::Subtitle, "Banks broken"),
                (Rank::Caption, "The river"),
                (Rank::Text, "BEIRA (MNA) - It rose."),
                (Rank::Heading, "Night"),
                (Rank::Text, "More."),
            ],
            properties,
        );
        let [article] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!((&*article.title, &*article.standfirst), ("Flood in Beira", "Banks broken"));
        assert_eq!(
            (&*article.body, &*article.captions),
            ("It rose.\n\nNight\n\nMore.", &["The river".to_owned()][..])
        );
        assert_eq!((&*article.authors, article.warnings.len()), (&["Jane Doe".to_owned()][..], 2));
        assert_eq!(
            article.published.as_ref().map(|date| (date.date.to_string(), date.source)),
            Some(("18 July 2016".into(), DateSource::File))
        );
    }

    #[test]
    fn an_export_in_a_document_is_many_articles() {
        let one = [
            (Rank::Text, "River breaks its banks"),
            (Rank::Text, "The Courier"),
            (Rank::Text, "July 18, 2016 Monday"),
            (Rank::Text, "Length: 24 words"),
            (Rank::Text, "Body"),
            (Rank::Text, "The river rose."),
            (Rank::Text, "Load-Date: July 19, 2016"),
            (Rank::Text, "End of Document"),
        ];
        let articles = read(&[one, one].concat(), Properties::default());
        let [first, _] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!(
            (&*first.title, &*first.publisher, &*first.body),
            ("River breaks its banks", "The Courier", "The river rose.")
        );
    }

    #[test]
    fn properties_of_programs_are_no_authors() {
        assert!(is_person("Jane Doe") && !is_person("Microsoft Office User") && !is_person("jdoe"));
        assert!(is_headline("Flood in Beira") && !is_headline("Microsoft Word - a.doc"));
    }
}
