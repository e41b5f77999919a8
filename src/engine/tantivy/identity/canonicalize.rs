//! An article's people and organisations as who they are: what the index keeps is what the article says.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::article::entity::{Evidence, Mention, Organisation, Person, Subjects};
use crate::article::schema::Field;
use crate::error::Result;
use crate::identity::resolve::Identity;
use crate::search::facets::values::FacetTerms;

/// Gives the values of a facet.
type Facet<'f> = &'f dyn Fn(Field) -> Result<Arc<FacetTerms>>;

/// Calls everybody by who they are in this article; who is not listed is not there.
pub fn retell(
    subjects: &mut Subjects,
    identity: &Identity,
    article: u64,
    facet: Facet,
) -> Result<()> {
    known(&mut subjects.people, Field::People, identity, article, facet)?;
    known(&mut subjects.organisations, Field::Organisations, identity, article, facet)?;
    subjects.topics.retain(|topic| !identity.is_hidden(&topic.key));
    for topic in &mut subjects.topics {
        if let Some(name) = identity.name(&topic.key) {
            topic.name = name.to_string();
            topic.path.last_mut().into_iter().for_each(|last| *last = name.to_string());
        }
        unlist(&mut topic.lineage, &mut topic.path, identity);
    }
    subjects
        .places
        .iter_mut()
        .for_each(|place| unlist(&mut place.lineage, &mut place.path, identity));
    subjects.places.retain(|place| !identity.is_hidden(&place.key));
    Ok(())
}

/// Takes out of a lineage what is not listed; the last of it is there still.
fn unlist(lineage: &mut Vec<String>, path: &mut Vec<String>, identity: &Identity) {
    let last = lineage.last().cloned().unwrap_or_default();
    if lineage.iter().any(|key| identity.is_hidden(key) && *key != last) {
        let listed = lineage
            .iter()
            .zip(path.iter())
            .filter(|(key, _)| !identity.is_hidden(key) || **key == last);
        (*lineage, *path) = listed.map(|(key, name)| (key.clone(), name.clone())).unzip();
    }
}

fn known<N: Named>(
    all: &mut Vec<N>,
    field: Field,
    identity: &Identity,
    article: u64,
    facet: Facet,
) -> Result<()> {
    let mut told: Vec<N> = Vec::with_capacity(all.len());
    for mut named in all.drain(..) {
        let head = identity.head_in(article, named.key()).to_string();
        if identity.is_hidden(&head) {
            continue;
        }
        if head != named.key() || identity.name(&head).is_some() {
            let values = facet(field)?;
            if let Some(value) = values.get(&head) {
                let why = value
                    .also
                    .iter()
                    .find(|also| also.key == named.key())
                    .map(|also| also.why.as_str());
                named.becomes(&head, &value.name, why.unwrap_or_default());
            }
        }
        match told.iter_mut().find(|known| known.key() == head) {
            Some(known) => known.takes(named),
            None => told.push(named),
        }
    }
    *all = told;
    Ok(())
}

/// What a person and an organisation have in common.
trait Named {
    fn key(&self) -> &str;
    fn becomes(&mut self, key: &str, name: &str, why: &str);
    fn takes(&mut self, other: Self);
}

impl Named for Person {
    fn key(&self) -> &str {
        &self.key
    }

    fn becomes(&mut self, key: &str, name: &str, why: &str) {
        explain(&mut self.evidence, &self.name, why, self.key != key);
        (self.key, self.name) = (key.to_string(), name.to_string());
    }

    fn takes(&mut self, other: Self) {
        if self.role.is_empty() {
            self.role = other.role;
        }
        join(&mut self.mentions, other.mentions);
    }
}

impl Named for Organisation {
    fn key(&self) -> &str {
        &self.key
    }

    fn becomes(&mut self, key: &str, name: &str, why: &str) {
        explain(&mut self.evidence, &self.name, why, self.key != key);
        (self.key, self.name) = (key.to_string(), name.to_string());
    }

    fn takes(&mut self, other: Self) {
        join(&mut self.mentions, other.mentions);
    }
}

/// Says what an article calls somebody, and why that is who they are.
fn explain(evidence: &mut Evidence, called: &str, why: &str, is_another: bool) {
    if is_another {
        let gap = if evidence.why.is_empty() { "" } else { "; " };
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        evidence.why.push_str(&format!("{gap}called “{called}” here{why}"));
    }
}

fn join(mentions: &mut Vec<Mention>, others: Vec<Mention>) {
    let all: BTreeSet<Mention> = mentions.drain(..).chain(others).collect();
    mentions.extend(all);
}
