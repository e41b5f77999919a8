//! The same stories written in every format, for the tests and the benchmark of the readers.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

/// Story before it is written in a format.
pub struct Story {
    /// Number, from one.
    pub number: usize,
    /// Headline.
    pub title: String,
    /// Text.
    pub paragraphs: Vec<String>,
}

/// Date of publication of every story, as formats without a time print it.
pub const DAY: &str = "2016-07-18";

/// Author of every story.
pub const AUTHOR: &str = "Jane Doe";

/// Words of the stories; none has a meaning in any format.
const WORDS: [&str; 40] = [
    "river", "harbour", "the", "council", "of", "rain", "market", "a", "school", "in", "boats",
    "morning", "to", "roofs", "and", "water", "bridge", "said", "people", "road", "with", "field",
    "that", "night", "grain", "for", "trade", "wall", "was", "price", "on", "island", "were",
    "letter", "by", "station", "from", "garden", "had", "window",
];

/// Returns `count` stories of about 3 kB each, the same on every machine.
pub fn stories(count: usize) -> Vec<Story> {
    (1..=count).map(story).collect()
}

fn story(number: usize) -> Story {
    let mut seed = number as u64;
    let mut word = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[(seed >> 33) as usize % WORDS.len()]
    };
    let mut sentence = |words: usize| {
        let text = (0..words).map(|_| word()).collect::<Vec<_>>().join(" ");
        let (first, rest) = text.split_at(1);
        format!("{}{rest}", first.to_uppercase())
    };
    let title = sentence(7);
    let paragraphs =
        (0..8).map(|_| format!("{}. {}. {}.", sentence(26), sentence(19), sentence(22))).collect();
    Story { number, title, paragraphs }
}

impl Story {
    /// Returns the text as an article holds it.
    pub fn body(&self) -> String {
        self.paragraphs.join("\n\n")
    }

    fn html(&self) -> String {
        self.paragraphs.iter().fold(String::new(), |html, text| html + "<p>" + text + "</p>\n")
    }
}

/// Writes stories as one file.
type Write = fn(&[Story]) -> Vec<u8>;

/// Format name, file name and writer of every format that can be written.
pub const WRITERS: &[(&str, &str, Write)] = &[
    ("reuters-sgml", "reut.sgm", reuters),
    ("trec-sgml", "trec", trec),
    ("mbox", "inbox", mbox),
    ("feed", "feed.xml", rss),
    ("feed", "feed.atom", atom),
    ("wordpress", "export.xml", wxr),
    ("nitf", "story.xml", nitf),
    ("newsml", "newsml.xml", newsml),
    ("newsml-g2", "g2.xml", newsml_g2),
    ("json", "ninjs.json", ninjs),
    ("anpa", "wire.tst", anpa),
    ("iptc7901", "wire.iptc", iptc7901),
    ("email", "story.eml", email),
    ("html", "page.html", html),
    ("tei", "issue.xml", tei),
    ("jsonl", "stories.jsonl", jsonl),
    ("json", "stories.json", json),
    ("csv", "stories.csv", csv),
    ("parquet", "stories.parquet", parquet),
    ("markdown", "story.md", markdown),
    ("nexis", "nexis.txt", nexis),
    ("factiva", "factiva.txt", factiva),
    ("proquest", "proquest.txt", proquest),
    ("rtf", "story.rtf", rtf),
    ("docx", "story.docx", docx),
    ("odt", "story.odt", odt),
    ("xlsx", "stories.xlsx", xlsx),
    ("ods", "stories.ods", ods),
    ("text", "story.txt", text),
];

/// Formats that hold one story per file.
pub const SINGLES: &[&str] =
    &["nitf", "email", "html", "markdown", "rtf", "docx", "odt", "text", "iptc7901"];

fn all(stories: &[Story], head: &str, tail: &str, one: impl Fn(&Story) -> String) -> Vec<u8> {
    let inside = stories.iter().map(one).collect::<String>();
    format!("{head}{inside}{tail}").into_bytes()
}

fn indented(story: &Story) -> String {
    story.paragraphs.iter().fold(String::new(), |text, paragraph| {
        let mut line = 3;
        let mut out = text + "   ";
        for word in paragraph.split(' ') {
            line += word.len() + 1;
            if line > 70 {
                out.push('\n');
                line = word.len();
            }
            out.push_str(word);
            out.push(' ');
        }
        out.trim_end().to_owned() + "\n"
    })
}

