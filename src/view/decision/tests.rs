use super::*;
use crate::broker::policy::{Placement, Policy};
use crate::scenario::Scenario;
use crate::sim::what_if::WhatIf;
use crate::sim::{Sim, Step};
use crate::texts::texts;
use crate::time::Time;

fn choices() -> Vec<Choice> {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    let mut choices = Vec::new();
    while sim.step(Step::Decision) > 0 {
        choices.push(choice_at(sim.trace(), sim.cursor()).unwrap());
    }
    choices
}

fn bundled(key: &str, ms: u64) -> Sim {
    let (_, scenario) = Scenario::bundled().iter().find(|(other, _)| *other == key).unwrap();
    let mut sim = Sim::new(scenario.clone()).unwrap();
    sim.run_until(Time::from_ms(ms));
    sim
}

/// The event in which a job was given to somebody.
fn placed(sim: &Sim, job: &str) -> EventId {
    let job = sim.trace().names().find_job(job).unwrap();
    let of_job = |event: &&Event| decision_in(event).is_some_and(|made| made.job == job && made.winner.is_some());
    sim.trace().events().find(of_job).unwrap().id
}

/// The line that a question gets about the decision on a job.
fn line(sim: &mut Sim, job: &str, what_if: impl Fn(Policy) -> WhatIf) -> Otherwise {
    let event = placed(sim, job);
    let moment = sim.moment_before(event).unwrap();
    let answer = moment.ask(what_if(moment.decision().policy));
    otherwise(sim.trace(), event, &answer).unwrap()
}

#[test]
fn the_ambulance_is_shown_with_its_reason_and_with_what_would_have_been() {
    let choices = choices();
    let triage = choices.iter().find(|choice| choice.job == "triage").unwrap();
    assert_eq!(triage.emergency.as_deref(), Some("medical · critical · north"));
    assert_eq!(triage.rows[0].standing, Standing::Chosen);
    assert_eq!(triage.found.as_deref(), Some("the job declares it"));
    assert_eq!(triage.without.as_deref(), Some("exec-3, 3rd in the queue instead of 1st"));
    assert!(!triage.because.contains("Without the emergency"), "{}", triage.because);
}

#[test]
fn every_cell_shows_both_numbers_and_every_refused_candidate_the_rule() {
    let choices = choices();
    for row in choices.iter().flat_map(|choice| &choice.rows) {
        assert!(row.cells.iter().all(|cell| !cell.have.is_empty() && !cell.need.is_empty()));
        let fails: Vec<&Cell> = row.cells.iter().filter(|cell| cell.fails).collect();
        assert_eq!(fails.is_empty(), row.standing != Standing::Refused, "{}", row.name);
        assert!(fails.iter().all(|cell| cell.need.starts_with(['<', '>']) || cell.need == "· mains only"));
    }
    assert!(choices.iter().flat_map(|choice| &choice.rows).any(|row| row.standing == Standing::Refused));
}

#[test]
fn the_terms_of_a_score_add_up_to_it_and_so_do_the_parts_of_its_bar() {
    let mut alone = 0;
    for choice in choices() {
        let Some(table) = choice.terms else { continue };
        alone += usize::from(table.heads.len() == 1);
        for (at, (score, parts)) in table.scores.iter().enumerate() {
            let sum: i64 = table.rows.iter().map(|row| row.cells[at].weighted).sum();
            assert_eq!((sum, sum / table.weights), (table.sums[at], *score));
            assert_eq!(i64::from(parts.iter().map(|(share, _)| share).sum::<u32>()), *score);
            assert!(table.rows.iter().all(|row| row.cells[at].weighted == row.weight * row.cells[at].value));
        }
    }
    assert!(alone > 0, "a single candidate is explained too");
}

#[test]
fn where_nobody_can_take_a_job_every_candidate_says_why_and_the_missing_score_is_explained() {
    let mut sim = bundled("ambulance", 24_000);
    let giant = serde_json::json!({"type": "submit_job", "name": "giant", "capabilities": {"memory": 1u64 << 50}});
    sim.apply(crate::scenario::Command::from_value(&giant).unwrap()).unwrap();
    sim.run_until(Time::from_ms(26_000));
    let giant = sim.trace().names().find_job("giant").unwrap();
    let told = sim.trace().events().find(|event| decision_in(event).is_some_and(|made| made.job == giant)).unwrap();
    let choice = recorded(sim.trace(), told.id, told.id).unwrap();
    assert_eq!(choice.title, "Nobody can take giant");
    assert!(choice.terms.is_none() && choice.no_score.is_some());
    assert!(choice.rows.iter().all(|row| row.cells[0].fails && row.cells[0].need == "< 1 PB"), "{choice:?}");
}

#[test]
fn events_behind_are_counted_up_to_the_moment() {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.run_until(Time::from_ms(200_000));
    let trace = sim.trace();
    for event in trace.events() {
        let upto = EventId::new(event.id.number() + 40);
        let after = trace.range(EventId::new(event.id.number() + 1), upto);
        let counted = after.filter(|other| other.dot.node == event.dot.node).count();
        assert_eq!(behind(trace, event.dot, upto) as usize, counted);
    }
}

