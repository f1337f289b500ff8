//! The JSON Schema that stands beside the scenarios: it is what the code reads, no more and no less.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

use clocktower::scenario::schema::schema;
use clocktower::scenario::{Command, Scenario};
use expect_test::expect_file;
use jsonschema::Validator;
use serde_json::{Value, json};

fn validator() -> Validator {
    jsonschema::validator_for(&schema()).expect("a schema")
}

/// Every scenario of the page, as it stands in its file.
fn files() -> Vec<(PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/scenarios");
    let paths = fs::read_dir(folder).expect("scenarios").map(|entry| entry.expect("a file").path());
    let paths = paths.filter(|path| path.is_file());
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a text");
        let value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, value)
    };
    paths.map(read).collect()
}

#[test]
fn the_schema_beside_the_scenarios_is_the_one_that_the_code_makes() {
    let text = format!("{}\n", serde_json::to_string_pretty(&schema()).expect("JSON"));
    expect_file!["../www/scenario.schema.json"].assert_eq(&text);
}

#[test]
fn every_scenario_keeps_the_schema_and_names_it() {
    let validator = validator();
    let files = files();
    assert_eq!(files.len(), Scenario::titles().len(), "each file is one of the program's");
    for (path, scenario) in files {
        let errors: Vec<String> = validator.iter_errors(&scenario).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
        assert_eq!(scenario["$schema"], "../scenario.schema.json", "{}", path.display());
    }
}

#[test]
fn what_the_program_writes_keeps_the_schema() {
    let validator = validator();
    for (key, scenario) in Scenario::bundled() {
        let written = serde_json::from_str(&scenario.to_json()).expect("JSON");
        assert!(validator.is_valid(&written), "{key}");
    }
}

/// All places of a value, the deepest first.
fn places(value: &Value, here: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| places(value, format!("{here}/{}", key.replace('/', "~1")), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| places(value, format!("{here}/{at}"), found));
        }
        _ => {}
    }
    found.push(here);
}

#[test]
fn what_is_spoilt_at_any_place_is_refused_by_schema_and_reader_alike() {
    let validator = validator();
    let mut spoilt_count = 0;
    for (path, scenario) in files() {
        let mut found = Vec::new();
        places(&scenario, String::new(), &mut found);
        for place in found {
            for spoilt in [json!(-3), json!("boredom"), json!({ "sed": 1 }), json!([[]]), json!(true)] {
                let mut other = scenario.clone();
                *other.pointer_mut(&place).expect("it is there") = spoilt;
                let by_schema = validator.is_valid(&other);
                let by_reader = Scenario::from_value(&other);
                // The reader also knows what no schema can say: one broker, an order, a free name.
                let is_form = matches!(by_reader, Err(clocktower::scenario::ScenarioError::Form(_)));
                assert!(!is_form || !by_schema, "{}{place}: only the reader refuses {:?}", path.display(), by_reader);
                assert!(by_schema || by_reader.is_err(), "{}{place}: only the schema refuses", path.display());
                spoilt_count += usize::from(!by_schema);
            }
        }
    }
    assert!(spoilt_count > 5_000, "{spoilt_count}");
}

#[test]
fn a_key_that_is_misspelt_is_refused_by_schema_and_reader_alike() {
    let validator = validator();
    for (path, scenario) in files() {
        let mut found = Vec::new();
        places(&scenario, String::new(), &mut found);
        for place in found.iter().filter(|place| scenario.pointer(place).is_some_and(Value::is_object)) {
            // The names of a job's data are its own.
            if place.ends_with("/data") {
                continue;
            }
            let mut other = scenario.clone();
            other.pointer_mut(place).expect("it is there")["nmae"] = json!("a");
            assert!(!validator.is_valid(&other), "{}{place}", path.display());
            let refused = Scenario::from_value(&other).expect_err("a misspelt key").to_string();
            assert!(refused.contains("nmae"), "{refused}");
        }
    }
}

#[test]
fn every_command_has_a_shape_and_what_fits_it_is_read() {
    let schema = schema();
    let shapes = schema["$defs"]["Command"]["oneOf"].as_array().expect("one of several");
    assert!(shapes.len() > 25, "{}", shapes.len());
    for shape in shapes {
        let word = &shape["properties"]["type"]["const"];
        let bare = Command::from_value(&json!({ "type": word }));
        let needed = shape["required"].as_array().expect("a list").len();
        // What needs no more than its name is read from it alone; what needs more says what is missing.
        assert_eq!(bare.is_ok(), needed == 1, "{word}: {bare:?}");
        let known = Command::from_value(&json!({ "type": word, "nmae": 1 })).expect_err("a misspelt key").to_string();
        for key in shape["properties"].as_object().expect("fields").keys().filter(|key| *key != "type") {
            assert!(known.contains(&format!("`{key}`")), "{word}: {key} is not in: {known}");
        }
    }
}
