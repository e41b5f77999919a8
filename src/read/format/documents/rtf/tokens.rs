//! RTF cut into what it is made of: braces, control words, and text in bytes.

/// One piece of an RTF file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'r> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\par`, `\u8217`, `\*`: a name, and a number where one is written.
    Word(&'r str, Option<i32>),
    /// `\'e9`: a byte in the code page of its font.
    Byte(u8),
    /// Text as it stands.
    Text(&'r [u8]),
}

/// The longest control word of the specification is half of this.
const LONGEST: usize = 64;

/// Every token of a file; what cannot be one is left out.
pub struct Tokens<'r> {
    rest: &'r [u8],
}

impl<'r> Tokens<'r> {
    /// The tokens of these bytes.
    pub fn of(bytes: &'r [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Takes so many bytes from the front.
    fn take(&mut self, len: usize) -> &'r [u8] {
        let (taken, rest) = self.rest.split_at_checked(len).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// How many bytes from the front are alike.
    fn run(&self, alike: fn(u8) -> bool) -> usize {
        self.rest.iter().position(|byte| !alike(*byte)).unwrap_or(self.rest.len())
    }

    /// What stands behind a backslash.
    fn control(&mut self) -> Option<Token<'r>> {
        let letters = self.run(|byte| byte.is_ascii_alphabetic()).min(LONGEST);
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
            let len = number.and_then(|len: i32| usize::try_from(len).ok()).unwrap_or(0);
            self.take(len.min(self.rest.len()));
        }
        Some(Token::Word(word, number))
    }

    /// A control symbol: one sign that is no letter.
    fn symbol(&mut self) -> Option<Token<'r>> {
        let sign = *self.take(1).first()?;
        Some(match sign {
            b'\'' => {
                let hex = std::str::from_utf8(self.take(2)).unwrap_or_default();
                u8::from_str_radix(hex, 16).map_or(Token::Text(b""), Token::Byte)
            }
            b'\\' => Token::Text(b"\\"),
            b'{' => Token::Text(b"{"),
            b'}' => Token::Text(b"}"),
            b'\n' | b'\r' => Token::Word("par", None),
            b'*' => Token::Word("*", None),
            b'~' => Token::Word("~", None),
            b'_' => Token::Word("_", None),
            _ => Token::Text(b""),
        })
    }
}

impl<'r> Iterator for Tokens<'r> {
    type Item = Token<'r>;

    fn next(&mut self) -> Option<Token<'r>> {
        match *self.rest.first()? {
            b'{' => {
                self.take(1);
                Some(Token::Open)
            }
            b'}' => {
                self.take(1);
                Some(Token::Close)
            }
            b'\\' => {
                self.take(1);
                self.control()
            }
            b'\r' | b'\n' | 0 => {
                let breaks = self.run(|byte| matches!(byte, b'\r' | b'\n' | 0));
                self.take(breaks);
                Some(Token::Text(b""))
            }
            _ => {
                let plain =
                    self.run(|byte| !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0));
                Some(Token::Text(self.take(plain)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_cut_into_tokens() {
        let tokens: Vec<_> = Tokens::of(b"{\\rtf1\\b a\\'e9\\u-10?\\par\n\\bin3 }}}b}").collect();
        assert_eq!(
            tokens,
            [
                Token::Open,
                Token::Word("rtf", Some(1)),
                Token::Word("b", None),
                Token::Text(b"a"),
                Token::Byte(0xE9),
                Token::Word("u", Some(-10)),
                Token::Text(b"?"),
                Token::Word("par", None),
                Token::Text(b""),
                Token::Word("bin", Some(3)),
                Token::Text(b"b"),
                Token::Close,
            ]
        );
    }
}
