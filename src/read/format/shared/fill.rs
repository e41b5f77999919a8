//! Filling fields that an article still lacks.

/// Sets a field that is empty; a field with a value keeps it.
pub(crate) fn fill_if_empty(field: &mut String, value: String) {
    if field.is_empty() {
        *field = value;
    }
}
