//! The articles of a page by the zones of its issue, and the rest of the page.

use std::collections::{BTreeMap, BTreeSet};

use super::super::shared::finish;
use super::page::Page;
use crate::article::Article;
use crate::article::date::DateSource;
use crate::read::issue::{PageOfIssue, Part, Zone};

/// Letters from which the rest of a page is an article: less is a running title or a page number.
const LEAST_REST: usize = 80;

/// Splits a page into the articles that begin on it, and the rest of it if that has a text.
pub(super) fn split(page: Page, of: &PageOfIssue) -> (Vec<Article>, Option<Page>) {
    let zones = || of.issue.articles.iter().filter(|zone| zone.first_page() == Some(of.page));
    let mut articles: Vec<Article> = zones().filter_map(|zone| article(zone, &page, of)).collect();
    let on_page = of.issue.articles.iter().flat_map(|zone| &zone.blocks);
    let mut claimed: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (at, lines) in on_page.filter(|it| it.page == of.page).flat_map(|it| page.spans(&it.id)) {
        claimed.entry(at).or_default().extend(lines);
    }
    let rest_of_page = page.without(&claimed);
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let rest: usize = rest_of_page.blocks.iter().map(|block| letters(&block.text)).sum();
    let is_text = rest >= LEAST_REST || (claimed.is_empty() && articles.is_empty());
    if let Some(first) = articles.first_mut().filter(|_| !is_text && rest > 0) {
        first.warnings.push(format!("{rest} letters of the page are in no article and left out"));
    }
    (articles, is_text.then_some(rest_of_page))
}

/// The article of a zone, or nothing where none of its blocks has a text.
fn article(zone: &Zone, page: &Page, of: &PageOfIssue) -> Option<Article> {
    let mut parts = Parts::default();
    let mut missing = BTreeSet::new();
    for block in &zone.blocks {
        let text = if block.page == of.page {
            page.text_of(&block.id)
        } else {
            let elsewhere = of.continued.get(&(block.page, block.id.clone()));
            missing.extend(elsewhere.is_none().then_some(block.page));
            elsewhere.cloned().unwrap_or_default()
        };
        parts.add(block.part, text);
    }
    if parts.is_empty() {
        return None;
    }
    let record = parts.whole();
    let headline = parts.headline.join(" ").replace("\n\n", " ");
    let mut article = Article {
        title: if headline.is_empty() { zone.label.clone() } else { headline },
        standfirst: parts.standfirst.join(" ").replace("\n\n", " "),
        byline: parts.byline.join(", ").replace("\n\n", ", "),
        body: parts.text.join("\n\n"),
        captions: parts.captions,
        section: zone.section.clone(),
        page: page.number.clone(),
        language: zone.language.clone(),
        published: page.day.clone().map(|day| finish::published(day, DateSource::File)),
        ..Article::from_record(&record)
    };
    article.authors = finish::authors(&article.byline);
    let label = |page: &usize| of.issue.pages.get(*page).map_or("", |it| &it.path).to_owned();
    article.warnings.extend(
        missing.iter().map(|page| format!("its text on the page `{}` cannot be read", label(page))),
    );
    if article.language.is_empty() {
        article.language.clone_from(&page.language);
    }
    Some(article)
}

/// Adds what an issue says about its articles.
pub(super) fn lend(mut article: Article, of: &PageOfIssue) -> Article {
    let issue = &of.issue;
    if article.publisher.is_empty() {
        article.publisher.clone_from(&issue.paper);
    }
    let known = article.published.as_ref().map(|published| published.date.precision);
    let day = issue.day.iter().filter(|day| known.is_none_or(|known| day.precision <= known));
    let day = day.map(|day| (Some(day.clone()), day.to_string()));
    let (published, warnings) = finish::first_valid_date(day);
    article.published = published.or(article.published);
    article.warnings.extend(warnings);
    if article.language.is_empty() {
        article.language.clone_from(&issue.language);
    }
    let label = issue.pages.get(of.page).map_or("", |page| &page.label);
    if !label.is_empty() {
        article.page = label.to_owned();
    }
    article
}

