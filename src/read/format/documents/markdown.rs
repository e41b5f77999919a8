//! Markdown of newsrooms and static sites: front matter in YAML, TOML or JSON, then the text.

use pulldown_cmark::{Event, Options as Extensions, Parser, Tag, TagEnd};
use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::Value;

use crate::article::{Article, Rejected};
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::shared::record;
use crate::read::format::shared::record::RecordFields;
use crate::read::format::shared::{fields, markup};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// One story per file.
pub(crate) const FORMAT: Format = Format { name: "markdown", recognises, read };

/// The longest front matter, in bytes; longer text merely begins with a rule.
const MAX_FRONT_MATTER: usize = 64 * 1024;

/// Levels of nested front matter that are read.
const MAX_DEPTH: usize = 8;

fn recognises(name: &str, head: &[u8]) -> bool {
    const EXTENSIONS: [&str; 5] = [".md", ".markdown", ".mdown", ".mkd", ".mdx"];
    let name = name.to_ascii_lowercase();
    EXTENSIONS.iter().any(|extension| name.ends_with(extension)) && !head.contains(&0)
}

fn read(source: &mut Source<'_>, options: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    if let Some(rejected) = source.reject_empty() {
        return emit(Err(rejected));
    }
    emit(source.read_text(None).and_then(|text| article(&text, &options.fields)))
}

/// Reads the story in a text.
fn article(text: &str, map: &fields::FieldMap) -> Result<Article, Rejected> {
    let (mut fields, markdown, warning) = front_matter(text.trim_start_matches('\u{feff}'));
    let MarkdownStory { heading, mut body, captions } = MarkdownStory::parse(markdown);
    let title = fields.get("title").and_then(Value::as_str).unwrap_or_default();
    if title.is_empty() && !record::is_article(&fields, map) {
        fields.insert("title".to_owned(), Value::String(heading));
    } else if !heading.is_empty() && clean::line(title) != heading {
        body = format!("{heading}\n\n{body}");
    }
    fields.insert("body".to_owned(), Value::String(body));
    fields.entry("captions").or_insert_with(|| Value::from(captions));
    let mut article = record::article(text, &fields, map)?;
    article.warnings.extend(warning);
    Ok(article)
}

/// Splits a text into the fields of its front matter and the Markdown after it, with a warning
/// where the front matter cannot be read.
fn front_matter(text: &str) -> (RecordFields, &str, Option<String>) {
    for (open, close, parse) in FENCES {
        let Some(inside) = text.strip_prefix(open) else { continue };
        let Some((matter, rest)) =
            inside.split_once(close).filter(|(matter, _)| is_front_matter(matter))
        else {
            continue;
        };
        let rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        return match parse(matter) {
            Ok(fields) => (fields, rest, None),
            Err(error) => {
                (RecordFields::new(), rest, Some(format!("front matter cannot be read: {error}")))
            }
        };
    }
    (RecordFields::new(), text, None)
}

/// Reports whether text between two fences is a list of fields, and not text between two rules.
fn is_front_matter(text: &str) -> bool {
    let has_fields = text
        .lines()
        .next()
        .is_some_and(|first| !first.trim().is_empty() && first.contains([':', '=', '{', '#']));
    text.len() <= MAX_FRONT_MATTER && has_fields
}

/// Parser of front matter in one notation.
type ParseFrontMatter = fn(&str) -> Result<RecordFields, String>;

/// Opening and closing fences of front matter, and the parser of its notation.
const FENCES: [(&str, &str, ParseFrontMatter); 4] = [
    ("---\n", "\n---", yaml),
    ("---\r\n", "\n---", yaml),
    ("+++\n", "\n+++", toml),
    (";;;\n", "\n;;;", |text| serde_json::from_str(text).map_err(|error| error.to_string())),
];

fn toml(text: &str) -> Result<RecordFields, String> {
    let table: toml::Table =
        text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    let date =
        |value: &toml::Value| value.as_datetime().map(|date| Value::String(date.to_string()));
    let value = |value: &toml::Value| date(value).or_else(|| serde_json::to_value(value).ok());
    Ok(table.iter().filter_map(|(name, field)| Some((name.clone(), value(field)?))).collect())
}

fn yaml(text: &str) -> Result<RecordFields, String> {
    let documents = Yaml::load_from_str(text).map_err(|error| error.to_string())?;
    match documents.first().map(|document| yaml_to_json(document, MAX_DEPTH)) {
        Some(Value::Object(fields)) => Ok(fields),
        Some(Value::Null) | None => Ok(RecordFields::new()),
        Some(_) => Err("it is not a list of names and values".to_owned()),
    }
}

