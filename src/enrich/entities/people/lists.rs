//! What words are to a name: titles, particles, suffixes, offices. Written by hand, but for first names, whose tables
//! are made by `training/people.py`.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// FNV-1a: the tables are our own, so nobody can crowd them, and their words are short.
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

/// What a folded word can be, as a set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Uses(u16);

impl Uses {
    /// Says that a man is meant: "Mr".
    pub const HIS: Uses = Uses(1);
    /// Says that a woman is meant: "Mrs".
    pub const HER: Uses = Uses(1 << 1);
    /// Polite, and says nothing about what somebody does: "Mr", "Dr".
    pub const COURTESY: Uses = Uses(1 << 2);
    /// Stands before a name and can be all a text says: "General", "Sen".
    pub const RANK: Uses = Uses(1 << 3);
    /// Goes with a first name: "Sir", "Queen".
    pub const REGNAL: Uses = Uses(1 << 4);
    /// Stays with the surname: "van", "bin", "al".
    pub const PARTICLE: Uses = Uses(1 << 5);
    /// A particle even where it opens a name in capitals: "Van Gaal", while "Al Gore" is called Al.
    pub const OPENS: Uses = Uses(1 << 6);
    /// Follows a name: "Jr", "III".
    pub const SUFFIX: Uses = Uses(1 << 7);
    /// A number of kings and popes.
    pub const NUMERAL: Uses = Uses(1 << 8);
    /// The office itself: "minister", "spokeswoman".
    pub const OFFICE: Uses = Uses(1 << 9);
    /// Makes an office narrower, in lower case too: "foreign", "deputy".
    pub const NARROWS: Uses = Uses(1 << 10);
    /// Grammar, or a verb of saying: never part of an office, ends a clause.
    pub const GRAMMAR: Uses = Uses(1 << 11);
    /// A family name that stands first: "Kim", "Wang".
    pub const FAMILY_FIRST: Uses = Uses(1 << 12);
    /// Joins the parts of an office: "of", "for".
    pub const LINK: Uses = Uses(1 << 13);
    /// Also a first name, so it is not cut from the front of a name: "Dean".
    pub const ALSO_GIVEN: Uses = Uses(1 << 14);

    /// Whether it is any of these.
    pub fn any(self, of: Uses) -> bool {
        self.0 & of.0 != 0
    }

    /// Both sets.
    pub const fn and(self, other: Uses) -> Uses {
        Uses(self.0 | other.0)
    }
}

/// What stands before a name without being part of it.
pub const TITLE: Uses = Uses::COURTESY.and(Uses::RANK).and(Uses::REGNAL).and(Uses::OFFICE);

/// A man or a woman, where a text or a first name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// A man.
    Man,
    /// A woman.
    Woman,
}

