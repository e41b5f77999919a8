//! Who is who in one article. Full names first, the longest leading; then every shorter mention goes to the person it
//! most likely means, and one that fits nobody stays by itself. An error here fuses two lives, so doubt keeps apart.

use std::collections::HashMap;

use super::alias;
use super::lists;
use super::lists::{Gender, TITLE, Uses};
use super::mention::{Form, Mention, Mentions};
use super::name::Name;

/// How many people one word may point to; more than an article can hold in earnest.
const NAMESAKES: usize = 24;
/// How many forms of a person's name are compared with a new one.
const FORMS: usize = 8;

/// Somebody the article names.
#[derive(Debug, Clone, Default)]
pub struct Group<'a> {
    /// The forms of the name, by number; the fullest first.
    pub forms: Vec<usize>,
    /// The mentions, by number, in reading order.
    pub mentions: Vec<usize>,
    /// The form the article says the person is known by, where it says so.
    pub known_as: Option<usize>,
    /// The title a first name alone is known with: "Pope".
    pub regnal: Option<&'a str>,
    gender: Option<Gender>,
    first: usize,
    titles: Vec<&'a str>,
}

/// What speaks for one person being meant; the smallest wins, and on a tie the person named first.
type Rank = (u8, u8, usize);

/// The people of an article, each with the mentions of it.
pub fn groups<'a>(found: &Mentions<'a>) -> Vec<Group<'a>> {
    let mut grouping =
        Grouping { found, groups: Vec::new(), by_sound: HashMap::new(), alone: HashMap::new() };
    let mut by_form = grouping.full_names();
    grouping.aliases(&mut by_form);
    grouping.titles(&by_form);
    for (number, mention) in found.all.iter().enumerate() {
        let group = match by_form.get(mention.form).copied().flatten() {
            Some(group) => Some(group),
            None => grouping.short_name(mention, number),
        };
        if let Some(group) = group.and_then(|group| grouping.groups.get_mut(group)) {
            group.mentions.push(number);
        }
    }
    grouping.groups.retain(|group| !group.mentions.is_empty());
    grouping.groups
}

struct Grouping<'f, 'a> {
    found: &'f Mentions<'a>,
    groups: Vec<Group<'a>>,
    /// The people each word of a full name points to.
    by_sound: HashMap<&'f str, Vec<usize>>,
    /// Those known by one word only.
    alone: HashMap<&'f str, usize>,
}

impl<'f, 'a> Grouping<'f, 'a> {
    /// Makes a person of every full name that agrees with no other; says which form is whose.
    fn full_names(&mut self) -> Vec<Option<usize>> {
        let found = self.found;
        let mut by_form = vec![None; found.forms.len()];
        let mut full: Vec<(usize, &Form)> = found
            .forms
            .iter()
            .enumerate()
            .filter(|(_, form)| form.count > 0 && form.name.is_full())
            .collect();
        full.sort_by_key(|(_, form)| (std::cmp::Reverse(form.name.fullness()), form.first));
        for (number, form) in full {
            let group = self.agreeing(&form.name).unwrap_or_else(|| {
                self.groups.push(Group {
                    first: form.first,
                    gender: first_names_gender(&form.name),
                    ..Group::default()
                });
                self.groups.len() - 1
            });
            self.learn(group, number, form);
            if let Some(form) = by_form.get_mut(number) {
                *form = Some(group);
            }
        }
        by_form
    }

    /// The person named first of those this full name can be another form of.
    fn agreeing(&self, name: &Name) -> Option<usize> {
        let candidates = name
            .parts
            .iter()
            .filter(|part| !part.initial)
            .filter_map(|part| self.by_sound.get(&*part.sound));
        let agrees =
            |group: &Group| {
                group.forms.iter().take(FORMS).all(|&form| {
                    self.found.forms.get(form).is_some_and(|form| form.name.agrees(name))
                })
            };
        candidates
            .flatten()
            .filter_map(|&number| Some((self.groups.get(number)?, number)))
            .filter(|(group, _)| agrees(group))
            .min_by_key(|(group, number)| (group.first, *number))
            .map(|(_, number)| number)
    }

    fn learn(&mut self, number: usize, form_number: usize, form: &'f Form) {
        let Some(group) = self.groups.get_mut(number) else { return };
        group.first = group.first.min(form.first);
        group.forms.push(form_number);
        for part in form.name.parts.iter().filter(|part| !part.initial) {
            let namesakes = self.by_sound.entry(&part.sound).or_default();
            if namesakes.len() < NAMESAKES && !namesakes.contains(&number) {
                namesakes.push(number);
            }
        }
    }

    /// Joins names that the text itself says are one person's.
    fn aliases(&mut self, by_form: &mut [Option<usize>]) {
        let found = self.found;
        for mention in &found.all {
            let Some(group) = by_form.get(mention.form).copied().flatten() else { continue };
            let Some((form, is_known)) = alias::alias(mention, &found.forms) else { continue };
            let second = by_form.get(form).copied().flatten();
            match (second, found.forms.get(form)) {
                (Some(second), _) if second != group => self.fuse(group, second, by_form),
                (None, Some(named)) => self.learn(group, form, named),
                _ => continue,
            }
            if let Some(group) = self.groups.get_mut(group) {
                group.known_as = Some(if is_known { form } else { mention.form });
            }
        }
    }

