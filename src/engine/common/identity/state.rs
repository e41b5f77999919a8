//! What an update of the findings needs of the one before.
//!
//! As bytes: the digest of the frequent entities, and the numbers of names, of reassignments and of
//! organisations (8 bytes each); the names; for each reassignment the hash of the text of its article; the
//! digests of organisations; and as lines the facts about them and the findings, with an empty line between.
//! Numbers are little-endian.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use super::findings_lines;
use super::organisations::{OrganisationFacts, OrganisationState};
use crate::engine::common::rows;
use crate::identity::coreference::{Findings, KnownName, Reassignment};

/// The state that an update leaves to the next.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct IdentityState {
    /// The digest of the entities that were frequent.
    pub frequent: u64,
    /// Every name, sorted by the hash of its key.
    pub names: Vec<KnownName>,
    /// For each reassignment the hash of the text of its article.
    pub texts: Vec<u64>,
    /// The findings.
    pub findings: Findings,
    /// What is known about organisations.
    pub organisations: OrganisationState,
}

/// Bytes of a name.
const NAME_BYTES: usize = 36;

impl IdentityState {
    /// The reassignments with today's numbers of their articles. `numbers` finds the numbers of texts; a
    /// reassignment whose article is gone is left out.
    pub(crate) fn reassignments(
        &self,
        numbers: impl FnOnce(&HashSet<u64>) -> HashMap<u64, u64>,
    ) -> Vec<Reassignment> {
        let numbers = numbers(&self.texts.iter().copied().collect());
        let known = self.findings.reassignments.iter().zip(&self.texts);
        let today = known.filter_map(|(reassignment, text)| {
            Some(Reassignment { article: *numbers.get(text)?, ..reassignment.clone() })
        });
        today.collect()
    }

    /// Encodes a state.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(24 + self.names.len() * NAME_BYTES);
        let digests = &self.organisations.digests;
        let counts = [self.names.len(), self.texts.len(), digests.len()].map(|count| count as u64);
        bytes.extend(self.frequent.to_le_bytes());
        bytes.extend(counts.into_iter().flat_map(u64::to_le_bytes));
        for KnownName { key, articles, skeleton, family, first, given, is_bare } in &self.names {
            bytes.extend([*key, *articles].into_iter().flat_map(u64::to_le_bytes));
            let parts = [*skeleton, *family, *first, *given, u32::from(*is_bare)];
            bytes.extend(parts.into_iter().flat_map(u32::to_le_bytes));
        }
        bytes.extend(self.texts.iter().flat_map(|text| text.to_le_bytes()));
        bytes.extend(
            digests.iter().flat_map(|(key, articles)| [*key, *articles]).flat_map(u64::to_le_bytes),
        );
        bytes.extend(encode_facts(&self.organisations.facts).as_bytes());
        bytes.push(b'\n');
        bytes.extend(findings_lines::encode(&self.findings).as_bytes());
        bytes
    }

    /// Decodes a state; nothing where the bytes are none.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let ([frequent, names, texts, digests], rest) = rows::numbers::<4>(bytes)?;
        let (names, rest) = rows::split::<NAME_BYTES>(names, rest)?;
        let (texts, rest) = rows::split::<8>(texts, rest)?;
        let (digests, lines) = rows::split::<16>(digests, rest)?;
        let (facts, lines) = decode_facts(std::str::from_utf8(lines).ok()?)?;
        let findings = findings_lines::decode(lines)?;
        let digests = digests.iter().map(decode_digest).collect::<Option<_>>()?;
        let firms = findings.firms.clone();
        let state = Self {
            frequent,
            names: names.iter().map(decode_name).collect::<Option<_>>()?,
            texts: texts.iter().map(|text| u64::from_le_bytes(*text)).collect(),
            findings,
            organisations: OrganisationState { digests, facts, firms },
        };
        (state.findings.reassignments.len() == state.texts.len()).then_some(state)
    }
}

fn decode_name(row: &[u8; NAME_BYTES]) -> Option<KnownName> {
    let ([key, articles], parts) = rows::numbers::<2>(row)?;
    let ([skeleton, family, first, given, is_bare], _) = rows::short_numbers::<5>(parts)?;
    Some(KnownName { key, articles, skeleton, family, first, given, is_bare: is_bare != 0 })
}

