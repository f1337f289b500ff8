//! What exact causality costs, inline and as others have it, as `cargo xtask bench` prints it: a figure, what was measured,
//! and what is aimed at, with tabs between.
//!
//! A heartbeat is four events: an executor sends, the broker receives and answers, the executor receives. Everybody does
//! the same work in the same order. Each figure is a ratio within one run whose parts take turns, because the
//! machine's speed changes: the smallest, the median and the largest of all rounds.

use std::cmp::Ordering;
use std::hint::black_box;
use std::time::Instant;

use clocktower::clock::inline::{HUB, Hub, Leaf, Star};
use crdts::CmRDT as _;
use rand_core::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg32;

const ROUNDS: usize = 15;
const NODES: usize = 1000;

/// A star of nodes that can count a heartbeat, and keeps all that it takes to tell any two events apart later.
trait Cluster {
    /// A hub and so many leaves, all of which have been heard of by everybody.
    fn of(leaves: usize) -> Self;
    /// A heartbeat of the leaf with this number, from 0.
    fn beat(&mut self, leaf: usize);
}

/// Ours, with the whole history.
struct Inline(Star);

impl Cluster for Inline {
    fn of(leaves: usize) -> Self {
        let mut star = Star::default();
        for _ in 0..leaves {
            star.join().expect("a place in the star");
        }
        let mut cluster = Self(star);
        (0..leaves).for_each(|leaf| cluster.beat(leaf));
        cluster
    }

    fn beat(&mut self, leaf: usize) {
        let place = leaf as u32 + 1;
        let beat = self.0.tick(place).and_then(|sent| self.0.receive(HUB, sent));
        let answer = self.0.tick(HUB).and_then(|sent| self.0.receive(place, sent));
        assert!(beat.is_ok() && answer.is_ok(), "a star refuses its own leaf");
    }
}

/// Ours, as the nodes carry it: nothing is kept of the past.
struct Live {
    hub: Hub,
    leaves: Vec<Leaf>,
}

impl Cluster for Live {
    fn of(leaves: usize) -> Self {
        let mut hub = Hub::default();
        let leaves = (0..leaves).filter_map(|_| hub.join().ok()).collect();
        Self { hub, leaves }
    }

    fn beat(&mut self, leaf: usize) {
        let leaf = &mut self.leaves[leaf];
        let beat = leaf.tick().and_then(|message| self.hub.receive(message));
        let answer = self.hub.tick().and_then(|message| leaf.receive(message));
        assert!(beat.is_ok() && answer.is_ok(), "a hub refuses its own leaf");
    }
}

/// A clock with an entry for each node, of which a copy is kept at each event.
trait Dense: Clone + Sized {
    /// Everybody's count is 1.
    fn of(nodes: usize) -> Self;
    fn tick(&mut self, node: usize);
    fn merge(&mut self, message: &Self);
}

struct Snapshots<C> {
    hub: C,
    leaves: Vec<C>,
    history: Vec<C>,
}

impl<C: Dense> Snapshots<C> {
    fn new(leaves: usize) -> Self {
        let clock = C::of(leaves + 1);
        Self { leaves: vec![clock.clone(); leaves], hub: clock, history: Vec::new() }
    }
}

impl<C: Dense> Cluster for Snapshots<C> {
    fn of(leaves: usize) -> Self {
        Self::new(leaves)
    }

    fn beat(&mut self, leaf: usize) {
        let Self { hub, leaves, history } = self;
        let (place, leaf) = (leaf + 1, &mut leaves[leaf]);
        leaf.tick(place);
        history.push(leaf.clone());
        hub.merge(&history[history.len() - 1]);
        hub.tick(0);
        history.push(hub.clone());
        hub.tick(0);
        history.push(hub.clone());
        leaf.merge(&history[history.len() - 1]);
        leaf.tick(place);
        history.push(leaf.clone());
    }
}

impl Dense for Vec<u32> {
    fn of(nodes: usize) -> Self {
        vec![1; nodes]
    }

    fn tick(&mut self, node: usize) {
        self[node] += 1;
    }

    fn merge(&mut self, message: &Self) {
        self.iter_mut().zip(message).for_each(|(mine, theirs)| *mine = (*mine).max(*theirs));
    }
}

