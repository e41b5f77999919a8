//! Which names of an archive are one person, on the evidence of its articles alone.
//!
//! Names join as stars: every name joins the most frequent name of its person for a reason of its own, never by way of a
//! third. What could be two people stays two: names that make a habit of meeting in one article, conflicting middle names
//! and suffixes, an initial or a short name that fits two who both count. What stands in a stray article is no evidence to
//! the contrary. The result depends on the set of articles only.

mod archive;
mod bare;
mod findings;
mod stars;

use super::census::Census;
use archive::Archive;
pub use findings::{Findings, Link, Moved};

/// What the evidence says of an archive.
pub fn find(census: &Census) -> Findings {
    let archive = Archive::of(census);
    let mut stars = archive.stars();
    archive.join_loosely(&mut stars);
    stars.retain(|star| !star.members.is_empty());
    archive.join_initials(&mut stars);
    let moved = bare::moved(&archive, &stars);
    let key = |person: u32| archive.key(person).to_string();
    let mut links: Vec<Link> = Vec::new();
    for star in &stars {
        let joined = star.members.iter().filter(|(person, _)| *person != star.head);
        links.extend(joined.map(|(person, why)| Link {
            from: key(*person),
            to: key(star.head),
            why: why.clone(),
        }));
    }
    links.sort();
    Findings { links, moved }
}

#[cfg(test)]
mod tests {
    use super::super::census::Told;
    use super::*;

    /// An article: its day, and who is in it.
    fn article(day: Option<i64>, people: &[&str], others: &[&str]) -> Told {
        let key = |name: &&str| format!("person/{}", crate::article::document::slug(name));
        let people = people.iter().map(|name| (key(name), name.to_string())).collect();
        (0, day, people, others.iter().map(|key| key.to_string()).collect())
    }

    fn numbered(articles: Vec<Told>) -> Vec<Told> {
        (0..)
            .zip(articles)
            .map(|(number, (_, day, people, others))| (number, day, people, others))
            .collect()
    }

    /// Every name in so many articles of its own, none of them dated.
    fn names(names: &[(&str, usize)]) -> Vec<Told> {
        let articles =
            names.iter().flat_map(|(name, times)| (0..*times).map(|_| article(None, &[name], &[])));
        numbered(articles.collect())
    }

    fn links(articles: &[Told]) -> Vec<(String, String)> {
        let findings = find(&Census::of(articles));
        let short = |key: &str| key.trim_start_matches("person/").to_string();
        findings.links.iter().map(|link| (short(&link.from), short(&link.to))).collect()
    }

    fn joined(told: &[(&str, usize)]) -> Vec<(String, String)> {
        links(&names(told))
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect()
    }

    #[test]
    fn a_middle_name_more_or_less_is_one_person() {
        let told = [("Tomas Brenner", 5), ("Tomas K. Brenner", 2), ("Tomas Karel Brenner", 1)];
        assert_eq!(
            joined(&told),
            pairs(&[
                ("tomas-k-brenner", "tomas-brenner"),
                ("tomas-karel-brenner", "tomas-brenner")
            ])
        );
    }

    #[test]
    fn father_and_son_stay_two_and_the_plain_name_neither() {
        assert_eq!(
            joined(&[("Orrin H. W. Vance", 4), ("Orrin W. Vance", 4), ("Orrin Vance", 9)]),
            []
        );
        assert_eq!(joined(&[("Leo Marsh Jr.", 2), ("Leo Marsh Sr.", 2), ("Leo Marsh", 2)]), []);
        assert_eq!(
            joined(&[("Leo Marsh Jr.", 2), ("Leo Marsh", 3)]),
            pairs(&[("leo-marsh-jr", "leo-marsh")])
        );
        assert_eq!(
            joined(&[("Leo Marsh Jr.", 2), ("Leo Marsh", 30)]),
            [],
            "a father is far more frequent"
        );
        let son_and_initial = [("Leo J. Marsh", 5), ("Leo Marsh", 40), ("Leo Marsh Jr.", 2)];
        assert_eq!(joined(&son_and_initial), pairs(&[("leo-j-marsh", "leo-marsh")]));
    }

