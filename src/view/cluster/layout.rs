//! Where things stand on a canvas of a given size. Everything is in pixels.
//!
//! Cards have places in three columns. A message slides out from under its sender's card and in under its
//! receiver's; while it is on its way it keeps to the stretch of the link where it covers neither.

use super::{Cluster, InFlight, Node};
use crate::sim::machine::Kind;
use crate::view::within;

/// Half the width of a card.
const CARD: f64 = 76.0;
/// The broker's radius.
const HUB: f64 = 46.0;
/// What a clock adds below its card.
const CLOCK: f64 = 25.0;
/// Half the height of a message.
const PILL: f64 = 14.0;
/// The farthest that a column is from the middle: on a very wide canvas the cluster stays together.
const REACH: f64 = 420.0;
/// Room to the edge, at most; on a narrow canvas half of it.
const MARGIN: f64 = 16.0;

/// The place of a node: a column, -1 to 1, and the height in per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    column: i8,
    height: u8,
}

const fn slot(column: i8, height: u8) -> Slot {
    Slot { column, height }
}

const BROKER: Slot = slot(0, 46);
const TOP: Slot = slot(0, 13);
/// The places, and in which order each kind takes them; a kind that finds its own taken goes on to the others.
const PLACES: [Slot; 8] =
    [slot(-1, 15), slot(1, 14), slot(1, 74), slot(-1, 45), slot(1, 44), TOP, slot(-1, 75), slot(0, 85)];
const CLIENT_FIRST: [usize; 8] = [6, 7, 3, 2, 4, 5, 1, 0];
const STORE_FIRST: [usize; 8] = [7, 2, 4, 6, 3, 5, 1, 0];
const EXECUTOR_FIRST: [usize; 8] = [0, 1, 2, 3, 4, 7, 6, 5];

/// A place for each node, told by their kinds. One that joins later moves nobody of its own kind.
pub(super) fn slots(kinds: impl Iterator<Item = Kind>) -> Vec<Slot> {
    let kinds: Vec<Kind> = kinds.collect();
    let mut taken = [false; PLACES.len()];
    let mut slots = vec![BROKER; kinds.len()];
    // The few clients and datastores choose first: below, where results go and jobs come from.
    for choosing in [Kind::Client, Kind::Datastore, Kind::Executor, Kind::Host] {
        let order = match choosing {
            Kind::Client => CLIENT_FIRST,
            Kind::Datastore => STORE_FIRST,
            _ => EXECUTOR_FIRST,
        };
        for (slot, _) in slots.iter_mut().zip(&kinds).filter(|(_, kind)| **kind == choosing) {
            if let Some(free) = order.into_iter().find(|place| !taken[*place]) {
                taken[free] = true;
                *slot = PLACES[free];
            }
        }
    }
    slots
}

/// The canvas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Canvas {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The size at which nodes and messages are drawn; 1 is their own.
    pub scale: f64,
}

/// A point.
pub type Point = (f64, f64);

/// The way of a message, and where it is on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// The middle of its sender.
    pub from: Point,
    /// Where it is.
    pub here: Point,
    /// The middle of its receiver.
    pub to: Point,
}

impl Canvas {
    /// A canvas of this size for this cluster. `scale_max` is the size to draw at where there is room.
    pub fn new(width: f64, height: f64, scale_max: f64, cluster: &Cluster) -> Self {
        // Three columns always have to fit beside each other; a card above the broker needs more height too.
        let has_top = cluster.nodes.iter().any(|node| node.slot == Some(TOP));
        let (needs_width, needs_height) = if has_top { (500.0, 400.0) } else { (490.0, 385.0) };
        let scale = within((width / needs_width).min(height / needs_height), 0.72, scale_max);
        Self { width, height, scale }
    }

    /// The middle of a node.
    pub fn place(&self, node: &Node) -> Point {
        let Slot { column, height } = node.slot.unwrap_or(BROKER);
        let aside = within(self.width / 2.0 - CARD * self.scale - MARGIN.min(self.width / 50.0), 0.0, REACH);
        (self.width / 2.0 + f64::from(column) * aside, self.height * f64::from(height) / 100.0)
    }

