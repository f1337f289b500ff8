//! Every endpoint with good, bad and hostile bodies. The texts of refusals are pydantic's own, asked of FastAPI
//! with models of the same fields.

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

const OBJECT: &str = "Input should be a valid dictionary or object to extract fields from (model_attributes_type)";

/// Method, path, body, status and what is told; OBJECT stands for [`OBJECT`].
const REFUSED: &[(&str, &str, &str, u16, &str)] = &[
    // Paths and methods.
    ("GET", "/nope", "", 404, "\"Not Found\""),
    ("GET", "", "", 404, "\"Not Found\""),
    ("GET", "/", "", 404, "\"Not Found\""),
    ("GET", "ping", "", 404, "\"Not Found\""),
    ("GET", "/ping/", "", 404, "\"Not Found\""),
    ("GET", "//ping", "", 404, "\"Not Found\""),
    ("PUT", "/executors/heartbeat/", "{}", 404, "\"Not Found\""),
    ("PUT", "/executors/heartbeat/a/b", "{}", 404, "\"Not Found\""),
    ("DELETE", "/job/", "", 404, "\"Not Found\""),
    ("PUT", "/submit/j", "{}", 404, "\"Not Found\""),
    ("PUT", "/../../etc/passwd", "", 404, "\"Not Found\""),
    ("POST", "/executors/register", "{}", 405, "\"Method Not Allowed\""),
    ("PUT", "/executors/count", "", 405, "\"Method Not Allowed\""),
    ("GET", "/job/x", "", 405, "\"Method Not Allowed\""),
    ("GET", "/job/done/x", "", 405, "\"Method Not Allowed\""),
    ("HEAD", "/ping", "", 405, "\"Method Not Allowed\""),
    ("OPTIONS", "/executors/register", "", 405, "\"Method Not Allowed\""),
    ("", "/ping", "", 405, "\"Method Not Allowed\""),
    // Names in paths.
    ("PUT", "/executors/heartbeat/a%20b", "{}", 422, "path.exec_id: a name must not contain ' ' (value_error)"),
    ("PUT", "/executors/heartbeat/a%2Fb", "{}", 422, "path.exec_id: a name must not contain '/' (value_error)"),
    ("PUT", "/job/done/..%2f..%2fetc", "", 422, "path.job_id: a name must not contain '/' (value_error)"),
    ("PUT", "/job/done/a%23b", "", 422, "path.job_id: a name must not contain '#' (value_error)"),
    ("DELETE", "/job/%00", "", 422, "path.job_id: a name must not contain '\\0' (value_error)"),
    // Heartbeats.
    ("PUT", "/executors/heartbeat/e", "", 422, "body: Field required (missing)"),
    ("PUT", "/executors/heartbeat/e", "null", 422, "body: OBJECT"),
    ("PUT", "/executors/heartbeat/e", "[]", 422, "body: OBJECT"),
    ("PUT", "/executors/heartbeat/e", "\"x\"", 422, "body: OBJECT"),
    ("PUT", "/executors/heartbeat/e", "not json", 422, "body.1: JSON decode error (json_invalid)"),
    ("PUT", "/executors/heartbeat/e", "{", 422, "body.1: JSON decode error (json_invalid)"),
    ("PUT", "/executors/heartbeat/e", "{\"a\":1}x", 422, "body.7: JSON decode error (json_invalid)"),
    ("PUT", "/executors/heartbeat/e", "{\"memory\":NaN}", 422, "body.10: JSON decode error (json_invalid)"),
    (
        "PUT",
        "/executors/heartbeat/e",
        "{\"memory\":null}",
        422,
        "body.memory: Input should be a valid integer (int_type)",
    ),
    (
        "PUT",
        "/executors/heartbeat/e",
        "{\"memory\":{}}",
        422,
        "body.memory: Input should be a valid integer (int_type)",
    ),
    (
        "PUT",
        "/executors/heartbeat/e",
        "{\"power\":null}",
        422,
        "body.power: Input should be a valid number (float_type)",
    ),
    (
        "PUT",
        "/executors/heartbeat/e",
        "{\"memory\":\"x\",\"disk\":1.5,\"has_battery\":\"maybe\"}",
        422,
        "body.memory: Input should be a valid integer, unable to parse string as an integer (int_parsing)\n\
             body.disk: Input should be a valid integer, got a number with a fractional part (int_from_float)\n\
             body.has_battery: Input should be a valid boolean, unable to interpret input (bool_parsing)",
    ),
    (
        "PUT",
        "/executors/heartbeat/e",
        "{\"capabilities\":{\"memory\":5}}",
        422,
        "body.capabilities: A heartbeat is the bare object of capabilities, not one that is wrapped (extra_forbidden)",
    ),
    (
        "PUT",
        "/executors/heartbeat/e",
        "{\"vector_clock\":{\"e\":1},\"capabilities\":null}",
        422,
        "body.capabilities: A heartbeat is the bare object of capabilities, not one that is wrapped (extra_forbidden)",
    ),
    (
        "PUT",
        "/executors/heartbeat/e",
        "{\"equipment\":[\"medical\",\"hammer\"]}",
        422,
        "body.equipment.1: Input should be 'general', 'disaster', 'fire', 'medical' or 'critical' (enum)",
    ),
    (
        "PUT",
        "/executors/heartbeat/e",
        "{\"equipment\":\"medical\"}",
        422,
        "body.equipment: Input should be a valid list (list_type)",
    ),
    (
        "PUT",
        "/executors/heartbeat/e",
        "{\"running\":[1]}",
        422,
        "body.running.0: Input should be a valid string (string_type)",
    ),
    // Clocks.
    (
        "PUT",
        "/executors/heartbeat/e",
        "{\"vector_clock\":[1]}",
        422,
        "body.vector_clock: a vector clock is an object of counts, not a list (value_error)",
    ),
    (
        "PUT",
        "/executors/heartbeat/e",
        "{\"vector_clock\":{\"e\":1,\"b\":\"2\"}}",
        422,
        "body.vector_clock: entry \"b\": a count is a whole number from 0 to 4294967295, not \"2\" (value_error)",
    ),
    (
        "PUT",
        "/executors/heartbeat/e",
        "{\"vector_clock\":{\"e\":4294967296}}",
        422,
        "body.vector_clock: entry \"e\": a count is a whole number from 0 to 4294967295, not 4294967296 (value_error)",
    ),
    (
        "PUT",
        "/executors/heartbeat/e",
        "{\"vector_clock\":{\"\":1}}",
        422,
        "body.vector_clock: entry \"\": a name must not be empty (value_error)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\"},\"vector_clock\":{\"c#1\":1}}",
        422,
        "body.vector_clock: entry \"c#1\": \"1\" names no incarnation: those are numbered from 2 to 65535 (value_error)",
    ),
    // Registrations.
    (
        "PUT",
        "/executors/register",
        "",
        422,
        "body.hosts: Field required (missing)\nbody.executor: Field required (missing)",
    ),
    (
        "PUT",
        "/executors/register",
        "[]",
        422,
        "body.hosts: Field required (missing)\nbody.executor: Field required (missing)",
    ),
    ("PUT", "/executors/register", "{\"hosts\":[]}", 422, "body.executor: Field required (missing)"),
    (
        "PUT",
        "/executors/register",
        "{\"hosts\":[],\"executor\":{\"id\":\"e\",\"address\":{}}}",
        400,
        "\"Could not ping to verify\"",
    ),
    (
        "PUT",
        "/executors/register",
        "{\"hosts\":\"x\",\"executor\":{}}",
        422,
        "body.hosts: Input should be a valid list (list_type)\n\
             body.executor.address: Field required (missing)\nbody.executor.id: Field required (missing)",
    ),
    (
        "PUT",
        "/executors/register",
        "{\"hosts\":[1,\"a\"],\"executor\":{\"id\":5}}",
        422,
        "body.hosts.0: Input should be a valid string (string_type)\n\
             body.executor.address: Field required (missing)\n\
             body.executor.id: Input should be a valid string (string_type)",
    ),
    (
        "PUT",
        "/executors/register",
        "{\"hosts\":null,\"executor\":[]}",
        422,
        "body.hosts: Input should be a valid list (list_type)\nbody.executor: OBJECT",
    ),
    (
        "PUT",
        "/executors/register",
        "{\"hosts\":[\"h\"],\"executor\":{\"id\":\"e\",\"address\":null,\"cur_caps\":null,\"last_update\":\"x\"}}",
        422,
        "body.executor.address: OBJECT\nbody.executor.cur_caps: OBJECT\nbody.executor.last_update: \
             Input should be a valid number, unable to parse string as a number (float_parsing)",
    ),
    (
        "PUT",
        "/executors/register",
        "{\"hosts\":[\"h\"],\"executor\":{\"id\":\"\",\"address\":{\"host\":5,\"port\":\"x\"}}}",
        422,
        "body.executor.address.host: Input should be a valid string (string_type)\n\
             body.executor.address.port: Input should be a valid integer, unable to parse string as an integer (int_parsing)\n\
             body.executor.id: a name must not be empty (value_error)",
    ),
    // Submissions.
    ("PUT", "/job/submit/j", "", 422, "body.job_info: Field required (missing)"),
    ("PUT", "/job/submit/j", "{\"wasm_bin\":\"a\"}", 422, "body.job_info: Field required (missing)"),
    ("PUT", "/job/submit/j", "{\"job_info\":null}", 422, "body.job_info: OBJECT"),
    ("PUT", "/job/submit/j", "{\"job_info\":{}}", 422, "body.job_info.wasm_bin: Field required (missing)"),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":5}}",
        422,
        "body.job_info.wasm_bin.str: Input should be a valid string (string_type)\n\
             body.job_info.wasm_bin.tuple[str, str]: Input should be a valid tuple (tuple_type)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":[\"a\"]}}",
        422,
        "body.job_info.wasm_bin.str: Input should be a valid string (string_type)\n\
             body.job_info.wasm_bin.tuple[str, str].1: Field required (missing)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":[\"a\",\"b\",\"c\"]}}",
        422,
        "body.job_info.wasm_bin.str: Input should be a valid string (string_type)\n\
             body.job_info.wasm_bin.tuple[str, str]: Tuple should have at most 2 items after validation, not 3 (too_long)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\",\"args\":\"x\"}}",
        422,
        "body.job_info.args: Input should be a valid list (list_type)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\",\"args\":[1]}}",
        422,
        "body.job_info.args.0: Input should be a valid string (string_type)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\",\"env\":[]}}",
        422,
        "body.job_info.env: Input should be a valid dictionary (dict_type)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\",\"env\":{\"k\":1}}}",
        422,
        "body.job_info.env.k: Input should be a valid string (string_type)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\",\"result_addr\":\"x\"}}",
        422,
        "body.job_info.result_addr: OBJECT",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\",\"capabilities\":{\"cpu_cores\":1.5}}}",
        422,
        "body.job_info.capabilities.cpu_cores: Input should be a valid integer, got a number with a fractional part (int_from_float)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\",\"delete\":\"perhaps\"}}",
        422,
        "body.job_info.delete: Input should be a valid boolean, unable to interpret input (bool_parsing)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\"},\"wait_for\":\"x\"}",
        422,
        "body.wait_for: Input should be a valid set (set_type)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\"},\"wait_for\":[1,\"a/b\"]}",
        422,
        "body.wait_for.0: Input should be a valid string (string_type)\nbody.wait_for.1: a name must not contain '/' (value_error)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\",\"duration_ms\":-1}}",
        422,
        "body.job_info.duration_ms: Input should be greater than or equal to 0 (greater_than_equal)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\",\"duration_ms\":2592000001}}",
        422,
        "body.job_info.duration_ms: Input should be less than or equal to 2592000000 (less_than_equal)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\",\"result_bytes\":-1}}",
        422,
        "body.job_info.result_bytes: Input should be greater than or equal to 0 (greater_than_equal)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\",\"emergency\":{}}}",
        422,
        "body.job_info.emergency.kind: Field required (missing)",
    ),
    (
        "PUT",
        "/job/submit/j",
        "{\"job_info\":{\"wasm_bin\":\"a\",\"emergency\":{\"kind\":\"fire\",\"level\":\"worst\"}}}",
        422,
        "body.job_info.emergency.level: Input should be 'low', 'medium', 'high' or 'critical' (enum)",
    ),
];

#[test]
fn what_does_not_fit_is_refused_with_the_originals_status_and_words() {
    for (method, path, body, status, expected) in REFUSED {
        let refusal = read(method, path, body).0.expect_err(body);
        let expected = expected.replace("OBJECT", OBJECT);
        assert_eq!((refusal.status, problems(&refusal)), (*status, expected), "{method} {path} {body}");
    }
}

#[test]
fn what_is_too_long_is_refused_with_the_bound() {
    let job = |rest: &str| format!("{{\"job_info\":{{\"wasm_bin\":\"a\"{rest}}}");
    let far = job(&format!(",\"emergency\":{{\"kind\":\"fire\",\"location\":\"{}\"}}}}", "x".repeat(2001)));
    let many = job(&format!("}},\"wait_for\":[{}]", vec!["\"a\""; 257].join(",")));
    let rows = [
        (
            format!("/executors/heartbeat/{}", "x".repeat(65)),
            "{}".to_owned(),
            "path.exec_id: a name has at most 64 bytes, this one has 65 (value_error)",
        ),
        (
            "/job/submit/j".to_owned(),
            many,
            "body.wait_for: Set should have at most 256 items after validation, not 257 (too_long)",
        ),
        (
            "/job/submit/j".to_owned(),
            far,
            "body.job_info.emergency.location: String should have at most 2000 characters (string_too_long)",
        ),
    ];
    for (path, body, expected) in rows {
        let refusal = read("PUT", &path, &body).0.expect_err(expected);
        assert_eq!((refusal.status, problems(&refusal).as_str()), (422, expected));
    }
}

fn spec(info: &str) -> JobSpec {
    let (heard, _) = read("PUT", "/job/submit/j", &format!("{{\"job_info\":{info}}}"));
    match heard.unwrap_or_else(|refusal| panic!("{info}: {}", problems(&refusal))).call {
        Call::Submit { spec, .. } => (*spec).clone(),
        other => panic!("{other:?} is no submission"),
    }
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
