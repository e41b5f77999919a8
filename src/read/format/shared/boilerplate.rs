//! What stands around a story and is none of it: signs that it ends, lines of the page, credits, and notes of the desk.
//! Credits and notes are kept as such; the rest says nothing.

use memchr::memmem;

use super::credit;
use super::credit::opens_with;
use crate::article::Article;

/// The longest paragraph that is looked at.
const LONGEST: usize = 420;

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// Says nothing.
    Furniture,
    /// Who made the story, or holds its rights.
    Credit,
}

/// Takes the furniture out of the body.
pub fn clear(article: &mut Article) {
    take_end(&mut article.body);
    credit::take_behind_text(article);
    let paragraphs: Vec<&str> = paragraphs(&article.body).collect();
    let tail = paragraphs.len().saturating_sub(TAIL);
    let kinds: Vec<Kind> =
        (0..).zip(&paragraphs).map(|(at, paragraph)| kind(paragraph, at >= tail)).collect();
    if kinds.iter().all(|kind| *kind == Kind::Text) {
        return;
    }
    let (mut body, mut credits) = (String::with_capacity(article.body.len()), Vec::new());
    for (paragraph, kind) in paragraphs.iter().zip(kinds) {
        match kind {
            Kind::Furniture => {}
            Kind::Credit => {
                credits.push(paragraph.trim_matches(['(', ')', ' ', '*', '_']).to_owned())
            }
            Kind::Text if body.is_empty() => body.push_str(paragraph),
            Kind::Text => {
                body.push_str("\n\n");
                body.push_str(paragraph);
            }
        }
    }
    article.body = body;
    credits.into_iter().for_each(|credited| credit::keep(article, credited));
}

/// How many paragraphs are the tail of a story.
const TAIL: usize = 3;

/// The paragraphs of a body.
fn paragraphs(body: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    memmem::find_iter(body.as_bytes(), "\n\n").chain([body.len()]).map(move |end| {
        let paragraph = body.get(start..end).unwrap_or_default();
        start = end + 2;
        paragraph
    })
}

fn kind(paragraph: &str, at_tail: bool) -> Kind {
    if paragraph.len() > LONGEST {
        return Kind::Text;
    }
    let plain = paragraph.trim_matches(|c: char| c.is_whitespace() || "*[]".contains(c));
    if is_rule(plain) || (at_tail && is_end(plain)) || is_of_the_page(plain) {
        return Kind::Furniture;
    }
    if credit::is_credit(plain, at_tail) { Kind::Credit } else { Kind::Text }
}

/// Whether a paragraph is a line drawn with the keyboard.
fn is_rule(paragraph: &str) -> bool {
    paragraph
        .chars()
        .all(|c| matches!(c, '_' | '-' | '–' | '—' | '*' | '=' | '~' | '#' | '.' | ' ' | '•'))
}

/// Whether a paragraph is a sign that the story ends, or goes on elsewhere. A bare "End" or "30" could be a line of verse
/// or of a table: a word must shout or stand between signs.
fn is_end(paragraph: &str) -> bool {
    const SIGNS: [&str; 12] = [
        "end",
        "ends",
        "30",
        "nnnn",
        "more",
        "0",
        "xxx",
        "eom",
        "fin",
        "endofstory",
        "endit",
        "nnn",
    ];
    if paragraph.len() > 16 {
        return false;
    }
    let written: String = paragraph.chars().filter(|c| !c.is_whitespace()).collect();
    let sign = written.trim_matches(['(', ')', '[', ']', '<', '>', '-', '–', '—', '/', '*', '#']);
    let shouts = sign.chars().all(|c| c.is_uppercase());
    (shouts || sign.len() < written.len()) && SIGNS.contains(&&*sign.to_lowercase())
}

/// Whether a paragraph belongs to the page and not to the story.
fn is_of_the_page(paragraph: &str) -> bool {
    const WHOLE: [&str; 40] = [
        "advertisement",
        "advertising",
        "advertisement continue reading the main story",
        "continue reading the main story",
        "continue reading below",
        "story continues below",
        "story continues below advertisement",
        "story continued below",
        "article continues below",
        "article continues after sponsor message",
        "share this",
        "share this article",
        "share this story",
        "share on facebook",
        "share on twitter",
        "read more",
        "read also",
        "see also",
        "related articles",
        "related stories",
        "related coverage",
        "view comments",
        "skip to main content",
        "slideshow (0 images)",
        "play video",
        "publicité",
        "anzeige",
        "werbung",
        "publicidad",
        "publicidade",
        "pubblicità",
        "annons",
        "lire aussi",
        "à lire aussi",
        "leer más",
        "leia mais",
        "mehr lesen",
        "leggi anche",
        "accept cookies",
        "this story has been updated",
    ];
    if paragraph.len() > INVITATION {
        return false;
    }
    let plain = paragraph.trim_end_matches([':', '.', '…', '»', '>', '!', ' ']);
    WHOLE.iter().any(|whole| plain.eq_ignore_ascii_case(whole))
        || matches!(paragraph, "CLOSE" | "AD")
        || is_invitation(paragraph)
}

