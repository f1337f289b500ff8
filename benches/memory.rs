//! What one broker holds after very many jobs, as `cargo xtask bench` prints it: a figure, what was measured, and what is
//! aimed at, with tabs between.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[path = "../tests/broker/cell.rs"]
#[allow(dead_code, reason = "shared with tests/broker, which needs more of it")]
mod cell;
#[path = "../tests/bounds/load.rs"]
mod load;
#[path = "../tests/broker/story.rs"]
#[allow(dead_code, reason = "shared with tests/broker, which needs more of it")]
mod story;

use load::{Load, held, tables};

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
}
