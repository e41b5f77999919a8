//! Answers, articles and tallies as a person reads them in a terminal. Escape codes are taken out again by the stream
//! they are printed on, where that is no terminal.

use std::fmt::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use textwrap::core::display_width;

use super::terminal;
use crate::answer::{Answer, Choice, Facet, FacetValue, Hit};
use crate::article::{Article, Slot};
use crate::clipping::{Clipping, Naming};
use crate::entity::{By, Evidence, Topic, TopicSource};
use crate::highlight::{self, Marks};
use crate::outline::outline;
use crate::request::Sort;
use crate::schema::Field;
use crate::search::Copy;
use crate::similar::Similar;
use crate::stories::difference::{Changed, Fate, Piece};
use crate::tale::{Tale, Told};
use crate::tally::Tally;
use crate::topics;

const STRONG: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();
const MATCH: Style = AnsiColor::Yellow.on_default().bold();
const WHO: Style = AnsiColor::Cyan.on_default().underline();
const WHERE: Style = AnsiColor::Green.on_default().underline();
const BODY: Style = AnsiColor::Magenta.on_default().underline();
const GONE: Style = AnsiColor::Red.on_default().strikethrough();
const COME: Style = AnsiColor::Green.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default();

/// How wide a name and its bar are in a list of values.
const NAME: usize = 24;
const BAR: usize = 8;

/// How many rejections a tally names, unless all are asked for.
const NAMED: usize = 5;

/// A number with its thousands parted.
pub fn count(number: u64) -> String {
    indicatif::HumanCount(number).to_string()
}

/// A number of things.
pub fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// An answer: how many, the hits, and what they can be narrowed by.
pub fn answer(answer: &Answer) -> String {
    let width = terminal::width();
    let mut page = String::new();
    let order = match answer.sort {
        Sort::Relevance => "best first",
        Sort::Fresh => "best of late first",
        Sort::Newest => "newest first",
        Sort::Oldest => "oldest first",
    };
    let total = plural(answer.articles, "article", "articles");
    let stories = plural(answer.stories, "story", "stories");
    let total = match answer.stories < answer.articles {
        true if answer.collapsed => format!("{stories} in {total}"),
        true => format!("{total} in {stories}"),
        false => total,
    };
    let took = answer.took.as_secs_f64() * 1e3;
    line(&mut page, &format!("{STRONG}{total}{STRONG:#} {QUIET}in {took:.1} ms, {order}{QUIET:#}"));
    if let Some(better) = &answer.did_you_mean {
        line(&mut page, &format!("did you mean {STRONG}{}{STRONG:#}", better.query));
    }
    if let Some(explanation) = &answer.explanation {
        line(&mut page, &format!("{QUIET}{explanation}{QUIET:#}"));
    }
    for (number, hit) in answer.hits.iter().enumerate() {
        page.push('\n');
        page.push_str(&one_hit(number + 1, hit, width, answer.explanation.is_some()));
    }
    let boxes: Vec<Vec<String>> =
        answer.facets.iter().filter(|facet| !facet.values.is_empty()).map(facet_box).collect();
    if !boxes.is_empty() {
        page.push('\n');
        page.push_str(&columns(&boxes, width));
    }
    if let Some(next) = &answer.next {
        line(&mut page, &format!("\n{QUIET}more: --after {next}{QUIET:#}"));
    }
    page
}

fn line(page: &mut String, text: &str) {
    page.push_str(text);
    page.push('\n');
}

