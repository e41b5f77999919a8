//! Order of day and month in a column of dates such as `3/10/2016`: one date whose day is above
//! twelve shows it for all.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::read::format::shared::fields::{ArticleField, FieldMap};

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

/// What the dates of every field of JSON records have shown, by the name of the field.
#[derive(Debug, Default)]
pub(crate) struct FieldOrders(BTreeMap<String, DateOrder>);

impl FieldOrders {
    /// Reads the order of the days of publication in the head of a file: strings after `"name":`.
    pub(crate) fn from_head(head: &[u8], map: &FieldMap) -> Self {
        const MOST_FIELDS: usize = 64;
        let mut orders = Self::default();
        if memchr::memchr(b'/', head).is_none() && memchr::memchr(b'-', head).is_none() {
            return orders;
        }
        let text = String::from_utf8_lossy(head);
        let (mut name, mut between) = ("", "");
        for piece in text.split('"') {
            if between.trim() == ":"
                && SlashedDate::parse(piece).is_some()
                && map.is_named(ArticleField::Published, name)
                && (orders.0.len() < MOST_FIELDS || orders.0.contains_key(name))
            {
                orders.0.entry(name.to_owned()).or_default().observe(piece);
            }
            (name, between) = (between, piece);
        }
        orders.0.retain(|_, order| order.order.is_some() && !order.is_mixed);
        orders
    }

    /// Returns the fields with their dates written in a known order, or nothing where none is to be
    /// rewritten.
    pub(crate) fn rewrite(&self, fields: &Map<String, Value>) -> Option<Map<String, Value>> {
        let mut rewritten = None;
        for (name, order) in &self.0 {
            let date =
                fields.get(name).and_then(Value::as_str).and_then(|date| order.rewrite(date));
            if let Some(date) = date {
                let fields = rewritten.get_or_insert_with(|| fields.clone());
                fields.insert(name.clone(), Value::String(date));
            }
        }
        rewritten
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
    fn the_head_of_a_file_shows_the_order_of_a_field() {
        let head = b"{\"t\": \"a\", \"date\": \"3/10/2016\", \"seen\": \"3/10/2016\"}\n{\"date\":\"11/27/2017\", \"seen\": \"11/27/2017\"}";
        let from_head = |head: &[u8]| FieldOrders::from_head(head, &FieldMap::default());
        let orders = from_head(head);
        let fields =
            serde_json::from_str(r#"{"date": "3/10/2016", "seen": "3/10/2016"}"#).expect("fields");
        let rewritten = orders.rewrite(&fields).expect("a date");
        assert_eq!(rewritten.get("date").and_then(Value::as_str), Some("2016-03-10"));
        assert_eq!(rewritten.get("seen").and_then(Value::as_str), Some("3/10/2016"));
        assert!(from_head(b"{\"date\": \"3/10/2016\"}").rewrite(&fields).is_none());
    }

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
