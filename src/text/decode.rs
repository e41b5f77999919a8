//! From bytes to text, whatever they were written on: what the file declares is believed where it can be true, and
//! guessed at where nothing is declared.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{UTF_8, WINDOWS_1252};

/// How many bytes the guess is made from.
const GUESSED_FROM: usize = 256 * 1024;

/// How an encoding was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A byte order mark opens the text.
    Mark,
    /// The file or its markup declares it.
    Declared,
    /// The bytes are valid UTF-8, which other encodings hardly ever are.
    Valid,
    /// It is the likeliest for the bytes.
    Guessed,
}

/// An encoding, and how it was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Encoding {
    inner: &'static encoding_rs::Encoding,
    /// How it was found.
    pub found: Found,
}

impl Encoding {
    /// UTF-8, as the bytes themselves prove it.
    pub const UTF8: Self = Self { inner: UTF_8, found: Found::Valid };

    /// The encoding of this label, where there is one.
    pub fn labelled(label: &str) -> Option<Self> {
        let inner = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())?;
        Some(Self { inner, found: Found::Declared })
    }

    /// Its WHATWG name in lower case: `utf-8`, `windows-1252`.
    pub fn name(&self) -> String {
        self.inner.name().to_ascii_lowercase()
    }

    /// Whether its text lies in pairs of bytes, so that a line of it cannot be told by its bytes alone.
    pub fn is_utf16(&self) -> bool {
        self.inner == encoding_rs::UTF_16LE || self.inner == encoding_rs::UTF_16BE
    }

    /// The encoding a byte order mark announces, and the length of the mark.
    pub fn marked(bytes: &[u8]) -> Option<(Self, usize)> {
        let (inner, mark) = encoding_rs::Encoding::for_bom(bytes)?;
        Some((Self { inner, found: Found::Mark }, mark))
    }

    /// The encoding a file declares by this name.
    pub fn declared(label: &str) -> Option<Self> {
        let inner = encoding_rs::Encoding::for_label(label.trim().as_bytes())?;
        Some(Self { inner, found: Found::Declared })
    }

    /// Whether it is UTF-8, however it was found.
    pub fn is_utf8(&self) -> bool {
        self.inner == UTF_8
    }

    /// Decodes bytes known to be in this encoding; what cannot be decoded becomes U+FFFD.
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        self.inner.decode_without_bom_handling(bytes).0
    }
}

/// A text and the encoding it was read in.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// What it was written in.
    pub encoding: Encoding,
}

/// Decodes any bytes: by their mark, as UTF-8 where they are valid, as declared, or as is likeliest.
///
/// Valid UTF-8 goes before the declaration, because pages that say `windows-1252` over UTF-8 are common and the
/// contrary is next to impossible; only an encoding that hides in seven bits, such as ISO-2022-JP, is believed first.
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    let (encoding, mark) =
        Encoding::marked(bytes).unwrap_or_else(|| (encoding_of(bytes, declared), 0));
    let bytes = bytes.get(mark..).unwrap_or_default();
    Decoded { text: encoding.decode(bytes), encoding }
}

/// The same for bytes that are given away, which saves a copy of all UTF-8.
pub fn decode_owned(mut bytes: Vec<u8>, declared: Option<&str>) -> Decoded<'static> {
    if let Some((encoding, mark)) =
        Encoding::marked(&bytes).filter(|(encoding, _)| encoding.inner == UTF_8)
    {
        bytes.drain(..mark);
        return own(bytes, encoding);
    }
    let decoded = decode(&bytes, declared);
    let (encoding, text) = (decoded.encoding, decoded.text);
    match text {
        Cow::Owned(text) => Decoded { text: Cow::Owned(text), encoding },
        Cow::Borrowed(_) => own(bytes, encoding),
    }
}

fn own(bytes: Vec<u8>, encoding: Encoding) -> Decoded<'static> {
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|fault| encoding.decode(fault.as_bytes()).into_owned());
    Decoded { text: Cow::Owned(text), encoding }
}