fn reuters(stories: &[Story]) -> Vec<u8> {
    all(stories, "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n", "", |story| {
        format!(
            "<REUTERS TOPICS=\"YES\" NEWID=\"{}\">\n<DATE>18-JUL-2016 10:15:00.00</DATE>\n<TEXT>&#2;\n<TITLE>{}</TITLE>\n\
             <AUTHOR>    By {AUTHOR}</AUTHOR><BODY>{}\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n",
            story.number,
            story.title,
            indented(story).replace("   ", "    ")
        )
    })
}

fn trec(stories: &[Story]) -> Vec<u8> {
    all(stories, "", "", |story| {
        format!(
            "<DOC>\n<DOCNO> XX160718-{:04} </DOCNO>\n<DATE>July 18, 2016</DATE>\n<HEADLINE>\n{}\n</HEADLINE>\n<BYLINE>By {AUTHOR}</BYLINE>\n\
             <TEXT>\n{}</TEXT>\n</DOC>\n",
            story.number,
            story.title,
            story.html()
        )
    })
}

fn mail(story: &Story) -> String {
    format!(
        "From: {AUTHOR} <jane@example.org>\nSubject: {}\nDate: Mon, 18 Jul 2016 10:15:00 +0000\nMessage-ID: <{}@example.org>\n\n{}\n",
        story.title,
        story.number,
        story.body()
    )
}

fn mbox(stories: &[Story]) -> Vec<u8> {
    all(stories, "", "", |story| {
        format!("From jane@example.org Mon Jul 18 10:15:00 2016\n{}\n", mail(story))
    })
}

fn email(stories: &[Story]) -> Vec<u8> {
    all(stories, "", "", mail)
}

fn rss(stories: &[Story]) -> Vec<u8> {
    let head = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
                xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>The Courier</title><link>http://example.org</link>\n";
    all(stories, head, "</channel></rss>\n", |story| {
        format!(
            "<item><title>{}</title><guid>http://example.org/{}</guid><pubDate>Mon, 18 Jul 2016 10:15:00 +0000</pubDate>\
             <dc:creator>{AUTHOR}</dc:creator><content:encoded><![CDATA[{}]]></content:encoded></item>\n",
            story.title,
            story.number,
            story.html()
        )
    })
}

fn atom(stories: &[Story]) -> Vec<u8> {
    let head = "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>The Courier</title>\n";
    all(stories, head, "</feed>\n", |story| {
        let html = story.html().replace('<', "&lt;").replace('>', "&gt;");
        format!(
            "<entry><title>{}</title><id>urn:example:{}</id><published>2016-07-18T10:15:00Z</published>\
             <author><name>{AUTHOR}</name></author><content type=\"html\">{html}</content></entry>\n",
            story.title, story.number
        )
    })
}

fn wxr(stories: &[Story]) -> Vec<u8> {
    let head = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
                xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel>\
                <title>The Courier</title><wp:wxr_version>1.2</wp:wxr_version>\n<wp:author><wp:author_login>jane</wp:author_login>\
                <wp:author_display_name>Jane Doe</wp:author_display_name></wp:author>\n";
    all(stories, head, "</channel></rss>\n", |story| {
        format!(
            "<item><title>{}</title><guid>http://example.org/?p={}</guid><dc:creator>jane</dc:creator><content:encoded><![CDATA[{}]]>\
             </content:encoded><wp:post_date>2016-07-18 10:15:00</wp:post_date><wp:post_date_gmt>2016-07-18 10:15:00</wp:post_date_gmt>\
             <wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>\n",
            story.title,
            story.number,
            story.body()
        )
    })
}

fn nitf_of(story: &Story) -> String {
    format!(
        "<nitf><head><title>{title}</title><docdata><doc-id id-string=\"n{}\"/><date.issue norm=\"20160718T101500Z\"/></docdata></head>\
         <body><body.head><hedline><hl1>{title}</hl1></hedline><byline>By {AUTHOR}</byline></body.head><body.content>\n{}</body.content></body></nitf>",
        story.number,
        story.html(),
        title = story.title
    )
}

fn nitf(stories: &[Story]) -> Vec<u8> {
    all(stories, "<?xml version=\"1.0\"?>\n", "\n", nitf_of)
}

