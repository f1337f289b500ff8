//! The clock that a living node carries, and what its messages carry of it: both of the same size for any number of nodes.
//!
//! Beside its own count a node holds the [`View`] of the hub at the highest version in its past, and a hub keeps what it
//! knows now. What comes by another way (a hub that lost its memory, two nodes that are no hubs, somebody from outside who
//! names counts) is kept as a vector beside it, until the hub has heard of that too. So nothing is ever lost, and what a
//! node knows is exactly what the dense clocks of [`LocalClock`](crate::clock::LocalClock) say.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::view::View;
use crate::clock::{Causality, ClockError, Dot, ENTRIES_MAX, VectorClock};
use crate::id::NodeId;
use crate::planted::{self, Bug};

/// What a node knew in one of its events: what a message carries.
#[derive(Clone)]
pub struct Knowledge {
    /// The event; a count of 0 when it is none.
    event: Dot,
    view: Option<View>,
    /// What is not in the view.
    beside: Option<Arc<VectorClock>>,
    is_claimed: bool,
}

impl Knowledge {
    /// What somebody says who stands outside and names counts: nobody can tell what else is known to whom it says it knows.
    pub fn claimed(by: NodeId, clock: VectorClock) -> Self {
        let event = Dot { node: by, count: clock.get(by) };
        Self { event, view: None, beside: Some(Arc::new(clock)), is_claimed: true }
    }

    /// The event; `None` of somebody whose clock does not count own events.
    pub fn event(&self) -> Option<Dot> {
        (self.event.count > 0).then_some(self.event)
    }

    /// How many events of a node are known.
    pub fn get(&self, node: NodeId) -> u32 {
        if node == self.event.node {
            return self.event.count;
        }
        let viewed = self.view.as_ref().map_or(0, |view| view.get(node));
        viewed.max(self.beside.as_ref().map_or(0, |beside| beside.get(node)))
    }

    /// Whether the event with this dot is known.
    pub fn knows(&self, dot: Dot) -> bool {
        self.get(dot.node) >= dot.count
    }

    /// All that is known, for whoever looks.
    pub fn vector(&self) -> VectorClock {
        let mut clock = self.view.as_ref().map(View::vector).unwrap_or_default();
        if let Some(beside) = &self.beside {
            clock = clock.joined(beside);
        }
        clock.set(self.event);
        clock
    }

    /// Whether somebody from outside had a part in it, so that it may say what is not true.
    fn is_claimed(&self) -> bool {
        self.is_claimed || self.view.as_ref().is_some_and(|view| view.is_claimed)
    }

    /// What a hub says of itself.
    fn of_hub(&self) -> Option<&View> {
        self.view.as_ref().filter(|view| view.hub == self.event && self.beside.is_none())
    }

    /// What comes with a message that is not simply a later view of the same hub.
    fn add(&mut self, message: &Self) {
        let is_claimed = self.is_claimed() || message.is_claimed();
        let mut beside = self.beside.as_deref().cloned().unwrap_or_default();
        match (&self.view, &message.view) {
            (Some(mine), Some(theirs)) if mine.hub.node == theirs.hub.node => {
                if theirs.hub.count > mine.hub.count {
                    self.view.clone_from(&message.view);
                }
            }
            // The later life of a hub is the one that will be heard of again.
            (Some(mine), Some(theirs)) if mine.hub.node > theirs.hub.node => beside = beside.joined(&theirs.vector()),
            (mine, Some(_)) => {
                beside = mine.as_ref().map_or_else(|| beside.clone(), |mine| beside.joined(&mine.vector()));
                self.view.clone_from(&message.view);
            }
            (_, None) => {}
        }
        let said = message.beside.as_deref().cloned().unwrap_or_default();
        beside = beside.joined(&said).joined(&[message.event].into_iter().collect());
        self.beside = Some(Arc::new(beside));
        self.is_claimed = is_claimed;
    }
}

impl PartialEq for Knowledge {
    fn eq(&self, other: &Self) -> bool {
        self.event == other.event && self.vector() == other.vector()
    }
}

impl Eq for Knowledge {}

impl Hash for Knowledge {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.vector().hash(state);
    }
}

/// As it is seen from outside: how it is kept makes no difference.
impl fmt::Debug for Knowledge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.vector().fmt(f)
    }
}

/// The clock that a node carries: only its owner's entry can be ticked through it.
#[derive(Clone)]
pub struct NodeClock {
    now: Knowledge,
    /// What a hub knows now, beside its view.
    whole: Option<VectorClock>,
}

impl NodeClock {
    /// The clock of a node that has not done anything yet.
    pub const fn new(owner: NodeId) -> Self {
        let event = Dot { node: owner, count: 0 };
        let now = Knowledge { event, view: None, beside: None, is_claimed: false };
        Self { now, whole: None }
    }

    /// The same of one that messages pass through.
    pub fn of_hub(owner: NodeId) -> Self {
        let mut clock = Self::new(owner);
        clock.now.view = Some(View::new(owner));
        clock.whole = Some(VectorClock::new());
        clock
    }

    /// Whose clock it is.
    pub const fn owner(&self) -> NodeId {
        self.now.event.node
    }

