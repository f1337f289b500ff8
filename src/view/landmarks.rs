//! The landmarks of a run for the scrubber: emergencies, decisions, faults.

use crate::broker::fact::Fact;
use crate::id::EventId;
use crate::scenario::Command;
use crate::sim::fact::What;
use crate::sim::trace::{Event, Mark, Trace};

/// What stands out in a run. The greater one hides the lesser where both would stand in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Landmark {
    /// A scheduling choice.
    Decision,
    /// Something broke: a machine, a link, a message.
    Fault,
    /// An emergency came up.
    Emergency,
}

/// The landmarks found so far. It grows with its trace and starts afresh when the trace has become another one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Landmarks {
    /// Up to which event it has looked, and the hash there.
    seen: Option<(EventId, u64)>,
    of_events: Vec<(u32, Landmark)>,
}

impl Landmarks {
    /// Looks at what is new in the trace.
    pub fn follow(&mut self, trace: &Trace) {
        if self.seen.is_some_and(|(event, hash)| trace.hash_at(event) != Some(hash)) {
            *self = Self::default();
        }
        let from = self.seen.map_or(1, |(event, _)| event.number() + 1);
        let last = EventId::new(trace.len() as u32);
        let found =
            trace.range(EventId::new(from), last).filter_map(|event| Some((event.id.number(), of_event(event)?)));
        self.of_events.extend(found);
        self.seen = trace.hash_at(last).map(|hash| (last, hash));
    }

    /// At most `places` landmarks, each with its place in per mille of the trace, the greatest of each place.
    pub fn on_track(&self, trace: &Trace, places: usize) -> Vec<(u32, Landmark)> {
        let length = trace.len().max(1) as u64;
        let of_marks = trace.marks().iter().filter_map(|mark| Some((mark.after, of_mark(mark)?)));
        let mut track: Vec<Option<(u32, Landmark)>> = vec![None; places.max(1)];
        for (after, landmark) in self.of_events.iter().copied().chain(of_marks) {
            let at = u64::from(after).min(length);
            let place = (at * track.len() as u64 / (length + 1)) as usize;
            let permille = (at * 1000 / length) as u32;
            if track[place].is_none_or(|(_, stands)| stands < landmark) {
                track[place] = Some((permille, landmark));
            }
        }
        track.into_iter().flatten().collect()
    }
}

pub(super) fn of_event(event: &Event) -> Option<Landmark> {
    match &event.what {
        What::Crashed | What::Broker(Fact::Expired { .. }) => Some(Landmark::Fault),
        What::Broker(Fact::Decided(_)) => Some(Landmark::Decision),
        What::Broker(Fact::Submitted { finding: Some(_), .. } | Fact::EmergencyDeclared { .. }) => {
            Some(Landmark::Emergency)
        }
        _ => None,
    }
}

/// A crash is an event of its own; what is done to links and messages is nobody's.
pub(super) fn of_mark(mark: &Mark) -> Option<Landmark> {
    let is_fault = matches!(
        mark.command,
        Command::Cut(_) | Command::DropMessage(_) | Command::DelayMessage { .. } | Command::DuplicateMessage(_)
    );
    (is_fault && mark.refused.is_none()).then_some(Landmark::Fault)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Link, OfNode, Scenario};
    use crate::sim::{Sim, Step};

    fn track(sim: &Sim) -> Vec<Landmark> {
        let mut landmarks = Landmarks::default();
        landmarks.follow(sim.trace());
        landmarks.on_track(sim.trace(), 1000).into_iter().map(|(_, landmark)| landmark).collect()
    }

    #[test]
    fn an_emergency_a_decision_and_a_fault_stand_on_the_track_in_their_order() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        while !track(&sim).contains(&Landmark::Emergency) {
            assert!(sim.step(Step::Event) > 0);
        }
        sim.step(Step::Decision);
        sim.step(Step::Event);
        sim.apply(Command::Cut(Link { a: "exec-1".into(), b: "broker".into() })).unwrap();
        let track = track(&sim);
        let at = |landmark| track.iter().rposition(|other| *other == landmark);
        assert!(at(Landmark::Emergency) < at(Landmark::Decision), "{track:?}");
        assert_eq!(at(Landmark::Fault), Some(track.len() - 1));
    }

    #[test]
    fn landmarks_of_another_branch_are_none_of_this_one() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        sim.seek(EventId::new(120));
        let mut landmarks = Landmarks::default();
        landmarks.follow(sim.trace());
        sim.seek(EventId::new(10));
        sim.apply(Command::Crash(OfNode { node: "exec-1".into() })).unwrap();
        for _ in 0..3 {
            sim.step(Step::Decision);
            landmarks.follow(sim.trace());
            let mut afresh = Landmarks::default();
            afresh.follow(sim.trace());
            assert_eq!(landmarks, afresh);
        }
    }

    #[test]
    fn a_long_run_never_has_more_landmarks_than_places() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        sim.seek(EventId::new(600));
        let mut landmarks = Landmarks::default();
        landmarks.follow(sim.trace());
        let track = landmarks.on_track(sim.trace(), 8);
        assert!((1..=8).contains(&track.len()));
        assert!(track.is_sorted_by_key(|(place, _)| *place) && track.iter().all(|(place, _)| *place <= 1000));
    }
}
