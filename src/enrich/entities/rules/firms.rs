//! Firms named like people: "Goldman" and "Smith Barney" are organisations. Two lists name those that
//! everybody knows. What stands next to a name shows the others: "analysts at Quill Marsh", "Quill
//! Marsh Inc", "Quill shares". A name that is a firm once is one in the whole article.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::article::Article;
use crate::enrich::entities::organisations;
use crate::enrich::entities::places;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::next_word;
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;
use crate::text::tokenizer;

/// Firms with names that look like people's, written for this project.
const LISTED: &str = include_str!("firms.tsv");

static FIRMS: LazyLock<HashSet<String>> =
    LazyLock::new(|| listed().map(tokenizer::folded).collect());

/// Names of the list.
pub(super) fn listed() -> impl Iterator<Item = &'static str> {
    LISTED.lines()
}

/// Words that end the name of a firm.
const ENDINGS: [&str; 20] = [
    "Inc",
    "Incorporated",
    "Corp",
    "Corporation",
    "Co",
    "Company",
    "Ltd",
    "Limited",
    "PLC",
    "Plc",
    "plc",
    "LLC",
    "LLP",
    "AG",
    "NV",
    "GmbH",
    "Brothers",
    "Bros",
    "Securities",
    "Holdings",
];

/// Words after the name of a firm that a person does not have.
const POSSESSIONS: [&str; 8] =
    ["shares", "stock", "bonds", "analyst", "analysts", "economist", "economists", "stores"];

/// Stock exchanges before a ticker symbol.
const EXCHANGES: [&str; 8] = ["NYSE", "NASDAQ", "Nasdaq", "AMEX", "LSE", "TSX", "ASX", "OTC"];

/// Words for a firm that its name may follow.
const FIRM_NOUNS: [&str; 10] = [
    "broker",
    "brokers",
    "brokerage",
    "stockbroker",
    "stockbrokers",
    "house",
    "firm",
    "agency",
    "lawyers",
    "auditors",
];

/// Nouns that describe a firm. A person may be a broker, a producer or a miner.
const DESCRIPTIONS: [&str; 11] = [
    "airline",
    "bank",
    "brokerage",
    "carmaker",
    "company",
    "consultancy",
    "drugmaker",
    "firm",
    "insurer",
    "startup",
    "supermarket",
];

/// Words before the name of a firm: "analysts at", "shares of".
const OWNERS: [&str; 31] = [
    "analyst at",
    "analysts at",
    "analyst with",
    "analysts with",
    "economist at",
    "economists at",
    "economist with",
    "strategist at",
    "trader at",
    "traders at",
    "shares of",
    "shares in",
    "unit of",
    "subsidiary of",
    "trading house",
    "brokerage",
    "brokerage firm",
    "law firm",
    "consultancy",
    "retailer",
    "carmaker",
    "publisher",
    "lead manager",
    "lead underwriter",
    "sole manager",
    "co-manager",
    " group",
    " company",
    " airline",
    " insurer",
    " brewer",
];

/// Turns people that are firms into organisations. The spans stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    extend_to_endings(article, spans);
    join_partners(article, spans);
    turn_affiliations(article, spans);
    let mut firms: HashSet<String> = HashSet::new();
    for span in spans.iter().filter(|span| span.kind == EntityKind::Person) {
        let name = span.text(article);
        if FIRMS.contains(&tokenizer::folded(name)) || has_firm_context(article, span) {
            firms.insert(tokenizer::folded(name));
        }
    }
    for span in spans.iter_mut() {
        let name = span.text(article);
        let is_firm = match span.kind {
            EntityKind::Person => firms.contains(&tokenizer::folded(name)) || is_well_known(name),
            EntityKind::Other => is_well_known(name),
            EntityKind::Place => is_well_known(name) && places::find(name).is_none(),
            EntityKind::Organisation => false,
        };
        if is_firm {
            span.kind = EntityKind::Organisation;
        }
    }
}

/// Returns true for a name of a well-known organisation. Short acronyms are left to the tagger.
fn is_well_known(name: &str) -> bool {
    name.len() > 4 && organisations::is_known(name)
}

/// Extends people followed by the ending of a firm: "Quill Marsh Inc", "Quill and Co", "Quill & Co".
fn extend_to_endings(article: &Article, spans: &mut Vec<Span>) {
    for index in 0..spans.len() {
        let Some(span) = spans.get_mut(index).filter(|span| span.kind == EntityKind::Person) else {
            continue;
        };
        let after = article.slot(span.slot).get(span.end..).unwrap_or_default();
        let joined = [" and ", " & ", " "].iter().find_map(|join| {
            let rest = after.strip_prefix(join)?;
            let ending =
                rest.get(..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()))?;
            ENDINGS.contains(&ending).then_some(join.len() + ending.len())
        });
        if let Some(length) = joined {
            (span.kind, span.end) = (EntityKind::Organisation, span.end + length);
            let (slot, end) = (span.slot, span.end);
            let rest = spans.get_mut(index + 1..).into_iter().flatten();
            for covered in rest.take_while(|next| next.slot == slot && next.start < end) {
                // Emptied here and dropped at the end.
                covered.end = covered.start;
            }
        }
    }
    spans.retain(|span| span.start < span.end);
}

