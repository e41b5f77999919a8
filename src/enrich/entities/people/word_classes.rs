//! Classes of words in and around names: titles, particles, suffixes, offices. Written by hand,
//! except for the tables of first names, which `training/people.py` makes.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// FNV-1a hasher: fast for short words, and the tables hold no untrusted keys.
#[derive(Clone, Copy)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes
            .iter()
            .fold(self.0, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A table of words.
type Table<T> = HashMap<&'static str, T, BuildHasherDefault<Fnv>>;

/// Set of classes of a folded word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct WordClasses(u16);

impl WordClasses {
    /// Refers to a man: "Mr".
    pub(super) const MALE: WordClasses = WordClasses(1);
    /// Refers to a woman: "Mrs".
    pub(super) const FEMALE: WordClasses = WordClasses(1 << 1);
    /// Courtesy title without information about the office: "Mr", "Dr".
    pub(super) const COURTESY: WordClasses = WordClasses(1 << 2);
    /// Rank before a name that can be used alone: "General", "Sen".
    pub(super) const RANK: WordClasses = WordClasses(1 << 3);
    /// Title used with a given name: "Sir", "Queen".
    pub(super) const REGNAL: WordClasses = WordClasses(1 << 4);
    /// Particle of a surname: "van", "bin", "al".
    pub(super) const PARTICLE: WordClasses = WordClasses(1 << 5);
    /// Particle even when capitalised at the beginning of a name: "Van Gaal", but not "Al Gore".
    pub(super) const LEADING_PARTICLE: WordClasses = WordClasses(1 << 6);
    /// Suffix after a name: "Jr", "III".
    pub(super) const SUFFIX: WordClasses = WordClasses(1 << 7);
    /// Regnal number.
    pub(super) const NUMERAL: WordClasses = WordClasses(1 << 8);
    /// Office: "minister", "spokeswoman".
    pub(super) const OFFICE: WordClasses = WordClasses(1 << 9);
    /// Modifier of an office, also in lowercase: "foreign", "deputy".
    pub(super) const MODIFIER: WordClasses = WordClasses(1 << 10);
    /// Function word or verb of speech: never part of an office, ends a clause.
    pub(super) const FUNCTION_WORD: WordClasses = WordClasses(1 << 11);
    /// Family name that comes first: "Kim", "Wang".
    pub(super) const FAMILY_NAME_FIRST: WordClasses = WordClasses(1 << 12);
    /// Connects the parts of an office: "of", "for".
    pub(super) const LINK: WordClasses = WordClasses(1 << 13);
    /// Title that is also a given name and stays in the name: "Dean".
    pub(super) const ALSO_GIVEN_NAME: WordClasses = WordClasses(1 << 14);

    /// Returns true if the sets share a class.
    pub(super) fn intersects(self, other: WordClasses) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns the union of both sets.
    pub(super) const fn union(self, other: WordClasses) -> WordClasses {
        WordClasses(self.0 | other.0)
    }
}

/// Classes of words that precede a name without being part of it.
pub(super) const TITLE: WordClasses = WordClasses::COURTESY
    .union(WordClasses::RANK)
    .union(WordClasses::REGNAL)
    .union(WordClasses::OFFICE);

/// Gender implied by a title or a given name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    /// A man.
    Man,
    /// A woman.
    Woman,
}

