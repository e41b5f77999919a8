//! What a record of an export says, part by part, and the article made of it: the same for every database.

use super::terms;
use crate::article::date::{NewsDate, Precision};
use crate::article::dateline;
use crate::article::{Article, Labels, Rejected};
use crate::read::format::shared::{finish, record};
use crate::text::clean;

/// What a labelled field of a record holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The headline.
    Title,
    /// The summary under it.
    Standfirst,
    /// The byline as printed.
    Byline,
    /// Names of authors as a catalogue has them: "Doe, Jane; Roe, John".
    Authors,
    /// The name of the paper.
    Publication,
    /// The day, with what may follow it: an edition.
    Date,
    /// The part of the paper, with the page where the database puts it there.
    Section,
    /// The page.
    Page,
    /// The edition.
    Edition,
    /// Where it was filed from.
    Dateline,
    /// The text.
    Body,
    /// Captions of its pictures.
    Caption,
    /// Copyright and credits.
    Credit,
    /// Its language, spelled out.
    Language,
    /// Subjects.
    Topics,
    /// People.
    People,
    /// Places.
    Places,
    /// Companies and organisations.
    Organisations,
    /// Other terms.
    Keywords,
    /// Its address.
    Url,
    /// The database's number of it.
    OwnId,
    /// How long it is; older exports print the text under it without a label.
    Length,
    /// What is about the file and not about the article: the length, the day it was loaded.
    Bookkeeping,
}

/// The most terms of one kind that an article is given.
const TERMS: usize = 500;

/// What a record says, in its order.
#[derive(Debug, Default)]
pub struct Said(Vec<(Part, String)>);

impl Said {
    /// Adds a part; what is empty says nothing yet, but may go on.
    pub fn add(&mut self, part: Part, text: impl Into<String>) {
        self.0.push((part, text.into()));
    }

    /// Adds a line to the part that came last.
    pub fn go_on(&mut self, line: &str) {
        if let Some((_, text)) = self.0.last_mut() {
            text.push('\n');
            text.push_str(line);
        }
    }

    /// Whether it says anything of this part.
    pub fn has(&self, part: Part) -> bool {
        self.all(part).next().is_some()
    }

