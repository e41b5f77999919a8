//! Nexis: records numbered "1 of 100 DOCUMENTS" with labels in capitals, and, since Nexis Uni,
//! records that end with "End of Document". Newspaper, date and often the headline come before the
//! labels. A label ends with its paragraph, and what has no label is text.

mod furniture;
mod labels;
mod top;

use super::layout::{Boundary, Layout, is_copyright, is_word_count};
use super::record::{ExportField, ExportRecord, LineContext, LineRole};
use furniture::{ENDS, is_furniture};
use labels::Label;

/// Both kinds of records; they share their labels.
pub(super) const LAYOUT: Layout = Layout { recognises, boundary, parse };

fn recognises(lines: &[&str]) -> bool {
    let has = |is_sign: &dyn Fn(&str) -> bool| lines.iter().any(|line| is_sign(line));
    let is_length = |line: &str| {
        Label::of(line).is_some_and(|label| {
            label.field_by_shape() == Some(ExportField::Length) && is_word_count(label.value)
        })
    };
    let is_body =
        |line: &str| Label::of(line).is_some_and(|label| label.field == Some(ExportField::Body));
    let (has_length, has_body) = (has(&is_length), has(&is_body));
    has(&is_record_number) && (has_length || has_body)
        || has_length && (has_body || has(&|line| ENDS.contains(&line.trim())))
}

/// Reports whether a line numbers a record: "12 of 100 DOCUMENTS", in any language.
fn is_record_number(line: &str) -> bool {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    if !line.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let mut words = line.split_whitespace();
    match [(); 5].map(|()| words.next()) {
        [Some(number), Some(of), Some(count), Some(unit), None] => {
            is_number(number)
                && is_number(count)
                && of.chars().count() <= 4
                && of.chars().all(char::is_lowercase)
                && (unit.starts_with("DO") || unit.starts_with("ДО"))
                && unit.chars().all(char::is_uppercase)
        }
        _ => false,
    }
}

fn boundary(line: &str, _: bool) -> Boundary {
    match line.trim() {
        line if ENDS.contains(&line) => Boundary::Last,
        line if is_record_number(line) => Boundary::First,
        _ => Boundary::Inside,
    }
}

fn parse(text: &str) -> Option<ExportRecord> {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.iter().position(|line| is_record_number(line)).map_or(0, |at| at + 1);
    let lines = lines.get(from..).unwrap_or_default();
    let top = first_label(lines)?;
    let (above, fields) = lines.split_at_checked(top)?;
    let mut record = ExportRecord::default();
    let shape = RecordShape::new(fields);
    top::read(above, shape.has_headline, &mut record);
    record.read_lines(fields, |record, context| shape.role(record, context));
    Some(record)
}

/// Finds the first label. One that is not known must be followed by one that is.
fn first_label(lines: &[&str]) -> Option<usize> {
    let is_known = |line: &&str| Label::of(line).is_some_and(|label| label.field.is_some());
    let known = lines.iter().position(is_known)?;
    let mut first = known;
    for (at, line) in lines.get(..known)?.iter().enumerate().rev() {
        match Label::of(line) {
            Some(label) if label.field_by_shape().is_some() => first = at,
            _ if line.trim().is_empty() => {}
            _ => break,
        }
    }
    Some(first)
}

/// What a record shows of its labels before its lines are read one by one.
struct RecordShape<'l> {
    /// The label of every line, if it has one.
    labels: Vec<Option<Label<'l>>>,
    /// Line of the heading above the text.
    body: Option<usize>,
    /// First line of the labels below the text: from here on every paragraph has a label.
    tail: usize,
    /// Set if a label names the headline.
    has_headline: bool,
}

