//! What searching and filtering find.

use super::*;
use crate::broker::emergency::{self, Level};
use crate::scenario::{Command, OfMessage, OfNode, Scenario};
use crate::sim::Sim;
use crate::texts::{Language, speak};
use crate::view::happened::deed;
use crate::view::opening_at;
use crate::view::words::Words;

/// Regular expressions of the simplest kind, as a double for the browser's: a text, or several with `|` between.
fn patterns(pattern: &str) -> Result<Matcher, String> {
    let any: Vec<String> = pattern.split('|').map(str::to_owned).collect();
    Ok(Rc::new(move |texts: &[&str]| texts.iter().map(|text| any.iter().any(|one| text.contains(one))).collect()))
}

fn query(line: &str) -> Query {
    Query::parse(line, &patterns).unwrap()
}

fn asked(sim: &Sim, line: &str) -> Search {
    let mut search = Search::default();
    search.ask(query(line));
    assert!(search.follow(sim.trace(), usize::MAX));
    search
}

fn found(sim: &Sim, line: &str) -> Vec<u32> {
    asked(sim, line).found().iter().map(|event| event.number()).collect()
}

/// What an event does, as the log says it.
fn told(sim: &Sim, event: u32) -> String {
    let trace = sim.trace();
    let event = trace.get(EventId::new(event)).unwrap();
    format!("{} {}", trace.names().of_node(event.dot.node), deed(&Words::new(trace.names()), trace, event))
}

/// A run with crashes, a cut, drops and emergencies.
fn stormy() -> Sim {
    let mut sim = opening_at(20_000);
    for (step, node) in [(40, "exec-2"), (90, "exec-1")] {
        sim.seek(EventId::new(sim.cursor().number() + step));
        sim.apply(Command::Crash(OfNode { node: node.into() })).unwrap();
    }
    let message = sim.world().network().flights().next().map(|(_, flight)| flight.message.id.number()).unwrap();
    sim.apply(Command::DropMessage(OfMessage { message })).unwrap();
    sim.seek(EventId::new(sim.cursor().number() + 400));
    sim
}

#[test]
fn an_event_is_found_by_what_it_is_whose_it_is_and_what_it_is_about() {
    let sim = opening_at(240_000);
    let decisions = found(&sim, "kind:decision");
    let own: Vec<u32> = sim
        .trace()
        .events()
        .filter(|event| matches!(&event.what, crate::sim::fact::What::Broker(crate::broker::fact::Fact::Decided(_))))
        .map(|event| event.id.number())
        .collect();
    assert_eq!(decisions, own);
    assert!(decisions.len() > 2);
    let of_emergency = found(&sim, "kind:decision node:broker emergency:medical");
    assert!(!of_emergency.is_empty() && of_emergency.len() < decisions.len());
    for event in &of_emergency {
        assert!(told(&sim, *event).starts_with("broker chose exec-"), "{}", told(&sim, *event));
        assert!(found(&sim, "emergency:any kind:decision").contains(event));
    }
    assert_eq!(
        found(&sim, "kind:decision -emergency:any").len() + found(&sim, "kind:decision emergency:any").len(),
        own.len()
    );
}

#[test]
fn words_are_found_in_any_case_and_order_and_phrases_as_they_stand() {
    let sim = opening_at(120_000);
    let words = found(&sim, "HEARTBEAT exec-2’s received");
    assert!(
        !words.is_empty()
            && words.iter().all(|event| told(&sim, *event).starts_with("broker received exec-2’s heartbeat"))
    );
    assert_eq!(words, found(&sim, "\"broker received exec-2’s heartbeat\""));
    assert!(found(&sim, "\"heartbeat received\"").is_empty());
    let either = found(&sim, "/exec-1’s heartbeat|exec-2’s heartbeat/");
    let each = [found(&sim, "exec-1’s heartbeat"), found(&sim, "exec-2’s heartbeat")].concat();
    assert_eq!(either.len(), each.len());
    assert!(each.iter().all(|event| either.contains(event)));
}

#[test]
fn numbers_and_moments_bound_what_is_found() {
    let sim = opening_at(120_000);
    assert_eq!(found(&sim, "#40..42"), [40, 41, 42]);
    assert_eq!(found(&sim, "#7"), [7]);
    let minute = found(&sim, "at:1:00..1:00");
    let own = sim.trace().events().filter(|event| event.at.ms() / 1000 == 60).map(|event| event.id.number());
    assert_eq!(minute, own.collect::<Vec<u32>>());
    assert!(!minute.is_empty());
    let (early, late) = (found(&sim, "at:..1:00"), found(&sim, "-at:..1:00"));
    assert_eq!(early.len() + late.len(), sim.trace().len());
}