impl Dense for crdts::VClock<u32> {
    fn of(nodes: usize) -> Self {
        (0..nodes as u32).map(|node| crdts::Dot::new(node, 1)).collect()
    }

    fn tick(&mut self, node: usize) {
        let dot = self.inc(node as u32);
        self.apply(dot);
    }

    fn merge(&mut self, message: &Self) {
        crdts::CvRDT::merge(self, message.clone());
    }
}

impl Dense for vclock::VClock<u32, u64> {
    fn of(nodes: usize) -> Self {
        let mut clock = Self::default();
        (0..nodes as u32).for_each(|node| clock.incr(&node));
        clock
    }

    fn tick(&mut self, node: usize) {
        self.incr(&(node as u32));
    }

    fn merge(&mut self, message: &Self) {
        Self::merge(self, message);
    }
}

impl Dense for vector_clock::VectorClock {
    fn of(nodes: usize) -> Self {
        Self::from(vec![1; nodes])
    }

    fn tick(&mut self, node: usize) {
        self.increment(node);
    }

    fn merge(&mut self, message: &Self) {
        self.merge_in(message);
    }
}

/// Nanoseconds that each of so many repetitions took.
fn nanoseconds(times: usize, mut repeat: impl FnMut(usize)) -> f64 {
    let start = Instant::now();
    (0..times).for_each(&mut repeat);
    start.elapsed().as_secs_f64() * 1e9 / times as f64
}

/// Nanoseconds that each of some things took, all of them so many times, with as little as can be around it.
fn nanoseconds_each<T: Copy>(things: &[T], times: usize, mut each: impl FnMut(T)) -> f64 {
    let start = Instant::now();
    for _ in 0..times {
        things.iter().for_each(|thing| each(black_box(*thing)));
    }
    start.elapsed().as_secs_f64() * 1e9 / (times * things.len()) as f64
}

/// Numbers below a bound, the same in each run.
fn drawn(times: usize, below: usize) -> Vec<usize> {
    let mut rng = Pcg32::seed_from_u64(times as u64);
    (0..times).map(|_| rng.next_u32() as usize % below).collect()
}

/// What a heartbeat takes, the leaves in random order.
fn beat<C: Cluster>(leaves: usize, times: usize) -> f64 {
    let order = drawn(times, leaves);
    let mut cluster = C::of(leaves);
    let took = nanoseconds(times, |i| cluster.beat(order[i]));
    drop(black_box(cluster));
    took
}

/// Smallest, median and largest.
fn spread(mut ratios: Vec<f64>) -> [f64; 3] {
    ratios.sort_by(f64::total_cmp);
    [ratios[0], ratios[ratios.len() / 2], ratios[ratios.len() - 1]]
}

fn row(what: &str, ratios: Vec<f64>, digits: usize, unit: &str, aim: &str) {
    let [least, median, most] = spread(ratios).map(|ratio| format!("{ratio:.digits$}{unit}"));
    println!("{what}\t{least}, {median}, {most}\t{aim}");
}

/// The ratios of two columns.
fn over(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a / b).collect()
}

fn heartbeats() {
    let mut took: [Vec<f64>; 6] = Default::default();
    for _ in 0..ROUNDS {
        let round = [
            beat::<Inline>(NODES, 10_000),
            beat::<Live>(NODES, 100_000),
            beat::<Snapshots<Vec<u32>>>(NODES, 400),
            beat::<Snapshots<vector_clock::VectorClock>>(NODES, 400),
            beat::<Snapshots<vclock::VClock<u32, u64>>>(NODES, 20),
            beat::<Snapshots<crdts::VClock<u32>>>(NODES, 20),
        ];
        took.iter_mut().zip(round).for_each(|(column, ns)| column.push(ns));
    }
    let [inline, live, dense, vector_clock, vclock, crdts] = took;
    row("a heartbeat inline, 1000 nodes, nothing kept", live, 1, " ns", "");
    row("a heartbeat inline, 1000 nodes, whole history kept", inline.clone(), 1, " ns", "");
    row("times that in crdts with a snapshot an event", over(&crdts, &inline), 0, "", "2000");
    row("times that in vclock with a snapshot an event", over(&vclock, &inline), 0, "", "1000");
    row("times that in vector_clock with a snapshot an event", over(&vector_clock, &inline), 0, "", "");
    row("times that in a dense Vec<u32> with a snapshot an event", over(&dense, &inline), 0, "", "80");
}

