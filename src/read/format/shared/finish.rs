//! Final step of every format: splits dateline, byline, captions, credits and notes from the body,
//! and makes sure of a headline and a date.

pub(crate) use super::byline::{authors, normalise_capitals};
pub(crate) use super::caption::split_caption;
use super::{boilerplate, byline, publication_date};
use crate::article::agency;
use crate::article::date::{DateSource, NewsDate, Published};
use crate::article::dateline;
use crate::article::{Article, Rejected};
use crate::text::clean;

/// Longest sentence that may replace a missing headline, in bytes.
const LONGEST_HEADLINE: usize = 120;

/// Completes an article.
///
/// # Errors
/// Fails when the record has no text at all.
pub fn finish(mut article: Article) -> Result<Article, Rejected> {
    boilerplate::remove(&mut article);
    if article.is_blank() {
        return Err(Rejected::new("record has no text"));
    }
    strip_relay(&mut article);
    split_captions(&mut article);
    boilerplate::extract_notes(&mut article);
    split_byline(&mut article);
    boilerplate::extract_notes(&mut article);
    split_dateline(&mut article);
    if article.agency.is_empty() {
        article.agency = byline::agency(&article.byline).unwrap_or_default().to_owned();
    }
    if article.agency.is_empty() {
        article.agency = agency::of_paper(&article.publisher).unwrap_or_default().to_owned();
    }
    article.agency = agency::canonical_name(&article.agency).to_owned();
    publication_date::infer(&mut article);
    fill_headline(&mut article);
    let (agency, publisher) = (&article.agency, &article.publisher);
    let is_one_name = !publisher.contains(' ') || publisher.starts_with("The ");
    article.authors.retain(|name| name != agency && !(is_one_name && name == publisher));
    Ok(article)
}

/// Removes the mark of an agency that relays a story from the headline: ">>>ANSA/Flood in Beira".
fn strip_relay(article: &mut Article) {
    let bare = article.title.trim_start_matches(['>', '+', ' ']);
    let is_marked = bare.len() + 1 < article.title.len();
    let Some((agency, title)) = bare.split_once('/') else { return };
    let is_agency = agency.len() <= 12
        && !agency.contains(char::is_lowercase)
        && dateline::is_known_agency(agency.trim());
    if is_agency && (is_marked || title.starts_with(' ')) && !title.trim().is_empty() {
        if article.agency.is_empty() {
            article.agency = agency.trim().to_owned();
        }
        article.title = title.trim().to_owned();
    }
}

/// Most captions between a headline and its story.
const MOST_CAPTIONS: usize = 3;

/// Moves captions and their credits from the head of the body to their fields.
fn split_captions(article: &mut Article) {
    for _ in 0..MOST_CAPTIONS {
        let Some((first, rest)) = article.body.split_once("\n\n") else { return };
        let Some((caption, credits)) =
            split_caption(first).filter(|_| first.len() <= LONGEST_CAPTION)
        else {
            return;
        };
        let rest = rest.to_owned();
        article.captions.extend(Some(caption).filter(|caption| !caption.is_empty()));
        article.credits.extend(credits);
        article.body = rest;
    }
}

/// Longest caption, in bytes.
pub(crate) const LONGEST_CAPTION: usize = 800;

/// Moves a byline from the first paragraph of the body to its field. Pages print it between
/// headline and story.
fn split_byline(article: &mut Article) {
    let Some((first, rest)) =
        article.body.split_once("\n\n").filter(|(first, _)| byline::is_byline(first))
    else {
        return;
    };
    let (affiliation, rest) = match rest.split_once("\n\n") {
        Some((affiliation, rest)) if byline::is_affiliation(affiliation) => {
            (Some(affiliation), rest)
        }
        _ => (None, rest),
    };
    let people = authors(first);
    let printed = [Some(first), affiliation].into_iter().flatten().collect::<Vec<_>>().join(", ");
    if article.byline.is_empty() {
        article.byline = printed;
    } else if !has_words(&format!("{}, {}", article.byline, article.authors.join(", ")), &printed) {
        article.byline = format!("{}; {printed}", article.byline);
    }
    if article.authors.is_empty() {
        article.authors = people;
    }
    article.body = rest.to_owned();
}

