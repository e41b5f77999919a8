//! The dictionaries of facets on disk, so that the first search of a process need not put them together: the listed
//! values, the ordinal maps of the segments, and the keys that mean others. The last update wrote them; those
//! of another state of the index, of the authority file or of the withheld articles are not used.
//!
//! As bytes: four numbers of 8 bytes (segments, moves, labels, the length of the labels), the listed values, the keys
//! that stand for others, the indexes of their values (4 bytes each), the keys of moves, the moves (from, to, segment, document: 4 bytes each), the indexes of the labels (4 bytes each), the
//! labels, each ended by a newline, and the segments. Values are their number, the length of their text (8 bytes
//! each), the offset behind each value (4 bytes) and the text. A segment is the number of its ordinals and of its
//! overrides (8 bytes each), the archive-wide ordinals (4 bytes, the largest number for none), and the overrides
//! (document and ordinal of 4 bytes, 1 for a value that is added). Numbers are little-endian.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use tantivy::SegmentReader;

use super::facet_dictionary::FacetDictionary;
use super::ordinal_map::{OrdinalMap, Override, Overrides};
use super::reassignment;
use super::reassignment::MovedKey;
use crate::article::schema::Field;
use crate::engine::common::ordinal::Ordinal;
use crate::engine::common::rows;
use crate::engine::tantivy::storage::sidecar;
use crate::error::Result;
use crate::search::facets::sorted_values::SortedValues;
use crate::search::facets::terms::{FacetTerms, TermNames};

/// The archive-wide ordinal of a value that is not listed.
const UNLISTED: u32 = u32::MAX;

/// The dictionaries in the folder of an index.
#[derive(Debug, Default)]
pub(crate) struct SavedDictionaries {
    /// Folder of the index.
    pub folder: PathBuf,
    /// Rules, state of the index, of the authority file and of the withheld articles.
    pub state: String,
}

impl SavedDictionaries {
    /// Returns whether the dictionary of a facet is saved.
    pub(super) fn has(&self, field: Field) -> bool {
        sidecar::is_of(&self.path(field), &self.state)
    }

    fn path(&self, field: Field) -> PathBuf {
        self.folder.join(sidecar::of_facet(field.name()))
    }

    /// Reads the dictionary of a facet; nothing where none of this state was saved.
    pub(super) fn read(
        &self,
        field: Field,
        segments: &[SegmentReader],
        names: impl FnOnce() -> Box<dyn TermNames>,
    ) -> Option<FacetDictionary> {
        let bytes = sidecar::read_bytes_of(&self.path(field), &self.state)?;
        let parts = decode(&bytes, segments.len())?;
        parts.into_dictionary(field, segments, names())
    }

    /// Writes the dictionary of a facet.
    ///
    /// # Errors
    /// Fails when the index cannot be read. A folder that cannot be written costs later searches time, nothing
    /// else.
    pub(super) fn write(
        &self,
        field: Field,
        dictionary: &FacetDictionary,
        segments: &[SegmentReader],
    ) -> Result<()> {
        let bytes = encode(dictionary, segments)?;
        let name = sidecar::of_facet(field.name());
        let _ = sidecar::write(&self.folder, &name, &self.state, &bytes);
        Ok(())
    }
}

/// A dictionary as it is saved.
#[derive(Debug, Default, PartialEq)]
struct Parts {
    values: SortedValues,
    /// Keys that stand for others, and the indexes of their values.
    aliases: (SortedValues, Vec<u32>),
    /// Keys of moves, and the moves: from, to, segment, document.
    moves: (SortedValues, Vec<[u32; 4]>),
    labels: BTreeMap<usize, String>,
    /// For each segment the archive-wide ordinals and the overrides: document, ordinal, and whether the value is
    /// added.
    segments: Vec<SegmentParts>,
}

/// The ordinals and overrides of a segment.
type SegmentParts = (Vec<u32>, Vec<(u32, u32, bool)>);

