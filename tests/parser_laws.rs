//! Laws of whatever reads what others wrote: what was taken is written and read again as the same, a key that nobody knows
//! is never taken, and no text makes a panic.
#![cfg(not(target_arch = "wasm32"))]

use clocktower::export::packed::{pack, unpack};
use clocktower::export::{import, link, trace};
use clocktower::id::{EventId, Names};
use clocktower::scenario::{Command, Scenario, ScenarioError};
use clocktower::sim::Sim;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// Values that a field may have, some of them right, by what kind of field it is.
fn value_of(kind: char) -> BoxedStrategy<Value> {
    let whole = || prop_oneof![0..4_000u64, Just(1 << 40), Just(u64::MAX)];
    match kind {
        'n' => select(vec!["exec-1", "exec-2#2", "broker", "client-1", "store-1", "job-1", ""])
            .prop_map(Value::from)
            .boxed(),
        't' => "[a-zäß/ *.{}\"\\\\]{0,12}".prop_map(Value::from).boxed(),
        'u' => whole().prop_map(Value::from).boxed(),
        'r' => prop_oneof![(-1e6..1e6f64).prop_map(Value::from), whole().prop_map(Value::from)].boxed(),
        'b' => any::<bool>().prop_map(Value::from).boxed(),
        'k' => {
            select(vec!["general", "disaster", "fire", "medical", "security", "boredom"]).prop_map(Value::from).boxed()
        }
        'l' => select(vec!["low", "medium", "high", "critical", "dire"]).prop_map(Value::from).boxed(),
        'o' => select(vec!["fifo", "emergency_first", "emergency_aged", "lifo"]).prop_map(Value::from).boxed(),
        'p' => select(vec!["random", "least_loaded", "capability_score", "best"]).prop_map(Value::from).boxed(),
        'N' => prop::collection::vec(value_of('n'), 0..3).prop_map(Value::from).boxed(),
        'T' => prop::collection::vec(value_of('t'), 0..3).prop_map(Value::from).boxed(),
        'K' => prop::collection::vec(value_of('k'), 0..3).prop_map(Value::from).boxed(),
        'D' => prop::collection::btree_map("[a-z/*]{0,6}", 0..3_000u64, 0..3).prop_map(|sizes| json!(sizes)).boxed(),
        'C' => object(CAPABILITIES).boxed(),
        'E' => object(&[("kind", 'k'), ("level", 'l'), ("location", 't')]).boxed(),
        'P' => json_value().boxed(),
        other => panic!("{other} is no kind of field"),
    }
}

const CAPABILITIES: &[(&str, char)] = &[
    ("memory", 'u'),
    ("disk", 'u'),
    ("cpu_load", 'r'),
    ("cpu_cores", 'u'),
    ("cpu_freq", 'r'),
    ("has_battery", 'b'),
    ("power", 'r'),
];

/// Every command with its fields.
const COMMANDS: &[(&str, &[(&str, char)])] = &[
    (
        "add_executor",
        &[("name", 'n'), ("capabilities", 'C'), ("equipment", 'K'), ("clocks", 'b'), ("starts_after_ms", 'u')],
    ),
    ("add_datastore", &[("name", 'n'), ("capacity", 'u')]),
    ("add_client", &[("name", 'n')]),
    ("remove", &[("node", 'n')]),
    (
        "submit_job",
        &[
            ("name", 'n'),
            ("client", 'n'),
            ("wasm_bin", 't'),
            ("args", 'T'),
            ("capabilities", 'C'),
            ("wait_for", 'N'),
            ("queue", 'b'),
            ("duration_ms", 'u'),
            ("result_bytes", 'u'),
            ("result_to_client", 'b'),
            ("data", 'D'),
            ("named_data", 'T'),
            ("named_results", 'T'),
            ("emergency", 'E'),
        ],
    ),
    ("submit_plan", &[("client", 'n'), ("plan", 'P'), ("file_bytes", 'u')]),
    ("store_data", &[("client", 'n'), ("name", 't'), ("bytes", 'u'), ("text", 't')]),
    ("delete_job", &[("job", 'n')]),
    ("crash", &[("node", 'n')]),
    ("restart", &[("node", 'n'), ("with_memory", 'b')]),
    ("heartbeat_now", &[("node", 'n')]),
    ("set_capabilities", &[("node", 'n'), ("capabilities", 'C'), ("equipment", 'K')]),
    ("cut", &[("a", 'n'), ("b", 'n'), ("one_way", 'b')]),
    ("heal", &[("a", 'n'), ("b", 'n'), ("one_way", 'b')]),
    (
        "set_network",
        &[
            ("a", 'n'),
            ("b", 'n'),
            ("latency_ms_min", 'u'),
            ("latency_ms_max", 'u'),
            ("loss_permille", 'u'),
            ("duplication_permille", 'u'),
            ("delay_permille", 'u'),
            ("delay_ms_max", 'u'),
        ],
    ),
    ("drop_message", &[("message", 'u')]),
    ("delay_message", &[("message", 'u'), ("by_ms", 'u')]),
    ("duplicate_message", &[("message", 'u')]),
    ("declare_emergency", &[("kind", 'k'), ("level", 'l'), ("location", 't')]),
    ("clear_emergency", &[]),
    ("set_policy", &[("order", 'o'), ("placement", 'p'), ("reserve", 'b'), ("preempt", 'b'), ("ageing_ms", 'u')]),
    ("request", &[("method", 't'), ("path", 't'), ("body", 't')]),
    ("slow", &[("node", 'n'), ("percent", 'u')]),
    ("fill", &[("node", 'n')]),
    ("flap", &[("node", 'n'), ("every_ms", 'u')]),
    ("mend", &[("node", 'n')]),
    ("heal_all", &[]),
    (
        "flood",
        &[
            ("count", 'u'),
            ("within_ms", 'u'),
            ("kind", 'k'),
            ("level", 'l'),
            ("location", 't'),
            ("client", 'n'),
            ("duration_ms", 'u'),
        ],
    ),
];