/// The longest invitation.
const INVITATION: usize = 200;

/// How a page bids its reader do something, and what it must speak of besides.
const INVITATIONS: [(&str, &[&str]); 26] = [
    ("read more:", &[]),
    ("read also:", &[]),
    ("also read:", &[]),
    ("see also:", &[]),
    ("lire aussi :", &[]),
    ("lea también:", &[]),
    ("leia também:", &[]),
    ("lesen sie auch:", &[]),
    ("related:", &[]),
    ("click here", &[]),
    ("click for more", &[]),
    ("sign up", NEWSLETTER),
    ("subscribe to", NEWSLETTER),
    ("subscribe on", NEWSLETTER),
    ("get the", &["delivered to your inbox"]),
    ("get our", &["to your inbox", "newsletter"]),
    ("follow us on", &[]),
    ("follow @", &[]),
    ("follow him on twitter", &[]),
    ("follow her on twitter", &[]),
    ("like us on facebook", &[]),
    ("join us on facebook", &[]),
    ("we use cookies", &[]),
    ("this site uses cookies", &[]),
    ("this website uses cookies", &[]),
    ("by signing up", &["privacy", "terms", "agree"]),
];

const NEWSLETTER: &[&str] =
    &["newsletter", "inbox", "email", "e-mail", "alert", " app", "podcast", "channel", "our "];

fn is_invitation(paragraph: &str) -> bool {
    let Some((_, about)) = INVITATIONS.iter().find(|(opening, _)| opens_with(paragraph, opening))
    else {
        return false;
    };
    let lower = paragraph.to_lowercase();
    // What somebody said is news.
    let reported = lower.contains(" said") || lower.contains("” ");
    !reported && (about.is_empty() || about.iter().any(|word| lower.contains(word)))
}

/// Takes the sign that a story ends off the paragraph it runs into: "of forty tons each. NNNN".
fn take_end(body: &mut String) {
    const ENDS: [&str; 7] =
        [". NNNN", ". ###", ". -30-", ". (END)", ". (ENDS)", ". ENDS", ". -ends-"];
    if let Some(end) = ENDS.iter().find(|end| body.ends_with(**end)) {
        body.truncate(body.len() - end.len() + 1);
    }
}

/// How a desk's note on what changed begins.
const NOTES: [&str; 34] = [
    "Corrects",
    "Corrected",
    "Correction",
    "Adds",
    "Recasts",
    "Updates",
    "Updating",
    "UPDATES",
    "ADDS",
    "RECASTS",
    "CORRECTS",
    "Refiles",
    "Repeats",
    "Removes",
    "Changes",
    "Clarifies",
    "Fixes",
    "Inserts",
    "Deletes",
    "Restores",
    "Releads",
    "Rewrites",
    "Eds:",
    "EDS:",
    "Editors:",
    "Editor's note",
    "Editor’s note",
    "Corrige",
    "Actualiza",
    "Añade",
    "Ajoute",
    "Précise",
    "Berichtigt",
    "Atualiza",
];

/// How many paragraphs are the head of a story, where notes and summaries stand.
const HEAD: usize = 6;

/// Takes the desk's notes off the head of the body: "(Corrects spelling of name in third paragraph)"; and the points that
/// sum the story up: "* Two dead, police say".
pub fn take_notes(article: &mut Article) {
    for _ in 0..HEAD {
        if let Some((note, rest)) = note(&article.body) {
            let rest = rest.to_owned();
            article.notes.push(note.to_owned());
            article.body = rest;
        } else if let Some((point, rest)) = point(&article.body) {
            let joint = if article.standfirst.is_empty() { "" } else { "; " };
            article.standfirst = format!("{}{joint}{point}", article.standfirst);
            article.body = rest.to_owned();
        } else {
            return;
        }
    }
}

/// The summing point a text opens with, and the text behind it.
fn point(text: &str) -> Option<(&str, &str)> {
    let (point, rest) = text.split_once("\n\n")?;
    let point = point.strip_prefix("* ")?;
    (point.len() <= 160 && !rest.is_empty()).then_some((point, rest))
}

/// How a desk's word to other desks begins, which needs no brackets and ends with its paragraph; and how long it is at most.
const DESKS: [&str; 3] = ["Eds:", "EDS:", "Editors:"];
const NOTE: usize = 400;

