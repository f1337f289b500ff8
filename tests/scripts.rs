//! The page's scripts, which speak before the app does and after it: each of their texts has its German, and no German is
//! left of a text that is said no more.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("www").join(name)).unwrap()
}

/// What stands between two signs, line by line, comments left out.
fn between<'a>(text: &'a str, opens: &'a str, closes: &'a str) -> impl Iterator<Item = &'a str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(move |line| line.split(opens).skip(1).filter_map(move |rest| Some(rest.split_once(closes)?.0)))
}

/// The texts of a script: whatever in quotes begins like a sentence.
fn said(script: &str) -> BTreeSet<String> {
    let quoted = |line: &str| line.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let code = script.lines().filter(|line| !line.trim_start().starts_with("//"));
    let begins = |text: &String| text.starts_with(|first: char| first.is_ascii_uppercase()) && text.contains(' ');
    code.flat_map(quoted).filter(begins).collect()
}

fn spoken() -> BTreeSet<String> {
    let mut spoken: BTreeSet<String> =
        ["boot.js", "kept.js", "embedded.js", "notes.js"].iter().flat_map(|name| said(&read(name))).collect();
    let kept = read("kept.js");
    for text in between(&kept, "[`", "`").filter(|text| text.contains("{}")) {
        spoken.extend(["command", "commands"].map(|count| text.replace("${count}", count)));
    }
    let notes = read("notes.html");
    spoken.extend(between(&notes, " data-say>", "<").map(str::to_owned));
    spoken.extend(between(&notes, "<title>", "<").map(str::to_owned));
    spoken.extend(between(&notes, "title=\"", "\"").map(str::to_owned));
    spoken
}

#[test]
fn every_text_of_the_scripts_has_its_german_and_no_other_has() {
    let german = read("german.js");
    let english: BTreeSet<String> = between(&german, "  \"", "\":").map(str::to_owned).collect();
    let spoken = spoken();
    assert!(spoken.len() > 20, "the texts were not found: {spoken:?}");
    assert_eq!(spoken.difference(&english).collect::<Vec<_>>(), Vec::<&String>::new(), "without German");
    assert_eq!(english.difference(&spoken).collect::<Vec<_>>(), Vec::<&String>::new(), "said no more");
}
