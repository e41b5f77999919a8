//! Language detection. A cheap test for English comes first, because most archives are in English.

use super::stemmer;

/// The number of bytes of a text that are examined.
const SAMPLE_BYTES: usize = 2048;

/// Shorter texts give letter statistics too little to work with.
const MIN_BYTES: usize = 60;

/// Detects the language of a text as an ISO 639-1 code; none where the text is too short or
/// unclear.
pub(crate) fn detect(text: &str) -> Option<&'static str> {
    let head = head(text);
    if is_plainly_english(head) {
        return Some("en");
    }
    let info = whatlang::detect(head)?;
    let language = code(info.lang()).filter(|_| head.len() >= MIN_BYTES && info.is_reliable())?;
    (language == "en" || info.script() != whatlang::Script::Latin || is_prose(head))
        .then_some(language)
}

/// Recognises running text: at least eight words in lowercase, and two of five words. Results and
/// price tables are names and figures, whose letters say nothing of the language around them.
fn is_prose(head: &str) -> bool {
    let words = || head.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
    let is_lowercase = |word: &&str| {
        let letters = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        letters.starts_with(char::is_lowercase)
    };
    let (lowercase, all) = (words().filter(is_lowercase).count(), words().count());
    lowercase >= 8 && lowercase * 5 >= all * 2
}

/// Selects the language in which an article's words are analysed; empty if words are folded only.
///
/// If the language is unknown, a short text counts as English and a long one is not stemmed: a
/// long text whose language cannot be detected is not English.
pub(crate) fn analysis_language(language: &str, length: usize) -> &str {
    match language {
        "" if length < 4 * MIN_BYTES => "en",
        _ if stemmer::is_stemmed(language) => language,
        _ => "",
    }
}

/// The beginning of a text, cut at a character boundary.
fn head(text: &str) -> &str {
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Recognises English prose by its function words, which are a quarter of it; no other language has
/// the word *the*.
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

/// Maps a detected language to its ISO 639-1 code.
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
    fn the_language_of_prose_is_detected() {
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
    fn tables_of_names_and_figures_are_in_no_other_language() {
        let table = "1. M. Quill (Italy) 1:02.3\n2. J. van Marsh (Netherlands) 1:02.9\n3. A. Berg (Norway) 1:03.4\n\
                     4. T. Oakfeld (Germany) 1:04.0\n5. L. Rivage (France) 1:04.2";
        assert!(matches!(detect(table), None | Some("en")), "{:?}", detect(table));
    }

    #[test]
    fn a_few_words_are_not_enough() {
        assert_eq!(detect("FED SETS REPO"), None);
        assert_eq!(detect(""), None);
    }

    #[test]
    fn unknown_short_texts_are_analysed_as_english_and_long_ones_are_not() {
        assert_eq!(analysis_language("", 20), "en");
        assert_eq!(analysis_language("", 5000), "");
        assert_eq!(analysis_language("vi", 20), "");
        assert_eq!(analysis_language("fr", 5000), "fr");
    }
}