const CLASS_WORDS: &[(WordClasses, &str)] = &[
    (
        WordClasses::COURTESY.union(WordClasses::MALE),
        "mr mister messrs monsieur herr senor signor don brother",
    ),
    (
        WordClasses::COURTESY.union(WordClasses::FEMALE),
        "mrs ms miss madam madame mme mlle frau senora signora sister",
    ),
    (WordClasses::COURTESY, "dr doctor prof hon honorable honourable rev reverend revd fr"),
    (
        WordClasses::REGNAL.union(WordClasses::MALE),
        "king prince sultan emperor tsar czar pope saint",
    ),
    (WordClasses::REGNAL.union(WordClasses::FEMALE), "queen princess empress"),
    (WordClasses::COURTESY.union(WordClasses::REGNAL).union(WordClasses::MALE), "sir"),
    (WordClasses::COURTESY.union(WordClasses::REGNAL).union(WordClasses::FEMALE), "dame"),
    (WordClasses::RANK.union(WordClasses::MALE), "lord father"),
    (WordClasses::RANK.union(WordClasses::FEMALE), "lady baroness"),
    (WordClasses::RANK.union(WordClasses::REGNAL), "sheikh sheik shaikh crown"),
    (
        WordClasses::RANK,
        "gen lt ltgen majgen brig adm vadm radm capt cpt col ltcol maj sgt ssgt cpl pvt pfc cmdr cdr supt insp det \
         gov sen rep cllr pres sec min judge justice general colonel captain sergeant corporal private lieutenant \
         admiral commander brigadier major marshal airman constable detective inspector superintendent officer trooper \
         cardinal archbishop bishop pastor rabbi imam ayatollah mullah rector attorney congressman congresswoman \
         staff state comrade deputy",
    ),
    (
        WordClasses::PARTICLE.union(WordClasses::LEADING_PARTICLE),
        "van von der den de da di du del della delle des la le bin ibn bint abu el mac st ter ten zu vom dos das",
    ),
    (WordClasses::PARTICLE, "al ben ad as ash ar e y and und san do op af av ul ur ould ag"),
    (WordClasses::SUFFIX, "jr sr jnr snr junior senior phd md mp msp mep qc kc obe mbe cbe esq"),
    (
        WordClasses::SUFFIX.union(WordClasses::NUMERAL),
        "ii iii iv vi vii viii ix xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii",
    ),
    (
        WordClasses::OFFICE,
        "president minister premier chancellor secretary chairman chairwoman chairperson chair chief director head \
         leader spokesman spokeswoman spokesperson governor mayor senator ambassador envoy commissioner coordinator \
         prosecutor lawmaker legislator parliamentarian councillor councilman councilwoman councilor speaker treasurer \
         professor lecturer scientist economist analyst researcher historian physicist chemist biologist psychologist \
         sociologist mathematician astronomer engineer expert strategist consultant adviser advisor aide negotiator \
         coach manager striker goalkeeper midfielder defender winger forward quarterback pitcher player cricketer \
         footballer batsman bowler golfer sprinter runner swimmer boxer skipper referee umpire trainer jockey skater \
         cyclist driver owner founder cofounder executive ceo cfo coo cto chancellor principal dean provost headmaster \
         editor publisher journalist reporter correspondent columnist critic author writer novelist poet playwright \
         actor actress singer songwriter rapper musician guitarist drummer composer conductor painter sculptor artist \
         architect designer photographer filmmaker producer screenwriter comedian dancer model activist campaigner \
         dissident lawyer attorney solicitor barrister surgeon physician nurse pharmacist psychiatrist teacher student \
         farmer trader banker investor broker entrepreneur businessman businesswoman tycoon billionaire magnate \
         commander general admiral colonel captain sergeant officer detective superintendent inspector sheriff \
         policeman warden astronaut cosmonaut pilot guard archbishop bishop priest pastor rabbi imam cleric dictator \
         ruler monarch warlord rebel candidate nominee challenger incumbent frontrunner democrat republican vicepresident \
         congressman congresswoman delegate representative deputy diplomat official controller comptroller auditor \
         administrator superstar champion winner laureate whistleblower curator librarian chef retiree volunteer widow \
         organizer organiser partner president-elect commandant constable coroner registrar ombudsman undersecretary \
         moderator presenter broadcaster host anchor anchorman blogger developer programmer inventor explorer \
         mountaineer militant commentator policymaker regulator vice-president taoiseach marshal judge justice",
    ),
    (
        WordClasses::MODIFIER,
        "prime foreign defense defence interior finance intelligence deputy vice former ex acting interim police army \
         navy naval air force military justice health education trade energy opposition party team club national state \
         city county district federal general managing executive chief senior assistant associate rebel government \
         security campaign church union company human rights film soccer football basketball baseball tennis rugby \
         cricket golf world presidential vicepresidential republican democratic conservative labour liberal green \
         communist socialist nationalist independent longtime veteran retired newly elected designate outgoing incoming \
         late founding creative technical operating financial medical legal political economic agriculture transport \
         environment labor commerce treasury home culture sports oil tourism planning information communications press \
         research science principal head assembly house senate congressional parliamentary regional local provincial \
         municipal village central bank investment market equity property project programme program policy cabinet \
         junior first second joint permanent special chief supreme high court appeal appeals criminal defence civil \
         student hospital school university fire village tribal spiritual religious muslim catholic anglican us uk eu \
         un nato pm cochair co then one-time two-time three-time award-winning oscar-winning bestselling best-selling",
    ),
    (
        WordClasses::FUNCTION_WORD,
        "a an the and or but nor so yet if when while as after before since until because although though than that \
         which who whom whose where what how why this these those it he she they we i you his her its their our my \
         your him them to from by with at on in into onto about against between among during under over through \
         without within near off up down out is are was were be been being am has have had do does did will would can \
         could shall should may might must not no said says say told tells tell asked added noted argued wrote called \
         named met urged warned accused described quoted led played won lost beat like unlike also both either neither \
         monday tuesday wednesday thursday friday saturday sunday january february march april june july august \
         september october november december yesterday today tomorrow meanwhile however including according there \
         here then now later earlier again still just only even such some any all each every many more most much other \
         another same via per amid despite joined replaced succeeded became become makes made took takes got gets \
         adds notes argues explains insists believes thinks claims claimed reports reported stars starring featuring",
    ),
    (WordClasses::LINK, "of for"),
    (
        WordClasses::FAMILY_NAME_FIRST,
        "kim park lee yi choi chung jung jeong kang cho yoon yun jang lim im han oh seo shin kwon hwang ahn song yoo \
         hong jeon ko moon son yang bae baek noh roh ban wang li zhang liu chen zhao huang zhou wu xu sun hu zhu gao lin \
         guo ma luo liang zheng xie tang xu deng xiao feng cao peng zeng jiang cai wei xue ye yan pan du dai xi mao wen \
         bo ai tsai chiang hua ding ren lu yao fu zhong hui nguyen tran pham le phan vu vo dang bui do ho ngo duong \
         chan wong leung cheung lam tung tsang kwok ng",
    ),
    (WordClasses::ALSO_GIVEN_NAME, "dean earl duke guy guard model chase forward chair host don"),
];

