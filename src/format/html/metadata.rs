//! What a page says about its article: linked data first, then OpenGraph, then its other `<meta>` tags, then what a
//! reader sees.

use dom_query::Document;
use serde_json::Value;

use super::super::record::Fields;
use super::linked;
use crate::moment::Moment;
use crate::text::clean;

/// Our field, and the `<meta>` tags that may hold it, the likelier first.
const TAGS: [(&str, &[&str]); 8] = [
    ("title", &["og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "title"]),
    ("description", &["og:description", "description", "twitter:description", "dc.description"]),
    (
        "published",
        &[
            "article:published_time",
            "og:published_time",
            "article:published",
            "datepublished",
            "parsely-pub-date",
            "sailthru.date",
            "dc.date.issued",
            "dcterms.created",
            "dcterms.issued",
            "pubdate",
            "publishdate",
            "publish-date",
            "publish_date",
            "publication_date",
            "originalpublicationdate",
            "article_date_original",
            "cxenseparse:recs:publishtime",
            "dc.date",
            "dcterms.date",
            "date",
            "timestamp",
            "displaydate",
            "ptime",
            "pdate",
            "article.published",
            "article:post_modified",
        ],
    ),
    (
        "authors",
        &[
            "author",
            "parsely-author",
            "sailthru.author",
            "byl",
            "byline",
            "dc.creator",
            "dcterms.creator",
            "article:author",
            "article.author",
        ],
    ),
    ("publisher", &["og:site_name", "application-name", "dc.publisher", "publisher"]),
    ("section", &["article:section", "parsely-section", "section"]),
    ("keywords", &["news_keywords", "keywords", "parsely-tags"]),
    ("language", &["content-language", "dc.language", "og:locale"]),
];

/// Signs between a headline and the name of the site.
const SEPARATORS: [&str; 8] = [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " / "];

/// Everything a page says about its article, by the names a record would use.
pub fn of(page: &Document) -> Fields {
    let mut fields = linked::article(page);
    let tags = tags(page);
    add(&mut fields, "language", attribute(page, "html[lang]", "lang"));
    add(&mut fields, "url", attribute(page, "link[rel=canonical]", "href"));
    for (field, names) in TAGS {
        let said = names.iter().find_map(|name| tags.iter().find(|(known, _)| known == name));
        add(&mut fields, field, said.map(|(_, content)| content.clone()));
    }
    add(&mut fields, "url", tags.iter().find(|(name, _)| name == "og:url").map(|(_, url)| url.clone()));
    add(&mut fields, "title", heading(page).or_else(|| text(page, "title")).or_else(|| text(page, "h1")));
    add(&mut fields, "published", attribute(page, "time[datetime]", "datetime"));
    add(&mut fields, "authors", text(page, "[rel=author], [itemprop=author]"));
    name_title(page, &mut fields);
    fields
}

/// Every `<meta>` tag that says something: its name in lower case, and its content.
fn tags(page: &Document) -> Vec<(String, String)> {
    let metas = page.select("meta[content]");
    let named = metas.iter().filter_map(|meta| {
        let name = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|kind| meta.attr(kind))?;
        let content = meta.attr("content")?.trim().to_owned();
        (!content.is_empty()).then(|| (name.trim().to_ascii_lowercase(), content))
    });
    named.collect()
}

/// Adds what is said, where nothing better was.
fn add(fields: &mut Fields, name: &str, said: Option<String>) {
    if let Some(said) = said.filter(|said| !said.is_empty()) {
        fields.entry(name).or_insert(Value::String(said));
    }
}

fn attribute(page: &Document, selector: &str, name: &str) -> Option<String> {
    page.select_single(selector).attr(name).map(|value| value.trim().to_owned())
}

/// The text of the first such element that has any.
fn text(page: &Document, selector: &str) -> Option<String> {
    page.select(selector).iter().map(|element| clean::line(&element.text())).find(|text| !text.is_empty())
}

/// The heading that says what the page's title says; other headings are menus and logos.
fn heading(page: &Document) -> Option<String> {
    let title = text(page, "title")?;
    let headings = page.select("h1");
    let texts = headings.iter().map(|heading| clean::line(&heading.text()));
    texts.filter(|text| is_about(text, &title)).max_by_key(String::len)
}

/// Whether a heading is about what a title is about: it is a part of it, or long and shares words with it.
fn is_about(heading: &str, title: &str) -> bool {
    let words = |text: &str| text.to_lowercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (spoken, known) = (words(heading), words(title));
    let shared = spoken.iter().filter(|word| word.len() > 3 && known.contains(word)).count();
    (heading.chars().count() > 3 && title.contains(heading)) || (spoken.len() > 3 && shared > 1)
}

/// The date a reader sees, where no tag tells one: in the address, or where the design says a date stands.
pub fn printed_date(page: &Document, fields: &Fields) -> Option<Moment> {
    const PRINTED: &str =
        "time, [itemprop=datePublished], [class*=date], [class*=Date], [class*=publish], [class*=time], [id*=date]";
    const LOOKED_AT: usize = 40;
    let url = fields.get("url").and_then(Value::as_str).unwrap_or_default();
    let stamps = page.select(PRINTED);
    let printed =
        || stamps.iter().take(LOOKED_AT).find_map(|stamp| clean::line(&stamp.text()).split('|').find_map(exact_date));
    date_in_address(url).or_else(printed)
}

/// A date known to the day at least.
fn exact_date(text: &str) -> Option<Moment> {
    Moment::parse(text).filter(|moment| moment.from == moment.to)
}

/// The day in an address such as `/2016/07/18/flood` or `/2016-07-18-flood`.
fn date_in_address(url: &str) -> Option<Moment> {
    let parts: Vec<&str> = url.split(['/', '-', '_']).collect();
    let day = |part: &[&str]| matches!(part, [y, m, d] if y.len() == 4 && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len()));
    parts.windows(3).filter(|part| day(part)).find_map(|part| exact_date(&part.join("-")))
}

