//! Sorted values of a facet in one text: a hundred thousand cost two allocations.

/// Distinct values in the order of their bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SortedValues {
    /// All values, one after another.
    text: String,
    /// Offset in bytes behind each value.
    ends: Vec<usize>,
}

impl SortedValues {
    /// Makes an empty list with room for this many values.
    pub fn with_capacity(values: usize) -> Self {
        Self { text: String::new(), ends: Vec::with_capacity(values) }
    }

    /// Makes a list of values that lie one after another in a text, each with the offset in bytes behind it; nothing
    /// where these are no offsets of the text.
    pub(crate) fn from_parts(text: String, ends: Vec<usize>) -> Option<Self> {
        let is_whole = ends.is_sorted() && ends.last().copied().unwrap_or_default() == text.len();
        is_whole.then_some(Self { text, ends })
    }

    /// Returns all values, one after another, and the offset in bytes behind each.
    pub(crate) fn parts(&self) -> (&str, &[usize]) {
        (&self.text, &self.ends)
    }

    /// Adds a value, which must come after all others.
    pub fn push(&mut self, value: &str) {
        debug_assert!(self.last().is_none_or(|last| last < value), "`{value}` is out of order");
        self.text.push_str(value);
        self.ends.push(self.text.len());
    }

    /// Returns the number of values.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns the value at an index.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        self.text.get(start.unwrap_or(0)..end)
    }

    /// Returns the last value.
    pub fn last(&self) -> Option<&str> {
        self.get(self.len().checked_sub(1)?)
    }

    /// Returns the index of a value.
    pub fn index_of(&self, value: &str) -> Option<usize> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            match self.get(middle)?.cmp(value) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    /// Returns the values in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

impl<'v> FromIterator<&'v str> for SortedValues {
    fn from_iter<I: IntoIterator<Item = &'v str>>(values: I) -> Self {
        let values = values.into_iter();
        let mut sorted = Self::with_capacity(values.size_hint().0);
        values.for_each(|value| sorted.push(value));
        sorted
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn values_are_kept_and_found(values: BTreeSet<String>, others: BTreeSet<String>) {
            let sorted: SortedValues = values.iter().map(String::as_str).collect();
            prop_assert!(sorted.iter().eq(values.iter()));
            prop_assert_eq!(sorted.len(), values.len());
            prop_assert_eq!(sorted.last(), values.last().map(String::as_str));
            for value in values.union(&others) {
                let index = values.iter().position(|known| known == value);
                prop_assert_eq!(sorted.index_of(value), index);
            }
            prop_assert_eq!(sorted.get(values.len()), None);
            let (text, ends) = sorted.parts();
            let again = SortedValues::from_parts(text.to_string(), ends.to_vec());
            prop_assert_eq!(again.as_ref(), Some(&sorted));
            prop_assert_eq!(SortedValues::from_parts(format!("{text}x"), ends.to_vec()), None);
        }
    }
}