/// Turns what a person is of into an organisation: "Ada Quill of Amstel Softs".
fn turn_affiliations(article: &Article, spans: &mut [Span]) {
    for index in 1..spans.len() {
        let Some([person, other]) = spans.get_mut(index - 1..=index) else { continue };
        let is_pair = person.kind == EntityKind::Person && other.kind == EntityKind::Person;
        let between = article.slot(person.slot).get(person.end..other.start);
        let follows = person.slot == other.slot && between == Some(" of ");
        if is_pair && follows && person.text(article).contains(' ') {
            other.kind = EntityKind::Organisation;
        }
    }
}

/// Joins the partners that a firm is named after: "Quill, Marsh and Co", "Quill. Brown and Sons Inc",
/// where the tagger took the first for people.
fn join_partners(article: &Article, spans: &mut Vec<Span>) {
    let mut at = spans.len();
    while let Some(index) = at.checked_sub(1) {
        at = index;
        let (Some(partner), Some(firm)) = (spans.get(index), spans.get(index + 1)) else {
            continue;
        };
        let between = article.slot(partner.slot).get(partner.end..firm.start);
        let is_next = partner.slot == firm.slot
            && between.is_some_and(|between| matches!(between, ", " | " " | ". "));
        let is_partner = partner.kind == EntityKind::Person && !partner.text(article).contains(' ');
        let is_firm = firm.kind == EntityKind::Organisation && {
            let name = firm.text(article);
            (name.contains(" and ") || name.contains(" & ")) && has_legal_form(name)
        };
        if is_next
            && is_partner
            && is_firm
            && let Some([partner, firm]) =
                spans.get_mut(index..).and_then(|rest| rest.first_chunk_mut())
        {
            (partner.kind, partner.end) = (EntityKind::Organisation, firm.end);
            // Emptied here and dropped at the end.
            firm.end = firm.start;
        }
    }
    spans.retain(|span| span.start < span.end);
}

/// Returns true for a name that ends with the ending of a firm.
pub(super) fn has_legal_form(name: &str) -> bool {
    ENDINGS.contains(&name.rsplit(' ').next().unwrap_or_default())
}

/// Returns true if what stands next to a name shows that it is a firm. A first name speaks for a
/// person, but for a ticker symbol.
fn has_firm_context(article: &Article, span: &Span) -> bool {
    let name = span.text(article);
    let text = article.slot(span.slot);
    let before = text.get(..span.start).unwrap_or_default().trim_end();
    let after = text.get(span.end..).unwrap_or_default();
    if has_ticker(after) {
        return true;
    }
    let first = name.split(' ').next().unwrap_or_default();
    if name.contains(' ') && traits(first).has_any(word_trait::FIRST_NAME) {
        return false;
    }
    POSSESSIONS.contains(&next_word(after))
        || OWNERS.iter().any(|owner| before.ends_with(owner))
        || has_partner(before, name)
        || is_described(after)
}

/// Most words between the article and the noun of a description.
const MOST_ATTRIBUTES: usize = 3;

/// Returns true if a description of a firm follows a name: ", the Swiss company that makes it".
fn is_described(after: &str) -> bool {
    let Some(description) =
        [", the ", ", a ", ", an "].iter().find_map(|it| after.strip_prefix(it))
    else {
        return false;
    };
    let words: Vec<&str> = description.split(' ').take(MOST_ATTRIBUTES + 2).collect();
    words.windows(2).take(MOST_ATTRIBUTES + 1).any(|pair| {
        let [word, next] = pair else { return false };
        let noun = word.trim_end_matches([',', '.']);
        let ends = noun.len() < word.len() || ["that", "which", "based", "behind"].contains(next);
        DESCRIPTIONS.contains(&noun) && ends
    })
}

