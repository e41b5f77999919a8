//! Coreference findings of one snapshot: computed at the end of an update and kept in a sidecar.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use tantivy::{Searcher, TantivyError};

use super::census;
use crate::article::document;
use crate::article::schema::Field;
use crate::engine::tantivy::ordinals::raw_values;
use crate::engine::tantivy::ordinals::raw_values::KeyNames;
use crate::engine::tantivy::schema::Fields;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::engine::tantivy::storage::sidecar;
use crate::error::Result;
use crate::identity::acronyms::AcronymUse;
use crate::identity::census::{Census, CensusPerson};
use crate::identity::coreference;
use crate::identity::coreference::{Findings, Link, Reassignment};
use crate::identity::firms::{self, SharedName};
use crate::identity::organisations;
use crate::identity::organisations::KeyCounts;

/// Version of the rules of coreference: findings of another version are computed again.
const RULES: &str = "morgue identity 5";

/// Returns the findings of a snapshot: from the sidecar, or else computed in memory.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn load(folder: &Path, searcher: &Searcher, fields: &Fields) -> Result<Findings> {
    match read(&folder.join(sidecar::IDENTITY), &sidecar::state(RULES, searcher)) {
        Some(findings) => Ok(findings),
        None => compute(folder, searcher, fields),
    }
}

/// Brings the sidecar up to date with a snapshot.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn save(folder: &Path, searcher: &Searcher, fields: &Fields) -> Result<()> {
    let state = sidecar::state(RULES, searcher);
    if read(&folder.join(sidecar::IDENTITY), &state).is_none() {
        let lines = encode(&compute(folder, searcher, fields)?);
        // A sidecar that cannot be written costs later searches time, nothing else.
        let _ = sidecar::write(folder, sidecar::IDENTITY, &state, &lines);
    }
    Ok(())
}

fn compute(folder: &Path, searcher: &Searcher, fields: &Fields) -> Result<Findings> {
    let census = census::read(searcher, fields)
        .context(|| format!("cannot read the people of the index `{}`", folder.display()))?;
    let mut findings = coreference::find(&census);
    let context = || format!("cannot read the organisations of the index `{}`", folder.display());
    let names = raw_values::key_names(Field::Organisations, searcher, fields).context(context)?;
    let uses = names.iter().flat_map(|full| {
        let uses = full.acronyms.iter();
        uses.map(|(acronym, articles)| AcronymUse {
            acronym,
            key: &full.key,
            name: &full.name,
            articles: *articles,
        })
    });
    let by_key: Vec<(&str, &str)> = names
        .iter()
        .flat_map(|known| {
            let all = std::iter::once(&known.name).chain(&known.others);
            all.map(|name| (known.key.as_str(), name.as_str()))
        })
        .collect();
    let is_acronym = |key: &str| {
        let known = names.binary_search_by(|known| known.key.as_str().cmp(key)).ok();
        known.and_then(|index| names.get(index)).is_some_and(|known| known.is_in_capitals)
    };
    let there = fields.term(Field::Places, organisations::COUNTRY_PLACE);
    let there = raw_values::articles(&there, searcher).context(context)?;
    let count = |key: &str| {
        let all = raw_values::articles(&fields.term(Field::Organisations, key), searcher)?;
        let in_country = all.intersection(&there).count() as u64;
        Ok::<_, TantivyError>(KeyCounts { articles: all.len() as u64, in_country })
    };
    findings.links.extend(organisations::links(&by_key, uses, is_acronym, count).context(context)?);
    findings.links.sort();
    findings.firms = firms(&census, &names, searcher, fields).context(context)?;
    Ok(findings)
}

/// Finds the people of a census who are firms.
fn firms(
    census: &Census,
    organisations: &[KeyNames],
    searcher: &Searcher,
    fields: &Fields,
) -> tantivy::Result<Vec<String>> {
    let [person, organisation] = [Field::People, Field::Organisations].map(Field::key_prefix);
    let mut firms = Vec::new();
    let articles = census.article_counts();
    let by_slug: HashMap<&str, &KeyNames> = organisations
        .iter()
        .filter_map(|known| Some((known.key.strip_prefix(organisation)?, known)))
        .collect();
    for (CensusPerson { key, .. }, as_person) in census.people.iter().zip(articles) {
        let Some(slug) = key.strip_prefix(person) else { continue };
        let Some(known) = by_slug.get(slug) else { continue };
        let names = std::iter::once(&known.name).chain(&known.others);
        let forms: Vec<String> = names.map(|name| document::slug(name)).collect();
        let term = fields.term(Field::Organisations, &known.key);
        let as_organisation = raw_values::articles(&term, searcher)?.len() as u64;
        let name = SharedName { slug, forms: &forms, as_person, as_organisation };
        if firms::is_firm(&name) {
            firms.push(key.clone());
        }
    }
    Ok(firms)
}

fn read(path: &Path, state: &str) -> Option<Findings> {
    let (_, lines) = sidecar::read(path).filter(|(known, _)| known == state)?;
    let mut findings = Findings::default();
    for line in lines.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields.as_slice() {
            [from, to, reason] => {
                findings.links.push(Link {
                    from: from.to_string(),
                    to: to.to_string(),
                    reason: reason.to_string(),
                });
            }
            [firm] => findings.firms.push(firm.to_string()),
            [article, from, to, dominant, all] => findings.reassignments.push(Reassignment {
                article: article.parse().ok()?,
                from: from.to_string(),
                to: to.to_string(),
                dominant: dominant.parse().ok()?,
                all: all.parse().ok()?,
            }),
            _ => return None,
        }
    }
    Some(findings)
}

/// Encodes findings: a line of three fields for each link, of five for each moved mention, of one for
/// each firm.
fn encode(findings: &Findings) -> String {
    let mut lines = String::new();
    for Link { from, to, reason } in &findings.links {
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{from}\t{to}\t{reason}");
    }
    for Reassignment { article, from, to, dominant, all } in &findings.reassignments {
        let _ = writeln!(lines, "{article}\t{from}\t{to}\t{dominant}\t{all}");
    }
    for firm in &findings.firms {
        let _ = writeln!(lines, "{firm}");
    }
    lines
}
