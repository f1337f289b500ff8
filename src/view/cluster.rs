//! The cluster: who is there and how each is, the links to the broker, the messages on their way.
//!
//! [`picture`] says what is shown; [`layout`] says where, once the size of the canvas is known.

pub mod about;
mod crowd;
pub mod layout;
pub(super) mod message;
pub(super) mod state;

use crate::clock::{Dot, VectorClock};
use crate::id::{EventId, NodeId};
use crate::ordered::sort_by_key;
use crate::sim::Sim;
use crate::sim::machine::{Kind, Machine};
use crate::sim::network::{Cut, Network};
use crate::sim::trace::Event;
use crate::sim::world::World;
use crate::texts::texts;
use crate::view::faults;
use crate::view::words::colour;

pub use crowd::{NAMED_MAX, Tile};
pub use layout::{Canvas, Slot};
pub use message::InFlight;

/// Up to so many nodes, the broker included, are drawn as cards; more are a crowd of tiles.
pub const CARDS_MAX: usize = 9;
/// The most entries of a clock that are spelt out at a node.
const CELLS_MAX: usize = 6;

/// The picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The broker first, then everyone else: executors, datastores, clients, each kind in the order of arrival.
    /// Of a crowd it is the broker alone.
    pub nodes: Vec<Node>,
    /// Everyone else in a crowd, in the same order.
    pub tiles: Vec<Tile>,
    /// The links to the broker, and other links that are cut; none in a crowd.
    pub links: Vec<Link>,
    /// The messages on their way, the next arrival first; in a crowd the next [`NAMED_MAX`] of them.
    pub messages: Vec<InFlight>,
    /// How many messages are on their way.
    pub in_flight: usize,
    /// The event at the cursor; 0 at the beginning.
    pub cursor: EventId,
    /// One line about the whole: 200 executors, 120 busy, 3 silent.
    pub summary: String,
}

/// One machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Which machine.
    pub machine: NodeId,
    /// The name of its present life.
    pub name: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// What it is there for.
    pub kind: Kind,
    /// How it is, in one class.
    pub condition: Condition,
    /// What is wrong with its machine, in a word or two; empty when nothing is.
    pub badge: String,
    /// How it is, in a word or two.
    pub state: String,
    /// More about it, in one line.
    pub detail: String,
    /// An executor's present load, or how much of a datastore is taken, in per cent, 0 to 100.
    pub load: Option<u32>,
    /// Whether it runs a job.
    pub is_busy: bool,
    /// Whether it runs an emergency job.
    pub is_emergency: bool,
    /// Whether it is the one that is selected.
    pub is_selected: bool,
    /// The event at the cursor when it is a send of this node.
    pub sent: Option<EventId>,
    /// The event at the cursor when it is a receive of this node.
    pub received: Option<EventId>,
    /// Its clock.
    pub clock: Vec<Cell>,
    /// How many more entries its clock has.
    pub more: usize,
    /// Where it stands; `None` for the broker of a crowd.
    pub slot: Option<Slot>,
    /// All of it in words.
    pub label: String,
}

/// How a machine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// Nothing to worry about.
    Well,
    /// It is not a member yet, or not any more.
    Joining,
    /// The broker has not heard of it for longer than it should.
    Silent,
    /// Its link to the broker is cut.
    Cut,
    /// It is down.
    Crashed,
}

impl Condition {
    /// The class that shows it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Well => "",
            // Not there yet looks as not heard of: its state tells which.
            Self::Joining | Self::Silent => "is-silent",
            Self::Cut => "is-cut",
            Self::Crashed => "is-crashed",
        }
    }
}

/// One entry of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Whose events it counts.
    pub owner: NodeId,
    /// The class of its owner's colour.
    pub colour: &'static str,
    /// How many.
    pub count: u32,
    /// Whether it is the node's own.
    pub is_own: bool,
    /// Whether the event at the cursor raised it by a merge.
    pub is_news: bool,
    /// Whether the event at the cursor raised it, by a merge or as its own tick.
    pub is_raised: bool,
}

