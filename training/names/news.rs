//! Unlabelled news, for word clusters and self-training.

use std::fs;
use std::path::Path;

/// Reads the unlabelled news.
pub fn read(data: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    let articles =
        fs::File::open(data.join("articles.jsonl.zst")).expect("articles.jsonl.zst is there");
    let lines = zstd::decode_all(articles).expect("zstd");
    for line in String::from_utf8_lossy(&lines).lines() {
        let Ok(article) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        let field = |name: &str| article[name].as_str().unwrap_or_default().to_string();
        texts.push(format!("{}\n\n{}", field("title"), field("content_original")));
    }
    for file in ["wikinews_2019.csv", "wikinews_2020.csv"] {
        let mut reader =
            csv::Reader::from_path(data.join("wikinews").join(file)).expect("wikinews is there");
        for row in reader.records().filter_map(|row| row.ok()) {
            texts.push(format!("{}\n\n{}", &row[2], &row[3]));
        }
    }
    texts.extend(reuters(&data.join("reuters21578")));
    texts
}

/// Reads the stories of Reuters-21578: title, dateline and body, with lines joined to paragraphs.
fn reuters(folder: &Path) -> Vec<String> {
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("reuters21578 is there").flatten().map(|f| f.path()).collect();
    files.sort();
    let mut texts = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "sgm")) {
        let bytes = fs::read(file).expect("reads");
        let all: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        for story in all.split("<REUTERS").skip(1) {
            let part = |tag: &str| {
                let from = story.find(&format!("<{tag}>")).map(|at| at + tag.len() + 2);
                from.and_then(|from| {
                    story[from..].find(&format!("</{tag}>")).map(|to| &story[from..from + to])
                })
            };
            let Some(body) = part("BODY") else { continue };
            let paragraphs = body
                .split("\n    ")
                .map(|lines| lines.split_whitespace().collect::<Vec<_>>().join(" "));
            let body = paragraphs.collect::<Vec<_>>().join("\n\n");
            let text = format!(
                "{}\n\n{} {body}",
                part("TITLE").unwrap_or_default(),
                part("DATELINE").unwrap_or_default().trim()
            );
            texts.push(text.replace("&lt;", "<").replace("&amp;", "&").replace("&gt;", ">"));
        }
    }
    texts
}
