//! The findings of coreference resolution: which names are one person, and whom a surname means in
//! an article.

/// The findings over a whole archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Names that mean the person of another name in every article, by key.
    pub links: Vec<Link>,
    /// Names that mean a certain person in single articles.
    pub reassignments: Vec<Reassignment>,
    /// Keys of people who are firms.
    pub firms: Vec<String>,
}

/// A name that means the person of another name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The key of the name.
    pub from: String,
    /// The key of the person.
    pub to: String,
    /// The evidence, in words.
    pub reason: String,
}

/// A surname that means a certain person in one article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reassignment {
    /// The number of the article.
    pub article: u64,
    /// The key of the surname.
    pub from: String,
    /// The key of the person.
    pub to: String,
    /// The number of articles around that day that name this person in full.
    pub dominant: u32,
    /// The number of articles around that day that name anyone of the surname in full.
    pub all: u32,
}

impl Reassignment {
    /// The evidence, in words. It is the same for every reassignment.
    pub const REASON: &str = "named in at least 9 in 10 articles around that time that name anyone of this surname in full";
}

/// A cluster of names that are one person, around the most frequent one.
#[derive(Default)]
pub(super) struct NameCluster {
    /// The most frequent name, as an index into the people of the census.
    pub head: u32,
    /// Every name of the cluster, the head included, with the reason.
    pub members: Vec<(u32, String)>,
}

impl NameCluster {
    /// Every name of the cluster, without the reasons.
    pub(super) fn names(&self) -> Vec<u32> {
        self.members.iter().map(|(person, _)| *person).collect()
    }
}
