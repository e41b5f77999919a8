//! Prints a query in its canonical form, which parses back as the same query.

use std::fmt::{self, Display, Formatter, Write as _};

use super::ast::clip::ClipQuery;
use super::ast::length::{CHANGES_FIELD, CORRECTED_FIELD};
use super::ast::state::SUPERSEDED_FIELD;
use super::ast::{NameQuery, Query};
use super::lex::characters::{is_plain_name, is_quote};
use super::lex::syntax::{is_plain_word, run};
use super::lex::wildcard::has_wildcard;

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Query::All => f.write_str("*"),
            Query::Word(word) => f.write_str(word),
            Query::Phrase(words, 0) => write!(f, "\"{words}\""),
            Query::Phrase(words, slop) => write!(f, "\"{words}\"~{slop}"),
            Query::Exact(words) if is_plain_word(words) => write!(f, "={words}"),
            Query::Exact(words) => write!(f, "=\"{words}\""),
            Query::Cased(case, words) if is_plain_word(words) => {
                write!(f, "{}({words})", case.name())
            }
            Query::Cased(case, words) if has_wildcard(words) => {
                write!(f, "{}(=\"{words}\")", case.name())
            }
            Query::Cased(case, words) => write!(f, "{}(\"{words}\")", case.name()),
            Query::Pattern(pattern) => write!(f, "{pattern}"),
            Query::Widened(words) if is_plain_word(words) => write!(f, "~{words}"),
            Query::Widened(words) => write!(f, "~\"{words}\""),
            Query::Near(one, operator, other) => {
                one.left_side(f)?;
                write!(f, " {operator} ")?;
                other.enclosed(f)
            }
            Query::NotNear(one, operator, other) => {
                one.left_side(f)?;
                write!(f, " NOT {operator} ")?;
                other.enclosed(f)
            }
            Query::AtLeast(times, inner) => prefixed(format_args!("ATLEAST/{times} "), inner, f),
            Query::First(words, inner) => prefixed(format_args!("FIRST/{words} "), inner, f),
            Query::In(field, inner) => match **inner {
                Query::AtLeast(..) | Query::First(..) => {
                    write!(f, "{}:({inner})", field.query_name())
                }
                _ => prefixed(format_args!("{}:", field.query_name()), inner, f),
            },
            Query::Facet(field, name) => write!(f, "{}:{name}", field.query_name()),
            Query::Major(name) => write!(f, "major:{name}"),
            Query::Published(filter) => write!(f, "{filter}"),
            Query::Length(range) => write!(f, "{range}"),
            Query::Corrected => write!(f, "{CORRECTED_FIELD}:yes"),
            Query::WordsChanged(range) if range.is_any() => write!(f, "{SUPERSEDED_FIELD}:yes"),
            Query::WordsChanged(range) => range.write_as(CHANGES_FIELD, f),
            Query::State(state) => write!(f, "{state}"),
            Query::Clipped(clip) => write!(f, "{clip}"),
            Query::Boosted(inner, boost) => {
                match **inner {
                    Query::AtLeast(..) | Query::First(..) => write!(f, "({inner})")?,
                    _ => inner.enclosed(f)?,
                }
                write!(f, "^{boost}")
            }
            Query::And(parts) => all(parts, f),
            Query::Or(parts) => any(parts, f),
            Query::Not(inner) => prefixed(format_args!("NOT "), inner, f),
        }
    }
}

fn prefixed(operator: fmt::Arguments<'_>, inner: &Query, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_fmt(operator)?;
    inner.enclosed(f)
}

impl Query {
    /// Prints it in parentheses where an operator would otherwise apply to its nearest part only.
    fn enclosed(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Query::And(_) | Query::Or(_) | Query::Near(..) | Query::NotNear(..) => {
                write!(f, "({self})")
            }
            _ => write!(f, "{self}"),
        }
    }

    /// Prints it as the left side of a proximity operator. These are read from the left.
    fn left_side(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Query::Near(..) | Query::NotNear(..) => write!(f, "{self}"),
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
            f.write_str(if reads_as_proximity(&before, &text) { " AND " } else { " " })?;
        }
        f.write_str(&text)?;
        before = Some(text);
    }
    Ok(())
}

/// Returns true for `same` followed by `sentence`, which would read as an operator.
fn reads_as_proximity(before: &str, behind: &str) -> bool {
    before.ends_with("same") && matches!(run(behind, true), "sentence" | "paragraph")
}

fn any(parts: &[Query], f: &mut Formatter<'_>) -> fmt::Result {
    for (number, part) in parts.iter().enumerate() {
        f.write_str(if number > 0 { " OR " } else { "" })?;
        write!(f, "{part}")?;
    }
    Ok(())
}

impl Display for ClipQuery {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let name = self.name.clone().map_or(NameQuery::Any, NameQuery::Part);
        write!(f, "{}:{name}", self.kind.field())
    }
}

impl Display for NameQuery {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            NameQuery::Any => f.write_char('*'),
            NameQuery::Part(text) if is_plain_name(text) => f.write_str(text),
            NameQuery::Part(text) => quote(text, f),
            NameQuery::Exact(text) => {
                f.write_str("=")?;
                quote(text, f)
            }
        }
    }
}

/// Prints a name in quotes. Quotes inside the name are escaped with a backslash.
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
