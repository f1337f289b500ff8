//! Lax reading: what becomes a number, a truth value or a job where the original's models let it, and the bounds. The
//! texts of refusals are pydantic's own, asked of FastAPI with models of the same fields.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{problems, read};
use clocktower::broker::call::Call;
use clocktower::broker::executors::Capabilities;
use clocktower::broker::jobs::JobSpec;

fn capabilities(call: &Call) -> Capabilities {
    match call {
        Call::Heartbeat(report) | Call::Register(report) => report.capabilities,
        other => panic!("{other:?} has no capabilities"),
    }
}

const INT: &str = "Input should be a valid integer, unable to parse string as an integer (int_parsing)";
const FRACTION: &str = "Input should be a valid integer, got a number with a fractional part (int_from_float)";
const INT_SIZE: &str = "Unable to parse input string as an integer, exceeded maximum size (int_parsing_size)";
const REAL: &str = "Input should be a valid number, unable to parse string as a number (float_parsing)";
const FINITE: &str = "Input should be a finite number (finite_number)";
const BOOL: &str = "Input should be a valid boolean, unable to interpret input (bool_parsing)";

#[test]
fn whole_numbers_are_read_as_laxly_as_the_original_reads_them() {
    let rows: [(&str, Result<i64, &str>); 33] = [
        ("77", Ok(77)),
        ("-5", Ok(-5)),
        ("\"77\"", Ok(77)),
        ("\" 77 \"", Ok(77)),
        ("\"7_7\"", Ok(77)),
        ("\"+7\"", Ok(7)),
        ("\"-7\"", Ok(-7)),
        ("\"-0\"", Ok(0)),
        ("\"007\"", Ok(7)),
        ("\"-007\"", Ok(-7)),
        ("\"2.0\"", Ok(2)),
        ("\"1.00\"", Ok(1)),
        ("\"1_0.0\"", Ok(10)),
        ("2.0", Ok(2)),
        ("-0.0", Ok(0)),
        ("1e3", Ok(1000)),
        ("true", Ok(1)),
        ("9223372036854775807", Ok(i64::MAX)),
        ("1.5", Err(FRACTION)),
        ("\"2.5\"", Err(INT)),
        ("\"2.\"", Err(INT)),
        ("\".0\"", Err(INT)),
        ("\"1.0_0\"", Err(INT)),
        ("\"1e3\"", Err(INT)),
        ("\"0x1\"", Err(INT)),
        ("\"_7\"", Err(INT)),
        ("\"7__7\"", Err(INT)),
        ("\"--7\"", Err(INT)),
        ("\"+ 7\"", Err(INT)),
        ("\"٣\"", Err(INT)),
        ("\"\"", Err(INT)),
        ("1e19", Err(INT_SIZE)),
        ("\"99999999999999999999\"", Err(INT_SIZE)),
    ];
    for (text, expected) in rows {
        let (heard, _) = read("PUT", "/executors/heartbeat/e", &format!("{{\"memory\":{text}}}"));
        let found = heard.map(|heard| capabilities(&heard.call).memory).map_err(|refusal| problems(&refusal));
        assert_eq!(found, expected.map_err(|error| format!("body.memory: {error}")), "{text}");
    }
}

#[test]
fn real_numbers_are_read_as_laxly_as_the_original_reads_them_but_have_to_be_finite() {
    let rows: [(&str, Result<f64, &str>); 19] = [
        ("12", Ok(12.0)),
        ("12.5", Ok(12.5)),
        ("\"1.5\"", Ok(1.5)),
        ("\" 1.5 \"", Ok(1.5)),
        ("\"1e3\"", Ok(1000.0)),
        ("\"1_0.5_0\"", Ok(10.5)),
        ("\"+1\"", Ok(1.0)),
        ("\".5\"", Ok(0.5)),
        ("\"5.\"", Ok(5.0)),
        ("true", Ok(1.0)),
        ("250.0", Ok(250.0)),
        ("\"x\"", Err(REAL)),
        ("\"\"", Err(REAL)),
        ("\"1__0\"", Err(REAL)),
        ("\"_1\"", Err(REAL)),
        ("\"1_\"", Err(REAL)),
        ("\"inf\"", Err(FINITE)),
        ("\"nan\"", Err(FINITE)),
        ("[1]", Err("Input should be a valid number (float_type)")),
    ];
    for (text, expected) in rows {
        let (heard, _) = read("PUT", "/executors/heartbeat/e", &format!("{{\"cpu_load\":{text}}}"));
        let found = heard.map(|heard| capabilities(&heard.call).cpu_load.get()).map_err(|refusal| problems(&refusal));
        assert_eq!(found, expected.map_err(|error| format!("body.cpu_load: {error}")), "{text}");
    }
}

