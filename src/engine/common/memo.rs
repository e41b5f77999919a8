//! A value that is read when it is first needed.

use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Result;

/// A value that is read when it is first needed, and again when that failed.
pub(crate) struct Memo<T>(Mutex<Option<Arc<T>>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Memo<T> {
    /// Returns the value, computing it where that has not been done.
    ///
    /// # Errors
    /// Fails when `compute` fails.
    pub(crate) fn get_or_try_init(&self, compute: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
        // A thread that panicked while it held the lock left nothing half made behind.
        let mut value = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*value {
            Some(value) => Ok(Arc::clone(value)),
            None => Ok(Arc::clone(value.insert(Arc::new(compute()?)))),
        }
    }
}