/// One link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// One end: the broker, except where two others were cut from each other.
    pub a: NodeId,
    /// The other end.
    pub b: NodeId,
    /// The colour of the sender whose message is on it.
    pub busy: Option<&'static str>,
    /// Which of its ways are cut.
    pub cut: Option<Cut>,
    /// What goes wrong with messages on it.
    pub rough: Option<Rough>,
}

/// What goes wrong with messages on a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rough {
    /// The same as on all others.
    AsAll,
    /// It has a way of its own.
    Own,
}

fn rough(network: &Network, a: NodeId, b: NodeId) -> Option<Rough> {
    let goes_wrong = *network.spec(a, b) != network.spec(a, b).calm();
    match network.own_spec(a, b) {
        Some(_) => Some(Rough::Own),
        None => goes_wrong.then_some(Rough::AsAll),
    }
}

/// The cluster at the cursor.
pub fn picture(sim: &Sim, selected: Option<NodeId>) -> Cluster {
    let world = sim.world();
    let mut machines: Vec<(NodeId, &Machine)> = world.machines().iter().map(|(id, machine)| (*id, machine)).collect();
    sort_by_key(&mut machines, |(id, machine)| (machine.kind(), *id));
    let is_crowd = machines.len() > CARDS_MAX;
    // A log has no broker that could stand above the crowd.
    let hubs = usize::from(!world.is_recorded());
    let crowd = if is_crowd { machines.split_off(hubs) } else { Vec::new() };
    let slots = layout::slots(machines.iter().map(|(_, machine)| machine.kind()));
    let columns = columns(world);
    let event = sim.event();
    let cards = machines.iter().zip(slots).map(|((id, machine), slot)| Node {
        is_selected: selected == Some(*id),
        slot: Some(slot).filter(|_| !is_crowd),
        ..node(sim, *id, machine, &columns, event)
    });
    let nodes: Vec<Node> = cards.collect();
    let tiles: Vec<Tile> = crowd.iter().map(|(id, machine)| crowd::tile(sim, *id, machine, selected)).collect();
    let messages = message::in_flight(sim, if is_crowd { NAMED_MAX } else { usize::MAX });
    Cluster {
        summary: summary(&nodes, &tiles),
        links: if is_crowd { Vec::new() } else { links(world, &messages) },
        nodes,
        tiles,
        messages,
        in_flight: world.network().flights().len(),
        cursor: sim.cursor(),
    }
}

/// A machine by itself, as a card would show it.
pub fn node_of(sim: &Sim, id: NodeId) -> Option<Node> {
    let world = sim.world();
    let machine = world.machines().get(&id)?;
    Some(node(sim, id, machine, &columns(world), sim.event()))
}

impl Cluster {
    /// Whether the nodes are drawn as cards.
    pub fn has_cards(&self) -> bool {
        self.tiles.is_empty()
    }

    /// The node of a machine that is drawn as one.
    pub fn node(&self, machine: NodeId) -> Option<&Node> {
        self.nodes.iter().find(|node| node.machine == machine)
    }

    /// The name of the present life of a machine that is here, else nothing.
    pub fn name_of(&self, machine: NodeId) -> &str {
        let tile = || self.tiles.iter().find(|tile| tile.machine == machine).map(|tile| &tile.name);
        self.node(machine).map(|node| &node.name).or_else(tile).map_or("", |name| name)
    }
}

/// The entries that every clock is drawn with: the present life of every machine, as long as they are few.
fn columns(world: &World) -> Vec<NodeId> {
    world.machines().values().map(|machine| machine.node.id()).collect()
}

fn node(sim: &Sim, machine_id: NodeId, machine: &Machine, columns: &[NodeId], event: Option<&Event>) -> Node {
    use crate::broker::outbox::EventKind;
    let life = machine.node.id();
    let name = sim.trace().names().of_node(life);
    let own = event.filter(|event| event.dot.node == life);
    let by = |kind| own.filter(|event| event.kind == kind).map(|event| event.id);
    let state::State { condition, state, detail, load, is_busy, is_emergency, label } =
        state::of(sim, machine_id, machine, &name);
    let badge = faults::badge(machine);
    let news = own.map_or_else(Vec::new, |event| sim.trace().news(event));
    let (clock, more) = cells(&machine.node.clock(), (life, own.is_some()), columns, &news);
    Node {
        machine: machine_id,
        colour: colour(machine_id),
        kind: machine.kind(),
        condition,
        state,
        detail,
        load,
        is_busy,
        is_emergency,
        is_selected: false,
        sent: by(EventKind::Send),
        received: by(EventKind::Receive),
        clock,
        more,
        slot: None,
        label: format!("{name}, {label}{}", if badge.is_empty() { String::new() } else { format!(", {badge}") }),
        badge,
        name,
    }
}

