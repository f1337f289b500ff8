//! Reading scenarios and commands from JSON values.
//!
//! Strictly: a key that is misspelt, missing or of another type is named with its place. What serde derives for
//! this would be one reader for text and one more for values, each with a part of its own for every field: a tenth
//! of all code, for which people wait.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::place::{Step, Unfit};
#[cfg(not(target_arch = "wasm32"))]
use super::schema::{Shape, ShapeBeside, Shapes, Tag, of as shape_of};
use super::{
    Action, Command, DatastoreSpec, ExecutorSpec, FloodCommand, Given, JobCommand, Link, Moment, NetworkChange,
    NetworkSpec, NodeSpec, OfJob, OfMessage, OfNode, Plain, PlanCommand, PolicyChange, Recorded, RequestCommand,
    Scenario, StoreCommand,
};
use crate::broker::emergency::{Emergency, Equipment, Kind, Level};
use crate::broker::executors::{Capabilities, Real};
use crate::broker::policy::{Order, Placement, Policy};
use crate::ordered;
use crate::time::Span;

type Read<T> = Result<T, Unfit>;

/// Something that is read from a value.
pub(super) trait Form: Sized {
    fn read(value: &Value) -> Read<Self>;
}

/// What is read later, by whoever knows its form.
impl Form for Value {
    fn read(value: &Value) -> Read<Self> {
        Ok(value.clone())
    }
}

/// Something that is read from an object, beside a tag if there is one.
trait Beside: Sized {
    fn beside(tag: &str, value: &Value) -> Read<Self>;
}

/// An object that is being read.
struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// The object, which has no other keys than these and the tag, if it has one.
    fn of(tag: &str, value: &'a Value, known: &[&str]) -> Read<Self> {
        let fields = value.as_object().ok_or_else(|| another_type(value, "an object"))?;
        match fields.keys().find(|key| (tag.is_empty() || *key != tag) && !known.contains(&key.as_str())) {
            Some(key) => {
                let problem = format!("unknown field `{key}`, expected {}", listed(&mut known.iter().copied()));
                Err(Unfit::new(problem).within(Step::Key(key.clone())))
            }
            None => Ok(Self(fields)),
        }
    }

    fn or<T: Form>(&self, key: &str, default: T) -> Read<T> {
        match self.0.get(key) {
            Some(value) => T::read(value).map_err(|unfit| unfit.within(Step::Key(key.to_owned()))),
            None => Ok(default),
        }
    }

    fn needed<T: Form>(&self, key: &str) -> Read<T> {
        self.or(key, None)?.ok_or_else(|| missing(key))
    }
}

fn missing(key: &str) -> Unfit {
    Unfit::new(format!("missing field `{key}`"))
}

/// Another type than the one that belongs there.
fn another_type(value: &Value, wanted: &str) -> Unfit {
    another("type", value, wanted)
}

/// No number, or one out of bounds.
fn another_number(value: &Value, wanted: &str) -> Unfit {
    let is_whole = value.is_i64() || value.is_u64();
    another(if is_whole { "value" } else { "type" }, value, wanted)
}

fn another(what: &str, value: &Value, wanted: &str) -> Unfit {
    let found = match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        plain => plain.to_string(),
    };
    Unfit::new(format!("invalid {what}: {found}, expected {wanted}"))
}

fn listed(words: &mut dyn Iterator<Item = &str>) -> String {
    let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    match words.as_slice() {
        [] => "none at all".to_owned(),
        [one] => one.clone(),
        many => format!("one of {}", many.join(", ")),
    }
}

/// The one of several that a word names.
fn named<'a, T: Copy>(word: &str, known: &'a [T], name: fn(&'a T) -> &'static str) -> Read<T> {
    known.iter().find(|one| name(one) == word).copied().ok_or_else(|| {
        let expected = listed(&mut known.iter().map(name));
        Unfit::new(format!("unknown variant `{word}`, expected {expected}"))
    })
}

fn word(value: &Value) -> Read<&str> {
    value.as_str().ok_or_else(|| another_type(value, "a string"))
}

impl Form for String {
    fn read(value: &Value) -> Read<Self> {
        word(value).map(str::to_owned)
    }
}

