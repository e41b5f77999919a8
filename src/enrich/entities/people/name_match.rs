//! Matching of personal names: decides if two full names can belong to the same person. It looks
//! only at the names, not at the text around them.

use super::name::{NamePart, PersonName};
use super::word_classes;

impl PersonName {
    /// Returns true if two full names can belong to the same person.
    pub(super) fn is_compatible(&self, other: &PersonName) -> bool {
        if matches!((&self.suffix, &other.suffix), (Some(one), Some(other)) if one != other) {
            return false;
        }
        let (long, short) =
            if self.parts.len() >= other.parts.len() { (self, other) } else { (other, self) };
        match (long.parts.as_slice(), short.parts.as_slice()) {
            ([.., _], []) | ([], _) => false,
            ([one], [other]) => one.phonetic_key == other.phonetic_key,
            (_, [_]) => false,
            (long_parts, short_parts) => {
                is_same_surname(long, short)
                    || is_arabic_surname(long, short)
                    || is_arabic_surname(short, long)
                    || is_shortened(long, short)
                    || is_rotated(long_parts, short_parts)
            }
        }
    }
}

/// Compares names with the same surname and matching given names.
fn is_same_surname(long: &PersonName, short: &PersonName) -> bool {
    let (Some((last, given)), Some((other_last, other_given))) =
        (long.parts.split_last(), short.parts.split_last())
    else {
        return false;
    };
    if last.phonetic_key != other_last.phonetic_key || !given_names_match(given, other_given) {
        return false;
    }
    // Spelling may differ in the given names or in the surnames, but not in both.
    last.word == other_last.word
        || given.first().map(|part| &part.word) == other_given.first().map(|part| &part.word)
}

/// Recognises an Arabic surname with its article: "Al Yawar" for Ghazi Al Yawar, but not Al Gore.
fn is_arabic_surname(long: &PersonName, short: &PersonName) -> bool {
    let [article, surname] = short.parts.as_slice() else { return false };
    matches!(article.word.as_str(), "al" | "el")
        && long.has_article
        && long.last().is_some_and(|last| last.phonetic_key == surname.phonetic_key)
}

/// Returns true for matching given names: "John F." and "John", "J." and "John", "Bill" and
/// "William".
fn given_names_match(long: &[NamePart], short: &[NamePart]) -> bool {
    let (Some((first, middle)), Some((other_first, other_middle))) =
        (long.split_first(), short.split_first())
    else {
        return false;
    };
    if first.matches(other_first) || word_classes::are_variants(&first.word, &other_first.word) {
        return matches_in_order(middle, other_middle);
    }
    // "J. Robert" is called Robert.
    first.is_initial && matches_in_order(middle, short)
}

/// Returns true if every part of the shorter name matches one of the longer, in order.
fn matches_in_order(long: &[NamePart], short: &[NamePart]) -> bool {
    let (long, short) = if long.len() >= short.len() { (long, short) } else { (short, long) };
    let mut rest = long.iter();
    short.iter().all(|part| rest.any(|other| part.matches(other)))
}

/// Returns true if the shorter name is the longer without its beginning, its end or its middle:
/// "Enrique Peña" and "Peña Nieto" for Enrique Peña Nieto.
fn is_shortened(long_name: &PersonName, short_name: &PersonName) -> bool {
    let (long, short) = (long_name.parts.as_slice(), short_name.parts.as_slice());
    if long.len() <= short.len() || short.iter().chain(long).any(|part| part.is_initial) {
        return false;
    }
    let same = |long: &[NamePart]| {
        long.iter().zip(short).all(|(one, other)| one.phonetic_key == other.phonetic_key)
    };
    let back = long.get(long.len() - short.len()..).is_some_and(same);
    // "Ann Smith" can be someone other than Mary Ann Smith, unless the name is more distinctive.
    let may_be_another = !long_name.is_family_first
        && !short_name.is_compound
        && long.len() < 4
        && short.first().is_some_and(|part| word_classes::gender(&part.word).is_some());
    let same_first = long.first().map(|part| &part.word) == short.first().map(|part| &part.word);
    // People with many given names can go by any of them: Jens Otto Harry Jespersen is Otto
    // Jespersen.
    let has_many =
        long.len() > 3 && long.last().map(|part| &part.word) == short.last().map(|part| &part.word);
    same(long)
        || (back && !may_be_another)
        || ((same_first || has_many) && matches_in_order(long, short))
}

/// Returns true for rotated names: "Lavrov Sergei" and "Jong-un Kim".
fn is_rotated(long: &[NamePart], short: &[NamePart]) -> bool {
    let is_rotated_by = |by: usize| {
        short.iter().cycle().skip(by).zip(long).all(|(one, other)| one.word == other.word)
    };
    long.len() == short.len() && (is_rotated_by(1) || is_rotated_by(long.len() - 1))
}

impl NamePart {
    /// Returns true if two words can be the same given name: equal by phonetic key, or an initial.
    fn matches(&self, other: &NamePart) -> bool {
        match (self.is_initial, other.is_initial) {
            (true, true) => {
                self.word.starts_with(&other.word) || other.word.starts_with(&self.word)
            }
            (true, false) => self.word.chars().next() == other.word.chars().next(),
            (false, true) => other.matches(self),
            (false, false) => self.phonetic_key == other.phonetic_key,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::name::parse;

    fn agree(one: &str, other: &str) -> bool {
        let (one, other) = (parse(one).unwrap().name, parse(other).unwrap().name);
        assert_eq!(one.is_compatible(&other), other.is_compatible(&one));
        one.is_compatible(&other)
    }

    #[test]
    fn names_of_one_person() {
        for (one, other) in [
            ("John Kerry", "John F. Kerry"),
            ("J. Kerry", "John Kerry"),
            ("J.K. Rowling", "Joanne Rowling"),
            ("Bill Clinton", "William Clinton"),
            ("Sergei Lavrov", "Sergey Lavrov"),
            ("José Serra", "Jose Serra"),
            ("Enrique Peña Nieto", "Peña Nieto"),
            ("Enrique Peña Nieto", "Enrique Peña"),
            ("Luiz Inácio Lula da Silva", "Lula da Silva"),
            ("Kim Jong-un", "Jong-un Kim"),
            ("J. Robert Oppenheimer", "Robert Oppenheimer"),
            ("Jon Axel Bror Holm", "Axel Holm"),
            ("Martin King Jr.", "Martin King"),
            ("Hillary Rodham", "Hillary Rodham Clinton"),
            ("Miguel Díaz-Canel", "Díaz-Canel"),
            ("Ghazi Al Yawar", "Al Yawar"),
        ] {
            assert!(agree(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn names_of_two_people() {
        for (one, other) in [
            ("Bill Clinton", "Hillary Clinton"),
            ("George W. Bush", "George H.W. Bush"),
            ("Kim Jong-un", "Kim Jong-il"),
            ("Martin King Jr.", "Martin King Sr."),
            ("John Kerry", "J. Smith"),
            ("Mary Ann Smith", "Ann Smith"),
            ("Tom Gore", "Al Gore"),
            ("Ray Charles", "Charles III"),
            ("Elizabeth II", "Elizabeth Warren"),
            ("Maria Silva", "Marie Silva"),
        ] {
            assert!(!agree(one, other), "{one} / {other}");
        }
    }
}
