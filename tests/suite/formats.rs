//! One story, every format: what a newsroom wrote is what morgue reads, whatever it was kept in.

use morgue::read::format;
use morgue::read::format::{FORMATS, Options};
use morgue::read::source::{Flow, Source};

use crate::written::{self, AUTHOR, SINGLES, Story, WRITERS};

/// Formats whose files are no story written down but a picture of one; they have tests of their own.
const PICTURES: [&str; 3] = ["pdf", "alto", "mets"];

/// A story as it was read: headline, text, authors and day.
type Read = Result<[String; 4], String>;

/// What is read from a source.
fn read(source: &mut Source<'_>) -> Vec<Read> {
    let Some(format) = format::sniff(source.name(), source.head()) else { return Vec::new() };
    let mut seen = Vec::new();
    let flow = (format.read)(source, &Options::default(), &mut |record| {
        seen.push(record.map_err(|rejected| rejected.reason).map(|article| {
            let day =
                article.published.map(|date| date.date.from.to_string()).unwrap_or_default();
            [article.title, article.body, article.authors.join(";"), day]
        }));
        Flow::Continue(())
    });
    assert!(flow.is_continue());
    seen
}

fn told(story: &Story) -> Read {
    Ok([story.title.clone(), story.body(), AUTHOR.to_owned(), written::DAY.to_owned()])
}

/// How a format tells other tales than were written down in it.
fn fault(name: &str, file: &str, bytes: &[u8], stories: &[Story]) -> Option<String> {
    let mut source = Source::new(file, bytes);
    let format = format::sniff(source.name(), source.head()).map(|format| format.name);
    if format != Some(name) {
        return Some(format!("{name}: {file} is taken for {format:?}"));
    }
    let seen = read(&mut source);
    let differs = seen.iter().zip(stories.iter().map(told)).find(|(seen, told)| **seen != *told);
    match differs {
        Some((seen, told)) => Some(format!("{name}: {seen:#?} is not {told:#?}")),
        None if seen.len() != stories.len() => Some(format!("{name}: {} records", seen.len())),
        None => None,
    }
}

#[test]
fn the_same_story_is_read_from_every_format() {
    let stories = written::stories(40);
    let faults = WRITERS.iter().flat_map(|(name, file, write)| {
        let files =
            if SINGLES.contains(name) { stories.chunks(1) } else { stories.chunks(stories.len()) };
        files.filter_map(|some| fault(name, file, &write(some), some)).take(1)
    });
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_format_is_written_here_or_has_tests_of_its_own_and_a_fuzz_target() {
    let targets = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/Cargo.toml"))
        .expect("targets");
    for format in FORMATS {
        let known = WRITERS.iter().any(|(name, ..)| *name == format.name)
            || PICTURES.contains(&format.name);
        assert!(known, "nothing writes {}", format.name);
        assert!(
            targets.contains(&format!("name = \"{}\"", format.name)),
            "no fuzz target for {}",
            format.name
        );
    }
}

#[test]
fn a_file_that_is_cut_anywhere_tells_no_tales() {
    let stories = written::stories(2);
    for (name, file, write) in WRITERS {
        let some = if SINGLES.contains(name) { &stories[..1] } else { &stories[..] };
        let bytes = write(some);
        for cut in (0..bytes.len()).step_by(bytes.len() / 25 + 1) {
            let Some(format) = format::sniff(file, &bytes[..cut]) else { continue };
            let mut whole = 0;
            let flow = (format.read)(
                &mut Source::new(*file, &bytes[..cut]),
                &Options::default(),
                &mut |record| {
                    whole +=
                        usize::from(record.is_ok_and(|article| {
                            article.body.len() > some[0].body().len() + 2_000
                        }));
                    Flow::Continue(())
                },
            );
            assert!(flow.is_continue() && whole == 0, "{name} cut at {cut}");
        }
    }
}
