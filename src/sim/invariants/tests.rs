//! No correct run breaks a rule, and nothing would tell that one has stopped looking. So here every rule looks at something
//! that is wrong in one place, and at the same where it is right.

use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::broker::call::Answer;
use crate::broker::emergency::Finding;
use crate::broker::jobs::{End, JobSpec};
use crate::broker::preempt::Preempted;
use crate::id::MessageId;
use crate::ordered::few::Rare;
use crate::scenario::Scenario;
use crate::sim::Sim;
use crate::sim::scribe::Scribe;
use crate::sim::timeline::Timeline;
use crate::time::{Span, Time};

const GIB: i64 = 1 << 30;
const NONE: [&str; 0] = [];

const JUMPED: &str = "no_dependency_is_jumped";
const LIVING: &str = "only_living_jobs_are_placed";
const CANNOT: &str = "no_executor_is_given_what_it_cannot_do";
const BEHIND: &str = "no_emergency_waits_behind_a_job_that_could_have_waited";
const CRITICAL: &str = "only_a_critical_emergency_preempts_a_normal_job";
const NOTHING: &str = "no_job_is_preempted_for_nothing";
const EARLY: &str = "nobody_is_handed_out_before_the_place_is_empty";
const LOST: &str = "no_job_is_lost";

fn rules(watcher: &Invariants) -> Vec<&'static str> {
    watcher.violations().iter().map(|violation| violation.rule).collect()
}

fn event(what: What) -> Event {
    let (id, dot) = (EventId::new(1), Dot { node: NodeId::new(0), count: 1 });
    Event { id, at: Time::START, dot, kind: EventKind::Internal, message: None, cause: None, is_merge: false, what }
}

/// A watcher that saw a broker do all this.
fn told(facts: &[Fact]) -> Invariants {
    let mut watcher = Invariants::default();
    for fact in facts {
        watcher.check_event(&event(What::Broker(fact.clone())), &Trace::default());
    }
    watcher
}

fn needs(of: impl FnOnce(&mut Capabilities)) -> Capabilities {
    let mut needs = Capabilities { cpu_load: Real::new(200.0).unwrap(), ..Capabilities::default() };
    of(&mut needs);
    needs
}

fn submitted(job: JobId, needs: Capabilities, waits_for: &[JobId], finding: Option<&Finding>) -> Fact {
    let waits_for = waits_for.to_vec();
    let finding = finding.cloned();
    Fact::Submitted(Box::new(Submitted { job, finding, needs, place: None, waits_for, put_before: None }))
}

fn done(job: JobId, first: bool) -> Fact {
    Fact::DoneHeard { job, by: NodeId::new(1), first, freed: Rare::new(), stopped: None }
}

fn decided(decision: &Decision) -> Fact {
    Fact::Decided(Arc::new(decision.clone()))
}

/// A choice, doctored.
fn but(decision: &Decision, doctor: impl FnOnce(&mut Decision)) -> Decision {
    let mut decision = decision.clone();
    doctor(&mut decision);
    decision
}

fn run(policy: &serde_json::Value, executors: &[serde_json::Value], jobs: &[(u64, serde_json::Value)]) -> Sim {
    let mut nodes = vec![json!({"kind": "broker"}), json!({"kind": "client"})];
    nodes.extend(executors.iter().cloned());
    let submit = |(at_ms, job): &(u64, serde_json::Value)| {
        let mut command = job.clone();
        command["type"] = json!("submit_job");
        json!({"at_ms": at_ms, "command": command})
    };
    let actions: Vec<_> = jobs.iter().map(submit).collect();
    let ends_at = jobs.last().map_or(0, |(at, _)| at + 5_000);
    let scenario = json!({
        "version": 1, "title": "doctored", "seed": 1, "policy": policy, "nodes": nodes, "actions": actions,
        "opens_at_ms": ends_at,
    });
    Sim::new(Scenario::from_value(&scenario).unwrap()).unwrap()
}

