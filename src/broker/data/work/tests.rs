//! One work alone, and what datastores may say to it.

use super::*;
use crate::time::Time;

const HERE: NodeId = NodeId::new(20);
const THERE: NodeId = NodeId::new(21);
const ELSEWHERE: NodeId = NodeId::new(22);

fn rng() -> Pcg32 {
    Pcg32::new(1, 1)
}

fn name(text: &str) -> DataName {
    DataName::new(text).expect("a name of data")
}

fn store(bytes: u64) -> Task {
    Task::Store { name: name("map"), data: Data::sized(bytes), version: None }
}

fn fetch() -> Task {
    Task::Fetch { name: name("map"), job: None }
}

fn list() -> Task {
    Task::List { prefix: "".into() }
}

/// Three datastores, each with so much room.
fn stores(free: u64) -> Stores {
    let mut stores = Stores::default();
    for store in [HERE, THERE, ELSEWHERE] {
        stores.announced(store, free, Time::START);
    }
    stores
}

/// A work that has taken its first step, beside what that is.
fn begun(task: Task, known: Option<NodeId>, stores: &mut Stores) -> (Work, Option<Next>) {
    let mut work = Work::new(task, Whom::Nobody);
    let next = work.step(known, None, stores, &mut rng());
    (work, next)
}

fn page(names: &[&str], total: u64) -> Reply {
    let names = names.iter().map(|text| name(text)).collect();
    Reply::Page(Box::new(Page { names, total, page: 1, size: PAGE }))
}

#[test]
fn what_a_datastore_says_is_taken_for_what_it_means_and_nothing_else() {
    let detail = || Reply::Detail("so".to_owned());
    let tidying = || Task::DeleteJobData { folder: name("job") };
    let rows = [
        (store(5), 200, Reply::Count(7), Said::Free(7)),
        (store(5), 300, Reply::Count(7), Said::Odd(300)),
        (store(5), 200, Reply::Null, Said::Stored),
        (store(5), 500, detail(), Said::Full),
        (store(5), 418, detail(), Said::Odd(418)),
        (fetch(), 200, Reply::Data(Data::sized(9)), Said::Found(9)),
        (fetch(), 300, Reply::Data(Data::sized(9)), Said::Odd(300)),
        (fetch(), 404, detail(), Said::NotThere),
        (fetch(), 500, detail(), Said::Odd(500)),
        (list(), 200, page(&["a", "b"], 2), Said::Listed(2)),
        (list(), 300, page(&["a", "b"], 2), Said::Odd(300)),
        (tidying(), 200, Reply::Null, Said::Deleted),
        (tidying(), 404, detail(), Said::Deleted),
        (tidying(), 500, detail(), Said::Odd(500)),
    ];
    for (task, status, reply, expected) in rows {
        let mut stores = stores(10);
        let (mut work, _) = begun(task.clone(), None, &mut stores);
        let answer = Answer { status, reply };
        assert_eq!(work.hear(HERE, answer.clone(), &mut stores), expected, "{task:?} {answer:?}");
    }
}

#[test]
fn a_datastore_with_exactly_enough_room_is_asked_and_one_with_less_is_not() {
    for (free, expected) in [(5, true), (4, false)] {
        let mut stores = stores(0);
        let (mut work, next) = begun(store(5), None, &mut stores);
        assert_eq!(next, Some(Next::Ask(HERE, Call::Free)), "all seem to be full");
        work.hear(HERE, Answer::ok(Reply::Count(free)), &mut stores);
        let next = work.step(None, None, &mut stores, &mut rng());
        let asked = matches!(next, Some(Next::Ask(HERE, Call::Store { .. })));
        assert_eq!(asked, expected, "{next:?}");
    }
}

