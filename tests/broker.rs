//! What the broker promises, told as small stories: messages in, facts and messages out.
//!
//! Run natively by `cargo test` and in a browser by `wasm-pack test`.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test_configure!(run_in_browser);

use std::sync::Arc;

use clocktower::broker::call::{Answer, Body, Call, Message, Reply};
use clocktower::broker::decision::{Decision, Tie, Verdict};
use clocktower::broker::emergency::{Emergency, Equipment, Kind, Level, Source};
use clocktower::broker::executors::{Capabilities, Real, Report};
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::{End, JobSpec, Stage};
use clocktower::broker::outbox::Outbox;
use clocktower::broker::policy::{Order, Placement, Policy};
use clocktower::broker::{Broker, Input, Operation};
use clocktower::clock::{Dot, LocalClock, VectorClock};
use clocktower::id::{JobId, MessageId, NodeId};
use clocktower::time::{Span, Time};

const BROKER: NodeId = NodeId::new(0);
const GIB: i64 = 1 << 30;

/// A broker with everything that it said, and peers that speak to it.
struct Story {
    broker: Broker,
    now: Time,
    next: u32,
    facts: Vec<Fact>,
    said: Vec<Message>,
}

/// A peer with a clock of its own; without one it is an original node.
struct Peer {
    clock: LocalClock,
    aware: bool,
}

impl Peer {
    fn new(n: u16) -> Self {
        Self { clock: LocalClock::new(NodeId::new(n)), aware: true }
    }

    fn original(n: u16) -> Self {
        Self { aware: false, ..Self::new(n) }
    }

    fn id(&self) -> NodeId {
        self.clock.owner()
    }

    /// The clock of its next message.
    fn stamp(&mut self) -> Option<Arc<VectorClock>> {
        self.clock.tick();
        self.aware.then(|| Arc::new(self.clock.now().clone()))
    }
}

impl Story {
    fn new(policy: Policy) -> Self {
        let broker = Broker::new(BROKER, policy, 7);
        Self { broker, now: Time::START, next: 1, facts: Vec::new(), said: Vec::new() }
    }

    fn handle(&mut self, input: Input) {
        let mut out = Outbox::new(MessageId::new(self.next));
        self.broker.handle(self.now, input, &mut out);
        let (event, message) = out.into_parts();
        self.facts.extend(event.map(|event| event.fact));
        self.next += u32::from(message.is_some());
        self.said.extend(message);
    }

    /// Lets the broker do all that it has to do by now.
    fn settle(&mut self) {
        while self.broker.next_deadline().is_some_and(|due| due <= self.now) {
            self.handle(Input::Wake);
        }
    }

