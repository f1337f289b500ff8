//! Every event of a busy run reads as a sentence.

use super::*;
use crate::scenario::{Command, JobCommand, Link, OfJob, OfNode, PolicyChange, Scenario};
use crate::sim::Sim;
use crate::texts::{Language, speak};
use crate::time::Time;

fn check(narration: &Narration, id: u32) {
    let text = narration.text();
    assert!(text.len() > 10 && text.ends_with('.'), "event {id}: {text:?}");
    assert!(narration.strong.ends_with('.'), "event {id}: {text:?}");
    let odd = ["{", "}", "n1", "Some(", "None", "  ", "..", " .", "?"];
    // The numbers of an unknown node are ours alone; names like exec-n1 are not in these runs.
    assert!(odd.iter().all(|odd| !text.contains(odd)), "event {id}: {text:?}");
}

/// What a screen reader would stumble over.
fn check_aloud(text: &str, id: u32) {
    let odd = ["[", "]", "→", "·", "#", "=", "≠", "≤", "≥", "  ", " ,", "..", "Some(", " ms", " GB", "%"];
    assert!(odd.iter().all(|odd| !text.contains(odd)) && text.ends_with('.'), "event {id}: {text:?}");
}

fn tell_all(sim: &Sim) -> Vec<String> {
    let ids = (0..=sim.trace().len() as u32).map(EventId::new);
    let told = ids.map(|id| {
        let narration = narrate(sim.trace(), id);
        check(&narration, id.number());
        check_aloud(&spoken(sim.trace(), id), id.number());
        narration.text()
    });
    told.collect()
}

fn node(name: &str) -> OfNode {
    OfNode { node: name.to_owned() }
}

/// The opening run, with much that somebody does in it.
fn busy() -> Sim {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    let fire = Command::DeclareEmergency {
        kind: crate::broker::emergency::Kind::Medical,
        level: crate::broker::emergency::Level::Critical,
        location: None,
    };
    let now = JobCommand { name: Some("now-or-never".into()), queue: false, ..JobCommand::default() };
    let ambulance = JobCommand { name: Some("ambulance-7".into()), ..JobCommand::default() };
    let commands = [
        (26_000, fire),
        (27_000, Command::SubmitJob(Box::new(ambulance))),
        (28_000, Command::SubmitJob(Box::new(now))),
        (30_000, Command::Crash(node("exec-1"))),
        (32_000, Command::DeleteJob(OfJob { job: "archive".into() })),
        (40_000, Command::SetPolicy(PolicyChange { reserve: Some(false), ..PolicyChange::default() })),
        (60_000, Command::Restart { node: "exec-1".into(), with_memory: false }),
        (70_000, Command::Cut(Link::between("exec-2", "broker"))),
        (90_000, Command::ClearEmergency {}),
        (300_000, Command::Heal(Link::between("exec-2", "broker"))),
        (310_000, Command::Crash(node("broker"))),
        (320_000, Command::Restart { node: "broker".into(), with_memory: true }),
        (330_000, Command::Crash(node("exec-3"))),
        (335_000, Command::Restart { node: "exec-3".into(), with_memory: true }),
    ];
    for (at, command) in commands {
        sim.run_until(Time::from_ms(at));
        sim.apply(command.clone()).unwrap_or_else(|error| panic!("{command:?}: {error}"));
    }
    sim.run_until(Time::from_ms(600_000));
    sim
}

#[test]
fn every_event_of_a_busy_run_is_a_sentence_without_a_trace_of_code() {
    let sim = busy();
    let told = tell_all(&sim);
    let has = |part: &str| assert!(told.iter().any(|text| text.contains(part)), "nobody says {part:?}");
    has("max([");
    has(", then its own tick: ");
    has("declared a critical medical emergency for all");
    has("Found in the word “ambulance” of “ambulance-7”");
    has("crashed");
    has("It is a new incarnation, exec-1#2");
    has("of silence");
    has("triage.");
}

