use super::*;
use crate::broker::fact::Submitted;
use crate::scenario::Scenario;
use crate::sim::Sim;
use crate::view::opening_at;
use serde_json::json;

fn give(sim: &mut Sim, command: serde_json::Value) {
    sim.apply(Command::from_value(&command).unwrap()).unwrap();
}

fn whole(sim: &Sim) -> Figures {
    Tally::default().figures(sim.trace(), sim.world().now())
}

/// The same once more from the definitions, slowly: one question to the trace for each figure.
fn slowly(sim: &Sim, until: Time) -> Figures {
    let events = || sim.trace().events().filter(move |event| event.at <= until);
    let names = sim.trace().names();
    let first_after = |from: EventId, is: &dyn Fn(&What) -> bool| events().find(|e| e.id > from && is(&e.what));
    let mut all: [Vec<(Span, bool)>; 2] = Default::default();
    for event in events() {
        let What::Broker(Fact::Submitted(submitted)) = &event.what else { continue };
        let Submitted { job, finding, .. } = &**submitted;
        let ran =
            first_after(event.id, &|what| matches!(what, What::Peer(PeerFact::JobStarted { job: j, .. }) if j == job));
        let ended = first_after(event.id, &|what| {
            matches!(what, What::Broker(Fact::DoneHeard { job: j, first: true, .. } | Fact::Ended { job: j, .. }
                | Fact::FailedHeard { job: j, first: true, .. } | Fact::DeleteHeard { job: j, alive: true }) if j == job)
        });
        let over = ran.into_iter().chain(ended).map(|e| e.at).min();
        let wait = over.unwrap_or(until).since(event.at);
        all[usize::from(finding.is_some())].push((wait, over.is_none()));
    }
    let [normal, emergency] = all.map(|mut all| {
        all.sort();
        let at = |share: f64| all.get(((all.len() as f64 * share).ceil() as usize).max(1) - 1).map(|(wait, _)| *wait);
        let still = all.iter().filter(|(_, still)| *still).count();
        Waits { jobs: all.len(), still, median: at(0.5), p95: at(0.95), worst: at(1.0) }
    });
    let sent = || sim.trace().messages().filter(|sent| sent.event.is_some() && sent.at <= until);
    let clock = |sent: crate::sim::trace::Sent<'_>| {
        sent.message.clock.as_ref().map_or(0, |clock| clock.vector().to_wire(names).to_string().len() as u64)
    };
    let done = |what: &What| matches!(what, What::Broker(Fact::DoneHeard { first: true, .. }));
    Figures {
        emergency,
        normal,
        done: events().filter(|event| done(&event.what)).count(),
        messages: sent().count(),
        lost: sim.trace().messages().filter(|sent| sent.lost().is_some_and(|loss| loss.at <= until)).count(),
        clock_bytes: sent().map(clock).sum(),
        ..Figures::default()
    }
}

#[test]
fn figures_are_what_their_definitions_say_at_every_moment() {
    let mut sim = opening_at(0);
    sim.run_until(Time::from_ms(60_000));
    give(&mut sim, json!({"type": "cut", "a": "broker", "b": "exec-1"}));
    sim.run_until(Time::from_ms(200_000));
    give(&mut sim, json!({"type": "submit_job", "name": "fire", "emergency": {"kind": "fire"}}));
    sim.run_until(Time::from_ms(900_000));
    let mut tally = Tally::default();
    for ms in (0..900_000).step_by(15_000).map(Time::from_ms) {
        let Figures { undone, up, busy, ref mut emergency, .. } = tally.figures(sim.trace(), ms);
        let emergency = std::mem::take(emergency);
        let found =
            Figures { undone: 0, up: Span::ZERO, busy: Span::ZERO, emergency, ..tally.figures(sim.trace(), ms) };
        assert_eq!(found, slowly(&sim, ms), "at {ms}");
        assert_eq!(undone, 0);
        assert!(busy <= up);
    }
    assert_eq!(
        tally.figures(sim.trace(), Time::from_ms(80_000)),
        Tally::default().figures(sim.trace(), Time::from_ms(80_000))
    );
    let all = whole(&sim);
    assert!(all.emergency.jobs >= 2 && all.normal.jobs >= 3 && all.done >= 4 && all.lost > 0, "{all:?}");
}