    /// Time passes, and the broker wakes when it wants to.
    fn pass(&mut self, span: Span) {
        let until = self.now + span;
        while let Some(due) = self.broker.next_deadline().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.handle(Input::Wake);
        }
        self.now = until;
    }

    fn message(&mut self, peer: &mut Peer, body: Body) -> Message {
        self.next += 1;
        let clock = peer.stamp();
        Message { id: MessageId::new(self.next - 1), from: peer.id(), to: BROKER, clock, body }
    }

    fn deliver(&mut self, message: Message) {
        self.handle(Input::Receive(message));
        self.settle();
    }

    fn call(&mut self, peer: &mut Peer, call: Call) -> MessageId {
        let message = self.message(peer, Body::Call(call));
        let id = message.id;
        self.deliver(message);
        id
    }

    /// The answer that a call got.
    fn answer(&self, call: MessageId) -> Option<&Answer> {
        self.said.iter().find_map(|message| match &message.body {
            Body::Answer(to, answer) if *to == call => Some(answer),
            _ => None,
        })
    }

    /// Answers the last call that the broker made to this peer.
    fn reply(&mut self, peer: &mut Peer, answer: Answer) {
        let asked = self.said.iter().rev().find(|m| m.to == peer.id().machine() && matches!(m.body, Body::Call(_)));
        let asked = asked.expect("the broker asked something").clone();
        if let Some(clock) = asked.clock.filter(|_| peer.aware) {
            peer.clock.receive(&clock).unwrap();
        }
        let message = self.message(peer, Body::Answer(asked.id, answer));
        self.deliver(message);
    }

    /// Registers and answers the ping.
    fn join(&mut self, peer: &mut Peer, report: Report) -> MessageId {
        let call = self.call(peer, Call::Register(report));
        self.reply(peer, Answer::ok(Reply::Identity(peer.id())));
        call
    }

    fn submit(&mut self, client: &mut Peer, job: u32, spec: JobSpec) -> MessageId {
        let call = Call::Submit { job: JobId::new(job), spec: Arc::new(spec), wait_for: Some(vec![]) };
        self.call(client, call)
    }

    fn submit_after(&mut self, client: &mut Peer, job: u32, wait_for: &[u32]) -> MessageId {
        let wait_for = wait_for.iter().map(|job| JobId::new(*job)).collect();
        self.call(client, Call::Submit { job: JobId::new(job), spec: Arc::new(spec(GIB)), wait_for: Some(wait_for) })
    }

    fn submit_now(&mut self, client: &mut Peer, job: u32, spec: JobSpec) -> MessageId {
        self.call(client, Call::Submit { job: JobId::new(job), spec: Arc::new(spec), wait_for: None })
    }

    fn queue(&self) -> Vec<u32> {
        self.broker.queue().places().iter().map(|place| place.job.number()).collect()
    }

    fn decisions(&self) -> Vec<&Decision> {
        let decided = self.facts.iter().filter_map(|fact| match fact {
            Fact::Decided(decision) => Some(&**decision),
            _ => None,
        });
        decided.collect()
    }

    /// The jobs in the order in which they were placed.
    fn placed(&self) -> Vec<u32> {
        self.decisions().iter().filter(|d| d.winner.is_some()).map(|d| d.job.number()).collect()
    }

    fn where_is(&self, job: u32) -> Option<NodeId> {
        self.broker.jobs().get(JobId::new(job)).and_then(|job| job.executor())
    }
}

fn report(memory: i64) -> Report {
    let capabilities = Capabilities {
        memory,
        disk: 100 * GIB,
        cpu_load: Real::ZERO,
        cpu_cores: 8,
        has_battery: false,
        ..Capabilities::default()
    };
    Report { capabilities, equipment: Equipment::NONE, running: Some(vec![]), ending: vec![] }
}

fn spec(memory: i64) -> JobSpec {
    JobSpec {
        wasm_bin: "hello.wasm".into(),
        args: vec![],
        needs: Capabilities { memory, ..Capabilities::default() },
        result_to: None,
        emergency: None,
        duration: Span::from_secs(60),
        result_bytes: 1,
    }
}

fn emergency(kind: Kind, level: Level) -> JobSpec {
    JobSpec { emergency: Some(Emergency { kind, level, location: None }), ..spec(GIB) }
}

fn order(order: Order) -> Policy {
    Policy { order, ..Policy::default() }
}

#[test]
fn an_executor_is_in_only_after_its_ping_came_back() {
    let mut story = Story::new(Policy::default());
    let mut exec = Peer::new(1);
    let call = story.call(&mut exec, Call::Register(report(GIB)));
    assert_eq!((story.answer(call), story.broker.executors().len()), (None, 0));
    story.reply(&mut exec, Answer::ok(Reply::Identity(NodeId::new(1))));
    assert_eq!(story.answer(call).map(|answer| answer.status), Some(200));
    assert_eq!(story.broker.executors().len(), 1);
}

