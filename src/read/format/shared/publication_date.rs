//! When a story was published, where no metadata says so to the day: its dateline with a year from what stands around
//! it, then what its text gives away, then the name of its file. What is not sure is not said.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::article::Article;
use crate::article::date::{DateSource, NewsDate, Precision, Published};
use crate::article::dateline;
use crate::text::calendar;
use crate::text::days::{self, Day};

/// A dateline and a day in its text lie no further apart than this, in days.
const NEAR: i32 = 45;

/// How far before the weekday of its lead a photo may have been taken, in days. One of the day after that weekday is more
/// likely of a story that runs on than of the week before.
const BEFORE: i32 = 5;

/// How much of a body is searched for days.
const LOOK: usize = 16 * 1024;

/// Dates an article by its dateline and its text, where metadata does not date it to the day.
pub fn date(article: &mut Article) {
    let known = article.published.as_ref().map(|published| published.date.clone());
    if known.as_ref().is_some_and(|moment| moment.precision <= Precision::Day) {
        return;
    }
    let today = today();
    let found = by_dateline(article, known.as_ref())
        .or_else(|| by_date_line(article))
        .or_else(|| known.is_none().then(|| by_text(article, today)).flatten());
    let Some(Found { moment, source, how }) = found else { return };
    if known.is_some_and(|known| moment.from < known.from || moment.to > known.to) {
        return;
    }
    if moment.is_future(today) {
        article.warnings.push(format!("date `{moment}` lies in the future"));
        return;
    }
    article.warnings.extend(how);
    article.published = Some(Published { date: moment, source });
}

/// The day it is here.
pub fn today() -> Date {
    jiff::Zoned::now().date()
}

/// A date, where it was found, and how, where that needs a word.
struct Found {
    moment: NewsDate,
    source: DateSource,
    how: Option<String>,
}

/// The day of the dateline: with the year it prints, or that the metadata, or its text and weekday, give it.
fn by_dateline(article: &Article, known: Option<&NewsDate>) -> Option<Found> {
    let dateline = article.dateline.as_ref()?;
    let found = |moment, how| Some(Found { moment, source: DateSource::Dateline, how });
    if let Some(moment) = dateline::published(dateline) {
        return found(moment, None);
    }
    let printed = days::printed(&dateline.date)?;
    if let Some(known) = known {
        return found(NewsDate::day(day_within(&printed, known)?), None);
    }
    if let Some(year) = copyright_year(article) {
        let how = format!("dated by the dateline and the copyright of {year}");
        return found(NewsDate::day(in_year(&printed, year)?), Some(how));
    }
    let day = near(&printed, article)?;
    found(
        NewsDate::day(day),
        Some(format!("dated by the dateline and what the text says of {}", day.year())),
    )
}

/// The day a dateline means within a year or month.
pub fn day_within(printed: &Day, known: &NewsDate) -> Option<Date> {
    let mut years = known.from.year()..=known.to.year();
    years.find_map(|year| {
        in_year(printed, year).filter(|day| known.from <= *day && *day <= known.to)
    })
}

/// The day in a year, where its weekday is the one that is printed.
fn in_year(printed: &Day, year: i16) -> Option<Date> {
    let day = Date::new(year, printed.month?, printed.day?).ok()?;
    let agrees = printed.weekday.is_none_or(|weekday| weekday == number(day));
    (agrees && printed.year.is_none_or(|said| said == year)).then_some(day)
}

fn number(day: Date) -> i8 {
    day.weekday().to_monday_one_offset()
}