fn one_hit(number: usize, hit: &Hit, width: usize, why: bool) -> String {
    let article = &hit.clipping.article;
    let mut text = String::new();
    let title = if article.title.is_empty() {
        "Untitled".to_string()
    } else {
        marked(&article.title, &hit.title_marks, STRONG)
    };
    text.push_str(&wrapped(&title, width, &format!("{number:>3}  "), "     "));
    let id = &hit.clipping.id;
    let versions = hit.story.as_ref().map_or(String::new(), |story| format!(" · {} versions", count(story.versions)));
    text.push_str(&wrapped(&format!("{QUIET}{}{versions} · {id}{QUIET:#}", meta(article)), width, "     ", "     "));
    if !hit.snippet.text.is_empty() {
        text.push_str(&wrapped(&marked(&hit.snippet.text, &hit.snippet.marks, Style::new()), width, "     ", "     "));
    }
    for topic in hit.clipping.subjects.topics.iter().filter(|_| why) {
        let told = topic_told(topic, article, why);
        text.push_str(&wrapped(&format!("{QUIET}{told}{QUIET:#}"), width, "     ", "     "));
    }
    text
}

/// Date, place, publisher, agency, section: what stands above an article.
fn meta(article: &Article) -> String {
    let date = article.published.as_ref().map_or("undated".to_string(), |published| published.moment.to_string());
    let place = article.dateline.as_ref().map_or("", |dateline| &dateline.place);
    let agency = if article.agency == article.publisher { "" } else { &article.agency };
    let parts = [&date, place, &article.publisher, agency, &article.section];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Text with what answers standing out from its style.
fn marked(text: &str, marks: &[Range<usize>], style: Style) -> String {
    named(text, marks, &[], style)
}

/// Text with what answers and every name standing out from its style.
fn named(text: &str, marks: &[Range<usize>], namings: &[Naming<'_>], style: Style) -> String {
    let mut styled = format!("{style}");
    for piece in highlight::pieces(text, marks, namings) {
        let look = match (piece.marked, piece.naming.map(|naming| naming.field)) {
            (true, _) => MATCH,
            (_, Some(Field::People)) => WHO,
            (_, Some(Field::Places)) => WHERE,
            (_, Some(_)) => BODY,
            (false, None) => {
                styled.push_str(piece.text);
                continue;
            }
        };
        // Each word by itself, so that a line can end between them without taking the style along.
        let inside = piece.text.split(' ').map(|word| format!("{style:#}{look}{word}{look:#}{style}"));
        styled.push_str(&inside.collect::<Vec<_>>().join(" "));
    }
    // Writing to a string can not fail.
    let _ = write!(styled, "{style:#}");
    styled
}

fn wrapped(text: &str, width: usize, first: &str, rest: &str) -> String {
    let options = textwrap::Options::new(width)
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let mut wrapped = textwrap::fill(text, options);
    wrapped.push('\n');
    wrapped
}

/// A facet as a box of lines: its name, and each value with its count and a bar.
fn facet_box(facet: &Facet) -> Vec<String> {
    let most = facet.values.iter().map(|value| value.count).max().unwrap_or(1).max(1);
    let hidden = facet.distinct.saturating_sub(facet.values.len() as u64);
    let mut lines = vec![format!("{STRONG}{}{STRONG:#}", capital(facet.field.name()))];
    lines.extend(outline(facet).into_iter().map(|(depth, value)| facet_line(depth, value, most)));
    if hidden > 0 {
        lines.push(format!("{QUIET}  and {} more{QUIET:#}", count(hidden)));
    }
    lines
}

fn facet_line(depth: usize, value: &FacetValue, most: u64) -> String {
    let sign = match value.selected {
        Some(Choice::Included) => "+",
        Some(Choice::Excluded) => "−",
        None => " ",
    };
    let name = shortened(&format!("{}{}", "  ".repeat(depth), value.name), NAME);
    let gap = " ".repeat(NAME.saturating_sub(display_width(&name)));
    format!("{sign} {name}{gap} {:>7} {QUIET}{}{QUIET:#}", count(value.count), bar(value.count, most))
}

/// A bar in eighths of a column.
fn bar(count: u64, most: u64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (count as f64 / most as f64 * (BAR * 8) as f64).ceil() as usize;
    let rest = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
    format!("{}{rest}", "█".repeat((eighths / 8).min(BAR)))
}

fn shortened(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_string();
    }
    let mut short = String::new();
    for c in text.chars() {
        if display_width(&short) + 2 > width {
            break;
        }
        short.push(c);
    }
    format!("{}…", short.trim_end())
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Boxes side by side as the width allows, row by row.
fn columns(boxes: &[Vec<String>], width: usize) -> String {
    let column = NAME + BAR + 14;
    let across = (width / column).max(1);
    let mut page = String::new();
    for row in boxes.chunks(across) {
        let height = row.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut text = String::new();
            for (number, lines) in row.iter().enumerate() {
                let cell = lines.get(at).map(String::as_str).unwrap_or_default();
                text.push_str(&" ".repeat((number * column).saturating_sub(display_width(&text))));
                text.push_str(cell);
            }
            line(&mut page, text.trim_end());
        }
        page.push('\n');
    }
    let end = page.trim_end().len();
    page.truncate(end);
    page.push('\n');
    page
}

/// All values of one facet.
pub fn facet(facet: &Facet) -> String {
    let most = facet.values.iter().map(|value| value.count).max().unwrap_or(1).max(1);
    let widest = facet.values.iter().map(|value| display_width(&value.name)).max().unwrap_or(0).clamp(10, 56) + 4;
    let mut page = String::new();
    for (depth, value) in outline(facet) {
        let name = shortened(&format!("{}{}", "  ".repeat(depth), value.name), widest);
        let gap = " ".repeat(widest.saturating_sub(display_width(&name)));
        let key = if value.value == value.name { "" } else { &value.value };
        let bar = bar(value.count, most);
        let after = " ".repeat(BAR.saturating_sub(display_width(&bar)));
        let text = format!("{name}{gap} {:>8} {QUIET}{bar}{after} {key}{QUIET:#}", count(value.count));
        line(&mut page, text.trim_end());
    }
    page
}

/// An article to read, with its names and what answers a query standing out; where it is asked why, with what spoke
/// for every value.
pub fn article(clipping: &Clipping, marks: &Marks, copies: &[Copy], why: bool) -> String {
    let width = terminal::width().min(76);
    let article = &clipping.article;
    let namings = clipping.namings();
    let text = |text: &str, slot: Slot, style: Style| {
        let of_slot: Vec<_> = namings.iter().filter(|naming| naming.slot == slot).cloned().collect();
        let whole = named(text, &marks.of(slot), &of_slot, style);
        whole.split("\n\n").map(|paragraph| wrapped(paragraph, width, "", "")).collect::<Vec<_>>().join("\n")
    };
    let mut parts = vec![format!(
        "{}{}",
        text(&article.title, Slot::Title, STRONG),
        wrapped(&format!("{QUIET}{}{QUIET:#}", meta(article)), width, "", "")
    )];
    if !article.byline.is_empty() {
        parts.push(wrapped(&article.byline, width, "", ""));
    }
    if !article.standfirst.is_empty() {
        parts.push(text(&article.standfirst, Slot::Standfirst, Style::new().italic()));
    }
    for (which, caption) in (0..).zip(&article.captions) {
        parts.push(text(caption, Slot::Caption(which), QUIET));
    }
    if !article.body.is_empty() {
        parts.push(text(&article.body, Slot::Body, Style::new()));
    }
    parts.push(about(clipping, copies, width, why));
    parts.join("\n")
}

/// The versions of a story, first to last; the article that is shown stands out.
pub fn versions(tale: &Tale, shown: &Clipping) -> String {
    let width = terminal::width().min(76);
    let agency = tale.agency.as_ref().map_or(String::new(), |agency| format!(" from {agency}"));
    let others =
        if tale.publishers.is_empty() { String::new() } else { format!(", printed by {}", tale.publishers.join(", ")) };
    let head = format!("{STRONG}{} versions of this story{STRONG:#}{agency}{others}", tale.versions.len());
    let mut page = format!("\n{}", wrapped(&head, width, "", ""));
    for (number, Told { clipping, version }) in tale.versions.iter().enumerate() {
        let style = if clipping.id == shown.id { STRONG } else { Style::new() };
        let title = format!("{style}{}{style:#} ({version})", clipping.article.title);
        page.push_str(&wrapped(&title, width, &format!("{:>3}  ", number + 1), "     "));
        let meta = format!("{QUIET}{} · {}{QUIET:#}", meta(&clipping.article), clipping.id);
        page.push_str(&wrapped(&meta, width, "     ", "     "));
    }
    page
}

/// Two articles as one text, with the words that went and those that came.
pub fn difference(from: &Clipping, to: &Clipping, changed: &[Changed]) -> String {
    let width = terminal::width().min(76);
    let mut parts: Vec<String> = [from, to]
        .iter()
        .map(|clipping| {
            wrapped(&format!("{QUIET}{} · {}{QUIET:#}", meta(&clipping.article), clipping.id), width, "", "")
        })
        .collect();
    for Changed { slot, pieces } in changed {
        let (before, after) = (from.article.slot(*slot), to.article.slot(*slot));
        let told = |piece: &Piece| {
            let (words, space) = piece.parted(before, after);
            match piece.fate {
                Fate::Kept => format!("{words}{space}"),
                Fate::Removed => format!("{}{space}", styled(&format!("[-{words}-]"), GONE)),
                Fate::Added => format!("{}{space}", styled(&format!("{{+{words}+}}"), COME)),
            }
        };
        let whole: String = pieces.iter().map(told).collect();
        parts.push(
            whole.split("\n\n").map(|paragraph| wrapped(paragraph, width, "", "")).collect::<Vec<_>>().join("\n"),
        );
    }
    parts.join("\n")
}

/// A text in a style, each word by itself, so that a line can end between them without taking the style along.
fn styled(text: &str, style: Style) -> String {
    text.split(' ').map(|word| format!("{style}{word}{style:#}")).collect::<Vec<_>>().join(" ")
}

/// What an article is about, and where it lies.
fn about(clipping: &Clipping, copies: &[Copy], width: usize, why: bool) -> String {
    let (article, subjects) = (&clipping.article, &clipping.subjects);
    let mut about = String::new();
    let mut row = |label: &str, values: Vec<&str>| {
        if !values.is_empty() {
            let first = format!("{QUIET}{label:<14}{QUIET:#}");
            about.push_str(&wrapped(&values.join(", "), width, &first, &" ".repeat(14)));
        }
    };
    let people: Vec<String> = subjects.people.iter().map(|of| told(&of.name, &of.role, &of.evidence, why)).collect();
    let places: Vec<String> =
        subjects.places.iter().map(|of| told(&of.name, wider(&of.path), &of.evidence, why)).collect();
    let organisations: Vec<String> =
        subjects.organisations.iter().map(|of| told(&of.name, "", &of.evidence, why)).collect();
    for (label, values) in [("People", people), ("Places", places), ("Organisations", organisations)] {
        row(label, values.iter().map(String::as_str).collect());
    }
    let topics: Vec<String> = subjects.topics.iter().map(|topic| topic_told(topic, article, why)).collect();
    row("Topics", topics.iter().map(String::as_str).collect());
    row("Keywords", article.keywords.iter().map(String::as_str).collect());
    row("Authors", article.authors.iter().map(String::as_str).collect());
    row("Credits", article.credits.iter().map(String::as_str).collect());
    row("Notes", article.notes.iter().map(String::as_str).collect());
    row("Language", [article.language.as_str()].into_iter().filter(|language| !language.is_empty()).collect());
    row("Address", [article.url.as_str()].into_iter().filter(|url| !url.is_empty()).collect());
    let read = format!("record {}, {}", clipping.record, clipping.how());
    row("File", vec![&clipping.path, &read]);
    let also: Vec<String> = copies.iter().map(|copy| format!("{} (record {})", copy.path, copy.record)).collect();
    row("Also in", also.iter().map(String::as_str).collect());
    row("Id", vec![&clipping.id]);
    row("Unsure", article.warnings.iter().map(String::as_str).collect());
    about
}

/// Articles that are like another, each with what they share.
pub fn similar(similar: &[Similar]) -> String {
    let width = terminal::width().min(76);
    let mut page = String::new();
    if !similar.is_empty() {
        line(&mut page, &format!("\n{STRONG}Similar articles{STRONG:#}"));
    }
    for similar in similar {
        let (id, article) = (&similar.clipping.id, &similar.clipping.article);
        let title = if article.title.is_empty() { "Untitled" } else { &article.title };
        page.push_str(&wrapped(title, width, "  ", "  "));
        page.push_str(&wrapped(&format!("{QUIET}{} · {id}{QUIET:#}", meta(article)), width, "    ", "    "));
        page.push_str(&wrapped(&format!("{QUIET}{}{QUIET:#}", similar.why()), width, "    ", "    "));
    }
    page
}

/// A value with what the article says of it, and why it is there where that is asked.
fn told(name: &str, role: &str, evidence: &Evidence, why: bool) -> String {
    let role = if role.is_empty() { String::new() } else { format!(" ({role})") };
    let why = match evidence.by {
        _ if !why => String::new(),
        By::Publisher => " [assigned by the publisher]".to_string(),
        By::Model | By::Rule => format!(" [{}, {:.0} % sure]", evidence.why, evidence.confidence * 100.0),
    };
    format!("{name}{role}{why}")
}

/// A topic, and what spoke for it where that is asked: the publisher's label, or words of the text.
fn topic_told(topic: &Topic, article: &Article, why: bool) -> String {
    let said = || topics::speakers(article, topic).join(", ");
    match topic.source {
        _ if !why => topic.name.clone(),
        TopicSource::Publisher => format!("{} [assigned by the publisher: {}]", topic.name, said()),
        TopicSource::Inferred => format!("{} [{}, {:.0} % sure]", topic.name, said(), topic.score * 100.0),
    }
}

/// What a place lies in.
fn wider(path: &[String]) -> &str {
    path.len().checked_sub(2).and_then(|at| path.get(at)).map_or("", String::as_str)
}

/// What a run did.
pub fn tally(tally: &Tally, all: bool) -> String {
    let megabytes = tally.bytes_read as f64 / 1e6;
    let mut page = format!(
        "{STRONG}{}{STRONG:#} in {} ({} new, {} updated, {} removed; {}), {:.1} MB read in {:.1} s",
        plural(tally.articles, "article", "articles"),
        plural(tally.files, "file", "files"),
        count(tally.added),
        count(tally.updated),
        count(tally.removed),
        plural(tally.duplicates, "duplicate", "duplicates"),
        megabytes,
        tally.seconds,
    );
    let _ = write!(
        page,
        "\n{QUIET}files: {} read, {} unchanged, {} ignored, {} rejected{QUIET:#}",
        count(tally.files_read),
        count(tally.files_unchanged),
        count(tally.files_ignored),
        count(tally.files_rejected)
    );
    page.push_str(&rejections(tally, all));
    page
}

/// What was rejected, and why: the first few, or all.
pub fn rejections(tally: &Tally, all: bool) -> String {
    let shown = if all { usize::MAX } else { NAMED };
    let mut page = String::new();
    for rejection in tally.rejections.iter().take(shown) {
        let record = rejection.record.map_or(String::new(), |record| format!(", record {record}"));
        let _ = write!(page, "\n{WARNING}rejected{WARNING:#} {}{record}: {}", rejection.path, rejection.reason);
    }
    let hidden = tally.rejections.len().saturating_sub(shown);
    if hidden > 0 {
        let _ = write!(page, "\n{QUIET}and {} more; `morgue status -v` names them all{QUIET:#}", count(hidden as u64));
    }
    page
}

/// What was odd about a query, under the place it stands in.
pub fn warning(query: &str, start: usize, end: usize, message: &str) -> String {
    let odd = query.get(start..end).filter(|odd| !odd.is_empty() && !message.contains(odd));
    let odd = odd.map_or(String::new(), |odd| format!(" (at `{odd}`)"));
    format!("{WARNING}note:{WARNING:#} {message}{odd}")
}
