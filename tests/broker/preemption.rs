//! A critical emergency takes the place of normal jobs, and none of them is lost.

use std::sync::Arc;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::ANSWER_WITHIN;
use clocktower::broker::call::{Answer, Body, Call};
use clocktower::broker::data::{Data, DataName};
use clocktower::broker::decision::Verdict;
use clocktower::broker::emergency::{Kind, Level};
use clocktower::broker::executors::{Capabilities, Real, Report};
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::{End, JobSpec};
use clocktower::broker::policy::{Order, Policy};
use clocktower::broker::preempt::{Preempted, Setback};
use clocktower::id::{JobId, MessageId, NodeId};
use clocktower::time::Span;

use crate::story::*;

const NOBODY: [u32; 0] = [];
const NOTHING: [&str; 0] = [];
const SECS: fn(u64) -> Span = Span::from_secs;

fn preempt() -> Policy {
    Policy { preempt: true, ..Policy::default() }
}

fn urgent(level: Level, memory: i64) -> JobSpec {
    JobSpec { needs: spec(memory).needs, ..emergency(Kind::Medical, level) }
}

/// One executor with 4 GiB and a client; what is submitted is confirmed where it is handed out.
fn small_world(policy: Policy) -> (Story, Peer, Peer) {
    let mut story = Story::new(policy);
    let (mut exec, client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(4 * GIB));
    (story, exec, client)
}

/// Submits a normal job; its executor confirms it.
fn start(story: &mut Story, exec: &mut Peer, client: &mut Peer, job: u32, memory: i64) {
    story.submit(client, job, spec(memory));
    assert_eq!(story.where_is(job), Some(exec.id()), "job {job}");
    story.reply(exec, Answer::OK);
}

/// The calls about a job that the broker sent, by name, in order.
fn told(story: &Story, job: u32) -> Vec<&'static str> {
    let calls = story.said.iter().filter_map(|message| match &message.body {
        Body::Call(call) if call.job() == Some(JobId::new(job)) => Some(call.name()),
        _ => None,
    });
    calls.collect()
}

/// The last call of the broker that asks to stop a job.
fn withdrawal(story: &Story, job: u32) -> MessageId {
    let asked = story.said.iter().rev().find(|message| message.body == Body::Call(Call::Stop(JobId::new(job))));
    asked.expect("it was withdrawn").id
}

fn stopped(story: &mut Story, exec: &mut Peer, job: u32) {
    let answer = Body::Answer(withdrawal(story, job), Answer::OK);
    let message = story.message(exec, answer);
    story.deliver(message);
}

fn victims(story: &Story) -> Vec<u32> {
    let decided = story.decisions();
    decided.iter().flat_map(|decision| &decision.preempted.0).map(|victim| victim.job.number()).collect()
}

fn setback(story: &Story, job: u32) -> Setback {
    story.broker.jobs().get(JobId::new(job)).unwrap().setback
}

#[test]
fn a_critical_emergency_takes_the_place_of_a_normal_job_which_goes_back_to_its_place() {
    for order in [Order::Fifo, Order::EmergencyFirst, Order::EmergencyAged] {
        let (mut story, mut exec, mut client) = small_world(Policy { order, ..preempt() });
        start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
        story.now = story.now + SECS(20);
        story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
        story.submit(&mut client, 3, spec(4 * GIB));
        assert_eq!((story.placed(), story.queue()), (vec![1, 2], vec![1, 3]), "{order:?}");
        let decision = story.decisions().into_iter().find(|decision| decision.job == JobId::new(2)).unwrap();
        let victim = Preempted { job: JobId::new(1), executor: exec.id(), ran: SECS(20) };
        assert_eq!(decision.preempted.0, [victim]);
        assert_eq!((decision.chosen(), decision.place), (Some(exec.id()), (0, 1)));
        assert_eq!(decision.candidates[0].believed.memory, 4 * GIB, "judged as if it had gone already");
        assert_eq!(decision.winner_without_emergency, None, "without the emergency nobody would have gone");
    }
}

#[test]
fn normal_jobs_that_wait_too_do_not_hide_an_emergency_that_needs_a_place() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    story.submit(&mut client, 1, spec(4 * GIB));
    for job in 2..100 {
        story.submit(&mut client, job, spec(4 * GIB));
    }
    story.submit(&mut client, 100, urgent(Level::Critical, 4 * GIB));
    assert_eq!(victims(&story), [0; 0], "whoever has not been confirmed stays");
    story.reply(&mut exec, Answer::OK);
    assert_eq!((victims(&story), story.where_is(100)), (vec![1], Some(exec.id())));
}

