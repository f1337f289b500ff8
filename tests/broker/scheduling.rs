//! Which job goes next, and to whom.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Answer, Body, Call};
use clocktower::broker::decision::{Tie, Verdict};
use clocktower::broker::emergency::{Emergency, Equipment, Kind, Level, Source};
use clocktower::broker::executors::{Capabilities, Real, Report};
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::JobSpec;
use clocktower::broker::policy::{Order, Placement, Policy};
use clocktower::broker::{Input, Operation};
use clocktower::clock::Dot;
use clocktower::id::{JobId, NodeId};
use clocktower::time::{Span, Time};
use std::sync::Arc;

use crate::story::*;

#[test]
fn under_fifo_the_head_of_the_queue_blocks_all_behind_it() {
    for (policy, placed) in [(Order::Fifo, vec![]), (Order::EmergencyFirst, vec![2]), (Order::EmergencyAged, vec![2])] {
        let mut story = Story::new(order(policy));
        let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
        story.join(&mut exec, report(4 * GIB));
        story.submit(&mut client, 1, spec(100 * GIB));
        story.submit(&mut client, 2, spec(GIB));
        assert_eq!(story.placed(), placed, "{policy:?}");
    }
}

#[test]
fn a_normal_job_goes_on_when_a_dependency_never_ends() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(4 * GIB));
    story.submit_after(&mut client, 1, &[77]);
    story.submit(&mut client, 2, spec(GIB));
    assert_eq!((story.placed(), story.queue()), (vec![2], vec![1]));
}

#[test]
fn under_fifo_a_head_that_waits_for_another_blocks_all_however_many_wait() {
    for (policy, placed) in [(Order::Fifo, vec![]), (Order::EmergencyFirst, vec![100])] {
        let mut story = Story::new(order(policy));
        let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
        for job in 1..100 {
            story.submit_after(&mut client, job, &[777]);
        }
        for job in 100..200 {
            story.submit(&mut client, job, spec(GIB));
        }
        story.join(&mut exec, report(GIB));
        assert_eq!(story.placed(), placed, "{policy:?}");
    }
}

/// Fills the only executor, queues jobs, then frees it one by one and tells the order of placement.
fn order_of(policy: Policy, arrivals: &[(u64, JobSpec)]) -> Vec<u32> {
    let mut story = Story::new(policy);
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    story.submit(&mut client, 0, spec(GIB));
    story.reply(&mut exec, Answer::OK);
    for (job, (at, spec)) in (1..).zip(arrivals) {
        story.now = Time::from_ms(at * 1000);
        story.submit(&mut client, job, spec.clone());
    }
    for _ in arrivals {
        let running = *story.placed().last().unwrap();
        story.call(&mut exec, Call::Done(JobId::new(running)));
        story.reply(&mut exec, Answer::OK);
    }
    story.placed()[1..].to_vec()
}

#[test]
fn each_order_lets_jobs_leave_as_it_says() {
    let arrivals = [
        (1, spec(GIB)),
        (2, emergency(Kind::General, Level::Low)),
        (3, emergency(Kind::Medical, Level::Critical)),
        (4, spec(GIB)),
        (5, emergency(Kind::Medical, Level::Critical)),
    ];
    assert_eq!(order_of(order(Order::Fifo), &arrivals), [1, 2, 3, 4, 5]);
    assert_eq!(order_of(order(Order::EmergencyFirst), &arrivals), [3, 5, 2, 1, 4]);
    assert_eq!(order_of(order(Order::EmergencyAged), &arrivals), [3, 5, 2, 1, 4]);
}

#[test]
fn ageing_bounds_how_long_a_job_is_passed() {
    let policy = Policy { ageing: Span::from_secs(1), ..order(Order::EmergencyAged) };
    let bound = policy.overtaking_bound().ms() / 1000;
    assert_eq!(bound, 39);
    let worst = || emergency(Kind::Critical, Level::Critical);
    assert_eq!(order_of(policy, &[(1, spec(GIB)), (1 + bound - 1, worst())]), [2, 1], "just within the bound");
    assert_eq!(order_of(policy, &[(1, spec(GIB)), (1 + bound, worst())]), [1, 2], "at the bound, arrival decides");
    assert_eq!(order_of(order(Order::EmergencyFirst), &[(1, spec(GIB)), (100, worst())]), [2, 1], "no bound at all");
}

