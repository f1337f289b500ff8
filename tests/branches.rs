//! Branches: a command in the past begins another future, and every future stays exactly as it was seen.
#![cfg(not(target_arch = "wasm32"))]

#[path = "branches/wander.rs"]
mod wander;

use clocktower::export;
use clocktower::id::EventId;
use clocktower::ordered::pages::PAGE;
use clocktower::scenario::{Command, Scenario};
use clocktower::sim::Sim;
use clocktower::sim::branches::{BRANCHES_MAX, BranchError, BranchId};
use clocktower::time::{Span, Time};
use serde_json::{Value, json};
use wander::wander;

fn command(value: Value) -> Command {
    Command::from_value(&value).unwrap_or_else(|error| panic!("{value}: {error}"))
}

fn crash(node: &str) -> Command {
    command(json!({"type": "crash", "node": node}))
}

fn submit(job: &str) -> Command {
    command(json!({"type": "submit_job", "name": job}))
}

/// The opening run, some way on and back again: much of its future is known.
fn with_a_future(back_to: u32) -> Sim {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.seek(EventId::new(160));
    sim.seek(EventId::new(back_to));
    sim
}

/// Everything that can be seen of the current branch: at each event the hash and the whole state.
fn everything(sim: &mut Sim) -> Vec<(u64, Value)> {
    let (here, last) = (sim.cursor(), sim.trace().last());
    let seen = (1..=last.number()).map(|n| {
        sim.seek(EventId::new(n));
        assert_eq!(sim.cursor().number(), n);
        // How much is known of what comes after is no part of the moment.
        let mut state = export::state(sim);
        state["events"].take();
        (sim.trace().hash_at(EventId::new(n)).unwrap(), state)
    });
    let seen = seen.collect();
    sim.seek(here);
    seen
}

fn names(sim: &Sim) -> Vec<String> {
    sim.branches().map(|branch| branch.name.to_owned()).collect()
}

/// Each branch's name with its parent's and the event after which it left it.
fn tree(sim: &Sim) -> Vec<(String, Option<String>, Option<u32>)> {
    let name = |id: BranchId| sim.branch(id).unwrap().name.to_owned();
    sim.branches()
        .map(|branch| (branch.name.to_owned(), branch.parent.map(name), branch.fork.map(|fork| fork.after.number())))
        .collect()
}

fn row(name: &str, parent: &str, after: u32) -> (String, Option<String>, Option<u32>) {
    (name.to_owned(), Some(parent.to_owned()), Some(after))
}

fn root(name: &str) -> (String, Option<String>, Option<u32>) {
    (name.to_owned(), None, None)
}

#[test]
fn a_command_in_the_past_makes_a_branch_and_the_old_future_stays_exactly_as_it_was() {
    let mut sim = with_a_future(60);
    let main = sim.current_branch();
    let before = everything(&mut sim);
    sim.apply(crash("exec-2")).unwrap();
    assert_eq!(sim.branch_name(), "crash exec-2");
    assert_eq!(tree(&sim), [root("main"), row("crash exec-2", "main", 60)]);
    assert_eq!(sim.trace().len(), 61, "what comes after the crash has not been seen yet");
    sim.run_until(sim.world().now() + Span::from_secs(200));
    let other = everything(&mut sim);
    let crashed = sim.current_branch();
    assert_ne!(before[60].0, other[60].0);

    sim.switch_branch(main).unwrap();
    assert_eq!((sim.branch_name(), sim.cursor().number()), ("main", 60), "it stands where it was left");
    assert!(everything(&mut sim) == before, "state and hash at every event are those of the first visit");
    sim.switch_branch(crashed).unwrap();
    assert!(everything(&mut sim) == other);
    assert!(sim.violations().is_empty());
}

#[test]
fn a_command_at_the_end_of_what_is_known_makes_no_branch() {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.seek(sim.trace().last());
    sim.apply(crash("exec-1")).unwrap();
    sim.apply(submit("one")).unwrap();
    assert_eq!(names(&sim), ["main"]);
}

#[test]
fn the_same_command_at_the_same_moment_leads_into_the_branch_where_it_was_given() {
    let mut sim = with_a_future(60);
    let main = sim.current_branch();
    sim.apply(crash("exec-2")).unwrap();
    sim.run_until(sim.world().now() + Span::from_secs(100));
    let known = everything(&mut sim);
    let crashed = sim.current_branch();

    sim.switch_branch(main).unwrap();
    sim.apply(crash("exec-2")).unwrap();
    assert_eq!((sim.current_branch(), sim.cursor().number()), (crashed, 61));
    assert_eq!(names(&sim).len(), 2);
    assert!(everything(&mut sim) == known, "nothing of its future is lost");

    // Within the branch too: going back before the crash and crashing again is no third future.
    sim.seek(EventId::new(60));
    sim.apply(crash("exec-2")).unwrap();
    assert_eq!((sim.current_branch(), sim.cursor().number(), names(&sim).len()), (crashed, 61, 2));
    sim.seek(EventId::new(60));
    sim.apply(crash("exec-1")).unwrap();
    assert_eq!(tree(&sim)[2], row("crash exec-1", "main", 60), "it leaves the branch that it differs from first");
}