#[test]
fn preempt_off_changes_nothing() {
    for policy in [Policy::default(), Policy { reserve: false, ..Policy::default() }] {
        let (mut story, mut exec, mut client) = small_world(policy);
        start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
        let full = Report { running: Some(vec![JobId::new(1)]), ..report(0) };
        story.call(&mut exec, Call::Heartbeat(Arc::new(full)));
        story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
        assert_eq!((story.placed(), story.queue()), (vec![1], vec![2]));
    }
}

#[test]
fn without_reservation_nobody_is_preempted_since_the_room_could_not_be_kept() {
    let (mut story, mut exec, mut client) = small_world(Policy { reserve: false, ..preempt() });
    start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
    story.call(&mut exec, Call::Heartbeat(Arc::new(Report { running: Some(vec![JobId::new(1)]), ..report(0) })));
    story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
    assert_eq!((story.placed(), story.queue()), (vec![1], vec![2]));
}

#[test]
fn work_lost_by_preemption_is_accounted_for() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
    for (round, ran) in [(1, 20), (2, 5)] {
        story.now = story.now + SECS(ran);
        let emergency = 10 + round;
        story.submit(&mut client, emergency, urgent(Level::Critical, 4 * GIB));
        stopped(&mut story, &mut exec, 1);
        story.reply(&mut exec, Answer::OK);
        assert_eq!(setback(&story, 1).times, round);
        story.now = story.now + SECS(7);
        story.call(&mut exec, Call::Done(JobId::new(emergency)));
        story.reply(&mut exec, Answer::OK);
    }
    assert_eq!(setback(&story, 1).lost, SECS(25), "not the time that it waited");
    assert_eq!((story.where_is(1), story.placed()), (Some(exec.id()), vec![1, 11, 1, 12, 1]));
}

#[test]
fn a_preempted_job_runs_again_and_ends_once() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
    story.submit(&mut client, 2, urgent(Level::High, 4 * GIB));
    stopped(&mut story, &mut exec, 1);
    story.reply(&mut exec, Answer::OK);
    story.call(&mut exec, Call::Done(JobId::new(2)));
    assert_eq!(told(&story, 1), ["run", "stop", "run"]);
    story.reply(&mut exec, Answer::OK);
    story.call(&mut exec, Call::Done(JobId::new(1)));
    story.call(&mut exec, Call::Done(JobId::new(1)));
    let ends = story.facts.iter().filter_map(|fact| match fact {
        Fact::DoneHeard { job, first, .. } if job.number() == 1 => Some(*first),
        _ => None,
    });
    assert_eq!(ends.collect::<Vec<_>>(), [true, false]);
    assert_eq!(story.broker.jobs().live().len(), 0);
}

#[test]
fn an_emergency_is_never_preempted() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    story.submit(&mut client, 1, urgent(Level::Low, 4 * GIB));
    story.reply(&mut exec, Answer::OK);
    story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
    assert_eq!((story.placed(), story.queue()), (vec![1], vec![2]));
}

#[test]
fn a_medium_emergency_preempts_nobody() {
    for (level, placed) in
        [(Level::Low, vec![1]), (Level::Medium, vec![1]), (Level::High, vec![1, 2]), (Level::Critical, vec![1, 2])]
    {
        let (mut story, mut exec, mut client) = small_world(preempt());
        start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
        story.submit(&mut client, 2, urgent(level, 4 * GIB));
        assert_eq!(story.placed(), placed, "{level:?}");
    }
}

#[test]
fn an_emergency_that_finds_room_preempts_nobody() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    start(&mut story, &mut exec, &mut client, 1, 2 * GIB);
    story.submit(&mut client, 2, urgent(Level::Critical, 2 * GIB));
    assert_eq!((story.placed(), victims(&story)), (vec![1, 2], vec![]));
}

#[test]
fn nobody_goes_for_an_emergency_that_no_idle_executor_could_take() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
    story.submit(&mut client, 2, urgent(Level::Critical, 5 * GIB));
    assert_eq!((story.placed(), victims(&story)), (vec![1], vec![]));
    let cores = Capabilities { cpu_cores: 9, ..Capabilities::default() };
    story.submit(&mut client, 3, JobSpec { needs: cores, ..urgent(Level::Critical, 0) });
    assert_eq!((story.placed(), victims(&story)), (vec![1], vec![]));
}

