//! Labelled fields at the head of a text, as researchers and databases write them: "Title: …",
//! "Date: …", "Source: …".

use serde_json::Value;

use super::fields;
use super::record::RecordFields;

/// Longest label, in bytes.
const LONGEST: usize = 28;

/// Most lines of labels at the head of a text.
const MOST_LINES: usize = 40;

/// Labels in other languages, normalised by [`fields::normalise_name`], and their English names.
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

/// Splits the labels at the head of a text into fields, and returns the text below them. Two labels
/// must be known names, or else the lines are text: "Jane Doe: It rained."
pub(crate) fn split(text: &str) -> Option<(RecordFields, &str)> {
    let mut fields = RecordFields::new();
    let (mut end, mut known, mut last) = (0, 0, String::new());
    for line in text.split_inclusive('\n').take(MOST_LINES) {
        if line.trim().is_empty() {
            if fields.is_empty() {
                end += line.len();
                continue;
            } else {
                break;
            }
        }
        if let Some((name, value)) = parse_label(line) {
            if name == "body" || name == "text" {
                end += line.find(':').map_or(0, |colon| colon + 1);
                known += 1;
                break;
            }
            known += usize::from(fields::is_known_name(&name) && !value.is_empty());
            fields.entry(name.clone()).or_insert(Value::String(value.to_owned()));
            last = name;
        } else if line.starts_with([' ', '\t']) && !last.is_empty() {
            continue_value(&mut fields, &last, line);
        } else {
            return None;
        }
        end += line.len();
    }
    split_page_from_section(&mut fields);
    (known >= 2).then(|| (fields, after_body_label(text.get(end..).unwrap_or_default())))
}

/// Text below the line "BODY", if that is the first line below the labels.
fn after_body_label(text: &str) -> &str {
    let trimmed = text.trim_start();
    match trimmed.split_once('\n') {
        Some((line, rest))
            if matches!(fields::normalise_name(line).as_str(), "body" | "text" | "fulltext") =>
        {
            rest
        }
        _ => text,
    }
}

/// Splits "News; Pg. 3", since databases append the page to the section.
fn split_page_from_section(fields: &mut RecordFields) {
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

/// Appends a continuation line to the value above it.
fn continue_value(fields: &mut RecordFields, name: &str, line: &str) {
    if let Some(Value::String(value)) = fields.get_mut(name) {
        value.push(' ');
        value.push_str(line.trim());
    }
}

/// Parses a line as a label, given by its English name, and its value.
fn parse_label(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once(':')?;
    let short = name.len() <= LONGEST && name.split_whitespace().count() <= 3;
    let is_words = name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphabetic() || " _-".contains(c));
    let normalised = fields::normalise_name(name);
    let english = FOREIGN
        .iter()
        .find(|(foreign, _)| *foreign == normalised)
        .map_or(normalised.as_str(), |(_, english)| *english);
    (short && is_words && (value.starts_with([' ', '\t', '\n', '\r']) || value.is_empty()))
        .then(|| (english.to_owned(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_distinguished_from_text() {
        let text = "Title: Flood in Beira\nDate: July 18, 2016\nAuthor: Jane Doe,\n  John Roe\nLength: 3 words\n\nThe river rose.";
        let (fields, rest) = split(text).expect("labels");
        let field = |name: &str| fields.get(name).and_then(Value::as_str);
        assert_eq!(
            (field("title"), field("author"), field("length")),
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
