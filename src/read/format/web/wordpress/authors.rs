//! Authors of a blog, as the head of an export lists them.

use std::collections::HashMap;

use crate::read::format::shared::xml::{self, Element};

/// Display names of the authors of a blog by their login names.
#[derive(Debug, Default)]
pub(crate) struct Authors(HashMap<String, String>);

impl Authors {
    /// Parses the authors in the head of an export.
    pub(crate) fn parse(head: &str) -> Self {
        let Ok(root) = xml::parse(head) else { return Self::default() };
        let author = |author: &Element<'_>| {
            let line = |name: &str| author.line_at(name);
            let full_name = [line("author_first_name"), line("author_last_name")].join(" ");
            let display_name = line("author_display_name");
            let name =
                if display_name.is_empty() { full_name.trim().to_owned() } else { display_name };
            (line("author_login"), name)
        };
        Self(root.all("author").filter(|author| author.prefix == "wp").map(author).collect())
    }

    /// Display name of the author with this login name, or the login name itself.
    pub(crate) fn name<'a>(&'a self, login: &'a str) -> &'a str {
        self.0.get(login).map(String::as_str).filter(|name| !name.is_empty()).unwrap_or(login)
    }
}