#[test]
fn the_emergency_is_sent_only_when_the_room_is_empty() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    start(&mut story, &mut exec, &mut client, 1, 2 * GIB);
    start(&mut story, &mut exec, &mut client, 2, 2 * GIB);
    story.submit(&mut client, 3, urgent(Level::Critical, 4 * GIB));
    assert_eq!((told(&story, 1), told(&story, 2)), (vec!["run", "stop"], vec!["run", "stop"]));
    assert_eq!(told(&story, 3), NOTHING);
    stopped(&mut story, &mut exec, 2);
    assert_eq!(told(&story, 3), NOTHING, "one of them is still there");
    stopped(&mut story, &mut exec, 1);
    assert_eq!(told(&story, 3), ["run"]);
    assert!(matches!(
        story.facts.iter().rev().find(|fact| matches!(fact, Fact::Withdrawn { .. })),
        Some(Fact::Withdrawn { answered: true, ready: Some(ready), .. }) if ready.number() == 3
    ));
}

#[test]
fn a_lost_withdrawal_is_given_up_and_the_emergency_still_runs() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
    story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
    story.pass(Span::from_ms(ANSWER_WITHIN.ms() - 1));
    assert_eq!(told(&story, 2), NOTHING);
    story.pass(Span::from_ms(1));
    assert_eq!(told(&story, 2), ["run"]);
    assert!(story.facts.iter().any(|fact| matches!(fact, Fact::Withdrawn { answered: false, .. })));
    story.reply(&mut exec, Answer::OK);
    stopped(&mut story, &mut exec, 1);
    assert_eq!((told(&story, 2), story.queue()), (vec!["run"], vec![1]), "an answer that comes late changes nothing");
}

#[test]
fn the_fewest_go_then_those_that_lose_least() {
    let mut story = Story::new(preempt());
    let (mut a, mut b, mut client) = (Peer::new(1), Peer::new(2), Peer::new(9));
    story.join(&mut a, report(4 * GIB));
    for job in [1, 2] {
        start(&mut story, &mut a, &mut client, job, 2 * GIB);
    }
    story.join(&mut b, report(4 * GIB));
    start(&mut story, &mut b, &mut client, 3, 3 * GIB);
    story.now = story.now + SECS(9);
    story.submit(&mut client, 4, urgent(Level::Critical, 4 * GIB));
    assert_eq!(victims(&story), [3], "one of them, not two");
    stopped(&mut story, &mut b, 3);
    story.reply(&mut b, Answer::OK);

    story.call(&mut a, Call::Done(JobId::new(1)));
    start(&mut story, &mut a, &mut client, 5, 2 * GIB);
    story.now = story.now + SECS(1);
    story.submit(&mut client, 6, urgent(Level::Critical, 2 * GIB));
    assert_eq!(victims(&story), [3, 5], "the one that came last");
}

#[test]
fn nobody_goes_for_nothing() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    for (job, memory) in [(1, 2 * GIB), (2, GIB), (3, GIB)] {
        start(&mut story, &mut exec, &mut client, job, memory);
        story.now = story.now + SECS(5);
    }
    story.submit(&mut client, 4, urgent(Level::Critical, 2 * GIB));
    assert_eq!(victims(&story), [1], "the large one alone, although it came first");

    let (mut story, mut exec, mut client) = small_world(preempt());
    for (job, memory) in [(1, GIB), (2, GIB), (3, 2 * GIB)] {
        start(&mut story, &mut exec, &mut client, job, memory);
        story.now = story.now + SECS(5);
    }
    story.submit(&mut client, 4, urgent(Level::Critical, 3 * GIB));
    assert_eq!(victims(&story), [2, 3], "one of the two small ones may stay: the one that came first");
}

#[test]
fn two_emergencies_do_not_count_on_the_same_room() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    start(&mut story, &mut exec, &mut client, 1, 2 * GIB);
    start(&mut story, &mut exec, &mut client, 2, 2 * GIB);
    for emergency in [3, 4, 5] {
        story.submit(&mut client, emergency, urgent(Level::Critical, 2 * GIB));
    }
    assert_eq!(victims(&story), [1, 2], "each makes its own room");
    assert_eq!((story.where_is(3), story.where_is(4), story.where_is(5)), (Some(exec.id()), Some(exec.id()), None));
    assert_eq!(story.queue(), [5, 1, 2]);
    stopped(&mut story, &mut exec, 1);
    assert_eq!((told(&story, 3), told(&story, 4)), (vec!["run"], vec![]), "each waits for its own room");
}

