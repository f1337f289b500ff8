//! A broker that has served very many jobs holds no more than one that has served many.
#![cfg(not(target_arch = "wasm32"))]

use std::alloc::System;

use clocktower::broker::jobs::ENDED_MAX;
use clocktower::broker::results::ACCEPTED_MAX;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[path = "../broker/cell.rs"]
#[allow(dead_code, reason = "shared with tests/broker, which needs more of it")]
mod cell;
mod load;
#[path = "../broker/story.rs"]
#[allow(dead_code, reason = "shared with tests/broker, which needs more of it")]
mod story;

use load::{Load, held, tables};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// A broker after so many jobs. Its tables are looked at all the while.
fn after(jobs: u32) -> Load {
    let mut load = Load::new();
    for _ in 0..jobs / 100 {
        load.run(100);
        for (table, len, bound) in tables(load.broker()) {
            assert!(len <= bound, "{table}: {len} of {bound}");
        }
    }
    load
}

// One test, since another in the same process would allocate meanwhile.
#[test]
fn after_30_000_jobs_every_table_is_within_its_bound_and_no_byte_a_job_is_left() {
    let earlier = held(ALLOCATOR, after(20_000).into_broker());
    let broker = after(30_000).into_broker();
    assert_eq!(broker.jobs().ended().count(), ENDED_MAX, "more than that have ended");
    assert_eq!(broker.results().accepted_len(), ACCEPTED_MAX);
    let left = (broker.jobs().live().len(), broker.queue().len(), broker.data().works().len(), broker.unfinished());
    assert_eq!(left, (0, 0, 0, 0), "nothing is left to do");
    let later = held(ALLOCATOR, broker);
    // Two bits are: whether it was done.
    assert!(later < earlier + 10_000, "{earlier} bytes after 20,000 jobs, {later} after 30,000");
}
