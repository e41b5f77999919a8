//! RTF parser: separates the text from tables of fonts, pictures and notes, and decodes its bytes
//! by the code page of their font.

use std::collections::HashMap;

use super::lexer::RtfToken;
use crate::article::Rejected;
use crate::read::format::documents::styled_document::{Paragraph, ParagraphStyle, StyledDocument};
use crate::text::decode::Encoding;

/// The deepest nesting of groups; deeper files are attacks, not documents.
const MAX_DEPTH: usize = 500;

/// Destination that the text of a group belongs to, in the words of the specification.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Destination {
    /// Text of the document.
    #[default]
    Body,
    /// Destination that is skipped, such as a picture or a footnote.
    Skipped,
    /// Table of fonts with their character sets.
    Fonts,
    /// Table of styles.
    Styles,
    /// Properties of the file; each has a group inside this one.
    Info,
    /// Title among the properties.
    Title,
    /// Author among the properties.
    Author,
    /// Keywords among the properties.
    Keywords,
    /// Creation date among the properties.
    Created,
}

impl Destination {
    /// Returns the destination that a control word opens.
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "fonttbl" => Self::Fonts,
            "info" => Self::Info,
            "stylesheet" => Self::Styles,
            "title" => Self::Title,
            "author" => Self::Author,
            "keywords" => Self::Keywords,
            "creatim" => Self::Created,
            "colortbl" | "pict" | "object" | "nonshppict" | "fldinst" | "header" | "headerl"
            | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" | "footnote"
            | "annotation" | "atnid" | "atnauthor" | "operator" | "company" | "subject"
            | "doccomm" | "comment" | "category" | "manager" | "hlinkbase" | "revtim"
            | "printim" | "buptim" | "bkmkstart" | "bkmkend" | "xe" | "tc" | "txe" | "listtext"
            | "pntext" | "filetbl" | "revtbl" | "shprslt" => Self::Skipped,
            _ => return None,
        })
    }

    /// Reports whether the text of this destination is kept.
    fn holds_text(self) -> bool {
        !matches!(self, Self::Skipped | Self::Fonts | Self::Created | Self::Info)
    }
}

/// State that lasts until the end of a group.
#[derive(Debug, Clone, Copy, Default)]
struct GroupState {
    destination: Destination,
    /// Set for deleted and hidden text.
    is_hidden: bool,
    font: i32,
    style: i32,
    /// Bytes after each `\u` that repeat its letter for older programs (`\uc`); 1 by default.
    fallback_len: Option<i32>,
}

impl GroupState {
    fn is_readable(&self) -> bool {
        !self.is_hidden && self.destination.holds_text()
    }
}

/// Parser that builds a document from tokens.
#[derive(Debug, Default)]
pub(super) struct RtfParser {
    /// States of the enclosing groups.
    outer: Vec<GroupState>,
    state: GroupState,
    /// Set directly after `\*`: an unknown destination is skipped then.
    is_optional: bool,
    /// Decoded text of the current destination.
    text: String,
    /// Bytes of it that are not decoded yet.
    bytes: Vec<u8>,
    /// Bytes still to skip, because they repeat the letter of a `\u`.
    skip: i32,
    /// First half of a letter beyond the Basic Multilingual Plane.
    high_surrogate: Option<u16>,
    code_page: i32,
    /// Character sets by font number.
    fonts: HashMap<i32, i32>,
    /// Paragraph styles by style number.
    styles: HashMap<i32, ParagraphStyle>,
    /// Year, month and day of creation.
    created: [i32; 3],
    document: StyledDocument,
}

impl RtfParser {
    /// Consumes the next token.
    ///
    /// # Errors
    /// Fails when groups are nested too deep.
    pub(super) fn take(&mut self, token: RtfToken<'_>) -> Result<(), Rejected> {
        let was_optional = std::mem::take(&mut self.is_optional);
        match token {
            RtfToken::Open if self.outer.len() >= MAX_DEPTH => {
                return Err(Rejected::new("RTF is nested too deep to be read"));
            }
            RtfToken::Open => {
                self.decode();
                self.outer.push(self.state);
            }
            RtfToken::Close => self.close_group(),
            RtfToken::Control("*", _) => self.is_optional = true,
            RtfToken::Control(word, number) => self.control(word, number, was_optional),
            RtfToken::Byte(byte) => self.add_bytes(&[byte]),
            RtfToken::Text(text) => self.add_bytes(text),
        }
        Ok(())
    }

    /// Returns the whole document.
    pub(super) fn finish(mut self) -> StyledDocument {
        self.state = GroupState::default();
        self.end_paragraph();
        let [year, month, day] = self.created;
        if year > 0 {
            self.document.properties.created = format!("{year:04}-{month:02}-{day:02}");
        }
        self.document
    }

    /// Ends a group, and with it the text of a property or the name of a style.
    fn close_group(&mut self) {
        self.decode();
        let outer = self.outer.pop().unwrap_or_default();
        if self.state.destination != outer.destination {
            let properties = &mut self.document.properties;
            match self.state.destination {
                Destination::Title => properties.title = std::mem::take(&mut self.text),
                Destination::Author => properties.author = std::mem::take(&mut self.text),
                Destination::Keywords => properties.keywords = std::mem::take(&mut self.text),
                _ => {}
            }
        }
        if self.state.destination == Destination::Styles {
            let name = std::mem::take(&mut self.text);
            let style = ParagraphStyle::from_name(name.trim_end_matches(';').trim());
            self.styles.insert(self.state.style, style);
        }
        self.state = outer;
    }

