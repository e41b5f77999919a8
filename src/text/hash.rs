//! A fast hash that is the same on every machine, for words and features. Trained models and
//! indexes store its values, so it must never change.

/// An odd number whose bits have no pattern (from the golden ratio).
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// Hashes a byte string.
pub fn of(bytes: &[u8]) -> u64 {
    let mut hash = bytes.len() as u64;
    let (whole, rest) = bytes.as_chunks::<8>();
    for chunk in whole {
        hash = mix(hash ^ u64::from_le_bytes(*chunk));
    }
    let tail = rest.iter().fold(0, |tail, byte| tail << 8 | u64::from(*byte));
    mix(hash ^ tail)
}

/// Combines a hash with a number, such as the hash of the next word.
pub fn combine(hash: u64, number: u64) -> u64 {
    mix(hash.rotate_left(23) ^ number.wrapping_mul(MIX))
}

/// Mixes every bit into all others by a 64 × 64 → 128-bit multiplication (the folded multiply of
/// wyhash).
fn mix(hash: u64) -> u64 {
    let wide = u128::from(hash ^ MIX) * 0xd6e8_feb8_6659_fd93_u128;
    (wide as u64) ^ ((wide >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_what_the_trained_files_were_made_with() {
        assert_eq!(of(b"kerry"), of(b"kerry"));
        assert_ne!(of(b"kerry"), of(b"kerrz"));
        assert_ne!(of(b"a"), of(b"a\0"));
        assert_ne!(combine(1, 2), combine(2, 1));
    }
}
