//! `morgue mcp`, driven by the client of the protocol's own authors.

#![cfg(feature = "server")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Stdio;

use rmcp::model::CallToolRequestParams;
use rmcp::service::{RoleClient, RunningService};
use rmcp::{ServiceError, ServiceExt};
use serde_json::{Value, json};

use crate::harness::{Archive, command, line, run};

/// Bytes of JSON that count as a token.
const BYTES: usize = 3;

/// An assistant that is connected to the program.
struct Assistant {
    runtime: tokio::runtime::Runtime,
    client: RunningService<RoleClient, ()>,
    process: tokio::process::Child,
}

impl Assistant {
    fn connect(archive: &Archive) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let (process, client) = runtime.block_on(async {
            let mut command = tokio::process::Command::from(command(archive.folder()));
            let command = command.arg("mcp").stdin(Stdio::piped()).stdout(Stdio::piped());
            let mut process = command.spawn().expect("the program starts");
            let (output, input) = (process.stdout.take(), process.stdin.take());
            let pipes = output.zip(input).expect("pipes");
            (process, ().serve(pipes).await.expect("they agree on a protocol"))
        });
        Self { runtime, client, process }
    }

    fn call(&self, tool: &'static str, arguments: Value) -> Result<Value, String> {
        let arguments = arguments.as_object().cloned().expect("an object");
        let call = CallToolRequestParams::new(tool).with_arguments(arguments);
        let result =
            self.runtime.block_on(self.client.call_tool(call)).map_err(|error| match error {
                ServiceError::McpError(error) => error.message.into_owned(),
                other => panic!("{tool}: {other}"),
            })?;
        let content = serde_json::to_value(&result.content).expect("JSON");
        let text = content[0]["text"].as_str().expect("a text").to_owned();
        if result.is_error == Some(true) {
            return Err(text);
        }
        let structured = result.structured_content.expect("a value");
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), structured);
        Ok(structured)
    }

    fn answer(&self, tool: &'static str, arguments: Value) -> Value {
        let call = format!("{tool} {arguments}");
        self.call(tool, arguments).unwrap_or_else(|error| panic!("{call}: {error}"))
    }

    /// Closes standard input and returns whether the program ended well.
    fn leave(mut self) -> bool {
        self.runtime.block_on(async {
            self.client.cancel().await.expect("closes");
            self.process.wait().await.expect("ends").success()
        })
    }
}

/// Thirty articles about a ferry, and one that is long.
fn archive() -> Archive {
    let archive = Archive::new();
    let mut lines = String::new();
    for number in 0..30 {
        let day = format!("2016-07-{:02}", number + 1);
        let role = if number < 15 { "Transport Minister" } else { "Prime Minister" };
        lines.push_str(&line(json!({
            "title": format!("Ferry {number} sails from Vigo"),
            "body": format!(
                "VIGO, Spain - The ferry of day {number} left the harbour.\n\n{role} Elena Vidal said on Monday \
                 that \"ferry number {number} is safe\". Harbour master Tomas Brenner agreed with Vidal.\n\nIt rained on day {number}."
            ),
            "date": day,
            "publisher": if number % 2 == 0 { "Harbour Gazette" } else { "Coast Weekly" },
        })));
    }
    let paragraph =
        "The committee read the \"Vigo\" report – all of it – and Élodie Marchand spoke.\n\n";
    lines.push_str(&line(json!({
        "title": "The long report",
        "body": paragraph.repeat(200),
        "date": "2015-02",
        "publisher": "Harbour Gazette",
    })));
    archive.write("ferries.jsonl", lines);
    assert_eq!(run(archive.folder(), &["index", "news", "--quiet"]).code, 0);
    archive
}

/// The digest of every file of a folder.
fn digests(folder: &Path) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file"));
    let digest = |path: &Path| blake3::hash(&std::fs::read(path).expect("reads")).to_string();
    files
        .map(|file| (file.file_name().to_string_lossy().into_owned(), digest(&file.path())))
        .collect()
}

