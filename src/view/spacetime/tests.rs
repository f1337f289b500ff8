use super::*;
use crate::clock::{Causality, Dot};
use crate::scenario::{Command, NodeSpec, OfMessage, OfNode, Scenario};
use crate::sim::Step;
use crate::time::Span;

const WIDE: Window = Window { width: 1290.0, height: 260.0, spacing: Spacing::Events, last: None, text: 1.0 };

fn run(seconds: u64) -> Sim {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.run_until(sim.world().now() + Span::from_secs(seconds));
    sim
}

#[test]
fn an_event_is_past_concurrent_or_later_as_the_clocks_say() {
    let mut sim = run(40);
    let end = sim.cursor();
    let focus = EventId::new(end.number() - 12);
    let check = |sim: &Sim| {
        for mark in picture(sim, focus, None, WIDE).marks {
            let expected = match sim.trace().relation(mark.id, focus).unwrap() {
                _ if mark.id > sim.cursor() => When::Later,
                Causality::Before | Causality::Equal => When::Past,
                Causality::After => When::Later,
                Causality::Concurrent => When::Concurrent,
            };
            assert_eq!(mark.when, expected, "{}", mark.label);
        }
    };
    check(&sim);
    sim.seek(focus);
    check(&sim);
}

#[test]
fn a_lane_of_which_nothing_is_known_has_no_part_in_the_causal_past() {
    let mut sim = run(0);
    let client = sim.trace().names().find_node("client-1").unwrap();
    let first = sim.trace().event_of(Dot { node: client, count: 1 }).unwrap().id;
    sim.seek(first);
    let diagram = picture(&sim, first, None, WIDE);
    let known: Vec<&Lane> = diagram.lanes.iter().filter(|lane| lane.past.is_some()).collect();
    assert_eq!(known.iter().map(|lane| lane.machine).collect::<Vec<_>>(), [client]);
    let cone = diagram.cone.unwrap();
    for lane in &diagram.lanes {
        assert_eq!(cone.contains(&format!(" {}L", lane.y)), lane.machine == client, "{}: {cone}", lane.name);
    }
    assert!(cone.starts_with(&format!("M{} {}L", diagram.lanes[0].parts[0].0, known[0].y - BRIM)));
    assert!(cone.ends_with(&format!(" {}z", known[0].y + BRIM)));
}

#[test]
fn the_window_follows_the_cursor_and_shows_some_of_a_known_future() {
    let mut sim = run(60);
    let diagram = picture(&sim, sim.cursor(), None, WIDE);
    assert_eq!(diagram.range.1, sim.cursor());
    assert_eq!(diagram.marks.len(), diagram.capacity as usize);
    let inside =
        |diagram: &Diagram| diagram.marks.iter().all(|mark| (0.0..=diagram.size.0).contains(&(mark.x - diagram.left)));
    assert!(inside(&diagram));
    let back = EventId::new(sim.cursor().number() - 20);
    sim.seek(back);
    let diagram = picture(&sim, back, None, WIDE);
    assert!(diagram.range.1 > back && inside(&diagram));
    let early = Window { last: Some(EventId::new(1)), ..WIDE };
    assert_eq!(picture(&sim, back, None, early).range.0, EventId::new(1));
}

#[test]
fn stepping_moves_the_run_by_one_column_and_no_event_within_it() {
    let mut sim = run(60);
    let before = picture(&sim, sim.cursor(), None, WIDE);
    sim.step(Step::Event);
    let after = picture(&sim, sim.cursor(), None, WIDE);
    assert_eq!(after.left - before.left, COLUMN);
    let same = after.marks.iter().filter(|a| before.marks.iter().any(|b| (a.id, a.x) == (b.id, b.x)));
    assert_eq!(same.count(), before.marks.len() - 1);
}

#[test]
fn time_spacing_keeps_the_order_and_fills_the_room() {
    let sim = run(60);
    let diagram = picture(&sim, sim.cursor(), None, Window { spacing: Spacing::Time, ..WIDE });
    let xs: Vec<f64> = diagram.marks.iter().map(|mark| mark.x).collect();
    assert!(xs.windows(2).all(|pair| pair[1] - pair[0] >= CROWDED - 1e-6), "{xs:?}");
    assert!((xs[xs.len() - 1] - (WIDE.width - PAD)).abs() < 1.0, "{xs:?}");
}

#[test]
fn arrows_run_from_the_send_to_its_receive() {
    let sim = run(60);
    let diagram = picture(&sim, sim.cursor(), None, WIDE);
    let arrived: Vec<&Arrow> = diagram.arrows.iter().filter(|arrow| arrow.received.is_some()).collect();
    assert!(!arrived.is_empty());
    for arrow in arrived {
        let sent = sim.trace().sent(arrow.message).unwrap();
        let mark = |id: EventId| diagram.marks.iter().find(|mark| mark.id == id).map(|mark| (mark.x, mark.y));
        assert_eq!(Some(arrow.to), arrow.received.and_then(mark));
        if let Some(from) = sent.event.and_then(mark) {
            assert_eq!(arrow.from, from);
        }
        assert!(arrow.from.0 < arrow.to.0, "time runs to the right");
    }
}

