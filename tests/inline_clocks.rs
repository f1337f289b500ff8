//! Inline clocks against dense ones, on every event and every pair of events of random runs: nodes that join, leave, and
//! lose their memory; messages that are lost, doubled and out of order.
#![cfg(not(target_arch = "wasm32"))]

use clocktower::clock::inline::{Cover, HUB, Heard, Hub, InlineError, Knowledge, Leaf, NodeClock, Star};
use clocktower::clock::{ClockError, Dot, LocalClock, VectorClock};
use clocktower::id::NodeId;
use proptest::prelude::*;

/// What happens next; the numbers choose among who and what is there.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Join,
    /// Never heard of again; what it sent may still come.
    Leave(usize),
    /// Loses its memory, and comes back as another life.
    Crash(usize),
    /// An internal event.
    Tick(usize),
    /// A send from one to another.
    Send(usize, usize),
    /// Any message that was ever sent comes: late, early, again. Those that are never chosen are lost.
    Receive(usize),
    /// The same, by a node that does not know clocks or by one whose sender does not.
    ReceiveBlindly(usize),
    /// Somebody from outside claims counts.
    Claim(usize, usize, u32),
}

fn deed() -> impl Strategy<Value = Deed> {
    let any = || any::<prop::sample::Index>().prop_map(|index| index.index(1 << 20));
    prop_oneof![
        2 => Just(Deed::Join),
        1 => any().prop_map(Deed::Leave),
        1 => any().prop_map(Deed::Crash),
        3 => any().prop_map(Deed::Tick),
        12 => (any(), any()).prop_map(|(from, to)| Deed::Send(from, to)),
        12 => any().prop_map(Deed::Receive),
        1 => any().prop_map(Deed::ReceiveBlindly),
        1 => (any(), any(), 1u32..4).prop_map(|(at, of, count)| Deed::Claim(at, of, count)),
    ]
}

/// An event as dense clocks have it.
#[derive(Debug, Clone)]
struct Event {
    dot: Dot,
    clock: VectorClock,
}

/// Everybody's dense clock, and what became of it.
#[derive(Debug, Clone, Default)]
struct Dense {
    clocks: Vec<LocalClock>,
    events: Vec<Event>,
}

impl Dense {
    fn join(&mut self, node: NodeId) -> usize {
        self.clocks.push(LocalClock::new(node));
        self.clocks.len() - 1
    }

    fn tick(&mut self, who: usize) -> Dot {
        let dot = self.clocks[who].tick();
        self.events.push(Event { dot, clock: self.clocks[who].now().clone() });
        dot
    }

    /// Returns the event and what was news.
    fn receive(&mut self, who: usize, message: &VectorClock) -> (Dot, Vec<Dot>) {
        let (dot, news) = self.clocks[who].receive(message).unwrap();
        self.events.push(Event { dot, clock: self.clocks[who].now().clone() });
        (dot, news)
    }

    fn before(&self, a: usize, b: usize) -> bool {
        a != b && self.events[b].clock.knows(self.events[a].dot)
    }
}

/// A star and its dense double: the node at each place has that number.
struct Pair {
    star: Star,
    hub: Hub,
    leaves: Vec<Leaf>,
    dense: Dense,
    /// Who is there, by place.
    here: Vec<u32>,
    /// The event that sent each message, and whom it goes to.
    sent: Vec<(u32, u32)>,
}

impl Pair {
    fn new() -> Self {
        let mut dense = Dense::default();
        dense.join(NodeId::new(0));
        let (star, hub) = (Star::default(), Hub::default());
        Self { star, hub, leaves: Vec::new(), dense, here: Vec::new(), sent: Vec::new() }
    }

    fn join(&mut self) {
        let place = self.star.join().unwrap();
        self.leaves.push(self.hub.join().unwrap());
        assert_eq!(self.dense.join(NodeId::new(place as u16)), place as usize);
        self.here.push(place);
    }

    fn leave(&mut self, who: Option<u32>) {
        self.here.retain(|place| Some(*place) != who);
    }

    fn tick(&mut self, place: u32) -> u32 {
        let number = self.star.tick(place).unwrap();
        self.dense.tick(place as usize);
        let stamp = if place == HUB { self.hub.tick() } else { self.leaves[place as usize - 1].tick() };
        assert_eq!(self.star.stamp(number), stamp.ok());
        number
    }

