//! The datastores and what they keep: what the broker believes of each beside what is true, where all data are, and
//! what is under way.
//!
//! There may be a hundred thousand names. Only those that are shown become text.

use std::cmp::Reverse;

use super::knowledge::{Pair, fate};
use super::words::{self, Words, real};
use crate::broker::data::{Data, DataName, Missed, Store as Believed, Task, Whom, Work};
use crate::id::NodeId;
use crate::ordered::sort_by_key;
use crate::sim::Sim;
use crate::sim::datastore::Datastore;
use crate::sim::machine::{Machine, Node};
use crate::texts::texts;
use crate::time::{Span, Time};

/// After so much silence an announcement is overdue.
const OVERDUE: Span = Span::from_secs(65);
/// So many changes that a datastore missed are named.
const MISSED_SHOWN: usize = 3;

/// One datastore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreRow {
    /// Its machine.
    pub machine: NodeId,
    /// Its name.
    pub name: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// What is wrong with it: away, down, silent.
    pub state: Option<String>,
    /// Whether the broker believes in something that is overdue or gone.
    pub is_stale: bool,
    /// How many names it keeps; none when it is down.
    pub names: Option<usize>,
    /// How much of it is taken, in thousandths; none when it is down.
    pub fill: Option<u32>,
    /// How many bytes are free.
    pub free: Pair,
    /// How long ago the broker heard of it.
    pub age: Option<String>,
    /// How many events of its own have happened since; none when the broker never heard of it.
    pub behind: Option<u32>,
    /// What it missed while it was away and has to be told, the first few.
    pub missed: Vec<String>,
    /// How much more it missed.
    pub missed_more: usize,
}

/// A node by name, in its colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// The class of its colour.
    pub colour: &'static str,
}

/// Data at one datastore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The datastore.
    pub at: Named,
    /// What is wrong with them there: out of date, the datastore is down or away.
    pub note: Option<&'static str>,
}

/// Data of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataRow {
    /// The name.
    pub name: String,
    /// The size of the data that count: those that are not out of date.
    pub size: String,
    /// The job in whose folder they are.
    pub job: Option<String>,
    /// Where they are.
    pub copies: Vec<Holding>,
    /// Where the broker believes them to be, and for how long still. None when it would have to look for them.
    pub believed: Option<(Named, String)>,
    /// Whether they are not where the broker believes.
    pub is_stale: bool,
}

/// The datastores at the cursor, by machine.
pub fn stores(sim: &Sim) -> Vec<StoreRow> {
    let world = sim.world();
    let believed = world.broker().data().stores().all();
    let here = world.machines().iter().filter(|(_, machine)| store_of(machine).is_some());
    let mut machines: Vec<(NodeId, Option<&Machine>)> = here.map(|(id, machine)| (*id, Some(machine))).collect();
    // What was removed from the world is believed in until it has been silent for long enough.
    machines.extend(believed.keys().filter(|id| !world.machines().contains_key(id)).map(|id| (*id, None)));
    machines.into_iter().map(|(id, machine)| row(sim, id, machine, believed.get(&id))).collect()
}

/// The datastore of a machine that is one.
pub(super) fn store_of(machine: &Machine) -> Option<&Datastore> {
    match &machine.node {
        Node::Datastore(store) => Some(store),
        _ => None,
    }
}

/// How much of a datastore is taken, in thousandths. What is taken at all is more than nothing.
pub(super) fn fill(store: &Datastore) -> u32 {
    let taken = store.capacity().saturating_sub(store.free());
    (u128::from(taken) * 1000).div_ceil(u128::from(store.capacity().max(1))) as u32
}

fn row(sim: &Sim, id: NodeId, machine: Option<&Machine>, believed: Option<&Believed>) -> StoreRow {
    let (world, words) = (sim.world(), Words::new(sim.trace().names()));
    let truth = machine.filter(|machine| machine.up).and_then(store_of);
    let silence = believed.map(|known| world.since(known.heard_at));
    let missed = believed.map(|known| &known.missed).into_iter().flat_map(|missed| missed.iter());
    let life = truth.map_or(id, |store| store.clock().owner());
    let known_events = world.broker().clock().get(life);
    StoreRow {
        machine: id,
        name: words.name(life),
        colour: words::colour(id),
        state: state(machine, believed, silence),
        is_stale: believed.is_some_and(|known| !known.is_away)
            && (truth.is_none() || silence.is_some_and(|silence| silence >= OVERDUE)),
        names: truth.map(|store| store.data().len()),
        fill: truth.map(fill),
        free: Pair {
            believed: believed.map(|known| super::data::size(known.free)),
            truth: truth.map(|store| super::data::size(store.free())),
        },
        age: silence.map(words::ago),
        behind: truth
            .filter(|_| believed.is_some())
            .map(|store| store.clock().now().get(life).saturating_sub(known_events)),
        missed: missed.clone().take(MISSED_SHOWN).map(missed_words).collect(),
        missed_more: missed.count().saturating_sub(MISSED_SHOWN),
    }
}

