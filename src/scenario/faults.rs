//! What goes wrong, as data: with messages, with links, with machines.

use serde::Serialize;

use super::{MS_MAX, ScenarioError, bound, text, time};
use crate::broker::emergency::{Kind, Level};

/// The whole of what a share is a part of: rates count in a thousand.
pub const PERMILLE: u32 = 1000;
/// By how much the network delays a message at most where nobody said it, in milliseconds.
pub const DELAY_MS: u64 = 5_000;
/// The slowest that an executor becomes, in per cent of the usual time.
pub const PERCENT_MAX: u32 = 10_000;
/// The shortest time between two turns of the power, in milliseconds.
pub const FLAP_MS_MIN: u64 = 1_000;
/// The most emergencies of one flood.
pub const FLOOD_MAX: u32 = 200;

/// How messages travel: each takes a time drawn evenly between both bounds, so one may overtake another. Beyond that,
/// so many of a thousand are lost, come twice, or are held back, and then others overtake them. Where a rate is 0,
/// nothing is drawn for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NetworkSpec {
    /// The shortest time on the way, in milliseconds.
    pub latency_ms_min: u64,
    /// The longest, in milliseconds.
    pub latency_ms_max: u64,
    /// How many of a thousand messages are lost.
    #[serde(skip_serializing_if = "is_zero")]
    pub loss_permille: u32,
    /// How many of a thousand messages come twice.
    #[serde(skip_serializing_if = "is_zero")]
    pub duplication_permille: u32,
    /// How many of a thousand messages are held back.
    #[serde(skip_serializing_if = "is_zero")]
    pub delay_permille: u32,
    /// For how long at most, in milliseconds.
    #[serde(skip_serializing_if = "is_none")]
    pub delay_ms_max: u64,
}

// Serde hands over what it would skip by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_zero(rate: &u32) -> bool {
    *rate == 0
}

#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_none(ms: &u64) -> bool {
    *ms == 0
}

impl Default for NetworkSpec {
    fn default() -> Self {
        Self {
            latency_ms_min: 20,
            latency_ms_max: 120,
            loss_permille: 0,
            duplication_permille: 0,
            delay_permille: 0,
            delay_ms_max: 0,
        }
    }
}

impl NetworkSpec {
    /// The same network with nothing going wrong in it.
    #[must_use]
    pub fn calm(self) -> Self {
        Self { latency_ms_min: self.latency_ms_min, latency_ms_max: self.latency_ms_max, ..Self::default() }
    }

    /// Checks all bounds.
    ///
    /// # Errors
    /// Names the field that is out of bounds.
    #[inline(never)]
    pub(super) fn validate(&self) -> Result<(), ScenarioError> {
        time("latency_ms_max", self.latency_ms_max)?;
        bound("latency_ms_min", self.latency_ms_min <= self.latency_ms_max, || {
            format!("at most latency_ms_max, which is {}", self.latency_ms_max)
        })?;
        rate("loss_permille", self.loss_permille)?;
        rate("duplication_permille", self.duplication_permille)?;
        rate("delay_permille", self.delay_permille)?;
        time("delay_ms_max", self.delay_ms_max)?;
        bound("delay_ms_max", self.delay_permille == 0 || self.delay_ms_max > 0, || {
            format!("1 to {MS_MAX} ms, where messages are held back")
        })
    }
}

fn rate(place: &str, permille: u32) -> Result<(), ScenarioError> {
    bound(place, permille <= PERMILLE, || format!("0 to {PERMILLE}"))
}

/// The two ends of a link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Link {
    /// One end.
    pub a: String,
    /// The other.
    pub b: String,
    /// Whether only the way from `a` to `b` is meant; else both.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub one_way: bool,
}

impl Link {
    /// The link between two machines, both ways.
    pub fn between(a: impl Into<String>, b: impl Into<String>) -> Self {
        Self { a: a.into(), b: b.into(), one_way: false }
    }
}

/// How messages travel from now on; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NetworkChange {
    /// One end of the link that is meant; without ends, every link that has no rates of its own is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<String>,
    /// The other end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub b: Option<String>,
    /// See [`NetworkSpec`], as all that follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms_min: Option<u64>,
    /// In milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms_max: Option<u64>,
    /// Of a thousand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss_permille: Option<u32>,
    /// Of a thousand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplication_permille: Option<u32>,
    /// Of a thousand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_permille: Option<u32>,
    /// In milliseconds; [`DELAY_MS`] where messages are held back and nobody ever said for how long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_ms_max: Option<u64>,
}

impl NetworkChange {
    /// The network after the change.
    ///
    /// # Errors
    /// Names the field that is out of bounds then.
    pub fn over(&self, was: NetworkSpec) -> Result<NetworkSpec, ScenarioError> {
        let mut spec = NetworkSpec {
            latency_ms_min: self.latency_ms_min.unwrap_or(was.latency_ms_min),
            latency_ms_max: self.latency_ms_max.unwrap_or(was.latency_ms_max),
            loss_permille: self.loss_permille.unwrap_or(was.loss_permille),
            duplication_permille: self.duplication_permille.unwrap_or(was.duplication_permille),
            delay_permille: self.delay_permille.unwrap_or(was.delay_permille),
            delay_ms_max: self.delay_ms_max.unwrap_or(was.delay_ms_max),
        };
        if spec.delay_permille > 0 && spec.delay_ms_max == 0 && self.delay_ms_max.is_none() {
            spec.delay_ms_max = DELAY_MS;
        }
        spec.validate()?;
        Ok(spec)
    }

    pub(super) fn validate(&self) -> Result<(), ScenarioError> {
        let lacks = |one: &Option<String>, other: &Option<String>| one.is_none() && other.is_some();
        bound("a", !lacks(&self.a, &self.b), || "a link has two ends".to_owned())?;
        bound("b", !lacks(&self.b, &self.a), || "a link has two ends".to_owned())?;
        for (place, ms) in [("latency_ms_min", self.latency_ms_min), ("latency_ms_max", self.latency_ms_max)] {
            time(place, ms.unwrap_or_default())?;
        }
        // Whether both latencies fit each other is known only where it is done.
        let rest = Self { latency_ms_min: Some(0), latency_ms_max: Some(0), ..self.clone() };
        rest.over(NetworkSpec { delay_ms_max: 1, ..NetworkSpec::default() }).map(drop)
    }
}

/// Many emergencies within a short time, from one client. Their moments are drawn with the seed, and what is left out
/// of each too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FloodCommand {
    /// How many, 1 to [`FLOOD_MAX`].
    pub count: u32,
    /// Within which time they come, in milliseconds.
    pub within_ms: u64,
    /// What kind of help each needs; drawn when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// How bad each is; drawn when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The client that submits them; the first one that is up when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// How long each runs, in milliseconds.
    pub duration_ms: u64,
}

impl Default for FloodCommand {
    fn default() -> Self {
        let (count, within_ms, duration_ms) = (10, 60_000, 30_000);
        Self { count, within_ms, kind: None, level: None, location: None, client: None, duration_ms }
    }
}

impl FloodCommand {
    pub(super) fn validate(&self) -> Result<(), ScenarioError> {
        bound("count", (1..=FLOOD_MAX).contains(&self.count), || format!("1 to {FLOOD_MAX}"))?;
        time("within_ms", self.within_ms)?;
        time("duration_ms", self.duration_ms)?;
        text("location", self.location.as_deref())
    }
}
