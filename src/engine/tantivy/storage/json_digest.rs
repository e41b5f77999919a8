//! JSON objects in files, with a digest as their last member, so that a changed byte is noticed.

/// Begins the last member, the BLAKE3 digest of the object without that member.
const DIGEST: &str = ",\n  \"digest\": \"";

/// Adds the digest to an object in pretty-printed JSON.
pub(super) fn with_digest(object: &[u8]) -> Vec<u8> {
    let members = object.trim_ascii_end();
    let members = members.strip_suffix(b"}").unwrap_or(members).trim_ascii_end();
    let digest = blake3::hash(&[members, b"\n}"].concat()).to_hex();
    [members, DIGEST.as_bytes(), digest.as_bytes(), b"\"\n}\n"].concat()
}

/// Returns the object without its digest; nothing when the digest is missing or wrong.
pub(super) fn without_digest(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let (members, rest) = text.rsplit_once(DIGEST)?;
    let digest = rest.strip_suffix("\"\n}\n")?;
    let object = format!("{members}\n}}");
    (blake3::hash(object.as_bytes()).to_hex().as_str() == digest).then(|| object.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_finds_every_changed_byte() {
        for object in ["{\n  \"schema\": 8\n}", "{\"schema\": 8}\n"] {
            let text = with_digest(object.as_bytes());
            let found: serde_json::Value = serde_json::from_slice(&text).unwrap();
            assert_eq!(found.get("schema"), Some(&8.into()));
            let inner: serde_json::Value =
                serde_json::from_slice(&without_digest(&text).unwrap()).unwrap();
            assert_eq!(inner, serde_json::json!({ "schema": 8 }));
            for at in 0..text.len() {
                let mut changed = text.clone();
                changed[at] ^= 1;
                assert_eq!(without_digest(&changed), None, "byte {at}");
                assert_eq!(without_digest(&text[..at]), None, "cut at {at}");
            }
        }
    }
}