    #[test]
    fn who_fits_two_is_neither() {
        let told =
            [("Ada Mary Quill", 2), ("Ada Maud Quill", 2), ("Ada M. Quill", 3), ("Ada Quill", 9)];
        assert_eq!(joined(&told), []);
        let mut told =
            names(&[("Ada Mary Rose Quill", 3), ("Ada M. R. Quill", 9), ("Ada M.R. Quill", 4)]);
        told.extend(
            (0..2).map(|_| article(None, &["Ada Mary Rose Quill", "Ada M. R. Quill"], &[])),
        );
        let spelled = pairs(&[("ada-mr-quill", "ada-m-r-quill")]);
        assert_eq!(links(&numbered(told)), spelled, "the same name in another spelling");
    }

    #[test]
    fn transliterations_and_particles_are_one_person() {
        let told = [
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
        assert_eq!(joined(&told), pairs(&expected));
    }

    /// Two names in so many articles each, and both in so many more.
    fn meeting(one: (&str, usize), two: (&str, usize), together: usize) -> Vec<(String, String)> {
        let mut told = names(&[one, two]);
        told.extend((0..together).map(|_| article(None, &[one.0, two.0], &[])));
        links(&numbered(told))
    }

    #[test]
    fn who_make_a_habit_of_meeting_are_two() {
        let one = pairs(&[("tomas-k-brenner", "tomas-brenner")]);
        let told =
            |apart, together| meeting(("Tomas Brenner", 50), ("Tomas K. Brenner", apart), together);
        assert_eq!(told(8, 1), one, "a stray article");
        assert_eq!(told(8, 2), []);
        assert_eq!(told(18, 2), [], "a tenth of the rarer one's");
        assert_eq!(told(19, 2), one);
        assert_eq!(told(0, 1), [], "never one without the other");
        let juniors = [("Leo Marsh Jr.", 20), ("Leo Marsh Sr.", 2)];
        assert_eq!(joined(&juniors), [], "what conflicts never is one, though they never meet");
    }

    #[test]
    fn a_name_misread_once_is_no_rival_where_the_company_is_the_same() {
        let known = [("Ada Quill", 60), ("Ada M. Quill", 30), ("Ada Desk Quill", 1)];
        assert_eq!(joined(&known), [], "without company nobody can say");
        let mut told = names(&known);
        told.extend(
            ["Ada Quill", "Ada M. Quill"]
                .map(|name| article(None, &[name], &["org/harbour-trust"])),
        );
        assert_eq!(links(&numbered(told.clone())), pairs(&[("ada-m-quill", "ada-quill")]));
        told.extend(names(&[("Ada Desk Quill", 3)]));
        assert_eq!(links(&numbered(told)), [], "31 of 35 are fewer than 90 in 100");
        let mut told =
            names(&[("Orrin Vance", 9), ("Orrin W. Vance", 40), ("Orrin H. W. Vance", 1)]);
        let all = ["Orrin Vance", "Orrin W. Vance", "Orrin H. W. Vance"];
        told.extend(all.map(|name| article(None, &[name], &["org/harbour-trust"])));
        assert_eq!(links(&numbered(told)), [], "an initial is not misread");
    }

    #[test]
    fn an_initial_joins_the_one_it_fits_and_bridges_nobody() {
        assert_eq!(
            joined(&[("Petra Oduya", 3), ("P. Oduya", 1)]),
            pairs(&[("p-oduya", "petra-oduya")])
        );
        assert_eq!(joined(&[("Petra Oduya", 3), ("Paul Oduya", 1), ("P. Oduya", 1)]), []);
        assert_eq!(
            joined(&[("G. Maxton", 5), ("G. R. Maxton", 5)]),
            [],
            "without a whole name there is nobody to join"
        );
        assert_eq!(
            joined(&[("Petra Oduya", 3), ("P. A. Oduya", 1), ("P. B. Oduya", 1)]),
            [],
            "two that conflict"
        );
    }

    #[test]
    fn a_short_form_needs_company_in_common() {
        let alone = names(&[("William Harker", 3), ("Bill Harker", 2)]);
        assert_eq!(links(&alone), []);
        let mut together = alone.clone();
        together.push(article(None, &["William Harker", "Nora Singh"], &["org/harbour-trust"]));
        together.push(article(None, &["Bill Harker", "Nora Singh"], &["org/harbour-trust"]));
        assert_eq!(links(&numbered(together.clone())), pairs(&[("bill-harker", "william-harker")]));
        // Two of the whole name: nobody can say which.
        together.extend(names(&[("William A. Harker", 2), ("William B. Harker", 2)]));
        assert!(!links(&numbered(together)).iter().any(|(from, _)| from == "bill-harker"));
    }

    #[test]
    fn a_short_form_and_an_initial_are_one_in_the_same_company() {
        let known = [("Will Harker", 60), ("William R. Harker", 9), ("William R. Harker Jr.", 3)];
        assert_eq!(joined(&known), pairs(&[("william-r-harker-jr", "william-r-harker")]));
        let mut told = names(&known);
        told.extend(
            ["Will Harker", "William R. Harker"]
                .map(|name| article(None, &[name], &["org/harbour-trust"])),
        );
        let one =
            pairs(&[("william-r-harker", "will-harker"), ("william-r-harker-jr", "will-harker")]);
        assert_eq!(links(&numbered(told.clone())), one);
        // Of two whole names the one that hardly counts is no rival.
        told.extend(names(&[("William Desk Harker", 1)]));
        assert_eq!(links(&numbered(told)), one);
    }

    #[test]
    fn a_like_spelling_of_the_last_name_needs_company_in_common() {
        let alone = names(&[("Peter Andersson", 3), ("Peter Anderson", 2)]);
        assert_eq!(links(&alone), []);
        let mut together = alone;
        together.push(article(None, &["Peter Andersson"], &["org/north-ferries"]));
        together.push(article(None, &["Peter Anderson"], &["org/north-ferries"]));
        assert_eq!(links(&numbered(together)), pairs(&[("peter-anderson", "peter-andersson")]));
    }

    #[test]
    fn single_names_and_other_people_stay_apart() {
        let told = [
            ("Madonna", 3),
            ("Brenner", 3),
            ("Karl Brenner", 2),
            ("Tomas Brenner", 2),
            ("David Lee", 2),
            ("David Li", 2),
        ];
        assert_eq!(joined(&told), []);
    }

    /// Whom the bare name means, article by article.
    fn meant(articles: Vec<Told>) -> Vec<(u64, String)> {
        let moved = find(&Census::of(&numbered(articles))).moved;
        moved.into_iter().map(|moved| (moved.article, moved.to)).collect()
    }

    #[test]
    fn a_bare_name_means_the_one_of_its_time() {
        let mut told: Vec<Told> =
            (0..4).map(|day| article(Some(day), &["Ines Farrow"], &[])).collect();
        told.extend((0..4).map(|day| article(Some(5000 + day), &["Odile Farrow"], &[])));
        told.push(article(Some(10), &["Farrow"], &[]));
        told.push(article(Some(5010), &["Farrow"], &[]));
        told.push(article(Some(2500), &["Farrow"], &[]));
        told.push(article(None, &["Farrow"], &[]));
        let ines = |article| (article, "person/ines-farrow".to_string());
        assert_eq!(meant(told), [ines(8), (9, "person/odile-farrow".to_string())]);
        // Undated, and one alone in the whole archive.
        let mut told: Vec<Told> =
            (0..3).map(|day| article(Some(day), &["Ines Farrow"], &[])).collect();
        told.push(article(None, &["Farrow"], &[]));
        assert_eq!(meant(told.clone()), [ines(3)]);
        // Two are too few; and whoever is in the article in full is not the bare one.
        assert_eq!(meant(told.split_off(1)), []);
        let mut told: Vec<Told> =
            (0..3).map(|day| article(Some(day), &["Ines Farrow"], &[])).collect();
        told.push(article(Some(1), &["Ines Farrow", "Farrow"], &[]));
        assert_eq!(meant(told), []);
    }

    #[test]
    fn a_bare_name_of_two_stays_what_it_is() {
        let mut told: Vec<Told> =
            (0..8).map(|day| article(Some(day), &["Ines Farrow"], &[])).collect();
        told.push(article(Some(3), &["Odile Farrow"], &[]));
        told.push(article(Some(4), &["Farrow"], &[]));
        assert_eq!(meant(told.clone()), [], "8 of 9 are fewer than 90 in 100");
        told.extend((0..2).map(|day| article(Some(day), &["Ines Farrow"], &[])));
        assert_eq!(meant(told), [(9, "person/ines-farrow".to_string())]);
    }

    #[test]
    fn who_stands_beside_the_one_is_no_rival() {
        for day in [Some(7), None] {
            let mut told: Vec<Told> = (0..9).map(|_| article(day, &["Ines Farrow"], &[])).collect();
            told.extend((0..6).map(|_| article(day, &["Ines Farrow", "Odile Farrow"], &[])));
            told.push(article(day, &["Farrow"], &[]));
            told.push(article(day, &["Farrow", "Odile Farrow"], &[]));
            told.push(article(day, &["Farrow", "Ines Farrow", "Odile Farrow"], &[]));
            let ines = |article| (article, "person/ines-farrow".to_string());
            assert_eq!(meant(told.clone()), [ines(15), ines(16)], "16 of 17 name her");
            told.push(article(day, &["Odile Farrow"], &[]));
            assert_eq!(meant(told), [], "two in their own right");
        }
        let mut told: Vec<Told> =
            (0..9).map(|day| article(Some(day), &["Ines Farrow", "Odile Farrow"], &[])).collect();
        told.push(article(Some(1), &["Farrow"], &[]));
        assert_eq!(meant(told), [], "who are never apart are both meant");
    }

    #[test]
    fn where_too_few_are_about_a_wider_time_tells() {
        let at = |days: std::ops::Range<i64>, name: &'static str| {
            days.map(move |day| article(Some(day), &[name], &[])).collect::<Vec<Told>>()
        };
        let ines = |article| vec![(article, "person/ines-farrow".to_string())];
        let bare = || at(1000..1001, "Farrow");
        let told = |parts: &[Vec<Told>]| meant(parts.concat());
        assert_eq!(told(&[at(0..20, "Ines Farrow"), bare()]), ines(20));
        let (few, rival) = (at(990..992, "Ines Farrow"), at(992..993, "Odile Farrow"));
        assert_eq!(told(&[few.clone(), rival.clone(), bare()]), []);
        assert_eq!(told(&[few.clone(), rival.clone(), bare(), at(0..20, "Ines Farrow")]), ines(3));
        let rivals = at(992..995, "Odile Farrow");
        let outdone = told(&[few.clone(), rivals, bare(), at(0..40, "Ines Farrow")]);
        assert_eq!(outdone, [], "then it was rather the other");
        let enough = [
            at(990..998, "Ines Farrow"),
            at(998..1000, "Odile Farrow"),
            bare(),
            at(0..40, "Ines Farrow"),
        ];
        assert_eq!(told(&enough), [], "8 of 10 are about in their own right");
        assert_eq!(told(&[at(0..20, "Ines Farrow"), at(2000..2001, "Farrow")]), [], "too long ago");
    }