/// Returns true if a ticker symbol follows a name: "Quill <QLL.O>", "Quill (NYSE: QLL)".
fn has_ticker(after: &str) -> bool {
    let after = after.trim_start_matches(' ');
    let is_symbol = |symbol: &str| {
        (1..=8).contains(&symbol.len())
            && symbol.starts_with(|c: char| c.is_ascii_uppercase())
            && symbol.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '.' | '-'))
    };
    let between = |open: char, close: char| after.strip_prefix(open)?.split_once(close);
    let in_exchange = |inside: &str| {
        let (exchange, symbol) = inside.split_once(':')?;
        Some(EXCHANGES.contains(&exchange.trim()) && is_symbol(symbol.trim()))
    };
    between('<', '>').is_some_and(|(symbol, _)| is_symbol(symbol))
        || between('(', ')').and_then(|(inside, _)| in_exchange(inside)).unwrap_or_default()
}

/// Returns true for the second partner of a firm: "brokers Quill and Marsh", where "Quill" follows
/// the word for a firm.
fn has_partner(before: &str, name: &str) -> bool {
    let Some(partner) = before.strip_suffix(" and").or_else(|| before.strip_suffix(" &")) else {
        return false;
    };
    let start = partner.trim_end_matches(char::is_alphanumeric).len();
    let (before, partner) = partner.split_at_checked(start).unwrap_or_default();
    !name.contains(' ')
        && partner.starts_with(char::is_uppercase)
        && FIRM_NOUNS.contains(&before.trim_end().rsplit(' ').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Slot;
    use EntityKind::{Organisation, Person};

    /// Applies the rule to a text in which these people are tagged, and returns all names.
    fn names(body: &str, people: &[&str]) -> Vec<(String, EntityKind)> {
        let names: Vec<_> = people.iter().map(|name| (*name, Person)).collect();
        super::super::applied(apply, body, &names)
    }

    #[test]
    fn listed_firms_are_organisations() {
        assert_eq!(names("Merrill Lynch bought.", &["Merrill Lynch"])[0].1, Organisation);
        assert_eq!(names("Ada Quill bought.", &["Ada Quill"])[0].1, Person);
    }

    #[test]
    fn context_shows_firms() {
        let body = "Analysts and traders at Quill said so. Marsh shares fell. Quill bought Oakfield and Co. \
                    Ada Marsh analysts laughed.";
        assert_eq!(
            names(body, &["Quill", "Marsh", "Quill", "Oakfield", "Ada Marsh"]),
            [
                ("Quill".to_string(), Organisation),
                ("Marsh".to_string(), Organisation),
                ("Quill".to_string(), Organisation),
                ("Oakfield and Co".to_string(), Organisation),
                ("Ada Marsh".to_string(), Person)
            ]
        );
    }

    #[test]
    fn descriptions_and_affiliations_show_firms() {
        let body = "Quill Softs, the Swiss company that makes it, rose.";
        assert_eq!(names(body, &["Quill Softs"])[0].1, Organisation);
        let body = "Ada Marsh of Quill Softs said so.";
        assert_eq!(names(body, &["Ada Marsh", "Quill Softs"])[1].1, Organisation);
        for body in
            ["Quill Softs, the company chairman, left.", "Quill Softs, a cocoa producer, left."]
        {
            assert_eq!(names(body, &["Quill Softs"])[0].1, Person, "{body}");
        }
    }

    #[test]
    fn a_noun_for_a_firm_precedes_its_name() {
        let body = "It is owned by the Chilean group Quillo Norte Marsh.";
        assert_eq!(names(body, &["Quillo Norte Marsh"])[0].1, Organisation);
        let body = "It was said by the leader of the group Ada Marsh.";
        assert_eq!(names(body, &["Ada Marsh"])[0].1, Person);
    }

    #[test]
    fn ticker_symbols_follow_firms() {
        for body in ["QUILL <QLL> UP", "Quill <QLL.O> rose.", "Quill (NYSE: QLL) rose."] {
            let name = body.get(..5).unwrap_or_default();
            assert_eq!(names(body, &[name])[0].1, Organisation, "{body}");
        }
        for body in ["Quill <b>left</b>.", "Quill (NYSE) left.", "Quill (D) left."] {
            assert_eq!(names(body, &["Quill"])[0].1, Person, "{body}");
        }
    }

    #[test]
    fn a_word_for_a_firm_precedes_its_partners() {
        assert_eq!(names("The brokers Quill and Marsh left.", &["Marsh"])[0].1, Organisation);
        assert_eq!(names("The sisters Quill and Marsh left.", &["Marsh"])[0].1, Person);
    }

    #[test]
    fn partners_belong_to_their_firm() {
        let article =
            Article { body: "He left Quill, Marsh and Co then.".into(), ..Article::default() };
        let span = |start, end, kind| Span { slot: Slot::Body, start, end, kind, confidence: 0.9 };
        let mut spans = vec![span(8, 13, Person), span(15, 27, Organisation)];
        apply(&article, &mut spans);
        assert_eq!(spans, [span(8, 27, Organisation)]);
    }
}
