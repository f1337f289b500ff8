//! Printing a call and reading it again gives the same call and the same clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use clocktower::broker::call::{Call, Notice};
use clocktower::broker::data::{Data, DataName, Glob};
use clocktower::broker::emergency::{Emergency, Equipment, Kind, Level};
use clocktower::broker::executors::{Capabilities, Real, Report};
use clocktower::broker::jobs::{End, File, Files, JobSpec};
use clocktower::broker::wire::{Incoming, Role, print_call, read_call};
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
    let delivered = proptest::option::of(vector());
    (capabilities(), equipment, running, ending, delivered).prop_map(
        |(capabilities, kinds, running, ending, delivered)| Report {
            capabilities,
            equipment: kinds.into_iter().collect::<Equipment>(),
            running,
            ending,
            delivered,
        },
    )
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

fn data_name() -> impl Strategy<Value = DataName> {
    let part = "[a-zé%?#&+= ][a-zA-Zé%?#&+= .-]{0,6}";
    proptest::collection::vec(part, 1..4).prop_map(|parts| DataName::new(&parts.join("/")).expect("a name"))
}

/// A name, or all names with a prefix.
fn glob() -> impl Strategy<Value = Glob> {
    let prefix = (data_name(), any::<bool>()).prop_map(|(name, inside)| match inside {
        true => format!("{}/*", name.as_str()),
        false => format!("{}*", name.as_str()),
    });
    let all = prop_oneof![Just("*".to_owned()), prefix].prop_map(|text| Glob::new(&text).expect("a glob"));
    prop_oneof![data_name().prop_map(Glob::One), all]
}

fn texts() -> impl Strategy<Value = Vec<(String, String)>> {
    proptest::collection::btree_map(".{0,6}", ".{0,6}", 0..3).prop_map(|map| map.into_iter().collect())
}

fn file() -> impl Strategy<Value = Option<File>> {
    let file = (data_name(), ".{0,8}", any::<bool>()).prop_map(|(name, path, named)| File { name, path, named });
    proptest::option::of(file)
}

/// What a job reads and writes, in the order in which a dictionary has it.
fn files() -> impl Strategy<Value = Files> {
    let map = |name, path| proptest::collection::btree_map(name, path, 0..3);
    let by_text = |all: Vec<(Glob, String)>| {
        all.into_iter().map(|(glob, path)| (glob.to_string(), (glob, path))).collect::<BTreeMap<_, _>>().into_values()
    };
    let named_data = proptest::collection::vec((glob(), ".{0,6}"), 0..3).prop_map(move |all| by_text(all).collect());
    let named_results = map(".{0,6}".prop_map(String::from).boxed(), glob().prop_map(|glob| glob.to_string()).boxed());
    let job_data = proptest::collection::btree_map(data_name(), ".{0,6}", 0..3);
    let directories = proptest::collection::vec(".{0,6}", 0..3);
    let all = (file(), file(), job_data, named_data, named_results, directories, texts(), texts(), any::<bool>());
    all.prop_map(|(wasm_bin, stdin, job_data, named_data, results, directories, env, zip_results, delete)| Files {
        wasm_bin,
        stdin,
        job_data: job_data.into_iter().collect(),
        named_data,
        named_results: results.into_iter().map(|(path, name)| (Glob::new(&name).expect("a glob"), path)).collect(),
        directories,
        env,
        zip_results,
        delete,
    })
}

/// A job of this name whose result goes to one of these, or stays in a datastore.
fn spec(job: JobId, clients: Vec<NodeId>) -> impl Strategy<Value = Arc<JobSpec>> {
    let args = proptest::collection::vec(".{0,10}", 0..3);
    let numbers = (0u64..2_592_000_000, 0u64..1 << 40);
    let client = proptest::option::of(proptest::sample::select(clients));
    let all = (".{0,20}", args, files(), capabilities(), client, proptest::option::of(emergency()), numbers);
    all.prop_map(move |(wasm_bin, args, files, needs, result_to, emergency, (ms, result_bytes))| {
        let wasm_bin = files.wasm_bin.as_ref().map_or(wasm_bin, |file| file.path.clone());
        let duration = Span::from_ms(ms);
        let folder = folder(job);
        Arc::new(JobSpec { folder, wasm_bin, args, files, needs, result_to, emergency, duration, result_bytes })
    })
}

fn folder(job: JobId) -> DataName {
    DataName::folder(names().of_job(job))
}

fn data() -> impl Strategy<Value = Data> {
    prop_oneof![(1..u64::MAX).prop_map(Data::sized), ".{0,20}".prop_map(|text| Data::text(&text))]
}

