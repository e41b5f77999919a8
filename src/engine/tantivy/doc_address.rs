//! Document addresses as numbers: how identity and stories refer to the documents of one snapshot.

use tantivy::{DocAddress, DocId};

/// Packs an address: the segment ordinal in the upper 32 bits, the document in the lower 32.
pub(super) fn pack(address: DocAddress) -> u64 {
    u64::from(address.segment_ord) << 32 | u64::from(address.doc_id)
}

/// Unpacks an address; the inverse of [`pack`].
pub(super) fn unpack(number: u64) -> DocAddress {
    DocAddress::new((number >> 32) as u32, number as DocId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpacking_inverts_packing() {
        for (segment, doc) in [(0, 0), (0, u32::MAX), (7, 3), (u32::MAX, u32::MAX)] {
            let address = DocAddress::new(segment, doc);
            assert_eq!(unpack(pack(address)), address);
        }
    }
}
