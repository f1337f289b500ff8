//! Identities: small `Copy` numbers inside, names at the doors.
//!
//! Everything inside the core speaks of [`NodeId`] and [`JobId`]; people and peers speak of `exec-1` and
//! `job-7`. [`Names`] is the one table between the two, and it is kept by whoever hosts the broker: the
//! broker itself never sees a name.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU32;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::ordered::tree::{Entry, Tree};

/// The most names of one kind that a table takes; bounds what a hostile peer can make us remember.
pub const NAMES_MAX: usize = 1 << 16;
/// The longest name, in bytes. A UUID has 36.
pub const NAME_LENGTH_MAX: usize = 64;

/// One incarnation of one machine: the owner of one entry in a vector clock.
///
/// A machine that lost its memory comes back as the next incarnation, shown as `exec-2#2`, so that it can
/// count from one again without contradicting what its former life said.
///
/// Both numbers are kept in one, the machine's first: nodes are looked up and compared all the time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    /// The first incarnation of the machine with this number.
    pub const fn new(machine: u16) -> Self {
        Self::of(machine, 1)
    }

    const fn of(machine: u16, incarnation: u16) -> Self {
        Self((machine as u32) << 16 | incarnation as u32)
    }

    /// The first incarnation: what stays the same of a machine through all its lives.
    #[must_use]
    pub const fn machine(self) -> Self {
        Self(self.0 >> 16 << 16 | 1)
    }

    /// The machine's number: dense, from 0, in the order in which names were first heard.
    pub const fn index(self) -> usize {
        (self.0 >> 16) as usize
    }

    /// Which life of the machine this is, from 1.
    pub const fn incarnation(self) -> u16 {
        self.0 as u16
    }

    /// Both numbers in one.
    pub(crate) const fn bits(self) -> u32 {
        self.0
    }

    /// The node with these [`Self::bits`].
    pub(crate) const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The next life of the same machine; `None` after 65,535 of them.
    pub fn next_incarnation(self) -> Option<Self> {
        self.incarnation().checked_add(1)?;
        Some(Self(self.0 + 1))
    }
}

/// As the two numbers that it is.
impl Hash for NodeId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.index() as u16, self.incarnation()).hash(state);
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "n{}", self.index())?;
        if self.incarnation() > 1 {
            write!(f, "#{}", self.incarnation())?;
        }
        Ok(())
    }
}

macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident, $letter:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// The identity with this number; all from 4,294,967,294 on are one.
            pub const fn new(number: u32) -> Self {
                // One more is kept, so that there is room for none at all in the same four bytes.
                Self(NonZeroU32::MIN.saturating_add(number))
            }

            /// The number, dense from 0.
            pub const fn index(self) -> usize {
                self.number() as usize
            }

            /// The number as it is written.
            pub const fn number(self) -> u32 {
                self.0.get() - 1
            }
        }

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.number().hash(state);
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_u32(self.number())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($letter, "{}"), self.number())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.number().fmt(f)
            }
        }
    };
}

numbered!(
    /// A job, by the order in which its name was first heard.
    JobId,
    "j"
);
numbered!(
    /// A message, by the order in which it was sent.
    MessageId,
    "m"
);
numbered!(
    /// An event of the trace, by the order in which it happened in the simulated world.
    EventId,
    "e"
);

/// Why a text is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The text is empty.
    #[error("a name must not be empty")]
    Empty,
    /// The text is longer than [`NAME_LENGTH_MAX`] bytes.
    #[error("a name has at most {NAME_LENGTH_MAX} bytes, this one has {0}")]
    TooLong(usize),
    /// The text holds a character that no name may hold.
    #[error("a name must not contain {0:?}")]
    Character(char),
    /// It is `.` or `..`, which can't name a folder.
    #[error("{0:?} is no name")]
    Dots(String),
    /// An incarnation that is not a number from 2 to 65535.
    #[error("{0:?} names no incarnation: those are numbered from 2 to 65535")]
    Incarnation(String),
    /// [`NAMES_MAX`] names are known already.
    #[error("no room for another name: {NAMES_MAX} are known")]
    Full,
}

/// A name and its number.
#[derive(Debug, Clone)]
struct Named {
    name: Arc<str>,
    number: u32,
}

impl Entry for Named {
    /// A name is looked for by where it stands alone.
    type Sum = ();

    fn sum(&self) {}

    fn add((): &mut (), (): &()) {}
}

/// Names on one side, dense numbers on the other. Each world along a run has a copy, which shares nearly all with the one
/// before it: a new name costs the same however many there are.
#[derive(Debug, Clone, Default)]
struct Table {
    /// In the order of their numbers.
    names: Tree<Named>,
    /// In the order of their names.
    by_name: Tree<Named>,
    /// The beginnings behind which a number is taken, sorted.
    beginnings: Vec<Beginning>,
}

