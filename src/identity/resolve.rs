//! Resolves identity: which names are one person by the evidence of coreference, overruled entry by
//! entry by the authority file. The result is a pure function of both, so that undoing an entry
//! restores the state before it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::authority::{Action, AuthorityFile};
use super::coreference::{Findings, Reassignment};

/// The resolved identity of every key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// From a key to the canonical key of its person, if that is another.
    canonical: HashMap<String, String>,
    /// From a canonical key to the other keys of the person.
    members: HashMap<String, BTreeSet<String>>,
    /// Keys that mean another person in a certain article.
    reassigned: BTreeMap<(u64, String), ReassignedKey>,
    /// For each key the articles in which coreference reassigned it.
    automatic: HashMap<String, Vec<u64>>,
    /// Names given in the authority file, with the number of the entry.
    names: HashMap<String, (usize, String)>,
    /// Keys that are not listed.
    hidden: HashSet<String>,
    /// Keys that are not listed because they are firms, unless the authority file names them.
    firms: HashSet<String>,
    /// From a key created by a split to the key it was split from.
    namesakes: HashMap<String, String>,
    /// The reasons why keys belong to another's person, in words.
    reasons: HashMap<String, String>,
}

/// The person that a key means in an article.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ReassignedKey {
    to: String,
    /// Set if the authority file says so, and not coreference.
    is_manual: bool,
}

/// Another name of a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alias {
    /// Its key.
    pub key: String,
    /// The reason why it belongs to the person, in words.
    pub reason: String,
}

/// For each canonical key the keys that are its person's in single articles, each with a flag and the
/// number of articles.
pub(crate) type AliasesInArticles = HashMap<String, BTreeMap<(String, bool), u64>>;

impl Identity {
    /// Resolves identity from the findings of coreference and the authority file. `locate` returns
    /// the number of the article with an id.
    pub fn new(
        findings: &Findings,
        authority: &AuthorityFile,
        locate: impl Fn(&str) -> Option<u64>,
    ) -> Self {
        let mut identity = Self::from_findings(findings);
        let links: HashMap<&str, &str> =
            findings.links.iter().map(|link| (link.from.as_str(), link.to.as_str())).collect();
        for (number, action) in authority.active_actions().enumerate() {
            match action {
                Action::Merge { into, keys } => {
                    keys.iter().for_each(|key| identity.merge(into, key));
                }
                Action::Separate { one, other } => identity.separate(one, other, &links),
                Action::Split { from, to, articles } => {
                    articles
                        .iter()
                        .filter_map(|id| locate(id))
                        .for_each(|article| identity.split(from, to, article));
                    identity.namesakes.insert(to.clone(), from.clone());
                }
                Action::Rename { key, name } => {
                    let key = identity.canonical_key(key).to_string();
                    identity.firms.remove(&key);
                    identity.names.insert(key, (number, name.clone()));
                }
                Action::Hide { key } => {
                    let key = identity.canonical_key(key).to_string();
                    identity.hidden.insert(key);
                }
                Action::Undo { .. } => {}
            }
        }
        identity
    }

    fn from_findings(findings: &Findings) -> Self {
        let mut identity = Self::default();
        for link in &findings.links {
            identity.canonical.insert(link.from.clone(), link.to.clone());
            identity.members.entry(link.to.clone()).or_default().insert(link.from.clone());
            identity.reasons.insert(link.from.clone(), link.reason.clone());
        }
        for Reassignment { article, from, to, .. } in &findings.reassignments {
            let reassigned = ReassignedKey { to: to.clone(), is_manual: false };
            identity.reassigned.insert((*article, from.clone()), reassigned);
            identity.automatic.entry(from.clone()).or_default().push(*article);
        }
        identity.firms.extend(findings.firms.iter().cloned());
        identity
    }

    /// The canonical key of a key's person, apart from reassignments in single articles.
    pub fn canonical_key<'k>(&'k self, key: &'k str) -> &'k str {
        self.canonical.get(key).map_or(key, String::as_str)
    }

    /// The canonical key of a key's person in an article.
    pub fn canonical_key_in<'k>(&'k self, article: u64, key: &'k str) -> &'k str {
        if self.reassigned.is_empty() {
            return self.canonical_key(key);
        }
        let reassigned = self.reassigned.get(&(article, key.to_string()));
        self.canonical_key(reassigned.map_or(key, |reassigned| &reassigned.to))
    }

