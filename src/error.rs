//! The error type of the crate: a message that names the thing that failed, the cause below it, and
//! a hint what to do.

use std::fmt;

/// The result type of the crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error with a message for the user.
///
/// `Display` gives the message alone; [`std::error::Error::source`] leads to the cause, so that a
/// program that prints the chain prints "cannot read `a.txt`: permission denied".
#[derive(Debug)]
pub struct Error {
    message: String,
    hint: Option<String>,
    kind: ErrorKind,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ErrorKind {
    /// The program or the machine failed.
    Failure,
    /// A request is invalid.
    UserError,
    /// A file of an index is damaged, which building it again repairs.
    Damage,
}

impl Error {
    /// An error with this message: lowercase, no full stop, names in backticks.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, kind: ErrorKind::Failure, source: None }
    }

    /// Adds the cause.
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds what the user should do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Marks an invalid request, as opposed to a failure of the program or the machine.
    pub fn user_error(mut self) -> Self {
        self.kind = ErrorKind::UserError;
        self
    }

    /// Marks a damaged index, which building it again from its folders repairs.
    pub(crate) fn damage(mut self) -> Self {
        self.kind = ErrorKind::Damage;
        self
    }

    /// True for an invalid request.
    pub fn is_user_error(&self) -> bool {
        self.kind == ErrorKind::UserError
    }

    /// True where a file of the index is damaged.
    pub(crate) fn is_damage(&self) -> bool {
        self.kind == ErrorKind::Damage
    }

    /// The text of the hint.
    pub fn hint_text(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// Converts errors of other crates, adding what was being done.
pub(crate) trait ErrorContext<T> {
    /// Adds a message: ``file.read(..).context(|| format!("cannot read `{path}`"))``.
    fn context(self, message: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: Into<Box<dyn std::error::Error + Send + Sync>>> ErrorContext<T>
    for std::result::Result<T, E>
{
    fn context(self, message: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| Error::new(message()).with_source(error))
    }
}
