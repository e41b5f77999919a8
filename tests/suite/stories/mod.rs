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
    let score = Score::of(&Truth::of(Half::Measuring), &articles, &story);
    let (precision, recall) = (score.precision(), score.recall());
    println!("precision {precision:.3}, recall {recall:.3}, adjusted Rand index {:.3}", score.rand);
    assert!(precision >= 0.96 && recall >= 0.94 && score.rand >= 0.93);

    let versions = edits::joined(&articles, &edits::VERSIONS, 10, found);
    let others = edits::joined(&articles, &edits::OTHERS, 50, found);
    let sum = |of: &[edits::Joined]| of.iter().map(|kind| kind.joined).sum::<usize>();
    println!("{} of 100 edits joined, {} of 100 others", sum(&versions), sum(&others));
    assert!(sum(&versions) >= 95 && sum(&others) <= 2);
}