fn prefix() -> impl Strategy<Value = Arc<str>> {
    prop_oneof![
        Just("".into()),
        data_name().prop_map(|name| name.as_str().into()),
        data_name().prop_map(|name| format!("{}/", name.as_str()).into()),
    ]
}

fn to_broker(caller: NodeId) -> BoxedStrategy<Call> {
    let jobs = proptest::sample::subsequence((0..JOBS.len() as u32).collect::<Vec<_>>(), 0..4);
    let wait_for = proptest::option::of(jobs.prop_map(|jobs| jobs.into_iter().map(JobId::new).collect::<Vec<_>>()));
    let submitted = job().prop_flat_map(move |job| (Just(job), spec(job, vec![caller])));
    let submit = (submitted, wait_for).prop_map(|((job, spec), wait_for)| Call::Submit { job, spec, wait_for });
    prop_oneof![
        report().prop_map(|report| Call::Register(Arc::new(report))),
        report().prop_map(|report| Call::Heartbeat(Arc::new(report))),
        Just(Call::Count),
        submit,
        job().prop_map(Call::Done),
        (job(), ".{0,20}").prop_map(|(job, why)| Call::Failed { job, why: why.into() }),
        job().prop_map(|job| Call::Delete { job, folder: folder(job) }),
        (job(), data()).prop_map(|(job, data)| Call::Result { job, data }),
        (data_name(), data()).prop_map(|(name, data)| Call::Store { name, data }),
        (data_name(), proptest::option::of(job())).prop_map(|(name, job)| Call::Fetch { name, job }),
        prefix().prop_map(|prefix| Call::List { prefix }),
        (0..=i64::MAX as u64).prop_map(|free| Call::Announce { free }),
    ]
    .boxed()
}

fn to_executor(caller: NodeId) -> BoxedStrategy<Call> {
    // On this side of the wire a client is a machine, whichever of its lives asked, unless it is the caller itself.
    let others = (0..NODES.len() as u16).map(NodeId::new).filter(|node| *node != caller.machine());
    let clients: Vec<NodeId> = others.chain([caller]).collect();
    let notice = prop_oneof![emergency().prop_map(Notice::Declared), Just(Notice::Cleared)];
    let run = job().prop_flat_map(move |job| (Just(job), spec(job, clients.clone())));
    prop_oneof![
        run.prop_map(|(job, spec)| Call::Run { job, spec }),
        job().prop_map(Call::Stop),
        Just(Call::Capabilities),
        Just(Call::Jobs),
        (vector(), notice).prop_map(|(stamp, notice)| Call::Notice { stamp, notice }),
    ]
    .boxed()
}

fn to_datastore() -> BoxedStrategy<Call> {
    let page = (prefix(), proptest::option::of(job()), 1..=u32::MAX, 1u32..=100);
    prop_oneof![
        (data_name(), data()).prop_map(|(name, data)| Call::Store { name, data }),
        (data_name(), proptest::option::of(job())).prop_map(|(name, job)| Call::Fetch { name, job }),
        data_name().prop_map(Call::DeleteData),
        job().prop_map(|job| Call::DeleteJobData { folder: folder(job) }),
        Just(Call::List { prefix: "".into() }),
        page.prop_map(|(prefix, job, page, size)| Call::ListPage { prefix, folder: job.map(folder), page, size }),
        Just(Call::Free),
    ]
    .boxed()
}

fn to_client() -> BoxedStrategy<Call> {
    let end = prop_oneof![
        node().prop_map(End::Done),
        Just(End::Deleted),
        Just(End::Refused),
        ".{0,20}".prop_map(|why| End::Failed(why.into())),
        job().prop_map(End::Orphaned),
    ];
    prop_oneof![
        (job(), data()).prop_map(|(job, data)| Call::Result { job, data }),
        (job(), end).prop_map(|(job, end)| Call::Ended { job, end }),
    ]
    .boxed()
}

const ROLES: [Role; 4] = [Role::Broker, Role::Executor, Role::Datastore, Role::Client];

/// Who is called, by whom, with what.
fn call() -> impl Strategy<Value = (Role, NodeId, Call)> {
    (proptest::sample::select(ROLES.to_vec()), node()).prop_flat_map(|(to, from)| {
        let own = match to {
            Role::Broker => to_broker(from),
            Role::Executor => to_executor(from),
            Role::Datastore => to_datastore(),
            Role::Client => to_client(),
        };
        (Just(to), Just(from), prop_oneof![1 => Just(Call::Ping), 19 => own])
    })
}

fn vector() -> impl Strategy<Value = VectorClock> {
    let dot = (node(), 1..=u32::MAX).prop_map(|(node, count)| Dot { node, count });
    proptest::collection::vec(dot, 0..6).prop_map(|dots| dots.into_iter().collect())
}

