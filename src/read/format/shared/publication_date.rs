//! Inference of the publication date where the metadata does not give the day. Evidence is tried in
//! this order: the dateline, whose year may come from elsewhere; a paragraph that is only a date; the
//! text. Without clear evidence the date stays open.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::article::Article;
use crate::article::date::{DateSource, NewsDate, Precision, Published};
use crate::article::dateline;
use crate::text::calendar;
use crate::text::date_mentions::{self, DateMention};

/// Most days between a dateline and a full date in its text.
const NEAR_DAYS: i32 = 45;

/// Most days between a photo and the weekday in the lead after it. A photo taken six days before
/// that weekday, which is the day after the previous one, more likely belongs to a continuing
/// story.
const PHOTO_LEAD_DAYS: i32 = 5;

/// Length of the body that is searched for dates, in bytes.
const SEARCHED_LENGTH: usize = 16 * 1024;

/// Dates an article by its dateline and text, unless its metadata gives the day.
pub(crate) fn infer(article: &mut Article) {
    let known = article.published.as_ref().map(|published| published.date.clone());
    if known.as_ref().is_some_and(|date| date.precision <= Precision::Day) {
        return;
    }
    let today = today();
    let inferred = from_dateline(article, known.as_ref())
        .or_else(|| from_date_line(article))
        .or_else(|| known.is_none().then(|| from_text(article, today)).flatten());
    let Some(InferredDate { date, source, explanation }) = inferred else { return };
    if known.is_some_and(|known| date.from < known.from || date.to > known.to) {
        return;
    }
    if date.is_future(today) {
        article.warnings.push(format!("date `{date}` is in the future"));
        return;
    }
    article.warnings.extend(explanation);
    article.published = Some(Published { date, source });
}

/// Today in the local time zone.
pub(crate) fn today() -> Date {
    jiff::Zoned::now().date()
}

/// An inferred date with its source.
struct InferredDate {
    date: NewsDate,
    source: DateSource,
    /// Warning that explains a date which is not obvious.
    explanation: Option<String>,
}

/// The day of the dateline. Its year is printed, or comes from the metadata, the copyright line, or
/// full dates in the text.
fn from_dateline(article: &Article, known: Option<&NewsDate>) -> Option<InferredDate> {
    let dateline = article.dateline.as_ref()?;
    let inferred =
        |date, explanation| Some(InferredDate { date, source: DateSource::Dateline, explanation });
    if let Some(date) = dateline::published(dateline) {
        return inferred(date, None);
    }
    let printed = date_mentions::parse_date(&dateline.date)?;
    if let Some(known) = known {
        return inferred(NewsDate::day(day_within(&printed, known)?), None);
    }
    if let Some(year) = copyright_year(article) {
        let explanation = format!("dated by the dateline and the copyright of {year}");
        return inferred(NewsDate::day(in_year(&printed, year)?), Some(explanation));
    }
    let day = by_nearby_dates(&printed, article)?;
    let explanation = format!("dated by the dateline and dates of {} in the text", day.year());
    inferred(NewsDate::day(day), Some(explanation))
}

/// The day of a dateline within a known year or month.
pub(crate) fn day_within(printed: &DateMention, known: &NewsDate) -> Option<Date> {
    let mut years = known.from.year()..=known.to.year();
    years.find_map(|year| {
        in_year(printed, year).filter(|day| known.from <= *day && *day <= known.to)
    })
}

/// The day in this year, if the printed weekday and year agree.
fn in_year(printed: &DateMention, year: i16) -> Option<Date> {
    let day = Date::new(year, printed.month?, printed.day?).ok()?;
    let agrees = printed.weekday.is_none_or(|weekday| weekday == weekday_number(day));
    (agrees && printed.year.is_none_or(|written| written == year)).then_some(day)
}

/// Number of a weekday, from 1 for Monday.
fn weekday_number(day: Date) -> i8 {
    day.weekday().to_monday_one_offset()
}

