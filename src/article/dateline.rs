//! Where a story was filed from, as the wire prints it before the first sentence: "WASHINGTON, July 18 (Reuters) -".

use std::ops::Range;

pub use super::agency::is_known_agency;
use super::date::NewsDate;
use crate::article::Dateline;
use crate::text::{calendar, clean};

/// How far into a paragraph a dateline can reach.
const REACH: usize = 120;

/// The dashes that end a dateline.
const DASHES: [char; 5] = ['-', '–', '—', '―', '_'];

/// What stands where a place could stand and is none: what desks print in capitals, and how sentences begin.
const NO_PLACES: [&str; 47] = [
    "On",
    "In",
    "At",
    "By",
    "Since",
    "Until",
    "After",
    "Before",
    "From",
    "For",
    "As",
    "Till",
    "UPDATE",
    "CORRECTION",
    "CORRECTED",
    "URGENT",
    "FLASH",
    "ANALYSIS",
    "FACTBOX",
    "NEWS",
    "BREAKING",
    "WRAPUP",
    "EXCLUSIVE",
    "NOTE",
    "WATCH",
    "VIDEO",
    "PHOTOS",
    "LIVE",
    "OPINION",
    "EDITORIAL",
    "ADVISORY",
    "EDITORS",
    "READ",
    "ALSO",
    "NOT",
    "THE",
    "REVIEW",
    "INTERVIEW",
    "FILE",
    "PHOTO",
    "ADVERTISEMENT",
    "WHO",
    "WHAT",
    "WHEN",
    "WHERE",
    "EXTRA",
    "SUBSCRIBE",
];

/// Small words inside the names of places: "Rio de Janeiro", "Stratford-upon-Avon", "Frankfurt am Main".
const PARTICLES: [&str; 22] = [
    "de", "da", "do", "dos", "del", "la", "las", "le", "les", "el", "al", "of", "the", "and", "am",
    "an", "der", "den", "on", "upon", "sur", "near",
];

/// Reads a dateline that stands alone, as in a record's own field. Misprints are kept as printed; none is read from
/// what names no place, date or agency.
pub fn parse(raw: &str) -> Option<Dateline> {
    let line = clean::line(raw);
    let head = match closing_dash(&line) {
        Some(dash) => line.get(..dash.start)?,
        None => line.trim_end_matches(DASHES),
    };
    let head = head.trim();
    let parts = Parts::of(head).or_misprinted();
    // "KANSAS CITY, Mo. - March 13 -": the date may stand between dashes of its own.
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
    let told = !parts.date.is_empty() || !parts.agency.is_empty() || is_place(parts.place);
    (!head.is_empty() && told).then(|| parts.dateline(head))
}

/// Takes the dateline off the front of a story's first paragraph: the dateline, and the text after its dash.
///
/// An ordinary sentence with a dash in it is left alone: there must be a place, and an agency, a date or capitals to
/// prove it.
pub fn split(paragraph: &str) -> Option<(Dateline, &str)> {
    let paragraph = paragraph.trim_start();
    let (dateline, rest) = dashed(paragraph).or_else(|| undashed(paragraph))?;
    // "(ANSA) - ROMA, 3 MAR - Text": the place may follow the agency.
    let (dateline, rest) = match dashed(rest)
        .filter(|(more, _)| dateline.place.is_empty() && !more.place.is_empty())
    {
        Some((more, rest)) => (both(&dateline, &more), rest),
        None => (dateline, rest),
    };
    // "ROMA, 3 MAR - (ANSA) - Text": or the agency the place.
    Some(
        match dashed(rest).filter(|(more, _)| {
            dateline.agency.is_empty() && more.raw == format!("({})", more.agency)
        }) {
            Some((more, rest)) => (both(&dateline, &more), rest),
            None => (dateline, rest),
        },
    )
}

/// Two pieces of one dateline as one.
fn both(first: &Dateline, second: &Dateline) -> Dateline {
    let either = |a: &str, b: &str| if a.is_empty() { b.to_owned() } else { a.to_owned() };
    Dateline {
        raw: format!("{} - {}", first.raw, second.raw),
        place: either(&first.place, &second.place),
        agency: either(&first.agency, &second.agency),
        date: either(&first.date, &second.date),
    }
}

/// A dateline that ends in a dash.
fn dashed(paragraph: &str) -> Option<(Dateline, &str)> {
    let dash = closing_dash(paragraph)?;
    let head = paragraph.get(..dash.start)?.trim();
    let parts = Parts::of(head);
    let rest = paragraph.get(dash.end..)?.trim_start();
    let rest = rest.strip_prefix("[TEXT]").unwrap_or(rest).trim_start();
    (parts.is_proven() && !rest.is_empty()).then(|| (parts.dateline(head), rest))
}