fn executor(name: &str, memory: i64, disk: i64, cores: i64) -> serde_json::Value {
    json!({"kind": "executor", "name": name, "capabilities": {
        "memory": memory * GIB, "disk": disk * GIB, "cpu_load": 10, "cpu_cores": cores, "cpu_freq": 2000,
        "has_battery": false, "power": 100,
    }})
}

fn job(sim: &Sim, name: &str) -> JobId {
    sim.world().names().find_job(name).unwrap()
}

/// Goes to the choice that gave a job its executor.
fn at_choice(sim: &mut Sim, name: &str) -> Decision {
    let id = job(sim, name);
    let found = sim.trace().events().find_map(|event| match &event.what {
        What::Broker(Fact::Decided(made)) if made.job == id && made.winner.is_some() => {
            Some((event.id, (**made).clone()))
        }
        _ => None,
    });
    let (event, decision) = found.unwrap();
    sim.seek(event);
    decision
}

/// `late` passes `first`, for which `big` is kept free, and the emergency `ill`, which waits for `first`. It goes to
/// `small`; `wide` can't run it.
fn crowd() -> (Sim, Decision) {
    let mut sim = run(
        &json!({"order": "emergency_aged", "ageing_ms": 1000}),
        &[executor("big", 8, 64, 4), executor("small", 8, 16, 2), executor("wide", 16, 1, 1)],
        &[
            (
                5_000,
                json!({"name": "busy", "duration_ms": 600_000, "capabilities": {
                "memory": 6 * GIB, "cpu_cores": 4, "cpu_load": 200}}),
            ),
            (6_000, json!({"name": "first", "capabilities": {"memory": 8 * GIB, "cpu_cores": 4, "cpu_load": 200}})),
            (
                99_000,
                json!({"name": "ill", "wait_for": ["first"], "emergency": {"kind": "medical", "level": "low"},
                "capabilities": {"memory": 12 * GIB, "cpu_load": 200}}),
            ),
            (
                100_000,
                json!({"name": "late", "capabilities": {"memory": GIB, "disk": 2 * GIB, "cpu_cores": 1,
                "cpu_load": 200}}),
            ),
        ],
    );
    let late = at_choice(&mut sim, "late");
    assert_eq!(late.passed().collect::<Vec<_>>(), [job(&sim, "first"), job(&sim, "ill")]);
    let verdicts: Vec<Verdict> = late.explained().candidates.iter().map(|candidate| candidate.verdict).collect();
    let [Verdict::Held(held), Verdict::Eligible { .. }, Verdict::Incapable] = verdicts[..] else {
        panic!("{verdicts:?}")
    };
    assert_eq!((held, late.winner), (job(&sim, "first"), Some(1)));
    (sim, late)
}

/// `heart` takes the place of `calm`.
fn preemption() -> (Sim, Decision) {
    let memory = json!({"memory": 8 * GIB, "cpu_load": 200});
    let mut sim = run(
        &json!({"preempt": true}),
        &[executor("only", 8, 64, 4), executor("other", 1, 64, 4)],
        &[
            (5_000, json!({"name": "calm", "duration_ms": 600_000, "capabilities": memory})),
            (
                20_000,
                json!({"name": "heart", "emergency": {"kind": "medical", "level": "high"}, "capabilities": memory}),
            ),
        ],
    );
    let heart = at_choice(&mut sim, "heart");
    assert_eq!(heart.preempted.0.iter().map(|victim| victim.job).collect::<Vec<_>>(), [job(&sim, "calm")]);
    (sim, heart)
}

/// The same run, in which a broker's facts are others.
fn doctored(sim: &Sim, doctor: impl Fn(&mut Fact)) -> Trace {
    let mut trace = Trace::default();
    for sent in sim.trace().messages() {
        trace.put_sent(sent.message, sent.event, sent.at);
    }
    for event in sim.trace().events() {
        let mut event = event.clone();
        if let What::Broker(fact) = &mut event.what {
            doctor(fact);
        }
        trace.put_event(event);
    }
    trace
}

