//! E-mail: newsletters, press releases and agency wires sent by mail, with one message per file
//! (`.eml`) or many in a mailbox (`mbox`).

use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders, PartType};
use memchr::memmem;

use super::documents::{office, rtf};
use super::export;
use super::form::{EmitArticle, Format, Options};
use super::shared::boilerplate::LeftOut;
use super::shared::fields::FieldMap;
use super::shared::record::RecordFields;
use super::shared::{finish, markup, record};
use crate::article::{Article, Fingerprint, Rejected};
use crate::read::source::{Flow, Source};
use crate::text::{clean, decode};

/// One message per file.
pub(super) const MESSAGE: Format =
    Format { name: "email", recognises: is_message, read: read_message };

/// Many messages in one file.
pub(super) const MAILBOX: Format =
    Format { name: "mbox", recognises: is_mailbox, read: read_mailbox };

/// Headers that transport adds to a message; every message has at least one.
const TRANSPORT_HEADERS: [&str; 6] =
    ["date", "message-id", "received", "mime-version", "delivered-to", "return-path"];

fn is_message(name: &str, head: &[u8]) -> bool {
    let named = name.to_ascii_lowercase().ends_with(".eml");
    let transport =
        header_names(head).filter(|name| TRANSPORT_HEADERS.contains(&name.as_str())).count();
    (named && transport > 0)
        || (transport > 1 && header_names(head).any(|name| name == "from" || name == "subject"))
}

/// Names of the headers at the start of a text, up to the first line that is not a header.
fn header_names(head: &[u8]) -> impl Iterator<Item = String> {
    let lines = head
        .trim_ascii_start()
        .split(|byte| *byte == b'\n')
        .take_while(|line| !line.trim_ascii().is_empty());
    lines.map_while(|line| {
        let continued = line.first().is_some_and(u8::is_ascii_whitespace);
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let named = name.len() < line.len()
            && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte));
        (continued || named).then(|| {
            String::from_utf8_lossy(if continued { b"" } else { name }).to_ascii_lowercase()
        })
    })
}

fn is_mailbox(_: &str, head: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', head).filter(|_| head.starts_with(b"From ")) else {
        return false;
    };
    header_names(head.get(end..).unwrap_or_default())
        .any(|name| TRANSPORT_HEADERS.contains(&name.as_str()) || name == "from")
}

fn read_message(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    if let Some(rejected) = source.reject_empty() {
        return emit(Err(rejected));
    }
    match source.read_bytes() {
        Ok(bytes) => read_parts(bytes.trim_ascii_start(), emit),
        Err(rejected) => emit(Err(rejected)),
    }
}

fn read_mailbox(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    let mut find_end = |bytes: &[u8], searched: usize| {
        // The last line that was searched may be the beginning of an envelope line.
        let start = searched.saturating_sub(LONGEST_ENVELOPE);
        let unsearched = bytes.get(start..)?;
        memmem::find_iter(unsearched, b"\nFrom ").map(|at| start + at + 1).find(|at| {
            bytes.get(..*at).is_some_and(ends_paragraph)
                && bytes.get(*at..).is_some_and(is_envelope)
        })
    };
    while let Some(message) = source.next_raw_record(&mut find_end) {
        match message {
            Ok(bytes) if bytes.trim_ascii().is_empty() => {}
            Ok(bytes) => read_parts(&without_envelope(bytes), emit)?,
            Err(rejected) => emit(Err(rejected))?,
        }
    }
    Flow::Continue(())
}

/// Longest envelope line, in bytes. This line begins with "From " and precedes every message.
const LONGEST_ENVELOPE: usize = 1024;

/// Returns whether the bytes end with an empty line.
fn ends_paragraph(before: &[u8]) -> bool {
    before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n")
}

