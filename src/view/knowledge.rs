//! What the broker believes of each executor, beside what is true.

use super::decision::behind;
use super::happened::dot_words;
use super::words::{self, Words, real};
use crate::broker::emergency::Equipment;
use crate::broker::executors::{Capabilities, Executor as Believed};
use crate::id::{EventId, NodeId};
use crate::ordered::sort_by_key;
use crate::sim::Sim;
use crate::sim::executor::{Executor, Phase};
use crate::sim::machine::{Kind, Machine, Node};
use crate::texts::texts;
use crate::time::{Span, Time};

/// After so much silence a heartbeat is overdue.
const OVERDUE: Span = Span::from_secs(65);

/// Something believed, and what is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// What the broker believes; none when it believes nothing.
    pub believed: Option<String>,
    /// What is true; none when nobody can tell.
    pub truth: Option<String>,
}

impl Pair {
    /// Whether both are there and differ.
    pub fn differs(&self) -> bool {
        self.believed.is_some() && self.truth.is_some() && self.believed != self.truth
    }
}

/// One executor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// What is wrong with it: silent, down, dropped.
    pub state: Option<String>,
    /// Whether the broker believes in something that is overdue or gone.
    pub is_stale: bool,
    /// Its load.
    pub load: Pair,
    /// Its free memory.
    pub memory: Pair,
    /// Its jobs.
    pub jobs: Pair,
    /// What else differs.
    pub others: Vec<String>,
    /// How old the knowledge is.
    pub age: Option<String>,
    /// The event that it is from.
    pub known_from: Option<(EventId, String)>,
    /// How many events of the executor's have happened since; none without clocks.
    pub behind: Option<u32>,
}

/// What the broker believes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knowledge {
    /// The moment.
    pub at: Time,
    /// The executors: what differs or is stale first when there are many.
    pub rows: Vec<Row>,
    /// What follows from silence: who will be dropped, and when.
    pub because: Vec<String>,
}

/// From so many executors on, those that differ come first.
pub const MANY: usize = 13;

/// What the broker believes at the cursor, beside what is true.
pub fn knowledge(sim: &Sim) -> Knowledge {
    let world = sim.world();
    let broker = world.broker();
    let words = Words::new(sim.trace().names());
    let executors = world.machines().iter().filter(|(_, machine)| machine.kind() == Kind::Executor);
    let mut machines: Vec<(NodeId, Option<&Machine>)> = executors.map(|(id, machine)| (*id, Some(machine))).collect();
    // What was removed from the world is believed in until it has been silent for long enough.
    machines.extend(broker.executors().keys().filter(|id| !world.machines().contains_key(id)).map(|id| (*id, None)));
    let mut because = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    for (id, machine) in machines {
        let believed = broker.executors().get(&id);
        if let Some(known) = believed.filter(|known| world.since(known.heard_at) >= OVERDUE) {
            let silence = real(crate::broker::executors::SILENCE_MAX);
            because.push(texts().data().dropped_at(&words.name(known.node), &real(known.expires_at()), &silence));
        }
        rows.push(row(sim, &words, id, machine, believed));
    }
    if rows.len() >= MANY {
        sort_by_key(&mut rows, |row| !is_telling(row));
    }
    Knowledge { at: world.now(), rows, because }
}

fn is_telling(row: &Row) -> bool {
    row.state.is_some() || row.load.differs() || row.memory.differs() || row.jobs.differs() || !row.others.is_empty()
}

fn row(sim: &Sim, words: &Words, id: NodeId, machine: Option<&Machine>, believed: Option<&Believed>) -> Row {
    let now = sim.world().now();
    let truth = machine.filter(|machine| machine.up).and_then(|machine| match &machine.node {
        Node::Executor(executor) => Some(&**executor),
        _ => None,
    });
    let current = truth.map(Executor::current);
    let reported = believed.map(|known| known.report.capabilities);
    let pair = |of: &dyn Fn(&Capabilities) -> String| Pair {
        believed: reported.as_ref().map(of),
        truth: current.as_ref().map(of),
    };
    let jobs = |n: usize| n.to_string();
    let running = truth.map(|executor| executor.running().filter(|job| job.phase != Phase::Ending).count());
    let silence = believed.map(|known| now.since(known.heard_at));
    let state = state(machine, believed, truth, silence);
    let known_from = believed.and_then(|known| known.known_from);
    Row {
        name: words.name(truth.map_or(id, |executor| executor.clock().owner())),
        colour: words::colour(id),
        is_stale: silence.is_some_and(|silence| silence >= OVERDUE || truth.is_none()),
        state,
        load: pair(&|has| format!("{} %", real(has.cpu_load))),
        memory: pair(&|has| words::bytes(has.memory)),
        jobs: Pair { believed: believed.map(|known| jobs(known.shares.len())), truth: running.map(jobs) },
        others: others(reported.as_ref(), current.as_ref(), believed, truth),
        age: silence.map(words::ago),
        known_from: known_from.and_then(|dot| sim.trace().event_of(dot).map(|event| (event.id, dot_words(words, dot)))),
        behind: known_from.map(|dot| behind(sim.trace(), dot, sim.cursor())),
    }
}

