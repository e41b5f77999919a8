//! The page to paste a draft into, and what the archive says about it.

use axum::response::Response;
use maud::{Markup, html};

use super::tools::tools_line;
use crate::article::document::Document;
use crate::research::check::{
    Agreement, CheckReport, Difference, Draft, FigureFinding, LaterVersion, Passage,
    PassageOutcome, QuotationFinding, TitleFinding, Verdict, check,
};
use crate::search::budget::Budget;
use crate::server::pages::layout::{Frame, page};
use crate::server::pages::text::{article_url, counted, headline, marked, meta};
use crate::server::problem::Problem;
use crate::server::state::AppState;

/// Makes the page with the report on a draft.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn checked(state: &AppState, text: &str, budget: &Budget) -> Result<Response, Problem> {
    let draft = Draft::new(text);
    let report = check(&*state.engine, &draft, budget)?;
    Ok(draft_page(text, Some(&report_section(&draft, &report))))
}

/// The page with the form, and a report below it.
pub(crate) fn draft_page(text: &str, report: Option<&Markup>) -> Response {
    let body = html! {
        main.page.check #content {
            (tools_line("/check"))
            h1 { "Check a draft" }
            p { "Its quotations are looked for in the archive, and titles, dates and figures beside names are compared with what the archive has. Nothing is kept." }
            form method="post" action="/check" {
                label for="draft" { "The draft" }
                textarea #draft name="draft" rows="12" required maxlength="1000000" { (text) }
                button { "Check" }
            }
            @if let Some(report) = report { (report) }
        }
    };
    page(&Frame { title: "Check a draft", here: "/tools", ..Frame::default() }, &body)
}

fn report_section(draft: &Draft, report: &CheckReport) -> Markup {
    html! {
        section #report aria-label="Report" {
            h2 { (counted(report.quotations.len() as u64, "quotation", "quotations")) }
            p.num { @for verdict in Verdict::ALL {
                @if report.count(verdict) > 0 {
                    span class={ "verdict " (verdict.name()) } { (report.count(verdict)) " " (verdict.in_words()) } " "
                }
            } }
            @if !report.is_complete {
                p.warning { "The draft is too long or time ran out: not all of it was checked." }
            }
            ol.findings { @for finding in &report.quotations { (quotation(finding)) } }
            @if !report.titles.is_empty() {
                h2 { "Titles" }
                ul.findings { @for finding in &report.titles { (title(finding)) } }
            }
            @if !report.figures.is_empty() {
                h2 { "Dates and figures" }
                ul.findings { @for finding in &report.figures { (figure(draft, finding)) } }
            }
            @if !report.leaning.is_empty() {
                h2 { "Sentences whose source was corrected" }
                ul.findings { @for finding in &report.leaning {
                    li { p { (finding.text) " " span.muted { "line " (finding.line) } } (reference(&finding.passage.document)) (later_version(&finding.later)) }
                } }
            }
        }
    }
}

fn quotation(finding: &QuotationFinding) -> Markup {
    let verdict = finding.verdict();
    let shown = finding.passages.first();
    html! {
        li {
            p { span class={ "verdict " (verdict.name()) } { (verdict.in_words()) } " “" (finding.text) "” "
                span.muted { "line " (finding.line) } }
            @if let Agreement::Differs(name) = &finding.speaker_agreement {
                p { "The draft has " b { (finding.speaker.as_deref().unwrap_or_default()) } " say it, the archive " b { (name) } "." }
            }
            @if let Agreement::Differs(name) = &finding.source_agreement {
                p { "The draft names " b { (finding.source.as_deref().unwrap_or_default()) } " as its source, it was found in " b { (name) } "." }
            }
            @if verdict == Verdict::NotFound && shown.is_some() { p.muted { "The passage that resembles it most:" } }
            @if let Some(passage) = shown { (passage_section(passage)) }
            @if finding.articles > 1 { p.muted.num { "In " (counted(finding.articles, "article", "articles")) "." } }
            @if let Some(later) = &finding.later { (later_version(later)) }
        }
    }
}

fn passage_section(passage: &Passage) -> Markup {
    html! {
        (changes(&passage.differences))
        p.snippet { (marked(passage.context_text(), &passage.marks())) }
        (reference(&passage.document))
        @if let Some(speaker) = &passage.speaker { p.meta { "Said by " (speaker.name) " there" } }
        @if !passage.is_quoted { p.meta { "The article's own words, not a quotation" } }
    }
}

fn changes(differences: &[Difference]) -> Markup {
    html! {
        @if !differences.is_empty() {
            p { "Changed: " @for Difference { draft, archive } in differences {
                @if !archive.is_empty() { del { (archive) } " " }
                @if !draft.is_empty() { ins { (draft) } " " }
            } }
        }
    }
}

fn reference(document: &Document) -> Markup {
    html! {
        p.meta { a href=(article_url(&document.id)) { (headline(&document.article)) } span.sep { "·" } (meta(&document.article)) }
    }
}

fn later_version(later: &LaterVersion) -> Markup {
    html! {
        p.warning {
            @if later.is_correction { "This article was corrected later (" } @else { "This article was changed later (" }
            a href=(article_url(&later.document.id)) { (later.description) } "). "
            @match &later.outcome {
                PassageOutcome::Kept => "The passage is the same there.",
                PassageOutcome::Gone => "The passage is no longer in it.",
                PassageOutcome::Changed(differences) => {
                    @for Difference { draft, archive } in differences { del { (draft) } " " ins { (archive) } " " }
                }
            }
        }
    }
}

fn title(finding: &TitleFinding) -> Markup {
    let verdict = match finding.agrees {
        Some(true) => "verbatim",
        Some(false) => "altered",
        None => "not_found",
    };
    html! {
        li {
            p { span class={ "verdict " (verdict) } { (finding.title) } " " (finding.name) }
            @if finding.titles.is_empty() {
                p.muted { @if finding.articles == 0 { "No article names this person." } @else { "The archive gives no title." } }
            }
            @for known in &finding.titles {
                p.meta { a href=(article_url(&known.id)) { (known.title) } ", " (counted(known.articles, "article", "articles"))
                    @if let Some(last) = known.last { ", last on " (last) } }
            }
        }
    }
}

fn figure(draft: &Draft, finding: &FigureFinding) -> Markup {
    let verdict = if finding.articles > 0 { "verbatim" } else { "not_found" };
    html! {
        li {
            p { span class={ "verdict " (verdict) } { (finding.figure) } ", " (finding.name) " "
                span.muted { "line " (draft.line(finding.range.start)) } }
            @match &finding.example {
                Some(document) if finding.articles > 0 => {
                    p.meta { "In " (counted(finding.articles, "article", "articles")) }
                    (reference(document))
                }
                _ => p.meta { "In no sentence with " (finding.name) },
            }
            @for other in &finding.others {
                p { "Also " b { (other.figure) } ": " span.snippet { (other.sentence) } }
                (reference(&other.document))
            }
        }
    }
}
