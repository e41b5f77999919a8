//! Where a segment's own numbers of a facet's values lead when several are one person, and when in single articles one
//! is another.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, SegmentReader, Term};

use crate::article::schema::Field;
use crate::engine::tantivy::identity::census;
use crate::engine::tantivy::schema::Fields;
use crate::identity::authority;
use crate::identity::resolve::Identity;

/// An article in which a value means another than everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// The segment.
    pub segment: usize,
    /// The article.
    pub doc: DocId,
    /// The value it bears.
    pub from: String,
    /// The segment's number of it.
    number: u64,
    /// What that means here.
    pub to: String,
}

/// Where a segment's own numbers lead.
pub struct OrdinalMap {
    /// From a number to a place among all values; to none, the greatest number. Behind the segment's own numbers come
    /// those of values that its articles have by way of another only.
    pub places: Arc<[u32]>,
    /// What single articles bear otherwise than their own numbers say.
    pub exceptions: Arc<Overrides>,
}

/// What single articles bear otherwise than their own numbers say: of two numbers that lead to one place only one counts,
/// and one may mean another there.
#[derive(Default)]
pub struct Overrides {
    /// In the order of articles.
    all: Vec<Override>,
    /// The articles, to be asked in no time.
    docs: Option<BitSet>,
}

/// A number that an article bears though it is not its own, or does not bear though it is.
#[derive(Debug, Clone, Copy)]
pub struct Override {
    /// The article.
    pub doc: DocId,
    /// The number.
    pub number: u32,
    /// Whether the article bears it.
    pub is_borne: bool,
}

impl Overrides {
    /// All of them, in the order of articles; the greatest article of the segment is less than `end`.
    fn of(all: Vec<Override>, end: DocId) -> Self {
        let docs = (!all.is_empty()).then(|| {
            let mut docs = BitSet::with_max_value(end);
            for exception in &all {
                docs.insert(exception.doc);
            }
            docs
        });
        Self { all, docs }
    }

    /// Those of an article.
    pub fn of_article(&self, doc: DocId) -> &[Override] {
        if !self.docs.as_ref().is_some_and(|docs| docs.contains(doc)) {
            return &[];
        }
        let begin = self.all.partition_point(|exception| exception.doc < doc);
        let rest = self.all.get(begin..).unwrap_or_default();
        let end = rest.iter().take_while(|exception| exception.doc == doc).count();
        rest.get(..end).unwrap_or_default()
    }

    /// Whether no article is excepted.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl OrdinalMap {
    /// The numbering of a segment whose values are these, in their order, and whose articles bear the numbers in this
    /// column; `all` is sorted.
    pub fn of(
        own: &[Option<String>],
        all: &[&str],
        identity: &Identity,
        shifts: &[&Shift],
        column: Option<&Column<u64>>,
    ) -> Self {
        let (places, firsts) = (Vec::with_capacity(own.len()), vec![u32::MAX; all.len()]);
        let mut leads = Leads { all, next: 0, places, firsts, is_shared: vec![false; own.len()] };
        own.iter().for_each(|value| leads.add(value.as_ref().map(|value| identity.head(value))));
        let mut shifted = Shifted::new();
        for shift in shifts {
            shifted.entry(shift.doc).or_default().push((shift.number, leads.number(&shift.to)));
        }
        let exceptions =
            column.map(|column| leads.exceptions(column, &shifted)).unwrap_or_default();
        Self { places: leads.places.into(), exceptions: Arc::new(exceptions) }
    }
}

impl OrdinalMap {
    /// Whether every number leads to a value that is listed.
    pub fn is_listed(&self) -> bool {
        !self.places.contains(&u32::MAX)
    }

    /// Whether an article bears a number that leads to one.
    pub fn lists_any(&self, column: &Column<u64>, doc: DocId) -> bool {
        let exceptions = self.exceptions.of_article(doc);
        let gone = |number: u64| {
            exceptions.iter().any(|it| !it.is_borne && u64::from(it.number) == number)
        };
        let own = column.values_for_doc(doc).filter(|number| !gone(*number));
        let borne = exceptions.iter().filter(|it| it.is_borne).map(|it| u64::from(it.number));
        own.chain(borne)
            .any(|number| self.places.get(number as usize).is_some_and(|place| *place != u32::MAX))
    }
}

/// Per article, from a number to the one it is there.
type Shifted = BTreeMap<DocId, Vec<(u64, u32)>>;

/// Where the numbers of a segment lead, as far as is known.
struct Leads<'a> {
    all: &'a [&'a str],
    /// The place behind the last: most values are their own person, so that the next one is there.
    next: usize,
    places: Vec<u32>,
    /// Per place the first number that leads there.
    firsts: Vec<u32>,
    /// Per number whether another leads to the same place.
    is_shared: Vec<bool>,
}