impl<'l> RecordShape<'l> {
    fn new(lines: &[&'l str]) -> Self {
        let labels: Vec<Option<Label<'l>>> = lines.iter().map(|line| Label::of(line)).collect();
        let first = |field: ExportField| {
            let has = |label: &Label<'_>| label.field == Some(field);
            labels.iter().position(|label| label.as_ref().is_some_and(has))
        };
        let body = first(ExportField::Body);
        let has_headline = first(ExportField::Title).is_some();
        let tail = tail(lines, &labels).max(body.map_or(0, |body| body + 1));
        Self { labels, body, tail, has_headline }
    }

    /// Returns the role of a line from the first label on.
    fn role(&self, record: &ExportRecord, context: &LineContext<'_, 'l>) -> LineRole<'l> {
        let line = context.line;
        let at = self.labels.len().saturating_sub(context.following.len() + 1);
        let in_text = context.field == ExportField::Body;
        let is_above_text = self.body.is_some_and(|body| at < body);
        if let Some((field, value)) = self.label(line, at, in_text, record) {
            return LineRole::opens(field, value);
        }
        if is_furniture(line) || is_record_number(line) {
            return LineRole::Furniture;
        }
        if is_copyright(line) && (!in_text || line.starts_with("    ") || at >= self.tail) {
            return LineRole::opens(ExportField::Credit, line);
        }
        let is_paragraph = context.after_blank && !line.trim().is_empty() && record.has_last();
        let continues = in_text
            || is_above_text && !is_single_paragraph(context.field)
            || record.repeats_last(line)
            || record.has(ExportField::Body) && is_several_paragraphs(context.field);
        if is_paragraph && !continues {
            LineRole::opens(ExportField::Body, line)
        } else {
            LineRole::Continues
        }
    }

    /// Returns the field that a line opens, and its value. In the text, a label in mixed case is
    /// one only if it follows a text.
    fn label(
        &self,
        line: &'l str,
        at: usize,
        in_text: bool,
        record: &ExportRecord,
    ) -> Option<(ExportField, &'l str)> {
        let label = (*self.labels.get(at)?)?;
        let in_tail = at >= self.tail;
        let field = if in_tail || !record.has(ExportField::Body) && self.is_before_text(at) {
            label.field_by_shape()?
        } else {
            label.field?
        };
        let ends_text = match field {
            ExportField::Body => false,
            ExportField::Classification | ExportField::LoadDate => true,
            ExportField::Caption | ExportField::Note | ExportField::Bookkeeping => {
                label.in_capitals || in_tail || !line.contains(':')
            }
            _ => label.in_capitals,
        };
        (!in_text || ends_text).then_some((field, label.value))
    }

    /// Reports whether a line is above the heading of the text, if there is one.
    fn is_before_text(&self, at: usize) -> bool {
        self.body.is_none_or(|body| at < body)
    }
}

