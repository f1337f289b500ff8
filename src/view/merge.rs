//! A merge, entry by entry: what the receiver knew, what the message says, the larger of both, and its own tick.

mod news;
mod stops;

pub use news::{Group, Known, News};
pub use stops::{About, Stop};

use super::happened::{largest_heard, news as news_words, noun, sent_of};
use super::words::{self, Words, list};
use crate::broker::fact::Fact;
use crate::broker::outbox::EventKind;
use crate::clock::VectorClock;
use crate::id::{EventId, NodeId};
use crate::ordered::sort_by_key;
use crate::sim::Step;
use crate::sim::fact::What;
use crate::sim::trace::{Event, Trace};
use crate::texts::texts;

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
    /// It in slow motion.
    pub stops: Vec<Stop>,
    /// What was news to the receiver.
    pub learned_events: News,
    /// The sender, and what it does not know at this moment that the receiver knows.
    pub unknown_to_sender: Option<(String, News)>,
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
    let message = sent_of(trace, event).map(|sent| sent.message);
    let said = largest_heard(trace, event);
    let before = trace.clock_before(event);
    let after = trace.clock(event.id).unwrap_or_default();
    let (larger, outcome) = larger(&before, said.as_ref(), &after, own);
    let nothing = VectorClock::new();
    let theirs = said.as_ref().unwrap_or(&nothing);
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
    let sender = message.map_or_else(|| texts().merge().sender.to_owned(), |message| words.node(message.from));
    let (learned, is_many) = (learned(&words, trace, event, outcome), entries.len() >= MANY);
    let (from, own_words) = (words.from(own), words.own(own));
    let cast = stops::Cast { receiver: &receiver, from: &from, own: &own_words, sender: &sender };
    let lacks = message
        .filter(|_| outcome == Outcome::Merged)
        .and_then(|message| clock_at(trace, message.from, event))
        .map(|clock| (sender.clone(), News::between(&words, trace, &clock, &after)));
    Merge {
        stops: stops::stops(&entries, outcome, &learned, is_many, &cast),
        learned_events: News::between(&words, trace, &before, &larger),
        unknown_to_sender: lacks,
        event: event.id,
        cause: event.cause,
        title: title(&words, trace, event, message.map(|message| message.from)),
        message: match senders(&words, trace, event).as_slice() {
            [_, _, ..] => texts().merge().together.to_owned(),
            _ => message.map_or_else(|| texts().deeds().a_message.to_owned(), |message| noun(&words, message)),
        },
        is_at_focus,
        outcome,
        news: news_count,
        learned,
        tick: texts().merge().receiving(&own_words),
        receiver,
        entries,
    }
}

