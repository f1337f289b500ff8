//! One result a job: where it goes, which one counts, and what is said of the others.

use std::sync::Arc;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Answer, Body, Call, Message, Reply};
use clocktower::broker::data::{Data, DataName};
use clocktower::broker::executors::Report;
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::{End, JobSpec};
use clocktower::broker::policy::Policy;
use clocktower::broker::results::Refusal;
use clocktower::clock::inline::NodeClock;
use clocktower::id::{JobId, NodeId};
use clocktower::time::Span;

use crate::story::*;

#[test]
fn a_result_that_comes_before_its_executor_confirmed_the_job_is_not_dropped() {
    let (mut story, mut exec, mut client) = one_job();
    let first = story.call(&mut exec, result());
    story.reply(&mut client, Answer::OK);
    assert_eq!(story.answer(first), Some(&Answer::OK));
    assert!(story.facts.iter().any(|fact| matches!(fact, Fact::ResultDelivered { .. })));
    assert!(story.broker.results().is_empty());
}

#[test]
fn two_results_at_once_are_not_both_accepted() {
    let (mut story, mut lost, mut second, mut client) = redeployed();
    let first = story.call(&mut second, result());
    let other = story.call(&mut lost, result());
    let wait = Answer::refused(503, "Result destination not known");
    assert_eq!(story.answer(other), Some(&wait), "it may come again, should the first be lost");
    assert!(matches!(refusals(&story)[..], [Refusal::UnderWay(taken)] if taken.from == second.id()));
    story.reply(&mut client, Answer::OK);
    assert_eq!(story.answer(first), Some(&Answer::OK));
    let again = story.call(&mut lost, result());
    assert_eq!(story.answer(again), Some(&Answer::OK), "so that it stops sending");
    assert!(matches!(refusals(&story)[..], [_, Refusal::Second(taken)] if taken.from == second.id()));
    let sent = story.said.iter().filter(|message| message.body == Body::Call(result())).count();
    assert_eq!(sent, 1, "the client got one");
}

#[test]
fn the_first_result_is_accepted_also_when_it_is_from_the_executor_that_came_back() {
    let (mut story, mut lost, second, mut client) = redeployed();
    let first = story.call(&mut lost, result());
    story.reply(&mut client, Answer::OK);
    assert_eq!(story.answer(first), Some(&Answer::OK));
    story.call(&mut lost, Call::Done(JOB));
    let stop = story.said.iter().find(|message| message.body == Body::Call(Call::Stop(JOB)));
    assert_eq!(stop.map(|message| message.to), Some(second.id()), "nobody runs it any longer");
}

#[test]
fn a_result_is_not_taken_from_whoever_was_never_handed_the_job() {
    let (mut story, _, mut client) = one_job();
    let call = story.call(&mut Peer::new(7), result());
    assert_eq!(story.answer(call), Some(&Answer::OK));
    assert_eq!(refusals(&story), [Refusal::NotHanded]);
    // An original node does not say who it is. It is served as before.
    let call = story.call(&mut Peer::original(8), result());
    story.reply(&mut client, Answer::OK);
    assert_eq!(story.answer(call), Some(&Answer::OK));
    assert_eq!(refusals(&story).len(), 1);
}

#[test]
fn a_result_is_taken_from_a_later_life_of_the_machine_that_was_handed_the_job() {
    let (mut story, exec, mut client) = one_job();
    let mut again = Peer { clock: NodeClock::new(exec.id().next_incarnation().unwrap()), ..exec };
    story.join(&mut again, report(GIB));
    assert_eq!(story.where_is(1), Some(NodeId::new(1)));
    story.reply(&mut again, Answer::OK);
    story.call(&mut again, result());
    story.reply(&mut client, Answer::OK);
    assert_eq!((refusals(&story), story.broker.results().len()), (vec![], 0));
}

#[test]
fn an_executor_that_came_back_without_its_memory_delivers_like_any_other() {
    let mut story = Story::new(Policy::default());
    let life = NodeId::new(1).next_incarnation().unwrap();
    let (mut exec, mut client) = (Peer { clock: NodeClock::new(life), aware: true }, Peer::new(9));
    story.join(&mut exec, report(GIB));
    let wanted = JobSpec { result_to: Some(client.id()), ..spec(GIB) };
    story.submit(&mut client, 1, wanted);
    story.reply(&mut exec, Answer::OK);
    story.call(&mut exec, result());
    story.reply(&mut client, Answer::OK);
    assert_eq!(refusals(&story), []);
    assert_eq!(story.broker.results().accepted(JOB).map(|taken| taken.from), Some(life));
}

