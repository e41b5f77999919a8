//! Dates of a search as a way in and out: the period that is shown, the wider ones, and the periods
//! before and after it.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::query::DateFilter;
use crate::search::request::Request;

/// A period of a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Period {
    /// Every date.
    All,
    /// A year.
    Year(Date),
    /// A month.
    Month(Date),
    /// Any days.
    Days(Date, Date),
}

impl Period {
    /// The period that the dates of a search name, and the first and last day where both are given.
    pub(super) fn of(request: &Request, today: Date) -> (Self, Option<(Date, Date)>) {
        let resolve = |text: &Option<String>| {
            let filter = DateFilter::parse(text.as_deref()?)?;
            Some(filter.resolve(today))
        };
        let since = resolve(&request.since).and_then(|range| range.from);
        let until = resolve(&request.until).and_then(|range| range.to);
        let Some((from, to)) = since.zip(until).filter(|(from, to)| from <= to) else {
            return (Self::All, None);
        };
        let period = if from == from.first_of_year() && to == from.last_of_year() {
            Self::Year(from)
        } else if from == from.first_of_month() && to == from.last_of_month() {
            Self::Month(from)
        } else {
            Self::Days(from, to)
        };
        (period, Some((from, to)))
    }

    /// The wider periods, the widest first.
    pub(super) fn wider(self) -> Vec<Self> {
        match self {
            Self::All => Vec::new(),
            Self::Year(_) => vec![Self::All],
            Self::Month(date) => vec![Self::All, Self::Year(date.first_of_year())],
            Self::Days(from, to) => {
                let mut wider = vec![Self::All];
                if from.year() == to.year() {
                    wider.push(Self::Year(from.first_of_year()));
                    if from.month() == to.month() {
                        wider.push(Self::Month(from.first_of_month()));
                    }
                }
                wider
            }
        }
    }

    /// The period before, and the one after.
    pub(super) fn neighbours(self) -> Option<(Self, Self)> {
        match self {
            Self::Year(date) => {
                let (before, after) = (date.checked_sub(1.year()), date.checked_add(1.year()));
                Some((Self::Year(before.ok()?), Self::Year(after.ok()?)))
            }
            Self::Month(date) => {
                let (before, after) = (date.checked_sub(1.month()), date.checked_add(1.month()));
                Some((Self::Month(before.ok()?), Self::Month(after.ok()?)))
            }
            Self::Days(from, to) if from == to => {
                let (before, after) = (from.yesterday().ok()?, to.tomorrow().ok()?);
                Some((Self::Days(before, before), Self::Days(after, after)))
            }
            _ => None,
        }
    }

    /// The same search within this period.
    pub(super) fn narrowed(self, request: &Request) -> Request {
        let text = |date: Date, shape: &str| Some(date.strftime(shape).to_string());
        let (since, until) = match self {
            Self::All => (None, None),
            Self::Year(date) => (text(date, "%Y"), text(date, "%Y")),
            Self::Month(date) => (text(date, "%Y-%m"), text(date, "%Y-%m")),
            Self::Days(from, to) => (text(from, "%F"), text(to, "%F")),
        };
        Request { since, until, after: None, ..request.clone() }
    }

    /// The name of the period.
    pub(crate) fn label(self) -> String {
        match self {
            Self::All => "All dates".to_string(),
            Self::Year(date) => date.strftime("%Y").to_string(),
            Self::Month(date) => date.strftime("%B %Y").to_string(),
            Self::Days(from, to) if from == to => from.strftime("%-d %B %Y").to_string(),
            Self::Days(from, to) => {
                format!("{} – {}", from.strftime("%-d %b %Y"), to.strftime("%-d %b %Y"))
            }
        }
    }

    /// The period between two days.
    pub(crate) fn between(from: Date, to: Date) -> Self {
        let (since, until) = (Some(from.to_string()), Some(to.to_string()));
        let request = Request { since, until, ..Request::default() };
        Self::of(&request, from).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(since: &str, until: &str) -> Period {
        let (since, until) = (Some(since.to_string()), Some(until.to_string()));
        let request = Request { since, until, ..Request::default() };
        Period::of(&request, Date::constant(2020, 1, 1)).0
    }

    #[test]
    fn periods_lead_out_to_wider_ones() {
        let march = period("1987-03", "1987-03");
        assert_eq!(march.label(), "March 1987");
        let wider: Vec<String> = march.wider().into_iter().map(Period::label).collect();
        assert_eq!(wider, ["All dates", "1987"]);
        assert_eq!(period("1987-03-01", "1987-03-31"), march);
        assert_eq!(period("1987-03-05", "1987-03-09").wider().len(), 3);
        assert_eq!(period("1986", "1987").wider(), [Period::All]);
        assert_eq!(period("1988", "1987"), Period::All);
    }

    #[test]
    fn periods_have_neighbours_of_the_same_length() {
        let labels = |period: Period| {
            period.neighbours().map(|(before, after)| (before.label(), after.label()))
        };
        let pair = |one: &str, other: &str| Some((one.to_string(), other.to_string()));
        assert_eq!(labels(period("1987-01", "1987-01")), pair("December 1986", "February 1987"));
        assert_eq!(labels(period("1987", "1987")), pair("1986", "1988"));
        assert_eq!(
            labels(period("1987-03-01", "1987-03-01")),
            pair("28 February 1987", "2 March 1987")
        );
        assert_eq!(labels(period("1987-03-01", "1987-03-02")), None);
    }

    #[test]
    fn a_narrowed_search_names_the_period() {
        let request = Period::Month(Date::constant(1987, 3, 1)).narrowed(&Request::default());
        assert_eq!(
            (request.since.as_deref(), request.until.as_deref()),
            (Some("1987-03"), Some("1987-03"))
        );
    }
}
