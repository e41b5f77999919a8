//! Damage to the files of an index: after any of it, no command panics, no answer is silently wrong,
//! and `morgue index` repairs it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::answers::{SEARCHES, answer};
use crate::harness::{Archive, Random, RunOutput, story};

/// Length of a run of bytes that is set to zero.
const ZEROED: usize = 64;

/// One way to damage a file.
#[derive(Debug, Clone, Copy)]
pub enum Damage {
    /// Flips a bit of the byte at this offset.
    Flip(usize),
    /// Sets a run of bytes from this offset to zero.
    Zero(usize),
    /// Cuts the file at this length.
    Cut(usize),
    /// Deletes the file.
    Delete,
}

/// What became of the searches in a damaged index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// All answers are as before.
    Same,
    /// Every other answer says that it is not exact.
    Partial,
    /// The search fails with a message.
    Refused,
}

/// An archive, a copy of its index as it should be, and the answers from it.
pub struct Scene {
    archive: Archive,
    sound: PathBuf,
    answers: Vec<Value>,
}

impl Scene {
    /// Builds an archive with several segments and deleted articles.
    pub fn new() -> Self {
        let archive = Archive::new();
        let body = |name: &str| {
            format!(
                "The river rose in the night and took the bridge at the old mill, {name} told the \
                 council in Lisbon. Nobody was hurt. {name} will ask for a ferry until the spring."
            )
        };
        for (file, name) in [("a.txt", "Ada Quill"), ("b.txt", "Omar Reed"), ("c.txt", "Ines Holt")]
        {
            archive.write(file, story(&format!("{name} on the flood"), &body(name)));
            archive.update();
        }
        archive.write("b.txt", story("Omar Reed on the ferry", &body("Omar Reed Jr")));
        archive.write("copy.txt", story("Ada Quill on the flood", &body("Ada Quill")));
        archive.update();
        let sound = archive.folder().join("sound");
        copy_folder(&archive.index(), &sound);
        let answers = SEARCHES.iter().map(|search| answer(archive.run(search).success())).collect();
        Self { archive, sound, answers }
    }

    /// Lists the files of the index, each with its length.
    pub fn files(&self) -> Vec<(String, usize)> {
        let mut files: Vec<(String, usize)> = fs::read_dir(&self.sound)
            .expect("a folder")
            .map(|file| {
                let file = file.expect("a file");
                let length = file.metadata().expect("a file").len() as usize;
                (file.file_name().into_string().expect("a name"), length)
            })
            .filter(|(_, length)| *length > 0)
            .collect();
        files.sort();
        files
    }

    /// Damages a file of a sound index, searches it, repairs it, and searches it again.
    ///
    /// # Panics
    /// Panics where a command panics, an answer is silently wrong, or the repair is not complete.
    pub fn trial(&self, file: &str, damage: Damage) -> Outcome {
        let what = format!("{damage:?} in {file}");
        let index = self.archive.index();
        fs::remove_dir_all(&index).expect("removes");
        copy_folder(&self.sound, &index);
        apply(damage, &index.join(file));
        let outcome = self.search(&what);
        let verified = self.run(&["verify"], &what);
        assert!(outcome == Outcome::Same || verified.code == 2, "{what}: {verified:?}");
        let report = self.run(&["index", "news", "--json"], &what);
        assert_eq!(report.code, 0, "{what}: {report:?}");
        for (search, sound) in SEARCHES.iter().zip(&self.answers) {
            assert_eq!(answer(self.run(search, &what).success()), *sound, "{what}, repaired");
        }
        let verified = self.run(&["verify"], &what);
        assert_eq!(verified.code, 0, "{what}, repaired: {verified:?}");
        outcome
    }

    /// Searches a damaged index.
    fn search(&self, what: &str) -> Outcome {
        let outcomes = SEARCHES.iter().zip(&self.answers).map(|(search, sound)| {
            let ran = self.run(search, what);
            if ran.code == 2 {
                ran.fails_with(&["index"]);
                return Outcome::Refused;
            }
            let found = ran.json();
            let is_exact = found["exact"] == true;
            let found = answer(found);
            assert!(found == *sound || !is_exact, "{what} gives a wrong answer: {found}");
            if is_exact { Outcome::Same } else { Outcome::Partial }
        });
        outcomes.max().expect("searches")
    }

    fn run(&self, arguments: &[&str], what: &str) -> RunOutput {
        let ran = self.archive.run(arguments);
        let is_crash = !(0..=2).contains(&ran.code) || ran.err.contains("error in morgue itself");
        assert!(!is_crash, "{what}: {arguments:?}: {ran:?}");
        ran.did_not_panic();
        ran
    }
}

/// Chooses damage of every kind for a file of this length: at its ends and at `places` others.
pub fn damages(length: usize, places: usize, random: &mut Random) -> Vec<Damage> {
    // Seven bytes are too few for the end of Tantivy's footer, and enough for it to look.
    let mut damages = vec![
        Damage::Delete,
        Damage::Cut(0),
        Damage::Cut(7),
        Damage::Flip(0),
        Damage::Flip(length - 1),
    ];
    for _ in 0..places {
        let at = random.below(length);
        damages.push(match random.below(3) {
            0 => Damage::Flip(at),
            1 => Damage::Zero(at),
            _ => Damage::Cut(at),
        });
    }
    damages
}

fn apply(damage: Damage, path: &Path) {
    let mut bytes = fs::read(path).expect("reads");
    match damage {
        Damage::Flip(at) => bytes[at] ^= 1 << (at % 8),
        Damage::Zero(at) => {
            let end = bytes.len().min(at + ZEROED);
            bytes[at..end].fill(0);
        }
        Damage::Cut(at) => bytes.truncate(at),
        Damage::Delete => return fs::remove_file(path).expect("removes"),
    }
    fs::write(path, bytes).expect("writes");
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for file in fs::read_dir(from).expect("a folder") {
        let file = file.expect("a file");
        fs::copy(file.path(), to.join(file.file_name())).expect("copies");
    }
}
