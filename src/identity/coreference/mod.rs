//! Coreference resolution: finds which names of an archive are one person, on the evidence of its
//! articles alone.
//!
//! Names are grouped into star clusters: each name joins the most frequent name of its person for a
//! reason of its own, never through a third name. Names that may be two people stay separate: those
//! that regularly occur in the same article, those with conflicting middle names or suffixes, and
//! an initial or a short form that fits two established people. A single stray article does not
//! count as evidence. The result depends on the set of articles only, not on their order.

mod census_index;
mod clusters;
mod findings;
mod known_names;
mod surname_only;
mod update;

use std::collections::HashMap;

use super::census::Census;
use census_index::CensusIndex;
pub use findings::Link;
use findings::NameCluster;
pub(crate) use findings::{Findings, Reassignment};
pub(crate) use known_names::KnownName;
pub(crate) use update::{Earlier, PeopleSource, Updated, update};

/// Finds the names in the census of a whole archive that are one person.
pub fn find(census: &Census) -> Findings {
    let index = CensusIndex::new(census);
    let clusters = index.clusters(&|_| true);
    let mut given_counts: HashMap<&str, usize> = HashMap::new();
    for (parts, person) in index.parts.iter().zip(0..).filter(|(parts, _)| parts.is_full()) {
        if parts.family_first.is_none() {
            *given_counts.entry(&parts.given).or_default() += index.articles_of(person).len();
        }
    }
    let given_count = |name: &str| given_counts.get(name).copied().unwrap_or(0);
    let reassignments = surname_only::resolve(&index, &clusters, &given_count, &|_| true);
    Findings { links: links(&index, &clusters), reassignments, firms: Vec::new() }
}

/// Returns the links of clusters, sorted.
fn links(index: &CensusIndex<'_>, clusters: &[NameCluster]) -> Vec<Link> {
    let key = |person: u32| index.key(person).to_string();
    let mut links: Vec<Link> = Vec::new();
    for cluster in clusters {
        let variants = cluster.members.iter().filter(|(person, _)| *person != cluster.head);
        links.extend(variants.map(|(person, reason)| Link {
            from: key(*person),
            to: key(cluster.head),
            reason: reason.clone(),
        }));
    }
    links.sort();
    links
}

#[cfg(test)]
mod tests {
    use super::super::census::ArticleNames;
    use super::*;

    /// An article with its day and the people and other entities it names.
    fn article(day: Option<i64>, people: &[&str], others: &[&str]) -> ArticleNames {
        let key = |name: &&str| format!("person/{}", crate::article::document::slug(name));
        ArticleNames {
            number: 0,
            day,
            people: people.iter().map(|name| (key(name), name.to_string())).collect(),
            others: others.iter().map(|key| key.to_string()).collect(),
        }
    }

    fn numbered(articles: Vec<ArticleNames>) -> Vec<ArticleNames> {
        (0..).zip(articles).map(|(number, names)| ArticleNames { number, ..names }).collect()
    }

    /// Undated articles: for each name so many that name nobody else.
    fn names(names: &[(&str, usize)]) -> Vec<ArticleNames> {
        let articles =
            names.iter().flat_map(|(name, times)| (0..*times).map(|_| article(None, &[name], &[])));
        numbered(articles.collect())
    }

    fn links(articles: &[ArticleNames]) -> Vec<(String, String)> {
        let findings = find(&Census::from_articles(articles));
        let short = |key: &str| key.trim_start_matches("person/").to_string();
        findings.links.iter().map(|link| (short(&link.from), short(&link.to))).collect()
    }

    fn linked(articles: &[(&str, usize)]) -> Vec<(String, String)> {
        links(&names(articles))
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect()
    }

    #[test]
    fn an_omitted_middle_name_does_not_make_two_people() {
        let articles = [("Tomas Brenner", 5), ("Tomas K. Brenner", 2), ("Tomas Karel Brenner", 1)];
        assert_eq!(
            linked(&articles),
            pairs(&[
                ("tomas-k-brenner", "tomas-brenner"),
                ("tomas-karel-brenner", "tomas-brenner")
            ])
        );
    }