/// Returns whether a line that begins with "From " is an envelope line: it has a time of day, which
/// a sentence rarely has.
fn is_envelope(line: &[u8]) -> bool {
    let line = line.get(..LONGEST_ENVELOPE).unwrap_or(line);
    let Some(end) = memchr::memchr(b'\n', line) else { return false };
    let line = line.get(..end).unwrap_or_default();
    line.windows(5)
        .any(|clock| matches!(clock, [a, b, b':', c, d] if [a, b, c, d].iter().all(|byte| byte.is_ascii_digit())))
}

/// A message as it was sent: without its envelope line, and with the quoting of lines that begin
/// with "From " undone.
fn without_envelope(bytes: &[u8]) -> Vec<u8> {
    let bytes = bytes.trim_ascii_start();
    let message = match memchr::memchr(b'\n', bytes) {
        Some(end) if bytes.starts_with(b"From ") => bytes.get(end + 1..).unwrap_or_default(),
        _ => bytes,
    };
    let mut original = Vec::with_capacity(message.len());
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        let quotes = line.iter().take_while(|byte| **byte == b'>').count();
        let quoted =
            quotes > 0 && line.get(quotes..).is_some_and(|rest| rest.starts_with(b"From "));
        original.extend_from_slice(line.get(usize::from(quoted)..).unwrap_or_default());
    }
    original
}

/// A parsed message. Its attached messages are dropped one by one: each may hold the next, so that a
/// small file can nest them deeper than the stack.
struct ParsedMessage<'b>(Message<'b>);

impl Drop for ParsedMessage<'_> {
    fn drop(&mut self) {
        let mut parts = std::mem::take(&mut self.0.parts);
        while let Some(mut part) = parts.pop() {
            if let PartType::Message(message) = &mut part.body {
                parts.append(&mut message.parts);
            }
        }
    }
}

/// Reads a message: the articles of an export that was sent by mail, in its text or attached, or
/// else the message itself.
fn read_parts(bytes: &[u8], emit: &mut EmitArticle<'_>) -> Flow {
    let Some(parsed) = MessageParser::default().parse(bytes).map(ParsedMessage) else {
        return emit(Err(Rejected::new("message has no headers")));
    };
    match read_exports(&parsed.0, emit) {
        Some(flow) => flow,
        None => emit(article(bytes, &parsed.0)),
    }
}

/// Reads the exports of newspaper databases in a message; returns nothing where there are none.
fn read_exports(message: &Message<'_>, emit: &mut EmitArticle<'_>) -> Option<Flow> {
    let mut found = None;
    for part in message.html_bodies().filter(|part| part.is_text_html()) {
        found = found.or(part.text_contents().and_then(|html| export::read_page(html, emit)));
    }
    if found.is_none() {
        for part in message.text_bodies().filter(|part| part.is_text() && !part.is_text_html()) {
            found = found.or(part.text_contents().and_then(|text| export::read_text(text, emit)));
        }
    }
    for part in message.attachments().filter(|part| part.attachment_name().is_some()) {
        let name = part.attachment_name().unwrap_or_default();
        let flow = read_attachment(name, part.contents(), emit);
        found = match (found, flow) {
            (Some(Flow::Break(())), _) | (_, Some(Flow::Break(()))) => Some(Flow::Break(())),
            (before, flow) => flow.or(before),
        };
    }
    found
}

/// Reads a file that was attached to a message, if it is an export.
fn read_attachment(name: &str, bytes: &[u8], emit: &mut EmitArticle<'_>) -> Option<Flow> {
    let name = name.to_ascii_lowercase();
    let is = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if is(&[".html", ".htm"]) {
        return export::read_page(&decode::decode(bytes, None).text, emit);
    }
    if is(&[".txt", ".text", ".asc"]) {
        return export::read_text(&decode::decode(bytes, None).text, emit);
    }
    let document = if is(&[".rtf", ".doc"]) && bytes.starts_with(b"{\\rtf") {
        rtf::parse(bytes)
    } else if is(&[".docx"]) {
        office::parse_docx(bytes.to_vec())
    } else {
        return None;
    };
    export::read_text(&document.ok()?.text(), emit)
}