#[test]
fn a_node_means_all_its_lives_and_a_life_only_itself() {
    let mut sim = opening_at(60_000);
    sim.apply(Command::Crash(OfNode { node: "exec-2".into() })).unwrap();
    let restart = serde_json::json!({ "type": "restart", "node": "exec-2", "with_memory": false });
    sim.apply(Command::from_value(&restart).unwrap()).unwrap();
    sim.seek(EventId::new(sim.cursor().number() + 60));
    let [machine, second] = ["node:exec-2", "node:exec-2#2"].map(|line| found(&sim, line));
    assert!(!second.is_empty() && second.len() < machine.len());
    assert!(second.iter().all(|event| machine.contains(event) && told(&sim, *event).starts_with("exec-2#2 ")));
    assert_eq!(
        found(&sim, "node:exec-*").len(),
        (1..=3).map(|n| found(&sim, &format!("node:exec-{n}")).len()).sum::<usize>()
    );
    assert!(found(&sim, "node:exec").is_empty());
}

#[test]
fn a_message_that_is_lost_later_is_found_where_it_was_sent() {
    let mut sim = opening_at(20_000);
    let mut search = Search::default();
    search.ask(query("kind:lost"));
    search.follow(sim.trace(), usize::MAX);
    assert!(search.found().is_empty());
    let sent = sim.world().network().flights().next().map(|(_, flight)| flight.message.id).unwrap();
    sim.apply(Command::DropMessage(OfMessage { message: sent.number() })).unwrap();
    search.follow(sim.trace(), usize::MAX);
    let event = sim.trace().sent(sent).and_then(|sent| sent.event).unwrap();
    assert_eq!(**search.found(), [event]);
}

#[test]
fn looking_in_slices_finds_the_same_as_looking_at_once() {
    let sim = stormy();
    for line in ["exec-2", "kind:merge -heartbeat", "kind:lost", "job:* kind:done", "/e/ at:0:30..2:00"] {
        let mut search = Search::default();
        search.ask(query(line));
        let mut slices = 0;
        while !search.follow(sim.trace(), 37) {
            slices += 1;
            assert!(search.found().is_sorted() && search.looked_at() == slices * 37);
        }
        assert_eq!(search.found(), asked(&sim, line).found(), "{line}");
        assert!(slices > 5);
    }
}

#[test]
fn a_search_follows_its_run_into_another_future() {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.seek(EventId::new(200));
    let (mut search, mut filter) = (Search::default(), Filter::default());
    filter.toggle_kind(Kind::Merge);
    filter.search = Some(Kept { text: "broker".into(), found: Rc::default() });
    search.ask(query("-heartbeat"));
    search.filter_by(filter, query("broker"));
    search.follow(sim.trace(), usize::MAX);
    sim.seek(EventId::new(60));
    sim.apply(Command::Crash(OfNode { node: "exec-1".into() })).unwrap();
    for _ in 0..5 {
        sim.seek(EventId::new(sim.cursor().number() + 11));
        search.follow(sim.trace(), usize::MAX);
        assert_eq!(search.found(), asked(&sim, "-heartbeat").found());
        let merges = asked(&sim, "kind:merge broker");
        assert_eq!(search.shown(), Some(merges.found()));
    }
}

#[test]
fn a_filter_shows_each_event_that_its_list_has_and_no_other() {
    let sim = stormy();
    let names = sim.trace().names();
    let job = (0..names.job_count() as u32).map(JobId::new).nth(1).unwrap();
    let mut lists = Vec::new();
    for bits in 1..16_u32 {
        let mut filter = Filter::default();
        if bits & 1 != 0 {
            filter.toggle_node(names.find_node("broker").unwrap());
            filter.toggle_node(names.find_node("exec-2").unwrap());
        }
        if bits & 2 != 0 {
            [Kind::Decision, Kind::Heartbeat, Kind::Lost, Kind::Run]
                .into_iter()
                .for_each(|kind| filter.toggle_kind(kind));
        }
        if bits & 4 != 0 {
            filter.toggle_job(job);
        }
        let has_search = bits & 8 != 0;
        filter.search = has_search.then(|| Kept { text: "exec-2".into(), found: Rc::default() });
        let mut search = Search::default();
        search.filter_by(filter, if has_search { query("exec-2") } else { Query::default() });
        search.follow(sim.trace(), usize::MAX);
        let shown = search.shown().unwrap();
        let own = sim.trace().events().filter(|event| search.filter().shows(sim.trace(), event)).map(|event| event.id);
        assert!(own.eq(shown.iter().copied()), "{:?}", search.filter());
        lists.push(shown.len());
    }
    assert!(lists.iter().all(|len| *len < sim.trace().len()) && lists.iter().any(|len| *len > 0), "{lists:?}");
    let mut filter = Filter::default();
    filter.toggle_job(job);
    filter.toggle_job(job);
    assert!(filter.is_empty() && sim.trace().events().all(|event| filter.shows(sim.trace(), event)));
}

