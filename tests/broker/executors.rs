//! Who is in: registrations, heartbeats, silence.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Answer, Body, Call, Message, Reply};
use clocktower::broker::emergency::{Emergency, Kind, Level};
use clocktower::broker::executors::Report;
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::End;
use clocktower::broker::policy::Policy;
use clocktower::broker::{Input, Operation};
use clocktower::clock::inline::{Knowledge, NodeClock};
use clocktower::clock::{Dot, VectorClock};
use clocktower::id::{JobId, NodeId};
use clocktower::time::Span;
use std::sync::Arc;

use crate::story::*;

#[test]
fn an_executor_is_in_only_after_its_ping_came_back() {
    let mut story = Story::new(Policy::default());
    let mut exec = Peer::new(1);
    let call = story.call(&mut exec, Call::Register(Arc::new(report(GIB))));
    assert_eq!((story.answer(call), story.broker.executors().len()), (None, 0));
    story.reply(&mut exec, Answer::ok(Reply::Identity(NodeId::new(1))));
    assert_eq!(story.answer(call).map(|answer| answer.status), Some(200));
    assert_eq!(story.broker.executors().len(), 1);
}

#[test]
fn a_ping_that_someone_else_answers_or_nobody_does_verifies_nothing() {
    let mut story = Story::new(Policy::default());
    let (mut liar, mut silent) = (Peer::new(1), Peer::new(2));
    let lie = story.call(&mut liar, Call::Register(Arc::new(report(GIB))));
    story.reply(&mut liar, Answer::ok(Reply::Identity(NodeId::new(9))));
    let silence = story.call(&mut silent, Call::Register(Arc::new(report(GIB))));
    story.pass(Span::from_secs(10));
    for call in [lie, silence] {
        assert_eq!(story.answer(call), Some(&Answer::refused(400, "Could not ping to verify")));
    }
    assert!(story.broker.executors().is_empty());
}

#[test]
fn an_original_executor_without_a_clock_is_served_as_ever() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::original(1), Peer::original(2));
    let plain = || Report { running: None, ..report(4 * GIB) };
    story.join(&mut exec, plain());
    let beat = story.call(&mut exec, Call::Heartbeat(Arc::new(plain())));
    assert_eq!(story.answer(beat), Some(&Answer::OK));
    let submit = story.submit_now(&mut client, 1, spec(GIB));
    story.reply(&mut exec, Answer::OK);
    assert_eq!(story.answer(submit), Some(&Answer::ok(Reply::Job(JobId::new(1)))));
    let done = story.call(&mut exec, Call::Done(JobId::new(1)));
    assert_eq!(story.answer(done), Some(&Answer::OK));
    assert_eq!(story.broker.jobs().end_of(JobId::new(1)), Some(End::Done(exec.id())));
}

#[test]
fn a_stale_heartbeat_never_overwrites_newer_knowledge() {
    let mut story = Story::new(Policy::default());
    let mut exec = Peer::new(1);
    story.join(&mut exec, report(GIB));
    let old = story.message(&mut exec, Body::Call(Call::Heartbeat(Arc::new(report(2 * GIB)))));
    let new = story.message(&mut exec, Body::Call(Call::Heartbeat(Arc::new(report(3 * GIB)))));
    story.now = story.now + Span::from_secs(60);
    story.deliver(new.clone());
    let known = story.broker.executors().get(&exec.id()).unwrap().clone();
    story.now = story.now + Span::from_secs(1);
    for late in [old, new] {
        story.deliver(late);
        assert_eq!(
            *story.broker.executors().get(&exec.id()).unwrap(),
            known,
            "neither the older one nor a duplicate counts"
        );
    }
    assert!(matches!(story.facts[story.facts.len() - 2], Fact::HeartbeatStale { .. }));
}

#[test]
fn an_executor_is_dropped_after_more_than_130_seconds_of_the_brokers_own_time() {
    let mut story = Story::new(Policy::default());
    let mut exec = Peer::new(1);
    story.join(&mut exec, report(GIB));
    story.pass(Span::from_secs(130));
    assert_eq!(story.broker.executors().len(), 1);
    story.pass(Span::from_ms(1));
    assert_eq!(story.broker.executors().len(), 0);
    assert!(matches!(story.facts.last(), Some(Fact::Expired { .. })));
}

#[test]
fn a_late_heartbeat_does_not_revive_a_lost_executor() {
    let mut story = Story::new(Policy::default());
    let mut exec = Peer::new(1);
    story.join(&mut exec, report(GIB));
    story.pass(Span::from_secs(131));
    let late = story.call(&mut exec, Call::Heartbeat(Arc::new(report(GIB))));
    assert_eq!(story.answer(late), Some(&Answer::refused(404, "No such executor")));
    assert!(story.broker.executors().is_empty());
}