fn newsml(stories: &[Story]) -> Vec<u8> {
    let head = "<?xml version=\"1.0\"?>\n<NewsML Version=\"1.2\"><NewsEnvelope><DateAndTime>20160718T101500Z</DateAndTime></NewsEnvelope>\n";
    all(stories, head, "</NewsML>\n", |story| {
        format!(
            "<NewsItem><Identification><NewsIdentifier><ProviderId>example.org</ProviderId><DateId>20160718</DateId><NewsItemId>n{}</NewsItemId>\
             <RevisionId PreviousRevision=\"0\" Update=\"N\">1</RevisionId><PublicIdentifier>urn:newsml:example.org:20160718:n{}:1</PublicIdentifier>\
             </NewsIdentifier></Identification><NewsManagement><NewsItemType FormalName=\"News\"/><FirstCreated>20160718T101500Z</FirstCreated>\
             <ThisRevisionCreated>20160718T101500Z</ThisRevisionCreated><Status FormalName=\"Usable\"/></NewsManagement><NewsComponent>\
             <NewsLines><HeadLine>{}</HeadLine><ByLine>By {AUTHOR}</ByLine></NewsLines><ContentItem><MediaType FormalName=\"Text\"/>\
             <DataContent>\n{}</DataContent></ContentItem></NewsComponent></NewsItem>\n",
            story.number,
            story.number,
            story.title,
            story.html()
        )
    })
}

fn newsml_g2(stories: &[Story]) -> Vec<u8> {
    let head = "<?xml version=\"1.0\"?>\n<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><header><sent>2016-07-18T10:15:00Z</sent></header><itemSet>\n";
    all(stories, head, "</itemSet></newsMessage>\n", |story| {
        format!(
            "<newsItem guid=\"urn:newsml:example.org:20160718:{}\" version=\"1\" standard=\"NewsML-G2\"><itemMeta><itemClass qcode=\"ninat:text\"/>\
             <versionCreated>2016-07-18T10:15:00Z</versionCreated><pubStatus qcode=\"stat:usable\"/></itemMeta><contentMeta><by>By {AUTHOR}</by>\
             <headline>{}</headline></contentMeta><contentSet><inlineXML contenttype=\"application/xhtml+xml\">\
             <html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title/></head><body>\n{}</body></html></inlineXML></contentSet></newsItem>\n",
            story.number,
            story.title,
            story.html()
        )
    })
}

fn ninjs(stories: &[Story]) -> Vec<u8> {
    all(stories, "", "\n", |story| {
        serde_json::json!({
            "uri": format!("urn:example:{}", story.number), "type": "text", "versioncreated": "2016-07-18T10:15:00Z",
            "pubstatus": "usable", "headline": story.title, "byline": format!("By {AUTHOR}"), "body_html": story.html(),
        })
        .to_string()
    })
}

fn anpa(stories: &[Story]) -> Vec<u8> {
    all(stories, "", "", |story| {
        format!(
            "\u{16}\u{16}\u{1}a{:04}\u{1f}r i \u{13}\u{11}\r\n\u{14}AM-Story {}\u{13}\u{11}07-18 0500\u{2}\r\n^AM-Story,200<\r\n^{}<\r\n^By {AUTHOR}=\r\n{}\u{3}\r\n07-18-16 1015EDT<\r\n\u{4}\r\n",
            story.number,
            story.number,
            story.title,
            indented(story).replace('\n', "\r\n")
        )
    })
}

fn iptc7901(stories: &[Story]) -> Vec<u8> {
    all(stories, "", "", |story| {
        format!(
            "\u{1}XYZ{:04} 4 pl  500 story\r\n\r\n\u{2}{}\r\n\r\nBy {AUTHOR}\r\n\r\n{}\r\n\u{3}181015 jul 16\r\n\u{4}",
            story.number,
            story.title,
            story.body().replace('\n', "\r\n")
        )
    })
}

fn html(stories: &[Story]) -> Vec<u8> {
    let links = "<li><a href=\"/a\">Another story of today</a></li>".repeat(40);
    all(stories, "", "", |story| {
        format!(
            "<!DOCTYPE html><html lang=\"en\"><head><title>{title} | The Courier</title><meta property=\"og:site_name\" content=\"The Courier\">\
             <meta property=\"article:published_time\" content=\"2016-07-18T10:15:00Z\"><meta name=\"author\" content=\"{AUTHOR}\"></head>\
             <body><nav><ul>{links}</ul></nav><article><h1>{title}</h1>\n{}</article><footer><ul>{links}</ul></footer></body></html>\n",
            story.html(),
            title = story.title
        )
    })
}

fn object(story: &Story) -> serde_json::Value {
    serde_json::json!({"id": story.number, "title": story.title, "date": DAY, "author": AUTHOR, "text": story.body()})
}

fn jsonl(stories: &[Story]) -> Vec<u8> {
    all(stories, "", "", |story| object(story).to_string() + "\n")
}

fn json(stories: &[Story]) -> Vec<u8> {
    serde_json::to_vec(&stories.iter().map(object).collect::<Vec<_>>()).expect("objects are JSON")
}

