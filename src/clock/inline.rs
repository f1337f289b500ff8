//! Inline clocks: what a vector clock of n entries says, in a few integers.
//!
//! In general nothing shorter than n entries tells which of two events happened before the other (Charron-Bost,
//! "Concerning the size of logical clocks in distributed systems", 1991). But where every message has one of k nodes
//! at one of its ends (a *vertex cover* of who talks to whom), 2k + 2 integers are enough, of which some are known
//! only later (Kulkarni and Vaidya, "Effectiveness of Delaying Timestamp Computation", PODC 2017; arXiv 1606.05962).
//! Here a node of the cover is a *hub*, every other one a *leaf*. A broker with its executors is a star: one hub.
//!
//! An event's stamp is its node, its count there and, for each hub, `seen`: the hub's highest version (its own count)
//! in the event's past. A merge takes the larger `seen`, so that it is idempotent and commutative, and does not
//! care in which order messages come. Whatever a leaf knows of others it knows through hubs, therefore
//! - the vector of a leaf's event is the largest of the hubs' vectors at what it has seen, with its own count put in;
//! - the vector of a hub is put together from a [`Log`](log) of which counts of which leaves came to it when;
//! - `a` at a hub happened before `b` when `b` has seen the version of `a`; `a` at a leaf, when `b` has seen a version
//!   that had *received* `a`: the first such one is what is known only later.
//!
//! This is exact under these conditions:
//! - every send and every receive ticks its node, as [`LocalClock`](super::LocalClock) does;
//! - two leaves never talk to each other; each link between leaves makes one of both a hub ([`Cover`] does so by
//!   itself; [`Star`] and [`Leaf`] refuse);
//! - a node that lost its memory comes back as another node, with counts of its own;
//! - counts fit 32 bits; one that would not is refused ([`InlineError::Overflow`]), and nothing is done.
//!
//! A living node carries a [`NodeClock`], and a message its [`Knowledge`]: the sender's dot and its hub's version, with a
//! reference to what the hub had written down by then. They hold without the conditions above: what does not come from
//! the one hub that a node knows is carried along as a vector, until the hub has heard of it.
//!
//! The dense [`VectorClock`](super::VectorClock) stays the public type, the wire's form, and the judge of all this
//! (`tests/inline_clocks.rs`).

mod chunks;
mod cover;
mod log;
mod node;
mod star;
mod view;

pub use cover::{Cover, Heard};
pub use node::{Knowledge, NodeClock};
pub use star::Star;

/// The place of a star's hub; leaves follow from 1 on, in the order in which they join.
pub const HUB: u32 = 0;
/// The highest count that a node can reach: the next number stands for "not yet".
pub const COUNT_MAX: u32 = u32::MAX - 1;

/// An event of a star as its node knows it at once; as a part of a message it has 12 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// Whose event it is: [`HUB`], or a leaf's place.
    pub place: u32,
    /// Which one of its own, from 1.
    pub count: u32,
    /// The hub's highest version in its past, or its own when it is the hub's; 0 for none.
    pub seen: u32,
}

/// Why a stamp was refused. Nothing was then received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InlineError {
    /// The node has had as many events as can be counted.
    #[error("a node has at most {COUNT_MAX} events")]
    Overflow,
    /// Nobody has this place or this number.
    #[error("there is no {0} here")]
    Unknown(u32),
    /// A message from one leaf to another, or from a node to itself.
    #[error("a message between {from} and {to} has no hub at exactly one of its ends")]
    Uncovered {
        /// The place that it comes from.
        from: u32,
        /// The place that it came to.
        to: u32,
    },
    /// A claim to have seen versions of the hub that never were.
    #[error("the stamp claims version {claimed} of the hub, which has come to {real}")]
    Future {
        /// What the stamp says.
        claimed: u32,
        /// What is true.
        real: u32,
    },
}

/// The clock that a leaf carries: two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Leaf {
    last: Stamp,
}

impl Leaf {
    /// A leaf that has not done anything yet.
    pub const fn new(place: u32) -> Self {
        Self { last: Stamp { place, count: 0, seen: 0 } }
    }

    /// Its last event; a count of 0 before the first.
    pub const fn last(&self) -> Stamp {
        self.last
    }

    /// An internal event, or a send, whose message then carries the stamp that this returns.
    ///
    /// # Errors
    /// [`InlineError::Overflow`].
    #[inline]
    pub fn tick(&mut self) -> Result<Stamp, InlineError> {
        self.last.count = next(self.last.count)?;
        Ok(self.last)
    }

    /// Receiving is an event too: takes the larger version of the hub, then ticks.
    ///
    /// # Errors
    /// The message is not the hub's, or the leaf's counts are used up.
    #[inline]
    pub fn receive(&mut self, message: Stamp) -> Result<Stamp, InlineError> {
        if message.place != HUB {
            return Err(InlineError::Uncovered { from: message.place, to: self.last.place });
        }
        let count = next(self.last.count)?;
        self.last = Stamp { count, seen: self.last.seen.max(message.count), ..self.last };
        Ok(self.last)
    }
}