static CLASSES: LazyLock<Table<WordClasses>> = LazyLock::new(|| {
    let mut table: Table<WordClasses> = Table::default();
    for (classes, words) in CLASS_WORDS {
        for word in words.split_whitespace() {
            let known = table.entry(word).or_default();
            *known = known.union(*classes);
        }
    }
    table
});

/// Returns the classes of a folded word.
pub(super) fn classes(word: &str) -> WordClasses {
    CLASSES.get(word).copied().unwrap_or_default()
}

static GENDERS: LazyLock<Table<Gender>> = LazyLock::new(|| {
    let table = include_str!("genders.tsv").lines().filter_map(|line| line.split_once('\t'));
    let mut genders: Table<Gender> = table
        .flat_map(|(sex, names)| names.split(' ').map(move |name| (name, gender_of(sex))))
        .collect();
    for (sex, names) in EXTRA_GENDERS {
        genders.extend(names.split(' ').map(|name| (name, gender_of(sex))));
    }
    genders
});

/// Given names in the news that are rare in the US census.
const EXTRA_GENDERS: [(&str, &str); 2] = [
    (
        "f",
        "condoleezza ekaterina ivanka melania michelle natalia natalya oksana olga svetlana tatiana tatyana yulia \
         yelena anastasia benazir indira malala theresa ursula jacinda fatima aisha aishwarya priyanka kamala hillary",
    ),
    (
        "m",
        "vladimir sergei sergey dmitry dmitri mikhail nikolai boris yuri igor oleg viktor alexei alexey aleksei \
         bashar barack mohammed muhammad mohamed mohammad ahmed mahmoud hassan hussein osama saddam muammar recep \
         benjamin shimon yitzhak silvio nicolas francois jacques emmanuel gerhard helmut angelo giuseppe luiz \
         fernando enrique felipe hugo fidel raul nelson thabo desmond kofi narendra manmohan imran pervez hamid ashraf \
         volodymyr petro andriy donald lech slobodan radovan ratko viktor janos vaclav",
    ),
];

fn gender_of(sex: &str) -> Gender {
    if sex == "f" { Gender::Woman } else { Gender::Man }
}

/// Returns the gender of a given name that nearly always belongs to one.
pub(super) fn gender(given: &str) -> Option<Gender> {
    GENDERS.get(given).copied()
}

