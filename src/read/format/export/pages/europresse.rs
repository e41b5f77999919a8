//! Europresse: the paper, a line with section, day and page, the headline, the authors, the text and
//! a certificate.

use dom_query::{Document, NodeRef};

use super::super::layout::is_copyright;
use super::super::record::{ExportField, ExportRecord, split_page};
use super::lines::{lines, node_lines};
use crate::article::date::{NewsDate, Precision};
use crate::read::format::shared::finish;

/// Element that names the paper of an article.
const PAPER: &str = ".DocPublicationName";

/// Highest element around the name of a paper that may be its article.
const MOST_ANCESTORS: usize = 12;

/// Reads every article of a page.
pub(super) fn records(page: &Document) -> Vec<ExportRecord> {
    let papers = page.select(PAPER);
    let whole = papers.nodes().len() == 1;
    papers.nodes().iter().filter_map(|paper| record(&article_around(paper, whole)?)).collect()
}

/// The largest element around the name of a paper that has no other paper in it.
fn article_around<'d>(paper: &NodeRef<'d>, is_only: bool) -> Option<NodeRef<'d>> {
    let is_single = |node: &NodeRef<'_>| {
        let name = node.node_name().unwrap_or_default();
        !matches!(&*name, "html" | "body")
            && dom_query::Selection::from(*node).select(PAPER).length() == 1
    };
    let ancestors = paper.ancestors(Some(MOST_ANCESTORS));
    if let Some(article) =
        ancestors.iter().find(|node| node.node_name().is_some_and(|name| &*name == "article"))
    {
        return Some(*article);
    }
    let last = ancestors.iter().take_while(|node| is_single(node)).last().cloned();
    last.or_else(|| ancestors.last().cloned().filter(|_| is_only))
}

fn record(article: &NodeRef<'_>) -> Option<ExportRecord> {
    let selection = dom_query::Selection::from(*article);
    let first = |selector: &str| {
        let found = lines(&selection.select_single(selector));
        found.join(" ")
    };
    let mut record = ExportRecord::default();
    let paper = lines(&selection.select_single(PAPER));
    let title = first("[class*=itreArticleVisu], [class*=itreArticle]");
    if title.is_empty() {
        return None;
    }
    if let Some((name, medium)) = paper.split_first() {
        record.add(ExportField::Publication, name.as_str());
        record.add(ExportField::Edition, medium.join(" ").trim_matches(['(', ')']));
    }
    let header: Vec<String> = selection
        .select(".DocHeader")
        .nodes()
        .iter()
        .map(|node| node_lines(node).join(" "))
        .collect();
    read_header(&header.join(" "), &mut record);
    record.add(ExportField::Title, title.as_str());
    let all = node_lines(article);
    let above_title = all.iter().position(|line| title.starts_with(line.as_str()))?;
    add_kicker(all.get(..above_title)?, &paper, &header, &mut record);
    let authors = first(".docAuthors, .DocAuthors");
    let text = lines(&selection.select_single(".DocText, .docOcurrContainer"));
    read_below_title(all.get(above_title + 1..)?, &title, &authors, &text, &mut record);
    Some(record)
}

/// Reads "Économie, mardi 14 mars 2017, p. 16": the parts that are a date together, the page, and
/// the section.
fn read_header(header: &str, record: &mut ExportRecord) {
    let parts: Vec<&str> =
        header.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_day =
        |text: &str| NewsDate::parse(text).is_some_and(|it| it.precision <= Precision::Day);
    let date = (0..parts.len()).find_map(|from| {
        let lens = (1..=3.min(parts.len() - from)).rev();
        lens.filter_map(|len| parts.get(from..from + len).map(|run| (from, len, run.join(", "))))
            .find(|(.., text)| is_day(text))
    });
    let (from, len) = date.as_ref().map_or((parts.len(), 0), |(from, len, _)| (*from, *len));
    let mut section = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        match split_page(part) {
            _ if (from..from + len).contains(&at) => {}
            (_, Some(page)) => record.add(ExportField::Page, page),
            _ => section.push(*part),
        }
    }
    record.add(ExportField::Section, section.join(", "));
    if let Some((.., day)) = date {
        record.add(ExportField::Date, day);
    }
}

/// Makes lines between the header and the headline keywords.
fn add_kicker(above: &[String], paper: &[String], header: &[String], record: &mut ExportRecord) {
    let known = [paper.join(" "), header.join(" ")].join(" ");
    for line in above.iter().filter(|line| !known.contains(line.as_str())) {
        record.add(ExportField::Series, line.as_str());
    }
}

