//! The data side: what is stored is found, by one name at one place, whatever the datastores do.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Answer, Body, Call, Reply};
use clocktower::broker::data::{Data, DataName, MISSED_MAX, VERSIONS_MAX};
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::{Files, JobSpec};
use clocktower::broker::outbox::Outbox;
use clocktower::id::{JobId, MessageId, NodeId};
use clocktower::sim::fact::PeerFact;
use clocktower::time::Span;

use crate::cell::*;
use crate::story::*;

#[test]
fn what_is_stored_is_found_listed_and_replaced_at_one_place() {
    let mut cell = Cell::new(&[1000, 1000, 1000]);
    assert_eq!(cell.put("maps/north", 10), Answer::OK);
    assert_eq!(cell.put("maps/south", 20), Answer::OK);
    assert_eq!(cell.put("mapsother", 30), Answer::OK);
    assert_eq!(cell.get("maps/north"), bytes(10));
    assert_eq!(cell.list("maps/"), ["maps/north", "maps/south"], "names match as prefixes, not as substrings");
    assert_eq!(cell.list("aps"), Vec::<String>::new());
    assert_eq!(cell.put("maps/north", 11), Answer::OK);
    assert_eq!((cell.get("maps/north"), cell.places("maps/north").len()), (bytes(11), 1));
    assert_eq!(cell.get("maps"), unknown());
}

#[test]
fn a_replaced_name_has_no_stale_twin_when_its_place_is_not_known_any_more() {
    let mut cell = Cell::new(&[1000, 1000, 1000, 1000]);
    for round in 1..20 {
        assert_eq!(cell.put("a", round), Answer::OK);
        cell.pass(70);
        assert_eq!(cell.story.broker.data().locations(), 0, "a location is kept for 60 s");
        assert_eq!((cell.places("a").len(), cell.get("a")), (1, bytes(round)));
        cell.pass(70);
    }
}

#[test]
fn data_go_where_there_is_room_and_a_full_house_is_said() {
    let mut cell = Cell::new(&[10, 100]);
    assert_eq!(cell.put("big", 90), Answer::OK);
    assert_eq!(cell.places("big"), [1]);
    assert_eq!(cell.put("small", 10), Answer::OK);
    assert_eq!(cell.put("much", 50), Answer::refused(503, "No datastore able to hold file"));
    assert!(cell.places("much").is_empty());
    assert_eq!(cell.put("big", 95), Answer::OK, "its own room counts when a name is replaced");
    assert_eq!(cell.get("big"), bytes(95));
}

#[test]
fn room_that_somebody_made_is_found_before_the_next_announcement() {
    let mut cell = Cell::new(&[100]);
    assert_eq!(cell.put("job-1/in", 90), Answer::OK);
    let deleted = cell.ask(Call::Delete { job: JobId::new(1), folder: DataName::folder("job-1") });
    assert_eq!(deleted, Answer::OK);
    cell.settle();
    assert_eq!(cell.put("b", 80), Answer::OK, "the datastore was asked how much is free");
}

#[test]
fn without_any_datastore_nothing_is_stored_and_nothing_found() {
    let mut cell = Cell::new(&[]);
    assert_eq!(cell.put("a", 1), Answer::refused(503, "No datastore able to hold file"));
    assert_eq!(cell.get("a"), unknown());
    assert_eq!(cell.list(""), Vec::<String>::new());
}

#[test]
fn one_dead_datastore_breaks_no_lookup_and_comes_back() {
    let mut cell = Cell::new(&[1000, 1000, 1000]);
    for i in 0..6 {
        assert_eq!(cell.put(&format!("n{i}"), 10), Answer::OK);
    }
    cell.deaf = vec![0];
    let kept: Vec<usize> = (0..6).filter(|i| cell.places(&format!("n{i}")) != [0]).collect();
    assert!(!kept.is_empty() && kept.len() < 6, "the seed spreads them");
    for i in 0..6 {
        let wanted = if kept.contains(&i) { bytes(10) } else { unknown() };
        assert_eq!(cell.get(&format!("n{i}")), wanted);
    }
    assert_eq!(cell.list("").len(), kept.len());
    let away = cell.story.broker.data().stores().all().values().filter(|store| store.is_away).count();
    assert_eq!(away, 1);
    cell.deaf = vec![];
    cell.pass(70);
    assert_eq!(cell.list("").len(), 6, "it came back with what it has");
    assert!(cell.story.facts.iter().any(|fact| matches!(fact, Fact::StoreHeard { is_back: true, .. })));
}

