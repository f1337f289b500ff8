use super::*;
use crate::broker::outbox::EventKind;
use crate::sim::tests::{command, small};
use serde_json::json;

/// A run of one minute, and so many other futures, each of its own job.
fn with_branches(others: usize) -> Sim {
    let mut sim = small(&[]);
    sim.run_until(Time::from_ms(60_000));
    let main = sim.current_branch();
    for n in 0..others {
        sim.switch_branch(main).unwrap();
        sim.seek(EventId::new(5));
        sim.apply(command(json!({"type": "submit_job", "name": format!("job-{n}")}))).unwrap();
    }
    assert_eq!(sim.branches().count(), others + 1);
    sim
}

#[test]
fn of_two_branches_one_can_go_and_of_one_none() {
    let mut sim = with_branches(1);
    let main = sim.current_branch();
    sim.delete_branch(main).unwrap();
    assert_eq!(sim.delete_branch(sim.current_branch()), Err(BranchError::Last));
}

#[test]
fn the_last_deletions_can_be_undone_and_no_more() {
    let mut sim = with_branches(DELETED_MAX + 1);
    for _ in 0..=DELETED_MAX {
        sim.delete_branch(sim.current_branch()).unwrap();
    }
    for _ in 0..DELETED_MAX {
        sim.undelete_branch().unwrap();
    }
    assert_eq!(sim.undelete_branch(), Err(BranchError::NothingDeleted));
}

#[test]
fn what_is_foreseen_is_so_many_events_at_most_and_only_then_up_to_the_moment_when_all_were_seen() {
    let mut sim = with_branches(0);
    let (main, known, until) = (sim.current_branch(), sim.trace().len(), Time::from_ms(500_000));
    assert!(known > 5);
    assert_eq!(sim.foresee_by(main, until, 3), Ok(3));
    let last = sim.trace().get(sim.trace().last()).unwrap();
    assert_eq!((last.id.index(), sim.branch(main).unwrap().end()), (known + 3, last.at), "there may be more");
    let news = sim.foresee(main, until).unwrap();
    assert_eq!((sim.trace().len(), sim.branch(main).unwrap().end()), (known + 3 + news, until));
}

#[test]
fn a_branch_has_the_messages_of_its_own_past_and_future_and_none_of_the_one_it_left() {
    let sim = with_branches(1);
    let sent: Vec<_> = sim.trace().messages().collect();
    assert_eq!(sent.len(), sim.world().messages());
    let said = sim.trace().events().filter(|event| event.kind == EventKind::Send);
    for event in said {
        let sent = event.message.and_then(|message| sim.trace().sent(message)).unwrap();
        assert_eq!((sent.event, sent.message.from.machine()), (Some(event.id), event.dot.node.machine()), "{event:?}");
    }
}
