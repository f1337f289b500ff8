//! Reading the forms that say in one of their fields what they are.
//!
//! What serde derives for these would buffer each form in a second shape and read every part of it from both: a
//! tenth of all code. Here the form is a JSON object from which its tag is taken, and the rest is read from that.

use std::fmt::Display;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde_json::{Error, Map, Value};

use super::{Command, NodeSpec};

/// What stands beside the tag.
struct Fields(Map<String, Value>);

impl Fields {
    fn all<T: DeserializeOwned>(&mut self) -> Result<T, Error> {
        serde_json::from_value(Value::Object(std::mem::take(&mut self.0)))
    }

    fn needed<T: DeserializeOwned>(&mut self, key: &'static str) -> Result<T, Error> {
        self.0.remove(key).map_or_else(|| Err(Error::missing_field(key)), serde_json::from_value)
    }

    fn optional<T: DeserializeOwned + Default>(&mut self, key: &'static str) -> Result<T, Error> {
        self.0.remove(key).map_or_else(|| Ok(T::default()), serde_json::from_value)
    }
}

/// The word of each form, and how what stands beside it is read.
type Forms<T> = [(&'static str, fn(&mut Fields) -> Result<T, Error>)];

fn read<T>(mut fields: Map<String, Value>, tag: &'static str, forms: &Forms<T>) -> Result<T, Error> {
    let word: String = serde_json::from_value(fields.remove(tag).ok_or_else(|| Error::missing_field(tag))?)?;
    let Some((_, form)) = forms.iter().find(|(known, _)| *known == word) else {
        return Err(unknown(&word, &mut forms.iter().map(|(known, _)| *known)));
    };
    let mut fields = Fields(fields);
    let read = form(&mut fields)?;
    match fields.0.keys().next() {
        Some(stranger) => Err(Error::custom(format_args!("unknown field `{stranger}`"))),
        None => Ok(read),
    }
}

fn unknown(word: &str, known: &mut dyn Iterator<Item = &'static str>) -> Error {
    let known: Vec<String> = known.map(|word| format!("`{word}`")).collect();
    Error::custom(format_args!("unknown variant `{word}`, expected one of {}", known.join(", ")))
}

const NODES: &Forms<NodeSpec> = &[
    ("broker", |fields| fields.all().map(NodeSpec::Broker)),
    ("executor", |fields| fields.all().map(NodeSpec::Executor)),
    ("datastore", |fields| fields.all().map(NodeSpec::Datastore)),
    ("client", |fields| fields.all().map(NodeSpec::Client)),
];

const COMMANDS: &Forms<Command> = &[
    ("add_executor", |fields| fields.all().map(Command::AddExecutor)),
    ("add_datastore", |fields| fields.all().map(Command::AddDatastore)),
    ("add_client", |fields| fields.all().map(Command::AddClient)),
    ("remove", |fields| fields.all().map(Command::Remove)),
    ("submit_job", |fields| fields.all().map(Command::SubmitJob)),
    ("store_data", |fields| fields.all().map(Command::StoreData)),
    ("delete_job", |fields| fields.all().map(Command::DeleteJob)),
    ("crash", |fields| fields.all().map(Command::Crash)),
    ("restart", |fields| {
        Ok(Command::Restart { node: fields.needed("node")?, with_memory: fields.optional("with_memory")? })
    }),
    ("heartbeat_now", |fields| fields.all().map(Command::HeartbeatNow)),
    ("set_capabilities", |fields| {
        let (node, capabilities) = (fields.needed("node")?, fields.needed("capabilities")?);
        Ok(Command::SetCapabilities { node, capabilities, equipment: fields.optional("equipment")? })
    }),
    ("cut", |fields| fields.all().map(Command::Cut)),
    ("heal", |fields| fields.all().map(Command::Heal)),
    ("drop_message", |fields| fields.all().map(Command::DropMessage)),
    ("delay_message", |fields| {
        Ok(Command::DelayMessage { message: fields.needed("message")?, by_ms: fields.needed("by_ms")? })
    }),
    ("duplicate_message", |fields| fields.all().map(Command::DuplicateMessage)),
    ("declare_emergency", |fields| {
        let (kind, level) = (fields.needed("kind")?, fields.optional("level")?);
        Ok(Command::DeclareEmergency { kind, level, location: fields.optional("location")? })
    }),
    ("clear_emergency", |_| Ok(Command::ClearEmergency {})),
    ("set_policy", |fields| fields.all().map(Command::SetPolicy)),
    ("request", |fields| fields.all().map(Command::Request)),
];

/// Says it as the reader of the text around does, which knows the line.
fn said<E: serde::de::Error>(error: impl Display) -> E {
    E::custom(error)
}

impl<'de> Deserialize<'de> for NodeSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(Map::deserialize(deserializer)?, "kind", NODES).map_err(said)
    }
}

impl Command {
    pub(super) fn read(fields: Map<String, Value>) -> Result<Self, Error> {
        read(fields, "type", COMMANDS)
    }
}

impl<'de> Deserialize<'de> for Command {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(Map::deserialize(deserializer)?).map_err(said)
    }
}
