//! A post: what WordPress keeps of it, and its text as the editors of its day left it.

use std::borrow::Cow;

use jiff::civil::DateTime;

use super::Authors;
use crate::article::{Article, Rejected};
use crate::read::format::shared::prose::Prose;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish, markup};
use crate::read::format::web::feed::Channel;
use crate::text::clean;

/// Kinds of items that are parts of a site and no texts of it.
const PARTS: [&str; 16] = [
    "attachment",
    "nav_menu_item",
    "revision",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "user_request",
    "wp_block",
    "wp_template",
    "wp_template_part",
    "wp_global_styles",
    "wp_navigation",
    "wp_font_family",
    "wp_font_face",
    "acf-field",
    "acf-field-group",
];

/// The article in an item of an export.
pub fn article(
    channel: &Channel,
    authors: &Authors,
    item: &Element<'_>,
) -> Result<Article, Rejected> {
    let kind = own(item, "post_type");
    if PARTS.contains(&kind.as_str()) {
        return Err(Rejected::new(format!("WordPress {}, and no article", kind.replace('_', " "))));
    }
    let status = own(item, "status");
    if !status.is_empty() && status != "publish" {
        return Err(Rejected::new(format!(
            "WordPress {}: it was never published",
            unpublished(&status)
        )));
    }
    let mut article = Article::from_record(item.source);
    article.title = line(item, "", "title");
    article.url = line(item, "", "link");
    article.own_id = Some(line(item, "", "guid")).filter(|id| !id.is_empty());
    finish::date(&mut article, dates(item));
    let login = line(item, "dc", "creator");
    let name = authors.name(&login);
    if !is_office(name) {
        article.byline = name.to_owned();
    }
    article.authors = finish::authors(&article.byline);
    categories(item, &mut article);
    text(item, &mut article);
    channel.lend(&mut article);
    finish::finish(article)
}

/// Whether a login is an office's and nobody's name.
fn is_office(name: &str) -> bool {
    matches!(
        name.to_lowercase().as_str(),
        "admin" | "administrator" | "editor" | "webmaster" | "root"
    )
}

fn unpublished(status: &str) -> &str {
    match status {
        "draft" | "auto-draft" | "pending" => "draft",
        "trash" => "post in the trash",
        "private" => "private post",
        "future" => "post for a later day",
        _ => "part of another post",
    }
}

/// What an element of WordPress' own vocabulary says.
fn own(item: &Element<'_>, name: &str) -> String {
    line(item, "wp", name)
}

fn line(item: &Element<'_>, prefix: &str, name: &str) -> String {
    let found = item.children(name).find(|child| child.prefix == prefix);
    found.map(|child| clean::line(&markup::text(&child.text()))).unwrap_or_default()
}

/// The moment of publication on the blog's own clock, told from it and the same in Greenwich.
fn dates(item: &Element<'_>) -> Vec<String> {
    let (local, universal) = (own(item, "post_date"), own(item, "post_date_gmt"));
    vec![with_offset(&local, &universal).unwrap_or_default(), line(item, "", "pubDate"), local]
}

fn with_offset(local: &str, universal: &str) -> Option<String> {
    let clock = |text: &str| text.trim().replacen(' ', "T", 1).parse::<DateTime>().ok();
    let (local, universal) = (clock(local)?, clock(universal)?);
    let minutes = local.duration_since(universal).as_secs() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    (hours < 15)
        .then(|| format!("{}{sign}{hours:02}:{rest:02}", local.strftime("%Y-%m-%dT%H:%M:%S")))
}

/// The first category is the section, the others are subjects, and tags are keywords.
fn categories(item: &Element<'_>, article: &mut Article) {
    for category in item.children("category") {
        let name = clean::line(&markup::text(&category.text()));
        match category.attribute("domain").as_deref() {
            Some("category") if name.eq_ignore_ascii_case("uncategorized") => {}
            Some("category") if article.section.is_empty() => article.section = name,
            Some("category") => codes::add(&mut article.labels.topics, &name),
            Some("post_tag" | "tag") => codes::add(&mut article.keywords, &name),
            _ => {}
        }
    }
}

fn text(item: &Element<'_>, article: &mut Article) {
    let encoded = |prefix: &str| {
        item.children("encoded").find(|child| child.prefix == prefix).map(Element::text)
    };
    let content = encoded("content").unwrap_or_default();
    let content = without_shortcodes(&content);
    Prose::of_text(&with_paragraphs(&content)).lay_into(article);
    let mut excerpt = Article { title: article.title.clone(), ..Article::default() };
    Prose::of_text(&without_shortcodes(&encoded("excerpt").unwrap_or_default()))
        .lay_into(&mut excerpt);
    article.standfirst = finish::summary(&excerpt.body.replace("\n\n", " "), article);
}

/// A text with the markup WordPress adds when it shows a post: paragraphs at empty lines, breaks at the ends of lines.
/// Posts of the block editor have their markup.
fn with_paragraphs(content: &str) -> Cow<'_, str> {
    if content.contains("<!-- wp:") {
        return Cow::Borrowed(content);
    }
    let text = content.replace("\r\n", "\n");
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let (mut open, mut empty) = (false, true);
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            open = false;
            continue;
        }
        let joins = open && !line.starts_with('<');
        let mark = if joins { "<br>" } else { "\n" };
        if !empty {
            out.push_str(if open { mark } else { "<p>" });
        }
        out.push_str(line);
        (open, empty) = (true, false);
    }
    Cow::Owned(format!("<div>{out}</div>"))
}

/// A text without its shortcodes: captions become those of figures, the others leave what they enclose.
fn without_shortcodes(content: &str) -> String {
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        match shortcode(after, content) {
            Some((code, behind)) => {
                out.push_str(match (code.name, code.closes) {
                    ("caption" | "wp_caption", false) => "<figure><figcaption>",
                    ("caption" | "wp_caption", true) => "</figcaption></figure>",
                    _ => "",
                });
                rest = behind;
            }
            None => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// A shortcode's name, and whether it closes what another opened.
struct Shortcode<'t> {
    name: &'t str,
    closes: bool,
}

/// The shortcode that opens here behind its bracket, and what follows it; words in brackets are none.
fn shortcode<'t>(after: &'t str, content: &str) -> Option<(Shortcode<'t>, &'t str)> {
    const KNOWN: [&str; 8] =
        ["gallery", "embed", "caption", "wp_caption", "video", "audio", "playlist", "more"];
    let (inner, behind) = after.split_once(']')?;
    let closes = inner.starts_with('/');
    let inner = inner.trim_start_matches('/');
    let end = inner
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))
        .unwrap_or(inner.len());
    let (name, arguments) = inner.split_at_checked(end)?;
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() <= 60;
    let paired = || content.contains(&format!("[/{name}]"));
    let is_code = named && (KNOWN.contains(&name) || arguments.contains('=') || paired());
    is_code.then_some((Shortcode { name, closes }, behind))
}