    fn receive(&mut self, sent: u32, to: u32) {
        let message = self.dense.events[sent as usize].clock.clone();
        self.dense.receive(to as usize, &message);
        let stamp = self.star.stamp(sent).unwrap();
        let number = self.star.receive(to, sent).unwrap();
        let stamp = if to == HUB { self.hub.receive(stamp) } else { self.leaves[to as usize - 1].receive(stamp) };
        assert_eq!(self.star.stamp(number), stamp.ok());
    }

    fn act(&mut self, deed: Deed) {
        let chosen = |index: usize, here: &[u32]| (!here.is_empty()).then(|| here[index % here.len()]);
        match deed {
            Deed::Join => self.join(),
            Deed::Leave(who) => self.leave(chosen(who, &self.here)),
            Deed::Crash(who) => {
                self.leave(chosen(who, &self.here));
                self.join();
            }
            Deed::Tick(who) => {
                let everybody: Vec<u32> = [HUB].into_iter().chain(self.here.iter().copied()).collect();
                self.tick(everybody[who % everybody.len()]);
            }
            Deed::Send(way, who) => {
                if let Some(leaf) = chosen(who, &self.here) {
                    let (from, to) = if way % 2 == 0 { (leaf, HUB) } else { (HUB, leaf) };
                    let number = self.tick(from);
                    self.sent.push((number, to));
                }
            }
            Deed::Receive(which) if !self.sent.is_empty() => {
                // The later ones more often: what is on its way, rather than what came long ago.
                let back = which % self.sent.len().min(1 + which % 40);
                let (sent, to) = self.sent[self.sent.len() - 1 - back];
                if to == HUB || self.here.contains(&to) {
                    self.receive(sent, to);
                }
            }
            _ => {}
        }
    }

    /// Everything that the star says of events, beside what dense clocks say; of pairs, every so-manieth.
    fn assert_equal(&self, step: usize) {
        let events = &self.dense.events;
        assert_eq!(self.star.len(), events.len());
        for (b, event) in (0..).zip(events) {
            let vector = self.star.vector(b).unwrap();
            let counts: VectorClock =
                (0..).zip(vector).map(|(node, count)| Dot { node: NodeId::new(node), count }).collect();
            assert_eq!(counts, event.clock, "event {b}");
            for a in (b as usize % step..events.len()).step_by(step) {
                assert_eq!(self.star.before(a as u32, b), Some(self.dense.before(a, b as usize)), "{a} before {b}");
            }
        }
        for place in 1..=self.leaves.len() as u32 {
            assert_eq!(self.hub.known(place), self.dense.clocks[0].now().get(NodeId::new(place as u16)));
        }
    }
}

/// Nodes that talk along any links, and their dense doubles.
#[derive(Clone, Default)]
struct Web {
    cover: Cover,
    dense: Dense,
    /// The clocks that living nodes carry, in the same order, and what each event knew.
    nodes: Vec<NodeClock>,
    knew: Vec<Knowledge>,
    /// Who is there: numbers of dense clocks.
    here: Vec<usize>,
    machines: u16,
    /// Nodes with a number up to this one talk to everybody; any other ones only to them.
    hubs: usize,
    sent: Vec<(usize, usize)>,
}

impl Web {
    fn new(hubs: usize, leaves: usize) -> Self {
        let mut web = Self { hubs, ..Self::default() };
        (0..hubs + leaves).for_each(|_| web.join());
        web
    }

    fn join(&mut self) {
        let who = self.begin(NodeId::new(self.machines));
        self.here.push(who);
        self.machines += 1;
    }

    /// The life of a node begins.
    fn begin(&mut self, node: NodeId) -> usize {
        let is_hub = node.index() < self.hubs;
        self.nodes.push(if is_hub { NodeClock::of_hub(node) } else { NodeClock::new(node) });
        self.dense.join(node)
    }

    /// A node's own clock says what its dense double says.
    fn said(&mut self, who: usize) {
        let (node, dense) = (&self.nodes[who], &self.dense.clocks[who]);
        assert_eq!(node.vector(), *dense.now(), "{:?} with {} events", node.owner(), self.dense.events.len());
        self.knew.push(node.now().clone());
    }

    fn node(&self, who: usize) -> NodeId {
        self.dense.clocks[who].owner()
    }

    fn is_hub(&self, who: usize) -> bool {
        self.node(who).index() < self.hubs
    }

