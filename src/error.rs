//! One error for the whole house: what we were doing, to which thing, why it failed, and what to do about it.

use std::fmt;

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure a person can act on.
///
/// `Display` says what failed and what to do; [`std::error::Error::source`] leads to the reason below it, so that a
/// program which prints the chain prints one readable sentence.
#[derive(Debug)]
pub struct Error {
    what: String,
    hint: Option<String>,
    asked_wrongly: bool,
    why: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error whose message names the thing and the place: "cannot open the index `x`".
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), hint: None, asked_wrongly: false, why: None }
    }

    /// The reason below it.
    pub fn with_source(mut self, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// What the reader of the message should do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says that whoever asked can mend it, by asking for something else.
    pub fn user_error(mut self) -> Self {
        self.asked_wrongly = true;
        self
    }

    /// Whether whoever asked can mend it.
    pub fn is_user_error(&self) -> bool {
        self.asked_wrongly
    }

    /// What to do, where we know it.
    pub fn advice(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.why.as_deref().map(|why| why as _)
    }
}

/// Turns the errors of other libraries into ours at the place where we know what we were doing.
pub trait ErrorContext<T> {
    /// Names the deed: `file.read(..).doing(|| format!("cannot read `{path}`"))`.
    fn context(self, what: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: Into<Box<dyn std::error::Error + Send + Sync>>> ErrorContext<T> for std::result::Result<T, E> {
    fn context(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|why| Error::new(what()).with_source(why))
    }
}