/// A dateline that its agency ends: "(CNN)Text", "ISLAMABAD, Jul 18 (APP): Text", "MOSCOW, July 18. /TASS/. Text".
fn undashed(paragraph: &str) -> Option<(Dateline, &str)> {
    let reach = paragraph.get(..paragraph.floor_char_boundary(REACH)).unwrap_or(paragraph);
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
    let proven = is_known_agency(agency)
        && marked
        && placed
        && rest.starts_with(|c: char| c.is_uppercase() || c == '“');
    let [place, date, agency] = [place, date, agency].map(str::to_owned);
    proven.then(|| (Dateline { raw: head.to_owned(), place, agency, date }, rest))
}

/// The day a dateline names, where it prints the year too.
pub fn published(dateline: &Dateline) -> Option<NewsDate> {
    NewsDate::parse(&dateline.date)
}

/// The first dash that can end a dateline, with the space around it.
fn closing_dash(text: &str) -> Option<Range<usize>> {
    let reach = text.get(..text.floor_char_boundary(REACH)).unwrap_or(text);
    let mut from = 0;
    while let Some(found) = reach.get(from..)?.find(DASHES) {
        let start = from + found;
        let dashes = reach.get(start..)?;
        let len = dashes.len() - dashes.trim_start_matches(DASHES).len();
        if parts_sentence(text, start..start + len) {
            return Some(start..start + len);
        }
        from = start + len;
    }
    None
}

/// Whether a dash stands apart from the words: "Guinea-Bissau" has none, "(AFP)-" and "PARIS—The" have one.
fn parts_sentence(text: &str, dash: Range<usize>) -> bool {
    let (before, after) =
        (text.get(..dash.start).unwrap_or_default(), text.get(dash.end..).unwrap_or_default());
    let long = dash.len() > 1;
    let closed = before.ends_with([')', '.']) || before.ends_with("] ");
    let apart = before.ends_with(' ') || closed || long;
    apart
        && !before.trim().is_empty()
        && (long || closed || after.is_empty() || after.starts_with(' '))
}

/// What the text before the dash is made of.
struct Parts<'a> {
    place: &'a str,
    date: &'a str,
    agency: &'a str,
}

impl<'a> Parts<'a> {
    fn of(head: &'a str) -> Self {
        let head = without_telegraph(head);
        let (rest, agency) = match take_agency(head) {
            (_, "") => dated_agency(head),
            told => told,
        };
        let (rest, date) = take_date(rest);
        // "WASHINGTON (Reuters), July 18": the agency may go before the date.
        let (rest, agency) = if agency.is_empty() { take_agency(rest) } else { (rest, agency) };
        Self { place: trim(rest), date, agency }
    }

    /// With digits that are left in the place taken for a date, whatever its month was meant to be: "PARIS, Narch 2".
    fn or_misprinted(self) -> Self {
        match self.place.rsplit_once(',') {
            Some((place, date))
                if self.date.is_empty() && date.contains(|c: char| c.is_ascii_digit()) =>
            {
                Self { place: trim(place), date: trim(date), agency: self.agency }
            }
            _ => self,
        }
    }

    fn dateline(&self, head: &str) -> Dateline {
        let [place, date, agency] = [self.place, self.date, self.agency].map(str::to_owned);
        // "Beira (Mozambique)" is "Beira, Mozambique".
        let place = place.replace(" (", ", ").replace(')', "");
        Dateline { raw: head.to_owned(), place, agency, date }
    }

    /// Whether this is a dateline and not the start of a sentence.
    fn is_proven(&self) -> bool {
        if self.place.is_empty() {
            return is_known_agency(self.agency)
                || (!self.agency.is_empty() && !self.date.is_empty());
        }
        is_place(self.place)
            && (!self.date.is_empty()
                || is_agency_of(self.agency, self.place)
                || is_shouted(self.place))
    }
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', ',', ';', ':', '*', '='])
}