#[test]
fn utilisation_counts_an_executor_while_it_is_up_and_taken_in() {
    let text = json!({
        "version": 1, "title": "one", "nodes": [{"kind": "broker"}, {"kind": "executor"}, {"kind": "client"}],
        "network": {"latency_ms_min": 10, "latency_ms_max": 10},
        "actions": [
            {"at_ms": 10_000, "command": {"type": "submit_job", "name": "j", "duration_ms": 30_000}},
            {"at_ms": 100_000, "command": {"type": "crash", "node": "exec-1"}},
            {"at_ms": 200_000, "command": {"type": "restart", "node": "exec-1", "with_memory": true}},
            {"at_ms": 250_000, "command": {"type": "remove", "node": "exec-1"}},
        ],
    });
    let mut sim = Sim::new(Scenario::from_json(&text.to_string()).unwrap()).unwrap();
    sim.run_until(Time::from_ms(400_000));
    let joined = sim.trace().events().find(|event| event.what == What::Peer(PeerFact::Joined)).unwrap().at;
    let up_to = |ms| Tally::default().figures(sim.trace(), Time::from_ms(ms));
    assert_eq!(up_to(90_000).busy, Span::from_ms(30_000));
    assert_eq!(up_to(90_000).up, Time::from_ms(90_000).since(joined));
    assert_eq!(up_to(150_000).up, Time::from_ms(100_000).since(joined), "not while it is down");
    assert_eq!(up_to(400_000).up, Time::from_ms(150_000).since(joined), "not after it was taken away");
    assert_eq!(up_to(400_000).utilisation(), Some(30_000_000 / Time::from_ms(150_000).since(joined).ms() as u32));
}

#[test]
fn a_job_that_never_ran_waited_until_it_ended_and_one_that_waits_counts_so_far() {
    let text = json!({
        "version": 1, "title": "none", "nodes": [{"kind": "broker"}, {"kind": "client"}],
        "network": {"latency_ms_min": 1, "latency_ms_max": 1},
        "actions": [
            {"at_ms": 1_000, "command": {"type": "submit_job", "name": "a"}},
            {"at_ms": 1_000, "command": {"type": "submit_job", "name": "b"}},
            {"at_ms": 61_000, "command": {"type": "delete_job", "job": "a"}},
        ],
    });
    let mut sim = Sim::new(Scenario::from_json(&text.to_string()).unwrap()).unwrap();
    sim.run_until(Time::from_ms(100_000));
    let figures = Tally::default().figures(sim.trace(), Time::from_ms(101_001));
    let normal = figures.normal;
    assert_eq!((normal.jobs, normal.still, figures.undone, figures.done), (2, 1, 1, 0));
    assert_eq!(normal.median, Some(Span::from_ms(60_000)));
    assert_eq!(normal.worst.map(|worst| worst.ms() / 1000), Some(100));
}

#[test]
fn the_better_side_is_told_where_one_can_say_so() {
    let waits = |ms| Waits { jobs: 1, median: Some(Span::from_ms(ms)), ..Waits::default() };
    let left = Figures { normal: waits(9_000), done: 2, messages: 10, clock_bytes: 1024, ..Figures::default() };
    let right = Figures { normal: waits(2_500), done: 1, messages: 12, clock_bytes: 512, ..Figures::default() };
    let groups = compare(&left, &right);
    let line = |name| groups.iter().flat_map(|group| &group.lines).rfind(|line| line.name.0 == name).unwrap();
    let told = |name| (line(name).difference.as_str(), line(name).better);
    assert_eq!(told("median"), ("−6.5 s", Some(Side::Right)));
    assert_eq!(told("jobs done"), ("−1", Some(Side::Left)));
    assert_eq!(told("messages"), ("+2", None));
    assert_eq!(told("bytes of clocks"), ("−512 B", None));
    assert_eq!(told("worst"), ("–", None));
    assert_eq!(told("jobs that ended undone"), ("same", None));
}