/// Makes an article of a message.
fn article(bytes: &[u8], message: &Message<'_>) -> Result<Article, Rejected> {
    let (body, signature) = body(message);
    if let Some(fields) = form_fields(&body) {
        return record::article(&String::from_utf8_lossy(bytes), &fields, &FieldMap::default());
    }
    let mut article = Article {
        own_id: message.message_id().map(str::to_owned),
        fingerprint: Fingerprint::of(&String::from_utf8_lossy(bytes)),
        title: message.subject().map(clean::line).unwrap_or_default(),
        body,
        language: language(message),
        keywords: keywords(message.keywords()),
        warnings: attachment_warning(message),
        ..Article::default()
    };
    signature.warn(&mut article, "the signature of the message");
    set_sender(message, &mut article);
    finish::set_published(&mut article, message.date().map(mail_parser::DateTime::to_rfc3339));
    finish::finish(article)
}

/// Text of a message without its signature, and that. The HTML part is used where there is no plain text.
fn body(message: &Message<'_>) -> (String, LeftOut) {
    let mut left_out = LeftOut::default();
    let plain: Vec<&str> = message
        .text_bodies()
        .filter(|part| part.is_text() && !part.is_text_html())
        .filter_map(|part| part.text_contents())
        .collect();
    if plain.iter().any(|text| !text.trim().is_empty()) {
        let texts = plain.iter().map(|text| {
            let (text, signature) = split_signature(text);
            left_out.add(signature.trim_start_matches(['-', ' ', '\r', '\n']));
            clean::paragraphs(text)
        });
        let body = texts.collect::<Vec<_>>().join("\n\n");
        return (body, left_out);
    }
    let pages: Vec<&str> = message.html_bodies().filter_map(|part| part.text_contents()).collect();
    let texts = pages.iter().map(|html| clean::paragraphs(&markup::html_to_text(html)));
    (texts.collect::<Vec<_>>().join("\n\n"), left_out)
}

/// Fields of a web form that was mailed as JSON, if they make an article. Some newsrooms file
/// stories in this way.
fn form_fields(body: &str) -> Option<RecordFields> {
    let fields: RecordFields =
        serde_json::from_str(&body.replace('\n', " ")).ok().filter(|_| body.starts_with('{'))?;
    record::is_article(&fields, &FieldMap::default()).then_some(fields)
}

