//! Record of an export, field by field, and the article made of it: shared by every database.

use std::borrow::Cow;

use super::terms;
use crate::article::date::{NewsDate, Precision};
use crate::article::dateline;
use crate::article::{Article, Labels, Rejected};
use crate::read::format::shared::record::dumps;
use crate::read::format::shared::{finish, record};
use crate::text::clean;

/// Field of an export record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExportField {
    /// Headline.
    Title,
    /// Summary under the headline.
    Standfirst,
    /// Byline as printed.
    Byline,
    /// Authors as a catalogue lists them: "Doe, Jane; Roe, John".
    Authors,
    /// Name of the newspaper.
    Publication,
    /// Date, sometimes followed by the edition.
    Date,
    /// Section of the newspaper, sometimes with the page.
    Section,
    /// Page.
    Page,
    /// Edition.
    Edition,
    /// Place the story was filed from.
    Dateline,
    /// Text.
    Body,
    /// Picture captions.
    Caption,
    /// Copyright and credits.
    Credit,
    /// Name of the language.
    Language,
    /// Subjects.
    Topics,
    /// People.
    People,
    /// Places.
    Places,
    /// Companies and organisations.
    Organisations,
    /// Other index terms.
    Keywords,
    /// Web address.
    Url,
    /// Number of the article in the database.
    OwnId,
    /// Length in words. In older exports the text follows it without a label.
    Length,
    /// Series or column the article is part of, sometimes with its number in it.
    Series,
    /// Remarks and corrections of the desk.
    Note,
    /// Day the article was loaded into the database.
    LoadDate,
    /// Heading above the index terms.
    Classification,
    /// Data about the record and not about the article, such as the day it was loaded.
    Bookkeeping,
}

/// Role of a line in a record.
pub(super) enum LineRole<'l> {
    /// Opens a field, with the beginning of its value.
    Opens(ExportField, Cow<'l, str>),
    /// Continues the field above.
    Continues,
    /// Belongs to the page around the record.
    Furniture,
}

impl<'l> LineRole<'l> {
    /// A line that opens a field.
    pub(super) fn opens(field: ExportField, value: &'l str) -> Self {
        Self::Opens(field, Cow::Borrowed(value))
    }
}

/// Line of a record with its surroundings.
pub(super) struct LineContext<'c, 'l> {
    /// The line.
    pub line: &'l str,
    /// Field that the lines above belong to; [`ExportField::Bookkeeping`] before the first.
    pub field: ExportField,
    /// Set if the line above is blank.
    pub after_blank: bool,
    /// Lines below.
    pub following: &'c [&'l str],
}

/// The most index terms of one kind that an article gets.
const MAX_TERMS: usize = 500;

/// Fields of an export record with their values, in the order of the record.
#[derive(Debug, Default)]
pub(super) struct ExportRecord(Vec<(ExportField, String)>);

impl ExportRecord {
    /// Adds a field. An empty value may be continued by the next lines.
    pub(super) fn add(&mut self, field: ExportField, value: impl Into<String>) {
        self.0.push((field, value.into()));
    }

    /// Adds the fields of these lines. `classify` returns the role of each line, and may add fields
    /// that come before the one it opens.
    pub(super) fn read_lines<'l>(
        &mut self,
        lines: &[&'l str],
        classify: impl Fn(&mut Self, &LineContext<'_, 'l>) -> LineRole<'l>,
    ) {
        let (mut field, mut after_blank) = (ExportField::Bookkeeping, false);
        let mut rest = lines;
        while let [line, following @ ..] = rest {
            let line = *line;
            match classify(self, &LineContext { line, field, after_blank, following }) {
                LineRole::Opens(opened, value) => {
                    field = opened;
                    self.add(field, value);
                }
                LineRole::Continues => self.continue_last(line),
                LineRole::Furniture => {}
            }
            after_blank = line.trim().is_empty();
            rest = following;
        }
    }

    /// Appends a line to the last field.
    fn continue_last(&mut self, line: &str) {
        if let Some((_, value)) = self.0.last_mut() {
            value.push('\n');
            value.push_str(line);
        }
    }

    /// Returns all values, which identify a record that has no text of its own.
    pub(super) fn source_text(&self) -> String {
        self.0.iter().map(|(_, value)| &**value).collect::<Vec<_>>().join("\u{1f}")
    }

    /// Reports whether the last field has a value.
    pub(super) fn has_last(&self) -> bool {
        self.0.last().is_some_and(|(_, value)| !value.trim().is_empty())
    }

    /// Reports whether a line repeats the value of the last field, as some exports print bylines.
    pub(super) fn repeats_last(&self, line: &str) -> bool {
        self.0.last().is_some_and(|(_, value)| value.trim() == line.trim())
    }