/// Takes the name of the site off the headline.
fn name_title(page: &Document, fields: &mut Fields) {
    let site = fields.get("publisher").map(linked::name).unwrap_or_default();
    let url = fields.get("url").and_then(Value::as_str).unwrap_or_default().to_owned();
    let heading = heading(page).unwrap_or_default();
    if let Some(Value::String(title)) = fields.get_mut("title") {
        *title = without_site(title, &[site, host(&url)], &heading).to_owned();
    }
}

/// The telling part of a host: `www.example.org` is called "example".
fn host(url: &str) -> String {
    let host = url.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    host.trim_start_matches("www.").split('.').next().unwrap_or_default().to_owned()
}

/// A headline without the site's name behind it or before it; where the page's heading is the headline, all that goes
/// beyond it is the site's.
fn without_site<'t>(title: &'t str, sites: &[String], heading: &str) -> &'t str {
    let same = |part: &str| sites.iter().any(|site| is_same_name(part, site));
    for separator in SEPARATORS {
        if let Some((rest, last)) = title.rsplit_once(separator)
            && (same(last) || rest.trim() == heading)
        {
            return without_site(rest.trim(), sites, heading);
        }
        if let Some((first, rest)) = title.split_once(separator)
            && (same(first) || rest.trim() == heading)
        {
            return rest.trim();
        }
    }
    title
}

/// Whether a part of a title names the site: "Courier", "thecourier" and "The Courier Sports" name "The Courier".
fn is_same_name(part: &str, site: &str) -> bool {
    let plain = |name: &str| name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (part, site) = (plain(part), plain(site));
    let alike = |a: &str, b: &str| a.strip_prefix("the").unwrap_or(a) == b.strip_prefix("the").unwrap_or(b);
    let opens = site.len() > 2 && part.starts_with(&site) && part.len() < site.len() + 12;
    !part.is_empty() && (alike(&part, &site) || opens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_loses_the_name_of_the_site() {
        let sites = ["The Courier".to_owned(), "dailypost".to_owned()];
        for (title, want) in [
            ("Flood in Beira | The Courier", "Flood in Beira"),
            ("Flood in Beira | Africa | Courier", "Flood in Beira | Africa"),
            ("The Courier - Flood in Beira", "Flood in Beira"),
            ("Flood in Beira - Daily Post", "Flood in Beira"),
            ("Flood - a diary", "Flood - a diary"),
            ("Plain heading | Somewhere", "Plain heading"),
        ] {
            assert_eq!(without_site(title, &sites, "Plain heading"), want, "{title}");
        }
    }

    #[test]
    fn a_date_is_found_where_a_reader_sees_it() {
        let told = |url: &str, body: &str| {
            let fields = Fields::from_iter([("url".to_owned(), Value::from(url))]);
            printed_date(&Document::from(body), &fields).map(|moment| moment.to_string())
        };
        let day = Some("18 July 2016".to_owned());
        assert_eq!(told("https://example.org/2016/07/18/flood", ""), day);
        assert_eq!(told("https://example.org/2016-07-18-flood", ""), day);
        assert_eq!(told("", "<p class=updates>x</p><p class='entry-date'>Published July 18, 2016 | Beira</p>"), day);
        assert_eq!(told("https://example.org/2016/flood", "<p class=date>2016</p>"), None);
    }

    #[test]
    fn the_first_to_speak_is_heard() {
        let page = Document::from(
            "<html lang=fr><meta name=description content=b><meta property='og:description' content=a><meta name=Date content=2016-07-18>\
             <title>The heading - Courier</title><h1>Menu</h1><h1> The <b>heading</b></h1></html>",
        );
        let fields = of(&page);
        let said = |name: &str| fields.get(name).and_then(Value::as_str);
        assert_eq!((said("description"), said("published")), (Some("a"), Some("2016-07-18")));
        assert_eq!((said("title"), said("language"), said("authors")), (Some("The heading"), Some("fr"), None));
    }
}
