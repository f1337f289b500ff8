use super::*;
use crate::clock::{Causality, Dot};
use crate::scenario::{Command, NodeSpec, OfMessage, OfNode, Scenario};
use crate::sim::Step;
use crate::time::Span;
use crate::view::causality::Standing;
use crate::view::words;

use crate::broker::outbox::EventKind;

const WIDE: Window = Window { width: 1290.0, height: 260.0, text: 1.0 };
static PLAIN: LaneView = LaneView::none();

fn run(seconds: u64) -> Sim {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.run_until(sim.world().now() + Span::from_secs(seconds));
    sim
}

fn columns(sim: &Sim, lanes: &LaneView) -> Columns {
    let mut columns = Columns::default();
    columns.follow(sim.trace(), lanes, None);
    columns
}

/// Everything that columns hold, but for how they came about.
fn told(columns: &Columns) -> String {
    let text = format!("{columns:?}");
    let (before, after) = text.split_once("version: ").unwrap();
    format!("{before}{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// What one looks at, with everything else as it is by default.
fn looked(lanes: &LaneView) -> Looked<'_> {
    Looked { look: Look::default(), lanes, told: Told::default(), found: &[], active: None }
}

fn draw(sim: &Sim, focus: EventId, window: Window) -> Diagram {
    draw_as(sim, focus, &looked(&PLAIN), window)
}

fn draw_as(sim: &Sim, focus: EventId, looked: &Looked, window: Window) -> Diagram {
    let sight = Sight::of(sim.trace(), focus, None);
    picture(sim, &columns(sim, looked.lanes), &sight, looked, window)
}

fn nodes(diagram: &Diagram) -> usize {
    // An event is drawn with at most five nodes, a tick with three, a lane with four.
    let strokes = diagram.strokes.iter().map(|stroke| if matches!(stroke.is, Stroked::Dots(_)) { 3 } else { 1 });
    diagram.marks.len() * 5
        + diagram.arrows.len()
        + diagram.labels.len()
        + diagram.ticks.len() * 3
        + diagram.lanes.len() * 8
        + strokes.sum::<usize>()
}

#[test]
fn an_event_stands_to_the_focus_as_the_clocks_say() {
    let mut sim = run(40);
    let end = sim.cursor();
    let focus = EventId::new(end.number() - 12);
    let check = |sim: &Sim| {
        for mark in draw(sim, focus, WIDE).marks {
            let expected = match sim.trace().relation(mark.id, focus).unwrap() {
                Causality::Before => Standing::Past,
                Causality::Equal => Standing::Itself,
                Causality::After => Standing::Future,
                Causality::Concurrent => Standing::Concurrent,
            };
            assert_eq!((mark.standing, mark.is_beyond), (expected, mark.id > sim.cursor()), "{}", mark.label);
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
    let diagram = draw(&sim, first, WIDE);
    let known: Vec<&Lane> = diagram.lanes.iter().filter(|lane| lane.past.is_some()).collect();
    assert_eq!(known.iter().map(|lane| lane.machine).collect::<Vec<_>>(), [client]);
    let cone = diagram.shades.0.unwrap();
    for lane in &diagram.lanes {
        assert_eq!(cone.contains(&format!(" {}L", lane.y)), lane.machine == client, "{}: {cone}", lane.name);
    }
    assert!(cone.starts_with(&format!("M{} {}L", diagram.lanes[0].parts[0].0, known[0].y - shades::BRIM)));
    assert!(cone.ends_with(&format!(" {}z", known[0].y + shades::BRIM)));
}

#[test]
fn shades_end_at_the_last_known_event_and_begin_at_the_first_that_knows() {
    let sim = run(60);
    let focus = EventId::new(sim.trace().len() as u32 / 2);
    let looked = Looked { look: Look { zoom: 0.0, ..Look::default() }, ..looked(&PLAIN) };
    let diagram = draw_as(&sim, focus, &looked, WIDE);
    let columns = columns(&sim, &PLAIN);
    let x = |id: EventId| diagram.scale.x(&columns, columns.of(id).unwrap());
    let mut seen = 0;
    for lane in &diagram.lanes {
        let own = || sim.trace().events().filter(|event| event.dot.node.machine() == lane.machine);
        let relation = |id: EventId| sim.trace().relation(id, focus).unwrap();
        let past = own().rfind(|event| matches!(relation(event.id), Causality::Before | Causality::Equal));
        let future = own().find(|event| relation(event.id) == Causality::After);
        assert_eq!(lane.past, past.map(|event| x(event.id)), "{}", lane.name);
        assert_eq!(lane.future, future.map(|event| x(event.id)), "{}", lane.name);
        seen += usize::from(past.is_some() && future.is_some());
    }
    assert!(seen >= 3, "{seen}");
}

#[test]
fn the_end_of_a_life_that_nobody_knows_is_not_in_the_past_of_who_knows_the_next_life() {
    let mut sim = run(20);
    sim.apply(Command::Crash(OfNode { node: "exec-3".into() })).unwrap();
    sim.apply(Command::Restart { node: "exec-3".into(), with_memory: false }).unwrap();
    sim.run_until(sim.world().now() + Span::from_secs(70));
    let machine = sim.trace().names().find_node("exec-3").unwrap();
    let cone = Cone::of(sim.trace(), sim.cursor()).unwrap();
    let crash = sim.trace().events().find(|event| event.what == crate::sim::fact::What::Crashed).unwrap();
    assert_eq!(cone.standing(crash.dot), Standing::Concurrent, "nobody heard of it");
    let share = shades::share(sim.trace(), &cone, machine);
    assert!(share.past.unwrap() < crash.id && share.past_more.len() == 1, "{share:?}");
    assert!(share.past_more[0].0 > crash.id, "{share:?}");
}

#[test]
fn the_window_follows_the_cursor_and_shows_some_of_a_known_future() {
    let mut sim = run(60);
    let diagram = draw(&sim, sim.cursor(), WIDE);
    let inside = |diagram: &Diagram| {
        diagram.marks.iter().all(|mark| (0.0..=diagram.size.0).contains(&(mark.x - diagram.scale.left)))
    };
    assert!(diagram.range.unwrap().1 == sim.cursor() && inside(&diagram));
    let back = EventId::new(sim.cursor().number() - 20);
    sim.seek(back);
    let diagram = draw(&sim, back, WIDE);
    assert!(diagram.range.unwrap().1 > back && inside(&diagram));
    let looked = Looked { look: Look { left: Some(-50.0), ..Look::default() }, ..looked(&PLAIN) };
    assert_eq!(draw_as(&sim, back, &looked, WIDE).range.unwrap().0, EventId::new(1), "the run has a left end");
}

#[test]
fn stepping_moves_the_run_by_one_column_and_no_event_within_it() {
    let mut sim = run(60);
    let before = draw(&sim, sim.cursor(), WIDE);
    sim.step(Step::Event);
    let after = draw(&sim, sim.cursor(), WIDE);
    assert_eq!(after.scale.left - before.scale.left, COLUMN);
    let same = after.marks.iter().filter(|a| before.marks.iter().any(|b| (a.id, a.x) == (b.id, b.x)));
    assert_eq!(same.count(), before.marks.len() - 1);
}

#[test]
fn time_spacing_keeps_the_order_and_gives_time_its_room() {
    let sim = run(60);
    let columns = columns(&sim, &PLAIN);
    let places: Vec<f64> = (0..columns.len()).map(|at| columns.place(at, Spacing::Time)).collect();
    for (at, pair) in places.windows(2).enumerate() {
        let at_of = |at: usize| sim.trace().get(columns.event_of(at).unwrap()).unwrap().at;
        let seconds = at_of(at + 1).since(at_of(at)).ms() as f64 / 1000.0;
        let gap = pair[1] - pair[0];
        assert!((gap - (seconds / 2.0).max(0.4)).abs() < 1e-9, "{seconds} s take {gap} columns");
    }
    let looked = Looked { look: Look { spacing: Spacing::Time, ..Look::default() }, ..looked(&PLAIN) };
    let ticks = draw_as(&sim, sim.cursor(), &looked, WIDE).ticks;
    assert!(ticks.len() > 3 && ticks.iter().all(|tick| tick.text.ends_with(".000")), "{ticks:?}");
}

#[test]
fn at_any_zoom_few_nodes_are_drawn_and_all_events_are_told() {
    let sim = run(7200);
    let all = sim.trace().len();
    assert!(all > 1500, "{all}");
    let mut details = Vec::new();
    for zoom in [240.0, 90.0, 38.0, 20.0, 12.0, 6.0, 2.0, 1.0, 0.0] {
        for told in [Told::default(), Told { clocks: true, messages: true }] {
            let look = Look { zoom, ..Look::default() };
            let diagram = draw_as(&sim, sim.cursor(), &Looked { look, told, ..looked(&PLAIN) }, WIDE);
            assert!(nodes(&diagram) <= 500, "{zoom}: {} nodes", nodes(&diagram));
            let dots = |stroke: &Stroke| stroke.d.matches('M').count();
            let told = match diagram.detail {
                Detail::Events => diagram.marks.len(),
                Detail::Dots => {
                    let is_event = |stroke: &&Stroke| matches!(stroke.is, Stroked::Dots(_) | Stroked::Shapes);
                    diagram.strokes.iter().filter(is_event).map(dots).sum()
                }
                Detail::Bars => diagram.span.1 - diagram.span.0,
            };
            assert_eq!(told, diagram.span.1 - diagram.span.0, "{zoom}");
            details.push(diagram.detail);
        }
    }
    assert_eq!(details.last(), Some(&Detail::Bars));
    assert!(details.contains(&Detail::Dots) && details[0] == Detail::Events);
}

#[test]
fn zooming_keeps_what_is_under_the_pointer_there() {
    let sim = run(600);
    let columns = columns(&sim, &PLAIN);
    let mut look = Look { left: Some(200.0), ..Look::default() };
    for by in [1.3, 0.5, 0.8, 2.0] {
        let before = Scale::new(&columns, sim.cursor(), look, WIDE);
        look = look.zoomed(by, Some(700.0), &columns, before, WIDE);
        let after = Scale::new(&columns, sim.cursor(), look, WIDE);
        assert!((before.place_at(700.0) - after.place_at(700.0)).abs() < 1e-6);
        assert!((after.zoom / before.zoom - by).abs() < 1e-9);
    }
    let fit = look.fit();
    let scale = Scale::new(&columns, sim.cursor(), fit, WIDE);
    assert_eq!(scale.span(&columns, WIDE.width), (0, columns.len()), "all of the run fits");
}

#[test]
fn an_event_is_found_where_it_is_drawn_at_any_zoom() {
    let sim = run(300);
    let columns = columns(&sim, &PLAIN);
    for zoom in [60.0, 38.0, 9.0] {
        let look = Look { zoom, ..Look::default() };
        let diagram = draw_as(&sim, sim.cursor(), &Looked { look, ..looked(&PLAIN) }, WIDE);
        for at in diagram.span.0..diagram.span.1 {
            let id = columns.event_of(at).unwrap();
            let (x, y) = diagram.place_of(&columns, id).unwrap();
            assert_eq!(diagram.event_at(&columns, x, y + 3.0), Some(id), "{zoom}");
        }
        assert_eq!(diagram.event_at(&columns, 600.0, 500.0), None, "far from all lanes");
    }
}

#[test]
fn a_hidden_lane_takes_no_room_and_its_messages_are_not_drawn() {
    let sim = run(120);
    let exec = sim.trace().names().find_node("exec-1").unwrap();
    let own = sim.trace().events().filter(|event| event.dot.node == exec).count();
    let view = PLAIN.clone().with_hidden(exec, true);
    let columns = columns(&sim, &view);
    assert!(own > 10 && columns.len() == sim.trace().len() - own);
    let diagram = draw_as(&sim, sim.cursor(), &looked(&view), WIDE);
    assert!(diagram.lanes.iter().all(|lane| lane.machine != exec));
    assert_eq!(diagram.hidden.by_hand, [(exec, "exec-1".to_owned())]);
    for arrow in &diagram.arrows {
        let message = &sim.trace().sent(arrow.message).unwrap().message;
        assert!(message.from != exec && message.to != exec);
    }
    let mut following = Columns::default();
    following.follow(sim.trace(), &PLAIN, None);
    following.follow(sim.trace(), &view, None);
    assert_eq!(told(&following), told(&columns), "another arrangement starts afresh");
}

#[test]
fn collapsed_runs_of_local_events_hold_every_local_event_and_open_one_by_one() {
    let sim = run(120);
    let hidden = ["exec-1", "client-1"].map(|name| sim.trace().names().find_node(name).unwrap());
    let view = PLAIN.clone().with_hidden(hidden[0], true).with_hidden(hidden[1], true);
    let all: Vec<NodeId> = sim.world().machines().keys().copied().collect();
    let view = all.iter().fold(view, |view, machine| view.with_collapsed(*machine, true));
    let columns = columns(&sim, &view);
    let events: u32 = columns.range((0, columns.len())).iter().map(|column| column.events).sum();
    let shown = sim.trace().events().filter(|event| !hidden.contains(&event.dot.node.machine())).count();
    assert_eq!(events as usize, shown, "no event is lost");
    let runs: Vec<_> = columns.range((0, columns.len())).iter().filter(|column| column.events > 1).collect();
    assert!(runs.len() > 3, "{runs:?}");
    for run in &runs {
        let own = sim.trace().range(run.first, run.last).filter(|event| event.dot.node.machine() == run.machine);
        let own: Vec<_> = own.collect();
        assert_eq!(own.len(), run.events as usize, "they follow each other");
        for event in own {
            let sent = event.message.and_then(|message| sim.trace().sent(message));
            let ends = sent.map(|sent| [sent.message.from.machine(), sent.message.to.machine()]);
            assert!(ends.is_none_or(|ends| ends.iter().any(|end| hidden.contains(end))), "{event:?}");
        }
    }
    let opened = view.clone().with_opened(runs[0].first);
    assert_eq!(self::columns(&sim, &opened).len(), columns.len() + runs[0].events as usize - 1);
}

#[test]
fn what_a_filter_leaves_stands_together_and_grows_as_it_is_read() {
    let sim = run(120);
    let all = sim.trace().len();
    let of = |ids: std::ops::Range<usize>| ids.filter(|id| id % 3 == 0).map(|id| EventId::new(id as u32)).collect();
    let (some, more): (Vec<EventId>, Vec<EventId>) = (of(1..50), of(1..all + 1));
    let mut columns = Columns::default();
    let filtered = |shown: &Vec<EventId>, read| Some(Filtered { shown: shown.clone().into(), read });
    columns.follow(sim.trace(), &PLAIN, filtered(&some, 49));
    let drawn = |columns: &Columns| (0..columns.len()).filter_map(|at| columns.event_of(at)).collect::<Vec<_>>();
    assert_eq!(drawn(&columns), some);
    columns.follow(sim.trace(), &PLAIN, filtered(&more, all));
    assert_eq!(drawn(&columns), more);
    columns.follow(sim.trace(), &PLAIN, filtered(&some, all));
    assert_eq!(drawn(&columns), some, "another filter");
    columns.follow(sim.trace(), &PLAIN, None);
    assert_eq!(columns.len(), all);
}

#[test]
fn columns_that_grow_are_those_made_at_once() {
    let mut sim = run(0);
    let view = PLAIN.clone().with_collapsed(sim.world().broker_id(), true);
    let mut growing = Columns::default();
    for _ in 0..60 {
        growing.follow(sim.trace(), &view, None);
        sim.step(Step::Event);
    }
    sim.seek(EventId::new(30));
    sim.apply(Command::Crash(OfNode { node: "exec-1".into() })).unwrap();
    sim.step(Step::Event);
    growing.follow(sim.trace(), &view, None);
    assert_eq!(told(&growing), told(&columns(&sim, &view)));
}

#[test]
fn arrows_run_from_the_send_to_its_receive() {
    let sim = run(60);
    let columns = columns(&sim, &PLAIN);
    let diagram = draw(&sim, sim.cursor(), WIDE);
    let place = |id: EventId| {
        let (x, y) = diagram.place_of(&columns, id).unwrap();
        (x + diagram.scale.left, y)
    };
    let arrived: Vec<&Arrow> = diagram.arrows.iter().filter(|arrow| arrow.received.is_some()).collect();
    assert!(!arrived.is_empty());
    for arrow in arrived {
        let sent = sim.trace().sent(arrow.message).unwrap();
        assert_eq!((arrow.from, arrow.to), (place(sent.event.unwrap()), place(arrow.received.unwrap())));
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
    let diagram = draw(&sim, sim.cursor(), WIDE);
    assert!(diagram.arrows.iter().any(|arrow| arrow.message == message && arrow.is_lost));
    assert!(diagram.marks.iter().any(|mark| mark.shape == Shape::Fault));
    let lane = diagram.lanes.iter().find(|lane| lane.name == "exec-3").unwrap();
    assert!(lane.is_down && lane.parts.len() == 2);
    sim.apply(Command::Restart { node: "exec-3".into(), with_memory: false }).unwrap();
    sim.run_until(sim.world().now() + Span::from_secs(5));
    let diagram = draw(&sim, sim.cursor(), WIDE);
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
            let diagram = draw(&sim, sim.cursor(), Window { width, ..WIDE });
            chosen |= diagram.labels.iter().any(|label| label.text == "exec-2 chosen" && label.tone == Tone::Chosen);
            for label in &diagram.labels {
                let wide = label.text.chars().count() as f64 * 7.0;
                let left = label.x
                    - diagram.scale.left
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
fn a_relation_is_told_with_the_entry_that_proves_it_and_its_messages() {
    let sim = run(60);
    let trace = sim.trace();
    let tell = |a: EventId, b: EventId| Sight::of(trace, a, Some(b)).relation.unwrap();
    let received = trace.events().find(|event| event.kind == EventKind::Receive && event.cause.is_some()).unwrap();
    let (a, b) = (received.cause.unwrap(), received.id);
    let before = tell(a, b);
    let dot = trace.get(a).unwrap().dot;
    let name = trace.names().of_node(dot.node);
    let known = trace.clock(b).unwrap().get(dot.node);
    assert_eq!((before.words, before.standing), ("happened before", Standing::Past));
    assert_eq!(before.proof, [format!("VC({b})[{name}] = {known} ≥ {}", dot.count)]);
    assert_eq!(before.messages().collect::<Vec<_>>(), [received.message.unwrap()]);
    let after = tell(b, a);
    assert_eq!((after.words, &after.proof, &after.chain), ("happened after", &before.proof, &before.chain));
    let all = || trace.events().map(|event| event.id);
    let pair = all()
        .flat_map(|a| all().map(move |b| (a, b)))
        .find(|(a, b)| trace.relation(*a, *b) == Some(Causality::Concurrent));
    let (a, b) = pair.unwrap();
    let concurrent = tell(a, b);
    assert!(concurrent.words.contains("concurrent") && concurrent.chain.is_empty());
    assert!(concurrent.proof.len() == 2 && concurrent.proof.iter().all(|proof| proof.contains(" < ")));
}

#[test]
fn the_way_between_two_events_is_drawn_along_its_messages() {
    let sim = run(60);
    let (first, last) = (EventId::new(1), sim.cursor());
    let sight = Sight::of(sim.trace(), last, Some(first));
    let looked = Looked { look: Look { zoom: 0.0, ..Look::default() }, ..looked(&PLAIN) };
    let diagram = picture(&sim, &columns(&sim, &PLAIN), &sight, &looked, WIDE);
    let chain = &sight.relation.as_ref().unwrap().chain;
    assert!(!chain.is_empty());
    let way = diagram.way.unwrap();
    assert_eq!(way.matches('L').count(), 2 * chain.len() + 1, "{way}");
}

#[test]
fn what_was_searched_for_is_marked_at_any_zoom() {
    let sim = run(600);
    let found: Vec<EventId> = (1..sim.trace().len() as u32).step_by(7).map(EventId::new).collect();
    for zoom in [38.0, 5.0, 0.0] {
        let looked = Looked { look: Look { zoom, ..Look::default() }, found: &found, ..looked(&PLAIN) };
        let diagram = draw_as(&sim, sim.cursor(), &looked, WIDE);
        let marked = diagram.marks.iter().filter(|mark| mark.is_found && found.contains(&mark.id)).count();
        let rings: usize = diagram
            .strokes
            .iter()
            .filter(|stroke| stroke.is == Stroked::Rings)
            .map(|stroke| stroke.d.matches('M').count())
            .sum();
        assert!(marked + rings >= (diagram.span.1 - diagram.span.0) / 7 - 1, "{zoom}: {marked} and {rings}");
    }
}

#[test]
fn the_minimap_has_every_lane_and_the_window_in_its_place() {
    let sim = run(600);
    let columns = columns(&sim, &PLAIN);
    let strip = (1200.0, 26.0);
    let diagram = draw(&sim, sim.cursor(), WIDE);
    let lanes: Vec<NodeId> = diagram.lanes.iter().map(|lane| lane.machine).collect();
    let map = minimap(&columns, &lanes, Spacing::Events, strip);
    assert_eq!(map.rows.matches('M').count(), columns.len(), "{}", map.rows);
    let narrow = minimap(&columns, &lanes, Spacing::Time, (300.0, 26.0));
    assert!(narrow.rows.matches('M').count() <= 100 * lanes.len());
    let frame = minimap_frame(&columns, sim.cursor(), diagram.scale, WIDE.width, strip.0);
    let left = place_in(&columns, Spacing::Events, frame.window.0, strip.0);
    assert!((left - diagram.scale.place_at(0.0)).abs() < 0.01, "a pixel leads back to its place");
    assert!(frame.window.0 < frame.cursor.unwrap() && frame.cursor.unwrap() <= frame.window.1);
    assert!(frame.percent > 50);
}

#[test]
fn of_many_machines_those_that_do_something_have_lanes() {
    let mut scenario = Scenario::opening();
    scenario.nodes.extend((0..40).map(|_| NodeSpec::Executor(Default::default())));
    let sim = Sim::new(scenario).unwrap();
    let diagram = draw(&sim, sim.cursor(), WIDE);
    assert_eq!((diagram.lanes.len(), diagram.hidden.more), (11, 46 - 11));
    assert!(diagram.size.1 <= WIDE.height, "nothing has to scroll");
    let high = draw(&sim, sim.cursor(), Window { height: 900.0, ..WIDE });
    assert_eq!(high.lanes.len(), LANES_MAX);
    assert!(diagram.lanes.iter().any(|lane| lane.name == "broker"));
}

#[test]
fn before_the_first_event_there_is_nothing_to_draw() {
    let mut scenario = Scenario::opening();
    scenario.opens_at_ms = 0;
    scenario.nodes.retain(|node| !matches!(node, NodeSpec::Datastore(_)));
    let sim = Sim::new(scenario).unwrap();
    let diagram = draw(&sim, sim.cursor(), WIDE);
    assert!(diagram.marks.is_empty() && diagram.shades.0.is_none() && diagram.labels.is_empty());
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
        let labels = draw(&sim, sim.cursor(), WIDE).labels;
        let label = labels.iter().find(|label| label.event == sim.cursor() && label.tone == Tone::Clock);
        let order = words::order_at(sim.trace(), sim.event().unwrap(), &clock);
        // Longer ones are told by what changed.
        if let Some(label) = label.filter(|_| order.len() <= words::SPELT_MAX) {
            let told = narrate(sim.trace(), sim.cursor()).rest;
            let spelt = told.iter().any(|piece| *piece == Piece::Clock(label.text.clone()));
            assert!(spelt, "{} beside the event, {told:?}", label.text);
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared}");
}
