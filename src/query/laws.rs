//! Laws of the query language: any text is a query, a query parses as it prints, and nothing grows
//! without bounds.

use proptest::prelude::*;

use super::ast::boost::Boost;
use super::ast::state::ArticleState;
use super::{
    CaseFilter, ClipKind, ClipQuery, DateFilter, ENTITY_FACETS, LengthRange, MAX_DISTANCE,
    NameQuery, ParsedQuery, Pattern, ProximityOperator, Query, parse,
};
use crate::article::schema::Field;

#[test]
fn queries_are_bounded() {
    let deep = format!("{}a{}", "(".repeat(4000), ")".repeat(4000));
    assert_eq!((parse(&deep).query.to_string().as_str(), parse(&deep).warnings.len()), ("a", 1));
    let open = "title:(NOT(".repeat(1400);
    assert!(parse(&open).warnings.len() <= 50);
    let wide = parse(&"a OR ".repeat(3000));
    let Query::Or(parts) = wide.query else { panic!("no list") };
    assert_eq!((parts.len(), wide.warnings.len()), (1000, 1));
    let long = parse(&"ä".repeat(10_000));
    assert_eq!((long.query.to_string().len(), long.warnings.len()), (16 * 1024, 1));
    for text in [
        deep,
        open,
        "“".repeat(9000),
        "‘(".repeat(9000),
        "/(".repeat(9000),
        "NOT ".repeat(5000),
        "title:".repeat(2700),
    ] {
        assert_lawful(&text);
    }
    assert_lawful(&format!("standfirst:({})", "b body:b ".repeat(1500)));
    assert_lawful(&format!("person:\"{}", "\\\\".repeat(9000)));
    assert_lawful(&format!("{}title:ATLEAST/3 wom?n", "(b OR c (".repeat(25)));
    assert_lawful(&format!("{}title:a NEAR/5 al-nusra~", "(b OR c (".repeat(25)));
    assert_lawful(&format!("{}^2", "(a NEAR/5 ".repeat(60)));
}

#[test]
fn proximity_is_bounded() {
    let group = format!("({})", "a ".repeat(20));
    let pairs = parse(&format!("{group} NEAR/5 {group}"));
    assert!(matches!(&pairs.query, Query::And(parts) if parts.len() == 400));
    let chain = vec![group; 40].join(" NEAR/5 ");
    let long = vec!["a"; 1000].join(" NEAR/5 ");
    for text in [
        chain,
        long,
        "a w/5 ".repeat(2700),
        "al-qaida~ ".repeat(1600),
        "al-qaida-".repeat(1700) + "a~",
        "FIRST/9 ".repeat(2000) + "a",
    ] {
        assert!(parse(&text).warnings.len() <= 51);
        assert_lawful(&text);
    }
}

pub(super) fn assert_lawful(input: &str) {
    let parsed = parse(input);
    for warning in &parsed.warnings {
        assert!(input.get(warning.start..warning.end).is_some(), "{warning:?} in {input:?}");
    }
    let again = parse(&parsed.query.to_string());
    assert_eq!((&again.query, &again.warnings), (&parsed.query, &Vec::new()), "{input:?}");
    assert_spans(&parsed, input);
}

/// Every leaf of the query has a range in the input.
fn assert_spans(parsed: &ParsedQuery, input: &str) {
    let mut leaves = Vec::new();
    parsed.query.leaves(&mut |leaf, _| leaves.push(leaf));
    let is_typed = |leaf: &&&Query| !matches!(leaf, Query::All | Query::Cased(..));
    for leaf in leaves.iter().filter(is_typed).take(20) {
        assert!(
            input.get(parsed.span_of(leaf)).is_some_and(|typed| !typed.is_empty()),
            "{leaf} in {input:?}"
        );
    }
}

#[test]
fn patterns_are_bounded() {
    let heavy: String = ('a'..='z').map(|letter| format!("/\\pL+{letter}\\pL+/ ")).collect();
    let misspelt: String =
        ('a'..='z').flat_map(|a| ('a'..='z').map(move |b| format!("gorbachov{a}{b}~ "))).collect();
    for text in [
        heavy.clone(),
        misspelt,
        format!("({heavy}) NEAR/5 (a b \"c* {heavy}\")"),
        "*a???????????? ".repeat(1100),
    ] {
        assert!(!parse(&text).warnings.is_empty());
        assert_lawful(&text);
    }
}

