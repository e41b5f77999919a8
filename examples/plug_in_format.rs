//! Adds a format of your own: files that begin with `#CLIPPING`, a headline on the second line, then
//! the text. `cargo run --example plug_in_format`.

#![allow(clippy::print_stdout)]

use morgue::{
    Article, EmitArticle, FileItem, Flow, Format, FormatOptions, ReadOptions, Source,
    finish_article, read_file,
};

const CLIPPING: Format = Format { name: "clipping", recognises, read };

/// Recognises the format by its first bytes.
fn recognises(_name: &str, head: &[u8]) -> bool {
    head.starts_with(b"#CLIPPING\n")
}

/// Reads the one article of a file.
fn read(source: &mut Source<'_>, _: &FormatOptions, emit: &mut EmitArticle<'_>) -> Flow {
    let text = match source.read_text(None) {
        Ok(text) => text,
        Err(rejected) => return emit(Err(rejected)),
    };
    let mut lines = text.lines().skip(1);
    let article = Article {
        title: lines.next().unwrap_or_default().to_owned(),
        body: lines.collect::<Vec<_>>().join("\n"),
        ..Article::from_record(&text)
    };
    emit(finish_article(article))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::temp_dir().join("example.clipping");
    std::fs::write(&file, "#CLIPPING\nFlood in Beira\nBEIRA, July 18 (MNA) - The river rose.\n")?;
    let format_options = FormatOptions { formats: vec![CLIPPING], ..FormatOptions::default() };
    let options = ReadOptions { format_options, ..ReadOptions::default() };
    read_file(&file, &options, |item| {
        if let FileItem::Record(record) = item
            && let Ok(article) = record.article
        {
            println!("{}: {}", record.format, article.title);
        }
        Flow::Continue(())
    })?;
    std::fs::remove_file(file)?;
    Ok(())
}