    #[test]
    fn father_and_son_stay_separate_and_the_plain_name_is_neither() {
        assert_eq!(
            linked(&[("Orrin H. W. Vance", 4), ("Orrin W. Vance", 4), ("Orrin Vance", 9)]),
            []
        );
        assert_eq!(linked(&[("Leo Marsh Jr.", 2), ("Leo Marsh Sr.", 2), ("Leo Marsh", 2)]), []);
        assert_eq!(
            linked(&[("Leo Marsh Jr.", 2), ("Leo Marsh", 3)]),
            pairs(&[("leo-marsh-jr", "leo-marsh")])
        );
        assert_eq!(
            linked(&[("Leo Marsh Jr.", 2), ("Leo Marsh", 30)]),
            [],
            "a father is far more frequent"
        );
        let son_and_initial = [("Leo J. Marsh", 5), ("Leo Marsh", 40), ("Leo Marsh Jr.", 2)];
        assert_eq!(linked(&son_and_initial), pairs(&[("leo-j-marsh", "leo-marsh")]));
    }

    #[test]
    fn a_name_that_fits_two_people_is_neither() {
        let articles =
            [("Ada Mary Quill", 2), ("Ada Maud Quill", 2), ("Ada M. Quill", 3), ("Ada Quill", 9)];
        assert_eq!(linked(&articles), []);
        let mut articles =
            names(&[("Ada Mary Rose Quill", 3), ("Ada M. R. Quill", 9), ("Ada M.R. Quill", 4)]);
        articles.extend(
            (0..2).map(|_| article(None, &["Ada Mary Rose Quill", "Ada M. R. Quill"], &[])),
        );
        let spelled = pairs(&[("ada-mr-quill", "ada-m-r-quill")]);
        assert_eq!(links(&numbered(articles)), spelled, "the same name in another spelling");
    }

    #[test]
    fn transliterations_and_particles_are_one_person() {
        let articles = [
            ("Sergei Morozov", 3),
            ("Sergey Morozov", 1),
            ("Serguei Morozov", 1),
            ("Hassan al-Tawil", 3),
            ("Hasan Tawil", 1),
            ("Dmitry Zaretsky", 2),
            ("Dmitri Zaretskiy", 1),
            ("Muhammad Qureshi", 1),
            ("Mohammed Qureshi", 2),
        ];
        let expected = [
            ("dmitri-zaretskiy", "dmitry-zaretsky"),
            ("hasan-tawil", "hassan-al-tawil"),
            ("muhammad-qureshi", "mohammed-qureshi"),
            ("sergey-morozov", "sergei-morozov"),
            ("serguei-morozov", "sergei-morozov"),
        ];
        assert_eq!(linked(&articles), pairs(&expected));
    }

    /// The links between two names, each in so many articles alone and in `together` more with the
    /// other.
    fn links_if_together(
        one: (&str, usize),
        two: (&str, usize),
        together: usize,
    ) -> Vec<(String, String)> {
        let mut articles = names(&[one, two]);
        articles.extend((0..together).map(|_| article(None, &[one.0, two.0], &[])));
        links(&numbered(articles))
    }

    #[test]
    fn names_that_regularly_occur_together_are_two_people() {
        let one = pairs(&[("tomas-k-brenner", "tomas-brenner")]);
        let found = |apart, together| {
            links_if_together(("Tomas Brenner", 50), ("Tomas K. Brenner", apart), together)
        };
        assert_eq!(found(8, 1), one, "a stray article");
        assert_eq!(found(8, 2), []);
        assert_eq!(found(18, 2), [], "a tenth of the rarer name's articles");
        assert_eq!(found(19, 2), one);
        assert_eq!(found(0, 1), [], "never one without the other");
        let juniors = [("Leo Marsh Jr.", 20), ("Leo Marsh Sr.", 2)];
        assert_eq!(linked(&juniors), [], "conflicting suffixes are never one person");
    }