static NICKNAMES: LazyLock<Table<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("nicknames.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// Returns true if one given name is short for the other, such as Bill for William. Names of
/// different genders never match.
pub(super) fn are_variants(one: &str, other: &str) -> bool {
    let is_short_for = |short: &str, long: &str| {
        NICKNAMES.get(long).is_some_and(|classes_of_word| {
            classes_of_word.split(' ').any(|nickname| nickname == short)
        })
    };
    let differ = matches!((gender(one), gender(other)), (Some(one), Some(other)) if one != other);
    !differ && (is_short_for(one, other) || is_short_for(other, one))
}

/// Transcriptions of the same name, the most common spelling first.
const TRANSCRIPTIONS: &[&str] = &[
    "mohammed muhammad mohamed mohammad muhammed mohamad muhamad mohamet mehmed",
    "ahmed ahmad achmed",
    "hussein hussain husain husayn hossein",
    "hassan hasan",
    "abdullah abdallah abdulla",
    "mahmoud mahmud mahmood",
    "yusuf yousef yousuf youssef yusef",
    "omar umar",
    "osama usama",
    "ibrahim ebrahim",
    "khaled khalid",
    "suleiman sulaiman suleyman soliman",
    "moammar muammar moamer muammer moamar",
    "gaddafi gadhafi kadafi qaddafi gadafi kadhafi qadhafi gathafi",
    "alexander aleksandr alexandr aleksander oleksandr",
    "alexei alexey aleksei aleksey alexej",
    "evgeny yevgeny evgeni evgenii yevgeni yevgeniy",
    "ekaterina yekaterina",
    "elena yelena",
    "yeltsin eltsin",
    "vladimir volodymyr wladimir",
    "mikhail michail",
    "dmitry dmitri dmitriy dimitri dmitrii",
    "gorbachev gorbachov gorbatchev",
    "khrushchev khruschev",
    "zelensky zelenskyy zelenskiy zelenski",
    "rafsanjani rafsandjani",
    "khamenei khameini",
    "khomeini khomeiny",
    "netanyahu netanyahou",
    "assad asad",
    "sheikh sheik shaikh",
];

static PHONETIC_KEYS: LazyLock<Table<&'static str>> = LazyLock::new(|| {
    let names = TRANSCRIPTIONS.iter().flat_map(|names| {
        let first = names.split(' ').next().unwrap_or_default();
        names.split(' ').map(move |name| (name, first))
    });
    names.collect()
});

/// Returns the phonetic key shared by the transcriptions of a word: `sergey` and `sergei`,
/// `mohamed` and `muhammad`.
pub(super) fn phonetic_key(word: &str) -> String {
    let word = PHONETIC_KEYS.get(word).copied().unwrap_or(word);
    let mut phonetic_key = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let simplified = match (letter, next) {
            ('k', Some('h')) | ('o', Some('u')) | ('d', Some('j')) | ('e', Some('i' | 'y')) => {
                continue;
            }
            ('y', _) if !phonetic_key.is_empty() => 'i',
            ('q', _) => 'k',
            _ => letter,
        };
        if !phonetic_key.ends_with(simplified) {
            phonetic_key.push(simplified);
        }
    }
    phonetic_key
}

/// Recognises words that can be an East Asian given name: open syllables, and no Western given
/// name.
pub(super) fn is_east_asian_given_name(word: &str) -> bool {
    let vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let letters: Vec<char> = word.chars().collect();
    let has_cluster = letters
        .windows(3)
        .any(|three| three.iter().all(|&letter| !vowel(letter)) && three != ['n', 'g', 'h']);
    let is_western = letters.iter().any(|letter| matches!(letter, 'v' | 'f'))
        || word.ends_with(['s', 'r', 'd', 'c', 'b', 'z']);
    letters.len() <= 8
        && !has_cluster
        && !is_western
        && letters.iter().any(|&letter| vowel(letter))
        && gender(word).is_none()
}

/// Recognises words that look like a demonym: "Russian", "Turkish". Used only before an office.
pub(super) fn is_demonym(word: &str) -> bool {
    const IRREGULAR: &str = "french dutch greek czech thai swiss german iraqi israeli pakistani saudi kuwaiti qatari afghan \
                        uzbek kazakh croat serb slovak turk arab american yemeni emirati omani somali filipino philippine";
    word.len() > 4
        && (word.ends_with("ian")
            || word.ends_with("ese")
            || word.ends_with("ish")
            || word.ends_with("ean"))
        || word.len() > 3 && IRREGULAR.split(' ').any(|classes_of_word| classes_of_word == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transcriptions_share_a_phonetic_key() {
        for (one, other) in [
            ("sergei", "sergey"),
            ("mohammed", "muhamad"),
            ("nikolai", "nikolay"),
            ("zelenskyy", "zelensky"),
        ] {
            assert_eq!(phonetic_key(one), phonetic_key(other));
        }
        for (one, other) in
            [("maria", "marie"), ("stephen", "steven"), ("putin", "patin"), ("jong", "jang")]
        {
            assert_ne!(phonetic_key(one), phonetic_key(other));
        }
    }

    #[test]
    fn nicknames_match_within_one_gender() {
        assert!(
            are_variants("bill", "william")
                && are_variants("william", "bill")
                && are_variants("joe", "joseph")
        );
        assert!(!are_variants("bill", "george") && !are_variants("erin", "aaron"));
    }

    #[test]
    fn the_tables_load() {
        assert_eq!(gender("hillary"), Some(Gender::Woman));
        assert_eq!(gender("sergei"), Some(Gender::Man));
        assert_eq!(gender("andrea"), None);
        assert!(GENDERS.len() > 3000 && NICKNAMES.len() > 500);
    }
}
