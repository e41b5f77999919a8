//! The verdict on a quotation: what the archive has, and whether who said it and where agree with the
//! draft.

use std::ops::Range;

use super::corrections::{LaterVersion, later_version};
use super::draft::Draft;
use super::finder::{Finder, Found, QuotedWords};
use super::passage::Passage;
use super::quotations::Quotation;
use super::source::{SourceNames, StatedSource, stated_source};
use super::speaker::{Speaker, Speakers};
use crate::article::schema::Field;
use crate::error::Result;
use crate::query::Query;
use crate::research::articles;
use crate::search::request::Sort;
use crate::text::tokenizer;

/// What the archive has of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The same words.
    Verbatim,
    /// Other words in places.
    Altered,
    /// The words, but said by somebody else or in another article than the draft says.
    Elsewhere,
    /// Nothing.
    NotFound,
}

impl Verdict {
    /// Returns the verdict in words, for people.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Altered => "altered",
            Self::Elsewhere => "said elsewhere",
            Self::NotFound => "not found",
        }
    }

    /// Every verdict.
    pub(crate) const ALL: [Self; 4] =
        [Self::Verbatim, Self::Altered, Self::Elsewhere, Self::NotFound];

    /// Its name in JSON.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Altered => "altered",
            Self::Elsewhere => "elsewhere",
            Self::NotFound => "not_found",
        }
    }
}

/// Whether the archive agrees with what the draft says about a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// The draft says nothing, or the archive does not.
    Unknown,
    /// They agree.
    Agrees,
    /// They differ: what the archive says.
    Differs(String),
}

/// What was found of a quotation.
#[derive(Debug)]
pub(crate) struct QuotationFinding {
    /// The quotation, without its marks.
    pub text: String,
    /// Its byte range in the draft.
    pub range: Range<usize>,
    /// The line it begins in, from one.
    pub line: usize,
    /// Who says it in the draft.
    pub speaker: Option<String>,
    /// Whether the archive agrees.
    pub speaker_agreement: Agreement,
    /// Where it is from, as the draft says.
    pub source: Option<String>,
    /// Whether the archive agrees.
    pub source_agreement: Agreement,
    /// The number of articles that have it.
    pub articles: u64,
    /// Set where the passages are those of the quotation, and do not only resemble it.
    pub is_found: bool,
    /// Passages: of several articles the earliest come first.
    pub passages: Vec<Passage>,
    /// A later version of the first of these articles, which corrects it.
    pub later: Option<LaterVersion>,
}

impl QuotationFinding {
    /// The verdict.
    pub(crate) fn verdict(&self) -> Verdict {
        let differs = |agreement: &Agreement| matches!(agreement, Agreement::Differs(_));
        match self.passages.first().filter(|_| self.is_found) {
            None => Verdict::NotFound,
            Some(_) if differs(&self.speaker_agreement) || differs(&self.source_agreement) => {
                Verdict::Elsewhere
            }
            Some(passage) if passage.differences.is_empty() => Verdict::Verbatim,
            Some(_) => Verdict::Altered,
        }
    }
}

/// Judges the quotations of a draft.
pub(super) struct Judge<'a> {
    pub draft: &'a Draft,
    pub finder: &'a Finder<'a>,
    pub speakers: Speakers<'a>,
    pub names: SourceNames,
}

impl Judge<'_> {
    /// Finds a quotation and compares what the draft says about it.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn judge(
        &self,
        quotation: &Quotation,
        words: &QuotedWords<'_>,
    ) -> Result<QuotationFinding> {
        let Quotation { range, .. } = quotation;
        let draft = self.draft;
        let engine = self.finder.engine;
        let Found { articles, mut passages, is_found } = self.finder.find(words)?;
        let speaker = self.speakers.of(range);
        let source = stated_source(engine, &self.names, draft.text(), range)?;
        let source_agreement = match &source {
            Some(source) if is_found => {
                self.compare_source(source, words, articles, &mut passages)?
            }
            _ => Agreement::Unknown,
        };
        let later = match passages.first().filter(|_| is_found) {
            Some(first) => {
                let part = |part: &Range<usize>| first.text().get(part.clone()).unwrap_or_default();
                let parts: Vec<&str> = first.parts.iter().map(part).collect();
                later_version(engine, &first.document, first.slot, &parts)?
            }
            None => None,
        };
        Ok(QuotationFinding {
            text: draft.text().get(range.clone()).unwrap_or_default().trim().to_string(),
            range: range.clone(),
            line: draft.line(range.start),
            speaker_agreement: match &speaker {
                Some(speaker) if is_found => self.compare_speaker(speaker, &passages)?,
                _ => Agreement::Unknown,
            },
            speaker: speaker.map(|speaker| speaker.name),
            source: source.map(|source| source.name().to_string()),
            source_agreement,
            articles,
            is_found,
            passages,
            later,
        })
    }

    /// Compares the speaker with those of the passages. It is enough that one agrees.
    fn compare_speaker(&self, speaker: &Speaker, passages: &[Passage]) -> Result<Agreement> {
        let people = self.finder.engine.facet_terms(Field::People)?;
        let same = |other: &Speaker| {
            let value = |who: &Speaker| people.value(&who.key).unwrap_or(&who.key).to_string();
            value(speaker) == value(other) || surname(&speaker.name) == surname(&other.name)
        };
        let known = || passages.iter().filter_map(|passage| passage.speaker.as_ref());
        Ok(match known().next() {
            None => Agreement::Unknown,
            Some(_) if known().any(same) => Agreement::Agrees,
            Some(other) => Agreement::Differs(other.name.clone()),
        })
    }

    /// Compares the source with the articles that have the quotation. One of them that is of the source
    /// becomes the first.
    fn compare_source(
        &self,
        source: &StatedSource,
        words: &QuotedWords<'_>,
        articles: u64,
        passages: &mut Vec<Passage>,
    ) -> Result<Agreement> {
        let engine = self.finder.engine;
        for (at, passage) in passages.iter().enumerate() {
            if source.is_of(engine, &passage.document)? {
                let agreeing = passages.remove(at);
                passages.insert(0, agreeing);
                return Ok(Agreement::Agrees);
            }
        }
        if articles > passages.len() as u64
            && let Some((phrase, of_source)) = words.phrase().zip(source.query())
        {
            let query = Query::and([phrase, of_source]);
            let budget = self.finder.budget;
            if articles::first(engine, query, Sort::Oldest, 0, budget)?.0 > 0 {
                return Ok(Agreement::Agrees);
            }
        }
        let Some(first) = passages.first() else { return Ok(Agreement::Unknown) };
        let article = &first.document.article;
        let name = match source {
            StatedSource::Publisher(_) if !article.publisher.is_empty() => &article.publisher,
            StatedSource::Publisher(_) if !article.agency.is_empty() => &article.agency,
            // An article without a publisher may be of any.
            StatedSource::Publisher(_) => return Ok(Agreement::Unknown),
            StatedSource::Address(_) if article.url.is_empty() => return Ok(Agreement::Unknown),
            StatedSource::Address(_) => &article.url,
            StatedSource::Article(_) => &first.document.id,
        };
        Ok(Agreement::Differs(name.clone()))
    }
}

/// The last word of a name, folded.
fn surname(name: &str) -> String {
    let folded = tokenizer::folded(name);
    folded.rsplit(' ').next().unwrap_or_default().to_string()
}
