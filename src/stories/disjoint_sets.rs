//! Disjoint sets of articles.

/// Disjoint sets of articles (union-find with path halving). The root of a set is its first
/// article.
pub(super) struct DisjointSets(Vec<u32>);

impl DisjointSets {
    /// So many articles, each in a set of its own.
    pub(super) fn new(articles: usize) -> Self {
        Self((0..).take(articles).collect())
    }

    /// The root of an article's set.
    pub(super) fn root(&mut self, mut at: u32) -> u32 {
        loop {
            let parent = self.parent(at);
            let grandparent = self.parent(parent);
            if parent == grandparent {
                return parent;
            }
            if let Some(parent) = self.0.get_mut(at as usize) {
                *parent = grandparent;
            }
            at = grandparent;
        }
    }

    fn parent(&self, at: u32) -> u32 {
        self.0.get(at as usize).copied().unwrap_or(at)
    }

    /// Joins the sets of two articles.
    pub(super) fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(parent) = self.0.get_mut(one.max(other) as usize) {
            *parent = one.min(other);
        }
    }

    /// The root of every article's set, in the order of the articles.
    pub(super) fn into_roots(mut self) -> Vec<u32> {
        (0..).take(self.0.len()).map(|at| self.root(at)).collect()
    }

    /// The sets of more than one article, as sorted indexes.
    pub(super) fn into_groups(mut self) -> Vec<Vec<usize>> {
        let articles = (0..).take(self.0.len());
        let mut members: Vec<(u32, u32)> = articles.map(|at| (self.root(at), at)).collect();
        members.sort_unstable();
        let groups =
            members.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
        groups.map(|group| group.iter().map(|(_, at)| *at as usize).collect()).collect()
    }
}