/// The day of a dateline without a year by the days with one near it in the text: all must point to one year, and the
/// weekday of the lead must agree.
fn near(printed: &Day, article: &Article) -> Option<Date> {
    let lead = lead(article);
    let weekday =
        printed.weekday.or_else(|| days::days(lead).into_iter().find_map(|day| day.weekday))?;
    let mut years: Vec<i16> = Vec::new();
    for full in full_days(article) {
        let around = [full.year() - 1, full.year(), full.year() + 1];
        let close = |day: &Date| full.since(*day).is_ok_and(|span| span.get_days().abs() <= NEAR);
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
    let day = in_year(printed, year).filter(|day| number(*day) == weekday)?;
    days::years(searched(article), i16::MAX).all(|said| said <= year + 1).then_some(day)
}

/// Every day with its year that captions and body name, where its weekday, if printed, is right.
fn full_days(article: &Article) -> impl Iterator<Item = Date> {
    let texts = article.captions.iter().map(String::as_str).chain([searched(article)]);
    texts.flat_map(days::days).filter_map(|day| full(&day))
}

fn full(day: &Day) -> Option<Date> {
    in_year(day, day.year?)
}

fn searched(article: &Article) -> &str {
    article.body.get(..article.body.floor_char_boundary(LOOK)).unwrap_or(&article.body)
}

fn lead(article: &Article) -> &str {
    article.body.split("\n\n").next().unwrap_or_default()
}

/// The year of a wire's copyright line: "c.2016 New York Times News Service". Pages renew theirs every January, so only
/// the lines of agencies count.
fn copyright_year(article: &Article) -> Option<i16> {
    let wire = |line: &&String| {
        let lower = line.to_lowercase();
        let agency = [
            "associated press",
            "news service",
            "france-presse",
            "reuters",
            "upi",
            "dpa",
            "tribune content",
        ];
        (lower.starts_with("copyright") || lower.starts_with('©') || lower.starts_with('c'))
            && agency.iter().any(|name| lower.contains(name))
    };
    let line = article.credits.iter().find(wire)?;
    let run = line.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 4)?;
    run.parse().ok().filter(|year| (1900..=2200).contains(year))
}

/// The longest paragraph that is nothing but a date.
const DATE_LINE: usize = 80;

/// A line of the body that is nothing but its date: "Published July 18, 2016". It leaves the body.
fn by_date_line(article: &mut Article) -> Option<Found> {
    let count = article.body.split("\n\n").count();
    let mut paragraphs = article.body.split("\n\n").enumerate();
    let (at, moment) = paragraphs.find_map(|(at, paragraph)| {
        let looked = (at < 3 || at + 1 >= count) && count > 1 && paragraph.len() <= DATE_LINE;
        let named =
            looked && paragraph.contains(|c: char| c.is_ascii_digit()) && holds_name(paragraph);
        let moment = NewsDate::parse(paragraph)
            .filter(|moment| named && moment.precision <= Precision::Day)?;
        Some((at, moment))
    })?;
    let kept = article
        .body
        .split("\n\n")
        .enumerate()
        .filter(|(number, _)| *number != at)
        .map(|(_, text)| text);
    article.body = kept.collect::<Vec<_>>().join("\n\n");
    Some(Found { moment, source: DateSource::Text, how: None })
}

/// Whether a line names a month: bare numbers may be scores.
fn holds_name(line: &str) -> bool {
    line.split(|c: char| !c.is_alphabetic()).any(|word| calendar::month(word).is_some())
}

/// What the text gives away: the day of a photo, or of the lead itself, and the weekday on which the lead says it
/// happened.
///
/// Only wire stories are dated this way: an agency sends on the day it speaks of, a newspaper prints on the next.
fn by_text(article: &Article, today: Date) -> Option<Found> {
    if article.agency.is_empty() || article.dateline.is_none() {
        return None;
    }
    let lead = lead(article);
    let weekday = said_weekday(lead)?;
    let photo = article
        .captions
        .iter()
        .filter(|caption| !is_from_files(caption))
        .flat_map(|caption| days::days(caption));
    let photo = photo.filter_map(|day| full(&day)).max();
    let (bound, by) = match days::days(lead).iter().filter_map(full).max() {
        Some(day) => (day, "a date in the lead"),
        None => (photo?, "the photo"),
    };
    if days::years(searched(article), today.year()).any(|said| said > bound.year()) {
        return None;
    }
    let ahead = (i32::from(weekday) - i32::from(number(bound))).rem_euclid(7);
    let day = bound.checked_add(ahead.days()).ok()?;
    if ahead == 0 {
        return in_month(day, by);
    }
    if ahead > BEFORE || !is_told_again(bound, day, article) {
        return None;
    }
    let how = format!("dated by {by} of {} and `{}`", bound.strftime("%-d %B %Y"), name(weekday));
    Some(Found { moment: NewsDate::day(day), source: DateSource::Text, how: Some(how) })
}

/// The last day of a month from which a story cannot have run into the next.
const LAST: i8 = 26;

/// The month of a story about this day, which may have been published on the next.
fn in_month(day: Date, by: &str) -> Option<Found> {
    let moment = NewsDate::month(day.year(), day.month()).filter(|_| day.day() <= LAST)?;
    let how = format!("dated by {by} of {}", day.strftime("%-d %B %Y"));
    Some(Found { moment, source: DateSource::Text, how: Some(how) })
}

