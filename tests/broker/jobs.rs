//! What becomes of jobs and their results.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Answer, Body, Call, Reply};
use clocktower::broker::data::DataName;
use clocktower::broker::emergency::{Kind, Level};
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::{End, Stage, WAIT_FOR_MAX};
use clocktower::broker::policy::Policy;
use clocktower::id::{JobId, NodeId};
use clocktower::time::Span;
use std::sync::Arc;

use crate::story::*;

#[test]
fn a_job_to_be_placed_at_once_is_placed_or_refused() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    let refused = story.submit_now(&mut client, 1, spec(GIB));
    assert_eq!(story.answer(refused), Some(&Answer::refused(503, "No capable Executor")));
    assert_eq!(story.broker.jobs().live().len(), 0);

    let mut exec = Peer::new(1);
    story.join(&mut exec, report(4 * GIB));
    let placed = story.submit_now(&mut client, 2, spec(GIB));
    assert_eq!(story.answer(placed), None, "only the executor knows whether it takes the job");
    story.reply(&mut exec, Answer::OK);
    assert_eq!(story.answer(placed), Some(&Answer::ok(Reply::Job(JobId::new(2)))));

    let unanswered = story.submit_now(&mut client, 3, spec(GIB));
    story.pass(Span::from_secs(10));
    assert_eq!(story.answer(unanswered), Some(&Answer::refused(503, "Failed to submit Job")));
    let withdrawn = story.said.iter().any(|m| m.body == Body::Call(Call::Stop(JobId::new(3))));
    assert!(withdrawn, "it may have arrived all the same");
}

#[test]
fn a_lost_answer_never_makes_two_executors_run_a_job() {
    let mut story = Story::new(Policy::default());
    let (mut a, mut b, mut client) = (Peer::new(1), Peer::new(2), Peer::new(9));
    story.join(&mut a, report(4 * GIB));
    story.join(&mut b, report(4 * GIB));
    story.submit(&mut client, 1, spec(GIB));
    let first = story.where_is(1).unwrap();
    story.pass(Span::from_secs(35));
    let runs: Vec<NodeId> =
        story.said.iter().filter(|m| matches!(m.body, Body::Call(Call::Run { .. }))).map(|m| m.to).collect();
    assert_eq!(runs, [first; 4], "the same executor is asked again");
    let asked = if first == a.id() { &mut a } else { &mut b };
    story.reply(asked, Answer::refused(503, "failed create"));
    assert_eq!(story.broker.jobs().get(JobId::new(1)).unwrap().stage, Stage::Running(first));
}

#[test]
fn a_job_that_lost_its_executor_goes_back_to_its_place() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    for job in 1..=3 {
        story.submit(&mut client, job, spec(GIB));
    }
    assert_eq!(story.queue(), [2, 3]);
    story.pass(Span::from_secs(131));
    assert_eq!(story.queue(), [1, 2, 3], "not at the tail");
}

#[test]
fn the_first_report_ends_a_job_and_the_other_executor_is_told_to_stop() {
    let mut story = Story::new(Policy::default());
    let (mut a, mut b, mut client) = (Peer::new(1), Peer::new(2), Peer::new(9));
    story.join(&mut a, report(GIB));
    story.submit(&mut client, 1, spec(GIB));
    story.reply(&mut a, Answer::OK);
    story.pass(Span::from_secs(131));
    story.join(&mut b, report(GIB));
    assert_eq!(story.where_is(1), Some(b.id()));
    story.call(&mut a, Call::Done(JobId::new(1)));
    assert_eq!(story.broker.jobs().end_of(JobId::new(1)), Some(End::Done(a.id())));
    let stop = story.said.last().unwrap();
    assert_eq!((stop.to, &stop.body), (b.id(), &Body::Call(Call::Stop(JobId::new(1)))));
    let late = story.call(&mut b, Call::Done(JobId::new(1)));
    assert_eq!(story.answer(late), Some(&Answer::OK));
    assert!(story.facts.iter().any(|fact| matches!(fact, Fact::DoneHeard { first: false, .. })));
    assert_eq!(story.broker.jobs().end_of(JobId::new(1)), Some(End::Done(a.id())), "a job ends once");
}

