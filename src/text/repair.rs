//! Repairs mojibake (UTF-8 that was decoded as windows-1252 and encoded again, once or twice) and
//! HTML entities left undecoded. Text that does not match exactly stays as it is.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use memchr::{memchr, memchr2};

/// The most rounds of repair. Text garbled more than twice has not been observed.
const MAX_ROUNDS: usize = 3;

/// Repairs a text. Clean text is returned as it is, without a copy.
pub(crate) fn repaired(text: &str) -> Cow<'_, str> {
    let text = decode_entities(text);
    // Every character that can begin a garbled run starts with one of these two bytes in UTF-8.
    if memchr2(0xC3, 0xC2, text.as_bytes()).is_none() {
        return text;
    }
    match undo_mojibake(&text) {
        Some(turned) => Cow::Owned(turned),
        None => text,
    }
}

/// Repairs every garbled run; none where the text has no such run.
fn undo_mojibake(text: &str) -> Option<String> {
    let mut turned: Option<String> = None;
    for _ in 0..MAX_ROUNDS {
        let Some(next) = undo_mojibake_once(turned.as_deref().unwrap_or(text)) else { break };
        turned = Some(next);
    }
    // The second byte of a garbled `à` is a no-break space, which many programs turn into a space.
    turned.map(|text| if text.contains(" Ã ") { text.replace(" Ã ", " à ") } else { text })
}

/// Replaces every run of characters whose windows-1252 bytes are one UTF-8 character by that
/// character.
fn undo_mojibake_once(text: &str) -> Option<String> {
    let mut out = String::new();
    let (mut rest, mut changed, mut turned) = (text, false, false);
    while let Some(at) = rest.find(|c| is_utf8_lead(c) || is_control(c)) {
        let (before, run) = rest.split_at_checked(at)?;
        out.push_str(before);
        let first = run.chars().next()?;
        let follows = turned && before.is_empty();
        let (read, len) = match decode_run(run) {
            Some((c, len))
                if is_likely_mojibake(&out, run, c, len) || (follows && c <= '\u{FF}') =>
            {
                (c, len)
            }
            _ => (control_as_windows_1252(first).unwrap_or(first), first.len_utf8()),
        };
        turned = read != first || len > first.len_utf8();
        changed |= turned;
        out.push(read);
        rest = run.get(len..)?;
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// Returns whether a control character maps to a windows-1252 symbol: its text was decoded as
/// ISO 8859-1.
fn is_control(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9F}')
}

/// The windows-1252 symbol at the byte of a control character.
fn control_as_windows_1252(c: char) -> Option<char> {
    let byte = u8::try_from(c).ok().filter(|_| is_control(c))?;
    WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()
}

/// Returns whether a character is the lead byte of a multi-byte UTF-8 sequence, decoded as
/// windows-1252.
fn is_utf8_lead(c: char) -> bool {
    matches!(c, '\u{C2}'..='\u{F4}')
}

/// Decodes the beginning of a run: its windows-1252 bytes as one UTF-8 character, with the length
/// of the garbled form in bytes.
fn decode_run(run: &str) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    let (mut filled, mut taken) = (0, 0);
    let sequence_len = match run.chars().next()? {
        '\u{C2}'..='\u{DF}' => 2,
        '\u{E0}'..='\u{EF}' => 3,
        '\u{F0}'..='\u{F4}' => 4,
        _ => return None,
    };
    for c in run.chars().take(sequence_len) {
        *bytes.get_mut(filled)? = windows_1252_byte(c)?;
        filled += 1;
        taken += c.len_utf8();
    }
    let spelled = std::str::from_utf8(bytes.get(..sequence_len)?).ok()?;
    Some((spelled.chars().next()?, taken))
}

/// The byte of a character in windows-1252. The five bytes that it leaves undefined map to
/// themselves.
fn windows_1252_byte(c: char) -> Option<u8> {
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

/// Returns whether a run is garbled text and not a word that ends in its first letter before a
/// quotation mark: "MANHÃ”" is good Portuguese, so such a pair stays after a capital. Greek and
/// Cyrillic letters must occur at least in pairs.
fn is_likely_mojibake(before: &str, run: &str, read: char, len: usize) -> bool {
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
            run.get(len..).and_then(decode_run).is_some() || ends_in_script_of(before, read)
        }
        _ => false,
    }
}

/// Returns whether a text ends in a letter of about the same script, as after a pair repaired
/// before.
fn ends_in_script_of(before: &str, read: char) -> bool {
    before
        .chars()
        .next_back()
        .is_some_and(|last| ('\u{370}'..='\u{6FF}').contains(&last) && read.is_alphabetic())
}

/// The entities found in text that was not treated as markup, with their characters.
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

/// The length of the longest entity name, in bytes.
const MAX_ENTITY_BYTES: usize = 7;

/// Decodes the entities in a text, even if they were escaped several times.
fn decode_entities(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..MAX_ROUNDS {
        match decode_entities_once(&text) {
            Some(read) => text = Cow::Owned(read),
            None => break,
        }
    }
    text
}

fn decode_entities_once(text: &str) -> Option<String> {
    memchr(b'&', text.as_bytes())?;
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut changed) = (text, false);
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        // Look no further than an entity is long; otherwise a text of ampersands takes quadratic
        // time.
        let near = after.get(..after.floor_char_boundary(MAX_ENTITY_BYTES + 1)).unwrap_or(after);
        let named = near
            .find(';')
            .and_then(|end| Some((entity_text(after.get(..end)?)?, after.get(end + 1..)?)));
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

/// The text of an entity by its name or number. Control characters are refused; numbers 128 to 159
/// are windows-1252, as in browsers.
fn entity_text(name: &str) -> Option<Cow<'static, str>> {
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

    /// Garbles a text: decodes its UTF-8 as windows-1252.
    fn garbled(text: &str) -> String {
        WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn garbled_text_is_repaired() {
        for text in
            ["São Tomé’s “crème brûlée” – Müller’s café", "Ærø, Łódź, naïve…", "£3 – €5", "Straße"]
        {
            assert_eq!(repaired(&garbled(text)), text);
            assert_eq!(repaired(&garbled(&garbled(text))), text);
        }
        assert_eq!(repaired(&garbled("Привет, мир")), "Привет, мир");
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
    fn entities_are_decoded_even_if_escaped_twice() {
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
        fn prose_is_repaired_and_clean_text_stays(text in "[a-zA-Zäöüéèçãñ’“”–£ ,.]{0,60}") {
            let kept = repaired(&text);
            let clean = undo_mojibake(&text).is_none();
            proptest::prop_assume!(clean);
            proptest::prop_assert_eq!(kept, text.as_str());
            let bad = garbled(&text);
            proptest::prop_assert_eq!(repaired(&bad), text.as_str());
        }
    }
}
