//! Builds the lexicon: traits of words from gazetteers and lists, and word clusters from news.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use morgue::internals::enrich::entities::tagger::lexicon::{
    Lexicon, LexiconEntry, phrase_hash, word_trait,
};
use morgue::internals::text::hash;
use morgue::internals::text::tokenizer::Words;

/// Trait bits by folded words.
type Traits = BTreeMap<Vec<String>, u32>;

/// Returns the folded words of a text.
pub fn folded(text: &str) -> Vec<String> {
    let mut words = Words::new(text);
    let mut all = Vec::new();
    while words.advance().is_some() {
        all.push(words.folded().to_string());
    }
    all
}

/// Builds the bytes of the lexicon.
pub fn build(
    data: &Path,
    demonyms: &HashSet<String>,
    clusters: &HashMap<String, u32>,
    common: &HashSet<String>,
) -> Vec<u8> {
    let mut traits = Traits::new();
    let gaz = data.join("gaz");
    first_names(&gaz, &mut traits);
    surnames(&gaz, &mut traits);
    famous_people(&gaz, &mut traits);
    world_names(common, &mut traits);
    places(&gaz, &mut traits);
    companies(&gaz, common, &mut traits);
    organisations(common, &mut traits);
    word_lists(&mut traits);
    for demonym in demonyms {
        add(&mut traits, demonym, word_trait::DEMONYM);
    }
    for word in common {
        add(&mut traits, word, word_trait::COMMON);
    }
    let words = traits.iter().filter(|(words, _)| words.len() == 1);
    let mut entries: HashMap<u64, LexiconEntry> = HashMap::new();
    for (words, traits) in words {
        let cluster = clusters.get(&words[0]).copied().unwrap_or(0);
        entries.insert(hash::of(words[0].as_bytes()), LexiconEntry::new(*traits, cluster));
    }
    for (word, cluster) in clusters {
        entries.entry(hash::of(word.as_bytes())).or_insert(LexiconEntry::new(0, *cluster));
    }
    for (words, traits) in traits.iter().filter(|(words, _)| words.len() > 1) {
        let hash = phrase_hash(words.iter().map(|word| hash::of(word.as_bytes())));
        entries.insert(hash, LexiconEntry::new(*traits, 0));
    }
    Lexicon::pack(entries.into_iter())
}

