//! Bugs are planted, one at a time, and each is found by runs that find nothing without it.

use clocktower::planted::Bug;
use vopr::hunt::{Hunt, hunt};

/// Within so many runs each bug has to be found.
const RUNS: u64 = 1000;

fn is_found(bug: Bug) {
    let (_, catch) = hunt(Hunt { seed: 1, runs: RUNS, time: None, bug: Some(bug) });
    let catch = catch.unwrap_or_else(|| panic!("{bug:?} was not found in {RUNS} runs"));
    println!("{bug:?}: found in run {} by {}: {}", catch.script.seed, catch.broken.rule, catch.broken.seen);
    assert_ne!(catch.broken.rule, "nothing_panics", "{bug:?} is found by a rule that has a name");
}

fn break_no_rule(first: u64) {
    let (_, catch) = hunt(Hunt { seed: first, runs: RUNS / 10, time: None, bug: None });
    assert!(catch.is_none(), "{:?}", catch.map(|catch| (catch.script.seed, catch.broken)));
}

macro_rules! each_is_found {
    ($($name:ident: $bug:ident,)*) => {
        $(
            #[test]
            fn $name() {
                is_found(Bug::$bug);
            }
        )*

        #[test]
        fn every_bug_that_can_be_planted_is_here() {
            assert_eq!(Bug::ALL, [$(Bug::$bug),*]);
        }
    };
}

each_is_found! {
    a_stale_heartbeat_that_is_accepted_is_found: StaleHeartbeatAccepted,
    a_tick_that_is_missed_on_receive_is_found: TickMissedOnReceive,
    a_merge_that_takes_the_minimum_is_found: MergeTakesMinimum,
    a_late_result_that_is_accepted_is_found: LateResultAccepted,
    a_job_that_is_redeployed_twice_is_found: RedeployedTwice,
    a_dependency_that_is_ignored_is_found: DependencyIgnored,
    an_ageing_that_is_off_by_one_is_found: AgeingOffByOne,
    a_reservation_that_is_not_released_is_found: ReservationNotReleased,
    a_cache_that_is_served_after_expiry_is_found: CacheServedAfterExpiry,
    equal_clocks_that_are_taken_for_concurrent_are_found: EqualIsConcurrent,
}

macro_rules! each_breaks_no_rule {
    ($($name:ident: $first:literal,)*) => {
        $(
            #[test]
            fn $name() {
                break_no_rule($first);
            }
        )*
    };
}

// The same runs, without a bug.
each_breaks_no_rule! {
    seeds_from_1_break_no_rule: 1,
    seeds_from_101_break_no_rule: 101,
    seeds_from_201_break_no_rule: 201,
    seeds_from_301_break_no_rule: 301,
    seeds_from_401_break_no_rule: 401,
    seeds_from_501_break_no_rule: 501,
    seeds_from_601_break_no_rule: 601,
    seeds_from_701_break_no_rule: 701,
    seeds_from_801_break_no_rule: 801,
    seeds_from_901_break_no_rule: 901,
}
