//! Coreference within an article. Full names are grouped first, the longest leading. Every shorter
//! mention then joins the person it most likely refers to, or stays alone if it fits nobody. A
//! wrong merge confuses two people, so doubtful names stay apart.

use std::collections::HashMap;

use super::alias;
use super::mention::{NameForm, PersonMention, PersonMentions};
use super::name::PersonName;
use super::word_classes;
use super::word_classes::{Gender, TITLE, WordClasses};
use crate::article::Slot;

/// Maximum number of people indexed for a word.
const MAX_NAMESAKES: usize = 24;
/// Maximum number of forms of a person compared with a new name.
const MAX_FORMS: usize = 8;

/// A person mentioned in the article.
#[derive(Debug, Clone, Default)]
pub(super) struct PersonGroup<'a> {
    /// Indexes of the forms of the name, the fullest first.
    pub forms: Vec<usize>,
    /// Indexes of the mentions, in reading order.
    pub mentions: Vec<usize>,
    /// The form by which the person is better known, if the article says so.
    pub known_as: Option<usize>,
    /// Title used with a given name alone: "Pope".
    pub regnal: Option<&'a str>,
    gender: Option<Gender>,
    first: usize,
    titles: Vec<&'a str>,
}

/// Rank of a match: the smallest wins, and among equals the person mentioned first.
type MatchRank = (u8, u8, usize);

/// Groups the mentions of an article by person.
pub(super) fn group_mentions<'a>(found: &PersonMentions<'a>) -> Vec<PersonGroup<'a>> {
    let mut grouper = PersonGrouper {
        found,
        groups: Vec::new(),
        by_phonetic_key: HashMap::new(),
        by_single_word: HashMap::new(),
        introduced_later: HashMap::new(),
    };
    let mut by_form = grouper.group_full_names();
    grouper.merge_aliases(&mut by_form);
    grouper.record_titles(&by_form);
    for (number, mention) in found.all.iter().enumerate() {
        let group = match by_form.get(mention.form).copied().flatten() {
            Some(group) => Some(group),
            None => grouper.resolve_short_name(mention, number),
        };
        if let Some(group) = group.and_then(|group| grouper.groups.get_mut(group)) {
            group.mentions.push(number);
        }
    }
    grouper.groups.retain(|group| !group.mentions.is_empty());
    grouper.groups
}

struct PersonGrouper<'f, 'a> {
    found: &'f PersonMentions<'a>,
    groups: Vec<PersonGroup<'a>>,
    /// People by the phonetic key of each word in their full names.
    by_phonetic_key: HashMap<&'f str, Vec<usize>>,
    /// People known by a single word.
    by_single_word: HashMap<&'f str, usize>,
    /// Whether an article uses a short name before it introduces a person, by form and group.
    introduced_later: HashMap<(usize, usize), bool>,
}

impl<'f, 'a> PersonGrouper<'f, 'a> {
    /// Makes a group for every full name that is not compatible with an earlier one. Returns the
    /// group of each form.
    fn group_full_names(&mut self) -> Vec<Option<usize>> {
        let found = self.found;
        let mut by_form = vec![None; found.forms.len()];
        let mut full: Vec<(usize, &NameForm)> = found
            .forms
            .iter()
            .enumerate()
            .filter(|(_, form)| form.count > 0 && form.name.is_full())
            .collect();
        full.sort_by_key(|(_, form)| (std::cmp::Reverse(form.name.fullness()), form.first));
        for (number, form) in full {
            let group = self.find_compatible(&form.name).unwrap_or_else(|| {
                self.groups.push(PersonGroup {
                    first: form.first,
                    gender: gender_of_given_name(&form.name),
                    ..PersonGroup::default()
                });
                self.groups.len() - 1
            });
            self.add_form(group, number, form);
            if let Some(form) = by_form.get_mut(number) {
                *form = Some(group);
            }
        }
        by_form
    }

    /// Finds the person mentioned first among those whose names are compatible.
    fn find_compatible(&self, name: &PersonName) -> Option<usize> {
        let candidates = name
            .parts
            .iter()
            .filter(|part| !part.is_initial)
            .filter_map(|part| self.by_phonetic_key.get(&*part.phonetic_key));
        let is_compatible = |group: &PersonGroup| {
            group.forms.iter().take(MAX_FORMS).all(|&form| {
                self.found.forms.get(form).is_some_and(|form| form.name.is_compatible(name))
            })
        };
        candidates
            .flatten()
            .filter_map(|&number| Some((self.groups.get(number)?, number)))
            .filter(|(group, _)| is_compatible(group))
            .min_by_key(|(group, number)| (group.first, *number))
            .map(|(_, number)| number)
    }

