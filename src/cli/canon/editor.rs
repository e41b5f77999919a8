//! Corrections that readers make on the pages.

use std::sync::Arc;

use jiff::Timestamp;

use super::name_lookup;
use super::split::{split, with_unused_key};
use super::wrong::correct_wrong;
use crate::engine::editable::EditableEngine;
use crate::error::{Error, Result};
use crate::identity::authority::Action;
use crate::identity::clippings::ClippingEntry;
use crate::research::audit::WrongValue;
use crate::server::{Correction, Editor, MadeCorrection};

/// Writes corrections into the authority file of an index.
pub(crate) struct CanonEditor {
    engine: Arc<dyn EditableEngine>,
}

impl CanonEditor {
    /// An editor of the names of an index.
    pub(crate) fn new(engine: Arc<dyn EditableEngine>) -> Self {
        Self { engine }
    }

    fn key(&self, name: &str) -> Result<String> {
        name_lookup::key(&*self.engine, name).map_err(own_error)
    }

    fn action(&self, correction: Correction) -> Result<Option<Action>> {
        Ok(Some(match correction {
            Correction::Merge { into, other } => {
                Action::Merge { into: self.key(&into)?, keys: vec![self.key(&other)?] }
            }
            Correction::Separate { key, other } => {
                Action::Separate { one: self.key(&key)?, other: self.key(&other)? }
            }
            Correction::Split { key, article } => {
                split(&*self.engine, &key, vec![article]).map_err(own_error)?
            }
            Correction::Rename { key, name } => Action::Rename { key: self.key(&key)?, name },
            Correction::Hide { key } => Action::Hide { key: self.key(&key)? },
            Correction::Undo { .. } => return Ok(None),
        }))
    }
}

fn own_error(error: anyhow::Error) -> Error {
    error.downcast().unwrap_or_else(|error| Error::new(error.to_string()))
}

impl Editor for CanonEditor {
    fn correct(&self, correction: Correction) -> Result<()> {
        let action = self.action(correction.clone())?;
        if let Some(problem) = action.as_ref().and_then(Action::problem) {
            return Err(Error::new(problem).user_error());
        }
        self.engine.append_correction(
            Timestamp::now(),
            &|authority| match (&action, &correction) {
                (Some(action), _) => with_unused_key(&*self.engine, action.clone(), authority),
                (None, Correction::Undo { number }) => authority.undo_action(Some(*number)),
                (None, _) => Err(Error::new("the correction is not known").user_error()),
            },
        )?;
        self.engine.refresh()?;
        Ok(())
    }

    fn correct_wrong(&self, wrong: &[WrongValue]) -> Result<(Vec<String>, usize)> {
        let (made, left) = correct_wrong(&*self.engine, wrong)?;
        Ok((made.iter().map(ToString::to_string).collect(), left.len()))
    }

    fn clip(&self, entry: ClippingEntry) -> Result<()> {
        self.engine.append_clipping(Timestamp::now(), entry).map(drop)
    }

    fn corrections(&self) -> Result<Vec<MadeCorrection>> {
        let file = self.engine.authority_file()?;
        let made = (1..).zip(&file.entries).map(|(number, entry)| MadeCorrection {
            number,
            date: entry.date.clone(),
            entry: entry.action.to_string(),
            is_active: entry.is_active,
        });
        let mut made: Vec<_> = made.collect();
        made.reverse();
        Ok(made)
    }
}