const WORDS: &[(Uses, &str)] = &[
    (Uses::COURTESY.and(Uses::HIS), "mr mister messrs monsieur herr senor signor don brother"),
    (Uses::COURTESY.and(Uses::HER), "mrs ms miss madam madame mme mlle frau senora signora sister"),
    (Uses::COURTESY, "dr doctor prof hon honorable honourable rev reverend revd fr"),
    (Uses::REGNAL.and(Uses::HIS), "king prince sultan emperor tsar czar pope saint"),
    (Uses::REGNAL.and(Uses::HER), "queen princess empress"),
    (Uses::COURTESY.and(Uses::REGNAL).and(Uses::HIS), "sir"),
    (Uses::COURTESY.and(Uses::REGNAL).and(Uses::HER), "dame"),
    (Uses::RANK.and(Uses::HIS), "lord father"),
    (Uses::RANK.and(Uses::HER), "lady baroness"),
    (Uses::RANK.and(Uses::REGNAL), "sheikh sheik shaikh crown"),
    (
        Uses::RANK,
        "gen lt ltgen majgen brig adm vadm radm capt cpt col ltcol maj sgt ssgt cpl pvt pfc cmdr cdr supt insp det \
         gov sen rep cllr pres sec min judge justice general colonel captain sergeant corporal private lieutenant \
         admiral commander brigadier major marshal airman constable detective inspector superintendent officer trooper \
         cardinal archbishop bishop pastor rabbi imam ayatollah mullah rector attorney congressman congresswoman \
         staff state comrade deputy",
    ),
    (
        Uses::PARTICLE.and(Uses::OPENS),
        "van von der den de da di du del della delle des la le bin ibn bint abu el mac st ter ten zu vom dos das",
    ),
    (Uses::PARTICLE, "al ben ad as ash ar e y and und san do op af av ul ur ould ag"),
    (Uses::SUFFIX, "jr sr jnr snr junior senior phd md mp msp mep qc kc obe mbe cbe esq"),
    (
        Uses::SUFFIX.and(Uses::NUMERAL),
        "ii iii iv vi vii viii ix xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii",
    ),
    (
        Uses::OFFICE,
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
        Uses::NARROWS,
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
        Uses::GRAMMAR,
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
    (Uses::LINK, "of for"),
    (
        Uses::FAMILY_FIRST,
        "kim park lee yi choi chung jung jeong kang cho yoon yun jang lim im han oh seo shin kwon hwang ahn song yoo \
         hong jeon ko moon son yang bae baek noh roh ban wang li zhang liu chen zhao huang zhou wu xu sun hu zhu gao lin \
         guo ma luo liang zheng xie tang xu deng xiao feng cao peng zeng jiang cai wei xue ye yan pan du dai xi mao wen \
         bo ai tsai chiang hua ding ren lu yao fu zhong hui nguyen tran pham le phan vu vo dang bui do ho ngo duong \
         chan wong leung cheung lam tung tsang kwok ng",
    ),
    (Uses::ALSO_GIVEN, "dean earl duke guy guard model chase forward chair host don"),
];

static USES: LazyLock<Table<Uses>> = LazyLock::new(|| {
    let mut uses: Table<Uses> = Table::default();
    for (which, words) in WORDS {
        for word in words.split_whitespace() {
            let known = uses.entry(word).or_default();
            *known = known.and(*which);
        }
    }
    uses
});

/// What this folded word can be.
pub fn uses(word: &str) -> Uses {
    USES.get(word).copied().unwrap_or_default()
}

static GENDERS: LazyLock<Table<Gender>> = LazyLock::new(|| {
    let table = include_str!("genders.tsv").lines().filter_map(|line| line.split_once('\t'));
    let mut genders: Table<Gender> = table
        .flat_map(|(sex, names)| names.split(' ').map(move |name| (name, gender_of(sex))))
        .collect();
    for (sex, names) in BEYOND_THE_CENSUS {
        genders.extend(names.split(' ').map(|name| (name, gender_of(sex))));
    }
    genders
});

/// First names of the news that a census of America hardly knows.
const BEYOND_THE_CENSUS: [(&str, &str); 2] = [
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

/// Whether a woman or a man bears this first name, where it is nearly always one of them.
pub fn gender(given: &str) -> Option<Gender> {
    GENDERS.get(given).copied()
}

static NICKNAMES: LazyLock<Table<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("nicknames.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// Whether one first name is short for the other: Bill and William. Never across the sexes.
pub fn nicknamed(one: &str, other: &str) -> bool {
    let short_for = |short: &str, long: &str| {
        NICKNAMES.get(long).is_some_and(|known| known.split(' ').any(|nickname| nickname == short))
    };
    let apart = matches!((gender(one), gender(other)), (Some(one), Some(other)) if one != other);
    !apart && (short_for(one, other) || short_for(other, one))
}

/// Names that are one name in another alphabet, the commonest spelling first.
const TRANSCRIBED: &[&str] = &[
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

static SOUNDS: LazyLock<Table<&'static str>> = LazyLock::new(|| {
    let names = TRANSCRIBED.iter().flat_map(|names| {
        let first = names.split(' ').next().unwrap_or_default();
        names.split(' ').map(move |name| (name, first))
    });
    names.collect()
});

/// A word in the spelling that its transcriptions share: `sergey` and `sergei`, `mohamed` and `muhammad`.
pub fn sound(word: &str) -> String {
    let word = SOUNDS.get(word).copied().unwrap_or(word);
    let mut sound = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let spelt = match (letter, next) {
            ('k', Some('h')) | ('o', Some('u')) | ('d', Some('j')) | ('e', Some('i' | 'y')) => {
                continue;
            }
            ('y', _) if !sound.is_empty() => 'i',
            ('q', _) => 'k',
            _ => letter,
        };
        if !sound.ends_with(spelt) {
            sound.push(spelt);
        }
    }
    sound
}

/// Whether a word could be the given name behind a family name that stands first: open syllables, no name of the West.
pub fn is_eastern_given(word: &str) -> bool {
    let vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let letters: Vec<char> = word.chars().collect();
    let crowded = letters
        .windows(3)
        .any(|three| three.iter().all(|&letter| !vowel(letter)) && three != ['n', 'g', 'h']);
    let foreign = letters.iter().any(|letter| matches!(letter, 'v' | 'f'))
        || word.ends_with(['s', 'r', 'd', 'c', 'b', 'z']);
    letters.len() <= 8
        && !crowded
        && !foreign
        && letters.iter().any(|&letter| vowel(letter))
        && gender(word).is_none()
}

/// Whether a word looks like the people of a country: "Russian", "Turkish". Read with an office behind it only.
pub fn is_demonym(word: &str) -> bool {
    const REST: &str = "french dutch greek czech thai swiss german iraqi israeli pakistani saudi kuwaiti qatari afghan \
                        uzbek kazakh croat serb slovak turk arab american yemeni emirati omani somali filipino philippine";
    word.len() > 4
        && (word.ends_with("ian")
            || word.ends_with("ese")
            || word.ends_with("ish")
            || word.ends_with("ean"))
        || word.len() > 3 && REST.split(' ').any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transcriptions_sound_alike_and_others_do_not() {
        for (one, other) in [
            ("sergei", "sergey"),
            ("mohammed", "muhamad"),
            ("nikolai", "nikolay"),
            ("zelenskyy", "zelensky"),
        ] {
            assert_eq!(sound(one), sound(other));
        }
        for (one, other) in
            [("maria", "marie"), ("stephen", "steven"), ("putin", "patin"), ("jong", "jang")]
        {
            assert_ne!(sound(one), sound(other));
        }
    }

    #[test]
    fn nicknames_pair_and_never_across_the_sexes() {
        assert!(
            nicknamed("bill", "william")
                && nicknamed("william", "bill")
                && nicknamed("joe", "joseph")
        );
        assert!(!nicknamed("bill", "george") && !nicknamed("erin", "aaron"));
    }

    #[test]
    fn the_tables_are_read() {
        assert_eq!(gender("hillary"), Some(Gender::Woman));
        assert_eq!(gender("sergei"), Some(Gender::Man));
        assert_eq!(gender("andrea"), None);
        assert!(GENDERS.len() > 3000 && NICKNAMES.len() > 500);
    }
}