    /// Every key that means another person in an article: the number of the article, the key, and
    /// the canonical key.
    pub fn reassigned_keys(&self) -> impl Iterator<Item = (u64, &str, &str)> {
        self.reassigned.iter().map(|((article, from), reassigned)| {
            (*article, from.as_str(), self.canonical_key(&reassigned.to))
        })
    }

    /// The other keys of a person, by their canonical key.
    pub fn members(&self, canonical: &str) -> impl Iterator<Item = &str> {
        self.members.get(canonical).into_iter().flatten().map(String::as_str)
    }

    /// Every key that belongs to another's person, with the canonical key.
    pub fn merged_keys(&self) -> impl Iterator<Item = (&str, &str)> {
        self.canonical.iter().map(|(key, canonical)| (key.as_str(), canonical.as_str()))
    }

    /// Returns whether a person is hidden.
    pub fn is_hidden(&self, canonical: &str) -> bool {
        self.firms.contains(canonical)
            || !self.hidden.is_empty()
                && (self.hidden.contains(canonical)
                    || self.members(canonical).any(|member| self.hidden.contains(member)))
    }

    /// The people for whom [`Self::is_hidden`] is true, by their canonical keys and maybe others.
    pub(crate) fn hidden_people(&self) -> impl Iterator<Item = &str> {
        let of_hidden = self.hidden.iter().flat_map(|key| [key.as_str(), self.canonical_key(key)]);
        self.firms.iter().map(String::as_str).chain(of_hidden)
    }

    /// The name that the authority file gives a person; of several the last.
    pub fn name(&self, canonical: &str) -> Option<&str> {
        let keys = std::iter::once(canonical).chain(self.members(canonical));
        let names = keys.filter_map(|key| self.names.get(key));
        names.max_by_key(|(number, _)| number).map(|(_, name)| name.as_str())
    }

    /// The person from whom a key was split.
    pub fn namesake(&self, key: &str) -> Option<&str> {
        self.namesakes.get(key).map(|from| self.canonical_key(from))
    }

    /// The other names of a person that are theirs in every article, sorted by key.
    pub fn aliases(&self, canonical: &str) -> Vec<Alias> {
        let alias = |key: &str| Alias {
            key: key.to_string(),
            reason: self.reasons.get(key).cloned().unwrap_or_default(),
        };
        self.members(canonical).map(alias).collect()
    }

    /// For each person the keys with a prefix that are theirs in single articles only, with the number
    /// of articles. The flag is set if the authority file says so.
    pub(crate) fn aliases_in_articles(&self, prefix: &str) -> AliasesInArticles {
        let mut aliases = AliasesInArticles::new();
        let of_prefix = self.reassigned.iter().filter(|((_, from), _)| from.starts_with(prefix));
        for ((_, from), reassigned) in of_prefix {
            let person = self.canonical_key(&reassigned.to);
            let person = match aliases.get_mut(person) {
                Some(person) => person,
                None => aliases.entry(person.to_owned()).or_default(),
            };
            *person.entry((from.clone(), reassigned.is_manual)).or_default() += 1;
        }
        aliases
    }

    // -- the actions

    /// All keys of a person, the canonical one first.
    fn group(&self, canonical: &str) -> Vec<String> {
        std::iter::once(canonical).chain(self.members(canonical)).map(str::to_string).collect()
    }

    /// Merges the person of a key into another. Its given name and its automatic reassignments are
    /// dropped.
    fn merge(&mut self, into: &str, key: &str) {
        let into = self.canonical_key(into).to_string();
        let merged = self.canonical_key(key).to_string();
        if into == merged {
            return;
        }
        let group = self.group(&merged);
        self.members.remove(&merged);
        for member in &group {
            self.names.remove(member);
            self.hidden.remove(member);
            self.firms.remove(member);
            for article in self.automatic.remove(member).unwrap_or_default() {
                self.reassigned.remove(&(article, member.clone()));
            }
            self.canonical.insert(member.clone(), into.clone());
            self.reasons.entry(member.clone()).or_insert_with(|| MERGED_MANUALLY.to_string());
        }
        self.reasons.insert(merged, MERGED_MANUALLY.to_string());
        self.firms.remove(&into);
        self.members.entry(into).or_default().extend(group);
    }