    fn add_form(&mut self, group_index: usize, form_index: usize, form: &'f NameForm) {
        let Some(group) = self.groups.get_mut(group_index) else { return };
        group.first = group.first.min(form.first);
        group.forms.push(form_index);
        for part in form.name.parts.iter().filter(|part| !part.is_initial) {
            let namesakes = self.by_phonetic_key.entry(&part.phonetic_key).or_default();
            if namesakes.len() < MAX_NAMESAKES && !namesakes.contains(&group_index) {
                namesakes.push(group_index);
            }
        }
    }

    /// Merges names that the text states to be aliases.
    fn merge_aliases(&mut self, by_form: &mut [Option<usize>]) {
        let found = self.found;
        for mention in &found.all {
            let Some(group) = by_form.get(mention.form).copied().flatten() else { continue };
            let Some((form, is_known)) = alias::find_alias(mention, &found.forms) else { continue };
            let second = by_form.get(form).copied().flatten();
            match (second, found.forms.get(form)) {
                (Some(second), _) if second != group => self.merge(group, second, by_form),
                (None, Some(named)) => self.add_form(group, form, named),
                _ => continue,
            }
            if let Some(group) = self.groups.get_mut(group) {
                group.known_as = Some(if is_known { form } else { mention.form });
            }
        }
    }

    /// Merges the second group into the first.
    fn merge(&mut self, group: usize, second: usize, by_form: &mut [Option<usize>]) {
        by_form
            .iter_mut()
            .filter(|form| **form == Some(second))
            .for_each(|form| *form = Some(group));
        let forms = self
            .groups
            .get_mut(second)
            .map(|second| std::mem::take(&mut second.forms))
            .unwrap_or_default();
        for form in forms {
            if let Some(named) = self.found.forms.get(form) {
                self.add_form(group, form, named);
            }
        }
    }

    /// Records gender and titles from the words before full names.
    fn record_titles(&mut self, by_form: &[Option<usize>]) {
        for mention in &self.found.all {
            let Some(number) = by_form.get(mention.form).copied().flatten() else { continue };
            let Some(group) =
                self.groups.get_mut(number).filter(|_| mention.title_classes.intersects(TITLE))
            else {
                continue;
            };
            group.gender = gender_of_title(mention.title_classes).or(group.gender);
            if mention.title_classes.intersects(WordClasses::REGNAL) {
                group.regnal = Some(mention.title_word);
            }
            if group.titles.len() < MAX_FORMS && !group.titles.contains(&mention.title_word) {
                group.titles.push(mention.title_word);
            }
        }
    }

    /// Resolves a single word to a person; a new one if it fits nobody.
    fn resolve_short_name(&mut self, mention: &PersonMention<'a>, number: usize) -> Option<usize> {
        let found = self.found;
        let name = &found.forms.get(mention.form)?.name;
        let part = name.last()?;
        let candidates = self.by_phonetic_key.get(&*part.phonetic_key).into_iter().flatten();
        let ranked = candidates.filter_map(|&number| {
            Some((self.rank(self.groups.get(number)?, name, mention)?, number))
        });
        if let Some((_, group)) = ranked.min()
            && !self.is_introduced_later(mention.form, group)
        {
            return Some(group);
        }
        if let Some(&group) = self.by_single_word.get(&*part.word) {
            let known = self.groups.get_mut(group)?;
            if !known.forms.contains(&mention.form) && known.forms.len() < MAX_FORMS {
                known.forms.push(mention.form);
            }
            return Some(group);
        }
        if name.is_title_only {
            return None;
        }
        let is_noble = mention.title_classes.intersects(WordClasses::RANK)
            && gender_of_title(mention.title_classes).is_some();
        let regnal = (is_noble || mention.title_classes.intersects(WordClasses::REGNAL))
            .then_some(mention.title_word);
        self.groups.push(PersonGroup {
            forms: vec![mention.form],
            first: number,
            regnal,
            ..PersonGroup::default()
        });
        self.by_single_word.insert(&part.word, self.groups.len() - 1);
        Some(self.groups.len() - 1)
    }

    /// Reports whether an article speaks of somebody by a short name before it introduces a relative of
    /// that name: "Quill said ... his wife, Ada Quill". Then the short name is not hers.
    fn is_introduced_later(&mut self, form: usize, group: usize) -> bool {
        let found = self.found;
        let first = self.groups.get(group).map_or(0, |group| group.first);
        *self.introduced_later.entry((form, group)).or_insert_with(|| {
            let is_before =
                |mention: &PersonMention| mention.form == form && mention.slot == Slot::Body;
            let before = found.all.get(..first).unwrap_or_default();
            let in_body = found.all.get(first).filter(|mention| mention.slot == Slot::Body);
            in_body.is_some_and(|mention| follows_relation(mention) && before.iter().any(is_before))
        })
    }

