//! A client's plan: what the original's model allows is read, and what makes no sense in it is refused with its place.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::data::DataName;
use clocktower::broker::wire::{Plan, read_plan};
use clocktower::id::NodeId;
use serde_json::Value;

const CLIENT: NodeId = NodeId::new(7);

/// The plan in a text, or what is wrong with it, a line each.
fn read(text: &str) -> Result<Plan, String> {
    let value: Value = serde_json::from_str(text).expect("JSON");
    read_plan(&value, CLIENT)
        .map_err(|problems| problems.iter().map(|problem| format!("{problem}")).collect::<Vec<_>>().join("\n"))
}

#[test]
fn each_step_is_a_job_and_waits_for_the_latest_earlier_one_of_each_name() {
    let text = r#"{
        "exec": [
            {"cmd": "map"}, {"cmd": "plan route", "wait": ["map"], "queue": "no"},
            {"cmd": "map", "wait": ["map", "map"]}, {"cmd": "plan route", "wait": ["plan route", "map"], "later": 1}
        ],
        "cmds": {
            "map": {"wasm_bin": "map.wasm", "result_addr": {"host": "10.0.0.7"}, "named_results": {"out/*": "maps/*"}},
            "plan route": {"wasm_bin": ["../build/route.wasm", "route.wasm"], "named_data": {"maps/*": "in/*"},
                "job_data": {"/home/ana/streets.csv": "streets.csv"}, "stdin": ["C:\\start.txt", "start.txt"]},
            "never run": {"wasm_bin": "x"}
        },
        "named_data": {"/srv/tiles.zip": "tiles/north.zip"},
        "unknown": true
    }"#;
    let plan = read(text).expect("a plan");
    let steps: Vec<_> = plan.steps.iter().map(|step| (step.cmd.as_str(), step.queue, step.wait.clone())).collect();
    let expected = [
        ("map", true, vec![]),
        ("plan route", false, vec![0]),
        ("map", true, vec![0]),
        ("plan route", true, vec![1, 2]),
    ];
    assert_eq!(steps, expected);
    assert_eq!(plan.cmds.len(), 3);
    assert_eq!(format!("{:?}", plan.named_data), r#"[("tiles/north.zip", "/srv/tiles.zip")]"#);
    let job = plan.job(1, DataName::folder("route-1")).expect("a step");
    assert_eq!((job.folder.as_str(), job.result_to, job.wasm_bin.as_str()), ("route-1", None, "route.wasm"));
    let inputs: Vec<String> = job.inputs().iter().map(ToString::to_string).collect();
    assert_eq!(inputs, ["route-1/route.wasm", "route-1/start.txt", "route-1/streets.csv", "maps/*"]);
    assert_eq!(plan.job(0, DataName::folder("map-1")).and_then(|job| job.result_to), Some(CLIENT));
    assert_eq!(plan.job(4, DataName::folder("none")), None);
}

#[test]
fn a_plan_that_makes_no_sense_is_refused_with_the_place() {
    let step = |step: &str| {
        format!(r#"{{"exec":[{{"cmd":"a"}},{step}],"cmds":{{"a":{{"wasm_bin":"x"}}, "b":{{"wasm_bin":"x"}}}}}}"#)
    };
    let cmd = |info: &str| format!(r#"{{"exec":[],"cmds":{{"a":{info}}}}}"#);
    let many = |of: &str| vec![of; 257].join(",");
    let rows = [
        ("5".to_owned(), "Input should be a valid dictionary or object to extract fields from"),
        ("{}".to_owned(), "exec: Field required\ncmds: Field required"),
        (
            r#"{"exec":{},"cmds":[],"named_data":"x"}"#.to_owned(),
            "exec: Input should be a valid list\ncmds: Input should be a valid dictionary\n\
             named_data: Input should be a valid dictionary",
        ),
        (step("5"), "exec.1: Input should be a valid dictionary or object to extract fields from"),
        (step("{}"), "exec.1.cmd: Field required"),
        (
            step(r#"{"cmd":1,"queue":"maybe","wait":"a"}"#),
            "exec.1.cmd: Input should be a valid string\n\
             exec.1.queue: Input should be a valid boolean, unable to interpret input\n\
             exec.1.wait: Input should be a valid set",
        ),
        (step(r#"{"cmd":"b","wait":[1]}"#), "exec.1.wait.0: Input should be a valid string"),
        (step(r#"{"cmd":"c"}"#), "exec.1.cmd: no cmd has the name \"c\""),
        (step(r#"{"cmd":"b","wait":["a","b"]}"#), "exec.1.wait.1: a step can't wait for itself"),
        (step(r#"{"cmd":"b","wait":["c"]}"#), "exec.1.wait.0: no earlier step runs \"c\""),
        (step(r#"{"cmd":"a","wait":["b"]},{"cmd":"b"}"#), "exec.1.wait.0: no earlier step runs \"b\""),
        (cmd("5"), "cmds.a: Input should be a valid dictionary or object to extract fields from"),
        (cmd("{}"), "cmds.a.wasm_bin: Field required"),
        (
            cmd(r#"{"wasm_bin":["here","../x"],"job_data":{"/a":"/b"}}"#),
            "cmds.a.wasm_bin.1: a data name must not have the part \"..\"\n\
             cmds.a.job_data./a: a data name must not have an empty part",
        ),
        (
            cmd(&format!(r#"{{"wasm_bin":"x","job_data":{{"y":"{}"}}}}"#, "p".repeat(448))),
            "cmds.a.job_data.y: a data name has at most 512 bytes, this one has 513",
        ),
        (
            r#"{"exec":[],"cmds":{},"named_data":{"/a":"a/"}}"#.to_owned(),
            "named_data./a: a data name must not have an empty part",
        ),
        (
            format!(r#"{{"exec":[{}],"cmds":{{}}}}"#, many(r#"{"cmd":"a"}"#)),
            "exec: List should have at most 256 items after validation, not 257",
        ),
        (
            step(&format!(r#"{{"cmd":"b","wait":[{}]}}"#, many(r#""a""#))),
            "exec.1.wait: Set should have at most 256 items after validation, not 257",
        ),
    ];
    for (text, expected) in rows {
        assert_eq!(read(&text), Err(expected.to_owned()), "{text}");
    }
}
