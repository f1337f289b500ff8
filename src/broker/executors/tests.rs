use super::roster::Build;
use super::*;
use crate::broker::emergency::Kind;

#[test]
fn a_text_says_the_same_number_as_to_the_standard_library() {
    for text in ["0", "-0", "+5", "007", "2.5", ".5", "5.", "1e3", "1E-3", "12.75e+2", "1e400", "inf", "0.1", "99.9"] {
        assert_eq!(number(text), text.parse().ok(), "{text}");
    }
    for text in ["", ".", "-", "e5", "1e", "1e+", "1.2.3", "0x1", "1 ", "--1", "+-1", "1_0", "²"] {
        assert_eq!((number(text), text.parse::<f64>().ok()), (None, None), "{text}");
    }
}

#[test]
fn the_capability_rule_is_that_of_the_original() {
    let job = Capabilities {
        memory: 100,
        disk: 10,
        cpu_load: Real(50.0),
        cpu_cores: 2,
        cpu_freq: Real(1000.0),
        has_battery: true,
        power: Real(20.0),
    };
    let fits = Capabilities { has_battery: true, ..job };
    let rows: [(&str, Capabilities, Capabilities, bool); 13] = [
        ("exactly enough", job, fits, true),
        ("memory", job, Capabilities { memory: 99, ..fits }, false),
        ("disk", job, Capabilities { disk: 9, ..fits }, false),
        ("load is a ceiling", job, Capabilities { cpu_load: Real(50.1), ..fits }, false),
        ("less load is fine", job, Capabilities { cpu_load: Real(0.0), ..fits }, true),
        ("cores", job, Capabilities { cpu_cores: 1, ..fits }, false),
        ("frequency", job, Capabilities { cpu_freq: Real(999.9), ..fits }, false),
        ("a weak battery", job, Capabilities { power: Real(19.9), ..fits }, false),
        ("no power needed on mains", job, Capabilities { power: Real(0.0), has_battery: false, ..fits }, true),
        ("a battery not tolerated", Capabilities { has_battery: false, ..job }, fits, false),
        (
            "mains for whom tolerates none",
            Capabilities { has_battery: false, ..job },
            Capabilities { has_battery: false, ..fits },
            true,
        ),
        ("defaults meet defaults", Capabilities::default(), Capabilities::default(), true),
        (
            "load may exceed 100",
            Capabilities { cpu_load: Real(300.0), ..job },
            Capabilities { cpu_load: Real(250.0), ..fits },
            true,
        ),
    ];
    for (name, needs, have, capable) in rows {
        assert_eq!(is_capable(&needs, &have), capable, "{name}");
    }
}

#[test]
fn the_least_and_the_most_of_two_go_rule_by_rule() {
    let one = Capabilities {
        memory: 1,
        disk: 4,
        cpu_load: Real(10.0),
        cpu_cores: 1,
        cpu_freq: Real(200.0),
        has_battery: true,
        power: Real(5.0),
    };
    let other = Capabilities {
        memory: 3,
        disk: 2,
        cpu_load: Real(30.0),
        cpu_cores: 2,
        cpu_freq: Real(100.0),
        has_battery: false,
        power: Real(7.0),
    };
    let least = Capabilities { disk: 2, cpu_load: Real(30.0), cpu_freq: Real(100.0), ..one };
    let most = Capabilities { disk: 4, cpu_load: Real(10.0), cpu_freq: Real(200.0), ..other };
    for (a, b) in [(one, other), (other, one)] {
        assert_eq!((a.least(&b), a.most(&b)), (least, most));
        assert!(least.is_within(&a) && a.is_within(&most) && a.is_within(&a));
        assert!(!a.is_within(&b) && !a.is_within(&least) && !most.is_within(&a));
    }
}

fn report(memory: i64, running: Option<Vec<JobId>>) -> Report {
    let capabilities = Capabilities { memory, cpu_cores: 4, cpu_load: Real(0.0), ..Capabilities::default() };
    Report { capabilities, equipment: Equipment::NONE, running, ending: vec![], delivered: None }
}

fn share(memory: i64, sent: Dot) -> Share {
    let needs = Capabilities { memory, ..Capabilities::default() };
    Share { needs, since: Time::START, sent: Some(sent), confirmed: true, reported: false }
}

fn knowing(dot: Dot) -> Knowledge {
    Knowledge::claimed(NodeId::new(1), [dot].into_iter().collect())
}

#[test]
fn a_reservation_is_held_until_a_report_that_has_seen_the_assignment() {
    let (broker, node, job) = (NodeId::new(0), NodeId::new(1), JobId::new(7));
    let sent = Dot { node: broker, count: 9 };
    let mut executor = Executor::new(node, report(1000, Some(vec![])), None, Time::START);
    executor.shares.insert(job, share(300, sent));
    assert_eq!(executor.believed(true).memory, 700);
    assert_eq!(executor.believed(false).memory, 1000);

    let before = knowing(Dot { node: broker, count: 8 });
    executor.take(report(1000, Some(vec![])), None, Some(&before), Time::START);
    assert_eq!(executor.believed(true).memory, 700, "this heartbeat had not seen the assignment");

    let after = knowing(sent);
    executor.take(report(700, Some(vec![job])), None, Some(&after), Time::START);
    assert_eq!(executor.believed(true).memory, 700, "now the report itself has the job taken off");

    executor.release(job);
    assert_eq!(executor.believed(true).memory, 1000, "what ended since the report is given back");
    executor.take(report(1000, Some(vec![])), None, Some(&after), Time::START);
    assert_eq!(executor.believed(true).memory, 1000, "and only once");
}