    /// Adds bytes of text, less those that repeat the letter of a `\u`.
    fn add_bytes(&mut self, bytes: &[u8]) {
        let skipped = usize::try_from(self.skip).unwrap_or(0).min(bytes.len());
        if !bytes.is_empty() {
            self.skip -= i32::try_from(skipped).unwrap_or(0);
        }
        if self.state.is_readable() {
            self.bytes.extend_from_slice(bytes.get(skipped..).unwrap_or_default());
        }
    }

    /// Adds a letter of text.
    fn add_letter(&mut self, letter: char) {
        self.decode();
        if self.state.is_readable() {
            self.text.push(letter);
        }
    }

    /// Decodes the bytes collected so far, in the code page of their font.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let charset = self.fonts.get(&self.state.font).copied().unwrap_or(0);
        let label = charset_encoding(charset).unwrap_or_else(|| code_page_encoding(self.code_page));
        let encoding = Encoding::from_exact_label(&label);
        debug_assert!(encoding.is_some(), "`{label}` is not an encoding");
        let encoding = encoding.unwrap_or(Encoding::UTF8);
        self.text.push_str(&encoding.decode(&self.bytes));
        self.bytes.clear();
    }

    /// Reads a control word. An optional destination that is unknown is skipped.
    fn control(&mut self, word: &str, number: Option<i32>, is_optional: bool) {
        if let Some(destination) = Destination::from_word(word) {
            self.decode();
            if self.state.destination != Destination::Skipped {
                self.state.destination = destination;
            }
            return;
        }
        if is_optional && !matches!(word, "shppict" | "shpinst" | "shptxt") {
            self.decode();
            self.state.destination = Destination::Skipped;
            return;
        }
        match self.state.destination {
            Destination::Created => self.set_created(word, number.unwrap_or(0)),
            _ => self.set_format(word, number),
        }
        self.write_symbol(word, number);
    }

    /// Sets year, month or day of the creation date.
    fn set_created(&mut self, word: &str, number: i32) {
        let [year, month, day] = &mut self.created;
        match word {
            "yr" => *year = number.clamp(0, 9999),
            "mo" => *month = number.clamp(0, 99),
            "dy" => *day = number.clamp(0, 99),
            _ => {}
        }
    }

    /// Applies a control word that changes how the following text is read.
    fn set_format(&mut self, word: &str, number: Option<i32>) {
        let number_or = |fallback| number.unwrap_or(fallback);
        match word {
            "ansicpg" => self.code_page = number_or(1252),
            "mac" => self.code_page = 10_000,
            "f" => {
                self.decode();
                self.state.font = number_or(0);
            }
            "fcharset" => {
                self.fonts.insert(self.state.font, number_or(0));
            }
            "s" => self.state.style = number_or(0),
            "pard" => self.state.style = 0,
            "outlinelevel" if number == Some(0) => {
                self.styles.entry(self.state.style).or_insert(ParagraphStyle::Heading);
            }
            "deleted" | "v" => {
                self.decode();
                self.state.is_hidden = number != Some(0);
            }
            "uc" => self.state.fallback_len = number,
            _ => {}
        }
    }

    /// Writes a control word that is a letter or ends a line or paragraph.
    fn write_symbol(&mut self, word: &str, number: Option<i32>) {
        match word {
            "par" | "sect" | "page" | "row" | "nestrow" => self.end_paragraph(),
            "line" | "softline" => self.add_letter('\n'),
            "cell" | "nestcell" => self.add_letter('\t'),
            "tab" | "~" | "emspace" | "enspace" => self.add_letter(' '),
            "u" => self.add_utf16_unit(number.unwrap_or(0)),
            "_" => self.add_letter('-'),
            "emdash" => self.add_letter('—'),
            "endash" => self.add_letter('–'),
            "lquote" => self.add_letter('‘'),
            "rquote" => self.add_letter('’'),
            "ldblquote" => self.add_letter('“'),
            "rdblquote" => self.add_letter('”'),
            "bullet" => self.add_letter('•'),
            _ => {}
        }
    }

    /// Adds a UTF-16 unit, which RTF writes as a signed 16-bit number.
    fn add_utf16_unit(&mut self, number: i32) {
        let unit = u16::try_from(number.rem_euclid(65_536)).unwrap_or(0);
        let units = self.high_surrogate.take().into_iter().chain([unit]);
        if (0xD800..0xDC00).contains(&unit) {
            self.high_surrogate = Some(unit);
        } else {
            let letters: Vec<char> = char::decode_utf16(units).flatten().collect();
            letters.into_iter().for_each(|letter| self.add_letter(letter));
        }
        self.skip = self.state.fallback_len.unwrap_or(1);
    }

    fn end_paragraph(&mut self) {
        self.decode();
        self.skip = 0;
        if self.state.destination != Destination::Body {
            return;
        }
        let text = std::mem::take(&mut self.text);
        if !text.trim().is_empty() {
            let style = self.styles.get(&self.state.style).copied().unwrap_or_default();
            self.document.paragraphs.push(Paragraph { style, text });
        }
    }
}

/// Returns the encoding label of a Windows code page.
fn code_page_encoding(code_page: i32) -> String {
    match code_page {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        866 => "ibm866".to_owned(),
        10_000 => "macintosh".to_owned(),
        65_001 => "utf-8".to_owned(),
        874 | 1250..=1258 => format!("windows-{code_page}"),
        _ => "windows-1252".to_owned(),
    }
}

/// Returns the encoding label of a font's character set; none where the code page of the document
/// applies.
fn charset_encoding(charset: i32) -> Option<String> {
    let code_page = match charset {
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    Some(code_page_encoding(code_page))
}
