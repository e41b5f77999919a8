//! Single words that are parts of a firm's name: "Hutton said" after "E.F. Hutton Group Inc", and the
//! partners in "Wagner and Brown". A person whom the article names in full, or with a title, stays
//! one.

use std::collections::HashSet;

use crate::article::Article;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::previous_word;
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;
use crate::text::tokenizer;

use super::firms;

/// Number of firms from which an article is about business.
const BUSINESS_ARTICLE: usize = 2;

/// Turns single-word people that are parts of a firm's name into organisations. The spans stay in
/// reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    let people = People::collect(article, spans);
    let firms = firms_in(article, spans);
    if firms.len() >= BUSINESS_ARTICLE {
        join_partners(article, spans, &people);
    }
    let words: HashSet<String> = firms
        .iter()
        .flat_map(|name| name.split([' ', '.', ',', '/', '-']))
        .filter(|word| word.len() > 3 && word.starts_with(char::is_uppercase))
        .map(tokenizer::folded)
        .collect();
    for span in spans.iter_mut().filter(|span| span.kind == EntityKind::Person) {
        let name = tokenizer::folded(span.text(article));
        if words.contains(&name) && !people.has(&name) {
            span.kind = EntityKind::Organisation;
        }
    }
}

/// Collects the names of firms: organisations with a legal form.
fn firms_in(article: &Article, spans: &[Span]) -> HashSet<String> {
    let organisations = spans.iter().filter(|span| span.kind == EntityKind::Organisation);
    let names = organisations.map(|span| span.text(article));
    names.filter(|name| firms::has_legal_form(name)).map(str::to_owned).collect()
}

/// Joins two single-word people to a firm: "Wagner and Brown".
fn join_partners(article: &Article, spans: &mut Vec<Span>, people: &People) {
    let is_partner = |span: &Span| {
        let name = span.text(article);
        span.kind == EntityKind::Person
            && !name.contains(' ')
            && !people.has(&tokenizer::folded(name))
    };
    for index in 1..spans.len() {
        let Some([one, other]) = spans.get_mut(index - 1..=index) else { continue };
        let between = article.slot(one.slot).get(one.end..other.start);
        let is_pair = one.slot == other.slot && matches!(between, Some(" and " | " & " | "/"));
        if is_pair && is_partner(one) && is_partner(other) {
            (other.start, other.kind) = (one.start, EntityKind::Organisation);
            // Emptied here and dropped at the end.
            one.end = one.start;
        }
    }
    spans.retain(|span| span.start < span.end);
}

/// The words by which an article means people, folded.
struct People(HashSet<String>);

impl People {
    /// Collects the words of full names, and the names that follow a title.
    fn collect(article: &Article, spans: &[Span]) -> Self {
        let mut words = HashSet::new();
        for span in spans.iter().filter(|span| span.kind == EntityKind::Person) {
            let name = span.text(article);
            let before = article.slot(span.slot).get(..span.start).unwrap_or_default();
            let title = previous_word(before);
            let is_titled =
                title.starts_with(char::is_uppercase) && traits(title).has_any(word_trait::TITLE);
            if name.contains(' ') || is_titled {
                words.extend(name.split([' ', '-']).map(tokenizer::folded));
            }
        }
        Self(words)
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EntityKind::{Organisation, Person};

    /// Applies the rule to a text in which these names are tagged.
    fn kinds(body: &str, names: &[(&str, EntityKind)]) -> Vec<(String, EntityKind)> {
        super::super::applied(apply, body, names)
    }

    #[test]
    fn a_part_of_a_firm_is_the_firm() {
        let names = [("E.F. Quill Group Inc", Organisation), ("Quill", Person)];
        assert_eq!(kinds("E.F. Quill Group Inc rose. Quill said so.", &names)[1].1, Organisation);
    }

    #[test]
    fn a_person_named_in_full_or_with_a_title_stays_one() {
        let firm = ("E.F. Quill Group Inc", Organisation);
        let names = [firm, ("Ada Quill", Person), ("Quill", Person)];
        let body = "E.F. Quill Group Inc rose, Ada Quill said. Quill left.";
        assert_eq!(kinds(body, &names)[2].1, Person);
        let body = "E.F. Quill Group Inc rose, Mr. Quill said.";
        assert_eq!(kinds(body, &[firm, ("Quill", Person)])[1].1, Person);
        let body = "The Quill Administration rose. Quill said so.";
        let names = [("Quill Administration", Organisation), ("Quill", Person)];
        assert_eq!(kinds(body, &names)[1].1, Person);
    }

    #[test]
    fn partners_in_a_business_article_are_a_firm() {
        let firms = [("Oakfield Corp", Organisation), ("Mill Inc", Organisation)];
        let names = [firms[0], firms[1], ("Quill", Person), ("Marsh", Person)];
        let body = "Oakfield Corp and Mill Inc sold to Quill and Marsh.";
        assert_eq!(kinds(body, &names)[2], ("Quill and Marsh".to_string(), Organisation));
        let body = "Oakfield Corp sold to Quill and Marsh.";
        assert_eq!(kinds(body, &[firms[0], names[2], names[3]])[1].1, Person);
    }
}
