//! Rows of a fixed length in the bytes of a sidecar. Numbers are little-endian.

/// Splits so many rows of `N` bytes off; nothing where there are fewer.
pub(crate) fn split<const N: usize>(count: u64, bytes: &[u8]) -> Option<(&[[u8; N]], &[u8])> {
    let length = usize::try_from(count).ok()?.checked_mul(N)?;
    let (rows, rest) = bytes.split_at_checked(length)?;
    Some((rows.as_chunks::<N>().0, rest))
}

/// Splits `N` numbers off; nothing where there are fewer.
pub(crate) fn numbers<const N: usize>(bytes: &[u8]) -> Option<([u64; N], &[u8])> {
    let (rows, rest) = split::<8>(N as u64, bytes)?;
    let mut read = rows.iter().map(|number| u64::from_le_bytes(*number));
    Some((std::array::from_fn(|_| read.next().unwrap_or_default()), rest))
}

/// Splits `N` numbers of four bytes off; nothing where there are fewer.
pub(crate) fn short_numbers<const N: usize>(bytes: &[u8]) -> Option<([u32; N], &[u8])> {
    let (rows, rest) = split::<4>(N as u64, bytes)?;
    let mut read = rows.iter().map(|number| u32::from_le_bytes(*number));
    Some((std::array::from_fn(|_| read.next().unwrap_or_default()), rest))
}
