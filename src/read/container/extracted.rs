//! Contents of a file on the disk as they come out of its containers.

use crate::read::source::{Flow, Source};

/// Something found in a file.
pub(crate) enum Extracted<'f> {
    /// A source to read, and its location.
    Source(Source<'f>, &'f MemberLocation),
    /// A member that is not news, and the reason.
    Ignored(&'f MemberLocation, String),
    /// A member that cannot be read, and the reason.
    Rejected(&'f MemberLocation, String),
}

/// Location of a member inside a file, with what its container tells about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct MemberLocation {
    /// Path from the file to the member, such as `!/1987/a.txt` or `!/b.zip!/c.txt`. Empty for the
    /// file itself, and for the content of a compressed file.
    pub inner_path: String,
    /// Web address, where the archive records one.
    pub url: Option<String>,
    /// Encoding from the HTTP headers.
    pub charset: Option<String>,
    /// Warning to attach to articles from this member.
    pub warning: Option<String>,
}

/// A web page captured by a crawler.
#[derive(Debug)]
pub(super) struct CapturedPage<'p> {
    /// Its web address.
    pub url: &'p str,
    /// File name that matches its content type, for recognising its format.
    pub name: String,
    /// Encoding from the HTTP headers.
    pub charset: Option<String>,
}

/// Receives everything found in a file.
pub(crate) type EmitSource<'e> = dyn FnMut(Extracted<'_>) -> Flow + 'e;

/// Returns the reason why the member at this path is not news, judged by its path alone.
pub(crate) type MemberFilter<'m> = dyn Fn(&str) -> Option<&'static str> + 'm;