    /// Reports whether a field has a value.
    pub(super) fn has(&self, field: ExportField) -> bool {
        self.values(field).next().is_some()
    }

    /// Returns every value of a field.
    fn values(&self, field: ExportField) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(known, value)| *known == field && !value.trim().is_empty())
            .map(|(_, value)| &**value)
    }

    /// Returns the first value of a field on one line. A line that is printed twice counts once.
    fn line(&self, field: ExportField) -> String {
        let Some(value) = self.values(field).next() else { return String::new() };
        let mut lines: Vec<&str> = value.lines().map(str::trim).collect();
        lines.retain(|line| !line.is_empty());
        lines.dedup();
        clean::line(&lines.join(" "))
    }

    /// Returns the distinct terms of a field, each rewritten by `normalise`.
    fn terms(&self, field: ExportField, normalise: fn(&str) -> String) -> Vec<String> {
        let mut terms = Vec::new();
        let listed = self.values(field).flat_map(terms::split_terms).take(MAX_TERMS);
        for term in listed.map(|term| normalise(&term)) {
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        terms
    }

    /// Turns the record into an article. The text of the record gives the article its fingerprint.
    pub(super) fn article(&self, record: &str) -> Result<Article, Rejected> {
        let mut article = Article {
            own_id: Some(self.line(ExportField::OwnId)).filter(|id| !id.is_empty()),
            title: self.line(ExportField::Title),
            standfirst: self.line(ExportField::Standfirst),
            body: self.body(),
            captions: self.values(ExportField::Caption).map(clean::line).collect(),
            credits: self.values(ExportField::Credit).map(clean::line).collect(),
            dateline: dateline::parse(&self.line(ExportField::Dateline)),
            byline: self.line(ExportField::Byline),
            publisher: self.line(ExportField::Publication),
            edition: self.line(ExportField::Edition),
            page: self.line(ExportField::Page),
            url: self.line(ExportField::Url),
            language: record::language_code(
                self.line(ExportField::Language).split(';').next().unwrap_or_default(),
            ),
            keywords: self.terms(ExportField::Keywords, terms::subject),
            labels: self.labels(),
            notes: self.values(ExportField::Note).map(clean::line).collect(),
            ..Article::from_record(record)
        };
        self.add_series(&mut article);
        article.authors = self.authors(&article.byline);
        self.set_section_and_page(&mut article);
        self.set_date_and_edition(&mut article);
        finish::finish(article)
    }

    fn body(&self) -> String {
        let texts = self
            .values(ExportField::Body)
            .map(|text| clean::paragraphs(&dumps::split_lines(text)))
            .filter(|text| !text.is_empty());
        texts.collect::<Vec<_>>().join("\n\n")
    }

    fn authors(&self, byline: &str) -> Vec<String> {
        let catalogued: Vec<String> = self
            .values(ExportField::Authors)
            .flat_map(|names| names.split(';'))
            .flat_map(finish::authors)
            .collect();
        if catalogued.is_empty() { finish::authors(byline) } else { catalogued }
    }

    fn labels(&self) -> Labels {
        Labels {
            people: self.terms(ExportField::People, terms::person),
            places: self.terms(ExportField::Places, terms::name),
            organisations: self.terms(ExportField::Organisations, terms::name),
            topics: self.terms(ExportField::Topics, terms::subject),
        }
    }

    /// Makes the name of a series a keyword, and the number in it a note: "THE HARBOUR. Second of
    /// three articles".
    fn add_series(&self, article: &mut Article) {
        for series in self.values(ExportField::Series).map(clean::line) {
            let (name, number) = series.split_once(". ").unwrap_or((&series, ""));
            article.keywords.push(name.trim_end_matches('.').to_owned());
            article.notes.extend(Some(number.to_owned()).filter(|number| !number.is_empty()));
        }
    }

    /// Splits "Section A; Column 1; Foreign Desk; Pg. 3" into section and page.
    fn set_section_and_page(&self, article: &mut Article) {
        let line = self.line(ExportField::Section);
        let mut section: Vec<&str> = Vec::new();
        for part in line.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, page) = split_page(part);
            if let Some(page) = page.filter(|_| article.page.is_empty()) {
                page.clone_into(&mut article.page);
            }
            if !name.is_empty() && !name.starts_with("Column ") && !section.contains(&name) {
                section.push(name);
            }
        }
        article.section = section.join("; ");
    }

    /// Sets the date, which is the year of the copyright where none is printed. Words after the
    /// date on its line are the edition.
    fn set_date_and_edition(&self, article: &mut Article) {
        let mut dates = Vec::new();
        for line in self.values(ExportField::Date).map(clean::line) {
            let (date, after) = leading_date(&line).unwrap_or((&line, ""));
            let is_zone = ["GMT", "UTC"].iter().any(|zone| after.trim().starts_with(zone));
            if article.edition.is_empty() && after.contains(char::is_alphabetic) && !is_zone {
                after.trim_matches([' ', ',', ';', '-', '(', ')']).clone_into(&mut article.edition);
            }
            dates.push(date.to_owned());
        }
        if dates.is_empty() {
            dates.extend(self.values(ExportField::Credit).find_map(copyright_year));
        }
        finish::set_published(article, dates);
    }
}

