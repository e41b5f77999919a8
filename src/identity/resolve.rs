//! Who is who in an archive: what the evidence says, overruled entry by entry by the authority file. A function of the
//! two and of nothing else, so that taking an entry back restores what was.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::authority::{AuthorityFile, Action};
use super::coreference::{Findings, Moved};

/// Who is who.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// From a key to the key of its person, where that is another.
    heads: HashMap<String, String>,
    /// From a person's key to the other keys that are theirs.
    members: HashMap<String, BTreeSet<String>>,
    /// In an article a key may mean somebody else.
    moved: BTreeMap<(u64, String), Move>,
    /// The articles in which the evidence says that a key means somebody else.
    found: HashMap<String, Vec<u64>>,
    /// The names that people gave, numbered in their order.
    names: HashMap<String, (usize, String)>,
    /// Keys that are not listed.
    hidden: HashSet<String>,
    /// Who a key that a split made was taken for.
    namesakes: HashMap<String, String>,
    /// Why a key is another's person.
    whys: HashMap<String, String>,
}

/// Whom a key means in an article.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Move {
    to: String,
    by_hand: bool,
}

/// Another name of a person, and why it is theirs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alias {
    /// The key articles have.
    pub key: String,
    /// Why it is theirs.
    pub why: String,
    /// In how many articles, where it is theirs in some only.
    pub articles: Option<u64>,
}

impl Identity {
    /// Who is who by the evidence and the authority file. `locate` gives the number of the article of an id.
    pub fn of(findings: &Findings, canon: &AuthorityFile, locate: impl Fn(&str) -> Option<u64>) -> Self {
        let mut identity = Self::default();
        for link in &findings.links {
            identity.heads.insert(link.from.clone(), link.to.clone());
            identity.members.entry(link.to.clone()).or_default().insert(link.from.clone());
            identity.whys.insert(link.from.clone(), link.why.clone());
        }
        for Moved { article, from, to, .. } in &findings.moved {
            identity
                .moved
                .insert((*article, from.clone()), Move { to: to.clone(), by_hand: false });
            identity.found.entry(from.clone()).or_default().push(*article);
        }
        let links: HashMap<&str, &str> =
            findings.links.iter().map(|link| (link.from.as_str(), link.to.as_str())).collect();
        for (number, deed) in canon.standing().enumerate() {
            match deed {
                Action::Merge { into, keys } => keys.iter().for_each(|key| identity.merge(into, key)),
                Action::Part { one, other } => identity.part(one, other, &links),
                Action::Split { from, to, articles } => {
                    articles
                        .iter()
                        .filter_map(|id| locate(id))
                        .for_each(|article| identity.split(from, to, article));
                    identity.namesakes.insert(to.clone(), from.clone());
                }
                Action::Rename { key, name } => {
                    identity.names.insert(identity.head(key).to_string(), (number, name.clone()));
                }
                Action::Hide { key } => {
                    identity.hidden.insert(identity.head(key).to_string());
                }
                Action::Undo { .. } => {}
            }
        }
        identity
    }

    /// The person of a key, articles that are excepted aside.
    pub fn head<'k>(&'k self, key: &'k str) -> &'k str {
        self.heads.get(key).map_or(key, String::as_str)
    }

    /// The person of a key in an article.
    pub fn head_in<'k>(&'k self, article: u64, key: &'k str) -> &'k str {
        if self.moved.is_empty() {
            return self.head(key);
        }
        self.moved
            .get(&(article, key.to_string()))
            .map_or_else(|| self.head(key), |it| self.head(&it.to))
    }

    /// Every article in which a key means somebody else than everywhere: its number, the key, the person.
    pub fn moved(&self) -> impl Iterator<Item = (u64, &str, &str)> {
        self.moved.iter().map(|((article, from), to)| (*article, from.as_str(), self.head(&to.to)))
    }

    /// The other keys of a person.
    pub fn members(&self, head: &str) -> impl Iterator<Item = &str> {
        self.members.get(head).into_iter().flatten().map(String::as_str)
    }

    /// Every key that is another's person.
    pub fn joined(&self) -> impl Iterator<Item = (&str, &str)> {
        self.heads.iter().map(|(key, head)| (key.as_str(), head.as_str()))
    }

    /// Whether a person is not to be listed.
    pub fn is_hidden(&self, head: &str) -> bool {
        !self.hidden.is_empty()
            && (self.hidden.contains(head)
                || self.members(head).any(|member| self.hidden.contains(member)))
    }