#[test]
fn truth_is_read_as_laxly_as_the_original_reads_it() {
    let rows: [(&str, Result<bool, &str>); 21] = [
        ("true", Ok(true)),
        ("\"no\"", Ok(false)),
        ("\"Yes\"", Ok(true)),
        ("\"ON\"", Ok(true)),
        ("\"off\"", Ok(false)),
        ("\"t\"", Ok(true)),
        ("\"f\"", Ok(false)),
        ("\"y\"", Ok(true)),
        ("\"n\"", Ok(false)),
        ("\"TRUE\"", Ok(true)),
        ("1", Ok(true)),
        ("0", Ok(false)),
        ("1.0", Ok(true)),
        ("-0.0", Ok(false)),
        ("\"0\"", Ok(false)),
        ("2", Err(BOOL)),
        ("\"maybe\"", Err(BOOL)),
        ("\" true \"", Err(BOOL)),
        ("\"\"", Err(BOOL)),
        ("0.5", Err("Input should be a valid boolean (bool_type)")),
        ("null", Err("Input should be a valid boolean (bool_type)")),
    ];
    for (text, expected) in rows {
        let (heard, _) = read("PUT", "/executors/heartbeat/e", &format!("{{\"has_battery\":{text}}}"));
        let found = heard.map(|heard| capabilities(&heard.call).has_battery).map_err(|refusal| problems(&refusal));
        assert_eq!(found, expected.map_err(|error| format!("body.has_battery: {error}")), "{text}");
    }
}

#[test]
fn what_is_too_long_is_refused_with_the_bound() {
    let job = |rest: &str| format!("{{\"job_info\":{{\"wasm_bin\":\"a\"{rest}}}");
    let info = |rest: &str| job(&format!(",{rest}}}"));
    let far = job(&format!(",\"emergency\":{{\"kind\":\"fire\",\"location\":\"{}\"}}}}", "x".repeat(2001)));
    let many = job(&format!("}},\"wait_for\":[{}]", vec!["\"a\""; 257].join(",")));
    let list = |many: usize| format!("[{}]", vec!["\"a\""; many].join(","));
    let map =
        |many: usize| format!("{{{}}}", (0..many).map(|n| format!("\"k{n}\":\"v\"")).collect::<Vec<_>>().join(","));
    let long = "x".repeat(4097);
    let rows = [
        (many, "body.wait_for: Set should have at most 256 items after validation, not 257 (too_long)"),
        (far, "body.job_info.emergency.location: String should have at most 2000 characters (string_too_long)"),
        (
            info(&format!("\"args\":{},\"directories\":{}", list(257), list(300))),
            "body.job_info.directories: List should have at most 256 items after validation, not 300 (too_long)\n\
             body.job_info.args: List should have at most 256 items after validation, not 257 (too_long)",
        ),
        (
            info(&format!("\"job_data\":{0},\"named_data\":{0},\"env\":{0}", map(257))),
            "body.job_info.job_data: Dictionary should have at most 256 items after validation, not 257 (too_long)\n\
             body.job_info.named_data: Dictionary should have at most 256 items after validation, not 257 (too_long)\n\
             body.job_info.env: Dictionary should have at most 256 items after validation, not 257 (too_long)",
        ),
        (
            info(&format!("\"zip_results\":{0},\"named_results\":{0}", map(1000))),
            "body.job_info.zip_results: Dictionary should have at most 256 items after validation, not 1000 (too_long)\n\
             body.job_info.named_results: Dictionary should have at most 256 items after validation, not 1000 (too_long)",
        ),
        (
            info(&format!("\"args\":[\"{long}\"],\"env\":{{\"k\":\"{long}\"}},\"stdin\":\"{long}\"")),
            "body.job_info.stdin: String should have at most 4096 characters (string_too_long)\n\
             body.job_info.args.0: String should have at most 4096 characters (string_too_long)\n\
             body.job_info.env.k: String should have at most 4096 characters (string_too_long)",
        ),
        (
            info(&format!("\"stdin\":[\"{}\",\"x\"]", "n".repeat(511))),
            "body.job_info.stdin.0: a data name has at most 512 bytes, this one has 513 (value_error)",
        ),
    ];
    for (body, expected) in rows {
        let refusal = read("PUT", "/job/submit/j", &body).0.expect_err(expected);
        assert_eq!((refusal.status, problems(&refusal).as_str()), (422, expected));
    }
    let most = info(&format!("\"args\":{0},\"env\":{1},\"directories\":{0},\"named_data\":{1}", list(256), map(256)));
    assert_eq!(spec_of(&most).args.len(), 256);
    let fits = info(&format!("\"args\":[\"{}\"],\"stdin\":[\"{}\",\"x\"]", "é".repeat(4096), "n".repeat(510)));
    assert_eq!(spec_of(&fits).inputs().len(), 1);
}