/// The text up to the `--` line above a signature, and the rest.
fn split_signature(text: &str) -> (&str, &str) {
    let mut end = 0;
    for line in text.split_inclusive('\n').take_while(|line| line.trim_end() != "--") {
        end += line.len();
    }
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Makes the sender the author if it is a person, and the publisher otherwise.
fn set_sender(message: &Message<'_>, article: &mut Article) {
    let sender = message.from().and_then(Address::first);
    let name = sender.and_then(|sender| sender.name()).map(clean::line).unwrap_or_default();
    article.authors = finish::authors(&name);
    if article.authors.is_empty() {
        article.publisher = name;
    } else {
        article.byline = name;
    }
    if let Some(HeaderValue::Text(organisation)) = message.header("Organization") {
        article.publisher = clean::line(organisation);
    }
}

fn language(message: &Message<'_>) -> String {
    match message.content_language() {
        HeaderValue::Text(language) => record::language_code(language),
        HeaderValue::TextList(languages) => {
            languages.first().map(|language| record::language_code(language)).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn keywords(header: &HeaderValue<'_>) -> Vec<String> {
    let texts: Vec<&str> = match header {
        HeaderValue::Text(text) => text.split([',', ';']).collect(),
        HeaderValue::TextList(texts) => texts.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    texts.into_iter().map(clean::line).filter(|word| !word.is_empty()).collect()
}

/// A warning that names the attachments, which are not read.
fn attachment_warning(message: &Message<'_>) -> Vec<String> {
    let names: Vec<&str> = message.attachments().filter_map(MimeHeaders::attachment_name).collect();
    if names.is_empty() {
        Vec::new()
    } else {
        vec![format!("attachments are not read: {}", names.join(", "))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a message that is one article.
    fn article(bytes: &[u8]) -> Result<Article, Rejected> {
        let mut records = Vec::new();
        let _ = read_parts(bytes, &mut |record| {
            records.push(record);
            Flow::Continue(())
        });
        assert_eq!(records.len(), 1);
        records.remove(0)
    }

    #[test]
    fn a_signature_is_left_out_with_a_warning() {
        let mail = "From: Jane Doe <a@example.org>\nSubject: River rises\n\nIt rose.\n\n-- \nJane Doe\nThe Courier\n";
        let article = article(mail.as_bytes()).expect("an article");
        assert_eq!(article.body, "It rose.");
        let warning = "17 letters left out: the signature of the message, `Jane Doe`";
        assert_eq!(article.warnings, [warning]);
    }

    #[test]
    fn exports_are_taken_out_of_their_envelope() {
        let export = |day: &str| {
            format!(
                "1 of 2 DOCUMENTS\n\nThe Courier\n\n{day}, 2016\n\nRiver rises\n\nLENGTH: 9 words\n\nBODY:\nIt rose.\n\nLOAD-DATE: July 19, 2016\n\n"
            )
        };
        let export = export("July 18") + &export("July 20").replace("1 of", "2 of");
        let head = "From: Database <a@example.org>\nSubject: Your documents\nDate: Sun, 05 Jul 2020 01:02:03 -0400\nMIME-Version: 1.0\n";
        let html = export.lines().map(|line| format!("<p>{line}</p>")).collect::<String>();
        let mails = [
            format!("{head}Content-Type: text/plain\n\n{export}"),
            format!("{head}Content-Type: text/html\n\n<html>{html}</html>"),
            format!(
                "{head}Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nSee below.\n--x\nContent-Type: text/plain; name=\"a.txt\"\nContent-Disposition: attachment; filename=\"a.txt\"\n\n{export}\n--x--\n"
            ),
            format!(
                "{head}Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nSee below.\n--x\nContent-Type: text/html; name=\"a.html\"\nContent-Disposition: attachment; filename=\"a.html\"\n\n<html>{html}</html>\n--x--\n"
            ),
        ];
        for mail in mails {
            let mut days = Vec::new();
            let _ = read_parts(mail.as_bytes(), &mut |record| {
                days.extend(
                    record.ok().and_then(|article| article.published).map(|it| it.date.to_string()),
                );
                Flow::Continue(())
            });
            assert_eq!(days, ["18 July 2016", "20 July 2016"], "{mail}");
        }
    }

    const MAIL: &str = "Received: by mx.example.org; Mon, 18 Jul 2016 10:15:01 +0200\r\nFrom: =?utf-8?Q?Jos=C3=A9_Doe?= <jose@example.org>\r\n\
        To: desk@example.org\r\nSubject: =?iso-8859-1?Q?Flood_in_S=E3o_Paulo?=\r\nDate: Mon, 18 Jul 2016 10:15:00 +0200\r\n\
        Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
        --x\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe river rose =\r\nby night in S=E3o Paulo.\r\n\r\nIt fell.\r\n-- \r\nDesk\r\n\
        --x\r\nContent-Type: image/png; name=\"map.png\"\r\nContent-Disposition: attachment; filename=\"map.png\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--x--\r\n";

    #[test]
    fn a_message_becomes_an_article() {
        assert!(
            is_message("mail.txt", MAIL.as_bytes()) && !is_mailbox("mail.txt", MAIL.as_bytes())
        );
        let article = article(MAIL.as_bytes()).expect("an article");
        assert_eq!(
            (&*article.title, &*article.body),
            ("Flood in São Paulo", "The river rose by night in São Paulo.\n\nIt fell.")
        );
        assert_eq!(
            (article.own_id.as_deref(), article.authors),
            (Some("1@example.org"), vec!["José Doe".to_owned()])
        );
        assert_eq!(
            article.published.and_then(|date| date.date.at).as_deref(),
            Some("2016-07-18T10:15:00+02:00")
        );
        let signature = "4 letters left out: the signature of the message, `Desk`";
        assert_eq!(article.warnings, ["attachments are not read: map.png", signature]);
    }

    #[test]
    fn an_html_newsletter_from_a_newsroom_has_a_publisher() {
        let article = article(
            b"From: \"Courier Newsroom\" <news@example.org>\nSubject: Flood\nDate: Mon, 18 Jul 2016 10:15:00 GMT\nContent-Type: text/html; charset=utf-8\n\n\
              <html><style>p {}</style><p>The river rose.</p><p>It fell.</p></html>",
        )
        .expect("an article");
        assert_eq!(
            (&*article.body, &*article.publisher),
            ("The river rose.\n\nIt fell.", "Courier Newsroom")
        );
    }

    #[test]
    fn nested_messages_do_not_overflow_the_stack() {
        let head = "From: a <a@example.org>\nSubject: One\nDate: Mon, 18 Jul 2016 10:15:00 GMT\n";
        let mail = format!("{head}{}\nText.\n", "Content-Type: message/rfc822\n\n".repeat(40_000));
        let read = std::thread::Builder::new()
            .stack_size(1 << 19)
            .spawn(move || read_parts(mail.as_bytes(), &mut |_| Flow::Continue(())).is_continue())
            .expect("a thread");
        read.join().expect("no panic");
    }

    #[test]
    fn a_mailed_form_is_read_by_its_fields() {
        let mail = "From: a <a@example.org>\nSubject: Form\nDate: Mon, 18 Jul 2016 10:15:00 GMT\n\n{\"Headline\":[\"Flood\"],\"Body\":[\"It rained.\"],\"Desk\":[\"World\"]}\n";
        let article = article(mail.as_bytes()).expect("an article");
        assert_eq!(
            (&*article.title, &*article.body, &*article.section),
            ("Flood", "It rained.", "World")
        );
    }

    #[test]
    fn a_mailbox_is_read_message_by_message() {
        let mbox = "From a@example.org Mon Jul 18 10:15:00 2016\nFrom: A <a@example.org>\nSubject: One\nDate: Mon, 18 Jul 2016 10:15:00 GMT\n\n\
            >From the first day it rained.\n\nFrom b@example.org Tue Jul 19 10:15:00 2016\nFrom: B <b@example.org>\nSubject: Two\nDate: Tue, 19 Jul 2016 10:15:00 GMT\n\nText.\n\nFrom noon on it was dry.\n";
        assert!(is_mailbox("inbox", mbox.as_bytes()));
        let mut read = Vec::new();
        let flow = read_mailbox(
            &mut Source::new("inbox", mbox.as_bytes()),
            &Options::default(),
            &mut |record| {
                read.push(record.map(|article| (article.title, article.body)));
                Flow::Continue(())
            },
        );
        assert!(flow.is_continue());
        let expected = |title: &str, body: &str| Ok((title.to_owned(), body.to_owned()));
        assert_eq!(
            read,
            [
                expected("One", "From the first day it rained."),
                expected("Two", "Text.\n\nFrom noon on it was dry.")
            ]
        );
    }

    #[test]
    fn a_story_with_labels_is_not_a_message() {
        for text in [
            "Subject: Flood\nSource: Courier\n\nText",
            "From: here\nto there it rained.",
            "Flood in Beira\n\nText",
        ] {
            assert!(!is_message("a.txt", text.as_bytes()), "{text}");
        }
    }
}