    fn tick(&mut self, who: usize) -> usize {
        let dot = self.dense.tick(who);
        assert_eq!(self.nodes[who].tick(), dot);
        self.said(who);
        self.cover.push(dot, Heard::Nothing);
        self.dense.events.len() - 1
    }

    fn receive(&mut self, sent: usize, who: usize) {
        let message = self.dense.events[sent].clone();
        // What was claimed of a node comes to it in the end, and is refused.
        let received = self.nodes[who].receive(&self.knew[sent]);
        if self.dense.clocks[who].admits(&message.clock).is_err() {
            assert!(matches!(received, Err(ClockError::Future { .. })), "{received:?}");
            self.tick(who);
            return;
        }
        let (dot, news) = self.dense.receive(who, &message.clock);
        assert_eq!(received, Ok((dot, !news.is_empty())));
        self.said(who);
        // A caller need not tell what told nothing, but may.
        let heard =
            if news.is_empty() && sent.is_multiple_of(2) { Heard::Nothing } else { Heard::Event(message.dot, sent) };
        self.cover.push(dot, heard);
    }

    fn claim(&mut self, who: usize, of: NodeId, count: u32) {
        let own = self.node(who);
        let claims: VectorClock = [Dot { node: of, count }].into_iter().filter(|claim| claim.node != own).collect();
        let (dot, news) = self.dense.receive(who, &claims);
        let by = NodeId::new(self.machines + 2);
        assert_eq!(self.nodes[who].receive(&Knowledge::claimed(by, claims)), Ok((dot, !news.is_empty())));
        self.said(who);
        self.cover.push(dot, Heard::Claims(&news));
    }

    fn act(&mut self, deed: Deed) {
        let here = |index: usize| self.here[index % self.here.len()];
        match deed {
            Deed::Join => self.join(),
            Deed::Leave(who) if self.here.len() > 2 => drop(self.here.remove(who % self.here.len())),
            Deed::Crash(who) => {
                let at = who % self.here.len();
                let next = self.node(self.here[at]).next_incarnation().unwrap();
                self.here[at] = self.begin(next);
            }
            Deed::Tick(who) => drop(self.tick(here(who))),
            Deed::Send(from, to) => {
                let (from, to) = (here(from), here(to));
                if from != to && (self.is_hub(from) || self.is_hub(to)) {
                    let number = self.tick(from);
                    self.sent.push((number, to));
                }
            }
            Deed::Receive(which) | Deed::ReceiveBlindly(which) if !self.sent.is_empty() => {
                let back = which % self.sent.len().min(1 + which % 40);
                let (sent, to) = self.sent[self.sent.len() - 1 - back];
                match (self.here.contains(&to), deed) {
                    (true, Deed::Receive(_)) => self.receive(sent, to),
                    (true, _) => drop(self.tick(to)),
                    _ => {}
                }
            }
            Deed::Claim(at, of, count) => self.claim(here(at), NodeId::new(of as u16 % (self.machines + 2)), count),
            _ => {}
        }
    }

    /// Everything that the cover says of events, beside what dense clocks say; of pairs, every so-manieth.
    fn assert_equal(&self, step: usize) {
        for (b, event) in self.dense.events.iter().enumerate() {
            assert_eq!(self.cover.clock(b, event.dot), event.clock, "event {b} of {:?}", event.dot);
            assert_eq!(self.knew[b].vector(), event.clock, "what event {b} of {:?} knew", event.dot);
            self.assert_same_news(b);
            for (a, other) in self.dense.events.iter().enumerate().skip(b % step).step_by(step) {
                let expected = event.clock.knows(other.dot);
                assert_eq!(self.cover.knows(b, event.dot, other.dot), expected, "{b} knows {a}");
                assert_eq!(self.knew[b].knows(other.dot), expected, "{b} knew {a}");
            }
        }
    }

    /// What an event learned is what its dense clock has more than that of the event before it on its node.
    fn assert_same_news(&self, b: usize) {
        let Event { dot, clock } = &self.dense.events[b];
        let before = self.dense.events[..b].iter().rposition(|other| other.dot.node == dot.node);
        let numbered = |at: usize| (at, self.dense.events[at].dot);
        let is_known = |news: &Dot| before.is_some_and(|at| self.dense.events[at].clock.knows(*news));
        let news: Vec<Dot> = clock.entries().filter(|news| news.node != dot.node && !is_known(news)).collect();
        assert_eq!(self.cover.news(numbered(b), before.map(numbered)), news, "event {b} of {dot:?}");
    }