/// Reads the authors, the text, and the lines below it up to the number of the document, after
/// which the certificate follows.
fn read_below_title(
    below: &[String],
    title: &str,
    authors: &str,
    text: &[String],
    record: &mut ExportRecord,
) {
    let below: Vec<&str> =
        below.iter().map(String::as_str).skip_while(|line| title.ends_with(line)).collect();
    let from = match text.first() {
        Some(first) => below.iter().position(|line| line == first).unwrap_or(0),
        None => usize::from(below.first().is_some_and(|line| is_names(line))),
    };
    let (names, rest) = below.split_at_checked(from).unwrap_or((&[], &below));
    let byline = if authors.is_empty() { names.join(", ") } else { authors.to_owned() };
    record.add(ExportField::Byline, byline);
    let end = rest.iter().position(|line| is_copyright(line) || document_number(line).is_some());
    let (body, rest) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, &[]));
    let body = body.iter().filter(|line| !is_bare_label(line));
    let (captions, body): (Vec<&str>, Vec<&str>) =
        body.copied().partition(|line| line.starts_with("Illustration"));
    record.add(ExportField::Body, body.join("\n\n"));
    for caption in captions {
        record
            .add(ExportField::Caption, caption.split_once(':').map_or("", |(_, text)| text.trim()));
    }
    if let Some(copyright) = rest.iter().find(|line| is_copyright(line)) {
        record.add(ExportField::Credit, *copyright);
    }
    if let Some(number) = rest.iter().find_map(|line| document_number(line)) {
        record.add(ExportField::OwnId, number);
    }
}

/// Number of a document, as in "Numéro de document : `news·20170314·GN·0q1503_1256`".
fn document_number(line: &str) -> Option<&str> {
    line.split([' ', '\u{a0}']).find(|word| word.matches('·').count() >= 3)
}

/// Reports whether a line is a label with nothing behind it: "Note(s) :".
fn is_bare_label(line: &str) -> bool {
    line.trim_end().ends_with(':') && line.split(' ').count() <= 2
}

fn is_names(line: &str) -> bool {
    let people = finish::authors(line);
    line.len() <= 120
        && !line.ends_with('.')
        && !people.is_empty()
        && people.iter().all(|name| (2..=5).contains(&name.split(' ').count()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    fn check(html: &str) {
        let articles = read(html);
        let [first, second] = articles.as_slice() else { panic!("{articles:#?}") };
        assert_eq!((&*first.title, &*first.publisher), ("The river rises", "The Valley Gazette"));
        assert_eq!(first.section, "World, Water");
        assert_eq!(
            first.published.as_ref().map(|it| it.date.to_string()).as_deref(),
            Some("14 March 2017")
        );
        assert_eq!(first.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(first.body, "The river rose on Monday.\n\nIt fell, said the mayor.");
        assert_eq!(first.own_id.as_deref(), Some("news·20170314·VG·1"));
        assert_eq!(second.title, "Dry again");
    }

    #[test]
    fn articles_are_read_in_every_layout() {
        let article = |title: &str, day: &str| {
            format!(
                "<article><header><div><span class=\"DocPublicationName\">The Valley Gazette <br>(web site)</span></div>\
             <div><span class=\"DocHeader\">World, Water, {day}, p. 16</span></div><div><p>FLOODS</p></div>\
             <div class=\"titreArticle\"><p class=\"titreArticleVisu\">{title}</p></div><div>Jane Doe and John Roe</div></header>\
             <section><div class=\"DocText\"><p>The river rose on Monday.</p><p>It fell, said the mayor.</p></div></section>\
             <aside><b>Note(s) : </b></aside><footer><small>© 2017 Valley Press. All rights reserved.</small><p>Document number: news·20170314·VG·1</p>\
             <div>This certificate is issued to a library.</div></footer></article>"
            )
        };
        let html = article("The river rises", "Tuesday, March 14, 2017")
            + &article("Dry again", "Tuesday, March 14, 2017");
        check(&format!("<html><body>{html}</body></html>"));
        assert_eq!(read(&html)[0].page, "16");
        let table = |title: &str| {
            format!(
                "<table><tr><td><span class=\"DocPublicationName\">The Valley Gazette</span><br><span class=\"DocHeader\">World, Water, </span>\
             <span class=\"DocHeader\">mardi </span><span class=\"DocHeader\">14 mars 2017</span><br><br><span class=\"TitreArticleVisu\">{title}</span><br><br>\
             Jane Doe and John Roe<br><br>The river rose on Monday.<p></p>It fell, said the mayor.<p></p><b>© 2017 Valley Press.</b><p></p>\
             Numéro de document : news·20170314·VG·1<br><table><tr><td>Ce certificat est émis.</td></tr></table></td></tr></table><p>"
            )
        };
        check(&format!(
            "<html><body>{}{}</body></html>",
            table("The river rises"),
            table("Dry again")
        ));
    }
}
