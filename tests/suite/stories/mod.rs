//! Quality floors of story detection, on the hand-checked truth and on edits made by code.

mod edits;
mod measure;

use crate::harness::data;
use measure::{Half, Score, Truth, found, read};

#[test]
fn versions_are_found_and_templates_kept_apart() {
    let Some(data) = data() else { return };
    let articles = read(&data.join("reuters21578"), "sgm");
    let story = found(&articles);
    for (half, least) in [(Half::Tuning, [0.99, 0.96, 0.97]), (Half::Measuring, [0.97, 0.93, 0.95])]
    {
        let score = Score::of(&Truth::of(half), &articles, &story);
        let scores = [score.precision(), score.recall(), score.rand];
        println!("{half:?} half: precision, recall and adjusted Rand index are {scores:.3?}");
        let is_good = scores.iter().zip(least).all(|(score, least)| *score >= least);
        assert!(is_good, "{half:?}: {scores:.3?}");
    }
    for (edits, each, least, most) in
        [(&edits::VERSIONS[..], 10, 9, 10), (&edits::OTHERS[..], 50, 0, 1)]
    {
        for result in edits::found_edits(&articles, edits, each, found) {
            let line = format!("{}: {} of {}", result.kind, result.found, result.all);
            println!("{line}");
            assert!((least..=most).contains(&result.found), "{line}");
        }
    }
}
