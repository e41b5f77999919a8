//! What every format owes a story before handing it on: a headline, its dateline apart from its text, people apart from
//! bylines, credits apart from captions.

use crate::article::{Article, Rejected};
use crate::dateline;
use crate::moment::{DateSource, Moment, Published};
use crate::text::clean;

/// The longest sentence that stands in for a headline.
const HEADLINE: usize = 120;

/// The last hand on an article: whatever has no text at all is rejected.
pub fn finish(mut article: Article) -> Result<Article, Rejected> {
    if article.is_blank() {
        return Err(Rejected::new("record has no text"));
    }
    split_byline(&mut article);
    split_dateline(&mut article);
    stand_in_headline(&mut article);
    let (agency, publisher) = (&article.agency, &article.publisher);
    let one_name = !publisher.contains(' ') || publisher.starts_with("The ");
    article.authors.retain(|name| name != agency && !(one_name && name == publisher));
    Ok(article)
}

/// The longest paragraph that can be a byline.
const BYLINE: usize = 160;

/// Takes a byline off the body that stands there as its first paragraph: pages print it between headline and story.
fn split_byline(article: &mut Article) {
    let (first, rest) = article.body.split_once("\n\n").unwrap_or((&article.body, ""));
    let sentence = first.ends_with(['.', '?', '!', '”', '"']);
    let opens = first.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by ")) && first.len() <= BYLINE;
    let people = if opens && !sentence && !rest.is_empty() { authors(first) } else { Vec::new() };
    if people.is_empty() {
        return;
    }
    if article.byline.is_empty() {
        article.byline = first.to_owned();
    }
    if article.authors.is_empty() {
        article.authors = people;
    }
    article.body = rest.to_owned();
}

/// Takes the dateline off the body, and from it the agency and the date where nothing else said them.
fn split_dateline(article: &mut Article) {
    if article.dateline.is_none()
        && let Some((dateline, rest)) = dateline::split(&article.body)
    {
        article.body = rest.to_owned();
        article.dateline = Some(dateline);
    }
    let Some(dateline) = &article.dateline else { return };
    if article.agency.is_empty() {
        article.agency = dateline.agency.split('/').next().unwrap_or_default().trim().to_owned();
    }
    if article.published.is_none() {
        article.published = dateline::published(dateline).map(|moment| dated(moment, DateSource::Dateline));
    }
}

