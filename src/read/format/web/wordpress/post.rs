//! Posts of WordPress, whose text is in the markup of the classic or the block editor.

use std::borrow::Cow;

use jiff::civil::DateTime;

use super::authors::Authors;
use crate::article::{Article, Rejected};
use crate::read::format::shared::prose::Prose;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish, markup};
use crate::read::format::web::feed::Channel;
use crate::text::clean;

/// Post types that are parts of the site, not texts.
const NON_ARTICLE_TYPES: [&str; 16] = [
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

/// Converts an item of an export to an article.
///
/// # Errors
/// Fails when the item is not an article, or was not published.
pub(super) fn article(
    channel: &Channel,
    authors: &Authors,
    item: &Element<'_>,
) -> Result<Article, Rejected> {
    let post_type = wp_line(item, "post_type");
    if NON_ARTICLE_TYPES.contains(&post_type.as_str()) {
        return Err(Rejected::new(format!(
            "WordPress {}: not an article",
            post_type.replace('_', " ")
        )));
    }
    let status = wp_line(item, "status");
    if !status.is_empty() && status != "publish" {
        return Err(Rejected::new(format!(
            "WordPress {}: it was never published",
            status_name(&status)
        )));
    }
    let mut article = Article::from_record(item.source);
    article.title = line(item, "", "title");
    article.url = line(item, "", "link");
    article.own_id = Some(line(item, "", "guid")).filter(|id| !id.is_empty());
    finish::set_published(&mut article, dates(item));
    let login = line(item, "dc", "creator");
    let name = authors.name(&login);
    if !is_role_account(name) {
        article.byline = name.to_owned();
    }
    article.authors = finish::authors(&article.byline);
    set_categories(item, &mut article);
    set_text(item, &mut article);
    channel.fill_missing(&mut article);
    finish::finish(article)
}

/// Returns whether a login name is that of a role, not of a person.
fn is_role_account(name: &str) -> bool {
    matches!(
        name.to_lowercase().as_str(),
        "admin" | "administrator" | "editor" | "webmaster" | "root"
    )
}

/// Description of a post that is not published.
fn status_name(status: &str) -> &str {
    match status {
        "draft" | "auto-draft" | "pending" => "draft",
        "trash" => "post in the trash",
        "private" => "private post",
        "future" => "post for a later day",
        _ => "part of another post",
    }
}

/// Text of the child in the namespace of WordPress.
fn wp_line(item: &Element<'_>, name: &str) -> String {
    line(item, "wp", name)
}

/// Text of the child with this prefix and name on one line.
fn line(item: &Element<'_>, prefix: &str, name: &str) -> String {
    let child = item.children(name).find(|child| child.prefix == prefix);
    child.map(|child| clean::line(&markup::strip_markup(&child.text()))).unwrap_or_default()
}

/// Candidates for the time of publication. The offset of the blog from UTC follows from the
/// difference of its local and UTC times.
fn dates(item: &Element<'_>) -> Vec<String> {
    let (local, utc) = (wp_line(item, "post_date"), wp_line(item, "post_date_gmt"));
    vec![with_offset(&local, &utc).unwrap_or_default(), line(item, "", "pubDate"), local]
}

/// Formats a local time with its offset from UTC.
fn with_offset(local: &str, utc: &str) -> Option<String> {
    let parse = |text: &str| text.trim().replacen(' ', "T", 1).parse::<DateTime>().ok();
    let (local, utc) = (parse(local)?, parse(utc)?);
    let minutes = local.duration_since(utc).as_secs() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    (hours < 15)
        .then(|| format!("{}{sign}{hours:02}:{rest:02}", local.strftime("%Y-%m-%dT%H:%M:%S")))
}

/// Sets the section to the first category, the topics to the others, and the keywords to the tags.
fn set_categories(item: &Element<'_>, article: &mut Article) {
    for category in item.children("category") {
        let name = clean::line(&markup::strip_markup(&category.text()));
        match category.attribute("domain").as_deref() {
            Some("category") if name.eq_ignore_ascii_case("uncategorized") => {}
            Some("category") if article.section.is_empty() => article.section = name,
            Some("category") => codes::push_unique(&mut article.labels.topics, &name),
            Some("post_tag" | "tag") => codes::push_unique(&mut article.keywords, &name),
            _ => {}
        }
    }
}

/// Sets the body from the content of a post, and the standfirst from its excerpt.
fn set_text(item: &Element<'_>, article: &mut Article) {
    let encoded = |prefix: &str| {
        item.children("encoded").find(|child| child.prefix == prefix).map(Element::text)
    };
    let content = encoded("content").unwrap_or_default();
    let content = without_shortcodes(&content);
    Prose::from_text(&with_paragraphs(&content)).merge_into(article);
    let mut excerpt = Article { title: article.title.clone(), ..Article::default() };
    Prose::from_text(&without_shortcodes(&encoded("excerpt").unwrap_or_default()))
        .merge_into(&mut excerpt);
    article.standfirst = finish::distinct_summary(&excerpt.body.replace("\n\n", " "), article);
}

/// Adds the markup that WordPress adds when it displays a post of the classic editor: paragraphs at
/// empty lines, and line breaks. Posts of the block editor have all their markup.
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
        let continues = open && !line.starts_with('<');
        let separator = if continues { "<br>" } else { "\n" };
        if !empty {
            out.push_str(if open { separator } else { "<p>" });
        }
        out.push_str(line);
        (open, empty) = (true, false);
    }
    Cow::Owned(format!("<div>{out}</div>"))
}

/// Removes shortcodes but keeps the text between them; captions become `figcaption` elements.
fn without_shortcodes(content: &str) -> String {
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        match shortcode(after, content) {
            Some((code, rest_after)) => {
                out.push_str(match (code.name, code.closes) {
                    ("caption" | "wp_caption", false) => "<figure><figcaption>",
                    ("caption" | "wp_caption", true) => "</figcaption></figure>",
                    _ => "",
                });
                rest = rest_after;
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

/// An opening or closing shortcode.
struct Shortcode<'t> {
    name: &'t str,
    closes: bool,
}

/// Parses a shortcode after its opening bracket, and returns it with the rest of the text. Ordinary
/// words in brackets are not shortcodes.
fn shortcode<'t>(after: &'t str, content: &str) -> Option<(Shortcode<'t>, &'t str)> {
    const KNOWN: [&str; 8] =
        ["gallery", "embed", "caption", "wp_caption", "video", "audio", "playlist", "more"];
    let (inner, rest) = after.split_once(']')?;
    let closes = inner.starts_with('/');
    let inner = inner.trim_start_matches('/');
    let end = inner
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))
        .unwrap_or(inner.len());
    let (name, arguments) = inner.split_at_checked(end)?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() <= 60;
    let paired = || content.contains(&format!("[/{name}]"));
    let is_code = is_name && (KNOWN.contains(&name) || arguments.contains('=') || paired());
    is_code.then_some((Shortcode { name, closes }, rest))
}