    /// The name people gave a person.
    pub fn name(&self, head: &str) -> Option<&str> {
        let given =
            std::iter::once(head).chain(self.members(head)).filter_map(|key| self.names.get(key));
        given.max_by_key(|(number, _)| number).map(|(_, name)| name.as_str())
    }

    /// Who a key that a split made was taken for.
    pub fn namesake(&self, key: &str) -> Option<&str> {
        self.namesakes.get(key).map(|from| self.head(from))
    }

    /// The other names of a person, and why they are theirs.
    pub fn aliases(&self, head: &str) -> Vec<Alias> {
        let why = |key: &str| self.whys.get(key).cloned().unwrap_or_default();
        let everywhere = self.members(head).map(|key| Alias {
            key: key.to_string(),
            why: why(key),
            articles: None,
        });
        let mut all: Vec<Alias> = everywhere.collect();
        all.sort();
        all
    }

    /// For every person the keys that are theirs in some articles only, and in how many.
    pub fn aliases_in_articles(&self) -> HashMap<&str, BTreeMap<(&str, bool), u64>> {
        let mut aliases: HashMap<&str, BTreeMap<(&str, bool), u64>> = HashMap::new();
        for ((_, from), to) in &self.moved {
            let person = aliases.entry(self.head(&to.to)).or_default();
            *person.entry((from.as_str(), to.by_hand)).or_default() += 1;
        }
        aliases
    }

    // -- the deeds

    fn group(&self, head: &str) -> Vec<String> {
        std::iter::once(head).chain(self.members(head)).map(str::to_string).collect()
    }

    /// Everything that is this key's person becomes another's; its own name, and what the evidence said of it in single
    /// articles, go.
    fn merge(&mut self, into: &str, key: &str) {
        let (into, head) = (self.head(into).to_string(), self.head(key).to_string());
        if into == head {
            return;
        }
        let group = self.group(&head);
        self.members.remove(&head);
        for member in &group {
            self.names.remove(member);
            self.hidden.remove(member);
            for article in self.found.remove(member).unwrap_or_default() {
                self.moved.remove(&(article, member.clone()));
            }
            self.heads.insert(member.clone(), into.clone());
            self.whys.entry(member.clone()).or_insert_with(|| "merged by hand".to_string());
        }
        self.whys.insert(head, "merged by hand".to_string());
        self.members.entry(into).or_default().extend(group);
    }

    /// Two are not one: of two in one star the one goes that the others do not hang on, with those that hang on it.
    fn part(&mut self, one: &str, other: &str, links: &HashMap<&str, &str>) {
        for (from, to) in [(one, other), (other, one)] {
            let person = self.head(to).to_string();
            let Some(articles) = self.found.remove(from) else { continue };
            let keys = articles.into_iter().map(|article| (article, from.to_string()));
            let (gone, kept): (Vec<_>, Vec<_>) = keys.partition(|key| {
                self.moved.get(key).is_some_and(|it| !it.by_hand && self.head(&it.to) == person)
            });
            gone.iter().for_each(|key| drop(self.moved.remove(key)));
            self.found
                .insert(from.to_string(), kept.into_iter().map(|(article, _)| article).collect());
        }
        let head = self.head(one).to_string();
        if one == other || head != self.head(other) {
            return;
        }
        let leaver = if head == other { one } else { other };
        let Some(members) = self.members.get_mut(&head) else { return };
        let hangs = |key: &String| key == leaver || links.get(key.as_str()) == Some(&leaver);
        let going: Vec<String> = members.iter().filter(|key| hangs(key)).cloned().collect();
        members.retain(|key| !going.contains(key));
        if members.is_empty() {
            self.members.remove(&head);
        }
        self.heads.remove(leaver);
        self.whys.remove(leaver);
        for key in going.into_iter().filter(|key| key != leaver) {
            self.heads.insert(key.clone(), leaver.to_string());
            self.members.entry(leaver.to_string()).or_default().insert(key);
        }
    }

