//! People: from the tagger's spans to the persons of an article, each with the fullest name in the
//! article, all mentions, and a role. Coreference follows rules for full and short names.

mod alias;
mod credit;
mod group;
mod mention;
mod name;
mod name_match;
mod person;
mod role;
mod role_token;
mod support;
#[cfg(test)]
mod tests;
mod word_classes;

use super::span::Span;
use crate::article::Article;
use crate::article::entity::Person;

/// Rewrites a name as a user may type it to the plain name: `reagan, ronald` to `ronald reagan`,
/// `president reagan` to `reagan`; `None` if it is plain already, or only a title.
pub(crate) fn plain_name(typed: &str) -> Option<String> {
    if let Some((family, given)) = typed.split_once(',') {
        let plain = format!("{} {}", given.trim(), family.trim());
        return Some(plain.trim().to_owned()).filter(|plain| !plain.is_empty());
    }
    let is_title = |word: &&str| {
        let word = word.trim_end_matches('.').to_lowercase();
        word_classes::classes(&word).intersects(word_classes::TITLE)
    };
    let words: Vec<&str> = typed.split_whitespace().collect();
    let titles = words.iter().take_while(|word| is_title(word)).count();
    (titles > 0 && titles < words.len()).then(|| words.get(titles..).unwrap_or_default().join(" "))
}

/// Resolves the people of an article, in order of first mention. The result depends only on the
/// article and its spans. Spans that overlap an earlier one or lie outside the text are skipped.
pub fn resolve(article: &Article, spans: &[Span]) -> Vec<Person> {
    let spans = mention::sorted_spans(article, spans);
    let credits = credit::Credits::from_article(article);
    let found = mention::collect(article, &spans, |span, text| {
        credits.contains(span.slot, text, span.start..span.end)
    });
    let groups = group::group_mentions(&found);
    let roles = role::RoleFinder::new(&spans);
    person::build_people(&found, &groups, &roles)
}
