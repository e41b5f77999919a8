//! Makes the lexicon: traits of words from gazetteers and lists, and clusters of words from news.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use morgue::enrich::entities::tagger::lexicon::{Entry, Lexicon, phrase, trait_of};
use morgue::text::hash;
use morgue::text::words::Words;

/// Traits by folded words, one or more.
type Traits = BTreeMap<Vec<String>, u32>;

/// The folded words of a text.
pub fn folded(text: &str) -> Vec<String> {
    let mut words = Words::new(text);
    let mut all = Vec::new();
    while words.advance().is_some() {
        all.push(words.folded().to_string());
    }
    all
}

/// The bytes of the lexicon.
pub fn make(
    data: &Path,
    demonyms: &HashSet<String>,
    clusters: &HashMap<String, u32>,
    common: &HashSet<String>,
) -> Vec<u8> {
    let mut traits = Traits::new();
    let gaz = data.join("gaz");
    first_names(&gaz, &mut traits);
    surnames(&gaz, &mut traits);
    world_names(&gaz, &mut traits);
    places(&gaz, &mut traits);
    companies(&gaz, common, &mut traits);
    organisations(common, &mut traits);
    hand_written(&mut traits);
    for demonym in demonyms {
        add(&mut traits, demonym, trait_of::DEMONYM);
    }
    for word in common {
        add(&mut traits, word, trait_of::COMMON);
    }
    let words = traits.iter().filter(|(words, _)| words.len() == 1);
    let mut entries: HashMap<u64, Entry> = HashMap::new();
    for (words, traits) in words {
        let cluster = clusters.get(&words[0]).copied().unwrap_or(0);
        entries.insert(hash::of(words[0].as_bytes()), Entry::new(*traits, cluster));
    }
    for (word, cluster) in clusters {
        entries.entry(hash::of(word.as_bytes())).or_insert(Entry::new(0, *cluster));
    }
    for (words, traits) in traits.iter().filter(|(words, _)| words.len() > 1) {
        let hash = phrase(words.iter().map(|word| hash::of(word.as_bytes())));
        entries.insert(hash, Entry::new(*traits, 0));
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
    fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// The US Census of 1990: a name and its share in percent.
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
                if share >= 0.01 { trait_of::FIRST_NAME } else { trait_of::RARE_FIRST_NAME },
            );
        }
    }
}

fn surnames(gaz: &Path, traits: &mut Traits) {
    for (rank, (name, _)) in
        census(&gaz.join("names/dist.all.last")).into_iter().enumerate().take(24_000)
    {
        add(traits, &name, if rank < 4_000 { trait_of::SURNAME } else { trait_of::RARE_SURNAME });
    }
}

/// First names and surnames of politicians and of people known to the world.
fn world_names(gaz: &Path, traits: &mut Traits) {
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
        (first, trait_of::FIRST_NAME, trait_of::RARE_FIRST_NAME),
        (last, trait_of::SURNAME, trait_of::RARE_SURNAME),
    ] {
        for (name, count) in names.into_iter().filter(|(name, count)| *count >= 2 && name.len() > 1)
        {
            add(traits, &name, if count >= 12 { many } else { few });
        }
    }
    for name in famous.into_iter().filter(|name| name.contains(' ')) {
        add(traits, name, trait_of::FAMOUS);
    }
}

/// Abbreviations of states, and lands that no gazetteer of towns has.
const REGIONS: &str = "Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|N.H.|N.J.|N.M.|N.Y.|N.C.|N.D.|Okla|Ore|Pa|R.I.|\
                       S.C.|S.D.|Tenn|Tex|Vt|Va|Wash|W.Va|Wis|Wyo|Ont|Que|D.C.|U.S.|USA|U.K.|Middle East|West Bank|Gaza|Gaza Strip|Balkans|Kashmir|Crimea|Siberia";

fn places(gaz: &Path, traits: &mut Traits) {
    let json = |file: &str| -> serde_json::Value {
        serde_json::from_str(&read(&gaz.join("geonames").join(file))).expect("JSON")
    };
    for city in json("cities5000.json").as_object().into_iter().flat_map(|cities| cities.values()) {
        let people = city["population"].as_u64().unwrap_or(0);
        let size = if people >= 100_000 { trait_of::CITY } else { trait_of::TOWN };
        if people >= 8_000 {
            add(traits, city["name"].as_str().unwrap_or_default(), size);
        }
    }
    for region in json("admin1.json").as_array().into_iter().flatten() {
        add(traits, region["name"].as_str().unwrap_or_default(), trait_of::REGION);
    }
    for name in country_names() {
        add(traits, &name, trait_of::REGION);
    }
    for name in REGIONS.split('|') {
        add(traits, name, trait_of::REGION);
    }
}

/// The names of the table that morgue ships.
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

/// What ends a company's name and tells nothing.
const FORMS: &[&str] = &[
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
            while words.last().is_some_and(|last| FORMS.contains(&last.as_str())) {
                words.pop();
            }
            if words.len() > 1
                || words.first().is_some_and(|word| !common.contains(word) && word.len() > 2)
            {
                add(traits, &words.join(" "), trait_of::COMPANY);
            }
        }
    }
}

/// Organisations known to the world. One that is a common word as well is no evidence.
fn organisations(common: &HashSet<String>, traits: &mut Traits) {
    let lines = include_str!("organisations.tsv").lines().filter(|line| !line.starts_with('#'));
    for name in
        lines.filter_map(|line| line.split_once('\t')).flat_map(|(_, names)| names.split('|'))
    {
        if !matches!(folded(name).as_slice(), [word] if common.contains(word)) {
            add(traits, name, trait_of::COMPANY);
        }
    }
}

fn hand_written(traits: &mut Traits) {
    for line in include_str!("words.tsv").lines().filter(|line| !line.starts_with('#')) {
        let Some((what, words)) = line.split_once('\t') else { continue };
        let bits = match what {
            "title" => trait_of::TITLE,
            "saying" => trait_of::SAYING,
            "locative" => trait_of::LOCATIVE,
            "calendar" => trait_of::CALENDAR,
            "connector" => trait_of::CONNECTOR,
            "organisation" => trait_of::ORGANISATION_HEAD,
            "place" => trait_of::PLACE_HEAD,
            other => panic!("`{other}` is no trait"),
        };
        words.split(' ').for_each(|word| {
            *traits.entry(vec![word.to_string()]).or_default() |= bits;
        });
    }
}
