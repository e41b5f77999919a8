//! Which names of organisations are one in an article: the same words, an acronym and what it stands for, a short name
//! and the only longer one it can be short for.

use std::collections::HashMap;

use super::name;
use super::name::Title;
use super::{acronyms, office};
use crate::article::{Article, Slot};
use crate::enrich::entities::span::{Kind, Span};
use crate::text::words;

/// News agencies, by the names they sign with.
const AGENCIES: &[&str] = &[
    "afp",
    "ap",
    "upi",
    "reuters",
    "thomson reuters",
    "dpa",
    "efe",
    "ansa",
    "tass",
    "itar tass",
    "ria novosti",
    "xinhua",
    "kyodo",
    "pti",
    "ians",
    "aap",
    "cp",
    "pa",
    "associated press",
    "agence france presse",
    "agence france-presse",
    "united press international",
    "bloomberg",
    "interfax",
    "anadolu",
    "getty images",
    "getty",
];

/// Where an organisation is named.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The text it stands in.
    pub slot: Slot,
    /// First byte of the name.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// How sure the tagger is.
    pub confidence: f32,
    form: usize,
}

/// A name in the words that some places share.
struct Form {
    title: Title,
    acronym: Option<String>,
    count: usize,
    /// Whether "the" stands before it somewhere: "the Post".
    has_article: bool,
}

/// All that an article says of organisations, in reading order.
#[derive(Default)]
pub struct Found {
    /// Where they are named.
    pub places: Vec<Place>,
    forms: Vec<Form>,
}

/// An organisation the article names.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// Its places, by number.
    pub mentions: Vec<usize>,
    forms: Vec<usize>,
}

/// What is known of the words of a span: form, start and end in it.
type Known = Option<(usize, usize, usize)>;

/// The organisations named in an article, those that only sign it left out.
pub fn collect(article: &Article, spans: &[Span]) -> Found {
    let mut found = Found::default();
    let mut read: HashMap<&str, Known> = HashMap::new();
    let mut ordered: Vec<&Span> =
        spans.iter().filter(|span| span.kind == Kind::Organisation).collect();
    ordered.sort_by_key(|span| (span.slot, span.start, span.end));
    let own = [&article.agency, &article.publisher].map(|name| words::folded(name));
    let mut last: Option<(Slot, usize)> = None;
    for span in ordered {
        let text = article.slot(span.slot);
        let Some(written) = text.get(span.start..span.end) else { continue };
        if last.is_some_and(|(slot, end)| slot == span.slot && span.start < end) {
            continue;
        }
        last = Some((span.slot, span.end));
        let known = read.entry(written).or_insert_with(|| {
            let reading = name::read(written)?;
            let (title, acronym) = (reading.title, reading.acronym);
            found.forms.push(Form { title, acronym, count: 0, has_article: false });
            Some((found.forms.len() - 1, reading.start, reading.end))
        });
        let Some((form_number, start, end)) = *known else { continue };
        let (start, end) = (span.start + start, span.start + end);
        let Some(form) = found.forms.get_mut(form_number) else { continue };
        if office::is_part_of(text, start, end)
            || signs(span.slot, text, start, end) && is_agency(&form.title, &own)
        {
            continue;
        }
        form.count += 1;
        form.has_article |=
            text.get(..start).is_some_and(|head| head.ends_with("the ") || head.ends_with("The "));
        found.places.push(Place {
            slot: span.slot,
            start,
            end,
            confidence: span.confidence,
            form: form_number,
        });
    }
    found
}

fn is_agency(title: &Title, own: &[String]) -> bool {
    let name = title.words.join(" ");
    AGENCIES.contains(&name.as_str()) || own.contains(&name) || own.contains(&title.core)
}

/// Whether a name stands where an agency signs: in brackets, beside a slash, in the dateline.
fn signs(slot: Slot, text: &str, start: usize, end: usize) -> bool {
    let head = text.get(..start).unwrap_or_default();
    let tail = text.get(end..).unwrap_or_default();
    let bracketed = head.ends_with(['(', '[']) && tail.starts_with([')', ']', '/', ' ']);
    let beside = head.ends_with(['/', '|']) || tail.starts_with(['/', '|']);
    let photo = tail.get(..6).is_some_and(|tail| tail.eq_ignore_ascii_case(" photo"));
    let dateline = slot == Slot::Body
        && start < 80
        && [" -", " –", " —", "--"].iter().any(|dash| tail.starts_with(dash));
    bracketed || beside || photo || dateline
}

/// The organisations of an article, each with its places.
pub fn groups(found: &Found) -> Vec<Group> {
    let mut grouping = Grouping {
        found,
        groups: Vec::new(),
        by_core: HashMap::new(),
        by_form: vec![None; found.forms.len()],
    };
    grouping.names();
    grouping.acronyms();
    grouping.short_names();
    for (number, place) in found.places.iter().enumerate() {
        let group = grouping.by_form.get(place.form).copied().flatten();
        if let Some(group) = group.and_then(|group| grouping.groups.get_mut(group)) {
            group.mentions.push(number);
        }
    }
    let is_named = |group: &Group| {
        group
            .forms
            .iter()
            .filter_map(|form| found.forms.get(*form))
            .any(|form| !name::is_kind(&form.title))
    };
    grouping.groups.retain(|group| !group.mentions.is_empty() && is_named(group));
    grouping.groups
}

struct Grouping<'f> {
    found: &'f Found,
    groups: Vec<Group>,
    by_core: HashMap<&'f str, usize>,
    by_form: Vec<Option<usize>>,
}