/// The clock that the hub carries: its version, and the highest count of each leaf that came to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hub {
    version: u32,
    /// Of the leaf at each place, from 1 on.
    last: Vec<u32>,
}

impl Hub {
    /// Takes a leaf in.
    ///
    /// # Errors
    /// [`InlineError::Overflow`]: there are as many leaves as can be counted.
    pub fn join(&mut self) -> Result<Leaf, InlineError> {
        let place = u32::try_from(self.last.len() + 1).map_err(|_| InlineError::Overflow)?;
        self.last.push(0);
        Ok(Leaf::new(place))
    }

    /// Its last event; a count of 0 before the first.
    pub const fn last(&self) -> Stamp {
        Stamp { place: HUB, count: self.version, seen: self.version }
    }

    /// How many events of the leaf at this place are known; 0 for one that never joined.
    pub fn known(&self, place: u32) -> u32 {
        (place as usize).checked_sub(1).and_then(|at| self.last.get(at)).copied().unwrap_or_default()
    }

    /// An internal event, or a send, whose message then carries the stamp that this returns.
    ///
    /// # Errors
    /// [`InlineError::Overflow`].
    #[inline]
    pub fn tick(&mut self) -> Result<Stamp, InlineError> {
        self.version = next(self.version)?;
        Ok(self.last())
    }

    /// Receives a leaf's message, whatever came before it and whether or not it came already. The cost is the same
    /// for any number of leaves.
    ///
    /// # Errors
    /// The message is not a leaf's, claims versions that never were, or the hub's versions are used up.
    #[inline]
    pub fn receive(&mut self, message: Stamp) -> Result<Stamp, InlineError> {
        let Some(at) = (message.place as usize).checked_sub(1) else {
            return Err(InlineError::Uncovered { from: HUB, to: HUB });
        };
        if message.seen > self.version {
            return Err(InlineError::Future { claimed: message.seen, real: self.version });
        }
        let version = next(self.version)?;
        let last = self.last.get_mut(at).ok_or(InlineError::Unknown(message.place))?;
        (self.version, *last) = (version, (*last).max(message.count));
        Ok(self.last())
    }
}

/// The count after this one.
#[inline]
fn next(count: u32) -> Result<u32, InlineError> {
    if count < COUNT_MAX { Ok(count + 1) } else { Err(InlineError::Overflow) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_of_two_leaves_knows_who_saw_what() {
        let mut hub = Hub::default();
        let (mut a, mut b) = (hub.join().unwrap(), hub.join().unwrap());
        let sent = a.tick().unwrap();
        assert_eq!(hub.receive(sent), Ok(Stamp { place: HUB, count: 1, seen: 1 }));
        let told = hub.tick().unwrap();
        assert_eq!(b.receive(told), Ok(Stamp { place: 2, count: 1, seen: 2 }));
        assert_eq!((hub.known(1), hub.known(2), hub.known(3), hub.known(HUB)), (1, 0, 0, 0));
    }

    #[test]
    fn what_comes_late_or_twice_takes_nothing_back() {
        let mut hub = Hub::default();
        let mut leaf = hub.join().unwrap();
        let (first, second) = (leaf.tick().unwrap(), leaf.tick().unwrap());
        for message in [second, first, second] {
            hub.receive(message).unwrap();
            assert_eq!(hub.known(1), 2);
        }
        assert_eq!(hub.last().count, 3);
    }

    #[test]
    fn what_cannot_be_is_refused_and_changes_nothing() {
        let mut hub = Hub::default();
        let mut leaf = hub.join().unwrap();
        let stamp = |place, count, seen| Stamp { place, count, seen };
        let before = hub.clone();
        assert_eq!(hub.receive(stamp(1, 1, 1)), Err(InlineError::Future { claimed: 1, real: 0 }));
        assert_eq!(hub.receive(stamp(2, 1, 0)), Err(InlineError::Unknown(2)));
        assert_eq!(hub.receive(stamp(HUB, 1, 0)), Err(InlineError::Uncovered { from: HUB, to: HUB }));
        assert_eq!(hub, before);
        assert_eq!(leaf.receive(stamp(2, 1, 0)), Err(InlineError::Uncovered { from: 2, to: 1 }));
        assert_eq!(leaf, Leaf::new(1));
    }

    #[test]
    fn counts_end_with_an_error_and_not_at_zero() {
        let mut leaf = Leaf { last: Stamp { place: 1, count: COUNT_MAX - 1, seen: 0 } };
        let mut hub = Hub { version: COUNT_MAX - 1, last: vec![0] };
        assert!(leaf.tick().is_ok() && hub.tick().is_ok());
        let (full_leaf, full_hub) = (leaf, hub.clone());
        assert_eq!(leaf.tick(), Err(InlineError::Overflow));
        assert_eq!(leaf.receive(hub.last()), Err(InlineError::Overflow));
        assert_eq!((hub.tick(), hub.receive(leaf.last())), (Err(InlineError::Overflow), Err(InlineError::Overflow)));
        assert_eq!((leaf, hub), (full_leaf, full_hub));
    }
}
