//! Legal forms at the end of companies' names.

/// Legal forms of companies.
pub(super) const LEGAL_FORMS: &[&str] = &[
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "plc",
    "llc",
    "llp",
    "ag",
    "sa",
    "spa",
    "nv",
    "bv",
    "gmbh",
    "oyj",
    "ab",
    "asa",
    "as",
    "kk",
    "pty",
    "se",
    "holdings",
    "holding",
    "group",
];

/// Returns the words of a name without its legal form; all of them if it has no others.
pub(super) fn without_legal_form(words: &[String]) -> &[String] {
    let legal = words.iter().rev().take_while(|word| LEGAL_FORMS.contains(&word.as_str())).count();
    if legal < words.len() { words.get(..words.len() - legal).unwrap_or(words) } else { words }
}
