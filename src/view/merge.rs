//! A merge, entry by entry: what the receiver knew, what the message says, the larger of both, and its own tick.

use super::happened::{news, noun, sent_of};
use super::words::{self, Words};
use crate::broker::fact::Fact;
use crate::broker::outbox::EventKind;
use crate::clock::VectorClock;
use crate::id::{EventId, NodeId};
use crate::ordered::sort_by_key;
use crate::sim::Step;
use crate::sim::fact::What;
use crate::sim::trace::{Event, Trace};

/// From so many entries on, those that changed come first.
pub const MANY: usize = 9;
/// How far back the latest merge is looked for, in events.
const LOOK_BACK: u32 = 5_000;

/// One entry of the clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose.
    pub name: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// What the receiver knew; zero is no entry.
    pub mine: u32,
    /// What the message says; zero is no entry.
    pub theirs: u32,
    /// The larger of both, when the message's clock was taken.
    pub larger: u32,
    /// After the receiver's own tick.
    pub after: u32,
    /// Whether it is the receiver's own.
    pub is_own: bool,
    /// Whether unchanged entries begin here.
    pub is_gap: bool,
}

impl Entry {
    /// Whether the message's entry won. Of equals, the receiver's own stays.
    pub const fn is_news(&self) -> bool {
        self.theirs > self.mine
    }
}

/// How a message's clock was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was merged.
    Merged,
    /// The message carries none.
    NoClock,
    /// It was refused, or the receiver knows no clocks.
    NotTaken,
}

/// One merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The event that received the message.
    pub event: EventId,
    /// The event that sent it.
    pub cause: Option<EventId>,
    /// Who heard whom: broker hears from exec-2.
    pub title: String,
    /// The message: exec-2’s heartbeat.
    pub message: String,
    /// Who received it.
    pub receiver: String,
    /// Whether it is the event that was asked for.
    pub is_at_focus: bool,
    /// What became of the clock.
    pub outcome: Outcome,
    /// The entries, the receiver's order or, of many, the changed ones first.
    pub entries: Vec<Entry>,
    /// How many of them are news.
    pub news: usize,
    /// What was learned, beside the larger entries.
    pub learned: String,
    /// Why the own entry ticks, beside it.
    pub tick: String,
}

impl Merge {
    /// Whether there are so many entries that the changed ones come first.
    pub const fn is_many(&self) -> bool {
        self.entries.len() >= MANY
    }
}

/// The merge at an event, or the latest before it. An event that receives a message is shown even when there was
/// nothing to merge, since that is what one wants to know then.
pub fn merge_at(trace: &Trace, focus: EventId) -> Option<Merge> {
    let event = trace.get(event_of(trace, focus)?)?;
    Some(merge(trace, event, event.id == focus))
}

/// The event of that merge.
pub fn event_of(trace: &Trace, focus: EventId) -> Option<EventId> {
    if trace.get(focus)?.kind == EventKind::Receive {
        return Some(focus);
    }
    let from = EventId::new(focus.number().saturating_sub(LOOK_BACK).max(1));
    trace.range(from, focus).rev().find(|event| Step::Merge.is_at(event)).map(|event| event.id)
}

