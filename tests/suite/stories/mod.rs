//! Which articles are versions of one story: floors under what is found of the hand-checked truth and of edits made by
//! code.

mod edits;
mod measure;

use crate::harness::data;
use measure::{Half, Score, Truth, found, read};

#[test]
fn versions_are_found_and_templates_told_apart() {
    let Some(data) = data() else { return };
    let articles = read(&data.join("reuters21578"), "sgm");
    let story = found(&articles);
    for (half, least) in [(Half::Tuning, [0.99, 0.96, 0.97]), (Half::Measuring, [0.97, 0.93, 0.95])]
    {
        let score = Score::of(&Truth::of(half), &articles, &story);
        let told = [score.precision(), score.recall(), score.rand];
        println!("{half:?} half: precision, recall and adjusted Rand index are {told:.3?}");
        assert!(told.iter().zip(least).all(|(told, least)| *told >= least), "{half:?}: {told:.3?}");
    }
    for (edits, each, least, most) in
        [(&edits::VERSIONS[..], 10, 9, 10), (&edits::OTHERS[..], 50, 0, 1)]
    {
        for kind in edits::joined(&articles, edits, each, found) {
            let told = format!("{}: {} of {}", kind.kind, kind.joined, kind.all);
            println!("{told}");
            assert!((least..=most).contains(&kind.joined), "{told}");
        }
    }
}
