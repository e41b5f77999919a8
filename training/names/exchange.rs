//! Files that the trainer and the teacher (`teacher.py`) exchange: JSON Lines with byte offsets.

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use morgue::internals::enrich::entities::span::EntityKind;
use serde_json::{Value, json};

use crate::corpora::{LabelledName, LabelledText};

/// Letters of the kinds of names in the files.
const KINDS: [(&str, EntityKind); 4] = [
    ("P", EntityKind::Person),
    ("L", EntityKind::Place),
    ("O", EntityKind::Organisation),
    ("M", EntityKind::Other),
];

/// Writes the labelled texts and the unlabelled news for the teacher.
pub fn export(folder: &Path, labelled: &[LabelledText], unlabelled: &[String]) {
    let letter = |kind: EntityKind| KINDS.iter().find(|it| it.1 == kind).map_or("", |it| it.0);
    let labelled = labelled.iter().map(|text| {
        let names = text.names.iter().map(|name| json!([name.start, name.end, letter(name.kind)]));
        json!({
            "text": text.text,
            "guidelines": text.guidelines,
            "names": names.collect::<Vec<_>>(),
        })
    });
    write(&folder.join("labelled.jsonl"), labelled);
    write(&folder.join("news.jsonl"), unlabelled.iter().map(|text| json!({ "text": text })));
}

fn write(path: &Path, lines: impl Iterator<Item = Value>) {
    let mut file = BufWriter::new(fs::File::create(path).expect("creates the file"));
    lines.for_each(|line| writeln!(file, "{line}").expect("writes"));
}

/// Reads the unlabelled news with the teacher's labels: for the number of a text its names, and the
/// start offsets of the words that it is not sure of.
pub fn read(path: &Path, unlabelled: &[String]) -> Vec<LabelledText> {
    let file = BufReader::new(fs::File::open(path).expect("the teacher's labels"));
    file.lines()
        .map(|line| {
            let line: Value = serde_json::from_str(&line.expect("reads")).expect("JSON");
            let number = |value: &Value| value.as_u64().expect("a number") as usize;
            let list = |name: &str| line[name].as_array().cloned().unwrap_or_default();
            let name = |it: &Value| {
                let kind = KINDS.iter().find(|kind| it[2] == kind.0).expect("a kind").1;
                LabelledName { start: number(&it[0]), end: number(&it[1]), kind }
            };
            LabelledText {
                text: unlabelled[number(&line["number"])].clone(),
                names: list("names").iter().map(name).collect(),
                guidelines: 0,
                uncertain: list("uncertain").iter().map(number).collect::<HashSet<_>>(),
            }
        })
        .collect()
}
