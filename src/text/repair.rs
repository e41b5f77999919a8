//! Text that programs spoiled on its way: UTF-8 read as windows-1252 and written as UTF-8 again, once or twice, and
//! entities of markup that nobody read. What does not fit to the letter is left as it stands.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use memchr::{memchr, memchr2};

/// How often a text is turned back: it was spoiled twice at most where anybody looked.
const ROUNDS: usize = 3;

/// A text as it was before programs spoiled it. Good text comes back as it is, without a copy.
pub fn repaired(text: &str) -> Cow<'_, str> {
    let text = without_entities(text);
    // Every character that can open a spoiled run is written with one of these first.
    if memchr2(0xC3, 0xC2, text.as_bytes()).is_none() {
        return text;
    }
    match turned_back(&text) {
        Some(turned) => Cow::Owned(turned),
        None => text,
    }
}

/// The text with every spoiled run turned back; none where no run is.
fn turned_back(text: &str) -> Option<String> {
    let mut turned: Option<String> = None;
    for _ in 0..ROUNDS {
        let Some(next) = one_round(turned.as_deref().unwrap_or(text)) else { break };
        turned = Some(next);
    }
    // The second byte of a spoiled `à` is a hard space, which many programs make a soft one.
    turned.map(|text| if text.contains(" Ã ") { text.replace(" Ã ", " à ") } else { text })
}

/// Turns back every run of characters whose windows-1252 bytes are one UTF-8 character.
fn one_round(text: &str) -> Option<String> {
    let mut out = String::new();
    let (mut rest, mut changed, mut turned) = (text, false, false);
    while let Some(at) = rest.find(|c| opens(c) || is_control(c)) {
        let (before, run) = rest.split_at_checked(at)?;
        out.push_str(before);
        let first = run.chars().next()?;
        let follows = turned && before.is_empty();
        let (read, len) = match character(run) {
            Some((c, len)) if is_likely(&out, run, c, len) || (follows && c <= '\u{FF}') => {
                (c, len)
            }
            _ => (control(first).unwrap_or(first), first.len_utf8()),
        };
        turned = read != first || len > first.len_utf8();
        changed |= turned;
        out.push(read);
        rest = run.get(len..)?;
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// Whether a character is a control that windows-1252 has a sign for: its text was read as ISO 8859-1.
fn is_control(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9F}')
}

/// The sign that windows-1252 has for a control character.
fn control(c: char) -> Option<char> {
    let byte = u8::try_from(c).ok().filter(|_| is_control(c))?;
    WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()
}

/// Whether a character is the windows-1252 reading of the first byte of a longer UTF-8 character.
fn opens(c: char) -> bool {
    matches!(c, '\u{C2}'..='\u{F4}')
}

/// The character that the windows-1252 bytes of what opens this text spell in UTF-8, and how long its spoiled form is.
fn character(run: &str) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    let (mut filled, mut taken) = (0, 0);
    let wanted = match run.chars().next()? {
        '\u{C2}'..='\u{DF}' => 2,
        '\u{E0}'..='\u{EF}' => 3,
        '\u{F0}'..='\u{F4}' => 4,
        _ => return None,
    };
    for c in run.chars().take(wanted) {
        *bytes.get_mut(filled)? = byte(c)?;
        filled += 1;
        taken += c.len_utf8();
    }
    let spelled = std::str::from_utf8(bytes.get(..wanted)?).ok()?;
    Some((spelled.chars().next()?, taken))
}

/// The byte a character is in windows-1252; the five bytes it does not use stand for themselves.
fn byte(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(c) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    match (&*bytes, unmappable) {
        ([byte], false) => Some(*byte),
        _ => None,
    }
}

/// Whether a run is spoiled text and no word that ends in its first letter before a sign: "MANHÃ”" is good Portuguese, so
/// such a pair is left behind a capital. Greek and Cyrillic must come in pairs at least.
fn is_likely(before: &str, run: &str, read: char, len: usize) -> bool {
    const LETTERS: [char; 12] = ['ª', 'º', 'Š', 'š', 'Ž', 'ž', 'œ', 'Œ', 'ƒ', 'Ÿ', 'µ', 'ˆ'];
    let sign = run.chars().nth(1).unwrap_or_default();
    let closes = matches!(
        sign,
        '’' | '”' | '“' | '‘' | '…' | '–' | '—' | '»' | '«' | '•' | '‹' | '›' | '\u{A0}'
    );
    let shouted = closes && before.chars().next_back().is_some_and(char::is_uppercase);
    if (sign.is_alphabetic() && !LETTERS.contains(&sign)) || shouted {
        return false;
    }
    match read {
        '\u{A0}'..='\u{FF}' | '\u{2010}'..='\u{205E}' | '\u{20A0}'..='\u{2122}' | '\u{FEFF}' => {
            true
        }
        '\u{100}'..='\u{17F}' => sign != '\u{A0}',
        '\u{192}' | '\u{2C6}' | '\u{2DC}' | '\u{1F000}'.. => true,
        '\u{370}'..='\u{6FF}' => {
            run.get(len..).and_then(character).is_some() || ends_in(before, read)
        }
        _ => false,
    }
}