#[test]
fn a_lost_message_and_a_crash_are_marked() {
    let mut sim = run(0);
    while sim.world().network().flights().len() == 0 {
        sim.step(Step::Event);
    }
    let message = sim.world().network().flights().next().unwrap().1.message.id;
    sim.apply(Command::DropMessage(OfMessage { message: message.number() })).unwrap();
    sim.apply(Command::Crash(OfNode { node: "exec-3".into() })).unwrap();
    let diagram = picture(&sim, sim.cursor(), None, WIDE);
    assert!(diagram.arrows.iter().any(|arrow| arrow.message == message && arrow.is_lost));
    assert!(diagram.marks.iter().any(|mark| mark.shape == Shape::Fault));
    let lane = diagram.lanes.iter().find(|lane| lane.name == "exec-3").unwrap();
    assert!(lane.is_down && lane.parts.len() == 2);
    sim.apply(Command::Restart { node: "exec-3".into(), with_memory: false }).unwrap();
    sim.run_until(sim.world().now() + Span::from_secs(5));
    let diagram = picture(&sim, sim.cursor(), None, WIDE);
    let lane = diagram.lanes.iter().find(|lane| lane.name == "exec-3").unwrap();
    assert!(!lane.is_down, "both lives share a lane");
    assert_eq!(diagram.lanes.len(), 6);
}

#[test]
fn labels_are_whole_and_cover_nothing() {
    let mut sim = run(0);
    let mut chosen = false;
    for _ in 0..160 {
        sim.step(Step::Event);
        for width in [1290.0, 640.0, 280.0] {
            let diagram = picture(&sim, sim.cursor(), None, Window { width, ..WIDE });
            chosen |= diagram.labels.iter().any(|label| label.text == "exec-2 chosen" && label.tone == Tone::Chosen);
            for label in &diagram.labels {
                let wide = label.text.chars().count() as f64 * 7.0;
                let left = label.x
                    - diagram.left
                    - match label.anchor {
                        Anchor::Start => 0.0,
                        Anchor::Middle => wide / 2.0,
                        Anchor::End => wide,
                    };
                assert!(left >= 0.0 && left + wide <= width, "{label:?}");
            }
        }
    }
    assert!(chosen);
}

#[test]
fn a_relation_is_told_with_the_entry_that_proves_it() {
    let sim = run(60);
    let tell = |a: u32, b: u32| picture(&sim, EventId::new(a), Some(EventId::new(b)), WIDE).relation.unwrap();
    let send = sim.trace().events().find(|event| event.kind == EventKind::Receive && event.cause.is_some()).unwrap();
    let (a, b) = (send.cause.unwrap(), send.id);
    let before = tell(a.number(), b.number());
    assert_eq!(before.words, "happened before");
    let dot = sim.trace().get(a).unwrap().dot;
    let name = sim.trace().names().of_node(dot.node);
    assert_eq!(before.proof, format!("entry {name} {} ≤ {0}", dot.count));
    assert_eq!(tell(b.number(), a.number()).words, "happened after");
    let all = 1..=sim.trace().len() as u32;
    let pair = all
        .clone()
        .flat_map(|a| all.clone().map(move |b| (a, b)))
        .find(|(a, b)| sim.trace().relation(EventId::new(*a), EventId::new(*b)) == Some(Causality::Concurrent));
    let (a, b) = pair.unwrap();
    let concurrent = tell(a, b);
    assert!(concurrent.words.contains("concurrent") && concurrent.proof.matches(" > ").count() == 2);
}

#[test]
fn of_many_machines_those_that_do_something_have_lanes() {
    let mut scenario = Scenario::opening();
    scenario.nodes.extend((0..40).map(|_| NodeSpec::Executor(Default::default())));
    let sim = Sim::new(scenario).unwrap();
    let diagram = picture(&sim, sim.cursor(), None, WIDE);
    assert_eq!((diagram.lanes.len(), diagram.hidden.0), (10, 46 - 10));
    assert!(diagram.size.1 <= WIDE.height, "nothing has to scroll");
    let high = picture(&sim, sim.cursor(), None, Window { height: 900.0, ..WIDE });
    assert_eq!(high.lanes.len(), LANES_MAX);
    assert!(diagram.lanes.iter().any(|lane| lane.name == "broker"));
}

#[test]
fn before_the_first_event_there_is_nothing_to_draw() {
    let mut scenario = Scenario::opening();
    scenario.opens_at_ms = 0;
    scenario.nodes.retain(|node| !matches!(node, NodeSpec::Datastore(_)));
    let sim = Sim::new(scenario).unwrap();
    let diagram = picture(&sim, sim.cursor(), None, WIDE);
    assert!(diagram.marks.is_empty() && diagram.cone.is_none() && diagram.labels.is_empty());
}

#[test]
fn a_clock_beside_its_event_is_spelt_as_in_the_narration() {
    use crate::view::narration::{Piece, narrate};

    let mut sim = run(0);
    let mut compared = 0;
    for step in 0..120 {
        // A new incarnation is a node that most clocks do not know of yet.
        if step == 40 {
            sim.apply(Command::Crash(OfNode { node: "exec-2".into() })).unwrap();
            sim.apply(Command::Restart { node: "exec-2".into(), with_memory: false }).unwrap();
        }
        sim.step(Step::Event);
        let clock = sim.trace().clock(sim.cursor()).unwrap();
        let labels = picture(&sim, sim.cursor(), None, WIDE).labels;
        let label = labels.iter().find(|label| label.event == sim.cursor() && label.tone == Tone::Clock);
        // Longer ones are told by what changed.
        if let Some(label) = label.filter(|_| clock.len() <= crate::view::words::SPELT_MAX) {
            let told = narrate(sim.trace(), sim.cursor()).rest;
            let spelt = told.iter().any(|piece| *piece == Piece::Clock(label.text.clone()));
            assert!(spelt, "{} beside the event, {told:?}", label.text);
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared}");
}
