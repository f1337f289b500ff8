//! The scenarios that come with the program run without a broken invariant, and show what they ask about.

#![cfg(not(target_arch = "wasm32"))]

use clocktower::broker::data::DataName;
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::End;
use clocktower::clock::Causality;
use clocktower::export::link::{link, open};
use clocktower::id::EventId;
use clocktower::scenario::{Command, Scenario};
use clocktower::sim::fact::{PeerFact, What};
use clocktower::sim::machine::Node;
use clocktower::sim::trace::Event;
use clocktower::sim::{Sim, Step, heartbeat};
use clocktower::time::Time;
use clocktower::view::decision::{Standing, choice_at, decision_in};
use clocktower::view::merge::{Outcome, merge_at};

fn run(key: &str, ms: u64) -> Sim {
    let (_, scenario) = Scenario::bundled().iter().find(|(other, _)| *other == key).expect(key);
    let mut sim = Sim::new(Scenario { opens_at_ms: 0, ..scenario.clone() }).expect(key);
    sim.run_until(Time::from_ms(ms));
    sim
}

fn fact(event: &Event) -> Option<&Fact> {
    match &event.what {
        What::Broker(fact) => Some(fact),
        _ => None,
    }
}

/// A run that has come to the last of its moments, and the event of each.
fn moments(key: &str) -> (Sim, Vec<EventId>) {
    let scenario = Scenario::under(key).expect(key);
    let events: Vec<EventId> = scenario.moments.iter().filter_map(|moment| moment.event.map(EventId::new)).collect();
    let mut sim = Sim::new(scenario.clone()).expect(key);
    assert!(events.is_sorted() && events.len() == scenario.moments.len(), "{key}");
    sim.seek(*events.last().expect(key));
    (sim, events)
}

fn broker_fact(sim: &Sim, event: EventId) -> &Fact {
    fact(sim.trace().get(event).expect("the run comes so far")).expect("it is the broker's")
}

fn peer_fact(sim: &Sim, event: EventId) -> &PeerFact {
    match &sim.trace().get(event).expect("the run comes so far").what {
        What::Peer(fact) => fact,
        other => panic!("{event}: {other:?}"),
    }
}

/// The job that was decided on in an event, and who got it.
fn decided(sim: &Sim, event: EventId) -> (String, Option<String>) {
    let choice = choice_at(sim.trace(), event).expect("a decision");
    assert_eq!(choice.event, event, "it is made right there");
    let winner = choice.rows.iter().find(|row| row.standing == Standing::Chosen).map(|row| row.name.clone());
    (choice.job, winner)
}

fn gets(sim: &Sim, event: EventId, job: &str, executor: &str) {
    assert_eq!(decided(sim, event), (job.to_owned(), Some(executor.to_owned())));
}

/// Whether both sides of a merge had something that the other did not.
fn merged(sim: &Sim, event: EventId) -> Vec<(String, bool)> {
    let merge = merge_at(sim.trace(), event).expect("a merge");
    assert!(merge.is_at_focus && merge.outcome == Outcome::Merged);
    merge.entries.iter().map(|entry| (entry.name.clone(), entry.is_news())).collect()
}

/// When a job was first given to an executor.
fn placed_at_ms(sim: &Sim, job: &str) -> Option<u64> {
    let job = sim.trace().names().find_job(job)?;
    let placed = |event: &&Event| matches!(fact(event), Some(Fact::Decided(d)) if d.job == job && d.winner.is_some());
    sim.trace().events().find(placed).map(|event| event.at.ms())
}

#[test]
fn every_bundled_scenario_runs_ten_minutes_without_a_broken_invariant() {
    for (key, scenario) in Scenario::bundled() {
        let sim = run(key, scenario.opens_at_ms + 600_000);
        assert_eq!(sim.violations(), [], "{key}");
        let refused: Vec<_> = sim.trace().marks().iter().filter_map(|mark| mark.refused.as_ref()).collect();
        assert!(refused.is_empty(), "{key}: {refused:?}");
        assert!(sim.trace().len() > 50, "{key}");
    }
}