/// Finds the year in a copyright line.
fn copyright_year(credit: &str) -> Option<String> {
    let is_year = |digits: &&str| digits.len() == 4 && digits.starts_with(['1', '2']);
    credit.split(|c: char| !c.is_ascii_digit()).find(is_year).map(str::to_owned)
}

/// Splits the page off a part of a section: "Pg. 3", "S. 114 Ausg. 9", "Society Pages, Pg. 13".
pub(super) fn split_page(part: &str) -> (&str, Option<&str>) {
    const PAGES: [&str; 14] = [
        "pg",
        "page",
        "pag",
        "pág",
        "página",
        "pagina",
        "s",
        "seite",
        "p",
        "blz",
        "bladzijde",
        "стр",
        "с",
        "pp",
    ];
    let (name, printed) = part.rsplit_once(", ").unwrap_or(("", part));
    let end = printed.find(|c: char| !c.is_alphabetic()).unwrap_or(printed.len());
    let (word, rest) = printed.split_at_checked(end).unwrap_or((printed, ""));
    let number = rest.strip_prefix('.').unwrap_or(rest).trim();
    let number = number.split([' ', ',']).next().unwrap_or_default();
    let is_number =
        (1..=12).contains(&number.len()) && number.contains(|c: char| c.is_ascii_digit());
    if is_number && PAGES.contains(&word.to_lowercase().as_str()) {
        (name.trim(), Some(number))
    } else {
        (part, None)
    }
}

/// Splits a line after the date it opens with: "July 18, 2016 Monday" and "Late Edition".
pub(super) fn leading_date(line: &str) -> Option<(&str, &str)> {
    const MAX_LEN: usize = 100;
    // "Monday, the 18th of July".
    const MOST_WORDS_BEFORE_DIGIT: usize = 5;
    let line = line.trim();
    let digit = line.find(|c: char| c.is_ascii_digit())?;
    let before = line.get(..digit).unwrap_or_default();
    if line.len() > MAX_LEN || before.matches(' ').count() > MOST_WORDS_BEFORE_DIGIT {
        return None;
    }
    let ends = line.match_indices(' ').map(|(at, _)| at).chain([line.len()]);
    let ends = ends.filter(|end| *end > digit).rev();
    ends.filter_map(|end| line.split_at_checked(end)).find(|(date, _)| is_date(date))
}

/// Reports whether a text is a date more precise than a year.
fn is_date(text: &str) -> bool {
    let is_precise = |date: NewsDate| date.precision != Precision::Year;
    text.contains(|c: char| c.is_alphabetic() || matches!(c, '-' | '/' | '.'))
        && NewsDate::parse(text).is_some_and(is_precise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn section_page_date_and_edition_are_split() {
        let mut record = ExportRecord::default();
        record.add(ExportField::Title, "Flood in Beira");
        record.add(ExportField::Section, "Section A; Column 1; Foreign Desk; Pg. 3");
        record.add(ExportField::Date, "July 18, 2016 Monday Late Edition - Final");
        record.add(ExportField::Authors, "Doe, Jane; Roe, John");
        let article = record.article("").expect("an article");
        assert_eq!((&*article.section, &*article.page), ("Section A; Foreign Desk", "3"));
        assert_eq!(
            article.published.map(|date| date.date.to_string()).as_deref(),
            Some("18 July 2016")
        );
        assert_eq!(
            (&*article.edition, article.authors),
            ("Late Edition - Final", vec!["Jane Doe".into(), "John Roe".into()])
        );
    }

    #[test]
    fn a_date_is_split_off_the_rest_of_its_line() {
        assert_eq!(leading_date("July 18, 2016 Monday"), Some(("July 18, 2016 Monday", "")));
        assert_eq!(
            leading_date("18 July 2016 2nd Edition").map(|(_, after)| after.trim()),
            Some("2nd Edition")
        );
        assert_eq!(leading_date("In July 18 people came"), None);
        assert_eq!(leading_date("Flood in Beira"), None);
        assert_eq!(leading_date("2016"), None);
    }
}