/// What is known of the numbers behind a beginning: jobs are named `job-1`, `job-2`, … all the time, so that this is to
/// cost no search.
#[derive(Debug, Clone)]
struct Beginning {
    prefix: Arc<str>,
    /// The first number that is free.
    free: u32,
    /// How many beyond it are taken.
    beyond: u32,
}

impl Table {
    fn intern(&mut self, name: &str) -> Result<u32, NameError> {
        let place = match self.find(name) {
            Ok(number) => return Ok(number),
            Err(place) => place,
        };
        check(name)?;
        if self.room() == 0 {
            return Err(NameError::Full);
        }
        let number = self.names.len() as u32;
        let named = Named { name: name.into(), number };
        self.names.insert(self.names.len(), named.clone());
        self.by_name.insert(place, named);
        self.take(name);
        Ok(number)
    }

    fn beginning(&self, prefix: &str) -> Result<usize, usize> {
        self.beginnings.binary_search_by(|known| (*known.prefix).cmp(prefix))
    }

    /// The first number that makes a free name behind a beginning.
    fn first_free(&self, prefix: &str) -> u32 {
        self.beginning(prefix).map_or(1, |at| self.beginnings[at].free)
    }

    /// When a name was the first free one of its beginning, another is now.
    fn take(&mut self, name: &str) {
        let Some((prefix, digits)) = name.rsplit_once('-') else { return };
        let Some(number) = digits.parse::<u32>().ok().filter(|_| !digits.starts_with(['0', '+'])) else { return };
        let at = self.beginning(prefix).unwrap_or_else(|at| {
            self.beginnings.insert(at, Beginning { prefix: prefix.into(), free: 1, beyond: 0 });
            at
        });
        let Beginning { mut free, mut beyond, .. } = self.beginnings[at];
        if number != free {
            beyond += 1;
        } else {
            free += 1;
            while beyond > 0 && self.find(&format!("{prefix}-{free}")).is_ok() {
                (free, beyond) = (free + 1, beyond - 1);
            }
        }
        let beginning = &mut self.beginnings[at];
        (beginning.free, beginning.beyond) = (free, beyond);
    }

    /// The number of a name, or the place in `by_name` where it would stand.
    fn find(&self, name: &str) -> Result<u32, usize> {
        let at = self.by_name.find(|named| (*named.name).cmp(name))?;
        self.by_name.get(at).map_or(Err(at), |named| Ok(named.number))
    }

    fn room(&self) -> usize {
        NAMES_MAX.saturating_sub(self.names.len())
    }

    fn name(&self, number: usize) -> &str {
        self.names.get(number).map_or("?", |named| &*named.name)
    }
}

/// Whether a character has no place within a line: a control character, or one of those that turn the direction of what
/// comes after them (Unicode's `Bidi_Control`), so that a name would turn around the sentences in which it stands.
pub fn breaks_a_line(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || c.is_control()
}

fn check(name: &str) -> Result<(), NameError> {
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if name.len() > NAME_LENGTH_MAX {
        return Err(NameError::TooLong(name.len()));
    }
    if matches!(name, "." | "..") {
        return Err(NameError::Dots(name.to_owned()));
    }
    let bad = |c: &char| breaks_a_line(*c) || c.is_whitespace() || matches!(c, '#' | '/' | '*' | '"' | '\\');
    match name.chars().find(bad) {
        Some(character) => Err(NameError::Character(character)),
        None => Ok(()),
    }
}

/// The names of nodes and jobs, each bound to its number for good.
#[derive(Debug, Clone, Default)]
pub struct Names {
    nodes: Table,
    jobs: Table,
}

impl Names {
    /// A table without names.
    pub fn new() -> Self {
        Self::default()
    }

    /// The node of this name, made known when it is not yet. `exec-2#2` is the second incarnation of `exec-2`.
    ///
    /// # Errors
    /// The text is no name, or the table is full.
    pub fn node(&mut self, name: &str) -> Result<NodeId, NameError> {
        let (machine, incarnation) = split_incarnation(name)?;
        let machine = self.nodes.intern(machine)? as u16;
        Ok(NodeId::of(machine, incarnation))
    }

    /// Whether a text can name a node, known or not.
    ///
    /// # Errors
    /// It can't, and why.
    pub fn check_node(name: &str) -> Result<(), NameError> {
        split_incarnation(name).and_then(|(machine, _)| check(machine))
    }

    /// The node of this name, when it is known.
    pub fn find_node(&self, name: &str) -> Option<NodeId> {
        let (machine, incarnation) = split_incarnation(name).ok()?;
        let machine = self.nodes.find(machine).ok()? as u16;
        Some(NodeId::of(machine, incarnation))
    }

