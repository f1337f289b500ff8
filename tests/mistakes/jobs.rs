//! 1 to 10: the queue, the executors, and one result for each job.

use std::sync::Arc;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::Input;
use clocktower::broker::call::{Answer, Body, Call, Reply};
use clocktower::broker::emergency::{Kind, Level};
use clocktower::broker::executors::Report;
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::{ENDED_MAX, End, Files, JobSpec};
use clocktower::broker::policy::Policy;
use clocktower::broker::results::{ACCEPTED_MAX, Refusal};
use clocktower::clock::inline::NodeClock;
use clocktower::id::{JobId, NodeId};
use clocktower::sim::fact::What;
use clocktower::time::{Span, Time};
use serde_json::json;

use crate::doors::*;
use crate::story::*;

/// 1
#[test]
fn a_head_that_nobody_can_run_does_not_block_what_is_behind_it() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    story.join(&mut Peer::new(1), report(8 * GIB));
    story.submit(&mut client, 1, spec(100 * GIB));
    story.submit(&mut client, 2, spec(GIB));
    story.submit(&mut client, 3, spec(GIB));
    assert_eq!((story.placed(), story.queue()), (vec![2, 3], vec![1]));
}

/// 1
#[test]
fn a_dependency_that_never_ends_does_not_block_others_for_good() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    story.join(&mut Peer::new(1), report(8 * GIB));
    story.submit_after(&mut client, 1, &[77]);
    story.submit(&mut client, 2, spec(GIB));
    assert_eq!((story.placed(), story.queue()), (vec![2], vec![1]));
}

/// 2
#[test]
fn an_executors_own_wall_clock_does_not_decide_when_it_is_dropped() {
    for last_update in [json!(0), json!(1_754_563_200.25), json!(1e15), json!(-5)] {
        let mut door = Door::new();
        door.story.now = Time::from_ms(1_000_000);
        let executor = json!({"address": {"host": "", "port": 1}, "id": "exec-1", "last_update": last_update});
        door.join("exec-1", &json!({"hosts": ["127.0.0.1"], "executor": executor}));
        door.story.pass(Span::from_secs(130));
        assert_eq!(door.story.broker.executors().len(), 1, "{last_update}: 130 s of the broker's are not over");
        door.story.pass(Span::from_ms(1));
        assert_eq!(door.story.broker.executors().len(), 0, "{last_update}: now they are");
    }
}

/// 3
#[test]
fn a_heartbeat_that_arrives_while_executors_expire_is_not_lost() {
    let mut story = Story::new(Policy::default());
    let mut peers = [Peer::new(1), Peer::new(2), Peer::new(3)];
    for peer in &mut peers {
        story.join(peer, report(GIB));
    }
    story.pass(Span::from_secs(60));
    story.call(&mut peers[1], Call::Heartbeat(Arc::new(report(GIB))));
    story.now = story.now + Span::from_ms(70_001);
    story.handle(Input::Wake);
    let pruned: Vec<NodeId> = story.broker.executors().keys().copied().collect();
    assert_eq!(pruned, [peers[1].id(), peers[2].id()], "one of the two silent ones is gone, the other is about to be");
    let beat = |story: &mut Story, peer: &mut Peer| {
        let message = story.message(peer, Body::Call(Call::Heartbeat(Arc::new(report(2 * GIB)))));
        story.handle(Input::Receive(message.clone()));
        message.id
    };
    let (kept, late) = (beat(&mut story, &mut peers[1]), beat(&mut story, &mut peers[2]));
    story.settle();
    assert_eq!(story.answer(kept), Some(&Answer::OK));
    let known = &story.broker.executors()[&peers[1].id()];
    assert_eq!((known.report.capabilities.memory, known.heard_at), (2 * GIB, story.now));
    assert_eq!(story.answer(late).map(|answer| answer.status), Some(404), "it is told, and so it registers anew");
    story.join(&mut peers[2], report(2 * GIB));
    assert_eq!(story.broker.executors().len(), 2);
}

