//! A client and the data of its jobs.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Answer, Call, Reply};
use clocktower::broker::data::{Data, DataName};
use clocktower::broker::jobs::{End, Files, JobSpec};
use clocktower::id::JobId;
use clocktower::sim::fact::{PeerFact, Step, Submission};
use clocktower::time::Span;
use std::sync::Arc;

use crate::story::*;

/// The steps of a job with data of its own: each is stored, then it is submitted.
fn job(data: &[(&str, u64)]) -> Vec<Step> {
    let files = Files { job_data: data.iter().map(|(n, _)| (name(n), format!("/{n}"))).collect(), ..Files::default() };
    let spec = Arc::new(JobSpec { files, ..(*spec(&[], &[])).clone() });
    let store = |(n, bytes): &(&str, u64)| Step::Store(name(&format!("job-1/{n}")), Data::sized(*bytes));
    let submission = Submission { job: JOB, spec, wait_for: Some(vec![]), after: vec![] };
    data.iter().map(store).chain([Step::Submit(submission)]).collect()
}

fn taken() -> Answer {
    Answer::ok(Reply::Job(JOB))
}

fn full() -> Answer {
    Answer::refused(503, "No datastore able to hold file")
}

#[test]
fn a_client_submits_only_what_is_stored() {
    let mut story = Story::client();
    story.begin(job(&[("tiles", 100), ("names", 5)]));
    story.pass(Span::from_secs(5));
    assert_eq!(story.told(), ["store job-1/tiles"]);
    story.answer(Answer::OK);
    story.answer(full());
    story.pass(Span::from_secs(10));
    story.answer(Answer::OK);
    assert_eq!(story.told()[1..], ["store job-1/names", "store job-1/names", "submit"]);
    story.answer(taken());
    assert_eq!(story.facts.last(), Some(&PeerFact::JobTaken { job: JOB }));
    assert_eq!((story.client_node().expected(), story.client_node().errands()), (1, 0));
}

#[test]
fn a_job_whose_data_nobody_keeps_is_given_up_and_leaves_nothing_behind() {
    let mut story = Story::client();
    story.begin(job(&[("tiles", 100), ("names", 5), ("more", 5)]));
    story.answer(Answer::OK);
    for _ in 0..10 {
        story.answer(full());
        story.pass(Span::from_secs(10));
    }
    let why: Arc<str> = "job-1/names: No datastore able to hold file".into();
    assert!(story.has(|fact| *fact == PeerFact::JobFailed { job: JOB, why: Arc::clone(&why) }));
    assert_eq!(*story.last_call(), Call::Delete { job: JOB, folder: DataName::folder("job-1") });
    assert!(!story.told().contains(&"submit".to_owned()) && !story.told().contains(&"store job-1/more".to_owned()));
    assert_eq!(story.client_node().expected(), 0);
    story.pass(Span::from_secs(20));
    assert_eq!(story.told().iter().filter(|call| *call == "delete").count(), 2, "until it is heard");
    story.answer(Answer::OK);
    assert_eq!(story.client_node().errands(), 0);
}

#[test]
fn a_lost_answer_to_a_submission_is_asked_for_again_with_the_same_job() {
    let mut story = Story::client();
    story.begin(job(&[]));
    story.pass(Span::from_secs(30));
    let submitted: Vec<JobId> = story.calls.iter().filter_map(|(_, call)| call.job()).collect();
    assert_eq!(submitted, [JOB, JOB]);
    story.call(Call::Result { job: JOB, data: Data::sized(1000) });
    assert_eq!(story.client_node().errands(), 0, "whoever has the result knows that the job was taken");
    story.pass(Span::from_secs(600));
    assert_eq!(story.calls.len(), 2);
}

#[test]
fn a_refused_submission_takes_its_data_away() {
    let mut story = Story::client();
    story.begin(job(&[("tiles", 100)]));
    story.answer(Answer::OK);
    story.answer(Answer::refused(503, "No capable Executor"));
    assert_eq!(story.told(), ["store job-1/tiles", "submit", "delete"]);
    assert_eq!(story.client_node().expected(), 0);
}

#[test]
fn a_job_that_ended_elsewhere_is_expected_no_more() {
    let mut story = Story::client();
    story.begin(job(&[]));
    story.answer(taken());
    let end = End::Failed("maps/north: Data location not known".into());
    story.call(Call::Ended { job: JOB, end: end.clone() });
    assert_eq!(story.answers, [Answer::OK]);
    assert_eq!(story.facts.last(), Some(&PeerFact::EndHeard { job: JOB, end }));
    assert_eq!(story.client_node().expected(), 0);
    story.call(Call::Result { job: JOB, data: Data::sized(1) });
    assert_eq!(story.answers.last(), Some(&Answer::refused(404, "Result not expected")));
}

#[test]
fn an_end_that_is_heard_before_the_submission_was_answered_ends_the_asking() {
    let mut story = Story::client();
    story.begin(job(&[]));
    story.call(Call::Ended { job: JOB, end: End::Deleted });
    story.pass(Span::from_secs(600));
    assert_eq!(story.told(), ["submit"], "a second submission would bring the job back");
}

#[test]
fn a_job_that_is_deleted_while_its_data_are_stored_is_never_submitted() {
    let mut story = Story::client();
    story.begin(job(&[("tiles", 100), ("names", 5)]));
    let now = story.now;
    story.client_node().delete(JOB, DataName::folder("job-1"), now);
    story.pass(Span::from_secs(5));
    assert_eq!(story.told(), ["store job-1/tiles"], "what is sent now might arrive before it");
    story.answer(Answer::OK);
    assert_eq!(story.told(), ["store job-1/tiles", "delete"]);
    story.answer(Answer::OK);
    assert_eq!(story.client_node().errands(), 0);
}

