//! Labels at the head of a text, as researchers and data bases write them: "Title: …", "Date: …", "Source: …".

use serde_json::Value;

use super::fields;
use super::record::Fields;

/// The longest label, in bytes.
const LONGEST: usize = 28;

/// The most lines of labels.
const MOST: usize = 40;

/// Labels in other languages, without accents as [`fields::plain`] leaves them, and what they are called in English.
const FOREIGN: [(&str, &str); 28] = [
    ("titre", "title"),
    ("titel", "title"),
    ("titulo", "title"),
    ("título", "title"),
    ("titolo", "title"),
    ("überschrift", "title"),
    ("schlagzeile", "title"),
    ("fecha", "date"),
    ("datum", "date"),
    ("data", "date"),
    ("loaddate", "date"),
    ("auteur", "author"),
    ("autor", "author"),
    ("autora", "author"),
    ("autore", "author"),
    ("by", "byline"),
    ("fuente", "source"),
    ("quelle", "source"),
    ("fonte", "source"),
    ("zeitung", "source"),
    ("journal", "source"),
    ("periodico", "source"),
    ("seite", "page"),
    ("pagina", "page"),
    ("página", "page"),
    ("rubrique", "section"),
    ("ressort", "section"),
    ("seccion", "section"),
];

/// The labels a text opens with, by the names a record would use, and the text under them. Two of them must be known, or
/// the lines are text: "Jane Doe: It rained."
pub fn split(text: &str) -> Option<(Fields, &str)> {
    let mut fields = Fields::new();
    let (mut at, mut known, mut last) = (0, 0, String::new());
    for line in text.split_inclusive('\n').take(MOST) {
        if line.trim().is_empty() {
            if fields.is_empty() {
                at += line.len();
                continue;
            } else {
                break;
            }
        }
        if let Some((name, value)) = label(line) {
            if name == "body" || name == "text" {
                at += line.find(':').map_or(0, |colon| colon + 1);
                known += 1;
                break;
            }
            known += usize::from(fields::is_common(&name) && !value.is_empty());
            fields.entry(name.clone()).or_insert(Value::String(value.to_owned()));
            last = name;
        } else if line.starts_with([' ', '\t']) && !last.is_empty() {
            continue_value(&mut fields, &last, line);
        } else {
            return None;
        }
        at += line.len();
    }
    part_page(&mut fields);
    (known >= 2).then(|| (fields, behind_body(text.get(at..).unwrap_or_default())))
}

/// What stands behind "BODY:", where that opens the text under the labels.
fn behind_body(text: &str) -> &str {
    let under = text.trim_start();
    match under.split_once('\n') {
        Some((line, rest))
            if matches!(fields::plain(line).as_str(), "body" | "text" | "fulltext") =>
        {
            rest
        }
        _ => text,
    }
}

/// Parts "News; Pg. 3": data bases print the page behind the section.
fn part_page(fields: &mut Fields) {
    let section = fields.get("section").and_then(Value::as_str).unwrap_or_default();
    let Some((section, page)) =
        section.rsplit_once("; Pg. ").or_else(|| section.rsplit_once(", page "))
    else {
        return;
    };
    let (section, page) =
        (Value::from(section), Value::from(page.split(';').next().unwrap_or_default().trim()));
    fields.insert("section".to_owned(), section);
    fields.entry("page").or_insert(page);
}

/// Adds a line to the label above it.
fn continue_value(fields: &mut Fields, name: &str, line: &str) {
    if let Some(Value::String(value)) = fields.get_mut(name) {
        value.push(' ');
        value.push_str(line.trim());
    }
}

/// The label of a line, and what stands behind it.
fn label(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once(':')?;
    let short = name.len() <= LONGEST && name.split_whitespace().count() <= 3;
    let named = name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphabetic() || " _-".contains(c));
    let plain = fields::plain(name);
    let english = FOREIGN
        .iter()
        .find(|(foreign, _)| *foreign == plain)
        .map_or(plain.as_str(), |(_, english)| *english);
    (short && named && (value.starts_with([' ', '\t', '\n', '\r']) || value.is_empty()))
        .then(|| (english.to_owned(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_from_text() {
        let text = "Title: Flood in Beira\nDate: July 18, 2016\nAuthor: Jane Doe,\n  John Roe\nLength: 3 words\n\nThe river rose.";
        let (fields, rest) = split(text).expect("labels");
        let said = |name: &str| fields.get(name).and_then(Value::as_str);
        assert_eq!(
            (said("title"), said("author"), said("length")),
            (Some("Flood in Beira"), Some("Jane Doe, John Roe"), Some("3 words"))
        );
        assert_eq!(rest.trim(), "The river rose.");
        let (fields, rest) =
            split("Titel: Flut\nDatum: 18.7.2016\nText: Der Fluss.\n\nMehr.").expect("labels");
        assert_eq!((fields.len(), rest), (2, " Der Fluss.\n\nMehr."));
        for text in [
            "Jane Doe: It rained.\nJohn Roe: It did.\n",
            "Title: Flood\n\nIt rose.",
            "Flood in Beira\nDate: July 18\n",
            "",
            "Date:\n",
        ] {
            assert_eq!(split(text), None, "{text}");
        }
    }
}