fn decode_digest(row: &[u8; 16]) -> Option<(u64, u64)> {
    let ([key, articles], _) = rows::numbers::<2>(row)?;
    Some((key, articles))
}

/// Marks of the fields in a line of facts.
const CAPITALS: &str = "capitals";
const NATIONAL: &str = "national";

/// Encodes facts: a line for each organisation with its key and name, and behind them whether the name is
/// in capitals, the names that may begin with a country, and the acronyms with numbers of articles.
fn encode_facts(facts: &BTreeMap<String, OrganisationFacts>) -> String {
    let mut lines = String::new();
    for (key, facts) in facts {
        let OrganisationFacts { name, is_in_capitals, national_names, acronyms } = facts;
        // Writing to a string cannot fail.
        let _ = write!(lines, "{key}\t{name}");
        if *is_in_capitals {
            let _ = write!(lines, "\t{CAPITALS}\t");
        }
        for name in national_names {
            let _ = write!(lines, "\t{NATIONAL}\t{name}");
        }
        for (acronym, articles) in acronyms {
            let _ = write!(lines, "\t{articles}\t{acronym}");
        }
        lines.push('\n');
    }
    lines
}

/// Decodes the facts before an empty line, and returns the lines behind it.
fn decode_facts(lines: &str) -> Option<(BTreeMap<String, OrganisationFacts>, &str)> {
    let mut all = BTreeMap::new();
    let mut rest = lines;
    loop {
        let (line, after) = rest.split_once('\n')?;
        rest = after;
        if line.is_empty() {
            return Some((all, rest));
        }
        let mut fields = line.split('\t');
        let (key, name) = (fields.next()?, fields.next()?);
        let mut facts =
            OrganisationFacts { name: name.to_string(), ..OrganisationFacts::default() };
        while let Some(kind) = fields.next() {
            let value = fields.next()?;
            match kind {
                CAPITALS => facts.is_in_capitals = true,
                NATIONAL => facts.national_names.push(value.to_string()),
                articles => facts.acronyms.push((value.to_string(), articles.parse().ok()?)),
            }
        }
        all.insert(key.to_string(), facts);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::identity::coreference::Link;

    proptest! {
        #[test]
        fn a_state_reads_back(
            names in prop::collection::vec((any::<u64>(), any::<u64>(), any::<[u32; 4]>(), any::<bool>()), 0..9),
            found in prop::collection::vec((any::<u64>(), "[a-z]{1,9}", "[a-z]{1,9}", 0..9_u32, any::<u64>()), 0..9),
            organisations in prop::collection::btree_map("[a-z]{1,9}", ("[A-Z ]{1,9}", any::<bool>(), prop::collection::vec("[a-z]{1,9}", 0..3), prop::collection::vec(("[A-Z]{1,5}", 0..9_u32), 0..3)), 0..5),
            cut in any::<prop::sample::Index>(),
        ) {
            let names = names.into_iter().map(|(key, articles, [skeleton, family, first, given], is_bare)| {
                KnownName { key, articles, skeleton, family, first, given, is_bare }
            });
            let mut state = IdentityState { frequent: 7, names: names.collect(), ..IdentityState::default() };
            for (article, from, to, dominant, text) in found {
                let link = Link { from: from.clone(), to: to.clone(), reason: "one spelling".to_string() };
                state.findings.links.push(link);
                state.findings.reassignments.push(Reassignment { article, from, to, dominant, all: 9 });
                state.texts.push(text);
            }
            for (key, (name, is_in_capitals, national_names, acronyms)) in organisations {
                state.organisations.digests.push((9, u64::from(is_in_capitals)));
                state.organisations.firms.push(key.clone());
                state.findings.firms.push(key.clone());
                let facts = OrganisationFacts { name, is_in_capitals, national_names, acronyms };
                state.organisations.facts.insert(key, facts);
            }
            let bytes = state.encode();
            let texts: HashMap<u64, u64> = state.texts.iter().map(|text| (*text, 1)).collect();
            prop_assert_eq!(state.reassignments(|_| texts).len(), state.texts.len());
            prop_assert_eq!(IdentityState::decode(&bytes), Some(state));
            // A cut file is no reason to panic.
            let _ = IdentityState::decode(&bytes[..cut.index(bytes.len())]);
        }
    }
}