#[test]
fn an_executor_that_has_lapsed_counts_no_more_even_before_it_is_pruned() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut asker) = (Peer::new(1), Peer::original(2));
    story.join(&mut exec, report(GIB));
    let count = |story: &mut Story, asker: &mut Peer| {
        let message = story.message(asker, Body::Call(Call::Count));
        let id = message.id;
        // The question comes in before the broker is woken.
        story.handle(Input::Receive(message));
        story.settle();
        story.answer(id).cloned()
    };
    assert_eq!(count(&mut story, &mut asker), Some(Answer::ok(Reply::Count(1))));
    story.now = story.now + Span::from_secs(131);
    assert_eq!(count(&mut story, &mut asker), Some(Answer::ok(Reply::Count(0))));
}

#[test]
fn a_clock_from_the_future_is_refused_whole() {
    let mut story = Story::new(Policy::default());
    let mut exec = Peer::new(1);
    story.join(&mut exec, report(GIB));
    let mut message = story.message(&mut exec, Body::Call(Call::Heartbeat(Arc::new(report(2 * GIB)))));
    let claim =
        [Dot { node: BROKER, count: 1_000 }, Dot { node: exec.id(), count: 9 }, Dot { node: NodeId::new(5), count: 3 }];
    message.clock = Some(Knowledge::claimed(exec.id(), claim.into_iter().collect()));
    let (call, known) = (message.id, story.broker.executors().clone());
    story.deliver(message);
    assert_eq!(story.answer(call).map(|answer| answer.status), Some(422));
    assert_eq!(story.broker.executors(), &known);
    assert_eq!(story.broker.clock().get(NodeId::new(5)), 0);
}

#[test]
fn a_new_incarnation_takes_the_place_of_the_old_one_and_its_jobs_are_queued_again() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    story.submit(&mut client, 1, spec(GIB));
    story.reply(&mut exec, Answer::OK);
    let life = exec.id().next_incarnation().unwrap();
    let mut reborn = Peer { clock: NodeClock::new(life), aware: true };
    let beat = story.call(&mut reborn, Call::Heartbeat(Arc::new(report(GIB))));
    assert_eq!(story.answer(beat).map(|answer| answer.status), Some(404), "it has to register first");
    story.join(&mut reborn, report(GIB));
    assert_eq!(story.broker.executors().get(&exec.id()).unwrap().node, life);
    assert_eq!(story.broker.executors().len(), 1);
    assert_eq!(story.placed(), [1, 1], "the job was queued again and placed on the new life");
    let ghost = story.call(&mut exec, Call::Heartbeat(Arc::new(report(GIB))));
    assert_eq!(story.answer(ghost), Some(&Answer::OK));
    assert!(story.facts.iter().any(|fact| matches!(fact, Fact::HeartbeatStale { .. })), "the old life is history");
}

#[test]
fn a_late_or_repeated_registration_never_takes_running_jobs_away() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    let register = story.message(&mut exec, Body::Call(Call::Register(Arc::new(report(4 * GIB)))));
    story.deliver(register.clone());
    story.reply(&mut exec, Answer::ok(Reply::Identity(NodeId::new(1))));
    story.submit(&mut client, 1, spec(GIB));
    story.reply(&mut exec, Answer::OK);
    story.call(&mut exec, Call::Heartbeat(Arc::new(Report { running: Some(vec![JobId::new(1)]), ..report(3 * GIB) })));
    let known = story.broker.executors()[&exec.id()].clone();
    story.deliver(register);
    story.reply(&mut exec, Answer::ok(Reply::Identity(NodeId::new(1))));
    assert_eq!(story.broker.executors()[&exec.id()], known, "the duplicate is older than the heartbeat");
    assert_eq!((story.placed(), story.queue()), (vec![1], vec![]));
}

#[test]
fn a_job_on_its_way_to_an_executor_that_registers_anew_is_not_placed_twice() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(4 * GIB));
    // The welcome was lost: it registers once more before it hears of the job.
    let again = story.message(&mut exec, Body::Call(Call::Register(Arc::new(report(4 * GIB)))));
    story.submit(&mut client, 1, spec(GIB));
    story.deliver(again);
    story.reply(&mut exec, Answer::ok(Reply::Identity(NodeId::new(1))));
    assert_eq!((story.placed(), story.queue()), (vec![1], vec![]));
    story.join(&mut exec, report(4 * GIB));
    assert_eq!(story.placed(), [1, 1], "it has heard of the job, and does not have it");
}

