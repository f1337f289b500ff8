//! Printing a call and reading it again gives the same call and the same clock.

use std::sync::Arc;

use clocktower::broker::call::Call;
use clocktower::broker::data::{Data, DataName};
use clocktower::broker::emergency::{Emergency, Equipment, Kind, Level};
use clocktower::broker::executors::{Capabilities, Real, Report};
use clocktower::broker::jobs::{Files, JobSpec};
use clocktower::broker::wire::{Incoming, print_call, read_call};
use clocktower::clock::{Dot, VectorClock};
use clocktower::id::{JobId, Names, NodeId};
use clocktower::time::Span;
use proptest::prelude::*;

const NODES: [&str; 5] = ["client-1", "exec-1", "exec-2", "café%?", "0f0e0d0c-0b0a-4908-8706-050403020100"];
const JOBS: [&str; 4] = ["job-1", "a%b?c", "überfall", "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"];

fn names() -> Names {
    let mut names = Names::new();
    NODES.iter().for_each(|name| drop(names.node(name)));
    JOBS.iter().for_each(|name| drop(names.job(name)));
    names
}

fn job() -> impl Strategy<Value = JobId> {
    (0..JOBS.len() as u32).prop_map(JobId::new)
}

fn node() -> impl Strategy<Value = NodeId> {
    (0..NODES.len() as u16, any::<bool>()).prop_map(|(machine, first)| {
        let node = NodeId::new(machine);
        if first { node } else { node.next_incarnation().expect("there is a second life") }
    })
}

fn real() -> impl Strategy<Value = Real> {
    (-4_000_000i32..4_000_000).prop_map(|n| Real::new(f64::from(n) / 4.0).expect("finite"))
}

fn capabilities() -> impl Strategy<Value = Capabilities> {
    (any::<i64>(), any::<i64>(), real(), any::<i64>(), real(), any::<bool>(), real()).prop_map(
        |(memory, disk, cpu_load, cpu_cores, cpu_freq, has_battery, power)| Capabilities {
            memory,
            disk,
            cpu_load,
            cpu_cores,
            cpu_freq,
            has_battery,
            power,
        },
    )
}

fn report() -> impl Strategy<Value = Report> {
    let equipment = proptest::sample::subsequence(Kind::ALL.to_vec(), 0..=5);
    let running = proptest::option::of(proptest::collection::vec(job(), 0..4));
    let ending = proptest::collection::vec(job(), 0..3);
    (capabilities(), equipment, running, ending).prop_map(|(capabilities, kinds, running, ending)| Report {
        capabilities,
        equipment: kinds.into_iter().collect::<Equipment>(),
        running,
        ending,
    })
}

fn emergency() -> impl Strategy<Value = Emergency> {
    let kind = proptest::sample::select(Kind::ALL.to_vec());
    let level = proptest::sample::select(Level::ALL.to_vec());
    (kind, level, proptest::option::of(".{0,20}")).prop_map(|(kind, level, location)| Emergency {
        kind,
        level,
        location,
    })
}

/// Its result goes to whoever submits it, or stays in a datastore: there is no third way on this side of the wire.
fn spec(caller: NodeId) -> impl Strategy<Value = Arc<JobSpec>> {
    let texts = proptest::collection::vec(".{0,10}", 0..3);
    let times = (0u64..2_592_000_000, 0u64..1 << 40);
    (".{0,20}", texts, capabilities(), any::<bool>(), proptest::option::of(emergency()), times).prop_map(
        move |(wasm_bin, args, needs, to_caller, emergency, (ms, result_bytes))| {
            Arc::new(JobSpec {
                folder: DataName::folder("?"),
                files: Files::default(),
                wasm_bin,
                args,
                needs,
                result_to: to_caller.then_some(caller),
                emergency,
                duration: Span::from_ms(ms),
                result_bytes,
            })
        },
    )
}

fn folder(job: JobId) -> DataName {
    DataName::folder(names().of_job(job))
}

fn call(caller: NodeId) -> impl Strategy<Value = Call> {
    let wait_for =
        proptest::option::of(proptest::sample::subsequence((0..JOBS.len() as u32).collect::<Vec<_>>(), 0..4));
    prop_oneof![
        report().prop_map(Call::Register),
        report().prop_map(Call::Heartbeat),
        Just(Call::Count),
        (job(), spec(caller), wait_for).prop_map(|(job, spec, wait_for)| Call::Submit {
            job,
            spec: Arc::new(JobSpec { folder: folder(job), ..(*spec).clone() }),
            wait_for: wait_for.map(|jobs| jobs.into_iter().map(JobId::new).collect()),
        }),
        job().prop_map(Call::Done),
        job().prop_map(|job| Call::Delete { job, folder: folder(job) }),
        (job(), 1..u64::MAX).prop_map(|(job, bytes)| Call::Result { job, data: Data::sized(bytes) }),
        Just(Call::Ping),
    ]
}

fn clock() -> impl Strategy<Value = Option<VectorClock>> {
    let dot = (node(), 1..=u32::MAX).prop_map(|(node, count)| Dot { node, count });
    proptest::option::of(proptest::collection::vec(dot, 0..6).prop_map(|dots| dots.into_iter().collect()))
}

proptest! {
    #[test]
    fn a_printed_call_reads_as_the_same_call_with_the_same_clock(
        (from, call) in node().prop_flat_map(|from| (Just(from), call(from))),
        clock in clock(),
    ) {
        let mut names = names();
        let printed = print_call(&call, from, clock.as_ref(), &names);
        let body = printed.body_text();
        let incoming =
            Incoming { method: printed.method, path: &printed.path, headers: &printed.headers, body: &body };
        prop_assert!(printed.path.is_ascii() && printed.headers.values().all(|value| value.is_ascii()));
        let heard = read_call(&incoming, from, &mut names).map_err(|r| TestCaseError::fail(r.body.to_string()))?;
        prop_assert_eq!(heard.call, call);
        prop_assert_eq!(heard.clock, clock);
        prop_assert_eq!(heard.from.machine(), from.machine());
    }

    #[test]
    fn no_text_whatever_makes_the_reader_panic_or_a_refusal_change_the_names(
        method in proptest::sample::select(vec!["GET", "PUT", "DELETE", "x"]),
        path in proptest::sample::select(vec![
            "/executors/register", "/executors/heartbeat/a", "/job/submit/a", "/job/done/%", "/%ff", "/job/%e9%",
        ]),
        body in prop_oneof![".{0,60}", json()],
    ) {
        let mut names = Names::new();
        let headers = Default::default();
        let incoming = Incoming { method, path, headers: &headers, body: &body };
        if let Err(refusal) = read_call(&incoming, NodeId::new(0), &mut names) {
            prop_assert!((400..500).contains(&refusal.status));
            prop_assert_eq!(names.node_count(), 0);
        }
    }
}

/// Bodies out of the words that mean something, put together at random.
fn json() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(vec!["null", "true", "1", "-1", "1.5", "1e300", "\"a\"", "\"\"", "[]", "{}"]);
    let key = proptest::sample::select(vec![
        "hosts",
        "executor",
        "id",
        "address",
        "cur_caps",
        "job_info",
        "wasm_bin",
        "wait_for",
        "memory",
        "vector_clock",
        "equipment",
        "running",
        "emergency",
        "kind",
        "args",
        "env",
        "result_addr",
        "capabilities",
        "duration_ms",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(","))),
            proptest::collection::vec((key.clone(), inner), 0..6).prop_map(|entries| {
                let entries: Vec<String> = entries.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                format!("{{{}}}", entries.join(","))
            }),
        ]
    })
}
