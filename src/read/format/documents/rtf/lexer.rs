//! RTF lexer: splits a file into braces, control words and text bytes.

/// Token of an RTF file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RtfToken<'r> {
    /// `{`, which opens a group.
    Open,
    /// `}`, which closes a group.
    Close,
    /// `\par`, `\u8217`, `\*`: a control word or symbol and its parameter.
    Control(&'r str, Option<i32>),
    /// `\'e9`: a byte in the code page of its font.
    Byte(u8),
    /// Bytes of plain text.
    Text(&'r [u8]),
}

/// The longest control word; those of the specification have half of this length.
const MAX_WORD_LEN: usize = 64;

/// Iterator over the tokens of a file. Malformed tokens become empty text.
pub(super) struct RtfLexer<'r> {
    rest: &'r [u8],
}

impl<'r> RtfLexer<'r> {
    /// Starts at the first of these bytes.
    pub(super) fn new(bytes: &'r [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Removes `len` bytes from the front and returns them.
    fn take(&mut self, len: usize) -> &'r [u8] {
        let (taken, rest) = self.rest.split_at_checked(len).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// Counts the leading bytes that match.
    fn count_leading(&self, matches: fn(u8) -> bool) -> usize {
        self.rest.iter().position(|byte| !matches(*byte)).unwrap_or(self.rest.len())
    }

    /// Reads the control word or symbol after a backslash.
    fn control(&mut self) -> Option<RtfToken<'r>> {
        let letters = self.count_leading(|byte| byte.is_ascii_alphabetic()).min(MAX_WORD_LEN);
        if letters == 0 {
            return self.symbol();
        }
        let word = std::str::from_utf8(self.take(letters)).unwrap_or_default();
        let minus = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self
            .rest
            .get(minus..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let number =
            if digits > 0 { std::str::from_utf8(self.take(minus + digits)).ok() } else { None };
        let number = number.map(|number| number.parse().unwrap_or(0));
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        if word == "bin" {
            // Binary data of this length follows.
            let len = number.and_then(|len: i32| usize::try_from(len).ok()).unwrap_or(0);
            self.take(len.min(self.rest.len()));
        }
        Some(RtfToken::Control(word, number))
    }

    /// Reads a control symbol: one character that is not a letter.
    fn symbol(&mut self) -> Option<RtfToken<'r>> {
        let symbol = *self.take(1).first()?;
        Some(match symbol {
            b'\'' => {
                let hex = std::str::from_utf8(self.take(2)).unwrap_or_default();
                u8::from_str_radix(hex, 16).map_or(RtfToken::Text(b""), RtfToken::Byte)
            }
            b'\\' => RtfToken::Text(b"\\"),
            b'{' => RtfToken::Text(b"{"),
            b'}' => RtfToken::Text(b"}"),
            b'\n' | b'\r' => RtfToken::Control("par", None),
            b'*' => RtfToken::Control("*", None),
            b'~' => RtfToken::Control("~", None),
            b'_' => RtfToken::Control("_", None),
            _ => RtfToken::Text(b""),
        })
    }
}

impl<'r> Iterator for RtfLexer<'r> {
    type Item = RtfToken<'r>;

    fn next(&mut self) -> Option<RtfToken<'r>> {
        match *self.rest.first()? {
            b'{' => {
                self.take(1);
                Some(RtfToken::Open)
            }
            b'}' => {
                self.take(1);
                Some(RtfToken::Close)
            }
            b'\\' => {
                self.take(1);
                self.control()
            }
            b'\r' | b'\n' | 0 => {
                let breaks = self.count_leading(|byte| matches!(byte, b'\r' | b'\n' | 0));
                self.take(breaks);
                Some(RtfToken::Text(b""))
            }
            _ => {
                let plain = self
                    .count_leading(|byte| !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0));
                Some(RtfToken::Text(self.take(plain)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_split_into_tokens() {
        let tokens: Vec<_> =
            RtfLexer::new(b"{\\rtf1\\b a\\'e9\\u-10?\\par\n\\bin3 }}}b}").collect();
        assert_eq!(
            tokens,
            [
                RtfToken::Open,
                RtfToken::Control("rtf", Some(1)),
                RtfToken::Control("b", None),
                RtfToken::Text(b"a"),
                RtfToken::Byte(0xE9),
                RtfToken::Control("u", Some(-10)),
                RtfToken::Text(b"?"),
                RtfToken::Control("par", None),
                RtfToken::Text(b""),
                RtfToken::Control("bin", Some(3)),
                RtfToken::Text(b"b"),
                RtfToken::Close,
            ]
        );
    }
}