/// 3
#[test]
fn an_executor_that_lapsed_is_not_counted_because_nobody_has_pruned_yet() {
    let mut story = Story::new(Policy::default());
    story.join(&mut Peer::new(1), report(GIB));
    story.now = story.now + Span::from_ms(130_001);
    let message = story.message(&mut Peer::original(2), Body::Call(Call::Count));
    let id = message.id;
    story.handle(Input::Receive(message));
    story.settle();
    assert_eq!(story.answer(id), Some(&Answer::ok(Reply::Count(0))));
}

/// 4
#[test]
fn completed_jobs_and_pending_results_do_not_grow_without_bound() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    let idle = || Report { running: None, ..report(GIB) };
    story.join(&mut exec, idle());
    let jobs = ENDED_MAX as u32 + 300;
    for job in 1..=jobs {
        story.submit(&mut client, job, spec(GIB));
        story.call(&mut exec, Call::Done(JobId::new(job)));
        if job % 100 == 0 {
            story.pass(Span::from_secs(10));
            story.call(&mut exec, Call::Heartbeat(Arc::new(idle())));
            (story.said, story.facts) = (Vec::new(), Vec::new());
        }
    }
    let broker = &story.broker;
    assert_eq!(broker.jobs().end_of(JobId::new(jobs)), Some(End::Done(exec.id())));
    assert_eq!(broker.jobs().ended().count(), ENDED_MAX);
    assert!(broker.results().len() <= ENDED_MAX, "no result ever came: {}", broker.results().len());
    assert!(broker.results().accepted_len() <= ACCEPTED_MAX);
    assert_eq!((broker.jobs().live().len(), broker.queue().len()), (0, 0));
}

/// 5
#[test]
fn a_result_that_is_faster_than_the_confirmation_is_not_dropped() {
    let (mut story, mut exec, mut client) = one_job();
    let call = story.call(&mut exec, result());
    let sent = made(&story, "result").map(|(to, _)| to).collect::<Vec<_>>();
    assert_eq!(sent, [client.id()], "its destination was known before the job was handed out");
    assert_eq!(story.answer(call), None, "and no success is said before it arrived");
    story.reply(&mut client, Answer::OK);
    assert_eq!(story.answer(call), Some(&Answer::OK));
}

/// 5: nor is one dropped with a 200 because the executor was handed the job in another life than its first.
#[test]
fn a_result_of_an_executors_second_life_is_not_dropped() {
    for registers in [true, false] {
        let (mut story, exec, mut client) = one_job();
        let mut reborn = Peer { clock: NodeClock::new(exec.id().next_incarnation().unwrap()), aware: true };
        if registers {
            story.join(&mut reborn, report(GIB));
            assert_eq!(made(&story, "run").count(), 2);
        }
        // Without, the job that was meant for its former life is what it found when it woke.
        story.reply(&mut reborn, Answer::OK);
        let call = story.call(&mut reborn, result());
        assert_eq!(made(&story, "result").count(), 1, "registers: {registers}");
        story.reply(&mut client, Answer::OK);
        assert_eq!(story.answer(call), Some(&Answer::OK));
    }
}

/// 6
#[test]
fn two_results_at_once_are_not_both_accepted() {
    let (mut story, mut lost, mut second, mut client) = redeployed();
    story.hear(&mut lost);
    story.hear(&mut second);
    let (one, other) =
        (story.message(&mut second, Body::Call(result())), story.message(&mut lost, Body::Call(result())));
    let calls = [one.id, other.id];
    // Both are in before the broker has done anything about either.
    story.handle(Input::Receive(one));
    story.handle(Input::Receive(other));
    story.settle();
    story.reply(&mut client, Answer::OK);
    assert_eq!(made(&story, "result").count(), 1, "the client got one");
    assert_eq!(story.answer(calls[0]), Some(&Answer::OK));
    assert_eq!(story.answer(calls[1]).map(|answer| answer.status), Some(503), "the second is not said to be taken");
    assert_eq!(story.broker.results().accepted(JOB).map(|taken| taken.from), Some(second.id()));
}

