//! Bugs are planted, one at a time, and each is found by runs that find nothing without it.

use clocktower::planted::Bug;
use vopr::hunt::{Hunt, hunt};

/// Within so many runs each bug has to be found.
const RUNS: u64 = 1000;

#[test]
fn each_planted_bug_is_found_within_1000_runs() {
    for bug in Bug::ALL {
        let (_, catch) = hunt(Hunt { seed: 1, runs: RUNS, time: None, bug: Some(bug) });
        let catch = catch.unwrap_or_else(|| panic!("{bug:?} was not found in {RUNS} runs"));
        println!("{bug:?}: found in run {} by {}: {}", catch.script.seed, catch.broken.rule, catch.broken.seen);
        assert_ne!(catch.broken.rule, "nothing_panics", "{bug:?} is found by a rule that has a name");
    }
}

#[test]
fn the_same_runs_without_a_bug_break_no_rule() {
    let (_, catch) = hunt(Hunt { seed: 1, runs: RUNS, time: None, bug: None });
    assert!(catch.is_none(), "{:?}", catch.map(|catch| (catch.script.seed, catch.broken)));
}
