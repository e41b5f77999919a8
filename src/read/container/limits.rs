//! Limits on unpacking. A few kilobytes can unpack to more than any disk holds, so whatever exceeds
//! the limits is refused.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

/// Limits for one file on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most containers nested in one another.
    pub depth: u32,
    /// Most members, at all depths together.
    pub members: u64,
    /// Most unpacked bytes, at all depths together.
    pub unpacked: u64,
    /// Highest ratio of unpacked to packed size. The first 64 MiB are exempt.
    pub ratio: u64,
}

/// Bytes that any stream may unpack to regardless of its ratio: about a year of one news wire.
pub(super) const RATIO_EXEMPT: u64 = 64 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 6, members: 1_000_000, unpacked: 1 << 40, ratio: 200 }
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { depth, members, unpacked, ratio } = self;
        write!(f, "{depth} deep, {members} members, {unpacked} bytes, {ratio} times")
    }
}

/// Tracks how much of the limits one file has used.
#[derive(Debug)]
pub(super) struct UnpackBudget {
    /// The limits.
    pub limits: Limits,
    /// Length of the file on the disk.
    packed: u64,
    unpacked: Cell<u64>,
    members: Cell<u64>,
    refused: Cell<bool>,
}

impl UnpackBudget {
    /// The full budget of a file of `packed` bytes.
    pub(super) fn new(limits: Limits, packed: u64) -> Self {
        Self {
            limits,
            packed,
            unpacked: Cell::new(0),
            members: Cell::new(0),
            refused: Cell::new(false),
        }
    }

    /// Counts a member.
    ///
    /// # Errors
    /// Fails with a message when the limit on members is exceeded.
    pub(super) fn count_member(&self) -> Result<(), String> {
        self.members.set(self.members.get() + 1);
        if self.members.get() <= self.limits.members {
            return Ok(());
        }
        Err(self.refuse(format!(
            "holds more than {} members; raise `--max-members` to read more",
            self.limits.members
        )))
    }

    /// Refuses a container that is nested too deep, and returns the message.
    pub(super) fn refuse_depth(&self) -> String {
        self.refuse(format!(
            "nested deeper than {} levels; raise `--max-depth` to read deeper",
            self.limits.depth
        ))
    }

    /// Returns whether anything was refused that higher limits would let pass.
    pub(super) fn refused(&self) -> bool {
        self.refused.get()
    }

    /// Returns a message when the file as a whole has unpacked to too much.
    pub(super) fn refuse_size(&self) -> Option<String> {
        let unpacked = self.unpacked.get();
        if unpacked > self.limits.unpacked {
            let most = format_size(self.limits.unpacked);
            return Some(self.refuse(format!(
                "unpacks to more than {most}; raise `--max-unpacked` to read more"
            )));
        }
        self.refuse_ratio(unpacked, self.packed)
    }

    /// Returns a message when a stream unpacks to too many times its packed size.
    fn refuse_ratio(&self, unpacked: u64, packed: u64) -> Option<String> {
        let ratio = self.limits.ratio;
        let most = RATIO_EXEMPT.max(packed.saturating_mul(ratio));
        (unpacked > most).then(|| {
            self.refuse(format!(
                "unpacks to more than {ratio} times its size, like a decompression bomb; \
                 raise `--max-ratio` to read it"
            ))
        })
    }

    fn refuse(&self, reason: String) -> String {
        self.refused.set(true);
        reason
    }
}

/// A decompressed stream that fails once it exceeds the limits.
pub(super) struct LimitedReader<R> {
    input: R,
    /// Compressed bytes read so far.
    packed: Rc<Cell<u64>>,
    unpacked: u64,
    budget: Rc<UnpackBudget>,
}

impl<R: Read> LimitedReader<R> {
    /// Limits `input`, whose compressed bytes are counted in `packed`.
    pub(super) fn new(input: R, packed: Rc<Cell<u64>>, budget: Rc<UnpackBudget>) -> Self {
        Self { input, packed, unpacked: 0, budget }
    }
}

impl<R: Read> Read for LimitedReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let refused = self
            .budget
            .refuse_ratio(self.unpacked, self.packed.get())
            .or_else(|| self.budget.refuse_size());
        if let Some(reason) = refused {
            return Err(io::Error::other(reason));
        }
        let read = self.input.read(out)?;
        self.unpacked += read as u64;
        self.budget.unpacked.set(self.budget.unpacked.get().saturating_add(read as u64));
        Ok(read)
    }
}

/// Formats a size in the largest unit that divides it.
fn format_size(bytes: u64) -> String {
    let units = [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit =
        units.iter().find(|(power, _)| bytes >= 1 << power && bytes.is_multiple_of(1 << power));
    unit.map_or_else(
        || format!("{bytes} bytes"),
        |(power, name)| format!("{} {name}", bytes >> power),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_limited(bytes: u64, packed: u64, limits: Limits) -> (u64, String) {
        let budget = Rc::new(UnpackBudget::new(limits, packed));
        let mut stream =
            LimitedReader::new(io::repeat(b'x').take(bytes), Rc::new(Cell::new(packed)), budget);
        let error = io::copy(&mut stream, &mut io::sink()).err();
        (stream.unpacked, error.map_or_else(String::new, |error| error.to_string()))
    }

    #[test]
    fn small_streams_may_have_any_ratio() {
        assert_eq!(read_limited(RATIO_EXEMPT, 1, Limits::default()), (RATIO_EXEMPT, String::new()));
        assert_eq!(
            read_limited(RATIO_EXEMPT + 9, RATIO_EXEMPT, Limits::default()),
            (RATIO_EXEMPT + 9, String::new())
        );
    }

    #[test]
    fn bombs_stop_at_the_limits() {
        let (read, message) = read_limited(RATIO_EXEMPT * 9, 1000, Limits::default());
        assert!(
            read < RATIO_EXEMPT + (1 << 20) && message.contains("--max-ratio"),
            "{read} {message}"
        );
        let (read, message) = read_limited(
            RATIO_EXEMPT,
            RATIO_EXEMPT,
            Limits { unpacked: 1 << 20, ..Limits::default() },
        );
        assert!(
            read < 2 << 20
                && message == "unpacks to more than 1 MiB; raise `--max-unpacked` to read more",
            "{read} {message}"
        );
    }

    #[test]
    fn members_are_counted() {
        let budget = UnpackBudget::new(Limits { members: 2, ..Limits::default() }, 0);
        assert!(
            budget.count_member().is_ok() && budget.count_member().is_ok() && !budget.refused()
        );
        assert!(
            budget.count_member().is_err_and(|message| message.contains("--max-members"))
                && budget.refused()
        );
    }
}