/// Whom the work has still to tell that their data of the name are old.
fn twins(known: Option<NodeId>) -> Vec<NodeId> {
    let mut stores = stores(10);
    let (mut work, _) = begun(store(5), known, &mut stores);
    work.hear(HERE, Answer::OK, &mut stores);
    let mut told = Vec::new();
    while let Some(next) = work.step(known, None, &mut stores, &mut rng()) {
        if let Next::Ask(store, Call::DeleteData(_)) = next {
            told.push(store);
        }
    }
    told.sort_unstable();
    told
}

#[test]
fn whoever_may_have_older_data_of_the_name_is_told_to_delete_them() {
    assert_eq!(twins(None), [THERE, ELSEWHERE], "it is not known where they were");
    assert_eq!(twins(Some(THERE)), [THERE]);
    assert_eq!(twins(Some(HERE)), [], "the new ones stand in their place");
}

#[test]
fn whoever_may_have_taken_the_data_and_did_not_say_so_has_missed_that_they_went_elsewhere() {
    let mut stores = stores(10);
    let (mut work, _) = begun(store(5), None, &mut stores);
    work.give_up_on(THERE, &mut stores);
    work.give_up_on(HERE, &mut stores);
    work.hear(HERE, Answer::OK, &mut stores);
    let missed = |store| stores.get(store).map(|store| store.missed.iter().cloned().collect::<Vec<_>>());
    assert_eq!(missed(THERE), Some(vec![Missed::Late(name("map"))]));
    assert_eq!(missed(HERE), Some(vec![]), "it has said so after all");
}

#[test]
fn a_list_is_read_page_by_page_until_all_names_are_there() {
    let mut stores = Stores::default();
    stores.announced(HERE, 0, Time::START);
    let (mut work, _) = begun(list(), None, &mut stores);
    let mut pages = Vec::new();
    // Two full pages and one more name.
    let total = u64::from(PAGE) * 2 + 1;
    for (at, names) in [(1, &["a"][..]), (2, &["b"]), (3, &["c"])] {
        let next = work.step(None, None, &mut stores, &mut rng());
        let Some(Next::Ask(HERE, Call::ListPage { page: asked, .. })) = next else { panic!("page {at}: {next:?}") };
        pages.push(asked);
        work.hear(HERE, Answer::ok(page(names, total)), &mut stores);
    }
    assert_eq!(pages, [1, 2, 3]);
    let next = work.step(None, None, &mut stores, &mut rng());
    let all = ["a", "b", "c"].map(name).to_vec();
    assert_eq!(next, Some(Next::Answer(Whom::Nobody, Answer::ok(Reply::Names(all)))));
}

#[test]
fn a_list_that_is_too_long_is_refused_and_one_that_just_is_not_is_not() {
    for (count, status) in [(LIST_MAX, 200), (LIST_MAX + 1, 503)] {
        let mut stores = Stores::default();
        stores.announced(HERE, 0, Time::START);
        let (mut work, _) = begun(list(), None, &mut stores);
        let names: Vec<String> = (0..count).map(|n| format!("data-{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        // All on one page: it says itself that there is no other.
        work.hear(HERE, Answer::ok(page(&names, 1)), &mut stores);
        let next = work.step(None, None, &mut stores, &mut rng());
        assert!(matches!(next, Some(Next::Answer(_, Answer { status: said, .. })) if said == status), "{count}");
    }
}

#[test]
fn a_work_disturbs_another_of_its_name_and_all_in_a_folder_that_is_deleted() {
    let task = |text: &str| Task::Fetch { name: name(text), job: None };
    let deletion = |folder: &str| Task::DeleteJobData { folder: name(folder) };
    let rows = [
        (task("a"), task("a"), true),
        (task("a"), task("b"), false),
        (list(), list(), false),
        (deletion("job"), task("job/input"), true),
        (deletion("job"), task("other/input"), false),
        (deletion("job"), list(), false),
    ];
    for (one, other, expected) in rows {
        assert_eq!((one.disturbs(&other), other.disturbs(&one)), (expected, expected), "{one:?} {other:?}");
    }
}
