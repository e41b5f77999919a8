//! The texts of an article word by word.

use std::collections::HashMap;
use std::ops::Range;

use morgue::article::Slot;
use morgue::article::document::Document;
use morgue::article::schema::Field;
use morgue::text::sentences;
use morgue::text::sentences::End;
use morgue::text::stem::Stemmer;
use morgue::text::words::Words;

/// One text of an article.
#[derive(Debug, Clone)]
pub struct Text {
    pub field: Field,
    /// Where it can be marked; a byline and a dateline can not.
    pub slot: Option<Slot>,
    pub words: Vec<Word>,
    pub mentions: Vec<Mention>,
}

/// One word of a text.
#[derive(Debug, Clone)]
pub struct Word {
    /// What is known of it by itself: its number among the [`Kinds`].
    pub kind: usize,
    pub at: Range<usize>,
    /// The numbers of its sentence and its paragraph.
    pub sentence: usize,
    pub paragraph: usize,
}

/// The number of a word that stands nowhere.
pub const NOWHERE: usize = usize::MAX;

/// Words of a text that name something.
#[derive(Debug, Clone)]
pub struct Mention {
    pub facet: Field,
    pub words: Vec<usize>,
    /// What they name, as the article itself says; of a place with every wider one.
    pub own: Vec<String>,
    /// The same by who is who, numbered.
    pub values: Vec<u32>,
}

/// A word as one language reads it.
#[derive(Debug)]
pub struct Kind {
    pub analysis: String,
    pub printed: String,
    pub folded: String,
    pub stem: String,
    /// How often it stands in the archive.
    pub count: usize,
}

/// Every word of an archive that differs from others in print or in language.
#[derive(Default)]
pub struct Kinds {
    pub all: Vec<Kind>,
    numbers: HashMap<String, HashMap<String, usize>>,
    stemmers: HashMap<String, Stemmer>,
}

impl Kinds {
    fn number(&mut self, analysis: &str, printed: &str, folded: &str) -> usize {
        let numbers = self.numbers.entry(analysis.to_owned()).or_default();
        if let Some(number) = numbers.get(printed) {
            self.all[*number].count += 1;
            return *number;
        }
        let stemmer =
            self.stemmers.entry(analysis.to_owned()).or_insert_with(|| Stemmer::of(analysis));
        let stem = stemmer.stem(folded).to_owned();
        let (analysis, folded) = (analysis.to_owned(), folded.to_owned());
        numbers.insert(printed.to_owned(), self.all.len());
        self.all.push(Kind { analysis, printed: printed.to_owned(), folded, stem, count: 1 });
        self.all.len() - 1
    }

    /// The texts of an article, in reading order, those at the end that are looked in only when asked for.
    pub fn texts(&mut self, clipping: &Document) -> Vec<Text> {
        let article = &clipping.article;
        let analysis = clipping.analysis();
        let mut texts: Vec<Text> = article
            .slots()
            .map(|(slot, text)| self.text(field(slot), Some(slot), text, analysis))
            .collect();
        texts.push(self.text(Field::Byline, None, &article.byline, analysis));
        let dateline = article.dateline.as_ref().map_or("", |dateline| &dateline.raw);
        texts.push(self.text(Field::Dateline, None, dateline, analysis));
        for naming in clipping.value_mentions() {
            let Some(text) = texts.iter_mut().find(|text| text.slot == Some(naming.slot)) else {
                continue;
            };
            let touches = |word: &Word| word.at.start < naming.end && naming.start < word.at.end;
            let words: Vec<usize> =
                (0..text.words.len()).filter(|at| touches(&text.words[*at])).collect();
            let own = naming.values.iter().map(|value| (*value).to_owned()).collect();
            if !words.is_empty() {
                text.mentions.push(Mention { facet: naming.field, words, own, values: Vec::new() });
            }
        }
        texts
    }

    fn text(&mut self, field: Field, slot: Option<Slot>, text: &str, analysis: &str) -> Text {
        let ends = sentences::ends(text);
        let words = each(text).into_iter().zip(0..).map(|((at, folded), number)| {
            let ended = |paragraph: bool| {
                ends.iter().filter(|end| is_before(end, number, paragraph)).count()
            };
            let kind = self.number(analysis, &text[at.clone()], &folded);
            Word { kind, at, sentence: ended(false), paragraph: ended(true) }
        });
        Text { field, slot, words: words.collect(), mentions: Vec::new() }
    }
}

/// Whether a paragraph, or at least a sentence, ends before the word of this number. What ends one the house says.
fn is_before((last, end): &(u32, End), number: u32, paragraph: bool) -> bool {
    *last < number && (!paragraph || *end == End::Paragraph)
}

/// The words of a text: where each stands, and its folded form.
pub fn each(text: &str) -> Vec<(Range<usize>, String)> {
    let (mut words, mut all) = (Words::new(text), Vec::new());
    while let Some(word) = words.advance() {
        all.push((word.start..word.end, words.folded().to_owned()));
    }
    all
}

fn field(slot: Slot) -> Field {
    match slot {
        Slot::Title => Field::Title,
        Slot::Standfirst => Field::Standfirst,
        Slot::Caption(_) => Field::Captions,
        Slot::Body => Field::Body,
    }
}
