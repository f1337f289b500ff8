//! 22 to 25: brokers, data, and jobs that need them.

use std::sync::Arc;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Answer, Body, Call, Message, Reply};
use clocktower::broker::data::{DataName, LOCATION_KEPT};
use clocktower::broker::jobs::End;
use clocktower::broker::outbox::Outbox;
use clocktower::broker::policy::Policy;
use clocktower::id::{JobId, MessageId, NodeId};
use clocktower::scenario::ExecutorSpec;
use clocktower::sim::datastore::Datastore;
use clocktower::sim::executor::{Executor, HEARTBEAT_EVERY};
use clocktower::sim::fact::PeerFact;
use clocktower::time::{Span, Time};
use serde_json::json;

use crate::cell::*;
use crate::doors::*;
use crate::story::*;

/// 22: brokers do not sync here. Who is in is known from that executor's own words alone.
#[test]
fn a_dropped_executor_is_not_resurrected_by_what_others_know_of_it() {
    let mut story = Story::new(Policy::default());
    let (mut lost, mut other) = (Peer::new(1), Peer::new(2));
    let register = story.message(&mut lost, Body::Call(Call::Register(Arc::new(report(GIB)))));
    story.deliver(register.clone());
    story.reply(&mut lost, Answer::ok(Reply::Identity(NodeId::new(1))));
    story.join(&mut other, report(GIB));
    let late = story.message(&mut lost, Body::Call(Call::Heartbeat(Arc::new(report(GIB)))));
    story.pass(Span::from_secs(100));
    story.call(&mut other, Call::Heartbeat(Arc::new(report(GIB))));
    story.pass(Span::from_secs(31));
    let members = |story: &Story| story.broker.executors().keys().copied().collect::<Vec<_>>();
    assert_eq!(members(&story), [other.id()]);
    other.clock.receive(late.clock.as_ref().unwrap()).unwrap();
    story.call(&mut other, Call::Heartbeat(Arc::new(report(GIB))));
    assert_eq!(members(&story), [other.id()], "a peer that knows of its events does not bring it back");
    story.deliver(late);
    story.deliver(register);
    story.pass(Span::from_secs(20));
    assert_eq!(members(&story), [other.id()], "nor do late messages: it does not answer its ping");
}

/// 22
#[test]
fn two_lives_of_a_broker_do_not_share_one_name() {
    let mut sim = world(&executors(1));
    pass(&mut sim, 60);
    let first = sim.world().broker().id();
    give(&mut sim, json!({"type": "crash", "node": "broker"}));
    give(&mut sim, json!({"type": "restart", "node": "broker", "with_memory": false}));
    pass(&mut sim, 200);
    let second = sim.world().broker().id();
    let names = [first, second].map(|life| sim.world().names().of_node(life));
    assert_eq!(names, ["broker", "broker#2"]);
    let exec = sim.world().names().find_node("exec-1").unwrap();
    let clock = sim.world().machines()[&exec].node.clock();
    assert!(clock.get(first) > 0 && clock.get(second) > 0, "each counts in an entry of its own");
    assert_eq!(sim.world().broker().executors().len(), 1);
}

/// Wakes an executor when it wants to be; what it says, after how long.
fn next_call(exec: &mut Executor, now: &mut Time) -> Message {
    loop {
        *now = exec.next_deadline().expect("an executor always has something to do").max(*now);
        let mut out = Outbox::new(MessageId::new(now.ms() as u32));
        exec.wake(*now, &mut out);
        if let Some(message) = out.into_parts().1 {
            return message;
        }
    }
}

/// 22
#[test]
fn the_first_error_does_not_end_what_is_repeated() {
    let odd = |status: u16| Answer::refused(status, "odd");
    for answer in [None, Some(odd(422)), Some(odd(500)), Some(odd(503)), Some(Answer::ok(Reply::Count(3)))] {
        let (id, broker) = (NodeId::new(1), NodeId::new(0));
        let mut exec = Executor::new(id, broker, &ExecutorSpec::default(), Time::START);
        let mut now = Time::START;
        let hear = |exec: &mut Executor, now: Time, call: &Message, answer: Answer| {
            let body = Body::Answer(call.id, answer);
            let message = Message { id: MessageId::new(1_000_000), from: broker, to: id, clock: None, body };
            exec.receive(now, message, &mut Outbox::new(MessageId::new(0)));
        };
        let call = next_call(&mut exec, &mut now);
        hear(&mut exec, now, &call, Answer::OK);
        for beat in 1..=5 {
            let call = next_call(&mut exec, &mut now);
            assert!(matches!(call.body, Body::Call(Call::Heartbeat(_))), "{answer:?}: {:?}", call.body);
            assert_eq!(now, Time::START + Span::from_ms(HEARTBEAT_EVERY.ms() * beat), "{answer:?}");
            if let Some(answer) = &answer {
                hear(&mut exec, now, &call, answer.clone());
            }
        }
    }
}