fn csv(stories: &[Story]) -> Vec<u8> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["id", "title", "date", "author", "text"]).expect("memory can be written");
    for story in stories {
        let number = story.number.to_string();
        table
            .write_record([&number, &story.title, DAY, AUTHOR, &story.body()])
            .expect("memory can be written");
    }
    table.into_inner().expect("memory can be written")
}

fn parquet(stories: &[Story]) -> Vec<u8> {
    let members = ["id", "title", "date", "author", "text"];
    let columns = members.map(|name| format!("required binary {name} (STRING);")).concat();
    let schema = parse_message_type(&format!("message stories {{ {columns} }}")).expect("a schema");
    let mut bytes = Vec::new();
    let properties =
        Arc::new(WriterProperties::builder().set_compression(Compression::LZ4_RAW).build());
    let mut file =
        SerializedFileWriter::new(&mut bytes, Arc::new(schema), properties).expect("a writer");
    let mut group = file.next_row_group().expect("a group of rows");
    for number in 0..members.len() {
        let cell = |story: &Story| match number {
            0 => story.number.to_string(),
            1 => story.title.clone(),
            2 => DAY.to_owned(),
            3 => AUTHOR.to_owned(),
            _ => story.body(),
        };
        let cells: Vec<ByteArray> = stories.iter().map(|it| cell(it).into_bytes().into()).collect();
        let mut column = group.next_column().expect("a column").expect("a column");
        column
            .typed::<ByteArrayType>()
            .write_batch(&cells, None, None)
            .expect("memory can be written");
        column.close().expect("memory can be written");
    }
    group.close().expect("memory can be written");
    file.close().expect("memory can be written");
    bytes
}

fn markdown(stories: &[Story]) -> Vec<u8> {
    all(stories, "", "", |story| {
        format!(
            "---\ntitle: {}\ndate: {DAY}\nauthor: {AUTHOR}\n---\n\n{}\n",
            story.title,
            story.body()
        )
    })
}

/// Fields of the rows of a table, the names first.
fn table(stories: &[Story]) -> Vec<[String; 4]> {
    let header = ["title", "date", "author", "text"].map(str::to_owned);
    let rows = stories
        .iter()
        .map(|story| [story.title.clone(), DAY.to_owned(), AUTHOR.to_owned(), story.body()]);
    std::iter::once(header).chain(rows).collect()
}

