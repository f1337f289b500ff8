//! A run that was exported for ShiViz and taken in again is the same run: its events, their clocks, and how they stand to
//! each other.

use clocktower::export::log::{GOVECTOR, Reading};
use clocktower::export::{import, import_as, shiviz};
use clocktower::id::EventId;
use clocktower::sim::Sim;
use clocktower::view::happened::teller;
use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg32;

use crate::random_run;

/// Of each event its node, what is said of it, and its clock.
fn told(sim: &Sim) -> Vec<(String, String, String)> {
    let (trace, says) = (sim.trace(), teller(sim.trace()));
    let one = |event| {
        let event = trace.get(event).unwrap();
        let clock = trace.clock(event.id).unwrap();
        (trace.names().of_node(event.dot.node), says(event), clock.to_wire(trace.names()).to_string())
    };
    (1..=trace.len() as u32).map(|number| one(EventId::new(number))).collect()
}

fn log(sim: &Sim) -> String {
    shiviz::log(sim.trace(), sim.trace().last(), &teller(sim.trace()))
}

#[test]
fn a_thousand_runs_taken_in_from_their_own_logs_are_the_same_runs() {
    let mut events = 0;
    for seed in 20_000..21_000 {
        let sim = random_run(seed, 12);
        let again = import(&log(&sim)).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert_eq!(told(&again), told(&sim), "seed {seed}");
        assert_eq!(again.violations(), [], "seed {seed}");
        let mut dice = Pcg32::seed_from_u64(seed);
        let mut drawn = || EventId::new(1 + dice.next_u32() % sim.trace().len() as u32);
        for (a, b) in (0..200).map(|_| (drawn(), drawn())) {
            assert_eq!(again.trace().relation(a, b), sim.trace().relation(a, b), "seed {seed}: {a} and {b}");
        }
        events += again.trace().len();
    }
    println!("{events} events came back");
}

#[test]
fn the_order_of_the_lines_does_not_matter_nor_in_which_of_the_usual_orders_they_stand() {
    for seed in 21_000..21_020 {
        let sim = random_run(seed, 12);
        let text = log(&sim);
        let lines: Vec<&str> = text.lines().collect();
        let pairs = || lines.chunks(2).rev();
        let govector: String = pairs().map(|pair| format!("{}\r\n{}\r\n", pair[1], pair[0])).collect();
        let parser = Some(GOVECTOR.to_owned());
        let again = import_as(&govector, &Reading { parser, ..Reading::default() }).unwrap();
        let mut mine = told(&sim);
        let mut theirs = told(&again);
        mine.sort();
        theirs.sort();
        assert_eq!(theirs, mine, "seed {seed}: another order of concurrent events, and the same events");
        assert_eq!(again.violations(), [], "seed {seed}");
        assert_eq!(told(&import(&govector).unwrap()), told(&again), "seed {seed}: the order is known by itself");
        let whole = shiviz::file(sim.trace(), sim.trace().last(), &teller(sim.trace()));
        assert_eq!(told(&import(&whole).unwrap()), told(&sim), "seed {seed}: with its two first lines");
    }
}

#[test]
fn a_run_from_a_log_is_the_same_out_of_its_own_exports() {
    for seed in 22_000..22_020 {
        let mut sim = import(&log(&random_run(seed, 12))).unwrap();
        sim.seek(EventId::new(sim.trace().len() as u32 / 2));
        for text in [sim.to_scenario().to_json(), clocktower::export::trace(&sim).to_string(), log(&sim)] {
            let again = import(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            assert_eq!((again.trace().hash(), told(&again)), (sim.trace().hash(), told(&sim)), "seed {seed}");
        }
    }
}