#[test]
fn a_ping_that_someone_else_answers_or_nobody_does_verifies_nothing() {
    let mut story = Story::new(Policy::default());
    let (mut liar, mut silent) = (Peer::new(1), Peer::new(2));
    let lie = story.call(&mut liar, Call::Register(report(GIB)));
    story.reply(&mut liar, Answer::ok(Reply::Identity(NodeId::new(9))));
    let silence = story.call(&mut silent, Call::Register(report(GIB)));
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
    let beat = story.call(&mut exec, Call::Heartbeat(plain()));
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
    let old = story.message(&mut exec, Body::Call(Call::Heartbeat(report(2 * GIB))));
    let new = story.message(&mut exec, Body::Call(Call::Heartbeat(report(3 * GIB))));
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
    let late = story.call(&mut exec, Call::Heartbeat(report(GIB)));
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
    let withdrawn = story.said.iter().any(|m| m.body == Body::Call(Call::Delete(JobId::new(3))));
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
    let submit = |story: &mut Story, peer: &mut Peer, job| {
        let call = Call::Submit { job: JobId::new(job), spec: Arc::new(spec(GIB)), wait_for: Some(vec![]) };
        story.message(peer, Body::Call(call))
    };
    let first = submit(&mut story, &mut client, 1);
    let second = submit(&mut story, &mut client, 2);
    let concurrent = submit(&mut story, &mut other, 3);
    story.deliver(second);
    story.deliver(concurrent);
    story.deliver(first);
    assert_eq!(story.queue(), [1, 2, 3], "the network turned 1 and 2 round");
    assert!(matches!(story.facts.iter().rev().find(|f| matches!(f, Fact::Submitted { .. })),
        Some(Fact::Submitted { put_before: Some(job), .. }) if job.number() == 2));
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
    assert_eq!((stop.to, &stop.body), (b.id(), &Body::Call(Call::Delete(JobId::new(1)))));
    let late = story.call(&mut b, Call::Done(JobId::new(1)));
    assert_eq!(story.answer(late), Some(&Answer::OK));
    assert!(story.facts.iter().any(|fact| matches!(fact, Fact::DoneHeard { first: false, .. })));
    assert_eq!(story.broker.jobs().end_of(JobId::new(1)), Some(End::Done(a.id())), "a job ends once");
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
    let [normal, urgent] = story.decisions()[..] else { panic!("two decisions") };
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
    let decision = story.decisions()[0];
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
    story.call(&mut exec, Call::Heartbeat(report(GIB)));
    story.call(&mut exec, Call::Heartbeat(report(GIB)));
    assert_eq!(story.decisions().len(), 1);
    story.call(&mut exec, Call::Heartbeat(report(2 * GIB)));
    assert_eq!(story.placed(), [1]);
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
    story.call(&mut client, Call::Delete(JobId::new(1)));
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
    story.call(&mut client, Call::Delete(JobId::new(1)));
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
    story.handle(Input::Operate(Operation::ClearEmergencies));
    assert_eq!(job(&story, 2).unwrap().emergency.level, Level::High);
}

#[test]
fn a_clock_from_the_future_is_refused_whole() {
    let mut story = Story::new(Policy::default());
    let mut exec = Peer::new(1);
    story.join(&mut exec, report(GIB));
    let mut message = story.message(&mut exec, Body::Call(Call::Heartbeat(report(2 * GIB))));
    let claim =
        [Dot { node: BROKER, count: 1_000 }, Dot { node: exec.id(), count: 9 }, Dot { node: NodeId::new(5), count: 3 }];
    message.clock = Some(Arc::new(claim.into_iter().collect()));
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
    let mut reborn = Peer { clock: LocalClock::new(life), aware: true };
    let beat = story.call(&mut reborn, Call::Heartbeat(report(GIB)));
    assert_eq!(story.answer(beat).map(|answer| answer.status), Some(404), "it has to register first");
    story.join(&mut reborn, report(GIB));
    assert_eq!(story.broker.executors().get(&exec.id()).unwrap().node, life);
    assert_eq!(story.broker.executors().len(), 1);
    assert_eq!(story.placed(), [1, 1], "the job was queued again and placed on the new life");
    let ghost = story.call(&mut exec, Call::Heartbeat(report(GIB)));
    assert_eq!(story.answer(ghost), Some(&Answer::OK));
    assert!(story.facts.iter().any(|fact| matches!(fact, Fact::HeartbeatStale { .. })), "the old life is history");
}