#[test]
fn a_datastore_that_was_away_does_not_bring_back_what_was_replaced_or_deleted_meanwhile() {
    let mut cell = Cell::new(&[1000, 1000]);
    for i in 0..60 {
        cell.put(&format!("job-1/in{i}"), 1);
        cell.put(&format!("shared/{i}"), 1);
    }
    let lost: Vec<String> = cell.stores[0].data().keys().map(|name| name.as_str().to_owned()).collect();
    cell.deaf = vec![0];
    cell.pass(140);
    for shared in lost.iter().filter(|name| name.starts_with("shared")) {
        assert_eq!(cell.put(shared, 2), Answer::OK);
    }
    cell.ask(Call::Delete { job: JobId::new(1), folder: DataName::folder("job-1") });
    cell.settle();
    cell.deaf = vec![];
    cell.pass(70);
    assert!(cell.stores[0].data().is_empty(), "{:?}", cell.stores[0].data());
    assert!(cell.story.broker.data().stores().present().count() == 2);
    assert_eq!(cell.list("").len(), 60);
    for shared in lost.iter().filter(|name| name.starts_with("shared")) {
        assert_eq!(cell.get(shared), bytes(2), "{shared}");
    }
}

#[test]
fn an_expired_or_dead_location_is_never_served() {
    let mut cell = Cell::new(&[1000, 1000]);
    assert_eq!(cell.put("a", 1), Answer::OK);
    let at = cell.places("a")[0];
    let (now, store) = (cell.story.now, NodeId::new(20 + at as u16));
    assert_eq!(cell.story.broker.data().location(&name("a"), now), Some(store));
    let last = now + Span::from_ms(59_999);
    assert_eq!(cell.story.broker.data().location(&name("a"), last), Some(store));
    assert_eq!(cell.story.broker.data().location(&name("a"), last + Span::from_ms(1)), None);
    cell.deaf = vec![at];
    assert_eq!(cell.get("a"), unknown());
    assert_eq!(cell.story.broker.data().location(&name("a"), cell.story.now), None);
}

#[test]
fn the_data_of_a_deleted_job_go_and_its_result_stays() {
    let mut cell = Cell::new(&[1000, 1000]);
    for text in ["job-1/in", "job-1/deep/er", "job-1/result", "job-10/in", "job-1"] {
        assert_eq!(cell.put(text, 1), Answer::OK);
    }
    cell.ask(Call::Delete { job: JobId::new(1), folder: DataName::folder("job-1") });
    cell.settle();
    assert_eq!(cell.list(""), ["job-1", "job-1/result", "job-10/in"]);
    assert_eq!(cell.get("job-1/in"), unknown());
}

#[test]
fn the_data_of_a_job_that_is_done_go_unless_they_are_to_stay() {
    for (delete, left) in [(true, 0), (false, 1)] {
        let mut cell = Cell::new(&[1000]);
        cell.put("job/in", 1);
        let mut exec = Peer::new(1);
        cell.story.join(&mut exec, report(GIB));
        let files = Files { job_data: vec![(name("in"), "/in".into())], delete, ..Files::default() };
        let mut client = Peer::new(8);
        cell.story.submit(&mut client, 1, JobSpec { files, ..spec(GIB) });
        cell.story.call(&mut exec, Call::Done(JobId::new(1)));
        cell.settle();
        assert_eq!(cell.list("").len(), left);
    }
}

#[test]
fn calls_for_one_name_stand_in_line_and_the_last_one_wins() {
    let mut cell = Cell::new(&[1000, 1000, 1000]);
    let store = |bytes| Call::Store { name: name("a"), data: Data::sized(bytes) };
    let mut calls: Vec<MessageId> = (1..=5).map(|i| cell.story.call(&mut cell.client, store(i))).collect();
    calls.push(cell.story.call(&mut cell.client, Call::Fetch { name: name("a"), job: None }));
    cell.settle();
    assert_eq!(calls.iter().filter_map(|call| cell.story.answer(*call)).count(), 6);
    assert_eq!(cell.story.answer(calls[5]), Some(&bytes(5)));
    assert_eq!(cell.places("a").len(), 1);
    assert_eq!((cell.story.broker.data().works().len(), cell.story.broker.unfinished()), (0, 0));
}