/// 7
#[test]
fn the_jobs_of_a_lost_executor_are_not_lost_and_do_not_come_back_as_placeholders() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut other, mut client) = (Peer::new(1), Peer::new(2), Peer::new(9));
    story.join(&mut exec, report(GIB));
    let named = vec![("map".to_owned(), "/map".to_owned())];
    let files = Files { env: named, directories: vec!["/out".to_owned()], ..Files::default() };
    story.submit(&mut client, 1, JobSpec { files, args: vec!["--north".to_owned()], ..spec(GIB) });
    story.reply(&mut exec, Answer::OK);
    story.submit_after(&mut client, 2, &[1]);
    story.pass(Span::from_secs(131));
    story.join(&mut other, report(2 * GIB));
    story.reply(&mut other, Answer::OK);
    let runs: Vec<_> = made(&story, "run").collect();
    assert_eq!(runs.iter().map(|(to, _)| *to).collect::<Vec<_>>(), [exec.id(), other.id()]);
    assert_eq!(runs[0].1, runs[1].1, "it is the same job, with all that it needs");
    story.call(&mut other, Call::Done(JOB));
    assert_eq!(story.placed(), [1, 1, 2], "and its dependents go on");
}

/// 8
#[test]
fn a_late_result_of_an_executor_that_came_back_is_not_accepted() {
    let (mut story, mut lost, mut second, mut client) = redeployed();
    story.call(&mut second, result());
    story.reply(&mut client, Answer::OK);
    story.call(&mut second, Call::Done(JOB));
    story.join(&mut lost, report(GIB));
    story.call(&mut lost, result());
    assert!(matches!(story.facts.iter().rev().find(|fact| matches!(fact, Fact::ResultRefused { .. })),
        Some(Fact::ResultRefused { from, why: Refusal::Second(first), .. })
            if *from == lost.id() && first.from == second.id()));
    assert_eq!(made(&story, "result").count(), 1, "the client never hears of it");
}

/// 8
#[test]
fn a_result_is_not_told_by_the_jobs_name_alone() {
    let (mut story, mut lost, second, mut client) = redeployed();
    story.call(&mut client, Call::Delete { job: JOB, folder: spec(GIB).folder });
    let wanted = JobSpec { result_to: Some(client.id()), ..spec(GIB) };
    story.submit(&mut client, 1, wanted);
    assert_eq!(story.where_is(1), Some(second.id()), "a new job of the same name");
    story.call(&mut lost, result());
    assert_eq!(made(&story, "result").count(), 0, "the old job's result is not taken for it");
    assert_eq!(story.broker.results().accepted(JOB), None);
}

/// 8
#[test]
fn a_result_of_a_former_life_is_not_taken_for_a_job_that_only_the_next_one_had() {
    let (mut story, mut exec, mut client) = one_job();
    let mut reborn = Peer { clock: NodeClock::new(exec.id().next_incarnation().unwrap()), aware: true };
    story.join(&mut reborn, report(GIB));
    story.call(&mut client, Call::Delete { job: JOB, folder: spec(GIB).folder });
    let wanted = JobSpec { result_to: Some(client.id()), ..spec(GIB) };
    story.submit(&mut client, 1, wanted);
    assert_eq!(story.where_is(1), Some(exec.id()), "a new job of the same name, on the same machine");
    story.call(&mut exec, result());
    assert_eq!((made(&story, "result").count(), story.broker.results().accepted(JOB)), (0, None));
}

