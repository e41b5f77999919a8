//! What a tool is.

use serde_json::Value;

use super::arguments::Arguments;
use super::parameters::{ANSWER, Parameter, SEARCH};
use crate::search::budget::Budget;
use crate::server::problem::Problem;
use crate::server::state::AppState;

/// A tool of the archive.
pub(in crate::server) struct ToolSpec {
    /// Its name.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it takes and gives, for the assistant.
    pub description: &'static str,
    /// Set if it takes the parameters of a search.
    pub searches: bool,
    /// Its own parameters.
    pub own: &'static [Parameter],
    /// Answers a call.
    pub run: fn(&AppState, &Arguments, &Budget) -> Result<Value, Problem>,
}

impl ToolSpec {
    /// All its parameters.
    pub(in crate::server) fn parameters(&self) -> impl Iterator<Item = &'static Parameter> + use<> {
        let search = if self.searches { SEARCH } else { &[] };
        search.iter().chain(self.own).chain(ANSWER)
    }
}
