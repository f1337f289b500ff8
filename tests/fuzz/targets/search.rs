//! Any line in the search above the diagram.

#![no_main]

use std::sync::OnceLock;

use clocktower::scenario::Scenario;
use clocktower::sim::Sim;
use clocktower::view::search::{Query, Search};
use fuzz::text;
use libfuzzer_sys::fuzz_target;

/// The run in which it is looked.
fn opening() -> &'static Sim {
    static OPENING: OnceLock<Sim> = OnceLock::new();
    let text = include_str!("../../../www/scenarios/ambulance.json");
    OPENING.get_or_init(|| Sim::new(Scenario::from_json(text).expect("a scenario")).expect("a run"))
}

fuzz_target!(|bytes: &[u8]| {
    let Some(line) = text(bytes) else { return };
    // The browser reads regular expressions; here each is a word that stands in the text.
    let patterns = |pattern: &str| {
        let pattern = pattern.to_owned();
        Ok(std::rc::Rc::new(move |texts: &[&str]| texts.iter().map(|text| text.contains(&pattern)).collect()) as _)
    };
    match Query::parse(line, &patterns) {
        Ok(query) => {
            let mut search = Search::default();
            search.ask(query);
            while !search.follow(opening().trace(), 1_000) {}
        }
        Err(error) => assert!(!error.to_string().is_empty(), "a refusal says why"),
    }
});
