//! The executors as a choice looks at them: by machine, and beside those that are built alike.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Index;
use std::sync::{Arc, OnceLock};

use super::{Capabilities, Executor, is_capable};
use crate::broker::emergency::Equipment;
use crate::id::{JobId, NodeId};
use crate::ordered::tree::{Entry, Tree, Visitor};
use crate::time::Time;

/// All executors by machine. A copy shares with its origin what neither has changed since.
///
/// Those that are built alike stand together, whatever their machines: what is known of them together is then nearly
/// what is known of each, so that a choice seldom looks where nobody better is.
#[derive(Clone, Default)]
pub struct Roster {
    /// By how they are built, and by machine.
    known: Tree<Known>,
    /// The machines in order.
    machines: Tree<Standing>,
}

/// What seldom changes of what an executor has, in one number: its equipment, whether it has a battery, its cores, and
/// the power of two of the memory that it has when nothing runs there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Build(u64);

impl Build {
    pub(super) fn of(executor: &Executor) -> Self {
        let Capabilities { has_battery, cpu_cores, memory, .. } = executor.idle();
        let cores = cpu_cores.clamp(0, u16::MAX.into()) as u64;
        let memory_log2 = memory.checked_ilog2().map_or(0, |log2| u64::from(log2) + 1);
        let equipment = u64::from(executor.report.equipment.bits());
        Self(equipment << 32 | u64::from(has_battery) << 24 | cores << 8 | memory_log2)
    }
}

/// A machine, and how the executor there was built when it was heard of last: where it stands among all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing(pub(super) NodeId, pub(super) Build);

impl Entry for Standing {
    type Sum = ();

    fn sum(&self) {}

    fn add((): &mut (), (): &()) {}
}

/// One executor, how it is built, and its machine.
#[derive(Clone)]
pub struct Known(Build, NodeId, Arc<Kept>);

/// One executor, and what it has left: choices look at that again and again before it changes.
pub(super) struct Kept {
    executor: Executor,
    /// What it is believed to have with what is reserved taken off, found out when somebody asks.
    left: OnceLock<Capabilities>,
}

impl Kept {
    pub(super) const fn new(executor: Executor) -> Self {
        Self { executor, left: OnceLock::new() }
    }

    pub(super) fn into_executor(self) -> Executor {
        self.executor
    }
}

/// Who copies it is about to change it.
impl Clone for Kept {
    fn clone(&self) -> Self {
        Self::new(self.executor.clone())
    }
}

/// What is known of several executors together: none of them is better than this, nor worse.
#[derive(Clone)]
pub struct Among {
    /// The most that any of them is believed to have, by its own words and with what is reserved taken off.
    most: [Capabilities; 2],
    /// The least that any of them would have if it were idle.
    pub idle: Capabilities,
    /// What any of them carries.
    pub equipment: Equipment,
    /// When the last of them was heard of.
    pub heard_at: Time,
    /// The fewest jobs that any of them has.
    pub jobs: usize,
    /// The first of their machines.
    pub machine: NodeId,
}

impl Among {
    /// The most that any of them is believed to have, with or without what is reserved taken off.
    pub const fn most(&self, reserve: bool) -> &Capabilities {
        &self.most[reserve as usize]
    }
}

/// What is asked of executors for one job.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What it needs.
    pub needs: &'a Capabilities,
    /// The needs of jobs for which executors are kept free, the first in the queue first.
    pub held: &'a [(Capabilities, JobId)],
    /// The executor, by machine, that it had to leave for an emergency that is still there.
    pub left: Option<NodeId>,
    /// Whether what is reserved counts.
    pub reserve: bool,
}

impl Asked<'_> {
    /// Whether this executor could take the job now.
    pub fn fits(&self, known: &Known) -> bool {
        let executor = known.executor();
        is_capable(self.needs, known.believed(self.reserve))
            && self.left.is_none_or(|left| left != executor.node.machine())
            && executor.held_for(self.held).is_none()
    }

    /// Whether any of several executors might be able to take it.
    pub fn may_fit(&self, sum: &Among) -> bool {
        is_capable(self.needs, sum.most(self.reserve))
            && !self.held.iter().any(|(needs, _)| is_capable(needs, &sum.idle))
    }
}

/// Looks for any executor that could take a job.
struct Search<'a> {
    asked: &'a Asked<'a>,
    is_found: bool,
}

impl Visitor<Known> for Search<'_> {
    fn enters(&mut self, sum: &Among) -> bool {
        self.asked.may_fit(sum)
    }

    fn ends_at(&mut self, _: usize, known: &Known) -> bool {
        self.is_found = self.asked.fits(known);
        self.is_found
    }
}

impl Known {
    /// What is known of it.
    pub fn executor(&self) -> &Executor {
        &self.2.executor
    }

    /// What it is believed to have, with or without what is reserved taken off.
    pub fn believed(&self, reserve: bool) -> &Capabilities {
        match reserve {
            true => self.2.left.get_or_init(|| self.executor().believed(true)),
            false => &self.executor().report.capabilities,
        }
    }

