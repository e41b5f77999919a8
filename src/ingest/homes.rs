//! Homes of publishers during a run, as far as they are known.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use crate::article::home::{Home, HomeEvidence};

/// Homes by publisher, shared by the threads of a run. Articles without a publisher have one home.
#[derive(Debug, Default)]
pub struct Homes(RwLock<HashMap<String, PublisherHome>>);

#[derive(Debug, Default)]
struct PublisherHome {
    evidence: HomeEvidence,
    home: Arc<Home>,
}

impl Homes {
    /// Finds the home of each publisher.
    pub(crate) fn new(evidence: HashMap<String, HomeEvidence>) -> Self {
        let homes = evidence.into_iter().map(|(publisher, evidence)| {
            let home = Arc::new(evidence.home());
            (publisher, PublisherHome { evidence, home })
        });
        Self(RwLock::new(homes.collect()))
    }

    /// Returns the home of a publisher, as far as it is known.
    pub(crate) fn of(&self, publisher: &str) -> Arc<Home> {
        let homes = self.0.read().unwrap_or_else(PoisonError::into_inner);
        homes.get(publisher).map(|known| Arc::clone(&known.home)).unwrap_or_default()
    }

    /// Adds an article of a publisher with certain towns in these regions.
    pub(crate) fn add(&self, publisher: &str, certain: &BTreeSet<String>) {
        if certain.is_empty() {
            return;
        }
        let mut homes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let known = homes.entry(publisher.to_string()).or_default();
        known.evidence.add(certain);
        let home = known.evidence.home();
        if home != *known.home {
            known.home = Arc::new(home);
        }
    }
}