#[test]
fn a_late_result_of_a_deleted_job_is_not_taken_for_one_of_its_name() {
    let (mut story, mut lost, _, mut client) = redeployed();
    story.call(&mut client, Call::Delete { job: JOB, folder: spec(GIB).folder });
    let wanted = JobSpec { result_to: Some(client.id()), ..spec(GIB) };
    story.submit(&mut client, 1, wanted);
    story.call(&mut lost, result());
    assert_eq!(refusals(&story), [Refusal::NotHanded]);
    assert_eq!(story.broker.results().len(), 1, "the new job still waits for its own");
    story.call(&mut lost, Call::Done(JOB));
    assert!(story.broker.jobs().get(JOB).is_some(), "and is not done because its namesake was");
    let still_there = Report { running: Some(vec![JOB]), ..report(GIB) };
    story.pass(Span::from_secs(131));
    story.join(&mut lost, still_there);
    assert!(!story.facts.iter().any(|fact| matches!(fact, Fact::Registered { adopted, .. } if !adopted.is_empty())));
}

#[test]
fn the_delivery_of_a_deleted_jobs_result_is_not_taken_for_that_of_a_job_of_its_name() {
    let (mut story, mut exec, mut client) = one_job();
    story.call(&mut exec, result());
    story.call(&mut client, Call::Delete { job: JOB, folder: spec(GIB).folder });
    let wanted = JobSpec { result_to: Some(client.id()), ..spec(GIB) };
    story.submit(&mut client, 1, wanted);
    let delivery = story.said.iter().rfind(|message| message.body == Body::Call(result())).map(|message| message.id);
    let taken = story.message(&mut client, Body::Answer(delivery.unwrap(), Answer::OK));
    story.deliver(taken);
    assert_eq!(story.broker.results().len(), 1, "the new job still waits for its own");
}

#[test]
fn a_result_that_nobody_waits_for_is_answered_as_the_original_does() {
    let (mut story, mut exec, mut client) = one_job();
    story.call(&mut client, Call::Delete { job: JOB, folder: spec(GIB).folder });
    let call = story.call(&mut exec, result());
    assert_eq!(story.answer(call), Some(&Answer::OK));
    assert_eq!(refusals(&story), [Refusal::Unknown]);
}

#[test]
fn a_result_that_is_sent_again_while_it_is_on_its_way_is_not_thought_to_have_arrived() {
    let (mut story, mut exec, mut client) = one_job();
    story.call(&mut exec, result());
    let again = story.call(&mut exec, result());
    assert_eq!(story.answer(again), None, "nobody knows yet");
    story.reply(&mut client, Answer::OK);
    assert_eq!(story.answer(again), Some(&Answer::OK));
    let late = story.call(&mut exec, result());
    assert_eq!((story.answer(late), refusals(&story).len()), (Some(&Answer::OK), 0), "that is no second result");
}

#[test]
fn a_result_that_its_client_does_not_take_goes_to_a_datastore_or_is_refused() {
    let (mut story, mut exec, client) = one_job();
    let mut store = Peer::new(5);
    let refused = story.call(&mut exec, result());
    story.pass(Span::from_secs(10));
    assert_eq!(story.answer(refused), Some(&Answer::refused(503, "Result destination not known")));
    story.call(&mut store, Call::Announce { free: 1000 });
    let kept = story.call(&mut exec, result());
    story.pass(Span::from_secs(10));
    let asked = story.said.iter().rfind(|message| message.to == store.id()).map(|message| &message.body);
    let name = spec(GIB).folder.result();
    assert_eq!(asked, Some(&Body::Call(Call::Store { name, data: Data::sized(1) })));
    story.reply(&mut store, Answer::OK);
    assert_eq!(story.answer(kept), Some(&Answer::OK));
    assert!(story.broker.results().is_empty());
    let told = story.said.iter().rfind(|message| message.to == client.id()).map(|message| &message.body);
    assert_eq!(told, Some(&Body::Call(Call::Ended { job: JOB, end: End::Done(exec.id()) })), "it may fetch it there");
}

#[test]
fn a_job_whose_executor_reports_that_it_failed_ends_so_and_its_dependents_are_told_why() {
    let (mut story, mut exec, mut client) = one_job();
    story.submit_after(&mut client, 2, &[1]);
    let failed = Call::Failed { job: JOB, why: "no such map".into() };
    story.call(&mut exec, failed.clone());
    assert_eq!(story.broker.jobs().end_of(JOB), Some(End::Failed("no such map".into())));
    assert_eq!(story.broker.jobs().end_of(JobId::new(2)), Some(End::Orphaned(JOB)));
    let told: Vec<_> = story.said.iter().filter(|m| m.to == client.id()).map(|message| message.body.clone()).collect();
    for (job, end) in [(JOB, End::Failed("no such map".into())), (JobId::new(2), End::Orphaned(JOB))] {
        assert!(told.contains(&Body::Call(Call::Ended { job, end })), "{job:?}");
    }
    assert!(story.broker.results().is_empty());
    story.call(&mut exec, failed);
    let firsts = story.facts.iter().filter(|fact| matches!(fact, Fact::FailedHeard { first: true, .. })).count();
    assert_eq!(firsts, 1);
}

#[test]
fn a_report_of_failure_by_whoever_does_not_have_the_job_changes_nothing() {
    let (mut story, mut lost, second, _) = redeployed();
    story.call(&mut lost, Call::Failed { job: JOB, why: "gone".into() });
    assert_eq!(story.where_is(1), Some(second.id()));
}

