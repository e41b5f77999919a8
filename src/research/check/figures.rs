//! Figures and dates beside a name: whether the archive has them in a sentence with the name, and which
//! others it has there.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::names::ArchiveName;
use super::passage::sentences_around;
use crate::article::Slot;
use crate::article::document::{Document, ValueMention};
use crate::error::Result;
use crate::query::{DateFilter, ProximityOperator, Query};
use crate::research::articles;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::request::Sort;
use crate::text::calendar::ENGLISH_MONTHS;
use crate::text::date_mentions::{DateMention, date_mentions};
use crate::text::tokenizer::Words;

/// Articles that are read for other figures, and figures that are listed.
const READ: usize = 15;
const LISTED: usize = 5;

/// Numbers that newspapers spell.
const SPELLED: [&str; 19] = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// Words that no figure counts.
const NOT_COUNTED: &[&str] = &[
    "of", "in", "on", "at", "and", "or", "the", "a", "to", "for", "by", "from", "with", "as", "is",
];

/// A figure or date of a draft beside a name.
#[derive(Debug, Clone)]
pub(crate) struct FigureFinding {
    /// The name.
    pub name: String,
    /// The figure with what it counts, or the date.
    pub figure: String,
    /// Its byte range in the draft.
    pub range: Range<usize>,
    /// The number of articles that have it in a sentence with the name; of a date also those about the
    /// name that were published on the day or the day after.
    pub articles: u64,
    /// The latest of them.
    pub example: Option<Document>,
    /// Other figures for the same thing beside the name.
    pub others: Vec<OtherFigure>,
}

/// Another figure that the archive has beside a name.
#[derive(Debug, Clone)]
pub(crate) struct OtherFigure {
    /// The figure with what it counts.
    pub figure: String,
    /// The number of articles, of those that were read.
    pub articles: u64,
    /// The latest of them.
    pub document: Document,
    /// Its sentence.
    pub sentence: String,
}

/// A figure or date in a draft.
#[derive(Debug)]
pub(super) struct Figure<'a> {
    range: Range<usize>,
    mention: ValueMention<'a>,
    kind: FigureKind,
}

#[derive(Debug)]
enum FigureKind {
    Number { forms: Vec<String>, counted: String },
    Date(DateMention),
}

/// Finds the figures and dates of a draft that have a name in the same sentence, outside these ranges.
pub(super) fn figures<'a>(document: &'a Document, outside: &[Range<usize>]) -> Vec<Figure<'a>> {
    let text = &document.article.body;
    let mut mentions = document.value_mentions();
    mentions.retain(|mention| mention.slot == Slot::Body);
    let dates = date_mentions(text);
    let is_outside = |range: &Range<usize>| {
        !outside.iter().any(|other| other.start <= range.start && range.start < other.end)
    };
    let nearest = |range: &Range<usize>| {
        let sentence = sentences_around(text, range);
        let distance = |mention: &&ValueMention<'a>| {
            mention.start.abs_diff(range.start).min(mention.end.abs_diff(range.start))
        };
        let near = mentions.iter().filter(|it| {
            sentence.start <= it.start
                && it.end <= sentence.end
                && (it.end <= range.start || range.end <= it.start)
        });
        near.min_by_key(distance).cloned()
    };
    let mut found = Vec::new();
    for (range, kind) in numbers(text, &dates) {
        if let Some(mention) = nearest(&range).filter(|_| is_outside(&range)) {
            found.push(Figure { range, mention, kind });
        }
    }
    for date in dates.into_iter().filter(|date| date.full().is_some()) {
        let range = date.range.clone();
        if let Some(mention) = nearest(&range).filter(|_| is_outside(&range)) {
            found.push(Figure { range, mention, kind: FigureKind::Date(date) });
        }
    }
    found.sort_by_key(|figure| figure.range.start);
    found
}

/// The numbers of a text with the word behind them, outside its dates.
fn numbers(text: &str, dates: &[DateMention]) -> Vec<(Range<usize>, FigureKind)> {
    let mut words = Words::new(text);
    let mut read: Vec<(Range<usize>, String)> = Vec::new();
    while let Some(word) = words.advance() {
        read.push((word.start..word.end, words.folded().to_string()));
    }
    let mut found = Vec::new();
    for pair in read.windows(2) {
        let [(range, number), (next, counted)] = pair else { continue };
        let is_in_date = dates
            .iter()
            .any(|date| date.range.start <= range.start && range.start < date.range.end);
        let forms = forms(number);
        let is_counted = counted.chars().all(char::is_alphabetic)
            && !NOT_COUNTED.contains(&counted.as_str())
            && text
                .get(range.end..next.start)
                .is_some_and(|gap| matches!(gap, " " | "-" | "\u{a0}"));
        if !is_in_date && is_counted && !forms.is_empty() {
            let kind = FigureKind::Number { forms, counted: counted.clone() };
            found.push((range.start..next.end, kind));
        }
    }
    found
}

/// The forms in which a number is printed; none for a word that is no number.
fn forms(word: &str) -> Vec<String> {
    if let Some(at) = SPELLED.iter().position(|spelled| *spelled == word) {
        return vec![word.to_string(), (at + 2).to_string()];
    }
    let is_number = word.starts_with(|c: char| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_digit() || c == '.');
    let spelled = word.parse::<usize>().ok().and_then(|number| SPELLED.get(number.checked_sub(2)?));
    let forms = std::iter::once(word.to_string()).filter(|_| is_number);
    forms.chain(spelled.map(|spelled| (*spelled).to_string())).collect()
}

