//! From the leaves of what is sought to the terms that stand for them in the index.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{EmptyQuery, Query as Lowered};
use tantivy::schema::Field as Handle;
use tantivy::{DocId, TantivyError, Term};

use super::lower::{Lowering, unreadable};
use super::position_cursor::{Beginnings, InField, Signs};
use super::postings::{Wanted, Within};
use super::proximity;
use super::ranking;
use super::ranking::FieldRanking;
use super::span_scorer::{Asked, Texts};
use crate::article::schema;
use crate::article::schema::{Field, FieldKind};
use crate::engine::tantivy::analysis::{analyzer, annotations};
use crate::engine::tantivy::ordinals::ordinal_map::Shift;
use crate::engine::tantivy::schema::Beside;
use crate::query::Name;
use crate::query::span_query::{Leaf, Requirement, SpanQuery};
use crate::search::engine::Expansion;

/// Words rarer than this tell something of what an article is about: less than two thirds of the articles have them.
const TELLING: f32 = 0.4;

/// The keys by which articles bear what a name means, with the articles in which a key means another.
pub struct Bearers {
    /// Keys that mean it everywhere.
    pub keys: Vec<String>,
    /// Keys that mean it but for some articles.
    pub but: Vec<(String, Docs)>,
    /// Keys that mean it in some articles only.
    pub only: Vec<(String, Docs)>,
}

/// Articles by their segments.
pub type Docs = HashMap<SegmentId, HashSet<DocId>>;

