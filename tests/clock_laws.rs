//! The laws of vector clocks, on clocks of all kinds.
#![cfg(not(target_arch = "wasm32"))]

use clocktower::clock::{Causality, Dot, LocalClock, VectorClock};
use clocktower::id::{Names, NodeId};
use proptest::prelude::*;

fn clock() -> impl Strategy<Value = VectorClock> {
    let entry = (0u16..8, 0u16..3, 0u32..6);
    prop::collection::vec(entry, 0..10).prop_map(|entries| {
        let node =
            |machine, life| (0..life).fold(NodeId::new(machine), |node: NodeId, _| node.next_incarnation().unwrap());
        entries.into_iter().map(|(machine, life, count)| Dot { node: node(machine, life), count }).collect()
    })
}

fn merged(a: &VectorClock, b: &VectorClock) -> VectorClock {
    let mut merged = a.clone();
    merged.merge(b).unwrap();
    merged
}

fn at_most(a: &VectorClock, b: &VectorClock) -> bool {
    matches!(a.compare(b), Causality::Before | Causality::Equal)
}

proptest! {
    #[test]
    fn merge_is_commutative(a in clock(), b in clock()) {
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
    }

    #[test]
    fn merge_is_associative(a in clock(), b in clock(), c in clock()) {
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
    }

    #[test]
    fn merge_is_idempotent(a in clock(), b in clock()) {
        prop_assert_eq!(merged(&a, &a), a.clone());
        prop_assert_eq!(merged(&merged(&a, &b), &b), merged(&a, &b));
    }

    #[test]
    fn merge_is_the_least_upper_bound(a in clock(), b in clock(), c in clock()) {
        let both = merged(&a, &b);
        prop_assert!(at_most(&a, &both) && at_most(&b, &both));
        if at_most(&a, &c) && at_most(&b, &c) {
            prop_assert!(at_most(&both, &c));
        }
    }

    #[test]
    fn merge_tells_exactly_what_was_news(a in clock(), b in clock()) {
        let mut both = a.clone();
        let news = both.merge(&b).unwrap();
        for dot in both.entries() {
            let grew = a.get(dot.node) < dot.count;
            prop_assert_eq!(grew, news.contains(&dot));
            prop_assert_eq!(dot.count, a.get(dot.node).max(b.get(dot.node)));
        }
        prop_assert!(news.iter().all(|dot| both.get(dot.node) == dot.count));
    }

    #[test]
    fn compare_is_a_partial_order(a in clock(), b in clock(), c in clock()) {
        prop_assert_eq!(a.compare(&a), Causality::Equal);
        prop_assert_eq!(a.compare(&b), b.compare(&a).reversed());
        prop_assert_eq!(a.compare(&b) == Causality::Equal, a == b);
        if at_most(&a, &b) && at_most(&b, &c) {
            prop_assert!(at_most(&a, &c));
        }
    }

    #[test]
    fn compare_says_what_every_entry_says(a in clock(), b in clock()) {
        let nodes: Vec<NodeId> = a.entries().chain(b.entries()).map(|dot| dot.node).collect();
        let less = nodes.iter().any(|node| a.get(*node) < b.get(*node));
        let more = nodes.iter().any(|node| a.get(*node) > b.get(*node));
        let expected = match (less, more) {
            (false, false) => Causality::Equal,
            (true, false) => Causality::Before,
            (false, true) => Causality::After,
            (true, true) => Causality::Concurrent,
        };
        prop_assert_eq!(a.compare(&b), expected);
    }

    #[test]
    fn a_tick_is_strictly_later_and_touches_the_owner_alone(a in clock(), owner in 0u16..8) {
        let owner = NodeId::new(owner);
        let mut local = LocalClock::new(owner);
        // What is claimed of the owner itself would be refused.
        let known: VectorClock = a.entries().filter(|dot| dot.node != owner).collect();
        local.receive(&known).unwrap();
        let before = local.now().clone();
        let dot = local.tick();
        prop_assert_eq!(before.compare(local.now()), Causality::Before);
        prop_assert_eq!(dot, Dot { node: owner, count: before.get(owner) + 1 });
        for entry in local.now().entries().filter(|entry| entry.node != owner) {
            prop_assert_eq!(entry.count, before.get(entry.node));
        }
    }

    #[test]
    fn the_wire_changes_nothing(entries in prop::collection::btree_map("[a-z]{1,6}(#[2-9])?", 1u32.., 0..12)) {
        let mut names = Names::new();
        let wire = serde_json::json!(entries);
        let clock = VectorClock::from_wire(&wire, &mut names).unwrap();
        prop_assert_eq!(clock.to_wire(&names), wire);
    }

    #[test]
    fn rubbish_on_the_wire_is_refused_and_never_panics(text in ".{0,80}", number in any::<f64>()) {
        let mut names = Names::new();
        for value in [serde_json::json!(text), serde_json::json!(number), serde_json::json!({ "x": number, &text: text })] {
            prop_assert!(VectorClock::from_wire(&value, &mut names).is_err());
        }
        prop_assert_eq!(names.node_count(), 0);
    }
}
