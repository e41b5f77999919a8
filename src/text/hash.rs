//! A fast hash that is the same on every machine, for words and features. Trained models and
//! indexes store its values, so it must never change.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

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

/// A map from digests, or pairs of them, whose bits need no further mixing.
pub(crate) type DigestMap<K, V> = HashMap<K, V, BuildHasherDefault<DigestHasher>>;

/// Hasher for keys that are digests already.
#[derive(Default)]
pub(crate) struct DigestHasher(u64);

impl Hasher for DigestHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.write_u64(of(bytes));
    }

    fn write_u64(&mut self, digest: u64) {
        self.0 = self.0.rotate_left(32) ^ digest;
    }
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