#[test]
fn a_large_job_that_has_waited_past_the_bound_keeps_its_executor_free() {
    let policy = Policy { ageing: Span::from_secs(1), ..order(Order::EmergencyAged) };
    let mut story = Story::new(policy);
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(4 * GIB));
    story.submit(&mut client, 1, spec(2 * GIB));
    story.reply(&mut exec, Answer::OK);
    story.submit(&mut client, 2, spec(4 * GIB));
    story.submit(&mut client, 3, spec(GIB));
    assert_eq!(story.placed(), [1, 3], "small jobs go on while the large one is young");
    story.reply(&mut exec, Answer::OK);
    story.now = story.now + Span::from_secs(40);
    story.submit(&mut client, 4, spec(GIB));
    assert_eq!(story.placed(), [1, 3], "but not for ever");
    let held = story.decisions().last().unwrap().candidates[0].verdict;
    assert_eq!(held, Verdict::Held(JobId::new(2)));
    story.call(&mut exec, Call::Done(JobId::new(1)));
    story.call(&mut exec, Call::Done(JobId::new(3)));
    assert_eq!(story.placed(), [1, 3, 2]);
}

#[test]
fn jobs_of_equal_priority_leave_in_causal_order_and_concurrent_ones_by_arrival() {
    let mut story = Story::new(order(Order::EmergencyFirst));
    let (mut client, mut other) = (Peer::new(8), Peer::new(9));
    let [first, second] = [1, 2].map(|job| story.submission(&mut client, job, spec(GIB)));
    let concurrent = story.submission(&mut other, 3, spec(GIB));
    story.deliver(second);
    story.deliver(concurrent);
    story.deliver(first);
    assert_eq!(story.queue(), [1, 2, 3], "the network turned 1 and 2 round");
    let last = story.facts.iter().rev().find_map(|fact| match fact {
        Fact::Submitted(submitted) => Some(submitted),
        _ => None,
    });
    assert_eq!(last.unwrap().put_before, Some(JobId::new(2)));
}

#[test]
fn what_runs_is_set_aside_between_heartbeats() {
    for (reserve, placed) in [(true, vec![1]), (false, vec![1, 2])] {
        let mut story = Story::new(Policy { reserve, ..Policy::default() });
        let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
        story.join(&mut exec, report(3 * GIB));
        story.submit(&mut client, 1, spec(2 * GIB));
        story.submit(&mut client, 2, spec(2 * GIB));
        assert_eq!(story.placed(), placed, "reserve: {reserve}");
    }
}

#[test]
fn each_placement_picks_as_it_says() {
    let small_idle =
        Report { capabilities: Capabilities { cpu_cores: 2, ..report(2 * GIB).capabilities }, ..report(0) };
    let busy = Capabilities { cpu_load: Real::new(50.0).unwrap(), cpu_cores: 16, ..report(16 * GIB).capabilities };
    let large_busy = Report { capabilities: busy, equipment: Equipment::NONE.with(Kind::Medical), ..report(0) };
    let winner = |placement, spec: JobSpec| {
        let mut story = Story::new(Policy { placement, ..Policy::default() });
        story.join(&mut Peer::new(1), small_idle.clone());
        story.join(&mut Peer::new(2), large_busy.clone());
        story.submit(&mut Peer::new(9), 1, spec);
        story.decisions()[0].chosen().unwrap()
    };
    let (small, large) = (NodeId::new(1), NodeId::new(2));
    assert_eq!(winner(Placement::LeastLoaded, spec(GIB)), small);
    assert_eq!(winner(Placement::CapabilityScore, spec(GIB)), large);
    assert_eq!(winner(Placement::Random, spec(GIB)), winner(Placement::Random, spec(GIB)), "the seed decides");
}

#[test]
fn whom_an_emergency_would_have_gone_to_without_being_one_is_told_where_it_makes_a_difference() {
    let told = |placement| {
        let mut story = Story::new(Policy { placement, ..Policy::default() });
        for n in 1..=2 {
            story.join(&mut Peer::new(n), report(4 * GIB));
        }
        story.submit(&mut Peer::new(9), 1, emergency(Kind::Medical, Level::High));
        story.decisions()[0].winner_without_emergency.is_some()
    };
    assert!(told(Placement::LeastLoaded) && told(Placement::CapabilityScore));
    assert!(!told(Placement::Random), "a draw asks for no reason");
}

#[test]
fn a_load_beyond_all_sense_overflows_nothing() {
    for load in [-1e300, 1e300, 0.0] {
        for placement in [Placement::Random, Placement::LeastLoaded, Placement::CapabilityScore] {
            let mut story = Story::new(Policy { placement, ..Policy::default() });
            let load = Real::new(load).unwrap();
            let capabilities = Capabilities { cpu_load: load, memory: i64::MAX, ..report(0).capabilities };
            story.join(&mut Peer::new(1), Report { capabilities, ..report(0) });
            story.submit(&mut Peer::new(9), 1, JobSpec { needs: capabilities, ..spec(0) });
            assert_eq!(story.placed(), [1]);
        }
    }
}