    #[test]
    fn a_family_may_stand_first_and_a_given_name_is_none() {
        let mut told: Vec<Told> =
            (0..3).map(|day| article(Some(day), &["Zhao Minglei"], &[])).collect();
        told.push(article(Some(1), &["Zhao"], &[]));
        assert_eq!(meant(told), [(3, "person/zhao-minglei".to_string())]);
        let mut told: Vec<Told> =
            (0..3).map(|day| article(Some(day), &["Edmund Hilary"], &[])).collect();
        told.extend((0..4).map(|day| article(Some(day), &["Hilary Stone"], &[])));
        told.push(article(Some(1), &["Hilary"], &[]));
        assert_eq!(meant(told), []);
    }

    #[test]
    fn the_order_of_articles_changes_nothing() {
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
        let mut told: Vec<Told> = Vec::new();
        for at in 0..300usize {
            let pick = |by: usize| people[(at * by + at / 7) % people.len()];
            let day = (at % 5 != 0).then_some((at * 37 % 900) as i64);
            let names: Vec<&str> =
                if at % 3 == 0 { vec![pick(3), pick(11)] } else { vec![pick(5)] };
            told.push(article(day, &names, &["org/harbour-trust"]));
        }
        let told = numbered(told);
        let found = find(&Census::of(&told));
        assert!(!found.links.is_empty() && !found.moved.is_empty());
        for turn in 1..6 {
            let mut shuffled = told.clone();
            shuffled.rotate_left(turn * 41);
            shuffled.swap(turn, turn * 7);
            assert_eq!(find(&Census::of(&shuffled)), found);
        }
    }
}
