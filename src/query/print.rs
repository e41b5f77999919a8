//! A query as text, in the one form that reads back as the same query.

use std::fmt::{self, Display, Formatter, Write as _};

use super::ast::{Name, Query};
use super::lex::chunk::run;
use super::lex::spelling::{is_plain, is_plain_word, is_quote};
use super::lex::wildcard::has_gap;

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Query::All => f.write_str("*"),
            Query::Word(word) => f.write_str(word),
            Query::Phrase(words, 0) => write!(f, "\"{words}\""),
            Query::Phrase(words, between) => write!(f, "\"{words}\"~{between}"),
            Query::Exactly(words) if is_plain_word(words) => write!(f, "={words}"),
            Query::Exactly(words) => write!(f, "=\"{words}\""),
            Query::Cased(case, words) if is_plain_word(words) => {
                write!(f, "{}({words})", case.name())
            }
            Query::Cased(case, words) if has_gap(words) => {
                write!(f, "{}(=\"{words}\")", case.name())
            }
            Query::Cased(case, words) => write!(f, "{}(\"{words}\")", case.name()),
            Query::Like(pattern) => write!(f, "{pattern}"),
            Query::Near(one, how, other) => {
                one.before_sign(f)?;
                write!(f, " {how} ")?;
                other.enclosed(f)
            }
            Query::Far(one, how, other) => {
                one.before_sign(f)?;
                write!(f, " NOT {how} ")?;
                other.enclosed(f)
            }
            Query::AtLeast(times, inner) => prefixed(format_args!("ATLEAST/{times} "), inner, f),
            Query::First(words, inner) => prefixed(format_args!("FIRST/{words} "), inner, f),
            Query::In(field, inner) => match **inner {
                Query::AtLeast(..) | Query::First(..) => write!(f, "{}:({inner})", field.asked()),
                _ => prefixed(format_args!("{}:", field.asked()), inner, f),
            },
            Query::About(field, name) => write!(f, "{}:{name}", field.asked()),
            Query::Major(name) => write!(f, "major:{name}"),
            Query::Published(days) => write!(f, "{days}"),
            Query::Long(lengths) => write!(f, "{lengths}"),
            Query::Weighted(inner, weight) => {
                match **inner {
                    Query::AtLeast(..) | Query::First(..) => write!(f, "({inner})")?,
                    _ => inner.enclosed(f)?,
                }
                write!(f, "^{weight}")
            }
            Query::And(parts) => all(parts, f),
            Query::Or(parts) => any(parts, f),
            Query::Not(inner) => prefixed(format_args!("NOT "), inner, f),
        }
    }
}

fn prefixed(sign: fmt::Arguments<'_>, inner: &Query, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_fmt(sign)?;
    inner.enclosed(f)
}

impl Query {
    /// In parentheses where a sign before or behind it would else work on its nearest part only.
    fn enclosed(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Query::And(_) | Query::Or(_) | Query::Near(..) | Query::Far(..) => {
                write!(f, "({self})")
            }
            _ => write!(f, "{self}"),
        }
    }

    /// The left side of a sign of nearness: these are read from the left.
    fn before_sign(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Query::Near(..) | Query::Far(..) => write!(f, "{self}"),
            _ => self.enclosed(f),
        }
    }
}

fn all(parts: &[Query], f: &mut Formatter<'_>) -> fmt::Result {
    let mut before: Option<String> = None;
    for part in parts {
        let text =
            if matches!(part, Query::Or(_)) { format!("({part})") } else { part.to_string() };
        if let Some(before) = before {
            f.write_str(if reads_as_nearness(&before, &text) { " AND " } else { " " })?;
        }
        f.write_str(&text)?;
        before = Some(text);
    }
    Ok(())
}

/// `same sentence` side by side is an operator.
fn reads_as_nearness(before: &str, behind: &str) -> bool {
    before.ends_with("same") && matches!(run(behind, true), "sentence" | "paragraph")
}

fn any(parts: &[Query], f: &mut Formatter<'_>) -> fmt::Result {
    for (number, part) in parts.iter().enumerate() {
        f.write_str(if number > 0 { " OR " } else { "" })?;
        write!(f, "{part}")?;
    }
    Ok(())
}

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Name::Any => f.write_char('*'),
            Name::Part(text) if is_plain(text) => f.write_str(text),
            Name::Part(text) => quote(text, f),
            Name::Exactly(text) => {
                f.write_str("=")?;
                quote(text, f)
            }
        }
    }
}

/// A name in quotes; a quote inside the name stands behind a backslash.
fn quote(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        if c == '\\' || is_quote(c) {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}