    /// Separates two keys. Of two keys of one person the one leaves that is not canonical, with the
    /// keys that coreference linked to it.
    fn separate(&mut self, one: &str, other: &str, links: &HashMap<&str, &str>) {
        self.drop_automatic(one, other);
        self.drop_automatic(other, one);
        let canonical = self.canonical_key(one).to_string();
        if one == other || canonical != self.canonical_key(other) {
            return;
        }
        let leaving = if canonical == other { one } else { other };
        let Some(members) = self.members.get_mut(&canonical) else {
            debug_assert!(false, "`{canonical}` has two keys but no members");
            return;
        };
        let follows = |key: &String| key == leaving || links.get(key.as_str()) == Some(&leaving);
        let (gone, kept): (BTreeSet<String>, BTreeSet<String>) =
            std::mem::take(members).into_iter().partition(follows);
        if kept.is_empty() {
            self.members.remove(&canonical);
        } else {
            *members = kept;
        }
        self.canonical.remove(leaving);
        self.reasons.remove(leaving);
        for key in gone.into_iter().filter(|key| key != leaving) {
            self.canonical.insert(key.clone(), leaving.to_string());
            self.members.entry(leaving.to_string()).or_default().insert(key);
        }
    }

    /// Drops the automatic reassignments of a key to the person of another.
    fn drop_automatic(&mut self, key: &str, other: &str) {
        let person = self.canonical_key(other).to_string();
        let Some(articles) = self.automatic.remove(key) else { return };
        let (dropped, kept): (Vec<u64>, Vec<u64>) = articles.into_iter().partition(|article| {
            self.reassigned.get(&(*article, key.to_string())).is_some_and(|reassigned| {
                !reassigned.is_manual && self.canonical_key(&reassigned.to) == person
            })
        });
        for article in dropped {
            self.reassigned.remove(&(article, key.to_string()));
        }
        self.automatic.insert(key.to_string(), kept);
    }

    /// Splits a person in one article: every key that means this person there means another one.
    fn split(&mut self, from: &str, to: &str, article: u64) {
        let person = self.canonical_key(from).to_string();
        let split = ReassignedKey { to: to.to_string(), is_manual: true };
        let in_article = self
            .reassigned
            .range((article, String::new())..)
            .take_while(|((at, _), _)| *at == article);
        let meaning_person: Vec<(u64, String)> = in_article
            .filter(|(_, reassigned)| self.canonical_key(&reassigned.to) == person)
            .map(|(key, _)| key.clone())
            .collect();
        for key in meaning_person {
            self.reassigned.insert(key, split.clone());
        }
        for key in self.group(&person) {
            self.reassigned.entry((article, key)).or_insert_with(|| split.clone());
        }
    }
}

/// The reason for a merge by the authority file.
const MERGED_MANUALLY: &str = "merged by hand";

#[cfg(test)]
mod tests {
    use super::super::coreference::Link;
    use super::*;
    use proptest::prelude::*;

    fn link(from: &str, to: &str) -> Link {
        Link {
            from: format!("person/{from}"),
            to: format!("person/{to}"),
            reason: "similar".to_string(),
        }
    }

    fn reassignment(article: u64, from: &str, to: &str) -> Reassignment {
        let (from, to) = (format!("person/{from}"), format!("person/{to}"));
        Reassignment { article, from, to, dominant: 3, all: 3 }
    }

    /// `b` and `c` are `a`; `x` alone is `a` in articles 1 and 2, and `d` in 3.
    fn findings() -> Findings {
        let links = vec![link("b", "a"), link("c", "a")];
        let reassignments =
            vec![reassignment(1, "x", "a"), reassignment(2, "x", "a"), reassignment(3, "x", "d")];
        Findings { links, reassignments, firms: vec!["person/f".to_string()] }
    }

    fn under(authority: &str) -> Identity {
        let authority = AuthorityFile::parse(authority);
        assert!(authority.warnings.is_empty(), "{:?}", authority.warnings);
        Identity::new(&findings(), &authority, |id| id.parse().ok())
    }

    /// The person of every key, in general and in article 1.
    fn people(identity: &Identity) -> String {
        let keys = ["a", "b", "c", "d", "x"].map(|key| format!("person/{key}"));
        let short = |key: &str| key.trim_start_matches("person/").to_string();
        let all: Vec<String> = keys.iter().map(|key| short(identity.canonical_key(key))).collect();
        let in_one: Vec<String> =
            keys.iter().map(|key| short(identity.canonical_key_in(1, key))).collect();
        format!("{} {}", all.join(""), in_one.join(","))
    }