    #[test]
    fn a_name_misread_once_is_ignored_in_the_same_context() {
        let known = [("Ada Quill", 60), ("Ada M. Quill", 30), ("Ada Desk Quill", 1)];
        assert_eq!(linked(&known), [], "undecidable without a context");
        let mut articles = names(&known);
        articles.extend(
            ["Ada Quill", "Ada M. Quill"]
                .map(|name| article(None, &[name], &["org/harbour-trust"])),
        );
        assert_eq!(links(&numbered(articles.clone())), pairs(&[("ada-m-quill", "ada-quill")]));
        articles.extend(names(&[("Ada Desk Quill", 3)]));
        assert_eq!(links(&numbered(articles)), [], "31 of 35 are less than 90 percent");
        let mut articles =
            names(&[("Orrin Vance", 9), ("Orrin W. Vance", 40), ("Orrin H. W. Vance", 1)]);
        let all = ["Orrin Vance", "Orrin W. Vance", "Orrin H. W. Vance"];
        articles.extend(all.map(|name| article(None, &[name], &["org/harbour-trust"])));
        assert_eq!(links(&numbered(articles)), [], "an initial is not misread");
    }

    #[test]
    fn an_initial_joins_the_only_name_it_fits_and_connects_no_others() {
        assert_eq!(
            linked(&[("Petra Oduya", 3), ("P. Oduya", 1)]),
            pairs(&[("p-oduya", "petra-oduya")])
        );
        assert_eq!(linked(&[("Petra Oduya", 3), ("Paul Oduya", 1), ("P. Oduya", 1)]), []);
        assert_eq!(
            linked(&[("G. Maxton", 5), ("G. R. Maxton", 5)]),
            [],
            "without a full name there is nothing to join"
        );
        assert_eq!(
            linked(&[("Petra Oduya", 3), ("P. A. Oduya", 1), ("P. B. Oduya", 1)]),
            [],
            "two that conflict"
        );
    }

    #[test]
    fn a_short_form_needs_a_shared_context() {
        let alone = names(&[("William Harker", 3), ("Bill Harker", 2)]);
        assert_eq!(links(&alone), []);
        let mut together = alone.clone();
        together.push(article(None, &["William Harker", "Nora Singh"], &["org/harbour-trust"]));
        together.push(article(None, &["Bill Harker", "Nora Singh"], &["org/harbour-trust"]));
        assert_eq!(links(&numbered(together.clone())), pairs(&[("bill-harker", "william-harker")]));
        // Two people of the full name make the short form ambiguous.
        together.extend(names(&[("William A. Harker", 2), ("William B. Harker", 2)]));
        assert!(!links(&numbered(together)).iter().any(|(from, _)| from == "bill-harker"));
    }

    #[test]
    fn a_short_form_and_an_initial_are_one_in_the_same_context() {
        let known = [("Will Harker", 60), ("William R. Harker", 9), ("William R. Harker Jr.", 3)];
        assert_eq!(linked(&known), pairs(&[("william-r-harker-jr", "william-r-harker")]));
        let mut articles = names(&known);
        articles.extend(
            ["Will Harker", "William R. Harker"]
                .map(|name| article(None, &[name], &["org/harbour-trust"])),
        );
        let one =
            pairs(&[("william-r-harker", "will-harker"), ("william-r-harker-jr", "will-harker")]);
        assert_eq!(links(&numbered(articles.clone())), one);
        // A full name in a single article is no rival.
        articles.extend(names(&[("William Desk Harker", 1)]));
        assert_eq!(links(&numbered(articles)), one);
    }

    #[test]
    fn a_similar_last_name_needs_a_shared_context() {
        let alone = names(&[("Peter Andersson", 3), ("Peter Anderson", 2)]);
        assert_eq!(links(&alone), []);
        let mut together = alone;
        together.push(article(None, &["Peter Andersson"], &["org/north-ferries"]));
        together.push(article(None, &["Peter Anderson"], &["org/north-ferries"]));
        assert_eq!(links(&numbered(together)), pairs(&[("peter-anderson", "peter-andersson")]));
    }

