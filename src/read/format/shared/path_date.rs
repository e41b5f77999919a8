//! Publication dates in the paths of files, for articles that are not dated to the day otherwise.

use jiff::civil::Date;

use super::publication_date::{day_within, today};
use crate::article::Article;
use crate::article::date::{DateSource, NewsDate, Precision, Published};
use crate::text::date_mentions;

/// Date in a path: `2016-07-18-flood.txt`, `2016/07/18/flood.txt`, `wire_20160718.txt`,
/// `1987/flood.txt`.
pub(crate) fn from_path(path: &str) -> Option<NewsDate> {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    from_file_name(name)
        .or_else(|| from_folders(path))
        .or_else(|| from_any_folder(path))
        .filter(|date| date.from >= Date::constant(1600, 1, 1))
}

/// Date in the folders directly above a file, which are a year, month and day, or the first of
/// these.
fn from_folders(path: &str) -> Option<NewsDate> {
    let folders: Vec<&str> = path.rsplit(['/', '\\']).skip(1).take(3).collect();
    let is_number = |text: &str, len: usize| {
        text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let written = match folders.as_slice() {
        [whole, ..]
            if from_file_name(whole).is_some_and(|date| date.precision == Precision::Day) =>
        {
            (*whole).to_owned()
        }
        [day, month, year] if is_number(year, 4) && is_number(month, 2) && is_number(day, 2) => {
            format!("{year}-{month}-{day}")
        }
        [month, year, ..] if is_number(year, 4) && is_number(month, 2) => format!("{year}-{month}"),
        [year, ..] if is_number(year, 4) => (*year).to_owned(),
        _ => return None,
    };
    from_file_name(&written)
}

/// Day in folders at any height, the lowest first: `2016/07/18/ed-1/page.xml`, or a folder whose
/// whole name is a day, with two digits of the edition in batches of digitised newspapers:
/// `1900010501/0002.xml`.
fn from_any_folder(path: &str) -> Option<NewsDate> {
    let folders: Vec<&str> = path.rsplit(['/', '\\']).skip(1).collect();
    let digits = |text: &str, from: usize, to: usize| {
        (from..=to).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    folders.iter().enumerate().find_map(|(at, folder)| {
        let written = match folders.get(at..)? {
            [day, month, year, ..]
                if digits(year, 4, 4) && digits(month, 1, 2) && digits(day, 1, 2) =>
            {
                format!("{year}-{month}-{day}")
            }
            _ if digits(folder, 10, 10) => folder.get(..8)?.to_owned(),
            _ if digits(folder, 8, 8) => (*folder).to_owned(),
            _ if folder.len() == 10 && !folder.contains(char::is_alphabetic) => {
                (*folder).to_owned()
            }
            _ => return None,
        };
        NewsDate::parse(&written).filter(|date| date.precision == Precision::Day)
    })
}

/// Date in a file name: `2016-07-18-flood.txt`, `wire_20160718.txt`, `2016-07-flood.txt`. A year
/// counts only if it is the whole name.
pub(super) fn from_file_name(name: &str) -> Option<NewsDate> {
    let runs: Vec<(&str, usize)> = digit_runs(name).collect();
    let joined = |runs: &[(&str, usize)]| {
        runs.iter().map(|(digits, _)| *digits).collect::<Vec<_>>().join("-")
    };
    let day = runs.iter().find(|(run, _)| run.len() == 8).map(|(run, _)| (*run).to_owned());
    let day = day.or_else(|| runs.windows(3).find(|run| is_year_and_parts(run)).map(joined));
    let month = || {
        runs.get(..2)
            .filter(|run| is_year_and_parts(run) && name.starts_with(char::is_numeric))
            .map(joined)
    };
    let year = || (name.len() == 4 && runs.len() == 1).then(|| name.to_owned());
    NewsDate::parse(&day.or_else(month).or_else(year)?)
}

/// Returns whether runs of digits are a year followed by its parts: four digits, then two each,
/// with one character between them.
fn is_year_and_parts(runs: &[(&str, usize)]) -> bool {
    let lengths_fit = runs
        .iter()
        .enumerate()
        .all(|(at, (digits, _))| digits.len() == if at == 0 { 4 } else { 2 });
    lengths_fit
        && runs
            .windows(2)
            .all(|pair| matches!(pair, [(left, at), (_, next)] if at + left.len() + 1 == *next))
}

/// Runs of digits in a text, each with its byte offset.
fn digit_runs(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut offset = 0;
    text.split_inclusive(|c: char| !c.is_ascii_digit()).filter_map(move |piece| {
        let run = piece.trim_end_matches(|c: char| !c.is_ascii_digit());
        let start = offset;
        offset += piece.len();
        (!run.is_empty()).then_some((run, start))
    })
}

/// Dates an article by the path of its file, within the limits of a date that is already known. A
/// path with a year or month may complete a dateline.
pub(crate) fn date_by_path(article: &mut Article, path: &str) {
    let known = article.published.as_ref().map(|published| published.date.clone());
    if known.as_ref().is_some_and(|date| date.precision <= Precision::Day) {
        return;
    }
    let Some(date) = from_path(path) else { return };
    if date.is_future(today()) {
        article.warnings.push(format!("date `{date}` in the path of the file is in the future"));
        return;
    }
    let printed =
        article.dateline.as_ref().and_then(|dateline| date_mentions::parse_date(&dateline.date));
    let dateline_day =
        printed.and_then(|printed| day_within(&printed, &date)).filter(|_| known.is_none());
    let narrower = known.is_none_or(|known| known.from <= date.from && date.to <= known.to);
    if let Some(day) = dateline_day {
        article.published =
            Some(Published { date: NewsDate::day(day), source: DateSource::Dateline });
    } else if narrower {
        article.published = Some(Published { date, source: DateSource::File });
    }
}

#[cfg(test)]
mod tests {
    use super::super::finish;
    use super::*;

    #[test]
    fn a_path_may_contain_a_date() {
        let date = |name| from_path(name).map(|date| date.to_string());
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
            ("sn1/1900/01/05/ed-1/seq-2/ocr.xml", Some("5 January 1900")),
            ("batch/data/sn1/00100/1900010501/0002.xml", Some("5 January 1900")),
            ("GDL/1936/09/11/a/page.xml", Some("11 September 1936")),
            ("GDL/1936/9/1/a/b/page.xml", Some("1 September 1936")),
            ("1936-09-11/pages/page.xml", Some("11 September 1936")),
            ("12/34/56/page.xml", None),
            ("000_284d051aa2862c65.txt", None),
            ("2016-99-99.txt", None),
            ("12345678901.txt", None),
            ("flood.txt", None),
        ] {
            assert_eq!(date(name).as_deref(), want, "{name}");
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