#[test]
fn every_kind_names_events_that_say_so() {
    let sim = stormy();
    let rows = [
        (Kind::Crash, "crashed"),
        (Kind::Start, "started "),
        (Kind::Finish, "finished "),
        (Kind::Heartbeat, "heartbeat"),
        (Kind::Ping, "ping"),
        (Kind::Result, "result"),
        (Kind::Expired, " silence"),
    ];
    for (kind, word) in rows {
        let events = found(&sim, &format!("kind:{} -kind:answer", kind.name()));
        assert!(!events.is_empty(), "{}", kind.name());
        assert!(events.iter().all(|event| told(&sim, *event).contains(word)), "{}: {events:?}", kind.name());
    }
    let ways: usize = ["internal", "send", "receive"].map(|way| found(&sim, &format!("kind:{way}")).len()).iter().sum();
    assert_eq!(ways, sim.trace().len());
}

#[test]
fn a_place_with_a_line_break_is_found_by_its_words_as_each_event_stands_on_one_line() {
    let mut sim = opening_at(20_000);
    let location = Some("Pier 4\nNorth Quay".to_owned());
    sim.apply(Command::DeclareEmergency { kind: emergency::Kind::Fire, level: Level::High, location }).unwrap();
    let declared = found(&sim, "\"pier 4 north quay\"");
    assert!(!declared.is_empty());
    assert_eq!(found(&sim, "/pier 4 north/ -/south/"), declared);
    let all = sim.trace().len();
    assert_eq!(found(&sim, "-/pier 4 north/").len(), all - declared.len(), "in batches or at once");
}

#[test]
fn beyond_its_bound_the_index_takes_no_more_and_says_how_far_it_looked() {
    let sim = opening_at(120_000);
    let mut search = Search { index: Index::new(2_000), ..Search::default() };
    search.ask(query("-nothing"));
    assert!(search.follow(sim.trace(), usize::MAX));
    assert!(search.looked_at() > 10 && search.looked_at() < sim.trace().len());
    assert_eq!(search.found().len(), search.looked_at());
}

#[test]
fn in_another_language_the_index_takes_the_words_of_that_one() {
    let sim = opening_at(60_000);
    let mut index = Index::default();
    assert!(!index.follow(sim.trace(), usize::MAX) && index.len() > 10);
    speak(Language::German);
    assert!(index.follow(sim.trace(), 10) && index.len() == 10);
    assert!(!index.follow(sim.trace(), 10) && index.len() == 20);
    let refused = |line: &str| Query::parse(line, &patterns).unwrap_err().to_string();
    assert_eq!(refused("at:bald"), "Bei Zeichen 4: „bald“ ist keine Zeit: 2:10, 1:00..2:00, ..0:30.5");
    assert_eq!(query("kind:decision").terms.len(), 1, "keys are the same");
    speak(Language::English);
}

#[test]
fn the_next_match_goes_round_the_ends_and_says_so() {
    let list = [3, 5, 9].map(EventId::new);
    let go = |from, way| next(&list, EventId::new(from), way).map(|(event, round)| (event.number(), round));
    assert_eq!([go(0, Way::On), go(3, Way::On), go(9, Way::On)], [Some((3, false)), Some((5, false)), Some((3, true))]);
    assert_eq!(
        [go(6, Way::Back), go(5, Way::Back), go(3, Way::Back)],
        [Some((5, false)), Some((3, false)), Some((9, true))]
    );
    assert_eq!(next(&[], EventId::new(4), Way::On), None);
}

#[test]
fn what_is_being_typed_is_completed_by_what_there_is() {
    let sim = opening_at(60_000);
    let names = sim.trace().names();
    let terms = |line: &str| suggestions(line, names).into_iter().map(|s| s.term).collect::<Vec<_>>().join(" ");
    assert_eq!(terms(""), "kind: node: job: message: emergency: at:");
    assert_eq!(terms("ki"), "kind:");
    assert_eq!(terms("kind:de"), "kind:decision kind:delete");
    assert_eq!(terms("heartbeat -node:EX"), "node:exec-1 node:exec-2 node:exec-3");
    assert_eq!(terms("emergency:m"), "emergency:medical emergency:medium");
    assert_eq!(terms("exec"), "node:exec-1 node:exec-2 node:exec-3");
    assert_eq!([terms("kind:decision"), terms("/de"), terms("#4"), terms("\"de"), terms("a ")], [""; 5]);
    let whole = &suggestions("heartbeat -node:exec-2", names);
    assert!(whole.is_empty(), "{whole:?}");
    let taken = &suggestions("heartbeat -no", names)[0];
    assert_eq!((taken.line.as_str(), taken.is_whole), ("heartbeat -node:", false));
}
