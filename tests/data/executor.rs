//! An executor and the data of its jobs.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Answer, Call, Reply};
use clocktower::broker::data::DataName;
use clocktower::broker::jobs::{Files, JobSpec};
use clocktower::sim::executor::Phase;
use clocktower::sim::fact::PeerFact;
use clocktower::time::Span;
use std::sync::Arc;

use crate::story::*;

fn run(spec: &Arc<JobSpec>) -> Story {
    let mut story = Story::executor();
    story.call(Call::Run { job: JOB, spec: Arc::clone(spec) });
    story
}

fn phase(story: &Story) -> Option<Phase> {
    story.executor_node().running().next().map(|running| running.phase)
}

fn not_known() -> Answer {
    Answer::refused(404, "Data location not known")
}

fn started(fact: &PeerFact) -> bool {
    matches!(fact, PeerFact::JobStarted { .. })
}

#[test]
fn a_job_without_inputs_starts_at_once() {
    let story = run(&spec(&[], &[]));
    assert_eq!(story.facts, [PeerFact::JobStarted { job: JOB, duration: Span::from_secs(60) }]);
    assert_eq!((phase(&story), story.calls.len()), (Some(Phase::Running), 0));
}

#[test]
fn nothing_runs_before_its_inputs_are_here() {
    let mut story = run(&spec(&["maps/north", "maps/south"], &[]));
    story.pass(Span::from_secs(5));
    assert_eq!(story.told(), ["fetch maps/north"], "one call after the other");
    assert_eq!(phase(&story), Some(Phase::Fetching));
    story.answer(bytes(5000));
    assert!(!story.has(started), "half of it is not enough");
    assert_eq!(story.facts[1], PeerFact::InputHere { job: JOB, name: name("maps/north"), bytes: 5000, left: 1 });
    story.answer(bytes(7));
    assert_eq!(story.told(), ["fetch maps/north", "fetch maps/south"]);
    assert!(story.has(started));
    assert_eq!(phase(&story), Some(Phase::Running));
    let ends = story.executor_node().running().next().unwrap().ends_at.unwrap();
    assert_eq!(ends.since(story.now), Span::from_secs(60), "its time counts from when all is here");
}

#[test]
fn a_job_fetches_its_module_its_input_its_own_data_and_named_ones() {
    let file = |text: &str, named| {
        let name = DataName::new(text).unwrap();
        Some(clocktower::broker::jobs::File { name, path: "/x".to_owned(), named })
    };
    let files = Files {
        wasm_bin: file("bin/flood.wasm", true),
        stdin: file("levels", false),
        job_data: vec![(name("tiles/1"), "/tiles/1".to_owned())],
        ..spec(&["maps/north"], &[]).files.clone()
    };
    let mut story = run(&Arc::new(JobSpec { files, ..(*spec(&[], &[])).clone() }));
    for _ in 0..4 {
        story.answer(bytes(1));
    }
    assert_eq!(story.told(), ["fetch bin/flood.wasm", "fetch job-1/levels", "fetch job-1/tiles/1", "fetch maps/north"]);
    assert!(story.has(started));
}

#[test]
fn a_pattern_is_listed_first_and_then_each_name_is_fetched() {
    let mut story = run(&spec(&["maps/*", "maps/north"], &[]));
    story.answer(Answer::ok(Reply::Names(vec![name("maps/east"), name("maps/north")])));
    story.answer(bytes(1));
    story.answer(bytes(1));
    assert_eq!(story.told(), ["list maps/*", "fetch maps/east", "fetch maps/north"], "no name twice");
    assert!(story.has(started));
}

#[test]
fn what_is_not_there_yet_is_tried_again_and_may_still_come() {
    let mut story = run(&spec(&["maps/north"], &[]));
    story.answer(not_known());
    story.pass(Span::from_secs(9));
    assert_eq!(story.calls.len(), 1);
    story.pass(Span::from_secs(1));
    assert_eq!(story.calls.len(), 2, "ten seconds later");
    let why = "Data location not known".into();
    assert_eq!(story.facts.last(), Some(&PeerFact::TriesAgain { what: "maps/north".into(), why }));
    story.answer(bytes(1));
    assert!(story.has(started));
}

