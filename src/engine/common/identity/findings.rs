//! Findings of coreference in an archive, brought up to date from those of the update before.

use super::archive_names::ArchiveNames;
use super::name_archive::NameArchive;
use super::organisations;
use super::people::ArchivePeople;
use super::state::IdentityState;
use crate::article::schema::Field;
use crate::identity::coreference;
use crate::identity::coreference::{Earlier, Findings, Link, Updated};

/// Brings the findings of an archive up to date.
///
/// # Errors
/// Fails when the archive cannot be read.
pub(crate) fn update<A: NameArchive>(
    archive: &A,
    before: &IdentityState,
) -> Result<IdentityState, A::Error> {
    let names = ArchiveNames::read(archive);
    let reassignments = before.reassignments(|texts| names.numbers(texts));
    let is_person = |link: &&Link| link.from.starts_with(Field::People.key_prefix());
    let links: Vec<Link> = before.findings.links.iter().filter(is_person).cloned().collect();
    let earlier = Earlier {
        names: &before.names,
        frequent: before.frequent,
        links: &links,
        reassignments: &reassignments,
    };
    let mut people = ArchivePeople::new(&names);
    let frequent = names.frequent();
    let Updated { names: known, mut links, reassignments } =
        coreference::update(&names.people.all, frequent, earlier, &mut people)?;
    let texts = reassignments.iter().map(|it| archive.text_of(it.article)).collect();
    let organisations = organisations::update(&names, &before.organisations, people.read_keys())?;
    links.extend(organisations::links(&names, &organisations.facts)?);
    links.sort();
    let findings = Findings { links, reassignments, firms: organisations.firms.clone() };
    Ok(IdentityState { frequent, names: known, texts, findings, organisations })
}
