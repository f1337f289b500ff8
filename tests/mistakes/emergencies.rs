//! 11 to 14: emergencies, as they come in through the wire.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Answer, Call};
use clocktower::broker::decision::Verdict;
use clocktower::broker::emergency::{Emergency, Equipment, Kind, Level, Source};
use clocktower::broker::executors::{Capabilities, Report};
use clocktower::broker::jobs::JobSpec;
use clocktower::broker::policy::{Policy, Term};
use clocktower::broker::{Input, Operation};
use clocktower::id::{JobId, NodeId};
use serde_json::{Value, json};
use std::sync::Arc;

use crate::doors::*;
use crate::story::*;

/// The emergency that a job's info turns out to be: its kind and the word that told it.
fn found(info: &Value) -> Option<(Kind, String)> {
    let mut door = Door::new();
    let job = door.submit("job-1", info);
    door.finding(job).map(|finding| match finding.source {
        Source::Detected { word, .. } => (finding.emergency.kind, word),
        Source::Declared => panic!("{info} declares nothing"),
    })
}

fn in_module(name: &str) -> Option<(Kind, String)> {
    found(&json!({ "wasm_bin": name }))
}

fn in_argument(argument: &str) -> Option<(Kind, String)> {
    found(&json!({ "wasm_bin": "a.wasm", "args": ["--verbose", argument] }))
}

/// 11
#[test]
fn an_emergency_word_inside_another_word_is_not_found() {
    for word in ["firewall", "firefox", "insurgent", "biomedical", "noncritical", "misfire", "campfires2"] {
        assert_eq!((in_module(&format!("{word}.wasm")), in_argument(word)), (None, None), "{word}");
    }
    assert_eq!(in_module("fire.wasm"), Some((Kind::Fire, "fire".to_owned())), "the word itself is");
}

/// 11
#[test]
fn an_emergency_word_that_is_negated_is_not_found() {
    for text in ["--not-urgent", "--no-fire", "non-critical", "this is not urgent", "without emergency"] {
        assert_eq!(in_argument(text), None, "{text}");
    }
    assert_eq!(in_argument("--urgent"), Some((Kind::Critical, "urgent".to_owned())));
}

/// 11
#[test]
fn an_emergency_word_in_the_wrong_place_is_not_found() {
    let info = json!({
        "wasm_bin": "a.wasm",
        "env": {"LOG_LEVEL": "CRITICAL", "fire": "urgent"},
        "result_addr": {"host": "fire.local", "port": 80},
        "stdin": ["medical", "/fire"],
        "job_data": {"fire": "/urgent"},
        "named_data": {"disaster/map": "/flood"},
        "named_results": {"/emergency": "ambulance"},
        "directories": ["/critical"],
    });
    assert_eq!(found(&info), None);
}

/// 11
#[test]
fn a_job_with_two_words_does_not_get_the_lighter_one() {
    for (module, argument) in [("fire.wasm", "--medical"), ("medical.wasm", "--fire")] {
        let info = json!({ "wasm_bin": module, "args": [argument] });
        assert_eq!(found(&info), Some((Kind::Medical, "medical".to_owned())), "{info}");
    }
    assert_eq!(in_argument("general emergency, critical"), Some((Kind::Critical, "critical".to_owned())));
}

/// 11
#[test]
fn a_flood_and_an_earthquake_are_not_missed() {
    for (text, word) in [("flood-map", "flood"), ("earthquake", "earthquake"), ("Floods", "Floods")] {
        assert_eq!(in_argument(text), Some((Kind::Disaster, word.to_owned())));
    }
}

/// 12
#[test]
fn one_emergency_does_not_stick_to_every_later_job() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(8 * GIB));
    story.submit(&mut client, 1, emergency(Kind::Fire, Level::Critical));
    story.reply(&mut exec, Answer::OK);
    let fire = Emergency { kind: Kind::Fire, level: Level::Critical, location: None };
    story.handle(Input::Operate(Operation::DeclareEmergency(fire)));
    story.submit(&mut client, 2, spec(GIB));
    story.submit(&mut client, 3, spec(GIB));
    let [urgent, later @ ..] = &story.decisions()[..] else { panic!("no decision") };
    assert!(urgent.finding.is_some() && later.len() == 2);
    for decision in later {
        assert_eq!((&decision.finding, decision.priority.urgency), (&None, 1), "job {}", decision.job);
    }
}

