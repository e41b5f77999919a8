//! The texts of an article, split into words.

use std::collections::HashMap;
use std::ops::Range;

use morgue::internals::article::Slot;
use morgue::internals::article::document::Document;
use morgue::internals::article::schema::Field;
use morgue::internals::text::sentences;
use morgue::internals::text::sentences::BoundaryKind;
use morgue::internals::text::stemmer::Stemmer;
use morgue::internals::text::tokenizer::Words;

/// One text of an article.
#[derive(Debug, Clone)]
pub struct Text {
    pub field: Field,
    /// The slot for highlighting; bylines and datelines have none.
    pub slot: Option<Slot>,
    pub words: Vec<Word>,
    pub mentions: Vec<Mention>,
}

/// One word of a text.
#[derive(Debug, Clone)]
pub struct Word {
    /// The index of its type in [`WordTypes`].
    pub word_type: usize,
    pub span: Range<usize>,
    /// The ordinal of its sentence.
    pub sentence: usize,
    /// The ordinal of its paragraph.
    pub paragraph: usize,
}

/// The type of a word that has been removed: it matches nothing.
pub const NO_WORD: usize = usize::MAX;

/// The words of a text that name a value.
#[derive(Debug, Clone)]
pub struct Mention {
    pub facet: Field,
    pub words: Vec<usize>,
    /// The named value before identity resolution; of a place also every containing place.
    pub local_values: Vec<String>,
    /// The ids of the values after identity resolution.
    pub values: Vec<u32>,
}

/// A distinct word in one language.
#[derive(Debug)]
pub struct WordType {
    pub analysis: String,
    pub printed: String,
    pub folded: String,
    pub stem: String,
    /// The number of occurrences in the archive.
    pub count: usize,
}

/// All distinct words of an archive, by spelling and language.
#[derive(Default)]
pub struct WordTypes {
    pub all: Vec<WordType>,
    ids: HashMap<String, HashMap<String, usize>>,
    stemmers: HashMap<String, Stemmer>,
}

impl WordTypes {
    fn id(&mut self, analysis: &str, printed: &str, folded: &str) -> usize {
        let numbers = self.ids.entry(analysis.to_owned()).or_default();
        if let Some(number) = numbers.get(printed) {
            self.all[*number].count += 1;
            return *number;
        }
        let stemmer =
            self.stemmers.entry(analysis.to_owned()).or_insert_with(|| Stemmer::new(analysis));
        let stem = stemmer.stem(folded).to_owned();
        let (analysis, folded) = (analysis.to_owned(), folded.to_owned());
        numbers.insert(printed.to_owned(), self.all.len());
        self.all.push(WordType { analysis, printed: printed.to_owned(), folded, stem, count: 1 });
        self.all.len() - 1
    }

    /// The texts of an article in reading order, then the byline and the dateline.
    pub fn texts(&mut self, document: &Document) -> Vec<Text> {
        let article = &document.article;
        let analysis = document.analysis_language();
        let mut texts: Vec<Text> = article
            .slots()
            .map(|(slot, text)| self.text(field(slot), Some(slot), text, analysis))
            .collect();
        texts.push(self.text(Field::Byline, None, &article.byline, analysis));
        let dateline = article.dateline.as_ref().map_or("", |dateline| &dateline.raw);
        texts.push(self.text(Field::Dateline, None, dateline, analysis));
        for value_mention in document.value_mentions() {
            let Some(text) = texts.iter_mut().find(|text| text.slot == Some(value_mention.slot))
            else {
                continue;
            };
            let touches = |word: &Word| {
                word.span.start < value_mention.end && value_mention.start < word.span.end
            };
            let words: Vec<usize> =
                (0..text.words.len()).filter(|at| touches(&text.words[*at])).collect();
            let local_values =
                value_mention.values.iter().map(|value| (*value).to_owned()).collect();
            if !words.is_empty() {
                text.mentions.push(Mention {
                    facet: value_mention.field,
                    words,
                    local_values,
                    values: Vec::new(),
                });
            }
        }
        texts
    }

    fn text(&mut self, field: Field, slot: Option<Slot>, text: &str, analysis: &str) -> Text {
        let ends = sentences::boundaries(text);
        let words = words_of(text).into_iter().zip(0..).map(|((at, folded), number)| {
            let ended = |paragraph: bool| {
                ends.iter().filter(|end| ends_before(end, number, paragraph)).count()
            };
            let kind = self.id(analysis, &text[at.clone()], &folded);
            Word { word_type: kind, span: at, sentence: ended(false), paragraph: ended(true) }
        });
        Text { field, slot, words: words.collect(), mentions: Vec::new() }
    }
}

/// Returns whether a paragraph, or any sentence, ends before the word at this position.
fn ends_before((last, end): &(u32, BoundaryKind), number: u32, paragraph: bool) -> bool {
    *last < number && (!paragraph || *end == BoundaryKind::Paragraph)
}

/// The words of a text: byte range and folded form.
pub fn words_of(text: &str) -> Vec<(Range<usize>, String)> {
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
