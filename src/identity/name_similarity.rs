//! The names people are called by, taken apart, and how two of them may be one name: with and without a middle name, a
//! particle or a suffix, spelled by another transliteration, a short form. What it says of two names is a possibility;
//! whether they are one person is for [`super::coreference`] to find.

use crate::text::words;

/// A name taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// The first given name, folded; a single letter where only that is known, empty where there is none.
    pub given: String,
    /// The names between, folded; a single letter where only that is known.
    pub middle: Vec<String>,
    /// The last name as it is compared: folded, in one spelling of its transliterations, without particles.
    pub family: String,
    /// The particles before it, in one spelling.
    pub particles: Vec<String>,
    /// `jr`, `sr`, `ii`, `iii`, `iv`.
    pub suffix: String,
    /// The first token, where it may be the family's name, as in Korean and Chinese.
    pub family_first: Option<String>,
}

const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv"];
const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "dr", "sir", "dame"];
/// Before a family's name: what may be left out, and what is a part of it.
const PARTICLES: &[&str] = &[
    "al", "el", "ul", "van", "von", "de", "der", "den", "ter", "ten", "da", "del", "della", "di",
    "dos", "du", "la", "le", "zu",
];
const BOUND: &[&str] =
    &["bin", "ibn", "bint", "ben", "abu", "abd", "abdul", "abdel", "mac", "st", "saint"];
/// Particles that a name may begin with and yet be a family's only; written small or with a hyphen any may.
const BEGINNING: &[&str] = &["von", "de", "del", "della", "di", "du", "da", "bin", "ibn"];
/// The usual names of families that stand first.
const FAMILY_FIRST: &[&str] = &[
    "kim", "park", "lee", "choi", "jung", "chung", "moon", "ban", "roh", "yoon", "hwang", "xi",
    "hu", "wen", "li", "wang", "zhang", "chen", "liu", "yang", "huang", "zhao", "wu", "zhou",
    "deng", "jiang", "mao", "bo", "lin", "tsai", "ma", "zhu", "nguyen", "tran",
];

/// Spellings of one given name; the first stands for all.
const GIVEN: &[&str] = &[
    "mohammed muhammad mohamed mohammad mohamad muhammed mohamud mohammod muhamad",
    "ahmed ahmad achmad",
    "hussein hussain husain husayn hossein hussien",
    "hassan hasan",
    "abdullah abdallah abdulla abdalla",
    "ibrahim ebrahim ibraheem",
    "yusuf yousef youssef yousuf yousif yusef yousaf",
    "khalid khaled",
    "mahmoud mahmud mahmood",
    "mustafa mostafa moustafa mustapha",
    "omar umar",
    "osama usama oussama",
    "muammar moammar muamar moamer mouammar moamar",
    "bashar bachar",
    "rafik rafiq rafic",
    "tariq tarek tarik tareq",
    "walid waleed",
    "nouri nuri noori",
    "hamid hameed",
    "rashid rasheed rachid",
    "suleiman sulaiman soliman suleyman",
    "faisal faysal feisal",
    "yasser yasir yassir yaser",
    "saleh salih",
    "jamal gamal djamal",
    "said saeed saied",
    "ayman aiman",
    "nasser nasir naser",
    "pervez parvez",
    "sergei sergey serguei sergej serhiy serhii",
    "yuri yury yuriy yurii iouri",
    "dmitri dmitry dmitriy dmitrii",
    "alexander aleksandr alexandr aleksander alexandre",
    "oleksandr olexandr olexander",
    "alexei alexey aleksei aleksey alexej",
    "yevgeny evgeny yevgeni evgeni evgeniy yevgeniy evgenii",
    "anatoly anatoli anatoliy anatolii",
    "vasily vasili vasiliy vassily",
    "grigory grigori grigoriy",
    "georgy georgi georgiy",
    "arkady arkadi arkadiy",
    "valery valeri valeriy",
    "vitaly vitali vitaliy vitalii",
    "gennady gennadi gennadiy",
    "nikolai nikolay nicolai",
    "andrei andrey andrej",
    "mikhail michail mihail",
    "viktor victor",
    "fyodor fedor feodor",
    "pyotr petr piotr",
    "artyom artem",
    "vladimir wladimir",
    "volodymyr volodimir",
    "yelena elena",
    "yekaterina ekaterina",
    "natalia natalya nataliya",
    "tatiana tatyana",
    "yulia yuliya iulia",
    "kseniya ksenia xenia",
    "dzhokhar djokhar",
    "ramzan ramsan",
];

