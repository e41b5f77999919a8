//! Wire formats: ANPA-1312, IPTC 7901, NITF, NewsML 1, NewsML-G2, ninjs.

pub(crate) mod anpa;
pub(crate) mod iptc7901;
pub(crate) mod newsml;
pub(crate) mod newsml_g2;
pub(crate) mod ninjs;
pub(crate) mod nitf;