/// 23
#[test]
fn a_store_that_failed_is_not_answered_with_200() {
    let refused = Answer::refused(503, "No datastore able to hold file");
    assert_eq!(Cell::new(&[]).put("a", 1), refused, "there is no datastore");
    assert_eq!(Cell::new(&[10, 20]).put("a", 21), refused, "none has room");
    let mut cell = Cell::new(&[1000, 1000]);
    cell.deaf = vec![0, 1];
    assert_eq!(cell.put("a", 1), refused, "none answers");
    assert!(cell.places("a").is_empty());
}

/// 23
#[test]
fn data_that_are_gone_are_not_answered_with_200_and_null() {
    let mut cell = Cell::new(&[1000]);
    assert_eq!(cell.put("a", 1), Answer::OK);
    // The datastore loses all, behind the back of the broker, which still knows a location.
    cell.stores[0] = Datastore::new(NodeId::new(20), NodeId::new(0), 1000, cell.story.now + Span::from_secs(60));
    assert!(cell.story.broker.data().location(&name("a"), cell.story.now).is_some());
    for _ in 0..11 {
        assert_eq!(cell.get("a"), unknown());
    }
    cell.deaf = vec![0];
    assert_eq!(cell.get("a"), unknown());
}

/// 23
#[test]
fn one_dead_datastore_does_not_break_every_lookup() {
    for dead in 0..3 {
        let mut cell = Cell::new(&[1000, 1000, 1000]);
        for n in 0..9 {
            assert_eq!(cell.put(&format!("n{n}"), 10 + n), Answer::OK);
        }
        // Nobody remembers where they are: all have to be asked.
        cell.pass(70);
        cell.deaf = vec![dead];
        let alive = |cell: &Cell, n: u64| cell.places(&format!("n{n}")) != [dead];
        for n in (0..9).filter(|n| alive(&cell, *n)).collect::<Vec<_>>() {
            assert_eq!(cell.get(&format!("n{n}")), bytes(10 + n), "{dead} is dead");
        }
        let left = (0..9).filter(|n| alive(&cell, *n)).count();
        assert_eq!(cell.list("n").len(), left, "{dead} is dead");
    }
}

/// 23
#[test]
fn a_datastore_that_was_dropped_once_does_not_stay_away() {
    let mut cell = Cell::new(&[1000]);
    assert_eq!(cell.put("a", 1), Answer::OK);
    cell.deaf = vec![0];
    cell.pass(140);
    assert_eq!((cell.story.broker.data().stores().present().count(), cell.get("a")), (0, unknown()));
    cell.deaf = vec![];
    cell.pass(60);
    assert_eq!((cell.get("a"), cell.put("b", 1)), (bytes(1), Answer::OK));
}

/// 23
#[test]
fn a_location_that_has_expired_is_not_served() {
    let mut cell = Cell::new(&[1000]);
    assert_eq!(cell.put("a", 1), Answer::OK);
    let learnt = cell.story.now;
    let location = |cell: &Cell, at: Time| cell.story.broker.data().location(&name("a"), at);
    let until = learnt + LOCATION_KEPT;
    assert_eq!((LOCATION_KEPT, location(&cell, until)), (Span::from_secs(60), None));
    assert_eq!(location(&cell, Time::from_ms(until.ms() - 1)), Some(NodeId::new(20)));
    cell.pass(60);
    assert_eq!(cell.story.broker.data().locations(), 0, "and it is not kept either");
}

/// 23
#[test]
fn a_prefix_is_not_matched_inside_a_name() {
    let mut cell = Cell::new(&[1000, 1000]);
    for text in ["map", "maps/a", "roadmap", "old/map"] {
        assert_eq!(cell.put(text, 1), Answer::OK);
    }
    assert_eq!(cell.list("map"), ["map", "maps/a"]);
    assert_eq!(cell.list("ap"), Vec::<String>::new());
    let folder = DataName::folder("map");
    cell.ask(Call::Delete { job: JobId::new(1), folder });
    cell.settle();
    assert_eq!(cell.list("").len(), 4, "nor a folder at the beginning of a part");
}

