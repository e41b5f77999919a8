//! Decodes bytes to text. A declared encoding is trusted where it can be right; without one the
//! encoding is guessed.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{MACINTOSH, UTF_8, WINDOWS_1252};

use super::code_pages::CodePage;

/// The number of bytes that a guess is based on.
const GUESS_SAMPLE_BYTES: usize = 256 * 1024;

/// The evidence for an encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncodingSource {
    /// A byte order mark opens the text.
    ByteOrderMark,
    /// The file or its markup declares it.
    Declared,
    /// The bytes are valid UTF-8, which other encodings hardly ever are.
    ValidUtf8,
    /// The encoding is the likeliest for these bytes.
    Guessed,
}

/// A character encoding with the evidence for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Encoding {
    inner: &'static encoding_rs::Encoding,
    /// Code page of DOS, which the web does not know; it comes before `inner`.
    page: Option<CodePage>,
    /// The evidence for it.
    pub source: EncodingSource,
}

impl Encoding {
    /// UTF-8, proven by the bytes themselves.
    pub const UTF8: Self = Self { inner: UTF_8, page: None, source: EncodingSource::ValidUtf8 };

    /// Finds an encoding by its exact WHATWG label. Encodings that decode to U+FFFD only are
    /// refused.
    pub fn from_exact_label(label: &str) -> Option<Self> {
        let inner = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())?;
        Some(Self { inner, page: None, source: EncodingSource::Declared })
    }

    /// The lowercase WHATWG name: `utf-8`, `windows-1252`.
    pub fn name(&self) -> String {
        self.page
            .map_or_else(|| self.inner.name().to_ascii_lowercase(), |page| page.name().to_owned())
    }

    /// Returns whether the encoding is UTF-16, whose line ends cannot be found byte by byte.
    pub fn is_utf16(&self) -> bool {
        self.inner == encoding_rs::UTF_16LE || self.inner == encoding_rs::UTF_16BE
    }

    /// Reads a byte order mark and returns its encoding and its length in bytes.
    pub fn from_byte_order_mark(bytes: &[u8]) -> Option<(Self, usize)> {
        let (inner, mark) = encoding_rs::Encoding::for_bom(bytes)?;
        Some((Self { inner, page: None, source: EncodingSource::ByteOrderMark }, mark))
    }

    /// Finds the encoding that a file declares, ignoring surrounding white space.
    pub fn from_label(label: &str) -> Option<Self> {
        let inner = encoding_rs::Encoding::for_label(label.trim().as_bytes())?;
        Some(Self { inner, page: None, source: EncodingSource::Declared })
    }

    /// Returns whether the encoding is UTF-8, on whatever evidence.
    pub fn is_utf8(&self) -> bool {
        self.inner == UTF_8
    }

    /// Decodes bytes in this encoding. Malformed sequences become U+FFFD.
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        match self.page {
            Some(page) => Cow::Owned(page.decode(bytes)),
            None => self.inner.decode_without_bom_handling(bytes).0,
        }
    }
}

/// A decoded text and its encoding.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// The encoding it was decoded from.
    pub encoding: Encoding,
}

/// Decodes bytes by their byte order mark, as UTF-8 if they are valid, as declared, or by the
/// likeliest encoding.
///
/// Valid UTF-8 takes precedence over the declaration: pages that declare `windows-1252` over UTF-8
/// are common, and the opposite hardly ever happens. Only a declared encoding that is not a
/// superset of ASCII, such as ISO-2022-JP, comes first.
pub(crate) fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    let (encoding, mark) =
        Encoding::from_byte_order_mark(bytes).unwrap_or_else(|| (detect(bytes, declared), 0));
    let bytes = bytes.get(mark..).unwrap_or_default();
    Decoded { text: encoding.decode(bytes), encoding }
}

/// Decodes owned bytes like [`decode`], without copying valid UTF-8.
pub(crate) fn decode_owned(mut bytes: Vec<u8>, declared: Option<&str>) -> Decoded<'static> {
    if let Some((encoding, mark)) =
        Encoding::from_byte_order_mark(&bytes).filter(|(encoding, _)| encoding.inner == UTF_8)
    {
        bytes.drain(..mark);
        return into_decoded(bytes, encoding);
    }
    let decoded = decode(&bytes, declared);
    let (encoding, text) = (decoded.encoding, decoded.text);
    match text {
        Cow::Owned(text) => Decoded { text: Cow::Owned(text), encoding },
        Cow::Borrowed(_) => into_decoded(bytes, encoding),
    }
}

fn into_decoded(bytes: Vec<u8>, encoding: Encoding) -> Decoded<'static> {
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|error| encoding.decode(error.as_bytes()).into_owned());
    Decoded { text: Cow::Owned(text), encoding }
}