/// An object with most of these fields.
fn object(fields: &[(&'static str, char)]) -> impl Strategy<Value = Value> + use<> {
    let fields: Vec<_> = fields
        .iter()
        .map(|(key, kind)| prop::option::weighted(0.8, (Just((*key).to_owned()), value_of(*kind))))
        .collect();
    fields.prop_map(|fields| Value::Object(fields.into_iter().flatten().collect()))
}

fn command() -> impl Strategy<Value = Value> {
    select(COMMANDS).prop_flat_map(|(name, fields)| {
        object(fields).prop_map(move |mut command| {
            command["type"] = json!(name);
            command
        })
    })
}

/// Any JSON.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{0,6}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// The ways to the objects in a value whose keys all are known to their reader: what a plan or data are called is free.
fn known_objects(value: &Value, way: &str, found: &mut Vec<String>) {
    if let Value::Object(map) = value {
        found.push(way.to_owned());
        for (key, value) in map.iter().filter(|(key, _)| !["data", "plan"].contains(&key.as_str())) {
            known_objects(value, &format!("{way}/{key}"), found);
        }
    }
}

/// A small world in which something is done, now and then.
fn scenario() -> impl Strategy<Value = Value> {
    let fits = command().prop_filter("it fits", |command| read_valid(command).is_ok());
    let action = (0..90_000u64, prop_oneof![9 => fits, 1 => command()])
        .prop_map(|(at_ms, command)| json!({ "at_ms": at_ms, "command": command }));
    let network =
        object(&[("latency_ms_min", 'u'), ("latency_ms_max", 'u'), ("loss_permille", 'u'), ("delay_ms_max", 'u')]);
    (any::<u64>(), value_of('t'), prop::option::of(network), prop::collection::vec(action, 0..6), 0..60_000u64)
        .prop_map(|(seed, title, network, mut actions, opens_at_ms)| {
            actions.sort_by_key(|action| action["at_ms"].as_u64());
            let nodes = json!([
                { "kind": "broker" }, { "kind": "executor", "name": "exec-1" },
                { "kind": "datastore", "name": "store-1" }, { "kind": "client", "name": "client-1" },
            ]);
            let mut scenario = Map::new();
            let parts = [
                ("version", json!(1)),
                ("title", title),
                ("seed", json!(seed)),
                ("nodes", nodes),
                ("actions", actions.into()),
                ("opens_at_ms", json!(opens_at_ms)),
            ];
            scenario.extend(parts.map(|(key, value)| (key.to_owned(), value)));
            scenario.extend(network.map(|network| ("network".to_owned(), network)));
            Value::Object(scenario)
        })
}

fn read_valid(value: &Value) -> Result<Command, ScenarioError> {
    let command = Command::from_value(value)?;
    command.validate().map(|()| command)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_command_that_is_taken_is_written_and_read_again_as_the_same(value in command()) {
        if let Ok(command) = Command::from_value(&value) {
            let written = serde_json::to_value(&command).unwrap();
            prop_assert_eq!(Command::from_value(&written), Ok(command), "{}", written);
        }
    }

    #[test]
    fn a_key_that_nobody_knows_is_refused_by_its_name_wherever_it_stands(
        value in command(),
        key in "[a-z]{3,9}_[a-z]{12}",
        at in any::<prop::sample::Index>(),
        junk in json_value(),
    ) {
        let mut ways = Vec::new();
        known_objects(&value, "", &mut ways);
        let mut changed = value.clone();
        let way = at.get(&ways).as_str();
        changed.pointer_mut(way).and_then(Value::as_object_mut).unwrap().insert(key.clone(), junk);
        let refused = Command::from_value(&changed).expect_err("a key that nobody knows");
        // Another field may be wrong too, and stand before it.
        if Command::from_value(&value).is_ok() {
            prop_assert!(refused.to_string().contains(&key), "{changed}: {refused}");
        }
    }

    #[test]
    fn any_json_as_a_command_is_refused_with_its_place_or_taken(value in prop_oneof![json_value(), command()]) {
        if let Err(refused) = read_valid(&value) {
            let text = refused.to_string();
            let place = text.split(": ").next().unwrap_or_default();
            prop_assert!(!place.is_empty() && text.len() > place.len() + 2, "{value}: {text}");
        }
    }

    #[test]
    fn any_text_as_a_scenario_a_link_or_a_log_is_refused_or_opens(text in prop_oneof![
        ".{0,60}",
        "#run=[A-Za-z0-9_-]{0,40}",
        json_value().prop_map(|value| value.to_string()),
    ]) {
        prop_assert!(Scenario::from_json(&text).is_err_and(|refused| !refused.to_string().is_empty()));
        prop_assert!(link::read(&text).is_err_and(|refused| refused.to_string().contains(": ")));
        prop_assert!(import(&text).is_err_and(|refused| !refused.to_string().is_empty()));
    }

    #[test]
    fn whatever_was_packed_comes_out_again(text in prop_oneof![".{0,200}", "\\PC{0,20}", "(ab|[0-9]{3}){0,300}"]) {
        prop_assert_eq!(unpack(&pack(&text)), Ok(text));
    }

    #[test]
    fn a_name_that_is_taken_is_found_again_and_told_as_it_was_given(name in "\\PC{0,12}(#[0-9]{1,4})?") {
        let mut names = Names::new();
        prop_assert_eq!(names.node(&name).map(drop), Names::check_node(&name));
        if let Ok(node) = names.node(&name) {
            prop_assert_eq!(names.of_node(node), name.clone());
            prop_assert_eq!(names.find_node(&name), Some(node));
        }
        prop_assert_eq!(names.job(&name).map(drop), Names::check_job(&name));
        if let Ok(job) = names.job(&name) {
            prop_assert_eq!((names.of_job(job), names.find_job(&name)), (name.as_str(), Some(job)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_scenario_that_is_taken_is_the_same_again_as_a_text_and_as_a_link(value in scenario()) {
        if let Ok(scenario) = Scenario::from_value(&value) {
            prop_assert_eq!(Scenario::from_json(&scenario.to_json()), Ok(scenario.clone()));
            prop_assert_eq!(link::link(&scenario).and_then(|link| link::read(&link)), Ok(scenario));
        } else {
            let refused = Scenario::from_json(&value.to_string());
            prop_assert!(refused.is_err(), "as a text it is refused as well");
        }
    }

    #[test]
    fn a_run_that_was_exported_is_the_same_run_again(value in scenario(), events in 1..120u32) {
        if let Ok(mut sim) = Scenario::from_value(&value).and_then(Sim::new) {
            sim.seek(EventId::new(events));
            let (was, again) = (trace(&sim), import(&trace(&sim).to_string()).unwrap());
            // It opens at its event; how long nothing had happened since is not told.
            prop_assert_eq!(again.cursor(), sim.cursor());
            for part in ["events", "hash"] {
                prop_assert_eq!(&trace(&again)[part], &was[part]);
            }
        }
    }
}

#[test]
fn most_of_what_is_drawn_here_is_taken_so_that_the_laws_say_something() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut taken = |strategy: BoxedStrategy<Value>, is_taken: fn(&Value) -> bool| {
        (0..500).filter(|_| is_taken(&strategy.new_tree(&mut runner).unwrap().current())).count()
    };
    let commands = taken(command().boxed(), |value| Command::from_value(value).is_ok());
    let scenarios = taken(scenario().boxed(), |value| Scenario::from_value(value).is_ok());
    assert!(commands > 250 && scenarios > 150, "{commands} commands and {scenarios} scenarios of 500");
    for (name, _) in COMMANDS {
        let unknown = Command::from_value(&json!({ "type": name })).err().map(|refused| refused.to_string());
        assert!(unknown.is_none_or(|text| !text.contains("unknown variant")), "{name} is a command");
    }
}
