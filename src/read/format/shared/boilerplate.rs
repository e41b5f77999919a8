//! Boilerplate around a story: end marks, navigation and advertising of the page, credits, and
//! notes to editors. Credits and notes move to their fields; the rest is dropped.

use memchr::memmem;

use super::credit;
use super::credit::starts_with_ignore_case;
use super::link_lists;
use crate::article::Article;
use crate::text::clean;

/// Longest paragraph that is examined, in bytes.
const LONGEST: usize = 420;

/// Class of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ParagraphClass {
    Text,
    Boilerplate,
    /// Names the makers of the story, or the holder of its rights.
    Credit,
}

/// Removes boilerplate from the body, and moves credits to their field.
pub(crate) fn remove(article: &mut Article) {
    remove_boxes(article);
    strip_end_mark(&mut article.body);
    credit::extract_trailing(article);
    let paragraphs: Vec<&str> = paragraphs(&article.body).collect();
    let tail = paragraphs.len().saturating_sub(TAIL);
    let is_listed = link_lists::mark_lists(&paragraphs);
    let classes: Vec<ParagraphClass> =
        (0..)
            .zip(paragraphs.iter().zip(is_listed))
            .map(|(at, (paragraph, is_listed))| {
                if is_listed {
                    ParagraphClass::Boilerplate
                } else {
                    classify(paragraph, at >= tail)
                }
            })
            .collect();
    if classes.iter().all(|class| *class == ParagraphClass::Text) {
        return;
    }
    let (mut body, mut credits) = (String::with_capacity(article.body.len()), Vec::new());
    let mut left_out = LeftOut::default();
    for (paragraph, class) in paragraphs.iter().zip(classes) {
        match class {
            ParagraphClass::Boilerplate => left_out.add(paragraph),
            ParagraphClass::Credit => {
                credits.push(paragraph.trim_matches(['(', ')', ' ', '*', '_']).to_owned())
            }
            ParagraphClass::Text => push_paragraph(&mut body, paragraph),
        }
    }
    article.body = body;
    left_out.warn(article, "text of the page around the story");
    credits.into_iter().for_each(|credit| credit::add_credit(article, credit));
}

/// Removes lists of links inside sentences.
fn remove_boxes(article: &mut Article) {
    let Some(body) = link_lists::without_boxes(&article.body) else { return };
    let letters = letters(&article.body).saturating_sub(letters(&body));
    article.body = body;
    article.warnings.push(format!("{letters} letters left out: lists of links inside sentences"));
}

/// Appends a paragraph to a text.
pub(crate) fn push_paragraph(text: &mut String, paragraph: &str) {
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(paragraph);
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Text of a record that is in no field of its article. End marks are signs and no text.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    letters: usize,
    example: String,
}

impl LeftOut {
    /// Counts a paragraph.
    pub(crate) fn add(&mut self, paragraph: &str) {
        let letters = letters(paragraph);
        if letters == 0 || is_end_mark(paragraph) {
            return;
        }
        self.letters += letters;
        if self.example.is_empty() {
            self.example = clean::first_sentence(paragraph, LONGEST_EXAMPLE).to_owned();
        }
    }

    /// Adds a warning that says how many letters were left out and why.
    pub(crate) fn warn(self, article: &mut Article, reason: &str) {
        let Self { letters, example } = self;
        if letters > 0 {
            article.warnings.push(format!("{letters} letters left out: {reason}, `{example}`"));
        }
    }
}

/// Longest example of a text that is left out, in bytes.
const LONGEST_EXAMPLE: usize = 40;

/// Number of paragraphs that count as the end of a story.
const TAIL: usize = 3;

/// Paragraphs of a body, which empty lines separate.
fn paragraphs(body: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    memmem::find_iter(body.as_bytes(), "\n\n").chain([body.len()]).map(move |end| {
        let paragraph = body.get(start..end).unwrap_or_default();
        start = end + 2;
        paragraph
    })
}

fn classify(paragraph: &str, at_tail: bool) -> ParagraphClass {
    if paragraph.len() > LONGEST {
        return ParagraphClass::Text;
    }
    let plain = paragraph.trim_matches(|c: char| c.is_whitespace() || "*[]".contains(c));
    if is_rule(plain) || (at_tail && is_end_mark(plain)) || is_page_text(plain) {
        return ParagraphClass::Boilerplate;
    }
    if credit::is_credit(plain, at_tail) { ParagraphClass::Credit } else { ParagraphClass::Text }
}

