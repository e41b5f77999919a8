//! Canonical subjects of an article: the index keeps the keys that the article itself gives, and
//! identity replaces them when the article is read.

use std::collections::BTreeSet;
use std::mem;

use crate::article::entity::{Evidence, Mention, Organisation, Person, Subjects};
use crate::article::schema::Field;
use crate::error::Result;
use crate::identity::resolve::Identity;
use crate::search::facets::term::FacetTerm;

/// Returns the term of a canonical key.
type TermLookup<'f> = &'f dyn Fn(Field, &str) -> Result<FacetTerm>;

/// Replaces the keys and names of an article's subjects by the canonical ones, merges subjects that
/// turn out to be one, and removes hidden ones.
///
/// # Errors
/// Fails when a name cannot be read.
pub(crate) fn canonicalize(
    subjects: &mut Subjects,
    identity: &Identity,
    article: u64,
    term: TermLookup,
) -> Result<()> {
    canonicalize_all(&mut subjects.people, Field::People, identity, article, term)?;
    canonicalize_all(&mut subjects.organisations, Field::Organisations, identity, article, term)?;
    subjects.topics.retain(|topic| !identity.is_hidden(&topic.key));
    for topic in &mut subjects.topics {
        if let Some(name) = identity.name(&topic.key) {
            topic.name = name.to_string();
            if let Some(last) = topic.path.last_mut() {
                *last = name.to_string();
            }
        }
        remove_hidden(&mut topic.lineage, &mut topic.path, identity);
    }
    for place in &mut subjects.places {
        remove_hidden(&mut place.lineage, &mut place.path, identity);
    }
    subjects.places.retain(|place| !identity.is_hidden(&place.key));
    Ok(())
}

/// Removes hidden ancestors from a lineage and its path; the subject itself, the last, stays.
fn remove_hidden(lineage: &mut Vec<String>, path: &mut Vec<String>, identity: &Identity) {
    let last = lineage.last().cloned().unwrap_or_default();
    if lineage.iter().any(|key| identity.is_hidden(key) && *key != last) {
        let listed = lineage
            .iter()
            .zip(path.iter())
            .filter(|(key, _)| !identity.is_hidden(key) || **key == last);
        (*lineage, *path) = listed.map(|(key, name)| (key.clone(), name.clone())).unzip();
    }
}

fn canonicalize_all<E: Entity>(
    all: &mut Vec<E>,
    field: Field,
    identity: &Identity,
    article: u64,
    term: TermLookup,
) -> Result<()> {
    let mut canonical: Vec<E> = Vec::with_capacity(all.len());
    for mut entity in all.drain(..) {
        let head = identity.canonical_key_in(article, entity.key()).to_string();
        if identity.is_hidden(&head) {
            continue;
        }
        if head != entity.key() || identity.name(&head).is_some() {
            let term = term(field, &head)?;
            let alias = term.alternates.iter().find(|it| it.key == entity.key());
            rename(&mut entity, &head, &term.name, alias.map_or("", |alias| &alias.evidence));
        }
        match canonical.iter_mut().find(|known| known.key() == head) {
            Some(known) => merge(known, entity),
            None => canonical.push(entity),
        }
    }
    *all = canonical;
    Ok(())
}

/// A person or an organisation.
trait Entity {
    fn key(&self) -> &str;

    fn parts(&mut self) -> EntityParts<'_>;
}

/// Attributes of an [`Entity`].
struct EntityParts<'e> {
    key: &'e mut String,
    name: &'e mut String,
    /// Role, where entities of its kind have one.
    role: Option<&'e mut String>,
    evidence: &'e mut Evidence,
    mentions: &'e mut Vec<Mention>,
}

impl Entity for Person {
    fn key(&self) -> &str {
        &self.key
    }

    fn parts(&mut self) -> EntityParts<'_> {
        let Self { key, name, role, evidence, mentions, .. } = self;
        EntityParts { key, name, role: Some(role), evidence, mentions }
    }
}

impl Entity for Organisation {
    fn key(&self) -> &str {
        &self.key
    }

    fn parts(&mut self) -> EntityParts<'_> {
        let Self { key, name, evidence, mentions, .. } = self;
        EntityParts { key, name, role: None, evidence, mentions }
    }
}

/// Gives an entity its canonical key and name; the evidence explains what the article calls it.
fn rename(entity: &mut impl Entity, head: &str, canonical_name: &str, reason: &str) {
    let EntityParts { key, name, evidence, .. } = entity.parts();
    if key != head {
        let gap = if evidence.reason.is_empty() { "" } else { "; " };
        let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        evidence.reason.push_str(&format!("{gap}called “{name}” here{reason}"));
    }
    (*key, *name) = (head.to_string(), canonical_name.to_string());
}

/// Adds the mentions of an entity, and its role where the other has none.
fn merge<E: Entity>(known: &mut E, mut other: E) {
    let (known, other) = (known.parts(), other.parts());
    if let (Some(role), Some(other)) = (known.role, other.role)
        && role.is_empty()
    {
        *role = mem::take(other);
    }
    let all: BTreeSet<Mention> = known.mentions.drain(..).chain(other.mentions.drain(..)).collect();
    known.mentions.extend(all);
}