/// Spellings of one family's name that no rule finds.
const FAMILY: &[&str] = &[
    "gaddafi qaddafi gadhafi kadafi khadafy qadhafi gadafi kaddafi qadafi ghadafi gathafi kadhafi",
    "assad asad",
    "hussein hussain husain husayn hossein",
    "mohammed muhammad mohamed mohammad mohamad",
    "khamenei khameini",
    "ahmadinejad ahmedinejad",
    "khrushchev khruschev krushchev khruschov",
    "gorbachev gorbachov gorbatchev",
    "yeltsin eltsin jelzin",
    "lukashenko lukashenka",
    "tymoshenko timoshenko",
    "zawahiri zawahri",
    "sistani seestani",
];

/// A short form, and the whole names it may stand for.
const SHORT: &[(&str, &str)] = &[
    ("abe", "abraham"),
    ("al", "albert alan alfred alexander"),
    ("alex", "alexander alexandra alexis"),
    ("andy", "andrew"),
    ("art", "arthur"),
    ("ben", "benjamin"),
    ("bernie", "bernard"),
    ("beth", "elizabeth"),
    ("bill", "william"),
    ("billy", "william"),
    ("bob", "robert"),
    ("bobby", "robert"),
    ("cathy", "catherine"),
    ("charlie", "charles"),
    ("chris", "christopher christian christine"),
    ("chuck", "charles"),
    ("dan", "daniel"),
    ("danny", "daniel"),
    ("dave", "david"),
    ("deb", "deborah"),
    ("dick", "richard"),
    ("don", "donald"),
    ("doug", "douglas"),
    ("ed", "edward edwin edmund"),
    ("eddie", "edward"),
    ("frank", "francis"),
    ("fred", "frederick alfred"),
    ("gene", "eugene"),
    ("greg", "gregory"),
    ("hank", "henry"),
    ("harry", "henry harold"),
    ("jack", "john"),
    ("jake", "jacob"),
    ("jeff", "jeffrey geoffrey"),
    ("jen", "jennifer"),
    ("jerry", "gerald jerome"),
    ("jim", "james"),
    ("jimmy", "james"),
    ("joe", "joseph"),
    ("johnny", "john"),
    ("jon", "jonathan"),
    ("josh", "joshua"),
    ("kate", "katherine catherine"),
    ("kathy", "katherine kathleen"),
    ("ken", "kenneth"),
    ("larry", "lawrence"),
    ("len", "leonard"),
    ("liz", "elizabeth"),
    ("lou", "louis"),
    ("maggie", "margaret"),
    ("matt", "matthew"),
    ("meg", "margaret megan"),
    ("mike", "michael"),
    ("mick", "michael"),
    ("mitch", "mitchell"),
    ("nick", "nicholas"),
    ("pat", "patrick patricia"),
    ("peggy", "margaret"),
    ("pete", "peter"),
    ("phil", "philip phillip"),
    ("ray", "raymond"),
    ("rich", "richard"),
    ("rick", "richard"),
    ("rob", "robert"),
    ("ron", "ronald"),
    ("sam", "samuel samantha"),
    ("sandy", "alexander sandra"),
    ("steve", "steven stephen"),
    ("sue", "susan"),
    ("ted", "edward theodore"),
    ("teddy", "edward theodore"),
    ("terry", "terence terrance"),
    ("tim", "timothy"),
    ("tom", "thomas"),
    ("tommy", "thomas"),
    ("tony", "anthony antonio"),
    ("vince", "vincent"),
    ("walt", "walter"),
    ("will", "william"),
];

/// Takes a name apart as a reader does.
pub fn parts(name: &str) -> Parts {
    let shouts = !name.chars().any(char::is_lowercase);
    let mut tokens: Vec<Token> =
        name.split_whitespace().flat_map(|word| tokens(word, shouts)).collect();
    if tokens.len() > 2 && tokens.first().is_some_and(|token| TITLES.contains(&token.text.as_str()))
    {
        tokens.remove(0);
    }
    let has_suffix = tokens.len() > 2
        && tokens.last().is_some_and(|token| SUFFIXES.contains(&token.text.as_str()));
    let suffix = if has_suffix {
        tokens.pop().map(|token| token.text).unwrap_or_default()
    } else {
        String::new()
    };
    let Some(last) = tokens.pop() else { return Parts::default() };
    let mut parts = Parts { suffix, ..Parts::default() };
    let mut family = last.text;
    while let Some(before) = tokens.pop_if(|before| before.leads()) {
        // A particle that begins a name is a given name, unless it is written as a particle.
        if tokens.is_empty() && !before.small && !BEGINNING.contains(&before.text.as_str()) {
            tokens.push(before);
            break;
        }
        if BOUND.contains(&before.text.as_str()) {
            family.insert_str(0, &before.text);
        } else {
            parts
                .particles
                .insert(0, if before.text == "el" { "al".to_string() } else { before.text });
        }
    }
    parts.family = family_form(&family);
    let mut given = tokens.into_iter().map(|token| token.text);
    parts.given = given.next().map(|given| given_form(&given)).unwrap_or_default();
    parts.middle = given.collect();
    // A caption glued to its headline has a name twice over.
    let again = |family: &str, given: &str| {
        family_form(family) == parts.family && given_form(given) == parts.given
    };
    if matches!(parts.middle.as_slice(), [family, given] if again(family, given)) {
        parts.middle.clear();
    }
    parts.family_first =
        Some(parts.given.clone()).filter(|first| FAMILY_FIRST.contains(&first.as_str()));
    parts
}

