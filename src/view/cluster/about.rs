//! What a popover tells of a node or a message, and what can be done about it.

use super::message::says;
use super::{Condition, Node};
use crate::broker::call::Body;
use crate::broker::executors::Capabilities;
use crate::clock::VectorClock;
use crate::id::{MessageId, Names, NodeId};
use crate::ordered::sort_by_key;
use crate::sim::Sim;
use crate::sim::machine::{Kind, Machine, Node as Running};
use crate::sim::network::Cut;
use crate::texts::texts;
use crate::view::words::{self, colour};
use crate::view::{faults, stores};

/// The most entries of a clock that are spelt out.
const ENTRIES_MAX: usize = 12;
/// The most names of data that are listed.
const CONTENTS_MAX: usize = 4;

/// What there is to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its name, or what the message says.
    pub title: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// Its state.
    pub tag: String,
    /// What it is.
    pub what: String,
    /// Its clock, spelt out.
    pub clock: String,
    /// What a datastore keeps, the largest first: as many as fit, in words.
    pub contents: Vec<String>,
    /// How many names it keeps in all.
    pub names: usize,
}

/// What can be done about a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deeds {
    /// It can send a heartbeat.
    pub heartbeat: bool,
    /// Whether it is up: it can crash, else restart.
    pub is_up: bool,
    /// Its link to the broker, when it has one: whether it is cut.
    pub is_cut: Option<bool>,
    /// Something is wrong with its machine that can be mended.
    pub mend: bool,
    /// It has capabilities to change.
    pub change: bool,
    /// It can be taken away.
    pub remove: bool,
}

/// A node, and what can be done about it; nothing about one of a log.
pub fn node(sim: &Sim, node: &Node) -> Option<(About, Option<Deeds>)> {
    let world = sim.world();
    let machine = world.machines().get(&node.machine)?;
    let is_executor = node.kind == Kind::Executor;
    let is_broker = node.kind == Kind::Broker;
    let (contents, names) = contents(sim, node);
    let about = About {
        title: node.name.clone(),
        colour: node.colour,
        tag: if node.state.is_empty() { kind_name(node.kind).to_owned() } else { node.state.clone() },
        what: what(node, machine),
        clock: spelt(&machine.node.clock(), sim.trace().names(), machine.node.id()),
        contents,
        names,
    };
    if node.kind == Kind::Host {
        return Some((about, None));
    }
    let deeds = Deeds {
        heartbeat: is_executor && machine.up,
        is_up: machine.up,
        is_cut: (!is_broker).then(|| world.network().cut_between(world.broker_id(), node.machine).is_some()),
        mend: machine.is_faulty(),
        change: is_executor && machine.up,
        remove: !is_broker,
    };
    Some((about, Some(deeds)))
}

/// What can go wrong with a machine and its link to the broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrongs {
    /// Which ways of the link are cut.
    pub cut: Option<Cut>,
    /// The link has something to heal.
    pub heal: bool,
    /// It is an executor that is up and as fast as usual.
    pub slow: bool,
    /// It is an executor that is up and whose power is steady.
    pub flap: bool,
    /// It is a datastore that is not full.
    pub fill: bool,
    /// Something is wrong with it that can be mended.
    pub mend: bool,
}

/// A machine's link to the broker, and what can go wrong with both.
pub fn link(sim: &Sim, id: NodeId) -> Option<(About, Wrongs)> {
    let world = sim.world();
    let (broker, network, names) = (world.broker_id(), world.network(), sim.trace().names());
    let machine = world.machines().get(&id).filter(|_| id != broker)?;
    let (cut, is_own) = (network.cut_between(broker, id), network.own_spec(broker, id).is_some());
    let spec = network.spec(broker, id);
    let goes_wrong = faults::rates(spec);
    let travel = faults::latency(spec);
    let texts = texts().cluster();
    let about = About {
        title: format!("{} – {}", names.of_node(broker), names.of_node(id)),
        colour: colour(id),
        tag: match (cut, is_own) {
            (Some(_), _) => texts.cut,
            (None, true) => texts.rough,
            (None, false) => texts.link,
        }
        .to_owned(),
        what: match faults::link(sim, broker, id) {
            own if !own.is_empty() => words::sentence(&own),
            _ if goes_wrong.is_empty() => texts.carries_all(&travel),
            _ => texts.as_all(&goes_wrong),
        },
        clock: words::sentence(&faults::trouble(machine).join(", ")),
        contents: Vec::new(),
        names: 0,
    };
    let trouble = match &machine.node {
        Running::Executor(executor) if machine.up => Some(executor.trouble()),
        _ => None,
    };
    let wrongs = Wrongs {
        cut,
        heal: cut.is_some() || is_own,
        slow: trouble.is_some_and(|trouble| trouble.percent == 100),
        flap: trouble.is_some_and(|trouble| trouble.flap.is_none()),
        fill: matches!(&machine.node, Running::Datastore(store) if !store.is_full()),
        mend: machine.is_faulty(),
    };
    Some((about, wrongs))
}