/// A head without how it came: "[By Telegraph.] LONDON, May 3", "LONDON, May 3 (By Cable)".
fn without_telegraph(head: &str) -> &str {
    const WAYS: [&str; 9] = [
        "by telegraph",
        "by cable",
        "by wire",
        "by mail",
        "by telephone",
        "by airmail",
        "by wireless",
        "via",
        "special",
    ];
    let full = head.trim();
    let head = full.trim_end_matches(['.', ' ']);
    let told = |said: &str| {
        WAYS.iter().any(|way| {
            said.get(..way.len()).is_some_and(|opening| opening.eq_ignore_ascii_case(way))
        })
    };
    let opening = head.strip_prefix(['[', '(']).and_then(|rest| rest.split_once([']', ')']));
    if let Some((_, rest)) = opening.filter(|(said, rest)| told(said) && !rest.trim().is_empty()) {
        return rest.trim_start_matches(['.', ' ', '—']);
    }
    match head.strip_suffix([')', ']']).and_then(|open| open.rsplit_once(['(', '['])) {
        Some((rest, said)) if told(said) => rest.trim_end_matches([' ', '.']),
        // The stop of "May 3.—" and "(EFE).-" ends the dateline, that of "Pa. —" an abbreviation.
        _ if head.ends_with(|c: char| c == ')' || c.is_ascii_digit()) => head,
        _ => full,
    }
}

/// The agency that closes a text, in parentheses or known after a comma, and what goes before it.
fn take_agency(text: &str) -> (&str, &str) {
    if let Some((before, agency)) =
        text.rsplit_once(", ").filter(|(_, agency)| is_known_agency(agency))
    {
        return (before, agency);
    }
    let closed = text.trim_end_matches([' ', ',']);
    let closed = closed
        .strip_suffix(").")
        .or_else(|| closed.strip_suffix(')'))
        .and_then(|open| open.rsplit_once('('));
    match closed {
        Some((before, agency)) if !agency.trim().is_empty() => (before.trim_end(), agency.trim()),
        _ => (text, ""),
    }
}

/// The agency that closes a text without a mark, where a date goes before it: "SEOUL, Nov 26 AFP".
fn dated_agency(text: &str) -> (&str, &str) {
    let told = text
        .rsplit_once(' ')
        .filter(|(before, agency)| is_known_agency(agency) && !take_date(before).1.is_empty());
    told.unwrap_or((text, ""))
}

/// The date that closes a text, and what goes before it: "March 4", "3 JAN 90", "March 4, 2016".
fn take_date(text: &str) -> (&str, &str) {
    let mut starts: Vec<usize> =
        text.match_indices([' ', ',']).map(|(at, mark)| at + mark.len()).collect();
    starts.insert(0, 0);
    starts.retain(|&start| {
        text.get(start..).is_some_and(|word| word.starts_with(char::is_alphanumeric))
    });
    for &start in starts.iter().rev().take(WORDS_OF_DATE).rev() {
        let (before, date) = text.split_at_checked(start).unwrap_or((text, ""));
        if is_date(trim(date)) {
            return (before, trim(date));
        }
    }
    (text, "")
}

/// The longest date in words: "Wednesday, 3 de marzo de 2016".
const WORDS_OF_DATE: usize = 6;

/// Whether these words are a day of a month, with a year or without, after a weekday or without; or a month of a year.
fn is_date(text: &str) -> bool {
    const SMALL: [&str; 7] = ["de", "del", "le", "den", "of", "the", "d"];
    let words =
        text.split([' ', ',', '.']).filter(|word| !word.is_empty() && !SMALL.contains(word));
    let words: Vec<&str> = words.collect();
    match words.as_slice() {
        [weekday, rest @ ..] if calendar::short_weekday(weekday).is_some() && rest.len() >= 2 => {
            is_day_of_month(rest)
        }
        rest => is_day_of_month(rest),
    }
}

fn is_day_of_month(words: &[&str]) -> bool {
    match words {
        [rest @ .., year] if is_year(year) && rest.len() == 2 => is_month_day(rest),
        [month, year] if year.len() == 4 && is_year(year) => is_month(month),
        rest => is_month_day(rest),
    }
}

fn is_month_day(words: &[&str]) -> bool {
    match words {
        [first, second] => {
            (is_month(first) && is_day(second)) || (is_day(first) && is_month(second))
        }
        _ => false,
    }
}

/// Whether a word names a month, in full or abbreviated.
pub fn is_month(word: &str) -> bool {
    calendar::month(word).is_some()
}

/// `4`, `04`, and `4/5` for a story of two days.
fn is_day(word: &str) -> bool {
    let word = ["st", "nd", "rd", "th", "er", "º"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(word);
    word.split('/').all(|day| day.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day)))
}

fn is_year(word: &str) -> bool {
    matches!(word.len(), 2 | 4) && word.bytes().all(|digit| digit.is_ascii_digit())
}

