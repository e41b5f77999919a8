//! What the evidence says: which names are one person's, and whom a family's name means in an article.

/// What the evidence says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Names that mean another name's person everywhere, by key.
    pub links: Vec<Link>,
    /// Names that mean somebody in single articles.
    pub moved: Vec<Moved>,
}

/// A name that is another's person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The name's key.
    pub from: String,
    /// The key of the person.
    pub to: String,
    /// The evidence, in words.
    pub why: String,
}

/// A family's name that means one of its members in an article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// The article.
    pub article: u64,
    /// The key of the family's name.
    pub from: String,
    /// The key of who it is.
    pub to: String,
    /// How many articles of that time name this member in full,
    pub dominant: u32,
    /// of how many that name any.
    pub all: u32,
}

impl Moved {
    /// The evidence, in words.
    pub const WHY: &str =
        "named in nine in ten or more of the articles of those days that name the family in full";

    /// Why the name means this member.
    pub fn why(&self) -> &'static str {
        Self::WHY
    }
}

/// A person as the evidence has them: the most frequent name, and the names that joined it, itself among them.
pub struct Star {
    /// The most frequent name.
    pub head: u32,
    /// Every name, and why.
    pub members: Vec<(u32, String)>,
}

impl Star {
    /// Every name, without the reasons.
    pub fn names(&self) -> Vec<u32> {
        self.members.iter().map(|(person, _)| *person).collect()
    }
}