#[test]
fn first_ticks_lets_two_executors_join_and_learn_of_each_other() {
    let sim = run("first-ticks", 70_000);
    assert_eq!(sim.world().broker().executors().len(), 2);
    let clock = sim.world().machines().values().last().map(|machine| machine.node.clock().len());
    assert_eq!(clock, Some(3), "the last one to join knows of all three");
    let (sim, at) = moments("first-ticks");
    let count = |event| sim.trace().get(event).map(|event| event.dot.count);
    assert_eq!((count(at[0]), count(at[1])), (Some(1), Some(1)), "each its own first tick");
    assert!(merged(&sim, at[1]).contains(&("exec-1".to_owned(), true)));
    let learned = merged(&sim, at[2]);
    assert!(learned.contains(&("exec-1".to_owned(), true)), "{learned:?}");
    let exec_1 = sim.trace().names().find_node("exec-1");
    let direct = sim.trace().messages().any(|sent| Some(sent.message.from) == exec_1 && sent.received.contains(&at[2]));
    assert!(!direct, "it heard of it from the broker");
}

#[test]
fn in_a_merge_each_side_knows_something_that_the_other_does_not() {
    let (sim, at) = moments("merge");
    let news = |event| merged(&sim, event).into_iter().filter(|(_, is_news)| *is_news).map(|(name, _)| name);
    assert_eq!(news(at[0]).collect::<Vec<_>>(), ["broker", "client-1"]);
    let both = merge_at(sim.trace(), at[1]).expect("a merge");
    assert!(both.entries.iter().any(|entry| entry.mine > entry.theirs) && both.news == 1);
    assert_eq!(news(at[2]).collect::<Vec<_>>(), ["exec-1"]);
}

#[test]
fn a_heartbeat_that_was_overtaken_changes_nothing_and_a_job_hangs_on_it() {
    let (sim, at) = moments("stale-heartbeat");
    let first = sim.trace().get(at[2]).and_then(|event| event.cause).expect("it was sent");
    assert!(first < at[0] && at[1] < at[2], "it left before the other one and came after it");
    assert!(matches!(broker_fact(&sim, at[1]), Fact::HeartbeatTaken { .. }));
    assert!(matches!(broker_fact(&sim, at[2]), Fact::HeartbeatStale { .. }));
    gets(&sim, at[3], "sluice-plan", "exec-2");
    assert!(choice_at(sim.trace(), at[3]).is_some_and(|choice| {
        choice.rows.iter().any(|row| row.name == "exec-1" && row.standing == Standing::Refused)
    }));
}

#[test]
fn the_emergency_goes_to_the_right_equipment_and_the_ordinary_job_to_the_strongest() {
    let (sim, at) = moments("equipment");
    gets(&sim, at[0], "bed-count", "exec-strong");
    gets(&sim, at[1], "triage", "exec-medic");
    gets(&sim, at[2], "roof-fire", "exec-pump");
    for event in [at[1], at[2]] {
        let choice = choice_at(sim.trace(), event).expect("a decision");
        assert_eq!(choice.rows.iter().filter(|row| row.fits == Some(true)).count(), 1, "{}", choice.title);
        assert!(choice.rows[0].fits == Some(true) && choice.without.is_some_and(|words| words.contains("exec-strong")));
    }
}

#[test]
fn the_ambulance_goes_first_and_to_the_medical_equipment() {
    let (sim, at) = moments("ambulance");
    assert!(matches!(broker_fact(&sim, at[0]), Fact::Submitted(submitted) if submitted.place == Some(0)));
    gets(&sim, at[1], "triage", "exec-2");
    let choice = choice_at(sim.trace(), at[1]).expect("a decision");
    assert!(choice.rows.iter().any(|row| row.name == "exec-1" && row.standing == Standing::Refused));
    assert_eq!(choice.rows[0].fits, Some(true));
}

#[test]
fn an_executor_that_lost_its_memory_comes_back_as_another_one_and_its_job_is_placed_anew() {
    let (sim, at) = moments("came-back");
    let node = |event: EventId| sim.trace().get(event).map(|event| sim.trace().names().of_node(event.dot.node));
    assert_eq!((node(at[0]).as_deref(), node(at[1]).as_deref()), (Some("exec-1"), Some("exec-1#2")));
    assert_eq!(sim.trace().get(at[1]).map(|event| event.dot.count), Some(1), "its entry begins at one");
    assert!(matches!(broker_fact(&sim, at[2]), Fact::Registered { requeued, .. } if requeued.len() == 1));
    assert_eq!(decided(&sim, at[3]).0, "dike-camera");
    let old = sim.trace().get(at[0]).map(|event| event.dot.node);
    assert!(!sim.trace().events().any(|event| event.id > at[0] && Some(event.dot.node) == old), "the old entry stands");
}

