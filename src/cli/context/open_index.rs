//! The index of a command: in a folder, or on a cluster where `--index` is an address.

use std::sync::Arc;

use anyhow::Result;

use super::CommandContext;
use crate::engine::tantivy::TantivyEngine;
use crate::error::Error;
use crate::search::engine::{Engine, UpdatableEngine};

/// An open index.
#[derive(Clone)]
pub(crate) enum OpenIndex {
    /// In a folder.
    Folder(Arc<TantivyEngine>),
    /// On a cluster.
    #[cfg(feature = "cluster")]
    Cluster(Arc<crate::engine::opensearch::OpenSearchEngine>),
}

impl OpenIndex {
    /// Returns the engine.
    pub(crate) fn engine(&self) -> &dyn UpdatableEngine {
        match self {
            Self::Folder(engine) => &**engine,
            #[cfg(feature = "cluster")]
            Self::Cluster(engine) => &**engine,
        }
    }

    /// Returns the engine for searches that other threads make.
    #[cfg_attr(not(feature = "server"), allow(dead_code, reason = "the server shares it"))]
    pub(crate) fn shared(&self) -> Arc<dyn Engine> {
        match self {
            Self::Folder(engine) => Arc::clone(engine) as _,
            #[cfg(feature = "cluster")]
            Self::Cluster(engine) => Arc::clone(engine) as _,
        }
    }

    /// Returns the engine of an index in a folder; nothing for one on a cluster.
    pub(crate) fn in_folder(&self) -> Option<&Arc<TantivyEngine>> {
        match self {
            Self::Folder(engine) => Some(engine),
            #[cfg(feature = "cluster")]
            Self::Cluster(_) => None,
        }
    }

    /// Returns the engine of an index in a folder, for what works nowhere else yet.
    ///
    /// # Errors
    /// Fails when the index is on a cluster. `what` says what does not work there.
    #[cfg_attr(
        not(feature = "cluster"),
        allow(unused_variables, reason = "there is no other kind")
    )]
    pub(crate) fn folder(self, what: &str) -> Result<Arc<TantivyEngine>> {
        match self {
            Self::Folder(engine) => Ok(engine),
            #[cfg(feature = "cluster")]
            Self::Cluster(_) => Err(Error::new(format!("{what} does not work on a cluster yet"))
                .user_error()
                .hint("name an index in a folder with --index")
                .into()),
        }
    }
}

impl CommandContext {
    /// Opens the index on a cluster, if that is where it is, and makes it where it is missing and
    /// wanted.
    ///
    /// # Errors
    /// Fails when the address or the credentials are invalid, or the cluster cannot be reached.
    #[cfg(feature = "cluster")]
    pub(crate) fn cluster(&self, is_made: bool) -> Result<Option<OpenIndex>> {
        use crate::engine::opensearch::{ClusterAddress, OpenSearchEngine};
        let Some(address) = self.address() else { return Ok(None) };
        let address = ClusterAddress::parse(address)?;
        if self.canon.is_some() {
            return Err(Error::new("an authority file does not work on a cluster yet")
                .user_error()
                .hint("leave out --canon, MORGUE_CANON and `canon` in the config file")
                .into());
        }
        let access = self.config.cluster.access()?;
        let engine = match is_made {
            true => OpenSearchEngine::open_or_create(&address, &access)?,
            false => OpenSearchEngine::open(&address, &access)?,
        };
        Ok(Some(OpenIndex::Cluster(Arc::new(engine))))
    }

    /// Refuses the address of a cluster, which this program was built without.
    ///
    /// # Errors
    /// Fails when `--index` is the address of one.
    #[cfg(not(feature = "cluster"))]
    pub(crate) fn cluster(&self, _: bool) -> Result<Option<OpenIndex>> {
        match self.address() {
            None => Ok(None),
            Some(_) => Err(Error::new("this program was built without support for clusters")
                .user_error()
                .hint("build it with the feature `cluster`, or name a folder with --index")
                .into()),
        }
    }

    /// Returns the address of a cluster, if `--index` is one.
    fn address(&self) -> Option<&str> {
        self.index.to_str().filter(|index| index.starts_with("opensearch+"))
    }
}
