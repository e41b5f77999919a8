//! Code pages of DOS, which old newspaper systems wrote and the standard of the web leaves out.

/// A code page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodePage {
    /// Western Europe.
    Dos850,
    /// The United States.
    Dos437,
}

impl CodePage {
    /// Its usual name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dos850 => "ibm850",
            Self::Dos437 => "ibm437",
        }
    }

    /// Characters of the bytes from 128 on.
    fn characters(self) -> &'static [char; 128] {
        match self {
            Self::Dos850 => &DOS_850,
            Self::Dos437 => &DOS_437,
        }
    }

    /// Decodes bytes; every byte is a character.
    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        let table = self.characters();
        let decode = |byte: &u8| match byte.checked_sub(128) {
            None => char::from(*byte),
            Some(at) => table.get(usize::from(at)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        bytes.iter().map(decode).collect()
    }

    /// Encodes a character of the code page; any other becomes a question mark.
    #[cfg(test)]
    pub(crate) fn encode(self, c: char) -> u8 {
        let at = self.characters().iter().position(|known| *known == c);
        let high = at.and_then(|at| u8::try_from(at + 128).ok());
        high.or_else(|| u8::try_from(u32::from(c)).ok().filter(u8::is_ascii)).unwrap_or(b'?')
    }
}

const DOS_850: [char; 128] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å', 'É', 'æ', 'Æ',
    'ô', 'ö', 'ò', 'û', 'ù', 'ÿ', 'Ö', 'Ü', 'ø', '£', 'Ø', '×', 'ƒ', 'á', 'í', 'ó', 'ú', 'ñ', 'Ñ',
    'ª', 'º', '¿', '®', '¬', '½', '¼', '¡', '«', '»', '░', '▒', '▓', '│', '┤', 'Á', 'Â', 'À', '©',
    '╣', '║', '╗', '╝', '¢', '¥', '┐', '└', '┴', '┬', '├', '─', '┼', 'ã', 'Ã', '╚', '╔', '╩', '╦',
    '╠', '═', '╬', '¤', 'ð', 'Ð', 'Ê', 'Ë', 'È', 'ı', 'Í', 'Î', 'Ï', '┘', '┌', '█', '▄', '¦', 'Ì',
    '▀', 'Ó', 'ß', 'Ô', 'Ò', 'õ', 'Õ', 'µ', 'þ', 'Þ', 'Ú', 'Û', 'Ù', 'ý', 'Ý', '¯', '´', '\u{ad}',
    '±', '‗', '¾', '¶', '§', '÷', '¸', '°', '¨', '·', '¹', '³', '²', '■', '\u{a0}',
];

const DOS_437: [char; 128] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å', 'É', 'æ', 'Æ',
    'ô', 'ö', 'ò', 'û', 'ù', 'ÿ', 'Ö', 'Ü', '¢', '£', '¥', '₧', 'ƒ', 'á', 'í', 'ó', 'ú', 'ñ', 'Ñ',
    'ª', 'º', '¿', '⌐', '¬', '½', '¼', '¡', '«', '»', '░', '▒', '▓', '│', '┤', '╡', '╢', '╖', '╕',
    '╣', '║', '╗', '╝', '╜', '╛', '┐', '└', '┴', '┬', '├', '─', '┼', '╞', '╟', '╚', '╔', '╩', '╦',
    '╠', '═', '╬', '╧', '╨', '╤', '╥', '╙', '╘', '╒', '╓', '╫', '╪', '┘', '┌', '█', '▄', '▌', '▐',
    '▀', 'α', 'ß', 'Γ', 'π', 'Σ', 'σ', 'µ', 'τ', 'Φ', 'Θ', 'Ω', 'δ', '∞', 'φ', 'ε', '∩', '≡', '±',
    '≥', '≤', '⌠', '⌡', '÷', '≈', '°', '∙', '·', '√', 'ⁿ', '²', '■', '\u{a0}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_decoded() {
        assert_eq!(CodePage::Dos850.decode(b"caf\x82 \xc6"), "café ã");
        assert_eq!(CodePage::Dos437.decode(b"caf\x82 \xc6"), "café ╞");
        assert_eq!(CodePage::Dos850.encode('ã'), 0xc6);
    }
}