    /// Its machine.
    pub const fn machine(&self) -> NodeId {
        self.1
    }

    fn cmp(&self, standing: &Standing) -> Ordering {
        self.0.cmp(&standing.1).then(self.1.cmp(&standing.0))
    }
}

impl Entry for Known {
    /// The fewer are known together, the better it is known who of them is worth a look.
    const WIDTH: usize = 8;
    type Sum = Among;

    fn sum(&self) -> Among {
        let executor = self.executor();
        let [said, left] = [false, true].map(|reserve| *self.believed(reserve));
        Among {
            most: [said, left],
            idle: executor.idle_from(left),
            equipment: executor.report.equipment,
            heard_at: executor.heard_at,
            jobs: executor.shares.len(),
            machine: self.machine(),
        }
    }

    fn add(sum: &mut Among, later: &Among) {
        let Among { most: [said, left], idle, equipment, heard_at, jobs, machine } = later;
        sum.most = [sum.most[0].most(said), sum.most[1].most(left)];
        sum.idle = sum.idle.least(idle);
        sum.equipment = sum.equipment.and(*equipment);
        sum.heard_at = sum.heard_at.max(*heard_at);
        sum.jobs = sum.jobs.min(*jobs);
        sum.machine = sum.machine.min(*machine);
    }
}

impl Roster {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The executors, those that are built alike together, each with what is known of those beside it.
    pub const fn tree(&self) -> &Tree<Known> {
        &self.known
    }

    /// Whether any of them could take this job now.
    pub fn any(&self, asked: &Asked) -> bool {
        let mut search = Search { asked, is_found: false };
        self.known.visit(&mut search);
        search.is_found
    }

    /// The place of a machine in the order of machines, from 0; else where it would be.
    pub fn place(&self, machine: &NodeId) -> Result<usize, usize> {
        self.machines.find(|standing| standing.0.cmp(machine))
    }

    /// The same among those that are known.
    fn find(&self, standing: &Standing) -> Result<usize, usize> {
        self.known.find(|known| known.cmp(standing))
    }

    pub(super) fn standing(&self, machine: &NodeId) -> Option<&Standing> {
        self.machines.found(|standing| standing.0.cmp(machine))
    }

    fn of(&self, standing: &Standing) -> Option<&Executor> {
        self.known.found(|known| known.cmp(standing)).map(Known::executor)
    }

    /// The one at a place in the order of machines, from 0.
    pub fn at(&self, at: usize) -> Option<&Executor> {
        self.of(self.machines.get(at)?)
    }

    /// The one on a machine.
    pub fn get(&self, machine: &NodeId) -> Option<&Executor> {
        self.of(self.standing(machine)?)
    }

    /// The one on a machine, to change what it was given.
    pub(super) fn get_mut(&mut self, machine: &NodeId) -> Option<&mut Executor> {
        let standing = *self.standing(machine)?;
        self.executor_mut(&standing)
    }

    pub(super) fn executor_mut(&mut self, standing: &Standing) -> Option<&mut Executor> {
        let at = self.find(standing).ok()?;
        let kept = Arc::make_mut(&mut self.known.get_mut(at)?.2);
        kept.left.take();
        Some(&mut kept.executor)
    }

    /// Puts one where it stands by its machine and by how it is built.
    pub(super) fn stand(&mut self, standing: Standing, kept: Arc<Kept>) {
        let Standing(machine, build) = standing;
        self.machines.insert(self.place(&machine).unwrap_or_else(|at| at), standing);
        self.known.insert(self.find(&standing).unwrap_or_else(|at| at), Known(build, machine, kept));
    }

    /// Takes the one on a machine from where it stands.
    pub(super) fn leave(&mut self, machine: &NodeId) -> Option<Arc<Kept>> {
        let standing = self.machines.remove(self.place(machine).ok()?)?;
        let Known(.., kept) = self.known.remove(self.find(&standing).ok()?)?;
        Some(kept)
    }

    /// Whether there is one on a machine.
    pub fn contains_key(&self, machine: &NodeId) -> bool {
        self.place(machine).is_ok()
    }

    /// All machines and executors in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&NodeId, &Executor)> + ExactSizeIterator + Clone {
        self.machines.iter().map(|standing| (&standing.0, self.of(standing).expect("whoever has a machine is known")))
    }

    /// All machines in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &NodeId> + ExactSizeIterator + Clone {
        self.machines.iter().map(|standing| &standing.0)
    }

    /// All executors in the order of their machines.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Executor> + ExactSizeIterator + Clone {
        self.iter().map(|(_, executor)| executor)
    }
}

impl PartialEq for Roster {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Roster {}

impl fmt::Debug for Roster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// The executor of a machine that is known to have one.
impl Index<&NodeId> for Roster {
    type Output = Executor;

    fn index(&self, machine: &NodeId) -> &Executor {
        self.get(machine).expect("an executor is registered from this machine")
    }
}