#[test]
fn one_that_goes_on_from_a_copy_knows_what_one_knows_that_has_looked_at_everything() {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    for to in [100, 300, 700, 640] {
        sim.seek(EventId::new(to));
        let mut trace = sim.trace().up_to(sim.world());
        let from_a_copy = Invariants::of(&trace);
        assert_eq!(trace.timeline.watcher().is_some_and(|copy| copy.seen > 100), to > 128, "{to}");
        trace.timeline = Timeline::default();
        let from_the_beginning = Invariants::of(&trace);
        assert_eq!(format!("{from_a_copy:?}"), format!("{from_the_beginning:?}"));
        assert!(from_a_copy.is_at(sim.cursor()));
    }
}

#[test]
fn a_watcher_sees_every_event_of_a_run_and_one_that_is_off_none() {
    let (sim, late) = crowd();
    let first = job(&sim, "first");
    let wrong = doctored(&sim, |fact| match fact {
        Fact::Submitted(submitted) if submitted.job == late.job => submitted.waits_for.push(first),
        _ => {}
    });
    let seen = |mut watcher: Invariants, trace: &Trace| {
        watcher.check(sim.world(), trace);
        rules(&watcher)
    };
    assert_eq!(seen(Invariants::default(), &doctored(&sim, |_| {})), NONE);
    assert_eq!(seen(Invariants::default(), &wrong), [JUMPED]);
    assert_eq!(seen(Invariants::off(), &wrong), NONE);
    let again = Invariants::of(&wrong);
    assert_eq!((rules(&again), again.seen), (vec![JUMPED], wrong.len()));
}

#[test]
fn what_a_watcher_found_a_run_tells() {
    let (mut sim, _) = preemption();
    assert_eq!((sim.violations(), sim.invariants.seen), (&[][..], sim.trace().len()));
    sim.invariants.broken(EventId::new(1), LOST, "a job".to_owned());
    assert_eq!(sim.violations().len(), 1);
}

#[test]
fn a_tick_that_is_missing_is_told() {
    let (sim, _) = preemption();
    let events: Vec<&Event> = sim.trace().events().collect();
    let mut watcher = Invariants::default();
    events.iter().for_each(|event| watcher.check_clock(event));
    assert_eq!(rules(&watcher), NONE);
    let (last, mut watcher) = (events.last().unwrap().dot, Invariants::default());
    let before = |event: &&&Event| event.dot.node == last.node && event.dot.count + 1 == last.count;
    let missing = events.iter().find(before).unwrap().id;
    events.iter().filter(|event| event.id != missing).for_each(|event| watcher.check_clock(event));
    assert_eq!(rules(&watcher), ["each_event_is_one_tick"]);
}

#[test]
fn what_is_received_at_its_own_sending_or_before_it_is_told() {
    let (sim, _) = preemption();
    for (later, broken) in [(0, true), (1, true), (-1, false)] {
        let mut received = sim.trace().get(EventId::new(1)).unwrap().clone();
        received.id = EventId::new(5);
        received.cause = Some(EventId::new((5 + later) as u32));
        let mut watcher = Invariants::default();
        watcher.check_clock(&received);
        let rule = "nothing_is_received_before_it_is_sent";
        assert_eq!(rules(&watcher), if broken { vec![rule] } else { vec![] }, "{later}");
    }
}

#[test]
fn a_merge_without_news_and_news_that_nobody_told_are_told() {
    let (sim, _) = preemption();
    let seen = |doctor: &dyn Fn(&mut Event)| {
        let mut watcher = Invariants::default();
        for event in sim.trace().events() {
            let mut event = event.clone();
            doctor(&mut event);
            watcher.check_news(&event, sim.trace());
        }
        rules(&watcher)
    };
    let is_merge = |event: &&Event| event.is_merge;
    let merges = sim.trace().events().filter(is_merge).count();
    let others = sim.trace().len() - merges;
    let rule = "a_merge_brings_what_the_message_knew";
    assert_eq!(seen(&|_| {}), NONE);
    assert_eq!(seen(&|event| event.is_merge = !event.is_merge), vec![rule; others]);
    assert_eq!(seen(&|event| event.message = None), vec![rule; merges]);
}