#[test]
fn of_two_results_the_first_wins_and_neither_send_knew_of_the_other() {
    let (sim, at) = moments("two-results");
    assert!(matches!(broker_fact(&sim, at[0]), Fact::Expired { requeued, .. } if requeued.len() == 1));
    assert!(matches!(broker_fact(&sim, at[1]), Fact::ResultHeard { .. }));
    assert!(matches!(broker_fact(&sim, at[2]), Fact::ResultRefused { .. }));
    let sent = |event| sim.trace().get(event).and_then(|event| event.cause).expect("it was sent");
    assert_eq!(sim.trace().relation(sent(at[1]), sent(at[2])), Some(Causality::Concurrent));
}

#[test]
fn in_the_flood_critical_ones_pass_and_in_the_end_everybody_has_had_a_turn() {
    let (sim, at) = moments("flood");
    gets(&sim, at[0], "street-lists", "exec-3");
    assert!(
        matches!(broker_fact(&sim, at[1]), Fact::Submitted(submitted) if submitted.place == Some(0)),
        "to the front"
    );
    assert!(decided(&sim, at[2]).1.is_some());
    let mut sim = sim;
    sim.run_until(Time::from_ms(120_000));
    let done = sim.trace().events().filter(|e| matches!(fact(e), Some(Fact::DoneHeard { first: true, .. }))).count();
    assert_eq!(done, 26, "24 emergencies and two ordinary jobs");
    let placed = |event: &&Event| decision_in(event).is_some_and(|decision| decision.winner.is_some());
    assert_eq!(
        sim.trace().events().rfind(|event| placed(event)).map(|event| event.id),
        Some(at[2]),
        "that was the last"
    );
}

#[test]
fn concurrent_heartbeats_are_concurrent_and_arrive_in_another_order() {
    let sim = run("concurrent-heartbeats", 43_000);
    let received: Vec<&Event> = sim.trace().events().filter(|event| heartbeat(event).is_some()).collect();
    let sends: Vec<EventId> = received.iter().filter_map(|event| event.cause).collect();
    assert_eq!(sends.len(), 3);
    for (a, b) in [(0, 1), (1, 2), (0, 2)] {
        assert_eq!(sim.trace().relation(sends[a], sends[b]), Some(Causality::Concurrent));
    }
    assert!(!sends.is_sorted(), "they arrive in the order in which they left");
    let (_, at) = moments("concurrent-heartbeats");
    assert_eq!(at, [*sends.iter().max().expect("three"), received[0].id, received[2].id]);
    assert_eq!(sends.iter().min(), sends.last(), "the first one comes last");
}

#[test]
fn one_big_job_blocks_the_line_until_the_order_changes() {
    let sim = run("head-of-line", 200_000);
    for job in ["roll-call", "water-levels", "ambulance-route"] {
        assert!(placed_at_ms(&sim, job).is_some_and(|at| at >= 100_000), "{job}");
    }
    assert_eq!(placed_at_ms(&sim, "city-model"), None, "it still waits, and now it waits alone");
    let (sim, at) = moments("head-of-line");
    assert_eq!(decided(&sim, at[0]), ("city-model".to_owned(), None));
    assert!(matches!(broker_fact(&sim, at[1]), Fact::Submitted(submitted) if submitted.place == Some(3)));
    gets(&sim, at[2], "ambulance-route", "exec-small");
}

#[test]
fn a_silent_executor_expires_its_job_moves_on_and_its_late_result_still_counts() {
    let sim = run("silent-executor", 400_000);
    let has = |wanted: fn(&Fact) -> bool| sim.trace().events().filter_map(fact).any(wanted);
    assert!(has(|fact| matches!(fact, Fact::Expired { requeued, .. } if requeued.len() == 1)));
    assert!(has(|fact| matches!(fact, Fact::DoneHeard { first: true, stopped: Some(_), .. })));
    assert!(has(|fact| matches!(fact, Fact::HeartbeatUnknown { .. })));
    assert_eq!(sim.world().broker().executors().len(), 2, "it is back");
    let (sim, at) = moments("silent-executor");
    let lost = |event: EventId| sim.trace().messages().any(|sent| sent.event == Some(event) && sent.lost().is_some());
    assert!(lost(at[0]), "into the void");
    assert!(matches!(broker_fact(&sim, at[1]), Fact::Expired { .. }));
    gets(&sim, at[2], "bridge-photos", "exec-1");
    assert!(matches!(broker_fact(&sim, at[3]), Fact::DoneHeard { first: true, stopped: Some(_), .. }));
}

