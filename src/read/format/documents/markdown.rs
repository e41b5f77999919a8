//! Markdown, as newsrooms and static sites keep stories: front matter in YAML, TOML or JSON, then the text.

use pulldown_cmark::{Event, Options as Extensions, Parser, Tag, TagEnd};
use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::Value;

use crate::article::{Article, Rejected};
use crate::read::format::form::{Format, Options, Take};
use crate::read::format::shared::record;
use crate::read::format::shared::record::Fields;
use crate::read::format::shared::{fields, markup};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// One story a file.
pub const FORMAT: Format = Format { name: "markdown", recognises, read };

/// Front matter longer than this is a text that happens to begin with a rule.
const FRONT_MATTER: usize = 64 * 1024;

/// How deep a value of front matter may lie.
const DEPTH: usize = 8;

fn recognises(name: &str, head: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let named =
        [".md", ".markdown", ".mdown", ".mkd", ".mdx"].iter().any(|ending| name.ends_with(ending));
    named && !head.contains(&0)
}

fn read(source: &mut Source<'_>, options: &Options, take: &mut Take<'_>) -> Flow {
    if let Some(rejected) = source.nothing() {
        return take(Err(rejected));
    }
    let record = source.text(None).and_then(|text| article(&text, &options.fields));
    take(record)
}

/// The story in a text.
fn article(text: &str, map: &fields::FieldMap) -> Result<Article, Rejected> {
    let (mut said, markdown, fault) = front_matter(text.trim_start_matches('\u{feff}'));
    let Page { heading, mut body, captions } = Page::of(markdown);
    let title = said.get("title").and_then(Value::as_str).unwrap_or_default();
    if title.is_empty() && !record::is_article(&said, map) {
        said.insert("title".to_owned(), Value::String(heading));
    } else if !heading.is_empty() && clean::line(title) != heading {
        body = format!("{heading}\n\n{body}");
    }
    said.insert("body".to_owned(), Value::String(body));
    said.entry("captions").or_insert_with(|| Value::from(captions));
    let mut article = record::article(text, &said, map)?;
    article.warnings.extend(fault);
    Ok(article)
}

/// The fields before the text, the text, and what is wrong with the fields.
fn front_matter(text: &str) -> (Fields, &str, Option<String>) {
    for (open, close, parse) in FENCES {
        let Some(inside) = text.strip_prefix(open) else { continue };
        let Some((said, rest)) = inside.split_once(close).filter(|(said, _)| is_front_matter(said))
        else {
            continue;
        };
        let rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        return match parse(said) {
            Ok(said) => (said, rest, None),
            Err(fault) => {
                (Fields::new(), rest, Some(format!("front matter cannot be read: {fault}")))
            }
        };
    }
    (Fields::new(), text, None)
}

/// Whether what stands between two fences is a list of fields, and no text between two rules.
fn is_front_matter(said: &str) -> bool {
    let names = said
        .lines()
        .next()
        .is_some_and(|first| !first.trim().is_empty() && first.contains([':', '=', '{', '#']));
    said.len() <= FRONT_MATTER && names
}

/// Reads front matter of one notation.
type Parse = fn(&str) -> Result<Fields, String>;

/// What stands around front matter, and its notation.
const FENCES: [(&str, &str, Parse); 4] = [
    ("---\n", "\n---", yaml),
    ("---\r\n", "\n---", yaml),
    ("+++\n", "\n+++", toml),
    (";;;\n", "\n;;;", |said| serde_json::from_str(said).map_err(|fault| fault.to_string())),
];

fn toml(said: &str) -> Result<Fields, String> {
    let table: toml::Table =
        said.parse().map_err(|fault: toml::de::Error| fault.message().to_owned())?;
    let dated =
        |value: &toml::Value| value.as_datetime().map(|date| Value::String(date.to_string()));
    let value = |value: &toml::Value| dated(value).or_else(|| serde_json::to_value(value).ok());
    Ok(table.iter().filter_map(|(name, said)| Some((name.clone(), value(said)?))).collect())
}

fn yaml(said: &str) -> Result<Fields, String> {
    let documents = Yaml::load_from_str(said).map_err(|fault| fault.to_string())?;
    match documents.first().map(|document| json(document, DEPTH)) {
        Some(Value::Object(fields)) => Ok(fields),
        Some(Value::Null) | None => Ok(Fields::new()),
        Some(_) => Err("it is no list of names and values".to_owned()),
    }
}

/// A YAML value as the record reader takes them; what lies too deep is left out.
fn json(value: &Yaml<'_>, depth: usize) -> Value {
    match value {
        Yaml::Value(Scalar::String(text)) => Value::String(text.to_string()),
        Yaml::Value(Scalar::Integer(number)) => Value::from(*number),
        Yaml::Value(Scalar::FloatingPoint(number)) => Value::from(number.into_inner()),
        Yaml::Value(Scalar::Boolean(truth)) => Value::Bool(*truth),
        Yaml::Representation(text, ..) => Value::String(text.to_string()),
        Yaml::Sequence(items) if depth > 0 => {
            items.iter().map(|item| json(item, depth - 1)).collect()
        }
        Yaml::Mapping(pairs) if depth > 0 => {
            let named = pairs.iter().filter_map(|(name, value)| {
                Some((name.as_str()?.to_owned(), json(value, depth - 1)))
            });
            Value::Object(named.collect())
        }
        Yaml::Tagged(_, inner) if depth > 0 => json(inner, depth - 1),
        _ => Value::Null,
    }
}

/// The text of a Markdown document.
#[derive(Default)]
struct Page {
    /// The heading it opens with, empty where it opens with text.
    heading: String,
    body: String,
    captions: Vec<String>,
}