#[test]
fn the_destination_of_a_result_is_known_before_the_job_is_handed_out() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    let wanted = JobSpec { result_to: Some(client.id()), ..spec(GIB) };
    story.submit(&mut client, 1, wanted);
    // The result comes before the executor has even answered that it took the job.
    let result = || Call::Result { job: JobId::new(1), bytes: 1 };
    let first = story.call(&mut exec, result());
    let second = story.call(&mut Peer::new(2), result());
    assert_eq!(story.answer(second), Some(&Answer::OK), "the second of two at once is not wanted");
    assert!(story.facts.iter().any(|fact| matches!(fact, Fact::ResultLate { .. })));
    story.reply(&mut client, Answer::OK);
    assert_eq!(story.answer(first), Some(&Answer::OK));
    assert!(story.broker.results().is_empty());
}

#[test]
fn a_result_that_its_client_does_not_take_goes_to_a_datastore_or_is_refused() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client, mut store) = (Peer::new(1), Peer::new(9), Peer::new(5));
    story.join(&mut exec, report(GIB));
    let wanted = JobSpec { result_to: Some(client.id()), ..spec(GIB) };
    story.submit(&mut client, 1, wanted);
    let result = || Call::Result { job: JobId::new(1), bytes: 1 };
    let refused = story.call(&mut exec, result());
    story.pass(Span::from_secs(10));
    assert_eq!(story.answer(refused), Some(&Answer::refused(503, "Result destination not known")));
    story.call(&mut store, Call::Announce { free: 1000 });
    let kept = story.call(&mut exec, result());
    story.pass(Span::from_secs(10));
    story.reply(&mut store, Answer::OK);
    assert_eq!(story.answer(kept), Some(&Answer::OK));
}

#[test]
fn a_late_or_repeated_registration_never_takes_running_jobs_away() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    let register = story.message(&mut exec, Body::Call(Call::Register(report(4 * GIB))));
    story.deliver(register.clone());
    story.reply(&mut exec, Answer::ok(Reply::Identity(NodeId::new(1))));
    story.submit(&mut client, 1, spec(GIB));
    story.reply(&mut exec, Answer::OK);
    story.call(&mut exec, Call::Heartbeat(Report { running: Some(vec![JobId::new(1)]), ..report(3 * GIB) }));
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
    let again = story.message(&mut exec, Body::Call(Call::Register(report(4 * GIB))));
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
fn a_result_that_is_sent_again_while_it_is_on_its_way_is_not_thought_to_have_arrived() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(GIB));
    let wanted = JobSpec { result_to: Some(client.id()), ..spec(GIB) };
    story.submit(&mut client, 1, wanted);
    let result = || Call::Result { job: JobId::new(1), bytes: 1 };
    story.call(&mut exec, result());
    let again = story.call(&mut exec, result());
    assert_eq!(story.answer(again), None, "nobody knows yet");
    story.pass(Span::from_secs(10));
    assert_eq!(story.answer(again), Some(&Answer::refused(503, "Result destination not known")));
}

#[test]
fn a_duplicate_of_a_submission_does_not_bring_a_deleted_job_back() {
    let mut story = Story::new(Policy::default());
    let mut client = Peer::new(9);
    let submit = || Call::Submit { job: JobId::new(1), spec: Arc::new(spec(GIB)), wait_for: Some(vec![]) };
    let first = story.message(&mut client, Body::Call(submit()));
    story.deliver(first.clone());
    story.call(&mut client, Call::Delete(JobId::new(1)));
    story.deliver(first);
    assert_eq!((story.queue(), story.broker.jobs().end_of(JobId::new(1))), (vec![], Some(End::Deleted)));
    story.call(&mut client, submit());
    assert_eq!(story.queue(), [1], "who means it may submit it anew");
}