#[test]
fn a_job_is_placed_only_while_it_lives_and_never_before_what_it_waits_for() {
    let (sim, late) = crowd();
    let (id, other) = (late.job, job(&sim, "first"));
    let (take, wait) = (submitted(id, late.needs, &[], None), submitted(id, late.needs, &[other], None));
    let ended = |job| Fact::Ended { job, end: End::Deleted };
    let deleted = |alive| Fact::DeleteHeard { job: id, alive };
    let put = decided(&late);
    let nobody = decided(&but(&late, |late| late.winner = None));
    let told_in_turn: [(&[&Fact], &[&str]); 14] = [
        (&[&take, &put], &[]),
        (&[&put], &[LIVING]),
        (&[&nobody], &[]),
        (&[&take, &ended(id), &put], &[LIVING]),
        (&[&take, &deleted(true), &put], &[LIVING]),
        (&[&take, &deleted(false), &put], &[]),
        (&[&take, &done(id, true), &put], &[LIVING]),
        (&[&take, &done(id, false), &put], &[]),
        (&[&take, &ended(id), &take, &put], &[]),
        (&[&take, &done(id, true), &done(id, false)], &[]),
        (&[&take, &done(id, true), &done(id, true)], &["no_job_ends_twice"]),
        (&[&wait, &put], &[JUMPED]),
        (&[&wait, &ended(other), &put], &[JUMPED]),
        (&[&wait, &done(other, true), &put], &[]),
    ];
    for (facts, broken) in told_in_turn {
        let facts: Vec<Fact> = facts.iter().map(|fact| (*fact).clone()).collect();
        assert_eq!(rules(&told(&facts)), broken, "{facts:?}");
    }
}

#[test]
fn a_broker_that_forgot_everything_has_taken_no_job_and_what_was_found_before_stays_found() {
    let (_, late) = crowd();
    let (put, take) = (What::Broker(decided(&late)), What::Broker(submitted(late.job, late.needs, &[], None)));
    let restarted = |node, with_memory| Event {
        dot: Dot { node: NodeId::new(node), count: 2 },
        ..event(What::Restarted { with_memory })
    };
    for (restart, after) in [
        (restarted(0, false), vec![LIVING, LIVING]),
        (restarted(0, true), vec![LIVING]),
        (restarted(1, false), vec![LIVING]),
    ] {
        let mut watcher = Invariants::default();
        for event in [event(put.clone()), event(take.clone()), restart, event(put.clone())] {
            watcher.check_event(&event, &Trace::default());
        }
        assert_eq!(rules(&watcher), after);
    }
}

#[test]
fn a_winner_that_lacks_anything_or_is_kept_free_for_another_is_told() {
    let (_, late) = crowd();
    let seen = |decision: &Decision| rules(&told(&[submitted(late.job, late.needs, &[], None), decided(decision)]));
    assert_eq!(seen(&late), NONE);
    assert_eq!(seen(&but(&late, |late| late.winner = Some(0))), [CANNOT], "it fits there, and has to wait");
    assert_eq!(seen(&but(&late, |late| late.winner = Some(9))), [CANNOT], "there is no such executor");
    let greedy = needs(|needs| needs.memory = 100 * GIB);
    assert_eq!(seen(&but(&late, |late| late.needs = greedy)), [CANNOT]);
}

#[test]
fn each_line_of_the_capability_rule_refuses_for_itself() {
    let real = |n| Real::new(n).unwrap();
    let has = Capabilities {
        memory: 8,
        disk: 8,
        cpu_load: real(50.0),
        cpu_cores: 4,
        cpu_freq: real(2000.0),
        has_battery: true,
        power: real(60.0),
    };
    assert!(fits(&has, &has), "what is just enough is enough");
    let one_more: [fn(&mut Capabilities); 7] = [
        |needs| needs.memory += 1,
        |needs| needs.disk += 1,
        |needs| needs.cpu_load = Real::new(49.0).unwrap(),
        |needs| needs.cpu_cores += 1,
        |needs| needs.cpu_freq = Real::new(2001.0).unwrap(),
        |needs| needs.has_battery = false,
        |needs| needs.power = Real::new(61.0).unwrap(),
    ];
    for (line, more) in one_more.into_iter().enumerate() {
        let mut needs = has;
        more(&mut needs);
        assert!(!fits(&needs, &has), "line {line}");
        let mains = Capabilities { has_battery: false, ..has };
        assert_eq!(fits(&needs, &mains), line >= 5, "on mains only the battery's lines say nothing: line {line}");
    }
}

