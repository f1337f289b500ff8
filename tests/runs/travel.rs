//! Going back through a random run: by every kind of step, to what was seen at the first visit.

use std::collections::{BTreeMap, BTreeSet};

use clocktower::id::EventId;
use clocktower::scenario::Command;
use clocktower::sim::{Sim, Step};
use clocktower::view;
use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg32;
use serde_json::Value;

use crate::{random_command, random_run, random_scenario};

/// Everything that the page draws of a run at its cursor, but for how long the run is known.
fn screen(sim: &Sim) -> String {
    let (trace, cursor) = (sim.trace(), sim.cursor());
    let mut state = clocktower::export::state(sim);
    state["events"] = Value::Null;
    let broker =
        (view::queue::jobs(sim, 60), view::knowledge::knowledge(sim), view::decision::choice_at(trace, cursor));
    let event = (view::narration::narrate(trace, cursor), view::merge::merge_at(trace, cursor));
    let log = (view::happened::happened(sim, cursor), view::happened::log(trace, cursor, 20));
    let world = (view::cluster::picture(sim, None), view::stores::stores(sim), view::stores::under_way(sim, 20));
    format!("{state}\n{broker:#?}\n{event:#?}\n{log:#?}\n{world:#?}\n{:?}", trace.hash_at(cursor))
}

/// Goes on through a random run by steps of every kind. Returns it with what was seen of each event at its first visit,
/// when it was left.
fn visited_run(seed: u64) -> (Sim, BTreeMap<EventId, String>) {
    let mut rng = Pcg32::seed_from_u64(seed);
    let mut sim = Sim::new(random_scenario(&mut rng)).unwrap();
    let mut seen = BTreeMap::new();
    for _ in 0..90 {
        if rng.next_u32().is_multiple_of(4) {
            let _ = sim.apply(Command::from_value(&random_command(&mut rng)).unwrap());
        }
        seen.insert(sim.cursor(), screen(&sim));
        sim.step(KINDS[rng.next_u32() as usize % KINDS.len()]);
    }
    seen.insert(sim.cursor(), screen(&sim));
    (sim, seen)
}

const KINDS: [Step; 7] =
    [Step::Event, Step::Event, Step::Event, Step::Heartbeat, Step::Merge, Step::Decision, Step::Round];

#[test]
fn going_back_by_every_kind_of_step_shows_what_was_seen_at_the_first_visit() {
    let mut compared = [0; KINDS.len()];
    for seed in 9000..9015 {
        let (mut sim, seen) = visited_run(seed);
        let (end, hash) = (sim.cursor(), sim.trace().hash());
        for (at, kind) in KINDS.into_iter().enumerate().skip(2) {
            sim.seek(end);
            loop {
                let from = sim.cursor();
                let by = sim.back(kind);
                assert_eq!(from.index() - by, sim.cursor().index(), "seed {seed}: {kind:?}");
                if by == 0 {
                    break;
                }
                if let Some(first) = seen.get(&sim.cursor()) {
                    assert!(*first == screen(&sim), "seed {seed}: {kind:?} back to {}", sim.cursor());
                    compared[at] += 1;
                }
            }
        }
        sim.seek(end);
        assert_eq!(screen(&sim), seen[&end], "seed {seed}");
        assert_eq!(sim.trace().hash(), hash, "seed {seed}");
    }
    assert!(compared.iter().skip(2).all(|times| *times > 8), "{compared:?}");
}

#[test]
fn back_stops_at_the_very_events_where_steps_of_its_kind_stop() {
    for seed in 9100..9130 {
        let mut sim = random_run(seed, 30);
        let end = sim.cursor();
        for kind in [Step::Event, Step::Heartbeat, Step::Merge, Step::Decision] {
            sim.seek(EventId::new(0));
            let mut forth = Vec::new();
            // Where the next one is too far away for a step, one goes there event by event.
            while sim.cursor() < end && (sim.step(kind) > 0 || sim.step(Step::Event) > 0) {
                let stops = sim.cursor() < end && sim.event().is_some_and(|event| kind.is_at(event));
                forth.extend(stops.then(|| sim.cursor()));
            }
            sim.seek(end);
            let mut back = Vec::new();
            while sim.back(kind) > 0 {
                back.insert(0, sim.cursor());
            }
            back.retain(|event| *event > EventId::new(0));
            assert_eq!(back, forth, "seed {seed}: {kind:?}");
        }
    }
}

#[test]
fn back_by_a_round_leads_to_where_every_registered_executor_had_still_to_be_heard() {
    let mut rounds = 0;
    for seed in 9200..9240 {
        let mut sim = random_run(seed, 40);
        loop {
            let to = sim.cursor();
            let members: BTreeSet<_> = sim.world().broker().executors().keys().copied().collect();
            if sim.back(Step::Round) == 0 {
                break;
            }
            let from = sim.cursor();
            let heard = |after: EventId| -> BTreeSet<_> {
                let events = sim.trace().range(EventId::new(after.number() + 1), to);
                events.filter_map(clocktower::sim::heartbeat).map(|node| node.machine()).collect()
            };
            let all: BTreeSet<_> = heard(EventId::new(0)).intersection(&members).copied().collect();
            assert!(all.is_subset(&heard(from)), "seed {seed}: {from} is too late for the round before {to}");
            let later = EventId::new(from.number() + 1);
            assert!(!all.is_subset(&heard(later)), "seed {seed}: {from} is too early for the round before {to}");
            rounds += 1;
        }
    }
    assert!(rounds > 100, "{rounds} rounds");
}