#[test]
fn a_branch_hangs_on_the_one_whose_own_part_it_leaves() {
    let mut sim = with_a_future(60);
    sim.apply(crash("exec-2")).unwrap();
    sim.run_until(sim.world().now() + Span::from_secs(100));
    sim.seek(EventId::new(80));
    sim.apply(submit("late")).unwrap();
    sim.seek(EventId::new(30));
    sim.apply(submit("early")).unwrap();
    let rows = [
        root("main"),
        row("crash exec-2", "main", 60),
        row("submit late", "crash exec-2", 80),
        row("submit early", "main", 30),
    ];
    assert_eq!(tree(&sim), rows);
}

#[test]
fn a_name_is_refused_when_it_is_empty_too_long_taken_or_of_two_lines() {
    let mut sim = with_a_future(60);
    let main = sim.current_branch();
    sim.apply(crash("exec-2")).unwrap();
    let crashed = sim.current_branch();
    let rows = [
        ("  ", BranchError::Empty),
        ("main", BranchError::Taken("main".to_owned())),
        ("a\nb", BranchError::Character('\n')),
        (&*"é".repeat(41), BranchError::TooLong(41)),
    ];
    for (name, error) in rows {
        assert_eq!(sim.rename_branch(crashed, name), Err(error));
    }
    sim.rename_branch(crashed, &"é".repeat(40)).unwrap();
    sim.rename_branch(crashed, " without exec-2 ").unwrap();
    sim.rename_branch(crashed, "without exec-2").unwrap();
    assert_eq!(sim.branch_named("without exec-2"), Ok(crashed));
    let none = sim.branch_named("crash exec-2").unwrap_err();
    assert_eq!(none.to_string(), "there is no such branch; there are main, without exec-2");

    // A name that was made is made anew when somebody has it.
    sim.rename_branch(main, "crash exec-3").unwrap();
    sim.seek(EventId::new(20));
    sim.apply(crash("exec-3")).unwrap();
    assert_eq!(sim.branch_name(), "crash exec-3 2");
}

#[test]
fn a_deleted_branch_comes_back_exactly_and_to_its_place() {
    let mut sim = with_a_future(60);
    sim.apply(crash("exec-2")).unwrap();
    sim.run_until(sim.world().now() + Span::from_secs(100));
    let crashed = sim.current_branch();
    sim.seek(EventId::new(70));
    sim.apply(submit("one")).unwrap();
    sim.switch_branch(crashed).unwrap();
    sim.seek(EventId::new(80));
    sim.apply(submit("two")).unwrap();
    sim.switch_branch(crashed).unwrap();
    sim.seek(EventId::new(75));
    let (whole, before) = (everything(&mut sim), tree(&sim));

    sim.delete_branch(crashed).unwrap();
    // The one that followed it longest has its place; the other leaves that one where they differ first.
    let rows = [root("main"), row("submit one", "submit two", 70), row("submit two", "main", 60)];
    assert_eq!(tree(&sim), rows);
    assert_eq!(sim.branch_name(), "main");
    let gone_at = whole[74].1["at_ms"].as_u64().unwrap();
    assert!(sim.world().now() <= Time::from_ms(gone_at), "no later than where one stood");
    assert_eq!(sim.deleted_branch(), Some("crash exec-2"));

    assert_eq!(sim.undelete_branch(), Ok(crashed));
    assert_eq!(tree(&sim), before);
    assert_eq!((sim.branch_name(), sim.cursor().number()), ("crash exec-2", 75));
    assert!(everything(&mut sim) == whole);
    assert_eq!(sim.undelete_branch(), Err(BranchError::NothingDeleted));
}

#[test]
fn even_the_root_of_the_tree_can_go_and_come_back_but_not_the_last_branch() {
    let mut sim = with_a_future(60);
    let main = sim.current_branch();
    assert_eq!(sim.delete_branch(main), Err(BranchError::Last));
    sim.apply(crash("exec-2")).unwrap();
    sim.switch_branch(main).unwrap();
    sim.seek(EventId::new(90));
    sim.apply(crash("exec-1")).unwrap();
    sim.switch_branch(main).unwrap();
    sim.seek(EventId::new(50));
    let before = tree(&sim);
    sim.delete_branch(main).unwrap();
    assert_eq!(tree(&sim), [row("crash exec-2", "crash exec-1", 60), root("crash exec-1")]);
    assert_eq!((sim.branch_name(), sim.cursor().number()), ("crash exec-1", 50), "at the same moment");

    // What begins meanwhile in a part that was the root's own hangs on it again.
    sim.seek(EventId::new(70));
    sim.apply(submit("meanwhile")).unwrap();
    assert_eq!(tree(&sim)[2], row("submit meanwhile", "crash exec-1", 70));
    sim.undelete_branch().unwrap();
    let after = tree(&sim);
    assert_eq!(after[..3], before[..3]);
    assert_eq!(after[3], row("submit meanwhile", "main", 70));
}