/// Detects the encoding of bytes that have no byte order mark.
fn detect(bytes: &[u8], declared: Option<&str>) -> Encoding {
    let label = declared
        .and_then(|label| encoding_rs::Encoding::for_label_no_replacement(label.trim().as_bytes()));
    if let Some(inner) = label.filter(|inner| !inner.is_ascii_compatible()) {
        return Encoding { inner, page: None, source: EncodingSource::Declared };
    }
    match (std::str::from_utf8(bytes), label) {
        (Ok(_), _) => Encoding::UTF8,
        (Err(_), Some(inner)) if inner != UTF_8 => {
            Encoding { inner, page: None, source: EncodingSource::Declared }
        }
        (Err(_), _) if is_nearly_utf8(bytes) => {
            Encoding { inner: UTF_8, page: None, source: EncodingSource::Guessed }
        }
        (Err(_), _) => guess(bytes),
    }
}

/// Returns whether these bytes are better explained as damaged UTF-8 than as another encoding: a
/// file cut in the middle of a character, or a stray byte among many valid sequences.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && bad * 4 <= good
}

/// Guesses the likeliest encoding from the first stretch that is not ASCII.
fn guess(bytes: &[u8]) -> Encoding {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0).saturating_sub(1024);
    let sample = bytes.get(start..).unwrap_or_default();
    let sample = sample.get(..GUESS_SAMPLE_BYTES).unwrap_or(sample);
    let guessed = |inner| Encoding { inner, page: None, source: EncodingSource::Guessed };
    let likely = if has_only_symbols(bytes) {
        guessed(WINDOWS_1252)
    } else {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        detector.feed(sample, true);
        guessed(detector.guess(None, Utf8Detection::Deny))
    };
    older_encoding(sample, likely).unwrap_or(likely)
}

/// Finds an encoding of older machines, Mac OS Roman or a code page of DOS, that makes letters of
/// what the likeliest encoding makes symbols inside words.
fn older_encoding(sample: &[u8], likely: Encoding) -> Option<Encoding> {
    let letters = sample.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let others = sample.iter().filter(|byte| !byte.is_ascii()).count();
    // In a language written with the Latin alphabet, few letters have accents.
    if others * 4 > letters {
        return None;
    }
    let fit = |encoding: Encoding| WordFit::of(&encoding.decode(sample));
    let known = fit(likely);
    if known.wrong * 4 <= known.right {
        return None;
    }
    let older = |inner, page| Encoding { inner, page, source: EncodingSource::Guessed };
    let candidates = [
        older(WINDOWS_1252, None),
        older(MACINTOSH, None),
        older(WINDOWS_1252, Some(CodePage::Dos850)),
        older(WINDOWS_1252, Some(CodePage::Dos437)),
    ];
    let (best, score) = candidates
        .into_iter()
        .map(|encoding| (encoding, fit(encoding)))
        .rev()
        .max_by_key(|(_, fit)| fit.right as i64 - 3 * fit.wrong as i64)?;
    (score.wrong * 8 <= score.right && score.wrong < known.wrong).then_some(best)
}

/// How well the letters beyond ASCII fit into the words of a text.
#[derive(Default)]
struct WordFit {
    right: usize,
    wrong: usize,
}

impl WordFit {
    /// Counts characters beside a letter: a small letter of the Latin alphabet is right, and so is a
    /// capital that begins a word or is among capitals; all else is wrong inside a word.
    fn of(text: &str) -> Self {
        let mut fit = Self::default();
        let mut before = ' ';
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            let after = rest.peek().copied().unwrap_or(' ');
            if !c.is_ascii() {
                let is_latin = ('\u{c0}'..='\u{24f}').contains(&c) && !matches!(c, '×' | '÷');
                let inside = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
                let beside = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
                let is_small = is_latin && c.is_lowercase();
                let is_capital = is_latin && c.is_uppercase() && !before.is_lowercase();
                match (is_small && !is_rare(c) || is_capital && beside, inside) {
                    (true, _) => fit.right += usize::from(beside),
                    (false, true) if !is_apostrophe_or_dash(c) => fit.wrong += 1,
                    (false, _) if c.is_control() || is_latin && beside => fit.wrong += 1,
                    _ => {}
                }
            }
            before = c;
        }
        fit
    }
}

/// Returns whether no language of Western Europe uses a letter, except in names.
fn is_rare(c: char) -> bool {
    matches!(c, 'ƒ' | 'ž' | 'ÿ' | 'ð' | 'þ' | 'ˆ' | 'ý')
}

fn is_apostrophe_or_dash(c: char) -> bool {
    matches!(c, '’' | '‘' | '–' | '—' | '\u{ad}' | '·' | '\u{a0}' | '…' | '•')
}