    #[test]
    fn the_authority_file_overrules_coreference() {
        for (authority, expected) in [
            ("", "aaadx a,a,a,d,a"),
            ("merge person/d person/b\n", "ddddx d,d,d,d,d"),
            ("separate person/a person/b\n", "abadx a,b,a,d,a"),
            ("separate person/b person/a\n", "abadx a,b,a,d,a"),
            ("separate person/b person/c\n", "aacdx a,a,c,d,a"),
            ("separate person/x person/a\n", "aaadx a,a,a,d,x"),
            ("separate person/x person/b\n", "aaadx a,a,a,d,x"),
            ("separate person/x person/d\n", "aaadx a,a,a,d,a"),
            ("separate person/a person/b\nmerge person/b person/a\n", "bbbdx b,b,b,d,b"),
            ("merge person/d person/x\n", "aaadd a,a,a,d,d"),
            ("split person/a person/a-2 1\n", "aaadx a-2,a-2,a-2,d,a-2"),
            ("split person/a person/a-2 2\n", "aaadx a,a,a,d,a"),
            ("split person/a person/a-2 1\nmerge person/d person/a-2\n", "aaadx d,d,d,d,d"),
            ("split person/a person/a-2 nobody\n", "aaadx a,a,a,d,a"),
        ] {
            assert_eq!(people(&under(authority)), expected, "{authority}");
        }
    }

    #[test]
    fn a_firm_is_hidden_until_the_authority_file_names_it_as_a_person() {
        assert!(under("").is_hidden("person/f"));
        assert!(!under("rename person/f \"Effie Reed\"\n").is_hidden("person/f"));
        assert!(!under("merge person/a person/f\n").is_hidden("person/a"));
        assert!(!under("merge person/f person/a\n").is_hidden("person/f"));
    }

    #[test]
    fn names_and_hiding_follow_the_person() {
        let identity = under("rename person/b \"Bee\"\nhide person/x\n");
        assert_eq!(
            (identity.name("person/a"), identity.is_hidden("person/x")),
            (Some("Bee"), true)
        );
        let identity = under("rename person/d \"Dee\"\nhide person/d\nmerge person/a person/d\n");
        assert_eq!((identity.name("person/a"), identity.is_hidden("person/a")), (None, false));
        let identity = under("split person/b person/b-2 1\n");
        assert_eq!(identity.namesake("person/b-2"), Some("person/a"));
    }

    /// A random action over a few keys, as a line.
    fn line() -> impl Strategy<Value = String> {
        let key = || {
            prop::sample::select(vec![
                "person/a",
                "person/b",
                "person/c",
                "person/d",
                "person/x",
                "person/a-2",
            ])
        };
        prop_oneof![
            (key(), key()).prop_map(|(a, b)| format!("merge {a} {b}")),
            (key(), key()).prop_map(|(a, b)| format!("separate {a} {b}")),
            (key(), key(), 1..4).prop_map(|(a, b, id)| format!("split {a} {b} {id}")),
            key().prop_map(|a| format!("rename {a} \"N\"")),
            key().prop_map(|a| format!("hide {a}")),
        ]
    }

    proptest! {
        #[test]
        fn an_undone_action_leaves_no_trace(lines in prop::collection::vec(line(), 0..8), action in line()) {
            let before: String = lines.iter().map(|line| format!("{line}\n")).collect();
            let undone = format!("{before}{action}\nundo {}\n", lines.len() + 1);
            prop_assert_eq!(under(&undone), under(&before));
        }

        #[test]
        fn canonical_keys_and_members_are_consistent(lines in prop::collection::vec(line(), 0..12)) {
            let identity = under(&lines.iter().map(|line| format!("{line}\n")).collect::<String>());
            for (key, canonical) in identity.merged_keys() {
                prop_assert_eq!(identity.canonical_key(canonical), canonical, "{} of {}", key, canonical);
                prop_assert!(identity.members(canonical).any(|member| member == key));
            }
            for (canonical, members) in &identity.members {
                prop_assert!(members.iter().all(|member| identity.canonical_key(member) == canonical), "{} of {:?}", canonical, members);
            }
        }
    }
}
