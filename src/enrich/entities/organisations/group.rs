//! Coreference of organisations within an article: the same words, an acronym and its expansion, a
//! short name and the only longer name that it can stand for.

use std::collections::HashMap;

use super::name;
use super::name::{OrganisationName, ParsedNames};
use super::national::Countries;
use super::{canonical, national, office, signature};
use crate::article::entity::Place;
use crate::article::{Article, Slot};
use crate::enrich::entities::span::{EntityKind, Span};
use crate::text::tokenizer;

/// Last words of names that a text repeats without the body to which they belong.
const PARTS_OF_BODIES: &[&str] = &[
    "agency",
    "authority",
    "board",
    "bureau",
    "commission",
    "committee",
    "council",
    "court",
    "department",
    "division",
    "office",
    "subcommittee",
    "tribunal",
];

/// Most words of a name that stands for a longer one.
const MOST_SHORT_WORDS: usize = 3;

/// A mention of an organisation.
#[derive(Debug, Clone, Copy)]
pub(super) struct OrganisationMention {
    /// The text that contains it.
    pub slot: Slot,
    /// Byte offset of the name.
    pub start: usize,
    /// Byte offset after the name.
    pub end: usize,
    /// Confidence of the tagger.
    pub confidence: f32,
    form: usize,
}

/// A distinct wording of a name.
struct OrganisationForm {
    name: OrganisationName,
    acronym: Option<String>,
    count: usize,
    /// True if "the" precedes it somewhere: "the Post".
    has_article: bool,
    /// Number of times that "The" precedes it within a sentence, as a part of the name, less those of "the".
    titled: i32,
}

impl OrganisationForm {
    fn new(name: OrganisationName, acronym: Option<String>) -> Self {
        Self { name, acronym, count: 0, has_article: false, titled: 0 }
    }
}

/// The mentions of organisations in an article, in reading order.
#[derive(Default)]
pub(super) struct OrganisationMentions {
    /// The mentions.
    pub mentions: Vec<OrganisationMention>,
    forms: Vec<OrganisationForm>,
}

/// An organisation mentioned in the article.
#[derive(Debug, Clone, Default)]
pub(super) struct OrganisationGroup {
    /// Indexes of its mentions.
    pub mentions: Vec<usize>,
    forms: Vec<usize>,
}

/// Collects the mentions of organisations in an article that names these places, except for those that
/// only sign it.
pub(super) fn collect(article: &Article, spans: &[Span], places: &[Place]) -> OrganisationMentions {
    let mut found = OrganisationMentions::default();
    let parsed_names = parse_names(article, spans);
    let countries = Countries::of(article, spans, places, &parsed_names);
    let mut form_indexes: HashMap<(&str, Option<&str>), usize> = HashMap::new();
    let mut ordered: Vec<&Span> =
        spans.iter().filter(|span| span.kind == EntityKind::Organisation).collect();
    ordered.sort_by_key(|span| (span.slot, span.start, span.end));
    let own_names = [&article.agency, &article.publisher].map(|name| tokenizer::folded(name));
    let mut last: Option<(Slot, usize)> = None;
    for span in ordered {
        let text = article.slot(span.slot);
        let Some(surface) = text.get(span.start..span.end) else { continue };
        if last.is_some_and(|(slot, end)| slot == span.slot && span.start < end) {
            continue;
        }
        last = Some((span.slot, span.end));
        let Some(parsed) = parsed_names.get(surface) else { continue };
        let (start, end) = (span.start + parsed.start, span.start + parsed.end);
        let words = &parsed.name.words;
        let country = national::lacks_country(words)
            .then(|| countries.meant(words, text, (start, end)))
            .flatten();
        let form_index = *form_indexes.entry((surface, country)).or_insert_with(|| {
            let name = match country {
                Some(adjective) => parsed.name.of_country(adjective),
                None => parsed.name.clone(),
            };
            found.forms.push(OrganisationForm::new(name, parsed.acronym.clone()));
            found.forms.len() - 1
        });
        let Some(form) = found.forms.get_mut(form_index) else { continue };
        if office::is_office(text, start, end)
            || signature::is_signature(span.slot, text, start, end)
                && signature::is_agency(&form.name, &own_names)
        {
            continue;
        }
        form.count += 1;
        if form.acronym.is_none() && form.name.words.len() > 1 {
            form.acronym = acronym_after(text, end).filter(|acronym| {
                form.name.core.chars().next() == acronym.chars().flat_map(char::to_lowercase).next()
            });
        }
        let head = text.get(..start).unwrap_or_default();
        form.has_article |= head.ends_with("the ") || head.ends_with("The ");
        form.titled += name::article(span.slot, head);
        found.mentions.push(OrganisationMention {
            slot: span.slot,
            start,
            end,
            confidence: span.confidence,
            form: form_index,
        });
    }
    found
}