fn name(weekday: i8) -> &'static str {
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

/// The weekday on which the lead says that it happened: one alone, and neither the next nor the last one.
fn said_weekday(lead: &str) -> Option<i8> {
    const ELSEWHEN: [&str; 14] = [
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
    let named = days::days(lead);
    let [day] = named.iter().filter(|day| day.month.is_none()).collect::<Vec<_>>()[..] else {
        return None;
    };
    let before =
        lead.get(..day.at.start)?.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
    let after = lead.get(day.at.end..)?;
    let plural =
        after.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '\'' || c == '’');
    (!ELSEWHEN.contains(&&*before) && !plural).then_some(day.weekday).flatten()
}

/// Whether a caption says that its photo is old.
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
    .any(|sign| lower.contains(sign))
}

/// Whether the text speaks of that earlier day too: by its weekday, or as the week before. A photo from the files would
/// else date a story years too early.
fn is_told_again(bound: Date, day: Date, article: &Article) -> bool {
    let text = searched(article);
    let week = |day: Date| day.iso_week_date().week();
    let by_name = days::days(text)
        .iter()
        .any(|said| said.weekday == Some(number(bound)) && said.month.is_none());
    by_name
        || (week(bound) != week(day) && text.contains("last week"))
        || (week(bound) == week(day) && text.contains("this week"))
}

/// The day in a path: `2016-07-18-flood.txt`, `2016/07/18/flood.txt`, `wire_20160718.txt`, `1987/flood.txt`.
pub fn in_path(path: &str) -> Option<NewsDate> {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    in_name(name)
        .or_else(|| in_folders(path))
        .filter(|moment| moment.from >= Date::constant(1600, 1, 1))
}

