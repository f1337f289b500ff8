//! A run keeps little of what has happened at hand, and tells all of it as it was.
#![cfg(not(target_arch = "wasm32"))]

#[path = "branches/wander.rs"]
mod wander;

use clocktower::export;
use clocktower::id::EventId;
use clocktower::scenario::Scenario;
use clocktower::sim::Sim;
use clocktower::sim::branches::BranchId;
use clocktower::sim::trace::Trace;
use clocktower::time::Span;
use clocktower::view::happened::teller;
use wander::{wander, wander_on};

/// So many pages hold all of the runs here.
const ALL: usize = 1000;

/// The opening run with what was done to it in many branches, each some pages long; so many pages stay at hand.
fn tree(seed: u64, pages: usize) -> Sim {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.keep_at_hand(pages);
    wander_on(&mut sim, seed, 12);
    let branches: Vec<BranchId> = sim.branches().map(|branch| branch.id).collect();
    for branch in branches {
        sim.switch_branch(branch).unwrap();
        sim.seek(sim.trace().last());
        sim.run_until(sim.world().now() + Span::from_secs(6_000));
        wander_on(&mut sim, seed + 1000, 3);
    }
    sim
}

/// All that a trace tells of some events: everything of each, of its messages, and of the run up to there.
fn told(trace: &Trace, events: impl Iterator<Item = u32>) -> Vec<String> {
    let of = |id: u32| {
        let id = EventId::new(id);
        let event = trace.get(id).unwrap();
        let messages: Vec<_> = trace.messages_of(event).collect();
        let lost: Vec<_> = trace.lost_after(id).collect();
        format!("{event:?} {messages:?} {lost:?} {:?} {:?}", trace.hash_at(id), trace.news(event))
    };
    events.map(of).collect()
}

#[test]
fn a_run_that_keeps_one_page_tells_in_every_branch_what_one_that_keeps_all_tells() {
    let mut pages = 0;
    for seed in 0..12 {
        let (all, one) = (tree(seed, ALL), tree(seed, 1));
        assert_eq!(all.branches().count(), one.branches().count());
        for (all, one) in all.branches().zip(one.branches()) {
            let last = all.trace.len() as u32;
            assert_eq!((one.trace.len() as u32, one.trace.hash()), (last, all.trace.hash()), "seed {seed}");
            pages = pages.max(last / 256);
            let [forwards, backwards] = [all.trace, one.trace].map(|trace| told(trace, 1..=last));
            assert_eq!(forwards, backwards, "seed {seed}, {}", all.name);
        }
        assert_eq!(export::trace(&all), export::trace(&one));
    }
    assert!(pages > 5, "{pages} pages: long enough to forget");
}

#[test]
fn it_does_not_matter_in_which_order_one_looks() {
    let all = tree(5, ALL);
    let last = all.trace().len() as u32;
    let ways: [fn(u32, u32) -> u32; 3] =
        [|n, last| last + 1 - n, |n, last| 1 + n * 97 % last, |n, last| 1 + n / 2 * 511 % last];
    for way in ways {
        let one = tree(5, 1);
        let events = || (1..=last).map(|n| way(n, last));
        assert_eq!(told(one.trace(), events()), told(all.trace(), events()));
        let messages = |sim: &Sim| format!("{:?}", sim.trace().messages().rev().collect::<Vec<_>>());
        assert_eq!(messages(&tree(5, 1)), messages(&all));
    }
}

#[test]
fn a_branch_that_begins_where_nothing_is_at_hand_goes_on_as_any_other() {
    for (seed, from) in [(3, 200), (3, 256), (3, 257), (3, 512), (4, 700)] {
        let grown = |pages: usize| {
            let mut sim = wander(seed, 0);
            sim.keep_at_hand(pages);
            sim.seek(EventId::new(1500));
            sim.seek(EventId::new(from));
            wander_on(&mut sim, seed, 9);
            sim.run_until(sim.world().now() + Span::from_secs(60));
            sim
        };
        let (all, one) = (grown(ALL), grown(0));
        assert_eq!(export::branches(&one), export::branches(&all));
        assert_eq!(export::trace(&one), export::trace(&all));
        assert_eq!(one.violations(), []);
    }
}

#[test]
fn common_pasts_are_found_without_looking_at_them() {
    let (all, one) = (tree(7, ALL), tree(7, 1));
    let commons = |sim: &Sim| -> Vec<EventId> {
        let traces: Vec<&Trace> = sim.branches().map(|branch| branch.trace).collect();
        traces.iter().flat_map(|a| traces.iter().map(|b| a.common(b))).collect()
    };
    assert_eq!(commons(&one), commons(&all));
    for (a, b) in all.branches().flat_map(|a| all.branches().map(move |b| (a, b))) {
        let same = |id: &u32| a.trace.hash_at(EventId::new(*id)) == b.trace.hash_at(EventId::new(*id));
        let both = a.trace.len().min(b.trace.len()) as u32;
        assert_eq!(a.trace.common(b.trace).number(), (1..=both).take_while(same).count() as u32);
    }
}

#[test]
fn a_log_that_was_read_in_is_made_again_too() {
    let run = tree(5, ALL);
    let log = export::shiviz::file(run.trace(), run.trace().last(), &teller(run.trace()));
    let all = export::import(&log).unwrap();
    let mut one = all.clone();
    one.keep_at_hand(0);
    let last = all.trace().len() as u32;
    assert!(last > 600, "{last} events");
    assert_eq!(told(one.trace(), (1..=last).rev()), told(all.trace(), (1..=last).rev()));
    assert_eq!(told(one.trace(), 1..=last), told(all.trace(), 1..=last));
}
