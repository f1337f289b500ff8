//! Among very many executors and jobs, found by passing over most of them, the choices are those that looking at each of
//! them one after the other would make.

use std::sync::Arc;

use clocktower::broker::Broker;
use clocktower::broker::Input;
use clocktower::broker::call::Call;
use clocktower::broker::decision::{Candidate, Explained, Verdict};
use clocktower::broker::emergency::{Equipment, Kind, Level};
use clocktower::broker::executors::{Capabilities, Real, Report, is_capable};
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::JobSpec;
use clocktower::broker::policy::{Order, Placement, Policy};
use clocktower::id::{JobId, NodeId};
use clocktower::time::{Span, Time};

use crate::story::*;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn report(&mut self) -> Report {
        let capabilities = Capabilities {
            memory: (1 + self.below(8) as i64) * GIB,
            cpu_load: Real::new(self.below(60) as f64).unwrap(),
            cpu_cores: 1 + self.below(8) as i64,
            has_battery: self.below(4) == 0,
            power: Real::new(self.below(100) as f64).unwrap(),
            ..report(0).capabilities
        };
        let equipment = if self.below(5) == 0 { Equipment::NONE.with(Kind::Fire) } else { Equipment::NONE };
        Report { capabilities, equipment, ..report(0) }
    }

    fn spec(&mut self) -> JobSpec {
        let plain = match self.below(6) {
            0 => emergency(Kind::Fire, [Level::Low, Level::Critical][self.below(2) as usize]),
            _ => spec(0),
        };
        let needs = Capabilities {
            memory: (1 + self.below(10) as i64) * GIB,
            cpu_load: Real::new(40.0 + self.below(60) as f64).unwrap(),
            cpu_cores: 1 + self.below(4) as i64,
            has_battery: self.below(3) > 0,
            power: Real::new(self.below(50) as f64).unwrap(),
            ..plain.needs
        };
        JobSpec { needs, ..plain }
    }
}

/// The job that is first in the queue to be ready and to find a place, else the first of which it has to be told that it
/// finds none; and who was kept free for whom when it was found.
fn one_after_the_other(broker: &Broker, now: Time) -> Option<(JobId, Vec<(NodeId, JobId)>)> {
    let (policy, mut held, mut untold) = (broker.policy(), Vec::new(), None);
    for place in broker.queue().places().iter() {
        let job = broker.jobs().get(place.job).unwrap();
        if job.waits_for.is_empty() {
            let free = |machine: &NodeId| !held.iter().any(|(other, _)| other == machine);
            let mut all = broker.executors().iter();
            if all.any(|(machine, other)| is_capable(&job.spec.needs, &other.believed(policy.reserve)) && free(machine))
            {
                return Some((place.job, held));
            }
            if !job.told_incapable && untold.is_none() {
                untold = Some((place.job, held.clone()));
            }
            if policy.order == Order::EmergencyAged && now.since(place.since) >= policy.overtaking_bound() {
                held.extend(broker.could_run(place.job).map(|machine| (machine, place.job)));
            }
        }
        if policy.order == Order::Fifo {
            break;
        }
    }
    untold
}

/// The best of all candidates: of equals the one with fewest jobs, and of those the first.
fn best(decision: &Explained) -> Option<usize> {
    let eligible = decision.candidates.iter().enumerate().filter_map(|(at, candidate)| match candidate.verdict {
        Verdict::Eligible { score, .. } => Some((score, std::cmp::Reverse(candidate.jobs), std::cmp::Reverse(at))),
        _ => None,
    });
    eligible.max().map(|(.., std::cmp::Reverse(at))| at)
}

/// Lets the broker do all that it has to do by now, and looks over its shoulder. Returns how many executors were kept free
/// in all of its choices together.
fn settle(story: &mut Story) -> usize {
    let mut kept_free = 0;
    while story.broker.next_deadline().is_some_and(|due| due <= story.now) {
        let (before, seen) = (story.broker.clone(), story.facts.len());
        story.handle(Input::Wake);
        let Some(Fact::Decided(decision)) = story.facts.get(seen) else { continue };
        let decision = decision.explained();
        let (job, held) = one_after_the_other(&before, story.now).expect("there was something to choose");
        assert_eq!(decision.job, job);
        if decision.policy.placement != Placement::Random {
            assert_eq!(decision.winner, best(&decision), "{job:?}");
        }
        let winner = decision.winner.map(|at| &decision.candidates[at]);
        assert_eq!(winner.map(|winner| winner.executor), decision.chosen());
        let may = |winner: &Candidate| matches!(winner.verdict, Verdict::Eligible { .. });
        assert!(winner.is_none_or(may) && winner.is_some() == decision.candidates.iter().any(may));
        for candidate in &decision.candidates {
            let machine = candidate.executor.machine();
            let whom = held.iter().find(|(other, _)| *other == machine).map(|(_, job)| *job);
            match candidate.verdict {
                Verdict::Incapable => assert!(!is_capable(&decision.needs, &candidate.believed)),
                Verdict::Held(job) => assert_eq!(Some(job), whom),
                _ => assert_eq!(whom, None),
            }
            kept_free += usize::from(whom.is_some());
        }
        story.facts.truncate(seen);
    }
    kept_free
}

/// A hundred executors come, then jobs faster than they go; some wait for others, and machines report now and then.
fn crowd(policy: Policy, seed: u64) -> (usize, usize) {
    let (mut story, mut dice) = (Story::new(Policy { ageing: Span::from_secs(1), ..policy }), Dice(seed));
    let mut peers: Vec<Peer> = (1..=100).map(Peer::new).collect();
    let mut client = Peer::new(500);
    for peer in &mut peers {
        let report = dice.report();
        story.join(peer, report);
    }
    let mut kept_free = 0;
    for job in 1..=400 {
        story.now = story.now + Span::from_ms(dice.below(300));
        let wait_for = if dice.below(8) == 0 { vec![JobId::new(1 + dice.below(job) as u32)] } else { vec![] };
        let call = Call::Submit {
            job: JobId::new(job as u32),
            spec: std::sync::Arc::new(dice.spec()),
            wait_for: Some(wait_for),
        };
        let message = story.message(&mut client, clocktower::broker::call::Body::Call(call));
        story.handle(Input::Receive(message));
        kept_free += settle(&mut story);
        let at = dice.below(100) as usize;
        let runs = story.broker.executors().at(at).and_then(|known| known.shares.keys().next().copied());
        let call = match runs {
            Some(job) if dice.below(2) == 0 => Call::Done(job),
            _ => Call::Heartbeat(Arc::new(Report { running: None, ..dice.report() })),
        };
        let message = story.message(&mut peers[at], clocktower::broker::call::Body::Call(call));
        story.handle(Input::Receive(message));
        kept_free += settle(&mut story);
        story.said.clear();
    }
    (kept_free, story.broker.queue().len())
}

#[test]
fn in_a_crowd_every_choice_is_the_one_that_looking_at_everybody_makes() {
    let (mut kept_free, mut waiting) = (0, 0);
    for (seed, order) in Order::ALL.into_iter().enumerate() {
        for (at, placement) in Placement::ALL.into_iter().enumerate() {
            let policy = Policy { order, placement, reserve: at != 1, ..Policy::default() };
            let (kept, waits) = crowd(policy, (seed * 10 + at) as u64);
            kept_free += kept;
            waiting += waits;
        }
    }
    assert!(kept_free > 100 && waiting > 500, "{kept_free} kept free, {waiting} waiting at the end");
}
