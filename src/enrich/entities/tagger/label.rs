//! The labels a token can bear: where it stands in a name (begins, inside, last, unit) and what the name names; or
//! outside of any.

use crate::enrich::entities::span::Kind;

/// How many labels there are.
pub const LABELS: usize = 17;

/// The label of a token outside of any name. The others are `4 * kind + position`, counted from zero.
pub const OUTSIDE: usize = 16;

/// The kinds in the order of their labels.
pub const KINDS: [Kind; 4] = [Kind::Person, Kind::Place, Kind::Organisation, Kind::Other];

/// First token of several.
pub const BEGIN: usize = 0;
/// Neither the first nor the last of several.
pub const INSIDE: usize = 1;
/// Last token of several.
pub const LAST: usize = 2;
/// The only token.
pub const UNIT: usize = 3;

/// The label of a token at this position of a name of this kind.
pub fn of(kind: Kind, position: usize) -> usize {
    let number = KINDS.iter().position(|known| *known == kind).unwrap_or(0);
    4 * number + position
}

/// The kind a label speaks of; nothing for [`OUTSIDE`].
pub fn kind(label: usize) -> Option<Kind> {
    KINDS.get(label / 4).copied()
}

/// Whether a name goes on after this label.
pub fn is_open(label: usize) -> bool {
    label < OUTSIDE && matches!(label % 4, BEGIN | INSIDE)
}

/// Whether a name begins with this label.
pub fn begins(label: usize) -> bool {
    label < OUTSIDE && matches!(label % 4, BEGIN | UNIT)
}

/// Whether one label may follow another: an open name goes on with its own kind, and nothing goes on that is closed.
pub fn may_follow(label: usize, before: usize) -> bool {
    if is_open(before) {
        label < OUTSIDE && label / 4 == before / 4 && matches!(label % 4, INSIDE | LAST)
    } else {
        label == OUTSIDE || begins(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_closed_before_others_begin() {
        let (begin, last) = (of(Kind::Person, BEGIN), of(Kind::Person, LAST));
        assert!(may_follow(last, begin) && may_follow(OUTSIDE, last) && may_follow(begin, last));
        assert!(
            !may_follow(OUTSIDE, begin)
                && !may_follow(last, OUTSIDE)
                && !may_follow(of(Kind::Place, LAST), begin)
        );
        assert_eq!((kind(begin), kind(OUTSIDE)), (Some(Kind::Person), None));
    }
}