#[test]
fn an_emergency_that_was_passed_and_could_have_gone_is_told() {
    let (sim, late) = crowd();
    let (first, ill) = (job(&sim, "first"), job(&sim, "ill"));
    let finding = sim.world().broker().jobs().get(ill).unwrap().finding.clone().unwrap();
    let wide = needs(|needs| needs.memory = 12 * GIB);
    let seen = |decision: &Decision, needs: Capabilities, waits_for: &[JobId], more: &[Fact]| {
        let mut facts = vec![submitted(ill, needs, waits_for, Some(&finding))];
        facts.extend_from_slice(more);
        let mut watcher = told(&facts);
        watcher.check_passed(sim.world(), decision);
        rules(&watcher)
    };
    let small = needs(|_| {});
    assert_eq!(seen(&late, small, &[first], &[]), NONE, "it still waits for another job");
    assert_eq!(seen(&late, small, &[], &[]), [BEHIND]);
    assert_eq!(seen(&late, small, &[first], &[done(first, true)]), [BEHIND]);
    assert_eq!(seen(&late, small, &[], &[submitted(ill, small, &[], None)]), NONE, "it is none any more");
    let too_much = needs(|needs| needs.memory = 100 * GIB);
    assert_eq!(seen(&late, too_much, &[], &[]), NONE);
    let big = needs(|needs| needs.disk = 32 * GIB);
    assert_eq!(seen(&late, big, &[], &[]), NONE, "the one that could is kept free for a job that waited longer");

    // Of the one that can't run the job that went nobody wrote down whether it is kept free.
    assert_eq!(seen(&late, wide, &[], &[]), NONE, "another has waited past the bound before it");
    let patient = but(&late, |late| late.policy.ageing = Span::from_secs(600));
    assert_eq!(seen(&patient, wide, &[], &[]), [BEHIND]);
    let with_order = |order| but(&late, |late| late.policy.order = order);
    assert_eq!(seen(&with_order(Order::EmergencyFirst), wide, &[], &[]), [BEHIND], "nobody is kept free there");
    assert_eq!(seen(&with_order(Order::Fifo), small, &[], &[]), NONE, "nobody passes anybody there");

    assert_eq!(seen(&but(&late, |late| late.finding = Some(finding.clone())), small, &[], &[]), NONE);
    assert_eq!(seen(&but(&late, |late| late.winner = None), small, &[], &[]), NONE, "nobody went");
}

