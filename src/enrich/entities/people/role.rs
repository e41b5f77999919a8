//! What an article calls somebody: the office right before the name ("Russian Foreign Minister Sergei Lavrov") or
//! right behind it ("Jane Doe, a spokeswoman for the port, said"). A role is cut at its clause; where no word of it is
//! known to be an office, there is none.

use super::lists;
use super::lists::Uses;
use super::mention::Mention;
use crate::article::Slot;
use crate::enrich::entities::span::{Kind, Span};
use crate::text::words::Words;

/// How far before a name its title may begin, in bytes.
const BEFORE: usize = 120;
/// How far behind a name an apposition may reach, in bytes.
const BEHIND: usize = 180;
/// The longest role, in words.
const LONGEST: usize = 9;
/// More words than these make a role no more telling.
const TELLING: usize = 6;
/// How many mentions of somebody are looked at.
const MENTIONS: usize = 16;

/// Finds roles in one article.
pub struct Roles<'s> {
    spans: &'s [Span],
}

/// A word near a name.
struct Token<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    uses: Uses,
    /// What stands between it and the word before.
    gap: &'t str,
}

impl Token<'_> {
    fn is_capital(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    fn is(&self, uses: Uses) -> bool {
        self.uses.any(uses)
    }

    fn folds_to(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }
}

impl<'s> Roles<'s> {
    /// For an article with these spans, in reading order.
    pub fn new(spans: &'s [Span]) -> Self {
        Self { spans }
    }

    /// The most telling of the roles these mentions of one person give; empty where none does.
    pub fn best(&self, mentions: &[&Mention]) -> String {
        let mut best: (usize, &str) = (0, "");
        for mention in mentions.iter().take(MENTIONS) {
            for role in [self.before(mention), behind(mention)].into_iter().flatten() {
                let words = role.split_whitespace().count().min(TELLING);
                // A headline leaves words out: it is believed where nothing else speaks.
                let telling = if mention.slot == Slot::Title { 1 } else { words * 2 };
                if telling > best.0 {
                    best = (telling, role);
                }
            }
        }
        best.1.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The office right before a name.
    fn before<'t>(&self, mention: &Mention<'t>) -> Option<&'t str> {
        if !can_follow_an_office(mention) {
            return None;
        }
        let from = mention
            .text
            .floor_char_boundary(mention.start.saturating_sub(BEFORE))
            .max(mention.after);
        let window = mention.text.get(from..mention.start)?;
        let line = from + window.rfind('\n').map_or(0, |at| at + 1);
        let window = mention.text.get(line..mention.start)?;
        let tokens = tokens(window);
        let last = tokens.last()?;
        let apposed = match window.get(last.end..)?.trim_end() {
            "" => false,
            "." if is_short_for_a_rank(last) => false,
            "," => true,
            _ => return None,
        };
        let first = self.first_of_office(&tokens, mention, line)?;
        let office = tokens.get(first..)?;
        if apposed && !is_definite(&tokens, first) {
            return None;
        }
        let (first, last) = prefixed(office)?;
        let dot = usize::from(last.is(Uses::RANK) && window.get(last.end..)?.starts_with('.'));
        window.get(first.start..last.end + dot)
    }

    /// Where the words of an office begin, walking back from the name.
    fn first_of_office(&self, tokens: &[Token], mention: &Mention, line: usize) -> Option<usize> {
        let mut first = None;
        let mut office = false;
        for (at, token) in tokens.iter().enumerate().rev().take(LONGEST) {
            let opens = at == 0 && line != mention.after || starts_sentence(token.gap);
            let linked =
                tokens.get(at + 1).is_some_and(|next| next.is_capital() || next.folds_to("the"));
            let before_link = at.checked_sub(1).and_then(|at| tokens.get(at));
            let fits = if token.is(Uses::LINK) {
                linked
                    && before_link
                        .is_some_and(|before| before.is_capital() || before.is(Uses::OFFICE))
            } else if token.folds_to("the") {
                !office && before_link.is_some_and(|before| before.is(Uses::LINK))
            } else if token.folds_to("and") {
                !office && linked
            } else if token.is(Uses::OFFICE
                .and(Uses::NARROWS)
                .and(Uses::RANK)
                .and(Uses::REGNAL)
                .and(Uses::COURTESY))
            {
                !token.is(Uses::GRAMMAR) || token.is_capital()
            } else {
                let unsure = opens || mention.slot == Slot::Title;
                token.is_capital()
                    && !token.is(Uses::GRAMMAR)
                    && (!unsure || self.is_known(token, mention, line))
            };
            if !fits {
                break;
            }
            office |= token.is(Uses::OFFICE) && !is_dropped(token);
            first = Some(at);
            if !token.gap.is_empty() && !joins(token, before_link) {
                break;
            }
        }
        first
    }

    /// Whether a word that opens a sentence, where every word has a capital, is a name or looks like one.
    fn is_known(&self, token: &Token, mention: &Mention, line: usize) -> bool {
        let at = (mention.slot, line + token.start);
        let number = self.spans.partition_point(|span| (span.slot, span.start) <= at);
        let span = number.checked_sub(1).and_then(|number| self.spans.get(number));
        let covered = span
            .is_some_and(|span| span.slot == at.0 && span.end > at.1 && span.kind != Kind::Person);
        covered
            || lists::is_demonym(&token.text.to_lowercase())
            || token.text.len() > 1
                && token.text.chars().all(|letter| letter.is_uppercase() || letter == '.')
                && mention.slot != Slot::Title
    }
}

