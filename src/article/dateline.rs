//! Recognises datelines: the place a story was filed from with its date and agency, printed before
//! the first sentence, as in "WASHINGTON, July 18 (Reuters) -".

use std::ops::Range;

pub(crate) use super::agency::is_known_agency;
use super::date::NewsDate;
pub(crate) use super::dateline_parts::is_month;
use super::dateline_parts::{DatelineParts, is_date, is_place, take_date, trim};
use crate::article::Dateline;
use crate::text::clean;

/// The longest dateline, in bytes.
const MAX_DATELINE_BYTES: usize = 120;

/// The dashes that end a dateline.
const DASHES: [char; 5] = ['-', '–', '—', '―', '_'];

/// Parses a dateline by itself, as from a record's field. Misprints are kept as printed. A text
/// without place, date or agency yields none.
pub(crate) fn parse(raw: &str) -> Option<Dateline> {
    let line = clean::line(raw);
    let head = match closing_dash(&line) {
        Some(dash) => line.get(..dash.start)?,
        None => line.trim_end_matches(DASHES),
    };
    let head = head.trim();
    let parts = DatelineParts::of(head).or_misprinted();
    // "KANSAS CITY, Mo. - March 13 -": the date may follow a dash.
    let rest = line
        .get(head.len()..)
        .unwrap_or_default()
        .trim_matches(|c| DASHES.contains(&c) || c == ' ');
    if parts.date.is_empty() && is_date(rest) && is_place(parts.place) {
        return Some(Dateline {
            raw: format!("{head} - {rest}"),
            date: rest.to_owned(),
            ..parts.dateline(head)
        });
    }
    let is_dateline = !parts.date.is_empty() || !parts.agency.is_empty() || is_place(parts.place);
    (!head.is_empty() && is_dateline).then(|| parts.dateline(head))
}

/// Splits the dateline from a story's first paragraph and returns it with the text after it.
///
/// An ordinary sentence with a dash stays whole: besides the place, an agency, a date or capitals
/// must be present.
pub(crate) fn split(paragraph: &str) -> Option<(Dateline, &str)> {
    let paragraph = paragraph.trim_start();
    let (dateline, rest) = split_at_dash(paragraph).or_else(|| split_at_agency(paragraph))?;
    // "(ANSA) - ROMA, 3 MAR - Text": the place may follow the agency.
    let (dateline, rest) = match split_at_dash(rest)
        .filter(|(more, _)| dateline.place.is_empty() && !more.place.is_empty())
    {
        Some((more, rest)) => (merged(&dateline, &more), rest),
        None => (dateline, rest),
    };
    // "ROMA, 3 MAR - (ANSA) - Text": the agency may follow the place.
    Some(
        match split_at_dash(rest).filter(|(more, _)| {
            dateline.agency.is_empty() && more.raw == format!("({})", more.agency)
        }) {
            Some((more, rest)) => (merged(&dateline, &more), rest),
            None => (dateline, rest),
        },
    )
}

/// Merges two pieces of one dateline.
fn merged(first: &Dateline, second: &Dateline) -> Dateline {
    let either = |a: &str, b: &str| if a.is_empty() { b.to_owned() } else { a.to_owned() };
    Dateline {
        raw: format!("{} - {}", first.raw, second.raw),
        place: either(&first.place, &second.place),
        agency: either(&first.agency, &second.agency),
        date: either(&first.date, &second.date),
    }
}

/// Splits off a dateline that ends in a dash.
fn split_at_dash(paragraph: &str) -> Option<(Dateline, &str)> {
    let dash = closing_dash(paragraph)?;
    let head = paragraph.get(..dash.start)?.trim();
    let parts = DatelineParts::of(head);
    let rest = paragraph.get(dash.end..)?.trim_start();
    let rest = rest.strip_prefix("[TEXT]").unwrap_or(rest).trim_start();
    (parts.is_dateline() && !rest.is_empty()).then(|| (parts.dateline(head), rest))
}

