//! Any bytes, read by one format: no panic, no hang, and no article without a headline. The same law runs as a property
//! test in `src/format/mod.rs`; here it runs for as long as one likes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use morgue::internals::read::format::{FORMATS, Options};
use morgue::internals::read::source::{Flow, Source};

/// The format this target is called after.
const FORMAT: &str = env!("CARGO_BIN_NAME");

fuzz_target!(|bytes: &[u8]| {
    let format = FORMATS.iter().find(|format| format.name == FORMAT).expect("a target is called after a format");
    let mut source = Source::new("fuzz", bytes);
    let _ = (format.read)(&mut source, &Options::default(), &mut |record| {
        if let Ok(article) = record {
            assert!(!article.title.is_empty() && !article.title.contains('\n'));
        }
        Flow::Continue(())
    });
});
