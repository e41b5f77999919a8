//! E-mail: newsletters, press releases and the wires that agencies send by mail, one message a file (`.eml`) or a mailbox
//! of them (`mbox`).

use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders};
use memchr::memmem;

use super::form::{Format, Options, Take};
use super::shared::fields::FieldMap;
use super::shared::record::Fields;
use super::shared::{finish, markup, record};
use crate::article::{Article, Fingerprint, Rejected};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// One message a file.
pub const MESSAGE: Format = Format { name: "email", recognises: is_message, read: read_message };

/// A mailbox, read message by message.
pub const MAILBOX: Format = Format { name: "mbox", recognises: is_mailbox, read: read_mailbox };

/// Headers that every message has one of, beside its sender.
const STAMPS: [&str; 6] =
    ["date", "message-id", "received", "mime-version", "delivered-to", "return-path"];

fn is_message(name: &str, head: &[u8]) -> bool {
    let named = name.to_ascii_lowercase().ends_with(".eml");
    let stamps = header_names(head).filter(|name| STAMPS.contains(&name.as_str())).count();
    (named && stamps > 0)
        || (stamps > 1 && header_names(head).any(|name| name == "from" || name == "subject"))
}

/// The names of the headers a text opens with; none where it opens with anything else.
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
        .any(|name| STAMPS.contains(&name.as_str()) || name == "from")
}

fn read_message(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    if let Some(rejected) = source.nothing() {
        return take(Err(rejected));
    }
    let record = source.bytes().and_then(|bytes| article(bytes.trim_ascii_start()));
    take(record)
}

fn read_mailbox(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    let mut ends = |bytes: &[u8], from: usize| {
        // Where a line of the envelope may have begun when these bytes were seen before.
        let start = from.saturating_sub(ENVELOPE);
        let unseen = bytes.get(start..)?;
        memmem::find_iter(unseen, b"\nFrom ").map(|at| start + at + 1).find(|at| {
            bytes.get(..*at).is_some_and(ends_paragraph)
                && bytes.get(*at..).is_some_and(is_envelope)
        })
    };
    while let Some(message) = source.raw_record(&mut ends) {
        match message {
            Ok(bytes) if bytes.trim_ascii().is_empty() => {}
            Ok(bytes) => take(article(&without_envelope(bytes)))?,
            Err(rejected) => take(Err(rejected))?,
        }
    }
    Flow::Continue(())
}

/// The longest line that opens a message of a mailbox.
const ENVELOPE: usize = 1024;

/// Whether an empty line goes before.
fn ends_paragraph(before: &[u8]) -> bool {
    before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n")
}

/// Whether a line that begins with "From " opens a message: it tells when it came, which a sentence seldom does.
fn is_envelope(line: &[u8]) -> bool {
    let line = line.get(..ENVELOPE).unwrap_or(line);
    let Some(end) = memchr::memchr(b'\n', line) else { return false };
    let line = line.get(..end).unwrap_or_default();
    line.windows(5)
        .any(|clock| matches!(clock, [a, b, b':', c, d] if [a, b, c, d].iter().all(|byte| byte.is_ascii_digit())))
}

/// A message of a mailbox as it was sent: without the line before it, and `From` at the start of a line as it was.
fn without_envelope(bytes: &[u8]) -> Vec<u8> {
    let bytes = bytes.trim_ascii_start();
    let message = match memchr::memchr(b'\n', bytes) {
        Some(end) if bytes.starts_with(b"From ") => bytes.get(end + 1..).unwrap_or_default(),
        _ => bytes,
    };
    let mut sent = Vec::with_capacity(message.len());
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        let quotes = line.iter().take_while(|byte| **byte == b'>').count();
        let quoted =
            quotes > 0 && line.get(quotes..).is_some_and(|rest| rest.starts_with(b"From "));
        sent.extend_from_slice(line.get(usize::from(quoted)..).unwrap_or_default());
    }
    sent
}

/// The article in a message.
fn article(bytes: &[u8]) -> Result<Article, Rejected> {
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or_else(|| Rejected::new("message has no headers"))?;
    let body = body(&message);
    if let Some(answers) = form(&body) {
        return record::article(&String::from_utf8_lossy(bytes), &answers, &FieldMap::default());
    }
    let mut article = Article {
        own_id: message.message_id().map(str::to_owned),
        fingerprint: Fingerprint::of(&String::from_utf8_lossy(bytes)),
        title: message.subject().map(clean::line).unwrap_or_default(),
        body,
        language: language(&message),
        keywords: words(message.keywords()),
        warnings: unread(&message),
        ..Article::default()
    };
    sign(&message, &mut article);
    finish::date(&mut article, message.date().map(mail_parser::DateTime::to_rfc3339));
    finish::finish(article)
}