#[test]
fn a_done_that_was_under_way_still_counts() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
    story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
    assert_eq!(story.queue(), [1]);
    story.call(&mut exec, Call::Result { job: JobId::new(1), data: Data::sized(1) });
    story.call(&mut exec, Call::Done(JobId::new(1)));
    assert_eq!(story.queue(), NOBODY);
    assert_eq!(story.broker.jobs().end_of(JobId::new(1)), Some(End::Done(exec.id())));
    stopped(&mut story, &mut exec, 1);
    assert_eq!((told(&story, 1), told(&story, 2)), (vec!["run", "stop"], vec!["run"]));
}

#[test]
fn whoever_has_sent_its_result_or_has_run_to_its_end_stays() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    let to_client = JobSpec { result_to: Some(client.id()), ..spec(4 * GIB) };
    story.submit(&mut client, 1, to_client);
    story.reply(&mut exec, Answer::OK);
    story.call(&mut exec, Call::Result { job: JobId::new(1), data: Data::sized(1) });
    story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
    assert_eq!(victims(&story), NOBODY);

    let (mut story, mut exec, mut client) = small_world(preempt());
    start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
    let ended = Report { running: Some(vec![]), ending: vec![JobId::new(1)], ..report(GIB) };
    story.call(&mut exec, Call::Heartbeat(Arc::new(ended)));
    story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
    assert_eq!(victims(&story), NOBODY);
}

#[test]
fn whoever_has_not_been_confirmed_stays_until_it_is() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    story.submit(&mut client, 1, spec(4 * GIB));
    story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
    assert_eq!(story.placed(), [1], "the request to run it could arrive after the one to stop it");
    story.reply(&mut exec, Answer::OK);
    assert_eq!((story.placed(), victims(&story)), (vec![1, 2], vec![1]));
}

#[test]
fn nobody_goes_where_it_would_not_be_noticed_that_a_job_is_gone() {
    let mut story = Story::new(preempt());
    let (mut exec, mut client) = (Peer::original(1), Peer::new(9));
    story.join(&mut exec, Report { running: None, ..report(4 * GIB) });
    start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
    story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
    assert_eq!(victims(&story), NOBODY, "an original node does not say what it runs");
}

#[test]
fn a_preempted_job_does_not_come_back_to_the_emergency_that_took_its_place() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    let needs =
        |load: f64| Capabilities { cpu_load: Real::new(load).unwrap(), cpu_cores: 2, ..Capabilities::default() };
    story.submit(&mut client, 1, JobSpec { needs: needs(100.0), ..spec(0) });
    story.reply(&mut exec, Answer::OK);
    story.submit(&mut client, 2, JobSpec { needs: needs(10.0), ..urgent(Level::Critical, 0) });
    assert_eq!(victims(&story), [1], "the emergency wants a quieter processor than the job does");
    stopped(&mut story, &mut exec, 1);
    story.reply(&mut exec, Answer::OK);
    assert_eq!(story.queue(), [1], "by the capability rule both would fit now");
    let told = story.decisions().last().unwrap().candidates[0].verdict;
    assert_eq!(told, Verdict::Left(JobId::new(2)));
    story.call(&mut exec, Call::Done(JobId::new(2)));
    assert_eq!(story.where_is(1), Some(exec.id()));
}

#[test]
fn under_fifo_only_the_head_preempts() {
    let (mut story, mut exec, mut client) = small_world(Policy { order: Order::Fifo, ..preempt() });
    start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
    story.submit(&mut client, 2, spec(4 * GIB));
    story.submit(&mut client, 3, urgent(Level::Critical, 4 * GIB));
    assert_eq!(victims(&story), NOBODY);
    story.call(&mut client, Call::Delete { job: JobId::new(2), folder: DataName::folder("job-2") });
    assert_eq!(victims(&story), [1]);
}

#[test]
fn ageing_bounds_how_long_a_job_can_be_preempted() {
    let policy = Policy { ageing: SECS(1), ..preempt() };
    let head_start = 8 * 4 - 1;
    for (age, gone) in [(head_start - 1, vec![1]), (head_start, vec![])] {
        let (mut story, mut exec, mut client) = small_world(policy);
        start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
        story.now = story.now + SECS(age);
        story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
        assert_eq!(victims(&story), gone, "after {age} s");
    }
}

