//! Lines of the page around a Nexis record.

/// Lines of the page that surround a record.
const FURNITURE: [&str; 4] = ["Publication Logo", "Link to Image", "Link to PDF", "Return to List"];

/// Last lines of a record, in the languages of the interface.
pub(super) const ENDS: [&str; 7] = [
    "End of Document",
    "Ende des Dokuments",
    "Fin du document",
    "Einde van document",
    "Fin del documento",
    "Fim do documento",
    "Fine del documento",
];

/// Reports whether a line belongs to the page and not to the record.
pub(super) fn is_furniture(line: &str) -> bool {
    let line = line.trim();
    FURNITURE.contains(&line) || ENDS.contains(&line) || is_page_number(line)
}

/// Reports whether a line numbers a page: "Page 1 of 3".
fn is_page_number(line: &str) -> bool {
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = line.split_whitespace();
    matches!(
        [(); 5].map(|()| words.next()),
        [Some("Page"), Some(at), Some("of"), Some(all), None] if is_number(at) && is_number(all)
    )
}