    /// In an article, every key that means this person means somebody else.
    fn split(&mut self, from: &str, to: &str, article: u64) {
        let head = self.head(from).to_string();
        let to_other = Move { to: to.to_string(), by_hand: true };
        let here = (article, String::new())..=(article, "\u{10ffff}".to_string());
        let lands = |it: &Move| self.heads.get(&it.to).unwrap_or(&it.to) == &head;
        let landing: Vec<_> = self
            .moved
            .range(here)
            .filter(|(_, it)| lands(it))
            .map(|(key, _)| key.clone())
            .collect();
        for key in landing {
            self.moved.insert(key, to_other.clone());
        }
        for key in self.group(&head) {
            self.moved.entry((article, key)).or_insert_with(|| to_other.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::coreference::Link;
    use super::*;
    use proptest::prelude::*;

    fn link(from: &str, to: &str) -> Link {
        Link {
            from: format!("person/{from}"),
            to: format!("person/{to}"),
            why: "alike".to_string(),
        }
    }

    fn moved(article: u64, from: &str, to: &str) -> Moved {
        let (from, to) = (format!("person/{from}"), format!("person/{to}"));
        Moved { article, from, to, dominant: 3, all: 3 }
    }

    /// `b` and `c` are `a`; `x` alone is `a` in articles 1 and 2, and `d` in 3.
    fn findings() -> Findings {
        let links = vec![link("b", "a"), link("c", "a")];
        Findings { links, moved: vec![moved(1, "x", "a"), moved(2, "x", "a"), moved(3, "x", "d")] }
    }

    fn under(canon: &str) -> Identity {
        let canon = AuthorityFile::parse(canon);
        assert!(canon.warnings.is_empty(), "{:?}", canon.warnings);
        Identity::of(&findings(), &canon, |id| id.parse().ok())
    }

    /// Who everybody is, everywhere and in article 1.
    fn who(identity: &Identity) -> String {
        let keys = ["a", "b", "c", "d", "x"].map(|key| format!("person/{key}"));
        let short = |key: &str| key.trim_start_matches("person/").to_string();
        let all: Vec<String> = keys.iter().map(|key| short(identity.head(key))).collect();
        let in_one: Vec<String> = keys.iter().map(|key| short(identity.head_in(1, key))).collect();
        format!("{} {}", all.join(""), in_one.join(","))
    }

    #[test]
    fn people_overrule_the_evidence() {
        for (canon, expected) in [
            ("", "aaadx a,a,a,d,a"),
            ("merge person/d person/b\n", "ddddx d,d,d,d,d"),
            ("part person/a person/b\n", "abadx a,b,a,d,a"),
            ("part person/b person/a\n", "abadx a,b,a,d,a"),
            ("part person/b person/c\n", "aacdx a,a,c,d,a"),
            ("part person/x person/a\n", "aaadx a,a,a,d,x"),
            ("part person/x person/b\n", "aaadx a,a,a,d,x"),
            ("part person/x person/d\n", "aaadx a,a,a,d,a"),
            ("part person/a person/b\nmerge person/b person/a\n", "bbbdx b,b,b,d,b"),
            ("merge person/d person/x\n", "aaadd a,a,a,d,d"),
            ("split person/a person/a-2 1\n", "aaadx a-2,a-2,a-2,d,a-2"),
            ("split person/a person/a-2 2\n", "aaadx a,a,a,d,a"),
            ("split person/a person/a-2 1\nmerge person/d person/a-2\n", "aaadx d,d,d,d,d"),
            ("split person/a person/a-2 nobody\n", "aaadx a,a,a,d,a"),
        ] {
            assert_eq!(who(&under(canon)), expected, "{canon}");
        }
    }

    #[test]
    fn names_and_what_is_hidden_follow_the_person() {
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

    /// A deed by chance over a few keys, as a line.
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
            (key(), key()).prop_map(|(a, b)| format!("part {a} {b}")),
            (key(), key(), 1..4).prop_map(|(a, b, id)| format!("split {a} {b} {id}")),
            key().prop_map(|a| format!("rename {a} \"N\"")),
            key().prop_map(|a| format!("hide {a}")),
        ]
    }

    proptest! {
        #[test]
        fn what_is_undone_never_was(lines in prop::collection::vec(line(), 0..8), deed in line()) {
            let before: String = lines.iter().map(|line| format!("{line}\n")).collect();
            let undone = format!("{before}{deed}\nundo {}\n", lines.len() + 1);
            prop_assert_eq!(under(&undone), under(&before));
        }

        #[test]
        fn everybody_is_somebody_and_nobody_twice(lines in prop::collection::vec(line(), 0..12)) {
            let identity = under(&lines.iter().map(|line| format!("{line}\n")).collect::<String>());
            for (key, head) in identity.joined() {
                prop_assert_eq!(identity.head(head), head, "{} leads to {}", key, head);
                prop_assert!(identity.members(head).any(|member| member == key));
            }
            for (head, members) in &identity.members {
                prop_assert!(members.iter().all(|member| identity.head(member) == head), "{} of {:?}", head, members);
            }
        }
    }
}