#[test]
fn a_path_that_is_too_long_is_refused_with_the_bound() {
    let rows = [
        (
            "PUT",
            "/executors/heartbeat/",
            65,
            "path.exec_id: a name has at most 64 bytes, this one has 65 (value_error)",
        ),
        ("PUT", "/job/done/", 1_000, "path.job_id: a name has at most 64 bytes, this one has 1000 (value_error)"),
        ("GET", "/data/", 513, "path.name: a data name has at most 512 bytes, this one has 513 (value_error)"),
        ("GET", "/list/data/", 513, "path.name: a data name has at most 512 bytes, this one has 513 (value_error)"),
    ];
    for (method, begins, many, expected) in rows {
        let refusal = read(method, &format!("{begins}{}", "x".repeat(many)), "{}").0.expect_err(expected);
        assert_eq!((refusal.status, problems(&refusal).as_str()), (422, expected));
        let fits = "x".repeat(if many == 513 { 512 } else { 64 });
        assert!(read(method, &format!("{begins}{fits}"), "{}").0.is_ok(), "{begins}");
    }
    // Encoded bytes count once they are decoded.
    assert!(read("GET", &format!("/data/{}", "%41".repeat(512)), "").0.is_ok());
}

#[test]
fn what_is_told_of_a_place_is_bounded() {
    let key = "é".repeat(400_000);
    let refusal =
        read("PUT", "/job/submit/j", &format!("{{\"job_info\":{{\"wasm_bin\":\"a\",\"env\":{{\"{key}\":1}}}}}}"));
    let refusal = refusal.0.expect_err("a number is no text");
    assert!(refusal.status == 422 && refusal.body.to_string().len() < 4_000);
}

#[test]
fn a_reason_that_is_too_long_is_cut_between_characters() {
    let body = serde_json::json!({"failed": "é".repeat(5_000)}).to_string();
    let Call::Failed { why, .. } = read("PUT", "/job/done/j", &body).0.expect("it is taken").call else {
        panic!("it tells of a failure")
    };
    assert_eq!(&*why, "é".repeat(2_048));
}

fn spec_of(body: &str) -> JobSpec {
    match read("PUT", "/job/submit/j", body).0.unwrap_or_else(|refusal| panic!("{}", problems(&refusal))).call {
        Call::Submit { spec, .. } => (*spec).clone(),
        other => panic!("{other:?} is no submission"),
    }
}

fn spec(info: &str) -> JobSpec {
    spec_of(&format!("{{\"job_info\":{info}}}"))
}