fn merge(trace: &Trace, event: &Event, is_at_focus: bool) -> Merge {
    let words = Words::new(trace.names());
    let own = event.dot.node;
    let message = sent_of(trace, event).map(|sent| &sent.message);
    let said = message.and_then(|message| message.clock.as_deref());
    let before = trace.previous(event).and_then(|previous| trace.clock(previous.id)).unwrap_or_default();
    let after = trace.clock(event.id).unwrap_or_default();
    let (larger, outcome) = larger(&before, said, &after, own);
    let nothing = VectorClock::new();
    let theirs = said.unwrap_or(&nothing);
    let mut every = larger.clone();
    // Too many entries for one clock: then the message was refused, and its entries are not shown.
    let _ = every.merge(theirs).and_then(|_| every.merge(&after));
    let entry = |node: NodeId| Entry {
        name: words.name(node),
        colour: words::colour(node),
        mine: before.get(node),
        theirs: theirs.get(node),
        larger: larger.get(node),
        after: after.get(node),
        is_own: node == own,
        is_gap: false,
    };
    let mut entries: Vec<Entry> = every.entries().map(|dot| entry(dot.node)).collect();
    let news_count = entries.iter().filter(|entry| entry.is_news()).count();
    if entries.len() >= MANY {
        sort_by_key(&mut entries, |entry| !(entry.is_own || entry.is_news()));
        if let Some(first) = entries.iter_mut().find(|entry| !entry.is_own && !entry.is_news()) {
            first.is_gap = true;
        }
    }
    let receiver = words.node(own);
    Merge {
        event: event.id,
        cause: event.cause,
        title: title(&words, event, message.map(|message| message.from)),
        message: message.map_or_else(|| "a message".to_owned(), |message| noun(&words, message)),
        is_at_focus,
        outcome,
        news: news_count,
        learned: learned(&words, trace, event, outcome),
        tick: format!("receiving is an event of {}", words.own(own)),
        receiver,
        entries,
    }
}

fn larger(
    before: &VectorClock,
    said: Option<&VectorClock>,
    after: &VectorClock,
    own: NodeId,
) -> (VectorClock, Outcome) {
    let Some(said) = said else { return (before.clone(), Outcome::NoClock) };
    let mut larger = before.clone();
    let fits = larger.merge(said).is_ok();
    let is_taken = larger.entries().all(|dot| dot.node == own || dot.count == after.get(dot.node));
    match fits && is_taken && larger.get(own) == before.get(own) {
        true => (larger, Outcome::Merged),
        false => (before.clone(), Outcome::NotTaken),
    }
}

fn title(words: &Words, event: &Event, from: Option<NodeId>) -> String {
    let from = from.map_or_else(|| "somebody".to_owned(), |node| words.name(node));
    format!("{} hears from {from}", words.name(event.dot.node))
}

fn learned(words: &Words, trace: &Trace, event: &Event, outcome: Outcome) -> String {
    match (outcome, &event.what) {
        (Outcome::NoClock, _) => "the message carries no clock: its sender knows none".to_owned(),
        (Outcome::NotTaken, What::Broker(Fact::Refused { .. })) => "the clock was refused whole".to_owned(),
        (Outcome::NotTaken, _) => format!("{} does not take clocks from messages", words.node(event.dot.node)),
        (Outcome::Merged, _) if event.news.is_empty() => "nothing in the message is news".to_owned(),
        (Outcome::Merged, _) => {
            let told = news(words, trace, event);
            match event.news.len() {
                1 if told.starts_with("one ") => format!("{told} is news"),
                1 => format!("{told} are news"),
                _ => format!("news: {told}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::sim::Sim;

    fn stepped(step: Step) -> Sim {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        assert!(sim.step(step) > 0);
        sim
    }

    #[test]
    fn every_entry_of_a_merge_is_the_larger_of_both_and_the_own_one_ticks() {
        let mut sim = stepped(Step::Merge);
        for _ in 0..40 {
            let merge = merge_at(sim.trace(), sim.cursor()).unwrap();
            assert!(merge.is_at_focus);
            assert_eq!(merge.outcome, Outcome::Merged);
            assert!(merge.news > 0);
            for entry in &merge.entries {
                assert_eq!(entry.larger, entry.mine.max(entry.theirs));
                assert_eq!(entry.after, entry.larger + u32::from(entry.is_own));
            }
            assert_eq!(merge.entries.iter().filter(|entry| entry.is_own).count(), 1);
            if sim.step(Step::Merge) == 0 {
                break;
            }
        }
    }

    #[test]
    fn an_event_that_receives_nothing_shows_the_latest_merge_before_it() {
        let mut sim = stepped(Step::Merge);
        let merged = sim.cursor();
        while sim.step(Step::Event) > 0 && sim.event().is_some_and(|event| event.kind == EventKind::Receive) {}
        let merge = merge_at(sim.trace(), sim.cursor()).unwrap();
        assert!(!merge.is_at_focus);
        assert!(merge.event >= merged && merge.event < sim.cursor());
    }
}
