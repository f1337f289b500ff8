//! The house: which room may know which, and what no room below the browser's edge may know.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

/// From the ground up, as `src/lib.rs` has it.
const ROOMS: [&str; 14] = [
    "json", "ordered", "id", "planted", "time", "clock", "broker", "scenario", "sim", "export", "texts", "view", "web",
    "ui",
];

/// What would make a run differ from machine to machine, or bind the core to a browser.
const FORBIDDEN_BELOW_WEB: [&str; 8] =
    ["Instant::now", "SystemTime", "HashMap", "HashSet", "thread_rng", "web_sys", "js_sys", "wasm_bindgen"];

struct Source {
    room: String,
    path: PathBuf,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).unwrap();
                let room = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).unwrap();
                found.push(Source { room, path, text });
            }
        }
    }
    assert!(found.len() > 20, "the sources were not found");
    found
}

fn rank(room: &str) -> Option<usize> {
    ROOMS.iter().position(|other| *other == room)
}

/// The rooms that a text names by `crate::room`, leaving comments out.
fn rooms_named(text: &str) -> Vec<(usize, String)> {
    let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let mut named = Vec::new();
    for (number, line) in code {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            if let Some(group) = rest.strip_prefix('{') {
                let group = group.split('}').next().unwrap_or_default();
                named.extend(group.split(',').map(|part| (number + 1, first_word(part.trim()))));
            } else {
                named.push((number + 1, first_word(rest)));
            }
        }
    }
    named
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn every_source_belongs_to_a_room() {
    let rooms: Vec<String> = sources().into_iter().map(|source| source.room).filter(|room| room != "lib").collect();
    for room in &rooms {
        assert!(rank(room).is_some(), "{room} is no room of the house");
    }
    for room in ROOMS {
        assert!(rooms.iter().any(|other| other == room), "{room} is empty");
    }
}

#[test]
fn a_room_imports_only_rooms_above_it() {
    let mut seen = 0;
    for Source { room, path, text } in sources() {
        let Some(own) = rank(&room) else { continue };
        for (line, other) in rooms_named(&text) {
            let Some(theirs) = rank(&other) else { continue };
            seen += 1;
            assert!(theirs <= own, "{}:{line}: {room} must not know {other}", path.display());
        }
    }
    assert!(seen > 50, "the rule was not applied: {seen} imports");
}

#[test]
fn nothing_below_the_edge_knows_a_browser_or_a_wall_clock() {
    let edge = rank("web").unwrap();
    for Source { room, path, text } in sources() {
        if rank(&room).is_none_or(|own| own >= edge) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            for word in FORBIDDEN_BELOW_WEB {
                assert!(!line.contains(word), "{}:{}: {word}", path.display(), number + 1);
            }
        }
    }
}

#[test]
fn the_map_in_the_crate_names_the_rooms_in_order() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let places: Vec<usize> = ROOMS.iter().map(|room| map.find(&format!("mod {room};")).expect(room)).collect();
    assert!(places.is_sorted(), "src/lib.rs lists the rooms in another order");
}