fn sizes() {
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let (small, large) = (beat::<Inline>(10, 40_000), beat::<Inline>(10_000, 40_000));
        ratios.push(large / small);
    }
    row("a heartbeat inline, history kept: 10000 nodes over 10", ratios, 2, "", "at most 3");
}

/// How two vectors stand to each other, without a branch an entry.
fn compare(a: &[u32], b: &[u32]) -> Option<Ordering> {
    let (mut less, mut more) = (0, 0);
    for (a, b) in a.iter().zip(b) {
        less |= u32::from(a < b);
        more |= u32::from(a > b);
    }
    match (less, more) {
        (0, 0) => Some(Ordering::Equal),
        (_, 0) => Some(Ordering::Less),
        (0, _) => Some(Ordering::Greater),
        _ => None,
    }
}

/// The same run in each form; `leaves` beat in this order.
fn same_run<C: Cluster>(order: &[usize]) -> C {
    let mut cluster = C::of(NODES);
    order.iter().for_each(|leaf| cluster.beat(*leaf));
    cluster
}

fn relations() {
    let order = drawn(250, NODES);
    let Inline(star) = same_run::<Inline>(&order);
    let dense = same_run::<Snapshots<Vec<u32>>>(&order).history;
    let crdts = same_run::<Snapshots<crdts::VClock<u32>>>(&order).history;
    // A star's first events are those that make everybody known.
    let first = star.len() - dense.len();
    let pairs: Vec<(usize, usize)> = drawn(4096, dense.len()).into_iter().zip(drawn(4097, dense.len())).collect();
    // Each form is asked by its own numbers, which are there before anybody looks at a clock.
    let numbers: Vec<(u32, u32)> = pairs.iter().map(|(a, b)| ((first + a) as u32, (first + b) as u32)).collect();
    let inline = |(a, b): (u32, u32)| star.before(a, b) == Some(true);
    for ((a, b), numbers) in pairs.iter().zip(&numbers) {
        let (by_crdts, by_dense) = (crdts[*a].partial_cmp(&crdts[*b]), compare(&dense[*a], &dense[*b]));
        let is_before = inline(*numbers);
        assert!(by_crdts == by_dense && is_before == (by_dense == Some(Ordering::Less)), "{a} and {b} differ");
    }
    let mut took: [Vec<f64>; 3] = Default::default();
    for _ in 0..ROUNDS {
        let ours = nanoseconds_each(&numbers, 24, |pair| {
            black_box(inline(pair));
        });
        let by_dense = nanoseconds_each(&pairs, 1, |(a, b)| {
            black_box(compare(&dense[a], &dense[b]));
        });
        let by_crdts = nanoseconds_each(&pairs[..64], 1, |(a, b)| {
            black_box(crdts[a].partial_cmp(&crdts[b]));
        });
        took.iter_mut().zip([ours, by_dense, by_crdts]).for_each(|(column, ns)| column.push(ns));
    }
    let [ours, by_dense, by_crdts] = took;
    row("happened-before inline, 1000 nodes", ours.clone(), 1, " ns", "");
    row("times that in crdts (partial_cmp)", over(&by_crdts, &ours), 0, "", "3000");
    row("times that in a dense compare", over(&by_dense, &ours), 0, "", "25");
}

fn vectors() {
    let Inline(star) = same_run::<Inline>(&drawn(25_000, NODES));
    let moments = drawn(4096, star.len());
    let (from, mut to) = (vec![1_u32; NODES + 1], vec![0_u32; NODES + 1]);
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let copied = nanoseconds(20_000, |_| {
            black_box(&mut to).copy_from_slice(black_box(&from));
        });
        let whole = nanoseconds(4096, |i| drop(black_box(star.vector(moments[i] as u32))));
        ratios.push(whole / copied);
    }
    row("a whole vector at a random moment, 1000 nodes, in copies of it", ratios, 1, "", "at most 20");
}

fn main() {
    heartbeats();
    sizes();
    relations();
    vectors();
}