#[test]
fn what_a_job_leaves_out_has_its_default() {
    let least = spec(r#"{"wasm_bin":"a"}"#);
    assert_eq!(least.needs, Capabilities::default());
    assert_eq!((least.duration.ms(), least.result_bytes), (60_000, 65_536));
    assert_eq!((least.result_to, least.emergency, least.args.len()), (None, None, 0));
}

#[test]
fn a_jobs_own_words_are_understood() {
    assert_eq!(spec(r#"{"wasm_bin":["data/x","ambulance.wasm"]}"#).wasm_bin, "ambulance.wasm");
    assert_eq!(spec(r#"{"wasm_bin":"a","duration_ms":"90000","result_bytes":5.0}"#).duration.ms(), 90_000);
    let emergency = spec(r#"{"wasm_bin":"a","emergency":{"kind":"Medical","level":"CRITICAL","more":1}}"#).emergency;
    assert_eq!(serde_json::json!(emergency), serde_json::json!({"kind": "medical", "level": "critical"}));
    assert_eq!(spec(r#"{"wasm_bin":"a","emergency":null}"#).emergency, None);
}

#[test]
fn a_result_goes_to_the_caller_or_stays_in_a_datastore() {
    let rows = [
        (r#"{"wasm_bin":"a"}"#, false),
        (r#"{"wasm_bin":"a","result_addr":{"host":"","port":5}}"#, false),
        (r#"{"wasm_bin":"a","result_addr":{"host":"this","port":5}}"#, true),
        (r#"{"wasm_bin":"a","result_addr":{"host":"10.0.0.7"}}"#, true),
    ];
    for (info, to_caller) in rows {
        assert_eq!(spec(info).result_to.is_some(), to_caller, "{info}");
    }
}

#[test]
fn only_a_submission_without_a_list_is_to_be_placed_at_once() {
    let rows = [
        (r#"{"job_info":{"wasm_bin":"a"}}"#, None),
        (r#"{"job_info":{"wasm_bin":"a"},"wait_for":null}"#, None),
        (r#"{"job_info":{"wasm_bin":"a"},"wait_for":[]}"#, Some(0)),
        (r#"{"job_info":{"wasm_bin":"a"},"wait_for":["b","b","c"]}"#, Some(2)),
    ];
    for (body, expected) in rows {
        let Call::Submit { wait_for, .. } = read("PUT", "/job/submit/j", body).0.unwrap().call else {
            panic!("{body} is a submission")
        };
        assert_eq!(wait_for.map(|jobs| jobs.len()), expected, "{body}");
    }
}

#[test]
fn what_the_original_overlooks_is_overlooked() {
    let rows = [
        ("PUT", "/executors/heartbeat/e", "{}"),
        ("PUT", "/executors/heartbeat/e", "\u{feff}{}"),
        ("PUT", "/executors/heartbeat/e", "{\"Memory\":\"x\",\"unknown\":[{}]}"),
        ("PUT", "/executors/heartbeat/e?x=1", "{\"memory\":1,\"memory\":2}"),
        ("put", "/executors/heartbeat/e", "{\"vector_clock\":null,\"equipment\":null,\"running\":null}"),
        ("PUT", "/executors/register", "{\"hosts\":[\"h\"],\"executor\":{\"id\":\"e\",\"address\":{}},\"x\":1}"),
        ("PUT", "/job/submit/j", "{\"job_info\":{\"wasm_bin\":\"a\",\"stdin\":\"x\",\"later\":true}}"),
        ("PUT", "/job/done/j", "not json"),
        ("DELETE", "/job/j", "{"),
        ("GET", "/executors/count", "junk"),
        ("GET", "/ping", "junk"),
        ("PUT", "/result/j", "\0\u{1}bytes"),
        ("PUT", "/job/done/caf%C3%A9", ""),
        ("PUT", "/job/done/100%", ""),
    ];
    for (method, path, body) in rows {
        let (heard, _) = read(method, path, body);
        assert!(heard.is_ok(), "{method} {path} {body}: {}", problems(&heard.unwrap_err()));
    }
}
