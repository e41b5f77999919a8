//! Lines that stand between an article's paragraphs for the site's sake, and headings over what is not the article any
//! more, in the languages of many sites.

/// Openings of lines that lead elsewhere, in lower case.
const LEADS: [&str; 107] = [
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

/// The same in other scripts, where lines are short.
const FOREIGN: [&str; 19] = [
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

/// Headings over what is not the article any more, in lower case.
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

/// Whether a heading stands over what is not the article any more.
pub fn heads_elsewhere(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    heading.len() < 60
        && heading.split(' ').count() < 6
        && SECTIONS.iter().any(|section| lower.starts_with(section))
}

/// Whether a line stands between paragraphs for the site's sake.
pub fn is_furniture(line: &str) -> bool {
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
    let opens = |lead: &str| {
        lower.strip_prefix(lead).is_some_and(|rest| {
            let told = rest.starts_with(|c: char| c.is_alphanumeric())
                && !lead.ends_with(|c: char| !c.is_alphanumeric());
            !told
        })
    };
    let plea = line.len() < 250
        && (lower.contains("newsletter")
            || lower.contains("whatsapp-kanal")
            || lower.contains("whatsapp channel"));
    line.len() < 220
        && (LEADS.iter().any(|lead| opens(lead))
            || FOREIGN.iter().any(|lead| lower.starts_with(lead)))
        || plea
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_for_the_sites_sake_are_known() {
        for line in [
            "Advertisement",
            "READ MORE: Rain again",
            "Lesen Sie auch: Regen",
            "***",
            "関連記事はこちら",
        ] {
            assert!(is_furniture(line), "{line}");
        }
        for line in [
            "Readings were taken.",
            "Loadings at the port fell.",
            "Follow-up talks failed.",
            "Rain fell.",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
    }

    #[test]
    fn headings_over_something_else_are_known() {
        for heading in ["More News", "Mehr zum Thema", "Most read"] {
            assert!(heads_elsewhere(heading), "{heading}");
        }
        for heading in ["What happened", "The more things change, the more they stay the same"] {
            assert!(!heads_elsewhere(heading), "{heading}");
        }
    }
}
