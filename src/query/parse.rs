//! From tokens to a query. Reading cannot fail: what makes no sense is left out, with a warning that says so.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::ast::Query;
use super::lex::lex;
use super::token::{Kind, Token};
use super::warning::{Warning, Warnings};

/// How long a query may be, typed and printed, in bytes.
const MAX_BYTES: usize = 16 * 1024;
/// How many words, phrases, names and dates it may have.
const MAX_LEAVES: usize = 1000;

/// A query as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// What it means.
    pub query: Query,
    /// What was odd about it, in reading order.
    pub warnings: Vec<Warning>,
}

/// Reads a query. Any text is one, and `parse(&query.to_string())` is the same query again.
pub fn parse(input: &str) -> Parsed {
    let end = input.floor_char_boundary(MAX_BYTES);
    let cut = end < input.len();
    let (query, mut warnings) = fitting(input.get(..end).unwrap_or(input), cut);
    if query == Query::All && warnings.is_empty() && !input.contains('*') && !input.trim().is_empty() {
        let message = "there is no word in this: everything is found".to_owned();
        warnings.push(Warning { start: 0, end: input.len(), message });
    }
    if cut {
        let message = "the query is too long: the rest is left out".to_owned();
        warnings.push(Warning { start: end, end: input.len(), message });
    }
    Parsed { query, warnings }
}

/// The query with as many leaves as can be printed within bounds: `title:(a b)` may print longer than it was typed.
fn fitting(text: &str, cut: bool) -> (Query, Vec<Warning>) {
    let mut leaves = MAX_LEAVES;
    loop {
        let (query, warnings) = read(text, cut, leaves);
        if leaves == 0 || query.to_string().len() <= MAX_BYTES {
            return (query, warnings);
        }
        leaves = leaves * 3 / 4;
    }
}

fn read(text: &str, cut: bool, leaves: usize) -> (Query, Vec<Warning>) {
    let (tokens, warnings) = lex(text, cut, leaves);
    let mut parser = Parser { text, tokens: tokens.into_iter().peekable(), warnings, behind_part: false };
    let query = parser.alternatives().unwrap_or(Query::All);
    (query, parser.warnings.sorted())
}