fn missed_words(missed: &Missed) -> String {
    match missed {
        Missed::Data(name) => texts().data().missed_data(&words::data(name)),
        Missed::Late(name) => texts().data().missed_late(&words::data(name)),
        Missed::JobData(folder) => texts().data().missed_folder(&words::data(folder)),
    }
}

fn state(machine: Option<&Machine>, believed: Option<&Believed>, silence: Option<Span>) -> Option<String> {
    let said = texts().data();
    let really = fate(machine);
    let Some(known) = believed else {
        return Some(really.map_or(said.not_announced.to_owned(), |really| said.and_not_announced(really)));
    };
    match (known.is_away, really, silence) {
        (true, Some(really), _) => Some(said.and_away(really)),
        (true, None, _) => Some(said.up_but_away.to_owned()),
        (false, Some(really), Some(silence)) => Some(said.and_sees_silence(really, &real(silence))),
        (false, None, Some(silence)) if silence >= OVERDUE => Some(said.silent(&real(silence))),
        _ if !known.missed.is_empty() => Some(said.catching_up.to_owned()),
        _ => None,
    }
}

/// Whether what this datastore has under a name, or in a job's folder, is out of date as far as the broker knows.
fn is_outdated(believed: Option<&Believed>, name: &DataName) -> bool {
    believed.is_some_and(|known| {
        known.missed.contains(&Missed::Data(name.clone()))
            || known.missed.contains(&Missed::Late(name.clone()))
            || name.top().is_some_and(|top| name.goes_with(&top) && known.missed.contains(&Missed::JobData(top)))
    })
}

/// Which data are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// How their names begin.
    pub prefix: &'a str,
    /// The datastore that has a copy of them; any, where none is said.
    pub at: Option<NodeId>,
    /// So many are shown at most.
    pub shown: usize,
}

/// The data that are wanted, the first few in order of their names with all their copies, and how many there are in all.
pub fn data(sim: &Sim, wanted: Wanted<'_>) -> (Vec<DataRow>, usize) {
    let mut kept = all_data(sim, wanted.prefix);
    sort_by_key(&mut kept, |(name, _, machine)| (*name, *machine));
    let is_there = |copies: &&[Kept<'_>]| wanted.at.is_none_or(|at| copies.iter().any(|(.., machine)| *machine == at));
    let groups = kept.chunk_by(|a, b| a.0 == b.0).filter(is_there);
    let rows = groups.clone().take(wanted.shown).map(|copies| data_row(sim, copies)).collect();
    (rows, groups.count())
}

/// Data somewhere: their name, what they are, and the machine of their datastore.
type Kept<'a> = (&'a DataName, &'a Data, NodeId);

fn all_data<'a>(sim: &'a Sim, prefix: &str) -> Vec<Kept<'a>> {
    let mut kept = Vec::new();
    for (id, machine) in sim.world().machines().iter() {
        let Some(store) = store_of(machine) else { continue };
        let wanted = store.data().iter().filter(|(name, _)| name.as_str().starts_with(prefix));
        kept.extend(wanted.map(|(name, data)| (name, data, *id)));
    }
    kept
}

