//! Roles of people: the office directly before a name ("Russian Foreign Minister Sergei Lavrov") or
//! in apposition after it ("Jane Doe, a spokeswoman for the port, said"). A role ends with its
//! clause and must contain a known office.

use super::mention::PersonMention;
use super::role_token::{
    RoleToken, continues_title, is_acronym, is_general_compound, is_rank_abbreviation,
    is_trailing_rank, starts_sentence, tokens,
};
use super::word_classes;
use super::word_classes::WordClasses;
use crate::article::Slot;
use crate::enrich::entities::span::{EntityKind, Span};

/// Maximum distance of a title before a name, in bytes.
const MAX_BEFORE: usize = 120;
/// Maximum length of an apposition after a name, in bytes.
const MAX_AFTER: usize = 180;
/// Maximum number of words in a role.
const MAX_WORDS: usize = 9;
/// Number of words from which a longer role is not preferred.
const MAX_SCORED_WORDS: usize = 6;
/// Maximum number of mentions examined for a person.
const MAX_MENTIONS: usize = 16;

/// Finds roles in an article.
pub(super) struct RoleFinder<'s> {
    spans: &'s [Span],
}

impl<'s> RoleFinder<'s> {
    /// Creates a finder for the spans of an article, in reading order.
    pub(super) fn new(spans: &'s [Span]) -> Self {
        Self { spans }
    }

    /// Finds the most informative role in the mentions of a person; empty if there is none.
    pub(super) fn best(&self, mentions: &[&PersonMention]) -> String {
        let mut best: (usize, &str) = (0, "");
        for mention in mentions.iter().take(MAX_MENTIONS) {
            for role in [self.role_before(mention), role_after(mention)].into_iter().flatten() {
                let words = role.split_whitespace().count().min(MAX_SCORED_WORDS);
                // A headline omits words, so its role counts only without any other.
                let score = if mention.slot == Slot::Title { 1 } else { words * 2 };
                if score > best.0 {
                    best = (score, role);
                }
            }
        }
        best.1.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Finds the office directly before a name.
    fn role_before<'t>(&self, mention: &PersonMention<'t>) -> Option<&'t str> {
        if !can_follow_an_office(mention) {
            return None;
        }
        let from = mention
            .text
            .floor_char_boundary(mention.start.saturating_sub(MAX_BEFORE))
            .max(mention.previous_end);
        let window = mention.text.get(from..mention.start)?;
        let line = from + window.rfind('\n').map_or(0, |at| at + 1);
        let window = mention.text.get(line..mention.start)?;
        let tokens = tokens(window);
        let last = tokens.last()?;
        let is_apposed = match window.get(last.end..)?.trim_end() {
            "" => false,
            "." if is_rank_abbreviation(last) => false,
            "," => true,
            _ => return None,
        };
        let first = self.office_start(&tokens, mention, line)?;
        let office = tokens.get(first..)?;
        if is_apposed && !is_definite(&tokens, first) {
            return None;
        }
        let (first, last) = title_range(office)?;
        let dot =
            usize::from(last.has(WordClasses::RANK) && window.get(last.end..)?.starts_with('.'));
        window.get(first.start..last.end + dot)
    }

    /// Finds the first word of an office, going back from the name.
    fn office_start(
        &self,
        tokens: &[RoleToken],
        mention: &PersonMention,
        line: usize,
    ) -> Option<usize> {
        let mut first = None;
        let mut office = false;
        for (at, token) in tokens.iter().enumerate().rev().take(MAX_WORDS) {
            let opens = at == 0 && line != mention.previous_end || starts_sentence(token.gap);
            let linked =
                tokens.get(at + 1).is_some_and(|next| next.is_capital() || next.equals("the"));
            let before_link = at.checked_sub(1).and_then(|at| tokens.get(at));
            let belongs = if token.has(WordClasses::LINK) {
                linked
                    && before_link.is_some_and(|before| {
                        before.is_capital() || before.has(WordClasses::OFFICE)
                    })
            } else if token.equals("the") {
                !office && before_link.is_some_and(|before| before.has(WordClasses::LINK))
            } else if token.equals("and") {
                !office && linked
            } else if token.has(
                WordClasses::OFFICE
                    .union(WordClasses::MODIFIER)
                    .union(WordClasses::RANK)
                    .union(WordClasses::REGNAL)
                    .union(WordClasses::COURTESY),
            ) {
                !token.has(WordClasses::FUNCTION_WORD) || token.is_capital()
            } else {
                let is_uncertain = opens || mention.slot == Slot::Title;
                token.is_capital()
                    && !token.has(WordClasses::FUNCTION_WORD)
                    && (!is_uncertain || self.is_known_name(token, mention, line))
            };
            if !belongs {
                break;
            }
            office |= token.has(WordClasses::OFFICE) && !is_trailing_rank(token);
            first = Some(at);
            if !token.gap.is_empty() && !continues_title(token, before_link) {
                break;
            }
        }
        first
    }

    /// Returns true if a capitalised word at the beginning of a sentence is a name or looks like
    /// one.
    fn is_known_name(&self, token: &RoleToken, mention: &PersonMention, line: usize) -> bool {
        let at = (mention.slot, line + token.start);
        let number = self.spans.partition_point(|span| (span.slot, span.start) <= at);
        let span = number.checked_sub(1).and_then(|number| self.spans.get(number));
        let covered = span.is_some_and(|span| {
            span.slot == at.0 && span.end > at.1 && span.kind != EntityKind::Person
        });
        covered
            || word_classes::is_demonym(&token.text.to_lowercase())
            || token.text.len() > 1
                && token.text.chars().all(|letter| letter.is_uppercase() || letter == '.')
                && mention.slot != Slot::Title
    }
}

