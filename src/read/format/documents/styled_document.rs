//! Styled document: paragraphs with styles, and the properties of the file, whatever program wrote
//! it. It is one story, or an export of many.

use crate::article::date::{DateSource, NewsDate};
use crate::article::{Article, Rejected};
use crate::read::format::form::EmitArticle;
use crate::read::format::shared::{finish, record};
use crate::read::format::{export, text};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// Style of a paragraph, as far as it matters to a story.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum ParagraphStyle {
    /// Title of the document.
    Title,
    /// Line under the title.
    Subtitle,
    /// Heading of the first level.
    Heading,
    /// Caption.
    Caption,
    /// Any other.
    #[default]
    Text,
}

impl ParagraphStyle {
    /// Returns the style that word processors give this name, in any of several languages.
    pub(crate) fn from_name(name: &str) -> Self {
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

/// Paragraph with its style; `\n` separates the lines of its text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Paragraph {
    /// Style.
    pub style: ParagraphStyle,
    /// Text.
    pub text: String,
}

/// Properties of a file: who wrote it and when. They describe the file, not always the story.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct DocumentProperties {
    /// Title.
    pub title: String,
    /// User who wrote the file.
    pub author: String,
    /// Date the file was created.
    pub created: String,
    /// Language.
    pub language: String,
    /// Keywords, separated by commas or semicolons.
    pub keywords: String,
}

/// Document of paragraphs with styles.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct StyledDocument {
    /// Paragraphs in reading order.
    pub paragraphs: Vec<Paragraph>,
    /// Properties of the file.
    pub properties: DocumentProperties,
}