/// Splits off a dateline that ends in its agency: "(CNN)Text", "ISLAMABAD, Jul 18 (APP): Text",
/// "MOSCOW, July 18. /TASS/. Text".
fn split_at_agency(paragraph: &str) -> Option<(Dateline, &str)> {
    let reach =
        paragraph.get(..paragraph.floor_char_boundary(MAX_DATELINE_BYTES)).unwrap_or(paragraph);
    let slash =
        reach.find(". /").and_then(|at| Some((at, at + 3 + reach.get(at + 3..)?.find('/')?)));
    let (open, close) = match slash {
        Some((at, close)) => (at + 2, close),
        None => (reach.find('(')?, reach.find(')')?),
    };
    let agency = paragraph.get(open + 1..close)?.trim();
    let after = paragraph.get(close + 1..)?;
    let rest = after.trim_start_matches([':', '.', ' ']);
    let head = paragraph.get(..close + 1)?;
    let before = trim(paragraph.get(..open)?.trim_end_matches([' ', '.']));
    let (place, date) = take_date(before);
    let place = trim(place);
    let marked =
        after.starts_with(':') || slash.is_some() || !after.starts_with(' ') || place.is_empty();
    let placed = place.is_empty() && date.is_empty()
        || is_place(place) && (!date.is_empty() || !after.starts_with(' '));
    let is_dateline = is_known_agency(agency)
        && marked
        && placed
        && rest.starts_with(|c: char| c.is_uppercase() || c == '“');
    let [place, date, agency] = [place, date, agency].map(str::to_owned);
    is_dateline.then(|| (Dateline { raw: head.to_owned(), place, agency, date }, rest))
}

/// The date in a dateline, if it is complete with its year.
pub(crate) fn published(dateline: &Dateline) -> Option<NewsDate> {
    NewsDate::parse(&dateline.date)
}

/// Finds the first dash that can end a dateline and returns its byte range.
fn closing_dash(text: &str) -> Option<Range<usize>> {
    let reach = text.get(..text.floor_char_boundary(MAX_DATELINE_BYTES)).unwrap_or(text);
    let mut from = 0;
    while let Some(found) = reach.get(from..)?.find(DASHES) {
        let start = from + found;
        let dashes = reach.get(start..)?;
        let len = dashes.len() - dashes.trim_start_matches(DASHES).len();
        if is_separator(text, start..start + len) {
            return Some(start..start + len);
        }
        from = start + len;
    }
    None
}