/// Returns true if an office can precede this name. The check of a single word spares most names
/// the full parse.
fn can_follow_an_office(mention: &PersonMention) -> bool {
    let before = mention.title_word;
    if before.is_empty() {
        return mention.text.get(..mention.start).is_some_and(|head| head.ends_with(", "))
            && is_enclosed(mention);
    }
    before.starts_with(char::is_uppercase)
        || word_classes::classes(before)
            .intersects(WordClasses::OFFICE.union(WordClasses::MODIFIER))
        || before.contains(|letter: char| !letter.is_ascii())
}

/// Returns true if the name ends like an apposition: "the mayor, Jane Doe, said".
fn is_enclosed(mention: &PersonMention) -> bool {
    mention.text.get(mention.end..).is_some_and(|rest| rest.starts_with([',', '.', ';', ')']))
}

/// Returns true for offices of a single person: "the mayor", "Troy's mayor".
fn is_definite(tokens: &[RoleToken], first: usize) -> bool {
    let owned = tokens.get(first).is_some_and(|token| token.gap.contains(['\'', '’']));
    let article = first.checked_sub(1).and_then(|at| tokens.get(at));
    owned
        || article.is_some_and(|token| {
            ["the", "its", "his", "her", "their", "our"].iter().any(|word| token.equals(word))
        })
}

/// Returns the first and last word of the office before a name; ranks after the office are left
/// out.
fn title_range<'o, 't>(
    words: &'o [RoleToken<'t>],
) -> Option<(&'o RoleToken<'t>, &'o RoleToken<'t>)> {
    // "Kerry and General Dunford" are two people; "Secretary of Health and Human Services" is one
    // office.
    let and = words.iter().rposition(|token| token.equals("and"));
    let and = and.filter(|&at| !words.iter().take(at).any(|token| token.has(WordClasses::LINK)));
    let words = words.get(and.unwrap_or(0)..)?;
    let skipped = words.iter().take_while(|token| {
        token.has(WordClasses::LINK) || token.equals("the") || token.equals("and")
    });
    let words = words.get(skipped.count()..)?;
    let is_office =
        |token: &RoleToken| token.has(WordClasses::OFFICE) && !token.has(WordClasses::LINK);
    let mut end = words.len();
    while let Some(rank) =
        end.checked_sub(1).and_then(|at| words.get(at)).filter(|token| is_trailing_rank(token))
    {
        let before = words.get(..end - 1).unwrap_or_default();
        if !before.iter().any(is_office) || is_general_compound(before.last(), rank) {
            break;
        }
        end -= 1;
    }
    let words = words.get(..end)?;
    let head = words.iter().rposition(|token| {
        is_office(token)
            || token.has(WordClasses::RANK.union(WordClasses::REGNAL)) && token.is_capital()
    })?;
    // Words after the office belong to it only after "of" or "for": "Chairman of the Joint Chiefs
    // of Staff".
    let head = match words.iter().position(|token| token.has(WordClasses::LINK)) {
        Some(link) => words.get(..link)?.iter().rposition(is_office)?,
        None => head,
    };
    let linked = words.get(head + 1).is_none_or(|next| next.has(WordClasses::LINK));
    let courtesy = words.iter().take_while(|token| token.has(WordClasses::COURTESY)).count();
    let first = words.get(courtesy)?;
    let is_courtesy_only = words.get(head)?.has(WordClasses::COURTESY);
    if words.last()?.has(WordClasses::LINK.union(WordClasses::FUNCTION_WORD))
        && !is_acronym(words.last()?)
    {
        return None;
    }
    (linked && !is_courtesy_only && head >= courtesy).then_some((first, words.last()?))
}