#[test]
fn a_job_starves_under_a_strict_order_and_goes_once_jobs_age() {
    let sim = run("starvation", 300_000);
    let passed = |n: u32| placed_at_ms(&sim, &format!("fire-watch-{n}")).is_some_and(|at| at < 180_000);
    assert!((2..=9).all(passed), "younger emergencies pass it");
    assert!(placed_at_ms(&sim, "school-lists").is_some_and(|at| (180_000..200_000).contains(&at)));
    let (sim, at) = moments("starvation");
    gets(&sim, at[0], "fire-watch-2", "exec-1");
    gets(&sim, at[1], "fire-watch-10", "exec-1");
    gets(&sim, at[2], "school-lists", "exec-1");
}

#[test]
fn a_place_is_made_for_a_critical_emergency_and_whoever_had_it_runs_again_later() {
    let sim = run("preempt", 300_000);
    let decided: Vec<_> = sim
        .trace()
        .events()
        .filter_map(|event| match fact(event) {
            Some(Fact::Decided(decision)) if decision.winner.is_some() => Some((event.at.ms(), decision)),
            _ => None,
        })
        .collect();
    let names = sim.trace().names();
    let of = |job: &str| decided.iter().filter(|(_, d)| names.of_job(d.job) == job).collect::<Vec<_>>();
    let (at, triage) = of("triage")[0];
    assert!((35_000..36_000).contains(at), "at once");
    let normal = |job: &str| of(job)[0].1.finding.is_none();
    assert!(normal("street-map") && normal("traffic-count") && normal("tree-register"));
    let victims: Vec<&str> = triage.preempted.0.iter().map(|victim| names.of_job(victim.job)).collect();
    assert_eq!(victims, ["traffic-count"], "one is enough, and it had run shorter than the one that would also do");
    let [_, (again, _)] = of("traffic-count")[..] else { panic!("it is placed twice") };
    let (waits, medium) = of("shelter-list")[0];
    assert!(*again > 90_000 && *waits > 70_000 && medium.preempted.0.is_empty());
    assert_eq!(sim.world().broker().jobs().live().len(), 0, "all have ended");
    let (sim, at) = moments("preempt");
    assert!(matches!(broker_fact(&sim, at[0]), Fact::Submitted(submitted) if submitted.place == Some(0)));
    gets(&sim, at[1], "triage", "exec-west");
    assert!(matches!(broker_fact(&sim, at[2]), Fact::Withdrawn { ready: Some(_), .. }));
}

#[test]
fn decided_from_an_old_report_and_from_a_fresh_one() {
    let (sim, at) = moments("stale-report");
    gets(&sim, at[0], "sandbag-map", "exec-1");
    gets(&sim, at[1], "triage", "exec-1");
    gets(&sim, at[2], "second-triage", "exec-3");
}

#[test]
fn bytes_are_carried_before_jobs_run_and_the_result_of_a_client_that_is_away_is_kept_for_it() {
    let sim = run("data", 400_000);
    let names = sim.trace().names();
    let job = |name: &str| names.find_job(name).expect(name);
    let at = |wanted: &dyn Fn(&PeerFact) -> bool| {
        let mut events = sim.trace().events();
        events.find(|event| matches!(&event.what, What::Peer(fact) if wanted(fact))).map(|event| event.id)
    };
    let begun = at(&|fact| matches!(fact, PeerFact::FetchBegun { job: id, inputs: 2 } if *id == job("river-lines")));
    let here = at(&|fact| matches!(fact, PeerFact::InputHere { job: id, left: 0, .. } if *id == job("river-lines")));
    let started = at(&|fact| matches!(fact, PeerFact::JobStarted { job: id, .. } if *id == job("river-lines")));
    assert!(begun.is_some() && begun < here && here < started, "{begun:?} {here:?} {started:?}");

    let broker = sim.world().broker();
    for done in ["river-lines", "street-lists", "ways-out"] {
        assert!(matches!(broker.jobs().end_of(job(done)), Some(End::Done(_))), "{done}");
    }
    let why = "maps/south: Data location not known".into();
    assert_eq!(broker.jobs().end_of(job("night-view")), Some(End::Failed(why)));
    let stores = sim.world().machines().values().filter_map(|machine| match &machine.node {
        Node::Datastore(store) => Some(store),
        _ => None,
    });
    let mut kept: Vec<&str> = stores.flat_map(|store| store.data().keys()).map(DataName::as_str).collect();
    kept.sort_unstable();
    let clients = sim.world().machines().values().filter_map(|machine| match &machine.node {
        Node::Client(client) => Some((client.expected(), client.results())),
        _ => None,
    });
    assert_eq!(clients.collect::<Vec<_>>(), [(0, 2), (0, 1)], "who was away asked for it");
    assert_eq!(kept, ["maps/legend", "maps/north", "outlines/river", "street-lists/result"]);
}