#[test]
fn dependencies_hold_for_emergencies_too() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(8 * GIB));
    story.submit(&mut client, 1, spec(GIB));
    story.reply(&mut exec, Answer::OK);
    let urgent = Arc::new(emergency(Kind::Critical, Level::Critical));
    story.call(&mut client, Call::Submit { job: JobId::new(2), spec: urgent, wait_for: Some(vec![JobId::new(1)]) });
    assert_eq!(story.placed(), [1]);
    story.call(&mut exec, Call::Done(JobId::new(1)));
    assert_eq!(story.placed(), [1, 2]);
}

#[test]
fn dependents_of_a_job_that_is_deleted_do_not_hang() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    story.submit(&mut client, 1, spec(GIB));
    story.submit_after(&mut client, 2, &[1]);
    story.submit_after(&mut client, 3, &[2]);
    story.call(&mut client, deletion(1));
    let ends: Vec<End> = [1, 2, 3].map(|job| story.broker.jobs().end_of(JobId::new(job)).unwrap()).into();
    assert_eq!(ends, [End::Deleted, End::Orphaned(JobId::new(1)), End::Orphaned(JobId::new(2))]);
    let late = story.submit_after(&mut client, 4, &[1]);
    assert_eq!(story.answer(late).map(|answer| answer.status), Some(400));
}

#[test]
fn deleting_a_done_job_does_not_undo_that_it_is_done() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(8 * GIB));
    story.submit(&mut client, 1, spec(GIB));
    story.call(&mut exec, Call::Done(JobId::new(1)));
    story.call(&mut client, deletion(1));
    story.submit_after(&mut client, 2, &[1]);
    assert_eq!(story.placed(), [1, 2]);
}

#[test]
fn a_job_that_would_wait_for_itself_is_refused() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    story.submit_after(&mut client, 1, &[2]);
    for circle in [story.submit_after(&mut client, 2, &[1]), story.submit_after(&mut client, 3, &[3])] {
        assert_eq!(story.answer(circle), Some(&Answer::refused(400, "wait_for: the job would wait for itself")));
    }
    assert_eq!(story.queue(), [1]);
}

#[test]
fn a_job_may_wait_for_so_many_others_and_no_more() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    let many: Vec<u32> = (100..100 + WAIT_FOR_MAX as u32).collect();
    let taken = story.submit_after(&mut client, 1, &many);
    assert_eq!(story.answer(taken), Some(&Answer::ok(Reply::Job(JobId::new(1)))));
    let refused = story.submit_after(&mut client, 2, &[&many[..], &[99]].concat());
    assert_eq!(story.answer(refused), Some(&Answer::refused(422, format!("wait_for: at most {WAIT_FOR_MAX} jobs"))));
}

#[test]
fn whoever_submits_a_job_of_another_is_answered_at_once_and_the_other_still_waits_for_its_place() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client, mut other) = (Peer::new(1), Peer::new(8), Peer::new(9));
    story.join(&mut exec, report(4 * GIB));
    let first = story.submit_now(&mut client, 1, spec(GIB));
    let by_another = story.submit_now(&mut other, 1, spec(GIB));
    assert_eq!((story.answer(first), story.answer(by_another).map(Answer::is_ok)), (None, Some(true)));
    story.reply(&mut exec, Answer::OK);
    assert_eq!(story.answer(first), Some(&Answer::ok(Reply::Job(JobId::new(1)))));
}

#[test]
fn a_job_is_taken_once_however_often_it_is_submitted() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    for _ in 0..3 {
        let call = story.submit(&mut client, 1, spec(GIB));
        assert_eq!(story.answer(call), Some(&Answer::ok(Reply::Job(JobId::new(1)))));
    }
    assert_eq!(story.queue(), [1]);
}