/// Asserts that a quotation is what the program itself shows at that place.
fn assert_quoted(archive: &Archive, id: &str, quotation: &Value) {
    let article = run(archive.folder(), &["show", id, "--json"]).success();
    let field = quotation["field"].as_str().expect("a field");
    let place = |name: &str| quotation[name].as_u64().expect("an offset") as usize;
    let shown = &article[field].as_str().expect("a text")[place("start")..place("end")];
    assert_eq!(quotation["text"], json!(shown));
    let digest = blake3::hash(shown.as_bytes()).to_hex();
    assert_eq!(quotation["digest"], json!(digest[..16]));
}

#[test]
fn an_assistant_finds_reads_and_quotes_and_changes_nothing() {
    let archive = archive();
    let before = digests(&archive.index());
    let assistant = Assistant::connect(&archive);
    let found =
        assistant.answer("search", json!({ "query": "rained", "person": ["vidal"], "limit": 3 }));
    assert_eq!((&found["total"], &found["exact"]), (&json!(30), &json!(true)));
    let hits = found["hits"].as_array().expect("hits");
    assert_eq!(hits.len(), 3);
    for hit in hits {
        let id = hit["id"].as_str().expect("an id");
        assert_quoted(&archive, id, &hit["quotation"]);
        let text = hit["quotation"]["text"].as_str().expect("a text");
        assert!(text.starts_with("It rained on day"), "{text}");
        // The date of a hit finds it again.
        let that_day = json!({ "since": hit["published"], "until": hit["published"] });
        let again = assistant.answer("search", that_day);
        assert_eq!((&again["total"], &again["hits"][0]["id"]), (&json!(1), &json!(id)));
    }
    let month = assistant.answer("search", json!({ "query": "title:long" }));
    let month = &month["hits"][0]["published"];
    assert_eq!(month, &json!("2015-02"));
    assert_eq!(assistant.answer("search", json!({ "since": month, "until": month }))["total"], 1);

    let person = assistant.answer("person", json!({ "name": "Vidal" }));
    assert_eq!((&person["name"], &person["articles"]), (&json!("Elena Vidal"), &json!(30)));
    let roles: Vec<&Value> =
        person["roles"].as_array().unwrap().iter().map(|it| &it["role"]).collect();
    assert_eq!(roles, [&json!("Transport Minister"), &json!("Prime Minister")]);
    assert_eq!(person["with_people"][0]["name"], "Tomas Brenner");
    let place = assistant.answer("place", json!({ "name": "vigo" }));
    assert_eq!(place["articles"], 30);
    let compared =
        assistant.answer("compare", json!({ "one": "person:vidal", "other": "publisher:coast" }));
    assert_eq!((&compared["one"]["articles"], &compared["both"]), (&json!(30), &json!(15)));
    let trend = json!({ "queries": ["vidal", "title:long"], "by": "month" });
    let trend = assistant.answer("trend", trend);
    assert_eq!(trend["queries"][0]["articles"], 30);
    let months: Vec<Value> =
        trend["periods"].as_array().unwrap().iter().map(|it| it["articles"].clone()).collect();
    assert_eq!(months, [json!([0, 1]), json!([30, 0])]);
    let draft =
        "Vidal said that \"ferry number 7 is safe\". She added: \"We never sail in fog at night.\"";
    let checked = assistant.answer("check", json!({ "text": draft }));
    let verdicts: Vec<&Value> =
        checked["quotations"].as_array().unwrap().iter().map(|it| &it["verdict"]).collect();
    assert_eq!(verdicts, [&json!("verbatim"), &json!("not_found")], "{checked}");
    assert!(assistant.leave());
    assert_eq!(digests(&archive.index()), before);
}

#[test]
fn the_example_of_the_documentation_is_what_the_tool_answers() {
    let archive = Archive::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let sample = sample.to_str().expect("UTF-8");
    assert_eq!(run(archive.folder(), &["index", sample, "--quiet"]).code, 0);
    let page = include_str!("../../docs/assistants.md");
    let blocks = page.split("```json\n").skip(2).filter_map(|rest| rest.split("\n```").next());
    let blocks: Vec<Value> = blocks.map(|it| serde_json::from_str(it).expect("JSON")).collect();
    let [arguments, answer] = blocks.as_slice() else { panic!("{} blocks", blocks.len()) };
    assert_eq!(&Assistant::connect(&archive).answer("search", arguments.clone()), answer);
}