/// Whether an office can end right before a name: a look at one word, which spares most names the reading of more.
fn can_follow_an_office(mention: &Mention) -> bool {
    let before = mention.titled;
    if before.is_empty() {
        return mention.text.get(..mention.start).is_some_and(|head| head.ends_with(", "))
            && is_enclosed(mention);
    }
    before.starts_with(char::is_uppercase)
        || lists::uses(before).any(Uses::OFFICE.and(Uses::NARROWS))
        || before.contains(|letter: char| !letter.is_ascii())
}

/// "Gen.", "Sen.", but not the "general." that ends a sentence.
fn is_short_for_a_rank(token: &Token) -> bool {
    is_dropped(token) && !token.is(Uses::OFFICE)
}

/// Whether a name ends where an apposition would: "the mayor, Jane Doe, said".
fn is_enclosed(mention: &Mention) -> bool {
    mention.text.get(mention.end..).is_some_and(|rest| rest.starts_with([',', '.', ';', ')']))
}

/// "the mayor", "Troy's mayor": one person holds the office.
fn is_definite(tokens: &[Token], first: usize) -> bool {
    let owned = tokens.get(first).is_some_and(|token| token.gap.contains(['\'', '’']));
    let article = first.checked_sub(1).and_then(|at| tokens.get(at));
    owned
        || article.is_some_and(|token| {
            ["the", "its", "his", "her", "their", "our"].iter().any(|word| token.folds_to(word))
        })
}

/// From the words before a name, the first and last of the office; ranks that follow an office are left out.
fn prefixed<'o, 't>(words: &'o [Token<'t>]) -> Option<(&'o Token<'t>, &'o Token<'t>)> {
    // "Kerry and General Dunford" are two, "Secretary of Health and Human Services" is one.
    let and = words.iter().rposition(|token| token.folds_to("and"));
    let and = and.filter(|&at| !words.iter().take(at).any(|token| token.is(Uses::LINK)));
    let words = words.get(and.unwrap_or(0)..)?;
    let skipped = words
        .iter()
        .take_while(|token| token.is(Uses::LINK) || token.folds_to("the") || token.folds_to("and"));
    let words = words.get(skipped.count()..)?;
    let is_office = |token: &Token| token.is(Uses::OFFICE) && !token.is(Uses::LINK);
    let mut end = words.len();
    while let Some(rank) =
        end.checked_sub(1).and_then(|at| words.get(at)).filter(|token| is_dropped(token))
    {
        let before = words.get(..end - 1).unwrap_or_default();
        if !before.iter().any(is_office) || is_compound(before.last(), rank) {
            break;
        }
        end -= 1;
    }
    let words = words.get(..end)?;
    let head = words.iter().rposition(|token| {
        is_office(token) || token.is(Uses::RANK.and(Uses::REGNAL)) && token.is_capital()
    })?;
    // What follows the office belongs to it by "of" or "for" only: "Chairman of the Joint Chiefs of Staff".
    let head = match words.iter().position(|token| token.is(Uses::LINK)) {
        Some(link) => words.get(..link)?.iter().rposition(is_office)?,
        None => head,
    };
    let linked = words.get(head + 1).is_none_or(|next| next.is(Uses::LINK));
    let courtesy = words.iter().take_while(|token| token.is(Uses::COURTESY)).count();
    let first = words.get(courtesy)?;
    let only_polite = words.get(head)?.is(Uses::COURTESY);
    if words.last()?.is(Uses::LINK.and(Uses::GRAMMAR)) && !is_acronym(words.last()?) {
        return None;
    }
    (linked && !only_polite && head >= courtesy).then_some((first, words.last()?))
}