#[test]
fn equipment_that_fits_decides_for_emergencies_only() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    let medical = Report { equipment: Equipment::NONE.with(Kind::Medical), ..report(2 * GIB) };
    story.join(&mut Peer::new(1), report(8 * GIB));
    story.join(&mut Peer::new(2), medical);
    story.submit(&mut client, 1, spec(GIB));
    story.submit(&mut client, 2, emergency(Kind::Medical, Level::High));
    let [normal, urgent] = &story.decisions()[..] else { panic!("two decisions") };
    assert_eq!(normal.chosen(), Some(NodeId::new(1)));
    assert_eq!(urgent.chosen(), Some(NodeId::new(2)));
    assert_eq!(urgent.winner_without_emergency, Some(0), "the counterfactual is computed, not guessed");
    assert_eq!(normal.winner_without_emergency, None);
}

#[test]
fn a_decision_names_its_candidates_rules_ties_and_causal_past() {
    let mut story = Story::new(Policy::default());
    let (mut a, mut b, mut c) = (Peer::new(1), Peer::new(2), Peer::new(3));
    for (peer, memory) in [(&mut a, GIB), (&mut b, 8 * GIB), (&mut c, 8 * GIB)] {
        story.join(peer, report(memory));
    }
    story.submit(&mut Peer::new(9), 1, spec(2 * GIB));
    let decision = &story.decisions()[0];
    assert_eq!(decision.candidates.len(), 3);
    assert_eq!(decision.candidates[0].verdict, Verdict::Incapable);
    let failed: Vec<_> = decision.checks(&decision.candidates[0]).into_iter().filter(|check| !check.holds).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!((failed[0].need.get(), failed[0].have.get()), ((2 * GIB) as f64, GIB as f64));
    assert_eq!((decision.winner, decision.runner_up, decision.tie), (Some(1), Some(2), Some(Tie::FirstKnown)));
    assert_eq!(decision.candidates[1].known_from, Some(Dot { node: b.id(), count: 1 }));
}

#[test]
fn it_is_told_once_that_no_executor_is_capable() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    story.submit(&mut client, 1, spec(2 * GIB));
    story.call(&mut exec, Call::Heartbeat(Arc::new(report(GIB))));
    story.call(&mut exec, Call::Heartbeat(Arc::new(report(GIB))));
    assert_eq!(story.decisions().len(), 1);
    story.call(&mut exec, Call::Heartbeat(Arc::new(report(2 * GIB))));
    assert_eq!(story.placed(), [1]);
}

#[test]
fn it_is_told_of_each_job_that_no_executor_is_capable_and_of_the_first_one_first() {
    let mut story = Story::new(order(Order::EmergencyFirst));
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    for job in [1, 2, 3] {
        story.submit(&mut client, job, spec(2 * GIB));
    }
    story.join(&mut exec, report(GIB));
    story.call(&mut exec, Call::Heartbeat(Arc::new(report(GIB))));
    let told: Vec<u32> = story.decisions().iter().map(|decision| decision.job.number()).collect();
    assert_eq!(told, [1, 2, 3]);
}

#[test]
fn a_job_that_runs_is_not_in_the_way_of_the_order_of_those_that_wait() {
    let mut story = Story::new(order(Order::EmergencyFirst));
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    let [first, second, third] = [1, 2, 3].map(|job| story.submission(&mut client, job, spec(GIB)));
    story.deliver(second);
    assert_eq!(story.where_is(2), Some(exec.id()));
    story.deliver(third);
    story.deliver(first);
    assert_eq!(story.queue(), [1, 3], "the network turned 1 and 3 round, and 2 does not wait any more");
}

#[test]
fn a_late_job_goes_before_all_that_know_of_it_whoever_sent_them() {
    let mut story = Story::new(order(Order::EmergencyFirst));
    let (mut other, mut client) = (Peer::new(7), Peer::new(8));
    let [late, third] = [1, 3].map(|job| story.submission(&mut client, job, spec(GIB)));
    story.deliver(third);
    story.submit(&mut other, 4, spec(GIB));
    story.hear(&mut other);
    story.submit(&mut other, 5, spec(GIB));
    story.deliver(late);
    assert_eq!(story.queue(), [1, 3, 4, 5], "3 and 5 know of 1, and 4 came before 5");
}

