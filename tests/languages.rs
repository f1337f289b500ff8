//! The German of scenarios and lessons: a text for every text of the English, with the names and numbers that are in it.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clocktower::scenario::Scenario;
use clocktower::texts::{Language, of_lesson, of_scenario, speak};
use clocktower::view::lesson::Lesson;
use serde_json::Value;

/// What has no texts in it.
const NO_TEXTS: [&str; 14] = [
    "$schema",
    "version",
    "seed",
    "network",
    "policy",
    "nodes",
    "actions",
    "opens_at_ms",
    "event",
    "open",
    "keys",
    "asks",
    "until",
    "at_ms",
];

fn files(folder: &str) -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www").join(folder);
    let paths = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a text");
        let value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path.file_name().expect("a name").to_string_lossy().into_owned(), value)
    };
    paths.filter(|path| path.is_file()).map(read).collect()
}

/// Each file with its German.
fn pairs() -> Vec<(String, Value, Value)> {
    let mut pairs = Vec::new();
    for folder in ["scenarios", "lessons"] {
        let (english, mut german) = (files(folder), files(&format!("{folder}/de")));
        for (name, english) in english {
            let german = german.remove(&name).unwrap_or_else(|| panic!("{folder}/de/{name} is missing"));
            pairs.push((format!("{folder}/de/{name}"), english, german));
        }
        assert!(german.is_empty(), "{folder}/de has German of what there is not: {:?}", german.keys());
    }
    pairs
}

/// The texts of both, side by side, each with its place. The German has the shape of the English without all the rest.
fn texts(place: &str, english: &Value, german: &Value, found: &mut Vec<(String, String, String)>) {
    match (english, german) {
        (Value::String(english), Value::String(german)) => {
            found.push((place.to_owned(), english.clone(), german.clone()));
        }
        (Value::Array(english), Value::Array(german)) => {
            assert_eq!(english.len(), german.len(), "{place}");
            for (at, (english, german)) in english.iter().zip(german).enumerate() {
                texts(&format!("{place}[{at}]"), english, german, found);
            }
        }
        (Value::Object(english), Value::Object(german)) => {
            let said = |key: &&String| !NO_TEXTS.contains(&key.as_str());
            let keys: BTreeSet<_> = english.keys().filter(said).collect();
            assert_eq!(keys, german.keys().collect(), "{place}");
            german.iter().for_each(|(key, german)| texts(&format!("{place}.{key}"), &english[key], german, found));
        }
        _ => panic!("{place}: {english} and {german}"),
    }
}

/// Every text with its German.
fn all() -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    pairs().iter().for_each(|(name, english, german)| texts(name, english, german, &mut found));
    assert!(found.len() > 200, "{} texts", found.len());
    found
}

/// What stands between spaces, without the signs around it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter.is_alphanumeric() || "-/#_".contains(letter);
    text.split(move |letter| !is_part(letter)).filter(|word| !word.is_empty())
}

/// The names that machines, jobs, data and rules have in scenarios. The broker is no name in sentences.
fn names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, scenario) in Scenario::bundled() {
        let scenario = serde_json::to_value(scenario).expect("JSON");
        let list = |key: &str| scenario[key].as_array().cloned().unwrap_or_default();
        let named =
            list("nodes").into_iter().chain(list("actions").into_iter().map(|action| action["command"].clone()));
        names.extend(named.filter_map(|one| one["name"].as_str().map(str::to_owned)));
    }
    names.remove("broker");
    names.extend(["fifo".to_owned(), "emergency_first".to_owned()]);
    names
}

/// `exec-1`, `fire-1`, `exec-1#2`: a name that the program made.
fn is_made(word: &str) -> bool {
    word.split_once('-')
        .is_some_and(|(kind, number)| !kind.is_empty() && number.split('#').all(|part| part.parse::<u32>().is_ok()))
}

/// `12`, of `12` and of `4th`.
fn number(word: &str) -> Option<&str> {
    let digits = word.find(|letter: char| !letter.is_ascii_digit()).map_or(word, |end| &word[..end]);
    (!digits.is_empty()).then_some(digits)
}

#[test]
fn every_text_of_a_scenario_or_a_lesson_has_its_german() {
    for (place, english, german) in all() {
        assert!(!german.trim().is_empty() && german.trim() == german, "{place}: {german:?}");
        assert_ne!(english, german, "{place}");
        let end = |text: &str| text.trim_end_matches('“').chars().last().filter(|last| ".?!".contains(*last));
        assert_eq!(end(&german), end(&english), "{place}: {german}");
    }
}

#[test]
fn german_quotes_open_below_and_close_above() {
    for (place, _, german) in all() {
        assert!(!german.contains(['"', '\'', '”', '’', '‘']), "{place}: {german}");
        let mut is_open = false;
        for letter in german.chars() {
            assert!(letter != '„' || !is_open, "{place}: {german}");
            assert!(letter != '“' || is_open, "{place}: {german}");
            is_open = (is_open || letter == '„') && letter != '“';
        }
        assert!(!is_open, "{place}: {german}");
    }
}

#[test]
fn names_and_numbers_are_the_same_in_german() {
    let (names, all) = (names(), all());
    let told: BTreeSet<&str> = all.iter().flat_map(|(_, english, _)| words(english)).collect();
    let mut seen = 0;
    for (place, english, german) in &all {
        let there: BTreeSet<&str> = words(german).collect();
        for word in words(english).filter(|word| names.contains(*word) || is_made(word)) {
            seen += 1;
            assert!(there.contains(word), "{place}: {word}: {german}");
        }
        // German may have a name where English says it or its.
        for word in there.iter().filter(|word| is_made(word)) {
            assert!(told.contains(word), "{place}: {word}: {german}");
        }
        let numbers = |text| words(text).filter_map(number).collect::<BTreeSet<_>>();
        assert_eq!(numbers(german), numbers(english), "{place}: {german}");
    }
    assert!(seen > 60, "{seen} names");
}

#[test]
fn what_a_text_is_in_german_does_not_depend_on_where_it_stands() {
    let mut known = BTreeMap::new();
    for (place, english, german) in all() {
        let before = known.entry(english.clone()).or_insert_with(|| german.clone());
        assert_eq!(*before, german, "{place}: {english}");
    }
}

#[test]
fn everything_that_comes_along_is_read_in_german_where_german_is_spoken() {
    let german: BTreeMap<String, String> = all().into_iter().map(|(_, english, german)| (english, german)).collect();
    speak(Language::German);
    for (key, title) in Scenario::titles() {
        assert_eq!(of_scenario(title), german[*title], "{key}");
    }
    for (key, scenario) in Scenario::bundled() {
        let moments = scenario.moments.iter().flat_map(|moment| [Some(&moment.title), moment.look_at.as_ref()]);
        for text in [scenario.question.as_ref(), scenario.notes.as_ref()].into_iter().chain(moments).flatten() {
            assert_eq!(of_scenario(text), german[text], "{key}");
        }
    }
    for lesson in Lesson::all() {
        let steps = lesson.steps.iter().flat_map(|step| [&step.text, &step.task, &step.done]);
        for text in [&lesson.title, &lesson.about].into_iter().chain(steps) {
            assert_eq!(of_lesson(text), german[text], "{}", lesson.key);
        }
    }
    speak(Language::English);
    assert!(german.keys().all(|english| of_scenario(english) == english && of_lesson(english) == english));
}