#[test]
fn who_may_take_the_place_of_whom_and_that_it_must_be_needed() {
    let (sim, heart) = preemption();
    let calm = job(&sim, "calm");
    let finding = heart.finding.clone().unwrap();
    let all = heart.needs;
    let seen = |decision: &Decision, needs: Capabilities, is_ill: bool| {
        let victim = submitted(calm, needs, &[], is_ill.then_some(&finding));
        rules(&told(&[submitted(heart.job, heart.needs, &[], Some(&finding)), victim, decided(decision)]))
    };
    assert_eq!(seen(&heart, all, false), NONE, "the level is just high enough");
    assert_eq!(seen(&heart, all, true), [CRITICAL]);
    assert_eq!(seen(&but(&heart, |heart| heart.finding = None), all, false), [CRITICAL]);
    let urgent = but(&heart, |heart| heart.finding.as_mut().unwrap().emergency.level = Level::Medium);
    assert_eq!(seen(&urgent, all, false), [CRITICAL]);
    let forbidden = but(&heart, |heart| heart.policy.preempt = false);
    assert_eq!(seen(&forbidden, all, false), [CRITICAL]);

    assert_eq!(seen(&heart, needs(|_| {}), false), [NOTHING], "there was room for both");
    let elsewhere = but(&heart, |heart| heart.preempted.0[0].executor = NodeId::new(3));
    assert_eq!(seen(&elsewhere, all, false), [NOTHING], "it was somewhere else");
    // With the victim the load is 10 and a quarter of 100; loads that differ by rounding alone are the same.
    for (load, broken) in [(35.0, vec![]), (35.01, vec![NOTHING]), (34.0, vec![])] {
        let tight = but(&heart, |heart| heart.needs.cpu_load = Real::new(load).unwrap());
        assert_eq!(seen(&tight, needs(|_| {}), false), broken, "{load}");
    }
    let unknown = rules(&told(&[submitted(heart.job, heart.needs, &[], Some(&finding)), decided(&heart)]));
    assert_eq!(unknown, [NOTHING], "of a job that nobody submitted it is not known what it takes");
}

#[test]
fn nobody_comes_to_an_executor_that_somebody_has_to_leave_before_it_is_left() {
    let (sim, heart) = preemption();
    let [Preempted { job: calm, executor, .. }] = heart.preempted.0[..] else { panic!() };
    let (there, elsewhere) = (executor.machine(), NodeId::new(9));
    let broker = sim.world().broker_id();
    let finding = heart.finding.clone();
    let spec: Arc<JobSpec> = Arc::clone(&sim.world().broker().jobs().get(calm).unwrap().spec);
    let stop = MessageId::new(1);
    let mut trace = Trace::default();
    let message = |id: MessageId, from, to, body| Message { id, from, to, clock: None, body };
    trace.put_sent(&Arc::new(message(stop, broker, there, Body::Call(Call::Stop(calm)))), None, Time::START);
    let all_told = |more: &[Fact]| {
        let taken = [(heart.job, finding.as_ref()), (calm, None)];
        let mut facts = taken.map(|(job, finding)| submitted(job, heart.needs, &[], finding)).to_vec();
        facts.push(decided(&heart));
        facts.extend_from_slice(more);
        told(&facts)
    };
    let run =
        |job, to| message(MessageId::new(2000), broker, to, Body::Call(Call::Run { job, spec: Arc::clone(&spec) }));
    let of_kind = |kind| Event { kind, ..event(What::Broker(Fact::Sent)) };
    let handed_out = |mut watcher: Invariants, job, to, kind| {
        watcher.check_room(&of_kind(kind), &run(job, to), &trace);
        rules(&watcher)
    };
    let (sends, receives) = (EventKind::Send, EventKind::Receive);
    for (job, to, kind, broken) in [
        (heart.job, there, sends, vec![EARLY]),
        (calm, there, sends, vec![EARLY]),
        (JobId::new(77), there, sends, vec![]),
        (heart.job, elsewhere, sends, vec![]),
        (calm, elsewhere, sends, vec![]),
        (heart.job, there, receives, vec![]),
    ] {
        assert_eq!(handed_out(all_told(&[]), job, to, kind), broken, "{job:?} to {to:?}");
    }
    let withdrawn = |answered| Fact::Withdrawn { job: calm, executor: there, answered, ready: None };
    assert_eq!(handed_out(all_told(&[withdrawn(false)]), heart.job, there, sends), NONE, "it was given up");
    // Whether there was an answer the watcher knows from the message alone.
    assert_eq!(handed_out(all_told(&[withdrawn(true)]), heart.job, there, sends), [EARLY]);
    let answered = |from, kind| {
        let mut watcher = all_told(&[]);
        let answer = message(MessageId::new(1001), from, broker, Body::Answer(stop, Answer::OK));
        watcher.check_room(&of_kind(kind), &answer, &trace);
        handed_out(watcher, heart.job, there, sends)
    };
    assert_eq!(answered(there, receives), NONE);
    assert_eq!(answered(elsewhere, receives), [EARLY]);
    assert_eq!(answered(there, sends), [EARLY]);
}

