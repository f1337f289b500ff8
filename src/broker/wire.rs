//! The REST text of calls and answers (UCP section 1): text in, values out, and back.
//!
//! Nothing here is I/O: whoever hosts a broker hands the text in. What the original accepts is accepted, what it
//! refuses is refused with its status and its body, also where its manners are odd.
//!
//! A clock rides where the original was found to look away (UCP section 8): as a key of its own beside the keys
//! of heartbeat, register and submit, and in the answers to register, heartbeat, done and delete. Everything else
//! is parsed by its receiver, or has no JSON body at all; there the clock stands in the header [`CLOCK_HEADER`],
//! because a receiver has to ignore a header that it does not know (RFC 9110, section 5.1).
//!
//! What UCP has no words for stands in keys of our own, which an original node ignores: `equipment`, `running` and
//! `ending` beside the keys of register and heartbeat; `emergency`, `duration_ms` and `result_bytes` in a job's
//! info; `failed` in the body of done, which an original broker does not look at. Three calls exist only between nodes
//! of Clocktower, and an original node answers 404 to them: `PUT /clocktower/datastores/{store}` with
//! `{"free": bytes}` to a broker, `PUT /clocktower/notices` with `{"notice": "declared" or "cleared",
//! "emergency": {..}, "stamp": {..}}` to an executor, and `PUT /clocktower/jobs/{job}` with `{"ended": ..}` to a client.
//!
//! The bytes of data and results are a body's text. In the simulated world most have a size and no content: then the
//! body is empty, and the header [`LENGTH_HEADER`] says how many there would be.

mod info;
mod lax;
mod plan;
mod read;
mod route;
mod write;

use crate::ordered::Map;
use serde::Serialize;
use serde_json::Value;

use crate::json::json;

pub use lax::Problem;
pub use plan::{Plan, Step, read_plan};
pub use read::{Heard, Incoming, read_call};
pub use route::{decoded, takers};
pub use write::{print_answer, print_call};

/// The longest body that is looked at, in bytes.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// The longest time that a job may say it runs, in milliseconds: 30 days.
pub const DURATION_MS_MAX: i64 = 30 * 24 * 3_600_000;
/// The most entries of each list and dictionary of a job, and of a plan.
pub const ENTRIES_MAX: usize = 256;
/// The longest text in a body, in characters.
pub const TEXT_MAX: usize = 4_096;
/// How many names a page of a list has that does not say so ...
pub const PAGE_SIZE: u32 = 50;
/// ... and at most, as the original's library for pages has it.
pub const PAGE_SIZE_MAX: i64 = 100;
/// The longest text for the location of an emergency, in characters.
pub const LOCATION_MAX: usize = 2_000;
/// The key of a clock in a body.
pub const CLOCK_KEY: &str = "vector_clock";
/// The header of a clock, where the body has no room for it.
pub const CLOCK_HEADER: &str = "vector-clock";
/// The header with the number of bytes of data or a result.
pub const LENGTH_HEADER: &str = "content-length";

/// Headers by their names in lower case.
pub type Headers = Map<String, String>;

/// What a node is there for. The same path asks for something else at another kind of node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Manages everything.
    Broker,
    /// Runs jobs.
    Executor,
    /// Keeps data.
    Datastore,
    /// Submits jobs.
    Client,
}

impl Role {
    /// As it stands in the answer to a ping.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Broker => "broker",
            Self::Executor => "executor",
            Self::Datastore => "datastore",
            Self::Client => "client",
        }
    }
}

/// A call as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// The method.
    pub method: &'static str,
    /// The path, percent-encoded.
    pub path: String,
    /// The headers that say something.
    #[serde(skip_serializing_if = "Headers::is_empty")]
    pub headers: Headers,
    /// The body: an object, a text for the bytes of data, or `null` where there is none.
    pub body: Value,
}

impl Request {
    /// The body as it is sent.
    pub fn body_text(&self) -> String {
        match &self.body {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            json => json.to_string(),
        }
    }
}

/// An answer as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers that say something.
    #[serde(skip_serializing_if = "Headers::is_empty")]
    pub headers: Headers,
    /// The body.
    pub body: Value,
}

impl Response {
    /// An answer without headers.
    pub const fn new(status: u16, body: Value) -> Self {
        Self { status, headers: Headers::new(), body }
    }

    /// `{"detail": text}`
    pub fn refused(status: u16, detail: &str) -> Self {
        Self::new(status, json!({ "detail": detail }))
    }

    /// 422 with the list of what does not fit.
    pub fn unfit(problems: &[Problem]) -> Self {
        Self::new(422, json!({ "detail": problems }))
    }
}
