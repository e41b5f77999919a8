//! What on a page is not the article: its furniture, by what markup and design call it.

/// Whether a part belongs to the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nothing speaks against it.
    Good,
    /// It is called like furniture, yet may be the article where most of the page's text stands in it.
    Doubtful,
    /// It is called what no article is called; only where nothing else is on the page it holds one.
    Unlikely,
    /// It is furniture whatever stands in it.
    Barred,
}

/// Elements that show no text, or none that anybody wrote for the article.
pub fn is_unseen(name: &str) -> bool {
    const NAMES: [&str; 26] = [
        "script", "style", "noscript", "template", "svg", "iframe", "button", "select", "input",
        "textarea", "object", "embed", "audio", "video", "canvas", "map", "dialog", "head",
        "title", "meta", "link", "nav", "img", "picture", "option", "datalist",
    ];
    NAMES.contains(&name)
}

/// Words of classes and ids that call what asks for consent: it can be longer than the article.
const BARRED: [&str; 5] = ["cookie", "cookies", "consent", "onetrust", "didomi"];

/// Words that call furniture which hardly ever holds the article.
const UNLIKELY: [&str; 17] = [
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

/// Words that call furniture, or something around the text.
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

/// What a part's name, role, classes and id say of it.
pub fn standing(name: &str, role: &str, class: &str, id: &str) -> Standing {
    const ROLES: [&str; 6] = ["navigation", "contentinfo", "banner", "dialog", "search", "menu"];
    match name {
        "html" | "body" | "main" => return Standing::Good,
        "footer" => return Standing::Unlikely,
        _ if ROLES.contains(&role) => return Standing::Unlikely,
        _ => {}
    }
    let called = match name {
        "aside" | "form" | "header" => Standing::Doubtful,
        _ if role == "complementary" => Standing::Doubtful,
        _ => Standing::Good,
    };
    let told = words(class).chain(words(id)).map(called_by).max().unwrap_or(Standing::Good);
    called.max(told)
}

/// What one word says.
fn called_by(word: &str) -> Standing {
    match word {
        _ if is_among(word, &BARRED) => Standing::Barred,
        _ if is_among(word, &UNLIKELY) => Standing::Unlikely,
        _ if is_among(word, &DOUBTFUL) => Standing::Doubtful,
        _ => Standing::Good,
    }
}

/// The words of a class: `relatedStories article__share-bar` has five. Classes with a colon set how something looks on
/// a screen or in print, and say nothing of what it is.
fn words(class: &str) -> impl Iterator<Item = &str> {
    let names = class.split_ascii_whitespace().filter(|name| !name.contains(':'));
    names.flat_map(|name| name.split(|c: char| !c.is_ascii_alphanumeric())).flat_map(humps)
}

/// The parts of a word that is written with humps.
fn humps(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let bytes = rest.as_bytes();
        let end = (1..bytes.len()).find(|&at| is_hump(bytes, at)).unwrap_or(bytes.len());
        let (hump, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(hump)
    })
}

fn is_hump(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_lowercase);
    before && bytes.get(at).is_some_and(u8::is_ascii_uppercase)
}

/// Whether a class names who made a picture.
pub fn is_credit(class: &str, pictured: bool) -> bool {
    const WORDS: [&str; 7] = [
        "credit",
        "credits",
        "photographer",
        "photocredit",
        "imagecredit",
        "fotograf",
        "bildnachweis",
    ];
    const PICTURED: [&str; 7] =
        ["copyright", "source", "author", "rights", "provider", "creator", "agency"];
    words(class).any(|word| is_among(word, &WORDS) || pictured && is_among(word, &PICTURED))
}

/// Whether a class names what stands under a picture.
pub fn is_caption(class: &str) -> bool {
    const WORDS: [&str; 7] = [
        "caption",
        "captions",
        "figcaption",
        "imagecaption",
        "legend",
        "cutline",
        "bildunterschrift",
    ];
    words(class).any(|word| is_among(word, &WORDS))
}

fn is_among(word: &str, known: &[&str]) -> bool {
    known.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether a class or an id is what designs call the text of an article.
pub fn names_text(class: &str) -> bool {
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
        let plain: String = class
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        NAMES.iter().any(|name| plain.ends_with(name) || plain.starts_with(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_read_by_their_words() {
        let told = |class: &str| standing("div", "", class, "");
        assert_eq!(told("relatedStories"), Standing::Doubtful);
        assert_eq!(told("article__share-bar"), Standing::Doubtful);
        assert_eq!(told("cookie-banner"), Standing::Barred);
        assert_eq!(told("hidden:block menu:x"), Standing::Good);
        assert_eq!(told("shadow header-image"), Standing::Good);
        assert_eq!(standing("body", "", "has-sidebar", ""), Standing::Good);
        assert!(
            names_text("c-article__body")
                && names_text("story-body article")
                && !names_text("body")
        );
    }
}
