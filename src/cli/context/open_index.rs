//! The index of a command: in a folder, or on a cluster where `--index` is an address.

#[cfg(feature = "cluster")]
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;

use super::CommandContext;
use crate::corpus::watch_log::WatchFolder;
use crate::engine::editable::EditableEngine;
use crate::engine::tantivy::TantivyEngine;
use crate::error::Error;
use crate::search::engine::Engine;

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
    pub(crate) fn engine(&self) -> &dyn EditableEngine {
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

    /// Returns the engine for corrections of names that other threads make.
    #[cfg(feature = "server")]
    pub(crate) fn editable(&self) -> Arc<dyn EditableEngine> {
        match self {
            Self::Folder(engine) => Arc::clone(engine) as _,
            #[cfg(feature = "cluster")]
            Self::Cluster(engine) => Arc::clone(engine) as _,
        }
    }

    /// Returns the folder of the standing queries: beside the authority file, or in the user's data folder where
    /// the cluster keeps that file. A standing query reports to the user who runs it.
    ///
    /// # Errors
    /// Fails when the system names no folder for the data of the user.
    pub(crate) fn watches(&self) -> Result<WatchFolder> {
        match self {
            Self::Folder(engine) => Ok(WatchFolder::beside(engine.authority_path())),
            #[cfg(feature = "cluster")]
            Self::Cluster(engine) => match engine.authority_path() {
                Some(path) => Ok(WatchFolder::beside(path)),
                None => Ok(WatchFolder::beside(&user_folder(&engine.address())?.join("canon.log"))),
            },
        }
    }
}

/// Returns the folder for what belongs to this user and an archive on a cluster.
///
/// # Errors
/// Fails when the system names no folder for the data of the user.
#[cfg(feature = "cluster")]
fn user_folder(address: &str) -> Result<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|it| !it.is_empty()).map(PathBuf::from);
    let data = named("XDG_DATA_HOME")
        .or_else(|| Some(named("HOME")?.join(".local").join("share")))
        .or_else(|| named("LOCALAPPDATA"));
    let data = data.ok_or_else(|| {
        Error::new("there is no folder for standing queries, as HOME is not set")
            .user_error()
            .hint("name a file beside which they are kept with --canon")
    })?;
    let name = address.replace(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c), "-");
    Ok(data.join("morgue").join(name))
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
        let access = self.config.cluster.access()?;
        let engine = match is_made {
            true => OpenSearchEngine::open_or_create(&address, &access)?,
            false => OpenSearchEngine::open(&address, &access)?,
        };
        let engine = match &self.canon {
            Some(path) => engine.with_authority_file(path),
            None => engine,
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