#[test]
fn answers_stay_under_the_ceiling_and_cursors_reach_the_rest() {
    let archive = archive();
    let assistant = Assistant::connect(&archive);
    let (mut ids, mut cursor, mut pages) = (BTreeSet::new(), Value::Null, 0);
    loop {
        let page = json!({ "limit": 50, "max_tokens": 1000, "cursor": cursor });
        let page = assistant.answer("search", page);
        assert!(page.to_string().len() <= 1000 * BYTES, "{}", page.to_string().len());
        for hit in page["hits"].as_array().expect("hits") {
            assert!(ids.insert(hit["id"].as_str().expect("an id").to_owned()), "{hit} comes twice");
        }
        pages += 1;
        cursor = page["next"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert!(ids.len() == 31 && pages > 3, "{} hits on {pages} pages", ids.len());

    let (mut names, mut cursor) = (Vec::new(), Value::Null);
    while names.is_empty() || !cursor.is_null() {
        let page = json!({ "field": "people", "limit": 1, "cursor": cursor });
        let page = assistant.answer("facets", page);
        names
            .extend(page["values"].as_array().expect("values").iter().map(|it| it["name"].clone()));
        cursor = page["next"].clone();
    }
    assert_eq!(names.len(), 3, "{names:?}");

    let long = assistant.answer("search", json!({ "query": "title:long" }));
    let id = long["hits"][0]["id"].as_str().expect("an id");
    let (mut text, mut cursor, mut parts) = (String::new(), Value::Null, 0);
    while parts == 0 || !cursor.is_null() {
        let part = json!({ "id": id, "max_tokens": 1000, "cursor": cursor });
        let part = assistant.answer("article", part);
        assert!(part.to_string().len() <= 1000 * BYTES, "{}", part.to_string().len());
        assert_quoted(&archive, id, &part["text"]);
        text.push_str(part["text"]["text"].as_str().expect("a text"));
        (cursor, parts) = (part["next"].clone(), parts + 1);
    }
    let shown = run(archive.folder(), &["show", id, "--json"]).success();
    assert_eq!(json!(text), shown["body"]);
    assert!(parts > 5, "{parts} parts");
}

#[test]
fn tools_are_described_and_their_errors_can_be_read() {
    let archive = archive();
    let assistant = Assistant::connect(&archive);
    let tools = assistant.runtime.block_on(assistant.client.list_all_tools()).expect("tools");
    let tools = serde_json::to_value(tools).expect("JSON");
    for tool in tools.as_array().expect("tools") {
        assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
        for (name, parameter) in tool["inputSchema"]["properties"].as_object().expect("parameters")
        {
            assert!(parameter["description"].is_string(), "{name} of {tool}");
            assert!(!parameter["examples"][0].is_null(), "{name} of {tool}");
        }
    }
    for (tool, arguments, words) in [
        ("search", json!({ "since": "yesterweek" }), "yesterweek"),
        ("search", json!({ "colour": "red" }), "no parameter `colour`"),
        ("article", json!({}), "needs `id`"),
        ("article", json!({ "id": "nothing" }), "no article `nothing`"),
        ("person", json!({ "name": "Elena Vidall" }), "there is no person `Elena Vidall`"),
        ("paint", json!({}), "no tool `paint`"),
    ] {
        let error = assistant.call(tool, arguments).expect_err(tool);
        assert!(error.contains(words), "no `{words}` in {error}");
    }
    // A query that cannot be read as typed is answered, with a warning.
    let warned = assistant.answer("search", json!({ "query": "ferry AND (" }));
    assert!(!warned["warnings"].as_array().expect("warnings").is_empty(), "{warned}");
    assert!(assistant.leave());
}

#[test]
fn an_assistant_does_not_see_what_is_withheld() {
    let archive = archive();
    let before = {
        let assistant = Assistant::connect(&archive);
        assistant.answer("search", json!({"query": "\"Ferry 7\""}))
    };
    let id = before["hits"][0]["id"].as_str().expect("an id").to_owned();
    let withheld = run(archive.folder(), &["withhold", &id, "--because", "a court order"]);
    assert_eq!(withheld.code, 0, "{withheld:?}");
    let assistant = Assistant::connect(&archive);
    let after = assistant.answer("search", json!({"query": "\"Ferry 7\""}));
    assert!(!after.to_string().contains(&id), "{after}");
    assert!(assistant.call("article", json!({"id": id})).is_err());
    assert!(assistant.leave());
}
