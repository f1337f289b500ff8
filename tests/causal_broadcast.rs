//! Laws of causal broadcast (`src/clock/delivery.rs`): whatever the network does to messages, everybody delivers each exactly
//! once, and nothing before what it may have been an answer to.
#![cfg(not(target_arch = "wasm32"))]

use clocktower::clock::{CausalDelivery, Held, VectorClock};
use clocktower::id::NodeId;
use proptest::prelude::*;

const NODES: usize = 4;
const MESSAGES: usize = 30;

/// A message with everything that its sender had sent or delivered before: what it may be an answer to.
struct Sent {
    from: usize,
    stamp: VectorClock,
    after: Vec<usize>,
}

/// The run of a broadcast group. Drawn numbers say who sends next, and which copy of which message arrives where.
struct Group {
    sides: Vec<CausalDelivery<usize>>,
    delivered: Vec<Vec<usize>>,
    sent: Vec<Sent>,
    /// Which message is still to arrive where.
    on_the_way: Vec<(usize, usize)>,
}

impl Group {
    fn new() -> Self {
        let side = |n: usize| CausalDelivery::new(NodeId::new(n as u16));
        Self {
            sides: (0..NODES).map(side).collect(),
            delivered: vec![Vec::new(); NODES],
            sent: Vec::new(),
            on_the_way: Vec::new(),
        }
    }

    fn send(&mut self, from: usize) {
        let message = self.sent.len();
        let stamp = self.sides[from].send();
        self.sent.push(Sent { from, stamp, after: self.delivered[from].clone() });
        self.delivered[from].push(message);
        self.on_the_way.extend((0..NODES).filter(|to| *to != from).map(|to| (message, to)));
    }

    fn arrive(&mut self, (message, to): (usize, usize)) {
        let Sent { from, stamp, .. } = &self.sent[message];
        let held = self.sides[to].receive(NodeId::new(*from as u16), stamp.clone(), message);
        let was_delivered = self.delivered[to].contains(&message);
        assert_eq!(
            was_delivered,
            held == Held::Duplicate
                && self.sides[to].delivered().get(NodeId::new(*from as u16)) >= stamp.get(NodeId::new(*from as u16))
        );
        while let Some(next) = self.sides[to].deliver() {
            assert!(!self.delivered[to].contains(&next), "message {next} is delivered twice to {to}");
            for earlier in &self.sent[next].after {
                assert!(self.delivered[to].contains(earlier), "{next} came to {to} before {earlier}");
            }
            self.delivered[to].push(next);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn everybody_delivers_everything_once_and_in_causal_order_however_it_is_lost_doubled_and_turned_round(
        draws in prop::collection::vec((any::<prop::sample::Index>(), 0..10u8), 1..400),
    ) {
        let mut group = Group::new();
        for (which, what) in draws {
            match what {
                0..3 if group.sent.len() < MESSAGES => group.send(which.index(NODES)),
                _ if group.on_the_way.is_empty() => {}
                // A copy arrives, and another is still to come; or it is lost and is sent again, which is the same.
                3..5 => group.arrive(*which.get(&group.on_the_way)),
                _ => {
                    let arrived = group.on_the_way.swap_remove(which.index(group.on_the_way.len()));
                    group.arrive(arrived);
                }
            }
        }
        while let Some(left) = group.on_the_way.pop() {
            group.arrive(left);
        }
        for (delivered, side) in group.delivered.iter().zip(&group.sides) {
            prop_assert_eq!(delivered.len(), group.sent.len());
            prop_assert_eq!(side.waiting(), 0);
        }
    }

    #[test]
    fn a_newcomer_delivers_what_comes_after_its_welcome_and_nothing_of_before(
        before in 0..20usize,
        after in 1..20usize,
        order in any::<prop::sample::Index>(),
    ) {
        let (broker, mut newcomer) = (NodeId::new(0), CausalDelivery::new(NodeId::new(1)));
        let mut side = CausalDelivery::<usize>::new(broker);
        let mut sent: Vec<VectorClock> = (0..before).map(|_| side.send()).collect();
        newcomer.join(side.delivered());
        sent.extend((0..after).map(|_| side.send()));
        let turn = order.index(sent.len());
        sent.rotate_left(turn);
        let mut delivered = Vec::new();
        for stamp in sent {
            let number = stamp.get(broker) as usize;
            newcomer.receive(broker, stamp, number);
            delivered.extend(std::iter::from_fn(|| newcomer.deliver()));
        }
        prop_assert_eq!(delivered, (before + 1..=before + after).collect::<Vec<_>>());
    }
}