#[test]
fn a_job_whose_input_is_missing_fails_and_says_which() {
    let mut story = run(&spec(&["maps/here", "maps/north"], &[]));
    story.answer(bytes(1));
    for _ in 0..10 {
        story.answer(not_known());
        story.pass(Span::from_secs(10));
    }
    let fetches = story.told().iter().filter(|call| *call == "fetch maps/north").count();
    assert_eq!(fetches, 10);
    let why: Arc<str> = "maps/north: Data location not known".into();
    assert!(story.has(|fact| *fact == PeerFact::JobFailed { job: JOB, why: Arc::clone(&why) }));
    assert_eq!(*story.last_call(), Call::Failed { job: JOB, why });
    assert!(!story.has(started), "it never ran");
    assert_eq!(phase(&story), Some(Phase::Ending), "what it needed is free again");

    // Nobody answers: it is said again, until it is heard. Then the job leaves.
    let before = story.calls.len();
    story.pass(Span::from_secs(600));
    assert!(story.calls.len() > before + 10);
    story.answer(Answer::OK);
    assert_eq!(phase(&story), None);
}

#[test]
fn success_without_data_is_no_success() {
    let mut story = run(&spec(&["maps/north"], &[]));
    for _ in 0..10 {
        story.answer(Answer::OK);
        story.pass(Span::from_secs(10));
    }
    assert!(matches!(story.last_call(), Call::Failed { .. }), "{:?}", story.last_call());
    assert!(!story.has(started));
}

#[test]
fn a_pattern_without_names_and_a_broker_that_is_silent_are_missing_inputs_too() {
    let failed = |story: &Story| match story.last_call() {
        Call::Failed { why, .. } => why.to_string(),
        call => panic!("{call:?}"),
    };
    let mut empty = run(&spec(&["maps/*"], &[]));
    for _ in 0..10 {
        empty.answer(Answer::ok(Reply::Names(vec![])));
        empty.pass(Span::from_secs(10));
    }
    assert_eq!(failed(&empty), "maps/*: no data of such a name");
    let mut silent = run(&spec(&["maps/north"], &[]));
    silent.pass(Span::from_secs(10 * 20));
    assert_eq!(silent.told().len(), 11);
    assert_eq!(failed(&silent), "maps/north: no answer");
    let mut many = run(&spec(&["maps/*"], &[]));
    many.answer(Answer::ok(Reply::Names((0..1001).map(|n| name(&format!("maps/{n}"))).collect())));
    assert_eq!(failed(&many), "maps/*: more than 1000 names");
}

#[test]
fn a_stopped_job_stops_fetching() {
    let mut story = run(&spec(&["maps/north"], &[]));
    story.call(Call::Stop(JOB));
    assert_eq!((phase(&story), story.answers.last()), (None, Some(&Answer::OK)));
    let asked = story.calls.len();
    story.answer(bytes(1));
    story.pass(Span::from_secs(600));
    assert_eq!(story.calls.len(), asked, "not even its failure is reported");
    assert_eq!(story.facts.last(), Some(&PeerFact::Settled), "a late answer is for nothing");
}

#[test]
fn results_are_stored_before_the_job_is_done() {
    let mut story = run(&spec(&[], &["fire/outline", "out/*"]));
    story.pass(Span::from_secs(60));
    let Call::Store { data, .. } = story.last_call() else { panic!("{:?}", story.last_call()) };
    assert_eq!(data.bytes, 1000);
    for _ in 0..5 {
        story.answer(Answer::OK);
    }
    assert_eq!(story.told(), ["store fire/outline", "store out/1", "store out/2", "result", "done"]);
    assert!(story.has(|fact| *fact == PeerFact::Stored { name: name("out/2") }));
    assert_eq!(phase(&story), None);
}

#[test]
fn a_result_that_nobody_keeps_is_given_up_and_said() {
    let mut story = run(&spec(&[], &["fire/outline"]));
    story.pass(Span::from_secs(60));
    for _ in 0..10 {
        story.answer(Answer::refused(503, "No datastore able to hold file"));
        story.pass(Span::from_secs(10));
    }
    let lost = PeerFact::StoreFailed { name: name("fire/outline"), why: "No datastore able to hold file".into() };
    assert!(story.has(|fact| *fact == lost));
    assert!(matches!(story.last_call(), Call::Result { .. }), "its result still goes out");
}

#[test]
fn an_executor_sets_aside_what_a_job_needs_while_it_fetches() {
    let mut story = run(&spec(&["maps/north"], &[]));
    let executor = story.executor_node();
    assert_eq!(executor.current().memory, executor.total().memory - (1 << 30));
    story.call(Call::Capabilities);
    let current = story.executor_node().current();
    assert_eq!(story.answers.last(), Some(&Answer::ok(Reply::Capabilities(Box::new(current)))));
    story.call(Call::Jobs);
    assert_eq!(story.answers.last(), Some(&Answer::ok(Reply::Jobs(vec![JOB]))));
}