/// A message in flight.
pub fn message(sim: &Sim, id: MessageId) -> Option<About> {
    let world = sim.world();
    let (arrival, flight) = world.network().flights().find(|(_, flight)| flight.message.id == id)?;
    let names = sim.trace().names();
    let (texts, message) = (texts().cluster(), &flight.message);
    let (from, to) = (names.of_node(message.from), names.of_node(message.to));
    let answers = match &message.body {
        Body::Answer(call, _) => sim.trace().sent(*call).map(|sent| says(sim, sent.message)),
        Body::Call(_) | Body::Unknown => None,
    };
    let clock = message.clock.as_ref().map(|clock| spelt(&clock.vector(), names, message.from));
    Some(About {
        title: match answers {
            Some(call) => texts.answer_to(&says(sim, message), &call),
            None => says(sim, message),
        },
        colour: colour(message.from),
        tag: texts.ms_left(arrival.since(world.now()).ms()),
        what: texts.sent_from_to(&from, &to),
        clock: clock.map_or_else(|| texts.carries_none.to_owned(), |clock| texts.carries(&clock)),
        contents: Vec::new(),
        names: 0,
    })
}

fn contents(sim: &Sim, node: &Node) -> (Vec<String>, usize) {
    let (lines, names) = stores::contents(sim, node.machine, CONTENTS_MAX);
    let line = |(name, size, job): (String, String, Option<String>)| {
        let of = job.map(|job| texts().cluster().of_job(&job)).unwrap_or_default();
        format!("{name} · {size}{of}")
    };
    (lines.into_iter().map(line).collect(), names)
}

fn kind_name(kind: Kind) -> &'static str {
    let texts = texts().cluster();
    match kind {
        Kind::Broker => texts.broker,
        Kind::Executor => texts.executor,
        Kind::Datastore => texts.datastore,
        Kind::Client => texts.client,
        Kind::Host => texts.host,
    }
}

fn what(node: &Node, machine: &Machine) -> String {
    match &machine.node {
        Running::Executor(executor) => {
            let has = if executor.is_aware() { "" } else { texts().cluster().knows_no_clocks };
            let kinds: Vec<&str> = executor.equipment().kinds().map(|kind| texts().words().kind(kind)).collect();
            let carries = if kinds.is_empty() { String::new() } else { format!(" · ✚ {}", kinds.join(", ")) };
            format!("{}{carries}{has}", capabilities(&executor.current()))
        }
        Running::Broker(_) if node.condition == Condition::Well => format!("{}, {}", node.state, node.detail),
        _ => node.detail.clone(),
    }
}

/// `load 12 % · 4 GB · 4 cores · battery 83 %`
fn capabilities(has: &Capabilities) -> String {
    let texts = texts().cluster();
    let power = if has.has_battery { texts.battery(&words::real(has.power)) } else { String::new() };
    let (load, cores) = (texts.load(&words::real(has.cpu_load)), texts.cores(has.cpu_cores));
    format!("{load} · {} · {cores}{power}", words::bytes(has.memory))
}

/// `broker 18, exec-1 9`: the owner's entry first when not all of them fit.
fn spelt(clock: &VectorClock, names: &Names, owner: NodeId) -> String {
    let mut dots: Vec<_> = clock.entries().collect();
    if dots.len() > ENTRIES_MAX {
        sort_by_key(&mut dots, |dot| dot.node != owner);
    }
    let shown = dots.iter().take(ENTRIES_MAX).map(|dot| format!("{} {}", names.of_node(dot.node), dot.count));
    let spelt = shown.collect::<Vec<_>>().join(", ");
    match clock.len().saturating_sub(ENTRIES_MAX) {
        0 => format!("[{spelt}]"),
        more => texts().cluster().clock_and_more(&spelt, more),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Step;
    use crate::view::{cluster, opening_at};

    #[test]
    fn a_datastore_shows_its_level_and_lists_what_it_keeps() {
        let mut sim = opening_at(30_000);
        let body = r#"{"job_info":{"wasm_bin":"a.wasm","duration_ms":500,"result_bytes":3145728}}"#;
        assert_eq!(sim.request("PUT", "/job/submit/maps", body).status, 200);
        let store = |sim: &Sim| {
            let picture = cluster::picture(sim, None);
            picture.nodes.into_iter().find(|node| node.kind == Kind::Datastore).unwrap()
        };
        assert_eq!((store(&sim).load, store(&sim).detail.as_str()), (Some(0), "0 names · 100 % free"));
        while store(&sim).load == Some(0) {
            assert_eq!(sim.step(Step::Event), 1);
        }
        let node = store(&sim);
        assert_eq!((node.load, node.detail.as_str()), (Some(1), "1 name · 99 % free"));
        let (about, _) = super::node(&sim, &node).unwrap();
        assert_eq!((about.names, about.contents), (1, vec!["maps/result · 3 MB · job maps".to_owned()]));
    }
}