/// Every article is found by a headline, so the first sentence lends one where none was printed.
fn stand_in_headline(article: &mut Article) {
    if article.title.is_empty() {
        let text =
            [&article.standfirst, &article.body].into_iter().chain(&article.captions).find(|text| !text.is_empty());
        article.title = text.map(|text| clean::first_sentence(text, HEADLINE).to_owned()).unwrap_or_default();
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
pub fn dated(moment: Moment, source: DateSource) -> Published {
    Published { moment, source }
}

/// Dates an article by what its metadata says, the likelier first.
pub fn date(article: &mut Article, said: impl IntoIterator<Item = String>) {
    let (published, warnings) = first_date(said.into_iter().map(|said| (Moment::parse(&said), said)));
    article.published = published;
    article.warnings.extend(warnings);
}

/// The first date of metadata that can be read and has come, and warnings of those before it.
pub fn first_date(said: impl Iterator<Item = (Option<Moment>, String)>) -> (Option<Published>, Vec<String>) {
    let today = jiff::Zoned::now().date();
    let mut warnings = Vec::new();
    for (moment, said) in said.filter(|(_, said)| !said.trim().is_empty()) {
        match moment {
            Some(moment) if moment.is_future(today) => warnings.push(format!("date `{moment}` lies in the future")),
            Some(moment) => return (Some(dated(moment, DateSource::Metadata)), warnings),
            None => warnings.push(format!("date `{}` cannot be read", clean::first_sentence(&said, 40))),
        }
    }
    (None, warnings)
}

/// What stands between two names.
const JOINTS: [&str; 8] = [" and ", " AND ", " & ", " with ", " und ", " et ", " og ", " och "];

/// What stands between a name and what a byline hangs on it: "Jane Doe in Geneva", "Jane Doe (Reuters)".
const TAILS: [&str; 13] = [
    " in ",
    " at ",
    " for ",
    " of ",
    " (",
    " <",
    " - ",
    " – ",
    " @",
    " · ",
    " Updated",
    " Published",
    " Illustration by ",
];

/// The people a byline names: "By Jane Doe and John Roe in Geneva" names two.
pub fn authors(byline: &str) -> Vec<String> {
    if byline.is_empty() {
        return Vec::new();
    }
    let names = without_by(byline);
    if let Some(turned) = turned_name(names) {
        return vec![turned];
    }
    let names = JOINTS.iter().fold(names.to_owned(), |names, joint| names.replace(joint, ","));
    let pieces =
        names.split([',', ';', '|', '\n']).filter(|piece| !piece.contains("://")).flat_map(|piece| piece.split('/'));
    let mut people = Vec::new();
    for name in pieces.map(person).filter(|name| is_person(name)) {
        let name = out_of_capitals(name);
        if !people.contains(&name) {
            people.push(name);
        }
    }
    people
}

/// A name as it is written where it is not shouted: "JULIE O'NEILL" is Julie O'Neill.
pub fn out_of_capitals(name: &str) -> String {
    let shouted = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    if !shouted || name.split([' ', '.']).all(|word| word.chars().count() <= 3) {
        return name.to_owned();
    }
    let mut inside = false;
    let lower = |c: char| {
        let shown = if inside { c.to_lowercase().next().unwrap_or(c) } else { c };
        inside = c.is_alphabetic();
        shown
    };
    name.chars().map(lower).collect()
}

/// A byline without its "By", "Written by", "By:" or "Von".
fn without_by(byline: &str) -> &str {
    let byline = byline.trim();
    let foreign = ["von ", "par ", "por ", "door ", "av "].into_iter().find_map(|opening| {
        let (head, rest) = byline.split_at_checked(opening.len())?;
        (head.eq_ignore_ascii_case(opening) && rest.starts_with(char::is_uppercase) && rest.contains(' '))
            .then_some(rest)
    });
    if let Some(names) = foreign {
        return names;
    }
    for opening in ["written by", "posted by", "by"] {
        let (head, rest) = byline.split_at_checked(opening.len()).unwrap_or_default();
        if head.eq_ignore_ascii_case(opening)
            && (rest.is_empty() || rest.starts_with(|c: char| c.is_uppercase() || " :".contains(c)))
        {
            return rest.trim_start_matches([' ', ':']);
        }
    }
    byline
}

/// "Doe, Jane" the right way round.
fn turned_name(names: &str) -> Option<String> {
    let (last, first) = names.split_once(", ")?;
    let single = |name: &str| is_person(name) && !name.contains([' ', ',', ';']);
    (single(last) && single(first)).then(|| format!("{first} {last}"))
}

/// One name without its tail, or the date that ran into it.
fn person(name: &str) -> &str {
    let tail = TAILS.iter().filter_map(|tail| name.find(tail)).chain(name.find(|c: char| c.is_ascii_digit())).min();
    let named = without_by(tail.and_then(|end| name.get(..end)).unwrap_or(name)).trim_matches([' ', '*', '"']);
    let named = match named.rsplit_once(' ') {
        Some((named, month)) if tail.is_some() && dateline::is_month(month.trim_end_matches('.')) => named,
        _ => named,
    };
    let abbreviated = named.rsplit([' ', '.']).nth(1).is_some_and(|word| word.len() <= 2);
    if abbreviated { named } else { named.strip_suffix('.').unwrap_or(named) }
}

/// Whether a piece of a byline can be a person: no agency, no address, no office.
fn is_person(name: &str) -> bool {
    const OFFICES: [&str; 24] = [
        "staff",
        "writer",
        "writers",
        "reporter",
        "reporters",
        "correspondent",
        "correspondents",
        "editor",
        "editors",
        "editorial",
        "newsroom",
        "desk",
        "bureau",
        "agency",
        "agencies",
        "contributor",
        "press",
        "wires",
        "account",
        "team",
        "network",
        "television",
        "inc",
        "ltd",
    ];
    let words = || name.split([' ', '-']).map(str::to_lowercase);
    let initials = name.len() <= 3 && !name.chars().any(char::is_uppercase);
    let site = name.rsplit_once('.').is_some_and(|(host, zone)| {
        (2..=3).contains(&zone.len()) && zone.bytes().all(|byte| byte.is_ascii_lowercase()) && !host.contains(' ')
    });
    let agency = name.split(' ').next().is_some_and(|first| {
        dateline::is_known_agency(first) && name.split(' ').skip(1).all(|word| word.eq_ignore_ascii_case("tv"))
    });
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2
        && name.len() <= 60
        && !dateline::is_month(name)
        && name.starts_with(char::is_alphabetic)
        && !name.contains(['@', ':', '_'])
        && !(initials || site || agency)
        && !name.to_lowercase().contains(".com")
        && !name.contains("www.")
        && !dateline::is_known_agency(name)
        && !words().any(|word| OFFICES.contains(&word.as_str()) || word.ends_with("sday"))
}

/// Parts a photo caption from the credits behind it; none where a paragraph carries no credit and so is no caption.
pub fn caption(paragraph: &str) -> Option<(String, Vec<String>)> {
    let mut credits = Vec::new();
    let mut text = paragraph.trim_end();
    while let Some((before, credit)) = text.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        if !is_credit(credit) {
            break;
        }
        credits.insert(0, credit.trim().to_owned());
        text = before.trim_end();
    }
    let photo = credits.iter().any(|credit| is_photo_credit(credit));
    photo.then(|| (text.to_owned(), credits))
}

/// Whether parentheses at the end of a caption hold a credit: "AFP Photo/Jane Doe", "AFP/File", "MNA".
fn is_credit(text: &str) -> bool {
    let acronym = (2..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase());
    is_photo_credit(text) || dateline::is_known_agency(text) || acronym
}

fn is_photo_credit(text: &str) -> bool {
    const SIGNS: [&str; 12] = [
        "photo",
        "image",
        "/file",
        "getty",
        "handout",
        "courtesy",
        "via ap",
        "via reuters",
        "copyright",
        "©",
        "credit",
        "picture",
    ];
    let lower = text.to_lowercase();
    text.len() <= 80 && SIGNS.iter().any(|sign| lower.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byline_at_the_head_of_the_body_is_no_paragraph() {
        let read = |body: &str| {
            finish(Article { title: "Rain".into(), body: body.into(), ..Article::default() }).expect("text")
        };
        let article = read("By Jane Doe · 2023-09-10\n\nACCRA (CP) — It rained.");
        assert_eq!((article.body.as_str(), article.authors.as_slice()), ("It rained.", &["Jane Doe".to_owned()][..]));
        assert_eq!(article.agency, "CP");
        let article = read("By Monday it had stopped.\n\nThe streets dried.");
        assert_eq!(article.body, "By Monday it had stopped.\n\nThe streets dried.");
    }

    #[test]
    fn bylines_name_people() {
        let cases: [(&str, &[&str]); 18] = [
            ("ByJane Doe December 28, 2016", &["Jane Doe"]),
            ("Von Ida Holm, dpa", &["Ida Holm"]),
            ("REUTERS TV / gr/bp / Example.no", &[]),
            ("Vonda Holm", &["Vonda Holm"]),
            ("Written by Jane Doe und John Roe", &["Jane Doe", "John Roe"]),
            ("By", &[]),
            ("Tom Hollow Jr., John Roe.", &["Tom Hollow Jr.", "John Roe"]),
            ("By Jane Doe, Reuters", &["Jane Doe"]),
            ("by TAM D'ORSINO, REUTERS", &["Tam D'Orsino"]),
            ("By Jane Doe and John Roe in Geneva", &["Jane Doe", "John Roe"]),
            ("Ida Holm, Per Lund", &["Ida Holm", "Per Lund"]),
            ("Doe, Jane", &["Jane Doe"]),
            ("A. N. Other; Élodie Grandet", &["A. N. Other", "Élodie Grandet"]),
            ("Jane Doe, Staff Writer", &["Jane Doe"]),
            ("Jane Doe <jane@example.org>", &["Jane Doe"]),
            ("Associated Press", &[]),
            ("https://example.org/jane", &[]),
            ("", &[]),
        ];
        for (byline, people) in cases {
            assert_eq!(authors(byline), people, "{byline}");
        }
    }

    #[test]
    fn captions_lose_their_credits() {
        let told = |text: &str| caption(text).map(|(text, credits)| (text, credits.join("|")));
        let made = |text: &str, credits: &str| Some((text.to_owned(), credits.to_owned()));
        assert_eq!(
            told("Lava flows (L) on Monday (MNA Photo/Lena Brandt) (MNA/File)"),
            made("Lava flows (L) on Monday", "MNA Photo/Lena Brandt|MNA/File")
        );
        assert_eq!(told("(Photo: Jane Doe)"), made("", "Photo: Jane Doe"));
        assert_eq!(told("The minister spoke to the agency (MNA)"), None);
        assert_eq!(told("Plain text."), None);
    }

    #[test]
    fn a_story_without_a_headline_borrows_one() {
        let body = "HORTA, May 3, 2018 (MNA) - The ground shook. People ran.".to_owned();
        let article = finish(Article { body, ..Article::default() }).expect("a story");
        assert_eq!((&*article.title, &*article.body), ("The ground shook.", "The ground shook. People ran."));
        assert_eq!((&*article.agency, article.warnings.len()), ("MNA", 1));
        assert_eq!(article.published.map(|date| date.moment.to_string()).as_deref(), Some("3 May 2018"));
        assert!(finish(Article::default()).is_err());
    }
}