    #[test]
    fn single_names_and_other_people_stay_separate() {
        let articles = [
            ("Madonna", 3),
            ("Brenner", 3),
            ("Karl Brenner", 2),
            ("Tomas Brenner", 2),
            ("David Lee", 2),
            ("David Li", 2),
        ];
        assert_eq!(linked(&articles), []);
    }

    /// The people whom bare surnames mean, article by article.
    fn resolved(articles: Vec<ArticleNames>) -> Vec<(u64, String)> {
        let found = find(&Census::from_articles(&numbered(articles))).reassignments;
        found.into_iter().map(|found| (found.article, found.to)).collect()
    }

    #[test]
    fn a_bare_surname_means_the_dominant_person_of_its_time() {
        let mut articles: Vec<ArticleNames> =
            (0..4).map(|day| article(Some(day), &["Ines Farrow"], &[])).collect();
        articles.extend((0..4).map(|day| article(Some(5000 + day), &["Odile Farrow"], &[])));
        articles.push(article(Some(10), &["Farrow"], &[]));
        articles.push(article(Some(5010), &["Farrow"], &[]));
        articles.push(article(Some(2500), &["Farrow"], &[]));
        articles.push(article(None, &["Farrow"], &[]));
        let ines = |article| (article, "person/ines-farrow".to_string());
        assert_eq!(resolved(articles), [ines(8), (9, "person/odile-farrow".to_string())]);
        // An undated article, and a single person in the whole archive.
        let mut articles: Vec<ArticleNames> =
            (0..3).map(|day| article(Some(day), &["Ines Farrow"], &[])).collect();
        articles.push(article(None, &["Farrow"], &[]));
        assert_eq!(resolved(articles.clone()), [ines(3)]);
        // Two articles are too few; and a person named in full in the article is not meant.
        assert_eq!(resolved(articles.split_off(1)), []);
        let mut articles: Vec<ArticleNames> =
            (0..3).map(|day| article(Some(day), &["Ines Farrow"], &[])).collect();
        articles.push(article(Some(1), &["Ines Farrow", "Farrow"], &[]));
        assert_eq!(resolved(articles), []);
    }

    #[test]
    fn an_ambiguous_surname_stays_unresolved() {
        let mut articles: Vec<ArticleNames> =
            (0..8).map(|day| article(Some(day), &["Ines Farrow"], &[])).collect();
        articles.push(article(Some(3), &["Odile Farrow"], &[]));
        articles.push(article(Some(4), &["Farrow"], &[]));
        assert_eq!(resolved(articles.clone()), [], "8 of 9 are less than 90 percent");
        articles.extend((0..2).map(|day| article(Some(day), &["Ines Farrow"], &[])));
        assert_eq!(resolved(articles), [(9, "person/ines-farrow".to_string())]);
    }

    #[test]
    fn relatives_in_the_same_articles_are_no_rivals() {
        for day in [Some(7), None] {
            let mut articles: Vec<ArticleNames> =
                (0..9).map(|_| article(day, &["Ines Farrow"], &[])).collect();
            articles.extend((0..6).map(|_| article(day, &["Ines Farrow", "Odile Farrow"], &[])));
            articles.push(article(day, &["Farrow"], &[]));
            articles.push(article(day, &["Farrow", "Odile Farrow"], &[]));
            articles.push(article(day, &["Farrow", "Ines Farrow", "Odile Farrow"], &[]));
            let ines = |article| (article, "person/ines-farrow".to_string());
            assert_eq!(resolved(articles.clone()), [ines(15), ines(16)], "16 of 17 name her");
            articles.push(article(day, &["Odile Farrow"], &[]));
            assert_eq!(resolved(articles), [], "two people named independently");
        }
        let mut articles: Vec<ArticleNames> =
            (0..9).map(|day| article(Some(day), &["Ines Farrow", "Odile Farrow"], &[])).collect();
        articles.push(article(Some(1), &["Farrow"], &[]));
        assert_eq!(
            resolved(articles),
            [],
            "people who are always named together are indistinguishable"
        );
    }