impl Lowering<'_> {
    /// Articles in whose texts something stands so often.
    pub fn texts(
        &self,
        sought: SpanQuery,
        field: Option<Field>,
        times: u32,
    ) -> tantivy::Result<Box<dyn Lowered>> {
        Ok(match self.asked(sought, field, times)? {
            Some(asked) => Box::new(Texts::from(asked)),
            None => Box::new(EmptyQuery),
        })
    }

    /// What is asked of the texts; nothing where there are none.
    fn asked(
        &self,
        sought: SpanQuery,
        field: Option<Field>,
        times: u32,
    ) -> tantivy::Result<Option<Asked>> {
        let mut fields = Vec::new();
        for (of, beside) in self.looked_in(field) {
            let signs: tantivy::Result<Vec<_>> =
                sought.leaves.iter().map(|leaf| self.signs(leaf, of, beside)).collect();
            let end = |mark| Wanted::everywhere(Term::from_field_text(beside.marks, mark));
            let beginnings = match of {
                Field::Captions if field.is_some() => Beginnings::Many,
                of if field.is_some() || of == Field::Body => Beginnings::One,
                _ => Beginnings::Unasked,
            };
            let in_field = InField {
                signs: signs?,
                ends: [end(annotations::SENTENCE), end(annotations::PARAGRAPH)],
                beginnings,
            };
            fields.push((self.fields.get(of), in_field, self.ranking(of)?));
        }
        if fields.is_empty() {
            return Ok(None);
        }
        let rarity = rarity(&sought.requirement(), &self.rarities(&sought, &fields)?);
        Ok(Some(Asked { sought, fields, times, rarity, halt: self.halt.clone() }))
    }

    /// The words that stand side by side in the query, as what would be found side by side in texts. Words that most
    /// articles have tell nothing.
    pub fn pairs(&self) -> tantivy::Result<Vec<Arc<Asked>>> {
        let mut pairs = Vec::new();
        for (words, field) in proximity::neighbours(&self.plan.query) {
            let Some(sought) = SpanQuery::of(&words) else { continue };
            let Some(asked) = self.asked(sought, field, 1)? else { continue };
            let commonest =
                self.rarities(&asked.sought, &asked.fields)?.into_iter().fold(f32::MAX, f32::min);
            if commonest > TELLING {
                pairs.push(Arc::new(asked));
            }
        }
        Ok(pairs)
    }

    fn looked_in(&self, field: Option<Field>) -> Vec<(Field, Beside)> {
        let fields = field.into_iter().chain(schema::searched().filter(|_| field.is_none()));
        fields.filter_map(|field| Some((field, self.fields.beside(field)?))).collect()
    }

    fn ranking(&self, field: Field) -> tantivy::Result<FieldRanking> {
        let FieldKind::Text { weight, length_matters, .. } = field.spec().kind else {
            return Ok(FieldRanking { weight: 1.0, length_matters: 0.0, average: 1.0 });
        };
        let (mut words, mut articles) = (0, 0);
        for segment in self.searcher.segment_readers() {
            words += segment.inverted_index(self.fields.get(field))?.total_num_tokens();
            articles += u64::from(segment.max_doc());
        }
        Ok(FieldRanking { weight, length_matters, average: words as f32 / articles.max(1) as f32 })
    }

    fn signs(&self, leaf: &Leaf, field: Field, beside: Beside) -> tantivy::Result<Signs> {
        let text =
            |handle: Handle, text: &str| Wanted::everywhere(Term::from_field_text(handle, text));
        Ok(match leaf {
            Leaf::Stem(folded) => {
                let stem = |analysis: &String| {
                    text(self.fields.get(field), &analyzer::term(analysis, folded))
                };
                Signs::Words(self.analyses.iter().map(stem).collect())
            }
            Leaf::Form(folded) => Signs::Words(vec![text(beside.exact, folded)]),
            Leaf::Written(folded, writing) => {
                let (marks, with) = annotations::of_writing(writing);
                let marks = marks.iter().map(|mark| text(beside.marks, mark)).collect();
                Signs::Marked { words: vec![text(beside.exact, folded)], marks, with }
            }
            Leaf::Like(pattern) => {
                let forms = self
                    .plan
                    .resolution
                    .expansions
                    .get(pattern)
                    .map(|forms| forms.words.as_slice())
                    .unwrap_or_default();
                Signs::Words(forms.iter().map(|(form, _)| text(beside.exact, form)).collect())
            }
            Leaf::Mention(facet, name) => {
                let end = text(beside.marks, annotations::MENTION_END);
                Signs::Mentions { keys: self.mentions(*facet, name, beside.marks)?, end }
            }
        })
    }

    fn mentions(&self, facet: Field, name: &Name, marks: Handle) -> tantivy::Result<Vec<Wanted>> {
        let term = |key: &str| Term::from_field_text(marks, key);
        if *name == Name::Any {
            return Ok(vec![Wanted::everywhere(term(annotations::of_any(facet)))]);
        }
        let Bearers { keys, but, only } = self.bearers(facet, name)?;
        let everywhere = keys.iter().map(|key| Wanted::everywhere(term(key)));
        let outside = but.into_iter().map(|(key, docs)| Wanted {
            term: term(&key),
            within: Within::Outside(Arc::new(docs)),
        });
        let inside = only
            .into_iter()
            .map(|(key, docs)| Wanted { term: term(&key), within: Within::Inside(Arc::new(docs)) });
        Ok(everywhere.chain(outside).chain(inside).collect())
    }

    /// By which keys articles bear what a name means.
    pub fn bearers(&self, facet: Field, name: &Name) -> tantivy::Result<Bearers> {
        let values = self
            .plan
            .resolution
            .names
            .get(&(facet, name.clone()))
            .map(Vec::as_slice)
            .unwrap_or_default();
        let identity = &self.view.identity;
        let own = values
            .iter()
            .filter(|value| identity.head(value) == value.as_str())
            .map(String::as_str);
        let mut keys: Vec<&str> =
            own.chain(values.iter().flat_map(|value| identity.members(value))).collect();
        keys.sort_unstable();
        let means = |value: &String| values.binary_search(value).is_ok();
        let dictionary =
            self.view.dictionaries.get(facet, self.searcher, self.fields).map_err(unreadable)?;
        let (mut but, mut only): (BTreeMap<&str, Docs>, BTreeMap<&str, Docs>) = Default::default();
        for shift in &dictionary.shifts {
            let borne = keys.binary_search(&shift.from.as_str()).is_ok();
            match (borne, means(&shift.to)) {
                (true, false) => self.put(shift, but.entry(&shift.from).or_default()),
                (false, true) => self.put(shift, only.entry(&shift.from).or_default()),
                _ => {}
            }
        }
        keys.retain(|key| !but.contains_key(key));
        let owned = |docs: BTreeMap<&str, Docs>| {
            docs.into_iter().map(|(key, docs)| (key.to_owned(), docs)).collect()
        };
        Ok(Bearers {
            keys: keys.into_iter().map(str::to_owned).collect(),
            but: owned(but),
            only: owned(only),
        })
    }

    fn put(&self, shift: &Shift, docs: &mut Docs) {
        if let Some(segment) = self.searcher.segment_readers().get(shift.segment) {
            docs.entry(segment.segment_id()).or_default().insert(shift.doc);
        }
    }

    /// How rare each leaf is.
    fn rarities(
        &self,
        sought: &SpanQuery,
        fields: &[(Handle, InField, FieldRanking)],
    ) -> tantivy::Result<Vec<f32>> {
        let articles = self.searcher.num_docs();
        let rarity = |(number, leaf): (usize, &Leaf)| {
            if let Leaf::Like(pattern) = leaf {
                let with = self.plan.resolution.expansions.get(pattern).map_or(0, Expansion::articles);
                return Ok(ranking::rarity(with, articles));
            }
            let mut with =
                fields.iter().map(|(_, field, _)| self.articles_with(field.signs.get(number)));
            let most = with.try_fold(0, |most: u64, with| Ok::<_, TantivyError>(most.max(with?)));
            Ok(ranking::rarity(most?, articles))
        };
        sought.leaves.iter().enumerate().map(rarity).collect()
    }

    fn articles_with(&self, signs: Option<&Signs>) -> tantivy::Result<u64> {
        let Some(
            Signs::Words(words) | Signs::Marked { words, .. } | Signs::Mentions { keys: words, .. },
        ) = signs
        else {
            return Ok(0);
        };
        words.iter().map(|wanted| self.searcher.doc_freq(&wanted.term)).sum()
    }
}

/// How rare what is required is: as rare as all of it together, or as the rarest of what will do.
fn rarity(requirement: &Requirement, rarities: &[f32]) -> f32 {
    match requirement {
        Requirement::Leaf(leaf) => rarities.get(*leaf).copied().unwrap_or(0.0),
        Requirement::All(parts) => parts.iter().map(|part| rarity(part, rarities)).sum(),
        Requirement::Any(parts) => {
            parts.iter().map(|part| rarity(part, rarities)).fold(0.0, f32::max)
        }
    }
}