#[test]
fn a_job_makes_no_progress_while_its_machine_is_off() {
    let text = r#"{"version": 1, "title": "off", "nodes": [{"kind": "broker"}, {"kind": "executor"}, {"kind": "client"}],
        "actions": [
            {"at_ms": 5000, "command": {"type": "submit_job", "name": "long", "duration_ms": 30000}},
            {"at_ms": 10000, "command": {"type": "crash", "node": "exec-1"}},
            {"at_ms": 70000, "command": {"type": "restart", "node": "exec-1", "with_memory": true}}]}"#;
    let mut sim = Sim::new(Scenario::from_json(text).expect("a scenario")).expect("a world");
    sim.run_until(Time::from_ms(200_000));
    let at = |wanted: fn(&PeerFact) -> bool| {
        let mut events = sim.trace().events();
        events.find(|event| matches!(&event.what, What::Peer(fact) if wanted(fact))).map(|event| event.at)
    };
    let started = at(|fact| matches!(fact, PeerFact::JobStarted { .. })).expect("it starts");
    let finished = at(|fact| matches!(fact, PeerFact::JobFinished { .. })).expect("it ends");
    assert_eq!(finished.since(started).ms(), 30_000 + 60_000);
}

#[test]
fn in_the_storm_messages_are_lost_and_come_twice_and_every_job_is_still_done_exactly_once() {
    let sim = run("storm", 15 * 60_000);
    let lost = sim.trace().messages().filter(|sent| sent.lost().is_some()).count();
    let twice = sim.trace().messages().filter(|sent| sent.received.len() > 1).count();
    let overtaken = sim.trace().messages().filter(|sent| sent.met().held.ms() > 0).count();
    assert!(lost > 20 && twice > 10 && overtaken > 20, "{lost} lost, {twice} twice, {overtaken} held back");
    let done = sim.trace().events().filter(|e| matches!(fact(e), Some(Fact::DoneHeard { first: true, .. }))).count();
    let submitted = sim.trace().events().filter(|e| matches!(fact(e), Some(Fact::Submitted(_)))).count();
    assert_eq!((submitted, done), (8, 8));
    assert_eq!(sim.world().broker().jobs().live().count(), 0);
    // What a client hears of a job that was done while it did not answer is not that it was not done.
    let hears = |e: &&Event| matches!(&e.what, What::Peer(PeerFact::EndHeard { end: End::Done(_), .. }));
    let heard = sim.trace().events().find(hears).expect("a result came late");
    let told = clocktower::view::narration::narrate(sim.trace(), heard.id).text();
    assert!(told.contains("is done. Its result came before, or a datastore keeps it."), "{told}");
    let again =
        sim.trace().events().filter(|e| matches!(fact(e), Some(Fact::ResultRefused { .. } | Fact::ResultAgain { .. })));
    assert!(again.count() > 0, "a result that came twice was taken once");
    let (sim, at) = moments("storm");
    assert!(matches!(peer_fact(&sim, at[0]), PeerFact::JobHere { .. }));
    assert!(matches!(broker_fact(&sim, at[1]), Fact::ResultAgain { .. }));
}

#[test]
fn a_lesson_sized_run_of_each_scenario_is_a_link_that_fits_into_a_chat_message() {
    let commands = [
        r#"{"type":"add_client","name":"caller"}"#,
        r#"{"type":"add_executor","name":"mobile-unit","equipment":["medical"]}"#,
        r#"{"type":"submit_job","name":"triage-2","emergency":{"kind":"medical","level":"critical","location":"east"}}"#,
        r#"{"type":"submit_job","name":"street-map-2","capabilities":{"memory":2147483648,"cpu_cores":2},"duration_ms":40000}"#,
        r#"{"type":"set_policy","order":"fifo"}"#,
        r#"{"type":"crash","node":"mobile-unit"}"#,
    ];
    for (key, scenario) in Scenario::bundled() {
        let mut sim = Sim::new(scenario.clone()).expect(key);
        for text in commands {
            let command = Command::from_value(&serde_json::from_str(text).unwrap()).expect(text);
            sim.apply(command).unwrap_or_else(|error| panic!("{key}: {text}: {error}"));
            for _ in 0..7 {
                sim.step(Step::Event);
            }
        }
        let made = link(&sim.to_scenario()).expect(key);
        // With a hundred for where the page is.
        assert!(made.len() <= 1_900, "{key}: {} characters", made.len());
        let opened = open(&made).expect(key);
        assert_eq!((opened.cursor(), opened.trace().hash()), (sim.cursor(), sim.trace().hash()), "{key}");
    }
}