#[test]
fn a_job_that_its_executor_has_heard_of_and_does_not_have_is_lost_there() {
    let (broker, here, gone, unheard) = (NodeId::new(0), JobId::new(1), JobId::new(2), JobId::new(3));
    let dot = |count| Dot { node: broker, count };
    let mut executor = Executor::new(NodeId::new(1), report(1000, Some(vec![])), None, Time::START);
    executor.shares = [(here, share(1, dot(5))), (gone, share(1, dot(6))), (unheard, share(1, dot(9)))].into();
    let knows = knowing(dot(8));
    let said = Report { ending: vec![here], ..report(1000, Some(vec![])) };
    assert_eq!(executor.take(said, None, Some(&knows), Time::START), [gone]);
    assert_eq!(executor.shares.keys().copied().collect::<Vec<_>>(), [here, unheard]);
}

#[test]
fn a_job_that_an_original_node_says_it_runs_is_in_what_it_says_it_has() {
    let (dot, job) = (Dot { node: NodeId::new(0), count: 9 }, JobId::new(7));
    let mut executor = Executor::new(NodeId::new(1), report(1000, Some(vec![])), None, Time::START);
    executor.shares.insert(job, Share { confirmed: false, ..share(300, dot) });
    executor.take(report(1000, Some(vec![])), None, None, Time::START);
    assert_eq!(executor.believed(true).memory, 700, "it has not confirmed the job, and does not speak of it");
    executor.take(report(700, Some(vec![job])), None, None, Time::START);
    assert_eq!(executor.believed(true).memory, 700);
}

#[test]
fn a_job_that_comes_back_between_two_reports_is_given_back_once() {
    let (dot, job) = (Dot { node: NodeId::new(0), count: 9 }, JobId::new(7));
    let mut executor = Executor::new(NodeId::new(1), report(700, Some(vec![job])), None, Time::START);
    executor.shares.insert(job, Share { reported: true, ..share(300, dot) });
    executor.release(job);
    for _ in 0..2 {
        assert_eq!(executor.believed(true).memory, 1000);
        executor.shares.insert(job, share(300, dot));
        assert_eq!(executor.believed(true).memory, 700);
        executor.release(job);
    }
    assert_eq!(executor.believed(true).memory, 1000);
}

#[test]
fn a_job_that_was_found_at_its_executor_is_noticed_when_it_is_gone() {
    let (broker, job) = (NodeId::new(0), JobId::new(7));
    let dot = Dot { node: broker, count: 9 };
    let mut executor = Executor::new(NodeId::new(1), report(1000, Some(vec![job])), None, Time::START);
    executor.shares.insert(job, Share { sent: None, reported: true, ..share(300, dot) });
    let knows = knowing(dot);
    assert_eq!(executor.take(report(1000, Some(vec![job])), None, Some(&knows), Time::START), []);
    assert_eq!(executor.take(report(1000, Some(vec![])), None, Some(&knows), Time::START), [job]);
}

#[test]
fn a_job_that_the_report_saw_ended_is_not_given_back_twice() {
    let (broker, job) = (NodeId::new(0), JobId::new(7));
    let sent = Dot { node: broker, count: 9 };
    let mut executor = Executor::new(NodeId::new(1), report(1000, Some(vec![])), None, Time::START);
    executor.shares.insert(job, share(300, sent));
    let knows = knowing(sent);
    let ended = Report { ending: vec![job], ..report(1000, Some(vec![])) };
    executor.take(ended, None, Some(&knows), Time::START);
    executor.release(job);
    assert_eq!(executor.believed(true).memory, 1000);
}

#[test]
fn whoever_is_built_anew_stands_elsewhere_and_is_the_same_to_all_who_ask() {
    let mut executors = Executors::new();
    let mut plain = std::collections::BTreeMap::new();
    let mut state = 7_u32;
    let mut below = |n: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % n
    };
    for now in 0..2_000 {
        let (machine, now) = (NodeId::new(below(60) as u16), Time::from_ms(now));
        let mut said = report(1 << below(5), None);
        said.capabilities.cpu_cores = i64::from(below(4));
        said.equipment = [Equipment::NONE, Equipment::NONE.with(Kind::Fire)][below(2) as usize];
        match below(4) {
            0 => assert_eq!(executors.remove(&machine), plain.remove(&machine)),
            1 => {
                let executor = Executor::new(machine, said, None, now);
                plain.insert(machine, executor.clone());
                executors.insert(machine, executor);
            }
            _ => {
                let took = executors.hear(&machine, |known| known.take(said.clone(), None, None, now));
                assert_eq!(took, plain.get_mut(&machine).map(|known| known.take(said, None, None, now)));
            }
        }
        assert!(executors.iter().eq(plain.iter()));
        assert_eq!(executors.get(&machine), plain.get(&machine));
        assert_eq!(executors.place(&machine).ok(), plain.keys().position(|other| *other == machine));
        assert_eq!(executors.next_expiry(), plain.values().map(Executor::expires_at).min());
        assert!(executors.tree().iter().is_sorted_by_key(|known| Build::of(known.executor())), "alike stand together");
    }
}
