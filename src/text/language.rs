//! Which language a text is in, where that can be told; English is told quickly, because most archives are in it.

use super::stem;

/// How much of a text is looked at, in bytes.
const LOOK: usize = 2048;

/// Below this many bytes a guess by letter statistics is worth little.
const ENOUGH: usize = 60;

/// The two-letter code (ISO 639-1) of a text's language, or nothing where the text does not tell.
pub fn detect(text: &str) -> Option<&'static str> {
    let head = head(text);
    if is_plainly_english(head) {
        return Some("en");
    }
    let info = whatlang::detect(head)?;
    (head.len() >= ENOUGH && info.is_reliable()).then(|| code(info.lang())).flatten()
}

/// How an article's words are read: a language that has a stemmer, or none (words are folded only).
///
/// Where the language is unknown, a text too short to tell is read as English, a longer one is left unstemmed: what is
/// long and still can not be told is not English.
pub fn analysis(language: &str, length: usize) -> &str {
    match language {
        "" if length < 4 * ENOUGH => "en",
        _ if stem::is_stemmed(language) => language,
        _ => "",
    }
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(LOOK);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Function words are a quarter of English prose, and *the* stands in no other language.
fn is_plainly_english(head: &str) -> bool {
    let (mut words, mut the, mut function) = (0, 0, 0);
    for word in head.split_ascii_whitespace() {
        words += 1;
        match word {
            "the" | "The" | "THE" => the += 1,
            "of" | "and" | "to" | "in" | "that" | "for" | "with" | "said" | "from" | "by"
            | "which" | "would" | "has" | "its" | "this" | "are" | "were" | "not" | "he" | "it"
            | "is" | "was" | "on" | "at" | "a" | "an" => {
                function += 1;
            }
            _ => {}
        }
    }
    words >= 12 && the > 0 && (the + function) * 6 >= words
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn code(language: whatlang::Lang) -> Option<&'static str> {
    use whatlang::Lang::*;
    Some(match language {
        Eng => "en",
        Rus => "ru",
        Cmn => "zh",
        Spa => "es",
        Por => "pt",
        Ita => "it",
        Fra => "fr",
        Deu => "de",
        Ukr => "uk",
        Ara => "ar",
        Hin => "hi",
        Jpn => "ja",
        Heb => "he",
        Yid => "yi",
        Pol => "pl",
        Amh => "am",
        Jav => "jv",
        Kor => "ko",
        Nob => "no",
        Dan => "da",
        Swe => "sv",
        Fin => "fi",
        Tur => "tr",
        Nld => "nl",
        Hun => "hu",
        Ces => "cs",
        Ell => "el",
        Bul => "bg",
        Bel => "be",
        Mar => "mr",
        Kan => "kn",
        Ron => "ro",
        Slv => "sl",
        Hrv => "hr",
        Srp => "sr",
        Mkd => "mk",
        Lit => "lt",
        Lav => "lv",
        Est => "et",
        Tam => "ta",
        Vie => "vi",
        Urd => "ur",
        Tha => "th",
        Guj => "gu",
        Uzb => "uz",
        Pan => "pa",
        Aze => "az",
        Ind => "id",
        Tel => "te",
        Pes => "fa",
        Mal => "ml",
        Ori => "or",
        Mya => "my",
        Nep => "ne",
        Sin => "si",
        Khm => "km",
        Tuk => "tk",
        Aka => "ak",
        Zul => "zu",
        Sna => "sn",
        Afr => "af",
        Lat => "la",
        Slk => "sk",
        Cat => "ca",
        Tgl => "tl",
        Hye => "hy",
        Epo => "eo",
        Ben => "bn",
        Kat => "ka",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_tells_its_language() {
        for (text, expected) in [
            (
                "The harbour was closed on Monday after the storm, and officials said it would not reopen before noon.",
                "en",
            ),
            (
                "Le gouvernement a annoncé lundi que le port de la ville resterait fermé jusqu'à la fin de la semaine.",
                "fr",
            ),
            (
                "Die Regierung teilte am Montag mit, dass der Hafen der Stadt bis zum Ende der Woche geschlossen bleibt.",
                "de",
            ),
            (
                "El gobierno anunció el lunes que el puerto de la ciudad permanecerá cerrado hasta el fin de semana.",
                "es",
            ),
        ] {
            assert_eq!(detect(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_few_words_do_not_tell() {
        assert_eq!(detect("FED SETS REPO"), None);
        assert_eq!(detect(""), None);
    }

    #[test]
    fn unknown_short_texts_are_read_as_english_and_long_ones_are_not() {
        assert_eq!(analysis("", 20), "en");
        assert_eq!(analysis("", 5000), "");
        assert_eq!(analysis("vi", 20), "");
        assert_eq!(analysis("fr", 5000), "fr");
    }
}