/// A rank or a courtesy at the end of an office: "Prime Minister Sir", "Chairman General".
fn is_dropped(token: &Token) -> bool {
    let part = ["staff", "state", "deputy"].iter().any(|word| token.folds_to(word));
    token.is(Uses::RANK.and(Uses::COURTESY)) && !part
}

/// "Secretary General", "Attorney General": one office.
fn is_compound(before: Option<&Token>, rank: &Token) -> bool {
    const GENERALS: [&str; 9] = [
        "secretary",
        "attorney",
        "director",
        "surgeon",
        "solicitor",
        "inspector",
        "consul",
        "governor",
        "auditor",
    ];
    rank.folds_to("general")
        && before.is_some_and(|before| GENERALS.iter().any(|word| before.folds_to(word)))
}

/// The apposition right behind a name.
fn behind<'t>(mention: &Mention<'t>) -> Option<&'t str> {
    let to = mention.text.floor_char_boundary(mention.end.saturating_add(BEHIND));
    let window = mention.text.get(mention.end..to)?;
    if !window.trim_start().starts_with([',', '(']) {
        return None;
    }
    let window = window.split('\n').next()?;
    let rest = without_mark(window).trim_start().strip_prefix(',')?;
    let rest = without_age(rest);
    let offset = mention.end + (window.len() - rest.len());
    // Another person inside: "Kerry, President Obama and …" is a list, not an apposition.
    let free = mention.until.saturating_sub(offset);
    let tokens = tokens(rest);
    let clause = clause(&tokens);
    let words = tokens.get(..clause)?;
    if words.last().is_none_or(|last| last.end >= free || next_is_person(&tokens, clause, free)) {
        return None;
    }
    let (first, last) = apposed(words)?;
    rest.get(first.start..last.end)
}

/// Whether the clause stops because somebody else is named.
fn next_is_person(tokens: &[Token], clause: usize, free: usize) -> bool {
    tokens.get(clause).is_some_and(|next| next.start >= free && next.gap.trim().is_empty())
}

/// Without a photographer's mark: "(R)", "(2nd L)".
fn without_mark(text: &str) -> &str {
    let marked = text.trim_start().strip_prefix('(').and_then(|inside| inside.split_once(')'));
    match marked {
        Some((mark, rest)) if mark.len() < 14 && !mark.contains('/') => rest,
        _ => text,
    }
}

/// Without the age in ", 45, the mayor".
fn without_age(text: &str) -> &str {
    let digits = text.trim_start().trim_start_matches(|letter: char| letter.is_ascii_digit());
    if digits.len() == text.trim_start().len() {
        text
    } else {
        digits.strip_prefix(',').unwrap_or(text)
    }
}