    /// Where each message is: as far as it has come, and beside any that came before it in the list. Of a
    /// message from or to somebody who is not there, nothing can be shown.
    pub fn ways(&self, cluster: &Cluster) -> Vec<Option<Way>> {
        let nodes: Vec<Rect> = cluster.nodes.iter().flat_map(|node| self.blocks(node)).collect();
        let mut placed: Vec<Rect> = Vec::new();
        let way = |message: &InFlight| {
            let (sender, receiver) = (cluster.node(message.from)?, cluster.node(message.to)?);
            let (from, to) = (self.place(sender), self.place(receiver));
            let half = (pill_width(&message.text) / 2.0 * self.scale, PILL * self.scale);
            let (near, far) = self.stretch(sender, receiver, half);
            let t = near + (far - near) * f64::from(message.progress) / 1000.0;
            let ideal = Rect { middle: (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t), half };
            let rect = self.aside(ideal, &placed, &nodes);
            placed.push(rect);
            Some(Way { from, here: rect.middle, to })
        };
        cluster.messages.iter().map(way).collect()
    }

    /// The part of the straight way, 0 to 1, on which a message covers neither end; a short one in the middle
    /// where there is none, so that it moves at all.
    fn stretch(&self, sender: &Node, receiver: &Node, half: Point) -> (f64, f64) {
        const STEPS: u32 = 60;
        let (from, to) = (self.place(sender), self.place(receiver));
        let at = |step: u32| {
            let t = f64::from(step) / f64::from(STEPS);
            (t, Rect { middle: (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t), half })
        };
        let clear = |node: &Node, rect: &Rect| self.blocks(node).iter().all(|block| !block.touches(rect));
        let near = (0..=STEPS).map(at).find(|(_, rect)| clear(sender, rect)).map_or(1.0, |(t, _)| t);
        let far = (0..=STEPS).rev().map(at).find(|(_, rect)| clear(receiver, rect)).map_or(0.0, |(t, _)| t);
        let (middle, reach) = ((near + far) / 2.0, ((far - near) / 2.0).max(0.09));
        ((middle - reach).max(0.0), (middle + reach).min(1.0))
    }

    /// What a node covers: its card, and its clock below.
    fn blocks(&self, node: &Node) -> [Rect; 2] {
        let (x, y) = self.place(node);
        let s = self.scale;
        let (width, height) = match node.kind {
            // The square within the circle: the circle's corners are free.
            Kind::Broker => (HUB * 0.8, HUB * 0.8),
            Kind::Executor => (CARD, 34.0),
            Kind::Client | Kind::Datastore | Kind::Host => (CARD, 24.0),
        };
        let bottom = if node.kind == Kind::Broker { HUB } else { height };
        let card = Rect { middle: (x, y), half: (width * s, height * s) };
        let clock = Rect { middle: (x, y + (bottom + CLOCK / 2.0) * s), half: (CARD * s, CLOCK / 2.0 * s) };
        [card, clock]
    }

    /// The nearest place where a message is whole on the canvas and neither covers another nor is covered by a
    /// node; where there is none, at least clear of other messages.
    fn aside(&self, ideal: Rect, placed: &[Rect], nodes: &[Rect]) -> Rect {
        /// The steps of the search: a close look around, and where that finds nothing, a coarser one farther out.
        const STEPS: [f64; 2] = [6.0, 18.0];
        const ACROSS: i32 = 10;
        const UP: i32 = 40;
        let at = |(across, up): (i32, i32), step: f64| {
            let (w, h) = ideal.half;
            let (x, y) = (ideal.middle.0 + f64::from(across) * step, ideal.middle.1 + f64::from(up) * step);
            Rect { middle: (within(x, w, (self.width - w).max(w)), within(y, h, (self.height - h).max(h))), ..ideal }
        };
        let is_free = |rect: &Rect, of: &[Rect]| !of.iter().any(|other| other.touches(rect));
        let nearest = |step: f64| {
            let grid = (-ACROSS..=ACROSS).flat_map(|across| (-ACROSS..=ACROSS).map(move |up| (across, up)));
            let is_good = |rect: &Rect| is_free(rect, placed) && is_free(rect, nodes);
            let free = grid.filter(|shift| is_good(&at(*shift, step)));
            // Of equally near places the one that comes first.
            free.min_by_key(|(across, up)| across * across + up * up).map(|shift| at(shift, step))
        };
        let straight = (0..UP).flat_map(|up| [at((0, up), STEPS[0]), at((0, -up), STEPS[0])]);
        let clear = || straight.into_iter().find(|rect| is_free(rect, placed));
        STEPS.into_iter().find_map(nearest).or_else(clear).unwrap_or(ideal)
    }
}

/// How wide a message with this text is.
pub fn pill_width(text: &str) -> f64 {
    text.chars().count() as f64 * 7.6 + 38.0
}