fn xlsx(stories: &[Story]) -> Vec<u8> {
    let mut sheet = "<worksheet><sheetData>".to_owned();
    for row in table(stories) {
        sheet += "<row>";
        for text in row {
            write!(sheet, "<c t=\"inlineStr\"><is><t>{text}</t></is></c>")
                .expect("memory can be written");
        }
        sheet += "</row>\n";
    }
    sheet += "</sheetData></worksheet>";
    zipped(&[
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("xl/workbook.xml", "<workbook/>".to_owned()),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn ods(stories: &[Story]) -> Vec<u8> {
    let mut content =
        "<office:document-content><office:body><office:spreadsheet><table:table>".to_owned();
    for row in table(stories) {
        content += "<table:table-row>";
        for text in row {
            let paragraphs = text.replace("\n\n", "</text:p><text:p>");
            write!(content, "<table:table-cell><text:p>{paragraphs}</text:p></table:table-cell>")
                .expect("memory can be written");
        }
        content += "</table:table-row>\n";
    }
    content += "</table:table></office:spreadsheet></office:body></office:document-content>";
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
        ("content.xml", content),
    ])
}

fn tei(stories: &[Story]) -> Vec<u8> {
    all(
        stories,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>The Courier</title></titleStmt>\
         <publicationStmt><p/></publicationStmt><sourceDesc><bibl><title level=\"j\">The Courier</title><date when=\"2016-07-18\"/></bibl></sourceDesc></fileDesc></teiHeader>\n\
         <text xml:lang=\"en\"><body><div type=\"issue\">\n",
        "</div></body></text></TEI>\n",
        |story| {
            format!(
                "<div type=\"article\" n=\"{}\"><head>{}</head><byline>{AUTHOR}</byline>\n{}</div>\n",
                story.number,
                story.title,
                story.html()
            )
        },
    )
}

fn nexis(stories: &[Story]) -> Vec<u8> {
    let count = stories.len();
    all(stories, "", "", |story| {
        format!(
            "\n\n                               {} of {count} DOCUMENTS\n\n\n                                  The Courier\n\n\
                                                         July 18, 2016 Monday\n\n{}\n\nBYLINE: {AUTHOR}\n\nSECTION: NEWS; Pg. 3\n\nLENGTH: 500 words\n\n\n{}\n\n\
             LOAD-DATE: July 18, 2016\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\n                      Copyright 2016 The Courier Company\n                              All Rights Reserved\n",
            story.number,
            story.title,
            story.body()
        )
    })
}

fn factiva(stories: &[Story]) -> Vec<u8> {
    all(stories, "", "", |story| {
        format!(
            "HD\n{}\n\nBY\nBy {AUTHOR}\n\nWC\n500 words\n\nPD\n18 July 2016\n\nSN\nThe Courier\n\nSC\nCOUR\n\nLA\nEnglish\n\nCY\nCopyright 2016 The Courier\n\n\
             LP\n{}\n\nTD\n{}\n\nPUB\nThe Courier Company\n\nAN\nDocument COUR000020160718ec7i{:05}\n\n",
            story.title,
            story.paragraphs[..2].join("\n\n"),
            story.paragraphs[2..].join("\n\n"),
            story.number
        )
    })
}

fn proquest(stories: &[Story]) -> Vec<u8> {
    let count = stories.len();
    let rule = "_".repeat(60);
    all(stories, "", "", |story| {
        format!(
            "{rule}\n\nDocument {} of {count}\n\n{}\n\nAuthor: {AUTHOR}\n\nPublication info: The Courier ; Beira [Beira]18 July 2016: A.3.\n\n\
             Full text: {}\n\nPublication title: The Courier\n\nPages: A.3\n\nPublication year: 2016\n\nPublication date: Jul 18, 2016\n\n\
             Language of publication: English\n\nProQuest document ID: 18000{:05}\n\n",
            story.number,
            story.title,
            story.body(),
            story.number
        )
    })
}

fn rtf(stories: &[Story]) -> Vec<u8> {
    all(stories, "", "", |story| {
        let mut text = format!(
            "{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0 Times New Roman;}}}}\n{{\\info{{\\title {}}}{{\\author {AUTHOR}}}{{\\creatim\\yr2016\\mo7\\dy18}}}}\n\
             \\pard\\b {}\\b0\\par\n\\pard By {AUTHOR}\\par\n",
            story.title, story.title
        );
        for paragraph in &story.paragraphs {
            writeln!(text, "\\pard {paragraph}\\par").expect("memory can be written");
        }
        text + "}"
    })
}

/// Packs members into a zip archive.
fn zipped(members: &[(&str, String)]) -> Vec<u8> {
    let mut packed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        packed
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .expect("memory can be written");
        packed.write_all(text.as_bytes()).expect("memory can be written");
    }
    packed.finish().expect("memory can be written").into_inner()
}

fn docx(stories: &[Story]) -> Vec<u8> {
    let paragraph = |style: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
        )
    };
    let text = stories.iter().fold(String::new(), |text, story| {
        let body: String = story.paragraphs.iter().map(|text| paragraph("Normal", text)).collect();
        text + &paragraph("Title", &story.title)
            + &paragraph("Normal", &format!("By {AUTHOR}"))
            + &body
    });
    let space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    zipped(&[
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
                .to_owned(),
        ),
        (
            "word/document.xml",
            format!(
                "<?xml version=\"1.0\"?><w:document {space}><w:body>{text}</w:body></w:document>"
            ),
        ),
        (
            "docProps/core.xml",
            format!(
                "<cp:coreProperties xmlns:cp=\"c\" xmlns:dcterms=\"d\"><dcterms:created>{DAY}T10:15:00Z</dcterms:created></cp:coreProperties>"
            ),
        ),
    ])
}

fn odt(stories: &[Story]) -> Vec<u8> {
    let text = stories.iter().fold(String::new(), |text, story| {
        let body: String =
            story.paragraphs.iter().map(|text| format!("<text:p>{text}</text:p>")).collect();
        format!(
            "{text}<text:h text:outline-level=\"1\">{}</text:h><text:p>By {AUTHOR}</text:p>{body}",
            story.title
        )
    });
    let spaces = "xmlns:office=\"o\" xmlns:text=\"t\" xmlns:meta=\"m\"";
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text".to_owned()),
        (
            "content.xml",
            format!(
                "<office:document-content {spaces}><office:body><office:text>{text}</office:text></office:body></office:document-content>"
            ),
        ),
        (
            "meta.xml",
            format!(
                "<office:document-meta {spaces}><office:meta><meta:creation-date>{DAY}T10:15:00</meta:creation-date></office:meta></office:document-meta>"
            ),
        ),
    ])
}

fn text(stories: &[Story]) -> Vec<u8> {
    all(stories, "", "", |story| {
        format!("{}\n\nBy {AUTHOR}\n\nBEIRA, July 18, 2016 (MNA) - {}\n", story.title, story.body())
    })
}