/// A word of a name.
struct Token {
    text: String,
    /// Whether it is written as particles are: small, or joined by a hyphen.
    small: bool,
}

impl Token {
    fn leads(&self) -> bool {
        PARTICLES.contains(&self.text.as_str()) || BOUND.contains(&self.text.as_str())
    }
}

/// One word as written: `J.K.` is two initials, `al-Assad` a particle and a name, `Jean-Claude` one name.
fn tokens(word: &str, shouts: bool) -> Vec<Token> {
    let small = word.chars().next().is_some_and(char::is_lowercase);
    let token = |text: String, small: bool| Token { text, small };
    let whole = |text: &str| words::folded(text).replace(' ', "");
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let dotted = word.contains('.')
        && letters.len() < 5
        && word.chars().filter(|c| *c == '.').count() >= letters.len();
    let shouted = !shouts && letters.len() == 2 && letters.iter().all(|c| c.is_uppercase());
    if (dotted || shouted) && !SUFFIXES.contains(&whole(word).as_str()) {
        return letters.iter().map(|letter| token(whole(&letter.to_string()), small)).collect();
    }
    if let Some((before, after)) =
        word.split_once('-').filter(|(before, _)| PARTICLES.contains(&whole(before).as_str()))
    {
        return [token(whole(before), true), token(whole(after), false)]
            .into_iter()
            .filter(|it| !it.text.is_empty())
            .collect();
    }
    Some(whole(word))
        .filter(|text| !text.is_empty())
        .map(|text| token(text, small))
        .into_iter()
        .collect()
}

/// A given name in one of its spellings.
fn given_form(name: &str) -> String {
    one_of(GIVEN, name).map_or_else(|| endings(&name.replace('x', "ks")), str::to_string)
}

/// A family's name in one of its spellings.
fn family_form(name: &str) -> String {
    if let Some(known) = one_of(FAMILY, name) {
        return known.to_string();
    }
    if name.chars().count() < 5 {
        return name.to_string();
    }
    let name = endings(&name.replace('x', "ks"));
    let slavic = [
        ("skii", "ski"),
        ("sky", "ski"),
        ("ovych", "ovic"),
        ("ovich", "ovic"),
        ("evich", "evic"),
        ("ayev", "aev"),
    ];
    let ending = slavic
        .iter()
        .find_map(|(other, usual)| Some(format!("{}{usual}", name.strip_suffix(other)?)));
    ending.unwrap_or(name)
}

fn one_of<'t>(table: &[&'t str], name: &str) -> Option<&'t str> {
    let row = table.iter().find(|row| row.split(' ').any(|known| known == name))?;
    row.split(' ').next()
}

/// Endings that transliterations differ in.
fn endings(name: &str) -> String {
    const ENDINGS: &[(&str, &str)] = &[
        ("skiy", "ski"),
        ("skyy", "ski"),
        ("skij", "ski"),
        ("ey", "ei"),
        ("ej", "ei"),
        ("iy", "ii"),
        ("yy", "ii"),
        ("oy", "oi"),
    ];
    let long = name.chars().count() > 4;
    let ending = ENDINGS
        .iter()
        .find_map(|(other, usual)| Some(format!("{}{usual}", name.strip_suffix(other)?)));
    ending.filter(|_| long).unwrap_or_else(|| name.to_string())
}

/// What is left of a family's name when all that transliterations write in more ways than one is made equal: two names
/// that share it may be one.
pub fn skeleton(family: &str) -> String {
    const PAIRS: &[(&str, &str)] = &[
        ("tch", "ch"),
        ("sch", "sh"),
        ("dzh", "j"),
        ("dj", "j"),
        ("kh", "h"),
        ("gh", "g"),
        ("dh", "d"),
        ("ph", "f"),
        ("ck", "k"),
        ("q", "k"),
        ("ou", "u"),
        ("oo", "u"),
        ("ee", "i"),
        ("ye", "e"),
        ("y", "i"),
        ("w", "v"),
        ("ii", "i"),
    ];
    let bones =
        PAIRS.iter().fold(family.to_string(), |bones, (other, usual)| bones.replace(other, usual));
    let mut last = '\0';
    bones.chars().filter(|c| std::mem::replace(&mut last, *c) != *c).collect()
}