/// Whether a text ends in a letter of the same script, roughly: that of a pair that was turned back before.
fn ends_in(before: &str, read: char) -> bool {
    before
        .chars()
        .next_back()
        .is_some_and(|last| ('\u{370}'..='\u{6FF}').contains(&last) && read.is_alphabetic())
}

/// The entities that are left in text nobody took for markup, and what they stand for.
const ENTITIES: [(&str, &str); 24] = [
    ("amp", "&"),
    ("nbsp", " "),
    ("quot", "\""),
    ("apos", "'"),
    ("lt", "<"),
    ("gt", ">"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("hellip", "…"),
    ("shy", ""),
    ("eacute", "é"),
    ("egrave", "è"),
    ("agrave", "à"),
    ("uuml", "ü"),
    ("ouml", "ö"),
    ("auml", "ä"),
    ("szlig", "ß"),
    ("pound", "£"),
    ("euro", "€"),
    ("copy", "©"),
];

/// The longest name of an entity, in bytes.
const LONGEST_ENTITY: usize = 7;

/// A text with the entities that are left in it read, however often they were escaped.
fn without_entities(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..ROUNDS {
        match entities_read(&text) {
            Some(read) => text = Cow::Owned(read),
            None => break,
        }
    }
    text
}

fn entities_read(text: &str) -> Option<String> {
    memchr(b'&', text.as_bytes())?;
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut changed) = (text, false);
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        // No further than an entity is long: a text of ampersands alone would be searched for ever.
        let near = after.get(..after.floor_char_boundary(LONGEST_ENTITY + 1)).unwrap_or(after);
        let named = near
            .find(';')
            .and_then(|end| Some((entity(after.get(..end)?)?, after.get(end + 1..)?)));
        rest = match named {
            Some((read, after)) => {
                out.push_str(&read);
                changed = true;
                after
            }
            None => {
                out.push('&');
                after
            }
        };
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// What an entity stands for; control characters are none, and the numbers 128 to 159 are windows-1252, as browsers
/// read them.
fn entity(name: &str) -> Option<Cow<'static, str>> {
    let Some(number) = name.strip_prefix('#') else {
        return ENTITIES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, text)| Cow::Borrowed(*text));
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let c = match u8::try_from(code) {
        Ok(byte @ 0x80..=0x9F) => {
            WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()?
        }
        _ => char::from_u32(code)?,
    };
    (!c.is_control()).then(|| Cow::Owned(c.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text as a program spoils it: its UTF-8 read as windows-1252.
    fn spoiled(text: &str) -> String {
        WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn spoiled_text_is_turned_back() {
        for text in
            ["São Tomé’s “crème brûlée” – Müller’s café", "Ærø, Łódź, naïve…", "£3 – €5", "Straße"]
        {
            assert_eq!(repaired(&spoiled(text)), text);
            assert_eq!(repaired(&spoiled(&spoiled(text))), text);
        }
        assert_eq!(repaired(&spoiled("Привет, мир")), "Привет, мир");
        assert_eq!(repaired("It\u{92}s \u{93}fine\u{94}"), "It’s “fine”");
        assert_eq!(repaired("donâ€™t, CafÃ©, â€œyesâ€\u{9d}"), "don’t, Café, “yes”");
        assert_eq!(repaired("l'Ã©tÃ© Ã Beira"), "l'été à Beira");
        assert_eq!(repaired("half cafÃ© half café"), "half café half café");
    }

    #[test]
    fn good_text_stays() {
        for text in [
            "São Paulo, château, Ångström, ÂNGELA, À la carte",
            "SÃO PAULO",
            "NAÇÃO E PÂTÉ",
            "“AMANHÃ” E «CAFÉ »",
            "«É», voilà… »",
            "Île-de-France",
            "20 °C",
            "Ã",
            "AT&T & co; R&D",
            "ÄÖÜ äöü ß",
            "Łódź",
            "&c; &copyright; &#; &#x;",
            "â",
            "",
        ] {
            assert!(matches!(repaired(text), Cow::Borrowed(_)), "{text}: {}", repaired(text));
        }
    }

    #[test]
    fn entities_are_read_however_often_they_were_escaped() {
        for (text, want) in [
            ("Smith &amp; Sons", "Smith & Sons"),
            ("Smith &amp;amp; Sons", "Smith & Sons"),
            ("don&#8217;t&nbsp;go &#x2014; now", "don’t go — now"),
            ("it&#146;s", "it’s"),
            ("a &lt;b&gt; c", "a <b> c"),
            ("&#7;", "&#7;"),
        ] {
            assert_eq!(repaired(text), want);
        }
    }

    proptest::proptest! {
        #[test]
        fn prose_is_repaired_and_never_harmed(text in "[a-zA-Zäöüéèçãñ’“”–£ ,.]{0,60}") {
            let kept = repaired(&text);
            let clean = turned_back(&text).is_none();
            proptest::prop_assume!(clean);
            proptest::prop_assert_eq!(kept, text.as_str());
            let bad = spoiled(&text);
            proptest::prop_assert_eq!(repaired(&bad), text.as_str());
        }
    }
}