/// Parses every name of an organisation once.
fn parse_names<'a>(article: &'a Article, spans: &[Span]) -> ParsedNames<'a> {
    let mut parsed = ParsedNames::new();
    for span in spans.iter().filter(|span| span.kind == EntityKind::Organisation) {
        let text = article.slot(span.slot);
        let Some(surface) = text.get(span.start..span.end) else { continue };
        if !parsed.contains_key(surface) {
            parsed.extend(name::parse(surface).map(|name| (surface, name)));
        }
    }
    parsed
}

/// Returns the acronym in brackets directly after a name, as printed: "Bank of Ghana (BoG)".
fn acronym_after(text: &str, end: usize) -> Option<String> {
    let acronym = text.get(end..)?.strip_prefix(" (")?.split_once(')')?.0;
    name::is_acronym(acronym).then(|| acronym.to_owned())
}

/// Groups the mentions of an article by organisation.
pub(super) fn group_mentions(found: &OrganisationMentions) -> Vec<OrganisationGroup> {
    let mut grouper = OrganisationGrouper {
        found,
        groups: Vec::new(),
        by_canonical: HashMap::new(),
        by_form: vec![None; found.forms.len()],
    };
    grouper.group_by_canonical_name();
    grouper.resolve_acronyms();
    grouper.resolve_short_names();
    grouper.resolve_last_words();
    for (index, mention) in found.mentions.iter().enumerate() {
        let group = grouper.by_form.get(mention.form).copied().flatten();
        if let Some(group) = group.and_then(|group| grouper.groups.get_mut(group)) {
            group.mentions.push(index);
        }
    }
    let is_named = |group: &OrganisationGroup| {
        group
            .forms
            .iter()
            .filter_map(|form| found.forms.get(*form))
            .any(|form| !name::is_generic(&form.name))
    };
    grouper.groups.retain(|group| !group.mentions.is_empty() && is_named(group));
    grouper.groups
}

struct OrganisationGrouper<'f> {
    found: &'f OrganisationMentions,
    groups: Vec<OrganisationGroup>,
    by_canonical: HashMap<&'f str, usize>,
    by_form: Vec<Option<usize>>,
}

impl<'f> OrganisationGrouper<'f> {
    /// Groups names with the same canonical name.
    fn group_by_canonical_name(&mut self) {
        for (index, form) in self.forms().filter(|(_, form)| !form.name.is_acronym) {
            let next = self.groups.len();
            let group = *self.by_canonical.entry(&form.name.canonical).or_insert(next);
            if group == next {
                self.groups.push(OrganisationGroup::default());
            }
            self.assign(index, group);
        }
    }

    /// Resolves acronyms: to the name they follow in brackets, to a name with these initials, or to
    /// a group of their own.
    fn resolve_acronyms(&mut self) {
        let mut expansions: HashMap<String, usize> = HashMap::new();
        for (index, form) in self.forms().filter(|(_, form)| form.name.words.len() > 1) {
            let Some(group) = self.by_form.get(index).copied().flatten() else { continue };
            let stated = form.acronym.as_deref().map(tokenizer::folded);
            for initials in form.name.initials().chain(stated) {
                expansions.entry(initials).or_insert(group);
            }
        }
        for (name, acronym) in self.bracketed_acronyms() {
            if let Some(group) = self.by_form.get(name).copied().flatten() {
                expansions.insert(acronym.to_string(), group);
            }
        }
        for (index, form) in self.forms().filter(|(_, form)| form.name.is_acronym) {
            let core = form.name.core.as_str();
            let known = self.by_canonical.get(form.name.canonical.as_str()).copied();
            let next = self.groups.len();
            let group = known
                .or_else(|| expansions.get(core).copied())
                .unwrap_or_else(|| *self.by_canonical.entry(&form.name.canonical).or_insert(next));
            if group == next {
                self.groups.push(OrganisationGroup::default());
            }
            self.assign(index, group);
        }
    }

    /// Finds names followed by an acronym in brackets with the same first letter: "Bank of Ghana
    /// (BoG)".
    fn bracketed_acronyms(&self) -> Vec<(usize, &'f str)> {
        let found = self.found;
        let pairs = found.mentions.iter().zip(found.mentions.iter().skip(1));
        let adjacent =
            pairs.filter(|(one, other)| one.slot == other.slot && one.end + 2 == other.start);
        let forms = adjacent.filter_map(|(one, other)| {
            Some((one.form, found.forms.get(one.form)?, found.forms.get(other.form)?))
        });
        forms
            .filter(|(_, name, short)| {
                let first = |form: &OrganisationForm| form.name.core.chars().next();
                short.name.is_acronym && !name.name.is_acronym && first(name) == first(short)
            })
            .map(|(index, _, short)| (index, short.name.core.as_str()))
            .collect()
    }