#[test]
fn a_repeated_submission_is_answered_no_sooner_than_the_job_is_placed() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(4 * GIB));
    let first = story.submit_now(&mut client, 1, spec(GIB));
    let again = story.submit_now(&mut client, 1, spec(GIB));
    assert_eq!((story.answer(first), story.answer(again)), (None, None));
    story.reply(&mut exec, Answer::refused(503, "no room"));
    assert_eq!(story.answer(again), Some(&Answer::refused(503, "Failed to submit Job")));
}

#[test]
fn a_duplicate_of_a_refused_submission_is_refused_too() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    let submit = Call::Submit { job: JobId::new(1), spec: Arc::new(spec(GIB)), wait_for: None };
    let message = story.message(&mut client, Body::Call(submit));
    let copy = clocktower::broker::call::Message { id: clocktower::id::MessageId::new(900), ..message.clone() };
    story.deliver(message);
    story.deliver(copy.clone());
    assert_eq!(story.answer(copy.id), Some(&Answer::refused(503, "Failed to submit Job")));
}

#[test]
fn a_job_that_is_deleted_and_submitted_anew_before_it_is_placed_is_placed_once() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(4 * GIB));
    let submit = || Call::Submit { job: JobId::new(1), spec: Arc::new(spec(GIB)), wait_for: None };
    for call in [submit(), deletion(1), submit()] {
        let message = story.message(&mut client, Body::Call(call));
        story.handle(clocktower::broker::Input::Receive(message));
    }
    story.settle();
    assert_eq!(story.placed(), [1]);
    assert_eq!(story.broker.executors().values().map(|executor| executor.shares.len()).sum::<usize>(), 1);
}

#[test]
fn a_job_to_be_placed_at_once_is_refused_when_its_executor_is_lost_before_it_has_it() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(4 * GIB));
    story.pass(Span::from_secs(125));
    let call = story.submit_now(&mut client, 1, spec(GIB));
    story.pass(Span::from_secs(6));
    assert!(story.broker.executors().is_empty());
    assert_eq!(story.answer(call), Some(&Answer::refused(503, "Failed to submit Job")));
    assert_eq!((story.queue(), story.broker.jobs().live().len()), (vec![], 0));
}

#[test]
fn a_duplicate_of_a_submission_does_not_bring_a_deleted_job_back() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    let submit = || Call::Submit { job: JobId::new(1), spec: Arc::new(spec(GIB)), wait_for: Some(vec![]) };
    let first = story.message(&mut client, Body::Call(submit()));
    story.deliver(first.clone());
    story.call(&mut client, deletion(1));
    story.deliver(first);
    assert_eq!((story.queue(), story.broker.jobs().end_of(JobId::new(1))), (vec![], Some(End::Deleted)));
    story.call(&mut client, submit());
    assert_eq!(story.queue(), [1], "who means it may submit it anew");
}

fn deletion(job: u32) -> Call {
    Call::Delete { job: JobId::new(job), folder: DataName::folder("job") }
}

#[test]
fn whoever_waits_for_a_job_whose_submission_was_refused_does_not_hang() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    story.submit(&mut client, 1, spec(GIB));
    story.submit_after(&mut client, 3, &[2]);
    story.call(&mut client, deletion(1));
    let refused = story.submit_after(&mut client, 2, &[1]);
    assert_eq!(story.answer(refused).map(|answer| answer.status), Some(400));
    assert_eq!(story.broker.jobs().end_of(JobId::new(3)), Some(End::Orphaned(JobId::new(2))));
    let told = story
        .said
        .iter()
        .any(|message| matches!(&message.body, Body::Call(Call::Ended { job, .. }) if job.number() == 3));
    assert!(told && story.queue().is_empty());
    let again = story.submit(&mut client, 2, spec(GIB));
    assert_eq!(story.answer(again), Some(&Answer::ok(Reply::Job(JobId::new(2)))), "without what can't be it is taken");
}