/// Finds the apposition directly after a name.
fn role_after<'t>(mention: &PersonMention<'t>) -> Option<&'t str> {
    let to = mention.text.floor_char_boundary(mention.end.saturating_add(MAX_AFTER));
    let window = mention.text.get(mention.end..to)?;
    if !window.trim_start().starts_with([',', '(']) {
        return None;
    }
    let window = window.split('\n').next()?;
    let rest = strip_caption_mark(window).trim_start().strip_prefix(',')?;
    let rest = strip_age(rest);
    let offset = mention.end + (window.len() - rest.len());
    // "Kerry, President Obama and …" is a list of people, not an apposition.
    let limit = mention.next_start.saturating_sub(offset);
    let tokens = tokens(rest);
    let length = clause_length(&tokens);
    let words = tokens.get(..length)?;
    if words.last().is_none_or(|last| last.end >= limit || next_is_person(&tokens, length, limit)) {
        return None;
    }
    let (first, last) = apposition_range(words)?;
    rest.get(first.start..last.end)
}

/// Returns true if the clause ends because another person follows.
fn next_is_person(tokens: &[RoleToken], length: usize, limit: usize) -> bool {
    tokens.get(length).is_some_and(|next| next.start >= limit && next.gap.trim().is_empty())
}

/// Strips position marks of picture captions: "(R)", "(2nd L)".
fn strip_caption_mark(text: &str) -> &str {
    let marked = text.trim_start().strip_prefix('(').and_then(|inside| inside.split_once(')'));
    match marked {
        Some((mark, rest)) if mark.len() < 14 && !mark.contains('/') => rest,
        _ => text,
    }
}

/// Strips the age in ", 45, the mayor".
fn strip_age(text: &str) -> &str {
    let digits = text.trim_start().trim_start_matches(|letter: char| letter.is_ascii_digit());
    if digits.len() == text.trim_start().len() {
        text
    } else {
        digits.strip_prefix(',').unwrap_or(text)
    }
}

/// Counts the words of the clause that begins here, up to the length of a role.
fn clause_length(tokens: &[RoleToken]) -> usize {
    let mut office = false;
    for (at, token) in tokens.iter().enumerate() {
        let gap = token.gap.trim();
        let dash = gap == "-" && token.gap != "-";
        let broken = at > 0
            && !gap.is_empty()
            && (dash || !matches!(gap, "-" | "&" | "'s" | "’s" | "'" | "’"));
        let determiner = ["a", "an", "the", "its", "his", "her", "their", "our"]
            .iter()
            .any(|word| token.equals(word));
        let joined = ["at", "in", "with", "to", "on", "from"].iter().any(|word| token.equals(word));
        let and = token.equals("and") && tokens.get(at + 1).is_some_and(RoleToken::is_capital);
        let grammar = token.has(WordClasses::FUNCTION_WORD)
            && !determiner
            && !(office && (joined || and))
            && !is_acronym(token);
        if broken || grammar || at >= MAX_WORDS + 4 {
            return at;
        }
        office |= token.has(WordClasses::OFFICE);
    }
    tokens.len()
}

/// Returns the first and last word of the office in an apposition.
fn apposition_range<'o, 't>(
    words: &'o [RoleToken<'t>],
) -> Option<(&'o RoleToken<'t>, &'o RoleToken<'t>)> {
    let owned = words
        .iter()
        .take(4)
        .rposition(|token| token.gap.trim().starts_with(['\'', '’']))
        .unwrap_or(0);
    let words = words.get(owned..)?;
    let determiners =
        usize::from(words.first()?.has(WordClasses::FUNCTION_WORD) && !is_acronym(words.first()?));
    let words = words.get(determiners..)?;
    let first_office = words.iter().take(6).position(|token| token.has(WordClasses::OFFICE))?;
    if words.iter().take(first_office).any(|token| {
        token.has(WordClasses::FUNCTION_WORD.union(WordClasses::LINK)) && !is_acronym(token)
    }) {
        return None;
    }
    let mut head = first_office;
    for (at, token) in words.iter().enumerate().skip(first_office + 1) {
        match token {
            _ if token.has(WordClasses::OFFICE) || token.equals("general") => head = at,
            _ if token.has(WordClasses::MODIFIER) => {}
            _ => break,
        }
    }
    let tail = words.get(head + 1..)?;
    if tail
        .first()
        .is_some_and(|next| !next.has(WordClasses::LINK.union(WordClasses::FUNCTION_WORD)))
    {
        return None;
    }
    let last = head + fitting_words(tail, MAX_WORDS.saturating_sub(head + 1));
    Some((words.first()?, words.get(last)?))
}

/// Counts the words after an office that fit, cut before a preposition.
fn fitting_words(tail: &[RoleToken], max_words: usize) -> usize {
    let cuts = |token: &RoleToken| {
        token.has(WordClasses::LINK.union(WordClasses::FUNCTION_WORD)) && !is_acronym(token)
    };
    if tail.len() <= max_words && tail.last().is_none_or(|last| !cuts(last)) {
        return tail.len();
    }
    let cut = tail.iter().take(max_words + 1).rposition(cuts).unwrap_or(0);
    let whole = tail.get(..cut).unwrap_or_default().iter().rposition(|token| !cuts(token));
    whole.map_or(0, |at| at + 1)
}