impl Form for bool {
    fn read(value: &Value) -> Read<Self> {
        value.as_bool().ok_or_else(|| another_type(value, "true or false"))
    }
}

impl Form for u64 {
    fn read(value: &Value) -> Read<Self> {
        value.as_u64().ok_or_else(|| another_number(value, "a whole number from 0 on"))
    }
}

impl Form for u32 {
    fn read(value: &Value) -> Read<Self> {
        let number = value.as_u64().and_then(|number| number.try_into().ok());
        number.ok_or_else(|| another_number(value, "a whole number from 0 to 4294967295"))
    }
}

impl Form for i64 {
    fn read(value: &Value) -> Read<Self> {
        value.as_i64().ok_or_else(|| another_number(value, "a whole number"))
    }
}

impl Form for Real {
    fn read(value: &Value) -> Read<Self> {
        value.as_f64().and_then(Self::new).ok_or_else(|| another_number(value, "a finite number"))
    }
}

impl Form for Span {
    fn read(value: &Value) -> Read<Self> {
        u64::read(value).map(Self::from_ms)
    }
}

impl<T: Form> Form for Option<T> {
    fn read(value: &Value) -> Read<Self> {
        if value.is_null() { Ok(None) } else { T::read(value).map(Some) }
    }
}

impl<T: Form> Form for Arc<T> {
    fn read(value: &Value) -> Read<Self> {
        T::read(value).map(Self::new)
    }
}

impl<T: Form> Form for Vec<T> {
    fn read(value: &Value) -> Read<Self> {
        let items = value.as_array().ok_or_else(|| another_type(value, "a list"))?;
        let mut read = Self::new();
        for (at, item) in items.iter().enumerate() {
            read.push(T::read(item).map_err(|unfit| unfit.within(Step::Index(at)))?);
        }
        Ok(read)
    }
}

/// Amounts by names of any kind.
impl Form for ordered::Map<String, u64> {
    fn read(value: &Value) -> Read<Self> {
        let fields = value.as_object().ok_or_else(|| another_type(value, "an object"))?;
        let mut read = Self::new();
        for (key, value) in fields {
            read.insert(key.clone(), u64::read(value).map_err(|unfit| unfit.within(Step::Key(key.clone())))?);
        }
        Ok(read)
    }
}

impl Form for Kind {
    fn read(value: &Value) -> Read<Self> {
        named(word(value)?, &Self::ALL, |kind| kind.name())
    }
}

impl Form for Level {
    fn read(value: &Value) -> Read<Self> {
        named(word(value)?, &Self::ALL, |level| level.name())
    }
}

impl Form for Order {
    fn read(value: &Value) -> Read<Self> {
        named(word(value)?, &Self::ALL, |order| order.name())
    }
}

impl Form for Placement {
    fn read(value: &Value) -> Read<Self> {
        named(word(value)?, &Self::ALL, |placement| placement.name())
    }
}

impl Form for Equipment {
    fn read(value: &Value) -> Read<Self> {
        Ok(Vec::<Kind>::read(value)?.into_iter().collect())
    }
}

/// The key under which a field stands: its own name, where no other is said.
macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

/// Forms, each with the fields that are needed, and those that may be left out; beside them, what is taken and not
/// read. From the same tables comes the JSON Schema.
macro_rules! forms {
    ($(
        $form:ident needs [$($needed:ident)*] may [$($optional:ident $(= $key:literal)?)*] $(beside [$beside:literal])?
        as $default:expr;
    )*) => {$(
        impl Form for $form {
            fn read(value: &Value) -> Read<Self> {
                Self::beside("", value)
            }
        }

        impl Beside for $form {
            fn beside(tag: &str, value: &Value) -> Read<Self> {
                let known = &[$(stringify!($needed),)* $(key!($optional $($key)?),)* $($beside)?];
                // Nothing has no fields to read.
                #[allow(unused_variables)]
                let fields = Fields::of(tag, value, known)?;
                #[allow(unused_variables)]
                let default: Self = $default;
                Ok(Self {
                    $($needed: fields.needed(stringify!($needed))?,)*
                    $($optional: fields.or(key!($optional $($key)?), default.$optional)?,)*
                })
            }
        }

        #[cfg(not(target_arch = "wasm32"))]
        impl Shape for $form {
            fn shape(shapes: &mut Shapes) -> Value {
                shapes.named(stringify!($form), |shapes| Self::shape_beside(None, shapes))
            }
        }

        #[cfg(not(target_arch = "wasm32"))]
        impl ShapeBeside for $form {
            #[allow(unused_variables)]
            fn shape_beside(tag: Tag, shapes: &mut Shapes) -> Value {
                let needed: &[(&str, Value)] =
                    &[$((stringify!($needed), shape_of(|form: &Self| &form.$needed, shapes))),*];
                let optional: &[(&str, Value)] =
                    &[$((key!($optional $($key)?), shape_of(|form: &Self| &form.$optional, shapes))),*];
                let beside: &[&str] = &[$($beside)?];
                super::schema::object(tag, needed, optional, beside, &crate::json::value::<Self>(&$default))
            }
        }
    )*};
}