proptest! {
    #[test]
    fn a_printed_call_reads_as_the_same_call_with_the_same_clock(
        (to, from, call) in call(),
        clock in proptest::option::of(vector()),
    ) {
        let mut names = names();
        let printed = print_call(&call, from, to, clock.as_ref(), &names);
        let body = printed.body_text();
        let incoming =
            Incoming { method: printed.method, path: &printed.path, headers: &printed.headers, body: &body };
        prop_assert!(printed.path.is_ascii() && printed.headers.values().all(|value| value.is_ascii()));
        let heard = read_call(&incoming, to, from, &mut names).map_err(|r| TestCaseError::fail(r.body.to_string()))?;
        prop_assert_eq!(heard.call, call);
        prop_assert_eq!(heard.clock, clock);
        prop_assert_eq!(heard.from.machine(), from.machine());
    }

    #[test]
    fn no_text_whatever_makes_the_reader_panic_or_a_refusal_change_the_names(
        to in proptest::sample::select(ROLES.to_vec()),
        method in proptest::sample::select(vec!["GET", "PUT", "DELETE", "x"]),
        begins in proptest::sample::select(vec![
            "/executors/register", "/executors/heartbeat/", "/job/submit/", "/job/done/", "/job/", "/data/", "/submit/",
            "/list/data/", "/list/", "/list", "/result/", "/job_data/", "/clocktower/jobs/", "/clocktower/notices",
            "/clocktower/datastores/", "",
        ]),
        rest in prop_oneof!["[a%/.?#&=*0-9F-]{0,12}", ".{0,8}"],
        body in prop_oneof![".{0,60}", json()],
    ) {
        let mut names = Names::new();
        let headers = Default::default();
        let incoming = Incoming { method, path: &format!("{begins}{rest}"), headers: &headers, body: &body };
        if let Err(refusal) = read_call(&incoming, to, NodeId::new(0), &mut names) {
            prop_assert!((400..500).contains(&refusal.status));
            prop_assert_eq!(names.node_count(), 0);
        }
    }

    #[test]
    fn whatever_is_understood_is_understood_again_in_the_same_way_when_it_is_passed_on(
        to in proptest::sample::select(vec![Role::Broker, Role::Executor]),
        body in info(),
    ) {
        let mut names = names();
        let (headers, from) = (Default::default(), NodeId::new(0));
        let (path, body) = match to {
            Role::Broker => ("/job/submit/job-1", format!("{{\"job_info\":{body}}}")),
            _ => ("/submit/job-1", body),
        };
        let incoming = Incoming { method: "PUT", path, headers: &headers, body: &body };
        if let Ok(heard) = read_call(&incoming, to, from, &mut names) {
            let printed = print_call(&heard.call, from, to, None, &names);
            let again = Incoming { path: &printed.path, body: &printed.body_text(), ..incoming };
            prop_assert_eq!(read_call(&again, to, from, &mut names), Ok(heard));
        }
    }
}

/// JobInfos out of what has a meaning in them, most of them good.
fn info() -> impl Strategy<Value = String> {
    let text =
        proptest::sample::select(vec!["a", "a/b", "job-1/a", "job-1", "a/*", "*", "", "..", "/a", "é", "result"]);
    let texts = proptest::collection::vec((text.clone(), text.clone()), 0..4).prop_map(|entries| {
        let entries: Vec<String> = entries.iter().map(|(key, value)| format!("\"{key}\":\"{value}\"")).collect();
        format!("{{{}}}", entries.join(","))
    });
    let pair = (text.clone(), text.clone()).prop_map(|(name, path)| format!("[\"{name}\",\"{path}\"]"));
    let module = prop_oneof![text.prop_map(|text| format!("\"{text}\"")), pair.clone()];
    let maps = proptest::collection::vec(texts, 5);
    (module, pair, maps, any::<bool>(), any::<bool>()).prop_map(|(module, stdin, maps, wasm_bin_is_named, delete)| {
        let keys = ["job_data", "named_data", "named_results", "env", "zip_results"];
        let maps: String = keys.iter().zip(&maps).map(|(key, map)| format!(",\"{key}\":{map}")).collect();
        format!(
            "{{\"wasm_bin\":{module},\"stdin\":{stdin}{maps},\"wasm_bin_is_named\":{wasm_bin_is_named},\
             \"stdin_is_named\":{delete},\"delete\":{delete}}}"
        )
    })
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
        "job_data",
        "stdin",
        "named_results",
        "notice",
        "stamp",
        "ended",
        "by",
        "free",
        "failed",
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