/// The day of a dateline without a year, by full dates near it in the text. All must agree on the
/// year, and so must the weekday in the lead.
fn by_nearby_dates(printed: &DateMention, article: &Article) -> Option<Date> {
    let lead = lead(article);
    let weekday = printed
        .weekday
        .or_else(|| date_mentions::date_mentions(lead).into_iter().find_map(|day| day.weekday))?;
    let mut years: Vec<i16> = Vec::new();
    for full in full_dates(article) {
        let around = [full.year() - 1, full.year(), full.year() + 1];
        let close =
            |day: &Date| full.since(*day).is_ok_and(|span| span.get_days().abs() <= NEAR_DAYS);
        years.extend(
            around
                .iter()
                .filter_map(|year| in_year(printed, *year))
                .filter(close)
                .map(|day| day.year()),
        );
    }
    years.sort_unstable();
    years.dedup();
    let [year] = *years.as_slice() else { return None };
    let day = in_year(printed, year).filter(|day| weekday_number(*day) == weekday)?;
    date_mentions::event_years(searched_text(article), i16::MAX)
        .all(|event| event <= year + 1)
        .then_some(day)
}

/// Full dates in captions and body, without those whose printed weekday is wrong.
fn full_dates(article: &Article) -> impl Iterator<Item = Date> {
    let texts = article.captions.iter().map(String::as_str).chain([searched_text(article)]);
    texts.flat_map(date_mentions::date_mentions).filter_map(|day| full_date(&day))
}

fn full_date(day: &DateMention) -> Option<Date> {
    in_year(day, day.year?)
}

fn searched_text(article: &Article) -> &str {
    article.body.get(..article.body.floor_char_boundary(SEARCHED_LENGTH)).unwrap_or(&article.body)
}

fn lead(article: &Article) -> &str {
    article.body.split("\n\n").next().unwrap_or_default()
}

/// The year in the copyright line of an agency: "c.2016 New York Times News Service". Those of
/// websites change every January and prove nothing.
fn copyright_year(article: &Article) -> Option<i16> {
    let is_agency_line = |line: &&String| {
        let lower = line.to_lowercase();
        let agencies = [
            "associated press",
            "news service",
            "france-presse",
            "reuters",
            "upi",
            "dpa",
            "tribune content",
        ];
        (lower.starts_with("copyright") || lower.starts_with('©') || lower.starts_with('c'))
            && agencies.iter().any(|name| lower.contains(name))
    };
    let line = article.credits.iter().find(is_agency_line)?;
    let digits = line.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 4)?;
    digits.parse().ok().filter(|year| (1900..=2200).contains(year))
}

/// Longest paragraph that may be only a date, in bytes.
const LONGEST_DATE_LINE: usize = 80;

/// Removes a paragraph that is only a date from the body: "Published July 18, 2016".
fn from_date_line(article: &mut Article) -> Option<InferredDate> {
    let count = article.body.split("\n\n").count();
    let mut paragraphs = article.body.split("\n\n").enumerate();
    let (index, date) = paragraphs.find_map(|(at, paragraph)| {
        let is_outer =
            (at < 3 || at + 1 >= count) && count > 1 && paragraph.len() <= LONGEST_DATE_LINE;
        let is_candidate = is_outer
            && paragraph.contains(|c: char| c.is_ascii_digit())
            && contains_month_name(paragraph);
        let date = NewsDate::parse(paragraph)
            .filter(|date| is_candidate && date.precision <= Precision::Day)?;
        Some((at, date))
    })?;
    let kept =
        article.body.split("\n\n").enumerate().filter(|(at, _)| *at != index).map(|(_, text)| text);
    article.body = kept.collect::<Vec<_>>().join("\n\n");
    Some(InferredDate { date, source: DateSource::Text, explanation: None })
}

/// Returns whether a line has the name of a month. Numbers alone may be scores.
fn contains_month_name(line: &str) -> bool {
    line.split(|c: char| !c.is_alphabetic()).any(|word| calendar::month(word).is_some())
}

