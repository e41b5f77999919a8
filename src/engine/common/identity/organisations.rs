//! Findings about the organisations of an archive, and about people who are firms. What the names of an
//! organisation say is read again only where its articles have changed.

use std::collections::{BTreeMap, HashSet};

use super::archive_names::ArchiveNames;
use super::key_names::KeyNames;
use super::name_archive::{MOST_SINGLE_NAMES, NameArchive};
use crate::article::document;
use crate::article::schema::Field;
use crate::identity::acronyms::AcronymUse;
use crate::identity::census::CountedKey;
use crate::identity::coreference::Link;
use crate::identity::firms::{self, SharedName};
use crate::identity::organisations;
use crate::identity::organisations::KeyCounts;
use crate::text::hash;

/// What the names of an organisation say about others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OrganisationFacts {
    /// The name that most articles use.
    pub name: String,
    /// True if that name is in capitals.
    pub is_in_capitals: bool,
    /// Its names that may begin with a country.
    pub national_names: Vec<String>,
    /// Acronyms given in brackets after it, each with the number of articles.
    pub acronyms: Vec<(String, u32)>,
}

/// What an update needs of the one before, about organisations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OrganisationState {
    /// For each organisation the hash of the key and the digest of the articles, sorted.
    pub digests: Vec<(u64, u64)>,
    /// The facts by key, of organisations that have any.
    pub facts: BTreeMap<String, OrganisationFacts>,
    /// The keys of people who are firms, sorted.
    pub firms: Vec<String>,
}

impl OrganisationFacts {
    /// The facts in names; nothing if they say nothing about other organisations.
    fn new(known: KeyNames) -> Option<Self> {
        let all = std::iter::once(&known.name).chain(&known.others);
        let national_names: Vec<String> =
            all.filter(|name| organisations::may_begin_with_country(name)).cloned().collect();
        let KeyNames { name, is_in_capitals, acronyms, .. } = known;
        let has_any = is_in_capitals || !national_names.is_empty() || !acronyms.is_empty();
        has_any.then_some(Self { name, is_in_capitals, national_names, acronyms })
    }
}

/// Brings what is known about organisations up to date, and finds out who is a firm among the people whose
/// articles have changed.
pub(super) fn update<A: NameArchive>(
    names: &ArchiveNames<'_, A>,
    before: &OrganisationState,
    changed_people: impl Iterator<Item = impl AsRef<str>>,
) -> Result<OrganisationState, A::Error> {
    let today = &names.organisations.all;
    let digests: Vec<(u64, u64)> =
        today.iter().map(|CountedKey { key, articles, .. }| (*key, *articles)).collect();
    let is_known = |digest: &(u64, u64)| before.digests.binary_search(digest).is_ok();
    let unknown: Vec<usize> =
        digests.iter().enumerate().filter(|(_, it)| !is_known(it)).map(|(at, _)| at).collect();
    let changed: HashSet<String> = names.organisation_keys(&unknown)?.into_iter().collect();
    let is_kept = |key: &str| !changed.contains(key) && names.organisations.count(key) > 0;
    let kept = before.facts.iter().filter(|(key, _)| is_kept(key));
    let mut facts: BTreeMap<String, OrganisationFacts> =
        kept.map(|(key, facts)| (key.clone(), facts.clone())).collect();
    for known in names_of(&changed, names.archive)? {
        let key = known.key.clone();
        facts.extend(OrganisationFacts::new(known).map(|facts| (key, facts)));
    }
    let firms = Firms { names }.update(&before.firms, &changed, changed_people)?;
    Ok(OrganisationState { digests, facts, firms })
}

/// Reads the names of some organisations.
fn names_of<A: NameArchive>(
    keys: &HashSet<String>,
    archive: &A,
) -> Result<Vec<KeyNames>, A::Error> {
    if keys.len() > MOST_SINGLE_NAMES {
        let mut all = archive.all_names(Field::Organisations)?;
        all.retain(|known| keys.contains(&known.key));
        return Ok(all);
    }
    let names = keys.iter().map(|key| archive.names_of_key(Field::Organisations, key));
    names.filter_map(Result::transpose).collect()
}

/// Links the keys of one organisation.
pub(super) fn links<A: NameArchive>(
    archive: &ArchiveNames<'_, A>,
    facts: &BTreeMap<String, OrganisationFacts>,
) -> Result<Vec<Link>, A::Error> {
    let names = facts.iter().flat_map(|(key, facts)| {
        facts.national_names.iter().map(|name| (key.as_str(), name.as_str()))
    });
    let uses = facts.iter().flat_map(|(key, facts)| {
        facts.acronyms.iter().map(|(acronym, articles)| AcronymUse {
            acronym,
            key,
            name: &facts.name,
            articles: *articles,
        })
    });
    let is_acronym = |key: &str| facts.get(key).is_some_and(|facts| facts.is_in_capitals);
    let count = |key: &str, place: &str| {
        let articles = archive.organisations.count(key);
        let place = hash::of(place.as_bytes());
        let in_country = match articles {
            0 => 0,
            _ => archive.archive.articles_with_both(key, place)?,
        };
        Ok(KeyCounts { articles, in_country })
    };
    organisations::links(names, uses, is_acronym, count)
}

/// The people of an archive who are firms.
struct Firms<'a, A> {
    names: &'a ArchiveNames<'a, A>,
}

impl<A: NameArchive> Firms<'_, A> {
    /// Looks again at the people and organisations that have changed.
    fn update(
        &self,
        before: &[String],
        organisations: &HashSet<String>,
        people: impl Iterator<Item = impl AsRef<str>>,
    ) -> Result<Vec<String>, A::Error> {
        let [person, organisation] = [Field::People, Field::Organisations].map(Field::key_prefix);
        let mut changed: HashSet<String> = organisations
            .iter()
            .filter_map(|key| Some(format!("{person}{}", key.strip_prefix(organisation)?)))
            .collect();
        changed.extend(people.map(|key| key.as_ref().to_string()));
        let mut firms: Vec<String> = before
            .iter()
            .filter(|key| !changed.contains(*key) && self.counts(key).is_some())
            .cloned()
            .collect();
        for key in changed {
            if self.is_firm(&key)? {
                firms.push(key);
            }
        }
        firms.sort();
        Ok(firms)
    }

    /// The numbers of articles that name a person, and that name the organisation of the same words; nothing
    /// if there is none of either.
    fn counts(&self, person: &str) -> Option<(u64, u64)> {
        let slug = person.strip_prefix(Field::People.key_prefix())?;
        let organisation = format!("{}{slug}", Field::Organisations.key_prefix());
        let as_person = self.names.people.count(person);
        let as_organisation = self.names.organisations.count(&organisation);
        (as_person > 0 && as_organisation > 0).then_some((as_person, as_organisation))
    }

    fn is_firm(&self, person: &str) -> Result<bool, A::Error> {
        let slug = person.strip_prefix(Field::People.key_prefix()).unwrap_or_default();
        let Some((as_person, as_organisation)) = self.counts(person) else { return Ok(false) };
        let organisation = format!("{}{slug}", Field::Organisations.key_prefix());
        let known = self.names.archive.names_of_key(Field::Organisations, &organisation)?;
        let names = known.iter().flat_map(|it| std::iter::once(&it.name).chain(&it.others));
        let forms: Vec<String> = names.map(|name| document::slug(name)).collect();
        Ok(firms::is_firm(&SharedName { slug, forms: &forms, as_person, as_organisation }))
    }
}