/// Returns whether every non-ASCII character is a symbol such as `£` or a curly quote. Without an
/// accented letter there is no language to guess from, and such texts were typed in windows-1252.
fn has_only_symbols(bytes: &[u8]) -> bool {
    WINDOWS_1252
        .decode_without_bom_handling(bytes)
        .0
        .chars()
        .all(|c| c.is_ascii() || !(c.is_alphabetic() || c.is_control()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], declared: Option<&str>) -> (String, String, EncodingSource) {
        let decoded = decode(bytes, declared);
        let owned = decode_owned(bytes.to_vec(), declared);
        assert_eq!(decoded, owned);
        (decoded.text.into_owned(), decoded.encoding.name(), decoded.encoding.source)
    }

    #[test]
    fn encodings_come_from_marks_declarations_and_guesses() {
        type Case<'c> = (&'c [u8], Option<&'c str>, &'c str, &'c str, EncodingSource);
        let cases: [Case<'_>; 10] = [
            (b"plain", None, "plain", "utf-8", EncodingSource::ValidUtf8),
            (b"plain", Some("windows-1252"), "plain", "utf-8", EncodingSource::ValidUtf8),
            (b"\xEF\xBB\xBFcaf\xC3\xA9", None, "café", "utf-8", EncodingSource::ByteOrderMark),
            (b"\xFF\xFEc\0\xE9\0", None, "cé", "utf-16le", EncodingSource::ByteOrderMark),
            (
                b"caf\xE9 cr\xE8me br\xFBl\xE9e",
                Some("latin1"),
                "café crème brûlée",
                "windows-1252",
                EncodingSource::Declared,
            ),
            (
                b"caf\xE9 cr\xE8me br\xFBl\xE9e",
                None,
                "café crème brûlée",
                "windows-1252",
                EncodingSource::Guessed,
            ),
            (
                b"profits of \xA3600m",
                None,
                "profits of £600m",
                "windows-1252",
                EncodingSource::Guessed,
            ),
            ("café".as_bytes(), Some("iso-8859-1"), "café", "utf-8", EncodingSource::ValidUtf8),
            (
                b"\x1b$B%F%9%H\x1b(B",
                Some("iso-2022-jp"),
                "テスト",
                "iso-2022-jp",
                EncodingSource::Declared,
            ),
            (
                "ééééé\u{e9}".as_bytes().split_last().map_or(b"", |(_, cut)| cut),
                None,
                "ééééé\u{fffd}",
                "utf-8",
                EncodingSource::Guessed,
            ),
        ];
        for (bytes, declared, text, name, source) in cases {
            assert_eq!(decoded(bytes, declared), (text.to_owned(), name.to_owned(), source));
        }
    }

    #[test]
    fn encodings_of_older_machines_are_told_by_the_letters_in_words() {
        let french = "Le dernier bac a quitté le vieux port, a déclaré l'armateur, après sept années où l'île n'était reliée à la côte que par ça.";
        let portuguese = "A ligação à ilha começou há três anos, após a construção do porto; não há manhã sem névoa.";
        let german =
            "Die Fähre fährt über die Förde, größer als früher; die Bücher lügen für Geld.";
        let spanish =
            "El niño llegó mañana al puerto después de la reunión, según el capitán del océano.";
        for text in [french, portuguese, german, spanish] {
            let (mac, ..) = MACINTOSH.encode(text);
            assert_eq!(decoded(&mac, None).0, text);
            let dos: Vec<u8> = text.chars().map(|c| CodePage::Dos850.encode(c)).collect();
            assert_eq!(decoded(&dos, None).0, text);
            let (windows, ..) = WINDOWS_1252.encode(text);
            assert_eq!(decoded(&windows, None).0, text);
        }
        for (text, encoding) in [
            (
                "Łódź była stolicą, a książę żył w pałacu nad rzeką; wąż zjadł żółwia.",
                encoding_rs::WINDOWS_1250,
            ),
            ("Паром уходит последним, сообщил мэр города.", encoding_rs::WINDOWS_1251),
            ("Şehirde yağmur yağdı, ağaçlar çiçek açtı, güneş doğdu.", encoding_rs::WINDOWS_1254),
        ] {
            let (bytes, ..) = encoding.encode(text);
            assert_eq!(decoded(&bytes, None).0, text);
        }
    }

    #[test]
    fn an_unknown_label_is_ignored() {
        assert_eq!(decoded(b"ok", Some("x-unheard-of")).1, "utf-8");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_decode(bytes: Vec<u8>, label in "[a-z0-9-]{0,12}") {
            decoded(&bytes, Some(&label));
            decoded(&bytes, None);
        }
    }
}