/// Whether a text reads like a place: up to three names parted by commas, each of up to six capitalised words.
fn is_place(text: &str) -> bool {
    let mut names = text.split([',', '/', '(']).map(|name| name.trim_matches([' ', ')']));
    let first = names.next().unwrap_or_default();
    let desk = first.split(' ').any(|word| NO_PLACES.contains(&word.trim_end_matches(':')))
        && !is_the_place(first);
    !desk
        && !is_month(first)
        && is_place_name(first)
        && names.clone().count() <= 3
        && names.all(is_place_name)
}

/// "THE HAGUE" is a place, "THE GOVERNMENT" is none.
fn is_the_place(name: &str) -> bool {
    ["THE HAGUE", "THE VALLEY", "THE WOODLANDS"]
        .iter()
        .any(|place| name.eq_ignore_ascii_case(place))
}

fn is_place_name(name: &str) -> bool {
    let mut words = 0;
    let named = name.split(' ').filter(|word| !word.is_empty()).all(|word| {
        words += 1;
        PARTICLES.contains(&word) && words > 1 || is_capitalised(word)
    });
    let article = name.starts_with("The ") && !is_the_place(name);
    named && !article && (1..=6).contains(&words)
}

/// A capital first, then letters and what joins them: "N.C.", "Sana'a", "Guinea-Bissau".
fn is_capitalised(word: &str) -> bool {
    let letters =
        word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-' | '`'));
    letters && word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
}

/// Whether a place stands in capitals, which alone makes it a dateline. "Tennessee, TENN." is judged by its first name.
fn is_shouted(place: &str) -> bool {
    let first = place.split(',').next().unwrap_or_default();
    first.chars().filter(|c| c.is_alphabetic()).count() >= 4
        && !first.chars().any(char::is_lowercase)
}

/// Whether parentheses behind a place hold an agency. "World Health Organization (WHO)" explains an acronym instead.
fn is_agency_of(agency: &str, place: &str) -> bool {
    let acronym =
        (2..=8).contains(&agency.len()) && agency.bytes().all(|byte| byte.is_ascii_uppercase());
    let initials: String = place
        .split([' ', '-'])
        .filter_map(|word| word.chars().next())
        .filter(|c| c.is_uppercase())
        .collect();
    is_known_agency(agency) || (acronym && initials != agency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_what_the_wires_print() {
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
    fn leaves_sentences_alone() {
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
    fn a_dateline_alone_keeps_all_it_says() {
        let told = |raw| parse(raw).map(|d| [d.raw, d.place, d.date, d.agency]);
        let owned = |parts: [&str; 4]| Some(parts.map(str::to_owned));
        assert_eq!(
            told("    MONTREAL, Oct 19 -\n     "),
            owned(["MONTREAL, Oct 19", "MONTREAL", "Oct 19", ""])
        );
        assert_eq!(
            told("THE HAGUE, March 2 - Dutch imports of fat- "),
            owned(["THE HAGUE, March 2", "THE HAGUE", "March 2", ""])
        );
        assert_eq!(told("Washington (AFP)"), owned(["Washington (AFP)", "Washington", "", "AFP"]));
        assert_eq!(
            told("WASHINGTON, March 12, Reuter"),
            owned(["WASHINGTON, March 12, Reuter", "WASHINGTON", "March 12", "Reuter"])
        );
        assert_eq!(told("PARIS,March 16 -"), owned(["PARIS,March 16", "PARIS", "March 16", ""]));
        assert_eq!(told("PARIS, Narch 2 -"), owned(["PARIS, Narch 2", "PARIS", "Narch 2", ""]));
        assert_eq!(
            told("KANSAS CITY, Mo. - March 13 -"),
            owned(["KANSAS CITY, Mo. - March 13", "KANSAS CITY, Mo.", "March 13", ""])
        );
        assert_eq!(told("Jun      ---    ---     ---"), None);
        assert_eq!(
            told("BELGRADE, March 2O -"),
            owned(["BELGRADE, March 2O", "BELGRADE", "March 2O", ""])
        );
        assert_eq!(told("us 7.8015 - 7.8025"), None);
        assert_eq!(told(" - "), None);
    }

    #[test]
    fn a_year_makes_it_a_date() {
        let day = |raw| {
            parse(raw).and_then(|dateline| published(&dateline)).map(|moment| moment.to_string())
        };
        assert_eq!(day("ACCRA, March 4, 2016 (CP) -").as_deref(), Some("4 March 2016"));
        assert_eq!(day("ACCRA, March 4 (CP) -"), None);
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