#[test]
fn a_claim_to_run_a_job_jumps_no_dependency() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    story.submit_after(&mut client, 1, &[77]);
    story.join(&mut Peer::new(1), Report { running: Some(vec![JobId::new(1)]), ..report(GIB) });
    assert_eq!((story.where_is(1), story.queue()), (None, vec![1]));
}

#[test]
fn an_executor_that_comes_back_keeps_what_it_still_runs() {
    let (mut story, mut exec, _) = one_job();
    story.reply(&mut exec, Answer::OK);
    story.pass(Span::from_secs(131));
    assert_eq!((story.where_is(1), story.queue()), (None, vec![1]), "it was silent for too long");
    story.join(&mut exec, Report { running: Some(vec![JOB]), ..report(0) });
    assert_eq!((story.where_is(1), story.queue(), story.placed()), (Some(exec.id()), vec![], vec![1]));
    let adopted = story.facts.iter().rev().find_map(|fact| match fact {
        Fact::Registered { adopted, .. } => Some(adopted.to_vec()),
        _ => None,
    });
    assert_eq!(adopted, Some(vec![JOB]));
}

/// Found by the simulation: seed 11013.
#[test]
fn a_broker_that_was_off_drops_the_silent_before_it_chooses_among_them() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    let call = Call::Submit { job: JOB, spec: Arc::new(spec(GIB)), wait_for: None };
    let message = story.message(&mut client, Body::Call(call));
    let asked = message.id;
    story.handle(Input::Receive(message));
    // It stops right here, and starts again when the executor has long been silent for too long.
    story.now = story.now + Span::from_secs(200);
    story.settle();
    assert_eq!(story.answer(asked), Some(&Answer::refused(503, "No capable Executor")));
    assert_eq!(story.broker.executors().len(), 0);
}

/// Found by the simulation.
#[test]
fn a_notice_that_was_lost_is_sent_again_once_its_executor_has_heard_of_something_later() {
    let declare = || {
        let emergency = Emergency { kind: Kind::Fire, level: Level::High, location: None };
        Input::Operate(Operation::DeclareEmergency(emergency))
    };
    let notices = |story: &Story| {
        let is_notice = |message: &&Message| matches!(&message.body, Body::Call(Call::Notice { .. }));
        story.said.iter().filter(is_notice).cloned().collect::<Vec<_>>()
    };
    let mut story = Story::new(Policy::default());
    let mut exec = Peer::new(1);
    story.join(&mut exec, report(GIB));
    story.handle(declare());
    story.settle();
    assert_eq!(notices(&story).len(), 1, "it is lost on the way");
    let beat = || Call::Heartbeat(Arc::new(Report { delivered: Some(VectorClock::new()), ..report(GIB) }));
    story.call(&mut exec, beat());
    assert_eq!(notices(&story).len(), 1, "it may still be on its way");
    let answer = story.said.last().and_then(|message| message.clock.clone()).unwrap();
    exec.clock.receive(&answer).unwrap();
    story.call(&mut exec, beat());
    let sent = notices(&story);
    assert_eq!((sent.len(), &sent[0].body), (2, &sent[1].body), "the very same");
    let delivered = Some([Dot { node: BROKER, count: 1 }].into_iter().collect());
    story.call(&mut exec, Call::Heartbeat(Arc::new(Report { delivered, ..report(GIB) })));
    assert_eq!(notices(&story).len(), 2);
}

#[test]
fn whoever_missed_more_notices_than_are_kept_goes_on_without_them() {
    let mut story = Story::new(Policy::default());
    let mut exec = Peer::new(1);
    story.join(&mut exec, report(GIB));
    let cleared = |story: &mut Story, times| {
        (0..times).for_each(|_| story.handle(Input::Operate(Operation::ClearEmergencies)));
        story.settle();
    };
    let beat = || Call::Heartbeat(Arc::new(Report { delivered: Some(VectorClock::new()), ..report(GIB) }));
    cleared(&mut story, 64);
    let call = story.call(&mut exec, beat());
    assert_eq!(story.answer(call), Some(&Answer::OK), "all that it missed are kept");
    cleared(&mut story, 1);
    let call = story.call(&mut exec, beat());
    let all = [Dot { node: BROKER, count: 65 }].into_iter().collect();
    assert_eq!(story.answer(call), Some(&Answer::ok(Reply::Welcome(all))));
}