#[test]
fn a_job_that_comes_back_stands_behind_what_it_knew_of() {
    let mut story = Story::new(order(Order::EmergencyFirst));
    let (mut exec, mut client) = (Peer::new(1), Peer::new(8));
    story.join(&mut exec, report(GIB));
    let [first, second] = [1, 2].map(|job| story.submission(&mut client, job, spec(GIB)));
    story.deliver(second);
    story.deliver(first);
    assert_eq!((story.where_is(2), story.queue()), (Some(exec.id()), vec![1]), "the network turned them round");
    story.pass(Span::from_secs(131));
    assert_eq!(story.queue(), [1, 2]);
}

#[test]
fn an_emergency_never_sticks_to_later_normal_jobs() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    let fire = Emergency { kind: Kind::Fire, level: Level::Critical, location: None };
    story.handle(Input::Operate(Operation::DeclareEmergency(fire)));
    story.submit(&mut client, 1, spec(GIB));
    let smoke = JobSpec { args: vec!["--fire".into()], ..spec(GIB) };
    story.submit(&mut client, 2, smoke);
    let job = |story: &Story, job| story.broker.jobs().get(JobId::new(job)).unwrap().finding.clone();
    assert_eq!(job(&story, 1), None);
    let raised = job(&story, 2).unwrap();
    assert_eq!((raised.emergency.level, raised.raised_from), (Level::Critical, Some(Level::High)));
    assert!(matches!(raised.source, Source::Detected { ref word, .. } if word == "fire"));
    assert_eq!(story.queue(), [2, 1]);
    story.submit(&mut client, 3, emergency(Kind::Fire, Level::Critical));
    assert_eq!(job(&story, 3).unwrap().raised_from, None, "it is as bad by itself");
    story.handle(Input::Operate(Operation::ClearEmergencies));
    assert_eq!(job(&story, 2).unwrap().emergency.level, Level::High);
    let lowered = story.facts.iter().find_map(|fact| match fact {
        Fact::EmergencyCleared { lowered } => Some(lowered.to_vec()),
        _ => None,
    });
    assert_eq!(lowered, Some(vec![JobId::new(2)]), "of the others nothing changed");
}

#[test]
fn it_is_counted_how_often_a_job_was_handed_out() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    story.submit(&mut client, 1, spec(GIB));
    let tries = |story: &Story| story.broker.jobs().get(JOB).map(|job| job.tries);
    assert_eq!(tries(&story), Some(1));
    story.reply(&mut exec, Answer::refused(503, "not now"));
    assert_eq!(tries(&story), Some(2), "nobody else is there");
}

/// Found by the simulation: seed 1512.
#[test]
fn a_job_that_comes_back_is_as_urgent_as_what_is_declared_by_then_makes_it() {
    let declare = |kind, level| Input::Operate(Operation::DeclareEmergency(Emergency { kind, level, location: None }));
    let mut story = Story::new(order(Order::EmergencyFirst));
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    story.submit(&mut client, 1, emergency(Kind::Fire, Level::Low));
    story.handle(declare(Kind::Fire, Level::Critical));
    story.submit(&mut client, 2, emergency(Kind::Medical, Level::High));
    story.pass(Span::from_secs(131));
    assert_eq!(story.queue(), [1, 2], "a critical fire goes before a high medical emergency");

    let mut second = Peer::new(2);
    story.join(&mut second, report(GIB));
    assert_eq!(story.where_is(1), Some(second.id()));
    story.handle(Input::Operate(Operation::ClearEmergencies));
    story.pass(Span::from_secs(131));
    assert_eq!(story.queue(), [2, 1], "what is over does not stick to a job that ran meanwhile");
}

/// Found by random runs: seed 9355.
#[test]
fn without_its_emergency_a_job_would_stand_where_its_cause_puts_it() {
    let mut story = Story::new(order(Order::EmergencyFirst));
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    let call = |job, spec| Call::Submit { job: JobId::new(job), spec: Arc::new(spec), wait_for: Some(vec![]) };
    let first = story.message(&mut client, Body::Call(call(1, emergency(Kind::Fire, Level::High))));
    story.submit(&mut client, 2, spec(GIB));
    story.deliver(first);
    story.join(&mut exec, report(4 * GIB));
    let decided =
        story.decisions().into_iter().find(|decision| decision.job.number() == 1 && decision.winner.is_some());
    let place = decided.map(|decision| (decision.place, decision.place_without_emergency));
    assert_eq!(place, Some(((0, 2), Some(0))), "it came later, and was submitted before");
}
