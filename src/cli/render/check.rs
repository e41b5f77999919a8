//! Rendering of a checked draft: a summary, then each finding with the words of the archive.

use std::ops::Range;

use anstyle::{AnsiColor, Style};

use super::style::{DIM, STRONG, WARNING, line, marked, plural, wrapped};
use crate::article::document::Document;
use crate::cli::context::terminal;
use crate::research::check::{
    Agreement, CheckReport, Difference, Draft, FigureFinding, LaterVersion, LeaningFinding,
    Passage, PassageOutcome, QuotationFinding, TitleFinding, Verdict,
};

/// Indentation of the lines below a heading.
const INDENT: &str = "     ";

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();

/// Renders the report on a draft: what needs a look, or all of it.
pub(crate) fn check(draft: &Draft, report: &CheckReport, all: bool) -> String {
    let mut page = heading(report);
    let width = terminal::width();
    let is_shown =
        |it: &&QuotationFinding| all || it.verdict() != Verdict::Verbatim || it.later.is_some();
    for finding in report.quotations.iter().filter(is_shown) {
        page.push('\n');
        page.push_str(&quotation(finding, width, all));
    }
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            line(&mut page, &format!("\n{STRONG}{title}{STRONG:#}"));
            lines.iter().for_each(|text| page.push_str(text));
        }
    };
    let titles = report.titles.iter().filter(|it| all || it.agrees != Some(true));
    section("Titles", titles.map(|it| title(it, width)).collect());
    let figures = report.figures.iter().filter(|it| all || it.articles == 0);
    section("Dates and figures", figures.map(|it| figure(draft, it, width)).collect());
    let corrected = report.leaning.iter().map(|it| corrected_sentence(it, width));
    section("Sentences whose source was corrected", corrected.collect());
    page
}

/// The number of quotations with each verdict.
fn heading(report: &CheckReport) -> String {
    let quotations = plural(report.quotations.len() as u64, "quotation", "quotations");
    let counts: Vec<String> = Verdict::ALL
        .into_iter()
        .filter(|verdict| report.count(*verdict) > 0)
        .map(|verdict| format!("{} {}", report.count(verdict), verdict.in_words()))
        .collect();
    let counts = if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) };
    let mut page = String::new();
    line(&mut page, &format!("{STRONG}{quotations}{STRONG:#}{counts}"));
    if !report.is_complete {
        let note = "the draft is too long or time ran out: not all of it was checked";
        line(&mut page, &format!("{WARNING}note:{WARNING:#} {note}"));
    }
    page
}

fn quotation(finding: &QuotationFinding, width: usize, all: bool) -> String {
    let verdict = finding.verdict();
    let style = if verdict == Verdict::Verbatim { GOOD } else { BAD };
    let head = format!(
        "{DIM}line {}{DIM:#} {style}{}{style:#} “{}”",
        finding.line,
        verdict.in_words(),
        finding.text.replace('\n', " ")
    );
    let mut text = wrapped(&head, width, "", INDENT);
    let mut indented = |line: &str| text.push_str(&wrapped(line, width, INDENT, INDENT));
    if let Agreement::Differs(name) = &finding.speaker_agreement {
        let speaker = finding.speaker.as_deref().unwrap_or_default();
        indented(&format!("the draft has {speaker} say it, the archive {name}"));
    }
    if let Agreement::Differs(name) = &finding.source_agreement {
        let source = finding.source.as_deref().unwrap_or_default();
        indented(&format!("the draft names {source} as its source, it was found in {name}"));
    }
    if verdict == Verdict::NotFound && !finding.passages.is_empty() {
        indented("the passage that resembles it most:");
    }
    let shown = if all { finding.passages.len() } else { 1 };
    for passage in finding.passages.iter().take(shown) {
        passage_lines(passage, &mut indented);
    }
    if finding.articles > shown as u64 {
        let articles = plural(finding.articles, "article", "articles");
        indented(&format!("{DIM}in {articles}{DIM:#}"));
    }
    if let Some(later) = &finding.later {
        indented(&later_version(later));
    }
    text
}

fn passage_lines(passage: &Passage, indented: &mut impl FnMut(&str)) {
    if !passage.differences.is_empty() {
        indented(&changes(&passage.differences, "draft", "archive"));
    }
    if passage.omitted > 0 {
        let words = plural(passage.omitted as u64, "word", "words");
        indented(&format!("{DIM}{words} left out{DIM:#}"));
    }
    indented(&marked(&joined(passage.context_text()), &passage.marks(), Style::new()));
    let speaker = passage.speaker.as_ref().map(|speaker| format!(" · {}", speaker.name));
    let words = if passage.is_quoted { "" } else { " · the article's own words" };
    let speaker = speaker.unwrap_or_default();
    indented(&format!("{DIM}{}{speaker}{words}{DIM:#}", reference(&passage.document)));
}