/// The folders right above a file that are a year, a month and a day, or the first of these.
fn in_folders(path: &str) -> Option<NewsDate> {
    let folders: Vec<&str> = path.rsplit(['/', '\\']).skip(1).take(3).collect();
    let number = |text: &str, len: usize| {
        text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let written = match folders.as_slice() {
        [whole, ..] if in_name(whole).is_some_and(|moment| moment.precision == Precision::Day) => {
            (*whole).to_owned()
        }
        [day, month, year] if number(year, 4) && number(month, 2) && number(day, 2) => {
            format!("{year}-{month}-{day}")
        }
        [month, year, ..] if number(year, 4) && number(month, 2) => format!("{year}-{month}"),
        [year, ..] if number(year, 4) => (*year).to_owned(),
        _ => return None,
    };
    in_name(&written)
}

/// The date in a file's name: `2016-07-18-flood.txt`, `wire_20160718.txt`, `2016-07-flood.txt`; a year only where it is
/// the whole name.
fn in_name(name: &str) -> Option<NewsDate> {
    let runs: Vec<(&str, usize)> = digit_runs(name).collect();
    let joined = |runs: &[(&str, usize)]| {
        runs.iter().map(|(digits, _)| *digits).collect::<Vec<_>>().join("-")
    };
    let day = runs.iter().find(|(run, _)| run.len() == 8).map(|(run, _)| (*run).to_owned());
    let day = day.or_else(|| runs.windows(3).find(|run| adjoin(run)).map(joined));
    let month = || {
        runs.get(..2).filter(|run| adjoin(run) && name.starts_with(char::is_numeric)).map(joined)
    };
    let year = || (name.len() == 4 && runs.len() == 1).then(|| name.to_owned());
    NewsDate::parse(&day.or_else(month).or_else(year)?)
}

/// Whether runs of digits are a year and its parts: four digits, then two, one sign between each.
fn adjoin(runs: &[(&str, usize)]) -> bool {
    let lengths = runs
        .iter()
        .enumerate()
        .all(|(at, (digits, _))| digits.len() == if at == 0 { 4 } else { 2 });
    lengths
        && runs
            .windows(2)
            .all(|pair| matches!(pair, [(left, at), (_, next)] if at + left.len() + 1 == *next))
}

/// Every run of digits in a text, with its place.
fn digit_runs(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut place = 0;
    text.split_inclusive(|c: char| !c.is_ascii_digit()).filter_map(move |piece| {
        let run = piece.trim_end_matches(|c: char| !c.is_ascii_digit());
        let at = place;
        place += piece.len();
        (!run.is_empty()).then_some((run, at))
    })
}

/// Dates an article by the path of its file: a day within what its dateline or text says, or all there is.
pub fn date_by_path(article: &mut Article, path: &str) {
    let known = article.published.as_ref().map(|published| published.date.clone());
    if known.as_ref().is_some_and(|moment| moment.precision <= Precision::Day) {
        return;
    }
    let Some(moment) = in_path(path) else { return };
    if moment.is_future(today()) {
        article.warnings.push(format!("date `{moment}` of the file's path lies in the future"));
        return;
    }
    let printed = article.dateline.as_ref().and_then(|dateline| days::printed(&dateline.date));
    let of_dateline =
        printed.and_then(|printed| day_within(&printed, &moment)).filter(|_| known.is_none());
    let narrower = known.is_none_or(|known| known.from <= moment.from && moment.to <= known.to);
    if let Some(day) = of_dateline {
        article.published =
            Some(Published { date: NewsDate::day(day), source: DateSource::Dateline });
    } else if narrower {
        article.published = Some(Published { date: moment, source: DateSource::File });
    }
}

#[cfg(test)]
mod tests {
    use super::super::finish;
    use super::*;

    fn told(body: &str, captions: &[&str]) -> (String, DateSource, Vec<String>) {
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
    fn a_photo_and_a_weekday_tell_the_day() {
        let body =
            "Beira (MNA) - The river rose, the mayor said Monday.\n\nHe met the board last week.";
        let photo = "The mayor shakes hands on July 15, 2016";
        let (day, source, warnings) = told(body, &[photo]);
        assert_eq!((&*day, source), ("18 July 2016", DateSource::Text));
        assert_eq!(warnings, ["dated by the photo of 15 July 2016 and `Monday`"]);
        // A photo of the same day: the story may have been printed on the next.
        assert_eq!(told(body, &["The mayor on Monday, July 18, 2016"]).0, "July 2016");
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
            assert_eq!(told(body, &[photo]).0, "", "{body}");
        }
    }

    #[test]
    fn a_dateline_takes_its_year_from_what_stands_around_it() {
        let body = "BEIRA, July 18 (MNA) - It rose on Monday.\n\nThe board met on June 30, 2016.";
        assert_eq!(told(body, &[]).0, "18 July 2016");
        assert_eq!(told(&body.replace("Monday", "Tuesday"), &[]).0, "");
        assert_eq!(told("BEIRA, July 18 (MNA) - It rose on Monday.", &[]).0, "");
        assert_eq!(
            told("BEIRA, July 18 (MNA) - It rose.\n\nc.2016 Harbour News Service", &[]).0,
            "18 July 2016"
        );
        assert_eq!(told("BEIRA, July 18, 2016 (MNA) - It rose.", &[]).1, DateSource::Dateline);
        assert_eq!(told("BEIRA, July 18, 2099 (MNA) - It rose.", &[]).0, "");
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
    fn a_line_that_is_a_date_dates_and_goes() {
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
        assert_eq!(told("It rose.\n\n3-2-2016\n\nMore.", &[]).0, "");
    }

    #[test]
    fn a_path_tells_its_day() {
        let told = |name| in_path(name).map(|moment| moment.to_string());
        for (name, want) in [
            ("2016-07-18-flood.txt", Some("18 July 2016")),
            ("/news/2016/07/18/flood.txt", Some("18 July 2016")),
            ("/news/2016-07-18/flood.txt", Some("18 July 2016")),
            ("/news/20160718/flood.txt", Some("18 July 2016")),
            ("/news/2016/07/flood.txt", Some("July 2016")),
            ("/news/1987/flood.txt", Some("1987")),
            ("wire_20160718.txt", Some("18 July 2016")),
            ("flood.2016_07_18", Some("18 July 2016")),
            ("2012-05-wheat.txt", Some("May 2012")),
            ("/export-2024-01-05/news/flood.txt", None),
            ("000_284d051aa2862c65.txt", None),
            ("2016-99-99.txt", None),
            ("12345678901.txt", None),
            ("flood.txt", None),
        ] {
            assert_eq!(told(name).as_deref(), want, "{name}");
        }
        let line = "BEIRA, July 18 (MNA) - It rose.".to_owned();
        let mut article =
            finish::finish(Article { body: line, ..Article::default() }).expect("an article");
        date_by_path(&mut article, "/news/2016/flood.txt");
        assert_eq!(
            article.published.map(|it| (it.date.to_string(), it.source)),
            Some(("18 July 2016".into(), DateSource::Dateline))
        );
    }
}
