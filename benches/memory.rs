//! What one broker holds after very many jobs, and a history of inline clocks and a whole run after very many events, as
//! `cargo xtask bench` prints it: a figure, what was measured, and what is aimed at, with tabs between.

use std::alloc::System;
use std::time::Instant;

use clocktower::clock::inline::{HUB, Star};
use clocktower::id::EventId;
use clocktower::sim::Sim;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[path = "../tests/broker/cell.rs"]
#[allow(dead_code, reason = "shared with tests/broker, which needs more of it")]
mod cell;
#[path = "../tests/bounds/load.rs"]
mod load;
#[path = "../tests/broker/story.rs"]
#[allow(dead_code, reason = "shared with tests/broker, which needs more of it")]
mod story;
#[path = "shared/ten.rs"]
mod ten;

use load::{Load, allocated, held, tables};
use ten::ten_executors;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What UCP section 7 promises and nobody measured there, here held by all that a broker knows.
const BYTES_AIM: &str = "less than 2 MB";

fn main() {
    for jobs in [1_000, 10_000, 100_000] {
        let mut load = Load::new();
        load.run(jobs);
        let broker = load.into_broker();
        let tables = tables(&broker);
        println!("a broker after {jobs} jobs\t{} KB\t{BYTES_AIM}", held(ALLOCATOR, broker).div_ceil(1000));
        if jobs == 100_000 {
            for (table, len, bound) in tables {
                println!("its {table}\t{len}\tat most {bound}");
            }
        }
    }
    for nodes in [10, 100, 1_000, 10_000] {
        println!("an event in the history of {nodes} nodes\t{:.1} bytes\tat most 32", history(nodes));
    }
    // A job every two seconds is most of what happens; one every 45 less than half of it, beside the heartbeats.
    for (events, jobs, every_ms) in
        [(100_000, 9_000, 2_000), (1_000_000, 20_000, 45_000), (10_000_000, 20_000, 129_000)]
    {
        let begin = Instant::now();
        let bytes = run(events, jobs, every_ms) / f64::from(events);
        let took = begin.elapsed().as_secs_f64();
        println!("an event of a run of {events} events, ten executors, all in\t{bytes:.0} bytes\tat most 64");
        println!("the same run, from its beginning to its last event\t{took:.1} s\t");
    }
}

/// The bytes that a run holds after so many events: its trace, its checkpoints, and the scenario that it was made from.
fn run(events: u32, jobs: usize, every_ms: usize) -> f64 {
    let before = allocated(ALLOCATOR);
    let mut sim = Sim::unwatched(ten_executors(jobs, every_ms)).expect("a run");
    sim.seek(EventId::new(events));
    assert_eq!(sim.cursor().number(), events, "the run is long enough");
    (allocated(ALLOCATOR) - before) as f64
}

/// The bytes an event of a star whose leaves beat a hundred times each, and 100,000 times in all at least.
fn history(nodes: u32) -> f64 {
    let before = allocated(ALLOCATOR);
    let mut star = Star::default();
    for _ in 0..nodes {
        star.join().expect("a place in the star");
    }
    for beat in 0..100_000.max(100 * nodes) {
        let place = 1 + beat % nodes;
        let sent = star.tick(place).and_then(|sent| star.receive(HUB, sent)).and_then(|_| star.tick(HUB));
        sent.and_then(|sent| star.receive(place, sent)).expect("a message of the star's own");
    }
    (allocated(ALLOCATOR) - before) as f64 / star.len() as f64
}