impl<'f> Grouping<'f> {
    /// Names of the same words, apart from what the law adds.
    fn names(&mut self) {
        for (number, form) in self.forms().filter(|(_, form)| !form.title.is_acronym) {
            let next = self.groups.len();
            let group = *self.by_core.entry(&form.title.core).or_insert(next);
            if group == next {
                self.groups.push(Group::default());
            }
            self.put(number, group);
        }
    }

    /// Acronyms go to the name they stand in brackets behind, or whose initials they are; else they are their own.
    fn acronyms(&mut self) {
        let mut stands_for: HashMap<String, usize> = HashMap::new();
        for (number, form) in self.forms().filter(|(_, form)| form.title.words.len() > 1) {
            let Some(group) = self.by_form.get(number).copied().flatten() else { continue };
            for initials in form.title.initials().chain(form.acronym.clone()) {
                stands_for.entry(initials).or_insert(group);
            }
        }
        for (name, acronym) in self.in_brackets() {
            if let Some(group) = self.by_form.get(name).copied().flatten() {
                stands_for.insert(acronym.to_string(), group);
            }
        }
        for (number, form) in self.forms().filter(|(_, form)| form.title.is_acronym) {
            let core = form.title.core.as_str();
            let full = acronyms::full_name(core).map(words::folded);
            let known = full.and_then(|full| self.by_core.get(full.as_str()).copied());
            let next = self.groups.len();
            let group = known
                .or_else(|| stands_for.get(core).copied())
                .unwrap_or_else(|| *self.by_core.entry(core).or_insert(next));
            if group == next {
                self.groups.push(Group::default());
            }
            self.put(number, group);
        }
    }

    /// Names followed by an acronym in brackets that begins like them: "Bank of Ghana (BoG)".
    fn in_brackets(&self) -> Vec<(usize, &'f str)> {
        let found = self.found;
        let pairs = found.places.iter().zip(found.places.iter().skip(1));
        let close =
            pairs.filter(|(one, other)| one.slot == other.slot && one.end + 2 == other.start);
        let forms = close.filter_map(|(one, other)| {
            Some((one.form, found.forms.get(one.form)?, found.forms.get(other.form)?))
        });
        forms
            .filter(|(_, name, short)| {
                let first = |form: &Form| form.title.core.chars().next();
                short.title.is_acronym && !name.title.is_acronym && first(name) == first(short)
            })
            .map(|(number, _, short)| (number, short.title.core.as_str()))
            .collect()
    }

    /// "Ford" beside "Ford Motor", "the Post" beside "Washington Post": where there is only one it can be.
    fn short_names(&mut self) {
        let mut by_first: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_last: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, form) in self.forms().filter(|(_, form)| form.title.length > 1) {
            let words = &form.title.words;
            let index = |map: &mut HashMap<&'f str, Vec<usize>>, word: Option<&'f String>| {
                if let Some(word) = word {
                    map.entry(word).or_default().push(number);
                }
            };
            index(&mut by_first, words.first());
            index(&mut by_last, words.get(form.title.length.saturating_sub(1)));
        }
        let short: Vec<(usize, &Form)> = self
            .forms()
            .filter(|(_, form)| form.title.length == 1 && !form.title.is_acronym)
            .collect();
        for (number, form) in short {
            let named = |map: &HashMap<&str, Vec<usize>>| {
                map.get(form.title.core.as_str()).cloned().unwrap_or_default()
            };
            let mut group = self.only(&named(&by_first), |long| long.title.extends(&form.title));
            if group.is_none() && form.has_article {
                group = self.only(&named(&by_last), |_| true);
            }
            if let Some(group) = group {
                self.put(number, group);
            }
        }
    }

    /// The one organisation that all these forms belong to, if each of them fits.
    fn only(&self, forms: &[usize], fits: impl Fn(&Form) -> bool) -> Option<usize> {
        let group = self.by_form.get(*forms.first()?).copied().flatten()?;
        let all = forms.iter().all(|&form| {
            self.by_form.get(form).copied().flatten() == Some(group)
                && self.found.forms.get(form).is_some_and(&fits)
        });
        all.then_some(group)
    }

    fn forms(&self) -> impl Iterator<Item = (usize, &'f Form)> + use<'f> {
        self.found.forms.iter().enumerate().filter(|(_, form)| form.count > 0)
    }

    fn put(&mut self, form: usize, group: usize) {
        if let Some(place) = self.by_form.get_mut(form) {
            *place = Some(group);
        }
        if let Some(group) = self.groups.get_mut(group) {
            group.forms.push(form);
        }
    }
}

impl Group {
    /// The name it goes by everywhere, and the fullest that the article calls it: "North Atlantic Treaty Organization" and
    /// "NATO".
    pub fn names(&self, found: &Found) -> (String, String) {
        let forms: Vec<&Form> =
            self.forms.iter().filter_map(|&form| found.forms.get(form)).collect();
        let fullest = forms.iter().enumerate().min_by_key(|(first, form)| {
            let title = &form.title;
            let legal = title.words.len() - title.length;
            (
                std::cmp::Reverse(title.length),
                title.is_acronym,
                title.is_shouted,
                legal,
                std::cmp::Reverse(form.count),
                *first,
            )
        });
        let Some((_, fullest)) = fullest else { return Default::default() };
        let shown = fullest.title.shown.clone();
        (
            acronyms::full_name(&fullest.title.core).map_or_else(|| shown.clone(), str::to_string),
            shown,
        )
    }
}
