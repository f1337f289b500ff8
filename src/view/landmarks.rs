//! The landmarks of a run for the scrubber: emergencies, decisions, faults; and the ticks of time under it.

use super::faults;
use super::happened::deed;
use super::words::{self, Words};
use crate::broker::fact::Fact;
use crate::id::{EventId, NodeId};
use crate::scenario::Command;
use crate::sim::fact::What;
use crate::sim::trace::{Event, Mark, Tag, Trace};
use crate::texts::texts;
use crate::time::Time;

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

impl Landmark {
    /// All of them, as a legend names them.
    pub const ALL: [Self; 3] = [Self::Emergency, Self::Decision, Self::Fault];

    /// What it is called.
    pub fn name(self) -> &'static str {
        let said = texts().befallen();
        match self {
            Self::Decision => said.decision,
            Self::Fault => said.fault,
            Self::Emergency => said.emergency,
        }
    }
}

/// One landmark at its place on a track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The event to go to for seeing it.
    pub event: EventId,
    /// Where it stands, in per mille of the track.
    pub permille: u32,
    /// What it is.
    pub landmark: Landmark,
}

impl Place {
    /// It in words: decision: the broker chose exec-2 for triage.
    pub fn told(&self, trace: &Trace) -> String {
        format!("{}: {}", self.landmark.name(), text(trace, self.event, self.landmark))
    }
}

/// One tick of time on a track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// Where it stands, in per mille of the track.
    pub permille: u32,
    /// The time: 2:30.
    pub text: String,
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
        let last = trace.last();
        let found = (from..=last.number()).filter_map(|id| Some((id, of_event(trace, EventId::new(id))?)));
        self.of_events.extend(found);
        self.seen = trace.hash_at(last).map(|hash| (last, hash));
    }

    /// At most `places` landmarks in the order of the track, the greatest of each place.
    pub fn on_track(&self, trace: &Trace, places: usize) -> Vec<Place> {
        let length = trace.len().max(1) as u64;
        let of_marks = trace.marks().iter().filter_map(|mark| Some((mark.after, of_mark(mark)?)));
        let mut track: Vec<Option<(u32, Landmark)>> = vec![None; places.max(1)];
        for (after, landmark) in self.of_events.iter().copied().chain(of_marks) {
            let at = u64::from(after).min(length);
            let place = (at * track.len() as u64 / (length + 1)) as usize;
            if track[place].is_none_or(|(_, stands)| stands < landmark) {
                track[place] = Some((after, landmark));
            }
        }
        let place =
            |(after, landmark)| Place { event: EventId::new(after), permille: permille(trace, after), landmark };
        track.into_iter().flatten().map(place).collect()
    }
}

/// The event of the nearest landmark after an event, or before it.
pub fn nearest(trace: &Trace, from: EventId, is_after: bool) -> Option<EventId> {
    let at = from.number();
    let is_landmark = |event: &u32| of_event(trace, EventId::new(*event)).is_some();
    let mut of_marks = trace.marks().iter().filter(|mark| of_mark(mark).is_some()).map(|mark| mark.after);
    if is_after {
        let event = (at + 1..=trace.last().number()).find(is_landmark);
        let mark = of_marks.find(|after| *after > at);
        return event.into_iter().chain(mark).min().map(EventId::new);
    }
    let event = (1..at).rev().find(is_landmark);
    let mark = of_marks.rfind(|after| *after < at);
    event.into_iter().chain(mark).max().map(EventId::new)
}

/// At most `most` ticks of round times, each where the first event at or after it stands. Of two that would stand too
/// near to each other the later one is left out.
pub fn ticks(trace: &Trace, most: u64) -> Vec<Tick> {
    const ROUND_SECS: [u64; 14] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 6 * 3600, 24 * 3600];
    const APART_PERMILLE: u32 = 110;
    let last = trace.at(trace.last()).map_or(0, |at| at.ms() / 1000);
    let Some(every) = ROUND_SECS.into_iter().find(|every| last / every <= most) else { return Vec::new() };
    let mut ticks: Vec<Tick> = Vec::new();
    for secs in (1..=last / every).map(|n| n * every) {
        let first = trace.last_by(Time::from_ms(secs * 1000 - 1)).number() + 1;
        let permille = permille(trace, first);
        if ticks.last().is_none_or(|tick| tick.permille + APART_PERMILLE <= permille) {
            ticks.push(Tick { permille, text: moment(secs) });
        }
    }
    ticks
}