/// Returns whether a dash separates the dateline from the text: none does in "Guinea-Bissau", one
/// in "(AFP)-" and "PARIS—The".
fn is_separator(text: &str, dash: Range<usize>) -> bool {
    let (before, after) =
        (text.get(..dash.start).unwrap_or_default(), text.get(dash.end..).unwrap_or_default());
    let long = dash.len() > 1;
    let closed = before.ends_with([')', '.']) || before.ends_with("] ");
    let apart = before.ends_with(' ') || closed || long;
    apart
        && !before.trim().is_empty()
        && (long || closed || after.is_empty() || after.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_of_the_agencies_are_split() {
        for (paragraph, place, date, agency) in [
            ("WASHINGTON, July 18 (Reuters) - Text", "WASHINGTON", "July 18", "Reuters"),
            ("TROY, N.C. (AP) _ Text", "TROY, N.C.", "", "AP"),
            ("SAN SALVADOR, 3 JAN 90 -- [TEXT] Text", "SAN SALVADOR", "3 JAN 90", ""),
            ("Washington (AFP) - Text", "Washington", "", "AFP"),
            ("PARIS, March 3 - Text", "PARIS", "March 3", ""),
            ("Geneva (MNA) — Text", "Geneva", "", "MNA"),
            ("Horta, Portugal (MNA) - Text", "Horta, Portugal", "", "MNA"),
            ("NEW YORK, March 5 -  Text", "NEW YORK", "March 5", ""),
            ("ACCRA, Ghana, March 4, 2016 (CP) - Text", "ACCRA, Ghana", "March 4, 2016", "CP"),
            ("ROSARIO, Argentina, May 2012 (NW) - Text", "ROSARIO, Argentina", "May 2012", "NW"),
            ("MOSCOW/KIEV (Reuters) - Text", "MOSCOW/KIEV", "", "Reuters"),
            ("RICHMOND, Va. Feb 26 - Text", "RICHMOND, Va.", "Feb 26", ""),
            ("RIO DE JANEIRO - Text", "RIO DE JANEIRO", "", ""),
            ("Rio de Janeiro, Feb. 3 (EFE) – Text", "Rio de Janeiro", "Feb. 3", "EFE"),
            ("THE HAGUE, March 2 - Text", "THE HAGUE", "March 2", ""),
            ("BISSAU, Guinea-Bissau (AFP)- Text", "BISSAU, Guinea-Bissau", "", "AFP"),
            ("LONDON—Text", "LONDON", "", ""),
            ("(Reuters) - Text", "", "", "Reuters"),
            ("Aug 5, 2010 (IPS) - Text", "", "Aug 5, 2010", "IPS"),
            ("BEIJING (Xinhua), 2 May -- Text", "BEIJING", "2 May", "Xinhua"),
            ("LAGOS, 18 February 2010 (MNA) -- Text", "LAGOS", "18 February 2010", "MNA"),
            ("TOKYO, Wednesday, March 4 - Text", "TOKYO", "Wednesday, March 4", ""),
            ("LONDON (AFP/File) - Text", "LONDON", "", "AFP/File"),
            ("SEOUL, Nov 26 AFP - Text", "SEOUL", "Nov 26", "AFP"),
            ("PARIS, 3 mars (AFP) - Text", "PARIS", "3 mars", "AFP"),
            ("Madrid, 3 mar (EFE).- Text", "Madrid", "3 mar", "EFE"),
            ("Madrid, 3 mar. (EFE) - Text", "Madrid", "3 mar.", "EFE"),
            ("Beira (Mozambique), 3 may (EFE).- Text", "Beira, Mozambique", "3 may", "EFE"),
            ("Berlin (dpa) - Text", "Berlin", "", "dpa"),
            ("Berlin/Hamburg (dpa/lno) - Text", "Berlin/Hamburg", "", "dpa/lno"),
            ("BRASÍLIA - Text", "BRASÍLIA", "", ""),
            ("Lisboa, 03 mar 2016 (Lusa) – Text", "Lisboa", "03 mar 2016", "Lusa"),
            ("San José, 3 de marzo de 2016 (EFE).- Text", "San José", "3 de marzo de 2016", "EFE"),
            ("(ANSA) - ROMA, 03 MAR - Text", "ROMA", "03 MAR", "ANSA"),
            ("ROMA, 3 MAR - (ANSA) - Text", "ROMA", "3 MAR", "ANSA"),
            ("San Diego (tca/dpa) - Text", "San Diego", "", "tca/dpa"),
            ("MOSCOW, July 18. /TASS/. Text", "MOSCOW", "July 18", "TASS"),
            ("ISLAMABAD, Jul 18 (APP): Text", "ISLAMABAD", "Jul 18", "APP"),
            ("ABERDEEN, Pa. — Text", "ABERDEEN, Pa.", "", ""),
            ("(CNN)Text", "", "", "CNN"),
            ("Washington (CNN)Text", "Washington", "", "CNN"),
            ("[By Telegraph.] LONDON, May 3.—Text", "LONDON", "May 3", ""),
            ("LONDON, May 3 (By Cable).—Text", "LONDON", "May 3", ""),
            ("LONDON, May 3.—Text", "LONDON", "May 3", ""),
            ("****NEW YORK, March 25 - Text", "NEW YORK", "March 25", ""),
        ] {
            let (dateline, rest) =
                split(paragraph).unwrap_or_else(|| panic!("no dateline in {paragraph}"));
            assert_eq!(
                (&*dateline.place, &*dateline.date, &*dateline.agency, rest),
                (place, date, agency, "Text"),
                "{paragraph}"
            );
        }
    }

    #[test]
    fn ordinary_sentences_stay_whole() {
        for paragraph in [
            "The government - under pressure since March - will resign.",
            "By Jane Doe - Our correspondent",
            "Sergei Lavrov (R) - the minister - said so.",
            "Senator John McCain (R-Ariz.) - a veteran - said so.",
            "The World Health Organization (WHO) - based in Geneva - said so.",
            "World Health Organization (WHO) - based in Geneva - said so.",
            "UPDATE 2 - One dead as quake hits island",
            "CORRECTION - Title of the report",
            "BREAKING NEWS - Text",
            "SOCCER - Quayside beat Oakfield in Cup replay",
            "ALPINE SKIING-Women's downhill result",
            "SOCCER-ENGLISH FIRST DIVISION RESULTS - Text",
            "Barack Obama - the president - spoke.",
            "US - Russia talks failed.",
            "On March 3 - a Tuesday - it rained.",
            "He left Paris, France - his home - in May.",
            "Guinea-Bissau said so.",
            "Associated Press (AP) Editor Jane Doe said so.",
            "The agency (AFP) said so.",
            "Thomas Cole (AP) reports.",
            "He said (in part): Nothing.",
            "Smith (CNN) and Doe (AP): a talk",
            "WASHINGTON, July 18 (Reuters) -",
            "- 30 -",
            "--",
            "",
        ] {
            assert_eq!(split(paragraph), None, "{paragraph}");
        }
    }

    #[test]
    fn a_lone_dateline_keeps_all_its_parts() {
        let parsed = |raw| parse(raw).map(|d| [d.raw, d.place, d.date, d.agency]);
        let owned = |parts: [&str; 4]| Some(parts.map(str::to_owned));
        assert_eq!(
            parsed("    MONTREAL, Oct 19 -\n     "),
            owned(["MONTREAL, Oct 19", "MONTREAL", "Oct 19", ""])
        );
        assert_eq!(
            parsed("THE HAGUE, March 2 - Dutch imports of fat- "),
            owned(["THE HAGUE, March 2", "THE HAGUE", "March 2", ""])
        );
        assert_eq!(
            parsed("Washington (AFP)"),
            owned(["Washington (AFP)", "Washington", "", "AFP"])
        );
        assert_eq!(
            parsed("WASHINGTON, March 12, Reuter"),
            owned(["WASHINGTON, March 12, Reuter", "WASHINGTON", "March 12", "Reuter"])
        );
        assert_eq!(parsed("PARIS,March 16 -"), owned(["PARIS,March 16", "PARIS", "March 16", ""]));
        assert_eq!(parsed("PARIS, Narch 2 -"), owned(["PARIS, Narch 2", "PARIS", "Narch 2", ""]));
        assert_eq!(
            parsed("KANSAS CITY, Mo. - March 13 -"),
            owned(["KANSAS CITY, Mo. - March 13", "KANSAS CITY, Mo.", "March 13", ""])
        );
        assert_eq!(parsed("Jun      ---    ---     ---"), None);
        assert_eq!(
            parsed("BELGRADE, March 2O -"),
            owned(["BELGRADE, March 2O", "BELGRADE", "March 2O", ""])
        );
        assert_eq!(parsed("us 7.8015 - 7.8025"), None);
        assert_eq!(parsed(" - "), None);
    }

    #[test]
    fn only_a_dateline_with_a_year_has_a_date() {
        let date =
            |raw| parse(raw).and_then(|dateline| published(&dateline)).map(|date| date.to_string());
        assert_eq!(date("ACCRA, March 4, 2016 (CP) -").as_deref(), Some("4 March 2016"));
        assert_eq!(date("ACCRA, March 4 (CP) -"), None);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,60}|[A-Z a-z,.()—_-]{0,60}") {
            if let Some((_, rest)) = split(&text) {
                proptest::prop_assert!(text.ends_with(rest));
            }
            parse(&text);
        }
    }
}
