//! What the tokens of an RTF file say: which groups are text and which are tables of fonts, pictures and notes; and in
//! which code page the bytes of the text are.

use std::collections::HashMap;

use super::tokens::Token;
use crate::article::Rejected;
use crate::read::format::documents::manuscript::{Manuscript, Paragraph, Rank};
use crate::text::decode::Encoding;

/// Groups nested deeper than this are attacks, not documents.
const DEPTH: usize = 500;

/// What the text in a group is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    /// The text of the document.
    #[default]
    Body,
    /// Nothing that is read.
    Aside,
    /// The names and code pages of fonts.
    Fonts,
    /// The names of styles.
    Styles,
    /// The properties; each is a group of its own.
    Info,
    /// The title among the properties.
    Title,
    /// The author among them.
    Author,
    /// The keywords among them.
    Keywords,
    /// The day the document was made.
    Created,
}

/// What holds until the end of a group.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    place: Place,
    /// Deleted or hidden.
    unseen: bool,
    font: i32,
    style: i32,
    /// How many bytes stand behind a `\u` for programs that cannot read it.
    spare: Option<i32>,
}

/// A document being read.
#[derive(Debug, Default)]
pub struct Reading {
    groups: Vec<Group>,
    now: Group,
    /// Whether the group just opened with `\*`: what nobody knows in it may be left out.
    starred: bool,
    /// Text of the place now read.
    text: String,
    /// Bytes of it that are not decoded yet.
    bytes: Vec<u8>,
    /// Bytes that stand behind a `\u` and are left out.
    spare: i32,
    /// The first half of a letter beyond the basic plane.
    half: Option<u16>,
    code_page: i32,
    fonts: HashMap<i32, i32>,
    styles: HashMap<i32, Rank>,
    created: [i32; 3],
    document: Manuscript,
}

impl Reading {
    /// Takes the next token.
    pub fn take(&mut self, token: Token<'_>) -> Result<(), Rejected> {
        match token {
            Token::Open if self.groups.len() >= DEPTH => {
                return Err(Rejected::new("RTF is nested too deep to be read"));
            }
            Token::Open => {
                self.decode();
                self.groups.push(self.now);
            }
            Token::Close => self.close(),
            Token::Word("*", _) => self.starred = true,
            Token::Word(word, number) => self.word(word, number),
            Token::Byte(byte) => self.letter_bytes(&[byte]),
            Token::Text(text) => self.letter_bytes(text),
        }
        if !matches!(token, Token::Word("*", _)) {
            self.starred = false;
        }
        Ok(())
    }

    /// The whole document.
    pub fn finish(mut self) -> Manuscript {
        self.now = Group::default();
        self.end_paragraph();
        let [year, month, day] = self.created;
        if year > 0 {
            self.document.properties.created = format!("{year:04}-{month:02}-{day:02}");
        }
        self.document
    }

    /// Ends a group; the text of a property ends with it.
    fn close(&mut self) {
        self.decode();
        let outer = self.groups.pop().unwrap_or_default();
        if self.now.place != outer.place {
            let properties = &mut self.document.properties;
            match self.now.place {
                Place::Title => properties.title = std::mem::take(&mut self.text),
                Place::Author => properties.author = std::mem::take(&mut self.text),
                Place::Keywords => properties.keywords = std::mem::take(&mut self.text),
                _ => {}
            }
        }
        if self.now.place == Place::Styles {
            self.name_style();
        }
        self.now = outer;
    }

    /// Remembers the style whose name was read.
    fn name_style(&mut self) {
        let name = std::mem::take(&mut self.text);
        self.styles.insert(self.now.style, Rank::of_style(name.trim_end_matches(';').trim()));
    }

    /// Text as bytes, less those that stand in for a letter already read.
    fn letter_bytes(&mut self, bytes: &[u8]) {
        let spare = usize::try_from(self.spare).unwrap_or(0).min(bytes.len());
        if !bytes.is_empty() {
            self.spare -= i32::try_from(spare).unwrap_or(0);
        }
        let readable = !self.now.unseen
            && !matches!(
                self.now.place,
                Place::Aside | Place::Fonts | Place::Created | Place::Info
            );
        if readable {
            self.bytes.extend_from_slice(bytes.get(spare..).unwrap_or_default());
        }
    }

    fn push(&mut self, letter: char) {
        self.decode();
        if !self.now.unseen
            && !matches!(self.now.place, Place::Aside | Place::Fonts | Place::Created | Place::Info)
        {
            self.text.push(letter);
        }
    }

