//! Order of day and month in a column of dates such as `3/10/2016`: one date whose day is above
//! twelve shows it for all.

/// Order of the first two numbers of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    MonthFirst,
    DayFirst,
}

/// What the dates of a column have shown of their order.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DateOrder {
    order: Option<Order>,
    /// Set if dates contradict each other.
    is_mixed: bool,
}

impl DateOrder {
    /// Takes in a value of the column.
    pub(crate) fn observe(&mut self, value: &str) {
        let Some(date) = SlashedDate::parse(value) else { return };
        let shown = match (date.first, date.second) {
            (13..=31, 1..=12) => Order::DayFirst,
            (1..=12, 13..=31) => Order::MonthFirst,
            _ => return,
        };
        self.is_mixed |= self.order.is_some_and(|order| order != shown);
        self.order = Some(shown);
    }

    /// Writes a date with year, month and day in this order, if the order of the column is known.
    pub(crate) fn rewrite(&self, value: &str) -> Option<String> {
        let order = self.order.filter(|_| !self.is_mixed)?;
        let date = SlashedDate::parse(value)?;
        let (month, day) = match order {
            Order::MonthFirst => (date.first, date.second),
            Order::DayFirst => (date.second, date.first),
        };
        ((1..=12).contains(&month) && (1..=31).contains(&day))
            .then(|| format!("{}-{month:02}-{day:02}{}", date.year, date.rest))
    }
}

/// A date of two numbers and a year, with slashes or hyphens.
struct SlashedDate<'v> {
    first: u8,
    second: u8,
    year: &'v str,
    /// Time behind the date.
    rest: &'v str,
}

impl<'v> SlashedDate<'v> {
    fn parse(value: &'v str) -> Option<Self> {
        let value = value.trim();
        let separator =
            value.chars().find(|c| !c.is_ascii_digit()).filter(|c| "/-".contains(*c))?;
        let (first, after) = value.split_once(separator)?;
        let (second, after) = after.split_once(separator)?;
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (year, rest) = after.split_at_checked(end)?;
        let is_short = |digits: &str| (1..=2).contains(&digits.len());
        (year.len() == 4 && is_short(first) && is_short(second)).then_some(())?;
        Some(Self { first: first.parse().ok()?, second: second.parse().ok()?, year, rest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_date_shows_the_order_of_all() {
        let order = |values: &[&str]| {
            let mut order = DateOrder::default();
            values.iter().for_each(|value| order.observe(value));
            order.rewrite("3/10/2016 10:15")
        };
        assert_eq!(order(&["1/2/2016", "11/27/2017"]).as_deref(), Some("2016-03-10 10:15"));
        assert_eq!(order(&["27/11/2017"]).as_deref(), Some("2016-10-03 10:15"));
        assert_eq!(order(&["1/2/2016", "2016-07-18", "x"]), None);
        assert_eq!(order(&["27/11/2017", "11/27/2017"]), None);
    }
}