/// 24
#[test]
fn a_name_that_climbs_out_of_its_folder_is_not_stored() {
    let climbs = ["../../etc/passwd", "..", "a/../../b", "/etc/passwd", "./a", "a//b", "..\\..\\a", "a/./b", ""];
    for text in climbs {
        assert!(DataName::new(text).is_err(), "{text}");
        assert!(text.is_empty() || DataName::folder("job-1").join(text).is_err(), "{text}");
    }
    let mut door = Door::new();
    let mut refused = |method: &str, path: &str, body: &serde_json::Value| {
        let refusal = door.read(method, path, body).expect_err(&format!("{path}: {body}"));
        assert!((400..500).contains(&refusal.status), "{refusal:?}");
        assert_eq!(door.names.node_count(), 2, "and nothing of it is remembered");
    };
    for text in climbs.into_iter().filter(|text| !text.is_empty()) {
        for info in [
            json!({"wasm_bin": [text, "/a.wasm"]}),
            json!({"wasm_bin": [text, "/a.wasm"], "wasm_bin_is_named": true}),
            json!({"wasm_bin": "a", "stdin": [text, "/in"]}),
            json!({"wasm_bin": "a", "stdin": [text, "/in"], "stdin_is_named": true}),
            json!({"wasm_bin": "a", "job_data": {text: "/in"}}),
            json!({"wasm_bin": "a", "named_data": {text: "/in"}}),
            json!({"wasm_bin": "a", "named_results": {"/out": text}}),
        ] {
            refused("PUT", "/job/submit/j", &json!({"job_info": info, "wait_for": []}));
        }
    }
    for path in
        ["../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd", "a/../b", "/etc/passwd", "a//b"]
    {
        for method in ["PUT", "GET"] {
            refused(method, &format!("/data/{path}"), &json!("root:x:0:0"));
        }
    }
    for id in ["..", "%2e%2e", "%2e%2e%2f..%2fetc", "a%2fb", "."] {
        refused("DELETE", &format!("/job/{id}"), &json!(null));
        refused("PUT", &format!("/job/submit/{id}"), &json!({"job_info": {"wasm_bin": "a"}, "wait_for": []}));
    }
}

/// 25
#[test]
fn a_job_whose_downloads_failed_does_not_run_and_is_not_reported_done() {
    let mut sim = world(&[executors(2), vec![json!({"kind": "datastore"}), json!({"kind": "client"})]].concat());
    pass(&mut sim, 10);
    give(&mut sim, json!({"type": "submit_job", "name": "route", "named_data": ["no/such/map"]}));
    give(&mut sim, json!({"type": "submit_job", "name": "after", "wait_for": ["route"]}));
    pass(&mut sim, 600);
    let job = |name: &str| sim.world().names().find_job(name).unwrap();
    let ran = peer_facts(sim.trace().events()).filter(|fact| matches!(fact, PeerFact::JobStarted { .. })).count();
    assert_eq!(ran, 0);
    let jobs = sim.world().broker().jobs();
    let Some(End::Failed(why)) = jobs.end_of(job("route")) else { panic!("{:?}", jobs.end_of(job("route"))) };
    assert!(why.contains("no/such/map"), "{why}");
    assert_eq!(jobs.end_of(job("after")), Some(End::Orphaned(job("route"))), "nor does what waits for it");
}

/// 25
#[test]
fn a_lost_answer_does_not_make_two_executors_run_a_job() {
    let mut story = Story::new(Policy::default());
    let (mut client, mut peers) = (Peer::new(9), [Peer::new(1), Peer::new(2)]);
    for peer in &mut peers {
        story.join(peer, report(4 * GIB));
    }
    story.submit(&mut client, 1, spec(GIB));
    let first = story.where_is(1).unwrap();
    // Were it placed anew, the other one would get it.
    let other = &mut peers[2 - first.index()];
    story.call(other, Call::Heartbeat(Arc::new(report(64 * GIB))));
    // It has the job, but what it answers is lost, four times; then it says that it has it.
    story.pass(Span::from_secs(35));
    let asked = &mut peers[first.index() - 1];
    story.reply(asked, Answer::refused(503, "failed create"));
    story.pass(Span::from_secs(60));
    let runs: Vec<NodeId> = made(&story, "run").map(|(to, _)| to).collect();
    assert_eq!((runs, story.where_is(1)), (vec![first; 4], Some(first)));
}