fn data_row(sim: &Sim, kept: &[Kept<'_>]) -> DataRow {
    let (world, words) = (sim.world(), Words::new(sim.trace().names()));
    let broker = world.broker().data();
    let (name, first, _) = kept[0];
    let note = |id: NodeId| {
        let known = broker.stores().get(id);
        match world.machines().get(&id) {
            _ if is_outdated(known, name) => Some(texts().data().outdated),
            Some(machine) if !machine.up => Some(texts().data().down),
            _ if known.is_none_or(|known| known.is_away) => Some(texts().data().away),
            _ => None,
        }
    };
    let is_current = |(.., id): &&Kept<'_>| !is_outdated(broker.stores().get(*id), name);
    let current = kept.iter().find(is_current).map_or(first, |(_, data, _)| data);
    let remembered = broker.remembered(name, world.now());
    DataRow {
        name: name.as_str().to_owned(),
        size: super::data::size(current.bytes),
        job: job_of(sim, name),
        copies: kept.iter().map(|(.., id)| Holding { at: named(&words, *id), note: note(*id) }).collect(),
        believed: remembered.map(|(id, until)| (named(&words, id), real(until.since(world.now())))),
        is_stale: remembered.is_some_and(|(id, _)| kept.iter().all(|(.., other)| *other != id)),
    }
}

/// The job in whose folder data are.
fn job_of(sim: &Sim, name: &DataName) -> Option<String> {
    let names = sim.trace().names();
    let job = names.find_job(name.top()?.as_str())?;
    Some(names.of_job(job).to_owned())
}

fn named(words: &Words, id: NodeId) -> Named {
    Named { name: words.name(id), colour: words::colour(id) }
}

/// The first contents of a datastore, the largest first: name, size, and job.
pub fn contents(sim: &Sim, machine: NodeId, shown: usize) -> (Vec<(String, String, Option<String>)>, usize) {
    let Some(store) = sim.world().machines().get(&machine).and_then(store_of) else { return (Vec::new(), 0) };
    let mut kept: Vec<(&DataName, &Data)> = store.data().iter().collect();
    sort_by_key(&mut kept, |(_, data)| Reverse(data.bytes));
    let line =
        |(name, data): &(&DataName, &Data)| (words::data(name), super::data::size(data.bytes), job_of(sim, name));
    (kept.iter().take(shown).map(line).collect(), kept.len())
}

/// What the broker does with data at the cursor, and for whom, the oldest first.
pub fn under_way(sim: &Sim, shown: usize) -> Vec<String> {
    let words = Words::new(sim.trace().names());
    sim.world().broker().data().works().take(shown).map(|work| work_words(&words, work)).collect()
}

fn work_words(words: &Words, work: &Work) -> String {
    let said = texts().data();
    let what = match &work.task {
        Task::Store { name, data, .. } => said.stores(&words::data(name), &super::data::size(data.bytes)),
        Task::Fetch { name, .. } => said.fetches(&words::data(name)),
        Task::List { prefix } => said.lists(&words::prefix(prefix)),
        Task::DeleteJobData { folder } => said.deletes(&words::data(folder)),
        Task::CatchUp { store } => said.tells_missed(&words.to(*store)),
    };
    match &work.whom {
        Whom::Caller(node, _) => said.for_caller(&what, &words.whom(*node)),
        Whom::Result(_) => said.for_result(&what),
        Whom::Nobody => what,
    }
}

/// What follows from silence: which datastore counts as away when.
pub fn because(sim: &Sim) -> Vec<String> {
    let (world, words) = (sim.world(), Words::new(sim.trace().names()));
    let late = |known: &&Believed| !known.is_away && world.since(known.heard_at) >= OVERDUE;
    let tell = |known: &Believed| {
        let at: Time = known.expires_at();
        texts().data().away_at(&words.name(known.node), &real(at))
    };
    world.broker().data().stores().all().values().filter(late).map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::super::opening_at as at;
    use super::*;
    use crate::scenario::{Command, Link, NodeSpec, OfNode, Scenario};

    /// The opening run with the results of two jobs at its datastore: nobody else wants them.
    fn with_results(mut sim: Sim) -> Sim {
        for job in ["maps", "tides"] {
            let body = r#"{"job_info":{"wasm_bin":"a.wasm","duration_ms":500,"result_bytes":4096}}"#;
            let answer = sim.request("PUT", &format!("/job/submit/{job}"), body);
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        for _ in 0..4_000 {
            if data(&sim, Wanted { prefix: "", at: None, shown: 9 }).1 == 2 {
                return sim;
            }
            sim.step(crate::sim::Step::Event);
        }
        panic!("no results came: {:?}", stores(&sim));
    }

    fn two_stores() -> Sim {
        let mut scenario = Scenario::opening();
        scenario.nodes.push(NodeSpec::Datastore(Default::default()));
        let mut sim = Sim::new(scenario).unwrap();
        sim.run_until(Time::from_ms(30_000));
        sim
    }

    #[test]
    fn a_datastore_shows_what_is_believed_of_it_beside_what_is_true() {
        let sim = with_results(at(30_000));
        let rows = stores(&sim);
        let [row] = &rows[..] else { panic!("one datastore: {rows:?}") };
        assert_eq!(
            (row.name.as_str(), row.names, row.state.as_deref(), row.is_stale),
            ("store-1", Some(2), None, false)
        );
        assert!(row.fill.is_some_and(|fill| fill > 0) && row.free.believed.is_some(), "{row:?}");
        assert!(row.behind.is_some_and(|events| events < 4) && row.age.is_some(), "{row:?}");
    }

    #[test]
    fn the_broker_is_behind_by_the_events_that_it_has_not_heard_of() {
        let mut sim = at(30_000);
        sim.apply(Command::Cut(Link::between("broker", "store-1"))).unwrap();
        sim.run_until(Time::from_ms(200_000));
        let row = &stores(&sim)[0];
        // Three announcements went into the void.
        assert_eq!(row.behind, Some(3), "{row:?}");
        assert_eq!(row.state.as_deref(), Some("up, but counted as away"));
    }

    #[test]
    fn data_tell_their_job_their_place_and_how_long_the_broker_still_knows_it() {
        let mut sim = with_results(at(30_000));
        let (rows, all) = data(&sim, Wanted { prefix: "", at: None, shown: 24 });
        assert_eq!(all, 2);
        let row = &rows[0];
        assert_eq!((row.name.as_str(), row.size.as_str(), row.job.as_deref()), ("maps/result", "4 KB", Some("maps")));
        assert_eq!((row.copies.len(), row.copies[0].at.name.as_str(), row.copies[0].note), (1, "store-1", None));
        assert!(
            row.believed.as_ref().is_some_and(|(at, left)| at.name == "store-1" && left.ends_with(" s")),
            "{row:?}"
        );
        sim.run_until(sim.world().now() + Span::from_secs(70));
        assert!(
            data(&sim, Wanted { prefix: "", at: None, shown: 24 }).0.iter().all(|row| row.believed.is_none()),
            "a location lapses after 60 s"
        );
    }

    #[test]
    fn the_data_of_one_datastore_are_those_that_it_has_a_copy_of() {
        let sim = with_results(at(30_000));
        for row in stores(&sim) {
            let (rows, all) = data(&sim, Wanted { at: Some(row.machine), shown: 24, ..Wanted::default() });
            assert_eq!(Some(all), row.names, "{}", row.name);
            assert!(rows.iter().all(|kept| kept.copies.iter().any(|copy| copy.at.name == row.name)), "{rows:?}");
        }
    }

    #[test]
    fn names_are_filtered_by_what_they_begin_with_and_only_the_first_are_spelt_out() {
        let sim = with_results(at(30_000));
        let names = |prefix: &str, shown| {
            let (rows, all) = data(&sim, Wanted { prefix, at: None, shown });
            (rows.into_iter().map(|row| row.name).collect::<Vec<_>>(), all)
        };
        assert_eq!(names("", 1), (vec!["maps/result".to_owned()], 2));
        assert_eq!(names("ti", 24), (vec!["tides/result".to_owned()], 1));
        assert_eq!(names("ides", 24), (Vec::new(), 0));
        let store = stores(&sim)[0].machine;
        let (lines, all) = contents(&sim, store, 1);
        assert_eq!((lines.len(), all), (1, 2));
        assert_eq!(lines[0].2.as_deref(), Some("maps"));
    }

    #[test]
    fn a_crashed_datastore_is_stale_and_its_end_is_announced() {
        let mut sim = with_results(two_stores());
        let keeper = data(&sim, Wanted { prefix: "", at: None, shown: 1 }).0[0].copies[0].at.name.clone();
        // Until nothing is under way: a call without an answer would have it away at once.
        sim.run_until(sim.world().now() + Span::from_secs(20));
        sim.apply(Command::Crash(OfNode { node: keeper.clone() })).unwrap();
        sim.run_until(sim.world().now() + Span::from_secs(66));
        let rows = stores(&sim);
        let row = rows.iter().find(|row| row.name == keeper).unwrap();
        assert!(row.is_stale && row.names.is_none(), "{row:?}");
        assert!(because(&sim).iter().any(|text| text.starts_with(&keeper)), "{:?}", because(&sim));
        assert!(
            data(&sim, Wanted { prefix: "", at: None, shown: 1 }).0[0]
                .copies
                .iter()
                .any(|copy| copy.note == Some("down"))
        );
    }
}
