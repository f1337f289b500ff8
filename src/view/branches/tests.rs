use super::*;
use crate::scenario::Command;
use crate::view::{opening_at, words};
use serde_json::json;

fn give(sim: &mut Sim, command: serde_json::Value) {
    sim.apply(Command::from_value(&command).unwrap()).unwrap();
}

/// The opening run with a crash in its past: main and one branch, both known for some minutes.
fn forked() -> (Sim, BranchId, BranchId) {
    let mut sim = opening_at(400_000);
    let main = sim.current_branch();
    sim.seek(EventId::new(60));
    give(&mut sim, json!({"type": "crash", "node": "exec-2"}));
    sim.run_until(Time::from_ms(300_000));
    let crashed = sim.current_branch();
    (sim, main, crashed)
}

#[test]
fn each_branch_stands_below_its_parent_and_no_rail_crosses_a_line() {
    let (mut sim, main, crashed) = forked();
    for (branch, event) in [(main, 40), (crashed, 90), (main, 110), (crashed, 75), (main, 20)] {
        sim.switch_branch(branch).unwrap();
        sim.seek(EventId::new(event));
        give(&mut sim, json!({"type": "submit_job", "name": format!("at-{event}")}));
        let until = sim.world().now() + crate::time::Span::from_secs(60);
        sim.run_until(until);
    }
    let rows = rows(&sim);
    let names: Vec<(&str, usize)> = rows.iter().map(|row| (row.name.as_str(), row.depth)).collect();
    let expected = [
        ("main", 0),
        ("submit at-110", 1),
        ("crash exec-2", 1),
        ("submit at-90", 2),
        ("submit at-75", 2),
        ("submit at-40", 1),
        ("submit at-20", 1),
    ];
    assert_eq!(names, expected);
    assert_eq!(rows.iter().filter(|row| row.is_current).count(), 1);
    for row in &rows {
        assert!(row.line.0 <= row.line.1 && row.line.1 <= 1000 && row.here <= 1000, "{row:?}");
        assert!(row.pass.iter().all(|x| *x <= row.line.0), "a rail crosses {row:?}");
        assert!(row.leave.iter().all(|x| (row.line.0..=row.line.1).contains(x)), "{row:?}");
    }
    assert_eq!(rows[2].left.as_ref().map(|left| (left.parent.as_str(), left.after.number())), Some(("main", 60)));
}

#[test]
fn the_first_difference_is_the_first_event_that_a_person_could_tell_apart() {
    let (mut sim, main, crashed) = forked();
    let traces = |sim: &Sim, a: BranchId, b: BranchId| {
        let (a, b) = (sim.branch(a).unwrap(), sim.branch(b).unwrap());
        let found = first_difference(a.trace, b.trace).map(|(id, a, b)| (id.number(), a.is_some(), b.is_some()));
        // The long way: every event from the first on.
        let slowly = (1..=a.trace.len().max(b.trace.len()) as u32).map(EventId::new).find(|id| {
            let told = |trace: &crate::sim::trace::Trace| {
                trace.get(*id).map(|event| (crate::export::event(trace, event), trace.hash_at(*id)))
            };
            told(a.trace) != told(b.trace)
        });
        assert_eq!(found.map(|(id, ..)| id), slowly.map(EventId::number));
        found
    };
    assert_eq!(traces(&sim, main, crashed), Some((61, true, true)));
    assert_eq!(traces(&sim, main, main), None);

    // A job of another name is the same in numbers until somebody is told of it.
    sim.switch_branch(main).unwrap();
    for name in ["one", "two"] {
        sim.switch_branch(main).unwrap();
        sim.seek(EventId::new(100));
        give(&mut sim, json!({"type": "submit_job", "name": name}));
        sim.run_until(Time::from_ms(300_000));
    }
    let [one, two] = ["submit one", "submit two"].map(|name| sim.branch_named(name).unwrap());
    let (id, ..) = traces(&sim, one, two).unwrap();
    let same = sim.branch(one).unwrap().trace.common(sim.branch(two).unwrap().trace);
    assert!(id <= same.number(), "told apart before the numbers are");
    assert!(traces(&sim, main, one).is_some_and(|(id, ..)| id > 100));
}

#[test]
fn events_of_both_stand_side_by_side_in_the_order_of_time_and_none_is_left_out() {
    let (sim, main, crashed) = forked();
    let (a, b) = (sim.branch(main).unwrap().trace, sim.branch(crashed).unwrap().trace);
    let from = EventId::new(61);
    let pairs = side_by_side(a, b, from, usize::MAX);
    assert!(pairs.is_sorted_by_key(|pair| pair.at));
    let numbers = |of: fn(&Pair) -> &Option<Told>| -> Vec<u32> {
        pairs.iter().filter_map(|pair| of(pair).as_ref()).map(|told| told.event.number()).collect()
    };
    assert_eq!(numbers(|pair| &pair.left), (61..=a.len() as u32).collect::<Vec<_>>());
    assert_eq!(numbers(|pair| &pair.right), (61..=b.len() as u32).collect::<Vec<_>>());
    let kinds = |kind| pairs.iter().filter(|pair| pair.kind == kind).count();
    assert!(kinds(Kind::Same) > 0 && kinds(Kind::OtherPast) > 0 && kinds(Kind::Alone) > 10);
    for pair in &pairs {
        let both = pair.left.as_ref().zip(pair.right.as_ref());
        assert_eq!(both.is_none(), pair.kind == Kind::Alone);
        assert!(both.is_none_or(|(left, right)| (&left.node, &left.what) == (&right.node, &right.what)));
    }
    assert_eq!(side_by_side(a, b, from, 5), pairs[..5]);
}

#[test]
fn a_strip_shows_what_stands_out_between_two_moments() {
    let (sim, main, crashed) = forked();
    let [a, b] = [main, crashed].map(|id| sim.branch(id).unwrap().trace);
    let from = a.get(EventId::new(61)).unwrap().at;
    let until = Time::from_ms(200_000);
    let within =
        |trace: &crate::sim::trace::Trace| trace.events().filter(|event| event.at >= from && event.at <= until).count();
    let of = |trace| strip(trace, from, until);
    let faults =
        |strip: &Strip| strip.landmarks.iter().filter(|(_, l)| *l == crate::view::landmarks::Landmark::Fault).count();
    assert_eq!((faults(&of(a)), faults(&of(b)) > 0), (0, true), "{:?}", of(b));
    for trace in [a, b] {
        let strip = of(trace);
        assert!(strip.told.starts_with(&words::count(within(trace), "event", "events")), "{}", strip.told);
        assert!(strip.landmarks.is_sorted_by_key(|(at, _)| *at) && strip.landmarks.len() <= 51);
        assert!(strip.events.iter().all(|at| *at <= 1000) && strip.events.len() <= 251);
    }
    let whole = strip(a, Time::START, a.get(a.last()).unwrap().at);
    assert!(whole.told.starts_with(&format!("{} events", a.len())), "{}", whole.told);
}