/// Dates a wire story by the weekday in its lead, which follows a full date in the lead or a
/// caption.
///
/// Only wire stories are dated in this way: an agency sends its story on the day of the events, and
/// a newspaper prints it on the next.
fn from_text(article: &Article, today: Date) -> Option<InferredDate> {
    if article.agency.is_empty() || article.dateline.is_none() {
        return None;
    }
    let lead = lead(article);
    let weekday = lead_weekday(lead)?;
    let photo = article
        .captions
        .iter()
        .filter(|caption| !is_from_files(caption))
        .flat_map(|caption| date_mentions::date_mentions(caption));
    let photo = photo.filter_map(|day| full_date(&day)).max();
    let (earlier, evidence) =
        match date_mentions::date_mentions(lead).iter().filter_map(full_date).max() {
            Some(day) => (day, "a date in the lead"),
            None => (photo?, "the photo"),
        };
    if date_mentions::event_years(searched_text(article), today.year())
        .any(|event| event > earlier.year())
    {
        return None;
    }
    let ahead = (i32::from(weekday) - i32::from(weekday_number(earlier))).rem_euclid(7);
    let day = earlier.checked_add(ahead.days()).ok()?;
    if ahead == 0 {
        return month_of(day, evidence);
    }
    if ahead > PHOTO_LEAD_DAYS || !mentions_earlier_day(earlier, day, article) {
        return None;
    }
    let explanation = format!(
        "dated by {evidence} of {} and `{}`",
        earlier.strftime("%-d %B %Y"),
        weekday_name(weekday)
    );
    Some(InferredDate {
        date: NewsDate::day(day),
        source: DateSource::Text,
        explanation: Some(explanation),
    })
}

/// Last day of a month on which a story surely appeared in the same month.
const LAST_SAFE_DAY: i8 = 26;

/// The month of a story about this day, since it may have appeared on the next.
fn month_of(day: Date, evidence: &str) -> Option<InferredDate> {
    let date = NewsDate::month(day.year(), day.month()).filter(|_| day.day() <= LAST_SAFE_DAY)?;
    let explanation = format!("dated by {evidence} of {}", day.strftime("%-d %B %Y"));
    Some(InferredDate { date, source: DateSource::Text, explanation: Some(explanation) })
}

fn weekday_name(weekday: i8) -> &'static str {
    match Weekday::from_monday_one_offset(weekday) {
        Ok(Weekday::Monday) => "Monday",
        Ok(Weekday::Tuesday) => "Tuesday",
        Ok(Weekday::Wednesday) => "Wednesday",
        Ok(Weekday::Thursday) => "Thursday",
        Ok(Weekday::Friday) => "Friday",
        Ok(Weekday::Saturday) => "Saturday",
        _ => "Sunday",
    }
}

/// Weekday of the events in the lead, if it names just one, and not as the next or the last one.
fn lead_weekday(lead: &str) -> Option<i8> {
    const EXCLUDING_WORDS: [&str; 14] = [
        "next",
        "last",
        "every",
        "each",
        "until",
        "since",
        "by",
        "coming",
        "from",
        "before",
        "after",
        "this",
        "following",
        "previous",
    ];
    let mentions = date_mentions::date_mentions(lead);
    let [day] = mentions.iter().filter(|day| day.month.is_none()).collect::<Vec<_>>()[..] else {
        return None;
    };
    let before = lead
        .get(..day.range.start)?
        .trim_end()
        .rsplit(' ')
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let after = lead.get(day.range.end..)?;
    let is_compound =
        after.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '\'' || c == '’');
    (!EXCLUDING_WORDS.contains(&&*before) && !is_compound).then_some(day.weekday).flatten()
}

/// Returns whether a caption marks its photo as taken from the files.
fn is_from_files(caption: &str) -> bool {
    let lower = caption.to_lowercase();
    [
        "file photo",
        "illustration",
        "file -",
        "file:",
        "file photograph",
        "archive",
        "file picture",
        "file image",
        "file frame",
        "file –",
    ]
    .iter()
    .any(|phrase| lower.contains(phrase))
}

/// Returns whether the text also mentions the earlier day, by its weekday or as part of the week
/// before. Otherwise a photo from the files could date a story years too early.
fn mentions_earlier_day(earlier: Date, day: Date, article: &Article) -> bool {
    let text = searched_text(article);
    let week_number = |day: Date| day.iso_week_date().week();
    let by_weekday = date_mentions::date_mentions(text)
        .iter()
        .any(|mention| mention.weekday == Some(weekday_number(earlier)) && mention.month.is_none());
    by_weekday
        || (week_number(earlier) != week_number(day) && text.contains("last week"))
        || (week_number(earlier) == week_number(day) && text.contains("this week"))
}