impl Leads<'_> {
    fn place(&mut self, head: &str) -> Option<u32> {
        let here = self.all.get(self.next) == Some(&head);
        let at = if here { self.next } else { self.all.binary_search(&head).ok()? };
        self.next = at + 1;
        u32::try_from(at).ok()
    }

    /// Adds the next number, which is this value's.
    fn add(&mut self, head: Option<&str>) {
        let number = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        let place = head.and_then(|head| self.place(head)).unwrap_or(u32::MAX);
        self.places.push(place);
        let Some(first) = self.firsts.get_mut(place as usize) else { return };
        if *first == u32::MAX {
            *first = number;
            return;
        }
        for number in [*first, number] {
            self.is_shared
                .get_mut(number as usize)
                .into_iter()
                .for_each(|is_shared| *is_shared = true);
        }
    }

    /// A number of a value: the first of the segment's own, or else one behind them.
    fn number(&mut self, head: &str) -> u32 {
        let place = self.place(head).unwrap_or(u32::MAX);
        let behind = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        let mut nowhere = u32::MAX;
        let number = self.firsts.get_mut(place as usize).unwrap_or(&mut nowhere);
        if *number == u32::MAX {
            *number = behind;
            self.places.push(place);
        }
        *number
    }

    fn exceptions(&self, column: &Column<u64>, shifted: &Shifted) -> Overrides {
        let is_shared = |number: &u64| self.is_shared.get(*number as usize) == Some(&true);
        let mut docs: Vec<DocId> = shifted.keys().copied().collect();
        if self.is_shared.contains(&true) {
            docs.extend(
                (0..column.num_docs())
                    .filter(|doc| column.values_for_doc(*doc).filter(is_shared).count() > 1),
            );
            docs.sort_unstable();
            docs.dedup();
        }
        let mut all = Vec::new();
        for doc in docs {
            let shifts = shifted.get(&doc).map(Vec::as_slice).unwrap_or_default();
            self.except(doc, column.values_for_doc(doc), shifts, &mut all);
        }
        Overrides::of(all, column.num_docs())
    }

    /// Adds what an article whose own numbers are these bears otherwise.
    fn except(
        &self,
        doc: DocId,
        own: impl Iterator<Item = u64>,
        shifts: &[(u64, u32)],
        all: &mut Vec<Override>,
    ) {
        let place = |number: u32| self.places.get(number as usize);
        let mut borne: Vec<u32> = Vec::new();
        for own in own {
            let to = shifts.iter().find(|(from, _)| *from == own).map(|(_, to)| *to);
            let own = u32::try_from(own).unwrap_or(u32::MAX);
            let number = to.unwrap_or(own);
            // An article has few values.
            let is_known = borne.iter().any(|known| place(*known) == place(number));
            if is_known || number != own {
                all.push(Override { doc, number: own, is_borne: false });
            }
            if !is_known {
                borne.push(number);
                all.extend((number != own).then_some(Override { doc, number, is_borne: true }));
            }
        }
    }
}

/// The articles of an index in which a value of a facet means another.
pub fn shifts(
    field: Field,
    segments: &[SegmentReader],
    identity: &Identity,
) -> tantivy::Result<Vec<Shift>> {
    let mut asked: BTreeMap<usize, BTreeMap<&str, BTreeMap<DocId, &str>>> = BTreeMap::new();
    for (article, from, to) in
        identity.moved().filter(|(_, from, _)| authority::kind(from) == Some(field))
    {
        let (segment, doc) = census::address(article);
        asked.entry(segment).or_default().entry(from).or_default().insert(doc, to);
    }
    let mut shifts = Vec::new();
    for (at, asked) in asked {
        let Some(segment) = segments.get(at) else { continue };
        let Some(column) = segment.fast_fields().str(field.name())? else { continue };
        for (from, docs) in asked {
            let Some(number) = column.dictionary().term_ord(from.as_bytes())? else { continue };
            let bears = |doc: DocId| {
                !segment.is_deleted(doc) && column.term_ords(doc).any(|own| own == number)
            };
            let borne = docs.into_iter().filter(|(doc, _)| *doc < segment.max_doc() && bears(*doc));
            let shift = |(doc, to): (DocId, &str)| Shift {
                segment: at,
                doc,
                from: from.to_string(),
                number,
                to: to.to_string(),
            };
            shifts.extend(borne.map(shift));
        }
    }
    Ok(shifts)
}

/// Values that mean another in every article that bears them.
pub fn emptied(
    field: Field,
    segments: &[SegmentReader],
    fields: &Fields,
    shifts: &[Shift],
) -> tantivy::Result<HashSet<String>> {
    let mut shifted: HashMap<&str, u64> = HashMap::new();
    shifts.iter().for_each(|shift| *shifted.entry(&shift.from).or_default() += 1);
    let mut emptied = HashSet::new();
    for (from, articles) in shifted {
        let mut borne = 0;
        for segment in segments {
            borne += articles_with(segment, &fields.term(field, from))?;
        }
        if borne <= articles {
            emptied.insert(from.to_string());
        }
    }
    Ok(emptied)
}

/// Of values that mean another in every article, those that mean the same one in all.
pub fn elsewhere<'s>(shifts: &'s [Shift], emptied: &HashSet<String>) -> Vec<(&'s str, &'s str)> {
    let mut heads: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for shift in shifts.iter().filter(|shift| emptied.contains(&shift.from)) {
        heads.entry(&shift.from).or_default().insert(&shift.to);
    }
    let alone = heads.into_iter().filter(|(_, heads)| heads.len() == 1);
    alone.filter_map(|(from, heads)| Some((from, *heads.first()?))).collect()
}

/// How many articles of a segment have a term.
fn articles_with(segment: &SegmentReader, term: &Term) -> tantivy::Result<u64> {
    let index = segment.inverted_index(term.field())?;
    let Some(info) = index.get_term_info(term)? else { return Ok(0) };
    Ok(u64::from(match segment.alive_bitset() {
        None => info.doc_freq,
        Some(alive) => index
            .read_postings_from_terminfo(&info, IndexRecordOption::Basic)?
            .doc_freq_given_deletes(alive),
    }))
}