#[test]
fn a_job_that_waits_for_one_that_was_not_taken_is_given_up_too() {
    let mut story = Story::client();
    let (first, later) = (JobId::new(1), JobId::new(2));
    let submit =
        |job, wait_for| Step::Submit(Submission { job, spec: spec(&[], &[]), wait_for: Some(wait_for), after: vec![] });
    story.begin(vec![submit(first, vec![]), submit(later, vec![first]), submit(JobId::new(3), vec![])]);
    story.answer(Answer::refused(503, "Failed to submit Job"));
    let why: Arc<str> = "a job that it waits for was not taken".into();
    assert!(story.has(|fact| *fact == PeerFact::JobFailed { job: later, why: Arc::clone(&why) }));
    assert_eq!(story.last_call().job(), Some(JobId::new(3)), "the others go on");
}

#[test]
fn a_job_that_is_not_queued_is_submitted_once_the_results_before_it_are_here() {
    let (first, later) = (JobId::new(1), JobId::new(2));
    let steps = || {
        let submission = |job, wait_for, after| Submission { job, spec: spec(&[], &[]), wait_for, after };
        vec![Step::Submit(submission(first, Some(vec![]), vec![])), Step::Submit(submission(later, None, vec![first]))]
    };
    let begun = || {
        let mut story = Story::client();
        story.begin(steps());
        story.answer(taken());
        story.pass(Span::from_secs(600));
        assert_eq!(story.told(), ["submit"]);
        story
    };
    let mut done = begun();
    done.call(Call::Result { job: first, data: Data::sized(1) });
    assert_eq!(done.last_call().job(), Some(later));
    for is_deleted in [true, false] {
        let mut story = begun();
        let now = story.now;
        match is_deleted {
            true => story.client_node().delete(first, DataName::folder("job-1"), now),
            false => story.call(Call::Ended { job: first, end: End::Deleted }),
        }
        story.pass(Span::from_secs(1));
        assert!(story.has(|fact| matches!(fact, PeerFact::JobFailed { job, .. } if *job == later)));
        assert!(story.calls.iter().all(|(_, call)| call.job() != Some(later)));
    }
}

#[test]
fn a_client_that_was_away_asks_for_the_results_that_it_missed() {
    let mut story = Story::client();
    story.begin(job(&[]));
    story.answer(taken());
    let now = story.now;
    story.client_node().resume(now);
    story.pass(Span::ZERO);
    assert_eq!(*story.last_call(), Call::Fetch { name: name("job-1/result"), job: Some(JOB) });
    story.answer(Answer::refused(404, "Data location not known"));
    story.pass(Span::from_secs(600));
    assert_eq!((story.calls.len(), story.client_node().expected()), (2, 1), "it may still come");
    let now = story.now;
    story.client_node().resume(now);
    story.pass(Span::ZERO);
    story.answer(bytes(1000));
    assert_eq!(story.facts.last(), Some(&PeerFact::ResultTaken { job: JOB, bytes: 1000 }));
    assert_eq!((story.client_node().results(), story.client_node().errands()), (1, 0));
}

#[test]
fn data_for_all_are_stored_without_a_job() {
    let mut story = Story::client();
    story.begin(vec![Step::Store(name("maps/north"), Data::text("a river"))]);
    assert_eq!(*story.last_call(), Call::Store { name: name("maps/north"), data: Data::text("a river") });
    story.answer(Answer::OK);
    assert_eq!(story.facts, [PeerFact::Stored { name: name("maps/north") }]);
}

/// A job, and one that is submitted once the result of the first is here.
fn one_after_the_other() -> Vec<Step> {
    let submission = |job, wait_for, after| Submission { job, spec: spec(&[], &[]), wait_for, after };
    let first = Step::Submit(submission(JOB, Some(vec![]), vec![]));
    vec![first, Step::Submit(submission(JobId::new(2), None, vec![JOB]))]
}

/// Found by the simulation.
#[test]
fn a_step_whose_result_does_not_come_asks_about_it_and_is_given_up_when_nobody_knows_the_job() {
    let mut story = Story::client();
    story.begin(one_after_the_other());
    story.answer(taken());
    story.pass(Span::from_secs(900));
    assert_eq!(*story.last_call(), Call::Fetch { name: name("job-1/result"), job: Some(JOB) });
    story.answer(Answer::refused(404, "Data location not known"));
    assert_eq!(story.client_node().errands(), 1, "the job lives, and its result may still come");
    story.pass(Span::from_secs(900));
    story.answer(Answer::refused(410, "No such job"));
    story.pass(Span::from_secs(1));
    assert!(story.has(|fact| matches!(fact, PeerFact::JobFailed { job, .. } if *job == JobId::new(2))));
    assert_eq!((story.client_node().errands(), story.client_node().expected()), (0, 0));
}

#[test]
fn whoever_asks_too_late_for_a_job_that_is_still_to_be_submitted_gives_nothing_up() {
    let mut story = Story::client();
    story.begin(one_after_the_other());
    let now = story.now;
    story.client_node().resume(now);
    story.pass(Span::ZERO);
    story.answer(Answer::refused(410, "No such job"));
    assert_eq!(story.client_node().expected(), 2);
}