#[test]
fn an_emergency_that_is_to_be_placed_at_once_preempts_before_it_is_refused() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
    let call = story.submit_now(&mut client, 2, urgent(Level::Critical, 4 * GIB));
    assert_eq!((victims(&story), story.queue()), (vec![1], vec![1]));
    stopped(&mut story, &mut exec, 1);
    assert_eq!(story.answer(call), None);
    story.reply(&mut exec, Answer::OK);
    assert!(story.answer(call).unwrap().is_ok());
    let refused = story.submit_now(&mut client, 3, urgent(Level::Critical, 4 * GIB));
    assert_eq!(story.answer(refused).unwrap().status, 503);
}

#[test]
fn a_job_whose_emergency_is_deleted_is_handed_out_again_only_when_it_is_known_to_be_stopped() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
    story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
    story.call(&mut client, Call::Delete { job: JobId::new(2), folder: DataName::folder("job-2") });
    assert_eq!((story.where_is(1), story.queue()), (Some(exec.id()), vec![]), "it has its place again");
    assert_eq!(told(&story, 1), ["run", "stop"], "but the two calls could pass each other");
    stopped(&mut story, &mut exec, 1);
    assert_eq!((told(&story, 1), told(&story, 2)), (vec!["run", "stop", "run"], vec!["stop"]));
}

#[test]
fn an_executor_that_registers_anew_does_not_keep_a_job_that_it_is_told_to_stop() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
    story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
    story.join(&mut exec, Report { running: Some(vec![JobId::new(1)]), ..report(0) });
    assert!(matches!(story.facts.iter().rev().find(|fact| matches!(fact, Fact::Registered { .. })),
        Some(Fact::Registered { adopted, .. }) if adopted.is_empty()));
    assert_eq!((story.where_is(2), story.queue()), (Some(NodeId::new(1)), vec![1]));
}

#[test]
fn an_emergency_whose_executor_is_lost_before_it_was_sent_waits_again() {
    let mut story = Story::new(preempt());
    let (mut exec, mut other, mut client) = (Peer::new(1), Peer::new(2), Peer::new(9));
    story.join(&mut exec, report(4 * GIB));
    start(&mut story, &mut exec, &mut client, 1, 4 * GIB);
    story.pass(SECS(125));
    story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
    story.pass(SECS(6));
    assert_eq!((told(&story, 2).len(), story.queue()), (0, vec![2, 1]), "it was silent too long");
    story.join(&mut other, report(4 * GIB));
    assert_eq!((story.where_is(2), told(&story, 2)), (Some(other.id()), vec!["run"]), "elsewhere nobody has to leave");
    story.reply(&mut other, Answer::OK);
    story.pass(ANSWER_WITHIN);
    assert_eq!(told(&story, 2), ["run"]);
}

#[test]
fn a_report_that_crosses_the_withdrawal_keeps_the_room_only_until_the_answer() {
    for comes_back in [false, true] {
        let (mut story, mut exec, mut client) = small_world(preempt());
        start(&mut story, &mut exec, &mut client, 1, 3 * GIB);
        story.submit(&mut client, 2, urgent(Level::Critical, 4 * GIB));
        story.call(&mut exec, Call::Heartbeat(Arc::new(Report { running: Some(vec![JobId::new(1)]), ..report(GIB) })));
        let free = |story: &Story| story.broker.executors()[&exec.id()].believed(true).memory / GIB;
        assert_eq!(free(&story), -3, "the job and the emergency are both taken off");
        if comes_back {
            story.call(&mut client, Call::Delete { job: JobId::new(2), folder: DataName::folder("job-2") });
            assert_eq!(story.where_is(1), None, "it does not know yet that there is room");
        }
        stopped(&mut story, &mut exec, 1);
        let left = if comes_back { 1 } else { 0 };
        assert_eq!(story.broker.executors()[&exec.id()].believed(true).memory / GIB, left);
    }
}

#[test]
fn an_emergency_that_may_not_preempt_does_not_keep_a_critical_one_from_it() {
    let (mut story, mut exec, mut client) = small_world(preempt());
    start(&mut story, &mut exec, &mut client, 1, 3 * GIB);
    // A medium medical emergency is more urgent than a high general one, and may not take a place.
    story.submit(&mut client, 2, urgent(Level::Medium, 3 * GIB));
    let high = JobSpec { needs: spec(3 * GIB).needs, ..emergency(Kind::General, Level::High) };
    story.submit(&mut client, 3, high);
    assert_eq!(story.where_is(3), Some(exec.id()));
    assert_eq!(story.queue().len(), 2, "the medium one waits, and so does the one that went");
}
