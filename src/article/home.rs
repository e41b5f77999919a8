//! The home of a publisher: the regions in which most of its articles lie, as far as their places
//! are certain. In a paper from Lamar County "Paris" is the town in Texas.
//!
//! Regions are given by the keys of their places: `place/4736286` is Texas.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Least number of articles with a certain place that a home is learned from.
const MIN_ARTICLES: u32 = 3;

/// Least number of articles in a region at home, and their least share in percent.
const MIN_IN_REGION: u32 = 2;
const MIN_PERCENT: u64 = 50;

/// Regions at home.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home(BTreeSet<String>);

impl Home {
    /// Returns true if the region of this key is at home.
    pub fn contains(&self, region: &str) -> bool {
        self.0.contains(region)
    }

    /// Iterates over the keys of the regions, by key.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// The regions that the places of an article are in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LocalRegions {
    /// Regions of the towns that the article leaves no doubt about. They do not depend on the home.
    pub certain: BTreeSet<String>,
    /// Regions in which names of the article may lie and in which its publisher was at home when
    /// they were resolved.
    pub at_home: BTreeSet<String>,
    /// Other regions in which names of the article may lie. A home there would change the article.
    pub elsewhere: BTreeSet<String>,
}

/// What the articles of a publisher tell about its home.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HomeEvidence {
    /// Number of articles with a certain town.
    pub articles: u32,
    /// Number of articles with a certain town in the region, by region.
    pub by_region: BTreeMap<String, u32>,
}

impl HomeEvidence {
    /// Adds an article with certain towns in these regions.
    pub fn add(&mut self, certain: &BTreeSet<String>) {
        self.articles += u32::from(!certain.is_empty());
        for region in certain {
            *self.by_region.entry(region.clone()).or_default() += 1;
        }
    }

    /// Finds the home that the articles show.
    pub fn home(&self) -> Home {
        let is_home = |articles: u32| {
            articles >= MIN_IN_REGION
                && u64::from(articles) * 100 >= u64::from(self.articles) * MIN_PERCENT
        };
        let regions = self.by_region.iter().filter(|(_, articles)| is_home(**articles));
        let is_known = self.articles >= MIN_ARTICLES;
        Home(regions.filter(|_| is_known).map(|(region, _)| region.clone()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(articles: &[&[&str]]) -> Vec<String> {
        let mut evidence = HomeEvidence::default();
        for article in articles {
            evidence.add(&article.iter().map(|region| (*region).to_string()).collect());
        }
        evidence.home().regions().map(str::to_string).collect()
    }

    #[test]
    fn most_articles_lie_at_home() {
        assert_eq!(home(&[&["texas"], &["texas"], &["ohio"]]), ["texas"]);
        assert_eq!(home(&[&["texas", "ohio"], &["ohio", "texas"], &["texas"]]), ["ohio", "texas"]);
        assert_eq!(home(&[&["texas"], &["texas"], &["ohio"], &["utah"], &["iowa"]]), [""; 0]);
    }

    #[test]
    fn a_home_needs_several_articles() {
        assert_eq!(home(&[]), [""; 0]);
        assert_eq!(home(&[&["texas"], &["texas"], &[]]), [""; 0], "two articles with a town");
        assert_eq!(home(&[&["texas"], &["ohio"], &["utah"]]), [""; 0], "one article in each");
    }
}