    /// Resolves short names to the only candidate: "Ford" to "Ford Motor", "the Post" to
    /// "Washington Post".
    fn resolve_short_names(&mut self) {
        let mut by_first: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_last: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, form) in self.forms().filter(|(_, form)| form.name.core_length > 1) {
            let words = &form.name.words;
            let insert = |map: &mut HashMap<&'f str, Vec<usize>>, word: Option<&'f String>| {
                if let Some(word) = word {
                    map.entry(word).or_default().push(index);
                }
            };
            insert(&mut by_first, words.first());
            insert(&mut by_last, words.get(form.name.core_length.saturating_sub(1)));
        }
        let short: Vec<(usize, &OrganisationForm)> = self
            .forms()
            .filter(|(_, form)| form.name.core_length == 1 && !form.name.is_acronym)
            .collect();
        for (index, form) in short {
            let named = |map: &HashMap<&str, Vec<usize>>| {
                map.get(form.name.core.as_str()).cloned().unwrap_or_default()
            };
            let mut group =
                self.single_group(&named(&by_first), |long| long.name.extends(&form.name));
            if group.is_none() && (form.has_article || name::is_club_word(&form.name)) {
                group = self.single_group(&named(&by_last), |_| true);
            }
            if let Some(group) = group {
                self.assign(index, group);
            }
        }
    }

    /// Resolves names of several words to the only longer name that ends with them: "Judiciary Committee" to
    /// "Senate Judiciary Committee".
    fn resolve_last_words(&mut self) {
        let mut by_last: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, form) in self.forms().filter(|(_, form)| form.name.words.len() > 2) {
            let last = form.name.words.last().map(String::as_str);
            last.into_iter().for_each(|last| by_last.entry(last).or_default().push(index));
        }
        let is_short = |form: &OrganisationForm| {
            (2..=MOST_SHORT_WORDS).contains(&form.name.words.len())
                && form
                    .name
                    .words
                    .last()
                    .is_some_and(|last| PARTS_OF_BODIES.contains(&last.as_str()))
                && canonical::known(&form.name.words).is_none()
        };
        let short: Vec<_> = self.forms().filter(|(_, form)| is_short(form)).collect();
        for (index, form) in short {
            let last = form.name.words.last().map(String::as_str).unwrap_or_default();
            let is_longer = |long: &usize| {
                let long = self.found.forms.get(*long).map(|long| long.name.words.as_slice());
                long.is_some_and(|long| {
                    long.len() > form.name.words.len() && long.ends_with(&form.name.words)
                })
            };
            let longer: Vec<usize> =
                by_last.get(last).into_iter().flatten().copied().filter(is_longer).collect();
            if let Some(group) = self.single_group(&longer, |_| true) {
                self.assign(index, group);
            }
        }
    }

    /// Returns the organisation that all these forms belong to, if each of them matches.
    fn single_group(
        &self,
        forms: &[usize],
        matches: impl Fn(&OrganisationForm) -> bool,
    ) -> Option<usize> {
        let group = self.by_form.get(*forms.first()?).copied().flatten()?;
        let all = forms.iter().all(|&form| {
            self.by_form.get(form).copied().flatten() == Some(group)
                && self.found.forms.get(form).is_some_and(&matches)
        });
        all.then_some(group)
    }

    fn forms(&self) -> impl Iterator<Item = (usize, &'f OrganisationForm)> + use<'f> {
        self.found.forms.iter().enumerate().filter(|(_, form)| form.count > 0)
    }

    fn assign(&mut self, form: usize, group: usize) {
        if let Some(assigned) = self.by_form.get_mut(form) {
            *assigned = Some(group);
        }
        if let Some(group) = self.groups.get_mut(group) {
            group.forms.push(form);
        }
    }
}

impl OrganisationGroup {
    /// Returns the acronym that the article gives in brackets after a name.
    pub(super) fn acronym(&self, found: &OrganisationMentions) -> Option<String> {
        let mut forms = self.forms.iter().filter_map(|&form| found.forms.get(form));
        forms.find_map(|form| form.acronym.clone().filter(|_| form.name.words.len() > 1))
    }

    /// Returns the key and the fullest name in the article: `org/north-atlantic-treaty-organization`
    /// and "NATO".
    pub(super) fn key_and_name(&self, found: &OrganisationMentions) -> Option<(String, String)> {
        let forms: Vec<&OrganisationForm> =
            self.forms.iter().filter_map(|&form| found.forms.get(form)).collect();
        let fullest = forms.iter().enumerate().min_by_key(|(first, form)| {
            let name = &form.name;
            let legal = name.words.len() - name.core_length;
            (
                std::cmp::Reverse(name.core_length),
                name.is_acronym,
                name.is_all_caps,
                legal,
                std::cmp::Reverse(form.count),
                *first,
            )
        });
        let (_, fullest) = fullest?;
        let listed = forms.iter().find(|form| canonical::known(&form.name.words).is_some());
        let key = canonical::key_of_words(&listed.unwrap_or(fullest).name.words)?;
        let name = match fullest.titled > 0 && fullest.name.is_single_word() {
            true => format!("The {}", fullest.name.display),
            false => fullest.name.display.clone(),
        };
        Some((key, name))
    }
}