/// Returns whether a paragraph is a rule made of punctuation.
fn is_rule(paragraph: &str) -> bool {
    paragraph
        .chars()
        .all(|c| matches!(c, '_' | '-' | '–' | '—' | '*' | '=' | '~' | '#' | '.' | ' ' | '•'))
}

/// Returns whether a paragraph marks the end of the story, or its continuation elsewhere. A bare
/// "End" or "30" could be a line of verse or of a table, so a word must be in capitals or enclosed
/// in punctuation.
fn is_end_mark(paragraph: &str) -> bool {
    const MARKS: [&str; 12] = [
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
    let mark = written.trim_matches(['(', ')', '[', ']', '<', '>', '-', '–', '—', '/', '*', '#']);
    let in_capitals = mark.chars().all(|c| c.is_uppercase());
    (in_capitals || mark.len() < written.len()) && MARKS.contains(&&*mark.to_lowercase())
}

/// Returns whether a paragraph is text of the page around the story.
fn is_page_text(paragraph: &str) -> bool {
    const WHOLE_PARAGRAPHS: [&str; 40] = [
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
    if paragraph.len() > LONGEST_INVITATION {
        return false;
    }
    let plain = paragraph.trim_end_matches([':', '.', '…', '»', '>', '!', ' ']);
    WHOLE_PARAGRAPHS.iter().any(|whole| plain.eq_ignore_ascii_case(whole))
        || matches!(paragraph, "CLOSE" | "AD")
        || is_invitation(paragraph)
}

/// Longest invitation, in bytes.
const LONGEST_INVITATION: usize = 200;

/// Openings with which a page invites its reader to do something. One of the words beside an
/// opening must follow, if there are any.
const INVITATIONS: [(&str, &[&str]); 38] = [
    ("read more:", &[]),
    ("read also:", &[]),
    ("also read:", &[]),
    ("see also:", &[]),
    ("lire aussi :", &[]),
    ("lea también:", &[]),
    ("leia também:", &[]),
    ("lesen sie auch:", &[]),
    ("related:", &[]),
    ("more:", &[]),
    ("read:", &[]),
    ("watch:", &[]),
    ("also see:", &[]),
    ("read next:", &[]),
    ("trending:", &[]),
    ("don't miss:", &[]),
    ("don’t miss:", &[]),
    ("more from", &["read more", "more:", "http"]),
    ("read or share this story", &[]),
    ("listen to article", &["share"]),
    ("follow ", &["on twitter:", "on twitter @", "on twitter at", "on twitter, "]),
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
    let Some((_, words)) =
        INVITATIONS.iter().find(|(opening, _)| starts_with_ignore_case(paragraph, opening))
    else {
        return false;
    };
    let lower = paragraph.to_lowercase();
    // Reported speech is news.
    let reported = lower.contains(" said") || lower.contains("” ");
    !reported && (words.is_empty() || words.iter().any(|word| lower.contains(word)))
}

/// Removes an end mark that shares a line with the last paragraph: "of forty tons each. NNNN".
fn strip_end_mark(body: &mut String) {
    const ENDS: [&str; 7] =
        [". NNNN", ". ###", ". -30-", ". (END)", ". (ENDS)", ". ENDS", ". -ends-"];
    if let Some(end) = ENDS.iter().find(|end| body.ends_with(**end)) {
        body.truncate(body.len() - end.len() + 1);
    }
}

/// Openings of a note to editors on what changed in the story.
const NOTE_OPENINGS: [&str; 34] = [
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

/// Number of notes and summary points that are looked for at the head of a story.
const HEAD: usize = 6;

/// Moves notes to editors from the head of the body to their field, such as "(Corrects spelling of
/// name in third paragraph)", and summary points to the standfirst, such as "* Two dead, police
/// say".
pub(crate) fn extract_notes(article: &mut Article) {
    for _ in 0..HEAD {
        if let Some((note, rest)) = leading_note(&article.body) {
            let rest = rest.to_owned();
            article.notes.push(note.to_owned());
            article.body = rest;
        } else if let Some((point, rest)) = leading_point(&article.body) {
            let separator = if article.standfirst.is_empty() { "" } else { "; " };
            article.standfirst = format!("{}{separator}{point}", article.standfirst);
            article.body = rest.to_owned();
        } else {
            return;
        }
    }
}

/// Splits off a summary point at the start of a text.
fn leading_point(text: &str) -> Option<(&str, &str)> {
    let (point, rest) = text.split_once("\n\n")?;
    let point = point.strip_prefix("* ")?;
    (point.len() <= 160 && !rest.is_empty()).then_some((point, rest))
}

/// Openings of a message to editors, which has no brackets and ends with its paragraph.
const MESSAGE_OPENINGS: [&str; 3] = ["Eds:", "EDS:", "Editors:"];

/// Longest message to editors, in bytes.
const LONGEST_MESSAGE: usize = 400;

/// Splits off a note to editors at the start of a text.
pub(crate) fn leading_note(text: &str) -> Option<(&str, &str)> {
    if MESSAGE_OPENINGS.iter().any(|opening| text.starts_with(opening)) {
        return text.split_once("\n\n").filter(|(note, _)| note.len() <= LONGEST_MESSAGE);
    }
    let inner = text.strip_prefix(['(', '['])?;
    if !NOTE_OPENINGS.iter().any(|opening| inner.starts_with(opening)) {
        return None;
    }
    let (note, rest) = inner.split_once([')', ']'])?;
    let rest = rest.trim_start_matches(['.', ' ', '\n']);
    (note.len() <= LONGEST && !note.contains("\n\n") && !rest.is_empty()).then_some((note, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(body: &str) -> (String, String, String) {
        let mut article = Article { body: body.to_owned(), ..Article::default() };
        remove(&mut article);
        extract_notes(&mut article);
        (article.body, article.credits.join("|"), article.notes.join("|"))
    }

    #[test]
    fn boilerplate_at_the_end_is_removed() {
        for (paragraph, credit) in [
            ("Advertisement", ""),
            ("Read more: River falls again", ""),
            ("More:Board closes the old quay", ""),
            ("WATCH: The mayor on the flood", ""),
            ("Read or Share this story: http://example.com/river", ""),
            ("Follow Jane Doe on Twitter: @janedoe", ""),
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
            let parts = cleaned(&format!("The river rose.\n\nIt fell.\n\n{paragraph}"));
            assert_eq!(
                parts,
                ("The river rose.\n\nIt fell.".to_owned(), credit.to_owned(), String::new()),
                "{paragraph}"
            );
        }
    }

    #[test]
    fn ordinary_sentences_are_kept() {
        for paragraph in [
            "Advertisement revenue fell.",
            "Read more slowly, the teacher said.",
            "Sign up numbers for the army fell.",
            "More boats are due: the harbour is open.",
            "Follow the river to the mill.",
            "Following the vote, the mayor thanked them on Twitter.",
            "Followers of the mayor complained on Twitter, where he is read.",
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
            assert_eq!(cleaned(&body), (body.clone(), String::new(), String::new()), "{paragraph}");
        }
    }

    #[test]
    fn a_credit_may_name_the_agency() {
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
            remove(&mut article);
            assert_eq!((&*article.agency, article.credits.len()), (agency, 1), "{credit}");
        }
    }

    #[test]
    fn trailing_credits_and_leading_notes_move_to_their_fields() {
        let parts = cleaned(
            "(Corrects name in paragraph 3) (Adds quotes) BEIRA (MNA) - It rose.\n\nIt fell. (Reporting by Jane Doe; Editing by John Roe)",
        );
        assert_eq!(parts.0, "BEIRA (MNA) - It rose.\n\nIt fell.");
        assert_eq!(
            (&*parts.1, &*parts.2),
            (
                "Reporting by Jane Doe; Editing by John Roe",
                "Corrects name in paragraph 3|Adds quotes"
            )
        );
        let mut article = Article {
            body: "* Two boats sent\n\n(Adds quotes)\n\nIt rose. NNNN".into(),
            ..Article::default()
        };
        remove(&mut article);
        extract_notes(&mut article);
        assert_eq!(
            (&*article.standfirst, &*article.body, article.notes.len()),
            ("Two boats sent", "It rose.", 1)
        );
        let mut article = Article {
            body: "Eds: UPDATES with relatives.\n\nIt rose.".into(),
            ..Article::default()
        };
        extract_notes(&mut article);
        assert_eq!(
            (&*article.body, &*article.notes[0]),
            ("It rose.", "Eds: UPDATES with relatives.")
        );
        let parts = cleaned("It fell (as he put it).\n\nIt rose. (Laughter)");
        assert_eq!(parts.0, "It fell (as he put it).\n\nIt rose. (Laughter)");
    }
}