#[test]
fn a_client_is_told_of_the_end_of_its_job_until_it_answers() {
    let (mut story, mut exec, mut client) = one_job();
    story.call(&mut exec, Call::Failed { job: JOB, why: "x".into() });
    story.pass(Span::from_secs(30));
    let tellings = |story: &Story| {
        let is_told =
            |message: &&clocktower::broker::call::Message| matches!(message.body, Body::Call(Call::Ended { .. }));
        story.said.iter().filter(is_told).count()
    };
    assert_eq!(tellings(&story), 4);
    story.reply(&mut client, Answer::OK);
    story.pass(Span::from_secs(600));
    assert_eq!((tellings(&story), story.broker.unfinished()), (4, 0));

    let (mut story, mut exec, _) = one_job();
    story.call(&mut exec, Call::Failed { job: JOB, why: "x".into() });
    story.pass(Span::from_secs(600));
    assert_eq!((tellings(&story), story.broker.unfinished()), (10, 0), "to one that never answers, ten times");
}

#[test]
fn a_dependency_on_a_job_that_was_done_very_long_ago_is_not_waited_for() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    for job in 1..=10_010 {
        story.submit(&mut client, job, spec(GIB));
        story.call(&mut exec, Call::Done(JobId::new(job)));
        (story.said, story.facts) = (Vec::new(), Vec::new());
        story.pass(Span::from_secs(1));
        let beat = Report { running: None, ..report(GIB) };
        story.call(&mut exec, Call::Heartbeat(Arc::new(beat)));
    }
    assert_eq!(story.broker.jobs().end_of(JOB), None, "how it ended is forgotten");
    let call = story.submit_after(&mut client, 20_000, &[1]);
    assert_eq!(story.answer(call), Some(&Answer::ok(Reply::Job(JobId::new(20_000)))));
    assert!(story.where_is(20_000).is_some(), "but not that it was done");
    assert!(story.broker.results().len() <= 10_001, "and nobody waits for its result any more");
}

/// Found by the simulation.
#[test]
fn a_client_is_told_when_the_result_of_its_job_was_given_up() {
    let (mut story, mut exec, client) = one_job();
    story.call(&mut exec, Call::Done(JOB));
    let told = story.said.iter().filter(|message| message.to == client.id());
    let ends = told.filter(|m| matches!(&m.body, Body::Call(Call::Ended { job: JOB, end: End::Done(_) })));
    assert_eq!(ends.count(), 1);
}

/// Found by the simulation.
#[test]
fn whoever_asks_for_the_result_of_a_job_that_nobody_knows_is_told_so() {
    let (mut story, mut exec, mut client) = one_job();
    let ask = || Call::Fetch { name: DataName::folder("job").result(), job: Some(JOB) };
    let early = story.call(&mut client, ask());
    assert_eq!(story.answer(early), Some(&Answer::refused(404, "Data location not known")), "it may still come");
    story.call(&mut exec, Call::Done(JOB));
    let late = story.call(&mut client, ask());
    assert_eq!(story.answer(late), Some(&Answer::refused(410, "No such job")));
}

/// Found by the simulation: seed 1585.
#[test]
fn a_client_is_told_when_a_result_is_lost_whose_executor_has_given_it_up() {
    let (mut story, mut exec, client) = one_job();
    story.call(&mut exec, result());
    story.call(&mut exec, Call::Done(JOB));
    let is_end = |m: &&Message| m.to == client.id() && matches!(&m.body, Body::Call(Call::Ended { job: JOB, .. }));
    assert_eq!(story.said.iter().filter(is_end).count(), 0, "it is on its way");
    story.pass(Span::from_secs(11));
    assert_eq!(story.said.iter().filter(is_end).count(), 1);
}

/// Found by the simulation: seed 56331.
#[test]
fn what_is_said_of_a_deleted_job_does_not_end_another_of_its_name_that_is_on_its_way_there() {
    let (mut story, mut exec, mut client) = one_job();
    story.reply(&mut exec, Answer::OK);
    let late = [Call::Done(JOB), Call::Failed { job: JOB, why: "no data".into() }, result()];
    let late = late.map(|call| story.message(&mut exec, Body::Call(call)));
    story.call(&mut client, Call::Delete { job: JOB, folder: spec(GIB).folder });
    story.reply(&mut exec, Answer::OK);
    let wanted = JobSpec { result_to: Some(client.id()), ..spec(GIB) };
    story.submit(&mut client, 1, wanted);
    assert_eq!(story.where_is(1), Some(exec.id()), "it is handed out, and its executor has not heard of it");
    late.into_iter().for_each(|message| story.deliver(message));
    assert_eq!((story.where_is(1), refusals(&story)), (Some(exec.id()), vec![Refusal::NotHanded]));

    story.call(&mut exec, result());
    story.call(&mut exec, Call::Done(JOB));
    assert_eq!(story.broker.jobs().end_of(JOB), Some(End::Done(exec.id())), "what it says of its own counts");
}