/// Finds the first line from which on every paragraph has a label, at least one of them known.
fn tail(lines: &[&str], labels: &[Option<Label<'_>>]) -> usize {
    let label = |at: usize| labels.get(at).and_then(Option::as_ref);
    let line = |at: usize| lines.get(at).copied().unwrap_or_default();
    let is_labelled = |at: usize| {
        label(at).is_some_and(|label| label.field_by_shape().is_some())
            || is_copyright(line(at))
            || is_furniture(line(at))
    };
    let is_heading = |at: usize| {
        label(at).is_some_and(|label| {
            label.value.is_empty() && !matches!(label.field, None | Some(ExportField::Body))
        })
    };
    let starts: Vec<usize> = (0..lines.len())
        .filter(|at| {
            let is_blank = |at: usize| lines.get(at).is_none_or(|line| line.trim().is_empty());
            !is_blank(*at) && (*at == 0 || is_blank(at - 1))
        })
        .collect();
    let mut tail = lines.len();
    for (index, start) in starts.iter().enumerate().rev() {
        let follows_heading = || {
            index
                .checked_sub(1)
                .and_then(|before| starts.get(before))
                .is_some_and(|before| is_heading(*before) && line(before + 1).trim().is_empty())
        };
        if !is_labelled(*start) && !follows_heading() {
            break;
        }
        tail = *start;
    }
    let has_known = labels.iter().skip(tail).flatten().any(|label| label.field.is_some());
    if has_known { tail } else { lines.len() }
}

/// Reports whether a field above the text is one paragraph even where a heading follows.
fn is_single_paragraph(field: ExportField) -> bool {
    matches!(
        field,
        ExportField::Title
            | ExportField::Byline
            | ExportField::Section
            | ExportField::Dateline
            | ExportField::Edition
            | ExportField::Length
            | ExportField::Url
            | ExportField::Bookkeeping
            | ExportField::LoadDate
            | ExportField::Language
    )
}

/// Reports whether a field below the text may have several paragraphs.
fn is_several_paragraphs(field: ExportField) -> bool {
    matches!(field, ExportField::Caption | ExportField::Note | ExportField::Classification)
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    const CLASSIC: &str = "\
                               1 of 2 DOCUMENTS\n\n\n\
        \x20                                 The Beira Courier\n\n\
        \x20                            July 18, 2016 Monday\n\
        \x20                                Late Edition\n\n\
        River breaks its banks\nabove the old town\n\n\
        BYLINE: By JANE DOE and JOHN ROE; Staff Writers\n\n\
        SECTION: Section A; Column 1; Foreign Desk; Pg. 3\n\n\
        LENGTH: 24 words\n\n\
        DATELINE: BEIRA, Mozambique\n\n\
        BODY:\n\n   The river rose in the\nnight.\n\n   SUBJECT to rain, it will rise again: so the mayor.\n\n\
        URL: http://courier.example/1\n\n\
        GRAPHIC: PHOTO: The bridge at noon\n\n\
        SUBJECT: FLOODS & FLOODING (92%); MAYORS (71%)\n\nPERSON: JANE ROE (79%)\n\n\
        GEOGRAPHIC: BEIRA, MOZAMBIQUE (91%); MOZAMBIQUE (88%)\n\n\
        LOAD-DATE: July 19, 2016\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\
        \x20                Copyright 2016 The Beira Courier Company\n                       All Rights Reserved\n\n\
        \x20                              2 of 2 DOCUMENTS\n\n\
        \x20                Copyright 2016 The Beira Courier Company\n\n                 The Beira Courier\n\n\
        \x20                            July 20, 2016\n\nSECTION: NEWS\n\nLENGTH: 3 words\n\nHEADLINE: Dry again\n\n\
        BODY:\nThe sun shone.\n\nLOAD-DATE: July 21, 2016\n";

    #[test]
    fn numbered_records_are_read_by_their_labels() {
        let articles = read(CLASSIC);
        let [first, second] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!(first.title, "River breaks its banks above the old town");
        assert_eq!((&*first.publisher, &*first.edition), ("The Beira Courier", "Late Edition"));
        assert_eq!(first.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(
            (&*first.section, &*first.page, &*first.language),
            ("Section A; Foreign Desk", "3", "en")
        );
        assert_eq!(
            first.body,
            "The river rose in the night.\n\nSUBJECT to rain, it will rise again: so the mayor."
        );
        assert_eq!(
            first.dateline.as_ref().map(|dateline| &*dateline.place),
            Some("BEIRA, Mozambique")
        );
        assert_eq!(first.labels.topics, ["Floods & flooding", "Mayors"]);
        assert_eq!(
            (&*first.labels.people, &*first.labels.places),
            (
                &["Jane Roe".to_owned()][..],
                &["Beira, Mozambique".to_owned(), "Mozambique".to_owned()][..]
            )
        );
        assert_eq!(first.captions, ["PHOTO: The bridge at noon"]);
        assert_eq!(first.credits.len(), 2, "{:?}", first.credits);
        assert_eq!(
            first.published.as_ref().map(|date| date.date.to_string()).as_deref(),
            Some("18 July 2016")
        );
        assert_eq!((&*second.title, &*second.body), ("Dry again", "The sun shone."));
        assert_eq!(second.publisher, "The Beira Courier");
    }

    #[test]
    fn an_unlabelled_paragraph_after_the_length_is_text() {
        let articles = read(
            "1 of 1 DOCUMENTS\n\nThe Beira Courier\n\nJuly 18, 2016\n\nRiver rises\n\nLENGTH: 5 words\n\n\nThe river rose.\n\nIt fell.\n\nLOAD-DATE: July 19, 2016\n",
        );
        assert_eq!(articles[0].body, "The river rose.\n\nIt fell.");
    }

    #[test]
    fn records_of_nexis_uni_end_with_end_of_document() {
        let one = "Page 1 of 2\nRiver breaks its banks\n\nRiver breaks its banks\nThe Beira Courier\nJuly 18, 2016 Monday\n\n\
            Copyright 2016 The Beira Courier All Rights Reserved\n\nSection: NEWS; Pg. 3\nLength: 24 words\nByline: Jane Doe\n\
            Body\n\n\nThe river rose.\n\nSubject: what comes next.\n\nClassification\n\n\nLanguage: ENGLISH\n\nSubject: FLOODS (92%)\n\n\
            Load-Date: July 19, 2016\n\n\nEnd of Document\n\n";
        let front = "User Name: jdoe\nDate and Time: Monday, July 25, 2016 10:15:00 AM EDT\nJob Number: 12345\n\n\
            Documents (2)\n1. River breaks its banks\n\n";
        let articles = read(&[front, one, &one.replace("July 18", "July 20")].concat());
        let [first, second] = articles.as_slice() else { panic!("{articles:?}") };
        assert_eq!(
            (&*first.title, &*first.publisher),
            ("River breaks its banks", "The Beira Courier")
        );
        assert_eq!(first.body, "The river rose.\n\nSubject: what comes next.");
        assert_eq!(
            (&*first.page, &*first.byline, &*first.labels.topics),
            ("3", "Jane Doe", &["Floods".to_owned()][..])
        );
        assert_eq!(
            second.published.as_ref().map(|date| date.date.to_string()).as_deref(),
            Some("20 July 2016")
        );
    }

    /// A record with these labels above the text.
    fn labelled(label: &str, tail: &str) -> crate::article::Article {
        let text = format!(
            "1 of 1 DOCUMENT\n\nThe Beira Courier\n\nJuly 18, 2016 Monday\n\nRiver rises\n\nLENGTH: 30 words\n\n{label}\n\n\
             The river rose.\n\nIt fell.\n\n{tail}\n\nLANGUAGE: ENGLISH\n"
        );
        let [article] = read(&text).try_into().expect("one article");
        article
    }

    #[test]
    fn a_label_above_the_text_ends_with_its_paragraph() {
        for label in [
            "HIGHLIGHT: Who steers\nthe boats?",
            "GRAPHIC: A boat",
            "SERIES: BOATS. Second of three",
            "TYPE: FEATURE",
            "DISTRIBUTION: Metro Desk",
            "CORRECTION: There are nine boats.",
            "ENCART: Qui conduit ?",
            "SAMENVATTING: Wie vaart?",
            "RESUMEN: ¿Quién navega?",
            "DESTAQUE: Quem navega?",
            "SOMMARIO: Chi naviga?",
            "KOD: abc",
        ] {
            let article = labelled(label, "LOAD-DATE: July 19, 2016");
            assert_eq!(article.body, "The river rose.\n\nIt fell.", "{label}");
        }
        let article = labelled("HIGHLIGHT: Who steers\nthe boats?", "NOTES: By the desk");
        assert_eq!(article.standfirst, "Who steers the boats?");
        assert_eq!(article.notes, ["By the desk"]);
        let article = labelled("SERIES: BOATS. Second of three", "SUJET: PORTS (90%)");
        assert_eq!(
            (article.keywords.join("|"), article.notes.join("|")),
            ("BOATS".into(), "Second of three".into())
        );
        assert_eq!(article.labels.topics, ["Ports"]);
    }

    #[test]
    fn a_text_between_two_labels_of_the_tail_is_kept() {
        let article = labelled("TYPE: NEWS", "COMPANY: Acme\n\nNobody was hurt, the mayor said.");
        assert_eq!(article.body, "The river rose.\n\nIt fell.\n\nNobody was hurt, the mayor said.");
    }

    #[test]
    fn remarks_and_blogs_are_no_headlines_and_no_papers() {
        let uni = |top: &str| {
            let text = format!(
                "{top}\n\nCopyright 2005 Courier Limited\n\nDistribution: Foreign Desk\n\nSection: World, Pg. 13\n\nLength: 9 words\n\nByline: JANE DOE\n\nBody\n\nThe river rose.\n\nCorrection-Date: May 3, 2005\n\nCorrection: It was the Buzi.\n\nLoad-Date: May 18, 2005\n\nEnd of Document\n"
            );
            let [article] = read(&text).try_into().expect("one article");
            article
        };
        let article = uni(
            "River rises - Correction Appended\n\nThe Courier (Beira) - Final Edition\n\nCorrection Appended",
        );
        assert_eq!(
            (
                &*article.title,
                &*article.publisher,
                &*article.edition,
                &*article.page,
                &*article.section
            ),
            ("River rises", "The Courier (Beira)", "Final Edition", "13", "World")
        );
        assert_eq!((&*article.body, article.notes.len()), ("The river rose.", 2), "{article:?}");
        assert_eq!(article.published.map(|it| it.date.to_string()).as_deref(), Some("2005"));
        let article = uni("River rises\n\nThe Courier\n\n(Tide)\n\nMay 3, 2005 Tuesday 15:25 EST");
        assert_eq!(
            (&*article.title, &*article.publisher, article.keywords),
            ("River rises", "The Courier", vec!["Tide".to_owned()])
        );
    }
}