/// Returns whether a text has all words of another.
fn has_words(text: &str, other: &str) -> bool {
    let words = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        words.collect::<std::collections::BTreeSet<_>>()
    };
    words(other).is_subset(&words(text))
}

/// Moves the dateline from the body to its field, and takes the agency from it if none is known.
fn split_dateline(article: &mut Article) {
    if article.dateline.is_none()
        && let Some((dateline, rest)) = dateline::split(&article.body)
    {
        let (note, rest) = boilerplate::leading_note(rest)
            .map_or((None, rest), |(note, rest)| (Some(note.to_owned()), rest));
        article.body = rest.to_owned();
        article.dateline = Some(dateline);
        article.notes.extend(note);
    }
    let Some(dateline) = &article.dateline else { return };
    if article.agency.is_empty() {
        let parts = || dateline.agency.split('/').map(str::trim);
        let agency =
            parts().find(|part| dateline::is_known_agency(part)).or_else(|| parts().next());
        article.agency = agency.unwrap_or_default().to_owned();
    }
}

/// Makes the first sentence the headline of an article without one, so that results have a title.
fn fill_headline(article: &mut Article) {
    if article.title.is_empty() {
        let text = [&article.standfirst, &article.body]
            .into_iter()
            .chain(&article.captions)
            .find(|text| !text.is_empty());
        article.title = text
            .map(|text| clean::first_sentence(text, LONGEST_HEADLINE).to_owned())
            .unwrap_or_default();
        article.warnings.push("no headline: the first sentence is used".to_owned());
    }
}

/// Sets the dateline to the one before the text, or else to the one in a field of the record.
pub(crate) fn set_dateline(article: &mut Article, field: &str) {
    split_byline(article);
    split_dateline(article);
    if article.dateline.is_none() {
        article.dateline = dateline::parse(field);
    }
}

/// The summary, or nothing where it repeats the headline or the first paragraph.
pub(crate) fn distinct_summary(summary: &str, article: &Article) -> String {
    let normalised = |text: &str| text.trim_end_matches(['.', '…']).to_lowercase();
    let first = article.body.split("\n\n").next().unwrap_or_default();
    let repeats = [&article.title, first]
        .into_iter()
        .any(|printed| normalised(printed) == normalised(summary));
    if repeats { String::new() } else { summary.to_owned() }
}

/// A publication date with its source.
pub(crate) fn published(date: NewsDate, source: DateSource) -> Published {
    Published { date, source }
}

/// Dates an article by its metadata, given in order of likelihood.
pub(crate) fn set_published(article: &mut Article, candidates: impl IntoIterator<Item = String>) {
    let parsed = candidates.into_iter().map(|text| (NewsDate::parse(&text), text));
    let (published, warnings) = first_valid_date(parsed);
    article.published = published;
    article.warnings.extend(warnings);
}

