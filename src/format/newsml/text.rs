//! The text of a content item, however it is packed: as elements, or as markup in a string.

use super::super::prose::Prose;
use super::super::xml::Element;

/// The text in the data of a content item.
pub fn of(data: &Element<'_>) -> Prose {
    if data.elements().next().is_some() { Prose::of(data) } else { Prose::of_text(&data.text()) }
}