/// Seconds after the start as people write them: 0:24, 12:30, 1:00:00.
fn moment(secs: u64) -> String {
    match secs / 3600 {
        0 => format!("{}:{:02}", secs / 60, secs % 60),
        hours => format!("{hours}:{:02}:{:02}", secs / 60 % 60, secs % 60),
    }
}

fn permille(trace: &Trace, event: u32) -> u32 {
    let length = trace.len().max(1) as u64;
    (u64::from(event).min(length) * 1000 / length) as u32
}

pub(super) fn of_event(trace: &Trace, event: EventId) -> Option<Landmark> {
    match trace.tag(event)? {
        Tag::Crashed | Tag::Expired => Some(Landmark::Fault),
        Tag::Decided => Some(Landmark::Decision),
        Tag::EmergencyTaken | Tag::EmergencyDeclared => Some(Landmark::Emergency),
        Tag::Plain | Tag::ResultRefused | Tag::Restarted | Tag::OnBattery => None,
    }
}

/// A crash is an event of its own; what is done to links and messages is nobody's.
pub(super) fn of_mark(mark: &Mark) -> Option<Landmark> {
    if mark.refused.is_some() || !faults::is_made_by(&mark.command) {
        return None;
    }
    Some(if matches!(*mark.command, Command::Flood(_)) { Landmark::Emergency } else { Landmark::Fault })
}

/// What a landmark is, in words. An event that is one itself goes before what was done after it.
fn text(trace: &Trace, after: EventId, landmark: Landmark) -> String {
    let words = Words::new(trace.names());
    if of_event(trace, after) == Some(landmark)
        && let Some(event) = trace.get(after)
    {
        return event_text(&words, trace, event);
    }
    let is_it = |mark: &&Mark| mark.after == after.number() && of_mark(mark) == Some(landmark);
    trace.marks().iter().find(is_it).and_then(|mark| faults::made(&mark.command)).unwrap_or_default()
}