/// Converts a YAML value to JSON. Values nested too deep become null.
fn yaml_to_json(value: &Yaml<'_>, depth: usize) -> Value {
    match value {
        Yaml::Value(Scalar::String(text)) => Value::String(text.to_string()),
        Yaml::Value(Scalar::Integer(number)) => Value::from(*number),
        Yaml::Value(Scalar::FloatingPoint(number)) => Value::from(number.into_inner()),
        Yaml::Value(Scalar::Boolean(truth)) => Value::Bool(*truth),
        Yaml::Representation(text, ..) => Value::String(text.to_string()),
        Yaml::Sequence(items) if depth > 0 => {
            items.iter().map(|item| yaml_to_json(item, depth - 1)).collect()
        }
        Yaml::Mapping(pairs) if depth > 0 => {
            let named = pairs.iter().filter_map(|(name, value)| {
                Some((name.as_str()?.to_owned(), yaml_to_json(value, depth - 1)))
            });
            Value::Object(named.collect())
        }
        Yaml::Tagged(_, inner) if depth > 0 => yaml_to_json(inner, depth - 1),
        _ => Value::Null,
    }
}

/// Story in a Markdown document.
#[derive(Default)]
struct MarkdownStory {
    /// Heading at the top, empty where the document begins with text.
    heading: String,
    body: String,
    captions: Vec<String>,
}

impl MarkdownStory {
    fn parse(markdown: &str) -> Self {
        let mut renderer = TextRenderer::default();
        let extensions = Extensions::ENABLE_TABLES
            | Extensions::ENABLE_STRIKETHROUGH
            | Extensions::ENABLE_FOOTNOTES;
        Parser::new_ext(markdown, extensions).for_each(|event| renderer.render(event));
        renderer.end_block();
        renderer.story
    }
}

/// Renders the events of a Markdown parser as paragraphs of text.
#[derive(Default)]
struct TextRenderer {
    story: MarkdownStory,
    /// Current paragraph.
    block: String,
    /// Alternative text of the current image, which is a caption and not part of the paragraph.
    image: Option<String>,
    in_heading: bool,
    /// Set inside a footnote, which is not part of the text.
    in_footnote: bool,
}

impl TextRenderer {
    fn render(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Heading { .. }) => self.in_heading = true,
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::Image { .. }) => self.image = Some(String::new()),
            Event::End(TagEnd::Image) => self.end_image(),
            Event::Start(Tag::FootnoteDefinition(_)) => self.in_footnote = true,
            Event::End(TagEnd::FootnoteDefinition) => {
                self.block.clear();
                self.in_footnote = false;
            }
            Event::Text(text) | Event::Code(text) => self.write(&text),
            Event::Html(html) => self.write(&markup::html_to_text(&html)),
            Event::SoftBreak => self.write(" "),
            Event::HardBreak | Event::Rule => self.end_block(),
            Event::End(TagEnd::TableCell) => self.write(" "),
            Event::Start(Tag::Item)
            | Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => self.end_block(),
            Event::End(
                TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::BlockQuote(_) | TagEnd::HtmlBlock,
            ) => self.end_block(),
            _ => {}
        }
    }

    /// Writes text into the current image or paragraph.
    fn write(&mut self, text: &str) {
        self.image.as_mut().unwrap_or(&mut self.block).push_str(text);
    }

    /// Ends a heading: above all text it is the heading of the story, anywhere else a paragraph.
    fn end_heading(&mut self) {
        self.in_heading = false;
        if self.story.heading.is_empty() && self.story.body.is_empty() {
            self.story.heading = clean::line(&std::mem::take(&mut self.block));
        } else {
            self.end_block();
        }
    }

    fn end_image(&mut self) {
        let caption = clean::line(&self.image.take().unwrap_or_default());
        self.story.captions.extend(Some(caption).filter(|caption| !caption.is_empty()));
    }

    fn end_block(&mut self) {
        if self.in_footnote || self.in_heading {
            return;
        }
        let paragraph = clean::paragraphs(&std::mem::take(&mut self.block));
        if !paragraph.is_empty() {
            if !self.story.body.is_empty() {
                self.story.body.push_str("\n\n");
            }
            self.story.body.push_str(&paragraph);
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
    fn front_matter_is_read_in_three_notations() {
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
    fn markup_is_removed_from_the_text() {
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
    fn faulty_front_matter_gives_a_warning() {
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
