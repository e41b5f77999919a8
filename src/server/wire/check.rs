//! JSON of a checked draft.

use std::ops::Range;

use serde::Serialize;

use crate::article::date::Published;
use crate::article::document::Document;
use crate::research::check::{
    Agreement, ArchiveTitle, CheckReport, Difference, Draft, FigureFinding, LaterVersion,
    LeaningFinding, OtherFigure, Passage, PassageOutcome, QuotationFinding, TitleFinding, Verdict,
};

/// What the archive says about a draft.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct CheckJson<'a> {
    draft: &'a str,
    complete: bool,
    counts: CheckCountsJson,
    quotations: Vec<QuotationJson<'a>>,
    titles: Vec<TitleJson<'a>>,
    figures: Vec<FigureJson<'a>>,
    corrected: Vec<LeaningJson<'a>>,
}

/// A sentence of the draft whose source was corrected.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct LeaningJson<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    line: usize,
    passage: PassageJson<'a>,
    later: LaterVersionJson<'a>,
}

/// The number of quotations with each verdict.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct CheckCountsJson {
    quotations: usize,
    verbatim: usize,
    altered: usize,
    elsewhere: usize,
    not_found: usize,
}

/// A quotation of the draft.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct QuotationJson<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    line: usize,
    verdict: &'static str,
    articles: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    said_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found_in: Option<&'a str>,
    passages: Vec<PassageJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    later: Option<LaterVersionJson<'a>>,
}

/// A passage of an article in which a quotation was found.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct PassageJson<'a> {
    #[serde(flatten)]
    article: ArticleRefJson<'a>,
    field: String,
    start: usize,
    end: usize,
    text: &'a str,
    marks: Vec<[usize; 2]>,
    quoted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<DifferenceJson<'a>>,
    omitted: usize,
}

/// An article by what names it.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct ArticleRefJson<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
    #[serde(skip_serializing_if = "str::is_empty")]
    publisher: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    agency: &'a str,
}

/// A run of words by which draft and archive differ.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct DifferenceJson<'a> {
    draft: &'a str,
    archive: &'a str,
}

/// A later version of an article, and what became of the passage in it.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct LaterVersionJson<'a> {
    #[serde(flatten)]
    article: ArticleRefJson<'a>,
    #[serde(rename = "what")]
    description: &'a str,
    correction: bool,
    passage: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<ChangeJson<'a>>,
}

/// A run of words that a later version changed.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct ChangeJson<'a> {
    before: &'a str,
    after: &'a str,
}

/// The title of a person in the draft and in the archive.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct TitleJson<'a> {
    name: &'a str,
    title: &'a str,
    start: usize,
    end: usize,
    articles: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    agrees: Option<bool>,
    archive: Vec<ArchiveTitleJson<'a>>,
}

/// A title in the archive.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct ArchiveTitleJson<'a> {
    title: &'a str,
    articles: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    id: &'a str,
}

/// A figure or date of the draft beside a name.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct FigureJson<'a> {
    name: &'a str,
    figure: &'a str,
    start: usize,
    end: usize,
    articles: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<ArticleRefJson<'a>>,
    others: Vec<OtherFigureJson<'a>>,
}

/// Another figure that the archive has beside the name.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct OtherFigureJson<'a> {
    figure: &'a str,
    articles: u64,
    sentence: &'a str,
    example: ArticleRefJson<'a>,
}

impl<'a> CheckJson<'a> {
    /// Describes the report on a draft.
    pub(crate) fn new(draft: &'a Draft, report: &'a CheckReport) -> Self {
        Self {
            draft: draft.text(),
            complete: report.is_complete,
            counts: CheckCountsJson {
                quotations: report.quotations.len(),
                verbatim: report.count(Verdict::Verbatim),
                altered: report.count(Verdict::Altered),
                elsewhere: report.count(Verdict::Elsewhere),
                not_found: report.count(Verdict::NotFound),
            },
            quotations: report.quotations.iter().map(quotation_json).collect(),
            titles: report.titles.iter().map(title_json).collect(),
            figures: report.figures.iter().map(figure_json).collect(),
            corrected: report.leaning.iter().map(leaning_json).collect(),
        }
    }
}