#[test]
fn as_decided_is_the_same_in_every_word() {
    let mut sim = bundled("ambulance", 120_000);
    let mut compared = 0;
    let decided: Vec<EventId> =
        sim.trace().events().filter(|event| decision_in(event).is_some()).map(|event| event.id).collect();
    for event in decided {
        let answer = sim.moment_before(event).unwrap().ask(WhatIf::Nothing);
        let line = otherwise(sim.trace(), event, &answer).unwrap();
        assert!(line.is_same && line.differs.is_empty(), "{line:?}");
        let shown = answered(sim.trace(), event, &answer).unwrap();
        assert_eq!(Some(shown), recorded(sim.trace(), event, EventId::new(0)));
        compared += 1;
    }
    assert!(compared > 5);
}

#[test]
fn fresh_knowledge_says_who_else_and_what_was_not_known() {
    let mut sim = bundled("stale-report", 90_000);
    let map = line(&mut sim, "sandbag-map", |_| WhatIf::FreshKnowledge);
    assert_eq!((map.outcome.as_str(), map.differs.as_str()), ("exec-2", "exec-2 instead of exec-1"));
    assert!(!map.is_same);

    let event = placed(&sim, "sandbag-map");
    let moment = sim.moment_before(event).unwrap();
    let unknown = unknown(sim.trace(), moment.decision(), &moment.truths());
    assert_eq!(unknown.len(), 1);
    assert_eq!((unknown[0].name.as_str(), unknown[0].text.as_str()), ("exec-1", "load 95 %, believed 10 %"));
    assert_eq!(unknown[0].so, Some("it would have been refused"));
}

#[test]
fn equipment_that_came_since_the_last_report_is_named() {
    let mut sim = bundled("stale-report", 90_000);
    let event = placed(&sim, "triage");
    let moment = sim.moment_before(event).unwrap();
    let unknown = unknown(sim.trace(), moment.decision(), &moment.truths());
    let third = unknown.iter().find(|unknown| unknown.name == "exec-3").unwrap();
    assert_eq!(third.text, "carries medical equipment now");
    assert_eq!(third.so, Some("it would have scored higher"));
}

#[test]
fn preemption_that_is_switched_off_lets_the_normal_job_stay() {
    let mut sim = bundled("preempt", 36_000);
    let off = line(&mut sim, "triage", |policy| WhatIf::Under(Policy { preempt: false, ..policy }));
    assert_eq!((off.name.as_str(), off.outcome.as_str()), ("Without preemption", "nobody"));
    assert!(off.differs.contains("can stay"), "{}", off.differs);
}

#[test]
fn least_loaded_and_random_say_what_they_go_by_instead_of_a_score() {
    let mut sim = bundled("ambulance", 40_000);
    let event = placed(&sim, "triage");
    let moment = sim.moment_before(event).unwrap();
    for (placement, word) in [(Placement::LeastLoaded, "load"), (Placement::Random, "draws")] {
        let policy = Policy { placement, ..moment.decision().policy };
        let answer = moment.ask(WhatIf::Under(policy));
        let shown = answered(sim.trace(), event, &answer).unwrap();
        assert!(shown.terms.is_none() && shown.no_score.unwrap().contains(word), "{:?}", shown.no_score);
    }
}

#[test]
fn equals_are_told_apart_with_the_numbers_that_were_equal() {
    let text = serde_json::json!({
        "version": 1, "title": "twins", "seed": 1, "network": {"latency_ms_min": 10, "latency_ms_max": 10},
        "nodes": [
            {"kind": "broker"}, {"kind": "executor", "starts_after_ms": 100}, {"kind": "executor", "starts_after_ms": 100},
            {"kind": "client"}
        ],
        "actions": [{"at_ms": 2000, "command": {"type": "submit_job", "name": "first"}}],
    });
    let mut sim = Sim::new(Scenario::from_json(&text.to_string()).unwrap()).unwrap();
    sim.run_until(Time::from_ms(3000));
    let choice = choice_at(sim.trace(), sim.cursor()).unwrap();
    let score = choice.terms.unwrap().scores[0].0;
    let tie = format!(
        "A tie: it scores {score} as exec-2 does, and each has no jobs. It stands first in the list of executors."
    );
    assert!(choice.because.starts_with(&tie), "{}", choice.because);
}

#[test]
fn german_numbers_its_verbs() {
    crate::texts::speak(crate::texts::Language::German);
    let mut sim = bundled("preempt", 36_000);
    let off = line(&mut sim, "triage", |policy| WhatIf::Under(Policy { preempt: false, ..policy }));
    assert_eq!((off.name.as_str(), off.outcome.as_str()), ("Ohne Verdrängung", "niemand"));
    assert!(off.differs.ends_with("traffic-count kann bleiben"), "{}", off.differs);
    let triage = choice_at(sim.trace(), placed(&sim, "triage")).unwrap();
    assert_eq!(triage.title, "triage geht an exec-west statt traffic-count");
    assert!(triage.because.contains("die verloren sind, und wartet wieder"), "{}", triage.because);
    assert!(texts().decision().can_stay(2, "a und b").ends_with("können bleiben"));
}
