//! Evaluation of a tagger model during training.

use std::collections::BTreeSet;
use std::time::Instant;

use morgue::internals::article::Slot;
use morgue::internals::enrich::entities::span::EntityKind;
use morgue::internals::enrich::entities::tagger::{Tagger, TaggerModel};

use crate::worldwide;

/// Measures a model on newspapers of forty countries and prints the scores.
pub fn measure(
    lexicon: &[u8],
    first: &[u8],
    second: &[u8],
    dev: &[worldwide::AnnotatedArticle],
    title: &str,
) {
    let model = TaggerModel::new(lexicon, first, second);
    let mut tagger = Tagger::new(&model);
    let mut scores = [worldwide::SpanScore::default(); 3];
    let start = Instant::now();
    let mut words = 0;
    for article in dev {
        words += article.text.split_whitespace().count();
        let spans = tagger.tag([(Slot::Body, article.text.as_str())].into_iter());
        let found = worldwide::comparable_spans(&article.text, &spans);
        if std::env::var("SHOW_ERRORS").is_ok() {
            show_errors(article, &found);
        }
        for (score, class) in scores.iter_mut().zip(worldwide::CLASSES) {
            score.count(&found, &article.names, class);
        }
    }
    let speed = words as f64 / start.elapsed().as_secs_f64() / 1e6;
    eprintln!(
        "{title}: {} bytes, {speed:.2} M words/s",
        lexicon.len() + first.len() + second.len()
    );
    for (score, class) in scores.iter().zip(worldwide::CLASSES) {
        eprintln!(
            "    {class:?}: {:.3} {:.3} {:.3}",
            score.precision(),
            score.recall(),
            score.f1()
        );
    }
}

/// Prints false positives (+) and false negatives (-) in context.
fn show_errors(
    article: &worldwide::AnnotatedArticle,
    found: &BTreeSet<(usize, usize, EntityKind)>,
) {
    let text = &article.text;
    for (sign, one, other) in [("+", found, &article.names), ("-", &article.names, found)] {
        for name in one.difference(other) {
            let (from, to) = (
                text.floor_char_boundary(name.0.saturating_sub(40)),
                text.ceil_char_boundary((name.1 + 40).min(text.len())),
            );
            println!(
                "{sign}\t{:?}\t{}\t{}",
                name.2,
                &text[name.0..name.1],
                text[from..to].replace('\n', "|")
            );
        }
    }
}