#[derive(Debug, Clone, Copy)]
struct Rect {
    middle: Point,
    half: Point,
}

impl Rect {
    fn touches(&self, other: &Self) -> bool {
        let (dx, dy) = ((self.middle.0 - other.middle.0).abs(), (self.middle.1 - other.middle.1).abs());
        dx < self.half.0 + other.half.0 && dy < self.half.1 + other.half.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Command, NodeSpec, Scenario, StoreCommand};
    use crate::sim::{Sim, Step};
    use crate::view::cluster::picture;

    /// The canvas of the page at 1440x900, 1024x768 and 390x844, and of a projector.
    const SIZES: [(f64, f64, f64); 4] =
        [(648.0, 425.0, 1.0), (440.0, 339.0, 1.0), (390.0, 380.0, 1.0), (860.0, 560.0, 1.5)];
    /// On a phone below a long question, and presented at 1280x720: too little for messages to find room of their own.
    const TIGHT: [(f64, f64, f64); 2] = [(390.0, 245.0, 1.0), (537.0, 437.0, 1.5)];

    #[test]
    fn up_to_nine_cards_stand_apart_and_whole_on_every_canvas() {
        for more in 0..=3 {
            let mut scenario = Scenario::opening();
            scenario.nodes.extend((0..more).map(|_| NodeSpec::Executor(Default::default())));
            let cluster = picture(&Sim::new(scenario).unwrap(), None);
            assert_eq!(cluster.nodes.len(), 6 + more);
            for (width, height, scale_max) in SIZES.into_iter().chain(TIGHT) {
                check_places(&cluster, Canvas::new(width, height, scale_max, &cluster));
            }
        }
    }

    fn check_places(cluster: &Cluster, canvas: Canvas) {
        for (at, node) in cluster.nodes.iter().enumerate() {
            let [card, clock] = canvas.blocks(node);
            assert!(card.middle.0 - card.half.0 >= 0.0 && card.middle.0 + card.half.0 <= canvas.width);
            assert!(card.middle.1 - card.half.1 >= 0.0, "{} at {canvas:?}", node.name);
            assert!(clock.middle.1 + clock.half.1 <= canvas.height + 1.0, "{} at {canvas:?}", node.name);
            for other in &cluster.nodes[at + 1..] {
                let hits = |a: &Rect| canvas.blocks(other).iter().any(|b| a.touches(b));
                assert!(!hits(&card) && !hits(&clock), "{} and {} at {canvas:?}", node.name, other.name);
            }
        }
    }

    #[test]
    fn messages_never_cover_each_other_and_stay_on_the_canvas() {
        check_messages(Sim::new(Scenario::opening()).unwrap());
    }

    #[test]
    fn neither_do_messages_that_carry_data_with_long_names() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        for (name, bytes) in [("maps/north", 2_000_000), ("cameras/harbour/frame-0001", 3_000_000_000), ("a", 20)] {
            let store = StoreCommand { name: name.into(), bytes: Some(bytes), ..StoreCommand::default() };
            sim.apply(Command::StoreData(store)).unwrap();
        }
        check_messages(sim);
    }

    fn check_messages(mut sim: Sim) {
        let (mut most, mut all, mut covered) = (0, 0, 0);
        for _ in 0..200 {
            sim.step(Step::Event);
            let cluster = picture(&sim, None);
            most = most.max(cluster.messages.len());
            for (width, height, scale_max) in SIZES {
                let canvas = Canvas::new(width, height, scale_max, &cluster);
                let ways = canvas.ways(&cluster);
                let rects: Vec<Rect> = ways
                    .iter()
                    .zip(&cluster.messages)
                    .filter_map(|(way, message)| {
                        let half = (pill_width(&message.text) / 2.0 * canvas.scale, PILL * canvas.scale);
                        way.map(|way| Rect { middle: way.here, half })
                    })
                    .collect();
                let nodes: Vec<Rect> = cluster.nodes.iter().flat_map(|node| canvas.blocks(node)).collect();
                for (at, rect) in rects.iter().enumerate() {
                    all += 1;
                    covered += usize::from(nodes.iter().any(|node| node.touches(rect)));
                    assert!(rect.middle.0 >= rect.half.0 && rect.middle.1 >= rect.half.1);
                    assert!(rects[at + 1..].iter().all(|other| !other.touches(rect)));
                }
            }
        }
        assert!(covered * 50 <= all, "{covered} of {all} messages are partly covered by a node");
        assert!(most > 1, "several messages were on their way at once");
    }
}
