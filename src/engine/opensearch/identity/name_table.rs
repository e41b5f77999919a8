//! The names of an archive on a cluster in memory, as coreference reads them: the keys of every article,
//! and its day.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::raw_facet::key_names;
use crate::article::schema::Field;
use crate::engine::common::identity::key_names::KeyNames;
use crate::engine::common::identity::name_archive;
use crate::engine::common::identity::name_archive::{KeyColumn, NameArchive, NameSegment};
use crate::engine::opensearch::cluster::Cluster;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::engine::opensearch::fields;
use crate::error::{Error, Result};
use crate::search::budget::Budget;
use crate::text::hash;

/// Articles read at a time.
const PAGE: usize = 5_000;

/// The facets whose keys are read.
const FACETS: [Field; 3] = [Field::People, Field::Organisations, Field::Places];

/// Returns the number by which identity knows an article, from the digest of its text.
pub(crate) fn article_number(text_digest: &str) -> u64 {
    hash::of(text_digest.as_bytes())
}

/// The names of an archive.
pub(super) struct NameTable<'c> {
    cluster: &'c Cluster,
    /// All articles are one segment.
    segments: [TableSegment; 1],
    /// Names of people, organisations and places, once they were needed.
    names: [OnceLock<Vec<KeyNames>>; 3],
    /// For each organisation, by its ordinal, the articles that name it, once they were needed.
    by_organisation: OnceLock<Vec<Vec<u32>>>,
}

/// The names of all articles.
#[derive(Default)]
pub(super) struct TableSegment {
    /// Digests of their texts.
    pub texts: Vec<String>,
    days: Vec<Option<i64>>,
    /// People, organisations and places.
    columns: [TableColumn; 3],
}

/// The keys of one facet.
#[derive(Default)]
pub(super) struct TableColumn {
    keys: Vec<String>,
    hashes: Vec<u64>,
    ordinals: HashMap<String, u32>,
    /// For each article the end of its values.
    ends: Vec<usize>,
    values: Vec<u32>,
}

impl TableColumn {
    fn push<'k>(&mut self, keys: impl Iterator<Item = &'k str>) {
        for key in keys {
            let ordinal = match self.ordinals.get(key) {
                Some(ordinal) => *ordinal,
                None => {
                    let next = self.keys.len() as u32;
                    self.ordinals.insert(key.to_owned(), next);
                    self.keys.push(key.to_owned());
                    self.hashes.push(hash::of(key.as_bytes()));
                    next
                }
            };
            self.values.push(ordinal);
        }
        self.ends.push(self.values.len());
    }

    fn of(&self, doc: u32) -> &[u32] {
        let end = self.ends.get(doc as usize).copied().unwrap_or(0);
        let start = (doc as usize).checked_sub(1).and_then(|before| self.ends.get(before));
        self.values.get(start.copied().unwrap_or(0)..end).unwrap_or_default()
    }
}

impl KeyColumn for TableColumn {
    fn keys(&self) -> &[u64] {
        &self.hashes
    }

    fn ordinals(&self, doc: u32) -> impl Iterator<Item = u64> {
        self.of(doc).iter().map(|ordinal| u64::from(*ordinal))
    }
}

impl TableSegment {
    fn push(&mut self, fields: &Value) -> Result<()> {
        let texts = |name: &str| {
            let values = fields.member(name).as_array().map(Vec::as_slice).unwrap_or_default();
            values.iter().filter_map(Value::as_str)
        };
        let day = |name: &str| fields.member(name).get(0).and_then(Value::as_i64);
        let text = texts(fields::TEXT_DIGEST).next();
        let text = text.ok_or_else(|| Error::new("an article of the cluster has no digest"))?;
        self.texts.push(text.to_owned());
        let days = day(Field::Published.name()).zip(day(fields::LAST_DAY));
        self.days.push(days.and_then(|(first, last)| name_archive::certain_day(first, last)));
        for (column, field) in self.columns.iter_mut().zip(FACETS) {
            column.push(texts(field.name()));
        }
        Ok(())
    }

    /// The people and organisations of an article, by their keys.
    pub(super) fn named(&self, doc: u32) -> impl Iterator<Item = &str> {
        let named = self.columns.iter().take(2);
        named.flat_map(move |column| {
            column.of(doc).iter().filter_map(|it| column.keys.get(*it as usize)).map(String::as_str)
        })
    }
}

