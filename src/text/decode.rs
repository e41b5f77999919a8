//! Decodes bytes to text. A declared encoding is trusted where it can be right; without one the
//! encoding is guessed.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{UTF_8, WINDOWS_1252};

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
    /// The evidence for it.
    pub source: EncodingSource,
}

impl Encoding {
    /// UTF-8, proven by the bytes themselves.
    pub const UTF8: Self = Self { inner: UTF_8, source: EncodingSource::ValidUtf8 };

    /// Finds an encoding by its exact WHATWG label. Encodings that decode to U+FFFD only are
    /// refused.
    pub fn from_exact_label(label: &str) -> Option<Self> {
        let inner = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())?;
        Some(Self { inner, source: EncodingSource::Declared })
    }

    /// The lowercase WHATWG name: `utf-8`, `windows-1252`.
    pub fn name(&self) -> String {
        self.inner.name().to_ascii_lowercase()
    }

    /// Returns whether the encoding is UTF-16, whose line ends cannot be found byte by byte.
    pub fn is_utf16(&self) -> bool {
        self.inner == encoding_rs::UTF_16LE || self.inner == encoding_rs::UTF_16BE
    }

    /// Reads a byte order mark and returns its encoding and its length in bytes.
    pub fn from_byte_order_mark(bytes: &[u8]) -> Option<(Self, usize)> {
        let (inner, mark) = encoding_rs::Encoding::for_bom(bytes)?;
        Some((Self { inner, source: EncodingSource::ByteOrderMark }, mark))
    }

    /// Finds the encoding that a file declares, ignoring surrounding white space.
    pub fn from_label(label: &str) -> Option<Self> {
        let inner = encoding_rs::Encoding::for_label(label.trim().as_bytes())?;
        Some(Self { inner, source: EncodingSource::Declared })
    }

    /// Returns whether the encoding is UTF-8, on whatever evidence.
    pub fn is_utf8(&self) -> bool {
        self.inner == UTF_8
    }

    /// Decodes bytes in this encoding. Malformed sequences become U+FFFD.
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        self.inner.decode_without_bom_handling(bytes).0
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
        return Encoding { inner, source: EncodingSource::Declared };
    }
    match (std::str::from_utf8(bytes), label) {
        (Ok(_), _) => Encoding::UTF8,
        (Err(_), Some(inner)) if inner != UTF_8 => {
            Encoding { inner, source: EncodingSource::Declared }
        }
        (Err(_), _) if is_nearly_utf8(bytes) => {
            Encoding { inner: UTF_8, source: EncodingSource::Guessed }
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
    if has_only_symbols(bytes) {
        return Encoding { inner: WINDOWS_1252, source: EncodingSource::Guessed };
    }
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0).saturating_sub(1024);
    let sample = bytes.get(start..).unwrap_or_default();
    let sample = sample.get(..GUESS_SAMPLE_BYTES).unwrap_or(sample);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    Encoding { inner: detector.guess(None, Utf8Detection::Deny), source: EncodingSource::Guessed }
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