    /// The name of a node, with its incarnation from the second on.
    pub fn of_node(&self, node: NodeId) -> String {
        let name = self.nodes.name(node.index());
        match node.incarnation() {
            1 => name.to_owned(),
            n => format!("{name}#{n}"),
        }
    }

    /// The job of this name, made known when it is not yet.
    ///
    /// # Errors
    /// The text is no name, or the table is full.
    pub fn job(&mut self, name: &str) -> Result<JobId, NameError> {
        self.jobs.intern(name).map(JobId::new)
    }

    /// The job of this name, when it is known.
    pub fn find_job(&self, name: &str) -> Option<JobId> {
        self.jobs.find(name).ok().map(JobId::new)
    }

    /// The name of a job.
    pub fn of_job(&self, job: JobId) -> &str {
        self.jobs.name(job.index())
    }

    /// Whether a text can name a job, known or not.
    ///
    /// # Errors
    /// It can't, and why.
    pub fn check_job(name: &str) -> Result<(), NameError> {
        check(name)
    }

    /// Whether there is room for one more node.
    pub fn has_room_for_a_node(&self) -> bool {
        self.nodes.room() > 0
    }

    /// For how many more jobs there is room.
    pub fn room_for_jobs(&self) -> usize {
        self.jobs.room()
    }

    /// How many machines are known.
    pub fn node_count(&self) -> usize {
        self.nodes.names.len()
    }

    /// How many jobs are known.
    pub fn job_count(&self) -> usize {
        self.jobs.names.len()
    }

    /// The first of `prefix-1`, `prefix-2`, … that names no node yet.
    pub fn free_node_name(&self, prefix: &str) -> String {
        free_name(&self.nodes, prefix)
    }

    /// The first of `prefix-1`, `prefix-2`, … that names no job yet.
    pub fn free_job_name(&self, prefix: &str) -> String {
        free_name(&self.jobs, prefix)
    }
}

fn free_name(table: &Table, prefix: &str) -> String {
    format!("{prefix}-{}", table.first_free(prefix))
}

fn split_incarnation(name: &str) -> Result<(&str, u16), NameError> {
    let Some((machine, digits)) = name.rsplit_once('#') else {
        return Ok((name, 1));
    };
    match digits.parse::<u16>() {
        Ok(n) if n >= 2 && !digits.starts_with(['0', '+']) => Ok((machine, n)),
        _ => Err(NameError::Incarnation(digits.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_name_is_the_first_that_nobody_has_whatever_was_taken_in_between() {
        let mut names = Names::new();
        let taken = ["job-2", "job-3", "job-01", "job-x", "other-1", "job-1", "job-+4", "a-b-1", "job-5"];
        for name in taken {
            let free = names.free_job_name("job");
            let by_trying = (1..).map(|n| format!("job-{n}")).find(|name| names.find_job(name).is_none());
            assert_eq!(Some(free), by_trying);
            names.job(name).unwrap();
        }
        assert_eq!((names.free_job_name("job"), names.free_job_name("a-b")), ("job-4".into(), "a-b-2".into()));
        names.job("job-4").unwrap();
        assert_eq!(names.free_job_name("job"), "job-6");
    }

    #[test]
    fn a_name_keeps_its_number_and_a_number_its_name() {
        let mut names = Names::new();
        let exec = names.node("exec-1").unwrap();
        assert_eq!(names.node("exec-1"), Ok(exec));
        assert_eq!(names.of_node(exec), "exec-1");
        assert_eq!(names.find_node("exec-9"), None);
        assert_eq!(names.free_node_name("exec"), "exec-2");
    }

    #[test]
    fn an_incarnation_is_another_node_of_the_same_machine() {
        let mut names = Names::new();
        let first = names.node("exec-2").unwrap();
        let second = first.next_incarnation().unwrap();
        assert_ne!(first, second);
        assert_eq!(second.machine(), first);
        assert_eq!(names.of_node(second), "exec-2#2");
        assert_eq!(names.node("exec-2#2"), Ok(second));
    }

    #[test]
    fn a_bad_name_is_refused_and_leaves_the_table_as_it_was() {
        let mut names = Names::new();
        let long = "x".repeat(65);
        let rows = [
            ("", NameError::Empty),
            (long.as_str(), NameError::TooLong(65)),
            ("a b", NameError::Character(' ')),
            ("a/b", NameError::Character('/')),
            ("cba\u{202e}", NameError::Character('\u{202e}')),
            ("a#1", NameError::Incarnation("1".into())),
            ("a#02", NameError::Incarnation("02".into())),
            ("a#70000", NameError::Incarnation("70000".into())),
            ("#2", NameError::Empty),
        ];
        for (name, error) in rows {
            assert_eq!(names.node(name), Err(error), "{name:?}");
        }
        assert_eq!(names.node_count(), 0);
    }
}
