//! Tests of the parser: inputs, the queries they mean, and their warnings.

use super::laws::assert_lawful;
use super::{Query, Warning, parse};
use crate::article::schema::Field;

/// An input, its query in canonical form, and the number of warnings.
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
    ("- -- ... a - b", "a b", 0),
    ("opec --x (--y) a--b ---c", "opec x y a--b c", 2),
    ("No. 5, Portland, OR. a NOT. b", "No 5 Portland \"OR\" a \"NOT\" b", 0),
    ("C++ c# =F# title:C++, 5%.", "C c =F title:C 5", 5),
    ("#metoo @desk +a AT&T \"C++\"", "metoo desk a AT&T \"C++\"", 0),
    ("a-b a -b", "a-b a NOT b", 0),
    ("Syria: the war", "Syria the war", 0),
    // -- wildcards
    ("terror* wom?n *gate terror!", "terror* wom?n *gate terror*", 1),
    ("-wom?n why? -?at -*gate, (Méri*)", "NOT wom?n why NOT ?at NOT *gate Méri*", 0),
    ("al-qa* U.S.* O'Br* AT&T* *.com", "\"al-qa*\" U.S.* O'Br* AT&T* \"*.com\"", 0),
    ("** a OR *? OR ?*", "* a OR * OR *", 0),
    ("? ?? a", "a", 0),
    ("\"gas pipe*\" \"prime * minister\" \"* *\"", "\"gas pipe*\" \"prime * minister\"", 0),
    ("AND* NOT! Stop!! a", "AND* NOT* Stop a", 1),
    ("*a?????????????????????????b c", "c", 1),
    // -- misspellings
    ("gorbachov~ gorbachov~1, gorbachov~2.", "gorbachov~ gorbachov~1 gorbachov~", 0),
    ("gorbachov~3 gorbachov~0.8 gorb*~1 Kerry~0", "gorbachov~ gorbachov~ gorb* =kerry", 3),
    ("al-nusra~1 b NEAR/3 x-ray-film~", "=al PRE/1 nusra~1 b NEAR/3 (xray~ PRE/1 film~)", 0),
    ("NOT~1 ~2 x~y a~b~", "NOT~1 2 x~y =a PRE/1 =b", 0),
    // -- regular expressions
    ("/reg(ime|ent)s?/ -/a\\/b[\"|]/^2 (/x/)", "/reg(ime|ent)s?/ NOT /a\\/b[\"|]/^2 /x/", 0),
    ("/reg(ime/ /*a/", "reg ime a", 2),
    ("/home/x 24/7 a/b/ /a b/", "home/x 24/7 a/b a b", 0),
    // -- exact forms and letter case
    ("=talks =\"US Open\" ‘=x’ -=y", "=talks =\"US Open\" \"=x\" NOT =y", 0),
    (
        "=\"talks\" =U.S. =(a OR \"b c\") =AND =same",
        "=talks =\"U.S.\" (=a OR =\"b c\") =\"AND\" =same",
        0,
    ),
    (
        "title:=talks =title:talks =terror* ==a a=b = c",
        "title:=talks title:=talks terror* =a a=b c",
        0,
    ),
    ("caps(Turkey) ALLCAPS(aids)", "caps(Turkey) allcaps(aids)", 0),
    (
        "title:nocaps(aids -=x) -caps(\"New York\")",
        "title:(nocaps(aids) NOT nocaps(x)) NOT caps(\"New York\")",
        0,
    ),
    ("caps(a OR (b c)) caps (x)", "(caps(a) OR caps(b) caps(c)) caps x", 0),
    ("caps(terror* x) caps(\"a b\"~2) nocaps(person:x)", "terror* caps(x) \"a b\"~2 person:x", 3),
    ("allcaps(caps(a) \"AND\")", "caps(a) allcaps(\"AND\")", 0),
    // -- boosts
    ("syria^3 \"a b\"^2 (a b)^.5 title:x^3", "syria^3 \"a b\"^2 (a b)^0.5 title:x^3", 0),
    ("(a OR b^2)^2^2, -c^3. x^2y ^5", "(a OR b^2)^4 NOT c^3 x^2y 5", 0),
    ("person:kerry^2 person:(kerry^2 lavrov)", "person:kerry^2 person:kerry^2 person:lavrov", 0),
    ("title:(a b^2)^3 x^0 y^9999", "title:(a b^2)^3 x^0.001 y^1000", 0),
    ("date:2016^2 a", "date:2016 a", 1),
    ("http://x.y/z?q=1#top", "x.y z q 1 top", 0),
    // -- quotes
    ("\"military cooperation\"", "\"military cooperation\"", 0),
    ("“a b” „c d“ «e f» ‘g h’", "\"a b\" \"c d\" \"e f\" \"g h\"", 0),
    ("the dogs’ ‘n’ rock ‘em", "the dogs \"n\" rock em", 0),
    ("\"a b\"~3 \"a b\"~0 \"a b\"~ c", "\"a b\"~3 \"a b\" \"a b\" c", 0),
    ("\"a b\"~5000 (a b)~3 person:\"a b\"~2", "\"a b\"~1000 a b person:\"a b\"", 3),
    ("\"a b\"~3^2 title:\"a b\"~2", "\"a b\"~3^2 title:\"a b\"~2", 0),
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
    ("title:* title:foo*", "title:* title:foo*", 0),
    ("title: x", "title x", 1),
    ("title:", "title", 1),
    ("title:() a", "a", 0),
    ("person:kerry place:\"New  York\"", "person:kerry place:\"New York\"", 0),
    ("person:“John Kerry” org:O'Brien,", "person:\"John Kerry\" org:\"O'Brien\"", 0),
    ("person:=“John Kerry” person:=kerry", "person:=\"John Kerry\" person:=\"kerry\"", 0),
    ("person:=(kerry OR \"John Kerry\")", "person:=\"kerry\" OR person:=\"John Kerry\"", 0),
    (
        "person:person/john-kerry place:place/6252001",
        "person:=\"person/john-kerry\" place:=\"place/6252001\"",
        0,
    ),
    ("topic:topic/medtop:11000000", "topic:=\"topic/medtop:11000000\"", 0),
    ("topic:medtop:11000000", "topic:\"medtop:11000000\"", 0),
    (
        "person:(kerry OR lavrov) -person:obama",
        "(person:kerry OR person:lavrov) NOT person:obama",
        0,
    ),
    ("section:(world politics)", "section:world section:politics", 0),
    ("section:OR lang:en people:x", "section:OR lang:en person:x", 0),
    ("person:(kerry lang:en)", "person:kerry lang:en", 0),
    ("keyword:=\"the \\\"Figaro\\\"\"", "keyword:=\"the \\\"Figaro\\\"\"", 0),
    ("person:* topic:(* x) person:=*", "person:* topic:* topic:x person:*", 0),
    ("person:kerry* person:jo?n~1", "person:kerry person:\"jo n\"", 2),
    (
        "major:kerry major:=\"John Kerry\" major:person/john-kerry",
        "major:kerry major:=\"John Kerry\" major:=\"person/john-kerry\"",
        0,
    ),
    (
        "major:(kerry OR \"John Kerry\") -major:*",
        "(major:kerry OR major:\"John Kerry\") NOT major:*",
        0,
    ),
    ("person:\"\" a", "a", 1),
    ("foo:bar -foo:bar", "foo bar NOT (foo bar)", 2),
    ("foo:\"a b\"", "foo \"a b\"", 1),
    ("Id:x page:3", "x 3", 2),
    ("tilte:x persn:\"a b\"", "tilte x persn \"a b\"", 2),
    ("url:https://www.example.com/a url:", "www.example.com a url", 1),
    (
        "site:example.com source:\"The Gazette\" headline:(a b)",
        "publisher:\"example.com\" publisher:\"The Gazette\" title:(a b)",
        1,
    ),
    ("Site: x -Company:(a OR b)", "Site x NOT (org:a OR org:b)", 1),
    // -- dates
    ("date:2016 published:2016-7 date:2016-07-18", "date:2016 date:2016-07 date:2016-07-18", 0),
    (
        "date:2016-07..2016-09 date:2016.. date:..2016",
        "date:2016-07..2016-09 date:>=2016 date:<=2016",
        0,
    ),
    (
        "date:>2016 date:>=2016 date:<2016 date:<=2016",
        "date:>2016 date:>=2016 date:<2016 date:<=2016",
        0,
    ),
    ("date:Last-Month date:last-1-week", "date:last-month date:last-1-weeks", 0),
    ("date:(2015 OR >2017)", "date:2015 OR date:>2017", 0),
    ("on:4-13 date:\"today\",", "on:04-13 date:today", 0),
    ("date:2016-13 a date:soon on:02-30", "a", 3),
    ("-date:2016-13 a", "a", 1),
    ("date:1990..1987 a date:2016-03-05..2016-02", "a", 2),
    (
        "before:1990 after:1990-03 since:2001 until:2002-03-05",
        "date:<1990 date:>1990-03 date:>=2001 date:<=2002-03-05",
        1,
    ),
    ("-Before:(1990 OR \"1980\")", "NOT (date:<1990 OR date:<1980)", 1),
    ("before:soon after:>1990 since: a", "since a", 2),
    ("date: a", "date a", 1),
    // -- lengths
    (
        "words:>500 words:500 words:<=100, words:100..500",
        "words:>=501 words:500 words:<=100 words:100..500",
        0,
    ),
    (
        "words:1,000.. -words:..50 WORDS:(<10 OR >20)",
        "words:>=1000 NOT words:<=50 (words:<=9 OR words:>=21)",
        0,
    ),
    ("words:many words:5..1 a", "a", 2),
    // -- proximity
    ("a NEAR/5 b PRE/3 c SENT d PARA e", "a NEAR/5 b PRE/3 c SENT d PARA e", 0),
    ("a NEAR/5 (b NEAR/2 c) (a NEAR/5 b) NEAR/2 c", "a NEAR/5 (b NEAR/2 c) a NEAR/5 b NEAR/2 c", 0),
    ("x a NEAR/5 b OR c SENT d y", "x a NEAR/5 b OR c SENT d y", 0),
    ("a w/5 b near5 c n/5 d PRE/3 e", "a NEAR/5 b NEAR/5 c NEAR/5 d PRE/3 e", 1),
    ("a pre/5 b p/5 c adj5 d adj/5 e", "a PRE/5 b PRE/5 c PRE/5 d PRE/5 e", 1),
    ("a w/s b w/p c same sentence d same paragraph e", "a SENT b PARA c SENT d PARA e", 1),
    ("the same sentences, same sentence", "the same sentences same AND sentence", 0),
    ("same (sentence) \"same\" paragraph", "same AND sentence \"same\" paragraph", 0),
    ("a NEAR b PRE c near d", "a NEAR/4 b PRE/4 c near d", 1),
    (
        "a NOT NEAR/5 b NOT w/s c not w/5 d not near e",
        "a NOT NEAR/5 b NOT SENT c NOT NEAR/5 d not near e",
        1,
    ),
    ("a NEAR/5 -b x NOT PRE/5 -c", "a NOT NEAR/5 b x c", 1),
    ("a NEAR/0 b a NEAR/5000 b a NEAR/99999999999 b", "a NEAR/1 b a NEAR/1000 b a NEAR/1000 b", 3),
    (
        "\"a b\" NEAR/5 (c OR d*) NEAR/5 person:kerry SENT place:*",
        "\"a b\" NEAR/5 (c OR d*) NEAR/5 person:kerry SENT place:*",
        0,
    ),
    ("(a b) NEAR/5 c", "a NEAR/5 c b NEAR/5 c", 0),
    ("title:a NEAR/5 b^2 title:(a NEAR/5 b)", "title:(a NEAR/5 b)^2 title:(a NEAR/5 b)", 0),
    ("title:a NEAR/5 body:b", "title:a body:b", 1),
    ("title:a NEAR/5 (body:b c)", "title:a body:b c", 1),
    ("a NEAR/5 section:world NEAR/5 b", "a section:world b", 2),
    ("-a NEAR/5 b a NOT SENT date:2016", "NOT a b a NOT date:2016", 2),
    ("a NEAR/5 date:rubbish NEAR/5 b x NOT NEAR/5 date:y", "a b x", 2),
    ("NEAR/5 a OR SENT b PRE/2", "a OR b", 4),
    ("a NEAR/5 AND b AND SENT c", "a b SENT c", 2),
    ("w/5 24/7 p5 \"w/5\"", "24/7 p5 \"w/5\"", 2),
    // -- how often, how early
    (
        "ATLEAST/3 a FIRST/50 b atleast3 c /f50/ d",
        "ATLEAST/3 a FIRST/50 b ATLEAST/3 FIRST/50 c d",
        1,
    ),
    ("/f50/ a OR /F5/ b", "FIRST/50 a OR FIRST/5 b", 1),
    (
        "ceasefire/F50/ \"a b\"/f5/ (a OR b)/f5/^2 x /f9/",
        "FIRST/50 ceasefire FIRST/5 \"a b\" (FIRST/5 (a OR b))^2 FIRST/9 x",
        1,
    ),
    ("atleast3(a b) -ATLEAST/3 c", "ATLEAST/3 a ATLEAST/3 b NOT ATLEAST/3 c", 1),
    ("ATLEAST/0 a ATLEAST/1 (b c) FIRST/0 d", "a b c FIRST/1 d", 1),
    (
        "title:ATLEAST/3 x ATLEAST/3 title:x FIRST/5 x^2",
        "title:(ATLEAST/3 x) title:(ATLEAST/3 x) (FIRST/5 x)^2",
        0,
    ),
    ("FIRST/50 ATLEAST/3 a FIRST/9 FIRST/5 b", "ATLEAST/3 FIRST/50 a FIRST/5 b", 0),
    ("ATLEAST/3 ATLEAST/2 a FIRST/5 date:2016", "ATLEAST/2 a date:2016", 2),
    (
        "ATLEAST/3 (a NEAR/5 b) FIRST/50 person:kerry NEAR/5 c",
        "ATLEAST/3 (a NEAR/5 b) FIRST/50 person:kerry NEAR/5 c",
        0,
    ),
    ("ATLEAST/3 a NEAR/5 b", "ATLEAST/3 a b", 1),
    ("a ATLEAST/3", "a", 1),
    // -- what makes no sense
    ("AND a OR", "a", 2),
    ("a OR OR b AND", "a OR b", 2),
    ("a NOT", "a", 1),
    ("(a (b c", "a b c", 2),
    ("a) b", "a b", 1),
    (")(", "*", 2),
];