fn quotation_json(finding: &QuotationFinding) -> QuotationJson<'_> {
    QuotationJson {
        text: &finding.text,
        start: finding.range.start,
        end: finding.range.end,
        line: finding.line,
        verdict: finding.verdict().name(),
        articles: finding.articles,
        speaker: finding.speaker.as_deref(),
        said_by: differing(&finding.speaker_agreement),
        source: finding.source.as_deref(),
        found_in: differing(&finding.source_agreement),
        passages: finding.passages.iter().map(passage_json).collect(),
        later: finding.later.as_ref().map(later_json),
    }
}

fn differing(agreement: &Agreement) -> Option<&str> {
    if let Agreement::Differs(name) = agreement { Some(name) } else { None }
}

fn passage_json(passage: &Passage) -> PassageJson<'_> {
    let pair = |range: &Range<usize>| [range.start, range.end];
    PassageJson {
        article: article_json(&passage.document),
        field: passage.slot.to_string(),
        start: passage.range.start,
        end: passage.range.end,
        text: passage.context_text(),
        marks: passage.marks().iter().map(pair).collect(),
        quoted: passage.is_quoted,
        speaker: passage.speaker.as_ref().map(|speaker| speaker.name.as_str()),
        differences: passage
            .differences
            .iter()
            .map(|Difference { draft, archive }| DifferenceJson { draft, archive })
            .collect(),
        omitted: passage.omitted,
    }
}

fn article_json(document: &Document) -> ArticleRefJson<'_> {
    let article = &document.article;
    ArticleRefJson {
        id: &document.id,
        title: &article.title,
        published: article.published.as_ref(),
        publisher: &article.publisher,
        agency: &article.agency,
    }
}

fn later_json(later: &LaterVersion) -> LaterVersionJson<'_> {
    let (passage, changes) = match &later.outcome {
        PassageOutcome::Kept => ("kept", &[][..]),
        PassageOutcome::Changed(changes) => ("changed", changes.as_slice()),
        PassageOutcome::Gone => ("gone", &[][..]),
    };
    LaterVersionJson {
        article: article_json(&later.document),
        description: &later.description,
        correction: later.is_correction,
        passage,
        changes: changes
            .iter()
            .map(|Difference { draft, archive }| ChangeJson { before: draft, after: archive })
            .collect(),
    }
}

fn title_json(finding: &TitleFinding) -> TitleJson<'_> {
    TitleJson {
        name: &finding.name,
        title: &finding.title,
        start: finding.start,
        end: finding.end,
        articles: finding.articles,
        agrees: finding.agrees,
        archive: finding
            .titles
            .iter()
            .map(|ArchiveTitle { title, articles, first, last, id }| ArchiveTitleJson {
                title,
                articles: *articles,
                first: first.map(|date| date.to_string()),
                last: last.map(|date| date.to_string()),
                id,
            })
            .collect(),
    }
}

fn leaning_json(finding: &LeaningFinding) -> LeaningJson<'_> {
    LeaningJson {
        text: &finding.text,
        start: finding.range.start,
        end: finding.range.end,
        line: finding.line,
        passage: passage_json(&finding.passage),
        later: later_json(&finding.later),
    }
}

fn figure_json(finding: &FigureFinding) -> FigureJson<'_> {
    FigureJson {
        name: &finding.name,
        figure: &finding.figure,
        start: finding.range.start,
        end: finding.range.end,
        articles: finding.articles,
        example: finding.example.as_ref().map(article_json),
        others: finding
            .others
            .iter()
            .map(|OtherFigure { figure, articles, document, sentence }| OtherFigureJson {
                figure,
                articles: *articles,
                sentence,
                example: article_json(document),
            })
            .collect(),
    }
}