    /// Every text of a part.
    fn all(&self, part: Part) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(known, text)| *known == part && !text.trim().is_empty())
            .map(|(_, text)| &**text)
    }

    /// The first text of a part, on one line.
    fn line(&self, part: Part) -> String {
        self.all(part).next().map(clean::line).unwrap_or_default()
    }

    /// The names listed in a part.
    fn terms(&self, part: Part, named: fn(&str) -> String) -> Vec<String> {
        let mut list = Vec::new();
        for name in self.all(part).flat_map(terms::parted).take(TERMS).map(|term| named(&term)) {
            if !list.contains(&name) {
                list.push(name);
            }
        }
        list
    }

    /// The article, whose record gives it its fingerprint.
    pub fn article(&self, record: &str) -> Result<Article, Rejected> {
        let mut article = Article {
            own_id: Some(self.line(Part::OwnId)).filter(|id| !id.is_empty()),
            title: self.line(Part::Title),
            standfirst: self.line(Part::Standfirst),
            body: self.body(),
            captions: self.all(Part::Caption).map(clean::line).collect(),
            credits: self.all(Part::Credit).map(clean::line).collect(),
            dateline: dateline::parse(&self.line(Part::Dateline)),
            byline: self.line(Part::Byline),
            publisher: self.line(Part::Publication),
            edition: self.line(Part::Edition),
            page: self.line(Part::Page),
            url: self.line(Part::Url),
            language: record::language(
                self.line(Part::Language).split(';').next().unwrap_or_default(),
            ),
            keywords: self.terms(Part::Keywords, terms::subject),
            labels: self.labels(),
            ..Article::from_record(record)
        };
        article.authors = self.authors(&article.byline);
        self.place_in_paper(&mut article);
        self.date(&mut article);
        finish::finish(article)
    }

    fn body(&self) -> String {
        let texts = self.all(Part::Body).map(clean::paragraphs).filter(|text| !text.is_empty());
        texts.collect::<Vec<_>>().join("\n\n")
    }

    fn authors(&self, byline: &str) -> Vec<String> {
        let catalogued: Vec<String> = self
            .all(Part::Authors)
            .flat_map(|names| names.split(';'))
            .flat_map(finish::authors)
            .collect();
        if catalogued.is_empty() { finish::authors(byline) } else { catalogued }
    }

    fn labels(&self) -> Labels {
        Labels {
            people: self.terms(Part::People, terms::person),
            places: self.terms(Part::Places, terms::name),
            organisations: self.terms(Part::Organisations, terms::name),
            topics: self.terms(Part::Topics, terms::subject),
        }
    }

    /// Parts "Section A; Column 1; Foreign Desk; Pg. 3" into section and page.
    fn place_in_paper(&self, article: &mut Article) {
        let line = self.line(Part::Section);
        let mut section = Vec::new();
        for piece in line.split(';').map(str::trim).filter(|piece| !piece.is_empty()) {
            match page(piece) {
                Some(page) if article.page.is_empty() => article.page = page.to_owned(),
                Some(_) => {}
                None if piece.starts_with("Column ") => {}
                None => section.push(piece),
            }
        }
        article.section = section.join("; ");
    }

    /// Dates the article; what follows the day on its line is the edition.
    fn date(&self, article: &mut Article) {
        let mut days = Vec::new();
        for said in self.all(Part::Date).map(clean::line) {
            let (day, after) = day_first(&said).unwrap_or((&said, ""));
            if article.edition.is_empty() && after.contains(char::is_alphabetic) {
                after.trim_matches([' ', ',', ';', '-', '(', ')']).clone_into(&mut article.edition);
            }
            days.push(day.to_owned());
        }
        finish::date(article, days);
    }
}

/// The page a piece of a section names: "Pg. 3", "S. 4", "page A1".
fn page(piece: &str) -> Option<&str> {
    const PAGES: [&str; 9] = ["Pg.", "PG.", "Pg", "Page", "PAGE", "page", "Pag.", "S.", "p."];
    let number = PAGES.iter().find_map(|page| piece.strip_prefix(page))?.trim();
    (!number.is_empty() && number.len() <= 12 && number.contains(|c: char| c.is_ascii_digit()))
        .then_some(number)
}

/// The day a line opens with, and what follows it: "July 18, 2016 Monday" and "Late Edition".
pub fn day_first(line: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 100;
    let line = line.trim();
    if line.len() > LONGEST || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let ends = line.match_indices(' ').map(|(at, _)| at).chain([line.len()]).rev();
    ends.filter_map(|end| line.split_at_checked(end)).find(|(day, _)| is_day(day))
}

/// Whether a text is a date, and no bare number.
fn is_day(text: &str) -> bool {
    let precise = |moment: NewsDate| moment.precision != Precision::Year;
    text.contains(|c: char| c.is_alphabetic() || matches!(c, '-' | '/' | '.'))
        && NewsDate::parse(text).is_some_and(precise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_hold_pages() {
        let mut said = Said::default();
        said.add(Part::Title, "Flood in Beira");
        said.add(Part::Section, "Section A; Column 1; Foreign Desk; Pg. 3");
        said.add(Part::Date, "July 18, 2016 Monday Late Edition - Final");
        said.add(Part::Authors, "Doe, Jane; Roe, John");
        let article = said.article("").expect("an article");
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
    fn days_open_lines() {
        assert_eq!(day_first("July 18, 2016 Monday"), Some(("July 18, 2016 Monday", "")));
        assert_eq!(
            day_first("18 July 2016 2nd Edition").map(|(_, after)| after.trim()),
            Some("2nd Edition")
        );
        assert_eq!(day_first("In July 18 people came"), None);
        assert_eq!(day_first("Flood in Beira"), None);
        assert_eq!(day_first("2016"), None);
    }
}