/// 13
#[test]
fn an_emergency_does_not_bypass_its_dependencies() {
    let mut story = Story::new(Policy::default());
    let (mut exec, mut client) = (Peer::new(1), Peer::new(9));
    story.join(&mut exec, report(8 * GIB));
    story.submit(&mut client, 1, spec(GIB));
    story.reply(&mut exec, Answer::OK);
    let worst = Arc::new(emergency(Kind::Critical, Level::Critical));
    for (job, wait_for) in [(2, 1), (3, 2)] {
        let wait_for = Some(vec![JobId::new(wait_for)]);
        story.call(&mut client, Call::Submit { job: JobId::new(job), spec: Arc::clone(&worst), wait_for });
    }
    for done in 1..=3 {
        assert_eq!(story.placed().last(), Some(&done), "and no later one");
        story.call(&mut exec, Call::Done(JobId::new(done)));
    }
}

/// 14
#[test]
fn a_level_is_not_kept_as_a_text_that_is_never_critical() {
    let rows = [
        ("LOW", Level::Low, 8, false),
        ("medium", Level::Medium, 16, false),
        ("HIGH", Level::High, 24, true),
        ("critical", Level::Critical, 32, true),
    ];
    for (text, level, urgency, is_critical) in rows {
        let mut door = Door::new();
        let info = json!({"wasm_bin": "a.wasm", "emergency": {"kind": "medical", "level": text}});
        let job = door.submit("job-1", &info);
        let Emergency { level: read, .. } = door.finding(job).expect("an emergency").emergency;
        assert_eq!((read, read.is_critical()), (level, is_critical), "{text}");
        assert_eq!(door.story.broker.jobs().get(job).map(|job| job.urgency()), Some(urgency), "{text}");
    }
}

/// The equipment's term of each candidate of the last decision.
fn equipment_terms(story: &Story) -> Vec<Option<i64>> {
    let at = Term::WEIGHTS.iter().position(|(term, _)| *term == Term::Equipment).unwrap();
    let decisions = story.decisions();
    let candidates = &decisions.last().unwrap().candidates;
    let term = |verdict: &Verdict| match verdict {
        Verdict::Eligible { terms: Some(terms), .. } => terms[at],
        other => panic!("{other:?}"),
    };
    candidates.iter().map(|candidate| term(&candidate.verdict)).collect()
}

/// 14
#[test]
fn the_bonus_for_equipment_is_not_unreachable() {
    let mut door = Door::new();
    for (name, equipment) in [("exec-1", json!([])), ("exec-2", json!(["medical"]))] {
        let caps = json!({"memory": 8 * GIB, "cpu_load": 0, "cpu_cores": 4, "has_battery": false});
        let executor = json!({"address": {}, "id": name, "cur_caps": caps});
        door.join(name, &json!({"hosts": ["h"], "executor": executor, "equipment": equipment}));
    }
    door.submit("job-1", &json!({"wasm_bin": "ambulance.wasm"}));
    assert_eq!(equipment_terms(&door.story), [Some(0), Some(1000)]);
    assert_eq!(door.story.decisions()[0].chosen(), door.names.find_node("exec-2"));
}

/// 14
#[test]
fn memory_in_bytes_does_not_swamp_the_score() {
    let mut story = Story::new(Policy::default());
    let fitted = Report { equipment: Equipment::NONE.with(Kind::Medical), ..report(4 * GIB) };
    let vast = Capabilities { memory: i64::MAX, ..report(0).capabilities };
    story.join(&mut Peer::new(1), Report { capabilities: vast, ..report(0) });
    story.join(&mut Peer::new(2), fitted);
    let needs = Capabilities { memory: GIB, ..Capabilities::default() };
    story.submit(&mut Peer::new(9), 1, JobSpec { needs, ..emergency(Kind::Medical, Level::High) });
    let decision = &story.decisions()[0];
    for candidate in &decision.candidates {
        let Verdict::Eligible { score, .. } = candidate.verdict else { panic!("{candidate:?}") };
        assert!((0..=1000).contains(&score), "{score}");
    }
    assert_eq!(decision.chosen(), Some(NodeId::new(2)), "what it carries counts for more than memory ever can");
}
