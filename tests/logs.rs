//! Logs from elsewhere: how they may be written, what they have to keep, and that each which does not is refused whole
//! with its line.
#![cfg(not(target_arch = "wasm32"))]

use clocktower::clock::Causality;
use clocktower::export::log::{LOG_BYTES_MAX, LogError, Reading, executions};
use clocktower::export::{ImportError, event, import, import_as, trace};
use clocktower::id::{EventId, NodeId};
use clocktower::scenario::{Command, HOSTS_MAX, RECORDED_MAX, Scenario};
use clocktower::sim::{Sim, Step};
use clocktower::view;
use clocktower::view::causality::{Cone, shortest_chain};
use serde_json::json;

/// Three hosts: `a` asks both others, `b` and `c` answer, and `a` takes both answers at once.
const BARRIER: &str = "\
ask both\na {\"a\":1}\n\
b works\nb {\"b\":1, \"a\":1}\n\
c works\nc {\"c\":1, \"a\":1}\n\
both are here\na {\"a\":2, \"b\":1, \"c\":1}\n";

fn taken(text: &str) -> Sim {
    import(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn id(number: u32) -> EventId {
    EventId::new(number)
}

#[test]
fn bad_logs_are_refused_with_the_line() {
    let rows = [
        ("x\na {\"a\":1}\nx\na {\"a\":3}\n", "line 4: event 3 of a is here, but event 2 is missing: a {\"a\":3}"),
        ("x\na {\"a\":2}\n", "line 2: event 2 of a is here, but event 1 is missing"),
        ("x\na {\"a\":1}\ny\na {\"a\":1}\n", "line 4: event 1 of a stands twice, first at line 2: a {\"a\":1}"),
        ("x\na {\"a\":1, \"z\":4}\n", "line 2: it counts 4 of \"z\", which has no event: a {\"a\":1, \"z\":4}"),
        ("x\na {\"a\":1, \"b\":2}\nx\nb {\"b\":1}\n", "line 2: it knows event 2 of b, which has 1"),
        (
            "x\na {\"a\":1, \"b\":1}\nx\nb {\"b\":1, \"a\":1}\n",
            "line 2: it knows event 1 of b (line 4), which comes after it",
        ),
        (
            "x\na {\"a\":1, \"c\":1}\nx\nb {\"b\":1, \"a\":1}\nx\nc {\"c\":1, \"b\":1}\n",
            "line 2: it comes after itself, by way of line 2, line 6, line 4",
        ),
        ("x\na {\"b\":1}\nx\nb {\"b\":1}\n", "line 2: the clock does not count a itself"),
        ("x\na {\"a\":1\ny\na {\"a\":2}\n", "line 1: it does not fit the parser: x"),
        ("x\na {a:1}\n", "line 2: the clock: key must be a string"),
        ("x\na {\"a\":1} and more}\n", "line 2: the clock: "),
        ("x\na {\"a\":1.5}\n", "line 2: the clock: 1.5 is no count: a whole number from 0 to 4294967295"),
        ("x\na {\"a\":-1}\n", "line 2: the clock: -1 is no count"),
        ("x\na {\"a\":4294967296}\n", "line 2: the clock: 4294967296 is no count"),
        ("x\na {\"a\":\"1\"}\n", "line 2: the clock: \"1\" is no count"),
        ("x\na {\"a\":1, \"a\":2}\n", "line 2: the clock: \"a\" stands twice in it"),
        ("x\n {\"a\":1}\n", "line 2: the host: a name must not be empty"),
        ("x\na/b {\"a/b\":1}\n", "line 2: the host: a name must not contain '/'"),
        ("x\na {\"a\":1}\n\nwhat is this?\n", "line 4: it does not fit the parser: what is this?"),
        (
            "x\na {\"a\":1}\nx\na {\"a\":2, \"b\":1}\nx\nb {\"b\":1}\nx\na {\"a\":3}\n",
            "line 8: it follows event 2 of a (line 4), which knew 1 of b, but knows 0",
        ),
        (
            "x\na {\"a\":1}\nx\nb {\"b\":1, \"a\":1}\nx\nc {\"c\":1, \"b\":1}\n",
            "line 6: it follows event 1 of b (line 4), which knew 1 of a, but knows 0",
        ),
        ("nothing to see here", "line 1: it does not fit the parser: nothing to see here"),
        ("", "log: there is no event in it"),
        ("(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})", "log: there is no event in it"),
        ("((?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})\n\nx\na {\"a\":1}\n", "parser: it is no regular expression"),
    ];
    for (text, expected) in rows {
        let refused = import(text).map(drop).expect_err(text).to_string();
        assert!(refused.starts_with(expected), "{text}\n{refused}\n{expected}");
    }
}

#[test]
fn a_log_has_its_bounds() {
    let long = format!("{}\na {{\"a\":1}}\n", "x".repeat(2_001));
    let many: String = (1..=RECORDED_MAX + 1).map(|n| format!("x\na {{\"a\":{n}}}\n")).collect();
    let crowd: String = (0..=HOSTS_MAX).map(|n| format!("x\nh{n} {{\"h{n}\":1}}\n")).collect();
    let rows = [
        (long, "line 2: the event has 2001 bytes, at most 2000 are possible"),
        (many, "log: events: at most 20000"),
        (crowd, "log: hosts: at most 256"),
        (" ".repeat(LOG_BYTES_MAX + 1), "log: 4194305 bytes; at most 4194304 are read"),
    ];
    for (text, expected) in rows {
        let refused = import(&text).map(drop).unwrap_err().to_string();
        assert!(refused.starts_with(expected), "{refused}");
    }
}

#[test]
fn an_event_may_take_several_messages_at_once() {
    let sim = taken(BARRIER);
    let trace = sim.trace();
    let both = trace.get(id(4)).unwrap();
    assert_eq!(trace.causes(both.id).collect::<Vec<_>>(), [id(2), id(3)]);
    assert_eq!(event(trace, both)["sends"], json!([2, 3]));
    assert_eq!(trace.relation(id(2), id(3)), Some(Causality::Concurrent));
    for from in [1, 2, 3] {
        let chain = shortest_chain(trace, id(from), id(4)).unwrap();
        let ends: Vec<_> = chain.iter().map(|hop| (hop.sent.number(), hop.received.number())).collect();
        assert_eq!(ends, if from == 1 { vec![] } else { vec![(from, 4)] });
    }
    assert_eq!(Cone::of(trace, id(4)).unwrap().counts().past, 3);
    let merge = view::merge::merge_at(trace, id(4)).unwrap();
    assert_eq!((merge.title.as_str(), merge.outcome), ("a hears from b and c", view::merge::Outcome::Merged));
    let told = view::narration::narrate(trace, id(4)).text();
    let expected = "a logged “both are here”. max([1,0,0],[1,1,0],[1,0,1]) = [1,1,1], then its own tick: [2,1,1].";
    assert_eq!(told, expected);
    assert_eq!(sim.violations(), []);
}

#[test]
fn messages_are_on_their_way_from_what_sent_them_to_what_received_them() {
    let mut sim = taken(BARRIER);
    let flying = |sim: &mut Sim, at| {
        sim.seek(id(at));
        let picture = view::cluster::picture(sim, None);
        let names = sim.trace().names();
        let ends = picture.messages.iter().map(|message| (names.of_node(message.from), names.of_node(message.to)));
        ends.collect::<Vec<_>>()
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(flying(&mut sim, 0), []);
    assert_eq!(flying(&mut sim, 1), [pair("a", "b"), pair("a", "c")]);
    assert_eq!(flying(&mut sim, 2), [pair("a", "c"), pair("b", "a")]);
    assert_eq!(flying(&mut sim, 4), []);
    assert_eq!(view::cluster::picture(&sim, None).links.len(), 2, "b and c never spoke to each other");
}

#[test]
fn several_executions_are_told_apart_by_the_second_line() {
    let head = "(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})\n^=== (?<trace>.*) ===$\n";
    let text =
        format!("{head}=== first ===\nx\na {{\"a\":1}}\n\n=== the other ===\ny\nb {{\"b\":1}}\nz\nb {{\"b\":2}}\n");
    assert_eq!(executions(&text, &Reading::default()).unwrap(), ["first", "the other"]);
    let Err(ImportError::Log(LogError::Execution { executions })) = import(&text) else { panic!("which?") };
    assert_eq!(executions, ["first", "the other"]);
    for which in ["the other", "2"] {
        let reading = Reading { execution: Some(which.to_owned()), ..Reading::default() };
        let sim = import_as(&text, &reading).unwrap();
        assert_eq!((sim.scenario().title.as_str(), sim.trace().len()), ("Log: the other", 2));
    }
    let reading = Reading { execution: Some("third".to_owned()), ..Reading::default() };
    let refused = import_as(&text, &reading).unwrap_err().to_string();
    assert_eq!(refused, "execution: the log has 2; say which: first, the other");
    let broken = format!("{text}w\nb {{\"b\":4}}\n");
    let reading = Reading { execution: Some("2".to_owned()), ..Reading::default() };
    let refused = import_as(&broken, &reading).unwrap_err().to_string();
    assert!(refused.starts_with("line 13: event 4 of b is here, but event 3 is missing"), "{refused}");
}

#[test]
fn a_parser_of_ones_own_may_name_more() {
    let text =
        "2026-01-02 [INFO] alice says hello #{\"alice\":1}\n2026-01-03 [WARN] bob hears it #{\"alice\":1,\"bob\":1}\n";
    let parser = Some(r"^(?<date>\S+) \[(?<level>\w{4})\] (?<host>\S+) (?<event>.*) #(?<clock>{.*})$".to_owned());
    let sim = import_as(text, &Reading { parser, ..Reading::default() }).unwrap();
    let told = view::happened::title(sim.trace(), id(2)).unwrap();
    assert_eq!(told, "bob logged “hears it · date 2026-01-03 · level WARN”");
    assert_eq!(sim.trace().relation(id(1), id(2)), Some(Causality::Before));
    let parser = Some(r"(?<event>.*)".to_owned());
    let refused = import_as(text, &Reading { parser, ..Reading::default() }).unwrap_err().to_string();
    assert_eq!(refused, "parser: it has no group (?<host>…)");
}

#[test]
fn what_nobody_sees_around_the_words_of_an_event_is_left_out_and_the_log_written_of_it_is_the_same_run() {
    let rows = [
        ("a {\"a\":1}\n\0\0", ""),
        (" \u{7} \na {\"a\":1}\n", ""),
        ("\t one\u{0}two \u{a0}\na {\"a\":1}\n", "one two"),
        ("a {\"a\":1}\nsee #run=1abc, which is no link\n", "see #run=1abc, which is no link"),
    ];
    for (log, words) in rows {
        let sim = taken(log);
        let says = view::happened::teller(sim.trace());
        let told: Vec<String> = sim.trace().range(id(1), sim.trace().last()).map(&says).collect();
        assert_eq!(told, [words], "{log:?}");
        let written = clocktower::export::shiviz::log(sim.trace(), sim.trace().last(), &says);
        assert_eq!(taken(&written).trace().hash(), sim.trace().hash(), "{log:?}: {written:?}");
    }
}

#[test]
fn nothing_can_be_done_to_a_log_and_every_picture_of_it_can_be_drawn() {
    let mut sim = taken(BARRIER);
    let commands = [
        json!({"type": "submit_job"}),
        json!({"type": "add_executor"}),
        json!({"type": "crash", "node": "a"}),
        json!({"type": "cut", "a": "a", "b": "b"}),
        json!({"type": "heal_all"}),
        json!({"type": "set_policy", "order": "fifo"}),
    ];
    let before = trace(&sim);
    for command in commands {
        let refused = sim.apply(Command::from_value(&command).unwrap()).unwrap_err().to_string();
        assert!(refused.starts_with("type: this run is a log from elsewhere"), "{refused}");
    }
    assert_eq!(sim.request("GET", "/executors/count", "").status, 422);
    assert_eq!(trace(&sim), before, "nothing was done");
    for at in 0..=4 {
        sim.seek(id(at));
        let broker = (view::queue::jobs(&sim, 60), view::knowledge::knowledge(&sim));
        let event = (view::narration::narrate(sim.trace(), id(at)), view::narration::spoken(sim.trace(), id(at)));
        let more =
            (view::happened::happened(&sim, id(at)), view::stores::stores(&sim), clocktower::export::state(&sim));
        let host =
            view::cluster::node_of(&sim, NodeId::new(0)).and_then(|node| view::cluster::about::node(&sim, &node));
        println!("{broker:?} {event:?} {more:?} {host:?}");
    }
    sim.seek(id(0));
    assert_eq!([Step::Merge, Step::Event, Step::Heartbeat, Step::Decision].map(|step| sim.step(step)), [2, 1, 0, 0]);
}

#[test]
fn a_scenario_with_a_log_that_cannot_be_is_refused_by_its_place() {
    let good = taken(BARRIER).to_scenario();
    let with = |key: &str, value: serde_json::Value| {
        let mut scenario = json!(good);
        match scenario.pointer_mut(key) {
            Some(slot) => *slot = value,
            None => scenario[key] = value,
        }
        Scenario::from_value(&scenario).unwrap_err().to_string()
    };
    let rows = [
        (with("/recorded/1/heard", json!([2])), "recorded[1].heard: numbers of earlier events: 1 to 1"),
        (with("/recorded/3/heard", json!([3, 2])), "recorded[3].heard: in order, each once"),
        (with("/recorded/3/heard", json!([1])), "recorded[3].heard: events of others"),
        (with("/recorded/2/node", json!("d")), "recorded[2].node: \"d\" is none of the nodes"),
        (with("/recorded/2/text", json!("two\nlines")), "recorded[2].text: it is one line"),
        (with("/nodes/0", json!({"kind": "broker"})), "nodes[0]: a log has hosts with names, and nobody else"),
        (with("actions", json!([{"at_ms": 1, "command": {"type": "heal_all"}}])), "actions: a log has none"),
        (with("recorded", json!([])), "nodes: one of them is the broker, here 0 are"),
    ];
    for (refused, expected) in rows {
        assert_eq!(refused, expected);
    }
    let host = json!({"version": 1, "title": "t", "nodes": [{"kind": "broker"}, {"kind": "host", "name": "a"}]});
    let refused = Scenario::from_value(&host).unwrap_err().to_string();
    assert_eq!(refused, "nodes[1].kind: a host belongs to a log: it only does again what stands in `recorded`");
}
