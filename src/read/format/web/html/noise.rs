//! Noise around the article on a page, recognised by the names of elements, roles, classes and ids.

/// Likelihood that a part is noise, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NoiseLevel {
    /// Nothing suggests noise.
    Clean,
    /// Named like noise; accepted if it has most of the page's text.
    Doubtful,
    /// Named like nothing that holds an article; accepted if it has almost all of the page's text.
    Likely,
    /// Always noise.
    Certain,
}

/// Returns whether an element shows no text, or only text that is not part of an article.
pub(super) fn is_hidden(name: &str) -> bool {
    const NAMES: [&str; 26] = [
        "script", "style", "noscript", "template", "svg", "iframe", "button", "select", "input",
        "textarea", "object", "embed", "audio", "video", "canvas", "map", "dialog", "head",
        "title", "meta", "link", "nav", "img", "picture", "option", "datalist",
    ];
    NAMES.contains(&name)
}

/// Words in names of consent dialogs, which can be longer than the article.
const CERTAIN: [&str; 5] = ["cookie", "cookies", "consent", "onetrust", "didomi"];

/// Words in names of parts that hardly ever hold the article.
const LIKELY: [&str; 17] = [
    "gdpr",
    "footer",
    "nav",
    "navbar",
    "navigation",
    "breadcrumb",
    "breadcrumbs",
    "menu",
    "disqus",
    "taboola",
    "outbrain",
    "skip",
    "masthead",
    "newsletter",
    "login",
    "signup",
    "comments",
];

/// Words in names of noise, but sometimes also of something around the text.
const DOUBTFUL: [&str; 80] = [
    "comment",
    "commenting",
    "related",
    "recommend",
    "recommended",
    "recommendation",
    "recommendations",
    "subscribe",
    "subscription",
    "promo",
    "promotion",
    "promoted",
    "share",
    "sharing",
    "shares",
    "social",
    "sidebar",
    "ad",
    "ads",
    "advert",
    "adverts",
    "advertisement",
    "advertising",
    "banner",
    "privacy",
    "popup",
    "modal",
    "overlay",
    "toolbar",
    "tags",
    "tag",
    "taglist",
    "topics",
    "bio",
    "authorbox",
    "byline",
    "timestamp",
    "teaser",
    "teasers",
    "sponsored",
    "sponsor",
    "trending",
    "popular",
    "mostread",
    "readmore",
    "read-more",
    "upnext",
    "register",
    "rating",
    "vote",
    "hidden",
    "invisible",
    "reader",
    "sronly",
    "player",
    "video",
    "gallery",
    "slideshow",
    "carousel",
    "affiliate",
    "shop",
    "feedback",
    "correction",
    "disclaimer",
    "copyright",
    "pagination",
    "pager",
    "rail",
    "donate",
    "donation",
    "followus",
    "follow",
    "alsoread",
    "morefrom",
    "linkbox",
    "infobox",
    "twitter",
    "instagram",
    "tiktok",
    "facebook",
];

/// Noise level of an element, by its name, role, classes and id.
pub(super) fn noise_level(name: &str, role: &str, class: &str, id: &str) -> NoiseLevel {
    const ROLES: [&str; 6] = ["navigation", "contentinfo", "banner", "dialog", "search", "menu"];
    match name {
        "html" | "body" | "main" => return NoiseLevel::Clean,
        "footer" => return NoiseLevel::Likely,
        _ if ROLES.contains(&role) => return NoiseLevel::Likely,
        _ => {}
    }
    let by_element = match name {
        "aside" | "form" | "header" => NoiseLevel::Doubtful,
        _ if role == "complementary" => NoiseLevel::Doubtful,
        _ => NoiseLevel::Clean,
    };
    let by_names = words(class).chain(words(id)).map(word_noise).max().unwrap_or(NoiseLevel::Clean);
    by_element.max(by_names)
}

/// Noise level of one word.
fn word_noise(word: &str) -> NoiseLevel {
    match word {
        _ if is_one_of(word, &CERTAIN) => NoiseLevel::Certain,
        _ if is_one_of(word, &LIKELY) => NoiseLevel::Likely,
        _ if is_one_of(word, &DOUBTFUL) => NoiseLevel::Doubtful,
        _ => NoiseLevel::Clean,
    }
}

/// Splits the words of classes: `relatedStories article__share-bar` has five. Classes with a colon
/// are skipped, since they only apply on certain screens or in print.
fn words(class: &str) -> impl Iterator<Item = &str> {
    let names = class.split_ascii_whitespace().filter(|name| !name.contains(':'));
    names
        .flat_map(|name| name.split(|c: char| !c.is_ascii_alphanumeric()))
        .flat_map(camel_case_words)
}

/// Splits a name in camel case.
fn camel_case_words(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let bytes = rest.as_bytes();
        let end = (1..bytes.len()).find(|&at| is_word_start(bytes, at)).unwrap_or(bytes.len());
        let (first, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(first)
    })
}

fn is_word_start(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_lowercase);
    before && bytes.get(at).is_some_and(u8::is_ascii_uppercase)
}

/// Returns whether a class names the credit of a picture. More words count inside a picture.
pub(super) fn is_credit(class: &str, in_picture: bool) -> bool {
    const WORDS: [&str; 7] = [
        "credit",
        "credits",
        "photographer",
        "photocredit",
        "imagecredit",
        "fotograf",
        "bildnachweis",
    ];
    const PICTURE_WORDS: [&str; 7] =
        ["copyright", "source", "author", "rights", "provider", "creator", "agency"];
    words(class)
        .any(|word| is_one_of(word, &WORDS) || in_picture && is_one_of(word, &PICTURE_WORDS))
}

/// Returns whether a class names the caption of a picture.
pub(super) fn is_caption(class: &str) -> bool {
    const WORDS: [&str; 7] = [
        "caption",
        "captions",
        "figcaption",
        "imagecaption",
        "legend",
        "cutline",
        "bildunterschrift",
    ];
    words(class).any(|word| is_one_of(word, &WORDS))
}

fn is_one_of(word: &str, known: &[&str]) -> bool {
    known.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Returns whether a class or id is a usual name for the text of an article.
pub(super) fn names_text(class: &str) -> bool {
    const NAMES: [&str; 22] = [
        "articlebody",
        "articletext",
        "articlecontent",
        "storybody",
        "storytext",
        "storycontent",
        "entrycontent",
        "postcontent",
        "postbody",
        "bodytext",
        "bodycopy",
        "articlecopy",
        "contentbody",
        "contenttext",
        "newsbody",
        "newstext",
        "newscontent",
        "entrytext",
        "artikeltext",
        "textbody",
        "maintext",
        "articlemain",
    ];
    class.split_ascii_whitespace().any(|class| {
        let letters: String = class
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        NAMES.iter().any(|name| letters.ends_with(name) || letters.starts_with(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_judged_by_their_words() {
        let level = |class: &str| noise_level("div", "", class, "");
        assert_eq!(level("relatedStories"), NoiseLevel::Doubtful);
        assert_eq!(level("article__share-bar"), NoiseLevel::Doubtful);
        assert_eq!(level("cookie-banner"), NoiseLevel::Certain);
        assert_eq!(level("hidden:block menu:x"), NoiseLevel::Clean);
        assert_eq!(level("shadow header-image"), NoiseLevel::Clean);
        assert_eq!(noise_level("body", "", "has-sidebar", ""), NoiseLevel::Clean);
        assert!(
            names_text("c-article__body")
                && names_text("story-body article")
                && !names_text("body")
        );
    }
}