/// The note a text opens with, and the text behind it.
pub fn note(text: &str) -> Option<(&str, &str)> {
    if DESKS.iter().any(|opening| text.starts_with(opening)) {
        return text.split_once("\n\n").filter(|(note, _)| note.len() <= NOTE);
    }
    let inner = text.strip_prefix(['(', '['])?;
    if !NOTES.iter().any(|opening| inner.starts_with(opening)) {
        return None;
    }
    let (note, rest) = inner.split_once([')', ']'])?;
    let rest = rest.trim_start_matches(['.', ' ', '\n']);
    (note.len() <= LONGEST && !note.contains("\n\n") && !rest.is_empty()).then_some((note, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleared(body: &str) -> (String, String, String) {
        let mut article = Article { body: body.to_owned(), ..Article::default() };
        clear(&mut article);
        take_notes(&mut article);
        (article.body, article.credits.join("|"), article.notes.join("|"))
    }

    #[test]
    fn what_stands_around_a_story_is_taken_off() {
        for (paragraph, credit) in [
            ("Advertisement", ""),
            ("Read more: River falls again", ""),
            ("Sign up for our newsletter", ""),
            ("Follow us on Twitter @gazette", ""),
            ("(END)", ""),
            ("-30-", ""),
            ("- 30 -", ""),
            ("###", ""),
            ("NNNN", ""),
            ("ENDS", ""),
            ("-ends-", ""),
            ("___", ""),
            ("* * *", ""),
            (
                "(Reporting by Jane Doe; Editing by John Roe)",
                "Reporting by Jane Doe; Editing by John Roe",
            ),
            (
                "Reporting by Jane Doe; Editing by John Roe",
                "Reporting by Jane Doe; Editing by John Roe",
            ),
            (
                "Copyright 2016 The Gazette. All rights reserved.",
                "Copyright 2016 The Gazette. All rights reserved.",
            ),
            ("© Agence France-Presse", "© Agence France-Presse"),
            ("c.2016 Harbour News Service", "c.2016 Harbour News Service"),
            (
                "AP Business Writer Jane Doe contributed to this report.",
                "AP Business Writer Jane Doe contributed to this report.",
            ),
            ("— AFP", "— AFP"),
        ] {
            let told = cleared(&format!("The river rose.\n\nIt fell.\n\n{paragraph}"));
            assert_eq!(
                told,
                ("The river rose.\n\nIt fell.".to_owned(), credit.to_owned(), String::new()),
                "{paragraph}"
            );
        }
    }

    #[test]
    fn ordinary_sentences_stay() {
        for paragraph in [
            "Advertisement revenue fell.",
            "Read more slowly, the teacher said.",
            "Sign up numbers for the army fell.",
            "Click here, the screen told him, he said.",
            "The end",
            "End of the road for the mayor",
            "More rain is due.",
            "Reporting by the agency was wrong, he said.",
            "Reporting by witnesses of the flood is hard to come by",
            "Copyright law changes next year.",
            "Copyright 2016 was the title of his book, which he said had sold well in all of the towns along the river, and he was glad of it. And so on, and so on, with more than three hundred letters of text, as no notice ever was, and no lawyer would write, and no printer print, and no reader read, unless he were paid for it by the hour.",
            "Doe contributed to the report of the board.",
            "He told AFP: \"No.\"",
            "30",
            "AFP said so.",
            "Cookies were sold at the fair.",
            "(It rained.)",
            "C. Doe said so in 2016.",
        ] {
            let body = format!("The river rose.\n\n{paragraph}\n\nIt fell.\n\n{paragraph}");
            assert_eq!(cleared(&body), (body.clone(), String::new(), String::new()), "{paragraph}");
        }
    }

    #[test]
    fn a_credit_can_name_the_agency() {
        for (credit, agency) in [
            ("— AFP", "AFP"),
            ("c.2016 Harbour Times News Service", "Harbour Times News Service"),
            ("Copyright 2016 The Associated Press. All rights reserved.", "AP"),
            ("Copyright 2016 The Gazette", ""),
            ("The Associated Press contributed to this report.", ""),
        ] {
            let mut article = Article {
                body: format!("It rained.\n\nIt rose.\n\n{credit}"),
                ..Article::default()
            };
            clear(&mut article);
            assert_eq!((&*article.agency, article.credits.len()), (agency, 1), "{credit}");
        }
    }

    #[test]
    fn credits_behind_the_last_words_and_notes_before_the_first() {
        let told = cleared(
            "(Corrects name in paragraph 3) (Adds quotes) BEIRA (MNA) - It rose.\n\nIt fell. (Reporting by Jane Doe; Editing by John Roe)",
        );
        assert_eq!(told.0, "BEIRA (MNA) - It rose.\n\nIt fell.");
        assert_eq!(
            (&*told.1, &*told.2),
            (
                "Reporting by Jane Doe; Editing by John Roe",
                "Corrects name in paragraph 3|Adds quotes"
            )
        );
        let mut article = Article {
            body: "* Two boats sent\n\n(Adds quotes)\n\nIt rose. NNNN".into(),
            ..Article::default()
        };
        clear(&mut article);
        take_notes(&mut article);
        assert_eq!(
            (&*article.standfirst, &*article.body, article.notes.len()),
            ("Two boats sent", "It rose.", 1)
        );
        let mut article = Article {
            body: "Eds: UPDATES with relatives.\n\nIt rose.".into(),
            ..Article::default()
        };
        take_notes(&mut article);
        assert_eq!(
            (&*article.body, &*article.notes[0]),
            ("It rose.", "Eds: UPDATES with relatives.")
        );
        let told = cleared("It fell (as he put it).\n\nIt rose. (Laughter)");
        assert_eq!(told.0, "It fell (as he put it).\n\nIt rose. (Laughter)");
    }
}