/// What became of a machine that is not up, whatever is believed of it.
pub(super) fn fate(machine: Option<&Machine>) -> Option<&'static str> {
    match machine {
        None => Some(texts().data().removed),
        Some(machine) if !machine.up => Some(texts().data().down),
        Some(_) => None,
    }
}

fn state(
    machine: Option<&Machine>,
    believed: Option<&Believed>,
    truth: Option<&Executor>,
    silence: Option<Span>,
) -> Option<String> {
    let said = texts().data();
    let really = fate(machine);
    match (silence, really) {
        (None, None) => Some(said.not_registered.to_owned()),
        (None, Some(really)) => Some(said.and_not_registered(really)),
        (Some(silence), None) if silence >= OVERDUE => Some(said.silent(&real(silence))),
        (Some(silence), Some(really)) => Some(said.and_sees_silence(really, &real(silence))),
        _ => match (believed, truth) {
            (Some(known), Some(executor)) if known.node != executor.clock().owner() => Some(said.former.to_owned()),
            _ => None,
        },
    }
}

/// The rest of what was reported, where it is not true any more.
fn others(
    reported: Option<&Capabilities>,
    current: Option<&Capabilities>,
    believed: Option<&Believed>,
    truth: Option<&Executor>,
) -> Vec<String> {
    let (Some(said), Some(is), Some(known), Some(executor)) = (reported, current, believed, truth) else {
        return Vec::new();
    };
    let (words, data) = (texts().words(), texts().data());
    let power = |has: &Capabilities| match has.has_battery {
        true => words.battery_at(&real(has.power)),
        false => words.mains.to_owned(),
    };
    let equipment = |equipment: Equipment| {
        let kinds: Vec<String> = equipment.kinds().map(|kind| words.kind(kind).to_owned()).collect();
        if kinds.is_empty() { data.nothing.to_owned() } else { words::list(&kinds) }
    };
    let frequency = |has: &Capabilities| format!("{} MHz", real(has.cpu_freq));
    let rows = [
        (words.disk, words::bytes(said.disk), words::bytes(is.disk)),
        (words.cores, said.cpu_cores.to_string(), is.cpu_cores.to_string()),
        (words.frequency, frequency(said), frequency(is)),
        (words.power, power(said), power(is)),
        (data.equipment, equipment(known.report.equipment), equipment(executor.equipment())),
    ];
    let differing = rows.into_iter().filter(|(_, said, is)| said != is);
    differing.map(|(name, said, is)| data.truly(name, &said, &is)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::opening_at as at;
    use super::*;
    use crate::scenario::{Command, OfNode};

    #[test]
    fn what_a_job_took_since_the_last_report_is_marked_as_different() {
        let picture = knowledge(&at(30_000));
        assert_eq!(picture.rows.len(), 3);
        let first = &picture.rows[0];
        assert_eq!(first.name, "exec-1");
        assert!(first.load.differs(), "{first:?}");
        assert!(first.behind.is_some_and(|events| events > 0));
        assert!(first.known_from.is_some());
    }

    #[test]
    fn a_crashed_executor_is_stale_and_its_end_is_announced() {
        let mut sim = at(30_000);
        sim.apply(Command::Crash(OfNode { node: "exec-3".into() })).unwrap();
        sim.run_until(Time::from_ms(130_000));
        let picture = knowledge(&sim);
        let third = picture.rows.iter().find(|row| row.name == "exec-3").unwrap();
        assert!(third.is_stale);
        assert_eq!(third.load.truth, None);
        assert!(picture.because.iter().any(|text| text.starts_with("exec-3 is dropped at ")));
        sim.run_until(Time::from_ms(300_000));
        let picture = knowledge(&sim);
        let third = picture.rows.iter().find(|row| row.name == "exec-3").unwrap();
        assert_eq!(third.state.as_deref(), Some("down, not registered"));
    }
}
