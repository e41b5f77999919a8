//! Makes versions of articles as desks and papers do, and articles that only look like versions.

use morgue::internals::article::Article;

/// A deterministic random number generator (xorshift).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit.max(1)
    }
}

/// An edit of an article, given another article and a random number generator.
type Edit = fn(&mut Article, &Article, &mut Random);

/// Edits that make a version of a story.
pub const VERSIONS: [(&str, Edit); 10] = [
    ("cut tail", cut_tail),
    ("added paragraph", add_paragraph),
    ("other headline", other_headline),
    ("reworded lead", reword_lead),
    ("corrected figure", correct_figure),
    ("typing errors", mistype),
    ("other dateline and credit", other_credit),
    ("capitals", capitalise),
    ("joined paragraphs", join_paragraphs),
    ("several at once", several),
];

/// Edits that make another story of it.
pub const OTHERS: [(&str, Edit); 2] =
    [("template with other names and figures", refill), ("another with its tail", lend_tail)];

/// An edited copy of an article, with another id.
pub fn edited(article: &Article, other: &Article, edit: Edit, random: &mut Random) -> Article {
    let mut version = article.clone();
    version.own_id = article.own_id.as_ref().map(|id| format!("{id}-edited"));
    edit(&mut version, other, random);
    version
}

fn paragraphs(article: &Article) -> Vec<&str> {
    article.body.split("\n\n").collect()
}

fn cut_tail(article: &mut Article, _: &Article, random: &mut Random) {
    let all = paragraphs(article);
    let kept = (all.len() * (40 + random.below(40))).div_ceil(100);
    article.body = all[..kept.max(1)].join("\n\n");
}

fn add_paragraph(article: &mut Article, other: &Article, random: &mut Random) {
    let lent = paragraphs(other);
    let lent = lent[random.below(lent.len())].to_owned();
    let mut all = paragraphs(article);
    all.insert(1 + random.below(all.len()), &lent);
    article.body = all.join("\n\n");
}

fn other_headline(article: &mut Article, other: &Article, _: &mut Random) {
    article.title.clone_from(&other.title);
}

/// Replaces every third word of the lead and swaps its halves.
fn reword_lead(article: &mut Article, other: &Article, random: &mut Random) {
    let others: Vec<&str> = other.body.split_whitespace().collect();
    let mut all: Vec<String> = paragraphs(article).iter().map(|text| text.to_string()).collect();
    let mut words: Vec<String> = all[0].split_whitespace().map(str::to_owned).collect();
    for word in words.iter_mut().step_by(3) {
        *word = others[random.below(others.len())].to_owned();
    }
    let middle = words.len() / 2;
    words.rotate_left(middle);
    all[0] = words.join(" ");
    article.body = all.join("\n\n");
}

fn correct_figure(article: &mut Article, _: &Article, random: &mut Random) {
    let mut words: Vec<String> = article.body.split(' ').map(str::to_owned).collect();
    let figures: Vec<usize> =
        (0..words.len()).filter(|at| words[*at].contains(|c: char| c.is_ascii_digit())).collect();
    let at = if figures.is_empty() {
        random.below(words.len())
    } else {
        figures[random.below(figures.len())]
    };
    words[at] = other_figure(&words[at], random);
    article.body = words.join(" ");
    article.title = format!("CORRECTED-{}", article.title);
}

fn other_figure(word: &str, random: &mut Random) -> String {
    let digit =
        |c: char| if c.is_ascii_digit() { char::from(b'1' + random.below(9) as u8) } else { c };
    let other: String = word.chars().map(digit).collect();
    if other == word { format!("{word}1") } else { other }
}

/// Swaps two letters in one word of thirty.
fn mistype(article: &mut Article, _: &Article, random: &mut Random) {
    let mistyped = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        if letters.len() > 3 && random.below(30) == 0 {
            letters.swap(1, 2);
        }
        letters.into_iter().collect::<String>()
    };
    article.body = article.body.split(' ').map(mistyped).collect::<Vec<_>>().join(" ");
}

fn other_credit(article: &mut Article, _: &Article, _: &mut Random) {
    article.dateline = None;
    article.body = format!(
        "HORTA, Azores (MNA) - {}\n\nThe Harbour Gazette. For more news see page 4.",
        article.body
    );
}

fn capitalise(article: &mut Article, _: &Article, _: &mut Random) {
    article.title = article.title.to_uppercase();
    article.body = article.body.to_uppercase();
}

fn join_paragraphs(article: &mut Article, _: &Article, _: &mut Random) {
    article.body = article.body.replace("\n\n", " ");
}

fn several(article: &mut Article, other: &Article, random: &mut Random) {
    for _ in 0..3 {
        let (_, edit) = VERSIONS[random.below(VERSIONS.len() - 1)];
        edit(article, other, random);
    }
}

/// Replaces every figure and name, as another instance of a template has them.
fn refill(article: &mut Article, other: &Article, random: &mut Random) {
    let is_name = |word: &str| word.starts_with(char::is_uppercase);
    let names: Vec<&str> = other.body.split_whitespace().filter(|word| is_name(word)).collect();
    let refilled = |word: &str| {
        if word.contains(|c: char| c.is_ascii_digit()) {
            other_figure(word, random)
        } else if is_name(word) && !names.is_empty() {
            names[random.below(names.len())].to_owned()
        } else {
            word.to_owned()
        }
    };
    article.body = article.body.split(' ').map(refilled).collect::<Vec<_>>().join(" ");
    article.title.clone_from(&other.title);
}

/// Replaces the article by the other one with the tail of this one, which is the shorter part.
fn lend_tail(article: &mut Article, other: &Article, _: &mut Random) {
    let limit = article.body.len().min(other.body.len()) * 2 / 5;
    let mut tail: Vec<&str> = Vec::new();
    for paragraph in paragraphs(article).into_iter().rev() {
        if tail.iter().map(|text| text.len()).sum::<usize>() + paragraph.len() > limit {
            break;
        }
        tail.insert(0, paragraph);
    }
    article.body = format!("{}\n\n{}", other.body, tail.join("\n\n"));
    article.title.clone_from(&other.title);
}

/// The number of edits of a kind that were found to be the story of their model.
pub struct FoundEdits {
    pub kind: &'static str,
    pub found: usize,
    pub all: usize,
}

/// Makes `each` edits of every kind from these articles and counts those found to be the story of
/// their model.
pub fn found_edits(
    articles: &[Article],
    edits: &[(&'static str, Edit)],
    each: usize,
    found: fn(&[Article]) -> Vec<usize>,
) -> Vec<FoundEdits> {
    let mut random = Random::new(7);
    let models: Vec<usize> = (0..articles.len())
        .filter(|at| articles[*at].body.len() > 600 && paragraphs(&articles[*at]).len() > 3)
        .collect();
    let mut all = articles.to_vec();
    let mut pairs = Vec::new();
    for (kind, edit) in edits {
        for _ in 0..each {
            let model = models[random.below(models.len())];
            let other = models[random.below(models.len())];
            pairs.push((*kind, model, all.len()));
            all.push(edited(&articles[model], &articles[other], *edit, &mut random));
        }
    }
    let story = found(&all);
    let of = |kind: &'static str| {
        let of_kind = || pairs.iter().filter(|(is, ..)| *is == kind);
        let found =
            of_kind().filter(|(_, model, version)| story[*model] == story[*version]).count();
        FoundEdits { kind, found, all: of_kind().count() }
    };
    edits.iter().map(|(kind, _)| of(kind)).collect()
}
