//! Labels of tokens in the BILOU scheme (Ratinov and Roth 2009): beginning, inside, last or only
//! token of a name of one kind, or outside of names.

use crate::enrich::entities::span::EntityKind;

/// Number of labels.
pub const LABELS: usize = 17;

/// Label of a token outside of names. The others are `4 * kind + position`, counted from zero.
pub const OUTSIDE: usize = 16;

/// The kinds in the order of their labels.
pub(crate) const KINDS: [EntityKind; 4] =
    [EntityKind::Person, EntityKind::Place, EntityKind::Organisation, EntityKind::Other];

/// First of several tokens.
pub const BEGIN: usize = 0;
/// Neither the first nor the last token.
pub const INSIDE: usize = 1;
/// Last of several tokens.
pub const LAST: usize = 2;
/// The only token of a name.
pub const UNIT: usize = 3;

/// Encodes a kind and a position in the name as a label.
pub fn encode(kind: EntityKind, position: usize) -> usize {
    let index = match kind {
        EntityKind::Person => 0,
        EntityKind::Place => 1,
        EntityKind::Organisation => 2,
        EntityKind::Other => 3,
    };
    4 * index + position
}

/// Returns the kind of a label; `None` for [`OUTSIDE`].
pub(crate) fn kind(label: usize) -> Option<EntityKind> {
    KINDS.get(label / 4).copied()
}

/// Returns true if the name continues after this label.
pub fn is_open(label: usize) -> bool {
    label < OUTSIDE && matches!(label % 4, BEGIN | INSIDE)
}

/// Returns true if a name begins with this label.
pub(crate) fn begins(label: usize) -> bool {
    label < OUTSIDE && matches!(label % 4, BEGIN | UNIT)
}

/// Returns true if a label may follow another: an open name continues with its own kind, and a
/// closed name does not continue.
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
    fn a_name_is_closed_before_another_begins() {
        let (begin, last) = (encode(EntityKind::Person, BEGIN), encode(EntityKind::Person, LAST));
        assert!(may_follow(last, begin) && may_follow(OUTSIDE, last) && may_follow(begin, last));
        assert!(
            !may_follow(OUTSIDE, begin)
                && !may_follow(last, OUTSIDE)
                && !may_follow(encode(EntityKind::Place, LAST), begin)
        );
        for (at, expected) in KINDS.into_iter().enumerate() {
            assert_eq!(encode(expected, UNIT), 4 * at + UNIT);
        }
        assert_eq!((kind(begin), kind(OUTSIDE)), (Some(EntityKind::Person), None));
    }
}