    /// The cover as it was after so many events.
    fn up_to(&self, events: usize) -> Cover {
        let of = |node: NodeId| self.dense.events[..events].iter().rposition(|event| event.dot.node == node);
        self.cover.up_to(events, |node| of(node).map_or(0, |at| self.dense.events[at].dot.count), of)
    }
}

fn deeds(len: usize) -> impl Strategy<Value = Vec<Deed>> {
    prop::collection::vec(deed(), 1..len)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn a_star_says_what_dense_clocks_say(leaves in 0usize..6, deeds in deeds(150)) {
        let mut pair = Pair::new();
        (0..leaves).for_each(|_| pair.join());
        deeds.into_iter().for_each(|deed| pair.act(deed));
        pair.assert_equal(1);
    }

    #[test]
    fn any_web_with_a_cover_says_what_dense_clocks_say(
        hubs in 1usize..5, leaves in 1usize..6, deeds in deeds(120),
    ) {
        let mut web = Web::new(hubs, leaves);
        deeds.into_iter().for_each(|deed| web.act(deed));
        web.assert_equal(1);
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_history_goes_back_and_on_another_way(
        hubs in 1usize..8, past in deeds(100), one in deeds(50), other in deeds(50),
    ) {
        let mut web = Web::new(hubs, 2);
        past.into_iter().for_each(|deed| web.act(deed));
        let then = web.clone();
        one.into_iter().for_each(|deed| web.act(deed));
        let cover = web.up_to(then.dense.events.len());
        let mut branch = Web { cover, ..then };
        branch.assert_equal(1);
        other.into_iter().for_each(|deed| branch.act(deed));
        branch.assert_equal(3);
        web.assert_equal(3);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_long_history_is_put_together_from_kept_vectors(leaves in 1usize..200, deeds in deeds(4000)) {
        let (mut pair, mut web) = (Pair::new(), Web::new(2, leaves / 8));
        (0..leaves).for_each(|_| pair.join());
        for deed in deeds {
            pair.act(deed);
            web.act(deed);
        }
        pair.assert_equal(37);
        web.assert_equal(37);
        let events = web.dense.events.len() / 2;
        web.cover = web.up_to(events);
        web.dense.events.truncate(events);
        web.assert_equal(37);
    }
}

#[test]
fn what_no_star_can_hold_is_refused_and_changes_nothing() {
    let mut star = Star::default();
    let (a, b) = (star.join().unwrap(), star.join().unwrap());
    let sent = star.tick(a).unwrap();
    assert_eq!(star.receive(b, sent), Err(InlineError::Uncovered { from: a, to: b }));
    assert_eq!(star.receive(HUB, 7), Err(InlineError::Unknown(7)));
    assert_eq!(star.receive(3, sent), Err(InlineError::Uncovered { from: a, to: 3 }));
    let told = star.tick(HUB).unwrap();
    assert_eq!(star.receive(HUB, told), Err(InlineError::Uncovered { from: HUB, to: HUB }));
    assert_eq!((star.receive(3, told), star.tick(3)), (Err(InlineError::Unknown(3)), Err(InlineError::Unknown(3))));
    assert_eq!((star.len(), star.before(sent, told), star.before(sent, 2)), (2, Some(false), None));
}

#[test]
fn executors_around_a_broker_have_one_hub_and_its_next_life_another() {
    let mut cover = Cover::default();
    let (broker, exec) = (NodeId::new(0), NodeId::new(1));
    let dot = |node, count| Dot { node, count };
    cover.push(dot(exec, 1), Heard::Nothing);
    cover.push(dot(broker, 1), Heard::Event(dot(exec, 1), 0));
    assert!(cover.hubs().eq([broker]));
    // The new life speaks first, and is taken for what the old one was.
    let heir = broker.next_incarnation().unwrap();
    cover.push(dot(heir, 1), Heard::Nothing);
    cover.push(dot(exec, 2), Heard::Event(dot(heir, 1), 2));
    assert!(cover.hubs().eq([broker, heir]));
    assert_eq!(cover.clock(3, dot(exec, 2)), [dot(exec, 2), dot(heir, 1)].into_iter().collect());
}