forms! {
    Scenario needs [version title nodes]
        may [question notes moments seed network policy actions given recorded opens_at_ms opens_at_event]
        beside ["$schema"] as Scenario::empty();
    Moment needs [title] may [look_at at_ms event] as Self::default();
    Policy needs [] may [order placement reserve preempt ageing = "ageing_ms"] as Self::default();
    NetworkSpec needs []
        may [latency_ms_min latency_ms_max loss_permille duplication_permille delay_permille delay_ms_max]
        as Self::default();
    NetworkChange needs []
        may [a b latency_ms_min latency_ms_max loss_permille duplication_permille delay_permille delay_ms_max]
        as Self::default();
    FloodCommand needs [] may [count within_ms kind level location client duration_ms] as Self::default();
    Plain needs [] may [name] as Self::default();
    ExecutorSpec needs [] may [name capabilities equipment clocks starts_after_ms] as Self::default();
    DatastoreSpec needs [] may [name capacity] as Self::default();
    Capabilities needs [] may [memory disk cpu_load cpu_cores cpu_freq has_battery power] as Self::default();
    Emergency needs [kind] may [level location] as Self { kind: Kind::General, level: Level::default(), location: None };
    JobCommand needs []
        may [
            name client wasm_bin args capabilities wait_for queue duration_ms result_bytes result_to_client emergency
            data named_data named_results
        ] as Self::default();
    PolicyChange needs [] may [order placement reserve preempt ageing_ms] as Self::default();
    PlanCommand needs [plan] may [client file_bytes] as Self::default();
    StoreCommand needs [name] may [client bytes text] as Self::default();
    OfNode needs [node] may [] as Self { node: String::new() };
    OfJob needs [job] may [] as Self { job: String::new() };
    OfMessage needs [message] may [] as Self { message: 0 };
    Link needs [a b] may [one_way] as Self::default();
    RequestCommand needs [method path] may [body]
        as Self { method: String::new(), path: String::new(), body: String::new() };
    Action needs [at_ms command] may [] as Self { at_ms: 0, command: Arc::new(Command::ClearEmergency {}) };
    Recorded needs [node text] may [heard] as Self { node: String::new(), text: String::new(), heard: Vec::new() };
    Given needs [after_steps command] may [] as Self { after_steps: 0, command: Arc::new(Command::ClearEmergency {}) };
    Restart needs [node] may [with_memory] as Self::default();
    NewCapabilities needs [node capabilities] may [equipment] as Self::default();
    Delay needs [message by_ms] may [] as Self::default();
    Slowness needs [node percent] may [] as Self::default();
    Flapping needs [node every_ms] may [] as Self::default();
    Nothing needs [] may [] as Self {};
}

/// What stands beside the tag of the commands whose fields are their own.
mod own {
    use super::{Capabilities, Equipment};
    use serde::Serialize;

    #[derive(Default, Serialize)]
    pub(super) struct Restart {
        pub(super) node: String,
        pub(super) with_memory: bool,
    }

    #[derive(Default, Serialize)]
    pub(super) struct NewCapabilities {
        pub(super) node: String,
        pub(super) capabilities: Capabilities,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) equipment: Option<Equipment>,
    }

    #[derive(Default, Serialize)]
    pub(super) struct Delay {
        pub(super) message: u32,
        pub(super) by_ms: u64,
    }

    #[derive(Default, Serialize)]
    pub(super) struct Slowness {
        pub(super) node: String,
        pub(super) percent: u32,
    }

    #[derive(Default, Serialize)]
    pub(super) struct Flapping {
        pub(super) node: String,
        pub(super) every_ms: u64,
    }

    #[derive(Serialize)]
    pub(super) struct Nothing {}
}
use own::{Delay, Flapping, NewCapabilities, Nothing, Restart, Slowness};

