//! Calls about jobs that are lost, late, or cross each other.

use std::sync::Arc;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Answer, Body, Call, Message, Reply};
use clocktower::broker::data::DataName;
use clocktower::broker::executors::Report;
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::{JobSpec, Stage};
use clocktower::broker::policy::Policy;
use clocktower::id::JobId;
use clocktower::time::Span;

use crate::story::*;

const SECS: fn(u64) -> Span = Span::from_secs;

/// What an original node says of itself: not what it runs.
fn plain() -> Report {
    Report { running: None, ..report(GIB) }
}

/// An original executor that has the only job, and its client.
fn at_an_original() -> (Story, Peer, Peer) {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::original(1), Peer::new(9));
    story.join(&mut exec, plain());
    story.submit(&mut client, 1, spec(GIB));
    story.reply(&mut exec, Answer::OK);
    (story, exec, client)
}

/// The calls of one kind that the broker made, in order.
fn calls(story: &Story, call: &Call) -> Vec<Message> {
    story.said.iter().filter(|message| message.body == Body::Call(call.clone())).cloned().collect()
}

fn runs(story: &Story) -> usize {
    story.said.iter().filter(|message| matches!(message.body, Body::Call(Call::Run { .. }))).count()
}

fn stage(story: &Story) -> Option<Stage> {
    story.broker.jobs().get(JOB).map(|job| job.stage)
}

fn answer(story: &mut Story, peer: &mut Peer, question: &Message, answer: Answer) {
    let message = story.message(peer, Body::Answer(question.id, answer));
    story.deliver(message);
}

fn delete() -> Call {
    Call::Delete { job: JOB, folder: DataName::folder("job") }
}

/// Found by the simulation: seed 15098.
#[test]
fn a_job_that_its_executor_gave_up_as_it_was_handed_back_there_does_not_run_for_ever() {
    let (mut story, mut exec, _) = at_an_original();
    story.pass(SECS(131));
    assert_eq!(story.queue(), [1], "the executor was silent too long");
    let failed = Call::Failed { job: JOB, why: "no data".into() };
    let told = story.call(&mut exec, failed);
    assert_eq!(story.answer(told), Some(&Answer::OK), "on its way, the answer to an earlier stay");
    story.join(&mut exec, plain());
    story.reply(&mut exec, Answer::refused(503, "failed create"));
    assert_eq!(stage(&story), Some(Stage::Running(exec.id())), "it was still there then");

    story.call(&mut exec, Call::Heartbeat(Arc::new(plain())));
    story.reply(&mut exec, Answer::ok(Reply::Jobs(vec![])));
    let lost = |fact: &Fact| matches!(fact, Fact::JobsHeard { requeued, .. } if requeued[..] == [JOB]);
    assert!(story.facts.iter().any(lost));
    story.reply(&mut exec, Answer::OK);
    assert_eq!((runs(&story), stage(&story)), (3, Some(Stage::Running(exec.id()))), "it is handed out anew");
}

#[test]
fn an_original_node_is_asked_what_it_runs_and_keeps_what_it_names() {
    let (mut story, mut exec, mut client) = at_an_original();
    story.call(&mut exec, Call::Heartbeat(Arc::new(plain())));
    story.reply(&mut exec, Answer::ok(Reply::Jobs(vec![JobId::new(7), JOB])));
    assert_eq!((runs(&story), stage(&story)), (1, Some(Stage::Running(exec.id()))));
    for odd in [Answer::refused(404, "Not Found"), Answer::OK, Answer::ok(Reply::Count(0))] {
        story.call(&mut exec, Call::Heartbeat(Arc::new(plain())));
        story.reply(&mut exec, odd);
        assert_eq!((runs(&story), stage(&story)), (1, Some(Stage::Running(exec.id()))), "it did not say");
    }
    story.call(&mut client, delete());
    let asked = calls(&story, &Call::Jobs).len();
    story.call(&mut exec, Call::Heartbeat(Arc::new(plain())));
    assert_eq!((asked, calls(&story, &Call::Jobs).len()), (4, 4), "it has nothing that could be missed");
}

#[test]
fn what_an_original_node_ran_before_it_was_asked_says_nothing_of_what_came_after() {
    let (mut story, mut exec, mut client) = at_an_original();
    story.call(&mut exec, Call::Heartbeat(Arc::new(plain())));
    let asked = calls(&story, &Call::Jobs);
    story.call(&mut client, delete());
    story.reply(&mut exec, Answer::OK);
    story.submit(&mut client, 1, spec(GIB));
    story.reply(&mut exec, Answer::OK);
    assert_eq!((runs(&story), stage(&story)), (2, Some(Stage::Running(exec.id()))));
    answer(&mut story, &mut exec, &asked[0], Answer::ok(Reply::Jobs(vec![])));
    assert_eq!((runs(&story), stage(&story)), (2, Some(Stage::Running(exec.id()))));
}

#[test]
fn a_node_that_says_what_it_runs_is_not_asked() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    story.submit(&mut client, 1, spec(GIB));
    story.reply(&mut exec, Answer::OK);
    story.call(&mut exec, Call::Heartbeat(Arc::new(Report { running: Some(vec![JOB]), ..report(GIB) })));
    assert_eq!(calls(&story, &Call::Jobs), []);
}

#[test]
fn an_executor_is_told_ten_times_to_stop_a_job_and_no_more_once_it_has_answered() {
    let (mut story, mut exec, mut client) = at_an_original();
    story.call(&mut client, delete());
    let stops = |story: &Story| calls(story, &Call::Stop(JOB)).len();
    assert_eq!(stops(&story), 1);
    story.pass(SECS(35));
    assert_eq!(stops(&story), 4);
    story.reply(&mut exec, Answer::OK);
    story.pass(SECS(1000));
    assert_eq!((stops(&story), story.broker.unfinished()), (4, 0));

    let (mut story, _, mut client) = at_an_original();
    story.call(&mut client, delete());
    story.pass(SECS(1000));
    assert_eq!((stops(&story), story.broker.unfinished()), (10, 0), "nobody is told for ever");
}

#[test]
fn a_job_is_not_handed_to_an_executor_that_may_still_be_told_to_stop_another_of_its_name() {
    let (mut story, mut exec, mut client) = at_an_original();
    story.call(&mut client, delete());
    story.submit(&mut client, 1, spec(GIB));
    assert_eq!((runs(&story), stage(&story)), (1, Some(Stage::Assigned(exec.id()))), "the two calls could cross");
    story.pass(SECS(15));
    assert_eq!(runs(&story), 1);
    story.reply(&mut exec, Answer::OK);
    assert_eq!(runs(&story), 2);
    story.reply(&mut exec, Answer::OK);
    assert_eq!(stage(&story), Some(Stage::Running(exec.id())));
}

#[test]
fn the_answer_of_a_deleted_job_confirms_no_other_of_its_name() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    story.submit(&mut client, 1, spec(GIB));
    let handed = story.said.iter().find(|message| matches!(message.body, Body::Call(Call::Run { .. })));
    let handed = handed.expect("the job was handed out").clone();
    story.call(&mut client, delete());
    story.submit(&mut client, 1, JobSpec { duration: SECS(5), ..spec(GIB) });
    answer(&mut story, &mut exec, &handed, Answer::OK);
    assert_eq!(stage(&story), Some(Stage::Assigned(exec.id())));
}