/// A text on one line. Offsets stay.
fn joined(text: &str) -> String {
    text.replace('\n', " ")
}

/// The article a finding is from.
fn reference(document: &Document) -> String {
    let article = &document.article;
    let date = article.published.as_ref().map(|published| published.date.to_string());
    let publisher = if article.publisher.is_empty() { &article.agency } else { &article.publisher };
    let parts = [article.title.clone(), publisher.clone(), date.unwrap_or_default()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{} · {}", parts.join(" · "), document.id)
}

fn changes(differences: &[Difference], ours: &str, theirs: &str) -> String {
    let quoted = |text: &str| {
        if text.is_empty() { "nothing".to_string() } else { format!("“{}”", joined(text)) }
    };
    let change = |Difference { draft, archive }: &Difference| {
        format!("{ours} {}, {theirs} {}", quoted(draft), quoted(archive))
    };
    differences.iter().map(change).collect::<Vec<_>>().join("; ")
}

fn later_version(later: &LaterVersion) -> String {
    let what = if later.is_correction { "corrected later" } else { "changed later" };
    let passage = match &later.outcome {
        PassageOutcome::Kept => "the passage is the same there".to_string(),
        PassageOutcome::Changed(differences) => changes(differences, "before", "after"),
        PassageOutcome::Gone => "the passage is no longer in it".to_string(),
    };
    format!(
        "{WARNING}{what}:{WARNING:#} {passage} {DIM}({}, {}){DIM:#}",
        later.description,
        reference(&later.document)
    )
}

fn title(finding: &TitleFinding, width: usize) -> String {
    let TitleFinding { name, title, articles, agrees, titles, .. } = finding;
    let known: Vec<String> = titles
        .iter()
        .map(|it| {
            let articles = plural(it.articles, "article", "articles");
            let last = it.last.map_or(String::new(), |date| format!(", last on {date}"));
            format!("{} ({articles}{last}, {})", it.title, it.id)
        })
        .collect();
    let said = match (agrees, articles) {
        (_, 0) => "no article names this person".to_string(),
        (None, _) => format!("{} give no title", plural(*articles, "article", "articles")),
        (Some(true), _) => format!("the archive agrees: {}", known.join("; ")),
        (Some(false), _) => format!("the archive has {}", known.join("; ")),
    };
    let style = if *agrees == Some(true) { GOOD } else { BAD };
    wrapped(&format!("{style}{title} {name}{style:#}: {said}"), width, "", INDENT)
}

fn corrected_sentence(finding: &LeaningFinding, width: usize) -> String {
    let head = format!("{DIM}line {}{DIM:#} {}", finding.line, joined(&finding.text));
    let mut text = wrapped(&head, width, "", INDENT);
    let from = reference(&finding.passage.document);
    text.push_str(&wrapped(&format!("{DIM}from {from}{DIM:#}"), width, INDENT, INDENT));
    text.push_str(&wrapped(&later_version(&finding.later), width, INDENT, INDENT));
    text
}

fn figure(draft: &Draft, finding: &FigureFinding, width: usize) -> String {
    let FigureFinding { name, figure, range, articles, example, others } = finding;
    let style = if *articles > 0 { GOOD } else { BAD };
    let said = match example {
        Some(document) if *articles > 0 => {
            format!("in {}, {}", plural(*articles, "article", "articles"), reference(document))
        }
        _ => format!("in no sentence with {name}"),
    };
    let number = draft.line(range.start);
    let head = format!("{DIM}line {number}{DIM:#} {style}{figure}{style:#}, {name}: {said}");
    let mut text = wrapped(&head, width, "", INDENT);
    for other in others {
        let at = other.sentence.find(&other.figure).unwrap_or(0);
        let mark: Range<usize> = at..at + other.figure.len();
        let sentence = marked(&joined(&other.sentence), &[mark], Style::new());
        let articles = plural(other.articles, "article", "articles");
        let also = format!("the archive also has {} in {articles}: {sentence}", other.figure);
        text.push_str(&wrapped(&also, width, INDENT, INDENT));
        let from = format!("{DIM}{}{DIM:#}", reference(&other.document));
        text.push_str(&wrapped(&from, width, INDENT, INDENT));
    }
    text
}