impl NameSegment for TableSegment {
    type Column = TableColumn;

    fn column(&self, field: Field) -> &TableColumn {
        let [people, organisations, places] = &self.columns;
        match field {
            Field::People => people,
            Field::Organisations => organisations,
            _ => places,
        }
    }

    fn docs(&self) -> impl Iterator<Item = u32> {
        0..self.texts.len() as u32
    }

    fn has_removed(&self) -> bool {
        false
    }

    fn day(&self, doc: u32) -> Option<i64> {
        *self.days.get(doc as usize)?
    }

    fn text(&self, doc: u32) -> u64 {
        self.texts.get(doc as usize).map_or(0, |text| article_number(text))
    }
}

impl<'c> NameTable<'c> {
    /// Reads the names of all articles.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn read(cluster: &'c Cluster) -> Result<Self> {
        let days = [Field::Published.name(), fields::LAST_DAY, fields::TEXT_DIGEST];
        let search = json!({
            "size": PAGE,
            "query": {"match_all": {}},
            "_source": false,
            "docvalue_fields": FACETS.map(Field::name).iter().chain(&days).collect::<Vec<_>>(),
            "sort": [{fields::TEXT_DIGEST: "asc"}],
        });
        let mut all = TableSegment::default();
        cluster.scan(&search, &Budget::default(), &mut |hit| {
            all.push(hit.member("fields"))?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(Self {
            cluster,
            segments: [all],
            names: Default::default(),
            by_organisation: OnceLock::new(),
        })
    }

    /// All articles.
    pub(super) fn all(&self) -> &TableSegment {
        let [all] = &self.segments;
        all
    }

    /// The names of every key of a facet, by key.
    fn names(&self, field: Field) -> Result<&[KeyNames]> {
        let [people, organisations, places] = &self.names;
        let names = match field {
            Field::People => people,
            Field::Organisations => organisations,
            _ => places,
        };
        match names.get() {
            Some(names) => Ok(names),
            None => {
                let read = key_names(self.cluster, field)?;
                Ok(names.get_or_init(|| read))
            }
        }
    }

    fn by_organisation(&self) -> &[Vec<u32>] {
        self.by_organisation.get_or_init(|| {
            let column = self.all().column(Field::Organisations);
            let mut lists = vec![Vec::new(); column.keys.len()];
            for doc in self.all().docs() {
                for ordinal in column.of(doc) {
                    lists.get_mut(*ordinal as usize).into_iter().for_each(|list| list.push(doc));
                }
            }
            lists
        })
    }
}

impl NameArchive for NameTable<'_> {
    type Segment = TableSegment;
    type Error = Error;

    fn segments(&self) -> &[TableSegment] {
        &self.segments
    }

    fn number(&self, _: usize, doc: u32) -> u64 {
        self.all().text(doc)
    }

    fn text_of(&self, article: u64) -> u64 {
        article
    }

    fn read_keys(
        &self,
        _: usize,
        field: Field,
        ordinals: &[u64],
        read: &mut dyn FnMut(String),
    ) -> Result<()> {
        let keys = &self.all().column(field).keys;
        let found = ordinals.iter().filter_map(|ordinal| keys.get(*ordinal as usize));
        found.cloned().for_each(read);
        Ok(())
    }

    fn all_names(&self, field: Field) -> Result<Vec<KeyNames>> {
        self.names(field).map(<[KeyNames]>::to_vec)
    }

    fn names_of_key(&self, field: Field, key: &str) -> Result<Option<KeyNames>> {
        let names = self.names(field)?;
        let at = names.binary_search_by(|known| known.key.as_str().cmp(key));
        Ok(at.ok().and_then(|at| names.get(at)).cloned())
    }

    fn articles_with_both(&self, organisation: &str, place: u64) -> Result<u64> {
        let column = self.all().column(Field::Organisations);
        let ordinal = column.ordinals.get(organisation).map(|ordinal| *ordinal as usize);
        let docs = ordinal.and_then(|ordinal| self.by_organisation().get(ordinal));
        let places = self.all().column(Field::Places);
        let has_place = |doc: &&u32| places.hashes(**doc).any(|it| it == place);
        Ok(docs.map_or(0, |docs| docs.iter().filter(has_place).count()) as u64)
    }
}
