//! Reading scenarios and commands from JSON values.
//!
//! Strictly: a key that is misspelt, missing or of another type is named with its place. What serde derives for
//! this would be one reader for text and one more for values, each with a part of its own for every field: a tenth
//! of all code, for which people wait.

use serde_json::{Map, Value};

use super::place::{Step, Unfit};
use super::{
    Action, Command, DatastoreSpec, ExecutorSpec, FloodCommand, Given, JobCommand, Link, NetworkChange, NetworkSpec,
    NodeSpec, OfJob, OfMessage, OfNode, Plain, PlanCommand, PolicyChange, Recorded, RequestCommand, Scenario,
    StoreCommand,
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

impl Form for Policy {
    fn read(value: &Value) -> Read<Self> {
        let fields = Fields::of("", value, &["order", "placement", "reserve", "preempt", "ageing_ms"])?;
        let default = Self::default();
        Ok(Self {
            order: fields.or("order", default.order)?,
            placement: fields.or("placement", default.placement)?,
            reserve: fields.or("reserve", default.reserve)?,
            preempt: fields.or("preempt", default.preempt)?,
            ageing: fields.or("ageing_ms", default.ageing)?,
        })
    }
}

/// Forms whose fields stand under their own names: those that are needed, and those that may be left out.
macro_rules! forms {
    ($($form:ident needs [$($needed:ident)*] may [$($optional:ident)*] as $default:expr;)*) => {$(
        impl Form for $form {
            fn read(value: &Value) -> Read<Self> {
                Self::beside("", value)
            }
        }

        impl Beside for $form {
            fn beside(tag: &str, value: &Value) -> Read<Self> {
                let fields = Fields::of(tag, value, &[$(stringify!($needed),)* $(stringify!($optional)),*])?;
                #[allow(unused_variables)]
                let default: Self = $default;
                Ok(Self {
                    $($needed: fields.needed(stringify!($needed))?,)*
                    $($optional: fields.or(stringify!($optional), default.$optional)?,)*
                })
            }
        }
    )*};
}

forms! {
    Scenario needs [version title nodes]
        may [question seed network policy actions given recorded opens_at_ms opens_at_event] as Scenario::empty();
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
    Action needs [at_ms command] may [] as Self { at_ms: 0, command: Command::ClearEmergency {} };
    Recorded needs [node text] may [heard] as Self { node: String::new(), text: String::new(), heard: Vec::new() };
    Given needs [after_steps command] may [] as Self { after_steps: 0, command: Command::ClearEmergency {} };
}

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

impl Form for NodeSpec {
    fn read(value: &Value) -> Read<Self> {
        const NODES: &Tagged<NodeSpec> = &[
            ("broker", |tag, value| Plain::beside(tag, value).map(NodeSpec::Broker)),
            ("executor", |tag, value| ExecutorSpec::beside(tag, value).map(NodeSpec::Executor)),
            ("datastore", |tag, value| DatastoreSpec::beside(tag, value).map(NodeSpec::Datastore)),
            ("client", |tag, value| Plain::beside(tag, value).map(NodeSpec::Client)),
            ("host", |tag, value| Plain::beside(tag, value).map(NodeSpec::Host)),
        ];
        tagged("kind", value, NODES)
    }
}

impl Form for Command {
    fn read(value: &Value) -> Read<Self> {
        tagged("type", value, COMMANDS)
    }
}

const COMMANDS: &Tagged<Command> = &[
    ("add_executor", |tag, value| ExecutorSpec::beside(tag, value).map(Command::AddExecutor)),
    ("add_datastore", |tag, value| DatastoreSpec::beside(tag, value).map(Command::AddDatastore)),
    ("add_client", |tag, value| Plain::beside(tag, value).map(Command::AddClient)),
    ("remove", |tag, value| OfNode::beside(tag, value).map(Command::Remove)),
    ("submit_job", |tag, value| JobCommand::beside(tag, value).map(Box::new).map(Command::SubmitJob)),
    ("submit_plan", |tag, value| PlanCommand::beside(tag, value).map(Command::SubmitPlan)),
    ("store_data", |tag, value| StoreCommand::beside(tag, value).map(Command::StoreData)),
    ("delete_job", |tag, value| OfJob::beside(tag, value).map(Command::DeleteJob)),
    ("crash", |tag, value| OfNode::beside(tag, value).map(Command::Crash)),
    ("restart", |tag, value| {
        let fields = Fields::of(tag, value, &["node", "with_memory"])?;
        Ok(Command::Restart { node: fields.needed("node")?, with_memory: fields.or("with_memory", false)? })
    }),
    ("heartbeat_now", |tag, value| OfNode::beside(tag, value).map(Command::HeartbeatNow)),
    ("set_capabilities", |tag, value| {
        let fields = Fields::of(tag, value, &["node", "capabilities", "equipment"])?;
        let (node, capabilities) = (fields.needed("node")?, fields.needed("capabilities")?);
        Ok(Command::SetCapabilities { node, capabilities, equipment: fields.or("equipment", None)? })
    }),
    ("cut", |tag, value| Link::beside(tag, value).map(Command::Cut)),
    ("heal", |tag, value| Link::beside(tag, value).map(Command::Heal)),
    ("drop_message", |tag, value| OfMessage::beside(tag, value).map(Command::DropMessage)),
    ("delay_message", |tag, value| {
        let fields = Fields::of(tag, value, &["message", "by_ms"])?;
        Ok(Command::DelayMessage { message: fields.needed("message")?, by_ms: fields.needed("by_ms")? })
    }),
    ("duplicate_message", |tag, value| OfMessage::beside(tag, value).map(Command::DuplicateMessage)),
    ("declare_emergency", |tag, value| {
        let Emergency { kind, level, location } = Emergency::beside(tag, value)?;
        Ok(Command::DeclareEmergency { kind, level, location })
    }),
    ("clear_emergency", |tag, value| Fields::of(tag, value, &[]).map(|_| Command::ClearEmergency {})),
    ("set_policy", |tag, value| PolicyChange::beside(tag, value).map(Command::SetPolicy)),
    ("set_network", |tag, value| NetworkChange::beside(tag, value).map(Command::SetNetwork)),
    ("slow", |tag, value| {
        let fields = Fields::of(tag, value, &["node", "percent"])?;
        Ok(Command::Slow { node: fields.needed("node")?, percent: fields.needed("percent")? })
    }),
    ("fill", |tag, value| OfNode::beside(tag, value).map(Command::Fill)),
    ("flap", |tag, value| {
        let fields = Fields::of(tag, value, &["node", "every_ms"])?;
        Ok(Command::Flap { node: fields.needed("node")?, every_ms: fields.needed("every_ms")? })
    }),
    ("mend", |tag, value| OfNode::beside(tag, value).map(Command::Mend)),
    ("heal_all", |tag, value| Fields::of(tag, value, &[]).map(|_| Command::HealAll {})),
    ("flood", |tag, value| FloodCommand::beside(tag, value).map(Command::Flood)),
    ("request", |tag, value| RequestCommand::beside(tag, value).map(Command::Request)),
];