/// Reads a source whole, parses it with `parse`, and emits the articles of the document or the
/// rejection. A document that unpacks to more than its bytes reserves memory from the source.
pub(crate) fn read_source(
    source: &mut Source<'_>,
    parse: impl FnOnce(Vec<u8>, &Source<'_>) -> Result<StyledDocument, Rejected>,
    emit: &mut EmitArticle<'_>,
) -> Flow {
    if let Some(rejected) = source.reject_empty() {
        return emit(Err(rejected));
    }
    match source.read_bytes().and_then(|bytes| parse(bytes, source)) {
        Ok(document) => document.read(emit),
        Err(rejected) => emit(Err(rejected)),
    }
}

/// Joins the paragraphs from an index on, which are the cells of a table row, into one paragraph
/// with a tab between cells.
pub(crate) fn join_row(paragraphs: &mut Vec<Paragraph>, from: usize) {
    let cells: Vec<String> = paragraphs
        .drain(from..)
        .map(|cell| cell.text)
        .filter(|text| !text.trim().is_empty())
        .collect();
    paragraphs.push(Paragraph { style: ParagraphStyle::Text, text: cells.join("\t") });
}

impl StyledDocument {
    /// Emits the articles of the document: those of an export, or its one story.
    pub(crate) fn read(self, emit: &mut EmitArticle<'_>) -> Flow {
        let text = self.text();
        match export::read_text(&text, emit) {
            Some(flow) => flow,
            None => emit(self.article(&text)),
        }
    }

    /// Returns the whole text, with an empty line between paragraphs.
    pub(crate) fn text(&self) -> String {
        let paragraphs = self
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.text.trim_end())
            .filter(|text| !text.is_empty());
        paragraphs.collect::<Vec<_>>().join("\n\n")
    }

    /// Returns the whole text with every paragraph on one line, because line breaks come from the
    /// page. Two line breaks in a row separate paragraphs.
    fn reflowed_text(&self) -> String {
        let blocks = self.paragraphs.iter().flat_map(|paragraph| paragraph.text.split("\n\n"));
        blocks.map(clean::line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn article(mut self, text: &str) -> Result<Article, Rejected> {
        self.paragraphs.retain(|paragraph| !paragraph.text.trim().is_empty());
        let title = self
            .take_first(ParagraphStyle::Title)
            .or_else(|| self.take_top_heading())
            .unwrap_or_default();
        let article = Article {
            title: clean::line(&title),
            standfirst: clean::line(&self.take_first(ParagraphStyle::Subtitle).unwrap_or_default()),
            captions: self.take_captions(),
            language: record::language_code(&self.properties.language),
            keywords: keywords(&self.properties.keywords),
            ..Article::from_record(text)
        };
        let mut article = text::parse_story(&self.reflowed_text(), article)?;
        self.fill_from_properties(&mut article);
        Ok(article)
    }

    /// Removes the first paragraph of a style and returns its text.
    fn take_first(&mut self, style: ParagraphStyle) -> Option<String> {
        let index = self.paragraphs.iter().position(|paragraph| paragraph.style == style)?;
        Some(self.paragraphs.remove(index).text)
    }

    /// Removes a heading above all text; any other heading belongs to the text.
    fn take_top_heading(&mut self) -> Option<String> {
        let is_top =
            self.paragraphs.first().is_some_and(|first| first.style == ParagraphStyle::Heading);
        if is_top { self.take_first(ParagraphStyle::Heading) } else { None }
    }

    fn take_captions(&mut self) -> Vec<String> {
        let captions =
            self.paragraphs.extract_if(.., |paragraph| paragraph.style == ParagraphStyle::Caption);
        captions.map(|caption| clean::line(&caption.text)).collect()
    }

    /// Fills fields that the story lacks from the properties of its file, with a warning.
    fn fill_from_properties(&self, article: &mut Article) {
        let properties = &self.properties;
        if article.authors.is_empty() && article.byline.is_empty() && is_person(&properties.author)
        {
            article.authors = finish::authors(&properties.author);
            article.warnings.push("author from the properties of the file".to_owned());
        }
        if article.published.is_none()
            && let Some(date) = NewsDate::parse(&properties.created)
                .filter(|date| !date.is_future(jiff::Zoned::now().date()))
        {
            article.published = Some(finish::published(NewsDate::day(date.from), DateSource::File));
            article.warnings.push("dated by the day the file was made".to_owned());
        }
        let no_headline =
            article.warnings.iter().position(|warning| warning.starts_with("no headline"));
        if let Some(warning) = no_headline.filter(|_| is_headline(&properties.title)) {
            article.title = clean::line(&properties.title);
            article.warnings.remove(warning);
        }
    }
}

fn keywords(list: &str) -> Vec<String> {
    let separator = if list.contains(';') { ';' } else { ',' };
    list.split(separator).map(clean::line).filter(|keyword| !keyword.is_empty()).collect()
}

/// Reports whether the author of a file is a person's name, and not the default of a program.
fn is_person(author: &str) -> bool {
    const PROGRAMS: [&str; 8] =
        ["microsoft", "windows", "office", "user", "admin", "docx", "unknown", "libreoffice"];
    let lower = author.to_lowercase();
    author.trim().contains(' ') && !PROGRAMS.iter().any(|name| lower.contains(name))
}

/// Reports whether the title of a file was given by a writer, and not by a program.
fn is_headline(title: &str) -> bool {
    const PROGRAMS: [&str; 6] =
        ["microsoft word", "untitled", "document", "unbenannt", ".doc", "powerpoint"];
    let lower = title.to_lowercase();
    title.trim().contains(' ') && !PROGRAMS.iter().any(|name| lower.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(paragraphs: &[(ParagraphStyle, &str)], properties: DocumentProperties) -> Vec<Article> {
        let paragraphs = paragraphs
            .iter()
            .map(|(style, text)| Paragraph { style: *style, text: (*text).to_owned() });
        let mut articles = Vec::new();
        let document = StyledDocument { paragraphs: paragraphs.collect(), properties };
        let flow = document.read(&mut |record| {
            articles.push(record.expect("an article"));
            Flow::Continue(())
        });
        assert_eq!(flow, Flow::Continue(()));
        articles
    }

    #[test]
    fn headlines_and_captions_are_found_by_their_styles() {
        let properties = DocumentProperties {
            author: "Jane Doe".into(),
            created: "2016-07-18T10:15:00Z".into(),
            ..DocumentProperties::default()
        };
        let articles = read(
            &[
                (ParagraphStyle::Text, ""),
                (ParagraphStyle::Title, "Flood in Beira"),
                (ParagraphStyle::Subtitle, "Banks broken"),
                (ParagraphStyle::Caption, "The river"),
                (ParagraphStyle::Text, "BEIRA (MNA) - It rose."),
                (ParagraphStyle::Heading, "Night"),
                (ParagraphStyle::Text, "More."),
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
            (ParagraphStyle::Text, "River breaks its banks"),
            (ParagraphStyle::Text, "The Courier"),
            (ParagraphStyle::Text, "July 18, 2016 Monday"),
            (ParagraphStyle::Text, "Length: 24 words"),
            (ParagraphStyle::Text, "Body"),
            (ParagraphStyle::Text, "The river rose."),
            (ParagraphStyle::Text, "Load-Date: July 19, 2016"),
            (ParagraphStyle::Text, "End of Document"),
        ];
        let articles = read(&[one, one].concat(), DocumentProperties::default());
        let [first, _] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!(
            (&*first.title, &*first.publisher, &*first.body),
            ("River breaks its banks", "The Courier", "The river rose.")
        );
    }

    #[test]
    fn defaults_of_programs_are_not_authors_or_headlines() {
        assert!(is_person("Jane Doe") && !is_person("Microsoft Office User") && !is_person("jdoe"));
        assert!(is_headline("Flood in Beira") && !is_headline("Microsoft Word - a.doc"));
    }
}