/// 9
#[test]
fn a_job_is_not_lost_when_nobody_is_capable_at_its_turn() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    for job in 1..=3 {
        story.submit(&mut client, job, spec(GIB));
    }
    assert_eq!(story.decisions().len(), 3, "each had its turn");
    story.pass(Span::from_secs(3600));
    assert_eq!(story.queue(), [1, 2, 3]);
    story.join(&mut Peer::new(1), report(8 * GIB));
    assert_eq!(story.placed(), [1, 2, 3]);
}

/// 9
#[test]
fn a_job_that_comes_back_is_not_put_at_the_tail() {
    for refuses in [true, false] {
        let (mut story, mut exec, _) = one_job();
        // From others, so that the order of arrival alone decides.
        story.submit(&mut Peer::new(7), 2, spec(GIB));
        story.submit(&mut Peer::original(8), 3, spec(GIB));
        assert_eq!(story.queue(), [2, 3]);
        if refuses {
            story.call(&mut exec, Call::Heartbeat(Arc::new(report(0))));
            story.reply(&mut exec, Answer::refused(503, "no room"));
        } else {
            story.pass(Span::from_secs(131));
        }
        assert_eq!(story.queue(), [1, 2, 3]);
    }
}

/// 10: nothing here ever waits inside, so a command or a stop can't be ignored meanwhile. It takes effect at once.
#[test]
fn a_deletion_is_not_put_off_while_everything_waits() {
    let (mut story, mut exec, mut client) = one_job();
    story.submit(&mut client, 2, spec(GIB));
    story.submit_after(&mut client, 3, &[2]);
    assert!(story.broker.unfinished() > 0, "the broker waits for its executor's word");
    for job in [2, 1] {
        story.call(&mut client, Call::Delete { job: JobId::new(job), folder: spec(GIB).folder });
    }
    assert_eq!(story.now, Time::START, "no time has passed");
    assert_eq!((story.queue(), story.broker.jobs().live().len()), (vec![], 0));
    assert_eq!(made(&story, "stop").map(|(to, call)| (to, call.job())).collect::<Vec<_>>(), [(exec.id(), Some(JOB))]);
    story.reply(&mut exec, Answer::OK);
    story.pass(Span::from_secs(600));
    assert_eq!(made(&story, "run").count(), 1, "nobody asks for it again");
}

/// 10
#[test]
fn a_machine_that_is_stopped_while_it_waits_does_not_go_on() {
    let mut sim = world(&executors(2));
    give(&mut sim, json!({"type": "add_client", "name": "client-1"}));
    pass(&mut sim, 30);
    give(&mut sim, json!({"type": "submit_job", "name": "a", "duration_ms": 300_000}));
    pass(&mut sim, 10);
    for name in ["exec-1", "broker"] {
        let before = sim.trace().len();
        give(&mut sim, json!({"type": "crash", "node": name}));
        pass(&mut sim, 700);
        let events = events_of(&sim, name, before);
        assert!(matches!(events[..], [only] if only.what == What::Crashed), "{name}: {events:?}");
    }
}

/// 10
#[test]
fn new_rules_are_not_put_off_until_the_head_of_the_queue_moves() {
    let mut sim = world(&[json!({"kind": "client", "name": "client-1"})]);
    give(&mut sim, json!({"type": "set_policy", "order": "fifo"}));
    give(&mut sim, json!({"type": "submit_job", "name": "normal"}));
    pass(&mut sim, 10);
    let emergency = json!({"kind": Kind::Fire, "level": Level::High});
    give(&mut sim, json!({"type": "submit_job", "name": "urgent", "emergency": emergency}));
    pass(&mut sim, 10);
    let queue = |sim: &clocktower::sim::Sim| {
        let places = sim.world().broker().queue().places();
        places.iter().map(|place| sim.world().names().of_job(place.job).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(queue(&sim), ["normal", "urgent"]);
    let before = sim.cursor().index();
    give(&mut sim, json!({"type": "set_policy", "order": "emergency_first"}));
    assert_eq!((queue(&sim), sim.cursor().index()), (vec!["urgent".to_owned(), "normal".to_owned()], before + 1));
}
