//! Faults on a large scale: damaged bytes, killed processes, full disks, mutated input. Prints what
//! became of the trials; one that fails ends the bench.
//!
//! `cargo bench --bench faults`, or one part: `damage`, `kills`, `disk`, `memory`, `watch`, `load`,
//! `requests` or `fuzz`. `MORGUE_TRIALS` is the number of trials, for damage those of each file (default 1,000), for memory
//! the thousandths of each input; `MORGUE_SECONDS` is the time for each format (default 600).

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code
)]

#[path = "../../tests/faults/mod.rs"]
mod faults;
mod fuzz;
#[path = "../../tests/suite/harness.rs"]
mod harness;
mod requests;
#[path = "../../tests/suite/test_server.rs"]
mod test_server;
mod watch;
#[path = "../../tests/suite/written.rs"]
mod written;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use faults::damage::{Scene, damages};
use faults::{full_disk, kills};
use harness::Random;

fn main() {
    let number = |name: &str, default: usize| {
        let text = std::env::var(name).ok();
        text.map_or(default, |text| text.parse().expect("a number"))
    };
    let trials = number("MORGUE_TRIALS", 1000);
    let parts: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let is_chosen = |part: &str| parts.is_empty() || parts.iter().any(|chosen| chosen == part);
    if is_chosen("damage") {
        damage(trials);
    }
    if is_chosen("kills") {
        kills::kill(trials, &mut Random(2));
        println!("{trials} killed processes: every index opened, and a run completed it");
    }
    if is_chosen("disk") {
        let (failed, completed) = full_disk::fill((0..trials).map(|number| number * 37 % 400));
        println!("full disk: {failed} runs failed, {completed} did not; the next completed each");
    }
    #[cfg(target_os = "linux")]
    if is_chosen("memory") {
        memory(trials);
    }
    if is_chosen("watch") {
        watch::burst(10_000);
    }
    if is_chosen("load") {
        requests::load();
    }
    let seconds = Duration::from_secs(number("MORGUE_SECONDS", 600) as u64);
    if is_chosen("requests") {
        requests::fuzz(seconds);
    }
    if is_chosen("fuzz") {
        fuzz::run(seconds, Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus")));
    }
}

#[cfg(target_os = "linux")]
fn memory(size: usize) {
    /// Memory of a run, in mebibytes.
    const MEMORY: u64 = 200;
    println!("{:<42} {:>9} {:>9} {:>9}", "input", "peak", "articles", "rejected");
    for input in &faults::memory::INPUTS {
        let faults::memory::Run { peak, articles, rejected } =
            faults::memory::index(input, size, MEMORY);
        println!("{:<42} {:>6} MB {articles:>9} {rejected:>9}", input.name, peak >> 20);
    }
}

fn damage(places: usize) {
    let scene = Scene::new();
    let mut random = Random(1);
    println!("{:<12} {:>7} {:>7} {:>8} {:>8}", "file", "trials", "same", "partial", "refused");
    let mut kinds: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for (file, length) in scene.files() {
        let kind = file.rsplit('.').next().unwrap_or_default();
        let kind = if file.len() > 32 { kind } else { &file };
        let counts = kinds.entry(kind.to_string()).or_default();
        for damage in damages(length, places, &mut random) {
            counts[scene.trial(&file, damage) as usize] += 1;
        }
    }
    for (kind, [same, partial, refused]) in kinds {
        let trials = same + partial + refused;
        println!("{kind:<12} {trials:>7} {same:>7} {partial:>8} {refused:>8}");
    }
}