    /// Turns the bytes so far into letters.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let charset = self.fonts.get(&self.now.font).copied().unwrap_or(0);
        let label = code_page(charset).unwrap_or_else(|| label(self.code_page));
        let encoding = Encoding::labelled(&label).unwrap_or(Encoding::UTF8);
        self.text.push_str(&encoding.decode(&self.bytes));
        self.bytes.clear();
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        if let Some(place) = place(word) {
            self.decode();
            self.now.place = if self.now.place == Place::Aside { Place::Aside } else { place };
            return;
        }
        if self.starred && !matches!(word, "shppict" | "shpinst" | "shptxt") {
            self.decode();
            self.now.place = Place::Aside;
            return;
        }
        match self.now.place {
            Place::Created => self.day(word, number.unwrap_or(0)),
            _ => self.format(word, number),
        }
        self.sign(word, number);
    }

    /// Takes a part of the day the document was made.
    fn day(&mut self, word: &str, number: i32) {
        let [year, month, day] = &mut self.created;
        match word {
            "yr" => *year = number.clamp(0, 9999),
            "mo" => *month = number.clamp(0, 99),
            "dy" => *day = number.clamp(0, 99),
            _ => {}
        }
    }

    /// What changes how text is read.
    fn format(&mut self, word: &str, number: Option<i32>) {
        let number_or = |fallback| number.unwrap_or(fallback);
        match word {
            "ansicpg" => self.code_page = number_or(1252),
            "mac" => self.code_page = 10_000,
            "f" => {
                self.decode();
                self.now.font = number_or(0);
            }
            "fcharset" => {
                self.fonts.insert(self.now.font, number_or(0));
            }
            "s" => self.now.style = number_or(0),
            "pard" => self.now.style = 0,
            "outlinelevel" if number == Some(0) => {
                self.styles.entry(self.now.style).or_insert(Rank::Heading);
            }
            "deleted" | "v" => {
                self.decode();
                self.now.unseen = number != Some(0);
            }
            "uc" => self.now.spare = number,
            _ => {}
        }
    }

    /// What stands for a sign or ends a line.
    fn sign(&mut self, word: &str, number: Option<i32>) {
        match word {
            "par" | "sect" | "page" | "row" | "nestrow" => self.end_paragraph(),
            "line" | "softline" => self.push('\n'),
            "cell" | "nestcell" => self.push('\t'),
            "tab" | "~" | "emspace" | "enspace" => self.push(' '),
            "u" => self.unicode(number.unwrap_or(0)),
            "_" => self.push('-'),
            "emdash" => self.push('—'),
            "endash" => self.push('–'),
            "lquote" => self.push('‘'),
            "rquote" => self.push('’'),
            "ldblquote" => self.push('“'),
            "rdblquote" => self.push('”'),
            "bullet" => self.push('•'),
            _ => {}
        }
    }

    /// A letter by its number: sixteen bits, written with a sign.
    fn unicode(&mut self, number: i32) {
        let unit = u16::try_from(number.rem_euclid(65_536)).unwrap_or(0);
        let units = self.half.take().into_iter().chain([unit]);
        if (0xD800..0xDC00).contains(&unit) {
            self.half = Some(unit);
        } else {
            let letters: Vec<char> = char::decode_utf16(units).flatten().collect();
            letters.into_iter().for_each(|letter| self.push(letter));
        }
        self.spare = self.now.spare.unwrap_or(1);
    }

    fn end_paragraph(&mut self) {
        self.decode();
        self.spare = 0;
        if self.now.place != Place::Body {
            return;
        }
        let text = std::mem::take(&mut self.text);
        if !text.trim().is_empty() {
            let rank = self.styles.get(&self.now.style).copied().unwrap_or_default();
            self.document.paragraphs.push(Paragraph { rank, text });
        }
    }
}

/// The place a control word opens.
fn place(word: &str) -> Option<Place> {
    Some(match word {
        "fonttbl" => Place::Fonts,
        "info" => Place::Info,
        "stylesheet" => Place::Styles,
        "title" => Place::Title,
        "author" => Place::Author,
        "keywords" => Place::Keywords,
        "creatim" => Place::Created,
        "colortbl" | "pict" | "object" | "nonshppict" | "fldinst" | "header" | "headerl"
        | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" | "footnote"
        | "annotation" | "atnid" | "atnauthor" | "operator" | "company" | "subject" | "doccomm"
        | "comment" | "category" | "manager" | "hlinkbase" | "revtim" | "printim" | "buptim"
        | "bkmkstart" | "bkmkend" | "xe" | "tc" | "txe" | "listtext" | "pntext" | "filetbl"
        | "revtbl" | "shprslt" => Place::Aside,
        _ => return None,
    })
}

/// The encoding of a Windows code page.
fn label(code_page: i32) -> String {
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

/// The encoding of a font's character set; none where it is that of the document.
fn code_page(charset: i32) -> Option<String> {
    let page = match charset {
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
    Some(label(page))
}