#[test]
fn in_a_run_the_place_is_empty_only_when_the_answer_was_heard() {
    let (sim, heart) = preemption();
    let calm = heart.preempted.0[0].job;
    let is_answer = |event: &&Event| match event.message.and_then(|id| sim.trace().sent(id)).map(|s| &s.message.body) {
        Some(Body::Answer(call, _)) if event.is_receive() => {
            sim.trace().sent(*call).is_some_and(|call| call.message.body == Body::Call(Call::Stop(calm)))
        }
        _ => false,
    };
    let answer = sim.trace().events().find(is_answer).unwrap().id;
    let seen = |without: Option<EventId>| {
        let mut watcher = Invariants::default();
        let events = sim.trace().events().filter(|event| Some(event.id) != without);
        events.for_each(|event| watcher.check_event(event, sim.trace()));
        rules(&watcher)
    };
    assert_eq!((seen(None), seen(Some(answer))), (vec![], vec![EARLY]));
}

#[test]
fn whoever_had_to_go_and_does_not_wait_is_told() {
    let (mut sim, heart) = preemption();
    let seen = |sim: &Sim| {
        let mut watcher = Invariants::default();
        watcher.check_preempted(sim.world(), &heart);
        rules(&watcher)
    };
    assert_eq!(seen(&sim), NONE);
    sim.seek(EventId::new(0));
    assert_eq!(seen(&sim), ["a_preempted_job_waits_again"]);
}

#[test]
fn a_job_that_is_nowhere_or_twice_is_told_in_each_stage() {
    let (sim, late) = crowd();
    let broker = sim.world().broker();
    let (busy, first, late) = (job(&sim, "busy"), job(&sim, "first"), late.job);
    let tables = || (broker.jobs().clone(), broker.queue().clone(), broker.executors().clone());
    let Stage::Running(big) = broker.jobs().get(busy).unwrap().stage else { panic!() };
    let Stage::Assigned(small) = broker.jobs().get(late).unwrap().stage else { panic!() };
    let seen = |(jobs, queue, executors): (Jobs, Queue, Executors)| {
        let mut watcher = Invariants::default();
        watcher.check_tables(EventId::new(1), &jobs, &queue, &executors);
        rules(&watcher)
    };
    assert_eq!(seen(tables()), NONE);

    let (jobs, mut queue, executors) = tables();
    queue.remove(first);
    assert_eq!(seen((jobs, queue, executors)), [LOST], "it waits, and not in the queue");
    let (mut jobs, queue, executors) = tables();
    jobs.get_mut(first).unwrap().answer_to = Some((NodeId::new(1), MessageId::new(1)));
    assert_eq!(seen((jobs, queue, executors)), [LOST], "it is to be placed at once, and waits");
    let (mut jobs, mut queue, executors) = tables();
    queue.remove(first);
    jobs.get_mut(first).unwrap().answer_to = Some((NodeId::new(1), MessageId::new(1)));
    assert_eq!(seen((jobs, queue, executors)), NONE, "it is to be placed at once, and is not in the queue");

    for (job, machine) in [(busy, big), (late, small)] {
        let (jobs, queue, mut executors) = tables();
        executors.get_mut(&machine).unwrap().release(job);
        assert_eq!(seen((jobs, queue, executors)), [LOST], "its executor does not have it");
        let (jobs, mut queue, executors) = tables();
        queue.insert(job, jobs.get(job).unwrap(), &jobs, broker.policy());
        assert_eq!(seen((jobs, queue, executors)), [LOST], "its executor has it, and it is in the queue");
        let (jobs, queue, mut executors) = tables();
        executors.remove(&machine);
        assert_eq!(seen((jobs, queue, executors)), [LOST], "its executor is none any more");
    }

    let (mut jobs, queue, executors) = tables();
    jobs.end(first, End::Deleted);
    assert_eq!(seen((jobs, queue, executors)), ["only_living_jobs_wait"]);
}