/// The texts of an article by the parts they are.
#[derive(Default)]
struct Parts {
    headline: Vec<String>,
    standfirst: Vec<String>,
    byline: Vec<String>,
    captions: Vec<String>,
    text: Vec<String>,
}

impl Parts {
    fn add(&mut self, part: Part, text: String) {
        let part = match part {
            Part::Headline => &mut self.headline,
            Part::Standfirst => &mut self.standfirst,
            Part::Byline => &mut self.byline,
            Part::Caption => &mut self.captions,
            Part::Text => &mut self.text,
        };
        part.extend(Some(text).filter(|text| !text.is_empty()));
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        let Self { headline, standfirst, byline, captions, text } = self;
        [headline, standfirst, byline, captions, text].into_iter().flatten().map(String::as_str)
    }

    fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    fn whole(&self) -> String {
        self.all().collect::<Vec<_>>().join("\n\n")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{block_texts, mets, read_page};
    use super::*;
    use crate::read::issue::BlockTexts;
    use crate::read::source::Flow;

    fn block(id: &str, text: &str) -> String {
        format!(
            "<TextBlock ID=\"{id}\"><TextLine HEIGHT=\"9\"><String CONTENT=\"{text}\"/></TextLine></TextBlock>"
        )
    }

    fn page(blocks: &[String]) -> String {
        format!(
            "<alto><Layout><Page PHYSICAL_IMG_NR=\"9\"><PrintSpace>{}</PrintSpace></Page></Layout></alto>",
            blocks.concat()
        )
    }

    fn first() -> String {
        page(&[
            block("P1_TB0", "BEIRA COURIER"),
            block("P1_TB1", "Quay under water"),
            block("P1_TB2", "Flood in Beira"),
            block("P1_TB3", "The river rose."),
        ])
    }

    fn second(rest: &str) -> String {
        let group = format!(
            "<ComposedBlock ID=\"P2_CB1\">{}{}</ComposedBlock>",
            block("P2_TB1", "It fell."),
            block("P2_TB2", "People ran.")
        );
        page(&[group, block("P2_TB9", "No ferry today."), block("P2_TB10", rest)])
    }

    /// The articles of a page of the issue.
    fn articles(index: usize, text: &str, continued: BlockTexts) -> Vec<Article> {
        let issue = PageOfIssue { issue: Arc::new(mets::tests::issue()), page: index, continued };
        let mut articles = Vec::new();
        let flow = read_page("0001.xml", text, Some(&issue), &mut |record| {
            articles.push(record.expect("an article"));
            Flow::Continue(())
        });
        assert!(flow.is_continue());
        articles
    }

    #[test]
    fn an_article_is_its_blocks_over_several_pages() {
        let issue = mets::tests::issue();
        let wanted = issue.blocks_elsewhere(0);
        let texts = block_texts(&second("7"), &wanted[&1]);
        let continued = texts.into_iter().map(|(id, text)| ((1, id), text)).collect();
        let [article] = articles(0, &first(), continued).try_into().expect("one article");
        assert_eq!((&*article.title, &*article.standfirst), ("Flood in Beira", "Quay under water"));
        assert_eq!(article.body, "The river rose.\n\nIt fell.\n\nPeople ran.");
        assert_eq!((&*article.publisher, &*article.page), ("The Beira Courier", "5"));
        assert_eq!((&*article.section, &*article.language), ("Harbour", "pt"));
        let day = article.published.map(|published| published.date.to_string());
        assert_eq!(day.as_deref(), Some("18 July 1916"));
        assert_eq!(article.warnings, ["12 letters of the page are in no article and left out"]);
    }

    #[test]
    fn a_page_that_is_missing_is_named() {
        let [article] = articles(0, &first(), BlockTexts::new()).try_into().expect("one article");
        assert_eq!(article.body, "The river rose.");
        assert!(article.warnings[0].contains("`text/0002.xml` cannot be read"), "{article:?}");
    }

    #[test]
    fn the_rest_of_a_page_is_an_article_where_it_has_a_text() {
        let [advert] = articles(1, &second("7"), BlockTexts::new()).try_into().expect("one");
        assert_eq!((&*advert.title, &*advert.body), ("Ferry stops", "No ferry today."));
        let long = "The boats lie at anchor. ".repeat(9);
        let [advert, rest] =
            articles(1, &second(&long), BlockTexts::new()).try_into().expect("two");
        assert_eq!((&*advert.title, &*rest.publisher), ("Ferry stops", "The Beira Courier"));
        assert!(rest.body.starts_with("The boats lie at anchor."));
    }

    #[test]
    fn areas_are_ranges_of_blocks_and_of_lines() {
        let line = |id: &str, words: &str| {
            let strings = words.split(' ').map(|word| format!("<String CONTENT=\"{word}\"/>"));
            format!("<TextLine ID=\"{id}\" HEIGHT=\"9\">{}</TextLine>", strings.collect::<String>())
        };
        let long = "<TextBlock ID=\"B1\">".to_owned()
            + &line("L1", "Flood in Beira")
            + &line("L2", "The river rose in the")
            + &line("L3", "night over the har-")
            + &line("L4", "bour wall.")
            + &line("L5", "Ferry stops")
            + &line("L6", "No boat sails today.")
            + "</TextBlock>";
        let text = page(&[
            long,
            block("B2", "It fell."),
            block("B3", "People ran."),
            block("B4", "And more."),
        ]);
        let area =
            |rest: &str| format!("<fptr><area FILEID=\"F1\" BETYPE=\"IDREF\" {rest}/></fptr>");
        let flood = format!(
            "<div TYPE=\"ARTICLE\"><div TYPE=\"HEADING\">{}</div><div TYPE=\"BODY\">{}{}</div></div>",
            area("BEGIN=\"L1\""),
            area("BEGIN=\"L2\" END=\"L4\""),
            area("BEGIN=\"B2\" END=\"B3\"")
        );
        let ferry = format!(
            "<div TYPE=\"ARTICLE\"><div TYPE=\"HEADING\">{}</div><div TYPE=\"BODY\">{}</div></div>",
            area("BEGIN=\"L5\" END=\"L5\""),
            area("BEGIN=\"L6\" END=\"L6\"")
        );
        let mets = format!(
            "<mets><fileSec><file ID=\"F1\"><FLocat href=\"0001.xml\"/></file></fileSec><structMap TYPE=\"LOGICAL\">\
             <div TYPE=\"ISSUE\">{flood}{ferry}</div></structMap></mets>"
        );
        let issue = mets::tests::issue_of(&mets);
        let issue = PageOfIssue { issue: Arc::new(issue), page: 0, continued: BlockTexts::new() };
        let (articles, rest) = split(Page::parse("0001.xml", &text).expect("a page"), &issue);
        let read: Vec<_> = articles.iter().map(|it| (&*it.title, &*it.body)).collect();
        let flood = "The river rose in the night over the harbour wall.\n\nIt fell.\n\nPeople ran.";
        assert_eq!(read, [("Flood in Beira", flood), ("Ferry stops", "No boat sails today.")]);
        assert!(rest.is_none() && articles[0].warnings[0].starts_with("7 letters"), "{articles:?}");
        // Lines that no article has are the rest of the page.
        let mut issue = issue.issue.as_ref().clone();
        issue.articles.truncate(1);
        let issue = PageOfIssue { issue: Arc::new(issue), page: 0, continued: BlockTexts::new() };
        let (articles, _) = split(Page::parse("0001.xml", &text).expect("a page"), &issue);
        assert!(articles[0].warnings[0].starts_with("33 letters"), "{articles:?}");
    }
}
