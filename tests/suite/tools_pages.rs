//! The pages of the researcher's tools and their endpoints: lists, trends, words in context, what is
//! typical, audits.

use serde_json::{Value, json};

use crate::harness::{number, on_sample, sample_index};
use crate::test_server::TestServer;

const FORM: &str = "application/x-www-form-urlencoded";

fn server() -> TestServer {
    TestServer::start(sample_index(), &["serve", "--index", "."])
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn a_pasted_list_is_counted_and_can_be_saved() {
    let server = server();
    assert!(server.get("/lists").body.contains("Look up"));
    let list = encoded("cocoa\r\n\r\n\"water treaty\" OR strike\r\nzzqnothing\r\n");
    let page = server.post("/lists", FORM, &format!("list={list}"));
    assert_eq!(page.status, 200, "{}", page.body);
    let cocoa = number(&server.get("/api/search?q=cocoa&limit=0").json(), "articles");
    assert!(page.body.contains("3 queries") && page.body.contains("href=\"/?q=cocoa\""));
    assert!(page.body.contains(&format!(">{cocoa}</td>")), "{}", page.body);
    let file = server.post("/lists", FORM, &format!("list={list}&format=csv"));
    assert_eq!(file.content_type(), "text/csv; charset=utf-8");
    assert!(file.headers.contains("attachment"), "{}", file.headers);
    // The file, the endpoint and the command agree.
    let table = "query\ncocoa\n\"\"\"water treaty\"\" OR strike\"\nzzqnothing\n";
    let sent = server.post("/api/batch?years=true", "text/csv", table);
    assert_eq!(sent.status, 200, "{}", sent.body);
    assert_eq!(sent.body, file.body);
    let names = encoded("Amara Okafor\nokafor\nNo-one Atall\n");
    let page = server.post("/lists", FORM, &format!("list={names}&as=people")).body;
    for part in ["href=\"/person/amara-okafor\"", "the same name", "several", "no match"] {
        assert!(page.contains(part), "no {part}: {page}");
    }
}

#[test]
fn lists_are_bounded_and_escaped() {
    let server = server();
    let page = server.post("/lists", FORM, &format!("list={}", encoded("<script>x</script>"))).body;
    assert!(!page.contains("<script>x"), "{page}");
    let long = encoded(&"a\n".repeat(1_001));
    let refused = server.post("/lists", FORM, &format!("list={long}"));
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("1001 lines"), "{}", refused.body);
    assert_eq!(server.post("/lists", FORM, "list=a&as=shoes").status, 400);
    for address in ["names=shoes", "hits=0", "years=maybe", "column=nothing", "colour=red"] {
        let refused = server.post(&format!("/api/batch?{address}"), "text/csv", "query\ncocoa\n");
        assert_eq!(refused.status, 400, "{address}");
    }
}

#[test]
fn a_sample_is_judged_in_the_address() {
    let server = server();
    assert!(server.get("/audit").body.contains("Draw a sample"));
    let drawn = server.get("/audit?of=people&n=4&seed=7");
    assert_eq!(drawn.status, 200, "{}", drawn.body);
    assert_eq!(drawn.body.matches("<fieldset>").count(), 4);
    let judged = server.get("/audit?of=people&n=4&seed=7&v1=r&v2=w&v3=r&v4=").body;
    assert!(judged.contains("67 %") && judged.contains("2 of 3"), "{judged}");
    assert!(judged.contains("21 to 94 %") && judged.contains("--edit"), "{judged}");
    assert!(!judged.contains("Correct them"), "a server without --edit offers no correction");
    let api = server.get("/api/audit?of=people&limit=4&seed=7&verdicts=rwrs").json();
    assert_eq!((number(&api, "judged"), number(&api, "right")), (3, 2), "{api}");
    for value in api["values"].as_array().expect("values") {
        let name = value["name"].as_str().expect("a name");
        assert!(judged.contains(&name.replace('\'', "&#39;")) || judged.contains(name), "{name}");
    }
    for address in ["/audit?of=shoes", "/audit?n=x", "/audit?seed=x", "/api/audit?verdicts=z"] {
        assert_eq!(server.get(address).status, 400, "{address}");
    }
    assert_eq!(server.post("/audit", FORM, "of=people&wrong=a%20b").status, 403);
}

#[test]
fn trends_are_drawn_side_by_side() {
    let server = server();
    let page = server.get("/trends?q=cocoa&q=%22water+treaty%22&q=&q=&by=year&measure=share").body;
    for part in ["<polyline class=\"series-1\"", "format=csv", "format=json", "format=svg", "2016"]
    {
        assert!(page.contains(part), "no {part}: {page}");
    }
    let trend = server.get("/api/trend?q=cocoa&by=year").json();
    let articles = number(&trend["queries"][0], "articles");
    assert!(page.contains(&format!("{articles} articles")), "{page}");
    assert_eq!(server.get("/trends").status, 200);
    for address in ["/trends?q=a&by=hour", "/trends?q=a&measure=x", "/trends?q=1&q=2&q=3&q=4&q=5"] {
        assert_eq!(server.get(address).status, 400, "{address}");
    }
}

#[test]
fn words_are_shown_in_context_and_compared_with_the_rest() {
    let server = server();
    let page = server.get("/context?q=treaty&order=left").body;
    let found = on_sample(&["kwic", "--json", "treaty"]).json();
    let occurrences = number(&found, "occurrences");
    assert!(page.contains(&format!("{occurrences} occurrences")), "{page}");
    assert_eq!(page.matches("class=\"left\"").count() as u64, occurrences);
    assert_eq!(server.get("/context?q=treaty&order=up").status, 400);
    let page = server.get("/typical?q=cocoa").body;
    for part in [">Words<", ">People<", "Ivory Coast", "of=people&amp;format=gexf"] {
        assert!(page.contains(part), "no {part}: {page}");
    }
    // The search page leads to all of them.
    let search = server.get("/?q=cocoa&place=ghana").body;
    for tool in ["trends", "context", "typical"] {
        let link = format!("href=\"/{tool}?q=cocoa&amp;place=ghana\"");
        assert!(search.contains(&link), "no {link}: {search}");
    }
    assert!(server.get("/tools").body.contains("href=\"/audit\""));
}

#[test]
fn the_description_has_lists_audits_and_the_reconciliation_api() {
    let description = server().get("/api/openapi.json").json();
    let paths = &description["paths"];
    assert!(paths["/api/batch"]["post"].is_object() && paths["/api/audit"]["get"].is_object());
    let reconcile = &paths["/reconcile"];
    let form = "application/x-www-form-urlencoded";
    let sent = &reconcile["post"]["requestBody"]["content"][form];
    let queries: Value =
        serde_json::from_str(sent["example"]["queries"].as_str().expect("an example"))
            .expect("JSON");
    assert_eq!(queries["q0"]["type"], json!("person"));
    assert!(
        reconcile["get"]["responses"]["200"]["content"]["application/json"]["example"].is_object()
    );
    assert!(paths["/reconcile/suggest/entity"]["get"].is_object());
}