#[test]
fn what_is_stored_after_a_jobs_data_were_deleted_is_not_taken_by_that_deletion() {
    let mut cell = Cell::new(&[1000, 0]);
    // One datastore, a full one, lets the deletion wait for ten seconds, and meanwhile a job of the same name begins.
    cell.deaf = vec![1];
    cell.ask(Call::Delete { job: JobId::new(1), folder: DataName::folder("job-1") });
    assert_eq!(cell.put("job-1/in", 1), Answer::OK);
    assert_eq!(cell.put("job-10/in", 1), Answer::OK);
    cell.pass(30);
    assert_eq!((cell.get("job-1/in"), cell.get("job-10/in")), (bytes(1), bytes(1)));
}

#[test]
fn data_that_were_refused_do_not_come_back_beside_the_older_ones() {
    let mut cell = Cell::new(&[1000, 1000]);
    assert_eq!(cell.put("a", 1), Answer::OK);
    let at = cell.places("a")[0];
    cell.pass(70);
    // Whoever has them is away; the other one takes the new ones, and nobody hears that.
    (cell.deaf, cell.mute) = (vec![at], vec![1 - at]);
    assert_eq!(cell.put("a", 2).status, 503);
    assert_eq!(cell.places("a"), [0, 1]);
    (cell.deaf, cell.mute) = (vec![], vec![]);
    cell.pass(140);
    assert_eq!((cell.places("a"), cell.get("a")), (vec![at], bytes(1)));
}

#[test]
fn a_datastore_that_does_not_answer_costs_ten_seconds_once() {
    let mut cell = Cell::new(&[1000, 1000]);
    cell.deaf = vec![0, 1];
    let before = cell.story.now;
    assert_eq!(cell.put("a", 1), Answer::refused(503, "No datastore able to hold file"));
    let waited = cell.story.now.since(before);
    assert!((20..=22).contains(&(waited.ms() / 1000)), "{waited}");
    let before = cell.story.now;
    cell.put("b", 1);
    assert_eq!(cell.story.now, before, "both are known to be away");
}

#[test]
fn text_by_hand_comes_back_as_it_was() {
    let mut cell = Cell::new(&[1000]);
    let data = Data::text("50.81 N, 8.77 E");
    cell.ask(Call::Store { name: name("spot"), data: data.clone() });
    assert_eq!(cell.get("spot"), Answer::ok(Reply::Data(data)));
}

#[test]
fn what_a_datastore_misses_is_bounded() {
    let mut cell = Cell::new(&[1 << 40, 1 << 40]);
    cell.deaf = vec![0];
    cell.pass(140);
    for i in 0..MISSED_MAX + 50 {
        cell.put(&format!("n{i}"), 1);
        cell.story.said.clear();
        cell.story.facts.clear();
        cell.heard = 0;
    }
    let missed = cell.story.broker.data().stores().get(NodeId::new(20)).map(|store| store.missed.len());
    assert_eq!(missed, Some(MISSED_MAX));
    assert!(cell.story.broker.data().locations() <= 10_000);
}

#[test]
fn a_broker_does_not_answer_to_what_is_asked_of_others() {
    let mut cell = Cell::new(&[1000]);
    for call in [Call::Free, Call::Capabilities, Call::Jobs, Call::Stop(JobId::new(1)), Call::DeleteData(name("a"))] {
        assert_eq!(cell.ask(call), Answer::refused(404, "Not Found"));
    }
    let asked = cell.story.said.iter().any(|message| matches!(message.body, Body::Call(Call::Free)));
    assert!(!asked);
}

fn store(text: &str, bytes: u64) -> Body {
    Body::Call(Call::Store { name: name(text), data: Data::sized(bytes) })
}

#[test]
fn data_that_come_late_or_twice_never_take_the_place_of_newer_ones() {
    let mut cell = Cell::new(&[1000, 1000]);
    let first = cell.story.message(&mut cell.client, store("levels", 1));
    assert_eq!(cell.put("levels", 2), Answer::OK);
    let mut other = Peer::new(8);
    let concurrent = cell.story.message(&mut other, store("levels", 3));
    for _ in 0..2 {
        cell.story.deliver(first.clone());
        assert_eq!((cell.answer(first.id), cell.get("levels")), (Answer::OK, bytes(2)), "as if it had come in time");
    }
    assert!(matches!(cell.story.facts.iter().find(|fact| matches!(fact, Fact::StoreLate { .. })),
        Some(Fact::StoreLate { from, .. }) if *from == cell.client.id()));

    cell.story.deliver(concurrent.clone());
    assert_eq!((cell.answer(concurrent.id), cell.get("levels")), (Answer::OK, bytes(3)), "neither knew of the other");
    cell.story.deliver(first);
    assert_eq!(cell.get("levels"), bytes(3), "the last that came, and nothing that came before it");
}

