//! 26 to 28: the order of the queue, and what is done stays done.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Answer, Call};
use clocktower::broker::emergency::{Kind, Level};
use clocktower::broker::jobs::End;
use clocktower::broker::policy::{Order, Policy};
use clocktower::id::JobId;
use clocktower::time::Span;

use crate::doors::made;
use crate::story::*;

/// 26
#[test]
fn an_interrupted_normal_job_does_not_vanish_when_an_emergency_takes_its_place() {
    let mut story = Story::new(Policy { preempt: true, ..Policy::default() });
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    story.submit(&mut client, 1, spec(GIB));
    story.reply(&mut exec, Answer::OK);
    story.submit(&mut client, 2, spec(GIB));
    story.submit(&mut client, 3, emergency(Kind::Medical, Level::Critical));
    assert_eq!(made(&story, "stop").filter_map(|(_, call)| call.job()).collect::<Vec<_>>(), [JobId::new(1)]);
    story.reply(&mut exec, Answer::OK);
    assert_eq!(story.queue(), [1, 2], "it waits again, at its place");
    story.reply(&mut exec, Answer::OK);
    for done in [3, 1, 2] {
        assert_eq!(story.where_is(done), Some(exec.id()), "job {done}");
        story.call(&mut exec, Call::Done(JobId::new(done)));
        assert_eq!(story.broker.jobs().end_of(JobId::new(done)), Some(End::Done(exec.id())));
        story.reply(&mut exec, Answer::OK);
    }
}

/// 26
#[test]
fn a_normal_job_whose_executor_is_lost_does_not_vanish_when_an_emergency_takes_its_place() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut other, mut client) = (Peer::new(1), Peer::new(2), Peer::new(9));
    story.join(&mut exec, report(GIB));
    story.submit(&mut client, 1, spec(GIB));
    story.reply(&mut exec, Answer::OK);
    story.submit(&mut client, 2, emergency(Kind::Medical, Level::Critical));
    story.pass(Span::from_secs(131));
    assert_eq!(story.queue(), [2, 1], "its executor is gone, and it waits again");
    story.join(&mut other, report(GIB));
    story.reply(&mut other, Answer::OK);
    assert_eq!((story.placed(), story.queue()), (vec![1, 2], vec![1]), "the emergency has the place");
    story.call(&mut other, Call::Done(JobId::new(2)));
    story.reply(&mut other, Answer::OK);
    story.call(&mut other, Call::Done(JobId::new(1)));
    assert_eq!(story.broker.jobs().end_of(JobId::new(1)), Some(End::Done(other.id())));
}

/// 27
#[test]
fn priority_is_not_computed_and_then_ignored() {
    for policy in [Order::EmergencyFirst, Order::EmergencyAged] {
        let mut story = Story::new(order(policy));
        let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
        story.join(&mut exec, report(GIB));
        story.submit(&mut client, 1, spec(GIB));
        story.reply(&mut exec, Answer::OK);
        story.submit(&mut client, 2, spec(GIB));
        let rising = [
            (Kind::General, Level::Low),
            (Kind::Fire, Level::Medium),
            (Kind::Medical, Level::High),
            (Kind::Critical, Level::Critical),
        ];
        for (job, (kind, level)) in (3..).zip(rising) {
            story.submit(&mut client, job, emergency(kind, level));
        }
        for _ in 0..5 {
            let running = *story.placed().last().unwrap();
            story.call(&mut exec, Call::Done(JobId::new(running)));
            story.reply(&mut exec, Answer::OK);
        }
        assert_eq!(story.placed(), [1, 6, 5, 4, 3, 2], "{policy:?}");
        let placed = story.decisions().into_iter().skip(1).filter(|decision| decision.winner.is_some());
        let computed: Vec<i64> = placed.map(|decision| decision.priority.total_milli()).collect();
        assert!(computed.is_sorted_by(|a, b| a > b), "{policy:?}: they leave as it was computed: {computed:?}");
    }
}

/// 28
#[test]
fn deleting_a_job_that_is_done_does_not_undo_that() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(8 * GIB));
    story.submit(&mut client, 1, spec(GIB));
    story.submit_after(&mut client, 2, &[1, 3]);
    story.call(&mut exec, Call::Done(JobId::new(1)));
    story.call(&mut client, Call::Delete { job: JobId::new(1), folder: spec(GIB).folder });
    assert_eq!(story.broker.jobs().end_of(JobId::new(1)), Some(End::Done(exec.id())));
    story.submit(&mut client, 3, spec(GIB));
    story.call(&mut exec, Call::Done(JobId::new(3)));
    story.submit_after(&mut client, 4, &[1]);
    assert_eq!(
        made(&story, "run").filter_map(|(_, call)| call.job()).map(JobId::number).collect::<Vec<_>>(),
        [1, 3, 2, 4]
    );
}
