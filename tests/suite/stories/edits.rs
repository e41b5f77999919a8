//! Versions of articles made by code, as desks and papers make them, and articles that only look like versions.

use morgue::article::Article;

/// Chance that falls the same everywhere.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % sides.max(1)
    }
}

/// What is done to an article, given another and chance.
type Edit = fn(&mut Article, &Article, &mut Chance);

/// What desks and papers do to a story.
pub const VERSIONS: [(&str, Edit); 10] = [
    ("cut tail", cut_tail),
    ("added paragraph", add_paragraph),
    ("other headline", other_headline),
    ("reworded lead", reword_lead),
    ("corrected figure", correct_figure),
    ("typing errors", mistype),
    ("other dateline and credit", other_credit),
    ("capitals", shout),
    ("joined paragraphs", join_paragraphs),
    ("several at once", several),
];

/// What makes another story of it.
pub const OTHERS: [(&str, Edit); 2] =
    [("template with other names and figures", refill), ("another with its tail", lend_tail)];

/// A version of an article that is a day younger, and bears another id.
pub fn edited(article: &Article, other: &Article, edit: Edit, chance: &mut Chance) -> Article {
    let mut version = article.clone();
    version.own_id = article.own_id.as_ref().map(|id| format!("{id}-edited"));
    edit(&mut version, other, chance);
    version
}

fn paragraphs(article: &Article) -> Vec<&str> {
    article.body.split("\n\n").collect()
}

fn cut_tail(article: &mut Article, _: &Article, chance: &mut Chance) {
    let all = paragraphs(article);
    let kept = (all.len() * (40 + chance.below(40))).div_ceil(100);
    article.body = all[..kept.max(1)].join("\n\n");
}

fn add_paragraph(article: &mut Article, other: &Article, chance: &mut Chance) {
    let lent = paragraphs(other);
    let lent = lent[chance.below(lent.len())].to_owned();
    let mut all = paragraphs(article);
    all.insert(1 + chance.below(all.len()), &lent);
    article.body = all.join("\n\n");
}

fn other_headline(article: &mut Article, other: &Article, _: &mut Chance) {
    article.title.clone_from(&other.title);
}

/// Every third word of the lead gives way to another, and its halves change places.
fn reword_lead(article: &mut Article, other: &Article, chance: &mut Chance) {
    let others: Vec<&str> = other.body.split_whitespace().collect();
    let mut all: Vec<String> = paragraphs(article).iter().map(|text| text.to_string()).collect();
    let mut words: Vec<String> = all[0].split_whitespace().map(str::to_owned).collect();
    for word in words.iter_mut().step_by(3) {
        *word = others[chance.below(others.len())].to_owned();
    }
    let middle = words.len() / 2;
    words.rotate_left(middle);
    all[0] = words.join(" ");
    article.body = all.join("\n\n");
}

fn correct_figure(article: &mut Article, _: &Article, chance: &mut Chance) {
    let mut words: Vec<String> = article.body.split(' ').map(str::to_owned).collect();
    let figures: Vec<usize> =
        (0..words.len()).filter(|at| words[*at].contains(|c: char| c.is_ascii_digit())).collect();
    let at = if figures.is_empty() {
        chance.below(words.len())
    } else {
        figures[chance.below(figures.len())]
    };
    words[at] = other_figure(&words[at], chance);
    article.body = words.join(" ");
    article.title = format!("CORRECTED-{}", article.title);
}

fn other_figure(word: &str, chance: &mut Chance) -> String {
    let digit =
        |c: char| if c.is_ascii_digit() { char::from(b'1' + chance.below(9) as u8) } else { c };
    let other: String = word.chars().map(digit).collect();
    if other == word { format!("{word}1") } else { other }
}

/// One word in thirty has two letters the wrong way round.
fn mistype(article: &mut Article, _: &Article, chance: &mut Chance) {
    let mistyped = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        if letters.len() > 3 && chance.below(30) == 0 {
            letters.swap(1, 2);
        }
        letters.into_iter().collect::<String>()
    };
    article.body = article.body.split(' ').map(mistyped).collect::<Vec<_>>().join(" ");
}

fn other_credit(article: &mut Article, _: &Article, _: &mut Chance) {
    article.dateline = None;
    article.body = format!(
        "HORTA, Azores (MNA) - {}\n\nThe Harbour Gazette. For more news see page 4.",
        article.body
    );
}

fn shout(article: &mut Article, _: &Article, _: &mut Chance) {
    article.title = article.title.to_uppercase();
    article.body = article.body.to_uppercase();
}

fn join_paragraphs(article: &mut Article, _: &Article, _: &mut Chance) {
    article.body = article.body.replace("\n\n", " ");
}

fn several(article: &mut Article, other: &Article, chance: &mut Chance) {
    for _ in 0..3 {
        let (_, edit) = VERSIONS[chance.below(VERSIONS.len() - 1)];
        edit(article, other, chance);
    }
}

/// Every figure and name is another.
fn refill(article: &mut Article, other: &Article, chance: &mut Chance) {
    let is_name = |word: &str| word.starts_with(char::is_uppercase);
    let names: Vec<&str> = other.body.split_whitespace().filter(|word| is_name(word)).collect();
    let refilled = |word: &str| {
        if word.contains(|c: char| c.is_ascii_digit()) {
            other_figure(word, chance)
        } else if is_name(word) && !names.is_empty() {
            names[chance.below(names.len())].to_owned()
        } else {
            word.to_owned()
        }
    };
    article.body = article.body.split(' ').map(refilled).collect::<Vec<_>>().join(" ");
    article.title.clone_from(&other.title);
}

/// The other article with the tail of this one, shorter than what it says itself.
fn lend_tail(article: &mut Article, other: &Article, _: &mut Chance) {
    let room = article.body.len().min(other.body.len()) * 2 / 5;
    let mut tail: Vec<&str> = Vec::new();
    for paragraph in paragraphs(article).into_iter().rev() {
        if tail.iter().map(|text| text.len()).sum::<usize>() + paragraph.len() > room {
            break;
        }
        tail.insert(0, paragraph);
    }
    article.body = format!("{}\n\n{}", other.body, tail.join("\n\n"));
    article.title.clone_from(&other.title);
}

/// How many pairs of a kind are one story, of how many.
pub struct Joined {
    pub kind: &'static str,
    pub joined: usize,
    pub all: usize,
}

/// So many edits of each kind among these articles: how often each is found to be the story of its model.
pub fn joined(
    articles: &[Article],
    edits: &[(&'static str, Edit)],
    each: usize,
    found: fn(&[Article]) -> Vec<usize>,
) -> Vec<Joined> {
    let mut chance = Chance::new(7);
    let models: Vec<usize> = (0..articles.len())
        .filter(|at| articles[*at].body.len() > 600 && paragraphs(&articles[*at]).len() > 3)
        .collect();
    let mut all = articles.to_vec();
    let mut pairs = Vec::new();
    for (kind, edit) in edits {
        for _ in 0..each {
            let model = models[chance.below(models.len())];
            let other = models[chance.below(models.len())];
            pairs.push((*kind, model, all.len()));
            all.push(edited(&articles[model], &articles[other], *edit, &mut chance));
        }
    }
    let story = found(&all);
    let of = |kind: &'static str| {
        let of_kind = || pairs.iter().filter(|(is, ..)| *is == kind);
        let joined =
            of_kind().filter(|(_, model, version)| story[*model] == story[*version]).count();
        Joined { kind, joined, all: of_kind().count() }
    };
    edits.iter().map(|(kind, _)| of(kind)).collect()
}