/// The forms that say in one of their fields what they are: the word of each, and how what stands beside it is read.
type Tagged<T> = [(&'static str, fn(&str, &Value) -> Read<T>)];

fn tagged<T>(tag: &str, value: &Value, forms: &Tagged<T>) -> Read<T> {
    let fields = value.as_object().ok_or_else(|| another_type(value, "an object"))?;
    let kind = word(fields.get(tag).ok_or_else(|| missing(tag))?)?;
    match forms.iter().find(|(known, _)| *known == kind) {
        Some((_, read)) => read(tag, value),
        None => {
            let expected = listed(&mut forms.iter().map(|(known, _)| *known));
            Err(Unfit::new(format!("unknown variant `{kind}`, expected {expected}")))
        }
    }
}

/// Such forms as a table: each word, the form of what stands beside it, and what is made of both.
macro_rules! tagged {
    ($of:ident by $tag:literal: $($word:literal $form:ident => $made:expr;)*) => {
        impl Form for $of {
            fn read(value: &Value) -> Read<Self> {
                const FORMS: &Tagged<$of> = &[$(($word, |tag, value| $form::beside(tag, value).map($made))),*];
                tagged($tag, value, FORMS)
            }
        }

        #[cfg(not(target_arch = "wasm32"))]
        impl Shape for $of {
            fn shape(shapes: &mut Shapes) -> Value {
                shapes.named(stringify!($of), |shapes| {
                    super::schema::one_of(&[$($form::shape_beside(Some(($tag, $word)), shapes)),*])
                })
            }
        }
    };
}

tagged! { NodeSpec by "kind":
    "broker" Plain => NodeSpec::Broker;
    "executor" ExecutorSpec => NodeSpec::Executor;
    "datastore" DatastoreSpec => NodeSpec::Datastore;
    "client" Plain => NodeSpec::Client;
    "host" Plain => NodeSpec::Host;
}

tagged! { Command by "type":
    "add_executor" ExecutorSpec => Command::AddExecutor;
    "add_datastore" DatastoreSpec => Command::AddDatastore;
    "add_client" Plain => Command::AddClient;
    "remove" OfNode => Command::Remove;
    "submit_job" JobCommand => |job| Command::SubmitJob(Box::new(job));
    "submit_plan" PlanCommand => Command::SubmitPlan;
    "store_data" StoreCommand => Command::StoreData;
    "delete_job" OfJob => Command::DeleteJob;
    "crash" OfNode => Command::Crash;
    "restart" Restart => |Restart { node, with_memory }| Command::Restart { node, with_memory };
    "heartbeat_now" OfNode => Command::HeartbeatNow;
    "set_capabilities" NewCapabilities => |NewCapabilities { node, capabilities, equipment }| {
        Command::SetCapabilities { node, capabilities, equipment }
    };
    "cut" Link => Command::Cut;
    "heal" Link => Command::Heal;
    "drop_message" OfMessage => Command::DropMessage;
    "delay_message" Delay => |Delay { message, by_ms }| Command::DelayMessage { message, by_ms };
    "duplicate_message" OfMessage => Command::DuplicateMessage;
    "declare_emergency" Emergency => |Emergency { kind, level, location }| {
        Command::DeclareEmergency { kind, level, location }
    };
    "clear_emergency" Nothing => |Nothing {}| Command::ClearEmergency {};
    "set_policy" PolicyChange => Command::SetPolicy;
    "set_network" NetworkChange => Command::SetNetwork;
    "slow" Slowness => |Slowness { node, percent }| Command::Slow { node, percent };
    "fill" OfNode => Command::Fill;
    "flap" Flapping => |Flapping { node, every_ms }| Command::Flap { node, every_ms };
    "mend" OfNode => Command::Mend;
    "heal_all" Nothing => |Nothing {}| Command::HealAll {};
    "flood" FloodCommand => Command::Flood;
    "request" RequestCommand => Command::Request;
}