#[test]
fn one_branch_too_many_is_refused_and_nothing_is_done() {
    let mut sim = with_a_future(100);
    let main = sim.current_branch();
    for n in 1..BRANCHES_MAX {
        sim.switch_branch(main).unwrap();
        sim.apply(submit(&format!("n{n}"))).unwrap();
    }
    sim.switch_branch(main).unwrap();
    let (before, state) = (tree(&sim), export::state(&sim));
    let refused = sim.apply(submit("one-more")).unwrap_err().to_string();
    assert_eq!(refused, "type: a run keeps at most 32 branches: delete one that is not needed any more");
    assert_eq!((tree(&sim), export::state(&sim)), (before, state));
    // One that leads into a branch that is there needs no room.
    sim.apply(submit("n3")).unwrap();
    assert_eq!(sim.branch_name(), "submit n3");
    sim.delete_branch(main).unwrap();
    sim.seek(EventId::new(99));
    sim.apply(submit("one-more")).unwrap();
    assert_eq!(sim.undelete_branch(), Err(BranchError::Full));
}

#[test]
fn a_branch_goes_on_behind_the_scenes_and_nobody_moves() {
    let mut sim = with_a_future(60);
    let main = sim.current_branch();
    sim.apply(crash("exec-2")).unwrap();
    let crashed = sim.current_branch();
    let end = sim.branch(main).unwrap().end();
    let state = export::state(&sim);
    assert!(sim.foresee(crashed, end).unwrap() > 20);
    let foreseen = sim.trace().hash();
    assert_eq!((export::state(&sim)["hash"].clone(), sim.cursor().number()), (state["hash"].clone(), 61));
    assert_eq!(
        sim.branch(crashed).unwrap().end(),
        end,
        "it is known up to there, whether or not anything happens then"
    );
    let mut walked = with_a_future(60);
    walked.apply(crash("exec-2")).unwrap();
    walked.run_until(end);
    assert_eq!(walked.trace().hash(), foreseen, "it is the future that one would have walked into");
    assert!(sim.foresee(main, end + Span::from_secs(60)).unwrap() > 5);
    assert_eq!((sim.current_branch(), sim.branch(main).unwrap().world.cursor().number()), (crashed, 60));
}

#[test]
fn in_random_trees_every_branch_is_what_its_own_commands_make() {
    for seed in 0..24 {
        let mut sim = wander(seed, 40);
        let ids: Vec<BranchId> = sim.branches().map(|branch| branch.id).collect();
        for id in ids {
            check_branch(&mut sim, id, seed);
        }
        assert!(sim.violations().is_empty());
    }
}

#[test]
fn a_branch_shares_all_full_pages_of_its_past_and_no_other() {
    let page = PAGE as u32;
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.seek(EventId::new(4 * page));
    sim.seek(EventId::new(2 * page + page / 2));
    let parent = sim.current_branch();
    sim.apply(crash("exec-2")).unwrap();
    sim.seek(EventId::new(4 * page));
    let shares = |event: u32| {
        let (here, there) = (sim.branch(sim.current_branch()).unwrap(), sim.branch(parent).unwrap());
        here.trace.shares(there.trace, EventId::new(event))
    };
    assert_eq!([1, page, 2 * page, 2 * page + 1, 3 * page].map(shares), [true, true, true, false, false]);
}

/// A branch is a run of its own, and shares with its parent what comes before their fork.
#[track_caller]
fn check_branch(sim: &mut Sim, id: BranchId, seed: u64) {
    sim.switch_branch(id).unwrap();
    sim.seek(sim.trace().last());
    let mut afresh = Sim::new(sim.to_scenario()).unwrap();
    afresh.seek(sim.trace().last());
    assert_eq!(afresh.trace().hash(), sim.trace().hash(), "seed {seed}: {}", sim.branch_name());
    let branch = sim.branch(id).unwrap();
    let (Some(fork), Some(parent)) = (branch.fork, branch.parent.and_then(|parent| sim.branch(parent))) else {
        assert_eq!(branch.parent, None);
        return;
    };
    assert!(branch.trace.common(parent.trace) >= fork.after, "seed {seed}: {} has another past", branch.name);
    // But for the page of the trace in which the two part.
    let page = fork.after.number() - fork.after.number() % PAGE as u32;
    let is_shared = page == 0 || branch.trace.shares(parent.trace, EventId::new(page));
    assert!(is_shared, "seed {seed}: the past exists once");
}
