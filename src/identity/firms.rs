//! Firms that are named like people, as in "Chase Manhattan": articles that give the legal form, or
//! most of the archive, show that the few articles that take one for a person are wrong.

/// Least number of articles that name the firm.
const MIN_ARTICLES: u64 = 2;

/// How many times as many articles must name a firm as a person: where one gives its legal form, and
/// where none does.
const TIMES_WITH_LEGAL_FORM: u64 = 2;
const TIMES_WITHOUT: u64 = 5;

/// The use of one name for a person and for an organisation.
#[derive(Debug, Clone, Copy)]
pub struct SharedName<'a> {
    /// The words of both keys: `chase-manhattan`.
    pub slug: &'a str,
    /// Slugs of all names that articles give the organisation.
    pub forms: &'a [String],
    /// Number of articles that name the person.
    pub as_person: u64,
    /// Number of articles that name the organisation.
    pub as_organisation: u64,
}

/// True if the name is a firm's, and nobody's.
pub fn is_firm(name: &SharedName<'_>) -> bool {
    let times = if has_legal_form(name) { TIMES_WITH_LEGAL_FORM } else { TIMES_WITHOUT };
    name.as_organisation >= MIN_ARTICLES.max(name.as_person.saturating_mul(times))
}

/// The key of an organisation lacks its legal form, so that a name with more words gives it.
fn has_legal_form(name: &SharedName<'_>) -> bool {
    let rest = |form: &String| form.strip_prefix(name.slug).is_some_and(|it| it.starts_with('-'));
    name.forms.iter().any(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_firm_where_the_archive_shows_it() {
        let is_firm = |forms: &[&str], as_person, as_organisation| {
            let forms: Vec<String> = forms.iter().map(|form| (*form).to_string()).collect();
            let slug = "harlan-reed";
            super::is_firm(&SharedName { slug, forms: &forms, as_person, as_organisation })
        };
        assert!(is_firm(&["harlan-reed", "harlan-reed-inc"], 1, 2));
        assert!(!is_firm(&["harlan-reed", "harlan-reed-inc"], 2, 3), "perhaps the founder");
        assert!(!is_firm(&["harlan-reed-inc"], 1, 1), "one article is no evidence");
        assert!(is_firm(&["harlan-reed"], 1, 5));
        assert!(!is_firm(&["harlan-reed", "harlan-reeds"], 1, 4));
    }
}