fn leaves() -> impl Strategy<Value = Query> {
    let day = (1i16..9999, 1i8..13, 1i8..29)
        .prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
    let days = prop_oneof![
        day.clone(),
        day.prop_map(|day| format!("<={day}")),
        Just("last-30-days".to_owned()),
        Just("2016-07..today".to_owned()),
    ];
    let lengths =
        prop_oneof!["[1-9]{1,6}", ">[1-9]{1,3}", "<=[1-9]{1,3}", "[1-9]{2}\\.\\.[1-9]{3}"];
    let facet = prop::sample::select(crate::article::schema::facet_fields().collect::<Vec<_>>());
    let pattern = prop_oneof![
        "[a-zÀ-Öà-ö]{1,4}[*?][a-z]{1,3}".prop_map(Pattern::Wildcard),
        "[*?][A-Za-z]{1,4}\\*?".prop_map(Pattern::Wildcard),
        ("[A-Za-zà-ö]{3,8}", 1u8..3).prop_map(|(word, edits)| Pattern::Fuzzy(word, edits)),
        "[a-z(]{0,3}[a-zÉ.\\[\"^]{1,5}(\\\\/)?[*+?]?[)]?"
            .prop_map(Pattern::Regex)
            .prop_filter("an expression", |pattern| pattern.matcher().is_ok()),
    ];
    prop_oneof![
        Just(Query::All),
        "[a-zà-ö]{2,8}(['’-][a-z]{1,3})?".prop_map(Query::Word),
        prop::sample::select(vec!["same", "sentence", "paragraph", "not", "U.S."])
            .prop_map(|word| Query::Word(word.to_owned())),
        ("[a-zA-Z,?*:]{1,5} [a-z]{1,5}", 0..=MAX_DISTANCE)
            .prop_map(|(words, slop)| Query::Phrase(words, slop)),
        "[,?*:/a-z]?[a-zA-ZÀ-Öà-ö,?*:/]{1,5}[ '.]?[a-z]{1,5}".prop_map(Query::Exact),
        (cases(), "[,?*:A-Z]?[a-zA-ZÀ-Öà-ö,:]{1,5}[ '.]?[A-Z]{1,5}")
            .prop_map(|(case, words)| Query::Cased(case, words)),
        pattern.prop_map(Query::Pattern),
        "[a-zà-ö]{2,8}([ .’-][a-z]{1,3})?".prop_map(Query::Widened),
        (facet.clone(), "[A-Za-z*] ?[a-z'(:]{1,8}")
            .prop_map(|(field, name)| Query::Facet(field, NameQuery::Part(name))),
        (facet.clone(), "[^\\s].{0,8}")
            .prop_map(|(field, name)| Query::Facet(field, NameQuery::Exact(name))),
        facet.prop_map(|field| Query::Facet(field, NameQuery::Any)),
        names().prop_map(Query::Major),
        (prop::sample::select(ENTITY_FACETS.to_vec()), names())
            .prop_map(|(field, name)| Query::Facet(field, name)),
        days.prop_filter_map("a date", |text| DateFilter::parse(&text).map(Query::Published)),
        Just(Query::Published(DateFilter::DayOfYear { month: 2, day: 29 })),
        lengths
            .clone()
            .prop_filter_map("a length", |text| LengthRange::parse(&text).map(Query::Length)),
        lengths
            .prop_filter_map("a length", |text| LengthRange::parse(&text).map(Query::WordsChanged)),
        Just(Query::Corrected),
        prop::sample::select(ArticleState::ALL.to_vec()).prop_map(Query::State),
        (prop::sample::select(ClipKind::ALL.to_vec()), "[A-Za-z(:*]? ?[a-zé'(:]{1,8}")
            .prop_filter_map("a name", |(kind, name)| ClipQuery::parse(kind, &name)
                .map(Query::Clipped)),
    ]
}