    #[test]
    fn a_wider_window_decides_where_there_are_too_few_found() {
        let at = |days: std::ops::Range<i64>, name: &'static str| {
            days.map(move |day| article(Some(day), &[name], &[])).collect::<Vec<ArticleNames>>()
        };
        let ines = |article| vec![(article, "person/ines-farrow".to_string())];
        let bare = || at(1000..1001, "Farrow");
        let found = |parts: &[Vec<ArticleNames>]| resolved(parts.concat());
        assert_eq!(found(&[at(0..20, "Ines Farrow"), bare()]), ines(20));
        let (few, rival) = (at(990..992, "Ines Farrow"), at(992..993, "Odile Farrow"));
        assert_eq!(found(&[few.clone(), rival.clone(), bare()]), []);
        assert_eq!(found(&[few.clone(), rival.clone(), bare(), at(0..20, "Ines Farrow")]), ines(3));
        let rivals = at(992..995, "Odile Farrow");
        let outdone = found(&[few.clone(), rivals, bare(), at(0..40, "Ines Farrow")]);
        assert_eq!(outdone, [], "outnumbered in the narrowest window");
        let enough = [
            at(990..998, "Ines Farrow"),
            at(998..1000, "Odile Farrow"),
            bare(),
            at(0..40, "Ines Farrow"),
        ];
        assert_eq!(found(&enough), [], "8 of 10 are less than 90 percent");
        assert_eq!(
            found(&[at(0..20, "Ines Farrow"), at(2000..2001, "Farrow")]),
            [],
            "too long ago"
        );
    }

    #[test]
    fn a_surname_may_come_first_and_a_given_name_is_none() {
        let mut articles: Vec<ArticleNames> =
            (0..3).map(|day| article(Some(day), &["Zhao Minglei"], &[])).collect();
        articles.push(article(Some(1), &["Zhao"], &[]));
        assert_eq!(resolved(articles), [(3, "person/zhao-minglei".to_string())]);
        let mut articles: Vec<ArticleNames> =
            (0..3).map(|day| article(Some(day), &["Edmund Hilary"], &[])).collect();
        articles.extend((0..4).map(|day| article(Some(day), &["Hilary Stone"], &[])));
        articles.push(article(Some(1), &["Hilary"], &[]));
        assert_eq!(resolved(articles), []);
    }

    #[test]
    fn the_order_of_articles_does_not_matter() {
        let people = [
            "Tomas Brenner",
            "Tomas K. Brenner",
            "T. Brenner",
            "Brenner",
            "Karl Brenner",
            "Sergei Morozov",
            "Sergey Morozov",
            "Bill Harker",
            "William Harker",
            "William A. Harker",
            "Ines Farrow",
            "Farrow",
            "Leo Marsh",
            "Leo Marsh Jr.",
        ];
        let mut articles: Vec<ArticleNames> = Vec::new();
        for at in 0..300usize {
            let pick = |by: usize| people[(at * by + at / 7) % people.len()];
            let day = (at % 5 != 0).then_some((at * 37 % 900) as i64);
            let names: Vec<&str> =
                if at % 3 == 0 { vec![pick(3), pick(11)] } else { vec![pick(5)] };
            articles.push(article(day, &names, &["org/harbour-trust"]));
        }
        let articles = numbered(articles);
        let found = find(&Census::from_articles(&articles));
        assert!(!found.links.is_empty() && !found.reassignments.is_empty());
        for turn in 1..6 {
            let mut shuffled = articles.clone();
            shuffled.rotate_left(turn * 41);
            shuffled.swap(turn, turn * 7);
            assert_eq!(find(&Census::from_articles(&shuffled)), found);
        }
    }
}
