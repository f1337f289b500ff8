//! What the queue says of its order, against the policy's own keys, in random runs.

use std::collections::BTreeMap;

use clocktower::broker::emergency::{Emergency, Finding, Kind, Level, Source};
use clocktower::broker::jobs::Job;
use clocktower::broker::policy::Order;
use clocktower::broker::queue::Place;
use clocktower::id::EventId;
use clocktower::scenario::Command;
use clocktower::time::{Span, Time};
use clocktower::view;
use serde_json::json;

use crate::random_run;

#[test]
fn what_puts_a_job_before_the_next_one_is_what_holds_of_both() {
    use view::queue::By;
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 9300..9360 {
        let mut sim = random_run(seed, 40);
        for at in (0..sim.trace().len() as u32).step_by(23) {
            sim.seek(EventId::new(at));
            let (broker, picture) = (sim.world().broker(), view::queue::jobs(&sim, usize::MAX));
            let policy = broker.policy();
            let places: Vec<Place> = broker.queue().places().iter().copied().collect();
            for (places, shown) in places.windows(2).zip(&picture.places) {
                let (a, b) = (broker.jobs().get(places[0].job).unwrap(), broker.jobs().get(places[1].job).unwrap());
                let worth = |job: &Job, since: Time| {
                    let waited = sim.world().since(since).ms() as i64;
                    job.urgency() * policy.ageing.ms() as i64 + waited
                };
                let (first, second) = (worth(a, places[0].since), worth(b, places[1].since));
                let (by, words) = shown.before.as_ref().unwrap();
                let is_tie =
                    policy.order == Order::Fifo || policy.key(a, places[0].since) == policy.key(b, places[1].since);
                let holds = match by {
                    By::Emergency => policy.order == Order::EmergencyFirst && a.is_emergency() && !b.is_emergency(),
                    By::Priority if policy.order == Order::EmergencyFirst => a.urgency() > b.urgency(),
                    By::Priority => a.urgency() != b.urgency() && first > second,
                    By::Waiting => a.urgency() == b.urgency() && first > second,
                    By::Causality => is_tie && (a.precedes(b) || a.arrival > b.arrival),
                    By::Arrival => is_tie && a.arrival < b.arrival && (policy.order == Order::Fifo || !a.precedes(b)),
                };
                let is_causal = policy.order == Order::Fifo || a.urgency() != b.urgency() || !b.precedes(a);
                assert!(holds && is_causal, "seed {seed}, event {at}: {words}");
                assert!(words.contains(sim.world().names().of_job(places[1].job)), "{words}");
                *seen.entry(format!("{by:?}")).or_default() += 1;
            }
        }
    }
    assert_eq!(seen.len(), 5, "each reason occurs: {seen:?}");
}

#[test]
fn a_newcomer_passes_a_waiting_job_exactly_as_long_as_the_queue_says_so() {
    let mut tried = [0; 2];
    for seed in 9400..9430 {
        let mut sim = random_run(seed, 30);
        let command = json!({"type": "set_policy", "order": "emergency_aged", "preempt": false});
        if sim.apply(Command::from_value(&command).unwrap()).is_err() {
            continue;
        }
        let Some(first) = view::queue::jobs(&sim, 1).places.pop() else { continue };
        for wait in [0, 60_000, 600_000] {
            sim.run_until(sim.world().now() + Span::from_ms(wait));
            let broker = sim.world().broker();
            let Some(shown) = view::queue::jobs(&sim, usize::MAX).places.into_iter().find(|job| job.name == first.name)
            else {
                break;
            };
            let place = broker.queue().places().get(shown.place - 1).unwrap();
            let job = broker.jobs().get(place.job).unwrap();
            let now = sim.world().now();
            // The most urgent newcomer there can be, against the key by which the queue is sorted.
            let newcomer = Job {
                finding: Some(Finding {
                    emergency: Emergency { kind: Kind::Critical, level: Level::Critical, location: None },
                    source: Source::Declared,
                    raised_from: None,
                }),
                ..job.clone()
            };
            let passes = broker.policy().key(&newcomer, now) < broker.policy().key(job, place.since);
            assert_eq!(!passes, shown.outlook.contains("no newcomer"), "seed {seed}: {}", shown.outlook);
            tried[usize::from(passes)] += 1;
        }
    }
    assert!(tried.iter().all(|times| *times > 3), "{tried:?}");
}
