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
    fn into<T: DeserializeOwned>(self) -> Result<T, Error> {
        serde_json::from_value(Value::Object(self.0))
    }

    fn needed<T: DeserializeOwned>(&mut self, key: &'static str) -> Result<T, Error> {
        self.0.remove(key).map_or_else(|| Err(Error::missing_field(key)), serde_json::from_value)
    }

    fn optional<T: DeserializeOwned + Default>(&mut self, key: &'static str) -> Result<T, Error> {
        self.0.remove(key).map_or_else(|| Ok(T::default()), serde_json::from_value)
    }

    /// The form, unless a field is left that it does not know.
    fn finish<T>(self, form: T) -> Result<T, Error> {
        match self.0.keys().next() {
            Some(key) => Err(Error::custom(format_args!("unknown field `{key}`"))),
            None => Ok(form),
        }
    }
}

/// The word of each form, and how what stands beside it is read.
type Forms<T> = [(&'static str, fn(Fields) -> Result<T, Error>)];

fn read<T>(mut fields: Map<String, Value>, tag: &'static str, forms: &Forms<T>) -> Result<T, Error> {
    let word: String = serde_json::from_value(fields.remove(tag).ok_or_else(|| Error::missing_field(tag))?)?;
    match forms.iter().find(|(known, _)| *known == word) {
        Some((_, form)) => form(Fields(fields)),
        None => Err(unknown(&word, &mut forms.iter().map(|(known, _)| *known))),
    }
}

fn unknown(word: &str, known: &mut dyn Iterator<Item = &'static str>) -> Error {
    let known: Vec<String> = known.map(|word| format!("`{word}`")).collect();
    Error::custom(format_args!("unknown variant `{word}`, expected one of {}", known.join(", ")))
}

const NODES: &Forms<NodeSpec> = &[
    ("broker", |fields| fields.into().map(NodeSpec::Broker)),
    ("executor", |fields| fields.into().map(NodeSpec::Executor)),
    ("datastore", |fields| fields.into().map(NodeSpec::Datastore)),
    ("client", |fields| fields.into().map(NodeSpec::Client)),
];

const COMMANDS: &Forms<Command> = &[
    ("add_executor", |fields| fields.into().map(Command::AddExecutor)),
    ("add_datastore", |fields| fields.into().map(Command::AddDatastore)),
    ("add_client", |fields| fields.into().map(Command::AddClient)),
    ("remove", |fields| fields.into().map(Command::Remove)),
    ("submit_job", |fields| fields.into().map(Command::SubmitJob)),
    ("delete_job", |fields| fields.into().map(Command::DeleteJob)),
    ("crash", |fields| fields.into().map(Command::Crash)),
    ("restart", |mut fields| {
        let (node, with_memory) = (fields.needed("node")?, fields.optional("with_memory")?);
        fields.finish(Command::Restart { node, with_memory })
    }),
    ("heartbeat_now", |fields| fields.into().map(Command::HeartbeatNow)),
    ("set_capabilities", |mut fields| {
        let (node, capabilities) = (fields.needed("node")?, fields.needed("capabilities")?);
        let equipment = fields.optional("equipment")?;
        fields.finish(Command::SetCapabilities { node, capabilities, equipment })
    }),
    ("cut", |fields| fields.into().map(Command::Cut)),
    ("heal", |fields| fields.into().map(Command::Heal)),
    ("drop_message", |fields| fields.into().map(Command::DropMessage)),
    ("delay_message", |mut fields| {
        let (message, by_ms) = (fields.needed("message")?, fields.needed("by_ms")?);
        fields.finish(Command::DelayMessage { message, by_ms })
    }),
    ("duplicate_message", |fields| fields.into().map(Command::DuplicateMessage)),
    ("declare_emergency", |mut fields| {
        let (kind, level) = (fields.needed("kind")?, fields.optional("level")?);
        let location = fields.optional("location")?;
        fields.finish(Command::DeclareEmergency { kind, level, location })
    }),
    ("clear_emergency", |fields| fields.finish(Command::ClearEmergency {})),
    ("set_policy", |fields| fields.into().map(Command::SetPolicy)),
    ("request", |fields| fields.into().map(Command::Request)),
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