#[test]
fn every_event_of_a_storm_is_a_sentence_and_tells_what_befell_it() {
    let storm = Scenario::bundled().iter().find(|(key, _)| *key == "storm").unwrap();
    let mut sim = Sim::new(storm.1.clone()).unwrap();
    sim.run_until(Time::from_ms(300_000));
    let told = tell_all(&sim);
    let has = |part: &str| assert!(told.iter().any(|text| text.contains(part)), "nobody says {part:?}");
    has("was lost: the network lost it.");
    has("It is a duplicate: the same message came before, as event ");
    has("The network had held it back for ");
    has("It is lost at once: the link is cut.");
    has("lost its mains power. It runs on its battery, which has 90 %.");
    has("has mains power again.");
    has("has no room for");
}

#[test]
fn a_merge_is_told_with_its_arithmetic() {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.step(crate::sim::Step::Heartbeat);
    let event = sim.event().unwrap();
    let clock = sim.trace().clock(event.id).unwrap();
    let nodes = words::order_at(sim.trace(), event, &clock);
    let text = narrate(sim.trace(), event.id).text();
    assert!(text.starts_with("The broker received exec-"), "{text}");
    assert!(text.ends_with(&format!(", then its own tick: {}.", words::vector(&clock, &nodes))), "{text}");
}

#[test]
fn a_merge_is_told_aloud_by_what_grew_and_by_its_own_tick() {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.step(crate::sim::Step::Merge);
    let event = sim.event().unwrap();
    assert!(event.is_merge, "a merge brings news");
    let text = spoken(sim.trace(), event.id);
    let before = sim.trace().previous(event.dot).and_then(|previous| sim.trace().clock(previous)).unwrap();
    for dot in sim.trace().news(event).iter().take(3) {
        let name = sim.trace().names().of_node(dot.node);
        let grown = format!("{name} from {} to {}", before.get(dot.node), dot.count);
        assert!(text.contains(&grown), "{grown} is not in: {text}");
    }
    assert!(text.ends_with(&format!("Then its own entry ticks to {}.", event.dot.count)), "{text}");
}

#[test]
fn units_and_signs_are_said_in_words() {
    let rows = [
        ("It sends one every 60 s.", "It sends one every 60 seconds."),
        ("for 1 s, then 2 min 1 s", "for 1 second, then 2 minutes 1 second"),
        ("exec-2#2’s 1.5 GB · load ≤ 60 %", "exec-2 incarnation 2’s 1.5 gigabytes, load at most 60 per cent"),
        ("News: exec-1 2 → 5.", "News: exec-1 2 to 5."),
        ("a job named s, or h", "a job named s, or h"),
    ];
    for (text, said) in rows {
        assert_eq!(spoken::aloud(text), said);
    }
}

#[test]
fn a_decision_is_led_by_who_gets_the_job() {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.step(crate::sim::Step::Decision);
    let narration = narrate(sim.trace(), sim.cursor());
    assert_eq!(narration.lead, Lead::Decision);
    assert!(narration.strong.contains(" gets ") || narration.strong.starts_with("Nobody"), "{}", narration.strong);
}

#[test]
fn a_preemption_is_told_with_what_it_costs_also_when_the_withdrawal_is_lost() {
    for is_lost in [false, true] {
        let (_, scenario) = Scenario::bundled().iter().find(|(key, _)| *key == "preempt").unwrap();
        let mut sim = Sim::new(Scenario { opens_at_ms: 0, ..scenario.clone() }).unwrap();
        sim.run_until(Time::from_ms(35_000));
        while !tell_all(&sim).last().unwrap().contains("to stop traffic-count") {
            sim.step(crate::sim::Step::Event);
        }
        if is_lost {
            let message = sim.trace().get(sim.cursor()).and_then(|event| event.message).unwrap();
            sim.apply(Command::DropMessage(crate::scenario::OfMessage { message: message.number() })).unwrap();
        }
        sim.run_until(Time::from_ms(200_000));
        let told = tell_all(&sim).join("\n");
        let has = |text: &str| assert!(told.contains(text), "{text} is not in:\n{told}");
        has("traffic-count has to go after 2");
        has("which are lost, and waits again at its place in the queue.");
        has("Without the emergency: nobody would have to go for it, so it waits");
        match is_lost {
            true => has("got no answer from exec-west, which was to stop traffic-count"),
            false => has("exec-west no longer has traffic-count"),
        }
        has("triage is handed out.");
    }
}