impl Parts {
    fn into_dictionary(
        self,
        field: Field,
        segments: &[SegmentReader],
        names: Box<dyn TermNames>,
    ) -> Option<FacetDictionary> {
        let (aliases, heads) = self.aliases;
        let alias = |(key, head): (&str, &u32)| {
            Some((key.to_string(), self.values.get(*head as usize)?.to_string()))
        };
        let aliases: HashMap<String, String> =
            aliases.iter().zip(&heads).map(alias).collect::<Option<_>>()?;
        let (keys, moves) = self.moves;
        let key = |index: u32| keys.get(index as usize);
        let moved = |[from, to, segment, doc]: &[u32; 4]| {
            let segment = *segment as usize;
            Some(MovedKey { from: key(*from)?, to: key(*to)?, segment, doc: *doc })
        };
        let moves: Vec<MovedKey<'_>> = moves.iter().map(moved).collect::<Option<_>>()?;
        let moved = reassignment::moved_keys(moves.into_iter(), segments);
        let maps = self.segments.into_iter().zip(segments);
        let maps = maps.map(|((global, overrides), segment)| {
            ordinal_map(&global, &overrides, segment.max_doc())
        });
        let maps = maps.collect::<Option<_>>()?;
        let terms = FacetTerms::new(field, Arc::new(self.values), aliases, names);
        let terms = Arc::new(terms.with_labels(self.labels));
        Some(FacetDictionary { terms, segments: maps, moved })
    }
}

/// Makes the map of a segment with this many documents; nothing where an override is of none of them.
fn ordinal_map(global: &[u32], overrides: &[(u32, u32, bool)], max_doc: u32) -> Option<OrdinalMap> {
    let global = global.iter().map(|it| (*it != UNLISTED).then(|| Ordinal::new(*it as usize)));
    let of_row = |&(doc, ordinal, is_added): &(u32, u32, bool)| {
        let is_known = doc < max_doc && ordinal != UNLISTED;
        is_known.then(|| Override { doc, ordinal: Ordinal::new(ordinal as usize), is_added })
    };
    let overrides: Vec<Override> = overrides.iter().map(of_row).collect::<Option<_>>()?;
    Some(OrdinalMap {
        global: global.collect(),
        overrides: Arc::new(Overrides::new(overrides, max_doc)),
    })
}

/// Encodes a dictionary.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn encode(dictionary: &FacetDictionary, segments: &[SegmentReader]) -> Result<Vec<u8>> {
    let terms = &dictionary.terms;
    let aliases: BTreeMap<&str, &str> = terms.key_aliases().collect();
    let heads = aliases.values().filter_map(|head| terms.values().index_of(head));
    let moves = reassignment::moves(&dictionary.moved, segments);
    let keys: BTreeSet<&str> = moves.iter().flat_map(|it| [it.from, it.to]).collect();
    let keys: SortedValues = keys.into_iter().collect();
    let number = |key: &str| keys.index_of(key).unwrap_or_default() as u32;
    let moves = moves.iter().map(|it| [number(it.from), number(it.to), it.segment as u32, it.doc]);
    let moves = moves.collect();
    let parts = Parts {
        values: terms.values().clone(),
        aliases: (aliases.keys().copied().collect(), heads.map(|it| it as u32).collect()),
        moves: (keys, moves),
        labels: terms.labels()?.clone(),
        segments: dictionary.segments.iter().map(segment_parts).collect(),
    };
    Ok(encode_parts(&parts))
}

fn segment_parts(map: &OrdinalMap) -> SegmentParts {
    let global = map.global.iter().map(|it| it.map_or(UNLISTED, |it| it.index() as u32));
    let overrides = map.overrides.all().iter();
    let overrides = overrides.map(|it| (it.doc, it.ordinal.index() as u32, it.is_added));
    (global.collect(), overrides.collect())
}

fn encode_parts(parts: &Parts) -> Vec<u8> {
    let Parts { values, aliases, moves, labels, segments } = parts;
    let lines: String = labels.values().flat_map(|label| [label.as_str(), "\n"]).collect();
    let mut bytes = Vec::new();
    let header = [segments.len(), moves.1.len(), labels.len(), lines.len()];
    push_numbers(&mut bytes, &header);
    push_values(&mut bytes, values);
    push_values(&mut bytes, &aliases.0);
    push_short(&mut bytes, aliases.1.iter().copied());
    push_values(&mut bytes, &moves.0);
    push_short(&mut bytes, moves.1.iter().flatten().copied());
    push_short(&mut bytes, labels.keys().map(|index| *index as u32));
    bytes.extend(lines.as_bytes());
    for (global, overrides) in segments {
        push_numbers(&mut bytes, &[global.len(), overrides.len()]);
        push_short(&mut bytes, global.iter().copied());
        for (doc, ordinal, is_added) in overrides {
            push_short(&mut bytes, [*doc, *ordinal].into_iter());
            bytes.push(u8::from(*is_added));
        }
    }
    bytes
}

fn push_numbers(bytes: &mut Vec<u8>, numbers: &[usize]) {
    bytes.extend(numbers.iter().flat_map(|number| (*number as u64).to_le_bytes()));
}