/// The text of a message, without the signature under it. A message in HTML alone is read as a page is.
fn body(message: &Message<'_>) -> String {
    let plain: Vec<&str> = message
        .text_bodies()
        .filter(|part| part.is_text() && !part.is_text_html())
        .filter_map(|part| part.text_contents())
        .collect();
    if plain.iter().any(|text| !text.trim().is_empty()) {
        return plain
            .iter()
            .map(|text| clean::paragraphs(unsigned(text)))
            .collect::<Vec<_>>()
            .join("\n\n");
    }
    let pages: Vec<&str> = message.html_bodies().filter_map(|part| part.text_contents()).collect();
    pages
        .iter()
        .map(|html| clean::paragraphs(&markup::formatted(html)))
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// The answers of a web form that was sent as JSON, where they make an article: how some newsrooms file.
fn form(body: &str) -> Option<Fields> {
    let answers: Fields =
        serde_json::from_str(&body.replace('\n', " ")).ok().filter(|_| body.starts_with('{'))?;
    record::is_article(&answers, &FieldMap::default()).then_some(answers)
}

/// A text without what stands under the line that opens a signature.
fn unsigned(text: &str) -> &str {
    let mut end = 0;
    for line in text.split_inclusive('\n').take_while(|line| line.trim_end() != "--") {
        end += line.len();
    }
    text.get(..end).unwrap_or(text)
}

/// Who sent it: a person is the author, anything else the publisher.
fn sign(message: &Message<'_>, article: &mut Article) {
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
        HeaderValue::Text(said) => record::language(said),
        HeaderValue::TextList(said) => {
            said.first().map(|said| record::language(said)).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn words(said: &HeaderValue<'_>) -> Vec<String> {
    let texts: Vec<&str> = match said {
        HeaderValue::Text(text) => text.split([',', ';']).collect(),
        HeaderValue::TextList(texts) => texts.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    texts.into_iter().map(clean::line).filter(|word| !word.is_empty()).collect()
}

/// What hangs on the message and is not read.
fn unread(message: &Message<'_>) -> Vec<String> {
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

    const MAIL: &str = "Received: by mx.example.org; Mon, 18 Jul 2016 10:15:01 +0200\r\nFrom: =?utf-8?Q?Jos=C3=A9_Doe?= <jose@example.org>\r\n\
        To: desk@example.org\r\nSubject: =?iso-8859-1?Q?Flood_in_S=E3o_Paulo?=\r\nDate: Mon, 18 Jul 2016 10:15:00 +0200\r\n\
        Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
        --x\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe river rose =\r\nby night in S=E3o Paulo.\r\n\r\nIt fell.\r\n-- \r\nDesk\r\n\
        --x\r\nContent-Type: image/png; name=\"map.png\"\r\nContent-Disposition: attachment; filename=\"map.png\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--x--\r\n";

    #[test]
    fn a_message_is_an_article() {
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
        assert_eq!(article.warnings, ["attachments are not read: map.png"]);
    }

    #[test]
    fn a_newsletter_in_html_is_read_and_its_sender_is_no_person() {
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
    fn a_form_is_read_by_its_fields() {
        let mail = "From: a <a@example.org>\nSubject: Form\nDate: Mon, 18 Jul 2016 10:15:00 GMT\n\n{\"Headline\":[\"Flood\"],\"Body\":[\"It rained.\"],\"Desk\":[\"World\"]}\n";
        let article = article(mail.as_bytes()).expect("an article");
        assert_eq!(
            (&*article.title, &*article.body, &*article.section),
            ("Flood", "It rained.", "World")
        );
    }

    #[test]
    fn a_mailbox_holds_messages() {
        let mbox = "From a@example.org Mon Jul 18 10:15:00 2016\nFrom: A <a@example.org>\nSubject: One\nDate: Mon, 18 Jul 2016 10:15:00 GMT\n\n\
            >From the first day it rained.\n\nFrom b@example.org Tue Jul 19 10:15:00 2016\nFrom: B <b@example.org>\nSubject: Two\nDate: Tue, 19 Jul 2016 10:15:00 GMT\n\nText.\n\nFrom noon on it was dry.\n";
        assert!(is_mailbox("inbox", mbox.as_bytes()));
        let mut seen = Vec::new();
        let flow = read_mailbox(
            &mut Source::new("inbox", mbox.as_bytes()),
            &Options::default(),
            &mut |record| {
                seen.push(record.map(|article| (article.title, article.body)));
                Flow::Continue(())
            },
        );
        assert!(flow.is_continue());
        let made = |title: &str, body: &str| Ok((title.to_owned(), body.to_owned()));
        assert_eq!(
            seen,
            [
                made("One", "From the first day it rained."),
                made("Two", "Text.\n\nFrom noon on it was dry.")
            ]
        );
    }

    #[test]
    fn a_story_that_names_its_source_is_no_mail() {
        for text in [
            "Subject: Flood\nSource: Courier\n\nText",
            "From: here\nto there it rained.",
            "Flood in Beira\n\nText",
        ] {
            assert!(!is_message("a.txt", text.as_bytes()), "{text}");
        }
    }
}
