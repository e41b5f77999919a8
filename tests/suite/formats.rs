//! One story in every format: what was written is what is read.

use morgue::internals::read::format;
use morgue::internals::read::format::{FORMATS, Options};
use morgue::internals::read::source::{Flow, Source};

use crate::written::{self, AUTHOR, SINGLES, Story, WRITERS};

/// Formats whose files are pages and not stories; they have separate tests.
const PAGE_FORMATS: [&str; 3] = ["pdf", "alto", "mets"];

/// Headline, text, authors and date of a story, or the reason of its rejection.
type ReadStory = Result<[String; 4], String>;

/// Reads the stories of a source.
fn read(source: &mut Source<'_>) -> Vec<ReadStory> {
    let Some(format) = format::sniff(source.name(), source.head()) else { return Vec::new() };
    let mut stories = Vec::new();
    let flow = (format.read)(source, &Options::default(), &mut |record| {
        stories.push(record.map_err(|rejected| rejected.reason).map(|article| {
            let day = article.published.map(|date| date.date.from.to_string()).unwrap_or_default();
            [article.title, article.body, article.authors.join(";"), day]
        }));
        Flow::Continue(())
    });
    assert!(flow.is_continue());
    stories
}

fn expected(story: &Story) -> ReadStory {
    Ok([story.title.clone(), story.body(), AUTHOR.to_owned(), written::DAY.to_owned()])
}

/// Returns how the stories read from a file differ from those written to it.
fn difference(name: &str, file: &str, bytes: &[u8], stories: &[Story]) -> Option<String> {
    let mut source = Source::new(file, bytes);
    let format = format::sniff(source.name(), source.head()).map(|format| format.name);
    if format != Some(name) {
        return Some(format!("{name}: {file} is taken for {format:?}"));
    }
    let read = read(&mut source);
    let different =
        read.iter().zip(stories.iter().map(expected)).find(|(read, expected)| *read != expected);
    match different {
        Some((read, expected)) => Some(format!("{name}: {read:#?} is not {expected:#?}")),
        None if read.len() != stories.len() => Some(format!("{name}: {} records", read.len())),
        None => None,
    }
}

#[test]
fn the_same_story_is_read_from_every_format() {
    let stories = written::stories(40);
    let differences = WRITERS.iter().flat_map(|(name, file, write)| {
        let files =
            if SINGLES.contains(name) { stories.chunks(1) } else { stories.chunks(stories.len()) };
        files.filter_map(|some| difference(name, file, &write(some), some)).take(1)
    });
    let differences: Vec<String> = differences.collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_format_is_tested_and_has_a_fuzz_target() {
    let targets = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/Cargo.toml"))
        .expect("targets");
    for format in FORMATS {
        let known = WRITERS.iter().any(|(name, ..)| *name == format.name)
            || PAGE_FORMATS.contains(&format.name);
        assert!(known, "nothing writes {}", format.name);
        assert!(
            targets.contains(&format!("name = \"{}\"", format.name)),
            "no fuzz target for {}",
            format.name
        );
    }
}

#[test]
fn a_truncated_file_gives_no_merged_story() {
    let stories = written::stories(2);
    for (name, file, write) in WRITERS {
        let some = if SINGLES.contains(name) { &stories[..1] } else { &stories[..] };
        let bytes = write(some);
        for cut in (0..bytes.len()).step_by(bytes.len() / 25 + 1) {
            let Some(format) = format::sniff(file, &bytes[..cut]) else { continue };
            let mut merged = 0;
            let flow = (format.read)(
                &mut Source::new(*file, &bytes[..cut]),
                &Options::default(),
                &mut |record| {
                    merged +=
                        usize::from(record.is_ok_and(|article| {
                            article.body.len() > some[0].body().len() + 2_000
                        }));
                    Flow::Continue(())
                },
            );
            assert!(flow.is_continue() && merged == 0, "{name} cut at {cut}");
        }
    }
}