/// The entries of a clock that are shown, in the order of their nodes, and how many more there are. Of many,
/// the node's own comes first, then what was news just now, then the rest in order. Its own may have ticked just now.
fn cells(clock: &VectorClock, own: (NodeId, bool), columns: &[NodeId], news: &[Dot]) -> (Vec<Cell>, usize) {
    let (own, has_ticked) = own;
    let is_news = |node: NodeId| news.iter().any(|dot| dot.node == node);
    let mut shown: Vec<NodeId> = columns.to_vec();
    if columns.len() <= CELLS_MAX {
        shown.extend(clock.entries().map(|dot| dot.node).filter(|node| !columns.contains(node)));
    }
    if shown.len() > CELLS_MAX {
        shown = clock.entries().map(|dot| dot.node).filter(|node| *node != own).chain([own]).collect();
        sort_by_key(&mut shown, |node| (*node != own, !is_news(*node), *node));
        shown.truncate(CELLS_MAX - 1);
    }
    sort_by_key(&mut shown, |node| *node);
    let known = shown.iter().filter(|node| clock.get(**node) > 0).count();
    let cell = |owner: NodeId| Cell {
        owner,
        colour: colour(owner),
        count: clock.get(owner),
        is_own: owner == own,
        is_news: is_news(owner),
        is_raised: is_news(owner) || owner == own && has_ticked,
    };
    (shown.into_iter().map(cell).collect(), clock.len() - known)
}

fn links(world: &World, messages: &[InFlight]) -> Vec<Link> {
    let (broker, network) = (world.broker_id(), world.network());
    let busy = |a: NodeId, b: NodeId| {
        let on_it = messages.iter().find(|m| (m.from, m.to) == (a, b) || (m.from, m.to) == (b, a));
        on_it.map(|message| message.colour)
    };
    let link = |a: NodeId, b: NodeId| Link {
        a,
        b,
        busy: busy(a, b),
        cut: network.cut_between(a, b),
        rough: rough(network, a, b),
    };
    if let Some(recording) = world.recording() {
        return recording.links().map(|(a, b)| link(a, b)).collect();
    }
    let to_broker = world.machines().keys().filter(|id| **id != broker).map(|id| link(broker, *id));
    let here = |id: &NodeId| world.machines().contains_key(id);
    let others = network.cuts().filter(|(a, b, _)| *a != broker && *b != broker && here(a) && here(b));
    let cut = |(a, b, cut)| Link { a, b, busy: None, cut: Some(cut), rough: rough(network, a, b) };
    to_broker.chain(others.map(cut)).collect()
}

