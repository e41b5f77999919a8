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
    let classes = |word: &str| word_classes::classes(&word.trim_end_matches('.').to_lowercase());
    let words: Vec<&str> = typed.split_whitespace().collect();
    // What an office is of comes before it: "treasury secretary james baker".
    let last_title =
        words.iter().rposition(|word| classes(word).intersects(word_classes::TITLE))?;
    let name = words.get(last_title + 1..).unwrap_or_default();
    let is_suffix = |word: &&str| classes(word).intersects(word_classes::WordClasses::SUFFIX);
    (!name.iter().all(is_suffix)).then(|| name.join(" "))
}

/// Reports whether a word before a name is a title that is never a given name: "Dr", "General", but not
/// "Dean" and "Sultan".
pub(super) fn is_title(word: &str) -> bool {
    const NAMES: [&str; 28] = [
        "sultan", "sheikh", "sheik", "shaikh", "imam", "mullah", "min", "sen", "don", "fr", "det",
        "saint", "state", "staff", "crown", "private", "brother", "sister", "major", "marshal",
        "actor", "singer", "bishop", "guard", "lady", "lord", "father", "pastor",
    ];
    let word = word.trim_end_matches('.').to_lowercase();
    let classes = word_classes::classes(&word);
    classes.intersects(word_classes::TITLE)
        && !classes.intersects(word_classes::WordClasses::ALSO_GIVEN_NAME)
        && !NAMES.contains(&word.as_str())
}

/// Reports whether a word stands before names without being one: a function word, an office or what
/// modifies it, the inhabitant of a country.
pub(super) fn is_no_given_name(word: &str) -> bool {
    use word_classes::WordClasses;
    let word = word.to_lowercase();
    let classes = word_classes::classes(&word);
    classes.intersects(WordClasses::FUNCTION_WORD)
        || classes.intersects(WordClasses::MODIFIER)
        || classes.intersects(WordClasses::OFFICE)
        || word_classes::is_demonym(&word)
}

/// Reports whether a word is a function word: "as".
pub(super) fn is_function_word(word: &str) -> bool {
    let classes = word_classes::classes(&word.to_lowercase());
    classes.intersects(word_classes::WordClasses::FUNCTION_WORD)
}

/// Reports whether a word is a title of kings and princes: "Queen".
pub(super) fn is_regnal(word: &str) -> bool {
    word_classes::classes(&word.to_lowercase()).intersects(word_classes::WordClasses::REGNAL)
}

/// Reports whether a word is a family name that comes before the given name: "Kim".
pub(super) fn is_family_name_first(word: &str) -> bool {
    let classes = word_classes::classes(&word.to_lowercase());
    classes.intersects(word_classes::WordClasses::FAMILY_NAME_FIRST)
}

/// Reports whether a word may be an East Asian given name: "Lijun", "Hae-in".
pub(super) fn is_east_asian_given_name(word: &str) -> bool {
    word_classes::is_east_asian_given_name(&word.to_lowercase().replace('-', ""))
}

/// Reports whether a word is a number behind the name of a king, or a suffix: "III".
pub(super) fn is_numeral(word: &str) -> bool {
    word.len() > 1
        && word.chars().all(char::is_uppercase)
        && word_classes::classes(&word.to_lowercase())
            .intersects(word_classes::WordClasses::NUMERAL)
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
