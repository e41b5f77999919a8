//! Members of JSON objects that need not be there.

use serde_json::Value;

/// What is not there.
static NULL: Value = Value::Null;

/// Reads members of a value.
pub(crate) trait Members {
    /// Returns the member of an object, or null.
    fn member(&self, name: &str) -> &Value;
}

impl Members for Value {
    fn member(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&NULL)
    }
}