fn push_short(bytes: &mut Vec<u8>, numbers: impl Iterator<Item = u32>) {
    numbers.for_each(|number| bytes.extend(number.to_le_bytes()));
}

fn push_values(bytes: &mut Vec<u8>, values: &SortedValues) {
    let (text, ends) = values.parts();
    push_numbers(bytes, &[ends.len(), text.len()]);
    push_short(bytes, ends.iter().map(|end| *end as u32));
    bytes.extend(text.as_bytes());
}

/// Decodes a dictionary of this many segments; nothing where the bytes are none.
fn decode(bytes: &[u8], segments: usize) -> Option<Parts> {
    let ([known_segments, moves, labels, lines], rest) = rows::numbers::<4>(bytes)?;
    if known_segments != segments as u64 {
        return None;
    }
    let (values, rest) = split_values(rest)?;
    let (aliases, rest) = split_values(rest)?;
    let (heads, rest) = rows::split::<4>(aliases.len() as u64, rest)?;
    let (keys, rest) = split_values(rest)?;
    let (moves, rest) = rows::split::<16>(moves, rest)?;
    let moves = moves.iter().map(|row| Some(rows::short_numbers::<4>(row)?.0));
    let (indexes, rest) = rows::split::<4>(labels, rest)?;
    let (lines, mut rest) = rest.split_at_checked(usize::try_from(lines).ok()?)?;
    let lines = std::str::from_utf8(lines).ok()?.lines().map(str::to_string);
    let indexes = indexes.iter().map(|row| u32::from_le_bytes(*row) as usize);
    let mut of_segments = Vec::with_capacity(segments);
    for _ in 0..segments {
        let (of_segment, after) = split_segment(rest)?;
        of_segments.push(of_segment);
        rest = after;
    }
    Some(Parts {
        values,
        aliases: (aliases, short(heads)),
        moves: (keys, moves.collect::<Option<_>>()?),
        labels: indexes.zip(lines).collect(),
        segments: of_segments,
    })
}

fn short(rows: &[[u8; 4]]) -> Vec<u32> {
    rows.iter().map(|row| u32::from_le_bytes(*row)).collect()
}

fn split_values(bytes: &[u8]) -> Option<(SortedValues, &[u8])> {
    let ([values, length], rest) = rows::numbers::<2>(bytes)?;
    let (ends, rest) = rows::split::<4>(values, rest)?;
    let (text, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    let ends = ends.iter().map(|row| u32::from_le_bytes(*row) as usize).collect();
    Some((SortedValues::from_parts(std::str::from_utf8(text).ok()?.to_string(), ends)?, rest))
}

fn split_segment(bytes: &[u8]) -> Option<(SegmentParts, &[u8])> {
    let ([global, overrides], rest) = rows::numbers::<2>(bytes)?;
    let (global, rest) = rows::split::<4>(global, rest)?;
    let (overrides, rest) = rows::split::<9>(overrides, rest)?;
    let overrides = overrides.iter().map(|row| {
        let ([doc, ordinal], is_added) = rows::short_numbers::<2>(row)?;
        Some((doc, ordinal, is_added == [1]))
    });
    Some(((short(global), overrides.collect::<Option<_>>()?), rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values() -> impl Strategy<Value = SortedValues> {
        let values = prop::collection::btree_set("[a-zé/]{0,6}", 0..9);
        values.prop_map(|values| values.iter().map(String::as_str).collect())
    }

    proptest! {
        #[test]
        fn a_dictionary_reads_back(
            values in values(),
            aliases in values(),
            keys in values(),
            moves in prop::collection::vec(any::<[u32; 4]>(), 0..6),
            labels in prop::collection::btree_map(0usize..99, "[a-z ,]{1,9}", 0..6),
            segments in prop::collection::vec(
                (
                    prop::collection::vec(any::<u32>(), 0..9),
                    prop::collection::vec(any::<(u32, u32, bool)>(), 0..9),
                ),
                0..4,
            ),
            cut in any::<prop::sample::Index>(),
        ) {
            let heads = (0..aliases.len() as u32).collect();
            let moves = (keys, moves);
            let parts = Parts { values, aliases: (aliases, heads), moves, labels, segments };
            let bytes = encode_parts(&parts);
            let decoded = decode(&bytes, parts.segments.len());
            prop_assert_eq!(decoded.as_ref(), Some(&parts));
            prop_assert_eq!(decode(&bytes, parts.segments.len() + 1), None);
            // A cut file is no reason to panic.
            let _ = decode(&bytes[..cut.index(bytes.len())], parts.segments.len());
        }
    }
}
