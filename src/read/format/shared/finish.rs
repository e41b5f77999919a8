//! What every format owes a story before handing it on: a headline, its dateline apart from its text, people apart from
//! bylines, credits apart from captions.

pub use super::byline::{authors, out_of_capitals};
pub use super::caption::caption;
use super::{boilerplate, byline, publication_date};
use crate::article::agency;
use crate::article::date::{DateSource, NewsDate, Published};
use crate::article::dateline;
use crate::article::{Article, Rejected};
use crate::text::clean;

/// The longest sentence that stands in for a headline.
const HEADLINE: usize = 120;

/// The last hand on an article: whatever has no text at all is rejected.
pub fn finish(mut article: Article) -> Result<Article, Rejected> {
    boilerplate::clear(&mut article);
    if article.is_blank() {
        return Err(Rejected::new("record has no text"));
    }
    split_captions(&mut article);
    boilerplate::take_notes(&mut article);
    split_byline(&mut article);
    boilerplate::take_notes(&mut article);
    split_dateline(&mut article);
    if article.agency.is_empty() {
        article.agency = byline::agency(&article.byline).unwrap_or_default().to_owned();
    }
    article.agency = agency::usual(&article.agency).to_owned();
    publication_date::date(&mut article);
    stand_in_headline(&mut article);
    let (agency, publisher) = (&article.agency, &article.publisher);
    let one_name = !publisher.contains(' ') || publisher.starts_with("The ");
    article.authors.retain(|name| name != agency && !(one_name && name == publisher));
    Ok(article)
}

/// The most captions that stand between a headline and its story.
const MOST_CAPTIONS: usize = 3;

/// Takes captions off the body that stand before its first paragraph with their credits.
fn split_captions(article: &mut Article) {
    for _ in 0..MOST_CAPTIONS {
        let Some((first, rest)) = article.body.split_once("\n\n") else { return };
        let Some((caption, credits)) = caption(first).filter(|_| first.len() <= CAPTION) else {
            return;
        };
        let rest = rest.to_owned();
        article.captions.extend(Some(caption).filter(|caption| !caption.is_empty()));
        article.credits.extend(credits);
        article.body = rest;
    }
}

/// The longest caption.
pub const CAPTION: usize = 800;

/// Takes a byline off the body that stands there as its first paragraph: pages print it between headline and story.
fn split_byline(article: &mut Article) {
    let Some((first, rest)) =
        article.body.split_once("\n\n").filter(|(first, _)| byline::is_byline(first))
    else {
        return;
    };
    let (office, rest) = match rest.split_once("\n\n") {
        Some((office, rest)) if byline::is_office(office) => (Some(office), rest),
        _ => (None, rest),
    };
    let people = authors(first);
    if article.byline.is_empty() {
        article.byline = [Some(first), office].into_iter().flatten().collect::<Vec<_>>().join(", ");
    }
    if article.authors.is_empty() {
        article.authors = people;
    }
    article.body = rest.to_owned();
}

/// Takes the dateline off the body, and from it the agency where nothing else said it.
fn split_dateline(article: &mut Article) {
    if article.dateline.is_none()
        && let Some((dateline, rest)) = dateline::split(&article.body)
    {
        let (note, rest) = boilerplate::note(rest)
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

/// Every article is found by a headline, so the first sentence lends one where none was printed.
fn stand_in_headline(article: &mut Article) {
    if article.title.is_empty() {
        let text = [&article.standfirst, &article.body]
            .into_iter()
            .chain(&article.captions)
            .find(|text| !text.is_empty());
        article.title =
            text.map(|text| clean::first_sentence(text, HEADLINE).to_owned()).unwrap_or_default();
        article.warnings.push("no headline: the first sentence stands in".to_owned());
    }
}

/// Gives an article the dateline that stands before its text, else the one its record says apart from it.
pub fn dateline(article: &mut Article, said: &str) {
    split_byline(article);
    split_dateline(article);
    if article.dateline.is_none() {
        article.dateline = dateline::parse(said);
    }
}

/// A summary, unless it only says once more what stands above or below it.
pub fn summary(said: &str, article: &Article) -> String {
    let same = |text: &str| text.trim_end_matches(['.', '…']).to_lowercase();
    let first = article.body.split("\n\n").next().unwrap_or_default();
    let repeats = [&article.title, first].into_iter().any(|printed| same(printed) == same(said));
    if repeats { String::new() } else { said.to_owned() }
}

/// A date and where it was found.
pub fn dated(moment: NewsDate, source: DateSource) -> Published {
    Published { date: moment, source }
}

/// Dates an article by what its metadata says, the likelier first.
pub fn date(article: &mut Article, said: impl IntoIterator<Item = String>) {
    let (published, warnings) =
        first_date(said.into_iter().map(|said| (NewsDate::parse(&said), said)));
    article.published = published;
    article.warnings.extend(warnings);
}

/// The first date of metadata that can be read and has come, and warnings of those before it.
pub fn first_date(
    said: impl Iterator<Item = (Option<NewsDate>, String)>,
) -> (Option<Published>, Vec<String>) {
    let today = jiff::Zoned::now().date();
    let mut warnings = Vec::new();
    for (moment, said) in said.filter(|(_, said)| !said.trim().is_empty()) {
        match moment {
            Some(moment) if moment.is_future(today) => {
                warnings.push(format!("date `{moment}` lies in the future"))
            }
            Some(moment) => return (Some(dated(moment, DateSource::Metadata)), warnings),
            None => {
                warnings.push(format!("date `{}` cannot be read", clean::first_sentence(&said, 40)))
            }
        }
    }
    (None, warnings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byline_at_the_head_of_the_body_is_no_paragraph() {
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
    fn a_copy_tells_its_agency() {
        let agency = |body: &str| {
            let article = Article { title: "Rain".into(), body: body.into(), ..Article::default() };
            finish(article).map(|article| (article.agency, article.body)).expect("text")
        };
        for (body, told) in [
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
            assert_eq!(agency(body), (told.to_owned(), "It rained.".to_owned()), "{body}");
        }
        assert_eq!(agency("It rained, said the head of Reuters").0, "");
    }

    #[test]
    fn what_stands_before_the_story_goes_to_its_fields() {
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
    fn a_story_without_a_headline_borrows_one() {
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