/// How many words the clause that opens here has, as far as a role can reach.
fn clause(tokens: &[Token]) -> usize {
    let mut office = false;
    for (at, token) in tokens.iter().enumerate() {
        let gap = token.gap.trim();
        let dash = gap == "-" && token.gap != "-";
        let broken = at > 0
            && !gap.is_empty()
            && (dash || !matches!(gap, "-" | "&" | "'s" | "’s" | "'" | "’"));
        let determiner = ["a", "an", "the", "its", "his", "her", "their", "our"]
            .iter()
            .any(|word| token.folds_to(word));
        let joined =
            ["at", "in", "with", "to", "on", "from"].iter().any(|word| token.folds_to(word));
        let and = token.folds_to("and") && tokens.get(at + 1).is_some_and(Token::is_capital);
        let grammar = token.is(Uses::GRAMMAR)
            && !determiner
            && !(office && (joined || and))
            && !is_acronym(token);
        if broken || grammar || at >= LONGEST + 4 {
            return at;
        }
        office |= token.is(Uses::OFFICE);
    }
    tokens.len()
}

fn is_acronym(token: &Token) -> bool {
    token.text.len() > 1 && token.text.chars().all(char::is_uppercase)
}

/// From the words of an apposition, the first and last of the office in it.
fn apposed<'o, 't>(words: &'o [Token<'t>]) -> Option<(&'o Token<'t>, &'o Token<'t>)> {
    let owned = words
        .iter()
        .take(4)
        .rposition(|token| token.gap.trim().starts_with(['\'', '’']))
        .unwrap_or(0);
    let words = words.get(owned..)?;
    let determined = usize::from(words.first()?.is(Uses::GRAMMAR) && !is_acronym(words.first()?));
    let words = words.get(determined..)?;
    let first_office = words.iter().take(6).position(|token| token.is(Uses::OFFICE))?;
    if words
        .iter()
        .take(first_office)
        .any(|token| token.is(Uses::GRAMMAR.and(Uses::LINK)) && !is_acronym(token))
    {
        return None;
    }
    let mut head = first_office;
    for (at, token) in words.iter().enumerate().skip(first_office + 1) {
        match token {
            _ if token.is(Uses::OFFICE) || token.folds_to("general") => head = at,
            _ if token.is(Uses::NARROWS) => {}
            _ => break,
        }
    }
    let tail = words.get(head + 1..)?;
    if tail.first().is_some_and(|next| !next.is(Uses::LINK.and(Uses::GRAMMAR))) {
        return None;
    }
    let last = head + fitting(tail, LONGEST.saturating_sub(head + 1));
    Some((words.first()?, words.get(last)?))
}

/// How many of the words that follow an office fit, cut before a preposition and never behind one.
fn fitting(tail: &[Token], room: usize) -> usize {
    let cuts = |token: &Token| token.is(Uses::LINK.and(Uses::GRAMMAR)) && !is_acronym(token);
    if tail.len() <= room && tail.last().is_none_or(|last| !cuts(last)) {
        return tail.len();
    }
    let cut = tail.iter().take(room + 1).rposition(cuts).unwrap_or(0);
    let whole = tail.get(..cut).unwrap_or_default().iter().rposition(|token| !cuts(token));
    whole.map_or(0, |at| at + 1)
}

fn tokens(window: &str) -> Vec<Token<'_>> {
    let mut words = Words::new(window);
    let mut tokens: Vec<Token> = Vec::with_capacity(24);
    while let Some(word) = words.advance() {
        let before = tokens.last().map_or(0, |token| token.end);
        let (Some(text), Some(gap)) =
            (window.get(word.start..word.end), window.get(before..word.start))
        else {
            break;
        };
        tokens.push(Token {
            text,
            start: word.start,
            end: word.end,
            uses: lists::uses(words.folded()),
            gap,
        });
    }
    tokens
}

/// Whether a title goes on over the gap before a word: a space, a hyphen, the dot of "Lt. Gen.".
fn joins(token: &Token, before: Option<&Token>) -> bool {
    match token.gap {
        "-" => true,
        gap if gap.trim().is_empty() || gap == " & " => true,
        gap if gap.trim() == "." => before.is_some_and(is_short_for_a_rank),
        _ => false,
    }
}

fn starts_sentence(gap: &str) -> bool {
    gap.contains(['.', '!', '?', ':', '“', '"'])
}