/// Reads `alternatives = conjunction {OR conjunction}`, `conjunction = part {[AND] part}`, `part = {NOT | field:} (leaf |
/// "(" alternatives ")")`. It recurses once for every open parenthesis; the lexer lets only so many pass, and closes all.
struct Parser<'q> {
    text: &'q str,
    tokens: Peekable<IntoIter<Token>>,
    warnings: Warnings,
    /// Whether the last token but operators was the end of a part.
    behind_part: bool,
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.conjunction());
            match self.tokens.next_if(|token| token.kind == Kind::Or) {
                Some(or) => self.check(&or),
                None => break,
            }
        }
        (!parts.is_empty()).then(|| Query::or(parts))
    }

    fn conjunction(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        while let Some(token) = self.tokens.next_if(|token| !matches!(token.kind, Kind::Or | Kind::Close)) {
            match token.kind {
                Kind::And => self.check(&token),
                _ => parts.extend(self.part(token)),
            }
        }
        (!parts.is_empty()).then(|| Query::and(parts))
    }

    /// The part that begins with this token.
    fn part(&mut self, mut token: Token) -> Option<Query> {
        let (mut negated, mut field) = (false, None);
        loop {
            match token.kind {
                Kind::Not => negated = !negated,
                Kind::In(inner) => field = Some(inner),
                _ => break,
            }
            token = match self.tokens.next_if(|next| next.kind.begins_part()) {
                Some(next) => next,
                None => {
                    self.lonely(&token);
                    return None;
                }
            };
        }
        let part = self.leaf(token.kind)?;
        let part = field.into_iter().fold(part, Query::within);
        Some(if negated { part.negated() } else { part })
    }

    fn leaf(&mut self, kind: Kind) -> Option<Query> {
        let leaf = match kind {
            Kind::Leaf(query) => Some(query),
            Kind::Open => {
                self.behind_part = false;
                let group = self.alternatives();
                self.tokens.next_if(|token| token.kind == Kind::Close);
                group
            }
            _ => None,
        };
        self.behind_part = true;
        leaf
    }

    /// An operator needs a part on either side.
    fn check(&mut self, operator: &Token) {
        let before_part = self.tokens.peek().is_some_and(|token| token.kind.begins_part());
        if !(self.behind_part && before_part) {
            self.lonely(operator);
        }
    }

    fn lonely(&mut self, token: &Token) {
        let operator = self.text.get(token.start..token.end).unwrap_or_default();
        self.warnings.add(token.start..token.end, format!("`{operator}` has nothing to work on here: left out"));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::{Days, Name};
    use crate::schema::Field;

    /// What is typed, what it means in canonical form, and how many warnings it earns.
    const TABLE: &[(&str, &str, usize)] = &[
        ("", "*", 0),
        ("*", "*", 0),
        ("syria ceasefire", "syria ceasefire", 0),
        ("a AND b && c", "a b c", 0),
        ("a OR b || c | d", "a OR b OR c OR d", 0),
        ("a b OR c d", "a b OR c d", 0),
        ("a (b OR c) d", "a (b OR c) d", 0),
        ("((a) b) (c)", "a b c", 0),
        ("NOT a -b !c", "NOT a NOT b NOT c", 0),
        ("-(a b)", "NOT (a b)", 0),
        ("NOT NOT a", "a", 0),
        ("a and b or not c", "a and b or not c", 0),
        // -- words
        ("al-nusra U.S. O'Brien AT&T 10:30", "al-nusra U.S. O'Brien AT&T 10:30", 0),
        ("Well, who? (him); \u{2026} yes.", "Well who him yes", 0),
        ("- -- ... a - b --c", "a b c", 0),
        ("a-b a -b", "a-b a NOT b", 0),
        ("Syria: the war", "Syria the war", 0),
        ("terror* wom?n *gate terror!", "terror wom n gate terror", 4),
        ("-wom?n why?", "NOT (wom n) why", 1),
        ("gorbachov~ gorbachov~1 syria^3", "gorbachov gorbachov syria", 3),
        ("=talks =\"US Open\"", "talks \"US Open\"", 2),
        ("http://x.y/z?q=1#top", "x.y z q 1 top", 0),
        // -- quotes
        ("\"military cooperation\"", "\"military cooperation\"", 0),
        ("“a b” „c d“ «e f» ‘g h’", "\"a b\" \"c d\" \"e f\" \"g h\"", 0),
        ("the dogs’ ‘n’ rock ‘em", "the dogs \"n\" rock em", 0),
        ("\"a b\"~3", "\"a b\"", 1),
        ("\"AND\" \"\" \"-\"", "\"AND\"", 0),
        ("-\"\" b", "b", 0),
        ("\"a \\\"b\\\" c\"", "\"a b c\"", 0),
        ("a \"b c", "a \"b c\"", 1),
        // -- fields
        ("title:x TITLE:\"a b\"", "title:x title:\"a b\"", 0),
        ("title:(a b OR c)", "title:(a b OR c)", 0),
        ("title:(a body:b) captions:c", "title:a body:b caption:c", 0),
        ("title:body:x", "body:x", 0),
        ("title:-x -byline:y", "NOT title:x NOT byline:y", 0),
        ("title:* title:foo*", "title:* title:foo", 1),
        ("title:wom?n", "title:(wom n)", 1),
        ("title: x", "title x", 1),
        ("title:", "title", 1),
        ("title:() a", "a", 0),
        ("person:kerry place:\"New  York\"", "person:kerry place:\"New York\"", 0),
        ("person:“John Kerry” org:O'Brien,", "person:\"John Kerry\" org:\"O'Brien\"", 0),
        ("person:=“John Kerry” person:=kerry", "person:=\"John Kerry\" person:=\"kerry\"", 0),
        ("person:=(kerry OR \"John Kerry\")", "person:=\"kerry\" OR person:=\"John Kerry\"", 0),
        ("person:person/john-kerry place:place/6252001", "person:=\"person/john-kerry\" place:=\"place/6252001\"", 0),
        ("topic:topic/medtop:11000000", "topic:=\"topic/medtop:11000000\"", 0),
        ("topic:medtop:11000000", "topic:\"medtop:11000000\"", 0),
        ("person:(kerry OR lavrov) -person:obama", "(person:kerry OR person:lavrov) NOT person:obama", 0),
        ("section:(world politics)", "section:world section:politics", 0),
        ("section:OR lang:en people:x", "section:OR lang:en person:x", 0),
        ("person:(kerry lang:en)", "person:kerry lang:en", 0),
        ("keyword:=\"the \\\"Figaro\\\"\"", "keyword:=\"the \\\"Figaro\\\"\"", 0),
        ("person:* a", "a", 1),
        ("person:kerry* person:jo?n~1", "person:kerry person:\"jo n\"", 2),
        ("person:\"\" a", "a", 1),
        ("foo:bar -foo:bar", "foo bar NOT (foo bar)", 2),
        ("foo:\"a b\"", "foo \"a b\"", 1),
        ("Id:x", "Id x", 1),
        // -- dates
        ("date:2016 published:2016-7 date:2016-07-18", "date:2016 date:2016-07 date:2016-07-18", 0),
        ("date:2016-07..2016-09 date:2016.. date:..2016", "date:2016-07..2016-09 date:>=2016 date:<=2016", 0),
        ("date:>2016 date:>=2016 date:<2016 date:<=2016", "date:>2016 date:>=2016 date:<2016 date:<=2016", 0),
        ("date:Last-Month date:last-1-week", "date:last-month date:last-1-weeks", 0),
        ("date:(2015 OR >2017)", "date:2015 OR date:>2017", 0),
        ("on:4-13 date:\"today\",", "on:04-13 date:today", 0),
        ("date:2016-13 a date:soon on:02-30", "a", 3),
        ("-date:2016-13 a", "a", 1),
        ("date: a", "date a", 1),
        // -- what is not built yet
        ("a NEAR/5 b w/5 c PRE/3 d near5 e", "a b c d e", 4),
        ("a SENT b PARA c w/s d", "a b c d", 3),
        ("a NOT NEAR/5 b", "a NOT b", 1),
        ("ATLEAST/3 a FIRST/50 b atleast3 c /f50/ d", "a b c d", 4),
        ("24/7 p5", "24/7 p5", 0),
        ("/reg(ime|ent)s?/ /home/x", "reg ime ent s home/x", 1),
        ("caps(Turkey) title:nocaps(aids)", "Turkey title:aids", 2),
        ("words:>500 a major:kerry", "a person:kerry", 2),
        // -- what makes no sense
        ("AND a OR", "a", 2),
        ("a OR OR b AND", "a OR b", 2),
        ("a NOT", "a", 1),
        ("(a (b c", "a b c", 2),
        ("a) b", "a b", 1),
        (")(", "*", 2),
    ];

    #[test]
    fn queries_mean_what_they_say() {
        for (typed, canonical, warnings) in TABLE {
            let parsed = parse(typed);
            assert_eq!(parsed.query.to_string(), *canonical, "{typed}");
            assert_eq!(parsed.warnings.len(), *warnings, "{typed}: {:?}", parsed.warnings);
            assert_lawful(typed);
        }
    }

    #[test]
    fn and_binds_tighter_than_or() {
        let word = |text: &str| Query::Word(text.to_owned());
        let both = Query::and([word("b"), word("c")]);
        assert_eq!(parse("a OR b c").query, Query::or([word("a"), both.clone()]));
        assert_eq!(parse("(a OR b) c").query, Query::and([Query::or([word("a"), word("b")]), word("c")]));
        assert_eq!(parse("NOT b c").query, Query::and([word("b").negated(), word("c")]));
        assert_eq!(parse("title:(b c)").query, both.within(Field::Title));
    }

    #[test]
    fn a_warning_says_where() {
        let input = "syria « NEAR/5 » ä NEAR/5 b";
        let warnings = parse(input).warnings;
        let message = "`NEAR/5` is not understood yet: read as AND".to_owned();
        assert_eq!(warnings, [Warning { start: 22, end: 28, message }]);
        assert_eq!(input.get(22..28), Some("NEAR/5"));
    }

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
        assert_lawful(&format!("{}wom?n", "(b OR c (".repeat(25)));
    }

    fn assert_lawful(input: &str) {
        let parsed = parse(input);
        for warning in &parsed.warnings {
            assert!(input.get(warning.start..warning.end).is_some(), "{warning:?} in {input:?}");
        }
        let again = parse(&parsed.query.to_string());
        assert_eq!(again, Parsed { query: parsed.query, warnings: Vec::new() }, "{input:?}");
    }

    fn leaves() -> impl Strategy<Value = Query> {
        let day =
            (1i16..9999, 1i8..13, 1i8..29).prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
        let days = prop_oneof![
            day.clone(),
            day.prop_map(|day| format!("<={day}")),
            Just("last-30-days".to_owned()),
            Just("2016-07..today".to_owned()),
        ];
        let facet = prop::sample::select(crate::schema::facets().collect::<Vec<_>>());
        prop_oneof![
            Just(Query::All),
            "[a-zà-ü]{2,8}(['’-][a-z]{1,3})?".prop_map(Query::Word),
            "[a-zA-Z,?*:]{1,5} [a-z]{1,5}".prop_map(|words| Query::Phrase(words, 0)),
            (facet.clone(), "[A-Za-z*] ?[a-z'(:]{1,8}").prop_map(|(field, name)| Query::About(field, Name::Part(name))),
            (facet, "[^\\s].{0,8}").prop_map(|(field, name)| Query::About(field, Name::Exactly(name))),
            days.prop_filter_map("a date", |text| Days::parse(&text).map(Query::Published)),
            Just(Query::Published(Days::On { month: 2, day: 29 })),
        ]
    }

    fn queries() -> impl Strategy<Value = Query> {
        leaves().prop_recursive(6, 40, 4, |inner| {
            let text = prop::sample::select(vec![Field::Title, Field::Body, Field::Byline]);
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(Query::and),
                prop::collection::vec(inner.clone(), 1..4).prop_map(Query::or),
                inner.clone().prop_map(Query::negated),
                (inner, text).prop_map(|(query, field)| query.within(field)),
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
        fn any_pile_of_signs_is_a_query(text in prop::collection::vec(prop::sample::select(SIGNS.to_vec()), 0..25)) {
            assert_lawful(&text.concat());
        }

        #[test]
        fn a_query_reads_as_it_prints(query in queries()) {
            let parsed = parse(&query.to_string());
            prop_assert_eq!(parsed, Parsed { query, warnings: Vec::new() });
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
        "caps",
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
}