/// The clock of a machine at the moment of an event that received a message of it.
fn clock_at(trace: &Trace, machine: NodeId, received: &Event) -> Option<VectorClock> {
    let since = trace.range(received.cause?, received.id);
    let last = since.rev().find(|event| event.dot.node.machine() == machine.machine())?;
    trace.clock(last.id)
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

/// Whose messages an event received: in a log it may be several.
fn senders(words: &Words, trace: &Trace, event: &Event) -> Vec<String> {
    let causes = trace.causes(event.id).filter_map(|cause| trace.get(cause));
    causes.map(|cause| words.name(cause.dot.node)).collect()
}

fn title(words: &Words, trace: &Trace, event: &Event, from: Option<NodeId>) -> String {
    let from = match senders(words, trace, event) {
        several if several.len() > 1 => list(&several),
        _ => from.map_or_else(|| texts().merge().somebody.to_owned(), |node| words.name(node)),
    };
    texts().merge().hears(&words.name(event.dot.node), &from)
}

fn learned(words: &Words, trace: &Trace, event: &Event, outcome: Outcome) -> String {
    let said = texts().merge();
    match (outcome, &event.what) {
        (Outcome::NoClock, _) => said.no_clock.to_owned(),
        (Outcome::NotTaken, What::Broker(Fact::Refused { .. })) => said.refused.to_owned(),
        (Outcome::NotTaken, _) => said.not_taken(&words.node(event.dot.node)),
        (Outcome::Merged, _) if !event.is_merge => said.no_news.to_owned(),
        (Outcome::Merged, _) => {
            let told = news_words(words, trace, event);
            match trace.news(event).len() {
                1 => said.is_news(&told),
                _ => said.all_news(&told),
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

    fn entry(name: &str, mine: u32, theirs: u32, is_own: bool) -> Entry {
        let (larger, colour) = (mine.max(theirs), "n0");
        let after = larger + u32::from(is_own);
        Entry { name: name.to_owned(), colour, mine, theirs, larger, after, is_own, is_gap: false }
    }

    fn told(entries: &[Entry], outcome: Outcome, learned: &str) -> Vec<String> {
        let (receiver, own) = ("the broker", "the broker’s own");
        let cast = stops::Cast { receiver, from: receiver, own, sender: "exec-2" };
        let is_many = entries.iter().any(|entry| entry.is_gap);
        stops::stops(entries, outcome, learned, is_many, &cast).into_iter().map(|stop| stop.text).collect()
    }

    #[test]
    fn each_cell_says_which_entry_won_and_why_and_then_comes_the_own_tick() {
        let entries = [
            entry("broker", 33, 32, true),
            entry("exec-1", 8, 8, false),
            entry("exec-2", 2, 5, false),
            entry("exec-3", 4, 3, false),
            entry("store-1", 1, 0, false),
            entry("client-1", 0, 1, false),
            entry("client-2", 3, 12, false),
        ];
        assert_eq!(
            told(&entries, Outcome::Merged, ""),
            [
                "broker: mine 33 > theirs 32, so 33 stays: nobody knows more of the broker than the broker.",
                "exec-1: both say 8, so it stays 8: nothing new.",
                "exec-2: theirs 5 > mine 2, so 5: exec-2’s events 3, 4 and 5 are news.",
                "exec-3: mine 4 > theirs 3, so 4 stays: the message is older than what the broker knows of exec-3.",
                "store-1: mine 1, theirs none, so 1 stays: exec-2 had heard nothing of store-1.",
                "client-1: theirs 1, mine none, so 1: client-1’s event 1 is news.",
                "client-2: theirs 12 > mine 3, so 12: client-2’s events 4 to 12, nine of them, are news.",
                "broker: 33 + 1 = 34. Receiving is an event of the broker’s own, and nobody else ticks this entry. The \
                 event’s name is (broker, 34).",
            ]
        );
    }

    #[test]
    fn german_says_of_whom_something_is_known() {
        crate::texts::speak(crate::texts::Language::German);
        let cast = stops::Cast { receiver: "exec-1", from: "von exec-1", own: "von exec-1", sender: "der Broker" };
        let entries = [entry("exec-1", 3, 0, true), entry("broker", 2, 5, false), entry("exec-2", 4, 3, false)];
        let stops = stops::stops(&entries, Outcome::Merged, "", false, &cast);
        let told: Vec<&str> = stops.iter().map(|stop| stop.text.as_str()).collect();
        assert_eq!(
            told[..3],
            [
                "exec-1: hier 3, Nachricht keiner, also bleibt es bei 3: Der Broker hatte nichts von exec-1 gehört.",
                "broker: Nachricht 5 > hier 2, also 5: Die Ereignisse 3, 4 und 5 vom Broker sind neu.",
                "exec-2: hier 4 > Nachricht 3, also bleibt es bei 4: Die Nachricht ist älter als das, was exec-1 von \
                 exec-2 weiß.",
            ]
        );
    }

    #[test]
    fn of_many_entries_those_where_nothing_changes_are_one_stop() {
        let mut entries = vec![entry("broker", 9, 9, true), entry("exec-2", 2, 5, false)];
        entries.extend((3..200).map(|n| entry(&format!("exec-{n}"), 4, if n < 10 { 4 } else { 3 }, false)));
        entries[2].is_gap = true;
        let told = told(&entries, Outcome::Merged, "");
        assert_eq!(told.len(), 4, "{told:#?}");
        assert_eq!(told[2], "The other 197 entries: seven are equal, in 190 mine is larger. Nothing new.");
    }

    #[test]
    fn where_no_clock_is_taken_nothing_is_compared_and_the_receiver_ticks_all_the_same() {
        let entries = [entry("broker", 33, 0, true), entry("exec-1", 8, 0, false)];
        let told = told(&entries, Outcome::NoClock, "the message carries no clock: its sender knows none");
        assert_eq!(told.len(), 2);
        assert_eq!(
            told[0],
            "The message carries no clock: its sender knows none. Nothing is compared, and all stays as it is."
        );
        assert!(told[1].starts_with("broker: 33 + 1 = 34."), "{told:?}");
    }

    #[test]
    fn what_was_news_is_exactly_what_the_clock_gained_but_for_its_own_tick() {
        let mut sim = stepped(Step::Merge);
        for _ in 0..40 {
            let trace = sim.trace();
            let merge = merge_at(trace, sim.cursor()).unwrap();
            let gained: u32 = merge.entries.iter().map(|entry| entry.larger - entry.mine).sum();
            assert_eq!(merge.learned_events.count, gained as usize);
            for group in &merge.learned_events.groups {
                let entry = merge.entries.iter().find(|entry| entry.name == group.name).unwrap();
                assert_eq!(group.events.last().map(|known| known.count), Some(entry.theirs));
                for known in &group.events {
                    let event = trace.get(known.event).unwrap();
                    assert_eq!(event.dot.count, known.count);
                    assert!(known.count > entry.mine && known.count <= entry.theirs);
                    assert!(trace.relation(known.event, merge.event) == Some(crate::clock::Causality::Before));
                }
            }
            let (_, unknown) = merge.unknown_to_sender.as_ref().unwrap();
            for known in unknown.groups.iter().flat_map(|group| &group.events) {
                let sent = merge.cause.unwrap();
                assert_ne!(trace.relation(known.event, sent), Some(crate::clock::Causality::Before));
            }
            assert!(unknown.count > 0, "at least the receipt itself is unknown to the sender");
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