/// The encoding of bytes without a byte order mark.
fn encoding_of(bytes: &[u8], declared: Option<&str>) -> Encoding {
    let label = declared
        .and_then(|label| encoding_rs::Encoding::for_label_no_replacement(label.trim().as_bytes()));
    if let Some(inner) = label.filter(|inner| !inner.is_ascii_compatible()) {
        return Encoding { inner, found: Found::Declared };
    }
    match (std::str::from_utf8(bytes), label) {
        (Ok(_), _) => Encoding::UTF8,
        (Err(_), Some(inner)) if inner != UTF_8 => Encoding { inner, found: Found::Declared },
        (Err(_), _) if is_nearly_utf8(bytes) => Encoding { inner: UTF_8, found: Found::Guessed },
        (Err(_), _) => guess(bytes),
    }
}

/// Whether damage to UTF-8 explains these bytes better than another encoding: a file cut in the middle of a letter, a
/// stray byte among hundreds of good letters.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && bad * 4 <= good
}

/// The likeliest encoding, judged from the first stretch that is not ASCII.
fn guess(bytes: &[u8]) -> Encoding {
    if has_only_signs(bytes) {
        return Encoding { inner: WINDOWS_1252, found: Found::Guessed };
    }
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0).saturating_sub(1024);
    let sample = bytes.get(start..).unwrap_or_default();
    let sample = sample.get(..GUESSED_FROM).unwrap_or(sample);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    Encoding { inner: detector.guess(None, Utf8Detection::Deny), found: Found::Guessed }
}

/// Whether all that is not ASCII are signs such as `£` and curly quotes: without a foreign letter there is no language
/// to guess from, and windows-1252 is what such text was typed in.
fn has_only_signs(bytes: &[u8]) -> bool {
    WINDOWS_1252
        .decode_without_bom_handling(bytes)
        .0
        .chars()
        .all(|c| c.is_ascii() || !(c.is_alphabetic() || c.is_control()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8], declared: Option<&str>) -> (String, String, Found) {
        let decoded = decode(bytes, declared);
        let owned = decode_owned(bytes.to_vec(), declared);
        assert_eq!(decoded, owned);
        (decoded.text.into_owned(), decoded.encoding.name(), decoded.encoding.found)
    }

    #[test]
    fn marks_declarations_and_guesses() {
        type Case<'c> = (&'c [u8], Option<&'c str>, &'c str, &'c str, Found);
        let cases: [Case<'_>; 10] = [
            (b"plain", None, "plain", "utf-8", Found::Valid),
            (b"plain", Some("windows-1252"), "plain", "utf-8", Found::Valid),
            (b"\xEF\xBB\xBFcaf\xC3\xA9", None, "café", "utf-8", Found::Mark),
            (b"\xFF\xFEc\0\xE9\0", None, "cé", "utf-16le", Found::Mark),
            (
                b"caf\xE9 cr\xE8me br\xFBl\xE9e",
                Some("latin1"),
                "café crème brûlée",
                "windows-1252",
                Found::Declared,
            ),
            (
                b"caf\xE9 cr\xE8me br\xFBl\xE9e",
                None,
                "café crème brûlée",
                "windows-1252",
                Found::Guessed,
            ),
            (b"profits of \xA3600m", None, "profits of £600m", "windows-1252", Found::Guessed),
            ("café".as_bytes(), Some("iso-8859-1"), "café", "utf-8", Found::Valid),
            (b"\x1b$B%F%9%H\x1b(B", Some("iso-2022-jp"), "テスト", "iso-2022-jp", Found::Declared),
            (
                "ééééé\u{e9}".as_bytes().split_last().map_or(b"", |(_, cut)| cut),
                None,
                "ééééé\u{fffd}",
                "utf-8",
                Found::Guessed,
            ),
        ];
        for (bytes, declared, text, name, found) in cases {
            assert_eq!(told(bytes, declared), (text.to_owned(), name.to_owned(), found));
        }
    }

    #[test]
    fn an_unknown_label_is_no_declaration() {
        assert_eq!(told(b"ok", Some("x-unheard-of")).1, "utf-8");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_decode(bytes: Vec<u8>, label in "[a-z0-9-]{0,12}") {
            told(&bytes, Some(&label));
            told(&bytes, None);
        }
    }
}