fn names() -> impl Strategy<Value = NameQuery> {
    prop_oneof![
        Just(NameQuery::Any),
        "[A-Z][a-z]{1,5}".prop_map(NameQuery::Part),
        "[a-z*]{1,5}".prop_map(NameQuery::Exact)
    ]
}

fn cases() -> impl Strategy<Value = CaseFilter> {
    prop::sample::select(vec![CaseFilter::Some, CaseFilter::All, CaseFilter::None])
}

fn operators() -> impl Strategy<Value = ProximityOperator> {
    prop_oneof![
        (0..2000u32).prop_map(ProximityOperator::Within),
        (0..2000u32).prop_map(ProximityOperator::Before),
        Just(ProximityOperator::Sentence),
        Just(ProximityOperator::Paragraph),
    ]
}

fn queries() -> impl Strategy<Value = Query> {
    leaves().prop_recursive(6, 40, 4, |inner| {
        let text =
            prop::sample::select(vec![Field::Title, Field::Body, Field::Byline, Field::Captions]);
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Query::and),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Query::or),
            inner.clone().prop_map(Query::negated),
            (inner.clone(), text).prop_map(|(query, field)| query.in_field(field)),
            (two.clone(), operators()).prop_map(|((one, other), operator)| one
                .clone()
                .near(operator, other)
                .unwrap_or(one)),
            (two, operators()).prop_map(|((one, other), operator)| one
                .clone()
                .not_near(operator, other)
                .unwrap_or(one)),
            (inner.clone(), 0..5u32)
                .prop_map(|(query, times)| query.clone().at_least(times).unwrap_or(query)),
            (inner.clone(), 0..99u32)
                .prop_map(|(query, words)| query.clone().first(words).unwrap_or(query)),
            (inner.clone(), cases()).prop_map(|(query, case)| query.with_case(case)),
            (inner, "[0-9]{1,2}(\\.[0-9]{1,4})?").prop_map(|(query, boost)| {
                query.boosted(Boost::parse(&boost).expect("a boost"))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_a_query(text in "\\PC{0,60}") {
        assert_lawful(&text);
    }

    #[test]
    fn any_bytes_are_a_query(text in any::<String>()) {
        assert_lawful(&text);
    }

    #[test]
    fn any_sequence_of_signs_is_a_query(text in prop::collection::vec(prop::sample::select(SIGNS.to_vec()), 0..25)) {
        assert_lawful(&text.concat());
    }

    #[test]
    fn a_query_parses_as_it_prints(query in queries()) {
        let parsed = parse(&query.to_string());
        prop_assert_eq!((parsed.query, parsed.warnings), (query, Vec::new()));
    }
}

const SIGNS: &[&str] = &[
    " ",
    " ",
    " ",
    " ",
    "a",
    "b",
    "ä",
    "é\u{301}",
    "U.S.",
    "AND",
    "OR",
    "NOT",
    " OR ",
    " NOT ",
    "NEAR/5",
    "w/s",
    "near5",
    "caps(",
    "allcaps",
    "SENT",
    " NOT NEAR/2 ",
    " w/3 ",
    "same sentence",
    "same",
    "ATLEAST/2 ",
    "FIRST/9",
    "/f9/",
    "^2",
    "~3",
    "/x.*/",
    "atleast3",
    "(",
    ")",
    "(",
    ")",
    "\"",
    "“",
    "”",
    "‘",
    "’",
    "'",
    "-",
    "!",
    "=",
    "*",
    "?",
    "~",
    "~1",
    "^",
    ":",
    "/",
    "\\",
    ".",
    ",",
    "..",
    "&",
    "&&",
    "|",
    ">",
    "€",
    "😀",
    "title:",
    "body:",
    "person:",
    "section:",
    "topic/",
    "person/",
    "date:",
    "on:",
    "words:",
    "major:",
    "foo:",
    "tilte:",
    "before:",
    "since:",
    "site:",
    "headline:",
    "url:",
    "--",
    "--x",
    "+",
    "#",
    "%",
    "No.",
    "OR.",
    "://",
    "http://",
    "2016",
    "2016-07",
    "04-13",
    "last-month",
    "\u{a0}",
    "\u{200d}",
    "\0",
    "\n",
];
