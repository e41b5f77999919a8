//! Lines that websites put between the paragraphs of an article, and headings of sections after it,
//! in many languages.

/// Openings of boilerplate lines, in lower case.
const OPENINGS: [&str; 107] = [
    "empfohlener redaktioneller",
    "an dieser stelle finde",
    "ein klick für den datenschutz",
    "ich bin damit einverstanden",
    "notifications can be managed",
    "thank you for registering",
    "please refresh",
    "this website uses cookies",
    "enable javascript",
    "please enable javascript",
    "add us as a preferred",
    "join our",
    "become a member",
    "already a subscriber",
    "log in to",
    "sign in to",
    "advertisement",
    "read more",
    "read also",
    "also read",
    "read next",
    "read:",
    "related:",
    "related article",
    "related stor",
    "more on this",
    "more from ",
    "see also",
    "see more",
    "watch:",
    "watch |",
    "listen:",
    "click here",
    "sign up",
    "subscribe",
    "follow us",
    "follow the ",
    "share this",
    "share on",
    "join the conversation",
    "don't miss",
    "recommended",
    "story continues",
    "article continues",
    "continue reading",
    "skip to",
    "skip ad",
    "download the",
    "download our",
    "support our",
    "copyright ©",
    "© ",
    "all rights reserved",
    "get the latest",
    "thanks for signing up",
    "loading",
    "published by",
    "filed under",
    "posted in",
    "tags:",
    "topics:",
    "photo gallery",
    "image source",
    "this article contains affiliate",
    "photograph:",
    "anzeige",
    "werbung",
    "lesen sie auch",
    "lesen sie mehr",
    "lesen sie hier",
    "mehr zum thema",
    "auch interessant",
    "weiterlesen",
    "das könnte sie auch",
    "das könnte dich",
    "zum artikel",
    "empfohlener externer",
    "externer inhalt",
    "zum thema",
    "hier geht es zu",
    "lire aussi",
    "à lire aussi",
    "a lire aussi",
    "lire la suite",
    "publicité",
    "leggi anche",
    "leggi di più",
    "lea también",
    "lee también",
    "leer más",
    "te puede interesar",
    "publicidad",
    "leia também",
    "leia mais",
    "publicidade",
    "lees ook",
    "lees meer",
    "advertentie",
    "läs mer",
    "läs också",
    "annons",
    "les også",
    "les mer",
    "annonse",
    "læs også",
    "czytaj więcej",
    "czytaj także",
];

/// Openings that need no word boundary after them, in lower case.
const PREFIXES: [&str; 19] = [
    "читайте также",
    "читайте також",
    "реклама",
    "reklam",
    "reklama",
    "devamını oku",
    "ilgili haber",
    "関連記事",
    "【関連",
    "続きを読む",
    "相关阅读",
    "相关新闻",
    "延伸阅读",
    "延伸閱讀",
    "관련기사",
    "اقرأ أيضا",
    "اقرأ المزيد",
    "baca juga",
    "xem thêm",
];

/// Openings of headings that end the article, in lower case.
const SECTIONS: [&str; 42] = [
    "more ",
    "most ",
    "related",
    "recommended",
    "latest",
    "trending",
    "popular",
    "up next",
    "read next",
    "you may also",
    "you might also",
    "also on",
    "also in",
    "comments",
    "about the author",
    "what to read",
    "what else",
    "editors' picks",
    "editor's picks",
    "top stories",
    "leave a ",
    "discussion",
    "newsletter",
    "mehr ",
    "meistgelesen",
    "weitere ",
    "aktuell ",
    "zum thema",
    "kommentare",
    "leserkommentare",
    "auch interessant",
    "über den autor",
    "à lire",
    "sur le même sujet",
    "les plus lus",
    "más ",
    "lo más",
    "te puede",
    "leggi anche",
    "lees ook",
    "les også",
    "läs mer",
];

/// Returns whether a heading begins a section that is not part of the article.
pub(super) fn ends_article(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    heading.len() < 60
        && heading.split(' ').count() < 6
        && SECTIONS.iter().any(|section| lower.starts_with(section))
}

/// Returns whether a line is boilerplate between paragraphs.
pub(super) fn is_boilerplate(line: &str) -> bool {
    if line.len() > 400 {
        return false;
    }
    let start = line.get(..line.floor_char_boundary(64)).unwrap_or(line);
    let lower = start
        .trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©' && c != '【')
        .to_lowercase();
    if lower.is_empty() {
        return true;
    }
    let opens_with = |opening: &str| {
        lower.strip_prefix(opening).is_some_and(|rest| {
            let splits_word = rest.starts_with(|c: char| c.is_alphanumeric())
                && !opening.ends_with(|c: char| !c.is_alphanumeric());
            !splits_word
        })
    };
    let is_invitation = line.len() < 250
        && (lower.contains("newsletter")
            || lower.contains("whatsapp-kanal")
            || lower.contains("whatsapp channel"));
    line.len() < 220
        && (OPENINGS.iter().any(|opening| opens_with(opening))
            || PREFIXES.iter().any(|prefix| lower.starts_with(prefix)))
        || is_invitation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boilerplate_lines_are_recognised() {
        for line in [
            "Advertisement",
            "READ MORE: Rain again",
            "Lesen Sie auch: Regen",
            "***",
            "関連記事はこちら",
        ] {
            assert!(is_boilerplate(line), "{line}");
        }
        for line in [
            "Readings were taken.",
            "Loadings at the port fell.",
            "Follow-up talks failed.",
            "Rain fell.",
        ] {
            assert!(!is_boilerplate(line), "{line}");
        }
    }

    #[test]
    fn headings_after_the_article_are_recognised() {
        for heading in ["More News", "Mehr zum Thema", "Most read"] {
            assert!(ends_article(heading), "{heading}");
        }
        for heading in ["What happened", "The more things change, the more they stay the same"] {
            assert!(!ends_article(heading), "{heading}");
        }
    }
}