fn summary(nodes: &[Node], tiles: &[Tile]) -> String {
    let of_nodes = nodes.iter().map(|node| (node.kind, node.condition, node.is_busy));
    let of_tiles = tiles.iter().map(|tile| (tile.kind, tile.condition, tile.is_busy));
    let all: Vec<(Kind, Condition, bool)> = of_nodes.chain(of_tiles).collect();
    let executors = || all.iter().filter(|(kind, ..)| *kind == Kind::Executor);
    let hosts = all.iter().filter(|(kind, ..)| *kind == Kind::Host).count();
    let texts = texts().cluster();
    let mut summary = match hosts {
        0 => texts.executors(executors().count()),
        n => texts.hosts(n),
    };
    let mut tell = |n: usize, what: &str| {
        if n > 0 {
            summary.push_str(&format!(" · {n} {what}"));
        }
    };
    tell(executors().filter(|(.., is_busy)| *is_busy).count(), texts.busy);
    let counted =
        [(Condition::Joining, texts.joining), (Condition::Silent, texts.silent), (Condition::Cut, texts.cut_off)];
    for (condition, what) in counted {
        tell(executors().filter(|(_, is, _)| *is == condition).count(), what);
    }
    tell(all.iter().filter(|(_, is, _)| *is == Condition::Crashed).count(), texts.down);
    summary
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Command, Link as Ends, NodeSpec, OfNode, Scenario};
    use crate::sim::Step;
    use crate::texts::{Language, speak};
    use crate::time::Span;

    fn opening() -> Sim {
        Sim::new(Scenario::opening()).unwrap()
    }

    fn named<'a>(cluster: &'a Cluster, name: &str) -> &'a Node {
        cluster.nodes.iter().find(|node| node.name == name).unwrap()
    }

    #[test]
    fn the_opening_shows_everyone_as_a_card_in_a_place_of_its_own() {
        let cluster = picture(&opening(), None);
        assert!(cluster.has_cards());
        assert_eq!(cluster.nodes.len(), 6);
        let mut slots: Vec<_> = cluster.nodes.iter().map(|node| node.slot.unwrap()).collect();
        slots.sort();
        slots.dedup();
        assert_eq!(slots.len(), 6);
        assert_eq!(cluster.links.len(), 5);
    }

    #[test]
    fn a_running_job_is_named_with_the_time_it_still_takes() {
        let mut sim = opening();
        sim.run_until(sim.world().now() + Span::from_secs(1));
        let cluster = picture(&sim, None);
        let exec = named(&cluster, "exec-1");
        assert!(exec.is_busy && exec.state.contains(" s"), "{exec:?}");
        assert!(exec.label.contains("map-tiles"), "{}", exec.label);
        assert!(exec.load.is_some_and(|load| load > 10), "its job adds to its load: {exec:?}");
    }

    #[test]
    fn a_silent_executor_says_when_it_will_be_dropped() {
        let mut sim = opening();
        sim.run_until(sim.world().now() + Span::from_secs(30));
        sim.apply(Command::Crash(OfNode { node: "exec-3".into() })).unwrap();
        sim.apply(Command::Cut(Ends::between("broker", "exec-2"))).unwrap();
        let cluster = picture(&sim, None);
        let (crashed, cut) = (named(&cluster, "exec-3"), named(&cluster, "exec-2"));
        assert_eq!((crashed.condition, crashed.state.as_str()), (Condition::Crashed, "crashed"));
        assert!(crashed.detail.starts_with("dropped in "), "{}", crashed.detail);
        assert_eq!((cut.condition, cut.state.as_str()), (Condition::Cut, "cut off"));
        assert!(cluster.links.iter().any(|link| link.b == cut.machine && link.cut == Some(Cut::Both)));
        assert_eq!(cluster.summary, "3 executors · 2 busy · 1 cut off · 1 down");
    }

    #[test]
    fn in_german_a_card_says_as_much_in_as_little_room() {
        let mut sim = opening();
        sim.run_until(sim.world().now() + Span::from_secs(30));
        sim.apply(Command::Crash(OfNode { node: "exec-3".into() })).unwrap();
        sim.apply(Command::Cut(Ends::between("broker", "exec-2"))).unwrap();
        speak(Language::German);
        let cluster = picture(&sim, None);
        let (crashed, cut) = (named(&cluster, "exec-3"), named(&cluster, "exec-2"));
        assert_eq!((crashed.state.as_str(), cut.state.as_str()), ("abgestürzt", "getrennt"));
        assert!(crashed.detail.starts_with("gestrichen in "), "{}", crashed.detail);
        assert_eq!(cluster.summary, "3 Executors · 2 beschäftigt · 1 getrennt · 1 ausgefallen");
        let texts = texts().cluster();
        for detail in [&texts.expects(1), &texts.expects(12), texts.dropped_by_broker, &texts.holds(12, 100)] {
            assert!(detail.chars().count() <= 21, "{detail} does not fit");
        }
        speak(Language::English);
    }

    #[test]
    fn what_is_wrong_shows_on_links_and_cards() {
        let mut sim = opening();
        let give = |sim: &mut Sim, text: &str| {
            let command = Command::from_value(&serde_json::from_str(text).unwrap()).unwrap();
            sim.apply(command).unwrap();
        };
        let link = |cluster: &Cluster, name: &str| {
            *cluster.links.iter().find(|l| l.b == named(cluster, name).machine).unwrap()
        };
        let whole = picture(&sim, None);
        assert!(whole.links.iter().all(|link| link.cut.is_none() && link.rough.is_none()));
        assert!(whole.nodes.iter().all(|node| node.badge.is_empty()));
        give(&mut sim, r#"{"type":"cut","a":"exec-1","b":"broker","one_way":true}"#);
        give(&mut sim, r#"{"type":"cut","a":"broker","b":"exec-2","one_way":true}"#);
        give(&mut sim, r#"{"type":"set_network","a":"broker","b":"client-1","loss_permille":1}"#);
        give(&mut sim, r#"{"type":"slow","node":"exec-3","percent":150}"#);
        give(&mut sim, r#"{"type":"flap","node":"exec-1","every_ms":1000}"#);
        give(&mut sim, r#"{"type":"fill","node":"store-1"}"#);
        let wrong = picture(&sim, None);
        assert_eq!(link(&wrong, "exec-1").cut, Some(Cut::From(named(&wrong, "exec-1").machine)));
        assert_eq!(link(&wrong, "exec-2").cut, Some(Cut::From(sim.world().broker_id())));
        assert_eq!(link(&wrong, "client-1").rough, Some(Rough::Own));
        assert_eq!(link(&wrong, "exec-3").rough, None);
        let state = |name: &str| (named(&wrong, name).state.clone(), named(&wrong, name).badge.clone());
        assert_eq!(state("exec-1"), ("not heard".to_owned(), "power flaps".to_owned()));
        assert_eq!(state("exec-2").0, "hears nothing");
        assert_eq!((state("exec-3").1, state("store-1").1), ("1.5 × slow".to_owned(), "full".to_owned()));
        assert!(named(&wrong, "exec-3").label.ends_with("1.5 × slow"), "{}", named(&wrong, "exec-3").label);
        let told: Vec<String> = faults::lasting(&sim).iter().map(|l| format!("{}: {}", l.whose, l.what)).collect();
        let all = [
            "broker – exec-1: cut from exec-1 to broker",
            "broker – exec-2: cut from broker to exec-2",
            "broker – client-1: 0.1 % lost",
            "exec-1: mains power turns every 1 s",
            "exec-3: 1.5 × as long",
            "store-1: full: something else takes all room",
        ];
        for line in all {
            assert!(told.iter().any(|other| other == line), "{line} is not among {told:?}");
        }
        give(&mut sim, r#"{"type":"set_network","duplication_permille":10}"#);
        assert_eq!(link(&picture(&sim, None), "exec-3").rough, Some(Rough::AsAll));
        // Each says what ends it, and then it is over.
        while let Some(one) = faults::lasting(&sim).into_iter().next() {
            let left = faults::lasting(&sim).len();
            sim.apply(one.end).unwrap();
            assert!(faults::lasting(&sim).len() < left);
        }
        assert_eq!(picture(&sim, None).links, whole.links);
    }

    #[test]
    fn the_clock_marks_what_the_last_event_brought() {
        let mut sim = opening();
        sim.step(Step::Merge);
        let event = sim.event().unwrap().clone();
        let cluster = picture(&sim, None);
        let node = cluster.nodes.iter().find(|node| node.machine == event.dot.node).unwrap();
        assert_eq!(node.received, Some(event.id));
        let news: Vec<Dot> =
            node.clock.iter().filter(|c| c.is_news).map(|c| Dot { node: c.owner, count: c.count }).collect();
        assert_eq!(news, sim.trace().news(&event));
        let own = node.clock.iter().find(|cell| cell.is_own).unwrap();
        assert_eq!(own.count, event.dot.count);
    }

    #[test]
    fn exactly_the_entries_that_the_last_event_raised_are_marked_as_raised() {
        let mut sim = opening();
        for _ in 0..200 {
            let before = picture(&sim, None);
            assert_eq!(sim.step(Step::Event), 1);
            for node in picture(&sim, None).nodes {
                let was = &before.node(node.machine).unwrap().clock;
                for cell in node.clock {
                    let count = was.iter().find(|old| old.owner == cell.owner).map_or(0, |old| old.count);
                    assert_eq!(cell.is_raised, cell.count > count, "{}: {cell:?}", node.name);
                }
            }
        }
    }

    #[test]
    fn a_message_moves_from_its_sender_to_its_receiver() {
        let mut sim = opening();
        let mut went_on = 0;
        for _ in 0..200 {
            let before = picture(&sim, None).messages;
            assert_eq!(sim.step(Step::Event), 1);
            for after in picture(&sim, None).messages {
                let Some(before) = before.iter().find(|message| message.id == after.id) else { continue };
                let behind = sim.world().since(after.sent_at).ms() * 1000;
                assert_eq!(u64::from(after.progress), behind / after.arrives_at.since(after.sent_at).ms());
                assert!(after.progress >= before.progress && after.progress <= 1000);
                went_on += usize::from(after.progress > before.progress);
            }
        }
        assert!(went_on > 0);
    }

    #[test]
    fn an_emergency_is_marked_on_its_message_and_on_its_executor() {
        let mut sim = opening();
        let mut seen = false;
        let triage = loop {
            let cluster = picture(&sim, None);
            seen |= cluster.messages.iter().any(|message| message.is_emergency && message.text == "triage medical");
            if let Some(node) = cluster.nodes.iter().find(|node| node.is_emergency) {
                break node.clone();
            }
            assert_eq!(sim.step(Step::Event), 1);
        };
        assert!(seen);
        assert!(triage.label.contains("triage"), "{}", triage.label);
    }

    #[test]
    fn many_nodes_are_a_crowd_without_places_and_with_short_names() {
        let mut scenario = Scenario::opening();
        scenario.nodes.extend((0..20).map(|_| NodeSpec::Executor(Default::default())));
        let cluster = picture(&Sim::new(scenario).unwrap(), None);
        let short = |name: &str| cluster.tiles.iter().find(|tile| tile.name == name).unwrap().short();
        assert!(!cluster.has_cards() && cluster.nodes.iter().all(|node| node.slot.is_none()));
        assert_eq!((cluster.nodes.len(), cluster.tiles.len()), (1, 25));
        assert_eq!((short("exec-17").as_str(), short("client-1").as_str()), ("17", "c1"));
        let broker = &cluster.nodes[0];
        assert_eq!((broker.kind, broker.clock.len()), (Kind::Broker, CELLS_MAX - 1));
        assert!(broker.more > 0 && broker.clock.iter().any(|cell| cell.is_own));
    }

    #[test]
    fn a_tile_says_the_same_of_a_machine_as_its_card_would() {
        let mut scenario = Scenario::opening();
        scenario.nodes.extend((0..20).map(|_| NodeSpec::Executor(Default::default())));
        let mut sim = Sim::new(scenario).unwrap();
        sim.apply(Command::Crash(OfNode { node: "exec-3".into() })).unwrap();
        sim.apply(Command::Cut(Ends::between("broker", "exec-2"))).unwrap();
        let mut conditions = std::collections::BTreeSet::new();
        for _ in 0..300 {
            assert_eq!(sim.step(Step::Event), 1);
            for tile in picture(&sim, None).tiles {
                let node = node_of(&sim, tile.machine).unwrap();
                let marks = (tile.condition, tile.load, tile.is_busy, tile.is_emergency);
                assert_eq!(marks, (node.condition, node.load, node.is_busy, node.is_emergency), "{}", node.label);
                assert_eq!((tile.is_sending, tile.is_receiving), (node.sent.is_some(), node.received.is_some()));
                let told = tile.label.split(", load").next().unwrap();
                assert!(node.label.starts_with(told), "{told} and {}", node.label);
                conditions.insert((tile.condition, tile.is_busy));
            }
        }
        assert!(conditions.len() > 3, "{conditions:?}");
    }
}