fn event_text(words: &Words, trace: &Trace, event: &Event) -> String {
    match &event.what {
        What::Broker(Fact::Decided(decision)) => {
            let job = words.job(decision.job);
            let chosen = |executor: NodeId| texts().befallen().gets(job, &words.name(executor));
            decision.chosen().map_or_else(|| texts().befallen().nobody_for(job), chosen)
        }
        What::Broker(Fact::Submitted(submitted)) if let Some(found) = &submitted.finding => {
            format!("{}, {}", words.job(submitted.job), words::emergency_tag(&found.emergency))
        }
        What::Broker(Fact::EmergencyDeclared { emergency, .. }) => {
            texts().befallen().declared(&words::emergency_tag(emergency))
        }
        _ => format!("{} {}", words.node(event.dot.node), deed(words, trace, event)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Link, OfNode, Scenario};
    use crate::sim::{Sim, Step};

    fn track(sim: &Sim) -> Vec<Landmark> {
        let mut landmarks = Landmarks::default();
        landmarks.follow(sim.trace());
        landmarks.on_track(sim.trace(), 1000).into_iter().map(|place| place.landmark).collect()
    }

    fn opened_up_to(event: u32) -> Sim {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        sim.seek(EventId::new(event));
        sim
    }

    #[test]
    fn an_emergency_a_decision_and_a_fault_stand_on_the_track_in_their_order() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        while !track(&sim).contains(&Landmark::Emergency) {
            assert!(sim.step(Step::Event) > 0);
        }
        sim.step(Step::Decision);
        sim.step(Step::Event);
        sim.apply(Command::Cut(Link::between("exec-1", "broker"))).unwrap();
        let track = track(&sim);
        let at = |landmark| track.iter().rposition(|other| *other == landmark);
        assert!(at(Landmark::Emergency) < at(Landmark::Decision), "{track:?}");
        assert_eq!(at(Landmark::Fault), Some(track.len() - 1));
    }

    #[test]
    fn landmarks_of_another_branch_are_none_of_this_one() {
        let mut sim = opened_up_to(120);
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
        let sim = opened_up_to(600);
        let mut landmarks = Landmarks::default();
        landmarks.follow(sim.trace());
        let track = landmarks.on_track(sim.trace(), 8);
        assert!((1..=8).contains(&track.len()));
        assert!(track.is_sorted_by_key(|place| place.permille) && track.iter().all(|place| place.permille <= 1000));
    }

    #[test]
    fn from_landmark_to_landmark_leads_past_all_of_them_and_back() {
        let mut sim = opened_up_to(150);
        sim.seek(EventId::new(70));
        let cut = Command::Cut(Link::between("exec-2", "broker"));
        sim.apply(cut).unwrap();
        for _ in 0..100 {
            sim.step(Step::Event);
        }
        let trace = sim.trace();
        let mut landmarks = Landmarks::default();
        landmarks.follow(trace);
        let expected: Vec<EventId> = landmarks.on_track(trace, 10_000).into_iter().map(|place| place.event).collect();
        assert!(expected.contains(&EventId::new(70)) && expected.len() > 5, "{expected:?}");
        let walk = |from: u32, is_after: bool| -> Vec<EventId> {
            std::iter::successors(Some(EventId::new(from)), |at| nearest(trace, *at, is_after)).skip(1).collect()
        };
        assert_eq!(walk(0, true), expected);
        let back: Vec<EventId> = walk(trace.len() as u32 + 1, false).into_iter().rev().collect();
        assert_eq!(back, expected);
    }

    #[test]
    fn a_landmark_says_what_it_is() {
        let mut sim = opened_up_to(90);
        sim.apply(Command::Cut(Link::between("exec-2", "broker"))).unwrap();
        sim.apply(Command::Crash(OfNode { node: "exec-1".into() })).unwrap();
        let mut landmarks = Landmarks::default();
        landmarks.follow(sim.trace());
        let texts: Vec<String> =
            landmarks.on_track(sim.trace(), 1000).into_iter().map(|place| place.told(sim.trace())).collect();
        for text in [
            "emergency: triage, medical · critical · north",
            "decision: triage to exec-2",
            "fault: link between exec-2 and broker cut",
            "fault: exec-1 crashed",
        ] {
            assert!(texts.iter().any(|other| other == text), "{text} is not among {texts:#?}");
        }
    }

    #[test]
    fn every_fault_that_somebody_made_is_a_landmark_in_words_and_its_end_is_none() {
        let rows = [
            (r#"{"type":"cut","a":"exec-1","b":"broker","one_way":true}"#, "fault: way from exec-1 to broker cut"),
            (
                r#"{"type":"set_network","loss_permille":55,"delay_permille":100}"#,
                "fault: network: 5.5 % lost, 10 % held back up to 5 s",
            ),
            (
                r#"{"type":"set_network","a":"exec-2","b":"broker","duplication_permille":10}"#,
                "fault: link between exec-2 and broker: 1 % twice",
            ),
            (r#"{"type":"slow","node":"exec-3","percent":250}"#, "fault: exec-3 slow: 2.5 × as long"),
            (r#"{"type":"fill","node":"store-1"}"#, "fault: store-1 full"),
            (r#"{"type":"flap","node":"exec-2","every_ms":30000}"#, "fault: power of exec-2 turns every 30 s"),
            (r#"{"type":"flood","count":3}"#, "emergency: flood of 3 emergencies within 60 s"),
        ];
        let ends = [
            r#"{"type":"set_network","loss_permille":0}"#,
            r#"{"type":"mend","node":"exec-3"}"#,
            r#"{"type":"heal_all"}"#,
        ];
        let mut sim = opened_up_to(90);
        let mut give = |text: &str| {
            sim.apply(Command::from_value(&serde_json::from_str(text).unwrap()).unwrap()).unwrap();
            sim.step(Step::Event);
            let mut landmarks = Landmarks::default();
            landmarks.follow(sim.trace());
            let last = landmarks.on_track(sim.trace(), 1000);
            let of_marks = sim.trace().marks().iter().filter(|mark| of_mark(mark).is_some()).count();
            (of_marks, last.into_iter().map(|place| place.told(sim.trace())).collect::<Vec<_>>())
        };
        for ((command, text), made) in rows.into_iter().zip(1..) {
            let (of_marks, texts) = give(command);
            assert_eq!(of_marks, made, "{command}");
            assert!(texts.iter().any(|other| other == text), "{text} is not among {texts:#?}");
        }
        for command in ends {
            assert_eq!(give(command).0, rows.len(), "{command}");
        }
    }

    #[test]
    fn ticks_of_time_stand_where_the_first_event_after_them_stands_and_never_too_near() {
        for length in [3, 64, 600] {
            let sim = opened_up_to(length);
            let trace = sim.trace();
            let ticks = ticks(trace, 8);
            assert!((1..=8).contains(&ticks.len()), "{ticks:?}");
            for pair in ticks.windows(2) {
                assert!(pair[0].permille + 110 <= pair[1].permille, "{ticks:?}");
            }
            for tick in &ticks {
                let secs = tick.text.split(':').fold(0, |secs, part| secs * 60 + part.parse::<u64>().unwrap());
                let first = trace.events().find(|event| event.at >= Time::from_ms(secs * 1000)).unwrap();
                assert_eq!(tick.permille, permille(trace, first.id.number()), "{tick:?}");
            }
        }
    }
}