/// First date that can be parsed and is not in the future, and warnings about those before it.
pub(crate) fn first_valid_date(
    candidates: impl Iterator<Item = (Option<NewsDate>, String)>,
) -> (Option<Published>, Vec<String>) {
    let today = jiff::Zoned::now().date();
    let mut warnings = Vec::new();
    for (date, text) in candidates.filter(|(_, text)| !text.trim().is_empty()) {
        match date {
            Some(date) if date.is_future(today) => {
                warnings.push(format!("date `{date}` is in the future"))
            }
            Some(date) => return (Some(published(date, DateSource::Metadata)), warnings),
            None => {
                warnings.push(format!("date `{}` cannot be read", clean::first_sentence(&text, 40)))
            }
        }
    }
    (None, warnings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byline_at_the_head_of_the_body_moves_to_its_field() {
        let read = |body: &str| {
            finish(Article { title: "Rain".into(), body: body.into(), ..Article::default() })
                .expect("text")
        };
        let article = read("By Jane Doe · 2023-09-10\n\nACCRA (CP) — It rained.");
        assert_eq!(
            (article.body.as_str(), article.authors.as_slice()),
            ("It rained.", &["Jane Doe".to_owned()][..])
        );
        assert_eq!(article.agency, "CP");
        let article = read("By Monday it had stopped.\n\nThe streets dried.");
        assert_eq!(article.body, "By Monday it had stopped.\n\nThe streets dried.");
    }

    #[test]
    fn a_printed_byline_with_more_words_is_kept_beside_another() {
        let byline = |printed: &str| {
            let article = Article {
                title: "Rain".into(),
                byline: "By Jane Doe".into(),
                authors: vec!["Jane Doe".into()],
                body: format!("{printed}\n\nIt rained."),
                ..Article::default()
            };
            finish(article).map(|article| (article.byline, article.body)).expect("text")
        };
        assert_eq!(byline("By JANE DOE"), ("By Jane Doe".into(), "It rained.".into()));
        let both = "By Jane Doe; By John Roe, Staff Writer";
        assert_eq!(byline("By John Roe, Staff Writer"), (both.into(), "It rained.".into()));
    }

    #[test]
    fn credits_and_bylines_reveal_the_agency() {
        let agency = |body: &str| {
            let article = Article { title: "Rain".into(), body: body.into(), ..Article::default() };
            finish(article).map(|article| (article.agency, article.body)).expect("text")
        };
        for (body, expected) in [
            ("It rained.\n\n(Reporting by Jane Doe; Editing by John Roe)", "Reuters"),
            (
                "It rained. (Additional reporting by Jane Doe in Beira; editing by John Roe)",
                "Reuters",
            ),
            ("It rained. (Reuters)", "Reuters"),
            ("It rained. -- AP", "AP"),
            ("It rained.\n\n— AFP", "AFP"),
            ("By The Associated Press\n\nIt rained.", "AP"),
            ("By Jane Doe, Reuters\n\nIt rained.", "Reuters"),
            ("It rained.\n\nCopyright 2019 AFP. All rights reserved.", "AFP"),
            ("It rained.\n\nCopyright 2019 The Associated Press. All rights reserved.", "AP"),
            ("It rained.\n\nReuters contributed to this report.", ""),
            ("It rained.\n\n(Reporting by Jane Doe)", ""),
        ] {
            assert_eq!(agency(body), (expected.to_owned(), "It rained.".to_owned()), "{body}");
        }
        assert_eq!(agency("It rained, said the head of Reuters").0, "");
    }

    #[test]
    fn captions_bylines_and_notes_before_the_story_move_to_their_fields() {
        let body = "The mayor in May (Jane Doe/Reuters)\n\nJohn Roe, Staff Writer\n\n(Adds quotes)\n\nIt rained.";
        let article =
            finish(Article { title: "Rain".into(), body: body.into(), ..Article::default() })
                .expect("text");
        assert_eq!(
            (article.captions.as_slice(), &*article.body),
            (&["The mayor in May".to_owned()][..], "It rained.")
        );
        assert_eq!(
            (article.authors.join("|"), article.notes.join("|")),
            ("John Roe".to_owned(), "Adds quotes".to_owned())
        );
        let body = "By John Roe\n\nAP Sports Writer\n\nBEIRA (MNA) -- (EDS: UPDATING) It rained.";
        let article =
            finish(Article { title: "Rain".into(), body: body.into(), ..Article::default() })
                .expect("text");
        assert_eq!(
            (&*article.byline, &*article.body),
            ("By John Roe, AP Sports Writer", "It rained.")
        );
        assert_eq!(article.notes, ["EDS: UPDATING"]);
    }

    #[test]
    fn the_mark_of_a_relaying_agency_leaves_the_headline() {
        let read = |title: &str| {
            let article =
                Article { title: title.into(), body: "It rained.".into(), ..Article::default() };
            finish(article).map(|article| (article.title, article.agency)).expect("text")
        };
        assert_eq!(read(">>>ANSA/Flood in Beira"), ("Flood in Beira".into(), "ANSA".into()));
        assert_eq!(read("AP/Reuters deal").0, "AP/Reuters deal");
        assert_eq!(read("24/7 floods").0, "24/7 floods");
    }

    #[test]
    fn a_story_without_a_headline_gets_its_first_sentence() {
        let body = "HORTA, May 3, 2018 (MNA) - The ground shook. People ran.".to_owned();
        let article = finish(Article { body, ..Article::default() }).expect("a story");
        assert_eq!(
            (&*article.title, &*article.body),
            ("The ground shook.", "The ground shook. People ran.")
        );
        assert_eq!((&*article.agency, article.warnings.len()), ("MNA", 1));
        assert_eq!(
            article.published.map(|date| date.date.to_string()).as_deref(),
            Some("3 May 2018")
        );
        assert!(finish(Article::default()).is_err());
    }
}