    /// Makes the second person the first.
    fn fuse(&mut self, group: usize, second: usize, by_form: &mut [Option<usize>]) {
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
                self.learn(group, form, named);
            }
        }
    }

    /// What the titles before full names tell of the people.
    fn titles(&mut self, by_form: &[Option<usize>]) {
        for mention in &self.found.all {
            let Some(number) = by_form.get(mention.form).copied().flatten() else { continue };
            let Some(group) = self.groups.get_mut(number).filter(|_| mention.title.any(TITLE))
            else {
                continue;
            };
            group.gender = said_gender(mention.title).or(group.gender);
            if mention.title.any(Uses::REGNAL) {
                group.regnal = Some(mention.titled);
            }
            if group.titles.len() < FORMS && !group.titles.contains(&mention.titled) {
                group.titles.push(mention.titled);
            }
        }
    }

    /// Whom a single word means; somebody new where it fits nobody.
    fn short_name(&mut self, mention: &Mention<'a>, number: usize) -> Option<usize> {
        let found = self.found;
        let name = &found.forms.get(mention.form)?.name;
        let part = name.last()?;
        let candidates = self.by_sound.get(&*part.sound).into_iter().flatten();
        let ranked = candidates.filter_map(|&number| {
            Some((self.rank(self.groups.get(number)?, name, mention)?, number))
        });
        if let Some((_, group)) = ranked.min() {
            return Some(group);
        }
        if let Some(&group) = self.alone.get(&*part.word) {
            let known = self.groups.get_mut(group)?;
            if !known.forms.contains(&mention.form) && known.forms.len() < FORMS {
                known.forms.push(mention.form);
            }
            return Some(group);
        }
        if name.only_title {
            return None;
        }
        let noble = mention.title.any(Uses::RANK) && said_gender(mention.title).is_some();
        let regnal = (noble || mention.title.any(Uses::REGNAL)).then_some(mention.titled);
        self.groups.push(Group {
            forms: vec![mention.form],
            first: number,
            regnal,
            ..Group::default()
        });
        self.alone.insert(&part.word, self.groups.len() - 1);
        Some(self.groups.len() - 1)
    }

    /// How well a short name and its title fit a person; nothing where they speak against it.
    fn rank(&self, group: &Group, name: &Name, mention: &Mention) -> Option<Rank> {
        if matches!((said_gender(mention.title), group.gender), (Some(said), Some(known)) if said != known)
        {
            return None;
        }
        // "Prince William" is not the William Smith of the same page.
        if mention.title.any(Uses::REGNAL)
            && !mention.title.any(Uses::COURTESY)
            && group.regnal.is_none()
        {
            return None;
        }
        let forms = group.forms.iter().take(FORMS).filter_map(|&form| self.found.forms.get(form));
        let (place, exact) =
            forms.filter_map(|form| place(&form.name, name, mention.title)).min()?;
        let strange = !mention.titled.is_empty()
            && mention.title.any(Uses::OFFICE)
            && !group.titles.iter().any(|title| title.eq_ignore_ascii_case(mention.titled));
        Some((place * 2 + exact, u8::from(strange), group.first))
    }
}

/// Where in a full name a short one stands: 0 where people are called by it, more the rarer that is; and whether
/// another spelling had to be accepted.
fn place(full: &Name, short: &Name, title: Uses) -> Option<(u8, u8)> {
    let part = short.last()?;
    let at = full.parts.iter().rposition(|other| !other.initial && other.sound == part.sound)?;
    let exact = u8::from(full.parts.get(at).is_some_and(|other| other.word != part.word));
    // Four letters that only sound alike are two names: Louis and Luis.
    if exact > 0 && part.word.len() < 5 {
        return None;
    }
    if short.particles.iter().any(|particle| !full.particles.contains(particle)) {
        return None;
    }
    if matches!((&full.suffix, &short.suffix), (one, Some(other)) if one.as_ref() != Some(other)) {
        return None;
    }
    let (first, last) = (at == 0, at + 1 == full.parts.len());
    let by_first_name = title.any(Uses::REGNAL);
    let polite = title.any(Uses::COURTESY) && !by_first_name;
    let place = match (first, last) {
        (true, true) => 0,
        (_, true) => u8::from(by_first_name || full.family_first) * 2,
        (true, _) if by_first_name || full.family_first => 0,
        // Nobody is Mr John.
        (true, _) if polite && lists::gender(&part.word).is_some() => return None,
        (true, _) => 3,
        _ => 4,
    };
    Some((place, exact))
}

fn first_names_gender(name: &Name) -> Option<Gender> {
    let given = name.parts.first().filter(|part| !part.initial && !name.family_first)?;
    lists::gender(&given.word)
}

fn said_gender(title: Uses) -> Option<Gender> {
    match (title.any(Uses::HIS), title.any(Uses::HER)) {
        (true, false) => Some(Gender::Man),
        (false, true) => Some(Gender::Woman),
        _ => None,
    }
}
