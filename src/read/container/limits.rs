//! How far a file is unpacked: what lies beyond is refused, because a few kilobytes can hold more than any disk.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

/// How far one file on the disk is unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many containers may lie in one another.
    pub depth: u32,
    /// How many members, at all depths.
    pub members: u64,
    /// How many bytes, at all depths.
    pub unpacked: u64,
    /// How many times its packed size anything may have, beyond the first 64 MiB.
    pub ratio: u64,
}

/// What every stream may unpack to, however small it is: a year of one wire.
pub const FREE: u64 = 64 << 20;

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

/// What is left of the limits while one file is unpacked.
#[derive(Debug)]
pub struct UnpackBudget {
    /// The limits.
    pub limits: Limits,
    /// The length of the file on the disk.
    packed: u64,
    unpacked: Cell<u64>,
    members: Cell<u64>,
    refused: Cell<bool>,
}

impl UnpackBudget {
    /// All that a file of this length may cost.
    pub fn new(limits: Limits, packed: u64) -> Self {
        Self {
            limits,
            packed,
            unpacked: Cell::new(0),
            members: Cell::new(0),
            refused: Cell::new(false),
        }
    }

    /// Counts a member; with the reason where it is one too many.
    pub fn member(&self) -> Result<(), String> {
        self.members.set(self.members.get() + 1);
        if self.members.get() <= self.limits.members {
            return Ok(());
        }
        Err(self.refuse(format!(
            "more than {} members are packed in it; --max-members reads more",
            self.limits.members
        )))
    }

    /// The reason why a container that lies so deep is not opened.
    pub fn deeper(&self) -> String {
        self.refuse(format!(
            "packed deeper than {} levels; --max-depth reads deeper",
            self.limits.depth
        ))
    }

    /// Whether something was refused that other limits would let pass.
    pub fn refused(&self) -> bool {
        self.refused.get()
    }

    /// Why nothing more is unpacked of this file at all.
    pub fn spent(&self) -> Option<String> {
        let unpacked = self.unpacked.get();
        if unpacked > self.limits.unpacked {
            let most = size(self.limits.unpacked);
            return Some(
                self.refuse(format!("it unpacks to more than {most}; --max-unpacked reads more")),
            );
        }
        self.blown(unpacked, self.packed)
    }

    /// Why a stream that has unpacked so much out of so little is a bomb, if it is.
    fn blown(&self, unpacked: u64, packed: u64) -> Option<String> {
        let ratio = self.limits.ratio;
        let most = FREE.max(packed.saturating_mul(ratio));
        (unpacked > most).then(|| {
            self.refuse(format!("it unpacks to more than {ratio} times its size, as a bomb does; --max-ratio reads it"))
        })
    }

    fn refuse(&self, why: String) -> String {
        self.refused.set(true);
        why
    }
}

/// A stream that was unpacked, and stops at the limits.
pub struct Metered<R> {
    input: R,
    /// How much it was unpacked from so far.
    packed: Rc<Cell<u64>>,
    unpacked: u64,
    budget: Rc<UnpackBudget>,
}

impl<R: Read> Metered<R> {
    /// What is unpacked from something that is counted.
    pub fn new(input: R, packed: Rc<Cell<u64>>, budget: Rc<UnpackBudget>) -> Self {
        Self { input, packed, unpacked: 0, budget }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let over =
            self.budget.blown(self.unpacked, self.packed.get()).or_else(|| self.budget.spent());
        if let Some(why) = over {
            return Err(io::Error::other(why));
        }
        let read = self.input.read(out)?;
        self.unpacked += read as u64;
        self.budget.unpacked.set(self.budget.unpacked.get().saturating_add(read as u64));
        Ok(read)
    }
}

/// A size as people say it.
fn size(bytes: u64) -> String {
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

    fn metered(bytes: u64, packed: u64, limits: Limits) -> (u64, String) {
        let budget = Rc::new(UnpackBudget::new(limits, packed));
        let mut stream =
            Metered::new(io::repeat(b'x').take(bytes), Rc::new(Cell::new(packed)), budget);
        let fault = io::copy(&mut stream, &mut io::sink()).err();
        (stream.unpacked, fault.map_or_else(String::new, |fault| fault.to_string()))
    }

    #[test]
    fn small_streams_may_be_as_dense_as_they_like() {
        assert_eq!(metered(FREE, 1, Limits::default()), (FREE, String::new()));
        assert_eq!(metered(FREE + 9, FREE, Limits::default()), (FREE + 9, String::new()));
    }

    #[test]
    fn bombs_and_floods_stop_at_the_limits() {
        let (read, why) = metered(FREE * 9, 1000, Limits::default());
        assert!(read < FREE + (1 << 20) && why.contains("--max-ratio"), "{read} {why}");
        let (read, why) = metered(FREE, FREE, Limits { unpacked: 1 << 20, ..Limits::default() });
        assert!(
            read < 2 << 20 && why == "it unpacks to more than 1 MiB; --max-unpacked reads more",
            "{read} {why}"
        );
    }

    #[test]
    fn members_are_counted() {
        let budget = UnpackBudget::new(Limits { members: 2, ..Limits::default() }, 0);
        assert!(budget.member().is_ok() && budget.member().is_ok() && !budget.refused());
        assert!(
            budget.member().is_err_and(|why| why.contains("--max-members")) && budget.refused()
        );
    }
}