/// All that is said of a run, sentence by sentence.
fn said_of(sim: &Sim) -> Vec<String> {
    use crate::view::{decision, happened, merge};
    let mut told = tell_all(sim);
    for id in (1..=sim.trace().len() as u32).map(EventId::new) {
        told.push(spoken(sim.trace(), id));
        let facts = happened::happened(sim, id).unwrap().facts;
        told.extend(facts.iter().map(|fact| format!("{}: {}", fact.name, fact.text)));
        if let Some(merge) = merge::merge_at(sim.trace(), id).filter(|merge| merge.is_at_focus) {
            told.extend(merge.stops.into_iter().map(|stop| stop.text));
            told.extend([merge.title, merge.message, merge.learned, merge.tick]);
        }
        if let Some(choice) = decision::recorded(sim.trace(), id, id) {
            told.extend([choice.title, choice.policy, choice.place, choice.because]);
            told.extend(choice.emergency.into_iter().chain(choice.found).chain(choice.without).chain(choice.passed));
        }
    }
    told
}

#[test]
fn a_run_is_told_in_german_without_a_word_of_english() {
    const ENGLISH: [&str; 14] =
        ["the", "of", "and", "is", "it", "its", "to", "from", "event", "message", "for", "has", "more", "nobody"];
    speak(Language::German);
    let (_, storm) = Scenario::bundled().iter().find(|(key, _)| *key == "storm").unwrap();
    let mut storm = Sim::new(storm.clone()).unwrap();
    storm.run_until(Time::from_ms(300_000));
    let told = [said_of(&busy()), said_of(&storm)].concat();
    for text in &told {
        let is_english = |word: &str| ENGLISH.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()));
        assert!(!text.split(' ').any(is_english), "{text}");
        let odd = ["von der Broker", "den Broker wusste", "an der Broker", "an dem Broker", "von dem", "’"];
        assert!(odd.iter().all(|odd| !text.contains(odd)), "{text}");
    }
    let has = |part: &str| assert!(told.iter().any(|text| text.contains(part)), "nobody says {part:?}");
    has("Der Broker hat den Heartbeat von exec-1#2 empfangen. Er sagt");
    has("exec-2 hat die Antwort des Brokers auf den Heartbeat empfangen.");
    has("hat die Bitte des Brokers um Ausführung von ");
    has("Das Entscheiden zählt den Eintrag des Brokers weiter: ");
    has("Der Broker hat einen medizinischen Notfall der Stufe kritisch für alle ausgerufen.");
    has(", vom Broker an exec-");
    has("Das Netz hatte die Nachricht ");
}

#[test]
fn units_and_signs_are_said_in_german_words() {
    speak(Language::German);
    let rows = [
        ("Er sendet alle 60 s einen.", "Er sendet alle 60 Sekunden einen."),
        ("nach 1 s, dann 1,5 GB", "nach 1 Sekunde, dann 1,5 Gigabyte"),
        ("exec-2#2 · Last ≤ 60 %", "exec-2 Inkarnation 2, Last höchstens 60 Prozent"),
        ("Neu: exec-1 2 → 5.", "Neu: exec-1 2 auf 5."),
    ];
    for (text, said) in rows {
        assert_eq!(spoken::aloud(text), said);
    }
}

#[test]
fn an_entry_stands_at_the_same_place_in_all_clocks_and_one_that_is_alone_is_named() {
    let mut sim = Sim::new(Scenario { opens_at_event: Some(0), opens_at_ms: 0, ..Scenario::opening() }).unwrap();
    let spelt = |sim: &Sim| {
        let rest = narrate(sim.trace(), sim.cursor()).rest;
        rest.iter().rev().find_map(|piece| match piece {
            Piece::Clock(clock) => Some(clock.clone()),
            Piece::Words(_) => None,
        })
    };
    let mut all = Vec::new();
    for _ in 0..4 {
        sim.step(crate::sim::Step::Event);
        all.push(spelt(&sim).unwrap());
    }
    assert_eq!(all, ["[store-1 1]", "[1,1]", "[0,1,0]", "[2,1,1]"]);
}