#[cfg(test)]
mod tests {
    use super::super::finish;
    use super::*;

    fn date_article(body: &str, captions: &[&str]) -> (String, DateSource, Vec<String>) {
        let captions = captions.iter().map(|&caption| caption.to_owned()).collect();
        let article =
            Article { title: "Flood".into(), body: body.into(), captions, ..Article::default() };
        let article = finish::finish(article).expect("an article");
        let source =
            article.published.as_ref().map_or(DateSource::Metadata, |published| published.source);
        (
            article.published.map(|it| it.date.to_string()).unwrap_or_default(),
            source,
            article.warnings,
        )
    }

    #[test]
    fn a_photo_and_a_weekday_give_the_day() {
        let body =
            "Beira (MNA) - The river rose, the mayor said Monday.\n\nHe met the board last week.";
        let photo = "The mayor shakes hands on July 15, 2016";
        let (day, source, warnings) = date_article(body, &[photo]);
        assert_eq!((&*day, source), ("18 July 2016", DateSource::Text));
        assert_eq!(warnings, ["dated by the photo of 15 July 2016 and `Monday`"]);
        // A photo of the same day: the story may have been printed on the next.
        assert_eq!(date_article(body, &["The mayor on Monday, July 18, 2016"]).0, "July 2016");
        for (body, photo) in [
            (body, "FILE - The mayor shakes hands on July 15, 2016"),
            (body, "The mayor on Monday, July 15, 2016"),
            ("The river rose, the mayor said Monday. He met the board last week.", photo),
            ("Beira (MNA) - The river rose, the mayor said Monday.\n\nNothing else.", photo),
            ("Beira (MNA) - The river rose, the mayor said last Monday. Last week too.", photo),
            (
                "Beira (MNA) - The river rose, the mayor said Monday. It rose last week and in 2018.",
                photo,
            ),
            (
                "Beira (MNA) - The river rose, the mayor said Monday, not Tuesday as last week.",
                photo,
            ),
        ] {
            assert_eq!(date_article(body, &[photo]).0, "", "{body}");
        }
    }

    #[test]
    fn a_dateline_gets_its_year_from_the_text_around_it() {
        let body = "BEIRA, July 18 (MNA) - It rose on Monday.\n\nThe board met on June 30, 2016.";
        assert_eq!(date_article(body, &[]).0, "18 July 2016");
        assert_eq!(date_article(&body.replace("Monday", "Tuesday"), &[]).0, "");
        assert_eq!(date_article("BEIRA, July 18 (MNA) - It rose on Monday.", &[]).0, "");
        assert_eq!(
            date_article("BEIRA, July 18 (MNA) - It rose.\n\nc.2016 Harbour News Service", &[]).0,
            "18 July 2016"
        );
        assert_eq!(
            date_article("BEIRA, July 18, 2016 (MNA) - It rose.", &[]).1,
            DateSource::Dateline
        );
        assert_eq!(date_article("BEIRA, July 18, 2099 (MNA) - It rose.", &[]).0, "");
        let year =
            Published { date: NewsDate::year(2016).expect("a year"), source: DateSource::Metadata };
        let body = "BEIRA, July 18 (MNA) - It rose.".to_owned();
        let article = finish::finish(Article { body, published: Some(year), ..Article::default() })
            .expect("an article");
        assert_eq!(
            article.published.map(|it| (it.date.to_string(), it.source)),
            Some(("18 July 2016".into(), DateSource::Dateline))
        );
    }

    #[test]
    fn a_paragraph_that_is_a_date_is_removed() {
        let article = Article {
            title: "F".into(),
            body: "Published: July 18, 2016\n\nIt rose.".into(),
            ..Article::default()
        };
        let article = finish::finish(article).expect("an article");
        assert_eq!(
            (&*article.body, article.published.map(|it| it.date.to_string())),
            ("It rose.", Some("18 July 2016".into()))
        );
        assert_eq!(date_article("It rose.\n\n3-2-2016\n\nMore.", &[]).0, "");
    }
}