    /// The last event of the owner's own; a count of 0 before the first.
    pub const fn last(&self) -> Dot {
        self.now.event
    }

    /// What a message carries that is sent now.
    pub const fn now(&self) -> &Knowledge {
        &self.now
    }

    /// All that is known now, for whoever looks.
    pub fn vector(&self) -> VectorClock {
        self.whole.clone().unwrap_or_else(|| self.now.vector())
    }

    /// One event of the owner's own: an internal one, or a send, whose message then carries [`Self::now`].
    ///
    /// # Panics
    /// After 4,294,967,295 events. No input can bring that nearer: nobody else ticks this entry, and a clock
    /// that claims more of it is refused by [`Self::receive`].
    pub fn tick(&mut self) -> Dot {
        let event = &mut self.now.event;
        event.count = event.count.checked_add(1).expect("a node has at most 4,294,967,295 events");
        if let (Some(whole), Some(view)) = (&mut self.whole, &mut self.now.view) {
            whole.set(*event);
            view.hub = *event;
        }
        *event
    }

    /// Receiving is an event too: learn what the message knew, then tick. Returns the event, and whether anything was
    /// news.
    ///
    /// # Errors
    /// The message claims events of the owner that never happened, or the result would have too many
    /// entries. The clock is then as it was, and nothing was received.
    pub fn receive(&mut self, message: &Knowledge) -> Result<(Dot, bool), ClockError> {
        self.admits(message)?;
        let is_news = if self.whole.is_some() { self.collect(message)? } else { self.follow(message)? };
        if planted::is(Bug::TickMissedOnReceive) {
            return Ok((self.last(), is_news));
        }
        Ok((self.tick(), is_news))
    }

    /// Whether a message may carry this to the owner.
    fn admits(&self, message: &Knowledge) -> Result<(), ClockError> {
        let own = self.last();
        // What nobody from outside had a part in tells the truth.
        let claimed = if message.is_claimed() { message.get(own.node) } else { 0 };
        if claimed > own.count { Err(ClockError::Future { claimed, real: own.count }) } else { Ok(()) }
    }

    /// A hub learns. What comes from itself it knows already.
    fn collect(&mut self, message: &Knowledge) -> Result<bool, ClockError> {
        let (Some(whole), Some(view)) = (&mut self.whole, &mut self.now.view) else { return Ok(false) };
        let is_own = message.view.as_ref().is_none_or(|said| said.hub.node == view.hub.node);
        if !is_own || message.beside.is_some() {
            let news = whole.merge(&message.vector())?;
            news.iter().for_each(|dot| view.learn(*dot, whole));
            view.is_claimed |= message.is_claimed();
            return Ok(!news.is_empty());
        }
        let (dot, entries) = (message.event, whole.len());
        let is_less = |known| dot.count < known && planted::is(Bug::MergeTakesMinimum);
        let known = match whole.entry_mut(dot.node) {
            Some(entry) if dot.count > *entry || is_less(*entry) => std::mem::replace(entry, dot.count),
            Some(entry) => *entry,
            None if entries >= ENTRIES_MAX => return Err(ClockError::TooMany(entries + 1)),
            None => {
                whole.set(dot);
                0
            }
        };
        if dot.count > known || is_less(known) {
            view.learn(dot, whole);
        }
        Ok(dot.count > known)
    }

    /// Anybody else takes the later view of the hub.
    fn follow(&mut self, message: &Knowledge) -> Result<bool, ClockError> {
        let mine = self.now.view.as_ref();
        let said = message.of_hub().filter(|said| mine.is_none_or(|mine| mine.hub.node == said.hub.node));
        let Some(said) = said.filter(|_| self.now.beside.is_none()) else { return self.add(message) };
        let is_news = mine.is_none_or(|mine| mine.hub.count < said.hub.count);
        if is_news {
            self.now.view = Some(said.clone());
        }
        Ok(is_news)
    }

    /// The same where there is something beside the view, or comes to be. It goes once the hub has heard of it.
    fn add(&mut self, message: &Knowledge) -> Result<bool, ClockError> {
        let (before, mut next) = (self.now.vector(), self.now.clone());
        let same = |view: &&View| next.view.as_ref().is_some_and(|mine| mine.hub.node == view.hub.node);
        match message.of_hub().filter(same) {
            Some(said) if next.view.as_ref().is_some_and(|mine| mine.hub.count < said.hub.count) => {
                let viewed = said.vector();
                let is_heard =
                    |beside: &VectorClock| matches!(beside.compare(&viewed), Causality::Before | Causality::Equal);
                next.beside = next.beside.filter(|beside| !is_heard(beside));
                next.view = Some(said.clone());
            }
            Some(_) => {}
            None => next.add(message),
        }
        let after = next.vector();
        if after.len() > ENTRIES_MAX {
            return Err(ClockError::TooMany(after.len()));
        }
        self.now = next;
        Ok(after != before)
    }
}

/// As it is seen from outside: how it is kept makes no difference.
impl fmt::Debug for NodeClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodeClock").field("event", &self.last()).field("knows", &self.vector()).finish()
    }
}