impl Figure<'_> {
    /// Compares the figure with the archive; `None` where the archive does not know the name.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn compare(
        &self,
        engine: &dyn Engine,
        text: &str,
        budget: &Budget,
    ) -> Result<Option<FigureFinding>> {
        let mention = &self.mention;
        let key = mention.values.last().copied().unwrap_or_default();
        let Some(name) = ArchiveName::find(engine, mention.field, key, mention.name)? else {
            return Ok(None);
        };
        let query = match &self.kind {
            FigureKind::Number { forms, counted } => {
                let phrase = |form: &String| Query::Phrase(format!("{form} {counted}"), 0);
                in_sentence(&name, Query::or(forms.iter().map(phrase)))
            }
            FigureKind::Date(date) => on_day(&name, date),
        };
        let (articles, latest) = articles::first(engine, query, Sort::Newest, 1, budget)?;
        let others = match &self.kind {
            FigureKind::Number { forms, counted } => {
                self.others(engine, &name, (forms, counted), budget)?
            }
            FigureKind::Date(_) => Vec::new(),
        };
        Ok(Some(FigureFinding {
            name: mention.name.to_string(),
            figure: text.get(self.range.clone()).unwrap_or_default().to_string(),
            range: self.range.clone(),
            articles,
            example: latest.into_iter().next(),
            others,
        }))
    }

    /// The other figures before the same word in sentences with the name.
    fn others(
        &self,
        engine: &dyn Engine,
        name: &ArchiveName,
        (forms, counted): (&[String], &str),
        budget: &Budget,
    ) -> Result<Vec<OtherFigure>> {
        let query = in_sentence(name, Query::Word(counted.to_string()));
        let (_, documents) = articles::first(engine, query, Sort::Newest, READ, budget)?;
        let mut others: BTreeMap<String, OtherFigure> = BTreeMap::new();
        for document in documents {
            for (figure, sentence) in self.beside_name(&document, name, counted) {
                let number = figure.split([' ', '-']).next().unwrap_or_default().replace(',', "");
                if forms.contains(&number.to_lowercase()) {
                    continue;
                }
                let known = others.entry(number).or_insert_with(|| OtherFigure {
                    figure,
                    articles: 0,
                    document: document.clone(),
                    sentence,
                });
                known.articles += 1;
            }
        }
        let mut others: Vec<OtherFigure> = others.into_values().collect();
        others.sort_by_key(|other| Reverse(other.articles));
        others.truncate(LISTED);
        Ok(others)
    }

    /// The numbers of an article before a word, in sentences with the name.
    fn beside_name(
        &self,
        document: &Document,
        name: &ArchiveName,
        counted: &str,
    ) -> Vec<(String, String)> {
        let text = &document.article.body;
        let mentions = document.value_mentions();
        let is_named = |sentence: &Range<usize>| {
            mentions.iter().any(|it| {
                it.slot == Slot::Body
                    && sentence.contains(&it.start)
                    && it.values.iter().any(|key| name.is(key))
            })
        };
        let dates = date_mentions(text);
        let numbers = numbers(text, &dates).into_iter();
        let of_kind = numbers.filter(
            |(_, kind)| matches!(kind, FigureKind::Number { counted: other, .. } if other == counted),
        );
        of_kind
            .map(|(range, _)| (sentences_around(text, &range), range))
            .filter(|(sentence, _)| is_named(sentence))
            .filter_map(|(sentence, range)| {
                Some((text.get(range)?.to_string(), text.get(sentence)?.to_string()))
            })
            .collect()
    }
}

/// Matches the articles that have a name and something in one sentence.
fn in_sentence(name: &ArchiveName, other: Query) -> Query {
    Query::Near(Box::new(name.query()), ProximityOperator::Sentence, Box::new(other))
}

/// Matches the articles that name somebody and were published on a day or the day after, or have the day
/// in a sentence with the name.
fn on_day(name: &ArchiveName, date: &DateMention) -> Query {
    let Some((year, month, day)) = date.full() else { return name.query() };
    let month_name = month_name(month);
    let printed = [format!("{month_name} {day}"), format!("{day} {month_name}")];
    let printed = Query::or(printed.map(Query::Exact));
    let published = jiff::civil::Date::new(year, month, day).ok().and_then(|date| {
        let next = date.tomorrow().unwrap_or(date);
        DateFilter::parse(&format!("{date}..{next}")).map(Query::Published)
    });
    let year = Query::Exact(year.to_string());
    let mentioned = Query::and([in_sentence(name, printed), year]);
    Query::and([name.query(), Query::or(published.into_iter().chain([mentioned]))])
}

fn month_name(month: i8) -> &'static str {
    let index = usize::try_from(month).unwrap_or(0).saturating_sub(1);
    ENGLISH_MONTHS.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_what_they_count() {
        let text = "Two men and 1,200 women met on March 5, 2016 at 40 of 50 sites; 3 to 5 left.";
        let dates = date_mentions(text);
        let found: Vec<&str> =
            numbers(text, &dates).into_iter().map(|(range, _)| &text[range]).collect();
        assert_eq!(found, ["Two men", "1,200 women", "50 sites", "5 left"]);
        assert_eq!(forms("12"), ["12", "twelve"]);
        assert_eq!(forms("twelve"), ["twelve", "12"]);
        assert_eq!(forms("5.9"), ["5.9"]);
        assert!(forms("men").is_empty() && forms("").is_empty() && forms("f16").is_empty());
    }
}