#[test]
fn inputs_parse_to_their_queries() {
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
    assert_eq!(
        parse("(a OR b) c").query,
        Query::and([Query::or([word("a"), word("b")]), word("c")])
    );
    assert_eq!(parse("NOT b c").query, Query::and([word("b").negated(), word("c")]));
    assert_eq!(parse("title:(b c)").query, both.in_field(Field::Title));
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of warnings")]
fn warnings_have_a_range_and_a_message() {
    for (input, range, message) in [
        (
            "syria « NEAR/5 » ä w/5 b adj3 c w/5 d",
            22..25,
            "`w/5` is read as `NEAR/5`, `adj3` as `PRE/3`",
        ),
        ("a same  sentence b", 2..16, "`same  sentence` is read as `SENT`"),
        ("a NEAR b", 2..6, "`NEAR` is read as `NEAR/4`"),
        (
            "a NEAR/5000 b",
            2..11,
            "`NEAR/5000` is read as `NEAR/1000`: a distance is from 1 to 1000 words",
        ),
        ("ceasefire/F50/", 9..14, "`/F50/` is read as `FIRST/50`"),
        ("terror!", 0..7, "`terror!` is read as `terror*`"),
        (
            "a NOT NEAR/5 date:2016",
            2..12,
            "`NOT NEAR/5` needs words, phrases or mentions on both sides: read as NOT",
        ),
        ("title:a SENT body:b", 8..12, "`SENT` is between words of different fields: read as AND"),
        ("/reg(ime/", 0..9, "`/reg(ime/` is not a valid pattern (unclosed group): read as words"),
        (
            "gorbachov~3",
            0..11,
            "`gorbachov~3` is read as `gorbachov~`: at most two letters can be wrong",
        ),
        ("date:2016^2", 9..11, "`^2` has nothing to boost: left out"),
        (
            "a date:1990..1987",
            7..17,
            "`1990..1987` ends before it begins: left out; did you mean `date:1987..1990`?",
        ),
        (
            "words:9..5 a",
            6..10,
            "`9..5` ends before it begins: left out; did you mean `words:5..9`?",
        ),
        ("before:1990 x", 0..11, "`before:1990` is read as `date:<1990`"),
        ("site:example.com", 0..5, "`site:` is read as `publisher:`"),
        ("C++ x", 0..3, "`C++` is read as `C`: symbols such as `+` are not indexed"),
        (
            "opec --x",
            5..8,
            "`--x` is read as `x`: options go outside the query, and one minus excludes a word",
        ),
        ("tilte:x", 0..6, "`tilte:` is not a field: read as words; did you mean `title:`?"),
        (
            "url:x.com",
            0..4,
            "`url:` cannot be searched: read as words; articles of one site are found by `publisher:`",
        ),
        (
            "edition:late",
            0..8,
            "`edition:` is shown with articles but cannot be searched: read as words",
        ),
    ] {
        let warning = Warning { start: range.start, end: range.end, message: message.to_owned() };
        assert_eq!(parse(input).warnings, [warning], "{input}");
    }
}
