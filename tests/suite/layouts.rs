//! The same stories in the layouts of newspaper databases and interfaces, in each language of their
//! labels: they are read back to the letter, with author, day and paper.

use morgue::internals::read::format;
use morgue::internals::read::format::Options;
use morgue::internals::read::source::{Flow, Source};

use crate::written::{self, AUTHOR, Story};

/// Paper of every story.
const PAPER: &str = "The Courier";

/// Labels of one language of an interface.
struct Labels {
    /// Language as the record names it.
    name: &'static str,
    /// Day of the stories.
    day: &'static str,
    /// Word after a count of words.
    words: &'static str,
    /// First word of the line with the accession number.
    document: &'static str,
    /// Record number of Nexis, with its words.
    number: &'static str,
    /// Labels of Nexis: byline, section, length, highlight, graphic, subject, load date, language.
    nexis: [&'static str; 8],
    /// Labels of ProQuest: author, abstract, text, subject, title, title of the paper, day, id.
    proquest: [&'static str; 8],
}

const LANGUAGES: [Labels; 7] = [
    Labels {
        name: "English",
        day: "July 18, 2016",
        words: "words",
        document: "Document",
        number: "of 40 DOCUMENTS",
        nexis: [
            "BYLINE",
            "SECTION",
            "LENGTH",
            "HIGHLIGHT",
            "GRAPHIC",
            "SUBJECT",
            "LOAD-DATE",
            "LANGUAGE",
        ],
        proquest: [
            "Author",
            "Abstract",
            "Full text",
            "Subject",
            "Title",
            "Publication title",
            "Publication date",
            "ProQuest document ID",
        ],
    },
    Labels {
        name: "Deutsch",
        day: "18. Juli 2016",
        words: "Wörter",
        document: "Dokument",
        number: "von 40 DOKUMENTEN",
        nexis: [
            "AUTOR",
            "RUBRIK",
            "LÄNGE",
            "ZUSAMMENFASSUNG",
            "GRAFIK",
            "THEMA",
            "UPDATE",
            "SPRACHE",
        ],
        proquest: [
            "Autor",
            "Zusammenfassung",
            "Volltext",
            "Fachgebiet",
            "Titel",
            "Publikationstitel",
            "Publikationsdatum",
            "ProQuest-Dokument-ID",
        ],
    },
    Labels {
        name: "Français",
        day: "18 juillet 2016",
        words: "mots",
        document: "Document",
        number: "sur 40 DOCUMENTS",
        nexis: [
            "AUTEUR",
            "RUBRIQUE",
            "LONGUEUR",
            "ENCART",
            "GRAPHIQUE",
            "SUJET",
            "DATE-CHARGEMENT",
            "LANGUE",
        ],
        proquest: [
            "Auteur",
            "Résumé",
            "Texte intégral",
            "Sujet",
            "Titre",
            "Titre de la publication",
            "Date de publication",
            "ID du document ProQuest",
        ],
    },
    Labels {
        name: "Nederlands",
        day: "18 juli 2016",
        words: "woorden",
        document: "Document",
        number: "van 40 DOCUMENTEN",
        nexis: [
            "AUTEUR",
            "RUBRIEK",
            "LENGTE",
            "SAMENVATTING",
            "AFBEELDING",
            "ONDERWERP",
            "LAAD-DATUM",
            "TAAL",
        ],
        proquest: [
            "Auteur",
            "Samenvatting",
            "Volledige tekst",
            "Onderwerp",
            "Titel",
            "Publicatietitel",
            "Publicatiedatum",
            "ProQuest-document-id",
        ],
    },
    Labels {
        name: "Español",
        day: "18 de julio de 2016",
        words: "palabras",
        document: "Documento",
        number: "de 40 DOCUMENTOS",
        nexis: [
            "AUTOR",
            "SECCIÓN",
            "LONGITUD",
            "RESUMEN",
            "GRÁFICO",
            "TEMA",
            "FECHA-DE-CARGA",
            "IDIOMA",
        ],
        proquest: [
            "Autor",
            "Resumen",
            "Texto completo",
            "Materia",
            "Título",
            "Título de publicación",
            "Fecha de publicación",
            "ID del documento de ProQuest",
        ],
    },
    Labels {
        name: "Português",
        day: "18 de julho de 2016",
        words: "palavras",
        document: "Documento",
        number: "de 40 DOCUMENTOS",
        nexis: [
            "AUTOR",
            "SEÇÃO",
            "COMPRIMENTO",
            "DESTAQUE",
            "GRÁFICO",
            "ASSUNTO",
            "DATA-DE-CARGA",
            "IDIOMA",
        ],
        proquest: [
            "Autor",
            "Resumo",
            "Texto completo",
            "Assunto",
            "Título",
            "Título da publicação",
            "Data de publicação",
            "ID do documento da ProQuest",
        ],
    },
    Labels {
        name: "Italiano",
        day: "18 luglio 2016",
        words: "parole",
        document: "Documento",
        number: "di 40 DOCUMENTI",
        nexis: [
            "AUTORE",
            "SEZIONE",
            "LUNGHEZZA",
            "SOMMARIO",
            "GRAFICO",
            "ARGOMENTO",
            "DATA-CARICAMENTO",
            "LINGUA",
        ],
        proquest: [
            "Autore",
            "Riassunto",
            "Testo completo",
            "Soggetto",
            "Titolo",
            "Titolo della pubblicazione",
            "Data di pubblicazione",
            "ID documento ProQuest",
        ],
    },
];

/// Layout that depends on the language of its labels: its name, file and writer of one record.
type Layout = (&'static str, &'static str, fn(&Story, &Labels) -> String);

const LAYOUTS: [Layout; 12] = [
    ("nexis", "nexis.txt", nexis),
    ("nexis with every label above the text", "nexis.txt", nexis_labels),
    ("nexis as HTML", "nexis.html", nexis_html),
    ("factiva", "factiva.txt", factiva),
    ("factiva page", "factiva.html", factiva_page),
    ("proquest", "proquest.txt", proquest),
    ("europresse", "europresse.html", europresse),
    ("europresse, old", "europresse.html", europresse_table),
    ("factiva XML", "factiva.xml", factiva_xml),
    ("yomidasu", "yomidasu.html", yomidasu),
    ("kikuzo", "kikuzo.html", kikuzo),
    ("integrum", "integrum.html", integrum),
];

fn html_paragraphs(story: &Story) -> String {
    story.paragraphs.iter().map(|text| format!("<p>{text}</p>\n")).collect()
}

fn nexis(story: &Story, labels: &Labels) -> String {
    let [byline, section, length, _, _, subject, loaded, language] = labels.nexis;
    format!(
        "\n\n                               {} {}\n\n\n                                  {PAPER}\n\n                              {}\n\n{}\n\n\
         {byline}: {AUTHOR}\n\n{section}: NEWS; S. 3\n\n{length}: 500 {}\n\n{}\n\n{subject}: PORTS (90%)\n\n{loaded}: {}\n\n{language}: {}\n\n\
         \x20                     Copyright 2016 {PAPER}\n",
        story.number,
        labels.number,
        labels.day,
        story.title,
        labels.words,
        story.body(),
        labels.day,
        labels.name.to_uppercase()
    )
}

fn nexis_labels(story: &Story, labels: &Labels) -> String {
    let extra =
        format!("{}: A line above.\n\n{}: A boat at noon\n\n", labels.nexis[3], labels.nexis[4]);
    let length = format!("{}: 500 {}\n\n", labels.nexis[2], labels.words);
    nexis(story, labels).replacen(&length, &(length.clone() + &extra), 1)
}

fn nexis_html(story: &Story, labels: &Labels) -> String {
    let text = nexis_labels(story, labels);
    let blocks = text.split("\n\n").map(str::trim).filter(|block| !block.is_empty());
    let divs = blocks.map(|block| {
        format!(
            "<BR><DIV CLASS=\"c5\"><P CLASS=\"c6\"><SPAN CLASS=\"c2\">{block}</SPAN></P>\n</DIV>"
        )
    });
    format!("<HTML><BODY>{}</BODY></HTML>", divs.collect::<String>())
}

fn facts(labels: &Labels) -> [String; 6] {
    [
        format!("500 {}", labels.words),
        labels.day.to_owned(),
        PAPER.to_owned(),
        "COUR".to_owned(),
        labels.name.to_owned(),
        format!("Copyright 2016 {PAPER}"),
    ]
}

fn accession(story: &Story, labels: &Labels) -> String {
    format!("{} COUR000020160718ec7i{:05}", labels.document, story.number)
}

fn factiva(story: &Story, labels: &Labels) -> String {
    format!(
        "World Desk; 3\n{}\n\n{AUTHOR}\n{}\n\n{}\n\n{}\n\n",
        story.title,
        facts(labels).join("\n"),
        story.body(),
        accession(story, labels)
    )
}

fn factiva_page(story: &Story, labels: &Labels) -> String {
    let facts: String = facts(labels).iter().map(|fact| format!("<div>{fact}</div>")).collect();
    format!(
        "<html><body><h1>Dow Jones</h1><div class=\"article\"><div class=\"article xxArticle\"><p>\n</p><div>World Desk</div>\n<div id=\"hd\"><span>{}  </span></div>\
         <div class=\"author\">{AUTHOR}  </div>{facts}<p></p>{}<p>{}</p></div></div></body></html>",
        story.title,
        html_paragraphs(story),
        accession(story, labels)
    )
}

fn factiva_xml(story: &Story, labels: &Labels) -> String {
    let paragraphs: Vec<String> =
        story.paragraphs.iter().map(|text| format!("<paragraph>{text}</paragraph>")).collect();
    format!(
        "<?xml version=\"1.0\"?><R><article><accessionNo>COUR{:05}</accessionNo><byline><paragraph>{AUTHOR}</paragraph></byline><copyright>(c) {PAPER}</copyright>\
         <headline><paragraph>{}</paragraph></headline><leadParagraph>{}</leadParagraph><publicationDate><date>2016-07-18</date></publicationDate>\
         <sourceName>{PAPER}</sourceName><sectionName>{}</sectionName><tailParagraphs>{}</tailParagraphs></article></R>",
        story.number,
        story.title,
        paragraphs[0],
        labels.name,
        paragraphs[1..].concat()
    )
}

fn proquest(story: &Story, labels: &Labels) -> String {
    let [author, summary, text, subject, title, paper, day, id] = labels.proquest;
    format!(
        "{}\n\n{}\n\n{author}: Doe, Jane\n\nProQuest document link\n\n{summary}: None available.\n\n{text}: {}\n\n{subject}: Ports\n\n{title}: {}\n\n\
         {paper}: {PAPER}; Beira\n\n{day}: 2016-07-18\n\n{id}: 18000{:05}\n\n",
        "_".repeat(60),
        story.title,
        story.body(),
        story.title,
        story.number
    )
}

fn europresse(story: &Story, labels: &Labels) -> String {
    format!(
        "<html><body><article><header><div><span class=\"DocPublicationName\">{PAPER} <br/>(web)</span></div><div><span class=\"DocHeader\">World, {}, p. 16</span></div>\
         <div class=\"titreArticle\"><p class=\"titreArticleVisu\">{}</p></div><div>{AUTHOR}</div></header><section><div class=\"DocText\">{}</div></section>\
         <footer><small>© 2016 {PAPER}.</small><p>N : news·20160718·CO·{}</p><div>Certificate of a library.</div></footer></article></body></html>",
        labels.day,
        story.title,
        html_paragraphs(story),
        story.number
    )
}

fn europresse_table(story: &Story, labels: &Labels) -> String {
    format!(
        "<html><body><table><tr><td><span class=\"DocPublicationName\">{PAPER}</span><br><span class=\"DocHeader\">World, </span><span class=\"DocHeader\">{}</span><br><br>\
         <span class=\"TitreArticleVisu\">{}</span><br><br>{AUTHOR}<br><br>{}<p></p><b>© 2016 {PAPER}.</b><p></p>N : news·20160718·CO·{}<br><table><tr><td>Certificate.</td></tr></table>\
         </td></tr></table></body></html>",
        labels.day,
        story.title,
        story.paragraphs.join("<p></p>"),
        story.number
    )
}

fn yomidasu(story: &Story, _: &Labels) -> String {
    format!(
        "<html><body><table><tr><th>{}</th><th>2016.07.18</th><th>{}</th><th>東京朝刊</th><th>社会</th><th>16頁</th><th>3348字</th></tr></table><p>{}</p></body></html>",
        story.number,
        story.title,
        story.paragraphs.join("<br>")
    )
}

fn kikuzo(story: &Story, _: &Labels) -> String {
    format!(
        "<html><body><table><tr><td><table><tr><th>No.</th><th>発行日</th><th>朝夕刊</th><th>面名</th><th>ページ</th><th>文字数</th></tr>\
         <tr><td>{:05}</td><td>2016年07月18日</td><td>朝刊</td><td>１総</td><td>001</td><td>00733文字</td></tr></table></td></tr></table>\
         <table><tr><td><span>{}</span></td></tr><tr><td>{}</td></tr></table></body></html>",
        story.number,
        story.title,
        story.paragraphs.join("<br>")
    )
}

fn integrum(story: &Story, _: &Labels) -> String {
    format!(
        "<html><body><div><table><tr><td>^ИС:\n {PAPER} \n<br>^РБ:\n WORLD\n<br>^ДТ:\n 18.07.2016\n<br>^АВ:\n Doe Jane\n<br>^ЗГ:\n {}\n<br></td></tr></table>\
         <h3>{}</h3><pre>\n     {}\n</pre></div></body></html>",
        story.title,
        story.title,
        story.paragraphs.join("\n     ")
    )
}

/// Interfaces and scrapers in JSON.
fn interfaces(story: &Story) -> Vec<(&'static str, String)> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let (title, lines) = (quoted(&story.title), quoted(&story.paragraphs.join("\n")));
    let html = quoted(&html_paragraphs(story));
    let paragraphs = serde_json::Value::from(story.paragraphs.clone()).to_string();
    let rest = quoted(&story.paragraphs[1..].join("\n"));
    let first = quoted(&story.paragraphs[0]);
    let elements = story
        .paragraphs
        .iter()
        .map(|text| format!(r#"{{"type":"text","content":{}}}"#, quoted(text)));
    let elements = elements.collect::<Vec<_>>().join(",");
    vec![
        (
            "guardian",
            format!(
                r#"{{"response":{{"results":[{{"id":"w/1","type":"article","webTitle":{title},"webPublicationDate":"2016-07-18T10:15:00Z","webUrl":"https://e.example/1","publication":"{PAPER}","fields":{{"byline":"{AUTHOR}","body":{html}}}}}]}}}}"#
            ),
        ),
        (
            "news-please",
            format!(
                r#"{{"authors":["{AUTHOR}"],"date_publish":"2016-07-18 10:15:00","maintext":{lines},"source_domain":"{PAPER}","title":{title},"url":"https://e.example/1"}}"#
            ),
        ),
        (
            "trafilatura",
            format!(
                r#"{{"title":{title},"author":"{AUTHOR}","date":"2016-07-18","text":{lines},"source":"https://e.example/1","source-hostname":"{PAPER}"}}"#
            ),
        ),
        (
            "newspaper4k",
            format!(
                r#"{{"title":{title},"authors":["{AUTHOR}"],"publish_date":"2016-07-18T10:15:00","text":{lines},"url":"https://e.example/1","meta_site_name":"{PAPER}","source_url":"https://e.example"}}"#
            ),
        ),
        (
            "fundus",
            format!(
                r#"{{"title":{title},"authors":["{AUTHOR}"],"publishing_date":"2016-07-18 10:15:00+00:00","publisher":"{PAPER}","body":{{"summary":[],"sections":[{{"headline":[],"paragraphs":{paragraphs}}}]}}}}"#
            ),
        ),
        (
            "wordpress",
            format!(
                r#"[{{"id":7,"date":"2016-07-18T10:15:00","title":{{"rendered":{title}}},"content":{{"rendered":{html}}},"author":3,"categories":[1],"site_name":"{PAPER}","_embedded":{{"author":[{{"name":"{AUTHOR}"}}]}}}}]"#
            ),
        ),
        (
            "ghost",
            format!(
                r#"{{"posts":[{{"id":"x","title":{title},"html":{html},"published_at":"2016-07-18T10:15:00Z","authors":[{{"name":"{AUTHOR}"}}],"site":"{PAPER}"}}]}}"#
            ),
        ),
        (
            "arc",
            format!(
                r#"{{"headlines":{{"basic":{title}}},"content_elements":[{elements}],"credits":{{"by":[{{"type":"author","name":"{AUTHOR}"}}]}},"display_date":"2016-07-18T10:15:00Z","source":{{"name":"{PAPER}"}}}}"#
            ),
        ),
        (
            "event registry",
            format!(
                r#"{{"articles":{{"results":[{{"uri":"1","lang":"eng","dateTimePub":"2016-07-18T10:15:00Z","title":{title},"body":{lines},"source":{{"uri":"e.example","title":"{PAPER}"}},"authors":[{{"uri":"j","name":"{AUTHOR}"}}]}}]}}}}"#
            ),
        ),
        (
            "snapshot",
            format!(
                r#"{{"an":"C1","title":{title},"snippet":{first},"body":{rest},"byline":"{AUTHOR}","publication_datetime":1468836900000,"source_name":"{PAPER}"}}"#
            ),
        ),
    ]
}

/// Returns how the one story read from a file differs from that written to it.
fn difference(file: &str, text: &str, story: &Story, author: bool) -> Option<String> {
    let mut source = Source::new(file, text.as_bytes());
    let Some(format) = format::sniff(source.name(), source.head()) else {
        return Some("no format".to_owned());
    };
    let mut read = Vec::new();
    let flow = (format.read)(&mut source, &Options::default(), &mut |record| {
        read.push(record.map_err(|rejected| rejected.reason).map(|article| {
            let day = article.published.map(|date| date.date.from.to_string()).unwrap_or_default();
            [article.title, article.body, article.authors.join(";"), day, article.publisher]
        }));
        Flow::Continue(())
    });
    assert!(flow.is_continue());
    let (author, paper) = if author { (AUTHOR, PAPER) } else { ("", "") };
    let expected = [
        story.title.clone(),
        story.body(),
        author.to_owned(),
        written::DAY.to_owned(),
        paper.to_owned(),
    ];
    match read.as_slice() {
        [Ok(fields)] if *fields == expected => None,
        [Ok(fields)] => {
            let pairs = fields.iter().zip(&expected).filter(|(read, expected)| read != expected);
            Some(pairs.map(|(read, expected)| format!("`{read}` is not `{expected}`")).collect())
        }
        [Err(reason)] => Some(format!("rejected: {reason}")),
        records => Some(format!("{} records", records.len())),
    }
}

#[test]
fn stories_are_read_back_from_every_layout_in_every_language() {
    let mut differences = Vec::new();
    for story in written::stories(40) {
        for labels in &LANGUAGES {
            for (name, file, write) in LAYOUTS {
                let has_author = !matches!(name, "yomidasu" | "kikuzo");
                if let Some(found) = difference(file, &write(&story, labels), &story, has_author) {
                    differences.push(format!("{name}, {}: {found}", labels.name));
                }
            }
        }
        for (name, json) in interfaces(&story) {
            if let Some(found) = difference("dump.json", &json, &story, true) {
                differences.push(format!("{name}: {found}"));
            }
        }
        if !differences.is_empty() {
            break;
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