fn add(traits: &mut Traits, name: &str, bits: u32) {
    let words = folded(name);
    if (1..=4).contains(&words.len()) && words.iter().any(|word| word.len() > 1) {
        *traits.entry(words).or_default() |= bits;
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reads names of the US Census of 1990 with their shares in percent.
fn census(path: &Path) -> Vec<(String, f64)> {
    let row = |line: &str| {
        let mut cells = line.split_whitespace();
        Some((cells.next()?.to_lowercase(), cells.next()?.parse().ok()?))
    };
    read(path).lines().filter_map(row).collect()
}

fn first_names(gaz: &Path, traits: &mut Traits) {
    for file in ["dist.male.first", "dist.female.first"] {
        for (name, share) in census(&gaz.join("names").join(file)) {
            add(
                traits,
                &name,
                if share >= 0.01 { word_trait::FIRST_NAME } else { word_trait::RARE_FIRST_NAME },
            );
        }
    }
}

fn surnames(gaz: &Path, traits: &mut Traits) {
    for (rank, (name, _)) in
        census(&gaz.join("names/dist.all.last")).into_iter().enumerate().take(24_000)
    {
        add(
            traits,
            &name,
            if rank < 4_000 { word_trait::SURNAME } else { word_trait::RARE_SURNAME },
        );
    }
}

/// Adds first names and surnames of politicians and well-known people.
fn famous_people(gaz: &Path, traits: &mut Traits) {
    let politicians = read(&gaz.join("people/everypolitician-names.tsv"));
    let politicians =
        politicians.lines().filter_map(|line| line.split('\t').nth(1)?.split(',').next());
    let famous = read(&gaz.join("people/pantheon.tsv"));
    let famous: Vec<&str> =
        famous.lines().skip(1).filter_map(|line| line.split('\t').nth(1)).collect();
    let (mut first, mut last) =
        (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
    let names: HashSet<&str> = politicians.chain(famous.iter().copied()).collect();
    for name in names {
        let words = folded(name);
        if let [given, .., family] = words.as_slice() {
            *first.entry(given.clone()).or_default() += 1;
            *last.entry(family.clone()).or_default() += 1;
        }
    }
    for (names, many, few) in [
        (first, word_trait::FIRST_NAME, word_trait::RARE_FIRST_NAME),
        (last, word_trait::SURNAME, word_trait::RARE_SURNAME),
    ] {
        for (name, count) in names.into_iter().filter(|(name, count)| *count >= 2 && name.len() > 1)
        {
            add(traits, &name, if count >= 12 { many } else { few });
        }
    }
    for name in famous.into_iter().filter(|name| name.contains(' ')) {
        add(traits, name, word_trait::FAMOUS);
    }
}

/// Given names and surnames of many countries, made by `world_names.py`.
const WORLD_NAMES: &str = include_str!("world-names.tsv");

/// Adds the names of many countries that are not also common words.
fn world_names(common: &HashSet<String>, traits: &mut Traits) {
    for (kind, name) in WORLD_NAMES.lines().filter_map(|line| line.split_once('\t')) {
        if !common.contains(name) {
            let is_given = kind == "given";
            let bits =
                if is_given { word_trait::RARE_FIRST_NAME } else { word_trait::RARE_SURNAME };
            add(traits, name, bits);
        }
    }
}

/// Abbreviations of states, and regions that are not in the gazetteers.
const REGIONS: &str = "Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|N.H.|N.J.|N.M.|N.Y.|N.C.|N.D.|Okla|Ore|Pa|R.I.|\
                       S.C.|S.D.|Tenn|Tex|Vt|Va|Wash|W.Va|Wis|Wyo|Ont|Que|D.C.|U.S.|USA|U.K.|Middle East|West Bank|Gaza|Gaza Strip|Balkans|Kashmir|Crimea|Siberia";

fn places(gaz: &Path, traits: &mut Traits) {
    let json = |file: &str| -> serde_json::Value {
        serde_json::from_str(&read(&gaz.join("geonames").join(file))).expect("JSON")
    };
    for city in json("cities5000.json").as_object().into_iter().flat_map(|cities| cities.values()) {
        let people = city["population"].as_u64().unwrap_or(0);
        let size = if people >= 100_000 { word_trait::CITY } else { word_trait::TOWN };
        if people >= 8_000 {
            add(traits, city["name"].as_str().unwrap_or_default(), size);
        }
    }
    for region in json("admin1.json").as_array().into_iter().flatten() {
        add(traits, region["name"].as_str().unwrap_or_default(), word_trait::REGION);
    }
    for name in country_names() {
        add(traits, &name, word_trait::REGION);
    }
    for name in REGIONS.split('|') {
        add(traits, name, word_trait::REGION);
    }
}

/// Returns the names in the table of countries.
pub fn country_names() -> Vec<String> {
    let table = include_str!("../../src/enrich/entities/places/countries.tsv");
    let rows = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect::<Vec<_>>());
    rows.flat_map(|row| {
        let aliases =
            row.get(7).copied().unwrap_or_default().split('|').filter(|alias| alias.len() > 3);
        std::iter::once(row[1]).chain(aliases).map(str::to_string).collect::<Vec<_>>()
    })
    .collect()
}

/// Words in company names that do not distinguish companies.
const COMPANY_FORMS: &[&str] = &[
    "inc",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "plc",
    "the",
    "group",
    "holdings",
    "class",
    "a",
    "common",
    "stock",
    "ordinary",
    "shares",
    "trust",
    "etf",
    "fund",
    "and",
    "adr",
    "sa",
    "nv",
    "ag",
    "llc",
    "lp",
];

fn companies(gaz: &Path, common: &HashSet<String>, traits: &mut Traits) {
    for (file, column) in [("constituents.csv", 1), ("nasdaq-listed.csv", 1)] {
        let mut reader =
            csv::Reader::from_path(gaz.join("orgs").join(file)).expect("the list is there");
        for row in reader.records().filter_map(|row| row.ok()) {
            let name = row[column].split(" - ").next().unwrap_or_default().to_string();
            if name.contains("ETF") || name.contains("Acquisition") || name.contains("Fund") {
                continue;
            }
            let mut words = folded(&name);
            while words.last().is_some_and(|last| COMPANY_FORMS.contains(&last.as_str())) {
                words.pop();
            }
            if words.len() > 1
                || words.first().is_some_and(|word| !common.contains(word) && word.len() > 2)
            {
                add(traits, &words.join(" "), word_trait::COMPANY);
            }
        }
    }
}

/// Adds well-known organisations, except for those that are also a common word.
fn organisations(common: &HashSet<String>, traits: &mut Traits) {
    let lines = include_str!("organisations.tsv").lines().filter(|line| !line.starts_with('#'));
    for name in
        lines.filter_map(|line| line.split_once('\t')).flat_map(|(_, names)| names.split('|'))
    {
        if !matches!(folded(name).as_slice(), [word] if common.contains(word)) {
            add(traits, name, word_trait::COMPANY);
        }
    }
}

fn word_lists(traits: &mut Traits) {
    for line in include_str!("words.tsv").lines().filter(|line| !line.starts_with('#')) {
        let Some((kind, words)) = line.split_once('\t') else { continue };
        let bits = match kind {
            "title" => word_trait::TITLE,
            "saying" => word_trait::SAYING,
            "locative" => word_trait::LOCATIVE,
            "calendar" => word_trait::CALENDAR,
            "connector" => word_trait::CONNECTOR,
            "organisation" => word_trait::ORGANISATION_HEAD,
            "place" => word_trait::PLACE_HEAD,
            other => panic!("unknown trait `{other}`"),
        };
        words.split(' ').for_each(|word| {
            *traits.entry(vec![word.to_string()]).or_default() |= bits;
        });
    }
}