/// The whole names a given name may stand for, itself the first.
pub fn whole_names(given: &str) -> impl Iterator<Item = &str> {
    let long = SHORT
        .iter()
        .filter(move |(short, _)| *short == given)
        .flat_map(|(_, long)| long.split(' '));
    std::iter::once(given).chain(long)
}

impl Parts {
    /// Whether a given and a family's name are known.
    pub fn is_full(&self) -> bool {
        self.given.chars().count() > 1 && !self.family.is_empty()
    }

    /// Whether of the given name only a letter is known.
    pub fn is_initialled(&self) -> bool {
        self.given.chars().count() == 1
    }

    /// Whether a family's name is all there is.
    pub fn is_single(&self) -> bool {
        self.given.is_empty() && self.suffix.is_empty() && !self.family.is_empty()
    }

    /// Whether it says more than a first and a last name.
    pub fn is_particular(&self) -> bool {
        !self.middle.is_empty() || !self.suffix.is_empty()
    }

    /// Whether the middle names and particles of two names leave it open that they are one.
    pub fn agrees(&self, other: &Self) -> bool {
        let same = |one: &String, two: &String| {
            one == two
                || (one.chars().count() == 1 && two.starts_with(one.as_str()))
                || (two.chars().count() == 1 && one.starts_with(two.as_str()))
        };
        let particles = self.particles == other.particles
            || self.particles.is_empty()
            || other.particles.is_empty();
        let joined = self.middle.concat() == other.middle.concat();
        let suffixes =
            self.suffix == other.suffix || self.suffix.is_empty() || other.suffix.is_empty();
        particles
            && suffixes
            && (joined || self.middle.iter().zip(&other.middle).all(|(one, two)| same(one, two)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(one: &str, two: &str) -> bool {
        let (one, two) = (parts(one), parts(two));
        one.given == two.given && one.family == two.family && one.agrees(&two)
    }

    #[test]
    fn spellings_of_one_name() {
        for (one, two) in [
            ("John Kerry", "John F. Kerry"),
            ("John Forbes Kerry", "John F. Kerry"),
            ("Bashar Assad", "Bashar al-Assad"),
            ("Bashar al-Assad", "Bachar el-Assad"),
            ("Sergei Lavrov", "Sergey Lavrov"),
            ("Muammar Gaddafi", "Moammar Gadhafi"),
            ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
            ("Volodymyr Zelenskiy", "Volodymyr Zelenskyy"),
            ("Aleksandr Karelin", "Alexander Karelin"),
            ("Mohammed Hanif", "Muhammad Hanif"),
            ("Kim Jong-un", "Kim Jongun"),
            ("Martin King Jr.", "Martin King"),
            ("J.K. Rowling", "JK Rowling"),
            ("Viktor Yanukovych", "Viktor Yanukovich"),
            ("José Serra", "Jose Serra"),
            ("Nora Singh Nora Singh", "Nora K. Singh"),
        ] {
            assert!(agree(one, two), "{one} {two}: {:?} {:?}", parts(one), parts(two));
        }
    }

    #[test]
    fn names_of_two() {
        for (one, two) in [
            ("George H. W. Bush", "George W. Bush"),
            ("George Herbert Walker Bush", "George W. Bush"),
            ("Martin King Jr.", "Martin King Sr."),
            ("Peter Andersson", "Peter Anderson"),
            ("David Lee", "David Li"),
            ("Mohammed Salman", "Mohammed bin Salman"),
            ("Jean-Claude Duval", "Jean Duval"),
            ("Toni Carver", "Tony Carver"),
            ("Inge van Aar", "Inge von Aar"),
        ] {
            assert!(!agree(one, two), "{one} {two}: {:?} {:?}", parts(one), parts(two));
        }
    }

    #[test]
    fn a_particle_that_begins_a_name_may_be_one() {
        assert_eq!((parts("Al Gore").given.as_str(), parts("Al Gore").is_full()), ("al", true));
        assert!(
            parts("al-Assad").is_single()
                && parts("bin Laden").is_single()
                && parts("Obama").is_single()
        );
        assert_eq!(parts("Ursula von der Leyen").particles, ["von", "der"]);
        assert!(parts("J. Kerry").is_initialled() && !parts("J. Kerry").is_full());
        assert!(parts("").family.is_empty() && parts("---").family.is_empty());
    }

    #[test]
    fn short_forms_stand_for_whole_ones() {
        assert!(whole_names("bill").any(|name| name == "william"));
        assert_eq!(whole_names("bernard").collect::<Vec<_>>(), ["bernard"]);
        assert_eq!(skeleton("mussawi"), skeleton("musavi"));
    }
}