#[test]
fn data_that_stand_in_line_behind_newer_ones_are_not_stored_after_them() {
    let mut cell = Cell::new(&[1000]);
    let first = cell.story.message(&mut cell.client, store("levels", 1));
    let second = cell.story.message(&mut cell.client, store("levels", 2));
    cell.story.deliver(second.clone());
    cell.story.deliver(first.clone());
    assert_eq!(cell.story.broker.data().works().len(), 2);
    assert_eq!((cell.answer(second.id), cell.answer(first.id)), (Answer::OK, Answer::OK));
    assert_eq!(cell.get("levels"), bytes(2));
}

#[test]
fn of_a_peer_without_clocks_nobody_can_tell_that_its_data_are_late() {
    let mut cell = Cell::new(&[1000]);
    let mut original = Peer::original(8);
    let first = cell.story.message(&mut original, store("levels", 1));
    assert_eq!(cell.put("levels", 2), Answer::OK);
    cell.story.deliver(first.clone());
    assert_eq!((cell.answer(first.id), cell.get("levels")), (Answer::OK, bytes(1)), "it is served as ever");
}

#[test]
fn of_names_that_were_stored_long_ago_it_is_not_known_who_stored_them() {
    let mut cell = Cell::new(&[1_000_000]);
    for n in 0..=VERSIONS_MAX {
        assert_eq!(cell.put(&format!("n{n}"), 1), Answer::OK);
    }
    assert_eq!(cell.story.broker.data().versions(), VERSIONS_MAX);
}

/// The last call to a datastore that was deaf reaches it now.
fn arrive(cell: &mut Cell, at: usize, wanted: &Body) -> PeerFact {
    let to = cell.stores[at].clock().owner();
    let call = cell.story.said.iter().rev().find(|message| message.to == to && message.body == *wanted);
    let call = call.expect("the broker said it").clone();
    let mut out = Outbox::new(MessageId::new(0));
    cell.stores[at].receive(call, &mut out);
    out.into_parts().0.expect("to receive is an event").fact
}

#[test]
fn what_is_on_its_way_to_a_datastore_when_it_goes_elsewhere_is_not_kept_when_it_comes() {
    let mut cell = Cell::new(&[1000, 1000]);
    let place = (1..20).find(|round| {
        assert_eq!(cell.put("levels", *round), Answer::OK);
        cell.pass(70);
        cell.places("levels") == [0]
    });
    let bytes_there = place.expect("the seed draws both");
    assert_eq!(cell.get("levels"), bytes(bytes_there));
    cell.deaf = vec![0];
    assert_eq!(cell.put("levels", 50), Answer::OK);
    cell.deaf = vec![];
    cell.pass(140);
    assert_eq!(cell.places("levels"), [1], "it was told to forget what it had");
    assert_eq!(arrive(&mut cell, 0, &store("levels", 50)), PeerFact::DataLate { name: name("levels") });
    assert_eq!(cell.put("levels", 60), Answer::OK);
    assert_eq!((cell.places("levels"), cell.get("levels")), (vec![1], bytes(60)));
}

#[test]
fn a_late_deletion_takes_nothing_that_came_after_it() {
    let mut cell = Cell::new(&[1000]);
    let folder = DataName::folder("job-1");
    assert_eq!(cell.put("job-1/in", 1), Answer::OK);
    cell.ask(Call::Delete { job: JobId::new(1), folder: folder.clone() });
    cell.settle();
    assert_eq!(cell.put("job-1/in", 2), Answer::OK);
    let again = Body::Call(Call::DeleteJobData { folder: folder.clone() });
    assert_eq!(arrive(&mut cell, 0, &again), PeerFact::DataDeleted { name: folder, names: 0 });
    assert_eq!(cell.get("job-1/in"), bytes(2));
    assert_eq!(arrive(&mut cell, 0, &store("job-1/in", 1)), PeerFact::DataLate { name: name("job-1/in") });
    assert_eq!(cell.get("job-1/in"), bytes(2));
}