    /// Ranks the match of a short name and its title with a person; `None` if they contradict.
    fn rank(
        &self,
        group: &PersonGroup,
        name: &PersonName,
        mention: &PersonMention,
    ) -> Option<MatchRank> {
        if matches!((gender_of_title(mention.title_classes), group.gender), (Some(title_gender), Some(known)) if title_gender != known)
        {
            return None;
        }
        // "Prince William" is not the William Smith on the same page.
        if mention.title_classes.intersects(WordClasses::REGNAL)
            && !mention.title_classes.intersects(WordClasses::COURTESY)
            && group.regnal.is_none()
        {
            return None;
        }
        let forms =
            group.forms.iter().take(MAX_FORMS).filter_map(|&form| self.found.forms.get(form));
        let (position, differs) = forms
            .filter_map(|form| match_position(&form.name, name, mention.title_classes))
            .min()?;
        let is_new_title = !mention.title_word.is_empty()
            && mention.title_classes.intersects(WordClasses::OFFICE)
            && !group
                .titles
                .iter()
                .any(|title_classes| title_classes.eq_ignore_ascii_case(mention.title_word));
        Some((position * 2 + differs, u8::from(is_new_title), group.first))
    }
}

/// Words for relatives. "First lady" is one too.
const RELATIVES: [&str; 22] = [
    "wife",
    "husband",
    "spouse",
    "widow",
    "widower",
    "son",
    "sons",
    "daughter",
    "daughters",
    "brother",
    "brothers",
    "sister",
    "sisters",
    "mother",
    "father",
    "stepson",
    "stepdaughter",
    "cousin",
    "nephew",
    "niece",
    "lady",
    "son-in-law",
];

/// Most words between the word for a relative and the name: "his eldest daughter, Ada Quill".
const MOST_BETWEEN: usize = 2;

/// Reports whether a word for a relative precedes a full name.
fn follows_relation(mention: &PersonMention) -> bool {
    const REACH: usize = 48;
    let from = mention.text.floor_char_boundary(mention.start.saturating_sub(REACH));
    let before = mention.text.get(from..mention.start).unwrap_or_default();
    let before = before.rsplit(['.', '\n', ';']).next().unwrap_or_default();
    before.rsplit(' ').filter(|word| !word.is_empty()).take(MOST_BETWEEN).any(|word| {
        RELATIVES.contains(&word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase().as_str())
    })
}

/// Position of a short name in a full one: 0 if people are commonly called by it, more if that is
/// rare; and 1 if the spelling differs, else 0.
fn match_position(
    full: &PersonName,
    short: &PersonName,
    title_classes: WordClasses,
) -> Option<(u8, u8)> {
    let part = short.last()?;
    let at = full
        .parts
        .iter()
        .rposition(|other| !other.is_initial && other.phonetic_key == part.phonetic_key)?;
    let differs = u8::from(full.parts.get(at).is_some_and(|other| other.word != part.word));
    // Four letters with the same phonetic key are two names: Louis and Luis.
    if differs > 0 && part.word.len() < 5 {
        return None;
    }
    if short.particles.iter().any(|particle| !full.particles.contains(particle)) {
        return None;
    }
    if matches!((&full.suffix, &short.suffix), (one, Some(other)) if one.as_ref() != Some(other)) {
        return None;
    }
    let (first, last) = (at == 0, at + 1 == full.parts.len());
    let uses_given_name = title_classes.intersects(WordClasses::REGNAL);
    let is_courtesy = title_classes.intersects(WordClasses::COURTESY) && !uses_given_name;
    let position = match (first, last) {
        (true, true) => 0,
        (_, true) => u8::from(uses_given_name || full.is_family_first) * 2,
        (true, _) if uses_given_name || full.is_family_first => 0,
        // "Mr John" is not used.
        (true, _) if is_courtesy && word_classes::gender(&part.word).is_some() => return None,
        (true, _) => 3,
        _ => 4,
    };
    Some((position, differs))
}

fn gender_of_given_name(name: &PersonName) -> Option<Gender> {
    let given = name.parts.first().filter(|part| !part.is_initial && !name.is_family_first)?;
    word_classes::gender(&given.word)
}

fn gender_of_title(title_classes: WordClasses) -> Option<Gender> {
    match (
        title_classes.intersects(WordClasses::MALE),
        title_classes.intersects(WordClasses::FEMALE),
    ) {
        (true, false) => Some(Gender::Man),
        (false, true) => Some(Gender::Woman),
        _ => None,
    }
}