impl Page {
    fn of(markdown: &str) -> Self {
        let mut writer = Writer::default();
        let extensions = Extensions::ENABLE_TABLES
            | Extensions::ENABLE_STRIKETHROUGH
            | Extensions::ENABLE_FOOTNOTES;
        Parser::new_ext(markdown, extensions).for_each(|event| writer.write(event));
        writer.end_block();
        writer.page
    }
}

/// Writes the events of a document as paragraphs.
#[derive(Default)]
struct Writer {
    page: Page,
    /// The paragraph being written.
    block: String,
    /// The words that describe the image being read, which are no words of the paragraph.
    image: Option<String>,
    in_heading: bool,
    /// Whether a note is being read: notes stand at the foot of a page, not in its text.
    in_note: bool,
}

impl Writer {
    fn write(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Heading { .. }) => self.in_heading = true,
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::Image { .. }) => self.image = Some(String::new()),
            Event::End(TagEnd::Image) => self.end_image(),
            Event::Start(Tag::FootnoteDefinition(_)) => self.in_note = true,
            Event::End(TagEnd::FootnoteDefinition) => {
                self.block.clear();
                self.in_note = false;
            }
            Event::Text(words) | Event::Code(words) => self.say(&words),
            Event::Html(html) => self.say(&markup::formatted(&html)),
            Event::SoftBreak => self.say(" "),
            Event::HardBreak | Event::Rule => self.end_block(),
            Event::End(TagEnd::TableCell) => self.say(" "),
            Event::Start(Tag::Item)
            | Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => self.end_block(),
            Event::End(
                TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::BlockQuote(_) | TagEnd::HtmlBlock,
            ) => self.end_block(),
            _ => {}
        }
    }

    fn say(&mut self, words: &str) {
        self.image.as_mut().unwrap_or(&mut self.block).push_str(words);
    }

    /// The first heading, with no text above it, is the page's; any other is a paragraph.
    fn end_heading(&mut self) {
        self.in_heading = false;
        if self.page.heading.is_empty() && self.page.body.is_empty() {
            self.page.heading = clean::line(&std::mem::take(&mut self.block));
        } else {
            self.end_block();
        }
    }

    fn end_image(&mut self) {
        let caption = clean::line(&self.image.take().unwrap_or_default());
        self.page.captions.extend(Some(caption).filter(|caption| !caption.is_empty()));
    }

    fn end_block(&mut self) {
        if self.in_note || self.in_heading {
            return;
        }
        let paragraph = clean::paragraphs(&std::mem::take(&mut self.block));
        if !paragraph.is_empty() {
            let parting = if self.page.body.is_empty() { "" } else { "\n\n" };
            self.page.body.push_str(parting);
            self.page.body.push_str(&paragraph);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(text: &str) -> Article {
        article(text, &fields::FieldMap::default()).expect("a story")
    }

    #[test]
    fn front_matter_comes_in_three_notations() {
        for text in [
            "---\ntitle: \"Flood: the day after\"\ndate: 2016-07-18\nauthor: Jane Doe\ntags: [rivers, Beira]\n---\nThe river fell.\n",
            "+++\ntitle = \"Flood: the day after\"\ndate = 2016-07-18\nauthor = \"Jane Doe\"\ntags = [\"rivers\", \"Beira\"]\n+++\nThe river fell.\n",
            ";;;\n{\"title\": \"Flood: the day after\", \"date\": \"2016-07-18\", \"author\": \"Jane Doe\", \"tags\": [\"rivers\", \"Beira\"]}\n;;;\nThe river fell.",
        ] {
            let article = story(text);
            assert_eq!(
                (&*article.title, &*article.body),
                ("Flood: the day after", "The river fell."),
                "{text}"
            );
            assert_eq!(
                article.published.map(|date| date.date.to_string()).as_deref(),
                Some("18 July 2016")
            );
            assert_eq!(
                (article.authors, article.keywords),
                (vec!["Jane Doe".into()], vec!["rivers".into(), "Beira".into()])
            );
        }
    }

    #[test]
    fn text_loses_its_marks() {
        let article = story(
            "# Flood in *Beira*\n\nThe **river** [rose](http://example.org)\nby night.[^1]\n\n![Boats at noon](a.jpg)\n\n\
             - one\n- two\n\n> A quote.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: A note.\n\n## Later\n\nIt fell.",
        );
        assert_eq!(article.title, "Flood in Beira");
        assert_eq!(
            article.body,
            "The river rose by night.\n\none\n\ntwo\n\nA quote.\n\na b\n\n1 2\n\nLater\n\nIt fell."
        );
        assert_eq!(article.captions, ["Boats at noon"]);
    }

    #[test]
    fn faulty_front_matter_is_a_warning() {
        let article = story("---\ntitle: [\n---\n# Flood\n\nText.");
        assert_eq!((&*article.title, article.warnings.len()), ("Flood", 1));
        let aliases = (0..40).fold("a0: &a0 [x]\n".to_owned(), |yaml, n| {
            format!("{yaml}a{}: &a{} [*a{n}, *a{n}]\n", n + 1, n + 1)
        });
        assert_eq!(story(&format!("---\n{aliases}\n---\n# Flood\n\nText.")).title, "Flood");
        assert_eq!(story("---\ntitle: Flood\n---\n# Flood\n\nText.").body, "Text.");
        assert_eq!(
            story("---\ntitle: Flood\n---\n# The day after\n\nText.").body,
            "The day after\n\nText."
        );
        assert_eq!(story("---\n\nText between rules.\n\n---\n").body, "Text between rules.");
    }
}
